"""The statements of a text -> what each does, where it stands, toward what, on which words, and on which topic.

An encoder of its own, five layers deep, that sees a statement and a few words before it, with source, cue and content
marked; asked of one target, that is marked too. How it was trained: training/reader.py.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.encoder import CLS, SEP, Floats, batches, session, softmax
from analysis.model import Position
from analysis.spans import Span, shared
from analysis.text import Ints, TextIndex, Words, piece_ends

POSITIONS: tuple[Position, ...] = ("support", "oppose", "neutral", "conditional")  # in the order of their scores
SOURCE, CUE, CONTENT, TARGET = 1, 2, 3, 4  # the marks
MARKS = (CONTENT, SOURCE, CUE)  # where two lie on one word, the later one
BEFORE, LONGEST = 10, 190  # word pieces seen before a statement, and in all
SHARP = 12  # what likeness is multiplied by
ROOM, SPREAD = 256, 1.15  # word pieces read together, and how far their lengths may differ
ENDS = 5  # first words of targets that are tried with as many last ones
TOLD = 5  # targets that are told of a statement, the likeliest first
WORDS = 16  # words and marks of a target
SECOND = -0.8  # from which odds on a second target is told: one of three
MOST = 9  # words of a target, an article before it counted


class Question(NamedTuple):
    """What is asked: the source, cue and content of a statement, and the target where it is given."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    target: tuple[Span, ...] = ()


class Asked(NamedTuple):
    """The word pieces that are read for a question, from piece `at` of the text on, each as id, shape and quote (3, n);
    and their marks.
    """

    at: int
    pieces: Ints
    mark: Ints


class Asking:
    """A text that questions are asked of."""

    def __init__(self, index: TextIndex) -> None:
        self.words, self.ends = index.words, piece_ends(index.pieces)
        owner = np.repeat(np.arange(len(index.pieces)), np.diff(self.ends))
        flat = np.fromiter(chain.from_iterable(index.pieces), dtype=np.int64, count=int(self.ends[-1]))
        self.pieces = np.stack([flat, 1 + self.words.shape[owner], 1 + self.words.quote[owner]])  # id, shape, quote

    def of(self, question: Question) -> Asked:
        """What is read for a question: some words before, and its first to its last, as far as there is room."""
        ends = self.ends
        marked = [
            (number, *range_of(self.words, span))
            for number, spans in zip(MARKS, (question.content, question.source, question.cue), strict=True)
            for span in spans
        ]
        lo, hi = min(m[1] for m in marked), max(m[2] for m in marked)
        content = min(m[1] for m in marked if m[0] == CONTENT)
        if ends[content + 1] - ends[lo] > LONGEST - BEFORE:  # a source too far away is not seen
            lo = content
        a = int(np.searchsorted(ends, ends[lo] - BEFORE))
        b = max(lo + 1, min(hi, int(np.searchsorted(ends, ends[a] + LONGEST, side="right")) - 1))
        at = int(ends[a])
        mark = np.zeros(min(int(ends[b]) - at, LONGEST), dtype=np.int64)
        target = ((TARGET, *range_of(self.words, span)) for span in question.target)
        for number, x, y in (*marked, *target):
            mark[max(0, int(ends[x]) - at) : max(0, int(ends[y]) - at)] = number
        return Asked(at, self.pieces[:, at : at + len(mark)], mark)


@dataclass(frozen=True, slots=True)
class Reading:
    """What is said of one question.

    positions, acts: the chances of each, in the order of POSITIONS and of `Reader.acts`.
    targets: the likeliest words for what the position is toward, each with its chance; None for no words. seconds: the
    same of a second such thing, none where it is far likelier that there is only one.
    words: of cue and content, in order, each with the chance that the position rests on it. likeness: numbers by which
    topics are compared; shares: the words of the content, each with what it brings to them. senses: of the same words
    what each brings to what they mean together, however new its topic. meanings: of each of the targets told, numbers
    by which what targets mean is compared, together of length 1.
    """

    positions: Floats
    acts: Floats
    targets: tuple[tuple[Span | None, float], ...]
    seconds: tuple[tuple[Span | None, float], ...]
    words: tuple[tuple[Span, float], ...]
    likeness: Floats
    shares: tuple[tuple[Span, ...], Floats]
    senses: Floats
    meanings: tuple[tuple[Span, Floats], ...] = ()

    @property
    def sense(self) -> Floats:
        """What the content means: the sum of what its words bring to it, brought to length 1."""
        return evened(self.senses.sum(0))

    def meaning(self, target: Span) -> Floats | None:
        """What a target means: that of the target told which shares most with its words, None where none does."""
        near = [(shared(span, target), meaning) for span, meaning in self.meanings]
        most, found = max(near, key=lambda one: one[0], default=(0, None))
        return found if most > 0 else None


