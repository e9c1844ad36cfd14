"""Files of many articles -> one folder: every kind, damaged ones, twice the same, cut off in the middle."""

import datetime as dt
import gzip
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analysis import archives, articles, formats, importing, knowledge, saving
from analysis.formats import found
from analysis.imported import ARTICLES, REPORT, Found, NotThis
from analysis.importing import CorpusError, corpus, documents
from analysis.saving import SavingError
from analysis.sheets import day_of, days_first, read_sheet
from tests import exported, packed

KINDS = packed.every_kind()
FOUND = {"a": 3, "b": 3, "c": 3, "d": 3, "e": 3, "f": 3, "g": 1, "h": 1, "i": 1, "j": 3, "k": 3, "l": 1, "m": 4, "n": 3}
FORMATS = {
    "a": "CSV",
    "b": "TSV",
    "c": "Excel",
    "d": "JSON",
    "e": "JSON Lines",
    "f": "Parquet",
    "g": "web page",
    "h": "text",
    "i": "Markdown",
    "j": "WARC",
    "k": "WARC",
    "l": "PDF",
    "m": "ZIP",
    "n": "CSV",
}
TABLES = ("a.csv", "b.tsv", "c.xlsx", "d.json", "e.jsonl", "f.parquet")
ENVIRONMENT = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}


@pytest.fixture(scope="module")
def known():
    return knowledge.load()


def written(folder, files):
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def table_of(folder):
    return pq.read_table(folder / ARTICLES).to_pylist()


def report_of(folder):
    return json.loads((folder / REPORT).read_text(encoding="utf-8"))["files"]


def names_in(folder):
    return sorted(p.name for p in folder.iterdir() if p.name != ".import.lock")


# Every kind.


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_is_told_by_its_content(name, known):
    for called in (name, "wrong.docx", ""):
        if name == "i.md" and called != name:
            continue  # that a text is Markdown its name alone tells
        one = found(KINDS[name], called, known)
        assert (one.format, len(one.articles)) == (FORMATS[name[0]], FOUND[name[0]]), called
        assert one.announced in (None, FOUND[name[0]])
        assert "talks with Ostrany would resume within 2 weeks" in " ".join(one.articles[0].text.split())


@pytest.mark.parametrize("name", [*TABLES, "j.warc.gz", "k.warc"])
def test_title_outlet_and_date(name, known):
    for n, raw in enumerate(found(KINDS[name], name, known).articles):
        row = packed.rows(3)[n]
        assert (raw.title, raw.outlet, raw.day.date.isoformat()) == (row["title"], row["outlet"], row["date"])
        assert raw.url == row["url"] and raw.day.how == "field"
        assert raw.text.startswith(row["title"] + "\n\n") and not raw.doubts


@pytest.mark.parametrize("name", ["a.csv", "b.tsv", "e.jsonl", "j.warc.gz", "k.warc"])
def test_the_bytes_of_an_article_are_where_they_are_said_to_be(name, known):
    for n, raw in enumerate(found(KINDS[name], name, known).articles):
        data = KINDS[name][raw.start : raw.end]
        data = gzip.decompress(data) if name.endswith("gz") else data
        assert f"part {n}".encode() in data and data.count(b"part ") < 3


def test_the_folder_holds_all_and_the_report_has_the_form_that_was_agreed(tmp_path, known):
    files = written(tmp_path / "in", KINDS)
    done = corpus([files], tmp_path / "out", known)
    report = report_of(tmp_path / "out")
    assert {tuple(row) for row in report} == {("file", "format", "announced", "found", "doubts")}
    assert {Path(row["file"]).name: row["found"] for row in report} == {name: FOUND[name[0]] for name in KINDS}
    assert done.files == tuple(report) and done.new == done.total == len(table_of(tmp_path / "out"))
    assert names_in(tmp_path / "out") == [ARTICLES, REPORT]
    assert list(done.table.columns) == ["file", "format", "announced", "found", "doubts"]
    for row in table_of(tmp_path / "out"):
        assert row["language"] == "en" and "\r" not in row["text"]
        assert row["published"] == "" or dt.date.fromisoformat(row["published"])
    once = {row["id"] for row in table_of(tmp_path / "out")}
    assert len(once) == done.total


def test_documents_have_parts_and_the_ids_that_were_asked_for(tmp_path, known):
    text = f"Talks to Resume\nBy Anna Marren\n\nSARN (VNA) — {packed.body(1)}\n\nShare this article\n"
    files = written(tmp_path / "in", {"h.txt": text.replace("\n", "\r\n").encode(), "a.csv": KINDS["a.csv"]})
    corpus([files], tmp_path / "out", known)
    docs = {doc.id: doc for doc in documents(tmp_path / "out", known=known)}
    one = next(doc for doc in docs.values() if doc.author == "Anna Marren" and not doc.url)
    same = articles.document(text, known)
    assert [(p.kind, one[p]) for p in one.parts] == [(p.kind, same[p]) for p in same.parts]
    for doc in docs.values():
        assert [doc[p] for p in doc.parts if p.kind == "headline"] == [doc.title]
    wanted = sorted(docs)[:2]
    assert {doc.id for doc in documents(tmp_path / "out", wanted, known)} == set(wanted)


BYLINES = {
    "Marren, Anna": "Anna Marren",
    "By Anna Marren in Vellmark": "Anna Marren",
    "ANNA MARREN, Political Editor": "Anna Marren",
    "Anna Marren and Jonas Holt": "Anna Marren; Jonas Holt",
    "Holt, Jonas; Marren, Anna": "Jonas Holt; Anna Marren",
    "Our own desk": "Our own desk",
    "Anna Marren et Jonas Holt": "Anna Marren et Jonas Holt",
}


@pytest.mark.parametrize("byline", BYLINES)
def test_an_author_has_one_name_in_the_exports_of_all_databases(byline, known):
    story = replace(exported.STORIES[0], author=byline)
    table = packed.delimited([packed.rows(1)[0] | {"author": byline}])
    for data in (exported.nexis([story]), exported.proquest_text([story]).encode(), table):
        assert found(data, "x", known).articles[0].author == BYLINES[byline]


NAMED = {
    "2031-03-04_talks.txt": "2031-03-04",
    "talks 20310304.txt": "2031-03-04",
    "sarn/2031_03_04.txt": "2031-03-04",
    "2031-13-04.txt": None,
    "2031-03/talks.txt": None,
    "1203103045.txt": None,
}


@pytest.mark.parametrize("name", NAMED)
def test_a_text_without_a_date_has_that_of_its_name_which_is_a_doubt(name, known):
    text = packed.body(1).encode()
    raw = found(text, name, known).articles[0]
    assert (str(raw.day.date) if raw.day.date else None) == NAMED[name]
    assert raw.doubts == (("date by the file's name",) if NAMED[name] else ())
    told = found(text, name, known, beside=b"published = 2031-05-06\n").articles[0]
    assert (str(told.day.date), told.doubts) == ("2031-05-06", ())
    assert str(found(b"title: Talks\ndate: 2031-03-09\n\n" + text, name, known).articles[0].day.date) == "2031-03-09"


