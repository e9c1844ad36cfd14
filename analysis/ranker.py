"""Candidates and what speaks for each of them -> the chance of each: a small network, asked with numpy.

Two of them come with Demarche: who is meant (`links`), which also looks at what the encoder holds of the words, and who
is spoken for (`actors`). How they were trained: training/speakers.py.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.text import Ints

Floats = NDArray[np.float32]
LOOKS = ("anaphor", "last", "name", "first")  # how the states of a word are seen, for each a projection


class Ranker:
    """The weights of one network of several members, whose mean counts: `chances` is its verb.

    heat: the logarithms of chances are divided by it, so that one is as often right as it says. least: the chance
    below which nobody is chosen.
    """

    def __init__(self, path: Path) -> None:
        """Load the weights from an .npz file."""
        with np.load(path) as weights:
            self.weights: dict[str, Floats] = {name: weights[name] for name in weights.files}
        self.heat, self.least = float(self.weights["heat"]), float(self.weights["least"])

    def chances(self, signs: Floats, seen: Floats | None = None) -> Floats:
        """The chance of each candidate.

        signs: (candidates, signs), the last row for nobody, or several such tables of one size at once; seen:
        (candidates, numbers), what `Sight.pairs` gives.
        """
        w = self.weights
        x = (signs - w["mean"]) / w["spread"]
        if seen is not None:
            x = np.concatenate([x, seen], axis=-1)
        x = np.maximum(x[..., None, :, :] @ w["w1"] + w["b1"], 0)  # for each member
        x = np.maximum(x @ w["w2"] + w["b2"], 0)
        scores = (x @ w["w3"])[..., 0]
        chances = np.exp(scores - scores.max(-1, keepdims=True))
        mean = (chances / chances.sum(-1, keepdims=True)).mean(-2) ** (1 / self.heat)
        return np.asarray(mean / mean.sum(-1, keepdims=True), dtype=np.float32)

    def sight(self, last_pieces: Ints, pieces: int) -> Sight:
        """Begin to look at a text of so many word pieces; last_pieces: of each token its last."""
        return Sight(self.weights, last_pieces, pieces)


class Sight:
    """What a ranker keeps of the states of a text's words: a few numbers of each, made as the encoder reads."""

    def __init__(self, weights: dict[str, Floats], last_pieces: Ints, pieces: int) -> None:
        """See `Ranker.sight`."""
        self.last_pieces = last_pieces
        self.matrix = np.concatenate([weights[f"look {name}"] for name in LOOKS], axis=1)
        self.bias = np.concatenate([weights[f"bias {name}"] for name in LOOKS])
        self.width = len(self.bias) // len(LOOKS)
        self.kept = np.zeros((pieces, len(self.bias)), dtype=np.float16)

    def take(self, at: int, states: Floats) -> None:
        """Keep what counts of the states of the word pieces from `at` on."""
        spread = np.sqrt(states.var(1, keepdims=True) + 1e-5)
        self.kept[at : at + len(states)] = (states - states.mean(1, keepdims=True)) / spread @ self.matrix

    def pairs(self, word: int, last: Sequence[int], names: Sequence[int]) -> Floats:
        """A word beside each candidate, by its last place and by its first, and beside nobody: (candidates + 1, 2w)."""
        here = self._of([word])[0]
        w = self.width
        nobody = self.bias[None]
        lasts = np.concatenate([self._of(last), nobody])[:, w : 2 * w]
        firsts = np.concatenate([self._of(names), nobody])[:, 3 * w :]
        return np.concatenate([here[:w] * lasts, here[2 * w : 3 * w] * firsts], axis=1)

    def _of(self, words: Sequence[int]) -> Floats:
        at = self.last_pieces[np.asarray(words, dtype=np.int64)]
        return np.asarray(self.kept[at].astype(np.float32) + self.bias)


def chance_of(slope: float, shift: float, chance: float) -> float:
    """The chance whose odds are those of another, stretched and shifted; none is surer than 999 in a thousand.

    >>> round(chance_of(1, 0, 0.8), 3), round(chance_of(0, 0, 0.8), 3)
    (0.8, 0.5)
    """
    kept = min(max(chance, 0.001), 0.999)
    return 1 / (1 + math.exp(-(slope * math.log(kept / (1 - kept)) + shift)))
