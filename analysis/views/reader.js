// The article as it was printed, its statements marked, and the words that the statement being read rests on.
// @ts-check
/** @import { MakesPanel, Mark, Segment, State, Update, View } from "./types.d.ts" */

import { h, panel, set } from "./elements.js";
import { lead, scrolls } from "./found.js";
import { searchField } from "./search.js";
import { isInDrawer, shown } from "./state.js";

/** @type {MakesPanel} */
export function readerPanel(view, update) {
  const text = h("div", { class: "reader" }, ...stretches(paragraphs(view)));
  const search = searchField(view, update, text);
  const node = panel("article", "The article", search.node, ...aboveText(view), text);
  for (const name of ["click", "keydown"]) text.addEventListener(name, (event) => choosing(event, update));
  if (!view.statements.length) set(text, "tabindex", "0"); // it may scroll, and no mark in it takes the focus
  const marks = grouped(text, ".mark", (mark) => [mark.dataset.statement]);
  const evidence = grouped(text, "[data-decides], [data-target], [data-topic]", evidenceOf);
  let last = { keys: new Set(view.byKey.keys()), current: null };
  return {
    node,
    close: search.close,
    draw(state) {
      const keys = new Set(shown(view, state).map((s) => s.key));
      const current = keys.has(state.statement) ? state.statement : null;
      const turned = [...view.byKey.keys()].filter((key) => keys.has(key) !== last.keys.has(key));
      for (const key of turned) for (const mark of marks.get(key) ?? []) switchMark(mark, keys.has(key));
      if (current !== last.current) {
        drawCurrent(marks, evidence, last.current, current);
        if (marks.has(current)) wayTo(view, state)(text, marks.get(current)[0]);
      }
      const found = search.draw(state, keys.size);
      const narrowed = keys.size && keys.size !== last.keys.size ? marks.get([...keys][0])?.[0] : null;
      const first = found ?? narrowed;
      if (first && !current && !last.current) lead(text, first);
      last = { keys, current };
    },
  };
}

/** @param {Event & { key?: string }} event @param {Update} update */
function choosing(event, update) {
  const mark = event.target.closest(".mark:not(.off)");
  if (!mark || (event.type === "keydown" && !["Enter", " "].includes(event.key))) return;
  event.preventDefault();
  update({ statement: mark.dataset.statement });
}

// How a statement is brought into view; where its sentence is open in a drawer, the page stays there.
/** @param {View} view @param {State} state */
function wayTo(view, state) {
  return isInDrawer(view, state) ? lead : reveal;
}

// Brings a mark into view, and with it the whole article where that scrolls by itself: beside it stands the reason,
// which begins where the article's heading does. Where the page alone scrolls, the card covers its lower half.
function reveal(text, mark) {
  const alone = scrolls(text);
  if (alone) {
    text.scrollIntoView({ block: "nearest" });
    text.closest(".article")?.querySelector("h2").scrollIntoView({ block: "nearest" });
    lead(text, mark);
  }
  const { top } = mark.getBoundingClientRect();
  mark.scrollIntoView({ block: alone || (top > 0 && top < innerHeight / 2) ? "nearest" : "start" });
}

const EVIDENCE = ["decides", "target", "topic"];

function evidenceOf({ dataset }) {
  return EVIDENCE.flatMap((kind) => (dataset[kind] ?? "").split(" "));
}

// {statement: the nodes that belong to it}: what changes is found without looking at all the rest.
/** @returns {Map<string, Element[]>} */
function grouped(text, selector, keysOf) {
  const groups = new Map();
  for (const node of text.querySelectorAll(selector))
    for (const key of new Set(keysOf(node))) groups.set(key, [...(groups.get(key) ?? []), node]);
  return groups;
}

// What the whole article is on, which in the report stands in the page's head; and how statements are marked.
/** @param {View} view */
function aboveText({ alone, article, statements }) {
  const topics = article.topics.map(({ label }) => label).join("; ");
  return [
    topics && !alone ? h("p", { class: "about" }, `On: ${topics}`) : null,
    statements.length ? readerKey() : null,
  ];
}

