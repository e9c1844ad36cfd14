"""What stands out in an article: who is for what, who is against it, in sentences that may be quoted.

A sentence is told only where its position is sure, its target named, and two statements carry it (`sides`). It is made
of pieces; a piece with a Selection opens the statements that it tells of. The last sentence tells what is unsettled.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import groupby
from urllib.parse import urlencode

from analysis.coded import coded_statements
from analysis.gerunds import deeds, doing
from analysis.model import Document, Issue, Token
from analysis.selection import Selection
from analysis.sides import SURE, TAKEN, Side, sides
from analysis.spans import Span, touching, within

LETTERS, TITLED = 4, 4  # of words that have capitals in titles; so many of these words make a title
NAMED = 3  # as many are named one by one; of more, the first
STATEMENTS_NEEDED = 2  # statements that a finding needs
DETERMINING = ("DT", "PRP$")  # tags of a word before a noun that belongs to it
ENDING = ("NN", "CD")  # tags with which words end that can be told as a thing
FINITE = ("VBZ", "VBD", "VBP", "MD")  # of a clause
BALANCED = re.compile(r"[^“”\"()\[\]]+")  # without quotation marks and brackets, of which one may be missing
# Words that say nothing where they stand alone: "that answer", "a treaty", "two men".
VAGUE = re.compile(
    r"(?:this|that|these|those|such|it)\b.*|(?:an?|some|two|three|several|many|other|certain|various) \w+", re.I
)
# Nouns that tell little, whosever they are: "Feld's remarks".
SAYINGS = frozenset({"remark", "comment", "statement", "word", "claim", "answer", "question", "thing"})
LONE = re.compile(r"[a-z]+")  # "proposal": that of one speaker may be another than that of the next
TURNING = ("no", "neither")  # determiners that do not
LED = re.compile(r"\bthe\s+$", re.I)  # by "the"
WORDS = {"support": "for", "oppose": "against"}
OTHERWISE = {"support": "in favour", "oppose": "against"}  # where the issue was named before
ABOUT = {"support": "favourable to", "oppose": "critical of"}  # of somebody: who praises is no supporter yet
ABOUT_TOO = {"support": "favourable", "oppose": "critical"}  # where they were named before
WHY = (
    f"speaker, position and target are together less sure than {100 * SURE:.0f} %, one of them is not named, or the "
    "speaker is on both sides"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a finding, and what they open."""

    text: str
    opens: Selection | None = None

    @property
    def address(self) -> str:
        """The part of the page's address, after "#", that opens the statements; empty where nothing is opened."""
        return address(self.opens) if self.opens else ""


Finding = tuple[Piece, ...]
Targets = Mapping[str, Sequence[Span | None]]  # where the targets of each name stand


def address(selection: Selection) -> str:
    """A selection as the report's page has it in its address, after "#".

    >>> address(Selection(speakers=("ilka-torvald",), positions=("oppose",)))
    'speakers=ilka-torvald&positions=oppose'
    """
    values = ((f.name, getattr(selection, f.name)) for f in fields(selection))
    return urlencode([(name, value) for name, value in values if value], doseq=True)


def findings(doc: Document) -> tuple[Finding, ...]:
    """The sentences in the order of the issues, and how many are unsettled; none for an article that reports none."""
    if not doc.statements:
        return ()
    issues = {issue.key: issue for issue in doc.issues}
    taken = [(issues[key], sure_together(some)) for key, some in groupby(sides(doc), lambda side: side.issue)]
    carried = [(issue, some) for issue, some in taken if apart(doc, some) >= STATEMENTS_NEEDED]
    targets = targets_of(doc)
    told = [_on_issue(doc, issue, some, targets) for issue, some in carried]
    return (*(finding for finding in told if finding), _unsettled(doc, found=bool(carried)))


def sure_together(some: Iterable[Side]) -> list[Side]:
    """Of the sides of an issue those that may be told in one breath, in their order: of all who are for it, or all who
    are against it, the surest who are together as sure as SURE.
    """
    found, ordered, chances = set[str](), list(some), dict.fromkeys(TAKEN, 1.0)
    for side in sorted(ordered, key=lambda side: -side.chance):
        chances[side.position] *= side.chance
        if chances[side.position] >= SURE:
            found.add(side.key)
    return [side for side in ordered if side.key in found]


