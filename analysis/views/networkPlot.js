// A network as a drawing: circles that speak, squares that are spoken on, and lines with width, dashes and a sign.
// @ts-check
/** @import { Box, NetworkNode, NetworkTie, NodePlace, ShownNetwork } from "./types.d.ts" */

import { shortened, svg } from "./elements.js";
import { labelsPlaced, laidOut } from "./layout.js";
import { signedNumber } from "./networkHow.js";
import { isSigned, openNode, openTie, sideOfTie, tieTitle } from "./networkTable.js";

const LINES_FOR_NODE = 4; // the strongest; all ties are in the table
const SIGN_SIZE = 7; // the radius of the sign on a line
const SQUARE = 0.8; // half of its side, for a circle of radius 1
const LETTER = 6.6; // the width of one in a label
const LINE = 15; // the height of a label
const SMALLER = 0.88; // labels where the drawing is narrow: see network.css

// The drawing, as wide as there is room.
/** @param {ShownNetwork} shown @param {number} width */
export function networkPlot(shown, width) {
  const { net, nodes } = shown;
  const narrow = width < 520;
  const height = Math.round(Math.max(320, Math.min(narrow ? 560 : 640, width * (narrow ? 1.4 : 0.62))));
  const at = (i, column) => (column && net.how.mode === "two-mode" ? net.rows.length + i : i);
  const force = ({ value, strength }) => (net.how.mode === "one-mode" && value < 0 ? -strength : strength);
  const ties = [...shown.ties].sort((a, b) => b.strength - a.strength);
  const edges = ties.map((tie) => /** @type {[number, number, number]} */ ([at(tie.i), at(tie.j, true), force(tie)]));
  const places = laidOut(nodes.length, edges, { width, height, margin: narrow ? 30 : 60 });
  const isDrawn = linesDrawn(edges, LINES_FOR_NODE * nodes.length);
  const lines = ties.filter((_, n) => isDrawn.has(n));
  const most = Math.max(1, ...nodes.map(({ statements }) => statements));
  const sizes = nodes.map(({ statements }) => (narrow ? 5 : 6) + (narrow ? 9 : 14) * Math.sqrt(statements / most));
  const ends = edges.filter((_, n) => isDrawn.has(n)).map(([one, other]) => [places[one], places[other]]);
  const tied = nodes.map((_, n) => edges.filter(([one, other]) => one === n || other === n).length);
  const { labels, boxes, hidden } = labelled(nodes, tied, places, sizes, { width, height, narrow }, ends);
  const signs = ends.map(isSigned(net) ? roomForSigns(places, sizes, boxes) : () => undefined);
  const told = `${nodes.length} nodes and ${lines.length} lines; the table below has the same.`;
  const marks = nodes.map((node, n) => nodeDrawn(shown, node, places[n], sizes[n]));
  const picture = svg(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, width, height, role: "group", "aria-label": `Network: ${told}` },
    svg("g", { class: "lines" }, ...lines.map((tie, n) => lineOfTie(shown, tie, ends[n]))),
    svg("g", { class: "signs" }, ...lines.flatMap((tie, n) => signOfTie(shown, tie, signs[n]))),
    svg("g", { class: "nodes" }, ...marks),
    svg("g", { class: narrow ? "labels narrow" : "labels", "aria-hidden": "true" }, ...labels),
  );
  walkedThrough(marks);
  return { picture, width, height, hidden, left: shown.ties.length - lines.length };
}

// The numbers of the ties that are drawn: the strongest, and of each node the strongest of its own.
/** @param {[number, number, number][]} edges from the strongest on @param {number} most */
function linesDrawn(edges, most) {
  const met = new Set();
  const found = edges.map((_, n) => n).slice(0, most);
  edges.forEach(([one, other], n) => {
    if (!met.has(one) || !met.has(other)) found.push(n);
    met.add(one).add(other);
  });
  return new Set(found);
}

/** @param {ShownNetwork} shown @param {NetworkTie} tie @param {NodePlace[]} ends */
function lineOfTie(shown, { i, j, value, strength }, [from, to]) {
  const side = sideOfTie(value, shown.net);
  const places = { x1: from.x, y1: from.y, x2: to.x, y2: to.y };
  const title = svg("title", {}, `${tieTitle(shown, i, j)} (${signedNumber(value, isSigned(shown.net))})`);
  const seen = svg("line", { ...places, class: "seen", "stroke-width": (1 + 5 * strength).toFixed(1) });
  const wide = svg("line", { ...places, class: "wide" });
  return svg("g", { class: "line", "data-side": side, onclick: () => openTie(shown, i, j) }, title, seen, wide);
}

/** @param {ShownNetwork} shown @param {NetworkTie} tie @param {NodePlace | undefined} place @returns {SVGElement[]} */
function signOfTie(shown, { i, j, value }, place) {
  const side = sideOfTie(value, shown.net);
  if (!place) return [];
  const words = { for: "+", against: "−", even: "±" }[side];
  const sign = svg("text", { x: place.x, y: place.y + 4.5, "text-anchor": "middle" }, words);
  const circle = svg("circle", { cx: place.x, cy: place.y, r: SIGN_SIZE });
  return [svg("g", { class: "sign-on", "data-side": side, onclick: () => openTie(shown, i, j) }, circle, sign)];
}

