"""The lexicons of a folder as look-ups: one frozen value with a digest of the files it was read from."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from analysis.keys import digest

COLUMNS = {
    "actors": ("actor", "kind", "iso", "adjectives", "names", "seats", "of"),
    "acts": ("act", "label", "plover", "cameo", "quad", "position", "definition", "example", "counter"),
    "cues": ("words", "example"),
    "first_names": ("name", "gender"),
    "furniture": ("kind", "pattern", "example", "counter"),
    "labels": ("labels", "field", "example"),
    "home": ("word", "state", "example"),
    "manners": ("word", "manner", "example"),
    "names": ("word", "kind", "gender", "actor", "example"),
    "nouns": ("noun", "class", "gender", "example"),
    "offices": ("person", "spellings", "sex", "actor", "iso", "office", "from", "to", "source", "example"),
    "page_words": ("class", "words", "example"),
    "phrases": ("words", "act", "position", "example"),
    "pronouns": ("word", "means", "example"),
    "regions": ("region", "names", "states", "example"),
    "roles": ("role", "number", "actor", "example"),
    "spellings": ("letters", "means", "where", "example"),
    "things": ("class", "words", "example"),
    "turns": ("word", "kind", "example"),
}
# Classes of things.tsv that are asked for by name.
CLASSES = (*("telling", "unnamed", "past", "joining", "days", "serving", "governing", "campaigning", "vague"),)
POSITIONS = ("support", "oppose", "conditional", "neutral")  # of phrases.tsv
NOUNS = ("person", "relative", "group", "organisation", "place", "document", "words", "event", "thing")
SPELT = (*("beginning", "ending", "anywhere", "given"), *("particle", "article", "short"))
# Columns that hold one of a few words: the lexicon, the column that names the entry, the column, the words.
CHOICES = (
    ("roles", "role", "number", ("one", "many", "body", "both")),
    ("nouns", "noun", "class", NOUNS),
    ("manners", "word", "manner", ("said", "thought", "done")),
    ("spellings", "letters", "where", SPELT),
    ("turns", "word", "kind", ("verb", "noun", "adposition", "adverb", "determiner")),
)
OPTIONAL = ("of",)  # columns that a file made for an earlier version lacks
Row = Mapping[str, str]
Tables = Mapping[str, Sequence[Row]]  # rows by the name of their lexicon


class KnowledgeError(ValueError):
    """A lexicon or codebook cannot be used; the message names the file, the entry and the remedy."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A state or organisation that speaks; iso is what ISO 3166-1 calls a state, empty where it has none.

    of: the state whose government a body belongs to, empty for others.
    """

    name: str
    kind: str
    iso: str
    of: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Lexicons:
    """The lexicons as look-ups, keyed by the words an article uses; digest: of the files.

    names, adjectives and seats lead to the actor meant; places from any word for a state, its people or a region
    to its name; genders from a first name to m or f; homes from a word to the state in whose articles it stands;
    pronouns from a word to what it means: he, she, it, they, who or I;
    roles, nouns, name_words and acts to their rows; cues from the first lemma of each to all of its lemmas; things
    from a class to its words; furniture, page_words, labels, offices, regions and spellings are rows as their files
    have them; phrases, the analyst's own, the longest first; manners from a lemma to how it reports; turns from a
    lemma to its kinds.
    """

    digest: str
    names: dict[str, Actor]
    adjectives: dict[str, Actor]
    seats: dict[str, Actor]
    places: Mapping[str, str]
    roles: Mapping[str, Row]
    nouns: Mapping[str, Row]
    cues: Mapping[str, tuple[tuple[str, ...], ...]]
    name_words: Mapping[str, Row]
    genders: Mapping[str, str]
    pronouns: Mapping[str, str]
    homes: Mapping[str, str]
    acts: Mapping[str, Row]
    things: Mapping[str, frozenset[str]]
    furniture: tuple[Row, ...]
    page_words: tuple[Row, ...]
    labels: tuple[Row, ...]
    regions: tuple[Row, ...]
    offices: tuple[Row, ...]
    phrases: tuple[Row, ...]
    manners: Mapping[str, str]
    turns: Mapping[str, frozenset[str]]
    spellings: tuple[Row, ...]

    def __eq__(self, other: object) -> bool:
        """True for lexicons of the same files."""
        return isinstance(other, Lexicons) and self.digest == other.digest

    def __hash__(self) -> int:
        """The digest's, so that what is made of lexicons can be remembered."""
        return hash(self.digest)


def load(folder: Path, spare: Path) -> Lexicons:
    """The lexicons in a folder as its files stand now; a file that it lacks is taken from the folder `spare`.

    The rows of a file such as actors.more.tsv come on top of those of actors.tsv, own or spare. Raises KnowledgeError,
    in one sentence, for a file that cannot be used.
    """
    files = [(name, _data(folder, spare, f"{name}.tsv")) for name in COLUMNS]
    more = [(f"{name}.more", _data(folder, spare, f"{name}.more.tsv")) for name in COLUMNS if _more(folder, name)]
    return _lexicons((*files, *more))


