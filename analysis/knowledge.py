"""Lexicons, codebooks and trained models: the only file that knows where they lie.

Nothing is read at import; each function reads once and remembers. All of it travels with the package.
"""

from __future__ import annotations

import csv
import gzip
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from itertools import product
from pathlib import Path
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

from nltk.tag.perceptron import PerceptronTagger
from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

from analysis.tomlfile import TomlError, fault, table_in

if TYPE_CHECKING:
    from analysis.encoder import Encoder
    from analysis.judge import Judge

PACKAGE = Path(__file__).parent
MODELS = PACKAGE / "models"


class KnowledgeError(ValueError):
    """A lexicon or codebook cannot be used; the message names the file, the entry and the remedy."""


@cache
def data_folder() -> Path:
    """The folder of articles, codebooks and lexicons: `data/` of a clone, else the copy in the package."""
    clone = PACKAGE.parent / "data"
    return clone if (clone / "lexicons").is_dir() else PACKAGE / "data"


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a tab-separated lexicon as dicts; lines that start with `#` are its notes."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = [line for line in file if line.strip() and not line.startswith("#")]
    reader = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    found = []
    for number, row in enumerate(reader, 1):
        if None in row or None in row.values():
            raise KnowledgeError(
                f"{path.name}: entry {number} ({next(iter(row.values()))!r}) has not "
                f"{len(reader.fieldnames or ())} columns; separate them with one tab each."
            )
        found.append({k: v.strip() for k, v in row.items()})
    return found


