"""Documents -> a .dna file that Discourse Network Analyzer 3.0 and 3.1 open, and what was changed there -> Changes.

person = speaker, organization = the state or organisation spoken for, concept = the issue (where there is none, the
target), or the topic. DNA has one of each for a statement: one of ours becomes as many of DNA's as it has speakers
times issues (or topics), all at the same words; two targets on one issue and one side count once. Who takes no side
stands in a type of statements of its own, so that `agreement` never holds an invented one. One layer a file: DNA counts
what two coders have alike twice.

Every coder of the file has the password `PASSWORD`, unless another is given: DNA opens no file without.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from itertools import permutations
from typing import Any

from analysis.coded import CodedStatement, coded_statements
from analysis.decisions import Change
from analysis.dnafile import (
    BOOLEAN,
    COLOURS,
    INTEGER,
    LONG,
    LONGEST,
    OPTIONS,
    SHORT,
    Article,
    Coder,
    Coding,
    Colour,
    DnaError,
    Entity,
    File,
    Kind,
    Relation,
    Value,
    Variable,
    hashed,
    opens,
    read,
    saved,
)
from analysis.keys import digest
from analysis.model import Document, Stance
from analysis.spans import Span, hull
from analysis.tables import because

__all__ = ["PASSWORD", "DnaError", "changes", "opens", "rdna_csv", "read", "saved", "written"]

PASSWORD = "demarche"
SETTINGS = {"version": "3.0.11.5", "date": "2025-06-01"}  # DNA 3.0 opens "3.0…" alone, 3.1 all of "3.…"
ID = "demarche_id"
ATTRIBUTES = ("Type", "Alias", "Notes")
ADMIN = "Admin"
SIDED, UNSIDED = "DNA Statement", "Statement without position"
AGREES = {"support": True, "oppose": False}
NUMBERS = {"support": 1, "oppose": -1}
SIDES = ("support", "oppose", "neutral", "conditional +", "conditional -")
TURNED = {"support": "oppose", "oppose": "support", "conditional +": "conditional -", "conditional -": "conditional +"}
WHO = ("person", "organization", "concept")
COLOURED: Mapping[str, Colour] = {SIDED: (239, 208, 51), UNSIDED: (211, 211, 211)}
KEPT = 180  # characters of what is too long for DNA


@dataclass(frozen=True, slots=True)
class _Row:
    """One of DNA's statements, as a document has it.

    key: of our statement. speaker, about: numbers, from 1, of its speaker and of its stance (or topic); 0 for none.
    side: one of SIDES, "" where no position was coded; that toward the concept. turned: the target's is the other.
    values: of the variables that are words, as DNA has them.
    """

    article: str
    key: str
    speaker: int
    about: int
    span: Span
    side: str
    turned: bool
    values: Mapping[str, str]

    @property
    def id(self) -> str:
        """What tells it from all others, whatever is edited in DNA."""
        return _plain(f"{self.key}:{self.speaker}:{self.about}:{self.article}")

    @property
    def all_values(self) -> dict[str, Value]:
        """The values of all its variables."""
        side = {"agreement": AGREES[self.side], "position": NUMBERS[self.side]} if self.side in AGREES else {}
        return {**self.values, **(side or {"stance": self.side}), ID: self.id}


# ---- writing


def written(
    docs: Sequence[Document],
    *,
    labels: Mapping[str, str],
    coder: str = "Demarche",
    issues: bool = True,
    password: str = PASSWORD,
) -> bytes:
    """The bytes of a .dna file with the statements of one layer, equal for equal documents. Raises DnaError.

    labels: of the topics, as `Codebook.labels` gives them. coder: whose layer it is. issues: False takes the topics for
    DNA's concepts. Warns of what DNA cannot show as it is.
    """
    if not password:
        raise DnaError("DNA opens no file without a password; give one, or none to have 'demarche'.")
    known = _distinct(labels)
    rows = [(doc, list(_rows(doc, known, issues))) for doc in docs]
    kinds = _kinds(issues)
    coders = _coders(_short(coder) or "Demarche", password)
    relations = tuple(Relation(one.id, other.id) for one, other in permutations(coders, 2))
    articles: list[Article] = []
    codings: list[Coding] = []
    of_kind = {kind.label: kind.id for kind in kinds}
    for number, (doc, some) in enumerate(rows, 1):
        articles.append(_article(number, doc, some, coders[-1].id, known))
        units = _Units(doc.text)
        for row in some:
            kind = of_kind[SIDED if row.side in AGREES else UNSIDED]
            start, stop = units.of(row.span.start), units.of(row.span.end)
            codings.append(Coding(len(codings) + 1, kind, number, start, stop, coders[-1].id, row.all_values))
    chosen = {"stance": SIDES, "topic" if issues else "concept": tuple(known.values())}
    entities = _entities(kinds, codings, _attributes(docs, known, issues), chosen)
    _warn_of(docs, rows)
    return saved(File(SETTINGS, coders, relations, tuple(articles), kinds, entities=entities, codings=tuple(codings)))


RDNA_DOCUMENT = ("coder_id", "title", "text", "author", "source", "section", "type", "notes", "date_time")
RDNA_STATEMENT = ("documentID", "startCaret", "endCaret", "statementType", "coder")


def rdna_csv(file: File, *, kind: str = SIDED, variables: Sequence[str] = (*WHO, "agreement")) -> dict[str, str]:
    """What rDNA imports without a .dna file: two tables as CSV, "documents" and "statements", by their names.

    Their columns are the arguments of rDNA's `dna_addDocuments` and `dna_addStatement`, the latter with those of a
    type's variables that a new database has. Documents have the numbers that an empty database gives them, in their
    order; dates are seconds since 1970 in UTC; places are DNA's own. file: `read(written(docs, labels=…))`.
    """
    numbers = {article.id: number for number, article in enumerate(file.articles, 1)}
    kinds = {one.id: one.label for one in file.kinds}
    documents = ((1, a.title, a.text, a.author, a.source, a.section, a.type, a.notes, a.date) for a in file.articles)
    statements = (
        (numbers[c.article], c.start, c.stop, kind, 1, *(_cell(c.values.get(name, "")) for name in variables))
        for c in file.codings
        if kinds[c.kind] == kind
    )
    return {
        "documents": _csv(RDNA_DOCUMENT, documents),
        "statements": _csv((*RDNA_STATEMENT, *variables), statements),
    }


def _cell(value: Value) -> Value:
    return int(value) if isinstance(value, bool) else value


def _csv(columns: Iterable[str], rows: Iterable[Iterable[Value]]) -> str:
    """A table as R reads it: words in quotation marks, numbers without."""
    file = io.StringIO()
    writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return file.getvalue()


def _kinds(issues: bool) -> tuple[Kind, ...]:
    """The types of statements, one for those that take a side and one for those that do not."""
    topic = {"topic": SHORT} if issues else {}
    before: dict[str, str] = dict.fromkeys(WHO, SHORT)
    after = {**topic, "act": SHORT, "target": LONG, "because": LONG, ID: LONG}
    told = {
        SIDED: {**before, "agreement": BOOLEAN, "position": INTEGER, **after},
        UNSIDED: {**before, "stance": SHORT, **after},
    }
    kinds: list[Kind] = []
    for label, types in told.items():
        first = 1 + sum(len(kind.variables) for kind in kinds)
        variables = tuple(
            Variable(number, name, kind, ATTRIBUTES if kind == SHORT else ())
            for number, (name, kind) in enumerate(types.items(), first)
        )
        kinds.append(Kind(len(kinds) + 1, label, COLOURED[label], variables))
    return tuple(kinds)


def _coders(name: str, password: str) -> tuple[Coder, ...]:
    """The coder, after the first of every file of DNA, who may do everything."""
    colours = ((255, 255, 0), (51, 153, 255))
    names = (ADMIN,) if name == ADMIN else (ADMIN, name)
    return tuple(
        Coder(
            number,
            one,
            hashed(password, sha256(f"{number} {one}".encode()).digest()[:16]),
            {**OPTIONS, **dict(zip(COLOURS, colour, strict=True))},
        )
        for number, (one, colour) in enumerate(zip(names, colours, strict=False), 1)
    )


def _article(number: int, doc: Document, rows: Iterable[_Row], coder: int, labels: Mapping[str, str]) -> Article:
    """A document as DNA has it; of its day the first second in UTC, and 1970 where that is not known."""
    title = _line(doc.title) or _line(doc.id)
    days = doc.published.toordinal() - EPOCH if doc.published else 0
    long = {_line(doc.author): "author", _line(doc.outlet): "outlet", title: "title"}
    long |= dict.fromkeys((words for words in _names(doc, labels) if _short(words) != words), "name")
    notes = [
        f"{NOTED}{_line(doc.id)}",
        _line(doc.url),
        "" if doc.published else "The day is not known.",
        *(f"Full {what}: {words}" for words, what in long.items() if _short(words) != words),
    ]
    about = {"author": _short(doc.author), "source": _short(doc.outlet), "notes": "\n".join(filter(None, notes))}
    return Article(number, _short(title) or f"Article {number}", _plain(doc.text), days * 86_400, coder, **about)


EPOCH = 719_163  # 1 January 1970 among all days
NOTED = "Demarche: "  # stands in the notes before the id of an article


def _names(doc: Document, labels: Mapping[str, str]) -> Iterator[str]:
    """What of a document becomes an entity, in full."""
    for speaker in doc.speakers:
        yield from (_line(speaker.name), _line(speaker.actor or ""))
    yield from (_line(issue.name) for issue in doc.issues)
    yield from (_line(stance.target) for stance in doc.stances)
    yield from (_line(labels.get(code.topic, code.topic)) for code in doc.topic_codes)


def _rows(doc: Document, labels: Mapping[str, str], issues: bool) -> Iterator[_Row]:
    """What becomes of the statements of a document, in their order."""
    for one in coded_statements(doc):
        span = _span(doc, one)
        if span is None:
            continue
        told = {"act": _short(one.act.act) if one.act else ""}
        if issues:
            told["topic"] = _short(_label(one.topics[0].topic, labels)) if one.topics else ""
        people = _people(one)
        for speaker, (name, actor) in enumerate(people or [("", "")], bool(people)):
            for number, concept, side, turned, stance in _about(doc, one, labels, issues):
                values = {"person": _short(name), "organization": _short(actor), "concept": concept, **told}
                values["target"] = _plain(stance.target) if stance else ""
                values["because"] = _plain(because(doc, stance)) if stance else ""
                yield _Row(doc.id, one.key, speaker, number, span, side, turned, values)


def _people(one: CodedStatement) -> list[tuple[str, str]]:
    """The speakers of a statement, each once: name, and for whom they speak."""
    return list(dict.fromkeys((speaker.name, speaker.actor or "") for speaker in one.speakers))


def _about(
    doc: Document, one: CodedStatement, labels: Mapping[str, str], issues: bool
) -> list[tuple[int, str, str, bool, Stance | None]]:
    """What a statement is about: number, concept, side, whether the target's side is the other, and stance."""
    if not issues:
        concepts = [_short(_label(code.topic, labels)) for code in one.topics]
        first = bool(concepts)
        return [(n, c, _side_of(one.stance), False, one.stance) for n, c in enumerate(concepts or [""], first)]
    found: dict[tuple[str, str], tuple[int, str, str, bool, Stance | None]] = {}
    for number, stance in enumerate(one.stances, 1):
        code = one.issue_of(stance)
        concept = _short(doc.issue_names.get(code.issue, stance.target) if code else stance.target)
        side = _side(code.position, code.lean) if code else _side_of(stance)
        found.setdefault((concept, side), (number, concept, side, bool(code and code.turned), stance))
    return list(found.values()) or [(0, "", "", False, None)]


