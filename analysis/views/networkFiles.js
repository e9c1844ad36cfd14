// A network as files: CSV of the matrix and of the ties, GraphML and GEXF for Gephi. graphs.py writes the same from
// Python, with the keys of all statements.
// @ts-check
/** @import { ShownNetwork } from "./types.d.ts" */

import { csvCell, NO_XML, saveBytes } from "./downloads.js";
import { button } from "./elements.js";
import { saidFor } from "./ties.js";

const FORMATS = { csv: matrixCsv, "ties.csv": tiesCsv, graphml: graphMl, gexf: gexfOf };
const FILE_LABELS = { csv: "Table as CSV", "ties.csv": "Ties as CSV", graphml: "GraphML", gexf: "GEXF with days" };

// Buttons that save what is shown.
/** @param {() => ShownNetwork} shown */
export function networkButtons(shown) {
  const save = (ending) => {
    const { net } = shown();
    const words = FORMATS[ending](shown()).replace(NO_XML, "\ufffd");
    saveBytes(/** @type {any} */ ({ article: { id: "network" } }), net.how.aggregation, ending, words);
  };
  return Object.entries(FILE_LABELS).map(([ending, label]) =>
    button(label, () => save(ending), { "data-key": ending }),
  );
}

function csvLines(rows) {
  return `\ufeff${rows.map((row) => `${row.map(csvCell).join(",")}\r\n`).join("")}`;
}

// Names, and a cell for each pair: what rDNA has of dna_network.
/** @param {ShownNetwork} shown */
export function matrixCsv({ net }) {
  return csvLines([["", ...net.columns], ...net.rows.map((name, i) => [name, ...net.values[i]])]);
}

/** @param {ShownNetwork} shown */
export function tiesCsv(shown) {
  const [, ties] = nodesAndTies(shown);
  const heads = ["source", "target", "value", "sign", "statements", "first", "last"];
  return csvLines([
    heads,
    ...ties.map((tie) => [tie.from.name, tie.to.name, tie.value, tie.sign, tie.count, tie.first, tie.last]),
  ]);
}

// The nodes with what is told of each, and the ties that are not 0, with the days and the number of their statements.
/** @param {ShownNetwork} shown */
function nodesAndTies({ view, net, nodes, ties }) {
  const { said, how } = net;
  const told = nodes.map((node, n) => {
    const kind = node.column ? how.on : how.nodes;
    return { ...node, id: `n${n}`, kind, ...daysOf(view, said, saidBy(net, node)) };
  });
  const node = (i, column) => told.find((one) => one.at === i && one.column === column);
  const some = ties.filter(({ value }) => value !== 0);
  const between = some.map(({ i, j, value }) => {
    const ends = { from: node(i, false), to: node(j, how.mode === "two-mode") };
    return { ...ends, value, sign: value < 0 ? "-" : "+", ...daysOf(view, said, saidFor(net, i, j)) };
  });
  return /** @type {const} */ ([told, between]);
}

function saidBy({ said, places, columnPlaces }, { at, column }) {
  const [list, place] = column ? [said.what, columnPlaces[at]] : [said.who, places[at]];
  return list.flatMap((one, n) => (one === place ? [n] : []));
}

function daysOf({ articles }, said, some) {
  const days = some
    .map((at) => articles.published[said.article[at]])
    .filter(Boolean)
    .sort();
  return {
    count: new Set(some.filter((at) => said.counted[at]).map((at) => said.nth[at])).size,
    first: days[0] ?? "",
    last: days.at(-1) ?? "",
  };
}

const NODE_KEYS = { label: "string", kind: "string", count: "long", group: "string" };
const TIE_KEYS = { value: "double", sign: "string", count: "long" };
const ofNode = (node) => ({
  label: node.name,
  kind: node.kind,
  count: node.count,
  group: node.group < 0 ? "" : node.group + 1,
});

/** @param {ShownNetwork} shown */
export function graphMl(shown) {
  const [nodes, ties] = nodesAndTies(shown);
  const { root, add, text } = xml("graphml", "http://graphml.graphdrawing.org/xmlns");
  const keys = {
    node: { ...NODE_KEYS, first: "string", last: "string" },
    edge: { weight: "double", ...TIE_KEYS, first: "string", last: "string" },
  };
  for (const [of, names] of Object.entries(keys))
    for (const [name, type] of Object.entries(names))
      add(root, "key", { id: `${of} ${name}`, for: of, "attr.name": name, "attr.type": type });
  const graph = add(root, "graph", { edgedefault: "undirected" });
  const data = (element, of, about) => {
    for (const [name, value] of Object.entries(about))
      if (value !== "") add(element, "data", { key: `${of} ${name}` }, value);
  };
  for (const node of nodes)
    data(add(graph, "node", { id: node.id }), "node", { ...ofNode(node), first: node.first, last: node.last });
  for (const { from, to, value, sign, count, first, last } of ties)
    data(add(graph, "edge", { source: from.id, target: to.id }), "edge", {
      weight: Math.abs(value),
      value,
      sign,
      count,
      first,
      last,
    });
  return text();
}

/** @param {ShownNetwork} shown */
export function gexfOf(shown) {
  const [nodes, ties] = nodesAndTies(shown);
  const { root, add, text } = xml("gexf", "http://gexf.net/1.3", { version: "1.3" });
  add(add(root, "meta"), "creator", {}, "Demarche");
  const dated = nodes.some(({ first }) => first);
  const time = dated ? { mode: "dynamic", timeformat: "date", timerepresentation: "interval" } : { mode: "static" };
  const graph = add(root, "graph", { defaultedgetype: "undirected", idtype: "string", ...time });
  for (const [of, names] of Object.entries({ node: NODE_KEYS, edge: TIE_KEYS })) {
    const declared = add(graph, "attributes", { class: of, mode: "static" });
    for (const [name, type] of Object.entries(names))
      if (name !== "label") add(declared, "attribute", { id: name, title: name, type });
  }
  const days = ({ first, last }) => (first ? { start: first, end: last } : {});
  const values = (element, about) => {
    const group = add(element, "attvalues");
    for (const [name, value] of Object.entries(about))
      if (name !== "label") add(group, "attvalue", { for: name, value });
  };
  const some = add(graph, "nodes");
  for (const node of nodes) values(add(some, "node", { id: node.id, label: node.name, ...days(node) }), ofNode(node));
  const between = add(graph, "edges");
  ties.forEach(({ from, to, value, sign, count, ...when }, n) => {
    const ends = { id: String(n), source: from.id, target: to.id, weight: Math.abs(value), ...days(when) };
    values(add(between, "edge", ends), { value, sign, count });
  });
  return text();
}

// A document of XML: `add` puts an element into another, `text` writes it all.
function xml(name, space, attributes = {}) {
  const page = document.implementation.createDocument(space, name);
  const clean = (value) => String(value).replace(NO_XML, "\ufffd");
  const filled = (element, about, words) => {
    for (const [attribute, value] of Object.entries(about)) element.setAttribute(attribute, clean(value));
    if (words !== null) element.textContent = clean(words);
    return element;
  };
  filled(page.documentElement, attributes, null);
  return {
    root: page.documentElement,
    text: () => `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(page)}\n`,
    add: (above, tag, about = {}, words = null) =>
      above.appendChild(filled(page.createElementNS(space, tag), about, words)),
  };
}
