"""The bytes of a file -> the articles in it: an export of a database, a table, a page, a text, a PDF, a WARC, a ZIP.

What a file is, its content decides, and its name where the content does not tell.
"""

from __future__ import annotations

import datetime as dt
import gzip
import importlib
import io
import re
import zlib
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from analysis import articles
from analysis.archives import BIG, SQUEEZED, members
from analysis.articles import ArticleError
from analysis.bylines import authors
from analysis.decoding import LIMIT, DecodingError, text_of
from analysis.imported import Day, Found, NotThis, Raw
from analysis.knowledge import Knowledge
from analysis.pdf import read_pdf
from analysis.saying import fault
from analysis.sheets import Choose, read_sheet
from analysis.warc import read_warc
from analysis.webpage import PageError, article_in, day_in

LARGEST = 1_000_000_000  # bytes of a file
DATABASES = ("nexis", "factiva", "proquest", "europresse", "ris")  # modules whose read_x take the bytes of an export
PLAIN = ("text", "Markdown", "web page", "PDF", "WARC")  # formats whose texts hold their headline, if they have one
TABLES = (".csv", ".tsv", ".tab", ".json", ".jsonl", ".ndjson")  # endings of tables that are text
CUT = "the page has no end; it may have been cut off: save it again"
FEW = 4  # words of a headline that is known on the line of its text
# What shows that a sentence begins behind a headline: a mark at its end, a quotation, a byline, a dateline, or a word
# that hardly stands elsewhere with a capital.
FIRST = "The|An?|In|On|At|It|He|She|They|We|This|That|There|When|After|As|For|But"
BEGINS = (
    r"""[ \t]?[^\w\s]*[.!?:|–—-][”’"']?(?=\s+["“‘(]?[A-Z])"""
    rf"""|(?=[ \t]+(?:["“‘(]|By [A-Z]|[A-Z]{{3,}}\b|(?:{FIRST})\b))"""
)
ENDED = re.compile(rb"(?i)<\0?/\0?(?:h\0?t\0?m\0?l|b\0?o\0?d\0?y)\0?[\s>]")


def found(
    data: bytes,
    name: str = "",
    known: Knowledge | None = None,
    choose: Choose | None = None,
    beside: bytes | None = None,
    columns: Collection[str] = (),
) -> Found:
    """The articles in the bytes of a file, whatever it is called. Raises NotThis where no reader knows it.

    choose: asked for the columns of a table. beside: the bytes of the .toml beside an article. columns: names that
    somebody said columns have: what is called a table is one then, or it is told why not.
    """
    if not data.strip(b" \t\r\n\0"):
        raise NotThis("the file is empty")
    given = _Given(name, known, choose, beside, columns)
    for reader in (*_databases(), *READERS):
        try:
            one = _signed(_headed(reader(data, given)), known)
        except NotThis:
            continue
        return replace(one, leftovers=(*one.leftovers, CUT)) if one.articles and _is_cut(data) else one
    raise NotThis(_unknown(data))


def _is_cut(data: bytes) -> bool:
    """True for a page that begins with <html> and never ends: what came after, nobody knows."""
    head = data[:4000].removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").lower().lstrip(b"\xff\xfe \t\r\n")
    return head.startswith(b"<") and b"<html" in head and not ENDED.search(data)


@dataclass(frozen=True, slots=True)
class _Given:
    """What a reader is told besides the bytes of a file."""

    name: str
    known: Knowledge | None = None
    choose: Choose | None = None
    beside: bytes | None = None
    columns: Collection[str] = ()

    def ends(self, *endings: str) -> bool:
        return self.name.lower().endswith(endings)


Reader = Callable[[bytes, _Given], Found]


@cache
def _databases() -> tuple[Reader, ...]:
    """The readers of what databases export."""
    found: list[Reader] = []
    for module in DATABASES:
        file = importlib.import_module(f"analysis.{module}")
        own = [one for one in vars(file).values() if getattr(one, "__module__", "") == file.__name__]
        found += [_alone(one) for one in own if one.__name__.startswith("read_")]
    return tuple(found)


def _alone(read: Callable[[bytes], Found]) -> Reader:
    return lambda data, given: read(data)


def _pdf(data: bytes, given: _Given) -> Found:
    """The article in a PDF, with what its text tells of itself."""
    one = read_pdf(data)
    if one.format not in PLAIN:
        return one
    return replace(one, articles=tuple(_of_itself(raw, given.known) for raw in one.articles))


