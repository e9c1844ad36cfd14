// The search above the article: what is found is marked, and Enter leads from one place to the next.
// @ts-check
/** @import { State, Update, View } from "./types.d.ts" */

import { h, plural } from "./elements.js";
import { highlighter, lead, MOST, PLACE, placesFound, rangeOn, rangesAt, scrolls } from "./found.js";

// `draw` gives the first place where others are found than before.
/** @param {View} view @param {Update} update @param {HTMLElement} text */
export function searchField(view, update, text) {
  const places = searchedPlaces(view, text);
  const told = h("span", { class: "places", role: "status" });
  let last = { text: "", statements: 0 };
  const search = (words) => words.trim() !== last.text.trim() && update({ text: words });
  const step = (by) => {
    places.step(by);
    tell();
  };
  const tell = () => {
    const words = `${places.told()} in the article, ${plural(last.statements, "statement")}`;
    told.textContent = last.text.trim() ? words : "";
  };
  const field = searchInput(search, step);
  const node = h("div", { class: "tools" }, h("label", {}, "Search ", field), told);
  node.hidden = !view.statements.length;
  return {
    node,
    close: places.close,
    /** @param {State} state @param {number} statements */
    draw(state, statements) {
      if (field.value.trim() !== state.text.trim()) field.value = state.text;
      last = { text: state.text, statements };
      const first = places.draw(state.text);
      tell();
      return first;
    },
  };
}

// A field that searches a moment after the last letter; Enter searches at once and steps on, Shift and Enter back.
/** @param {(words: string) => unknown} search @param {(by: number) => void} step */
function searchInput(search, step) {
  const how = { type: "search", "aria-label": "Search the article", title: "Enter: next place; Shift+Enter: previous" };
  let wait = 0;
  const onkeydown = (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    clearTimeout(wait);
    search(field.value);
    step(event.shiftKey ? -1 : 1);
  };
  const field = h("input", { ...how, enterkeyhint: "search", onkeydown });
  field.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(() => search(field.value), 150);
  });
  return field;
}

// Where the words searched for stand, marked, and which of these places is looked at.
/** @param {View} view @param {HTMLElement} text */
function searchedPlaces(view, text) {
  const [all, one] = [highlighter(), highlighter(PLACE)];
  let [found, at] = [[], -1];
  return {
    close: () => [all.close(), one.close()],
    /** @param {string} words */
    draw(words) {
      const places = words.trim() ? placesFound(view, words) : [];
      if (places === found || places.length + found.length === 0) return null;
      [found, at] = [places, -1];
      const ranges = rangesAt(text, found);
      all.mark(ranges);
      one.close();
      return ranges.length ? rangeOn(ranges[0]) : null;
    },
    told() {
      const places = found.length === MOST ? `${MOST} or more places` : plural(found.length, "place");
      return at < 0 ? places : `${at + 1} of ${places}`;
    },
    step(by) {
      if (!found.length) return;
      at = stepped(at, by, found.length);
      const ranges = rangesAt(text, [found[at]]);
      one.mark(ranges);
      bringPlace(text, rangeOn(ranges[0]));
    },
  };
}

// The next of some places or the one before; behind the last comes the first. From none, -1, to the first or last.
/** @param {number} at @param {number} by @param {number} number */
function stepped(at, by, number) {
  return at < 0 && by < 0 ? number - 1 : (at + by + number) % number;
}

// Brings a place onto the screen: in the article where that scrolls by itself, and in what it stands in. Where the
// page alone scrolls, a card may cover its lower half.
/** @param {HTMLElement} text @param {Range} place */
function bringPlace(text, place) {
  const room = scrolls(text) ? innerHeight : innerHeight / 2;
  for (let box = text; box !== document.documentElement; box = box.parentElement) if (scrolls(box)) lead(box, place);
  const { top, bottom } = place.getBoundingClientRect();
  const bar = text.closest(".explorer")?.querySelector(".filters-in-force")?.getBoundingClientRect().height ?? 0;
  if (top < bar || bottom > room) scrollBy(0, top - bar - room / 4);
}
