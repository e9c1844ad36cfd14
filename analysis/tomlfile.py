"""TOML files of the analyst -> plain tables, or one sentence that says what is wrong."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from pathlib import Path
from typing import Any

from analysis.decoding import DecodingError, data_in

LIMIT = 1_000_000  # bytes: no article's notes and no codebook come near it
# Characters that no keyboard writes; tabs and line ends are none of them.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
KINDS = {
    bool: "true or false",
    int: "a number",
    float: "a number",
    str: "words",
    list: "a list",
    dict: "a table",
    dt.datetime: "a date",
    dt.date: "a date",
    dt.time: "a time",
}


class TomlError(ValueError):
    """A file is no TOML that can be used; the message is one sentence that names the file and what to do."""


def table_in(path: Path) -> dict[str, Any]:
    """The table in a TOML file. Raises TomlError where it cannot be read, is no TOML, or is endless or too deep."""
    return table_of(bytes_in(path), str(path))


def bytes_in(path: Path) -> bytes:
    """The bytes of a TOML file. Raises TomlError where it cannot be read, or is endless."""
    try:
        return data_in(path, LIMIT)
    except OSError as error:
        raise TomlError(f"{path}: {error.strerror or 'it cannot be read'}; check the name and try again.") from error
    except DecodingError as error:
        raise TomlError(f"{path}: {error}.") from error


def table_of(data: bytes, path: str) -> dict[str, Any]:
    """The table in the bytes of a TOML file of that name. Raises TomlError where it is no TOML, or too deep."""
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise TomlError(f"{path}: byte {error.start + 1} is no UTF-8; save the file as UTF-8.") from error
    except RecursionError as error:
        raise TomlError(f"{path}: its brackets lie too deep in each other; write it without them.") from error
    except tomllib.TOMLDecodeError as error:
        raise TomlError(f"{path}: this is no valid TOML ({error}); mend that line.") from error
    except ValueError as error:  # such as a number of 5,000 digits
        raise TomlError(f"{path}: this is no valid TOML (a number or date is out of range); mend that line.") from error


def kind(value: Any) -> str:
    """What a value of a table is, in plain words: "a number"."""
    return KINDS.get(type(value), "something else")


def fault(value: Any) -> str:
    """What keeps a value from being words, "" where nothing does: "a number", "words with a control character"."""
    if not isinstance(value, str):
        return kind(value)
    return "words with a control character" if CONTROL.search(value) else ""
