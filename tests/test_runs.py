"""A run over many articles: what it finds is what each article alone gives; stopped by anything, it goes on."""

import errno
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pandas.testing import assert_frame_equal

from analysis import records, results, runs, saving, shards, tables
from analysis.imported import ARTICLES
from analysis.model import MadeBy
from analysis.runs import RunError
from tests import corpora

ROOT = Path(__file__).parents[1]


def run(folder, processes=1, **told):
    return runs.annotate(folder, corpora.known(), processes, bar=False, **{"annotate": corpora.read} | told)


def parts(outcome_or_folder):
    at = outcome_or_folder.run.folder if hasattr(outcome_or_folder, "run") else outcome_or_folder
    return {path.name: path.read_bytes() for path in sorted((at / "parts").iterdir())}


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """A folder of forty articles that two processes have read, one of them a bad one."""
    rows = [*corpora.articles(40), corpora.row("bad", "POISON is in the harbour.", published="2021-02-03")]
    folder = corpora.written(tmp_path_factory.mktemp("corpus"), rows, rows_per_group=7)
    return folder, rows, run(folder, 2)


@pytest.mark.parametrize("name", [name for name in tables.COLUMNS if name != "tokens"])
def test_tables_equal_those_of_the_same_documents(done, name):
    folder, rows, _ = done
    docs = corpora.direct(rows[:-1])
    labels = {"labels": corpora.known().codebook.labels} if name == "statement_topics" else {}
    wanted = tables.TABLES[name](*docs, **labels)
    found = results.table(folder, name)
    by_article = found.sort_values("article", kind="stable").reset_index(drop=True)
    assert_frame_equal(by_article, wanted)  # columns and their types, too
    assert len(found) or name == "nested"
    assert_frame_equal(results.table(folder, name, months=["1999-01"]), tables.TABLES[name]())


def test_types_of_columns_are_told_and_hold_of_what_is_empty(done):
    folder, *_ = done
    for name in shards.COLUMNS:
        full, empty = results.table(folder, name), results.table(folder, name, months=["1999-01"])
        assert len(empty) == 0
        assert_frame_equal(full.head(0), empty.head(0))
    statements = results.table(folder, "statements").dtypes
    assert (statements["number"], statements["inherited"], statements["confidence"]) == ("int64", "bool", "float64")


def test_documents_come_back_whole(done):
    folder, rows, _ = done
    docs = corpora.direct(rows[:-1])
    assert list(results.documents(folder)) == docs
    assert list(results.documents(folder, ["s1-0004", "nobody", "bad"])) == [docs[4]]


def test_a_bad_article_is_a_row_with_one_sentence(done):
    folder, rows, outcome = done
    assert outcome.read == len(rows)
    assert list(outcome.failed) == ["bad"]
    assert "ValueError" in outcome.failed["bad"] and "this was too much" in outcome.failed["bad"]
    assert results.table(folder, "errors").to_dict("records") == [{"article": "bad", "error": outcome.failed["bad"]}]
    assert results.table(folder, "errors", articles=["bad"])["article"].to_list() == ["bad"]


def test_what_is_asked_for_is_read(done):
    folder, rows, _ = done
    whole = results.table(folder, "statements")
    march = results.table(folder, "statements", columns=["key", "published"], months=["2021-03", ""])
    assert list(march.columns) == ["key", "published"]
    assert set(march["published"].str[:7]) == {"2021-03", ""}
    assert len(march) == whole["published"].str[:7].isin(["2021-03", ""]).sum()
    some = results.table(folder, "stances", articles=["s1-0003", "s1-0007"])
    assert len(some) == len(tables.stances(*corpora.direct([rows[3], rows[7]])))
    assert results.table(folder, "stances", articles=[]).empty
    assert results.months(folder) == sorted({one["published"][:7] for one in rows[:-1]})
    with pytest.raises(RunError, match="no column tone; it has article"):
        results.table(folder, "stances", columns=["tone"])
    with pytest.raises(RunError, match="no table 'tones'"):
        results.table(folder, "tones")
    with pytest.raises(RunError, match="'March' is no month"):
        results.table(folder, "stances", months=["March"])
    with pytest.raises(RunError, match="no run 7 over"):
        results.table(folder, "stances", run="7")


