// Who agrees with whom, and who speaks on what: a network of the statements that pass the filters, as a drawing and as
// a table, over windows of time. Every line and cell opens the sentences that made it.
// @ts-check
/** @import { MakesCorpusPanel, ShownNetwork } from "./types.d.ts" */

import { chosenKey } from "./counting.js";
import { pictureButtons, standalone } from "./downloads.js";
import { h, panel, plural, redraw, watchWidth } from "./elements.js";
import { choiceFields, windowFields } from "./networkChoices.js";
import { networkButtons } from "./networkFiles.js";
import { howOf, monthsTold, networkChange, networkChosen, networkWords } from "./networkHow.js";
import { letterOf, networkPlot } from "./networkPlot.js";
import { polarizationIn } from "./networkPolarization.js";
import { shownNetwork } from "./networkShown.js";
import { networkTable } from "./networkTable.js";
import { windowsOver, within } from "./networkWindows.js";

const NOTHING_SAID =
  "Nothing that passes the filters makes a network: nobody who is named says anything on what is named.";
const HOW_NETWORK =
  "Circles are those who speak, squares what they speak on; the larger, the more statements. A full line with + is " +
  "agreement, or for; a dashed one with − is disagreement, or against; the thicker, the stronger. Letters are groups " +
  "that are tied closely. Choose a line, a circle, or a cell of the table, and read the sentences that made it. " +
  "Arrow keys go from circle to circle, and in the table from cell to cell.";

/** @type {MakesCorpusPanel} */
export function networkPanel(view, update, _, open) {
  const parts = Object.fromEntries(PARTS.map((name) => [name, h("div", { class: name })]));
  const node = panel("network", "Networks", ...Object.values(parts), h("p", { class: "hint" }, HOW_NETWORK));
  let [drawn, drawnFor] = /** @type {[ShownNetwork | null, string]} */ ([null, ""]);
  const polarization = polarizationIn(parts.polarization, view);
  const end = watchWidth(parts.plot, () => drawn && drawPlot(parts.plot, drawn));
  parts.files.append(h("p", { class: "saves" }, "Save: ", ...networkButtons(() => drawn)));
  const draw = (state) => {
    const key = chosenKey(state, ["network"]);
    if (key === drawnFor) return;
    drawnFor = key;
    const choose = (change) => update(networkChange(state, change));
    const windows = windowsOver(view, state, howOf(networkChosen(state)), networkChosen(state).width);
    const window = windows.find(({ first }) => first.startsWith(networkChosen(state).from || "none"));
    drawn = shownNetwork(view, within(state, window), open);
    drawAll(parts, drawn, windows, window, choose);
    const { nodes, on, once, width } = networkChosen(state);
    const of = chosenKey({ ...state, network: [nodes, on, once, width].join(" ") }, ["network"]);
    polarization.draw(of, state, windows, window?.first, (from) => choose({ from }));
  };
  const close = () => {
    polarization.close();
    end();
  };
  return { node, draw, close, start: { network: "" } };
}

const PARTS = ["choices", "windows", "plot", "words", "groups", "scroll", "files", "polarization"];

/** @param {Record<string, HTMLElement>} parts @param {ShownNetwork} shown */
function drawAll(parts, shown, windows, window, choose) {
  const nothing = !shown.net.rows.length;
  redraw(parts.choices, ...choiceFields(networkChosen(shown.state), choose));
  redraw(parts.windows, ...windowFields(windows, window, shown, choose));
  for (const name of ["plot", "groups", "scroll", "files"]) parts[name].hidden = nothing;
  redraw(parts.words, ...(nothing ? [NOTHING_SAID] : wordsOf(shown, window)).map((words) => h("p", {}, words)));
  drawPlot(parts.plot, shown);
  redraw(parts.groups, ...groupsListed(shown));
  redraw(parts.scroll, ...(nothing ? [] : [networkTable(shown)]));
}

/** @param {HTMLElement} node @param {ShownNetwork} shown */
function drawPlot(node, shown) {
  if (!node.clientWidth || node.hidden) return;
  const { picture, width, height, hidden, left } = networkPlot(shown, node.clientWidth);
  const more = [hidden && `${plural(hidden, "name")} found no room`, left && `${plural(left, "weaker tie")} not drawn`];
  const words = more.filter(Boolean).join("; ");
  const named = /** @type {any} */ ({ article: { id: "network" } });
  const saves = pictureButtons(named, shown.net.how.aggregation, () =>
    standalone(node.querySelector("svg"), width, height),
  );
  redraw(node, picture, h("p", { class: "hint" }, words ? `${words}: all are in the table. ` : ""), saves);
}

/** @param {ShownNetwork} shown */
function wordsOf({ view, state, net }, window) {
  const days = [...new Set(net.said.article.map((at) => view.articles.published[at]))].filter(Boolean).sort();
  const dates = days.length ? monthsTold(days[0], days.at(-1)) : "without a date";
  return networkWords(view, state, net, window?.label ?? dates);
}

function groupsListed({ nodes }) {
  const groups = [...new Set(nodes.map(({ group }) => group))].filter((group) => group >= 0).sort((a, b) => a - b);
  if (!groups.length) return [];
  const names = (group) =>
    nodes
      .filter((node) => node.group === group)
      .map(({ name }) => name)
      .join(", ");
  const list = groups.map((group) =>
    h("li", {}, h("b", { "data-group": group % 5 }, letterOf(group)), ` ${names(group)}`),
  );
  return [h("h3", {}, "Groups that are tied closely"), h("ul", {}, ...list)];
}
