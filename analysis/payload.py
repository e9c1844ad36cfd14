"""A document as one plain dict with a versioned schema: what the explorer draws, live and in the report.

Schema 1. Only strings, numbers, booleans, None, lists and dicts; the text comes in segments, not offsets,
because Python counts code points and browsers count UTF-16 units.

    article     id, title, outlet, author, published (ISO date or ""), url, words
    segments    text, part, statement, nested, role, marks: [{statement, role, tells}]; joined they are the text
    speakers    id, name, kind, role, actor, words, statements; most statements first
    statements  id, kind, speakers (ids), actors, source, cue, content, sentence, act, position, lean, target,
                topics: [{id, inherited, terms: words that show it}], confidence, rule, because, words,
                meant: what led to the speakers and how often that is right, within: [{source, cue, content}] it reports
    positions   id, label, glyph, colour, pattern, line
    acts        id -> {label}; topics: id, label, definition, of those that occur
    method      version, codebook, notes: [{title, text}]
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from importlib import metadata
from typing import Any

from analysis import tables
from analysis.knowledge import Codebook
from analysis.model import Coding, Document, Statement
from analysis.palette import LOOKS, Look
from analysis.pieces import Piece, pieces_of
from analysis.spans import Within

SCHEMA = 1
SAME = ("id", "kind", "source", "cue", "content", "sentence", "act", "position", "target", "rule", "because")
METHOD = {
    "What is marked": (
        "Every place where the article reports that somebody says, writes, thinks or wants something: who "
        "(the source), with which word (the cue), and what (the content). The reporter's own words are "
        "not marked."
    ),
    "Who is meant": (
        "Surnames, pronouns, titles and capitals are led back to one person, state or organisation: “he” "
        "to the person it most likely means, a capital to its state. A source that the article does not "
        "name keeps the article's words."
    ),
    "Where they stand": (
        "Toward the issue named beside it, a statement supports, opposes, is conditional (for or against "
        "under a condition that it states) or is neutral (takes no side in the words reported). Irony is "
        "not understood."
    ),
    "On what": (
        "Topics are those of the codebook “{codebook}”, by its terms. A statement that only points to its "
        "topic (“the system”) takes it from what it points to: such topics say “by context”."
    ),
    "How it was made": (
        "Statements are found by a small language model that came with the program; speakers, acts and "
        "topics by rules and word lists; positions by rules, and where none takes a side by a second small "
        "model. All on one machine: no text left it. Every judgement names the words "
        "it rests on. “How sure” is the chance, measured on news that people had coded, that the words and "
        "their source are right: check what you quote."
    ),
}
# How a source is led to its speakers, by the rule that did it; and where no link is made.
LINKED = {
    "name": "by name",
    "state": "a capital or government stands for its state",
    "role": "by office",
    "both": "by all whom the words take together",
    "pronoun": "by a pronoun",
}
OPEN = {
    "own words": "nobody named: the article's words stand for them",
    "nothing": "left open: nobody near fits",
}


def view(doc: Document, codebook: Codebook) -> dict[str, Any]:
    """All that a page shows of an annotated document; see the top of this file."""
    speakers = _speakers(doc)
    ids = {s["name"]: s["id"] for s in speakers}
    return {
        "schema": SCHEMA,
        "article": _article(doc),
        "segments": [_segment(doc, piece) for piece in pieces_of(doc)],
        "speakers": speakers,
        "statements": list(_statements(doc, ids)),
        "positions": [_look(k) for k in LOOKS],
        "acts": {s.act: {"label": s.act.replace("_", " ")} for s in doc.stances},
        "topics": _topics(doc.codings, codebook),
        "method": {
            "version": version(),
            "codebook": f"{codebook.name} {codebook.version}",
            "notes": method(codebook),
        },
    }


def as_json(payload: dict[str, Any]) -> str:
    """The payload as JSON; raises ValueError where a number is none (NaN is no JSON)."""
    return json.dumps(payload, allow_nan=False, ensure_ascii=True, separators=(",", ":"))


def version() -> str:
    """The version of Demarche that is installed, empty where none is."""
    try:
        return metadata.version("demarche")
    except metadata.PackageNotFoundError:
        return ""


def method(codebook: Codebook) -> list[dict[str, str]]:
    """How the findings were made and how far to trust them, as titled paragraphs."""
    name = f"{codebook.name} {codebook.version}".strip()
    return [{"title": title, "text": text.format(codebook=name)} for title, text in METHOD.items()]


def _look(look: Look) -> dict[str, str]:
    return {k: getattr(look, k) for k in ("id", "label", "glyph", "colour", "pattern", "line")}


def _article(doc: Document) -> dict[str, Any]:
    furniture = sum(len(doc[p].split()) for p in doc.parts if p.kind == "furniture")
    return {
        "id": doc.id,
        "title": doc.title,
        "outlet": doc.outlet,
        "author": doc.author,
        "published": doc.published.isoformat() if doc.published else "",
        "url": doc.url,
        "words": len(doc.text.split()) - furniture,
    }


def _segment(doc: Document, piece: Piece) -> dict[str, Any]:
    return {
        "text": doc[piece.span],
        "part": piece.part,
        "statement": piece.statement,
        "nested": list(piece.nested),
        "role": piece.role,
        "marks": [{"statement": m.statement, "role": m.role, "tells": m.tells} for m in piece.marks],
    }


def _speakers(doc: Document) -> list[dict[str, Any]]:
    """The speakers, most statements first; two of one name are one to the reader."""
    found: dict[str, dict[str, Any]] = {}
    for row in tables.speakers(doc).to_dict("records"):
        held = found.setdefault(
            row["name"],
            {k: row[k] for k in ("name", "kind", "role")}
            | {"actor": row["actor"] or None, "words": 0, "statements": 0},
        )
        held["words"] += int(row["words"])
        held["statements"] += int(row["statements"])
    ordered = sorted(found.values(), key=lambda s: -s["statements"])
    return [{"id": f"p{number}"} | speaker for number, speaker in enumerate(ordered, 1)]


def _statements(doc: Document, ids: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """What tables.statements tells of each statement, with speakers by their ids."""
    inside = Within(doc.tokens)
    rows = tables.statements(doc).to_dict("records")
    nested: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for row in tables.nested(doc).to_dict("records"):
        nested[row["within"]].append({k: row[k] for k in ("source", "cue", "content")})
    for row, (statement, stance, codings) in zip(rows, tables.judged(doc), strict=True):
        yield {k: row[k] for k in SAME} | {
            "speakers": list(dict.fromkeys(ids[s.name] for s in statement.speakers)),
            "actors": list(statement.actors),
            "lean": stance.lean,
            "topics": [{"id": c.topic, "inherited": c.inherited, "terms": _terms(doc, c)} for c in codings],
            "confidence": statement.confidence,
            "words": tables.words_in(doc, statement.content, inside),
            "meant": _meant(statement),
            "within": nested[statement.id],
        }


def _meant(statement: Statement) -> str:
    """What led from source to speakers, and how often that is right: "by name; such links are right in 96 %"."""
    told, share = LINKED.get(statement.led_by, ""), statement.led_confidence
    if told and share < 1:
        return f"{told}; such links are right in {100 * share:.0f} %"
    return told or OPEN.get(statement.led_by, "")


def _terms(doc: Document, coding: Coding) -> list[str]:
    """The words that show a topic, each once and as it comes first: "Missile defense" is "missile  defense"."""
    words = [" ".join(doc[e.span].split()) for e in coding.evidence if e.role == "term"]
    return list({word.lower(): word for word in reversed(words)}.values())[::-1]


def _topics(codings: Iterable[Coding], codebook: Codebook) -> list[dict[str, str]]:
    """The topics found, most statements first; one that the codebook lacks has its id for a label."""
    known = {t.id: t for t in codebook.topics}
    return [
        {"id": id, "label": known[id].label, "definition": known[id].definition}
        if id in known
        else {"id": id, "label": id, "definition": ""}
        for id, _ in Counter(c.topic for c in codings).most_common()
    ]
