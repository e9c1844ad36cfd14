"""A document as a coder has it: the machine's layers with what the coder decided laid over them.

Nothing is read from a file here. What a log may hold that fits no document (a span outside the text, a position that
there is not) counts as not given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from analysis.coded import CodedStatement, coded_statements
from analysis.decisions import FIELDS, SPANS, Unit
from analysis.keys import name_keys, numbered, slug
from analysis.knowledge import Knowledge
from analysis.lexicons import country_code
from analysis.model import (
    GAP,
    POSITIONS,
    Act,
    Document,
    Evidence,
    Issue,
    IssueCode,
    Resolution,
    Reviewed,
    Speaker,
    Stance,
    Statement,
    TopicCode,
    Was,
    opposite,
)
from analysis.spans import Span, contains

RULE = "coder"  # of what a person decided
SURE = 1.0
WORDS = ("source", "cue", "content")
MARKS = "\"“”„‟«»‘’'"  # of quotations


def recoded(doc: Document, units: Mapping[str, Unit], coder: str, known: Knowledge) -> Document:
    """The document with what a coder decided on its units laid over it; without any, the document itself.

    units: by key of the statement, as `review.units` gives them. known: tells codes of acts, actors and topics.
    """
    given = {key: given_of(unit, doc) for key, unit in units.items() if unit.done or unit.fields.keys() & CODES}
    machine = {one.key: one for one in coded_statements(doc)}
    touched = {key: units[key] for key in given if key in machine or (units[key].added and "content" in given[key])}
    if not touched:
        return doc
    reviews = tuple(_reviewed(doc, machine.get(key), touched[key], given[key], coder) for key in touched)
    kept = {key for key, unit in touched.items() if unit.verdict != "reject"}
    doc = _with_statements(doc, touched, given)
    doc = _with_speakers(doc, {key: given[key] for key in touched if key in kept}, known)
    doc = _with_codes(doc, {key: given[key] for key in touched if key in kept}, known)
    for key in doc_order(doc, kept):
        doc = _with_stance(doc, key, given[key])
    seen = {key for key in kept if touched[key].verdict == "accept" and not touched[key].bulk}
    doc = _confirmed(doc, {key for key in seen if touched[key].blind is None})
    return replace(doc, reviews=tuple(sorted(reviews, key=lambda one: one.statement)))


def without_codes(doc: Document, keys: Iterable[str]) -> Document:
    """The document without what is said of some of its statements: their words stay."""
    hidden = set(keys)

    def kept(layer: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(one for one in layer if one.statement not in hidden)

    if not hidden:
        return doc
    on = kept(doc.issue_codes)
    return replace(
        doc,
        resolutions=kept(doc.resolutions),
        acts=kept(doc.acts),
        stances=kept(doc.stances),
        topic_codes=kept(doc.topic_codes),
        issue_codes=on,
        issues=_issues_left(doc, on),
    )


def fields_of(one: CodedStatement | None) -> dict[str, Any]:
    """What a layer says of a statement, by the fields of a decision; all empty where there is none."""
    if one is None:
        empty: dict[str, Any] = {name: [] for name in LISTS}
        return empty | dict.fromkeys(TEXTS, "") | {"target_span": None}
    stance = one.stance
    spans: dict[str, Any] = {name: [list(span) for span in getattr(one.statement, name)] for name in WORDS}
    return spans | {
        "verdict": "",
        "speakers": list(one.names),
        "actors": [speaker.actor or "" for speaker in one.speakers],
        "position": one.position,
        "lean": one.lean or "",
        "target": one.target,
        "target_span": list(stance.target_span) if stance and stance.target_span else None,
        "act": one.act.act if one.act else "",
        "topics": [code.topic for code in one.topics],
        "evidence": [list(span) for span in evidence_of(stance)],
        "note": "",
    }


CODES = frozenset(FIELDS) - {"verdict", "note"}
LISTS = ("speakers", "actors", "topics", "evidence", *WORDS)
TEXTS = ("verdict", "position", "lean", "target", "act", "note")


def quotes_of(doc: Document, after: Mapping[str, Any]) -> dict[str, list[str]]:
    """The words of the spans among some fields, by which they are found again in another version."""
    spans = {name: [after[name]] if name == "target_span" else after[name] for name in SPANS if after.get(name)}
    return {name: [doc.text[start:end] for start, end in some] for name, some in spans.items()}


def doc_order(doc: Document, keys: Iterable[str]) -> list[str]:
    """Keys of statements in the order of the text."""
    wanted = set(keys)
    return [statement.key for statement in doc.statements if statement.key in wanted]


def given_of(unit: Unit, doc: Document) -> dict[str, Any]:
    """What was given in a unit, as far as it fits the document; spans as Span."""
    return {name: value for name in unit.fields if (value := _fitting(name, unit.fields[name], doc)) is not None}


def spans_of(value: Any, doc: Document) -> tuple[Span, ...]:
    """The spans of the text in a list of [start, end]; what is none is left out."""
    found = (_span(one, doc) for one in value) if isinstance(value, list) else ()
    return tuple(span for span in found if span)


def _fitting(name: str, value: Any, doc: Document) -> Any:
    """A value as the model has it, None where it fits nothing."""
    if name in ("source", "cue", "content", "evidence"):
        spans = [_span(one, doc) for one in value] if isinstance(value, list) else [None]
        fits = None not in spans and (spans or name != "content")
        return tuple(sorted({span for span in spans if span})) if fits else None
    if name == "target_span":
        return (_span(value, doc),) if value is None or _span(value, doc) else None
    if name in ("speakers", "actors", "topics"):
        fits = isinstance(value, list) and all(isinstance(one, str) for one in value)
        return tuple(" ".join(one.split()) for one in value) if fits else None
    if not isinstance(value, str) or (name == "position" and value not in POSITIONS):
        return None
    return value


def _span(value: Any, doc: Document) -> Span | None:
    """A span of the text that is not empty, from [start, end]."""
    if not isinstance(value, list) or [type(one) for one in value] != [int, int]:
        return None
    start, end = value
    return Span(start, end) if 0 <= start < end <= len(doc.text) else None


# ---- what the machine had said


def _reviewed(
    doc: Document, machine: CodedStatement | None, unit: Unit, given: Mapping[str, Any], coder: str
) -> Reviewed:
    verdict = unit.verdict if unit.done else "change"
    told = machine_words(doc, machine) if machine else {}
    own = {name: _in_words(doc, given[name]) for name in told if name in given}
    was = tuple(Was(name, told[name]) for name in told if name in own and own[name] != told[name])
    of = unit.last.of if unit.last.what == "take" else ""
    return Reviewed(unit.unit, coder, verdict, unit.added, was, of, unit.bulk and unit.last.bulk)


def machine_words(doc: Document, one: CodedStatement) -> dict[str, str]:
    """What a layer says of a statement, in words, by the fields of decisions.FIELDS."""
    stance = one.stance
    told = {
        "speakers": "; ".join(one.names),
        "actors": "; ".join(speaker.actor or "" for speaker in one.speakers),
        "position": stance.position if stance else "",
        "lean": (stance.lean or "") if stance else "",
        "target": stance.target if stance else "",
        "act": one.act.act if one.act else "",
        "topics": "; ".join(code.topic for code in one.topics),
        "evidence": _in_words(doc, evidence_of(stance)),
    }
    return told | {name: _in_words(doc, getattr(one.statement, name)) for name in WORDS}


def evidence_of(stance: Stance | None) -> tuple[Span, ...]:
    """The words that a position rests on, its target left out."""
    return tuple(sorted({e.span for e in stance.evidence if e.role != "target"})) if stance else ()


def _in_words(doc: Document, value: Any) -> str:
    if isinstance(value, str):
        return value
    if value and all(isinstance(one, Span) for one in value):
        return GAP.join(" ".join(doc[one].split()) for one in value)
    return "; ".join(one for one in value if one)


# ---- statements


def _with_statements(doc: Document, units: Mapping[str, Unit], given: Mapping[str, Mapping[str, Any]]) -> Document:
    """The document with the coder's borders and additions, and without what is none."""
    gone = {key for key, unit in units.items() if unit.verdict == "reject"}
    known = {statement.key for statement in doc.statements}
    statements = [_moved(doc, s, given.get(s.key, {})) for s in doc.statements if s.key not in gone]
    statements += [_new(doc, key, given[key]) for key in units if key not in known and key not in gone]
    ordered = (
        sorted(statements, key=lambda s: (s.span.start, s.span.end)) if len(statements) > len(known - gone) else None
    )
    nested = tuple(s for s in doc.nested if s.within not in gone)
    out = gone | {s.key for s in doc.nested} - {s.key for s in nested}
    on = tuple(code for code in doc.issue_codes if code.statement not in out)
    return replace(
        doc,
        statements=tuple(ordered or statements),
        nested=nested,
        resolutions=tuple(r for r in doc.resolutions if r.statement not in out),
        acts=tuple(a for a in doc.acts if a.statement not in out),
        stances=tuple(s for s in doc.stances if s.statement not in out),
        topic_codes=tuple(c for c in doc.topic_codes if c.statement not in out),
        issue_codes=on,
        issues=_issues_left(doc, on) if out else doc.issues,
    )


