"""A REFI-QDA project (.qdpx) or codebook (.qdc) for NVivo, MAXQDA, ATLAS.ti, QualCoder and others; codings from one.

Each coder is a user. The pieces of a statement are passages, coded Source, Cue, Content, Evidence or Target; all other
codes stand at its first piece of content, so that they meet each other there and are counted once. The note of a
passage holds what no code can: the statement's key, the target in words, which speaker speaks for which actor.

Positions count code points of a text whose lines end with LF alone, the end excluded. Tools count otherwise (CRLF as
two, UTF-16 units, the last character included): what comes back is read in the way in which most passages stand at the
words of a statement.
"""

from __future__ import annotations

import json
import re
import warnings
import xml.etree.ElementTree as ET
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import product
from typing import Any

from analysis.codebooks import Codebook
from analysis.coded import CodedStatement, coded_statements
from analysis.decisions import Change
from analysis.model import Document
from analysis.palette import LEANS, LOOKS
from analysis.qdpx import (
    Passage,
    Places,
    Project,
    RefiError,
    Source,
    add,
    clean,
    counted,
    guid_of,
    line,
    packed,
    read,
    written,
    xml_of,
)
from analysis.spans import Span, hull, overlaps, shared

__all__ = ["Coding", "RefiError", "changes", "codebook", "codings", "codings_of", "project", "read"]

SPACES = {"project": "urn:QDA-XML:project:1.0", "codebook": "urn:QDA-XML:codebook:1.0"}
MADE = "2000-01-01T00:00:00Z"  # some readers fail without a time; with a real one no two exports would be equal
BRANCHES = {
    "position": "Positions",
    "act": "Acts",
    "topic": "Topics",
    "speaker": "Speakers",
    "actor": "Actors",
    "issue": "Issues",
    "part": "Parts of a statement",
}
PARTS = ("source", "cue", "content", "evidence", "target")
JUDGEMENTS = ("position", "act", "topic")  # where one of these is coded, something is said
WITH_ID = (*JUDGEMENTS, "part")  # codes that are known by an id, whatever their name
ALONE = {"target": "target_span"}  # parts that have one place, with the name of their field
VARIABLES = ("Article", "Outlet", "Author", "Date", "URL")
POSITIONS = {look.id: look.id for look in LOOKS} | {
    f"conditional, {LEANS[sign]}": f"conditional {sign}" for sign in LEANS
}
FIXED = {"position": POSITIONS, "part": {part: part for part in PARTS}}  # codes that nobody can add to, by name
NOTE = re.compile(r"^(\w+): (.*)$", re.M)
MOST_NEW = 5_000  # codes in one article that are no statement's that was written
LONGEST = 5_000  # characters of a part of a statement that is looked for before a place
NEAR = 12  # placings looked at on either side of a source whose statement is not told
ALIKE = 0.5  # of two passages, shared, so that one is the other with its borders moved


@dataclass(frozen=True, slots=True)
class Coding:
    """A statement as one coder has it, as far as a project tells it; spans are those of the text in the project."""

    unit: str
    source: tuple[Span, ...] = ()
    cue: tuple[Span, ...] = ()
    content: tuple[Span, ...] = ()
    evidence: tuple[Span, ...] = ()
    target_span: Span | None = None
    speakers: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    position: str = ""
    lean: str = ""
    target: str = ""
    act: str = ""
    topics: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Mark:
    """One code at one passage, given by a coder."""

    guid: str
    span: Span
    coder: str
    kind: str
    value: str
    note: Mapping[str, Any]

    @property
    def told(self) -> tuple[str, str, Span]:
        """What it says; of parts alone the place counts."""
        return self.kind, self.value, self.span if self.kind == "part" else Span(0, 0)

    @property
    def is_content(self) -> bool:
        """True where it marks what is said."""
        return (self.kind, self.value) == ("part", "content")

    @property
    def says(self) -> bool:
        """True where something is said, because it is marked so, or judged."""
        return self.is_content or self.kind in JUDGEMENTS


