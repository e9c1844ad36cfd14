"""What stands out in an article, in sentences made from its statements, each leading to its evidence.

A sentence is made of pieces; a piece with a Selection opens the statements that it tells of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

from analysis.codebooks import Codebook
from analysis.coded import CodedStatement, coded_statements
from analysis.model import Document
from analysis.selection import Selection

Coded = list[CodedStatement]
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

    >>> address(Selection(speakers=("ilka-torvald",), positions=("oppose",)))
    'speakers=ilka-torvald&positions=oppose'
    """
    values = ((f.name, getattr(selection, f.name)) for f in fields(selection))
    return urlencode([(name, value) for name, value in values if value], doseq=True)


def findings(doc: Document, codebook: Codebook) -> tuple[Finding, ...]:
    """The sentences, the most telling first; none for an article that reports no statement."""
    coded = list(coded_statements(doc))
    found: tuple[Iterable[Finding], ...] = (
        _most_said(coded),
        _main_topic(coded, codebook.labels),
        _most_often(coded, "support", "Support"),
        _most_often(coded, "oppose", "Opposition"),
        _conditional(coded),
        _unnamed(coded),
    )
    return tuple(finding for some in found for finding in some)


def _most_said(coded: Coded) -> Iterator[Finding]:
    """'Most statements are by Sergei Lavrov: 6 of 18.'"""
    said = Counter(who for one in coded for who in dict.fromkeys((p.key, p.name) for p in one.speakers))
    most = max(said.values(), default=0)
    first = [who for who, number in said.items() if number == most]
    if most > 1 and len(first) <= NAMED:
        each = "" if len(first) == 1 else " each"
        people = _listed(Piece(name, Selection(speakers=(key,))) for key, name in first)
        yield (Piece("Most statements are by "), *people, Piece(f": {most} of {len(coded)}{each}."))


def _main_topic(coded: Coded, labels: dict[str, str]) -> Iterator[Finding]:
    """'Most is said on missile defence: 12 of 18 statements.'"""
    about = Counter(code.topic for one in coded for code in one.topics)
    for topic, number in about.most_common(1):
        if number > 1:
            label = Piece(labels.get(topic, topic), Selection(topics=(topic,)))
            yield (Piece("Most is said on: "), label, Piece(f", {number} of {len(coded)} statements."))


def _most_often(coded: Coded, position: str, noun: str) -> Iterator[Finding]:
    """'Opposition comes most often from Russia, in 2 of 9 statements: a U.S. system, the proposed system.'

    It is told of the side that names most targets; statements that name none are counted at its end.
    """
    sides: dict[Selection, tuple[str, Coded]] = {}
    for one in coded:
        for side, name in _sides(one):
            sides.setdefault(side, (name, []))[1].append(one)
    taken = {side: [one for one in rows if one.position == position] for side, (_, rows) in sides.items()}
    named = {side: sum(bool(one.target) for one in rows) for side, rows in taken.items()}
    most = max(named, key=lambda side: named[side], default=None)
    if most is None or not named[most]:
        return
    name, rows = sides[most]
    often = " most often" if len(coded) > 1 else ""
    yield (
        Piece(f"{noun} comes{often} from "),
        Piece(name, replace(most, positions=(position,))),
        Piece(f", in {len(taken[most])} of {_statements(len(rows))}"),
        *_examples(taken[most], lambda one: one.target, _without_target(len(taken[most]) - named[most])),
    )


def _conditional(coded: Coded) -> Iterator[Finding]:
    """'2 statements hold only under a condition: Robert Gates on measures, Sergei Lavrov on any new agreement.'"""
    rows = [one for one in coded if one.position == "conditional"]
    if rows:
        hold = "holds" if len(rows) == 1 else "hold"
        opens = Piece(_statements(len(rows)), Selection(positions=("conditional",)))
        yield (opens, Piece(f" {hold} only under a condition"), *_examples(rows, _who_on))


def _unnamed(coded: Coded) -> Iterator[Finding]:
    """'The article does not name who is behind 2 of 18 statements: a senior official.'"""
    rows = [one for one in coded if not any(p.kind != "unnamed" for p in one.speakers)]
    if rows:
        start = Piece(f"The article does not name who is behind {len(rows)} of {_statements(len(coded))}")
        yield (start, *_examples(rows, lambda one: "; ".join(one.names)))


def _sides(one: CodedStatement) -> Iterable[tuple[Selection, str]]:
    """Those for whom a statement is made, each with its name: states and organisations, else the speakers."""
    if one.actors:
        return [(Selection(actors=(actor,)), actor) for actor in one.actors]
    return [(Selection(speakers=(key,)), name) for key, name in {p.key: p.name for p in one.speakers}.items()]


def _examples(rows: Coded, words: Callable[[CodedStatement], str], rest: str = "") -> Iterator[Piece]:
    """': the treaty, the offer and 2 more.', each name opening its statement; rest: what is said at the end."""
    named = {word: Piece(word, Selection(statement=one.key)) for one in reversed(rows) if (word := words(one))}
    pieces = list(named.values())[::-1]
    more = len(pieces) - NAMED
    shown = pieces[:NAMED] + ([Piece(f"{more} more")] if more > 0 else [])
    if shown:
        yield Piece(": ")
        yield from _listed(shown)
    yield Piece(f"{rest}.")


def _listed(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """One, two and three."""
    several = list(pieces)
    for number, piece in enumerate(several):
        if number:
            yield Piece(" and " if number == len(several) - 1 else ", ")
        yield piece


def _without_target(number: int) -> str:
    """'; 1 of them names no target', nothing where all name one."""
    return f"; {number} of them name{'s' if number == 1 else ''} no target" if number else ""


def _who_on(one: CodedStatement) -> str:
    who = "; ".join(one.names) or "someone"
    return f"{who} on {one.target}" if one.target else who


def _statements(number: int) -> str:
    return f"{number} statement{'' if number == 1 else 's'}"
