"""Questions about a text -> where a source stands toward a target, as the judge sees it.

A second small encoder, cut in two like the first: `lower` reads each window once, however many targets are asked of
it; `upper` reads what `lower` gave with the content of the statement and the target marked. Its verdict is a sum over
words, so that the words that moved it most can be named. How it was trained: training/judge.py.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analysis.encoder import CLS, SEP, Floats, Window, batches, padded, session, softmax
from analysis.spans import Span
from analysis.text import Ints, TextIndex, Words

POSITIONS = ("support", "oppose", "neutral", "conditional")
CONTENT, TARGET = 1, 2  # the marks
LONGEST = 126  # word pieces of a window; a longer one is cut around what is marked
ROOM = 1024  # word pieces of a batch
STRONGEST = 3  # words named with a verdict
GIVEN = ("positions", "shares")  # of the outputs of `upper`


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: a window of the text, and in it the content of a statement and the target, all as offsets.

    Without content the target alone is judged, as the sentence puts it: the window is the sentence. With content,
    where the source stands is judged, and without a target toward the content as a whole: the window reaches from the
    first to the last of its source, cue and content, since the rest of a sentence leads the judge astray.
    """

    window: Span
    content: tuple[Span, ...]
    target: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the judge says of one question, as probabilities.

    words: up to three words outside the target that moved it most toward its position, the strongest first.
    """

    support: float
    oppose: float
    neutral: float
    conditional: float
    words: tuple[Span, ...]

    @property
    def position(self) -> str:
        """The likeliest position."""
        return max(POSITIONS, key=lambda name: float(getattr(self, name)))


class Judge:
    """The judge, loaded. `read` is its one verb."""

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        """Load models and thresholds from a folder, the models to run on so many threads (see `encoder.session`)."""
        thresholds = json.loads((folder / "thresholds.json").read_text(encoding="utf-8"))
        self.sure: float = thresholds["sure"]
        self.sure_quoted: float = thresholds["sure_quoted"]
        self.lower = session(folder / "lower.onnx", threads)
        self.upper = session(folder / "upper.onnx", threads)

    def read(self, index: TextIndex, questions: Sequence[Question]) -> list[Verdict]:
        """One verdict for each question on a text, in their order."""
        words = index.words
        asked = [asked_of(words, index.pieces, question) for question in questions]
        found: dict[int, Verdict] = {}
        for batch in batches([len(window.ids) for window, _ in asked], ROOM):
            some = [asked[i] for i in batch]
            hidden, mask = self._hidden(words, [window for window, _ in some])
            feed = {"hidden": hidden, "mark": marks_of(some, hidden.shape[1]), "mask": mask}
            given = self.upper.run(GIVEN, feed)
            found |= {
                i: verdict(words, *some[row], bool(questions[i].target), *(g[row] for g in given))
                for row, i in enumerate(batch)
            }
        return [found[i] for i in range(len(questions))]

    def _hidden(self, words: Words, windows: list[Window]) -> tuple[Floats, Floats]:
        """What `lower` gives for windows, each different one read once, and their mask."""
        place: dict[tuple[int, int], int] = {}
        rows = [place.setdefault(window.own, len(place)) for window in windows]
        firsts = [windows[rows.index(i)] for i in range(len(place))]
        feed = padded(words, firsts)
        (hidden,) = self.lower.run(None, feed)
        return hidden[rows], feed["mask"][rows]


def asked_of(words: Words, pieces: Sequence[Sequence[int]], question: Question) -> tuple[Window, Ints]:
    """The window of a question as word pieces, cut around its marks where it is too long, and the marks of them."""
    mark = np.zeros(len(words.start) + 1, dtype=np.int64)  # the last is that of marks of the window's own
    for number, spans in ((CONTENT, question.content), (TARGET, question.target or question.content)):
        for lo, hi in (range_of(words, span) for span in spans):
            mark[lo:hi] = number
    a, b = range_of(words, question.window)
    a, b = cut(np.array([len(p) for p in pieces[a:b]], dtype=np.int64), mark[a:b], a)
    ids = np.array([CLS, *(i for p in pieces[a:b] for i in p), SEP], dtype=np.int64)[: LONGEST + 2]
    word = np.full(len(ids), -1, dtype=np.int64)
    owner = np.repeat(np.arange(a, b), [len(p) for p in pieces[a:b]])[:LONGEST]
    word[1 : 1 + len(owner)] = owner
    first = np.zeros(len(ids), dtype=bool)
    first[1:] = (word[1:] >= 0) & (word[1:] != word[:-1])
    return Window(ids, word, first, np.zeros(len(ids), dtype=np.int64), (a, b)), mark[word]


def range_of(words: Words, span: Span) -> tuple[int, int]:
    """The words that a span touches, as a half-open range."""
    lo = int(np.searchsorted(words.end, span.start, side="right"))
    return lo, max(lo, int(np.searchsorted(words.start, span.end)))


def cut(count: Ints, mark: Ints, at: int) -> tuple[int, int]:
    """The range of words to read, from word `at` on: all, or where their pieces are too many, those around the
    target (without one: the content) to both sides in turn.
    """
    if count.sum() <= LONGEST:
        return at, at + len(count)
    marked = np.flatnonzero(mark == mark.max())
    lo, hi = int(marked[0]), int(marked[-1]) + 1
    while count[lo:hi].sum() > LONGEST and hi > lo + 1:
        hi -= 1
    room = LONGEST - int(count[lo:hi].sum())
    grown = True
    while grown:
        grown = False
        if lo > 0 and count[lo - 1] <= room:
            lo, room, grown = lo - 1, room - int(count[lo - 1]), True
        if hi < len(count) and count[hi] <= room:
            hi, room, grown = hi + 1, room - int(count[hi]), True
    return at + lo, at + hi


def marks_of(asked: Sequence[tuple[Window, Ints]], longest: int) -> Ints:
    """The marks of windows, padded to one length."""
    mark = np.zeros((len(asked), longest), dtype=np.int64)
    for row, (_, own) in enumerate(asked):
        mark[row, : len(own)] = own
    return mark


def verdict(words: Words, window: Window, mark: Ints, aimed: bool, scores: Floats, shares: Floats) -> Verdict:
    """The verdict from the scores of positions; shares (m, 4): what each piece adds to each position's score.

    aimed: there is a target, whose own words are not named.
    """
    share = shares[: len(mark), int(scores.argmax())] - shares[: len(mark)].mean(-1)
    a, b = window.own
    own = (window.word >= 0) & ~(aimed & (mark == TARGET))
    moved = np.bincount(window.word[own] - a, share[own], minlength=b - a)
    order = [int(i) for i in np.argsort(-moved, kind="stable")[:STRONGEST] if moved[i] > max(0, moved.max() / 2)]
    named = [Span(int(words.start[a + i]), int(words.end[a + i])) for i in order]
    support, oppose, neutral, conditional = map(float, softmax(scores))
    return Verdict(support, oppose, neutral, conditional, tuple(s for s in named if s.of(words.text).isalnum()))
