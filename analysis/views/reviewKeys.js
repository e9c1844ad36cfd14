// The keys of the review mode. They are alive while the focus is in the view and no field is open.
// @ts-check
/** @import { Session } from "./types.d.ts" */

import { moveWords, startChoosing, stopChoosing, takeWords } from "./choosing.js";
import { give } from "./reviewCard.js";
import { openTopic, POSITIONS } from "./reviewFields.js";
import { openGuide, openKeys } from "./reviewHelp.js";
import { openSpeaker } from "./reviewWho.js";
import { currentUnit, decide, move, undo } from "./session.js";
import { openPosition, takeSide } from "./settle.js";

const FIELDS = "input, select, textarea, [contenteditable], dialog";
const OWN = "button, summary, a, [role=button], [role=option]"; // Space and Enter are theirs

// What a key does; on a sentence that is asked about some do nothing.
/** @type {Record<string, (session: Session, root: HTMLElement) => void>} */
const DOES = {
  a: (session) => give(session, "accept"),
  x: (session) => give(session, "reject"),
  " ": (session) => give(session, "skip"),
  s: coding(openSpeaker),
  t: coding(openTopic),
  w: coding((session) => startChoosing(session, "target")),
  v: coding((session) => startChoosing(session, "evidence")),
  e: coding((session) => startChoosing(session, "borders")),
  n: (session) => startChoosing(session, "add"),
  u: undo,
  j: (session) => move(session, 1),
  k: (session) => move(session, -1),
  g: (session, root) => openGuide(root, session),
  "?": (session, root) => openKeys(root, session),
};
for (const { key, position, lean } of POSITIONS)
  DOES[key] = coding((session) => decide(session, "change", { position, lean }));

// What some do instead while two are compared.
/** @type {Record<string, (session: Session, root: HTMLElement) => void>} */
const SETTLES = {
  ...Object.fromEntries(POSITIONS.map(({ key }) => [key, () => undefined])),
  1: (session) => takeSide(session, "left"),
  2: (session) => takeSide(session, "right"),
  ArrowLeft: (session) => takeSide(session, "left"),
  ArrowRight: (session) => takeSide(session, "right"),
  p: coding(openPosition),
};

/** @param {(session: Session) => void} does */
function coding(does) {
  return (session) => {
    if (currentUnit(session)?.kind === "statement" && !session.waiting) does(session);
  };
}

// Listens before all else in the view does, so that no press does two things.
/** @param {KeyboardEvent} event @param {Session} session @param {HTMLElement} root @param {HTMLElement} text */
export function keyPressed(event, session, root, text) {
  const target = /** @type {HTMLElement} */ (event.target);
  if (target.closest(FIELDS) || event.altKey || event.metaKey || !session.review) return;
  const own = target.closest(OWN);
  if (own && [" ", "Enter"].includes(event.key) && !own.matches(".mark.current")) {
    if (event.repeat) event.preventDefault(); // a held key presses a button once
    return;
  }
  const does = doing(event, session, root, text);
  if (!does) return;
  event.preventDefault();
  event.stopPropagation();
  does();
}

/** @param {KeyboardEvent} event @param {Session} session @param {HTMLElement} root @param {HTMLElement} text */
function doing(event, session, root, text) {
  const { key, ctrlKey, shiftKey, repeat } = event;
  if (ctrlKey) return key.toLowerCase() === "z" && !shiftKey ? () => repeat || undo(session) : null;
  const settles = session.review.between && !session.choosing && !session.words && !shiftKey ? SETTLES[key] : null;
  if (settles) return () => repeat || settles(session, root);
  if (key.startsWith("Arrow")) return moveWords(session, event, text) ? () => undefined : null;
  if (session.choosing) return keyWhileChoosing(key, repeat, session);
  if (key === "Escape" && session.words) return () => stopChoosing(session);
  return DOES[key] ? () => repeat || DOES[key](session, root) : null;
}

/** @param {string} key @param {boolean} repeat @param {Session} session */
function keyWhileChoosing(key, repeat, session) {
  if (key === "Enter") return () => repeat || takeWords(session);
  if (key === "Escape") return () => stopChoosing(session);
  return DOES[key] ? () => undefined : null; // nothing else is decided while words are chosen
}

// A press on a button counts, also where the field that was left for it has drawn the button anew meanwhile.
/** @param {HTMLElement} root */
export function keepPresses(root) {
  let held = null;
  const buttonAt = ({ target }) => /** @type {Element} */ (target).closest("button");
  const nameOf = (button) => button.getAttribute("aria-label") ?? button.textContent;
  const press = (event) => {
    held = buttonAt(event);
  };
  root.addEventListener("pointerdown", press, { capture: true });
  root.addEventListener("pointerup", (event) => {
    const now = buttonAt(event);
    if (held && now && !held.isConnected && nameOf(now) === nameOf(held)) {
      now.focus({ preventScroll: true });
      now.click();
    }
    held = null;
  });
}
