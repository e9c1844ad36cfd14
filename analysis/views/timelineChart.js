// Where some stand over time: a small chart for each, one below the other or side by side, with bands.
// @ts-check
/** @import { CorpusView, Drawing, Figure, Model, Plotly } from "./types.d.ts" */
/** @import { TimePoint, Timeline, TimelineLook, TimelineSize, Who } from "./types.d.ts" */

import { safe } from "./chart.js";
import { many, nameAt } from "./corpusNames.js";
import { h, PAPER, shortened, watchPrint, watchWidth } from "./elements.js";
import { loadPlotly, watchTheme } from "./plotly.js";

const PANEL_HEIGHT = 190;
const PAPER_HEIGHT = 110; // where three stand side by side, so that six leave room for more on the page
const ROOM_FOR_TWO = 620; // from which on two stand side by side
const ROOM_FOR_THREE = 1000; // and three
const BELOW = 44; // room for the names of periods
const PRINTED_INK = "#1d1d1b"; // also where the page is dark
const LETTER_WIDTH = 7.2; // of one in a name
const ABOVE = 34; // room for the name of who it is

// The charts, drawn when plotly has come, again where the width or the theme changes, and for paper.
/** @param {CorpusView} view @param {Model} model @param {(place: number, period: string) => void} choose */
export function timelineChart(view, model, choose) {
  const node = /** @type {Drawing} */ (/** @type {HTMLElement} */ (h("div", { class: "drawing" })));
  let [plotly, told, paper] = [null, null, false];
  const paint = () => {
    if (!told || !node.clientWidth) return;
    const size = timelineSize(told, node.clientWidth, paper);
    node.style.minHeight = `${size.height}px`;
    if (plotly) drawTimeline(plotly, node, view, told, size, choose);
  };
  const print = (isPrinted) => {
    paper = isPrinted;
    node.style.color = paper ? PRINTED_INK : "";
    paint();
  };
  const closers = [watchTheme(paint), watchWidth(node, paint), watchPrint(print), () => plotly?.purge(node)];
  loadPlotly(model).then((loaded) => {
    plotly = loaded;
    paint();
  });
  return {
    node,
    close: () => closers.forEach((end) => void end()),
    /** @param {Timeline} timeline */
    draw(timeline) {
      told = timeline;
      paint();
    },
  };
}

// How large the whole is, and each chart, and how many stand side by side.
/** @param {Timeline} timeline @param {number} room @param {boolean} paper */
function timelineSize({ lines }, room, paper) {
  const [width, each] = paper ? [PAPER, PAPER_HEIGHT] : [room, PANEL_HEIGHT];
  const most = paper || width >= ROOM_FOR_THREE ? 3 : width >= ROOM_FOR_TWO ? 2 : 1;
  const across = Math.min(lines.length, most);
  return { width, across, each, height: across && Math.ceil(lines.length / across) * (each + ABOVE + BELOW) };
}

/**
 * @param {Plotly} plotly
 * @param {Drawing} node
 * @param {CorpusView} view
 * @param {Timeline} timeline
 * @param {TimelineSize} size
 * @param {(place: number, period: string) => void} choose
 */
function drawTimeline(plotly, node, view, timeline, size, choose) {
  const known = Boolean(node.on);
  const ink = getComputedStyle(node).color;
  const traces = timeline.lines.flatMap((line, at) => tracesOf(view, timeline, line, at, ink));
  plotly.react(node, traces, timelineLayout(view, timeline, node, size), {
    displayModeBar: false,
    displaylogo: false,
    showSendToCloud: false,
    typesetMath: false,
  });
  if (known) return;
  node.on("plotly_click", ({ points: [point] }) => {
    if (point.customdata) choose(Number(point.customdata[0]), point.customdata[1]);
  });
}

