"""A PDF -> the one article in it, by the text that it holds: lines joined, hyphens and running heads taken out.

One that Nexis made holds many, each on pages of its own, as its Word files do.

A PDF knows letters and places, no paragraphs: what is read from one is to be doubted, and says so.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, pairwise

from analysis import nexis
from analysis.days import dates_in, is_day
from analysis.imported import Day, Found, NotThis, Raw
from analysis.labels import Labels, bare, labelled, own
from analysis.nexis import COVER, FACTIVA, LINK
from analysis.nexis import END as ARTICLE_END
from analysis.saying import hushed
from analysis.wordfile import Paragraph

EDGE = 3  # lines at the head and the foot of a page that may be running heads
TOP = 12  # lines at the beginning among which the date is looked for
PAGES = 2000
LONGEST = 5_000_000  # characters
END = re.compile(r"[.!?…:][\"'”’»)\]]*$")
EXPORT = "articles of a database stand in it, which a PDF does not part; save them from there as a Word file or page"
PDF = "read from a PDF: paragraphs, columns and headline are guessed"
TITLE, FEWEST = 5, 3  # lines at most, and words at least, of a title that a PDF is called by
BETWEEN = re.compile(r"\s+[|–—-]\s+")  # stands between a title and what a page adds to it
ALONE = (ARTICLE_END, COVER, LINK)  # lines of Nexis that are paragraphs
GUESSED = "read from a PDF: paragraphs are guessed"


def read_pdf(data: bytes) -> Found:
    """The article in a PDF, one for a file but in those of Nexis. Raises NotThis for what is no PDF."""
    if b"%PDF-" not in data[:1024]:
        raise NotThis("there is no %PDF- at its beginning")
    with hushed("pypdf") as heard:
        pages, leftovers, named = _pages(data)
    if heard and not leftovers:
        leftovers = ["this PDF is damaged; some of its text may be lost"]
    if exported := _of_nexis(pages):
        return replace(exported, leftovers=(*leftovers, *exported.leftovers))
    lines = [line for page in _without_heads(pages) for line in page]
    title, outlet, below = _named(lines, named)
    text = "\n\n".join([*([title] if title else []), *_paragraphs(below)])[:LONGEST]
    if not any(c.isalpha() for c in text):
        return Found("PDF", (), None, (*leftovers, *([] if leftovers else ["it holds no text, only pictures of it"])))
    ends = sum(bool(ARTICLE_END.fullmatch(line) or FACTIVA.fullmatch(line)) for line in lines)
    if ends:
        leftovers.append(EXPORT)
    return Found(
        "PDF", (Raw(text, title, outlet, day=_day(lines[:TOP]), doubts=(PDF,)),), ends or None, tuple(leftovers)
    )


def _of_nexis(pages: Sequence[Sequence[str]]) -> Found | None:
    """The articles in the pages of a PDF of Nexis; None where they are of none, or no date stands below its titles."""
    if not any(ARTICLE_END.fullmatch(line) for page in pages for line in page):
        return None
    kept = list(_without_heads(pages, feet=True))  # at their heads stand the titles
    try:
        found = nexis.of_paragraphs(list(_exported(kept)), "PDF")
    except NotThis:
        return None
    articles = tuple(replace(raw, doubts=(*raw.doubts, GUESSED)) for raw in found.articles)
    return replace(found, articles=articles) if any(raw.day.date for raw in articles) else None


def _exported(pages: Sequence[Sequence[str]]) -> Iterator[Paragraph]:
    """The paragraphs of pages of Nexis: above a text each line is one, but for those of the title; so is each label."""
    labels = own()
    title, ended, open_lines = "", True, list[str]()
    for page in chain.from_iterable(map(_at_ends, pages)):
        day = _day_below_title(page, labels) if ended else 0
        at = 0
        if day:
            yield from (Paragraph(words, "") for words in _paragraphs(open_lines))
            open_lines = []
            title, at = _once(page[: day - 1]), _text_start(page, day, labels)
            yield Paragraph(title, "Heading 1")
            yield from (Paragraph(line, "") for line in page[day - 1 : at])
            ended = False
        else:
            at = next((n for n in range(1, min(EDGE, len(page)) + 1) if " ".join(page[:n]) == title), 0)
        for line in page[at:]:
            if any(p.fullmatch(line) for p in ALONE) or labelled(line, labels) or bare(line, labels):
                yield from (Paragraph(words, "") for words in _paragraphs(open_lines))
                yield Paragraph(line, "")
                open_lines = []
                ended = ended or bool(ARTICLE_END.fullmatch(line))
            else:
                open_lines.append(line)
    yield from (Paragraph(words, "") for words in _paragraphs(open_lines))


def _at_ends(page: Sequence[str]) -> Iterator[Sequence[str]]:
    """The lines of a page, parted where an article ends."""
    ends = [n + 1 for n, line in enumerate(page) if ARTICLE_END.fullmatch(line)]
    yield from (page[a:b] for a, b in pairwise([0, *ends, len(page)]) if page[a:b])


def _day_below_title(page: Sequence[str], labels: Labels) -> int:
    """The line of a page with the date of the article that begins there, below title and outlet; 0 where none does."""
    for n in range(2, min(TOP, len(page))):
        if is_day(page[n]):
            below = page[n + 1 : n + 1 + TOP]
            return n if any(labelled(line, labels) or bare(line, labels) == "text" for line in below) else 0
    return 0


def _text_start(page: Sequence[str], day: int, labels: Labels) -> int:
    """The line of a page below the labels above a text."""
    near = range(day, min(day + 2 * TOP, len(page)))
    text = next((n for n in near if bare(page[n], labels) == "text"), None)
    return 1 + (text if text is not None else max((n for n in near if labelled(page[n], labels)), default=day))


def _once(lines: Sequence[str]) -> str:
    """The words of lines, of which the head of the page may say the same before."""
    half = len(lines) // 2
    if len(lines) % 2 == 0 and list(lines[:half]) == list(lines[half:]):
        lines = lines[half:]
    return " ".join(lines)


def _named(lines: Sequence[str], named: str) -> tuple[str, str, Sequence[str]]:
    """Title, outlet and the lines below, where the first lines have what a PDF is called: "Talks to Resume | The Post".

    What a page of the web has above its title is its menu. Title and outlet are "" where no lines are called so.
    """
    name = " ".join(named[:1000].split())
    for start in range(min(TOP, len(lines))):
        for end in range(min(start + TITLE, len(lines)), start, -1):
            title = " ".join(lines[start:end])
            before, *pieces = BETWEEN.split(name.removeprefix(title)) if name.startswith(title) else [title]
            if not before and len(title.split()) >= FEWEST:
                return title, pieces[-1] if pieces else "", lines[end:]
    return "", "", lines


def _pages(data: bytes) -> tuple[list[list[str]], list[str], str]:
    """The lines of each page, what could not be read, and what the PDF is called."""
    import pypdf

    pages: list[list[str]] = []
    faults, bare, size, named = [], 0, 0, ""
    try:
        file = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if file.is_encrypted and not file.decrypt(""):
            return [], ["this PDF is locked with a password; save it without one"], ""
        named = str((file.metadata and file.metadata.title) or "")
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
    return pages, faults, named


def _without_heads(pages: Sequence[Sequence[str]], *, feet: bool = False) -> Iterator[list[str]]:
    """The lines of each page, without those at their heads and feet that repeat but for numbers, or are numbers.

    feet: of those that repeat, the ones at their feet alone are left out.
    """
    full = [[line for line in page if line] for page in pages]
    times = Counter(key for page in full for key in {_key(page, at) for at in _edges(page)})
    heads = {key for key, n in times.items() if n > 1 and n >= len(full) / 3 and (key[0] < 0 or not feet)}
    for kept in full:
        gone = set()
        for inward in (range(len(kept)), range(len(kept) - 1, -1, -1)):
            for at in list(inward)[:EDGE]:
                if _key(kept, at) not in heads and not re.fullmatch(
                    r"\W*(?:page )?\d{1,4}\W*(?:of \d+)?", kept[at], re.I
                ):
                    break
                gone.add(at)
        yield [line for at, line in enumerate(kept) if at not in gone or ARTICLE_END.fullmatch(line)]


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
