// Who speaks and where they stand: the bars, what they count, and the table behind them.
// @ts-check
/** @import { Counts, Drawer, Look, MakesPanel, Measure, Reads, State, Statement, Update, View } from "./types.d.ts" */

import { BARS, barChart } from "./chart.js";
import { pictureButtons } from "./downloads.js";
import { drawerIn } from "./drawer.js";
import { button, h, panel, plural, redraw, sign } from "./elements.js";
import { shown, wants } from "./state.js";

const ALSO_UNSAID = "Thought and done, too";
const BAR_NAMES = { class: "names", role: "group", "aria-label": "The bars by speaker" };
/** @type {[Measure, string][]} */
const MEASURES = [
  ["statements", "By statements"],
  ["words", "By words"],
];

/** @type {MakesPanel} */
export function speakerPanel(view, update, model) {
  const table = h("div", { class: "scroll" });
  const title = "Who speaks";
  const names = h("p", BAR_NAMES);
  /** @type {Reads} */
  const read = (...bar) => openBar(view, below, ...bar);
  const chart = barChart(view, model, read);
  const counted = countedSwitch(view, update);
  const behind = h("details", { class: "behind" }, h("summary", {}, "The same as a table"), table);
  const left = leftOut();
  const pictures = pictureButtons(view, title, chart.picture);
  const node = panel("chart", title, counted.node, chart.node, ...left.nodes, names, pictures, behind);
  const below = drawerIn(view, update, node, names);
  node.hidden = !view.statements.length;
  return {
    node,
    close: chart.close,
    draw(state) {
      counted.draw(state);
      const rows = countsOf(view, state);
      const bars = barsOf(rows, state.measure);
      left.draw(rows, bars, state.measure);
      below.draw(state, () => {
        redraw(table, countTable(view, rows, state.measure, read));
        redraw(names, ...namesOfBars(bars, read, below));
      });
      chart.draw(bars, state.measure);
    },
  };
}

// What is counted: statements or words, and whether what was thought or done counts, too.
/** @param {View} view @param {Update} update */
function countedSwitch(view, update) {
  let every = false;
  /** @type {[Measure, HTMLElement][]} */
  const by = MEASURES.map(([id, label]) => [id, button(label, () => update({ measure: id }))]);
  const more = button(ALSO_UNSAID, () => update({ every: !every }));
  more.hidden = !view.statements.some(unsaid);
  const attributes = { class: "switch", role: "group", "aria-label": "What is counted" };
  return {
    node: h("p", attributes, ...by.map(([, one]) => one), more),
    draw(state) {
      every = state.every;
      for (const [id, one] of by) one.setAttribute("aria-pressed", String(state.measure === id));
      more.setAttribute("aria-pressed", String(every));
    },
  };
}

// Opens the statements of a speaker in one position or in all. No key reaches a bar: the focus comes back to the name.
/**
 * @param {View} view
 * @param {Drawer} below
 * @param {string} speaker
 * @param {string | null} position
 * @param {string} key
 * @param {string} back
 */
function openBar(view, below, speaker, position, key = `bar ${position} ${speaker}`, back = nameKey(speaker)) {
  const label = (facet, id) => view.facet.get(facet).options.find((option) => option.id === id)?.label;
  const names = [label("speakers", speaker), label("positions", position)].filter(Boolean);
  const wanted = { speakers: [speaker], positions: position === null ? [] : [position] };
  below.choose(wanted, names.join(": "), key, back);
}

// The rows that have something to draw, those with most first, as many as there is room for; all where none has.
/** @param {Counts[]} rows @param {Measure} measure */
function barsOf(rows, measure) {
  const some = rows.filter((row) => row[measure].all);
  return (some.length ? some : rows).toSorted((one, other) => other[measure].all - one[measure].all).slice(0, BARS);
}

// Whether more have something to draw than there is room for.
/** @param {Counts[]} rows @param {Measure} measure */
function isCut(rows, measure) {
  return rows.filter((row) => row[measure].all).length > BARS;
}

