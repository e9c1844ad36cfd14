// The filters: what can be chosen, and how many statements each choice has.
// @ts-check
/** @import { ChanceId, Child, Facet, FilterGroup, MakesPanel, Option, Update, View } from "./types.d.ts" */

import { h, set, sign } from "./elements.js";
import { CHANCES, chosenWith, facetCounts, NOTHING, shown } from "./state.js";

/** @type {MakesPanel} */
export function filterPanel(view, update) {
  const groups = groupsOf(view, update);
  const node = h("section", { class: "facets", "aria-label": "Filters" }, ...groups.map((g) => g.node));
  node.hidden = !view.statements.length;
  return {
    node,
    close: shutting(groups),
    draw(state) {
      for (const group of groups) group.draw(state, shown(view, state, [group.id]));
    },
  };
}

/** @param {View} view @param {Update} update */
function groupsOf(view, update) {
  const groups = view.facets.filter((f) => f.options.length).map((facet) => facetGroup(facet, update));
  groups.splice(-1, 0, chanceGroup(update)); // positions, always open, come last
  return groups;
}

// A click anywhere else shuts an open menu; returns what ends that.
function shutting(groups) {
  const shut = (event) => {
    for (const { node } of groups) if (!node.contains(event.target)) node.removeAttribute("open");
  };
  document.addEventListener("click", shut);
  return () => document.removeEventListener("click", shut);
}

/** @param {Facet} facet @param {Update} update @returns {FilterGroup} */
function facetGroup(facet, update) {
  const badge = h("span", { class: "badge" });
  let state = NOTHING;
  const boxes = facet.options.map((option) => optionBox(option, () => update(chosenWith(facet.id, state, option.id))));
  const fields = h("fieldset", {}, h("legend", {}, facet.title), ...boxes.map((b) => b.node));
  const node = facet.open ? fields : dropDown(facet.title, badge, fields);
  node.dataset.facet = facet.id;
  return {
    node,
    id: facet.id,
    draw(now, statements) {
      state = now;
      const counts = facetCounts(facet, statements, state);
      badge.textContent = state[facet.id].length ? ` ${state[facet.id].length}` : "";
      for (const { option, box, number } of boxes) {
        box.checked = state[facet.id].includes(option.id);
        number.textContent = String(counts.get(option.id));
      }
    },
  };
}

/** @param {Option} option @param {() => void} onchange */
function optionBox(option, onchange) {
  const box = h("input", { type: "checkbox", value: option.id, onchange });
  const number = h("span", { class: "number" });
  const label = option.glyph ? sign(option) : h("span", {}, option.label);
  return { option, box, number, node: h("label", {}, box, label, number) };
}

// How sure a statement must be at least, of each thing that it can be sure of.
/** @param {Update} update @returns {FilterGroup} */
function chanceGroup(update) {
  const badge = h("span", { class: "badge" });
  const sliders = CHANCES.map((chance) => slider(chance, update));
  const fields = h("fieldset", {}, h("legend", {}, "How sure"), ...sliders.map((s) => s.node));
  const node = dropDown("How sure", badge, fields);
  node.dataset.facet = "confidence";
  return {
    node,
    id: "confidence",
    draw(state) {
      const percents = sliders.map((s) => s.draw(state)).filter(Boolean);
      badge.textContent = percents.map((number) => ` ${number} %`).join("");
    },
  };
}

/** @param {{ id: ChanceId, label: string }} chance @param {Update} update */
function slider({ id, label }, update) {
  const least = h("span", { class: "number" });
  const say = (percent) => {
    least.textContent = percent ? `at least ${percent} %` : "any";
    set(range, "aria-valuetext", least.textContent);
  };
  const range = h("input", {
    type: "range",
    name: id,
    "aria-label": label,
    max: 100,
    step: 5,
    oninput: () => say(Number(range.value)),
    onchange: () => update({ [id]: Number(range.value) / 100 }),
  });
  return {
    node: h("label", {}, h("span", {}, label), range, least),
    draw(state) {
      const percent = Math.round(state[id] * 100);
      range.value = String(percent);
      say(percent);
      return percent;
    },
  };
}

// A menu that opens below its title; Escape shuts it.
/** @param {string} title @param {Child} badge @param {Node} fields */
export function dropDown(title, badge, fields) {
  const summary = h("summary", {}, title, badge);
  const details = h("details", { class: "menu" }, summary, fields);
  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    event.stopPropagation();
    details.open = false;
    summary.focus();
  });
  return details;
}
