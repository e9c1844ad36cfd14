// What lies one key away: the keys, and the coding guide.
// @ts-check
/** @import { Session } from "./types.d.ts" */

import { button, h } from "./elements.js";

// In the order in which they are told; the keys that do something are those of reviewKeys.js.
const KEYS = [
  ["a", "accept"],
  ["x", "reject: no statement"],
  ["1", "supports"],
  ["2", "opposes"],
  ["3", "conditional, leaning for"],
  ["4", "conditional, leaning against"],
  ["5", "neutral"],
  ["s", "who says it"],
  ["t", "topic"],
  ["w", "words of the target"],
  ["v", "words that decide the position"],
  ["e", "borders: then ← → the end, Shift + ← → the start, Enter"],
  ["n", "a statement that was missed, from the words selected"],
  ["← →", "from word to word, with Shift to select"],
  ["j k", "on and back, without deciding"],
  ["Space", "skip: it comes again"],
  ["u", "undo, also Ctrl + Z"],
  ["g", "the coding guide"],
  ["?", "these keys"],
];

// The same while two are compared.
const SETTLING_KEYS = [
  ["1 ←", "take the answer of the left"],
  ["2 →", "take the answer of the right"],
  ["a", "accept the result as it stands; where both are alike, take it over"],
  ["x", "none: no statement"],
  ["p", "position"],
  ...KEYS.filter(([key]) => !"ax12345".includes(key) && key !== "← →"),
];

/** @param {string} title @param {...Node} content */
function dialogOf(title, ...content) {
  const dialog = h("dialog", { "aria-label": title, class: "overlay" });
  const head = h(
    "p",
    { class: "head" },
    h("strong", {}, title),
    button("Close", () => dialog.close()),
  );
  dialog.append(head, ...content);
  dialog.addEventListener("click", ({ target }) => {
    if (target === dialog) dialog.close(); // a click beside it
  });
  dialog.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (["?", "g"].includes(event.key) && !event.repeat) dialog.close();
  });
  return dialog;
}

// Opens a dialog of the view, which goes when it is closed; the focus is then where it was.
/** @param {HTMLElement} root @param {HTMLDialogElement} dialog */
function open(root, dialog) {
  root.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
}

/** @param {HTMLElement} root @param {Session} session */
export function openKeys(root, { review }) {
  const rows = (review.between ? SETTLING_KEYS : KEYS).flatMap(([key, does]) => [
    h("dt", {}, h("kbd", {}, key)),
    h("dd", {}, does),
  ]);
  const alive = "They work while the focus is in this view and no field is open. Each is a button, too.";
  open(root, dialogOf("Keys", h("dl", {}, ...rows), h("p", { class: "hint" }, alive)));
}

/** @param {HTMLElement} root @param {Session} session */
export function openGuide(root, { shared }) {
  const parts = shared.guide.map(({ title, text }) => partOf(title, ...paragraphsOf(text)));
  const topics = shared.topics.map(({ label, definition }) => h("p", {}, h("strong", {}, label), `: ${definition}`));
  const content = h("div", { class: "scrolls", tabindex: "0" });
  content.append(...parts, partOf("The topics", ...topics));
  open(root, dialogOf("The coding guide", content));
}

/** @param {string} title @param {...Node} paragraphs */
function partOf(title, ...paragraphs) {
  return h("section", {}, h("h3", {}, title), ...paragraphs);
}

// Paragraphs of Markdown, each example as one of its own: what stands between stars is strong or stressed.
/** @param {string} text */
function paragraphsOf(text) {
  const paragraphs = text.split(/\n\s*\n|\n(?=\*\*|Example|No [a-z]+:)/);
  return paragraphs
    .map((words) => words.replace(/\s+/g, " "))
    .map((words) => h("p", {}, ...words.split(/(\*\*[^*]+\*\*|\*[^*]+\*)/).map(stressed)));
}

/** @param {string} piece @param {number} at */
function stressed(piece, at) {
  if (at % 2 === 0) return piece;
  return h(piece.startsWith("**") ? "strong" : "em", {}, piece.replace(/^\*+|\*+$/g, ""));
}
