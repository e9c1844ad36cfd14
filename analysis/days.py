"""Dates as databases write them -> the day, and how it was read; a day in words.

In English, German, French, Spanish, Italian, Portuguese, Dutch and Russian, and as Chinese and Japanese have them.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator

from analysis.imported import Day

NAMES = """january february march april may june july august september october november december
jan feb mar apr may jun jul aug sep oct nov dec
januar februar marz april mai juni juli august september oktober november dezember
janner feber maerz apr mai jun jul aug sept okt nov dez
janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
janv fevr mrz avr mai juin juil aou sept oct nov dec
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
ene feb mar abr may jun jul ago set oct nov dic
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
gen feb mar apr mag giu lug ago set ott nov dic
janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro
jan fev mar abr mai jun jul ago set out nov dez
januari februari maart april mei juni juli augustus september oktober november december
jan feb mrt apr mei jun jul aug sep okt nov dec
январь февраль март апрель маи июнь июль август сентябрь октябрь ноябрь декабрь
января февраля марта апреля мая июня июля августа сентября октября ноября декабря"""
MONTHS = {name: number for line in NAMES.splitlines() for number, name in enumerate(line.split(), 1)}
MONTHS |= {"m\ufffdrz": 3, "f\ufffdvrier": 2, "ao\ufffdt": 8, "d\ufffdcembre": 12}  # where an export lost a letter
WEEKDAY = (
    "mondays?|tuesday|wednesday|thursday|friday|saturday|sunday|montag|dienstag|mittwoch|donnerstag|freitag|samstag"
    "|sonnabend|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|mon|tues?|wed|thur?s?|fri|sat|sun|den|le"
    "|lunes|martes|miércoles|jueves|viernes|sábado|domingo|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica"
    "|(?:segunda|terça|quarta|quinta|sexta)(?:-feira)?|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag"
)
DATE = re.compile(
    r"(?<!\d)(?P<y1>\d{4})-(?P<m1>\d{1,2})-(?P<d1>\d{1,2})(?!\d)"
    r"|(?<![^\W_])(?P<m2>(?:[^\W\d_]|\ufffd){3,10})\.? (?P<d2>\d{1,2})(?:st|nd|rd|th)?,? (?P<y2>\d{4})(?!\d)"
    r"|(?<!\d)(?P<d3>\d{1,2})(?:\.|er|st|nd|rd|th)? ?(?:de )?(?P<m3>(?:[^\W\d_]|\ufffd){3,10})\.?,? (?:del? )?"
    r"(?P<y3>\d{4})(?!\d)"
    r"|(?<![\d.])(?P<d4>\d{1,2})\.(?P<m4>\d{1,2})\.(?P<y4>\d{4})(?!\d)"
    r"|(?<![\d/])(?P<d5>\d{1,2})/(?P<m5>\d{1,2})/(?P<y5>\d{4})(?!\d)"
    r"|(?<!\d)(?P<y6>\d{4}) ?年 ?(?P<m6>\d{1,2}) ?月 ?(?P<d6>\d{1,2}) ?日",
    re.I,
)
FORMS = ("1", "2", "3", "4", "5", "6")
UNSURE = "5"  # 3/4/2031 is in March or in April
MONTH = re.compile(r"(?P<month>(?:[^\W\d_]|\ufffd){3,10})\.?,? (?:de )?(?P<year>\d{4})", re.I)
LEAD = re.compile(rf"(?:(?:{WEEKDAY})\b[ ,.]*)*", re.I)
YEARS = range(1600, 2200)
LONGEST = 16  # words of a line that tells a day: "July 4, 2031 Friday 9:10 AM GMT, Late Edition - Final"


def dates_in(words: str) -> list[dt.date]:
    """The dates in words, in order: "July 4, 2031 Friday", "5. März 2031", "1er août 2031", "2031-03-04".

    >>> [day.isoformat() for day in dates_in("Freitag, 5. März 2031; 1er août 2031")]
    ['2031-03-05', '2031-08-01']
    """
    return [date for date, _ in _found(_squeezed(words))]


def day_in(words: str, how: str) -> Day:
    """The first date in words; how it was read is a guess for 3/4/2031 and for a month alone, which means its first.

    >>> day_in("March 2031", "place").how, day_in("soon", "place").date
    ('guess', None)
    """
    words = _squeezed(words)
    for date, form in _found(words):
        return Day(date, words, "guess" if form == UNSURE else how)
    month = MONTH.search(words)
    first = _date(month["year"], month["month"], "1") if month else None
    return Day(first, words, "guess" if first else how)


def in_words(day: dt.date | str | None) -> str:
    """A day as it is told to a reader; a string is in ISO's form. Empty where there is none.

    >>> in_words("2031-03-04"), in_words("")
    ('4 March 2031', '')
    """
    if not day:
        return ""
    day = dt.date.fromisoformat(day) if isinstance(day, str) else day
    return f"{day.day} {day:%B} {day.year}"


def is_day(line: str) -> bool:
    """True for a line that tells a day and little else; weekday, time and edition may stand in it.

    >>> is_day("Monday, July 4, 2031 9:10 AM GMT"), is_day("2000 um 4"), is_day("July 4, 2031: the day of the talks")
    (True, False, False)
    """
    line = _squeezed(line)
    lead = LEAD.match(line)
    start = lead.end() if lead else 0
    if MONTH.fullmatch(line, start):
        return day_in(line[start:], "").date is not None
    match = DATE.match(line, start)
    if match is None or len(line.split()) > LONGEST or re.match(r"\s*[:?!]", line[match.end() :]):
        return False
    return bool(dates_in(match.group()))


def _found(words: str) -> Iterator[tuple[dt.date, str]]:
    """The dates in words, and in which of the forms each is written."""
    for match in DATE.finditer(words):
        form = next(f for f in FORMS if match[f"y{f}"])
        if date := _date(match[f"y{form}"], match[f"m{form}"], match[f"d{form}"]):
            yield date, form


def _date(year: str, month: str, day: str) -> dt.date | None:
    number = int(month) if month.isdecimal() else MONTHS.get(_plain(month), 0)
    if not month.isalpha() and number > 12 >= int(day):
        number, day = int(day), month  # 3/14/2031
    try:
        return dt.date(int(year), number, int(day)) if int(year) in YEARS else None
    except ValueError:
        return None


def _plain(word: str) -> str:
    """A word in lower case without accents: "aout" of "Août"."""
    return "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c))


def _squeezed(words: str) -> str:
    return " ".join(words.split())