function readerKey() {
  const [who, says, what] = [
    ["source", "Who"],
    ["cue", "says"],
    ["content", "what"],
  ].map(words);
  const how = h("span", { class: "hint" }, " Choose a passage to see why it is read that way.");
  return h("p", { class: "key" }, who, " ", says, " ", what, ", underlined by position.", how);
}

/** @param {string[]} part its kind and its words */
export function words([kind, text]) {
  return h("span", { class: kind }, text);
}

function switchMark(mark, on) {
  mark.classList.toggle("off", !on);
  if (!mark.dataset.glyph) return;
  set(mark, "tabindex", on ? "0" : null);
  set(mark, "role", on ? "button" : null);
  set(mark, "aria-pressed", on ? "false" : null);
}

function drawCurrent(marks, evidence, before, now) {
  for (const [key, on] of [
    [before, false],
    [now, true],
  ]) {
    for (const mark of marks.get(key) ?? []) {
      mark.classList.toggle("current", on);
      if (mark.hasAttribute("role")) set(mark, "aria-pressed", String(on));
    }
    for (const node of evidence.get(key) ?? [])
      for (const kind of EVIDENCE) node.classList.toggle(kind, on && `${node.dataset[kind]}`.split(" ").includes(key));
  }
}

const STRETCH = 50; // paragraphs and spaces between them; the browser watches each stretch that it may leave out

function stretches(nodes) {
  const starts = nodes.map((_, n) => n).filter((n) => n % STRETCH === 0);
  return starts.map((n) => h("div", { class: "stretch" }, ...nodes.slice(n, n + STRETCH)));
}

// The article as paragraphs; the space between them stays, so that the page's text is the article's.
/** @param {View} view */
function paragraphs(view) {
  const seen = new Set();
  const nodes = [];
  let block = [];
  const end = () => {
    if (block.length) nodes.push(paragraph(view, block, seen));
    block = [];
  };
  for (const segment of view.segments) {
    if (segment.part !== "break") block.push(segment);
    else {
      end();
      nodes.push(document.createTextNode(segment.text));
    }
  }
  end();
  return nodes;
}

/** @param {View} view @param {Segment[]} segments @param {Set<string>} seen */
function paragraph(view, segments, seen) {
  const parts = new Set(segments.filter((s) => s.text.trim()).map((s) => s.part));
  const [part] = parts;
  const whole = parts.size === 1 && ["headline", "byline", "furniture"].includes(part) ? part : null;
  const node = h("p", { "data-part": whole });
  let mark = null;
  for (const segment of segments) {
    if (mark?.dataset.statement !== (segment.statement ?? undefined)) {
      mark = segment.statement ? markOf(view, segment.statement, seen) : null;
      if (mark) node.append(mark);
    }
    (mark ?? node).append(piece(segment));
  }
  return node;
}

/** @param {View} view @param {string} key @param {Set<string>} seen */
function markOf(view, key, seen) {
  const statement = view.byKey.get(key);
  const first = seen.has(key) ? {} : { "data-glyph": statement.drawn.glyph, tabindex: 0, role: "button" };
  seen.add(key);
  return h("span", {
    class: "mark",
    "data-statement": key,
    "data-position": statement.position,
    ...first,
    "aria-pressed": "role" in first ? "false" : null,
    title: `${statement.names.join("; ") || "No speaker named"}: ${statement.stand}`,
  });
}

/** @param {Segment} segment */
function piece(segment) {
  const classes = [segment.role, ["headline", "byline", "furniture"].includes(segment.part) ? "part" : ""];
  const names = classes.filter(Boolean).join(" ");
  const evidence = { "data-decides": [], "data-target": [], "data-topic": [] };
  for (const mark of segment.marks) evidence[`data-${kindOf(mark)}`].push(mark.statement);
  if (!names && !segment.marks.length) return document.createTextNode(segment.text);
  const attributes = Object.entries(evidence).map(([name, ids]) => [name, ids.join(" ") || null]);
  return h("span", { class: names || null, ...Object.fromEntries(attributes) }, segment.text);
}

// What the evidence tells: it decides the position, is the target, or shows the topic.
/** @param {Mark} mark */
function kindOf(mark) {
  if (mark.tells === "topic") return "topic";
  return mark.role === "target" ? "target" : "decides";
}
