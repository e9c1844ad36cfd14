"""A PDF -> the one article in it, by the text that it holds: lines joined, hyphens and running heads taken out.

A PDF knows letters and places, no paragraphs: what is read from one is to be doubted, and says so.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from analysis.days import dates_in, is_day
from analysis.imported import Day, Found, NotThis, Raw
from analysis.nexis import END as ARTICLE_END
from analysis.nexis import FACTIVA
from analysis.saying import hushed

EDGE = 3  # lines at the head and the foot of a page that may be running heads
TOP = 12  # lines at the beginning among which the date is looked for
PAGES = 2000
LONGEST = 5_000_000  # characters
END = re.compile(r"[.!?…:][\"'”’»)\]]*$")
EXPORT = "articles of a database stand in it, which a PDF does not part; save them from there as a Word file or page"
PDF = "read from a PDF: paragraphs, columns and headline are guessed"


def read_pdf(data: bytes) -> Found:
    """The article in a PDF, one for a file. Raises NotThis for what is no PDF."""
    if b"%PDF-" not in data[:1024]:
        raise NotThis("there is no %PDF- at its beginning")
    with hushed("pypdf") as heard:
        pages, leftovers = _pages(data)
    if heard and not leftovers:
        leftovers = ["this PDF is damaged; some of its text may be lost"]
    lines = list(_without_heads(pages))
    text = "\n\n".join(_paragraphs(lines))[:LONGEST]
    if not any(c.isalpha() for c in text):
        return Found("PDF", (), None, (*leftovers, *([] if leftovers else ["it holds no text, only pictures of it"])))
    ends = sum(bool(ARTICLE_END.fullmatch(line) or FACTIVA.fullmatch(line)) for line in lines)
    if ends:
        leftovers.append(EXPORT)
    return Found("PDF", (Raw(text, day=_day(lines[:TOP]), doubts=(PDF,)),), ends or None, tuple(leftovers))


def _pages(data: bytes) -> tuple[list[list[str]], list[str]]:
    """The lines of each page, and what could not be read."""
    import pypdf

    pages: list[list[str]] = []
    faults, bare, size = [], 0, 0
    try:
        file = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if file.is_encrypted and not file.decrypt(""):
            return [], ["this PDF is locked with a password; save it without one"]
        for page in file.pages:
            if len(pages) == PAGES or size > LONGEST:
                faults.append(f"only its first {len(pages):,} pages are read")
                break
            lines = [" ".join(line.split()) for line in (page.extract_text() or "").splitlines()]
            bare += not any(lines)
            size += sum(map(len, lines))
            pages.append(lines)
    except Exception as error:  # pypdf raises whatever a damaged file leads to
        faults.append(f"this PDF is damaged ({type(error).__name__}) after {len(pages)} pages")
    if bare and bare < len(pages):
        faults.append(f"{bare} of {len(pages)} pages hold no text")
    return pages, faults


def _without_heads(pages: Sequence[Sequence[str]]) -> Iterator[str]:
    """The lines of all pages, without those at their heads and feet that repeat but for numbers, or are numbers."""
    full = [[line for line in page if line] for page in pages]
    times = Counter(key for page in full for key in {_key(page, at) for at in _edges(page)})
    heads = {key for key, n in times.items() if n > 1 and n >= len(full) / 3}
    for kept in full:
        gone = set()
        for inward in (range(len(kept)), range(len(kept) - 1, -1, -1)):
            for at in list(inward)[:EDGE]:
                if _key(kept, at) not in heads and not re.fullmatch(
                    r"\W*(?:page )?\d{1,4}\W*(?:of \d+)?", kept[at], re.I
                ):
                    break
                gone.add(at)
        yield from (line for at, line in enumerate(kept) if at not in gone)


def _edges(page: Sequence[str]) -> set[int]:
    return {*range(len(page))[:EDGE], *range(len(page))[-EDGE:]}


def _key(page: Sequence[str], at: int) -> tuple[int, str]:
    """A line without its numbers, and how far from the head or the foot of its page it stands."""
    return (at if at < len(page) / 2 else at - len(page)), re.sub(r"\d+", "#", page[at]).lower()


def _paragraphs(lines: Sequence[str]) -> Iterator[str]:
    """The paragraphs of some lines: one ends with a sentence in a line that is not full, or at a line of few words."""
    if not lines:
        return
    width = sorted(map(len, lines))[int(len(lines) * 0.7)]
    known = set(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", "\n".join(lines).lower()))
    paragraph = lines[0]
    for line, following in pairwise(lines):
        if _ends(line, following, width):
            yield paragraph
            paragraph = following
        else:
            paragraph = _joined(paragraph, following, known)
    yield paragraph


def _ends(line: str, following: str, width: int) -> bool:
    """True where a paragraph ends between two lines; the line of the date is one of its own."""
    if is_day(line) or is_day(following):
        return True
    if following[:1].islower():
        return False
    return len(line) < 0.6 * width or bool(END.search(line) and len(line) < 0.93 * width)


def _joined(text: str, line: str, known: set[str]) -> str:
    """A text with a line after it; a word that was parted is one again, unless the text has it with its hyphen."""
    match = re.search(r"([^\W\d_]+)[-\u00ad\u2010]$", text)
    if match is None or not line[:1].islower():
        return f"{text} {line}"
    rest = re.match(r"[^\W\d_]+", line)
    word = rest[0] if rest else ""
    if f"{match[1]}-{word}".lower() in known and f"{match[1]}{word}".lower() not in known:
        return f"{text[: match.end(1)]}-{line}"
    return f"{text[: match.end(1)]}{line}"


def _day(lines: Sequence[str]) -> Day:
    """The first date among the first lines, where a line is little more than one: a guess."""
    for line in lines:
        if len(line) < 80 and (dates := dates_in(line)):
            return Day(dates[0], line, "guess")
    return Day(None, "", "")
