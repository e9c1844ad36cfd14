"""Codes taken to the tools of colleagues, and what they changed there brought back; the format by the file's ending."""

from __future__ import annotations

import csv
import datetime as dt
import io
import warnings
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis import dna, graphs, plover, refi, tables, workbooks
from analysis.codebooks import Codebook
from analysis.coded import CodedStatement, coded_statements
from analysis.decisions import VERDICTS, Change
from analysis.decoding import MARKS, DecodingError, data_in
from analysis.formulas import bare
from analysis.keeping import UNFIT
from analysis.model import POSITIONS, Document
from analysis.saving import free, saved
from analysis.spans import Span, touching

# What is written, by the ending of the file's name; CONTRIBUTING and the command line tell it in these words.
FORMATS: Mapping[str, str] = {
    ".xlsx": "Excel workbook of all tables",
    ".csv": "table of statements",
    ".dna": "Discourse Network Analyzer",
    ".qdpx": "REFI-QDA project, for ATLAS.ti, MAXQDA, NVivo and QualCoder",
    ".qdc": "REFI-QDA codebook",
    ".graphml": "network for Gephi, visone and igraph",
    ".gexf": "network for Gephi, with time",
    ".jsonl": "PLOVER events",
    ".parquet": "table of statements that stays typed",
}
READ = (".xlsx", ".csv", ".dna", ".qdpx")  # what is read back
MACHINE = "machine"  # the layer that no person has touched
LARGEST = 200_000_000  # bytes of a file that is read back
HEAD = ("article", "key")  # columns by which a row finds its statement
PLACE = ("key", "start", "end")  # columns that tell a statement by its words and where they stand
COLUMNS = ("speakers", "actors", "position", "lean", "target", "act", "topics")  # what may be changed in a table
ADDED = ("verdict", "note")  # columns that a coder may add
MINUS = str.maketrans("−–—＋", "---+")  # what spreadsheets make of a sign
FAULTS = 3  # of a table that are told at once


class ExchangeError(OSError):
    """A file cannot be written or read back; the message is one sentence that says why, and what to do."""


class RowsLeftOut(UserWarning):
    """Some rows of a table that was read back belong to no statement here."""


def write(
    docs: Sequence[Document],
    path: str | Path,
    *,
    codebook: Codebook,
    layer: str = MACHINE,
    coder: str = "",
    layers: Mapping[str, Sequence[Document]] | None = None,
    network: graphs.By = "topics",
    tokens: bool = False,
    acts: Mapping[str, Mapping[str, str]] | None = None,
    inputs: Iterable[str | Path] = (),
) -> Path:
    """The path, after the codes of one layer were written there, whole or not at all, in the format of its ending.

    docs: the articles as that layer has them; layer, coder: its name, and the person whose it is. layers: others by
    their names, each a user of its own in a .qdpx. network: of actors and topics, or of actors and issues. tokens: a
    sheet of all words in a workbook. acts: rows of acts.tsv by id, for a codebook. Raises ExchangeError for an ending
    that is not known, else what `saved` does.
    """
    ending = _ending(path, FORMATS, "written")
    if layers and ending != ".qdpx":
        raise ExchangeError(f"{path}: a {ending} holds one layer; write one file for each, or all into a .qdpx.")
    path = free(path, inputs)
    whose = coder or layer
    match ending:
        case ".xlsx":
            data = workbooks.workbook(docs, labels=codebook.labels, layer=layer, coder=coder, tokens=tokens)
        case ".csv":
            data = _bytes(tables.csv_text(tables.statements(*docs)))
        case ".parquet":
            data = _parquet(docs)
        case ".graphml" | ".gexf":
            graph = graphs.affiliation(docs, by=network, labels=codebook.labels)
            data = graphs.graphml(graph) if ending == ".graphml" else graphs.gexf(graph)
        case ".jsonl":
            data = plover.written(docs, coder="" if whose == MACHINE else whose)
        case ".dna":
            data = dna.written(docs, labels=codebook.labels, coder=whose)
        case ".qdpx":
            data = refi.project({whose: docs, **(layers or {})}, codebook=codebook, acts=acts)
        case _:
            data = refi.codebook(codebook, acts=acts)
    return saved(path, data, inputs=inputs)


