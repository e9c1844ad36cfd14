"""What the encoder says -> statements: somebody (source) is reported to say or think (cue) something (content).

The conventions follow PolNeAR: the whole noun phrase with title and apposition is the source, auxiliaries belong to
the cue, quotation marks and the comma inside them to the content; no statement inside another. What somebody is
reported to report ("Marren said that Tevik had refused") is found apart, as a layer of its own.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from analysis import phrases
from analysis.attribution import Range, attributions_of, offsets
from analysis.encoder import CLOSES, OPENS, Reading, Words, words_within
from analysis.knowledge import Phrase
from analysis.model import Document, Mention, Statement, Token
from analysis.spans import Span, Within, contains, overlaps, trimmed, without

RULE = "encoder"
BARE = 0.65  # chance under which nothing is a statement that has a verb neither in its cue nor in its content
NEXT = 40  # characters after a source in which a name that it cuts may end
NESTED = 0.6  # chance under which nothing is taken for a statement within another: the calibration has seen none
SHORTEST = 5  # words of a content that may report somebody in its turn
NO_TEXT = ("byline", "furniture")
LIST_MARK = re.compile(r"(?:[-–—*•◦▪‣·+]|\(?(?:\d{1,2}|[a-z])[.)])(?=\s)")


def find_statements(
    doc: Document, words: Words, reading: Reading, calibration: Sequence[float], things: Mapping[str, Collection[str]]
) -> tuple[Statement, ...]:
    """The statements of a document, in the order of the text, without their speakers.

    words and reading are those of its text; things: classes of words (`telling`: its passive has the one who was told
    before it; `unnamed`: how a request not to be named begins, which is no statement). Bylines and furniture are
    passed over. The confidence of a statement is the chance that its content and its source are right.
    """
    marks = [p.span for p in doc.parts if p.kind == "markup" and _is_list_mark(doc.text, p.span)]
    closed, tokens = [p.span for p in doc.parts if p.kind in NO_TEXT], Within(doc.tokens)
    mentions = Within(sorted(doc.mentions, key=lambda m: m.span))
    found = []
    for one in attributions_of(words, reading, calibration):
        source, cue, content = (
            _unmarked(doc.text, _spans(words, ranges), marks) for ranges in (one.source, one.cue, one.content)
        )
        if not content:
            continue
        said, told = ([t for span in spans for t in tokens.of(span)] for spans in (cue, content))
        if (one.score < BARE and _is_bare([*said, *told])) or doc[content[0]].startswith(tuple(things["unnamed"])):
            continue
        if source and source[0] < cue[0] and _is_told(said, things["telling"]):
            source = ()
        source = tuple(_to_whole_names(doc.text, span, mentions, (*cue, *content)) for span in source)
        if not any(overlaps(c, span) for span in closed for c in (*content, *source)):
            found.append((content, source, cue, _kind(words, one.content), round(one.score, 3)))
    found.sort(key=lambda f: min(s.start for spans in f[:3] for s in spans))
    return tuple(
        Statement(f"s{number}", kind, source, cue, content, (), score, RULE)
        for number, (content, source, cue, kind, score) in enumerate(found, 1)
    )


def _is_list_mark(text: str, mark: Span) -> bool:
    """True for the "-" or "1." with which an item of a list begins."""
    before = re.split(r"[\r\n]", text[max(0, mark.start - NEXT) : mark.start])[-1]
    return not before.strip() and LIST_MARK.match(text, mark.start) is not None


def _unmarked(text: str, spans: Sequence[Span], marks: Sequence[Span]) -> tuple[Span, ...]:
    """Spans without the marks of lists in them: “- No soldier will come.” is “No soldier will come.”"""
    found = []
    for span in spans:
        within = [mark for mark in marks if overlaps(span, mark)]
        found += [trimmed(text, piece) for piece in without(span, within)] if within else [span]
    return tuple(piece for piece in found if len(piece))


def _is_bare(tokens: Sequence[Token]) -> bool:
    """“Disagreement on the substance”: words without a verb among them."""
    return not any(t.tag.startswith(("V", "MD")) for t in tokens)


def _is_told(cue: Sequence[Token], telling: Collection[str]) -> bool:
    """“The officials were informed of the plan”: who stands before it said nothing."""
    lemmas = [t.lemma for t in cue]
    return "be" in lemmas and "by" not in lemmas and any(t.tag == "VBN" and t.lemma in telling for t in cue)


def _to_whole_names(text: str, source: Span, mentions: Within[Mention], others: Sequence[Span]) -> Span:
    """A source with the name that it cuts: "Mr." of "Mr. Vantel", "Tellan" of "Tellan Council President Oro Vantel".

    A role or name that it touches is taken whole, then the person right after it, unless cue or content begin there.
    """
    grown = source
    for mention in mentions.of(Span(source.start, min(len(text), source.end + NEXT))):
        cut = mention.span.start < grown.end < mention.span.end
        if cut or (mention.kind == "person" and mention.span.start == grown.end + 1 and text[grown.end].isspace()):
            grown = Span(grown.start, mention.span.end)
    return source if any(overlaps(grown, other) for other in others) else grown


def retold(doc: Document, words: Words, cues: Mapping[str, Sequence[Phrase]]) -> Words:
    """The contents of a document's statements that hold a verb of the lexicon of cues, each as a text of its own."""
    tokens, ranges = Within(doc.tokens), []
    for span in sorted(span for statement in doc.statements for span in statement.content):
        a = int(np.searchsorted(words.start, span.start))
        b = int(np.searchsorted(words.start, span.end))
        while a < b and words.quote[a] == OPENS:
            a += 1
        while a < b and words.quote[b - 1] == CLOSES:
            b -= 1
        if b - a >= SHORTEST and _reports(doc.text, tokens.of(span), cues):
            ranges.append((a, b))
    return words_within(words, ranges)