def _of_itself(raw: Raw, known: Knowledge | None) -> Raw:
    headline = len(raw.title)  # its text begins with it
    doc = articles.document(raw.text, known, headline=headline)
    return replace(raw, title=doc.title, outlet=doc.outlet or raw.outlet, author=doc.author, headline=headline)


def _warc(data: bytes, given: _Given) -> Found:
    return read_warc(data, articles.around(given.known).byline_words)


def _packed(data: bytes, given: _Given) -> Found:
    """What is in a file that gzip packed."""
    if not data.startswith(b"\x1f\x8b\x08"):
        raise NotThis("it is not packed by gzip")
    most = min(LARGEST, max(BIG, SQUEEZED * len(data)))
    try:
        with gzip.open(io.BytesIO(data)) as file:
            inner = file.read(most + 1)
    except (OSError, EOFError, zlib.error):
        return Found("gzip", (), None, ("this gzip file is damaged or cut off; pack it again",))
    if len(inner) > most or inner.startswith(b"\x1f\x8b\x08"):
        return Found("gzip", (), None, ("this gzip file unpacks to far more than any text; unpack it yourself",))
    name = given.name[:-3] if given.ends(".gz") else given.name
    one = found(inner, name, given.known, given.choose, given.beside, given.columns)
    return replace(one, articles=tuple(replace(raw, start=-1, end=-1) for raw in one.articles))


def _archive(data: bytes, given: _Given) -> Found:
    """What is in all files of a ZIP; each has its name before what is said of it."""
    raws: list[Raw] = []
    told: list[str] = []
    announced: list[int | None] = []
    for member in members(data):
        try:
            if member.fault:
                raise NotThis(member.fault)
            one = found(member.data, member.name, given.known, given.choose, member.beside, given.columns)
        except NotThis as error:
            told.append(f"{member.name}: {error}" if member.name else str(error))
            continue
        except Exception as error:
            told.append(f"{member.name}: {fault(error)}")
            continue
        raws += [replace(raw, file=f"{member.name}/{raw.file}".rstrip("/")) for raw in one.articles]
        told += [f"{member.name}: {words}" for words in one.leftovers]
        announced.append(one.announced)
        if one.announced is not None and one.announced != len(one.articles):
            told.append(f"{member.name}: {missing(one)}")
    if not raws and not told:
        told.append("there is no file in it")
    every = [n for n in announced if n is not None]
    return Found("ZIP", tuple(raws), sum(every) if every and len(every) == len(announced) else None, tuple(told))


def _sheet(data: bytes, given: _Given) -> Found:
    try:
        return read_sheet(data, given.choose, named=given.name, columns=given.columns)
    except NotThis as error:
        if given.columns and given.ends(*TABLES):
            return Found(
                "", (), None, (f"it is called a table, but {error}; save it as a table, or leave --columns out",)
            )
        raise


def _web_page(data: bytes, given: _Given) -> Found:
    """The article of an HTML page."""
    if not _is_page(data, given):
        raise NotThis("it is no HTML page")
    try:
        page = text_of(data, given.name)
        text, about = article_in(page, articles.around(given.known).byline_words)
    except (PageError, DecodingError) as error:
        return Found("web page", (), None, (str(error),))
    day = Day(*day_in(page, about.pop("published")))
    return Found("web page", (_told(Raw(_lf(text), day=day, **about), given),))


def _is_page(data: bytes, given: _Given) -> bool:
    head = data[:4000].replace(b"\0", b"").lower()
    if b"<html" in head or b"<!doctype html" in head or b"<body" in head:
        return True
    return given.ends(".html", ".htm") and head.count(b"<") > 1


def _text(data: bytes, given: _Given) -> Found:
    """The one article in a plain text."""
    head = data[:100].removeprefix(b"\xef\xbb\xbf").lstrip()
    for mark, why in REFUSED.items():
        if head.startswith(mark):
            return Found(why.split(",")[0], (), None, (why,))
    try:
        text = _lf(text_of(data, given.name))
    except DecodingError as error:
        if len(data) > LIMIT and b"\0" not in data[:4000]:
            return Found("text", (), None, (str(error),))
        raise NotThis(str(error)) from error
    is_markdown = given.ends(".md")
    doc = articles.document(text, given.known, markdown=is_markdown)
    day = Day(doc.published, doc.published.isoformat(), "label") if doc.published else _day_named(given.name)
    doubts = ("date by the file's name",) if day.how == "guess" else ()
    raw = Raw(text, doc.title, doc.outlet, doc.author, day, start=0, end=len(data), doubts=doubts)
    return Found("Markdown" if is_markdown else "text", (_told(raw, given),))


