"""The shapes in which the scorers ask: `attributions`, `pronoun`, `topics`, `sentiment`.

Every attribution is a dict with source, cue and content (lists of (start, end)), speakers, actors, act, position,
lean, target and topics.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from analysis import knowledge
from analysis.annotate import annotate, reader_of
from analysis.articles import document
from analysis.coded import coded_statements
from analysis.judge import Question
from analysis.knowledge import Knowledge
from analysis.lexicons import several
from analysis.spans import Span
from analysis.text import index_of
from analysis.topics import find_article_topics, find_matches

# The New York Times is at home in the United States.
HOME = "United States"
# What the Comparative Agendas code by area where no other code fits.
POLITICS = {"bilateral_relations", "democracy_governance", "peace_process", "territory_sovereignty"}


@cache
def known() -> Knowledge:
    """Demarche's own knowledge, read once for all texts."""
    return knowledge.load()


def attributions(text: str) -> list[dict[str, Any]]:
    """What Demarche finds in a text, one dict for each statement."""
    return [
        {
            "source": [tuple(x) for x in coded.statement.source] or None,
            "cue": [tuple(x) for x in coded.statement.cue] or None,
            "content": [tuple(x) for x in coded.statement.content],
            "speakers": list(coded.names),
            "actors": list(coded.actors),
            "act": coded.act.act if coded.act else "",
            "position": coded.position,
            "lean": coded.lean,
            "target": coded.target,
            "topics": [code.topic for code in coded.topics],
        }
        for coded in coded_statements(annotate(text, known()))
    ]


def pronoun(text: str, start: int) -> str | None:
    """The name of the person whom the pronoun that begins at `start` is led to; None where it is left open."""
    doc = document(text, known())
    index = index_of(doc.text, known().models.pieces, doc.paragraphs)
    reader = reader_of(doc, index, known())
    words = reader.cast.grammar.numbers(Span(start, start + 1))
    meant = reader.meant.get(words[0]) if words else None
    return meant.entities[0].name if meant and meant.entities[0].kind == "person" else None


def topics(text: str) -> list[str]:
    """The topics of a headline with its summary, the main one first; [] where it is no foreign policy.

    Where it is about relations or politics abroad and every state named lies in Western Europe, the answer is the
    scorer's group of that area: the Comparative Agendas code areas there, which the codebook leaves to the actors.
    """
    matches = find_matches(text, known().codebook, known().lexicons)
    found = [code.topic for code in find_article_topics(matches, known().codebook, HOME)]
    states = {state for _, state in matches.places} - {HOME}
    if found and found[0] in POLITICS and states and states <= western_europe():
        return ["europe_eu"]
    return found


@cache
def western_europe() -> frozenset[str]:
    """The states and regions of Western Europe, by data/lexicons/regions.tsv."""
    rows = [row for row in known().lexicons.regions if row["states"]]
    return frozenset(s for row in rows for s in (row["region"], *several(row["states"])))


def sentiment(sentence: str, start: int, end: int) -> str:
    """What a sentence says toward the target at start:end: positive, negative or neutral."""
    models = known().models
    question = Question(Span(0, len(sentence)), (), (Span(start, end),))
    (said,) = models.judge.read(index_of(sentence, models.pieces), [question])
    chances = {"positive": said.support, "negative": said.oppose, "neutral": said.neutral}
    return max(chances, key=chances.__getitem__)
