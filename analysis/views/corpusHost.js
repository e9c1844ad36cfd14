// The host of a corpus in a file: gives overview.js what a notebook gives it, from what is packed into the page.
// @ts-check
/** @import { Model } from "./types.d.ts" */

import { bytesIn, hosted } from "./hosted.js";
import { inflated } from "./plotly.js";

/** @param {string} id */
async function unpackedJson(id) {
  return document.getElementById(id) ? JSON.parse(await inflated(bytesIn(id))) : null;
}

// The words of statements by their numbers, and whole articles by their places.
function answersInPage() {
  let packed = null;
  const all = async () => {
    const columns = await unpackedJson("statements");
    return { columns, places: new Map(columns.nth.map((nth, at) => [nth, at])) };
  };
  return {
    async statements({ nth }) {
      packed ??= all();
      const { columns, places } = await packed;
      const at = nth.map((one) => places.get(one)).filter((place) => place !== undefined);
      const told = Object.entries(columns).map(([name, values]) => [name, at.map((place) => values[place])]);
      return { columns: Object.fromEntries(told) };
    },
    article: async ({ article }) => ({ payload: await unpackedJson(`article-${article}`) }),
  };
}

// A model that answers these, too.
/** @param {Model} model @returns {Model} */
function withAnswers(model) {
  const listeners = new Set();
  const answers = answersInPage();
  return {
    ...model,
    on(event, listener) {
      if (event === "msg:custom") listeners.add(listener);
      model.on(event, listener);
    },
    off(event, listener) {
      listeners.delete(listener);
      model.off(event, listener);
    },
    async send(message) {
      const { type, asked } = /** @type {any} */ (message);
      if (!answers[type]) return model.send(message);
      const answer = { type, asked, ...(await answers[type](message)) };
      for (const tell of [...listeners]) tell(answer, []);
    },
  };
}

unpackedJson("corpus").then((payload) => {
  const values = /** @type {any} */ ({ payload, chosen: {}, alone: true });
  const model = withAnswers(hosted(values, () => [bytesIn("plotly")]));
  overview.render({ model, el: document.getElementById("corpus-page") });
});
