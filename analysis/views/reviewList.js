// The units of the article one below the other, with what was decided of each.
// @ts-check
/** @import { Session, Unit } from "./types.d.ts" */

import { button, h, panel, plural, set, sign } from "./elements.js";
import { select } from "./session.js";
import { differing } from "./settle.js";

const GIVEN = { accept: ["✓", "accepted"], reject: ["✗", "rejected"], skip: ["…", "skipped"] };

/** @param {Session} session */
export function listOf(session) {
  const [count, list] = [h("p", { class: "count" }), h("ol", {})];
  const node = panel("review-list", "Statements of this article", count, list);
  const rows = new Map();
  const fill = (key) => {
    const [unit, row] = [session.units.get(key), rows.get(key)];
    if (!unit || !row) return;
    row.firstElementChild.replaceChildren(...rowOf(session, unit));
    set(row, "data-verdict", unit.fields.verdict || null);
  };
  return {
    node,
    fill,
    current(before) {
      for (const key of [before, session.current])
        set(rows.get(key)?.firstElementChild ?? node, "aria-current", key === session.current ? "true" : null);
    },
    draw() {
      rows.clear();
      for (const key of session.units.keys()) rows.set(key, rowNode(session, key));
      for (const key of session.units.keys()) fill(key);
      list.replaceChildren(...rows.values());
      count.textContent = plural([...session.units.values()].filter((u) => u.kind === "statement").length, "statement");
      rows.get(session.current)?.firstElementChild.setAttribute("aria-current", "true");
    },
  };
}

/** @param {Session} session @param {string} key */
function rowNode(session, key) {
  return h(
    "li",
    { "data-unit": key },
    button("", () => select(session, key), { class: "plain row", "data-key": `row ${key}` }),
  );
}

/** @param {Session} session @param {Unit} unit */
function rowOf(session, { key, kind, fields, hidden, added, words, unlike, open }) {
  const [glyph, word] = GIVEN[fields.verdict] ?? ["○", "not decided"];
  const mark = h("span", { class: "verdict" }, h("span", { "aria-hidden": "true" }, glyph), hiddenWords(`${word}: `));
  if (kind === "sentence") return [mark, h("span", { class: "hint" }, "sentence "), h("span", {}, words)];
  const { number } = session.view.byKey.get(key) ?? {};
  const look = session.view.positions.find(({ id }) => id === fields.position);
  const blind = hidden && !fields.position;
  const stand = blind ? h("span", { class: "hint" }, "hidden ") : look ? sign(look, fields.lean) : "";
  const who = fields.speakers.join("; ") || (hidden || open?.includes("speakers") ? "" : "No speaker named");
  const differ = unlike?.length ? h("span", { class: "hint" }, `≠ ${differing(unlike)} `) : "";
  const said = fields.content.map(([a, b]) =>
    session.letters.text.slice(session.letters.units(a), session.letters.units(b)),
  );
  const nodes = [
    h("span", { class: "number" }, added ? "new " : `${number ?? ""}. `),
    h("strong", {}, `${who} `),
    stand,
    " ",
    differ,
  ];
  return [mark, ...nodes, h("span", { class: "said" }, said.join(" … "))];
}

function hiddenWords(words) {
  return h("span", { class: "visually-hidden" }, words);
}
