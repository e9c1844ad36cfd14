// A network as a table: rows and columns so that like stands beside like, cells in the colour of their sign.
// @ts-check
/** @import { ShownNetwork } from "./types.d.ts" */

import { button, h } from "./elements.js";
import { signedNumber } from "./networkHow.js";
import { behindNode, behindTie, meeting, saidByNode } from "./ties.js";

// The table; each cell opens its sentences, and the arrow keys go from cell to cell.
/** @param {ShownNetwork} shown */
export function networkTable(shown) {
  const { net, order } = shown;
  const cells = new Map(
    shown.ties.flatMap(({ i, j, ...tie }) => bothWays(net, i, j).map((at) => [at, { i, j, ...tie }])),
  );
  const columns = order[1].map((j) => {
    const name = net.columns[j];
    const choose = () => openNode(shown, j, net.how.mode === "two-mode", name);
    return h("th", { scope: "col" }, button("", choose, { title: name, "aria-label": name, class: "plain" }));
  });
  columns.forEach((th, at) => {
    th.firstElementChild.append(h("span", {}, net.columns[order[1][at]]));
  });
  const body = order[0].map((i) => {
    const name = net.rows[i];
    const head = button(name, () => openNode(shown, i, false, name), { class: "plain" });
    const across = order[1].map((j) => cellFor(shown, cells.get(`${i} ${j}`), name, net.columns[j]));
    return h("tr", {}, h("th", { scope: "row" }, head), ...across);
  });
  const corner = h("th", { scope: "col" }, CORNER[net.how.nodes]);
  const table = h("table", {}, h("thead", {}, h("tr", {}, corner, ...columns)), h("tbody", {}, ...body));
  table.addEventListener("keydown", (event) => goneTo(event, table));
  table.addEventListener("focusin", ({ target }) => target instanceof HTMLElement && cellTabbed(table, target));
  const first = table.querySelector("td button");
  if (first) first.setAttribute("tabindex", "0");
  return table;
}

const CORNER = { actor: "State or organisation", speaker: "Speaker" };

function bothWays({ how }, i, j) {
  return how.mode === "one-mode" ? [`${i} ${j}`, `${j} ${i}`] : [`${i} ${j}`];
}

/** @param {ShownNetwork} shown */
function cellFor(shown, tie, row, column) {
  if (!tie) return h("td", { class: "none" }, h("span", { class: "visually-hidden" }, row === column ? "–" : "0"));
  const value = signedNumber(tie.value, isSigned(shown.net));
  const title = tieTitle(shown, tie.i, tie.j);
  const attributes = {
    class: "tie",
    tabindex: "-1",
    "data-key": `tie ${row}\n${column}`,
    "data-side": sideOfTie(tie.value, shown.net),
    "aria-label": `${row}, ${column}: ${value}. ${title.split(": ").at(-1)}. Show the statements`,
    style: `--strength: ${Math.round(15 + 85 * tie.strength)}%`,
  };
  return h(
    "td",
    {},
    button(value, () => openTie(shown, tie.i, tie.j), attributes),
  );
}

// Whether values can lie below zero.
export function isSigned({ how }) {
  return how.aggregation === "subtract";
}

// "for" or "against", by the sign, or by what is counted.
/** @param {number} value */
export function sideOfTie(value, { how }) {
  if (how.aggregation === "ignore") return "said";
  if (how.aggregation === "conflict" || value < 0) return "against";
  return value > 0 ? "for" : "even";
}

/** @param {ShownNetwork} shown @param {number} i @param {number} j */
export function openTie(shown, i, j) {
  const { first, last } = shown.state;
  shown.open({ ...behindTie(shown.net, shown.state, i, j), first, last }, tieTitle(shown, i, j));
}

// Opens what somebody says in the network, or what is said on something.
/** @param {ShownNetwork} shown @param {number} i @param {boolean} column @param {string} name */
export function openNode({ net, state: { first, last }, open }, i, column, name) {
  open({ ...behindNode(net, i, column), first, last }, name, { nth: saidByNode(net, i, column) });
}

// "Velland and Tellan: on one side of 2 issues, on two sides of 1".
/** @param {ShownNetwork} shown @param {number} i @param {number} j */
export function tieTitle({ net }, i, j) {
  if (net.how.mode === "two-mode") return `${net.rows[i]}: ${net.columns[j]}`;
  const met = meeting(net, i, j);
  const count = (name) => met.filter((one) => one[name]).length;
  const noun = (number) => `${number} ${net.how.on}${number === 1 ? "" : "s"}`;
  const parts = [count("agree") && `on one side of ${noun(count("agree"))}`];
  parts.push(count("differ") && `on two sides of ${noun(count("differ"))}`);
  return `${net.rows[i]} and ${net.rows[j]}: ${parts.filter(Boolean).join(", ")}`;
}

// From cell to cell by the arrow keys, past what is empty; Home and End go to the ends of the row.
/** @param {KeyboardEvent} event @param {HTMLTableElement} table */
function goneTo(event, table) {
  const cell = event.target instanceof HTMLElement ? event.target.closest("td") : null;
  const way = {
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    Home: [0, -1],
    End: [0, 1],
  };
  if (!cell || !way[event.key]) return;
  const [down, across] = way[event.key];
  const far = event.key === "Home" || event.key === "End";
  let [row, column] = [
    /** @type {HTMLTableRowElement} */ (cell.closest("tr")).rowIndex,
    /** @type {HTMLTableCellElement} */ (cell).cellIndex,
  ];
  let found = null;
  for (;;) {
    [row, column] = [row + down, column + across];
    const next = row > 0 ? table.rows[row]?.cells[column]?.querySelector("button.tie") : null;
    if (!table.rows[row]?.cells[column] || column < 1 || row < 1) break;
    if (next) found = next;
    if (found && !far) break;
  }
  event.preventDefault();
  event.stopPropagation();
  found?.focus();
}

// One cell of the table can be reached by Tab: that which had the focus last.
function cellTabbed(table, target) {
  if (!target.matches("button.tie")) return;
  for (const one of table.querySelectorAll('button.tie[tabindex="0"]')) one.setAttribute("tabindex", "-1");
  target.setAttribute("tabindex", "0");
}
