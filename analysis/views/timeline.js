// Where actors or speakers stand over time on a topic or an issue: charts, and the same as a table of buttons.
// @ts-check
/** @import { CorpusPanel, CorpusState, CorpusView, Every, Figures, MakesCorpusPanel } from "./types.d.ts" */
/** @import { OneEach, OpensStatements, Timeline, What, Who } from "./types.d.ts" */

import { many, nameAt, nameOfValue } from "./corpusNames.js";
import { chosenKey } from "./counting.js";
import { h, panel, redraw } from "./elements.js";
import { FEWEST } from "./resampled.js";
import { signedTo, timelineChart, timeMark } from "./timelineChart.js";
import { isTimeChoice, timelineTools } from "./timelineTools.js";
import { daysIn, ENOUGH, figuresOf, oneEach, periodIn, periodsFrom, trendGroups } from "./trends.js";
import { isSplit, turnsPanel } from "./turns.js";

const LINES = 6; // that are shown at once

const HOW_TIMED =
  "The mean side is 1 where all are for it, −1 where all are against it; a conditional position counts by its lean, " +
  "a neutral one 0. Bands and bars are intervals of 95 %, by drawing the articles anew: they tell nothing of misread " +
  "statements. ▲ ▼: the whole interval is on one side. ○: too little for an interval, fewer than " +
  `${ENOUGH} statements or ${FEWEST} articles. Choose a mark, or a figure in the table, to read the statements.`;
const TOWARD = "On a topic positions toward different things come together: those on issues say more.";

/** @param {Timeline} timeline */
function howTimed({ what }) {
  return what === "topic" ? `${HOW_TIMED} ${TOWARD}` : HOW_TIMED;
}

/** @type {MakesCorpusPanel} */
export function timelinePanel(view, update, model, open) {
  const tools = timelineTools(view, update);
  const [text, hint] = [h("p", { class: "told" }), h("p", { class: "hint" })];
  const table = h("div", { class: "scroll stack" });
  const reckon = reckonedOnce(view);
  let now = null;
  const read = (place, period) => openPoint(view, now.state, now.timeline, place, period, open);
  const chart = timelineChart(view, model, read);
  const behind = h("details", { class: "behind" }, h("summary", {}, "The same as a table"), table);
  const turns = turnsPanel(view, update, open);
  const node = panel("timeline", "Over time", tools.node, text, chart.node, behind, hint, ...turns.nodes);
  node.hidden = view.months.filter(Boolean).length < 2;
  return {
    node,
    ...timelineFields(view),
    close: () => [chart, turns].forEach((part) => void part.close()),
    draw(state) {
      const told = reckon(state);
      turns.draw(state, told.some, told.timeline);
      if (told === now) return;
      now = told;
      const { timeline } = told;
      tools.draw(state, timeline);
      [text.textContent, hint.textContent] = [inWords(view, timeline), howTimed(timeline)];
      hint.hidden = behind.hidden = chart.node.hidden = !timeline.lines.length;
      redraw(table, timelineTable(view, timeline, read));
      chart.draw(timeline);
    },
  };
}

// The fields of this panel as they are at first, and whether a value of them can be chosen.
/** @param {CorpusView} view @returns {Pick<CorpusPanel, "start" | "takes">} */
function timelineFields(view) {
  const start = /** @type {Partial<CorpusState>} */ ({ about: "", period: "", figure: "mean", split: "" });
  const takes = {
    about: (id) => !id || view.places.topic.has(id) || view.places.issue.has(id),
    period: (name) => !name || isTimeChoice("period", name),
    figure: (name) => isTimeChoice("figure", name),
    split: (day) => isSplit(view, day),
  };
  return { start, takes };
}

// A function that gives what is told: the same value as before where nothing changed on which it depends. Another
// figure is reckoned with the first.
/** @param {CorpusView} view */
function reckonedOnce(view) {
  let [known, told] = ["", null];
  return (/** @type {CorpusState} */ state) => {
    const key = chosenKey(state, ["on", "who", "about", "period"], ["positions"]);
    if (key !== known) told = toldOf(view, state);
    known = key;
    const { timeline } = told;
    const measure = state.figure ?? timeline.measure;
    if (measure !== timeline.measure) told = { ...told, timeline: { ...timeline, measure } };
    return told;
  };
}

/** @param {CorpusView} view @param {CorpusState} state */
function toldOf(view, state) {
  const what = /** @type {What} */ (state.on === "issues" ? "issue" : "topic");
  const who = /** @type {Who} */ (state.who === "speakers" ? "speaker" : "actor");
  const some = oneEach(view, state, who, what);
  return { state, some, timeline: timelineOf(view, state, some, who, what) };
}

// Which topic or issue, who, and in which periods: what is chosen, else what has most statements.
/**
 * @param {CorpusView} view
 * @param {CorpusState} state
 * @param {OneEach[]} some
 * @param {Who} who
 * @param {What} what
 * @returns {Timeline}
 */