def _side_of(stance: Stance | None) -> str:
    return _side(stance.position, stance.lean) if stance else ""


def _side(position: str, lean: str | None) -> str:
    return f"{position} {lean}" if position == "conditional" and lean else position


def _label(topic: str, labels: Mapping[str, str]) -> str:
    return labels.get(topic, topic)


def _distinct(labels: Mapping[str, str]) -> dict[str, str]:
    """The labels of topics, with the id where two have the same one."""
    times = Counter(map(_short, labels.values()))
    return {
        id: _short(label) if times[_short(label)] == 1 else _short(f"{label} ({id})") for id, label in labels.items()
    }


def _span(doc: Document, one: CodedStatement) -> Span | None:
    """From the first to the last word of the content, at least one character; None where the text has none."""
    span = hull(one.statement.content)
    if len(span):
        return span
    start = min(span.start, len(doc.text) - 1)
    return Span(start, start + 1) if start >= 0 else None


def _entities(
    kinds: Iterable[Kind],
    codings: Iterable[Coding],
    attributes: Mapping[tuple[str, str], Mapping[str, str]],
    chosen: Mapping[str, Iterable[str]],
) -> tuple[Entity, ...]:
    """The values of all short texts, each once, the empty one first; those that can be chosen, used or not, too."""
    used: dict[int, dict[str, None]] = {}
    for kind in kinds:
        for variable in kind.variables:
            if variable.type == SHORT:
                used[variable.id] = dict.fromkeys(("", *chosen.get(variable.name, ())))
    of = {kind.id: [v for v in kind.variables if v.type == SHORT] for kind in kinds}
    for coding in codings:
        for variable in of[coding.kind]:
            used[variable.id][str(coding.values[variable.name])] = None
    names = {variable.id: variable.name for some in of.values() for variable in some}
    pairs = [(variable, value) for variable, values in used.items() for value in values]
    empty = dict.fromkeys(ATTRIBUTES, "")
    return tuple(
        Entity(number, variable, value, attributes={**empty, **attributes.get((names[variable], value), {})})
        for number, (variable, value) in enumerate(pairs, 1)
    )


