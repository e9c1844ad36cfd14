"""Statements -> topics of the codebook, each with the words it rests on.

The codebook decides: a topic is coded where one of its terms stands in the content. A statement without a
term takes its topic from what it points to, and says `inherited`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from analysis.knowledge import Codebook
from analysis.model import Coding, Document, Evidence, Statement, Token
from analysis.paragraphs import find_paragraphs
from analysis.spans import Span, Within


@dataclass(frozen=True, slots=True)
class Term:
    """A place where a term of a topic stands."""

    span: Span
    topic: str


@lru_cache(maxsize=8)
def _terms(codebook: Codebook) -> tuple[re.Pattern[str], list[tuple[str, bool]]]:
    """One pattern for all terms and exclusions, and what its numbered groups mean: (topic, is a term)."""
    groups: list[tuple[str, bool]] = []
    by_start: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for topic in codebook.topics:
        for words, is_term in ((topic.terms, True), (topic.exclude, False)):
            for word in words:
                groups.append((topic.id, is_term))
                by_start[word[:2].lower()].append((len(groups), word))
    order = [
        "|".join(f"(?P<t{n}>{_pattern(word)})" for n, word in sorted(by_start[k], key=lambda e: -len(e[1])))
        for k in by_start
    ]
    starts = (f"(?={re.escape(k)})(?:{words})" for k, words in zip(by_start, order, strict=True))
    return re.compile(rf"(?<!\w)(?:{'|'.join(starts)})(?!\w)", re.I), groups


def _pattern(term: str) -> str:
    words = re.escape(term.removesuffix("*")).replace(r"\ ", r"\s+")
    if term.endswith("*"):
        words += r"\w*"
    elif term[-1].isalpha():
        words += "(?:s|es)?"
    return f"(?-i:{words})" if re.search("[A-Z][A-Z]|[A-Z][.][A-Z]", term) else words


def find_terms(text: str, codebook: Codebook) -> tuple[Term, ...]:
    """Where the codebook's terms stand in a text, in order; the longest at a place wins, exclusions win over terms.

    >>> from analysis.knowledge import codebook
    >>> [t.topic for t in find_terms("A truce in the price war.", codebook())]
    ['peace_process']
    """
    pattern, groups = _terms(codebook)
    found = []
    for match in pattern.finditer(text):
        topic, is_term = groups[int(str(match.lastgroup)[1:]) - 1]
        if is_term:
            found.append(Term(Span(*match.span()), topic))
    return tuple(found)


def failing_examples(codebook: Codebook) -> tuple[str, ...]:
    """One sentence for each example that its topic does not catch, and each counter-example that it does."""
    found = []
    for topic in codebook.topics:
        for texts, wanted in ((topic.examples, True), (topic.counter_examples, False)):
            for text in texts:
                if wanted != (topic.id in {t.topic for t in find_terms(text, codebook)}):
                    verb = "does not catch its example" if wanted else "catches its counter-example"
                    found.append(f"topic {topic.id!r} {verb} {text!r}")
    return tuple(found)


def find_codings(doc: Document, codebook: Codebook) -> tuple[Coding, ...]:
    """The topics of every statement of an annotated document, the main one first.

    In this order: terms of the content; of the statement's paragraph; of the latest statement that names the same
    thing ("the system", "the proposals"); of the statement before. All but the first are inherited.
    """
    return tuple(_codings(doc, codebook))


def _codings(doc: Document, codebook: Codebook) -> Iterator[Coding]:
    terms = Within(find_terms(doc.text, codebook))
    tokens = Within(doc.tokens)
    blocks = find_paragraphs(doc.text)
    starts = [block.start for block in blocks]
    general = {topic.id for topic in codebook.topics if topic.general}
    named: dict[str, tuple[int, tuple[Coding, ...]]] = {}
    last: tuple[Coding, ...] = ()
    for statement in doc.statements:
        inside = [t for piece in statement.content for t in tokens.of(piece)]
        # "A number of measures" names the measures, not the number.
        words = [t for t, after in zip_longest(inside, inside[1:]) if _names(t) and not (after and after.lemma == "of")]
        own = [term for piece in statement.content for term in terms.of(piece)]
        near = own or terms.of(blocks[bisect_right(starts, statement.span.start) - 1])
        pointer = max((t for t in words if t.lemma in named), key=lambda t: named[t.lemma][0], default=None)
        if near:
            last = tuple(_ranked(statement, near, general, inherited=not own))
        elif pointer is not None:
            link = Evidence(pointer.span, "link")
            last = tuple(Coding(statement, c.topic, (link, *c.evidence), True) for c in named[pointer.lemma][1])
        else:
            last = tuple(Coding(statement, c.topic, c.evidence, True) for c in last)
        if last:
            named |= dict.fromkeys((t.lemma for t in words), (statement.span.start, last))
        yield from last


def _names(token: Token) -> bool:
    return token.tag in {"NN", "NNS"}


def _ranked(statement: Statement, terms: Sequence[Term], general: set[str], *, inherited: bool) -> Iterator[Coding]:
    """The topics of some terms in the order of the text; a general topic only where it is alone."""
    spans: dict[str, list[Span]] = defaultdict(list)
    for term in terms:
        spans[term.topic].append(term.span)
    for topic in [t for t in spans if t not in general] or list(spans):
        yield Coding(statement, topic, tuple(Evidence(s, "term") for s in spans[topic]), inherited)
