"""The shapes in which the scorers ask: `attributions`, `given`, `pronoun`, `topics`, `sentiment`.

Every attribution is a dict with source, cue and content (lists of (start, end)), speakers, actors, act, position,
lean, target (its name), evidence (the words of the position, as spans) and topics.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from analysis import knowledge
from analysis.annotate import annotate, judged, meanings_of
from analysis.articles import document
from analysis.coded import coded_statements
from analysis.knowledge import Knowledge
from analysis.lexicons import several
from analysis.model import Document, Statement
from analysis.reader import Asking, Question
from analysis.spans import Span
from analysis.text import index_of
from analysis.topics import find_article_topics, find_matches
from benchmarks.around import filled

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
    return told(annotate(text, known()))


def given(text: str, statements: list[dict[str, Any]], by: Knowledge | None = None) -> list[dict[str, Any]]:
    """What Demarche says of statements whose words are given, in their order; by: another knowledge than its own.

    Of a content without source and cue these are found, as `around` says.
    """
    by = by or known()
    doc = document(text, by)
    index = index_of(doc.text, by.models.pieces, doc.paragraphs)
    made = filled(doc, index, by, [_statement(str(n), one) for n, one in enumerate(statements)])
    made.sort(key=lambda statement: statement.span)  # an article is read from its first word to its last
    codes = told(judged(meanings_of(doc, index, by, made), index, by))
    order = {statement.key: place for place, statement in enumerate(made)}
    return [codes[order[str(n)]] for n in range(len(statements))]


def _statement(key: str, given: dict[str, Any]) -> Statement:
    """A statement of the words that are given."""
    source, cue, content = (tuple(Span(*span) for span in given[part]) for part in ("source", "cue", "content"))
    return Statement(key, "mixed", source, cue, content, None, "given")


def told(doc: Document) -> list[dict[str, Any]]:
    """The statements of a document as scorers ask for them."""
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
            "evidence": [tuple(e.span) for e in coded.stances[0].evidence if e.role != "target"],
            "topics": [code.topic for code in coded.topics],
        }
        for coded in coded_statements(doc)
    ]


def pronoun(text: str, start: int) -> str | None:
    """The name of the person whom the pronoun that begins at `start` is led to; None where it is left open."""
    doc = document(text, known())
    index = index_of(doc.text, known().models.pieces, doc.paragraphs)
    meanings = meanings_of(doc, index, known())
    meant = meanings.at(Span(start, start + 1))
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
    index, whole = index_of(sentence, models.pieces), Span(0, len(sentence))
    question = Question((), (), (whole,), (Span(start, end),))
    (said,) = models.reader.read(Asking(index), [question])
    support, oppose, neutral, _ = said.positions.tolist()
    chances = {"positive": support, "negative": oppose, "neutral": neutral}
    return max(chances, key=chances.__getitem__)
