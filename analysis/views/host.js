// The report's host: gives explorer.js what anywidget gives it in a notebook, from the page itself.
// @ts-check

import { bytesIn, hosted, saved } from "./hosted.js";
import { lastingKept } from "./lasting.js";

const payload = saved("payload");
const values = { payload, chosen: saved("chosen"), alone: true, lasting: lastingKept(payload.article.digest) };
const model = hosted(values, () => [bytesIn("plotly")]);
explorer.render({ model, el: document.getElementById("explorer") });
