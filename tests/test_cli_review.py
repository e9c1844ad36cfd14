"""What people decided, on the command line: agreement, files for other tools, and what comes back from them."""

from __future__ import annotations

import re
import shutil
import sqlite3

import openpyxl
import pandas as pd
import pytest

from analysis import articles, decisions, exchange, knowledge, results, review
from analysis.annotate import annotate
from analysis.coded import coded_statements
from tests import reviewed, surveyed
from tests.test_cli import demarche  # noqa: F401 (a fixture)

NAMES = ("us-offers-russia-assurance-on-missiles", "velland-and-tellan-divided-by-a-radar")


@pytest.fixture
def corpus(tmp_path):
    """A folder with two articles that Ana and Ben have coded: half of a sample each, and a part twice."""
    for name in NAMES:
        for ending in (".txt", ".toml"):
            shutil.copy(knowledge.data_folder() / "articles" / f"{name}{ending}", tmp_path)
    docs = [annotate(articles.read(file)) for file in files(tmp_path)]
    sample = review.assign(review.draw(docs, 40, seed=3), ["Ana", "Ben"], overlap=0.5)
    review.save_sample(tmp_path, sample)
    for seed, name in enumerate(("Ana", "Ben")):
        reviewed.code(tmp_path, docs, name, sample, seed=seed, known=knowledge.load())
    return tmp_path


def files(folder):
    return sorted(folder.glob("*.txt"))


def test_agreement_is_told_of_people_and_of_the_machine_beside_them(corpus, demarche):  # noqa: F811
    done = demarche("agree", *files(corpus), "-o", corpus / "differences.csv")
    said = done.stdout.decode()
    assert done.returncode == 0 and not done.stderr
    assert said.index("Ana and Ben (people)") < said.index("machine and Ana (machine and person)")
    both = sum(len(one.coders) == 2 for one in review.samples(corpus)[0].items)
    assert f"statement: n {both};" in said and "seed 1" in said
    frame = pd.read_csv(corpus / "differences.csv")
    assert set(frame["coders"]) <= {"Ana and Ben", "machine and Ana", "machine and Ben"} and len(frame)
    assert frame[["left", "right"]].notna().all(axis=None)


@pytest.mark.parametrize(
    ("words", "why"),
    [(["--coders", "Ana,Cleo"], "Cleo decided nothing"), (["--coders", "Dov"], "there are decisions of")],
)
def test_who_decided_nothing_is_told(corpus, demarche, words, why):  # noqa: F811
    done = demarche("agree", *files(corpus), *words)
    assert done.returncode == 2 and not done.stdout
    assert why in done.stderr.decode() and done.stderr.count(b"\n") == 1


@pytest.mark.parametrize("words", [["agree"], ["export", "-o", "a.csv", "--layer", "Ana"]])
def test_articles_that_nobody_reviewed_are_told_so(tmp_path, demarche, words):  # noqa: F811
    shutil.copy(knowledge.data_folder() / "articles" / f"{NAMES[0]}.txt", tmp_path)
    done = demarche(words[0], tmp_path / f"{NAMES[0]}.txt", *words[1:], cwd=tmp_path)
    assert done.returncode == 2 and b"reviewed these articles yet" in done.stderr
    assert not (tmp_path / "a.csv").exists()


@pytest.mark.parametrize("ending", exchange.FORMATS)
def test_a_layer_is_written_for_each_tool(corpus, demarche, ending):  # noqa: F811
    done = demarche("export", *files(corpus), "-o", corpus / f"out{ending}", "--layer", "Ana")
    assert (done.returncode, done.stdout.decode().strip()) == (0, str(corpus / f"out{ending}"))
    assert (corpus / f"out{ending}").stat().st_size > 500


def test_an_ending_that_is_not_known_is_told_before_the_work(corpus, demarche):  # noqa: F811
    done = demarche("export", corpus / "none.txt", "-o", corpus / "out.doc")
    assert done.returncode == 2 and b".xlsx (" in done.stderr and done.stderr.count(b"\n") == 1


def layer_of(folder, coder):
    docs = [annotate(articles.read(file)) for file in files(folder)]
    return review.layer(docs, coder, decisions.kept(folder))


@pytest.mark.parametrize("ending", [".xlsx", ".csv", ".dna", ".qdpx"])
def test_what_nobody_changed_decides_nothing(corpus, demarche, ending):  # noqa: F811
    out = corpus / f"out{ending}"
    demarche("export", *files(corpus), "-o", out, "--layer", "Ana")
    done = demarche("import", out, *files(corpus), "--coder", "Cleo", "--layer", "Ana")
    assert done.returncode == 0 and b"nothing was changed" in done.stdout
    assert "Cleo" not in decisions.coders(decisions.kept(corpus))


def test_a_workbook_that_was_edited_comes_back(corpus, demarche):  # noqa: F811
    out = corpus / "out.xlsx"
    demarche("export", *files(corpus), "-o", out)
    book = openpyxl.load_workbook(out)
    sheet = book["statements"]
    head = {cell.value: cell.column for cell in sheet[1]}
    key = sheet.cell(2, head["key"]).value
    sheet.cell(2, head["position"]).value = "oppose"
    sheet.cell(2, head["target"]).value = "the talks"
    book.save(out)
    done = demarche("import", out, *files(corpus), "--coder", "Cleo")
    assert b"1 change" in done.stdout, done.stderr
    (coded, *_) = layer_of(corpus, "Cleo")
    stance = next(one for one in coded.stances if one.statement == key)
    assert (stance.position, stance.target, coded.reviews[0].coder) == ("oppose", "the talks", "Cleo")
    kept = decisions.kept(corpus)
    done = demarche("import", out, *files(corpus), "--coder", "Cleo")
    assert done.stdout.decode() == "out.xlsx: all that was changed in it was a decision of Cleo before.\n"
    assert decisions.kept(corpus) == kept


