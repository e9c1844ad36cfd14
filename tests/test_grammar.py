"""The trees of a text read as phrases: on trees written by hand, so that no model is asked."""

import pytest

from analysis.grammar import grammar_of
from analysis.model import Token
from analysis.spans import Span


def tree(rows):
    """A Grammar of rows "word tag relation head"; heads count from 0, - is the root."""
    text, tokens = "", []
    for row in rows.strip().splitlines():
        word, tag, relation, head = row.split()
        start = len(text)
        text += word + " "
        tokens.append(
            Token(Span(start, start + len(word)), tag, word.lower(), None if head == "-" else int(head), relation)
        )
    return grammar_of(text, tokens)


MINISTER = tree("""
Norway NNP nmod:poss 3
's POS case 0
foreign JJ amod 3
minister NN nsubj 8
, , punct 5
Anna NNP appos 3
Berg NNP flat 5
, , punct 3
said VBD root -
little RB advmod 8
""")
ENVOY = tree("""
Oro NNP nsubj 9
Vantel NNP flat 0
, , punct 6
who WP nsubj 6
is VBZ cop 6
the DT det 6
envoy NN acl:relcl 0
to TO case 8
Tellan NNP nmod 6
spoke VBD root -
""")
PLACE = tree("""
In IN case 1
Sarn NNP obl 6
Foreign NNP amod 3
Minister NNP nmod 4
Anna NNP nsubj 6
Berg NNP flat 4
spoke VBD root -
""")
PAIR = tree("""
Anna NNP nsubj 3
and CC cc 2
Oro NNP conj 0
spoke VBD root -
""")


def words(grammar, numbers):
    return [grammar.word(n) for n in numbers]


def test_a_source_is_headed_by_its_subject():
    whole = Span(0, MINISTER.tokens[7].span.end)
    assert MINISTER.word(MINISTER.head(whole)) == "minister"
    assert PLACE.word(PLACE.head(Span(0, PLACE.tokens[5].span.end))) == "Anna"
    assert PLACE.head(Span(2, 2)) is None


@pytest.mark.parametrize(
    ("grammar", "name", "described"),
    [(MINISTER, 5, ("apposition", "minister")), (ENVOY, 0, ("clause", "envoy")), (PLACE, 4, ("title", "Minister"))],
)
def test_a_name_is_described_before_after_and_in_a_clause(grammar, name, described):
    assert described in [(how, grammar.word(n)) for how, n in grammar.describers(name)]


def test_a_title_begins_after_whose_it_is_and_after_the_place():
    assert MINISTER.title(3).of(MINISTER.text) == "foreign minister"
    assert PLACE.title(3).of(PLACE.text) == "Foreign Minister"


def test_a_phrase_leaves_out_what_is_only_said_of_it():
    assert MINISTER.phrase(3).of(MINISTER.text) == "Norway 's foreign minister"


def test_owner_links_and_group():
    assert MINISTER.word(MINISTER.owner(3)) == "Norway"
    assert [(case, ENVOY.word(n)) for case, n in ENVOY.linked(6)] == [("to", "Tellan")]
    assert words(PAIR, PAIR.group(0)) == ["Anna", "Oro"]


def test_a_relative_pronoun_means_the_noun_of_its_clause():
    assert ENVOY.word(ENVOY.antecedent(3)) == "Oro"
    assert PAIR.antecedent(0) is None
