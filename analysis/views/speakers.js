// Who speaks and where they stand: the bars, what they count, and the table behind them.

import { BARS, barChart } from "./chart.js";
import { pictureButtons } from "./downloads.js";
import { button, h, panel, plural, redraw, sign } from "./elements.js";
import { choice, shown, wants } from "./state.js";

const MEASURES = { statements: "By statements", words: "By words" };

export function speakerPanel(view, update, model) {
  const table = h("div", { class: "scroll" });
  const title = "Who speaks";
  let state = null;
  const choose = (speaker, position) => update(choice(state, { speakers: [speaker], positions: [position] }));
  const chart = barChart(view, model, choose);
  const by = Object.entries(MEASURES).map(([id, label]) => [id, button(label, () => update({ measure: id }))]);
  const measures = h("p", { class: "switch", role: "group", "aria-label": "What is counted" }, ...by.map(([, b]) => b));
  const behind = h("details", { class: "behind" }, h("summary", {}, "The same as a table"), table);
  const node = panel("chart", title, measures, chart.node, pictureButtons(view, title, chart.picture), behind);
  if (view.facet.get("speakers").options.length > BARS)
    chart.node.after(h("p", { class: "hint" }, `The ${BARS} with most statements; all are in the table.`));
  node.hidden = !view.statements.length;
  return {
    node,
    close: chart.close,
    draw(now) {
      state = now;
      for (const [id, pressed] of by) pressed.setAttribute("aria-pressed", String(state.measure === id));
      const rows = countsOf(view, state);
      redraw(table, countTable(view, rows, state.measure, choose));
      chart.draw(rows.slice(0, BARS), state.measure);
    },
  };
}

// Statements and words in them by speaker and position. The filters of these two do not narrow it, they set off the
// chosen.
function countsOf(view, state) {
  const rows = view.facet.get("speakers").options.map((option) => {
    const chosen = Object.fromEntries(
      view.positions.map(({ id }) => [id, wants(state, "positions", id) && wants(state, "speakers", option.id)]),
    );
    return { ...option, statements: { all: 0 }, words: { all: 0 }, chosen };
  });
  const byId = new Map(rows.map((row) => [row.id, row]));
  for (const { values, position, words } of shown(view, state, ["speakers", "positions"]))
    for (const row of values.speakers.map((id) => byId.get(id)))
      for (const key of ["all", position]) {
        row.statements[key] = (row.statements[key] ?? 0) + 1;
        row.words[key] = (row.words[key] ?? 0) + words;
      }
  return rows;
}

function countTable(view, rows, measure, choose) {
  const number = (...name) => h("th", { scope: "col", class: "number" }, ...name);
  const looks = view.positions.map((look) => number(sign(look)));
  const heads = [h("th", { scope: "col" }, "Speaker"), number("Statements"), number("Words"), ...looks];
  const body = rows.map((row) => {
    const about = row.about ? h("small", {}, row.about) : null;
    const cells = view.positions.map((look) => h("td", { class: "number" }, countButton(row, look, measure, choose)));
    const sums = [row.statements.all, row.words.all].map((sum) => h("td", { class: "number" }, String(sum)));
    return h("tr", {}, h("th", { scope: "row" }, h("span", {}, row.label), about), ...sums, ...cells);
  });
  return h("table", {}, h("thead", {}, h("tr", {}, ...heads)), h("tbody", {}, ...body));
}

function countButton(row, look, measure, choose) {
  const number = row.statements[look.id];
  if (!number) return "0";
  return button(String(row[measure][look.id]), () => choose(row.id, look.id), {
    class: "plain",
    "data-key": `${look.id} ${row.id}`,
    "aria-label": `Show ${plural(number, "statement")}: ${row.label}, ${look.label}`,
  });
}
