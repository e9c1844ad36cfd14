"""In which order the statements of some articles are reviewed: a sample, the doubtful first, or as they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from analysis.coded import CodedStatement, coded_statements
from analysis.model import Document
from analysis.review import Drawn, Sample

Place = tuple[str, str]  # the id of an article, and the key of a unit in it


@dataclass(frozen=True)
class Queue:
    """Units in the order in which they are asked for. feeds: answers given to it may feed numbers; note: in a line."""

    id: str
    label: str
    feeds: bool
    note: str
    items: tuple[Place, ...]

    @cached_property
    def place_of(self) -> Mapping[Place, int]:
        """Where each of its units stands in it."""
        return {item: number for number, item in enumerate(self.items)}

    @cached_property
    def by_article(self) -> Mapping[str, set[str]]:
        """Its units by the id of their article."""
        found: dict[str, set[str]] = {}
        for id, unit in self.items:
            found.setdefault(id, set()).add(unit)
        return found


BLIND = "“{}”, coded blind: its answers feed the numbers."
OPEN = "“{}”, coded with the machine's answer in sight: its answers feed no number, only a rate of acceptance."
MENDING = "For mending: these answers feed no number, unless the statement is in the sample."


def queues(docs: Sequence[Document], sample: Sample | None, drawn: Sequence[Drawn], *, blind: bool) -> list[Queue]:
    """The queues there are, the sample first where there is one. drawn: those of its items that fall to this coder."""
    found = []
    if sample:
        items = tuple((item.id, item.unit) for item in drawn)
        note = (BLIND if blind else OPEN).format(sample.name)
        found.append(Queue("sample", "The sample", blind, note, items))
    found.append(Queue("doubtful", "Doubtful first", False, MENDING, tuple(_by_doubt(docs))))
    ordered = ((doc.id, statement.key) for doc in docs for statement in doc.statements)
    found.append(Queue("article", "Article order", False, MENDING, tuple(ordered)))
    return found


def least(one: CodedStatement) -> float:
    """How doubtful a statement is: the least of the chances that its words, its speaker and its position are right."""
    chances = (
        one.statement.confidence,
        one.resolution.confidence if one.resolution else None,
        one.stance.confidence if one.stance else None,
    )
    return min((chance for chance in chances if chance is not None), default=0.0)


def _by_doubt(docs: Sequence[Document]) -> Iterator[Place]:
    found = [(least(one), number, doc.id, one.key) for number, doc in enumerate(docs) for one in coded_statements(doc)]
    yield from ((id, key) for *_, id, key in sorted(found, key=lambda one: one[:2]))
