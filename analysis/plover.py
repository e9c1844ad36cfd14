"""Statements -> PLOVER event records as JSON Lines, one for each statement whose act has a class there.

The names of the fields are those of the gold standard records of the Open Event Data Alliance; its later drafts call
the target "recipient". Modes are not coded. What else is known of a statement has fields of our own, as PLOVER allows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from analysis.coded import CodedStatement, coded_statements, joined_words
from analysis.model import Document, Speaker
from analysis.spans import overlaps, touching
from analysis.tables import day

MACHINE = "Demarche"  # the coder where no person is named


def written(docs: Sequence[Document], *, coder: str = "") -> bytes:
    """The records of some documents, one a line, in UTF-8. coder: who coded them, where that was a person."""
    lines = (json.dumps(one, ensure_ascii=False, allow_nan=False) for one in records(docs, coder=coder))
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")


def records(docs: Iterable[Document], *, coder: str = "") -> Iterator[dict[str, Any]]:
    """The record of each statement whose act has a class in PLOVER.

    source: the speakers, each with the code of the state spoken for, and the office; target: whom the words of the
    position's target mean, as far as they are no source too. context: topics of the codebook. date: of publication,
    empty where it is not known. textInfo: the place of the statement in the article, in code points.
    """
    for doc in docs:
        for one in coded_statements(doc):
            if one.act and one.act.plover:
                yield _record(doc, one, one.act.plover, coder)


def _record(doc: Document, one: CodedStatement, event: str, coder: str) -> dict[str, Any]:
    span = one.statement.span
    return {
        "id": f"{doc.id}/{one.key}",
        "date": day(doc),
        "source": [_actor(speaker) for speaker in one.speakers],
        "target": [_actor(speaker) for speaker in _targets(doc, one)],
        "event": event,
        "eventText": joined_words(doc, one.statement.cue),
        "mode": "",
        "context": [code.topic for code in one.topics],
        "text": " ".join(joined_words(doc, [sentence.span]) for sentence in touching(doc.sentences, span)),
        "textInfo": {
            "article": doc.id,
            "digest": doc.digest,
            "sequence": 1 + sum(sentence.span.end <= span.start for sentence in doc.sentences),
            "start": span.start,
            "end": span.end,
        },
        "language": "en",
        "publication": doc.outlet,
        "title": doc.title,
        "url": doc.url,
        "coder": coder or MACHINE,
        "version": doc.made_by.version if doc.made_by else "",
        "comment": "",
        "act": one.act.act if one.act else "",
        "position": one.position,
        "lean": one.lean or "",
        "toward": one.target,
    }


def _actor(speaker: Speaker) -> dict[str, str]:
    """Someone as PLOVER has an actor; what the article does not tell is empty."""
    return {"actorText": speaker.name, "code": speaker.code, "office": speaker.role, "actor": speaker.actor or ""}


def _targets(doc: Document, one: CodedStatement) -> list[Speaker]:
    """Whom the words mean that the position is toward; not the source, nor the state that it speaks for."""
    if one.stance is None:
        return []
    place, name = one.stance.target_span, one.stance.target
    own = {speaker.key for speaker in one.speakers}
    return [
        speaker
        for speaker in doc.speakers
        if speaker.key not in own
        and speaker.name not in one.actors
        and (speaker.name == name or any(place and overlaps(place, mention) for mention in speaker.mentions))
    ]
