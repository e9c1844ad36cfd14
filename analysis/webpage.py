"""An HTML page -> the article's text and what the page says of it, by trafilatura."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from analysis.bylines import BylineWords, authors

BIG = 1_000_000  # characters from which on a page is read without trafilatura's second and third opinion
LINKS = 300_000  # characters of links that no article's page has
MOSTLY = 0.8  # share of a text that stands in links
FEWEST = 40  # lines of links that make a list
AUTHOR = re.compile(r"(?i)(?:.*[:.])?(?:author|creator|byl|byline|parsely-author|sailthru\.author)")

NOTHING = "no article text was found in this page; save its text as .txt instead"
LIST = "this page is a list of links; open one of them and save that page"


class PageError(ValueError):
    """There is no article in a page; the message says what to do, without the file's name."""


def article_in(page: str, known: BylineWords) -> tuple[str, dict[str, Any]]:
    """The text of the article in a page, its headline first, and what the page says of it. Raises PageError."""
    import trafilatura

    tree = trafilatura.load_html(page)
    if tree is None:
        raise PageError(NOTHING)
    links = [" ".join(a.text_content().split()) for a in tree.iter("a")]
    if sum(map(len, links)) > LINKS:
        raise PageError(LIST)
    found = _extracted(page)
    body = re.sub(r"\n+", "\n\n", found.text.strip())
    if _is_list(body, set(links)):
        raise PageError(LIST)
    about = _about(found, _fields(tree), known)
    title = about["title"]
    return (body if body.startswith(title) else f"{title}\n\n{body}"), about


def _extracted(page: str) -> Any:
    """What trafilatura finds in a page, with words in it. Raises PageError."""
    import trafilatura

    found: Any = trafilatura.bare_extraction(
        page, with_metadata=True, include_comments=False, include_tables=False, fast=len(page) > BIG
    )
    if found is None or not (found.text or "").strip():
        raise PageError(NOTHING)
    return found


def _about(found: Any, metas: list[str], known: BylineWords) -> dict[str, Any]:
    """What a page says of its article; metas: what its own fields tell of its authors."""
    outlet = found.sitename or ""
    date = re.match(r"\d{4}-\d\d-\d\d", found.date or "")
    return {
        "title": (found.title or "").strip(),
        "outlet": outlet,
        "author": _authors(metas, found.author or "", known, outlet),
        "published": dt.date.fromisoformat(date.group()) if date else None,
        "url": found.url or "",
    }


def _fields(tree: Any) -> list[str]:
    """What a page's own fields tell of its authors."""
    return [meta.get("content", "") for meta in tree.iter("meta") if _is_author(meta)]


def _is_author(meta: Any) -> bool:
    return any(AUTHOR.fullmatch(meta.get(name, "")) for name in ("name", "property", "itemprop"))


def _is_list(text: str, links: set[str]) -> bool:
    """True for a text of which most lines, and many, are the words of links."""
    lines = [" ".join(line.split()).lstrip("-•* ") for line in text.splitlines() if line.strip()]
    linked = [line for line in lines if line in links]
    return len(linked) >= FEWEST and sum(map(len, linked)) > MOSTLY * sum(map(len, lines))


def _authors(metas: list[str], found: str, known: BylineWords, outlet: str) -> str:
    """The authors that the page's own fields tell, or more, where trafilatura has found them elsewhere.

    trafilatura parts at commas: of "Goodwen, Abby" it makes two, of "Abby Goodwen, Oslo" as well.
    """
    fields = authors("; ".join(metas), known, outlet)
    elsewhere = authors(found.replace(";", ","), known, outlet)
    return elsewhere if set(fields.split("; ")) < set(elsewhere.split("; ")) else fields or elsewhere


def day_in(page: str, date: dt.date | None) -> tuple[dt.date | None, str, str]:
    """A date that was found in a page, as it is written there, and how it was read: field, or guess.

    >>> day_in('<meta property="article:published_time" content="2031-03-04T10:00">', dt.date(2031, 3, 4))[1:]
    ('2031-03-04T10:00', 'field')
    """
    if date is None:
        return None, "", ""
    match = re.search(rf"(?:<meta|<time|\"datePublished\")[^>]{{0,300}}?({date.isoformat()}[\w:.+-]*)", page)
    return (date, match[1], "field") if match else (date, date.isoformat(), "guess")