def test_tables_lie_by_year_and_month(done):
    _, _, outcome = done
    places = {
        path.parent.relative_to(outcome.run.folder / "tables").parts[1:]
        for path in outcome.run.folder.glob("tables/*/statements/**/*.parquet")
    }
    assert ("statements", "year=2021", "month=3") in places
    manifest = json.loads((outcome.run.folder / "manifest.json").read_text("utf-8"))
    assert manifest["models"] == corpora.known().models.digest
    assert manifest["knowledge"] == corpora.known().digest


def test_one_process_and_two_give_the_same_bytes(done, tmp_path):
    _, rows, outcome = done
    alone = run(corpora.written(tmp_path / "c", rows), 1)
    assert parts(alone) == parts(outcome)


def test_nothing_is_read_twice_and_only_what_is_new(tmp_path):
    rows = corpora.articles(9)
    first = run(corpora.written(tmp_path / "c", rows))
    before = parts(first)
    assert run(tmp_path / "c").read == 0
    more = corpora.articles(5, seed=2)
    again = run(corpora.written(tmp_path / "c", [*more, *rows]))
    assert again.read == 5
    assert again.run.folder == first.run.folder
    assert {name: parts(again)[name] for name in before} == before
    assert set(results.table(tmp_path / "c", "articles")["article"]) == {one["id"] for one in [*rows, *more]}


def test_many_additions_are_made_one(tmp_path, monkeypatch):
    monkeypatch.setattr(shards, "_SEVERAL", 2)
    rows = []
    for n in range(4):
        rows += corpora.articles(1, seed=n)
        outcome = run(corpora.written(tmp_path / "c", rows))
    there = sorted(path.name for path in (outcome.run.folder / "tables").iterdir())
    assert there == ["00000-00002", "00003-00003"]
    assert len(results.table(tmp_path / "c", "articles")) == 4


def test_another_knowledge_makes_another_run(tmp_path):
    folder = corpora.written(tmp_path / "c", corpora.articles(3))
    first = run(folder)
    known = corpora.known()
    known = replace(known, codebook=replace(known.codebook, topics=known.codebook.topics[:3]))
    other = runs.annotate(folder, known, 1, bar=False, annotate=corpora.read)
    assert other.read == 3
    assert other.run.folder != first.run.folder
    assert results.run_of(folder).folder == other.run.folder  # that begun last
    assert results.run_of(folder, first.run.folder.name).folder == first.run.folder


@pytest.mark.parametrize(
    "told",
    [
        {"published": "soon"},
        {"text": " "},
        {"text": None},
        {
            "text": "Der Minister sagte am Montag, dass die Verhandlungen über den Hafen in der nächsten Woche fortgesetzt werden, und dass er sich darauf freut."
        },
    ],
)
def test_articles_that_are_none(tmp_path, told):
    bad = corpora.row("bad", "The ship sails.") | told
    outcome = run(corpora.written(tmp_path / "c", [bad, *corpora.articles(2)]))
    assert list(outcome.failed) == ["bad"]
    assert ":" not in outcome.failed["bad"] and outcome.failed["bad"].endswith(".")
    assert len(results.table(tmp_path / "c", "articles")) == 2


def test_an_article_on_which_processes_die_is_left_out(tmp_path):
    rows = corpora.articles(6)
    rows.insert(2, corpora.row("deadly", "DEADLY is the harbour."))
    outcome = run(corpora.written(tmp_path / "c", rows), 2)
    assert outcome.failed == {"deadly": "the process that read it ended by signal 9, twice."}
    assert len(results.table(tmp_path / "c", "articles")) == 6


def test_a_full_disk_is_told_in_one_sentence_and_the_run_goes_on(tmp_path, monkeypatch):
    folder = corpora.written(tmp_path / "c", corpora.articles(30))
    settle, calls = saving.settle, []

    def full(path):
        calls.append(path)
        if len(calls) > 8:
            raise OSError(errno.ENOSPC, "No space left on device")
        settle(path)

    monkeypatch.setattr(saving, "settle", full)
    with pytest.raises(RunError, match="No space left on device after 6 of 30 articles"):
        run(folder)
    at = next((folder / "runs").glob("*/parts"))
    assert not list(folder.rglob(".*.part"))
    monkeypatch.undo()
    kept = len(list(at.iterdir()))
    assert kept == 3
    assert len(results.table(folder, "articles")) == 2 * kept  # of a run that was cut off, what is done
    assert run(folder).read == 30 - 2 * kept
    assert len(results.table(folder, "articles")) == 30


