"""A corpus given away: every figure follows from its tables, no words of an article go along, the same bytes again."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from pandas.testing import assert_frame_equal

from analysis import cubes, decisions, figures, networks, replicating, results, runs, trends
from analysis.decisions import Decision
from analysis.imported import REPORT
from analysis.model import Issue, IssueCode, Resolution, Speaker, Stance
from analysis.saving import SavingError
from analysis.shards import RunError
from tests import corpora

UNNAMED = "a retired harbour pilot from the northern villages"
TARGET = "the quiet closing of all eastern berths to foreign ships"
COMPANY = "Society of Friends and Pilots of the Northern Strait"


def wordy(doc, known):
    """A document whose people, targets and issues are called by many words of the text."""
    if "POISON" in doc.text:
        raise ValueError(f"cannot read {doc.text}")
    doc = corpora.coded(replace(doc, made_by=known.made_by))
    if UNNAMED not in doc.text:
        return doc
    people = (
        Speaker(
            "a-retired-harbour-pilot-from-the-norther-abcd",
            UNNAMED,
            "unnamed",
            "pilot of the strait and keeper of the light",
            None,
            "",
            (),
        ),
        Speaker("society-of-friends", COMPANY, "organisation", "", COMPANY, "", ()),
    )
    issues = (Issue("the-quiet-closing-of-all-eastern-berths-wxyz", TARGET, "issue", "trade", None),)
    found = {"resolutions": [], "stances": [], "issue_codes": []}
    for one in doc.statements:
        found["resolutions"].append(Resolution(one.key, tuple(p.key for p in people), "own words", 0.4))
        found["stances"].append(Stance(one.key, TARGET, "oppose", None, (), 0.6, "reader", one.content[0]))
        found["issue_codes"].append(IssueCode(one.key, issues[0].key, "oppose", None, False, (), None, one.content[0]))
    return replace(doc, speakers=people, issues=issues, **{name: tuple(some) for name, some in found.items()})


def words_of(number):
    return f"It was {TARGET}, said {UNNAMED}, {COMPANY} and the pilot of the strait and keeper of the light in series {number}."


def rows_of(count=300):
    rows = corpora.articles(count)
    for number, row in enumerate(rows):  # or all would be copies of each other
        row["text"] += "\n\n" + " ".join(f"Berth {number * 31 + n} lay idle." for n in range(30))
    for number in range(0, count, 12):
        rows[number]["text"] += (
            f"\n\n{words_of(number)}\n\nIlka Torvald said that trade number 12 would find oppose in the end of it all."
        )
    copy = dict(rows[12], id="s1-copy", published="2021-06-01", outlet="The Strait")
    poison = corpora.row("bad", "POISON stood in the last bottle of the harbour master.", published="2021-02-03")
    return [*rows, copy, poison]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder of articles that were read and partly reviewed, with the report of their import."""
    rows = rows_of()
    at = corpora.written(tmp_path_factory.mktemp("given") / "c", rows)
    doubt = f"After the last article: “{rows[0]['text'][:80]}”."
    files = [
        {
            "file": "/home/ilka/one.docx",
            "format": "Nexis DOCX",
            "announced": 92,
            "found": 92,
            "doubts": [doubt, words_of(0)],
        }
    ]
    (at / REPORT).write_text(json.dumps({"files": files}))
    runs.annotate(at, corpora.known(), 1, bar=False, annotate=wordy)
    docs = [doc for doc in results.documents(at) if UNNAMED in doc.text][:4]
    for coder, position in (("Ana", "support"), ("Ben", "oppose")):
        with decisions.Log(at, coder) as log:
            log.add(
                *(
                    Decision(
                        coder, doc.digest, doc.id, one.key, "accept",
                        {"verdict": "accept", "position": position, "target": TARGET, "speakers": [UNNAMED], "note": words_of(0)},
                        blind=True, words=words_of(0), quotes={"target_span": [TARGET]},
                        draw={"sample": "first", "stratum": "statements", "pi": 0.25, "seed": 7},
                    )
                    for doc in docs
                    for one in doc.statements
                )
            )  # fmt: skip
    return at


