// Plotly, which the host sends when it is asked; and how a chart answers to light and dark.
// @ts-check
/** @import { Model, Plotly } from "./types.d.ts" */

import { h } from "./elements.js";

// Plotly comes from the host, gzipped, when the words are already on the screen.
/** @param {Model} model @returns {Promise<Plotly>} */
export function loadPlotly(model) {
  return new Promise((resolve) => {
    const receive = async (message, buffers) => {
      if (message.type !== "plotly") return;
      model.off("msg:custom", receive);
      if (!globalThis.Plotly) run(await inflated(buffers[0]));
      resolve(globalThis.Plotly);
    };
    if (globalThis.Plotly) return resolve(globalThis.Plotly);
    model.on("msg:custom", receive);
    setTimeout(() => model.send({ type: "plotly" }), 50);
  });
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
export function inflated(bytes) {
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

/** @param {string} source */
export function run(source) {
  const script = h("script", {}, source);
  document.head.append(script);
  script.remove();
}

// Calls `draw` when the reader or JupyterLab turns from light to dark; returns what ends it.
/** @param {() => void} draw */
export function watchTheme(draw) {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const lab = new MutationObserver(() => requestAnimationFrame(draw));
  dark.addEventListener("change", draw);
  lab.observe(document.body, { attributeFilter: ["data-jp-theme-light"] });
  return () => {
    dark.removeEventListener("change", draw);
    lab.disconnect();
  };
}
