"""A statement together with all that the layers say of it, joined by its key; a layer may be missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from analysis.model import (
    GAP,
    Act,
    Document,
    IssueCode,
    Resolution,
    Speaker,
    Stance,
    Statement,
    TopicCode,
    by_statement,
)
from analysis.spans import Span


@dataclass(frozen=True, slots=True)
class CodedStatement:
    """A statement, its number in the order of the text (for show), and its codes; the main stance and topic first."""

    number: int
    statement: Statement
    speakers: tuple[Speaker, ...] = ()
    resolution: Resolution | None = None
    act: Act | None = None
    stances: tuple[Stance, ...] = ()
    topics: tuple[TopicCode, ...] = ()
    issues: tuple[IssueCode, ...] = ()

    @property
    def key(self) -> str:
        """The statement's key."""
        return self.statement.key

    @property
    def stance(self) -> Stance | None:
        """The main stance."""
        return self.stances[0] if self.stances else None

    def stance_on(self, code: IssueCode) -> Stance | None:
        """The stance that a code puts on an issue."""
        return next((stance for stance in self.stances if stance.target_span == code.target_span), None)

    def issue_of(self, stance: Stance) -> IssueCode | None:
        """The code that puts a stance on an issue; None for one that is on none."""
        return next((code for code in self.issues if code.target_span == stance.target_span), None)

    @property
    def position(self) -> str:
        """The position of the main stance; empty where no position was coded."""
        return self.stances[0].position if self.stances else ""

    @property
    def target(self) -> str:
        """What that position is toward; empty where none was found."""
        return self.stances[0].target if self.stances else ""

    @property
    def position_confidence(self) -> float | None:
        """The chance that the position is right; None where none was coded, or no chance was told."""
        return self.stances[0].confidence if self.stances else None

    @property
    def lean(self) -> str | None:
        """The lean of a conditional position."""
        return self.stances[0].lean if self.stances else None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the speakers."""
        return tuple(speaker.name for speaker in self.speakers)

    @property
    def actors(self) -> tuple[str, ...]:
        """The states and organisations that they speak for, each once."""
        return tuple(dict.fromkeys(s.actor for s in self.speakers if s.actor))


def coded_statements(doc: Document) -> tuple[CodedStatement, ...]:
    """The statements of a document in their order, each with its codes."""
    return _joined(doc, doc.statements)


def coded_nested(doc: Document) -> tuple[CodedStatement, ...]:
    """The statements within others, in their order, each with its speakers."""
    return _joined(doc, doc.nested)


def joined_words(doc: Document, spans: Iterable[Span]) -> str:
    """The words of some spans on one line, with " … " between them."""
    return GAP.join(" ".join(doc[span].split()) for span in spans)


def _joined(doc: Document, statements: tuple[Statement, ...]) -> tuple[CodedStatement, ...]:
    resolutions = {r.statement: r for r in doc.resolutions}
    acts = {act.statement: act for act in doc.acts}
    stances, topics = by_statement(doc.stances), by_statement(doc.topic_codes)
    issues = by_statement(doc.issue_codes)
    return tuple(
        CodedStatement(
            number,
            s,
            doc.speakers_of(s),
            resolutions.get(s.key),
            acts.get(s.key),
            stances.get(s.key, ()),
            topics.get(s.key, ()),
            issues.get(s.key, ()),
        )
        for number, s in enumerate(statements, 1)
    )
