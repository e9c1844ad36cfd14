"""A table with a text column -> its articles: CSV, TSV, Excel, JSON, JSON Lines, Parquet, told by their content.

Which column holds what is told by its name where that is a common one, else by the caller, who is asked.
"""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import json
import re
import sys
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from analysis.archives import BIG, SQUEEZED
from analysis.days import day_in
from analysis.decoding import DecodingError, text_of
from analysis.imported import Day, Found, NotThis, Raw

# From a field of an article to the names of columns that hold it, the better before the worse; small letters without
# accents and digits alone count. Those of news-please, newspaper, NewsAPI, Event Registry, the Guardian,
# LexisNexisTools, quanteda, R and pandas, of collections on Kaggle, and the words of five languages.
NAMES: Mapping[str, tuple[str, ...]] = {
    "text": (
        *("maintext", "fulltext", "articletext", "articlebody", "bodytext", "textbody", "bodytextsummary", "text"),
        *("body", "content", "article", "story", "storytext", "newstext", "plaintext", "cleantext", "rawtext"),
        *(
            "articlecontent",
            "maincontent",
            "newscontent",
            "contents",
            "fullarticle",
            "fullarticletext",
            "fullcontent",
            "volltext",
            "artikeltext",
            "artikel",
        ),
        *(
            "inhalt",
            "textecomplet",
            "texteintegral",
            "texte",
            "contenu",
            "corps",
            "textocompleto",
            "texto",
            "contenido",
        ),
        *("cuerpo", "conteudo", "testo", "contenthtml", "bodyhtml"),
    ),
    "title": (
        *("title", "headline", "webtitle", "articletitle", "head", "heading", "newstitle", "hd", "headlines"),
        *(
            "headlinetext",
            "newsheadline",
            "titel",
            "uberschrift",
            "schlagzeile",
            "titre",
            "titulo",
            "titular",
            "titolo",
        ),
    ),
    "outlet": (
        *("outlet", "newspaper", "publication", "publicationname", "publicationtitle", "pubtitle", "sourcename"),
        "medianame",
        *("sourcedomain", "source", "publisher", "medium", "media", "journal", "sitename", "site", "domain"),
        *("newsoutlet", "mediaoutlet", "newssource", "sourcecommonname", "zeitung", "publikation", "quelle", "medio"),
        *("fuente", "periodico", "giornale", "fonte", "testata"),
    ),
    "author": (
        *("author", "authors", "byline", "creator", "writer", "journalist", "by", "authorname"),
        *("autor", "autoren", "verfasser", "auteur", "auteurs", "autores", "autore", "autori"),
    ),
    "published": (
        *("published", "datepublish", "datepublished", "publishdate", "publisheddate", "publicationdate", "pubdate"),
        *("publishedat", "publishedon", "webpublicationdate", "date", "datetime", "articledate", "day", "pd"),
        *("datetimepub", "datum", "erscheinungsdatum", "publikationsdatum", "veroffentlicht", "veroffentlichtam"),
        *("datedepublication", "datepublication", "dateparution", "datedeparution", "fecha", "fechadepublicacion"),
        *("time", "seendate"),
    ),
    "section": (
        *("section", "sectionname", "category", "rubric", "desk", "newscategory"),
        *("ressort", "rubrik", "rubrique", "seccion", "sezione"),
    ),
    "language": ("language", "lang", "languagecode", "sprache", "langue", "idioma", "lingua"),
    "url": (
        *("url", "weburl", "link", "href", "permalink", "articleurl", "sourceurl", "address", "articlelink", "newsurl"),
        *("documentidentifier", "lien", "enlace"),
    ),
    "id": ("id", "guid", "uuid", "articleid", "storiesid", "docid", "accessionnumber"),
}
# Words in the name of a column that has no known name, by which it is taken for a field that no other column holds.
ALSO = {
    "text": re.compile(r"text|body|content|article|artikel|story"),
    "title": re.compile(r"title|headline|titel|titre|titulo"),
    "outlet": re.compile(r"paper|outlet|publisher|zeitung|sourcename|newssource"),
    "published": re.compile(r"publi.*time|date|datum|fecha"),
}
CUT = re.compile(r"\s*\[\+\d+ chars\]\s*$")  # NewsAPI gives the beginnings of articles alone
BESIDE = re.compile(
    r"url|link|image|count|length|words|type|number|lang|author|descr|summary|categ|desk|section|short"
    r"|download|modif|updat|crawl|access|retriev|load|scrap|index|(?:id|no)$"
)
# Columns that hold a date in three parts.
PARTS = (("day", "tag", "jour", "dia"), ("month", "monat", "mois", "mes"), ("year", "jahr", "annee", "ano"))
FIELDS = tuple(NAMES)
ABOUT = ("title", "outlet", "author", "section", "language", "url", "id")
NOTHING = {"", "nan", "none", "null", "na", "n/a", "<na>"}
HEAD = 10  # rows from the top among which names of columns are looked for
SAMPLE = 200_000  # characters by which a table of text is told from an article
MOST = 1_000_000_000  # bytes that a workbook may unpack to
LONGEST = 5_000_000  # characters of an article
FULL = 200  # characters of a cell, on average, that may be an article
EXCEL = 32_767  # characters that a cell of Excel can hold
ALIKE = 0.9  # share of the rows of a table that have as many cells as most
ENTITY = re.compile(r"&(?:amp|quot|lt|gt|nbsp|apos|#\d{2,6}|#[xX][0-9a-fA-F]{2,5});")
LISTED = re.compile(r"""\[(?:'[^']*'|"[^"]*")(?:, (?:'[^']*'|"[^"]*"))*\]""")  # as Python writes a list of names
OUTER = ("name", "main", "rendered", "original")  # of "title.rendered" the name before tells what it is
TAGS = re.compile(r"(?i)</p>|</div>|<br ?/?>|<p[ >]")
WORDS = 10  # fewer are hardly a text where the row lacks cells
YEARS = range(1600, 2200)