// For one: a band where periods follow each other, a line, and a mark for each period.
function tracesOf(view, { who, periods, measure }, { place, points }, at, ink) {
  const look = { who, place, measure, ink };
  const axes = { xaxis: `x${at + 1}`, yaxis: `y${at + 1}`, type: "scatter", hoverinfo: "skip" };
  const on = (point) => periods.indexOf(point.period);
  const of = (/** @type {TimePoint} */ point) => point.figures[measure];
  const runs = runsOf(points, on, (point) => of(point).low !== null).filter((run) => run.length > 1);
  const bands = runs.map((run) => ({
    ...axes,
    x: [...run.map(on), ...run.map(on).reverse()],
    y: [...run.map((p) => of(p).low), ...run.map((p) => of(p).high).reverse()],
    mode: "none",
    fill: "toself",
    fillcolor: "rgba(128,128,128,0.22)",
  }));
  const line = (run, dash = "solid") => {
    const stroke = { color: ink, width: dash === "solid" ? 1.6 : 1, dash };
    return { ...axes, x: run.map(on), y: run.map((p) => of(p).value), mode: "lines", line: stroke };
  };
  const told = points.filter((point) => of(point).low !== null);
  const hollow = points.filter((point) => of(point).low === null);
  return [
    ...bands,
    line(points, "dot"),
    ...runs.map((run) => line(run)),
    { ...axes, ...marksOf(view, hollow, look), x: hollow.map(on) },
    { ...axes, ...marksOf(view, told, look), x: told.map(on), error_y: errorBars(told.map(of), ink) },
  ];
}

/** @param {CorpusView} view @param {TimePoint[]} points @param {TimelineLook} look */
function marksOf(view, points, { who, place, measure, ink }) {
  const marks = points.map((point) => timeMark(view, point.figures[measure], measure, ink));
  return {
    y: points.map(({ figures }) => figures[measure].value),
    mode: "markers",
    hoverinfo: "text",
    hovertext: points.map((point) => hoverOf(view, who, place, point)),
    customdata: points.map(({ period }) => [String(place), period]),
    marker: { size: 11, symbol: marks.map(({ symbol }) => symbol), color: marks.map(({ colour }) => colour) },
  };
}

/** @param {Figure[]} figures @param {string} ink */
function errorBars(figures, ink) {
  const array = figures.map(({ value, high }) => high - value);
  const arrayminus = figures.map(({ value, low }) => value - low);
  return { type: "data", symmetric: false, array, arrayminus, color: ink, thickness: 1, width: 3 };
}

// Points that follow each other, period after period, and hold a condition.
function runsOf(points, on, holds) {
  const runs = [];
  for (const point of points.filter(holds)) {
    const last = runs.at(-1);
    if (last && on(last.at(-1)) + 1 === on(point)) last.push(point);
    else runs.push([point]);
  }
  return runs;
}

// Hollow below the floor; of the mean side a triangle where its interval is on one side. On a dark page colours are
// lighter.
/** @param {CorpusView} view @param {Figure} figure @param {string} measure @param {string} ink */
export function timeMark(view, { low, high }, measure, ink) {
  const colour = (id) => brightened(view.looks.get(id)?.colour ?? ink, ink);
  if (low === null) return { symbol: "circle-open", glyph: "○", colour: ink };
  if (measure !== "mean") return { symbol: "circle", glyph: "●", colour: colour(measure) };
  if (low > 0) return { symbol: "triangle-up", glyph: "▲", colour: colour("support") };
  if (high < 0) return { symbol: "triangle-down", glyph: "▼", colour: colour("oppose") };
  return { symbol: "circle", glyph: "●", colour: ink };
}

