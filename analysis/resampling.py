"""How far a figure would move with other articles: draws of articles that a page repeats to the last digit.

In each draw an article counts none, one, two or more times, by Poisson's law with mean 1: the bootstrap for things that
may be left out by filters, since how often an article counts does not depend on which others there are. The number is
told by a hash of its name, the draw and the seed, in whole numbers of 32 bits; views/resampled.js does the same.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.corrections import student

DRAWS = 999
SEED = 1
FEWEST = 5  # articles that an interval needs
Floats = NDArray[np.float64]
Whole = NDArray[np.uint32]
_STEP = 0x9E3779B9
_AT_ONCE = 4_000_000  # numbers that are held
# Where the distribution function of Poisson's law with mean 1 passes, in parts of 2**32.
_POISSON = np.array(
    [math.floor(2**32 * math.fsum(math.exp(-1) / math.factorial(k) for k in range(n + 1))) for n in range(9)],
    dtype=np.uint64,
)


def names_as_numbers(names: Iterable[str]) -> Whole:
    """A number of 32 bits for each name: FNV-1a of its UTF-8, mixed.

    >>> [int(number) for number in names_as_numbers(["talks-to-resume", ""])]
    [731320990, 2872998923]
    """
    found = []
    for name in names:
        number = 0x811C9DC5
        for byte in name.encode("utf-8", "surrogatepass"):
            number = (number ^ byte) * 0x01000193 & 0xFFFFFFFF
        found.append(number)
    return _mixed(np.array(found, dtype=np.uint32))


def weights(names: Whole, first: int = 0, draws: int = DRAWS, seed: int = SEED) -> Floats:
    """How often each article counts in some draws from the first on: a row for each draw, a column for each article."""
    drawn = _mixed((np.arange(first + 1, first + draws + 1, dtype=np.uint64) * _STEP + seed).astype(np.uint32))
    even = _mixed(names[None, :] ^ drawn[:, None])
    return np.searchsorted(_POISSON, even.ravel(), side="right").reshape(even.shape).astype(np.float64)


def sums(names: Whole, values: Floats, draws: int = DRAWS, seed: int = SEED) -> Floats:
    """The sums of what articles have, a row for each, in each draw."""
    some = max(1, _AT_ONCE // max(1, len(names)))
    parts = [weights(names, first, min(some, draws - first), seed) @ values for first in range(0, draws, some)]
    return np.concatenate(parts)


def _mixed(numbers: Whole) -> Whole:
    """Numbers in which each bit depends on all bits: the end of MurmurHash3."""
    found = numbers.copy()
    found ^= found >> np.uint32(16)
    found *= np.uint32(0x85EBCA6B)
    found ^= found >> np.uint32(13)
    found *= np.uint32(0xC2B2AE35)
    found ^= found >> np.uint32(16)
    return found


def cut(articles: int, draws: int = DRAWS) -> int:
    """How many draws an interval of 95 % leaves out at either end; fewer where there are few articles.

    Percentiles alone are too narrow there: these are wider as Student's t is wider than the normal distribution.

    >>> [cut(n) for n in (5, 10, 40, 10_000)]
    [1, 8, 20, 24]
    """
    deviations = math.sqrt(articles / (articles - 1)) * student(articles - 1)
    return max(1, math.floor((draws + 1) * tail(deviations / math.sqrt(2)) / 2))


def interval(value: float, drawn: Floats, articles: int, ends: tuple[float, float]) -> tuple[float, float]:
    """The ends of the interval of 95 % around a value, by what it was in the draws in which there was one.

    ends: what it can be at least and at most; at one of them all articles are of one mind, and so are all draws, and
    the interval reaches as far as others can be without one being among so many.
    """
    found = np.sort(drawn[~np.isnan(drawn)])
    out = min(cut(articles), (len(found) + 1) // 2)
    low, high = min(value, float(found[out - 1])), max(value, float(found[-out]))
    unseen = (ends[1] - ends[0]) * (1 - 0.025 ** (1 / articles))
    return (ends[1] - unseen if value == ends[1] else low), (ends[0] + unseen if value == ends[0] else high)


def two_sided(deviations: float, freedom: float) -> float:
    """The chance of so many deviations or more under Student's t, by Wallace's approach to the normal distribution.

    >>> round(two_sided(2.262, 9), 3), round(two_sided(1.96, 1e6), 3)
    (0.05, 0.05)
    """
    normal = (8 * freedom + 1) / (8 * freedom + 3) * math.sqrt(freedom * math.log1p(deviations**2 / freedom))
    return tail(normal / math.sqrt(2))


def tail(x: float) -> float:
    """The complementary error function for x from 0 up, off by 1.2e-7 of itself at most."""
    t = 1 / (1 + x / 2)
    terms = (0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196)
    power = 0.0
    for term in (*terms, 1.00002368):
        power = power * t + term
    return t * math.exp(-x * x - 1.26551223 + t * power)


def discoveries(chances: Sequence[float], rate: float) -> list[bool]:
    """Which of several chances are small enough that of those told at most `rate` are mere chance, on average.

    By Benjamini and Hochberg.

    >>> discoveries([0.001, 0.03, 0.2, 0.02], 0.05)
    [True, True, False, True]
    """
    ordered = sorted(chances)
    passing = [p for number, p in enumerate(ordered, 1) if p <= rate * number / len(ordered)]
    return [bool(passing) and p <= passing[-1] for p in chances]
