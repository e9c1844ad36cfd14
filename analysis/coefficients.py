"""How far coders agree beyond chance: Cohen's kappa, Krippendorff's alpha of codes and of stretches, with intervals.

Intervals come from drawing articles with repetition, since the statements of an article hang together; what is added up
within an article is added up once, so that a draw weighs sums, not rows. A coefficient that nothing decides is None,
never 1: two coders who only ever give one value show no agreement beyond chance, whatever else they would have done.

Cohen 1960 (kappa); Hayes & Krippendorff 2007, Krippendorff 2004 (alpha); Krippendorff 1995, 2004 (alpha_U, of units);
Passonneau 2006 (MASI, the distance of sets).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Level = Literal["nominal", "ordinal", "interval", "sets"]
Pairs = Sequence[tuple[Any, Any]]  # what two coders gave to each unit, nothing missing

DRAWS = 2000
SEED = 15
MIDDLE = (2.5, 97.5)  # percentiles, for an interval of 95 %
DEFINED = 0.95  # the least share of the draws in which a coefficient must be defined to have an interval
CELLS = 2_000_000  # numbers held at once
TINY = 1e-12

NOTHING = "nothing was coded by both"
ONE_VALUE = "both gave one value alone, so chance would agree as well"
NO_UNITS = "neither found a statement"
ONE_ARTICLE = "no interval: one article"
UNSTEADY = "no interval: in many draws of articles it is undefined"


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A value with its interval of 95 %; None where there is none, and why."""

    value: float | None
    low: float | None = None
    high: float | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """A figure of weighted articles.

    of: gives it for each column of weights, which have a row for each of the `articles`; NaN where it is undefined.
    cells: on how many numbers it rests, for each column.
    """

    of: Callable[[Floats], Floats]
    articles: int
    cells: int


def ratio_of(above: Sequence[float], below: Sequence[float]) -> Sum:
    """One sum over articles by another."""
    return _quotient(np.asarray(above, dtype=np.float64), np.asarray(below, dtype=np.float64))


def _quotient(above: Floats, below: Floats) -> Sum:
    return Sum(lambda weights: _ratio(above @ weights, below @ weights), len(above), len(above))


def same_of(pairs: Pairs, articles: Sequence[int], number: int) -> Sum:
    """The share of units that both coders gave the same; articles: the place of each unit's among so many."""
    same = np.array([a == b for a, b in pairs], dtype=np.float64)
    return _quotient(_by_article(articles, same, number), _by_article(articles, np.ones(len(same)), number))


def kappa_of(pairs: Pairs, articles: Sequence[int], number: int) -> Sum:
    """Cohen's kappa of what two coders gave; sets count as the same or not."""
    ids = _numbers(value for pair in pairs for value in pair)
    ours = _Cells([ids[a] for a, _ in pairs], articles)
    theirs = _Cells([ids[b] for _, b in pairs], articles)
    same = _by_article(articles, np.array([a == b for a, b in pairs], dtype=np.float64), number)
    every = _by_article(articles, np.ones(len(pairs)), number)

    def of(weights: Floats) -> Floats:
        n = every @ weights
        expected = np.zeros((len(ids), weights.shape[1]))
        expected[ours.values] = ours.sums(weights)
        expected = (expected[theirs.values] * theirs.sums(weights)).sum(axis=0)
        # (p_o - p_e) / (1 - p_e), both times n squared
        return _ratio(n * (same @ weights) - expected, n * n - expected)

    return Sum(of, number, max(len(ours), len(theirs), len(ids)))


def alpha_of(
    units: Iterable[Sequence[Any]],
    articles: Sequence[int],
    number: int,
    level: Level = "nominal",
    order: Sequence[Any] = (),
) -> Sum:
    """Krippendorff's alpha of what any number of coders gave; None is missing, a unit of one coder does not count.

    level: nominal, ordinal (values as they stand in `order`, else sorted), interval (numbers) or sets (MASI).
    """
    given = [[value for value in unit if value is not None] for unit in units]
    places = [
        (article, a, b, 1 / (len(unit) - 1))
        for article, unit in zip(articles, given, strict=True)
        if len(unit) > 1
        for i, a in enumerate(unit)
        for j, b in enumerate(unit)
        if i != j
    ]
    ids = _numbers(a for _, a, _, _ in places)
    if level in ("ordinal", "interval"):
        ids = _numbers(value for value in order if value in ids) if order else _numbers(sorted(ids))
    at = [article for article, _, _, _ in places]
    share = np.array([part for _, _, _, part in places], dtype=np.float64)
    ours = [ids[a] for _, a, _, _ in places]
    # every two values that stand together, as one number
    both = _Cells([one * len(ids) + ids[b] for one, (_, _, b, _) in zip(ours, places, strict=True)], at, share)
    values = _Cells(ours, at, share)
    if level in ("ordinal", "interval"):
        scores = np.array(list(ids), dtype=np.float64) if level == "interval" else None
        measured = _scored(both, len(ids), scores)
    else:
        measured = _distances(both, list(ids), number, sets=level == "sets")

    def of(weights: Floats) -> Floats:
        counts = values.sums(weights)  # all values are there, in their order
        n = counts.sum(axis=0)
        observed, expected = measured(weights, counts)
        return _one_less((n - 1) * observed, expected, n * n)

    return Sum(of, number, max(len(values), len(both)))


