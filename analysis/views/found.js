// The words searched for, marked where they stand. A browser without CSS.highlights marks nothing.
// @ts-check
/** @import { Place, View } from "./types.d.ts" */

import { placesOf, plain, plainPlaces } from "./plain.js";

export const MOST = 2000; // places that are marked
export const FOUND = "demarche-found"; // in the stylesheet; explorers of one page share it
export const PLACE = "demarche-place"; // the same of the one place that the search stands at

// Where the words of a search stand in the article; worked out once for each search.
/** @param {View} view @param {string} text */
export function placesFound(view, text) {
  const words = plain(text);
  if (view.found?.words !== words) {
    if (words) view.letters ??= plainPlaces(view.segments.map((segment) => segment.text).join(""));
    view.found = { words, places: words ? placesOf(words, view.letters, MOST) : [] };
  }
  return view.found.places;
}

// The same in nodes that stand alone, as cells of a table do.
/** @param {Element[]} nodes @param {string} text */
export function rangesFound(nodes, text) {
  const words = plain(text);
  if (!words) return [];
  const found = nodes.flatMap((node) => rangesAt(node, placesOf(words, plainPlaces(node.textContent), MOST)));
  return found.slice(0, MOST);
}

// Places in the text of a node as ranges; a place may begin in one element and end in another.
/** @param {Node} root @param {Place[]} places */
export function rangesAt(root, places) {
  const nodes = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const next = () => /** @type {Text} */ (nodes.nextNode());
  let [node, before] = [next(), 0];
  const ahead = (letters) => {
    for (; before + node.length < letters; node = next()) before += node.length;
    return node;
  };
  return places.map(([start, end]) => {
    const first = { startContainer: ahead(start + 1), startOffset: start - before };
    return new StaticRange({ ...first, endContainer: ahead(end), endOffset: end - before });
  });
}

// What marks ranges in place of those that it marked before.
export function highlighter(name = FOUND) {
  const marked = [];
  const close = () => {
    for (const range of marked.splice(0)) CSS.highlights.get(name).delete(range);
  };
  return {
    close,
    mark(ranges) {
      close();
      if (!ranges.length || !globalThis.Highlight) return;
      if (!CSS.highlights.has(name)) CSS.highlights.set(name, new Highlight());
      CSS.highlights.get(name).priority = Number(name === PLACE); // above what is found
      for (const range of ranges) CSS.highlights.get(name).add(range);
      marked.push(...ranges);
    },
  };
}

// A range that tells where it is on the screen.
/** @param {AbstractRange} range */
export function rangeOn({ startContainer, startOffset, endContainer, endOffset }) {
  const range = new Range();
  range.setStart(startContainer, startOffset);
  range.setEnd(endContainer, endOffset);
  return range;
}

// Whether an element scrolls what does not fit into it.
/** @param {Element} box */
export function scrolls(box) {
  return box.scrollHeight > box.clientHeight + 1 && ["auto", "scroll"].includes(getComputedStyle(box).overflowY);
}

// Scrolls a box to something in it that is out of sight; the page stays where it is.
/** @param {Element} box @param {Element | Range} line */
export function lead(box, line) {
  const [{ top, bottom, height }, place] = [box.getBoundingClientRect(), line.getBoundingClientRect()];
  if (place.top < top || place.bottom > Math.min(bottom, innerHeight)) box.scrollTop += place.top - top - height / 4;
}
