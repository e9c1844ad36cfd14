// How it unfolds: the article from its first word to its last, each statement a mark in its speaker's lane.

import { h, panel, redraw, set, shortened, svg } from "./elements.js";
import { watchWidth } from "./chart.js";
import { shown } from "./findings.js";
import { pictureButtons, standalone } from "./saving.js";

const LANES = 12; // the lane below them is for all others
const LANE = 36;
const EDGE = 12;
const FOOT = 26;
const SHAPES = {
  support: "M0,-7 L7.5,6 L-7.5,6 Z",
  oppose: "M0,7 L7.5,-6 L-7.5,-6 Z",
  conditional: "M0,-8 L8,0 L0,8 L-8,0 Z",
  neutral: "M-6,0 A6,6 0 1,0 6,0 A6,6 0 1,0 -6,0 Z",
};

export function stripPanel(view, update) {
  const lanes = lanesOf(view);
  const marks = lanes.flatMap((lane, row) => lane.statements.map((statement) => markIn(statement, row)));
  marks.sort((a, b) => a.statement.number - b.statement.number);
  const title = "How it unfolds";
  const height = LANE * lanes.length + FOOT;
  const label = "The article from first word to last; arrow keys lead from statement to statement";
  const ground = svg("g", {});
  const drawing = svg("svg", { role: "group", "aria-label": label, height }, ground, svg("g", {}, ...marks.map((m) => m.node)));
  const told = h("p", { class: "told" });
  const box = h("div", { class: "strip-drawing" }, drawing);
  const hint = "Each mark is a statement. Choose one to read its sentence; all are in the table of statements.";
  const picture = () => standalone(drawing, box.clientWidth, height);
  const node = panel("strip", title, box, told, h("p", { class: "hint" }, hint), pictureButtons(view, title, picture));
  node.hidden = !view.statements.length;
  const byNode = new Map(marks.map((mark) => [mark.node, mark]));
  const at = (event) => byNode.get(event.target.closest("[data-statement]"));
  const tell = (event) => (told.textContent = at(event) ? telling(at(event).statement) : "");
  const choose = (mark) => mark && !mark.off && update({ statement: mark.statement.id });
  for (const name of ["pointerover", "focusin"]) drawing.addEventListener(name, tell);
  drawing.addEventListener("click", (event) => choose(at(event)));
  drawing.addEventListener("keydown", (event) => pressed(event, marks, at(event), choose));
  const place = () => placed(drawing, ground, lanes, marks, box.clientWidth);
  return {
    node,
    close: watchWidth(box, place),
    draw(state) {
      const ids = new Set(shown(view, state).map((s) => s.id));
      for (const mark of marks) drawMark(mark, !ids.has(mark.statement.id), mark.statement.id === state.statement);
      const stop = marks.find((m) => m.current && !m.off) ?? marks.find((m) => !m.off);
      for (const mark of marks) setStop(mark, mark === stop);
    },
  };
}

// A lane for each of those who speak most, one for all others.
function lanesOf(view) {
  const { options } = view.facet.get("speakers");
  const few = options.length <= LANES + 1 ? options : options.slice(0, LANES);
  const lanes = new Map(few.map(({ id, label }) => [id, { label, statements: [] }]));
  const others = { label: "all others", statements: [] };
  for (const statement of view.statements)
    for (const lane of new Set(statement.held.speakers.map((id) => lanes.get(id) ?? others))) lane.statements.push(statement);
  return others.statements.length ? [...lanes.values(), others] : [...lanes.values()];
}

function markIn(statement, row) {
  const node = svg(
    "g",
    { class: "event", "data-statement": statement.id, "data-position": statement.position, "aria-label": telling(statement) },
    svg("rect", { y: -1.5, height: 3, rx: 1.5 }),
    svg("circle", { r: 12, class: "target" }),
    svg("path", { d: SHAPES[statement.position] ?? SHAPES.neutral }),
  );
  set(node, "role", "button");
  set(node, "aria-pressed", "false");
  return { statement, row, node, off: false, current: false, stop: false };
}

function telling(statement) {
  const who = statement.names.join("; ") || "No speaker named";
  return `${statement.number}. ${who}: ${statement.look.glyph} ${statement.stand}`;
}

function drawMark(mark, off, current) {
  if (mark.off !== off) {
    mark.node.classList.toggle("off", off);
    set(mark.node, "role", off ? null : "button");
    set(mark.node, "aria-hidden", off ? "true" : null);
    set(mark.node, "aria-pressed", off ? null : String(current));
  } else if (mark.current !== current && !off) set(mark.node, "aria-pressed", String(current));
  if (mark.current !== current) mark.node.classList.toggle("current", current);
  Object.assign(mark, { off, current });
}

function setStop(mark, stop) {
  if (mark.stop === stop) return;
  set(mark.node, "tabindex", stop ? "0" : null);
  mark.stop = stop;
}

// Arrow keys go from mark to mark in the order of the text; Enter and the space bar choose.
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
function placed(drawing, ground, lanes, marks, width) {
  if (!width) return;
  const long = width - 2 * EDGE;
  set(drawing, "width", width);
  redraw(ground, ...lanes.flatMap((lane, row) => laneOf(lane, row, width)), ...foot(lanes.length * LANE, width));
  for (const { statement, row, node } of marks) {
    const [start, end] = statement.place;
    set(node, "transform", `translate(${(EDGE + start * long).toFixed(1)},${row * LANE + 25})`);
    set(node.firstChild, "width", Math.max(2, (end - start) * long).toFixed(1));
  }
}

function laneOf({ label, statements }, row, width) {
  const name = `${shortened(label, Math.floor(width / 9))} (${statements.length})`;
  const y = row * LANE + 25;
  return [svg("text", { x: 0, y: y - 12 }, name), svg("line", { x1: 0, x2: width, y1: y, y2: y })];
}

function foot(y, width) {
  return [svg("text", { x: 0, y: y + 18 }, "first word"), svg("text", { x: width, y: y + 18, class: "end" }, "last word")];
}
