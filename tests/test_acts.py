"""Acts, from the text on: statements of invented states with their words marked, and the codes of every act."""

import tomllib
from pathlib import Path

import pytest

from analysis import records, tables
from tests import reading

CASES = tomllib.loads((Path(__file__).parent / "cases" / "acts.toml").read_text(encoding="utf-8"))
FAILS = {fail["case"]: fail["reason"] for fail in CASES["fails"]}
ACTS = reading.KNOWN.models.reader.acts
QUADS = {"neutral", "verbal cooperation", "verbal conflict"}  # of what is done by words


def marked(cue, content):
    """The line "The minister CUE CONTENT." with its marks."""
    return f"{{The minister}} <{cue}> [{content}]{'' if content[-2:-1] in '.?!' else '.'}"


def act_of(case):
    """The act of a case as it is found, and the document."""
    _, cue, content = case.split(" | ")
    doc = reading.told(marked(cue, content))
    (act,) = doc.acts
    return doc, act


def cases():
    for case in CASES["statements"]:
        marks = [pytest.mark.xfail(reason=FAILS[case], strict=True)] if case in FAILS else []
        yield pytest.param(case, marks=marks)


@pytest.mark.parametrize("case", list(cases()))
def test_statements(case):
    assert act_of(case)[1].act == case.split(" | ")[0]


@pytest.mark.parametrize("case", CASES["statements"])
def test_an_act_says_on_which_words_it_rests_and_how_sure_it_is(case):
    doc, act = act_of(case)
    (statement,) = doc.statements
    assert act.statement == statement.key and act.rule == "reader"
    assert [e.span for e in act.evidence] == list(statement.cue) and {e.role for e in act.evidence} == {"cue"}
    assert 0 < act.confidence < 1


def test_without_a_cue_an_act_rests_on_the_content():
    doc = reading.told("The hall fell silent. [“We reject the offer.”]")
    (act,) = doc.acts
    assert [doc[e.span] for e in act.evidence] == ["“We reject the offer.”"]


def test_there_are_enough_cases():
    cases = CASES["statements"]
    assert len(set(cases)) == len(cases) >= 190
    assert {case.split(" | ")[0] for case in cases} == set(ACTS)
    assert set(FAILS) <= set(cases)


@pytest.mark.xfail(strict=True, reason="24 of 198: what is stated, announced and urged is taken for its neighbour")
def test_few_cases_fail():
    assert len(FAILS) <= 0.12 * len(CASES["statements"])


# ---- codes


@pytest.mark.parametrize("name", ACTS)
def test_every_act_has_a_definition_an_example_a_border_and_codes(name):
    row = reading.KNOWN.lexicons.acts[name]
    assert row["label"] and row["definition"]
    assert row["example"] and row["counter"] not in ("", row["example"])
    assert row["cameo"].isdigit() and len(row["cameo"]) == 2 and row["quad"] in QUADS
    assert bool(row["plover"]) == (row["quad"] != "neutral") and row["plover"] == row["plover"].upper()


@pytest.mark.parametrize("name", ACTS)
def test_table_and_record_have_the_codes_of_an_act(name):
    row = reading.KNOWN.lexicons.acts[name]
    doc = with_act(name)
    codes = {column: row[column] for column in ("act", "plover", "cameo", "quad")}
    (told,) = tables.statements(doc).to_dict("records")
    assert {column: told[column] for column in codes} == codes
    (kept,) = records.record(doc)["acts"]
    assert {column: kept[column] for column in codes} == codes
    assert records.document(records.record(doc)) == doc


def with_act(name):
    """A statement that the analyst's own phrase gives an act."""
    words = "did the thing that is tried here"
    return reading.told(f"{{The minister}} <{words}> [to the plan].", reading.with_phrases((words, name, "")))


def test_every_statement_has_one_act_in_their_order():
    doc = reading.told(
        "{1:The minister} <1:rejected> [1:the plan]. {2:The envoy} <2:thanked> [2:the hosts for their patience]."
    )
    assert [(act.statement, act.act) for act in doc.acts] == [("1", "reject"), ("2", "thank")]
