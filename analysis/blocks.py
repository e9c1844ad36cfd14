"""The bytes of a text or page -> the paragraphs in it, and running text of these: what all readers of exports share."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from analysis.imported import NotThis, Raw
from analysis.paragraphs import find_paragraphs

BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
CHARSET = re.compile(rb"""(?i)(?:charset|encoding)\s*=\s*["']?\s*([a-z0-9_:.-]{2,30})""")
STRAY = 0.3  # share of its characters beyond ASCII that a text in UTF-8 may have broken
# UTF-8 that was read as Windows writes, and written as UTF-8 again: "Ã©", "â€œ".
TWICE = re.compile(r"[ÃÂ][\x80-\xbf‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œžŸ]|â€")
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufeff\ud800-\udfff]")
ESCAPED = re.compile(r"(?i)&#(?:x0*(?:[0-8bcef]|1[0-9a-f]|7f)|0*(?:[0-8]|1[124-9]|2\d|3[01]|127))(?:;|(?![0-9a-f]))")
APART = frozenset(("script", "style", "noscript", "template", "head"))
PARTING = frozenset(
    re.findall(
        r"\w+",
        """address article aside blockquote body center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4
        h5 h6 header hr html li main nav ol p pre section table tbody td tfoot th thead tr ul text""",
    )
)
BY = re.compile(r"(?i)\A(?:by|von|par|por)\s+(?=\S)")
RESERVED = (
    "all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos reservados"
    "|todos os direitos reservados|tutti i diritti riservati|alle rechten voorbehouden"
)
YEAR = r"(?:19|20)\d\d\b"
# A line of rights; "Copyright law is dead" is none: a year follows at once, or ends the line, or all are reserved.
RIGHTS = re.compile(
    rf"(?i)\W{{0,3}}(?:{RESERVED}"
    rf"|(?:©|\(c\))(?=[^\n]{{0,100}}?(?:\b{YEAR}|{RESERVED}))"
    rf"|copyright\b(?=(?:\W*\(c\))?\W*{YEAR}|[^\n]{{0,100}}?(?:\b{YEAR}\W*$|{RESERVED})))",
    re.M,
)


def text_in(data: bytes) -> str:
    """The text in bytes, its lines ended by LF: by its mark, as UTF-8, as the file says, else as Windows writes.

    UTF-8 goes before what a page says of itself, which is often wrong. Characters that no text has are left out.
    """
    return CONTROLS.sub("", _decoded(data)).replace("\r\n", "\n").replace("\r", "\n")


def _decoded(data: bytes) -> str:
    for mark, name in BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, errors="replace")
    text = data.decode("utf-8", errors="replace")
    beyond = len(text) - sum(map(str.isascii, text)) if not text.isascii() else 0
    if text.count("\ufffd") <= STRAY * beyond:
        return _once(text) if TWICE.search(text) else text
    said = CHARSET.search(data[:4096])
    return data.decode(_codec(said.group(1).decode("ascii") if said else ""), errors="replace")


def _once(text: str) -> str:
    """A text that was encoded twice, as it was before; itself where not all of it was."""
    try:
        return b"".join(c.encode("latin-1" if "\x80" <= c <= "\x9f" else "cp1252") for c in text).decode("utf-8")
    except UnicodeError:
        return text


def _codec(name: str) -> str:
    """The codec of that name, that of Windows where there is none; browsers read Latin-1 as the latter too."""
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return "cp1252"
    return found if found not in ("iso8859-1", "ascii", "utf-8") and _is_of_text(found) else "cp1252"


def _is_of_text(name: str) -> bool:
    """True for a codec between text and bytes: "rot13" and "base64" are none."""
    try:
        return isinstance(b"a".decode(name, errors="replace"), str)
    except (LookupError, UnicodeError):
        return False


