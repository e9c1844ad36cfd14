"""A corpus asked in SQL, also where it is larger than memory: DuckDB over the tables of a run.

    corpus = queries.connection("corpus")
    corpus.execute("SELECT actors, position, count(*) AS n FROM statements GROUP BY ALL ORDER BY n DESC").df()

The views are named like the tables (see tables.COLUMNS), with `cells`, `errors`, `copies` (article, cluster, lead) and
`by_month` (cubes.COLUMNS). Nothing can be changed by it: DuckDB itself opens no file and no address and loads no
extension, the rows are handed to it. A DataFrame of your own joins in after `corpus.register("mine", frame)`.
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis import cubes, results, shards
from analysis.knowledge import Knowledge
from analysis.shards import Run, RunError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

MISSING = "DuckDB is not installed here; install it with: pip install 'demarche[query]'."


def connection(
    folder: str | Path, *, run: str | Run | None = None, memory: str = "", known: Knowledge | None = None
) -> DuckDBPyConnection:
    """A connection of DuckDB with a view for each table of a run, as it is now: a later answer needs another.

    memory: how much it may take before it goes on on the disk, such as "4GB"; else most of what there is. known: as
    for `cubes.by_month`. Raises RunError where there is no such run, or DuckDB is not installed.
    """
    run = results.run_of(folder, run)
    try:
        import duckdb
    except ImportError:
        raise RunError(MISSING) from None
    found = duckdb.connect(":memory:", config=_settings(memory))
    for name in shards.COLUMNS:
        found.register(name, _rows(run, name, results.gone(folder, run)))
    if cubes.cube_file(run).is_file():
        found.register("by_month", _table(cubes.by_month(folder, run=run, known=known)))
    if cubes.copies_file(Path(folder)).is_file():
        found.register("copies", _table(cubes.clusters_of(folder, run)))
    return found


def _settings(memory: str) -> dict[str, str]:
    beside = Path(tempfile.gettempdir(), f"demarche-{secrets.token_hex(8)}")  # DuckDB makes it, and takes it away
    return {
        "enable_external_access": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
        "temp_directory": str(beside),
        "lock_configuration": "true",
        **({"memory_limit": memory} if memory else {}),
    }


def _rows(run: Run, name: str, gone: Collection[str]) -> Any:
    """The rows of a table on the disk, with those of parts that are in no table yet, which are held in memory.

    gone: articles that are no longer in the corpus.
    """
    import pyarrow as pa
    import pyarrow.dataset as ds

    schema = shards.schema(name)
    ends = shards.covering(run)
    loose = run.done() - {number for first, last in ends for number in range(first, last + 1)}
    some = [part.select(schema.names) for part in shards.flat([run.part(number) for number in sorted(loose)], name)]
    rest = ds.dataset(pa.concat_tables([schema.empty_table(), *some]))
    found = ds.dataset([*(_dataset(shards.tables_folder(run, one, name), schema) for one in ends), rest])
    return found.filter(~ds.field("article").isin(sorted(gone))) if gone else found


def _table(frame: pd.DataFrame) -> pa.Table:
    import pyarrow as pa

    return pa.Table.from_pandas(frame, preserve_index=False)


def _dataset(at: Path, schema: Any) -> Any:
    import pyarrow.dataset as ds

    return ds.dataset(at, schema=schema, format="parquet")
