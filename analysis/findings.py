"""What stands out in an article, in sentences made from its statements, each leading to its evidence.

A sentence is made of pieces; a piece with a Selection opens the statements that it tells of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from urllib.parse import urlencode

from analysis import tables
from analysis.knowledge import Codebook
from analysis.model import Coding, Document, Stance, Statement
from analysis.selection import Selection

Judged = tuple[Statement, Stance, tuple[Coding, ...]]
NAMED = 3  # as many things are named one by one; of more, the first


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a finding, and what they open."""

    text: str
    opens: Selection | None = None

    @property
    def address(self) -> str:
        """The part of the page's address, after "#", that opens the statements; empty where nothing is opened."""
        return address(self.opens) if self.opens else ""


Finding = tuple[Piece, ...]


def address(selection: Selection) -> str:
    """A selection as the report's page has it in its address, after "#".

    >>> address(Selection(speakers=("Ilka Torvald",), positions=("oppose",)))
    'speakers=Ilka+Torvald&positions=oppose'
    """
    held = ((f.name, getattr(selection, f.name)) for f in fields(selection))
    return urlencode([(name, value) for name, value in held if value], doseq=True)


def findings(doc: Document, codebook: Codebook) -> tuple[Finding, ...]:
    """The sentences, the most telling first; none for an article that reports no statement."""
    judged = list(tables.judged(doc))
    labels = {t.id: t.label for t in codebook.topics}
    found: tuple[Iterable[Finding], ...] = (
        _most_said(judged),
        _main_topic(judged, labels),
        _stands(judged, "support", "supports"),
        _stands(judged, "oppose", "opposes"),
        _conditional(judged),
        _unnamed(judged),
    )
    return tuple(finding for some in found for finding in some)


def _most_said(judged: list[Judged]) -> Iterator[Finding]:
    """'Sergei Lavrov speaks most: 6 of 18 statements.'"""
    said = Counter(name for s, _, _ in judged for name in {p.name: None for p in s.speakers})
    most = max(said.values(), default=0)
    names = [name for name, number in said.items() if number == most]
    if most < 2 or len(names) > NAMED:
        return
    speak, each = ("speaks", "") if len(names) == 1 else ("speak", " each")
    parts = _listed(Piece(name, Selection(speakers=(name,))) for name in names)
    yield (*parts, Piece(f" {speak} most: {most} of {len(judged)} statements{each}."))


def _main_topic(judged: list[Judged], labels: dict[str, str]) -> Iterator[Finding]:
    """'Most is said on missile defence: 12 of 18 statements.'"""
    about = Counter(c.topic for _, _, codings in judged for c in codings)
    for topic, number in about.most_common(1):
        if number > 1:
            label = Piece(labels.get(topic, topic), Selection(topics=(topic,)))
            yield (Piece("Most is said on: "), label, Piece(f", {number} of {len(judged)} statements."))


def _stands(judged: list[Judged], position: str, does: str) -> Iterator[Finding]:
    """'Russia opposes most often, in 2 of 9 statements: a U.S. system, the proposed system.'"""
    sides: dict[Selection, list[Judged]] = {}
    for row in judged:
        for side in _sides(row[0]):
            sides.setdefault(side, []).append(row)
    held = {side: [r for r in rows if r[1].position == position] for side, rows in sides.items()}
    most = max(held, key=lambda side: len(held[side]), default=None)
    if most is None or not held[most]:
        return
    rows = held[most]
    name = (most.actors or most.speakers)[0]
    opens = Selection(speakers=most.speakers, actors=most.actors, positions=(position,))
    often = f" {does} most often, in " if len(judged) > 1 else f" {does}, in "
    yield (
        Piece(name, opens),
        Piece(f"{often}{len(rows)} of {_statements(len(sides[most]))}"),
        *_told(rows, lambda row: row[1].target),
    )


def _conditional(judged: list[Judged]) -> Iterator[Finding]:
    """'2 statements hold only under a condition: Robert Gates on measures, Sergei Lavrov on any new agreement.'"""
    rows = [row for row in judged if row[1].position == "conditional"]
    if rows:
        hold = "holds" if len(rows) == 1 else "hold"
        opens = Piece(_statements(len(rows)), Selection(positions=("conditional",)))
        yield (opens, Piece(f" {hold} only under a condition"), *_told(rows, lambda row: _who_on(row[0], row[1])))


def _unnamed(judged: list[Judged]) -> Iterator[Finding]:
    """'The article does not name who says 2 of 18 statements: a senior official.'"""
    rows = [row for row in judged if not any(p.kind != "unnamed" for p in row[0].speakers)]
    if rows:
        start = Piece(f"The article does not name who is behind {len(rows)} of {_statements(len(judged))}")
        yield (start, *_told(rows, lambda row: "; ".join(p.name for p in row[0].speakers)))


def _sides(statement: Statement) -> Iterable[Selection]:
    """Those for whom a statement is made: states and organisations, else the speakers themselves."""
    if statement.actors:
        return [Selection(actors=(actor,)) for actor in statement.actors]
    return [Selection(speakers=(name,)) for name in dict.fromkeys(p.name for p in statement.speakers)]


def _told(rows: list[Judged], words: Callable[[Judged], str]) -> Iterator[Piece]:
    """': the treaty, the offer and 2 more.', each name opening its statement."""
    named = {word: Piece(word, Selection(statement=row[0].id)) for row in reversed(rows) if (word := words(row))}
    pieces = list(named.values())[::-1]
    more = len(pieces) - NAMED
    shown = pieces[:NAMED] + ([Piece(f"{more} more")] if more > 0 else [])
    if shown:
        yield Piece(": ")
        yield from _listed(shown)
    yield Piece(".")


def _listed(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """One, two and three."""
    held = list(pieces)
    for number, piece in enumerate(held):
        if number:
            yield Piece(" and " if number == len(held) - 1 else ", ")
        yield piece


def _who_on(statement: Statement, stance: Stance) -> str:
    who = "; ".join(p.name for p in statement.speakers) or "someone"
    return f"{who} on {stance.target}" if stance.target else who


def _statements(number: int) -> str:
    return f"{number} statement{'' if number == 1 else 's'}"
