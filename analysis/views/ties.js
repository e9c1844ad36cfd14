// Statements -> who agrees with whom, and who speaks on what. networks.py has the same, and more, in Python: the cells
// of both are equal.
// @ts-check
/** @import { CorpusState, CorpusView, Network, NetworkHow, SaidRows } from "./types.d.ts" */

import { rowsPassing } from "./counting.js";

const SIDE_OF = { support: 1, oppose: -1, "+": 1, "-": -1 };
const TAKING_SIDES = ["support", "oppose", "conditional"];
const [AGAINST, FOR] = [0, 1]; // the places of the two sides; what is counted whatever the side stands at the first

// The statements that make a network, a place in each list for each row of the corpus that counts: who, on what, on
// which side, and what counts once if it is said again (`unit`).
/** @param {CorpusView} view @param {CorpusState} state @param {NetworkHow} how @returns {SaidRows} */
export function saidIn(view, state, how) {
  const { columns } = view;
  const [who, what] = [columns[how.nodes], columns[how.on]];
  const [ids, concepts] = [view.values[how.nodes], view.values[how.on]];
  const sides = sideOfRow(view);
  const main = how.on === "topic" && !state.issues.length ? 1 << SIDE_BIT : 0;
  const unit = UNITS[how.duplicates](view);
  const said = { who: [], what: [], level: [], unit: [], nth: [], article: [], counted: [] };
  for (const row of rowsPassing(view, state, [])) {
    if (ids[who[row]] === "" || concepts[what[row]] === "" || (columns.flags[row] & main) !== main) continue;
    const side = how.sided ? sides(row) : 0;
    if (how.sided && !side) continue;
    said.who.push(who[row]);
    said.what.push(what[row]);
    said.level.push(side > 0 ? FOR : AGAINST);
    said.unit.push(unit(row));
    said.nth.push(columns.nth[row]);
    said.article.push(columns.article[row]);
  }
  return { ...said, ids, concepts, names: namesIn(view, how.nodes), conceptNames: namesIn(view, how.on) };
}

/** @param {CorpusView} view @param {NetworkHow["nodes" | "on"]} dimension @returns {string[]} */
function namesIn({ values, speakers, topics, issues }, dimension) {
  const named = { speaker: speakers, issue: issues }[dimension];
  return (
    named?.map(({ name }) => name) ?? (dimension === "topic" ? topics.map(({ label }) => label) : values[dimension])
  );
}

const SIDE_BIT = 3; // the place of first_side in cubes.FLAGS

// 1 for a row that is for, -1 against, 0 for one that takes no side; a conditional one counts by its lean.
/** @param {CorpusView} view */
function sideOfRow({ columns, values }) {
  const of = values.position.map((position) => SIDE_OF[position] ?? 0);
  const conditional = values.position.indexOf("conditional");
  const leans = [0, 1, -1];
  return (row) => (columns.position[row] === conditional ? leans[columns.lean[row]] : of[columns.position[row]]);
}

// What counts once, if somebody says it again on the same side: in an article, in the articles of a month (undated ones
// each by itself), in all; or nothing does.
const UNITS = {
  include:
    ({ columns }) =>
    (row) =>
      columns.nth[row],
  document:
    ({ columns }) =>
    (row) =>
      columns.article[row],
  month: ({ columns, months, articles }) => {
    const dated = (row) => months[columns.month[row]] !== "";
    return (row) => (dated(row) ? articles.id.length + columns.month[row] : columns.article[row]);
  },
  range: () => () => 0,
};

// How often each says each thing on each side, what counts once counted once.
/** @param {SaidRows} said */
function timesSaid(said) {
  const [wide, deep] = [said.concepts.length, 1 + said.unit.reduce((most, unit) => Math.max(most, unit), 0)];
  const seen = new Set();
  const rows = new Map();
  for (let at = 0; at < said.who.length; at += 1) {
    const [who, place] = [said.who[at], said.what[at] * 2 + said.level[at]];
    const code = (who * wide * 2 + place) * deep + said.unit[at];
    said.counted[at] = !seen.has(code);
    if (!said.counted[at]) continue;
    seen.add(code);
    if (!rows.has(who)) rows.set(who, new Map());
    const row = rows.get(who);
    row.set(place, (row.get(place) ?? 0) + 1);
  }
  return rows;
}

