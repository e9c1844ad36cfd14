// How many statements of a corpus there are, by any of its columns: in the page what cubes.Cells.counted is in Python.
// @ts-check
/** @import { CorpusFilter, CorpusPayload, CorpusState, CorpusView, Dimension } from "./types.d.ts" */
/** @import { Group, Packed, Part } from "./types.d.ts" */

import { indexed } from "./state.js";

// The filters that look at rows, each with its column; those of outlets, articles and days look at articles.
export const ROW_FILTERS = {
  actors: "actor",
  speakers: "speaker",
  topics: "topic",
  issues: "issue",
  positions: "position",
};
const CHOICES_HELD = 40; // sets of filters whose rows are remembered
const FEW_CODES = 1 << 20; // groups that there may be, below which a table of all of them is the quickest

// No filter; an empty list chooses all. first, last: days, both counted.
export const UNFILTERED = {
  outlets: [],
  articles: [],
  actors: [],
  speakers: [],
  topics: [],
  issues: [],
  positions: [],
  first: "",
  last: "",
};
// What is chosen at first; on: what the panels go by.
/** @type {CorpusState} */
export const WHOLE = {
  ...UNFILTERED,
  once: "cluster",
  statement: null,
  article: null,
  on: "topics",
  who: "actors",
  share: false,
  all: false,
};

// The corpus, ready to be counted: columns of numbers, and for each dimension its values and the place of each.
/** @param {CorpusPayload} payload @returns {CorpusView} */
export function corpusView(payload) {
  const { articles } = payload;
  const cells = Object.fromEntries(Object.entries(payload.cells).map(([name, column]) => [name, unpacked(column)]));
  const months = [...new Set(articles.published.map((day) => day.slice(0, 7)))].sort();
  const values = { month: months, ...valuesOfLists(payload) };
  const places = Object.fromEntries(Object.entries(values).map(([name, all]) => [name, numberOfEach(all)]));
  const monthOf = articles.published.map((day) => places.month.get(day.slice(0, 7)));
  const spread = (ofArticles) => Uint32Array.from(cells.article, (at) => ofArticles[at]);
  const columns = { ...cells, month: spread(monthOf), outlet: spread(articles.outlet) };
  const looks = indexed(payload.positions);
  const size = cells.article.length;
  const view = { ...payload, months, values, places, columns, looks, size, rowsOf: new Map() };
  return /** @type {CorpusView} */ (/** @type {unknown} */ (view));
}

/** @param {CorpusPayload} payload */
function valuesOfLists({ outlets, actors, speakers, topics, issues, positions, articles }) {
  return {
    outlet: outlets,
    actor: actors,
    speaker: speakers.map(({ key }) => key),
    topic: topics.map(({ id }) => id),
    issue: issues.map(({ key }) => key),
    position: positions.map(({ id }) => id),
    article: articles.id,
  };
}

/** @param {string[]} values */
function numberOfEach(values) {
  return new Map(values.map((value, at) => [value, at]));
}

const KINDS_OF_NUMBERS = { u1: Uint8Array, u2: Uint16Array, u4: Uint32Array };

/** @param {Packed} column */
function unpacked({ kind, data }) {
  const letters = atob(data);
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at += 1) bytes[at] = letters.charCodeAt(at); // millions: a plain loop is quick
  return new KINDS_OF_NUMBERS[kind](bytes.buffer);
}

// The groups that have statements, in the order of their places: for each dimension of `by` its place, and how many
// statements and articles. Each statement counts once in a group. except: filters that are not applied.
/**
 * @param {CorpusView} view
 * @param {CorpusState} state
 * @param {Dimension[]} by
 * @param {CorpusFilter[]} [except]
 * @returns {Group[]}
 */
export function counted(view, state, by, except = []) {
  const widths = by.map((name) => Math.max(1, view.values[name].length));
  const { codes, statements, articles } = tallied(view, rowsPassing(view, state, except), by, widths);
  if (!by.length && !codes.length) return [{ statements: 0, articles: 0 }];
  const order = codes.map((_, slot) => slot).sort((one, other) => codes[one] - codes[other]);
  return order.map((slot) => {
    const found = { statements: statements[slot], articles: articles[slot] };
    return Object.assign(partsOf(codes[slot], by, widths), found);
  });
}

// For each group a number that tells its places, and what is in it. The rows of a statement stand together, and those
// of an article do.
/** @param {CorpusView} view @param {Uint32Array} rows @param {Dimension[]} by @param {number[]} widths */
function tallied(view, rows, by, widths) {
  const columns = by.map((name) => view.columns[name]);
  const { nth, article } = view.columns;
  const slotOf = slots(widths.reduce((whole, width) => whole * width, 1));
  const [codes, statements, articles, lastStatement, lastArticle] = [[], [], [], [], []];
  for (const row of rows) {
    let code = 0;
    for (let at = 0; at < columns.length; at += 1) code = code * widths[at] + columns[at][row];
    const slot = slotOf(code);
    if (slot === codes.length) for (const list of [statements, articles]) list.push(0);
    if (slot === codes.length) codes.push(code);
    if (lastStatement[slot] !== nth[row]) statements[slot] += 1;
    if (lastArticle[slot] !== article[row]) articles[slot] += 1;
    lastStatement[slot] = nth[row];
    lastArticle[slot] = article[row];
  }
  return { codes, statements, articles };
}

