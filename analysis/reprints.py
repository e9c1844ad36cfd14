"""Which articles of a folder are copies of which; what is needed to go on when more come is kept in FOLDER/runs.

What `copies.clusters` says of all texts at once, without all of them in memory: of each article a sketch is made once
and kept in sketches.parquet; texts are read again only where two sketches agree, some at a time, and what came of it
is kept in compared.parquet. An article that comes later is sketched, and held against those like it.
"""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis import copies, saving
from analysis.copies import Groups, Numbers, Sketch
from analysis.imported import ARTICLES

if TYPE_CHECKING:
    import pyarrow as pa

TOGETHER = 4000  # texts that are compared with each other in memory
BATCH = 100  # texts that are read at a time
SKETCHES, COMPARED = "sketches.parquet", "compared.parquet"
_MADE_BY = b"demarche"  # where a file notes by which numbers it was made
_BANDS = [f"band{n:02}" for n in range(copies.BANDS)]
_BY = f"{copies.HASHES} {copies.WORDS} {copies.CONTAINED} {copies.LEAST}"


def leads(folder: Path, ids: Sequence[str]) -> list[str]:
    """For each article of a folder the id of the lead of its cluster; ids: of all its articles, in the file's order."""
    import pyarrow.parquet as pq

    _sketch(folder, ids)
    there = pq.read_table(folder / "runs" / SKETCHES, columns=["article", "mark", "size"])
    at = {id: n for n, id in enumerate(there["article"].to_pylist())}
    places = [at[id] for id in ids]
    there = there.take(np.array(places, dtype=np.int64))
    nothing = np.empty(0, dtype=np.uint64)
    rows = zip(there["mark"].to_pylist(), there["size"].to_pylist(), strict=True)
    sketches = [Sketch(mark, size, nothing) for mark, size in rows]
    several = copies.different(ids, [one.mark for one in sketches])
    kept = np.array([places[n] for n in several], dtype=np.int64)
    pairs = np.array(list(copies.candidates(_bands(folder, kept))), dtype=np.int64).reshape(-1, 2)
    groups = _grouped(folder, ids, pairs, [ids[n] for n in several], [sketches[n].mark for n in several])
    published = pq.read_table(folder / ARTICLES, columns=["published"])["published"].to_pylist()
    return copies.leads(ids, [str(day)[:10] if day else "" for day in published], sketches, several, groups)


def _bands(folder: Path, places: Numbers) -> Iterator[copies.Hashes]:
    """Of each band the keys of some sketches, one band at a time."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(folder / "runs" / SKETCHES) as file:
        for name in _BANDS if len(places) else ():
            yield file.read(columns=[name])[name].to_numpy()[places]


# ---- sketches


def _sketch(folder: Path, ids: Sequence[str]) -> None:
    """Make sure that there is a sketch of each article."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = folder / "runs" / SKETCHES
    is_there = _note(file) == _BY
    known = set(pq.read_table(file, columns=["article"])["article"].to_pylist()) if is_there else set()
    wanted = set(ids)
    if is_there and known == wanted:
        return
    part = file.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with pq.ParquetWriter(part, _schema(), compression="zstd") as writer:
            if is_there:
                with pq.ParquetFile(file) as before:
                    for batch in before.iter_batches(10 * BATCH):
                        kept = pa.array([id in wanted for id in batch["article"].to_pylist()], pa.bool_())
                        writer.write_table(pa.Table.from_batches([batch.filter(kept)]).cast(_schema()))
            some: list[tuple[str, Sketch]] = []
            for id, text in _texts(folder, ids, wanted - known):
                some.append((id, copies.sketch(text)))
                if len(some) == 10 * BATCH:
                    writer.write_table(_table(some))
                    some = []
            writer.write_table(_table(some))
        if saving.stopped:
            raise SystemExit(128 + saving.stopped[0])
        saving.settle(part)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def _schema() -> pa.Schema:
    import pyarrow as pa

    about = [("article", pa.string()), ("mark", pa.binary()), ("size", pa.int64())]
    return pa.schema([*about, *((name, pa.uint64()) for name in _BANDS)]).with_metadata({_MADE_BY: _BY.encode()})


def _table(some: Sequence[tuple[str, Sketch]]) -> pa.Table:
    import pyarrow as pa

    bands = np.array([one.bands for _, one in some], dtype=np.uint64).reshape(-1, copies.BANDS)
    about = [[id for id, _ in some], [one.mark for _, one in some], [one.size for _, one in some]]
    return pa.table([*about, *bands.T], schema=_schema())


