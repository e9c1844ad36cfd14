"""The tokens of sentences -> the head of each and its relation to it (Universal Dependencies).

A narrow look over what the first look of the encoder knows of each word piece: one vector for each token, with its
Penn tag; scores of every pair of tokens; the best tree of them. How it was trained: training/trees.py.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.encoder import LAYERS, WIDTH, Floats, session
from analysis.model import Token
from analysis.spans import Span
from analysis.text import Ints, TextIndex, piece_ends

ROOT = -1  # the head of the root
LONGEST = 160  # tokens; a longer sentence is read in parts, each with a root of its own
NEVER = -1e9
STRETCH = 2048  # word pieces after which the sentences that are complete are read


class Tree(NamedTuple):
    """The head of each token of a sentence (its place there, ROOT for the root), and its relation to it."""

    heads: list[int]
    relations: list[str]


def token_pieces(index: TextIndex, spans: Sequence[Span]) -> Ints:
    """The first and the last piece of each token (n, 2).

    A token's words are those that begin in it; where none does ("not" of "cannot"), the one that it lies in.
    """
    start = np.array([s.start for s in spans], dtype=np.int64)
    end = np.array([s.end for s in spans], dtype=np.int64)
    ends, words = piece_ends(index.pieces), index.words
    first = np.searchsorted(words.start, start)
    last = np.searchsorted(words.start, end) - 1
    first = np.where(first > last, np.searchsorted(words.end, start, side="right"), first)
    last = np.maximum(first, last)
    return np.stack([ends[first], ends[last + 1] - 1], 1)


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
        heads = best_rooted(whole)
    return [h - 1 for h in heads[1:].tolist()]


def best_rooted(scores: NDArray[np.float64]) -> Ints:
    """The head of each node in the best tree in which one node hangs on node 0; scores: as for `spanning`.

    Most often it is the best tree of the likeliest root, found quickly: few cycles are left. It is, where the best
    heads of all others would not make up for another root; else a second root is made dearer than any tree.
    """
    free = scores[1:, 1:].max(1)
    most = scores[1:, 0] - free + free.sum()  # that a tree with this root can have
    root = int(most.argmax()) + 1
    alone = scores.copy()
    alone[1:, 0] = alone[root] = NEVER
    alone[root, 0] = scores[root, 0]
    heads = spanning(alone)
    if np.delete(most, root - 1).max() <= alone[np.arange(1, len(heads)), heads[1:]].sum():
        return heads
    dear = scores.copy()
    dear[1:, 0] -= 2 * len(scores) * (np.abs(scores[scores > NEVER]).max() + 1)
    return spanning(dear)


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


class TreeReader:
    """The head for trees, loaded. `begin` is its one verb."""

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        """Load `trees.onnx` and `names.json` from a folder, to run on so many threads (see `encoder.session`)."""
        self.model = session(folder / "trees.onnx", threads)
        names = json.loads((folder / "names.json").read_text(encoding="utf-8"))
        self.tags = {tag: number for number, tag in enumerate(names["tags"], 1)}  # 0 is an unknown one
        self.relations: list[str] = names["relations"]
        self.root = self.relations.index("root")

    def begin(self, index: TextIndex, tokens: Sequence[Token], sentences: Sequence[Span]) -> Trees:
        """The trees of a text, to be told what the encoder holds of its word pieces.

        sentences: in order, no token in two of them.
        """
        return Trees(self, index, tokens, sentences)

    def read(self, seen: Floats, tags: Ints) -> Tree:
        """The tree of a sentence: a sentence alone takes no longer than among others, and nothing is padded.

        seen: of each token, what the encoder holds of its first and its last piece; tags: their numbers.
        """
        mask = np.ones((1, len(tags)), dtype=np.float32)
        (arcs,), (relations,) = self.model.run(None, {"seen": seen[None], "tag": tags[None], "mask": mask})
        heads = best_tree(arcs)
        named = relations[np.arange(len(heads)), :, np.array(heads) + 1]
        named[:, self.root] = NEVER  # but for the root
        best = zip(heads, named.argmax(1).tolist(), strict=True)
        return Tree(heads, ["root" if head == ROOT else self.relations[n] for head, n in best])


def parts(tokens: Sequence[Token], sentences: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """The tokens of each sentence as a range; a sentence longer than LONGEST in parts."""
    starts = [t.span.start for t in tokens]
    at = 0
    for sentence in sentences:
        end = bisect_left(starts, sentence.end, at)
        for begin in range(at, end, LONGEST):
            yield begin, min(end, begin + LONGEST)
        at = end


class Trees:
    """The trees of one text, read a stretch at a time: what the encoder holds of a long text is too much to keep."""

    def __init__(
        self, reader: TreeReader, index: TextIndex, tokens: Sequence[Token], sentences: Sequence[Span]
    ) -> None:
        """Of which text, and who reads them; see `TreeReader.begin`."""
        self.reader, self.tokens = reader, list(tokens)
        self.tags = np.array([reader.tags.get(t.tag, 0) for t in tokens], dtype=np.int64)
        self.pieces = token_pieces(index, [t.span for t in tokens])
        self.ranges = list(parts(tokens, sentences))
        self.complete = [int(self.pieces[b - 1, 1]) for _, b in self.ranges]  # with which piece each range is
        self.count = sum(map(len, index.pieces))
        self.done = 0  # ranges that are read
        self.begin = self.end = 0  # the pieces whose states are kept
        self.states: list[Floats] = []

    def take(self, at: int, states: Floats) -> None:
        """Take the states of the word pieces from `at` on; once there are enough, read what is complete.

        What was left out before them holds nothing.
        """
        self.states += [np.zeros((at - self.end, states.shape[1]), dtype=np.float32), states]
        self.end = at + len(states)
        if self.end - self.begin >= STRETCH:
            self._read()

    def linked(self) -> tuple[Token, ...]:
        """The tokens with heads and relations, once all states are taken."""
        self.take(self.count, np.zeros((0, len(LAYERS) * WIDTH), dtype=np.float32))
        self._read()
        return tuple(self.tokens)

    def _read(self) -> None:
        """Read the sentences whose pieces are all there, and keep the states of what follows."""
        states, begin = np.concatenate(self.states), self.begin
        ready = self.ranges[self.done : bisect_left(self.complete, self.end)]
        for a, b in ready:
            seen = states[self.pieces[a:b] - begin].reshape(b - a, -1)
            self._attach(a, self.reader.read(seen, self.tags[a:b]))
        self.done += len(ready)
        self.begin = int(self.pieces[self.ranges[self.done][0], 0]) if self.done < len(self.ranges) else self.end
        self.states = [states[self.begin - begin :]]

    def _attach(self, at: int, tree: Tree) -> None:
        """Give the tokens from `at` on their heads and relations."""
        for place, (head, relation) in enumerate(zip(*tree, strict=True), at):
            token = self.tokens[place]
            above = None if head == ROOT else at + head
            self.tokens[place] = Token(token.span, token.tag, token.lemma, above, relation)
