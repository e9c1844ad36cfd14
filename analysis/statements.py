"""What the encoder says -> statements: somebody (source) is reported to say or think (cue) something (content).

The conventions follow PolNeAR: the whole noun phrase with title and apposition is the source, auxiliaries belong to
the cue, quotation marks and the comma inside them to the content; no statement inside another. What somebody is
reported to report ("Marren said that Tevik had refused") is found apart, as a layer of its own.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from analysis.attribution import Attribution, Range, Thresholds, attributions_of, offsets
from analysis.encoder import EncoderOutput
from analysis.model import Document, Mention, Statement, Token, statement_keys
from analysis.spans import Span, contains, overlaps, trimmed, within, without
from analysis.text import CLOSES, OPENS, TextIndex, Words, stretches

NEXT = 40  # characters after a source in which a name that it cuts may end
SHORTEST = 5  # words of a content that may report somebody in its turn
Spans = tuple[Span, ...]
Cues = Mapping[str, Sequence[tuple[str, ...]]]  # lemmas by the first of them
NO_TEXT = ("byline", "furniture")
LIST_MARK = re.compile(r"(?:[-–—*•◦▪‣·+]|\(?(?:\d{1,2}|[a-z])[.)])(?=\s)")


class _StatementWords(NamedTuple):
    """The words of a statement."""

    source: Spans
    cue: Spans
    content: Spans

    @property
    def start(self) -> int:
        """Where its first word begins."""
        return min(span.start for spans in self for span in spans)


def find_statements(
    doc: Document,
    index: TextIndex,
    output: EncoderOutput,
    calibration: Sequence[float],
    least: Thresholds,
    things: Mapping[str, Collection[str]],
) -> tuple[Statement, ...]:
    """The statements of a document, in the order of the text.

    output is what the encoder says of its text; things: classes of words (`telling`: its passive has the one who was
    told before it; `unnamed`: how a request not to be named begins, which is no statement). Bylines and furniture are
    passed over. The confidence of a statement is the chance that its content and its source are right.
    """
    closed = [p.span for p in doc.parts if p.kind in NO_TEXT]
    attributions = attributions_of(index.words, output, calibration, least)
    worded = _worded(doc, index.words, attributions, least, things)
    found = [(words, one) for words, one in worded if not _meet((*words.source, *words.content), closed)]
    found.sort(key=lambda f: f[0].start)
    keys = statement_keys(doc.text, (words for words, _ in found))
    return tuple(
        Statement(key, _kind(index.words, one.content), *words, round(one.score, 3), one.rule)
        for key, (words, one) in zip(keys, found, strict=True)
    )


def _worded(
    doc: Document,
    words: Words,
    attributions: Iterable[Attribution],
    least: Thresholds,
    things: Mapping[str, Collection[str]],
) -> Iterator[tuple[_StatementWords, Attribution]]:
    """The words of the attributions that are statements."""
    marks = _list_marks(doc)
    mentions = sorted(doc.mentions, key=lambda m: m.span)
    for one in attributions:
        ranges = (one.source, one.cue, one.content)
        source, cue, content = (_unmarked(doc.text, _spans(words, some), marks) for some in ranges)
        if content and not _is_no_statement(doc, one, cue, content, least, things):
            if _was_addressed(doc, source, cue, things["telling"]):
                source = ()
            whole = (_to_whole_names(doc.text, span, mentions, (*cue, *content)) for span in source)
            yield _StatementWords(tuple(whole), cue, content), one


def _meet(some: Sequence[Span], others: Sequence[Span]) -> bool:
    """True where one of some spans shares a character with one of the others."""
    return any(overlaps(span, other) for other in others for span in some)


def _is_no_statement(
    doc: Document,
    one: Attribution,
    cue: Sequence[Span],
    content: Sequence[Span],
    least: Thresholds,
    things: Mapping[str, Collection[str]],
) -> bool:
    """True for words without a verb that are not sure enough, and for a request not to be named."""
    if one.score < least.bare and _is_bare([*_tokens(doc, cue), *_tokens(doc, content)]):
        return True
    return doc[content[0]].startswith(tuple(things["unnamed"]))


def _tokens(doc: Document, spans: Sequence[Span]) -> list[Token]:
    return [token for span in spans for token in within(doc.tokens, span)]


def _list_marks(doc: Document) -> list[Span]:
    """The marks with which the items of lists begin."""
    return [p.span for p in doc.parts if p.kind == "markup" and _is_list_mark(doc.text, p.span)]


def _is_list_mark(text: str, mark: Span) -> bool:
    """True for the "-" or "1." with which an item of a list begins."""
    before = re.split(r"[\r\n]", text[max(0, mark.start - NEXT) : mark.start])[-1]
    return not before.strip() and LIST_MARK.match(text, mark.start) is not None


def _unmarked(text: str, spans: Sequence[Span], marks: Sequence[Span]) -> tuple[Span, ...]:
    """Spans without the marks of lists in them: “- No soldier will come.” is “No soldier will come.”"""
    found = []
    for span in spans:
        inside = [mark for mark in marks if overlaps(span, mark)]
        found += [trimmed(text, piece) for piece in without(span, inside)] if inside else [span]
    return tuple(piece for piece in found if len(piece))


def _is_bare(tokens: Sequence[Token]) -> bool:
    """“Disagreement on the substance”: words without a verb among them."""
    return not any(t.tag.startswith(("V", "MD")) for t in tokens)


def _was_addressed(doc: Document, source: Spans, cue: Spans, telling: Collection[str]) -> bool:
    """“The officials were informed of the plan”: who stands before it said nothing."""
    if not source or source[0] > cue[0]:
        return False
    tokens = _tokens(doc, cue)
    lemmas = {t.lemma for t in tokens}
    return "be" in lemmas and "by" not in lemmas and any(t.tag == "VBN" and t.lemma in telling for t in tokens)


def _to_whole_names(text: str, source: Span, mentions: Sequence[Mention], others: Sequence[Span]) -> Span:
    """A source with the name that it cuts: "Mr." of "Mr. Vantel", "Tellan" of "Tellan Council President Oro Vantel".

    A role or name that it touches is taken whole, then the person right after it, unless cue or content begin there.
    """
    grown = source
    for mention in within(mentions, Span(source.start, min(len(text), source.end + NEXT))):
        cut = mention.span.start < grown.end < mention.span.end
        if cut or (mention.kind == "person" and mention.span.start == grown.end + 1 and text[grown.end].isspace()):
            grown = Span(grown.start, mention.span.end)
    return source if _meet([grown], others) else grown


def contents_that_report(doc: Document, index: TextIndex, cues: Cues) -> TextIndex:
    """The contents of a document's statements that hold a verb of the lexicon of cues, each as a text of its own."""
    ranges = []
    for span in sorted(span for statement in doc.statements for span in statement.content):
        a, b = _unquoted(index.words, span)
        if b - a >= SHORTEST and _reports(within(doc.tokens, span), cues):
            ranges.append((a, b))
    return stretches(index, ranges)


