"""Tables -> plotly figures that an analyst reads, saves and prints.

Each takes a table of `analysis.tables` and returns a Chart. Names come from articles: they are escaped,
because plotly reads labels as markup. Positions keep their colour, glyph, pattern and word (see palette).
"""

from __future__ import annotations

import gzip
import html
import textwrap
from collections.abc import Mapping
from functools import cache
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from analysis import tables
from analysis.palette import look, looks_of, stand

# One configuration for all: no logo, and no button that would send an analyst's data to a server.
CONFIG: dict[str, Any] = {
    "displaylogo": False,
    "showSendToCloud": False,
    "responsive": True,
    "typesetMath": False,
    "modeBarButtonsToRemove": ["downloadJson", "select2d", "lasso2d", "autoScale2d"],
}
INK, QUIET, RULE, PAPER = "#1d1d1b", "#5b6068", "#dedcd6", "#ffffff"
FONT = "-apple-system, Segoe UI, Roboto, Helvetica Neue, Arial, Liberation Sans, sans-serif"
AXIS = {"gridcolor": RULE, "zeroline": False, "automargin": True, "fixedrange": True}
TEMPLATE = go.layout.Template(
    layout={
        "font": {"family": FONT, "size": 13, "color": INK},
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "title": {
            "font": {"size": 16, "weight": 600},
            "x": 0,
            "xref": "container",
            "y": 1,
            "yanchor": "top",
            "pad": {"l": 12, "t": 18},
        },
        "margin": {"l": 12, "r": 24, "t": 90, "b": 50},
        "hoverlabel": {"align": "left", "font": {"family": FONT}},
        "legend": {"orientation": "h", "traceorder": "normal", "x": 0, "y": 1, "yanchor": "bottom"},
        "xaxis": AXIS | {"title": {"font": {"color": QUIET, "size": 13}}},
        "yaxis": AXIS | {"ticks": "outside", "ticklen": 6, "tickcolor": PAPER},
    }
)
UPRIGHT = 6  # topics whose names have room side by side; more of them stand aslant
# What is counted whatever its position has the colour of none; the more, the darker, light enough for dark words.
COUNTED = "#8f8873"
COUNTS = [[0, "#f5f4f0"], [1, "#c4bda8"]]
NO_TOPIC = "no diplomatic topic"


class Chart(go.Figure):  # type: ignore[misc]
    """A plotly figure that always shows with CONFIG."""

    def show(self, *args: Any, **kwargs: Any) -> None:
        """Show the figure; `config` adds to CONFIG."""
        super().show(*args, **kwargs | {"config": CONFIG | (kwargs.get("config") or {})})

    def _ipython_display_(self) -> None:
        self.show()


@cache
def plotly_source() -> str:
    """The plotly bundle for browsers, as the installed plotly brings it."""
    return str(get_plotlyjs())


@cache
def plotly_gzip() -> bytes:
    """The plotly bundle, gzipped, the same bytes on every call and day."""
    return gzip.compress(plotly_source().encode("utf-8"), compresslevel=9, mtime=0)


def speakers(statements: pd.DataFrame) -> Chart:
    """Who speaks, and where they stand: statements of each speaker, stacked by position."""
    each = _each(statements, "speakers", "no speaker named")
    rows = _order(each, "speakers")
    counts = each.groupby(["speakers", "position"], sort=False).size()
    figure = Chart()
    for k in looks_of(each["position"]):
        x = [int(counts.get((row, k.id), 0)) for row in rows]
        figure.add_bar(
            x=x,
            y=list(range(len(rows))),
            orientation="h",
            name=f"{k.glyph} {k.label}",
            hovertext=[f"{_label(row)}<br>{k.glyph} {k.label}: {n}" for row, n in zip(rows, x, strict=True)],
            hoverinfo="text",
            marker={
                "color": k.colour,
                "pattern": {
                    "shape": k.pattern,
                    "fillmode": "overlay",
                    "fgcolor": "rgba(255,255,255,0.75)",
                    "size": 7,
                    "solidity": 0.25,
                },
            },
        )
    figure.update_layout(barmode="stack")
    return _bars(figure, each["speakers"], rows, "Who speaks, and where they stand")


def topics(statements: pd.DataFrame, labels: Mapping[str, str] | None = None) -> Chart:
    """What is spoken about: statements of each topic, whatever their position; labels name the topics."""
    each = _labelled(_each(statements, "topics", NO_TOPIC), labels)
    rows, counts = _order(each, "topics"), each.groupby("topics", sort=False).size()
    figure = Chart()
    figure.add_bar(
        x=[int(counts[row]) for row in rows],
        y=list(range(len(rows))),
        orientation="h",
        hovertext=[f"{_label(row)}: {counts[row]}" for row in rows],
        hoverinfo="text",
        marker={"color": COUNTED},
    )
    return _bars(figure, each["topics"], rows, "What they speak about")


def matrix(statements: pd.DataFrame, labels: Mapping[str, str] | None = None) -> Chart:
    """Speaker x topic: the number of statements, whatever they are for or against; the more, the darker."""
    each = _each(_each(statements, "speakers", "no speaker named"), "topics", NO_TOPIC)
    each = _labelled(each, labels)
    rows, columns = _order(each, "speakers"), _order(each, "topics")
    cells = dict(iter(each.groupby(["speakers", "topics"], sort=False)))
    grid = [[cells.get((row, column)) for column in columns] for row in rows]
    figure = Chart(
        go.Heatmap(
            z=[[None if cell is None else len(cell) for cell in line] for line in grid],
            hovertext=[[_cell_label(cell) for cell in line] for line in grid],
            x=list(range(len(columns))),
            y=list(range(len(rows))),
            texttemplate="%{z}",
            textfont={"size": 14, "color": INK},
            hoverinfo="text",
            colorscale=COUNTS,
            zmin=0,
            zmax=max(map(len, cells.values()), default=1),  # without it plotly begins at the least, not at zmin
            xgap=3,
            ygap=3,
            showscale=False,
        )
    )
    title = {"text": "Who speaks on what", "subtitle": {"text": "a cell counts statements"}}
    figure.update_layout(template=TEMPLATE, title=title, height=220 + 46 * len(rows))
    _head_columns(figure, columns)
    figure.update_yaxes(_names_axis(rows), showgrid=False)
    return _or_remark(figure, rows)


