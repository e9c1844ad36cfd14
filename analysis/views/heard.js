// What Python answers: what is to be drawn, what was kept, and what was not.
// @ts-check
/** @import { Decided, Press, Session, UnitState } from "./types.d.ts" */

import { articleWords } from "./letters.js";
import { applied, progressOf, revealed } from "./session.js";
import { prepared } from "./state.js";

/** @param {Session} session @param {any} message */
export function receive(session, message) {
  clearTimeout(session.timer);
  session.silent = false;
  if (message.type === "shown") hearShown(session, message);
  if (message.type === "decided") hearDecided(session, message);
  if (message.type === "refused") hearRefused(session, message);
}

/** @param {Session} session @param {any} message */
function hearShown(session, { payload, shared, told }) {
  const stays = !session.waiting && session.view?.article.id === payload.article.id;
  const { current } = session;
  session.shared = shared ?? session.shared;
  session.view = { ...prepared(payload), alone: false, kept: () => [], keep: () => undefined };
  session.review = payload.review;
  session.letters = articleWords(payload.segments.map(({ text }) => text).join(""));
  session.units = new Map(payload.review.units.map((unit) => [unit.key, unit]));
  for (const press of [...session.pending.values(), ...[...session.refused.values()].map((one) => one.message)])
    if (press.type === "decide") applied(session, /** @type {Press} */ (press));
  session.current = stays && session.units.has(current) ? current : payload.review.current;
  if (!stays) Object.assign(session, { since: performance.now(), choosing: null, words: null });
  session.waiting = false;
  if (told) session.told = `${told} ${progressOf(session)}`;
  session.draw.all();
  if (!stays) revealed(session);
}

/** @param {Session} session @param {Decided} message */
function hearDecided(session, { id, at, state, progress, pace }) {
  session.pending.delete(id);
  session.refused.delete(id);
  session.at = at;
  session.review.pace = pace;
  for (const queue of session.review.queues) queue.done = progress[queue.id] ?? queue.done;
  const waits = [...session.pending.values()].some((press) => press.unit === state?.key);
  if (state && !waits && session.units.has(state.key)) {
    Object.assign(session.units.get(state.key), /** @type {UnitState} */ (state));
    session.draw.unit(state.key);
  }
  session.draw.head();
}

/** @param {Session} session @param {{ id: string, why: string }} message */
function hearRefused(session, { id, why }) {
  const message = session.pending.get(id);
  session.pending.delete(id);
  session.waiting = false;
  if (message?.type === "decide") session.refused.set(id, { message, why });
  else session.told = why;
  session.draw.head();
}
