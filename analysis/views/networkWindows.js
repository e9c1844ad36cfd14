// Windows over time: which there are, and how far all fall into two camps in each. periods.py and networks.py have the
// same, with intervals.
// @ts-check
/** @import { CorpusState, CorpusView, NetworkHow, NetworkWindow } from "./types.d.ts" */

import { polarized } from "./camps.js";
import { monthsTold } from "./networkHow.js";
import { networkOf, saidIn } from "./ties.js";

const MOST_IN_CAMPS = 300; // nodes that are looked at, those with the most statements

// The windows over what was said: so many months of the calendar each, a month later than the one before; none reaches
// beyond the first and the last statement.
/**
 * @param {CorpusView} view
 * @param {CorpusState} state
 * @param {NetworkHow} how
 * @param {number} width
 * @returns {NetworkWindow[]}
 */
export function windowsOver(view, state, how, width) {
  const days = new Set(saidIn(view, state, how).article.map((at) => view.articles.published[at]));
  const numbers = [...days].filter(Boolean).map((day) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1);
  if (!numbers.length) return [];
  const [first, last] = [Math.min(...numbers), Math.max(...numbers)];
  const month = (n) => `${String(Math.floor(n / 12)).padStart(4, "0")}-${String((n % 12) + 1).padStart(2, "0")}`;
  return Array.from({ length: Math.max(0, last - first - width + 2) }, (_, at) => {
    const [from, to] = [month(first + at), month(first + at + width - 1)];
    return { first: `${from}-01`, last: `${to}-${lengthOfMonth(first + at + width - 1)}`, label: monthsTold(from, to) };
  });
}

function lengthOfMonth(month) {
  return new Date(Date.UTC(Math.floor(month / 12), (month % 12) + 1, 0)).getUTCDate();
}

// What is chosen within a window.
/** @param {CorpusState} state @param {NetworkWindow | undefined} window @returns {CorpusState} */
export function within(state, window) {
  if (!window) return state;
  const first = state.first > window.first ? state.first : window.first;
  return { ...state, first, last: state.last && state.last < window.last ? state.last : window.last };
}

// How far all fall into two camps: its value, who is in which camp, and what it rests on.
/** @param {CorpusView} view @param {CorpusState} state @param {NetworkHow} how */
export function polarizationOf(view, state, how) {
  /** @type {NetworkHow} */
  const one = { ...how, mode: "one-mode", sided: true, norm: "average" };
  const said = saidIn(view, state, one);
  const [congruence, conflict] = ["congruence", "conflict"].map((aggregation) =>
    networkOf(said, /** @type {NetworkHow} */ ({ ...one, aggregation }), MOST_IN_CAMPS),
  );
  const tied = congruence.rows.map((_, i) => [congruence, conflict].some(({ values }) => values[i].some(Boolean)));
  const some = ({ values }) => values.filter((_, i) => tied[i]).map((row) => row.filter((_, j) => tied[j]));
  const { value, second, exact } = polarized(some(congruence), some(conflict));
  const names = congruence.rows.filter((_, i) => tied[i]);
  const camps = [false, true].map((side) => names.filter((_, i) => second[i] === side));
  const { statements, articles } = congruence;
  return { value, exact, statements, articles, camps: camps.sort((a, b) => b.length - a.length) };
}
