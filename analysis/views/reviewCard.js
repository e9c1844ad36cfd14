// The card of the unit in hand: accept or reject it, and change what is coded.
// @ts-check
/** @import { Session, Unit } from "./types.d.ts" */

import { choosingBar, startChoosing } from "./choosing.js";
import { button, h, panel, redraw } from "./elements.js";
import { fieldRows, quotedWords, standOf } from "./reviewFields.js";
import { currentUnit, decide, isDone, move } from "./session.js";
import { acceptResult } from "./settle.js";
import { readOfBoth, settledOf } from "./settleCard.js";

const BLIND = "This item is coded blind: give a position (1 to 5) before you accept it.";
const NOTHING_ADDED =
  "Nothing was added in this sentence: add what was missed (n), or answer that it reports nothing (x).";
const NO_STATEMENT = "The article reports no statement. Add one with n.";
const NO_CASE = "There is nothing here that both have decided.";
const VERDICTS = { accept: "Accepted", reject: "Rejected: no statement", skip: "Skipped" };

// Accepts, rejects or skips the unit in hand; what is accepted already is left, on to the next, unless it was unread.
/** @param {Session} session @param {string} what */
export function give(session, what) {
  const unit = currentUnit(session);
  if (!unit || session.waiting) return;
  if (session.review.between && what === "accept") return acceptResult(session, unit);
  const why = what === "accept" ? whyNot(session, unit) : "";
  if (why) return session.draw.say(why);
  if (unit.fields.verdict === what && isDone(unit) && !unit.bulk) return move(session, 1);
  decide(session, what);
}

/** @param {Session} session @param {Unit} unit */
function whyNot(session, unit) {
  if (unit.kind === "sentence") return addedIn(session, unit) ? "" : NOTHING_ADDED;
  return unit.hidden && !unit.fields.position ? BLIND : "";
}

/** @param {Session} session @param {Unit} unit */
function addedIn({ units }, { span }) {
  const inside = ([start, end]) => start < span[1] && end > span[0];
  return [...units.values()].filter(
    ({ added, fields }) => added && fields.verdict !== "reject" && fields.content.some(inside),
  ).length;
}

/** @param {Session} session */
export function cardOf(session) {
  const [bar, body] = [h("div", { class: "choosing-bar" }), h("div", {})];
  const read = h("p", { class: "visually-hidden", "aria-live": "polite" });
  const node = panel("card", "The statement in hand", bar, body, read);
  node.classList.add("review-card");
  node.firstElementChild.className = "visually-hidden";
  let drawn = "";
  const drawBar = () => {
    redrawHeld(session, bar, choosingBar(session));
    bar.hidden = !session.choosing;
  };
  return {
    node,
    bar: drawBar,
    row: (place) => /** @type {HTMLElement} */ (body.querySelector(`[data-place="${place}"]`)),
    draw() {
      const unit = currentUnit(session);
      const now = JSON.stringify([session.current, unit, unit?.span ? addedIn(session, unit) : 0]);
      if (now === drawn) return drawBar(); // what is being written stays
      drawn = now;
      if (unit && read.dataset.unit !== unit.key) read.textContent = readOf(session, unit);
      read.dataset.unit = session.current;
      redrawHeld(session, body, inHand(session, unit));
      drawBar();
    },
  };
}

// Where the button in hand is not there any more the focus stays in the view, or no key would be heard.
/** @param {Session} session @param {HTMLElement} place @param {(Node | string)[]} nodes */
function redrawHeld(session, place, nodes) {
  const held = place.contains(document.activeElement) ? document.activeElement : null;
  redraw(place, ...nodes);
  if (held && document.activeElement === document.body) session.draw.focus(held);
}

/** @param {Session} session @param {Unit | undefined} unit */
function inHand(session, unit) {
  if (!unit) return [h("p", { class: "hint" }, session.review.between ? NO_CASE : NO_STATEMENT)];
  if (session.review.between) return settledOf(session, unit, verdicts(session, unit), addButton(session));
  return unit.kind === "sentence" ? askedOf(session, unit) : codedOf(session, unit);
}

