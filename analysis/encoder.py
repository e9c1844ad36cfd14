"""The index of a text -> what the heads of the small encoder say about them.

It looks twice, the second time at a small part of the price: `first` reads a window of whole paragraphs and gives tags
and mentions of every word; `second`, narrow and of few layers, reads what `first` leaves around a cue that was found,
and gives source and content of this cue alone. What two layers of `first` hold of each word piece is given to whoever
asks: trees are read from it.
Runs with onnxruntime and numpy; how it was trained: training/encoder.py.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.text import Ints, TextIndex, Words, piece_ends

Floats = NDArray[np.float32]
Tell = Callable[[int, Floats], None]

TAGS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
SAID = ("tags", "mentions", "hidden")  # what `first.onnx` gives
LAYERS = (2, 4)  # of the first look, from 1: the states that are told
WIDTH = 384  # numbers of a word piece in each of them
KINDS = ("person", "organisation", "place", "treaty", "role")
CORE, CONTEXT = 208, 32  # word pieces of a window, and of its neighbours seen on each side
REACH, MARGIN = 110, 8  # word pieces seen on each side of a cue, and of the paragraph's neighbours
FAR = 64  # word pieces from the cue that are told apart
ENOUGH, TOGETHER = 64, 512  # second looks that are sorted by length; word pieces of those read together
CLS, SEP = 101, 102
THREADS = 4  # at most
MANY = 48  # windows, some 8,000 words
MARKS = 10  # shapes from here on are marks


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


def windows_of(
    words: Words, pieces: Sequence[Sequence[int]], *, core: int = CORE, context: int = CONTEXT, first: int | None = None
) -> Iterator[Window]:
    """Windows of whole paragraphs up to `core` pieces, with up to `context` pieces of what stands around them.

    A paragraph longer than `core` is cut. `first`: another size for the first window (training varies it).
    """
    ends = piece_ends(pieces)
    flat = np.fromiter(chain.from_iterable(pieces), dtype=np.int64, count=int(ends[-1]))
    owner = np.repeat(np.arange(len(pieces)), np.diff(ends))
    para = np.zeros(len(pieces), dtype=np.int64)
    for n, (a, b) in enumerate(words.paragraphs):
        para[a:b] = n
    for a, b in _together(_units(words, ends, core), ends, core, first or core):
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


def _units(words: Words, ends: Ints, core: int) -> Iterator[tuple[int, int]]:
    """The paragraphs as ranges of words, cut where they have more than `core` pieces; ends: of each word's pieces."""
    for a, b in words.paragraphs.tolist():
        while ends[b] - ends[a] > core:
            cut = int(np.searchsorted(ends, ends[a] + core, side="right")) - 1
            cut = max(cut, a + 1)
            yield a, cut
            a = cut
        if b > a:
            yield a, b


def _together(units: Iterable[tuple[int, int]], ends: Ints, core: int, first: int) -> Iterator[tuple[int, int]]:
    """Neighbouring units joined while they have no more than `core` pieces, those of the first range `first`."""
    limit, joined = first, None
    for a, b in units:
        if joined and ends[b] - ends[joined[0]] <= limit:
            joined = (joined[0], b)
            continue
        if joined:
            yield joined
            limit = core
        joined = (a, b)
    if joined:
        yield joined


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


def batches(lengths: Sequence[int], room: int, spread: float = 9.0) -> Iterator[list[int]]:
    """Indices of similar length, together no more than `room` when padded; none is more than `spread` times as long as
    another: on one core, what is padded costs as much as what is read.
    """
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    batch: list[int] = []
    for i in order:
        if batch and (lengths[i] * (len(batch) + 1) > room or lengths[i] > spread * lengths[batch[0]] + 4):
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


@dataclass(frozen=True, slots=True)
class SecondLook:
    """What the second look says of one cue (a range of words): how likely it is one, and the tags of the words
    `at` (first word), `tags` (m, 7) probabilities.
    """

    cue: tuple[int, int]
    valid: float
    at: int
    tags: Floats


