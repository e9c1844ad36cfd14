r"""Files of Nexis -> their articles: Nexis Uni and Lexis+ as Word files, old LexisNexis as plain text and as HTML.

A Word file ends each article with `End of Document`; above the first stands a cover with `Documents (10)` and a list.
Before the label `Body` stand title, outlet, date and copyright, in this order, then `Section:\xa0…`, `Byline:\xa0…`.
The old files begin each article with `3 of 10 DOCUMENTS`; then follow outlet, date, title and labels in capitals.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from analysis.blocks import (
    RIGHTS,
    blocks_in,
    byte_places,
    doubted,
    one_line,
    page_in,
    paragraphs_of,
    places,
    running,
    text_in,
    unled,
)
from analysis.days import dates_in, day_in, is_day
from analysis.imported import Day, Found, NotThis, Raw
from analysis.labels import Labelled, Labels, bare, labelled, language_code, own
from analysis.rtf import is_rtf
from analysis.rtf import text_of as text_of_rtf
from analysis.wordfile import Paragraph, paragraphs_in

ENDS = "end of document|ende des dokuments|dokumentende|fin du document|fin de document|fin del documento"
END = re.compile(ENDS, re.I)
END_LINE = re.compile(rf"^[ \t\f\xa0]*(?:{ENDS})[ \t\f\xa0]*$", re.I | re.M)
COVER = re.compile(r"(?i)(?:documents?|dokumente?|documentos?|documenti|documenten) ?\((\d{1,6})\)")
FIRST = re.compile(r"1\.\s*(\S.*)", re.S)
HEADING = re.compile(r"(?i)heading|überschrift|berschrift|titre|title")
HEAD = 60  # paragraphs at most between the title and the text
UNCOVERED = 5  # lines at most between the start of an article and its date where no cover stands above it
NEAR = 8  # paragraphs from its start among which an article has its date
OPENING = ("author", "section", "length", "url")  # fields that labels above the text tell
# Old files: "3 of 10 DOCUMENTS", "Dokument 3 von 10".
NUMBERED = re.compile(
    r"^[ \t]*(?:(?P<n>\d{1,6}) (?:of|de|von|sur) (?P<of>\d{1,7}) (?:DOCUMENTS?|DOKUMENTEN?)"
    r"|(?:DOCUMENT|Document|DOKUMENT|Dokument) (?P<n2>\d{1,6}) (?:of|de|von|sur) (?P<of2>\d{1,7}))[ \t]*$",
    re.M,
)
SELECTED = re.compile(r"^[^\n:]{3,40}: [^\n:]{3,40}: (?P<items>\d[\d, -]*)$", re.M)
DOC = re.compile(rb"<DOC NUMBER=", re.I)
HOLDS = re.compile(rb"""<META[^>]{0,200}\bDOCUMENTS="(\d{1,6})\"""", re.I)
FACTIVA = re.compile(r"(?:Document|Dokument|Documento) (?=\w*\d{8})\w{20,40}")  # below an article of Factiva
PROQUEST = re.compile(r"(?i)ProQuest[ -](?:document|dokument)[ -](?:ID|link)\b|ID du document ProQuest\b")
OLD_WORD = b"\xd0\xcf\x11\xe0"  # how a .doc begins, whose words would be read with its codes between them
LIST = "It is a list of documents without their texts, which lie in other files."
CUT = "The last article has no end; the file may have been cut."
APPENDED = re.compile(r"Correction(?:s)? Appended$", re.I | re.M)
CORRECTION = re.compile(r"(?i)corrections?:?")
LINK = re.compile(r"(?i)link to (?:image|photo|picture|graphic|video|audio|story|chart|table)s?(?: ?#?\d+)?")
NOTES = re.compile(r"(?i)notes")  # a label of its own line, with a few lines of the editors below it
LAST = re.compile(r"(?:UPDATE|CORRECTION(?:-DATE)?|MISE À JOUR): ?(?=\S|$)")


def read_nexis(data: bytes, labels: Labels | None = None) -> Found:
    """The articles in a file of Nexis. Raises NotThis for any other file.

    labels: with the field that each tells; Demarche's own where they are not given.
    """
    labels = own() if labels is None else labels
    if data[:2] == b"PK":
        return _written(list(paragraphs_in(data)), labels, "DOCX")
    if is_rtf(data):
        return _written(_lines(text_of_rtf(data)), labels, "RTF")
    if DOC.search(data):
        return _old_page(data, labels)
    text = text_in(data)
    lines = _lines(text) if END_LINE.search(text) and not data.startswith(OLD_WORD) else []
    if any(bare(line.text, labels) == "text" for line in lines):
        return _written(lines, labels, "TXT")
    return _old_text(text, data, labels)


