"""A corpus in SQL: what DuckDB answers is what pandas counts, and it changes and reaches nothing."""

import shutil
import sys

import pyarrow.parquet as pq
import pytest
from pandas.testing import assert_frame_equal

from analysis import cells, cubes, issues, queries, results, runs, shards, tables
from analysis.imported import ARTICLES
from analysis.shards import RunError
from tests import corpora, surveyed

ALL = "SELECT sum(articles) FROM by_month WHERE first_speaker AND first_topic AND first_side"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    at = tmp_path_factory.mktemp("asked") / 'Ilka\'s "own" [2021]* folder %20?'
    at = corpora.written(at, corpora.articles(30))
    runs.annotate(at, corpora.known(), 1, bar=False, annotate=corpora.read)
    corpora.written(at, [*corpora.articles(30), *corpora.articles(20, seed=2)])
    runs.annotate(at, corpora.known(), 1, bar=False, annotate=corpora.read)
    return at


@pytest.fixture
def corpus(folder):
    pytest.importorskip("duckdb", reason="DuckDB comes with pip install 'demarche[query]'")
    with queries.connection(folder, memory="1GB") as found:
        yield found


@pytest.mark.parametrize("name", list(shards.COLUMNS))
def test_views_have_the_rows_of_the_tables(folder, corpus, name):
    wanted = results.table(folder, name)
    found = corpus.execute(f"SELECT * FROM {name}").df().astype(wanted.dtypes.to_dict())
    order = list(wanted.columns)
    assert_frame_equal(*(f.sort_values(order).reset_index(drop=True) for f in (found, wanted)))
    own = {"errors": shards.ERRORS, "cells": cells.COLUMNS, "aims": issues.AIMS}
    assert set(order) == set(tables.COLUMNS.get(name) or own[name])


def test_counts_equal_those_of_pandas(folder, corpus):
    asked = "SELECT topic, count(DISTINCT (article, statement)) AS n FROM cells JOIN copies USING (article) WHERE lead GROUP BY topic ORDER BY topic"
    wanted = cubes.cells(folder).counted(["topic"])
    assert corpus.execute(asked).fetchall() == list(zip(wanted["topic"], wanted["statements"], strict=True))
    assert corpus.execute(ALL).fetchone()[0] == len(results.table(folder, "statements"))


@pytest.mark.parametrize("again", [False, True], ids=["as it was read", "after it was asked before"])
def test_articles_that_left_do_not_count(folder, tmp_path, again):
    pytest.importorskip("duckdb", reason="DuckDB comes with pip install 'demarche[query]'")
    shutil.copytree(folder, tmp_path / "c")
    rows = pq.read_table(tmp_path / "c" / ARTICLES)
    pq.write_table(rows.slice(3), tmp_path / "c" / ARTICLES)
    if again:
        queries.connection(tmp_path / "c").close()
    with queries.connection(tmp_path / "c") as found:
        for name in ("statements", "articles"):
            wanted = len(results.table(tmp_path / "c", name))
            assert found.execute(f"SELECT count(*) FROM {name}").fetchone() == (wanted,)
            assert wanted < len(results.table(folder, name))
        assert found.execute(ALL).fetchone() == (len(results.table(tmp_path / "c", "statements")),)
        left = rows["id"].to_pylist()[:3]
        assert found.execute("SELECT count(*) FROM copies WHERE article IN ?", [left]).fetchone() == (0,)


def test_where_the_lead_has_left_a_copy_leads(tmp_path):
    pytest.importorskip("duckdb", reason="DuckDB comes with pip install 'demarche[query]'")
    at = surveyed.folder(tmp_path / "c", 6)
    with queries.connection(at) as found:
        before = found.execute("SELECT article FROM copies WHERE lead").fetchall()
    lead = cubes.clusters(at).query("not lead")["cluster"].iloc[0]
    corpora.written(at, [row for row in pq.read_table(at / ARTICLES).to_pylist() if row["id"] != lead])
    with queries.connection(at) as found:
        after = found.execute("SELECT article FROM copies WHERE lead").fetchall()
    assert len(after) == len(before) and (lead,) not in after


def test_an_answer_counts_in_the_next_connection(tmp_path):
    pytest.importorskip("duckdb", reason="DuckDB comes with pip install 'demarche[query]'")
    names = ("Ol Marren", "Olga Marren")
    rows = [corpora.row(f"a{n}", f"{name} said that trade would find oppose.") for n, name in enumerate(names)]
    at = corpora.written(tmp_path / "c", rows)
    runs.annotate(at, corpora.known(), 1, bar=False, annotate=corpora.read)
    asked = "SELECT count(DISTINCT speaker) FROM by_month"
    with queries.connection(at) as found:
        assert found.execute(asked).fetchone() == (2,)
    (at / "people.csv").write_text("one,other,answer\nOl Marren,Olga Marren,same\n", encoding="utf-8")
    with queries.connection(at) as found:
        assert found.execute(asked).fetchone() == (1,)


def test_a_run_that_was_cut_off(folder, corpus, tmp_path):
    """What is in no table yet is asked like the rest."""
    shutil.copytree(folder, tmp_path / "c")
    last = sorted(results.run_of(tmp_path / "c").folder.glob("tables/*"))[-1]
    shutil.rmtree(last)
    with queries.connection(tmp_path / "c") as found:
        for name in ("statements", "cells"):
            asked = f"SELECT count(*) FROM {name}"
            assert found.execute(asked).fetchone() == corpus.execute(asked).fetchone()


@pytest.mark.parametrize(
    "words",
    [
        "DELETE FROM statements",
        "UPDATE articles SET title = ''",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('articles.parquet')",
        "SELECT * FROM 'https://example.org/a.parquet'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "ATTACH 'other.db'",
        "COPY (SELECT 1) TO '{file}' (FORMAT parquet, USE_TMP_FILE false)",
        "COPY statements TO 'here.csv'",
        "EXPORT DATABASE 'here'",
        "SET enable_external_access = true",
        "SET allowed_directories = ['/']",
        "SET autoinstall_known_extensions = true",
    ],
)
def test_nothing_is_changed_or_reached(folder, corpus, words, tmp_path, monkeypatch):
    import duckdb

    monkeypatch.chdir(tmp_path)
    before = {path: path.read_bytes() for path in folder.rglob("*.parquet")}
    file = str(next(iter(before))).replace("'", "''")
    with pytest.raises(duckdb.Error):
        corpus.execute(words.format(file=file)).fetchall()
    assert {path: path.read_bytes() for path in folder.rglob("*.parquet")} == before
    assert list(tmp_path.iterdir()) == []


def test_without_duckdb_one_sentence(folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(
        RunError, match=r"^DuckDB is not installed here; install it with: pip install 'demarche\[query\]'\.$"
    ):
        queries.connection(folder)
    with pytest.raises(RunError, match="no run 7"):
        queries.connection(folder, run="7")
