// Who disagrees with whom: two who are surely for and against one issue, each with a quotation.
// @ts-check
/** @import { Disagreement, MakesPanel, Side, Stretch, Update, View } from "./types.d.ts" */

import { h, moreOf, panel, redraw, sign } from "./elements.js";
import { words } from "./reader.js";

const PAIRS = 6; // pairs; a button shows the rest

const HOW_PAIRED =
  "Only positions that are sure, of speakers and issues that are; whoever is on both sides of an issue is left out. " +
  "Choose a quotation to read the statement; the words that decide are marked in it.";
const UNSURE = "None is sure enough to be told; see “Where they stand” for sides that are less sure.";

/** @type {MakesPanel} */
export function disagreementPanel(view, update) {
  const table = h("div", { class: "scroll stack" });
  const more = h("p", { class: "more" });
  const pairs = view.disagreements;
  const told = pairs.length
    ? [table, more, h("p", { class: "hint" }, HOW_PAIRED)]
    : [h("p", { class: "hint" }, UNSURE)];
  const node = panel("disagreements", "Who disagrees with whom", ...told);
  node.hidden = !pairs.length && !mayDisagree(view);
  return {
    node,
    draw(state) {
      redraw(table, disagreementTable(view, state.all ? pairs : pairs.slice(0, PAIRS), update));
      const part = `${PAIRS} of ${pairs.length} pairs`;
      redraw(more, ...(pairs.length > PAIRS ? moreOf(part, state.all, "all disagreements", update) : []));
    },
  };
}

// Whether one speaker is for and another against the same issue, however sure that is.
/** @param {View} view */
function mayDisagree({ issues, statements }) {
  const speakersOn = (issue, wanted) =>
    statements
      .filter(({ on }) => on.some(({ id, position }) => id === issue && position === wanted))
      .flatMap(({ values }) => values.speakers);
  return issues.some(({ id }) => {
    const against = speakersOn(id, "oppose");
    return speakersOn(id, "support").some((one) => against.some((other) => other !== one));
  });
}

/** @param {View} view @param {Disagreement[]} pairs @param {Update} update */
function disagreementTable(view, pairs, update) {
  const heads = ["On what", "For it", "Against it"].map((name) => h("th", { scope: "col" }, name));
  const rows = pairs.map(({ issue, sides }) => {
    const label = view.facet.get("issues").options.find(({ id }) => id === issue)?.label ?? issue;
    const cells = sides.map((side) =>
      h(
        "td",
        { "data-label": side.position === "support" ? "For it" : "Against it" },
        ...sideOf(view, side, issue, update),
      ),
    );
    return h("tr", {}, h("th", { scope: "row" }, label), ...cells);
  });
  return h("table", {}, h("thead", {}, h("tr", {}, ...heads)), h("tbody", {}, ...rows));
}

// Who it is, then what they say: the column alone says for what, or one would read that they are the supported.
/** @param {View} view @param {Side} side @param {string} issue @param {Update} update */
function sideOf(view, { name, actor, position, statements, quotation }, issue, update) {
  const [first] = statements;
  const look = view.positions.find(({ id }) => id === position);
  const who = actor && actor !== name ? ` (${actor})` : "";
  const { number } = view.byKey.get(first);
  const said = quotation.map(({ text }) => text).join("");
  const open = h(
    "button",
    {
      type: "button",
      onclick: () => update({ statement: first }),
      class: "quotation",
      "data-key": `side ${issue} ${name} ${position}`,
      "aria-label": `Read statement ${number}, ${name}${who}: ${said}`,
    },
    ...quotation.map(stretch),
  );
  return [h("p", {}, h("strong", {}, name), who, " ", sign(look), ":"), open];
}

/** @param {Stretch} stretch */
function stretch({ text, decides }) {
  return decides ? words(["decides", text]) : text;
}
