"""Trends: laws on invented cells, intervals that hold, and nothing that rises by chance more often than is said."""

import datetime as dt
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from analysis import cubes, resampling, trends
from analysis.shards import RunError
from tests.counted import cells_of

SHARES = ["support", "oppose", "conditional", "neutral"]
ACTORS, ISSUES = ("Velland", "Tellan", ""), ("the embargo", "the port", "")


@st.composite
def corpora(draw):
    """Rows of a small corpus: copies, undated articles, statements with several speakers and sides."""
    rows, about = [], {}
    for n in range(draw(st.integers(1, 12))):
        id, lead = f"a{n:02}", f"a{draw(st.integers(0, n)):02}"
        lead = lead if about.get(lead, {}).get("cluster") == lead else id
        day = draw(st.sampled_from(["", "2021-01-03", "2021-01-20", "2021-02-07", "2021-05-30"]))
        about[id] = {"published": day, "cluster": lead, "outlet": draw(st.sampled_from(["Post", "Courier"]))}
        for number in range(1, draw(st.integers(0, 4)) + 1):
            who = draw(st.lists(st.sampled_from(ACTORS), min_size=1, max_size=2, unique=True))
            sides = draw(
                st.lists(
                    st.tuples(st.sampled_from(ISSUES), st.sampled_from([*SHARES, ""])),
                    min_size=1,
                    max_size=2,
                    unique=True,
                )
            )
            for (w, actor), (s, (issue, position)) in product(enumerate(who), enumerate(sides)):
                rows.append(
                    {"article": id, "statement": number, "actor": actor, "speaker": actor, "topic": "trade"}
                    | {"issue": issue, "position": position, "first_speaker": w == 0, "first_of_actor": True}
                    | {"first_side": s == 0, "chance": draw(st.sampled_from([0.2, 0.9]))}
                    | {"lean": draw(st.sampled_from(["+", "-"])) if position == "conditional" else ""}
                )
    return rows, about


def shuffled(cells, seed):
    at = np.random.default_rng(seed).permutation(len(cells.rows))
    return cubes.Cells(cells.rows.iloc[at].reset_index(drop=True), cells.articles)


@settings(max_examples=60, deadline=None)
@given(corpora(), st.sampled_from(["topic", "issue"]), st.sampled_from(["month", "quarter", "year"]), st.integers(0, 9))
def test_laws(told, what, every, seed):
    cells = cells_of(*told)
    found = trends.trends(cells, "actor", what, every=every, draws=99)
    np.testing.assert_allclose(found[SHARES].astype(float).sum(axis=1), 1)
    for measure in trends.MEASURES:
        with_interval = found[found[f"{measure}_low"].notna()]
        assert (with_interval[f"{measure}_low"] <= with_interval[measure]).all()
        assert (with_interval[f"{measure}_high"] >= with_interval[measure]).all()
    assert (found["articles"] <= found["statements"]).all()
    each = trends.trends(cells, "actor", what, every=every, once="article", draws=99)
    assert found["statements"].sum() <= each["statements"].sum()
    assert found["articles"].sum() <= each["articles"].sum()
    other = shuffled(cells, seed)
    assert_frame_equal(found, trends.trends(other, "actor", what, every=every, draws=99))
    assert_frame_equal(trends.changes(cells, "actor", what), trends.changes(other, "actor", what))
    assert_frame_equal(
        trends.rises(cells, what, split="2021-02-01", draws=99), trends.rises(other, what, split="2021-02-01", draws=99)
    )


@settings(max_examples=40, deadline=None)
@given(corpora(), st.sampled_from(["cluster", "outlet", "article"]))
def test_statements_are_those_that_are_counted(told, once):
    cells = cells_of(*told)
    found = trends.trends(cells, "actor", "issue", once=once, draws=9)
    counted = cells.counted(["month", "actor", "issue"], {"position": SHARES}, once=once)
    counted = counted[(counted["month"] != "") & (counted["actor"] != "") & (counted["issue"] != "")]
    mine = found.set_index(["period", "actor", "issue"])["statements"].to_dict()
    # of a statement with two positions on one issue, one of them none, either may be the main one
    for key, number in counted.set_index(["month", "actor", "issue"])["statements"].to_dict().items():
        assert mine.get(key, 0) <= number


