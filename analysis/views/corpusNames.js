// How values of a corpus are called on its page: what is not known has words, too; days and numbers are read easily.
// @ts-check
/** @import { CorpusState, CorpusView, Dimension } from "./types.d.ts" */

import { ROW_FILTERS } from "./counting.js";

const UNKNOWN = {
  outlet: "no outlet named",
  actor: "no state or organisation",
  speaker: "no speaker named",
  topic: "no diplomatic topic",
  issue: "no issue named",
  month: "without a date",
};

// What a value of a dimension is called, by its place.
/** @param {CorpusView} view @param {Dimension} dimension @param {number} place */
export function nameAt(view, dimension, place) {
  return nameOfValue(view, dimension, view.values[dimension][place]);
}

// The same by the value itself, as filters have it; one that is not known is called by itself.
/** @param {CorpusView} view @param {Dimension} dimension @param {string} value */
export function nameOfValue(view, dimension, value) {
  const place = view.places[dimension].get(value);
  if (value === "" && UNKNOWN[dimension]) return UNKNOWN[dimension];
  if (place === undefined) return value;
  const names = {
    speaker: () => view.speakers[place].name,
    topic: () => view.topics[place].label,
    issue: () => view.issues[place].name,
    position: () => view.positions[place].label,
    article: () => view.articles.title[place] || "an article without a headline",
  };
  return names[dimension]?.() ?? value;
}

// The dimension that a filter looks at.
/** @param {string} filter @returns {Dimension} */
export function dimensionOf(filter) {
  const dimensions = { outlets: "outlet", articles: "article", ...ROW_FILTERS };
  return /** @type {Dimension} */ (dimensions[filter]);
}

const MONTH_NAMES = new Intl.DateTimeFormat("en-GB", { month: "long", timeZone: "UTC" });

// "18 March 2021"; a month without its day: "March 2021".
/** @param {string} day */
export function dayInWords(day) {
  if (!day) return "no date";
  const [year, month, number] = day.split("-").map(Number);
  const name = MONTH_NAMES.format(new Date(Date.UTC(year, month - 1, 1)));
  return [number, name, year].filter((part) => part !== undefined).join(" ");
}

// 12345 as "12,345".
/** @param {number} number */
export function inGroups(number) {
  return number.toLocaleString("en-GB");
}

/** @param {number} number @param {string} noun */
export function many(number, noun) {
  return `${inGroups(number)} ${noun}${number === 1 ? "" : "s"}`;
}

// First and last day of the articles that have one; empty where none has.
/** @param {CorpusView} view */
export function periodOf({ articles }) {
  const days = articles.published.filter(Boolean);
  return days.length ? [days[0], days.at(-1)] : [];
}

// Whether anything is chosen that a filter does.
/** @param {CorpusState} state */
export function isFiltered(state) {
  const lists = ["outlets", "articles", ...Object.keys(ROW_FILTERS)];
  return Boolean(state.first || state.last || lists.some((name) => state[name].length));
}