// A function that gives a sign a place on its line, where it hides neither a node, a name nor another sign. Names come
// first: what a line is, its colour and dashes tell, too.
/** @param {NodePlace[]} places @param {number[]} sizes @param {Box[]} names */
function roomForSigns(places, sizes, names) {
  const held = places.map((place, n) => ({ ...place, radius: sizes[n] }));
  return (/** @type {NodePlace[]} */ [from, to]) => {
    const ways = PARTS_OF_LINE.map((part) => ({
      x: from.x + part * (to.x - from.x),
      y: from.y + part * (to.y - from.y),
    }));
    const free = (way) => held.every(({ x, y, radius }) => Math.hypot(x - way.x, y - way.y) > radius + SIGN_SIZE + 2);
    const found = ways.find((way) => free(way) && names.every((box) => distanceTo(box, way) > SIGN_SIZE));
    if (found) held.push({ ...found, radius: SIGN_SIZE });
    return found;
  };
}

const PARTS_OF_LINE = [0.5, 0.4, 0.6, 0.3, 0.7, 0.45, 0.55, 0.35, 0.65, 0.25, 0.75, 0.2, 0.8];

/** @param {Box} box @param {NodePlace} place */
function distanceTo({ x, y, width, height }, place) {
  const across = Math.max(x - place.x, 0, place.x - x - width);
  const down = Math.max(y - place.y, 0, place.y - y - height);
  return Math.hypot(across, down);
}

/** @param {ShownNetwork} shown @param {NetworkNode} node @param {NodePlace} place @param {number} size */
function nodeDrawn(shown, node, { x, y }, size) {
  const half = size * SQUARE;
  const shape = node.column
    ? svg("rect", { x: x - half, y: y - half, width: 2 * half, height: 2 * half, rx: 2 })
    : svg("circle", { cx: x, cy: y, r: size });
  const letter = node.group >= 0 ? letterOf(node.group) : "";
  const words = `${node.name}: ${node.statements}${letter ? `, group ${letter}` : ""}`;
  const attributes = { class: "node", role: "button", "aria-label": `${words}. Show the statements` };
  const choose = () => openNode(shown, node.at, node.column, node.name);
  const name = svg("text", { x, y: y + 4, "text-anchor": "middle" }, letter);
  const group = {
    "data-group": node.group < 0 ? null : node.group % 5,
    "data-key": `node ${node.column} ${node.name}`,
  };
  return svg("g", { ...attributes, ...group, onclick: choose }, svg("title", {}, words), shape, name);
}

// Lets the Tab key reach one mark of a drawing, the current or the first, arrow keys go from it to the others in their
// order, and Enter and the space bar choose.
/** @param {SVGElement[]} marks @param {SVGElement} [current] */
export function walkedThrough(marks, current = marks[0]) {
  const pressed = (event, here) => {
    const [back, on] = [here - 1, here + 1];
    const ways = { ArrowRight: on, ArrowDown: on, ArrowLeft: back, ArrowUp: back, Home: 0, End: marks.length - 1 };
    const isChosen = event.key === "Enter" || event.key === " ";
    if (!isChosen && !(event.key in ways)) return;
    event.preventDefault();
    if (isChosen) return marks[here].dispatchEvent(new MouseEvent("click"));
    const next = marks[ways[event.key]];
    if (!next) return;
    for (const mark of marks) mark.setAttribute("tabindex", mark === next ? "0" : "-1");
    next.focus();
  };
  for (const [here, mark] of marks.entries()) {
    mark.setAttribute("tabindex", mark === current ? "0" : "-1");
    mark.addEventListener("keydown", (event) => pressed(event, here));
  }
}

// A, B, C …: a name for a group, as good as a colour.
/** @param {number} group */
export function letterOf(group) {
  return String.fromCharCode(65 + (group % 26));
}

// The labels that find room, with the boxes that they fill, and how many find none: nodes with the most statements and
// ties first, each with as many letters as can be.
/**
 * @param {NetworkNode[]} nodes
 * @param {number[]} tied how many ties each has
 * @param {NodePlace[]} places
 * @param {number[]} sizes
 * @param {{ width: number, height: number, narrow: boolean }} room
 * @param {NodePlace[][]} lines
 * @returns {{ labels: SVGElement[], boxes: Box[], hidden: number }}
 */
function labelled(nodes, tied, places, sizes, { width, height, narrow }, lines) {
  const part = narrow ? SMALLER : 1;
  const [most, mostTied] = [nodes.map(({ statements }) => statements), tied].map((all) => Math.max(1, ...all));
  const weights = nodes.map(({ statements }, at) => statements / most + tied[at] / mostTied);
  const wanted = nodes
    .map(({ name, column }, at) => {
      const words = [...new Set(LETTERS.map((letters) => shortened(name, Math.round(letters * (narrow ? 0.6 : 1)))))];
      const [label, ...shorter] = words.map((one) => one.length * LETTER * part);
      return { ...places[at], at, radius: sizes[at] * (column ? SQUARE : 1), words, label, shorter };
    })
    .sort((a, b) => weights[b.at] - weights[a.at]);
  const found = labelsPlaced(wanted, { width, height, high: LINE * part }, { lines });
  const labels = found.flatMap((label, n) => {
    if (!label) return [];
    const kind = nodes[wanted[n].at].column ? "concept" : null;
    return [
      svg("text", { x: label.x, y: label.y, "text-anchor": label.anchor, class: kind }, wanted[n].words[label.cut]),
    ];
  });
  return { labels, boxes: found.flatMap((label) => label?.box ?? []), hidden: found.length - labels.length };
}

const LETTERS = [30, 21, 15, 11]; // of a name, where the drawing is wide
