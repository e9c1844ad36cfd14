// Where the nodes of a network stand, and their labels: the same picture each time.
// @ts-check
/** @import { Box, Labelled, NodePlace, PlacedLabel } from "./types.d.ts" */

const LAYOUT_STEPS = 400;
const ANGLE = Math.PI * (3 - Math.sqrt(5)); // of a sunflower
const GRAVITY = 0.9; // keeps what has no tie in the picture
const LABELS_APART = 2; // pixels between labels

// A place for each node, from 0 to `width` and `height` without `margin`: nodes push each other apart, ties draw them
// together, stronger ones more (Fruchterman and Reingold, from a spiral, without chance). edges: [one, other, strength]
// with strengths from −1 to 1: what is below 0 draws nothing, and pushes.
/**
 * @param {number} n
 * @param {[number, number, number][]} edges
 * @param {{ width: number, height: number, margin: number }} room
 * @returns {NodePlace[]}
 */
export function laidOut(n, edges, { width, height, margin }) {
  const [wide, high] = [Math.max(1, width - 2 * margin), Math.max(1, height - 2 * margin)];
  const apart = 0.75 * Math.sqrt(1 / Math.max(1, n));
  const x = Array.from({ length: n }, (_, at) => Math.sqrt((at + 0.5) / n) * Math.cos(at * ANGLE) * 0.5);
  const y = Array.from({ length: n }, (_, at) => Math.sqrt((at + 0.5) / n) * Math.sin(at * ANGLE) * 0.5);
  const [dx, dy] = [new Float64Array(n), new Float64Array(n)];
  for (let step = 0; step < LAYOUT_STEPS; step += 1) {
    pushedApart(x, y, dx, dy, apart);
    pulledTogether(x, y, dx, dy, edges, apart);
    const heat = 0.08 * (1 - step / LAYOUT_STEPS) + 0.0005;
    for (let i = 0; i < n; i += 1) {
      const [right, down] = [dx[i] - GRAVITY * x[i], dy[i] - GRAVITY * y[i]];
      const length = Math.hypot(right, down);
      if (length < 1e-12) continue;
      x[i] += (right / length) * Math.min(length, heat);
      y[i] += (down / length) * Math.min(length, heat);
    }
  }
  const turned = width >= height ? lyingDown(x, y) : { x, y };
  return fitted(turned, { wide, high, margin });
}

function fitted({ x, y }, { wide, high, margin }) {
  const fit = (all, room) => {
    const [from, to] = [Math.min(...all), Math.max(...all)];
    return all.map((value) => margin + (to - from < 1e-9 ? room / 2 : ((value - from) / (to - from)) * room));
  };
  const [across, down] = [fit(x, wide), fit(y, high)];
  return across.map((value, at) => ({ x: value, y: down[at] }));
}

function pushedApart(x, y, dx, dy, apart) {
  const square = apart * apart;
  dx.fill(0);
  dy.fill(0);
  for (let i = 0; i < x.length; i += 1)
    for (let j = 0; j < i; j += 1) {
      const [across, down] = [x[i] - x[j], y[i] - y[j]];
      const push = square / Math.max(1e-6, across * across + down * down);
      dx[i] += across * push;
      dy[i] += down * push;
      dx[j] -= across * push;
      dy[j] -= down * push;
    }
}

function pulledTogether(x, y, dx, dy, edges, apart) {
  for (const [i, j, strength] of edges) {
    const [across, down] = [x[j] - x[i], y[j] - y[i]];
    const distance = Math.max(1e-6, Math.hypot(across, down));
    const push = (-strength * apart * apart) / (distance * distance);
    const pull = strength < 0 ? -push : (distance * (0.3 + strength)) / apart;
    dx[i] += across * pull;
    dy[i] += down * pull;
    dx[j] -= across * pull;
    dy[j] -= down * pull;
  }
}

// Turned so that it is wide rather than high.
function lyingDown(x, y) {
  const mean = (all) => all.reduce((whole, value) => whole + value, 0) / Math.max(1, all.length);
  const [left, top] = [mean(x), mean(y)];
  const spread = (one, other) => mean(one.map((value, at) => value * other[at]));
  const [across, down] = [x.map((value) => value - left), y.map((value) => value - top)];
  const angle = 0.5 * Math.atan2(2 * spread(across, down), spread(across, across) - spread(down, down));
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return {
    x: across.map((value, at) => cos * value + sin * down[at]),
    y: down.map((value, at) => cos * value - sin * across[at]),
  };
}

// A place for the label of each node, where it hides no node, no sign and no other label, and as little as can be of
// lines; null where there is no room. Nodes come in the order in which their labels matter: where one finds no room it
// is tried before those that matter more, which may have a side to spare. label: its width; `high` is its height;
// shorter: widths of the label cut to fewer letters, tried where the whole finds no room. lines: their ends; signs:
// what stands on them.
/**
 * @param {Labelled[]} nodes
 * @param {{ width: number, height: number, high: number }} room
 * @param {{ lines?: NodePlace[][], signs?: (NodePlace & { radius: number })[] }} drawn
 * @returns {(PlacedLabel | null)[]}
 */
