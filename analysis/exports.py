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
CODES_TOLD = 4  # different codes by which Factiva is known
HEAD = 20  # lines at most above the text of an unlabelled article
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DATE = re.compile(
    r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)\b"
    r"|(?P<month>[A-Z][a-z]{2,8})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})"
    r"|(?P<day2>\d{1,2})(?:st|nd|rd|th)? (?P<month2>[A-Z][a-z]{2,8})\.?,? (?P<year2>\d{4})",
    re.I,
)
TOLD = ("title", "author", "outlet", "published")
EDITION = re.compile(r"(?i)(?:.*\b(?:edition|cycle|late|final|early|editions)\b.*|\d+:\d\d.*)")


@dataclass
class Export:
    """What the labels of an article say: spans of title, byline, outlet and date, and what is furniture.

    body: where the text begins.
    """

    body: int
    told: dict[str, Span] = field(default_factory=dict)
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
    found = {c[0] for c in codes if c}
    if len(found) >= CODES_TOLD and "HD" in found:
        return _labelled_export(text, lines, codes, labels, is_byline, is_text)
    named = [_labelled(text, line, LABEL, labels) for line in lines]
    if len({c[0] for c in named if c}) >= 2:
        return _labelled_export(text, lines, named, labels, is_byline, is_text)
    return _ordered_export(text, lines[:HEAD], is_byline)


def _lines(text: str) -> Iterator[Span]:
    at = 0
    for line in text.splitlines(keepends=True):
        span = trimmed(text, Span(at, at + len(line)), " \t\r\n\f\v\xa0\u2028\u2029\x85\ufeff")
        at += len(line)
        if len(span):
            yield span


def _labelled(text: str, line: Span, pattern: re.Pattern[str], labels: Mapping[str, str]) -> tuple[str, Span] | None:
    """The label that a line begins with, and where its value stands."""
    match = pattern.match(text, line.start, line.end)
    if match is None:
        return None
    label = match["label"] or match["bare"]
    key = label if pattern is CODE else label.lower()
    return (key, trimmed(text, Span(match.end(), line.end))) if key in labels else None


def _labelled_export(
    text: str,
    lines: Sequence[Span],
    labelled: Sequence[tuple[str, Span] | None],
    labels: Mapping[str, str],
    is_byline: Callable[[str], bool],
    is_text: Callable[[str], bool],
) -> Export:
    """Lines with labels: the value of one goes on over wrapped lines, with the codes of Factiva until the next code."""
    free: list[Span] = []
    coded = any(c and c[0] == "HD" for c in labelled)
    bodied = any(c and labels[c[0]] == "text" for c in labelled)
    export, at = Export(len(text)), 0
    while at < len(lines):
        begun, label, first = lines[at].start > export.body, labelled[at], lines[at]
        at += 1
        if label is None:
            block = _block(text, lines, labelled, at - 1)
            if not begun and not bodied and is_text(block.of(text)):
                export.body = first.start
            elif not begun:
                free.append(first)
        elif labels[label[0]] == "text":
            export.body = min(export.body, first.start)
            export.furniture.append(Span(first.start, label[1].start) if len(label[1]) else first)
        else:
            value = label[1]
            while at < len(lines) and not labelled[at] and (coded or _goes_on(text, lines[at - 1], lines[at])):
                value = Span(value.start, lines[at].end)
                at += 1
            _tell(text, export, "" if begun else labels[label[0]], first, value)
    _free_lines(text, export, free, is_byline)
    return export


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


def _tell(text: str, export: Export, told: str, line: Span, value: Span) -> None:
    if told in TOLD and len(value) and told not in export.told:
        export.told[told] = value
        if value.start > line.start and told in ("title", "author"):
            export.furniture.append(trimmed(text, Span(line.start, value.start)))
            return
        if told in ("title", "author"):
            return
    export.furniture.append(Span(line.start, max(line.end, value.end)))


def _free_lines(text: str, export: Export, free: Sequence[Span], is_byline: Callable[[str], bool]) -> None:
    """Lines without a label above the text: outlet before the date, title after it, or before both."""
    lines = [line for line in free if not _is_furniture(line.of(text))]
    dated = next((n for n, line in enumerate(lines) if _is_dated(line.of(text))), None)
    if dated is None:
        rest = [line for line in lines if not is_byline(line.of(text))]
        title = max(rest[-2:], key=len, default=None)
    else:
        export.told.setdefault("published", lines[dated])
        if dated:
            export.told.setdefault("outlet", lines[dated - 1])
        title = _title_below(text, lines, dated) or (lines[0] if dated > 1 else None)
    if title is not None:
        export.told.setdefault("title", title)
    kept = [export.told[name] for name in ("title", "author") if name in export.told]
    export.furniture += [line for line in free if not any(overlaps(line, span) for span in kept)]


def _is_dated(words: str) -> bool:
    return bool(DATE.match(words)) and len(words.split()) < 12 and date_in(words) is not None


def _title_below(text: str, lines: Sequence[Span], dated: int) -> Span | None:
    """The block of lines below the date, less what tells the edition: lines of the date's own block go last."""
    below = [line for line in lines[dated + 1 :] if not EDITION.fullmatch(line.of(text))]
    end = dated
    while end + 1 < len(lines) and not _is_parted(text, lines[end], lines[end + 1]):
        end += 1
    apart = [line for line in below if line.start > lines[end].start]
    if not apart:
        return below[-1] if below else None
    last = apart[0]
    for line in apart[1:]:
        if _is_parted(text, last, line):
            break
        last = line
    return Span(apart[0].start, last.end)


def _is_furniture(words: str) -> bool:
    return bool(
        re.match(r"(?i)copyright|©|\(c\)|all rights reserved|\d+ of \d+ documents?|download request|terms:", words)
    )


def _ordered_export(text: str, lines: Sequence[Span], is_byline: Callable[[str], bool]) -> Export | None:
    """Factiva without codes: headline, author, "877 words", date, time, outlet, code, page, language, copyright."""
    words = [line.of(text) for line in lines]
    count = next((n for n, w in enumerate(words) if COUNT.fullmatch(w)), None)
    if not count or not any(date_in(w) for w in words[count + 1 : count + 3]):
        return None
    dated = next(n for n in range(count + 1, count + 3) if date_in(words[n]))
    export = Export(0)
    signed = next((n for n in range(1, count) if is_byline(words[n])), count)
    export.told["title"] = lines[signed - 1]
    if signed < count:
        export.told["author"] = lines[signed]
    export.told["published"] = lines[dated]
    outlet = next((n for n in range(dated + 1, len(words)) if not EDITION.fullmatch(words[n])), None)
    if outlet is not None:
        export.told["outlet"] = lines[outlet]
    last = next((n for n in range(dated, len(words)) if _is_furniture(words[n])), outlet or dated)
    kept = (export.told["title"], export.told.get("author"))
    export.furniture = [line for line in lines[: last + 1] if line not in kept]
    export.body = lines[last].end
    return export
