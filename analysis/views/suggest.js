// A field that suggests what may be meant: names, states, topics. The arrows, a number or a click choose.
// @ts-check
/** @import { Suggesting, Suggestion } from "./types.d.ts" */

import { h, set } from "./elements.js";
import { plain } from "./plain.js";

const ROOM = 9; // suggestions; each has a number that chooses it while nothing is written
let made = 0; // fields, each with ids of its own

// free: whatever is written may be taken. close: called when the field is left, with or without a choice.
/** @param {Suggesting} asked */
export function suggestField(asked) {
  const list = h("ul", { id: `suggest-${++made}`, role: "listbox", "aria-label": asked.label });
  const field = fieldFor(asked, list.id);
  const state = { at: 0, found: /** @type {Suggestion[]} */ ([]), over: false };
  const node = h("div", { class: "suggest" }, field, list);
  const end = (choice) => {
    if (state.over) return;
    state.over = true;
    asked.close();
    if (choice) asked.take(choice);
  };
  const draw = () => drawList(field, list, state, asked, end);
  field.addEventListener("input", () => {
    state.at = 0;
    draw();
  });
  field.addEventListener("keydown", (event) => keyInField(event, state, draw, end));
  node.addEventListener("focusout", ({ relatedTarget }) => {
    if (!node.contains(/** @type {Node | null} */ (relatedTarget))) end(null);
  });
  draw();
  return { node, field };
}

/** @param {Suggesting} asked @param {string} list */
function fieldFor({ label, placeholder }, list) {
  const plain = { type: "text", autocomplete: "off", spellcheck: "false", placeholder: placeholder ?? "" };
  const lists = { "aria-expanded": "true", "aria-autocomplete": "list", "aria-controls": list };
  return h("input", { ...plain, role: "combobox", "aria-label": label, ...lists });
}

/** @param {HTMLInputElement} field @param {HTMLElement} list */
function drawList(field, list, state, asked, end) {
  const words = field.value.trim();
  state.found = matching(asked.options, words);
  if (words && asked.free && !state.found.some(({ label }) => label === words))
    state.found.push({ id: words, label: words, about: "as it is written here", own: true });
  state.at = Math.min(state.at, Math.max(0, state.found.length - 1));
  const numbers = !words;
  const items = state.found.map((option, n) => {
    const take = (event) => {
      event.preventDefault(); // the field keeps the focus until the choice is made
      end(option);
    };
    const attributes = { id: `${list.id}-${n}`, role: "option", "aria-selected": String(n === state.at) };
    const number = h("span", { class: "number", "aria-hidden": "true" }, numbers ? `${n + 1} ` : "");
    const about = option.about ? h("small", {}, ` ${option.about}`) : null;
    return h("li", { ...attributes, onmousedown: take, onclick: take }, number, option.label, about);
  });
  list.replaceChildren(...items);
  list.hidden = !items.length;
  set(field, "aria-activedescendant", items.length ? `${list.id}-${state.at}` : null);
  items[state.at]?.scrollIntoView({ block: "nearest" });
}

/** @param {KeyboardEvent} event */
function keyInField(event, state, draw, end) {
  event.stopPropagation(); // no key of the view, while something is written
  const field = /** @type {HTMLInputElement} */ (event.target);
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  const numbered = !field.value && /^[1-9]$/.test(event.key) ? state.found[Number(event.key) - 1] : null;
  if (event.key in steps) {
    const { length } = state.found;
    state.at = (state.at + steps[event.key] + length) % Math.max(1, length);
    draw();
  } else if (event.key === "Enter" && !event.repeat) end(state.found[state.at] ?? null);
  else if (event.key === "Escape") end(null);
  else if (numbered && !event.repeat) end(numbered);
  else return;
  event.preventDefault();
}

// Options of which every word that is written begins a word: first those that begin with what is written.
/** @param {Suggestion[]} options @param {string} words */
function matching(options, words) {
  const wanted = plain(words).split(" ").filter(Boolean);
  const found = [];
  for (const option of options) {
    option.plain ??= ` ${plain(option.label)}`;
    if (wanted.every((word) => option.plain.includes(` ${word}`))) found.push(option);
    if (found.length >= 200) break;
  }
  const first = (option) => Number(!option.plain.startsWith(` ${plain(words)}`));
  return (wanted.length ? found.toSorted((a, b) => first(a) - first(b)) : found).slice(0, ROOM);
}
