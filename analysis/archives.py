"""A ZIP, or a ZIP within a ZIP -> the files in it, in memory, within bounds that no bomb can pass."""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from analysis.imported import NotThis

BYTES = 1_000_000_000  # that all files of an archive may have, those of archives in it as well
FILES = 50_000
DEPTH = 3  # archives in each other
SQUEEZED = 200  # times that no file of articles shrinks
BIG = 10_000_000  # bytes from which on that is looked at
# What computers put beside files, and no reader reads.
JUNK = re.compile(r"(?i)(?:.*/)?(?:__MACOSX/.*|\.[^/]*|~\$[^/]*|thumbs\.db|desktop\.ini)$|(?:.*/)?\.[^/.][^/]*/.*")
OFFICE = ("[Content_Types].xml", "mimetype")  # by which a document is told from an archive


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive. beside: the bytes of the .toml of its name. fault: why its bytes are not there."""

    name: str
    data: bytes
    beside: bytes | None = None
    fault: str = ""


@dataclass(slots=True)
class _Left:
    """What may still be unpacked."""

    bytes: int
    files: int


def is_archive(data: bytes) -> bool:
    """True for a ZIP that is no document of Word, Excel or LibreOffice."""
    if data[:4] not in (b"PK\x03\x04", b"PK\x05\x06"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return not any(name in OFFICE for name in packed.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return True


def members(data: bytes) -> Iterator[Member]:
    """The files in a ZIP, those of ZIPs in it with the name of theirs before them. Raises NotThis for no ZIP.

    Where bounds are passed the last one tells it as its fault, and nothing comes after it.
    """
    if not is_archive(data):
        raise NotThis("it is no ZIP of files")
    yield from _members(data, "", DEPTH, _Left(BYTES, FILES))


def _members(data: bytes, folder: str, depth: int, left: _Left) -> Iterator[Member]:
    try:
        packed = zipfile.ZipFile(io.BytesIO(data))
        names = {part.filename: part for part in packed.infolist() if not part.is_dir()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        yield Member(folder.rstrip("/"), b"", fault="this ZIP is damaged or cut off")
        return
    with packed:
        for name, part in names.items():
            if JUNK.match(name) or name.lower().endswith(".toml"):
                continue
            if left.bytes <= 0 or left.files <= 0:
                return
            member = _member(packed, part, folder + name, left)
            if not is_archive(member.data):
                beside = names.get(str(PurePosixPath(name).with_suffix(".toml"))) if PurePosixPath(name).name else None
                yield _with(packed, member, beside, left)
            elif depth > 1:
                yield from _members(member.data, f"{folder}{name}/", depth - 1, left)
            else:
                yield Member(member.name, b"", fault=f"over {DEPTH} archives lie in each other here")


def _with(packed: zipfile.ZipFile, member: Member, beside: zipfile.ZipInfo | None, left: _Left) -> Member:
    """A member with the bytes of the .toml beside it."""
    if beside is None or member.fault:
        return member
    told = _member(packed, beside, beside.filename, left)
    return Member(member.name, member.data, told.data, told.fault)


def _member(packed: zipfile.ZipFile, part: zipfile.ZipInfo, name: str, left: _Left) -> Member:
    """A file of an archive, taken off what may still be unpacked."""
    left.files -= 1
    if left.files <= 0:
        return Member(name, b"", fault=f"the archive holds over {FILES:,} files; none from here on is read")
    if part.file_size > BIG and part.file_size > SQUEEZED * max(part.compress_size, 1):
        left.bytes = 0
        return Member(
            name, b"", fault="it would unpack to far more than any text (a zip bomb); none from here on is read"
        )
    try:
        with packed.open(part) as file:
            data = file.read(left.bytes + 1)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, NotImplementedError):
        return Member(name, b"", fault="it is damaged in its archive")
    except RuntimeError:
        return Member(name, b"", fault="it is locked with a password")
    left.bytes -= len(data)
    if left.bytes < 0:
        return Member(name, b"", fault=f"the archive unpacks to over {BYTES // 10**9} GB; none from here on is read")
    return Member(name, data)
