"""Two names as they are written -> whether they may be one person's: other spellings, initials, short forms, order.

What letters stand for each other is data/lexicons/spellings.tsv; no name of a single person is known here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from analysis.lexicons import Lexicons
from analysis.offices import SUFFIXES

Level = Literal["same", "perhaps", "apart"]
VOWELS = "aeiou"
LONG = 3  # consonants, from which on a name is told by them and the kinds of its vowels
LONGER = 4  # consonants, from which on two names of two languages may be one
ALIKE = ({"a", "e"}, {"e", "i"}, {"o", "u"}, {"i", "ei"}, {"e", "ei"})  # vowels that are written for each other
SHORTEST = 3  # letters that begin a longer name


@dataclass(frozen=True, slots=True)
class Form:
    """A name as names are compared, each word in the plain letters of `Spelling`.

    given: its first names, initials as one letter each; family: the family name without what stands before it;
    before: particles of it; suffix: Jr., III; written: all words, short forms not made long.
    """

    given: tuple[str, ...]
    family: str
    before: frozenset[str]
    suffix: str
    written: tuple[str, ...]
    genders: str = ""

    @property
    def alone(self) -> bool:
        """True for a family name without any other word."""
        return not self.given

    @property
    def told(self) -> bool:
        """True where a given name is told by more than a letter."""
        return any(len(word) > 1 for word in self.given)

    @property
    def blocks(self) -> frozenset[str]:
        """What another spelling of the name has too: the consonants of any of its words but the first, and all."""
        parts = {part for word in (*self.given[1:], self.family) for part in word.split("-") if len(word) > 1}
        return frozenset({*map(consonants, parts), "".join(self.written).replace("-", ""), *self._sorted()})

    def _sorted(self) -> tuple[str, ...]:
        return (" ".join(sorted(word.replace("-", "") for word in self.written)),) if len(self.written) > 1 else ()


@dataclass(frozen=True, slots=True)
class Found:
    """Whether two names are one person's, and by what: a few words for what speaks for it, and against it."""

    level: Level
    rule: str
    against: str = ""


NEVER = Found("apart", "")