@pytest.fixture(scope="module")
def given(folder, tmp_path_factory):
    return replicating.write(folder, tmp_path_factory.mktemp("journal") / "out", corpora.known())


@pytest.fixture
def copy(given, tmp_path):
    return shutil.copytree(given, tmp_path / "copy")


def tree(at):
    return {path.relative_to(at).as_posix(): path.read_bytes() for path in sorted(at.rglob("*")) if path.is_file()}


def read(given, name):
    return list(csv.DictReader(io.StringIO((given / name).read_text("utf-8"), newline="")))


def replicate(at):
    done = subprocess.run(
        [sys.executable, at / "replicate.py"], capture_output=True, text=True, cwd="/", env={"PATH": os.environ["PATH"]}
    )
    return done.returncode, done.stdout, done.stderr


# ---- figures


def test_figures_are_those_of_the_program(folder, given):
    cells = cubes.cells(folder)
    made = figures.made(figures.tables_in(given))
    short = replicating.short
    wanted = cells.counted(["outlet", "actor", "speaker"])
    assert wanted["statements"].sum() == made["speakers_by_outlet"]["statements"].sum() > 100
    wanted["speaker"] = wanted["speaker"].replace({UNNAMED: short(UNNAMED)})
    order = ["outlet", "actor", "speaker"]
    assert_frame_equal(made["speakers_by_outlet"], wanted.sort_values(order, ignore_index=True), check_dtype=False)
    for what in ("topic", "issue"):
        sides = trends.trends(cells, "actor", what).rename(columns={"period": "month"})
        sides[what] = sides[what].astype("str").map(short)
        assert sides["mean_low"].notna().any()
        sides = sides.sort_values(["month", "actor", what], ignore_index=True)
        assert_frame_equal(made[f"sides_by_{what}"], sides, check_dtype=False, rtol=1e-9)
    for by in ("topic", "actor"):
        rises = trends.rises(cells, by)
        assert_frame_equal(made[f"rises_of_{by}s"].drop(columns="split"), rises, check_dtype=False, rtol=1e-9)
        assert len(rises) and set(made[f"rises_of_{by}s"]["split"]) == {trends.middle(cells)}


@pytest.mark.parametrize("by", ["issue", "topic"])
def test_networks_are_those_of_the_program(folder, given, by):
    made = figures.made(figures.tables_in(given))
    frame = networks.corpus_statements(folder, by=f"{by}s")
    frame[by] = frame[by].map(replicating.short)
    for aggregation in ("ignore", "subtract"):
        net = networks.network(frame, columns=by, aggregation=aggregation).frame()
        for row in made[f"network_actors_by_{by}"].to_dict("records"):
            assert row[aggregation] == net.loc[row["actor"], row[by]]
        assert made[f"network_actors_by_{by}"][aggregation].sum() == net.to_numpy().sum()
    told = made[f"network_agreement_on_{by}s"]
    for name, how in {
        "congruence": {"aggregation": "congruence"},
        "conflict": {"aggregation": "conflict"},
        "subtract": {"aggregation": "subtract"},
        "subtract_average": {"aggregation": "subtract", "norm": "average"},
    }.items():
        net = networks.network(frame, columns=by, mode="one-mode", **how).frame()
        assert [net.loc[row["actor"], row["other"]] for row in told.to_dict("records")] == pytest.approx(
            told[name].to_list()
        )
        assert told[name].sum() * 2 == pytest.approx(net.to_numpy().sum())
    assert len(told) and (by == "issue" or COMPANY in {*told["actor"], *told["other"]})


def test_every_figure_follows_from_the_tables_without_demarche(given):
    before = tree(given)
    code, out, _ = replicate(given)
    assert code == 0 and "its 9 figures" in out and "follow from its tables, to 1e-09" in out
    assert tree(given) == before
    assert replicating.first_fault(given) == ""


