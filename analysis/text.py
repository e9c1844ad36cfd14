"""One index of a text: its paragraphs, its words with what quotation marks say of them, their word pieces.

Made once for a document and passed on to all that read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.paragraphs import find_paragraphs
from analysis.spans import Span

Ints = NDArray[np.int64]

WORD = re.compile(r"\w+|[^\w\s]")
PIECES = 12  # of one word; what a longer "word" has beyond is not read
UNKNOWN = 100
KNOWN = 200_000  # different words whose pieces are remembered
LONGEST_WORD = 64  # characters that are looked at


@dataclass(frozen=True, slots=True)
class Words:
    """The words and marks of a text as arrays of one length n, and its paragraphs as ranges of words.

    start, end: code-point offsets. shape: letter case and white space before (12 classes).
    quote: what the quotation marks say (see `quote_states`). paragraphs: (p, 2), half-open.
    """

    text: str
    start: Ints
    end: Ints
    shape: Ints
    quote: Ints
    paragraphs: Ints


def words_of(text: str, paragraphs: Sequence[Span] | None = None) -> Words:
    """The words of a text, with what an uncased vocabulary cannot see: case, spaces, quotation marks."""
    found = [m.span() for m in WORD.finditer(text)]
    at = np.array(found, dtype=np.int64).reshape(-1, 2)
    forms = [text[a:b] for a, b in found]
    spaced = np.ones(len(found), dtype=np.int64)
    if len(found) > 1:
        spaced[1:] = at[1:, 0] > at[:-1, 1]
    shape = np.fromiter((shape_of(f) for f in forms), dtype=np.int64, count=len(forms)) * 2 + spaced
    starts = [p.start for p in (find_paragraphs(text) if paragraphs is None else paragraphs)]
    edges = np.searchsorted(at[:, 0], [*starts, len(text) + 1])
    ranges = np.array([(a, b) for a, b in pairwise(edges) if b > a], dtype=np.int64).reshape(-1, 2)
    quote = np.zeros(len(forms), dtype=np.int64)
    for a, b in ranges:
        quote[a:b] = quote_states(forms[a:b], spaced[a:b])
    return Words(text, at[:, 0], at[:, 1], shape, quote, ranges)


def shape_of(word: str) -> int:
    """0 lower, 1 Title, 2 UPPER, 3 miXed, 4 digits, 5 a mark."""
    if not word[0].isalnum():
        return 5
    if word[0].isdigit():
        return 4
    if word.islower():
        return 0
    if word[0].isupper() and (len(word) == 1 or word[1:].islower()):
        return 1
    return 2 if word.isupper() else 3


OPENING, CLOSING = frozenset('“„‟«"'), frozenset('”»"')
DOUBLED = {"`": "“", "'": '"'}  # what two of a mark stand for
TOKENS = {"``": "“", "''": '"'}  # the same where they are one token
OUTSIDE, OPENS, INSIDE, CLOSES, UNCLOSED = range(5)


def quote_states(forms: Sequence[str], spaced: Sequence[int] | Ints) -> list[int]:
    """For each word of a paragraph: outside, opens, inside, closes, or inside a quotation that is not closed here.

    Straight marks open and close in turn; '' and `` (two words) count as one mark; marks inside others do not nest.

    >>> quote_states(["“", "Yes", "”", "he", "said"], [1, 0, 0, 1, 1])
    [1, 2, 3, 0, 0]
    """
    states: list[int] = []
    inside = None  # the place of the first word after an opening mark
    for form, wide in _marks(forms, spaced):
        state = OUTSIDE if inside is None else INSIDE
        if inside is None and form in OPENING:
            inside, state = len(states) + wide, OPENS
        elif inside is not None and form in CLOSING:
            inside, state = None, CLOSES
        states += [state] * wide
    if inside is not None:
        states[inside:] = [UNCLOSED] * len(states[inside:])
    return states


def _marks(forms: Sequence[str], spaced: Sequence[int] | Ints) -> Iterator[tuple[str, int]]:
    """The words of a paragraph, each with how many it is: '' and `` are two, and stand for " and “."""
    i = 0
    while i < len(forms):
        twice = forms[i] in DOUBLED and i + 1 < len(forms) and forms[i + 1] == forms[i] and not spaced[i + 1]
        yield (DOUBLED[forms[i]], 2) if twice else (TOKENS.get(forms[i], forms[i]), 1)
        i += 2 if twice else 1


class WordPieces:
    """The word pieces of words, each word's looked up once."""

    def __init__(self, tokenizer: Any) -> None:
        """Take a `tokenizers.Tokenizer`."""
        self.tokenizer = tokenizer
        self.known: dict[str, list[int]] = {}

    def of(self, words: Words) -> list[list[int]]:
        """The ids of each word's pieces, at least one and at most PIECES."""
        found = []
        for a, b in zip(words.start.tolist(), words.end.tolist(), strict=True):
            form = words.text[a : min(b, a + LONGEST_WORD)]
            ids = self.known.get(form)
            if ids is None:
                whole = form.encode("utf-8", "replace").decode("utf-8")  # half a surrogate pair is no text
                ids = self.tokenizer.encode(whole, add_special_tokens=False).ids[:PIECES] or [UNKNOWN]
                if len(self.known) < KNOWN:
                    self.known[form] = ids
            found.append(ids)
        return found


def pieces_in(folder: Path) -> WordPieces:
    """The word pieces of the `tokenizer.json` in a folder."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return WordPieces(tokenizer)


@dataclass(frozen=True, slots=True)
class TextIndex:
    """A text with its paragraphs (spans), its words, and the ids of each word's pieces."""

    text: str
    paragraphs: tuple[Span, ...]
    words: Words
    pieces: Sequence[Sequence[int]]


def index_of(text: str, word_pieces: WordPieces, paragraphs: tuple[Span, ...] | None = None) -> TextIndex:
    """The index of a text; its paragraphs are found where they are not given."""
    spans = find_paragraphs(text) if paragraphs is None else paragraphs
    words = words_of(text, spans)
    return TextIndex(text, spans, words, word_pieces.of(words))


def piece_ends(pieces: Sequence[Sequence[int]]) -> Ints:
    """Where the pieces of each word end among all pieces, 0 first: those of word w are ends[w]:ends[w + 1].

    >>> piece_ends([[7], [8, 9]])
    array([0, 1, 3])
    """
    count = np.fromiter(map(len, pieces), dtype=np.int64, count=len(pieces))
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(count)])


def stretches(index: TextIndex, ranges: Sequence[tuple[int, int]]) -> TextIndex:
    """Some ranges of words, in order and apart, each as a paragraph of its own; offsets are still those of the text."""
    words = index.words
    kept = np.concatenate([np.zeros(0, dtype=np.int64), *(np.arange(a, b) for a, b in ranges)])
    ends = np.cumsum([b - a for a, b in ranges], dtype=np.int64)
    own = np.array([(end - (b - a), end) for end, (a, b) in zip(ends, ranges, strict=True)], dtype=np.int64)
    start, end, shape = words.start[kept], words.end[kept], words.shape[kept]
    quote = np.zeros(len(kept), dtype=np.int64)
    for a, b in own:
        forms = [words.text[i:j] for i, j in zip(start[a:b], end[a:b], strict=True)]
        quote[a:b] = quote_states(forms, shape[a:b] % 2)
    spans = tuple(Span(int(words.start[a]), int(words.end[b - 1])) for a, b in ranges)
    inner = Words(words.text, start, end, shape, quote, own.reshape(-1, 2))
    return TextIndex(index.text, spans, inner, [index.pieces[k] for k in kept])
