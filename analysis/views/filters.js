// The filters: what can be chosen, how many statements each choice has, and the chips of those in force.

import { h, plural, sign } from "./elements.js";
import { NOTHING, counted, shown, toggled } from "./findings.js";

export function filterPanel(view, update) {
  const groups = view.facets.filter((f) => f.options.length).map((facet) => facetGroup(facet, update));
  const count = h("p", { class: "count", role: "status" });
  const chips = h("ul", { class: "chips", "aria-label": "Filters in force" });
  const node = h(
    "section",
    { class: "filters", "aria-label": "Filters" },
    h("div", { class: "facets" }, ...groups.map((g) => g.node)),
    h("div", { class: "inforce" }, count, chips),
  );
  const shut = (event) => {
    for (const group of groups) if (!group.node.contains(event.target)) group.node.removeAttribute("open");
  };
  document.addEventListener("click", shut);
  node.hidden = !view.statements.length;
  return {
    node,
    close: () => document.removeEventListener("click", shut),
    draw(state) {
      for (const group of groups) group.draw(state, shown(view, state, [group.facet.id]));
      const found = shown(view, state).length;
      count.textContent = `${found} of ${plural(view.statements.length, "statement")}`;
      const focused = chips.contains(document.activeElement);
      chips.replaceChildren(...chipsOf(view, state, update));
      if (focused) (chips.querySelector("button") ?? node.querySelector("summary, input"))?.focus();
    },
  };
}

function facetGroup(facet, update) {
  const badge = h("span", { class: "badge" });
  let state = NOTHING;
  const boxes = facet.options.map((option) => {
    const change = () => update({ [facet.id]: toggled(state[facet.id], option.id) });
    const box = h("input", { type: "checkbox", value: option.id, onchange: change });
    const number = h("span", { class: "number" });
    const label = option.glyph ? sign(option) : h("span", {}, option.label);
    return { option, box, number, node: h("label", {}, box, label, number) };
  });
  const fields = h("fieldset", {}, h("legend", {}, facet.title), ...boxes.map((b) => b.node));
  const node = facet.open ? fields : dropDown(facet.title, badge, fields);
  node.dataset.facet = facet.id;
  return {
    node,
    facet,
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

function dropDown(title, badge, fields) {
  const summary = h("summary", {}, title, badge);
  const details = h("details", {}, summary, fields);
  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    event.stopPropagation();
    details.open = false;
    summary.focus();
  });
  return details;
}

function chipsOf(view, state, update) {
  const chips = view.facets.flatMap((facet) =>
    state[facet.id].map((id) => {
      const option = facet.options.find((o) => o.id === id) ?? { label: id };
      const remove = () => update({ [facet.id]: toggled(state[facet.id], id) });
      return chip(option, `Remove the filter ${facet.title}: ${option.label}`, remove);
    }),
  );
  if (chips.length < 2) return chips;
  const { statement, ...none } = NOTHING;
  const all = h("button", { type: "button", class: "plain", onclick: () => update(none) }, "Show all");
  return [...chips, h("li", {}, all)];
}

function chip(option, label, remove) {
  const mark = option.glyph ? sign(option) : option.label;
  const cross = h("span", { "aria-hidden": "true" }, "×");
  return h("li", {}, h("button", { type: "button", class: "chip", "aria-label": label, onclick: remove }, mark, cross));
}