def page_in(text: str) -> Any:
    """The tree of an HTML page. Raises NotThis where there is none."""
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True)
    text = ESCAPED.sub("", text.replace("\f", " "))
    try:
        page = html.document_fromstring(text.encode("utf-8", errors="replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise NotThis("there is no page in it") from error
    if any("depth" in error.message for error in parser.error_log):
        raise NotThis("its elements are nested deeper than those of any page")
    return page


def paragraphs_of(element: Any, without: frozenset[Any] = frozenset()) -> list[str]:
    """The paragraphs in an element of a page, white space squeezed; `<br>` is LF, two of them end a paragraph.

    without: elements whose words do not count.
    """
    from lxml import etree

    found: list[str] = []
    here: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        named = isinstance(node.tag, str)
        if event == "start" and named:
            if node.tag in APART or node in without:
                walk.skip_subtree()
            else:
                _part(node.tag, here, found)
                here.append("\n" if node.tag == "br" else _squeezed(node.text))
        elif event in ("end", "comment", "pi"):
            if named:
                _part(node.tag, here, found)
            if node is not element:
                here.append(_squeezed(node.tail))
    _part("p", here, found)
    return found


def _part(tag: str, here: list[str], found: list[str]) -> None:
    """End the paragraph that stands `here`, where an element parts it."""
    if tag in PARTING and here:
        found += _split("".join(here))
        here.clear()


def _split(text: str) -> list[str]:
    pieces = re.split(r"\n\s*\n", text)
    lines = ([" ".join(line.split()) for line in piece.split("\n")] for piece in pieces)
    return [block for block in ("\n".join(filter(None, each)) for each in lines) if block]


def _squeezed(text: str | None) -> str:
    return re.sub(r"\s+", " ", text) if text else ""


def words_of(element: Any) -> str:
    """The words of an element in one line, "" for none."""
    return "" if element is None else " ".join(" ".join(paragraphs_of(element)).split())


def blocks_in(text: str) -> list[str]:
    """The stretches of a text between blank lines, without white space around their lines."""
    return [block for block in ("\n".join(_stripped(piece)) for piece in re.split(r"\n\s*\n", text)) if block]


def _stripped(piece: str) -> list[str]:
    return [line for line in (" ".join(line.split()) for line in piece.split("\n")) if line]


def running(paragraphs: Iterable[str], *, wrapped: bool = False) -> str:
    """Running text of paragraphs, a blank line between them: a break ends one, unless the next line is in lower case.

    wrapped: lines were wrapped at a width; where that was all they are joined.
    """
    pieces = (piece for p in paragraphs for piece in (_unwrapped(p) if wrapped else _broken(p)))
    return "\n\n".join(filter(None, (CONTROLS.sub("", one_line(piece)) for piece in pieces)))


def _unwrapped(paragraph: str) -> list[str]:
    return [span.of(paragraph) for span in find_paragraphs(paragraph)]


def _broken(paragraph: str) -> list[str]:
    """The lines of a paragraph; one that begins in lower case goes on with that before it."""
    found: list[str] = []
    for line in paragraph.split("\n"):
        if found and line[:1].islower():
            found[-1] += f" {line}"
        else:
            found.append(line)
    return found


def one_line(words: str) -> str:
    """Words in one line, without the hyphens that show only where a line ends."""
    return " ".join(words.replace("\xad", "").split())


def unled(author: str) -> str:
    """An author without "By" before it."""
    return BY.sub("", one_line(author))


def doubted(raw: Raw, *more: str) -> Raw:
    """An article with what is doubtful in it: no title, no outlet, no date, a guessed date, no text; more: doubts."""
    doubts = {
        "no title": not raw.title,
        "no outlet": not raw.outlet,
        "no date": raw.day.date is None,
        "guessed date": raw.day.date is not None and raw.day.how == "guess",
        "no text": not raw.text,
    }
    return replace(raw, doubts=(*raw.doubts, *(name for name, true in doubts.items() if true), *more))


def places(data: bytes, pattern: re.Pattern[bytes], number: int) -> list[tuple[int, int]]:
    """The bytes from each place where an article begins to the next; -1 where the pattern finds another number."""
    starts = [match.start() for match in pattern.finditer(data)]
    if len(starts) != number:
        return [(-1, -1)] * number
    return list(zip(starts, [*starts[1:], len(data)], strict=True))


def byte_places(text: str, data: bytes, starts: Sequence[int]) -> list[tuple[int, int]]:
    """The bytes from each place in a text to the next; -1 where the bytes are not that text in UTF-8."""
    mark = 3 if data.startswith(codecs.BOM_UTF8) else 0
    ends = [*starts[1:], len(text)]
    if text.encode("utf-8") != data[mark:]:
        return [(-1, -1)] * len(starts)
    at = mark + len(text[: starts[0]].encode("utf-8")) if starts else 0
    found = []
    for start, end in zip(starts, ends, strict=True):
        size = len(text[start:end].encode("utf-8"))
        found.append((at, at + size))
        at += size
    return found
