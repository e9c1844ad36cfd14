// What the timeline is of: by topic or issue, in which periods, which figure, and the menu of topics or issues.
// @ts-check
/** @import { CorpusState, CorpusUpdate, CorpusView, Timeline } from "./types.d.ts" */

import { nameOfValue } from "./corpusNames.js";
import { button, h } from "./elements.js";

const FEW_OPTIONS = 200; // in the menu
/** @type {[string, [string, Record<string, string>][]][]} */
const CHOICES = [
  [
    "On what",
    [
      ["By topic", { on: "topics", about: "" }],
      ["By issue", { on: "issues", about: "" }],
    ],
  ],
  [
    "Periods",
    [
      ["Months", { period: "month" }],
      ["Quarters", { period: "quarter" }],
      ["Years", { period: "year" }],
    ],
  ],
  [
    "Figure",
    [
      ["Mean side", { figure: "mean" }],
      ["Share for", { figure: "support" }],
      ["Share against", { figure: "oppose" }],
    ],
  ],
];

// Whether a value is among those that can be chosen of a field.
/** @param {string} field @param {string} value */
export function isTimeChoice(field, value) {
  return CHOICES.some(([, some]) => some.some(([, change]) => change[field] === value));
}

/** @param {CorpusView} view @param {CorpusUpdate} update */
export function timelineTools(view, update) {
  const turns = CHOICES.map(([label, some]) => ({ label, buttons: some.map((one) => timeTurn(one, update)) }));
  const groups = turns.map(({ label, buttons }) =>
    h("span", { role: "group", "aria-label": label }, ...buttons.map(({ turn }) => turn)),
  );
  const menu = h("select", { "aria-label": "Topic or issue", onchange: () => update({ about: menu.value }) });
  const chosen = h("label", {}, h("span", {}, "On "), menu);
  const printed = h("p", { class: "on-paper" });
  return {
    node: h(
      "div",
      {},
      h("p", { class: "switch" }, ...groups),
      h("p", { class: "about-what on-screen" }, chosen),
      printed,
    ),
    /** @param {CorpusState} state @param {Timeline} timeline */
    draw(state, timeline) {
      const now = { on: state.on, period: timeline.every, figure: timeline.measure };
      for (const { turn, field, value } of turns.flatMap(({ buttons }) => buttons))
        turn.setAttribute("aria-pressed", String(now[field] === value));
      const [on, ...others] = turns.flatMap(({ buttons }) =>
        buttons.filter(({ field, value }) => now[field] === value).map(({ turn }) => turn.textContent),
      );
      printed.textContent = [`${on}: ${nameOfValue(view, timeline.what, timeline.about)}`, ...others].join(" · ");
      menu.replaceChildren(...menuOf(view, timeline));
      chosen.hidden = !timeline.options.length;
    },
  };
}

/** @param {[string, Record<string, string>]} choice @param {CorpusUpdate} update */
function timeTurn([name, change], update) {
  const turn = button(name, () => update(/** @type {any} */ (change)), { "data-key": `time ${name}` });
  return { turn, field: Object.keys(change)[0], value: Object.values(change)[0] };
}

/** @param {CorpusView} view @param {Timeline} timeline */
function menuOf(view, { what, about, options }) {
  const some = options.slice(0, FEW_OPTIONS);
  if (about && !some.some(([id]) => id === about)) some.push(options.find(([id]) => id === about));
  return some.map(([id, number]) => {
    const label = `${nameOfValue(view, what, id)} (${number})`;
    return h("option", { value: id, selected: id === about }, label);
  });
}