def _attributes(
    docs: Iterable[Document], labels: Mapping[str, str], issues: bool
) -> dict[tuple[str, str], dict[str, str]]:
    """What is told of an entity, by its variable and value: roles of a person, code of a state, id of a topic."""
    found: dict[tuple[str, str], dict[str, dict[str, None]]] = {}

    def add(variable: str, words: str, kind: str, alias: str = "", notes: str = "") -> None:
        told = found.setdefault((variable, _short(words)), {name: {} for name in ATTRIBUTES})
        rest = _rest(words)
        for name, value in (("Type", kind), ("Alias", alias), ("Notes", rest), ("Notes", _line(notes))):
            told[name] |= {value: None} if value else {}

    def add_topic(id: str) -> None:
        add("topic" if issues else "concept", _label(id, labels), TOPIC, id)

    for id in labels:
        add_topic(id)
    for doc in docs:
        for speaker in doc.speakers:
            add("person", speaker.name, speaker.kind, notes=speaker.role)
            if speaker.actor:
                add("organization", speaker.actor, "state" if speaker.code else "organisation", speaker.code)
        for code in doc.topic_codes:
            add_topic(code.topic)
        for act in doc.acts:
            add("act", act.act, ACT, act.act)
        for issue in doc.issues if issues else ():
            add("concept", issue.name, "actor" if issue.kind == "actor" else "issue", notes=_label(issue.topic, labels))
    return {at: {name: _cut("; ".join(told)) for name, told in values.items()} for at, values in found.items()}


