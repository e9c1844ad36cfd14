"""Half-open ranges of a text and how they relate.

Everything Demarche finds is one or more spans, so that it can be opened at its words.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points: `text[span.start:span.end]`. Empty spans are allowed.

    >>> Span(4, 2)
    Traceback (most recent call last):
    ValueError: a span must have 0 <= start <= end, not 4, 2
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        """Refuse ranges that no text can have."""
        if not 0 <= self.start <= self.end:
            raise ValueError(f"a span must have 0 <= start <= end, not {self.start}, {self.end}")

    def __len__(self) -> int:
        """Code points covered."""
        return self.end - self.start

    def __iter__(self) -> Iterator[int]:
        """Start, then end: `start, end = span`."""
        return iter((self.start, self.end))

    def of(self, text: str) -> str:
        """The characters covered."""
        return text[self.start : self.end]


def contains(outer: Span, inner: Span) -> bool:
    """True where every character of `inner` lies in `outer`."""
    return outer.start <= inner.start and inner.end <= outer.end


def overlaps(a: Span, b: Span) -> bool:
    """True where the two share at least one character."""
    return a.start < b.end and b.start < a.end


def shared(a: Span, b: Span) -> int:
    """The code points that two spans share."""
    return max(0, min(a.end, b.end) - max(a.start, b.start))


def hull(spans: Iterable[Span]) -> Span:
    """The smallest span that contains all of `spans` (at least one)."""
    spans = list(spans)
    return Span(min(s.start for s in spans), max(s.end for s in spans))


def trimmed(text: str, span: Span, chars: str | None = None) -> Span:
    """`span` without white space (or `chars`) at its ends; empty at its start where nothing is left.

    >>> trimmed("  so it is ", Span(0, 11))
    Span(start=2, end=10)
    """
    words = span.of(text)
    left = len(words) - len(words.lstrip(chars))
    return Span(span.start + left, max(span.start + left, span.start + len(words.rstrip(chars))))


def without(span: Span, holes: Sequence[Span]) -> tuple[Span, ...]:
    """What is left of `span` when the `holes` are cut out, in order, empty pieces dropped.

    >>> without(Span(0, 10), [Span(3, 5)])
    (Span(start=0, end=3), Span(start=5, end=10))
    """
    pieces, at = [], span.start
    for hole in sorted(holes):
        if hole.start > at:
            pieces.append(Span(at, min(hole.start, span.end)))
        at = max(at, hole.end)
    if at < span.end:
        pieces.append(Span(at, span.end))
    return tuple(p for p in pieces if len(p) and p.start < span.end)


class Spanned(Protocol):
    """Anything with a span."""

    @property
    def span(self) -> Span:
        """Where it stands."""


T = TypeVar("T", bound=Spanned)


def within(things: Sequence[T], span: Span) -> Sequence[T]:
    """Those of some things, in the order of the text and not nested, that lie wholly inside `span`.

    Takes time that grows with what is returned, not with the text.

    >>> within([], Span(0, 5))
    []
    """
    first = bisect_left(things, span.start, key=_start)
    last = bisect_left(things, span.end, first, key=_start)
    if last > first and things[last - 1].span.end > span.end:
        last -= 1
    return things[first:last]


def touching(things: Sequence[T], span: Span) -> Sequence[T]:
    """Those of some things, in the order of the text and not nested, that share a character with `span`."""
    last = bisect_left(things, span.end, key=_start)
    first = max(0, bisect_left(things, span.start, hi=last, key=_start) - 1)
    return [thing for thing in things[first:last] if thing.span.end > span.start]


def _start(thing: Spanned) -> int:
    return thing.span.start
