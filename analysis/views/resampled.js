// How far a figure would move with other articles: the same draws, to the last digit, as analysis/resampling.py makes.
// @ts-check

const DRAWS = 999;
const SEED = 1;
export const FEWEST = 5; // articles that an interval needs
const DRAW_STEP = 0x9e3779b9;
// Where the distribution function of Poisson's law with mean 1 passes, in parts of 2**32.
const POISSON = poissonSteps(9);
const DEVIATIONS = 1.959963984540054; // of a normal distribution, within which 95 % lie

function poissonSteps(number) {
  const found = [];
  for (let n = 0, term = Math.exp(-1), sum = 0; n < number; n += 1, term /= n) {
    sum += term;
    found.push(Math.floor(2 ** 32 * sum));
  }
  return found;
}

// A number of 32 bits for a name: FNV-1a of its UTF-8, mixed.
/** @param {string} name */
export function nameAsNumber(name) {
  let number = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) number = Math.imul(number ^ byte, 0x01000193);
  return mixedBits(number);
}

// A number in which each bit depends on all bits: the end of MurmurHash3.
/** @param {number} number */
function mixedBits(number) {
  number = Math.imul(number ^ (number >>> 16), 0x85ebca6b);
  number = Math.imul(number ^ (number >>> 13), 0xc2b2ae35);
  return (number ^ (number >>> 16)) >>> 0;
}

// The sums of what articles have, in each draw. names: their numbers; columns: of each sum, what each article has.
/** @param {number[]} names @param {ArrayLike<number>[]} columns @returns {Float64Array[]} */
export function drawnSums(names, columns) {
  const found = columns.map(() => new Float64Array(DRAWS));
  const having = columns.map((column) => names.map((_, at) => at).filter((at) => column[at]));
  const times = new Uint8Array(names.length);
  for (let draw = 0; draw < DRAWS; draw += 1) {
    const drawn = mixedBits((Math.imul(draw + 1, DRAW_STEP) + SEED) >>> 0);
    for (let at = 0; at < names.length; at += 1) times[at] = timesDrawn(mixedBits(names[at] ^ drawn));
    for (let n = 0; n < columns.length; n += 1) {
      let sum = 0;
      for (const at of having[n]) sum += times[at] * columns[n][at];
      found[n][draw] = sum;
    }
  }
  return found;
}

/** @param {number} even */
function timesDrawn(even) {
  let times = 0;
  while (times < POISSON.length && even >= POISSON[times]) times += 1;
  return times;
}

// How many draws an interval of 95 % leaves out at either end; fewer where there are few articles.
/** @param {number} articles */
function cutOff(articles) {
  const deviations = Math.sqrt(articles / (articles - 1)) * studentsDeviations(articles - 1);
  return Math.max(1, Math.floor(((DRAWS + 1) * tailBeyond(deviations / Math.SQRT2)) / 2));
}

// The deviations within which 95 % of Student's t lie, by the expansion of Cornish and Fisher (corrections.py).
/** @param {number} freedom */
function studentsDeviations(freedom) {
  const z = DEVIATIONS;
  const terms = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92160,
  ];
  return terms.reduce((sum, term, at) => sum + term / freedom ** (at + 1), z);
}

// The ends of the interval of 95 % around a value, by what it was in the draws in which there was one. least, most:
// what it can be; at one of them all articles are of one mind, and it reaches as far as one among so many may be
// another.
/**
 * @param {number} value
 * @param {Float64Array} drawn
 * @param {number} articles
 * @param {number} least
 * @param {number} most
 */
export function intervalAround(value, drawn, articles, least, most) {
  const found = drawn.filter((one) => !Number.isNaN(one)).sort();
  const out = Math.min(cutOff(articles), Math.floor((found.length + 1) / 2));
  const unseen = (most - least) * (1 - 0.025 ** (1 / articles));
  const low = value === most ? most - unseen : Math.min(value, found[out - 1]);
  const high = value === least ? least + unseen : Math.max(value, found[found.length - out]);
  return [low, high];
}

// The chance of so many deviations or more under Student's t, by Wallace's approach to the normal distribution.
/** @param {number} deviations @param {number} freedom */
export function twoSided(deviations, freedom) {
  const root = Math.sqrt(freedom * Math.log1p(deviations ** 2 / freedom));
  return tailBeyond((((8 * freedom + 1) / (8 * freedom + 3)) * root) / Math.SQRT2);
}

const TAIL = [
  0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196, 1.00002368,
];

// The complementary error function for x from 0 up, off by 1.2e-7 of itself at most.
/** @param {number} x */
function tailBeyond(x) {
  const t = 1 / (1 + x / 2);
  const power = TAIL.reduce((sum, term) => sum * t + term, 0);
  return t * Math.exp(-x * x - 1.26551223 + t * power);
}

// Which of several chances are small enough that of those told at most `rate` are mere chance, on average.
/** @param {number[]} chances @param {number} rate */
export function discoveries(chances, rate) {
  const ordered = chances.toSorted((one, other) => one - other);
  const most = ordered.findLast((p, at) => p <= (rate * (at + 1)) / ordered.length);
  return chances.map((p) => most !== undefined && p <= most);
}
