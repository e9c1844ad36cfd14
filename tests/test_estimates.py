"""Numbers that can be quoted: formulas by hand, the published ones in another way, and how often intervals hold."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import estimates
from analysis.corrections import ARTICLES, NORMAL, Sampled, fitted, half, on_odds, student
from analysis.drawn import counted
from analysis.estimates import Estimate, count, difference, mean, plan, recall, share, table, trend
from analysis.model import POSITIONS

LOW, HIGH = 0.93, 0.97
SMALL = {"least": 0, "rarer": 0}  # answers whatever was drawn
NONE = {"support": 0.0, "oppose": 0.0, "neutral": 0.0, "conditional": 0.0}


def row(machine="neutral", true=None, pi=None, *, wrong=False, article="a", **more):
    """A statement as `review.items` has it; pi: where it was drawn; true: where it was coded."""
    chances = {**NONE, machine: 1.0}
    coded = wrong or true is not None
    own = {"article": article, "unit": "u", "kind": "statement", "stratum": "statements", "outlet": "Post"}
    own |= {"published": "2020-01-01", "countries": "", "topics": "", "position": machine, **chances, "act": "state"}
    own |= {"pi": np.nan if pi is None else pi, "coded": coded, "wrong": wrong, "missed": np.nan}
    own |= {"true_position": true if true is not None else ("" if wrong else None), "true_act": "state", **more}
    return own


def sentence(missed=None, pi=None, stratum="sentences", article="a"):
    own = {"article": article, "unit": "s", "kind": "sentence", "stratum": stratum, "outlet": "Post"}
    own |= {"published": "2020-01-01", "pi": np.nan if pi is None else pi, "coded": missed is not None}
    return own | {"wrong": None, "missed": np.nan if missed is None else missed}


def things(machine, at, chance, true, **more):
    """Things whose values depend on nothing, each in an article of its own."""
    size, one = len(machine), np.ones(len(machine))
    some = Sampled(
        np.ones((size, 1)), one, np.asarray(machine, float), np.arange(size), np.asarray(at), np.asarray(chance, float),
        np.ones(len(at)), np.asarray(true, float),
    )  # fmt: skip
    return replace(some, **more)


# ---- by hand


def test_it_is_the_machines_mean_and_the_mean_of_what_it_was_off():
    machine, at, true = [0.9, 0.8, 0.1, 0.3, 0.6, 0.2], [0, 2, 4], [1, 0, 0]
    by_hand = Fraction(29, 60) + Fraction(1, 3) * (Fraction(1, 10) - Fraction(1, 10) - Fraction(6, 10))
    assert fitted(things(machine, at, [0.5] * 3, true), 1.0).value == pytest.approx(float(by_hand), abs=1e-15)
    assert fitted(things(machine, at, [0.5] * 3, true), 0.0).value == pytest.approx(1 / 3, abs=1e-15)
    # drawn with chances 1/2, 1/4 and 1/4: 2, 4 and 4 of ten
    weighted = Fraction(29, 60) + Fraction(1, 10) * (2 * Fraction(1, 10) - 4 * Fraction(1, 10) - 4 * Fraction(6, 10))
    assert fitted(things(machine, at, [0.5, 0.25, 0.25], true), 1.0).value == pytest.approx(float(weighted), abs=1e-15)


def test_a_variance_by_hand():
    some = things([0.5] * 8, [0, 1, 2, 3], [0.5] * 4, [1, 0, 0, 1])
    fit = fitted(some, 0.0)
    # (1 − n/N) s²/n with s² = 1/3: under ten articles each counts by itself
    assert half(fit, some)[1] == pytest.approx(0.5 * (1 / 3) / 4)
    assert half(fit, some, beyond=True)[1] == pytest.approx(8 / 7 * (4 - 1) / 3 * 4 * (1 / 8) ** 2)


def test_errors_of_an_article_add_up_before_they_are_squared():
    """Ten pairs that are right or wrong together leave as much open as ten single ones."""
    true = np.repeat(np.arange(10) % 2, 2)
    some = things(np.zeros(2000), np.arange(20), np.full(20, 0.01), true, article=np.arange(2000) // 2)
    one = things(np.zeros(1000), np.arange(10), np.full(10, 0.01), true[::2])
    together, alone, apart = (
        half(fitted(some, 0.0), some),
        half(fitted(one, 0.0), one),
        replace(some, article=np.arange(2000)),
    )
    assert together[1] == pytest.approx(alone[1])
    assert together[1] == pytest.approx(2 * half(fitted(apart, 0.0), apart)[1], rel=0.06)


def test_wrong_statements_are_in_neither_part_of_a_share():
    rows = [
        row("oppose", "oppose", 1),
        row("oppose", wrong=True, pi=1),
        row("neutral", "oppose", 1),
        row("neutral", "neutral", 1),
    ]
    told = share(pd.DataFrame(rows), "position", "oppose", **SMALL)
    assert (told.value, told.machine, told.n) == (pytest.approx(2 / 3), 0.5, 4)
    assert (told.low, told.high) == (pytest.approx(2 / 3), pytest.approx(2 / 3))  # all are reviewed: nothing is open
    # half of them are drawn; the ratio of both corrected parts, the machine trusted wholly
    rows += [row("oppose") for _ in range(2)] + [row("neutral") for _ in range(2)]
    items = pd.DataFrame([one | {"pi": one["pi"] / 2} for one in rows])
    above, below = 4 / 8 + (2 - 2) / 4, 1 + (3 - 4) / 4
    assert share(items, "position", "oppose", tune=1.0, **SMALL).value == pytest.approx(above / below)


def test_a_group_is_the_coders_where_he_told_it_and_else_the_machines():
    rows = [
        row("oppose", "oppose", 1, countries="VEL; TEL", true_countries="TEL"),
        row("oppose", "neutral", 1, countries="VEL", true_countries="TEL"),
    ]
    rows += [
        row("neutral", "oppose", 1, countries="", true_countries="VEL"),
        row("oppose", wrong=True, pi=1, countries="VEL"),
    ]
    items = pd.DataFrame(rows)
    told = {one.group: one for one in share(items, "position", "oppose", by="countries", **SMALL)}
    assert {key: one.value for key, one in told.items()} == {"VEL": pytest.approx(1), "TEL": pytest.approx(0.5)}
    assert (told["VEL"].machine, told["VEL"].n) == (1.0, 4)
    assert "with country VEL" in told["VEL"].sentence
    alone = {
        one.group: one
        for one in share(items.drop(columns="true_countries"), "position", "oppose", by="countries", **SMALL)
    }
    assert {key: one.value for key, one in alone.items()} == {"VEL": pytest.approx(0.5), "TEL": pytest.approx(1)}
    assert "with (by the machine) country VEL" in alone["VEL"].sentence


def test_a_mean_counts_positions_by_their_scores_and_numbers_as_they_are():
    items = pd.DataFrame(
        [row("support", "support", 1, words=10, true_words=12), row("oppose", "neutral", 1, words=20, true_words=20)]
    )
    assert (mean(items, "position", **SMALL).value, mean(items, "position", **SMALL).machine) == (pytest.approx(0.5), 0)
    assert mean(items, "position", {"neutral": 4}, **SMALL).value == pytest.approx(2)
    more = pd.concat([items, pd.DataFrame([row("support", "support", 1, words=30, true_words=np.nan)])])
    assert "Left out: 1 without an answer" in mean(more, "words", **SMALL).sentence
    assert (mean(items, "words", **SMALL).value, mean(items, "words", **SMALL).machine) == (pytest.approx(16), 15)


def test_a_difference_is_that_of_two_shares():
    rows = [
        row("oppose", "oppose" if n % 3 else "neutral", 0.5, outlet="Post" if n % 2 else "Herald", article=n)
        for n in range(40)
    ]
    rows += [row("neutral", outlet="Post" if n % 2 else "Herald", article=n) for n in range(40)]
    items = pd.DataFrame(rows)
    post, herald = (share(items, "position", "oppose", among={"outlet": one}, **SMALL) for one in ("Post", "Herald"))
    told = difference(items, "position", "oppose", by="outlet", between=("Post", "Herald"), **SMALL)
    assert told.value == pytest.approx(post.value - herald.value)
    assert told.low < told.value < told.high
    same = difference(items, "position", "oppose", by="outlet", between=("Post", "Post"), **SMALL)
    assert (same.value, same.low, same.high) == (0, pytest.approx(0), pytest.approx(0))
    assert "points higher with outlet Post than with Herald" in told.sentence


def test_a_trend_is_the_slope_by_year():
    rows = [
        row(true, true, 1, published=f"{year}-01-01")
        for year, true in ((2001, "neutral"), (2002, "neutral"), (2003, "oppose"), (2003, "oppose"))
    ]
    rows.append(row("oppose", "oppose", 1, published=""))
    told = trend(pd.DataFrame(rows), "position", "oppose", **SMALL)
    slope = np.polyfit([1, 2, 3, 3], [0, 0, 1, 1], 1)[0]
    assert (told.value, told.machine) == (pytest.approx(slope, rel=2e-3), pytest.approx(slope, rel=2e-3))
    assert "the share of position oppose changes by +54.6 points a year" in told.sentence


def test_periods_are_groups_in_their_order():
    items = pd.DataFrame(
        [row("oppose", "oppose", 1, published=day) for day in ("2021-05-01", "2020-12-31", "2020-02-01", "")]
    )
    for by, wanted in (
        ("year", ["2020", "2021"]),
        ("quarter", ["2020-Q1", "2020-Q4", "2021-Q2"]),
        ("month", ["2020-02", "2020-12", "2021-05"]),
    ):
        assert [one.group for one in share(items, "position", "oppose", by=by, **SMALL)] == wanted


def test_what_was_not_drawn_is_left_out_and_counted():
    rows = [row("oppose", "oppose", 0.5, article=n) for n in range(6)] + [
        row("neutral", "neutral", 0.5, article=n) for n in range(6)
    ]
    rows += [row("oppose", "neutral"), row("oppose", pi=0.5), row("neutral", "", 0.5), row("neutral")]
    told = share(pd.DataFrame(rows), "position", "oppose", **SMALL)
    assert (told.value, told.n, told.excluded, told.waiting) == (pytest.approx(0.5), 12, 1, 1)
    assert "1 are still to be reviewed" in told.sentence
    assert "Left out: 1 without an answer" in told.sentence
    assert "Not counted: 1 reviewed, but not drawn by design" in told.sentence
    with pytest.raises(ValueError, match="above 0 and at most 1"):
        share(pd.DataFrame([row("oppose", "oppose", 1.5)]), "position", "oppose")
    with pytest.raises(ValueError, match="no column 'tone'"):
        share(pd.DataFrame(rows), "tone", "oppose")


def test_a_sample_of_a_part_says_so():
    rows = [row("oppose", "oppose", 0.5, article=n) for n in range(20)] + [row("neutral") for _ in range(80)]
    assert (
        "drawn from about 40 of these 100 statements"
        in share(pd.DataFrame(rows), "position", "oppose", **SMALL).sentence
    )


# ---- not enough


def some_items(n, *, rare=0.3, drawn=0, size=1000):
    true = ["oppose" if k < rare * n else "neutral" for k in range(n)]
    rows = [row("neutral", one, n / size, article=k % 50) for k, one in enumerate(true)]
    rows += [row("neutral", pi=n / size, article=k % 50) for k in range(drawn)]
    return pd.DataFrame(rows + [row("neutral", article=k % 50) for k in range(size - n - drawn)])


def test_too_few_are_no_number():
    told = share(some_items(40), "position", "oppose")
    assert (told.value, told.low, told.high, told.more, told.n) == (None, None, None, 60, 40)
    assert told.sentence == "Not enough, 40 are reviewed: draw 60 more, about 30 minutes."
    assert share(some_items(40), "position", "oppose", seconds=8).sentence.endswith("draw 60 more, about 8 minutes.")
    waits = share(some_items(40, drawn=50), "position", "oppose")
    assert (
        waits.sentence
        == "Not enough, 40 are reviewed: review the 50 that are drawn, and draw 10 more, about 30 minutes."
    )
    assert share(some_items(40, drawn=90), "position", "oppose").sentence.endswith(
        "review 60 more of those drawn, about 30 minutes."
    )
    assert share(some_items(100), "position", "oppose").value is not None


def test_too_few_of_the_rarer_value_are_no_number():
    told = share(some_items(120, rare=0.04), "position", "oppose")
    assert (told.value, told.more) == (None, 120)  # 5 of 120: five more in as many again
    none = share(some_items(120, rare=0), "position", "oppose")
    assert none.sentence == "Not enough, 120 are reviewed of about 1000, too few for a sample: read them all."
    assert share(some_items(120, rare=0.1), "position", "oppose").value is not None


def test_a_group_needs_draws_of_the_whole():
    items = some_items(100).assign(countries=["VEL"] * 100 + ["TEL"] * 500 + ["VEL"] * 400)
    told = {one.group: one for one in share(items, "position", "oppose", by="countries")}
    assert told["VEL"].value is not None
    assert told["TEL"].more == 200  # a hundred of a half
    few = share(items.assign(countries=["VEL"] * 10 + [""] * 990), "position", "oppose", by="countries")[0]
    assert few.sentence == "Not enough, 10 are reviewed of about 10, too few for a sample: read them all."
    both = difference(items, "position", "oppose", by="countries", between=("VEL", "TEL"))
    assert (both.value, both.more) == (None, 200)
    assert both.sentence.startswith("TEL: Not enough")


def test_articles_like_these_are_told_of_from_ten_on():
    items = some_items(120)
    assert share(items, "position", "oppose", beyond=True).value is not None
    few = share(items.assign(article="a"), "position", "oppose", beyond=True)
    assert (few.value, few.sentence) == (
        None,
        "Not enough for articles like these: take at least 10 articles, and not 1.",
    )
    assert share(items.assign(article="a"), "position", "oppose").value is not None


def test_nothing_is_no_error():
    empty = pd.DataFrame([row("neutral")])
    assert share(empty, "position", "oppose").value is None
    assert share(empty.iloc[:0], "position", "oppose").value is None
    assert mean(empty, "position").value is None
    assert share(empty, "position", "oppose", by="countries") == ()
    assert table(share(empty, "position", "oppose"), ()).shape == (1, len(Estimate.__dataclass_fields__))


# ---- as others publish it


def published(true, beside, machine):
    """PPI++ as ppi_py has it: λ, figure and variance, of n reviewed and N others."""
    n, others = len(true), len(beside)
    covariance = np.mean((true - true.mean()) * (machine - machine.mean()))
    trust = np.clip(covariance / ((1 + n / others) * np.cov(np.concatenate([machine, beside]))), 0, 1)
    figure = trust * beside.mean() + (true - trust * machine).mean()
    return trust, figure, np.var(true - trust * machine) / n + trust**2 * np.var(beside) / others


def test_it_is_ppi_py_where_all_had_the_same_chance():
    rng = np.random.default_rng(1)
    for size, n in ((300, 40), (4000, 400)):
        machine = rng.beta(1, 3, size)
        true = (rng.random(size) < 0.1 + 0.6 * machine).astype(float)
        at = rng.choice(size, n, replace=False)
        trust, figure, spread = published(true[at], np.delete(machine, at), machine[at])
        some = things(machine, at, np.full(n, n / size), true[at])
        fit = fitted(some)
        assert fit.trust * (size - n) / size == pytest.approx(trust, abs=1e-12)  # see `_trust`
        assert fit.value == pytest.approx(figure, abs=1e-12)
        assert half(fit, some, beyond=True)[1] == pytest.approx(spread, rel=0.08 if n == 40 else 0.01)


def worked():
    """Forty statements of twelve articles, of which fourteen were drawn with chances 1/2 and 1/5 (these stand for all)."""
    rng = np.random.default_rng(7)
    machine, true = rng.random(40).round(2), rng.integers(0, 2, 40).astype(float)
    chance = np.where(np.arange(40) < 20, 0.5, 0.2)
    at = np.concatenate([rng.choice(20, 10, replace=False), 20 + rng.choice(20, 4, replace=False)])
    return things(machine, at, chance[at], true[at], article=np.arange(40) % 12), true, chance


def test_it_is_dsl_where_chances_differ():
    some, true, chance = worked()
    reviewed = np.zeros(40)
    reviewed[some.at] = 1
    instead = some.machine + reviewed / chance * (true - some.machine)  # what stands for each statement
    fit = fitted(some, 1.0)
    assert fit.value == pytest.approx(instead.mean(), abs=1e-14)
    sums = [(instead - instead.mean())[some.article == one].sum() for one in range(12)]
    share_of_drawn = instead - instead.mean()
    assert share_of_drawn.sum() == pytest.approx(0, abs=1e-12)
    # dsl takes each draw's error by itself; weights brought to one take the mean error off first
    error = reviewed / chance * ((true - some.machine) - fitted(some, 1.0).value + some.machine.mean())
    sums = [(some.machine - some.machine.mean() + error)[some.article == one].sum() / 40 for one in range(12)]
    scale = 12 / 11 * 13 / (14 - 1)
    assert half(fit, some, beyond=True)[1] == pytest.approx(scale * np.square(sums).sum())
    year = np.linspace(-1, 1, 40)
    line = fitted(replace(some, x=np.column_stack([np.ones(40), year])), 1.0)
    assert line.value == pytest.approx(np.polyfit(year, instead, 1)[0], abs=1e-12)


def test_student_is_that_of_the_tables():
    published = {5: 2.571, 9: 2.262, 15: 2.131, 30: 2.042, 60: 2.000, 120: 1.980}
    assert {freedom: student(freedom) for freedom in published} == pytest.approx(published, abs=0.0015)


# ---- laws

drawing = st.integers(0, 2**32 - 1).map(np.random.default_rng)


def random_items(rng, size=60):
    rows = []
    for _ in range(size):
        chances = rng.dirichlet(np.ones(4))
        machine = POSITIONS[int(chances.argmax())]
        drawn, wrong = rng.random() < 0.6, rng.random() < 0.2
        one = row(
            machine,
            None if wrong or not drawn else str(rng.choice(POSITIONS)),
            rng.uniform(0.1, 1) if drawn else None,
            wrong=bool(wrong and drawn),
        )
        rows.append(one | dict(zip(POSITIONS, chances, strict=True)) | {"article": str(rng.integers(15))})
    return pd.DataFrame(rows)


@given(drawing)
def test_without_trust_and_with_equal_chances_it_is_the_classical_figure(rng):
    items = random_items(rng)
    items["pi"] = items["pi"].where(items["pi"].isna(), 0.5)
    right = items[items["coded"] & ~items["wrong"]]
    if len(right):
        told = share(items, "position", "oppose", tune=0.0, **SMALL)
        assert told.value == pytest.approx((right["true_position"] == "oppose").mean(), abs=1e-9)


@given(drawing)
def test_the_order_of_rows_changes_nothing(rng):
    items = random_items(rng)
    one = share(items, "position", "oppose", **SMALL)
    other = share(items.sample(frac=1, random_state=int(rng.integers(1000))), "position", "oppose", **SMALL)
    for name in ("value", "low", "high", "machine", "trust"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), abs=1e-9)
    assert one.n == other.n


@given(drawing)
def test_a_share_and_that_of_all_other_values_are_one(rng):
    items = random_items(rng)
    one = share(items, "position", "oppose", **SMALL)
    other = share(items, "position", [p for p in POSITIONS if p != "oppose"], **SMALL)
    if one.value is not None:
        assert one.value + other.value == pytest.approx(1, abs=1e-9)
        assert one.low + other.high == pytest.approx(1, abs=1e-6)


@given(drawing)
def test_an_interval_holds_the_figure_and_a_share_stays_a_share(rng):
    for told in (share(random_items(rng), "position", "oppose", **SMALL),):
        if told.value is not None:
            assert 0 <= told.low <= told.high <= 1
            assert told.low <= told.value <= told.high or not 0 < told.value < 1


@given(st.floats(0.001, 0.999), st.floats(0, 0.5))
def test_the_interval_of_a_share_is_that_of_its_complement(value, width):
    low, high = on_odds(value, width)
    other = on_odds(1 - value, width)
    assert (1 - high, 1 - low) == (pytest.approx(other[0], abs=1e-9), pytest.approx(other[1], abs=1e-9))


# ---- how often intervals hold

MANY = 1500


class Corpus:
    """Statements whose true and machine positions go together within articles; a tenth are none."""

    def __init__(self, articles=2000, each=15, seed=15, rarity=-1.75):
        rng = np.random.default_rng(seed)
        size = articles * each
        self.articles, self.each, self.size = articles, each, size
        self.article = np.repeat(np.arange(articles), each)
        sign = rng.normal(0, 1.2, size)
        own, off = rng.normal(0, 0.8, articles)[self.article], rng.normal(0, 0.8, articles)[self.article]
        self.true = (rng.random(size) < 1 / (1 + np.exp(-rarity - 1.5 * sign - own))).astype(float)
        odds = rarity + 0.55 + 1.5 * sign + 1.6 * (self.true - 0.25) + off + rng.normal(0, 0.6, size)
        self.machine = 1 / (1 + np.exp(-odds))
        self.right = (rng.random(size) < 0.9).astype(float)
        self.share = float(self.true @ self.right / self.right.sum())
        self.group = (rng.random(articles) < 0.5)[self.article]
        self.year = rng.uniform(-2, 2, articles)[self.article]

    def chances(self, n, design):
        """Of being drawn: the same for all, or half of the sample by how much the machine doubts."""
        if design == "equal":
            return np.full(self.size, n / self.size)
        doubt = np.sqrt(self.machine * (1 - self.machine))
        chance = n / 2 / self.size + n / 2 * doubt / doubt.sum()
        assert chance.max() < 1
        return chance

    def draw(self, rng, chance):
        """Systematic along the articles, whose order is new each time: spread over them."""
        places = np.tile(np.arange(self.each), (self.articles, 1))
        if self.articles < 100:  # else few samples differ
            places = rng.permuted(places, axis=1)
        order = (rng.permutation(self.articles)[:, None] * self.each + places).ravel()
        steps = rng.random() + np.arange(round(chance.sum()))
        return order[np.minimum(np.searchsorted(np.cumsum(chance[order]), steps), self.size - 1)]

    def sampled(self, at, chance, **more):
        one = np.ones(self.size)
        some = Sampled(one[:, None], one, self.machine, self.article, at, chance[at], self.right[at], self.true[at])
        return replace(some, **more)


@pytest.fixture(scope="module")
def corpus():
    return Corpus()


def held(corpus, n, design, seed, *, ask=None, repetitions=MANY):
    """How often the interval holds the truth: ask gives both of a sample."""
    rng, chance, hits = np.random.default_rng(seed), corpus.chances(n, design), 0
    for _ in range(repetitions):
        at = corpus.draw(rng, chance)
        some = corpus.sampled(at, chance)
        low, high, truth = ask(some) if ask else (*of_share(some), corpus.share)
        hits += low <= truth <= high
    return hits / repetitions


def of_share(some):
    fit = fitted(some)
    return on_odds(fit.value, half(fit, some)[0])


@pytest.mark.parametrize("design", ["equal", "half by doubt"])
@pytest.mark.parametrize("n", [100, 200, 400])
def test_intervals_of_a_share_hold(corpus, n, design):
    assert LOW <= held(corpus, n, design, n) <= HIGH


def test_the_corpus_is_one_where_the_machine_is_wrong(corpus):
    alone = corpus.machine.mean() - corpus.share
    assert 0.03 < alone < 0.12  # as in the trials that were published: 29 % for 22 %
    assert 0.8 < ((corpus.machine > 0.5) == corpus.true).mean() < 0.9


@pytest.mark.parametrize("n", [100, pytest.param(400, marks=pytest.mark.trial)])
def test_intervals_hold_for_a_rare_value(n):
    rare = Corpus(seed=4, rarity=-3.1)
    assert 0.08 < rare.share < 0.14
    assert LOW <= held(rare, n, "half by doubt", n) <= HIGH


@pytest.mark.parametrize(("articles", "each"), [(5, 60), (25, 40)])
def test_intervals_hold_where_articles_are_few(articles, each):
    few = Corpus(articles, each, seed=3)
    assert LOW <= held(few, 100, "equal", articles) <= 0.985  # the fewer, the safer


def test_intervals_of_a_difference_hold(corpus):
    def ask(some):
        fits = []
        for group in (corpus.group, ~corpus.group):
            inside = replace(some, machine_in=group.astype(float), true_in=some.true_in * group[some.at])
            fits.append(fitted(inside))
        both = replace(fits[0], value=fits[0].value - fits[1].value, own=fits[0].own - fits[1].own)
        both = replace(both, bearing=min(f.bearing for f in fits), articles=min(f.articles for f in fits))
        width = half(both, some)[0]
        return both.value - width, both.value + width, truth

    inside, other = corpus.right * corpus.group, corpus.right * ~corpus.group
    truth = corpus.true @ inside / inside.sum() - corpus.true @ other / other.sum()
    assert LOW <= held(corpus, 200, "half by doubt", 2, ask=ask, repetitions=800) <= HIGH


def test_intervals_of_a_trend_hold(corpus):
    x = np.column_stack([np.ones(corpus.size), corpus.year])
    weight = corpus.right[:, None] * x
    truth = np.linalg.solve(weight.T @ x, weight.T @ corpus.true)[1]

    def ask(some):
        line = replace(some, x=x)
        fit = fitted(line)
        width = half(fit, line)[0]
        return fit.value - width, fit.value + width, truth

    assert LOW <= held(corpus, 400, "equal", 3, ask=ask, repetitions=800) <= HIGH


def test_intervals_for_articles_like_these_hold():
    """Each time other articles, all drawn of one sort; whole articles go together."""
    rng, hits, repetitions = np.random.default_rng(9), 0, 600
    truth = Corpus(20000, 15, seed=99).share
    for seed in range(repetitions):
        some_articles = Corpus(100, 15, seed=1000 + seed)
        chance = some_articles.chances(300, "equal")
        some = some_articles.sampled(some_articles.draw(rng, chance), chance)
        fit = fitted(some)
        low, high = on_odds(fit.value, half(fit, some, beyond=True)[0])
        hits += low <= truth <= high
    assert LOW <= hits / repetitions <= HIGH


def test_the_doubtful_first_are_no_sample(corpus):
    """Four hundred that the machine doubts most, taken as if drawn by chance, leave the truth out more often than not."""
    doubt = corpus.machine * (1 - corpus.machine)
    rng, plain, helped = np.random.default_rng(5), 0, 0
    for _ in range(200):
        pool = rng.choice(corpus.size, 10000, replace=False)  # the statements of an analyst
        at = pool[np.argsort(-doubt[pool])[:400]]
        some = corpus.sampled(at, np.full(corpus.size, 400 / 10000))
        low, high = on_odds(fitted(some, 0.0).value, half(fitted(some, 0.0), some)[0])
        plain += low <= corpus.share <= high
        low, high = of_share(some)
        helped += low <= corpus.share <= high
    assert max(plain, helped) / 200 < 0.5
    # drawn with a chance that grows with doubt, and corrected by that chance, they are one
    assert held(corpus, 400, "half by doubt", 5, repetitions=300) >= LOW


def test_doubtful_first_feeds_no_number():
    rows = [row("oppose", "oppose", article=k) for k in range(150)] + [row("neutral") for _ in range(150)]
    told = share(pd.DataFrame(rows), "position", "oppose")
    assert (told.value, told.n, told.excluded) == (None, 0, 150)


def test_share_reckons_from_the_frame_what_the_formulas_do(corpus):
    chance = corpus.chances(200, "half by doubt")
    at = corpus.draw(np.random.default_rng(6), chance)
    rest = (1 - corpus.machine) / 3
    items = pd.DataFrame(dict.fromkeys(POSITIONS, rest) | {"oppose": corpus.machine, "article": corpus.article})
    items = items.assign(kind="statement", pi=np.nan, coded=False, wrong=corpus.right == 0, position="neutral")
    items["true_position"] = np.where(corpus.true > 0, "oppose", "neutral")
    items.loc[at, "pi"], items.loc[at, "coded"] = chance[at], True
    told = share(items, "position", "oppose")
    some = corpus.sampled(np.sort(at), chance)
    fit = fitted(some)
    assert (told.value, told.n, told.trust) == (pytest.approx(fit.value), len(at), pytest.approx(fit.trust))
    assert (told.low, told.high) == tuple(map(pytest.approx, on_odds(fit.value, half(fit, some)[0])))
    assert told.effective_n > len(at)  # the machine helps
    assert told.sentence.startswith("Of statements of the kind that the machine finds, ")
    assert (
        "corrected for the machine's errors by 200 reviewed statements; the machine alone gives 0.0 %." in told.sentence
    )


# ---- recall and counts


def reviewed(found=(90, 10), sentences=((1000, 100, 5),), size=500):
    """Statements that are right or wrong of so many, and strata of sentences: of all, drawn, with a missed one."""
    n = sum(found)
    rows = [row("neutral", "neutral", n / size, article=k % 40) for k in range(found[0])]
    rows += [row("neutral", wrong=True, pi=n / size, article=k % 40) for k in range(found[1])]
    rows += [row("neutral", article=k % 40) for k in range(size - n)]
    for number, (whole, drawn, hits) in enumerate(sentences):
        stratum = f"stratum {number}"
        rows += [sentence(float(k < hits), drawn / whole, stratum, k % 40) for k in range(drawn)]
        rows += [sentence(None, None, stratum, k % 40) for k in range(whole - drawn)]
    return pd.DataFrame(rows)


def test_recall_by_hand():
    parts = counted(reviewed(), {})
    assert (parts.found, parts.missed, parts.hits) == (pytest.approx(450), pytest.approx(50), 5)
    told = recall(reviewed(), **SMALL)
    assert told.value == pytest.approx(0.9)
    assert told.low < 0.9 < told.high
    assert (
        "by 100 reviewed statements and 100 reviewed sentences without one, in which 5 had been missed" in told.sentence
    )
    assert "overlooked beside another statement" in told.sentence


def test_a_variance_is_the_sum_over_strata():
    """N²(1 − n/N)s²/n of each, where each thing stands in an article of its own."""
    items = reviewed(sentences=((1000, 100, 5), (200, 100, 30)))
    items["article"] = np.arange(len(items))
    parts = counted(items, {})
    by_hand = [
        size**2 * (1 - n / size) * np.var([1] * k + [0] * (n - k), ddof=1) / n
        for size, n, k in ((1000, 100, 5), (200, 100, 30), (500, 100, 90))
    ]
    assert (parts.missed_off**2).sum() == pytest.approx(by_hand[0] + by_hand[1])
    assert (parts.found_off**2).sum() == pytest.approx(by_hand[2])
    assert parts.missed == pytest.approx(50 + 60)


def test_a_count_needs_six_hundred_sentences_or_a_second_stratum():
    refused = count(reviewed(sentences=((2000, 200, 20),)))
    assert (refused.value, refused.more) == (None, 400)
    assert refused.sentence == "Not enough: draw 400 more sentences without a statement, about 3 hours."
    assert count(reviewed(sentences=((2000, 600, 20),))).value == pytest.approx(450 + 2000 * 20 / 600)
    told = count(reviewed(sentences=((2000, 200, 4), (300, 100, 30))))
    assert (told.value, told.machine) == (pytest.approx(450 + 40 + 90), 500)
    assert told.low < told.value < told.high


def test_recall_needs_sentences_and_such_as_were_missed():
    assert "draw sentences without a statement too" in recall(reviewed(sentences=())).sentence
    assert "nothing of stratum 1 is reviewed" in recall(reviewed(sentences=((1000, 200, 20), (100, 0, 0)))).sentence
    assert recall(reviewed(sentences=((1000, 200, 5),))).more == 200
    assert recall(reviewed(found=(30, 10), sentences=((1000, 200, 20),))).more == 60
    with pytest.raises(ValueError, match="no country"):
        recall(reviewed(), among={"countries": "VEL"})
    assert recall(reviewed(sentences=((1000, 200, 20),)), among={"outlet": "Post"}).value is not None


@pytest.mark.parametrize("sentences", [200, pytest.param(600, marks=pytest.mark.trial)])
def test_intervals_of_recall_and_counts_hold(sentences):
    rng = np.random.default_rng(sentences)
    articles, each, beside = 1000, 10, 20
    much = rng.gamma(4, 0.25, articles)  # some articles hide more than others
    right = rng.random(articles * each) < np.repeat(rng.beta(17, 3, articles), each)
    missed = rng.poisson(np.repeat(0.06 * much, beside)).astype(float)
    frame = pd.DataFrame(
        {"article": np.r_[np.repeat(np.arange(articles), each), np.repeat(np.arange(articles), beside)]}
    )
    frame["kind"] = np.r_[np.full(len(right), "statement"), np.full(len(missed), "sentence")]
    frame = frame.assign(
        stratum=frame["kind"],
        wrong=np.r_[~right, missed < 0],
        missed=np.r_[right * np.nan, missed],
        pi=np.nan,
        coded=False,
    )
    truth, hits, repetitions = (
        (right.sum() / (right.sum() + missed.sum()), right.sum() + missed.sum()),
        np.zeros(2),
        300,
    )
    for _ in range(repetitions):
        at = np.r_[
            rng.choice(len(right), 200, replace=False), len(right) + rng.choice(len(missed), sentences, replace=False)
        ]
        pi, coded = np.full(len(frame), np.nan), np.zeros(len(frame), dtype=bool)
        pi[at] = np.r_[np.full(200, 200 / len(right)), np.full(sentences, sentences / len(missed))]
        coded[at] = True
        items = frame.assign(pi=pi, coded=coded)
        for which, told in enumerate(
            (recall(items, **SMALL), count(items, least=0, rarer=0) if sentences >= 600 else None)
        ):
            hits[which] += bool(told and told.low <= truth[which] <= told.high)
    assert 0.92 <= hits[0] / repetitions <= 0.98
    assert sentences < 600 or 0.92 <= hits[1] / repetitions <= 0.98


# ---- plans


def test_a_plan_by_assumption_is_by_hand():
    told = plan(0.1, rate=0.3, correlation=0.6, wrong=0.0)
    assert told.n == int(np.ceil(0.21 * 0.64 / (0.05 / NORMAL) ** 2)) == told.more
    assert (
        told.sentence
        == f"Review {told.n} statements for an interval of ± 5 points (by assumption): about {round(told.minutes / 60)} hours."
    )
    assert plan(0.5).n == 100  # no number is told of less
    with pytest.raises(ValueError, match="wider than 0"):
        plan(5)


def test_a_plan_from_a_pilot_gives_the_width(corpus):
    rng, chance = np.random.default_rng(8), corpus.chances(150, "equal")
    rest = (1 - corpus.machine) / 3
    frame = pd.DataFrame(dict.fromkeys(POSITIONS, rest) | {"oppose": corpus.machine, "article": corpus.article})
    frame = frame.assign(
        kind="statement",
        wrong=corpus.right == 0,
        position="neutral",
        true_position=np.where(corpus.true > 0, "oppose", "neutral"),
    )

    def items(n):
        at, pi = corpus.draw(rng, corpus.chances(n, "equal")), np.full(corpus.size, np.nan)
        pi[at] = chance[0] * n / 150
        return frame.assign(pi=pi, coded=~np.isnan(pi))

    told = plan(0.06, items(150))
    assert told.more == told.n - 150
    after = share(items(told.n), "position", "oppose")
    assert after.high - after.low == pytest.approx(0.06, rel=0.2)
    assert "by the 150 reviewed so far" in told.sentence
    half_of_it = plan(
        0.06, items(150).assign(countries=np.where(corpus.group, "VEL", "TEL")), among={"countries": "VEL"}
    )
    assert 1.3 * told.n < half_of_it.n < 3.3 * told.n


def test_a_plan_is_never_more_than_there_is():
    assert plan(0.001, some_items(100)).n == 1000


# ---- words


def test_a_table_has_a_row_for_each():
    items = some_items(120).assign(countries="VEL")
    rows = table(share(items, "position", "oppose"), share(items, "position", "oppose", by="countries"))
    assert list(rows["what"]) == ["share of position oppose"] * 2
    assert list(rows["group"]) == ["", "VEL"]
    assert rows["sentence"].str.contains("corrected for the machine's errors by 120 reviewed statements").all()


def test_groups_are_made_once():
    with pytest.raises(ValueError, match="leave out one of the two"):
        share(some_items(10), "position", "oppose", by="outlet", among={"outlet": "Post"})
    assert estimates.LEAST == 100
    assert ARTICLES == 10


@pytest.mark.parametrize(("wrong", "n"), [(0.0, 200), (0.005, 200), (0.01, 100), (0.02, 200)])
def test_a_machine_that_was_right_each_time_is_not_right_for_sure(wrong, n):
    """Where hardly an error was seen, the interval has room for those that were not: it covers in 93 of 100 and more."""
    rng, size, held = np.random.default_rng(5), 2000, []
    for _ in range(200):
        true = np.where(rng.random(size) < 0.3, "trade", "border")
        off = rng.random(size) < wrong
        said = np.where(off, np.where(true == "trade", "border", "trade"), true)
        coded = np.isin(np.arange(size), rng.choice(size, n, replace=False))
        items = pd.DataFrame({
            "article": [f"a{at // 20}" for at in range(size)], "kind": "statement", "topics": said,
            "pi": np.where(coded, n / size, np.nan), "coded": coded, "coder": "Ana", "published": "",
            "wrong": np.where(coded, False, None), "true_topics": np.where(coded, true, None),
        })  # fmt: skip
        told = share(items, "topics", "trade")
        if told.value is not None:
            held.append(told.low <= (true == "trade").mean() <= told.high)
            assert told.effective_n <= size
    assert len(held) > 150 and np.mean(held) >= 0.93