/** @param {string} colour @param {string} ink */
function brightened(colour, ink) {
  const isDark = Number(/\d+/.exec(ink)?.[0] ?? 0) > 127;
  if (!isDark || !/^#[0-9a-f]{6}$/i.test(colour)) return colour;
  const parts = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return `rgb(${parts.map((part) => Math.round(0.65 * part + 0.35 * 255)).join(",")})`;
}

/** @param {CorpusView} view @param {Who} who @param {number} place @param {TimePoint} point */
function hoverOf(view, who, place, point) {
  const shares = view.positions
    .filter(({ id }) => point.figures[id]?.value > 0)
    .map(({ id, glyph, label }) => `${glyph} ${label} ${Math.round(100 * point.figures[id].value)} %`);
  const { low, high, value } = point.figures.mean;
  const sure = low === null ? "too few for an interval" : `${signedTo(low)} to ${signedTo(high)}`;
  const head = `${safe(nameAt(view, who, place))}, ${point.period}`;
  const counts = `${many(point.statements, "statement")} in ${many(point.articles, "article")}`;
  return [head, `mean side ${signedTo(value)} (${sure})`, ...shares, counts].join("<br>");
}

// "+0.4", "−0.2", "0".
/** @param {number} number */
export function signedTo(number) {
  const text = Math.abs(number).toFixed(1);
  if (text === "0.0") return "0";
  return `${number > 0 ? "+" : "−"}${text}`;
}

/** @param {CorpusView} view @param {Timeline} timeline @param {HTMLElement} node */
function timelineLayout(view, timeline, node, size) {
  const { lines } = timeline;
  const { width, height } = size;
  const style = getComputedStyle(node);
  const all = lines.map(({ place }, at) => axesOf(view, timeline, place, at, size));
  return {
    ...Object.assign({}, ...all.map(({ axes }) => axes)),
    annotations: all.map(({ title }) => title),
    width,
    height,
    margin: { l: 0, r: 0, t: 0, b: 0 },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: style.fontFamily, size: 12.5, color: style.color },
    dragmode: false,
    hovermode: "closest",
    hoverlabel: { font: { family: style.fontFamily } },
    showlegend: false,
  };
}

const STILL_AXIS = { fixedrange: true, gridcolor: "rgba(128,128,128,0.25)", zeroline: false };
const SCALES = {
  mean: { range: [-1.15, 1.15], tickvals: [-1, 0, 1], ticktext: ["against", "0", "for"] },
  share: { range: [-0.05, 1.05], tickvals: [0, 0.5, 1], ticktext: ["0 %", "50 %", "100 %"] },
};
const ZERO_LINE = { zeroline: true, zerolinecolor: "rgba(128,128,128,0.7)" };

// The axes of one small chart, and its title, where they stand in the whole.
/**
 * @param {CorpusView} view
 * @param {Timeline} timeline
 * @param {number} place
 * @param {number} at
 * @param {TimelineSize} size
 */
function axesOf(view, { periods, measure, who }, place, at, { width, height, across, each }) {
  const [left, top] = [((at % across) * width) / across, Math.floor(at / across) * (each + ABOVE + BELOW)];
  const x = [(left + 58) / width, (left + width / across - 12) / width];
  const y = [1 - (top + ABOVE + each) / height, 1 - (top + ABOVE) / height];
  const fitting = Math.max(1, Math.floor((width / across - 60) / 62)); // names of periods
  const step = Math.ceil(periods.length / fitting);
  const named = periods.map((_, n) => n).filter((n) => n % step === 0);
  const ticks = { tickvals: named, ticktext: named.map((n) => periods[n]), showgrid: false };
  const along = { ...STILL_AXIS, ...ticks, domain: x, anchor: `y${at + 1}`, range: [-0.5, periods.length - 0.5] };
  const scale = measure === "mean" ? { ...ZERO_LINE, ...SCALES.mean } : SCALES.share;
  const up = { ...STILL_AXIS, ...scale, domain: y, anchor: `x${at + 1}` };
  const letters = Math.min(34, Math.floor(width / across / LETTER_WIDTH));
  const text = `<b>${safe(shortened(nameAt(view, who, place), letters))}</b>`;
  const where = { x: x[0], y: y[1], xref: "paper", yref: "paper", xanchor: "left", yanchor: "bottom" };
  const axes = { [`xaxis${at + 1}`]: along, [`yaxis${at + 1}`]: up };
  return { axes, title: { ...where, text, showarrow: false } };
}
