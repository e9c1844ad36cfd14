"""What is counted over a corpus: one row for each statement × speaker × topic × side that it takes.

A statement with two speakers on two topics has four rows. Each row says whether it is the first of its statement for
its speaker, its actor, its topic, its issue and its position, so that what nobody asked for is not counted twice.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import product
from typing import Any

from analysis.coded import CodedStatement, coded_statements
from analysis.model import Document, Stance

COLUMNS: dict[str, str] = {
    "article": "id of the article",
    "outlet": "the medium that published it",
    "published": "the day it was published, YYYY-MM-DD, empty where it is not known",
    "statement": "number of the statement in the order of the text, from 1",
    "actor": "the state or organisation spoken for, empty where it is not known",
    "speaker": "full name; empty where there is no source",
    "speaker_key": "key of the speaker in this article",
    "topic": "id of the topic, empty for a statement on none",
    "issue": "name of the issue, empty for a position on none",
    "issue_key": "key of the issue in this article",
    "position": "support, oppose, conditional or neutral toward the issue, else toward the target",
    "lean": "+ or - of a conditional position, else empty",
    "chance": "that speaker, position and target are right, taken as independent; empty without a position",
    "first_speaker": "True for the rows of the first speaker of the statement",
    "first_of_actor": "True for the rows of the first speaker of that actor",
    "first_topic": "True for the rows of the main topic",
    "first_side": "True for the rows of the main issue and position",
    "first_of_position": "True for the rows of the first issue with that position",
}


def cell_rows(doc: Document) -> Iterator[dict[str, Any]]:
    """The rows of one document, in the order of the text; see COLUMNS."""
    about = {"article": doc.id, "outlet": doc.outlet, "published": doc.published.isoformat() if doc.published else ""}
    for coded in coded_statements(doc):
        for who, topic, side in product(_speakers(coded), _topics(coded), _sides(doc, coded)):
            yield about | {"statement": coded.number} | who | topic | side


def _speakers(coded: CodedStatement) -> list[dict[str, Any]]:
    people = [(k.actor or "", k.name, k.key) for k in coded.speakers] or [("", "", "")]
    first: dict[str, int] = {}
    return [
        {"actor": actor, "speaker": name, "speaker_key": key}
        | {"first_speaker": n == 0, "first_of_actor": first.setdefault(actor, n) == n}
        for n, (actor, name, key) in enumerate(dict.fromkeys(people))
    ]


def _topics(coded: CodedStatement) -> list[dict[str, Any]]:
    topics = dict.fromkeys(code.topic for code in coded.topics) or [""]
    return [{"topic": topic, "first_topic": n == 0} for n, topic in enumerate(topics)]


def _sides(doc: Document, coded: CodedStatement) -> list[dict[str, Any]]:
    """The issues of a statement with its position on each; its main position where that is on none."""
    names = doc.issue_names
    sides = [
        ((names.get(code.issue, ""), code.issue, str(code.position), code.lean or ""), coded.stance_on(code))
        for code in coded.issues
    ]
    if coded.stance is None or coded.issue_of(coded.stance) is None:
        sides.insert(0, (("", "", coded.position, coded.lean or ""), coded.stance))
    stances = dict(reversed(sides))
    first: dict[str, int] = {}
    return [
        {"issue": name, "issue_key": key, "position": position, "lean": lean}
        | {"chance": _chance(coded, stances[name, key, position, lean])}
        | {"first_side": n == 0, "first_of_position": first.setdefault(position, n) == n}
        for n, (name, key, position, lean) in enumerate(dict.fromkeys(side for side, _ in sides))
    ]


def _chance(coded: CodedStatement, stance: Stance | None) -> float | None:
    """What nobody measured is taken for sure, a speaker that is not told for none, as in `sides`."""
    if stance is None:
        return None
    speaker = coded.resolution.confidence if coded.resolution else 0.0
    return math.prod(1.0 if one is None else one for one in (speaker, stance.confidence, stance.target_confidence))
