"""Where the paragraphs of a text are, also where its lines were wrapped by hand or by a mailer."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from analysis.spans import Span, trimmed

NARROWEST, WIDEST = 30, 120  # characters: between these lies the width of text that was wrapped


def find_paragraphs(text: str) -> tuple[Span, ...]:
    r"""The paragraphs of a text in order, without white space at their ends.

    A paragraph ends at a blank line, at a newline where its text was not merely wrapped.

    >>> [s.of("One\ntwo.\n\nThree.") for s in find_paragraphs("One\ntwo.\n\nThree.")]
    ['One\ntwo.', 'Three.']
    """
    cuts = {0, len(text)}
    block: list[Span] = []
    at = 0
    for line in [*text.splitlines(keepends=True), ""]:
        span = trimmed(text, Span(at, at + len(line)))
        at += len(line)
        if len(span):
            block.append(span)
        elif block:
            width = max(map(len, block))
            cuts.update(b.start for a, b in pairwise(block) if not _wrapped(text, a, b, width))
            cuts.update((block[0].start, block[-1].end))
            block = []
    return tuple(_pieces(text, cuts))


def parted(text: str, paragraphs: Sequence[Span], edges: Iterable[int]) -> tuple[Span, ...]:
    """Paragraphs cut at the `edges` too, without white space at their ends."""
    cuts = sorted(set(edges))
    pieces: list[Span] = []
    for paragraph in paragraphs:
        inside = cuts[bisect_right(cuts, paragraph.start) : bisect_left(cuts, paragraph.end)]
        pieces += _pieces(text, [*paragraph, *inside]) if inside else [paragraph]
    return tuple(pieces)


def _pieces(text: str, cuts: Iterable[int]) -> Iterator[Span]:
    """What lies between some places, without white space at its ends; nothing that is empty."""
    for start, end in pairwise(sorted(cuts)):
        span = trimmed(text, Span(start, end))
        if len(span):
            yield span


def _wrapped(text: str, line: Span, following: Span, width: int) -> bool:
    """True where a paragraph goes on in the following line; `width` is the longest line of their block.

    Text is wrapped where the next word would not have fitted, or hardly. A line with room to spare is a
    paragraph of its own, as is every line where one is longer than anybody wraps; unless the next line goes
    on in lower case.
    """
    word = following.of(text).split(maxsplit=1)[0]
    return word[0].islower() or (NARROWEST <= width <= WIDEST and len(line) + 1 + len(word) > 0.8 * width)
