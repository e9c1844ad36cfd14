"""Deeds told as things: "to lift the sanctions" -> lifting the sanctions."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from analysis.model import Document
from analysis.spans import Span, within

# Verbs whose last letter is doubled before "-ing": those of one syllable, and those stressed on the last.
TWICE = re.compile(
    r"(?:[^aeiou]|qu)*[aeiou][^aeiouwxy]|\w+(?:(?<!li)mit|(?<!f)fer|(?<=de)ter|cur|(?<=de)mur|pel|gin|(?<=for)get|set|trol)"
)
BEFORE = ("TO", "RB")  # tags of words before the verb of a deed


def ing(verb: str) -> str:
    """The form of a verb that stands for the deed.

    >>> [ing(verb) for verb in ("lift", "leave", "agree", "lie", "stop", "commit", "offer", "pay")]
    ['lifting', 'leaving', 'agreeing', 'lying', 'stopping', 'committing', 'offering', 'paying']
    """
    if verb.endswith("ie"):
        return f"{verb[:-2]}ying"
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")) and verb != "be":
        return f"{verb[:-1]}ing"
    return f"{verb}{verb[-1] if TWICE.fullmatch(verb) else ''}ing"


def deeds(doc: Document, span: Span) -> list[int]:
    """The verbs of words about a deed, which may go on with further ones: "to lift the sanctions and close the camps".

    They are told by their numbers among the tokens. Empty for other words.
    """
    start = bisect_left(doc.tokens, span.start, key=lambda token: token.span.start)
    words = range(start, start + len(within(doc.tokens, span)))
    first = next((n for n in words if doc.tokens[n].tag not in BEFORE and doc.tokens[n].tag[:1].isalpha()), None)
    if first is None or doc.tokens[first].tag != "VB":
        return []
    joined = (n for n in words if doc.tokens[n].tag == "VB" and doc.tokens[n].relation == "conj")
    return [first, *(n for n in joined if doc.tokens[n].head == first)]


def doing(doc: Document, span: Span) -> str:
    """Words about deeds as things: lifting the sanctions and closing the camps; other words as they stand."""
    return " ".join("".join(_parts(doc, span, deeds(doc, span))).split())


def _parts(doc: Document, span: Span, verbs: Sequence[int]) -> Iterator[str]:
    """The text of a span, its verbs as deeds and without the "to" that stands before them."""
    at = span.start
    for verb in verbs:
        led = [n for n in (verb - 2, verb - 1) if n >= 0 and doc.tokens[n].tag == "TO"]
        for n in led:
            if doc.tokens[n].span.start >= at:
                yield doc.text[at : doc.tokens[n].span.start]
                at = doc.tokens[n].span.end
        yield doc.text[at : doc.tokens[verb].span.start]
        yield ing(doc[doc.tokens[verb]].lower())
        at = doc.tokens[verb].span.end
    yield doc.text[at : span.end]