class Reader:
    """The reader, loaded. `read` is its one verb."""

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        """Load the model and its names from a folder, to run on so many threads (see `encoder.session`)."""
        names = json.loads((folder / "names.json").read_text(encoding="utf-8"))
        self.acts: tuple[str, ...] = tuple(names["acts"])
        self.topics: tuple[str, ...] = tuple(names["topics"])  # the last is for none of them
        self.heat: dict[str, float] = names["heat"]
        self.sure: tuple[float, float] = tuple(names["target"])
        with np.load(folder / "topics.npz") as kept:
            self.kinds: Floats = kept["kinds"].astype(np.float32)
            self.middle: Floats = kept["middle"].astype(np.float32)  # the mean of what contents mean
        self.model = session(folder / "reader.onnx", threads)

    def read(self, asking: Asking, questions: Sequence[Question]) -> list[Reading]:
        """One reading for each question on a text, in their order."""
        asked = [asking.of(question) for question in questions]
        found: dict[int, Reading] = {}
        for batch in batches([len(one.mark) for one in asked], ROOM, SPREAD):
            some = [asked[i] for i in batch]
            said = self.model.run(None, feed(some))
            found |= {i: self._reading(asking, asked[i], [part[row] for part in said]) for row, i in enumerate(batch)}
        return [found[i] for i in range(len(asked))]

    def _reading(self, asking: Asking, asked: Asked, said: Sequence[Floats]) -> Reading:
        positions, acts, likeness, second, ends, evidence, shares, meaning = said
        owner = np.searchsorted(asking.ends, np.arange(asked.at, asked.at + len(asked.mark)), side="right") - 1
        last = len(asked.mark) + 1
        targets = targets_of(asking.words, owner, ends[:last, :2])
        seconds = targets_of(asking.words, owner, ends[:last, 2:]) if second[0] > SECOND else ()
        told = list(dict.fromkeys(span for span, _ in (*targets, *seconds) if span))
        content, brought = shares_of(asking.words, owner, asked.mark, np.hstack([shares, meaning])[1:last])
        shares, senses = np.hsplit(brought, [shares.shape[1]])
        return Reading(
            softmax(positions / self.heat["position"]),
            softmax(acts / self.heat["act"]),
            targets,
            seconds,
            words_of(asking.words, owner, asked.mark, evidence[1:last, 0]),
            likeness,
            (content, shares),
            senses,
            meanings_of(asking.words, owner, meaning[1:last], told),
        )


def feed(some: Sequence[Asked]) -> dict[str, NDArray[Any]]:
    """What the model takes of a batch: ids, shapes, quotes, marks and mask, padded to one length."""
    longest = 2 + max(len(one.mark) for one in some)
    rows = np.zeros((4, len(some), longest), dtype=np.int64)
    mask = np.zeros((len(some), longest), dtype=np.float32)
    rows[0, :, 0] = CLS
    for row, one in enumerate(some):
        n = len(one.mark)
        rows[:3, row, 1 : n + 1], rows[3, row, 1 : n + 1], rows[0, row, n + 1] = one.pieces, one.mark, SEP
        mask[row, : n + 2] = 1
    return {**dict(zip(("ids", "shape", "quote", "mark"), rows, strict=True)), "mask": mask}


def targets_of(words: Words, owner: Ints, ends: Floats) -> tuple[tuple[Span | None, float], ...]:
    """The likeliest targets with their chances; owner: the word of each piece; ends (t + 1, 2): the scores of each
    piece as the first and as the last of a target, before them those of none.
    """
    first, last = np.log(softmax(ends.T) + 1e-9)
    starts, stops = (np.argsort(-side[1:], kind="stable")[:ENDS].tolist() for side in (first, last))
    found: dict[tuple[int, int] | None, float] = {None: float(first[0] + last[0])}
    for a in starts:
        for b in stops:
            if a <= b and owner[b] - owner[a] < WORDS:
                here = int(owner[a]), int(owner[b])
                found[here] = max(found.get(here, -99.0), float(first[a + 1] + last[b + 1]))
    told: list[tuple[Span | None, float]] = []
    for at, score in sorted(found.items(), key=lambda one: -one[1]):
        span = None if at is None else Span(int(words.start[at[0]]), int(words.end[at[1]]))
        if span is None or len(span.of(words.text).split()) <= MOST:
            told.append((span, float(np.exp(score))))
        if len(told) == TOLD:
            break
    return tuple(told)


def words_of(words: Words, owner: Ints, mark: Ints, evidence: Floats) -> tuple[tuple[Span, float], ...]:
    """The words of cue and content, in order, each with the chance that the position rests on it."""
    own = np.flatnonzero((mark == CUE) | (mark == CONTENT))
    if not len(own):
        return ()
    numbers, starts = np.unique(owner[own], return_index=True)
    most = np.maximum.reduceat(evidence[own], starts)
    chances = 1 / (1 + np.exp(-most))
    return tuple(
        (Span(int(words.start[n]), int(words.end[n])), float(c)) for n, c in zip(numbers, chances, strict=True)
    )


def shares_of(words: Words, owner: Ints, mark: Ints, shares: Floats) -> tuple[tuple[Span, ...], Floats]:
    """The words of the content, and the sum of the shares of each one's pieces."""
    own = np.flatnonzero(mark == CONTENT)
    if not len(own):
        return (), shares[:0]
    numbers, starts = np.unique(owner[own], return_index=True)
    spans = tuple(Span(int(words.start[n]), int(words.end[n])) for n in numbers)
    return spans, np.add.reduceat(shares[own], starts, axis=0)


def meanings_of(words: Words, owner: Ints, meaning: Floats, targets: Sequence[Span]) -> tuple[tuple[Span, Floats], ...]:
    """What the words of each target mean: the sum over its pieces, brought to length 1."""
    if not targets:
        return ()
    before = np.concatenate([np.zeros_like(meaning[:1]), np.cumsum(meaning, axis=0)])
    first, last = np.searchsorted(owner, [range_of(words, span) for span in targets], side="left").T
    return tuple(zip(targets, evened(before[last] - before[first]), strict=True))


def evened(numbers: Floats) -> Floats:
    """Rows of numbers, each brought to length 1; zeros stay zeros."""
    return np.asarray(numbers / (np.linalg.norm(numbers, axis=-1, keepdims=True) + 1e-9), dtype=np.float32)


def range_of(words: Words, span: Span) -> tuple[int, int]:
    """The words that a span touches, as a half-open range."""
    lo = int(np.searchsorted(words.end, span.start, side="right"))
    return lo, max(lo, int(np.searchsorted(words.start, span.end)))
