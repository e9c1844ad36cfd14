"""What the reader learns from: questions, each with what is known of its answers.

Statements of the coded articles, as coded and as found; further statements of PolNeAR, and of sentences of NewsMTSC,
that we coded; rows of our own; and marked targets of NewsMTSC.
"""

from __future__ import annotations

import hashlib
import pickle
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from analysis import knowledge
from analysis.annotate import with_statements, with_words
from analysis.articles import document
from analysis.encoder import Floats
from analysis.likeness import NO_TOPIC
from analysis.reader import POSITIONS, TARGET, Asked, Asking, Question, range_of
from analysis.saving import saved
from analysis.spans import Span, shared
from analysis.text import index_of
from training import gold
from training.rows import rows_of
from training.spoken import all_texts, codes_of, matched

OWN = Path(__file__).parent / "positions.tsv"
MORE = Path(__file__).parent / "codes.tsv"
SENTENCES = Path(__file__).parent / "sentences.tsv"
SIDES = {"positive": "support", "negative": "oppose", "neutral": "neutral"}
SHORTEST = 5  # words of a sentence that is asked of
SMOOTH = 0.05  # of what is coded, given to the other choices


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the answers to a question; None where nothing is.

    positions (4), acts, topics: chances of each. ends (t + 1, 4): chances of no target and of each piece as first and
    last of the target and of a second. second: the chance that there is one. evidence (t + 1): the chance of each
    piece, the first counts for nothing. target (t + 1): 1 for its pieces; meaning: what its name means (see names.py).
    """

    positions: Floats | None = None
    acts: Floats | None = None
    topics: Floats | None = None
    ends: Floats | None = None
    second: float | None = None
    evidence: Floats | None = None
    target: Floats | None = None
    meaning: Floats | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A question, its pieces, and what is known of its answers.

    aimed: its target is marked, and only the position is asked. narrow: of a set without conditional positions. own: a
    row of our own.
    """

    asked: Asked
    known: Known
    weight: float = 1.0
    aimed: bool = False
    narrow: bool = False
    own: bool = False


@dataclass(frozen=True, slots=True)
class Names:
    """Acts and topics by number; the last topic is none. meanings: what names of targets mean, see names.py."""

    acts: list[str]
    topics: list[str]
    meanings: Mapping[str, Floats] = field(default_factory=dict)


def named() -> Names:
    """The acts of statements, and the topics that were coded."""
    lexicons = knowledge.load().lexicons
    found = {t for path in coded() for c in codes_of(path.stem) for t in c["A"]["topics"]}
    said = {c["A"]["act"] for path in coded() for c in codes_of(path.stem)}
    return Names([act for act in lexicons.acts if act in said], [*sorted(found), NO_TOPIC])


def target_names() -> list[str]:
    """The names that coders gave to targets, but for those of the coded articles."""
    return [name for row in rows_of(MORE) if (name := row["name"])]


def coded() -> list[Path]:
    """The coded articles."""
    return sorted((gold.gold_folder() / "coded" / "train").glob("*.json"))


def smoothed(at: int, choices: int) -> Floats:
    """The chances of choices of which one was coded."""
    chances = np.full(choices, SMOOTH / choices, dtype=np.float32)
    chances[at] += 1 - SMOOTH
    return chances


def side(position: str) -> Floats:
    """The chances of positions of which one was coded; conditional is rare, and gets nothing of the others."""
    chances = np.array([SMOOTH / 3] * 3 + [0], dtype=np.float32)
    chances[POSITIONS.index(position)] += 1 - SMOOTH
    return chances


def all_ways(names: Names, work: Path) -> list[list[Example]]:
    """Of everything that is known but for the coded articles, the ways in which it may be asked."""
    return [*of_rows(names, work), *of_targets("train"), *of_more(names), *of_sentences(names)]


def untold_ways() -> list[list[Example]]:
    """Questions of which nothing is known, for a teacher to answer: the statements that the chain finds in PolNeAR
    train, and every sentence as if somebody said it; without the coded articles.
    """
    known, skipped, ways = knowledge.load(), {path.stem for path in coded()}, []
    articles = [(name, text) for name, text, _ in gold.polnear("train") if name not in skipped]
    for _, text in tqdm(articles, desc="reading", disable=None):
        doc = document(text, known)
        index = index_of(doc.text, known.models.pieces, doc.paragraphs)
        doc = with_statements(with_words(doc, index, known), index, known, [])
        asking = Asking(index)
        questions = [Question(s.source, s.cue, s.content) for s in doc.statements]
        questions += [Question((), (), (s.span,)) for s in doc.sentences if len(s.span.of(text).split()) >= SHORTEST]
        ways += [[Example(asking.of(question), Known())] for question in questions]
    return ways


