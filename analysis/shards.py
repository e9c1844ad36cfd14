"""Where a run over many articles lies on the disk, and how it stays whole.

    FOLDER/runs/copies.parquet                    which articles are copies; beside it what `reprints` goes on with
    FOLDER/runs/<digest>/manifest.json            what made it, and the ids of the articles of each shard
                        /parts/00012.parquet      a shard that is done: a row for each article, with all its tables
                        /tables/00000-00099/statements/year=2021/month=03/…parquet   the same rows, for looking
                        /cubes/by_month.parquet   what is counted of them

The digest is of program, models and knowledge: another of them makes another run. A shard is a fixed list of ids, told
once, whatever number of processes reads it. Its part is one file, written beside and renamed: it is there whole, or it
is not there, and what is there is all that is known of how far a run has come. `tables` are made of whole parts.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis import cells, issues, records, saving, tables
from analysis.keys import digest
from analysis.lexicons import Lexicons
from analysis.model import Document, MadeBy

if TYPE_CHECKING:
    import pyarrow as pa

SCHEMA = "demarche-run/2"
SIZE = 50  # articles of a shard: half a minute of work is lost with a process
FEWEST = 16  # shards of a small corpus, so that all processes have some to do
UNDATED = 0  # year and month of an article without a date
ERRORS = {"article": "id of the article", "error": "why it could not be read, in one sentence"}
COLUMNS: dict[str, Mapping[str, str]] = {
    **{name: columns for name, columns in tables.COLUMNS.items() if name != "tokens"},
    "cells": cells.COLUMNS,
    "aims": issues.AIMS,
    "errors": ERRORS,
}
_CELLS = {
    "statement": "int64",
    "chance": "float64",
    **dict.fromkeys((c for c in cells.COLUMNS if c.startswith("first_")), "bool"),
}
_AIMS = {"turned": "bool", "pointed": "bool"}
_GROUP_ROWS = 4_000  # of a row group: what is held in memory for each month while tables are written
_SEVERAL = 8  # generations of tables, before they are made one
_CHUNK = 20  # parts that are read at a time


class RunError(RuntimeError):
    """A run cannot go on; the message says why, and what to do, in one sentence."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run over the articles of a folder. made_by: tells it from others; begun: when it was first called for."""

    folder: Path
    made_by: MadeBy
    begun: str
    shards: tuple[tuple[str, ...], ...]

    @property
    def articles(self) -> int:
        """How many articles it is to read."""
        return sum(map(len, self.shards))

    def part(self, number: int) -> Path:
        """The file of a shard."""
        return self.folder / "parts" / f"{number:05}.parquet"

    def done(self) -> set[int]:
        """The numbers of the shards that are done."""
        return {int(path.stem) for path in (self.folder / "parts").glob("[0-9]*.parquet")}


# ---- the plan


def home(folder: Path, made_by: MadeBy) -> Path:
    """The folder of the run that program, models and knowledge of that kind make."""
    return folder / "runs" / digest(" ".join((SCHEMA, records.SCHEMA, *asdict(made_by).values())))


