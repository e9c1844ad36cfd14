"""The review mode in a notebook: `Reviewer(docs, known, coder="Ana", folder=…)` shows one article at a time.

What is decided is kept at once by decisions.Log, one line a press; the page (views/review.js) shows it before that is
acknowledged, and where it could not be kept says so. Messages of the page:

    {type: "show"}                                  what to draw is wanted
    {type: "decide", id, article, unit, what, after, quotes, seconds}
                                                    what: accept, reject, skip, change, add or reveal (the machine's
                                                    answer was shown); quotes: {field: the words of its spans}
                                                    an Adjudicator takes "take", too, of a side: left, right, or both
    {type: "undo", id}                              the last press is taken back
    {type: "bulk", id, article, units, count}       all of these are accepted unread; an Adjudicator: all that both have
                                                    alike is taken over, `count` of it
    {type: "go", queue, article, unit, step, undone}
                                                    to a unit, or `step` places on in the queue, to what is not done

id: 32 hexadecimal digits; a press that is sent twice with the same is kept once. Answers:

    {type: "shown", payload, shared, told}          the whole article, as `analysis.payload` has it, and in `review`:
        coder, blind, lost: [words of what was decided on another version, and is not found], pace: seconds or None,
        article: {number, of}, current: key of the unit to show, people: [{name, role, actor}] of the article,
        units: [{key, kind, fields, machine, hidden, drawn, added, bulk, span, words}] in the order of the text;
            fields: as decisions.FIELDS, as the coder has them; machine: the same of the machine, {} where it is hidden
        queues: [{id, label, feeds, note, total, done}], queue: {id, first, items: [{article, unit, done}]}: a stretch
            of the queue in hand around the current unit
        between: of an Adjudicator the two who are compared, else None; each of its units has left, right: {fields,
            given: names of fields, rejects}, unlike: fields in which they differ, open: those of them not settled,
            of: whose answer was taken
      shared: what is the same for all articles (coder, people, actors, acts, topics, guide), sent with "show" only
    {type: "decided", id, at: "12:04:05", unit, state: as one of units, progress: {queue: done}, pace}
    {type: "refused", id, why}                      one sentence
"""

from __future__ import annotations

import datetime as dt
import weakref
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from analysis import decisions, knowledge, markup, recoding
from analysis import guide as guides
from analysis.adjudication import Adjudication
from analysis.decisions import Decision, DecisionError, Log
from analysis.desk import Desk, Done
from analysis.knowledge import Knowledge
from analysis.model import Document
from analysis.payload import view
from analysis.pressed import PressError, event_in, seconds_in
from analysis.queues import Place, Queue
from analysis.results import Documents
from analysis.review import Sample, Then

ASLEEP = "<p>To review, take Run › Run All Cells. Decided so far, by {}: {} of {} statements.</p>"
UNSETTLED = "<p>To settle, take Run › Run All Cells. Settled by {} between {} and {}: {} of {} differences.</p>"
REPLACED = "This view was made anew in a later cell; go on there."
BEFORE, AFTER = 40, 160  # units of a queue around the current one that the page is told of

_open: weakref.WeakValueDictionary[Path, Reviewer] = weakref.WeakValueDictionary()