def test_a_disk_that_is_full_when_all_is_read(tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    folder = corpora.written(tmp_path / "c", corpora.articles(3))
    monkeypatch.setattr(shards, "_write", full)
    with pytest.raises(RunError, match="No space left on device after 3 of 3 articles; what was read is kept"):
        run(folder)
    monkeypatch.undo()
    assert len(results.table(folder, "articles")) == 3
    assert run(folder).read == 0
    assert list(folder.glob("runs/*/tables/*"))


def test_a_folder_without_articles(tmp_path):
    with pytest.raises(RunError, match="there is no such file; make it with demarche corpus"):
        run(tmp_path)
    pq.write_table(pa.table({"id": ["a"]}), tmp_path / ARTICLES)
    with pytest.raises(RunError, match="it has no column text"):
        run(tmp_path)
    (tmp_path / ARTICLES).write_bytes(b"PAR1 no")
    with pytest.raises(RunError, match=r"articles\.parquet: "):
        run(tmp_path)
    with pytest.raises(RunError, match="there is none yet"):
        results.table(tmp_path, "articles")
    empty = corpora.written(tmp_path / "none", corpora.articles(1))
    pq.write_table(pq.read_table(empty / ARTICLES).slice(0, 0), empty / ARTICLES)
    assert run(empty).read == 0
    assert results.table(empty, "statements").empty


def test_an_article_that_has_gone_is_told(tmp_path, monkeypatch):
    rows = corpora.articles(4)
    folder = corpora.written(tmp_path / "c", rows)
    shards.planned(folder, corpora.known().made_by, [one["id"] for one in rows])
    done = run(corpora.written(folder, rows[1:]))
    assert runs.failures(done.run) == {rows[0]["id"]: "it is no longer in articles.parquet."} and not done.failed
    assert rows[0]["id"] not in results.table(folder, "errors")["article"].tolist()


def test_two_runs_do_not_meet(tmp_path):
    folder = corpora.written(tmp_path / "c", corpora.articles(1))
    with runs._alone(folder), pytest.raises(RunError, match="another run is reading"):
        run(folder)


def test_a_program_without_a_guard_is_told_so(tmp_path):
    folder = corpora.written(tmp_path / "c", corpora.articles(1))
    program = tmp_path / "mine.py"
    program.write_text(f"from analysis import runs\nruns.annotate({str(folder)!r}, processes=1, bar=False)\n")
    done = subprocess.run([sys.executable, program], capture_output=True, text=True, env=environment(), cwd=ROOT)
    assert "RunError: The processes that are to read end" in done.stderr
    assert '`if __name__ == "__main__":`' in done.stderr


def test_a_worker_with_another_demarche_is_refused():
    sent = replace(runs.packed(corpora.known()), made_by=MadeBy("0", "0", "0"))
    with pytest.raises(RunError, match="another version"):
        runs.unpacked(sent)


def test_manifest_that_is_none(tmp_path):
    (tmp_path / "runs" / "a").mkdir(parents=True)
    (tmp_path / "runs" / "a" / "manifest.json").write_text("{")
    with pytest.raises(RunError, match="no manifest of a run"):
        results.table(tmp_path, "articles")


def environment():
    return os.environ | {"PYTHONPATH": str(ROOT)}


def killed(folder, noted, moment, processes=2):
    """Whether a run of its own process was killed that long after it began to read, and had not ended."""
    before = noted.stat().st_size if noted.exists() else 0
    call = [sys.executable, "-m", "tests.corpora", str(folder), str(processes)]
    begun = subprocess.Popen(call, cwd=ROOT, env=environment(), stderr=subprocess.DEVNULL)
    while moment > 0 and begun.poll() is None and (noted.stat().st_size if noted.exists() else 0) == before:
        time.sleep(0.01)
    time.sleep(abs(moment))
    was_there = begun.poll() is None
    begun.kill()
    begun.wait()
    return was_there


def is_running(folder):
    """Whether a process that was given the folder's name, or was started by such a one, goes on."""
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"DEMARCHE_TEST={folder}".encode() in path.read_bytes():
                return True
        except OSError:
            continue
    return False


@pytest.mark.parametrize(("articles", "times"), [(6, 2), pytest.param(300, 20, marks=pytest.mark.trial)])
def test_killed_at_any_moment_it_goes_on_and_the_result_is_equal(tmp_path, monkeypatch, articles, times):
    rows = corpora.articles(articles, words="SLOW SLOW SLOW SLOW")
    whole = run(corpora.written(tmp_path / "whole", rows), 2)
    folder = corpora.written(tmp_path / "cut", rows)
    monkeypatch.setenv("DEMARCHE_TEST", str(folder))
    monkeypatch.setenv("DEMARCHE_NOTED", str(tmp_path / "noted"))
    rng = random.Random(4)
    at = shards.home(folder, corpora.known().made_by)
    cut = 0
    for _ in range(times):
        before = parts(at) if (at / "parts").is_dir() else {}
        cut += killed(folder, tmp_path / "noted", rng.uniform(-0.2, 1))  # some of them before it reads
        for _ in range(100):
            if not is_running(folder):
                break
            time.sleep(0.05)
        assert not is_running(folder)
        after = parts(at) if (at / "parts").is_dir() else {}
        assert before.items() <= after.items()  # what is done stays
    outcome = run(folder, 2)
    again = len((tmp_path / "noted").read_text().splitlines()) - articles
    largest = max(map(len, outcome.run.shards))
    print(f"{articles} articles, {cut} of {times} times killed, {again} articles read again, in shards of {largest}")
    assert again <= times * 2 * largest  # one shard for each worker
    assert parts(outcome) == parts(whole)
    assert not list(folder.rglob(".*.part"))
    for name in shards.COLUMNS:
        assert_frame_equal(results.table(folder, name), results.table(tmp_path / "whole", name))


def test_stopped_by_ctrl_c_it_ends_at_once_and_goes_on(tmp_path, monkeypatch):
    rows = corpora.articles(200, words="SLOW")
    folder = corpora.written(tmp_path / "c", rows)
    monkeypatch.setenv("DEMARCHE_TEST", str(folder))
    call = [sys.executable, "-m", "tests.corpora", str(folder), "2"]
    begun = subprocess.Popen(call, cwd=ROOT, env=environment(), stderr=subprocess.DEVNULL, start_new_session=True)
    at = shards.home(folder, corpora.known().made_by) / "parts"
    while begun.poll() is None and not (at.is_dir() and any(at.glob("*.parquet"))):
        time.sleep(0.05)
    os.killpg(begun.pid, signal.SIGINT)
    begun.wait(10)
    until = time.monotonic() + 10  # what minds the semaphores ends a moment after
    while is_running(folder) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_running(folder)
    left = len(rows) - sum(pq.read_metadata(path).num_rows for path in at.glob("*.parquet"))
    assert 0 < left < len(rows)
    assert run(folder).read == left


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="only Linux tells which processes were started")
def test_stopped_by_ctrl_c_while_processes_start_nothing_but_a_sentence_is_said(tmp_path):
    folder = corpora.written(tmp_path / "c", corpora.articles(200))
    call = [sys.executable, "-m", "analysis", "annotate", str(folder), "--processes", "2"]
    begun = subprocess.Popen(call, cwd=ROOT, env=environment(), stderr=subprocess.PIPE, start_new_session=True)
    children = Path(f"/proc/{begun.pid}/task/{begun.pid}/children")
    while begun.poll() is None and len(children.read_text().split()) < 3:  # of which one minds what others share
        time.sleep(0.01)
    os.killpg(begun.pid, signal.SIGINT)
    said = begun.communicate(timeout=20)[1].decode()
    assert begun.returncode == 130
    assert said == (
        "demarche: what was read is kept: the same command goes on from there.\n"
        "demarche: stopped; no half-written file is left.\n"
    )


