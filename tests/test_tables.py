import json

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import knowledge, tables
from analysis.annotate import annotate
from tests import samples

SCHEMA = json.loads((knowledge.MODELS / "record.schema.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def doc():
    return samples.annotated("us-offers-russia-assurance-on-missiles")


@pytest.mark.parametrize("name", tables.COLUMNS)
def test_columns_are_the_documented_ones(doc, name):
    frame = getattr(tables, name)(doc)
    assert list(frame.columns) == list(tables.COLUMNS[name])
    assert len(frame)
    assert all(tables.COLUMNS[name].values())
    empty = getattr(tables, name)(annotate(""))
    assert list(empty.columns) == list(frame.columns) and not len(empty)


def test_statement_rows_open_at_their_words(doc):
    frame = tables.statements(doc)
    for row, statement in zip(frame.itertuples(), doc.statements, strict=True):
        assert doc.text[row.start : row.end] == doc[statement.span]
        assert " ".join(doc[statement.content[0]].split()) in row.content
        assert row.source in row.sentence


def test_speaker_counts(doc):
    frame = tables.speakers(doc).set_index("name")
    assert frame.loc["Sergei Lavrov", "statements"] == 6
    assert frame.loc["Sergei Lavrov", "code"] == "RUS"
    assert frame.loc["Garry Kasparov", "actor"] == ""


def test_tokens_equal_the_text(doc):
    frame = tables.tokens(doc)
    assert all(doc.text[r.start : r.end] == r.word for r in frame.itertuples())


def test_because_names_the_words(doc):
    (stance,) = (x for x in doc.stances if doc[x.statement.cue[0]] == "insists")
    assert tables.because(doc, stance) == "because: insists … would defend (defend, +) → missile defense"


def test_record_fits_its_schema(doc):
    record = tables.record(doc)
    jsonschema.validate(record, SCHEMA)
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    for statement in record["statements"]:
        for name in ("source", "cue", "content"):
            assert all(record["article"]["text"][a:b].strip() for a, b in statement[name])


def test_schema_names_every_act_and_position():
    position = SCHEMA["properties"]["statements"]["items"]["properties"]["position"]["enum"]
    from analysis.model import POSITIONS

    assert position == list(POSITIONS)


@settings(max_examples=50)
@given(st.text(max_size=200))
def test_any_text_gives_a_valid_record(text):
    jsonschema.validate(tables.record(annotate(text)), SCHEMA)


def test_half_a_surrogate_pair_is_no_reason_to_fail():
    frame = tables.statements(annotate("Anna Marren said that \ud800 was late."))
    assert frame["content"].tolist() == ["that \ufffd was late"]


def test_a_row_for_each_statement_and_target(doc):
    frame = tables.stances(doc)
    assert list(dict.fromkeys(frame["statement"])) == [s.id for s in doc.statements]
    main = frame.drop_duplicates("statement").reset_index(drop=True)
    told = tables.statements(doc)
    for column in ("position", "lean", "target", "act", "because"):
        assert main[column].tolist() == told[column].tolist()
    assert set(frame.loc[frame["position"] == "neutral", "strength"]) == {0}


def test_because_of_a_phrase_tells_its_side_alone(doc):
    (stance,) = (x for x in doc.stances if "not to build it" in doc[x.statement.content[-1]])
    assert tables.because(doc, stance) == "because: best way (-) … not to → missile defense"
