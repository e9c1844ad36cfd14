"""Lexicons, codebooks and trained models: the only file that knows where they lie.

Nothing is read at import; each function reads once and remembers. All of it travels with the package.
"""

from __future__ import annotations

import csv
import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parent
MODELS = PACKAGE / "models"


class KnowledgeError(ValueError):
    """A lexicon or codebook cannot be used; the message names the file, the entry and the remedy."""


@cache
def data_folder() -> Path:
    """The folder of articles, codebooks and lexicons: `data/` of a clone, else the copy in the package."""
    clone = PACKAGE.parent / "data"
    return clone if (clone / "lexicons").is_dir() else PACKAGE / "data"


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a tab-separated lexicon as dicts; lines that start with `#` are its notes."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = [line for line in file if line.strip() and not line.startswith("#")]
    reader = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    found = []
    for number, row in enumerate(reader, 1):
        if None in row or None in row.values():
            raise KnowledgeError(
                f"{path.name}: entry {number} ({next(iter(row.values()))!r}) has not "
                f"{len(reader.fieldnames or ())} columns; separate them with one tab each."
            )
        found.append({k: v.strip() for k, v in row.items()})
    return found


@cache
def lexicon(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `data/lexicons/<name>.tsv`."""
    return tuple(rows(data_folder() / "lexicons" / f"{name}.tsv"))


def model_json(name: str) -> Any:
    """What a gzipped JSON file of `analysis/models/` holds."""
    with gzip.open(MODELS / name, "rt", encoding="utf-8") as file:
        return json.load(file)
