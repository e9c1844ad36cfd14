"""The tokens of sentences -> the head of each and its relation to it (Universal Dependencies).

A narrow look over what the first look of the encoder knows of each word piece: one vector for each token, with its
Penn tag; scores of every pair of tokens; the best tree of them. How it was trained: training/trees.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.encoder import batches, padded, session, windows_of
from analysis.model import Token
from analysis.spans import Span
from analysis.text import Ints, TextIndex

Floats = NDArray[np.float32]
States = NDArray[np.float16] | NDArray[np.float32]

ROOT = -1  # the head of the root
LONGEST = 160  # tokens; a longer sentence is read in parts, each with a root of its own
TOGETHER = 256  # tokens read together
NEVER = -1e9
WIDTH = 384  # numbers of a word piece in each layer of the first look
LAYERS = (2, 4)  # of the first look, from 1: what is read of each piece


class Link(NamedTuple):
    """The head of a token (its place among the tokens, ROOT for the root of a sentence), and its relation to it."""

    head: int
    relation: str


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


def token_pieces(index: TextIndex, spans: Sequence[Span]) -> tuple[Ints, Ints]:
    """The first and the last piece of each token.

    A token's words are those that begin in it; where none does ("not" of "cannot"), the one that it lies in.
    """
    start = np.array([s.start for s in spans], dtype=np.int64)
    end = np.array([s.end for s in spans], dtype=np.int64)
    ends = np.concatenate([[0], np.cumsum([len(p) for p in index.pieces], dtype=np.int64)])
    words = index.words
    first = np.searchsorted(words.start, start)
    last = np.searchsorted(words.start, end) - 1
    first = np.where(first > last, np.searchsorted(words.end, start, side="right"), first)
    last = np.maximum(first, last)
    return ends[first], ends[last + 1] - 1


def best_tree(scores: Floats) -> list[int]:
    """The head of each of n words in the best tree with one root.

    scores: (n, n + 1), of each word for each head, the root first. Most often the best heads are a tree.

    >>> best_tree(np.array([[1, 0, 5], [4, 3, 0]], dtype=np.float32))
    [1, -1]
    """
    n = len(scores)
    whole = np.full((n + 1, n + 1), NEVER)
    whole[1:] = scores
    np.fill_diagonal(whole, NEVER)
    heads = whole.argmax(1)
    if (heads[1:] == 0).sum() != 1 or cycle_of(heads) is not None:
        whole[1:, 0] -= 2 * (n + 1) * (np.abs(scores).max() + 1)  # then a second root never pays
        heads = spanning(whole)
    return [int(h) - 1 for h in heads[1:]]


def cycle_of(heads: Ints) -> list[int] | None:
    """The nodes of a cycle, None where all lead to node 0."""
    state = [0] * len(heads)  # 0 not seen, 1 on the way, 2 leads to the root
    state[0] = 2
    for node in range(1, len(heads)):
        way = []
        while state[node] == 0:
            state[node] = 1
            way.append(node)
            node = int(heads[node])
        if state[node] == 1:
            return way[way.index(node) :]
        for seen in way:
            state[seen] = 2
    return None


def spanning(scores: NDArray[np.float64]) -> Ints:
    """The head of each node in the tree of greatest score, node 0 its root: Chu, Liu and Edmonds.

    scores: (n, n), of each node (row) for each head. A cycle of best heads becomes one node, is solved with it, and
    opened where the arc that enters it costs least.
    """
    heads: Ints = scores.argmax(1)
    heads[0] = 0
    cycle = cycle_of(heads)
    if cycle is None:
        return heads
    rest = [v for v in range(len(scores)) if v not in cycle]
    own = scores[cycle, heads[cycle]]
    entering = scores[np.ix_(cycle, rest)] - own[:, None]
    leaving = scores[np.ix_(rest, cycle)]
    small = np.full((len(rest) + 1, len(rest) + 1), NEVER * 10)
    small[:-1, :-1] = scores[np.ix_(rest, rest)]
    small[-1, :-1], small[:-1, -1] = entering.max(0), leaving.max(1)
    solved = spanning(small)
    for place, node in enumerate(rest):
        at = int(solved[place])
        heads[node] = rest[at] if at < len(rest) else cycle[int(leaving[place].argmax())]
    enters = int(solved[-1])
    heads[cycle[int(entering[:, enters].argmax())]] = rest[enters]
    heads[0] = 0
    return heads


@dataclass(frozen=True, slots=True)
class Scores:
    """What the head says of a sentence of n tokens: arcs (n, n + 1), the root first, and relations (n, r, n + 1)."""

    arcs: Floats
    relations: Floats


class TreeReader:
    """The head for trees, loaded. `read` is its one verb."""

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        """Load `trees.onnx` and `names.json` from a folder, to run on so many threads (see `encoder.session`)."""
        self.model = session(folder / "trees.onnx", threads)
        names = json.loads((folder / "names.json").read_text(encoding="utf-8"))
        self.tags = {tag: number for number, tag in enumerate(names["tags"], 1)}  # 0 is an unknown one
        self.relations: list[str] = names["relations"]
        self.root = self.relations.index("root")

    def read(
        self, index: TextIndex, states: States, tokens: Sequence[Token], sentences: Sequence[Span]
    ) -> tuple[Link, ...]:
        """The head and the relation of each token.

        states: LAYERS of the first look for each word piece of the text, side by side. sentences: in order, no token in
        two of them.
        """
        first, last = token_pieces(index, [t.span for t in tokens])
        tags = np.array([self.tags.get(t.tag, 0) for t in tokens], dtype=np.int64)
        ranges = list(parts(tokens, sentences))
        links = [Link(ROOT, "root")] * len(tokens)
        for group in batches([b - a for a, b in ranges], TOGETHER):
            some = [ranges[i] for i in group]
            for (a, _), scores in zip(some, self._scores(states, first, last, tags, some), strict=True):
                for at, (head, relation) in enumerate(self._links(scores)):
                    links[a + at] = Link(ROOT if head == ROOT else a + head, relation)
        return tuple(links)

    def _scores(
        self, states: States, first: Ints, last: Ints, tags: Ints, ranges: Sequence[tuple[int, int]]
    ) -> Iterator[Scores]:
        """What the head says of some ranges of tokens, read together."""
        longest = max(b - a for a, b in ranges)
        seen = np.zeros((len(ranges), longest, 2 * states.shape[1]), dtype=np.float32)
        tag = np.zeros((len(ranges), longest), dtype=np.int64)
        mask = np.zeros(tag.shape, dtype=np.float32)
        for row, (a, b) in enumerate(ranges):
            seen[row, : b - a] = np.concatenate([states[first[a:b]], states[last[a:b]]], axis=1)
            tag[row, : b - a], mask[row, : b - a] = tags[a:b], 1
        arcs, relations = self.model.run(None, {"seen": seen, "tag": tag, "mask": mask})
        for row, (a, b) in enumerate(ranges):
            n = b - a
            yield Scores(arcs[row, :n, : n + 1], relations[row, :n, :, : n + 1])

    def _links(self, scores: Scores) -> Iterator[Link]:
        """Heads (places in the sentence) and relations: only the root of a sentence is its root."""
        heads = best_tree(scores.arcs)
        named = scores.relations[np.arange(len(heads)), :, np.array(heads) + 1]
        named[:, self.root] = NEVER
        for head, best in zip(heads, named.argmax(1).tolist(), strict=True):
            yield Link(head, "root" if head == ROOT else self.relations[best])


def parts(tokens: Sequence[Token], sentences: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """The tokens of each sentence as a range; a sentence longer than LONGEST in parts."""
    at = 0
    for sentence in sentences:
        end = at
        while end < len(tokens) and tokens[end].span.start < sentence.end:
            end += 1
        while at < end:
            yield at, min(end, at + LONGEST)
            at = min(end, at + LONGEST)


class TreeParser:
    """The first look of the encoder, opened, and the head for trees above it, loaded. `read` is its one verb."""

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        """Load `encoder/first.onnx` and `trees/` from a folder of models, to run on so many threads."""
        self.first = session(opened((folder / "encoder" / "first.onnx").read_bytes()), threads)
        self.reader = TreeReader(folder / "trees", threads)

    def read(self, index: TextIndex, tokens: Sequence[Token], sentences: Sequence[Span]) -> tuple[Link, ...]:
        """The head and the relation of each token of a text; sentences: in order, no token in two of them."""
        states = np.concatenate(states_of(self.first, index), 1)
        return self.reader.read(index, states, tokens, sentences)


def states_of(first: Any, index: TextIndex) -> list[NDArray[np.float16]]:
    """The states of all pieces of a text in each of LAYERS, each from the window that answers for it."""
    ends = np.concatenate([[0], np.cumsum([len(p) for p in index.pieces], dtype=np.int64)])
    found = [np.zeros((int(ends[-1]), WIDTH), np.float16) for _ in LAYERS]
    for window in windows_of(index.words, index.pieces):
        a, b = window.own
        here = (window.word >= a) & (window.word < b)
        given = first.run(list(map(output, LAYERS)), padded(index.words, [window]))
        for layer, (state,) in zip(found, given, strict=True):
            layer[ends[a] : ends[b]] = state[here]
    return found
