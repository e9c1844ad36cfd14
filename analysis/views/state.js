// What was found, ready to be drawn, and which of it passes the filters.

import { leaning } from "./elements.js";
import { plain } from "./plain.js";

// What is chosen at first. All filters are the fields of selection.py.
export const NOTHING = {
  speakers: [],
  actors: [],
  topics: [],
  positions: [],
  acts: [],
  kinds: [],
  together: false, // a statement must have all of the topics, not one of them
  confidence: 0, // of words and source
  position_confidence: 0,
  text: "",
  statement: null,
};
export const LIKENESS = "likeness"; // the rule of a topic without a term, which the model proposes
const NO_TOPIC = "no diplomatic topic";
const NONE = ""; // chooses the statements that name no speaker, or have no topic
const KINDS = { direct: "quoted", indirect: "reported", mixed: "partly quoted" };

// What can be filtered: `of` gives a statement's values, `options` all values in the order shown.
const FACETS = [
  {
    id: "speakers",
    title: "Speaker",
    none: "no speaker named",
    of: (statement) => statement.people.map((person) => person.key),
    options: ({ speakers }) => namesOf(speakers).map(([s, label]) => ({ id: s.key, label, about: about(s) })),
  },
  {
    id: "actors",
    title: "Speaks for",
    none: "nobody named",
    of: (statement) => statement.actor_names,
    options: ({ statements }) => found(statements.flatMap((s) => s.actor_names)),
  },
  {
    id: "topics",
    title: "Topic",
    none: NO_TOPIC,
    of: (statement) => statement.codes.map((code) => code.id),
    options: ({ topics }) => topics,
  },
  {
    id: "acts",
    title: "Act",
    none: "not coded",
    of: (statement) => [statement.act].filter(Boolean),
    options: ({ statements, acts }) =>
      found(statements.map((s) => s.act).filter(Boolean), (id) => acts[id]?.label ?? id),
  },
  {
    id: "kinds",
    title: "Wording",
    none: "not coded",
    of: (statement) => [statement.kind].filter(Boolean),
    options: ({ statements }) => found(statements.map((s) => s.kind).filter(Boolean), (id) => KINDS[id] ?? id),
  },
  {
    id: "positions",
    title: "Position",
    open: true, // always in sight: it is the key to the colours, too
    of: (statement) => [statement.position],
    options: ({ positions }) => positions,
  },
];

export function prepared(payload) {
  const maps = {
    speakers: indexed(payload.speakers, "key"),
    positions: indexed(payload.positions),
    topics: indexed(payload.topics),
  };
  const places = placesIn(payload.segments);
  const statements = payload.statements.map((s) => ({
    ...described(s, payload, maps),
    place: places.get(s.key) ?? [0, 0],
  }));
  for (const statement of statements) {
    statement.values = Object.fromEntries(FACETS.map((facet) => [facet.id, facet.of(statement)]));
    for (const [id, values] of Object.entries(statement.values)) if (!values.length) statement.values[id] = [NONE];
  }
  const facets = FACETS.map((facet) => {
    const options = facet.options(payload);
    const unnamed = facet.none && statements.some((s) => s.values[facet.id][0] === NONE);
    return { ...facet, options: unnamed ? [...options, { id: NONE, label: facet.none }] : options };
  });
  return { ...payload, statements, facets, facet: indexed(facets), byKey: indexed(statements, "key") };
}

// A statement, its columns as they are, with names, labels and the words that a search looks through.
function described(s, payload, { speakers, positions, topics }) {
  const look = positions.get(s.position);
  const people = s.people.map((key) => speakers.get(key));
  const names = people.map((person) => person.name);
  const bare = s.lean || ["support", "oppose"].includes(s.position);
  const toward = s.target ? ` ${bare ? "" : "toward "}${s.target}` : "";
  return {
    ...s,
    look,
    people,
    names,
    toward,
    stand: `${look.label}${leaning(s.lean)}${toward}`,
    labels: s.codes.length ? s.codes.map((code) => topics.get(code.id).label) : [NO_TOPIC],
    actLabel: payload.acts[s.act]?.label ?? s.act,
    kindLabel: KINDS[s.kind] ?? s.kind,
    fields: [s.source, s.cue, s.content, ...names].map(plain),
  };
}