Placed = Callable[[Passage], Span]
Codes = Mapping[str, tuple[str, str]]  # from the GUID of a code to its kind and value
NEW = "\0"  # begins the key of a statement that was not written
Home = tuple[str, str]  # of a mark: the coder in whose layer its statement is, and the statement's key
Placings = list[tuple[Span, Home]]
Layer = Mapping[str, Coding]  # the codings of an article by key
Acts = Mapping[str, Mapping[str, str]]


# Writing


def project(layers: Mapping[str, Sequence[Document]], *, codebook: Codebook, acts: Acts | None = None) -> bytes:
    """The .qdpx of what each coder has: {coder: documents}; acts: the rows of acts.tsv by id, for their definitions.

    The same layers give the same bytes. Raises RefiError where two coders have one name, or an article two texts.
    """
    docs = _articles(layers)
    codings = {(who, doc.id): codings_of(doc) for who, some in layers.items() for doc in some}
    root = ET.Element("Project", xmlns=SPACES["project"], name="Demarche", origin="Demarche", creationDateTime=MADE)
    if layers:
        users = add(root, "Users")
        for who in layers:
            add(users, "User", guid=guid_of("user", line(who)), name=line(who))
    book = add(root, "CodeBook")
    _add_codes(book, codebook, acts or {}, [c for some in codings.values() for c in some])
    variables = add(root, "Variables")
    for name in VARIABLES:
        kind = "Date" if name == "Date" else "Text"
        add(variables, "Variable", guid=guid_of("variable", name), name=name, typeOfVariable=kind)
    sources = add(root, "Sources") if docs else root
    texts = {}
    for doc, name in zip(docs.values(), _names(docs.values()), strict=True):
        texts[f"sources/{guid_of('source', doc.id)}.txt"] = written(doc.text).encode("utf-8")
        coders = {line(who): codings.get((who, doc.id), ()) for who in layers}
        _add_source(sources, doc, name, coders)
    return packed({"project.qde": xml_of(root), **texts})


def codebook(codebook: Codebook, *, acts: Acts | None = None) -> bytes:
    """The .qdc of a codebook: positions, acts (rows of acts.tsv by id) and topics with definitions and terms."""
    root = ET.Element("CodeBook", xmlns=SPACES["codebook"], origin="Demarche")
    _add_codes(root, codebook, acts or {}, ())
    return xml_of(root)


def _articles(layers: Mapping[str, Sequence[Document]]) -> dict[str, Document]:
    """The documents of all layers by id, each once. Raises RefiError."""
    names = [line(who) for who in layers]
    if "" in names or len(set(names)) < len(names):
        raise RefiError("Each coder needs a name of their own; give the layers other names.")
    docs: dict[str, Document] = {}
    for who, some in layers.items():
        ids = [doc.id for doc in some]
        if len(set(ids)) < len(ids):
            raise RefiError(f"Two articles of {who} have one id; give each its own.")
        for doc in some:
            if docs.setdefault(doc.id, doc).text != doc.text:
                raise RefiError(
                    f"{doc.id}: the coders have different texts of it; bring their codes to one text first."
                )
    return docs


def _names(docs: Iterable[Document]) -> Iterator[str]:
    """A name for each document that no other has: its title, with its id where another has that title."""
    used: set[str] = set()
    for doc in docs:
        name = title = line(doc.title) or line(doc.id) or "untitled"
        number = 1
        while name in used:
            name = f"{title} ({line(doc.id)}{f', {number}' if number > 1 else ''})"
            number += 1
        used.add(name)
        yield name


def codings_of(doc: Document, places: Places | None = None) -> tuple[Coding, ...]:
    """The statements of a document as a project tells them, with spans of the text that it holds."""
    places = places or Places(doc.text)
    each = (_coding_of(doc, one, places) for one in coded_statements(doc))
    return tuple(coding for coding in each if coding.content)


