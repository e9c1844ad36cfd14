"""Two layers of the same articles side by side: where they differ, and what a third makes of it. No widget.

What is settled is the layer ADJUDICATED, one decision a press with `by`, who decides, and `of`, whose answer was taken.
An answer that was coded blind is what was given then; where both were, what is settled feeds numbers before theirs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from analysis import agreement, recoding, review
from analysis.alignment import aligned
from analysis.coded import CodedStatement, coded_statements
from analysis.decisions import FIELDS, Decision, Log, Unit
from analysis.desk import Desk, Done
from analysis.knowledge import Knowledge
from analysis.model import Document
from analysis.pressed import PressError
from analysis.queues import Place, Queue
from analysis.recoding import WORDS
from analysis.review import Drawn, Placed, Then
from analysis.spans import Span, overlaps

MACHINES = (review.MACHINE, "the machine")
BOTH = "both"
OPEN = "Still open: {}. Take an answer (1 or 2), or give what you see."
NEITHER = "Both say that it is no statement: give a position before you accept it."
CHANGED = "What both have alike is not what this page shows; look at it again."
FEEDS = "What is settled counts before their answers, and feeds the numbers where both were coded blind."
ALIKE = "Both have the same here: taken over together, or one by one."
NAMED = {"content": "the borders", "speakers": "who says it", "target": "toward what", "topics": "the topics"}
# What goes with a field that differs, by what agreement calls it.
FOLLOWS: Mapping[str, tuple[str, ...]] = {
    "content": ("content",),
    "speakers": ("speakers", "actors"),
    "position": ("position", "lean", "evidence"),
    "target": ("target", "target_span"),
    "topics": ("topics",),
    "act": ("act",),
}
FIELD = {"actors": "speakers", "position in steps": "position", "main topic": "topics"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What one of the two has of a statement: all its fields, and which of them were given. blind: and only these."""

    coder: str
    fields: Mapping[str, Any]
    given: frozenset[str]
    blind: bool

    @property
    def rejects(self) -> bool:
        """True where it is no statement, or none was seen."""
        return bool(self.fields["verdict"] == "reject")

    @property
    def after(self) -> dict[str, Any]:
        """What is taken over of it, as a decision has it."""
        return {name: self.fields[name] for name in FIELDS if name in self.given}


@dataclass(frozen=True, slots=True)
class Case:
    """A statement that two have answered, or one alone. unlike: the fields in which they differ, verdict among them.

    unit: its key in the layer that is made; added: the machine had not found it. draw: how it was drawn, if it was.
    """

    unit: str
    left: Answer
    right: Answer
    unlike: tuple[str, ...]
    added: bool
    draw: Mapping[str, Any] | None

    @property
    def blind(self) -> bool:
        """True where both answers were given blind."""
        return self.left.blind and self.right.blind

    @property
    def shared(self) -> dict[str, Any]:
        """What both have alike, or the one that has it, as a decision has it; the left first, without a verdict."""
        apart = {"verdict", *(name for one in self.unlike for name in FOLLOWS.get(one, ()))}
        some = [answer.after for answer in (self.right, self.left) if not answer.rejects]
        return {name: value for after in some for name, value in after.items() if name not in apart}

    @property
    def alike(self) -> dict[str, Any]:
        """The answer of both, where they do not differ."""
        return self.shared | {"verdict": self.left.fields["verdict"]}

    @property
    def words(self) -> dict[str, Any]:
        """Source, cue and content, as the left has it where it has it."""
        one = self.right if self.left.rejects else self.left
        return {name: one.fields[name] for name in WORDS}


