// The statements behind a number of the page of a corpus: their sentences, each with who, where, when and why.
// @ts-check
/** @import { Asks, CorpusChange, CorpusState, CorpusUpdate, CorpusView, Look } from "./types.d.ts" */
/** @import { Part, StatementTold } from "./types.d.ts" */

import { dayInWords, inGroups, many, nameAt } from "./corpusNames.js";
import { listed } from "./counting.js";
import { saveCsv } from "./downloads.js";
import { markedSentence } from "./drawer.js";
import { button, h, shaped, sign } from "./elements.js";
import { percent } from "./state.js";

const PAGE = 50; // statements that are listed at a time
const SAVED = [
  ...["article", "title", "outlet", "published", "url", "number", "key", "who", "actors", "position", "lean"],
  ...["target", "act", "source", "cue", "content", "said", "because", "resolution_confidence"],
  ...["position_confidence", "coder"],
];

// read: opens an article at a statement.
/**
 * @param {CorpusView} view
 * @param {Asks} asks
 * @param {CorpusUpdate} update
 * @param {(article: string, statement: string | null) => void} read
 */
export function statementsDrawer(view, asks, update, read) {
  const body = h("div", {});
  const node = h("dialog", { class: "sheet", "aria-label": "Statements" }, body);
  node.addEventListener("click", (event) => event.target === node && node.close()); // beside the sheet
  const shut = () => node.close();
  return {
    node,
    close: shut,
    /** @param {CorpusState} state @param {CorpusChange} change @param {string} title @param {Part} [part] */
    open(state, change, title, part = {}) {
      const found = listed(view, state, change, part);
      node.setAttribute("aria-label", title);
      const list = statementList(view, asks, found, read);
      const { nth, ...within } = part;
      const tools = drawerTools({ view, asks, update, found, change: { ...change, ...within }, shut });
      body.replaceChildren(
        drawerHead(view, { ...state, ...change }, title, found, shut),
        tools,
        list.note,
        list.node,
        list.more,
      );
      node.scrollTop = 0;
      if (!node.open) node.showModal();
    },
  };
}

function drawerHead(view, state, title, found, shut) {
  const counts = h("p", { class: "about" }, `${many(found.length, "statement")}. ${view.once[state.once]}`);
  return h("header", {}, h("h2", {}, title), button("Close", shut, { autofocus: true }), counts);
}

// Saves all that is listed, and shows the whole page of it alone.
function drawerTools({ view, asks, update, found, change, shut }) {
  const status = h("span", { role: "status" });
  const save = async () => {
    status.textContent = "Fetching the words…";
    const told = await asks.statements(found);
    const named = /** @type {any} */ ({ article: { id: view.name }, columns: { statements: SAVED } });
    saveCsv(
      named,
      told.map((one) => savedRow(view, one)),
    );
    status.textContent =
      told.length < found.length ? `Saved ${told.length}: the words of the others are not here.` : "";
  };
  const narrow = () => {
    shut();
    update(change);
  };
  const buttons = [button("Save as CSV", save), button("Filter the page by this", narrow)];
  const node = h("p", { class: "tools" }, ...buttons, status);
  node.hidden = !found.length;
  return node;
}

// A statement with what is known of its article, as a row.
/** @param {CorpusView} view @param {StatementTold} told */
function savedRow({ articles, outlets }, told) {
  const at = told.article;
  const about = { title: articles.title[at], published: articles.published[at], url: articles.url[at] };
  return /** @type {any} */ ({ ...told, ...about, article: articles.id[at], outlet: outlets[articles.outlet[at]] });
}

// The statements, some at a time; those whose words are not in the file are counted.
/** @param {CorpusView} view @param {Asks} asks @param {number[]} found */
function statementList(view, asks, found, read) {
  const node = h("ol", { class: "sentences" });
  const more = h("p", { class: "more" });
  const note = h("p", { class: "hint", role: "status" }, found.length ? "Fetching the words…" : "No statement.");
  let shown = 0;
  const show = async () => {
    const some = found.slice(shown, shown + PAGE);
    shown += some.length;
    more.replaceChildren();
    const told = await asks.statements(some);
    const items = told.map((one) => statementItem(view, one, read));
    node.append(...items);
    const lacking = shown - node.children.length;
    note.textContent = lacking ? `The words of ${inGroups(lacking)} of the first ${inGroups(shown)} are not here.` : "";
    const next = async () => {
      await show();
      node.children[shown - PAGE]?.querySelector("button")?.focus();
    };
    const left = found.length - shown;
    if (left > 0)
      more.replaceChildren(`The first ${inGroups(shown)} of ${inGroups(found.length)} `, button("Show more", next));
  };
  if (found.length) show();
  return { node, more, note };
}

/** @param {CorpusView} view @param {StatementTold} told */
function statementItem(view, told, read) {
  const { articles } = view;
  const at = told.article;
  const position = view.looks.get(told.position) ?? { id: "", label: "not coded", glyph: "○" };
  const bare = told.lean || ["support", "oppose"].includes(told.position);
  const toward = told.target ? ` ${bare ? "" : "toward "}${told.target}` : "";
  const look = shaped(/** @type {Look} */ (position), told.coder ? null : told.position_confidence);
  const actors = told.actors && told.actors !== told.who ? h("small", {}, ` ${told.actors}`) : null;
  const open = () => read(articles.id[at], told.key);
  const title = articles.title[at] || "An article without a headline";
  const label = { class: "plain", "aria-label": `Read it in the article: ${title}` };
  const where = `${nameAt(view, "outlet", articles.outlet[at])} · ${dayInWords(articles.published[at])} · `;
  const sentence = /** @type {any} */ ({ ...told, sentence: told.said });
  return h(
    "li",
    {},
    h("p", {}, h("strong", {}, told.who || "No speaker named"), actors, " ", sign(look, told.lean), toward),
    h("p", { class: "sentence" }, ...markedSentence(sentence)),
    h("p", { class: "about" }, where, button(title, open, label)),
    whyAndHowSure(told),
  );
}

/** @param {StatementTold} told */
function whyAndHowSure({ because, resolution_confidence: speaker, position_confidence: position, coder }) {
  const sure = [
    coder ? `Decided by ${coder}.` : "",
    speaker === null ? "" : `Speaker: ${percent(speaker)} sure.`,
    position === null || coder ? "" : `Position: ${percent(position)} sure.`,
  ];
  const words = [because, ...sure].filter(Boolean).join(" ");
  if (!words) return null;
  return h("details", {}, h("summary", {}, "Why, and how sure"), h("p", {}, words));
}
