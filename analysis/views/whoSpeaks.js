// Who speaks in which outlet: a table whose cells tell a number, or a share, and are the darker the more it is.
// @ts-check
/** @import { CorpusState, Dimension, Group, MakesCorpusPanel, OpensStatements } from "./types.d.ts" */
/** @import { CorpusUpdate, CorpusView, Speaking } from "./types.d.ts" */

import { inGroups, many, nameAt } from "./corpusNames.js";
import { counted } from "./counting.js";
import { button, h, moreOf, panel, redraw } from "./elements.js";

const FIRST_ROWS = 12; // what a first look has room for; a button shows the rest
const FIRST_OUTLETS = 8;
const DARKEST = 45; // per cent of the colour in a full cell: words on it stay easy to read

const HOW_COUNTED = "Choose a number to read the statements. A statement of two speakers counts for both.";
const HOW_SHARED = "Choose a number to read the statements. Of the statements of an outlet, so many in a hundred.";

/** @type {MakesCorpusPanel} */
export function whoSpeaksPanel(view, update, _, open) {
  const tools = whoTools(update);
  const table = h("div", { class: "scroll" });
  const [more, hint] = [h("p", { class: "more" }), h("p", { class: "hint" })];
  const node = panel("who-speaks", "Who speaks, in which outlet", tools.node, table, more, hint);
  return {
    node,
    draw(state) {
      const found = speaking(view, state);
      tools.draw(state);
      hint.textContent = state.share ? HOW_SHARED : HOW_COUNTED;
      hint.hidden = !found.rows.length;
      const [rows, columns] = state.all
        ? [found.rows, found.columns]
        : [found.rows.slice(0, FIRST_ROWS), found.columns.slice(0, FIRST_OUTLETS)];
      const shown = { ...found, rows, columns };
      redraw(table, rows.length ? heatTable(view, state, shown, open) : h("p", { class: "hint" }, "Nobody speaks."));
      const isPart = found.rows.length > FIRST_ROWS || found.columns.length > FIRST_OUTLETS;
      const part = `${rows.length} of ${inGroups(found.rows.length)} rows`;
      const parts = columns.length < found.columns.length ? `${part}, ${columns.length} outlets` : part;
      redraw(more, ...(isPart ? moreOf(parts, state.all, "more who", update) : []));
    },
  };
}

/** @param {CorpusUpdate} update */
function whoTools(update) {
  const turns = [
    { label: "By whom they speak for", change: { who: "actors" } },
    { label: "By speaker", change: { who: "speakers" } },
    { label: "Numbers", change: { share: false } },
    { label: "Shares", change: { share: true } },
  ].map(({ label, change }) => {
    const [[field, value]] = Object.entries(change);
    const turn = button(label, () => update(/** @type {any} */ (change)), { "data-key": label });
    return { turn, draw: (state) => turn.setAttribute("aria-pressed", String(state[field] === value)) };
  });
  const group = (label, some) => h("span", { role: "group", "aria-label": label }, ...some.map(({ turn }) => turn));
  const node = h("p", { class: "switch" }, group("Rows", turns.slice(0, 2)), group("Cells", turns.slice(2)));
  return {
    node,
    draw(state) {
      for (const one of turns) one.draw(state);
    },
  };
}

// Rows and columns, those with most statements first, those without a name last; and the number of each cell.
/** @param {CorpusView} view @param {CorpusState} state @returns {Speaking} */
function speaking(view, state) {
  const dimension = state.who === "speakers" ? "speaker" : "actor";
  const cells = new Map(counted(view, state, [dimension, "outlet"]).map((c) => [`${c[dimension]} ${c.outlet}`, c]));
  const most = (/** @type {Dimension} */ name) => {
    const isNamed = (/** @type {Group} */ group) => Number(view.values[name][group[name]] !== "");
    return counted(view, state, [name]).sort((a, b) => isNamed(b) - isNamed(a) || b.statements - a.statements);
  };
  const number = (row, column) => cells.get(`${row[dimension]} ${column.outlet}`)?.statements ?? 0;
  return { dimension, number, rows: most(dimension), columns: most("outlet") };
}

/**
 * @param {CorpusView} view
 * @param {CorpusState} state
 * @param {Speaking} shown
 * @param {OpensStatements} open
 */
function heatTable(view, state, shown, open) {
  const { dimension, number, rows, columns } = shown;
  const heatOf = (row, column) => number(row, column) / (state.share ? column.statements : 1);
  const largest = Math.max(...rows.flatMap((row) => columns.map((column) => heatOf(row, column))));
  const lines = rows.map((row) => {
    const value = view.values[dimension][row[dimension]];
    const name = nameAt(view, dimension, row[dimension]);
    const filter = { [`${dimension}s`]: [value] };
    const cells = columns.map((column) => {
      const told = { number: number(row, column), of: column.statements, heat: heatOf(row, column) / largest };
      const outlets = [view.outlets[column.outlet]];
      const title = `${name}, ${nameAt(view, "outlet", column.outlet)}`;
      return heatCell(told, state.share, `${value} ${outlets}`, title, () => open(filter, title, { outlets }));
    });
    const all = { class: "plain", "data-key": `all ${value}`, "aria-label": `${name}: all ${row.statements}` };
    const whole = button(inGroups(row.statements), () => open(filter, name), all);
    return h("tr", {}, h("th", { scope: "row" }, name), ...cells, h("td", { class: "number" }, whole));
  });
  return h("table", { class: "heat" }, heatHead(view, shown), h("tbody", {}, ...lines));
}

/** @param {CorpusView} view @param {Speaking} shown */
function heatHead(view, { dimension, columns }) {
  const outlets = columns.map((column) => {
    const small = h("small", {}, inGroups(column.statements));
    return h("th", { scope: "col", class: "number" }, nameAt(view, "outlet", column.outlet), small);
  });
  const title = { actor: "Speaks for", speaker: "Speaker" }[dimension];
  const all = h("th", { scope: "col", class: "number" }, "All");
  return h("thead", {}, h("tr", {}, h("th", { scope: "col" }, title), ...outlets, all));
}

// A number, or its share, as a button that is the darker the more it is.
function heatCell({ number, of, heat }, share, key, title, act) {
  if (!number) return h("td", { class: "number none" }, "–");
  const percents = `${Math.round((100 * number) / of)} %`;
  const cell = button(share ? percents : inGroups(number), act, { class: "cell", "data-key": key });
  cell.setAttribute("aria-label", `${title}: ${many(number, "statement")}, ${percents}`);
  cell.style.setProperty("--heat", `${Math.round(DARKEST * heat)}%`);
  return h("td", { class: "number" }, cell);
}