def planned(folder: Path, made_by: MadeBy, ids: Sequence[str]) -> Run:
    """The run over articles with these ids, as its manifest has it; shards are added for those that are new."""
    at = home(folder, made_by)
    run = read(at) if (at / "manifest.json").is_file() else Run(at, made_by, _now(), ())
    known = {id for shard in run.shards for id in shard}
    new = [id for id in dict.fromkeys(ids) if id not in known]
    if not new and run.shards:
        return run
    size = max(1, min(SIZE, -(-len(new) // FEWEST)))
    added = tuple(tuple(new[n : n + size]) for n in range(0, len(new), size))
    run = Run(at, made_by, run.begun, run.shards + added)
    lines = ",\n".join(json.dumps(shard, ensure_ascii=False) for shard in run.shards)
    head = json.dumps({"schema": SCHEMA, **asdict(made_by), "begun": run.begun}, ensure_ascii=False)[:-1]
    saving.saved(at / "manifest.json", f'{head}, "shards": [\n{lines}\n]}}\n', lasting=True)
    return run


def read(at: Path) -> Run:
    """The run in a folder. Raises RunError where its manifest cannot be read."""
    try:
        found = json.loads((at / "manifest.json").read_text(encoding="utf-8"))
        made_by = MadeBy(found["version"], found["models"], found["knowledge"])
        return Run(at, made_by, found["begun"], tuple(map(tuple, found["shards"])))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunError(
            f"{at / 'manifest.json'}: this is no manifest of a run ({error}); move the folder away."
        ) from error


def runs(folder: Path) -> list[Run]:
    """The runs over the articles of a folder, the newest first."""
    found = [read(path.parent) for path in (folder / "runs").glob("*/manifest.json")]
    return sorted(found, key=lambda run: (run.begun, run.folder.name), reverse=True)


def tidied(run: Run) -> None:
    """Remove what a run that was cut off left half-written."""
    for path in (*run.folder.parent.glob(".*.part"), *run.folder.glob(".*.part"), *run.folder.glob("*/.*.part")):
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    for other in _generations(run.folder):
        if other not in covering(run):
            shutil.rmtree(_generation(run.folder, other))


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="microseconds")


# ---- a part


def row(
    id: str,
    published: dt.date | None,
    doc: Document | None,
    labels: Mapping[str, str],
    error: str = "",
    lexicons: Lexicons | None = None,
) -> Any:
    """All that is kept of an article, as one row of a part; of one that could not be read, why.

    lexicons: by which its issues are compared with those of other articles; without them they are not.
    """
    when = {"year": published.year if published else UNDATED, "month": published.month if published else UNDATED}
    found: dict[str, list[Any]] = {name: [] for name in COLUMNS}
    if doc:
        found |= {name: rows(name, doc, labels, lexicons) for name in COLUMNS}
    else:
        found["errors"] = [{"article": id, "error": error}]
    return {"article": id, **when, "record": records.record(doc) if doc else None, **found}


def rows(
    table: str, doc: Document, labels: Mapping[str, str], lexicons: Lexicons | None = None
) -> list[dict[str, Any]]:
    """The rows of a document in a table."""
    if table == "aims":
        return list(issues.aim_rows(doc, lexicons)) if lexicons else []
    if table == "errors":
        return []
    if table == "statement_topics":
        return list(tables.statement_topic_rows(doc, labels))
    return list((cells.cell_rows if table == "cells" else tables.ROWS[table])(doc))


def part(rows: Iterable[Any]) -> bytes:
    """The file of a shard."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(list(rows), schema=_part_schema()), file, compression="zstd")
    return file.getvalue()


@cache
def _part_schema() -> pa.Schema:
    import pyarrow as pa

    lists = [(name, pa.list_(pa.struct(list(schema(name))))) for name in COLUMNS]
    when = [("year", pa.int16()), ("month", pa.int8())]
    return pa.schema([("article", pa.string()), *when, ("record", pa.struct(list(records.arrow_schema()))), *lists])


@cache
def schema(table: str) -> pa.Schema:
    """The types of the columns of a table."""
    import pyarrow as pa

    return pa.schema([(column, _kind(table, column)) for column in COLUMNS[table]])


def _kind(table: str, column: str) -> Any:
    import pyarrow as pa

    own = {"cells": _CELLS, "aims": _AIMS, "errors": {}}
    told = own[table].get(column, "str") if table in own else tables.kind(table, column)
    return {"str": pa.string(), "int64": pa.int64(), "float64": pa.float64(), "bool": pa.bool_()}[told]


# ---- tables of many parts


def covering(run: Run) -> list[tuple[int, int]]:
    """First and last shard of each folder of tables that is to be read, in order: none is part of another."""
    found = _generations(run.folder)
    return [one for one in found if not any(_is_within(one, other) for other in found if other != one)]


def compacted(run: Run) -> None:
    """Write the tables of shards that are done and have none; all again where that has been done often."""
    there = covering(run)
    first = there[-1][1] + 1 if there else 0
    last = len(run.shards) - 1
    if first > last:
        return
    if len(there) >= _SEVERAL:
        first = 0
    at = _generation(run.folder, (first, last))
    beside = at.with_name(f".{at.name}.part")
    paths = [run.part(number) for number in range(first, last + 1)]
    try:
        for name in COLUMNS:
            _write(beside / name, name, paths)
        for path in (*beside.rglob("*.parquet"), *(path for path in beside.rglob("*") if path.is_dir()), beside):
            saving.settle(path)
        beside.replace(at)
        saving.settle(at.parent)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    tidied(run)


def flat(paths: Sequence[Path], table: str) -> Iterator[pa.Table]:
    """The rows of a table in some parts, with year and month, some parts at a time."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    for n in range(0, len(paths), _CHUNK):
        some = pa.concat_tables(
            pq.read_table(path, columns=["year", "month", table], partitioning=None) for path in paths[n : n + _CHUNK]
        ).combine_chunks()
        lists = some[table].combine_chunks()
        above = pc.list_parent_indices(lists)
        found = pa.Table.from_struct_array(pc.list_flatten(lists)).cast(schema(table))
        for name in ("year", "month"):
            found = found.append_column(name, some[name].take(above))
        yield found


def _write(folder: Path, table: str, paths: Sequence[Path]) -> None:
    """Write a table of some parts into a folder, by year and month."""
    import pyarrow as pa
    import pyarrow.dataset as ds

    when = pa.schema([("year", pa.int16()), ("month", pa.int8())])
    batches = (batch for some in flat(paths, table) for batch in some.to_batches())
    folder.mkdir(parents=True)
    ds.write_dataset(
        batches,
        folder,
        schema=pa.schema([*schema(table), *when]),
        format="parquet",
        file_options=ds.ParquetFileFormat().make_write_options(compression="zstd"),
        partitioning=ds.partitioning(when, flavor="hive"),
        basename_template="rows-{i}.parquet",
        max_partitions=100_000,
        max_open_files=500,
        min_rows_per_group=_GROUP_ROWS,
        max_rows_per_group=25 * _GROUP_ROWS,
        use_threads=False,  # which would mix the order of rows
        existing_data_behavior="error",
    )


def _generation(at: Path, ends: tuple[int, int]) -> Path:
    return at / "tables" / f"{ends[0]:05}-{ends[1]:05}"


def tables_folder(run: Run, ends: tuple[int, int], table: str) -> Path:
    """Where the rows of a table of shards from the first to the last lie."""
    return _generation(run.folder, ends) / table


def _generations(at: Path) -> list[tuple[int, int]]:
    names = [path.name for path in (at / "tables").glob("*-*")]
    ends = [re.fullmatch(r"(\d+)-(\d+)", name) for name in names]
    return sorted((int(one[1]), int(one[2])) for one in ends if one)


def _is_within(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return other[0] <= one[0] and one[1] <= other[1]