// Who has no bar, told below the bars: those for whom there is no room, and those who only thought or did something.
function leftOut() {
  const most = h("p", { class: "hint" }, `The ${BARS} with most; all are in the table.`);
  const silent = h("p", { class: "hint" });
  return {
    nodes: [most, silent],
    /** @param {Counts[]} rows @param {Counts[]} bars @param {Measure} measure */
    draw(rows, bars, measure) {
      most.hidden = !isCut(rows, measure);
      const { length } = rows.filter((row) => row.id && row.others && !row.statements.all && !bars.includes(row));
      silent.hidden = !length;
      silent.textContent = `${length} more only thought or did something: choose “${ALSO_UNSAID}”.`;
    },
  };
}

// What was thought, wanted, decided or done, not said.
/** @param {Statement} statement */
function unsaid({ manner }) {
  return Boolean(manner) && manner !== "said";
}

// Statements and words in them by speaker and position. The filters of these two do not narrow it, they set off the
// chosen. Only what was said, unless more is asked for; the rest is counted beside it.
/** @param {View} view @param {State} state @returns {Counts[]} */
function countsOf(view, state) {
  const rows = view.facet.get("speakers").options.map((option) => {
    const chosen = Object.fromEntries(
      view.positions.map(({ id }) => [id, wants(state, "positions", id) && wants(state, "speakers", option.id)]),
    );
    return { ...option, statements: { all: 0 }, words: { all: 0 }, others: 0, chosen };
  });
  const byId = new Map(rows.map((row) => [row.id, row]));
  const all = state.every || state.manners.length;
  for (const statement of shown(view, state, ["speakers", "positions"]))
    for (const row of statement.values.speakers.map((id) => byId.get(id)))
      if (all || !unsaid(statement)) add(row, statement);
      else row.others += 1;
  return rows;
}

/** @param {Counts} row @param {Statement} statement */
function add(row, { position, words }) {
  for (const key of ["all", position]) {
    row.statements[key] = (row.statements[key] ?? 0) + 1;
    row.words[key] = (row.words[key] ?? 0) + words;
  }
}

/** @param {View} view @param {Counts[]} rows @param {Measure} measure @param {Reads} choose */
function countTable(view, rows, measure, choose) {
  const number = (...name) => h("th", { scope: "col", class: "number" }, ...name);
  const looks = view.positions.map((look) => number(sign(look)));
  const heads = [h("th", { scope: "col" }, "Speaker"), number("Statements"), number("Words"), ...looks];
  const body = rows.map((row) => {
    const about = row.about ? h("small", {}, row.about) : null;
    const cells = view.positions.map((look) => h("td", { class: "number" }, countButton(row, look, measure, choose)));
    const sums = [
      h("td", { class: "number" }, ...saidAndUnsaid(row)),
      h("td", { class: "number" }, String(row.words.all)),
    ];
    return h("tr", {}, h("th", { scope: "row" }, h("span", {}, row.label), about), ...sums, ...cells);
  });
  return h("table", {}, h("thead", {}, h("tr", {}, ...heads)), h("tbody", {}, ...body));
}

// "3", "3 +2 thought or done", or of who said nothing "2, thought or done".
/** @param {Counts} row */
function saidAndUnsaid({ statements, others }) {
  if (!others) return [String(statements.all)];
  return statements.all ? [String(statements.all), unsaidWords(` +${others}`)] : [String(others), unsaidWords(",")];
}

function unsaidWords(before) {
  return h("small", {}, `${before} thought or done`);
}

/** @param {Counts} row @param {Look} look @param {Measure} measure @param {Reads} choose */
function countButton(row, look, measure, choose) {
  const number = row.statements[look.id];
  if (!number) return "0";
  const key = `${look.id} ${row.id}`;
  return button(String(row[measure][look.id]), () => choose(row.id, look.id, key, key), {
    class: "plain",
    "data-key": key,
    "aria-label": `Show ${plural(number, "statement")}: ${row.label}, ${look.label}`,
  });
}

// A button for each speaker below the bars, which themselves no key reaches.
/** @param {Counts[]} rows @param {Reads} read @param {Drawer} below */
function namesOfBars(rows, read, below) {
  const speaking = rows.filter((row) => row.statements.all);
  return speaking.map((row) =>
    button(row.label, () => read(row.id, null, nameKey(row.id)), {
      class: "plain",
      "data-key": nameKey(row.id),
      "aria-label": `Show ${plural(row.statements.all, "statement")}: ${row.label}`,
      "aria-expanded": String(below.isOpen(nameKey(row.id))),
    }),
  );
}

function nameKey(speaker) {
  return `name ${speaker}`;
}
