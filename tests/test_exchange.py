"""Files for the tools of colleagues, by the ending of their names, and what comes back in a table."""

import csv
import io
import json
import warnings
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis import exchange, refi, tables, workbooks
from analysis.decisions import FIELDS
from analysis.exchange import ExchangeError, RowsLeftOut, read_back, table_changes, write
from analysis.saving import SavingError
from tests import samples
from tests.strategies import documents

OWN = (".xlsx", ".csv", ".parquet", ".graphml", ".gexf", ".jsonl")  # .dna and .qdpx have tests of their own
BOOK = samples.CODEBOOK


@pytest.fixture
def doc():
    return samples.judged()


@pytest.mark.parametrize("ending", OWN)
def test_the_ending_tells_the_format(doc, tmp_path, ending):
    path = write([doc], tmp_path / f"out{ending.upper()}", codebook=BOOK, layer="Ana", coder="Ana")
    data = path.read_bytes()
    assert data == write([doc], tmp_path / f"again{ending}", codebook=BOOK, layer="Ana", coder="Ana").read_bytes()
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".part"] == []
    match ending:
        case ".xlsx":
            assert openpyxl.load_workbook(path).sheetnames[0] == "About"
        case ".csv":
            assert data.decode() == tables.csv_text(tables.statements(doc))
        case ".parquet":
            pd.testing.assert_frame_equal(pd.read_parquet(path), tables.statements(doc))
        case ".jsonl":
            assert all(json.loads(line)["coder"] == "Ana" for line in data.splitlines())
        case _:
            assert b"Law of the sea" in data and data.startswith(b"<?xml")


@pytest.mark.parametrize("ending", [".dna", ".qdpx"])
def test_what_nobody_changed_comes_back_without_a_change(doc, tmp_path, ending):
    path = write([doc], tmp_path / f"a{ending}", codebook=BOOK, layer="Ana", coder="Ana")
    assert read_back(path, [doc], "Ana") == ()


def test_a_project_has_a_user_for_each_layer(doc, tmp_path):
    path = write([doc], tmp_path / "a.qdpx", codebook=BOOK, layers={"Ben": [doc]})
    assert {name for _, name in refi.read(path.read_bytes()).users} == {"machine", "Ben"}


def test_a_codebook_tells_the_acts(doc, tmp_path):
    acts = {"warn": {"label": "warns", "definition": "tells of a danger"}}
    path = write([doc], tmp_path / "a.qdc", codebook=BOOK, acts=acts)
    assert b"tells of a danger" in path.read_bytes()


@pytest.mark.parametrize("ending", [".dna", ".qdpx"])
def test_a_file_that_is_none_is_told_in_one_sentence(doc, tmp_path, ending):
    path = tmp_path / f"a{ending}"
    path.write_bytes(b"no such file")
    with pytest.raises(ExchangeError) as told:
        read_back(path, [doc], "Ana")
    assert str(path) in str(told.value) and "\n" not in str(told.value)


def test_a_network_of_issues_and_a_sheet_of_words_are_to_be_asked_for(doc, tmp_path):
    assert b"issue:the treaty" in write([doc], tmp_path / "a.gexf", codebook=BOOK, network="issues").read_bytes()
    assert "tokens" in openpyxl.load_workbook(write([doc], tmp_path / "a.xlsx", codebook=BOOK, tokens=True)).sheetnames


@pytest.mark.parametrize("name", ["out", "out.txt", "out.xls", ".xlsx"])
def test_an_unknown_ending_is_told_in_one_sentence(doc, tmp_path, name):
    with pytest.raises(ExchangeError) as told:
        write([doc], tmp_path / name, codebook=BOOK)
    assert all(f"{ending} (" in str(told.value) for ending in exchange.FORMATS) and str(told.value).endswith(".")
    with pytest.raises(ExchangeError, match=r"\.xlsx .*\.csv .*\.dna .*\.qdpx [^,]*$|\.qdpx"):
        read_back(tmp_path / name, [doc], "Ana")
    assert list(tmp_path.iterdir()) == []