def _moved(doc: Document, statement: Statement, given: Mapping[str, Any]) -> Statement:
    """The statement with the words that a coder gave to it."""
    words = {name: given[name] for name in WORDS if name in given}
    if not words:
        return statement
    content = words.get("content", statement.content)
    return replace(statement, **words, kind=_kind(doc, content), confidence=SURE, rule=RULE)


def _new(doc: Document, key: str, given: Mapping[str, Any]) -> Statement:
    content = given["content"]
    kind = _kind(doc, content)
    return Statement(key, kind, given.get("source", ()), given.get("cue", ()), content, SURE, RULE)


def _kind(doc: Document, content: Sequence[Span]) -> str:
    """direct, indirect or mixed: all, none or some of the pieces stand in quotation marks."""
    quoted = [_is_quoted(doc.text, span) for span in content]
    return "direct" if all(quoted) else "mixed" if any(quoted) else "indirect"


def _is_quoted(text: str, span: Span) -> bool:
    opens = text[span.start] in MARKS or text[span.start - 1 : span.start] in tuple(MARKS)
    return opens and (text[span.end - 1] in MARKS or text[span.end : span.end + 1] in tuple(MARKS))


def _issues_left(doc: Document, codes: Sequence[IssueCode]) -> tuple[Issue, ...]:
    """The issues that something is still on, or that nothing ever was."""
    before, now = {code.issue for code in doc.issue_codes}, {code.issue for code in codes}
    return tuple(issue for issue in doc.issues if issue.key in now or issue.key not in before)


