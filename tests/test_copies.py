"""Near copies are found whatever was cut, edited, put before or moved; and the order of articles does not matter."""

import random
import time

import pytest

from analysis import copies
from tests import copied

STORY = " ".join(f"paragraph {n} tells of harbour number {n * 7} and of ship {n * 13} in Velland." for n in range(20))


def ids_of(texts):
    return [f"a{n}" for n in range(len(texts))]


@pytest.mark.parametrize("stories", [300, pytest.param(4500, marks=pytest.mark.trial)])
def test_recall_and_precision(stories):
    texts, of = copied.articles(stories)
    recall, precision = copied.recall_and_precision(copies.clusters(texts, ids_of(texts)), of)
    assert recall >= 0.95
    assert precision >= 0.99


def test_order_of_articles_does_not_matter():
    texts, _ = copied.articles(60, seed=3)
    ids, days = ids_of(texts), [f"2021-03-{n % 28 + 1:02}" for n in range(len(texts))]
    first = dict(zip(ids, copies.clusters(texts, ids, days), strict=True))
    for seed in range(5):
        order = random.Random(seed).sample(range(len(texts)), len(texts))
        again = copies.clusters(*([some[n] for n in order] for some in (texts, ids, days)))
        assert dict(zip((ids[n] for n in order), again, strict=True)) == first


def test_lead_is_the_earliest_then_the_longest_then_the_first_by_id():
    cut = STORY[: len(STORY) // 2]
    assert copies.clusters([STORY, cut], ["a", "b"], ["2021-03-02", "2021-03-01"]) == ["b", "b"]
    assert copies.clusters([cut, STORY], ["a", "b"], ["2021-03-01", "2021-03-01"]) == ["b", "b"]
    assert copies.clusters([STORY, STORY], ["b", "a"]) == ["a", "a"]
    assert copies.clusters([STORY, cut], ["a", "b"], ["", "2021-03-01"]) == ["b", "b"]  # a day beats no day


def test_what_has_no_words_is_a_copy_of_nothing():
    assert copies.clusters(["", "…", "", "One.", "one"], list("abcde")) == ["a", "b", "c", "d", "d"]
    assert copies.clusters([], []) == []


def test_a_digest_of_many_articles_does_not_join_them():
    stories = [copied.articles(1, seed=n)[0][0] for n in range(6)]
    found = copies.clusters([*stories, "\n\n".join(stories)], list("abcdefg"))
    assert len(set(found[:6])) == 6


def test_a_stock_sentence_joins_nobody():
    stories = [copied.articles(1, seed=n)[0][0] + " " + copied.STOCK[0] for n in range(40)]
    assert len(set(copies.clusters(stories, ids_of(stories)))) == 40


def test_five_hundred_reprints_are_one_cluster():
    rng = random.Random(1)
    words = STORY.split()
    texts = [" ".join(words[rng.randint(0, 5) : len(words) - rng.randint(0, 40)]) for _ in range(500)]
    assert len(set(copies.clusters(texts, ids_of(texts)))) == 1


def test_table_of_clusters():
    frame = copies.frame(["a", "b"], ["b", "b"])
    assert frame.to_dict("records") == [
        {"article": "a", "cluster": "b", "lead": False},
        {"article": "b", "cluster": "b", "lead": True},
    ]


@pytest.mark.trial
def test_time_of_a_document_beside_a_plain_peer():
    """Of 9,744 documents; the peer does the same in Python's own sets, on as many as it needs to be measured."""
    texts, _ = copied.articles(4700)
    texts = texts[:9744]
    start = time.process_time()
    copies.clusters(texts, ids_of(texts))
    ours = (time.process_time() - start) / len(texts)
    start = time.process_time()
    for text in texts[:60]:
        words = text.lower().split()
        runs = {" ".join(words[n : n + copies.WORDS]) for n in range(len(words) - copies.WORDS + 1)}
        numbers = [hash(run) for run in runs]
        for n in range(copies.HASHES):
            min((number * (2 * n + 1) + n) & 0xFFFFFFFF for number in numbers)
    peer = (time.process_time() - start) / 60
    print(f"{len(texts)} documents: {ours * 1e3:.2f} ms each; plain Python {peer * 1e3:.2f} ms")
    assert ours < peer / 4
