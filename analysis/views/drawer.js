// The sentences behind a cell, a bar or a mark, opened right below it: each marked, with its card. Escape leads back.
// @ts-check
/** @import { Change, Drawer, Statement, Update, View } from "./types.d.ts" */

import { told } from "./card.js";
import { button, h, plural, sign } from "./elements.js";
import { words } from "./reader.js";
import { freed, inForce, shown } from "./state.js";

const HELD = 30; // statements that are drawn at once

// A drawer for one panel; of all in a view one is open. What opens it is found in `root` by its data-key: where that
// is in a table the drawer stands below the row, else below `home`.
/** @param {View} view @param {Update} update @param {HTMLElement} root @param {HTMLElement} home @returns {Drawer} */
export function drawerIn(view, update, root, home = root) {
  const free = () => update(freed(opened.wanted));
  const node = h("section", { class: "drawer", tabindex: "-1", onkeydown: (event) => escaped(event, free) });
  let opened = null;
  const close = () => {
    [opened, view.opened] = [null, null];
    taken(node).remove();
  };
  return {
    isOpen: (key) => opened?.key === key,
    // Chooses what is wanted and opens the sentences behind it; frees it where they are open. The focus comes back to
    // what has the data-key `back`.
    choose(wanted, label, key, back = key) {
      if (opened?.key === key) return free();
      view.opened?.close();
      opened = { wanted, label, key, back };
      view.opened = { wanted, close };
      update(wanted);
      node.focus(STILL);
      node.scrollIntoView({ block: "nearest" });
    },
    // Draws the panel by `paint`, and the drawer in it as long as what opened it is in force.
    draw: (state, paint) => redrawn({ view, root, home, node, free, close }, opened, state, paint),
  };
}

function redrawn({ view, root, home, node, free, close }, opened, state, paint) {
  const found = opened && inForce(state, opened.wanted) ? behind(shown(view, state), opened.wanted) : [];
  const restore = kept(node);
  if (opened && !found.length) close();
  paint();
  const opener = opened ? openerIn(root, opened.back) : null;
  if (found.length) {
    fill(node, view, opened.label, found, free);
    place(node, opener, home);
  }
  restore(opener);
}

const STILL = { preventScroll: true };

// What brings back how far the drawer was scrolled, and the focus in it; where it is closed, that goes to the opener.
function kept(node) {
  const [top, focused] = [node.scrollTop, node.contains(document.activeElement) ? document.activeElement : null];
  return (opener) => {
    node.scrollTop = top;
    if (!focused) return;
    if (!node.isConnected) opener?.focus();
    else (node.contains(focused) ? focused : node).focus(STILL);
  };
}

// The statements shown; where one was wanted it alone.
/** @param {Statement[]} statements @param {Change} wanted */
function behind(statements, wanted) {
  return wanted.statement ? statements.filter(({ key }) => key === wanted.statement) : statements;
}

function escaped(event, free) {
  if (event.key !== "Escape") return;
  event.preventDefault();
  event.stopPropagation();
  free();
}

/** @param {HTMLElement} root @param {string} key @returns {HTMLElement | undefined} */
function openerIn(root, key) {
  /** @type {NodeListOf<HTMLElement>} */
  const all = root.querySelectorAll("[data-key]");
  return [...all].find((one) => one.dataset.key === key);
}

// The row that the drawer stands in where it stands in a table, else the drawer.
/** @param {HTMLElement} node @returns {Element} */
function taken(node) {
  return node.closest("tr.drawn") ?? node;
}

function place(node, opener, home) {
  const row = opener?.closest("tr");
  const old = taken(node);
  if (row) row.after(h("tr", { class: "drawn" }, h("td", { colspan: row.children.length }, node)));
  else home.after(node);
  if (old !== node) old.remove();
}

// What stays as it is keeps what the reader has opened in it.
/**
 * @param {HTMLElement} node
 * @param {View} view
 * @param {string} label
 * @param {Statement[]} statements
 * @param {() => void} close
 */
function fill(node, view, label, statements, close) {
  const keys = statements.map(({ key }) => key).join(" ");
  if (node.dataset.keys === `${label} ${keys}`) return;
  node.dataset.keys = `${label} ${keys}`;
  node.setAttribute("aria-label", label);
  const many = statements.length > 1 ? `${plural(statements.length, "statement")} ` : "";
  const head = h("p", { class: "head" }, h("strong", {}, label), ` ${many}`);
  head.append(button("Close", close, { class: "plain" }));
  const open = statements.length === 1;
  const list = h("ol", {}, ...statements.slice(0, HELD).map((s) => h("li", {}, sentenceWithCard(view, s, open))));
  const rest = statements.length > HELD ? [h("p", { class: "hint" }, `The first ${HELD}; all are in the table.`)] : [];
  node.replaceChildren(head, list, ...rest);
}

/** @param {View} view @param {Statement} statement @param {boolean} open */
function sentenceWithCard(view, statement, open) {
  const who = statement.names.join("; ") || "No speaker named";
  const summary = h(
    "summary",
    {},
    h("strong", {}, `${statement.number}. ${who}`),
    " ",
    ...[statement, ...statement.further].flatMap((one) => [sign(one.drawn, one.lean), `${one.toward} `]),
    h("span", { class: "sentence" }, ...markedSentence(statement)),
  );
  return h("details", { open }, summary, h("div", { class: "told" }, ...told(view, statement)));
}

// The sentence with source, cue and content marked, as far as they stand in it word for word.
/** @param {Statement} statement */
export function markedSentence({ sentence, source, cue, content }) {
  const places = [];
  for (const [kind, text] of [
    ["content", content],
    ["cue", cue],
    ["source", source],
  ])
    for (const part of text.split(" … ")) {
      const at = part ? nearest(sentence, part, places.at(-1)?.at ?? 0) : -1;
      if (at >= 0 && !places.some((p) => at < p.end && p.at < at + part.length))
        places.push({ at, end: at + part.length, kind });
    }
  places.sort((a, b) => a.at - b.at);
  let from = 0;
  const nodes = [];
  for (const { at, end, kind } of places) {
    nodes.push(sentence.slice(from, at), words([kind, sentence.slice(at, end)]));
    from = end;
  }
  return [...nodes, sentence.slice(from)];
}

// Where some words stand nearest to a place, -1 where they do not.
function nearest(sentence, words, place) {
  let found = -1;
  for (let at = sentence.indexOf(words); at >= 0; at = sentence.indexOf(words, at + 1))
    if (found < 0 || Math.abs(at - place) < Math.abs(found - place)) found = at;
  return found;
}
