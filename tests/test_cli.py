import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import nbformat
import pandas as pd
import pytest
from docx import Document as Word

from analysis import cli, decisions, knowledge, records, results, runs, tables
from tests import corpora, exported, packed, samples

FOLDER = knowledge.data_folder() / "articles"
SEED = FOLDER / "us-offers-russia-assurance-on-missiles.txt"
TEXT = "The foreign minister of Vellmark said on Tuesday that talks with Ostrany would resume within the week.\n"
GERMAN = (
    "Der Außenminister sagte am Dienstag, die Gespräche mit den Nachbarn würden in dieser Woche fortgesetzt werden.\n"
    * 3
)
TOPIC = '[[topic]]\nid = "a"\nlabel = "A"\ndefinition = "d"\nterms = ["{}"]\n'
ENVIRONMENT = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
SCHEMA = json.loads((knowledge.MODELS / "record.schema.json").read_text(encoding="utf-8"))


@pytest.fixture
def demarche(capfdbinary, monkeypatch):
    """demarche(*words): the command line, run here: a process of its own would load the models every time."""

    def run(*words, cwd="."):
        monkeypatch.chdir(cwd)
        monkeypatch.setattr(sys, "argv", ["demarche", *map(str, words)])
        capfdbinary.readouterr()
        handlers = [(each, signal.getsignal(each)) for each in cli.STOPS]
        try:
            cli.main()
            code = 0
        except SystemExit as end:
            code = end.code or 0
        finally:
            for each, handler in handlers:
                signal.signal(each, handler)
        return subprocess.CompletedProcess(words, code, *capfdbinary.readouterr())

    return run


def test_a_call_that_needs_no_run_loads_none():
    code = "from analysis import commands; commands.run(); import sys; print('analysis.shards' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code, "--help"], capture_output=True, timeout=120, env=ENVIRONMENT)
    assert done.stdout.split()[-1] == b"False"


def test_a_process_of_its_own_ends_with_the_same_status(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"")
    for words, status in ((["code", SEED], 0), (["code", "a.txt"], 2)):
        done = subprocess.run(
            [sys.executable, "-m", "analysis", *words], capture_output=True, cwd=tmp_path, timeout=120
        )
        assert (done.returncode, bool(done.stdout), bool(done.stderr)) == (status, status == 0, status == 2)


def process(words, **how):
    """The command line in a process of its own, where streams can be closed and signals sent."""
    return subprocess.Popen([sys.executable, "-m", "analysis", *map(str, words)], stderr=subprocess.PIPE, **how)


@pytest.mark.parametrize(
    ("redirection", "why"),
    [(">&-", "is closed"), (">/dev/full", "No space left"), ("| true", "has gone"), ("<&- >&-", "is closed")],
)
def test_output_that_leads_nowhere(tmp_path, redirection, why):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    command = f'set -o pipefail; "$0" -m analysis code a.txt {redirection}'
    done = subprocess.run(
        ["bash", "-c", command, sys.executable], cwd=tmp_path, stderr=subprocess.PIPE, timeout=300, env=ENVIRONMENT
    )
    said = done.stderr.decode()
    assert done.returncode == 2
    assert why in said and said.count("\n") == 1


