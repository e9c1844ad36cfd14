"""Codebooks: topics with definitions, terms and examples, read from a file that an analyst edits, and changed in it."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from analysis.keys import digest
from analysis.lexicons import KnowledgeError
from analysis.saving import saved
from analysis.tomlfile import TomlError, array_at, bytes_in, changed_array, fault, quoted, table_of

TEXTS = ("id", "label", "definition")
LISTS = ("terms", "exclude", "examples", "counter_examples", "cap", "unless")
FLAGS = ("general", "forum", "abroad")
MOST = 10**9  # that a version may be
START = re.compile(r"^[ \t]*\[\[[ \t]*topic[ \t]*\]\]", re.M)
TERMS = re.compile(r"^[ \t]*terms[ \t]*=[ \t]*(?=\[)", re.M)


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

    @property
    def digest(self) -> str:
        """Of what it holds: a codebook that was changed in a notebook has another."""
        return digest(repr(self))

    @property
    def title(self) -> str:
        """Name and version."""
        return f"{self.name} {self.version}".strip()

    @property
    def labels(self) -> dict[str, str]:
        """{id of a topic: its label}."""
        return {topic.id: topic.label for topic in self.topics}


def load(path: Path) -> Codebook:
    """The codebook in a .toml file as it stands now. Raises KnowledgeError with file, topic and remedy."""
    try:
        return _codebook(path.name, bytes_in(path))
    except TomlError as error:
        raise KnowledgeError(str(error)) from error


def save(path: Path, before: Codebook, after: Codebook) -> Path:
    """The file of a codebook, after what differs between two codebooks was changed in it and in nothing else of it.

    Comments stay, and what was changed in the file meanwhile; the file as it was is kept beside it, with .bak at its
    end.
    Raises KnowledgeError or SavingError, in one sentence, and then leaves the file as it is.
    """
    load(path)  # which says what is wrong with it
    data = bytes_in(path)
    new = changed(data.decode("utf-8"), path.name, before, after).encode("utf-8")
    if new == data:
        return path
    saved(path.with_name(path.name + ".bak"), data)
    return saved(path, new)


def changed(text: str, file: str, before: Codebook, after: Codebook) -> str:
    """The text of a codebook's file with the terms and topics that differ. Raises KnowledgeError."""
    there = _codebook(file, text.encode("utf-8"))
    old, now = ({topic.id: topic for topic in codebook.topics} for codebook in (before, after))
    wanted = []
    starts = [*(m.start() for m in START.finditer(text)), len(text)]
    parts = [text[: starts[0]]]
    for topic, start, end in zip(there.topics, starts, starts[1:], strict=False):
        if topic.id in old and topic.id not in now:
            continue
        block = text[start:end]
        if topic.id in old and topic.id in now:
            gone, new = _differ(old[topic.id].terms, now[topic.id].terms, topic.terms)
            if gone or new:
                block = _with_terms(block, gone, new)
                topic = replace(topic, terms=(*(t for t in topic.terms if t not in gone), *new))
        wanted.append(topic)
        parts.append(block)
    ids = {topic.id for topic in there.topics}
    for topic in after.topics:
        if topic.id not in ids and topic != old.get(topic.id):
            wanted.append(topic)
            parts.append(("" if "".join(parts).endswith("\n") else "\n") + _block(topic))
    made = "".join(parts)
    with suppress(TomlError):
        if _codebook(file, made.encode("utf-8")).topics == tuple(wanted):
            return made
    raise KnowledgeError(f"{file}: its topics are written in a way that cannot be changed from here; edit the file.")


def _differ(old: tuple[str, ...], now: tuple[str, ...], there: tuple[str, ...]) -> tuple[set[str], list[str]]:
    """The terms that go and those that come; what the file has already done is not done again."""
    return {t for t in old if t not in now and t in there}, [t for t in now if t not in old and t not in there]


