"""Files of an analyst -> the articles in them, in one folder that grows: FOLDER/articles.parquet and import.json.

What a file is, its content decides. Nothing is lost silently: what was announced and not found, what was left over and
what is doubtful about articles stands in the report. The folder is written whole or not at all.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import secrets
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from analysis import articles, formats, knowledge, saving
from analysis.archives import JUNK
from analysis.articles import ArticleError
from analysis.decoding import LIMIT, DecodingError, StrayBytes, data_in
from analysis.imported import ARTICLES, REPORT, NotThis, Raw
from analysis.keys import digest
from analysis.knowledge import Knowledge
from analysis.model import Document
from analysis.saving import is_same, saved
from analysis.saying import fault
from analysis.sheets import Columns

COLUMNS = "columns.json"  # beside both: which columns of tables hold what
RUNS = "runs"  # the folder beside them, of what was found in the articles
SHORT = 50  # words; what has fewer is hardly an article
LONG = 200_000  # characters; what has more is hardly one
TOGETHER = 1000  # articles that are held in memory before they are written
ENTRY = ("file", "format", "announced", "found", "doubts")
TEXTS = (
    *("id", "text", "title", "outlet", "author", "published", "published_as", "published_how"),
    *("section", "language", "url", "file", "doubts"),
)
NUMBERS = ("start", "end", "headline")
PART = ".import-"
GONE = "there is no such file or folder; check its name"


class CorpusError(ArticleError):
    """A folder of articles cannot be read or written; the message is one sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What was taken from some files into a folder.

    files: a row for each file, as import.json has it: file, format, announced (None where it does not say), found,
    doubts. new: articles that were not there before; total: those that are there now.
    """

    folder: Path
    files: tuple[Mapping[str, Any], ...]
    new: int
    total: int

    @property
    def table(self) -> Any:
        """The report as a pandas DataFrame, a row for each file."""
        import pandas as pd

        rows = [{**row, "doubts": "; ".join(row["doubts"])} for row in self.files]
        return pd.DataFrame(rows, columns=list(ENTRY)).astype({"announced": "Int64", "found": "Int64"})

    @property
    def doubtful(self) -> tuple[Mapping[str, Any], ...]:
        """The files with a doubt."""
        return tuple(row for row in self.files if row["doubts"])


def corpus(
    files: Iterable[str | Path],
    folder: str | Path,
    known: Knowledge | None = None,
    columns: Columns | Callable[[tuple[str, ...]], Columns | None] | None = None,
) -> Imported:
    """The articles in files, and in the files of folders, taken into a folder; of what is there already, nothing twice.

    Of a folder, hidden files, and a .toml but as what tells of the article beside it, are left out.
    columns: which column of a table holds what, as {"text": "Beitrag"}, or who is asked that, once for all tables with
    the same columns. What is told is kept in FOLDER/columns.json. A file that cannot be read costs itself alone.
    Raises CorpusError, OSError.
    """
    home, given = Path(folder), [Path(file) for file in files]
    known = known or knowledge.load()
    paths = list(_walked(given, home))
    if not paths:
        named = ", ".join(map(str, given[:3]))
        raise CorpusError(
            f"There is no file to read{f' in {named}' if named else ''}; name files, or folders of files."
        )
    with _held(home):
        for name in (ARTICLES, REPORT):
            saving.free(home / name)  # before hours of work
        asked = _Asked(home / COLUMNS, columns)
        taken = _Taken.of(home)
        with _spilled(home) as spill:
            for row in (row for path in _with_bar(paths) for row in taken.rows_of(path, known, asked)):
                spill.add(row)
            new = spill.close()
            if new or taken.changed:
                _write(home, taken, spill.path)
        _report(home, taken)
    return Imported(home, tuple(map(_row, taken.here.values())), new, taken.total + new - len(taken.gone))


def lines(done: Imported, most: int = 50) -> list[str]:
    """What to tell of an import: files that announce how many articles they have, files with doubts, and all in all."""
    told = [row for row in done.files if row["doubts"] or row["announced"] is not None]
    told.sort(key=lambda row: not row["doubts"])  # of too many those with doubts
    found = list(map(line, told[:most]))
    if (more := len(told) - len(found)) > 0:
        found.append(f"{more:,} more files of which there is something to tell: see {done.folder / REPORT}")
    whole = f"{_many(done.total, 'article')}, {done.new:,} of them new, of {_many(len(done.files), 'file')}"
    if not done.total:
        whole = f"no article was found in {_many(len(done.files), 'file')}"
    return [*found, f"{done.folder}: {whole}"]


def line(row: Mapping[str, Any]) -> str:
    """A row of the report as a line: "nexis.docx: Nexis DOCX, 9 of 10 articles; 10 announced, 9 found; no outlet"."""
    of = f" of {row['announced']:,}" if row["announced"] is not None else ""
    noun = "article" if (row["found"], of) == (1, "") else "articles"
    return "; ".join([f"{row['file']}: {row['format'] or 'not read'}, {row['found']:,}{of} {noun}", *row["doubts"]])


def documents(
    folder: str | Path, ids: Iterable[str] | None = None, known: Knowledge | None = None
) -> Iterator[Document]:
    """The articles of a folder, or those with some ids, as documents with their parts marked, in the folder's order.

    Raises CorpusError where the folder holds none.
    """
    wanted = None if ids is None else set(ids)
    known = known or knowledge.load()
    with _opened(Path(folder)) as file:
        for batch in file.iter_batches(batch_size=TOGETHER):
            for row in batch.to_pylist():
                if wanted is None or row["id"] in wanted:
                    yield document_of(row, known)


def document_of(row: Mapping[str, Any], known: Knowledge | None = None) -> Document:
    """A row of articles.parquet as a document with its parts marked; of its columns only id and text must be there.

    Raises ArticleError where its date is none.
    """
    about = {name: row.get(name) or "" for name in ("title", "outlet", "author", "url")}
    return articles.document(
        row["text"],
        known,
        id=row["id"],
        markdown=(row.get("file") or "").lower().endswith(".md"),
        headline=row.get("headline") or 0,
        published=date_of(row),
        **about,
    )


def date_of(row: Mapping[str, Any]) -> dt.date | None:
    """The day that a row of articles.parquet was published. Raises ArticleError where what it says is no date."""
    day = str(row.get("published") or "")
    try:
        return dt.date.fromisoformat(day[:10]) if day else None
    except ValueError:
        raise ArticleError(f"its date is {day[:40]!r}, not such as 2021-03-18.") from None


# What a file becomes: a row of the report, and the rows of its articles.


@dataclass(slots=True)
class _Taken:
    """What is in a folder already, and what is done with each file."""

    home: Path
    entries: dict[str, dict[str, Any]]  # from the whole path of a file
    ids: dict[str, str]  # from the id of an article to the file that it is of
    total: int
    gone: set[str] = field(default_factory=set)  # ids of articles that a changed file has with other words around them
    here: dict[str, dict[str, Any]] = field(default_factory=dict)  # entries of this call's files
    changed: bool = False

    @classmethod
    def of(cls, home: Path) -> _Taken:
        """What the articles.parquet of a folder tells. Raises CorpusError where it is damaged."""
        if not (home / ARTICLES).exists():
            return cls(home, {}, {}, 0)
        with _opened(home) as file:
            told = (file.schema_arrow.metadata or {}).get(b"import", b"[]")
            ids: dict[str, str] = {}
            for batch in file.iter_batches(columns=["id", "file"]):
                ids |= zip(batch["id"].to_pylist(), batch["file"].to_pylist(), strict=True)
            return cls(home, {one["path"]: one for one in json.loads(told)}, ids, file.metadata.num_rows)

    def rows_of(self, path: Path, known: Knowledge, asked: _Asked) -> Iterator[dict[str, Any]]:
        """The articles of a file that are not there yet; what is to be said of it goes into its entry."""
        whole = os.fsencode(path.resolve()).decode("utf-8", "replace")
        if whole in self.here:
            return
        if saving.stopped:  # by a signal whose exception a library has swallowed
            raise SystemExit(128 + saving.stopped[0])
        before = self.entries.get(whole)
        entry: dict[str, Any] = {
            "file": before["file"] if before else self._called(path, whole),
            "format": "",
            "announced": None,
            "found": 0,
        }
        entry |= {"doubts": [], "path": whole, "digest": ""}
        self.here[whole] = entry
        try:
            data, beside = _bytes_of(path)
        except FileNotFoundError:
            if before:
                entry |= {name: before[name] for name in ("format", "announced", "found")}
            there = "it is no longer there; its articles are kept" if before and before["found"] else GONE
            entry["doubts"] = [there]
            return  # and nothing of it in what is kept: a name that was written wrongly is no file
        except (NotThis, OSError) as error:
            return self._keep(entry, [_unread(path, error)])
        entry["digest"] = digest(data + b"\0" + (beside or b""), 32)
        if before and before["digest"] == entry["digest"] and before["found"]:
            self.here[whole] = before
            return
        same = next((one for one in self.entries.values() if one["digest"] == entry["digest"] and one["found"]), None)
        if same and same["path"] != whole:
            entry |= {name: same[name] for name in ("format", "announced", "found")}
            gone = "" if Path(same["path"]).exists() else ", which is no longer there"
            return self._keep(entry, [f"the same as {same['file']}{gone}; its articles are taken once"])
        yield from self._read(entry, data, beside, known, asked)

    def _called(self, path: Path, whole: str) -> str:
        """What a file is called: as it was named, by its whole path where another is called so."""
        name = os.fsencode(path.as_posix()).decode("utf-8", "replace")
        return whole if any(one["file"] == name for one in self.entries.values()) else name

    def _read(
        self, entry: dict[str, Any], data: bytes, beside: bytes | None, known: Knowledge, asked: _Asked
    ) -> Iterator[dict[str, Any]]:
        """The rows of a file that has not been read, or has changed since."""
        try:
            with warnings.catch_warnings(record=True) as heard:
                warnings.simplefilter("ignore")
                warnings.simplefilter("always", StrayBytes)
                one = formats.found(data, entry["file"], known, asked.answer, beside, asked.said)
                rows = [_article(raw, entry["file"]) for raw in one.articles]
        except NotThis as error:
            return self._keep(entry, [str(error)])
        except Exception as error:
            return self._keep(entry, [fault(error)])
        entry |= {"format": one.format, "announced": one.announced, "found": len(rows)}
        new, doubts = self._new(rows, entry["file"])
        missing = [formats.missing(one)] if one.announced is not None and one.announced != len(rows) else []
        stray = [str(each.message).partition(": ")[2].partition(";")[0] for each in heard]
        self._drop(entry, rows, new)
        self._keep(entry, [*missing, *one.leftovers, *stray, *_doubts(rows), *doubts])
        yield from new

    def _new(self, rows: Sequence[dict[str, Any]], file: str) -> tuple[list[dict[str, Any]], list[str]]:
        """The rows that are not there yet, and a doubt for those that are, elsewhere or a second time."""
        new, twice, others = [], 0, Counter[str]()
        own: set[str] = set()
        for row in rows:
            home = self.ids.get(row["id"])
            if row["id"] in own:
                twice += 1
            elif home is None:
                new.append(row)
                self.ids[row["id"]] = row["file"]
            elif home != file and not home.startswith(f"{file}/"):
                others[home] += 1
            own.add(row["id"])
        doubts = [f"twice in it, kept once: {_many(twice, 'article')}"] if twice else []
        if others:
            where = f"{next(iter(others))}{' and others' if len(others) > 1 else ''}"
            doubts.append(f"there already, from {where}, kept once: {_many(sum(others.values()), 'article')}")
        return new, doubts

    def _drop(self, entry: dict[str, Any], rows: Sequence[dict[str, Any]], new: Sequence[dict[str, Any]]) -> None:
        """Let what a changed file tells anew of a text take the place of what it told before."""
        if entry["path"] not in self.entries or not new or not (self.home / ARTICLES).exists():
            return
        ids, texts = {row["id"] for row in rows}, {row["text"] for row in new}
        with _opened(self.home) as file:
            for batch in file.iter_batches(batch_size=TOGETHER, columns=["id", "file", "text"]):
                for row in batch.to_pylist():
                    is_own = row["file"] == entry["file"] or row["file"].startswith(f"{entry['file']}/")
                    if is_own and row["text"] in texts and row["id"] not in ids:
                        self.gone.add(row["id"])
                        self.ids.pop(row["id"], None)

    def _keep(self, entry: dict[str, Any], doubts: Iterable[str]) -> None:
        entry["doubts"] = list(dict.fromkeys(" ".join(words.split()) for words in doubts))
        self.changed |= self.entries.get(entry["path"]) != entry
        self.entries[entry["path"]] = entry


def _article(raw: Raw, file: str) -> dict[str, Any]:
    """An article as a row of articles.parquet."""
    text, headline = _clean(raw.text), raw.headline
    outlet, day = " ".join(_clean(raw.outlet).split()), raw.day
    published = day.date.isoformat() if day.date else ""
    spoken = articles.language_of(text)
    doubts = [*raw.doubts]
    doubts += (
        [] if published else [f"no date ({' '.join(day.written.split())!r})" if day.written.strip() else "no date"]
    )
    doubts += [] if outlet else ["no outlet"]
    doubts += ["very short"] if len(text[headline:].split(maxsplit=SHORT)) < SHORT else []
    doubts += ["very long"] if len(text) > LONG else []
    doubts += [f"not English: {articles.language_name(spoken)}"] if spoken not in ("", "en") else []
    return {
        "id": digest("\n".join((text, outlet, published))),
        "text": text,
        "title": " ".join(_clean(raw.title).split()),
        "outlet": outlet,
        "author": " ".join(_clean(raw.author).split()),
        "published": published,
        "published_as": " ".join(_clean(day.written).split()),
        "published_how": day.how if published else "",
        "section": " ".join(_clean(raw.section).split()),
        "language": spoken or _code(raw.language),
        "url": "".join(_clean(raw.url).split()),
        "file": f"{file}/{raw.file}".rstrip("/"),
        "doubts": "; ".join(dict.fromkeys(_clean(words) for words in doubts)),
        "start": raw.start,
        "end": raw.end,
        "headline": headline,
    }


def _clean(text: str) -> str:
    """Text without halves of surrogate pairs, which no file can hold."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


