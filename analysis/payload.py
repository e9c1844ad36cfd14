"""A document as one plain dict with a versioned schema: what the explorer draws, live and in the report.

Schema 5. Only strings, numbers, booleans, None, lists and dicts; the text comes in segments, not offsets,
because Python counts code points and browsers count UTF-16 units.

    article     id, digest, title, outlet, author, published (ISO date or ""), url, words,
                topics: [{id, label}] of the whole article, the main one first
    segments    text, part, statement, nested, role, marks: [{statement, role, tells}]; joined they are the text
    speakers    key, name, kind, role, actor, by_office, words, statements; most statements first
    statements  all columns of tables.COLUMNS["statements"], and for the view alone: people (keys of the speakers),
                actor_names, words (their number), codes: [{id, inherited, rule (term or likeness), confidence,
                terms: words that show it}], act_rule, chances: {position: its chance}, empty where nobody gave them,
                resolved: what led to the speakers and how often that is right, reports: [{source, cue, content}],
                on: [{id, position, lean, target, turned}] of its issues, decides: the words that its position rests on,
                paragraph: its number in the running text, 0 where it stands in none, named: the sentence with the
                speaker's name after words that are another, machine: [{field, words}] that a coder changed
    issues      id, label, kind (issue or actor), topic (a topic's id, "" for none), confidence; most stances first
    disagreements  issue (its id), sides: [{name, actor, position, statements (keys, the surest first), quotation: of
                the first of them [{text, decides}], what was said with the words that decide}] of two
    manners     said, thought, done -> {label}
    columns     statements: the names of those columns, in the order of the CSV
    positions   id, label, glyph, hollow, colour, pattern, line; one more, with the id "", where a position is missing
    acts        id -> {label}; topics: id, label, definition, of those that occur
    method      version, codebook, notes: [{title, text}], sure: one line that says how often a row is right,
                reviewed: one that says what people decided, empty where nobody did
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from analysis import excerpts, keeping, knowledge, tables
from analysis.codebooks import Codebook
from analysis.coded import CodedStatement, coded_statements
from analysis.model import SIDES, Document, Issue, IssueCode, Stance, TopicCode
from analysis.palette import SURE, Look, looks_of
from analysis.pieces import Piece, pieces_of
from analysis.review import reviewed
from analysis.sides import Side, carrying, disagreements

SCHEMA = 5
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
        "Toward the target named beside it, a statement supports, opposes, is conditional (for or against "
        "under a condition that it states) or is neutral (takes no side in the words reported). Irony counts as "
        "what it means where the model sees it, which is not always. Targets that are one thing are joined to an "
        "issue, where they share words or names; one that says the opposite (“lifting the sanctions”) is turned, and "
        "the card names the word that turns it."
    ),
    "On what": (
        "Topics are those of the codebook “{codebook}”. Its terms in a statement speak for a topic most; those of what "
        "it points to (“the system”) or of its paragraph speak less, and such topics say “by context”. A small "
        "trained model has a say, too, and may propose a topic that no term tells: such topics say “by likeness”. "
        "What is on none of them says “no diplomatic topic”."
    ),
    "How it was made": (
        "Statements are found by a small language model that came with the program; whom a source means by "
        "names, and where it is none by a small model of its own. Positions, acts, targets, and topics without a "
        "term are read by another small model, trained on statements that were coded; phrases of your own decide "
        "before it. All on one machine: no text left it. Every judgement names the words it rests on. “How sure” "
        "is the chance that a judgement is right, measured on news that had been coded: check what you quote. A hollow "
        f"sign and “perhaps” tell a position that is less sure than {100 * SURE:.0f} %."
    ),
}
MANNERS = {"said": "said", "thought": "thought or wanted", "done": "decided or done"}
ROWS_RIGHT = (
    "Read before you quote: of rows like these, about {:.0f} of 100 are right in speaker, position and target "
    "together, on articles that no model had seen."
)
SHORTEST = 2  # letters of a word that shows a topic
SHOWING = ("term", "likeness")  # roles of the words that show a topic: not those that only point to them
# How a source is led to its speakers, by the rule that did it; and where no link is made.
LINKED = {
    "name": "by name",
    "state": "a capital or government stands for its state",
    "clause": "by the words that its clause is said of",
    "title": "by an office told before",
    "role": "by a description",
    "pronoun": "by a pronoun",
    "continued": "by a pronoun, after words of the same speaker",
    "author": "by the article's byline",
}
OPEN = {
    "own words": "nobody named: the article's words stand for them",
    "nothing": "left open: nobody near fits",
}


def view(doc: Document, codebook: Codebook) -> dict[str, Any]:
    """All that a page shows of an annotated document; see the top of this file."""
    statements = list(_statements(doc))
    return {
        "schema": SCHEMA,
        "article": _article(doc, codebook.labels),
        "segments": [_segment(doc, piece) for piece in pieces_of(doc)],
        "speakers": _speakers(doc),
        "statements": statements,
        "columns": {"statements": list(tables.COLUMNS["statements"])},
        "positions": [_look(k) for k in looks_of(s["position"] for s in statements)],
        "acts": {s["act"]: {"label": s["act"].replace("_", " ") or "not coded"} for s in statements},
        "topics": _topics(doc.topic_codes, codebook),
        "issues": [_issue(issue) for issue in doc.issues],
        "disagreements": [
            {"issue": one.issue, "sides": [_side(doc, one), _side(doc, other)]} for one, other in disagreements(doc)
        ],
        "manners": {name: {"label": label} for name, label in MANNERS.items()},
        "method": {
            "version": knowledge.version(),
            "codebook": codebook.title,
            "notes": method(codebook),
            "sure": _sure(doc),
            "reviewed": reviewed(doc),
        },
    }


def as_json(payload: dict[str, Any]) -> str:
    """The payload as JSON; raises ValueError where a number is none (NaN is no JSON)."""
    return json.dumps(payload, allow_nan=False, ensure_ascii=True, separators=(",", ":"))


def method(codebook: Codebook) -> list[dict[str, str]]:
    """How the findings were made and how far to trust them, as titled paragraphs."""
    return [{"title": title, "text": text.format(codebook=codebook.title)} for title, text in METHOD.items()]


def rows_right() -> str:
    """One line that says how often a row is right on articles that no model has seen."""
    scores = knowledge.load().models.scores
    share = next((score["score"] for score in scores if score["step"] == "Whole rows"), "")
    return ROWS_RIGHT.format(float(share)) if share else ""


def _sure(doc: Document) -> str:
    """The same of what nobody reviewed; empty where somebody decided on each statement, one by one."""
    read = {one.statement for one in doc.reviews if one.verdict != "change" and not one.bulk}
    if read and all(statement.key in read for statement in doc.statements):
        return ""
    return rows_right().replace("rows like these", "rows that nobody reviewed" if read else "rows like these")


def _issue(issue: Issue) -> dict[str, Any]:
    told = {"id": issue.key, "label": issue.name, "kind": issue.kind, "topic": issue.topic}
    return told | {"confidence": issue.confidence}


def _side(doc: Document, side: Side) -> dict[str, Any]:
    told = {"name": side.name, "actor": side.actor, "position": side.position}
    return told | {"statements": list(side.statements), "quotation": _quotation(doc, side)}


def _quotation(doc: Document, side: Side) -> list[dict[str, Any]]:
    """What the surest statement of a side says, with the words that decide: "rejected", " the radar"."""
    one = next(one for one in coded_statements(doc) if one.key == side.statements[0])
    stance = next(s for s, code in carrying(one) if (code.issue, code.position) == (side.issue, side.position))
    stretches = excerpts.quotation(doc.text, one.statement.content, tables.deciding_spans(stance), doc.tokens)
    return [{"text": words, "decides": decides} for words, decides in stretches]


def _look(look: Look) -> dict[str, str]:
    return {k: getattr(look, k) for k in ("id", "label", "glyph", "hollow", "colour", "pattern", "line")}


def _article(doc: Document, labels: Mapping[str, str]) -> dict[str, Any]:
    (row,) = tables.article_rows(doc)
    shown = {k: row[k] for k in ("digest", "title", "outlet", "author", "published", "url", "words")}
    topics = [{"id": topic.topic, "label": labels.get(topic.topic, topic.topic)} for topic in doc.topics]
    return {"id": doc.id} | shown | {"topics": topics}


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
    """The speakers of the article's statements, most statements first."""
    rows = sorted((row for row in tables.speaker_rows(doc) if row["statements"]), key=lambda row: -row["statements"])
    shown = ("key", "name", "kind", "role", "by_office", "words", "statements")
    return [{k: row[k] for k in shown} | {"actor": row["actor"] or None} for row in rows]


