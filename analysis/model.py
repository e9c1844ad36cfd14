"""The nouns: frozen values that point into the text.

Arrows point to the text: a later thing holds the key of an earlier one, and nothing is overwritten.

    Document.text <- Part, Sentence, Token, Mention
                  <- Statement (key) <- Resolution, Act, Stance, TopicCode
                  <- Speaker (key)   <- Resolution
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, Protocol, TypeVar

from analysis import days
from analysis.keys import digest, word_keys
from analysis.paragraphs import find_paragraphs
from analysis.spans import Span, hull

Position = Literal["support", "oppose", "conditional", "neutral"]
POSITIONS: tuple[Position, ...] = ("support", "oppose", "conditional", "neutral")
SIDES = ("support", "oppose", "neutral", "conditional")  # as the chances of a stance have them
GAP = " … "  # stands between the pieces of what is interrupted


@dataclass(frozen=True, slots=True)
class MadeBy:
    """What made the layers of a document: version of the program, digests of its models and of the knowledge used."""

    version: str
    models: str
    knowledge: str


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the file that is not running text: headline, byline, dateline, furniture or markup."""

    span: Span
    kind: str


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark, its Penn Treebank tag and its lemma.

    head: the place of its head among the document's tokens, None for the root of a sentence; relation: to that head, by
    Universal Dependencies, "root" for the root; empty where no trees were read.
    """

    span: Span
    tag: str
    lemma: str
    head: int | None = None
    relation: str = ""


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

    key: made from the name, unique in the document. kind: person, state, organisation, or unnamed (the article gives
    no name; `name` is then its own words).
    role: "Russian Foreign Minister", with former, acting or deputy kept; empty where the article gives none.
    actor: the state or organisation spoken for, None where the article does not tell; code: of a state, its ISO 3166-1
    alpha-3 code.
    mentions: every place where the text means this speaker, in order.
    by_office: the term of office in data/lexicons/offices.tsv that tells the actor; empty where the article does.
    """

    key: str
    name: str
    kind: str
    role: str
    actor: str | None
    code: str
    mentions: tuple[Span, ...]
    by_office: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """Someone (source) is reported to say or think (cue) something (content).

    key: made from its own words, so that it holds when the rest of the article changes; unique in the document.
    source, cue and content are tuples of spans, because quotations get interrupted; source and cue may be empty.
    kind: direct (in quotation marks), indirect (none), mixed.
    confidence: the chance that content and source are right, 0 to 1; None where nobody measured it (coded by hand).
    rule: what found it: encoder, signature, turn, following quotation or borrowed source.
    within: the key of the statement in whose content it stands, "" for most. manner: how it is reported: said, thought
    (or wanted), done (or decided).
    """

    key: str
    kind: str
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    confidence: float | None
    rule: str
    within: str = ""
    manner: str = "said"

    @property
    def span(self) -> Span:
        """From the first to the last of its words."""
        return hull((*self.source, *self.cue, *self.content))


def statement_keys(
    text: str, words: Iterable[tuple[Iterable[Span], Iterable[Span], Iterable[Span]]]
) -> tuple[str, ...]:
    """A key for each statement of a text, from the words of its source, cue and content."""
    return word_keys("|".join(GAP.join(s.of(text) for s in spans) for spans in one) for one in words)


