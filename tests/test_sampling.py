"""A sample of a corpus, from its tables, is what is drawn from its documents; copies count once."""

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from analysis import cubes, decisions, estimates, results, review, sampling
from tests import corpora, surveyed


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return surveyed.folder(tmp_path_factory.mktemp("surveyed"), 40)


def counting(folder):
    """The documents that are drawn from, in their order."""
    docs = {doc.id: doc for doc in results.documents(folder)}
    return [docs[id] for id in cubes.leading(folder)]


@pytest.mark.parametrize("by", [(), ("outlet",), ("month", "outlet")])
@pytest.mark.parametrize("sentences", [0, 7])
def test_it_is_what_is_drawn_from_the_documents(folder, by, sentences):
    wanted = review.draw(counting(folder), 20, seed=3, sentences=sentences, by=by)
    found = sampling.draw(folder, 20, seed=3, sentences=sentences, by=by)
    assert len(found.items) == 20 + sentences
    assert found.items == wanted.items and found.of["statements"] == wanted.of["statements"]
    if sentences:
        assert found.of == wanted.of


def test_of_copies_one_is_drawn_from(folder):
    sample = sampling.draw(folder, 10_000, seed=1)
    wires = {one.id for one in sample.items if one.id.startswith("wire")}
    assert wires == {"wire-0"} and {one.pi for one in sample.items} == {1.0}
    assert len(sample.items) == sum(len(doc.statements) for doc in counting(folder))


def test_only_what_is_drawn_is_opened(folder, monkeypatch):
    opened = []
    whole = results.records.document
    monkeypatch.setattr(results.records, "document", lambda record: opened.append(1) or whole(record))
    sample = sampling.draw(folder, 5, seed=1)
    assert len(opened) == len({one.id for one in sample.items}) <= 5
    sampling.items(folder, [], ["Ana"], sample)
    assert len(opened) <= 10


def test_an_order_that_is_none(folder):
    with pytest.raises(ValueError, match="by outlet or month, not by 'mood'"):
        sampling.draw(folder, 5, seed=1, by=["mood"])


def answered(folder, sample, coder="Ana"):
    """Decisions on a sample, given blind."""
    made = []
    for n, item in enumerate(sample.items):
        told = {"words": item.words, "start": item.start, "end": item.end, "blind": True, "draw": item.draw}
        if item.kind == "sentence":
            after = {"verdict": "reject"}
        else:
            after = {"verdict": "reject" if n % 7 == 6 else "accept", "position": "oppose" if n % 3 else "neutral"}
            after |= {"actors": ["Velland"], "speakers": ["Ilka Torvald"], "topics": ["trade"]}
        made.append(decisions.Decision(coder, item.article, item.id, item.unit, after["verdict"], after, **told))
    return made


@pytest.mark.parametrize("sentences", [0, 9])
def test_items_are_those_of_the_documents(folder, sentences):
    sample = sampling.draw(folder, 25, seed=5, sentences=sentences)
    made = answered(folder, sample)
    wanted = review.items(counting(folder), made, ["Ana"], sample, corpora.known())
    found = sampling.items(folder, made, ["Ana"], sample, corpora.known())
    drawn = {(one.id, one.unit) for one in sample.items}
    bare = [
        kind == "sentence" and (article, unit) not in drawn
        for article, kind, unit in zip(*(wanted[c] for c in ("article", "kind", "unit")), strict=True)
    ]
    wanted.loc[bare, "unit"] = ""  # of sentences that were not drawn a key is told only where others were
    bare = [
        kind == "sentence" and (article, unit) not in drawn
        for article, kind, unit in zip(*(found[c] for c in ("article", "kind", "unit")), strict=True)
    ]
    found.loc[bare, "unit"] = ""
    order = ["article", "kind", "unit"]
    frames = [one.astype(object).where(one.notna(), None).sort_values(order, kind="stable") for one in (found, wanted)]
    assert_frame_equal(*(one.reset_index(drop=True) for one in frames), check_dtype=False)
    assert found["coded"].sum() == len(sample.items)
    for by in (None, "month", "actors"):
        same = [estimates.share(one, "position", "oppose", by=by, least=0, rarer=0) for one in (found, wanted)]
        assert_frame_equal(*map(estimates.table, same))


