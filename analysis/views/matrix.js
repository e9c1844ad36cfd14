// Who is for or against what: speakers, or those they speak for, against issues. The table is the chart.
// @ts-check
/** @import { Drawer, Facet, FacetId, Grid, Held, Issue, MakesPanel } from "./types.d.ts" */
/** @import { Option, State, Statement, Update, View } from "./types.d.ts" */

import { drawerIn } from "./drawer.js";
import { button, h, moreOf, panel, plural, redraw, SURE, shaped, sign } from "./elements.js";
import { shown, wants } from "./state.js";

const ROWS = 12;
const ISSUES = 8; // what a first look has room for; a button shows the rest
const WORDS = 2; // deciding words that a cell shows
const TAKEN = ["support", "oppose", "conditional"];

const HOW_MATRIX =
  "A cell tells how often somebody is for or against an issue, and by which words; choose it to read the sentences. " +
  "Where a statement calls the issue by another name, the cell gives that name first. Statements that take no side " +
  "stand last in a cell. The left edge of a cell has the colour of the side that is taken; it is grey where several " +
  `sides are taken, or none. A hollow sign is a judgement that is less sure than ${100 * SURE} %.`;
const NONE_LEFT = "With these filters nothing is left that somebody is for or against.";

/** @type {MakesPanel} */
export function matrixPanel(view, update) {
  const speakers = button("By speaker", () => update({ rows: "speakers" }));
  const actors = button("By whom they speak for", () => update({ rows: "actors" }));
  const by = h("p", { class: "switch", role: "group", "aria-label": "Rows of the table" }, speakers, actors);
  const table = h("div", { class: "scroll" });
  const all = h("p", { class: "more" });
  const node = panel("matrix", "Where they stand", by, table, all, h("p", { class: "hint" }, HOW_MATRIX));
  const below = drawerIn(view, update, table);
  node.hidden = !view.issues.length;
  return {
    node,
    draw(state) {
      speakers.setAttribute("aria-pressed", String(state.rows === "speakers"));
      actors.setAttribute("aria-pressed", String(state.rows === "actors"));
      const grid = crossed(view, state);
      below.draw(state, () => redraw(table, grid.cells.size ? crossing(view, state, grid, below) : NONE_LEFT));
      redraw(all, ...moreButton(state, grid, update));
    },
  };
}

// What is shown of the statements that pass the filters, and of how many rows and issues. The filters of these two do
// not narrow it, they set off the chosen, which are shown before others where not all fit.
/** @param {View} view @param {State} state @returns {Grid} */
function crossed(view, state) {
  const facet = view.facet.get(state.rows);
  const statements = shown(view, state, [facet.id, "issues"]);
  const cells = cellsOf(statements, facet.id, issuesTaken(view.statements));
  const keys = [...cells.keys()].map((key) => JSON.parse(key));
  const passing = keys.filter(([row, id]) => wants(state, facet.id, row) && wants(state, "issues", id));
  const ids = idsIn(keys, 1);
  const ranked = ranking(view, statements).filter(({ id }) => ids.has(id));
  const first = firstOf(ranked, idsIn(passing, 1), state.all ? Infinity : ISSUES);
  const held = ([, id]) => first.some((issue) => issue.id === id);
  const speaking = idsIn(keys.filter(held), 0);
  const some = facet.options.filter(({ id }) => speaking.has(id));
  const options = firstOf(some, idsIn(passing.filter(held), 0), state.all ? Infinity : ROWS);
  const issues = first.filter((issue) => options.some((row) => cells.has(cellKey(row.id, issue.id))));
  const number = { rows: idsIn(keys, 0).size, issues: ranked.length };
  return { cells, rows: { ...facet, options }, issues: byTopic(issues), number };
}

// The rows of cells, or at 1 their issues.
/** @param {[string, string][]} keys @param {0 | 1} at */
function idsIn(keys, at) {
  return new Set(keys.map((key) => key[at]));
}

// As many as there is room for, the wanted before others, in the order that they have.
/** @template {{ id: string }} T @param {T[]} all @param {Set<string>} wanted @param {number} room @returns {T[]} */
function firstOf(all, wanted, room) {
  const isWanted = ({ id }) => wanted.has(id);
  const first = [...all.filter(isWanted), ...all.filter((one) => !isWanted(one))].slice(0, room);
  return all.filter((one) => first.includes(one));
}

// The issues on a diplomatic topic before those on none, of each those first on which most statements take a side.
/** @param {View} view @param {Statement[]} statements */
function ranking(view, statements) {
  const taken = issuesTaken(statements);
  const sides = ({ id }) => taken.get(id) ?? 0;
  return view.issues.toSorted((a, b) => Number(!a.topic) - Number(!b.topic) || sides(b) - sides(a));
}

// Those of a topic side by side.
/** @param {Issue[]} issues */
function byTopic(issues) {
  const topics = [...new Set(issues.map(({ topic }) => topic))];
  return topics.flatMap((topic) => issues.filter((issue) => issue.topic === topic));
}

// {issue: how many times a side is taken on it}, of those on which one is.
/** @param {Statement[]} statements @returns {Map<string, number>} */
function issuesTaken(statements) {
  const taken = new Map();
  for (const { on } of statements)
    for (const { id, position } of on) if (TAKEN.includes(position)) taken.set(id, (taken.get(id) ?? 0) + 1);
  return taken;
}

function cellKey(row, issue) {
  return JSON.stringify([row, issue]);
}