@dataclass(frozen=True, slots=True)
class EncoderOutput:
    """What the heads say: tags (n, 7) and mentions (n, 11) as probabilities, and the second looks."""

    tags: Floats
    mentions: Floats
    seconds: list[SecondLook]


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


def session(model: Path | bytes, threads: int | None = None) -> Any:
    """An ONNX model, loaded from its file or its bytes to run on so many threads.

    None for up to four of the cores that this process may use.
    """
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # else it writes files into the user's folder when imported
    import onnxruntime as ort

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads or min(THREADS, cores)
    options.inter_op_num_threads = 1
    # The files were joined as far as it pays; more would make layers slower again (training/network.py).
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_BASIC
    # Threads that wait leave the cores to others.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return ort.InferenceSession(
        model if isinstance(model, bytes) else str(model), options, providers=["CPUExecutionProvider"]
    )


def output(layer: int) -> str:
    """What the graph of the first look calls the output of a layer."""
    return f"/lower/layers.{layer - 1}/norm2/LayerNormalization_output_0"


def opened(first: bytes) -> bytes:
    """`first.onnx` that gives LAYERS after all else that it gives, and all else as before.

    Messages of protobuf that follow each other are one: a graph with two more outputs is added at the end.
    """
    floats = field(2, field(1, bytes([8, 1])))
    return first + field(7, b"".join(field(12, field(1, output(n).encode()) + floats) for n in LAYERS))


def field(number: int, content: bytes) -> bytes:
    r"""A field of a message of protobuf.

    >>> field(1, b"ab")
    b'\n\x02ab'
    """
    size, length = [], len(content)
    while length > 127:
        size.append(length & 127 | 128)
        length >>= 7
    return bytes([number << 3 | 2, *size, length]) + content


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

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        """Load `first.onnx` and `second.onnx` from a folder, to run on so many threads (see `session`)."""
        self.first = session(opened((folder / "first.onnx").read_bytes()), threads)
        self.second = session(folder / "second.onnx", threads)

    def read(
        self,
        index: TextIndex,
        find_cues: Callable[[Floats], list[tuple[int, int]]],
        *,
        context: int = CONTEXT,
        tell: Sequence[Tell] = (),
    ) -> EncoderOutput:
        """What the heads say of the words of a text.

        `find_cues` chooses from tag probabilities (m, 7) the ranges of words that get a second look. context: word
        pieces seen around a window; 0 where its paragraphs are strangers. tell: each is called window by window, with
        the number of a word piece, and what LAYERS hold of the pieces from there on, side by side.
        """
        words, ends = index.words, piece_ends(index.pieces)
        wanted = [*SAID, *(map(output, LAYERS) if tell else ())]
        n = len(words.start)
        tags = np.zeros((n, len(TAGS)), dtype=np.float32)
        mentions = np.zeros((n, 2 * len(KINDS) + 1), dtype=np.float32)
        seconds: list[SecondLook] = []
        looks: list[_Look] = []
        tags[:, 0] = mentions[:, 0] = 1  # where there are marks alone, nothing is said
        windows = windows_of(words, index.pieces, context=context)
        for window in _shown([w for w in windows if (words.shape[slice(*w.own)] < MARKS).any()]):
            (first,), (named,), (hidden,), *layers = self.first.run(wanted, padded(words, [window]))
            a, b = window.own
            own = (window.word >= a) & (window.word < b)
            here = window.first & own
            if tell:
                states = np.concatenate([layer[own] for (layer,) in layers], 1)
                for take in tell:
                    take(int(ends[a]), states)
            tags[a:b], mentions[a:b] = softmax(first[here]), softmax(named[here])
            for cue in ((a + start, a + end) for start, end in find_cues(tags[a:b])):
                left, right = crop_around(window, cue)
                looks.append(_Look(window, cue, (left, right), hidden[left:right]))
            if len(looks) >= ENOUGH:
                seconds += self._looked(looks)
                looks = []
        return EncoderOutput(tags, mentions, sorted([*seconds, *self._looked(looks)], key=lambda s: s.cue))

    def _looked(self, looks: Sequence[_Look]) -> list[SecondLook]:
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
                found.append(SecondLook(look.cue, chance, at, softmax(tags[: len(first)][first])))
        return found