Columns = Mapping[str, str]  # from a field to the column that holds it
# Asked with the names of all columns, and whether one is known to hold the text; None: no more is told of them.
Choose = Callable[[tuple[str, ...], bool], Columns | None]


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row, where its bytes are, and what it is called: a number that the analyst can look up."""

    cells: Sequence[Any]
    number: int
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True)
class Table:
    """A table as a file holds it; faults: what could not be read of it."""

    rows: list[Row]
    names: tuple[str, ...] = ()  # where rows have none of their own
    sheet: str = ""
    is_text: bool = False  # lines of text, of which one may be broken
    faults: list[str] = field(default_factory=list)


def read_sheet(data: bytes, choose: Choose | None = None, *, named: str = "", columns: Collection[str] = ()) -> Found:
    """The articles in a table, a row each. Raises NotThis for what is no table.

    choose: asked which columns hold what; its answer goes before their names. named: the name of the file; its
    ending decides nothing but what a text with commas is that has no column of a known name. columns: names that
    somebody said columns have: a row of them heads a table.
    """
    said = frozenset(columns)
    kind, tables = _tables(data, named, said)
    found = [_found(table, choose, said) for table in tables]
    best = [one for one in found if one.articles] or found
    skipped = [one for one in found if one not in best]
    return Found(
        kind,
        tuple(raw for one in best for raw in one.articles),
        sum(one.announced or 0 for one in best),
        tuple(words for one in [*best, *skipped] for words in one.leftovers),
    )


def known_columns(names: Sequence[str]) -> dict[str, list[str]]:
    """From each field of an article to the columns whose names say that they hold it, the better before the worse.

    >>> known_columns(["Main Text", "source.name", "n"])
    {'text': ['Main Text'], 'outlet': ['source.name']}
    """
    found: dict[str, list[str]] = {}
    for field_name, known in NAMES.items():
        ranked = [(known.index(plain), name) for name in names for plain in _plain(name) if plain in known]
        if ranked:
            found[field_name] = list(dict.fromkeys(name for _, name in sorted(ranked, key=lambda one: one[0])))
    return found


def day_of(value: Any, day_first: bool | None = None) -> Day:
    """The day that a cell tells, as it is written there, and how it was read: field, or guess.

    day_first: whether 3/4/2031 is a day of April; where that is not known it is a guess, of a day of March.

    >>> day_of("4 March 2031").date, day_of("2031-03-04T10:00:00Z").date == day_of("20310304").date
    (datetime.date(2031, 3, 4), True)
    >>> day_of("3/4/2031", day_first=True)
    Day(date=datetime.date(2031, 4, 3), written='3/4/2031', how='field')
    """
    if isinstance(value, dt.datetime):
        return _day(value.date(), _written(value), "field")
    if isinstance(value, dt.date):
        return _day(value, value.isoformat(), "field")
    written = _line(value)
    if not written:
        return Day(None, "", "")
    if re.fullmatch(r"-?\d+(?:\.\d+)?", written):
        return _day_of_number(float(written), written)
    if match := re.match(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)", written):
        return _day(_date(*map(int, match.groups())), written, "field")
    if match := re.match(r"(\d{4})(\d\d)(\d\d)(?:T|\b)", written):
        return _day(_date(*map(int, match.groups())), written, "field")
    if match := re.match(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d\d)(?!\d)", written):
        return _day_of_three(match, written, day_first)
    day = day_in(_spelled(written), "field")
    return _day(day.date, written, day.how)


def _spelled(written: str) -> str:
    """A date with the name of its month, in the order that articles have: "4-Mar-31", "Tue Mar 4 10:00:00 2031"."""
    if match := re.fullmatch(r"(\d{1,2})[-/ ]([^\W\d_]{3,9})[-/ ](\d{4}|\d\d)(?:[T ].*)?", written):
        year = int(match[3])
        year += 0 if len(match[3]) == 4 else 2000 if year < 70 else 1900
        return f"{match[1]} {match[2]} {year}"
    match = re.fullmatch(r"(?:[^\W\d_]{3} )?([^\W\d_]{3}) (\d{1,2}) \d\d:\d\d:\d\d(?: \S+)? (\d{4})", written)
    return f"{match[2]} {match[1]} {match[3]}" if match else written


def days_first(values: Iterable[Any]) -> bool | None:
    """Whether a column writes the day before the month, as its values alone tell: 31/3 does, 3/31 does not."""
    told = set()
    for value in values:
        match = re.match(
            r"(\d{1,2})([-/.])(\d{1,2})\2(?:\d{4}|\d\d)(?!\d)", value.strip() if type(value) is str else ""
        )
        if match and (int(match[1]) > 12) != (int(match[3]) > 12):
            told.add(int(match[1]) > 12)
        elif match and match[2] == ".":
            told.add(True)
    return told.pop() if len(told) == 1 else None


def _day_of_three(match: re.Match[str], written: str, day_first: bool | None) -> Day:
    one, other, year = int(match[1]), int(match[3]), int(match[4])
    year += 0 if len(match[4]) == 4 else 2000 if year < 70 else 1900
    sure = day_first is not None or max(one, other) > 12 or one == other or match[2] == "."
    first = one > 12 if max(one, other) > 12 else match[2] == "." if day_first is None else day_first
    date = _date(year, other, one) if first else _date(year, one, other)
    return _day(date, written, "field" if sure else "guess")


def _day_of_parts(parts: Sequence[str], otherwise: Day) -> Day:
    """The day of "4", "3" or "March", and "2031"; another where they are none."""
    day, month, year = (part.removesuffix(".0") for part in parts)
    found = day_in(f"{year}-{month}-{day}" if month.isdecimal() else f"{day} {month} {year}", "field")
    return found if found.date else otherwise


def _day_of_number(value: float, written: str) -> Day:
    """The day of 20310304, of seconds or thousandths of them since 1970, of days as Excel counts them."""
    whole = int(value)
    if len(str(whole)) == 8 and (date := _date(whole // 10_000, whole // 100 % 100, whole % 100)):
        return _day(date, written, "field")
    if 10_000 < value < 80_000:
        return _day(dt.date(1899, 12, 30) + dt.timedelta(whole), written, "guess")
    seconds = value / next((n for n in (1, 10**3, 10**6, 10**9) if abs(value) / n < 1e10), 10**9)
    if 1e8 < abs(seconds) < 1e10:
        return _day((dt.datetime(1970, 1, 1) + dt.timedelta(seconds=seconds)).date(), written, "guess")
    return Day(None, written, "")


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _day(date: dt.date | None, written: str, how: str) -> Day:
    return Day(date, written, how) if date and date.year in YEARS else Day(None, written, "")


def _written(value: dt.datetime) -> str:
    return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")


def _found(table: Table, choose: Choose | None, said: frozenset[str]) -> Found:
    """The articles of one table. said: names that columns have."""
    names, rows = _headed(table, said)
    full = [row for row in rows if any(_line(cell) for cell in row.cells)]
    leftovers = [_of_sheet(table, words) for words in table.faults]
    if empty := len(rows) - len(full):
        leftovers.append(_of_sheet(table, f"{empty:,} {'row is' if empty == 1 else 'rows are'} empty"))
    if not full:
        nothing = () if table.faults else (_of_sheet(table, "there is no row with anything in it"),)
        return Found("", (), 0, (*leftovers, *nothing))
    columns = known_columns(names)
    if not _texts(columns, names, full) and (likely := _likely_text(names, full)):
        columns["text"] = [likely]
    taken = {name for some in columns.values() for name in some}
    for key in ("title", "outlet", "published"):
        if key not in columns and (also := _also(key, names, taken)):
            columns[key] = also[:1]
    is_known = _texts(columns, names, full)
    told = (choose(names, is_known) if choose else None) or {}
    columns |= {key: [name] for key, name in told.items() if key in FIELDS and name in names}
    if not _texts(columns, names, full):
        return Found("", (), len(full), (*leftovers, _of_sheet(table, _unknown(names, full, columns))))
    places = {key: [names.index(name) for name in some] for key, some in columns.items()}
    parts = [next((n for n, name in enumerate(names) if next(_plain(name)) in some), -1) for some in PARTS]
    first = days_first(_cell(row, at) for at in places.get("published", ()) for row in full)
    articles, bare, broken = [], [], []
    for row in full:
        raw = _raw(row, places, first, len(names))
        if raw is None:
            bare.append(row.number)
        elif table.is_text and len(row.cells) < len(names) and len(raw.text.split(maxsplit=WORDS)) < WORDS:
            broken.append(row.number)
        elif raw.day.date is None and -1 not in parts:
            articles.append(replace(raw, day=_day_of_parts([_line(_cell(row, at)) for at in parts], raw.day)))
        else:
            articles.append(raw)
    if bare:
        leftovers.append(_of_sheet(table, f"{_count(bare, 'row')} without a text: {_several(bare)}"))
    if broken:
        leftovers.append(f"{_count(broken, 'row')} with fewer cells than columns and hardly a text: {_several(broken)}")
    return Found("", tuple(articles), len(full), tuple(leftovers))


def _of_sheet(table: Table, words: str) -> str:
    return f"sheet {table.sheet!r}: {words}" if table.sheet else words


def _headed(table: Table, said: frozenset[str]) -> tuple[tuple[str, ...], list[Row]]:
    """The names of the columns, each different, and the rows below them."""
    if table.names:
        return table.names, table.rows
    top = [row for row in table.rows[: HEAD * HEAD] if any(_line(cell) for cell in row.cells)][:HEAD]
    if not top:
        return (), table.rows
    known = [known_columns([_line(cell) for cell in row.cells]) for row in top]
    at = next(
        (n for n, one in enumerate(known) if "text" in one or not said.isdisjoint(map(_line, top[n].cells))), None
    )
    if at is None:
        at = max(range(len(top)), key=lambda n: (len(known[n]) > 1, -n))
    head = top[at]
    names: list[str] = []
    for number, cell in enumerate(head.cells, 1):
        name = _line(cell) or f"column {number}"
        names.append(name if name not in names else f"{name} ({number})")
    return tuple(names), table.rows[table.rows.index(head) + 1 :]


def _texts(columns: Mapping[str, list[str]], names: Sequence[str], rows: Sequence[Row]) -> bool:
    """True where a column that is known to hold the text has anything in it."""
    at = [names.index(name) for name in columns.get("text", ())]
    return any(_text(_cell(row, place)) for place in at for row in rows)


def _also(key: str, names: Sequence[str], taken: Iterable[str]) -> list[str]:
    """The columns whose names have a word of a field in them, "first_publication_date" before "date_of_issue"."""
    whole = {name: next(_plain(name)) for name in names if name not in taken}
    some = [name for name, plain in whole.items() if ALSO[key].search(plain) and not BESIDE.search(plain)]
    return sorted(some, key=lambda name: "publi" not in whole[name])


def _likely_text(names: Sequence[str], rows: Sequence[Row]) -> str:
    """The column that holds far more words than any other and has a word for them in its name, "" for none."""
    size = {name: sum(len(_text(_cell(row, at))) for row in rows[:100]) for at, name in enumerate(names)}
    best = max(size, key=lambda name: size[name])
    most = max((n for name, n in size.items() if name != best), default=0)
    sure = size[best] >= max(FULL * min(len(rows), 100), 3 * most)
    return best if sure and best in _also("text", names, ()) else ""


def _unknown(names: Sequence[str], rows: Sequence[Row], columns: Mapping[str, list[str]]) -> str:
    """What to do about a table without a column that is known to hold the text."""
    longest = {name: sum(len(_text(_cell(row, at))) for row in rows[:100]) for at, name in enumerate(names)}
    best = max(longest, key=lambda name: longest[name])
    told = ", ".join(name if len(name) <= 30 else f"{name[:29]}…" for name in names[:20])
    if longest[best] < FULL * min(len(rows), 100) and "url" in columns:
        return f"no column holds texts; it is a list of addresses, of which the pages must be fetched (columns: {told})"
    return f"no column is known to hold the text (columns: {told}); say which, as in --columns 'text={best[:60]}'"


def _raw(row: Row, places: Mapping[str, Sequence[int]], first: bool | None, width: int) -> Raw | None:
    """The article of a row; None where there is no text in it."""
    cells = {key: [_cell(row, at) for at in some] for key, some in places.items()}
    text = next(filter(None, map(_text, cells["text"])), "")
    if not text:
        return None
    doubts = (
        [] if len(row.cells) <= width or not any(map(_line, row.cells[width:])) else ["cells beyond the last column"]
    )
    if len(text) > LONGEST:
        text, doubts = text[:LONGEST], [*doubts, f"cut off at {LONGEST:,} characters"]
    if any(type(cell) is str and len(cell) in (EXCEL, EXCEL - 1) for cell in cells["text"]):
        doubts.append("as long as a cell of Excel can be: its end may be lost")
    if cut := CUT.search(text):
        text, doubts = text[: cut.start()], [*doubts, "cut off by who gave it"]
    days = [day for day in (day_of(cell, first) for cell in cells.get("published", ())) if day.written]
    day = next((day for day in days if day.date), days[0] if days else Day(None, "", ""))
    if len({one.date for one in days if one.date}) > 1:
        doubts.append(f"two dates: {' and '.join(dict.fromkeys(one.written for one in days if one.date))}")
    if day.how == "guess":
        doubts.append("date guessed")
    title, outlet, author, section, language, url, id = (
        next(filter(None, map(_line, cells.get(key, ()))), "") for key in ABOUT
    )
    if not outlet and (host := _host(url)):
        outlet = host
        doubts.append("outlet by its address")
    return Raw(text, title, outlet, author, day, section, language, url, id, row.start, row.end, tuple(doubts))


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _cell(row: Row, at: int) -> Any:
    return row.cells[at] if at < len(row.cells) else None


def _line(value: Any) -> str:
    """A cell as words on one line; a list as its parts, of an object its name."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, Mapping):
        value = next((value[key] for key in ("name", "title", "id") if value.get(key)), "")
    if isinstance(value, list | tuple):
        return "; ".join(filter(None, map(_line, value)))
    if isinstance(value, str) and LISTED.fullmatch(value):
        value = "; ".join(one or other for one, other in re.findall(r"""'([^']*)'|"([^"]*)\"""", value))
    words = " ".join(_meant(str(value)).split()) if value is not None else ""
    return "" if words.lower() in NOTHING else words


