"""A corpus as a file for other programs: what stands in it is what the tables have, words stay words."""

import csv
import io

import openpyxl
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from analysis import outputs, results, runs, tables, workbooks
from analysis.imported import ARTICLES
from analysis.saving import SavingError
from tests import corpora

HOSTILE = '=HYPERLINK("http://evil.example";"open")'


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder of articles that were read, one with a formula for its headline, one with what no cell of Excel takes."""
    rows = corpora.articles(30)
    rows[3]["title"], rows[4]["outlet"] = HOSTILE, "+1 Tellan\x00 Courier"
    at = corpora.written(tmp_path_factory.mktemp("given"), [*rows, corpora.row("bad", "POISON waits.")])
    runs.annotate(at, corpora.known(), 1, bar=False, annotate=corpora.read)
    return at


def sorted_by(frame):
    return frame.sort_values(["article", "number"], kind="stable").reset_index(drop=True)


def test_parquet_has_the_table(folder, tmp_path):
    found = pd.read_parquet(outputs.write(folder, tmp_path / "a.parquet"))
    assert_frame_equal(sorted_by(found), sorted_by(results.table(folder, "statements")))
    stances = pd.read_parquet(outputs.write(folder, tmp_path / "b.parquet", "stances"))
    assert_frame_equal(sorted_by(stances), sorted_by(results.table(folder, "stances")))


def test_csv_is_that_of_a_document(folder, tmp_path):
    data = outputs.write(folder, tmp_path / "a.csv").read_bytes().decode()
    months = [results.table(folder, "statements", months=[month]) for month in results.months(folder)]
    assert data == tables.csv_text(pd.concat(months))
    titles = outputs.write(folder, tmp_path / "t.csv", "articles").read_bytes().decode("utf-8-sig")
    assert f"'{HOSTILE}" in [row["title"] for row in csv.DictReader(io.StringIO(titles, newline=""))]


def test_workbook_has_a_sheet_for_each_table_and_no_formula(folder, tmp_path):
    path = outputs.write(folder, tmp_path / "a.xlsx")
    assert path.read_bytes() == outputs.write(folder, tmp_path / "b.xlsx").read_bytes()
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [workbooks.ABOUT, *outputs.NAMES]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "b"}
    assert HOSTILE in [cell.value for cell in book["articles"]["C"]]
    assert book["statements"].max_row == len(results.table(folder, "statements")) + 1
    assert openpyxl.load_workbook(outputs.write(folder, tmp_path / "c.xlsx", "errors")).sheetnames[1:] == ["errors"]


def test_what_no_sheet_takes_is_one_sentence(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(workbooks, "ROWS", 20)
    with pytest.raises(
        SavingError, match=r"table articles has 30 rows, and a sheet of Excel at most 19; write .parquet or .csv"
    ):
        outputs.write(folder, tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(SavingError, match="is read here and would be lost"):
        outputs.write(folder, folder / ARTICLES)
