"""What a file of many articles holds: the nouns of every reader.

A reader takes the bytes of a file and gives a Found; it raises nothing but NotThis, for a file of another kind. Nothing
is lost silently: what is no article and no furniture stands in `leftovers`, in short sentences.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

ARTICLES, REPORT = "articles.parquet", "import.json"  # in the folder of a corpus: what was found, and what was told


class NotThis(ValueError):  # noqa: N818 - it is an answer, not a fault
    """The bytes are of another kind; the message says what was missing."""


@dataclass(frozen=True, slots=True)
class Day:
    """When an article was published: the date, as it was written, and how it was read.

    how: label (it stood behind one), place (where this kind of file has it), field (of a table or XML), guess.
    """

    date: dt.date | None
    written: str
    how: str


@dataclass(frozen=True, slots=True)
class Raw:
    """An article as a file holds it; text: running text alone, LF, unwrapped, its paragraphs parted by a blank line.

    start, end: bytes of the file that it was read from; -1 where a format has no such places. doubts: in short words.
    """

    text: str
    title: str = ""
    outlet: str = ""
    author: str = ""
    day: Day = Day(None, "", "")
    section: str = ""
    language: str = ""
    url: str = ""
    id: str = ""  # the database's own: accession number, document id
    start: int = -1
    end: int = -1
    doubts: tuple[str, ...] = ()
    file: str = ""  # within an archive, which of its files
    headline: int = 0  # characters at the beginning of the text that are its headline: a reader leaves it at 0


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in a file.

    format: its name, as import.json has it. announced: how many articles the file says it has.
    """

    format: str
    articles: tuple[Raw, ...]
    announced: int | None = None
    leftovers: tuple[str, ...] = ()