def steady(articles, side=lambda n: "support", per=2, **more):
    """Velland on the embargo: articles a week apart, each with some statements."""
    rows, about = [], {}
    for n in range(articles):
        about[f"a{n:03}"] = {"published": str(dt.date(2021, 1, 4) + dt.timedelta(7 * n))}
        rows += [
            {"article": f"a{n:03}", "statement": s, "actor": "Velland", "issue": "the embargo", "topic": "trade"}
            | {"position": side(n), **more}
            for s in range(1, per + 1)
        ]
    return cells_of(rows, about)


def test_a_period_below_the_floor_has_no_interval():
    found = trends.trends(steady(30), every="quarter").set_index("period")
    assert found["statements"].to_list() == [26, 26, 8]
    assert found["mean_low"].isna().to_list() == [False, False, True]
    assert found["mean"].to_list() == [1, 1, 1]
    # all of one mind, and yet not all sure that the next one is
    assert found["support_low"]["2021-Q1"] == pytest.approx(0.025 ** (1 / 13))


def test_the_mean_is_that_of_sides():
    cells = cells_of(
        [
            {
                "article": "a",
                "statement": n,
                "actor": "Velland",
                "issue": "the port",
                "position": position,
                "lean": lean,
            }
            for n, (position, lean) in enumerate(
                [("support", ""), ("oppose", ""), ("conditional", "+"), ("conditional", ""), ("neutral", ""), ("", "")],
                1,
            )
        ],
        {"a": {"published": "2021-03-02"}},
    )
    (row,) = trends.trends(cells).to_dict("records")
    assert (row["statements"], row["mean"], row["conditional"]) == (5, pytest.approx(0.2), 0.4)
    with pytest.raises(RunError, match="not by month on issue"):
        trends.trends(cells, "month")
    with pytest.raises(RunError, match="'week' is no period"):
        trends.trends(cells, every="week")


def test_a_change_needs_three_articles_on_either_side():
    (change,) = trends.changes(steady(6, lambda n: "support" if n < 3 else "oppose")).to_dict("records")
    assert change == {
        "actor": "Velland",
        "issue": "the embargo",
        "from": "support",
        "to": "oppose",
        "published": "2021-01-25",
        "article": "a003",
        "statement": 1,
        "before": 6,
        "articles_before": 3,
        "after": 6,
        "articles_after": 3,
        "p": 1 / 20,
    }
    assert trends.changes(steady(8, lambda n: "oppose" if n in (3, 4) else "support")).empty  # two misreadings
    assert trends.changes(steady(5, lambda n: "oppose" if n >= 3 else "support")).empty
    assert trends.changes(steady(6, lambda n: "support" if n < 3 else "oppose", chance=0.4)).empty
    back = trends.changes(steady(9, lambda n: "oppose" if 3 <= n < 6 else "support"))
    assert back["to"].to_list() == ["oppose", "support"]
    assert back["before"].to_list() == back["after"].to_list() == [6, 6]


@pytest.mark.parametrize("reps", [60, pytest.param(400, marks=pytest.mark.trial)])
def test_a_misreader_seldom_makes_a_change(reps):
    """Of actors who never change in twenty articles, one statement in ten is read as its opposite."""
    rng = np.random.default_rng(1)
    seen = 0
    for _ in range(reps):
        wrong = rng.random(20) < 0.1
        seen += not trends.changes(steady(20, lambda n, w=wrong: "oppose" if w[n] else "support", per=1)).empty
    print(f"{seen} of {reps} actors who never change are said to")
    assert seen / reps <= 0.05


