// Who is for or against what: speakers, or those they speak for, against issues. The table is the chart.
// @ts-check
/** @import { Drawer, Facet, FacetId, Held, Issue, MakesPanel } from "./types.d.ts" */
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
  "Where a statement calls it otherwise, the cell says so. A grey edge: they disagree, or none takes a side; those " +
  `that take none stand last. A hollow sign is a judgement that is less sure than ${100 * SURE} %.`;

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
      const [rows, issues] = sides(view, state);
      below.draw(state, () => redraw(table, crossing(view, state, rows, issues, below)));
      redraw(all, ...moreButton(view, state, [rows.options, issues], update));
    },
  };
}

// The facet that makes the rows, and the issues with a side, those of a topic side by side; as many as are shown.
/** @param {View} view @param {State} state @returns {[Facet, Issue[]]} */
function sides(view, state) {
  const rows = view.facet.get(state.rows);
  const most = state.all ? Infinity : ROWS;
  const some = issuesTaken(view).slice(0, state.all ? Infinity : ISSUES);
  const order = [...new Set(some.map((issue) => issue.topic))];
  const issues = order.flatMap((topic) => some.filter((issue) => issue.topic === topic));
  return [{ ...rows, options: speakingOn(view, rows, some).slice(0, most) }, issues];
}

// The options of a facet that have a statement on one of the issues.
/** @param {View} view @param {Facet} rows @param {Issue[]} issues */
function speakingOn(view, rows, issues) {
  const ids = new Set(issues.map(({ id }) => id));
  const speaking = new Set(
    view.statements.filter(({ on }) => on.some(({ id }) => ids.has(id))).flatMap((s) => s.values[rows.id]),
  );
  return rows.options.filter(({ id }) => speaking.has(id));
}

// The issues that somebody takes a side on, most sides first.
/** @param {View} view */
function issuesTaken(view) {
  const taken = new Map();
  for (const { on } of view.statements)
    for (const { id, position } of on) if (TAKEN.includes(position)) taken.set(id, (taken.get(id) ?? 0) + 1);
  return view.issues.filter(({ id }) => taken.has(id)).sort((a, b) => taken.get(b.id) - taken.get(a.id));
}

/** @param {View} view @param {State} state @param {Facet} rows @param {Issue[]} issues @param {Drawer} below */
function crossing(view, state, rows, issues, below) {
  const cells = cellsOf(shown(view, state, [rows.id, "issues"]), rows.id);
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

// {row and issue: [the statement, and where it stands on the issue]}.
/** @param {Statement[]} statements @param {FacetId} rows */
function cellsOf(statements, rows) {
  const cells = new Map();
  for (const statement of statements)
    for (const on of statement.on)
      for (const row of statement.values[rows]) {
        const key = JSON.stringify([row, on.id]);
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
  const key = JSON.stringify([row.id, issue.id]);
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
  const surest = Math.max(...own.map(({ statement: s }) => s.position_confidence ?? 1));
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
function wordsIn(issue, { target, statement }) {
  const decides = /\p{L}{4}/u.test(statement.decides) ? statement.decides : "";
  const other = issue.label.toLowerCase().includes(target.toLowerCase()) ? "" : target;
  return [other, decides].filter(Boolean).join(": ");
}

/** @param {View} view @param {State} state @param {[Option[], Issue[]]} drawn @param {Update} update */
function moreButton(view, state, [options, some], update) {
  const taken = issuesTaken(view);
  const { length: issues } = taken;
  const { length: rows } = speakingOn(view, view.facet.get(state.rows), taken);
  if (rows <= ROWS && issues <= ISSUES) return [];
  const part = (shown, number, noun) => `${shown.length} of ${plural(number, noun)}`;
  return moreOf(`${part(options, rows, "row")} and ${part(some, issues, "issue")}`, state.all, "all", update);
}
