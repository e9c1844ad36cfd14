import json
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import articles, selection
from analysis.annotate import annotate
from analysis.selection import Selection, chosen, from_json, plain
from tests import samples

PLAIN = tomllib.loads((Path(__file__).parent / "cases" / "plain.toml").read_text(encoding="utf-8"))


def ids(**wanted):
    return " ".join(s.id for s in chosen(samples.sample(), Selection(**wanted)))


def test_nothing_chosen_is_all():
    assert ids() == "s1 s2 s3 s4 s5 s6 s7 s8"


def test_values_of_one_filter_add_and_filters_narrow():
    assert ids(speakers=("Ilka Torvald",)) == "s1 s2 s7"
    assert ids(speakers=("Ilka Torvald", "Vorland")) == "s1 s2 s5 s7"
    assert ids(speakers=("Ilka Torvald",), positions=("support",)) == "s1 s7"
    assert ids(topics=("arms",)) == "s2"
    assert ids(positions=("oppose",), topics=("talks",)) == ""


def test_what_is_not_named_can_be_chosen():
    assert ids(speakers=("",)) == "s8"
    assert ids(topics=("",)) == "s8"


def test_every_filter_of_the_page_is_one_of_python():
    assert ids(actors=("Vorland",)) == "s3 s4 s5 s7"
    assert ids(actors=("",)) == "s6 s8"
    assert ids(acts=("reject", "criticise")) == "s3 s4"
    assert ids(kinds=("direct",)) == "s3 s4"
    assert ids(confidence=0.875) == ids()
    assert ids(confidence=0.88) == ""
    assert ids(position_confidence=0.75) == ids()
    assert ids(position_confidence=0.76) == ""


def test_what_has_no_chance_passes_no_filter_of_chances():
    doc = samples.sample()
    first, *others = doc.statements
    bare = replace(doc, statements=(replace(first, confidence=None), *others), stances=doc.stances[1:])
    assert len(chosen(bare, Selection(confidence=0.1))) == len(chosen(bare, Selection(position_confidence=0.1))) == 7
    assert len(chosen(bare, Selection())) == 8


def test_topics_can_be_wanted_together():
    assert ids(topics=("sea", "arms"), together=True) == "s2"
    assert ids(topics=("sea", "talks"), together=True) == ""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("THREAT", "s3"),
        ("  under   threat ", "s3"),
        ("bad one", "s4"),
        ("one … and", ""),
        ('one," … "and it', "s4"),
        ("she", "s2"),
        ("ilka torvald", "s1 s2 s7"),
        ("warned", "s2"),
        ("night", ""),
        (" ", "s1 s2 s3 s4 s5 s6 s7 s8"),
    ],
)
def test_words_are_looked_for_in_source_cue_content_and_names(text, found):
    assert ids(text=text) == found


@pytest.mark.parametrize(("text", "form"), PLAIN["forms"])
def test_words_are_compared_in_their_plain_form(text, form):
    assert plain(text) == form


@given(st.text())
def test_a_plain_form_is_its_own(text):
    form = plain(text)
    assert plain(form) == form
    assert form == form.strip(" ") and "  " not in form
    assert plain(f"  {text}\n") == form


def test_every_letter_has_a_plain_form_that_stays():
    letters = map(chr, range(0x110000))
    assert [letter for letter in letters if plain(plain(letter)) != plain(letter)] == []


@pytest.fixture(scope="module")
def typeset():
    """An article with the signs and accents of print; what readers type has others."""
    return annotate(articles.document(PLAIN["article"]))


@pytest.mark.parametrize(("words", "places", "number"), PLAIN["queries"])
def test_what_a_keyboard_writes_finds_what_is_printed(typeset, words, places, number):
    assert len(chosen(typeset, Selection(text=words))) == number
    assert {plain(place) for place in places} <= {plain(words)}


def test_the_main_stance_counts():
    doc = samples.sample()
    other = replace(doc.stances[0], position="oppose", act="threaten", target="the navy")
    doc = replace(doc, stances=(*doc.stances, other))
    assert "s1" not in {s.id for s in chosen(doc, Selection(positions=("oppose",)))}
    assert "s1" in {s.id for s in chosen(doc, Selection(positions=("support",), acts=("defend",)))}


def test_it_prints_as_it_is_typed():
    value = Selection(speakers=("Ilka Torvald",), statement="s2")
    assert repr(value) == "Selection(speakers=('Ilka Torvald',), statement='s2')"
    assert eval(repr(value)) == value
    assert repr(Selection()) == "Selection()"


def test_a_page_can_send_it_and_nothing_else():
    value = Selection(positions=("oppose",), topics=("",), statement="s3")
    assert from_json(selection.as_json(value)) == value
    assert from_json({"positions": None, "statement": "", "sort": {"by": "act"}}) == Selection()
    lists = [("a",), ("b",), ("c",), "s1", ("d",), ("e",), ("f",)]
    full = Selection(*lists, together=True, confidence=0.55, position_confidence=0.6, text="g")
    assert from_json(json.loads(json.dumps(selection.as_json(full)))) == full


@pytest.mark.parametrize("sent", [-1, 2, "0.5", None, float("nan"), []])
def test_a_share_that_is_none_filters_nothing(sent):
    assert from_json({"confidence": sent, "position_confidence": sent}) == Selection()