def _coding_of(doc: Document, one: CodedStatement, places: Places) -> Coding:
    said, stance, names = one.statement, one.stance, doc.issue_names
    target = places.written([stance.target_span] if stance and stance.target_span else [])
    return Coding(
        one.key,
        places.written(said.source),
        places.written(said.cue),
        places.written(said.content),
        places.written(e.span for e in stance.evidence) if stance else (),
        target[0] if target else None,
        speakers=tuple(line(s.name) for s in one.speakers),
        actors=tuple(line(s.actor or "") for s in one.speakers),
        position=one.position,
        lean=(one.lean or "") if one.position == "conditional" else "",
        target=clean(one.target),
        act=line(one.act.act) if one.act else "",
        topics=_several(code.topic for code in one.topics),
        issues=_several(names.get(code.issue, "") for code in one.issues),
    )


def _several(words: Iterable[str]) -> tuple[str, ...]:
    """Words each once, as they stand in a project, none of them empty."""
    return tuple(filter(None, dict.fromkeys(map(line, words))))


def _add_codes(parent: ET.Element, codebook: Codebook, acts: Acts, codings: Iterable[Coding]) -> None:
    """The tree of codes: all that can be coded, and what some codings use beyond."""
    used: dict[str, dict[str, None]] = {kind: {} for kind in BRANCHES}
    for coding in codings:
        for kind, value in _codes_of(coding):
            used[kind][value] = None
    topics = {line(t.id): (line(t.label), f"{t.definition}\nTerms: {'; '.join(t.terms)}") for t in codebook.topics}
    told: dict[str, dict[str, tuple[str, str]]] = {kind: {} for kind in BRANCHES}
    told["act"] = {id: (id, f"{row.get('label', '')}: {row.get('definition', '')}") for id, row in acts.items()}
    told["topic"] = topics
    told["position"] = {value: (name, "") for name, value in POSITIONS.items()}
    told["part"] = {part: (part.capitalize(), f"the {part} of a statement") for part in PARTS}
    codes = add(parent, "Codes")
    for kind, name in BRANCHES.items():
        known = told[kind] | {value: (value, "") for value in used[kind] if value not in told[kind]}
        if known:
            _add_branch(codes, kind, name, known)


def _add_branch(codes: ET.Element, kind: str, name: str, known: Mapping[str, tuple[str, str]]) -> None:
    branch = add(codes, "Code", guid=guid_of("branch", kind), name=name, isCodable="false")
    colours: dict[str, str] = {look.id: look.colour for look in LOOKS}
    for value, (label, about) in known.items():
        code = add(branch, "Code", guid=guid_of("code", kind, value), name=label, isCodable="true")
        if kind == "position":
            code.set("color", colours[value.split()[0]])
        lines = [f"id: {value}"] if kind in WITH_ID else []
        if lines or about:
            add(code, "Description").text = clean("\n".join(filter(None, [*lines, about])))


def _codes_of(coding: Coding) -> Iterator[tuple[str, str]]:
    """The codes at the first piece of content."""
    if coding.position:
        yield "position", f"{coding.position} {coding.lean}".strip()
    if coding.act:
        yield "act", coding.act
    for kind in ("topic", "speaker", "actor", "issue"):
        yield from ((kind, value) for value in dict.fromkeys(getattr(coding, f"{kind}s")) if value)


def _passages_of(coding: Coding) -> Iterator[tuple[str, int, Span]]:
    """The passages of a statement: part, number within it, place."""
    for part in PARTS:
        spans = getattr(coding, ALONE.get(part, part))
        if isinstance(spans, Span) or spans is None:
            spans = (spans,) if spans else ()
        yield from ((part, number, span) for number, span in enumerate(spans, 1))