@dataclass(frozen=True, slots=True)
class Resolution:
    """Whom the source of a statement means.

    statement: its key. speakers: their keys. rule: what led there: name, state, title (an office told before),
    role (a description), clause, pronoun, continued (a pronoun after words of the same speaker), author (whoever wrote
    the article), own words (someone unnamed) or nothing (left open). confidence: the chance that the link is right.
    """

    statement: str
    speakers: tuple[str, ...]
    rule: str
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words that a judgement rests on.

    role: cue, words (of the content), phrase (of the analyst's lexicon), target, turn, term, likeness or link.
    """

    span: Span
    role: str


@dataclass(frozen=True, slots=True)
class Act:
    """What is done by saying a statement: an id of data/lexicons/acts.tsv.

    statement: its key. evidence: the words that tell it. rule: "reader", or "your phrase" where a phrase of the
    analyst's lexicon decides. confidence: the chance that it is right. plover, cameo, quad: its event class, root code
    and quad class in the codebooks of these names, empty where they have none.
    """

    statement: str
    act: str
    evidence: tuple[Evidence, ...]
    rule: str
    confidence: float | None = None
    plover: str = ""
    cameo: str = ""
    quad: str = ""


@dataclass(frozen=True, slots=True)
class Stance:
    """Where a statement stands toward one target.

    statement: its key. A statement has one stance for each target; the first is what it is mainly about.
    target: a plain name, empty where none was found. lean: "+" or "-" for conditional, else None.
    evidence: empty only where position is neutral.
    rule: as for an act. confidence: the chance that the position is right; chances: of support, oppose, neutral and
    conditional, none where nobody measured them. target_span: the words that the target was read from; inherited: they
    stand outside the statement. target_confidence: the chance that they are right.
    """

    statement: str
    target: str
    position: Position
    lean: str | None
    evidence: tuple[Evidence, ...]
    confidence: float | None
    rule: str
    target_span: Span | None = None
    inherited: bool = False
    chances: tuple[float, ...] = ()
    target_confidence: float | None = None


@dataclass(frozen=True, slots=True)
class TopicCode:
    """A topic of the codebook, found in a statement (its key).

    inherited: the words around the statement tell it, not its own; rule: "term" where words of the codebook tell it,
    "likeness" where the reader proposes it, with its chance as confidence; None where a term tells it.
    cap: codes of the Comparative Agendas Project.
    """

    statement: str
    topic: str
    evidence: tuple[Evidence, ...]
    inherited: bool
    rule: str = "term"
    confidence: float | None = None
    cap: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Issue:
    """What positions of the article are toward, one thing under whatever words: DNA calls it a concept.

    key: made from its name, unique in the document. name: the clearest of its targets. kind: actor where it is somebody
    as such, else issue. topic: of most of its statements, empty where they have none. confidence: the mean chance that
    two of its targets are the same; None for one alone, and for equal words alone.
    """

    key: str
    name: str
    kind: str
    topic: str
    confidence: float | None


@dataclass(frozen=True, slots=True)
class IssueCode:
    """A stance that is on an issue.

    statement: its key; target_span: tells which of its stances. position and lean: toward the issue, that of the stance
    turned where turned: who is for lifting the sanctions is against the sanctions. evidence: the words that turn it.
    confidence: the issue's.
    """

    statement: str
    issue: str
    position: Position
    lean: str | None
    turned: bool
    evidence: tuple[Evidence, ...]
    confidence: float | None
    target_span: Span | None


@dataclass(frozen=True, slots=True)
class Was:
    """What the machine had said where a coder says something else: a field of decisions.FIELDS, in words."""

    field: str
    words: str


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What a coder did with a statement.

    statement: its key, also where the coder took it out. verdict: accept, reject, or change where the coder changed
    something and has not decided yet. added: the machine had not found it. was: in the order of the fields. of: whose
    answer was taken, where two coders were compared. bulk: one of many that were accepted unread.
    """

    statement: str
    coder: str
    verdict: str
    added: bool
    was: tuple[Was, ...]
    of: str = ""
    bulk: bool = False


def opposite(position: Position, lean: str | None) -> tuple[Position, str | None]:
    """The position, with its lean, toward the opposite of what it is toward: of who is for lifting the sanctions,
    that toward the sanctions.

    >>> opposite("support", None), opposite("conditional", "+"), opposite("neutral", None)
    (('oppose', None), ('conditional', '-'), ('neutral', None))
    """
    turned: dict[str, Position] = {"support": "oppose", "oppose": "support"}
    return turned.get(position, position), {"+": "-", "-": "+"}.get(lean or "", lean)


@dataclass(frozen=True, slots=True)
class ArticleTopic:
    """A topic of the codebook that the whole article is about, with the words that show it."""

    topic: str
    evidence: tuple[Evidence, ...]


class _Judgement(Protocol):
    """Anything that is said of a statement."""

    @property
    def statement(self) -> str: ...


J = TypeVar("J", bound=_Judgement)


def by_statement(judgements: Iterable[J]) -> dict[str, tuple[J, ...]]:
    """Judgements by the key of their statement, in their order."""
    found: defaultdict[str, list[J]] = defaultdict(list)
    for judgement in judgements:
        found[judgement.statement].append(judgement)
    return {key: tuple(some) for key, some in found.items()}


@dataclass(frozen=True)
class Document:
    """An article and the layers found in it. `document[span]` reads the text.

    id: its name, unique among the articles that are read together. text is the decoded file (for HTML: its extracted
    text); all offsets count its code points. made_by: None where no program made the layers.
    nested: what the content of a statement reports in its turn ("Marren said that Tevik had refused"); its source is
    not the article's, so that it counts nowhere beside the statements. topics: those of the whole article, the main
    one first. A layer may be missing: that of an article coded by hand, or half annotated. reviews: none in what the
    machine made.
    """

    id: str
    text: str
    title: str = ""
    outlet: str = ""
    author: str = ""
    published: dt.date | None = None
    url: str = ""
    made_by: MadeBy | None = None
    parts: tuple[Part, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    tokens: tuple[Token, ...] = ()
    mentions: tuple[Mention, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    statements: tuple[Statement, ...] = ()
    nested: tuple[Statement, ...] = ()
    resolutions: tuple[Resolution, ...] = ()
    acts: tuple[Act, ...] = ()
    stances: tuple[Stance, ...] = ()
    topic_codes: tuple[TopicCode, ...] = ()
    topics: tuple[ArticleTopic, ...] = ()
    issues: tuple[Issue, ...] = ()
    issue_codes: tuple[IssueCode, ...] = ()
    reviews: tuple[Reviewed, ...] = ()

    @cached_property
    def digest(self) -> str:
        """Sixteen hexadecimal digits that tell this text from any other."""
        return digest(self.text)

    @cached_property
    def paragraphs(self) -> tuple[Span, ...]:
        """Where the paragraphs of the text are."""
        return find_paragraphs(self.text)

    @property
    def day(self) -> str:
        """The day it was published, in words: "18 March 2008"; empty where it is not known."""
        return days.in_words(self.published)

    @cached_property
    def issue_names(self) -> Mapping[str, str]:
        """From the key of an issue to its name."""
        return {issue.key: issue.name for issue in self.issues}

    def speakers_of(self, statement: Statement) -> tuple[Speaker, ...]:
        """Those whom the source of a statement means, none where that was not resolved."""
        return self._speakers_by_statement.get(statement.key, ())

    def actors_of(self, statement: Statement) -> tuple[str, ...]:
        """The states and organisations that the speakers of a statement speak for, each once."""
        return tuple(dict.fromkeys(s.actor for s in self.speakers_of(statement) if s.actor))

    @cached_property
    def _speakers_by_statement(self) -> Mapping[str, tuple[Speaker, ...]]:
        known = {speaker.key: speaker for speaker in self.speakers}
        return {r.statement: tuple(known[key] for key in r.speakers if key in known) for r in self.resolutions}

    def __getitem__(self, at: Span | Part | Token | Sentence | Mention) -> str:
        """The characters that a span, or a thing with a span, covers."""
        return (at if isinstance(at, Span) else at.span).of(self.text)
