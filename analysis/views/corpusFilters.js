// The filters of a corpus: a menu for each, with how many statements each choice has; days; and how copies count.
// @ts-check
/** @import { CorpusFilter, CorpusState, CorpusUpdate, CorpusView } from "./types.d.ts" */

import { dimensionOf, inGroups, nameOfValue, periodOf } from "./corpusNames.js";
import { counted, WHOLE } from "./counting.js";
import { h, sign } from "./elements.js";
import { dropDown } from "./filters.js";
import { plain } from "./plain.js";

/** @type {{ id: CorpusFilter, title: string }[]} */
const CORPUS_FILTERS = [
  { id: "outlets", title: "Outlet" },
  { id: "actors", title: "Speaks for" },
  { id: "speakers", title: "Speaker" },
  { id: "topics", title: "Topic" },
  { id: "issues", title: "Issue" },
  { id: "positions", title: "Position" },
];
const MENU_ROOM = 40; // choices that a menu lists at once; of more a search finds them
const FEW_CHOICES = 12; // below which nobody needs to search

/** @param {CorpusView} view @param {CorpusUpdate} update */
export function corpusFilterPanel(view, update) {
  const wanted = CORPUS_FILTERS.filter(({ id }) => view.values[dimensionOf(id)].some(Boolean));
  const menus = wanted.map((filter) => filterMenu(view, update, filter));
  const days = dayFields(view, update);
  const copies = copiesChoice(view, update);
  const parts = [...menus, days, copies];
  const node = h("section", { class: "facets", "aria-label": "Filters" }, ...parts.map((part) => part.node));
  const shut = (event) => {
    for (const menu of menus) if (!menu.node.contains(event.target)) menu.node.removeAttribute("open");
  };
  document.addEventListener("click", shut);
  return {
    node,
    close: () => document.removeEventListener("click", shut),
    draw(state) {
      for (const part of parts) part.draw(state);
    },
  };
}

// The change that chooses a value too, or no longer.
/** @param {CorpusState} state @param {CorpusFilter} filter @param {string} value */
export function turned(state, filter, value) {
  const there = /** @type {string[]} */ (state[filter]);
  return { [filter]: there.includes(value) ? there.filter((one) => one !== value) : [...there, value] };
}

/** @param {CorpusView} view @param {CorpusUpdate} update @param {{ id: CorpusFilter, title: string }} filter */
function filterMenu(view, update, { id, title }) {
  const badge = h("span", { class: "badge" });
  const [list, note] = [h("div", { class: "choices" }), h("p", { class: "hint", role: "status" })];
  let state = WHOLE;
  const fill = () => fillMenu(list, note, choicesOf(view, state, id, search.value), (choice) => boxOf(choice));
  const search = h("input", { type: "search", "aria-label": `Find in: ${title}`, placeholder: "Find…", oninput: fill });
  search.hidden = view.values[dimensionOf(id)].length <= FEW_CHOICES;
  const boxOf = (choice) => choiceBox(view, state, id, choice, () => update(turned(state, id, choice.value)));
  const node = dropDown(title, badge, h("fieldset", {}, h("legend", {}, title), search, list, note));
  node.dataset.facet = id;
  node.addEventListener("toggle", () => {
    if (node.open) fill();
    if (node.open && !search.hidden) search.focus();
  });
  return {
    node,
    draw(now) {
      state = now;
      badge.textContent = state[id].length ? ` ${state[id].length}` : "";
      if (node.open) fill();
    },
  };
}

// The first of the choices found; the focus stays on the same one.
function fillMenu(list, note, found, boxOf) {
  const focused = list.contains(document.activeElement) ? /** @type {any} */ (document.activeElement).value : null;
  list.replaceChildren(...found.slice(0, MENU_ROOM).map(boxOf));
  const left = found.length - MENU_ROOM;
  note.textContent = found.length ? "" : "None.";
  if (left > 0) note.textContent = `and ${inGroups(left)} more: write a name to find it`;
  if (focused !== null) [...list.querySelectorAll("input")].find(({ value }) => value === focused)?.focus();
}

// The values that have statements, most first, before them those that are chosen; with words only those they begin.
/** @param {CorpusView} view @param {CorpusState} state @param {CorpusFilter} id @param {string} words */
function choicesOf(view, state, id, words) {
  const dimension = dimensionOf(id);
  const statements = new Map();
  // an outlet, once chosen, has its own copies of what other outlets have
  const once = id === "outlets" && state.once === "cluster" ? "outlet" : state.once;
  for (const group of counted(view, { ...state, once }, [dimension], [id]))
    statements.set(view.values[dimension][group[dimension]], group.statements);
  const chosen = /** @type {string[]} */ (state[id]);
  for (const value of chosen) if (!statements.has(value)) statements.set(value, 0);
  const wanted = plain(words).split(" ").filter(Boolean);
  const all = [...statements].map(([value, number]) => ({ value, number, name: nameOfValue(view, dimension, value) }));
  const found = all.filter(({ name }) => wanted.every((word) => ` ${plain(name)}`.includes(` ${word}`)));
  const first = (choice) => Number(chosen.includes(choice.value));
  if (id === "positions") return found;
  return found.sort((a, b) => first(b) - first(a) || b.number - a.number || a.name.localeCompare(b.name));
}

function choiceBox(view, state, id, { value, number, name }, choose) {
  const checked = state[id].includes(value);
  const box = h("input", { type: "checkbox", value, onchange: choose });
  box.checked = checked;
  const label = id === "positions" && view.looks.has(value) ? sign(view.looks.get(value)) : h("span", {}, name);
  return h("label", {}, box, label, h("span", { class: "number" }, inGroups(number)));
}

// Two days between which articles are to lie.
/** @param {CorpusView} view @param {CorpusUpdate} update */
function dayFields(view, update) {
  const [min, max] = periodOf(view);
  const field = (name, label) => {
    const input = h("input", { type: "date", min, max, onchange: () => update({ [name]: input.value }) });
    return { name, input, node: h("label", {}, h("span", {}, label), input) };
  };
  const fields = [field("first", "From"), field("last", "to")];
  const node = h("div", { class: "days", role: "group", "aria-label": "Dates" }, ...fields.map((one) => one.node));
  node.hidden = !min;
  return {
    node,
    draw(state) {
      for (const { name, input } of fields) if (input.value !== state[name]) input.value = state[name];
    },
  };
}

const COPIES = { cluster: "count once", outlet: "count once an outlet", article: "count each" };

/** @param {CorpusView} view @param {CorpusUpdate} update */
function copiesChoice(view, update) {
  const options = Object.entries(COPIES).map(([value, label]) => h("option", { value }, label));
  const choice = h("select", { onchange: () => update({ once: /** @type {any} */ (choice.value) }) }, ...options);
  const node = h("label", { class: "copies" }, h("span", {}, "Copies"), choice);
  node.title = Object.values(view.once).join(" ");
  return {
    node,
    draw(state) {
      choice.value = state.once;
    },
  };
}
