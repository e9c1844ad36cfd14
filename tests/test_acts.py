"""Acts: the lexicons' own examples, statements of invented states, and their evidence."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.acts import find_acts
from analysis.model import Statement
from analysis.phrases import TokenForms, fitting
from analysis.spans import Span, contains
from tests import reading

CASES = tomllib.loads((Path(__file__).parent / "cases" / "acts.toml").read_text(encoding="utf-8"))
SOURCE = "The minister"


def act_of(text, source, cue, content, kind="indirect"):
    """The act of one statement, told by the places of its words in a text."""
    statement = Statement("one", kind, (source,), (cue,), (content,), 1.0, "by hand")
    (act,) = find_acts(replace(reading.document(text), statements=(statement,)), reading.KNOWN.lexicons)
    assert act.statement == "one"
    return act


def stated(cue, content):
    """The act of "The minister CUE CONTENT"."""
    text = f"{SOURCE} {cue} {content}"
    at = len(SOURCE) + 1
    spans = Span(0, at - 1), Span(at, at + len(cue)), Span(at + len(cue) + 1, len(text))
    return act_of(text, *spans, "direct" if content.startswith('"') else "indirect")


@pytest.mark.parametrize("row", reading.lexicon("deeds"), ids=lambda r: r["example"])
def test_every_row_of_deeds_fits_in_its_example(row):
    doc = reading.document(row["example"])
    words = TokenForms(doc.text, doc.tokens)
    found = [fitting(words, at, reading.KNOWN.lexicons.deeds) for at in range(len(words))]
    assert row["act"] in {f.act for f in found if f}


@pytest.mark.parametrize("row", [r for r in reading.lexicon("acts") if r["plover"]], ids=lambda r: r["act"])
def test_every_act_has_a_class_an_example_and_a_border(row):
    assert row["cameo"] and row["quad"]
    assert row["example"] and row["counter"] not in ("", row["example"])


@pytest.mark.parametrize("row", reading.lexicon("moves"), ids=lambda r: r["example"])
def test_every_move_does_what_it_does_in_its_example(row):
    assert stated("said", row["example"]).act == row["act"]


@pytest.mark.parametrize("case", CASES["statements"])
def test_statements(case):
    act, cue, content = case.split(" | ")
    found = stated(cue, content)
    assert found.act == act
    assert found.evidence and all(contains(Span(len(SOURCE) + 1, 10**6), e.span) for e in found.evidence)


@pytest.mark.parametrize("case", CASES["known_statements"])
@pytest.mark.xfail(strict=True, reason="told in each line of tests/cases/acts.toml after =>")
def test_statements_not_found_yet(case):
    act, cue, content = case.partition(" => ")[0].split(" | ")
    assert stated(cue, content).act == act


@pytest.mark.parametrize(
    ("content", "act"),
    [
        ('"We will bomb the port."', "threaten"),
        ('"We will impose an embargo on Velland."', "threaten"),
        ('"We will not sign."', "reject"),
        ('"We will rebuild the road."', "promise"),
    ],
)
def test_a_promise_is_what_is_promised(content, act):
    assert stated("said", content).act == act


def test_words_of_a_cue_that_go_on_in_content_before_it():
    """Cue and content make "call for" together, but the content stands first: the evidence is the cue alone."""
    text = "For peace the minister called."
    cue = Span(text.index("called"), text.index("called") + 6)
    act = act_of(text, Span(10, 22), cue, Span(0, 9))
    assert [e.span for e in act.evidence] == [cue]


@pytest.mark.parametrize(
    ("cue", "content", "act", "rule"),
    [
        ("rejected", "the plan", "reject", "cue"),
        ("said", '"We will never accept it."', "reject", "content"),
        ("said", "the ferry leaves on Monday", "state", "plain"),
    ],
)
def test_an_act_tells_what_led_to_it(cue, content, act, rule):
    found = stated(cue, content)
    assert (found.act, found.rule) == (act, rule)
    assert found.evidence


def test_every_statement_has_one_act_in_their_order():
    text = "The minister rejected the plan. The minister said the ferry was late."
    cues, contents = [Span(13, 21), Span(45, 49)], [Span(22, 30), Span(50, 68)]
    made = [
        Statement(key, "indirect", (), (cue,), (content,), 1.0, "by hand")
        for key, cue, content in zip(("b", "a"), cues, contents, strict=True)
    ]
    doc = replace(reading.document(text), statements=tuple(made))
    assert [(a.statement, a.act) for a in find_acts(doc, reading.KNOWN.lexicons)] == [("b", "reject"), ("a", "state")]
