"""TOML files of the analyst -> plain tables, or one sentence that says what is wrong."""

from __future__ import annotations

import datetime as dt
import json
import re
import tomllib
from collections.abc import Iterable, Sequence
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
# What an array of words is made of: words in quotation marks, comments, brackets, commas, and space.
PIECES = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|#[^\n]*|[\[\],]|[^"\'#\[\],]+')

# Words that stand in nearly every sentence; "us" and "it" may be meant as US and IT.
EVERYWHERE = re.compile(
    r"(?i)the|of|and|to|in|an|is|that|for|on|with|as|by|at|he|was|be|not|his|but|are|this|have|had|from|or|they|which|you"
    r"|were|her|she|all|their|there|been|if|when|who|will|would|what|so|no|said|has|its|more|than|into|out|them|then"
)


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


def term_fault(term: str) -> str:
    """What keeps a term of a codebook from being useful, "" where nothing does.

    >>> term_fault("t*")
    'has fewer than three letters before its *, and would match nearly everything'
    """
    stem = term.removesuffix("*")
    letters = re.sub(r"[\W_]", "", stem)
    if "*" in stem:
        return "has a * that is not at its end, where alone it stands for any ending"
    if stem != term and len(letters) < 3:
        return "has fewer than three letters before its *, and would match nearly everything"
    if not letters or EVERYWHERE.fullmatch(term):
        return "would match nearly everything"
    return ""


def quoted(value: str | Sequence[str]) -> str:
    r"""Words, or a list of words, as a TOML file has them.

    >>> print(quoted(["a cut", 'so-called "talks"']))
    ["a cut", "so-called \"talks\""]
    """
    if not isinstance(value, str):
        return f"[{', '.join(map(quoted, value))}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def array_at(text: str, start: int) -> str:
    """The array of words whose bracket opens there, to the bracket that closes it; "" where none does."""
    depth = 0
    for piece in PIECES.finditer(text, start):
        depth += {"[": 1, "]": -1}.get(piece[0], 0)
        if not depth:
            return text[start : piece.end()]
    return ""


def changed_array(array: str, gone: Iterable[str], new: Sequence[str]) -> str:
    """An array of words without some and with others at its end; its comments and lines stay.

    >>> changed_array('["a", "b"]', ["b"], ["c"])
    '["a", "c"]'
    """
    kept = _without(PIECES.findall(array), frozenset(gone))
    last = max(n for n, piece in enumerate(kept[:-1]) if piece.strip() and piece[0] != "#")
    if not "".join(kept[last + 1 : -1]).strip(" "):  # the last word went, or its bracket follows in the same line
        del kept[last + (bool(new) or kept[last] != ",") : -1]
    if new:
        before = {",": " ", "[": ""}.get(kept[last], ", ")
        kept.insert(last + 1, before + quoted(new)[1:-1])
    return re.sub(r"\n[ \t]*(?=\r?\n)", "", "".join(kept))


def _without(pieces: Iterable[str], gone: frozenset[str]) -> list[str]:
    """The pieces of an array without some words, each with the comma and the space behind it."""
    kept: list[str] = []
    dropped = ""
    for piece in pieces:
        if piece[0] in "\"'" and tomllib.loads(f"word = {piece}")["word"].strip() in gone:
            dropped = "word"
        elif dropped == "word" and piece == ",":
            dropped = "comma"
        elif dropped == "comma" and not piece.strip():
            kept.append(piece.lstrip(" "))
            dropped = ""
        else:
            dropped = dropped if dropped == "word" and not piece.strip() else ""
            kept.append(piece)
    return [piece for piece in kept if piece]
