"""One index of a text: paragraphs, words and word pieces that belong together, for any text."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.paragraphs import find_paragraphs
from analysis.spans import Span, contains
from analysis.text import INSIDE, PIECES, UNCLOSED, index_of, stretches, words_of
from tests import reading

BITS = [
    "He left.",
    "Mr.",
    "U.S.",
    '"',
    "“",
    "”",
    "''",
    "``",
    "’s",
    "said",
    "Velland",
    "5",
    "a" * 90,
    "word " * 20,
    "\ud800",
]
BITS += [
    " ",
    "  ",
    "\n",
    "\n\n",
    "\r\n",
    "\u2028",
    "\x0c",
    "\t",
    "\x1c",
    "\x85",
    "\xa0",
    "\ufeff",
    "İ",
    "😀",
    "e\u0301",
    "שלום",
    "-",
]
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(BITS), max_size=40).map("".join))


@st.composite
def texts_with_ranges(draw):
    """A text and some ranges of its words, in order and apart."""
    text = draw(TEXTS)
    count = len(reading.index(text).words.start)
    edges = draw(st.lists(st.integers(0, count), max_size=8, unique=True).map(sorted))
    return text, list(zip(edges[::2], edges[1::2], strict=False))


def spans(words):
    """The words of an index as spans."""
    return [Span(int(a), int(b)) for a, b in zip(words.start, words.end, strict=True)]


def ranges(words):
    """The paragraphs of an index as ranges of words."""
    return [(a, b) for a, b in words.paragraphs.tolist()]


@given(TEXTS)
def test_paragraphs_are_in_order_do_not_overlap_and_hold_every_character_but_space(text):
    paragraphs = reading.index(text).paragraphs
    assert paragraphs == find_paragraphs(text)
    assert all(a.end <= b.start for a, b in pairwise(paragraphs))
    assert all(p.of(text) and p.of(text) == p.of(text).strip() for p in paragraphs)
    assert "".join("".join(p.of(text).split()) for p in paragraphs) == "".join(text.split())


@given(TEXTS)
def test_words_are_in_order_and_hold_every_character_but_space(text):
    found = spans(reading.index(text).words)
    assert all(len(word) for word in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert "".join(word.of(text) for word in found) == "".join(text.split())


@given(TEXTS)
def test_every_word_lies_in_exactly_one_paragraph(text):
    index = reading.index(text)
    found, own = spans(index.words), ranges(index.words)
    for number, word in enumerate(found):
        (at,) = [k for k, paragraph in enumerate(index.paragraphs) if contains(paragraph, word)]
        assert [k for k, (a, b) in enumerate(own) if a <= number < b] == [at]
    assert [k for a, b in own for k in range(a, b)] == list(range(len(found)))


@given(TEXTS)
def test_every_word_has_one_list_of_pieces(text):
    index = reading.index(text)
    words = index.words
    assert len(index.pieces) == len(words.start) == len(words.end) == len(words.shape) == len(words.quote)
    assert all(1 <= len(pieces) <= PIECES for pieces in index.pieces)
    assert index.pieces == [reading.index(w.of(text)).pieces[0] for w in spans(words)]


@given(TEXTS)
def test_a_paragraph_is_read_alike_wherever_it_stands(text):
    index = reading.index(text)
    for paragraph, (a, b) in zip(index.paragraphs, ranges(index.words), strict=True):
        alone = words_of(paragraph.of(text), [Span(0, len(paragraph))])
        assert (alone.start + paragraph.start).tolist() == index.words.start[a:b].tolist()
        assert alone.shape.tolist() == index.words.shape[a:b].tolist()
        assert alone.quote.tolist() == index.words.quote[a:b].tolist()


@given(TEXTS)
def test_a_quotation_ends_with_its_paragraph(text):
    words = reading.index(text).words
    for a, b in ranges(words):
        states = words.quote[a:b].tolist()
        assert states[0] != INSIDE  # nothing is carried over from the paragraph before
        assert UNCLOSED not in states or set(states[states.index(UNCLOSED) :]) == {UNCLOSED}


@given(texts_with_ranges())
def test_stretches_keep_offsets_and_pieces_and_are_a_paragraph_each(given):
    text, chosen = given
    index = reading.index(text)
    inner = stretches(index, chosen)
    kept = [k for a, b in chosen for k in range(a, b)]
    whole = spans(index.words)
    assert inner.text == inner.words.text == text
    assert spans(inner.words) == [whole[k] for k in kept]
    assert inner.pieces == [index.pieces[k] for k in kept]
    assert inner.words.shape.tolist() == [index.words.shape[k] for k in kept]
    assert inner.paragraphs == tuple(Span(whole[a].start, whole[b - 1].end) for a, b in chosen)
    assert [b - a for a, b in ranges(inner.words)] == [b - a for a, b in chosen]
    for paragraph, (a, b) in zip(inner.paragraphs, ranges(inner.words), strict=True):
        assert all(contains(paragraph, word) for word in spans(inner.words)[a:b])


@given(TEXTS)
def test_a_text_is_a_stretch_of_itself(text):
    index = reading.index(text)
    same = stretches(index, ranges(index.words))
    assert same.paragraphs == index.paragraphs and same.pieces == index.pieces
    for name in ("start", "end", "shape", "quote", "paragraphs"):
        assert getattr(same.words, name).tolist() == getattr(index.words, name).tolist()


def test_paragraphs_that_are_given_are_taken():
    text = "One two.\nThree four."
    whole = index_of(text, reading.KNOWN.models.pieces, (Span(0, len(text)),))
    assert (whole.paragraphs, ranges(whole.words)) == ((Span(0, 20),), [(0, 6)])


@pytest.mark.parametrize("text", ["", " ", "\n\n \t\r\n", "\u2029\xa0"])
def test_no_text_no_words(text):
    index = reading.index(text)
    assert (index.paragraphs, spans(index.words), index.pieces) == ((), [], [])
    assert index.words.paragraphs.shape == (0, 2)
    assert stretches(index, []).words.paragraphs.shape == (0, 2)