@dataclass(frozen=True)
class Layer:
    """One of the two, in one article: the document as it was answered, and what was decided."""

    name: str
    doc: Document
    units: Mapping[str, Unit]

    @cached_property
    def statements(self) -> Mapping[str, CodedStatement]:
        """What it has, by key."""
        return {one.key: one for one in coded_statements(self.doc)}

    def decided(self, key: str) -> bool:
        """True for what was accepted or rejected; the machine has decided on all."""
        return self.name in MACHINES or (key in self.units and self.units[key].done)

    def answer(self, key: str | None, unit: str) -> Answer:
        """What it has of a statement, by its key here; where it has none, that it has none."""
        given, one = self.units.get(key or unit), self.statements.get(key or "")
        blind = given is not None and review.is_answer(given)
        if one is None:
            return Answer(self.name, recoding.fields_of(None) | {"verdict": "reject"}, frozenset({"verdict"}), blind)
        names = {*given.blind} if given and given.blind and blind else {*FIELDS}
        fields = recoding.fields_of(one) | {"verdict": "accept"}
        return Answer(self.name, fields, frozenset((names | {"verdict"}) & {*FIELDS} - {"note"}), blind)


def layer(doc: Document, name: str, decisions: Sequence[Decision], known: Knowledge, then: Then | None = None) -> Layer:
    """An article as the machine or a coder answered it."""
    if name in MACHINES:
        return Layer(name, doc, {})
    answered = review.as_answered(doc, name, decisions, known, then)
    return Layer(name, answered, review.units(doc, decisions, name, then).units)


def cases(doc: Document, left: Layer, right: Layer) -> tuple[Case, ...]:
    """What both have decided in an article, and what one alone has added, in the order of the text."""
    differing = _differing(left, right)
    machine = {statement.key for statement in doc.statements}
    found = []
    for ours, theirs in _pairs(machine, left, right):
        keys = [key for key in (ours, theirs) if key]
        unit = next((key for key in keys if key in machine), min(keys))
        sides = left.answer(ours, unit), right.answer(theirs, unit)
        unlike = _unlike(*sides, differing, (ours or "", theirs or ""))
        draw = next((u.first.draw for side in (left, right) if (u := side.units.get(unit)) and u.first.draw), None)
        found.append(Case(unit, *sides, unlike, unit not in machine, draw))
    at = {key: s.span.start for one in (doc, right.doc, left.doc) for s in one.statements for key in [s.key]}
    return tuple(sorted(found, key=lambda case: at.get(case.unit, 0)))


def _pairs(machine: set[str], left: Layer, right: Layer) -> Iterator[tuple[str | None, str | None]]:
    """The keys of what is the same statement: those of one key, else those whose words are the same."""
    asked = {key for key in machine if left.decided(key) and right.decided(key)}
    ours, theirs = ({key for key in one.statements if key in asked or key not in machine} for one in (left, right))
    yield from ((key, key) for key in ours & theirs | asked - ours - theirs)
    rest = [
        replace(one.doc, statements=tuple(s for s in one.doc.statements if s.key in some))
        for one, some in ((left, ours - theirs), (right, theirs - ours))
    ]
    matches = [(match.left.key, match.right.key) for match in aligned(*rest).matches]
    matches = [pair for pair in matches if not machine.issuperset(pair)]
    yield from matches
    matched = {key for pair in matches for key in pair}
    yield from ((key, None) for key in ours - theirs - matched)
    yield from ((None, key) for key in theirs - ours - matched)


def _differing(left: Layer, right: Layer) -> Mapping[tuple[str, str], set[str]]:
    """By both keys, one of them empty where one alone has it, in what two layers differ."""
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in agreement.differences([left.doc], [right.doc]).itertuples():
        found[(row.left_key, row.right_key)].add(FIELD.get(row.variable, row.variable))
    return found


def _unlike(
    left: Answer, right: Answer, differing: Mapping[tuple[str, str], set[str]], keys: tuple[str, str]
) -> tuple[str, ...]:
    """The fields in which two answers differ, of those that both gave."""
    if left.rejects or right.rejects:
        return () if left.rejects and right.rejects else ("verdict",)
    found = differing.get(keys, set())
    if {(keys[0], ""), ("", keys[1])} & differing.keys():  # of one key, and hardly a word in common
        found = {"content"} | {name for name in FOLLOWS if left.fields[name] != right.fields[name]}
    return tuple(name for name in FOLLOWS if name in found and (name == "content" or name in left.given & right.given))


