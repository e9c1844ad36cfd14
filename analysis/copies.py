"""Near copies among many articles: wire copy, reprints, cut and edited versions -> clusters, each with its lead.

Candidates are found by MinHash of shingles (runs of words), and judged by containment: two articles are copies where
at least four fifths of the shorter one stand in the longer. Likeness alone (Jaccard) misses what was cut to a half.
All articles are kept; an analyst counts a cluster once, or once for each outlet.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Numbers = NDArray[np.int64]

WORDS = 3  # in a shingle: of five, one edited word in thirty already parts a copy from its source
CONTAINED = 0.8  # of the shingles of the shorter article stand in the longer
LEAST = 0.3  # of the length of the longer: a digest that prints a dozen articles is a copy of none
HASHES = 128
BANDS = 64  # of two hashes: a copy that was cut to 40 % has likeness .35; 32 bands of four find .4 of such, these all
CROWD = 16  # articles that share a band; of more, each is held against its neighbours alone
NEIGHBOURS = 6
_WORD = re.compile(r"\w+")
_MIX = np.uint64(0x9E3779B97F4A7C15)


def clusters(texts: Sequence[str], ids: Sequence[str], days: Sequence[str] | None = None) -> list[str]:
    """For each article the id of the lead of its cluster, its own where it leads or has no copy.

    The lead is the earliest by its day (YYYY-MM-DD, empty where it is not known, which comes last), then the longest,
    then the first by id. The answer is the same in whatever order the articles come. `reprints` comes to the same
    without all texts in memory, and from one time to the next.

    >>> story = "Velland said on Monday that it would open the strait to all ships before the winter begins"
    >>> other = "Tellan said on Monday that it would close the harbour to all ships before the winter ends"
    >>> clusters([story, f"{story} .", other], ["b", "a", "c"], ["2021-03-01", "2021-03-02", ""])
    ['b', 'b', 'c']
    """
    sketches = [sketch(text) for text in texts]
    several = different(ids, [one.mark for one in sketches])
    bands = np.stack([sketches[n].bands for n in several] or [np.empty(BANDS, dtype=np.uint64)])
    groups = Groups(len(several))
    runs: dict[int, Hashes] = {}
    for pair in candidates(bands.T if several else ()):
        if groups.of(pair[0]) != groups.of(pair[1]):  # of a large cluster not each is held against each
            one, other = (runs[n] if n in runs else runs.setdefault(n, shingles(texts[several[n]])) for n in pair)
            if contained(one, other) >= CONTAINED:
                groups.join(*pair)
    return leads(ids, days, sketches, several, groups)


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is kept of a text to find its copies.

    mark: a digest of its words, empty where it has none; size: its characters; bands: two texts that agree in one of
    them may be copies of each other.
    """

    mark: bytes
    size: int
    bands: Hashes