# ---- speakers


def _with_speakers(doc: Document, given: Mapping[str, Mapping[str, Any]], known: Knowledge) -> Document:
    speakers, resolutions = list(doc.speakers), {r.statement: r for r in doc.resolutions}
    for key, fields in given.items():
        if not {"speakers", "actors"} & fields.keys():
            continue
        now = _speakers_of(doc, resolutions.get(key))
        names = fields.get("speakers", tuple(speaker.name for speaker in now))
        actors = fields.get("actors", tuple(_actor_of(name, now, speakers) for name in names))
        pairs = [pair for pair in zip_longest(names, actors[: len(names)], fillvalue="") if pair[0]]
        people = tuple(dict.fromkeys(_speaker(name, actor, speakers, known) for name, actor in pairs))
        resolutions[key] = Resolution(key, people, RULE, SURE)
    return replace(doc, speakers=tuple(speakers), resolutions=tuple(resolutions.values()))


def _speakers_of(doc: Document, resolution: Resolution | None) -> tuple[Speaker, ...]:
    by_key = {speaker.key: speaker for speaker in doc.speakers}
    return tuple(by_key[key] for key in resolution.speakers if key in by_key) if resolution else ()


def _actor_of(name: str, now: Sequence[Speaker], speakers: Sequence[Speaker]) -> str:
    """For whom somebody speaks where the coder does not say: as in this statement, else as in the article."""
    same = (speaker for speaker in (*now, *speakers) if speaker.name == name)
    return next((speaker.actor or "" for speaker in same), "")