# ---- what lies before the one who settles


class Adjudication(Desk):
    """The articles of two coders, where they differ, and what somebody makes of it."""

    def __init__(
        self,
        docs: Iterable[Document],
        known: Knowledge,
        log: Log,
        decisions: Iterable[Decision],
        between: tuple[str, str],
        *,
        guide: str,
        then: Then | None = None,
    ) -> None:
        """Lay out machine documents and the decisions of all; between: whose answers are compared, left and right."""
        super().__init__(docs, known, log, None, blind=False, guide=guide)
        self._by, self.between, self._then = log.by, between, then
        self.cases: dict[Place, Case] = {}
        asked: dict[Place, Asked] = {}
        on = review.by_article(d for d in decisions if d.coder in between)
        for doc in self.docs.values():
            left, right = (layer(doc, name, on(doc), known, then) for name in between)
            self.cases |= {(doc.id, case.unit): case for case in cases(doc, left, right)}
            asked |= {(doc.id, one.item.unit): one for one in _asked(doc, left, right)}
        self._asked = asked
        self.drawn = {place: one.item for place, one in asked.items()}
        self.queues = self._queues()

    def _queues(self) -> list[Queue]:
        order = {id: number for number, id in enumerate(self.docs)}
        differ = (place for place, case in self.cases.items() if case.unlike)
        alike = [place for place, case in self.cases.items() if not case.unlike]
        alike += [place for place in self.drawn if not self._cases_in(place)]
        alike.sort(key=lambda place: order[place[0]])
        feeds = any(case.blind for case in self.cases.values())
        return [
            Queue("differences", "Where they differ", feeds, FEEDS, tuple(differ)),
            Queue("alike", "What both have alike", feeds, ALIKE, tuple(alike)),
        ]

    def placed(self, id: str) -> Placed:
        """What was settled in an article, also of what an earlier version alone had found."""
        placed, digest = super().placed(id), self.docs[id].digest
        own = {unit.unit: unit for unit in placed.lost if unit.article == digest and (id, unit.unit) in self.cases}
        return Placed({**own, **placed.units}, tuple(unit for unit in placed.lost if unit.unit not in own))

    def machine(self, id: str) -> Mapping[str, CodedStatement]:
        """Nothing: what the machine says is no matter here, unless it is one of the two."""
        return {}

    def knows(self, id: str, unit: str) -> bool:
        """True for what the two have, and what was added to it."""
        return (id, unit) in self.cases or (id, unit) in self.drawn or unit in self._own(id)

    def sentences(self, id: str) -> list[str]:
        """The sentences of an article that both were asked about, and that neither found anything in."""
        return [unit for unit in super().sentences(id) if not self._cases_in((id, unit))]

    def _own(self, id: str) -> dict[str, Unit]:
        """What was added in an article that neither of the two has."""
        units = self.placed(id).units
        return {key: unit for key, unit in units.items() if unit.added and (id, key) not in self.cases}

    def _cases_in(self, place: Place) -> list[Place]:
        """The statements that one or both added in a sentence."""
        span = Span(self.drawn[place].start, self.drawn[place].end)
        some = ((at, case) for at, case in self.cases.items() if at[0] == place[0] and case.added)
        return [at for at, case in some if any(overlaps(Span(*one), span) for one in case.words["content"])]

    def fields(self, id: str, unit: str) -> dict[str, Any]:
        """What was made of a unit; before anything was, what both have alike."""
        case, given = self.cases.get((id, unit)), self.placed(id).units.get(unit)
        told = recoding.fields_of(None) | (case.words if case else {})
        shared = case.shared if case and not _is_begun(given) else {}
        return told | shared | (dict(given.fields) if given else {})

    def open(self, id: str, unit: str) -> list[str]:
        """The fields in which the two differ, and that nobody has settled yet."""
        case, given = self.cases.get((id, unit)), self.placed(id).units.get(unit)
        if not case or (given and given.done):
            return []
        return [name for name in case.unlike if not given or name not in given.fields]

    def laid_out(self, id: str) -> Document:
        """An article with what the two have, in the words that are in hand."""
        doc, made = self.docs[id], self.placed(id).units
        shown = {unit: {name: self.fields(id, unit)[name] for name in WORDS} for at, unit in self.cases if at == id}
        shown |= {key: {**unit.fields} for key, unit in self._own(id).items()}
        known = {statement.key for statement in doc.statements}
        shown = {key: {**words, **(made[key].fields if key in made else {})} for key, words in shown.items()}
        units = {key: _unit(doc, key, {**fields, "verdict": ""}, key not in known) for key, fields in shown.items()}
        units |= {key: _unit(doc, key, {"verdict": "reject"}, False) for key in known - shown.keys()}
        bare = recoding.without_codes(doc, known)
        return recoding.recoded(bare, units, self.log.coder, self.known) if units else bare

    # ---- deciding

    def decide(self, told: Mapping[str, Any], event: str, seconds: float | None) -> Done:
        """Keep one press of the page. Raises PressError or DecisionError."""
        if told.get("what") == "reveal":
            raise PressError("Nothing is hidden here.")
        if told.get("what") == "take":
            done = self._take_side(told, event, seconds)
        else:
            done = super().decide(told, event, seconds)
        self._follow([done.article], event)
        return done

    def _take_side(self, told: Mapping[str, Any], event: str, seconds: float | None) -> Done:
        """Take the answer of one of the two, or that of both where they are alike."""
        id = self._article(told)
        unit, side = self._unit(id, told), told.get("side")
        case = self.cases.get((id, unit))
        answers = {"left": case.left, "right": case.right} if case else {}
        if side == BOTH and not self._differs((id, unit)):
            taken = self._taking((id, unit), event, seconds)
        elif isinstance(side, str) and side in answers:
            one = answers[side]
            taken = self._of(id, unit, one.coder, one.after, event, seconds)
        else:
            raise PressError("There is no such answer to take; load the page again.")
        words = {name: self.fields(id, unit)[name] for name in WORDS}
        self._keep(taken)
        return Done(id, unit, "", any(self.fields(id, unit)[name] != words[name] for name in WORDS))

    def _differs(self, place: Place) -> bool:
        case = self.cases.get(place)
        return bool(case.unlike) if case else place not in self.drawn or bool(self._cases_in(place))

    def _taking(self, place: Place, event: str, seconds: float | None = None) -> Decision:
        """The answer of both to what they do not differ in."""
        case = self.cases.get(place)
        after = case.alike if case else {"verdict": "reject"}
        return self._of(*place, "; ".join(self.between), after, event, seconds)

    def _of(self, id: str, unit: str, of: str, after: dict[str, Any], event: str, seconds: float | None) -> Decision:
        """What takes over an answer."""
        before = {name: value for name, value in self.fields(id, unit).items() if name in after}
        quotes = recoding.quotes_of(self.docs[id], after)
        return replace(self._decision(id, unit, "take", after, quotes, before, seconds=seconds, event=event), of=of)

    def take_alike(self, count: Any, event: str) -> Done:
        """Take over all that both have alike: as many as the page says. Raises PressError or DecisionError."""
        wanted = [place for place in self.queues[1].items if not self.is_done(place)]
        if type(count) is not int or count != len(wanted) or not wanted:
            raise PressError(CHANGED)
        self._keep(*(self._taking(place, f"{event}-{number}") for number, place in enumerate(wanted)))
        self._follow(dict.fromkeys(id for id, _ in wanted), event)
        return Done(*wanted[-1], f"{len(wanted)} taken over together", True)

    def _follow(self, ids: Iterable[str], event: str) -> None:
        """Settle each sentence in which all that was added is settled: by what came of it."""
        found = []
        for id, unit in self.drawn:
            if id not in ids:
                continue
            some, number = self._cases_in((id, unit)), self.added_in(id, unit)
            verdict = "accept" if number else "reject"
            now = self.placed(id).units.get(unit)
            if all(map(self.is_done, some)) and (some or number) and not (now and now.verdict == verdict):
                found.append((id, unit, verdict))
        if not found:
            return
        first = len(self.log.decisions)
        self._keep(
            *(
                self._decision(id, unit, verdict, {"verdict": verdict}, {}, {}, event=f"{event}-{number}")
                for number, (id, unit, verdict) in enumerate(found, first)
            )
        )

    def _check(self, id: str, unit: str, after: Mapping[str, Any]) -> None:
        """Raise PressError for what may not be decided: nothing is accepted in which something is open."""
        super()._check(id, unit, after)
        if after.get("verdict") != "accept":
            return
        case, left = self.cases.get((id, unit)), [name for name in self.open(id, unit) if name != "verdict"]
        if left:
            raise PressError(OPEN.format(", ".join(NAMED.get(name, f"the {name}") for name in left)))
        if case and case.left.rejects and case.right.rejects and not self.fields(id, unit)["position"]:
            raise PressError(NEITHER)

    def _whole(self, id: str, unit: str, after: dict[str, Any]) -> dict[str, Any]:
        """What a press gives, with what both have alike where it is the first; other words go with another position."""
        case, now = self.cases.get((id, unit)), self.fields(id, unit)
        begun = _is_begun(self.placed(id).units.get(unit))
        rests: dict[str, Any] = {}
        if after.get("position", now["position"]) != now["position"]:
            rests |= {"lean": "", "evidence": []}
        if after.get("target", now["target"]) != now["target"]:
            rests["target_span"] = None
        shared = case.shared if case and not begun and after.get("verdict") not in ("reject", "skip") else {}
        return shared | rests | after

    def _decision(self, id: str, unit: str, *told: Any, **more: Any) -> Decision:
        """A decision with who settles, and how what it is about was drawn; blind where both answers were."""
        made = super()._decision(id, unit, *told, **more)
        one = self.cases.get((id, unit)) or self._asked.get((id, unit))
        return replace(made, by=self._by, blind=bool(one and one.blind), draw=one.draw if one else None)