TOPIC, ACT = "topic", "act"  # type of an entity whose alias is an id of ours


def _warn_of(docs: Sequence[Document], rows: Sequence[tuple[Document, Sequence[_Row]]]) -> None:
    astral = sum(bool(ASTRAL.search(doc.text)) for doc in docs)
    if astral:
        warnings.warn(
            f"{astral} of these articles have characters such as emoji: DNA's window shows their statements at the "
            "right words, but its exported tables may cut the words of a statement that follows one.",
            stacklevel=3,
        )
    left = sum(len(doc.statements) - len({row.key for row in some}) for doc, some in rows)
    if left:
        warnings.warn(f"{left} statements stand in articles without text, and are not in the file.", stacklevel=3)


# ---- words as DNA takes them

ASTRAL = re.compile("[\U00010000-\U0010ffff]")
REFUSED = re.compile("[\x00\ud800-\udfff]")


def _plain(text: str) -> str:
    """A text with line feeds alone and no character that DNA cannot keep, to the character as long as it was."""
    return REFUSED.sub("\ufffd", text).replace("\r\n", " \n").replace("\r", "\n")


def _line(text: str) -> str:
    return " ".join(_plain(text).split())


def _short(text: str) -> str:
    """Words on one line, of a length that DNA takes: of longer ones the beginning, and letters that tell them apart.

    >>> len(_short("so " * 100)), _short(" Ilka  Torvald ")
    (187, 'Ilka Torvald')
    """
    line = _line(text)
    return line if len(line) <= LONGEST else f"{line[:KEPT].rstrip()}… {digest(line, 6)}"


