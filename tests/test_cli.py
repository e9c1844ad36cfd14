import io
import json
import subprocess
import sys

import jsonschema
import nbformat
import pandas as pd
import pytest

from analysis import cli, knowledge, records, tables
from tests import samples

FOLDER = knowledge.data_folder() / "articles"
SEED = FOLDER / "us-offers-russia-assurance-on-missiles.txt"
SCHEMA = json.loads((knowledge.MODELS / "record.schema.json").read_text(encoding="utf-8"))


@pytest.fixture
def demarche(capfdbinary, monkeypatch):
    """demarche(*words): the command line, run here: a process of its own would load the models every time."""

    def run(*words, cwd="."):
        monkeypatch.chdir(cwd)
        monkeypatch.setattr(sys, "argv", ["demarche", *map(str, words)])
        capfdbinary.readouterr()
        try:
            cli.main()
            code = 0
        except SystemExit as end:
            code = end.code or 0
        return subprocess.CompletedProcess(words, code, *capfdbinary.readouterr())

    return run


def test_a_process_of_its_own_ends_with_the_same_status(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"")
    for words, status in ((["code", SEED], 0), (["code", "a.txt"], 2)):
        done = subprocess.run(
            [sys.executable, "-m", "analysis", *words], capture_output=True, cwd=tmp_path, timeout=120
        )
        assert (done.returncode, bool(done.stdout), bool(done.stderr)) == (status, status == 0, status == 2)


def test_one_file_gives_one_object(demarche):
    done = demarche("code", SEED)
    assert done.returncode == 0
    record = json.loads(done.stdout)
    jsonschema.validate(record, SCHEMA)
    assert record == records.record(samples.annotated(SEED.stem))


def test_several_files_give_json_lines(demarche, tmp_path):
    other = tmp_path / "other.txt"
    other.write_text("The minister said that talks would resume on Monday.", encoding="utf-8")
    done = demarche("code", SEED, other)
    coded = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert [r["article"]["id"] for r in coded] == [SEED.stem, f"{tmp_path.name}/other"]
    assert [len(r["statements"]) for r in coded] == [len(samples.annotated(SEED.stem).statements), 1]


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_tables(demarche, tmp_path, format):
    out = tmp_path / "folder" / f"statements.{format}"
    done = demarche("code", SEED, "--format", format, "-o", out)
    assert done.stdout.decode().strip() == str(out)
    frame = (
        pd.read_csv(io.BytesIO(out.read_bytes()), keep_default_na=False) if format == "csv" else pd.read_parquet(out)
    )
    expected = tables.statements(samples.annotated(SEED.stem))
    assert list(frame.columns) == list(expected.columns)
    assert frame.astype(str).equals(expected.astype(str))


def test_report_is_written_and_named(demarche, tmp_path):
    out = tmp_path / "r.html"
    done = demarche("report", SEED, "-o", out)
    assert done.stdout.decode().strip() == str(out)
    page = out.read_text(encoding="utf-8")
    assert "US Offers Russia Assurance on Missiles" in page
    assert [p.name for p in tmp_path.iterdir()] == ["r.html"]


def notebook(path, *cells):
    made = [nbformat.v4.new_code_cell(cell) for cell in cells]
    nbformat.write(nbformat.v4.new_notebook(cells=made), path)
    return path


def test_a_notebook_is_rendered_and_stays_as_it_is(demarche, tmp_path):
    file = notebook(tmp_path / "n.ipynb", "print(6 * 7)")
    before = file.read_bytes()
    done = demarche("render", file, cwd=tmp_path)
    assert (done.returncode, done.stdout.decode().strip(), done.stderr) == (0, "n.html", b"")
    assert "<pre>42</pre>" in (tmp_path / "n.html").read_text(encoding="utf-8")
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "cells", "why"),
    [
        ("n.ipynb", ["1 / 0"], "cell 1 ends with ZeroDivisionError: division by zero"),
        ("n.ipynb", None, "open and save it in JupyterLab"),
        ("none.ipynb", None, "No such file"),
        ("n.txt", None, "give a file that ends with .ipynb"),
    ],
)
def test_a_notebook_that_fails_gets_one_sentence_and_no_page(demarche, tmp_path, name, cells, why):
    (tmp_path / "n.ipynb").write_text("{}", encoding="utf-8")
    if cells:
        notebook(tmp_path / name, *cells)
    done = demarche("render", tmp_path / name, "-o", tmp_path / "out.html")
    said = done.stderr.decode()
    assert done.returncode == 2
    assert why in said and str(tmp_path / name) in said and said.count("\n") == 1 and "Traceback" not in said
    assert [p.name for p in tmp_path.iterdir()] == ["n.ipynb"]


BAD = {
    "empty": ("a.txt", b"", "empty"),
    "binary": ("a.txt", bytes(range(256)) * 40, "binary"),
    "html without an article": ("a.html", b"<html><body></body></html>", "no article text"),
    "another language": (
        "a.txt",
        b"Les ministres ont dit que les discussions reprendraient lundi prochain. " * 5,
        "French",
    ),
    "too large": ("a.txt", b"a " * 2_600_000, "over 5 MB"),
    "unknown kind": ("a.docx", b"PK", "reads .txt"),
    "unknown encoding": ("a.txt", b"\x81\x8d\x8f\x90\x9d" * 200, "save the article"),
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("command", ["code", "report"])
def test_bad_input_gets_one_sentence_and_status_2(demarche, tmp_path, name, command):
    file, data, why = BAD[name]
    path, out = tmp_path / file, tmp_path / "out"
    path.write_bytes(data)
    done = demarche(command, path, "-o", out)
    said = done.stderr.decode()
    assert done.returncode == 2
    assert why in said and str(path) in said and said.count("\n") == 1
    assert "Traceback" not in said and not done.stdout
    assert [p.name for p in tmp_path.iterdir()] == [file]


def test_a_codebook_is_checked(demarche, tmp_path):
    done = demarche("codebook")
    assert done.returncode == 0 and "0 faults" in done.stdout.decode()
    book = tmp_path / "book.toml"
    topic = '[[topic]]\nid = "a"\nlabel = "A"\ndefinition = "d"\nterms = ["x"]\nexamples = ["y"]\n'
    book.write_text(topic, encoding="utf-8")
    done = demarche("codebook", book)
    assert done.returncode == 1 and "book.toml, topic 'a': it does not catch its example 'y'" in done.stdout.decode()


def test_a_bad_file_costs_a_good_one_nothing(demarche, tmp_path):
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"")
    done = demarche("code", SEED, bad, "-o", tmp_path / "out.jsonl")
    assert done.returncode == 1 and done.stderr.decode().count("\n") == 1 and str(bad) in done.stderr.decode()
    (coded,) = records.from_json((tmp_path / "out.jsonl").read_text(encoding="utf-8"))
    assert coded == samples.annotated(SEED.stem)


def test_missing_file_folder_and_codebook(demarche, tmp_path):
    for words in (
        ["code", tmp_path / "none.txt"],
        ["code", SEED, "--codebook", tmp_path / "none.toml"],
        ["report", SEED, "-o", tmp_path],
        ["code", SEED, "--format", "parquet"],
    ):
        done = demarche(*words)
        assert done.returncode == 2, words
        assert done.stderr.decode().count("\n") == 1 and "Traceback" not in done.stderr.decode()
