"""What analysts say of two names over all articles, in a table of the corpus folder that they edit: it wins.

    one,other,answer,why
    Torin,Sergei Torin,same,
    Anna Berg (Norland),Anna Berg (Tellan),apart,
    the trade deal,the harbour treaty,called,

The program never rewrites a line; `appended` adds at the end, with an empty answer, what it is not sure of. A name that
a spreadsheet would run as a formula has an apostrophe before it there, which is no part of it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis import saving
from analysis.formulas import bare, guarded

COLUMNS = ("one", "other", "answer", "why")
MARK = "\ufeff"


class RulingError(ValueError):
    """A table of answers cannot be used; the message says where, why, and what to do, in one sentence."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """An answer about two names; line: of the file, for messages."""

    one: str
    other: str
    answer: str
    line: int


def rulings(file: Path, answers: Sequence[str]) -> tuple[Ruling, ...]:
    """The answers in a file, none where there is no such file; lines without an answer are left out.

    answers: those that can be given. Raises RulingError, in one sentence.
    """
    found = []
    for line, row in _rows(file):
        one, other, answer = (" ".join(row[name].split()) for name in COLUMNS[:3])
        told = Ruling(one, other, answer.lower(), line)
        if not told.answer:
            continue
        if told.answer not in answers:
            raise RulingError(
                f"{file}: the answer in line {line} is {told.answer!r}; write {_either(answers)}, or leave it empty."
            )
        if not told.one or not told.other:
            raise RulingError(f"{file}: line {line} has one name alone; write two.")
        if told.one == told.other:
            raise RulingError(f"{file}: both names in line {line} are {told.one!r}; write two.")
        found.append(told)
    _check(file, found)
    return tuple(found)


def appended(file: Path, pairs: Iterable[tuple[str, str, str]]) -> int:
    """How many pairs of names, each with why it is not sure, were added to a file, without an answer.

    Those that stand there already, whatever the answer, are not added again; what stands there stays as it is.
    """
    there = {frozenset((row["one"], row["other"])) for _, row in _rows(file)}
    new = [pair for pair in pairs if frozenset(pair[:2]) not in there]
    if not new:
        return 0
    before = file.read_bytes() if file.is_file() else f"{MARK}{','.join(COLUMNS)}\r\n".encode()
    text = io.StringIO()
    rows = ((one, other, "", why) for one, other, why in new)
    csv.writer(text, lineterminator="\r\n").writerows(map(guarded, row) for row in rows)
    join = b"" if before.endswith((b"\n", b"\r")) else b"\r\n"
    saving.saved(file, before + join + text.getvalue().encode("utf-8"))
    return len(new)


def digest_of(*files: Path) -> bytes:
    """The bytes of some files, by which a change is seen."""
    return b"\0".join(file.read_bytes() if file.is_file() else b"" for file in files)


def _rows(file: Path) -> list[tuple[int, dict[str, str]]]:
    """The lines of a file with their numbers. Raises RulingError."""
    if not file.is_file():
        return []
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise RulingError(f"{file}: it is no text in UTF-8; save it as CSV in UTF-8.") from error
    head = text.partition("\n")[0]
    between = ";" if head.count(";") > head.count(",") else ","  # as a spreadsheet in German writes it
    reader = csv.reader(io.StringIO(text), delimiter=between)
    names = [name.strip().lower() for name in next(reader, [])]
    if not names:
        return []
    if missing := [name for name in COLUMNS[:3] if name not in names]:
        raise RulingError(f"{file}: it has no column {missing[0]}; its first line must be {','.join(COLUMNS)}.")
    found = []
    for cells in reader:
        if any(cell.strip() for cell in cells):
            row = dict(zip(names, cells, strict=False))
            found.append((reader.line_num, {name: bare(row.get(name, "").strip()) for name in COLUMNS}))
    return found


def _check(file: Path, found: Sequence[Ruling]) -> None:
    """Raises RulingError where two lines contradict each other."""
    told: dict[frozenset[str], Ruling] = {}
    for one in found:
        before = told.setdefault(frozenset((one.one, one.other)), one)
        if before.answer != one.answer:
            raise RulingError(
                f"{file}: lines {before.line} and {one.line} say {before.answer!r} and {one.answer!r} of "
                f"{one.one!r} and {one.other!r}; leave out one of them."
            )


def _either(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"
