"""Documents -> DataFrames and CSV.

    tables.statements(doc), tables.statements(*docs)  # of documents in hand
    results.table("corpus", "statements")             # of a folder of articles: the same columns, names and types

COLUMNS says what every column means; table, JSON, page and CSV name their fields by it.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

from analysis import excerpts
from analysis.coded import CodedStatement, coded_nested, coded_statements, joined_words
from analysis.formulas import guarded
from analysis.model import GAP, SIDES, Act, Document, Resolution, Reviewed, Stance, Token
from analysis.spans import Span, touching, within

if TYPE_CHECKING:
    import pandas as pd

SEVERAL = "; "
_JOINED = "joined by '; '"
COLUMNS: dict[str, dict[str, str]] = {
    "articles": {
        "article": "id of the article",
        "digest": "sixteen hexadecimal digits that tell its text from any other",
        "title": "its headline",
        "outlet": "the medium that published it",
        "author": "who wrote it",
        "published": "the day it was published, YYYY-MM-DD, empty where it is not known",
        "url": "its address on the web",
        "words": "number of its words, page furniture left out",
        "statements": "number of statements found",
        "topics": f"topics of the codebook that the whole article is about, the main one first, {_JOINED}",
        "version": "version of Demarche that read it, empty where it was coded by hand",
        "models": "digest of the models that read it",
        "knowledge": "digest of the lexicons and the codebook that it was read with",
    },
    "statements": {
        "article": "id of the article",
        "outlet": "the medium that published it",
        "published": "the day it was published, YYYY-MM-DD, empty where it is not known",
        "key": "key of the statement, made from its own words; unique together with the article",
        "number": "its number in the order of the text, from 1, for show",
        "kind": "direct (in quotation marks), indirect or mixed",
        "manner": "how it is reported: said, thought (or wanted), done (or decided)",
        "speakers": f"names of those to whom the words are given, {_JOINED}; empty where there is no source",
        "roles": "their roles, in the same order",
        "actors": f"states and organisations they speak for, {_JOINED}",
        "source": "the words that name the source",
        "cue": "the words that tell that something is said or thought",
        "content": "the words given to the source; pieces of an interrupted one joined by ' … '",
        "act": "what is done by saying it, an act of data/lexicons/acts.tsv",
        "plover": "event class of that act in the PLOVER codebook, empty for a plain statement",
        "cameo": "root code of that act in the CAMEO codebook",
        "quad": "its quad class: neutral, verbal or material, cooperation or conflict",
        "position": "support, oppose, conditional or neutral toward the target; empty where it was not coded",
        "lean": "+ or - for a conditional position",
        "target": "what the position is toward",
        "issue": "the issue that this target belongs to; empty where it has none",
        "topics": f"topics of the codebook, the main one first, {_JOINED}; empty where it is on no diplomatic topic",
        "cap": f"codes of the Comparative Agendas Project for these topics, {_JOINED}",
        "topic_rule": "term where words of the codebook tell the main topic, likeness where the reader proposes it",
        "inherited": "True where the topics come from the words around the statement, not from its own",
        "confidence": "chance that its words and its source are right, 0 to 1",
        "rule": "what found it: encoder, signature, turn, following quotation or borrowed source",
        "resolution_confidence": "chance that the source was led to the right speakers, 0 to 1",
        "resolution_rule": "what led there: name, state, title, role, clause, pronoun, continued, author, own words or "
        "nothing",
        "position_confidence": "chance that the position is right, 0 to 1",
        "position_rule": "reader, or your phrase where data/lexicons/phrases.tsv decides",
        "act_confidence": "chance that the act is right, 0 to 1",
        "target_confidence": "chance that the target is right, 0 to 1",
        "because": "one line that says on which words the judgement rests",
        "coder": "who reviewed it, empty where nobody did",
        "verdict": "accept, or change where a coder changed something and has not decided yet; empty where nobody did",
        "was": "what the machine had said where the coder says something else: 'position: neutral; act: state'",
        "sentence": "the sentence, or sentences, in which it stands",
        "start": "first code point of the statement in the text",
        "end": "code point after its last",
    },
    "statement_speakers": {
        "article": "id of the article",
        "statement": "key of the statement; it has one row for each of its speakers",
        "speaker": "key of the speaker",
        "name": "full name; the article's own words for someone unnamed",
        "role": "role and title as the article gives them",
        "actor": "the state or organisation spoken for, empty where the article does not tell",
        "code": "ISO 3166-1 alpha-3 code of that state",
        "rule": "what led there: name, state, title, role, clause, pronoun, continued, author, own words or nothing",
        "confidence": "chance that the source was led to the right speakers, 0 to 1",
    },
    "statement_topics": {
        "article": "id of the article",
        "statement": "key of the statement; it has one row for each of its topics, the main one first",
        "number": "number of the statement in the order of the text, for show",
        "topic": "id of the topic",
        "label": "its label in the codebook",
        "inherited": "True where the words around the statement tell the topic, not its own",
        "rule": "term where words of the codebook tell it, likeness where the reader proposes it",
        "confidence": "chance that the reader gives it, 0 to 1; empty where it has none",
        "terms": f"the words it rests on, {_JOINED}",
    },
    "nested": {
        "article": "id of the article",
        "key": "key of the nested statement: that of the outer one, a period and a number",
        "within": "key of the statement in whose content it stands",
        "kind": "direct (in quotation marks), indirect or mixed",
        "speakers": f"names of those to whom the words are given, {_JOINED}",
        "actors": f"states and organisations they speak for, {_JOINED}",
        "source": "the words that name the source",
        "cue": "the words that tell that something is said or thought",
        "content": "the words given to the source; pieces of an interrupted one joined by ' … '",
        "confidence": "what the encoder gives for its being right, 0 to 1; not calibrated on nested statements",
        "start": "first code point of the statement in the text",
        "end": "code point after its last",
    },
    "stances": {
        "article": "id of the article",
        "statement": "key of the statement; it has one row for each target, the main one first",
        "number": "number of the statement in the order of the text, for show",
        "speakers": f"names of those to whom the words are given, {_JOINED}",
        "actors": f"states and organisations they speak for, {_JOINED}",
        "target": "what the position is toward, by its plain name",
        "target_words": "the words that the target was read from; empty where it is the name of a topic",
        "inherited": "True where these words stand outside the statement",
        "position": "support, oppose, conditional or neutral toward the target",
        "lean": "+ or - for a conditional position",
        "act": "what is done by saying it",
        "confidence": "chance that the position is right, 0 to 1",
        "support": "chance that the source supports the target, 0 to 1",
        "oppose": "chance that it opposes it",
        "neutral": "chance that it takes no side",
        "conditional": "chance that it is for or against under a condition",
        "target_confidence": "chance that the target is right, 0 to 1",
        "rule": "reader, or your phrase where data/lexicons/phrases.tsv decides",
        "because": "one line that says on which words the judgement rests",
    },
    "issues": {
        "article": "id of the article",
        "key": "key of the issue, made from its name; unique together with the article",
        "name": "what positions are toward, by the clearest of its targets",
        "kind": "actor where it is somebody as such, else issue",
        "topic": "topic of the codebook that most of its statements are on, empty where they are on none",
        "statements": "number of stances on it",
        "support": "number of those that are for it, turned where their target is turned",
        "oppose": "number of those that are against it",
        "conditional": "number of those that are for or against it under a condition",
        "neutral": "number of those that take no side",
        "confidence": "mean chance that two of its targets are the same, 0 to 1; empty for one target alone",
    },
    "statement_issues": {
        "article": "id of the article",
        "statement": "key of the statement; it has one row for each target that belongs to an issue",
        "number": "number of the statement in the order of the text, for show",
        "speakers": f"names of those to whom the words are given, {_JOINED}",
        "actors": f"states and organisations they speak for, {_JOINED}",
        "issue": "key of the issue",
        "name": "its name",
        "target": "what the statement calls it",
        "position": "toward the issue: that toward the target, turned where the target is turned",
        "lean": "+ or - for a conditional position",
        "turned": "True where who is for the target is against the issue",
        "turned_by": f"the words that turn it, {_JOINED}",
        "confidence": "mean chance that two targets of the issue are the same, 0 to 1",
    },
    "speakers": {
        "article": "id of the article",
        "key": "key of the speaker, made from the name",
        "name": "full name; the article's own words for someone unnamed",
        "kind": "person, state, organisation or unnamed",
        "role": "role and title as the article gives them",
        "actor": "the state or organisation spoken for, empty where the article does not tell",
        "code": "ISO 3166-1 alpha-3 code of that state",
        "by_office": "the term of office in offices.tsv that tells the actor; empty where the article does",
        "statements": "number of statements; 0 for someone whose words stand within another's statement alone",
        "words": "number of words in them",
        "mentions": "number of places where the text means this speaker",
    },
    "tokens": {
        "article": "id of the article",
        "sentence": "number of the sentence, from 1",
        "number": "number of the word in its sentence, from 1",
        "word": "the word as written",
        "tag": "Penn Treebank tag",
        "lemma": "its dictionary form",
        "head": "number of its head in the sentence, 0 for the root; empty where no trees were read",
        "relation": "its relation to the head, by Universal Dependencies",
        "start": "first code point in the text",
        "end": "code point after the last",
    },
}
Row = dict[str, Any]
Dtype = Literal["str", "int64", "float64", "bool"]
_INTEGERS = {"words", "number", "start", "end", "mentions"}
_TRUTHS = {"inherited", "turned"}
_COUNTS = {"articles": {"statements"}, "speakers": {"statements"}, "issues": {"statements", *SIDES}}
NEUTRAL = {"your phrase": "neutral: decided by your phrase", "coder": "neutral: decided by the coder"}
MARK = "\ufeff"  # tells spreadsheets that a file is UTF-8


def articles(*docs: Document) -> pd.DataFrame:
    """One row for each article; see COLUMNS["articles"]."""
    return _frame("articles", (row for doc in docs for row in article_rows(doc)))


def statements(*docs: Document) -> pd.DataFrame:
    """One row for each statement; see COLUMNS["statements"]."""
    return _frame("statements", (row for doc in docs for row in statement_rows(doc)))


def statement_speakers(*docs: Document) -> pd.DataFrame:
    """One row for each speaker of each statement, to be joined; see COLUMNS["statement_speakers"]."""
    return _frame("statement_speakers", (row for doc in docs for row in _statement_speaker_rows(doc)))


def statement_topics(*docs: Document, labels: Mapping[str, str] | None = None) -> pd.DataFrame:
    """One row for each topic of each statement, to be joined; see COLUMNS["statement_topics"].

    labels: of the topics, as `Codebook.labels` gives them; without them a topic's id stands for its label.
    """
    return _frame("statement_topics", (row for doc in docs for row in statement_topic_rows(doc, labels or {})))


def nested(*docs: Document) -> pd.DataFrame:
    """One row for each statement within another; see COLUMNS["nested"]."""
    return _frame("nested", (row for doc in docs for row in nested_rows(doc)))


def stances(*docs: Document) -> pd.DataFrame:
    """One row for each target of each statement; see COLUMNS["stances"]."""
    return _frame("stances", (row for doc in docs for row in _stance_rows(doc)))


def issues(*docs: Document) -> pd.DataFrame:
    """One row for each issue, most stances first; see COLUMNS["issues"]."""
    return _frame("issues", (row for doc in docs for row in issue_rows(doc)))


def statement_issues(*docs: Document) -> pd.DataFrame:
    """One row for each stance that is on an issue, to be joined; see COLUMNS["statement_issues"]."""
    return _frame("statement_issues", (row for doc in docs for row in _statement_issue_rows(doc)))


def speakers(*docs: Document) -> pd.DataFrame:
    """One row for each speaker; see COLUMNS["speakers"]."""
    return _frame("speakers", (row for doc in docs for row in speaker_rows(doc)))


def tokens(*docs: Document) -> pd.DataFrame:
    """One row for each token; see COLUMNS["tokens"]."""
    return _frame("tokens", (row for doc in docs for row in _token_rows(doc)))


def csv_text(frame: pd.DataFrame) -> str:
    """A table as CSV for spreadsheets (RFC 4180): with the mark of UTF-8, every cell quoted, formulas made words.

    It is to the character what the page saves.
    """
    return MARK + csv_rows([frame.columns]) + csv_rows(frame.itertuples(index=False, name=None))


def csv_rows(rows: Iterable[Iterable[Any]]) -> str:
    """Rows as lines of such a file."""
    file = io.StringIO()
    csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows([_cell(v) for v in row] for row in rows)
    return file.getvalue()


def _cell(value: Any) -> str:
    """A value as a cell: numbers as a browser writes them (1, not 1.0), formulas made words."""
    if value is None or value != value:  # NaN, which stands for what is missing
        return ""
    text = str(int(value) if isinstance(value, float) and value.is_integer() else value)
    return guarded(text)


def because(doc: Document, stance: Stance) -> str:
    """On which words a position rests: 'because: urged … to step down → Yoon to step down'."""
    words = deciding(doc, stance)
    if not words and stance.rule == "coder" and stance.position != "neutral":
        return f"decided by the coder → {stance.target}" if stance.target else "decided by the coder"
    if not words:
        return NEUTRAL.get(stance.rule, "neutral: no word of the statement takes a side")
    return f"because: {words} → {stance.target}" if stance.target else f"because: {words}"


def deciding(doc: Document, stance: Stance) -> str:
    """The words that a position rests on, as they can be read: 'urged … step down'; empty where there are none."""
    found = deciding_spans(stance)
    shown = excerpts.pieces(doc.text, found, doc.tokens) or found  # marks alone, where a coder chose nothing else
    return GAP.join(excerpts.balanced(doc[span]) for span in shown)


def deciding_spans(stance: Stance) -> list[Span]:
    """Where the words stand that a position rests on."""
    return sorted({e.span for e in stance.evidence if e.role != "target"})


def words_in(doc: Document, spans: Iterable[Span]) -> int:
    """The number of words, marks left out, in some spans."""
    return sum(doc[token][:1].isalnum() for span in spans for token in within(doc.tokens, span))


def article_rows(doc: Document) -> Iterator[Row]:
    """The one row of `articles` of a document."""
    furniture = sum(len(doc[p].split()) for p in doc.parts if p.kind == "furniture")
    made = doc.made_by
    yield {
        "article": doc.id,
        "digest": doc.digest,
        "title": doc.title,
        "outlet": doc.outlet,
        "author": doc.author,
        "published": day(doc),
        "url": doc.url,
        "words": len(doc.text.split()) - furniture,
        "statements": len(doc.statements),
        "topics": SEVERAL.join(topic.topic for topic in doc.topics),
        "version": made.version if made else "",
        "models": made.models if made else "",
        "knowledge": made.knowledge if made else "",
    }


def day(doc: Document) -> str:
    """The day an article was published as YYYY-MM-DD, empty where it is not known."""
    return doc.published.isoformat() if doc.published else ""


def statement_rows(doc: Document) -> Iterator[Row]:
    """The rows of `statements` of one document."""
    reviews = {one.statement: one for one in doc.reviews}
    for coded in coded_statements(doc):
        told = (_words_columns(doc, coded), _resolution_columns(coded.resolution), _act_columns(coded.act))
        row = {**told[0], **told[1], **told[2], **_position_columns(doc, coded)}
        row |= _review_columns(reviews.get(coded.key))
        yield {column: row[column] for column in COLUMNS["statements"]}


def _words_columns(doc: Document, coded: CodedStatement) -> Row:
    s = coded.statement
    return {
        "article": doc.id,
        "outlet": doc.outlet,
        "published": day(doc),
        "key": s.key,
        "number": coded.number,
        "kind": s.kind,
        "manner": s.manner,
        "speakers": SEVERAL.join(coded.names),
        "roles": SEVERAL.join(k.role for k in coded.speakers if k.role),
        "actors": SEVERAL.join(coded.actors),
        "source": joined_words(doc, s.source),
        "cue": joined_words(doc, s.cue),
        "content": joined_words(doc, s.content),
        "topics": SEVERAL.join(code.topic for code in coded.topics),
        "cap": SEVERAL.join(dict.fromkeys(cap for code in coded.topics for cap in code.cap)),
        "topic_rule": coded.topics[0].rule if coded.topics else "",
        "inherited": bool(coded.topics) and coded.topics[0].inherited,
        "confidence": s.confidence,
        "rule": s.rule,
        "sentence": " ".join(_line(doc[x]) for x in touching(doc.sentences, s.span)),
        "start": s.span.start,
        "end": s.span.end,
    }


def _review_columns(review: Reviewed | None) -> Row:
    if review is None:
        return {"coder": "", "verdict": "", "was": ""}
    was = "; ".join(f"{one.field}: {one.words}" for one in review.was)
    coder = f"{review.coder}, as {review.of} has it" if review.of else review.coder
    coder += ", with many others unread" if review.bulk else ""
    return {"coder": coder, "verdict": review.verdict, "was": "added" if review.added else was}


def _resolution_columns(resolution: Resolution | None) -> Row:
    if resolution is None:
        return {"resolution_confidence": None, "resolution_rule": ""}
    return {"resolution_confidence": resolution.confidence, "resolution_rule": resolution.rule}


def _act_columns(act: Act | None) -> Row:
    if act is None:
        return {"act": "", "plover": "", "cameo": "", "quad": "", "act_confidence": None}
    told = {"act": act.act, "plover": act.plover, "cameo": act.cameo, "quad": act.quad}
    return told | {"act_confidence": act.confidence}


def _position_columns(doc: Document, coded: CodedStatement) -> Row:
    stance = coded.stance
    where = {"position": coded.position, "lean": coded.lean or "", "target": coded.target}
    where["issue"] = issue_name(doc, coded)
    if stance is None:
        return where | {
            "position_confidence": None,
            "position_rule": "",
            "target_confidence": None,
            "because": "",
        }
    how = {
        "position_confidence": stance.confidence,
        "position_rule": stance.rule,
        "target_confidence": stance.target_confidence,
    }
    return where | how | {"because": because(doc, stance)}


def issue_name(doc: Document, coded: CodedStatement) -> str:
    """The name of the issue that the main target belongs to."""
    code = coded.issue_of(coded.stance) if coded.stance else None
    return doc.issue_names.get(code.issue, "") if code else ""


def _statement_speaker_rows(doc: Document) -> Iterator[Row]:
    for coded in (*coded_statements(doc), *coded_nested(doc)):
        for speaker in coded.speakers if coded.resolution else ():
            yield {
                "article": doc.id,
                "statement": coded.key,
                "speaker": speaker.key,
                "name": speaker.name,
                "role": speaker.role,
                "actor": speaker.actor or "",
                "code": speaker.code,
                "rule": coded.resolution.rule if coded.resolution else "",
                "confidence": coded.resolution.confidence if coded.resolution else None,
            }


def statement_topic_rows(doc: Document, labels: Mapping[str, str]) -> Iterator[Row]:
    """The rows of `statement_topics` of one document."""
    for coded in coded_statements(doc):
        for code in coded.topics:
            yield {
                "article": doc.id,
                "statement": coded.key,
                "number": coded.number,
                "topic": code.topic,
                "label": labels.get(code.topic, code.topic),
                "inherited": code.inherited,
                "rule": code.rule,
                "confidence": code.confidence,
                "terms": SEVERAL.join(dict.fromkeys(doc[e.span] for e in code.evidence)),
            }


def nested_rows(doc: Document) -> Iterator[Row]:
    """The rows of `nested` of one document."""
    for coded in coded_nested(doc):
        s = coded.statement
        yield {
            "article": doc.id,
            "key": s.key,
            "within": s.within,
            "kind": s.kind,
            "speakers": SEVERAL.join(coded.names),
            "actors": SEVERAL.join(coded.actors),
            "source": joined_words(doc, s.source),
            "cue": joined_words(doc, s.cue),
            "content": joined_words(doc, s.content),
            "confidence": s.confidence,
            "start": s.span.start,
            "end": s.span.end,
        }


def _whose(doc: Document, coded: CodedStatement) -> Row:
    """Which statement a row belongs to, and whose it is."""
    return {
        "article": doc.id,
        "statement": coded.key,
        "number": coded.number,
        "speakers": SEVERAL.join(coded.names),
        "actors": SEVERAL.join(coded.actors),
    }


def _stance_rows(doc: Document) -> Iterator[Row]:
    for coded in coded_statements(doc):
        for stance in coded.stances:
            yield {
                **_whose(doc, coded),
                "target": stance.target,
                "target_words": _line(doc[stance.target_span]) if stance.target_span else "",
                "inherited": stance.inherited,
                "position": stance.position,
                "lean": stance.lean or "",
                "act": coded.act.act if coded.act else "",
                "confidence": stance.confidence,
                **dict(zip(SIDES, stance.chances or (None,) * len(SIDES), strict=True)),
                "target_confidence": stance.target_confidence,
                "rule": stance.rule,
                "because": because(doc, stance),
            }


def issue_rows(doc: Document) -> Iterator[Row]:
    """The rows of `issues` of one document."""
    found: dict[str, Counter[str]] = {}
    for code in doc.issue_codes:
        found.setdefault(code.issue, Counter())[code.position] += 1
    for issue in doc.issues:
        on = found.get(issue.key, Counter())
        yield {
            "article": doc.id,
            **{k: getattr(issue, k) for k in ("key", "name", "kind", "topic")},
            "statements": on.total(),
            **{side: on[side] for side in SIDES},
            "confidence": issue.confidence,
        }


def _statement_issue_rows(doc: Document) -> Iterator[Row]:
    for coded in coded_statements(doc):
        for code in coded.issues:
            stance = coded.stance_on(code)
            yield {
                **_whose(doc, coded),
                "issue": code.issue,
                "name": doc.issue_names.get(code.issue, code.issue),
                "target": stance.target if stance else "",
                "position": code.position,
                "lean": code.lean or "",
                "turned": code.turned,
                "turned_by": SEVERAL.join(doc[e.span] for e in code.evidence),
                "confidence": code.confidence,
            }


def speaker_rows(doc: Document) -> Iterator[Row]:
    """The rows of `speakers` of one document."""
    said: dict[str, list[CodedStatement]] = {}
    for coded in coded_statements(doc):
        for key in dict.fromkeys(speaker.key for speaker in coded.speakers):
            said.setdefault(key, []).append(coded)
    for speaker in doc.speakers:
        own = said.get(speaker.key, [])
        yield {
            "article": doc.id,
            "key": speaker.key,
            "name": speaker.name,
            "kind": speaker.kind,
            "role": speaker.role,
            "actor": speaker.actor or "",
            "code": speaker.code,
            "by_office": speaker.by_office,
            "statements": len(own),
            "words": words_in(doc, (span for coded in own for span in coded.statement.content)),
            "mentions": len(speaker.mentions),
        }


def _token_rows(doc: Document) -> Iterator[Row]:
    first = 0
    for sentence_number, sentence in enumerate(doc.sentences, 1):
        inside = within(doc.tokens, sentence.span)
        for number, token in enumerate(inside, 1):
            yield {
                "article": doc.id,
                "sentence": sentence_number,
                "number": number,
                "word": doc[token],
                "tag": token.tag,
                "lemma": token.lemma,
                "head": _head(token, first),
                "relation": token.relation,
                "start": token.span.start,
                "end": token.span.end,
            }
        first += len(inside)


def _head(token: Token, first: int) -> int | None:
    """The number of a token's head in a sentence that begins with the token `first`."""
    if not token.relation:
        return None
    return 0 if token.head is None else token.head - first + 1


