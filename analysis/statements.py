"""What the encoder says -> statements: somebody (source) is reported to say or think (cue) something (content).

The conventions follow PolNeAR: the whole noun phrase with title and apposition is the source, auxiliaries belong to
the cue, quotation marks and the comma inside them to the content; no statement inside another.
"""

from __future__ import annotations

from collections.abc import Sequence

from analysis.attribution import Range, attributions_of, offsets
from analysis.encoder import Reading, Words
from analysis.model import Document, Statement
from analysis.spans import Span, overlaps

RULE = "encoder"
NO_TEXT = ("byline", "furniture")


def find_statements(
    doc: Document, words: Words, reading: Reading, calibration: Sequence[float]
) -> tuple[Statement, ...]:
    """The statements of a document, in the order of the text, without their speakers.

    words and reading are those of its text. Bylines and furniture are passed over. The confidence of a statement is
    the chance that its content and its source are right.
    """
    closed = [p.span for p in doc.parts if p.kind in NO_TEXT]
    found = []
    for one in attributions_of(words, reading, calibration):
        source, cue, content = (_spans(words, ranges) for ranges in (one.source, one.cue, one.content))
        if not any(overlaps(c, span) for span in closed for c in (*content, *source)):
            found.append((content, source, cue, _kind(words, one.content), round(one.score, 3)))
    found.sort(key=lambda f: min(s.start for spans in f[:3] for s in spans))
    return tuple(
        Statement(f"s{number}", kind, source, cue, content, (), score, RULE)
        for number, (content, source, cue, kind, score) in enumerate(found, 1)
    )


def _spans(words: Words, ranges: Sequence[Range]) -> tuple[Span, ...]:
    return tuple(Span(a, b) for a, b in offsets(words, ranges))


def _kind(words: Words, content: Sequence[Range]) -> str:
    """direct, indirect or mixed: all, none or some of the content's words lie in quotation marks."""
    quoted = [bool(words.quote[i]) for a, b in content for i in range(a, b)]
    share = sum(quoted) / len(quoted)
    return "indirect" if share == 0 else "direct" if share >= 0.9 else "mixed"