def alpha(units: Iterable[Sequence[Any]], level: Level = "nominal", order: Sequence[Any] = ()) -> float | None:
    """Krippendorff's alpha of units, each with what its coders gave; None where nothing decides it.

    >>> alpha([("a", "a"), ("a", "b"), ("b", "b"), (None, "b")]), alpha([("a", "a"), ("a", "a")])
    (0.4444444444444444, None)
    """
    rows = list(units)
    return value_of(alpha_of(rows, [0] * len(rows), 1, level, order))


def kappa(pairs: Iterable[tuple[Any, Any]]) -> float | None:
    """Cohen's kappa of pairs of values, those with a missing one left out; None where nothing decides it.

    >>> kappa([("a", "a"), ("a", "b"), ("b", "b"), ("b", "b")]), kappa([("a", "a")])
    (0.5, None)
    """
    rows = [(a, b) for a, b in pairs if a is not None and b is not None]
    return value_of(kappa_of(rows, [0] * len(rows), 1))


def alphas_each(pairs: Pairs) -> dict[Any, float | None]:
    """For each value of two coders the nominal alpha of that value against all others; of sets, for each member.

    >>> alphas_each([("a", "a"), ("a", "b"), ("b", "b")]), alphas_each([("a", "a")])
    ({'a': 0.4444444444444444, 'b': 0.4444444444444444}, {'a': None})
    """
    given: Counter[Any] = Counter()
    both: Counter[Any] = Counter()
    for pair in pairs:
        one, other = (value if isinstance(value, frozenset) else frozenset([value]) for value in pair)
        given.update([*one, *other])
        both.update([*(one & other)] * 2)
    n = 2 * len(pairs)
    found: dict[Any, float | None] = {}
    for value in sorted(given):
        rest = given[value] * (n - given[value])
        found[value] = 1 - (n - 1) * (given[value] - both[value]) / rest if rest else None
    return found


def masi(one: frozenset[Any], other: frozenset[Any]) -> float:
    """How far two sets are apart, 0 to 1: what is contained is nearer than what only overlaps (Passonneau 2006).

    >>> masi(frozenset("ab"), frozenset("ab")), masi(frozenset("a"), frozenset("bc"))
    (0.0, 1.0)
    """
    if one == other:
        return 0.0
    common = one & other
    kind = 2 / 3 if len(common) == min(len(one), len(other)) else 1 / 3
    return 1 - kind * len(common) / len(one | other)


@dataclass(frozen=True, slots=True)
class Continuum:
    """A stretch that two coders divided: its length, and the stretches that each found, apart and in order."""

    length: int
    left: tuple[tuple[int, int], ...]
    right: tuple[tuple[int, int], ...]


def alpha_u(continua: Sequence[Continuum]) -> float | None:
    """Krippendorff's alpha_U of stretches that two coders found; None where nobody found any.

    >>> alpha_u([Continuum(9, ((2, 5),), ((2, 5),))]), alpha_u([Continuum(9, (), ())])
    (1.0, None)
    """
    return value_of(alpha_u_of(continua))


def alpha_u_of(continua: Sequence[Continuum]) -> Sum:
    """Krippendorff's alpha_U; articles stand one after the other, and neither a stretch nor a gap crosses their border.

    It depends on what is counted: characters here.
    """
    parts = _unitized(continua)

    def of(weights: Floats) -> Floats:
        observed, expected = parts(weights)
        return _one_less(observed, expected, np.zeros(len(expected)))

    return Sum(
        of, len(continua), max(len(continua), len({b - a for one in continua for a, b in (*one.left, *one.right)}))
    )


def disagreements_u(continua: Sequence[Continuum]) -> tuple[float, float]:
    """The observed and the expected disagreement that alpha_U is made of."""
    observed, expected = _unitized(continua)(np.ones((len(continua), 1)))
    return float(observed[0]), float(expected[0])


