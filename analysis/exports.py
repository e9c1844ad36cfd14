r"""An article that a database saved as plain text -> what its labels say, and which lines are labels.

Nexis writes `BYLINE: …` or `Byline:\xa0…`, Factiva `BY  …` or no labels but always the same order of lines.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from analysis.spans import Span, overlaps, trimmed

LABEL = re.compile(r"(?P<label>[A-Za-z][A-Za-z-]+(?: [A-Za-z]+){0,3}) ?:(?=\s|$)|(?P<bare>Body|BODY|Classification)$")
CODE = re.compile(r"(?P<label>[A-Z]{2,3})(?P<gap>[ \xa0]{2,}|\t+|[ \xa0](?=\S)|$)")
COUNT = re.compile(r"\d[\d,.]* words", re.I)
FACTIVA_CODES = 4  # different codes by which Factiva is known
HEAD = 20  # lines at most above the text of an unlabelled article
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DATE = re.compile(
    r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)\b"
    r"|(?P<month>[A-Z][a-z]{2,8})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})"
    r"|(?P<day2>\d{1,2})(?:st|nd|rd|th)? (?P<month2>[A-Z][a-z]{2,8})\.?,? (?P<year2>\d{4})",
    re.I,
)
Label = tuple[str, Span]  # a label, and where its value stands
FIELDS = ("title", "author", "outlet", "published")
EDITION = re.compile(r"(?i)(?:.*\b(?:edition|cycle|late|final|early|editions)\b.*|\d+:\d\d.*)")


@dataclass
class Export:
    """What the labels of an article say: spans of title, byline, outlet and date, and what is furniture.

    body: where the text begins.
    """

    body: int
    fields: dict[str, Span] = field(default_factory=dict)
    furniture: list[Span] = field(default_factory=list)


def date_in(words: str) -> dt.date | None:
    """The first date in words: "March 4, 2031 Tuesday", "4 March 2031", "2031-03-04"."""
    for match in DATE.finditer(words):
        year, month, day = (next(filter(None, (match[n] for n in names)), "") for names in NAMES)
        try:
            return dt.date(int(year), _month(month), int(day))
        except ValueError:
            continue
    return None


def _month(words: str) -> int:
    """The number of a month: 3 of "March", "Mar" and "03". Raises ValueError."""
    return int(words) if words.isdigit() else 1 + MONTHS.index(words[:3].lower())


NAMES = (("y", "year", "year2"), ("m", "month", "month2"), ("d", "day", "day2"))


def find_export(
    text: str, labels: Mapping[str, str], is_byline: Callable[[str], bool], is_text: Callable[[str], bool]
) -> Export | None:
    """What the labels of a text say; None for a text that no database saved.

    labels: from a label in lower case, or a code, to the field that it tells: title, author, outlet, published, text,
    or none of them.
    """
    lines = list(_lines(text))
    codes = [_labelled(text, line, CODE, labels) for line in lines]
    found = _keys(codes)
    if len(found) >= FACTIVA_CODES and "HD" in found:
        return _labelled_export(text, lines, codes, labels, is_byline, is_text)
    named = [_labelled(text, line, LABEL, labels) for line in lines]
    if len(_keys(named)) >= 2:
        return _labelled_export(text, lines, named, labels, is_byline, is_text)
    return _ordered_export(text, lines[:HEAD], is_byline)


def _lines(text: str) -> Iterator[Span]:
    at = 0
    for line in text.splitlines(keepends=True):
        span = trimmed(text, Span(at, at + len(line)), " \t\r\n\f\v\xa0\u2028\u2029\x85\ufeff")
        at += len(line)
        if len(span):
            yield span


def _labelled(text: str, line: Span, pattern: re.Pattern[str], labels: Mapping[str, str]) -> Label | None:
    """The label that a line begins with, and where its value stands."""
    match = pattern.match(text, line.start, line.end)
    if match is None:
        return None
    label = match["label"] or match["bare"]
    key = label if pattern is CODE else label.lower()
    return (key, trimmed(text, Span(match.end(), line.end))) if key in labels else None


def _keys(labelled: Sequence[Label | None]) -> set[str]:
    """The different labels of some lines."""
    return {label[0] for label in labelled if label}


def _labelled_export(
    text: str,
    lines: Sequence[Span],
    labelled: Sequence[Label | None],
    labels: Mapping[str, str],
    is_byline: Callable[[str], bool],
    is_text: Callable[[str], bool],
) -> Export:
    """What lines with labels tell, and the lines without one that stand above the text."""
    entries = list(_entries(text, lines, labelled, labels))
    export = Export(_beginning(text, lines, labelled, entries, is_text))
    for at, name, value in entries:
        line = lines[at]
        if name == "text":
            export.furniture.append(Span(line.start, value.start) if len(value) else line)
        elif name is not None:
            _add_field(text, export, "" if line.start > export.body else name, line, value)
    free = [lines[at] for at, name, _ in entries if name is None]
    _free_lines(text, export, [line for line in free if line.start < export.body], is_byline)
    return export


def _entries(
    text: str, lines: Sequence[Span], labelled: Sequence[Label | None], labels: Mapping[str, str]
) -> Iterator[tuple[int, str | None, Span]]:
    """The place of each line but those that a value goes on over, the field that it tells, None without a label,
    and the value of that.
    """
    at = 0
    while at < len(lines):
        key, value = labelled[at] or ("", lines[at])
        name = labels[key] if key else None
        end = at + 1 if name in (None, "text") else _end(text, lines, labelled, at)
        yield at, name, value if end == at + 1 else Span(value.start, lines[end - 1].end)
        at = end


def _end(text: str, lines: Sequence[Span], labelled: Sequence[Label | None], at: int) -> int:
    """The place after a value: it goes on over wrapped lines, with the codes of Factiva until the next code."""
    label = labelled[at]
    coded = label is not None and label[0].isupper()
    end = at + 1
    while end < len(lines) and not labelled[end] and (coded or _goes_on(text, lines[end - 1], lines[end])):
        end += 1
    return end


def _beginning(
    text: str,
    lines: Sequence[Span],
    labelled: Sequence[Label | None],
    entries: Sequence[tuple[int, str | None, Span]],
    is_text: Callable[[str], bool],
) -> int:
    """Where the text begins: at its label, else at the first lines without a label that are running text."""
    for at, name, _ in entries:
        if name == "text":
            return lines[at].start
    free = (_block(text, lines, labelled, at) for at, name, _ in entries if name is None)
    return next((block.start for block in free if is_text(block.of(text))), len(text))


def _block(text: str, lines: Sequence[Span], labelled: Sequence[object], at: int) -> Span:
    """A line and those that follow it without a blank line or a label."""
    end = at
    while end + 1 < len(lines) and not labelled[end + 1] and not _is_parted(text, lines[end], lines[end + 1]):
        end += 1
    return Span(lines[at].start, lines[end].end)


def _is_parted(text: str, line: Span, following: Span) -> bool:
    """True where a blank line stands between two lines."""
    return text[line.end : following.start].replace("\r\n", "\n").replace("\r", "\n").count("\n") > 1


def _goes_on(text: str, line: Span, following: Span) -> bool:
    """True where the second line is a wrapped part of the first."""
    return len(line) > 55 and not _is_parted(text, line, following)


def _add_field(text: str, export: Export, name: str, line: Span, value: Span) -> None:
    if name in FIELDS and len(value) and name not in export.fields:
        export.fields[name] = value
        if value.start > line.start and name in ("title", "author"):
            export.furniture.append(trimmed(text, Span(line.start, value.start)))
            return
        if name in ("title", "author"):
            return
    export.furniture.append(Span(line.start, max(line.end, value.end)))


def _free_lines(text: str, export: Export, free: Sequence[Span], is_byline: Callable[[str], bool]) -> None:
    """Tell what the lines without a label above the text tell."""
    lines = [line for line in free if not _is_furniture(line.of(text))]
    dated = _first([line.of(text) for line in lines], 0, _is_dated)
    fields = _undated_fields(text, lines, is_byline) if dated is None else _fields_around(text, lines, dated)
    for name, span in fields.items():
        export.fields.setdefault(name, span)
    export.furniture += _besides(free, export.fields)


def _undated_fields(text: str, lines: Sequence[Span], is_byline: Callable[[str], bool]) -> dict[str, Span]:
    """The title among lines without a date: the longer of the last two."""
    rest = [line for line in lines if not is_byline(line.of(text))]
    return {"title": max(rest[-2:], key=len)} if rest else {}


def _fields_around(text: str, lines: Sequence[Span], dated: int) -> dict[str, Span]:
    """The outlet before the date, the title after it, or before both."""
    outlet = lines[dated - 1] if dated else None
    title = _title_below(text, lines, dated) or (lines[0] if dated > 1 else None)
    found = {"published": lines[dated], "outlet": outlet, "title": title}
    return {name: span for name, span in found.items() if span is not None}


def _besides(lines: Sequence[Span], fields: Mapping[str, Span]) -> list[Span]:
    """The lines that are neither title nor byline."""
    kept = [fields[name] for name in ("title", "author") if name in fields]
    return [line for line in lines if not any(overlaps(line, span) for span in kept)]


def _first(words: Sequence[str], start: int, fits: Callable[[str], object]) -> int | None:
    """The place of the first line from `start` on that fits."""
    return next((n for n in range(start, len(words)) if fits(words[n])), None)


def _is_dated(words: str) -> bool:
    return bool(DATE.match(words)) and len(words.split()) < 12 and date_in(words) is not None


def _title_below(text: str, lines: Sequence[Span], dated: int) -> Span | None:
    """The block of lines below the date, less what tells the edition: lines of the date's own block go last."""
    unlabelled = [None] * len(lines)
    below = [line for line in lines[dated + 1 :] if not EDITION.fullmatch(line.of(text))]
    end = _block(text, lines, unlabelled, dated).end
    apart = [line for line in below if line.start >= end]
    if apart:
        return _block(text, apart, unlabelled, 0)
    return below[-1] if below else None


