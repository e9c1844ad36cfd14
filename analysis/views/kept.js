// Kept statements as Markdown and as a page of their own. keeping.py writes the same in Python.
// @ts-check
/** @import { Block, KeptStatement, Statement, View } from "./types.d.ts" */

import { addressIn, filledOf, howAndWhere, issued, oneLine, titleIn, unmarked } from "./citation.js";
import { h } from "./elements.js";

const STYLE =
  "body{max-width:42rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 Georgia,serif}" +
  "blockquote{margin:0 0 1rem;padding-left:1rem;border-left:3px solid #999}.note{white-space:pre-line}";

// Kept statements by those who speak, or by issue: [[heading, [{statement, note}]]], in the order of the article.
/** @param {KeptStatement[]} kept @param {string} by */
export function keptGroups(kept, by) {
  const ordered = kept.toSorted((a, b) => a.statement.number - b.statement.number);
  return [...Map.groupBy(ordered, ({ statement }) => groupOf(statement, by))];
}

/** @param {Statement} statement @param {string} by */
function groupOf({ issue, names }, by) {
  if (by === "issues") return oneLine(issue) || "No issue named";
  return oneLine(names.join(" and ")) || "No speaker named";
}

// What a page of kept statements says, one thing after the other, each with its kind.
/** @param {View} view @param {KeptStatement[]} kept @param {string} by @returns {Block[]} */
function blocksOf({ article }, kept, by) {
  /** @type {Block[]} */
  const groups = keptGroups(kept, by).flatMap(([group, some]) => [["group", group], ...some.flatMap(blocksOfOne)]);
  /** @type {Block[]} */
  const blocks = [
    ["title", `Kept from ${titleIn(article) || "an article"}`],
    ["source", filledOf(", ", [oneLine(article.author), ...issued(article)])],
    ["address", addressIn(article)],
    ...groups,
  ];
  return blocks.filter(([, text]) => text);
}

/** @param {KeptStatement} one @returns {Block[]} */
function blocksOfOne({ statement, note }) {
  const introduced = statement.people.map(({ name, role }) => (role ? `${name} (${role})` : name));
  const who = oneLine(introduced.join(" and ")) || "No speaker named";
  const lines = note.split(/\r\n|\r|\n/).map(oneLine);
  return [
    ["who", `${who} ${statement.drawn.glyph} ${oneLine(statement.stand)}`],
    ["quote", filledOf(" ", [statement.named, howAndWhere(statement)])],
    ["note", lines.some(Boolean) ? `Note: ${filledOf("\n", lines)}` : ""],
  ];
}

const AS_MARKDOWN = {
  title: (text) => `# ${unmarked(text)}`,
  source: unmarked,
  address: (text) => `<${text}>`,
  group: (text) => `## ${unmarked(text)}`,
  who: unmarked,
  quote: (text) => `> ${unmarked(text)}`,
  note: (text) => text.split("\n").map(unmarked).join("\\\n"),
};

/** @param {View} view @param {KeptStatement[]} kept @param {string} by */
export function asMarkdown(view, kept, by) {
  const blocks = blocksOf(view, kept, by).map(([kind, text]) => AS_MARKDOWN[kind](text));
  return `${blocks.join("\n\n")}\n`;
}

const AS_NODE = {
  title: (text) => h("h1", {}, text),
  source: (text) => h("p", {}, text),
  address: (text) => h("p", {}, h("a", { href: text }, text)),
  group: (text) => h("h2", {}, text),
  who: (text) => h("p", {}, text),
  quote: (text) => h("blockquote", {}, text),
  note: (text) => h("p", { class: "note" }, text),
};

/** @param {View} view @param {KeptStatement[]} kept @param {string} by */
export function asPage(view, kept, by) {
  const blocks = blocksOf(view, kept, by);
  const page = document.implementation.createHTMLDocument(blocks[0][1]);
  page.documentElement.lang = "en";
  page.head.prepend(h("meta", { charset: "utf-8" }));
  page.head.append(h("style", {}, STYLE));
  page.body.append(...blocks.map(([kind, text]) => AS_NODE[kind](text)));
  return `<!doctype html>${new XMLSerializer().serializeToString(page.documentElement)}`;
}
