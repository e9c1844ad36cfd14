r"""A file in Rich Text Format -> its text: a line for each paragraph, cells parted by tabs, a form feed for a new page.

Of our own, as striprtf turns `\page` into a newline and fails on bytes that its code page lacks.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field

TOKEN = re.compile(
    r"\\'(?P<byte>[0-9a-fA-F]{2})"
    r"|\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?"
    r"|\\(?P<sign>[^a-zA-Z])"
    r"|(?P<brace>[{}])"
    r"|(?P<plain>[^\\{}\r\n]+)",
    re.S,
)
# Groups that hold no running text.
APART = frozenset(
    re.findall(
        r"\w+",
        """fonttbl colortbl stylesheet info pict object header headerl headerr headerf footer footerl footerr footerf
        footnote annotation fldinst xmlnstbl listtable listoverridetable rsidtbl generator themedata datastore bkmkstart
        bkmkend latentstyles""",
    )
)
WRITTEN = dict.fromkeys(("par", "line", "sect", "row"), "\n") | dict.fromkeys(("tab", "cell"), "\t")
WRITTEN |= dict.fromkeys(("emspace", "enspace"), " ") | {"page": "\f", "bullet": "•", "emdash": "—", "endash": "–"}
WRITTEN |= {"lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”"}
SIGNS = {"~": "\xa0", "_": "-", "\n": "\n", "\r": "\n", "\\": "\\", "{": "{", "}": "}"}


def is_rtf(data: bytes) -> bool:
    """True for bytes that begin as such a file does."""
    return data.lstrip(b"\xef\xbb\xbf \t\r\n")[:5] == b"{\\rtf"


def text_of(data: bytes) -> str:
    r"""The text in the bytes of such a file.

    >>> text_of(rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}\b Talks\b0  at the caf\'e9\par\u8220?No\u8221?\page}")
    'Talks at the café\n“No”\x0c'
    """
    reader = _Reader()
    for token in TOKEN.finditer(data.decode("latin-1")):
        reader.read(token)
    return _paired(reader.text())


@dataclass
class _Reader:
    r"""What was read so far.

    page: the code page of its bytes. pending: bytes of it, of which a character may have two. skip: how many
    characters stand after `\u8220` for programs that lack it, of which `left` are still to come. apart: what is read
    is no running text. outer: skip and apart of the groups around this one.
    """

    page: str = "cp1252"
    out: list[str] = field(default_factory=list)
    pending: bytearray = field(default_factory=bytearray)
    skip: int = 1
    left: int = 0
    apart: bool = False
    outer: list[tuple[int, bool]] = field(default_factory=list)

    def text(self) -> str:
        self.flush()
        return "".join(self.out)

    def read(self, token: re.Match[str]) -> None:
        if token.lastgroup == "byte":
            self.byte(token["byte"])
            return
        self.flush()
        if token["brace"]:
            self.brace(token["brace"])
        elif token["plain"]:
            self.plain(token["plain"])
        elif token["sign"]:
            self.sign(token["sign"])
        else:
            self.word(token["word"], int(token["number"] or 0))

    def flush(self) -> None:
        if self.pending:
            self.out.append(self.pending.decode(self.page, errors="replace"))
            self.pending.clear()

    def write(self, words: str) -> None:
        if not self.apart:
            self.out.append(words)

    def byte(self, digits: str) -> None:
        if self.left:
            self.left -= 1
        elif not self.apart:
            self.pending.append(int(digits, 16))

    def brace(self, brace: str) -> None:
        self.left = 0
        if brace == "{":
            self.outer.append((self.skip, self.apart))
        elif self.outer:
            self.skip, self.apart = self.outer.pop()

    def plain(self, words: str) -> None:
        words, self.left = words[self.left :], max(0, self.left - len(words))
        self.write(words if words.isascii() else words.encode("latin-1").decode(self.page, errors="replace"))

    def sign(self, sign: str) -> None:
        self.apart = self.apart or sign == "*"
        self.write(SIGNS.get(sign, ""))

    def word(self, word: str, number: int) -> None:
        if word == "ansicpg":
            self.page = _page(number)
        elif word == "uc":
            self.skip = max(0, min(number, 9))
        elif word == "u":
            self.write(_character(number))
            self.left = self.skip
        elif word in APART:
            self.apart = True
        else:
            self.write(WRITTEN.get(word, ""))


def _page(number: int) -> str:
    try:
        return codecs.lookup(f"cp{number}").name
    except LookupError:
        return "cp1252"


def _character(number: int) -> str:
    number += 0x10000 if number < 0 else 0
    return chr(number) if 0 <= number < 0x110000 else "\ufffd"


def _paired(text: str) -> str:
    """A text with its pairs of surrogates made one character; a half alone becomes U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", errors="replace")