def _add_source(parent: ET.Element, doc: Document, name: str, coders: Mapping[str, Iterable[Coding]]) -> None:
    guid = guid_of("source", doc.id)
    path = {"plainTextPath": f"internal://{guid}.txt", "creationDateTime": MADE}
    source = add(parent, "TextSource", guid=guid, name=name, **path)
    for who, codings in coders.items():
        for coding in codings:
            for part, number, span in _passages_of(coding):
                _add_passage(source, (who, doc.id, coding.unit, part, str(number)), coding, span)
    day = doc.published.isoformat() if doc.published else ""
    for name, value in zip(VARIABLES, (doc.id, doc.outlet, doc.author, day, doc.url), strict=True):
        if value:
            told = add(source, "VariableValue")
            add(told, "VariableRef", targetGUID=guid_of("variable", name))
            add(told, "DateValue" if name == "Date" else "TextValue").text = clean(value)


def _add_passage(source: ET.Element, where: tuple[str, str, str, str, str], coding: Coding, span: Span) -> None:
    who, _, unit, part, number = where
    made = {"creatingUser": guid_of("user", who), "creationDateTime": MADE}
    at = {"startPosition": str(span.start), "endPosition": str(span.end)}
    name = line(f"{part} of {unit}")
    passage = add(source, "PlainTextSelection", guid=guid_of("passage", *where), name=name, **at, **made)
    note: dict[str, Any] = {"statement": unit, "coder": who, "part": f"{part} {number}"}
    codes = [("part", part)]
    if (part, number) == ("content", "1"):
        note |= {"speakers": coding.speakers, "actors": coding.actors, "target": coding.target}
        codes += _codes_of(coding)
    told = (f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in note.items())
    add(passage, "Description").text = clean("\n".join(told))
    for kind, value in codes:
        code = add(passage, "Coding", guid=guid_of("coding", *where, kind, value), **made)
        add(code, "CodeRef", targetGUID=guid_of("code", kind, value))


# Reading


def codings(found: Project) -> dict[str, dict[str, tuple[Coding, ...]]]:
    """The codings that Demarche wrote into a project: {coder: {id of the article: codings}}."""
    each: dict[str, dict[str, tuple[Coding, ...]]] = {}
    codes = _meanings(found, {}, ())
    for source in found.sources:
        units: dict[Home, list[_Mark]] = {}
        for mark in _marks(codes, source, _as_told):
            home = _noted(mark)
            if home:
                units.setdefault(home, []).append(mark)
        for (who, unit), marks in units.items():
            layer = each.setdefault(who, {})
            layer[source.article] = (*layer.get(source.article, ()), _coding(unit, marks, None))
    return each


def _as_told(passage: Passage) -> Span:
    return Span(passage.start, passage.end)


def _meanings(found: Project, labels: Mapping[str, str], used: Iterable[tuple[str, str]]) -> Codes:
    """From the GUID of each code to its kind and value: its id, else its name; codes of other branches are left out.

    labels: ids of topics by label. used: codes that were written, in case a tool kept nothing of them but the GUID.
    """
    branches = {guid_of("branch", kind): kind for kind in BRANCHES}
    names = {name.casefold(): kind for kind, name in BRANCHES.items()}
    known = {guid_of("code", *code): code for code in used if code[0] in WITH_ID}
    codes = {}
    for code in found.codes:
        guid, branch = code.branch
        kind = branches.get(guid) or names.get(branch.strip().casefold(), "")
        id = re.match(r"id: (.+)", code.note) if kind in WITH_ID else None
        value = id.group(1).strip() if id else FIXED.get(kind, {}).get(code.name.casefold(), code.name)
        if kind == "topic":
            value = labels.get(value, value)
        if value and kind and value in FIXED.get(kind, {kind: value}).values():
            codes[code.guid] = kind, value
    return codes | {guid: code for guid, code in known.items() if guid in {c.guid for c in found.codes}}


def _marks(codes: Codes, source: Source, placed: Placed) -> Iterator[_Mark]:
    """Each code at each passage of a text, in the order of the file."""
    for passage in source.passages:
        span = placed(passage)
        note = _note(passage.note)
        for who, guid in passage.codes if len(span) else ():
            if guid in codes:
                yield _Mark(passage.guid, span, who, *codes[guid], note)