def _on_issue(doc: Document, issue: Issue, found: Sequence[Side], targets: Targets) -> Finding:
    """'Ilka Torvald and Joren Maas are against “the sanctions” (3 statements); Oda Brandt is in favour (1).'"""
    taken = [[side for side in found if side.position == position] for position in TAKEN]
    named = words_of(doc, issue, targets)
    if not named or (LONE.fullmatch(issue.name) and len({side.key for side in found}) > 1):
        return ()
    if any(f"{side.name}'s" in named for side in found):  # who is for what is their own tells nothing
        return ()
    most, *rest = sorted(filter(None, taken), key=lambda some: -_number(some))
    first, *names = _names(doc, most)
    pieces = [replace(first, text=re.sub("^the ", "The ", first.text)), *names]
    start, then = (ABOUT, ABOUT_TOO) if issue.kind == "actor" else (WORDS, OTHERWISE)
    pieces += [Piece(f" {start[most[0].position]} "), Piece(named, Selection(issues=(issue.key,)))]
    pieces.append(Piece(f" ({_statements(_number(most))})"))
    for some in rest:
        pieces += [Piece("; "), *_names(doc, some), Piece(f" {then[some[0].position]} ({_number(some)})")]
    return (*pieces, Piece("."))


def apart(doc: Document, some: Sequence[Side]) -> int:
    """In how many places some sides are told: a headline tells what the text tells, and so does what lies within or
    beside other words of the same sentence.
    """
    keys = {key for side in some for key in side.statements}
    heads = [part.span for part in doc.parts if part.kind == "headline"]
    places = [s.content[0].start for s in doc.statements if s.key in keys]
    below = [place for place in places if not any(head.start <= place < head.end for head in heads)]
    starts = [sentence.span.start for sentence in doc.sentences]
    return len({bisect_right(starts, place) for place in below}) if starts else len(below)


def _number(some: Sequence[Side]) -> int:
    """How many statements some sides have together."""
    return len({key for side in some for key in side.statements})


def _statements(number: int) -> str:
    return f"{number} statement{'' if number == 1 else 's'}"


def _names(doc: Document, some: Sequence[Side]) -> list[Piece]:
    """'Ilka Torvald and the Joint Council are'"""
    known = {speaker.key: (speaker.mentions, speaker.kind) for speaker in doc.speakers}
    names = [Piece(in_full(doc, side.name, *known.get(side.key, ((),))), _opens(side)) for side in some[:NAMED]]
    if len(some) > NAMED:
        names.append(Piece(f"{len(some) - NAMED} more"))
    return [*_listed(names), Piece(" is" if len(some) == 1 else " are")]


def _opens(side: Side) -> Selection:
    return Selection(speakers=(side.key,), issues=(side.issue,), statement=side.statements[0])


def in_full(doc: Document, name: str, places: Iterable[Span], kind: str = "") -> str:
    """A name with "the" before it, where the article mostly writes it so: the Joint Council, the Netherlands; and "the
    Torvald campaign". An organisation may be written shorter there ("the UN").

    In "the Velland envoy" it belongs to another noun.
    """
    own = [span for span in places if not _leads(doc, span)]
    same = [span for span in own if doc[span] == name]
    if kind == "organisation":
        same = same or own
    led = sum(bool(LED.search(doc.text[max(0, span.start - 6) : span.start])) for span in same)
    common = " " in name and name.split()[-1].islower() and kind != "person"
    return f"the {name}" if 2 * led > len(same) or common else name


def _leads(doc: Document, span: Span) -> bool:
    """True where a noun or an adjective follows at once."""
    return any(word.tag.startswith(("NN", "JJ")) for word in touching(doc.tokens, Span(span.end, span.end + 2)))


def targets_of(doc: Document) -> Targets:
    """Where the targets of each name stand."""
    found: dict[str, list[Span | None]] = {}
    for stance in doc.stances:
        found.setdefault(stance.target, []).append(stance.target_span)
    return found