def test_one_value_that_was_changed_is_told(copy, tmp_path):
    file = copy / "figures" / "network_agreement_on_topics.csv"
    lines = file.read_text().splitlines(keepends=True)
    value = lines[1].split(",")[2]
    file.write_text("".join([lines[0], lines[1].replace(value, str(float(value) + 1), 1), *lines[2:]]))
    code, out, told = replicate(copy)
    assert (code, out) == (1, "")
    assert re.fullmatch(
        r".*network_agreement_on_topics\.csv, line 2 \(.*\): congruence is .*, and by the tables .*\.\n", told
    )
    file.write_text("".join(lines).replace(value, f"{float(value) + 1e-12!r}", 1))
    assert "its SHA-256 is another" in replicate(copy)[2]  # the same number, but not the file


def test_one_value_of_a_table_that_was_changed_is_told(copy):
    file = copy / "tables" / "cells.csv"
    text = file.read_text()
    file.write_text(text.replace(",Anna Marren,", ",Ilka Torvald,", 1))
    code, _, told = replicate(copy)
    assert code == 1 and "speakers_by_outlet.csv" in told and told.count("\n") == 1
    file.write_text(text)
    (copy / "codebook" / "diplomacy.toml").unlink()
    assert "diplomacy.toml: it is missing." in replicate(copy)[2]
    shutil.rmtree(copy / "tables")
    assert "articles.csv: this table cannot be read" in replicate(copy)[2]


def test_what_makes_the_figures_needs_no_more_than_numpy_and_pandas(given):
    code = "".join(path.read_text() for path in (given / "code" / "analysis").glob("*.py"))
    there = set(re.findall(r"^\s*(?:from|import) ([a-z_]+)", code, re.M)) - set(sys.stdlib_module_names)
    assert there == {"analysis", "numpy", "pandas"}
    assert set(re.findall(r"^from analysis(?:\.| import )([a-z_]+)", code, re.M)) <= {*replicating.CODE}


# ---- what goes along


def five(text):
    words = [word.lower() for word in re.findall(r"[^\W_]+", text)]
    return set(zip(*(words[n:] for n in range(5)), strict=False))


def kept_runs(given, texts, titles=()):
    """The runs of five words of some texts that stand in a file of the folder, but in titles and names."""
    whole = set().union(*map(five, texts)) - set().union(*map(five, [COMPANY, *titles]))
    found = set()
    for path in given.rglob("*"):
        if path.suffix == ".csv":
            cells = [cell for row in csv.reader(io.StringIO(path.read_text("utf-8"), newline="")) for cell in row]
            found |= whole & set().union(set(), *map(five, set(cells)))
        elif path.is_file() and path.name not in ("diplomacy.toml", "coding_guide.md"):  # as their authors left them
            found |= whole & five(path.read_text("utf-8"))
    return found


def test_no_five_words_of_an_article_go_along(folder, given):
    texts = [row["text"] for row in rows_of()]
    assert kept_runs(given, texts, [row["title"] for row in rows_of()]) == set()
    assert replicating.short(TARGET) in {row["issue"] for row in read(given, "tables/cells.csv")}
    assert COMPANY in {row["name"] for row in read(given, "tables/speakers.csv")}
    assert (
        read(given, "tables/errors.csv")[0]["error"].endswith("…")
        or "…" in read(given, "tables/errors.csv")[0]["error"]
    )
    assert "/home" not in (given / "import.csv").read_text() and "“…”" in (given / "import.csv").read_text()
    assert {row["field"] for row in read(given, "decisions.csv")} == {"verdict", "position", "target", "speakers"}
    columns = set(read(given, "tables/statements.csv")[0])
    assert not columns & replicating.LEFT_OUT and {"key", "position", "target", "start", "end"} <= columns