def test_a_headline_that_looks_like_a_sentence_is_no_running_text(tmp_path, known):
    row = packed.rows(1)[0] | {"title": "“We will not sign,” the minister said on Friday in Sarn."}
    corpus([written(tmp_path / "in", {"a.csv": packed.delimited([row])})], tmp_path / "out", known)
    doc = next(documents(tmp_path / "out", known=known))
    assert [(p.kind, doc[p]) for p in doc.parts] == [("headline", row["title"])]


def test_what_a_toml_tells_goes_before_what_the_text_tells(tmp_path, known):
    files = {"h.txt": KINDS["h.txt"], "h.toml": b'title = "Told"\noutlet = "VNA"\npublished = 2031-03-04\n'}
    inside = written(tmp_path / "in", files)
    for where in (inside, written(tmp_path, {"x.zip": packed.archive(files)}) / "x.zip"):
        out = tmp_path / f"out-{where.name}"
        corpus([where], out, known)
        assert [(r["title"], r["outlet"], r["published"]) for r in table_of(out)] == [("Told", "VNA", "2031-03-04")]


def test_a_toml_written_later_takes_the_place_of_what_was_not_known(tmp_path, known):
    files = written(tmp_path / "in", {"h.txt": KINDS["h.txt"], "i.txt": packed.body(7).encode()})
    assert corpus([files], tmp_path / "out", known).doubtful
    written(files, {"h.toml": b'outlet = "VNA"\npublished = 2031-03-04\n'})
    done = corpus([files], tmp_path / "out", known)
    assert (done.new, done.total) == (1, 2)
    assert sorted(row["outlet"] for row in table_of(tmp_path / "out")) == ["", "VNA"]


# It grows, and nothing is there twice.


def test_the_same_command_takes_only_what_is_new(tmp_path, known):
    files = written(tmp_path / "in", {"a.csv": KINDS["a.csv"]})
    corpus([files], tmp_path / "out", known)
    before = table_of(tmp_path / "out")
    written(files, {"b.csv": packed.delimited(packed.rows(5))})
    done = corpus([files], tmp_path / "out", known)
    assert (done.new, done.total) == (2, 5)
    assert table_of(tmp_path / "out")[:3] == before
    assert report_of(tmp_path / "out")[1]["doubts"] == [f"there already, from {files}/a.csv, kept once: 3 articles"]
    stamp = (tmp_path / "out" / ARTICLES).stat().st_mtime_ns
    assert corpus([files], tmp_path / "out", known).new == 0
    assert (tmp_path / "out" / ARTICLES).stat().st_mtime_ns == stamp


def test_a_table_that_grew_gives_its_new_rows(tmp_path, known):
    for count in (3, 5):
        files = written(tmp_path / "in", {"a.csv": packed.delimited(packed.rows(count))})
        done = corpus([files], tmp_path / "out", known)
        assert (done.total, done.doubtful) == (count, ())
    assert len(report_of(tmp_path / "out")) == 1


def test_a_folder_with_everything_in_it_twice(tmp_path, known):
    twice = KINDS | {f"again/{name}": data for name, data in KINDS.items()}
    one = corpus([written(tmp_path / "one", KINDS)], tmp_path / "a", known)
    two = corpus([written(tmp_path / "two", twice)], tmp_path / "b", known)
    assert {row["id"] for row in table_of(tmp_path / "a")} == {row["id"] for row in table_of(tmp_path / "b")}
    assert one.total == two.total and len(two.files) == 2 * len(one.files)
    same = [row for row in two.files if any("the same as" in words for words in row["doubts"])]
    assert len(same) == len(KINDS)


def test_an_article_twice_in_a_file_is_kept_once_and_told(tmp_path, known):
    table = packed.rows(3)
    done = corpus([written(tmp_path, {"a.csv": packed.delimited([*table, table[0]])})], tmp_path / "out", known)
    assert (done.total, done.files[0]["found"]) == (3, 4)
    assert done.files[0]["doubts"] == ["twice in it, kept once: 1 article"]


def test_the_corpus_does_not_read_itself(tmp_path, known):
    written(tmp_path, {"a.csv": KINDS["a.csv"]})
    for new in (3, 0):
        done = corpus([tmp_path], tmp_path / "out", known)
        assert (done.new, len(done.files)) == (new, 1)


# What is doubtful.


def test_doubts(tmp_path, known):
    german = "Der Außenminister sagte am Dienstag, die Gespräche mit den Nachbarn würden fortgesetzt werden. " * 8
    table = [
        {"title": "a", "text": "Short.", "outlet": "P", "date": "2031-03-04", "published": "2031-03-04"},
        {"title": "b", "text": german, "outlet": "P", "date": "2031-03-04", "published": "2031-03-04"},
        {"title": "c", "text": packed.body(1), "outlet": "", "date": "soon", "published": ""},
        {"title": "d", "text": packed.body(2), "outlet": "P", "date": "2031-03-04", "published": "2031-03-05"},
        {"title": "e", "text": "", "outlet": "P", "date": "2031-03-04", "published": ""},
        {"title": "", "text": "", "outlet": "", "date": "", "published": ""},
    ]
    done = corpus([written(tmp_path, {"a.csv": packed.delimited(table)})], tmp_path / "out", known)
    doubts = done.files[0]["doubts"]
    assert (done.files[0]["announced"], done.files[0]["found"]) == (5, 4)
    assert doubts[:3] == ["5 announced, 4 found", "1 row is empty", "1 row without a text: 6"]
    assert doubts[3:] == [
        f"{words}: 1 of 4 articles" for words in ("very short", "not English", "no date", "no outlet", "two dates")
    ]
    assert table_of(tmp_path / "out")[2]["doubts"] == "no date ('soon'); no outlet"
    assert importing.line(done.files[0]).startswith(f"{tmp_path}/a.csv: CSV, 4 of 5 articles; 5 announced, 4 found; ")


