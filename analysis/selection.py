"""What the reader chose: a value that prints, can be pasted into a cell, and leads to statements."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from analysis.coded import CodedStatement, coded_statements
from analysis.model import GAP, Document

LISTS = ("speakers", "positions", "topics", "actors", "acts", "kinds", "issues", "manners")
SIGNS = {"'": "‘’‚‛′`´‹›ʼ", '"': "“”„‟″«»", "-": "‐‑‒–—―−", "σ": "ς"}
PLAIN = str.maketrans({one: sign for sign, all in SIGNS.items() for one in all})
SPACE = re.compile("[\t-\r \x85\u1680\u2028\u2029]+")  # NFKD leaves no others; \s of JavaScript is not that of Python


@dataclass(frozen=True, slots=True, repr=False)
class Selection:
    """Filters, and the statement that is being read; what is empty or 0 filters nothing.

    speakers, issues: their keys. actors: names. positions, topics, acts, kinds, manners: ids. "" stands for none named.
    statement: the key of the one that is being read; it filters nothing.
    together: a statement must have all of the topics, not one of them. own: topics that it has by context do not count.
    confidence: the least chance that words and source are right, 0 to 1; resolution_confidence: that the speaker is;
    position_confidence: that the position is.
    text: words that source, cue, content or a speaker's name must hold, compared as `plain` has them.

    >>> Selection(positions=("oppose",))
    Selection(positions=('oppose',))
    """

    speakers: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    statement: str | None = None
    actors: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()
    manners: tuple[str, ...] = ()
    together: bool = False
    own: bool = False
    confidence: float = 0.0
    resolution_confidence: float = 0.0
    position_confidence: float = 0.0
    text: str = ""

    def __repr__(self) -> str:
        """What was chosen and no more, ready to paste into a cell."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return f"Selection({', '.join(f'{k}={v!r}' for k, v in values.items() if v)})"


def from_json(value: Mapping[str, Any]) -> Selection:
    """The selection that a page sends; what it does not know is left out."""
    lists = {k: tuple(map(str, value.get(k) or ())) for k in LISTS}
    return Selection(
        **lists,
        statement=str(value["statement"]) if value.get("statement") else None,
        together=bool(value.get("together")),
        own=bool(value.get("own")),
        confidence=_share(value.get("confidence")),
        resolution_confidence=_share(value.get("resolution_confidence")),
        position_confidence=_share(value.get("position_confidence")),
        text=str(value.get("text") or ""),
    )


def as_json(selection: Selection) -> dict[str, Any]:
    """The selection as a page reads it."""
    values = {f.name: getattr(selection, f.name) for f in fields(selection)}
    return {k: list(v) if isinstance(v, tuple) else v for k, v in values.items()}


def chosen(doc: Document, selection: Selection) -> tuple[CodedStatement, ...]:
    """The statements that pass every filter: of the values of one filter they need one, of all filters each."""
    return tuple(coded for coded in coded_statements(doc) if passes(doc, coded, selection))


def passes(doc: Document, coded: CodedStatement, selection: Selection) -> bool:
    """Whether a statement passes every filter of a selection."""
    return (
        _is_sure(coded.statement.confidence, selection.confidence)
        and _is_sure(coded.resolution.confidence if coded.resolution else None, selection.resolution_confidence)
        and _is_sure(coded.stance.confidence if coded.stance else None, selection.position_confidence)
        and all(_holds(selection, *facet) for facet in _facets(coded, selection.own))
        and _has_words(doc, coded, selection.text)
    )


def plain(text: str) -> str:
    """Words as they are compared: small, without accents, with plain signs; views/plain.js does the same.

    >>> plain("Café  Council — ‘iron’ …")
    "cafe council-'iron' ..."
    """
    letters = unicodedata.normalize("NFKD", text.translate(PLAIN))
    if not letters.isascii():
        letters = "".join(c for c in letters if unicodedata.category(c) not in ("Mn", "Mc", "Me", "Cf"))
    words = SPACE.sub(" ", letters.lower().translate(PLAIN))
    return re.sub(" ?- ?", "-", words).strip(" ")


def _is_sure(chance: float | None, least: float) -> bool:
    """Whether a chance is high enough; what has none passes only where none is asked for."""
    return not least or (chance is not None and chance >= least)


def _facets(coded: CodedStatement, own: bool) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The values that a statement has in each filter with a list."""
    yield "speakers", tuple(speaker.key for speaker in coded.speakers)
    yield "positions", tuple(dict.fromkeys(stance.position for stance in coded.stances))
    yield "topics", tuple(code.topic for code in coded.topics if not (own and code.inherited))
    yield "actors", coded.actors
    yield "acts", (coded.act.act,) if coded.act else ()
    yield "kinds", (coded.statement.kind,)
    yield "issues", tuple(code.issue for code in coded.issues)
    yield "manners", (coded.statement.manner,)


def _holds(selection: Selection, name: str, values: tuple[str, ...]) -> bool:
    wanted: tuple[str, ...] = getattr(selection, name)
    found = [value in (values or ("",)) for value in wanted]
    return all(found) if name == "topics" and selection.together else not wanted or any(found)


def _has_words(doc: Document, coded: CodedStatement, text: str) -> bool:
    """Whether source, cue, content or a name holds the words, whatever their letters and signs look like."""
    words, s = plain(text), coded.statement
    said = (GAP.join(doc[span] for span in spans) for spans in (s.source, s.cue, s.content))
    return not words or any(words in plain(field) for field in (*said, *coded.names))


def _share(value: Any) -> float:
    """A number from 0 to 1; 0 for whatever else a page sends."""
    number = float(value) if isinstance(value, int | float) else 0.0
    return number if math.isfinite(number) and 0 <= number <= 1 else 0.0
