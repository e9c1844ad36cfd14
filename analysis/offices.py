"""Who held which office when: the state or organisation of a person whom an article does not place itself.

The table is data/lexicons/offices.tsv, one term of office a row.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from analysis.lexicons import Lexicons, Row, several

SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})  # what only tells father from son
INITIAL = re.compile(r"\b[^\W\d_]\.\s*")
LAST = dt.date.max
LAST_YEAR = 2049
LEADER = "leader"  # of a party


@dataclass(frozen=True, slots=True)
class Office:
    """A term of office: who held it, for whom, and from which day to which."""

    person: str
    sex: str
    actor: str
    office: str
    start: dt.date
    end: dt.date

    @property
    def noun(self) -> str:
        """The word by which the news calls its holder: "president" for "president of the Parliament"."""
        return self.office.split(" of ")[0].split()[-1]

    @property
    def runs(self) -> bool:
        """True for who runs for an office, and holds none."""
        return self.office.startswith("candidate")

    @property
    def years(self) -> range:
        """The years in which it was held, up to 2049 where it has no end."""
        return range(self.start.year, min(self.end.year, LAST_YEAR) + 1)

    @property
    def line(self) -> str:
        """The term in a few words: "president, 2012 to 2018"."""
        years = f"from {self.start.year}" if self.end == LAST else f"{self.start.year} to {self.end.year}"
        return f"{self.office}, {years}"


def office_of(name: str, day: dt.date | None, lexicons: Lexicons) -> Office | None:
    """The office that a person of that full name held on a day.

    Without a day only where all offices of that name are of one state or organisation; None where nobody is known, or
    where two who held office then have that name.
    """
    return _one(_by_name(lexicons).get(plain_name(name), ()), day)


def person_of(name: str, lexicons: Lexicons) -> Office | None:
    """An office of the one person of the table who has that full name; None where nobody or several have it."""
    return next(iter(offices_of(name, lexicons)), None)


def offices_of(name: str, lexicons: Lexicons) -> tuple[Office, ...]:
    """All terms of the one person of the table who has that full name; none where several have it."""
    return _of_one(_by_name(lexicons).get(plain_name(name), ()))


def offices_of_family(name: str, lexicons: Lexicons) -> tuple[Office, ...]:
    """The same by a family name alone."""
    return _of_one(_by_family(lexicons).get(plain_name(name), ()))


def _of_one(offices: tuple[Office, ...]) -> tuple[Office, ...]:
    return offices if len({office.person for office in offices}) == 1 else ()


def office_of_family(name: str, day: dt.date | None, lexicons: Lexicons) -> Office | None:
    """The same by a family name alone, where only one person of that name is in the table."""
    found = _by_family(lexicons).get(plain_name(name), ())
    return _one(found, day) if len({office.person for office in found}) == 1 else None


def head_of_ticket(office: Office, lexicons: Lexicons) -> str:
    """Who ran for president with a candidate for vice president, "" where nobody did: of one party, up to one day."""
    if not office.runs or office.noun != "president" or "vice" not in office.office:
        return ""
    terms = (o for offices in _by_name(lexicons).values() for o in offices if o.runs and "vice" not in o.office)
    return next((o.person for o in terms if (o.actor, o.end) == (office.actor, office.end)), "")


def plain_name(name: str) -> str:
    """A name as names are compared: without accents, initials, capitals and Jr..

    >>> plain_name("Vladimir V. Putin"), plain_name("Recep Tayyip Erdoğan")
    ('vladimir putin', 'recep tayyip erdogan')
    """
    letters = unicodedata.normalize("NFKD", INITIAL.sub("", name))
    words = "".join(c for c in letters if not unicodedata.combining(c)).lower().split()
    if len(words) > 1 and words[-1].strip(".") in SUFFIXES:
        words[-2:] = [words[-2].rstrip(",")]
    return " ".join(words)


def _one(offices: Sequence[Office], day: dt.date | None) -> Office | None:
    """What some offices come to: the first that was held on a day, or where no day is known, all terms as one.

    A state goes before the party that its official leads; where several states are left, nothing is known.
    """
    held = [office for office in offices if day is None or office.start <= day <= office.end]
    held = [office for office in held if not office.office.endswith(LEADER)] or held
    if len({office.actor for office in held}) != 1:
        return None
    if day is not None:
        return held[0]
    first, last = min(held, key=lambda o: o.start), max(held, key=lambda o: o.end)
    return replace(first, start=first.start, end=last.end)


@lru_cache(maxsize=8)
def _by_name(lexicons: Lexicons) -> Mapping[str, tuple[Office, ...]]:
    found: dict[str, list[Office]] = {}
    for row in lexicons.offices:
        for name in _names(row):
            found.setdefault(name, []).append(_office(row))
    return {name: tuple(offices) for name, offices in found.items()}


def _names(row: Row) -> set[str]:
    """The spellings of a person; one that is an initial and a family name ("I. Marren") would stand for anybody."""
    spellings = (row["person"], *several(row["spellings"]))
    return {plain_name(one) for one in spellings if " " not in one or " " in plain_name(one)}


@lru_cache(maxsize=8)
def _by_family(lexicons: Lexicons) -> Mapping[str, tuple[Office, ...]]:
    found: dict[str, list[Office]] = {}
    for row in lexicons.offices:
        found.setdefault(plain_name(row["person"]).split()[-1], []).append(_office(row))
    return {name: tuple(offices) for name, offices in found.items()}


def _office(row: Row) -> Office:
    start, end = _day(row["from"], last=False), _day(row["to"], last=True) if row["to"] else LAST
    return Office(row["person"], row["sex"], row["actor"], row["office"], start, end)


def _day(date: str, *, last: bool) -> dt.date:
    """The first or the last day of a year, a month or a day: "2012", "2012-05", "2012-05-07"."""
    year, *more = map(int, date.split("-"))
    month = more[0] if more else 12 if last else 1
    ends = calendar.monthrange(year, month)[1] if last else 1
    return dt.date(year, month, more[1] if len(more) > 1 else ends)
