"""What coders decided about articles, by script: for tests of what is shown of a review."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

from analysis.coded import coded_statements, joined_words
from analysis.decisions import ADJUDICATED, Decision, Log
from tests import samples

OUTLETS = ("Straits Press", "Havenmouth Mail", "The Dornau Herald")


def corpus(number=24):
    """The invented article again and again, each with a text, a day and an outlet of its own."""
    doc = samples.judged()
    return tuple(
        replace(
            doc,
            id=f"article-{n}",
            title=f"{doc.title}, {n}",
            text=f"{doc.text}\n\n{n}",
            outlet=OUTLETS[n % len(OUTLETS)],
            published=dt.date(2030 + n % 3, 1 + n % 12, 3),
        )
        for n in range(number)
    )


def code(folder, docs, coder, sample=None, *, seed=1, faults=0.2, known=None, seconds=8.0, each=None):
    """Let a coder decide about statements: those of a sample blind, else all with the machine's answer in sight.

    faults: how often the coder sees something else than the machine. each: how many at most.
    """
    known, chance = known or samples.known(), random.Random(seed)
    drawn = (
        {(one.article, one.unit): one for one in sample.items if coder in one.coders or not one.coders}
        if sample
        else {}
    )
    made = []
    for doc in docs:
        for one in coded_statements(doc):
            item = drawn.get((doc.digest, one.key))
            if sample and not item:
                continue
            after = _answer(one, chance, faults, whole=bool(sample))
            told = {"words": joined_words(doc, one.statement.content), "start": one.statement.content[0].start}
            told |= {"end": one.statement.content[-1].end, "blind": bool(item), "seconds": seconds}
            if item:
                told["draw"] = {"sample": sample.name, "seed": sample.seed, **item.draw}
            verdict = after.pop("verdict")
            if after and verdict == "accept":
                made.append(Decision(coder, doc.digest, doc.id, one.key, "change", after, **told))
            made.append(Decision(coder, doc.digest, doc.id, one.key, verdict, {"verdict": verdict}, **told))
        for item in (i for i in drawn.values() if i.article == doc.digest and i.kind == "sentence"):
            made.append(Decision(coder, doc.digest, doc.id, item.unit, "reject", {"verdict": "reject"}, blind=True))
    with Log(folder, coder) as log:
        log.add(*made[:each])
    return known


def _answer(one, chance, faults, *, whole):
    """A verdict, and the fields that were given with it: blind all, else those that differ."""
    if chance.random() < faults / 4:
        return {"verdict": "reject"}
    fields = {
        "position": one.position,
        "act": one.act.act if one.act else "",
        "topics": [code.topic for code in one.topics],
        "speakers": list(one.names),
        "actors": [speaker.actor or "" for speaker in one.speakers],
        "target": one.target,
    }
    other = {}
    if chance.random() < faults:
        other["position"] = chance.choice([p for p in ("support", "oppose", "neutral") if p != one.position])
    if chance.random() < faults / 2:
        other |= {"speakers": ["Ilka Torvald"], "actors": ["Velland"]}
    return {"verdict": "accept"} | (fields if whole else {}) | other


__all__ = ["ADJUDICATED", "OUTLETS", "code", "corpus"]
