"""Files of ProQuest -> their articles: plain text, Rich Text, Word, HTML, and the e-mail that ProQuest sends.

In plain text a line of underscores stands between articles, and each field is a line with its label; the labels that
follow the text are the fields of the index. A page has the same, the text in an element `<text>`.
"""

from __future__ import annotations

import email
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Any

from analysis.blocks import (
    RIGHTS,
    blocks_in,
    byte_places,
    doubted,
    one_line,
    page_in,
    paragraphs_of,
    running,
    text_in,
    unled,
    words_of,
)
from analysis.days import dates_in, day_in
from analysis.imported import Day, Found, NotThis, Raw
from analysis.labels import Labelled, Labels, bare, labelled, language_code, own
from analysis.rtf import is_rtf
from analysis.rtf import text_of as text_of_rtf
from analysis.wordfile import paragraphs_in

RULE = re.compile(r"^[ \t]*_{40,}[ \t]*$", re.M)
MAIL = re.compile(rb"\A\s*(?:[A-Za-z][A-Za-z-]{1,40}:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){2,}\r?\n")
ANCHOR = re.compile(r"(?i)docid_")
NOTICE = re.compile(
    r"(?i)(?:contact us at|database copyright|terms and conditions|nutzungsbedingungen|contactez-nous|kontakt"
    r"|report information from proquest|table of contents|inhaltsverzeichnis|table des matières)\b"
)
KEYS = ("published", "outlet", "author", "id", "title")
FEWEST = 3  # labels by which a block is known as an article
MOSTLY = 0.8  # share of the blocks below a text that begin with a label
COUNTED = re.compile(r"(?:document|dokument) (\d{1,6}) (?:of|von|de|sur) (\d{1,6})", re.I)
COUNTED_LINE = re.compile(rf"^[ \t]*{COUNTED.pattern}[ \t]*$", re.M | re.I)
IDENTIFIED = re.compile(r"^[ \t]*(?:ProQuest document ID|ProQuest-Dokument-ID|ID du document ProQuest) ?:", re.M | re.I)
EDITION = re.compile(r"(?i),\s+[^,;]*\bedition\b[^,;]*$")
ABSTRACT = re.compile(r"(?i)abstract(?: \(summary\))?|zusammenfassung|résumé|resumen")
NONE = re.compile(r"(?i)(?:none|not) available\.?|nicht verfügbar\.?|non disponible\.?|")
BELOW = re.compile(r"(?i)credit ?:|(?:illustration|photograph|graphic)s?$")  # between a text and its index
NEAR = 4  # blocks that are between these and the index
# What stands alone below a text: of other labels two follow one another, or one begins a paragraph of the article.
LONE = re.compile(r"(?i)(?:credit|copyright|database|datenbank|base de données|last updated)\b")
INFO = re.compile(r"(?:publication info|publikationsinfo|informations? sur la publication)", re.I)


def read_proquest(data: bytes, labels: Labels | None = None) -> Found:
    """The articles in a file of ProQuest. Raises NotThis for any other file.

    labels: with the field that each tells; Demarche's own where they are not given.
    """
    labels = own() if labels is None else labels
    if data[:2] == b"PK":
        return _text("\n\n".join(p.text for p in paragraphs_in(data)), None, labels, "DOCX")
    if is_rtf(data):
        return _text(text_of_rtf(data).replace("\f", ""), None, labels, "RTF")
    if MAIL.match(data[:4096]) and (page := _mailed(data)):
        return read_proquest(page, labels)
    text = text_in(data)
    if re.search(r"(?i)<html|<body|<a\s[^>]{0,80}name=.?docid_|<text\b", text):
        return _page(text, labels)
    return _text(text, data, labels, "TXT")


def _mailed(data: bytes) -> bytes:
    """The page in an e-mail, else its text; none where it has neither, or another e-mail in it."""
    message = email.message_from_bytes(data)
    for kind in ("text/html", "text/plain"):
        for part in message.walk():
            if part.get_content_type() != kind:
                continue
            page = part.get_payload(decode=True)
            if isinstance(page, bytes) and page.strip() and not MAIL.match(page[:4096]):
                return page
    return b""


def _text(text: str, data: bytes | None, labels: Labels, ending: str) -> Found:
    """The articles between the lines of underscores, else from "Document 1 of 15" to the next; ending: of its name."""
    ruled = list(RULE.finditer(text))
    rules = ruled or list(COUNTED_LINE.finditer(text))
    starts = [0, *(match.end() for match in rules)]
    ends = [*(match.start() for match in rules), len(text)]
    parts = [text[a:b] for a, b in zip(starts, ends, strict=True)]
    where = byte_places(text, data, starts) if data is not None else [(-1, -1)] * len(starts)
    articles, leftovers = [], []
    for n, (part, place) in enumerate(zip(parts, where, strict=True)):
        blocks = _at_labels(blocks_in(part), labels)
        if not blocks:
            continue
        if _is_article(blocks, labels):
            if 0 < n == len(ruled):
                leftovers.append("The last article has no end; the file may have been cut.")
            articles.append(replace(_article(blocks, labels), start=place[0], end=place[1]))
        elif not _is_notice(blocks):
            leftovers.append(f"Between the lines of underscores: “{one_line(blocks[0])[:80]}”.")
    if not articles:
        raise NotThis("no labels of ProQuest stand in it")
    return Found(f"ProQuest {ending}", tuple(articles), _announced(text, len(articles)), tuple(leftovers))


