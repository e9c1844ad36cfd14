"""The tables of a corpus as one file for Excel, R or SPSS; the ending of its name tells which.

    outputs.write("corpus", "corpus.xlsx")                   # all tables, a sheet each
    outputs.write("corpus", "stances.parquet", "stances")    # one table; of .csv, too

CSV and Parquet are written month by month, whatever their length. Words stay words: no cell is a formula.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from analysis import results, shards, tables, workbooks
from analysis.imported import ARTICLES
from analysis.saving import SavingError, free, saved, streamed
from analysis.shards import Run, RunError

if TYPE_CHECKING:
    import pandas as pd

ENDINGS = (".xlsx", ".csv", ".parquet")
NAMES = (*(name for name in shards.COLUMNS if name != "cells"),)


def write(
    folder: str | Path,
    path: str | Path,
    table: str = "",
    *,
    run: str | Run | None = None,
    inputs: Iterable[str | Path] = (),
) -> Path:
    """The path, after what a run found was written there, whole or not at all: .xlsx, .csv or .parquet.

    table: the only one, a name of NAMES; else all in a workbook, and the statements in the others. Raises SavingError
    where a table has more rows than a sheet of Excel, RunError where there is no such run or table.
    """
    if table and table not in NAMES:
        raise RunError(f"There is no table {table!r}; there are {', '.join(NAMES)}.")
    run, path, inputs = results.run_of(folder, run), free(path, inputs), [*inputs, Path(folder) / ARTICLES]
    if path.suffix.lower() == ".xlsx":
        return saved(path, _workbook(folder, [table] if table else NAMES, run), inputs=inputs)
    some = _months(folder, table or "statements", run)
    if path.suffix.lower() == ".csv":
        return streamed(path, lambda file: _csv(file, table or "statements", some), inputs=inputs)
    return streamed(path, lambda file: _parquet(file, table or "statements", some), inputs=inputs)


def _months(folder: str | Path, table: str, run: Run) -> Iterator[Any]:
    """The rows of a table, a month at a time."""
    whole = [None] if table in results.UNDIVIDED else [[month] for month in results.months(folder, run=run)]
    return (results.arrow(folder, table, months=months, run=run) for months in whole)


def _csv(file: BinaryIO, table: str, some: Iterable[Any]) -> None:
    file.write((tables.MARK + tables.csv_rows([shards.schema(table).names])).encode())
    for rows in some:
        for batch in rows.to_batches(10_000):
            found: pd.DataFrame = batch.to_pandas()
            file.write(tables.csv_rows(found.itertuples(index=False, name=None)).encode("utf-8", "replace"))


def _parquet(file: BinaryIO, table: str, some: Iterable[Any]) -> None:
    import pyarrow.parquet as pq

    with pq.ParquetWriter(file, shards.schema(table), compression="zstd") as writer:
        for rows in some:
            writer.write_table(rows)


def _workbook(folder: str | Path, names: Iterable[str], run: Run) -> bytes:
    """All tables as sheets; that one is too long is told before any is read."""
    names = list(names)
    for name in names:
        rows = results.arrow(folder, name, columns=["article"], run=run).num_rows
        if rows >= workbooks.ROWS:
            raise SavingError(
                f"The table {name} has {rows:,} rows, and a sheet of Excel at most {workbooks.ROWS - 1:,}; "
                "write .parquet or .csv, or ask for fewer months with results.table."
            )
    frames = {name: results.table(folder, name, run=run) for name in names}
    told = [
        ("What it is", "Who said what, where they stand, on which topic, and where it is written; by Demarche."),
        ("Layer", "machine"),
        ("Articles", str(run.articles)),
        ("Version", run.made_by.version),
        ("Method", workbooks.NOTES["machine"]),
    ]
    return workbooks.written(frames, told)
