"""A document with some layers missing, coded by hand or half annotated, goes through tables, view and report."""

import csv
import io
import json
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import explore, findings, markup, payload, report, tables
from analysis.coded import coded_statements
from analysis.model import Document
from analysis.selection import Selection, chosen
from tests import samples
from tests.strategies import LAYERS, documents, lacking

SEED = "us-offers-russia-assurance-on-missiles"
WHOLE = {"sample": samples.sample, "seed": lambda: samples.annotated(SEED), "empty": lambda: Document("", "")}
whole = st.sampled_from(sorted(WHOLE)).map(lambda name: WHOLE[name]())
partial = st.builds(lambda doc, lacks: replace(doc, **lacks), whole | documents(), lacking())
EACH = [{name: ()} for name in LAYERS]
ALL = [dict.fromkeys(LAYERS, ()), {name: () for name in LAYERS if name != "tokens"}]


def lacks_a_position(doc):
    return {one.key for one in coded_statements(doc) if not one.stances}


def check_tables(doc):
    for name, table in tables.TABLES.items():
        frame = table(doc)
        assert list(frame.columns) == list(tables.COLUMNS[name])
        rows = list(csv.reader(io.StringIO(tables.csv_text(frame), newline="")))
        assert len(rows) == 1 + len(frame) and {len(row) for row in rows} == {len(frame.columns)}
    frame = tables.statements(doc)
    assert set(frame.loc[frame["position"] == "", "key"]) == lacks_a_position(doc)
    assert len(frame) == len(doc.statements)
    for column in [column for column in frame if column.endswith("confidence")]:
        assert frame[column].dtype == float  # also where none is told, so that it can be counted with


def check_payload(doc):
    made = payload.view(doc, samples.CODEBOOK)
    assert json.loads(payload.as_json(made)) == made
    assert "".join(s["text"] for s in made["segments"]) == doc.text
    assert {s["key"] for s in made["statements"] if not s["position"]} == lacks_a_position(doc)
    labels = {k["id"]: k["label"] for k in made["positions"]}
    assert (labels.get("") == "not coded") == bool(lacks_a_position(doc))
    assert {s["position"] for s in made["statements"]} <= set(labels)
    assert {s["act"] for s in made["statements"]} == set(made["acts"])
    assert {key for s in made["statements"] for key in s["people"]} == {p["key"] for p in made["speakers"]}
    assert {one["id"] for s in made["statements"] for one in s["on"]} <= {issue["id"] for issue in made["issues"]}


def check_markup(doc):
    article, head = markup.article(doc), markup.head(doc)
    missing = lacks_a_position(doc)
    assert (re.search(r"\d+ not coded", str(head)) is not None) == bool(missing)
    marked = dict(re.findall(r'data-statement="([^"]*)" data-position="([^"]*)"', str(article)))
    assert {key for key, position in marked.items() if not position} == missing & set(marked)
    for one in coded_statements(doc):
        card = markup.statement(doc, one)
        assert ('<span class="sign" data-position="">' in card) == (one.key in missing)
        assert ("No speaker is named" in card) == (not one.speakers)
    table = markup.table(tables.statements(doc), {"position": "Position", "position_confidence": "How sure"})
    assert table.count("not coded") == len(missing) and "nan" not in table
    assert markup.statements(doc, coded_statements(doc)).count('class="card"') == len(doc.statements)


def check_findings(doc):
    keys = {s.key for s in doc.statements}
    for finding in findings.findings(doc):
        assert "".join(piece.text for piece in finding).endswith(".")
        for piece in finding:
            assert piece.opens is None or chosen(doc, piece.opens)
            assert piece.opens is None or piece.opens.statement in (None, *keys)


def check_selection(doc):
    assert len(chosen(doc, Selection())) == len(doc.statements)
    assert {one.key for one in chosen(doc, Selection(positions=("",)))} == lacks_a_position(doc)
    sure = chosen(doc, Selection(position_confidence=0.01))
    assert not {one.key for one in sure} & lacks_a_position(doc)
    unnamed = {one.key for one in coded_statements(doc) if not one.speakers}
    assert {one.key for one in chosen(doc, Selection(speakers=("",)))} == unnamed


def check_notebook(doc):
    known = samples.known()
    for html in (explore.speakers(doc), explore.chances(doc), explore.lacking(doc, known)):
        assert html
    assert len(explore.Explorer(doc, samples.known()).selected) == len(doc.statements)


def check_report(doc):
    page = report.html(doc, samples.known())
    body = page[page.index("<main") : page.index("</main>")]
    assert body.count('<span class="sign" data-position="">') == len(lacks_a_position(doc))
    missing = re.search(r"(\d+) statements? without a position: it was not coded", page)
    assert int(missing[1] if missing else 0) == len(lacks_a_position(doc))


CHECKS = [
    check_tables,
    check_payload,
    check_markup,
    check_findings,
    check_selection,
    check_notebook,
    check_report,
]


@pytest.mark.parametrize("lacks", EACH + ALL, ids=[*LAYERS, "all", "all but tokens"])
@pytest.mark.parametrize("check", CHECKS)
def test_an_article_that_lacks_a_layer(check, lacks):
    for doc in (samples.sample(), samples.annotated(SEED)):
        check(replace(doc, **lacks))


@settings(max_examples=30)
@pytest.mark.parametrize("check", CHECKS)
@given(partial)
def test_any_article_that_lacks_any_layers(check, doc):
    check(doc)
