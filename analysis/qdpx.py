"""A REFI-QDA project (.qdpx) as frozen values, and the means to write one: XML, archive, GUIDs, places in its texts.

Knows the format alone. A project is read within limits, from memory; nothing of it is written anywhere.
"""

from __future__ import annotations

import io
import json
import re
import struct
import uuid
import xml.etree.ElementTree as ET
import zipfile
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

from analysis.spans import Span

HOME = uuid.uuid5(uuid.NAMESPACE_DNS, "refi.demarche")  # all GUIDs come from it: the same export twice is one project
ILLEGAL = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in XML
MOST_XML, MOST_TEXT, MOST_ALL = 300_000_000, 16_000_000, 600_000_000  # bytes, unpacked
MOST_ELEMENTS, DEEPEST = 4_000_000, 100
# What the standard library raises for an archive that is broken, and for nothing else here.
BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, RuntimeError, OSError, EOFError, ValueError, ArithmeticError)


class RefiError(ValueError):
    """A project cannot be written or read; the message is one sentence that says why."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code of a project; branch: GUID and name of the code at the top above it."""

    guid: str
    name: str
    note: str
    branch: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage as the file counts it, with its note; codes: who gave each, and its GUID."""

    guid: str
    start: int
    end: int
    note: str
    codes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A text of a project, with the values of its variables and the passages that are coded."""

    guid: str
    name: str
    text: str
    values: tuple[tuple[str, str], ...]
    passages: tuple[Passage, ...]

    @property
    def article(self) -> str:
        """The id of the article; empty where no variable tells it."""
        return dict(self.values).get("Article", "")


@dataclass(frozen=True, slots=True)
class Project:
    """What a .qdpx holds: users by GUID and name, codes, and texts."""

    name: str
    users: tuple[tuple[str, str], ...]
    codes: tuple[Code, ...]
    sources: tuple[Source, ...]


def read(data: bytes) -> Project:
    """What a .qdpx holds. Raises RefiError, whatever the bytes are."""
    files = _Files(data)
    return _project(_parsed(files.project()), files)


