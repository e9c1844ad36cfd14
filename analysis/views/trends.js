// Where actors stand over time, and what rises and falls: what analysis/trends.py tells, in the page.
// @ts-check
/** @import { CorpusState, CorpusView, Every, Figures, OneEach, Rise, TrendGroup, What, Who } from "./types.d.ts" */

import { rowsPassing } from "./counting.js";
import { discoveries, drawnSums, FEWEST, intervalAround, nameAsNumber, twoSided } from "./resampled.js";

export const ENOUGH = 10; // statements that an interval needs, and a share that rises
const NEXT_TO_NOTHING = 1e-15; // a sum of squares that is less is 0 but for rounding
export const RATE = 0.05; // of the rises told that may be chance
const [FIRST_SIDE, LEANS_FOR, LEANS_AGAINST, IS_SURE] = [8, 32, 64, 128]; // bits of flags
const SIDED = ["support", "oppose", "conditional", "neutral"];
const MEASURED = ["mean", ...SIDED];

// For each article the number of that which stands for its copies: with the first id of all; and its own name as a
// number.
/** @param {CorpusView} view */
export function unitsOf(view) {
  if (view.units) return view.units;
  const { cluster, id } = view.articles;
  const first = new Map();
  for (let at = 0; at < id.length; at += 1)
    if (!first.has(cluster[at]) || id[at] < id[first.get(cluster[at])]) first.set(cluster[at], at);
  view.units = cluster.map((one) => first.get(one));
  return view.units;
}

// One for each statement and who and what it is told of, with one position: that of its main side, else the first in
// the order of the positions. Whether what was chosen of the positions counts is not asked.
/** @param {CorpusView} view @param {CorpusState} state @param {Who} who @param {What} what @returns {OneEach[]} */
export function oneEach(view, state, who, what) {
  const { nth, flags, position, article } = view.columns;
  const [whos, whats] = [view.columns[who], view.columns[what]];
  const [noWho, noWhat] = [view.places[who].get(""), view.places[what].get("")];
  const units = unitsOf(view);
  const found = [];
  let [at, here] = [-1, new Map()];
  for (const row of rowsPassing(view, state, ["positions"])) {
    if (whos[row] === noWho || whats[row] === noWhat || (what === "topic" && !(flags[row] & FIRST_SIDE))) continue;
    if (nth[row] !== at) [at, here] = [nth[row], new Map()];
    const key = whos[row] * view.values[what].length + whats[row];
    const order = placeAmong(flags[row], position[row]);
    const known = here.get(key);
    if (known && known.order <= order) continue;
    const one = known ?? { who: whos[row], what: whats[row], nth: nth[row], article: article[row] };
    const side = sideTold(view.positions[position[row]].id, flags[row]);
    Object.assign(one, { order, side, position: view.positions[position[row]].id });
    Object.assign(one, { sure: Boolean(flags[row] & IS_SURE), unit: units[article[row]] });
    if (!known) found.push(one);
    here.set(key, one);
  }
  return found;
}

// The less, the sooner a row is taken: the main side first, then by position, lean, and whether it is sure.
function placeAmong(flags, position) {
  const lean = flags & LEANS_FOR ? 1 : flags & LEANS_AGAINST ? 2 : 0;
  return (flags & FIRST_SIDE ? 0 : 1000) + 10 * position + 2 * lean + (flags & IS_SURE ? 0 : 1);
}

// 1 for, -1 against; a conditional one by its lean.
function sideTold(position, flags) {
  if (position === "conditional") return flags & LEANS_FOR ? 1 : flags & LEANS_AGAINST ? -1 : 0;
  return { support: 1, oppose: -1 }[position] ?? 0;
}

/** @param {string} month @param {string} every */
export function periodIn(month, every) {
  if (every === "month") return month;
  return every === "year" ? month.slice(0, 4) : `${month.slice(0, 4)}-Q${Math.ceil(Number(month.slice(5)) / 3)}`;
}

