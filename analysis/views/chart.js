// The chart of who speaks and where they stand, and the table behind it.

import { h, plural, sign } from "./elements.js";
import { counted, shown } from "./findings.js";

const BARS = 20; // speakers that a chart has room for; all are in its table

export function chartPanel(view, update, model) {
  const drawing = h("div", { class: "drawing" });
  const table = h("div", { class: "scroll" });
  const node = h(
    "section",
    { class: "chart", "aria-label": "Who speaks, and where they stand" },
    h("h2", {}, "Who speaks, and where they stand"),
    drawing,
    view.speakers.length > BARS ? h("p", { class: "hint" }, `The ${BARS} who speak most; all are in the table.`) : null,
    h("details", { class: "behind" }, h("summary", {}, "The same as a table"), table),
  );
  let state = null;
  let plotly = null;
  const choose = (speaker, position) => {
    const only = (values, value) => values.length === 1 && values[0] === value;
    const again = only(state.speakers, speaker) && only(state.positions, position);
    update(again ? { speakers: [], positions: [] } : { speakers: [speaker], positions: [position] });
  };
  const redraw = () => {
    if (!plotly || !drawing.clientWidth) return;
    drawChart(plotly, drawing, crossTable(view, state).slice(0, BARS), view, choose);
  };
  const watch = watchTheme(redraw);
  let width = 0;
  const size = new ResizeObserver(() => {
    if (width !== drawing.clientWidth) redraw();
    width = drawing.clientWidth;
  });
  size.observe(drawing);
  node.hidden = !view.statements.length;
  drawing.style.minHeight = `${chartHeight(Math.min(BARS, view.facets[0].options.length))}px`;
  if (view.statements.length)
    loadPlotly(model).then((loaded) => {
      plotly = loaded;
      redraw();
    });
  return {
    node,
    close() {
      watch();
      size.disconnect();
      plotly?.purge(drawing);
    },
    draw(now) {
      state = now;
      const focus = table.contains(document.activeElement) ? document.activeElement.dataset.cell : null;
      table.replaceChildren(countTable(view, crossTable(view, state), choose));
      if (focus) [...table.querySelectorAll("button")].find((b) => b.dataset.cell === focus)?.focus();
      redraw();
    },
  };
}

// Statements by speaker and position. The filters of these two do not narrow it, they set off the chosen.
function crossTable(view, state) {
  const [speakers] = view.facets;
  const statements = shown(view, state, ["speakers", "positions"]);
  const rows = new Map(speakers.options.map((o) => [o.id, { id: o.id, label: o.label, counts: {}, chosen: {} }]));
  for (const { id: position } of view.positions) {
    const here = counted(speakers, statements.filter((s) => s.position === position));
    const wanted = !state.positions.length || state.positions.includes(position);
    for (const row of rows.values()) {
      row.counts[position] = here.get(row.id);
      row.chosen[position] = wanted && (!state.speakers.length || state.speakers.includes(row.id));
    }
  }
  return [...rows.values()];
}

function countTable(view, rows, choose) {
  const heads = view.positions.map((look) => h("th", { scope: "col" }, sign(look)));
  const body = rows.map((row) => {
    const cells = view.positions.map((look) => h("td", { class: "number" }, countButton(row, look, choose)));
    return h("tr", {}, h("th", { scope: "row" }, row.label), ...cells);
  });
  return h("table", {}, h("thead", {}, h("tr", {}, h("td"), ...heads)), h("tbody", {}, ...body));
}

function countButton(row, look, choose) {
  const count = row.counts[look.id];
  if (!count) return "0";
  return h(
    "button",
    {
      type: "button",
      class: "plain",
      "data-cell": `${look.id} ${row.id}`,
      "aria-label": `Show ${plural(count, "statement")}: ${row.label}, ${look.label}`,
      onclick: () => choose(row.id, look.id),
    },
    String(count),
  );
}