def mixed(seed, articles=60, topics=12, rising=0.0):
    """Articles of a year, each on a few topics; after June the share of one may be greater."""
    rng = np.random.default_rng(seed)
    weight = 1 / np.arange(1, topics + 1)
    rows, about = [], {}
    for n in range(articles):
        day = dt.date(2021, 1, 1) + dt.timedelta(int(rng.integers(0, 365)))
        about[f"a{n:03}"] = {"published": str(day)}
        mix = rng.dirichlet(4.5 * weight / weight.sum())
        for s in range(1, 2 + rng.poisson(6)):
            more = rising and day >= dt.date(2021, 7, 1) and rng.random() < rising
            rows.append(
                {"article": f"a{n:03}", "statement": s, "topic": f"t{3 if more else rng.choice(topics, p=mix)}"}
            )
    return cells_of(rows, about)


@pytest.mark.parametrize("reps", [25, pytest.param(300, marks=pytest.mark.trial)])
def test_nothing_rises_by_chance_more_often_than_is_said(reps):
    named = [bool(trends.rises(mixed(seed), split="2021-07-01")["named"].any()) for seed in range(reps)]
    print(f"{sum(named)} of {reps} corpora without a trend have one that is told")
    assert np.mean(named) <= trends.RATE + 2 * (trends.RATE * (1 - trends.RATE) / reps) ** 0.5


def test_what_rises_is_told():
    found = trends.rises(mixed(1, articles=80, rising=0.3))
    top = found.iloc[0]
    assert (top["topic"], bool(top["named"])) == ("t3", True)
    assert top["low"] > 0 and top["share_after"] - top["share_before"] == pytest.approx(top["difference"])
    assert found[found["topic"] != "t3"]["named"].sum() <= 1
    assert trends.middle(mixed(1)) == "2021-07-01"
    assert trends.rises(cells_of([])).empty


@pytest.mark.parametrize("reps", [60, pytest.param(1000, marks=pytest.mark.trial)])
@pytest.mark.parametrize("articles", [5, 10, 30])
def test_intervals_hold_the_truth(articles, reps):
    rng = np.random.default_rng(articles)
    held = 0
    for rep in range(reps):
        size = 1 + rng.poisson(2, articles)
        taking = rng.binomial(size, rng.beta(2, 1.5, articles))
        values = np.stack([taking, size], axis=1).astype(float)
        drawn = resampling.sums(resampling.names_as_numbers([f"{rep}-{n}" for n in range(articles)]), values)
        with np.errstate(invalid="ignore"):
            ratios = drawn[:, 0] / drawn[:, 1]
        low, high = resampling.interval(taking.sum() / size.sum(), ratios, articles, (0.0, 1.0))
        held += low <= 2 / 3.5 <= high
    print(f"{articles} articles: {held / reps:.3f} of the intervals hold the truth")
    assert held / reps > 0.88


def test_draws_are_even_and_independent():
    drawn = resampling.weights(resampling.names_as_numbers([f"article-{n}" for n in range(300)]))
    assert drawn.mean() == pytest.approx(1, abs=0.01) and drawn.var() == pytest.approx(1, abs=0.02)
    between = np.corrcoef(drawn.T)[~np.eye(300, dtype=bool)]
    assert abs(between.mean()) < 0.002 and between.std() == pytest.approx(999**-0.5, rel=0.05)
    assert abs(np.corrcoef(drawn[:-1].ravel(), drawn[1:].ravel())[0, 1]) < 0.01
    one = resampling.weights(resampling.names_as_numbers(["article-7"]))
    assert (one[:, 0] == drawn[:, 7]).all()  # whatever else there is
    cut = resampling.sums(resampling.names_as_numbers(["a", "b"]), np.eye(2), 50)
    assert (cut == resampling.weights(resampling.names_as_numbers(["a", "b"]))[:50]).all()


def test_names_of_no_article():
    assert isinstance(trends.trends(cells_of([])), pd.DataFrame)
    assert trends.changes(cells_of([])).empty
    assert trends.middle(cells_of([])) == ""