def test_several_layers_go_into_a_project_alone(doc, tmp_path):
    with pytest.raises(ExchangeError, match=r"a \.csv holds one layer"):
        write([doc], tmp_path / "a.csv", codebook=BOOK, layers={"Ben": [doc]})


def test_what_is_read_is_not_written_over(doc, tmp_path):
    (tmp_path / "a.csv").write_text("mine")
    with pytest.raises(SavingError):
        write([doc], tmp_path / "a.csv", codebook=BOOK, inputs=[tmp_path / "a.csv"])
    assert (tmp_path / "a.csv").read_text() == "mine"


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(documents(), max_size=2, unique_by=lambda doc: exchange._plain(doc.id)))
def test_any_documents_can_be_written_and_nothing_has_changed_in_them(tmp_path, docs):
    for ending in OWN:
        write(docs, tmp_path / f"out{ending}", codebook=BOOK)
    for ending in (".xlsx", ".csv"):
        assert read_back(tmp_path / f"out{ending}", docs, "Ana") == ()


# ---- tables that a colleague edited


def edited(doc, *cells):
    """What comes of a table of statements with some cells changed: (number of the row, column, words)."""
    rows = [{k: str(v) for k, v in row.items()} for row in tables.statement_rows(doc)]
    for number, column, words in cells:
        rows[number - 1][column] = words
    return table_changes(rows, [doc], "Ana")


def after(doc, *cells):
    (change,) = edited(doc, *cells)
    assert change.coder == "Ana" and change.article == doc.id and set(change.after) <= set(FIELDS)
    statement = next(s for s in doc.statements if s.key == change.unit)
    assert (change.start, change.end) == (statement.span.start, statement.span.end)
    return dict(change.after)


def test_nothing_comes_back_of_a_table_that_nobody_edited(doc):
    assert edited(doc) == ()


@pytest.mark.parametrize(
    ("cells", "fields"),
    [
        ([(1, "position", "oppose")], {"position": "oppose"}),
        ([(1, "position", " Oppose ")], {"position": "oppose"}),
        ([(1, "position", "")], None),  # an empty cell tells nothing
        ([(2, "position", "support")], {"position": "support", "lean": ""}),  # it was conditional, with a lean
        ([(2, "lean", "+")], {"lean": "+"}),
        ([(1, "position", "conditional"), (1, "lean", "−")], {"position": "conditional", "lean": "-"}),
        ([(1, "act", "praise")], {"act": "praise"}),
        ([(1, "topics", "arms; sea;arms")], {"topics": ["arms", "sea"]}),
        ([(1, "topics", "")], {"topics": []}),
        ([(1, "target", "the moon")], {"target": "the moon"}),
        ([(1, "target", "the strait")], {"target": "the strait", "target_span": True}),
        ([(1, "target", "")], {"target": ""}),
        ([(1, "speakers", "")], {"speakers": [], "actors": []}),
        ([(1, "speakers", "Joren Maas")], {"speakers": ["Joren Maas"], "actors": ["Vorland"]}),
        ([(1, "speakers", "Ilka  Torvald")], None),
        ([(1, "speakers", "Ilka T.")], {"speakers": ["Ilka T."]}),  # spelt in another way, for the same state
        (
            [(1, "speakers", "Ilka Torvald; Joren Maas")],
            {"speakers": ["Ilka Torvald", "Joren Maas"], "actors": ["Estavia", "Vorland"]},
        ),
        (
            [(1, "speakers", "Ilka Torvald; Ann"), (1, "actors", "Estavia; Velland")],
            {"speakers": ["Ilka Torvald", "Ann"], "actors": ["Estavia", "Velland"]},
        ),
        ([(1, "actors", "Velland")], {"actors": ["Velland"]}),
        ([(1, "actors", "")], {"actors": [""]}),
        ([(7, "actors", "Velland")], {"actors": ["Velland", "Velland"]}),  # one for all
        ([(7, "actors", "Estavia; Velland")], {"actors": ["Estavia", "Velland"]}),
        ([(6, "actors", "Tellan")], {"actors": ["Tellan"]}),  # who spoke for nobody
        ([(1, "verdict", "reject")], {"verdict": "reject"}),
        ([(1, "verdict", "Accept"), (1, "note", "seen twice")], {"verdict": "accept", "note": "seen twice"}),
        ([(1, "content", "other words"), (1, "confidence", "7")], None),  # what cannot be changed here
    ],
)
def test_a_changed_cell_comes_back_as_a_field(doc, cells, fields):
    if fields is None:
        assert edited(doc, *cells) == ()
        return
    found = after(doc, *cells)
    if fields.get("target_span"):
        start, end = found["target_span"]
        assert doc.text[start:end] == fields["target"]
        fields = {**fields, "target_span": [start, end]}
    assert found == fields


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ([(1, "position", "suport")], "row 2: position is 'suport', not one of support, oppose, conditional, neutral"),
        ([(1, "lean", "+")], r"row 2: lean is '\+' beside support"),
        ([(2, "lean", "up")], "row 3: lean is 'up'"),
        ([(1, "verdict", "no")], "row 2: verdict is 'no', not one of accept, reject, skip"),
        ([(7, "actors", "A; B; C")], "row 8: 2 speakers and 3 actors; give one for each"),
        ([(n, "position", "x") for n in range(1, 7)], r"row 4: .*\(and 3 more\)"),
    ],
)
def test_a_cell_that_cannot_be_is_told_and_nothing_is_read(doc, cells, words):
    with pytest.raises(ExchangeError, match=f"{words}.*; nothing was read, mend these cells.$"):
        edited(doc, (8, "position", "oppose"), *cells)


