"""Words of a text -> what the heads of the small encoder say about them.

It looks twice, the second time at a small part of the price: `first` reads a window of whole paragraphs and gives tags
and mentions of every word; `second`, narrow and of few layers, reads what `first` leaves around a cue that was found,
and gives source and content of this cue alone.
Runs with onnxruntime, tokenizers and numpy; how it was trained: training/encoder.py.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]

WORD = re.compile(r"\w+|[^\w\s]")
TAGS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
KINDS = ("person", "organisation", "place", "treaty", "role")
CORE, CONTEXT = 208, 32  # word pieces of a window, and of its neighbours seen on each side
REACH, MARGIN = 110, 8  # word pieces seen on each side of a cue, and of the paragraph's neighbours
FAR = 64  # word pieces from the cue that are told apart
ENOUGH, TOGETHER = 64, 1024  # second looks that are sorted by length; word pieces of those read together
PIECES = 12  # of one word; what a longer "word" has beyond is not read
CLS, SEP, UNKNOWN = 101, 102, 100
THREADS = 4  # at most
MANY = 48  # windows, some 8,000 words
MARKS = 10  # shapes from here on are marks


@dataclass(frozen=True, slots=True)
class Words:
    """The words and marks of a text as arrays of one length n, and its paragraphs as ranges of words.

    start, end: code-point offsets. shape: letter case and white space before (12 classes).
    quote: what the quotation marks say (see `quote_states`). paragraphs: (p, 2), half-open.
    """

    text: str
    start: Ints
    end: Ints
    shape: Ints
    quote: Ints
    paragraphs: Ints


def words_of(text: str) -> Words:
    """The words of a text, with what an uncased vocabulary cannot see: case, spaces, quotation marks."""
    found = [m.span() for m in WORD.finditer(text)]
    at = np.array(found, dtype=np.int64).reshape(-1, 2)
    forms = [text[a:b] for a, b in found]
    spaced = np.ones(len(found), dtype=np.int64)
    if len(found) > 1:
        spaced[1:] = at[1:, 0] > at[:-1, 1]
    shape = np.fromiter((shape_of(f) for f in forms), dtype=np.int64, count=len(forms)) * 2 + spaced
    edges = np.searchsorted(at[:, 0], [0, *breaks(text), len(text) + 1])
    paragraphs = np.array([(a, b) for a, b in pairwise(edges) if b > a], dtype=np.int64)
    paragraphs = paragraphs.reshape(-1, 2)
    quote = np.zeros(len(forms), dtype=np.int64)
    for a, b in paragraphs:
        quote[a:b] = quote_states(forms[a:b], spaced[a:b])
    return Words(text, at[:, 0], at[:, 1], shape, quote, paragraphs)


def words_within(words: Words, ranges: Sequence[tuple[int, int]]) -> Words:
    """Some ranges of words, in order and apart, each as a paragraph of its own; offsets are still those of the text."""
    kept = np.concatenate([np.zeros(0, dtype=np.int64), *(np.arange(a, b) for a, b in ranges)])
    ends = np.cumsum([b - a for a, b in ranges], dtype=np.int64)
    paragraphs = np.array([(end - (b - a), end) for end, (a, b) in zip(ends, ranges, strict=True)], dtype=np.int64)
    start, end, shape = words.start[kept], words.end[kept], words.shape[kept]
    quote = np.zeros(len(kept), dtype=np.int64)
    for a, b in paragraphs:
        forms = [words.text[i:j] for i, j in zip(start[a:b], end[a:b], strict=True)]
        quote[a:b] = quote_states(forms, shape[a:b] % 2)
    return Words(words.text, start, end, shape, quote, paragraphs.reshape(-1, 2))


def breaks(text: str) -> list[int]:
    """Where paragraphs begin: after every line break, or after blank lines alone where lines are wrapped by hand.

    Lines are wrapped by hand where a third of the lines after a single line break begin in lower case.
    """
    text = text.replace("\r\n", " \n").replace("\r", "\n")
    single = re.findall(r"\S[^\S\n]*\n[^\S\n]*(\S)", text)
    wrapped = 3 * sum(c.islower() for c in single) > len(single)
    return [m.end() for m in re.finditer(r"\n[^\S\n]*\n" if wrapped else r"\n", text)]


def shape_of(word: str) -> int:
    """0 lower, 1 Title, 2 UPPER, 3 miXed, 4 digits, 5 a mark."""
    if not word[0].isalnum():
        return 5
    if word[0].isdigit():
        return 4
    if word.islower():
        return 0
    if word[0].isupper() and (len(word) == 1 or word[1:].islower()):
        return 1
    return 2 if word.isupper() else 3


OPENING, CLOSING, EITHER = frozenset("“„‟«"), frozenset("”»"), frozenset('"')
OUTSIDE, OPENS, INSIDE, CLOSES, UNCLOSED = range(5)


def quote_states(forms: Sequence[str], spaced: Sequence[int] | Ints) -> list[int]:
    """For each word of a paragraph: outside, opens, inside, closes, or inside a quotation that is not closed here.

    Straight marks open and close in turn; '' and `` (two words) count as one mark; marks inside others do not nest.

    >>> quote_states(["“", "Yes", "”", "he", "said"], [1, 0, 0, 1, 1])
    [1, 2, 3, 0, 0]
    """
    states = [OUTSIDE] * len(forms)
    opened = None
    i = 0
    while i < len(forms):
        form, wide = forms[i], 1
        if form in "'`" and i + 1 < len(forms) and forms[i + 1] == form and not spaced[i + 1]:
            form, wide = ("“" if form == "`" else '"'), 2
        if opened is None and (form in OPENING or form in EITHER):
            opened = i
            states[i : i + wide] = [OPENS] * wide
        elif opened is not None and (form in CLOSING or form in EITHER):
            opened = None
            states[i : i + wide] = [CLOSES] * wide
        elif opened is not None:
            states[i : i + wide] = [INSIDE] * wide
        i += wide
    if opened is not None:
        for j in range(opened, len(forms)):
            if states[j] == INSIDE:
                states[j] = UNCLOSED
    return states


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of word pieces as the encoder reads it: `word` is -1 at marks of its own; `own` is the range of
    words that this window answers for, the rest is context.
    """

    ids: Ints
    word: Ints
    first: NDArray[np.bool_]
    paragraph: Ints
    own: tuple[int, int]


