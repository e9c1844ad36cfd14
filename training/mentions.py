"""Mentions for the encoder: names of PolNeAR by CoreNLP, of GUM by hand; roles of the lexicon, treaties and laws."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from pathlib import Path

from analysis import knowledge
from training import gold
from training.rows import rows_of

Mention = tuple[int, int, str]
CLASSES = {"PERSON": "person", "ORGANIZATION": "organisation", "LOCATION": "place"}
OF_GUM = {"person": "PERSON", "organization": "ORGANIZATION", "place": "LOCATION"}
PROPER = ("NNP", "NNPS")
LONGEST_ROLE = 3  # words
# Columns of the silver files.
WORD, TAG, CLASS, START, END = 1, 3, 4, 5, 6


def silver_mentions(folder: Path, part: str) -> dict[str, list[Mention]]:
    """Mentions (start, end, kind) by article of a part of PolNeAR; an article that no file names is missing."""
    roles, treaties = _lexicons()
    found: dict[str, list[Mention]] = {}
    name = ""
    with gzip.open(folder / f"silver-{part}.tsv.gz", "rt", encoding="utf-8") as file:
        for is_row, lines in groupby(file, key=lambda line: "\t" in line):
            if is_row:
                row = [f for line in lines if len(f := line.rstrip("\n").split("\t")) > END]
                found.setdefault(name, []).extend(_of_sentence(row, roles, treaties))
            else:
                names = [x.split(" = ", 1)[1].strip() for x in lines if x.startswith("# article = ")]
                name = names[-1] if names else name
    return found


def gum_mentions() -> Iterator[tuple[str, list[Mention]]]:
    """Text and mentions of each document of GUM: the proper nouns of persons, organisations and places, and roles."""
    roles, treaties = _lexicons()
    for found in gold.gum_texts():
        row = [["", found.text[a:b], "", tag, "O", str(a), str(b)] for a, b, tag in found.words]
        for _, kind, first, last in reversed(found.entities):  # outer first: what lies within another has its own kind
            for word in row[first:last]:
                if word[TAG] in PROPER:
                    word[CLASS] = OF_GUM.get(kind, "O")
        for i in reversed(range(len(row) - 1)):  # Durham University: a name before the rest of a name is part of it
            if row[i][TAG] in PROPER and row[i][CLASS] == "LOCATION" and row[i + 1][CLASS] == "ORGANIZATION":
                row[i][CLASS] = "ORGANIZATION"
        for word, after in pairwise(row):  # President Orsk: the role is no part of the name
            if word[WORD].lower() in roles and word[CLASS] == "PERSON" == after[CLASS]:
                word[CLASS] = "O"
        yield found.text, list(_of_sentence(row, roles, treaties))


def _lexicons() -> tuple[set[str], set[str]]:
    """Roles, and words of treaties."""
    roles = _column(knowledge.data_folder() / "lexicons" / "roles.tsv", "role")
    return roles, _column(Path(__file__).parent / "treaties.tsv", "word")


def _column(path: Path, name: str) -> set[str]:
    return {row[name].lower() for row in rows_of(path)}


def _of_sentence(row: Sequence[list[str]], roles: set[str], treaties: set[str]) -> Iterator[Mention]:
    """Treaties first, then entities, then roles, each without the words taken before."""
    taken: set[int] = set()
    for kind, ranges in (("treaty", _treaties(row, treaties)), ("", _entities(row)), ("role", _roles(row, roles))):
        for first, last in ranges:
            begin = max((i + 1 for i in range(first, last + 1) if i in taken), default=first)
            if begin <= last:
                taken.update(range(begin, last + 1))
                yield int(row[begin][START]), int(row[last][END]), kind or CLASSES[row[first][CLASS]]


def _before(row: Sequence[list[str]], at: int, tags: tuple[str, ...], without: Iterable[str], capital: bool) -> int:
    """The first word of the run of modifiers that ends before the word `at`."""
    while (
        at
        and row[at - 1][TAG] in tags
        and row[at - 1][CLASS] not in without
        and (row[at - 1][WORD][:1].isupper() or not capital)
    ):
        at -= 1
    return at


def _treaties(row: Sequence[list[str]], words: set[str]) -> Iterator[tuple[int, int]]:
    """A capitalised word of the list with capitalised words before it."""
    for i, f in enumerate(row):
        if f[WORD].lower() in words and f[WORD][:1].isupper():
            first = _before(row, i, ("NNP", "NNPS", "JJ", "NN", "NNS"), ("PERSON",), capital=True)
            if first < i:
                yield first, i


def _entities(row: Sequence[list[str]]) -> Iterator[tuple[int, int]]:
    for kind, run in groupby(range(len(row)), key=lambda i: row[i][CLASS]):
        at = list(run)
        if kind in CLASSES:
            yield at[0], at[-1]


def _roles(row: Sequence[list[str]], roles: set[str]) -> Iterator[tuple[int, int]]:
    """A role of the lexicon with the nouns and adjectives before it ("the deputy foreign minister")."""
    for i in range(len(row)):
        sizes = (n for n in range(min(LONGEST_ROLE, i + 1), 0, -1))
        size = next((n for n in sizes if " ".join(f[WORD].lower() for f in row[i - n + 1 : i + 1]) in roles), 0)
        if size:
            yield _before(row, i - size + 1, ("NN", "NNP", "JJ", "NNPS"), ("DATE", "PERSON"), capital=False), i
