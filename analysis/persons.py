"""Names of persons: how the news usually gives them, and whether two of them may be one person's."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.offices import SUFFIXES, plain_name


def family_name(name: str) -> str:
    """The last word of a name that is no suffix, as it is written; "" where there is none.

    >>> family_name("Harry B. Marren Jr.")
    'Marren'
    """
    words = [word for word in name.split() if word.strip(".,").lower() not in SUFFIXES]
    return words[-1].rstrip(",") if words else ""


def name_words(name: str) -> tuple[str, ...]:
    """The words by which names are compared: plain, without initials and suffixes.

    >>> name_words("Kim Min-ho"), name_words("Joseph R. Marren Jr.")
    (('kim', 'min-ho'), ('joseph', 'marren'))
    """
    words = plain_name(name).replace(",", " ").replace("’", "'").split()
    return tuple(w for w in (word.strip(".") for word in words) if w and w not in SUFFIXES)


def same_person(one: Sequence[str], other: Sequence[str]) -> bool:
    """True where two names of several words may be one person's.

    They share the family name and a first name, or its short form or initial; or one holds the other, in either order.

    >>> same_person(("ben", "marren"), ("benjamin", "ray", "marren")), same_person(("yun", "sok"), ("sok", "yun"))
    (True, True)
    >>> same_person(("anna", "berg"), ("jonas", "berg"))
    False
    """
    long, short = (one, other) if len(one) >= len(other) else (other, one)
    if long[: len(short)] == short or long[-len(short) :] == short or sorted(long) == sorted(short):
        return True
    return long[-1] == short[-1] and (long[0].startswith(short[0]) or short[0].startswith(long[0]))


def part_of_name(word: str, name: Sequence[str]) -> int:
    """How well one word stands for a name: 2 for its family name, 1 for its other end, 0 for neither.

    The family name stands last, and first where a given name with a hyphen follows it.

    >>> part_of_name("berg", ("anna", "berg")), part_of_name("kim", ("kim", "min-ho"))
    (2, 2)
    >>> part_of_name("min", ("min", "aung", "lin"))
    1
    """
    if len(name) == 1:
        return 2 * (word == name[0])
    first, last = (name[-1], name[0]) if "-" in name[-1] and "-" not in name[0] else (name[0], name[-1])
    return 2 if word == last else int(word == first)