def _rest(text: str) -> str:
    """What `_short` leaves out."""
    line = _line(text)
    return "" if len(line) <= LONGEST else f"…{line[len(line[:KEPT].rstrip()) :]}"


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


class _Units:
    """Places in a text: code points, which are ours, and UTF-16 units, which are DNA's."""

    def __init__(self, text: str) -> None:
        self.size = len(text)
        self.points = [found.start() for found in ASTRAL.finditer(text)]
        self.marks = [point + number for number, point in enumerate(self.points)]

    def of(self, point: int) -> int:
        """The units before a code point."""
        return point + bisect_left(self.points, point)

    def point(self, units: int) -> int:
        """The code points before a unit, at most those of the text."""
        return min(self.size, units - bisect_left(self.marks, units))


# ---- reading back


def changes(data: bytes, docs: Sequence[Document], *, coder: str = "") -> tuple[Change, ...]:
    """What a .dna file has otherwise than the documents that were written into it. Raises DnaError.

    docs: the layer that was written. coder: who changed it; of what a file has twice, by two of DNA's coders, theirs
    counts; empty for the one that DNA names. Statements are found by their demarche_id, else by article and place.
    An article that is not in the file tells nothing. Agreement counts before position, but position 0 makes a
    statement neutral. Warns of what cannot be taken over: of several issues of a statement our coders code the first.
    """
    back = _Back(read(data), tuple(docs), _line(coder))
    found = tuple(back.changes())
    for why, times in back.left.items():
        warnings.warn(f"{times} {why}", stacklevel=2)
    return found


OTHER = "statements of this .dna file stand in other articles than these, and were left out."
MOVED = "statements of this .dna file stand in an article whose text was changed; their places were left out."
UNKNOWN = "topics or acts of this .dna file are none of the codebook's, and were left out."
BESIDE = "edits in this .dna file concern a further issue of a statement, and were left out; add a statement for it."
ODD = "stances of this .dna file are none of support, oppose, neutral and conditional, and were left out."
TWICE = "statements that were added in DNA at the same words take other sides, and were left out."