// A network of what was said: the names of rows and columns, sorted, and a cell for each pair. `most`: rows, and
// columns of a two-mode network, that are taken, those with the most statements first; others count in the norms alone.
/** @param {SaidRows} said @param {NetworkHow} how @returns {Network} */
export function networkOf(said, how, most = Infinity) {
  const counts = timesSaid(said);
  const totals = new Map([...counts].map(([who, row]) => [who, sumOf(row.values())]));
  const rows = mostNamed(totals, said.names, most);
  const own = rows.map((who) => counts.get(who));
  const weight = timesOnEach(counts);
  const told = {
    how,
    said,
    columnPlaces: [],
    statements: new Set(said.nth).size,
    articles: new Set(said.article).size,
  };
  const named = { rows: rows.map((who) => said.names[who]), places: rows, row: own, of: totals.size };
  if (how.mode === "one-mode")
    return { ...told, ...named, columns: named.rows, values: own.map((one) => own.map((two) => tieOf(one, two, how))) };
  const columns = mostNamed(weight, said.conceptNames, most);
  const values = own.map((row) => columns.map((what) => cellOf(row, what, weight, how)));
  const others = { columns: columns.map((what) => said.conceptNames[what]), ofColumns: weight.size };
  return { ...told, ...named, ...others, values, columnPlaces: columns };
}

// The places with the largest numbers, in the order of their names.
/** @param {Map<number, number>} totals @param {string[]} names @param {number} most */
function mostNamed(totals, names, most) {
  const byName = (one, two) => (names[one] === names[two] ? one - two : names[one] < names[two] ? -1 : 1);
  const ranked = [...totals.keys()].sort((one, two) => totals.get(two) - totals.get(one) || byName(one, two));
  return ranked.slice(0, most).sort(byName);
}

function timesOnEach(counts) {
  const totals = new Map();
  for (const row of counts.values())
    for (const [place, n] of row) totals.set(place >> 1, (totals.get(place >> 1) ?? 0) + n);
  return totals;
}

function cellOf(row, what, weight, { aggregation, norm }) {
  const [against, forIt] = [row.get(2 * what + AGAINST) ?? 0, row.get(2 * what + FOR) ?? 0];
  const value = aggregation === "subtract" ? forIt - against : forIt + against;
  const by = { no: () => 1, activity: () => sumOf(row.values()), prominence: () => weight.get(what) }[norm]();
  return by ? value / by : 0;
}

// What joins two nodes: congruence counts pairs on one side, conflict those on two.
function tieOf(one, two, how) {
  if (one === two) return 0;
  let [found, least] = [0, 0];
  for (const what of inCommon(one, two)) {
    const [a, b] = [sidesOn(one, what), sidesOn(two, what)];
    const congruence = a[AGAINST] * b[AGAINST] + a[FOR] * b[FOR];
    const conflict = a[AGAINST] * b[FOR] + a[FOR] * b[AGAINST];
    const pairs = { congruence, conflict, subtract: congruence - conflict }[how.aggregation] ?? congruence + conflict;
    const [n, m] = [a[0] + a[1], b[0] + b[1]];
    found += how.norm === "jaccard" ? (pairs * Math.min(n, m)) / (n * m) : pairs;
    least += Math.min(n, m);
  }
  if (!found) return 0;
  const [all, others] = [sumOf(one.values()), sumOf(two.values())];
  if (how.norm === "average") return (2 * found) / (all + others);
  if (how.norm === "jaccard") return found / (all + others - least); // of each concept the larger number
  return how.norm === "cosine" ? found / (lengthOf(one) * lengthOf(two)) : found;
}

/** @param {Map<number, number>} row @param {number} what */
export function sidesOn(row, what) {
  return [row.get(2 * what + AGAINST) ?? 0, row.get(2 * what + FOR) ?? 0];
}

