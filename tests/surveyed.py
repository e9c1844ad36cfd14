"""A corpus of invented articles that was read, and by another version again; and coders of it, by script."""

import re
from dataclasses import replace

from analysis import runs
from analysis.coded import coded_statements, joined_words
from analysis.decisions import Decision
from analysis.model import Part, Sentence
from analysis.spans import Span
from tests import corpora

LONG = " ".join(f"Berth {n} of the harbour is kept for ship {n * 3} of the northern line." for n in range(12))


def folder(at, count=24, copies=3):
    """A folder of articles that were read, some of them copies of one."""
    rows = corpora.articles(count)
    text = f"{LONG}\n\nIlka Torvald said that trade number 12 would find support.\n\nOda Brandt said that trade number 3 would find oppose.\n\nNobody spoke."
    rows = [row | {"text": row["text"] + "\n\nThe wind fell."} for row in rows]
    for n in range(copies):
        day, outlet = f"2021-0{n % 9 + 1}-02", corpora.OUTLETS[n % 2]
        rows.append(corpora.row(f"wire-{n}", f"{text} {n}", outlet=outlet, published=day))
    corpora.written(at, rows)
    runs.annotate(at, corpora.known(), 1, bar=False, annotate=read)
    return at


def read(doc, known):
    """A document as the quick reader has it, each line a sentence, the first a headline."""
    found = corpora.read(doc, known)
    lines = [match.span() for match in re.finditer(r"[^\n]+", doc.text)]
    return replace(
        found, sentences=tuple(Sentence(Span(*line)) for line in lines), parts=(Part(Span(*lines[0]), "headline"),)
    )


def another():
    """A knowledge that makes another run."""
    known = corpora.known()
    return replace(known, codebook=replace(known.codebook, topics=known.codebook.topics[:3]))


def later(doc, known):
    """What another version finds: it misses what is told of a number from 90 on, shortens the words of one that ends
    with 5, and takes for support what is told of one that ends with 7.
    """
    found = read(doc, known)
    for one in coded_statements(found):
        number = int(re.search(r"number (\d+)", joined_words(found, one.statement.content))[1])
        if number >= 90:
            found = without(found, one.key)
        elif number % 10 == 5:
            (words,) = one.statement.content
            shorter = replace(one.statement, key=f"{one.key}-2", content=(Span(words.start, words.end - 1),))
            found = renamed(found, one.key, shorter)
        elif number % 10 == 7:
            stances = (replace(s, position="support") if s.statement == one.key else s for s in found.stances)
            found = replace(found, stances=tuple(stances))
    return found


LAYERS = ("resolutions", "acts", "stances", "topic_codes", "issue_codes")


def without(doc, key):
    kept = {name: tuple(one for one in getattr(doc, name) if one.statement != key) for name in LAYERS}
    return replace(doc, statements=tuple(s for s in doc.statements if s.key != key), **kept)


def renamed(doc, key, statement):
    """A document with another statement in the place of one."""
    kept = {
        name: tuple(
            replace(one, statement=statement.key) if one.statement == key else one for one in getattr(doc, name)
        )
        for name in LAYERS
    }
    return replace(doc, statements=tuple(statement if s.key == key else s for s in doc.statements), **kept)


def read_again(at):
    """The run of another version over a folder."""
    return runs.annotate(at, another(), 1, bar=False, annotate=later).run


def decide(doc, key, coder="Ana", what="accept", after=None, *, blind=False, made=None, **told):
    """A decision on a statement of a document, as the page would send it."""
    one = next(one for one in coded_statements(doc) if one.key == key)
    made, span = made or doc.made_by, one.statement.content
    after = {"verdict": what} | (after or {}) if what in ("accept", "reject") else after or {}
    told = {"words": joined_words(doc, span), "start": span[0].start, "end": span[-1].end, "blind": blind} | told
    told |= {"version": made.version, "models": made.models, "knowledge": made.knowledge}
    return Decision(coder, doc.digest, doc.id, key, what, after, **told)