def test_no_five_words_of_what_the_real_reader_finds(tmp_path):
    rows = corpora.lifelike(6, corpora.real_texts()[1])
    at = corpora.written(tmp_path / "c", rows)
    runs.annotate(at, corpora.known(), 1, bar=False)
    given = replicating.write(at, tmp_path / "out", corpora.known())
    names = [row["name"] for row in read(given, "tables/speakers.csv") if row["kind"] != "unnamed"]
    assert kept_runs(given, [row["text"] for row in rows], names) == set()
    assert any("…" in row["target"] for row in read(given, "tables/stances.csv"))


def test_quotes_keep_the_words_of_statements_and_no_others(folder, given, tmp_path):
    quoted = replicating.write(folder, tmp_path / "quoted", corpora.known(), quotes=True)
    rows = read(quoted, "tables/statements.csv")
    wanted = results.table(folder, "statements")
    assert sorted(row["content"] for row in rows) == sorted(wanted["content"])
    assert "sentence" not in rows[0] and TARGET in {row["target"] for row in rows}
    assert kept_runs(quoted, ["Ships wait in the harbour for day 3 of series 1."]) == set()
    assert replicate(quoted)[0] == 0


def test_keys_still_join(folder, given):
    for table, column, other, key in (
        ("statement_speakers", "speaker", "speakers", "key"),
        ("statement_issues", "issue", "issues", "key"),
    ):
        there = {(row["article"], row[key]) for row in read(given, f"tables/{other}.csv")}
        assert {(row["article"], row[column]) for row in read(given, f"tables/{table}.csv") if row[column]} <= there


def test_the_appendix_tells_how_it_was_made(folder, given):
    text, page = (given / "methods.md").read_text(), (given / "methods.html").read_text()
    for words in (
        "Nexis DOCX",
        "Ana",
        "position",
        "81.2",
        "kappa",
        "seed 1",
        "duplicates",
        "s1" if False else "Methods",
    ):
        assert words in text and words in page
    assert "1 article could not be read" in text and "in 1 cluster" in text
    assert "<table>" in page and "<script" not in page
    versions = json.loads((given / "versions.json").read_text())
    assert versions["models"] == corpora.known().models.digest and versions["packages"]["pandas"]
    told = {(row["file"], row["column"]) for row in read(given, "dictionary.csv")}
    for path in (given / "tables").glob("*.csv"):
        assert {(f"tables/{path.name}", column) for column in next(csv.reader(path.open()))} <= told


# ---- the folder


def test_the_same_corpus_gives_the_same_bytes_over_what_is_its_own(folder, given, copy):
    before = tree(given)
    assert tree(replicating.write(folder, copy, corpora.known())) == before
    assert [path.name for path in copy.parent.iterdir()] == ["copy"]


