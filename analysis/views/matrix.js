// Who speaks on what: speakers, or those they speak for, against topics. The table is the chart.

import { button, h, moreOf, panel, plural, redraw } from "./elements.js";
import { choice, shown, wants } from "./state.js";

const ROWS = 12;
const TOPICS = 8; // what a first look has room for; a button shows the rest

const HOW =
  "A cell counts the statements of one speaker on one topic, whatever they are for or against; choose it to read " +
  "them. The more there are, the stronger its grey. A statement on two topics stands under both.";

export function matrixPanel(view, update) {
  const speakers = button("By speaker", () => update({ rows: "speakers" }));
  const actors = button("By whom they speak for", () => update({ rows: "actors" }));
  const by = h("p", { class: "switch", role: "group", "aria-label": "Rows of the table" }, speakers, actors);
  const table = h("div", { class: "scroll" });
  const all = h("p", { class: "more" });
  const node = panel("matrix", "Who speaks on what", by, table, all, h("p", { class: "hint" }, HOW));
  node.hidden = !view.statements.length;
  return {
    node,
    draw(state) {
      speakers.setAttribute("aria-pressed", String(state.rows === "speakers"));
      actors.setAttribute("aria-pressed", String(state.rows === "actors"));
      redraw(table, crossing(view, state, update));
      redraw(all, ...moreButton(view, state, update));
    },
  };
}

function crossing(view, state, update) {
  const [rows, topics] = sides(view, state);
  const cells = cellsOf(shown(view, state, [rows.id, "topics"]), rows.id);
  const most = Math.max(...[...cells.values()].map((statements) => statements.length));
  const heads = topics.options.map((topic) => h("th", { scope: "col" }, topic.label));
  const body = rows.options.map((row) => {
    const across = topics.options.map((topic) => cell(state, cells, { rows, row, topic, most }, update));
    return h("tr", {}, h("th", { scope: "row" }, row.label), ...across);
  });
  const corner = h("th", { scope: "col" }, rows.title);
  return h("table", {}, h("thead", {}, h("tr", {}, corner, ...heads)), h("tbody", {}, ...body));
}

// The facets that make rows and columns, with as many options as are to be shown.
function sides(view, state) {
  const cut = (facet, most) => ({ ...facet, options: state.all ? facet.options : facet.options.slice(0, most) });
  return [cut(view.facet.get(state.rows), ROWS), cut(view.facet.get("topics"), TOPICS)];
}

// {row and topic: its statements}.
function cellsOf(statements, rows) {
  const cells = new Map();
  for (const statement of statements)
    for (const row of statement.values[rows])
      for (const topic of statement.values.topics) {
        const key = JSON.stringify([row, topic]);
        if (!cells.has(key)) cells.set(key, []);
        cells.get(key).push(statement);
      }
  return cells;
}

function cell(state, cells, { rows, row, topic, most }, update) {
  const key = JSON.stringify([row.id, topic.id]);
  const statements = cells.get(key);
  if (!statements) return h("td", { class: "none" }, h("span", { class: "visually-hidden" }, "0"));
  const chosen = wants(state, rows.id, row.id) && wants(state, "topics", topic.id);
  const { length: number } = statements;
  const label = `Show ${plural(number, "statement")}: ${row.label}, ${topic.label}`;
  const choose = () => update(choice(state, { [rows.id]: [row.id], topics: [topic.id] }));
  const attributes = { class: `cell${chosen ? "" : " off"}`, "data-key": key, "aria-label": label };
  const node = button(String(number), choose, attributes);
  node.style.setProperty("--shade", `${Math.round((22 * number) / most)}%`);
  return h("td", { "data-label": topic.label }, node); // on a phone the label stands in the cell
}

function moreButton(view, state, update) {
  const { length: rows } = view.facet.get(state.rows).options;
  const { length: topics } = view.facet.get("topics").options;
  if (rows <= ROWS && topics <= TOPICS) return [];
  const part = (most, number, noun) => `${Math.min(most, number)} of ${plural(number, noun)}`;
  return moreOf(`${part(ROWS, rows, "row")} and ${part(TOPICS, topics, "topic")}`, state.all, "all", update);
}
