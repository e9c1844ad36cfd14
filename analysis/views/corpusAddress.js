// What is chosen on the page of a corpus, kept in its address: back and forward work, a link opens the same view.
// @ts-check
/** @import { CorpusState, CorpusView } from "./types.d.ts" */

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

// What an address chooses, null where it tells of something else; what it does not know is not taken.
/**
 * @param {string} address
 * @param {CorpusState} start
 * @param {{ name: string, alone: boolean }} view
 * @returns {CorpusState | null}
 */
export function chosenByAddress(address, start, { name, alone }) {
  const parts = new URLSearchParams(address.slice(1));
  if (!alone && parts.get("corpus") !== name) return null;
  const told = Object.entries(start).map(([field, first]) => [field, valueIn(parts, field, first)]);
  const state = Object.fromEntries(told);
  if (!Object.hasOwn({ cluster: 1, outlet: 1, article: 1 }, state.once)) state.once = start.once;
  for (const end of ["first", "last"]) if (!/^\d{4}-\d\d-\d\d$/.test(state[end])) state[end] = "";
  return state;
}

function valueIn(parts, field, first) {
  if (Array.isArray(first)) return parts.getAll(field);
  if (typeof first === "boolean") return parts.has(field) ? parts.get(field) === "true" : first;
  if (typeof first === "number") return Number(parts.get(field)) || first;
  return parts.get(field) ?? first;
}

// Writes what is chosen into the address, and shows what the address chooses when the reader goes back or forward.
/**
 * @param {CorpusView & { alone: boolean }} view
 * @param {CorpusState} start
 * @param {(state: CorpusState) => void} show
 */
export function watchCorpusAddress(view, start, show) {
  let written = view.alone; // an address that tells nothing is one of ours, then
  const turned = () => {
    const chosen = chosenByAddress(location.hash, start, view) ?? (written && location.hash.length < 2 ? start : null);
    if (chosen) show(chosen);
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

// What the page was opened with. In JupyterLab the address has lost it by the time that a cell runs.
/** @param {CorpusView & { alone: boolean }} view @param {CorpusState} start */
export function corpusOpenedWith(view, start) {
  const opened = view.alone ? location.href : performance.getEntriesByType("navigation")[0]?.name;
  const { hash } = new URL(opened ?? "about:blank");
  return hash.length > 1 ? chosenByAddress(hash, start, view) : null;
}
