"""A file's bytes -> text, or one sentence that says why there is none."""

from __future__ import annotations

import re
import stat
import warnings
from pathlib import Path

LIMIT = 5_000_000  # bytes of an article
EMPTY = "the file is empty; put the text of an article into it"
OVER = "the file is over {:g} MB; split it into articles"
BINARY = "this is a binary file, not text; save the article as text and try again"
PDF = "this is a PDF, not text; save the article as text, or take it into a corpus with demarche corpus"
# English news is UTF-8, or else one of these; wider guessing turns a curly quotation mark into Cyrillic.
ENCODINGS = ["cp1252", "mac_roman", "utf_16_le", "utf_16_be"]
MARKS = (b"\xff\xfe", b"\xfe\xff")  # with which UTF-16 begins
# Characters of several bytes that UTF-8 has and hardly anything else: those of three and four bytes, such as “.
LONG = re.compile(rb"[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
SHORT = re.compile(rb"[\xc2-\xdf][\x80-\xbf]")
# What UTF-8 looks like that was taken for an older encoding and saved as UTF-8 again: "SÃ©gol", "â€™".
TWICE = re.compile(r"Ã[\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|Â[\xa0-\xbf]|â€[\x80-\xbf™˜œ“”¦¢]")
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
MOST_CONTROLS = 10  # in the first 10,000 characters of a text


class DecodingError(ValueError):
    """There is no text in these bytes; the message says why and what to do, without the file's name."""


class StrayBytes(UserWarning):
    """A text is UTF-8 but for a few bytes, which were replaced; or it became UTF-8 twice."""


def data_in(path: Path, limit: int = LIMIT) -> bytes:
    """The bytes of a plain file of at most `limit`. Raises OSError and DecodingError.

    What is no file with an end, such as a pipe or a device, is never opened: it might never answer.
    """
    about = path.stat()
    if stat.S_ISDIR(about.st_mode):
        raise DecodingError("this is a folder; name the files in it")
    if not stat.S_ISREG(about.st_mode):
        raise DecodingError("this is no plain file; save the article as one and try again")
    if about.st_size <= limit:
        with path.open("rb") as file:
            data = file.read(limit + 1)
        if len(data) <= limit:
            return data
    raise DecodingError(OVER.format(limit / 1_000_000))


def text_of(data: bytes, name: str, limit: int = LIMIT) -> str:
    """The text in a file's bytes: UTF-8, UTF-16, or an older English encoding. Raises DecodingError.

    Warns, with the file's name, where bytes had to be replaced. limit: bytes of what is one article.
    """
    if len(data) > limit:
        raise DecodingError(OVER.format(limit / 1_000_000))
    if not data.strip():
        raise DecodingError(EMPTY)
    if data[:100].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-"):  # not compressed it has only letters
        raise DecodingError(PDF)
    text = _decoded(data, name)
    if "\x00" in text or len(CONTROLS.findall(text[:10_000])) > MOST_CONTROLS:
        raise DecodingError(BINARY)
    if not text.strip():
        raise DecodingError(EMPTY)
    if broken := TWICE.search(text):
        told = " ".join(text[max(0, broken.start() - 6) : broken.end() + 6].split())
        what = f"letters are broken (“{told}”), as the text was turned into UTF-8 twice"
        warnings.warn(f"{name}: {what}; take it anew from where it came from.", StrayBytes, 2)
    return text


def _decoded(data: bytes, name: str) -> str:
    if data.startswith(MARKS):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _mended(data, name) if _is_almost_utf8(data) else _guessed(data)


def _is_almost_utf8(data: bytes) -> bool:
    """True where far more of the bytes over 127 make characters of UTF-8 than do not.

    One “ of three bytes weighs as much as four bytes that fit nowhere: hardly any other text holds it by chance.
    """
    rest = SHORT.sub(b"", LONG.sub(b"", data))
    strays = sum(byte > 127 for byte in rest)
    long, short = len(LONG.findall(data)), len(SHORT.findall(LONG.sub(b"", data)))
    return 4 * long + short > strays


def _mended(data: bytes, name: str) -> str:
    """UTF-8 with U+FFFD for each byte that fits nowhere."""
    text = data.decode("utf-8-sig", errors="replace")
    strays = text.count("\ufffd") - data.count("\ufffd".encode())
    what = "a byte is no UTF-8 and is" if strays == 1 else f"{strays} bytes are no UTF-8 and are"
    warnings.warn(f"{name}: {what} shown as \ufffd; save the article as UTF-8 again to mend it.", StrayBytes, 2)
    return text


def _guessed(data: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=ENCODINGS).best()
    if best is None:
        raise DecodingError(
            BINARY if b"\x00" in data else "its encoding is not known; save the article as UTF-8 text and try again"
        )
    return str(best)
