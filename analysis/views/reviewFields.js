// What is coded of a statement, each field with what changes it; beside it what the machine had said, if that differs.
// @ts-check
/** @import { CardRow, Fields, Session, Unit } from "./types.d.ts" */

import { startChoosing } from "./choosing.js";
import { button, h, sign } from "./elements.js";
import { wordsAt } from "./letters.js";
import { openField, speakersField } from "./reviewWho.js";
import { decide } from "./session.js";

// The positions by their keys.
export const POSITIONS = [
  { key: "1", position: "support", lean: "" },
  { key: "2", position: "oppose", lean: "" },
  { key: "3", position: "conditional", lean: "+" },
  { key: "4", position: "conditional", lean: "-" },
  { key: "5", position: "neutral", lean: "" },
];

const LEANS = { "+": " +", "-": " −" };

// The rows of a statement's card: a name, what changes it, what tells it, and the fields it is made of.
/** @param {Session} session @param {Unit} unit @returns {CardRow[]} */
export function cardRows(session, { fields }) {
  const words = (name) => (of) => of[name].map((span) => `“${wordsAt(session.letters, span)}”`).join(" … ");
  const topics = (of) => of.topics.map((id) => labelOf(session, id)).join("; ");
  const act = (of) => session.shared.acts.find(({ id }) => id === of.act)?.label ?? of.act;
  const said = (of) => ["source", "cue", "content"].map((one) => words(one)(of)).join(" ");
  return [
    ["Who", speakersField(session, fields), (of) => whoOf(of).join("; "), ["speakers", "actors"]],
    ["Position", positionField(session, fields), (of) => standOf(session, of), ["position", "lean", "evidence"]],
    ["Toward what", targetField(session, fields), (of) => of.target, ["target", "target_span"]],
    ["Topic", topicsField(session, fields), topics, ["topics"]],
    ["Act", actField(session, fields), act, ["act"]],
    ["Because of", evidenceField(session, fields), words("evidence"), ["evidence"]],
    ["Words", wordsField(session), said, ["content", "source", "cue"]],
    ["Note", noteField(session, fields), () => "", []],
  ];
}

// The same as they stand on the card, with what the machine had said.
/** @param {Session} session @param {Unit} unit @returns {Node[]} */
export function fieldRows(session, unit) {
  const { fields, machine } = unit;
  return cardRows(session, unit).flatMap(([name, node, tell]) => {
    const said = machine.content && tell(machine) !== tell(fields) ? tell(machine) || "nothing" : "";
    const was = said ? h("small", { class: "was" }, `The machine: ${said}`) : null;
    return [h("dt", {}, name), h("dd", {}, node, was)];
  });
}

/** @param {Fields} fields */
function whoOf({ speakers, actors }) {
  return speakers.map((name, n) => (actors[n] && actors[n] !== name ? `${name} (${actors[n]})` : name));
}

/** @param {Session} session @param {Pick<Fields, "position" | "lean">} of */
export function standOf(session, { position, lean }) {
  const label = session.view.positions.find(({ id }) => id === position)?.label ?? position;
  return position ? `${label}${{ "+": ", leaning for", "-": ", leaning against" }[lean] ?? ""}` : "";
}

/** @param {Session} session @param {string} topic */
export function labelOf({ shared, view }, topic) {
  return shared.topics.find(({ id }) => id === topic)?.label ?? view.topicLabels.get(topic) ?? topic;
}

// ---- where they stand

/** @param {Session} session @param {Fields} fields */
function positionField(session, { position, lean }) {
  const buttons = POSITIONS.map((one) => {
    const look = session.view.positions.find(({ id }) => id === one.position);
    const pressed = String(one.position === position && one.lean === (lean || ""));
    const choose = () => decide(session, "change", { position: one.position, lean: one.lean });
    const keys = session.review.between ? null : one.key; // there the numbers take an answer
    const key = { "data-key": `position ${one.key}`, "aria-keyshortcuts": keys };
    const attributes = { "aria-pressed": pressed, "aria-label": standOf(session, one), ...key };
    const node = button("", choose, attributes);
    node.append(keys ? h("kbd", { "aria-hidden": "true" }, keys) : "", " ", sign(look), LEANS[one.lean] ?? "");
    return node;
  });
  const row = { class: "chips-row", role: "group", "aria-label": "Position", "data-place": "position" };
  return h("span", row, ...buttons);
}

