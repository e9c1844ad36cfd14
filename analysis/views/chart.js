// Who speaks and where they stand: a chart, and the table behind it.

import { button, h, panel, plural, redraw, shortened, sign } from "./elements.js";
import { choice, shown, wants } from "./findings.js";
import { loadPlotly, watchTheme } from "./plotly.js";
import { pictureButtons } from "./saving.js";

const BARS = 12; // speakers that a chart has room for; all are in its table

export function chartPanel(view, update, model) {
  const table = h("div", { class: "scroll" });
  const title = "Who speaks";
  let state = null;
  const choose = (speaker, position) => update(choice(state, { speakers: [speaker], positions: [position] }));
  const chart = barChart(view, model, choose);
  const behind = h("details", { class: "behind" }, h("summary", {}, "The same as a table"), table);
  const node = panel("chart", title, chart.node, pictureButtons(view, title, chart.picture), behind);
  if (view.facet.get("speakers").options.length > BARS)
    chart.node.after(h("p", { class: "hint" }, `The ${BARS} who speak most; all are in the table.`));
  node.hidden = !view.statements.length;
  return {
    node,
    close: chart.close,
    draw(now) {
      state = now;
      const rows = crossTable(view, state);
      redraw(table, countTable(view, rows, choose));
      chart.draw(rows.slice(0, BARS));
    },
  };
}

// The bars, drawn when plotly has come, and again where the width or the theme changes.
function barChart(view, model, choose) {
  const node = h("div", { class: "drawing" });
  let [plotly, rows] = [null, null];
  const paint = () => plotly && rows && node.clientWidth && drawChart(plotly, node, rows, view, choose);
  const closers = [watchTheme(paint), watchWidth(node, paint), () => plotly?.purge(node)];
  node.style.minHeight = `${chartHeight(Math.min(BARS, view.facet.get("speakers").options.length))}px`;
  if (view.statements.length)
    loadPlotly(model).then((loaded) => {
      plotly = loaded;
      paint();
    });
  return {
    node,
    picture: () => chartPicture(plotly, node),
    close: () => closers.forEach((end) => end()),
    draw(now) {
      rows = now;
      paint();
    },
  };
}

// Calls `draw` when an element gets wider or narrower; returns what ends it.
export function watchWidth(node, draw) {
  let width = 0;
  const size = new ResizeObserver(() => {
    if (width !== node.clientWidth) draw();
    width = node.clientWidth;
  });
  size.observe(node);
  return () => size.disconnect();
}

// Statements by speaker and position. The filters of these two do not narrow it, they set off the chosen.
function crossTable(view, state) {
  const rows = view.facet.get("speakers").options.map((option) => {
    const chosen = Object.fromEntries(
      view.positions.map(({ id }) => [id, wants(state, "positions", id) && wants(state, "speakers", option.id)]),
    );
    return { ...option, counts: {}, words: 0, total: 0, chosen };
  });
  const byId = new Map(rows.map((row) => [row.id, row]));
  for (const statement of shown(view, state, ["speakers", "positions"]))
    for (const id of statement.held.speakers) {
      const row = byId.get(id);
      row.counts[statement.position] = (row.counts[statement.position] ?? 0) + 1;
      row.words += statement.words;
      row.total += 1;
    }
  return rows;
}

function countTable(view, rows, choose) {
  const number = (name) => h("th", { scope: "col", class: "number" }, name);
  const looks = view.positions.map((look) => h("th", { scope: "col" }, sign(look)));
  const heads = [h("th", { scope: "col" }, "Speaker"), number("Statements"), number("Words"), ...looks];
  const body = rows.map((row) => {
    const told = row.about ? h("small", {}, row.about) : null;
    const cells = view.positions.map((look) => h("td", { class: "number" }, countButton(row, look, choose)));
    const sums = [row.total, row.words].map((sum) => h("td", { class: "number" }, String(sum)));
    return h("tr", {}, h("th", { scope: "row" }, h("span", {}, row.label), told), ...sums, ...cells);
  });
  return h("table", {}, h("thead", {}, h("tr", {}, ...heads)), h("tbody", {}, ...body));
}

function countButton(row, look, choose) {
  const count = row.counts[look.id];
  if (!count) return "0";
  return button(String(count), () => choose(row.id, look.id), {
    class: "plain",
    "data-key": `${look.id} ${row.id}`,
    "aria-label": `Show ${plural(count, "statement")}: ${row.label}, ${look.label}`,
  });
}

function drawChart(plotly, drawing, rows, view, choose) {
  const known = Boolean(drawing.on);
  plotly.react(drawing, traces(rows, view.positions), layout(rows, drawing), {
    displayModeBar: false,
    displaylogo: false,
    showSendToCloud: false,
    typesetMath: false,
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
    x: rows.map((row) => row.counts[look.id] ?? 0),
    customdata: rows.map((row) => [row.id, look.id]),
    hovertext: rows.map((row) => `${safe(row.label)}<br>${look.glyph} ${look.label}: ${row.counts[look.id] ?? 0}`),
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
    legend: { orientation: "h", entrywidth: 90, traceorder: "normal", ...LEGEND_PLACE },
    xaxis: { ...NUMBERS, dtick: wholeStep(rows) },
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

const NUMBERS = {
  fixedrange: true,
  rangemode: "tozero",
  gridcolor: "rgba(128,128,128,0.25)",
  zeroline: false,
  title: { text: "statements", standoff: 12, font: { size: 13 } },
};
const LEGEND_PLACE = { x: 0, xref: "container", y: 1, yref: "container", yanchor: "top" };

// The chart as SVG; its own size, on the colour of the page.
async function chartPicture(plotly, drawing) {
  const { width, height } = drawing._fullLayout;
  const layout = { ...drawing.layout, paper_bgcolor: getComputedStyle(drawing.closest(".demarche")).backgroundColor };
  const url = await plotly.toImage({ data: drawing.data, layout }, { format: "svg", width, height });
  return { text: decodeURIComponent(url.slice(url.indexOf(",") + 1)), width, height };
}

function chartHeight(rows) {
  return 120 + 30 * rows;
}

function wholeStep(rows) {
  return Math.max(1, Math.ceil(Math.max(...rows.map((row) => row.total)) / 6));
}

// Plotly reads labels as markup: escape what comes from an article.
function safe(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