def spans(found: Any) -> tuple[Span, ...]:
    """Spans as they stand in JSON: one or several, or none."""
    if not found:
        return ()
    return (Span(*found),) if isinstance(found[0], int) else tuple(Span(*s) for s in found)


def pieces_at(asking: Asking, asked: Any, some: Sequence[Span]) -> np.ndarray:
    """The pieces of a question that some spans touch, from 0."""
    found = np.zeros(len(asked.mark), dtype=bool)
    for span in some:
        a, b = range_of(asking.words, span)
        found[max(0, asking.ends[a] - asked.at) : max(0, asking.ends[b] - asked.at)] = True
    return np.flatnonzero(found)


def ends_of(asking: Asking, asked: Asked, *targets: Sequence[Span] | None) -> Floats:
    """The first and last piece of each target, before them none; nothing for what is None or not seen."""
    ends = np.zeros((len(asked.mark) + 1, 4), dtype=np.float32)
    for number, some in enumerate(targets):
        if some is None:
            continue
        at = pieces_at(asking, asked, some[:1]) + 1 if some else np.zeros(1, dtype=np.int64)
        if len(at):
            ends[at[0], 2 * number] = ends[at[-1], 2 * number + 1] = 1
    return ends


def of_codes(names: Names) -> Iterator[list[Example]]:
    """The statements of the coded articles, each in the ways it may be asked: as coded, as found, of a target."""
    for text in all_texts("coded"):
        codes = codes_of(text.key.partition(" ")[2])
        asking = Asking(index_of(text.doc.text, knowledge.load().models.pieces))
        found = {id(code): s for code, s in matched(text.doc, codes)}
        for code in codes:
            asked = [Question(*(spans(code[k]) for k in ("source", "cue", "content")))]
            if id(code) in found:
                s = found[id(code)]
                asked.append(Question(s.source, s.cue, s.content))
            answer = code["A"] | {"name": code["A"]["target"]}
            yield [x for q in asked for x in of_code(answer, q, asking, names)]


def of_more(names: Names) -> list[list[Example]]:
    """The statements of codes.tsv, each in the ways it may be asked."""
    rows = {(row["article"], int(row["number"])): row for row in rows_of(MORE)}
    pieces, ways = knowledge.load().models.pieces, []
    for name, text, attributions in gold.polnear("train"):
        asking = Asking(index_of(text, pieces))
        for number, roles in enumerate(attributions):
            if row := rows.get((name, number)):
                question = Question(*(tuple(Span(*s) for s in roles[k]) for k in ("source", "cue", "content")))
                ways.append(list(of_code(answer_of(row), question, asking, names)))
    return ways


def of_sentences(names: Names) -> list[list[Example]]:
    """The statements of sentences.tsv, each in the ways it may be asked."""
    rows, pieces, ways = gold.newsmtsc("train"), knowledge.load().models.pieces, []
    for row in rows_of(SENTENCES):
        asking = Asking(index_of(rows[int(row["sentence"])].text, pieces))
        parts = ([span_at(span) for span in row[k].split("|") if span] for k in ("source", "cue", "content"))
        ways.append(list(of_code(answer_of(row), Question(*map(spans, parts)), asking, names)))
    return ways


def answer_of(row: dict[str, str]) -> dict[str, Any]:
    """A row of codes.tsv or of sentences.tsv as the coded articles have it."""
    second = [
        {"target_span": span_at(target), "position": position}
        for target, _, position in (one.partition("=") for one in row.get("second", "").split("|") if one)
    ]
    return {
        **row,
        "target_span": span_at(row["target"]),
        "evidence": [span_at(span) for span in row["evidence"].split("|") if span],
        "topics": [topic for topic in row["topics"].split(",") if topic],
        "sure": row["sure"] == "yes",
        "second": second,
    }


def span_at(span: str) -> list[int]:
    """A span as it stands in codes.tsv, empty for none."""
    return [int(end) for end in span.split("-")] if span else []


