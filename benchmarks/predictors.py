"""The shapes in which the scorers ask: `attributions(text)`.

Every attribution is a dict with source, cue and content (lists of (start, end)), speakers, actors, act, position,
lean and topics.
"""

from __future__ import annotations

from typing import Any

from analysis.annotate import annotate
from analysis.tables import judged


def attributions(text: str) -> list[dict[str, Any]]:
    """What Demarche finds in a text, one dict for each statement."""
    return [
        {
            "source": [tuple(x) for x in statement.source] or None,
            "cue": [tuple(x) for x in statement.cue] or None,
            "content": [tuple(x) for x in statement.content],
            "speakers": [speaker.name for speaker in statement.speakers],
            "actors": list(statement.actors),
            "act": stance.act,
            "position": stance.position,
            "lean": stance.lean,
            "topics": [coding.topic for coding in codings],
        }
        for statement, stance, codings in judged(annotate(text))
    ]