/** @param {Session} session @param {Fields} fields */
function targetField(session, { target }) {
  const field = h("input", { type: "text", value: target, "aria-label": "Toward what", "data-key": "field target" });
  field.addEventListener("change", () => {
    if (field.value.trim() !== target) decide(session, "change", { target: field.value.trim(), target_span: null });
  });
  leftByKey(session, field, target);
  const choose = button("Choose words", () => startChoosing(session, "target"), { "data-key": "words target" });
  return h("span", { class: "chips-row" }, field, choose);
}

/** @param {Session} session @param {Fields} fields */
function evidenceField(session, { evidence }) {
  const chips = evidence.map((span, n) => {
    const words = wordsAt(session.letters, span);
    const rest = () => decide(session, "change", { evidence: evidence.filter((_, other) => other !== n) });
    return h("span", { class: "chosen" }, `“${words}” `, button("×", rest, { "aria-label": `Not “${words}”` }));
  });
  const choose = button("Choose words", () => startChoosing(session, "evidence"), { "data-key": "words evidence" });
  return h("span", { class: "chips-row" }, ...chips, choose);
}

// ---- on what, and what is done by it

/** @param {Session} session @param {Fields} fields */
function topicsField(session, { topics }) {
  const change = (now) => decide(session, "change", { topics: now });
  const chips = topics.map((id, n) => {
    const label = labelOf(session, id);
    const main = () => change([id, ...topics.filter((other) => other !== id)]);
    const first = n
      ? button("make it the main one", main, { class: "plain", "aria-label": `Make ${label} the main one` })
      : null;
    const out = button("×", () => change(topics.filter((other) => other !== id)), { "aria-label": `Not ${label}` });
    return h("span", { class: "chosen" }, `${label} `, first, out);
  });
  const add = button("Add a topic", () => openTopic(session), { "data-key": "field topic", "aria-keyshortcuts": "t" });
  return h("span", { class: "chips-row", "data-place": "topic" }, ...chips, add);
}

/** @param {Session} session */
export function openTopic(session) {
  const { topics } = session.units.get(session.current).fields;
  const options = session.shared.topics.map(({ id, label }) => ({
    id,
    label,
    about: topics.includes(id) ? "take it away" : "",
  }));
  const take = ({ id }) =>
    decide(session, "change", { topics: topics.includes(id) ? topics.filter((one) => one !== id) : [...topics, id] });
  openField(session, "topic", { label: "Topic", options, take, placeholder: "A topic" });
}

/** @param {Session} session @param {Fields} fields */
function actField(session, { act }) {
  const { acts } = session.shared;
  const known = acts.some(({ id }) => id === act) || !act ? acts : [...acts, { id: act, label: act, example: "" }];
  const options = [{ id: "", label: "not coded" }, ...known].map(({ id, label }) =>
    h("option", { value: id, selected: id === act }, label),
  );
  const field = h("select", { "aria-label": "Act", "data-key": "field act" }, ...options);
  field.addEventListener("change", () => decide(session, "change", { act: field.value }));
  return field;
}

// ---- its words, and a note

// Source, cue and content as they stand on the card.
/** @param {Session} session @param {Fields} fields */
export function quotedWords(session, fields) {
  return ["source", "cue", "content"].flatMap((name) => {
    const words = fields[name].map((span) => wordsAt(session.letters, span)).join(" … ");
    return words ? [h("span", { class: name === "content" ? "said" : name }, words), " "] : [];
  });
}

/** @param {Session} session */
function wordsField(session) {
  const choose = (kind, label) => button(label, () => startChoosing(session, kind), { "data-key": `words ${kind}` });
  const buttons = [choose("borders", "Move the borders"), choose("source", "Source"), choose("cue", "Cue")];
  return h("span", { class: "chips-row" }, ...buttons);
}

/** @param {Session} session @param {Fields} fields */
function noteField(session, { note }) {
  const field = h("textarea", { rows: "1", "aria-label": "Note", "data-key": "field note" });
  field.value = note ?? "";
  field.addEventListener("change", () => decide(session, "change", { note: field.value }));
  leftByKey(session, field, field.value);
  return field;
}

// Enter takes what was written and Escape does not; both lead back to the keys. In a note Enter begins a line.
/** @param {Session} session @param {HTMLInputElement | HTMLTextAreaElement} field @param {string} before */
function leftByKey(session, field, before) {
  const node = /** @type {HTMLElement} */ (field);
  node.addEventListener("keydown", (event) => {
    const takes = event.key === "Enter" && field.tagName === "INPUT" && !event.isComposing;
    if (!takes && event.key !== "Escape") return;
    event.preventDefault();
    if (!takes) field.value = before;
    session.draw.focus(null);
  });
}
