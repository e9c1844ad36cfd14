// The article as it was printed, its statements marked, and the statement that is being read.

import { h, set, sign } from "./elements.js";
import { shown } from "./findings.js";

export function readerPanel(view, update) {
  const text = h("div", { class: "reader" });
  const choose = (event) => {
    const mark = event.target.closest(".mark:not(.off)");
    if (!mark || (event.type === "keydown" && !["Enter", " "].includes(event.key))) return;
    event.preventDefault();
    update({ statement: mark.dataset.statement });
  };
  text.addEventListener("click", choose);
  text.addEventListener("keydown", choose);
  text.append(...paragraphs(view));
  const marks = [...text.querySelectorAll(".mark")];
  const evidence = [...text.querySelectorAll("[data-lit], [data-aim], [data-boxed]")];
  let current = null;
  return {
    node: h(
      "section",
      { class: "article", "aria-label": "The article" },
      h("h2", {}, "The article"),
      view.statements.length ? readerKey() : null,
      text,
    ),
    draw(state) {
      const ids = new Set(shown(view, state).map((s) => s.id));
      for (const mark of marks) drawMark(mark, ids.has(mark.dataset.statement), state.statement);
      for (const node of evidence) drawEvidence(node, ids.has(state.statement) ? state.statement : null);
      if (state.statement && state.statement !== current)
        text.querySelector(".mark.current")?.scrollIntoView({ block: "nearest" });
      current = state.statement;
    },
  };
}

function readerKey() {
  const [who, says, what] = [["source", "Who"], ["cue", "says"], ["content", "what"]].map(words);
  const how = ", underlined by position. Choose a passage to see why it is read that way.";
  return h("p", { class: "key" }, who, " ", says, " ", what, how);
}

function words([kind, text]) {
  return h("span", { class: kind }, text);
}

function drawMark(mark, on, current) {
  const chosen = on && mark.dataset.statement === current;
  mark.classList.toggle("off", !on);
  mark.classList.toggle("current", chosen);
  if (!mark.dataset.glyph) return;
  set(mark, "tabindex", on ? "0" : null);
  set(mark, "role", on ? "button" : null);
  set(mark, "aria-pressed", on ? String(chosen) : null);
}

function drawEvidence(node, current) {
  for (const kind of ["lit", "aim", "boxed"])
    node.classList.toggle(kind, (node.dataset[kind] ?? "").split(" ").includes(current));
}

// The article as paragraphs; the space between them stays, so that the page's text is the article's.
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

function markOf(view, id, seen) {
  const statement = view.byId.get(id);
  const first = !seen.has(id);
  seen.add(id);
  return h("span", {
    class: "mark",
    "data-statement": id,
    "data-position": statement.position,
    "data-glyph": first ? statement.look.glyph : null,
    title: `${statement.names.join("; ") || "No speaker named"}: ${statement.look.label}${toward(statement)}`,
  });
}

function piece(segment) {
  const classes = [segment.role, ["headline", "byline", "furniture"].includes(segment.part) ? "part" : ""];
  const held = classes.filter(Boolean).join(" ");
  const evidence = { "data-lit": [], "data-aim": [], "data-boxed": [] };
  for (const mark of segment.marks) evidence[`data-${kindOf(mark)}`].push(mark.statement);
  if (!held && !segment.marks.length) return document.createTextNode(segment.text);
  const named = Object.entries(evidence).map(([name, ids]) => [name, ids.join(" ") || null]);
  return h("span", { class: held || null, ...Object.fromEntries(named) }, segment.text);
}

// Evidence: lit decides the position, aim is the target, boxed shows the topic.
function kindOf(mark) {
  if (mark.tells === "topic") return "boxed";
  return mark.role === "target" ? "aim" : "lit";
}

export function cardPanel(view, update) {
  const node = h("section", { class: "card", "aria-label": "The statement chosen", "aria-live": "polite" });
  return {
    node,
    draw(state) {
      const found = shown(view, state);
      const statement = found.find((s) => s.id === state.statement);
      const kept = node.contains(document.activeElement) ? document.activeElement.dataset.step : null;
      node.hidden = !view.statements.length;
      node.classList.toggle("empty", !statement);
      node.replaceChildren(...(statement ? card(view, statement, steps(found, statement, update)) : [hint()]));
      if (kept) node.querySelector(`[data-step="${kept}"]`)?.focus();
    },
  };
}

function hint() {
  const how = "Choose a marked passage, or a row of the table, to see who says it, where they stand and why.";
  return h("p", { class: "hint" }, how);
}

function card(view, statement, buttons) {
  const topics = statement.topics.map((t, i) => statement.labels[i] + (t.inherited ? " (by context)" : ""));
  const facts = [
    ["Topic", topics.join("; ") || "none"],
    ["Act", statement.actLabel],
    ["Wording", { direct: "quoted", indirect: "reported", mixed: "partly quoted" }[statement.kind] ?? statement.kind],
    ["How sure", `${Math.round(statement.confidence * 100)} %`],
  ];
  return [
    h("h3", { class: "visually-hidden" }, `Statement ${statement.number}`),
    ...who(statement),
    h("p", { class: "stand" }, sign(statement.look, statement.lean), toward(statement)),
    h("blockquote", {}, statement.content),
    h("p", { class: "because" }, statement.because),
    evidenceKey(),
    h("dl", {}, ...facts.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)])),
    buttons,
  ];
}

function evidenceKey() {
  const kinds = [["lit", "what decides"], ["aim", "the target"], ["boxed", "what shows the topic"]];
  const [decides, target, topic] = kinds.map(words);
  return h("p", { class: "key" }, "In the article: ", decides, ", ", target, ", ", topic, ".");
}

function toward({ target, lean, position }) {
  if (!target) return "";
  return lean || ["support", "oppose"].includes(position) ? ` ${target}` : ` toward ${target}`;
}

function who(statement) {
  if (!statement.people.length) return [h("p", { class: "who" }, "No speaker is named")];
  return statement.people.map((person) => {
    const actor = person.actor !== person.name ? person.actor : "";
    const told = [person.role, actor].filter(Boolean).join(" · ");
    return h("p", { class: "who" }, h("strong", {}, person.name), " ", h("small", {}, told));
  });
}

// Buttons to the statement before and after, among those shown.
function steps(found, statement, update) {
  const at = found.indexOf(statement);
  const step = (name, label, id) => {
    const go = () => update({ statement: id });
    return h("button", { type: "button", "data-step": name, disabled: id === undefined, onclick: go }, label);
  };
  return h(
    "p",
    { class: "steps" },
    step("previous", "← Previous", found[at - 1]?.id),
    step("next", "Next →", found[at + 1]?.id),
    step("close", "Close", null),
  );
}
