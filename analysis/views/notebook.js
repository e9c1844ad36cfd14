// The host of a rendered notebook: each explorer gets what anywidget gave it, figures are drawn by the same plotly.

const saved = (id) => JSON.parse(document.getElementById(id).textContent);
const bundle = () => {
  const packed = atob(document.getElementById("plotly").textContent);
  return Uint8Array.from(packed, (letter) => letter.charCodeAt(0));
};

// Plotly is unpacked and run once, for whoever asks first.
let ready = null;
function plotlyOnce() {
  ready ??= inflated(bundle()).then(run);
  return ready;
}

function hosted({ payload, chosen }) {
  const held = { payload, chosen };
  const listeners = new Set();
  const told = () => [...listeners].map((listener) => listener({ type: "plotly" }, []));
  return {
    get: (name) => held[name],
    set: (name, value) => Object.assign(held, { [name]: value }),
    save_changes: () => {},
    on: (event, listener) => event === "msg:custom" && listeners.add(listener),
    off: (_, listener) => listeners.delete(listener),
    send: (message) => message.type === "plotly" && plotlyOnce().then(told),
  };
}

const explorers = saved("explorers");
for (const el of document.querySelectorAll(".explorer-cell"))
  explorer.render({ model: hosted(explorers[el.dataset.explorer]), el });

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
