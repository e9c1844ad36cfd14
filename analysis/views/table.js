// The table of statements: sorted, with the columns that are wanted.
// @ts-check
/** @import { MakesPanel, Sort, State, Statement, Update, View } from "./types.d.ts" */

import { saveCsv } from "./downloads.js";
import { button, h, panel, plural, redraw, set, sign } from "./elements.js";
import { dropDown } from "./filters.js";
import { highlighter, rangesFound } from "./found.js";
import { keepButton } from "./keep.js";
import { CHANCES, percent, shown } from "./state.js";

export const UNSORTED = { by: "number", down: false };

export const COLUMNS = [
  { id: "number", title: "No.", value: (s) => s.number },
  { id: "speaker", title: "Who", value: (s) => s.names.join("; ") || "no speaker named" },
  { id: "actor", title: "Speaks for", value: (s) => s.actors, spare: true },
  { id: "position", title: "Position", value: (s) => s.look.label },
  { id: "content", title: "What is said", value: (s) => s.content },
  { id: "target", title: "Toward what", value: (s) => s.target, spare: true },
  { id: "issue", title: "Issue", value: (s) => s.issue, spare: true },
  { id: "topic", title: "Topic", value: (s) => s.labels.join("; ") },
  { id: "act", title: "Act", value: (s) => s.actLabel },
  { id: "kind", title: "Wording", value: (s) => s.kindLabel, spare: true },
  { id: "manner", title: "Said, thought or done", value: (s) => s.mannerLabel, spare: true },
  ...CHANCES.map(({ id, column }) => ({ id, title: column, value: (s) => s[id] ?? -1, spare: true })),
];
const USUAL = COLUMNS.filter((column) => !column.spare).map((column) => column.id);
const SEARCHED = "td:is([data-column=speaker], [data-column=content])";
const ROOM = 200; // rows that are drawn at once

/** @type {MakesPanel} */
export function tablePanel(view, update) {
  const tools = tableTools(view, update);
  const rows = statementRows(view, update);
  const head = h("tr", {});
  const table = h("table", {}, h("thead", {}, head), rows.node);
  return {
    node: panel("statements", "Statements", tools.node, h("div", { class: "scroll" }, table), rows.none, rows.more),
    close: rows.close,
    draw(state) {
      const found = shown(view, state);
      set(table, "class", state.columns.length ? null : "usual");
      table.hidden = !found.length;
      redraw(head, ...columnsOf(state).map((id) => heading(id, state.sort, update)), keepHeading());
      rows.draw(state, found);
      tools.draw(state, found);
    },
  };
}

/** @param {State} state */
function columnsOf({ columns }) {
  return columns.length ? columns : USUAL;
}

// The rows of the statements found; where they are many a part of them, and a button for more.
/** @param {View} view @param {Update} update */
function statementRows(view, update) {
  const why = view.statements.length ? "No statement passes these filters." : "The article reports no statement.";
  const [node, none, more] = [h("tbody", {}), h("p", { class: "hint" }, why), h("p", { class: "more" })];
  const made = new Map(); // rows stay once they are made
  const { mark, close } = highlighter();
  const fill = (rows, room, columns) => {
    for (const s of rows.slice(0, room)) if (!made.has(s.key)) made.set(s.key, tableRow(view, s, columns, update));
    redraw(node, ...rows.slice(0, room).map((s) => made.get(s.key)));
    const next = button("Show more", () => fill(rows, room + ROOM, columns));
    more.replaceChildren(...(rows.length > room ? [`The first ${room} of ${rows.length} `, next] : []));
    mark(rangesFound([...node.querySelectorAll(SEARCHED)], drawn.text));
  };
  let drawn = {};
  const draw = (state, found) => {
    const columns = columnsOf(state);
    const { sort, text } = state;
    const now = { sort, text, columns: String(columns), keys: found.map((s) => s.key).join(" ") };
    none.hidden = found.length > 0;
    if (now.columns !== drawn.columns) made.clear();
    now.order = now.sort === drawn.sort ? drawn.order : sorted(view.statements, now.sort);
    const before = drawn;
    drawn = now;
    if (["sort", "text", "columns", "keys"].some((name) => now[name] !== before[name]))
      fill(inOrder(now.order, found), ROOM, columns);
    for (const [key, row] of made) row.classList.toggle("current", key === state.statement);
  };
  return { node, none, more, draw, close };
}

