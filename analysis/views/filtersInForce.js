// What is in force: how many statements pass the filters, and each filter as a chip that takes it away.
// It stays in sight while the page scrolls.
// @ts-check
/** @import { MakesPanel, State, Update, View } from "./types.d.ts" */

import { button, h, plural, sign } from "./elements.js";
import { CHANCES, chosenWith, NOTHING, percent, shown } from "./state.js";

/** @type {MakesPanel} */
export function filtersInForcePanel(view, update) {
  const count = h("p", { class: "count", role: "status" });
  const chips = h("ul", { class: "chips", "aria-label": "Filters in force" });
  const node = h("section", { class: "filters-in-force", "aria-label": "What is shown" }, count, chips);
  node.hidden = !view.statements.length;
  // what is scrolled to stays clear of it
  const size = new ResizeObserver(() => {
    /** @type {HTMLElement} */
    const root = node.closest(".explorer");
    root?.style.setProperty("--bar", `${node.offsetHeight}px`);
  });
  size.observe(node);
  return {
    node,
    close: () => size.disconnect(),
    draw(state) {
      count.textContent = `${shown(view, state).length} of ${plural(view.statements.length, "statement")}`;
      const focused = chips.contains(document.activeElement);
      chips.replaceChildren(...chipsOf(view, state, update));
      if (focused)
        (chips.querySelector("button") ?? node.previousElementSibling?.querySelector("summary, input"))?.focus();
    },
  };
}

/** @param {View} view @param {State} state @param {Update} update */
function chipsOf(view, state, update) {
  const chips = [...facetChips(view, state, update), ...otherChips(state, update)];
  if (chips.length < 2) return chips;
  const { statement, ...none } = NOTHING;
  return [
    ...chips,
    h(
      "li",
      {},
      button("Show all", () => update(none), { class: "plain" }),
    ),
  ];
}

/** @param {View} view @param {State} state @param {Update} update */
function facetChips(view, state, update) {
  return view.facets.flatMap((facet) => {
    const options = state[facet.id].map((id) => facet.options.find((o) => o.id === id) ?? { id, label: id });
    if (facet.id === "topics" && state.together && options.length > 1)
      return [chip(facet.title, { label: options.map((o) => o.label).join(" + ") }, free)];
    return options.map((option) => chip(facet.title, option, () => update(chosenWith(facet.id, state, option.id))));
  });
  function free() {
    update({ topics: [], together: false });
  }
}

/** @param {State} state @param {Update} update */
function otherChips(state, update) {
  const chances = CHANCES.filter(({ id }) => state[id] > 0);
  return [
    state.own ? chip("Topic", { label: "own words only" }, () => update({ own: false })) : null,
    ...chances.map(({ id, chip: sure }) =>
      chip("How sure", { label: `at least ${percent(state[id])} ${sure}` }, () => update({ [id]: 0 })),
    ),
    state.text.trim() ? chip("Words", { label: `“${state.text.trim()}”` }, () => update({ text: "" })) : null,
  ].filter(Boolean);
}

function chip(title, option, remove) {
  const mark = option.glyph ? sign(option) : h("span", {}, option.label);
  const cross = h("span", { "aria-hidden": "true" }, "×");
  const attributes = { type: "button", class: "chip", "aria-label": `Remove the filter ${title}: ${option.label}` };
  return h("li", {}, h("button", { ...attributes, onclick: remove }, mark, cross));
}