def _more(folder: Path, name: str) -> bool:
    return (folder / f"{name}.more.tsv").is_file()


def _data(folder: Path, spare: Path, name: str) -> bytes:
    path = folder / name if (folder / name).is_file() else spare / name
    try:
        return path.read_bytes()
    except OSError as error:
        raise KnowledgeError(f"{name}: {error.strerror or 'it cannot be read'}; mend its rights.") from error


@lru_cache(maxsize=8)
def _lexicons(files: tuple[tuple[str, bytes], ...]) -> Lexicons:
    """The lexicons in files with these names and bytes; files that were not changed are not read again."""
    tables: dict[str, tuple[dict[str, str], ...]] = {}
    for name, data in files:
        found, table = rows(f"{name}.tsv", data), name.removesuffix(".more")
        if table in tables and found and (lacks := set(COLUMNS[table]) - set(found[0])):
            raise KnowledgeError(
                f"{name}.tsv: its first line lacks {', '.join(sorted(lacks))}; copy that of {table}.tsv."
            )
        tables[table] = (*tables.get(table, ()), *found)
    fault = next((fault for finder in FAULTS for fault in finder(tables)), None)
    if fault:
        raise KnowledgeError(fault)
    names, adjectives, seats = _actors(tables["actors"])
    things = {row["class"]: frozenset(several(row["words"])) for row in tables["things"]}
    return Lexicons(
        digest(b"\0".join(name.encode() + b"\0" + data for name, data in files)),
        names,
        adjectives,
        seats,
        places=_places(tables["regions"], names, adjectives, seats),
        roles=_by("role", tables["roles"]),
        nouns=_by("noun", tables["nouns"]),
        cues=_cues(tables["cues"]),
        name_words=_by("word", tables["names"]),
        genders={row["name"]: row["gender"] for row in tables["first_names"]},
        pronouns={row["word"].lower(): row["means"] for row in tables["pronouns"]},
        homes={row["word"]: row["state"] for row in tables["home"]},
        acts=_by("act", tables["acts"]),
        things=things,
        furniture=tables["furniture"],
        page_words=tables["page_words"],
        labels=tables["labels"],
        regions=tables["regions"],
        offices=tables["offices"],
        phrases=tuple(sorted(tables["phrases"], key=lambda row: -len(row["words"]))),
        manners={row["word"]: row["manner"] for row in tables["manners"]},
        turns=_turns(tables["turns"]),
        spellings=tables["spellings"],
    )


def rows(file: str, data: bytes) -> tuple[dict[str, str], ...]:
    """The rows of a tab-separated lexicon as dicts; lines that start with `#` are its notes.

    Raises KnowledgeError for bytes that are no UTF-8 and for a row with too many or too few cells.
    """
    lines = [line for line in _text(file, data).splitlines() if line.strip() and not line.startswith("#")]
    reader = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    found = []
    for number, row in enumerate(reader, 1):
        if None in row or None in row.values():
            entry, columns = next(iter(row.values())), len(reader.fieldnames or ())
            raise KnowledgeError(
                f"{file}: entry {number} ({entry!r}) has not {columns} columns; separate them with one tab each."
            )
        found.append({k: v.strip() for k, v in row.items()})
    return tuple(found)


