// The report's host: gives explorer.js what anywidget gives it in a notebook, from the page itself.
// @ts-check

import { bytesIn, hosted, saved } from "./hosted.js";

const values = { payload: saved("payload"), chosen: saved("chosen"), alone: true };
const model = hosted(values, () => [bytesIn("plotly")]);
explorer.render({ model, el: document.getElementById("explorer") });
