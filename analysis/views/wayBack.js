// The way back from a statement: where the row, quotation or mark stood that opened it, and the focus on it again.
// @ts-check
/** @import { State, View } from "./types.d.ts" */

import { isInDrawer } from "./state.js";

const STAY = { preventScroll: true };
const PRESSED = ["Enter", " ", "Escape"];

// `turn` is told before another state is drawn, and gives what is to be done after.
/** @param {View} view @param {() => HTMLElement} rootOf */
export function wayBack(view, rootOf) {
  let [acted, left] = [null, null]; // what was pressed, and where the reader was before the statement
  const press = (event) => {
    if (event.type === "click" || PRESSED.includes(event.key)) acted = event.target;
  };
  for (const name of ["click", "keydown"]) document.addEventListener(name, press, true);
  return {
    /** @param {State} before @param {State} now */
    turn(before, now) {
      const by = acted;
      acted = null;
      if (now.statement === before.statement) return () => {};
      if (!now.statement) return by && isReading(rootOf(), left) ? () => goBack(rootOf(), left, before) : () => {};
      if (before.statement && (!by || by.closest(".card"))) return () => {}; // a step to the next one
      left = isInDrawer(view, now) ? null : whereIs(rootOf(), by);
      return left ? () => arrive(view, rootOf(), left) : () => {};
    },
    close() {
      for (const name of ["click", "keydown"]) document.removeEventListener(name, press, true);
    },
  };
}

// Whether the reader is still at the statement, and not at some other control; of a drawer the way back is its own.
function isReading(root, left) {
  const focused = document.activeElement;
  if (focused.closest(".drawer")) return false;
  return !root.contains(focused) || focused === left?.opener || Boolean(focused.closest(".card"));
}

// What opened a statement, and how far all was scrolled around it.
/** @param {HTMLElement} root @param {HTMLElement | null} by */
function whereIs(root, by) {
  const focused = root.contains(document.activeElement) ? document.activeElement : null;
  const [opener, scrolled] = [by ? openerOf(root, by) : focused, []];
  for (let box = by ?? opener ?? root; box; box = box.parentElement)
    if (box.scrollHeight > box.clientHeight) scrolled.push([box, box.scrollTop]);
  return { by, opener, scrolled, key: opener?.dataset.key };
}

// What takes the focus of what was pressed: of a mark in several pieces the first, of a row a button in sight.
/** @param {HTMLElement} root @param {HTMLElement} by @returns {HTMLElement | null} */
function openerOf(root, by) {
  const [mark, row] = [/** @type {HTMLElement} */ (by.closest(".mark")), by.closest("tr[data-statement]")];
  if (mark) return firstMark(root, mark.dataset.statement);
  return row
    ? [...row.querySelectorAll("button")].find((one) => one.checkVisibility())
    : by.closest("a, button, summary, [tabindex]");
}

function firstMark(root, key) {
  return [...root.querySelectorAll(".mark[tabindex]")].find((mark) => mark.dataset.statement === key) ?? null;
}

// The focus goes along to a card far away, so that its keys work there. A page that was opened at a statement has
// it there, too; beside others in a notebook no explorer takes the focus by itself.
function arrive(view, root, { by, opener }) {
  if (opener?.closest(".reader")) opener.focus(STAY);
  else if (by || (view.alone && document.activeElement === document.body)) root.querySelector(".card")?.focus(STAY);
}

// Leads to what opened a statement, else to its mark; where that is in sight the page stays as it is.
/** @param {HTMLElement} root @param {any} left @param {State} before */
function goBack(root, left, before) {
  const opener = stillThere(root, left) ?? firstMark(root, before.statement);
  const place = left?.by?.isConnected ? left.by : opener;
  if (!opener) return;
  opener.focus(STAY);
  if (isUncovered(place)) return;
  for (const [box, top] of left?.scrolled ?? []) box.scrollTop = top;
  if (!isUncovered(place)) place.scrollIntoView({ block: "nearest" });
}

// What opened the statement, or what was drawn in its place.
function stillThere(root, left) {
  if (!left?.opener || left.opener.isConnected) return left?.opener;
  /** @type {NodeListOf<HTMLElement>} */
  const all = root.querySelectorAll("[data-key]");
  return [...all].find((node) => left.key && node.dataset.key === left.key);
}

// Whether something begins on the screen, covered by nothing.
/** @param {HTMLElement} node */
function isUncovered(node) {
  const [line] = node.getClientRects();
  if (!line) return false;
  const hit = document.elementFromPoint(line.left + Math.min(4, line.width / 2), line.top + line.height / 2);
  return node.contains(hit);
}
