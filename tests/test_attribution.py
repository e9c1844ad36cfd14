"""Decoding: what the heads say -> who said what. The weights are tested in test_encoder."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.attribution import (
    Attribution,
    best_tags,
    carried_on,
    find_cues,
    free_ranges,
    joined,
    offsets,
    quotations,
    ranges_of,
    shared_out,
    whole_quotations,
)
from analysis.encoder import TAGS, quote_states, words_of


def probabilities(*tags: str, sure: float = 0.9) -> np.ndarray:
    """One row for each tag, most of the weight on it."""
    rows = np.full((len(tags), len(TAGS)), (1 - sure) / (len(TAGS) - 1), dtype=np.float32)
    for i, tag in enumerate(tags):
        rows[i, TAGS.index(tag)] = sure
    return rows


def test_cues_are_runs_parted_where_one_begins():
    tags = probabilities("O", "B-cue", "I-cue", "B-cue", "O", sure=0.95)
    assert find_cues(tags, 0.2) == [(1, 3), (3, 4)]


def test_the_best_path_never_enters_a_span_in_its_middle():
    rows = probabilities("O", "I-content", "I-content", "O")
    rows[1, TAGS.index("B-content")] = 0.5
    (path,) = best_tags([rows])
    assert [TAGS[i] for i in path] == ["O", "B-content", "I-content", "O"]


def test_paths_of_different_length_do_not_disturb_each_other():
    long, short = probabilities(*["O"] * 5, "B-content", "I-content"), probabilities("B-source", "B-cue")
    together = best_tags([long, short])
    for one, alone in zip(together, [best_tags([long])[0], best_tags([short])[0]], strict=True):
        assert one.tolist() == alone.tolist()


def test_ranges_of_a_role_count_from_the_first_word():
    path = np.array([TAGS.index(t) for t in ("B-content", "I-content", "O", "B-content", "B-content")])
    assert ranges_of(path, 5, 10) == [(10, 12), (13, 14), (14, 15)]
    assert joined(ranges_of(path, 5, 10)) == [(10, 12), (13, 15)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('He said "yes" and "no."', ['"yes"', '"no."']),
        ("“So it is,” she said. “Always.”", ["“So it is,”", "“Always.”"]),
        ("He ''said'' so.", ["''said''"]),
        ("“One paragraph.\n“Closed once.” He left.", ["“One paragraph.", "“Closed once.”"]),
        ("Nothing quoted, it's plain.", []),
    ],
)
def test_quotations(text: str, found: list[str]):
    words = words_of(text)
    assert [text[a:b] for a, b in offsets(words, quotations(words))] == found


def test_a_quotation_mostly_covered_is_taken_whole():
    words = words_of("“We will not go,” Oro Vantel said.")
    quotes = quotations(words)
    starts = np.array([q[0] for q in quotes])
    assert whole_quotations([(1, 5)], quotes, starts) == [(0, 7)]
    assert whole_quotations([(1, 2)], quotes, starts) == [(1, 2)]


def test_a_quotation_that_never_closes_says_so():
    assert quote_states(["“", "a", "b"], [1, 0, 1]) == [1, 4, 4]


def test_the_surer_attribution_keeps_its_words():
    signs = np.zeros(9, dtype=np.float32)
    sure = Attribution((), ((0, 1),), ((1, 6),), 0.9, signs, (0.9,))
    less = Attribution((), ((6, 7),), ((4, 12),), 0.6, signs, (0.6,))
    none = Attribution((), ((8, 9),), ((2, 5),), 0.5, signs, (0.5,))
    kept = shared_out([none, less, sure], 20)
    assert [a.content for a in kept] == [((1, 6),), ((6, 12),)]


def test_free_ranges_leave_out_what_is_taken():
    taken = np.array([0, 0, 1, 1, 0, 1, 0], dtype=bool)
    assert free_ranges(taken, 0, 7) == [(0, 2), (4, 5), (6, 7)]
    assert free_ranges(np.ones(4, dtype=bool), 0, 4) == []


def test_a_quotation_reopened_in_the_next_paragraph_is_carried_on():
    words = words_of("Oro Vantel said: “We go.\n“We stay gone.” Nobody asked.")
    quotes = quotations(words)
    starts = np.array([q[0] for q in quotes])
    assert carried_on([(4, 8)], words, quotes, starts) == [(4, 14)]
    assert carried_on([(0, 2)], words, quotes, starts) == [(0, 2)]