def _unitized(continua: Sequence[Continuum]) -> Callable[[Floats], tuple[Floats, Floats]]:
    """Observed and expected disagreement of stretches, for columns of weights of the articles.

    Of stretches in an article the chance to stand in any gap of any article counts, so that a draw multiplies what its
    articles have of each length with the room that its articles have for that length.
    """
    lengths = np.array([one.length for one in continua], dtype=np.float64)
    observed = np.array([_apart(one) for one in continua], dtype=np.float64)
    found = [np.array([b - a for a, b in (*one.left, *one.right)], dtype=np.float64) for one in continua]
    gaps = [
        np.array([*_gaps(one.length, one.left), *_gaps(one.length, one.right)], dtype=np.float64) for one in continua
    ]
    kinds = np.unique(np.concatenate([np.zeros(0), *found]))
    squares = np.zeros((len(kinds), len(continua)))
    room = np.zeros((len(kinds), len(continua)))
    for n, (own, gap) in enumerate(zip(found, gaps, strict=True)):
        np.add.at(squares[:, n], np.searchsorted(kinds, own), own**2)
        room[:, n] = np.maximum(0, gap[:, None] - kinds + 1).sum(axis=0)
    count = np.array([len(own) for own in found], dtype=np.float64)
    cubes = np.array([((2 * own**3 - 3 * own**2 + own) / 3).sum() for own in found], dtype=np.float64)
    twice = np.array([(own * (own - 1)).sum() for own in found], dtype=np.float64)

    def parts(weights: Floats) -> tuple[Floats, Floats]:
        whole = lengths @ weights
        chance = (count @ weights - 1) * (cubes @ weights) + ((squares @ weights) * (room @ weights)).sum(axis=0)
        ways = 2 * whole * (2 * whole - 1) - twice @ weights
        return _ratio(observed @ weights, whole**2), _ratio(2 * chance, whole * ways)

    return parts


def _apart(one: Continuum) -> float:
    """What two coders differ in: borders of stretches that overlap, squared, and stretches that the other has not."""
    apart, alone = 0.0, dict.fromkeys(range(len(one.right)), True)
    first = 0
    for a, b in one.left:
        while first < len(one.right) and one.right[first][1] <= a:
            first += 1
        at, lone = first, True
        while at < len(one.right) and one.right[at][0] < b:
            c, d = one.right[at]
            apart += (a - c) ** 2 + (b - d) ** 2
            alone[at] = lone = False
            at += 1
        apart += lone * (b - a) ** 2
    return apart + sum((d - c) ** 2 for at, (c, d) in enumerate(one.right) if alone[at])


def _gaps(length: int, stretches: Sequence[tuple[int, int]]) -> Iterator[int]:
    """How long the gaps between stretches are."""
    at = 0
    for start, end in (*stretches, (length, length)):
        if start > at:
            yield start - at
        at = end


def value_of(figure: Sum) -> float | None:
    """A figure of the articles as they are, each once; None where it is undefined."""
    if not figure.cells:
        return None
    value = float(figure.of(np.ones((figure.articles, 1)))[0])
    return None if np.isnan(value) else value


def coefficient(figure: Sum, why: str, *, draws: int = DRAWS, seed: int = SEED) -> Coefficient:
    """A figure with its interval; `why` tells why it has no value, where it has none."""
    value = value_of(figure)
    if value is None:
        return Coefficient(None, why=why)
    if figure.articles == 1:
        return Coefficient(value, why=ONE_ARTICLE)
    drawn = np.concatenate([np.zeros(0), *(figure.of(weights) for weights in _drawn(figure, draws, seed))])
    drawn = drawn[~np.isnan(drawn)]
    if not len(drawn) or len(drawn) < DEFINED * draws:
        return Coefficient(value, why=UNSTEADY)
    low, high = np.percentile(drawn, MIDDLE)
    return Coefficient(value, float(low), float(high))


