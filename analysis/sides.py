"""Who is for or against which issue, as far as it is sure; and who disagrees with whom.

A side is told where the statements that carry it are together sure enough. Whoever is found on both sides of an issue
is on neither: the article has them there, but nobody can quote it as theirs.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, product

from analysis.coded import CodedStatement, coded_statements
from analysis.model import Document, IssueCode, Stance

SURE = 0.7  # the least chance of a side that is told
LIKELY = 0.5  # the least chance of a statement that carries one, in speaker, position and target together
SAME = 0.45  # the least chance that what the statements are toward is one issue
TAKEN = ("support", "oppose")


@dataclass(frozen=True, slots=True)
class Side:
    """A speaker who is for or against an issue, and the statements that say so, the surest first.

    issue: its key. key: the speaker's. actor: for whom they speak, empty where the article does not tell. chance: that
    one of the statements is right, taken as independent.
    """

    issue: str
    name: str
    key: str
    actor: str
    position: str
    statements: tuple[str, ...]
    chance: float


def sides(doc: Document) -> tuple[Side, ...]:
    """The sides of a document that are sure enough, in the order of its issues."""
    return tuple(side for side in all_sides(doc) if side.chance >= SURE)


def all_sides(doc: Document) -> list[Side]:
    """All sides of a document on issues that are one surely enough, in their order, those of most statements first."""
    order = {issue.key: n for n, issue in enumerate(doc.issues) if issue.confidence is None or issue.confidence >= SAME}
    found: dict[tuple[str, str, str, str], dict[str, dict[str, float]]] = {}
    for one in coded_statements(doc):
        for stance, code in carrying(one):
            for name, key, actor in whose(one) if code.issue in order else ():
                if name not in (stance.target, doc.issue_names[code.issue]):  # against oneself: mostly others' words
                    taken = found.setdefault((code.issue, name, key, actor), {}).setdefault(code.position, {})
                    taken[one.key] = max(taken.get(one.key, 0.0), chance_of_row(one, stance))
    told = [
        Side(*who, position, tuple(sorted(rows, key=rows.__getitem__, reverse=True)), _any(rows.values()))
        for who, taken in found.items()
        if len(taken) == 1
        for position, rows in taken.items()
    ]
    return sorted(told, key=lambda side: (order[side.issue], -len(side.statements)))


def disagreements(doc: Document) -> Iterator[tuple[Side, Side]]:
    """Who is for an issue beside who is against it."""
    for _, some in groupby(sides(doc), lambda side: side.issue):
        taken: dict[str, list[Side]] = {position: [] for position in TAKEN}
        for side in some:
            taken[side.position].append(side)
        yield from product(*taken.values())


def carrying(one: CodedStatement) -> Iterator[tuple[Stance, IssueCode]]:
    """The stances of a statement that take a side on an issue and are likelier right than not, in all their parts."""
    for stance in one.stances:
        code = one.issue_of(stance)
        if code and code.position in TAKEN and chance_of_row(one, stance) >= LIKELY:
            yield stance, code


def chance_of_row(one: CodedStatement, stance: Stance) -> float:
    """The chance that speaker, position and target are right, taken as independent."""
    return math.prod(_chances(one, stance))


def _chances(one: CodedStatement, stance: Stance) -> list[float]:
    """Of speaker, position and target; what nobody measured is taken for sure, a speaker that is not told for none."""
    speaker = one.resolution.confidence if one.resolution else 0.0
    return [1.0 if chance is None else chance for chance in (speaker, stance.confidence, stance.target_confidence)]


def _any(chances: Iterable[float]) -> float:
    return 1 - math.prod(1 - chance for chance in chances)


def whose(one: CodedStatement) -> list[tuple[str, str, str]]:
    """The speakers of a statement that the article names: name, key, and for whom they speak."""
    named = (p for p in one.speakers if p.kind != "unnamed")
    return list(dict.fromkeys((p.name, p.key, p.actor or "") for p in named))
