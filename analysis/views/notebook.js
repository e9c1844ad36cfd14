// The host of a rendered notebook: each explorer gets what anywidget gave it, figures are drawn by the same plotly.
// @ts-check

import { bytesIn, hosted, saved } from "./hosted.js";
import { lastingKept } from "./lasting.js";
import { inflated, run } from "./plotly.js";

// Plotly is unpacked and run once, for whoever asks first.
let ready = null;
function plotlyOnce() {
  ready ??= inflated(bytesIn("plotly")).then(run);
  return ready;
}

const explorers = saved("explorers");
for (const el of document.querySelectorAll(".explorer-cell")) {
  const told = explorers[el.dataset.explorer];
  const values = { ...told, lasting: lastingKept(told.payload.article.digest) };
  explorer.render({ model: hosted(values, () => plotlyOnce().then(() => [])), el });
}

const CONFIG = { displaylogo: false, showSendToCloud: false, responsive: true, typesetMath: false };
CONFIG.modeBarButtonsToRemove = ["downloadJson", "select2d", "lasso2d", "autoScale2d"];
const figures = saved("figures");

if (figures.length)
  setTimeout(async () => {
    await plotlyOnce();
    for (const el of document.querySelectorAll(".plotly[data-figure]")) {
      const { data, layout } = figures[el.dataset.figure];
      globalThis.Plotly.newPlot(el, data, layout, CONFIG);
    }
  }, 50);
