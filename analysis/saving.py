"""Files written whole or not at all, and never over something that is needed or that is no plain file."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

KINDS = {
    stat.S_IFLNK: "it is a link; name the file itself",
    stat.S_IFDIR: "it is a folder; name a file in it",
}
# Signals that told the program to stop: nothing is written any more, even if a library swallowed their exception.
stopped: list[int] = []


class SavingError(OSError):
    """Nothing may be written there; the message is one sentence that names the file and what to do."""


def saved(path: str | Path, data: str | bytes, *, inputs: Iterable[str | Path] = (), lasting: bool = False) -> Path:
    """The path, after `data` has been written beside it and renamed; see `streamed`."""
    whole = data.encode("utf-8") if isinstance(data, str) else data
    return streamed(path, lambda file: file.write(whole), inputs=inputs, lasting=lasting)


def streamed(
    path: str | Path, write: Callable[[BinaryIO], Any], *, inputs: Iterable[str | Path] = (), lasting: bool = False
) -> Path:
    """The path, after `write` has filled a file beside it that was then renamed: nobody ever meets half a file.

    Folders on the way are made, and removed again where writing fails; a file that is replaced keeps its mode.
    lasting: it waits until the disk has it, so that it is there even if the machine loses its power.
    Raises SavingError for what `free` refuses, else OSError, and leaves what was there before as it was.
    """
    path = free(path, inputs)
    beside = path.with_name(f".{secrets.token_hex(8)}.part")  # short: the name itself may be as long as names can be
    missing = [folder for folder in path.parents if not folder.exists()]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.touch(0o666 if _mode(path) is None else 0o600, exist_ok=False)
        with beside.open("wb") as file:
            write(file)
        if (mode := _mode(path)) is not None:
            beside.chmod(stat.S_IMODE(mode))
        if lasting:
            settle(beside)
        if stopped:
            raise SystemExit(128 + stopped[0])
        beside.replace(path)
        if lasting:
            settle(path.parent)
    except BaseException as error:
        with suppress(OSError):  # of a folder that cannot be looked into
            beside.unlink(missing_ok=True)
        _remove(missing)
        renamed(error, beside, path)
        raise
    return path


def renamed(error: BaseException, beside: Path, path: Path) -> None:
    """Let an error of the system name the file that was asked for, and not what is written beside it meanwhile."""
    if isinstance(error, OSError) and error.filename and Path(error.filename).is_relative_to(beside):
        error.filename = str(path)


def settle(path: Path) -> None:
    """Wait until the disk has a file, or the names in a folder, where the system can tell of folders."""
    if path.is_dir() and os.name == "nt":
        return
    number = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def free(path: str | Path, inputs: Iterable[str | Path] = ()) -> Path:
    """The path, if a file may be written there: nothing is, or a plain file that is none of the `inputs`.

    Raises SavingError. Files are compared by what they are on the disk, not by their names.
    """
    path = Path(path)
    mode = _mode(path)
    if mode is None:
        return path
    if not stat.S_ISREG(mode):
        raise SavingError(f"{path}: {KINDS.get(stat.S_IFMT(mode), 'it is no plain file; name another')}.")
    for given in map(Path, inputs):
        if is_same(given, path):
            raise SavingError(f"{path}: {given} is read here and would be lost; name another file.")
    if not mode & stat.S_IWUSR or not os.access(path, os.W_OK):
        raise SavingError(f"{path}: it is read-only; name another file.")
    return path


def is_same(one: Path, other: Path) -> bool:
    """True where both are one file: also by a link, another case of letters, or another way to its folder."""
    try:
        return one.samefile(other)
    except OSError:
        return False


def _mode(path: Path) -> int | None:
    """What is at the path itself, not behind it if it is a link; None where nothing is."""
    try:
        return path.lstat().st_mode
    except FileNotFoundError:
        return None


def _remove(folders: Iterable[Path]) -> None:
    """Remove folders, the innermost first, unless there is something in them."""
    for folder in folders:
        try:
            folder.rmdir()
        except OSError:
            return