def of_paragraphs(paragraphs: Sequence[Paragraph], ending: str) -> Found:
    """The articles in the paragraphs of a file of Nexis, whatever it was; ending: of its name. Raises NotThis."""
    return _written(paragraphs, own(), ending)


def _lines(text: str) -> list[Paragraph]:
    lines = (line.strip(" \t\f\xa0") for line in text.split("\n"))
    return [Paragraph(line, "") for line in lines if line]


# ── Word files, and Rich Text and plain text made of them ──


def _written(paragraphs: Sequence[Paragraph], labels: Labels, ending: str) -> Found:
    """The articles in the paragraphs of a Word file; ending: of its name."""
    paragraphs = [one for paragraph in paragraphs for one in _single(paragraph, labels)]
    ended = any(END.fullmatch(p.text) for p in paragraphs)
    if not ended and any(PROQUEST.match(p.text) for p in paragraphs):
        raise NotThis("it is of ProQuest")
    if not ended and any(NUMBERED.fullmatch(p.text) for p in paragraphs):
        return _old_word(paragraphs, labels, ending)
    if not ended and any(FACTIVA.fullmatch(p.text) for p in paragraphs):
        raise NotThis("it is of Factiva")
    said = [int(match[1]) for p in paragraphs if (match := COVER.fullmatch(p.text))]
    *parts, rest = _parted(paragraphs, labels, sum(said) if said else None)
    leftovers = []
    articles = [_article(part, labels) for part in parts]
    if _is_article(rest, labels):
        leftovers.append(CUT)
        articles.append(_article(rest, labels, "cut"))
    elif rest:
        leftovers.append(f"After the last article: “{one_line(rest[0].text)[:80]}”.")
    if not articles and said and not ended:
        return Found(f"Nexis {ending}", (), None, (LIST,))
    if not articles:
        raise NotThis("no articles of Nexis stand in it")
    return Found(f"Nexis {ending}", tuple(articles), sum(said) if said else None, tuple(leftovers))


def _single(paragraph: Paragraph, labels: Labels) -> list[Paragraph]:
    """A paragraph, or its lines where all have labels or one ends an article: so a program writes that turned Rich Text
    into a Word file.
    """
    lines = [line for line in map(str.strip, paragraph.text.split("\n")) if line]
    if any(map(END.fullmatch, lines)) or all(labelled(line, labels) or bare(line, labels) for line in lines):
        return [Paragraph(line, paragraph.style) for line in lines]
    return [paragraph]


def _parted(paragraphs: Sequence[Paragraph], labels: Labels, said: int | None) -> list[list[Paragraph]]:
    """The paragraphs of each article, and what is left after the last.

    "End of Document" stands inside an article where none begins after it, unless the cover counts it as an end.
    """
    parts: list[list[Paragraph]] = [[]]
    ends = []
    for paragraph in paragraphs:
        if END.fullmatch(paragraph.text):
            ends.append(paragraph)
            parts.append([])
        else:
            parts[-1].append(paragraph)
    if said == len(ends):
        return parts
    found = [parts[0]]
    for n, part in enumerate(parts[1:]):
        last = n + 2 == len(parts)
        if part and not last and not _is_article(part, labels):
            found[-1] += [ends[n], *part]
        else:
            found.append(part)
    return found


def _is_article(part: Sequence[Paragraph], labels: Labels) -> bool:
    """True for paragraphs of which one is the label of the text or of the length, or a date near the start."""
    if any(is_day(p.text) for p in part[1:NEAR]):
        return True
    return any(bare(p.text, labels) == "text" or _field(p.text, labels) == "length" for p in part)


def _field(line: str, labels: Labels) -> str:
    found = labelled(line, labels)
    return found.field if found else ""


def _article(part: Sequence[Paragraph], labels: Labels, *doubts: str) -> Raw:
    """The article in the paragraphs before its end, a cover before it or not."""
    above, start = _above(part, labels)
    lines = [p for p in above if not RIGHTS.match(p.text) and not labelled(p.text, labels)]
    days = _days([p.text for p in lines])
    covered = any(COVER.fullmatch(p.text) for p in part) or bool(days and days[0] > UNCOVERED)
    title, outlet, *beside = _title(lines, days, covered)
    told = [found for p in part[:start] if (found := labelled(p.text, labels))]
    body = _whole([p.text for p in part[start:]], labels)
    end = _end(body, labels)
    if any(APPENDED.search(p.text) for p in part[:start]):
        end = next((n for n, words in enumerate(body[:end]) if CORRECTION.fullmatch(words)), end)
    told += [found for words in body[end:] if (found := labelled(words, labels))]
    day, *more = _day([lines[n].text for n in days], told)
    kept = [words for words in body[:end] if not LINK.fullmatch(words)]
    raw = _told(Raw(running(kept), one_line(title), one_line(outlet), day=day), told)
    return doubted(raw, *more, *beside, *doubts)