@dataclass
class _Back:
    """A file and the documents that it is compared with; left: what could not be taken over, counted."""

    file: File
    docs: tuple[Document, ...]
    coder: str
    left: Counter[str] = field(default_factory=Counter)

    @cached_property
    def ids(self) -> dict[tuple[str, str], str]:
        """Ids of topics and acts, by type and by what they are called in the file."""
        own = {(TOPIC, _cut(code.topic)): code.topic for doc in self.docs for code in doc.topic_codes}
        own |= {(ACT, _cut(act.act)): act.act for doc in self.docs for act in doc.acts}
        told = [(e.attributes.get("Type", ""), e.value, e.attributes.get("Alias", "")) for e in self.file.entities]
        return {
            (kind, value): own.get((kind, alias), alias)
            for kind, value, alias in told
            if kind in (TOPIC, ACT) and alias
        }

    @cached_property
    def issues(self) -> bool:
        """False where the file has topics for concepts."""
        names = {variable.name for kind in self.file.kinds for variable in kind.variables}
        return "topic" in names or ID not in names

    @cached_property
    def names(self) -> dict[int | None, str]:
        """The names of DNA's coders."""
        return {coder.id: coder.name for coder in self.file.coders}

    @cached_property
    def units(self) -> dict[str, _Units]:
        """Places in the texts of the documents."""
        return {doc.id: _Units(doc.text) for doc in self.docs}

    @cached_property
    def articles(self) -> dict[int, tuple[Document, bool]]:
        """By DNA's number the document, and whether its text is the same."""
        by_text: dict[str, list[Document]] = {}
        for doc in self.docs:
            by_text.setdefault(_plain(doc.text), []).append(doc)
        by_id = {_line(doc.id): doc for doc in self.docs}
        found = {}
        for article in self.file.articles:
            noted = article.notes.split("\n", 1)[0]
            named = by_id.get(noted.removeprefix(NOTED)) if noted.startswith(NOTED) else None
            same = by_text.get(article.text.replace("\r\n", "\n"), [])
            best = named if named in same else same[0] if same else named
            if best:
                found[article.id] = best, bool(same)
        return found

    def changes(self) -> Iterator[Change]:
        """The changes, in the order of the documents; in each the statements that were added come last."""
        labels = {id: value for (kind, value), id in self.ids.items() if kind == TOPIC}
        rows = {doc.id: list(_rows(doc, labels, self.issues)) for doc in self.docs}
        found, fresh = self._matched([row for some in rows.values() for row in some])
        present = {doc.id for doc, _ in self.articles.values()} | {row.article for row, _ in found.values()}
        for doc in self.docs:
            if doc.id not in present:
                continue
            units = self.units[doc.id]
            by_key: dict[str, list[_Row]] = {}
            for row in rows[doc.id]:
                by_key.setdefault(row.key, []).append(row)
            for one in coded_statements(doc):
                some = by_key.get(one.key, [])
                kept = [found[row.id] for row in some if row.id in found]
                after = {"verdict": "reject"} if not kept else self._edits(one, some, kept, units)
                if some and after:
                    who = self.coder or next((self.names.get(c.coder, "") for _, c in kept), "")
                    yield Change(doc.id, one.key, after, some[0].span.start, some[0].span.end, who)
            yield from self._added(doc, [c for c in fresh if self.articles[c.article][0] is doc], units)

    def _matched(self, rows: Iterable[_Row]) -> tuple[dict[str, tuple[_Row, Coding]], list[Coding]]:
        """The rows that the file still has, by their id, each with its statement there; and what it has beside."""
        expected = {row.id: row for row in rows}
        found: dict[str, tuple[_Row, Coding]] = {}
        others = []
        for coding in sorted(self._codings(), key=lambda c: (self.names.get(c.coder) == self.coder, c.id)):
            row = expected.get(str(coding.values.get(ID, "")))
            if row:
                found[row.id] = row, coding
            elif coding.article in self.articles and self.articles[coding.article][1]:
                others.append(coding)
            else:
                self.left[MOVED if coding.article in self.articles else OTHER] += 1
        at: dict[tuple[str, int, int], list[_Row]] = {}
        for row in expected.values():
            if row.id not in found:
                at.setdefault((row.article, *row.span), []).append(row)
        fresh = []
        for coding in sorted(others, key=lambda c: c.id):
            some = at.get(self._place(coding), [])
            if some:
                best = max(some, key=lambda row: sum(row.values[name] == coding.values[name] for name in WHO))
                some.remove(best)
                found[best.id] = best, coding
            else:
                fresh.append(coding)
        return found, fresh

    def _codings(self) -> Iterator[Coding]:
        """The statements of those types that tell who says what."""
        types = {kind.id: {v.name: v.type for v in kind.variables} for kind in self.file.kinds}
        told = {number for number, names in types.items() if all(names.get(name) == SHORT for name in WHO)}
        empty = dict.fromkeys(WHO, "")
        return (replace(c, values={**empty, **c.values}) for c in self.file.codings if c.kind in told)

    def _place(self, coding: Coding) -> tuple[str, int, int]:
        doc = self.articles[coding.article][0]
        units = self.units[doc.id]
        return doc.id, units.point(coding.start), units.point(coding.stop)

    # -- statements that stay

    def _edits(
        self, one: CodedStatement, rows: Sequence[_Row], kept: Sequence[tuple[_Row, Coding]], units: _Units
    ) -> dict[str, Any]:
        """The fields of a statement that are otherwise in DNA."""
        after = {**_speakers_after(one, kept), **self._position_after(one, rows, kept)}
        topics = self._topics_after(one, rows, kept)
        if topics != [code.topic for code in one.topics]:
            after["topics"] = topics
        act = next((str(c.values["act"]) for row, c in kept if _differs(row, c, "act")), None)
        if act is not None and (id := self._id(ACT, act)) is not None:
            after["act"] = id
        content = self._content_after(one, kept, units)
        return {**after, "content": content} if content else after

    def _id(self, kind: str, words: str) -> str | None:
        """The id of a topic or an act; empty for no words, None for one that is not known."""
        if words and (kind, words) not in self.ids:
            self.left[UNKNOWN] += 1
            return None
        return self.ids.get((kind, words), "")

    def _position_after(
        self, one: CodedStatement, rows: Sequence[_Row], kept: Sequence[tuple[_Row, Coding]]
    ) -> dict[str, Any]:
        """Position, lean and target toward the main target, or that which has taken its place."""
        first = min(row.about for row, _ in kept) if self.issues else rows[0].about
        own = [pair for pair in kept if not self.issues or pair[0].about == first]
        if self.issues:
            self._count_beside(rows, kept, first)
        row = own[0][0]
        stance = one.stances[row.about - 1] if self.issues and row.about else one.stance
        side = next((new for was, c in own if (new := self._side(was, c)) != was.side), None)
        concept = next((str(c.values["concept"]) for was, c in own if _differs(was, c, "concept")), None)
        target = next((str(c.values["target"]) for was, c in own if _differs(was, c, "target")), None)
        now: dict[str, str] = dict.fromkeys(("position", "lean", "target"), "")
        if stance:
            now = {"position": stance.position, "lean": stance.lean or "", "target": stance.target}
        was = (
            dict(now)
            if stance is one.stance
            else {"position": one.position, "lean": one.lean or "", "target": one.target}
        )
        if side is not None or (concept is not None and self.issues and row.side):
            # DNA has the side toward the concept, we that toward the target, which a new concept is
            turned = row.turned and concept is None
            side = row.side if side is None else side
            now |= dict(zip(("position", "lean"), _parted(TURNED.get(side, side) if turned else side), strict=True))
        if target is not None or (concept is not None and self.issues):
            now["target"] = concept or "" if target is None else target
        after: dict[str, Any] = {name: value for name, value in now.items() if value != was[name]}
        if stance is not one.stance and stance and now["target"] == stance.target and stance.target_span:
            after["target_span"] = list(stance.target_span)
        return after

    def _count_beside(self, rows: Sequence[_Row], kept: Sequence[tuple[_Row, Coding]], first: int) -> None:
        """Count what was done to an issue of a statement that is not its first."""
        gone = {row.about for row in rows} - {row.about for row, _ in kept} - {rows[0].about}
        beside = [pair for pair in kept if pair[0].about != first]
        edited = sum(self._side(*pair) != pair[0].side or _differs(*pair, "concept", "target") for pair in beside)
        if gone or edited:
            self.left[BESIDE] += len(gone) + edited

    def _side(self, row: _Row, coding: Coding) -> str:
        """The side that a statement takes in DNA toward its concept."""
        side, number = self._own_side(coding), coding.values.get("position")
        if side is None:
            return row.side
        if "agreement" in coding.values and row.side in AGREES and coding.values.get(ID) == row.id:
            if number == 0 and type(number) is int:
                return "neutral"
            if side == row.side and type(number) is int:
                return "support" if number > 0 else "oppose"
        return side or ("neutral" if row.side else "")

    def _own_side(self, coding: Coding) -> str | None:
        """The side in a statement of DNA alone; None where nothing tells one."""
        if type(coding.values.get("agreement")) is bool:
            return "support" if coding.values["agreement"] else "oppose"
        if "stance" not in coding.values:
            return None
        words = " ".join(str(coding.values["stance"]).lower().replace("−", "-").replace("–", "-").split())
        if words not in ("", "conditional", *SIDES):
            self.left[ODD] += 1
            return None
        return words

    def _topics_after(
        self, one: CodedStatement, rows: Sequence[_Row], kept: Sequence[tuple[_Row, Coding]]
    ) -> list[str]:
        """The topics of a statement, the main one first; as they were where DNA has no others."""
        topics = [code.topic for code in one.topics]
        name = "topic" if self.issues else "concept"
        edits = {row.about: str(c.values[name]) for row, c in reversed(kept) if _differs(row, c, name)}
        if self.issues:
            last = list(edits.values())[-1:]
            ids = {at: self._id(TOPIC, words) for at, words in enumerate(last)}
        else:
            ids = {max(0, number - 1): self._id(TOPIC, words) for number, words in edits.items()}
            gone = {row.about for row in rows} - {row.about for row, _ in kept}
            ids |= {number - 1: "" for number in gone}
        ids = {at: id for at, id in ids.items() if id is not None}
        now = [ids.get(at, topic) for at, topic in enumerate(topics or [""])]
        return list(dict.fromkeys(filter(None, now))) if ids else topics

    def _content_after(
        self, one: CodedStatement, kept: Sequence[tuple[_Row, Coding]], units: _Units
    ) -> list[list[int]]:
        """The pieces of a content between its new borders; none where they are as they were."""
        for row, coding in kept:
            if (coding.start, coding.stop) == (units.of(row.span.start), units.of(row.span.end)):
                continue
            if not self.articles.get(coding.article, (None, False))[1]:
                self.left[MOVED] += 1
                continue
            start, end = units.point(coding.start), units.point(coding.stop)
            if start < end:
                return _within(sorted(one.statement.content), start, end)
        return []

    # -- statements that were added

    def _added(self, doc: Document, codings: Iterable[Coding], units: _Units) -> Iterator[Change]:
        """What was added to an article: one statement for each place, with all speakers that were coded there."""
        places: dict[tuple[int, int], list[Coding]] = {}
        for coding in codings:
            start, end = units.point(coding.start), units.point(coding.stop)
            if start < end:
                places.setdefault((start, end), []).append(coding)
        for (start, end), some in sorted(places.items()):
            who = self.coder or self.names.get(some[0].coder, "")
            yield Change(doc.id, "", {"content": [[start, end]], **self._new(some)}, start, end, who)

    def _new(self, some: Sequence[Coding]) -> dict[str, Any]:
        """The fields of a statement that was coded in DNA."""
        first = some[0].values
        pairs = dict.fromkeys(_named(str(c.values["person"]), str(c.values["organization"])) for c in some)
        people = [pair for pair in pairs if pair[0]]
        position, lean = _parted(self._own_side(some[0]) or "neutral")
        beside = sum(
            (self._own_side(c), c.values["concept"]) != (self._own_side(some[0]), first["concept"]) for c in some[1:]
        )
        if beside:
            self.left[TWICE] += beside
        target = str(first.get("target", "")) or (str(first["concept"]) if self.issues else "")
        topics = dict.fromkeys(str(first.get("topic", "")) if self.issues else str(c.values["concept"]) for c in some)
        told = {
            "speakers": [name for name, _ in people],
            "actors": [actor for _, actor in people],
            "position": position,
            "lean": lean,
            "target": target,
            "topics": [id for words in topics if (id := self._id(TOPIC, words))],
            "act": self._id(ACT, str(first.get("act", ""))),
        }
        return {name: value for name, value in told.items() if value}


