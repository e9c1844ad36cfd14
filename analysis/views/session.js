// What is reviewed now, and what was decided: shown at once, sent to Python, and told again where it was not kept.
// @ts-check
/** @import { Fields, Press, ReviewDraw, ReviewMessage, ReviewModel } from "./types.d.ts" */
/** @import { Session, Unit } from "./types.d.ts" */

import { plural } from "./elements.js";
import { wordsAt } from "./letters.js";

export const SPANNED = ["source", "cue", "content", "evidence", "target_span"];
const DONE = ["accept", "reject"];
const SAID = {
  accept: "Accepted",
  reject: "Rejected",
  skip: "Skipped, it comes again",
  change: "Changed",
  add: "Added",
  take: "Taken over",
};
const PATIENCE = 8000; // milliseconds until it is told that Python does not answer

/** @param {ReviewModel} model @param {ReviewDraw} draw @returns {Session} */
export function newSession(model, draw) {
  const nothing = { view: null, review: null, shared: null, letters: null, units: new Map(), current: "" };
  const sent = { pending: new Map(), refused: new Map(), at: "", told: "", waiting: false, silent: false };
  return { model, draw, ...nothing, ...sent, since: 0, words: null, choosing: null, asking: false, timer: 0 };
}

/** @param {Unit} unit */
export function isDone(unit) {
  return DONE.includes(unit?.fields.verdict);
}

/** @param {Session} session @returns {Unit} */
export function currentUnit({ units, current }) {
  return units.get(current);
}

/** @param {Session} session */
export function queueOf({ review }) {
  return review.queues.find(({ id }) => id === review.queue.id);
}

// The statements that can be accepted together: those of the article that nobody drew and that are not decided.
/** @param {Session} session */
export function remaining({ units }) {
  return [...units.values()].filter((unit) => unit.kind === "statement" && !unit.drawn && !isDone(unit));
}

function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// ---- to Python

/** @param {Session} session @param {ReviewMessage} message */
function send(session, message) {
  if (message.id) session.pending.set(message.id, message);
  clearTimeout(session.timer);
  session.timer = setTimeout(() => told(session, { silent: true }), PATIENCE);
  try {
    session.model.send(message);
  } catch {
    told(session, { silent: true });
  }
}

/** @param {Session} session @param {Partial<Session>} change */
function told(session, change) {
  Object.assign(session, change);
  session.draw.head();
}

// Asks for all that is to be drawn.
/** @param {Session} session */
export function ask(session) {
  session.waiting = true;
  send(session, { type: "show" });
}

// Decides something about the current unit. It is on the screen before it is kept. side: whose answer is taken.
/** @param {Session} session @param {string} what @param {Partial<Fields>} after */
export function decide(session, what, after = {}, side = "") {
  const unit = currentUnit(session);
  if ((!unit && what !== "add") || session.waiting || (what === "change" && isSame(unit.fields, after))) return;
  const seconds = (performance.now() - session.since) / 1000;
  session.since = performance.now();
  const [article, key] = [session.view.article.id, unit?.key ?? ""];
  const press = {
    type: "decide",
    id: newId(),
    article,
    unit: key,
    what,
    after,
    seconds,
    quotes: quotesOf(session, after),
    side,
  };
  applied(session, press);
  if (what === "add") session.waiting = true; // Python tells its key
  send(session, press);
  if (what === "reveal") return;
  session.told = `${SAID[what]}. ${progressOf(session)}`;
  if (unit) session.draw.unit(key);
  session.draw.head();
  if (!["change", "add"].includes(what)) goOn(session);
}

/** @param {Fields} fields @param {Partial<Fields>} after */
function isSame(fields, after) {
  return Object.keys(after).every((name) => JSON.stringify(after[name]) === JSON.stringify(fields[name]));
}

/** @param {Session} session @param {Partial<Fields>} after */
function quotesOf({ letters }, after) {
  const quotes = {};
  for (const name of SPANNED.filter((one) => after[one]))
    quotes[name] = (name === "target_span" ? [after[name]] : after[name]).map((span) => wordsAt(letters, span));
  return quotes;
}

