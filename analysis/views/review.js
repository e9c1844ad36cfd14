// The review mode: the article, the unit in hand on a card that can be changed, and the list of all; see reviewing.py.
// @ts-check
/** @import { Change, ReviewDraw, ReviewModel, Session } from "./types.d.ts" */

import { drawWords, unmarkWords, watchSelection } from "./choosing.js";
import { h } from "./elements.js";
import { receive } from "./heard.js";
import { readerPanel } from "./reader.js";
import { cardOf } from "./reviewCard.js";
import { headOf } from "./reviewHead.js";
import { keepPresses, keyPressed } from "./reviewKeys.js";
import { listOf } from "./reviewList.js";
import { ask, currentUnit, newSession, select } from "./session.js";
import { drawSides, unmarkSides } from "./settle.js";
import { NOTHING } from "./state.js";

/** @param {{ model: ReviewModel, el: Element }} host */
function render({ model, el }) {
  const desk = h("div", { class: "desk" }, h("p", { class: "hint" }, "Opening the articles …"));
  const attributes = {
    class: "demarche explorer reviewing long",
    "data-lm-suppress-shortcuts": "true",
    tabindex: "-1",
  };
  const root = h("div", attributes, desk);
  const session = newSession(model, null);
  const page = pageOf(session, root, desk);
  session.draw = page.draw;
  const hear = (message) => receive(session, message);
  model.on("msg:custom", hear);
  root.addEventListener("keydown", (event) => keyPressed(event, session, root, page.text()), { capture: true });
  keepPresses(root);
  el.replaceChildren(root);
  ask(session);
  return () => {
    model.off("msg:custom", hear);
    clearTimeout(session.timer);
    page.close();
    unmarkWords();
    unmarkSides();
  };
}

// The parts of the page; the article is made again when Python sends it anew, the others are filled again.
/** @param {Session} session @param {HTMLElement} root @param {HTMLElement} desk */
function pageOf(session, root, desk) {
  let [reader, unwatch, searched] = [null, () => undefined, ""];
  const text = () => reader?.node.querySelector(".reader");
  const now = () => ({ ...NOTHING, statement: session.current, text: searched });
  const turn = (/** @type {Change} */ { statement, text: words }) => {
    if (words !== undefined) {
      searched = words;
      reader.draw(now());
    } else if (statement && !session.choosing && getSelection().isCollapsed) select(session, statement);
  };
  const close = () => {
    unwatch();
    reader?.close();
  };
  const again = () => {
    close();
    reader = readerPanel(session.view, turn, null);
    text().tabIndex = 0;
    unwatch = watchSelection(session, text());
  };
  const parts = { head: headOf(session, () => root), card: cardOf(session), list: listOf(session) };
  const draw = drawing(session, { root, desk, ...parts, text, again, now, reader: () => reader });
  return { draw, text, close };
}

// What draws the page, all of it or what has changed.
/** @param {Session} session @param {any} page @returns {ReviewDraw} */
function drawing(session, page) {
  const { root, desk, head, card, text } = page;
  const words = () => {
    drawWords(session, text());
    drawSides(session, text());
    card.bar();
  };
  return {
    head() {
      head.draw();
      desk.setAttribute("aria-busy", String(session.waiting));
      desk.classList.toggle("settling", Boolean(session.review?.between));
    },
    say: (told) => head.say(told),
    words,
    choosing() {
      words();
      card.node.scrollTop = 0;
      if (session.choosing) text().focus({ preventScroll: true }); // Enter is for the words now, not for a button
    },
    row: card.row,
    focus: (node) => (root.contains(node) ? node : root).focus({ preventScroll: true }),
    unit: (key) => drawUnit(session, page, key),
    current: (before) => turnTo(session, page, before, words),
    all: () => drawAll(session, page, words),
  };
}

/** @param {Session} session @param {any} page @param {string} before @param {() => void} words */
function turnTo(session, { card, list, text, now, reader }, before, words) {
  card.draw();
  card.node.scrollTop = 0;
  list.current(before);
  reader().draw(now());
  words();
  session.draw.head();
  ledTo(session, text());
}

/** @param {Session} session @param {any} page @param {string} key */
function drawUnit(session, { card, list, text }, key) {
  list.fill(key);
  if (key === session.current) card.draw();
  markUnit(session, text(), key);
}

// Draws the page anew at the place where it was.
/** @param {Session} session @param {any} page @param {() => void} words */
function drawAll(session, { root, desk, head, card, list, text, again, now, reader }, words) {
  const [before, top] = [reader()?.node, text()?.scrollTop ?? 0];
  const held = root.contains(document.activeElement) ? document.activeElement : null;
  again();
  if (before)
    before.replaceWith(reader().node); // the others stay where they are, and with them what is being written
  else desk.replaceChildren(...head.nodes, reader().node, card.node, list.node);
  session.draw.head();
  card.draw();
  list.draw();
  for (const look of session.view.positions) root.style.setProperty(`--${look.id || "uncoded"}`, look.colour);
  for (const key of session.units.keys()) markUnit(session, text(), key);
  text().scrollTop = top;
  if (!before) session.view.opened = { wanted: { statement: session.current }, close: () => undefined };
  reader().draw(now()); // at first the page stays where it is
  session.view.opened = null;
  words();
  ledTo(session, text());
  if (held) refocus(root, held, text());
}

// The focus is where it was, or at least in the view; what is written into the search stays there.
/** @param {HTMLElement} root @param {any} held @param {HTMLElement} text */
function refocus(root, held, text) {
  if (root.contains(document.activeElement)) return;
  const { key } = held.dataset;
  const same = key && [...root.querySelectorAll("[data-key]")].find((node) => node.dataset.key === key);
  /** @type {HTMLInputElement} */
  const search = held.type === "search" ? root.querySelector("input[type=search]") : null;
  if (search) search.value = held.value;
  (search ?? (held.matches(".reader") ? text : same || root)).focus({ preventScroll: true });
}

// The marks of a unit have its position's colour, and what was rejected is struck out.
/** @param {Session} session @param {HTMLElement} text @param {string} key */
function markUnit(session, text, key) {
  const unit = session.units.get(key);
  const look = session.view.positions.find(({ id }) => id === unit.fields.position);
  for (const mark of text.querySelectorAll(`.mark[data-statement="${CSS.escape(key)}"]`)) {
    mark.dataset.position = unit.fields.position;
    mark.dataset.verdict = unit.fields.verdict || "none";
    if (mark.dataset.glyph) mark.dataset.glyph = look?.glyph ?? "○";
    mark.setAttribute("title", unit.fields.speakers.join("; ") || "No speaker named");
  }
}

// Brings a sentence that is asked about into sight; a mark comes by itself.
/** @param {Session} session @param {HTMLElement} text */
function ledTo(session, text) {
  const unit = currentUnit(session);
  if (!unit?.span || !globalThis.Highlight) return;
  const [range] = CSS.highlights.get("demarche-drafted") ?? [];
  /** @type {Node} */ (range?.startContainer)?.parentElement.scrollIntoView({ block: "nearest" });
  text.scrollIntoView({ block: "nearest" });
}

export default { render };
