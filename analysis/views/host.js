// The report's host: gives explorer.js what anywidget gives it in a notebook, from the page itself.

const listeners = new Set();
const held = { payload: JSON.parse(document.getElementById("payload").textContent), chosen: {} };

const model = {
  get: (name) => held[name],
  set: (name, value) => (held[name] = value),
  save_changes: () => {},
  on: (event, listener) => event === "msg:custom" && listeners.add(listener),
  off: (event, listener) => listeners.delete(listener),
  send: (message) => message.type === "plotly" && tell({ type: "plotly" }, [bytesIn("plotly")]),
};

function tell(message, buffers) {
  for (const listener of [...listeners]) listener(message, buffers);
}

function bytesIn(id) {
  return Uint8Array.from(atob(document.getElementById(id).textContent), (letter) => letter.charCodeAt(0));
}

explorer.render({ model, el: document.getElementById("explorer") });