export function labelsPlaced(nodes, room, { lines = [], signs = [] } = {}) {
  const held = [...nodes, ...signs].map(boxAround);
  let [order, best] = [nodes.map((_, at) => at), []];
  for (let time = 0; time < MOST_TRIES; time += 1) {
    const found = placedInTurn(nodes, order, room, [...held], lines);
    if (!time || matterMore(found, best)) best = found;
    const without = order.filter((at) => !found[at]);
    if (!without.length) break;
    order = [...without, ...order.filter((at) => found[at])];
  }
  return best;
}

const MOST_TRIES = 8;

// Whether of two sets of labels the first has the one that matters most of those that only one has.
function matterMore(some, others) {
  const at = some.findIndex((label, n) => Boolean(label) !== Boolean(others[n]));
  return at >= 0 && Boolean(some[at]);
}

// held: what no label may hide, to which each label is added.
/**
 * @param {Labelled[]} nodes
 * @param {number[]} order
 * @param {{ width: number, height: number, high: number }} room
 * @param {Box[]} held
 * @param {NodePlace[][]} lines
 */
function placedInTurn(nodes, order, { width, height, high }, held, lines) {
  const hides = (box) => lines.reduce((sum, [from, to]) => sum + lengthIn(box, from, to), 0);
  const bestFor = (/** @type {Labelled} */ node) => {
    const ways = labelSides(node, high, width).filter(({ box }) => inRoom(box, width, height));
    const clear = ways.filter(({ box }) => !held.some((other) => overlaps(box, other)));
    const costs = clear.map(({ box }, n) => n + hides(box)); // where it hides as much, the first
    return clear[costs.indexOf(Math.min(...costs))];
  };
  /** @type {(PlacedLabel | null)[]} */
  const found = nodes.map(() => null);
  for (const at of order) {
    const widths = [nodes[at].label, ...(nodes[at].shorter ?? [])];
    for (let cut = 0; cut < widths.length && !found[at]; cut += 1) {
      const best = bestFor({ ...nodes[at], label: widths[cut] });
      if (best) held.push(best.box);
      if (best) found[at] = { ...best.label, box: best.box, cut };
    }
  }
  return found;
}

/** @param {NodePlace & { radius: number }} place @returns {Box} */
function boxAround({ x, y, radius }) {
  return { x: x - radius, y: y - radius, width: 2 * radius, height: 2 * radius };
}

// How much of a line lies in a box (Liang and Barsky).
/** @param {Box} box @param {NodePlace} from @param {NodePlace} to */
function lengthIn(box, from, to) {
  const [across, down] = [to.x - from.x, to.y - from.y];
  let [enters, leaves] = [0, 1];
  for (const [step, room] of [
    [-across, from.x - box.x],
    [across, box.x + box.width - from.x],
    [-down, from.y - box.y],
    [down, box.y + box.height - from.y],
  ]) {
    if (step === 0 && room < 0) return 0;
    if (step < 0) enters = Math.max(enters, room / step);
    if (step > 0) leaves = Math.min(leaves, room / step);
  }
  return Math.max(0, leaves - enters) * Math.hypot(across, down);
}

// Right, left, below, above, each in the middle and moved along, and aslant; at the edge as far in as it must be.
function labelSides({ x, y, radius, label }, high, width) {
  const [gap, slant] = [radius + 4, radius * 0.7 + 3];
  const at = (left, top, anchor) => labelAt(left, top, anchor, label, high);
  const [furthest, nearest] = [width - label - LABELS_APART, LABELS_APART];
  const within = (left) => Math.max(nearest, Math.min(left, furthest));
  const beside = [0, -high / 3, high / 3].flatMap((down) => [
    at(x + gap, y - high / 2 + down, "start"),
    at(x - gap - label, y - high / 2 + down, "end"),
  ]);
  const along = /** @type {const} */ ([
    [0.5, "middle"],
    [0.25, "start"],
    [0.75, "end"],
    [0.05, "start"],
    [0.95, "end"],
  ]);
  const upright = along.flatMap(([part, anchor]) => {
    const left = within(x - part * label);
    return [at(left, y + gap, anchor), at(left, y - gap - high, anchor)];
  });
  const aslant = [
    at(x + slant, y + slant, "start"),
    at(x + slant, y - slant - high, "start"),
    at(x - slant - label, y + slant, "end"),
    at(x - slant - label, y - slant - high, "end"),
  ];
  return [...beside.slice(0, 2), ...upright.slice(0, 2), ...aslant, ...beside.slice(2), ...upright.slice(2)];
}

// A label with its left upper corner at a place, and the box that it fills.
function labelAt(left, top, anchor, wide, high) {
  const around = { width: wide + 2 * LABELS_APART, height: high + 2 * LABELS_APART };
  const x = { start: left, end: left + wide, middle: left + wide / 2 }[anchor];
  return {
    box: { x: left - LABELS_APART, y: top - LABELS_APART, ...around },
    label: { x, y: top + high * 0.78, anchor },
  };
}

/** @param {Box} box @param {number} width @param {number} height */
function inRoom(box, width, height) {
  return box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height;
}

/** @param {Box} one @param {Box} other */
function overlaps(one, other) {
  const across = one.x < other.x + other.width && other.x < one.x + one.width;
  return across && one.y < other.y + other.height && other.y < one.y + one.height;
}