def of_code(answer: dict[str, Any], question: Question, asking: Asking, names: Names) -> Iterator[Example]:
    """A statement, and where there are two targets also asked of each of them."""
    asked, second = asking.of(question), answer.get("second") or []
    evidence = np.zeros(len(asked.mark) + 1, dtype=np.float32)
    evidence[pieces_at(asking, asked, spans(answer["evidence"])) + 1] = 1
    topic = (answer["topics"] or [NO_TOPIC])[0]
    target = np.zeros(len(asked.mark) + 1, dtype=np.float32)
    target[pieces_at(asking, asked, spans(answer["target_span"])[:1]) + 1] = 1
    meaning = names.meanings.get(answer.get("name", "")) if target.any() else None
    known = Known(
        side(answer["position"]),
        smoothed(names.acts.index(answer["act"]), len(names.acts)),
        smoothed(names.topics.index(topic), len(names.topics)) if topic in names.topics else None,
        ends_of(asking, asked, spans(answer["target_span"]), spans(second[0]["target_span"]) if second else None),
        float(bool(second)),
        evidence,
        target,
        meaning,
    )
    yield Example(asked, known, 1.0 if answer.get("sure", True) else 0.6)
    for one in [answer, *second][: 2 if second else 0]:
        aimed = asking.of(question._replace(target=spans(one["target_span"])[:1]))
        if (aimed.mark == TARGET).any():
            yield Example(aimed, Known(side(one["position"])), aimed=True)


def unmarked(text: str) -> tuple[str, list[Span], list[Span]]:
    """A text without its marks, the ⟦content⟧ and the «target» that they enclosed."""
    plain, found, opened = "", {"⟧": [], "»": []}, {}
    for part in re.split("([⟦⟧«»])", text):
        if part in ("⟦", "«"):
            opened["⟧" if part == "⟦" else "»"] = len(plain)
        elif part in found:
            found[part].append(Span(opened[part], len(plain)))
        else:
            plain += part
    return plain, found["⟧"], found["»"]


def of_rows(names: Names, work: Path) -> list[list[Example]]:
    """The rows of positions.tsv."""
    pieces, ways = knowledge.load().models.pieces, []
    for row, question in zip(rows_of(OWN), found_in_rows(work), strict=True):
        text, _, target = unmarked(row["text"])
        asking = Asking(index_of(text, pieces))
        one = asking.of(question)
        act = smoothed(names.acts.index(row["act"]), len(names.acts))
        ways.append([Example(one, Known(side(row["position"]), act, ends=ends_of(asking, one, target)), own=True)])
    return ways


def found_in_rows(work: Path) -> list[Question]:
    """The statements of the rows as the chain finds them, else their content alone; found once, and kept."""
    made = OWN.read_bytes() + (knowledge.MODELS / "encoder" / "first.onnx").read_bytes()
    path = work / f"rows-{hashlib.sha1(made).hexdigest()[:20]}.pickle"
    if not path.exists():
        saved(path, pickle.dumps([found_in(row["text"]) for row in rows_of(OWN)]))
    questions: list[Question] = pickle.loads(path.read_bytes())
    return questions


def found_in(row: str) -> Question:
    """The statement of a row as the chain finds it."""
    known = knowledge.load()
    text, content, _ = unmarked(row)
    doc = document(text, known)
    index = index_of(text, known.models.pieces, doc.paragraphs)
    doc = with_statements(with_words(doc, index, known), index, known, [])
    best = max(doc.statements, key=lambda s: in_common(s.content, content), default=None)
    if best and in_common(best.content, content) > 0.5 * sum(c.end - c.start for c in content):
        return Question(best.source, best.cue, best.content)
    return Question((), (), tuple(content) or (Span(0, len(text)),))


def in_common(some: Sequence[Span], others: Sequence[Span]) -> int:
    """Code points that two lists of spans share."""
    return sum(shared(a, b) for a in some for b in others)


def of_targets(part: str) -> list[list[Example]]:
    """The targets of a part of NewsMTSC, marked in their sentences."""
    pieces, ways = knowledge.load().models.pieces, []
    for row in gold.newsmtsc(part):
        question = Question((), (), (Span(0, len(row.text)),), (Span(row.start, row.end),))
        one = Asking(index_of(row.text, pieces)).of(question)
        ways.append([Example(one, Known(side(SIDES[row.label])), aimed=True, narrow=True)])
    return ways