// The first and the last day of a period.
/** @param {string} period */
export function daysIn(period) {
  const [year, part] = period.split("-");
  const last = part?.startsWith("Q") ? 3 * Number(part[1]) : Number(part ?? 12);
  const first = part?.startsWith("Q") ? last - 2 : Number(part ?? 1);
  return { first: `${year}-${String(first).padStart(2, "0")}-01`, last: dayBefore(Number(year), last + 1) };
}

// The last day of the month before one.
/** @param {number} year @param {number} month */
export function dayBefore(year, month) {
  return new Date(Date.UTC(year, month - 1, 0)).toISOString().slice(0, 10);
}

// The periods from the first to the last of some months, none left out.
/** @param {string[]} months @param {Every} every */
export function periodsFrom(months, every) {
  const numbers = months.filter(Boolean).map((month) => 12 * Number(month.slice(0, 4)) + Number(month.slice(5)) - 1);
  const [first, last] = [Math.min(...numbers), Math.max(...numbers)];
  const all = [];
  for (let at = first; at <= last; at += 1)
    all.push(periodIn(`${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, "0")}`, every));
  return [...new Set(all)];
}

// The statements in periods, by who and what; without intervals, which `figuresOf` reckons.
/** @param {CorpusView} view @param {OneEach[]} some @param {Every} every @returns {TrendGroup[]} */
export function trendGroups(view, some, every) {
  const groups = new Map();
  for (const one of some) {
    const month = view.articles.published[one.article].slice(0, 7);
    if (!month || !one.position) continue;
    const period = periodIn(month, every);
    const key = `${period} ${one.who} ${one.what}`;
    if (!groups.has(key)) {
      const { who, what } = one;
      groups.set(key, { period, who, what, statements: 0, articles: new Set(), units: new Map() });
    }
    const group = groups.get(key);
    group.statements += 1;
    group.articles.add(one.article);
    if (!group.units.has(one.unit)) group.units.set(one.unit, [0, 0, 0, 0, 0, 0]);
    const sums = group.units.get(one.unit);
    sums[0] += one.side;
    sums[1 + SIDED.indexOf(one.position)] += 1;
    sums[5] += 1;
  }
  return [...groups.values()].map((group) => ({ ...group, articles: group.articles.size }));
}

// Of each measure its value, and the ends of its interval; null below the floor.
/** @param {CorpusView} view @param {TrendGroup} group @returns {Figures} */
export function figuresOf(view, { units, statements }) {
  const rows = [...units.values()];
  const columns = MEASURED.map((_, number) => rows.map((row) => row[number]));
  const size = rows.map((row) => row[5]);
  const told = statements >= ENOUGH && rows.length >= FEWEST;
  const drawn = told ? drawnSums(unitNames(view, [...units.keys()]), [...columns, size]) : null;
  const parts = MEASURED.map((measure, number) => {
    const value = columns[number].reduce(plus, 0) / size.reduce(plus, 0);
    const ratios = drawn?.[number].map((sum, at) => sum / drawn[5][at]);
    const [low, high] = told ? intervalAround(value, ratios, rows.length, number ? 0 : -1, 1) : [null, null];
    return [measure, { value, low, high }];
  });
  return Object.fromEntries(parts);
}

function plus(one, other) {
  return one + other;
}

/** @param {CorpusView} view @param {number[]} units */
function unitNames(view, units) {
  return units.map((unit) => nameAsNumber(view.articles.id[unit]));
}

// The first day of the month in the middle of those between the days that are chosen.
/** @param {CorpusView} view @param {CorpusState} state */
export function middleOf({ articles }, { first, last }) {
  const within = articles.published.filter((day) => day && (!first || day >= first) && (!last || day <= last));
  if (!within.length) return "";
  const months = within.map((day) => 12 * Number(day.slice(0, 4)) + Number(day.slice(5, 7)) - 1);
  const [begin, end] = [months.reduce((a, b) => Math.min(a, b)), months.reduce((a, b) => Math.max(a, b))];
  const half = Math.floor((begin + end + 1) / 2);
  return `${String(Math.floor(half / 12)).padStart(4, "0")}-${String((half % 12) + 1).padStart(2, "0")}-01`;
}

