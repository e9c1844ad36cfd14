// What is in force on the page of a corpus: what is counted, and each filter as a chip that takes it away.
// @ts-check
/** @import { CorpusState, CorpusUpdate, CorpusView } from "./types.d.ts" */

import { turned } from "./corpusFilters.js";
import { dayInWords, dimensionOf, inGroups, many, nameOfValue } from "./corpusNames.js";
import { counted, UNFILTERED, WHOLE } from "./counting.js";
import { button, h, sign } from "./elements.js";

const LISTED_FILTERS = ["outlets", "articles", "actors", "speakers", "topics", "issues", "positions"];

/** @param {CorpusView} view @param {CorpusUpdate} update */
export function corpusInForcePanel(view, update) {
  const count = h("p", { class: "count", role: "status" });
  const chips = h("ul", { class: "chips", "aria-label": "Filters in force" });
  const node = h("section", { class: "filters-in-force", "aria-label": "What is shown" }, count, chips);
  return {
    node,
    draw(state) {
      count.textContent = countedInWords(view, state);
      const focused = chips.contains(document.activeElement);
      chips.replaceChildren(...chipsInForce(view, state, update));
      if (focused)
        (chips.querySelector("button") ?? node.previousElementSibling?.querySelector("summary, input"))?.focus();
    },
  };
}

// "120 of 2,345 statements, in 34 of 300 articles. Copies of an article count once."
/** @param {CorpusView} view @param {CorpusState} state */
export function countedInWords(view, state) {
  const [all] = counted(view, { ...WHOLE, once: state.once }, []);
  const [now] = counted(view, state, []);
  const of = (number, whole, noun) =>
    number === whole ? many(whole, noun) : `${inGroups(number)} of ${many(whole, noun)}`;
  const statements = of(now.statements, all.statements, "statement");
  return `${statements}, in ${of(now.articles, all.articles, "article")}. ${view.once[state.once]}`;
}

/** @param {CorpusView} view @param {CorpusState} state @param {CorpusUpdate} update */
function chipsInForce(view, state, update) {
  const chips = LISTED_FILTERS.flatMap((filter) => {
    const dimension = dimensionOf(filter);
    return state[filter].map((value) => {
      const name = nameOfValue(view, dimension, value);
      const look = filter === "positions" ? view.looks.get(value) : undefined;
      return chipThat(look ? sign(look) : h("span", {}, name), name, () =>
        update(turned(state, /** @type {any} */ (filter), value)),
      );
    });
  });
  for (const [end, word] of Object.entries({ first: "from", last: "to" })) {
    const words = `${word} ${dayInWords(state[end])}`;
    if (state[end]) chips.push(chipThat(h("span", {}, words), words, () => update({ [end]: "" })));
  }
  if (chips.length < 2) return chips;
  const free = button("Show all", () => update(UNFILTERED), { class: "plain" });
  return [...chips, h("li", {}, free)];
}

function chipThat(mark, name, remove) {
  const cross = h("span", { "aria-hidden": "true" }, "×");
  const attributes = { type: "button", class: "chip", "aria-label": `Remove the filter ${name}` };
  return h("li", {}, h("button", { ...attributes, onclick: remove }, mark, cross));
}