class Pieces:
    """The word pieces of words, each word's looked up once."""

    def __init__(self, tokenizer: Any) -> None:
        """Take a `tokenizers.Tokenizer`."""
        self.tokenizer = tokenizer
        self.known: dict[str, list[int]] = {}

    def of(self, words: Words) -> list[list[int]]:
        """The ids of each word's pieces, at least one and at most PIECES."""
        found = []
        for a, b in zip(words.start.tolist(), words.end.tolist(), strict=True):
            form = words.text[a : min(b, a + 64)]
            ids = self.known.get(form)
            if ids is None:
                whole = form.encode("utf-8", "replace").decode("utf-8")  # half a surrogate pair is no text
                ids = self.tokenizer.encode(whole, add_special_tokens=False).ids[:PIECES] or [UNKNOWN]
                if len(self.known) < 200_000:
                    self.known[form] = ids
            found.append(ids)
        return found


def windows_of(
    words: Words, pieces: list[list[int]], *, core: int = CORE, context: int = CONTEXT, first: int | None = None
) -> Iterator[Window]:
    """Windows of whole paragraphs up to `core` pieces, with up to `context` pieces of what stands around them.

    A paragraph longer than `core` is cut. `first`: another size for the first window (training varies it).
    """
    count = np.fromiter((len(p) for p in pieces), dtype=np.int64, count=len(pieces))
    ends = np.concatenate([[0], np.cumsum(count)])
    flat = np.fromiter((i for p in pieces for i in p), dtype=np.int64, count=int(ends[-1]))
    owner = np.repeat(np.arange(len(pieces)), count)
    para = np.zeros(len(pieces), dtype=np.int64)
    for n, (a, b) in enumerate(words.paragraphs):
        para[a:b] = n
    units: list[tuple[int, int]] = []  # ranges of words no longer than core
    for a, b in words.paragraphs.tolist():
        while ends[b] - ends[a] > core:
            cut = int(np.searchsorted(ends, ends[a] + core, side="right")) - 1
            cut = max(cut, a + 1)
            units.append((a, cut))
            a = cut
        if b > a:
            units.append((a, b))
    limit = first or core
    n = 0
    while n < len(units):
        a, b = units[n]
        n += 1
        while n < len(units) and ends[units[n][1]] - ends[a] <= limit:
            b = units[n][1]
            n += 1
        limit = core
        lo = max(int(np.searchsorted(ends, ends[a] - context)), 0) if context else a
        hi = min(int(np.searchsorted(ends, ends[b] + context, side="right")) - 1, len(pieces)) if context else b
        hi = max(hi, b)
        s, e = int(ends[lo]), int(ends[hi])
        word, ids = owner[s:e], flat[s:e]
        gaps = np.flatnonzero(para[word][1:] != para[word][:-1]) + 1
        ids = np.concatenate([[CLS], np.insert(ids, gaps, SEP), [SEP]])
        word = np.concatenate([[-1], np.insert(word, gaps, -1), [-1]])
        head = np.zeros(len(word), dtype=bool)
        head[1:] = (word[1:] >= 0) & (word[1:] != word[:-1])
        where = np.where(word >= 0, para[word], -1)
        yield Window(ids, word, head, where, (a, b))


