// How it unfolds: the article from its first word to its last, each statement a mark in its speaker's lane.
// @ts-check
/** @import { Lane, LaneMark, MakesPanel, Statement, View } from "./types.d.ts" */

import { pictureButtons, standalone } from "./downloads.js";
import { drawerIn } from "./drawer.js";
import { h, panel, redraw, SURE, set, shortened, svg, watchWidth } from "./elements.js";
import { shown } from "./state.js";

const LANES = 12; // the lane below them is for all others
const NAMES = 190; // room for the names of the lanes, beside them where the page is wide, else above
const WIDE = 640;
const SEEN = 0.004; // of the article: what is shorter has no line beside its mark
const NEAR = 12; // marks of one lane nearer than this are set apart, one up and one down
const APART = 6;
const EDGE = 12;
const FOOT = 26;
const SHAPES = {
  support: "M0,-7 L7.5,6 L-7.5,6 Z",
  oppose: "M0,7 L7.5,-6 L-7.5,-6 Z",
  conditional: "M0,-8 L8,0 L0,8 L-8,0 Z",
  neutral: "M-6,0 A6,6 0 1,0 6,0 A6,6 0 1,0 -6,0 Z",
};

const WHAT_UNFOLDS = "The article from first word to last; arrow keys lead from statement to statement";
const HOW_UNFOLDED =
  `Each mark is a statement, a hollow one less sure than ${100 * SURE} %. Choose one to read its sentence; ` +
  "all are in the table below.";

/** @type {MakesPanel} */
export function stripPanel(view, update) {
  const title = "How it unfolds";
  const lanes = lanesOf(view);
  const marks = marksIn(lanes);
  const hint = h("p", { class: "hint" }, HOW_UNFOLDED);
  const ground = svg("g");
  const all = svg("g", {}, ...marks.map((m) => m.node));
  const drawing = svg("svg", { role: "group", "aria-label": WHAT_UNFOLDS }, ground, all);
  const box = h("div", { class: "strip-drawing" }, drawing);
  const picture = () => standalone(drawing, box.clientWidth, heightOf(lanes, box.clientWidth));
  const below = drawerIn(view, update, box);
  let last = []; // the mark that was opened last: of those of one statement the focus comes back to it
  const tip = answering(box, marks, (mark) => {
    last = [mark];
    below.choose({ statement: mark.statement.key }, `Statement ${mark.statement.number}`, mark.node.dataset.key);
  });
  const node = panel("strip", title, box, tip, hint, pictureButtons(view, title, picture));
  node.hidden = !view.statements.length;
  return {
    node,
    close: watchWidth(box, () => placed(drawing, ground, lanes, marks, box.clientWidth)),
    draw(state) {
      const keys = new Set(shown(view, state).map((s) => s.key));
      below.draw(state, () => {
        for (const mark of marks) drawMark(mark, !keys.has(mark.statement.key), mark.statement.key === state.statement);
        setStops(marks, last);
      });
    },
  };
}

// Lets pointer and keys choose marks; returns the line that tells what is pointed at.
/** @param {HTMLElement} box @param {LaneMark[]} marks @param {(mark: LaneMark) => void} choose */
function answering(box, marks, choose) {
  const byNode = new Map(marks.map((mark) => [mark.node, mark]));
  const at = (event) => byNode.get(event.target.closest("[data-statement]"));
  const tip = h("p", { class: "tip" });
  const tell = (event) => tip.replaceChildren(at(event) ? spoken(at(event).statement) : "");
  const open = (mark) => mark && !mark.off && choose(mark);
  for (const name of ["pointerover", "focusin"]) box.addEventListener(name, tell);
  box.addEventListener("click", (event) => open(at(event)));
  box.addEventListener("keydown", (event) => pressed(event, marks, at(event), open));
  return tip;
}

// A lane for each of those who speak most, one for all others.
/** @param {View} view */
function lanesOf(view) {
  const { options } = view.facet.get("speakers");
  const few = options.length <= LANES + 1 ? options : options.slice(0, LANES);
  const lanes = new Map(few.map(({ id, label }) => [id, { label, statements: [] }]));
  const others = { label: "all others", statements: [] };
  for (const statement of view.statements) {
    const own = new Set(statement.values.speakers.map((id) => lanes.get(id) ?? others));
    for (const lane of own) lane.statements.push(statement);
  }
  return others.statements.length ? [...lanes.values(), others] : [...lanes.values()];
}

// The marks in all lanes, in the order of the text.
/** @param {Lane[]} lanes */
function marksIn(lanes) {
  const marks = lanes.flatMap((lane, row) => lane.statements.map((statement) => markIn(statement, row)));
  return marks.sort((a, b) => a.statement.number - b.statement.number);
}

