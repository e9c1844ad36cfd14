"""A figure of a corpus from those things of it that were reviewed, helped by what a machine says of all; its variance.

The figure solves  λ·mean(machine) + mean over those reviewed of (truth − λ·machine), each by one over its chance of
being drawn, brought to one. Drawn with equal chances it is PPI++ (Angelopoulos, Duchi and Zrnic 2023), else the doubly
robust estimator of design-based supervised learning (Egami et al. 2023) with the same λ: how far the machine is
trusted, from 0 (not at all: the mean of those reviewed) to 1, chosen so that the interval is narrowest.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
ARTICLES = 10  # fewer tell nothing of how the errors of one article go together
NORMAL = 1.959963984540054  # 95 % of a normal distribution lie within as many deviations


@dataclass(frozen=True, slots=True)
class Sampled:
    """What is known of the things of a corpus: of all of them the machine's answer, of those reviewed the true one.

    x: (N, p) what the value may depend on, a one for a mean. machine_in, machine: whether the machine has each in the
    group, and with which value, or the chance of it. article: number of its article. at: places of those reviewed.
    chance: of these, to be drawn. true_in, true: of these, what the coder says.
    """

    x: Floats
    machine_in: Floats
    machine: Floats
    article: NDArray[np.intp]
    at: NDArray[np.intp]
    chance: Floats
    true_in: Floats
    true: Floats

    @property
    def bearing(self) -> NDArray[np.bool_]:
        """Which of those reviewed bear on the figure: machine or coder has them in the group."""
        return np.asarray((self.true_in != 0) | (self.machine_in[self.at] != 0))


@dataclass(frozen=True, slots=True)
class Fit:
    """A figure, what each reviewed thing adds to its error (own), and each article by its machine figures (others).

    bearing, articles: number of reviewed things that bear on it, and of their articles. spent: number of what was
    fitted. trust: λ.
    """

    value: float
    own: Floats
    others: Floats
    bearing: int
    articles: int
    spent: int
    trust: float


def fitted(some: Sampled, tune: float | None = None) -> Fit:
    """The corrected figure: the last coefficient of a line, which is the mean where x is one; tune: λ, if not chosen.

    A group is a ratio: both its parts are corrected, and the figure solves the equation of both (the delta method).
    """
    x, at = some.x, some.at
    weight = _brought_to_one(1 / some.chance)
    start, axis = _solved([(x[at], weight * some.true_in, some.true)])
    truth = (x[at] @ axis) * some.true_in * (some.true - x[at] @ start)
    machine = (x @ axis) * some.machine_in * (some.machine - x @ start)
    trust = _trust(truth, machine, at, some.chance) if tune is None else tune

    of_all = (x, trust / len(x) * some.machine_in, some.machine)
    of_true = (x[at], weight * some.true_in, some.true)
    of_both = (x[at], -trust * weight * some.machine_in[at], some.machine[at])
    line, axis = _solved([of_all, of_true, of_both])
    machine = trust * (x @ axis) * some.machine_in * (some.machine - x @ line)
    own = (x[at] @ axis) * some.true_in * (some.true - x[at] @ line) - machine[at]
    own = weight * (own - weight @ own)
    others = _sums(some.article, (machine - machine.mean()) / len(x), 0)
    articles = len(np.unique(some.article[at][some.bearing]))
    return Fit(float(line[-1]), own, others, int(some.bearing.sum()), articles, x.shape[1] + (tune is None), trust)


def slope_of(x: Floats, inside: Floats, value: Floats) -> float:
    """The last coefficient of the line through values, each as often as it is inside."""
    return float(_solved([(x, inside, value)])[0][-1])


def _solved(parts: list[tuple[Floats, Floats, Floats]]) -> tuple[Floats, Floats]:
    """The line through weighted values, and how its last coefficient moves with each of the equations."""
    gram = sum((x * weight[:, None]).T @ x for x, weight, _ in parts)
    moment = sum((x * weight[:, None]).T @ value for x, weight, value in parts)
    inverse = np.linalg.pinv(gram)
    return np.asarray(inverse @ moment), np.asarray(inverse[-1])


def _sums(article: NDArray[np.intp], values: Floats, least: int) -> Floats:
    """The sum of each article."""
    return np.asarray(np.bincount(article, values, minlength=least), dtype=np.float64)


def _brought_to_one(weight: Floats) -> Floats:
    return np.asarray(weight / weight.sum())


def _trust(truth: Floats, machine: Floats, at: NDArray[np.intp], chance: Floats) -> float:
    """λ for which the interval is narrowest.

    For equal chances that of PPI++: it has cov(Y, f) / ((1 + n/N) var(f)), and the mean of the N things beside the n
    reviewed; here is the mean of all, for which the factor falls away.
    """
    if np.ptp(chance) < 1e-12:
        over = np.mean((truth - truth.mean()) * (machine[at] - machine[at].mean()))
        under = machine.var(ddof=1) if len(machine) > 1 else 0.0
    else:
        weight = _brought_to_one(1 / chance)
        matters = weight**2 * np.maximum(1 - chance, 1e-9)
        aside = machine[at] - weight @ machine[at]
        over, under = matters @ ((truth - weight @ truth) * aside), matters @ aside**2
    return float(np.clip(over / under, 0, 1)) if under > 0 else 0.0


def half(fit: Fit, some: Sampled, *, beyond: bool = False, unseen: float = 0.0) -> tuple[float, float]:
    """Half of the interval of 95 % of a figure, and its variance. unseen: errors reckoned with beside those seen.

    Errors of one article may go together: they are added up before they are squared. Of under ten articles each
    counts by itself, as it was drawn. A thing that was likely to be drawn anyway adds less: where all are reviewed,
    nothing is left open. beyond: for articles like these, so that these are a sample too.
    """
    freedom = max(1, fit.bearing - fit.spent)
    if beyond:
        sums = fit.others + _sums(some.article[some.at], fit.own, len(fit.others))
        number = len(sums)
    elif fit.articles < ARTICLES:
        sums, number = fit.own * np.sqrt(1 - some.chance), fit.bearing
    else:
        sums = _sums(some.article[some.at], fit.own * np.sqrt(1 - some.chance), 0)
        number = fit.articles
    scale = number / max(1, number - 1) * max(1, fit.bearing - 1) / freedom
    spread = float(scale * (sums**2).sum()) + unseen * _of_one(some)
    return student(max(1, min(number, fit.articles if beyond else number) - 1)) * math.sqrt(spread), spread


def _of_one(some: Sampled) -> float:
    """What one error more adds to the variance of a mean."""
    weight = _brought_to_one(1 / some.chance)
    each = (weight / max(float(weight @ some.true_in), 1e-12)) ** 2 * (1 - some.chance)
    return float(each[some.bearing].mean()) if some.bearing.any() else 0.0


def student(freedom: int) -> float:
    """The deviations within which 95 % of Student's t lie, by the expansion of Cornish and Fisher.

    >>> round(student(9), 3), round(student(99), 3)
    (2.262, 1.984)
    """
    z = NORMAL
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + math.fsum(term / freedom**power for power, term in enumerate(terms, 1))


def on_odds(value: float, half: float) -> tuple[float, float]:
    """The interval of a share, even on the scale of its odds; cut off where the share is outside 0 to 1.

    >>> [round(end, 3) for end in on_odds(0.1, 0.06)]
    [0.054, 0.178]
    """
    if not 0 < value < 1:
        return min(1.0, max(0.0, value - half)), min(1.0, max(0.0, value + half))
    odds, half = math.log(value / (1 - value)), half / (value * (1 - value))
    return 1 / (1 + math.exp(half - odds)), 1 / (1 + math.exp(-half - odds))