def _note(words: str) -> dict[str, Any]:
    """What the note of a passage tells, by name; a value that somebody edited is its words."""
    told: dict[str, Any] = {}
    for name, value in NOTE.findall(words):
        try:
            told.setdefault(name, json.loads(value))
        except (ValueError, RecursionError):
            told.setdefault(name, value.strip())
    return told


def _noted(mark: _Mark) -> Home | None:
    """Where the note says that a mark belongs."""
    who, unit = mark.note.get("coder"), mark.note.get("statement")
    return (who, unit) if isinstance(who, str) and isinstance(unit, str) and unit else None


def _coding(unit: str, marks: Sequence[_Mark], old: Coding | None) -> Coding:
    """What the marks of a statement come to; what they do not tell (a target, an order) is as it was in `old`."""
    before = old or Coding(unit)
    note = {name: value for mark in reversed(marks) for name, value in mark.note.items()}
    values = {kind: tuple(dict.fromkeys(m.value for m in marks if m.kind == kind)) for kind in BRANCHES}
    parts = {part: _spans(marks, part) for part in PARTS}
    content = parts["content"] or tuple(sorted({m.span for m in marks if m.kind in JUDGEMENTS}))
    position, _, lean = _newest(values["position"], f"{before.position} {before.lean}".strip()).partition(" ")
    speakers = _ordered(values["speaker"], _list(note.get("speakers")) or before.speakers)
    target = note.get("target", before.target)
    return Coding(
        unit,
        parts["source"],
        parts["cue"],
        content,
        parts["evidence"],
        next(iter(parts["target"]), None),
        speakers,
        _aligned(speakers, values["actor"], note, before),
        position,
        lean,
        clean(target) if isinstance(target, str) else before.target,
        _newest(values["act"], before.act),
        _ordered(values["topic"], before.topics),
        values["issue"],
    )


def _spans(marks: Iterable[_Mark], part: str) -> tuple[Span, ...]:
    """Where a part of a statement stands, its pieces in the order that their notes tell, else that of the text."""
    found = {m.span: (_number(m, part), m.span) for m in marks if (m.kind, m.value) == ("part", part)}
    return tuple(sorted(found, key=lambda span: found[span]))


def _number(mark: _Mark, part: str) -> int:
    told = re.fullmatch(rf"{part} (\d{{1,6}})", str(mark.note.get("part")))
    return int(told.group(1)) if told else 0


def _list(told: Any) -> tuple[str, ...]:
    return tuple(told) if isinstance(told, list) and all(isinstance(word, str) for word in told) else ()


def _newest(values: Sequence[str], before: str) -> str:
    """Of several codes where one can be, that which came later."""
    return next((value for value in values if value != before), values[0] if values else "")


def _ordered(values: Sequence[str], told: Sequence[str]) -> tuple[str, ...]:
    """Values in the order in which they were told, new ones last."""
    if {*filter(None, told)} == {*values}:
        return tuple(told)
    return (*(t for t in told if t in values), *(v for v in values if v not in told))


def _aligned(
    speakers: Sequence[str], actors: Sequence[str], note: Mapping[str, Any], before: Coding
) -> tuple[str, ...]:
    """An actor for each speaker: the one told, if it is still coded, else the next that nobody has."""
    told = _list(note.get("speakers")), _list(note.get("actors"))
    if not told[0] or len(told[0]) != len(told[1]):
        told = before.speakers, before.actors
    if (tuple(speakers), {*filter(None, told[1])}) == (tuple(told[0]), {*actors}):
        return told[1]
    had = {who: of for who, of in zip(*told, strict=True) if of in actors}
    free = [of for of in actors if of not in had.values()]
    return tuple(had.get(who) or (free.pop(0) if free else "") for who in speakers)


# What comes back


