// The table of statements: sorted, searched, with the columns that are wanted.

import { button, h, panel, plural, set, sign } from "./elements.js";
import { dropDown } from "./filters.js";
import { shown } from "./findings.js";
import { saveCsv } from "./saving.js";

export const UNSORTED = { by: "number", down: false };

export const COLUMNS = [
  { id: "number", title: "No.", value: (s) => s.number },
  { id: "speaker", title: "Who", value: (s) => s.names.join("; ") },
  { id: "actor", title: "Speaks for", value: (s) => s.actors.join("; "), spare: true },
  { id: "position", title: "Position", value: (s) => s.look.label },
  { id: "content", title: "What is said", value: (s) => s.content },
  { id: "target", title: "Toward what", value: (s) => s.target, spare: true },
  { id: "topic", title: "Topic", value: (s) => s.labels.join("; ") },
  { id: "act", title: "Act", value: (s) => s.actLabel },
  { id: "kind", title: "Wording", value: (s) => s.kindLabel, spare: true },
  { id: "sure", title: "How sure", value: (s) => Math.round(s.confidence * 100), spare: true },
];
const USUAL = COLUMNS.filter((column) => !column.spare).map((column) => column.id);
const ROOM = 200; // rows that are drawn at once

export function tablePanel(view, update) {
  const made = new Map(); // rows, made when they are first seen
  const body = h("tbody", {});
  const head = h("tr", {});
  const table = h("table", {}, h("thead", {}, head), body);
  const none = h("p", { class: "hint" });
  const more = h("p", { class: "more" });
  const tools = tableTools(view, update);
  let room = ROOM;
  let drawn = {};
  const rowOf = (statement) => {
    if (!made.has(statement.id)) made.set(statement.id, tableRow(statement, drawn.columns, update));
    return made.get(statement.id);
  };
  const fill = (state, found) => {
    const ids = new Set(found.map((s) => s.id));
    const rows = drawn.order.filter((s) => ids.has(s.id));
    body.replaceChildren(...rows.slice(0, room).map(rowOf));
    none.textContent = view.statements.length ? "No statement passes these filters." : "The article reports no statement.";
    none.hidden = rows.length > 0;
    table.hidden = !rows.length;
    const next = () => ((room += ROOM), fill(state, found));
    more.replaceChildren(...(rows.length > room ? [`The first ${room} of ${rows.length} `, button("Show more", next)] : []));
  };
  return {
    node: panel("statements", "Statements", tools.node, h("div", { class: "scroll" }, table), none, more),
    draw(state) {
      const found = shown(view, state);
      const columns = state.columns.length ? state.columns : USUAL;
      if (String(columns) !== String(drawn.columns)) made.clear();
      if (state.sort !== drawn.sort) drawn = { ...drawn, sort: state.sort, order: sorted(view.statements, state.sort) };
      drawn = { ...drawn, columns };
      if (!found.length || state.statement === null) room = ROOM;
      set(table, "class", state.columns.length ? null : "usual");
      head.replaceChildren(...columns.map((id) => heading(id, state.sort, update)));
      fill(state, found);
      for (const [id, row] of made) row.classList.toggle("current", id === state.statement);
      tools.draw(state, found);
    },
  };
}

function heading(id, sort, update) {
  const { title } = COLUMNS.find((column) => column.id === id);
  const sortBy = () => update({ sort: { by: id, down: sort.by === id && !sort.down } });
  const attributes = { scope: "col", "data-column": id, "aria-sort": direction(id, sort) };
  return h("th", attributes, button(title, sortBy, { "data-key": `sort ${id}` }));
}

// Search, choice of columns and saving, above the table.
function tableTools(view, update) {
  const search = h("input", { type: "search", placeholder: "words, a name …", "aria-label": "Search the statements" });
  let wait = 0;
  search.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(() => update({ text: search.value }), 150);
  });
  let chosen = [];
  const save = button("", () => saveCsv(view, chosen));
  const columns = columnMenu(update);
  const node = h("div", { class: "tools" }, h("label", {}, "Search ", search), columns.node, save);
  node.hidden = !view.statements.length;
  return {
    node,
    draw(state, found) {
      chosen = found;
      if (document.activeElement !== search || search.value.trim() !== state.text.trim()) search.value = state.text;
      save.textContent = `Save ${plural(found.length, "statement")} as CSV`;
      columns.draw(state);
    },
  };
}

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
      const columns = state.columns.length ? state.columns : USUAL;
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

function tableRow(statement, columns, update) {
  const choose = () => update({ statement: statement.id });
  const label = `Read statement ${statement.number}`;
  const number = h("button", { type: "button", class: "plain", "aria-label": label }, String(statement.number));
  const cells = { number, position: sign(statement.look, statement.lean), sure: `${Math.round(statement.confidence * 100)} %` };
  return h(
    "tr",
    { "data-statement": statement.id, onclick: choose },
    ...COLUMNS.filter((c) => columns.includes(c.id)).map((c) =>
      h("td", { "data-column": c.id }, cells[c.id] ?? c.value(statement)),
    ),
  );
}

const COLLATOR = new Intl.Collator("en", { sensitivity: "base", numeric: true });

function sorted(statements, { by, down }) {
  const { value } = COLUMNS.find((column) => column.id === by);
  const keys = new Map(statements.map((s) => [s, value(s)]));
  const order = (a, b) => (typeof a === "number" ? a - b : COLLATOR.compare(a, b));
  const up = [...statements].sort((a, b) => order(keys.get(a), keys.get(b)));
  return down ? up.reverse() : up;
}

function direction(column, { by, down }) {
  if (column !== by) return "none";
  return down ? "descending" : "ascending";
}
