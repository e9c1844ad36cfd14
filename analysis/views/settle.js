// Two answers side by side (adjudication.py): what is made of them, and the words of both in the text.
// @ts-check
/** @import { Session, Unit } from "./types.d.ts" */

import { mark } from "./choosing.js";
import { POSITIONS, standOf } from "./reviewFields.js";
import { openField } from "./reviewWho.js";
import { currentUnit, decide, isDone, move } from "./session.js";

/** @type {("left" | "right")[]} */
export const SIDES = ["left", "right"];
const IN_TEXT = { left: "demarche-left", right: "demarche-right" }; // in the stylesheet
const DIFFER = {
  verdict: "whether it is a statement",
  content: "borders",
  speakers: "who",
  position: "position",
  target: "toward what",
  topics: "topic",
  act: "act",
};

// In what two answers differ, in words.
/** @param {string[]} unlike */
export function differing(unlike) {
  return unlike.map((name) => DIFFER[name]).join(", ");
}

// How much both have alike that is not taken over yet.
/** @param {Session} session */
export function alikeLeft({ review }) {
  const { total, done } = review.queues.find(({ id }) => id === "alike");
  return total - done;
}

// ---- what is decided

// Takes the answer of one of the two; what was taken already is left, on to the next.
/** @param {Session} session @param {"left" | "right"} side */
export function takeSide(session, side) {
  const unit = currentUnit(session);
  if (!unit || session.waiting) return;
  if (!unit.left) return unit.kind === "sentence" ? takeBoth(session, unit) : undefined;
  if (isDone(unit) && unit.of === nameOf(session, side)) return move(session, 1);
  decide(session, "take", unit[side].fields, side);
}

/** @param {Session} session @param {Unit} unit */
function takeBoth(session, unit) {
  const none = unit.kind === "sentence" || unit.left.rejects;
  decide(session, "take", { ...unit.fields, verdict: none ? "reject" : "accept" }, "both");
}

// Accepts the result as it stands, where nothing is open in it.
/** @param {Session} session @param {Unit} unit */
export function acceptResult(session, unit) {
  if (isDone(unit) && unit.fields.verdict === "accept") return move(session, 1);
  if (unit.kind === "sentence" || (unit.left && !unit.unlike.length && !isDone(unit) && !unit.of))
    return takeBoth(session, unit);
  const left = (unit.open ?? []).filter((name) => name !== "verdict");
  const why = `Still open: ${differing(left)}. Take an answer (1 or 2), or give what you see.`;
  if (left.length) return session.draw.say(why);
  decide(session, "accept");
}

// Asks for the position: its number chooses it.
/** @param {Session} session */
export function openPosition(session) {
  const options = POSITIONS.map((one) => ({ id: one.key, label: standOf(session, one) }));
  const take = ({ id }) => {
    const { position, lean } = POSITIONS.find(({ key }) => key === id);
    decide(session, "change", { position, lean });
  };
  openField(session, "position", { label: "Position", options, take, placeholder: "A position" });
}

/** @param {Session} session @param {"left" | "right"} side */
export function nameOf({ review }, side) {
  return review.between[SIDES.indexOf(side)];
}

// ---- in the text

// Marks the words of each, where their borders differ.
/** @param {Session} session @param {HTMLElement} text */
export function drawSides(session, text) {
  const unit = currentUnit(session);
  const differ = unit?.unlike?.includes("content") && !session.choosing;
  for (const side of SIDES) {
    const spans = differ ? unit[side].fields.content : [];
    const places = spans.map(([start, end]) => [session.letters.units(start), session.letters.units(end)]);
    mark(IN_TEXT[side], text, /** @type {[number, number][]} */ (places));
  }
}

export function unmarkSides() {
  for (const name of Object.values(IN_TEXT)) globalThis.CSS?.highlights?.delete(name);
}
