"""A ranker of several members: the mean of their chances, cooled."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.ranker import Ranker

SIGNS, HIDDEN, MEMBERS = 4, 6, 3


def ranker(folder, heat, seed=0):
    """A ranker with weights drawn by a seed."""
    draw = np.random.default_rng(seed)
    shapes = {
        "w1": (MEMBERS, SIGNS, HIDDEN),
        "b1": (MEMBERS, 1, HIDDEN),
        "w2": (MEMBERS, HIDDEN, 3),
        "b2": (MEMBERS, 1, 3),
    }
    weights = {
        name: draw.normal(size=shape).astype(np.float32) for name, shape in (shapes | {"w3": (MEMBERS, 3, 1)}).items()
    }
    path = folder / "weights.npz"
    np.savez(path, mean=np.zeros(SIGNS), spread=np.ones(SIGNS), heat=np.float32(heat), least=np.float32(0.3), **weights)
    return Ranker(path)


def by_hand(weights, signs):
    """The mean chance of each candidate, one member and one candidate at a time."""
    means = np.zeros(len(signs))
    for member in range(MEMBERS):
        scores = []
        for row in signs:
            x = np.maximum(row @ weights["w1"][member] + weights["b1"][member, 0], 0)
            x = np.maximum(x @ weights["w2"][member] + weights["b2"][member, 0], 0)
            scores.append(float(x @ weights["w3"][member][:, 0]))
        odds = np.exp(np.array(scores) - max(scores))
        means += odds / odds.sum() / MEMBERS
    return means


def test_the_chance_is_the_mean_of_all_members(tmp_path):
    one = ranker(tmp_path, heat=1)
    signs = np.random.default_rng(5).normal(size=(5, SIGNS)).astype(np.float32)
    assert one.chances(signs) == pytest.approx(by_hand(one.weights, signs), abs=1e-5)


@given(seed=st.integers(0, 99), candidates=st.integers(1, 9), heat=st.floats(0.5, 3))
def test_chances_sum_to_one_and_heat_keeps_their_order(tmp_path_factory, seed, candidates, heat):
    folder = tmp_path_factory.mktemp("weights")
    signs = np.random.default_rng(seed).normal(size=(candidates, SIGNS)).astype(np.float32)
    plain, heated = (ranker(folder, h, seed).chances(signs) for h in (1, heat))
    assert plain.sum() == pytest.approx(1, abs=1e-5) and heated.sum() == pytest.approx(1, abs=1e-5)
    assert heated[plain.argmax()] == pytest.approx(heated.max(), abs=1e-5)
