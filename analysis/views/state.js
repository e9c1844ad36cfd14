// What was found, ready to be drawn, and which of it passes the filters.
// @ts-check
/** @import { Chance, ChanceId, Change, Described, Facet, FacetId, Filter, Filters, Maps } from "./types.d.ts" */
/** @import { Look, Payload, Prepared, Segment, Standing, State, Statement, StatementRow } from "./types.d.ts" */
/** @import { Stood, View } from "./types.d.ts" */

import { leaning, shaped } from "./elements.js";
import { FACETS, KINDS, NO_TOPIC, NONE } from "./facets.js";
import { plain } from "./plain.js";

// What is chosen at first. All filters are the fields of selection.py.
/** @type {Filters} */
export const NOTHING = {
  speakers: [],
  actors: [],
  topics: [],
  positions: [],
  acts: [],
  kinds: [],
  issues: [],
  manners: [],
  together: false, // a statement must have all of the topics, not one of them
  own: false, // topics that a statement has by context do not count
  confidence: 0, // of words and source
  resolution_confidence: 0, // of who is meant
  position_confidence: 0,
  text: "",
  statement: null,
};
/** @param {Payload} payload @returns {Prepared} */
export function prepared(payload) {
  const maps = {
    speakers: indexed(payload.speakers, "key"),
    positions: indexed(payload.positions),
    topics: indexed(payload.topics),
  };
  const places = placesIn(payload.segments);
  const place = (key) => places.get(key) ?? [0, 0];
  const sent = payload.statements.map((s) => ({ ...described(s, payload, maps), place: place(s.key) }));
  const statements = /** @type {Statement[]} */ (sent);
  for (const statement of statements) {
    const own = statement.codes.filter((code) => !code.inherited).map((code) => code.id);
    const values = Object.fromEntries(FACETS.map((facet) => [facet.id, facet.of(statement)]));
    statement.values = /** @type {Statement["values"]} */ ({ ...values, own });
    for (const [id, values] of Object.entries(statement.values)) if (!values.length) statement.values[id] = [NONE];
  }
  const facets = FACETS.map((facet) => {
    const options = facet.options(payload);
    const lacks = ({ values }) => values[facet.id][0] === NONE || (facet.id === "topics" && values.own[0] === NONE);
    const unnamed = facet.none && statements.some(lacks);
    return { ...facet, options: unnamed ? [...options, { id: NONE, label: facet.none }] : options };
  });
  const topicLabels = new Map(payload.topics.map(({ id, label }) => [id, label]));
  return { ...payload, topicLabels, statements, facets, facet: indexed(facets), byKey: indexed(statements, "key") };
}

// A statement, its columns as they are, with names, labels and the words that a search looks through.
/** @param {StatementRow} s @param {Payload} payload @param {Maps} maps @returns {Described} */
function described(s, payload, { speakers, positions, topics }) {
  const look = positions.get(s.position);
  const [main, ...further] = [s, ...s.further].map((one) => standing(one, positions));
  const people = s.people.map((key) => speakers.get(key));
  const names = people.map((person) => person.name);
  return {
    ...s,
    look,
    drawn: main.drawn,
    toward: main.toward,
    further: s.further.map((one, at) => ({ ...one, ...further[at] })),
    people,
    names,
    stand: [main, ...further].map(({ stand }) => stand).join("; "),
    labels: s.codes.length ? s.codes.map((code) => topics.get(code.id).label) : [NO_TOPIC],
    actLabel: payload.acts[s.act]?.label ?? s.act,
    kindLabel: KINDS[s.kind] ?? s.kind,
    mannerLabel: payload.manners[s.manner]?.label ?? s.manner,
    fields: [s.source, s.cue, s.content, ...names].map(plain),
  };
}

// How a position is drawn, toward what it is, and both in words: "opposes the sanctions".
/** @param {Stood} one @param {Map<string, Look>} positions @returns {Standing} */
function standing({ position, position_confidence: chance, lean, target }, positions) {
  const drawn = shaped(positions.get(position), chance);
  const bare = lean || ["support", "oppose"].includes(position);
  const toward = target ? ` ${bare ? "" : "toward "}${target}` : "";
  return { drawn, toward, stand: `${drawn.label}${leaning(lean)}${toward}` };
}

// Where each statement begins and ends, from 0 (the first letter of the article) to 1.
/** @param {Segment[]} segments */
function placesIn(segments) {
  const places = new Map();
  let at = 0;
  for (const { text, statement, nested } of segments) {
    for (const key of statement ? [statement, ...nested] : [])
      places.set(key, [places.get(key)?.[0] ?? at, at + text.length]);
    at += text.length;
  }
  for (const [key, place] of places)
    places.set(
      key,
      place.map((letters) => letters / Math.max(1, at)),
    );
  return places;
}

