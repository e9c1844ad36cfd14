"""The cases that positions are measured on are sound, and nothing was learned from them."""

from collections import Counter

import pytest

from benchmarks import traps
from training import examples
from training.rows import rows_of

POSITIONS = {"support", "oppose", "neutral", "conditional"}


@pytest.mark.parametrize(("name", "number"), [("conditional", 150), ("signs", 120)])
def test_each_case_says_where_somebody_stands(name, number):
    cases = traps.read(name)
    assert len(cases) == number and len({case["text"] for case in cases}) == number
    for case in cases:
        for wanted in case["says"]:
            assert case["text"].count(wanted["words"]) == 1, case
            assert wanted["position"] in POSITIONS, case
            assert ("lean" in wanted) == (wanted["position"] == "conditional"), case
            assert bool(wanted["target"]) == (wanted["position"] != "neutral"), case


def test_half_of_the_conditions_are_traps():
    count = Counter(wanted["position"] == "conditional" for c in traps.read("conditional") for wanted in c["says"])
    assert count == {True: 75, False: 75}


def test_no_case_is_trained_on():
    learned = {examples.unmarked(row["text"])[0] for row in rows_of(examples.OWN)}
    assert not [
        c["text"] for name in ("conditional", "signs") for c in traps.read(name) if c["text"].strip() in learned
    ]