/** @param {View} view @param {State} state @param {Grid} grid @param {Drawer} below */
function crossing(view, state, { cells, rows, issues }, below) {
  const topics = issues.map(({ topic }) => topic);
  const groups = [...new Set(topics)].map((topic) => {
    const colspan = topics.filter((one) => one === topic).length;
    return h("th", { scope: "colgroup", colspan, class: "group" }, view.topicLabels.get(topic) ?? "on no topic");
  });
  const heads = issues.map((issue) => h("th", { scope: "col", title: sameness(issue) }, issue.label));
  const body = rows.options.map((row) => {
    const across = issues.map((issue) => cell(view, state, cells, { rows, row, issue }, below));
    return h("tr", {}, h("th", { scope: "row" }, row.label), ...across);
  });
  const corner = h("th", { scope: "col", rowspan: 2 }, rows.title);
  return h("table", {}, h("thead", {}, h("tr", {}, corner, ...groups), h("tr", {}, ...heads)), h("tbody", {}, ...body));
}

/** @param {Issue} issue */
function sameness({ confidence }) {
  if (confidence === null) return null;
  return `Its targets are the same with a chance of ${Math.round(100 * confidence)} %`;
}

// {row and issue: [the statement, and where it stands on the issue]}, of the issues that somebody takes a side on.
/** @param {Statement[]} statements @param {FacetId} rows @param {Map<string, number>} taken @returns {Grid["cells"]} */
function cellsOf(statements, rows, taken) {
  const cells = new Map();
  for (const statement of statements)
    for (const on of statement.on.filter(({ id }) => taken.has(id)))
      for (const row of statement.values[rows]) {
        const key = cellKey(row, on.id);
        if (!cells.has(key)) cells.set(key, []);
        cells.get(key).push({ statement, ...on });
      }
  return cells;
}

/**
 * @param {View} view
 * @param {State} state
 * @param {Map<string, Held[]>} cells
 * @param {{ rows: Facet, row: Option, issue: Issue }} given
 * @param {Drawer} below
 */
function cell(view, state, cells, { rows, row, issue }, below) {
  const key = cellKey(row.id, issue.id);
  const held = cells.get(key);
  if (!held) return h("td", { class: "none" }, h("span", { class: "visually-hidden" }, "0"));
  const wanted = { [rows.id]: [row.id], issues: [issue.id] };
  const choose = () => below.choose(wanted, `${row.label}: ${issue.label}`, key);
  const { size } = new Set(held.map(({ statement }) => statement));
  const lines = linesOf(view, issue, held);
  const taken = lines.map((line) => line.dataset.position).filter((position) => TAKEN.includes(position));
  const chosen = wants(state, rows.id, row.id) && wants(state, "issues", issue.id);
  const told = lines.map((line) => line.dataset.told).join("; ");
  const attributes = {
    class: `cell${chosen ? "" : " off"}`,
    "data-key": key,
    "data-label": issue.label, // on a phone it stands in the cell
    "data-position": taken.length === 1 ? taken[0] : null,
    "aria-label": `${row.label}, ${issue.label}: ${told}. Show ${plural(size, "statement")}`,
    "aria-expanded": String(below.isOpen(key)),
  };
  return h("td", {}, h("button", { type: "button", onclick: choose, ...attributes }, ...lines));
}

// The positions taken, each a line, and below them those that take none.
/** @param {View} view @param {Issue} issue @param {Held[]} held */
function linesOf(view, issue, held) {
  const none = held.map(({ position }) => position).filter((position) => !TAKEN.includes(position));
  return [...TAKEN, ...new Set(none)].map((position) => lineOf(view, issue, held, position)).filter(Boolean);
}

// "▲2 plan to lift, time to help": a sign that is hollow where none of its judgements is sure, and what decided.
/** @param {View} view @param {Issue} issue @param {Held[]} held @param {string} position */
function lineOf(view, issue, held, position) {
  const own = held.filter((one) => one.position === position);
  if (!own.length) return null;
  const look = view.positions.find(({ id }) => id === position);
  const surest = Math.max(...own.map(({ sure }) => sure ?? 1));
  const words = [...new Set(own.map((one) => wordsIn(issue, one)).filter(Boolean))].slice(0, WORDS);
  const shape = sign(shaped(look, surest));
  return h(
    "span",
    { class: "line", "data-position": position, "data-told": `${own.length} ${look.label}` },
    shape,
    h("b", {}, String(own.length)),
    words.length && TAKEN.includes(position) ? h("em", {}, ` ${words.join(", ")}`) : null,
  );
}

// "mission: we will refuse": what a statement calls the issue, where that is something else, and what decided.
/** @param {Issue} issue @param {Held} held */
function wordsIn(issue, { target, decides }) {
  const words = /\p{L}{4}/u.test(decides) ? decides : "";
  const other = issue.label.toLowerCase().includes(target.toLowerCase()) ? "" : target;
  return [other, words].filter(Boolean).join(": ");
}

/** @param {State} state @param {Grid} grid @param {Update} update */
function moreButton(state, { rows, issues, number }, update) {
  if (number.rows <= ROWS && number.issues <= ISSUES) return [];
  const part = (shown, all, noun) => `${shown.length} of ${plural(all, noun)}`;
  const both = `${part(rows.options, number.rows, "row")} and ${part(issues, number.issues, "issue")}`;
  return moreOf(both, state.all, "all", update);
}
