"""Statements are matched one to one, by their words, whichever layer comes first."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.alignment import HALF, aligned
from analysis.model import Document, Statement, statement_keys
from analysis.spans import Span
from tests.strategies import statements_in, texts

TEXT = "Velland will sign, the envoy said, and Tellan will not."


def layer(*contents, keys=None, text=TEXT):
    """A layer whose statements have contents with these words, each a phrase or some."""
    some = [(words,) if isinstance(words, str) else words for words in contents]
    spans = [tuple(Span(text.index(w), text.index(w) + len(w)) for w in words) for words in some]
    keys = keys or statement_keys(text, [((), (), content) for content in spans])
    made = (Statement(key, "indirect", (), (), s, None, "") for key, s in zip(keys, spans, strict=True))
    return Document("a", text, statements=tuple(made))


def words(statement):
    return " … ".join(span.of(TEXT) for span in statement.content)


def matched(left, right):
    return [(words(m.left), words(m.right), round(m.share, 2)) for m in aligned(left, right).matches]


def test_what_shares_half_of_its_words_is_the_same():
    left = layer("Velland will sign", "Tellan will not")
    assert matched(left, left) == [(words(s), words(s), 1) for s in left.statements]
    assert matched(left, layer("will sign, the")) == []  # 8 of 18 letters
    assert matched(left, layer("will sign, th")) == [] == matched(left, layer("envoy"))
    assert matched(left, layer("will sign")) == [("Velland will sign", "will sign", 0.53)]
    assert matched(layer("and Tell"), layer("Tell")) == [("and Tell", "Tell", 0.57)]


def test_signs_and_spaces_at_borders_are_no_difference():
    ((match,), _, _) = (aligned(layer("Velland will sign, "), layer("Velland will sign")).matches, 0, 0)
    assert match.exact
    assert aligned(layer(", "), layer(", ")).matches[0].exact
    assert not aligned(layer(", "), layer("the")).matches


def test_pieces_count_together():
    whole, pieces = layer("Velland will sign, the envoy said, and Tellan"), layer(("Velland will sign", "and Tellan"))
    assert matched(whole, pieces) == [
        ("Velland will sign, the envoy said, and Tellan", "Velland will sign … and Tellan", 0.67)
    ]


def test_the_exact_match_wins_and_the_rest_is_left():
    left = layer("Velland will sign", "Velland will")
    right = layer("Velland will")
    found = aligned(left, right)
    assert [(words(m.left), m.exact) for m in found.matches] == [("Velland will", True)]
    assert [words(s) for s in found.left] == ["Velland will sign"]
    assert found.right == ()


def test_of_the_same_words_those_with_one_key_are_matched():
    left, right = layer("sign", "sign", keys=["one", "two"]), layer("sign", "sign", keys=["two", "zero"])
    assert {(m.left.key, m.right.key) for m in aligned(left, right).matches} == {("two", "two"), ("one", "zero")}


def test_nothing_and_another_text():
    assert aligned(layer(), layer()).matches == ()
    assert len(aligned(layer("sign"), layer()).left) == 1
    with pytest.raises(ValueError, match="another text"):
        aligned(layer("sign"), replace(layer("sign"), text=TEXT + " "))


@st.composite
def two(draw):
    text = draw(texts)
    return [Document("a", text, statements=draw(statements_in(text, draw(st.integers(0, 5))))) for _ in range(2)]


@given(two())
def test_it_is_one_to_one_and_whole(layers):
    left, right = layers
    found = aligned(left, right)
    assert sorted([m.left.key for m in found.matches] + [s.key for s in found.left]) == sorted(
        s.key for s in left.statements
    )
    assert sorted([m.right.key for m in found.matches] + [s.key for s in found.right]) == sorted(
        s.key for s in right.statements
    )
    assert all(HALF <= m.share <= 1 for m in found.matches)


@given(two(), st.randoms(use_true_random=False))
def test_which_layer_or_statement_comes_first_does_not_matter(layers, chance):
    left, right = layers
    shuffled = replace(left, statements=tuple(chance.sample(left.statements, len(left.statements))))
    pairs = {(m.left.key, m.right.key, m.share) for m in aligned(left, right).matches}
    assert {(m.right.key, m.left.key, m.share) for m in aligned(right, left).matches} == pairs
    assert {(m.left.key, m.right.key, m.share) for m in aligned(shuffled, right).matches} == pairs


@given(two())
def test_nothing_left_would_match_and_no_exact_one_is_given_away(layers):
    left, right = layers
    found = aligned(left, right)
    alone = [replace(one, statements=rest) for one, rest in ((left, found.left), (right, found.right))]
    assert not aligned(*alone).matches
    near = {m.left.key for m in found.matches if not m.exact}
    nearly = replace(left, statements=tuple(s for s in left.statements if s.key in near or s in found.left))
    assert not any(m.exact for m in aligned(nearly, replace(right, statements=found.right)).matches)


@given(two())
def test_a_layer_is_that_of_itself(layers):
    left, _ = layers
    found = aligned(left, left)
    assert [m.left.key for m in found.matches] == [m.right.key for m in found.matches]
    assert len(found.matches) == len(left.statements) and all(m.exact for m in found.matches)
