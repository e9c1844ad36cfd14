// What a page gives an explorer in place of anywidget: its values, and plotly when it asks.
// @ts-check
/** @import { Hosted, Model } from "./types.d.ts" */

export const saved = (id) => JSON.parse(document.getElementById(id).textContent);

/** @param {string} id */
export function bytesIn(id) {
  const letters = atob(document.getElementById(id).textContent);
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at += 1) bytes[at] = letters.charCodeAt(at); // millions: a plain loop is quick
  return bytes;
}

// `plotly` gives, at once or later, what is handed over when plotly is asked for.
/**
 * @param {Hosted} values
 * @param {() => Uint8Array<ArrayBuffer>[] | Promise<Uint8Array<ArrayBuffer>[]>} plotly
 * @returns {Model}
 */
export function hosted(values, plotly) {
  const listeners = new Set();
  return {
    get: (name) => values[name],
    set: (name, value) => Object.assign(values, { [name]: value }),
    save_changes: () => {},
    on: (event, listener) => event === "msg:custom" && listeners.add(listener),
    off: (_, listener) => listeners.delete(listener),
    async send({ type }) {
      if (type !== "plotly") return;
      const bytes = await plotly();
      for (const tell of [...listeners]) tell({ type }, bytes);
    },
  };
}
