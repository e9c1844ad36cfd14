// The table of statements.

import { h, sign } from "./elements.js";
import { shown } from "./findings.js";

export const UNSORTED = { by: "number", down: false };

const COLUMNS = [
  { id: "number", title: "No.", value: (s) => s.number },
  { id: "speaker", title: "Who", value: (s) => s.names.join("; ") },
  { id: "position", title: "Position", value: (s) => s.look.label },
  { id: "content", title: "What is said", value: (s) => s.content },
  { id: "topic", title: "Topic", value: (s) => s.labels.join("; ") },
  { id: "act", title: "Act", value: (s) => s.actLabel },
];

export function tablePanel(view, update) {
  const rows = view.statements.map((statement) => ({ statement, node: tableRow(statement, update) }));
  const body = h("tbody", {}, ...rows.map((row) => row.node));
  let sort = UNSORTED;
  const sortBy = (by) => update({ sort: { by, down: sort.by === by && !sort.down } });
  const heads = COLUMNS.map(({ id, title }) => {
    const button = h("button", { type: "button", onclick: () => sortBy(id) }, title);
    return h("th", { scope: "col", "data-column": id }, button);
  });
  const table = h("table", {}, h("thead", {}, h("tr", {}, ...heads)), body);
  const why = view.statements.length ? "No statement passes these filters." : "The article reports no statement.";
  const none = h("p", { class: "hint" }, why);
  return {
    node: h("section", { class: "statements", "aria-label": "Statements" }, h("h2", {}, "Statements"), table, none),
    draw(state) {
      const ids = new Set(shown(view, state).map((s) => s.id));
      for (const { statement, node } of rows) {
        node.hidden = !ids.has(statement.id);
        node.classList.toggle("current", statement.id === state.statement);
      }
      none.hidden = ids.size > 0;
      table.hidden = !ids.size;
      if (state.sort !== sort) body.append(...sorted(rows, state.sort).map((row) => row.node));
      sort = state.sort;
      heads.forEach((head, i) => head.setAttribute("aria-sort", direction(COLUMNS[i].id, sort)));
    },
  };
}

function tableRow(statement, update) {
  const choose = () => update({ statement: statement.id });
  const label = `Read statement ${statement.number}`;
  const number = h("button", { type: "button", class: "plain", "aria-label": label }, String(statement.number));
  const cells = { number, position: sign(statement.look, statement.lean) };
  return h(
    "tr",
    { "data-statement": statement.id, onclick: choose },
    ...COLUMNS.map((c) => h("td", { "data-column": c.id }, cells[c.id] ?? c.value(statement))),
  );
}

function sorted(rows, { by, down }) {
  const { value } = COLUMNS.find((column) => column.id === by);
  const order = (a, b) =>
    typeof a === "number" ? a - b : a.localeCompare(b, "en", { sensitivity: "base", numeric: true });
  const up = [...rows].sort((a, b) => order(value(a.statement), value(b.statement)));
  return down ? up.reverse() : up;
}

function direction(column, { by, down }) {
  if (column !== by) return "none";
  return down ? "descending" : "ascending";
}