def _whole(body: Sequence[str], labels: Labels) -> Sequence[str]:
    """A text without the abstract that some outlets have between "ABSTRACT" and "FULL TEXT"."""
    if not body or body[0].lower() != "abstract":
        return body
    full = next((n for n, words in enumerate(body[:NEAR]) if bare(words, labels) == "text"), None)
    return body if full is None else body[full + 1 :]


def _above(part: Sequence[Paragraph], labels: Labels) -> tuple[Sequence[Paragraph], int]:
    """The paragraphs above the text, and where it starts."""
    named = next((n for n, p in enumerate(part) if n and bare(p.text, labels) == "text"), None)
    if named is not None:
        return part[:named], named + 1
    last = max((n for n, p in enumerate(part[:HEAD]) if _field(p.text, labels) in OPENING), default=None)
    if last is None:
        last = max((n for n, p in enumerate(part[:HEAD]) if is_day(p.text) or RIGHTS.match(p.text)), default=1)
    while last + 1 < len(part) and labelled(part[last + 1].text, labels):
        last += 1
    return part[: last + 1], last + 1


def _days(lines: Sequence[str]) -> list[int]:
    """The places of the lines that tell the date: the last of them below the title, with those directly above it."""
    last = next((n for n in reversed(range(1, len(lines))) if is_day(lines[n])), None)
    if last is None:
        return []
    first = last
    while first > 2 and is_day(lines[first - 1]):
        first -= 1
    return list(range(first, last + 1))


def _title(lines: Sequence[Paragraph], days: Sequence[int], covered: bool) -> tuple[str, str, *tuple[str, ...]]:
    """Title and outlet: the first line and the one before the date; a doubt where more lines stand between them."""
    before = [p.text for p in (lines[: days[0]] if days else lines)]
    texts = before[_after_cover(lines[: len(before)]) if covered else 0 :]
    if days and len(texts) > 2:
        return texts[0], texts[-1], "more lines beside the title"
    return (*texts, "", "")[0], (*texts, "", "")[1]


def _after_cover(lines: Sequence[Paragraph]) -> int:
    """Where the title stands below a cover: as the list there has it, or in the style of a heading."""
    listed = next((one_line(match[1]) for p in lines if (match := FIRST.match(p.text))), "")
    same = [n for n, p in enumerate(lines) if listed and one_line(p.text) == listed]
    headed = [n for n, p in enumerate(lines) if HEADING.search(p.style) and not COVER.fullmatch(p.text)]
    return max([*same, *(headed[-1:] if not same else [])], default=max(0, len(lines) - 2))


def _day(lines: Sequence[str], told: Sequence[Labelled]) -> tuple[Day, *tuple[str, ...]]:
    """The date, and doubts about it: by its place, else when the database got the article, which is a guess."""
    if lines:
        dates = {date for line in lines for date in dates_in(line)}
        return day_in(lines[0], "place"), *(["two dates"] if len(dates) > 1 else [])
    for label in told:
        if label.field == "published":
            return (day_in(label.value, "label"),)
    for label in told:
        if label.field == "loaded" and dates_in(label.value):
            return (day_in(label.value, "guess"),)
    return (Day(None, "", ""),)


def _told(raw: Raw, told: Sequence[Labelled]) -> Raw:
    """An article with what its labels tell of it, the first of each field."""
    fields = {label.field: one_line(label.value) for label in reversed(told) if label.value}
    return replace(
        raw,
        title=fields.get("title", raw.title),
        author=unled(fields.get("author", "")),
        section=fields.get("section", ""),
        language=language_code(fields.get("language", "")),
        url=fields.get("url", ""),
        id=fields.get("id", ""),
    )


def _end(body: Sequence[str], labels: Labels) -> int:
    """Where the running text ends: at "Classification" or "Load-Date: …", or at the labels and rights below it."""
    end = len(body)
    while end and (RIGHTS.match(body[end - 1]) or labelled(body[end - 1], labels)):
        end -= 1
    sure = (n for n, p in enumerate(body[:end]) if bare(p, labels) == "end" or _field(p, labels) in ("loaded", "end"))
    end = next(sure, end)
    return next((n for n in range(max(0, end - NEAR), end) if NOTES.fullmatch(body[n])), end)