def crop_around(window: Window, cue: tuple[int, int]) -> tuple[int, int]:
    """The range of pieces seen in the second look at a cue (a range of words): its paragraph and a margin."""
    at = np.flatnonzero((window.word >= cue[0]) & (window.word < cue[1]))
    lo, hi = int(at[0]), int(at[-1]) + 1
    same = np.flatnonzero(
        (window.paragraph >= window.paragraph[lo]) & (window.paragraph <= window.paragraph[hi - 1]) & (window.word >= 0)
    )
    left = max(int(same[0]) - MARGIN, lo - REACH, 0)
    right = min(int(same[-1]) + 1 + MARGIN, hi + REACH, len(window.ids))
    return left, right


def distances(window: Window, cue: tuple[int, int], crop: tuple[int, int]) -> Ints:
    """How far each piece of a crop is from the cue, in pieces, up to FAR: 0 to FAR - 1 before it, FAR at it."""
    word = window.word[crop[0] : crop[1]]
    at = np.flatnonzero((word >= cue[0]) & (word < cue[1]))
    away = np.arange(len(word))
    away = np.minimum(away - at[0], 0) + np.maximum(away - at[-1], 0)
    return np.asarray(np.clip(away, -FAR, FAR) + FAR, dtype=np.int64)


def batches(lengths: Sequence[int], room: int) -> Iterator[list[int]]:
    """Indices of similar length, together no more than `room` when padded."""
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    batch: list[int] = []
    for i in order:
        if batch and lengths[i] * (len(batch) + 1) > room:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


@dataclass(frozen=True, slots=True)
class Second:
    """What the second look says of one cue (a range of words): how likely it is one, and the tags of the words
    `at` (first word), `tags` (m, 7) probabilities.
    """

    cue: tuple[int, int]
    valid: float
    at: int
    tags: Floats


@dataclass(frozen=True, slots=True)
class Reading:
    """What the heads say: tags (n, 7) and mentions (n, 11) as probabilities, and the second looks."""

    tags: Floats
    mentions: Floats
    seconds: list[Second]


def softmax(x: Floats) -> Floats:
    """Probabilities along the last axis."""
    x = np.exp(x - x.max(-1, keepdims=True))
    return np.asarray(x / x.sum(-1, keepdims=True), dtype=np.float32)


def _shown(todo: list[Window]) -> Iterable[Window]:
    """The same, with a progress bar on standard error where it takes more than a few seconds."""
    if len(todo) < MANY:
        return todo
    from tqdm import tqdm

    shown: Iterable[Window] = tqdm(todo, desc="reading", unit="page", leave=False, disable=None)
    return shown


