// One article of a corpus, opened over its page in the explorer, at a statement; closing leads back.
// @ts-check
/** @import { Asks, CorpusUpdate, CorpusView, Model } from "./types.d.ts" */

import { dayInWords, nameAt } from "./corpusNames.js";
import { button, h } from "./elements.js";
import { lastingKept } from "./lasting.js";

// list: opens the statements of an article, where the page does not have its text.
/**
 * @param {CorpusView} view
 * @param {Model} model
 * @param {Asks} asks
 * @param {CorpusUpdate} update
 * @param {(article: string) => void} list
 */
export function articleDialog(view, model, asks, update, list) {
  const leave = () => update({ article: null, statement: null });
  const { node, body } = dialogThat(leave);
  const chosen = new Map(); // by article: what was chosen and kept in it
  let [open, end] = [null, () => {}];
  const clear = () => {
    end();
    [open, end] = [null, () => {}];
    body.replaceChildren();
    if (node.open) node.close();
  };
  const told = (id) => (state) => {
    chosen.set(id, state);
    if (open === id && state.statement !== null) update({ statement: state.statement });
  };
  const show = async (id, statement) => {
    open = id;
    const payload = await asks.article(id);
    if (open !== id) return;
    if (!payload) leave();
    if (!payload) return list(id);
    const inner = innerModel(model, payload, { ...chosen.get(id), statement }, told(id));
    end = shownIn(body, node, articleBar(view, id, leave), inner);
  };
  const draw = ({ article, statement }) => {
    if (article !== open) clear();
    if (article !== open && view.places.article.has(article)) show(article, statement);
  };
  return { node, close: clear, draw };
}

// Escape leaves the dialog as its button does.
/** @param {() => void} leave */
function dialogThat(leave) {
  const body = h("div", {});
  const node = h("dialog", { class: "whole-article", "aria-label": "The article" }, body);
  node.addEventListener("cancel", (event) => {
    event.preventDefault();
    leave();
  });
  return { node, body };
}

// Puts an explorer into the dialog, at its statement; returns what ends it.
/** @param {HTMLElement} body @param {HTMLDialogElement} node @param {HTMLElement} bar @param {Model} model */
function shownIn(body, node, bar, model) {
  const el = h("div", {});
  body.replaceChildren(bar, el);
  if (!node.open) node.showModal();
  const end = explorer.render({ model, el });
  return end;
}

// What says which article it is, and leads back.
/** @param {CorpusView} view @param {string} id @param {() => void} leave */
function articleBar(view, id, leave) {
  const at = view.places.article.get(id);
  const { outlet, published, url } = view.articles;
  const about = [nameAt(view, "outlet", outlet[at]), dayInWords(published[at])].join(" · ");
  const back = button("← Back to all articles", leave, { autofocus: true });
  const web = /^https?:\/\//.test(url[at]) ? h("a", { href: url[at] }, "the article online") : null;
  const title = h("h2", {}, nameAt(view, "article", at));
  return h("header", { class: "bar" }, back, title, h("p", { class: "about" }, about, web ? " · " : null, web));
}

// What an explorer is given inside of the page of a corpus: the article, and of the host plotly.
/** @param {Model} model @returns {Model} */
function innerModel(model, payload, chosen, tell) {
  const lasting = model.get("alone") ? lastingKept(payload.article.digest) : null; // not in a notebook
  const values = /** @type {any} */ ({ payload, chosen, alone: true, apart: true, lasting });
  return {
    get: (name) => values[name],
    set: (name, value) => Object.assign(values, { [name]: value }),
    save_changes: () => tell(values.chosen),
    on: (event, listener) => event === "msg:custom" && model.on(event, listener),
    off: (event, listener) => event === "msg:custom" && model.off(event, listener),
    send: (message) => model.send(message),
  };
}