class Spelling:
    """The rules of spellings.tsv, ready to be used."""

    def __init__(self, lexicons: Lexicons) -> None:
        """Take the rules of the lexicons."""
        rows = lexicons.spellings
        self.rules = [(r["letters"], r["means"], r["where"]) for r in rows if r["where"] not in KINDS]
        self.words: Mapping[str, frozenset[str]] = {
            kind: frozenset(r["letters"] for r in rows if r["where"] == kind) for kind in KINDS
        }
        self.genders = lexicons.genders
        self.short = {self.plain(r["letters"]): self.plain(r["means"]) for r in rows if r["where"] == "short"}

    def plain(self, word: str, *, given: bool = True) -> str:
        """A word in letters in which other spellings of it are equal: "sergei" for "Sergey"."""
        return _plain(self, word, given)

    def form(self, name: str) -> Form:
        """A name as names are compared."""
        return _form(self, " ".join(name.split()))

    def compared(self, one: Form, other: Form) -> Found:
        """Whether two names may be one person's, states and offices left aside."""
        if one.suffix and other.suffix and one.suffix != other.suffix:
            return NEVER
        found = self._whole(one, other) or self._parts(one, other)
        if found.level == "same" and one.suffix != other.suffix:
            return Found("perhaps", found.rule, "only one is Jr., Sr. or the like")
        return found

    def _whole(self, one: Form, other: Form) -> Found | None:
        """What all words of two names tell together; None where they tell nothing."""
        a, b = one.written, other.written
        if len(a) < 2 or len(b) < 2:
            return None
        if a == b and one.before == other.before:
            return Found("same", "name")
        if one.before and other.before and not one.before & other.before:
            return NEVER
        if one.before == other.before and "".join(a).replace("-", "") == "".join(b).replace("-", ""):
            return Found("same", "spelling")
        hyphens = [sorted(word.replace("-", "") for word in words) for words in (a, b)]
        if one.before == other.before and hyphens[0] == hyphens[1] and all(len(word) > 1 for word in a):
            return Found("same", "order")
        return None

    def _parts(self, one: Form, other: Form) -> Found:
        """What given names and family names tell."""
        if one.alone or other.alone:
            return self._alone(one, other)
        given = self._given(one, other)
        if given.level == "apart":
            return NEVER
        if one.family != other.family:
            return self._other_family(one, other, given)
        if one.before and other.before and not one.before & other.before:
            return NEVER
        if bool(one.before) != bool(other.before):
            return Found("perhaps", given.rule, "only one has a word such as “de” before the family name")
        return given

    def _alone(self, one: Form, other: Form) -> Found:
        """A family name alone, beside another name."""
        if one.family != other.family:
            return NEVER
        apart = one.before and other.before and not one.before & other.before
        return NEVER if apart else Found("same", "family name")

    def _other_family(self, one: Form, other: Form, given: Found) -> Found:
        """Two family names that differ: in their vowels, in an ending, or in a second family name."""
        told = one.told and other.told and given.level == "same"
        if not told or given.rule == "initial":
            return NEVER
        if one.before & other.before and same_sound(one.family, other.family):
            return Found("same", "spelling")
        if same_sound(one.family, other.family):
            return Found("perhaps", "given name", "the family name is spelt otherwise")
        short, long = sorted((one.family, other.family), key=len)
        if long == f"{short}a" and len(short) > SHORTEST:
            return Found("perhaps", "given name", "the family name has another ending")
        if self._second(one, other) or self._second(other, one):
            return Found("perhaps", "given name", "one has a family name more")
        return NEVER

    def _second(self, one: Form, other: Form) -> bool:
        """True where the family name of the one is the first of two that the other has."""
        if other.family.startswith(f"{one.family}-") or other.family.endswith(f"-{one.family}"):
            return True
        return len(one.given) == 1 and other.given[1:] == (one.family,)

    def _given(self, one: Form, other: Form) -> Found:
        """What the given names tell."""
        a, b = one.given, other.given
        if "".join(a).replace("-", "") == "".join(b).replace("-", "") and len("".join(a)) > 1:
            return Found("same", "name" if a == b else "spelling")
        for long, short in ((a, b), (b, a)):  # J. Harlan Marren
            if len(long) > 1 and len(long[0]) == 1 and len(short[0]) > 1 and long[1:2] == short[:1]:
                return Found("same", "initial")
        first = self._first(a[0], b[0])
        if one.genders and other.genders and one.genders != other.genders and first.rule != "initial":
            return NEVER
        if first.level != "same":
            return first
        middles = [self._first(x, y) for x, y in zip(a[1:], b[1:], strict=False)]
        if any(middle.level == "apart" for middle in middles):
            return NEVER
        if len(a) != len(b) and first.rule in ("name", "spelling"):
            return Found("same", "middle name")
        rules = [first.rule, *(middle.rule for middle in middles)]
        level: Level = "perhaps" if any(middle.level == "perhaps" for middle in middles) else "same"
        return Found(level, next((rule for rule in WEAKEST if rule in rules), "name"))

    def _first(self, one: str, other: str) -> Found:
        """What two given names tell of each other."""
        if one == other:
            return Found("same", "name")
        if len(one) == 1 or len(other) == 1:
            return Found("same", "initial") if one[0] == other[0] else NEVER
        if self.short.get(one, one) == self.short.get(other, other):
            return Found("same", "short form")
        short, long = sorted((one, other), key=len)
        if "-" in long and long.split("-")[0] == short:
            return Found("perhaps", "given name", "one has a given name more")
        if "-" in one or "-" in other:
            return NEVER
        if same_sound(one, other):
            return Found("same", "spelling")
        rest = long.removeprefix(short)
        if len(short) >= SHORTEST and rest != long and len(rest) > 1:
            return Found("same", "short form")
        bones = consonants(one)
        if len(bones) >= LONGER and bones == consonants(other) and (one[-1] in VOWELS) == (other[-1] in VOWELS):
            return Found("perhaps", "family name", "the given names have other vowels")
        return NEVER


KINDS = ("particle", "article", "short")
WEAKEST = ("initial", "short form", "spelling")
FOR_EACH_OTHER = ({"c", "h"}, {"c", "s"})  # Michail and Mikhail, Rachid and Rashid


