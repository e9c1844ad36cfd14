"""Sentences: Punkt within paragraphs, never across a blank line or the edge of a headline, byline or the like."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from nltk.tokenize.punkt import PunktSentenceTokenizer

from analysis.model import Part, Sentence
from analysis.paragraphs import find_paragraphs
from analysis.spans import Span, trimmed
from analysis.words import find_words

__all__ = ["find_sentences", "find_words"]

INLINE = ("markup", "dateline")  # kinds of parts that stand inside a sentence
LONGEST = 20_000  # characters that Punkt is given at once, so that its time stays linear
# Where a longer paragraph is cut: at its end, after a sentence, after a word, anywhere.
CUT = re.compile(rf".{{1,{LONGEST}}}(?:\Z|(?<=[.?!])(?=\s))|.{{1,{LONGEST}}}(?=\s)|.{{1,{LONGEST}}}", re.DOTALL)
# Punkt takes a straight quotation mark off the word after it ("Mr.), but no curly one.
STRAIGHT = str.maketrans("“”„«»‘", '"""""`')
QUOTED = re.compile(r"[\"'”’»)\]]\s*\Z")


def find_sentences(text: str, parts: Sequence[Part], punkt: PunktSentenceTokenizer) -> tuple[Sentence, ...]:
    """The sentences of a text in order, without white space at their ends.

    Every other character of the text lies in one; an empty text has none.
    """
    return tuple(
        Sentence(span)
        for paragraph in find_paragraphs(text, (at for p in parts if p.kind not in INLINE for at in p.span))
        for piece in manageable(text, paragraph)
        for span in divided(text, piece, punkt)
    )


def manageable(text: str, paragraph: Span) -> list[Span]:
    """The paragraph, or where it is monstrous its pieces, cut after a sentence or a word if it has any."""
    if len(paragraph) <= LONGEST:
        return [paragraph]
    return [Span(*piece.span()) for piece in CUT.finditer(text, *paragraph)]


def divided(text: str, piece: Span, punkt: PunktSentenceTokenizer) -> Iterator[Span]:
    """The sentences of a paragraph, or of a piece of one.

    Punkt ends a sentence at every question mark; but one that goes on in lower case after a quotation has
    not ended: «"Is it so?" he asked.»
    """
    words = piece.of(text)
    starts = [0]
    for start, end in punkt.span_tokenize(words.translate(STRAIGHT)):
        goes_on = words[start:end].lstrip()[:1].islower() and QUOTED.search(words, max(0, start - 9), start)
        if start and not goes_on:
            starts.append(start)
    for start, end in pairwise([*starts, len(words)]):
        span = trimmed(text, Span(piece.start + start, piece.start + end))
        if len(span):
            yield span
