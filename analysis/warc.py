"""A WARC file, as crawlers and CC-NEWS write it -> the article of each page in it.

Records are parted here, so that a damaged one costs itself alone; what is in one is told by warcio.
"""

from __future__ import annotations

import io
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import Any

from analysis.bylines import BylineWords
from analysis.decoding import DecodingError, text_of
from analysis.imported import Day, Found, NotThis, Raw
from analysis.saying import hushed
from analysis.webpage import PageError, article_in, day_in

GZIP = b"\x1f\x8b\x08"
BEGIN = re.compile(rb"WARC/1\.\d\r?\n")
MOST = 1_000_000_000  # bytes that a file may unpack to
PAGE = 5_000_000  # bytes of a page
CHUNK = 65_536
NAMED = 5  # addresses without an article that are named
Record = tuple[bytes, int, int]  # its bytes, and where in the file they are: -1 where it shares a compressed block


def read_warc(data: bytes, known: BylineWords) -> Found:
    """The articles in the pages of a WARC file, compressed or not. Raises NotThis for what is none."""
    if not _is_warc(data):
        raise NotThis("there is no WARC/1. at its beginning")
    articles: list[Raw] = []
    other: Counter[str] = Counter()
    bare: list[str] = []
    for record, start, end in _records(data, other):
        try:
            with hushed("warcio"):
                found = _page(record)
        except Exception:  # warcio raises whatever a damaged head leads to
            other["a record is damaged"] += 1
            continue
        if isinstance(found, str):
            if found:
                other[found] += 1
            continue
        url, page, cut = found
        try:
            articles.append(_article(url, page, cut, known, start, end))
        except (PageError, DecodingError):
            bare.append(url)
    told = [f"{words}: {n:,} times" if n > 1 else words for words, n in other.items()]
    if bare:
        more = f" and {len(bare) - NAMED:,} more" if len(bare) > NAMED else ""
        told.append(f"{len(bare):,} pages without an article: {', '.join(bare[:NAMED])}{more}")
    return Found("WARC", tuple(articles), None, tuple(told))


def _is_warc(data: bytes) -> bool:
    head = data[:8192]
    if head.startswith(GZIP):
        try:
            head = zlib.decompressobj(31).decompress(head, 100)
        except zlib.error:
            return False
    return BEGIN.match(head) is not None


def _records(data: bytes, other: Counter[str]) -> Iterator[Record]:
    """The records of a file; what is no record is counted in `other`."""
    if not data.startswith(GZIP):
        yield from _parted(data, 0, other)
        return
    at, size = 0, 0
    while at < len(data):
        block, end = _block(data, at, MOST - size)
        size += len(block)
        if size >= MOST:
            other[f"it unpacks to over {MOST // 10**9} GB; the rest is not read"] += 1
            return
        if end < 0:
            other["a compressed block is damaged or cut off"] += 1
        found = list(_parted(block, 0, other))
        yield from ((record, at, end) if len(found) == 1 and end >= 0 else (record, -1, -1) for record, _, _ in found)
        at = end if end >= 0 else data.find(GZIP, at + 1)
        if at < 0:
            return


def _block(data: bytes, at: int, most: int) -> tuple[bytes, int]:
    """What a block compressed by gzip holds, as far as it can be read, and where it ends; -1 where it is damaged."""
    unpack, view, pieces, size = zlib.decompressobj(31), memoryview(data), [], 0
    try:
        while at < len(data) and not unpack.eof and size < most:
            chunk = view[at : at + CHUNK]
            at += len(chunk)
            pieces.append(unpack.decompress(chunk))
            size += len(pieces[-1])
    except zlib.error:
        return b"".join(pieces), -1
    return b"".join(pieces), at - len(unpack.unused_data) if unpack.eof else -1


def _parted(data: bytes, offset: int, other: Counter[str]) -> Iterator[Record]:
    """The records in plain bytes: each by its length; where that is wrong, up to the next beginning."""
    at = 0
    while match := BEGIN.search(data, at):
        start = match.start()
        if data[at:start].strip():
            other["bytes between records are none"] += 1
        head = data.find(b"\r\n\r\n", start)
        length = re.search(rb"(?i)\r\nContent-Length: *(\d{1,12})\r\n", data[start : head + 4]) if head >= 0 else None
        end = head + 4 + int(length[1]) if length else -1
        following = BEGIN.search(data, match.end())
        rest = data[end : end + 20].lstrip() if end > 0 else b""
        if length is None or end > len(data) or (following and rest and not BEGIN.match(rest)):
            end = following.start() if following else len(data)
            other["a record is cut off, or its length is wrong"] += 1
        yield data[start:end], offset + start, offset + end
        at = max(end, match.end())
    if data[at:].strip():
        other["bytes between records are none"] += 1


def _page(record: bytes) -> tuple[str, bytes, bool] | str:
    """The address and the bytes of a page, and whether it was cut off; else what the record is, "" where no matter."""
    from warcio.archiveiterator import ArchiveIterator

    one: Any = next(iter(ArchiveIterator(io.BytesIO(record + b"\r\n\r\n"))), None)
    if one is None:
        return "a record is damaged"
    if one.rec_type != "response":
        return "" if one.rec_type in ("request", "warcinfo", "metadata") else f"a record is a {one.rec_type}, no page"
    status, kind = one.http_headers.get_statuscode(), one.http_headers.get_header("Content-Type") or ""
    if status != "200":
        return f"a page answered with {status}"
    if "html" not in kind.lower():
        return f"a record is {kind.split(';')[0].strip() or 'of no kind'}, no page"
    page = one.content_stream().read(PAGE + 1)
    length = int(one.rec_headers.get_header("Content-Length") or 0)
    cut = bool(one.rec_headers.get_header("WARC-Truncated")) or length > len(record)
    return str(one.rec_headers.get_header("WARC-Target-URI") or ""), _utf8(page, kind), cut


def _utf8(page: bytes, kind: str) -> bytes:
    """A page as UTF-8, where its head tells another encoding that fits."""
    told = re.search(r"charset=[\"']?([\w-]+)", kind) or re.search(
        r"charset=[\"']?([\w-]+)", page[:2000].decode("latin-1")
    )
    try:
        return page.decode(told[1]).encode() if told and told[1].lower() not in ("utf-8", "utf8") else page
    except (LookupError, UnicodeError):
        return page


def _article(url: str, page: bytes, cut: bool, known: BylineWords, start: int, end: int) -> Raw:
    """The article of a page. Raises PageError and DecodingError."""
    text = text_of(page, url or "a page")
    body, about = article_in(text, known)
    day = day_in(text, about["published"])
    doubts = ("cut off",) if cut else ()
    return Raw(
        body,
        about["title"],
        about["outlet"],
        about["author"],
        Day(*day),
        url=about["url"] or url,
        start=start,
        end=end,
        doubts=doubts,
    )
