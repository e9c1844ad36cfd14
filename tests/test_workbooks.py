"""Excel workbooks, opened with openpyxl and, where it is installed, with LibreOffice."""

import datetime as dt
import io
import re
import shutil
import subprocess
import zipfile
from xml.etree import ElementTree as ET

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import formulas, tables, workbooks
from analysis.saving import SavingError
from tests import samples
from tests.strategies import documents

HOSTILE = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    '=HYPERLINK("http://example.org","x")',
    "'=1+1",
    "#N/A",
    "TRUE",
    "007",
    "1e5",
    "2031-05-04",
    " spaced ",
    "one\rtwo\nthree",
    "_x0041_ _x000D_",
    "🚢 & <b>",
]
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TRUTH = re.compile(r"of:=(TRUE|FALSE)\(\)").fullmatch  # as which LibreOffice keeps what is true or false
soffice = shutil.which("soffice")
with_office = pytest.mark.skipif(not soffice, reason="LibreOffice is not installed: apt-get install libreoffice-calc")


def opened(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def frames():
    size = len(HOSTILE)
    columns = {"title": HOSTILE, "confidence": [0.5, None] * (size // 2), "words": range(size)}
    return {"articles": pd.DataFrame(columns | {"inherited": [True, False] * (size // 2)})}


def rows_of(sheet):
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, map(plain, row), strict=True)) for row in rows]


def plain(value):
    """What a cell says; a whole day as the tables have it."""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return workbooks.unescaped(value) if isinstance(value, str) else value


def expected(frame):
    """A table as the cells of a sheet have it."""
    return [{name: cell(value) for name, value in row.items()} for row in frame.to_dict("records")]


def cell(value):
    if isinstance(value, str):
        return workbooks.fitting(value) or None
    if value is None or value != value:
        return None
    return pytest.approx(value, rel=1e-14) if isinstance(value, float) else value  # Excel has 15 digits


def test_a_workbook_has_a_sheet_that_explains_and_one_for_each_table():
    doc = samples.judged()
    book = opened(workbooks.workbook([doc], labels=samples.CODEBOOK.labels, layer="Ana", coder="Ana"))
    assert book.sheetnames == ["About", *(name for name in tables.TABLES if name != "tokens")]
    about = [[cell.value for cell in row] for row in book["About"].iter_rows()]
    told = {row[0]: row[2] for row in about if row[0]}
    assert told["Layer"] == told["Coder"] == "Ana" and told["Articles"] == "1" and "reviewed" in told["Method"]
    explained = {(row[0], row[1]): row[2] for row in about}
    for name in book.sheetnames[1:]:
        sheet = book[name]
        assert [cell.value for cell in sheet[1]] == list(tables.COLUMNS[name])
        assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref and sheet["A1"].font.bold
        assert all(explained[name, column] == words for column, words in tables.COLUMNS[name].items())
        made = tables.TABLES[name](doc)
        if name != "statement_topics":  # which has labels here
            assert rows_of(sheet) == expected(made)
    assert {row["label"] for row in rows_of(book["statement_topics"])} >= {"Law of the sea", "Talks"}


def test_words_of_an_article_come_with_it_where_they_are_asked_for():
    book = opened(workbooks.workbook([samples.sample()], tokens=True))
    assert rows_of(book["tokens"]) == expected(tables.tokens(samples.sample()))


def test_dates_numbers_and_truth_are_what_they_are():
    book = opened(workbooks.workbook([samples.judged(), samples.annotated("us-offers-russia-assurance-on-missiles")]))
    sheet = book["statements"]
    row = {name.value: cell for name, cell in zip(sheet[1], sheet[2], strict=True)}
    assert row["published"].is_date and row["published"].number_format == "yyyy-mm-dd"
    assert row["confidence"].data_type == "n" and row["inherited"].data_type == "b" and row["key"].data_type == "s"


def test_days_that_excel_does_not_know_stay_words():
    days = ["0001-01-01", "1900-02-28", "1900-03-01", "9999-12-31", "", "soon"]
    made = workbooks.written({"articles": pd.DataFrame({"published": days})}, [])
    cells = [row[0] for row in opened(made)["articles"].iter_rows(min_row=2)]
    assert [cell.data_type for cell in cells[:4]] == ["s", "s", "d", "d"] and cells[5].value == "soon"


def test_no_cell_is_a_formula():
    book = opened(workbooks.written(frames(), [("Note", "=1+1")]))
    for sheet in book:
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type in ("f", "e")]
    titles = [row[0] for row in book["articles"].iter_rows(min_row=2)]
    assert [workbooks.unescaped(cell.value) for cell in titles] == HOSTILE
    for cell, words in zip(titles, HOSTILE, strict=True):
        assert cell.quotePrefix == formulas.is_formula(words), words


def test_words_are_cut_where_a_cell_ends_and_never_within_a_character():
    for words in ("x" * 40_000, "🚢" * 20_000, "\r" * 20_000, "x" + "\r🚢" * 9_000):
        made = workbooks.escaped(words)
        assert len(made.encode("utf-16-le")) <= 2 * workbooks.LENGTH and made.endswith("…")
        assert words.startswith(workbooks.unescaped(made).removesuffix("…"))
        frame = pd.DataFrame({"title": [words]})
        cell = opened(workbooks.written({"articles": frame}, []))["articles"]["A2"]
        assert workbooks.unescaped(cell.value) == workbooks.fitting(words)


def test_too_many_rows_are_told_in_one_sentence(monkeypatch):
    monkeypatch.setattr(workbooks, "ROWS", 8)
    with pytest.raises(SavingError, match=r"^The table statements has 8 rows, and a sheet of Excel at most 7; .*\.$"):
        workbooks.workbook([samples.sample()])


def test_the_same_export_twice_is_equal_to_the_byte(monkeypatch):
    made = workbooks.workbook([samples.judged()])
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        assert {part.date_time for part in parts.infolist()} == {workbooks.WHEN}
        assert b"1980-01-01T00:00:00Z" in parts.read("docProps/core.xml")
    import time

    later = time.time() + 100_000
    monkeypatch.setattr(time, "time", lambda: later)
    assert workbooks.workbook([samples.judged()]) == made


@settings(max_examples=25, deadline=None)
@given(documents())
def test_any_document_can_be_written(doc):
    book = opened(workbooks.workbook([doc], tokens=True))
    for name, table in tables.TABLES.items():
        assert rows_of(book[name]) == expected(table(doc)), name


@settings(max_examples=300)
@given(st.text(max_size=30) | st.from_regex(r"(_x[0-9A-F]{4}_|\r|_){1,4}", fullmatch=True))
def test_what_is_escaped_comes_back(words):
    assert workbooks.unescaped(workbooks.escaped(words)) == workbooks.UNFIT.sub("", words)


def by_office(data, folder):
    """The sheets of a workbook as LibreOffice has them: rows of (type, value, formula); and all that it ran."""
    (folder / "book.xlsx").write_bytes(data)
    home = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    call = [soffice, home, "--headless", "--convert-to", "fods", "--outdir", folder, folder / "book.xlsx"]
    subprocess.run(call, check=True, capture_output=True, timeout=180)
    root = ET.parse(folder / "book.fods").getroot()
    return {table.get(f"{TABLE}name"): list(office_rows(table)) for table in root.iter(f"{TABLE}table")}


def office_rows(table):
    for row in table.iter(f"{TABLE}table-row"):
        cells = []
        for cell in row.iter(f"{TABLE}table-cell"):
            times = int(cell.get(f"{TABLE}number-columns-repeated", 1))
            kind = cell.get(f"{OFFICE}value-type")
            value = {
                "float": lambda c: float(c.get(f"{OFFICE}value")),
                "boolean": lambda c: c.get(f"{OFFICE}boolean-value") == "true",
                "date": lambda c: c.get(f"{OFFICE}date-value"),
                "string": lambda c: "\n".join(map(shown, c.iter(f"{TEXT}p"))),
                None: lambda c: None,
            }[kind](cell)
            cells += [(value, cell.get(f"{TABLE}formula"))] * (times if value is not None or times < 99 else 0)
        yield cells


def shown(paragraph):
    """The words of a paragraph; OpenDocument writes spaces and tabs as elements."""
    signs = {f"{TEXT}s": " ", f"{TEXT}tab": "\t"}
    words = paragraph.text or ""
    for part in paragraph:
        inner = signs.get(part.tag, "") * int(part.get(f"{TEXT}c", 1)) or shown(part)
        words += inner + (part.tail or "")
    return words


@with_office
def test_libreoffice_has_the_same_values_and_runs_nothing(tmp_path):
    doc = samples.hostile("=1+1 @SUM(1)")
    sheets = by_office(workbooks.written(frames() | {"statements": tables.statements(doc)}, []), tmp_path)
    assert not [
        formula for rows in sheets.values() for row in rows for _, formula in row if formula and not TRUTH(formula)
    ]
    told = [row[0][0] for row in sheets["articles"][1:] if row]
    for cell, words in zip(told, HOSTILE, strict=False):
        assert cell.split() == words.split(), words
    assert len([row for row in sheets["articles"] if row]) == len(HOSTILE) + 1
    head = [value for value, _ in sheets["statements"][0]]
    assert head[: len(tables.COLUMNS["statements"])] == list(tables.COLUMNS["statements"])
    for cells, row in zip(sheets["statements"][1:], expected(tables.statements(doc)), strict=False):
        for (value, _), (name, wanted) in zip(cells, row.items(), strict=False):
            assert value == wanted or str(value).split() == str(wanted).split(), name
