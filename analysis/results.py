"""What a run found over many articles, as DataFrames: all, or the columns, months and articles that are asked for.

    results.table(folder, "statements", columns=["article", "content"], months=["2021-03"])
    results.table(folder, "stances", articles=["talks-to-resume-832f533f"])
    results.documents(folder, ["talks-to-resume-832f533f"])
    results.table(folder, "stances", coder="Ana")

What is done of a run that still goes on, or was cut off, can be read like the rest. An article that is no longer in
articles.parquet is not told, though the run has read it. With a coder, what Ana decided, in the articles where she
did, takes the place of what the machine said.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, reduce
from itertools import chain
from operator import or_
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis import decisions, knowledge, records, review, shards
from analysis.articles import label_of
from analysis.decisions import Decision
from analysis.imported import ARTICLES
from analysis.knowledge import Knowledge
from analysis.model import Document
from analysis.review import Drawn
from analysis.shards import Run, RunError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

FEW = 2000  # articles whose months are looked up first
UNDIVIDED = {"articles", "errors"}  # which have one row for each article and are small
HELD = 50  # documents that a mapping of them keeps in memory


def run_of(folder: str | Path, run: str | Run | None = None) -> Run:
    """The run of a folder that was begun last, or that of a name. Raises RunError where there is none."""
    if isinstance(run, Run):
        return run
    found = shards.runs(Path(folder))
    named = [one for one in found if run in (None, one.folder.name)]
    if not named:
        names = f"there are {', '.join(one.folder.name for one in found)}" if found else "there is none yet"
        raise RunError(f"{folder}: no run {run or ''} over its articles; {names}; read them with demarche annotate.")
    if shards.home(Path(folder), named[0].made_by).name != named[0].folder.name:
        raise RunError(f"{folder}: another version kept what it read in another form; call demarche annotate again.")
    return named[0]


def run_before(folder: str | Path, run: str | Run | None = None) -> Run:
    """The run that was begun last before another. Raises RunError where there is none."""
    run = run_of(folder, run)
    for other in shards.runs(Path(folder)):
        if other.folder != run.folder and other.begun < run.begun:
            return other
    raise RunError(f"{folder}: there is no run before that of {run.begun[:10]}, so that nothing can be compared.")


def table(
    folder: str | Path,
    name: str,
    *,
    columns: Sequence[str] | None = None,
    articles: Iterable[str] | None = None,
    months: Iterable[str] | None = None,
    run: str | Run | None = None,
    coder: str = "",
    known: Knowledge | None = None,
) -> pd.DataFrame:
    """A table of a run; name and columns as in tables.COLUMNS, and `errors`: article and why it was not read.

    articles: their ids; months: such as 2021-03, and "" for articles without a date. The rows of an article stand
    together, in the order of its text. coder: whose decisions are laid over it; known: tells the codes of what was
    decided, Demarche's own where it is not told. Raises RunError for a name that is not known.
    """
    told = arrow(folder, name, columns=columns, articles=articles, months=months, run=run, coder=coder, known=known)
    return told.to_pandas()


def arrow(
    folder: str | Path,
    name: str,
    *,
    columns: Sequence[str] | None = None,
    articles: Iterable[str] | None = None,
    months: Iterable[str] | None = None,
    run: str | Run | None = None,
    coder: str = "",
    known: Knowledge | None = None,
) -> pa.Table:
    """As `table`, for pyarrow: what is larger than memory is better asked for by months."""
    import pyarrow as pa

    run = run_of(folder, run)
    columns = _checked(name, columns)
    ids = None if articles is None else list(dict.fromkeys(articles))
    months = None if months is None else list(months)
    coded = (
        [] if name == "errors" else [doc for doc in _coded(folder, run, coder, known) if _is_asked(doc, ids, months)]
    )
    if months is None and ids is not None and len(ids) <= FEW and name not in UNDIVIDED:
        months = _months_of(run, ids)
    out = gone(folder, run) | {doc.id for doc in coded}
    when = _filter(ids, months, out)
    found = list(_sources(run, name, [*columns], when))
    if coded:
        known = known or knowledge.load()
        rows = [row for doc in coded for row in shards.rows(name, doc, known.codebook.labels, known.lexicons)]
        found.append(pa.Table.from_pylist(rows, schema=shards.schema(name)).select(columns))
    empty = pa.schema([field for field in shards.schema(name) if field.name in columns]).empty_table()
    return pa.concat_tables(found).select(columns) if found else empty.select(columns)


def documents(
    folder: str | Path,
    articles: Iterable[str] | None = None,
    *,
    run: str | Run | None = None,
    coder: str = "",
    known: Knowledge | None = None,
) -> Iterator[Document]:
    """The documents of some articles, or of all, one after the other; those that failed are left out.

    coder, known: as for `table`.
    """
    import pyarrow.parquet as pq

    run = run_of(folder, run)
    coded = {doc.id: doc for doc in _coded(folder, run, coder, known)}
    out = gone(folder, run)
    wanted = None if articles is None else set(articles) - out
    for number in sorted(run.done()):
        if wanted is None or not wanted.isdisjoint(run.shards[number]):
            filters = None if wanted is None else [("article", "in", wanted)]
            rows = pq.read_table(run.part(number), columns=["record"], filters=filters, partitioning=None)
            for record in rows["record"].to_pylist():
                if record is not None and record["article"]["id"] not in out:
                    yield coded.get(record["article"]["id"]) or records.document(record)


def gone(folder: str | Path, run: str | Run | None = None) -> frozenset[str]:
    """The ids of articles that a run has read, and that are no longer in articles.parquet."""
    run, file = run_of(folder, run), Path(folder) / ARTICLES
    if not file.is_file():
        return frozenset()
    stamp = file.stat()
    return _gone(file, run.folder, (stamp.st_mtime_ns, stamp.st_size, len(run.shards)))


def stored(folder: str | Path) -> int:
    """How many articles lie in a folder, each once, however many of its files hold it."""
    import pyarrow.parquet as pq

    file = Path(folder) / ARTICLES
    return int(pq.read_metadata(file).num_rows) if file.is_file() else 0


def unread(folder: str | Path, run: str | Run | None = None) -> str:
    """'39 of 51 articles are not read yet: run demarche annotate.'; empty where a run has read all in articles.parquet.

    One that could not be read counts as read: it is a row of errors.
    """
    run, file = run_of(folder, run), Path(folder) / ARTICLES
    if not file.is_file():
        return ""
    stamp = file.stat()
    return _unread(file, run.folder, frozenset(run.done()), (stamp.st_mtime_ns, stamp.st_size))


@lru_cache(maxsize=4)
def _gone(file: Path, at: Path, _: tuple[int, ...]) -> frozenset[str]:
    """The same, told once for each state of both files."""
    return frozenset(chain.from_iterable(shards.read(at).shards)).difference(_ids(file))


@lru_cache(maxsize=4)
def _unread(file: Path, at: Path, done: frozenset[int], _: tuple[int, ...]) -> str:
    """The same, told once for each state of both files and what was done."""
    there, run = set(_ids(file)), shards.read(at)
    left = len(there.difference(chain.from_iterable(run.shards[number] for number in done)))
    are = "is" if left == 1 else "are"
    return f"{left:,} of {len(there):,} articles {are} not read yet: run demarche annotate." if left else ""


def _ids(file: Path) -> list[str]:
    """The ids of the articles in a file."""
    import pyarrow.parquet as pq

    ids: list[str] = pq.read_table(file, columns=["id"])["id"].to_pylist()
    return ids


# ---- what was decided


def reviewed(folder: str | Path, coder: str, *, run: str | Run | None = None, known: Knowledge | None = None) -> str:
    """'Reviewed by Ana: 40 of 6,200 statements.'; empty where that coder decided nothing."""
    run = run_of(folder, run)
    docs = _coded(folder, run, coder, known)
    own = {doc.id for doc in docs}
    of = arrow(folder, "articles", columns=["article", "statements"], run=run).to_pylist()
    return review.reviewed_of(docs, sum(row["statements"] for row in of if row["article"] not in own))


def decided(folder: str | Path, some: Iterable[Decision | Drawn], run: str | Run | None = None) -> list[str]:
    """The ids of the articles of a run that decisions, or what was drawn, are on: by their id or else by their text."""
    wanted = {(decision.id, decision.article) for decision in some}
    ids, digests = {id for id, _ in wanted}, {digest for _, digest in wanted}
    if not wanted:
        return []
    told = arrow(folder, "articles", columns=["article", "digest"], run=run).to_pylist()
    return [row["article"] for row in told if row["article"] in ids or row["digest"] in digests]


class Earlier:
    """The document in which something was decided, as the run that was looked at then has it; for `review.units`."""

    def __init__(self, folder: str | Path, some: Iterable[Decision] = ()) -> None:
        """Read at once what will be asked for: the documents of some decisions."""
        self.folder = Path(folder)
        self._runs = shards.runs(self.folder)
        self._held: dict[tuple[Path, str], Document | None] = {}
        ids: defaultdict[Path, set[str]] = defaultdict(set)
        for decision in some:
            if run := self.run_of(decision):
                ids[run.folder].add(decision.id)
        for run in self._runs:
            if run.folder in ids:
                self._take(run, ids[run.folder])

    def __call__(self, decision: Decision) -> Document | None:
        """The document, None where it is not known."""
        run = self.run_of(decision)
        if run is None:
            return None
        if (run.folder, decision.id) not in self._held:
            self._take(run, [decision.id])
        return self._held[run.folder, decision.id]

    def run_of(self, decision: Decision) -> Run | None:
        """The run that was looked at; the newest of that time, where several can be meant."""
        made = (decision.version, decision.models, decision.knowledge)
        for run in self._runs:
            one = run.made_by
            in_time = decision.knowledge or not decision.at or run.begun <= decision.at
            if in_time and made == (one.version, one.models, one.knowledge if decision.knowledge else ""):
                return run
        return None

    def _take(self, run: Run, ids: Iterable[str]) -> None:
        self._held |= dict.fromkeys((run.folder, id) for id in ids)
        try:
            self._held |= {(run.folder, doc.id): doc for doc in documents(self.folder, ids, run=run)}
        except (records.RecordError, OSError):  # what an earlier version of the program wrote
            return


def _coded(folder: str | Path, run: Run, coder: str, known: Knowledge | None) -> tuple[Document, ...]:
    """The documents in which a coder decided something, as that coder has them."""
    if coder in ("", review.MACHINE):
        return ()
    logs = sorted(decisions.reviews_in(folder).glob("*.jsonl"))
    state = [(file.name, (told := file.stat()).st_mtime_ns, told.st_size) for file in logs]
    there = Path(folder) / ARTICLES
    stamp = there.stat().st_mtime_ns if there.is_file() else 0
    return _coded_once(Path(folder), run.folder, coder, _Hidden(known), (*state, len(run.done()), stamp))


class _Hidden:
    """A knowledge, told from others by what it is made of."""

    def __init__(self, known: Knowledge | None) -> None:
        self.known, self.made_by = known, known.made_by if known else None

    def __hash__(self) -> int:
        return hash(self.made_by)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Hidden) and other.made_by == self.made_by


@lru_cache(maxsize=4)
def _coded_once(folder: Path, at: Path, coder: str, hidden: _Hidden, _: tuple[Any, ...]) -> tuple[Document, ...]:
    """The same, made once for each state of the logs and of the run."""
    own = [decision for decision in decisions.kept(folder) if decision.coder == coder]
    run, known = shards.read(at), hidden.known or knowledge.load()
    then = Earlier(folder, own)
    docs = documents(folder, decided(folder, own, run), run=run) if own else ()
    on = review.by_article(own)
    found = (review.coded(doc, coder, on(doc), known, then) for doc in docs)
    return tuple(doc for doc in found if doc.reviews)


def _is_asked(doc: Document, ids: Sequence[str] | None, months: Sequence[str] | None) -> bool:
    month = f"{doc.published:%Y-%m}" if doc.published else ""
    return (ids is None or doc.id in ids) and (months is None or month in months)


class Documents(Mapping[str, Document]):
    """The documents of a run by their ids, each read when it is asked for; the last few are kept in memory.

    about: title, outlet, published and more of each, by id. digests: from that of a text to the id.
    """

    def __init__(self, folder: str | Path, run: str | Run | None = None) -> None:
        """Take those of the run that was begun last, or of that one."""
        self.folder, self.run = Path(folder), run_of(folder, run)
        columns = ["article", "digest", "title", "outlet", "published", "statements"]
        told = arrow(folder, "articles", columns=columns, run=self.run).to_pylist()
        self.about: dict[str, Mapping[str, Any]] = {row["article"]: row for row in told}
        self.digests = {row["digest"]: row["article"] for row in told}
        self._held: dict[str, Document] = {}

    def __getitem__(self, id: str) -> Document:
        if id not in self._held:
            if id not in self.about:
                raise KeyError(id)
            list(self.each([id]))
        return self._held[id]

    def each(self, ids: Iterable[str]) -> Iterator[Document]:
        """Documents one after the other, read together; each is in memory while it is looked at."""
        for doc in documents(self.folder, ids, run=self.run):
            while len(self._held) >= HELD:
                del self._held[next(iter(self._held))]
            self._held[doc.id] = doc
            yield doc

    def statements(self, ids: Iterable[str]) -> set[tuple[str, str]]:
        """Article and key of the statements in some articles."""
        rows = arrow(self.folder, "statements", columns=["article", "key"], articles=ids, run=self.run)
        return set(zip(*(rows[name].to_pylist() for name in ("article", "key")), strict=True))

    def label(self, id: str) -> str:
        """Title, outlet and day of an article, as a menu shows them."""
        told = self.about[id]
        day = dt.date.fromisoformat(told["published"]) if told["published"] else None
        return label_of(id, told["title"], told["outlet"], day)

    def __contains__(self, id: object) -> bool:
        return id in self.about

    def __iter__(self) -> Iterator[str]:
        return iter(self.about)

    def __len__(self) -> int:
        return len(self.about)


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


def _filter(ids: list[str] | None, months: Sequence[str] | None, out: Iterable[str] = ()) -> Any:
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
    if out:
        both.append(~ds.field("article").isin(pa.array(sorted(out), pa.string())))
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
