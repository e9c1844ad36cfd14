// What the reader keeps: statements, each with a note of one's own, listed to be taken away.
// @ts-check
/** @import { KeptRow, KeptStatement, MakesPanel, Statement, Update, View } from "./types.d.ts" */

import { tellCopied } from "./citation.js";
import { saveBytes, saveText } from "./downloads.js";
import { button, h, panel, redraw, sign } from "./elements.js";
import { asMarkdown, asPage, keptGroups } from "./kept.js";

const AFTER_WRITING = 300; // milliseconds after the last letter of a note
const GROUPINGS = { speakers: "Group by speaker", issues: "Group by issue" };

// A button that keeps a statement, and pressed again lets it go. The explorer keeps all of them in step.
/** @param {View} view @param {Statement} statement */
export function keepButton(view, { key, number }) {
  const turn = (event) => {
    event.stopPropagation(); // in a row of the table it is no click on the row
    const rest = allBut(view, key);
    view.keep(rest.length < view.kept().length ? rest : [...rest, { key, note: "" }]);
  };
  const pressed = String(view.kept().some((one) => one.key === key));
  return button("Keep", turn, { "data-keep": key, "aria-pressed": pressed, "aria-label": `Keep statement ${number}` });
}

// In the list of what is kept, where it can only be let go.
/** @param {View} view @param {Statement} statement */
function removeButton(view, { key, number }) {
  const label = `Remove statement ${number} from what is kept`;
  return button("Remove", () => view.keep(allBut(view, key)), { "data-keep": key, "aria-label": label });
}

/** @param {View} view @param {string} key */
function allBut(view, key) {
  return view.kept().filter((one) => one.key !== key);
}

/** @type {MakesPanel} */
export function keepPanel(view, update, model) {
  const [list, status] = [h("div", {}), h("p", { role: "status" })];
  const rows = new Map(); // they stay once they are made, and so does a note that is being written
  const grouping = groupSwitch(() => draw());
  /** @type {() => [KeptStatement[], string]} */
  const chosen = () => [view.kept().flatMap(({ key, note }) => asKept(view, key, note)), grouping.by()];
  const lasts = h("p", { class: "hint" }); // how long
  const node = panel("keep", "Kept", grouping.node, lasts, list, saves(view, chosen, status, model), status);
  let drawn = "";
  const draw = () => {
    const [some, by] = chosen();
    entitle(node, some.length);
    lasts.textContent = model.get("lasting")?.told() ?? "";
    for (const { statement, note } of some) {
      if (!rows.has(statement.key)) rows.set(statement.key, keptRow(view, statement, update));
      rows.get(statement.key).tell(note);
    }
    const now = [by, ...some.map(({ statement }) => statement.key)].join(" ");
    if (now !== drawn) {
      const refocus = focusIn(list);
      redraw(list, ...keptGroups(some, by).flatMap(([name, held]) => groupNodes(name, held, rows)));
      refocus();
      status.replaceChildren(); // what was copied is no longer what is kept
    }
    drawn = now;
  };
  return { node, draw };
}

function entitle(node, number) {
  const title = `Kept (${number})`;
  node.hidden = !number;
  node.firstChild.textContent = title;
  node.setAttribute("aria-label", title);
}

// Two buttons that choose by what the kept things are grouped.
function groupSwitch(turned) {
  let by = "speakers";
  const choose = (id) => {
    by = id;
    for (const [one, pressed] of buttons) pressed.setAttribute("aria-pressed", String(one === by));
    turned();
  };
  /** @type {[string, HTMLElement][]} */
  const buttons = Object.entries(GROUPINGS).map(([id, label]) => {
    const attributes = { "aria-pressed": String(id === by) };
    return [id, button(label, () => choose(id), attributes)];
  });
  const node = h("p", { class: "switch", role: "group", "aria-label": "Kept by" }, ...buttons.map(([, b]) => b));
  return { node, by: () => by };
}

