// What rises and falls from a month on, and who changed sides: tables whose cells open the statements.
// @ts-check
/** @import { CorpusState, CorpusUpdate, CorpusView, OneEach } from "./types.d.ts" */
/** @import { OpensStatements, SideChange, What, Who } from "./types.d.ts" */

import { changesOf, HOLDING, IN_SUCCESSION } from "./changes.js";
import { dayInWords, many, nameAt } from "./corpusNames.js";
import { chosenKey } from "./counting.js";
import { button, h, redraw, sign } from "./elements.js";
import { HOW_RISEN, headOf, risenInWords, risesTable } from "./rises.js";
import { middleOf, oneEach, risesOf } from "./trends.js";

const MOST_CHANGES = 20;

const HOW_CHANGED =
  `A side holds once ${IN_SUCCESSION} articles in succession took it, and is told where ` +
  `${100 * HOLDING} in 100 articles have it, by ` +
  "statements whose speaker, position and target are right with a chance of 50 % at least. Copies count once. Read " +
  "the sentences on both sides of the day before you quote it: a misreading that comes back looks like a change.";

/** @param {CorpusView} view @param {CorpusUpdate} update @param {OpensStatements} open */
export function turnsPanel(view, update, open) {
  const menu = h("select", { "aria-label": "Since when", onchange: () => update({ split: menu.value }) });
  const [rises, changes] = [h("div", { class: "scroll stack" }), h("div", { class: "scroll stack" })];
  const told = h("p", { class: "told" });
  const since = h("p", { class: "about-what" }, h("label", {}, h("span", {}, "Before and since "), menu));
  const [, ...months] = view.months.filter(Boolean);
  let [timer, drawnFor] = [0, ""];
  const risen = [h("h3", {}, "What rises and falls"), since, told, rises, h("p", { class: "hint" }, HOW_RISEN)];
  const turned = [h("h3", {}, "Who changed sides"), changes, h("p", { class: "hint" }, HOW_CHANGED)];
  return {
    nodes: [...risen, ...turned],
    close: () => clearTimeout(timer),
    /** @param {CorpusState} state @param {OneEach[]} some @param {{ who: Who, what: What }} timeline */
    draw(state, some, { who, what }) {
      const before = drawnFor;
      drawnFor = chosenKey(state, ["on", "who", "split"]);
      if (drawnFor === before) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        const split = state.split || middleOf(view, state);
        menu.replaceChildren(...daysToSplit(months, split));
        const found = split ? risesOf(view, state, what, split) : [];
        told.textContent = risenInWords(found, what);
        redraw(rises, ...risesTable(view, found, what, split, open));
        const one = state.once === "cluster" ? some : oneEach(view, { ...state, once: "cluster" }, who, what);
        redraw(changes, changesTable(view, one, who, what, open));
      }, 0);
    },
  };
}

// Whether a day is the first of a month of the corpus, with a month before it; "" stands for the middle.
/** @param {CorpusView} view @param {string} day */
export function isSplit({ months }, day) {
  const [begin, end] = [months.find(Boolean), months.at(-1)];
  return !day || (/^\d{4}-(0[1-9]|1[0-2])-01$/.test(day) && begin < day.slice(0, 7) && day.slice(0, 7) <= end);
}

/** @param {string[]} months @param {string} split */
function daysToSplit(months, split) {
  const days = [...new Set([...months.map((month) => `${month}-01`), split])].filter(Boolean).sort();
  return days.map((day) => h("option", { value: day, selected: day === split }, dayInWords(day.slice(0, 7))));
}

/**
 * @param {CorpusView} view
 * @param {OneEach[]} some
 * @param {Who} who
 * @param {What} what
 * @param {OpensStatements} open
 */
function changesTable(view, some, who, what, open) {
  const { published } = view.articles;
  const found = changesOf(view, some).sort((a, b) => b.before + b.after - a.before - a.after);
  if (!found.length) return h("p", { class: "told" }, "Nobody is told to have changed sides surely enough.");
  const labels = ["Who", "On what", "Until then", "Since", "First article on the other side"];
  const rows = found.slice(0, MOST_CHANGES).map((one) => {
    const own = some.filter((each) => each.who === one.who && each.what === one.what && published[each.article]);
    return changeRow(view, own, one, labels, { who, what, open });
  });
  return h("table", {}, headOf(labels), h("tbody", {}, ...rows));
}

/**
 * @param {CorpusView} view
 * @param {OneEach[]} own
 * @param {SideChange} one
 * @param {string[]} labels
 * @param {{ who: Who, what: What, open: OpensStatements }} told
 */
function changeRow(view, own, one, labels, { who, what, open }) {
  const { published, id, title } = view.articles;
  const [name, about] = [nameAt(view, who, one.who), nameAt(view, what, one.what)];
  const filter = { [`${who}s`]: [view.values[who][one.who]], [`${what}s`]: [view.values[what][one.what]] };
  const copies = /** @type {{ once: "cluster" }} */ ({ once: "cluster" });
  const key = `turn ${one.who} ${one.what} ${one.article}`;
  const day = published[one.article];
  const first = button(
    `${dayInWords(day)}: ${title[one.article] || "an article without a headline"}`,
    () => open({ ...filter, ...copies, positions: [one.to] }, `${name} on ${about}`, { articles: [id[one.article]] }),
    { class: "plain", "data-key": key },
  );
  const side = (position, sure, days, holds, words) => {
    const act = () => open({ ...filter, ...copies, positions: [position] }, `${name} on ${about}, ${words}`, days);
    const all = own.filter((each) => each.position === position && holds(published[each.article]));
    const text = `${many(all.length, "statement")}, ${sure} sure`;
    return [sign(view.looks.get(position)), " ", button(text, act, { class: "plain", "data-key": `${key} ${words}` })];
  };
  const cells = [
    [about],
    side(one.from, one.before, { last: eveOf(day) }, (other) => other < day, "before"),
    side(one.to, one.after, { first: day }, (other) => other >= day, "since"),
    [first],
  ];
  const rest = cells.map((nodes, at) => h("td", { "data-label": labels[at + 1] }, ...nodes));
  return h("tr", {}, h("th", { scope: "row" }, name), ...rest);
}

// The day before one.
/** @param {string} day */
function eveOf(day) {
  return new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);
}