def read_back(
    path: str | Path,
    docs: Sequence[Document],
    coder: str,
    *,
    acts: Collection[str] = (),
    topics: Collection[str] = (),
    layers: Mapping[str, Sequence[Document]] | None = None,
) -> tuple[Change, ...]:
    """What a colleague changed in a file that `write` made of these documents: .dna, .qdpx, .xlsx or .csv.

    Of a table the columns of `COLUMNS` are compared with what was written, row by row, found by article and key. Where
    the article has another id here, as a file in another folder has, the one with the same statements in the same
    places is meant. A row that was taken out rejects nothing; a column verdict does, with accept, reject or skip, and a
    column note is kept.
    acts, topics: ids that are known; another one is a fault. layers: all that a .qdpx may hold, by name, so that each
    user is compared with what was theirs. Raises ExchangeError; warns with RowsLeftOut.
    """
    path = Path(path)
    ending = _ending(path, READ, "read back")
    try:
        data = data_in(path, LARGEST)
    except DecodingError as error:
        raise ExchangeError(f"{path}: {error}.") from error
    except OSError as error:
        raise ExchangeError(f"{path}: it cannot be read ({error.strerror or error}); name another file.") from error
    if ending in (".dna", ".qdpx"):
        return _changes(ending, data, docs, coder, path, layers)
    rows = _sheet_rows(data, path) if ending == ".xlsx" else _csv_rows(data, path)
    return table_changes(rows, docs, coder, name=str(path), acts=acts, topics=topics)


def _changes(
    ending: str,
    data: bytes,
    docs: Sequence[Document],
    coder: str,
    path: Path,
    layers: Mapping[str, Sequence[Document]] | None,
) -> tuple[Change, ...]:
    """What differs in a .dna or a .qdpx. Raises ExchangeError."""
    try:
        if ending == ".dna":
            return dna.changes(data, docs, coder=coder)
        return refi.changes(data, layers or docs)
    except ValueError as error:  # DnaError, RefiError: one sentence
        raise ExchangeError(f"{path}: {error}") from error


def table_changes(
    rows: Iterable[Mapping[str, str]],
    docs: Sequence[Document],
    coder: str,
    *,
    name: str = "table",
    acts: Collection[str] = (),
    topics: Collection[str] = (),
) -> tuple[Change, ...]:
    """What differs between the rows of a table of statements and the documents that it was made of, see `read_back`."""
    known = {
        (_plain(doc.id), one.key): (doc, one, was)
        for doc in docs
        for one, was in zip(coded_statements(doc), tables.statement_rows(doc), strict=True)
    }
    rows = list(rows)
    moved = _moved(rows, docs)
    changes, faults, lost, count = [], [], [], 0
    edits: dict[tuple[str, str], tuple[int, dict[str, Any]]] = {}  # by statement its first row that was changed
    for number, row in enumerate(rows, 2):  # the head is the first
        if not any(row.values()):
            continue
        count += 1
        article = _plain(row["article"])
        found = known.get((moved.get(article, article), row["key"].strip()))
        if found is None:
            lost.append(number)
            continue
        doc, one, was = found
        try:
            after = _differences(doc, one, was, row, acts, topics)
        except ValueError as error:
            faults.append(f"row {number}: {error}")
            continue
        first, said = edits.setdefault((doc.id, one.key), (number, after)) if after else (number, after)
        if said != after:
            faults.append(f"row {number}: it is the statement of row {first}, and says otherwise")
        elif after and first == number:
            span = one.statement.span
            changes.append(Change(doc.id, one.key, after, span.start, span.end, coder))
    if faults:
        more = f" (and {len(faults) - FAULTS} more)" if len(faults) > FAULTS else ""
        raise ExchangeError(f"{name}: {'; '.join(faults[:FAULTS])}{more}; nothing was read, mend these cells.")
    if lost:
        which = f"row {lost[0]}" if len(lost) == 1 else f"{len(lost)} of {count} rows, the first of them row {lost[0]},"
        told = f"{name}: {which} {'belongs' if len(lost) == 1 else 'belong'} to no statement here"
        if len(lost) == count:
            table, here = _plain(rows[lost[0] - 2]["article"]), f", and here is {docs[0].id!r}" if docs else ""
            raise ExchangeError(
                f"{told}; name the articles that the table was made of, with the texts that they had then: "
                f"the first is {table!r}{here}."
            )
        warnings.warn(f"{told} and {'is' if len(lost) == 1 else 'are'} left out.", RowsLeftOut, stacklevel=2)
    return tuple(changes)


