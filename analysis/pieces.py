"""The text cut wherever something found begins or ends: what a page draws, one piece after the other.

The pieces joined are the text, so that nobody needs offsets: Python counts code points, browsers do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from analysis.model import Coding, Document, Stance, Statement
from analysis.paragraphs import find_paragraphs
from analysis.spans import Span, without

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
    layers = [k for k in _layers(doc) if len(k.span)]
    opens: dict[int, list[int]] = {}
    closes: dict[int, list[int]] = {}
    for number, layer in enumerate(layers):
        opens.setdefault(layer.span.start, []).append(number)
        closes.setdefault(layer.span.end, []).append(number)
    borders = sorted({0, len(doc.text), *opens, *closes})
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
    parts = {k.part: None for k in layers if k.part}
    held = sorted((k for k in layers if k.statement), key=lambda k: (k.role is None, k.size, k.span.start))
    ids = tuple(dict.fromkeys(k.statement for k in held))
    return Piece(
        span,
        part="break" if "break" in parts else next(iter(parts), None),
        statement=ids[0] if ids else None,
        nested=ids[1:],
        role=held[0].role if held else None,
        marks=tuple(dict.fromkeys(k.mark for k in layers if k.mark)),
    )


def _layers(doc: Document) -> Iterator[_Layer]:
    yield from (_Layer(span, part="break") for span in find_breaks(doc))
    yield from (_Layer(part.span, part=part.kind) for part in doc.parts)
    for statement in doc.statements:
        yield from _roles(doc, statement)
    judged: tuple[tuple[str, Sequence[Stance | Coding]], ...] = (("position", doc.stances), ("topic", doc.codings))
    for tells, judgements in judged:
        for judgement in judgements:
            for evidence in judgement.evidence:
                yield _Layer(evidence.span, mark=Mark(judgement.statement.id, evidence.role, tells))


def _roles(doc: Document, statement: Statement) -> Iterator[_Layer]:
    """Source, cue and content of a statement, and the short gaps between them."""
    roles = {"source": statement.source, "cue": statement.cue, "content": statement.content}
    held = sorted((span, role) for role, spans in roles.items() for span in spans)
    size = sum(len(span) for span, _ in held)
    for span, role in held:
        yield _Layer(span, statement=statement.id, role=role, size=size)
    for (left, _), (right, _) in pairwise(held):
        if left.end < right.start <= left.end + GAP:
            gap = Span(left.end, right.start)
            if not LINE_END.search(gap.of(doc.text)):
                yield _Layer(gap, statement=statement.id, size=size)


def find_breaks(doc: Document) -> Iterator[Span]:
    r"""What stands between paragraphs, and the line ends beside a headline, a byline or furniture.

    >>> list(find_breaks(Document("x", "One\nline.\n\nTwo.")))
    [Span(start=9, end=11)]
    """
    between = dict.fromkeys(without(Span(0, len(doc.text)), find_paragraphs(doc.text)))
    yield from between
    edges = {edge for part in doc.parts if part.kind != "markup" for edge in part.span}
    for match in LINE_END.finditer(doc.text) if edges else ():
        span = Span(*match.span())
        if span not in between and not edges.isdisjoint(span):
            yield span
