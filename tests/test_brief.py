"""The Word brief: what it says, that hostile words stay words, that nothing in it leads out, that it opens."""

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace

import pytest
from docx import Document as Word

from analysis import brief, overview, runs
from analysis.imported import ARTICLES, REPORT
from analysis.model import Sentence
from analysis.saving import SavingError
from analysis.spans import Span
from tests import corpora
from tests.browser import turning

HOSTILE = "</w:t><script>alert(1)</script> {=1+1} \x07 http://example.org/x.png \u202e"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    rows = turning.rows()
    for row in rows:
        row["outlet"] = f"Post {HOSTILE}"
        row["text"] = row["text"].replace("would find", "would <b>surely</b> find")
    at = corpora.written(tmp_path_factory.mktemp("brief") / "c", rows)
    (at / REPORT).write_text(
        '{"files": [{"file": "<a>.docx", "format": "Nexis DOCX", "announced": 20, "found": 19, "doubts": ["no date: 1 of 19"]},'
        ' {"file": "b.csv", "format": "CSV", "announced": null, "found": 41, "doubts": []}]}'
    )
    runs.annotate(at, corpora.known(), 1, bar=False, annotate=corpora.read)
    return at


@pytest.fixture(scope="module")
def file(folder, tmp_path_factory):
    return brief.brief(folder, tmp_path_factory.mktemp("out") / "brief.docx", corpora.known())


def test_it_tells_findings_with_quotations_who_where_when_and_how_sure(file):
    page = Word(file)
    words = [paragraph.text for paragraph in page.paragraphs]
    heads = [p.text for p in page.paragraphs if p.style.name == "Heading 1"]
    assert heads == ["What stands out", "How sure", "What was imported", "How this was made"]
    assert any(re.match(r"The share of statements on “trade” rose from .* before July 2021", one) for one in words)
    quotes = [n for n, p in enumerate(page.paragraphs) if p.style.name == "Quote"]
    assert len(quotes) >= 4 and all("would <b>surely</b> find" in words[n] for n in quotes)
    for n in quotes:
        assert re.search(r"· Post .*, \d+ \w+ 2021 · sure of: speaker 90 %, position 70 %$", words[n + 1])
    assert "Nobody has reviewed these statements." in words
    assert "60 articles from 2 files, 1 with doubts." in words
    assert [round(column.width.inches, 1) for column in page.tables[0].columns] == list(brief.WIDTHS)
    assert [cell.text for cell in page.tables[0].rows[1].cells] == [
        "<a>.docx",
        "Nexis DOCX",
        "20",
        "19",
        "no date: 1 of 19",
    ]


def test_hostile_words_stay_words_and_nothing_leads_out(file):
    with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as parts:
        body = parts.read("word/document.xml").decode()
        assert "<script" not in body and "&lt;script&gt;" in body and "\x07" not in body
        assert "w:hyperlink" not in body and "w:instrText" not in body and "w:fldSimple" not in body
        for name in parts.namelist():
            if name.endswith(".rels"):
                assert 'TargetMode="External"' not in parts.read(name).decode()


def test_without_texts_only_the_words_of_statements_are_quoted(folder):
    found = overview.corpus_of(folder, corpora.known(), texts=False)
    page = Word(io.BytesIO(brief.docx(found)))
    assert any(p.style.name == "Quote" for p in page.paragraphs)


def in_one_sentence(doc, known):
    """An article as the quick reader has it, with all of its text as one sentence."""
    found = corpora.read(doc, known)
    return replace(found, sentences=(Sentence(Span(0, len(doc.text))),))


def test_without_texts_names_are_told_as_on_the_page(tmp_path):
    # "the" stands in the sentence, and not among the words of the statement.
    rows = []
    for n in range(6):
        who, side = ("Anna Marren", "oppose") if n % 2 else ("Ilka Torvald", "support")
        berths = ", ".join(f"berth {100 * n + k}" for k in range(30))  # else they are copies of one another
        text = f"At the Velland, at {berths},\n{who} said that sanctions number 3 would find {side}."
        rows.append(corpora.row(f"a{n}", text, published=f"2021-0{1 + n}-05"))
    at = corpora.written(tmp_path / "c", rows)
    runs.annotate(at, corpora.known(), 1, bar=False, annotate=in_one_sentence)
    found = overview.corpus_of(at, corpora.known(), texts=False)
    told = "".join(piece["text"] for piece in overview.view(found)["findings"][0])
    assert "the Velland (3 statements in 3 articles) is for it" in told
    assert told in [paragraph.text for paragraph in Word(io.BytesIO(brief.docx(found))).paragraphs]


def test_one_of_anything_is_told_in_the_singular(tmp_path):
    at = corpora.written(tmp_path / "c", [corpora.row("one", "Ilka Torvald said that trade would find support.")])
    (at / "import.json").write_text(
        '{"files": [{"file": "b.csv", "format": "CSV", "announced": null, "found": 1, "doubts": []}]}'
    )
    runs.annotate(at, corpora.known(), 1, bar=False, annotate=corpora.read)
    words = [p.text for p in Word(brief.brief(at, tmp_path / "brief.docx", corpora.known())).paragraphs]
    assert "1 article, without dates; 1 statement. Copies of an article count once." in words
    assert "1 article from 1 file, 0 with doubts." in words


def test_the_articles_are_not_written_over(folder):
    with pytest.raises(SavingError):
        brief.brief(folder, folder / ARTICLES, corpora.known())


def test_it_opens_in_libreoffice(file, tmp_path):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed: apt-get install libreoffice-writer")
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    done = subprocess.run(
        [office, "--headless", home, "--convert-to", "pdf", "--outdir", str(tmp_path), str(file)],
        capture_output=True, timeout=240, check=False,
    )  # fmt: skip
    if b"could not be loaded" in done.stderr + done.stdout:
        pytest.skip("LibreOffice has no Writer: apt-get install libreoffice-writer")
    made = tmp_path / "brief.pdf"
    assert made.read_bytes().startswith(b"%PDF")
