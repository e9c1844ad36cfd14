// How networks are shown: what can be set, under plain names with DNA's beside them, and what the picture says.
// @ts-check
/** @import { CorpusState, CorpusView, Network, NetworkChosen, NetworkHow } from "./types.d.ts" */

import { plural } from "./elements.js";

// What is set, the first of each the usual. `about` says what a tie or a cell is.
export const NETWORK_CHOICES = {
  show: [
    { id: "balance", label: "Agreement less disagreement (subtract)", mode: "one-mode", aggregation: "subtract" },
    { id: "agreement", label: "Who agrees (congruence)", mode: "one-mode", aggregation: "congruence" },
    { id: "disagreement", label: "Who disagrees (conflict)", mode: "one-mode", aggregation: "conflict" },
    { id: "sides", label: "For less against (two-mode, subtract)", mode: "two-mode", aggregation: "subtract" },
    { id: "affiliation", label: "Who speaks on what (affiliation)", mode: "two-mode", aggregation: "ignore" },
  ],
  nodes: [
    { id: "actor", label: "States and organisations" },
    { id: "speaker", label: "Speakers" },
  ],
  on: [
    { id: "issue", label: "Issues" },
    { id: "topic", label: "Topics" },
  ],
  once: [
    { id: "document", label: "once in an article" },
    { id: "month", label: "once in a month" },
    { id: "range", label: "once in all" },
    { id: "include", label: "each time" },
  ],
};
const NORMS = {
  "one-mode": [
    { id: "cosine", label: "Cosine", about: "divided by how much both say (cosine), so that it is 1 at most" },
    { id: "jaccard", label: "Jaccard", about: "what both say divided by what either says (Jaccard)" },
    {
      id: "average",
      label: "Average activity",
      about: "divided by the mean number of statements of the two (average)",
    },
    { id: "no", label: "None", about: "not divided: who speaks most is tied most" },
  ],
  "two-mode": [
    { id: "no", label: "None", about: "a number of statements" },
    { id: "activity", label: "Activity", about: "divided by all that the row says (activity)" },
    { id: "prominence", label: "Prominence", about: "divided by all that is said on the column (prominence)" },
  ],
};
const TIES = {
  balance:
    "A tie is stronger the more often two are on one side of an issue, and weaker the more often they are on two",
  agreement: "A tie is stronger the more often two are on one side of an issue",
  disagreement: "A tie is stronger the more often two are on different sides of an issue",
  sides: "A cell is above zero where somebody is more often for than against, below where more often against",
  affiliation: "A cell counts what somebody says on something, whatever the side",
};
export const WIDTHS = [1, 2, 3, 6, 12]; // months of a window
const USUAL_WIDTH = 3;

// What is chosen: a word for each choice, the first month of the window ("": all dates), its width, and the picture.
/** @param {CorpusState} state @returns {NetworkChosen} */
export function networkChosen(state) {
  const told = new URLSearchParams((state.network ?? "").replaceAll(".", "&"));
  const among = (name, all) => (all.find(({ id }) => id === told.get(name)) ?? all[0]).id;
  const chosen = Object.fromEntries(Object.entries(NETWORK_CHOICES).map(([name, all]) => [name, among(name, all)]));
  const width = Number(told.get("width"));
  const from = /^\d{4}-\d\d$/.test(told.get("from") ?? "") ? told.get("from") : "";
  const norm = among("norm", normsOf(chosen.show));
  return /** @type {NetworkChosen} */ ({ ...chosen, norm, from, width: WIDTHS.includes(width) ? width : USUAL_WIDTH });
}

// The change of state that chooses something else: "show=sides.norm=activity", what is as usual left out.
/** @param {CorpusState} state @param {Partial<NetworkChosen>} change */
export function networkChange(state, change) {
  const now = { ...networkChosen(state), ...change };
  if (!normsOf(now.show).some(({ id }) => id === now.norm)) now.norm = normsOf(now.show)[0].id;
  const usual = { ...networkChosen({ ...state, network: "" }), norm: normsOf(now.show)[0].id };
  const parts = Object.entries(now).filter(([name, value]) => value !== usual[name]);
  return { network: parts.map((pair) => pair.join("=")).join(".") };
}

/** @param {string} show */
export function normsOf(show) {
  return NORMS[showing(show).mode];
}

function showing(show) {
  return NETWORK_CHOICES.show.find(({ id }) => id === show);
}

// The settings of the network that is chosen, as networks.Settings has them.
/** @param {NetworkChosen} chosen @returns {NetworkHow} */
export function howOf({ show, nodes, on, once, norm }) {
  const { mode, aggregation } = showing(show);
  return /** @type {NetworkHow} */ ({
    mode,
    aggregation,
    norm,
    nodes,
    on,
    duplicates: once,
    sided: show !== "affiliation",
  });
}

const AGAIN = {
  document: "Said again on the same side in one article, it counts once.",
  month: "Said again on the same side in one month, it counts once.",
  range: "Said again on the same side, it counts once.",
  include: "Each statement counts, also where one article says the same again.",
};

// What the picture is, in sentences.
/** @param {CorpusView} view @param {CorpusState} state @param {Network} net @param {string} window */
export function networkWords(view, state, net, window) {
  const chosen = networkChosen(state);
  const { about } = normsOf(chosen.show).find(({ id }) => id === chosen.norm);
  const again =
    chosen.show === "affiliation" ? AGAIN[chosen.once].replace("on the same side ", "") : AGAIN[chosen.once];
  const sided = net.how.sided ? "Statements that take a side count, conditional ones by their lean. " : "";
  return [
    `${TIES[chosen.show]}; it is ${about}.`,
    `${sided}${again} ${view.once[state.once]}`,
    `${plural(net.statements, "statement")} in ${plural(net.articles, "article")}${window ? `, ${window}` : ""}.`,
    rest(net.rows.length, net.of, NOUNS[chosen.nodes]),
    net.how.mode === "two-mode" ? rest(net.columns.length, net.ofColumns, NOUNS[chosen.on]) : "",
  ].filter(Boolean);
}

const NOUNS = { actor: "states and organisations", speaker: "speakers", issue: "issues", topic: "topics" };

function rest(shown, of, noun) {
  return shown < of ? `Shown are the ${shown} of ${of} ${noun} with the most statements.` : "";
}

// "+0.45", "−2", "12": a number with its sign, where signs tell something.
/** @param {number} value @param {boolean} signed */
export function signedNumber(value, signed) {
  const size = Math.abs(value);
  const digits = Number.isInteger(value) ? String(size) : size.toFixed(2);
  return `${value < 0 ? "−" : signed && value > 0 ? "+" : ""}${digits}`;
}

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October"];
MONTHS.push("November", "December");

// "March to May 2021", "March 2021": the months from the first to the last, of days or months.
/** @param {string} first @param {string} last */
export function monthsTold(first, last) {
  const name = (month) => `${MONTHS[Number(month.slice(5, 7)) - 1]} ${month.slice(0, 4)}`;
  if (first.slice(0, 7) === last.slice(0, 7)) return name(first);
  return first.slice(0, 4) === last.slice(0, 4)
    ? `${name(first).slice(0, -5)} to ${name(last)}`
    : `${name(first)} to ${name(last)}`;
}
