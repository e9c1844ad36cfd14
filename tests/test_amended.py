"""Corrected figures stand beside the machine's where enough was reviewed, and nowhere else."""

import numpy as np
import pandas as pd
import pytest

from analysis import amended, trends
from tests.counted import cells_of
from tests.test_estimates import row


def reviewed(n=300, seed=1):
    """Cells of a year in which the machine takes every fifth support for opposition; half of them reviewed."""
    rng = np.random.default_rng(seed)
    cells, about, items = [], {}, []
    for at in range(n):
        day = f"2021-{1 + at % 12:02}-05"
        true = "support" if rng.random() < 0.7 else "oppose"
        machine = "oppose" if true == "support" and rng.random() < 0.2 else true
        about[f"a{at}"] = {"published": day}
        cells.append({"article": f"a{at}", "actor": "Velland", "topic": "trade", "position": machine})
        pi = 0.5 if rng.random() < 0.5 else None
        items.append(
            row(machine, true if pi else None, pi, article=f"a{at}", published=day, actors="Velland", topics="trade")
        )
    frame = pd.DataFrame(items).assign(speakers="", true_actors=lambda f: f["actors"].where(f["coded"]))
    return cells_of(cells, about), frame.assign(true_topics=frame["topics"].where(frame["coded"]))


def test_the_corrected_mean_stands_beside_the_machines():
    cells, items = reviewed()
    found = trends.trends(cells, "actor", "topic", every="year")
    (one,) = amended.trends(found, items).to_dict("records")
    assert one["mean"] == found["mean"][0]  # the machine's stays
    assert one["corrected"] > one["mean"] + 0.1
    assert one["corrected_low"] < 0.4 < one["corrected_high"]
    assert one["reviewed"] > 100 and "95 % interval" in one["corrected_sentence"]


def test_where_too_little_was_reviewed_nothing_is_corrected():
    cells, items = reviewed(60)
    found = trends.trends(cells, "actor", "topic", every="quarter")
    rows = amended.trends(found, items)
    assert rows["corrected"].isna().all() and (rows["reviewed"] > 0).any()
    assert rows["corrected_sentence"].str.startswith("Not enough").any()
    assert amended.trends(found, None)["corrected"].isna().all()
    issues = trends.trends(cells, "actor", "issue")
    assert amended.trends(issues, items)["corrected"].isna().all()


@pytest.mark.parametrize(("name", "every"), [("2021", "year"), ("2021-Q3", "quarter"), ("2021-03", "month")])
def test_a_period_by_its_name(name, every):
    assert amended._every(name) == every
