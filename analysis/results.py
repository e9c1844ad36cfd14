"""What a run found over many articles, as DataFrames: all, or the columns, months and articles that are asked for.

    results.table(folder, "statements", columns=["article", "content"], months=["2021-03"])
    results.table(folder, "stances", articles=["talks-to-resume-832f533f"])
    results.documents(folder, ["talks-to-resume-832f533f"])

What is done of a run that still goes on, or was cut off, can be read like the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from operator import or_
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis import records, shards
from analysis.model import Document
from analysis.shards import Run, RunError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

FEW = 2000  # articles whose months are looked up first
UNDIVIDED = {"articles", "errors"}  # which have one row for each article and are small


def run_of(folder: str | Path, run: str | Run | None = None) -> Run:
    """The run of a folder that was begun last, or that of a name. Raises RunError where there is none."""
    if isinstance(run, Run):
        return run
    found = shards.runs(Path(folder))
    named = [one for one in found if run in (None, one.folder.name)]
    if not named:
        names = f"there are {', '.join(one.folder.name for one in found)}" if found else "there is none yet"
        raise RunError(f"{folder}: no run {run or ''} over its articles; {names}; read them with demarche annotate.")
    return named[0]


def table(
    folder: str | Path,
    name: str,
    *,
    columns: Sequence[str] | None = None,
    articles: Iterable[str] | None = None,
    months: Iterable[str] | None = None,
    run: str | Run | None = None,
) -> pd.DataFrame:
    """A table of a run; name and columns as in tables.COLUMNS, and `errors`: article and why it was not read.

    articles: their ids; months: such as 2021-03, and "" for articles without a date. The rows of an article stand
    together, in the order of its text. Raises RunError for a name that is not known.
    """
    return arrow(folder, name, columns=columns, articles=articles, months=months, run=run).to_pandas()


def arrow(
    folder: str | Path,
    name: str,
    *,
    columns: Sequence[str] | None = None,
    articles: Iterable[str] | None = None,
    months: Iterable[str] | None = None,
    run: str | Run | None = None,
) -> pa.Table:
    """As `table`, for pyarrow: what is larger than memory is better asked for by months."""
    import pyarrow as pa

    run = run_of(folder, run)
    columns = _checked(name, columns)
    ids = None if articles is None else list(dict.fromkeys(articles))
    if months is None and ids is not None and len(ids) <= FEW and name not in UNDIVIDED:
        months = _months_of(run, ids)
    when = _filter(ids, None if months is None else list(months))
    found = list(_sources(run, name, [*columns], when))
    empty = pa.schema([field for field in shards.schema(name) if field.name in columns]).empty_table()
    return pa.concat_tables(found).select(columns) if found else empty.select(columns)


def documents(
    folder: str | Path, articles: Iterable[str] | None = None, *, run: str | Run | None = None
) -> Iterator[Document]:
    """The documents of some articles, or of all, as they were read; those that failed are left out."""
    import pyarrow.parquet as pq

    run = run_of(folder, run)
    wanted = None if articles is None else set(articles)
    for number in sorted(run.done()):
        if wanted is None or not wanted.isdisjoint(run.shards[number]):
            filters = None if wanted is None else [("article", "in", wanted)]
            rows = pq.read_table(run.part(number), columns=["record"], filters=filters, partitioning=None)
            yield from (records.document(record) for record in rows["record"].to_pylist() if record is not None)


def months(folder: str | Path, *, run: str | Run | None = None) -> list[str]:
    """The months of which a run has articles, in order; "" for articles without a date."""
    days = arrow(folder, "articles", columns=["published"], run=run)["published"]
    return sorted({day[:7] for day in days.unique().to_pylist()})


def _checked(name: str, columns: Sequence[str] | None) -> list[str]:
    if name not in shards.COLUMNS:
        raise RunError(f"There is no table {name!r}; there are {', '.join(shards.COLUMNS)}.")
    there = shards.COLUMNS[name]
    if unknown := [column for column in columns or () if column not in there]:
        raise RunError(f"The table {name} has no column {', '.join(unknown)}; it has {', '.join(there)}.")
    return list(there if columns is None else columns)


def _sources(run: Run, name: str, columns: list[str], when: Any) -> Iterator[pa.Table]:
    """The rows that are asked for, from the tables, and from parts that are in none yet."""
    import pyarrow as pa
    import pyarrow.dataset as ds

    covered: set[int] = set()
    hive = ds.partitioning(pa.schema([("year", pa.int16()), ("month", pa.int8())]), flavor="hive")
    for ends in shards.covering(run):
        covered |= set(range(ends[0], ends[1] + 1))
        whole = pa.schema([*shards.schema(name), ("year", pa.int16()), ("month", pa.int8())])
        at = shards.tables_folder(run, ends, name)
        yield ds.dataset(at, schema=whole, partitioning=hive, format="parquet").to_table(columns=columns, filter=when)
    loose = [run.part(number) for number in sorted(run.done() - covered)]
    for some in shards.flat(loose, name):
        yield (some if when is None else some.filter(when)).select(columns)


def _filter(ids: list[str] | None, months: Sequence[str] | None) -> Any:
    """The condition that rows are to meet, None where all are asked for."""
    import pyarrow as pa
    import pyarrow.dataset as ds

    both: list[Any] = []
    if months is not None:
        some = [_number(month) for month in months]
        within = [(ds.field("year") == year) & (ds.field("month") == month) for year, month in some]
        both.append(reduce(or_, within) if within else ds.scalar(False))
    if ids is not None:
        both.append(ds.field("article").isin(pa.array(ids, pa.string())))
    return reduce(lambda one, other: one & other, both) if both else None


def _number(month: str) -> tuple[int, int]:
    if not month:
        return shards.UNDATED, shards.UNDATED
    try:
        year, number = month.split("-")
        return int(year), int(number)
    except ValueError:
        raise RunError(f"{month!r} is no month; write it as 2021-03.") from None


def _months_of(run: Run, ids: list[str]) -> list[str]:
    """The months of some articles, so that no others are read."""
    when = _filter(ids, None)
    days = [day for some in _sources(run, "articles", ["published"], when) for day in some["published"].to_pylist()]
    return sorted({day[:7] for day in days})