def _head_columns(figure: Chart, names: list[str]) -> None:
    """Write the names of the columns above them: side by side where they have room, else aslant."""
    places = {"tickvals": list(range(len(names))), "side": "top", "ticks": "", "showgrid": False}
    if len(names) > UPRIGHT:
        figure.update_layout(margin={"t": 190, "b": 20, "r": 140})
        figure.update_xaxes(places, ticktext=[_label(name, 24, lines=2) for name in names], tickangle=-35)
    else:
        figure.update_layout(margin={"t": 130, "b": 20})
        figure.update_xaxes(places, ticktext=[_label(name, 18, lines=3) for name in names], tickangle=0)


def strip(statements: pd.DataFrame) -> Chart:
    """How it unfolds: every statement a mark in its speaker's lane, in the order of the article.

    Distances are characters of the article; the words of a statement stand in its label.
    """
    each = _each(statements, "speakers", "no speaker named")
    lanes = list(dict.fromkeys(each["speakers"]))
    figure = Chart()
    for k in looks_of(each["position"]):
        rows = each[each["position"] == k.id]
        figure.add_scatter(
            x=rows["start"].tolist(),
            y=[lanes.index(name) for name in rows["speakers"]],
            mode="markers",
            name=f"{k.glyph} {k.label}",
            marker={"symbol": k.symbol, "color": k.colour, "size": 15, "line": {"color": PAPER, "width": 1}},
            hovertext=[_hover(row) for row in rows.to_dict("records")],
            hoverinfo="text",
            showlegend=True,
        )
    figure.update_layout(template=TEMPLATE, title="How it unfolds", height=170 + 34 * len(lanes))
    figure.update_xaxes(
        title="from the first word of the article to the last", showticklabels=False, rangemode="tozero"
    )
    figure.update_yaxes(_names_axis(lanes), showgrid=True)
    return _or_remark(figure, lanes)


def _each(statements: pd.DataFrame, column: str, none: str) -> pd.DataFrame:
    """One row for each value of a column that joins several; `none` where there is none."""
    return (
        statements.assign(**{column: statements[column].fillna("").str.split(tables.SEVERAL)})
        .explode(column)
        .assign(**{column: lambda frame: frame[column].replace("", none)})
    )


def _labelled(each: pd.DataFrame, labels: Mapping[str, str] | None) -> pd.DataFrame:
    """The table with the labels of its topics for their ids."""
    return each.assign(topics=each["topics"].map(lambda id: (labels or {}).get(id, id)))


def _order(frame: pd.DataFrame, column: str) -> list[str]:
    """The values of a column, the most frequent first, then in order of appearance."""
    counts = frame.groupby(column, sort=False).size()
    return list(counts.sort_values(ascending=False, kind="stable").index)


def _bars(figure: Chart, values: pd.Series, rows: list[str], title: str) -> Chart:
    """Horizontal bars, one for each row, with title and axes; values: the row of each thing that is counted."""
    most = int(values.value_counts().max()) if len(values) else 1
    figure.update_layout(template=TEMPLATE, title=title, bargap=0.35, height=180 + 32 * len(rows))
    figure.update_xaxes(title="statements", dtick=max(1, -(-most // 8)), rangemode="tozero")
    figure.update_yaxes(_names_axis(rows), showgrid=False)
    return _or_remark(figure, rows)


def _or_remark(figure: Chart, rows: list[str]) -> Chart:
    """The figure; where it has no rows it says so, instead of empty axes."""
    if not rows:
        place = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": 1, "showarrow": False}
        figure.update_layout(annotations=[place | {"text": "The article reports no statement."}], showlegend=False)
        figure.update_xaxes(visible=False)
        figure.update_yaxes(visible=False)
    return figure


def _names_axis(names: list[str]) -> dict[str, Any]:
    """An axis that names its lanes from the top down; by number, so that equal labels stay apart."""
    return {
        "tickvals": list(range(len(names))),
        "ticktext": [_label(name, 44) for name in names],
        "range": [len(names) - 0.5, -0.5],
    }


def _cell_label(cell: pd.DataFrame | None) -> str:
    if cell is None:
        return ""
    first = cell.iloc[0]
    lines = [f"{_label(first['speakers'])}: {_label(first['topics'])}"]
    lines += [_label(content, 90) for content in cell["content"]]
    return "<br>".join(lines)


def _hover(row: Mapping[str, Any]) -> str:
    glyph = look(row["position"]).glyph
    stance = _label(stand(row["position"], row["lean"], row["target"]), 60)
    return "<br>".join([_label(row["speakers"]), f"{glyph} {stance}", _label(row["content"], 60, lines=5)])


def _label(text: str, width: int = 0, *, lines: int = 1) -> str:
    """Words as a plotly label: at most so many lines of so many characters, escaped.

    >>> _label("the <i>Foreign</i> Minister and more", 20, lines=2)
    'the &lt;i&gt;Foreign&lt;/i&gt;<br>Minister and more'
    """
    kept = textwrap.wrap(text, width, max_lines=lines, placeholder="…") if width else [text]
    return "<br>".join(html.escape(line, quote=False) for line in kept)
