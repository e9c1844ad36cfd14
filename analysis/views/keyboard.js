// Keys that work anywhere in the explorer, and the link that skips to the table of statements.
// @ts-check
/** @import { State, Update, View } from "./types.d.ts" */

import { h } from "./elements.js";
import { freed, shown } from "./state.js";

const STEPS = { j: 1, k: -1 }; // to the next statement and to the one before

// Escape ends reading; j and k go on to another statement, but not while a field has the focus.
/** @param {KeyboardEvent} event @param {View} view @param {State} state @param {Update} update */
export function keyOf(event, view, state, update) {
  if (event.key === "Escape" && state.statement) update({ statement: null });
  else if (event.key === "Escape" && view.opened) update(freed(view.opened.wanted));
  const step = STEPS[event.key];
  if (!step || event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, select, textarea"))
    return;
  const keys = shown(view, state).map(({ key }) => key);
  const at = keys.indexOf(state.statement);
  const next = at < 0 ? keys.at(step > 0 ? 0 : -1) : keys[at + step];
  if (next === undefined) return;
  event.preventDefault();
  update({ statement: next });
  const root = /** @type {Element} */ (event.currentTarget);
  // on a card, which goes along, the focus stays
  if (!document.activeElement?.closest(".card"))
    root.querySelector(".mark.current[tabindex]")?.focus({ preventScroll: true });
}

// A link to the table; the address of the page tells what is chosen, and stays as it is.
/** @param {View} view @param {HTMLElement} table */
export function skipLink(view, table) {
  const skip = (event) => {
    event.preventDefault();
    table.focus();
    table.scrollIntoView();
  };
  table.id = `statements-${view.article.id}`;
  table.tabIndex = -1;
  return h("a", { class: "skip", href: `#${encodeURIComponent(table.id)}`, onclick: skip }, "Skip to the statements");
}