@lru_cache(maxsize=200_000)
def _plain(spelling: Spelling, word: str, given: bool) -> str:
    letters = unicodedata.normalize("NFKD", word.lower().replace("’", "'"))
    plain = "".join(c for c in letters if not unicodedata.combining(c)).replace("'", "").strip(".,")
    for old, new, where in spelling.rules:
        if where == "beginning" and plain.startswith(old):
            plain = new + plain[len(old) :]
        elif where == "ending" and plain.endswith(old) and len(plain) > len(old) + 1:
            plain = plain[: -len(old)] + new
        elif where == "anywhere" or (where == "given" and given):
            plain = plain.replace(old, new)
    return re.sub(r"(.)\1+", r"\1", plain)


@lru_cache(maxsize=200_000)
def _form(spelling: Spelling, name: str) -> Form:
    head, comma, rest = name.partition(",")
    tail = rest.strip().strip(".").lower()
    if comma and tail and tail not in SUFFIXES:
        name = f"{rest.strip()} {head}"
    words = [word for part in name.replace(",", " ").split() for word in _initials(part)]
    suffix = words[-1].strip(".").lower() if len(words) > 1 else ""
    words, suffix = (words[:-1], suffix) if suffix in SUFFIXES else (words, "")
    words = [bare for word in words if (bare := _without_article(spelling, word))]
    if not words:
        return Form((), spelling.plain(name), frozenset(), suffix, (spelling.plain(name),))
    first = len(words) - 1
    while first > 0 and words[first - 1].lower() in spelling.words["particle"]:
        first -= 1
    if first == 0 and len(words) > 1 and words[0] in spelling.genders:  # Ben Marren
        first = 1
    before = frozenset(word.lower() for word in words[first:-1])
    given, family = words[:first], words[-1]
    alone = len(given) == 1 and not before and len(given[0]) > 1 and "-" not in given[0]
    if alone and "-" in family and family.split("-")[-1][:1].islower():  # Kim Min-ho
        given, family = [family], given[0]
    plain = tuple(spelling.plain(word) for word in given)
    last = spelling.plain(family, given=False)
    genders = spelling.genders.get(given[0], "") if given else ""
    written = tuple(spelling.plain(word) for word in (*words[:first], words[-1]))
    return Form(tuple(word for word in plain if word), last, before, suffix, written, genders)


def _initials(word: str) -> list[str]:
    """A word, or each of the initials that are written together: "J.R."."""
    return re.findall(r"\w", word) if re.fullmatch(r"(?:\w\.){2,}", word) else [word]


def _without_article(spelling: Spelling, word: str) -> str:
    """A word without "al-" before it, empty for "al" alone."""
    first, hyphen, rest = word.partition("-")
    if first.lower() in spelling.words["article"]:
        return rest if hyphen else ""
    return word


@lru_cache(maxsize=200_000)
def slots(word: str) -> tuple[str, tuple[str, ...]]:
    """The consonants of a plain word, and the vowels before, between and behind them.

    >>> slots("sergei")
    ('srg', ('', 'e', '', 'ei'))
    """
    word = word.replace("sh", "s").replace("ch", "c").replace("-", "")
    found, vowels = "", [""]
    for letter in word:
        if letter in VOWELS:
            vowels[-1] += letter
        else:
            found += letter
            vowels.append("")
    return found, tuple(vowels)


def consonants(word: str) -> str:
    """The consonants of a plain word."""
    return slots(word)[0] or word


def same_sound(one: str, other: str) -> bool:
    """True for plain words of the same consonants whose vowels are written for each other.

    >>> same_sound("mohamed", "muhamad"), same_sound("hasan", "husein"), same_sound("aleksandr", "aleksander")
    (True, False, True)
    """
    (a, x), (b, y) = slots(one), slots(other)
    if len(a) != len(b) or len(a) < LONG:
        return a == b and x[1:] == y[1:] and {x[0], y[0]} == {"o", "u"}  # Osama, Usama
    odd = [{p, q} for p, q in zip(a, b, strict=True) if p != q]
    if odd and (len(odd) > 1 or x != y or odd[0] not in FOR_EACH_OTHER):
        return False
    last = len(x) - 1
    return all(_alike(p, q, n in (0, last), len(a)) for n, (p, q) in enumerate(zip(x, y, strict=True)))


def _alike(one: str, other: str, at_an_end: bool, size: int) -> bool:
    """True for vowels that are written for each other; between many consonants one may be left out."""
    if one == other or {one, other} in ALIKE:
        return True
    return not at_an_end and size >= LONGER and "" in (one, other) and len(one + other) == 1