/** @template T @param {T[]} things @returns {Map<string, T>} */
export function indexed(things, name = "id") {
  return new Map(things.map((thing) => [thing[name], thing]));
}

// The statements that pass all filters but those named in `except`.
/** @param {View} view @param {Filters} state @param {string[]} except */
export function shown(view, state, except = []) {
  const missed = misses(view, state);
  return view.statements.filter((_, index) => !missed[index] || missed[index].every((id) => except.includes(id)));
}

// For each statement the filters that it misses, or null. Asked by every panel, worked out once for each state.
/** @param {View} view @param {Filters} state */
function misses(view, state) {
  if (view.missedBy === state) return view.missed;
  const filters = [...view.facets.map(facetFilter), ...CHANCES.map(chanceFilter), TEXT].filter((filter) =>
    filter.active(state),
  );
  /** @type {[string, (statement: Statement) => boolean][]} */
  const tests = filters.map(({ id, test }) => [id, test(state)]);
  view.missedBy = state;
  view.missed = view.statements.map((statement) => {
    const missed = tests.filter(([, holds]) => !holds(statement)).map(([id]) => id);
    return missed.length ? missed : null;
  });
  return view.missed;
}

/** @param {Facet} facet @returns {Filter} */
function facetFilter({ id }) {
  const test = (state) => {
    const wanted = state[id];
    if (id === "topics" && state.together)
      return (s) => wanted.every((value) => valuesOf(s, id, state).includes(value));
    return (s) => valuesOf(s, id, state).some((value) => wanted.includes(value));
  };
  return { id, active: (state) => state[id].length > 0, test };
}

// The values of a statement in a facet, as they count now.
/** @param {Statement} statement @param {FacetId} id @param {Filters} filters */
export function valuesOf({ values }, id, { own }) {
  return values[id === "topics" && own ? "own" : id];
}

// How sure a statement is, of what; where nobody gave a chance it is null, and passes no filter.
/** @type {{ id: ChanceId, label: string, column: string, chip: string }[]} */
export const CHANCES = [
  { id: "confidence", label: "Words and source", column: "Sure of the words", chip: "sure of the words" },
  { id: "resolution_confidence", label: "Speaker", column: "Sure of the speaker", chip: "sure of the speaker" },
  { id: "position_confidence", label: "Position", column: "Sure of the position", chip: "sure of the position" },
];

/** @param {Chance} chance */
export function percent(chance) {
  return chance === null ? "not given" : `${Math.round(chance * 100)} %`;
}

/** @param {{ id: ChanceId }} chance @returns {Filter} */
function chanceFilter({ id }) {
  const test = (state) => (s) => s[id] !== null && s[id] >= state[id];
  return { id, active: (state) => state[id] > 0, test };
}

/** @type {Filter} */
const TEXT = {
  id: "text",
  active: (state) => plain(state.text) !== "",
  test: (state) => {
    const words = plain(state.text);
    return (s) => s.fields.some((field) => field.includes(words));
  },
};

// How many of the statements hold each value of a facet.
/** @param {Facet} facet @param {Statement[]} statements @param {Filters} state */
export function facetCounts(facet, statements, state) {
  const counts = new Map(facet.options.map((option) => [option.id, 0]));
  for (const statement of statements)
    for (const value of valuesOf(statement, facet.id, state)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

// The change that chooses a value too, or no longer.
/** @param {FacetId} id @param {Filters} state @param {string} value @returns {Change} */
export function chosenWith(id, state, value) {
  const change = { [id]: state[id].includes(value) ? state[id].filter((v) => v !== value) : [...state[id], value] };
  return id === "topics" ? { ...change, together: false } : change;
}

// The change that frees what was chosen, and whether that is still in force.
/** @param {Change} wanted @returns {Change} */
export function freed(wanted) {
  return Object.fromEntries(Object.keys(wanted).map((name) => [name, NOTHING[name]]));
}

/** @param {State} state @param {Change} wanted */
export function inForce(state, wanted) {
  return Object.entries(wanted).every(([name, value]) => String(state[name]) === String(value));
}

// Whether a statement that is read stands open in a drawer by itself.
/** @param {View} view @param {State} state */
export function isInDrawer({ opened }, state) {
  return Boolean(opened?.wanted.statement) && inForce(state, opened.wanted);
}

// Whether a value of a facet is among the chosen, or nothing is chosen there.
/** @param {Filters} state @param {FacetId} id @param {string} value */
export function wants(state, id, value) {
  return !state[id].length || state[id].includes(value);
}