def _at_labels(blocks: Sequence[str], labels: Labels) -> list[str]:
    """Blocks cut where one of their lines begins with a label: no blank line need stand before it."""
    found: list[list[str]] = []
    for block in blocks:
        for n, line in enumerate(block.split("\n")):
            if n == 0 or labelled(line, labels):
                found.append([])
            found[-1].append(line)
    return ["\n".join(lines) for lines in found]


def _announced(text: str, found: int) -> int | None:
    """The last number of "Document 1 of 15"; where no such line stands in a text, how many numbers of documents do, if
    these are more than the articles that were found.
    """
    if match := COUNTED_LINE.search(text):
        return int(match[2])
    numbers = len(IDENTIFIED.findall(text))
    return numbers if numbers > found else None


def _is_notice(blocks: Sequence[str]) -> bool:
    """True for the rights and addresses of the database, and for a table of contents."""
    return any(RIGHTS.match(block) or NOTICE.match(block) for block in blocks) or blocks[0].startswith("1. ")


def _is_article(blocks: Sequence[str], labels: Labels) -> bool:
    told = {f.field for line in _lines(blocks) if (f := labelled(line, labels))}
    return len(told & {*KEYS, "text", "url", "language"}) >= FEWEST


def _lines(blocks: Sequence[str]) -> list[str]:
    return [line for block in blocks for line in block.split("\n")]


def _article(blocks: Sequence[str], labels: Labels, body: Sequence[str] | None = None) -> Raw:
    """The article in the blocks of one; body: its text, where that is known."""
    blocks = [block for block in blocks if not COUNTED.fullmatch(block)] or [""]
    first = [n for n, b in enumerate(blocks) if _is_text(b, labels)]
    start = first[0] if first else None
    end = _index(blocks, (start + 1) if start is not None else 0, labels)
    lines = _lines([*blocks[: len(blocks) if start is None else start], *(blocks[end:] if start is not None else ())])
    told = [found for line in lines if (found := labelled(line, labels))]
    wrapped = not body
    if not body:
        body = _behind(blocks[start:end], labels) if start is not None else []
    heading = blocks[0] if not labelled(blocks[0], labels) else ""
    if not body and (abstract := _abstract(blocks, labels)):
        return _told(told, running(abstract, wrapped=wrapped), heading, "only an abstract")
    return _told(told, running(body, wrapped=wrapped), heading)


def _abstract(blocks: Sequence[str], labels: Labels) -> list[str]:
    """The abstract of an article, which is all that ProQuest has of some; none where it says that there is none."""
    names = [found.label if (found := labelled(block, labels)) else "" for block in blocks]
    start = next((n for n, name in enumerate(names) if name and ABSTRACT.fullmatch(name)), None)
    if start is None:
        return []
    end = next((n for n in range(start + 1, len(blocks)) if names[n]), len(blocks))
    words = _behind(blocks[start:end], labels)
    return [] if NONE.fullmatch(" ".join(words)) else words


def _is_text(block: str, labels: Labels) -> bool:
    """True for a block that begins with "Full text: …"."""
    found = labelled(block, labels)
    return (found.field if found else bare(block, labels)) == "text"


def _behind(blocks: Sequence[str], labels: Labels) -> list[str]:
    """Blocks of which the first begins with a label, without it."""
    found = labelled(blocks[0], labels)
    return [*([found.value] if found and found.value else []), *blocks[1:]]


def _index(blocks: Sequence[str], start: int, labels: Labels) -> int:
    """Where the fields of the index begin: where labels follow one another; a line of an interview is alone.

    A field that is told above the text is not told again.
    """
    fields = [found.field if (found := labelled(block, labels)) else "" for block in blocks]
    above = {*fields[: max(0, start - 1)]} & {"title", "outlet", "published"}
    marks = [bool(name) and name not in above for name in fields]
    below = list(accumulate(reversed(marks)))[::-1]  # how many of the blocks from each on begin with a label
    for n in range(start, len(blocks)):
        pair = all(marks[n : n + 2]) and (n + 1 < len(blocks) or LONE.match(blocks[n]))
        if pair and below[n] >= MOSTLY * (len(blocks) - n):
            return next((at for at in range(max(start, n - NEAR), n) if BELOW.match(blocks[at])), n)
    return len(blocks)


