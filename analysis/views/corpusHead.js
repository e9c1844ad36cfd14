// What stands above the page of a corpus: how far to trust it, what was imported, and what stands out.
// @ts-check
/** @import { CorpusView, OpensStatements } from "./types.d.ts" */

import { inGroups, many } from "./corpusNames.js";
import { UNFILTERED } from "./counting.js";
import { button, h, panel } from "./elements.js";

/** @param {CorpusView} view */
export function trustOf(view) {
  const { method, reviewed, sample, failed, unread } = view;
  const drawn = `the words of ${inGroups(sample.shown)}, drawn at random, are here`;
  const lines = [
    unread,
    [reviewed, method.sure].filter(Boolean).join(" "),
    sample.shown < sample.of ? `Of the ${many(sample.of, "statement")} ${drawn}. All are counted.` : "",
    failed ? `${many(failed, "article")} could not be read and ${failed === 1 ? "is" : "are"} not counted.` : "",
  ];
  return h("div", { class: "sure" }, ...lines.filter(Boolean).map((line) => h("p", {}, line)), importOf(view));
}

// What the import told of each file, in short; those with doubts first.
/** @param {CorpusView} view */
function importOf({ import: files, stored }) {
  if (!files.length) return null;
  const doubtful = files.filter((file) => file.doubts.length).length;
  const doubts = doubtful ? `${many(doubtful, "file")} with doubts` : "no doubts";
  const heads = ["File", "Format", "Announced", "Found", "Doubts"].map((title) => h("th", { scope: "col" }, title));
  const sorted = files.toSorted((a, b) => Number(b.doubts.length > 0) - Number(a.doubts.length > 0));
  const rows = sorted.map(({ file, format, announced, found: there, doubts: told }) => {
    const cells = [file, format || "not read", announced === null ? "not said" : inGroups(announced), inGroups(there)];
    const labels = ["File", "Format", "Announced", "Found", "Doubts"];
    const all = [...cells, told.join("; ") || "none"];
    return h("tr", {}, ...all.map((cell, at) => h("td", { "data-label": labels[at] }, cell)));
  });
  const table = h("table", {}, h("thead", {}, h("tr", {}, ...heads)), h("tbody", {}, ...rows));
  const summary = `Imported: ${many(stored, "article")} from ${many(files.length, "file")}, ${doubts}`;
  return h("details", {}, h("summary", {}, summary), h("div", { class: "scroll stack" }, table));
}

// The findings, in sentences whose links open the statements behind them, of the whole corpus; days and articles are
// parts of what counts there.
/** @param {CorpusView} view @param {OpensStatements} open */
export function findingsPanel(view, open) {
  const items = view.findings.map((pieces) => {
    const nodes = pieces.map(({ text, opens }) => {
      if (!opens) return text;
      const { first = "", last = "", articles = [], ...change } = opens;
      const read = () => open({ ...UNFILTERED, ...change }, text, { first, last, articles });
      return button(text, read, { class: "plain" });
    });
    return h("li", {}, ...nodes);
  });
  const how = h("details", { class: "how" }, h("summary", {}, "How this was found"), h("p", {}, view.method.findings));
  const all = h("p", { class: "hint" }, "Of all articles, whatever the filters choose.");
  const node = panel("stands-out", "What stands out", all, h("ul", { class: "findings" }, ...items), how);
  node.hidden = !items.length;
  return { node, draw() {} };
}