def _text(value: Any) -> str:
    """A cell as running text, LF alone; tags of HTML are taken out."""
    if isinstance(value, list | tuple):
        return "\n\n".join(filter(None, map(_text, value)))
    if not isinstance(value, str):
        return ""
    text = value.replace("_x000D_", "") if "_x000D_\n" in value else value
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").replace("\xad", "")
    text = (_untagged(text) if TAGS.search(text) else _meant(text)).strip()
    return "" if text.lower() in NOTHING else text


def _meant(words: str) -> str:
    """Words with what HTML writes for a sign, as in "Talks &amp; ships", as they are meant."""
    return html.unescape(words).replace("\xa0", " ") if ENTITY.search(words) else words


def _untagged(text: str) -> str:
    """What HTML shows, its paragraphs parted by blank lines."""
    from lxml import etree
    from lxml import html as pages

    try:
        tree = pages.fromstring(
            re.sub(r"(?i)<br ?/?>|</(?:p|div|li|h\d)>", "\\g<0>\n\n", text).encode(), parser=_parser()
        )
        return re.sub(r"[ \t]*\n\s*\n\s*", "\n\n", str(tree.text_content()))
    except (ValueError, AssertionError, etree.ParserError):
        return text


def _parser() -> Any:
    from lxml import html as pages

    return pages.HTMLParser(encoding="utf-8")


