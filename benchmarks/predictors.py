"""The shapes in which the scorers ask: `attributions(text)`, `sentiment(sentence, start, end)` and
`conflict(sentence, speaker_country)`.

Every attribution is a dict with source, cue and content (lists of (start, end)), speakers, actors, act, position,
lean and topics.
"""

from __future__ import annotations

from typing import Any

from analysis import knowledge
from analysis.annotate import annotate
from analysis.judge import Question
from analysis.spans import Span
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


def sentiment(sentence: str, start: int, end: int) -> str:
    """What a sentence says toward the target at start:end: positive, negative or neutral."""
    (said,) = knowledge.judge().read(sentence, [Question(Span(0, len(sentence)), (), (Span(start, end),))])
    chances = {"positive": said.support, "negative": said.oppose, "neutral": said.neutral}
    return max(chances, key=chances.__getitem__)


def conflict(sentence: str, speaker_country: str) -> bool:
    """Whether a sentence of a speech is against somebody; the speaker's country is not looked at."""
    whole = Span(0, len(sentence))
    (said,) = knowledge.judge().read(sentence, [Question(whole, (whole,), ())])
    return said.conflict > 0.5
