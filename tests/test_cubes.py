"""What is counted over many articles equals a slow count over the tables, under each way to count copies."""

import itertools
import random
import time

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pandas.testing import assert_frame_equal

from analysis import cells, cubes, results, runs, shards
from analysis.coded import coded_statements
from analysis.shards import RunError
from tests import corpora

LONG = " ".join(f"Berth {n} of the harbour is kept for ship {n * 3} of the northern line." for n in range(12))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder of thirty articles, of which three are copies of one, two of these in one outlet."""
    rows = corpora.articles(30)
    text = f"{LONG}\n\nIlka Torvald said that trade number 12 would find support.\n\nOda Brandt said that sanctions would find oppose."
    for n, (outlet, day) in enumerate(
        [("The Strait", "2021-02-02"), ("Tellan Courier", "2021-03-02"), ("Tellan Courier", "2021-04-02")]
    ):
        rows.append(corpora.row(f"wire-{n}", text + f" {n}", outlet=outlet, published=day))
    at = corpora.written(tmp_path_factory.mktemp("counted"), rows)
    runs.annotate(at, corpora.known(), 1, bar=False, annotate=corpora.read)
    return at


def slow(folder, by, where, first, last, once):
    """Statements and articles of each group, counted one by one."""
    lead = cubes.clusters(folder).set_index("article")["cluster"]
    docs = list(results.documents(folder))
    docs.sort(key=lambda d: (lead[d.id] != d.id, str(d.published or "9999"), d.id))
    seen, found = set(), {}
    for doc in docs:
        day = str(doc.published or "")
        about = {"month": day[:7], "outlet": doc.outlet, "article": doc.id}
        if (first and day < first) or (last and (not day or day > last)):
            continue
        if any(about[column] not in where[column] for column in about if column in where):
            continue
        copy = {"cluster": lead[doc.id], "outlet": (lead[doc.id], doc.outlet), "article": doc.id}[once]
        if copy in seen:
            continue
        seen.add(copy)
        for coded in coded_statements(doc):
            people = [(s.actor or "", s.name) for s in coded.speakers]
            sides = [(doc.issue_names.get(c.issue, ""), c.position) for c in coded.issues]
            groups = set()
            for (actor, name), topic, (issue, position) in itertools.product(
                people, [c.topic for c in coded.topics], sides
            ):
                values = about | {"actor": actor, "speaker": name, "topic": topic, "issue": issue, "position": position}
                if all(values[column] in where[column] for column in where):
                    groups.add(tuple(values[column] for column in by))
            for group in groups:
                found.setdefault(group, []).append((doc.id, coded.key))
    rows = [(*group, len(some), len({id for id, _ in some})) for group, some in sorted(found.items())]
    return pd.DataFrame(rows, columns=[*by, "statements", "articles"])


CASES = [
    (["month", "topic"], {}, "", ""),
    (["actor"], {"topic": ["trade", "sanctions"]}, "2021-01-01", "2021-03-31"),
    (["speaker", "position"], {"outlet": ["Tellan Courier"]}, "", ""),
    (["topic"], {"actor": ["Velland", ""]}, "", "2021-03-01"),
    (["issue", "month", "outlet"], {"position": ["support"]}, "2020-12-01", ""),
    (["article"], {"speaker": ["Ilka Torvald"]}, "", ""),
]  # fmt: skip


@pytest.mark.parametrize("once", ["cluster", "outlet", "article"])
@pytest.mark.parametrize(("by", "where", "first", "last"), CASES)
def test_counts_equal_a_slow_count(folder, by, where, first, last, once):
    found = cubes.cells(folder).counted(by, where, first=first, last=last, once=once)
    assert_frame_equal(found, slow(folder, by, where, first, last, once), check_dtype=False)
    assert len(found)


@pytest.mark.parametrize("once", ["cluster", "outlet", "article"])
@pytest.mark.parametrize(
    ("by", "where", "first", "last"),
    [
        (["month", "topic"], {}, "", ""),
        (["actor"], {"topic": ["trade"]}, "2021-01", "2021-03"),
        (["speaker", "position"], {}, "", ""),
        (["outlet"], {"actor": ["Velland"]}, "", "2021-03"),
        (["issue", "position"], {}, "2020-12", ""),
        ([], {}, "", ""),
    ],
)
def test_the_cube_of_months_sums_to_the_same(folder, by, where, first, last, once):
    ends = {"first": first and f"{first}-01", "last": last and f"{last}-31"}
    wanted = cubes.cells(folder).counted(by, where, **ends, once=once)
    if once == "cluster" and (first or last):  # whose copies count by the months asked for there, by their lead here
        lead = cubes.clusters(folder).query("lead")["article"].to_list()
        wanted = cubes.cells(folder).counted(by, where | {"article": lead}, **ends, once=once)
    found = cubes.summed(cubes.by_month(folder), by, where, first=first, last=last, once=once)
    assert_frame_equal(found, wanted.drop(columns="articles"), check_dtype=False)


def test_copies_count_once_and_that_is_said(folder):
    assert cubes.clusters(folder).query("not lead")["article"].to_list() == ["wire-1", "wire-2"]
    counted = cubes.cells(folder).counted
    wire = {"article": ["wire-0", "wire-1", "wire-2"]}
    assert [counted([], wire, once=once)["articles"][0] for once in ("cluster", "outlet", "article")] == [1, 2, 3]
    assert counted(["month"], wire, first="2021-03-01")["month"].to_list() == ["2021-03"]  # the lead is out of range
    assert cubes.SAYS.keys() == {"cluster", "outlet", "article"}
    with pytest.raises(RunError, match="once for each 'page'"):
        counted([], once="page")
    with pytest.raises(RunError, match="Nothing is counted by tone"):
        counted(["tone"])


def test_names_that_hold_over_all_articles(folder):
    keys = results.table(folder, "speakers", columns=["article", "key", "name"])
    people = keys[keys["name"] == "Ilka Torvald"].assign(name="I. Torvald")
    found = cubes.cells(folder, people=people).counted(["speaker"])
    assert "I. Torvald" in set(found["speaker"]) and "Ilka Torvald" not in set(found["speaker"])


def test_nothing_to_count(tmp_path):
    folder = corpora.written(tmp_path / "c", [corpora.row("one", "Ships wait.")])
    runs.annotate(folder, corpora.known(), 1, bar=False, annotate=corpora.read)
    assert cubes.cells(folder).counted(["topic"]).empty
    assert cubes.cells(folder).counted()["statements"].to_list() == [0]
    assert cubes.summed(cubes.by_month(folder), ["topic"]).empty
    assert list(cubes.by_month(folder).columns) == list(cubes.COLUMNS)


def test_the_cube_is_made_once(folder):
    file = next(folder.glob("runs/*/cubes/by_month.parquet"))
    before = file.stat().st_mtime_ns
    cubes.build(folder, results.run_of(folder))
    assert file.stat().st_mtime_ns == before


@pytest.mark.parametrize("statements", [20_000, pytest.param(1_000_000, marks=pytest.mark.trial)])
def test_a_million_statements_are_counted_within_a_second(statements):
    """Of processor time, beside a sum over as many rows by pandas alone."""
    rng = np.random.default_rng(1)
    of = np.sort(rng.integers(0, statements // 20, statements))
    words = {
        "actor": rng.integers(0, 60, statements),
        "speaker": rng.integers(0, 5000, statements),
        "topic": rng.integers(0, 15, statements),
        "issue": rng.integers(0, 2000, statements),
        "position": rng.integers(0, 4, statements),
    }
    about = pd.DataFrame({"article": [f"a{n:06}" for n in range(statements // 20)]})
    about["outlet"], about["published"] = (
        [f"o{n % 40}" for n in about.index],
        [f"20{10 + n % 12}-{n % 9 + 1:02}-03" for n in about.index],
    )
    about["month"], about["cluster"], about["lead"], about["rank"] = (
        about["published"].str[:7],
        about["article"],
        True,
        about.index,
    )
    columns = {"article": about["article"].to_numpy()[of], "outlet": about["outlet"].to_numpy()[of]}
    columns |= {"published": about["published"].to_numpy()[of], "statement": np.arange(statements)}
    columns |= {name: [f"{name}{n}" for n in values] for name, values in words.items()}
    columns |= {"lean": [""] * statements, "chance": np.ones(statements)}
    columns |= {"speaker_key": columns["speaker"], "issue_key": columns["issue"]} | dict.fromkeys(
        cubes.FLAGS, np.ones(statements, bool)
    )
    found = pa.table({name: pa.array(columns[name]) for name in cells.COLUMNS}, schema=shards.schema("cells"))
    start = time.process_time()
    made = cubes._cells(found, about, None, None)
    loaded = time.process_time() - start
    start = time.process_time()
    by = made.counted(["month", "topic", "position"], {"actor": ["actor1", "actor2", "actor3"]})
    some = time.process_time() - start
    start = time.process_time()
    made.counted(["outlet", "actor", "topic"])
    whole = time.process_time() - start
    print(f"{statements} statements: loaded {loaded:.2f} s, counted {some:.2f} s and {whole:.2f} s")
    assert by["statements"].sum() == sum(int(n) in (1, 2, 3) for n in words["actor"])
    assert whole < 1 * max(1, statements / 1e6)
    assert some < 0.5


def test_rows_of_a_statement_tell_which_is_the_first():
    rng = random.Random(1)
    docs = corpora.direct(corpora.articles(20, seed=rng.randint(2, 9)))
    rows = pd.DataFrame([row for doc in docs for row in cells.cell_rows(doc)])
    assert sorted(rows.columns) == sorted(cells.COLUMNS)
    first = rows[rows["first_speaker"] & rows["first_topic"] & rows["first_side"]]
    assert (
        len(first) == sum(len(doc.statements) for doc in docs) == len(first.drop_duplicates(["article", "statement"]))
    )