def _speaker(name: str, actor: str, speakers: list[Speaker], known: Knowledge) -> str:
    """The key of the speaker of that name who speaks for that actor; one who is new goes to the end of `speakers`."""
    same = [speaker for speaker in speakers if speaker.name == name]
    found = next((speaker for speaker in same if (speaker.actor or "") == actor), None)
    if found:
        return found.key
    key = numbered([*(speaker.key for speaker in speakers), slug(name)])[-1]
    code = code_of(actor, speakers, known)
    if same:
        speakers.append(replace(same[0], key=key, actor=actor or None, code=code, by_office=""))
    else:
        named = known.lexicons.names.get(name)
        kind = named.kind if named else "organisation" if name == actor else "person"
        speakers.append(Speaker(key, name, kind, "", actor or None, code, ()))
    return key


def code_of(actor: str, speakers: Iterable[Speaker], known: Knowledge) -> str:
    """The ISO code of a state: as the article's other speakers for it have it, else as the lexicon's own."""
    same = next((speaker.code for speaker in speakers if actor and speaker.actor == actor), "")
    named = known.lexicons.names.get(actor)
    return same or (country_code(named.iso) if named and named.iso else "")


# ---- acts, topics and positions


def _with_codes(doc: Document, given: Mapping[str, Mapping[str, Any]], known: Knowledge) -> Document:
    acts = {act.statement: act for act in doc.acts}
    topics: dict[str, list[TopicCode]] = {}
    for code in doc.topic_codes:
        topics.setdefault(code.statement, []).append(code)
    for key, fields in given.items():
        if "act" in fields:
            acts[key] = _act(key, fields["act"], acts.get(key), known)
            if not fields["act"]:
                del acts[key]
        if "topics" in fields:
            before = {code.topic: code for code in topics.get(key, ())}
            topics[key] = [before.get(id) or _topic(key, id, known) for id in dict.fromkeys(fields["topics"])]
    codes = tuple(code for some in topics.values() for code in some)
    return replace(doc, acts=tuple(acts.values()), topic_codes=codes)


def _act(key: str, id: str, before: Act | None, known: Knowledge) -> Act:
    if before and before.act == id:
        return replace(before, confidence=SURE)
    row = known.lexicons.acts.get(id, {})
    codes = {column: row.get(column, "") for column in ("plover", "cameo", "quad")}
    return Act(key, id, (), RULE, SURE, **codes)


def _topic(key: str, id: str, known: Knowledge) -> TopicCode:
    cap = next((topic.cap for topic in known.codebook.topics if topic.id == id), ())
    return TopicCode(key, id, (), inherited=False, rule=RULE, confidence=SURE, cap=tuple(cap))


SIDED = ("position", "lean", "target", "target_span", "evidence")


def _with_stance(doc: Document, key: str, given: Mapping[str, Any]) -> Document:
    """The document with the main position of a statement as a coder gave it, and the issue that it is on."""
    if not any(name in given for name in SIDED):
        return doc
    own = [stance for stance in doc.stances if stance.statement == key]
    before = own[0] if own else None
    position: Any = given.get("position", before.position if before else None)
    if position is None:
        return doc
    now = _stance(doc, key, position, before, given)
    others = own[1:]
    stances = [stance for stance in doc.stances if stance.statement != key]
    doc = replace(doc, stances=(*stances, now, *others))
    return _with_issue(doc, before, now)


