// What can be chosen of a network, and the steps from window to window.
// @ts-check
/** @import { NetworkChosen, NetworkWindow, ShownNetwork } from "./types.d.ts" */

import { button, h, plural } from "./elements.js";
import { NETWORK_CHOICES, networkChosen, normsOf, WIDTHS } from "./networkHow.js";

/** @param {NetworkChosen} chosen @param {(change: object) => void} choose */
export function choiceFields(chosen, choose) {
  const options = { ...NETWORK_CHOICES, norm: normsOf(chosen.show) };
  return Object.entries(CHOICE_LABELS).map(([name, label]) => {
    const all = options[name].map(({ id, label: words }) =>
      h("option", { value: id, selected: chosen[name] === id }, words),
    );
    const change = ({ target }) => choose({ [name]: target.value });
    return h(
      "label",
      {},
      h("span", {}, label),
      h("select", { onchange: change, "data-key": `network ${name}` }, ...all),
    );
  });
}

const CHOICE_LABELS = { show: "Show", nodes: "Between", on: "By", norm: "Divided by", once: "The same counts" };
const ALL_DATES = "All dates";

// Steps from window to window, with how much is said in each.
/** @param {NetworkWindow[]} windows @param {NetworkWindow | undefined} window @param {ShownNetwork} shown */
export function windowFields(windows, window, { state, net }, choose) {
  if (!windows.length) return [];
  const at = windows.indexOf(window);
  const go = (place) => choose({ from: windows[place]?.first.slice(0, 7) ?? "" });
  const label = window ? window.label : ALL_DATES;
  const told = `${label}: ${plural(net.statements, "statement")}`;
  const said = h("output", {}, told);
  const slider = sliderOver(windows, at, said, go);
  const step = (by, words, key) => {
    const next = at + by;
    const out = next < -1 || next >= windows.length;
    return button(words, () => go(next), { disabled: out, "data-key": key });
  };
  return [
    widthField(networkChosen(state).width, choose),
    step(-1, "Earlier", "network earlier"),
    slider,
    step(1, "Later", "network later"),
    button(ALL_DATES, () => go(-1), { "aria-pressed": String(!window), "data-key": "network all" }),
    said,
  ];
}

function widthField(now, choose) {
  const change = ({ target }) => choose({ width: Number(target.value) });
  const widths = WIDTHS.map((n) => h("option", { value: n, selected: n === now }, plural(n, "month")));
  const select = h("select", { onchange: change, "data-key": "network width" }, ...widths);
  return h("label", { class: "width" }, h("span", {}, "Window"), select);
}

/** @param {NetworkWindow[]} windows @param {number} at @param {HTMLElement} said @param {(place: number) => void} go */
function sliderOver(windows, at, said, go) {
  const slider = h("input", { type: "range", min: -1, max: windows.length - 1, step: 1, "data-key": "network window" });
  const label = () => windows[Number(slider.value)]?.label ?? ALL_DATES;
  slider.value = String(at);
  slider.setAttribute("aria-label", "Window of time");
  slider.setAttribute("aria-valuetext", said.textContent);
  slider.addEventListener("change", () => go(Number(slider.value)));
  slider.addEventListener("input", () => {
    said.textContent = label();
    slider.setAttribute("aria-valuetext", label());
  });
  return slider;
}
