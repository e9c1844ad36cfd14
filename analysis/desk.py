"""What lies before one coder: machine documents, the log, and what both come to. No widget; `reviewing` is its page.

Everything that is told of a unit is the replay of the log over the machine's layers, made again after each decision.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from analysis import articles, recoding, review
from analysis.coded import CodedStatement, coded_statements, joined_words
from analysis.decisions import DECIDED, SPANS, Decision, Log, in_force
from analysis.knowledge import Knowledge
from analysis.model import Document
from analysis.pressed import PressError, checked
from analysis.queues import Place, Queue, queues
from analysis.results import Documents, Earlier
from analysis.review import Drawn, Placed, Sample, Then
from analysis.spans import Span, hull

POSITIONLESS = "This item is coded blind: give a position (1 to 5) before you accept it."
UNANSWERED = "Nothing was added in this sentence: add what was missed (n), or answer that it reports nothing (x)."
NEW_WORDS = frozenset(SPANS) | {"target"}  # fields that change which words are marked
LATEST = 50  # decisions that tell the pace
DECIDING = (*DECIDED, "take")
NOTHING = Placed({}, ())


@dataclass(frozen=True, slots=True)
class Done:
    """What a press came to: the article and unit that it was about, and whether the words that are marked changed."""

    article: str
    unit: str
    told: str
    new_words: bool


class Desk:
    """The documents of one coder, and what was decided on them."""

    def __init__(
        self,
        docs: Iterable[Document] | Documents,
        known: Knowledge,
        log: Log,
        sample: Sample | None,
        *,
        blind: bool,
        guide: str,
    ) -> None:
        """Lay out machine documents; of a sample what falls to this coder, all where it was not dealt out.

        Of a corpus those documents are opened in which something was decided, and which is looked at.
        """
        self.docs: Mapping[str, Document] = docs if isinstance(docs, Documents) else {doc.id: doc for doc in docs}
        self.known, self.log, self.sample, self.blind = known, log, sample, blind
        self.guide = guide
        self._by = ""  # who decides, where that is not the coder
        items = sample.items if sample else ()
        dealt = any(item.coders for item in items)
        mine = [item for item in items if item.id in self.docs and (not dealt or log.coder in item.coders)]
        self._digests = docs.digests if isinstance(docs, Documents) else {d.digest: d.id for d in self.docs.values()}
        self.drawn: Mapping[Place, Drawn] = {(item.id, item.unit): item for item in self._standing(mine)}
        self.queues: Sequence[Queue] = queues(self.docs, sample, tuple(self.drawn.values()), blind=blind)
        self._decisions: defaultdict[str, list[Decision]] = defaultdict(list)
        self._placed: dict[str, Placed] = {}
        self._shown: set[Place] = set()  # where the machine's answer was in sight once
        self._counts: dict[str, dict[str, int]] = {}
        self._machine: dict[str, dict[str, CodedStatement]] = {}
        for decision in log.decisions:
            self._take(decision, self._digests.get(decision.article, decision.id))
        self._then: Then | None = Earlier(docs.folder, log.decisions) if isinstance(docs, Documents) else None
        if isinstance(docs, Documents):
            for doc in docs.each([id for id in self._decisions if id in docs]):
                self.placed(doc.id)

    @property
    def begun(self) -> tuple[str, ...]:
        """The articles that are told of in lists: all, of a corpus those with something drawn or decided in them."""
        if not isinstance(self.docs, Documents):
            return tuple(self.docs)
        some = dict.fromkeys([*(id for id, _ in self.drawn), *self._decisions])
        return tuple(id for id in some if id in self.docs) or tuple(id for id, _ in self.queues[-1].items[:1])

    def label(self, id: str) -> str:
        """Title, outlet and day of an article, as a menu shows them."""
        return self.docs.label(id) if isinstance(self.docs, Documents) else articles.label(self.docs[id])

    def _standing(self, items: Sequence[Drawn]) -> list[Drawn]:
        """What was drawn and is still in its article; sentences of a corpus are, where the text is the same."""
        if not isinstance(self.docs, Documents):
            return [item for item in items if self._stands(item)]
        there = self.docs.statements({item.id for item in items})
        same = {item.article for item in items if self._digests.get(item.article) == item.id}
        return [i for i in items if (i.article in same if i.kind == "sentence" else (i.id, i.unit) in there)]

    def _stands(self, item: Drawn) -> bool:
        """True where what was drawn is still in its article."""
        doc = self.docs[item.id]
        if item.kind == "sentence":
            return " ".join(doc.text[item.start : item.end].split()) == item.words
        return any(statement.key == item.unit for statement in doc.statements)

    def _take(self, decision: Decision, id: str) -> None:
        self._decisions[id].append(decision)
        self._placed.pop(id, None)
        self._counts.pop(id, None)
        if decision.what == "reveal" or not decision.blind:
            self._shown.add((id, decision.unit))

    def placed(self, id: str) -> Placed:
        """What the decisions on an article come to."""
        if not self._decisions.get(id):
            return NOTHING
        if id not in self._placed:
            self._placed[id] = review.units(self.docs[id], self._decisions[id], self.log.coder, self._then)
        return self._placed[id]

    def machine(self, id: str) -> Mapping[str, CodedStatement]:
        """What the machine says, by the key of the statement."""
        if id not in self._machine:
            if isinstance(self.docs, Documents):
                self._machine.clear()
            self._machine[id] = {one.key: one for one in coded_statements(self.docs[id])}
        return self._machine[id]

    def is_done(self, place: Place) -> bool:
        """True where a unit was accepted or rejected."""
        unit = self.placed(place[0]).units.get(place[1])
        return bool(unit and unit.done)

    def done_in(self, queue: Queue) -> int:
        """How many units of a queue are done."""
        return sum(self._done(id).get(queue.id, 0) for id in self._decisions if id in self.docs)

    def _done(self, id: str) -> Mapping[str, int]:
        """How many units of an article are done, by queue."""
        if id not in self._counts:
            done = {key for key, unit in self.placed(id).units.items() if unit.done}
            self._counts[id] = {queue.id: len(done & queue.by_article.get(id, set())) for queue in self.queues}
        return self._counts[id]

    def is_blind(self, place: Place) -> bool:
        """True where a unit is coded without the machine's answer, which has not been shown yet."""
        return self.blind and place in self.drawn and place not in self._shown

    @cached_property
    def people(self) -> list[dict[str, str]]:
        """The people of the table of offices, each with the office that is latest."""
        latest: dict[str, Any] = {}
        for row in self.known.lexicons.offices:
            if row["from"] >= latest.get(row["person"], row)["from"]:
                latest[row["person"]] = row
        return [{"name": name, "role": row["office"], "actor": row["actor"]} for name, row in sorted(latest.items())]

    def coded(self, id: str) -> Document:
        """An article as this coder has it."""
        units = self.placed(id).units
        return recoding.recoded(self.docs[id], units, self.log.coder, self.known) if units else self.docs[id]

    def laid_out(self, id: str) -> Document:
        """An article as it is shown: rejected statements are still there, and what is hidden is not."""
        hidden = {unit for article, unit in self.drawn if article == id and self.is_blind((id, unit))}
        doc = recoding.without_codes(self.docs[id], hidden)
        doc = (
            replace(doc, topics=()) if hidden else doc
        )  # what the article is on would tell the topic of what is hidden
        units = {key: replace(unit, verdict="") for key, unit in self.placed(id).units.items()}
        return recoding.recoded(doc, units, self.log.coder, self.known) if units else doc

    def decide(self, told: Mapping[str, Any], event: str, seconds: float | None) -> Done:
        """Keep one press of the page. Raises PressError or DecisionError."""
        id, what = self._article(told), told.get("what")
        doc = self.docs[id]
        if what == "reveal":
            return self._reveal(id, self._unit(id, told), event)
        topics = {topic.id for topic in self.known.codebook.topics} | {code.topic for code in doc.topic_codes}
        acts = set(self.known.lexicons.acts) | {act.act for act in doc.acts}
        after = checked(doc, str(what), told.get("after"), told.get("quotes"), acts=acts, topics=topics)
        if what == "add":
            content = [Span(*one) for one in after["content"]]
            unit = review.added_key(doc, content)
            if unit in self.placed(id).units and self.placed(id).units[unit].verdict == "accept":
                raise PressError("These words were added already.")
        else:
            unit = self._unit(id, told)
        self._check(id, unit, after)
        after = self._whole(id, unit, after)
        quotes = recoding.quotes_of(doc, after)
        given = {name: value for name, value in self.fields(id, unit).items() if name in after}
        self._keep(self._decision(id, unit, str(what), after, quotes, given, seconds=seconds, event=event))
        return Done(id, unit, "", bool(NEW_WORDS & after.keys()))

    def _check(self, id: str, unit: str, after: Mapping[str, Any]) -> None:
        """Raise PressError for what may not be decided, however well it is written."""
        sentence = unit.startswith(review.SENTENCE)
        if sentence and after.get("verdict") == "accept" and not self.added_in(id, unit):
            raise PressError(UNANSWERED)
        if sentence and not after.keys() <= {"verdict", "note"}:
            raise PressError("This is a sentence: add a statement in it first (n).")
        fields = self.fields(id, unit)
        if not sentence and after.get("verdict") == "accept" and self.is_blind((id, unit)) and not fields["position"]:
            raise PressError(POSITIONLESS)
        now = {**fields, **after}
        if "actors" in after and len(now["actors"]) != len(now["speakers"]):
            raise PressError("Each speaker speaks for one state or organisation, or for none.")
        if now.get("lean") and now.get("position") != "conditional":
            raise PressError("Only a conditional position leans.")

    def _whole(self, id: str, unit: str, after: dict[str, Any]) -> dict[str, Any]:
        """All that a press gives, where it gives more than it says."""
        return after

    def _reveal(self, id: str, unit: str, event: str) -> Done:
        """Note that the machine's answer was shown, from when on nothing that is decided here is blind."""
        if not self.is_done((id, unit)):
            raise PressError("The machine's answer is shown when yours is given.")
        if self.is_blind((id, unit)):
            self._keep(self._decision(id, unit, "reveal", {}, {}, {}, event=event))
        return Done(id, unit, "", True)

    def accept_all(self, id: str, units: Any, event: str) -> Done:
        """Accept many statements of an article unread. Raises PressError or DecisionError."""
        wanted = self.remaining(id)
        if not isinstance(units, list) or not units or not all(unit in wanted for unit in units):
            raise PressError("Some of these were decided already; look at them again.")
        after = {"verdict": "accept"}
        each = [
            self._decision(id, unit, "accept", after, {}, {"verdict": ""}, bulk=True, event=f"{event}-{number}")
            for number, unit in enumerate(dict.fromkeys(units))
        ]
        self._keep(*each)
        return Done(id, units[-1], f"{len(each)} accepted together.", False)

    def remaining(self, id: str) -> list[str]:
        """The statements of an article that are not decided and not in the sample."""
        places = ((id, statement.key) for statement in self.docs[id].statements)
        return [place[1] for place in places if place not in self.drawn and not self.is_done(place)]

    def undo(self, event: str) -> Done:
        """Take back the last press, all that it decided as one. Raises PressError or DecisionError."""
        here = [d for d in in_force(self.log.decisions) if d.what != "reveal" and self._home(d) and d.by == self._by]
        if not here:
            raise PressError("There is nothing to undo.")
        press = here[-1].event.partition("-")[0]
        undone = [d for d in here if d.event.partition("-")[0] == press]
        each = [
            replace(d, what="undo", of=d.event, after={}, before={}, quotes={}, seconds=None, event=f"{event}-{number}")
            for number, d in enumerate(undone)
        ]
        self._keep(*each)
        first = undone[0]
        alike = sum(d.what == first.what for d in undone)
        count = f" ({alike})" if alike > 1 else ""
        unit = "" if first.what == "add" else first.unit
        return Done(self._home(first), unit, f"{SAID.get(first.what, first.what)}{count}", True)

    def _home(self, decision: Decision) -> str:
        """The id of the document that a decision is about; empty where it is not here."""
        if decision.id in self.docs:
            return decision.id
        return self._digests.get(decision.article, "")

    def has(self, event: str) -> bool:
        """True where a press was kept already: it was sent again because nobody had heard of it."""
        return any(decision.event in (event, f"{event}-0") for decision in reversed(self.log.decisions))

    def fields(self, id: str, unit: str) -> dict[str, Any]:
        """A unit as this coder has it, by the fields of a decision; what is hidden is empty."""
        one, given = self.machine(id).get(unit), self.placed(id).units.get(unit)
        told = recoding.fields_of(one)
        if self.is_blind((id, unit)):
            told = recoding.fields_of(None) | {name: told[name] for name in ("source", "cue", "content")}
        if not given:
            return told
        if given.fields.get("position", told["position"]) != told["position"]:
            told |= {"lean": "", "evidence": []}  # another position rests on other words, as in recoding
        if given.fields.get("target", told["target"]) != told["target"]:
            told["target_span"] = None
        now = told | dict(given.fields)
        return now | {"evidence": []} if now["position"] == "neutral" else now

    def sentences(self, id: str) -> list[str]:
        """The sentences of an article that are asked about."""
        return [unit for article, unit in self.drawn if article == id and unit not in self.machine(id)]

    def added_in(self, id: str, sentence: str) -> int:
        """How many statements were added in a sentence of the sample."""
        item = self.drawn[(id, sentence)]
        return int(review.added_in(self.docs[id], Span(item.start, item.end), self.placed(id).units))

    def pace(self) -> float | None:
        """Seconds that a unit takes, by the latest that were decided; None before there are three."""
        spent: dict[tuple[str, str], float] = {}
        done: set[tuple[str, str]] = set()
        for decision in self.log.decisions[-4 * LATEST :]:
            at = (decision.article, decision.unit)
            if decision.seconds is not None and not decision.bulk:
                spent[at] = spent.get(at, 0.0) + min(decision.seconds, 120.0)
                if decision.what in DECIDING:
                    done.add(at)
        took = [spent[at] for at in spent if at in done][-LATEST:]
        return sum(took) / len(took) if len(took) >= 3 else None

    def _article(self, told: Mapping[str, Any]) -> str:
        id = told.get("article")
        if not isinstance(id, str) or id not in self.docs:
            raise PressError("This article is not among those reviewed here; load the page again.")
        return id

    def _unit(self, id: str, told: Mapping[str, Any]) -> str:
        unit = told.get("unit")
        if not isinstance(unit, str) or not self.knows(id, unit):
            raise PressError("This statement is not in the article; load the page again.")
        return unit

    def knows(self, id: str, unit: str) -> bool:
        """True for a statement of the machine, one that was added, and a sentence of the sample."""
        added = self.placed(id).units.get(unit)
        return unit in self.machine(id) or (id, unit) in self.drawn or bool(added and added.added)

    def _decision(
        self,
        id: str,
        unit: str,
        what: str,
        after: Mapping[str, Any],
        quotes: Mapping[str, list[str]],
        before: Mapping[str, Any],
        *,
        event: str,
        bulk: bool = False,
        seconds: float | None = None,
    ) -> Decision:
        doc, item = self.docs[id], self.drawn.get((id, unit))
        made_by = doc.made_by or self.known.made_by
        spans = [Span(*one) for one in {**self.fields(id, unit), **after}["content"]]
        if item and item.kind == "sentence":
            spans = [Span(item.start, item.end)]
        at = hull(spans) if spans else Span(0, 0)
        draw = {"sample": self.sample.name, "seed": self.sample.seed, **item.draw} if item and self.sample else None
        return Decision(
            self.log.coder,
            doc.digest,
            id,
            unit,
            what,
            dict(after),
            dict(before),
            dict(quotes),
            joined_words(doc, spans),
            at.start,
            at.end,
            blind=self.is_blind((id, unit)),
            bulk=bulk,
            draw=draw,
            version=made_by.version,
            models=made_by.models,
            knowledge=made_by.knowledge,
            guide=self.guide,
            seconds=seconds,
            event=event,
        )

    def _keep(self, *decisions: Decision) -> None:
        for decision in self.log.add(*decisions):
            self._take(decision, self._home(decision))


SAID = {"accept": "accepted", "reject": "rejected", "skip": "skipped", "change": "changed", "add": "added"}
SAID |= {"take": "taken"}