def changes(
    data: bytes, docs: Mapping[str, Sequence[Document]] | Sequence[Document], *, codebook: Codebook | None = None
) -> tuple[Change, ...]:
    """What differs between a .qdpx and what was written into it: the layers by coder, or one for all coders.

    A passage belongs to a statement by its note, else by its GUID, else by its place. Only articles and coders that the
    file holds are compared; texts that are no article's are left out, and coded ones among them told. codebook: for
    topics that a tool has left nothing of but their labels. Raises RefiError, also where the text of an article was
    changed in the file.
    """
    found = read(data)
    if not isinstance(docs, Mapping):
        ours = [name for guid, name in found.users if guid == guid_of("user", name)]
        docs = dict.fromkeys(ours or [name for _, name in found.users] or [""], docs)
    layers = {line(who): {doc.id: doc for doc in some} for who, some in docs.items()}
    all_docs = [doc for layer in layers.values() for doc in layer.values()]
    articles = {doc.id: doc for doc in all_docs}
    labels = {t.label: line(t.id) for t in codebook.topics} if codebook else {}
    used = {code for doc in all_docs for coding in codings_of(doc) for code in _codes_of(coding)}
    codes = _meanings(found, labels, used)
    each: list[Change] = []
    matched = _matched(found.sources, articles)
    if left := sum(bool(s.passages) and all(s is not source for source, _ in matched) for s in found.sources):
        told = "1 coded text of this .qdpx file is" if left == 1 else f"{left} coded texts of this .qdpx file are"
        warnings.warn(f"{told} none of these articles, and left out.", stacklevel=2)
    for source, doc in matched:
        bases = {who: layer[doc.id] for who, layer in layers.items() if doc.id in layer}
        each += _Returned(codes, source, doc, bases, {name for _, name in found.users}).changes()
    return tuple(each)


# By what a text of a project is known as an article's, the surest first.
SAME: tuple[tuple[Callable[[Document], str], Callable[[Source], str]], ...] = (
    (lambda doc: guid_of("source", doc.id), lambda source: source.guid),
    (lambda doc: clean(doc.id), lambda source: source.article),
    (lambda doc: written(doc.text), lambda source: written(source.text)),
    (lambda doc: line(doc.title), lambda source: source.name),
    (lambda doc: line(doc.id), lambda source: source.name),
)


def _matched(sources: Iterable[Source], articles: Mapping[str, Document]) -> list[tuple[Source, Document]]:
    """The texts of a project that are articles, each article once: a second text of it is a copy."""
    left, free, found = list(sources), dict(articles), []
    for of_doc, of_source in SAME:
        by = {of_doc(doc): doc for doc in reversed(free.values())}
        for source in list(left):
            doc = by.get(of_source(source)) if of_source(source) else None
            if doc and doc.id in free:
                del free[doc.id]
                left.remove(source)
                found.append((source, doc))
    return found