BAD = {
    "empty.csv": (b"", "empty"),
    "zeros.bin": (bytes(5000), "empty"),
    "picture.png": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 50, "of no kind that is read here"),
    "word.docx": (
        packed.archive({"[Content_Types].xml": b"<a/>", "word/document.xml": b"<b/>"}),
        "no export that is known",
    ),
    "a.rar": (b"Rar!\x1a\x07\x00\x00\x00", "this is an archive that is not read; unpack it, and name the folder"),
    "a.rtf": (rb"{\rtf1 Talks.}", "RTF, of no database that is known; save it as .txt"),
    "a.xml": (b"<?xml version='1.0'?><a>Talks.</a>", "of no kind that is known"),
    "half.zip": (KINDS["m.zip"][:200], "damaged or cut off"),
    "none.zip": (packed.archive({}), "no file in it"),
    "half.gz": (KINDS["n.csv.gz"][:60], "damaged or cut off"),
    "bomb.gz": (gzip.compress(bytes(30_000_000)), "far more than any text"),
    "half.xlsx": (KINDS["c.xlsx"][:3000], "ZIP"),
    "half.parquet": (KINDS["f.parquet"][:900], "damaged"),
    "locked.pdf": (b"%PDF-1.4\nrubbish", "damaged"),
    "picture.pdf": (packed.pdf([[]]), "no text, only pictures"),
    "long.txt": (b"word " * 1_000_001, "over 5 MB"),
    "list.html": (b"<html><body><script>1</script></body></html>", "no article text"),
    "addresses.csv": (
        packed.delimited([{"id": 1, "title": "a", "url": "https://a.example", "media": "b"}] * 3),
        "list of addresses",
    ),
    "unknown.csv": (
        packed.delimited([{"Beitrag": packed.body(1), "Zeitung": "P"}] * 3),
        "--columns 'text=Beitrag'",
    ),
}


def test_one_bad_file_never_stops_the_rest(tmp_path, known):
    files = written(tmp_path / "in", {name: data for name, (data, _) in BAD.items()} | {"z.csv": KINDS["a.csv"]})
    done = corpus([*sorted(files.iterdir()), tmp_path / "missing.csv"], tmp_path / "out", known)
    told = {Path(row["file"]).name: row for row in done.files}
    for name, (_, why) in BAD.items():
        assert told[name]["found"] == 0 and why in "; ".join(told[name]["doubts"]), told[name]
        assert all("\n" not in words and "Demarche itself" not in words for words in told[name]["doubts"])
    assert told["missing.csv"]["doubts"] == ["there is no such file or folder; check its name"]
    assert done.total == 3 and told["z.csv"]["doubts"] == []


def test_a_fault_of_a_reader_costs_one_file(tmp_path, known, monkeypatch):
    def broken(data, given):
        if data.startswith(b"%PDF"):
            raise KeyError("a")
        raise NotThis("")

    monkeypatch.setattr(formats, "READERS", (broken, *formats.READERS))
    files = written(
        tmp_path / "in",
        {
            "a.pdf": KINDS["l.pdf"],
            "b.csv": KINDS["a.csv"],
            "c.zip": packed.archive({"l.pdf": KINDS["l.pdf"], "h.txt": KINDS["h.txt"]}),
        },
    )
    done = corpus([files], tmp_path / "out", known)
    assert [row["found"] for row in done.files] == [0, 3, 1]
    assert "Demarche itself fails here (KeyError" in done.files[0]["doubts"][0]


def test_readers_of_databases_come_before_all_others(known, monkeypatch):
    def read_it(data):
        if b"SARN DOCUMENTS" not in data:
            raise NotThis("")
        return Found("Sarn", found(KINDS["h.txt"], "h.txt", known).articles, 2, ("a masthead",))

    monkeypatch.setattr(formats, "_databases", lambda: (formats._alone(read_it),))
    assert found(b"1 of 2 SARN DOCUMENTS", "x.txt", known).format == "Sarn"
    assert found(KINDS["a.csv"], "x.txt", known).format == "CSV"


# Tables.


def test_ten_thousand_empty_rows(known):
    for name, data in (
        ("a.csv", packed.delimited(packed.rows(3)) + b",,,,,\r\n" * 10_000),
        ("c.xlsx", packed.workbook(packed.rows(3), 10_000)),
    ):
        one = found(data, name, known)
        assert (one.announced, len(one.articles)) == (3, 3)
        assert "10,000 rows are empty" in one.leftovers[0]


def test_huge_cells(known):
    long = packed.body(1) * 10_000
    one = found(packed.delimited([{"title": "a", "text": long, "date": "2031-03-04"}] * 2), "a.csv", known)
    assert [len(raw.text) for raw in one.articles] == [len(long) + 3] * 2
    cut = packed.workbook([{"title": "a", "text": ("word " * 7000)[:32_767]}])
    assert "its end may be lost" in found(cut, "a.xlsx", known).articles[0].doubts[0]


@pytest.mark.parametrize(
    "data",
    [
        'Überschrift;Text;Zeitung\r\nA;"Sarn; he said\r\n\r\nno";P\r\n'.encode("cp1252"),
        '\ufeffsep=;\r\nÜberschrift;Text;Zeitung\r\nA;"Sarn; he said\r\n\r\nno";P\r\n'.encode(),
        'Überschrift\tText\tZeitung\r\nA\t"Sarn; he said\r\n\r\nno"\tP\r\n'.encode("utf-16"),
        '"Über\nschrift","Full\nText",Zeitung\r\nA,"Sarn; he said\r\n\r\nno",P\r\n'.encode(),
        'A corpus of Sarn\r\n\r\nÜberschrift,Text,Zeitung\r\nA,"Sarn; he said\r\n\r\nno",P\r\n'.encode(),
    ],
)
def test_tables_of_text_as_programs_write_them(data):
    one = read_sheet(data, lambda names, known: {"outlet": "Zeitung"}, named="a.csv")
    assert [(raw.text, raw.outlet) for raw in one.articles] == [("Sarn; he said\n\nno", "P")]


@pytest.mark.parametrize("name", ["cleaned_article_text", "FullContent", "news story", "Artikeltext (bereinigt)"])
def test_a_column_that_is_plainly_the_text(name):
    row = {name: packed.body(1), "headline_clean": "Talks", "first_publication_date": "2031-03-04", "note": "short"}
    row |= {"download_date": "2031-05-06", "Name of newspaper": "The Sarn Post", "article_id": "7"}
    raw = read_sheet(packed.delimited([row]), named="a.csv").articles[0]
    assert (raw.text, raw.title, str(raw.day.date), raw.outlet, raw.doubts) == (
        *(packed.body(1), "Talks", "2031-03-04", "The Sarn Post"),
        (),
    )


@pytest.mark.parametrize("month", ["3", "03", "3.0", "March"])
def test_a_date_in_three_columns(month):
    row = {"title": "Talks", "year": "2031", "month": month, "day": "4", "text": packed.body(1)}
    raw = read_sheet(packed.delimited([row])).articles[0]
    assert (str(raw.day.date), raw.day.how) == ("2031-03-04", "field")
    raw = read_sheet(packed.delimited([row | {"day": "", "month": ""}])).articles[0]
    assert raw.day.date is None


