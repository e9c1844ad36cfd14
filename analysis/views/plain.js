// The plain form in which words are compared, and where in a text it stands. selection.plain is the same in Python.
// @ts-check
/** @import { Letters, Place } from "./types.d.ts" */

const SIGNS = new Map(
  Object.entries({ "'": "‘’‚‛′`´‹›ʼ", '"': "“”„‟″«»", "-": "‐‑‒–—―−", σ: "ς" }).flatMap(([sign, all]) =>
    [...all].map((one) => [one, sign]),
  ),
);
const SIGN = new RegExp(`[${[...SIGNS.keys()].join("")}]`, "g");

// Small letters without accents, plain signs, spaces: each letter by itself, so that its place is known.
function spelt(text) {
  const signs = (words) => words.replace(SIGN, (sign) => SIGNS.get(sign));
  const letters = signs(text)
    .normalize("NFKD")
    .replace(/[\p{M}\p{Cf}]/gu, "");
  return signs(letters.toLowerCase()).replace(/\p{White_Space}/gu, " ");
}

// "Café  Council — ‘iron’" is "cafe council-'iron'".
/** @param {string} text */
export function plain(text) {
  return spelt(text).replace(/ +/g, " ").replace(/ ?- ?/g, "-").replace(/^ | $/g, "");
}

// A text in its plain form, and where in the text each of its letters begins and ends.
/** @param {string} text @returns {Letters} */
export function plainPlaces(text) {
  const [letters, starts, ends, known] = [[], [], [], new Map()];
  let end = 0;
  for (const letter of text) {
    const start = end;
    end += letter.length;
    if (!known.has(letter)) known.set(letter, spelt(letter).split(""));
    const plainly = known.get(letter);
    if (!plainly.length && ends.length) ends[ends.length - 1] = end; // an accent belongs to its letter
    for (const one of plainly) put(one, start, end);
  }
  if (letters.at(-1) === " ") letters.pop();
  return { words: letters.join(""), starts, ends };

  function put(letter, from, to) {
    const last = letters.at(-1) ?? " ";
    if (letter === " " && (last === " " || last === "-")) return;
    if (letter === "-" && last === " " && letters.length) for (const list of [letters, starts, ends]) list.pop();
    letters.push(letter);
    starts.push(from);
    ends.push(to);
  }
}

// [[start, end]] of the first `most` places where words in plain form stand in what `plainPlaces` gives.
/** @param {string} words @param {Letters} letters @param {number} most @returns {Place[]} */
export function placesOf(words, { words: all, starts, ends }, most) {
  const places = [];
  let [at, end] = [words ? all.indexOf(words) : -1, 0];
  for (; at >= 0 && places.length < most; at = all.indexOf(words, at + words.length)) {
    if (starts[at] < end) continue; // "…" has three points, and is one place
    end = ends[at + words.length - 1];
    places.push([starts[at], end]);
  }
  return places;
}
