// The report's host: gives explorer.js what anywidget gives it in a notebook, from the page itself.

const saved = (id) => JSON.parse(document.getElementById(id).textContent);
const held = { payload: saved("payload"), chosen: saved("chosen"), alone: true };
const listeners = new Set();

const model = {
  get: (name) => held[name],
  set: (name, value) => Object.assign(held, { [name]: value }),
  save_changes: () => {},
  on: (event, listener) => event === "msg:custom" && listeners.add(listener),
  off: (_, listener) => listeners.delete(listener),
  send: ({ type }) => type === "plotly" && [...listeners].map((tell) => tell({ type }, [bytesIn("plotly")])),
};

function bytesIn(id) {
  const letters = atob(document.getElementById(id).textContent);
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at += 1) bytes[at] = letters.charCodeAt(at); // millions: a plain loop is quick
  return bytes;
}

explorer.render({ model, el: document.getElementById("explorer") });