@dataclass(frozen=True, slots=True)
class Asked:
    """A sentence in which the machine found nothing, that both were asked about. blind: by both, one by one."""

    item: Drawn
    blind: bool
    draw: Mapping[str, Any] | None


def _asked(doc: Document, left: Layer, right: Layer) -> Iterator[Asked]:
    units = left.units or right.units
    keys = [key for key in units if key.startswith(review.SENTENCE) and left.decided(key) and right.decided(key)]
    for sentence in doc.sentences if keys else ():
        key, span = review.sentence_key(doc, sentence), sentence.span
        if key in keys:
            some = [one.units.get(key) for one in (left, right)]
            blind = all(unit and unit.blind and not unit.bulk for unit in some)
            item = Drawn(doc.digest, doc.id, key, "sentence", "", 0.0, (), " ".join(doc[span].split()), *span)
            yield Asked(item, blind, units[key].first.draw)


def _is_begun(unit: Unit | None) -> bool:
    """True where more was given than a verdict."""
    return bool(unit and unit.fields.keys() & recoding.CODES)


def _unit(doc: Document, key: str, fields: Mapping[str, Any], added: bool) -> Unit:
    """A unit as if somebody had decided so."""
    nobody = Decision("", doc.digest, doc.id, key, "change", fields)
    return Unit(doc.digest, doc.id, key, fields, str(fields["verdict"]), added, False, None, True, nobody, nobody)