def sketch(text: str) -> Sketch:
    """What is kept of a text to find its copies."""
    words = _WORD.findall(text.lower())
    mark = hashlib.blake2b(" ".join(words).encode("utf-8", "surrogatepass"), digest_size=16).digest() if words else b""
    rows = _signature(shingles(text)).reshape(BANDS, HASHES // BANDS).astype(np.uint64)
    keys = np.zeros(BANDS, dtype=np.uint64)
    for column in rows.T:
        keys = keys * _MIX + column
    return Sketch(mark, len(text), keys)


def different(ids: Sequence[str], marks: Sequence[bytes]) -> list[int]:
    """The places of texts with different words, in an order that is the same however they come; wordless ones none."""
    order = sorted((n for n in range(len(ids)) if marks[n]), key=lambda n: (marks[n], ids[n]))
    return [n for at, n in enumerate(order) if not at or marks[n] != marks[order[at - 1]]]


def leads(
    ids: Sequence[str], days: Sequence[str] | None, sketches: Sequence[Sketch], several: Sequence[int], groups: Groups
) -> list[str]:
    """For each article the id of the lead of its cluster; groups: of those in `several`, by their place there."""
    days = days or [""] * len(ids)
    place = {sketches[n].mark: at for at, n in enumerate(several)}
    group = [groups.of(place[one.mark]) if one.mark else -1 - n for n, one in enumerate(sketches)]
    rank = [(days[n] or "9999", -sketches[n].size, ids[n]) for n in range(len(ids))]
    first: dict[int, int] = {}
    for n in sorted(range(len(ids)), key=rank.__getitem__):
        first.setdefault(group[n], n)
    return [ids[first[one]] for one in group]


def contained(one: Hashes, other: Hashes) -> float:
    """The share of the shorter article that stands in the longer; 0 where the longer is many times as long."""
    short, long = sorted((len(one), len(other)))
    if not short or short < LEAST * long:
        return 0.0
    return len(np.intersect1d(one, other, assume_unique=True)) / short


def shingles(text: str) -> Hashes:
    """The runs of words of a text, whatever their case and marks, each once, as numbers in order."""
    words = np.fromiter((_number(word) for word in _WORD.findall(text.lower())), dtype=np.uint64)
    size = min(WORDS, len(words))
    if not size:
        return words
    runs = np.zeros(len(words) - size + 1, dtype=np.uint64)
    for n in range(size):
        runs = runs * _MIX + words[n : len(words) - size + 1 + n]
    runs ^= runs >> np.uint64(29)
    return np.unique(runs * _MIX)


def candidates(bands: Iterable[Hashes]) -> Iterator[tuple[int, int]]:
    """Pairs of texts that agree in a band, in order; bands: of each the keys of all texts."""
    pairs: Numbers = np.empty(0, dtype=np.int64)
    size = 1
    for keys in bands:
        size = len(keys)
        order = np.argsort(keys, kind="stable")
        pairs = np.unique(np.concatenate([pairs, *_neighbours(order, keys[order])]))
    return zip((pairs // size).tolist(), (pairs % size).tolist(), strict=True)


def _neighbours(order: Numbers, keys: Hashes) -> Iterator[Numbers]:
    """Pairs, each as one number, of articles with the same key; keys: in order."""
    size = len(order)
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]])
    crowds = np.diff(np.r_[starts, size])
    crowd = np.repeat(crowds, crowds)
    for step in range(1, CROWD):
        alike = keys[step:] == keys[:-step]
        if step > NEIGHBOURS:
            alike &= crowd[step:] <= CROWD
        if not alike.any():
            return
        one, other = order[:-step][alike], order[step:][alike]
        yield np.minimum(one, other) * size + np.maximum(one, other)


def _signature(runs: Hashes) -> NDArray[np.uint32]:
    """The least of the runs under each of many hashes."""
    times, plus = _hashes()
    found: NDArray[np.uint64] = ((runs[:, None] * times + plus) >> np.uint64(32)).min(axis=0, initial=2**32 - 1)
    return found.astype(np.uint32)


@cache
def _hashes() -> tuple[Hashes, Hashes]:
    random = np.random.default_rng(1)
    times, plus = random.integers(0, 2**64, (2, HASHES), dtype=np.uint64)
    return times | np.uint64(1), plus


@cache
def _number(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest())


class Groups:
    """Which things belong together."""

    def __init__(self, size: int) -> None:
        self._above = list(range(size))

    def of(self, one: int) -> int:
        """The thing that stands for the group of one."""
        while self._above[one] != one:
            self._above[one] = self._above[self._above[one]]
            one = self._above[one]
        return one

    def join(self, one: int, other: int) -> None:
        """Let the groups of two things be one."""
        self._above[self.of(other)] = self.of(one)


def frame(ids: Sequence[str], leads: Sequence[str]) -> Any:
    """What `clusters` gives as a table: article, cluster (the id of its lead), lead (whether it leads)."""
    import pandas as pd

    leading = [one == lead for one, lead in zip(ids, leads, strict=True)]
    found = pd.DataFrame({"article": list(ids), "cluster": list(leads), "lead": leading})
    return found.astype({"article": "str", "cluster": "str", "lead": bool})  # also where there are none
