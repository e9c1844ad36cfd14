"""The nouns: frozen values that point into the text.

Arrows point to the text. A later thing holds an earlier one; nothing holds what comes after it:
Document.text <- Token, Sentence, Part, Mention <- Speaker <- Statement <- Act, Stance, Coding.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from analysis.spans import Span, hull

Position = Literal["support", "oppose", "conditional", "neutral"]
POSITIONS: tuple[Position, ...] = ("support", "oppose", "conditional", "neutral")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the file that is not running text: headline, byline, dateline, furniture or markup."""

    span: Span
    kind: str


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark, its Penn Treebank tag and its lemma."""

    span: Span
    tag: str
    lemma: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence; sentences are in order and do not overlap."""

    span: Span


@dataclass(frozen=True, slots=True)
class Mention:
    """A name or a role in the text: kind is person, organisation, place, treaty or role."""

    span: Span
    kind: str


@dataclass(frozen=True, slots=True)
class Speaker:
    """Someone to whom words are given.

    kind: person, state, organisation, or unnamed (the article gives no name; `name` is then its own words).
    role: "Russian Foreign Minister", with former, acting or deputy kept; empty where the article gives none.
    actor: the state or organisation spoken for, None where the article does not tell.
    mentions: every place where the text means this speaker, in order.
    """

    name: str
    kind: str
    role: str
    actor: str | None
    mentions: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """Someone (source) is reported to say or think (cue) something (content).

    source, cue and content are tuples of spans, because quotations get interrupted; source and cue may be empty.
    kind: direct (in quotation marks), indirect (none), mixed.
    confidence: the share of such findings that were right when the rule was measured, 0 to 1.
    rule: the name of the rule or model that found it.
    within: the id of the statement in whose content it stands, "" for most.
    led_by: what led from the source to the speakers: name, state, role, both, pronoun, own words (someone unnamed) or
    nothing (left open); led_confidence: the share of such links that were right when they were measured.
    """

    id: str
    kind: str
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    speakers: tuple[Speaker, ...]
    confidence: float
    rule: str
    within: str = ""
    led_by: str = ""
    led_confidence: float = 1.0

    @property
    def span(self) -> Span:
        """From the first to the last of its words."""
        return hull((*self.source, *self.cue, *self.content))

    @property
    def actors(self) -> tuple[str, ...]:
        """The states and organisations its speakers speak for, each once."""
        return tuple(dict.fromkeys(s.actor for s in self.speakers if s.actor))


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words that a judgement rests on.

    role: cue, negator, condition, hedge, intensifier, model (words that moved the model most), target, term or link.
    """

    span: Span
    role: str


@dataclass(frozen=True, slots=True)
class Act:
    """What is done by saying a statement: an id of data/lexicons/acts.tsv.

    evidence: the words that tell it. rule: "cue", "content", or "plain" where neither tells more than that it is said.
    """

    statement: Statement
    act: str
    evidence: tuple[Evidence, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class Stance:
    """Where a statement stands toward one target, and what is done by saying it.

    A statement has one stance for each target; the first is what it is mainly about.
    target: a plain name, empty where none was found. lean: "+" or "-" for conditional, else None.
    act: an id of data/lexicons/acts.tsv. evidence: empty only where position is neutral.
    target_span: the words that the target was read from; inherited: they stand outside the statement.
    scope: asserted, negated, hypothetical, future, past or question. strength: 0 (neutral) to 3.
    """

    statement: Statement
    target: str
    position: Position
    lean: str | None
    act: str
    evidence: tuple[Evidence, ...]
    confidence: float
    rule: str
    target_span: Span | None = None
    inherited: bool = False
    scope: str = "asserted"
    strength: int = 1


@dataclass(frozen=True, slots=True)
class Coding:
    """A topic of the codebook, found in a statement; `inherited` where the statement only points to it."""

    statement: Statement
    topic: str
    evidence: tuple[Evidence, ...]
    inherited: bool


@dataclass(frozen=True, slots=True)
class Document:
    """An article and the layers found in it. `document[span]` reads the text.

    nested: what the content of a statement reports in its turn ("Marren said that Tevik had refused"); its source is
    not the article's, so that it counts nowhere beside the statements.
    text is the decoded file (for HTML: its extracted text); all offsets count its code points.
    """

    id: str
    text: str
    title: str = ""
    outlet: str = ""
    author: str = ""
    published: dt.date | None = None
    url: str = ""
    parts: tuple[Part, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    tokens: tuple[Token, ...] = ()
    mentions: tuple[Mention, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    statements: tuple[Statement, ...] = ()
    nested: tuple[Statement, ...] = ()
    acts: tuple[Act, ...] = ()
    stances: tuple[Stance, ...] = ()
    codings: tuple[Coding, ...] = ()

    @property
    def main_stances(self) -> dict[str, Stance]:
        """The main stance of each statement, by the statement's id."""
        return {stance.statement.id: stance for stance in reversed(self.stances)}

    def __getitem__(self, at: Span | Part | Token | Sentence | Mention) -> str:
        """The characters that a span, or a thing with a span, covers."""
        return (at if isinstance(at, Span) else at.span).of(self.text)
