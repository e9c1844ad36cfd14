// Topics: how many statements each has, on which words that rests, and which stand together in a statement.
// @ts-check
/** @import { Code, Drawer, MakesPanel, Option, State, Statement, Topic, Update, View } from "./types.d.ts" */

import { drawerIn } from "./drawer.js";
import { button, h, moreOf, panel, plural, redraw } from "./elements.js";
import { LIKENESS } from "./facets.js";
import { shown, valuesOf, wants } from "./state.js";

const TERMS = 6; // the most frequent words of a topic
const TOGETHER = 10; // pairs of topics; a button shows the rest

const HOW_TOLD =
  "By context: the statement points to what has the topic, or stands in a paragraph on it. " +
  "With “Own words only” such statements do not count, in the filter of topics either.";

/** @type {MakesPanel} */
export function topicPanel(view, update) {
  const list = h("div", { class: "scroll" });
  const pairs = h("div", { class: "scroll" });
  let state = null;
  const own = button("Own words only", () => update({ own: !state.own }));
  const halves = h("div", { class: "halves" }, h("div", { class: "terms" }, list), h("div", { class: "pairs" }, pairs));
  const node = panel("topics", "Topics", h("p", { class: "switch" }, own), halves, h("p", { class: "hint" }, HOW_TOLD));
  const below = drawerIn(view, update, halves);
  node.hidden = !view.statements.length;
  return {
    node,
    draw(now) {
      state = now;
      own.setAttribute("aria-pressed", String(state.own));
      const statements = shown(view, state, ["topics"]);
      below.draw(state, () => {
        redraw(list, topicTable(view, state, statements, below));
        redraw(pairs, ...pairTable(view, state, statements, below, update));
      });
    },
  };
}

/** @param {View} view @param {State} state @param {Statement[]} statements @param {Drawer} below */
function topicTable(view, state, statements, below) {
  const heads = [
    ["Topic, and in how many statements each of its words shows it"],
    ["Statements", "number"],
    ["■ own words", "number"],
  ];
  const rows = view.facet.get("topics").options.map((topic) => topicRow(state, topic, statements, below));
  heads.push(["□ by context", "number"]);
  const head = h("tr", {}, ...heads.map(([name, kind]) => h("th", { scope: "col", class: kind ?? null }, name)));
  const caption = h("caption", { class: "visually-hidden" }, "Topics");
  return h("table", {}, caption, h("thead", {}, head), h("tbody", {}, ...rows.filter(Boolean)));
}

// A topic; where every statement has one there is no row for those without.
/** @param {State} state @param {Option} topic @param {Statement[]} shownNow @param {Drawer} below */
function topicRow(state, topic, shownNow, below) {
  const statements = shownNow.filter((s) => valuesOf(s, "topics", state).includes(topic.id));
  if (!topic.id && !statements.length) return null;
  const codes = shownNow.flatMap((s) => s.codes.filter(({ id }) => id === topic.id));
  const likely = codes.filter(({ rule }) => rule === LIKENESS);
  const words = [h("small", {}, termsOf(codes.filter(({ rule }) => rule !== LIKENESS)))];
  if (likely.length) words.push(h("small", {}, `by likeness in\u00a0${likely.length}: ${termsOf(likely)}`));
  const context = codes.filter(({ inherited }) => inherited).length;
  const told = (mark, number) => h("td", { class: "number" }, number ? `${mark}\u00a0${number}` : "");
  return h(
    "tr",
    { class: wants(state, "topics", topic.id) ? null : "off" },
    h("th", { scope: "row", title: topic.definition ?? null }, h("span", {}, topic.label), ...words),
    h("td", { class: "number" }, topicCount(topic, statements.length, below)),
    told("■", codes.length - context),
    told("□", context),
  );
}

/** @param {Option} option @param {number} number @param {Drawer} below */
function topicCount({ id, label }, number, below) {
  const key = `topic ${id}`;
  return openingCount(number, `Show ${plural(number, "statement")}: ${label}`, key, below, () =>
    below.choose({ topics: [id], together: false }, label, key),
  );
}

// A number that opens what it counts.
/** @param {number} number @param {string} label @param {string} key @param {Drawer} below @param {() => void} open */
function openingCount(number, label, key, below, open) {
  if (!number) return "0";
  const opened = { "aria-label": label, "aria-expanded": String(below.isOpen(key)) };
  return button(String(number), open, { class: "plain", "data-key": key, ...opened });
}

// The words on which codes of a topic rest, each with the number of statements that it serves: "strait 2 · bay 1".
/** @param {Code[]} codes */
function termsOf(codes) {
  const found = new Map();
  for (const term of codes.flatMap((code) => code.terms)) {
    const known = found.get(term.toLowerCase());
    if (known) known.number += 1;
    else found.set(term.toLowerCase(), { term, number: 1 });
  }
  const terms = [...found.values()].sort((a, b) => b.number - a.number);
  const more = terms.length > TERMS ? ` and ${terms.length - TERMS} more` : "";
  return (
    terms
      .slice(0, TERMS)
      .map(({ term, number }) => `${term}\u00a0${number}`)
      .join(" · ") + more
  );
}

// Which two topics stand together, the most frequent pair first.
/**
 * @param {View} view
 * @param {State} state
 * @param {Statement[]} statements
 * @param {Drawer} below
 * @param {Update} update
 */
function pairTable(view, state, statements, below, update) {
  const pairs = pairsIn(view, state, statements);
  if (!pairs.length) return [h("p", { class: "hint" }, "No statement shown here is on more than one topic.")];
  const shownPairs = state.all ? pairs : pairs.slice(0, TOGETHER);
  const rows = shownPairs.map(([both, number]) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, `${both[0].label} + ${both[1].label}`),
      h("td", { class: "number" }, pairCount(both, number, below)),
    ),
  );
  const heads = [
    h("th", { scope: "col" }, "Two topics of the same statement"),
    h("th", { scope: "col", class: "number" }, "Statements"),
  ];
  const caption = h("caption", { class: "visually-hidden" }, "Statements that are on two topics");
  const table = h("table", {}, caption, h("thead", {}, h("tr", {}, ...heads)), h("tbody", {}, ...rows));
  if (pairs.length <= TOGETHER) return [table];
  const more = moreOf(`${TOGETHER} of ${pairs.length} pairs`, state.all, "all pairs", update);
  return [table, h("p", { class: "more" }, ...more)];
}

// [[the two topics, the number of statements that have both]], topics in the order of the view.
/** @param {View} view @param {State} state @param {Statement[]} statements @returns {[Topic[], number][]} */
function pairsIn(view, state, statements) {
  const numbers = new Map();
  for (const statement of statements) {
    const ids = valuesOf(statement, "topics", state);
    const both = view.topics.filter(({ id }) => ids.includes(id));
    both.forEach((one, at) => {
      for (const other of both.slice(at + 1)) {
        const key = JSON.stringify([one.id, other.id]);
        numbers.set(key, [[one, other], (numbers.get(key)?.[1] ?? 0) + 1]);
      }
    });
  }
  return [...numbers.values()].sort(([, a], [, b]) => b - a);
}

/** @param {Topic[]} both @param {number} number @param {Drawer} below */
function pairCount([one, other], number, below) {
  const [topics, name] = [[one.id, other.id], `${one.label} + ${other.label}`];
  const key = `pair ${topics.join(" ")}`;
  return openingCount(number, `Show ${plural(number, "statement")} on both: ${name}`, key, below, () =>
    below.choose({ topics, together: true }, name, key),
  );
}
