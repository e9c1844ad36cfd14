"""A source that was found in several pieces -> those of them who speak."""

from __future__ import annotations

from analysis.grammar import SUBJECT, Grammar
from analysis.model import Statement
from analysis.spans import Span


def speaking(statement: Statement, grammar: Grammar) -> tuple[Span, ...]:
    """The piece of a source that is subject of the cue, else the one nearest to it; with those that are joined to it.

    "Marren, who came when Tevik was ill, supports it": Marren alone. "Marren and Tevik support it": both.
    """
    if len(statement.source) < 2 or not statement.cue:
        return statement.source
    verbs = [word for span in statement.cue for word in grammar.numbers(span)]
    subjects = {word for verb in verbs for word in grammar.under(verb, *SUBJECT)}
    leads = (span for span in statement.source if not subjects.isdisjoint(grammar.numbers(span)))
    chosen = next(leads, None) or min(statement.source, key=lambda span: _away(span, statement.cue[0]))
    head = grammar.head(chosen)
    joined = set() if head is None else set(grammar.group(head))
    return tuple(span for span in statement.source if span == chosen or grammar.head(span) in joined)


def _away(one: Span, other: Span) -> int:
    """How many characters lie between two spans."""
    return max(one.start - other.end, other.start - one.end)
