// The card of what is settled: one answer, the other, and the result with what changes it.
// @ts-check
/** @import { Answer, CardRow, Session, Unit } from "./types.d.ts" */

import { button, h } from "./elements.js";
import { cardRows, quotedWords, standOf } from "./reviewFields.js";
import { decide, isDone } from "./session.js";
import { differing, nameOf, SIDES, takeSide } from "./settle.js";

const LINES = { left: "underlined in the text", right: "dashed above in the text" };

/** @param {Session} session @param {Unit} unit @param {Node} verdicts @param {Node} add @returns {(Node | string)[]} */
export function settledOf(session, unit, verdicts, add) {
  const title = unit.kind === "sentence" ? "A sentence that both were asked about" : numbered(session, unit);
  const head = h("p", { class: "unit-head" }, h("strong", {}, title), " ", settledState(session, unit));
  if (unit.kind === "sentence")
    return [
      head,
      takes(session, unit),
      verdicts,
      h("blockquote", { class: "asked" }, unit.words),
      h("p", {}, "Neither found a statement in it."),
    ];
  const about = unit.left
    ? unit.unlike.length
      ? `They differ: ${differing(unit.unlike)}.`
      : "Both have the same."
    : "";
  return [
    head,
    takes(session, unit),
    verdicts,
    about ? h("p", { class: "about-both" }, about) : "",
    h("blockquote", {}, ...quotedWords(session, unit.fields)),
    tableOf(session, unit),
    h("p", { class: "steps" }, add),
  ];
}

/** @param {Session} session @param {Unit} unit */
function numbered(session, unit) {
  if (!unit.left) return "A statement that you added";
  return `Statement ${session.view.byKey.get(unit.key)?.number ?? ""}`;
}

/** @param {Session} session @param {Unit} unit */
function settledState({ review }, { fields, of }) {
  const { verdict } = fields;
  const both = of === review.between.join("; ");
  const whose = both ? ", as both have it" : of ? `, as ${of} has it` : "";
  const told = { accept: `Settled${whose}`, reject: `Settled${whose}: no statement`, skip: "Skipped" }[verdict];
  return h("span", { class: "state", "data-verdict": verdict || "none" }, told ?? "Not settled");
}

// What takes an answer as a whole.
/** @param {Session} session @param {Unit} unit */
function takes(session, unit) {
  const buttons = SIDES.map((side, n) => {
    const of = nameOf(session, side);
    const pressed = String(isDone(unit) && unit.of === of);
    const key = { "aria-pressed": pressed, "aria-keyshortcuts": `${n + 1}`, "data-key": `take ${side}` };
    const node = button(`Take ${of}’s`, () => takeSide(session, side), { ...key, disabled: !unit.left });
    node.prepend(h("kbd", { "aria-hidden": "true" }, String(n + 1)), " ");
    return node;
  });
  return h("p", { class: "steps", role: "group", "aria-label": "Take an answer" }, ...(unit.left ? buttons : []));
}

// The fields in three columns: one answer, the other, and the result with what changes it.
/** @param {Session} session @param {Unit} unit */
function tableOf(session, unit) {
  const sides = unit.left ? SIDES : [];
  const heads = sides.map((side) =>
    h("th", { scope: "col", role: "columnheader", class: side }, nameOf(session, side)),
  );
  const row = h("tr", { role: "row" }, h("td", { role: "cell" }), ...heads, columnHead("Result"));
  const last = (/** @type {CardRow} */ row) => Number(!isUnlike(unit, row));
  const ordered = cardRows(session, unit).toSorted((a, b) => last(a) - last(b)); // what differs comes first
  const rows = ordered.map((one) => rowOfBoth(session, unit, sides, one));
  if (unit.unlike.includes("verdict")) rows.unshift(verdictRow(session, unit));
  const body = h("tbody", { role: "rowgroup" }, ...rows);
  return h("table", { class: "both", role: "table" }, h("thead", { role: "rowgroup" }, row), body);
}