def _stance(doc: Document, key: str, position: Any, before: Stance | None, given: Mapping[str, Any]) -> Stance:
    old = before or Stance(key, "", "neutral", None, (), None, RULE)
    same = position == old.position
    target = given.get("target", old.target)
    span = given["target_span"][0] if "target_span" in given else old.target_span if target == old.target else None
    lean = given.get("lean", old.lean if same else None) if position == "conditional" else None
    evidence = old.evidence if same else ()
    if "evidence" in given:
        evidence = tuple(Evidence(one, "words") for one in given["evidence"])
    return replace(
        old,
        target=target,
        position=position,
        lean=lean or None,
        evidence=() if position == "neutral" else evidence,
        confidence=SURE if "position" in given else old.confidence,
        rule=RULE if "position" in given and not (before and same) else old.rule,
        target_span=span,
        inherited=span is not None and not _holds(doc, key, span),
        chances=old.chances if same else (),
        target_confidence=SURE if "target" in given else old.target_confidence,
    )


def _holds(doc: Document, key: str, span: Span) -> bool:
    """True where a statement's words from first to last hold a span."""
    return any(s.key == key and contains(s.span, span) for s in doc.statements)


def _with_issue(doc: Document, before: Stance | None, now: Stance) -> Document:
    """The document with the issue of a changed stance: its own if the target stays, else that of its name."""
    at, old = _code_at(doc, before)
    codes = [code for number, code in enumerate(doc.issue_codes) if number != at]
    if not now.target:
        return replace(doc, issue_codes=tuple(codes), issues=_issues_left(doc, codes))
    if old and before and now.target == before.target:
        codes.insert(at, _toward(old, now))
        return replace(doc, issue_codes=tuple(codes))
    issue = next((one for one in doc.issues if one.name == now.target), None)
    issues = _issues_left(doc, codes)
    if issue is None:
        key = numbered([*(one.key for one in doc.issues), *name_keys([now.target])])[-1]
        topic = next((code.topic for code in doc.topic_codes if code.statement == now.statement), "")
        issue = Issue(key, now.target, "issue", topic, None)
    if issue not in issues:
        issues = (*issues, issue)
    code = IssueCode(now.statement, issue.key, now.position, now.lean, False, (), issue.confidence, now.target_span)
    return replace(doc, issue_codes=(*codes, code), issues=issues)


def _code_at(doc: Document, stance: Stance | None) -> tuple[int, IssueCode | None]:
    """Where among the codes stands the one that puts a stance on an issue, and that code."""
    for number, code in enumerate(doc.issue_codes):
        if stance and (code.statement, code.target_span) == (stance.statement, stance.target_span):
            return number, code
    return -1, None


def _toward(code: IssueCode, stance: Stance) -> IssueCode:
    """The code with a stance's position, turned where the code is."""
    position, lean = stance.position, stance.lean
    if code.turned:
        position, lean = opposite(position, lean)
    return replace(code, position=position, lean=lean, target_span=stance.target_span)


def _confirmed(doc: Document, keys: set[str]) -> Document:
    """The document with all that a coder accepted as it stood, seen, held for sure."""
    if not keys:
        return doc

    def sure(layer: Iterable[Any], **what: float) -> tuple[Any, ...]:
        return tuple(replace(one, **what) if one.statement in keys else one for one in layer)

    stances = tuple(
        replace(s, confidence=SURE, target_confidence=SURE if s.target else s.target_confidence)
        if s.statement in keys
        else s
        for s in doc.stances
    )
    return replace(
        doc,
        statements=tuple(replace(s, confidence=SURE) if s.key in keys else s for s in doc.statements),
        resolutions=sure(doc.resolutions, confidence=SURE),
        acts=sure(doc.acts, confidence=SURE),
        stances=stances,
    )