def test_a_line_above_the_names_of_columns_is_none_of_them():
    lines = [["Press review of Sarn", "", ""], ["Headline", "Date", "Beitrag"], ["Talks", "2031-03-04", packed.body(1)]]
    data = "\n".join(";".join(f'"{cell}"' for cell in line) for line in lines).encode()
    raw = read_sheet(
        data, lambda names, known: {"text": "Beitrag"} if "Beitrag" in names else None, named="a.csv"
    ).articles[0]
    assert (raw.title, str(raw.day.date), raw.text) == ("Talks", "2031-03-04", packed.body(1))


def test_a_column_that_is_not_plainly_the_text_is_asked_for():
    rows = [{"n": "7", "Beitrag": packed.body(1)}, {"article_id": "7", "Beitrag": packed.body(1)}]
    rows.append({"text_of_one": packed.body(1), "text_of_other": packed.body(1)})
    for row in rows:
        found = read_sheet(packed.delimited([row] * 3), named="a.csv")
        assert found.articles == () and "--columns 'text=" in found.leftovers[0]


@pytest.mark.parametrize(
    "data",
    [
        b'title,text\nA,"""Ready,"" she said."\nB,"He said ""no""."\n',
        b'title,text\nA,"\\"Ready,\\" she said."\nB,"He said \\"no\\"."\n',
        b'title\ttext\nA\t"Ready," she said.\nB\tHe said "no".\n',
    ],
    ids=["doubled", "behind a backslash", "as they are"],
)
def test_quotation_marks_in_cells(data):
    assert [raw.text for raw in read_sheet(data).articles] == ['"Ready," she said.', 'He said "no".']


def test_a_mark_that_opens_a_cell_and_never_ends_it_costs_no_row():
    data = b'title\ttext\nA\t"Ready, she said.\nB\t"Ready," she said.\nC\tNo.\n'
    assert [raw.text for raw in read_sheet(data).articles] == ['"Ready, she said.', '"Ready," she said.', "No."]


def test_cells_that_html_or_python_wrote():
    row = {
        "title": "Talks &amp; ships",
        "text": "&quot;No,&quot; she said.",
        "authors": "['Anna Marren', \"J. O'Mar\"]",
    }
    raw = read_sheet(packed.delimited([row])).articles[0]
    assert (raw.title, raw.text, raw.author) == ("Talks & ships", '"No," she said.', "Anna Marren; J. O'Mar")
    press = {"title": {"rendered": "Talks"}, "content": {"rendered": "<p>No &amp; yes.</p>"}, "date": "2031-03-04"}
    raw = read_sheet(json.dumps([press]).encode()).articles[0]
    assert (raw.title, raw.text) == ("Talks", "No & yes.")


def test_a_quotation_mark_that_is_never_closed_is_told():
    data = b'title,text,outlet\na,"Talks,P\nb,Talks, again,P\nc,And again,P\n'
    assert "row 2: a quotation mark is not closed" in read_sheet(data, named="a.csv").leftovers[0]


@pytest.mark.parametrize(
    "text",
    [
        f"Talks, ships and a radar\n\n{packed.body(1)}",
        "Text\n\nThe minister said, on Tuesday, that talks, at last, would resume.\n",
        "By Anna Marren, Sarn\n\nThe minister said so, twice.\n\nNobody, he said, was harmed.\n",
        packed.body(2),
    ],
)
def test_an_article_with_commas_is_no_table(text, known):
    assert found(text.encode(), "a.txt", known).format == "text"
    if not text.startswith("Text\n"):  # which is a table of one column, if it is called one
        assert found(text.encode(), "a.csv", known).format == "text"


@pytest.mark.parametrize(
    ("value", "date", "how"),
    [
        ("2031-03-04", "2031-03-04", "field"),
        ("2031-03-04T23:59:00+09:00", "2031-03-04", "field"),
        ("2031/3/4", "2031-03-04", "field"),
        ("20310304", "2031-03-04", "field"),
        (20310304, "2031-03-04", "field"),
        (dt.datetime(2031, 3, 4, 10), "2031-03-04", "field"),
        ("March 4, 2031 Tuesday", "2031-03-04", "field"),
        ("Tue, 04 Mar 2031 10:00:00 GMT", "2031-03-04", "field"),
        ("4th March 2031", "2031-03-04", "field"),
        ("04.03.2031", "2031-03-04", "field"),
        ("4 mars 2031", "2031-03-04", "field"),
        ("4-Mar-2031", "2031-03-04", "field"),
        ("04-Mar-31 10:00", "2031-03-04", "field"),
        ("Tue Mar 04 10:00:00 +0000 2031", "2031-03-04", "field"),
        ("31/3/2031", "2031-03-31", "field"),
        ("3/31/2031", "2031-03-31", "field"),
        ("3/4/2031", "2031-03-04", "guess"),
        (1930384800, "2031-03-04", "guess"),
        ("1930384800000", "2031-03-04", "guess"),
        (47911, "2031-03-04", "guess"),
        ("soon", None, ""),
        ("2031-02-30", None, ""),
        ("99999999999999999999999999", None, ""),
        ("0001-01-01", None, ""),
        (float("nan"), None, ""),
        (None, None, ""),
    ],
)
def test_dates_in_many_forms(value, date, how):
    day = day_of(value)
    assert (day.date and day.date.isoformat(), day.how) == (date, how)


def test_a_column_tells_whether_the_day_comes_first():
    assert days_first(["3/4/2031", "31/4/2031"]) is True
    assert days_first(["3/4/2031", "4/31/2031"]) is False
    assert days_first(["3/4/2031", "4/31/2031", "31/4/2031"]) is None
    table = [row | {"date": date} for row, date in zip(packed.rows(2), ("03/04/2031", "31/03/2031"), strict=True)]
    days = [raw.day for raw in read_sheet(packed.delimited(table)).articles]
    assert [(day.date.isoformat(), day.how) for day in days] == [("2031-04-03", "field"), ("2031-03-31", "field")]


