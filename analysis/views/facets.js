// What statements can be filtered by, and the values that each filter offers.
// @ts-check
/** @import { FacetKind, Speaker } from "./types.d.ts" */

export const LIKENESS = "likeness"; // the rule of a topic without a term, which the model proposes
export const NO_TOPIC = "no diplomatic topic";
export const NONE = ""; // chooses the statements that name no speaker, or have no topic
/** @type {Record<string, string>} */
export const KINDS = { direct: "quoted", indirect: "reported", mixed: "partly quoted" };

// What can be filtered: `of` gives a statement's values, `options` all values in the order shown.
/** @type {FacetKind[]} */
export const FACETS = [
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
    none: "no state or organisation",
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
    id: "issues",
    title: "Issue",
    none: "no issue named",
    of: (statement) => [...new Set(statement.on.map(({ id }) => id))],
    options: ({ issues }) => issues,
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
    id: "manners",
    title: "Said, thought or done",
    none: "not coded",
    of: (statement) => [statement.manner].filter(Boolean),
    options: ({ statements, manners }) =>
      found(statements.map((s) => s.manner).filter(Boolean), (id) => manners[id]?.label ?? id),
  },
  {
    id: "positions",
    title: "Position",
    open: true, // always in sight: it is the key to the colours, too
    of: (statement) => [...new Set([statement, ...statement.further].map((one) => one.position))],
    options: ({ positions }) => positions,
  },
];

/** @param {Speaker} speaker */
export function about({ name, role, actor }) {
  return [role, actor === name ? "" : actor].filter(Boolean).join(" · ");
}

// Each of those who speak with the name that tells them apart: two of one name are named with what they are.
/** @param {Speaker[]} speakers @returns {[Speaker, string][]} */
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
