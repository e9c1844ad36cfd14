"""Two camps, communities and the order of a matrix."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import camps


@st.composite
def ties(draw, least=2, most=8):
    """Congruence and conflict among some nodes."""
    n = draw(st.integers(least, most))
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    found = []
    for density in (0.5, 0.4):
        upper = np.triu(rng.integers(1, 6, (n, n)) * (rng.random((n, n)) < density), 1).astype(float)
        found.append(upper + upper.T)
    return found


def quality(congruence, conflict, second):
    return sum(camps.parts(congruence, conflict, np.array(second, dtype=bool)))


@given(ties())
def test_no_division_is_better_than_the_best(pair):
    n = len(pair[0])
    found = camps.split(*pair)
    assert found.exact and found.value == pytest.approx(max(0, *(quality(*pair, s) for s in product((0, 1), repeat=n))))
    assert found.value == pytest.approx(max(0, quality(*pair, found.second))) and -1e-9 <= found.value <= 1 + 1e-9


@given(ties(4, 9), st.sampled_from(("modularity", "dna-absdiff")))
def test_a_search_finds_almost_what_is_best(pair, measure):
    best = camps.split(*pair, measure=measure)
    found = camps.split(*pair, measure=measure, small=0)
    assert found.value <= best.value + 1e-9
    assert found.value >= 0.999 * best.value or (measure == "dna-absdiff" and found.value >= 0.97 * best.value)
    again = camps.split(*pair, measure=measure, small=0)
    assert (again.second == found.second).all()


@given(ties(), st.integers(0, 100))
def test_names_do_not_matter(pair, seed):
    order = np.random.default_rng(seed).permutation(len(pair[0]))
    turned = [one[np.ix_(order, order)] for one in pair]
    for measure in ("modularity", "dna-absdiff"):
        assert camps.split(*turned, measure=measure).value == pytest.approx(camps.split(*pair, measure=measure).value)


def test_planted_camps_are_found_among_many():
    rng = np.random.default_rng(5)
    side = rng.random(120) < 0.4
    same = side[:, None] == side[None]
    pair = []
    for chance in (np.where(same, 0.3, 0.1), np.where(same, 0.05, 0.2)):
        upper = np.triu(rng.random((120, 120)) < chance, 1).astype(float)
        pair.append(upper + upper.T)
    found = camps.split(*pair)
    right = (found.second == side).mean()
    assert max(right, 1 - right) > 0.97 and not found.exact
    assert all(part > 0 for part in camps.parts(*pair, found.second))


def test_nothing_and_one_node_have_no_camps():
    for n in (0, 1, 3):
        found = camps.split(np.zeros((n, n)), np.zeros((n, n)))
        assert found.value == 0 and not found.second.any() and found.exact
        assert camps.parts(np.zeros((n, n)), np.zeros((n, n)), found.second) == (0, 0)
    assert camps.leaf_order(np.zeros((0, 0))) == () and camps.leaf_order([[1.0]]) == (0,)


def test_who_has_no_tie_is_alone_and_seeds_repeat():
    weights = np.zeros((7, 7))
    for a, b in ((0, 1), (1, 2), (0, 2), (3, 4), (4, 5), (3, 5)):
        weights[a, b] = weights[b, a] = 2
    weights[2, 3] = weights[3, 2] = -1
    assert camps.communities(weights) == ((0, 1, 2), (3, 4, 5), (6,))


@given(st.integers(2, 30), st.integers(0, 1000))
def test_an_order_holds_every_row_once(n, seed):
    rows = np.random.default_rng(seed).integers(0, 4, (n, 5))
    order = camps.leaf_order(rows)
    assert sorted(order) == list(range(n)) and order == camps.leaf_order(rows)


@given(st.integers(3, 25), st.integers(0, 1000))
def test_rows_on_a_line_are_ordered_along_it(n, seed):
    """Of evenly spaced points the tree's branches are stretches, and turned so that they run on."""
    rng = np.random.default_rng(seed)
    steps = np.cumsum(rng.random(n) + 0.1)
    shuffled = rng.permutation(n)
    order = [shuffled[at] for at in camps.leaf_order(steps[shuffled][:, None])]
    assert order in (sorted(order), sorted(order, reverse=True))


def test_like_rows_of_a_square_stand_together_whatever_they_say_of_each_other():
    alike = np.array([[0, 9, 3, 0], [9, 0, 3, 0], [3, 3, 0, 5], [0, 0, 5, 0]], dtype=float)
    order = camps.leaf_order(alike, square=True)
    assert abs(order.index(0) - order.index(1)) == 1
