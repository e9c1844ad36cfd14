// The page of a corpus: what is counted over its articles, by panels that stay in step. Drawn from the payload of
// analysis/overview.py, in a notebook (hosted by anywidget) and in a file (hosted by corpusHost.js).
// @ts-check
/** @import { CorpusPanel, CorpusState, CorpusView, MakesCorpusPanel, Model, TakingView } from "./types.d.ts" */

import { choosable, corpusOpenedWith, isPartlyTaken, watchCorpusAddress } from "./corpusAddress.js";
import { articleDialog } from "./corpusArticle.js";
import { asksOf } from "./corpusAsked.js";
import { statementsDrawer } from "./corpusDrawer.js";
import { corpusFilterPanel } from "./corpusFilters.js";
import { findingsPanel, trustOf } from "./corpusHead.js";
import { corpusInForcePanel } from "./corpusInForce.js";
import { nameOfValue } from "./corpusNames.js";
import { corpusView, WHOLE } from "./counting.js";
import { h } from "./elements.js";
import { networkPanel } from "./network.js";
import { timelinePanel } from "./timeline.js";
import { whoSpeaksPanel } from "./whoSpeaks.js";

// The panels below the filters, by the names that overviewing.PANELS has for them, in their order. A panel may have
// fields of its own in what is chosen: its `start`.
/** @type {Record<string, MakesCorpusPanel>} */
const CORPUS_PANELS = { "who speaks": whoSpeaksPanel, timeline: timelinePanel, networks: networkPanel };
const SLOW_PANELS = ["timeline", "networks"]; // which draw by chance again and again

const PARTLY_TAKEN = "The link names something that is not on this page; that was left out.";

/** @param {{ model: Model, el: Element }} host */
function renderCorpus({ model, el }) {
  const payload = /** @type {any} */ (model.get("payload"));
  const view = { ...corpusView(payload), alone: Boolean(model.get("alone")) };
  const asks = asksOf(view, model);
  const update = (change) => chosen.update(change);
  const read = (article, statement) => update({ article, statement });
  const drawer = statementsDrawer(view, asks, update, read);
  const open = (change, title, part) => drawer.open(chosen.now(), change, title, part);
  const list = (id) => drawer.open({ ...WHOLE, once: "article" }, { articles: [id] }, nameOfValue(view, "article", id));
  const reading = articleDialog(view, model, asks, update, list);
  const names = model.get("panels") ?? Object.keys(CORPUS_PANELS);
  const shown = names.map((name) =>
    CORPUS_PANELS[name](view, (change) => drawing.by(name, change, update), model, open),
  );
  const notice = linkNotice();
  const above = [corpusFilterPanel(view, update), corpusInForcePanel(view, update), findingsPanel(view, open)];
  const panels = [notice, ...above, ...shown];
  const drawing = drawingOnce(panels, slowOf(names, shown), reading, () => chosen.now());
  const chosen = corpusChosen(model, view, fieldsOf(shown), drawing.draw, notice.tell);
  el.replaceChildren(corpusRoot(view, panels, [drawer.node, reading.node]));
  chosen.begin();
  const paper = printingCorpus(panels, () => chosen.now());
  return () => {
    for (const part of [chosen, drawing, paper, drawer, reading, ...panels]) part.close?.();
  };
}

// The fields of what is chosen, as they are at first, and which values those of panels can have.
/** @param {CorpusPanel[]} panels */
function fieldsOf(panels) {
  const start = Object.assign({ ...WHOLE }, ...panels.map((panel) => panel.start ?? {}));
  return { start, takes: Object.assign({}, ...panels.map((panel) => panel.takes ?? {})) };
}

// What says that a link names something that is not here.
function linkNotice() {
  const node = h("p", { class: "hint", role: "status", hidden: true });
  const tell = (isPart) => {
    node.textContent = isPart ? PARTLY_TAKEN : "";
    node.hidden = !isPart;
  };
  return { node, tell, draw() {} };
}

