"""Cues -> how a statement is reported: said, thought (or wanted), done (or decided).

The first of its words that manners.tsv lists decides, the head of the cue before the others; a verb of saying, and
quotation marks around all of the content, mean that it was said, as does a cue that none of these is in. A participle
that says how somebody feels ("is determined") goes before its verb ("has determined").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from analysis.grammar import Grammar
from analysis.lexicons import Lexicons
from analysis.model import Statement

SAID = "said"


def with_manners(statements: Iterable[Statement], grammar: Grammar, lexicons: Lexicons) -> Iterator[Statement]:
    """The statements, each with the manner in which it is reported."""
    for statement in statements:
        yield replace(statement, manner=manner_of(statement, grammar, lexicons))


def manner_of(statement: Statement, grammar: Grammar, lexicons: Lexicons) -> str:
    """said, thought or done."""
    if statement.kind == "direct":
        return SAID
    for word in _words(statement, grammar):
        if word in lexicons.manners:
            return lexicons.manners[word]
        if (word,) in lexicons.cues.get(word, ()):
            return SAID
    return SAID


def _words(statement: Statement, grammar: Grammar) -> Iterator[str]:
    """The lemmas of a cue, that of its head first; each participle, but for "has …", before its lemma."""
    words = [n for span in statement.cue for n in grammar.numbers(span)]
    heads = [head for span in statement.cue[:1] if (head := grammar.head(span)) is not None]
    lemmas = {n: grammar.tokens[n].lemma.lower() for n in words}
    for n in (*heads, *words):
        if grammar.tokens[n].tag == "VBN" and "have" not in lemmas.values():
            yield grammar.word(n).lower()
        yield lemmas[n]