// Puts the focus, where the button that had it goes with what it let go, on the next one, or on what keeps it again.
function focusIn(list) {
  const all = () => [...list.querySelectorAll("[data-keep]")];
  const at = all().indexOf(document.activeElement);
  const key = document.activeElement?.dataset.keep;
  return () => {
    const left = all();
    if (at < 0 || left.includes(document.activeElement)) return;
    const again = list.closest(".explorer").querySelectorAll(`[data-keep="${key}"]`);
    const inTable = [...again].filter((one) => one.closest(".statements"));
    (left[Math.min(at, left.length - 1)] ?? [...inTable, ...again].find((one) => one.checkVisibility()))?.focus();
  };
}

// All buttons of the explorer that keep a statement say whether it is kept.
/** @param {Element | null} root @param {{ key: string }[]} kept */
export function inStep(root, kept) {
  const keys = new Set(kept.map(({ key }) => key));
  for (const one of root?.querySelectorAll("[data-keep][aria-pressed]") ?? [])
    one.setAttribute("aria-pressed", String(keys.has(one.dataset.keep)));
}

/** @param {View} view @param {string} key @param {string} note @returns {KeptStatement[]} */
function asKept(view, key, note) {
  const statement = view.byKey.get(key);
  return statement ? [{ statement, note: String(note ?? "") }] : [];
}

/** @param {string} name @param {KeptStatement[]} some @param {Map<string, KeptRow>} rows */
function groupNodes(name, some, rows) {
  return [h("h3", {}, name), h("ul", {}, ...some.map(({ statement }) => rows.get(statement.key).node))];
}

/** @param {View} view @param {Statement} statement */
function noteField(view, { key, number }) {
  const note = h("textarea", { rows: "2", "aria-label": `Note on statement ${number}`, "data-key": `note ${key}` });
  const write = () => view.keep(view.kept().map((one) => (one.key === key ? { key, note: note.value } : one)));
  let wait = 0;
  note.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(write, AFTER_WRITING); // the page may be left while it is being written
  });
  note.addEventListener("change", write);
  return note;
}

/** @param {View} view @param {Statement} statement @param {Update} update */
function keptRow(view, statement, update) {
  const { key, number, names, named } = statement;
  const note = noteField(view, statement);
  const stands = [statement, ...statement.further].map((one) => [sign(one.drawn, one.lean), one.toward]);
  const who = h(
    "p",
    {},
    h("strong", {}, names.join(" and ") || "No speaker named"),
    ...stands.flatMap((one) => [" ", ...one]),
  );
  const read = button("Read it", () => update({ statement: key }), { "aria-label": `Read it: statement ${number}` });
  const buttons = h("p", { class: "steps" }, read, removeButton(view, statement));
  return {
    node: h("li", {}, who, h("blockquote", {}, named), h("label", {}, "Note ", note), buttons),
    tell(words) {
      if (document.activeElement !== note && note.value !== words) note.value = words;
    },
  };
}

/** @param {View} view @param {() => [KeptStatement[], string]} chosen @param {HTMLElement} status */
function saves(view, chosen, status, model) {
  const take = () => model.get("lasting")?.take();
  const copy = async () => (await tellCopied(status, asMarkdown(view, ...chosen()))) && take();
  const save = (ending, text) => {
    saveText(view, "kept", ending, text);
    take();
  };
  const markdown = () => save("md", asMarkdown(view, ...chosen()));
  const page = () => save("html", asPage(view, ...chosen()));
  const buttons = [
    button("Copy as Markdown", copy),
    button("Save as Markdown", markdown),
    button("Save as HTML", page),
    ...(model.widget_manager ? [button("Save as Word", () => askWord(view, model, chosen()[1]))] : []),
  ];
  return h("p", { class: "saves" }, ...buttons);
}

// Saves what is kept as a Word file, which Python makes: only where a kernel runs.
function askWord(view, model, by) {
  const receive = (message, buffers) => {
    if (message.type !== "word") return;
    model.off("msg:custom", receive);
    saveBytes(view, "kept", "docx", buffers[0]);
  };
  model.on("msg:custom", receive);
  model.send({ type: "word", by });
}
