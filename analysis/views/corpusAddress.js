// What is chosen on the page of a corpus, kept in its address: back and forward work, a link opens the same view.
// @ts-check
/** @import { CorpusState, CorpusView, TakingView } from "./types.d.ts" */

import { dimensionOf } from "./corpusNames.js";

// The address of what is chosen; start: what is chosen at first, which no address tells. In a notebook, where the page
// is not alone, an address names the corpus.
/** @param {CorpusState} state @param {CorpusState} start @param {{ name: string, alone: boolean }} view */
export function corpusAddress(state, start, { name, alone }) {
  const parts = new URLSearchParams();
  if (!alone) parts.set("corpus", name);
  for (const [field, first] of Object.entries(start)) {
    const value = state[field];
    if (Array.isArray(first)) for (const one of value) parts.append(field, one);
    else if (value !== first && value !== null && value !== false) parts.set(field, String(value));
  }
  return `#${parts}`;
}

// What is chosen of the fields that all pages have, where it can be.
const TAKES = {
  once: (value) => ["cluster", "outlet", "article"].includes(value),
  on: (value) => ["topics", "issues"].includes(value),
  who: (value) => ["actors", "speakers"].includes(value),
  first: isDay,
  last: isDay,
};

/** @param {string} text "" is no day, and may be chosen */
function isDay(text) {
  const day = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(text) : null;
  return !text || (Number(day) && day.toISOString().startsWith(text));
}

// What is chosen without what this page does not have: there it is as at first.
/** @param {CorpusState} state @param {CorpusState} start @param {TakingView} view @returns {CorpusState} */
export function choosable(state, start, { takes, places }) {
  const fields = Object.entries({ ...TAKES, ...takes }).filter(([field]) => field in start);
  const others = fields.filter(([field, has]) => !has(state[field])).map(([field]) => [field, start[field]]);
  const { article } = state;
  const nowhere = article !== null && !places.article.has(article) ? { article: null, statement: null } : {};
  return { ...state, ...Object.fromEntries(others), ...nowhere };
}

// Whether an address names something that was not taken.
/** @param {string} address @param {CorpusState} state */
export function isPartlyTaken(address, state) {
  const parts = [...new URLSearchParams(address.slice(1))].filter(([field]) => Object.hasOwn(state, field));
  return parts.some(([field, value]) => ![state[field]].flat().map(String).includes(value));
}

// What an address chooses, null where it tells of something else; what it does not know is not taken.
/**
 * @param {string} address
 * @param {CorpusState} start
 * @param {TakingView & { name: string, alone: boolean }} view
 * @returns {CorpusState | null}
 */
export function chosenByAddress(address, start, view) {
  const parts = new URLSearchParams(address.slice(1));
  if (!view.alone && parts.get("corpus") !== view.name) return null;
  const told = Object.entries(start).map(([field, first]) => [field, valueIn(parts, field, first, view)]);
  return choosable(Object.fromEntries(told), start, view);
}

function valueIn(parts, field, first, { places }) {
  if (Array.isArray(first)) return parts.getAll(field).filter((value) => places[dimensionOf(field)].has(value));
  if (typeof first === "boolean") return parts.has(field) ? parts.get(field) === "true" : first;
  if (typeof first === "number") return Number(parts.get(field)) || first;
  return parts.get(field) ?? first;
}

// Writes what is chosen into the address, and shows what the address chooses when the reader goes back or forward.
/**
 * @param {TakingView & CorpusView & { alone: boolean }} view
 * @param {CorpusState} start
 * @param {(state: CorpusState, address: string) => void} show
 */
export function watchCorpusAddress(view, start, show) {
  let written = view.alone; // an address that tells nothing is one of ours, then
  const turned = () => {
    const chosen = chosenByAddress(location.hash, start, view) ?? (written && location.hash.length < 2 ? start : null);
    if (chosen) show(chosen, location.hash);
  };
  addEventListener("hashchange", turned);
  return {
    close: () => removeEventListener("hashchange", turned),
    // Another statement of the same article is no step back.
    keep(before, now) {
      const address = corpusAddress(now, start, view);
      const there = chosenByAddress(location.hash, start, view) ?? start;
      if (address === corpusAddress(there, start, view)) return;
      written = true;
      const onward = before.article !== null && before.article === now.article;
      history[onward ? "replaceState" : "pushState"](history.state, "", address);
    },
  };
}

// What the page was opened with: the address, and what it chooses. In JupyterLab the address has lost it by the time
// that a cell runs.
/** @param {CorpusState} start @param {TakingView & CorpusView & { alone: boolean }} view */
export function corpusOpenedWith(start, view) {
  const opened = view.alone ? location.href : performance.getEntriesByType("navigation")[0]?.name;
  const { hash } = new URL(opened ?? "about:blank");
  return { hash, chosen: hash.length > 1 ? chosenByAddress(hash, start, view) : null };
}
