// The explorer: one document, several panels that stay in step. Drawn from the payload of
// analysis/payload.py, in a notebook (hosted by anywidget) and in the report (hosted by host.js).
// @ts-check
/** @import { Model, Panel, State, View, WayBack } from "./types.d.ts" */

import { openedWith, START, watchAddress } from "./address.js";
import { cardPanel } from "./card.js";
import { disagreementPanel } from "./disagreements.js";
import { h } from "./elements.js";
import { filterPanel } from "./filters.js";
import { filtersInForcePanel } from "./filtersInForce.js";
import { inStep, keepPanel } from "./keep.js";
import { keyOf, skipLink } from "./keyboard.js";
import { matrixPanel } from "./matrix.js";
import { readerPanel } from "./reader.js";
import { speakerPanel } from "./speakers.js";
import { NOTHING, prepared, shown } from "./state.js";
import { stripPanel } from "./strip.js";
import { tablePanel } from "./table.js";
import { topicPanel } from "./topics.js";
import { wayBack } from "./wayBack.js";

// All panels by the names that explore.PANELS has for them, too.
const PANELS = {
  filters: filterPanel,
  "in force": filtersInForcePanel,
  reader: readerPanel,
  card: cardPanel,
  speakers: speakerPanel,
  strip: stripPanel,
  matrix: matrixPanel,
  disagreements: disagreementPanel,
  topics: topicPanel,
  table: tablePanel,
  kept: keepPanel,
};

/** @param {{ model: Model, el: Element }} host */
function render({ model, el }) {
  const kept = () => chosen.now().kept;
  const keep = (some) => chosen.update({ kept: some });
  const view = { ...prepared(model.get("payload")), alone: Boolean(model.get("alone")), kept, keep };
  const update = (change) => chosen.update(change);
  const names = namesOfPanels(model.get("panels"));
  const panels = names.map((name) => PANELS[name](view, update, model));
  const draw = drawing(view, panels, () => chosen.now());
  const [way, lasting] = [wayBack(view, () => root), model.get("lasting")];
  const chosen = keeping(model, view, draw, (before, now) => {
    if (now.kept !== before.kept) lasting?.change(before.kept, now.kept);
    return way.turn(before, now);
  });
  const root = rootOf(view, panels, (event) => keyOf(event, view, chosen.now(), update));
  el.replaceChildren(root);
  chosen.begin(model.get("apart") ? null : openedWith(view));
  const paper = printing(panels, () => chosen.now());
  return () => {
    for (const part of [chosen, way, lasting, paper, ...panels]) part?.close?.();
  };
}

// The panels in the order in which they are asked for. What is kept stands below them where nobody asked for it, too: a
// statement can be kept wherever it is shown.
/** @param {string[] | undefined} asked */
function namesOfPanels(asked) {
  const names = asked ?? Object.keys(PANELS);
  return names.includes("kept") ? names : [...names, "kept"];
}

// On paper nothing can be asked for: all is drawn that a button would show.
/** @param {Panel[]} panels @param {() => State} state */
function printing(panels, state) {
  const draw = (now) => {
    for (const panel of panels) panel.draw(now);
  };
  const whole = () => draw({ ...state(), all: true });
  const again = () => draw(state());
  addEventListener("beforeprint", whole);
  addEventListener("afterprint", again);
  return {
    close() {
      removeEventListener("beforeprint", whole);
      removeEventListener("afterprint", again);
    },
  };
}

// What is chosen, in step with the address of the page, with Python and with what the browser stores.
/** @param {Model} model @param {View} view @param {() => void} draw @param {WayBack["turn"]} turned */
function keeping(model, view, draw, turned) {
  let state = atFirst(model);
  const turn = (chosen) => {
    address.keep(state, chosen);
    const after = turned(state, chosen);
    state = chosen;
    draw();
    after();
  };
  const choose = (chosen) => {
    turn(chosen);
    model.set("chosen", state);
    model.save_changes();
  };
  const obey = () => {
    const told = model.get("chosen");
    if (told !== state) turn(withKept({ ...state, ...NOTHING, ...told })); // no echo of our own
  };
  const linked = (told) => choose({ ...told, kept: state.kept }); // an address does not tell what is kept
  const address = model.get("apart") ? NO_ADDRESS : watchAddress(view, state, linked);
  model.on("change:chosen", obey);
  return {
    now: () => state,
    begin: (opened) => (opened ? choose({ ...state, ...opened }) : turn(state)),
    update: (change) => choose({ ...state, ...change }),
    close: () => [model.off("change:chosen", obey), address.close()],
  };
}

// What is chosen at first, with what the browser has kept.
/** @param {Model} model @returns {State} */
function atFirst(model) {
  const state = withKept({ ...START, ...model.get("chosen") });
  return { ...state, kept: model.get("lasting")?.begin(state.kept) ?? state.kept };
}

const NO_ADDRESS = { keep() {}, close() {} };

// What is kept is a list of {key, note}, whatever was handed over.
/** @param {State} state @returns {State} */
function withKept(state) {
  const kept = Array.isArray(state.kept) ? state.kept.filter((one) => typeof one?.key === "string") : [];
  return { ...state, kept };
}

// In JupyterLab keys are commands, unless the element that has the focus asks for peace.
/** @param {View} view @param {Panel[]} panels @param {(event: KeyboardEvent) => void} onkeydown */
function rootOf(view, panels, onkeydown) {
  const long = view.statements.length > MANY ? " long" : "";
  const attributes = { class: `demarche explorer${long}`, "data-lm-suppress-shortcuts": "true", onkeydown };
  const sure = h("p", { class: "sure" }, [view.method.reviewed, view.method.sure].filter(Boolean).join(" "));
  sure.hidden = !sure.textContent || !view.statements.length;
  const table = panels.find(({ node }) => node.matches(".statements"));
  const skip = skipLink(view, (table ?? panels.findLast(({ node }) => !node.matches(".keep")) ?? panels[0]).node);
  const root = h("div", attributes, skip, sure, h("div", { class: "panels" }, ...panels.map((p) => p.node)));
  for (const look of view.positions) root.style.setProperty(`--${look.id || "uncoded"}`, look.colour);
  return root;
}

const MANY = 500; // statements; with more of them panels out of sight are drawn after those in sight

// A function that draws all panels; with many statements the reader first sees what is on the screen.
/** @param {View} view @param {Panel[]} panels @param {() => State} state */
function drawing(view, panels, state) {
  let later = 0;
  const seen = ({ node }) => {
    const { top, bottom } = node.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  };
  const draw = (some) => {
    for (const panel of some) panel.draw(state());
    inStep(panels[0].node.closest(".explorer"), view.kept());
  };
  return () => {
    clearTimeout(later);
    const none = view.statements.length && !shown(view, state()).length;
    panels[0].node.closest(".explorer")?.classList.toggle("none", Boolean(none));
    const behind = view.statements.length > MANY ? panels.filter((panel) => !seen(panel)) : [];
    draw(panels.filter((panel) => !behind.includes(panel)));
    const next = () => {
      draw(behind.splice(0, 1));
      if (behind.length) later = setTimeout(next, 30);
    };
    if (behind.length) later = setTimeout(next, 100); // after what is on the screen has been painted
  };
}

export default { render };