// What a screen reader says when the next unit comes.
/** @param {Session} session @param {Unit} unit */
function readOf(session, unit) {
  if (unit.kind === "sentence") return `A sentence: ${unit.words}`;
  if (unit.left) return readOfBoth(session, unit);
  const words = quotedWords(session, unit.fields).map((part) => (typeof part === "string" ? part : part.textContent));
  const who = unit.fields.speakers.join("; ") || "no speaker named";
  return `Statement: ${words.join("")}. By ${who}; ${standOf(session, unit.fields) || "no position"}.`;
}

/** @param {Session} session @param {Unit} unit */
function codedOf(session, unit) {
  const row = session.view.byKey.get(unit.key);
  const title = unit.added ? "A statement that you added" : `Statement ${row?.number ?? ""}`;
  const hidden = unit.hidden && !isDone(unit);
  return [
    h("p", { class: "unit-head" }, h("strong", {}, title), " ", stateOf(unit)),
    verdicts(session, unit),
    h("blockquote", {}, ...quotedWords(session, unit.fields)),
    hidden ? h("p", { class: "hint" }, "Coded blind: the machine's answer is shown when yours is given.") : "",
    h("dl", {}, ...fieldRows(session, unit)),
    h("p", { class: "steps" }, addButton(session)),
  ];
}

// A sentence in which the machine found nothing.
/** @param {Session} session @param {Unit} unit */
function askedOf(session, unit) {
  const added = addedIn(session, unit);
  const yes = added ? `${added} added here. Done with it?` : "";
  return [
    h("p", { class: "unit-head" }, h("strong", {}, "A sentence of the sample"), " ", stateOf(unit)),
    h("p", {}, "Does it report a statement that was missed?"),
    h("blockquote", { class: "asked" }, unit.words),
    h(
      "p",
      { class: "steps" },
      verdict(session, unit, "reject", "x", "No"),
      addButton(session),
      added ? verdict(session, unit, "accept", "a", "Done with it") : null,
      verdict(session, unit, "skip", "Space", "Skip"),
      ...withoutDeciding(session),
    ),
    yes ? h("p", { class: "hint" }, yes) : "",
  ];
}

/** @param {Unit} unit */
function stateOf({ fields, bulk, drawn }) {
  const { verdict } = fields;
  const told = [VERDICTS[verdict] ?? "Not decided", bulk ? "with many others" : "", drawn ? "in the sample" : ""];
  return h("span", { class: "state", "data-verdict": verdict || "none" }, told.filter(Boolean).join(", "));
}

/** @param {Session} session @param {Unit} unit */
function verdicts(session, unit) {
  const { between } = session.review;
  return h(
    "p",
    { class: "steps verdicts", role: "group", "aria-label": "Verdict" },
    verdict(session, unit, "accept", "a", between ? "Accept the result" : "Accept"),
    verdict(session, unit, "reject", "x", between ? "None" : "Reject"),
    verdict(session, unit, "skip", "Space", "Skip"),
    ...withoutDeciding(session),
  );
}

/** @param {Session} session */
function withoutDeciding(session) {
  return [
    button("←", () => move(session, -1), { "aria-label": "Back, without deciding", "data-key": "step back" }),
    button("→", () => move(session, 1), { "aria-label": "On, without deciding", "data-key": "step on" }),
  ];
}

/** @param {Session} session @param {Unit} unit */
function verdict(session, unit, what, key, label) {
  const pressed = String(unit.fields.verdict === what);
  const attributes = { "aria-pressed": pressed, "aria-keyshortcuts": key, "data-key": `verdict ${what}` };
  const node = button(label, () => give(session, what), attributes);
  node.prepend(h("kbd", { "aria-hidden": "true" }, key), " ");
  return node;
}

/** @param {Session} session */
function addButton(session) {
  const attributes = { "data-key": "add", "aria-keyshortcuts": "n" };
  const node = button("Add a statement", () => startChoosing(session, "add"), attributes);
  node.prepend(h("kbd", { "aria-hidden": "true" }, "n"), " ");
  return node;
}