// What has another share of the statements from a day on than before it, the greatest difference first; by a column.
/**
 * @param {CorpusView} view
 * @param {CorpusState} state
 * @param {Who | What} by
 * @param {string} split
 * @returns {Rise[]}
 */
export function risesOf(view, state, by, split) {
  const { whole, parts } = byUnits(view, state, by, split);
  const counts = (part) => [0, 1].map((side) => [...part.values()].reduce((sum, pair) => sum + pair[side], 0));
  const taking = [0, 1].map((side) => [...whole.values()].filter((pair) => pair[side]).length);
  if (Math.min(...taking) < FEWEST) return [];
  const totals = counts(whole);
  const squares = [0, 1].map((side) => [...whole.values()].reduce((sum, pair) => sum + pair[side] ** 2, 0));
  const found = [...parts]
    .filter(([, part]) => part.size >= FEWEST && counts(part).reduce(plus, 0) >= ENOUGH)
    .map(([place, part]) => differing(view.values[by][place], part, counts(part), whole, totals, { taking, squares }));
  const told = discoveries(
    found.map(({ p }) => p),
    RATE,
  );
  const names = unitNames(view, [...whole.keys()]);
  const columns = (part) => [0, 1].map((side) => [...whole.keys()].map((unit) => part.get(unit)?.[side] ?? 0));
  const passing = found.filter((_, at) => told[at]);
  const drawn = drawnSums(
    names,
    [whole, ...passing.map((one) => parts.get(view.places[by].get(one.id)))].flatMap(columns),
  );
  passing.forEach((one, at) => {
    const [before, after] = drawn.slice(2 * at + 2, 2 * at + 4);
    const differences = after.map((sum, draw) => sum / drawn[1][draw] - before[draw] / drawn[0][draw]);
    [one.low, one.high] = intervalAround(one.difference, differences, Math.min(...taking), -1, 1);
    one.named = !(one.low <= 0 && 0 <= one.high);
  });
  const most = (one, other) => Math.abs(other.difference) - Math.abs(one.difference);
  return found.sort((one, other) => most(one, other) || (one.id < other.id ? -1 : 1));
}

// For each unit how many statements it has before and after: of all, and of each value.
function byUnits(view, state, by, split) {
  const { nth, article } = view.columns;
  const [column, none, units] = [view.columns[by], view.places[by].get(""), unitsOf(view)];
  const [whole, parts] = [new Map(), new Map()];
  let [at, here] = [-1, new Set()];
  const add = (part, unit, side) => {
    if (!part.has(unit)) part.set(unit, [0, 0]);
    part.get(unit)[side] += 1;
  };
  for (const row of rowsPassing(view, state, [])) {
    const day = view.articles.published[article[row]];
    if (!day) continue;
    const [unit, side] = [units[article[row]], Number(day >= split)];
    if (nth[row] !== at) {
      [at, here] = [nth[row], new Set()];
      add(whole, unit, side);
    }
    if (column[row] === none || here.has(column[row])) continue;
    here.add(column[row]);
    if (!parts.has(column[row])) parts.set(column[row], new Map());
    add(parts.get(column[row]), unit, side);
  }
  return { whole, parts };
}

/** @returns {Rise} */
function differing(id, part, counts, whole, totals, { taking, squares }) {
  const share = counts.map((count, side) => count / totals[side]);
  const difference = share[1] - share[0];
  // the squares of what each article is off, from whole numbers: those without any need not be looked at one by one
  const spreads = [0, 1].map((side) => {
    let [own, beside] = [0, 0];
    for (const [unit, pair] of part) {
      own += pair[side] ** 2;
      beside += pair[side] * whole.get(unit)[side];
    }
    const off = own - 2 * share[side] * beside + share[side] ** 2 * squares[side];
    return ((off / totals[side] ** 2) * taking[side]) / (taking[side] - 1);
  });
  const spread = spreads[0] + spreads[1];
  const deviations = spread > NEXT_TO_NOTHING ? Math.abs(difference) / Math.sqrt(spread) : 0;
  const p = twoSided(deviations, Math.min(...taking) - 1);
  const [before, after] = counts;
  return { id, before, after, share, difference, low: null, high: null, p, named: false };
}