class _Returned:
    """The codings of one article that came back, each with the statement it belongs to."""

    def __init__(
        self, codes: Codes, source: Source, doc: Document, bases: Mapping[str, Document], there: set[str]
    ) -> None:
        """Sort the passages of a text to the statements of the layers. there: the users of the file."""
        self.there = there
        self.doc, self.text, self.places = doc, written(doc.text), Places(doc.text)
        if written(source.text).rstrip() != self.text.rstrip():
            raise RefiError(
                f"{source.name[:80]}: its text is not the article's any more; export it again, and code that."
            )
        self.layers: dict[str, Layer] = {
            who: {c.unit: c for c in codings_of(base, self.places)} for who, base in bases.items()
        }
        self.guids: dict[str, Home] = {}
        self.at: dict[tuple[str, str, Span], list[Home]] = {}
        for who, coding in self._written():
            for part, number, span in _passages_of(coding):
                self.guids[guid_of("passage", who, doc.id, coding.unit, part, str(number))] = who, coding.unit
                self.at.setdefault((who, part, span), []).append((who, coding.unit))
        self.sorted: dict[tuple[str, str], Placings] = {}
        for (who, part, span), homes in sorted(self.at.items(), key=lambda item: item[0][2]):
            self.sorted.setdefault((who, part), []).extend((span, home) for home in homes)
        self.units: dict[Home, list[_Mark]] = {}
        marks = list(_marks(codes, source, self._counted(source)))
        told = {home[0] for mark in marks if (home := _noted(mark) or self.guids.get(mark.guid))}
        self.held = [who for who in self.layers if who in there | told] or [*self.layers]  # whose layers the file holds
        self._sort(marks)

    def _written(self) -> Iterator[tuple[str, Coding]]:
        """Each coding that was written, with its coder."""
        return ((who, coding) for who, layer in self.layers.items() for coding in layer.values())

    def _counted(self, source: Source) -> Placed:
        """From a passage to its span, in the way of counting by which most passages stand at words of a statement."""
        known = {span for _, _, span in self.at}
        best: tuple[int, Placed] = (-1, _as_told)
        several = re.search("[\r\U00010000-\U0010ffff]", source.text)
        for last, (crlf, wide) in product((0, 1), ((2, 1), (1, 1), (2, 2), (1, 2)) if several else ((1, 1),)):
            edges = counted(source.text, crlf, wide)

            def placed(passage: Passage, edges: Sequence[int] = edges, last: int = last) -> Span:
                start, end = (edges[min(at, len(edges) - 1)] for at in (passage.start, passage.end + last))
                return Span(min(start, len(self.text)), min(end, len(self.text)))

            hits = sum(placed(passage) in known for passage in source.passages)
            if hits > best[0]:
                best = hits, placed
        return best[1]

    def _sort(self, marks: Iterable[_Mark]) -> None:
        """Give each mark to its statement, or to a new one."""
        lost = [mark for mark in marks if not self._give(mark, self._certain(mark))]
        lost = [mark for mark in lost if not self._give(mark, self._overlapping(mark))]
        if len(lost) > MOST_NEW:
            raise RefiError(
                f"{self.doc.id[:80]}: more was coded anew than one article has; is it the file of these articles?"
            )
        for mark in sorted((m for m in lost if m.says), key=lambda m: not m.is_content):  # judgements join contents
            self._give(mark, [self._new(mark) or (mark.coder, f"{NEW}{mark.span.start}-{mark.span.end}")])
        said = sorted((mark.span, home) for home, marks in self.units.items() for mark in marks if mark.says)
        for mark in (m for m in lost if not m.says):
            self._give(mark, [home for home in (self._new(mark) or self._nearest(mark, said),) if home])

    def _give(self, mark: _Mark, homes: list[Home]) -> bool:
        for home in homes:
            self.units.setdefault(home, []).append(mark)
        return bool(homes)

    def _coders(self, mark: _Mark) -> list[str]:
        """Whose statements a mark may belong to: the coder's own first."""
        return sorted(self.held, key=lambda who: who != mark.coder)

    def _certain(self, mark: _Mark) -> list[Home]:
        """Where a mark belongs by its note, its GUID, or as it stands where a part of a statement does."""
        noted = _noted(mark)
        if noted and noted[1] in self.layers.get(noted[0], ()):
            return [noted]
        if mark.guid in self.guids:
            return [self.guids[mark.guid]]
        part = mark.value if mark.kind == "part" else "content"
        same = next((self.at[at] for who in self._coders(mark) if (at := (who, part, mark.span)) in self.at), [])
        return same[:1] if part == "content" else same

    def _overlapping(self, mark: _Mark) -> list[Home]:
        """The statement in whose content a judgement stands, or of which a mark is a part with its borders moved."""
        part = mark.value if mark.kind == "part" else "content"
        for who in self._coders(mark):
            best, likest = (ALIKE if mark.kind == "part" else 0.0), []
            for span, home in _beside(self.sorted.get((who, part), []), mark.span):
                share = _alike(mark.span, span)
                if share > best and not (mark.kind == "part" and self._has(home, part)):
                    best, likest = share, [home]
            if likest:
                return likest
        return []

    def _has(self, home: Home, part: str) -> bool:
        """True where a statement has got this part."""
        return any((mark.kind, mark.value) == ("part", part) for mark in self.units.get(home, ()))

    def _new(self, mark: _Mark) -> Home | None:
        """The new statement of the same coder that a mark stands in; a content only where it is the same passage."""
        for home, marks in self.units.items():
            if home[0] == mark.coder and home[1].startswith(NEW):
                if mark.is_content:
                    joins = any(mark.span == m.span for m in marks)
                else:
                    joins = any(overlaps(mark.span, m.span) for m in marks)
                if joins:
                    return home
        return None

    def _nearest(self, mark: _Mark, said: Placings) -> Home | None:
        """The statement in the same paragraph whose content is nearest to a source, cue or evidence."""
        if mark.kind != "part":
            return None
        found = []
        for span, home in _beside(said, mark.span, NEAR):
            one, two = sorted((mark.span, span))
            if "\n\n" not in self.text[one.end : two.start]:
                found.append((home[0] != mark.coder, two.start - one.end, home))
        return min(found)[2] if found else None

    def changes(self) -> Iterator[Change]:
        """What differs, by coder, in the order of the layers; new statements last."""
        coders = {who for who, _ in self.units}
        for who, layer in self.layers.items():
            for unit, old in layer.items():
                marks = self.units.get((who, unit), [])
                if marks or who in self.there or who in coders:
                    yield from self._differing(who, old, marks)
        for (who, unit), marks in self.units.items():
            if unit.startswith(NEW):
                yield self._change(who, Coding(""), _coding("", marks, None))

    def _differing(self, who: str, old: Coding, marks: Sequence[_Mark]) -> Iterator[Change]:
        """The change of a statement by each who gave it a new code; by its coder where codes are only gone."""
        had = {("part", part, span) for part, _, span in _passages_of(old)}
        had |= {(kind, value, Span(0, 0)) for kind, value in _codes_of(old)}
        by = dict.fromkeys(mark.coder for mark in marks if mark.told not in had)
        for editor in by or [who]:
            own = [mark for mark in marks if mark.told in had or mark.coder == editor]
            change = self._change(editor, old, _coding(old.unit, own, old))
            if change.after:
                yield change

    def _change(self, who: str, old: Coding, new: Coding) -> Change:
        """The fields in which a statement differs, with places in the article."""
        after: dict[str, Any] = {}
        for name in (f.name for f in fields(Coding) if f.name not in ("unit", "issues")):
            one, other = getattr(old, name), getattr(new, name)
            spans = name in (*PARTS[:4], "target_span")
            if spans and {*_tuple(one)} != {*_tuple(other)}:
                places = [self.places.read(span) for span in _tuple(other)]
                after[name] = (places[0] if places else None) if name == "target_span" else places
            elif not spans and one != other:
                after[name] = list(other) if isinstance(other, tuple) else other
        start, end = self.places.read(hull(new.content or old.content)) if new.content or old.content else (0, 0)
        if not new.content:
            after = {"verdict": "reject"}
        return Change(self.doc.id, old.unit, after, start, end, who)


def _beside(placings: Placings, span: Span, least: int = 0) -> Placings:
    """Of some placings in the order of the text those that a span may overlap, and so many beside."""
    first = bisect_left(placings, span.start - LONGEST, key=lambda placing: placing[0].start)
    last = bisect_left(placings, span.end, key=lambda placing: placing[0].start)
    return placings[max(0, first - least) : last + least]


def _alike(one: Span, other: Span) -> float:
    """The part of two spans that both have, 0 to 1."""
    both = shared(one, other)
    return both / (len(one) + len(other) - both) if both else 0.0


def _tuple(spans: Any) -> tuple[Span, ...]:
    return spans if isinstance(spans, tuple) else (spans,) if spans else ()