def _told(told: Sequence[Labelled], text: str, heading: str, *doubts: str) -> Raw:
    """The article with that text, of what its labels tell; the last of a field counts, as the index comes last."""
    fields = {label.field: one_line(label.value) for label in told if label.value}
    info = next((label.value for label in told if INFO.fullmatch(label.label)), "")
    written = _written(told)
    raw = Raw(
        text,
        title=fields.get("title") or one_line(heading),
        outlet=_outlet(told) or info.partition(";")[0].strip(),
        author=unled(next((f.value for f in told if f.field == "author" and f.value), "")),
        day=day_in(written, "label") if written else day_in(info, "label") if dates_in(info) else Day(None, "", ""),
        section=fields.get("section", ""),
        language=language_code(fields.get("language", "")),
        url=fields.get("url", ""),
        id=fields.get("id", ""),
    )
    return doubted(raw, *doubts, *(["two dates"] if len(set(dates_in(written))) > 1 else []))


def _outlet(told: Sequence[Labelled]) -> str:
    """The outlet without edition and place behind it: "The Vellmark Post, Late Edition; Vellmark"."""
    named = [f for f in told if f.field == "outlet" and f.value]
    titles = [f for f in named if "publisher" not in f.label.lower()]
    return EDITION.sub("", one_line((titles or named)[-1].value).partition(";")[0].strip()) if named else ""


def _written(told: Sequence[Labelled]) -> str:
    dates = [one_line(f.value) for f in told if f.field == "published" and f.value]
    return next((words for words in dates if dates_in(words)), dates[0] if dates else "")


# ── Pages ──


def _page(text: str, labels: Labels) -> Found:
    """The articles of a page: each begins at an anchor `DocID_…`; without these, each has an element `<text>`."""
    page = page_in(text)
    parts = _at_anchors(page) or _around_texts(page)
    articles = [_of_part(part, labels) for part in parts]
    if not any(raw.day.date or raw.id for raw in articles):
        raise NotThis("no articles of ProQuest stand in this page")
    lines = "\n".join(block for blocks, _ in parts for block in blocks)
    return Found("ProQuest HTML", tuple(articles), _announced(lines, len(articles)))


Part = tuple[list[str], list[str] | None]  # the blocks of an article, its text left out, and that text


def _at_anchors(page: Any) -> list[Part]:
    """The blocks between anchors that begin an article each."""
    anchors = [a for a in page.iter("a") if ANCHOR.match(a.get("name") or a.get("id") or "")]
    marks = {a: f"\ue000{n}\ue000" for n, a in enumerate(anchors)}
    texts = list(page.iter("text"))
    for anchor, mark in marks.items():
        anchor.text = f"{mark} {anchor.text or ''}"
    for n, node in enumerate(texts):
        node.set("n", str(n))
    return _cut(page, texts, len(anchors)) if anchors else []


def _cut(page: Any, texts: Sequence[Any], number: int) -> list[Part]:
    """The blocks of a page at its marks, with the texts that stand between them."""
    bodies = [paragraphs_of(node) for node in texts]
    for n, node in enumerate(texts):
        _emptied(node, f"\ue001{n}\ue001")
    whole = "\n\n".join(paragraphs_of(page))
    parts: list[Part] = []
    for piece in re.split(r"\ue000\d+\ue000", whole)[1:]:
        held = [int(n) for n in re.findall(r"\ue001(\d+)\ue001", piece)]
        blocks = blocks_in(re.sub(r"\ue001\d+\ue001", "", RULE.sub("", piece)))
        parts.append((blocks, [block for n in held for block in bodies[n]] if held else None))
    return [part for part in parts if part[0]] if number else []


def _emptied(node: Any, words: str) -> None:
    """Put words in the place of all that an element holds."""
    tail = node.tail
    node.clear()
    node.text, node.tail = words, tail


def _around_texts(page: Any) -> list[Part]:
    """The blocks of a page from each title to the next, where no anchors stand: from its class, else from its text."""
    titles = [n for n in page.iter() if "documentTitle" in str(n.get("class") or "") and isinstance(n.tag, str)]
    texts = list(page.iter("text"))
    if not texts or len(titles) not in (0, len(texts)):
        return [(paragraphs_of(page), None)] if not texts else []
    for n, node in enumerate(titles):
        words = words_of(node)
        _emptied(node, f"\ue000{n}\ue000 {words}")
    if not titles:
        return [([*paragraphs_of(page, without=frozenset(texts))], paragraphs_of(texts[0]))] if len(texts) == 1 else []
    return _cut(page, texts, len(titles))


def _of_part(part: Part, labels: Labels) -> Raw:
    blocks, body = part
    return _article(blocks or [""], labels, body)
