"""Deeds told as things: "to lift the sanctions" -> lifting the sanctions."""

from __future__ import annotations

import re
from bisect import bisect_left

from analysis.model import Document
from analysis.spans import Span, within

# Verbs whose last letter is doubled before "-ing": those of one syllable, and those stressed on the last.
TWICE = re.compile(
    r"(?:[^aeiou]|qu)*[aeiou][^aeiouwxy]|\w+(?:(?<!li)mit|(?<!f)fer|(?<=de)ter|cur|(?<=de)mur|pel|gin|(?<=for)get|set|trol)"
)
BEFORE = ("TO", "RB")  # tags of words before the verb of a deed
FINITE = ("VBZ", "VBD", "VBP")  # tags of the verb of a clause
DESCRIBED = ("DT", "CD", "JJ", "PRP$", "POS")  # tags of words after which a noun is described: "25 recommended envoys"
SUBJECT, HELPING = ("nsubj", "nsubj:pass"), ("aux", "aux:pass", "cop")
NOT = ("not", "n't", "n’t")


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
    """The verbs of words about a deed, which may go on with further ones: "to lift the sanctions and close the camps",
    "lifted the sanctions".

    They are told by their numbers among the tokens. Empty for other words.
    """
    words = _numbers(doc, span)
    first = next((n for n in words if doc.tokens[n].tag not in BEFORE and doc.tokens[n].tag[:1].isalpha()), None)
    if first is None or doc.tokens[first].tag not in ("VB", *FINITE) or doc.tokens[first].relation in HELPING:
        return []
    tag, before = doc.tokens[first].tag, doc.tokens[first - 1].tag if first else ""
    if tag in FINITE and before in DESCRIBED:
        return []
    joined = (n for n in words if doc.tokens[n].tag == tag and doc.tokens[n].relation == "conj")
    return [first, *(n for n in joined if doc.tokens[n].head == first)]


def doing(doc: Document, span: Span) -> str:
    """Words about deeds as things: "to lift the sanctions and close the camps" is lifting the sanctions and closing the
    camps; "Velland should pay" is Velland paying. Other words as they stand.
    """
    told = _of_deeds(doc, span) or _of_clause(doc, span)
    at, parts = span.start, list[str]()
    for number, words in sorted(told.items()):
        parts += doc.text[at : doc.tokens[number].span.start], words
        at = doc.tokens[number].span.end
    return " ".join("".join([*parts, doc.text[at : span.end]]).split())


def _of_deeds(doc: Document, span: Span) -> dict[int, str]:
    """What stands for some words of deeds: for each verb its other form, for "to" before it nothing."""
    verbs, words = deeds(doc, span), _numbers(doc, span)
    led = {n: "" for verb in verbs for n in (verb - 2, verb - 1) if n in words and doc.tokens[n].tag == "TO"}
    return led | {verb: ing(doc.tokens[verb].lemma.lower()) for verb in verbs}


def _of_clause(doc: Document, span: Span) -> dict[int, str]:
    """What stands for some words of a clause about a noun, none for other words: "the truce could be broken" is the
    truce being broken, "the council is meeting" the council meeting.
    """
    tokens, words = doc.tokens, _numbers(doc, span)
    tops = [n for n in words if tokens[n].relation != "punct" and tokens[n].head not in words]
    if len(tops) != 1 or tokens[tops[0]].relation == "acl:relcl":
        return {}
    (top,) = tops
    under = [n for n in words if tokens[n].head == top and n < top]
    subject = next((n for n in under if tokens[n].relation in SUBJECT and tokens[n].tag.startswith("NN")), None)
    verbs = [n for n in under if tokens[n].relation in HELPING] + [top] * tokens[top].tag.startswith("VB")
    if subject is None or not verbs or verbs[0] < subject:
        return {}
    first, more = verbs[0], verbs[1:]
    lemma, helps = tokens[first].lemma.lower(), first != top
    negated = {n: " not" for n in under if n > subject and doc[tokens[n]].lower() in NOT}
    if tokens[first].tag == "MD" or (helps and lemma == "do"):
        return negated | {first: "", more[0]: ing(tokens[more[0]].lemma.lower())} if more else {}
    if tokens[first].tag not in FINITE or (helps and negated):
        return {}
    doing_so = next(
        (n for n in more if tokens[n].tag == "VBG"), None
    )  # "is meeting", "has been meeting", "is being met"
    if lemma not in ("be", "have") or doing_so is None:
        return {first: ing(lemma)}
    return dict.fromkeys((n for n in verbs if n < doing_so), "")


def _numbers(doc: Document, span: Span) -> range:
    """The words of a span, by their numbers among the tokens."""
    start = bisect_left(doc.tokens, span.start, key=lambda token: token.span.start)
    return range(start, start + len(within(doc.tokens, span)))
