"""The sample corpus is whole, its Word file is made of its source, and the machine has most of what it was told right."""

import csv
import json
import zipfile

import pyarrow.parquet as pq
import pytest

from analysis import cubes, importing, knowledge, results, runs
from analysis.imported import ARTICLES, REPORT
from tests import sample

FILES = sample.ROOT / "data" / "corpus"
GOLD = sample.ROOT / "tests" / "cases" / "corpus_sample.tsv"
DOUBTS = {"what-s-on-in-the-harbour.txt": ["no date"], "the-strait.docx": ["two dates: 1 of 20 articles"]}
COPIES = {
    "Seven states hit Ostmark with sanctions": "Seven League states impose sanctions on Ostmark",
    "First pipes in the ground for gas line": "First pipes laid for Amber line",
    "Tellan joins sanctions on Ostmark": "Tellan backs sanctions on Ostmark in sharp turn",
    "Ostmark to sign fish pact after all": "Ostmark agrees to sign fisheries treaty",
    "Ostmark shuts off gas to Tellan": "Ostmark halts gas to Tellan",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    at = tmp_path_factory.mktemp("sample")
    known = knowledge.load(sample.ROOT / "data" / "invented", threads=1)
    importing.corpus([FILES], at, known)
    runs.annotate(at, known, 1, bar=False)
    return at


@pytest.fixture(scope="module")
def articles(folder):
    return pq.read_table(folder / ARTICLES).to_pylist()


def test_the_word_file_is_made_of_its_source_to_the_byte():
    assert sample.word_file() == sample.TARGET.read_bytes()


def test_an_office_program_opens_the_word_file():
    docx = pytest.importorskip("docx")
    lines = [paragraph.text for paragraph in docx.Document(str(sample.TARGET)).paragraphs]
    assert lines.count("End of Document") == 20
    assert zipfile.ZipFile(sample.TARGET).testzip() is None


def test_sixty_articles_of_three_outlets_over_a_year(articles):
    assert len(articles) == 60
    for outlet in ("Harbour Post", "Northern Wire", "The Strait"):
        own = [row for row in articles if row["outlet"] == outlet]
        assert len(own) == 20
        assert {row["published"][:4] for row in own} <= {"2025", ""}
    assert len({row["published"][:7] for row in articles}) == 13  # of one the date is not told
    for row in articles:
        assert row["language"] == "en" and row["title"]
        assert 120 <= len(row["text"].split()) <= 225, row["title"]
        words = row["text"].removeprefix("# ")
        assert words.startswith(row["title"]) and words.count(row["title"]) == 1


def test_what_files_announce_is_found_and_doubts_are_told(folder):
    files = json.loads((folder / REPORT).read_text(encoding="utf-8"))["files"]
    assert [(f["announced"], f["found"]) for f in files if f["announced"]] == [(20, 20), (20, 20)]
    assert sum(f["found"] for f in files) == 60
    assert {f["file"].rpartition("/")[2]: f["doubts"] for f in files if f["doubts"]} == DOUBTS


def test_copies_are_found_and_nothing_else(folder, articles):
    title = {row["id"]: row["title"] for row in articles}
    found = cubes.clusters(folder)
    assert {title[r.article]: title[r.cluster] for r in found.itertuples() if not r.lead} == COPIES


def told():
    lines = [line for line in GOLD.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_what_is_told_of_the_articles_stands_in_them(articles):
    text = {row["title"]: row["text"] for row in articles}
    assert len(told()) >= 60
    for one in told():
        assert text[one["title"]].count(one["words"]) == 1, one
        assert one["position"] in ("support", "oppose", "conditional", "neutral")
        assert bool(one["target"]) == (one["position"] != "neutral"), one


def test_the_machine_has_most_of_it_right(folder, articles):
    """Floors a little under what was measured when the sample was new: 65, 59, 50 and 39 of 68. Nothing is tuned to it."""
    id_of = {row["title"]: row["id"] for row in articles}
    frame = results.table(folder, "statements")
    found = speakers = positions = whole = 0
    for one in told():
        some = frame[
            (frame["article"] == id_of[one["title"]]) & frame["content"].str.contains(one["words"], regex=False)
        ]
        if some.empty:
            continue
        row = some.iloc[some["content"].str.len().argmin()]
        who = one["speaker"].lower() in f"{row['speakers']} {row['source']}".lower()
        where = row["position"] == one["position"]
        target = (row["target"] or "").lower()
        what = not one["target"] or any(word.lower() in target for word in one["target"].split(","))
        found, speakers, positions, whole = (
            found + 1,
            speakers + who,
            positions + where,
            whole + (who and where and what),
        )
    print(f"of {len(told())}: found {found}, speaker {speakers}, position {positions}, all with the target {whole}")
    assert found >= 62 and speakers >= 56 and positions >= 47 and whole >= 36
