// The explorer: one document, several panels that stay in step. Drawn from the payload of
// analysis/payload.py, in a notebook (hosted by anywidget) and in the report (hosted by host.js).

import { chartPanel } from "./chart.js";
import { h } from "./elements.js";
import { filterPanel } from "./filters.js";
import { NOTHING, prepared } from "./findings.js";
import { cardPanel, readerPanel } from "./reader.js";
import { UNSORTED, tablePanel } from "./table.js";

function render({ model, el }) {
  const view = prepared(model.get("payload"));
  let state = { ...NOTHING, ...model.get("chosen"), sort: UNSORTED };
  const update = (change) => {
    state = { ...state, ...change };
    draw();
    const { sort, ...chosen } = state;
    model.set("chosen", chosen);
    model.save_changes();
  };
  const obey = () => {
    state = { ...state, ...NOTHING, ...model.get("chosen") };
    draw();
  };
  const panels = [filterPanel, chartPanel, readerPanel, cardPanel, tablePanel].map((panel) =>
    panel(view, update, model),
  );
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
