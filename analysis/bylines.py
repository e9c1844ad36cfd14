"""A byline -> the persons who wrote: no place, role, outlet, user name or date. Where that is not sure, nobody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

NO_WORDS = re.compile(r"\S*@\S+|https?://\S+|www\.\S+|[)\]<>{}*]")
LEAD = re.compile(
    r"(?i)(?:(?:written|posted|story|words|text|report|compiled|published|interview|analysis|opinion|comment|commentary|essay"
    r"|review|column|special|exclusive|with)? ?by|by-?line|authors?)\b ?:? ?"
)
# What somebody did for the article, before the names.
DEED = re.compile(
    r"(?i)\b(?:additional |with )?(?P<deed>report(?:ing|ed)|writ(?:ing|ten)|edit(?:ing|ed)|translat(?:ion|ed)|photo\w*"
    r"|graphics?|produced|production|compiled) by:? "
)
NO_AUTHOR = ("edit", "transl", "photo", "graphic", "produc")
VERB = re.compile(r"\b(?:contributed|reports|reported|has more|filed|is an?|is the|was)\b")
GROUPS = re.compile(r"\s*[;|/•·]\s*|,?\s+(?:and|with)\s+|\s*&\s*|\s+[-–—]+\s+", re.I)
AFTER = {"in", "at", "for", "of", "on", "from", "to", "near", "the", "via", "a", "an", "is", "who"}
NAME = re.compile(r"[^\W\d_][^\W\d_.'’-]*(?:[.'’-]+[^\W\d_]+)*\.?")
SUFFIX = re.compile(r",\s*(?=(?:Jr|Sr|II|III|IV)\b)", re.I)
MOST = 1000  # characters of a byline
INITIALS = re.compile(r"(?:\w\.)+")
LONGEST = 5  # words of a name


@dataclass(frozen=True, slots=True)
class BylineWords:
    """What is known of the words of bylines, in lower case: classes of bylines.tsv, places and first names."""

    words: Mapping[str, frozenset[str]]
    places: frozenset[str]
    first_names: frozenset[str]

    def has(self, word: str, *classes: str) -> bool:
        """True where a word is of one of the classes."""
        return any(word.lower().strip(",:") in self.words.get(c, ()) for c in classes)


def authors(byline: str, known: BylineWords, outlet: str = "") -> str:
    """The persons that a byline names, in its order, each once, separated by "; ".

    outlet: a name that is no person's.
    """
    line = " ".join(re.sub(r"[(\[]", ", ", NO_WORDS.sub(" ", byline[:MOST])).split()).strip(" ,")
    found: dict[str, str] = {}
    for piece in _deeds(line):
        groups = [_without_lead(g.strip(" ,:")) for g in GROUPS.split(piece)]
        for group in groups:
            for name in _persons(group, known):
                if name.lower() != outlet.lower():
                    found.setdefault(re.sub(r"\W", "", name).lower(), name)
    return "; ".join(found.values())


def _deeds(line: str) -> Iterator[str]:
    """The stretches of a line that name authors: "Reporting by X; Editing by Y" has one."""
    found = list(DEED.finditer(line))
    ends = [*(m.start() for m in found), len(line)]
    if before := line[: ends[0]].strip(" ,;"):
        yield from _bare(before)
    for match, end in zip(found, ends[1:], strict=True):
        if not match["deed"].lower().startswith(NO_AUTHOR):
            yield from _bare(line[match.end() : end])


def _bare(stretch: str) -> Iterator[str]:
    """A stretch without "By" before it, cut where a sentence goes on: "Lena Orsk | contributed to this report"."""
    for part in re.split(r"(?<=[a-z]{2}\.) ", _without_lead(stretch)):
        yield VERB.split(part)[0]


def _without_lead(words: str) -> str:
    while match := LEAD.match(words):
        words = words[match.end() :]
    return re.sub(r"(?<=\w\w)[ .]+$", "", words)


def _persons(group: str, known: BylineWords) -> Iterator[str]:
    """The persons in words without "and": one, or several with commas, or one with the family name first."""
    pieces = [p.strip() for p in SUFFIX.sub(" ", group).split(",") if p.strip()]
    at = 0
    while at < len(pieces):
        turned = _turned(pieces[at : at + 2], known)
        name = turned or _person(pieces[at], known)
        if name:
            yield name
        at += 2 if turned else 1


def _turned(pieces: Sequence[str], known: BylineWords) -> str:
    """“Goodwen, Abby” -> “Abby Goodwen”."""
    if len(pieces) < 2 or not all(_is_name(p, known) for p in pieces):
        return ""
    family, given = (_spoken(p.split(), known) for p in pieces)
    if not _is_family(family) or not _is_given(given):
        return ""
    return _cased(f"{pieces[1]} {pieces[0]}".split(), known)


def _spoken(words: Iterable[str], known: BylineWords) -> list[str]:
    """The words of a name without its particles: "van" of "Jonas van Orsk"."""
    return [w for w in words if not known.has(w, "particle")]


def _is_family(words: Sequence[str]) -> bool:
    """True for one word that is no initial."""
    return len(words) == 1 and len(words[0]) > 1


def _is_given(words: Sequence[str]) -> bool:
    """True for a first name, also with an initial: "Abby", "Abby J."."""
    return len(words) < 3 and all(len(w.strip(".")) < 2 for w in words[1:])


def _is_name(words: str, known: BylineWords) -> bool:
    """True for words of which none tells a place, a role or the like."""
    fine = (
        bool(NAME.fullmatch(w)) and not known.has(w, *known.words.keys() - {"particle", "kind"}) for w in words.split()
    )
    return words.lower() not in known.places and all(fine)


def _person(piece: str, known: BylineWords) -> str:
    """The one person in words such as "VNA Correspondent Abby Goodwen", "" where there is none."""
    words = piece.split()
    roles = [n for n, w in enumerate(words) if known.has(w, "role")]
    for some in [words[roles[-1] + 1 :], words[: roles[0]]] if roles else [words]:
        if name := _name(some, known):
            return name
    return ""


def _name(words: Sequence[str], known: BylineWords) -> str:
    """The name that words begin with, "" where they do not begin with one of two words or more."""
    end = next((n for n, w in enumerate(words) if _ends_name(n, w, known)), len(words))
    kept = _without_place(list(words[:end]), known)
    if len(kept) > 2 and _is_outlet(kept[-1], kept[0]):
        kept.pop()
    spoken = _spoken(kept, known)
    if not 2 <= len(spoken) <= len(kept) <= LONGEST or not all(NAME.fullmatch(w) for w in kept):
        return ""
    if known.has(kept[0], "nobody", "place-first", "kind") or known.has(kept[-1], "nobody", "place-last"):
        return ""
    return _cased(kept, known) if _is_written_as_name(kept, spoken, known) else ""


def _is_outlet(last: str, first: str) -> bool:
    """True for the last word of "Abby Goodwen BBC"."""
    return last.isupper() and len(last) > 1 and not first.isupper()


def _is_written_as_name(words: Sequence[str], spoken: Iterable[str], known: BylineWords) -> bool:
    """True for words with capitals; in small letters alone only after a first name, else they are a user name."""
    if all(w.islower() for w in words):
        return words[0] in known.first_names
    return all(w[0].isupper() or known.has(w.split("-")[0], "particle") for w in spoken)


def _ends_name(place: int, word: str, known: BylineWords) -> bool:
    """True where a name ends before a word: "in", "BBC", "4"; a month may be a first name, or the family's."""
    if known.has(word, "calendar"):
        return place > 1
    return word.lower() in AFTER or not NAME.fullmatch(word) or known.has(word, "outlet", "role")


def _without_place(words: list[str], known: BylineWords) -> list[str]:
    """Words without a place or a kind of role at their end; none where all of them are a place."""
    while words and known.has(words[-1], "kind"):
        words = words[:-1]
    for size in (3, 2, 1):
        if " ".join(words[-size:]).lower() in known.places and (len(words) > size + 1 or len(words) == size):
            return words[:-size]
    return words


def _cased(words: Iterable[str], known: BylineWords) -> str:
    """A name with capitals where they belong: JONAS O'BRAN, McALDER and anna marren alike."""
    return " ".join(_word(w, known) for w in words)


def _word(word: str, known: BylineWords) -> str:
    if not word.islower() and not word.isupper():
        return word
    if known.has(word, "particle"):
        return word.lower()
    if INITIALS.fullmatch(word):
        return word
    parts = (p[:1].upper() + p[1:].lower() for p in re.split(r"([-'’])", word))
    return re.sub(r"^(Mc)(\w)", lambda m: m[1] + m[2].upper(), "".join(parts))