def awaits(pid, number):
    """True where a process has a handler of its own for a signal."""
    caught = re.search(r"SigCgt:\s*(\w+)", Path(f"/proc/{pid}/status").read_text())[1]
    return bool(int(caught, 16) >> (number - 1) & 1)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("wait", [0, 0.1, 0.2, 0.4])
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells which signals a process awaits")
def test_a_signal_ends_with_one_sentence_and_no_file(tmp_path, number, status, wait):
    (tmp_path / "a.txt").write_text(TEXT * 300, encoding="utf-8")
    started = process(["code", "a.txt", "-o", "new/out.json"], cwd=tmp_path, env=ENVIRONMENT)
    while started.poll() is None and not awaits(started.pid, signal.SIGTERM):
        time.sleep(0.002)
    time.sleep(wait)
    started.send_signal(number)
    said = started.communicate(timeout=300)[1].decode()
    assert (started.returncode, said) == (status, "demarche: stopped; no half-written file is left.\n")
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_nothing_but_the_page_is_written(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    notebook(tmp_path / "n.ipynb", "print(6 * 7)")
    own = {name: value for name, value in ENVIRONMENT.items() if not name.startswith(("XDG_", "JUPYTER", "IPYTHON"))}
    for words in (["report", "a.txt", "-o", "a.html"], ["render", "n.ipynb"]):
        started = process(words, cwd=tmp_path, env=own | {"HOME": str(home)})
        assert (started.communicate(timeout=300)[1], started.returncode) == (b"", 0)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.html", "a.txt", "home", "n.html", "n.ipynb"]
    assert list(home.rglob("*")) == []


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
    if format == "csv":
        frame = pd.read_csv(io.BytesIO(out.read_bytes()), keep_default_na=False, dtype={"cameo": str})  # "01" is a code
    else:
        frame = pd.read_parquet(out)
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
    topic = '[[topic]]\nid = "a"\nlabel = "A"\ndefinition = "d"\nterms = ["treaty"]\nexamples = ["y"]\n'
    book.write_text(topic, encoding="utf-8")
    done = demarche("codebook", book)
    assert done.returncode == 1 and "book.toml, topic 'a': it does not catch its example 'y'" in done.stdout.decode()


def test_phrases_that_no_topic_catches_are_told_of_articles(demarche, tmp_path):
    for name, words in {"a": "was late in Velland", "b": "would be sold in June"}.items():
        text = f"Anna Marren, the envoy of Velland, said that the barley harvest {words}.\n"
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    (tmp_path / "empty.txt").touch()
    book = tmp_path / "book.toml"
    book.write_text(TOPIC.format("truce"), encoding="utf-8")
    done = demarche("codebook", book, tmp_path / "a.txt", tmp_path / "b.txt")
    told = [line for line in done.stdout.decode().splitlines() if line.startswith("no topic catches")]
    assert told[0].startswith("no topic catches 'barley harvest' (2 statements): ") and "was late in Velland" in told[0]
    assert (done.returncode, done.stderr) == (0, b"")
    book.write_text(TOPIC.format("barley"), encoding="utf-8")
    done = demarche("codebook", book, tmp_path / "a.txt", tmp_path / "b.txt", tmp_path / "empty.txt")
    assert b"catches 'barley" not in done.stdout  # a topic has it now
    assert done.returncode == 1 and b"empty.txt" in done.stderr and done.stderr.count(b"\n") == 1


@pytest.mark.parametrize("format", ["json", "csv", "parquet"])
def test_a_bad_file_costs_the_others_nothing(demarche, tmp_path, format):
    for name, data in (
        ("x/a.txt", TEXT),
        ("y/a.txt", TEXT),
        ("z/empty.txt", ""),
        ("z/german.txt", GERMAN),
        ("z/a.docx", ""),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(data, encoding="utf-8")
    os.mkfifo(tmp_path / "z" / "pipe.txt")
    files = sorted(tmp_path.glob("?/*"))
    done = demarche("code", *files, tmp_path / "none.txt", "--format", format, "-o", tmp_path / "out")
    assert (done.returncode, done.stdout.decode().strip()) == (1, str(tmp_path / "out"))
    told = done.stderr.decode().splitlines()
    assert [line.split(": ")[1] for line in told] == [str(f) for f in [*files[2:], tmp_path / "none.txt"]]
    data = (tmp_path / "out").read_bytes()
    if format == "json":
        assert [json.loads(line)["article"]["id"] for line in data.splitlines()] == ["x/a", "y/a"]
    else:
        frame = pd.read_csv(io.BytesIO(data)) if format == "csv" else pd.read_parquet(io.BytesIO(data))
        assert sorted(set(frame["article"])) == ["x/a", "y/a"]


def test_where_all_files_are_bad_nothing_is_written(demarche, tmp_path):
    (tmp_path / "a.txt").touch()
    done = demarche("code", tmp_path / "a.txt", tmp_path / "b.txt", "-o", tmp_path / "new" / "out.jsonl")
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (2, b"", 2)
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_a_fault_of_the_program_costs_one_article(demarche, tmp_path, monkeypatch):
    steps = sys.modules["analysis.annotate"]
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    whole = steps.annotate
    monkeypatch.setattr(steps, "annotate", lambda doc, known: 1 / 0 if doc.id.endswith("a") else whole(doc, known))
    done = demarche("code", tmp_path / "a.txt", tmp_path / "b.txt")
    assert done.returncode == 1 and json.loads(done.stdout)["article"]["id"] == f"{tmp_path.name}/b"
    assert b"a.txt: Demarche itself fails here (ZeroDivisionError" in done.stderr and done.stderr.count(b"\n") == 1


@pytest.mark.parametrize("command", ["code", "report"])
@pytest.mark.parametrize("output", ["a.txt", "a.toml", "book.toml", "link.txt", "hard.txt", ".", "pipe", "/dev/null"])
def test_no_output_lands_on_an_input_or_on_what_is_no_plain_file(demarche, tmp_path, command, output):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "a.toml").write_text('outlet = "VNA"', encoding="utf-8")
    (tmp_path / "book.toml").write_text(TOPIC.format("minister"), encoding="utf-8")
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.txt")
    (tmp_path / "hard.txt").hardlink_to(tmp_path / "a.txt")
    os.mkfifo(tmp_path / "pipe")
    before = {p: p.read_bytes() for p in tmp_path.iterdir() if p.is_file()}
    done = demarche(command, "a.txt", "--codebook", "book.toml", "-o", output, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (2, b"", 1)
    assert {p: p.read_bytes() for p in tmp_path.iterdir() if p.is_file()} == before


def test_the_codebook_and_a_notebook_are_never_replaced(demarche, tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    book, file = knowledge.codebook_file(), notebook(tmp_path / "n.ipynb", "1")
    before = book.read_bytes(), file.read_bytes()
    assert demarche("report", tmp_path / "a.txt", "-o", book).returncode == 2
    assert demarche("render", file, "-o", file).returncode == 2
    assert (book.read_bytes(), file.read_bytes()) == before


def test_a_stray_byte_is_said_once(demarche, tmp_path):
    (tmp_path / "a.txt").write_bytes(f"“We shall meet,” said Anna Marren. {TEXT}".encode() + b"\x93")
    done = demarche("code", tmp_path / "a.txt")
    (told,) = done.stderr.decode().splitlines()
    assert done.returncode == 0 and told.startswith(f"demarche: {tmp_path / 'a.txt'}: a byte is no UTF-8")
    assert "“We shall meet,”" in json.loads(done.stdout)["article"]["text"]


@pytest.mark.parametrize(
    "words", [["--foo"], ["foo"], ["code"], ["code", "a.txt", "--format", "xml"], ["report", "a", "b"]]
)
def test_a_wrong_call_gets_one_sentence(demarche, words):
    done = demarche(*words)
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (2, b"", 1)
    assert done.stderr.startswith(b"demarche: ") and b"--help" in done.stderr


def test_names_that_are_no_utf8(demarche, tmp_path):
    name, page = os.fsdecode(b"caf\xe9.txt"), os.fsdecode(b"caf\xe9.html")
    (tmp_path / name).write_text(TEXT, encoding="utf-8")
    done = demarche("report", name, "-o", page, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"caf\xe9.html\n", b"")
    done = demarche("code", name, os.fsdecode(b"\xff.txt"), cwd=tmp_path)
    assert done.returncode == 1 and b"\\udcff.txt: No such file" in done.stderr
    assert json.loads(done.stdout)["article"]["id"] == f"{tmp_path.name}/caf\ufffd"


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


def test_a_notebook_that_is_stopped_ends_with_its_kernel(tmp_path):
    begun = tmp_path / "begun"
    notebook(tmp_path / "n.ipynb", f"import time\nopen({str(begun)!r}, 'w').close()\ntime.sleep(600)")
    started = process(["render", "n.ipynb", "-o", "new/n.html"], cwd=tmp_path, env=ENVIRONMENT)
    while started.poll() is None and not begun.exists():
        time.sleep(0.05)
    started.send_signal(signal.SIGINT)
    said = started.communicate(timeout=300)[1].decode()
    assert (started.returncode, said) == (130, "demarche: stopped; no half-written file is left.\n")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["begun", "n.ipynb"]


def test_lexicons_of_ones_own_count(demarche, tmp_path):
    shutil.copytree(knowledge.data_folder(), tmp_path / "data")
    actors = tmp_path / "data" / "lexicons" / "actors.tsv"
    with actors.open("a", encoding="utf-8") as file:
        file.write("Sarnia\tstate\tnone\tSarnian\t\t\t\n")
    (tmp_path / "a.txt").write_text(
        "Sarnia rejected the treaty on Monday, as it had rejected the last one.", encoding="utf-8"
    )
    found = {}
    for own in ([], ["--data", tmp_path / "data"]):
        record = json.loads(demarche("code", tmp_path / "a.txt", *own).stdout)
        found[bool(own)] = [speaker["kind"] for speaker in record["speakers"]], record["made_by"]["knowledge"]
    assert found[True][0] == ["state"] != found[False][0]
    assert found[True][1] != found[False][1]
    done = demarche("code", tmp_path / "a.txt", "--data", tmp_path / "none")
    assert done.returncode == 2 and b"there is no such folder" in done.stderr
    done = demarche("report", tmp_path / "a.txt", "--data", tmp_path / "data", "-o", actors)
    assert done.returncode == 2 and b"is read here and would be lost" in done.stderr


def test_codes_go_out_and_come_back_into_the_folder_of_their_article(demarche, tmp_path):
    """Also where a file of the batch cannot be read."""
    for folder, name in (("one", "a"), ("two", "b")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"{name}.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "one" / "none.txt").write_bytes(b"")
    files = ["one/none.txt", "one/a.txt", "two/b.txt"]
    assert demarche("export", *files, "-o", "out.csv", cwd=tmp_path).returncode == 1
    table = pd.read_csv(tmp_path / "out.csv", keep_default_na=False)
    again = demarche("import", "out.csv", *files, "--coder", "Ana", cwd=tmp_path)
    assert (again.returncode, again.stdout.decode()) == (1, "out.csv: nothing was changed in what could be read.\n")
    table.loc[table["article"] == "two/b", "position"] = "oppose"
    table.to_csv(tmp_path / "out.csv", index=False)
    done = demarche("import", "out.csv", *files, "--coder", "Ana", cwd=tmp_path)
    assert done.returncode == 1 and done.stdout.decode() == "out.csv: 1 change is a decision of Ana now.\n"
    assert [d.id for d in decisions.kept(tmp_path / "two")] == ["two/b"] and decisions.kept(tmp_path / "one") == ()
    said = demarche("agree", "one/a.txt", "two/b.txt", cwd=tmp_path).stdout.decode()
    assert said.startswith("machine and Ana (machine and person): 2 articles\n") and "nothing was coded by both" in said


def test_articles_of_a_folder_are_read_and_the_bad_are_named(demarche, tmp_path):
    text = "Ilka Torvald, foreign minister of Velland, said on Monday that the strait would open."
    rows = [corpora.row("one", text, published="2021-03-01"), corpora.row("bad", " ")]
    corpora.written(tmp_path, rows)
    assert demarche("annotate", tmp_path, "--processes", "1").returncode == 0
    again = demarche("annotate", tmp_path)
    assert (again.returncode, again.stderr) == (
        0,
        b"demarche: bad: it has no text.\ndemarche: 1 of 2 articles are read, 0 of them now: 1 statement.\n",
    )
    assert again.stdout.strip() == os.fsencode(next(tmp_path.glob("runs/*/manifest.json")).parent)
    none = demarche("annotate", tmp_path / "none")
    assert none.returncode == 2 and none.stderr.count(b"\n") == 1 and b"make it with demarche corpus" in none.stderr


def test_another_version_tells_what_it_changed(demarche, tmp_path):
    text = "Ilka Torvald, foreign minister of Velland, said on Monday that the strait would open."
    corpora.written(tmp_path, [corpora.row("one", text, published="2021-03-01")])
    book = tmp_path / "book.toml"
    book.write_text(TOPIC.format("strait"), encoding="utf-8")
    first = demarche("annotate", tmp_path, "--processes", "1").stderr
    assert first == b"demarche: 1 of 1 articles are read, 1 of them now: 1 statement.\n"
    done = demarche("annotate", tmp_path, "--processes", "1", "--codebook", book)
    told = done.stderr.decode()
    assert (
        done.returncode == 0
        and told.startswith("demarche: Since the run of ")
        and "0 came, 0 went, 1 changed (" in told
    )
    assert done.stdout.count(b"\n") == 1
    assert b"Since" not in demarche("annotate", tmp_path, "--codebook", book).stderr


def test_a_run_without_any_article_that_can_be_read(demarche, tmp_path):
    corpora.written(tmp_path, [corpora.row("one", " "), corpora.row("two", "")])
    assert demarche("annotate", tmp_path, "--processes", "1").returncode == 1


def test_files_become_a_corpus_and_the_corpus_tables(demarche, tmp_path):
    files = tmp_path / "in"
    files.mkdir()
    (files / "nexis.docx").write_bytes(exported.nexis())
    (files / "table.csv").write_bytes(packed.delimited(packed.rows(2)))
    (files / "german.txt").write_text(
        "Der Minister sagte am Montag, dass die Gespräche bald weitergehen. " * 3, "utf-8"
    )
    told = demarche("corpus", "in", "-o", ".", cwd=tmp_path)
    assert told.stdout.decode().splitlines() == [
        "in/german.txt: text, 1 article; no date; no outlet; very short; not English: German",
        "in/nexis.docx: Nexis DOCX, 3 of 3 articles; very short: 3 of 3 articles",
        "in/table.csv: CSV, 2 of 2 articles",
        ".: 6 articles, 6 of them new, of 3 files",
    ], told.stderr
    done = demarche("annotate", ".", "--processes", "1", cwd=tmp_path)
    assert done.returncode == 0 and done.stderr.count(b"\n") == 2 and b"this seems to be German" in done.stderr
    read = results.table(tmp_path, "articles").sort_values("published")
    assert list(zip(read["title"], read["outlet"], read["published"], strict=True)) == [
        *((row["title"], row["outlet"], row["date"]) for row in packed.rows(2)),
        *((title, outlet, day) for title, outlet, day, _ in exported.TOLD),
    ]
    said = results.table(tmp_path, "statements", columns=["content"], months=["2031-03"])
    assert said["content"].str.contains("We are ready").sum() == 3
    assert b"6 articles, 0 of them new, of 3 files" in demarche("corpus", ".", "-o", ".", cwd=tmp_path).stdout


def test_articles_that_are_not_read_yet_are_told_wherever_the_others_are(demarche, tmp_path):
    at, rows = tmp_path / "c", corpora.articles(51)
    runs.annotate(corpora.written(at, rows[:12]), corpora.known(), 1, bar=False, annotate=corpora.read)
    outputs = (
        *(["report", at, "-o", tmp_path / name] for name in ("page.html", "brief.docx")),
        *(["export", at, "-o", tmp_path / name] for name in ("a.csv", "a.graphml")),
        ["replicate", at, "-o", tmp_path / "given"],
    )
    for words in outputs:
        assert demarche(*words).stderr == b"", words
    assert "All were read." in (tmp_path / "given" / "methods.md").read_text("utf-8")
    corpora.written(at, rows)
    told = "39 of 51 articles are not read yet: run demarche annotate."
    for words in outputs:
        done = demarche(*words)
        assert (done.returncode, done.stderr.decode()) == (0, f"demarche: {told}\n"), words
    page = (tmp_path / "page.html").read_text("utf-8")
    assert f'<p class="sure">{told}</p>' in page and "all of the articles." not in page
    assert told in [paragraph.text for paragraph in Word(tmp_path / "brief.docx").paragraphs]
    methods = (tmp_path / "given" / "methods.md").read_text("utf-8")
    assert told in methods and "All were read." not in methods


def test_a_run_that_was_cut_off_is_told(demarche, tmp_path):
    at = corpora.written(tmp_path / "c", corpora.articles(42))
    run = runs.annotate(at, corpora.known(), 1, bar=False, annotate=corpora.read).run
    run.part(len(run.shards) - 1).unlink()
    shutil.rmtree(run.folder / "tables")
    told = f"{len(run.shards[-1])} of 42 articles are not read yet: run demarche annotate.\n"
    done = demarche("report", at, "-o", tmp_path / "page.html")
    assert (done.returncode, done.stderr.decode()) == (0, f"demarche: {told}")
    done = demarche("replicate", at, "-o", tmp_path / "given")
    assert (done.returncode, done.stderr.decode()) == (2, f"demarche: {at}: the run was cut off; {told}")


def test_an_article_in_two_files_is_counted_once_wherever_the_import_is_told(demarche, tmp_path):
    at = tmp_path / "c"
    for folder, count in (("one", 2), ("two", 5)):
        (tmp_path / folder).mkdir()
        for n in range(count):
            (tmp_path / folder / f"{n}.txt").write_text(f"{TEXT}\nIt was week {n}.\n", encoding="utf-8")
        told = demarche("corpus", folder, "-o", at, cwd=tmp_path).stdout.decode()
    assert told.endswith("5 articles, 3 of them new, of 5 files\n")
    runs.annotate(at, corpora.known(), 1, bar=False, annotate=corpora.read)
    for words in (["report", at, "-o", "p.html"], ["report", at, "-o", "b.docx"], ["replicate", at, "-o", "given"]):
        assert demarche(*words, cwd=tmp_path).returncode == 0
    assert "<dd>5 articles in 7 files; " in (tmp_path / "p.html").read_text("utf-8")
    assert any(one.text.startswith("5 articles from 7 files, ") for one in Word(tmp_path / "b.docx").paragraphs)
    methods = (tmp_path / "given" / "methods.md").read_text("utf-8")
    assert "7 files gave 5 articles; 2 articles found in them were there already. " in methods


@pytest.mark.parametrize("name", ["c.csv", "c.parquet", "c.jsonl", "c"])
def test_the_ending_of_a_name_tells_the_format_of_codes(demarche, tmp_path, name):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    assert demarche("code", "a.txt", "-o", name, cwd=tmp_path).returncode == 0
    read = {"c.csv": pd.read_csv, "c.parquet": pd.read_parquet}.get(name, lambda path: json.loads(path.read_bytes()))
    assert len(read(tmp_path / name))


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["code", "a.txt", "-o", "c.xlsx"], "told by the ending of the name: .json or .jsonl (one object, or "),
        (["code", "a.txt", "--format", "json", "-o", "c.csv"], "c.csv: --format json writes no .csv; "),
        (["report", "a.txt", "-o", "one.docx"], "one.docx: what is written of an article is told by the ending"),
        (["report", "a.txt", "-o", "one.pdf"], "ending of the name: .html (a page).\n"),
        (["report", "c", "-o", "corpus.xlsx"], "ending of the name: .html (a page), .docx (a brief).\n"),
    ],
)
def test_an_ending_that_nothing_is_written_in_gets_one_sentence(demarche, tmp_path, words, why):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    corpora.written(tmp_path / "c", corpora.articles(1))
    done = demarche(*words, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (2, b"", 1)
    assert why in done.stderr.decode()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "c"]


def test_a_report_on_one_article_is_never_without_its_text(demarche, tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    done = demarche("report", "a.txt", "--without-texts", "-o", "wt.html", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert (
        done.stderr.startswith(b"demarche: --without-texts is for the folder of a corpus")
        and done.stderr.count(b"\n") == 1
    )
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_table_comes_back_where_its_articles_lie_in_another_folder(demarche, tmp_path):
    for folder in ("my articles", "other"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text(TEXT, encoding="utf-8")
    assert demarche("export", "my articles/a.txt", "-o", "a.csv", cwd=tmp_path).returncode == 0
    table = pd.read_csv(tmp_path / "a.csv", keep_default_na=False)
    table.loc[0, "position"] = "oppose"
    table.to_csv(tmp_path / "a.csv", index=False)
    done = demarche("import", "a.csv", "other/a.txt", "--coder", "Zoe", cwd=tmp_path)
    assert (done.returncode, done.stdout.decode()) == (0, "a.csv: 1 change is a decision of Zoe now.\n")
    assert [d.id for d in decisions.kept(tmp_path / "other")] == ["other/a"]