def _unquoted(words: Words, span: Span) -> Range:
    """The words of a span without the quotation marks around them."""
    a = int(np.searchsorted(words.start, span.start))
    b = int(np.searchsorted(words.start, span.end))
    while a < b and words.quote[a] == OPENS:
        a += 1
    while a < b and words.quote[b - 1] == CLOSES:
        b -= 1
    return a, b


def _reports(tokens: Sequence[Token], cues: Cues) -> bool:
    """True where a verb is a cue by the lexicon: "be sure", not "be"."""
    lemmas = [token.lemma.lower() for token in tokens]
    verbs = (n for n, token in enumerate(tokens) if token.tag.startswith("V") and lemmas[n] in cues)
    return any(tuple(lemmas[n : n + len(cue)]) == cue for n in verbs for cue in cues[lemmas[n]])


def find_nested(
    doc: Document, index: TextIndex, output: EncoderOutput, calibration: Sequence[float], least: Thresholds
) -> tuple[Statement, ...]:
    """The statements within the contents of others, one level deep, in the order of the text.

    index: what `contents_that_report` gives; output: what the encoder says of it. `within` is the key of the outer
    statement; the first within it has that key with ".1" after it.
    """
    contents = sorted((content, statement.key) for statement in doc.statements for content in statement.content)
    starts = [content.start for content, _ in contents]
    found, count = [], Counter[str]()
    surer = replace(least, keep=least.nested, quoted=least.nested)  # the calibration has seen no nested ones
    for one in attributions_of(index.words, output, calibration, surer, rules=False):
        source, cue, content = (_spans(index.words, ranges) for ranges in (one.source, one.cue, one.content))
        outer, key = contents[bisect_right(starts, cue[0].start) - 1]
        if source and all(contains(outer, span) for span in (*source, *cue, *content)):
            count[key] += 1
            kind, score = _kind(index.words, one.content), round(one.score, 3)
            found.append(Statement(f"{key}.{count[key]}", kind, source, cue, content, score, one.rule, within=key))
    return tuple(found)


def _spans(words: Words, ranges: Sequence[Range]) -> tuple[Span, ...]:
    return tuple(Span(a, b) for a, b in offsets(words, ranges))


def _kind(words: Words, content: Sequence[Range]) -> str:
    """direct, indirect or mixed: all, none or some of the content's words lie in quotation marks."""
    quoted = [bool(words.quote[i]) for a, b in content for i in range(a, b)]
    share = sum(quoted) / len(quoted)
    return "indirect" if share == 0 else "direct" if share >= 0.9 else "mixed"
