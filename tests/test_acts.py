"""Acts: the lexicons' own examples, sentences of invented states, statements, and their evidence."""

import tomllib
from pathlib import Path

import pytest
from analysis.deeds import LEADS

from analysis import knowledge
from analysis.acts import find_acts
from analysis.model import Document, Statement
from analysis.phrases import Words
from analysis.segment import find_sentences
from analysis.spans import Span, contains
from analysis.tag import find_tokens

CASES = tomllib.loads((Path(__file__).parent / "cases" / "acts.toml").read_text(encoding="utf-8"))
PLOVER = {row["act"]: row["plover"] for row in knowledge.lexicon("acts")}
SOURCE = "The minister"


def tokens_of(text):
    sentences = find_sentences(text, (), knowledge.sentence_tokenizer())
    return find_tokens(text, sentences, knowledge.tagger(), knowledge.lemma_table())


def deed(text):
    """(class, source, target) of what is done in a sentence, each empty where there is none."""
    words, lexicons = Words(text, tokens_of(text)), knowledge.lexicons()
    reading = deed_of(words, lexicons)
    if reading is None:
        return "", "", ""
    return PLOVER[reading.act], *(span.of(text) if span else "" for span in parties_of(words, reading, lexicons))


def event(text):
    return deed(text)[0]


def stated(cue, content):
    """The act of "The minister CUE CONTENT"."""
    text = f"{SOURCE} {cue} {content}"
    tokens = tokens_of(text)
    at = len(SOURCE) + 1
    spans = Span(0, at - 1), Span(at, at + len(cue)), Span(at + len(cue) + 1, len(text))
    kind = "direct" if content.startswith('"') else "indirect"
    statement = Statement("s1", kind, *((s,) for s in spans), (), 1.0, "test")
    return find_acts(Document("x", text, tokens=tokens, statements=(statement,)), knowledge.lexicons())[0]


@pytest.mark.parametrize(
    "row", [r for r in knowledge.lexicon("deeds") if r["act"] not in LEADS], ids=lambda r: r["example"]
)
def test_every_row_of_deeds_tells_its_act_in_its_example(row):
    assert event(row["example"]) == PLOVER[row["act"]]


@pytest.mark.parametrize("row", [r for r in knowledge.lexicon("acts") if r["plover"]], ids=lambda r: r["act"])
def test_every_act_has_a_class_an_example_and_a_border(row):
    assert row["cameo"] and row["quad"]
    assert event(row["example"]) == row["plover"]
    assert event(row["counter"]) != row["plover"]


@pytest.mark.parametrize("row", knowledge.lexicon("moves"), ids=lambda r: r["example"])
def test_every_move_does_what_it_does_in_its_example(row):
    assert stated("said", row["example"]).act == row["act"]


@pytest.mark.parametrize("case", CASES["deeds"])
def test_deeds(case):
    act, source, _, text = [part.strip() for part in case.split("|")]
    found, by, _ = deed(text)
    assert found == act
    assert source in by


@pytest.mark.parametrize("case", CASES["known"])
@pytest.mark.xfail(strict=True, reason="told in each line of tests/cases/acts.toml after =>")
def test_deeds_not_found_yet(case):
    act, *_, text = [part.strip() for part in case.partition("=>")[0].split("|")]
    assert event(text) == act


def test_nine_targets_of_ten_are_found():
    told = [[part.strip() for part in case.split("|")] for case in CASES["deeds"]]
    hits = [target in deed(text)[2] for _, _, target, text in told if target]
    assert sum(hits) / len(hits) > 0.85


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


def test_a_passive_has_its_source_after_by():
    _, source, target = deed("Two soldiers of Tellan were killed by the rebels on Monday.")
    assert (source, target) == ("the rebels", "Two soldiers of Tellan")


def test_a_sentence_without_a_deed_has_none():
    assert deed("The harbour of Havenmouth is blue.") == deed("") == ("", "", "")


def test_the_act_that_reports_outranks_the_one_reported():
    assert event("Velland rejected a call for aid.") == "REJECT"
    assert event("Velland called for aid.") == "REQUEST"
    assert event("Velland agreed to withdraw its troops.") == "AGREE"
    assert event("Velland withdrew its troops.") == "RETREAT"


def test_words_of_a_cue_that_go_on_in_content_before_it():
    """Cue and content make "call for" together, but the content stands first: the evidence is the cue alone."""
    text = "For peace the minister called."
    cue = Span(text.index("called"), text.index("called") + 6)
    said = Statement("s1", "indirect", (Span(10, 22),), (cue,), (Span(0, 9),), (), 1.0, "by hand")
    doc = Document("x", text, tokens=tokens_of(text), statements=(said,))
    (act,) = find_acts(doc, knowledge.lexicons())
    assert [e.span for e in act.evidence] == [cue]