def _reports(text: str, tokens: Sequence[Token], cues: Mapping[str, Sequence[Phrase]]) -> bool:
    """True where a verb is a cue by the lexicon: "be sure", not "be"."""
    words = phrases.Words(text, tokens)
    verbs = (n for n, t in enumerate(tokens) if t.lemma in cues and t.tag.startswith("V"))
    return any(phrases.fitting(words, n, cues) for n in verbs)


def find_nested(doc: Document, words: Words, reading: Reading, calibration: Sequence[float]) -> tuple[Statement, ...]:
    """The statements within the contents of others, one level deep, in the order of the text, without speakers.

    words and reading are those of `retold`. `within` names the outer statement; the first within s4 is s4.1.
    """
    contents = sorted((content, statement.id) for statement in doc.statements for content in statement.content)
    starts = [content.start for content, _ in contents]
    found, count = [], Counter[str]()
    for one in attributions_of(words, reading, calibration, keep=NESTED, quoted=NESTED, rules=False):
        source, cue, content = (_spans(words, ranges) for ranges in (one.source, one.cue, one.content))
        outer, id = contents[bisect_right(starts, cue[0].start) - 1]
        if source and all(contains(outer, span) for span in (*source, *cue, *content)):
            count[id] += 1
            kind, score = _kind(words, one.content), round(one.score, 3)
            found.append(Statement(f"{id}.{count[id]}", kind, source, cue, content, (), score, RULE, within=id))
    return tuple(found)


def _spans(words: Words, ranges: Sequence[Range]) -> tuple[Span, ...]:
    return tuple(Span(a, b) for a, b in offsets(words, ranges))


def _kind(words: Words, content: Sequence[Range]) -> str:
    """direct, indirect or mixed: all, none or some of the content's words lie in quotation marks."""
    quoted = [bool(words.quote[i]) for a, b in content for i in range(a, b)]
    share = sum(quoted) / len(quoted)
    return "indirect" if share == 0 else "direct" if share >= 0.9 else "mixed"
