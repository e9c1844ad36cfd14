// Elements of a page. The words of an article are never markup here: every text goes in as a text node.
// @ts-check
/** @import { Attributes, Child, Look, Update } from "./types.d.ts" */

const SVG = "http://www.w3.org/2000/svg";
export const PAPER = 665; // CSS pixels between the margins of A4, which is narrower than Letter

// An element; attributes that start with "on" are listeners, children are elements or plain text.
/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Attributes} attributes
 * @param {...Child} children
 */
export function h(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

// The same for a drawing.
/** @template {keyof SVGElementTagNameMap} T @param {T} tag @param {Attributes} attributes @param {...Child} children */
export function svg(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

/** @template {Element} T @param {T} node @param {Attributes} attributes @param {Child[]} children */
function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else set(node, name, value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

// Sets an attribute, or removes it where the value is null or false.
/** @param {Element} node @param {string} name @param {unknown} value */
export function set(node, name, value) {
  if (value === null || value === false) node.removeAttribute(name);
  else node.setAttribute(name, value === true ? "" : String(value));
}

// A part of the explorer under its heading.
/** @param {string} name @param {string} title @param {...Child} children */
export function panel(name, title, ...children) {
  return h("section", { class: name, "aria-label": title }, h("h2", {}, title), ...children);
}

/** @param {string} label @param {(event: MouseEvent) => unknown} act @param {Attributes} attributes */
export function button(label, act, attributes = {}) {
  return h("button", { type: "button", onclick: act, ...attributes }, label);
}

// Puts new children in place of the old; the focus stays on what has the same data-key.
/** @param {Element} node @param {...(Node | string)} children */
export function redraw(node, ...children) {
  const key = node.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  node.replaceChildren(...children);
  if (key !== undefined)
    [...node.querySelectorAll("[data-key]")].find((n) => n.dataset.key === key)?.focus({ preventScroll: true });
}

/** @param {number} number @param {string} noun */
export function plural(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function glyph(look) {
  return h("span", { class: "glyph", "data-position": look.id, "aria-hidden": "true" }, look.glyph);
}

export const SURE = 0.6; // a position that is less sure is drawn hollow and called "perhaps"

// The look of a position that is right with this chance.
/** @template {Look | undefined} L @param {L} look @param {number | null} chance @returns {L} */
export function shaped(look, chance) {
  if (!look?.hollow || !look.id || chance === null || chance >= SURE) return look;
  return { ...look, glyph: look.hollow, label: `perhaps ${look.label}` };
}

/** @param {{ id?: string, label: string, glyph?: string }} look @param {string | null} lean */
export function sign(look, lean = null) {
  const word = h("span", { class: "word" }, ` ${look.label}${leaning(lean)}`);
  return h("span", { class: "sign", "data-position": look.id }, glyph(look), word);
}

/** @param {string | null} lean */
export function leaning(lean) {
  return { "+": ", leaning for", "-": ", leaning against" }[lean] ?? "";
}

/** @param {string} text @param {number} length */
export function shortened(text, length) {
  const letters = [...text];
  return letters.length > length ? `${letters.slice(0, length - 1).join("")}…` : text;
}

// How much is shown of what does not all fit at first, and the button that shows all or less of it.
/** @param {string} part @param {boolean} all @param {string} key @param {Update} update */
export function moreOf(part, all, key, update) {
  const turn = () => update({ all: !all });
  return [all ? "" : `${part} `, button(all ? "Show fewer" : "Show all", turn, { "data-key": key })];
}

// Calls `draw` when an element gets wider or narrower; returns what ends it.
/** @param {HTMLElement} node @param {() => void} draw */
export function watchWidth(node, draw) {
  let width = 0;
  const size = new ResizeObserver(() => {
    if (width !== node.clientWidth) draw();
    width = node.clientWidth;
  });
  size.observe(node);
  return () => size.disconnect();
}

// Calls `draw` before and after printing; returns what ends it.
/** @param {(isPrinted: boolean) => void} draw */
export function watchPrint(draw) {
  const [before, after] = [() => draw(true), () => draw(false)];
  addEventListener("beforeprint", before);
  addEventListener("afterprint", after);
  return () => {
    removeEventListener("beforeprint", before);
    removeEventListener("afterprint", after);
  };
}