def _line(words: str) -> str:
    return " ".join(words.split())


def kind(name: str, column: str) -> Dtype:
    """What the cells of a column are, in a table of one article as in that of a corpus.

    >>> kind("issues", "support"), kind("stances", "support"), kind("speakers", "words"), kind("tokens", "head")
    ('int64', 'float64', 'int64', 'float64')
    """
    if column in _TRUTHS:
        return "bool"
    if column.endswith("confidence") or (name, column) == ("tokens", "head") or (name == "stances" and column in SIDES):
        return "float64"  # as numbers do that may be missing
    counts = _INTEGERS | _COUNTS.get(name, set()) | ({"sentence"} if name == "tokens" else set())
    return "int64" if column in counts else "str"


def _frame(name: str, rows: Iterable[Row]) -> pd.DataFrame:
    import pandas as pd

    kinds = {column: kind(name, column) for column in COLUMNS[name]}  # also where there are no rows
    return pd.DataFrame(list(rows), columns=list(kinds)).astype(kinds)


TABLES: Mapping[str, Callable[..., pd.DataFrame]] = {
    "articles": articles,
    "statements": statements,
    "statement_speakers": statement_speakers,
    "statement_topics": statement_topics,
    "nested": nested,
    "stances": stances,
    "issues": issues,
    "statement_issues": statement_issues,
    "speakers": speakers,
    "tokens": tokens,
}
ROWS: Mapping[str, Callable[[Document], Iterator[Row]]] = {
    "articles": article_rows,
    "statements": statement_rows,
    "statement_speakers": _statement_speaker_rows,
    "nested": nested_rows,
    "stances": _stance_rows,
    "issues": issue_rows,
    "statement_issues": _statement_issue_rows,
    "speakers": speaker_rows,
}  # of one document; those of statement_topics need the labels of the topics