def _drawn(figure: Sum, draws: int, seed: int) -> Iterator[Floats]:
    """How often each article is drawn, a column for each draw, some columns at a time."""
    random = np.random.default_rng(seed)
    articles = figure.articles
    most = max(1, CELLS // max(figure.cells, articles))
    for start in range(0, draws, most):
        columns = min(most, draws - start)
        drawn = random.integers(0, articles, size=(columns, articles)) * columns + np.arange(columns)[:, None]
        yield np.bincount(drawn.ravel(), minlength=articles * columns).reshape(articles, columns).astype(np.float64)


def _by_article(articles: Sequence[int], numbers: Floats, number: int) -> Floats:
    """The sum of some numbers in each of so many articles."""
    return np.bincount(np.asarray(articles, dtype=np.int64), numbers, minlength=number).astype(np.float64)


class _Cells:
    """Units added up by value and article, so that a draw weighs as few numbers as there can be."""

    def __init__(self, values: Sequence[int], articles: Sequence[int], share: Floats | None = None) -> None:
        number = max(articles, default=0) + 1
        cells = np.asarray(values, dtype=np.int64) * number + np.asarray(articles, dtype=np.int64)
        found, place = np.unique(cells, return_inverse=True)
        self.article = found % number
        self.sum = np.bincount(place, share, minlength=len(found)).astype(np.float64)[:, None]
        self.values, self.starts = np.unique(found // number, return_index=True)

    def __len__(self) -> int:
        return len(self.article)

    def sums(self, weights: Floats) -> Floats:
        """For each of the `values`, in their order, its weighted sum, in columns."""
        if not len(self):
            return np.zeros((0, weights.shape[1]))
        return np.asarray(np.add.reduceat(weights[self.article] * self.sum, self.starts, axis=0))


Measured = Callable[[Floats, Floats], tuple[Floats, Floats]]  # of weights and counts: observed, expected, not divided


def _scored(both: _Cells, number: int, scores: Floats | None) -> Measured:
    """Squared differences of numbers; without numbers, of the middle ranks that the values have in each column."""
    ours, theirs = np.divmod(both.values, max(1, number))

    def measured(weights: Floats, counts: Floats) -> tuple[Floats, Floats]:
        at = np.cumsum(counts, axis=0) - counts / 2 if scores is None else np.tile(scores[:, None], counts.shape[1])
        at = at - at.sum(axis=0) / max(1, number)  # near 0, where squares lose least
        observed = (both.sums(weights) * (at[ours] - at[theirs]) ** 2).sum(axis=0)
        n, once, twice = counts.sum(axis=0), (counts * at).sum(axis=0), (counts * at**2).sum(axis=0)
        return observed, 2 * (n * twice - once**2)

    return measured


def _distances(both: _Cells, values: Sequence[Any], number: int, *, sets: bool) -> Measured:
    """Distances of values, 0 or 1, of sets those of MASI; only sets with a common member are nearer than 1."""
    ours, theirs = np.divmod(both.values, max(1, len(values)))
    apart = [masi(values[a], values[b]) if sets else float(a != b) for a, b in zip(ours, theirs, strict=True)]
    sizes = np.diff([*both.starts, len(both)])
    distance = _by_article(both.article.tolist(), both.sum[:, 0] * np.repeat(apart, sizes), number)
    near = list(_near(values)) if sets else []
    one = np.array([n[0] for n in near], dtype=np.int64)
    other = np.array([n[1] for n in near], dtype=np.int64)
    nearness = np.array([n[2] for n in near], dtype=np.float64)

    def measured(weights: Floats, counts: Floats) -> tuple[Floats, Floats]:
        same = (counts**2).sum(axis=0)
        most = 1 + CELLS // max(1, weights.shape[1])
        for start in range(0, len(near), most):
            some = slice(start, start + most)
            same = same + nearness[some] @ (counts[one[some]] * counts[other[some]])
        return distance @ weights, counts.sum(axis=0) ** 2 - same

    return measured


def _near(values: Sequence[frozenset[Any]]) -> Iterator[tuple[int, int, float]]:
    """Any two different sets with a common member, in either order, and 1 less their distance."""
    having: defaultdict[Any, list[int]] = defaultdict(list)
    for n, value in enumerate(values):
        for member in value:
            having[member].append(n)
    for n, value in enumerate(values):
        for other in sorted({m for member in value for m in having[member]} - {n}):
            yield n, other, 1 - masi(value, values[other])


def _numbers(values: Iterable[Hashable]) -> dict[Any, int]:
    """Values, each with its number in the order in which they come."""
    return {value: number for number, value in enumerate(dict.fromkeys(values))}


def _ratio(above: Floats, below: Floats) -> Floats:
    """One by the other; NaN where the other is 0."""
    found = np.full(len(below), np.nan)
    np.divide(above, below, out=found, where=below > TINY)
    return found


def _one_less(observed: Floats, expected: Floats, size: Floats) -> Floats:
    """1 less a quotient; NaN where what is expected is nothing beside the size of what it was made of."""
    expected = np.where(expected > TINY * size, expected, 0.0)
    found = np.full(len(expected), np.nan)
    np.divide(observed, expected, out=found, where=expected > 0)
    return 1 - found