def _with_terms(block: str, gone: set[str], new: list[str]) -> str:
    """The lines of a topic with its terms changed; as they are where its terms are not found."""
    found = TERMS.search(block)
    array = array_at(block, found.end()) if found else ""
    if not found or not array:
        return block
    return block[: found.end()] + changed_array(array, gone, new) + block[found.end() + len(array) :]


def _block(topic: Topic) -> str:
    """A topic as a file has it; what it does not have is left out."""
    values: dict[str, Any] = {name: getattr(topic, name) for name in (*TEXTS, *LISTS)}
    lines = [f"{name} = {quoted(value)}" for name, value in values.items() if value]
    flags = [f"{name} = true" for name in FLAGS if getattr(topic, name)]
    return "\n".join(["", "[[topic]]", *lines, *flags, ""])


@lru_cache(maxsize=8)
def _codebook(file: str, data: bytes) -> Codebook:
    """The codebook in a file of that name with these bytes; one that was not changed is not parsed again."""
    table = table_of(data, file)
    for name in ("name", "version"):
        _check_title(file, name, table.get(name, ""))
    topics = tuple(_topic(file, number, entry) for number, entry in enumerate(_entries(file, table), 1))
    for id, times in Counter(t.id for t in topics).items():
        if times > 1:
            raise KnowledgeError(f"{file}, topic {id!r}: the id is used {times} times; give each its own.")
    return Codebook(str(table.get("name", Path(file).stem)), str(table.get("version", "")), topics)


def _entries(file: str, table: dict[str, Any]) -> list[dict[str, Any]]:
    """The topics as the file has them, one at least. Raises KnowledgeError."""
    found = table.get("topic")
    if not isinstance(found, list) or not found or not all(isinstance(entry, dict) for entry in found):
        raise KnowledgeError(f"{file}: no topic was found; start each one with [[topic]].")
    return found


def _check_title(file: str, name: str, value: Any) -> None:
    """Raise KnowledgeError for a name or version that is neither words nor a plain number."""
    if (type(value) is not int or value > MOST) and (why := fault(value)):
        raise KnowledgeError(f'{file}: {name} must be words such as {name} = "…", not {why}; mend that line.')


def _topic(file: str, number: int, entry: dict[str, Any]) -> Topic:
    named = entry.get("id")
    where = f"{file}, topic {named if named and not fault(named) else number!r}"
    for check in (_check_texts, _check_names, _check_lists, _check_flags):
        check(where, entry)
    words: dict[str, Any] = {name: tuple(x.strip() for x in entry.get(name, [])) for name in LISTS}
    flags: dict[str, Any] = {name: entry.get(name, False) for name in FLAGS}
    return Topic(entry["id"], entry["label"], entry["definition"], **words, **flags)


def _check_texts(where: str, entry: dict[str, Any]) -> None:
    for name in TEXTS:
        if not isinstance(entry.get(name), str) or not entry[name].strip():
            raise KnowledgeError(f'{where}: {name} is missing; write {name} = "…".')
        if why := fault(entry[name]):
            raise KnowledgeError(f'{where}: {name} must be words such as {name} = "…", not {why}; mend that line.')


def _check_names(where: str, entry: dict[str, Any]) -> None:
    known = {f.name for f in fields(Topic)}
    if unknown := sorted(entry.keys() - known):
        raise KnowledgeError(f"{where}: {unknown[0]} is not known; use {', '.join(sorted(known))}.")


def _check_lists(where: str, entry: dict[str, Any]) -> None:
    for name in LISTS:
        words = entry.get(name, [])
        if not isinstance(words, list) or not all(not fault(word) and word.strip() for word in words):
            raise KnowledgeError(f'{where}: {name} must be a list of words in quotation marks: {name} = ["…"].')
    if not entry.get("terms"):
        raise KnowledgeError(f'{where}: it has no terms; write terms = ["…"].')


def _check_flags(where: str, entry: dict[str, Any]) -> None:
    for name in FLAGS:
        if not isinstance(entry.get(name, False), bool):
            raise KnowledgeError(f"{where}: {name} must be true or false, without quotation marks.")