/** @param {Statement[]} order @param {Statement[]} found */
function inOrder(order, found) {
  const wanted = new Set(found);
  return order.filter((statement) => wanted.has(statement));
}

/** @param {string} id @param {Sort} sort @param {Update} update */
function heading(id, sort, update) {
  const { title } = COLUMNS.find((column) => column.id === id);
  const sortBy = () => update({ sort: { by: id, down: sort.by === id && !sort.down } });
  const attributes = { scope: "col", "data-column": id, "aria-sort": direction(id, sort) };
  return h("th", attributes, button(title, sortBy, { "data-key": `sort ${id}` }));
}

function keepHeading() {
  return h("th", { scope: "col", class: "keeps" }, h("span", { class: "visually-hidden" }, "Keep"));
}

// Choice of columns and saving, above the table.
/** @param {View} view @param {Update} update */
function tableTools(view, update) {
  let chosen = [];
  const save = button("", () => saveCsv(view, chosen));
  const columns = columnMenu(update);
  const node = h("div", { class: "tools" }, columns.node, save);
  node.hidden = !view.statements.length;
  return {
    node,
    draw(state, found) {
      chosen = found;
      save.textContent = `Save ${plural(found.length, "statement")} as CSV`;
      columns.draw(state);
    },
  };
}

/** @param {Update} update */
function columnMenu(update) {
  let state = null;
  const boxes = COLUMNS.map(({ id, title }) => {
    const change = () => update({ columns: withColumn(state.columns, id, box.checked) });
    const box = h("input", { type: "checkbox", value: id, onchange: change });
    return { id, box, node: h("label", {}, box, h("span", {}, title)) };
  });
  const fields = h("fieldset", {}, h("legend", {}, "Columns"), ...boxes.map((b) => b.node));
  const node = dropDown("Columns", "", fields);
  return {
    node,
    draw(now) {
      state = now;
      const columns = columnsOf(state);
      for (const { id, box } of boxes) {
        box.checked = columns.includes(id);
        box.disabled = columns.length === 1 && box.checked;
      }
    },
  };
}

// The columns with one more or one less, in their order; none where they are the usual ones.
function withColumn(columns, id, on) {
  const before = columns.length ? columns : USUAL;
  const after = COLUMNS.map((c) => c.id).filter((c) => (c === id ? on : before.includes(c)));
  return String(after) === String(USUAL) ? [] : after;
}

/** @param {View} view @param {Statement} statement @param {string[]} columns @param {Update} update */
function tableRow(view, statement, columns, update) {
  const choose = () => update({ statement: statement.key });
  const label = `Read statement ${statement.number}`;
  const open = { type: "button", class: "plain", "aria-label": label, "data-key": statement.key };
  const cells = {
    number: h("button", open, String(statement.number)), // a click on it is one on the row
    position: sign(statement.drawn, statement.lean),
    ...Object.fromEntries(CHANCES.map(({ id }) => [id, percent(statement[id])])),
  };
  const drawn = COLUMNS.filter((c) => columns.includes(c.id));
  const nodes = drawn.map((c) =>
    h("td", { "data-column": c.id, "data-label": c.title }, cells[c.id] ?? c.value(statement)),
  );
  const keeps = h("td", { class: "keeps" }, keepButton(view, statement));
  return h("tr", { "data-statement": statement.key, onclick: choose }, ...nodes, keeps);
}

const COLLATOR = new Intl.Collator("en", { sensitivity: "base", numeric: true });

/** @param {Statement[]} statements @param {Sort} sort */
function sorted(statements, { by, down }) {
  const { value } = COLUMNS.find((column) => column.id === by);
  const keys = new Map(statements.map((s) => [s, value(s)]));
  const order = (a, b) => (typeof a === "number" ? a - b : COLLATOR.compare(a, b));
  const up = [...statements].sort((a, b) => order(keys.get(a), keys.get(b)));
  return down ? up.reverse() : up;
}

/** @param {string} column @param {Sort} sort */
function direction(column, { by, down }) {
  if (column !== by) return "none";
  return down ? "descending" : "ascending";
}