# ── Old files ──


def _old_text(text: str, data: bytes, labels: Labels) -> Found:
    numbers = [match for match in NUMBERED.finditer(text) if match["n"] or match["n2"]]
    if not numbers:
        raise NotThis("no line such as “1 of 10 DOCUMENTS” stands in it")
    starts = [match.start() for match in numbers]
    ends = [*starts[1:], len(text)]
    where = byte_places(text.replace("\n", "\r\n") if b"\r\n" in data else text, data, _shifted(text, starts, data))
    chunks = [blocks_in(text[match.end() : end]) for match, end in zip(numbers, ends, strict=True)]
    articles = [
        replace(_old_article(blocks, labels, wrapped=True), start=place[0], end=place[1])
        for blocks, place in zip(chunks, where, strict=True)
    ]
    if not any(raw.day.how == "place" and raw.day.date for raw in articles):
        raise NotThis("it has numbers of documents, but none with a date as LexisNexis has it")
    selected = SELECTED.search(text[: starts[0]])
    announced, leftovers = _announced(numbers, _items(selected["items"]) if selected else None)
    if not _is_ended(chunks[-1], labels) and any(_is_ended(blocks, labels) for blocks in chunks[:-1]):
        leftovers.append(CUT)
    return Found("LexisNexis TXT", tuple(articles), announced, tuple(leftovers))


def _is_ended(blocks: Sequence[str], labels: Labels) -> bool:
    """True where labels or rights stand below an article, as LexisNexis puts them there."""
    told = (_capital(block, labels) for block in blocks[-NEAR:])
    return any(RIGHTS.match(b) for b in blocks[-NEAR:]) or any(
        f and f.field in ("loaded", "language", "end") for f in told
    )


def _old_word(paragraphs: Sequence[Paragraph], labels: Labels, ending: str) -> Found:
    """The articles of an old file that was saved for a word processor: its paragraphs are the blocks of lines."""
    numbers: list[re.Match[str]] = []
    chunks: list[list[str]] = []
    for paragraph in paragraphs:
        if number := NUMBERED.fullmatch(paragraph.text):
            numbers.append(number)
            chunks.append([])
        elif chunks:
            chunks[-1].append(paragraph.text)
    announced, leftovers = _announced(numbers, None)
    articles = tuple(_old_article(blocks, labels) for blocks in chunks)
    return Found(f"LexisNexis {ending}", articles, announced, tuple(leftovers))


def _shifted(text: str, starts: Sequence[int], data: bytes) -> list[int]:
    """The places in a text whose lines end with CR and LF."""
    return [n + text.count("\n", 0, n) for n in starts] if b"\r\n" in data else list(starts)


def _items(words: str) -> int | None:
    """How many articles "1-10, 12" are."""
    pairs = [re.fullmatch(r"(\d+)(?:-(\d+))?", piece.strip()) for piece in words.split(",")]
    sizes = [int(p[2] or p[1]) - int(p[1]) + 1 for p in pairs if p]
    return sum(sizes) if len(sizes) == len(pairs) and min(sizes) > 0 else None


def _announced(numbers: Sequence[re.Match[str]], told: int | None) -> tuple[int | None, list[str]]:
    """How many articles a file says it has, and which numbers it lacks.

    Without a head that tells it: from its first number to the last of its search.
    """
    counted = [(int(m["n"] or m["n2"]), int(m["of"] or m["of2"])) for m in numbers]
    first, last, whole = counted[0][0], counted[-1][0], max(of for _, of in counted)
    missing = sorted(set(range(first, last + 1)) - {n for n, _ in counted}) if last - first < 100_000 else []
    notes = [f"Of its numbers {_listed(missing)} are missing."] if missing else []
    if last < whole and told is None:
        notes.append(f"Its numbers end at {last} of {whole}.")
    return (told if told is not None else max(whole - first + 1, 0)), notes


def _listed(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:5]))
    return f"{shown} and {len(numbers) - 5} others" if len(numbers) > 5 else shown