def _plain(name: str) -> Iterator[str]:
    """A name of a column in small letters: the whole; of "fields.bodyText" its end, of "source.name" its beginning."""
    parts = [re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFD", part.lower())) for part in name.split(".")]
    yield "".join(parts)
    if len(parts) > 1:
        of_outlet = parts[-1] == "title" and name.split(".")[0].lower() in NAMES["outlet"]
        yield parts[0] if parts[-1] in OUTER or of_outlet else parts[-1]


def _count(some: Sequence[Any], noun: str) -> str:
    return f"{len(some):,} {noun}{'' if len(some) == 1 else 's'}"


def _several(numbers: Sequence[int]) -> str:
    """The first numbers of many: "4, 7, 9 and 120 more"."""
    told = ", ".join(map(str, numbers[:HEAD]))
    return told if len(numbers) <= HEAD else f"{told} and {len(numbers) - HEAD:,} more"


def _tables(data: bytes, named: str, said: frozenset[str]) -> tuple[str, list[Table]]:
    """The kind of a file and the tables in it. Raises NotThis."""
    if data[:4] == b"PAR1":
        return "Parquet", [_parquet(data)]
    if data[:4] == b"PK\x03\x04":
        return "Excel", _workbook(data)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" and named.lower().endswith(".xls"):
        return "Excel", [Table([], faults=["this is the old format of Excel; save it as .xlsx"])]
    try:
        text = text_of(data, named or "the table", limit=sys.maxsize)
    except DecodingError as error:
        raise NotThis(str(error)) from error
    if text.lstrip()[:1] in ("[", "{"):
        return _json(text, _offset(data, text))
    return _delimited(text, _offset(data, text), named, said)


def _offset(data: bytes, text: str) -> int:
    """Where the text begins in the bytes of a file of UTF-8: 0, or 3 after a mark; -1 for another encoding."""
    mark = 3 if data[:3] == b"\xef\xbb\xbf" else 0
    return mark if len(data) - mark == len(text.encode("utf-8", "replace")) and "\ufffd" not in text else -1


def _parquet(data: bytes) -> Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows: list[Row] = []
    try:
        file = pq.ParquetFile(io.BytesIO(data))
        names = tuple(name for name in file.schema_arrow.names if not name.startswith("__index_level"))
        size = 0
        for batch in file.iter_batches(batch_size=64, columns=list(names)):
            size += batch.nbytes
            if size > MOST:
                return Table(
                    rows, names, faults=[f"it unpacks to over {MOST // 10**9} GB; the rows from there on are not read"]
                )
            rows += [Row(list(one.values()), len(rows) + at) for at, one in enumerate(batch.to_pylist(), 1)]
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        return Table(rows, faults=[f"this Parquet file is damaged ({_reason(error)})"])
    return Table(rows, names)


def _workbook(data: bytes) -> list[Table]:
    """The sheets of an Excel workbook. Raises NotThis for another ZIP."""
    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if "xl/workbook.xml" not in parts.namelist():
                raise NotThis("there is no xl/workbook.xml in it")
            whole = sum(part.file_size for part in parts.infolist())
            if whole > MOST or whole > max(BIG, SQUEEZED * len(data)):
                return [Table([], faults=["it unpacks to far more than any table of texts; save the sheet as CSV"])]
    except zipfile.BadZipFile as error:
        raise NotThis("it is no whole ZIP") from error
    tables: list[Table] = []
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            tables.append(Table([], sheet=sheet.title))
            for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
                tables[-1].rows.append(Row(cells, number))
    except Exception as error:  # openpyxl raises whatever a damaged part of the ZIP leads to
        tables = tables or [Table([])]
        tables[-1].faults.append(f"this workbook is damaged ({_reason(error)})")
    several = [table for table in tables if table.rows or table.faults]
    return several if len(several) > 1 else [Table(one.rows, faults=one.faults) for one in several or [Table([])]]


def _json(text: str, offset: int) -> tuple[str, list[Table]]:
    """JSON, or a line each. Raises NotThis for neither."""
    try:
        return "JSON", [_objects([(value, -1, -1) for value in _listed(json.loads(text), 3)])]
    except RecursionError:
        return "JSON", [Table([], faults=["its brackets lie too deep in each other"])]
    except ValueError as error:
        whole = str(error)
    lines = list(_lines(text, offset))
    first = next((line for line, _, _ in lines if line.strip()), "")
    if isinstance(_value(first), dict):
        return "JSON Lines", [_of_lines(lines)]
    values, at = _salvaged(text)
    if not values:
        raise NotThis(f"it is no JSON ({whole})")
    table = _objects([(value, -1, -1) for value in values])
    table.faults.append(f"the JSON breaks off or is wrong at character {at + 1:,}; what follows is not read")
    return "JSON", [table]


def _of_lines(lines: Sequence[tuple[str, int, int]]) -> Table:
    """The objects that stand on a line each."""
    found, bad = [], []
    for number, (line, start, end) in enumerate(lines, 1):
        value = _value(line)
        if isinstance(value, dict):
            found.append((value, start, end))
        elif line.strip():
            bad.append(number)
    table = _objects(found)
    if bad:
        table.faults.append(
            f"{_count(bad, 'line')} that {'is' if len(bad) == 1 else 'are'} no JSON object: {_several(bad)}"
        )
    return table


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _salvaged(text: str) -> tuple[list[Any], int]:
    """The objects of a list that breaks off, and where it does."""
    decoder, at = json.JSONDecoder(), text.index(text.lstrip()[0])
    values: list[Any] = []
    if text[at] != "[":
        return [], at
    between, at = re.compile(r"[\s,]*"), at + 1
    while True:
        try:
            value, at = decoder.raw_decode(text, between.match(text, at).end())  # type: ignore[union-attr]
        except (ValueError, RecursionError):
            return [value for value in values if isinstance(value, dict)], at
        values.append(value)


def _listed(value: Any, depth: int) -> list[Any]:
    """The objects in a value: of a list its own, of an object its longest list of them, or itself.

    Raises NotThis for a list without an object.
    """
    if isinstance(value, list):
        if not any(isinstance(one, dict) for one in value):
            raise NotThis("it is JSON without an object in it")
        return value
    if not isinstance(value, dict):
        raise NotThis("it is JSON without an object in it")
    columns = known_columns(list(value)).get("text", [])
    if columns and isinstance(value[columns[0]], dict):  # as pandas writes a frame, column by column
        keys = dict.fromkeys(key for column in value.values() if isinstance(column, dict) for key in column)
        return [{name: column.get(key) for name, column in value.items() if isinstance(column, dict)} for key in keys]
    if columns and len(value) > 1 and _are_lists([*value.values()]):
        return [dict(zip(value, row, strict=True)) for row in zip(*value.values(), strict=True)]
    heads, rows = value.get("columns"), value.get("data")
    if isinstance(heads, list) and isinstance(rows, list) and _are_lists(rows):  # pandas calls it split
        return [dict(zip(map(str, heads), row, strict=False)) for row in rows]
    if columns:
        return [value]
    inner: list[list[Any]] = []
    for one in value.values() if depth else ():
        if isinstance(one, dict) or (isinstance(one, list) and any(isinstance(each, dict) for each in one)):
            inner.append(_listed(one, depth - 1))
    objects = [one for one in value.values() if isinstance(one, dict) and "text" in known_columns(list(_flat(one)))]
    return max([*inner, objects], key=len) if len(value) and (objects or inner) else [value]


def _are_lists(values: Sequence[Any]) -> bool:
    """True for lists that are equally long."""
    return all(isinstance(one, list) for one in values) and len({len(one) for one in values}) == 1


def _objects(values: Sequence[tuple[Any, int, int]]) -> Table:
    """Objects as a table: a column for each name that any of them has."""
    flat = [(_flat(value), start, end) for value, start, end in values if isinstance(value, dict)]
    names = tuple(dict.fromkeys(name for row, _, _ in flat for name in row))
    rows = [Row([row.get(name) for name in names], at, start, end) for at, (row, start, end) in enumerate(flat, 1)]
    other = len(values) - len(flat)
    return Table(
        rows, names, faults=[f"{other:,} {'value is' if other == 1 else 'values are'} no object"] if other else []
    )


def _flat(value: Mapping[str, Any]) -> dict[str, Any]:
    """An object, what lies in its objects with their names before it: "fields.bodyText"."""
    found: dict[str, Any] = {}
    for key, one in value.items():
        if isinstance(one, dict):
            found |= {f"{key}.{inner}": each for inner, each in one.items()}
        else:
            found[key] = one
    return found


def _lines(text: str, offset: int) -> Iterator[tuple[str, int, int]]:
    """The lines of a text with their ends, and where their bytes are."""
    at = offset
    for match in re.finditer(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text):
        line = match[0]
        size = len(line.encode("utf-8", "replace"))
        yield line, at, at + size if offset >= 0 else -1
        at += size if offset >= 0 else 0


def _delimited(text: str, offset: int, named: str, said: frozenset[str]) -> tuple[str, list[Table]]:
    """A table of text, its cells parted by commas, semicolons, tabs or strokes. Raises NotThis for other text."""
    sign = _delimiter(text, named, said)
    lines = list(_lines(text, offset))
    if lines[0][0].strip().lower() == f"sep={sign}":
        lines = [("\n", *lines[0][1:]), *lines[1:]]
    table = Table([], is_text=True)
    old = csv.field_size_limit(sys.maxsize if sys.maxsize < 2**31 else 2**31 - 1)
    quoting = _quoting([line for line, _, _ in lines], sign)
    reader = csv.reader((line for line, _, _ in lines), delimiter=sign, **quoting)
    at = 0
    try:
        for cells in reader:
            table.rows.append(Row(cells, len(table.rows) + 1, lines[at][1], lines[reader.line_num - 1][2]))
            last, at = at, reader.line_num
        if not quoting:
            _check_end(table, [line for line, _, _ in lines[last:at]], sign)
    except csv.Error as error:
        table.faults.append(f"line {reader.line_num:,}: {error}; what follows is not read")
    finally:
        csv.field_size_limit(old)
    return "TSV" if sign == "\t" else "CSV", [table]


def _quoting(lines: Sequence[str], sign: str) -> dict[str, Any]:
    r"""How a table writes quotation marks, as the reader of tables has it: doubled, as \", or as they are.

    Doubled is usual; another way counts where that one fails and all rows have as many cells as most.
    """
    escaped = {"doublequote": False, "escapechar": "\\"} if any('\\"' in line for line in lines) else {}
    for way in ({}, escaped, {"quoting": csv.QUOTE_NONE}):
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=sign, strict=True, **way) if row)
        except csv.Error:
            continue
        if not way:
            return way
        width, times = widths.most_common(1)[0]
        if width > 1 and max(widths) == width and times >= ALIKE * widths.total():
            return way
    return {}


