"""How a statement is reported: said, thought or done, by the words of its cue."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.grammar import grammar_of
from analysis.lexicons import CHOICES
from analysis.manners import manner_of, with_manners
from analysis.payload import MANNERS
from analysis.spans import Span
from tests import reading
from tests.strategies import documents, lacking
from training.rows import rows_of

ROOT = Path(__file__).resolve().parents[1]
LEXICONS = reading.KNOWN.lexicons


def marked(text):
    """The document of a text, its trees, and a statement with the cue that stands between ⟨ ⟩ and all after it."""
    start, end = text.index("⟨"), text.index("⟩") - 1
    doc = reading.annotated(text.replace("⟨", "").replace("⟩", ""))
    places = {"cue": [(start, end)], "content": [(end, len(doc.text))]}
    return grammar_of(doc.text, doc.tokens), reading.statement("s", places)


def manner(text, **changed):
    grammar, statement = marked(text)
    return manner_of(replace(statement, **changed), grammar, LEXICONS)


@pytest.mark.parametrize("row", reading.lexicon("manners"), ids=lambda row: row["word"])
def test_every_example_is_reported_as_it_says(row):
    grammar, statement = marked(row["example"])
    assert manner_of(statement, grammar, LEXICONS) == row["manner"]
    numbers = grammar.numbers(statement.cue[0])
    assert row["word"] in {form.lower() for n in numbers for form in (grammar.word(n), grammar.tokens[n].lemma)}


def test_a_word_has_one_manner_and_all_manners_are_used():
    rows = reading.lexicon("manners")
    assert len(LEXICONS.manners) == len(rows)
    (wanted,) = [words for name, _, _, words in CHOICES if name == "manners"]
    assert set(LEXICONS.manners.values()) == set(wanted) == set(MANNERS)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The ministry ⟨said⟩ that it hopes for a truce.", "said"),
        ("The ministry ⟨expressed its hope⟩ that the truce holds.", "said"),
        ("The ministry ⟨told⟩ the council of its plan.", "said"),
        ("The ministry ⟨hoped⟩ to say more.", "thought"),
        ("The ministry ⟨is determined⟩ to reopen the border.", "thought"),
        ("The court ⟨has determined⟩ who owns the islands.", "done"),
        ("The court ⟨determined⟩ who owns the islands.", "done"),
        ("The ministry ⟨remains convinced⟩ that the truce holds.", "thought"),
        ("The ministry ⟨mumbled⟩ that the truce holds.", "said"),
        ("The ministry ⟨⟩, the truce holds.", "said"),
    ],
)
def test_the_head_of_the_cue_goes_before_its_other_words(text, told):
    assert manner(text) == told


def test_what_is_quoted_whole_was_said():
    assert manner("The ministry ⟨hopes⟩ that the truce holds.", kind="direct") == "said"
    assert manner("The ministry ⟨hopes⟩ that the truce holds.", kind="mixed") == "thought"
    assert manner("The ministry ⟨hopes⟩ that the truce holds.", cue=()) == "said"


def test_statements_within_others_have_theirs():
    doc = reading.annotated("Anna Marren said that Aldo Tevik had hoped that the ferry would be late.")
    assert [one.manner for one in (*doc.statements, *doc.nested)] == ["said", "thought"]


@given(documents(), lacking(), st.booleans())
def test_any_document_has_manners(doc, lacks, empty):
    doc = replace(doc, **lacks)
    grammar = grammar_of(doc.text, () if empty else doc.tokens)
    found = list(with_manners(doc.statements, grammar, LEXICONS))
    assert [replace(one, manner="said") for one in found] == [replace(one, manner="said") for one in doc.statements]
    assert {one.manner for one in found} <= set(MANNERS)
    assert {one.manner for one in found if one.kind == "direct" or empty} <= {"said"}


def test_words_without_trees_are_read_by_their_lemmas():
    grammar, statement = marked("The ministry ⟨hopes⟩ that the truce holds.")
    bare = tuple(replace(token, head=None, relation="") for token in grammar.tokens)
    assert manner_of(statement, grammar_of(grammar.text, bare), LEXICONS) == "thought"
    apart = replace(statement, cue=(Span(0, 3), *statement.cue))
    assert manner_of(apart, grammar_of(grammar.text, bare), LEXICONS) == "thought"


def test_the_rows_of_the_benchmark_are_of_other_articles_than_those_for_training():
    tested, learned = (
        {row["article"] for row in rows_of(ROOT / f / "manners.tsv")} for f in ("benchmarks", "training")
    )
    assert tested and learned and not tested & learned
