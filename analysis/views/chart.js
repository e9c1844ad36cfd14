// The bars of those who speak, split by position.
// @ts-check
/** @import { Counts, Drawing, Look, Measure, Model, Picture, Plotly, View } from "./types.d.ts" */

import { h, plural, shortened, watchWidth } from "./elements.js";
import { loadPlotly, watchTheme } from "./plotly.js";

export const BARS = 12; // speakers that a chart has room for; all are in its table

// The bars, drawn when plotly has come, and again where the width or the theme changes.
/** @param {View} view @param {Model} model @param {(speaker: string, position: string) => void} choose */
export function barChart(view, model, choose) {
  const node = /** @type {Drawing} */ (/** @type {HTMLElement} */ (h("div", { class: "drawing" })));
  let [plotly, counts] = [null, null];
  const paint = () => plotly && counts && node.clientWidth && drawChart(plotly, node, counts, view, choose);
  const closers = [watchTheme(paint), watchWidth(node, paint), () => plotly?.purge(node)];
  node.style.minHeight = `${chartHeight(Math.min(BARS, view.facet.get("speakers").options.length))}px`;
  if (view.statements.length)
    loadPlotly(model).then((loaded) => {
      plotly = loaded;
      paint();
    });
  return {
    node,
    picture: () => chartPicture(plotly, node),
    close() {
      for (const end of closers) end();
    },
    draw(rows, measure) {
      counts = { rows, measure };
      paint();
    },
  };
}

/**
 * @param {Plotly} plotly
 * @param {Drawing} drawing
 * @param {{ rows: Counts[], measure: Measure }} given
 * @param {View} view
 * @param {(speaker: string, position: string) => void} choose
 */
function drawChart(plotly, drawing, { rows, measure }, view, choose) {
  const known = Boolean(drawing.on);
  plotly.react(drawing, traces(rows, measure, view.positions), layout(rows, measure, drawing), {
    displayModeBar: false,
    displaylogo: false,
    showSendToCloud: false,
    typesetMath: false,
  });
  if (known) return;
  drawing.on("plotly_click", ({ points: [point] }) => {
    const [speaker, position] = point.customdata;
    choose(speaker, position);
  });
  drawing.on("plotly_legendclick", () => false);
  drawing.on("plotly_legenddoubleclick", () => false);
}

/** @param {Counts[]} rows @param {Measure} measure @param {Look[]} positions */
function traces(rows, measure, positions) {
  const number = (row, look) => row[measure][look.id] ?? 0;
  return positions.map((look) => ({
    type: "bar",
    orientation: "h",
    name: `${look.glyph} ${look.label}`,
    y: rows.map((_, index) => index),
    x: rows.map((row) => number(row, look)),
    customdata: rows.map((row) => [row.id, look.id]),
    hovertext: rows.map(
      (row) => `${safe(row.label)}<br>${look.glyph} ${look.label}: ${plural(number(row, look), measure.slice(0, -1))}`,
    ),
    hoverinfo: "text",
    marker: {
      color: look.colour,
      opacity: rows.map((row) => (row.chosen[look.id] ? 1 : 0.25)),
      pattern: { shape: look.pattern, fillmode: "overlay", fgcolor: "rgba(255,255,255,0.75)", size: 7, solidity: 0.25 },
    },
  }));
}

/** @param {Counts[]} rows @param {Measure} measure @param {HTMLElement} drawing */
function layout(rows, measure, drawing) {
  const style = getComputedStyle(drawing);
  const narrow = drawing.clientWidth < 420;
  return {
    barmode: "stack",
    bargap: 0.35,
    width: drawing.clientWidth,
    height: chartHeight(
      rows.length,
      rows.some(({ about, others }) => about && others),
    ),
    margin: { l: 8, r: 12, t: 8, b: 48 },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: style.fontFamily, size: 13, color: style.color },
    dragmode: false,
    hoverlabel: { font: { family: style.fontFamily } },
    legend: { orientation: "h", entrywidth: 90, traceorder: "normal", ...LEGEND_PLACE },
    xaxis: { ...NUMBERS, title: { ...NUMBERS.title, text: measure }, dtick: wholeStep(rows, measure) },
    yaxis: {
      fixedrange: true,
      automargin: true,
      autorange: "reversed",
      tickvals: rows.map((_, index) => index),
      ticktext: rows.map((row) => nameOf(row, narrow ? 20 : 32)),
      ticklen: 6,
      tickcolor: "rgba(0,0,0,0)",
    },
  };
}

const NUMBERS = {
  fixedrange: true,
  rangemode: "tozero",
  gridcolor: "rgba(128,128,128,0.25)",
  zeroline: false,
  title: { standoff: 12, font: { size: 13 } },
};
const LEGEND_PLACE = { x: 0, xref: "container", y: 1, yref: "container", yanchor: "top" };

// The chart as SVG; its own size, on the colour of the page.
/** @param {Plotly} plotly @param {Drawing} drawing @returns {Promise<Picture>} */
async function chartPicture(plotly, drawing) {
  const { width, height } = drawing._fullLayout;
  const layout = { ...drawing.layout, paper_bgcolor: getComputedStyle(drawing.closest(".demarche")).backgroundColor };
  const url = await plotly.toImage({ data: drawing.data, layout }, { format: "svg", width, height });
  return { text: decodeURIComponent(url.slice(url.indexOf(",") + 1)), width, height };
}

// Rows of which one has three lines need more room.
/** @param {number} rows @param {boolean} [tall] */
function chartHeight(rows, tall = false) {
  return 120 + (tall ? 50 : 38) * rows;
}

// Between two numbers below the bars; words are so many that plotly finds a round one.
/** @param {Counts[]} rows @param {Measure} measure */
function wholeStep(rows, measure) {
  return measure === "words" ? null : Math.max(1, Math.ceil(Math.max(...rows.map((row) => row.statements.all)) / 6));
}

// The speaker's name, in small letters below it role and actor.
/** @param {Counts} counts @param {number} length */
function nameOf({ label, about, others }, length) {
  const lines = [about && shortened(about, length + 4), others && `+${others} thought or done`].filter(Boolean);
  const below = lines.map((line) => `<br><span style="font-size:11px">${safe(line)}</span>`).join("");
  return safe(shortened(label, length)) + below;
}

// Plotly reads labels as markup: escape what comes from an article.
export function safe(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
