// What a reader takes away: the chosen statements as CSV, a chart as SVG or PNG. Made in the page, sent nowhere.
// @ts-check
/** @import { Picture, Statement, View } from "./types.d.ts" */

import { button, h } from "./elements.js";

// The statements as CSV (RFC 4180), with the columns of the table of statements; Python writes the same bytes. The mark
// at its beginning tells spreadsheets that it is UTF-8.
/** @param {Pick<View, "columns">} view @param {Statement[]} statements */
export function csvOf({ columns }, statements) {
  const rows = statements.map((s) => columns.statements.map((name) => s[name]));
  return `\ufeff${[columns.statements, ...rows].map((row) => `${row.map(csvCell).join(",")}\r\n`).join("")}`;
}

// Spreadsheets run a cell that begins like a formula: an apostrophe before it keeps it words. As formulas.py.
const FORMULA = /^(?:[ \t\r\n\v\f\u00a0\u2000-\u200a\u3000\ufeff]*[=+\-@＝＋－＠][\s\S]|[\t\r\n])/u;

export function csvCell(value) {
  const text = typeof value === "boolean" ? { true: "True", false: "False" }[value] : String(value ?? "");
  return `"${(FORMULA.test(text) ? "'" : "") + text.replaceAll('"', '""')}"`;
}

/** @param {View} view @param {Statement[]} statements */
export function saveCsv(view, statements) {
  save(new Blob([csvOf(view, statements)], { type: "text/csv;charset=utf-8" }), `${fileName(view, "statements")}.csv`);
}

// What XML cannot hold, and an article may: control characters.
export const NO_XML = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

// Two buttons that save a picture; `draw` gives it as {text, width, height}, the text being SVG.
/** @param {View} view @param {string} title @param {() => Picture | Promise<Picture>} draw */
export function pictureButtons(view, title, draw) {
  const name = fileName(view, title);
  const drawn = async () => {
    const { text, ...size } = await draw();
    return { text: text.replace(NO_XML, "\ufffd"), ...size };
  };
  const asSvg = async () => save(new Blob([(await drawn()).text], { type: "image/svg+xml" }), `${name}.svg`);
  const asPng = async () => save(await painted(await drawn()), `${name}.png`);
  const label = (kind) => ({ "aria-label": `Save “${title}” as ${kind}` });
  const both = [button("Save as SVG", asSvg, label("SVG")), button("Save as PNG", asPng, label("PNG"))];
  return h("p", { class: "saves" }, ...both);
}

// SVG painted as PNG, two dots for each of the screen's, so that it prints well.
/** @param {Picture} picture @returns {Promise<Blob>} */
async function painted({ text, width, height }) {
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = h("canvas", { width: 2 * width, height: 2 * height });
  canvas.getContext("2d").drawImage(image, 0, 0, 2 * width, 2 * height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

// A drawing of the page as SVG that stands alone: what the stylesheet says is written into it.
/** @param {SVGElement} drawing @param {number} width @param {number} height @returns {Picture} */
export function standalone(drawing, width, height) {
  const copy = /** @type {SVGElement} */ (drawing.cloneNode(true));
  const originals = [drawing, ...drawing.querySelectorAll("*")];
  [copy, ...copy.querySelectorAll("*")].forEach((node, index) => {
    const style = getComputedStyle(originals[index]);
    for (const name of DRAWN) node.setAttribute(name, style.getPropertyValue(name));
  });
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.style.background = getComputedStyle(drawing.closest(".demarche")).backgroundColor;
  return { text: new XMLSerializer().serializeToString(copy), width, height };
}

const DRAWN = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "paint-order"];
DRAWN.push("opacity", "font-family", "font-size", "font-weight", "font-style");

// A text as a file of its own: "md" or "html".
/** @param {View} view @param {string} title @param {"md" | "html"} ending @param {string} text */
export function saveText(view, title, ending, text) {
  const type = { md: "text/markdown", html: "text/html" }[ending];
  save(new Blob([text], { type: `${type};charset=utf-8` }), `${fileName(view, title)}.${ending}`);
}

// Bytes that Python made as a file: "docx".
export function saveBytes(view, title, ending, bytes) {
  save(new Blob([bytes]), `${fileName(view, title)}.${ending}`);
}

/** @param {View} view @param {string} title */
function fileName(view, title) {
  const words = `${view.article.id} ${title}`.toLowerCase();
  return words.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "");
}

function save(blob, name) {
  const url = URL.createObjectURL(blob);
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
