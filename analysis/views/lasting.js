// What is kept outlasts the page: it lies in the storage of this browser, on this machine, by the article's digest.
// @ts-check
/** @import { Kept, Lasting, Stored } from "./types.d.ts" */

/** @param {string} digest @returns {Lasting} */
export function lastingKept(digest) {
  const place = `demarche kept ${digest}`;
  let [refused, taken, kept] = [false, "", []];
  const warn = (event) => {
    if (refused && kept.length && JSON.stringify(kept) !== taken) event.preventDefault(); // the browser asks
  };
  addEventListener("beforeunload", warn);
  return {
    begin(brought) {
      const own = brought.map(plainKept);
      const stored = joinedKept(storedAt(place), own);
      refused = !isWritten(place, stored);
      [kept, taken] = [stored.kept, JSON.stringify(own)]; // what the page brings it will bring again
      return kept;
    },
    // Another tab may have kept more meanwhile: only what has changed here is written.
    change(before, now) {
      kept = now.map(plainKept);
      const { kept: there, brought } = storedAt(place);
      refused = !isWritten(place, { kept: changedKept(there, before.map(plainKept), kept), brought });
    },
    take: () => {
      taken = JSON.stringify(kept);
    },
    told: () => (refused ? NOT_LASTING : LASTS),
    close: () => removeEventListener("beforeunload", warn),
  };
}

const LASTS = "It stays in this browser, on this machine, until you remove it; nothing is sent.";
const NOT_LASTING = "This browser does not let the page keep it: copy or save it before you leave the page.";

/** @param {{ key: string, note?: unknown }} one @returns {Kept} */
function plainKept({ key, note }) {
  return { key, note: String(note ?? "") };
}

// What is stored there; nothing where it cannot be read. Another page of this machine may have written anything.
/** @param {string} place @returns {Stored} */
function storedAt(place) {
  try {
    const { kept, brought } = JSON.parse(localStorage.getItem(place)) ?? {};
    return { kept: listOfKept(kept), brought: listOfKept(brought) };
  } catch {
    return { kept: [], brought: [] };
  }
}

function listOfKept(value) {
  return Array.isArray(value) ? value.filter((one) => typeof one?.key === "string").map(plainKept) : [];
}

/** @param {string} place @param {Stored} stored */
function isWritten(place, stored) {
  try {
    if (stored.kept.length + stored.brought.length) localStorage.setItem(place, JSON.stringify(stored));
    else localStorage.removeItem(place);
    return true;
  } catch {
    return false;
  }
}

// What is stored, with what a page brings along, each statement once. What was joined before is not joined again:
// it may have been removed or written anew since.
/** @param {Stored} stored @param {Kept[]} brought @returns {Stored} */
function joinedKept(stored, brought) {
  const isKnown = ({ key, note }) => stored.brought.some((one) => one.key === key && one.note === note);
  const fresh = brought.filter((one) => !isKnown(one));
  const notes = new Map(stored.kept.map(({ key, note }) => [key, note]));
  for (const { key, note } of fresh) notes.set(key, joinedNote(notes.get(key) ?? "", note));
  return { kept: [...notes].map(([key, note]) => ({ key, note })), brought: [...stored.brought, ...fresh] };
}

function joinedNote(own, brought) {
  if (own.includes(brought)) return own;
  return brought.includes(own) ? brought : `${own}\n\n${brought}`;
}

// What was kept elsewhere, with what has changed here.
/** @param {Kept[]} there @param {Kept[]} before @param {Kept[]} now */
function changedKept(there, before, now) {
  const notes = new Map(there.map(({ key, note }) => [key, note]));
  const [old, left] = [new Map(before.map(({ key, note }) => [key, note])), new Set(now.map(({ key }) => key))];
  for (const { key } of before) if (!left.has(key)) notes.delete(key);
  for (const { key, note } of now) if (old.get(key) !== note) notes.set(key, note);
  return [...notes].map(([key, note]) => ({ key, note }));
}