@cache
def lexicon(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `data/lexicons/<name>.tsv`."""
    return tuple(rows(data_folder() / "lexicons" / f"{name}.tsv"))


def model_json(name: str) -> Any:
    """What a gzipped JSON file of `analysis/models/` holds."""
    with gzip.open(MODELS / name, "rt", encoding="utf-8") as file:
        return json.load(file)


@cache
def confidence() -> dict[str, float]:
    """How often each rule of the stances was right when it was measured, 0 to 1."""
    path = MODELS / "confidence.json"
    table = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return {rule: row["share"] for rule, row in table.items()}


@cache
def scores() -> tuple[dict[str, str], ...]:
    """What the shipped models were measured to reach: step, measure, score, people, set and date of each."""
    return tuple(json.loads((MODELS / "scores.json").read_text(encoding="utf-8"))["scores"])


@dataclass(frozen=True, slots=True)
class Actor:
    """A state or organisation that speaks; iso is what ISO 3166-1 calls a state, empty where it has none."""

    name: str
    kind: str
    iso: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that tell an act, with what their object must be: {first word: all words of each object}, empty for any."""

    words: tuple[str, ...]
    kind: str
    objects: Mapping[str, tuple[tuple[str, ...], ...]]
    act: str
    rank: int


Entry = tuple[tuple[str, ...], str, str, int]  # of signs.tsv: all words, letter of the tag, role, weight


@dataclass(frozen=True, slots=True)
class Lexicons:
    """The lexicons as look-ups, keyed by the words an article uses.

    names, adjectives and seats lead to the actor meant; places from any word for a state, its people or a region
    to its name; genders from a first name to m or f; homes from a word to the state in whose articles it stands;
    pronouns from a word to what it means: he, she, it, they, who or I;
    roles, name_words and acts to their rows; cues, moves, deeds and signs from the first word of a phrase to what it
    may tell, things from a class to its words.
    """

    names: Mapping[str, Actor]
    adjectives: Mapping[str, Actor]
    seats: Mapping[str, Actor]
    places: Mapping[str, str]
    roles: Mapping[str, dict[str, str]]
    cues: Mapping[str, tuple[Phrase, ...]]
    moves: Mapping[str, tuple[Phrase, ...]]
    name_words: Mapping[str, dict[str, str]]
    genders: Mapping[str, str]
    pronouns: Mapping[str, str]
    homes: Mapping[str, str]
    acts: Mapping[str, dict[str, str]]
    signs: Mapping[str, Sequence[Entry]]
    deeds: Mapping[str, tuple[Phrase, ...]]
    things: Mapping[str, frozenset[str]]


@cache
def lexicons() -> Lexicons:
    """The lexicons of `data/lexicons`."""
    names: dict[str, Actor] = {}
    adjectives: dict[str, Actor] = {}
    seats: dict[str, Actor] = {}
    for row in lexicon("actors"):
        iso = row["iso"] or (row["actor"] if row["kind"] == "state" else "none")
        actor = Actor(row["actor"], row["kind"], "" if iso == "none" else iso)
        names |= dict.fromkeys([row["actor"], *several(row["names"])], actor)
        adjectives |= dict.fromkeys(several(row["adjectives"]), actor)
        seats |= dict.fromkeys(several(row["seats"]), actor)

    def by(name: str, column: str) -> dict[str, dict[str, str]]:
        return {row[column]: row for row in lexicon(name)}

    return Lexicons(
        names,
        adjectives,
        seats,
        places=_places(names, adjectives, seats),
        roles=by("roles", "role"),
        cues=_phrases("cues"),
        moves=_phrases("moves"),
        name_words=by("names", "word"),
        genders={row["name"]: row["gender"] for row in lexicon("first_names")},
        pronouns={row["word"].lower(): row["means"] for row in lexicon("pronouns")},
        homes={row["word"]: row["state"] for row in lexicon("home")},
        acts=by("acts", "act"),
        signs=signs_of(lexicon("signs")),
        deeds=_phrases("deeds"),
        things=_things(),
    )


@cache
def country_code(actor: str) -> str:
    """The ISO 3166-1 alpha-3 code of an actor by its name here, empty where it has none."""
    import pycountry

    known = lexicons().names.get(actor)
    return str(pycountry.countries.lookup(known.iso).alpha_3) if known and known.iso else ""


def _things() -> dict[str, frozenset[str]]:
    return {row["class"]: frozenset(several(row["words"])) for row in lexicon("things")}


def _phrases(name: str) -> dict[str, tuple[Phrase, ...]]:
    things = _things()
    found: dict[str, list[Phrase]] = {}
    for rank, row in enumerate(lexicon(name)):
        objects: dict[str, tuple[tuple[str, ...], ...]] = {}
        for entry in several(row["object"]):
            if entry.startswith("@") and entry[1:] not in things:
                raise KnowledgeError(f"{name}.tsv: {entry!r} is no class of things.tsv; add it there or mend its name.")
            for words in sorted(things[entry[1:]]) if entry.startswith("@") else [entry]:
                parts = (words,) if words == "to do" else tuple(words.split())
                objects[parts[0]] = (*objects.get(parts[0], ()), parts)
        for words in several(row["words"]):
            parts = tuple(words.split())
            found.setdefault(parts[0], []).append(Phrase(parts, row["kind"], objects, row["act"], rank))
    return {word: tuple(phrases) for word, phrases in found.items()}


def signs_of(rows: Iterable[Mapping[str, str]]) -> dict[str, list[Entry]]:
    """The entries of rows of signs.tsv by their first word, the longest first."""
    found: dict[str, list[Entry]] = {}
    for row in rows:
        for entry in row["words"].split(";"):
            words, _, tag = entry.strip().partition("/")
            parts = tuple(words.lower().split())
            found.setdefault(parts[0], []).append((parts, tag, row["role"], int(row["weight"])))
    return {word: sorted(entries, key=lambda e: -len(e[0])) for word, entries in found.items()}


def _places(*tables: Mapping[str, Actor]) -> dict[str, str]:
    """Words for states, their people ("Tellanian", "Tellanians"), seats and regions -> state or region."""
    found: dict[str, str] = {}
    for row in lexicon("regions"):
        found |= dict.fromkeys([row["region"], *several(row["names"])], row["region"])
    for table in tables:
        found |= {word: actor.name for word, actor in table.items() if actor.kind == "state"}
    return {f"{word}s": state for word, state in found.items()} | found


def several(cell: str) -> list[str]:
    """The entries of a cell that holds several, separated by `;`."""
    return [part for part in (p.strip() for p in cell.split(";")) if part]


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of a codebook.

    general: coded only where no other topic is. forum: names a body, ranks behind what is dealt with there.
    abroad: its terms count only in a paragraph that names a state abroad, or a region. unless: words that show
    another matter; where one stands in the paragraph, the topic is not coded from that paragraph.
    """

    id: str
    label: str
    definition: str
    terms: tuple[str, ...]
    exclude: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()
    cap: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    general: bool = False
    forum: bool = False
    abroad: bool = False


@dataclass(frozen=True, slots=True)
class Codebook:
    """Topics in their order, with the name and version of their file."""

    name: str
    version: str
    topics: tuple[Topic, ...]

    def __getitem__(self, id: str) -> Topic:
        """The topic with that id. Raises KeyError."""
        found = next((t for t in self.topics if t.id == id), None)
        if found is None:
            raise KeyError(id)
        return found


def codebook_file() -> Path:
    """The file of the codebook that is used where no other is named."""
    return data_folder() / "codebooks" / "diplomacy.toml"


def codebook(path: str | Path | None = None) -> Codebook:
    """The codebook in a .toml file, read afresh; without a path `data/codebooks/diplomacy.toml`.

    Raises KnowledgeError with file, topic and remedy.
    """
    path = Path(path) if path else codebook_file()
    try:
        table = table_in(path)
    except TomlError as error:
        raise KnowledgeError(str(error)) from error
    for name in ("name", "version"):
        value = table.get(name, "")
        if why := fault(value) if type(value) is not int or value > 10**9 else "":
            raise KnowledgeError(f'{path.name}: {name} must be words such as {name} = "…", not {why}; mend that line.')
    found = table.get("topic")
    if not isinstance(found, list) or not found or not all(isinstance(entry, dict) for entry in found):
        raise KnowledgeError(f"{path.name}: no topic was found; start each one with [[topic]].")
    topics = tuple(_topic(path.name, number, entry) for number, entry in enumerate(found, 1))
    for id, times in Counter(t.id for t in topics).items():
        if times > 1:
            raise KnowledgeError(f"{path.name}, topic {id!r}: the id is used {times} times; give each its own.")
    return Codebook(str(table.get("name", path.stem)), str(table.get("version", "")), topics)


def _topic(file: str, number: int, entry: dict[str, Any]) -> Topic:
    named = entry.get("id")
    where = f"{file}, topic {named if named and not fault(named) else number!r}"
    for name in ("id", "label", "definition"):
        if not isinstance(entry.get(name), str) or not entry[name].strip():
            raise KnowledgeError(f'{where}: {name} is missing; write {name} = "…".')
        if why := fault(entry[name]):
            raise KnowledgeError(f'{where}: {name} must be words such as {name} = "…", not {why}; mend that line.')
    known = {f.name for f in fields(Topic)}
    if unknown := sorted(entry.keys() - known):
        raise KnowledgeError(f"{where}: {unknown[0]} is not known; use {', '.join(sorted(known))}.")
    lists = ("terms", "exclude", "examples", "counter_examples", "cap", "unless")
    for name in lists:
        if not isinstance(entry.get(name, []), list) or not all(
            not fault(x) and x.strip() for x in entry.get(name, [])
        ):
            raise KnowledgeError(f'{where}: {name} must be a list of words in quotation marks: {name} = ["…"].')
    if not entry.get("terms"):
        raise KnowledgeError(f'{where}: it has no terms; write terms = ["…"].')
    for name in ("general", "forum", "abroad"):
        if not isinstance(entry.get(name, False), bool):
            raise KnowledgeError(f"{where}: {name} must be true or false, without quotation marks.")
    words: dict[str, Any] = {name: tuple(x.strip() for x in entry.get(name, [])) for name in lists}
    flags: dict[str, Any] = {name: entry.get(name, False) for name in ("general", "forum", "abroad")}
    return Topic(entry["id"], entry["label"], entry["definition"], **words, **flags)


@cache
def encoder() -> Encoder:
    """The small encoder of `models/encoder`."""
    from analysis.encoder import Encoder

    return Encoder(MODELS / "encoder")


@cache
def judge() -> Judge:
    """The judge of `models/judge`; it has the vocabulary of the encoder."""
    from analysis.encoder import pieces_in
    from analysis.judge import Judge

    return Judge(MODELS / "judge", pieces_in(MODELS / "encoder"))


@cache
def calibration() -> tuple[float, ...]:
    """Weights that turn what speaks for an attribution into the chance that it is right (`attribution.signs_of`)."""
    weights = json.loads((MODELS / "encoder" / "calibration.json").read_text(encoding="utf-8"))
    return tuple(weights)


@cache
def tagger() -> PerceptronTagger:
    """NLTK's perceptron tagger with the weights of `tagger.json.gz`."""
    model = model_json("tagger.json.gz")
    found = PerceptronTagger(load=False)
    found.decode_json_params((model["weights"], model["tagdict"], model["classes"]))
    return found


@cache
def sentence_tokenizer() -> PunktSentenceTokenizer:
    """NLTK's Punkt with the tables of `punkt.json.gz`; initials of two and three letters are abbreviations."""
    model = model_json("punkt.json.gz")
    found = PunktParameters()
    initials = (letters for n in (2, 3) for letters in product(ascii_lowercase, repeat=n))
    found.abbrev_types = {*model["abbreviations"], *map(".".join, initials)}
    found.collocations = {(first, then) for first, then in model["collocations"]}
    found.sent_starters = set(model["starters"])
    for flags, words in model["orthography"].items():
        found.ortho_context.update(dict.fromkeys(words, int(flags)))
    return PunktSentenceTokenizer(found)


@cache
def lemma_table() -> dict[str, dict[str, tuple[int, str]]]:
    """{tag: {ending: (characters to cut, what to add)}} of `lemmas.json.gz`, as `tag.lemma_of` reads it."""
    tables = model_json("lemmas.json.gz")
    return {tag: {ending: (cut, add) for ending, (cut, add) in rules.items()} for tag, rules in tables.items()}
