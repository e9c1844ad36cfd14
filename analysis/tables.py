"""Documents -> DataFrames, and the JSON record of what was found.

COLUMNS says what every column means; it is the one place for that.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from analysis import knowledge
from analysis.knowledge import Codebook
from analysis.model import Coding, Document, Stance, Statement, Token
from analysis.spans import Span, Within

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = "demarche/2"
SEVERAL = "; "
COLUMNS: dict[str, dict[str, str]] = {
    "statements": {
        "article": "id of the article",
        "id": "id of the statement, s1, s2 … in the order of the text",
        "kind": "direct (in quotation marks), indirect or mixed",
        "speakers": "names of those to whom the words are given, joined by '; '; empty where there is no source",
        "roles": "their roles, in the same order",
        "actors": "states and organisations they speak for, joined by '; '",
        "source": "the words that name the source",
        "cue": "the words that tell that something is said or thought",
        "content": "the words given to the source; pieces of an interrupted one joined by ' … '",
        "act": "what is done by saying it, an act of data/lexicons/acts.tsv",
        "position": "support, oppose, conditional or neutral toward the target",
        "lean": "+ or - for a conditional position",
        "target": "what the position is toward",
        "topics": "topics of the codebook, the main one first, joined by '; '",
        "inherited": "True where the topics come from the words around the statement, not from its own",
        "confidence": "share of findings of this rule that were right when it was measured, 0 to 1",
        "rule": "the rule that found the statement",
        "speaker_confidence": "share of sources led to their speakers in this way that were led right, 0 to 1",
        "speaker_rule": "what led there: name, state, role, both, pronoun, own words (unnamed) or nothing (left open)",
        "position_confidence": "the same for the position",
        "position_rule": "the rule that judged the position",
        "because": "one line that says on which words the judgement rests",
        "sentence": "the sentence, or sentences, in which it stands",
        "start": "first code point of the statement in the text",
        "end": "code point after its last",
    },
    "nested": {
        "article": "id of the article",
        "id": "id of the nested statement: s4.1 is the first within s4",
        "within": "id of the statement in whose content it stands",
        "kind": "direct (in quotation marks), indirect or mixed",
        "speakers": "names of those to whom the words are given, joined by '; '",
        "actors": "states and organisations they speak for, joined by '; '",
        "source": "the words that name the source",
        "cue": "the words that tell that something is said or thought",
        "content": "the words given to the source; pieces of an interrupted one joined by ' … '",
        "confidence": "what the encoder gives for its being right, 0 to 1; not calibrated on nested statements",
        "start": "first code point of the statement in the text",
        "end": "code point after its last",
    },
    "stances": {
        "article": "id of the article",
        "statement": "id of the statement; it has one row for each target, the main one first",
        "speakers": "names of those to whom the words are given, joined by '; '",
        "actors": "states and organisations they speak for, joined by '; '",
        "target": "what the position is toward, by its plain name",
        "target_words": "the words that the target was read from; empty where it is the name of a topic",
        "inherited": "True where these words stand outside the statement",
        "position": "support, oppose, conditional or neutral toward the target",
        "lean": "+ or - for a conditional position",
        "act": "what is done by saying it",
        "scope": "asserted, negated, hypothetical, future, past or question",
        "strength": "0 (neutral) to 3",
        "confidence": "share of findings of this rule that were right when it was measured, 0 to 1",
        "rule": "the rule that judged the position",
        "because": "one line that says on which words the judgement rests",
    },
    "speakers": {
        "article": "id of the article",
        "name": "full name; the article's own words for someone unnamed",
        "kind": "person, state, organisation or unnamed",
        "role": "role and title as the article gives them",
        "actor": "the state or organisation spoken for, empty where the article does not tell",
        "code": "ISO 3166-1 alpha-3 code of that state",
        "statements": "number of statements",
        "words": "number of words in them",
        "mentions": "number of places where the text means this speaker",
    },
    "tokens": {
        "article": "id of the article",
        "sentence": "number of the sentence, from 1",
        "word": "the word as written",
        "tag": "Penn Treebank tag",
        "lemma": "its dictionary form",
        "start": "first code point in the text",
        "end": "code point after the last",
    },
    "codings": {
        "article": "id of the article",
        "statement": "id of the statement",
        "topic": "id of the topic",
        "label": "its label in the codebook",
        "inherited": "True where the words around the statement tell the topic, not its own",
        "terms": "the words it rests on, joined by '; '",
    },
}


def statements(*docs: Document) -> pd.DataFrame:
    """One row for each statement; see COLUMNS["statements"]."""
    return _frame("statements", (row for doc in docs for row in _statement_rows(doc)))


def nested(*docs: Document) -> pd.DataFrame:
    """One row for each statement within another; see COLUMNS["nested"]."""
    return _frame("nested", (row for doc in docs for row in _nested_rows(doc)))


def stances(*docs: Document) -> pd.DataFrame:
    """One row for each target of each statement; see COLUMNS["stances"]."""
    return _frame("stances", (row for doc in docs for row in _stance_rows(doc)))


def speakers(*docs: Document) -> pd.DataFrame:
    """One row for each speaker; see COLUMNS["speakers"]."""
    return _frame("speakers", (row for doc in docs for row in _speaker_rows(doc)))


def tokens(*docs: Document) -> pd.DataFrame:
    """One row for each token; see COLUMNS["tokens"]."""
    return _frame("tokens", (row for doc in docs for row in _token_rows(doc)))


def codings(*docs: Document, codebook: Codebook | None = None) -> pd.DataFrame:
    """One row for each topic of each statement; see COLUMNS["codings"]."""
    codebook = codebook or knowledge.codebook()
    return _frame("codings", (row for doc in docs for row in _coding_rows(doc, codebook)))


def record(doc: Document) -> dict[str, Any]:
    """What was found in an article as plain values for JSON, by the schema in `analysis/models/record.schema.json`.

    Spans are [start, end] in code points of `article.text`.
    """
    held: dict[str, list[Stance]] = {}
    for stance in doc.stances:
        held.setdefault(stance.statement.id, []).append(stance)
    return {
        "schema": SCHEMA,
        "article": {
            "id": doc.id,
            "title": doc.title,
            "outlet": doc.outlet,
            "author": doc.author,
            "published": doc.published.isoformat() if doc.published else None,
            "url": doc.url,
            "text": doc.text,
            "parts": [{"span": list(p.span), "kind": p.kind} for p in doc.parts],
        },
        "speakers": [
            {
                "name": s.name,
                "kind": s.kind,
                "role": s.role,
                "actor": s.actor,
                "code": knowledge.country_code(s.actor or "") or None,
                "mentions": [list(m) for m in s.mentions],
            }
            for s in doc.speakers
        ],
        "statements": [_statement_record(s, main, codes, held[s.id]) for s, main, codes in judged(doc)],
        "nested": [_words_record(s) | {"within": s.within, "confidence": s.confidence} for s in doc.nested],
    }


def judged(doc: Document) -> Iterable[tuple[Statement, Stance, tuple[Coding, ...]]]:
    """Each statement with its main stance and its topics, the main one first."""
    main = doc.main_stances
    codes: dict[str, list[Coding]] = {}
    for coding in doc.codings:
        codes.setdefault(coding.statement.id, []).append(coding)
    for statement in doc.statements:
        yield statement, main[statement.id], tuple(codes.get(statement.id, ()))


def because(doc: Document, stance: Stance) -> str:
    """On which words a position rests: 'because: insists … would defend (defend, +) → missile defense'."""
    found = sorted({(e.span, e.role) for e in stance.evidence if e.role != "target"})
    if not found:
        return "neutral: no word of the statement takes a side"
    last = next((span for span, role in reversed(found) if role == "cue"), None)
    words = " … ".join(_line(doc[span]) + (_sense(doc, stance, span) if span == last else "") for span, _ in found)
    return f"because: {words} → {stance.target}" if stance.target else f"because: {words}"


def _sense(doc: Document, stance: Stance, span: Span) -> str:
    """A word in its dictionary form and the side it is read for: " (defend, +)"; of a phrase the side alone."""
    tokens = doc.tokens[bisect_left(doc.tokens, span.start, key=_start) : bisect_left(doc.tokens, span.end, key=_start)]
    words = [t for t in tokens if t.tag != "MD"]
    side = stance.lean or {"support": "+", "oppose": "-"}.get(stance.position, "")
    lemma = f"{words[0].lemma}, " if len(words) == 1 else ""
    return f" ({lemma}{side})" if side else ""


def _start(token: Token) -> int:
    return token.span.start


def words_in(doc: Document, spans: Iterable[Span], within: Within[Any] | None = None) -> int:
    """The number of words, marks left out, in some spans."""
    inside = within or Within(doc.tokens)
    return sum(doc[token][0].isalnum() for span in spans for token in inside.of(span))


def _statement_rows(doc: Document) -> Iterable[dict[str, Any]]:
    sentences = Within(doc.sentences)
    for s, stance, codes in judged(doc):
        yield {
            "article": doc.id,
            "id": s.id,
            "kind": s.kind,
            "speakers": SEVERAL.join(k.name for k in s.speakers),
            "roles": SEVERAL.join(k.role for k in s.speakers if k.role),
            "actors": SEVERAL.join(s.actors),
            "source": _joined(doc, s.source),
            "cue": _joined(doc, s.cue),
            "content": _joined(doc, s.content),
            "act": stance.act,
            "position": stance.position,
            "lean": stance.lean or "",
            "target": stance.target,
            "topics": SEVERAL.join(c.topic for c in codes),
            "inherited": bool(codes) and codes[0].inherited,
            "confidence": s.confidence,
            "rule": s.rule,
            "speaker_confidence": s.led_confidence,
            "speaker_rule": s.led_by,
            "position_confidence": stance.confidence,
            "position_rule": stance.rule,
            "because": because(doc, stance),
            "sentence": " ".join(_line(doc[x]) for x in _around(sentences, s.span)),
            "start": s.span.start,
            "end": s.span.end,
        }


def _nested_rows(doc: Document) -> Iterable[dict[str, Any]]:
    for s in doc.nested:
        yield {
            "article": doc.id,
            "id": s.id,
            "within": s.within,
            "kind": s.kind,
            "speakers": SEVERAL.join(k.name for k in s.speakers),
            "actors": SEVERAL.join(s.actors),
            "source": _joined(doc, s.source),
            "cue": _joined(doc, s.cue),
            "content": _joined(doc, s.content),
            "confidence": s.confidence,
            "start": s.span.start,
            "end": s.span.end,
        }


def _stance_rows(doc: Document) -> Iterable[dict[str, Any]]:
    for stance in doc.stances:
        yield {
            "article": doc.id,
            "statement": stance.statement.id,
            "speakers": SEVERAL.join(k.name for k in stance.statement.speakers),
            "actors": SEVERAL.join(stance.statement.actors),
            "target": stance.target,
            "target_words": _line(doc[stance.target_span]) if stance.target_span else "",
            "inherited": stance.inherited,
            "position": stance.position,
            "lean": stance.lean or "",
            "act": stance.act,
            "scope": stance.scope,
            "strength": stance.strength,
            "confidence": stance.confidence,
            "rule": stance.rule,
            "because": because(doc, stance),
        }


def _around(sentences: Within[Any], span: Span) -> Iterable[Any]:
    """The sentences that touch a span."""
    things = sentences.things
    first = max(0, _last_before(sentences, span.start))
    return [x for x in things[first : _last_before(sentences, span.end - 1) + 1] if x.span.end > span.start]


def _last_before(sentences: Within[Any], at: int) -> int:
    return bisect_right(sentences.starts, at) - 1


def _speaker_rows(doc: Document) -> Iterable[dict[str, Any]]:
    inside = Within(doc.tokens)
    for speaker in doc.speakers:
        own = [s for s in doc.statements if speaker in s.speakers]
        yield {
            "article": doc.id,
            "name": speaker.name,
            "kind": speaker.kind,
            "role": speaker.role,
            "actor": speaker.actor or "",
            "code": knowledge.country_code(speaker.actor or ""),
            "statements": len(own),
            "words": words_in(doc, (span for s in own for span in s.content), inside),
            "mentions": len(speaker.mentions),
        }


def _token_rows(doc: Document) -> Iterable[dict[str, Any]]:
    inside = Within(doc.tokens)
    for number, sentence in enumerate(doc.sentences, 1):
        for token in inside.of(sentence.span):
            yield {
                "article": doc.id,
                "sentence": number,
                "word": doc[token],
                "tag": token.tag,
                "lemma": token.lemma,
                "start": token.span.start,
                "end": token.span.end,
            }


def _coding_rows(doc: Document, codebook: Codebook) -> Iterable[dict[str, Any]]:
    for coding in doc.codings:
        yield {
            "article": doc.id,
            "statement": coding.statement.id,
            "topic": coding.topic,
            "label": codebook[coding.topic].label,
            "inherited": coding.inherited,
            "terms": SEVERAL.join(dict.fromkeys(doc[e.span] for e in coding.evidence)),
        }


def _statement_record(
    s: Statement, stance: Stance, codes: tuple[Coding, ...], stances: Iterable[Stance]
) -> dict[str, Any]:
    return _words_record(s) | {
        "act": stance.act,
        "position": stance.position,
        "lean": stance.lean,
        "target": stance.target,
        "topics": [c.topic for c in codes],
        "topics_inherited": bool(codes) and codes[0].inherited,
        "evidence": [{"span": list(e.span), "role": e.role} for e in (*stance.evidence, *_topic_evidence(codes))],
        "confidence": s.confidence,
        "rule": s.rule,
        "speaker_confidence": s.led_confidence,
        "speaker_rule": s.led_by,
        "position_confidence": stance.confidence,
        "position_rule": stance.rule,
        "stances": [_stance_record(x) for x in stances],
    }


def _words_record(s: Statement) -> dict[str, Any]:
    return {
        "id": s.id,
        "kind": s.kind,
        "source": [list(x) for x in s.source],
        "cue": [list(x) for x in s.cue],
        "content": [list(x) for x in s.content],
        "speakers": [k.name for k in s.speakers],
        "actors": list(s.actors),
    }


def _stance_record(stance: Stance) -> dict[str, Any]:
    return {
        "target": stance.target,
        "target_span": list(stance.target_span) if stance.target_span else None,
        "inherited": stance.inherited,
        "position": stance.position,
        "lean": stance.lean,
        "act": stance.act,
        "scope": stance.scope,
        "strength": stance.strength,
        "evidence": [{"span": list(e.span), "role": e.role} for e in stance.evidence],
        "confidence": stance.confidence,
        "rule": stance.rule,
    }


def _topic_evidence(codes: tuple[Coding, ...]) -> Iterable[Any]:
    return dict.fromkeys(e for c in codes for e in c.evidence)


def _joined(doc: Document, spans: Iterable[Span]) -> str:
    return " … ".join(_line(doc[s]) for s in spans)


def _line(words: str) -> str:
    return " ".join(words.split())


def _frame(name: str, rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(list(rows), columns=list(COLUMNS[name]))