function drawChart(plotly, drawing, rows, view, choose) {
  const known = Boolean(drawing.on);
  plotly.react(drawing, traces(rows, view.positions), layout(rows, drawing), {
    displaylogo: false,
    showSendToCloud: false,
    typesetMath: false,
    modeBarButtonsToRemove: ["downloadJson", "select2d", "lasso2d"],
  });
  if (known) return;
  drawing.on("plotly_click", ({ points: [point] }) => {
    const [speaker, position] = point.customdata;
    choose(speaker, position);
  });
  drawing.on("plotly_legendclick", () => false);
  drawing.on("plotly_legenddoubleclick", () => false);
}

function traces(rows, positions) {
  return positions.map((look) => ({
    type: "bar",
    orientation: "h",
    name: `${look.glyph} ${look.label}`,
    y: rows.map((_, index) => index),
    x: rows.map((row) => row.counts[look.id]),
    customdata: rows.map((row) => [row.id, look.id]),
    hovertext: rows.map((row) => `${safe(row.label)}<br>${look.glyph} ${look.label}: ${row.counts[look.id]}`),
    hoverinfo: "text",
    marker: {
      color: look.colour,
      opacity: rows.map((row) => (row.chosen[look.id] ? 1 : 0.25)),
      pattern: { shape: look.pattern, fillmode: "overlay", fgcolor: "rgba(255,255,255,0.75)", size: 7, solidity: 0.25 },
    },
  }));
}

function layout(rows, drawing) {
  const style = getComputedStyle(drawing);
  const narrow = drawing.clientWidth < 420;
  return {
    barmode: "stack",
    bargap: 0.35,
    width: drawing.clientWidth,
    height: chartHeight(rows.length),
    margin: { l: 8, r: 12, t: 8, b: 48 },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: style.fontFamily, size: 13, color: style.color },
    dragmode: false,
    hoverlabel: { font: { family: style.fontFamily } },
    legend: {
      orientation: "h",
      entrywidth: 90,
      traceorder: "normal",
      x: 0,
      xref: "container",
      y: 1,
      yref: "container",
      yanchor: "top",
    },
    xaxis: {
      fixedrange: true,
      rangemode: "tozero",
      dtick: wholeStep(rows),
      gridcolor: "rgba(128,128,128,0.25)",
      zeroline: false,
      title: { text: "statements", standoff: 12, font: { size: 13 } },
    },
    yaxis: {
      fixedrange: true,
      automargin: true,
      autorange: "reversed",
      tickvals: rows.map((_, index) => index),
      ticktext: rows.map((row) => safe(shortened(row.label, narrow ? 20 : 32))),
      ticklen: 6,
      tickcolor: "rgba(0,0,0,0)",
    },
  };
}

function chartHeight(rows) {
  return 120 + 30 * rows;
}

function wholeStep(rows) {
  const most = Math.max(1, ...rows.map((row) => Object.values(row.counts).reduce((a, b) => a + b, 0)));
  return Math.max(1, Math.ceil(most / 6));
}

function shortened(text, length) {
  const letters = [...text];
  return letters.length > length ? `${letters.slice(0, length - 1).join("")}…` : text;
}

// Plotly reads labels as markup: escape what comes from an article.
function safe(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

// Plotly comes from the host, gzipped, when the words are already on the screen.
function loadPlotly(model) {
  return new Promise((resolve) => {
    const receive = async (message, buffers) => {
      if (message.type !== "plotly") return;
      model.off("msg:custom", receive);
      if (!globalThis.Plotly) run(await inflated(buffers[0]));
      resolve(globalThis.Plotly);
    };
    if (globalThis.Plotly) return resolve(globalThis.Plotly);
    model.on("msg:custom", receive);
    setTimeout(() => model.send({ type: "plotly" }), 50);
  });
}

function inflated(bytes) {
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

function run(source) {
  const script = h("script", {}, source);
  document.head.append(script);
  script.remove();
}

// Calls `redraw` when the reader or JupyterLab turns from light to dark; returns what ends it.
function watchTheme(redraw) {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const lab = new MutationObserver(() => requestAnimationFrame(redraw));
  dark.addEventListener("change", redraw);
  lab.observe(document.body, { attributeFilter: ["data-jp-theme-light"] });
  return () => {
    dark.removeEventListener("change", redraw);
    lab.disconnect();
  };
}