def _statements(doc: Document) -> Iterator[dict[str, Any]]:
    """The row of each statement in the table, and what the view alone needs."""
    reports: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for row in tables.nested_rows(doc):
        reports[row["within"]].append({k: row[k] for k in ("source", "cue", "content")})
    numbers = keeping.paragraphs(doc)
    was = {one.statement: one.was for one in doc.reviews}
    for row, coded in zip(tables.statement_rows(doc), coded_statements(doc), strict=True):
        yield row | {
            "people": list(dict.fromkeys(speaker.key for speaker in coded.speakers)),
            "actor_names": list(coded.actors),
            "words": tables.words_in(doc, coded.statement.content),
            "codes": [_code(doc, code) for code in coded.topics],
            "act_rule": coded.act.rule if coded.act else "",
            "chances": _chances(coded.stance),
            "resolved": _resolved(coded),
            "reports": reports[coded.key],
            "further": [_further(doc, stance) for stance in coded.stances[1:]],
            "on": [_on(doc, coded, code) for code in coded.issues if code.issue in doc.issue_names],
            "decides": tables.deciding(doc, coded.stance) if coded.stance else "",
            "paragraph": numbers[coded.key],
            "named": keeping.named_sentence(doc, coded),
            "machine": [{"field": one.field, "words": one.words} for one in was.get(coded.key, ())],
        }