class Reviewer(anywidget.AnyWidget):
    """Articles to be reviewed by one coder, and what was decided on them.

    >>> Reviewer([Document("x", "Nobody speaks.")], coder="Ana", folder="no/such/place").progress
    {'doubtful': (0, 0), 'article': (0, 0)}
    """

    _esm = markup.review_module()
    _css = markup.review_styles()

    opened = traitlets.Unicode().tag(sync=True)
    """Who reviews: what a page tells where no kernel answers it."""

    def __init__(
        self,
        docs: Iterable[Document] | Documents | str | Path,
        known: Knowledge | None = None,
        *,
        coder: str = "Ana",
        folder: str | Path | None = None,
        sample: Sample | None = None,
        blind: bool = True,
        guide: str | Path | None = None,
    ) -> None:
        """Show machine documents to a coder, whose log lies in a folder of articles.

        docs: documents, or the folder of a corpus, whose articles are opened one by one; its log lies there.
        sample: is asked for first; what of it falls to this coder where it was dealt out. blind: the machine's answer
        to its units is hidden until the coder's is given. guide: a file, Demarche's own where it is not told.
        """
        corpus = Documents(docs) if isinstance(docs, str | Path) else docs if isinstance(docs, Documents) else None
        home = folder or (corpus.folder if corpus is not None else None)
        if home is None:
            raise ValueError("Where are the decisions to lie? Name the folder of the articles.")
        log = Log(home, decisions.person(coder))
        known = known or knowledge.load()
        self._guide = guides.load(known.lexicons, guide)
        self._begin(
            Desk(_some(docs if corpus is None else corpus), known, log, sample, blind=blind, guide=self._guide.digest)
        )

    def _begin(self, desk: Desk) -> None:
        """Show what lies on a desk; a view of the same log that was made before is let go."""
        self.desk, log = desk, desk.log
        self._queue = self.desk.queues[0]
        self._place = self._first(self._queue)
        self._replaced = False
        older = _open.get(log.file.absolute())
        if older:
            older._replaced = True
            older.desk.log.close()
        _open[log.file.absolute()] = self
        super().__init__(opened=log.by)
        self.on_msg(self._answer)

    @property
    def coder(self) -> str:
        """Who reviews."""
        return self.desk.log.coder

    @property
    def coded(self) -> tuple[Document, ...]:
        """The documents as this coder has them, of a corpus those that were begun."""
        return tuple(self.desk.coded(id) for id in self.desk.begun)

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """All that this coder decided, in the order of time."""
        return self.desk.log.decisions

    @property
    def done(self) -> int:
        """How many statements of the machine were accepted or rejected."""
        return self.progress["article"][0]

    @property
    def progress(self) -> Mapping[str, tuple[int, int]]:
        """By queue how many units are done, and of how many."""
        return {queue.id: (self.desk.done_in(queue), len(queue.items)) for queue in self.desk.queues}

    def close(self) -> None:
        """Let another notebook decide as this coder."""
        if desk := getattr(self, "desk", None):
            desk.log.close()
        super().close()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live view, and for a page where no kernel runs a line that says how far it got."""
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        return data | {"text/html": self._asleep()}, metadata

    def _asleep(self) -> markup.Html:
        """What is told where no kernel runs."""
        return markup.Html(ASLEEP).format(self.coder, *self.progress["article"])

    # ---- messages

    def _answer(self, _: Any, content: Any, __: Any) -> None:
        """Do what the page asks; what cannot be done is told in a sentence."""
        told = content if isinstance(content, dict) else {}
        answers = {"show": self._on_show, "decide": self._on_decide, "undo": self._on_undo}
        answers |= {"bulk": self._on_bulk, "go": self._on_go}
        kind = told.get("type")
        answer = answers.get(kind) if isinstance(kind, str) else None
        if answer is None:
            return
        try:
            if self._replaced and kind not in ("show", "go"):
                raise PressError(REPLACED)
            answer(told)
        except (PressError, DecisionError) as error:
            id = told.get("id")
            self.send({"type": "refused", "id": id if isinstance(id, str) else "", "why": str(error)})

    def _on_show(self, _: Mapping[str, Any]) -> None:
        self.send({"type": "shown", "payload": self.payload(), "shared": self._shared()})

    def _on_go(self, told: Mapping[str, Any]) -> None:
        queue = next((queue for queue in self.desk.queues if queue.id == told.get("queue")), self._queue)
        turned, self._queue = queue is not self._queue, queue
        id, unit, step = told.get("article"), told.get("unit"), told.get("step")
        if isinstance(id, str) and isinstance(unit, str) and id in self.desk.docs and self.desk.knows(id, unit):
            self._place = (id, unit)
        elif turned:
            self._place = self._first(queue)
        if step in (1, -1) and not isinstance(step, bool):
            self._place = self._beside(queue, self._place, step, undone=told.get("undone") is True)
        self._show()

    def _on_decide(self, told: Mapping[str, Any]) -> None:
        event = event_in(told)
        if self.desk.has(event):  # it was kept, and the page did not hear of it
            self._show(told="Kept.")
            return
        done = self.desk.decide(told, event, seconds_in(told))
        self._place = (done.article, done.unit)
        self._acknowledge(event, done)
        if done.new_words:
            self._show()

    def _on_bulk(self, told: Mapping[str, Any]) -> None:
        event, id = event_in(told), told.get("article")
        if not isinstance(id, str) or id not in self.desk.docs:
            raise PressError("This article is not among those reviewed here; load the page again.")
        done = None if self.desk.has(event) else self.desk.accept_all(id, told.get("units"), event)
        self._acknowledge(event, done or Done(id, self._place[1], "", False))
        self._show(told=done.told if done else "Kept.")

    def _on_undo(self, told: Mapping[str, Any]) -> None:
        event = event_in(told)
        if self.desk.has(event):
            self._show()
            return
        done = self.desk.undo(event)
        self._acknowledge(event, done)
        known = self.desk.knows(done.article, done.unit)
        self._place = (done.article, done.unit) if known else self._first_of(done.article)
        self._show(told=f"Undone: what was {done.told} is open again.")

    def _acknowledge(self, event: str, done: Done) -> None:
        """Tell that something is on the disk, and what it came to."""
        known = self.desk.knows(done.article, done.unit)
        state = self._state(done.article, done.unit) if known else None
        message = {"type": "decided", "id": event, "at": _clock(), "unit": done.unit, "state": state}
        progress = {queue: count for queue, (count, _) in self.progress.items()}
        self.send(message | {"progress": progress, "pace": self.desk.pace()})

    def _show(self, told: str = "") -> None:
        self.send({"type": "shown", "payload": self.payload(), "told": told})

    # ---- places in a queue

    def _first(self, queue: Queue) -> Place:
        """The first unit of a queue that is not done, else the first of all."""
        undone = (place for place in queue.items if not self.desk.is_done(place))
        return next(undone, queue.items[0] if queue.items else self._first_of(next(iter(self.desk.docs))))

    def _first_of(self, id: str) -> Place:
        statements = self.desk.docs[id].statements
        return (id, statements[0].key if statements else "")

    def _beside(self, queue: Queue, place: Place, step: int, *, undone: bool) -> Place:
        """The place before or after in a queue; undone: the next that is not done, from its start again at its end."""
        count = len(queue.items)
        at = queue.place_of.get(place, -1)
        if undone:
            around = (queue.items[(at + step * n) % count] for n in range(1, count + 1))
            return next((other for other in around if not self.desk.is_done(other)), place)
        return queue.items[at + step] if 0 <= at + step < count else place

    # ---- what the page draws

    def payload(self) -> dict[str, Any]:
        """All that a page shows of the article in hand; see the top of this file."""
        id, unit = self._place
        doc = self.desk.laid_out(id)
        placed = self.desk.placed(id)
        keys = [statement.key for statement in doc.statements]
        units = [self._state(id, key) for key in (*keys, *self.desk.sentences(id))]
        place = {statement.key: statement.span.start for statement in doc.statements}
        units.sort(key=lambda told: told["span"][0] if told["span"] else place.get(told["key"], 0))
        progress = self.progress
        return view(doc, self.desk.known.codebook) | {
            "review": {
                "coder": self.coder,
                "between": None,
                "blind": self.desk.blind,
                "lost": [unit.first.words for unit in placed.lost if unit.done],
                "pace": self.desk.pace(),
                "article": {"number": list(self.desk.docs).index(id) + 1, "of": len(self.desk.docs)},
                "current": unit,
                "people": [{"name": s.name, "role": s.role, "actor": s.actor or ""} for s in doc.speakers],
                "units": units,
                "queues": [
                    {"id": q.id, "label": q.label, "feeds": q.feeds, "note": q.note}
                    | {"total": progress[q.id][1], "done": progress[q.id][0]}
                    for q in self.desk.queues
                ],
                "queue": self._stretch(),
            }
        }

    def _stretch(self) -> dict[str, Any]:
        """The units of the queue in hand around the current one."""
        at = self._queue.place_of.get(self._place, 0)
        first = max(0, at - BEFORE)
        items = [
            {"article": id, "unit": unit, "done": self.desk.is_done((id, unit))}
            for id, unit in self._queue.items[first : at + AFTER]
        ]
        return {"id": self._queue.id, "first": first, "items": items}

    def _state(self, id: str, unit: str) -> dict[str, Any]:
        """A unit as the page shows it."""
        given, drawn = self.desk.placed(id).units.get(unit), self.desk.drawn.get((id, unit))
        machine = self.desk.machine(id).get(unit)
        sentence = bool(drawn and drawn.kind == "sentence")
        hidden = not sentence and self.desk.is_blind((id, unit))
        fields = self.desk.fields(id, unit)
        told = {} if hidden or machine is None else recoding.fields_of(machine)
        return {
            "key": unit,
            "kind": "sentence" if sentence else "statement",
            "fields": fields,
            "machine": told,
            "hidden": hidden,
            "drawn": drawn is not None,
            "added": bool(given and given.added),
            "bulk": bool(given and given.bulk),
            "span": [drawn.start, drawn.end] if drawn and sentence else None,
            "words": drawn.words if drawn and sentence else "",
        }

    def _used(self) -> dict[str, str]:
        """The speakers whom this coder named before, and for whom they spoke."""
        given = [d.after for d in self.decisions if "speakers" in d.after]
        pairs = (pair for after in given for pair in zip(after["speakers"], after.get("actors", ()), strict=False))
        return dict(pairs)

    def _shared(self) -> dict[str, Any]:
        """What is the same for all articles."""
        table = self.desk.people
        known = {person["name"] for person in table}
        used = [{"name": name, "role": "", "actor": actor} for name, actor in self._used().items() if name not in known]
        lexicons, codebook = self.desk.known.lexicons, self.desk.known.codebook
        return {
            "coder": self.coder,
            "people": [*used, *table],
            "actors": sorted({person["actor"] for person in table if person["actor"]}),
            "acts": [{"id": id, "label": row["label"], "example": row["example"]} for id, row in lexicons.acts.items()],
            "topics": [{"id": t.id, "label": t.label, "definition": t.definition} for t in codebook.topics],
            "guide": [{"title": title, "text": text} for title, text in self._guide.sections],
        }


class Adjudicator(Reviewer):
    """Two coders side by side, and what somebody makes of what they have: the layer "adjudicated".

    >>> doc = Document("x", "Nobody speaks.")
    >>> Adjudicator([doc], between=("Ana", "Ben"), by="Cleo", folder="no/such/place").progress
    {'differences': (0, 0), 'alike': (0, 0)}
    """

    desk: Adjudication

    def __init__(
        self,
        docs: Iterable[Document],
        known: Knowledge | None = None,
        *,
        between: tuple[str, str],
        by: str,
        folder: str | Path,
        guide: str | Path | None = None,
        then: Then | None = None,
    ) -> None:
        """Show what two coders have of machine documents; one of them may be the machine.

        between: whose answers are compared, left and right. by: who settles; what comes of it is kept in the folder of
        articles. then: as for `review.units`.
        """
        if len(set(between)) != 2 or decisions.ADJUDICATED in between:
            raise ValueError("Two are compared: choose two coders, or a coder and the machine.")
        log = Log(folder, decisions.ADJUDICATED, by=by)
        known = known or knowledge.load()
        self._guide = guides.load(known.lexicons, guide)
        each = decisions.kept(folder)
        self._begin(Adjudication(tuple(_some(docs)), known, log, each, between, guide=self._guide.digest, then=then))

    @property
    def done(self) -> int:
        """How many of the differences are settled."""
        return self.progress["differences"][0]

    def _begin(self, desk: Desk) -> None:
        super()._begin(desk)
        if not self._queue.items:
            self._queue = desk.queues[1]
            self._place = self._first(self._queue)

    def _asleep(self) -> markup.Html:
        done, total = self.progress["differences"]
        return markup.Html(UNSETTLED).format(self.desk.log.by, *self.desk.between, done, total)

    def _on_bulk(self, told: Mapping[str, Any]) -> None:
        event = event_in(told)
        done = None if self.desk.has(event) else self.desk.take_alike(told.get("count"), event)
        self._acknowledge(event, done or Done(*self._place, "", False))
        self._show(told=done.told if done else "Kept.")

    def _first_of(self, id: str) -> Place:
        return (id, next((unit for article, unit in self.desk.cases if article == id), ""))

    def payload(self) -> dict[str, Any]:
        """All that a page shows of the article in hand; see the top of this file."""
        made = super().payload()
        return made | {"review": made["review"] | {"coder": self.desk.log.by, "between": list(self.desk.between)}}

    def _state(self, id: str, unit: str) -> dict[str, Any]:
        case = self.desk.cases.get((id, unit))
        made = self.desk.placed(id).units.get(unit)
        told = super()._state(id, unit) | {"open": self.desk.open(id, unit), "of": made.last.of if made else ""}
        if case is None:
            return told | {"left": None, "right": None, "unlike": []}
        sides = {
            name: {"fields": dict(one.fields), "given": sorted(one.given), "rejects": one.rejects}
            for name, one in (("left", case.left), ("right", case.right))
        }
        return told | sides | {"unlike": list(case.unlike), "added": False}


def _some(docs: Any) -> Any:
    """Documents, at least one."""
    some = docs if isinstance(docs, Documents) else tuple(docs)
    if not some:
        raise ValueError("There is no article to review.")
    return some


def _clock() -> str:
    return dt.datetime.now().strftime("%H:%M:%S")
