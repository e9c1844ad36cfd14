// What the page of a corpus asks its host for when it is wanted: words of statements, and whole articles.
// @ts-check
/** @import { Asks, CorpusView, Model, StatementColumns, StatementTold } from "./types.d.ts" */

const AT_ONCE = 1000; // statements in one message
let questions = 0; // messages, each with a number that its answer repeats

// The answer of the host, {type, asked, …}, to a message.
/** @param {Model} model @param {{ type: string, [name: string]: unknown }} message @returns {Promise<any>} */
function answerTo(model, message) {
  const asked = ++questions;
  return new Promise((resolve) => {
    const receive = (answer) => {
      if (answer.asked !== asked) return;
      model.off("msg:custom", receive);
      resolve(answer);
    };
    model.on("msg:custom", receive);
    model.send(/** @type {{ type: string }} */ ({ ...message, asked }));
  });
}

// Functions that ask: for statements by their numbers (those that the page does not have are left out), and for the
// article of an id, null where the page does not have it. What came is kept.
/** @param {CorpusView} view @param {Model} model @returns {Asks} */
export function asksOf(view, model) {
  /** @type {Map<number, StatementTold | null>} */
  const known = new Map();
  const articles = new Map();
  return {
    async statements(wanted) {
      const unknown = wanted.filter((nth) => !known.has(nth));
      for (let at = 0; at < unknown.length; at += AT_ONCE) {
        const some = unknown.slice(at, at + AT_ONCE);
        const { columns } = await answerTo(model, { type: "statements", nth: some });
        for (const nth of some) known.set(nth, null);
        for (const one of rowsIn(columns)) known.set(one.nth, one);
      }
      return wanted.map((nth) => known.get(nth)).filter(Boolean);
    },
    async article(id) {
      const place = view.places.article.get(id);
      if (place === undefined) return null;
      if (!articles.has(id)) articles.set(id, (await answerTo(model, { type: "article", article: place })).payload);
      return articles.get(id);
    },
  };
}

/** @param {StatementColumns} columns @returns {StatementTold[]} */
function rowsIn(columns) {
  const names = Object.keys(columns);
  const told = columns.nth.map((_, at) => Object.fromEntries(names.map((name) => [name, columns[name][at]])));
  return /** @type {any} */ (told);
}
