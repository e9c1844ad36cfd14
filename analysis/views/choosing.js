// Words chosen in the article, by the mouse or by a cursor that moves from word to word, and what they are chosen for.
// @ts-check
/** @import { Choosing, Place, Session } from "./types.d.ts" */

import { button, h } from "./elements.js";
import { rangeOn, rangesAt } from "./found.js";
import { quoted, wordsIn, wordsOf } from "./letters.js";
import { currentUnit, decide } from "./session.js";

// What words are chosen for: each with its steps, and whether a step may be left out.
/** @type {Record<string, { title: string, steps: { field: string, ask: string, spare?: boolean }[] }>} */
const ASKED = {
  add: {
    title: "Adding a statement",
    steps: [
      { field: "content", ask: "Select what is said." },
      { field: "source", ask: "Select who says it.", spare: true },
      { field: "cue", ask: "Select the word that reports it (“said”).", spare: true },
    ],
  },
  target: { title: "The target", steps: [{ field: "target_span", ask: "Select the words that name it." }] },
  evidence: { title: "The evidence", steps: [{ field: "evidence", ask: "Select words that decide the position." }] },
  source: { title: "Who says it", steps: [{ field: "source", ask: "Select the words that name the source." }] },
  cue: { title: "What reports it", steps: [{ field: "cue", ask: "Select the word that reports it." }] },
  borders: { title: "The borders of what is said", steps: [{ field: "content", ask: "" }] },
};
const HOW = "The arrows go from word to word, with Shift they select; Enter takes, Escape stops.";
const HOW_BORDERS = "← and → move its end, with Shift its start; Enter keeps it, Escape leaves it as it was.";
const STYLES = { chosen: "demarche-chosen", drafted: "demarche-drafted" }; // in the stylesheet

// Begins to choose; words that are selected already are taken at once.
/** @param {Session} session @param {string} kind */
export function startChoosing(session, kind) {
  const unit = currentUnit(session);
  if (session.waiting || (kind !== "add" && unit?.kind !== "statement")) return;
  session.choosing = { kind, step: 0, drafts: {} };
  if (kind === "borders") session.words = hullOf(session);
  else if (session.words) return takeWords(session);
  session.draw.choosing();
}

// The first and the last word of what is said.
/** @param {Session} session @returns {Place | null} */
function hullOf(session) {
  const { content } = currentUnit(session).fields;
  return wordsOf(session.letters, [content[0][0], content.at(-1)[1]]);
}

/** @param {Session} session */
export function stopChoosing(session) {
  Object.assign(session, { choosing: null, words: null });
  session.draw.choosing();
}

/** @param {Choosing} choosing */
function stepOf({ kind, step }) {
  return ASKED[kind].steps[step];
}

// Takes the words that are selected, or leaves a step out.
/** @param {Session} session */
export function takeWords(session) {
  const { choosing, words } = session;
  const { field, spare } = stepOf(choosing);
  if (!words && !spare) return session.draw.say("No words are selected yet.");
  if (words) choosing.drafts[field] = quoted(session.letters, words);
  choosing.step += 1;
  session.words = null;
  if (stepOf(choosing)) return session.draw.choosing();
  session.choosing = null;
  session.draw.choosing();
  decideWords(session, choosing);
}

// Decides what the words were chosen for.
/** @param {Session} session @param {Choosing} choosing */
function decideWords(session, { kind, drafts }) {
  const { fields } = currentUnit(session) ?? {};
  const spans = Object.fromEntries(Object.entries(drafts).map(([field, { span }]) => [field, [span]]));
  if (kind === "add") decide(session, "add", spans);
  else if (kind === "target")
    decide(session, "change", { target_span: drafts.target_span.span, target: oneLineOf(drafts.target_span.words) });
  else if (kind === "borders") decide(session, "change", { content: movedTo(fields.content, drafts.content.span) });
  else if (kind === "evidence") decide(session, "change", { evidence: withSpan(fields.evidence, spans.evidence[0]) });
  else decide(session, "change", spans);
}

function oneLineOf(words) {
  return words.replace(/\s+/g, " ").trim().slice(0, 300);
}

// The pieces of what is said, from another first letter to another last one; what interrupts them stays left out.
/** @param {Place[]} pieces @param {Place} border @returns {Place[]} */
function movedTo(pieces, [start, end]) {
  const inside = pieces.filter((piece) => piece[0] < end && piece[1] > start);
  if (!inside.length) return [[start, end]];
  const moved = inside.map(([from, to]) => /** @type {Place} */ ([from, to]));
  moved[0][0] = start;
  moved.at(-1)[1] = end;
  return moved;
}

// Spans in their order with one more; those that it overlaps give way to it.
/** @param {Place[]} spans @param {Place} more @returns {Place[]} */
function withSpan(spans, more) {
  const apart = spans.filter((span) => span[1] <= more[0] || span[0] >= more[1]);
  return [...apart, more].sort((a, b) => a[0] - b[0]);
}

// ---- the cursor