def test_acts_and_topics_are_held_against_those_known(doc):
    rows = [{**row, "act": "shout", "topics": "cheese"} for row in tables.statement_rows(doc)][:1]
    rows = [{name: str(value) for name, value in row.items()} for row in rows]
    assert table_changes(rows, [doc], "Ana")[0].after == {"act": "shout", "topics": ["cheese"]}
    with pytest.raises(ExchangeError, match="act is 'shout', not one that is known"):
        table_changes(rows, [doc], "Ana", acts=("state", "praise", "deny", "warn", "urge"))
    with pytest.raises(ExchangeError, match="topics is 'cheese', not one of sea, arms, talks, fish"):
        table_changes(rows, [doc], "Ana", topics=BOOK.labels)


def test_rows_that_were_taken_out_reject_nothing(doc):
    rows = [{name: str(value) for name, value in row.items()} for row in tables.statement_rows(doc)]
    assert table_changes(rows[2:3], [doc], "Ana") == () == table_changes([], [doc], "Ana")


def test_a_statement_with_several_rows_is_changed_once_and_alike(doc):
    rows = [{name: str(value) for name, value in row.items()} for row in tables.statement_rows(doc)]
    edit = rows[0] | {"position": "oppose"}
    for twice in ([edit, *rows], [*rows, edit, edit]):  # one as it was, and one or two that say the same
        (change,) = table_changes(twice, [doc], "Ana")
        assert change.after == {"position": "oppose"}
    with pytest.raises(
        ExchangeError, match="row 11: it is the statement of row 2, and says otherwise; nothing was read"
    ):
        table_changes([edit, *rows, rows[0] | {"position": "neutral"}], [doc], "Ana")


def test_rows_of_other_articles_are_left_out_and_told(doc):
    rows = [{name: str(value) for name, value in row.items()} for row in tables.statement_rows(doc)]
    rows[0]["position"], rows[1]["article"], rows[2]["key"] = "oppose", "another", "aaaaaaaa"
    with pytest.warns(RowsLeftOut, match=r"2 of 8 rows, the first of them row 3, belong to no statement here"):
        assert len(table_changes(rows, [doc], "Ana")) == 1
    with pytest.raises(ExchangeError, match="name the articles that the table was made of"):
        table_changes(rows, [samples.silent()], "Ana")