def _on(doc: Document, coded: CodedStatement, code: IssueCode) -> dict[str, Any]:
    """An issue of a statement, what the statement calls it, and the words that turn that against it."""
    stance = coded.stance_on(code)
    told = {"id": code.issue, "position": code.position, "lean": code.lean, "target": stance.target if stance else ""}
    rests = {"decides": tables.deciding(doc, stance) if stance else "", "sure": stance.confidence if stance else None}
    return told | rests | {"turned": [doc[e.span] for e in code.evidence]}


def _further(doc: Document, stance: Stance) -> dict[str, Any]:
    """A stance of a statement beside its main one, and what it rests on."""
    return {
        "position": stance.position,
        "lean": stance.lean,
        "target": stance.target,
        "position_confidence": stance.confidence,
        "position_rule": stance.rule,
        "target_confidence": stance.target_confidence,
        "chances": _chances(stance),
        "decides": tables.deciding(doc, stance),
    }


def _resolved(coded: CodedStatement) -> str:
    """What led from source to speakers, and how likely that is right: "by name; right with a chance of 96 %"."""
    if coded.resolution is None:
        return ""
    words, share = LINKED.get(coded.resolution.rule, ""), coded.resolution.confidence
    if words and share is not None and share < 1:
        return f"{words}; right with a chance of {100 * share:.0f} %"
    return words or OPEN.get(coded.resolution.rule, "")


def _code(doc: Document, code: TopicCode) -> dict[str, Any]:
    told = {"id": code.topic, "inherited": code.inherited, "rule": code.rule, "confidence": code.confidence}
    return told | {"terms": _terms(doc, code)}


def _chances(stance: Stance | None) -> dict[str, float]:
    """The chance of each position; none where nobody gave them."""
    return dict(zip(SIDES, stance.chances, strict=True)) if stance and stance.chances else {}


def _terms(doc: Document, code: TopicCode) -> list[str]:
    """The words that show a topic, each once and as it comes first: "Missile defense" is "missile  defense"."""
    words = [" ".join(doc[e.span].split()) for e in code.evidence if e.role in SHOWING]
    words = [word for word in words if sum(map(str.isalpha, word)) >= SHORTEST]
    return list({word.lower(): word for word in reversed(words)}.values())[::-1]


def _topics(codes: Iterable[TopicCode], codebook: Codebook) -> list[dict[str, str]]:
    """The topics found, most statements first; one that the codebook lacks has its id for a label."""
    known = {t.id: t for t in codebook.topics}
    return [
        {"id": id, "label": known[id].label, "definition": known[id].definition}
        if id in known
        else {"id": id, "label": id, "definition": ""}
        for id, _ in Counter(c.topic for c in codes).most_common()
    ]