// What a press changes on the page, before Python says that it is kept.
/** @param {Session} session @param {Press} press */
export function applied(session, { unit: key, what, after, article }) {
  const unit = session.units.get(key);
  if (!unit || article !== session.view.article.id || ["add", "reveal"].includes(what)) return;
  const before = isDone(unit);
  const verdict = ["change", "take"].includes(what) ? {} : { verdict: what };
  unit.fields = { ...unit.fields, ...restingOn(unit, after), ...after, ...verdict };
  unit.open = isDone(unit) ? [] : unit.open?.filter((name) => !(name in after));
  const here = session.review.queue.items.find((item) => item.unit === key && item.article === article);
  if (!here) return;
  here.done = isDone(unit);
  queueOf(session).done += Number(here.done) - Number(before);
}

// Another position rests on other words than those of the machine, and its own on these again; desk.py says the same.
/** @param {Unit} unit @param {Partial<Fields>} after @returns {Partial<Fields>} */
function restingOn({ fields, machine }, after) {
  if (after.position === undefined) return {};
  const theirs = machine.evidence ?? [];
  if (after.position === "neutral") return { evidence: [] };
  if (after.position === machine.position) return fields.evidence.length ? {} : { evidence: theirs };
  return isSame(fields, { evidence: theirs }) ? { evidence: [] } : {};
}

/** @param {Session} session */
export function progressOf(session) {
  const { done, total } = queueOf(session);
  return done === total && total ? `All ${total} done.` : `${done} of ${total} done.`;
}

/** @param {Session} session */
export function undo(session) {
  if (session.waiting) return;
  session.waiting = true;
  send(session, { type: "undo", id: newId() });
  session.draw.head();
}

/** @param {Session} session @param {number} count */
export function acceptRemaining(session, count) {
  const [article, units] = [session.view.article.id, remaining(session).map(({ key }) => key)];
  session.waiting = true;
  send(session, { type: "bulk", id: newId(), article, units, count });
}

// Sends again what was not kept, in the order in which it was decided.
/** @param {Session} session */
export function tryAgain(session) {
  const again = [...session.refused.values()].map(({ message }) => message).concat([...session.pending.values()]);
  session.refused.clear();
  session.pending.clear();
  session.silent = false;
  for (const message of again) send(session, message);
  if (!again.length) ask(session);
  session.draw.head();
}

// Lets go of what was not kept: the page shows again what is.
/** @param {Session} session */
export function drop(session) {
  session.refused.clear();
  session.pending.clear();
  ask(session);
}

// ---- from one unit to the next

/** @param {Session} session @param {string} key */
export function select(session, key) {
  if (session.waiting || !session.units.has(key)) return;
  const before = session.current;
  Object.assign(session, { current: key, since: performance.now(), choosing: null, words: null, asking: false });
  session.draw.current(before);
  revealed(session);
}

// A decided unit that is looked at again shows what the machine had said; from then on it is not blind any more.
/** @param {Session} session */
export function revealed(session) {
  const unit = currentUnit(session);
  if (unit?.hidden && isDone(unit)) decide(session, "reveal");
}

/** @param {Session} session @param {Partial<ReviewMessage>} where */
export function go(session, where) {
  const { review, view, current } = session;
  session.waiting = true;
  send(session, { type: "go", queue: review.queue.id, article: view.article.id, unit: current, ...where });
}

// To the next unit of the queue that is not done.
/** @param {Session} session */
function goOn(session) {
  const { items } = session.review.queue;
  const at = items.findIndex((item) => item.unit === session.current && item.article === session.view.article.id);
  const next = items.find((item, number) => number > at && !item.done);
  if (next) goTo(session, next);
  else if (queueOf(session).done < queueOf(session).total) go(session, { step: 1, undone: true });
}

// One place on or back in the queue, whether it is done or not; from what is not in it, to what is next in it.
/** @param {Session} session @param {1 | -1} step */
export function move(session, step) {
  const { items } = session.review.queue;
  const at = items.findIndex((item) => item.unit === session.current && item.article === session.view.article.id);
  const next = at < 0 ? items.find((item) => !item.done) : items[at + step];
  if (next) goTo(session, next);
  else if (!session.waiting) go(session, { step });
}

/** @param {Session} session @param {{ article: string, unit: string }} item */
function goTo(session, { article, unit }) {
  if (article === session.view.article.id) select(session, unit);
  else if (!session.waiting) go(session, { article, unit });
}

// How long the rest takes, at the coder's own pace; empty before that is known.
/** @param {Session} session */
export function timeLeft(session) {
  const { done, total } = queueOf(session);
  const { pace } = session.review;
  if (pace === null || done === total) return "";
  const minutes = Math.ceil(((total - done) * pace) / 60);
  return minutes > 90 ? `about ${plural(Math.round(minutes / 60), "hour")}` : `about ${plural(minutes, "minute")}`;
}
