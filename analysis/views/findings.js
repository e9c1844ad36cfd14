// What was found, ready to be drawn, and which of it passes the filters.

export const NOTHING = { speakers: [], positions: [], topics: [], statement: null };
const NONE = ""; // chooses the statements that name no speaker, or have no topic

// What can be filtered: `of` gives a statement's values, `options` all values in the order shown.
const FACETS = [
  {
    id: "speakers",
    title: "Speaker",
    none: "no speaker named",
    of: (statement) => statement.names,
    options: (payload) => payload.speakers.map((s) => ({ id: s.name, label: s.name })),
  },
  {
    id: "topics",
    title: "Topic",
    none: "no topic",
    of: (statement) => statement.topics.map((t) => t.id),
    options: (payload) => payload.topics,
  },
  {
    id: "positions",
    title: "Position",
    open: true, // always in sight: it is the key to the colours, too
    none: "",
    of: (statement) => [statement.position],
    options: (payload) => payload.positions,
  },
];

export function prepared(payload) {
  const speakers = indexed(payload.speakers);
  const looks = indexed(payload.positions);
  const topics = indexed(payload.topics);
  const statements = payload.statements.map((s, index) => ({
    ...s,
    number: index + 1,
    people: s.speakers.map((id) => speakers.get(id)),
    names: s.speakers.map((id) => speakers.get(id).name),
    look: looks.get(s.position),
    labels: s.topics.map((t) => topics.get(t.id).label),
    actLabel: payload.acts[s.act]?.label ?? s.act,
  }));
  const facets = FACETS.map((facet) => {
    const options = facet.options(payload);
    const unnamed = facet.none && statements.some((s) => !facet.of(s).length);
    return { ...facet, options: unnamed ? [...options, { id: NONE, label: facet.none }] : options };
  });
  return { ...payload, statements, facets, byId: indexed(statements) };
}

function indexed(things) {
  return new Map(things.map((thing) => [thing.id, thing]));
}

function heldBy(facet, statement) {
  const values = facet.of(statement);
  return values.length ? values : [NONE];
}

// The statements that pass all filters but those of the facets named in `except`.
export function shown(view, state, except = []) {
  const active = view.facets.filter((f) => state[f.id].length && !except.includes(f.id));
  return view.statements.filter((statement) =>
    active.every((facet) => heldBy(facet, statement).some((value) => state[facet.id].includes(value))),
  );
}

// How many of the statements hold each value of a facet.
export function counted(facet, statements) {
  const counts = new Map(facet.options.map((option) => [option.id, 0]));
  for (const statement of statements)
    for (const value of heldBy(facet, statement)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

export function toggled(values, value) {
  return values.includes(value) ? values.filter((v) => v !== value) : [...values, value];
}
