// The explorer: one document, several panels that stay in step. Drawn from the payload of
// analysis/payload.py, in a notebook (hosted by anywidget) and in the report (hosted by host.js).

import { cardPanel } from "./card.js";
import { chartPanel } from "./chart.js";
import { h } from "./elements.js";
import { filterPanel } from "./filters.js";
import { NOTHING, prepared } from "./findings.js";
import { matrixPanel } from "./matrix.js";
import { readerPanel } from "./reader.js";
import { stripPanel } from "./strip.js";
import { UNSORTED, tablePanel } from "./table.js";
import { topicPanel } from "./topics.js";

const PANELS = [filterPanel, chartPanel, readerPanel, cardPanel, stripPanel, matrixPanel, topicPanel, tablePanel];
// What is chosen, and how it is laid out: rows of the matrix, whether all of it, columns of the table ([]: the usual).
const START = { ...NOTHING, rows: "speakers", all: false, columns: [], sort: UNSORTED };

function render({ model, el }) {
  const view = prepared(model.get("payload"));
  let state = { ...START, ...model.get("chosen") };
  const update = (change) => {
    state = { ...state, ...change };
    draw();
    model.set("chosen", state);
    model.save_changes();
  };
  const obey = () => {
    const chosen = model.get("chosen");
    if (chosen === state) return; // the echo of our own choice
    state = { ...state, ...NOTHING, ...chosen };
    draw();
  };
  const panels = PANELS.map((panel) => panel(view, update, model));
  const draw = () => panels.forEach((panel) => panel.draw(state));

  // In JupyterLab keys are commands, unless the element that has the focus asks for peace.
  const attributes = { class: "demarche explorer", "data-lm-suppress-shortcuts": "true" };
  const root = h("div", attributes, h("div", { class: "panels" }, ...panels.map((p) => p.node)));
  for (const look of view.positions) root.style.setProperty(`--${look.id}`, look.colour);
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && state.statement) update({ statement: null });
  });
  el.replaceChildren(root);
  draw();
  model.on("change:chosen", obey);
  return () => {
    model.off("change:chosen", obey);
    panels.forEach((panel) => panel.close?.());
  };
}

export default { render };
