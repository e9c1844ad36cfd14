"""The shapes in which the scorers ask: `attributions(text)`, `acts(text)`, `topics(text)`.

Every attribution is a dict with source, cue and content (lists of (start, end)), speakers, actors, act, position,
lean and topics.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from analysis import knowledge
from analysis.annotate import annotate
from analysis.deeds import deed_of, parties_of
from analysis.phrases import Words
from analysis.segment import find_sentences
from analysis.tables import judged
from analysis.tag import find_tokens
from analysis.topics import find_places, topics_of

# The New York Times is at home in the United States.
HOME = "United States"
CODEBOOK = cache(knowledge.codebook)


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


def acts(text: str) -> list[dict[str, Any]]:
    """What is done in one sentence, as PLOVER has it: event, source and target; none where no lexicon row fits."""
    lexicons = knowledge.lexicons()
    sentences = find_sentences(text, (), knowledge.sentence_tokenizer())
    tokens = find_tokens(text, sentences, knowledge.tagger(), knowledge.lemma_table())
    words = Words(text, tokens)
    reading = deed_of(words, lexicons)
    if reading is None:
        return []
    source, target = (span.of(text) if span else "" for span in parties_of(words, reading, lexicons))
    return [{"event": lexicons.acts[reading.act]["plover"], "source": source, "target": target, "context": []}]


def topics(text: str) -> list[str]:
    """The topics of a headline with its summary, the main one first; [] where it is no foreign policy.

    Where it is about relations or politics abroad and every state named lies in Western Europe, the answer is the
    scorer's group of that area: the Comparative Agendas code areas there, which the codebook leaves to the actors.
    """
    found = list(topics_of(text, CODEBOOK(), knowledge.lexicons(), HOME))
    states = {state for _, state in find_places(text, knowledge.lexicons().places)} - {HOME}
    if found and found[0] in POLITICS and states and states <= western_europe():
        return ["europe_eu"]
    return found


# What the Comparative Agendas code by area where no other code fits.
POLITICS = {"bilateral_relations", "democracy_governance", "peace_process", "territory_sovereignty"}


@cache
def western_europe() -> frozenset[str]:
    """The states and regions of Western Europe, by data/lexicons/regions.tsv."""
    rows = [row for row in knowledge.lexicon("regions") if row["states"]]
    return frozenset(s for row in rows for s in (row["region"], *knowledge.several(row["states"])))