// The slow ones among some panels, with their names.
/** @param {string[]} names @param {CorpusPanel[]} panels @returns {Map<CorpusPanel, string>} */
function slowOf(names, panels) {
  const slow = new Map();
  for (const [at, name] of names.entries()) if (SLOW_PANELS.includes(name)) slow.set(panels[at], name);
  return slow;
}

// Draws all panels, where something changed but the article that is read; and that. The quick ones, and that which made
// the change, are drawn at once; then, a panel at a time, the others, those on the screen first.
/**
 * @param {CorpusPanel[]} panels
 * @param {Map<CorpusPanel, string>} slow
 * @param {CorpusPanel} reading
 * @param {() => CorpusState} state
 */
function drawingOnce(panels, slow, reading, state) {
  let [drawn, later, asking] = ["", 0, ""];
  const drawPanels = () => {
    clearTimeout(later);
    const left = panels.filter((panel) => slow.has(panel) && slow.get(panel) !== asking);
    for (const panel of panels) if (!left.includes(panel)) panel.draw(state());
    left.sort((one, other) => Number(isInSight(other)) - Number(isInSight(one)));
    const next = () => {
      left.shift()?.draw(state());
      if (left.length) later = setTimeout(next, 30);
    };
    later = setTimeout(next, 30);
  };
  return {
    close: () => clearTimeout(later),
    by(name, change, update) {
      asking = name;
      update(change);
      asking = "";
    },
    draw() {
      const { article, statement, ...rest } = state();
      const now = JSON.stringify(rest);
      if (now !== drawn) drawPanels();
      drawn = now;
      reading.draw(state());
    },
  };
}

/** @param {CorpusPanel} panel */
function isInSight({ node }) {
  const { top, bottom } = node.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

// What is chosen, in step with the address of the page and with Python.
/**
 * @param {Model} model
 * @param {CorpusView & { alone: boolean }} page
 * @param {{ start: CorpusState, takes: TakingView["takes"] }} fields
 * @param {() => void} draw
 * @param {(isPartlyTaken: boolean) => void} tell
 */
function corpusChosen(model, page, { start, takes }, draw, tell) {
  const view = { ...page, takes };
  const told = () => choosable(/** @type {any} */ ({ ...start, ...model.get("chosen") }), start, view);
  let state = told();
  const turn = (now) => {
    address.keep(state, now);
    state = now;
    draw();
  };
  const choose = (now, link = "") => {
    tell(isPartlyTaken(link, now));
    turn(now);
    model.set("chosen", /** @type {any} */ (state));
    model.save_changes();
  };
  const isEcho = () => JSON.stringify(model.get("chosen")) === JSON.stringify(state);
  const obey = () => isEcho() || turn(told());
  const opened = corpusOpenedWith(start, view);
  const address = watchCorpusAddress(view, start, choose);
  model.on("change:chosen", obey);
  return {
    now: () => state,
    begin: () => (opened.chosen ? choose(opened.chosen, opened.hash) : draw()),
    update: (change) => choose({ ...state, ...change }),
    close() {
      model.off("change:chosen", obey);
      address.close();
    },
  };
}

// In JupyterLab keys are commands, unless the element that has the focus asks for peace.
/** @param {CorpusView} view @param {{ node: HTMLElement }[]} panels @param {HTMLElement[]} dialogs */
function corpusRoot(view, panels, dialogs) {
  const attributes = { class: "demarche explorer corpus", "data-lm-suppress-shortcuts": "true" };
  const all = h("div", { class: "panels" }, ...panels.map(({ node }) => node));
  const root = h("div", attributes, trustOf(view), all, ...dialogs);
  for (const look of view.positions) root.style.setProperty(`--${look.id || "uncoded"}`, look.colour);
  return root;
}

// On paper nothing can be asked for: all is drawn that a button would show.
/** @param {{ draw: (state: CorpusState) => void }[]} panels @param {() => CorpusState} state */
function printingCorpus(panels, state) {
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

export default { render: renderCorpus };
