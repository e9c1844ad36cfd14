"""The names over all articles of a run: made with it, again after an answer, and what is counted takes them."""

import errno
import os

import pandas as pd
import pyarrow.parquet as pq
import pytest
from pandas.testing import assert_frame_equal

from analysis import agenda, cubes, issues, knowledge, networks, overall, people, results, runs, saving
from analysis.decisions import Decision, Log
from analysis.imported import ARTICLES
from analysis.shards import RunError
from tests import corpora

LINES = (
    ("one", "Sergei Torin said that sanctions number 4 would find support."),
    (
        "two",
        "Sergey Torin said that sanctions number 5 would find support.\n\nOlga Marren said that trade would find oppose.",
    ),
    (
        "three",
        "Ol Marren said that trade number 6 would find oppose.\n\nTorin said that nuclear number 8 would find support.",
    ),
)


@pytest.fixture
def folder(tmp_path):
    """Three articles in which two persons have several names."""
    rows = [corpora.row(id, f"Day {id}.\n\n{text}", outlet="The Strait", published="2021-03-01") for id, text in LINES]
    at = corpora.written(tmp_path / "corpus", rows)
    runs.annotate(at, corpora.known(), 1, bar=False, annotate=corpora.read)
    return at


def counted(folder, **told):
    found = cubes.cells(folder, **told).counted(["speaker"])
    return dict(zip(found["speaker"], found["statements"], strict=True))


def answer(folder, name, *lines):
    (folder / name).write_text("\n".join(["one,other,answer,why", *lines, ""]), encoding="utf-8")


def test_a_run_has_its_names(folder):
    run = results.run_of(folder)
    for kind, columns in (("people", people.NAMES), ("issues", agenda.NAMES)):
        assert list(pd.read_parquet(run.folder / f"{kind}.parquet").columns) == list(columns)
        assert_frame_equal(getattr(overall, kind)(folder), pd.read_parquet(run.folder / f"{kind}.parquet"))
        assert (run.folder / f"{kind}-unsure.parquet").is_file()
    told = overall.people(folder)
    assert told.loc[told["name"].str.contains("Torin"), "person"].nunique() == 1


def test_what_is_counted_takes_them(folder):
    assert counted(folder, joined=False) == {
        "Ol Marren": 1,
        "Olga Marren": 1,
        "Sergei Torin": 1,
        "Sergey Torin": 1,
        "Torin": 1,
    }
    both = counted(folder)
    assert sorted(both.values()) == [1, 1, 3]  # Ol and Olga are asked of the analyst, or are one
    cube = cubes.summed(cubes.by_month(folder), ["speaker"])
    assert dict(zip(cube["speaker"], cube["statements"], strict=True)) == both
    frame = networks.statements(results.documents(folder), people=overall.people(folder), issues=overall.issues(folder))
    assert set(frame["speaker"]) == set(both)


def test_an_answer_counts_at_once(folder):
    answer(folder, "people.csv", "Ol Marren,Olga Marren,same,")
    assert sorted(counted(folder).values()) == [2, 3]
    assert sorted(cubes.summed(cubes.by_month(folder), ["speaker"])["statements"]) == [2, 3]
    answer(folder, "people.csv", "Torin,Sergei Torin,apart,", "Torin,Sergey Torin,apart,")
    assert counted(folder)["Torin"] == 1
    answer(folder, "people.csv", "Nobody,Sergei Torin,same,")
    with pytest.raises(RunError, match="nobody is called 'Nobody'"):
        cubes.cells(folder)


