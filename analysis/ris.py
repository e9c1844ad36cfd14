"""Files of references in RIS, as ProQuest and citation managers write them -> their articles.

A record goes from `TY  - NEWS` to `ER  - `; each line begins with a code of two letters. The text of an article is what
stands under `AB` or `N2`, which is an abstract in most files.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from analysis.blocks import byte_places, doubted, one_line, running, text_in
from analysis.days import day_in
from analysis.imported import Day, Found, NotThis, Raw
from analysis.labels import language_code

LINE = re.compile(r"(?P<code>[A-Z][A-Z0-9]) {1,2}- ?(?P<value>.*)")
BEGIN = re.compile(r"^TY {1,2}- ?", re.M)
# From a field of an article to the codes that hold it, the better before the worse.
CODES: Mapping[str, tuple[str, ...]] = {
    "title": ("TI", "T1", "CT"),
    "outlet": ("JF", "T2", "JO", "BT", "PB"),
    "author": ("AU", "A1"),
    "day": ("DA", "Y1", "PY"),
    "section": ("SE",),
    "language": ("LA",),
    "url": ("UR",),
    "id": ("AN", "ID"),
}
TEXTS = ("AB", "N2")
ABSTRACT = "perhaps only an abstract"
WORDS = 250  # of a text; what has fewer is hardly more than an abstract
SLASHED = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})/?.*")
NAMED = re.compile(r"(\d{4}) ([^\W\d]+)\.? (\d{1,2})")  # a day with the name of its month
Fields = Mapping[str, Sequence[str]]


def read_ris(data: bytes) -> Found:
    """The articles in a file of references. Raises NotThis for any other file."""
    text = text_in(data)
    starts = [match.start() for match in BEGIN.finditer(text)]
    if not starts or text[: starts[0]].strip("\ufeff \t\n"):
        raise NotThis("no line such as “TY  - NEWS” stands at its beginning")
    ends = [*starts[1:], len(text)]
    where = byte_places(text, data, starts)
    articles: list[Raw] = []
    bare: list[Raw] = []
    for start, end, (first, last) in zip(starts, ends, where, strict=True):
        raw = _article(_fields(text[start:end]), first, last)
        (articles if raw.text else bare).append(raw)
    words = f"{len(bare):,} of {len(starts):,} references hold no text; save them with it, as HTML or plain text"
    return Found("RIS", tuple(articles), len(starts), (words,) if bare else ())


def _fields(record: str) -> Fields:
    """The values of each code in a record; a line without a code goes on with the value above it."""
    fields: dict[str, list[str]] = {}
    here: list[str] = []
    for line in record.split("\n"):
        if match := LINE.fullmatch(line.rstrip()):
            here = fields.setdefault(match["code"], [])
            here.append(match["value"].strip())
        elif here:
            here[-1] += f"\n{line.strip()}"
    return fields


def _article(fields: Fields, start: int, end: int) -> Raw:
    def first(name: str) -> str:
        return next((one_line(v) for code in CODES[name] for v in fields.get(code, ()) if v.strip()), "")

    texts = [running(value.split("\n")) for code in TEXTS for value in fields.get(code, ()) if value.strip()]
    text = max(texts, key=len, default="")
    authors = [one_line(v) for code in CODES["author"] for v in fields.get(code, ()) if v.strip()]
    written = [one_line(v) for code in CODES["day"] for v in fields.get(code, ()) if v.strip()]
    plain = (NAMED.sub(r"\3 \2 \1", SLASHED.sub(r"\1-\2-\3", words)) for words in written)
    days = [replace(day_in(day, "field"), written=words) for day, words in zip(plain, written, strict=True)]
    raw = Raw(
        text,
        title=first("title"),
        outlet=first("outlet"),
        author="; ".join(dict.fromkeys(authors)),
        day=next((day for day in days if day.date), days[0] if days else Day(None, "", "")),
        section=first("section"),
        language=language_code(first("language")),
        url=first("url"),
        id=first("id"),
        start=start,
        end=end,
    )
    return doubted(raw, *([ABSTRACT] if len(text.split()) < WORDS else []))
