"""Two camps, communities, and an order in which like stands beside like: what a matrix of ties falls into.

Plain functions of matrices; `networks` gives them names and statements.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Measure = Literal["modularity", "dna-absdiff"]
SMALL = 16  # nodes up to which every division is looked at
STARTS = 20  # of a search among more
GAIN = 1e-12  # less is noise


@dataclass(frozen=True, slots=True)
class Split:
    """A division in two. value: how good it is; second: who is in the second camp; exact: no other one is better."""

    value: float
    second: Bools
    exact: bool


def split(
    congruence: Floats,
    conflict: Floats,
    *,
    measure: Measure = "modularity",
    seed: int = 0,
    starts: int = STARTS,
    near: Bools | None = None,
    small: int = SMALL,
) -> Split:
    """The division of nodes in two camps that agree within and quarrel between, the best of all or of a search.

    Both matrices are symmetric, without negative numbers and with an empty diagonal. seed: of the search, which starts
    `starts` times, and once at `near`. "modularity": see `tension`. "dna-absdiff": DNA's sum, over camps of one size.
    """
    n = len(congruence)
    total = float(congruence.sum() + conflict.sum())
    if n < 2 or total <= 0:
        return Split(0.0, np.zeros(n, dtype=bool), True)
    rng = np.random.default_rng(seed)
    if measure == "modularity":
        return _modular(tension(congruence, conflict), total, rng, starts, near, n <= small)
    return _absdiff(congruence, conflict, rng, starts, n <= small)


# ---- signed modularity


def tension(congruence: Floats, conflict: Floats) -> Floats:
    """How much more two nodes agree than quarrel, beyond what their numbers of ties let expect (Gómez et al. 2009)."""
    return _beyond(congruence) - _beyond(conflict)


def _beyond(ties: Floats) -> Floats:
    """Ties less those that a node of so many ties has with each other by chance; all rows sum to zero."""
    total = ties.sum()
    return ties - np.outer(ties.sum(1), ties.sum(0)) / total if total else ties


def parts(congruence: Floats, conflict: Floats, second: Bools) -> tuple[float, float]:
    """What agreement within the camps and what conflict between them gives to the value of a division; they add up."""
    sides = np.where(second, -1.0, 1.0)
    total = congruence.sum() + conflict.sum()
    if not total:
        return 0.0, 0.0
    return float(sides @ _beyond(congruence) @ sides / total), float(-sides @ _beyond(conflict) @ sides / total)


def _modular(
    more: Floats, total: float, rng: np.random.Generator, starts: int, near: Bools | None, exact: bool
) -> Split:
    if exact:
        sides = _all_sides(len(more))
        best = sides[int(np.argmax(np.round(np.einsum("si,si->s", sides @ more, sides), 9)))]
    else:
        begun = [_climbed(more, one) for one in _begun(more, rng, starts, near)]
        best = max(begun, key=lambda one: float(one @ more @ one))
    return Split(max(0.0, float(best @ more @ best) / total), best < 0, exact)


def _all_sides(n: int) -> Floats:
    """All divisions of n nodes in two, the first node always in the first camp."""
    numbers = np.arange(2 ** (n - 1))[:, None]
    return np.where(numbers >> np.arange(n)[::-1] & 1, -1.0, 1.0)


def _begun(more: Floats, rng: np.random.Generator, starts: int, near: Bools | None) -> Iterator[Floats]:
    if near is not None:
        yield np.where(near, -1.0, 1.0)
    yield np.where(np.linalg.eigh(more)[1][:, -1] < 0, -1.0, 1.0)
    for _ in range(starts):
        yield rng.choice((-1.0, 1.0), len(more))


def _climbed(more: Floats, sides: Floats) -> Floats:
    """A division after the best change of camp was made as long as there is one that gains."""
    sides = sides.copy()
    pull = more @ sides
    own = np.diag(more)
    while True:
        gains = own - sides * pull
        at = int(np.argmax(gains))
        if gains[at] <= GAIN:
            return sides
        sides[at] *= -1
        pull += 2 * sides[at] * more[:, at]


# ---- DNA's sum


def absdiff(congruence: Floats, conflict: Floats, second: Bools) -> float:
    """DNA's quality of a division, normalised: how far congruence and conflict are from what it expects of one.

    Expected are equal shares of all congruence within each camp, and of all conflict between the camps.
    """
    inside, other = _costs(congruence, conflict, len(second), int(second.sum()))
    a, b = ~second, second
    sum_ = inside[0][np.ix_(a, a)].sum() + inside[1][np.ix_(b, b)].sum() + 2 * other[np.ix_(a, b)].sum()
    return float(sum_ / (2 * (congruence.sum() + conflict.sum())))


def _costs(congruence: Floats, conflict: Floats, n: int, size: int) -> tuple[list[Floats], Floats]:
    """What a pair adds where both are in the first camp, both in the second, or one in each."""
    sizes = (n - size, size)
    within = sum(s * (s - 1) for s in sizes)
    across = n * (n - 1) - within
    expected = [congruence.sum() * s * (s - 1) / within**2 if within else 0.0 for s in sizes]
    between = conflict.sum() * sizes[0] * sizes[1] / across**2 if across else 0.0
    found = [abs(congruence - e) + conflict for e in expected]
    other = congruence + abs(conflict - between)
    for cost in (*found, other):
        np.fill_diagonal(cost, 0)
    return found, other


def _absdiff(congruence: Floats, conflict: Floats, rng: np.random.Generator, starts: int, exact: bool) -> Split:
    n = len(congruence)
    size = n // 2
    if exact:
        tried: Iterable[Bools] = (_among(n, some) for some in combinations(range(n), size))
    else:
        inside, other = _costs(congruence, conflict, n, size)
        tried = [_swapped(inside, other, _among(n, rng.permutation(n)[:size])) for _ in range(starts)]
    best = max(tried, key=lambda one: round(absdiff(congruence, conflict, one), 12))
    return Split(absdiff(congruence, conflict, best), best, exact)


def _among(n: int, some: Iterable[int]) -> Bools:
    found = np.zeros(n, dtype=bool)
    found[list(some)] = True
    return found


def _swapped(inside: list[Floats], other: Floats, second: Bools) -> Bools:
    """A division after the best swap of two nodes was made as long as there is one that gains."""
    second = second.copy()
    while True:
        a, b = (~second).astype(float), second.astype(float)
        leaves_a = inside[1] @ b + other @ a - inside[0] @ a - other @ b
        gains = leaves_a[:, None] - leaves_a[None] - inside[0] - inside[1] + 2 * other
        gains[second] = gains[:, ~second] = -np.inf
        at = np.unravel_index(int(np.argmax(gains)), gains.shape)
        if gains[at] <= GAIN:
            return second
        second[at[0]], second[at[1]] = True, False


# ---- communities


def communities(weights: Floats, *, seed: int = 0) -> tuple[tuple[int, ...], ...]:
    """The nodes in groups that are tied closely (Louvain), the largest first; who has no tie is alone.

    weights: symmetric; what is not above zero ties nothing.
    """
    import networkx as nx

    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(weights)))
    for i, j in np.argwhere(np.triu(weights, 1) > 0).tolist():
        graph.add_edge(i, j, weight=float(weights[i, j]))
    found: list[set[int]] = list(nx.community.louvain_communities(graph, seed=seed))
    return tuple(sorted((tuple(sorted(one)) for one in found), key=lambda one: (-len(one), one)))


# ---- order


def leaf_order(rows: Any, *, square: bool = False) -> tuple[int, ...]:
    """The rows in an order in which like stands beside like: the leaves of a tree (average linkage, Euclidean).

    Where two branches meet, they are turned so that the ends that touch are as like as can be (Gruvaeus and Wainer).
    square: rows and columns are the same nodes; what two rows say of each other does not part them.
    """
    distance = _distances(np.asarray(rows, dtype=np.float64), square)
    branches: dict[int, list[int]] = {i: [i] for i in range(len(distance))}
    between = distance.copy()
    np.fill_diagonal(between, np.inf)
    while len(branches) > 1:
        i, j = sorted(int(at) for at in np.unravel_index(int(np.argmin(between)), between.shape))
        a, b = branches[i], branches.pop(j)
        merged = (len(a) * between[i] + len(b) * between[j]) / (len(a) + len(b))
        between[i], between[:, i] = merged, merged
        between[i, i] = np.inf
        between[j], between[:, j] = np.inf, np.inf
        branches[i] = _joined(a, b, distance)
    return tuple(next(iter(branches.values()), []))


def _joined(a: list[int], b: list[int], distance: Floats) -> list[int]:
    ways = ((a, b), (a, b[::-1]), (a[::-1], b), (a[::-1], b[::-1]))
    left, right = min(ways, key=lambda way: distance[way[0][-1], way[1][0]])
    return left + right


def _distances(rows: Floats, square: bool) -> Floats:
    lengths = (rows**2).sum(1)
    squares = lengths[:, None] + lengths[None] - 2 * rows @ rows.T
    if square:
        own = np.diag(rows)
        squares -= (own[:, None] - rows.T) ** 2 + (rows - own[None]) ** 2
    return np.asarray(np.sqrt(np.maximum(np.round(squares, 9), 0)))
