// The words of an article by their places. Python counts code points, browsers count UTF-16 units: both are told.
// @ts-check
/** @import { ArticleWords, Place, Quoted } from "./types.d.ts" */

const WORD = /[\p{L}\p{N}\p{M}]+(?:['’.-][\p{L}\p{N}\p{M}]+)*|\S/gu;

/** @param {string} text @returns {ArticleWords} */
export function articleWords(text) {
  /** @type {Place[]} */
  const words = [...text.matchAll(WORD)].map((found) => [found.index, found.index + found[0].length]);
  if (!/[\ud800-\udfff]/.test(text)) return { text, words, points: (unit) => unit, units: (point) => point };
  const [pointAt, unitAt] = [new Uint32Array(text.length + 1), []];
  let unit = 0;
  for (const letter of text) {
    for (let n = 0; n < letter.length; n++) pointAt[unit + n] = unitAt.length;
    unitAt.push(unit);
    unit += letter.length;
  }
  pointAt[unit] = unitAt.length;
  unitAt.push(unit);
  return { text, words, points: (at) => pointAt[at], units: (at) => unitAt[at] };
}

// Which words a stretch of the text touches, the first and the last of them; null where it touches none.
/** @param {ArticleWords} letters @param {Place} place @returns {Place | null} */
export function wordsIn({ words }, [start, end]) {
  const first = words.findIndex((word) => word[1] > start);
  const last = words.findLastIndex((word) => word[0] < end);
  return first >= 0 && last >= first ? [first, last] : null;
}

// The same for a span as Python counts.
/** @param {ArticleWords} letters @param {Place} span */
export function wordsOf(letters, [start, end]) {
  return wordsIn(letters, [letters.units(start), letters.units(end)]);
}

// From the first of some words to the last: where that stands as Python counts, and the words themselves.
/** @param {ArticleWords} letters @param {Place} some @returns {Quoted} */
export function quoted({ text, words, points }, [first, last]) {
  const [start, end] = [words[first][0], words[last][1]];
  return { span: [points(start), points(end)], words: text.slice(start, end) };
}

// The words of a span as Python counts.
/** @param {ArticleWords} letters @param {Place} span */
export function wordsAt({ text, units }, [start, end]) {
  return text.slice(units(start), units(end));
}
