// How far all fall into two camps, window by window: a line, and the same as a table.
// @ts-check
/** @import { CorpusState, CorpusView, NetworkWindow, PolarizationPoint } from "./types.d.ts" */

import { button, h, plural, redraw, svg } from "./elements.js";
import { howOf, networkChosen } from "./networkHow.js";
import { walkedThrough } from "./networkPlot.js";
import { polarizationOf, within } from "./networkWindows.js";

const FEW_SAID = 10; // statements, below which a point is hollow
const [PICTURE_HEIGHT, HEADROOM, FOOTROOM, SIDEROOM] = [110, 10, 34, 30]; // of the picture
const [SOON, SPELL] = [60, 40]; // milliseconds: when it begins, and how long it works before others may
const HOW_POLARIZED =
  "How far those who speak fall into two camps that agree within and quarrel between: 0 not at all, 1 wholly (signed " +
  "modularity). Windows overlap; a hollow point rests on fewer than 10 statements. Intervals: notebook 8-networks.";

// Draws it in a node after the rest of the page, since each window is a search of its own. What was found is kept as
// long as the same statements make it.
/** @param {HTMLElement} node @param {CorpusView} view */
export function polarizationIn(node, view) {
  let [later, known, points] = /** @type {[number, string, PolarizationPoint[]]} */ ([0, "", []]);
  const paint = drawnIn(node);
  return {
    close: () => clearTimeout(later),
    /** @param {string} key @param {CorpusState} state @param {NetworkWindow[]} windows */
    draw(key, state, windows, current, choose) {
      if (key !== known) [known, points] = [key, []];
      const how = howOf(networkChosen(state));
      const work = () => {
        for (const until = performance.now() + SPELL; points.length < windows.length && performance.now() < until; ) {
          const window = windows[points.length];
          points.push({ ...polarizationOf(view, within(state, window), how), window });
        }
        if (points.length < windows.length) later = setTimeout(work, 0);
        else paint(points, current, choose);
      };
      clearTimeout(later);
      later = setTimeout(work, points.length < windows.length ? SOON : 0);
    },
  };
}

// What draws points in a node; the table stays open where it was.
function drawnIn(node) {
  const [drawing, table] = [h("div"), h("div", { class: "scroll" })];
  const details = h("details", {}, h("summary", {}, "The same as a table"), table);
  const hint = h("p", { class: "hint" }, HOW_POLARIZED);
  return (points, current, choose) => {
    const some = points.filter(({ statements }) => statements > 0);
    if (some.length < 2) return redraw(node);
    redraw(drawing, polarizationLine(some, Math.max(280, node.clientWidth), current, choose));
    redraw(table, polarizationTable(some, current, choose));
    if (!details.isConnected) redraw(node, h("h3", {}, "Polarization over time"), drawing, hint, details);
  };
}

// The line over the windows; a point chooses its window.
/** @param {PolarizationPoint[]} points @param {string} current @param {(first: string) => void} choose */
function polarizationLine(points, width, current, choose) {
  const [across, high] = [Math.max(1, width - 2 * SIDEROOM), PICTURE_HEIGHT];
  const x = (at) => SIDEROOM + (points.length > 1 ? (at / (points.length - 1)) * across : across / 2);
  const y = (value) => HEADROOM + (1 - value) * high;
  const line = svg("polyline", { points: points.map(({ value }, at) => `${x(at)},${y(value)}`).join(" ") });
  const dots = points.map(({ value, statements, window }, at) => {
    const here = window.first === current;
    const words = `${window.label}: ${value.toFixed(2)} (${plural(statements, "statement")})`;
    const title = svg("title", {}, words);
    const told = { role: "button", "aria-label": words, "aria-pressed": String(here), "data-key": window.label };
    const attributes = { ...told, class: "dot", "data-few": statements < FEW_SAID, "data-here": here };
    const dot = svg("circle", { cx: x(at), cy: y(value), r: here ? 6.5 : 4.5 });
    return svg("g", { ...attributes, onclick: () => choose(window.first.slice(0, 7)) }, title, dot);
  });
  walkedThrough(
    dots,
    dots.find((dot) => "here" in dot.dataset),
  );
  const label = `Polarization over ${plural(points.length, "window")}; the table below has the numbers.`;
  const size = { width, height: HEADROOM + high + FOOTROOM, viewBox: `0 0 ${width} ${HEADROOM + high + FOOTROOM}` };
  return svg(
    "svg",
    { class: "line-of-windows", role: "group", "aria-label": label, ...size },
    ...gridOf(points, { x, y, width, across }),
    line,
    ...dots,
  );
}

// Lines at 0, a half and 1, and below them the months and how much was said.
function gridOf(points, { x, y, width, across }) {
  const grid = [0, 0.5, 1].flatMap((value) => [
    svg("line", { class: "grid", x1: SIDEROOM, x2: width - SIDEROOM + 10, y1: y(value), y2: y(value) }),
    svg("text", { x: SIDEROOM - 8, y: y(value) + 4, "text-anchor": "end" }, String(value)),
  ]);
  const step = Math.max(1, Math.ceil((points.length * 62) / across));
  const names = points.flatMap(({ window, statements }, at) => {
    if (at % step) return [];
    const words = [window.first.slice(0, 7), `n ${statements}`];
    const text = words.map((line, n) => svg("tspan", { x: x(at), dy: n * 14 }, line));
    return [svg("text", { y: y(0) + 18, "text-anchor": "middle" }, ...text)];
  });
  return [...grid, ...names];
}

// The same as a table; each window can be chosen in it.
/** @param {PolarizationPoint[]} points @param {string} current @param {(first: string) => void} choose */
function polarizationTable(points, current, choose) {
  const heads = ["Window", "Polarization", "Statements", "Articles", "Camps"].map((name) =>
    h("th", { scope: "col" }, name),
  );
  const rows = points.map(({ window, value, statements, articles, camps }) => {
    const from = window.first.slice(0, 7);
    const pick = { class: "plain", "data-key": `window ${from}`, "aria-pressed": String(window.first === current) };
    const numbers = [value.toFixed(2), statements, articles].map((n) => h("td", { class: "number" }, String(n)));
    const sides = camps.filter((camp) => camp.length).map((camp) => camp.join(", "));
    const name = h(
      "th",
      { scope: "row" },
      button(window.label, () => choose(from), pick),
    );
    return h("tr", {}, name, ...numbers, h("td", {}, sides.join(" against ")));
  });
  return h("table", {}, h("thead", {}, h("tr", {}, ...heads)), h("tbody", {}, ...rows));
}
