"""What the first look of the shipped encoder knows of each word piece of many texts, kept on disk.

Read once, a head above it trains in minutes. What is there is not read again: a run that was cut off goes on.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis import knowledge
from analysis.encoder import LAYERS, WIDTH, Encoder, Floats
from analysis.text import index_of, pieces_in


@dataclass(frozen=True, slots=True)
class States:
    """States of the pieces of some texts, one after the other: `at[i]` is the first row of text i."""

    at: NDArray[np.int64]
    layers: tuple[NDArray[np.float16], ...]

    @property
    def width(self) -> int:
        """Numbers for each piece."""
        return WIDTH * len(self.layers)

    def of(self, first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.float16]:
        """What is known of tokens: their first pieces in all layers, then their last ones."""
        low, high = int(first.min()), int(last.max()) + 1
        rows = np.concatenate([layer[low:high] for layer in self.layers], 1)
        return np.concatenate([rows[first - low], rows[last - low]], 1)


def cached(texts: Sequence[str], work: Path) -> States:
    """The states of some texts; what the folder `work` lacks is read."""
    work.mkdir(parents=True, exist_ok=True)
    encoder, done = knowledge.MODELS / "encoder", work / "done.json"
    pieces = pieces_in(encoder)
    at = np.concatenate([[0], np.cumsum([sum(map(len, index_of(text, pieces).pieces)) for text in texts])])
    begun = json.loads(done.read_text()) if done.exists() else 0
    mode = "r+" if begun else "w+"
    kind = {"dtype": np.float16, "shape": (int(at[-1]), WIDTH)}
    found = [np.lib.format.open_memmap(work / f"layer{n}.npy", mode=mode, **kind) for n in LAYERS]
    if begun < len(texts):
        model = Encoder(encoder, 2)
        for n in range(begun, len(texts)):
            keep = partial(_keep, [layer[at[n] : at[n + 1]] for layer in found])
            model.read(index_of(texts[n], pieces), lambda tags: [], tell=[keep])
            done.write_text(json.dumps(n + 1))
    return States(at, tuple(found))


def _keep(found: Sequence[NDArray[np.float16]], at: int, states: Floats) -> None:
    """Write what the encoder tells of the pieces from `at` on into the layers of a text."""
    for layer, state in zip(found, np.split(states, len(found), 1), strict=True):
        layer[at : at + len(states)] = state