@lru_cache(maxsize=500)
def _code(language: str) -> str:
    """The code of a language that is called by its English name, or by a code: "English; EN" is en."""
    import pycountry

    word = language.replace(";", " ").replace(",", " ").split()
    if not word:
        return ""
    try:
        code = pycountry.languages.lookup(word[0].partition("-")[0].partition("_")[0])
    except LookupError:
        return ""
    return str(getattr(code, "alpha_2", code.alpha_3))


def _doubts(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """What is doubtful about some articles, each with their number."""
    told = Counter(words for row in rows for words in row["doubts"].split("; ") if words)
    plain: Counter[str] = Counter()
    for words, n in told.items():
        plain[words.partition(" (")[0] if words.startswith("no date") else words.partition(": ")[0]] += n
    if len(rows) == 1:
        return list(told)
    return [f"{words}: {n:,} of {len(rows):,} articles" for words, n in plain.items()]


def _many(n: int, noun: str) -> str:
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def _walked(files: Iterable[Path], home: Path) -> Iterator[Path]:
    """The files, and for each folder those in it and in its folders; not what the corpus itself has written."""
    for path in files:
        if path.is_dir():
            shut: list[OSError] = []
            for place, folders, names in os.walk(path, onerror=shut.append):
                is_home = is_same(Path(place), home)
                left_out = {f for f in folders if f.startswith(".") or is_same(Path(place) / f, home)}
                folders[:] = sorted({*folders} - left_out - ({RUNS} if is_home else set()))
                for name in sorted(names):
                    if not JUNK.match(name) and not name.lower().endswith(".toml") and not is_home:
                        yield Path(place) / name
            yield from (Path(error.filename) for error in shut)
        else:
            yield path


def _unread(path: Path, error: Exception) -> str:
    """Why a file or folder could not be read, and what to do."""
    if not isinstance(error, OSError):
        return "this folder cannot be read; mend its rights" if path.is_dir() else str(error)
    return f"{error.strerror or 'it cannot be read'}; mend it, or its rights"


def _bytes_of(path: Path) -> tuple[bytes, bytes | None]:
    """The bytes of a file and of the .toml beside it. Raises OSError and NotThis."""
    try:
        data = data_in(path, formats.LARGEST)
        beside = path.with_suffix(".toml")
        return data, data_in(beside, LIMIT) if beside != path and beside.is_file() else None
    except DecodingError as error:
        raise NotThis(str(error)) from error
    except ValueError as error:  # a name that no file has
        raise NotThis("no file can be called so") from error


# Which column holds what, asked once.


class _Asked:
    """Who is asked which columns of a table hold what; what was answered is kept."""

    def __init__(self, path: Path, columns: Columns | Callable[[tuple[str, ...]], Columns | None] | None) -> None:
        """Begin with what was answered before. Raises CorpusError where that file is no longer what it was."""
        self._path = path
        self._columns = columns
        self._answers: dict[tuple[str, ...], dict[str, str] | None] = {}
        if not path.exists():
            return
        try:
            for one in json.loads(path.read_text(encoding="utf-8"))["tables"]:
                self._answers[tuple(map(str, one["columns"]))] = {str(k): str(v) for k, v in one["read"].items()}
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise CorpusError(f"{path}: it does not tell columns any more; mend or remove it.") from error

    @property
    def said(self) -> frozenset[str]:
        """The names of columns that were told with this call."""
        return frozenset(self._columns.values() if isinstance(self._columns, Mapping) else ())

    def answer(self, names: tuple[str, ...], is_known: bool) -> Columns | None:
        """Which of some columns hold what; is_known: one is known to hold the text, so that nobody need be asked."""
        told = self._columns
        if isinstance(told, Mapping):
            fitting = {name: column for name, column in told.items() if column in names}
            if "text" in fitting or (fitting and is_known):
                self._remember(names, fitting)
        elif told is not None and not is_known and names not in self._answers:
            self._remember(names, dict(told(names) or {}))
        return self._answers.get(names)

    def _remember(self, names: tuple[str, ...], answer: dict[str, str]) -> None:
        if self._answers.get(names) == answer:
            return
        self._answers[names] = answer
        kept = [{"columns": list(names), "read": read} for names, read in self._answers.items() if read]
        saved(self._path, json.dumps({"tables": kept}, ensure_ascii=False, indent=1) + "\n")


# The folder: locked, read, written whole or not at all.


@contextmanager
def _held(home: Path) -> Iterator[None]:
    """A folder that this process alone writes, without what one that was killed left. Raises CorpusError, OSError."""
    from filelock import FileLock, Timeout

    if home.exists() and not home.is_dir():
        raise CorpusError(f"{home}: this is a file; name a folder.")
    home.mkdir(parents=True, exist_ok=True)
    if not os.access(home, os.W_OK | os.X_OK):
        raise CorpusError(f"{home}: nothing can be written in this folder; mend its rights, or name another.")
    try:
        with FileLock(home / ".import.lock", timeout=0):
            for part in home.glob(f"{PART}*"):
                part.unlink(missing_ok=True)
            yield
    except Timeout as error:
        raise CorpusError(f"{home}: another import is writing here; wait for its end.") from error


@contextmanager
def _opened(home: Path) -> Iterator[Any]:
    """The articles.parquet of a folder. Raises CorpusError where there is none, or it is damaged."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = home / ARTICLES
    if not path.is_file():
        raise CorpusError(f"{home}: there are no articles in this folder; run demarche corpus FILES -o {home} first.")
    try:
        file = pq.ParquetFile(path)
        if missing := {*TEXTS, *NUMBERS} - set(file.schema_arrow.names):
            raise CorpusError(f"{path}: it has no column {', '.join(sorted(missing))}; name another folder.")
    except (pa.ArrowException, OSError) as error:
        raise CorpusError(f"{path}: this file is damaged; take it from a copy, or import again elsewhere.") from error
    with file:
        yield file


class _Spill:
    """New articles, written to a file of their own while others are read."""

    def __init__(self, path: Path) -> None:
        """Nothing is written before the first article."""
        self.path = path
        self._rows: list[dict[str, Any]] = []
        self._writer: Any = None
        self._size = 0

    def add(self, row: dict[str, Any]) -> None:
        """Take an article."""
        self._rows.append(row)
        if len(self._rows) == TOGETHER:
            self._flush()

    def close(self) -> int:
        """Write what is left; how many there are in all."""
        self._flush()
        if self._writer:
            self._writer.close()
            self._writer = None
        return self._size

    def _flush(self) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        if not self._rows:
            return
        self._writer = self._writer or pq.ParquetWriter(self.path, _schema(), compression="zstd")
        self._writer.write_table(pa.Table.from_pylist(self._rows, schema=_schema()))
        self._size += len(self._rows)
        self._rows = []


@contextmanager
def _spilled(home: Path) -> Iterator[_Spill]:
    spill = _Spill(_part(home))
    try:
        yield spill
    finally:
        spill.close()
        spill.path.unlink(missing_ok=True)


def _part(home: Path) -> Path:
    return home / f"{PART}{secrets.token_hex(6)}.part"


def _schema() -> Any:
    import pyarrow as pa

    names = (*TEXTS[:-1], "start", "end", "headline", "doubts")
    return pa.schema([(name, pa.int64() if name in NUMBERS else pa.string()) for name in names])


def _write(home: Path, taken: _Taken, new: Path) -> None:
    """Write the articles that were there and the new ones, with what is known of all files, in one step."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    path, part = saving.free(home / ARTICLES), _part(home)
    entries = json.dumps(list(taken.entries.values()), ensure_ascii=False)
    schema = _schema().with_metadata({"import": entries})
    gone = pa.array(sorted(taken.gone), pa.string())
    try:
        with pq.ParquetWriter(part, schema, compression="zstd") as writer:
            for source in (path, new):
                if not source.exists():
                    continue
                with pq.ParquetFile(source) as file:
                    for batch in file.iter_batches(batch_size=TOGETHER):
                        kept = batch.filter(pc.invert(pc.is_in(batch["id"], gone))) if source == path else batch
                        writer.write_table(pa.Table.from_batches([kept]).select(schema.names).cast(schema))
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        if saving.stopped:
            raise SystemExit(128 + saving.stopped[0])
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _report(home: Path, taken: _Taken) -> None:
    """Write import.json, where it is not as it should be: it is told by articles.parquet alone."""
    text = json.dumps({"files": [_row(one) for one in taken.entries.values()]}, ensure_ascii=False, indent=1) + "\n"
    path = home / REPORT
    if not path.is_file() or path.read_text(encoding="utf-8", errors="replace") != text:
        saved(path, text)


def _row(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {name: entry[name] for name in ENTRY}


def _with_bar(paths: Sequence[Path]) -> Iterable[Path]:
    """The paths, with a bar where somebody looks at it."""
    from tqdm.auto import tqdm

    if len(paths) < 2:
        return paths
    bar: Iterable[Path] = tqdm(paths, unit="file", file=sys.stderr, disable=None)
    return bar