def test_the_article_that_was_drawn_counts_for_its_copies(folder):
    copy = next(results.documents(folder, ["wire-2"]))
    drawn = review.draw([copy], 1, seed=1)
    found = sampling.items(folder, [], ["Ana"], drawn)
    assert {id for id in found["article"] if id.startswith("wire")} == {"wire-2"}


def test_without_a_sample_nothing_is_coded(folder):
    found = sampling.items(folder, [], ["Ana"], None)
    assert not found["coded"].any() and found["pi"].isna().all()
    assert len(found) == sum(len(doc.statements) for doc in counting(folder))
    assert list(found) == list(review.ITEMS)


# ---- intervals


def corpus(rng, articles, spread):
    """A frame of statements, in articles that lean to one side, some of whose chances the machine has wrong together."""
    sizes = rng.geometric(1 / 12, articles)
    lean, off = rng.normal(-1, spread, articles), rng.normal(0, spread / 2, articles)
    at = np.repeat(np.arange(articles), sizes)
    true = rng.random(len(at)) < 1 / (1 + np.exp(-lean[at]))
    chance = 1 / (1 + np.exp(-(2.4 * (true - 0.45) + off[at] + rng.normal(0, 1, len(at)))))
    month = np.array([f"2021-{n % 12 + 1:02}-05" for n in range(articles)])
    rows = {"article": at.astype(str), "published": month[at], "outlet": "Post", "kind": "statement"}
    rows |= {
        "unit": np.arange(len(at)).astype(str),
        "stratum": "statements",
        "position": np.where(chance > 0.5, "oppose", "neutral"),
    }
    rows |= {"oppose": chance, "neutral": 1 - chance, "support": 0.0, "conditional": 0.0}
    rows |= {
        "actors": np.where(rng.random(len(at)) < 0.4, "Velland", "Tellan"),
        "true_position": np.where(true, "oppose", "neutral"),
    }
    return pd.DataFrame(rows), true, chance


def covered(reps, articles, n, spread, by=None, group=None, seed=1):
    """How often an interval of a share holds that of the corpus, drawn anew each time as `sampling.draw` does."""
    rng = np.random.default_rng(seed)
    frame, true, chance = corpus(rng, articles, spread)
    doubts = np.array([review.doubt(max(one, 1 - one)) for one in chance])
    chances = review.chances_of(doubts, n)
    inside = np.ones(len(frame), bool) if by is None else (frame[by] == group).to_numpy()
    truth = true[inside].mean()
    hits = []
    for _ in range(reps):
        drawn = review.systematic(chances, frame["article"].tolist(), rng)
        items = frame.assign(pi=np.nan, coded=False, wrong=None, coder="", missed=np.nan)
        places = [at for at, _ in drawn]
        items.loc[places, "pi"] = [pi for _, pi in drawn]
        items.loc[places, ["coded", "wrong"]] = [True, False]
        items["true_position"] = items["true_position"].where(items["coded"], "")
        among = {by: group} if by else None
        found = estimates.share(items, "position", "oppose", among=among, least=30, rarer=5)
        if found.value is not None:
            hits.append(found.low <= truth <= found.high)
    return np.mean(hits), len(hits)


LONG_TRIALS = [(2000, 300, 200, None), (500, 1000, 400, None), (500, 1000, 400, "actors"), (1000, 60, 300, None)]


@pytest.mark.parametrize(
    ("reps", "articles", "n", "by"),
    [(150, 300, 200, None), *(pytest.param(*one, marks=pytest.mark.trial) for one in LONG_TRIALS)],
)
def test_intervals_hold_where_articles_lean_and_the_machine_errs_in_whole_articles(reps, articles, n, by):
    held, told = covered(reps, articles, n, 1.0, by, "Velland" if by else None)
    print(f"{articles} articles, {n} reviewed, {by or 'all'}: {100 * held:.1f} % of {told} intervals hold")
    assert told > 0.9 * reps
    assert held > 0.95 - 3 * (0.05 * 0.95 / told) ** 0.5 - 0.01