def _check_end(table: Table, lines: Sequence[str], sign: str) -> None:
    """Note where a quotation mark is never closed, so that all rows after it are one cell."""
    try:
        list(csv.reader(lines, delimiter=sign, strict=True))
    except csv.Error as error:
        if "unexpected end" in str(error):
            number = table.rows[-1].number
            table.faults.append(f"row {number}: a quotation mark is not closed; all that follows stands in its cell")


def _delimiter(text: str, named: str, said: frozenset[str]) -> str:
    """The sign that parts the cells of a table. Raises NotThis where a text is none."""
    sample = text[:SAMPLE]
    ending = named.lower().rpartition(".")[2]
    told = ending in ("csv", "tsv", "tab")
    scored = [(score, sign) for sign in ",;\t|" if (score := _score(sample, sign, told, said))]
    if not scored:
        raise NotThis("its lines are no rows of a table")
    return max(scored, key=lambda one: one[0])[1]


def _score(sample: str, sign: str, told: bool, said: frozenset[str]) -> tuple[int, float, int] | None:
    """How well a sign parts a text into cells; None where it does not. told: the file is called a table.

    said: names that its columns have. A single row of a table may have fewer or more cells than the others.
    """
    old = csv.field_size_limit(2**31 - 1)
    try:
        rows = [row for row in csv.reader(io.StringIO(sample, newline=""), delimiter=sign) if any(map(str.strip, row))]
    except csv.Error:
        return None
    finally:
        csv.field_size_limit(old)
    rows = rows[1:] if rows and rows[0][0].lower() == "sep=" else rows
    rows = rows[:-1] if len(sample) == SAMPLE and len(rows) > 1 else rows  # the last one is cut off there
    if not rows:
        return None
    heads = (row for row in rows[:HEAD] if "text" in known_columns(row) or not said.isdisjoint(map(_line, row)))
    head = next(heads, rows[0])
    if any(len(name) > 100 or ("\n" in name and "text" not in known_columns(head)) for name in head):
        return None
    known, width = len(known_columns(head)), len(head)
    below = rows[rows.index(head) + 1 :]
    whole = sum(len(row) == width for row in below)
    alike, odd = whole / len(below) if below else 1.0, len(below) - whole
    if (met := len(said.intersection(map(_line, head)))) and (width > 1 or told):
        return known + met, alike, width
    if "text" in known_columns(head) and (width > 1 or told) and (known > 1 or alike > 0.5):
        return known, alike, width
    sure = width > 1 and (alike > 0.9 or (told and odd == 1 < whole)) and len(below) > (0 if told else 1)
    return (known, alike, width) if sure and (known > 1 or (told and not _is_prose(below))) else None


def _is_prose(rows: Sequence[Sequence[str]]) -> bool:
    """True where a space follows most of the signs that would part cells, as it follows the commas of an article."""
    cells = [cell for row in rows for cell in row[1:] if cell.strip()]
    return sum(cell[0] == " " for cell in cells) > len(cells) / 2


def _reason(error: Exception) -> str:
    """The first line of an error, short."""
    words = " ".join((str(error).splitlines() or [type(error).__name__])[0].split())
    return words if len(words) < 100 else f"{words[:99]}…"
