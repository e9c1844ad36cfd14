// Topics: how many statements each has, on which words that rests, and which stand together in a statement.

import { button, h, panel, plural, redraw } from "./elements.js";
import { positionsOf, tally } from "./filters.js";
import { choice, shown, wants } from "./findings.js";

const TERMS = 6; // the most frequent words of a topic
const TOGETHER = 10; // topics in the table of pairs

export function topicPanel(view, update) {
  const list = h("div", { class: "scroll" });
  const pairs = h("div", { class: "scroll" });
  const node = panel(
    "topics",
    "Topics",
    h("div", { class: "halves" }, h("div", { class: "terms" }, list), h("div", { class: "pairs" }, pairs)),
  );
  node.hidden = !view.topics.length;
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
  const heads = ["Topic, and the words that show it", "Statements", "Where they stand"];
  const terms = termsIn(statements);
  const rows = view.facet.get("topics").options.map((topic) => {
    const held = statements.filter((s) => s.held.topics.includes(topic.id));
    return topicRow(view, state, topic, held, terms.get(topic.id) ?? [], update);
  });
  const head = h("tr", {}, ...heads.map((name) => h("th", { scope: "col" }, name)));
  const caption = h("caption", { class: "visually-hidden" }, "Topics");
  return h("table", {}, caption, h("thead", {}, head), h("tbody", {}, ...rows));
}

function topicRow(view, state, topic, statements, terms, update) {
  const choose = () => update(choice(state, { topics: [topic.id] }));
  const label = `Show ${plural(statements.length, "statement")}: ${topic.label}`;
  const attributes = { class: "plain", "data-key": `topic ${topic.id}`, "aria-label": label };
  const count = statements.length ? button(String(statements.length), choose, attributes) : "0";
  const { nodes, words } = tally(view, positionsOf(statements));
  const name = h("span", {}, topic.label);
  const stands = h("span", { role: "img", "aria-label": words || "none" }, ...nodes);
  return h(
    "tr",
    { class: wants(state, "topics", topic.id) ? null : "off" },
    h("th", { scope: "row", title: topic.definition ?? null }, name, h("small", {}, listed(terms))),
    h("td", { class: "number" }, count),
    h("td", {}, stands),
  );
}

// {topic: the words on which it rests, each with the number of statements that it serves}.
function termsIn(statements) {
  const found = new Map();
  for (const { topics } of statements)
    for (const { id, terms } of topics) {
      if (!found.has(id)) found.set(id, new Map());
      for (const term of terms) count(found.get(id), term);
    }
  return new Map([...found].map(([id, counts]) => [id, [...counts.values()].sort((a, b) => b.number - a.number)]));
}

function count(counts, term) {
  const held = counts.get(term.toLowerCase());
  if (held) held.number += 1;
  else counts.set(term.toLowerCase(), { term, number: 1 });
}

function listed(terms) {
  const more = terms.length > TERMS ? ` and ${terms.length - TERMS} more` : "";
  return terms.slice(0, TERMS).map(({ term, number }) => `${term}\u00a0${number}`).join(" · ") + more;
}

function pairTable(view, state, statements, update) {
  const numbers = pairsIn(statements);
  const topics = view.topics.filter(({ id }) => numbers.has(id)).slice(0, TOGETHER);
  if (!topics.length) return [h("p", { class: "hint" }, "No two topics stand together in a statement.")];
  const heads = topics.map((topic) => h("th", { scope: "col" }, topic.label));
  const rows = topics.map((row) => {
    const cells = topics.map((topic) => h("td", { class: "number" }, ...pairCell(state, numbers, row, topic, update)));
    return h("tr", {}, h("th", { scope: "row" }, row.label), ...cells);
  });
  const caption = h("caption", {}, "Statements in which two topics stand together");
  const head = h("tr", {}, h("th", { scope: "col" }, "Topic"), ...heads);
  return [h("table", {}, caption, h("thead", {}, head), h("tbody", {}, ...rows))];
}

// {topic: {other topic: the number of statements that have both}}.
function pairsIn(statements) {
  const numbers = new Map();
  for (const { topics } of statements.filter((s) => s.topics.length > 1))
    for (const { id } of topics) {
      if (!numbers.has(id)) numbers.set(id, new Map());
      for (const other of topics) numbers.get(id).set(other.id, (numbers.get(id).get(other.id) ?? 0) + 1);
    }
  return numbers;
}

function pairCell(state, numbers, row, topic, update) {
  const number = row.id === topic.id ? 0 : numbers.get(row.id).get(topic.id);
  if (!number) return [h("span", { class: "visually-hidden" }, row.id === topic.id ? "the same topic" : "0")];
  const both = [row.id, topic.id];
  const chosen = state.together && state.topics.length === 2 && both.every((id) => state.topics.includes(id));
  const choose = () => update(chosen ? { topics: [], together: false } : { topics: both, together: true });
  const label = `Show ${plural(number, "statement")} on both ${row.label} and ${topic.label}`;
  const attributes = { class: "plain", "data-key": `pair ${both.join(" ")}`, "aria-label": label };
  return [button(String(number), choose, { ...attributes, "aria-pressed": String(chosen) })];
}
