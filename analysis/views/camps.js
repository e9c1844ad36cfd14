// What a matrix of ties falls into: an order in which like stands beside like, two camps, communities. As camps.py.
// @ts-check
/** @import { Matrix } from "./types.d.ts" */

const FEW_NODES = 16; // up to which every division in two is looked at
const TRIES = 60; // of a search among more
const NOISE = 1e-12;

// ---- order

// The rows in the order of the leaves of a tree (average linkage, Euclidean); where two branches meet they are turned
// so that the ends that touch are as like as can be. square: rows and columns are the same nodes.
/** @param {Matrix} rows @returns {number[]} */
export function leafOrder(rows, square = false) {
  const distance = distancesOf(rows, square);
  const between = distance.map((row, i) => row.map((value, j) => (i === j ? Infinity : value)));
  const branches = new Map(rows.map((_, at) => [at, [at]]));
  while (branches.size > 1) {
    const [i, j] = nearestPair(between, [...branches.keys()]);
    const [a, b] = [branches.get(i), branches.get(j)];
    branches.delete(j);
    for (const k of branches.keys()) {
      const merged = (a.length * between[i][k] + b.length * between[j][k]) / (a.length + b.length);
      if (k !== i) between[i][k] = between[k][i] = merged;
    }
    branches.set(i, turnedTogether(a, b, distance));
  }
  return branches.values().next().value ?? [];
}

/** @param {Matrix} between @param {number[]} places */
function nearestPair(between, places) {
  const there = places.sort((one, two) => one - two);
  let best = [there[0], there[1]];
  for (const i of there) for (const j of there) if (i < j && between[i][j] < between[best[0]][best[1]]) best = [i, j];
  return best;
}

function turnedTogether(a, b, distance) {
  const [back, forth] = [[...a].reverse(), [...b].reverse()];
  let [best, least] = [null, Infinity];
  for (const [one, two] of [
    [a, b],
    [a, forth],
    [back, b],
    [back, forth],
  ])
    if (distance[one.at(-1)][two[0]] < least) [best, least] = [[...one, ...two], distance[one.at(-1)][two[0]]];
  return best;
}

/** @param {Matrix} rows @param {boolean} square @returns {Matrix} */
function distancesOf(rows, square) {
  return rows.map((one, i) =>
    rows.map((two, j) => {
      let squares = 0;
      for (let at = 0; at < one.length; at += 1) {
        // What two rows say of each other does not part them.
        if (!(square && (at === i || at === j))) squares += (one[at] - two[at]) ** 2;
      }
      return Math.sqrt(Math.round(squares * 1e9) / 1e9);
    }),
  );
}

// ---- two camps

// How far nodes fall into two camps that agree within and quarrel between: signed modularity, doubled (Gómez et al.
// 2009), from 0 to 1, and who is in the second camp. Up to FEW_NODES every division is looked at, else a search.
/** @param {Matrix} congruence @param {Matrix} conflict */
export function polarized(congruence, conflict) {
  const n = congruence.length;
  const total = wholeOf(congruence) + wholeOf(conflict);
  if (n < 2 || total <= 0) return { value: 0, second: congruence.map(() => false), exact: true };
  const [within, without] = [beyondChance(congruence), beyondChance(conflict)];
  const more = within.map((row, i) => row.map((value, j) => value - without[i][j]));
  const sides = n <= FEW_NODES ? bestOfAll(more) : bestFound(more);
  const value = Math.max(0, qualityOf(more, sides) / total);
  return { value, second: sides.map((side) => side < 0), exact: n <= FEW_NODES };
}

/** @param {Matrix} ties */
function wholeOf(ties) {
  return ties.reduce((all, row) => all + sumOfRow(row), 0);
}

function sumOfRow(row) {
  return row.reduce((all, value) => all + value, 0);
}

/** @param {Matrix} ties @returns {Matrix} */
function beyondChance(ties) {
  const total = wholeOf(ties);
  const of = ties.map(sumOfRow);
  return total ? ties.map((row, i) => row.map((value, j) => value - (of[i] * of[j]) / total)) : ties;
}

/** @param {Matrix} more @param {number[]} sides */
function qualityOf(more, sides) {
  return sides.reduce((all, side, i) => all + side * sumOfRow(more[i].map((value, j) => value * sides[j])), 0);
}