function timelineOf(view, state, some, who, what) {
  const dated = some.filter(({ position, article }) => position && view.articles.published[article]);
  const options = most(dated, "what").map(([place, number]) => [view.values[what][place], number]);
  const about = options.some(([id]) => id === state.about) ? state.about : String(options[0]?.[0] ?? "");
  const on = dated.filter((one) => view.values[what][one.what] === about);
  const all = most(on, "who");
  const shown = new Set(all.slice(0, LINES).map(([place]) => place));
  const those = on.filter((one) => shown.has(one.who));
  const every = state.period || finest(view, those);
  const months = those.map(({ article }) => view.articles.published[article].slice(0, 7));
  const groups = trendGroups(view, those, every);
  const lines = [...shown].map((place) => {
    const points = groups.filter((group) => group.who === place).sort((a, b) => (a.period < b.period ? -1 : 1));
    return { place, points: points.map((group) => ({ ...group, figures: figuresOf(view, group) })) };
  });
  const periods = months.length ? periodsFrom(months, every) : [];
  const others = all.length - shown.size;
  return { who, what, about, every, measure: "mean", periods, lines, options: /** @type {any} */ (options), others };
}

// [place, number of statements], most first.
/** @param {OneEach[]} some @param {"who" | "what"} by @returns {[number, number][]} */
function most(some, by) {
  const counts = new Map();
  for (const one of some) counts.set(one[by], (counts.get(one[by]) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
}

// The shortest periods of which at least half have statements enough for an interval.
/** @param {CorpusView} view @param {OneEach[]} some @returns {Every} */
function finest(view, some) {
  for (const every of /** @type {Every[]} */ (["month", "quarter"])) {
    const counts = new Map();
    for (const { article, who } of some) {
      const key = `${who} ${periodIn(view.articles.published[article].slice(0, 7), every)}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    if (2 * [...counts.values()].filter((number) => number >= ENOUGH).length >= counts.size) return every;
  }
  return "quarter";
}

// What is drawn, in words.
/** @param {CorpusView} view @param {Timeline} timeline */
function inWords(view, { who, lines, others }) {
  if (!lines.length) return "No dated statement that passes the filters tells who it is of, and on what.";
  const told = lines.map(({ place, points }) => {
    const statements = points.reduce((sum, point) => sum + point.statements, 0);
    const share = (id) =>
      points.reduce((sum, { figures, statements: n }) => sum + Math.round(figures[id].value * n), 0);
    const sides = `${share("support")} for, ${share("oppose")} against`;
    return `${nameAt(view, who, place)}: ${many(statements, "statement")}, ${sides}`;
  });
  const left = `${many(others, who)} with no more statements ${others === 1 ? "is" : "are"} left out`;
  const rest = others ? ` ${left}: choose from the filters whom to see.` : "";
  return `${told.join("; ")}.${rest}`;
}

/** @param {CorpusView} view @param {Timeline} timeline @param {(place: number, period: string) => void} read */
function timelineTable(view, timeline, read) {
  const { who, lines, periods, measure } = timeline;
  const ink = "currentColor";
  const heads = ["Period", ...lines.map(({ place }) => nameAt(view, who, place))];
  const rows = periods.map((period) => {
    const cells = lines.map(({ place, points }, at) => {
      const point = points.find((one) => one.period === period);
      const label = { "data-label": heads[at + 1] };
      if (!point) return h("td", { class: "none", ...label }, "–");
      const { figures, statements } = point;
      const { glyph, colour } = timeMark(view, figures[measure], measure, ink);
      const sign = h("span", { class: "glyph", "aria-hidden": "true" }, glyph);
      sign.style.color = colour;
      const told = figureInWords(figures, measure);
      const spoken = `${heads[at + 1]}, ${period}: ${told}, ${many(statements, "statement")}. Read them`;
      const attributes = {
        type: "button",
        class: "plain",
        "data-key": `point ${place} ${period}`,
        "aria-label": spoken,
      };
      const act = () => read(place, period);
      return h("td", label, h("button", { ...attributes, onclick: act }, sign, ` ${told} · ${statements}`));
    });
    return h("tr", {}, h("th", { scope: "row" }, period), ...cells);
  });
  const head = h("tr", {}, ...heads.map((name) => h("th", { scope: "col" }, name)));
  return h("table", {}, h("thead", {}, head), h("tbody", {}, ...rows));
}

// "+0.4 (−0.1 to +0.8)", "60 % (41 to 77)"; without an interval the figure alone.
/** @param {Figures} figures @param {Timeline["measure"]} measure */
function figureInWords(figures, measure) {
  const { value, low, high } = figures[measure];
  const words = measure === "mean" ? signedTo : (/** @type {number} */ share) => String(Math.round(100 * share));
  const unit = measure === "mean" ? "" : " %";
  return `${words(value)}${unit}${low === null ? "" : ` (${words(low)} to ${words(high)})`}`;
}

/**
 * @param {CorpusView} view
 * @param {CorpusState} state
 * @param {Timeline} timeline
 * @param {number} place
 * @param {string} period
 * @param {OpensStatements} open
 */
function openPoint(view, state, { who, what, about, every }, place, period, open) {
  const { first, last } = daysIn(period);
  const within = { first: first > state.first ? first : state.first };
  const until = { last: state.last && state.last < last ? state.last : last };
  const chosen = { [`${who}s`]: [view.values[who][place]], [`${what}s`]: [about] };
  const positions = view.positions.map(({ id }) => id).filter(Boolean);
  const when = every === "year" ? `in ${period}` : period;
  const title = `${nameAt(view, who, place)} on ${nameOfValue(view, what, about)}, ${when}`;
  open({ ...chosen, positions }, title, { ...within, ...until });
}
