// The filters: what can be chosen, how many statements each choice has, and the chips of those in force.

import { button, glyph, h, plural, sign } from "./elements.js";
import { NOTHING, counted, shown, toggled } from "./findings.js";

export function filterPanel(view, update) {
  const groups = groupsOf(view, update);
  const count = h("p", { class: "count", role: "status" });
  const chips = h("ul", { class: "chips", "aria-label": "Filters in force" });
  const node = h(
    "section",
    { class: "filters", "aria-label": "Filters" },
    h("div", { class: "facets" }, ...groups.map((g) => g.node)),
    h("div", { class: "inforce" }, count, chips),
  );
  node.hidden = !view.statements.length;
  return {
    node,
    close: shutting(groups),
    draw(state) {
      for (const group of groups) group.draw(state, shown(view, state, [group.id]));
      const found = shown(view, state).length;
      count.textContent = `${found} of ${plural(view.statements.length, "statement")}`;
      const focused = chips.contains(document.activeElement);
      chips.replaceChildren(...chipsOf(view, state, update));
      if (focused) (chips.querySelector("button") ?? node.querySelector("summary, input"))?.focus();
    },
  };
}

function groupsOf(view, update) {
  const groups = view.facets.filter((f) => f.options.length).map((facet) => facetGroup(facet, update));
  groups.splice(-1, 0, sureGroup(update)); // positions, always open, come last
  return groups;
}

// A click anywhere else shuts an open menu; returns what ends that.
function shutting(groups) {
  const shut = (event) => {
    for (const { node } of groups) if (!node.contains(event.target)) node.removeAttribute("open");
  };
  document.addEventListener("click", shut);
  return () => document.removeEventListener("click", shut);
}

function facetGroup(facet, update) {
  const badge = h("span", { class: "badge" });
  let state = NOTHING;
  const boxes = facet.options.map((option) => optionBox(option, () => update(changed(facet, state, option.id))));
  const fields = h("fieldset", {}, h("legend", {}, facet.title), ...boxes.map((b) => b.node));
  const node = facet.open ? fields : dropDown(facet.title, badge, fields);
  node.dataset.facet = facet.id;
  return {
    node,
    id: facet.id,
    draw(now, statements) {
      state = now;
      const counts = counted(facet, statements);
      badge.textContent = state[facet.id].length ? ` ${state[facet.id].length}` : "";
      for (const { option, box, number } of boxes) {
        box.checked = state[facet.id].includes(option.id);
        number.textContent = counts.get(option.id);
      }
    },
  };
}

function optionBox(option, onchange) {
  const box = h("input", { type: "checkbox", value: option.id, onchange });
  const number = h("span", { class: "number" });
  const label = option.glyph ? sign(option) : h("span", {}, option.label);
  return { option, box, number, node: h("label", {}, box, label, number) };
}

function changed(facet, state, value) {
  const change = { [facet.id]: toggled(state[facet.id], value) };
  return facet.id === "topics" ? { ...change, together: false } : change;
}

// How sure the finding must be at least.
function sureGroup(update) {
  const badge = h("span", { class: "badge" });
  const said = h("span", { class: "number" });
  const say = (percent) => (said.textContent = percent ? `at least ${percent} %` : "any");
  const range = h("input", {
    type: "range",
    max: 100,
    step: 5,
    oninput: () => say(Number(range.value)),
    onchange: () => update({ confidence: Number(range.value) / 100 }),
  });
  const fields = h("fieldset", {}, h("legend", {}, "How sure"), h("label", {}, said, range));
  const node = dropDown("How sure", badge, fields);
  node.dataset.facet = "confidence";
  return {
    node,
    id: "confidence",
    draw({ confidence }) {
      const percent = Math.round(confidence * 100);
      range.value = percent;
      say(percent);
      badge.textContent = percent ? ` ${percent} %` : "";
    },
  };
}

// A menu that opens below its title; Escape shuts it.
export function dropDown(title, badge, fields) {
  const summary = h("summary", {}, title, badge);
  const details = h("details", { class: "menu" }, summary, fields);
  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    event.stopPropagation();
    details.open = false;
    summary.focus();
  });
  return details;
}

function chipsOf(view, state, update) {
  const chips = [...facetChips(view, state, update), ...otherChips(state, update)];
  if (chips.length < 2) return chips;
  const { statement, ...none } = NOTHING;
  return [...chips, h("li", {}, button("Show all", () => update(none), { class: "plain" }))];
}

function facetChips(view, state, update) {
  return view.facets.flatMap((facet) => {
    const options = state[facet.id].map((id) => facet.options.find((o) => o.id === id) ?? { id, label: id });
    if (facet.id === "topics" && state.together && options.length > 1)
      return [chip(facet.title, { label: options.map((o) => o.label).join(" and ") }, free)];
    return options.map((option) => chip(facet.title, option, () => update(changed(facet, state, option.id))));
  });
  function free() {
    update({ topics: [], together: false });
  }
}

function otherChips(state, update) {
  const percent = `at least ${Math.round(state.confidence * 100)} %`;
  const sure = { label: `${percent} sure` };
  return [
    state.confidence > 0 ? chip("How sure", sure, () => update({ confidence: 0 })) : null,
    state.text.trim() ? chip("Words", { label: `“${state.text.trim()}”` }, () => update({ text: "" })) : null,
  ].filter(Boolean);
}

function chip(title, option, remove) {
  const mark = option.glyph ? sign(option) : h("span", {}, option.label);
  const cross = h("span", { "aria-hidden": "true" }, "×");
  const attributes = { type: "button", class: "chip", "aria-label": `Remove the filter ${title}: ${option.label}` };
  return h("li", {}, h("button", { ...attributes, onclick: remove }, mark, cross));
}

// Counts by position, in glyphs and numbers; in words for those who listen.
export function tally(view, counts) {
  const held = view.positions.filter((look) => counts[look.id]);
  return {
    nodes: held.map((look) => h("span", { class: "tally" }, glyph(look), String(counts[look.id]))),
    words: held.map((look) => `${counts[look.id]} ${look.label}`).join(", "),
  };
}

// How many of the statements hold each position.
export function positionsOf(statements) {
  const counts = {};
  for (const { position } of statements) counts[position] = (counts[position] ?? 0) + 1;
  return counts;
}