// Whether it is a statement, where one says so and one does not.
/** @param {Session} session @param {Unit} unit */
function verdictRow(session, unit) {
  const cells = SIDES.map((side) => {
    const words = unit[side].rejects ? "no" : "yes";
    return h("td", { role: "cell", class: side, "data-of": nameOf(session, side) }, words);
  });
  const result = { accept: "yes", reject: "no" }[unit.fields.verdict];
  const last = result ?? h("small", { class: "open" }, "open");
  const title = h("th", { scope: "row", role: "rowheader" }, "≠ Is it one?");
  return h(
    "tr",
    { role: "row", class: "unlike" },
    title,
    ...cells,
    h("td", { role: "cell", "data-of": "Result" }, last),
  );
}

/** @param {Unit} unit @param {CardRow} row */
function isUnlike({ unlike }, [, , , fields]) {
  return unlike.includes(fields[0]);
}

function columnHead(words) {
  return h("th", { scope: "col", role: "columnheader" }, words);
}

/** @param {Session} session @param {Unit} unit @param {("left" | "right")[]} sides @param {CardRow} row */
function rowOfBoth(session, unit, sides, row) {
  const [name, node, tell, fields] = row;
  const differs = isUnlike(unit, row);
  const open = differs && unit.open.includes(fields[0]);
  const cells = sides.map((side) => {
    const words = sayOf(unit, side, tell, fields[0]);
    const take = differs && !unit[side].rejects ? takeField(session, unit, side, name, fields) : "";
    const line = fields[0] === "content" && differs ? h("small", {}, LINES[side]) : "";
    return h("td", { role: "cell", class: side, "data-of": nameOf(session, side) }, h("span", {}, words), line, take);
  });
  const title = h("th", { scope: "row", role: "rowheader" }, differs ? "≠ " : "", name);
  const result = h(
    "td",
    { role: "cell", "data-of": "Result" },
    node,
    open ? h("small", { class: "open" }, "open") : "",
  );
  return h(
    "tr",
    { role: "row", class: open ? "unlike open-row" : differs ? "unlike" : "alike" },
    title,
    ...cells,
    result,
  );
}

// What one has of a field, in words.
/** @param {Unit} unit @param {"left" | "right"} side @param {CardRow[2]} tell @param {string} field */
function sayOf(unit, side, tell, field) {
  const { fields, given, rejects } = unit[side];
  if (!field) return "";
  if (rejects) return "–";
  return tell(fields) || (given.includes(field) ? "nothing" : "not given");
}

// Takes one field of an answer into the result.
/** @param {Session} session @param {Unit} unit @param {"left" | "right"} side @param {string} name */
function takeField(session, unit, side, name, names) {
  const { fields, given } = unit[side];
  const after = Object.fromEntries(names.filter((one) => given.includes(one)).map((one) => [one, fields[one]]));
  const of = nameOf(session, side);
  const attributes = { "aria-label": `${name}: take that of ${of}`, "data-key": `take ${side} ${names[0]}` };
  return button("Take", () => decide(session, "change", after), attributes);
}

// What a screen reader says when the next one comes.
/** @param {Session} session @param {Unit} unit */
export function readOfBoth(session, unit) {
  const words = quotedWords(session, unit.fields).map((part) => (typeof part === "string" ? part : part.textContent));
  const answers = SIDES.map((side) => `${nameOf(session, side)}: ${saidBy(session, unit[side])}.`);
  const differ = unit.unlike.length ? `They differ: ${differing(unit.unlike)}.` : "Both have the same.";
  return `Statement: ${words.join("")}. ${differ} ${answers.join(" ")}`;
}

/** @param {Session} session @param {Answer} answer */
function saidBy(session, { fields, rejects }) {
  if (rejects) return "no statement";
  return `${fields.speakers.join("; ") || "no speaker named"}, ${standOf(session, fields) || "no position"}`;
}