class _Files:
    """The files of an archive, looked up by name, read up to a size, never written anywhere."""

    def __init__(self, data: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except BROKEN as error:
            raise RefiError("It is no .qdpx that can be read: it is no zip archive, or a broken one.") from error
        self._named = {info.filename.lower(): info for info in self._archive.infolist()}
        self._left = MOST_ALL

    def project(self) -> bytes:
        """The project's XML: project.qde, or the one .qde there is."""
        names = [name for name in self._named if name.endswith(".qde") and "/" not in name]
        name = "project.qde" if "project.qde" in names else next(iter(names), "")
        if not name:
            raise RefiError("It is no .qdpx: there is no project.qde in it.")
        return self._read(name, MOST_XML)

    def text(self, path: str) -> str | None:
        """The text at a path of the project; None where the archive does not hold it."""
        name = path.removeprefix("internal://").lower()
        found = next((n for n in (f"sources/{name}", name) if n in self._named), None)
        if not path or "://" in name or not found:
            return None
        data = self._read(found, MOST_TEXT)
        try:
            return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
        except UnicodeDecodeError as error:
            raise RefiError(f"{found[:80]}: the text is not in UTF-8; save the project anew.") from error

    def _read(self, name: str, most: int) -> bytes:
        most = min(most, self._left)
        info = self._named[name]
        try:
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise NotImplementedError
            with self._archive.open(info) as file:
                data = file.read(most + 1)
        except BROKEN as error:
            raise RefiError(f"{name[:80]}: it cannot be unpacked: the archive is broken, or locked.") from error
        if len(data) > most:
            raise RefiError(f"{name[:80]}: it is larger than any project that is read here.")
        self._left -= len(data)
        return data


def _parsed(data: bytes) -> ET.Element:
    """The XML of a project, names without their namespace. Raises RefiError, at once for a DTD."""
    parser, builder = expat.ParserCreate(namespace_separator=" "), ET.TreeBuilder()
    counts = {"all": 0, "deep": 0}

    def start(name: str, values: dict[str, str]) -> None:
        counts["all"] += 1
        counts["deep"] += 1
        if counts["all"] > MOST_ELEMENTS or counts["deep"] > DEEPEST:
            raise RefiError("project.qde: it has more codings than any project that is read here.")
        builder.start(name.rpartition(" ")[2], {key.rpartition(" ")[2]: value for key, value in values.items()})

    def end(name: str) -> None:
        counts["deep"] -= 1
        builder.end(name.rpartition(" ")[2])

    def refuse(*_: Any) -> None:
        raise RefiError("project.qde: it declares a document type, which no project does; it is not read.")

    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    try:
        parser.Parse(data, True)
        return builder.close()
    except (expat.ExpatError, LookupError, AssertionError) as error:
        raise RefiError(f"project.qde: it is no XML that can be read ({error}).") from error
    except ValueError as error:
        if isinstance(error, RefiError):
            raise
        raise RefiError("project.qde: it is no XML that can be read (its encoding is not known).") from error


def _project(root: ET.Element, files: _Files) -> Project:
    if root.tag != "Project":
        raise RefiError(f"project.qde: it is no REFI-QDA project but begins with <{root.tag[:40]}>.")
    users = {_normal(user.get("guid", "")): user.get("name", "") for user in root.iterfind("Users/User")}
    variables = {_normal(v.get("guid", "")): v.get("name", "") for v in root.iterfind("Variables/Variable")}
    codes = tuple(code for top in root.iterfind("CodeBook/Codes/Code") for code in _codes(top))
    sources = tuple(_source(source, files, users, variables) for source in root.iterfind("Sources/TextSource"))
    return Project(root.get("name", ""), tuple(users.items()), codes, sources)


def _codes(top: ET.Element) -> Iterator[Code]:
    """The codes of a branch."""
    branch = _normal(top.get("guid", "")), top.get("name", "")
    for code in top.iterfind(".//Code"):
        note = code.findtext("Description") or ""
        yield Code(_normal(code.get("guid", "")), code.get("name", ""), note, branch)


def _source(source: ET.Element, files: _Files, users: Mapping[str, str], variables: Mapping[str, str]) -> Source:
    name = source.get("name", "")
    text = source.findtext("PlainTextContent")
    if text is None:
        text = files.text(source.get("plainTextPath", ""))
    selections = source.findall("PlainTextSelection")
    if text is None and selections:
        raise RefiError(f"{name[:80]}: its text is not in the project; save the project with its sources.")
    values = {}
    for told in source.iterfind("VariableValue"):
        ref = told.find("VariableRef")
        key = variables.get(_normal(ref.get("targetGUID", "")), "") if ref is not None else ""
        values[key] = next((child.text or "" for child in told if child.tag.endswith("Value")), "")
    most = len(text or "") + len(re.findall("[\U00010000-\U0010ffff]", text or "")) + 1
    passages = tuple(_passage(selection, most, name, users) for selection in selections)
    return Source(_normal(source.get("guid", "")), name, text or "", tuple(values.items()), passages)


def _passage(selection: ET.Element, most: int, name: str, users: Mapping[str, str]) -> Passage:
    start, end = (selection.get(f"{edge}Position", "").strip() for edge in ("start", "end"))
    if not all(re.fullmatch(r"\d{1,9}", at, re.A) for at in (start, end)) or not int(start) <= int(end) <= most:
        raise RefiError(f"{name[:80]}: no text stands from {start[:20]} to {end[:20]}, where a passage is coded.")
    codes = []
    whose = _normal(selection.get("creatingUser", ""))
    for coding in selection.iterfind("Coding"):
        ref = coding.find("CodeRef")
        if ref is not None:
            who = users.get(_normal(coding.get("creatingUser", "")) or whose, "")
            codes.append((who, _normal(ref.get("targetGUID", ""))))
    note = selection.findtext("Description") or ""
    return Passage(_normal(selection.get("guid", "")), int(start), int(end), note, tuple(codes))


def _normal(guid: str) -> str:
    return guid.strip().strip("{}").upper()


# Writing


def add(parent: ET.Element, tag: str, **values: str) -> ET.Element:
    """A new element within another."""
    return ET.SubElement(parent, tag, values)


def xml_of(root: ET.Element) -> bytes:
    """An element as a file: UTF-8, no byte order mark, LF alone."""
    ET.indent(root)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode").encode("utf-8") + b"\n"


def packed(files: Mapping[str, bytes]) -> bytes:
    """Files as a zip, the same bytes for the same files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name)
            info.compress_type, info.external_attr, info.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
            archive.writestr(info, data)
    return made.getvalue()


def guid_of(*words: str) -> str:
    """The GUID of a thing that these words name, always the same."""
    return str(uuid.uuid5(HOME, json.dumps(words))).upper()


def clean(words: str) -> str:
    """Words as XML can hold them, with LF alone; each other character is one, so that places stay."""
    return ILLEGAL.sub("\ufffd", words.replace("\r\n", "\n").replace("\r", "\n"))


def line(words: str) -> str:
    """Words as a name: on one line."""
    return " ".join(clean(words).split())


def written(text: str) -> str:
    """A text as a project holds it; a byte order mark at its start, which readers drop, is a space."""
    return re.sub("^\ufeff", " ", clean(text))


class Places:
    """Places in an article and in its text as a project holds it, where CRLF is one character."""

    def __init__(self, text: str) -> None:
        self._article = [m.start() for m in re.finditer("\r\n", text)]
        self._project = [at - n for n, at in enumerate(self._article)]
        self._wide = frozenset(self._article)
        self._known: dict[Span, Span] = {}

    def written(self, spans: Iterable[Span]) -> tuple[Span, ...]:
        """Spans of the article in the project, each once; half of a CRLF is the whole."""
        found: dict[Span, None] = {}
        for span in spans:
            if not len(span):
                continue  # no tool shows a passage without a character
            start = span.start - bisect_left(self._article, span.start)
            end = span.end - bisect_left(self._article, span.end - 1)
            found[Span(start, end)] = None
            self._known.setdefault(Span(start, end), span)
        return tuple(found)

    def read(self, span: Span) -> list[int]:
        """A span of the project as [start, end] in the article: one that came from there as it was."""
        if span not in self._known:
            last = self._start(span.end - 1)
            self._known[span] = Span(self._start(span.start), last + (2 if last in self._wide else 1))
        return list(self._known[span])

    def _start(self, at: int) -> int:
        return at + bisect_left(self._project, at)


def counted(text: str, crlf: int, wide: int) -> Sequence[int]:
    """For each place that a tool may count, that in the text with LF alone; CRLF counts so many, so does an emoji."""
    if crlf == wide == 1 and "\r\n" not in text:
        return range(len(text) + 1)
    edges: list[int] = []
    number = 0
    for match in re.finditer(r"\r\n|[\s\S]", text):
        some = match.group()
        edges += [number] * (crlf if some == "\r\n" else wide if some > "\uffff" else 1)
        number += 1
    return [*edges, number]