def words_of(doc: Document, issue: Issue, targets: Targets | None = None) -> str:
    """What an issue is called in a sentence, by the words of the article.

    “the sanctions”; lifting the sanctions; somebody by name; what has no place in the text by its name; “his plan” by
    that of its owner. Empty for words that do not fit a sentence.
    """
    for span in (targets or targets_of(doc)).get(issue.name, ()):
        if span is None:
            return f"“{issue.name}”" if BALANCED.fullmatch(issue.name) else ""
        whole = _with_determiner(doc, span)
        words, tokens = doc[whole].split(), [t for t in within(doc.tokens, whole) if t.tag[:1].isalpha()]
        tags = [token.tag for token in tokens]
        if any(tag in FINITE for tag in tags):
            continue
        if issue.kind == "actor" and (
            name := _somebody(doc, issue.name, span, tags, led=words[:1] in (["the"], ["The"]))
        ):
            return name
        told = " ".join(words)
        if tokens and (tokens[-1].lemma.lower() in SAYINGS or _titled(doc, span)):
            continue
        if not tags or not BALANCED.fullmatch(told) or VAGUE.fullmatch(told) or tags == ["NN"]:
            continue
        if not tags[-1].startswith(ENDING):
            continue
        if tags[0] in DETERMINING:  # it may begin a sentence of the article
            told = told[:1].lower() + told[1:]
        if tags[0] == "PRP$":
            owner = issue.name.removesuffix(told.partition(" ")[2])
            if owner.endswith("'s ") and BALANCED.fullmatch(issue.name):
                return f"“{issue.name}”"
            continue
        if deeds(doc, whole):
            return _doing(doc, whole, tokens)
        if tags[0] != "TO":
            return f"“{told}”"
    return ""


def _somebody(doc: Document, name: str, span: Span, tags: Sequence[str], *, led: bool) -> str:
    """Somebody's name, with "the" where the words are led by it; empty where they name nobody."""
    if not BALANCED.fullmatch(name):
        return ""
    if any(m.kind == "person" for m in touching(doc.mentions, span)):
        return name
    return "" if tags[-1:] not in (["NNP"], ["NNPS"]) else f"the {name}" if led else name


def _titled(doc: Document, span: Span) -> bool:
    """True in a Paragraph Whose Words Have Capitals."""
    paragraph = next((p for p in doc.paragraphs if p.start <= span.start < p.end), span)
    words = [word for word in doc[paragraph].split() if len(word) >= LETTERS and word.isalpha()]
    return len(words) >= TITLED and all(word[0].isupper() for word in words)


def _doing(doc: Document, span: Span, tokens: Sequence[Token]) -> str:
    """Words about deeds as things; empty where further verbs hang on those: "to help lift them"."""
    return doing(doc, span) if sum(token.tag == "VB" for token in tokens) == len(deeds(doc, span)) else ""


def _with_determiner(doc: Document, span: Span) -> Span:
    """A span with "the" or "a" right before it, but not with "no"."""
    before = within(doc.tokens, Span(max(0, span.start - 6), span.start))
    for word in before[-1:]:
        near = not doc.text[word.span.end : span.start].strip()
        if near and word.tag in DETERMINING and doc[word].lower() not in TURNING:
            return Span(word.span.start, span.end)
    return span


def _unsettled(doc: Document, *, found: bool) -> Finding:
    """'9 statements take a side; 5 of them are not sure enough to be told here. 3 take none …'"""
    coded, told = coded_statements(doc), {key for side in sides(doc) for key in side.statements}
    taking = [one for one in coded if any(stance.position in TAKEN for stance in one.stances)]
    unsettled = sum(one.key not in told for one in taking)
    start = "" if found else "No position is sure enough to be summed up here: that takes two statements. "
    if not taking:
        return (Piece(f"{start}No statement takes a side."),)
    others = [one for one in coded if not any(stance.position in TAKEN for stance in one.stances)]
    under = any(stance.position == "conditional" for one in others for stance in one.stances)
    none = ", or only under a condition" if under else ""
    rest = f" {len(others)} take{'s' if len(others) == 1 else ''} none{none}." if others else ""
    return (Piece(f"{start}{_sentence(unsettled, len(taking))}{rest}"),)


def _sentence(unsettled: int, taking: int) -> str:
    start = f"{_statements(taking)} take{'s' if taking == 1 else ''} a side"
    which = "all of them" if unsettled == taking > 1 else f"{unsettled} of them"
    open_ = f"{which} {'is' if unsettled == 1 else 'are'} unsettled: {WHY}"
    return f"{start}; {open_ if unsettled else 'none of them is unsettled'}."


def _listed(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """One, two and three."""
    several = list(pieces)
    for number, piece in enumerate(several):
        if number:
            yield Piece(" and " if number == len(several) - 1 else ", ")
        yield piece