def test_an_article_that_is_called_otherwise_here_is_found_by_its_statements(doc):
    rows = [{name: str(value) for name, value in row.items()} for row in tables.statement_rows(doc)]
    rows[0]["position"] = "oppose"
    here, other = replace(doc, id="other/talks"), replace(doc, id="other/ships")
    for some in ([here], [here, samples.silent()]):
        (change,) = table_changes([row | {"article": "my articles/a"} for row in rows], some, "Zoe")
        assert (change.article, change.after) == ("other/talks", {"position": "oppose"})
    (change,) = table_changes([row | {"article": "my articles/talks"} for row in rows], [here, other], "Zoe")
    assert change.article == "other/talks"  # of two with the same text that of the same name
    moved = [row | {"article": "my articles/a"} for row in rows]
    for some in ([here, other], [samples.silent()]):  # which of both nobody knows
        with pytest.raises(ExchangeError, match="with the texts that they had then: the first is 'my articles/a', and"):
            table_changes(moved, some, "Zoe")
    moved[1]["start"] = "7"  # its text is another
    with pytest.raises(ExchangeError, match="belong to no statement here"):
        table_changes(moved, [here], "Zoe")


def test_a_workbook_comes_back_with_what_was_changed_in_it(doc, tmp_path):
    path = write([doc], tmp_path / "out.xlsx", codebook=BOOK)
    assert read_back(path, [doc], "Ana") == ()
    book = openpyxl.load_workbook(path)
    sheet = book["statements"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(3, columns["position"]).value = "oppose"
    sheet.cell(1, sheet.max_column + 1).value = "Verdict"
    sheet.cell(5, sheet.max_column).value = "reject"
    sheet.delete_rows(7)
    book.save(path)
    found = {change.unit: dict(change.after) for change in read_back(path, [doc], "Ana")}
    assert found == {
        doc.statements[1].key: {"position": "oppose", "lean": ""},
        doc.statements[3].key: {"verdict": "reject"},
    }


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_table_comes_back_as_any_spreadsheet_saves_it(doc, tmp_path, encoding, mark):
    rows = list(csv.reader(io.StringIO(tables.csv_text(tables.statements(doc)).lstrip(tables.MARK), newline="")))
    at = rows[0].index("target")
    rows[1][at] = "die Straße"
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=mark, lineterminator="\r\n").writerows([*rows, [], [""] * len(rows[0])])
    (tmp_path / "out.csv").write_bytes(file.getvalue().encode(encoding, "replace"))
    (change,) = read_back(tmp_path / "out.csv", [doc], "Ana")
    assert change.unit == doc.statements[0].key and change.after["target"] == "die Straße"


def test_hostile_words_come_back_unchanged(tmp_path):
    doc = replace(samples.hostile("=1+1\r\x00 _x0041_ '=2 🚢"), id="=cmd|' /C calc'!A0")
    for ending in (".xlsx", ".csv"):
        path = write([doc], tmp_path / f"out{ending}", codebook=BOOK)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert read_back(path, [doc], "Ana") == ()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("no.csv", None, "it cannot be read"),
        ("empty.csv", b"", "it has no column 'article'"),
        ("other.csv", b"name,age\r\nAnn,9\r\n", "it has no column 'article'"),
        ("half.csv", b"article,position\r\na,support\r\n", "it has no column 'key'"),
        ("no.xlsx", b"PK nothing", "this is no Excel workbook"),
        ("empty.xlsx", b"", "this is no Excel workbook"),
    ],
)
def test_a_file_that_cannot_be_read_back_is_told_in_one_sentence(doc, tmp_path, name, data, words):
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(ExchangeError, match=words) as told:
        read_back(tmp_path / name, [doc], "Ana")
    assert str(told.value).startswith(str(tmp_path / name)) and str(told.value).endswith(".")


def test_a_workbook_without_our_sheet_is_read_by_its_first(doc, tmp_path):
    frame = tables.statements(doc).assign(position="neutral")
    (tmp_path / "mine.xlsx").write_bytes(workbooks.written({"Sheet1": frame}, []))
    book = openpyxl.load_workbook(tmp_path / "mine.xlsx")
    del book["About"]
    book.save(tmp_path / "mine.xlsx")
    changes = read_back(tmp_path / "mine.xlsx", [doc], "Ana")
    assert len(changes) == 5 and {change.after["position"] for change in changes} == {"neutral"}