def test_json_of_other_programs(known):
    api = {
        "status": "ok",
        "articles": [
            {
                "source": {"id": None, "name": "The Sarn Post"},
                "title": "A",
                "content": "Talks will… [+120 chars]",
                "publishedAt": "2031-03-04T10:00:00Z",
            }
        ],
    }
    raw = read_sheet(json.dumps(api).encode()).articles[0]
    assert (raw.outlet, raw.day.date, raw.doubts) == ("The Sarn Post", dt.date(2031, 3, 4), ("cut off by who gave it",))
    assert raw.text == "Talks will…"
    guardian = {
        "response": {
            "results": [
                {
                    "webTitle": "A",
                    "webUrl": "https://sarn.example/a",
                    "fields": {"body": "<p>One.</p><p>Two &amp; three.</p>"},
                }
            ]
        }
    }
    raw = read_sheet(json.dumps(guardian).encode()).articles[0]
    assert (raw.title, raw.text, raw.outlet) == ("A", "One.\n\nTwo & three.", "sarn.example")
    please = {
        "title": "A",
        "maintext": packed.body(1),
        "description": "B",
        "source_domain": "sarn.example",
        "date_publish": None,
        "authors": ["Anna Marren", "Peter Holm"],
        "language": "en",
        "url": "https://sarn.example/a",
    }
    raw = read_sheet(json.dumps(please).encode()).articles[0]
    assert (raw.text, raw.outlet, raw.author, raw.day.date) == (
        packed.body(1),
        "sarn.example",
        "Anna Marren; Peter Holm",
        None,
    )
    frame = {"title": {"0": "A", "1": "B"}, "text": {"0": "One.", "1": "Two."}}
    lists = {"title": ["A", "B"], "text": ["One.", "Two."]}
    split = {"columns": ["title", "text"], "index": [0, 1], "data": [["A", "One."], ["B", "Two."]]}
    for columns in (frame, lists, split):
        assert [raw.text for raw in read_sheet(json.dumps(columns).encode()).articles] == ["One.", "Two."]
    solr = {"_source": {"title": "A", "publisher": "The Sarn Post", "text": "B"}}
    raw = read_sheet(json.dumps(solr).encode()).articles[0]
    assert (raw.title, raw.outlet, raw.text) == ("A", "The Sarn Post", "B")
    registry = {
        "articles": {"results": [{"source": {"uri": "a", "title": "The Sarn Post"}, "title": "A", "body": "B"}]}
    }
    raw = read_sheet(json.dumps(registry).encode()).articles[0]
    assert (raw.title, raw.outlet, raw.text) == ("A", "The Sarn Post", "B")


@pytest.mark.parametrize(
    "names",
    [
        ("Titel", "Zeitung", "Datum", "Autor", "Artikel"),
        ("Überschrift", "Quelle", "Erscheinungsdatum", "Verfasser", "Volltext"),
        ("titre", "journal", "date de publication", "auteur", "texte"),
        ("Título", "Fuente", "Fecha", "Autor", "Texto"),
        ("titolo", "testata", "date", "autore", "testo"),
        ("Headlines", "Source", "Time", "Author", "body_text"),
        ("headline", "media_name", "publish_date", "authors", "story_text"),
    ],
)
def test_columns_have_names_in_five_languages(names):
    row = dict(zip(names, ("Talks", "The Sarn Post", "4. März 2031", "Anna Marren", packed.body(1)), strict=True))
    raw = read_sheet(packed.delimited([row])).articles[0]
    assert (raw.title, raw.outlet, str(raw.day.date), raw.author, raw.text) == (
        *("Talks", "The Sarn Post", "2031-03-04", "Anna Marren"),
        packed.body(1),
    )


