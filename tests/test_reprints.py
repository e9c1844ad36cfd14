"""Copies that are found as a folder grows are those that are found in all texts at once, without all of them in memory."""

import random
import tracemalloc

import pytest

from analysis import copies, cubes, reprints
from analysis.imported import ARTICLES
from tests import copied, corpora


def rows(stories=40, seed=1):
    """Rows of articles, some of them copies, some of a large crowd of reprints, some without words."""
    texts, _ = copied.articles(stories, seed)
    rng = random.Random(seed)
    words = texts[0].split()
    texts += [" ".join(words[rng.randint(0, 5) : len(words) - rng.randint(0, 40)]) for _ in range(60)]
    texts += [texts[1], texts[1].upper(), "", "…"]
    days = ["", *(f"2021-03-{n:02}" for n in range(1, 29))]
    found = [corpora.row(f"a{n:04}", text, published=rng.choice(days)) for n, text in enumerate(texts)]
    rng.shuffle(found)
    return found


def whole(some):
    ids = [row["id"] for row in some]
    leads = copies.clusters([row["text"] for row in some], ids, [row["published"] for row in some])
    return dict(zip(ids, leads, strict=True))


def kept(folder):
    (folder / "runs").mkdir(exist_ok=True)
    cubes._clusters(folder)
    frame = cubes.clusters(folder)
    assert (frame["lead"] == (frame["article"] == frame["cluster"])).all()
    return dict(zip(frame["article"], frame["cluster"], strict=True))


@pytest.mark.parametrize("together", [2, 4000])
@pytest.mark.parametrize("seed", range(3))
def test_a_folder_that_grows_comes_to_the_same(tmp_path, monkeypatch, seed, together):
    monkeypatch.setattr(reprints, "TOGETHER", together)
    every = rows(seed=seed)
    rng = random.Random(seed)
    for end in (*sorted(rng.sample(range(1, len(every)), 3)), len(every)):
        folder = corpora.written(tmp_path, every[:end], rows_per_group=7)
        assert kept(folder) == whole(every[:end])


def test_articles_that_are_gone_or_stand_elsewhere(tmp_path):
    every = rows()
    kept(corpora.written(tmp_path, every))
    some = random.Random(1).sample(every, len(every) // 2)
    assert kept(corpora.written(tmp_path, some)) == whole(some)


def test_only_new_texts_and_what_is_like_them_are_read_again(tmp_path, monkeypatch):
    every = [corpora.row(f"a{n:04}", text) for n, text in enumerate(copied.articles(60)[0])]
    kept(corpora.written(tmp_path, every[:-3], rows_per_group=5))
    read = []
    real = reprints._texts
    monkeypatch.setattr(reprints, "_texts", lambda *a: (read.append(a[2]), real(*a))[1])
    kept(corpora.written(tmp_path, every[:-3], rows_per_group=5))
    assert read == []
    kept(corpora.written(tmp_path, every, rows_per_group=5))
    assert read[0] == {row["id"] for row in every[-3:]} and sum(map(len, read)) < len(every) / 4


def test_what_other_numbers_made_is_made_again(tmp_path, monkeypatch):
    every = rows()
    before = kept(corpora.written(tmp_path, every))
    monkeypatch.setattr(copies, "CONTAINED", 0.999)
    monkeypatch.setattr(reprints, "_BY", "others")
    assert before != kept(tmp_path) == whole(every)


def test_damaged_files_are_made_again(tmp_path):
    every = rows()
    kept(corpora.written(tmp_path, every))
    for path in (tmp_path / "runs").iterdir():
        path.write_bytes(path.read_bytes()[:100])
    assert kept(tmp_path) == whole(every)
    assert sorted(path.name for path in (tmp_path / "runs").iterdir()) == sorted(
        ["copies.parquet", reprints.SKETCHES, reprints.COMPARED]
    )


def test_a_folder_without_articles(tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.Table.from_pylist([corpora.row("a", "b")])[:0], tmp_path / ARTICLES)
    assert kept(tmp_path) == {}


def test_memory_is_flat(tmp_path, monkeypatch):
    """What is held for eight times as many articles is some bands and ids of each more, and none of their texts."""
    monkeypatch.setattr(reprints, "TOGETHER", 100)
    found = []
    for stories in (100, 800):
        texts, _ = copied.articles(stories)
        some = [corpora.row(f"a{n:05}", f"{text} {'… ' * 5000}") for n, text in enumerate(texts)]  # 10 KB more of each
        folder = corpora.written(tmp_path / str(stories), some, rows_per_group=100)
        (folder / "runs").mkdir()
        size = sum(len(row["text"].encode()) for row in some)
        del texts, some
        tracemalloc.start()
        cubes._clusters(folder)
        found.append((size, tracemalloc.get_traced_memory()[1]))
        tracemalloc.stop()
    print("; ".join(f"{size / 1e6:.1f} MB of texts: {held / 1e6:.1f} MB" for size, held in found))
    assert found[1][1] - found[0][1] < (found[1][0] - found[0][0]) / 10
