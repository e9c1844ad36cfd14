// What is chosen, kept in the address of the page: back and forward work, and a link opens the same view.
// @ts-check
/** @import { FacetId, State, View } from "./types.d.ts" */

import { CHANCES, NOTHING } from "./state.js";
import { COLUMNS, UNSORTED } from "./table.js";

// What is chosen, and how it is laid out: what the bars measure, rows of the matrix, whether all of it,
// columns of the table ([]: the usual).
// Also what was thought or done is counted where `every` says so.
/** @type {State} */
export const START = {
  ...NOTHING,
  measure: "statements",
  rows: "speakers",
  all: false,
  every: false,
  columns: [],
  sort: UNSORTED,
};
const SWITCHES = ["together", "own", "all", "every"];
/** @type {(FacetId | "columns")[]} */
const LISTS = ["speakers", "actors", "topics", "positions", "acts", "kinds", "issues", "manners", "columns"];
const OTHERS = { measure: ["words"], rows: ["actors"] }; // what may stand there beside that of START

// The address of a page on which the view is alone tells of nothing else. In a notebook it may lead to a heading
// or belong to the view on another article: there it names the article.
/** @param {State} state @param {Pick<View, "article" | "alone">} view */
export function addressOf(state, { article, alone }) {
  const parts = new URLSearchParams();
  for (const name of LISTS) for (const value of state[name]) parts.append(name, value);
  const { text, statement, sort } = state;
  const others = { text, statement, ...Object.fromEntries(SWITCHES.map((name) => [name, state[name] && 1])) };
  for (const { id } of CHANCES) others[id] = state[id];
  for (const name of Object.keys(OTHERS)) others[name] = state[name] !== START[name] && state[name];
  for (const [name, value] of Object.entries(others)) if (value) parts.set(name, value);
  if (sort.by !== UNSORTED.by || sort.down) parts.set("sort", (sort.down ? "-" : "") + sort.by);
  if (!alone || !String(parts)) parts.set("article", article.id);
  return `#${parts}`;
}

// What an address chooses, or null where it tells of something else; what it does not know is not taken.
/** @param {string} address @param {Pick<View, "article" | "alone">} view @returns {State | null} */
function chosenBy(address, { article, alone }) {
  const parts = new URLSearchParams(address.slice(1));
  if (parts.get("article") !== article.id && (!alone || address.length < 2)) return null;
  const lists = Object.fromEntries(LISTS.map((name) => [name, parts.getAll(name)]));
  const others = Object.entries(OTHERS).filter(([name, values]) => values.includes(parts.get(name)));
  const [, down, by] = /^(-?)(.*)$/.exec(parts.get("sort") ?? "");
  return /** @type {State} */ ({
    ...START,
    ...lists,
    ...Object.fromEntries(others.map(([name]) => [name, parts.get(name)])),
    columns: COLUMNS.map((c) => c.id).filter((id) => lists.columns.includes(id)),
    ...Object.fromEntries(SWITCHES.map((name) => [name, parts.has(name)])),
    ...Object.fromEntries(CHANCES.map(({ id }) => [id, share(parts.get(id))])),
    text: parts.get("text") ?? "",
    statement: parts.get("statement"),
    sort: COLUMNS.some((c) => c.id === by) ? { by, down: down === "-" } : UNSORTED,
  });
}

function share(text) {
  const number = Number(text);
  return number > 0 && number <= 1 ? number : 0;
}

// Writes what is chosen into the address, and shows what the address chooses when the reader goes back or forward.
// `first` is what is shown where the address tells nothing.
/** @param {View} view @param {State} first @param {(state: State) => void} show */
export function watchAddress(view, first, show) {
  let typing = false; // letters typed one after the other into the search are one step back
  let written = view.alone;
  const turned = () => {
    typing = false;
    const chosen = chosenBy(location.hash, view) ?? (written && location.hash.length < 2 ? first : null);
    if (chosen) show(chosen);
  };
  addEventListener("hashchange", turned);
  return {
    close: () => removeEventListener("hashchange", turned),
    keep(before, now) {
      const address = addressOf(now, view);
      if (address === addressOf(chosenBy(location.hash, view) ?? first, view)) return;
      const letters =
        now.text !== before.text && addressOf({ ...now, text: before.text }, view) === addressOf(before, view);
      history[typing && letters ? "replaceState" : "pushState"](history.state, "", address);
      typing = letters;
      written = true;
    },
  };
}

// What the page was opened with. In JupyterLab the address has lost it by the time that a cell runs.
/** @param {View} view */
export function openedWith(view) {
  const opened = view.alone ? location.href : performance.getEntriesByType("navigation")[0]?.name;
  return opened ? chosenBy(new URL(opened).hash, view) : null;
}