def test_json_that_breaks_off_gives_what_is_whole():
    data = json.dumps(packed.rows(5)).encode()
    one = read_sheet(data[: len(data) * 3 // 4])
    assert len(one.articles) == 3 and "breaks off" in one.leftovers[0]
    lines = packed.lines(packed.rows(5)).splitlines(keepends=True)
    one = read_sheet(b"".join([*lines[:2], b"{broken\n", *lines[2:]]))
    assert len(one.articles) == 5 and one.leftovers == ("1 line that is no JSON object: 3",)


def test_who_is_asked_for_columns_is_asked_once(tmp_path, known):
    asked = []

    def answer(names):
        asked.append(names)
        return {"text": "Beitrag", "outlet": "Zeitung", "published": "Tag"}

    table = [{"Beitrag": packed.body(n), "Zeitung": "P", "Tag": "2031-03-04"} for n in range(4)]
    files = written(tmp_path / "in", {"a.csv": packed.delimited(table[:2]), "b.csv": packed.delimited(table[2:])})
    assert corpus([files], tmp_path / "out", known).total == 0
    done = corpus([files], tmp_path / "out", known, answer)
    assert (done.total, done.doubtful, asked) == (4, (), [("Beitrag", "Zeitung", "Tag")])
    assert json.loads((tmp_path / "out" / importing.COLUMNS).read_text(encoding="utf-8")) == {
        "tables": [
            {
                "columns": ["Beitrag", "Zeitung", "Tag"],
                "read": {"text": "Beitrag", "outlet": "Zeitung", "published": "Tag"},
            }
        ]
    }
    table = [{"Beitrag": packed.body(n), "Zeitung": "P", "Tag": "2031-03-04"} for n in range(4, 6)]
    written(files, {"c.csv": packed.delimited(table)})
    done = corpus([files], tmp_path / "out", known, answer)
    assert (done.new, len(asked)) == (2, 1)
    assert {row["outlet"] for row in table_of(tmp_path / "out")} == {"P"}


@pytest.mark.parametrize("told", [{"text": "body2", "title": "headline2", "published": "when2"}, None])
def test_one_short_row_makes_no_table_an_article(tmp_path, known, told):
    names = ("headline2", "body2", "when2") if told else ("headline", "text", "date")
    lines = [names, *(("Talks", " ".join(packed.body(n).split()), f"2031-03-0{n}") for n in (1, 2)), ("C", "short")]
    data = "".join(f"{';'.join(line)}\n" for line in lines).encode()
    done = corpus([*written(tmp_path / "in", {"r2.csv": data}).iterdir()], tmp_path / "out", known, told)
    (row,) = done.files
    assert (done.total, row["format"], row["found"]) == (2, "CSV", 2)
    assert "1 row with fewer cells than columns and hardly a text: 4" in row["doubts"]


def test_what_is_called_a_table_is_none_unseen_where_columns_are_told(tmp_path, known):
    prose = "Ships wait in the harbour. The minister, who spoke on Monday, said nothing.\n\nNobody asked.\n"
    files = written(tmp_path / "in", {"p.csv": prose.encode(), "p.txt": prose.encode()})
    done = corpus([files / "p.csv"], tmp_path / "out", known, {"text": "body2"})
    assert (done.total, done.files[0]["doubts"]) == (
        0,
        ["it is called a table, but its lines are no rows of a table; save it as a table, or leave --columns out"],
    )
    assert corpus([files / "p.txt"], tmp_path / "out", known, {"text": "body2"}).total == 1
    assert corpus([files / "p.csv"], tmp_path / "other", known).total == 1  # nobody says that it is a table


def test_columns_that_are_told_go_before_names(tmp_path, known):
    table = [{"text": "a summary", "whole": packed.body(1), "date": "2031-03-04", "outlet": "P"}]
    files = written(tmp_path / "in", {"a.csv": packed.delimited(table)})
    corpus([files], tmp_path / "out", known, {"text": "whole"})
    assert table_of(tmp_path / "out")[0]["text"] == packed.body(1)
    (tmp_path / "out" / importing.COLUMNS).write_text("[]", encoding="utf-8")
    with pytest.raises(CorpusError, match="mend or remove it"):
        corpus([files], tmp_path / "out", known)


# Archives, WARC, PDF.


def test_archives_in_archives_and_what_is_no_article(known):
    inner = packed.archive(
        {"one.txt": KINDS["h.txt"], "__MACOSX/._one.txt": b"x", ".DS_Store": b"x", "~$one.docx": b"x"}
    )
    data = packed.archive({"a/inner.zip": inner, "b/two.csv": KINDS["a.csv"], "b/picture.png": BAD["picture.png"][0]})
    one = found(data, "x.zip", known)
    assert [raw.file for raw in one.articles] == ["a/inner.zip/one.txt"] + ["b/two.csv"] * 3
    assert len(one.leftovers) == 1 and one.leftovers[0].startswith("b/picture.png: ")


def test_zip_bombs_are_one_sentence_and_quick(known):
    bomb = packed.archive({"a.txt": KINDS["h.txt"], "big.txt": bytes(200_000_000), "z.txt": b"never read"})
    deep = packed.archive({"a.txt": KINDS["h.txt"]})
    for n in range(12):
        deep = packed.archive({f"{n}.zip": deep})
    began = time.process_time()
    one, other = found(bomb, "x.zip", known), found(deep, "x.zip", known)
    assert time.process_time() - began < 3
    assert len(one.articles) == 1 and len(one.leftovers) == 1 and "a zip bomb" in one.leftovers[0]
    assert other.articles == () and len(other.leftovers) == 1 and "archives lie in each other" in other.leftovers[0]


def test_bounds_of_an_archive(monkeypatch):
    monkeypatch.setattr(archives, "FILES", 3)
    data = packed.archive({f"{n}.txt": b"Talks." for n in range(9)})
    some = list(archives.members(data))
    assert len(some) < 9 and "none from here on" in some[-1].fault


def test_a_zip_that_lies_about_sizes(known):
    data = bytearray(packed.archive({"a.txt": bytes(50_000_000)}))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = (100).to_bytes(4, "little")
    one = found(bytes(data), "x.zip", known)
    assert one.articles == () and len(one.leftovers) == 1


def test_damaged_warc_files_lose_only_what_is_damaged(known):
    table = packed.rows(4)
    for is_packed in (True, False):
        data = packed.warc(table, is_packed)
        at = data.find(b"part 1") if not is_packed else 0
        assert len(found(data[: len(data) * 2 // 3], "x", known).articles) in (2, 3), at
    some = [packed.record(row["url"], packed.page(row)) for row in table]
    wrong = some[1].replace(b"Content-Length: ", b"Content-Length: 9", 1)
    one = found(b"".join([some[0], wrong, *some[2:]]), "x", known)
    assert len(one.articles) == 4 and "its length is wrong" in one.leftovers[0]
    broken = bytearray(gzip.compress(some[1]))
    broken[40:60] = bytes(20)
    one = found(b"".join([gzip.compress(some[0]), bytes(broken), *map(gzip.compress, some[2:])]), "x", known)
    assert {raw.title for raw in one.articles} >= {row["title"] for row in (table[0], *table[2:])}
    assert any("damaged" in words for words in one.leftovers)
    whole = found(gzip.compress(b"".join(some)), "x", known)
    assert len(whole.articles) == 4 and {raw.start for raw in whole.articles} == {-1}


def test_what_a_warc_holds_besides_pages_is_told(known):
    info = b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 14\r\n\r\nsoftware: none\r\n\r\n"
    one = found(gzip.compress(info) + KINDS["j.warc.gz"], "x", known)
    assert set(one.leftovers) == {"a record is image/png, no page", "a page answered with 404"}


def test_a_pdf_has_its_lines_joined_and_no_running_heads(known):
    text = " ".join(packed.body(3).split())
    lines = packed.wrapped(text)
    pages = [[f"The Sarn Post, {n}", *some, f"Page {n}"] for n, some in enumerate((lines[:3], lines[3:]), 1)]
    raw = found(packed.pdf(pages), "x.pdf", known).articles[0]
    assert " ".join(raw.text.split()) == text
    assert "read from a PDF" in raw.doubts[0]


def test_a_pdf_has_a_headline_and_a_date_and_keeps_lines_that_only_look_alike(known):
    again = "The ships stayed in the harbour of Sarn for a week."
    sentences = [
        f"Sentence {word} was read out in the harbour of Sarn."
        for word in ["one", "two", "three", "four", "five", "six"]
    ]
    pages = [
        ["Talks to Resume on Monday, Says Minister", "March 4, 2031", again, *sentences],
        [sentences[3], again, "End."],
    ]
    raw = found(packed.pdf(pages), "x.pdf", known).articles[0]
    assert (raw.title, str(raw.day.date)) == ("Talks to Resume on Monday, Says Minister", "2031-03-04")
    assert " ".join(raw.text.split()) == " ".join(line for page in pages for line in page)


@pytest.mark.parametrize("named", ["{}", "{} | The Sarn Post", "{} - World - The Sarn Post"])
def test_a_page_of_the_web_that_was_printed_has_the_title_that_its_pdf_is_called(named, known):
    title = ["Talks to Resume on Monday, Says the Minister of Velland", "in Sarn"]
    sentences = [f"Sentence {word} was read out in the harbour of Sarn." for word in ("one", "two", "three", "four")]
    pages = [
        ["Home World", "We use cookies to improve our service", *title, "By Anna Marren", "4 March 2031", *sentences]
    ]
    raw = found(packed.pdf(pages, named.format(" ".join(title))), "x.pdf", known).articles[0]
    assert (raw.title, raw.author, str(raw.day.date)) == (" ".join(title), "Anna Marren", "2031-03-04")
    assert raw.outlet == ("The Sarn Post" if "Sarn Post" in named else "")
    assert raw.text.startswith(f"{raw.title}\n\n") and raw.text[: raw.headline] == raw.title
    assert all(sentence in raw.text for sentence in sentences)


@pytest.mark.parametrize("cover", [True, False])
@pytest.mark.parametrize("foot", [(), ("Ana Belik",)])
def test_a_pdf_of_nexis_holds_as_many_articles_as_its_word_file(cover, foot, known):
    title = "Talks to Resume on Monday in the Capital of Velland, Says the Minister Who Leads Them for His Country"
    weeks = [f"{much} {far}" for much in ("One", "Two", "Three") for far in "abcdefghi"]
    texts = [tuple(f"{week} the ships stayed in Sarn." for week in weeks[n::3]) for n in range(3)]
    stories = [replace(story, text=text) for story, text in zip(exported.STORIES, texts, strict=True)]
    stories[0] = replace(stories[0], title=title)
    pages = [exported.nexis_paragraphs(stories)[:31]] if cover else []
    for story in stories:
        paragraphs = exported.nexis_paragraphs([story], cover=False)
        at = paragraphs.index("Body") + 4
        pages += [[*paragraphs[:at], *foot], [story.title, *paragraphs[at:], *foot]]
    lines = [
        [line for paragraph in page for line in exported.wrapped(" ".join(paragraph.split())) if line]
        for page in ([f"Page {n} of 7", *page] for n, page in enumerate(pages, 1))
    ]
    one = found(packed.pdf(lines), "x.pdf", known)
    wanted = [(title, *exported.TOLD[0][1:]), *exported.TOLD[1:]]
    assert (one.format, one.announced, exported.told(one)) == ("Nexis PDF", 3 if cover else None, wanted)
    assert ["".join(raw.text[raw.headline :].split()) for raw in one.articles] == [
        "".join("".join(text).split()) for text in texts
    ]


def test_a_word_file_of_nexis_that_was_saved_as_text(known):
    one = found("\n".join(exported.nexis_paragraphs()).encode(), "x.txt", known)
    assert (one.format, one.announced, exported.told(one)) == ("Nexis TXT", 3, exported.TOLD)
    old = found(b"\xd0\xcf\x11\xe0\n" + "\n".join(exported.nexis_paragraphs()).encode(), "x.doc", known)
    assert (old.articles, "save it as .docx" in old.leftovers[0]) == ((), True)


def test_a_pdf_of_another_database_says_what_to_do(known):
    lines = [re.sub("[^\x20-\x7e]", " ", line) for line in exported.factiva_lines(coded=False)]
    one = found(packed.pdf([lines]), "x.pdf", known)
    assert (one.announced, len(one.articles)) == (3, 1) and "save them from there" in one.leftovers[0]


def test_a_pdf_that_was_cut_off_says_so_and_nothing_else(known, caplog):
    one = found(KINDS["l.pdf"][:-60], "x.pdf", known)
    assert "this PDF is damaged" in one.leftovers[0] and not caplog.records


def test_hyphens_that_belong_to_a_word_stay(known):
    lines = [
        "The well-known minister of Velland said that the govern-",
        "ment would meet the well-",
        "known speaker in Sarn.",
    ]
    raw = found(packed.pdf([lines]), "x.pdf", known).articles[0]
    assert "the government would meet the well-known speaker" in raw.text


# Whatever the bytes are.


@st.composite
def mutated(draw):
    """A file of any kind, cut, with bytes changed, or a piece of it twice."""
    data = bytearray(KINDS[draw(st.sampled_from(sorted(KINDS)))])
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        match draw(st.sampled_from(["cut", "change", "twice", "behead"])):
            case "cut":
                del data[at:]
            case "change":
                some = draw(st.binary(min_size=1, max_size=12))
                data[at : at + len(some)] = some
            case "twice":
                data[at:at] = data[at : at + draw(st.integers(1, 400))]
            case "behead":
                del data[: at // 8]
    return bytes(data)


@given(mutated(), st.sampled_from(["a.csv", "a.json", "a.html", "a.md", "a.docx", ""]))
@example(b"[" * 100_000, "a.json")
@example(b'{"a":' * 100_000, "a.json")
@example(b'"' * 5000, "a.csv")
@example(b"PK\x05\x06" + bytes(18), "a.zip")
@example(b"PAR1" * 10, "a.parquet")
@example(b"\x1f\x8b\x08", "a.gz")
@example(b"%PDF-1.7", "a.pdf")
@example(b"WARC/1.0\r\n", "a.warc")
@example(b"text,title\n\xff\xfe\x00", "a.csv")
def test_mutated_files_give_an_answer_or_not_this(data, name):
    try:
        one = found(data, name, KNOWN)
    except NotThis as error:
        assert str(error) and "\n" not in str(error)
        return
    assert one.format and (one.articles or one.leftovers or one.announced == 0)
    for raw in one.articles:
        assert raw.text.strip() and "\r" not in raw.text
        row = importing._article(raw, "x")
        assert row["id"] and importing.document_of(row, KNOWN).text == row["text"]


KNOWN = knowledge.load()


# Whole or not at all.


def test_what_a_killed_process_left_is_removed(tmp_path, known):
    files = written(tmp_path / "in", {"a.csv": KINDS["a.csv"]})
    corpus([files], tmp_path / "out", known)
    before = table_of(tmp_path / "out")
    program = """
import os, signal, sys
from analysis import importing
from pathlib import Path
real = Path.replace
def killed(self, target):
    if str(target).endswith("articles.parquet"):
        os.kill(os.getpid(), signal.SIGKILL)
    return real(self, target)
Path.replace = killed
importing.TOGETHER = 2
importing.corpus(sys.argv[1:2], sys.argv[2])
"""
    written(files, {"b.csv": packed.delimited(packed.rows(9))})
    done = subprocess.run(
        [sys.executable, "-c", program, str(files), str(tmp_path / "out")], env=ENVIRONMENT, timeout=120
    )
    assert done.returncode == -signal.SIGKILL
    assert [name for name in names_in(tmp_path / "out") if name.startswith(".import-")]
    assert table_of(tmp_path / "out") == before
    assert corpus([files], tmp_path / "out", known).new == 6
    assert names_in(tmp_path / "out") == [ARTICLES, REPORT]


def test_a_fault_in_the_middle_leaves_what_was_there(tmp_path, known, monkeypatch):
    files = written(tmp_path / "in", {"a.csv": KINDS["a.csv"]})
    corpus([files], tmp_path / "out", known)
    before = {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()}
    written(files, {"b.csv": packed.delimited(packed.rows(9))})

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        corpus([files], tmp_path / "out", known)
    assert {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()} == before
    monkeypatch.undo()
    monkeypatch.setattr(saving, "stopped", [15])
    with pytest.raises(SystemExit):
        corpus([files], tmp_path / "out", known)
    assert {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()} == before


def test_a_report_that_was_lost_is_written_again(tmp_path, known):
    files = written(tmp_path / "in", {"a.csv": KINDS["a.csv"]})
    corpus([files], tmp_path / "out", known)
    told = report_of(tmp_path / "out")
    (tmp_path / "out" / REPORT).unlink()
    corpus([files], tmp_path / "out", known)
    assert report_of(tmp_path / "out") == told


def test_folders_that_cannot_be_written(tmp_path, known):
    files = written(tmp_path / "in", {"a.csv": KINDS["a.csv"]})
    with pytest.raises(CorpusError, match="this is a file"):
        corpus([files], files / "a.csv", known)
    with pytest.raises(CorpusError, match="no articles in this folder"):
        list(documents(tmp_path / "none", known=known))
    written(tmp_path / "bad", {ARTICLES: b"PAR1 no more"})
    with pytest.raises(CorpusError, match="damaged"):
        corpus([files], tmp_path / "bad", known)
    (tmp_path / "link").mkdir()
    (tmp_path / "link" / ARTICLES).symlink_to(files / "a.csv")
    with pytest.raises(SavingError, match="link"):
        corpus([files], tmp_path / "link", known)


def test_one_process_at_a_time_writes(tmp_path, known):
    files = written(tmp_path / "in", {"a.csv": KINDS["a.csv"]})
    with importing._held(tmp_path / "out"), pytest.raises(CorpusError, match="another import is writing here"):
        corpus([files], tmp_path / "out", known)
    assert corpus([files], tmp_path / "out", known).total == 3


def test_a_folder_without_a_file_is_told(tmp_path, known):
    (tmp_path / "in").mkdir()
    with pytest.raises(CorpusError, match=f"There is no file to read in {tmp_path}/in; name"):
        corpus([tmp_path / "in"], tmp_path / "out", known)
    assert not (tmp_path / "out").exists()


def test_a_name_that_was_written_wrongly_is_told_and_not_kept(tmp_path, known):
    files = written(tmp_path / "in", {"a.csv": KINDS["a.csv"]})
    done = corpus([tmp_path / "an.csv"], tmp_path / "out", known)
    assert importing.lines(done) == [
        f"{tmp_path}/an.csv: not read, 0 articles; {importing.GONE}",
        f"{tmp_path}/out: no article was found in 1 file",
    ]
    corpus([files / "a.csv"], tmp_path / "out", known)
    assert [row["found"] for row in report_of(tmp_path / "out")] == [3]


def test_a_file_that_was_renamed_or_has_gone(tmp_path, known):
    files = written(tmp_path / "in", {"a.csv": KINDS["a.csv"]})
    corpus([files], tmp_path / "out", known)
    (files / "a.csv").rename(files / "b.csv")
    done = corpus([files], tmp_path / "out", known)
    assert (done.new, done.total) == (0, 3)
    assert done.files[0]["doubts"] == [
        f"the same as {files}/a.csv, which is no longer there; its articles are taken once"
    ]
    done = corpus([files / "a.csv"], tmp_path / "out", known)
    assert done.files[0]["doubts"] == ["it is no longer there; its articles are kept"] and done.total == 3


def test_a_folder_without_rights_says_what_to_do(tmp_path, known, monkeypatch):
    files = written(tmp_path / "in", {"a.csv": KINDS["a.csv"]})
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(CorpusError, match="nothing can be written in this folder; mend its rights"):
        corpus([files], tmp_path / "out", known)


def test_of_many_files_those_with_doubts_are_told_first(tmp_path, known):
    files = written(tmp_path / "in", {f"{n}.csv": packed.delimited(packed.rows(4)[n : n + 1]) for n in range(4)})
    written(files, {"z.csv": b""})
    told = importing.lines(corpus([files], tmp_path / "out", known), most=2)
    assert told[0].startswith(f"{files}/z.csv") and told[2].startswith(
        "3 more files of which there is something to tell"
    )


@pytest.mark.trial
def test_killed_at_random_moments_it_comes_to_the_same_end(tmp_path, known):
    files = written(
        tmp_path / "in", {f"{n}.csv": packed.delimited(packed.rows(400)[n * 40 : n * 40 + 40]) for n in range(10)}
    )
    whole = corpus([files], tmp_path / "whole", known)
    program = (
        "import sys; from analysis import importing; print(flush=True); importing.corpus(sys.argv[1:2], sys.argv[2])"
    )
    kills = 0
    for n in range(20):
        words = [sys.executable, "-c", program, str(files), str(tmp_path / "out")]
        process = subprocess.Popen(words, env=ENVIRONMENT, stdout=subprocess.PIPE)
        process.stdout.readline()
        time.sleep(0.1 + n * 0.07)
        process.kill()
        kills += process.wait() == -signal.SIGKILL
        process.stdout.close()
    done = corpus([files], tmp_path / "out", known)
    assert kills and done.total == whole.total
    assert table_of(tmp_path / "out") == table_of(tmp_path / "whole")
    assert names_in(tmp_path / "out") == [ARTICLES, REPORT]


def test_two_thousand_articles_quickly(tmp_path, known):
    files = written(tmp_path / "in", {"a.csv": packed.delimited(packed.rows(2000))})
    articles.language_of(packed.body(1))
    began = time.process_time()
    done = corpus([files], tmp_path / "out", known)
    spent = time.process_time() - began
    assert done.total == 2000 and spent < 20, spent
    assert len(list(documents(tmp_path / "out", [row["id"] for row in table_of(tmp_path / "out")][:20], known))) == 20


# The command.


def demarche(*words, cwd):
    return subprocess.run(
        [sys.executable, "-m", "analysis", *map(str, words)],
        cwd=cwd,
        env=ENVIRONMENT,
        capture_output=True,
        timeout=300,
        stdin=subprocess.DEVNULL,
    )


def test_the_command(tmp_path):
    files = written(tmp_path / "in", {"a.csv": KINDS["a.csv"]})
    done = demarche("corpus", "in", "-o", "out", cwd=tmp_path)
    assert (done.returncode, done.stdout.decode()) == (
        0,
        "in/a.csv: CSV, 3 of 3 articles\nout: 3 articles, 3 of them new, of 1 file\n",
    ), done.stderr
    written(files, {"b.csv": BAD["unknown.csv"][0]})
    done = demarche("corpus", "in", "-o", "out", cwd=tmp_path)
    assert done.returncode == 1
    assert "in/b.csv: CSV, 0 of 3 articles; 3 announced, 0 found; no column is known" in done.stdout.decode()
    done = demarche("corpus", "in", "-o", "out", "--columns", "text=Beitrag,outlet=Zeitung", cwd=tmp_path)
    assert "out: 4 articles, 1 of them new, of 2 files" in done.stdout.decode()
    done = demarche("corpus", "in", "-o", "out", "--columns", "words=Beitrag", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"") and done.stderr.count(b"\n") == 1


def test_who_sits_at_the_keyboard_is_asked(monkeypatch, capsys):
    from analysis import commands

    monkeypatch.setattr(sys, "stdin", io.StringIO("Beitrag\n\nZeitung\nnever\n"))
    assert commands._ask_columns(("Beitrag", "Zeitung")) == {"text": "Beitrag", "outlet": "Zeitung"}
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n"))
    assert commands._ask_columns(("Beitrag", "Zeitung")) is None
    assert "which holds what?" in capsys.readouterr().err


def test_the_sample_of_news_please(known):
    file = Path("../shared/gold/exports/news_please.json")
    if not file.is_file():
        pytest.skip("the gold data is not there")
    one = found(file.read_bytes(), file.name, known)
    assert (len(one.articles), one.articles[0].outlet, one.articles[0].day.date) == (
        1,
        "www.rt.com",
        dt.date(2017, 7, 17),
    )
