"""The encoder's windows and second looks, and its graphs as they are shipped."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime as ort
import pytest

from analysis import knowledge
from analysis.encoder import FAR, Window, crop_around, distances, session

GRAPHS = sorted(knowledge.MODELS.glob("*/*.onnx"))


def window(pieces: int, paragraph: int = 0) -> Window:
    """One paragraph of words of one piece each, with its two marks."""
    word = np.array([-1, *range(pieces), -1])
    real = word >= 0
    return Window(np.ones(pieces + 2, dtype=np.int64), word, real, np.where(real, paragraph, -1), (0, pieces))


def test_distances_count_from_both_ends_of_the_cue():
    assert (distances(window(8), (3, 5), (2, 9)) - FAR).tolist() == [-2, -1, 0, 0, 1, 2, 3]


def test_distances_end_at_far():
    seen = window(300)
    crop = crop_around(seen, (150, 151))
    away = distances(seen, (150, 151), crop)
    assert (away.min(), away.max(), (away == FAR).sum()) == (0, 2 * FAR, 1)


def feed(graph: ort.InferenceSession, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Anything that a graph may be given: two windows of 40 pieces."""
    takes = {i.name: i.shape for i in graph.get_inputs()}
    few = np.arange(80).reshape(2, 40) % 3
    made = {
        "ids": rng.integers(1000, 20000, (2, 40)),
        **{n: rng.normal(size=(2, 40, takes[n][-1])).astype(np.float32) for n in ("hidden", "seen") if n in takes},
        "mask": np.ones((2, 40), dtype=np.float32),
        "away": few + FAR - 1,
    }
    return {name: made.get(name, few) for name in takes}


@pytest.mark.parametrize("path", GRAPHS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_weights_leave_the_quick_kernel_no_room_to_overflow(path: Path):
    """Without VNNI the quick int8 kernel adds two products in 16 bits; the exact kernel must say the same."""
    options = ort.SessionOptions()
    options.add_session_config_entry("session.x64quantprecision", "1")
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_BASIC  # as `session` has it
    exact = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    given = feed(exact, np.random.default_rng(1))
    for one, other in zip(session(path).run(None, given), exact.run(None, given), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-3, atol=1e-3)


def test_all_graphs_are_tested():
    assert len(GRAPHS) == 4