def _old_page(data: bytes, labels: Labels) -> Found:
    """The articles of an old HTML page: each stands after a mark in a comment."""
    starts = [match.start() for match in DOC.finditer(data)]
    where = places(data, DOC, len(starts))
    pages = [_chunk(data[start:end]) for start, end in where]
    numbers = [match for blocks in pages for block in blocks[:3] if (match := NUMBERED.fullmatch(block))]
    articles = [
        replace(_old_article([b for b in blocks if not NUMBERED.fullmatch(b)], labels), start=start, end=end)
        for blocks, (start, end) in zip(pages, where, strict=True)
    ]
    if not any(raw.day.date or raw.outlet for raw in articles):
        raise NotThis("it has marks of LexisNexis, but no articles")
    held = HOLDS.search(data[: starts[0]])
    announced, leftovers = _announced(numbers, int(held[1]) if held else None) if numbers else (None, [])
    return Found("LexisNexis HTML", tuple(articles), announced, tuple(leftovers))


def _chunk(data: bytes) -> list[str]:
    """The paragraphs of one article of a page; it begins inside a comment."""
    text = text_in(data)
    _, _, page = text.partition("-->")
    try:
        return paragraphs_of(page_in(f"<div>{page}</div>"))
    except NotThis:
        return []


def _old_article(blocks: Sequence[str], labels: Labels, *, wrapped: bool = False) -> Raw:
    """The article in the blocks of lines after its number: outlet, date, title, labels, text, labels."""
    kept = list(blocks)
    first = next((n for n, b in enumerate(kept) if _capital(b, labels)), None)
    kept[:first] = map(_without_rights, kept[:first])
    head = [b for b in kept[:first] if not RIGHTS.match(b)] if first is not None else _unlabelled(kept)
    start = _old_start(kept, first, labels) if first is not None else kept.index(head[-1]) + 1 if head else 0
    body = kept[start:]
    if body and (label := _capital(body[0], labels)) and label.field == "text":
        body[0] = label.value
    end = _old_end(body, labels)
    told = [found for b in [*kept[:start], *body[end:]] if (found := _capital(b, labels))]
    dated = next((n for n, b in enumerate(head) if n < 4 and is_day(b.split("\n")[0])), None)
    outlet, title, *beside = _old_heads(head, dated)
    day, *doubts = _day([head[dated].split("\n")[0]] if dated is not None else [], told)
    raw = Raw(running(body[:end], wrapped=wrapped), title, outlet, day=day)
    return doubted(_told(raw, told), *doubts, *beside)


def _without_rights(block: str) -> str:
    """The outlet of a block of lines in which the rights stand before it, as the oldest files have it."""
    last = block.rpartition("\n")[2]
    return last if RIGHTS.match(block) and not RIGHTS.match(last) else block


def _capital(block: str, labels: Labels) -> Labelled | None:
    """The label in capitals that a block begins with."""
    found = labelled(block, labels)
    return found if found and found.label.isupper() else None


def _unlabelled(blocks: Sequence[str]) -> list[str]:
    """Outlet, date and title where no label follows."""
    kept = [b for b in blocks[:6] if not RIGHTS.match(b)]
    dated = next((n for n, b in enumerate(kept) if is_day(b.split("\n")[0])), 1)
    return kept[: dated + 2]


def _old_start(blocks: Sequence[str], first: int, labels: Labels) -> int:
    """Where the text starts: after "LENGTH: …" and the labels that follow it, after "BODY:", else after the labels."""
    at = first
    for n, block in enumerate(blocks[:HEAD]):
        label = _capital(block, labels)
        if label and label.field == "length":
            at = n
            break
    while at < len(blocks) and (label := _capital(blocks[at], labels)):
        if label.field in ("end", "loaded", "language"):
            break
        at += 1
        if label.field == "text":
            return at - 1 if label.value else at
    return at


def _old_end(body: Sequence[str], labels: Labels) -> int:
    """Where the text ends: at the first label in capitals that only stands below one, or at the run of them there."""
    end = len(body)
    while end and (RIGHTS.match(body[end - 1]) or _capital(body[end - 1], labels)):
        end -= 1
    for n, block in enumerate(body[:end]):
        label = _capital(block, labels)
        if LAST.match(block) or (label and label.field in ("end", "loaded", "language")):
            return n
    return end


def _old_heads(head: Sequence[str], dated: int | None) -> tuple[str, str, *tuple[str, ...]]:
    """Outlet and title, before and after the date, else the first two; and a doubt where more stands there."""
    before, after = (head[:dated], head[dated + 1 :]) if dated is not None else (head[:1], head[1:])
    if dated is not None and not after and len(before) > 1:
        before, after = before[:1], before[1:]
    doubts = ["more lines beside the title"] if len(after) > 1 else []
    return one_line(before[-1]) if before else "", one_line(after[0]) if after else "", *doubts