def _differs(row: _Row, coding: Coding, *names: str) -> bool:
    """True where a statement of DNA has another value of one of some variables; what it does not have tells nothing."""
    return any(
        name in coding.values and name in row.values and coding.values[name] != row.values[name] for name in names
    )


def _parted(side: str) -> tuple[str, str]:
    """Position and lean of a side."""
    position, _, lean = side.partition(" ")
    return position, lean


def _named(person: str, organization: str) -> tuple[str, str]:
    """Speaker and actor; who is no person speaks as the organisation."""
    return person or organization, organization


def _speakers_after(one: CodedStatement, kept: Sequence[tuple[_Row, Coding]]) -> dict[str, Any]:
    """Speakers and actors of a statement where they are otherwise in DNA; of another speaker the actor is told too."""
    before = _people(one)
    now = []
    for number, (name, actor) in enumerate(before or [("", "")], bool(before)):
        own = [pair for pair in kept if pair[0].speaker == number]
        if own:
            person = next((str(c.values["person"]) for row, c in own if _differs(row, c, "person")), name)
            other = next((str(c.values["organization"]) for row, c in own if _differs(row, c, "organization")), actor)
            now.append((person, other) if (person, other) == (name, actor) else _named(person, other))
    now = [pair for pair in dict.fromkeys(now) if pair[0] or pair in before]
    actors = [actor for _, actor in now]
    if [name for name, _ in now] != [name for name, _ in before]:
        return {"speakers": [name for name, _ in now], "actors": actors}
    return {"actors": actors} if now != before else {}


def _within(pieces: Sequence[Span], start: int, end: int) -> list[list[int]]:
    """The pieces of an interrupted content between new borders, the outer ones as long as these allow."""
    left = [piece for piece in pieces if piece.end > start and piece.start < end] or [Span(start, end)]
    edges = [[piece.start, piece.end] for piece in left]
    edges[0][0], edges[-1][1] = start, end
    return edges