// A key that moves the cursor or an end of what is selected; true where it is one.
/** @param {Session} session @param {KeyboardEvent} event @param {HTMLElement} text */
export function moveWords(session, { key, shiftKey }, text) {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[key] ?? 0;
  const line = { ArrowUp: -1, ArrowDown: 1 }[key] ?? 0;
  if (!step && !(line && session.choosing && session.choosing.kind !== "borders")) return false;
  const last = session.letters.words.length - 1;
  const within = (word) => Math.min(Math.max(word, 0), last);
  const [first, end] = session.words ?? [null, null];
  if (session.choosing?.kind === "borders") {
    const [from, to] = shiftKey ? [within(first + step), end] : [first, within(end + step)];
    if (from <= to) session.words = [from, to];
  } else if (first === null) {
    session.head = startOf(session);
    session.words = [session.head, session.head];
  } else {
    const head = line ? lineBeside(session, text, line) : within((session.head ?? end) + step);
    const anchor = shiftKey ? (session.anchor ?? first) : head;
    Object.assign(session, { head, anchor, words: [Math.min(anchor, head), Math.max(anchor, head)] });
  }
  if (!shiftKey && session.choosing?.kind !== "borders") session.anchor = session.head;
  getSelection().removeAllRanges();
  session.draw.words();
  const { words } = quoted(session.letters, session.words);
  session.draw.say(words.length > 120 ? `… ${words.slice(-120)}` : words);
  cursorInSight(session, text);
  return true;
}

// Where the cursor begins: at the statement in hand, at the sentence that is asked about, or at the first word.
/** @param {Session} session */
function startOf(session) {
  const unit = currentUnit(session);
  const span = unit?.span ?? unit?.fields.content[0];
  return span ? (wordsOf(session.letters, span)?.[0] ?? 0) : 0;
}

// The word above or below the cursor.
/** @param {Session} session @param {HTMLElement} text @param {number} step */
function lineBeside(session, text, step) {
  const box = (word) => rangeOn(rangesAt(text, [session.letters.words[word]])[0]).getBoundingClientRect();
  const from = box(session.head);
  let found = session.head;
  for (let word = session.head + step; session.letters.words[word]; word += step) {
    const { top, left, right } = box(word);
    if (Math.abs(top - from.top) < from.height / 2) continue;
    if (found !== session.head && Math.abs(top - box(found).top) >= from.height / 2) break;
    found = word;
    if (step > 0 ? right > from.left : left <= from.left) break;
  }
  return found;
}

// Keeps the cursor in sight.
/** @param {Session} session @param {HTMLElement} text */
function cursorInSight(session, text) {
  const word = session.choosing?.kind === "borders" ? session.words[1] : session.head;
  const { startContainer } = rangesAt(text, [session.letters.words[word]])[0];
  startContainer.parentElement.scrollIntoView({ block: "nearest" });
}

// ---- the mouse

// What the reader selects in the article, word by word.
/** @param {Session} session @param {HTMLElement} text */
export function watchSelection(session, text) {
  const selected = () => {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed || !text.contains(selection.anchorNode)) return;
    const range = selection.getRangeAt(0);
    const before = new Range();
    before.setStart(text, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const start = before.toString().length;
    session.words = wordsIn(session.letters, [start, start + range.toString().length]);
    if (session.words) [session.anchor, session.head] = session.words;
    session.draw.words();
  };
  document.addEventListener("selectionchange", selected);
  return () => document.removeEventListener("selectionchange", selected);
}

// ---- what is seen of it

// Marks the words that are selected, and those that were taken before or are asked about.
/** @param {Session} session @param {HTMLElement} text */
export function drawWords(session, text) {
  const { letters, words, choosing } = session;
  const unit = currentUnit(session);
  const place = ([start, end]) => /** @type {Place} */ ([letters.units(start), letters.units(end)]);
  const drafted = Object.values(choosing?.drafts ?? {}).map(({ span }) => place(span));
  if (unit?.span && !choosing) drafted.push(place(unit.span));
  const chosen = /** @type {Place[]} */ (words ? [[letters.words[words[0]][0], letters.words[words[1]][1]]] : []);
  mark(STYLES.drafted, text, drafted);
  mark(STYLES.chosen, text, chosen);
}

/** @param {string} name @param {HTMLElement} text @param {Place[]} places */
export function mark(name, text, places) {
  if (!globalThis.Highlight) return;
  const sorted = places.toSorted((a, b) => a[0] - b[0]);
  CSS.highlights.set(name, new Highlight(...rangesAt(text, sorted)));
}

export function unmarkWords() {
  for (const name of Object.values(STYLES)) globalThis.CSS?.highlights?.delete(name);
}

// What is to be chosen now, with buttons for it; nothing where nothing is.
/** @param {Session} session */
export function choosingBar(session) {
  const { choosing, words } = session;
  if (!choosing) return [];
  const { title, steps } = ASKED[choosing.kind];
  const { ask, spare } = stepOf(choosing);
  const borders = choosing.kind === "borders";
  const count = steps.length > 1 ? `, ${choosing.step + 1} of ${steps.length}` : "";
  const now = words ? `“${quoted(session.letters, words).words}”` : "No words are selected yet.";
  return [
    h("p", {}, h("strong", {}, `${title}${count}. `), ask),
    h("p", { class: "chosen-words" }, now),
    h(
      "p",
      { class: "steps" },
      button(borders ? "Keep them" : "Take these words", () => takeWords(session), { disabled: !words }),
      spare ? button("Leave it out", () => leaveOut(session)) : null,
      button("Stop", () => stopChoosing(session)),
    ),
    h("p", { class: "hint" }, borders ? HOW_BORDERS : HOW),
  ];
}

/** @param {Session} session */
function leaveOut(session) {
  session.words = null;
  takeWords(session);
}
