"""What a page sends as a decision, checked against the article: a value for the log, or one sentence why it is none."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from analysis.decisions import SPANS, VERDICTS
from analysis.model import POSITIONS, Document

MOST = 20  # speakers, topics or pieces of one statement
LONGEST = 300  # letters of a name or a target
NOTE = 5000  # letters of a note
LONG = 600.0  # seconds: who takes longer was away
EVENT = re.compile(r"[0-9a-f]{32}")
ADDED = ("content", "source", "cue")
LEANS = ("", "+", "-")


class PressError(ValueError):
    """A press that is not taken; the message is one sentence that says why."""


def checked(
    doc: Document, what: str, after: Any, quotes: Any, *, acts: Collection[str], topics: Collection[str]
) -> dict[str, Any]:
    """The fields that a press changes, as the log has them. Raises PressError.

    what: a verdict, change or add. quotes: by field the words of its spans, as the page shows them. acts, topics: ids
    that may be given.
    """
    if what in VERDICTS:
        return {"verdict": what}
    if what not in ("change", "add"):
        raise PressError("The page asked for something that cannot be decided; load the page again.")
    given = _dict(after)
    if what == "add" and (not given.get("content") or not given.keys() <= set(ADDED)):
        raise PressError("A new statement needs the words that are said; select them in the article.")
    if not given:
        raise PressError("Nothing was changed.")
    words = {} if quotes is None else _dict(quotes)
    named = {"act": acts, "topics": topics}
    return {name: _field(doc, name, value, words.get(name), named.get(name, ())) for name, value in given.items()}


def event_in(told: Mapping[str, Any]) -> str:
    """The id of a press, 32 hexadecimal digits; a press that is sent twice has the same. Raises PressError."""
    event = told.get("id")
    if not isinstance(event, str) or not EVENT.fullmatch(event):
        raise PressError("The page sent a decision without a mark of its own; load the page again.")
    return event


def seconds_in(told: Mapping[str, Any]) -> float | None:
    """How long a decision took, at most ten minutes; None where the page does not tell."""
    seconds = told.get("seconds")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds < float("inf"):
        return None
    return round(min(float(seconds), LONG), 2)


def _dict(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or not all(isinstance(name, str) for name in value):
        raise PressError("The page sent something that is no decision; load the page again.")
    return value


def _field(doc: Document, name: str, value: Any, quotes: Any, ids: Collection[str]) -> Any:
    if name in SPANS:
        return _spans(doc, name, value, quotes)
    read = READ.get(name)
    if read is None:
        raise PressError("The page sent a field that a statement does not have; load the page again.")
    return read(value, ids)


def _spans(doc: Document, name: str, value: Any, quotes: Any) -> Any:
    """[[start, end], …], or for the words of a target [start, end] or None."""
    if name == "target_span":
        return None if value is None else _spans(doc, "", [value], quotes)[0]
    if not isinstance(value, list) or not isinstance(quotes, list) or not len(value) == len(quotes) <= MOST:
        raise PressError("The page did not send the words that were chosen; choose them again.")
    if name == "content" and not value:
        raise PressError("A statement needs the words that are said.")
    spans = [_span(doc, *pair) for pair in zip(value, quotes, strict=True)]
    if any(a[1] > b[0] for a, b in itertools.pairwise(spans)):
        raise PressError("The words chosen overlap each other; choose them again.")
    return spans


def _span(doc: Document, value: Any, words: Any) -> list[int]:
    if not isinstance(value, list) or [type(one) for one in value] != [int, int]:
        raise PressError("The page did not send where the chosen words stand; choose them again.")
    start, end = value
    if not 0 <= start < end <= len(doc.text):
        raise PressError("The words chosen lie outside the article; choose them again.")
    if doc.text[start:end] != words:
        raise PressError("The words chosen are not those of the article here; load the page again.")
    return [start, end]


def _position(value: Any, _: Collection[str]) -> str:
    if value not in POSITIONS:
        raise PressError(f"A position is one of {', '.join(POSITIONS)}.")
    return str(value)


def _lean(value: Any, _: Collection[str]) -> str:
    if value not in LEANS:
        raise PressError("A condition leans for or against: + or -.")
    return str(value)


def _act(value: Any, ids: Collection[str]) -> str:
    if not isinstance(value, str) or (value and value not in ids):
        raise PressError("This act is not in the list of acts.")
    return value


def _topics(value: Any, ids: Collection[str]) -> list[str]:
    topics = _list(value)
    if any(topic not in ids for topic in topics):
        raise PressError("This topic is not in the codebook.")
    return list(dict.fromkeys(topics))


def _speakers(value: Any, _: Collection[str]) -> list[str]:
    names = _list(value)
    if "" in names:
        raise PressError("A speaker needs a name.")
    return names


def _list(value: Any) -> list[str]:
    if not isinstance(value, list) or len(value) > MOST:
        raise PressError(f"The page sent no list of at most {MOST} names.")
    return [_line(one) for one in value]


def _line(value: Any, _: Collection[str] = ()) -> str:
    line = " ".join(value.split()) if isinstance(value, str) else None
    if line is None or len(line) > LONGEST or not line.isprintable():
        raise PressError(f"Write a name or a target of at most {LONGEST} letters.")
    return line


def _note(value: Any, _: Collection[str]) -> str:
    if not isinstance(value, str) or len(value) > NOTE:
        raise PressError(f"A note has at most {NOTE} letters.")
    return value


READ: Mapping[str, Callable[[Any, Collection[str]], Any]] = {
    "speakers": _speakers,
    "actors": lambda value, _: _list(value),
    "position": _position,
    "lean": _lean,
    "target": _line,
    "act": _act,
    "topics": _topics,
    "note": _note,
}
