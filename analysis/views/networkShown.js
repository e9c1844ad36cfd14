// A network with all that its pictures need: what is tied, the order of rows and columns, and groups.
// @ts-check
/** @import { CorpusState, CorpusView, Network, NetworkNode, NetworkTie } from "./types.d.ts" */
/** @import { OpensStatements, ShownNetwork } from "./types.d.ts" */

import { communitiesOf, leafOrder } from "./camps.js";
import { howOf, networkChosen } from "./networkHow.js";
import { meeting, networkOf, saidByNode, saidIn, sidesOn } from "./ties.js";

const MOST_NODES = { "one-mode": 40, "two-mode": 30 }; // of rows, and of columns

// The network that is chosen, of the statements that pass the filters.
/** @param {CorpusView} view @param {CorpusState} state @param {OpensStatements} open @returns {ShownNetwork} */
export function shownNetwork(view, state, open) {
  const how = howOf(networkChosen(state));
  const net = networkOf(saidIn(view, state, how), how, MOST_NODES[how.mode]);
  const square = net.how.mode === "one-mode";
  const rows = leafOrder(net.values, square);
  const across = net.columns.map((_, j) => net.values.map((row) => row[j]));
  const ties = tiesOf(net);
  return { view, state, net, order: [rows, square ? rows : leafOrder(across)], nodes: nodesOf(net), ties, open };
}

// All that statements tie, also where for and against come to 0.
/** @param {Network} net @returns {NetworkTie[]} */
function tiesOf(net) {
  const made = (i, j) => (net.how.mode === "one-mode" ? i < j && meeting(net, i, j).length > 0 : saysOn(net, i, j) > 0);
  const pairs = net.rows.flatMap((_, i) => net.columns.map((_, j) => [i, j]).filter(([, j]) => made(i, j)));
  const most = Math.max(...pairs.map(([i, j]) => Math.abs(net.values[i][j])), Number.MIN_VALUE);
  return pairs.map(([i, j]) => ({ i, j, value: net.values[i][j], strength: Math.abs(net.values[i][j]) / most }));
}

function saysOn(net, i, j) {
  const [against, forIt] = sidesOn(net.row[i], net.columnPlaces[j]);
  return against + forIt;
}

// Those who speak, and in a two-mode network what they speak on, with their groups; who is alone is in none.
/** @param {Network} net @returns {NetworkNode[]} */
function nodesOf(net) {
  const two = net.how.mode === "two-mode";
  const n = net.rows.length;
  const weight = (a, b) =>
    Math.abs((a < n && b >= n ? net.values[a][b - n] : b < n && a >= n && net.values[b][a - n]) || 0);
  const all = [...net.rows, ...(two ? net.columns : [])];
  const weights = two ? all.map((_, a) => all.map((_, b) => weight(a, b))) : net.values;
  const groups = net.how.aggregation === "conflict" ? all.map((_, at) => at) : communitiesOf(weights); // of friends
  const alone = new Set(groups.filter((one) => groups.filter((other) => other === one).length < 2));
  const counts = all.map((_, at) => saidByNode(net, at < n ? at : at - n, at >= n).size);
  return all.map((name, at) => {
    const [column, group] = [at >= n, alone.has(groups[at]) ? -1 : groups[at]];
    return { name, at: column ? at - n : at, column, statements: counts[at], group };
  });
}