// Every division, each one node away from the one before (Gray), the first node always in the first camp.
/** @param {Matrix} more */
function bestOfAll(more) {
  const n = more.length;
  const sides = more.map(() => 1);
  const pull = more.map(sumOfRow);
  let now = qualityOf(more, sides);
  let [best, found] = [now, [...sides]];
  for (let step = 1; step < 2 ** (n - 1); step += 1) {
    const at = 1 + Math.trunc(Math.log2(step & -step));
    now += 4 * (more[at][at] - sides[at] * pull[at]);
    turnSide(more, sides, pull, at);
    if (now > best + 1e-9) [best, found] = [now, [...sides]];
  }
  return found;
}

function turnSide(more, sides, pull, at) {
  sides[at] *= -1;
  for (let j = 0; j < sides.length; j += 1) pull[j] += 2 * sides[at] * more[j][at];
}

/** @param {Matrix} more */
function bestFound(more) {
  const random = drawsFrom(1);
  const starts = [
    leadingSides(more),
    ...Array.from({ length: TRIES }, () => more.map(() => (random() < 0.5 ? -1 : 1))),
  ];
  const found = starts.map((sides) => climbedFrom(more, sides));
  return found.reduce((best, one) => (qualityOf(more, one) > qualityOf(more, best) ? one : best));
}

// The signs of the vector that the matrix stretches most, found by multiplying with it again and again.
/** @param {Matrix} more */
function leadingSides(more) {
  const shift = Math.max(...more.map((row) => row.reduce((all, value) => all + Math.abs(value), 0)));
  let vector = more.map((_, at) => 1 + at / more.length);
  for (let step = 0; step < 200; step += 1) {
    const next = more.map((row, i) => shift * vector[i] + sumOfRow(row.map((value, j) => value * vector[j])));
    const length = Math.hypot(...next) || 1;
    vector = next.map((value) => value / length);
  }
  return vector.map((value) => (value < 0 ? -1 : 1));
}

function climbedFrom(more, sides) {
  const pull = more.map((row) => sumOfRow(row.map((value, j) => value * sides[j])));
  for (;;) {
    const gains = sides.map((side, at) => more[at][at] - side * pull[at]);
    const at = gains.indexOf(Math.max(...gains));
    if (gains[at] <= NOISE) return sides;
    turnSide(more, sides, pull, at);
  }
}

// Numbers from 0 to 1 that look random and are the same each time (mulberry32).
/** @param {number} seed */
export function drawsFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

// ---- communities

// For each node the number of its group of closely tied nodes, the largest group 0 (Louvain, in the order of the nodes:
// the same each time). What is not above zero ties nothing; who has no tie is alone.
/** @param {Matrix} weights @returns {number[]} */
export function communitiesOf(weights) {
  let ties = weights.map((row, i) => row.map((value, j) => (i !== j && value > 0 ? value : 0)));
  let group = weights.map((_, at) => at);
  for (;;) {
    const moved = numberedGroups(movesOf(ties));
    if (new Set(moved).size === ties.length) return largestFirst(group);
    group = group.map((one) => moved[one]);
    ties = mergedBy(ties, moved);
  }
}

// One round: each node goes to the neighbour's group where it gains most, until none gains.
/** @param {Matrix} ties */
function movesOf(ties) {
  const total = wholeOf(ties);
  const of = ties.map(sumOfRow);
  const group = ties.map((_, at) => at);
  const sums = [...of];
  for (let changed = total > 0; changed; ) {
    changed = false;
    for (let at = 0; at < ties.length; at += 1) {
      const own = group[at];
      sums[own] -= of[at];
      const to = new Map([[own, 0]]);
      ties[at].forEach((value, j) => {
        if (value > 0 && j !== at) to.set(group[j], (to.get(group[j]) ?? 0) + value);
      });
      const gain = (one) => to.get(one) - (sums[one] * of[at]) / total;
      const best = [...to.keys()].reduce((most, one) => (gain(one) > gain(most) + NOISE ? one : most), own);
      sums[best] += of[at];
      group[at] = best;
      changed ||= best !== own;
    }
  }
  return group;
}

/** @param {Matrix} ties @param {number[]} group @returns {Matrix} */
function mergedBy(ties, group) {
  const n = Math.max(...group) + 1;
  const found = Array.from({ length: n }, () => new Array(n).fill(0));
  ties.forEach((row, i) => {
    row.forEach((value, j) => {
      found[group[i]][group[j]] += value;
    });
  });
  return found;
}

function numberedGroups(groups) {
  const names = [...new Set(groups)];
  return groups.map((one) => names.indexOf(one));
}

function largestFirst(group) {
  const size = (one) => group.filter((other) => other === one).length;
  const ranked = [...new Set(group)].sort((one, two) => size(two) - size(one));
  return group.map((one) => ranked.indexOf(one));
}
