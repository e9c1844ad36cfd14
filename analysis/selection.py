"""What the reader chose: a value that prints, can be pasted into a cell, and leads to statements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from analysis.model import Document, Statement


@dataclass(frozen=True, slots=True, repr=False)
class Selection:
    """Names of speakers, positions and ids of topics; an empty tuple chooses all, "" stands for none named.

    statement: the id of the one that is being read; it filters nothing.

    >>> Selection(positions=("oppose",))
    Selection(positions=('oppose',))
    """

    speakers: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    statement: str | None = None

    def __repr__(self) -> str:
        """What was chosen and no more, ready to paste into a cell."""
        held = {f.name: getattr(self, f.name) for f in fields(self)}
        return f"Selection({', '.join(f'{k}={v!r}' for k, v in held.items() if v)})"


def from_json(value: Mapping[str, Any]) -> Selection:
    """The selection that a page sends; what it does not know is left out."""
    lists = {k: tuple(map(str, value.get(k) or ())) for k in ("speakers", "positions", "topics")}
    statement = value.get("statement")
    return Selection(**lists, statement=str(statement) if statement else None)


def as_json(selection: Selection) -> dict[str, Any]:
    """The selection as a page reads it."""
    return {
        "speakers": list(selection.speakers),
        "positions": list(selection.positions),
        "topics": list(selection.topics),
        "statement": selection.statement,
    }


def chosen(doc: Document, selection: Selection) -> tuple[Statement, ...]:
    """The statements that have one of the speakers, one of the positions and one of the topics chosen."""
    positions = {s.statement.id: (s.position,) for s in doc.stances}
    topics: dict[str, tuple[str, ...]] = {}
    for coding in doc.codings:
        topics[coding.statement.id] = (*topics.get(coding.statement.id, ()), coding.topic)

    def holds(wanted: tuple[str, ...], found: tuple[str, ...]) -> bool:
        return not wanted or any(x in wanted for x in found or ("",))

    return tuple(
        s
        for s in doc.statements
        if holds(selection.speakers, tuple(p.name for p in s.speakers))
        and holds(selection.positions, positions.get(s.id, ("neutral",)))
        and holds(selection.topics, topics.get(s.id, ()))
    )