export function about({ name, role, actor }) {
  return [role, actor === name ? "" : actor].filter(Boolean).join(" · ");
}

// Each of those who speak with the name that tells them apart: two of one name are named with what they are.
function namesOf(speakers) {
  const counts = Map.groupBy(speakers, (s) => s.name);
  return speakers.map((s) => [s, counts.get(s.name).length > 1 && about(s) ? `${s.name} (${about(s)})` : s.name]);
}

// The values that occur, most frequent first.
function found(values, label = (id) => id) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([id]) => ({ id, label: label(id) }));
}

// Where each statement begins and ends, from 0 (the first letter of the article) to 1.
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

export function indexed(things, name = "id") {
  return new Map(things.map((thing) => [thing[name], thing]));
}

// The statements that pass all filters but those named in `except`.
export function shown(view, state, except = []) {
  const missed = misses(view, state);
  return view.statements.filter((_, index) => !missed[index] || missed[index].every((id) => except.includes(id)));
}

// For each statement the filters that it misses, or null. Asked by every panel, worked out once for each state.
function misses(view, state) {
  if (view.missedBy === state) return view.missed;
  const filters = [...view.facets.map(facetFilter), ...CHANCES.map(chanceFilter), TEXT].filter((filter) =>
    filter.active(state),
  );
  const tests = filters.map(({ id, test }) => [id, test(state)]);
  view.missedBy = state;
  view.missed = view.statements.map((statement) => {
    const missed = tests.filter(([, holds]) => !holds(statement)).map(([id]) => id);
    return missed.length ? missed : null;
  });
  return view.missed;
}

function facetFilter({ id }) {
  const test = (state) => {
    const wanted = state[id];
    if (id === "topics" && state.together) return (s) => wanted.every((value) => s.values[id].includes(value));
    return (s) => s.values[id].some((value) => wanted.includes(value));
  };
  return { id, active: (state) => state[id].length > 0, test };
}

// How sure a statement is, of what; where nobody gave a chance it is null, and passes no filter.
export const CHANCES = [
  { id: "confidence", label: "Words and source", column: "Sure of the words", chip: "sure of the words" },
  { id: "position_confidence", label: "Position", column: "Sure of the position", chip: "sure of the position" },
];

export function percent(chance) {
  return chance === null ? "not given" : `${Math.round(chance * 100)} %`;
}

function chanceFilter({ id }) {
  const test = (state) => (s) => s[id] !== null && s[id] >= state[id];
  return { id, active: (state) => state[id] > 0, test };
}

const TEXT = {
  id: "text",
  active: (state) => plain(state.text) !== "",
  test: (state) => {
    const words = plain(state.text);
    return (s) => s.fields.some((field) => field.includes(words));
  },
};

// How many of the statements hold each value of a facet.
export function counted(facet, statements) {
  const counts = new Map(facet.options.map((option) => [option.id, 0]));
  for (const statement of statements)
    for (const value of statement.values[facet.id]) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

// The change that chooses a value too, or no longer.
export function chosenWith(id, state, value) {
  const change = { [id]: state[id].includes(value) ? state[id].filter((v) => v !== value) : [...state[id], value] };
  return id === "topics" ? { ...change, together: false } : change;
}

// Chooses these values alone, or frees them where they already are what is chosen.
export function choice(state, wanted) {
  const same = (a, b) => a.length === b.length && b.every((value) => a.includes(value));
  const again = Object.entries(wanted).every(([id, values]) => same(state[id], values));
  const change = again ? Object.fromEntries(Object.keys(wanted).map((id) => [id, []])) : wanted;
  return "topics" in wanted ? { together: false, ...change } : change;
}

// Whether a value of a facet is among the chosen, or nothing is chosen there.
export function wants(state, id, value) {
  return !state[id].length || state[id].includes(value);
}
