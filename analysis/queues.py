"""In which order the statements of some articles are reviewed: a sample, the doubtful first, or as they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from analysis import cubes, results
from analysis.coded import CodedStatement, coded_statements
from analysis.model import Document
from analysis.results import Documents
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
ONCE = " Of copies one comes."
FIRST = " These are {:,} of {:,}."
MOST = 100_000  # statements of a queue


def queues(docs: Mapping[str, Document], sample: Sample | None, drawn: Sequence[Drawn], *, blind: bool) -> list[Queue]:
    """The queues there are, the sample first where there is one. drawn: those of its items that fall to this coder.

    Of a corpus no document is opened, and of copies of an article one comes, that which something was drawn in.
    """
    found = []
    if sample:
        items = tuple((item.id, item.unit) for item in drawn)
        note = (BLIND if blind else OPEN).format(sample.name)
        found.append(Queue("sample", "The sample", blind, note, items))
    in_corpus = isinstance(docs, Documents)
    each = list(_in_corpus(docs, drawn) if isinstance(docs, Documents) else _in(docs.values()))
    note = MENDING + (ONCE if in_corpus else "") + (FIRST.format(MOST, len(each)) if len(each) > MOST else "")
    by_doubt = sorted(each, key=lambda one: one[1])
    found.append(Queue("doubtful", "Doubtful first", False, note, tuple(place for place, _ in by_doubt[:MOST])))
    found.append(Queue("article", "Article order", False, note, tuple(place for place, _ in each[:MOST])))
    return found


def least(one: CodedStatement) -> float:
    """How doubtful a statement is: the least of the chances that its words, its speaker and its position are right."""
    chances = (
        one.statement.confidence,
        one.resolution.confidence if one.resolution else None,
        one.stance.confidence if one.stance else None,
    )
    return min((chance for chance in chances if chance is not None), default=0.0)


def _in(docs: Iterable[Document]) -> Iterator[tuple[Place, float]]:
    """The statements of documents, and how doubtful each is."""
    yield from (((doc.id, one.key), least(one)) for doc in docs for one in coded_statements(doc))


def _in_corpus(docs: Documents, drawn: Sequence[Drawn]) -> Iterator[tuple[Place, float]]:
    """The same of a corpus, as its tables have it."""
    chances = ["confidence", "resolution_confidence", "position_confidence"]
    rows = results.table(docs.folder, "statements", columns=["article", "key", *chances], run=docs.run)
    doubts = rows[chances].min(axis=1).fillna(0.0)
    found: dict[str, list[tuple[Place, float]]] = {}
    for id, key, doubt in zip(rows["article"].tolist(), rows["key"].tolist(), doubts.tolist(), strict=True):
        found.setdefault(id, []).append(((id, key), doubt))
    for id in cubes.leading(docs.folder, run=docs.run, first={item.id for item in drawn}):
        yield from found.get(id, ())