def test_what_a_run_came_to_is_told_in_a_sentence(tmp_path):
    story = " ".join(f"Berth {n} of the harbour is kept for ship {n * 3}." for n in range(40))
    rows = [corpora.row(f"a{n}", f"{story}\n\nOda Brandt said that trade would find support. {n}") for n in range(3)]
    folder = corpora.written(tmp_path / "c", [*rows, corpora.row("b", "POISON in the harbour, and ships that wait.")])
    told = "3 of 4 articles are read, 3 of them now: 3 statements; 2 are copies of others and count once."
    assert runs.summary(folder, run(folder)) == told


def test_a_file_is_no_folder_of_articles(tmp_path):
    (tmp_path / "a.csv").write_text("a")
    with pytest.raises(RunError, match="name the folder that demarche corpus wrote"):
        run(tmp_path / "a.csv")


def test_the_real_reader_in_a_process_gives_what_it_gives_here(tmp_path):
    text = "Velland's foreign minister, Ilka Torvald, said on Monday that sanctions against Tellan would be lifted."
    told = corpora.row("one", text, published="2021-03-01", outlet="The Strait")
    folder = corpora.written(tmp_path / "c", [told])
    runs.annotate(folder, corpora.known(), 1, bar=False)
    (doc,) = results.documents(folder)
    assert doc == runs.annotated(runs._document(told, corpora.known()), corpora.known())
    assert records.document(records.record(doc)) == doc


