// Topics: how many statements each has, on which words that rests, and which stand together in a statement.

import { button, h, moreOf, panel, plural, redraw } from "./elements.js";
import { choice, LIKENESS, shown, wants } from "./state.js";

const TERMS = 6; // the most frequent words of a topic
const TOGETHER = 10; // pairs of topics; a button shows the rest

export function topicPanel(view, update) {
  const list = h("div", { class: "scroll" });
  const pairs = h("div", { class: "scroll" });
  const node = panel(
    "topics",
    "Topics",
    h("div", { class: "halves" }, h("div", { class: "terms" }, list), h("div", { class: "pairs" }, pairs)),
  );
  node.hidden = !view.statements.length;
  return {
    node,
    draw(state) {
      const statements = shown(view, state, ["topics"]);
      redraw(list, topicTable(view, state, statements, update));
      redraw(pairs, ...pairTable(view, state, statements, update));
    },
  };
}

function topicTable(view, state, statements, update) {
  const heads = [["Topic, and the words that show it"], ["Statements", "number"]];
  const rows = view.facet.get("topics").options.map((topic) => {
    const own = statements.filter((s) => s.values.topics.includes(topic.id));
    return topicRow(state, topic, own, update);
  });
  const head = h("tr", {}, ...heads.map(([name, kind]) => h("th", { scope: "col", class: kind ?? null }, name)));
  const caption = h("caption", { class: "visually-hidden" }, "Topics");
  return h("table", {}, caption, h("thead", {}, head), h("tbody", {}, ...rows));
}

function topicRow(state, topic, statements, update) {
  const choose = () => update(choice(state, { topics: [topic.id] }));
  const label = `Show ${plural(statements.length, "statement")}: ${topic.label}`;
  const attributes = { class: "plain", "data-key": `topic ${topic.id}`, "aria-label": label };
  const count = statements.length ? button(String(statements.length), choose, attributes) : "0";
  const codes = statements.flatMap((s) => s.codes.filter(({ id }) => id === topic.id));
  const likely = codes.filter(({ rule }) => rule === LIKENESS);
  const words = [h("small", {}, listed(codes.filter(({ rule }) => rule !== LIKENESS)))];
  if (likely.length) words.push(h("small", {}, `by likeness in\u00a0${likely.length}: ${listed(likely)}`));
  return h(
    "tr",
    { class: wants(state, "topics", topic.id) ? null : "off" },
    h("th", { scope: "row", title: topic.definition ?? null }, h("span", {}, topic.label), ...words),
    h("td", { class: "number" }, count),
  );
}

// The words on which codes of a topic rest, each with the number of statements that it serves: "strait 2 · bay 1".
function listed(codes) {
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
function pairTable(view, state, statements, update) {
  const pairs = pairsIn(view, statements);
  if (!pairs.length) return [h("p", { class: "hint" }, "No two topics stand together in a statement.")];
  const shownPairs = state.all ? pairs : pairs.slice(0, TOGETHER);
  const rows = shownPairs.map(([both, number]) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, `${both[0].label} + ${both[1].label}`),
      h("td", { class: "number" }, pairButton(state, both, number, update)),
    ),
  );
  const heads = [
    h("th", { scope: "col" }, "Two topics together"),
    h("th", { scope: "col", class: "number" }, "Statements"),
  ];
  const caption = h("caption", { class: "visually-hidden" }, "Statements in which two topics stand together");
  const table = h("table", {}, caption, h("thead", {}, h("tr", {}, ...heads)), h("tbody", {}, ...rows));
  if (pairs.length <= TOGETHER) return [table];
  const more = moreOf(`${TOGETHER} of ${pairs.length} pairs`, state.all, "all pairs", update);
  return [table, h("p", { class: "more" }, ...more)];
}

// [[the two topics, the number of statements that have both]], topics in the order of the view.
function pairsIn(view, statements) {
  const numbers = new Map();
  for (const { codes } of statements.filter((s) => s.codes.length > 1)) {
    const ids = new Set(codes.map(({ id }) => id));
    const both = view.topics.filter(({ id }) => ids.has(id));
    both.forEach((one, at) => {
      for (const other of both.slice(at + 1)) {
        const key = JSON.stringify([one.id, other.id]);
        numbers.set(key, [[one, other], (numbers.get(key)?.[1] ?? 0) + 1]);
      }
    });
  }
  return [...numbers.values()].sort(([, a], [, b]) => b - a);
}

function pairButton(state, [one, other], number, update) {
  const both = [one.id, other.id];
  const chosen = state.together && state.topics.length === 2 && both.every((id) => state.topics.includes(id));
  const choose = () => update(chosen ? { topics: [], together: false } : { topics: both, together: true });
  const label = `Show ${plural(number, "statement")} on both: ${one.label} + ${other.label}`;
  const attributes = { class: "plain", "data-key": `pair ${both.join(" ")}`, "aria-label": label };
  return button(String(number), choose, { ...attributes, "aria-pressed": String(chosen) });
}
