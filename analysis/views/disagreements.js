// Who disagrees with whom: two who are surely for and against one issue, each with a quotation.
// @ts-check
/** @import { Disagreement, MakesPanel, Side, Update, View } from "./types.d.ts" */

import { button, h, moreOf, panel, redraw, sign } from "./elements.js";

const PAIRS = 6; // pairs; a button shows the rest

const HOW_PAIRED =
  "Only positions that are sure, of speakers and issues that are; whoever is on both sides of an issue is left out. " +
  "Choose a quotation to read the statement.";

/** @type {MakesPanel} */
export function disagreementPanel(view, update) {
  const table = h("div", { class: "scroll stack" });
  const more = h("p", { class: "more" });
  const node = panel("disagreements", "Who disagrees with whom", table, more, h("p", { class: "hint" }, HOW_PAIRED));
  const pairs = view.disagreements;
  node.hidden = !pairs.length;
  return {
    node,
    draw(state) {
      redraw(table, disagreementTable(view, state.all ? pairs : pairs.slice(0, PAIRS), update));
      const part = `${PAIRS} of ${pairs.length} pairs`;
      redraw(more, ...(pairs.length > PAIRS ? moreOf(part, state.all, "all disagreements", update) : []));
    },
  };
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

/** @param {View} view @param {Side} side @param {string} issue @param {Update} update */
function sideOf(view, { name, actor, position, statements }, issue, update) {
  const [first] = statements;
  const statement = view.byKey.get(first);
  const look = view.positions.find(({ id }) => id === position);
  const who = actor && actor !== name ? `${name} (${actor})` : name;
  const open = button(statement.content, () => update({ statement: first }), {
    class: "quotation",
    "data-key": `side ${issue} ${name} ${position}`,
    "aria-label": `Read statement ${statement.number}, ${who}: ${statement.content}`,
  });
  return [h("p", {}, sign(look), " ", h("strong", {}, who)), open];
}