def test_what_is_not_its_own_is_not_overwritten(folder, copy, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "paper.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    for name, words in (("mine", "demarche replicate did not write"), ("file", "it is no folder")):
        with pytest.raises(SavingError, match=words):
            replicating.write(folder, tmp_path / name, corpora.known())
    (copy / "methods.md").write_text("better words")
    with pytest.raises(SavingError, match=r"methods\.md: it was changed since it was written; name another folder\.$"):
        replicating.write(folder, copy, corpora.known())
    shutil.copy(tmp_path / "file", copy / "more.txt")
    with pytest.raises(SavingError, match=r"more\.txt: demarche replicate did not write it"):
        replicating.write(folder, copy, corpora.known())
    (tmp_path / "empty").mkdir()
    assert replicating.write(folder, tmp_path / "empty", corpora.known()).is_dir()


def test_cut_off_it_leaves_nothing(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(replicating.appendix, "html", lambda text: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        replicating.write(folder, tmp_path / "out", corpora.known())
    assert list(tmp_path.iterdir()) == []


def test_another_codebook_is_refused(folder, tmp_path):
    known = corpora.known()
    other = replace(known, codebook=replace(known.codebook, topics=known.codebook.topics[:3]))
    with pytest.raises(
        RunError, match="was made with another codebook or other lexicons than these; name them with --codebook"
    ):
        replicating.write(folder, tmp_path / "out", other)


def test_words_that_a_spreadsheet_would_reckon_come_back(tmp_path):
    import pandas as pd

    words = ["=1+1", "'=1", "''x", "'x", " \t-2", "+", "a,b", '"', "a\nb", "", "\tx", "＝1", "plain"]
    frame = pd.DataFrame({"words": words, "n": [-0.5] * len(words)})
    (tmp_path / "a.csv").write_text(figures.csv(frame), encoding="utf-8", newline="")
    assert figures.table(tmp_path / "a.csv")["words"].to_list() == words
    assert not any(
        cell[:1] in "=+-\t"
        for cell in pd.read_csv(tmp_path / "a.csv", dtype=str, keep_default_na=False)["words"]
        if cell
    )


# ---- the command line


def demarche(*words):
    done = subprocess.run(
        [sys.executable, "-m", "analysis", *map(str, words)],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[1],
    )
    return done.returncode, done.stdout, done.stderr


def test_the_command_writes_and_checks(folder, copy, tmp_path):
    out = tmp_path / "journal"
    assert demarche("replicate", folder, "-o", out) == (0, f"{out}\n", "")
    assert demarche("replicate", out, "--check") == (0, f"{out}: every figure follows from its tables.\n", "")
    (copy / "figures" / "rises_of_topics.csv").unlink()
    code, told, why = demarche("replicate", copy, "--check")
    assert (code, told) == (1, "") and "rises_of_topics.csv: this table cannot be read" in why and why.count("\n") == 1
    code, told, why = demarche("replicate", folder)
    assert (code, told) == (2, "") and "Name the folder to write with -o" in why


def test_the_command_exports_a_corpus(folder, tmp_path):
    import pandas as pd

    assert demarche("export", folder, "-o", tmp_path / "a.parquet")[0] == 0
    assert len(pd.read_parquet(tmp_path / "a.parquet")) == len(results.table(folder, "statements"))
    assert demarche("export", folder, "-o", tmp_path / "a.csv", "--table", "issues")[0] == 0
    assert TARGET in (tmp_path / "a.csv").read_text("utf-8-sig")
    assert demarche("export", folder, "-o", tmp_path / "a.graphml")[0] == 0
    code, _, why = demarche("export", folder, "-o", tmp_path / "b.csv", "--table", "tones")
    assert code == 2 and "There is no table 'tones'" in why and why.count("\n") == 1
    shutil.copytree(folder, tmp_path / "c", ignore=shutil.ignore_patterns("runs"))
    code, _, why = demarche("export", tmp_path / "c", "-o", tmp_path / "b.csv")
    assert code == 2 and "read them with demarche annotate" in why and why.count("\n") == 1


@pytest.mark.parametrize("day", ["2021-03-01", ""])
@pytest.mark.parametrize("words", ["Ships wait.", "Ilka Torvald said that trade number 1 would find support."])
def test_a_corpus_with_little_in_it(tmp_path, words, day):
    at = corpora.written(tmp_path / "c", [corpora.row("one", words, published=day)])
    runs.annotate(at, corpora.known(), 1, bar=False, annotate=corpora.read)
    given = replicating.write(at, tmp_path / "out", corpora.known())
    assert replicating.first_fault(given) == ""
    assert all(len((given / "figures" / f"{name}.csv").read_text()) > 10 for name in figures.FIGURES)


@pytest.mark.parametrize("report", [b"{", b"[1]", b'{"files": [{"file": "a"}]}'])
def test_a_damaged_report_of_the_import_is_left_out(tmp_path, report):
    at = corpora.written(tmp_path / "c", corpora.articles(3))
    runs.annotate(at, corpora.known(), 1, bar=False, annotate=corpora.read)
    (at / REPORT).write_bytes(report)
    given = replicating.write(at, tmp_path / "out", corpora.known())
    assert read(given, "import.csv") == []
    assert "Nothing is known of the files" in (given / "methods.md").read_text("utf-8")