def _is_furniture(words: str) -> bool:
    return bool(
        re.match(r"(?i)copyright|©|\(c\)|all rights reserved|\d+ of \d+ documents?|download request|terms:", words)
    )


def _ordered_export(text: str, lines: Sequence[Span], is_byline: Callable[[str], bool]) -> Export | None:
    """What an article of Factiva without codes tells by the order of its lines."""
    words = [line.of(text) for line in lines]
    places = _ordered_places(words, is_byline)
    if not places:
        return None
    fields = {name: lines[place] for name, place in places.items()}
    dated = places["published"]
    last = _first(words, dated, _is_furniture) or places.get("outlet", dated)
    return Export(lines[last].end, fields, _besides(lines[: last + 1], fields))


def _ordered_places(words: Sequence[str], is_byline: Callable[[str], bool]) -> dict[str, int]:
    """Where the fields stand in: headline, author, "877 words", date, time, outlet, code, page, language, copyright."""
    count = _first(words, 0, COUNT.fullmatch)
    dated = _first(words[: count + 3], count + 1, date_in) if count else None
    if not count or dated is None:
        return {}
    signed = _first(words[:count], 1, is_byline)
    outlet = _first(words, dated + 1, lambda line: not EDITION.fullmatch(line))
    places = {"title": (signed or count) - 1, "author": signed, "published": dated, "outlet": outlet}
    return {name: place for name, place in places.items() if place is not None}
