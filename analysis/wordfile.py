"""A Word file -> its paragraphs, each with the name of its style."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any, NamedTuple

from analysis.imported import NotThis

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
WRITTEN = {f"{WORD}br": "\n", f"{WORD}cr": "\n", f"{WORD}tab": "\t", f"{WORD}noBreakHyphen": "-"}
MAIN = re.compile(r"word/document\d*\.xml")
MOST = 64_000_000  # bytes of a document unpacked: 500 articles have about 20 million
BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, KeyError, NotImplementedError, RuntimeError, OSError),
    *(ValueError, OverflowError, IndexError),
)
DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.I)


class Paragraph(NamedTuple):
    """A paragraph of a Word file that has words, and the name of its style."""

    text: str
    style: str


def paragraphs_in(data: bytes) -> Iterator[Paragraph]:
    """The paragraphs of a Word file. Raises NotThis, also for what unpacks to more than anybody writes."""
    from lxml import etree

    xml = _main(data)
    if DECLARED.search(xml.replace(b"\0", b"")):
        raise NotThis("it is a Word file with declarations that none has")
    walk = etree.iterparse(BytesIO(xml), events=("end",), tag=f"{WORD}p", resolve_entities=False, no_network=True)
    try:
        for _, node in walk:
            if text := _text(node):
                style = node.find(f"{WORD}pPr/{WORD}pStyle")
                yield Paragraph(text, "" if style is None else style.get(f"{WORD}val", ""))
            node.clear()
    except etree.LxmlError as error:
        raise NotThis("it is a broken Word file") from error


def _main(data: bytes) -> bytes:
    """The document in a Word file, unpacked."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as file:
            name = next((name for name in file.namelist() if MAIN.fullmatch(name)), None)
            if name is None:
                raise NotThis("it is a ZIP file, but no Word file")
            with file.open(name) as document:
                xml = document.read(MOST + 1)
    except NotThis:
        raise
    except BROKEN as error:
        raise NotThis("it is a broken or locked ZIP or Word file") from error
    if len(xml) > MOST:
        raise NotThis(f"it unpacks to more than {MOST // 1_000_000} MB")
    return xml


def _text(node: Any) -> str:
    """The text of a paragraph, without the copy that old programs get of a box."""
    pieces = []
    for piece in node.iter(f"{WORD}t", *WRITTEN):
        if not any(parent.tag == FALLBACK for parent in piece.iterancestors()):
            pieces.append(piece.text or "" if piece.tag == f"{WORD}t" else WRITTEN[str(piece.tag)])
    return "".join(pieces).strip()