def check(path: str | Path) -> None:
    """Raise ExchangeError where nothing can be written to a file of that name, before hours of work."""
    _ending(path, FORMATS, "written")


def _moved(rows: Sequence[Mapping[str, str]], docs: Sequence[Document]) -> dict[str, str]:
    """{article of a table: id of the document that it is here}, for those that are called otherwise here.

    All its rows are statements of that document, by their own words and where they stand, and of no other that the
    table does not name; of several that of the same file name.
    """
    named = {_plain(row["article"]) for row in rows}
    ids = {_plain(doc.id) for doc in docs}
    if named <= ids:
        return {}
    places: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    columns = [name for name in PLACE if rows and name in rows[0]]
    for doc in docs:
        if _plain(doc.id) not in named:
            for one in tables.statement_rows(doc):
                places[tuple(str(one[name]) for name in columns)].add(_plain(doc.id))
    fitting: dict[str, set[str]] = {}
    for row in rows:
        if any(row.values()) and (article := _plain(row["article"])) not in ids:
            here = places.get(tuple(row.get(name, "").strip() for name in columns), set())
            fitting[article] = fitting.get(article, here) & here
    found: dict[str, str] = {}
    for article, some in fitting.items():
        alike = [id for id in some if id.rpartition("/")[2] == article.rpartition("/")[2]]
        best = [*some] if len(some) == 1 else alike
        if len(best) == 1 and best[0] not in found.values():
            found[article] = best[0]
    return found


# ---- files


def _ending(path: str | Path, known: Iterable[str], what: str) -> str:
    """The ending of a file's name. Raises ExchangeError where it is not among those known."""
    ending = Path(path).suffix.lower()
    if ending in known:
        return ending
    told = [f"{one} ({FORMATS[one]})" for one in known]
    raise ExchangeError(f"{path}: what is {what} is told by the ending of the name: {', '.join(told)}.")


def _bytes(text: str) -> bytes:
    """A text in UTF-8; what is no character has a question mark for it."""
    return text.encode("utf-8", "replace")


def _parquet(docs: Sequence[Document]) -> bytes:
    """The table of statements as Parquet."""
    file = io.BytesIO()
    tables.statements(*docs).to_parquet(file, index=False)
    return file.getvalue()


def _csv_rows(data: bytes, path: Path) -> list[dict[str, str]]:
    """The rows of a table as CSV, with commas, semicolons or tabs between its cells. Raises ExchangeError."""
    text = _decoded(data)
    first = text.split("\n", 1)[0]
    mark = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    except csv.Error as error:
        raise ExchangeError(f"{path}: this is no CSV ({error}); save the table again.") from error
    return _by_head(rows, path)


