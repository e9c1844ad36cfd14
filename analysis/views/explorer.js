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

const PANELS = [filterPanel, readerPanel, cardPanel, chartPanel, stripPanel, matrixPanel, topicPanel, tablePanel];
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
  const draw = drawing(view, panels, () => state);
  const unread = (event) => event.key === "Escape" && state.statement && update({ statement: null });
  el.replaceChildren(rootOf(view, panels, unread));
  draw();
  model.on("change:chosen", obey);
  return () => {
    model.off("change:chosen", obey);
    panels.forEach((panel) => panel.close?.());
  };
}

// In JupyterLab keys are commands, unless the element that has the focus asks for peace.
function rootOf(view, panels, onkeydown) {
  const long = view.statements.length > MANY ? " long" : "";
  const attributes = { class: `demarche explorer${long}`, "data-lm-suppress-shortcuts": "true", onkeydown };
  const root = h("div", attributes, h("div", { class: "panels" }, ...panels.map((p) => p.node)));
  for (const look of view.positions) root.style.setProperty(`--${look.id}`, look.colour);
  return root;
}

const MANY = 500; // statements; with more of them panels out of sight are drawn after those in sight

// A function that draws all panels; with many statements the reader first sees what is on the screen.
function drawing(view, panels, state) {
  let later = 0;
  const seen = ({ node }) => {
    const { top, bottom } = node.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  };
  return () => {
    clearTimeout(later);
    const behind = view.statements.length > MANY ? panels.filter((panel) => !seen(panel)) : [];
    for (const panel of panels) if (!behind.includes(panel)) panel.draw(state());
    const next = () => {
      behind.shift()?.draw(state());
      if (behind.length) later = setTimeout(next, 30);
    };
    if (behind.length) later = setTimeout(next, 100); // after what is on the screen has been painted
  };
}

export default { render };
