"""Some words of a text as they are shown by themselves: whole words, near ones as one piece, quotation marks in pairs.

What a model points at begins and ends where it will: within "working-class", at a quotation mark that is never closed,
on a "to" that stands alone, at the "will" of what somebody will do.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from analysis.model import GAP, Token
from analysis.spans import Span, overlaps, trimmed

NEAR = 2  # words that may stand between two pieces that are shown as one
FAR = 60  # code points between pieces that are never one
LONGEST = 60  # code points of a word that are looked for on either side of a piece
JOINING = "-‐‑'’"  # inside of a word
OUTSIDE = " \t\r\n,:;–—-…([{)]}!?"  # no part of a piece at its ends
INITIALS = re.compile(r"(?:\w\.){2,}$")
# Where pieces are two, however near: a sentence ends between them, or a quotation.
PARTING = re.compile(r"[.!?…;:](?=\s)|[“”„«»\"]|''|``|\n\s*\n")
MARK = re.compile(
    r"(?P<straight>\"|'')|(?P<opening>[“„«]|``|(?<!\w)[‘'](?=\w))|(?P<closing>[”»])|(?P<single>(?<=[\w.,!?])[’'](?!\w))"
)
CLOSED = re.compile(r"[.,!?]?(?:[”»\"]|'')")
# Words that say nothing alone. Those that tell a side are not among them: against, for, if, no, not, unless, without.
BARE = re.compile(
    "an?|and|as|at|be|been|by|from|had|has|have|he|her|his|i|in|is|its?|of|on|or|our|she|than|that|the|their|they|"
    "these|this|those|to|was|we|were|which|who|with",
    re.IGNORECASE,
)

LEADING = ("MD", "TO")  # tags of words that lead on to a verb
NEVER = ("not", "n't", "n’t", "never")


def pieces(text: str, spans: Iterable[Span], tokens: Sequence[Token] = ()) -> list[Span]:
    """Spans of a text as pieces that can be read, in its order; a "to" that leads on to none is left out.

    tokens: those of the text, by which a noun takes its adjectives along, and a verb is taken by its "will".

    >>> text = 'He said it "helps working-class people to save"'
    >>> [piece.of(text) for piece in pieces(text, [Span(12, 24), Span(25, 30), Span(38, 40)])]
    ['helps working-class']
    """
    whole = [ends_cut(text, whole_words(text, span)) for span in sorted(spans)]
    whole = [one for one in whole if any(map(str.isalnum, one.of(text)))]
    telling = [one for one, after in zip_longest(whole, whole[1:]) if tells(text, one, after)]
    near = near_as_one(text, telling or whole)
    return [closed(text, one) for one in near_as_one(text, (with_phrase(tokens, one) for one in near))]


def tells(text: str, span: Span, after: Span | None) -> bool:
    """True of a piece that says something, by itself or with the one right after it."""
    return not BARE.fullmatch(span.of(text)) or (after is not None and is_near(text, span, after))


def whole_words(text: str, span: Span) -> Span:
    """A span that ends where words do: working-class, of "working"."""
    start, end = span
    while start > max(0, span.start - LONGEST) and goes_on(text, start):
        start -= 1
    while end < min(len(text), span.end + LONGEST) and goes_on(text, end):
        end += 1
    return Span(start, end)


def goes_on(text: str, at: int) -> bool:
    """True where a word goes on over a place of a text: it has a letter on both sides, beyond a hyphen, too."""
    before, after = text[max(0, at - 2) : at][::-1], text[at : at + 2]
    before, after = (side[1:] if side[:1] in JOINING else side for side in (before, after))
    both = text[at - 1 : at + 1]
    return before[:1].isalnum() and after[:1].isalnum() and sum(one in JOINING for one in both) < 2


def ends_cut(text: str, span: Span) -> Span:
    """A span without the marks at its ends: goal, of "goal:"; quotation marks stay, and the point of "the U.S."."""
    span = trimmed(text, span, OUTSIDE)
    return span if INITIALS.search(span.of(text)) else trimmed(text, span, f"{OUTSIDE}.")


def with_phrase(tokens: Sequence[Token], span: Span) -> Span:
    """A span with the adjectives before a noun that it begins with, and the verb after its last "will", "to", "never":
    "the easiest answer" says more than "answer", "would build" more than "would".
    """
    start, end = span
    first = bisect_left(tokens, start, key=lambda token: token.span.start)
    after = bisect_left(tokens, end, key=lambda token: token.span.start)
    if first == after:
        return span
    if tokens[first].tag.startswith("NN"):
        while first and tokens[first - 1].tag.startswith("JJ"):
            first -= 1
            start = tokens[first].span.start
    leads = tokens[after - 1].tag in LEADING or tokens[after - 1].lemma.lower() in NEVER
    if leads and after < len(tokens) and tokens[after].tag == "VB":
        end = tokens[after].span.end
    return Span(start, end)


def near_as_one(text: str, spans: Iterable[Span]) -> list[Span]:
    """Spans in their order, those joined that overlap, or between which a sentence goes on for at most NEAR words."""
    found: list[Span] = []
    for span in spans:
        if found and is_near(text, found[-1], span):
            before = found.pop()
            span = Span(before.start, max(before.end, span.end))
        found.append(span)
    return found


def is_near(text: str, one: Span, other: Span) -> bool:
    """True of two spans, in their order, that can be shown as one."""
    if other.start - one.end > FAR:
        return False
    between = text[one.end : other.start]
    return len(between.split()) <= NEAR and not PARTING.search(between)


def closed(text: str, span: Span) -> Span:
    """A span with the mark right behind it that closes a quotation opened in it."""
    found = CLOSED.match(text, span.end)
    return Span(span.start, found.end()) if found and unpaired(span.of(text)) else span


def balanced(words: str) -> str:
    """Words in one line, without quotation marks whose other half is missing: signed, of "“signed"."""
    for start, end in reversed(unpaired(words)):
        words = words[:start] + words[end:]
    return " ".join(words.split())


def unpaired(words: str) -> list[tuple[int, int]]:
    """Where the quotation marks stand whose other half is missing; an apostrophe is none: the workers' rights."""
    opened: list[re.Match[str]] = []
    alone: list[tuple[int, int]] = []
    for mark in MARK.finditer(words):
        kind, known = mark.lastgroup, {one[0] for one in opened}
        if kind == "opening" or (kind == "straight" and not known & {mark[0], "``"}):
            opened.append(mark)
        elif kind == "single" and not known & {"‘", "'"}:
            continue
        elif opened:
            opened.pop()
        else:
            alone.append(mark.span())
    return sorted([*alone, *(mark.span() for mark in opened)])


def quotation(
    text: str, content: Iterable[Span], spans: Iterable[Span], tokens: Sequence[Token] = ()
) -> list[tuple[str, bool]]:
    """What was said, with the words that decide, as stretches that do or do not decide: "rejected", then " the radar".

    content: the words said. spans: those that decide, also outside of it. tokens: as in `pieces`. Between parts that
    lie far apart stands GAP.
    """
    deciding = pieces(text, spans, tokens)
    told: list[tuple[str, bool]] = []
    for part in near_as_one(text, sorted([*content, *deciding])):
        told += [(GAP, False)] if told else []
        at = part.start
        for one in (one for one in deciding if overlaps(one, part)):
            told += [(text[at : one.start], False), (text[one.start : one.end], True)]
            at = one.end
        told.append((text[at : part.end], False))
    return [(re.sub(r"\s+", " ", words), decides) for words, decides in told if words]
