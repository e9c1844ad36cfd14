"""Documents -> an Excel workbook: a sheet that explains the columns, then one sheet for each table.

Words stay words: no cell is a formula, whatever an article says. The same documents give the same bytes.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from analysis import tables
from analysis.formulas import is_formula
from analysis.keeping import UNFIT
from analysis.model import Document
from analysis.saving import SavingError

if TYPE_CHECKING:
    import pandas as pd

ABOUT = "About"  # the first sheet
ROWS = 1_048_576  # that a sheet can have, its head among them
LENGTH = 32_767  # units of UTF-16 that a cell can hold
CUT = "…"  # ends what was longer
FIRST = dt.date(1900, 3, 1)  # earlier days stay words: Excel takes 1900 for a leap year
WIDTH = (9, 60)  # of a column in characters, least and most
SEEN = 100  # rows that tell the width of a column
WHEN = (1980, 1, 1, 0, 0, 0)  # in place of the time of writing, so that the bytes do not tell it
TIME = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
# Excel takes "_x000D_" in a cell for the character of that number: so it keeps a CR, which XML would lose, and words
# that look like one have their "_" written in this way.
ESCAPED = re.compile(r"\r|_(?=x[0-9A-Fa-f]{4}_)")
ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
NOTES = {
    "machine": "Demarche found it. Numbers from 0 to 1 are chances of being right: read the sentence before you quote.",
    "coder": "A person reviewed what Demarche had found; what she did not touch is Demarche's.",
}
CORRECTING = (
    "In the sheet “statements” speakers, actors, position, lean, target, act and topics may be changed, a column "
    "verdict with accept or reject and a column note be added: `demarche import` reads them back by article and key."
)


def workbook(
    docs: Sequence[Document],
    *,
    labels: Mapping[str, str] | None = None,
    layer: str = "machine",
    coder: str = "",
    tokens: bool = False,
) -> bytes:
    """A workbook of all tables of some documents, its first sheet telling what every column means.

    labels: of the topics. layer, coder: whose codes they are. tokens: with the table of words, the longest by far.
    Raises SavingError where a table has more rows than a sheet can.
    """
    names = [name for name in tables.TABLES if tokens or name != "tokens"]
    frames = {name: tables.TABLES[name](*docs) for name in names}
    frames["statement_topics"] = tables.statement_topics(*docs, labels=labels)
    return written(frames, about(docs, layer=layer, coder=coder))


def about(docs: Sequence[Document], *, layer: str, coder: str) -> list[tuple[str, str]]:
    """What the first sheet says of the whole, each with its name."""
    versions = dict.fromkeys(doc.made_by.version for doc in docs if doc.made_by)
    told = [
        ("What it is", "Who said what, where they stand, on which topic, and where it is written; by Demarche."),
        ("Layer", layer),
        ("Coder", coder),
        ("Articles", str(len(docs))),
        ("Version", tables.SEVERAL.join(versions)),
        ("Method", NOTES["machine" if layer == "machine" else "coder"]),
        ("Correcting", CORRECTING),
    ]
    return [(name, words) for name, words in told if words]


def written(frames: Mapping[str, pd.DataFrame], told: Iterable[tuple[str, str]]) -> bytes:
    """A workbook of some tables by their names, and what is told of them. Raises SavingError for too many rows."""
    from openpyxl import Workbook

    for name, frame in frames.items():
        if len(frame) >= ROWS:
            raise SavingError(
                f"The table {name} has {len(frame):,} rows, and a sheet of Excel at most {ROWS - 1:,}; "
                "export fewer articles at once, or CSV."
            )
    book = Workbook(write_only=True)
    book.properties.creator = "Demarche"
    _add_about(book, told, frames)
    for name, frame in frames.items():
        _add_table(book, name, list(frame.columns), frame.itertuples(index=False, name=None), _widths(frame))
    file = io.BytesIO()
    book.save(file)
    return _timeless(file.getvalue())


def fitting(words: str) -> str:
    r"""Words as a cell can hold them: without characters that XML forbids, cut where they are too long.

    >>> fitting("a\x00b"), len(fitting("x" * 40_000)), fitting("x" * 40_000)[-2:]
    ('ab', 32767, 'x…')
    """
    return unescaped(escaped(words))


def escaped(words: str) -> str:
    r"""Words as they are written into a cell, so that Excel shows what they were, see `fitting`.

    >>> escaped("one\rtwo _x0041_")
    'one_x000D_two _x005F_x0041_'
    """
    found = ESCAPED.sub(lambda match: f"_x{ord(match[0]):04X}_", UNFIT.sub("", words))
    data = found.encode("utf-16-le")
    if len(data) <= 2 * LENGTH:
        return found
    end = len(data[: 2 * (LENGTH - 1)].decode("utf-16-le", "ignore"))
    for match in ESCAPE.finditer(found, end - 7):
        if match.start() < end < match.end():
            end = match.start()
    return found[:end] + CUT


def unescaped(words: str) -> str:
    """The words that `escaped` was given, as far as a cell can hold them."""
    return ESCAPE.sub(lambda match: chr(int(match[1], 16)), words)


def _add_about(book: Any, told: Iterable[tuple[str, str]], names: Iterable[str]) -> None:
    """Add the sheet that explains: the whole, then each column."""
    sheet = book.create_sheet(ABOUT)
    for column, width in zip("ABC", (24, 24, 110), strict=True):
        sheet.column_dimensions[column].width = width
    for name, words in told:
        sheet.append([_head(sheet, name), None, *_cells(sheet, [words])])
    sheet.append([])
    sheet.append([_head(sheet, words) for words in ("Sheet", "Column", "What it means")])
    for name in names:
        for column, meaning in tables.COLUMNS.get(name, {}).items():
            sheet.append(list(_cells(sheet, [name, column, meaning])))


def _add_table(
    book: Any, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], widths: Sequence[int]
) -> None:
    """Add the sheet of a table: its head stays in sight, and can be filtered by."""
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([_head(sheet, column) for column in columns])
    days = {number for number, column in enumerate(columns) if column == "published"}
    count = 1
    for row in rows:
        sheet.append(list(_cells(sheet, (_day(value) if n in days else value for n, value in enumerate(row)))))
        count += 1
    if columns:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{count}"


def _cells(sheet: Any, values: Iterable[Any]) -> Iterator[Any]:
    """Values as cells; words are words whatever they look like, and what is missing is empty."""
    for value in values:
        if isinstance(value, str) and value:
            yield _words(sheet, value)
        elif value is None or value == "" or value != value:  # NaN
            yield None
        else:
            yield value


def _words(sheet: Any, words: str) -> Any:
    """A cell of words. The apostrophe that Excel shows before them keeps them words when they are edited there."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, escaped(words))
    cell.data_type = "s"  # not "f", nor "e" for words such as #N/A
    if is_formula(words):
        cell.quotePrefix = True
    return cell


def _head(sheet: Any, words: str) -> Any:
    from openpyxl.styles import Font

    cell = _words(sheet, words)
    cell.font = Font(bold=True)
    return cell


def _day(words: str) -> dt.date | str:
    """A day for Excel, as words where it knows none such."""
    try:
        day = dt.date.fromisoformat(words)
    except ValueError:
        return words
    return day if day >= FIRST else words


def _widths(frame: pd.DataFrame) -> list[int]:
    """The width of each column, by its head and its first cells."""
    least, most = WIDTH
    top = frame.head(SEEN)
    return [
        min(most, max([least, len(name) + 3, *(len(str(value)) + 1 for value in top[name])])) for name in frame.columns
    ]


def _timeless(data: bytes) -> bytes:
    """A workbook without the time at which it was written."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = TIME.sub(rb"\g<1>1980-01-01T00:00:00Z", part)
            new.writestr(zipfile.ZipInfo(name, WHEN), part, zipfile.ZIP_DEFLATED)
    return file.getvalue()
