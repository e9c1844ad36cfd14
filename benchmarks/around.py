"""Source and cue of statements of which the content alone is given: found ones, else by the tree around the content."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby

from analysis.annotate import meanings_of, with_words
from analysis.attribution import find_cues
from analysis.grammar import Grammar
from analysis.knowledge import Knowledge
from analysis.model import Document, Statement
from analysis.spans import Span, contains
from analysis.statements import find_statements
from analysis.text import TextIndex
from training.scores import overlap

LOW = 0.05  # the chance from which on a statement may lend its source and cue
SHARED = 0.4  # of its words with the content's; below it the tree says more (fold 0: 923 of 1,010 cues right, then 972)
SOURCES = ("nsubj", "nsubj:pass", "nmod:poss", "obl:agent")
HANGING = frozenset({"xcomp", "conj", "advcl", "acl", "ccomp", "obj", "nmod", "obl"})
BESIDE = frozenset({"aux", "aux:pass", "cop", "advmod", "compound:prt", "mark", "case"})
STEPS, NEAR = 4, 4  # verbs above the cue that may have its source; words between a cue and what belongs to it


def filled(doc: Document, index: TextIndex, by: Knowledge, statements: Sequence[Statement]) -> list[Statement]:
    """The statements, those without a cue with the source and cue that they seem to have."""
    if all(statement.cue for statement in statements):
        return list(statements)
    grammar = meanings_of(doc, index, by).cast.grammar
    found = candidates(doc, index, by)
    return [s if s.cue else _with(s, found, grammar) for s in statements]


def candidates(doc: Document, index: TextIndex, by: Knowledge) -> tuple[Statement, ...]:
    """The statements of a text, those too that the encoder is not sure of."""
    models = by.models
    low = replace(models.thresholds, keep=LOW, nameless=LOW, purpose=LOW)
    doc = with_words(doc, index, by)
    output = models.encoder.read(index, partial(find_cues, low=models.thresholds.cue))
    return find_statements(doc, index, output, models.calibration, low, by.lexicons.things)


def _with(statement: Statement, found: Sequence[Statement], grammar: Grammar) -> Statement:
    """A statement with the source and cue of the found one that shares most with it, or of the tree."""
    shared = [(overlap(grammar.text, s.content, statement.content), -n) for n, s in enumerate(found)]
    most, number = max(shared, default=(0.0, 0))
    if most > SHARED:
        return replace(statement, source=found[-number].source, cue=found[-number].cue)
    source, cue = around(grammar, statement.content)
    return replace(statement, source=source, cue=cue)


def around(grammar: Grammar, content: Sequence[Span]) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Source and cue of a content: the word that it hangs on, with its particles; the subject or owner of that word."""
    tokens = grammar.tokens
    inside = {n for part in content for n in grammar.numbers(part) if contains(part, tokens[n].span)}
    tops = [n for n in inside if tokens[n].head is not None and tokens[n].head not in inside]
    tops = [n for n in tops if grammar.relation(n) != "punct"]
    if not tops:
        return (), ()
    top = min(sorted(tops), key=lambda n: _depth(grammar, n))
    verb = tokens[top].head
    assert verb is not None
    source = _subject(grammar, verb, inside)
    beside = [n for n in grammar.under(verb, *BESIDE) if abs(n - verb) < NEAR and not grammar.children[n]]
    cue = {n for n in (verb, *beside, *grammar.under(top, "case")) if n not in inside and n != source}
    words = set() if source is None else set(_below(grammar, source, {*inside, *cue}))
    return _runs(grammar, words), _runs(grammar, cue)


def _depth(grammar: Grammar, word: int | None) -> int:
    """How many words stand above a word."""
    steps = 0
    while word is not None and steps < len(grammar.tokens):
        word, steps = grammar.above(word), steps + 1
    return steps


def _subject(grammar: Grammar, verb: int, inside: Collection[int]) -> int | None:
    """Who does what a verb or noun tells, or what the verb tells that it hangs on: "he tried to explain"."""
    at: int | None = verb
    for _ in range(STEPS):
        if at is None:
            break
        for word in grammar.under(at, *SOURCES):
            if word not in inside:
                return word
        at = grammar.above(at) if grammar.relation(at) in HANGING else None
    return None


def _below(grammar: Grammar, word: int, leaving: Collection[int]) -> Iterator[int]:
    """A word and what hangs on it, without some words and what hangs on those."""
    yield word
    for child in grammar.children[word]:
        if child not in leaving:
            yield from _below(grammar, child, leaving)


def _runs(grammar: Grammar, words: Iterable[int]) -> tuple[Span, ...]:
    """Words as spans, neighbours as one."""
    numbered = list(enumerate(sorted(words)))
    runs = [[n for _, n in run] for _, run in groupby(numbered, key=lambda pair: pair[1] - pair[0])]
    return tuple(Span(grammar.tokens[run[0]].span.start, grammar.tokens[run[-1]].span.end) for run in runs)