def test_what_was_taken_out_in_dna_comes_back_as_rejected(corpus, demarche):  # noqa: F811
    out = corpus / "out.dna"
    demarche("export", *files(corpus), "-o", out, "--layer", "Ana")
    key = layer_of(corpus, "Ana")[0].statements[3].key
    ours = "SELECT StatementId FROM DATALONGTEXT JOIN VARIABLES ON VARIABLES.ID = VariableId"
    with sqlite3.connect(out) as base:
        base.execute("PRAGMA foreign_keys = ON")
        asked = f"{ours} WHERE Variable = 'demarche_id' AND instr(Value, ?)"
        rows = base.execute(asked, (key,)).fetchall()
        base.executemany("DELETE FROM STATEMENTS WHERE ID = ?", rows)
    done = demarche("import", out, *files(corpus), "--coder", "Ana", "--layer", "Ana")
    assert rows and done.returncode == 0, done.stderr
    assert {one.statement for one in layer_of(corpus, "Ana")[0].reviews if one.verdict == "reject"} == {key}


@pytest.mark.parametrize("ending", exchange.READ)
def test_articles_that_cannot_be_read_take_nothing_back_and_say_so(corpus, demarche, ending):  # noqa: F811
    out, there = corpus / f"out{ending}", files(corpus)
    demarche("export", *there, "-o", out)
    done = demarche("import", out, corpus / "none.txt", "--coder", "Cleo")
    assert done.returncode == 2 and not done.stdout
    assert b"none.txt: No such file" in done.stderr and done.stderr.count(b"\n") == 1
    done = demarche("import", out, corpus / "none.txt", *there, "--coder", "Cleo")
    assert (done.returncode, done.stdout.decode()) == (
        1,
        f"out{ending}: nothing was changed in what could be read.\n",
    )


def test_a_table_that_a_layer_does_not_have_is_told(many, demarche):  # noqa: F811
    doc = next(iter(results.documents(many)))
    with decisions.Log(many, "Ana") as log:
        log.add(surveyed.decide(doc, doc.statements[0].key))
    out = many / "out.csv"
    done = demarche("export", many, "-o", out, "--layer", "Ana", "--table", "stances")
    assert done.returncode == 2 and b"--table stances" in done.stderr and done.stderr.count(b"\n") == 1
    assert not out.exists()


# ---- a corpus in place of files


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return surveyed.folder(tmp_path_factory.mktemp("made"), 24)


@pytest.fixture
def many(made, tmp_path):
    """A folder of articles that were read by a run."""
    shutil.copytree(made, tmp_path / "many")
    return tmp_path / "many"


@pytest.fixture
def again(many):
    """The same, read by a later version after Ana had accepted all, which misses some of it; and the keys of these."""
    docs = list(results.documents(many))
    with decisions.Log(many, "Ana") as log:
        log.add(*(surveyed.decide(doc, one.key) for doc in docs for one in coded_statements(doc)))
    surveyed.read_again(many)
    ours, found = (keys_in(results.table(many, "statements", coder=name)) for name in ("Ana", ""))
    missed = ours - found
    assert missed
    return many, missed


def keys_in(frame):
    return set(zip(frame["article"], frame["key"], strict=True))


def test_what_was_accepted_of_an_earlier_run_is_written(again, demarche):  # noqa: F811
    folder, missed = again
    done = demarche("export", folder, "-o", folder / "out.csv", "--layer", "Ana")
    assert done.returncode == 0, done.stderr
    assert missed <= keys_in(pd.read_csv(folder / "out.csv"))


def test_agreement_counts_what_was_accepted_of_an_earlier_run(again, demarche):  # noqa: F811
    folder, missed = again
    done = demarche("agree", folder)
    assert done.returncode == 0, done.stderr
    machine, ana = map(int, re.search(r"characters: (\d+) and (\d+) statements", done.stdout.decode()).groups())
    assert ana - machine == len(missed)


@pytest.mark.parametrize("ending", exchange.READ)
def test_of_a_corpus_nothing_changed_decides_nothing(many, demarche, ending):  # noqa: F811
    out = many / f"out{ending}"
    demarche("export", many, "-o", out)
    done = demarche("import", out, many, "--coder", "Cleo")
    assert (done.returncode, done.stdout.decode()) == (0, f"out{ending}: nothing was changed in it.\n")
    assert not done.stderr


def test_a_table_of_a_corpus_that_was_edited_comes_back(many, demarche):  # noqa: F811
    out = many / "out.csv"
    demarche("export", many, "-o", out)
    rows = pd.read_csv(out, dtype=str, keep_default_na=False)
    rows.loc[3, "position"] = "neutral" if rows.loc[3, "position"] != "neutral" else "oppose"
    rows.to_csv(out, index=False)
    done = demarche("import", out, many, "--coder", "Cleo")
    assert b"1 change is a decision of Cleo now" in done.stdout, done.stderr
    mine = results.table(many, "statements", articles=[rows.loc[3, "article"]], coder="Cleo").set_index("key")
    assert mine.loc[rows.loc[3, "key"], "position"] == rows.loc[3, "position"]
