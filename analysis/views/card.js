// The statement that is being read: who says it, where they stand, why, and how sure that is; and its citation.
// @ts-check
/** @import { Chance, Code, Further, MakesPanel, OnIssue, Report, Speaker, Statement, Sure } from "./types.d.ts" */
/** @import { Update, View } from "./types.d.ts" */

import { citing } from "./citation.js";
import { button, h, panel, sign } from "./elements.js";
import { about, LIKENESS } from "./facets.js";
import { keepButton } from "./keep.js";
import { words } from "./reader.js";
import { CHANCES, isInDrawer, percent, shown } from "./state.js";

/** @type {MakesPanel} */
export function cardPanel(view, update) {
  const body = h("div", { "aria-live": "polite" });
  const node = panel("card", "The statement chosen", body);
  node.tabIndex = -1; // the focus comes to it from a row or a quotation far away
  node.firstElementChild.className = "visually-hidden";
  node.hidden = !view.statements.length;
  let [drawn, read] = [null, null];
  return {
    node,
    draw(state) {
      const found = shown(view, state);
      const statement = found.find((s) => s.key === state.statement);
      const at = found.indexOf(statement);
      const key = statement ? [found[at - 1], statement, found[at + 1]].map((s) => s?.key).join(" ") : "";
      if (key === drawn) return; // nothing new: what was copied stays confirmed
      drawn = key;
      const kept = body.contains(document.activeElement) ? document.activeElement.dataset.step : null;
      node.classList.toggle("empty", !statement);
      body.replaceChildren(...(statement ? card(view, statement, steps(found, statement, update)) : [cardHint()]));
      /** @type {HTMLButtonElement | null} */
      const next = kept ? body.querySelector(`[data-step="${kept}"]`) : null;
      (next?.disabled ? body.querySelector("[data-step]:not(:disabled)") : next)?.focus();
      if (statement && statement.key !== read && !isInDrawer(view, state)) node.scrollIntoView({ block: "nearest" });
      read = statement?.key;
    },
  };
}

const OWN = "your phrase"; // the rule of what a phrase of the analyst decides
const READ = "reader"; // the rule of what the model reads

/** @param {Chance} chance @param {string} [rule] */
function sure(chance, rule) {
  if (rule === OWN) return "decided by your phrase";
  if (chance === 1) return "decided by a person"; // no model is ever that sure
  return chance === null ? percent(chance) : `${percent(chance)} sure`;
}

// What is known and how sure it is: "criticise, 84 % sure"; nothing where it is not known.
/** @param {string} words @param {Chance} chance @param {string} [rule] */
function withChance(words, chance, rule) {
  return [words, words && (chance !== null || rule === OWN) ? sure(chance, rule) : ""].filter(Boolean).join(", ");
}

// What found a statement, by its rule.
const FINDERS = {
  encoder: "the language model",
  signature: "a signature under a quotation",
  turn: "a turn of a transcript",
  "following quotation": "the language model, with the quotation that follows",
  "borrowed source": "the language model, with the source of the words beside it",
};

function cardHint() {
  const how = "Choose a marked passage, or a row of the table, to see who says it, where they stand and why.";
  return h("p", { class: "hint" }, how);
}

// What is known of a statement, as names and values; what is empty is left out.
/** @param {View} view @param {Statement} statement */
function factsOf(view, statement) {
  const [wording, , position] = CHANCES;
  /** @type {[string, string | Node][]} */
  const facts = [
    ["Decided by", decidedBy(statement)],
    ["The machine had said", statement.machine.map(machineSaid).join("; ")],
    ["Topic", statement.labels.map((label, at) => label + howTold(statement.codes[at])).join("; ")],
    ["Act", withChance(statement.actLabel, statement.act_confidence, statement.act_rule)],
    ["Wording", [statement.mannerLabel, statement.kindLabel].filter(Boolean).join(", ")],
    ["Issue", statement.on.map((on) => issueOf(view, on)).join("; ")],
    ["Found by", FINDERS[statement.rule] ?? statement.rule],
    [wording.label, sure(statement[wording.id])],
    ["Who is meant", statement.resolved],
    ["Target", withChance(statement.target, statement.target_confidence)],
    [position.label, positionSure(statement)],
    ...statement.further.flatMap(furtherFacts),
  ];
  return facts.filter(([, fact]) => fact);
}

// Who decided on a statement, where somebody did.
/** @param {Statement} statement */
function decidedBy({ coder, verdict, was }) {
  if (!coder) return "";
  if (verdict === "change") return `${coder}, not finished`;
  return was === "added" ? `${coder}, who found it` : coder;
}

// "position neutral", as it was before somebody changed it.
/** @param {{ field: string, words: string }} was */
export function machineSaid({ field, words }) {
  return `${field} ${words || "none"}`;
}

// "the sanctions", and where the target is turned against it: " (turned by: lifting)".
/** @param {View} view @param {OnIssue} on */
function issueOf({ issues }, { id, turned }) {
  const name = issues.find((issue) => issue.id === id)?.label ?? id;
  return turned.length ? `${name} (turned by: ${turned.join(", ")})` : name;
}

