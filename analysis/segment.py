"""Sentences: Punkt within paragraphs, never across a blank line or the edge of a headline, byline or the like."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from nltk.tokenize.punkt import PunktSentenceTokenizer

from analysis.model import Part, Sentence
from analysis.paragraphs import parted
from analysis.spans import Span, trimmed
from analysis.words import find_words

__all__ = ["find_sentences", "find_words"]

INLINE = ("markup", "dateline")  # kinds of parts that stand inside a sentence
LONGEST = 20_000  # characters that Punkt is given at once, so that its time stays linear
# Where a longer paragraph is cut: at its end, after a sentence, after a word, anywhere.
CUT = re.compile(rf".{{1,{LONGEST}}}(?:\Z|(?<=[.?!])(?=\s))|.{{1,{LONGEST}}}(?=\s)|.{{1,{LONGEST}}}", re.DOTALL)
# Punkt takes a straight quotation mark off the word after it ("Mr.), but no curly one.
STRAIGHT = str.maketrans("“”„«»‘", '"""""`')
AHEAD = re.compile(r"(\S{1,40}?)[.?!]+[\"')\]]")
QUOTED = re.compile(r"[\"'”’»)\]]\s*\Z")


def find_sentences(
    text: str, paragraphs: Sequence[Span], parts: Sequence[Part], punkt: PunktSentenceTokenizer
) -> tuple[Sentence, ...]:
    """The sentences of a text in order, without white space at their ends.

    Every other character of the text lies in one; an empty text has none.
    """
    edges = [at for p in parts if p.kind not in INLINE for at in p.span]
    return tuple(
        Sentence(span)
        for paragraph in parted(text, paragraphs, edges)
        for piece in manageable(text, paragraph)
        for span in divided(text, piece, punkt)
    )


def manageable(text: str, paragraph: Span) -> list[Span]:
    """The paragraph, or where it is monstrous its pieces, cut after a sentence or a word if it has any."""
    if len(paragraph) <= LONGEST:
        return [paragraph]
    return [Span(*piece.span()) for piece in CUT.finditer(text, *paragraph)]


def divided(text: str, piece: Span, punkt: PunktSentenceTokenizer) -> Iterator[Span]:
    """The sentences of a paragraph, or of a piece of one: Punkt's, less the boundaries that it gets wrong."""
    words = piece.of(text).translate(STRAIGHT)
    starts = [start for start, _ in punkt.span_tokenize(words)]
    starts = [at for at in starts if at and not (asked(words, at) or looked_ahead(words, at, punkt))]
    for start, end in pairwise([0, *starts, len(words)]):
        span = trimmed(text, Span(piece.start + start, piece.start + end))
        if len(span):
            yield span


def asked(words: str, start: int) -> bool:
    """«"Is it so?" he asked.» Punkt ends a sentence at every question mark, even if it goes on in lower case."""
    return words[start].islower() and QUOTED.search(words, max(0, start - 9), start) is not None


def looked_ahead(words: str, start: int, punkt: PunktSentenceTokenizer) -> bool:
    """«She met Mr. Orsk.)» Punkt takes the end of the sentence after the next word for one before it."""
    ahead = AHEAD.match(words, start)
    before = words[max(0, start - 40) : start].split()
    if ahead is None or not before:
        return False
    return not punkt.text_contains_sentbreak(f"{before[-1]} {ahead[1]}")