def test_on_a_cluster_of_two_workers(tmp_path):
    distributed = pytest.importorskip("distributed", reason="install demarche[cluster] to try this")
    rows = corpora.articles(40, words="SLOW")
    whole = run(corpora.written(tmp_path / "whole", rows), 2)
    folder = corpora.written(tmp_path / "c", rows)
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        outcome = runs.annotate(folder, corpora.known(), client=client, bar=False, annotate=corpora.read)
    assert outcome.read == 40
    assert parts(outcome) == parts(whole)


def test_workers_of_a_cluster_that_die_are_survived(tmp_path):
    distributed = pytest.importorskip("distributed", reason="install demarche[cluster] to try this")
    rows = corpora.articles(12)
    rows.insert(3, corpora.row("deadly", "DEADLY is the harbour."))
    folder = corpora.written(tmp_path / "c", rows)
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        outcome = runs.annotate(folder, corpora.known(), client=client, bar=False, annotate=corpora.read)
    assert list(outcome.failed) == ["deadly"]
    assert len(results.table(folder, "articles")) == 12


@pytest.mark.trial
@pytest.mark.parametrize("articles", [int(os.environ.get("DEMARCHE_ARTICLES", "1000"))])
def test_memory_of_a_worker_and_time_of_an_article_stay(tmp_path, monkeypatch, articles):
    """Of the real reader: in the last fifth of the articles as in the second, within a tenth."""
    whose, texts = corpora.real_texts()
    folder = corpora.written(tmp_path / "c", corpora.lifelike(articles, texts))
    monkeypatch.setenv("DEMARCHE_WEIGHED", str(tmp_path))
    start = time.monotonic()
    outcome = run(folder, 1, annotate=corpora.weighed)
    whole = time.monotonic() - start
    (file,) = tmp_path.glob("*.txt")
    size, spent, words = zip(*(map(float, line.split()) for line in file.read_text().splitlines()), strict=True)
    fifth = articles // 5
    early, late = statistics.median(size[fifth : 2 * fifth]), statistics.median(size[-fifth:])
    slow = (spent[2 * fifth] - spent[fifth]) / sum(words[fifth + 1 : 2 * fifth + 1]) * 1000
    slower = (spent[-1] - spent[-fifth]) / sum(words[1 - fifth :]) * 1000
    print(f"{articles} articles of {whose} in {whole:.0f} s; {early / 1e6:.0f} then {late / 1e6:.0f} MB;", end=" ")
    print(
        f"{slow:.3f} then {slower:.3f} CPU-s for 1,000 words, {sum(words) / articles:.0f} an article; {len(results.table(folder, 'statements'))} statements"
    )
    assert not outcome.failed
    assert late < 1.1 * early
    assert slower < 1.1 * slow


@pytest.fixture
def idle():
    if os.getloadavg()[0] > 0.5 or runs._processors() < 2:
        pytest.skip("needs two processors that are idle")


@pytest.mark.trial
def test_two_processes_read_nearly_twice_as_much(idle, tmp_path):
    rows = corpora.lifelike(200, corpora.real_texts()[1])
    one, two = (seconds_of(corpora.written(tmp_path / str(n), rows), processes=n) for n in (1, 2))
    print(f"{one:.1f} s by one process, {two:.1f} s by two")
    assert one > 1.8 * two


@pytest.mark.trial
def test_two_workers_of_a_cluster_are_hardly_slower_than_two_processes(idle, tmp_path):
    distributed = pytest.importorskip("distributed", reason="install demarche[cluster] to try this")
    rows = corpora.lifelike(200, corpora.real_texts()[1])
    processes = seconds_of(corpora.written(tmp_path / "processes", rows), processes=2)
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        workers = seconds_of(corpora.written(tmp_path / "workers", rows), client=client)
    print(f"{processes:.1f} s by two processes, {workers:.1f} s by two workers")
    assert workers < 1.1 * processes


def seconds_of(folder, **told):
    """How long reading the articles of a folder takes with the real reader; the program does nothing else."""
    start = time.monotonic()
    runs.annotate(folder, corpora.known(), bar=False, **told)
    return time.monotonic() - start


def test_frames_are_pandas(done):
    assert isinstance(results.table(done[0], "speakers"), pd.DataFrame)