// How a topic was told, where no term of its own tells it: " (by likeness: harbour, cargo; 62 % sure)".
/** @param {Code | undefined} code */
function howTold(code) {
  const words = code?.terms.length ? `: ${code.terms.join(", ")}` : "";
  const notes = [
    code?.inherited ? "by context" : "",
    code?.rule === LIKENESS ? `by likeness${words}` : "",
    code?.rule === LIKENESS && code.confidence !== null ? sure(code.confidence) : "",
  ].filter(Boolean);
  return notes.length ? ` (${notes.join("; ")})` : "";
}

// The same of a position that a statement holds beside its main one.
/** @param {Further} one @returns {[string, string | Node][]} */
function furtherFacts(one) {
  return [
    ["Another target", withChance(one.target, one.target_confidence)],
    ["Its position", positionSure(one)],
  ];
}

// Why the model tells no position although it leans to one; "" where it does not, or where somebody decided.
/** @param {Sure} one */
function untold({ position, position_rule: rule, chances }) {
  const [likeliest = "neutral"] = Object.keys(chances).sort((a, b) => chances[b] - chances[a]);
  if (rule !== READ || position !== "neutral" || likeliest === "neutral") return "";
  return `none is told: the model leans to ${likeliest}, which its words, target or act do not bear out`;
}

// How sure the position is and by which rule, and below it the chance of each, unless a phrase of the analyst decides.
/** @param {Sure} one */
function positionSure(one) {
  const { position_confidence: chance, position_rule: rule, chances, decides } = one;
  const each = Object.entries(chances).map(([position, one]) => `${position} ${percent(one)}`);
  const together = each.map((one) => one.replaceAll(" ", "\u00a0")).join(", "); // no line ends between word and number
  const by = decides ? `read by the model, from “${decides}”` : "a guess of the model: no word takes a side";
  const how = rule === READ && chance !== 1 ? `${sure(chance, rule)}; ${by}` : sure(chance, rule);
  const words = untold(one) || how;
  return h("span", {}, words, rule === OWN || !each.length ? null : h("small", {}, together));
}

/** @param {View} view @param {Statement} statement @param {Node[]} buttons */
function card(view, statement, buttons) {
  return [
    h("h3", { class: "visually-hidden" }, `Statement ${statement.number}`),
    ...who(statement),
    ...[statement, ...statement.further].map((one) =>
      h("p", { class: "stand" }, sign(one.drawn, one.lean), one.toward),
    ),
    h("blockquote", {}, statement.content),
    ...told(view, statement, buttons),
  ];
}

// What is told of a statement below its words, on its card and in a drawer.
/** @param {View} view @param {Statement} statement @param {Node[]} buttons */
export function told(view, statement, buttons = []) {
  const cite = citing(view.article, statement);
  return [
    ...statement.reports.map(reported),
    statement.because ? h("p", { class: "because" }, statement.because) : "",
    buttons.length ? evidenceKey() : "",
    h("dl", {}, ...factsOf(view, statement).flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)])),
    h("p", { class: "steps" }, ...buttons, keepButton(view, statement), cite.node),
    cite.status,
  ];
}

// What the content reports in its turn: somebody said that somebody had said.
/** @param {Report} report */
function reported({ source, cue, content }) {
  const who = source ? [words(["source", source]), " "] : [];
  return h("p", { class: "within" }, "Within it: ", ...who, words(["cue", cue]), `: ${content}`);
}

function evidenceKey() {
  const kinds = [
    ["decides", "what decides"],
    ["target", "the target"],
    ["topic", "what shows the topic"],
  ];
  const [decides, target, topic] = kinds.map(words);
  return h("p", { class: "key" }, "In the article: ", decides, ", ", target, ", ", topic, ".");
}

// What tells whom a person speaks for, where the article does not.
/** @param {Speaker} speaker */
function officeOf({ by_office: office }) {
  return office ? `by the table of offices: ${office}` : "";
}

/** @param {Statement} statement */
function who(statement) {
  if (!statement.people.length) return [h("p", { class: "who" }, "No speaker is named")];
  return statement.people.map((person) =>
    h(
      "p",
      { class: "who" },
      h("strong", {}, person.name),
      " ",
      h("small", {}, [about(person), officeOf(person)].filter(Boolean).join(" · ")),
    ),
  );
}

// Buttons to the statement before and after, among those shown.
/** @param {Statement[]} found @param {Statement} statement @param {Update} update */
function steps(found, statement, update) {
  const at = found.indexOf(statement);
  const step = (name, label, key) =>
    button(label, () => update({ statement: key }), { "data-step": name, disabled: key === undefined });
  return [
    step("previous", "← Previous", found[at - 1]?.key),
    step("next", "Next →", found[at + 1]?.key),
    step("close", "Close", null),
  ];
}
