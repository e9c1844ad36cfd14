"""The text cut wherever something found begins or ends: what a page draws, one piece after the other.

The pieces joined are the text, so that nobody needs offsets: Python counts code points, browsers do not.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from analysis.model import Document, Stance, Statement, TopicCode
from analysis.spans import Span, overlaps, without

LINE_END = re.compile(r"[^\S\r\n]*[\r\n]\s*")
GAP = 60  # code points between the words of a statement that are still shown as part of it ("…, however, …")


@dataclass(frozen=True, slots=True)
class Mark:
    """Evidence that lies here: of which statement, its role, and whether it tells the position or the topic."""

    statement: str
    role: str
    tells: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that is one thing throughout.

    part: a kind of model.Part, "break" between paragraphs, or None. statement: the shortest that it lies in;
    nested: the longer ones. role: source, cue, content, or None between them.
    """

    span: Span
    part: str | None = None
    statement: str | None = None
    nested: tuple[str, ...] = ()
    role: str | None = None
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class _Layer:
    """What covers a span: a part, a role in a statement (with the statement's length), or a mark."""

    span: Span
    part: str = ""
    statement: str = ""
    role: str | None = None
    size: int = 0
    mark: Mark | None = None


def pieces_of(doc: Document) -> tuple[Piece, ...]:
    """The whole text of a document as pieces, in order; joined they are `doc.text`."""
    judgements: tuple[Stance | TopicCode, ...] = (*doc.stances, *doc.topic_codes)
    return _pieces(Span(0, len(doc.text)), [*_text_layers(doc), *_statement_layers(doc, doc.statements, judgements)])


def pieces_around(
    doc: Document, window: Span, statement: Statement, judgements: Iterable[Stance | TopicCode]
) -> tuple[Piece, ...]:
    """A stretch of the text as pieces, with one statement in it and what is said of it.

    Takes time that grows with the stretch, not with the text.
    """
    layers = [*_text_layers(doc, window), *_statement_layers(doc, (statement,), judgements)]
    return _pieces(window, [replace(k, span=_cut(k.span, window)) for k in layers if overlaps(k.span, window)])


def _cut(span: Span, window: Span) -> Span:
    return Span(max(span.start, window.start), min(span.end, window.end))


def _pieces(window: Span, layers: Iterable[_Layer]) -> tuple[Piece, ...]:
    """A stretch of text cut wherever something that covers it begins or ends."""
    layers = [k for k in layers if len(k.span)]
    opens: dict[int, list[int]] = {}
    closes: dict[int, list[int]] = {}
    for number, layer in enumerate(layers):
        opens.setdefault(layer.span.start, []).append(number)
        closes.setdefault(layer.span.end, []).append(number)
    borders = sorted({*window, *opens, *closes})
    active: dict[int, _Layer] = {}
    pieces = []
    for start, end in pairwise(borders):
        for number in closes.get(start, ()):
            active.pop(number)
        active |= {number: layers[number] for number in opens.get(start, ())}
        pieces.append(_piece(Span(start, end), list(active.values())))
    return tuple(pieces)


def blocks(pieces: Iterable[Piece]) -> Iterator[tuple[Piece, ...]]:
    """The pieces paragraph by paragraph; a break between two stands alone."""
    block: list[Piece] = []
    for piece in pieces:
        if piece.part == "break":
            yield from filter(None, [tuple(block)])
            yield (piece,)
            block = []
        else:
            block.append(piece)
    yield from filter(None, [tuple(block)])


def runs(block: Iterable[Piece]) -> Iterator[tuple[Piece, ...]]:
    """The pieces of a block, those of one statement together."""
    run: list[Piece] = []
    for piece in block:
        if run and piece.statement != run[0].statement:
            yield tuple(run)
            run = []
        run.append(piece)
    yield from filter(None, [tuple(run)])


def _piece(span: Span, layers: list[_Layer]) -> Piece:
    part = _part(layers)
    marks = tuple(dict.fromkeys(k.mark for k in layers if k.mark))
    covering = sorted((k for k in layers if k.statement), key=lambda k: (k.role is None, k.size, k.span.start))
    if not covering:
        return Piece(span, part=part, marks=marks)
    first, *nested = dict.fromkeys(k.statement for k in covering)
    return Piece(span, part, first, tuple(nested), covering[0].role, marks)


def _part(layers: Iterable[_Layer]) -> str | None:
    """The part of the page, of several the first; a break goes before all."""
    parts = [k.part for k in layers if k.part]
    return "break" if "break" in parts else next(iter(parts), None)


def _text_layers(doc: Document, window: Span | None = None) -> Iterator[_Layer]:
    """Breaks between paragraphs, and the parts that are no running text."""
    yield from (_Layer(span, part="break") for span in find_breaks(doc, window))
    yield from (_Layer(part.span, part=part.kind) for part in doc.parts)


def _statement_layers(
    doc: Document, statements: Iterable[Statement], judgements: Iterable[Stance | TopicCode]
) -> Iterator[_Layer]:
    """The roles in statements, and the words that judgements rest on."""
    for statement in statements:
        yield from _roles(doc, statement)
    for judgement in judgements:
        tells = "topic" if isinstance(judgement, TopicCode) else "position"
        for evidence in judgement.evidence:
            yield _Layer(evidence.span, mark=Mark(judgement.statement, evidence.role, tells))


def _roles(doc: Document, statement: Statement) -> Iterator[_Layer]:
    """Source, cue and content of a statement, and the short gaps between them."""
    roles = {"source": statement.source, "cue": statement.cue, "content": statement.content}
    ordered = sorted((span, role) for role, spans in roles.items() for span in spans)
    size = sum(len(span) for span, _ in ordered)
    for span, role in ordered:
        yield _Layer(span, statement=statement.key, role=role, size=size)
    for (left, _), (right, _) in pairwise(ordered):
        if left.end < right.start <= left.end + GAP:
            gap = Span(left.end, right.start)
            if not LINE_END.search(gap.of(doc.text)):
                yield _Layer(gap, statement=statement.key, size=size)


def find_breaks(doc: Document, window: Span | None = None) -> Iterator[Span]:
    r"""What stands between paragraphs, and the line ends beside a headline, a byline or furniture; in a window if told.

    >>> list(find_breaks(Document("x", "One\nline.\n\nTwo.")))
    [Span(start=9, end=11)]
    """
    whole = window or Span(0, len(doc.text))
    between = dict.fromkeys(without(whole, _spans(doc.paragraphs, whole)))
    yield from between
    edges = {edge for part in doc.parts if part.kind != "markup" for edge in part.span}
    for match in LINE_END.finditer(doc.text, *whole) if edges else ():
        span = Span(*match.span())
        if span not in between and not edges.isdisjoint(span):
            yield span


def _spans(paragraphs: Sequence[Span], window: Span) -> Sequence[Span]:
    """The paragraphs that touch a window."""
    first = bisect_right(paragraphs, window.start, key=lambda p: p.end)
    return paragraphs[first : bisect_left(paragraphs, window.end, key=lambda p: p.start)]
