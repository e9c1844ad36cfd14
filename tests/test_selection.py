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


def numbers(**wanted):
    return " ".join(str(one.number) for one in chosen(samples.sample(), Selection(**wanted)))


def test_nothing_chosen_is_all():
    assert numbers() == "1 2 3 4 5 6 7 8"


def test_values_of_one_filter_add_and_filters_narrow():
    assert numbers(speakers=("ilka-torvald",)) == "1 2 7"
    assert numbers(speakers=("ilka-torvald", "vorland")) == "1 2 5 7"
    assert numbers(speakers=("ilka-torvald",), positions=("support",)) == "1 7"
    assert numbers(topics=("arms",)) == "2"
    assert numbers(positions=("oppose",), topics=("talks",)) == ""


def test_what_is_not_named_can_be_chosen():
    assert numbers(speakers=("",)) == "8"
    assert numbers(topics=("",)) == "8"


def test_every_filter_of_the_page_is_one_of_python():
    assert numbers(actors=("Vorland",)) == "3 4 5 7"
    assert numbers(actors=("",)) == "6 8"
    assert numbers(acts=("reject", "criticise")) == "3 4"
    assert numbers(kinds=("direct",)) == "3 4"
    assert numbers(issues=("the-treaty",)) == "1 2 3"
    assert numbers(issues=("the-offer", "the-bay")) == "4 5"
    assert numbers(issues=("",)) == "8"
    assert numbers(issues=("the-treaty",), actors=("Vorland",)) == "3"
    assert numbers(manners=("said",)) == numbers()
    assert numbers(manners=("thought", "done")) == ""
    assert numbers(resolution_confidence=1.0) == numbers(resolution_confidence=0.5) == numbers()
    assert numbers(confidence=0.875) == numbers()
    assert numbers(confidence=0.88) == ""
    assert numbers(position_confidence=0.75) == numbers()
    assert numbers(position_confidence=0.76) == ""


def test_what_has_no_chance_passes_no_filter_of_chances():
    doc = samples.sample()
    first, *others = doc.statements
    bare = replace(doc, statements=(replace(first, confidence=None), *others), stances=doc.stances[1:])
    assert len(chosen(bare, Selection(confidence=0.1))) == len(chosen(bare, Selection(position_confidence=0.1))) == 7
    assert len(chosen(bare, Selection())) == 8
    unresolved = replace(doc, resolutions=doc.resolutions[1:])
    assert len(chosen(unresolved, Selection(resolution_confidence=0.1))) == 7


def test_manners_and_the_chance_of_a_speaker_narrow():
    doc = samples.sample()
    first, *others = doc.statements
    doc = replace(doc, statements=(replace(first, manner="thought"), *others))
    sure, *rest = doc.resolutions
    doc = replace(doc, resolutions=(replace(sure, confidence=0.6), *rest))
    assert [one.number for one in chosen(doc, Selection(manners=("thought", "done")))] == [1]
    assert len(chosen(doc, Selection(resolution_confidence=0.6))) == 8
    assert [one.number for one in chosen(doc, Selection(resolution_confidence=0.61))] == [2, 3, 4, 5, 6, 7, 8]


def test_topics_can_be_wanted_together():
    assert numbers(topics=("sea", "arms"), together=True) == "2"
    assert numbers(topics=("sea", "talks"), together=True) == ""


def test_topics_by_context_need_not_count():
    assert numbers(topics=("talks",)) != numbers(topics=("talks",), own=True)
    assert set(numbers(topics=("sea",), own=True).split()) <= {"1", "2", "3", "4"}  # later ones have theirs by context
    assert set("5678") <= set(numbers(topics=("",), own=True))
    assert numbers(own=True) == numbers()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("THREAT", "3"),
        ("  under   threat ", "3"),
        ("bad one", "4"),
        ("one … and", ""),
        ('one," … "and it', "4"),
        ("she", "2"),
        ("ilka torvald", "1 2 7"),
        ("warned", "2"),
        ("night", ""),
        (" ", "1 2 3 4 5 6 7 8"),
    ],
)
def test_words_are_looked_for_in_source_cue_content_and_names(text, found):
    assert numbers(text=text) == found


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


def test_each_stance_of_a_statement_counts():
    doc = samples.sample()
    other = replace(doc.stances[0], position="oppose", target="the navy")
    doc = replace(doc, stances=(*doc.stances, other))
    first = doc.statements[0].key
    assert first in {one.key for one in chosen(doc, Selection(positions=("oppose",)))}
    assert first in {one.key for one in chosen(doc, Selection(positions=("support",), acts=("defend",)))}
    assert first not in {one.key for one in chosen(doc, Selection(positions=("conditional",)))}


def test_it_prints_as_it_is_typed():
    value = Selection(speakers=("ilka-torvald",), statement="krwxtext")
    assert repr(value) == "Selection(speakers=('ilka-torvald',), statement='krwxtext')"
    assert eval(repr(value)) == value
    assert repr(Selection()) == "Selection()"


def test_a_page_can_send_it_and_nothing_else():
    value = Selection(positions=("oppose",), topics=("",), statement="krwxtext")
    assert from_json(selection.as_json(value)) == value
    assert from_json({"positions": None, "statement": "", "sort": {"by": "act"}}) == Selection()
    shares = {"confidence": 0.55, "position_confidence": 0.65, "resolution_confidence": 0.75}
    lists = {name: (name, "") for name in selection.LISTS}
    full = Selection(**lists, statement="k", together=True, own=True, text="g", **shares)
    assert from_json(json.loads(json.dumps(selection.as_json(full)))) == full


@pytest.mark.parametrize("sent", [-1, 2, "0.5", None, float("nan"), []])
def test_a_share_that_is_none_filters_nothing(sent):
    assert from_json(dict.fromkeys(("confidence", "position_confidence", "resolution_confidence"), sent)) == Selection()