def _day_named(name: str) -> Day:
    """The day in the name of a file, such as "2031-03-04_talks.txt" or "talks 20310304.txt": a guess."""
    for match in NAMED.finditer(Path(name).name):
        try:
            return Day(dt.date(*map(int, match.group("year", "month", "day"))), match.group(), "guess")
        except ValueError:
            continue
    return Day(None, "", "")


NAMED = re.compile(r"(?<!\d)(?P<year>(?:18|19|20)\d\d)(?P<mark>[-_.]?)(?P<month>\d\d)(?P=mark)(?P<day>\d\d)(?!\d)")
REFUSED = {
    b"<?xml": "XML, of no kind that is known; save its articles as .txt",
    b"{\\rtf": "RTF, of no database that is known; save it as .txt",
    b"\xd0\xcf\x11\xe0": "an old Word or Excel file, which is not read; save it as .docx or .xlsx",
}
ARCHIVES = (b"7z\xbc\xaf", b"Rar!")
# The content decides: the first that knows the bytes reads them. What databases export is looked at before.
READERS: tuple[Reader, ...] = (_pdf, _warc, _packed, _archive, _web_page, _sheet, _text)


def _unknown(data: bytes) -> str:
    """What is said of a file that no reader knows."""
    if data.startswith(ARCHIVES) or data[257:262] == b"ustar":
        return "this is an archive that is not read; unpack it, and name the folder"
    if data[:2] == b"PK":
        return "this is a ZIP or Office file, and no export that is known; save its articles as .txt"
    return "this file is of no kind that is read here; save its articles as .txt"


def _told(raw: Raw, given: _Given) -> Raw:
    """An article with what the .toml beside it tells, which goes before what it tells itself."""
    if given.beside is None:
        return raw
    try:
        about = articles.told(given.beside, str(Path(given.name).with_suffix(".toml")))
    except ArticleError as error:
        return replace(raw, doubts=(*raw.doubts, f"the .toml beside it is not read: {error}"))
    if date := about.pop("published", None):
        about["day"] = Day(date, date.isoformat(), "field")
        raw = replace(raw, doubts=())
    return replace(raw, **{name: value for name, value in about.items() if value})


def _headed(one: Found) -> Found:
    """What was found, the headline of each article first in its text, as the texts of plain files and pages have it."""
    if one.format in PLAIN:
        return one
    return replace(one, articles=tuple(map(_with_headline, one.articles)))


def _signed(one: Found, known: Knowledge | None) -> Found:
    """What was found, the authors of each article as names alone, so that one person has one name in all exports: Nexis
    writes "By Anna Marren in Vellmark", ProQuest "Marren, Anna". A byline that names nobody for sure stays as it is.
    """
    if one.format in PLAIN or not any(raw.author for raw in one.articles):
        return one
    words = articles.around(known).byline_words
    signed = (replace(raw, author=authors(raw.author, words, raw.outlet) or raw.author) for raw in one.articles)
    return replace(one, articles=tuple(signed))


def _with_headline(raw: Raw) -> Raw:
    title = " ".join(raw.title.split())
    if raw.headline or raw.file or not title:
        return raw
    text = raw.text
    while (end := _headline(text, title)) and _headline(text[end:].lstrip(), title):
        text = text[end:].lstrip()  # some programs write it twice, or three times
    if not end:
        return replace(raw, text=f"{title}\n\n{text}", headline=len(title))
    rest = text[end:]
    return replace(raw, text=text if rest[:1] in ("", "\n") else f"{text[:end]}\n\n{rest.lstrip()}", headline=end)


def _headline(text: str, title: str) -> int:
    """How many characters of a text are the title that it begins with, 0 where it begins otherwise.

    Marks and case may differ. Where the text goes on in the same line, it must be plain that a sentence begins there.
    """
    words = re.findall(r"\w+", title)
    begins = r"[^\w\n]*" + r"(?:[^\w\n]|\n(?!\n))+".join(words)
    match = re.match(rf"{begins}[^\w\n]*(?=\n|\Z)", text, re.I) if words else None
    if match is None and len(words) >= FEW:
        match = re.match(rf"(?i:{begins})(?:{BEGINS}|(?=\s+(?i:{begins})\b))", text)
    return len(match[0].rstrip()) if match else 0


def _lf(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")


def missing(one: Found) -> str:
    """How many articles a file announces, and how many were found."""
    return f"{one.announced:,} announced, {len(one.articles):,} found"