def test_in_a_folder_that_may_not_be_written_in_an_answer_counts_too(folder, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    answer(folder, "people.csv", "Ol Marren,Olga Marren,same,")
    before = {path: path.read_bytes() for path in folder.rglob("*.parquet")}
    monkeypatch.setattr(saving, "saved", full)
    assert sorted(cubes.summed(cubes.by_month(folder), ["speaker"])["statements"]) == [2, 3]
    rows = pq.read_table(folder / ARTICLES).to_pylist()
    monkeypatch.setattr(pq, "ParquetWriter", full)  # which writes what copies are told by
    corpora.written(folder, [row for row in rows if row["id"] != "one"])
    assert sorted(cubes.summed(cubes.by_month(folder), ["speaker"])["statements"]) == [2, 2]
    assert {path for path in before if path.read_bytes() != before[path]} == {folder / ARTICLES}


def test_articles_that_left_have_no_names(folder):
    for kind in ("people", "issues"):
        assert "one" in set(getattr(overall, kind)(folder)["article"])
    rows = pq.read_table(folder / ARTICLES).to_pylist()
    corpora.written(folder, [row for row in rows if row["id"] != "one"])
    for kind in ("people", "issues"):
        assert set(getattr(overall, kind)(folder)["article"]) == {"two", "three"}


def test_people_are_joined_once_for_all_tables(folder, monkeypatch):
    made = []
    monkeypatch.setattr(people, "joined", lambda *told, joined=people.joined: made.append(told) or joined(*told))
    answer(folder, "people.csv", "Ol Marren,Olga Marren,same,")
    cubes.by_month(folder)
    cubes.cells(folder)
    overall.unsure(folder, "issues")
    assert len(made) == 1


@pytest.fixture
def own(tmp_path):
    """A knowledge by whose lexicons Ol is short for Olga."""
    at = tmp_path / "data" / "lexicons"
    at.mkdir(parents=True)
    told = "letters\tmeans\twhere\texample\nol\tolga\tshort\tOl Marren; Olga Marren\n"
    (at / "spellings.more.tsv").write_text(told, encoding="utf-8")
    return knowledge.load(tmp_path / "data", threads=1)


def test_names_are_joined_by_the_lexicons_that_are_named(folder, own):
    """Whatever tables of other lexicons are kept: asked in turns, each gives its own."""
    for known, persons in ((None, 3), (own, 2), (None, 3)):
        assert overall.people(folder, known=known)["person"].nunique() == persons
        for cube in (
            cubes.summed(cubes.by_month(folder, known=known), ["speaker"]),
            cubes.cells(folder, known=known).counted(["speaker"]),
        ):
            assert len(cube) == persons
    assert overall.ask(folder, known=own)["people.csv"] == len(overall.unsure(folder, "people", known=own))


def test_a_run_of_other_lexicons_is_counted_by_them(folder, own):
    runs.annotate(folder, own, 1, bar=False, annotate=corpora.read)
    run = results.run_of(folder)
    before = run.folder / "cubes" / "by_month.parquet", run.folder / "people.parquet"
    stamps = [file.stat().st_mtime_ns for file in before]
    assert len(cubes.summed(cubes.by_month(folder, known=own), ["speaker"])) == 2
    assert [file.stat().st_mtime_ns for file in before] == stamps
    assert len(cubes.summed(cubes.by_month(folder), ["speaker"])) == 3


def test_issues_turn_what_is_counted(folder):
    def sides():
        found = cubes.cells(folder).counted(["issue", "position"])
        return {
            (issue, side): n
            for issue, side, n in zip(found["issue"], found["position"], found["statements"], strict=True)
        }

    assert sides()["the sanctions", "support"] == 2 and sides()["the trade", "oppose"] == 2
    answer(folder, "issues.csv", "the sanctions,the trade,opposite,", "the sanctions,walls in the sea,called,")
    assert sides() == {("the nuclear", "support"): 1, ("walls in the sea", "support"): 4}
    cube = cubes.summed(cubes.by_month(folder), ["issue", "position"])
    assert dict(zip(cube["issue"], cube["statements"], strict=True)) == {"the nuclear": 1, "walls in the sea": 4}
    told = networks.corpus_statements(folder)
    assert dict(told["issue"].value_counts()) == {"walls in the sea": 4, "the nuclear": 1}
    assert set(told["position"]) == {1}


def test_what_reviewers_called_a_target_is_its_name(folder):
    on = results.table(folder, "statement_issues")
    with Log(folder, "Ana") as log:
        for article, statement in on.loc[on["name"] == "the trade", ["article", "statement"]].itertuples(index=False):
            log.add(Decision("Ana", "", article, statement, "change", {"target": "the harbour dues"}))
    told = overall.issues(folder)
    assert (told["name"] == "the harbour dues").sum() == 2 and set(told.loc[told["rule"] == "review", "issue"]) == {
        "the-harbour-dues"
    }


def test_unsure_names_are_asked_once(folder):
    answer(folder, "people.csv", "Torin,Sergei Torin,apart,", "Torin,Sergey Torin,apart,")
    before = (folder / "people.csv").read_text("utf-8")
    unsure = overall.unsure(folder, "people")
    added = overall.ask(folder)
    assert added["people.csv"] == len(unsure) and overall.ask(folder)["people.csv"] == 0
    assert (folder / "people.csv").read_text("utf-8").startswith(before)


def test_a_name_that_looks_like_a_formula_is_asked_as_words_and_answered(tmp_path):
    names = ("=Olga Marren", "=Olga Marren-Holm")
    rows = [corpora.row(f"a{n}", f"{name} said that trade would find oppose.") for n, name in enumerate(names)]
    at = corpora.written(tmp_path / "corpus", rows)
    runs.annotate(at, corpora.known(), 1, bar=False, annotate=corpora.read)
    assert overall.ask(at)["people.csv"] == 1
    asked = (at / "people.csv").read_text("utf-8-sig")
    assert "'=Olga Marren,'=Olga Marren-Holm,," in asked
    (at / "people.csv").write_text(asked.replace(",,", ",same,"), encoding="utf-8")
    assert overall.people(at)["person"].nunique() == 1


@pytest.mark.parametrize(
    "what",
    [
        "the trade sanctions",
        pytest.param(
            "the trade sanctions against Tellan",
            marks=pytest.mark.xfail(strict=True, reason="one target is read with Tellan and the other without"),
        ),
    ],
)
def test_the_real_reader_tells_what_issues_are_compared_by(tmp_path, what):
    said = f"Velland's foreign minister, Ilka Torvald, said on Monday that she {{}} {what}."
    rows = [corpora.row(f"a{n}", said.format(words)) for n, words in enumerate(("supported", "opposed lifting"))]
    at = corpora.written(tmp_path / "corpus", rows)
    runs.annotate(at, corpora.known(), 1, bar=False)
    aims = results.table(at, "aims")
    assert list(aims.columns) == list(issues.AIMS) and set(aims["article"]) == {"a0", "a1"}
    told = overall.issues(at)
    assert told["issue"].nunique() == 1 and told["turned"].to_list() == [False, True]
    assert overall.people(at)["person"].nunique() == 1
    found = cubes.cells(at).counted(["issue", "position"], once="article")
    assert found[["position", "statements"]].to_numpy().tolist() == [["support", 2]]