/** @param {Statement} statement @param {number} row */
function markIn(statement, row) {
  const [start, end] = statement.place;
  const line = end - start > SEEN ? svg("rect", { y: -1.5, height: 3, rx: 1.5 }) : null;
  const attributes = {
    class: "event",
    role: "button",
    "aria-pressed": "false",
    "aria-label": spoken(statement),
    "data-statement": statement.key,
    "data-key": `event ${row} ${statement.key}`,
    "data-position": statement.position,
    "data-unsure": statement.drawn === statement.look ? null : "",
  };
  const node = svg("g", attributes, svg("path", { d: SHAPES[statement.position] ?? SHAPES.neutral }), line);
  return { statement, row, node, line, off: false, current: false, stop: false };
}

/** @param {Statement} statement */
function spoken(statement) {
  const who = statement.names.join("; ") || "No speaker named";
  return `${statement.number}. ${who}: ${statement.drawn.glyph} ${statement.stand}`;
}

/** @param {LaneMark} mark @param {boolean} off @param {boolean} current */
function drawMark(mark, off, current) {
  if (mark.off !== off) mark.node.classList.toggle("off", off);
  if (mark.current !== current) set(mark.node, "aria-pressed", String(current));
  Object.assign(mark, { off, current });
}

// Of all marks the Tab key reaches one: the one that is read, of several of it the one that was opened last.
/** @param {LaneMark[]} marks @param {LaneMark[]} last */
function setStops(marks, last) {
  const open = [...last, ...marks].filter((mark) => !mark.off);
  const stop = open.find((mark) => mark.current) ?? open[0];
  for (const mark of marks) setStop(mark, mark === stop);
}

/** @param {LaneMark} mark @param {boolean} stop */
function setStop(mark, stop) {
  if (mark.stop === stop) return;
  set(mark.node, "tabindex", stop ? "0" : null);
  mark.stop = stop;
}

// Arrow keys go from mark to mark in the order of the text; Enter and the space bar choose.
/**
 * @param {KeyboardEvent} event
 * @param {LaneMark[]} marks
 * @param {LaneMark | undefined} mark
 * @param {(mark: LaneMark) => void} choose
 */
function pressed(event, marks, mark, choose) {
  if (!mark) return;
  const open = marks.filter((m) => !m.off);
  const here = open.indexOf(mark);
  const goal = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: open.length - 1 }[event.key];
  if (goal === undefined && event.key !== "Enter" && event.key !== " ") return;
  event.preventDefault();
  if (goal === undefined) return choose(mark);
  const next = open[goal];
  if (!next) return;
  for (const other of marks) setStop(other, other === next);
  next.node.focus();
}

// Lanes, words and marks at their places for this width.
/**
 * @param {SVGElement} drawing
 * @param {SVGElement} ground
 * @param {Lane[]} lanes
 * @param {LaneMark[]} marks
 * @param {number} width
 */
function placed(drawing, ground, lanes, marks, width) {
  if (!width) return;
  const left = EDGE + (width < WIDE ? 0 : NAMES);
  const long = width - EDGE - left;
  set(drawing, "width", width);
  set(drawing, "height", heightOf(lanes, width));
  redraw(ground, ...lanes.flatMap((lane, row) => laneOf(lane, row, width)), ...foot(lanes, width));
  const last = lanes.map(() => ({ x: -NEAR, up: 0 }));
  for (const { statement, row, node, line } of marks) {
    const [start, end] = statement.place;
    const x = left + start * long;
    const up = x - last[row].x < NEAR ? -last[row].up || APART : 0;
    last[row] = { x, up };
    set(node, "transform", `translate(${x.toFixed(1)},${middle(row, width) - up})`);
    if (line) set(line, "width", ((end - start) * long).toFixed(1));
  }
}

/** @param {Lane} lane @param {number} row @param {number} width */
function laneOf({ label, statements }, row, width) {
  const wide = width >= WIDE;
  const name = `${shortened(label, wide ? 24 : Math.floor(width / 9))} (${statements.length})`;
  const y = middle(row, width);
  const line = svg("line", { x1: wide ? NAMES : 0, x2: width, y1: y, y2: y });
  return [svg("text", { x: 0, y: wide ? y + 4 : y - 17 }, name), line];
}

/** @param {Lane[]} lanes @param {number} width */
function foot(lanes, width) {
  const y = heightOf(lanes, width) - 6;
  const words = (x, side, text) => svg("text", { x, y, class: side }, text);
  return [words(width < WIDE ? 0 : NAMES, "start", "first word"), words(width, "end", "last word")];
}

function laneHeight(width) {
  return width < WIDE ? 44 : 28;
}

function middle(row, width) {
  return (row + 1) * laneHeight(width) - 12;
}

/** @param {Lane[]} lanes @param {number} width */
function heightOf(lanes, width) {
  return laneHeight(width) * lanes.length + FOOT;
}
