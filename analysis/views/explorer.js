// The explorer: one document, several panels that stay in step. Drawn from the payload of
// analysis/payload.py, in a notebook (hosted by anywidget) and in the report (hosted by host.js).

import { openedWith, START, watchAddress } from "./address.js";
import { cardPanel } from "./card.js";
import { h } from "./elements.js";
import { filterPanel } from "./filters.js";
import { filtersInForcePanel } from "./filtersInForce.js";
import { matrixPanel } from "./matrix.js";
import { readerPanel } from "./reader.js";
import { speakerPanel } from "./speakers.js";
import { NOTHING, prepared } from "./state.js";
import { stripPanel } from "./strip.js";
import { tablePanel } from "./table.js";
import { topicPanel } from "./topics.js";

const PANELS = [
  filterPanel,
  filtersInForcePanel,
  readerPanel,
  cardPanel,
  speakerPanel,
  stripPanel,
  matrixPanel,
  topicPanel,
  tablePanel,
];

function render({ model, el }) {
  const view = { ...prepared(model.get("payload")), alone: Boolean(model.get("alone")) };
  const update = (change) => chosen.update(change);
  const panels = PANELS.map((panel) => panel(view, update, model));
  const draw = drawing(view, panels, () => chosen.now());
  const chosen = keeping(model, view, draw);
  const unread = (event) => event.key === "Escape" && chosen.now().statement && update({ statement: null });
  el.replaceChildren(rootOf(view, panels, unread));
  chosen.begin(openedWith(view));
  return () => {
    for (const part of [chosen, ...panels]) part.close?.();
  };
}

// What is chosen, in step with the address of the page and with Python.
function keeping(model, view, draw) {
  let state = { ...START, ...model.get("chosen") };
  const turn = (chosen) => {
    address.keep(state, chosen);
    state = chosen;
    draw();
  };
  const choose = (chosen) => {
    turn(chosen);
    model.set("chosen", state);
    model.save_changes();
  };
  const obey = () => {
    if (model.get("chosen") !== state) turn({ ...state, ...NOTHING, ...model.get("chosen") }); // no echo of our own
  };
  const address = watchAddress(view, state, choose);
  model.on("change:chosen", obey);
  return {
    now: () => state,
    begin: (linked) => (linked ? choose({ ...state, ...linked }) : turn(state)),
    update: (change) => choose({ ...state, ...change }),
    close() {
      model.off("change:chosen", obey);
      address.close();
    },
  };
}

// In JupyterLab keys are commands, unless the element that has the focus asks for peace.
function rootOf(view, panels, onkeydown) {
  const long = view.statements.length > MANY ? " long" : "";
  const attributes = { class: `demarche explorer${long}`, "data-lm-suppress-shortcuts": "true", onkeydown };
  const root = h("div", attributes, h("div", { class: "panels" }, ...panels.map((p) => p.node)));
  for (const look of view.positions) root.style.setProperty(`--${look.id || "uncoded"}`, look.colour);
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
