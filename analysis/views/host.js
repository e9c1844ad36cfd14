// The report's host: gives explorer.js what anywidget gives it in a notebook, from the page itself,
// and keeps what is chosen in the address, so that back and forward work and a link opens the same view.

const LISTS = ["speakers", "actors", "topics", "positions", "acts", "kinds", "columns"];

// What is chosen as the part of an address after "#": speakers=A&speakers=B&positions=oppose&statement=s3
function addressOf(state) {
  const parts = new URLSearchParams();
  for (const name of LISTS) for (const value of state[name]) parts.append(name, value);
  const { together, all, confidence, text, statement, rows, sort } = state;
  const laid = { rows: rows !== START.rows && rows, all: all && 1 };
  const others = { together: together && 1, confidence, text, statement, ...laid };
  for (const [name, value] of Object.entries(others)) if (value) parts.set(name, value);
  if (sort.by !== UNSORTED.by || sort.down) parts.set("sort", (sort.down ? "-" : "") + sort.by);
  return `#${parts}`;
}

// What an address chooses; of what it does not know nothing is taken.
function chosenBy(address) {
  const parts = new URLSearchParams(address.slice(1));
  const lists = Object.fromEntries(LISTS.map((name) => [name, parts.getAll(name)]));
  const [, down, by] = /^(-?)(.*)$/.exec(parts.get("sort") ?? "");
  const share = Number(parts.get("confidence"));
  return {
    ...START,
    ...lists,
    columns: COLUMNS.map((c) => c.id).filter((id) => lists.columns.includes(id)),
    together: parts.has("together"),
    confidence: share > 0 && share <= 1 ? share : 0,
    text: parts.get("text") ?? "",
    statement: parts.get("statement"),
    rows: parts.get("rows") === "actors" ? "actors" : START.rows,
    all: parts.has("all"),
    sort: COLUMNS.some((c) => c.id === by) ? { by, down: down === "-" } : UNSORTED,
  };
}

// What the report was written with, where the address says nothing else.
function chosenAtFirst() {
  const saved = JSON.parse(document.getElementById("chosen")?.textContent || "{}");
  return location.hash.length > 1 ? chosenBy(location.hash) : { ...START, ...saved };
}

const listeners = { "msg:custom": new Set(), "change:chosen": new Set() };
const held = { payload: JSON.parse(document.getElementById("payload").textContent), chosen: chosenAtFirst() };
let searching = false;

const model = {
  get: (name) => held[name],
  set(name, value) {
    const same = (key) => key === "text" || value[key] === held.chosen[key];
    searching = value.text !== held.chosen.text && Object.keys(START).every(same) && { before: searching };
    held[name] = value;
  },
  // A new entry for the back button; letters typed one after the other into the search are one.
  save_changes() {
    const address = addressOf(held.chosen);
    if (address === addressOf(chosenBy(location.hash))) return;
    if (searching?.before) history.replaceState(null, "", address);
    else history.pushState(null, "", address);
  },
  on: (event, listener) => listeners[event]?.add(listener),
  off: (event, listener) => listeners[event]?.delete(listener),
  send: (message) => message.type === "plotly" && tell("msg:custom", { type: "plotly" }, [bytesIn("plotly")]),
};

function tell(event, ...news) {
  for (const listener of [...listeners[event]]) listener(...news);
}

function bytesIn(id) {
  const letters = atob(document.getElementById(id).textContent);
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at += 1) bytes[at] = letters.charCodeAt(at); // millions: a plain loop is quick
  return bytes;
}

addEventListener("hashchange", () => {
  held.chosen = chosenBy(location.hash);
  searching = false;
  tell("change:chosen");
});

explorer.render({ model, el: document.getElementById("explorer") });
