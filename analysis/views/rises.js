// What rises and falls from a day on, in words and as a table whose cells open the statements.
// @ts-check
/** @import { CorpusView, OpensStatements, Rise, What } from "./types.d.ts" */

import { inGroups, many, nameOfValue } from "./corpusNames.js";
import { button, h } from "./elements.js";
import { dayBefore, RATE } from "./trends.js";

const WORDS_OF = { topic: "topics", issue: "issues" };

export const HOW_RISEN =
  "The share of all statements, before and since; told are only differences whose interval does not hold 0, and so " +
  `that of those told at most ${100 * RATE} in 100 are chance (Benjamini and Hochberg).`;

/** @param {Rise[]} found @param {What} what */
export function risenInWords(found, what) {
  const named = found.filter((one) => one.named).length;
  const looked = `${inGroups(found.length)} ${found.length === 1 ? what : WORDS_OF[what]}`;
  if (!found.length) return `No ${what} has statements enough on both sides of that day to compare.`;
  return `Of the ${looked} with statements enough, ${named || "none"} rose or fell more than by chance.`;
}

/**
 * @param {CorpusView} view
 * @param {Rise[]} found
 * @param {What} what
 * @param {string} split
 * @param {OpensStatements} open
 */
export function risesTable(view, found, what, split, open) {
  const named = found.filter((one) => one.named);
  if (!named.length) return [];
  const [year, month] = split.split("-").map(Number);
  const labels = [what === "topic" ? "Topic" : "Issue", "Before", "Since", "Points (95 % interval)"];
  const rows = named.map((one) => {
    const name = nameOfValue(view, what, one.id);
    const opens = (days, words) => () => open({ [`${what}s`]: [one.id] }, `${name}, ${words}`, days);
    const cells = [
      [one.share[0], one.before, opens({ last: dayBefore(year, month) }, "before"), "before"],
      [one.share[1], one.after, opens({ first: split }, "since"), "since"],
    ].map(([share, count, act, words], at) => {
      const attributes = { class: "plain", "data-key": `${words} ${one.id}` };
      const text = `${percents(share)} (${many(/** @type {number} */ (count), "statement")})`;
      return h("td", { "data-label": labels[at + 1] }, button(text, /** @type {any} */ (act), attributes));
    });
    const arrow = one.difference > 0 ? "↗ " : "↘ ";
    const points = `${arrow}${signedPoints(one.difference)} (${signedPoints(one.low)} to ${signedPoints(one.high)})`;
    return h("tr", {}, h("th", { scope: "row" }, name), ...cells, h("td", { "data-label": labels[3] }, points));
  });
  return [h("table", {}, headOf(labels), h("tbody", {}, ...rows))];
}

function percents(share) {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}

function signedPoints(share) {
  const text = Math.abs(100 * share).toFixed(Math.abs(share) < 0.1 ? 1 : 0);
  return `${share < 0 ? "−" : "+"}${text}`;
}

export function headOf(labels) {
  return h("thead", {}, h("tr", {}, ...labels.map((label) => h("th", { scope: "col" }, label))));
}