def _texts(folder: Path, ids: Sequence[str], wanted: set[str]) -> Iterator[tuple[str, str]]:
    """Id and text of the articles that are wanted, in the order of the file, of which the rest is not read."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(folder / ARTICLES, pre_buffer=False) as file:
        ends = np.cumsum([file.metadata.row_group(n).num_rows for n in range(file.metadata.num_row_groups)])
        rows = [n for n, id in enumerate(ids) if id in wanted]
        some = np.unique(np.searchsorted(ends, rows, side="right")).tolist()
        for batch in file.iter_batches(BATCH, row_groups=some, columns=["id", "text"]) if some else ():
            for id, text in zip(batch["id"].to_pylist(), batch["text"].to_pylist(), strict=True):
                if id in wanted:
                    yield id, text or ""


# ---- pairs


def _grouped(
    folder: Path, ids: Sequence[str], pairs: Numbers, several: Sequence[str], marks: Sequence[bytes]
) -> Groups:
    """Which of several texts are copies of each other; pairs: of their places, of which some were compared before."""
    groups, size = Groups(len(several)), len(several)
    codes = pairs[:, 0] * size + pairs[:, 1]
    before, same = _compared(folder, marks)
    now = np.isin(before, codes)
    before, same = before[now], same[now]
    for code in before[same].tolist():
        groups.join(*divmod(code, size))
    told: dict[int, bool] = {}
    for block in _blocks(pairs[~np.isin(codes, before)], size):
        some = [pair for pair in block if groups.of(pair[0]) != groups.of(pair[1])]
        texts = _texts(folder, ids, {several[n] for pair in some for n in pair})
        runs = {id: copies.shingles(text) for id, text in texts}
        for one, other in some:
            if groups.of(one) == groups.of(other):
                continue  # told by others
            is_copy = copies.contained(runs[several[one]], runs[several[other]]) >= copies.CONTAINED
            told[one * size + other] = is_copy
            if is_copy:
                groups.join(one, other)
    if told:
        _keep(folder, marks, np.r_[before, list(told)], np.r_[same, list(told.values())])
    return groups


def _blocks(pairs: Numbers, size: int) -> Iterator[list[tuple[int, int]]]:
    """The pairs in blocks of not too many texts; those that hang together stand together, so that each is read once."""
    groups = Groups(size)
    for one, other in pairs.tolist():
        groups.join(one, other)
    block: list[tuple[int, int]] = []
    texts: set[int] = set()
    for one, other in sorted(pairs.tolist(), key=lambda pair: (groups.of(pair[0]), *pair)):
        block.append((one, other))
        texts |= {one, other}
        if len(texts) >= TOGETHER:
            yield block
            block, texts = [], set()
    if block:
        yield block


def _compared(folder: Path, marks: Sequence[bytes]) -> tuple[Numbers, Any]:
    """The pairs that were compared before, each as one number of its places among the marks, and which are copies."""
    import pandas as pd
    import pyarrow.parquet as pq

    file = folder / "runs" / COMPARED
    if _note(file) != _BY:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=bool)
    there = pq.read_table(file)
    index = pd.Index(list(marks), dtype=object)
    one, other = (index.get_indexer(there[name].to_pylist()).astype(np.int64) for name in ("one", "other"))
    both = (one >= 0) & (other >= 0)
    return (one * len(marks) + other)[both], there["same"].to_numpy()[both]


def _keep(folder: Path, marks: Sequence[bytes], codes: Numbers, same: Any) -> None:
    """Write which pairs were compared, by the digests of their words."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    ones, others = np.divmod(codes.astype(np.int64), len(marks))
    both = [pa.array([marks[n] for n in some.tolist()], pa.binary()) for some in (ones, others)]
    table = pa.table([*both, pa.array(same.astype(bool))], names=["one", "other", "same"])
    data = io.BytesIO()
    pq.write_table(table.replace_schema_metadata({_MADE_BY: _BY}), data, compression="zstd")
    saving.saved(folder / "runs" / COMPARED, data.getvalue(), lasting=True)


def _note(file: Path) -> str:
    """By which numbers a file was made, empty where it is not there."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return str((pq.read_schema(file).metadata or {}).get(_MADE_BY, b""), "ascii")
    except (OSError, pa.ArrowException):
        return ""
