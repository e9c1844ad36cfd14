"""Statements -> stances: where a source stands toward a target, and what is done by saying it.

A first judge by rules: the cue tells the act, the act or the words of the content tell the position, a condition in
the content makes it conditional. Every position that is not neutral rests on words that are named as evidence.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from analysis.knowledge import Codebook, Lexicons
from analysis.model import Coding, Document, Evidence, Position, Stance, Statement, Token
from analysis.spans import Span, Within, contains

LONGEST = 8  # words of a target's name
REACH = 4  # words between a negator and the word that it turns
SUBJECT = {"DT", "PDT", "JJ", "JJR", "JJS", "NN", "NNS", "NNP", "NNPS", "CD", "POS", "HYPH", "VBN", "PRP$"}
VERBS = {"VBD", "VBZ", "VBP", "MD"}
SIGN: dict[str, int] = {"for": 1, "against": -1}


@dataclass(frozen=True, slots=True)
class Sign:
    """Words of the lexicon in a content; value is their weight with its sign, after negation, 0 for a condition."""

    span: Span
    role: str
    value: int


def find_stances(
    doc: Document, lexicons: Lexicons, codebook: Codebook, confidence: Mapping[str, float]
) -> tuple[Stance, ...]:
    """One stance for each statement of a document with codings and acts, in their order.

    confidence: for each rule, how often it is right.
    """
    tokens = Within(doc.tokens)
    acts = {a.statement.id: a.act for a in doc.acts}
    first = {c.statement.id: c for c in reversed(doc.codings)}
    stances = []
    for statement in doc.statements:
        content = [t for span in statement.content for t in tokens.of(span)]
        act = acts.get(statement.id, "state")
        signs = _signs(content, lexicons)
        position, lean, evidence, rule = _position(statement, act, signs, lexicons)
        coding = first.get(statement.id)
        target = _target(doc, content, _pointed(coding), lexicons.names)
        if not target and coding:
            target = codebook[coding.topic].label
        sure = confidence.get(rule, 0.5)
        stances.append(Stance(statement, target, position, lean, act, evidence, sure, rule))
    return tuple(stances)


def _pointed(coding: Coding | None) -> Span | None:
    """The first words of a coding that lie in the content of its statement."""
    spans = sorted(e.span for e in coding.evidence) if coding else ()
    return next((s for s in spans if coding and any(contains(c, s) for c in coding.statement.content)), None)


def _position(
    statement: Statement, act: str, signs: Sequence[Sign], lexicons: Lexicons
) -> tuple[Position, str | None, tuple[Evidence, ...], str]:
    """Position, lean, evidence and the rule: a condition first, then the words of the content, then the act."""
    by_act = lexicons.acts[act]["position"]
    cues = tuple(Evidence(span, "cue") for span in statement.cue)
    total = sum(s.value for s in signs)
    words = tuple(Evidence(s.span, s.role) for s in signs if s.role != "condition")
    conditions = tuple(Evidence(s.span, "condition") for s in signs if s.role == "condition")
    if conditions:
        against = total < 0 or (total == 0 and by_act == "oppose")
        return "conditional", "-" if against else "+", (*conditions, *words), "condition"
    if by_act in {"oppose", "support"} and (by_act == "oppose" or total >= 0):
        return ("oppose" if by_act == "oppose" else "support"), None, (*cues, *words), "act"
    if total:
        return ("support" if total > 0 else "oppose"), None, words, "words"
    return "neutral", None, (), "no sign"


# ---- the words of a content


@lru_cache(maxsize=8)
def _phrases(signs: tuple[tuple[str, str, str], ...]) -> dict[str, list[tuple[tuple[str, ...], str, int]]]:
    """The lexicon by first word: (all words, role, weight), the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str, int]]] = {}
    for words, role, weight in sorted(signs, key=lambda row: -len(row[0].split())):
        parts = tuple(words.split())
        found.setdefault(parts[0], []).append((parts, role, int(weight)))
    return found


def _signs(content: Sequence[Token], lexicons: Lexicons) -> tuple[Sign, ...]:
    """The lexicon's words in a content, in order, a negator shown where it turned the word after it."""
    return tuple(_turned(list(_found(content, lexicons)), content))


def _found(content: Sequence[Token], lexicons: Lexicons) -> Iterator[tuple[int, int, str, int]]:
    """(first token, last token, role, weight) of every entry; words match by lemma or as written."""
    table = _phrases(tuple((r["words"], r["role"], r["weight"]) for r in lexicons.signs.values()))
    lemmas = [t.lemma.lower() for t in content]
    at = 0
    while at < len(content):
        step = 1
        for parts, role, weight in table.get(lemmas[at], ()):
            if tuple(lemmas[at : at + len(parts)]) == parts:
                yield at, at + len(parts) - 1, role, weight
                step = len(parts)
                break
        at += step


def _turned(entries: Sequence[tuple[int, int, str, int]], content: Sequence[Token]) -> Iterator[Sign]:
    """Signs with their negation: a negator turns the next word within reach, if no comma stands between."""
    negator: tuple[int, Span] | None = None
    for first, last, role, weight in entries:
        span = Span(content[first].span.start, content[last].span.end)
        if role == "negator":
            negator = (last, span)
            continue
        near = negator is not None and first - negator[0] <= REACH
        near = near and not any(t.tag in {",", ":", "."} for t in content[negator[0] if negator else 0 : first])
        value = SIGN.get(role, 0) * weight
        if near and negator is not None and value:
            yield Sign(negator[1], "negator", 0)
            value = -value
            negator = None
        yield Sign(span, "condition" if role == "condition" else "cue", value)


def _target(doc: Document, content: Sequence[Token], pointed: Span | None, actors: Collection[str]) -> str:
    """What is spoken of, as its words: the subject of the content, or else the phrase around a topic's term.

    "" where there is neither. A subject that is a pronoun or an actor ("Russia has …") is passed over.
    """
    words = list(content)
    while words and (words[0].tag in {"IN", "``", "RB", ",", "WRB"} or words[0].lemma == "that"):
        words.pop(0)
    size = next((k for k, t in enumerate(words) if t.tag not in SUBJECT and t.lemma != "of"), len(words))
    verb_follows = size < len(words) and words[size].tag in VERBS | {"IN"}
    if verb_follows and any(t.tag.startswith("NN") for t in words[:size]):
        name = _words(doc, words[:size])
        if size <= LONGEST and re.sub("^[Tt]he ", "", name) not in actors:
            return name
    at = next((k for k, t in enumerate(content) if pointed and t.span.start >= pointed.start), None)
    if at is None:
        return ""
    first = last = at
    while first and content[first - 1].tag in SUBJECT:
        first -= 1
    while last + 1 < len(content) and content[last + 1].tag in SUBJECT:
        last += 1
    return _words(doc, content[max(first, last + 1 - LONGEST) : last + 1])


def _words(doc: Document, tokens: Sequence[Token]) -> str:
    return " ".join(doc.text[tokens[0].span.start : tokens[-1].span.end].split())