// What both speak on.
/** @param {Map<number, number>} one @param {Map<number, number>} two */
export function inCommon(one, two) {
  const [few, many] = one.size < two.size ? [one, two] : [two, one];
  const found = new Set();
  for (const place of few.keys()) if (many.has(place) || many.has(place ^ 1)) found.add(place >> 1);
  return [...found].sort((a, b) => a - b);
}

// The root of the sum of squares over concepts.
function lengthOf(row) {
  let squares = 0;
  for (const [place, n] of row) {
    const other = row.get(place ^ 1) ?? 0;
    squares += n * n + n * other; // of both sides together (n + m)², each giving its part
  }
  return Math.sqrt(squares);
}

function sumOf(numbers) {
  let whole = 0;
  for (const one of numbers) whole += one;
  return whole;
}

// What two nodes meet in, as far as it makes their tie: [[what], both on one side, on two sides].
/** @param {Network} net @param {number} i @param {number} j */
export function meeting(net, i, j) {
  const [one, two] = [net.row[i], net.row[j]];
  const on = inCommon(one, two).map((what) => {
    const [a, b] = [sidesOn(one, what), sidesOn(two, what)];
    return { what, agree: a[0] * b[0] + a[1] * b[1] > 0, differ: a[0] * b[1] + a[1] * b[0] > 0 };
  });
  const matters = { congruence: ({ agree }) => agree, conflict: ({ differ }) => differ }[net.how.aggregation];
  return matters ? on.filter(matters) : on;
}

// Where the statements of a tie stand among those said: in a two-mode network those of one on something, else those of
// each of two that have a counterpart of the other.
/** @param {Network} net @param {number} i @param {number} j */
export function saidFor({ how, said, row, places, columnPlaces }, i, j) {
  const { aggregation } = how;
  const answered = (other, at) => {
    const sides = sidesOn(other, said.what[at]);
    if (aggregation === "congruence") return sides[said.level[at]] > 0;
    return aggregation === "conflict" ? sides[1 - said.level[at]] > 0 : sides[0] + sides[1] > 0;
  };
  const of = { [places[i]]: (at) => said.what[at] === columnPlaces[j] };
  if (how.mode === "one-mode") {
    of[places[i]] = (at) => answered(row[j], at);
    of[places[j]] = (at) => answered(row[i], at);
  }
  return said.who.flatMap((who, at) => (of[who]?.(at) ? [at] : []));
}

// What opens the statements of a tie: those of both where they meet, or those of one on something.
/** @param {Network} net @param {CorpusState} state @param {number} i @param {number} j */
export function behindTie(net, state, i, j) {
  const { how, said } = net;
  const [nodes, on] = [`${how.nodes}s`, `${how.on}s`];
  const ends = how.mode === "one-mode" ? [net.places[i], net.places[j]] : [net.places[i]];
  const places = how.mode === "one-mode" ? meeting(net, i, j).map(({ what }) => what) : [net.columnPlaces[j]];
  const change = { [nodes]: ends.map((who) => said.ids[who]), [on]: places.map((what) => said.concepts[what]) };
  if (!how.sided) return change;
  const positions = TAKING_SIDES.filter((one) => !state.positions.length || state.positions.includes(one));
  return { ...change, positions };
}

// Of a node what chooses it.
/** @param {Network} net @param {number} i @param {boolean} column */
export function behindNode({ how, said, places, columnPlaces }, i, column) {
  return column ? { [`${how.on}s`]: [said.concepts[columnPlaces[i]]] } : { [`${how.nodes}s`]: [said.ids[places[i]]] };
}

// The numbers (nth) of the statements of a node that the network is made of.
/** @param {Network} net @param {number} i @param {boolean} column */
export function saidByNode({ said, places, columnPlaces }, i, column) {
  const [list, place] = column ? [said.what, columnPlaces[i]] : [said.who, places[i]];
  return new Set(said.nth.filter((_, n) => list[n] === place));
}