def _decoded(data: bytes) -> str:
    """A table's text: UTF-8 or UTF-16, else what Excel writes where nobody asked for either."""
    if data.startswith(MARKS):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _sheet_rows(data: bytes, path: Path) -> list[dict[str, str]]:
    """The rows of the sheet of statements of a workbook. Raises ExchangeError."""
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book["statements"] if "statements" in book.sheetnames else book.worksheets[0]
        rows = [[_text(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    except Exception as error:  # openpyxl names no class for what may be wrong with a file
        why = " ".join(str(error).split())[:200]
        raise ExchangeError(f"{path}: this is no Excel workbook ({why}); save it as .xlsx again.") from error
    return _by_head(rows, path)


def _text(value: Any) -> str:
    """A cell of a sheet as words."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return workbooks.unescaped(value) if isinstance(value, str) else str(value)


def _by_head(rows: Sequence[Sequence[str]], path: Path) -> list[dict[str, str]]:
    """Rows by the names of their columns; empty ones stay, so that their numbers are right. Raises ExchangeError."""
    head = [name.strip().lower() for name in rows[0]] if rows else []
    for name in HEAD:
        if name not in head:
            raise ExchangeError(f"{path}: it has no column {name!r}; read back a table of statements that was written.")
    found = [dict(zip(head, [*row, *[""] * len(head)], strict=False)) for row in rows[1:]]
    while found and not any(found[-1].values()):
        found.pop()
    return found


# ---- what differs


def _plain(words: str) -> str:
    """Words by which cells are compared, whatever was done to their spaces and to what looks like a formula."""
    words = bare(workbooks.fitting(words))
    return " ".join(UNFIT.sub("", words).split())


def _differences(
    doc: Document,
    one: CodedStatement,
    was: Mapping[str, Any],
    row: Mapping[str, str],
    acts: Collection[str],
    topics: Collection[str],
) -> dict[str, Any]:
    """The fields of a statement that a row has changed. Raises ValueError where a cell says what cannot be."""
    cells = {name: _plain(row[name]) for name in (*COLUMNS, *ADDED) if name in row}
    new = {name: cell for name, cell in cells.items() if cell != _plain(str(was.get(name, "")))}
    after: dict[str, Any] = {}
    if new.get("position"):
        after["position"] = _one_of("position", new["position"].lower(), POSITIONS)
    after |= _lean(one, new, after.get("position", one.position))
    if new.get("act"):
        after["act"] = _one_of("act", new["act"].lower(), acts)
    if "topics" in new:
        after["topics"] = [_one_of("topics", id, topics) for id in dict.fromkeys(_several(new["topics"]))]
    if "target" in new:
        after["target"], span = new["target"], _place(doc, one, new["target"])
        if span != (one.stance.target_span if one.stance else None):
            after["target_span"] = [span.start, span.end] if span else None
    after |= _speakers(doc, one, new)
    if new.get("verdict"):
        after["verdict"] = _one_of("verdict", new["verdict"].lower(), VERDICTS)
    if new.get("note"):
        after["note"] = new["note"]
    return after


def _one_of(name: str, word: str, known: Collection[str]) -> str:
    """The word, if it is among those known, or none are told."""
    if known and word not in known:
        told = f"one of {', '.join(known)}" if len(known) <= len(POSITIONS) else "one that is known"
        raise ValueError(f"{name} is {word!r}, not {told}")
    return word


def _several(cell: str) -> list[str]:
    """What stands in a cell that may hold several things."""
    return [word.strip() for word in cell.split(tables.SEVERAL.strip())] if cell else []


def _lean(one: CodedStatement, new: Mapping[str, str], position: str) -> dict[str, str]:
    """The lean, where it differs; none stands beside a position that is not conditional."""
    if not new.keys() & {"position", "lean"}:
        return {}
    was = one.lean or ""
    lean = _one_of("lean", new.get("lean", was).translate(MINUS), ("+", "-", ""))
    if position != "conditional":
        if "lean" in new and lean:
            raise ValueError(f"lean is {lean!r} beside {position or 'no position'}; it goes with conditional alone")
        lean = ""
    return {"lean": lean} if lean != was else {}


def _place(doc: Document, one: CodedStatement, words: str) -> Span | None:
    """Where words stand in a statement, or in its sentences; None where they do not."""
    span = one.statement.span
    for inside in (*one.statement.content, *(sentence.span for sentence in touching(doc.sentences, span))):
        at = doc.text.find(words, inside.start, inside.end) if words else -1
        if at >= 0:
            return Span(at, at + len(words))
    return None


def _speakers(doc: Document, one: CodedStatement, new: Mapping[str, str]) -> dict[str, list[str]]:
    """The speakers, and for each the actor, where these differ.

    The cell of actors names each once. Changed, it is read as one for each speaker, or as one for all, or in place of
    those that it had. Left as it was beside other speakers, these keep the actors that the article has for them.
    """
    if "speakers" not in new and "actors" not in new:
        return {}
    names_before, actors_before = [s.name for s in one.speakers], [s.actor or "" for s in one.speakers]
    spelt = {_plain(s.name): s.name for s in doc.speakers}
    names = [spelt.get(name, name) for name in _several(new["speakers"])] if "speakers" in new else names_before
    given = _several(new["actors"]) if "actors" in new else list(one.actors)
    if "actors" not in new:
        known = {s.name: s.actor or "" for s in doc.speakers}
        spare = given if len(given) == len(names) else [""] * len(names)
        actors = [known.get(name, other) for name, other in zip(names, spare, strict=True)]
    elif len(given) == len(names):
        actors = given
    elif names == names_before and len(given) == len(one.actors):
        instead = dict(zip(one.actors, given, strict=True))
        actors = [instead.get(actor, "") for actor in actors_before]
    elif len(given) <= 1:
        actors = [*given, ""][:1] * len(names)
    else:
        raise ValueError(f"{len(names)} speakers and {len(given)} actors; give one for each, in the same order")
    found = {"speakers": (names_before, names), "actors": (actors_before, actors)}
    return {name: after for name, (before, after) in found.items() if before != after}
