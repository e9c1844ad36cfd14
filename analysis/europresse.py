"""Pages of Europresse -> their articles, in both layouts: `<article>`, and the older table.

The classes are the same in both: DocPublicationName the outlet, DocHeader "Politique, mardi 14 mars 2006, p. 12",
TitreArticleVisu the title.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from analysis.blocks import RIGHTS, doubted, page_in, paragraphs_of, places, running, text_in, unled, words_of
from analysis.days import dates_in, day_in
from analysis.imported import Day, Found, NotThis, Raw

ISSUE = re.compile(r",? (?:no|nº|n°)\.? ?\S+$", re.I)
NUMBER = re.compile(r"(?i)(?:num[ée]ro de document|document number|doc(?:ument)? id) ?:? ?(?P<id>\S+)")
COUNTED = re.compile(r"(?i)(?:nombre de documents?(?: ?\(s\))?|number of documents?(?: ?\(s\))?) ?: ?(\d{1,6})\b")
NEWS = re.compile(r"news·\S+")
ARTICLE = re.compile(rb"<article\b", re.I)
OUTLET = re.compile(rb"""class=["']?DocPublicationName""", re.I)
ELSEWHERE = re.compile(r"(?i)(?:lire aussi|cet article est paru dans|this article appeared in)\b")
NAME_WORDS = 10  # words at most of a line with the author
END = "\ue000"


def read_europresse(data: bytes) -> Found:
    """The articles in a page of Europresse. Raises NotThis for any other file."""
    text = text_in(data) if data[:2] != b"PK" else ""
    if "DocPublicationName" not in text and "itreArticleVisu" not in text:
        raise NotThis("it has no marks of Europresse")
    page = page_in(text)
    nodes = [node for node in page.iter("article") if _named(node, "DocPublicationName", "DocHeader")]
    pattern = ARTICLE
    if not nodes:
        nodes, pattern = _tables(page), OUTLET
    if not nodes:
        raise NotThis("it has marks of Europresse, but no articles")
    where = places(data, pattern, len(nodes))
    articles = [replace(_article(node), start=a, end=b) for node, (a, b) in zip(nodes, where, strict=True)]
    counted = COUNTED.search(words_of(page))
    announced = int(counted[1]) if counted else None
    return Found("Europresse HTML", tuple(articles), announced, _leftovers(page, nodes, len(articles)))


def _leftovers(page: Any, nodes: Sequence[Any], number: int) -> tuple[str, ...]:
    """What is said of articles without outlet and date, and of outlets that stand in no article of their own."""
    kept = set(nodes)
    empty = sum(1 for node in page.iter("article") if node not in kept)
    more = len(_named(page, "DocPublicationName")) - number
    notes = [f"{empty} of its articles have neither outlet nor date."] if empty else []
    return (*notes, *([f"{more} more outlets stand in it than articles."] if more > 0 else []))


def _named(node: Any, *names: str) -> list[Any]:
    """The elements of these classes in one, in order; letter case does not count."""
    wanted = {name.lower() for name in names}
    return [n for n in node.iter() if isinstance(n.tag, str) and wanted & set((n.get("class") or "").lower().split())]


def _tables(page: Any) -> list[Any]:
    """The cell of a table, or else the division, around each outlet."""
    cells = (
        next((parent for parent in outlet.iterancestors() if parent.tag in ("td", "div")), None)
        for outlet in _named(page, "DocPublicationName")
    )
    return [node for node in dict.fromkeys(cells) if node is not None]


def _article(node: Any) -> Raw:
    outlets = _named(node, "DocPublicationName")
    headers = _named(node, "DocHeader")
    titles = _named(node, "TitreArticleVisu")
    header = " ".join(" ".join(words_of(n) for n in headers).split())
    held = [*_named(node, "docOcurrContainer"), *_named(node, "DocText")]
    container = next((n for n in held if words_of(n)), None)
    tail = paragraphs_of(node)
    if container is not None:
        body, author = paragraphs_of(container), _author_beside(node, titles)
    else:
        body, author = _below_title(node, titles)
    kept = _text(body)
    number = next((m for p in reversed(tail) if (m := NUMBER.search(p) or NEWS.search(p))), None)
    day, section = _day(header)
    raw = Raw(
        running(kept),
        title=words_of(titles[0]) if titles else "",
        outlet=ISSUE.sub("", next(iter(_lines(outlets[0])), "")) if outlets else "",
        author=unled(author),
        day=day,
        section=section,
        id=(number["id"] if "id" in number.re.groupindex else number.group()) if number else "",
    )
    return doubted(raw, *(["two dates"] if len(set(dates_in(header))) > 1 else []))


def _lines(node: Any) -> list[str]:
    """The lines in an element: below the name of an outlet stands its edition."""
    return [line.strip() for block in paragraphs_of(node) for line in block.split("\n")]


def _day(header: str) -> tuple[Day, str]:
    """The date in "Politique, mardi 14 mars 2006, p. 12", and the section before it."""
    pieces = [piece.strip() for piece in header.split(",")]
    end = next((n for n in range(1, len(pieces) + 1) if dates_in(", ".join(pieces[:n]))), None)
    if end is None:
        return Day(None, header, "place"), ""
    start = max(n for n in range(end) if dates_in(", ".join(pieces[n:end])))
    return day_in(", ".join(pieces[start:end]), "place"), ", ".join(filter(None, pieces[:start]))


def _author_beside(node: Any, titles: Sequence[Any]) -> str:
    """The author of the newer layout: in its class, else in the paragraph after the title."""
    for found in _named(node, "docAuthors", "sm-margin-bottomNews"):
        if (
            (words := words_of(found))
            and len(words.split()) <= 2 * NAME_WORDS
            and not _named(found, "TitreArticleVisu")
        ):
            return words
    beside = titles[0].getnext() if titles else None
    if beside is None or beside.tag not in ("div", "p") or "subtitle" in (beside.get("class") or ""):
        return ""
    words = words_of(beside)
    return words if len(words.split()) <= NAME_WORDS and not re.search(r"[.!?:;]$", words) else ""


def _below_title(node: Any, titles: Sequence[Any]) -> tuple[list[str], str]:
    """The paragraphs below the title of the older layout, and the author, alone in a line before the first `<p>`."""
    if not titles:
        return [], ""
    title = titles[0]
    title.tail = END + (title.tail or "")
    first = next((p for p in node.iter("p")), None)
    signed = first is not None and (before := first.getprevious()) is not None and before.tag == "br"
    signed = bool(signed) and not (before.tail or "").strip()
    whole = "\n\n".join(paragraphs_of(node)).partition(END)[2]
    title.tail = title.tail.removeprefix(END)
    body = [block for block in whole.split("\n\n") if block.strip()]
    if signed and body and len(body[0].split()) <= NAME_WORDS and not re.search(r"[.!?:;]$", body[0]):
        return body[1:], body[0]
    return body, ""


def _text(body: Sequence[str]) -> list[str]:
    """The paragraphs of the text, to the rights or the number of the document."""
    end = next((n for n, p in enumerate(body) if NUMBER.match(p) or (len(p) < 200 and RIGHTS.match(p))), len(body))
    return [p for p in body[:end] if not (ELSEWHERE.match(p) and len(p) < 300)]