def session(path: Path) -> Any:
    """An ONNX model, loaded to run on up to four of the cores that this process may use."""
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # else it writes files into the user's folder when imported
    import onnxruntime as ort

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    options = ort.SessionOptions()
    options.intra_op_num_threads = min(THREADS, cores)
    options.inter_op_num_threads = 1
    # Threads that wait leave the cores to others.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def pieces_in(folder: Path) -> Pieces:
    """The word pieces of the `tokenizer.json` in a folder."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return Pieces(tokenizer)


def padded(words: Words, some: Sequence[Window]) -> dict[str, Any]:
    """What the lower half takes: windows of one text, padded to one length."""
    longest = max(len(w.ids) for w in some)
    ids, shape, quote = (np.zeros((len(some), longest), dtype=np.int64) for _ in range(3))
    mask = np.zeros((len(some), longest), dtype=np.float32)
    for row, w in enumerate(some):
        m, real = len(w.ids), w.word >= 0
        ids[row, :m] = w.ids
        shape[row, :m][real] = 1 + words.shape[w.word[real]]
        quote[row, :m][real] = 1 + words.quote[w.word[real]]
        mask[row, :m] = 1
    return {"ids": ids, "shape": shape, "quote": quote, "mask": mask}


@dataclass(frozen=True, slots=True)
class _Look:
    """A cue that gets a second look: its window, its words, the pieces seen, and what the first look leaves of them."""

    window: Window
    cue: tuple[int, int]
    crop: tuple[int, int]
    hidden: Floats


class Encoder:
    """The encoder, loaded. `read` is its one verb."""

    def __init__(self, folder: Path) -> None:
        """Load `first.onnx`, `second.onnx` and `tokenizer.json` from a folder."""
        self.first = session(folder / "first.onnx")
        self.second = session(folder / "second.onnx")
        self.pieces = pieces_in(folder)

    def read(
        self, words: Words, find_cues: Callable[[Floats], list[tuple[int, int]]], *, context: int = CONTEXT
    ) -> Reading:
        """What the heads say of the words; `find_cues` chooses from tag probabilities (m, 7) the ranges of words
        that get a second look. context: word pieces seen around a window; 0 where its paragraphs are strangers.
        """
        n = len(words.start)
        tags = np.zeros((n, len(TAGS)), dtype=np.float32)
        mentions = np.zeros((n, 2 * len(KINDS) + 1), dtype=np.float32)
        seconds: list[Second] = []
        looks: list[_Look] = []
        tags[:, 0] = mentions[:, 0] = 1  # where there are marks alone, nothing is said
        windows = windows_of(words, self.pieces.of(words), context=context)
        for window in _shown([w for w in windows if (words.shape[slice(*w.own)] < MARKS).any()]):
            (first,), (named,), (hidden,) = self.first.run(None, padded(words, [window]))
            a, b = window.own
            here = window.first & (window.word >= a) & (window.word < b)
            tags[a:b], mentions[a:b] = softmax(first[here]), softmax(named[here])
            for cue in ((a + start, a + end) for start, end in find_cues(tags[a:b])):
                left, right = crop_around(window, cue)
                looks.append(_Look(window, cue, (left, right), hidden[left:right]))
            if len(looks) >= ENOUGH:
                seconds += self._looked(looks)
                looks = []
        return Reading(tags, mentions, sorted([*seconds, *self._looked(looks)], key=lambda s: s.cue))

    def _looked(self, looks: Sequence[_Look]) -> list[Second]:
        """What the second look says of some cues, those that see about as much read together."""
        found = []
        for group in batches([len(look.hidden) for look in looks], TOGETHER):
            some = [looks[i] for i in group]
            longest = len(some[-1].hidden)
            hidden = np.zeros((len(some), longest, some[0].hidden.shape[1]), dtype=np.float32)
            away = np.zeros((len(some), longest), dtype=np.int64)
            mask = np.zeros((len(some), longest), dtype=np.float32)
            for i, look in enumerate(some):
                m = len(look.hidden)
                hidden[i, :m], away[i, :m], mask[i, :m] = look.hidden, distances(look.window, look.cue, look.crop), 1
            said, valid = self.second.run(None, {"hidden": hidden, "away": away, "mask": mask})
            for look, tags, score in zip(some, said, valid, strict=True):
                first = look.window.first[slice(*look.crop)]
                at = int(look.window.word[slice(*look.crop)][first][0])
                chance = float(1 / (1 + np.exp(-score)))
                found.append(Second(look.cue, chance, at, softmax(tags[: len(first)][first])))
        return found