def _text(file: str, data: bytes) -> str:
    """The text of a lexicon. Raises KnowledgeError."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise KnowledgeError(f"{file}: line {line} is no UTF-8; save the file as UTF-8 text.") from error


def several(cell: str) -> list[str]:
    """The entries of a cell that holds several, separated by `;`."""
    return [part for part in (p.strip() for p in cell.split(";")) if part]


@lru_cache(maxsize=1024)
def country_code(iso: str) -> str:
    """The ISO 3166-1 alpha-3 code of a state by its name in the standard, empty where it has none."""
    import pycountry

    return str(pycountry.countries.lookup(iso).alpha_3) if iso else ""


def _missing_columns(tables: Tables) -> Iterator[str]:
    for name, table in tables.items():
        for column in COLUMNS[name]:
            if table and column not in table[0] and column not in OPTIONAL:
                wanted = ", ".join(COLUMNS[name])
                yield f"{name}.tsv: there is no column {column!r}; the line before its entries must name {wanted}."


def _missing_classes(tables: Tables) -> Iterator[str]:
    found = {row["class"] for row in tables["things"]}
    yield from (
        f"things.tsv: the class {name!r} is missing; add a row for it." for name in CLASSES if name not in found
    )


def _unknown_states(tables: Tables) -> Iterator[str]:
    for row in tables["actors"]:
        try:
            country_code(_iso(row))
        except LookupError:
            yield f"actors.tsv: {_iso(row)!r} is no state of ISO 3166-1; write its name there under iso, or none."


def _bad_phrases(tables: Tables) -> Iterator[str]:
    acts = {row["act"]: row["position"] for row in tables["acts"]}
    for row in tables["phrases"]:
        if row["act"] and row["act"] not in acts:
            yield f"phrases.tsv: the act of {row['words']!r} is {row['act']!r}; write an act of acts.tsv, or none."
        if row["position"] and row["position"] not in POSITIONS:
            wanted = _either(POSITIONS)
            yield f"phrases.tsv: the position of {row['words']!r} is {row['position']!r}; write {wanted}, or none."
        if not row["words"].strip("* ") or not (row["act"] or row["position"]):
            yield f"phrases.tsv: {row['words']!r} tells nothing; write words, and an act or a position."
        if {acts.get(row["act"]), row["position"]} == {"support", "oppose"}:
            both = f"{row['act']!r} and {row['position']!r}"
            yield f"phrases.tsv: {row['words']!r} cannot be {both}; leave one of them empty."


def _bad_choices(tables: Tables) -> Iterator[str]:
    for name, entry, column, wanted in CHOICES:
        for row in tables[name]:
            if row[column] not in wanted:
                told = f"the {column} of {row[entry]!r} is {row[column]!r}"
                yield f"{name}.tsv: {told}; write {_either(wanted)}."


def _unknown_parties(tables: Tables) -> Iterator[str]:
    actors = {row["actor"] for row in tables["actors"]}
    for row in tables["names"]:
        if row["kind"] == "party" and row["actor"] not in actors:
            yield f"names.tsv: the party {row['actor']!r} of {row['word']!r} is no actor; write a name of actors.tsv."


def _either(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"


def _bad_patterns(tables: Tables) -> Iterator[str]:
    for row in tables["furniture"]:
        try:
            re.compile(row["pattern"])
        except re.error as error:
            yield f"furniture.tsv: {row['pattern']!r} is no pattern ({error}); mend it."


def _bad_offices(tables: Tables) -> Iterator[str]:
    for row in tables["offices"]:
        person, start, end = row["person"], row["from"], row["to"]
        if not re.search(r"[^\W\d_]{2}", person):
            yield f"offices.tsv: {person!r} is no person; write a name."
        for day in (start, end or start):
            if not _is_day(day):
                yield f"offices.tsv: {day!r} of {person} is no date; write 2012, 2012-05 or 2012-05-07."
        if end and end[: len(start)] < start[: len(end)]:
            yield f"offices.tsv: the term of {person} ends in {end}, before {start}; mend one of them."


def _is_day(words: str) -> bool:
    """True for a year, a month or a day: "2012", "2012-05", "2012-05-07"."""
    try:
        dt.date.fromisoformat(words + "0000-01-01"[len(words) :])
    except ValueError:
        return False
    return bool(re.fullmatch(r"[\d-]{4}|[\d-]{7}|[\d-]{10}", words))


# What keeps rows from being used, each asked only where those before it find nothing.
FAULTS = (
    *(_missing_columns, _missing_classes, _unknown_states, _bad_phrases, _bad_patterns, _bad_offices),
    *(_bad_choices, _unknown_parties),
)


def _by(column: str, table: Iterable[dict[str, str]]) -> dict[str, Row]:
    return {row[column]: row for row in table}


def _actors(table: Iterable[Row]) -> tuple[dict[str, Actor], dict[str, Actor], dict[str, Actor]]:
    """The actors by their names, by their adjectives, and by the seats that speak for them."""
    names: dict[str, Actor] = {}
    adjectives: dict[str, Actor] = {}
    seats: dict[str, Actor] = {}
    for row in table:
        actor = Actor(row["actor"], row["kind"], _iso(row), row.get("of", ""))
        names |= dict.fromkeys([row["actor"], *several(row["names"])], actor)
        adjectives |= dict.fromkeys(several(row["adjectives"]), actor)
        seats |= dict.fromkeys(several(row["seats"]), actor)
    return names, adjectives, seats


def _iso(row: Row) -> str:
    """What ISO 3166-1 calls the actor of a row, empty where it has no such state."""
    iso = row["iso"] or (row["actor"] if row["kind"] == "state" else "none")
    return "" if iso == "none" else iso


def _turns(table: Iterable[Row]) -> dict[str, frozenset[str]]:
    """From a lemma to the kinds of word by which it turns."""
    found: dict[str, frozenset[str]] = {}
    for row in table:
        found[row["word"]] = found.get(row["word"], frozenset()) | {row["kind"]}
    return found


def _cues(table: Iterable[Row]) -> dict[str, tuple[tuple[str, ...], ...]]:
    """The lemmas of each cue by the first of them."""
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for row in table:
        for words in several(row["words"]):
            lemmas = tuple(words.split())
            found[lemmas[0]] = (*found.get(lemmas[0], ()), lemmas)
    return found


def _places(regions: Iterable[Row], *tables: Mapping[str, Actor]) -> dict[str, str]:
    """Words for states, their people ("Tellanian", "Tellanians"), seats and regions -> state or region."""
    found: dict[str, str] = {}
    for row in regions:
        found |= dict.fromkeys([row["region"], *several(row["names"])], row["region"])
    for table in tables:
        found |= {word: actor.name for word, actor in table.items() if actor.kind == "state"}
    return {f"{word}s": state for word, state in found.items()} | found