// The number of a group by its code, the next free one where it has none.
/** @param {number} whole @returns {(code: number) => number} */
function slots(whole) {
  let next = 0;
  const known = whole <= FEW_CODES ? new Int32Array(whole) : new Map(); // a number is one more than that of the group
  const isTable = known instanceof Int32Array;
  return (code) => {
    const slot = isTable ? known[code] : known.get(code);
    if (slot) return slot - 1;
    next += 1;
    if (isTable) known[code] = next;
    else known.set(code, next);
    return next - 1;
  };
}

/**
 * @param {number} code
 * @param {Dimension[]} by
 * @param {number[]} widths
 * @returns {Partial<Record<Dimension, number>>}
 */
function partsOf(code, by, widths) {
  const parts = {};
  for (let at = by.length - 1; at >= 0; at -= 1) {
    parts[by[at]] = code % widths[at];
    code = Math.floor(code / widths[at]);
  }
  return parts;
}

// The numbers (nth) of the statements that pass the filters, the oldest first. more: what is chosen beside the state.
// part: what is looked at of that; a cell of a table has the statements, of all copies, that were counted in it.
/**
 * @param {CorpusView} view
 * @param {CorpusState} state
 * @param {Partial<CorpusState>} [more]
 * @param {Part} [part]
 * @returns {number[]}
 */
export function listed(view, state, more = {}, { nth: wanted, ...part } = {}) {
  const { nth, article } = view.columns;
  const inPart = articlesMeeting(view, { ...UNFILTERED, ...part });
  const found = [];
  for (const row of rowsPassing(view, { ...state, ...more }, [])) {
    const isWanted = inPart[article[row]] && (!wanted || wanted.has(nth[row]));
    if (isWanted && found.at(-1) !== nth[row]) found.push(nth[row]);
  }
  return found;
}

// What is chosen in filters, and in some fields more, as one string: where it is the same, the same is counted.
/** @param {CorpusState} state @param {(keyof CorpusState)[]} more @param {string[]} [except] */
export function chosenKey(state, more, except = []) {
  const filters = ["outlets", "articles", ...Object.keys(ROW_FILTERS), "first", "last", "once"];
  return JSON.stringify([...filters.filter((name) => !except.includes(name)), ...more].map((name) => state[name]));
}

// The rows that pass the filters but those of `except`. Many panels ask: what was found is remembered.
/** @param {CorpusView} view @param {CorpusState} state @param {CorpusFilter[]} except @returns {Uint32Array} */
export function rowsPassing(view, state, except) {
  /** @type {Set<string>} */
  const left = new Set(except);
  const applied = Object.fromEntries(Object.entries(state).filter(([name]) => !left.has(name)));
  const { outlets = [], articles = [], first = "", last = "", once } = applied;
  const filters = Object.keys(ROW_FILTERS).filter((name) => applied[name]?.length);
  const key = JSON.stringify([outlets, articles, first, last, once, filters.map((name) => [name, applied[name]])]);
  if (!view.rowsOf.has(key)) {
    if (view.rowsOf.size >= CHOICES_HELD) view.rowsOf.delete(view.rowsOf.keys().next().value);
    const counting = articlesCounting(view, { outlets, articles, first, last, once });
    const wanted = filters.map((name) => wantedIn(view, ROW_FILTERS[name], applied[name]));
    view.rowsOf.set(key, rowsWhere(view, counting, wanted));
  }
  return view.rowsOf.get(key);
}

/**
 * @param {CorpusView} view
 * @param {Uint8Array} articles
 * @param {{ column: ArrayLike<number>, has: Uint8Array }[]} wanted
 */
function rowsWhere({ size, columns }, articles, wanted) {
  const found = new Uint32Array(size);
  let next = 0;
  for (let row = 0; row < size; row += 1)
    if (articles[columns.article[row]] && wanted.every(({ column, has }) => has[column[row]])) found[next++] = row;
  return found.subarray(0, next);
}

/** @param {CorpusView} view @param {Dimension} name @param {string[]} chosen */
function wantedIn({ values, places, columns }, name, chosen) {
  const has = new Uint8Array(values[name].length);
  for (const value of chosen) if (places[name].has(value)) has[places[name].get(value)] = 1;
  return { column: columns[name], has };
}

// For each article whether it counts: it meets its filters, and of its copies that do it ranks first.
/** @param {CorpusView} view @param {Pick<CorpusState, "outlets" | "articles" | "first" | "last" | "once">} state */
function articlesCounting(view, { once, ...filters }) {
  const { outlet, cluster, rank } = view.articles;
  const leads = new Map();
  const keep = articlesMeeting(view, filters);
  const group = (at) => (once === "cluster" ? cluster[at] : cluster[at] * view.outlets.length + outlet[at]);
  keep.forEach((kept, at) => {
    if (kept && !(rank[leads.get(group(at))] <= rank[at])) leads.set(group(at), at);
  });
  return Uint8Array.from(keep, (kept, at) => Number(kept && (once === "article" || leads.get(group(at)) === at)));
}

// For each article whether it meets its filters.
/** @param {CorpusView} view @param {Pick<CorpusState, "outlets" | "articles" | "first" | "last">} filters */
function articlesMeeting({ articles: about, outlets: names }, { outlets, articles, first, last }) {
  const [ofOutlets, ofArticles] = [new Set(outlets), new Set(articles)];
  return about.published.map((day, at) => {
    const inTime = (!first || day >= first) && (!last || (day !== "" && day <= last));
    const wanted = !ofOutlets.size || ofOutlets.has(names[about.outlet[at]]);
    return inTime && wanted && (!ofArticles.size || ofArticles.has(about.id[at]));
  });
}
