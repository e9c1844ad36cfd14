import json

import pandas as pd
import plotly.io
import pytest

from analysis import charts, tables
from analysis.palette import LOOKS
from tests import samples

CHARTS = [charts.speakers, charts.topics, charts.matrix, charts.strip]
GLYPHS = [k.glyph for k in LOOKS]
HOSTILE = "</script><img src=x onerror=alert(1)><i>"


@pytest.fixture(scope="module")
def statements():
    return tables.statements(samples.sample())


def counts_in(figure):
    """{(label, position): number} of a chart of bars."""
    labels = figure.layout.yaxis.ticktext
    return {
        (labels[y], k.id): x
        for k, bar in zip(LOOKS, figure.data, strict=True)
        for y, x in zip(bar.y, bar.x, strict=True)
        if x
    }


def test_bars_count_what_the_table_counts(statements):
    each = statements.assign(speakers=statements["speakers"].str.split("; ")).explode("speakers")
    each["speakers"] = each["speakers"].replace("", "no speaker named")
    assert counts_in(charts.speakers(statements)) == each.groupby(["speakers", "position"]).size().to_dict()


def test_bars_of_topics_count_statements_and_have_the_colour_of_no_position(statements):
    figure = charts.topics(statements, samples.CODEBOOK.labels)
    (bar,) = figure.data
    assert dict(zip(figure.layout.yaxis.ticktext, bar.x, strict=True)) == {
        "Law of the sea": 5,
        "Talks": 2,
        "Arms": 1,
        "no diplomatic topic": 1,
    }
    assert bar.marker.color not in {k.colour for k in LOOKS}
    assert not [glyph for glyph in GLYPHS if glyph in "".join(strings(json.loads(figure.to_json())))]


def test_bars_keep_colour_pattern_and_word(statements):
    for look, bar in zip(LOOKS, charts.speakers(statements).data, strict=True):
        assert (bar.marker.color, bar.marker.pattern.shape) == (look.colour, look.pattern)
        assert bar.marker.pattern.fillmode == "overlay"  # else the bar is drawn in the colour of the paper
        assert bar.name == f"{look.glyph} {look.label}"


def test_the_matrix_counts_statements_and_tells_no_position(statements):
    figure = charts.matrix(statements, {"sea": "Law of the sea"})
    (cells,), layout = figure.data, figure.layout
    at = {name: layout.xaxis.ticktext.index(name) for name in ("Law of the sea", "no diplomatic<br>topic")}
    maas, unnamed = (layout.yaxis.ticktext.index(name) for name in ("Joren Maas", "no speaker named"))
    assert cells.z[maas][at["Law of the sea"]] == 2
    assert layout.title.text == "Who speaks on what" and layout.title.subtitle.text == "a cell counts statements"
    assert "never sign" in cells.hovertext[maas][at["Law of the sea"]]
    assert cells.z[unnamed][at["no diplomatic<br>topic"]] == 1
    assert cells.z[unnamed][at["Law of the sea"]] is None and (cells.zmin, cells.zmax) == (0, 2)
    told = json.dumps(json.loads(figure.to_json())["data"], ensure_ascii=False)
    assert not [words for words in (*GLYPHS, *(k.colour for k in LOOKS), "support", "oppose") if words in told]


def test_the_strip_puts_every_statement_where_it_stands(statements):
    figure = charts.strip(statements)
    starts = sorted(x for trace in figure.data for x in trace.x)
    assert starts == sorted([*statements["start"], statements["start"][6]])  # the joint statement has two lanes
    assert figure.layout.yaxis.ticktext[0] == "Ilka Torvald"
    assert {t.marker.symbol for t in figure.data} == {k.symbol for k in LOOKS}


@pytest.mark.parametrize("chart", CHARTS)
def test_labels_are_no_markup(chart):
    statements = tables.statements(samples.hostile(HOSTILE))
    figure = chart(statements.assign(topics=HOSTILE) if chart is charts.topics else statements)
    texts = [t for t in strings(json.loads(figure.to_json())) if "img" in t or "script" in t]
    assert texts
    for text in texts:
        assert "<" not in text.replace("<br>", "")


@pytest.mark.parametrize("chart", CHARTS)
def test_an_article_without_statements_has_charts(chart):
    figure = chart(tables.statements(samples.silent()))
    assert "The article reports no statement." in figure.to_json()


@pytest.mark.parametrize("chart", CHARTS)
def test_no_button_sends_the_data_away(chart, statements, monkeypatch):
    shown = []
    monkeypatch.setattr(plotly.io, "show", lambda *args, **kwargs: shown.append(kwargs["config"]))
    figure = chart(statements)
    figure._ipython_display_()
    figure.show(config={"scrollZoom": True})
    for config in shown:
        assert config["showSendToCloud"] is False
        assert config["displaylogo"] is False
    assert shown[1]["scrollZoom"] is True


def test_the_bundle_is_the_same_bytes_every_time():
    charts.plotly_gzip.cache_clear()
    first = charts.plotly_gzip()
    charts.plotly_gzip.cache_clear()
    assert charts.plotly_gzip() == first
    assert len(first) < 1_600_000


def test_missing_values_are_no_label(statements):
    frame = statements.assign(speakers=pd.Series([None] * len(statements), dtype="str"))
    assert list(charts.speakers(frame).layout.yaxis.ticktext) == ["no speaker named"]


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from strings(inner)
