"""Files of the analyst -> Document(text), with headline, byline, dateline and page furniture marked.

Text is never cleaned: the parts of a page that are no running text are marked, so that every offset
opens the file the analyst has. Of an HTML page the text is what trafilatura extracts.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from analysis import knowledge
from analysis.decoding import DecodingError, data_in, text_of
from analysis.model import Document, Part
from analysis.naming import id_of, id_of_text, ids_of
from analysis.paragraphs import find_paragraphs
from analysis.spans import Span, contains, trimmed
from analysis.tomlfile import TomlError, fault, kind, table_in

SUFFIXES = {".txt", ".md", ".html", ".htm"}
FIELDS = {"title", "outlet", "author", "published", "url"}
MARKDOWN = re.compile(
    r"\A---\n.*?\n---\n|^#{1,6} +|^> ?|^```.*?^```[^\n]*|!\[[^\]\n]{0,500}\]\([^)\n]{0,2000}\)"
    r"|(?<!!)\[(?=[^\]\n]{1,500}\]\()|(?<=[^\s\]])\]\([^)\n]{0,2000}\)|\*{1,3}(?=[^\s*])|(?<=[^\s*])\*{1,3}",
    re.M | re.S,
)


class ArticleError(ValueError):
    """A file cannot be read as an article; the message names the file and what to do."""


def names() -> list[str]:
    """The names of the articles in `data/articles`, in order."""
    return sorted(p.stem for p in _home().iterdir() if p.suffix in SUFFIXES)


def named(name: str) -> Document:
    """The article of `data/articles` with that name."""
    found = sorted(p for p in _home().glob(f"{name}.*") if p.suffix in SUFFIXES and p.stem == name)
    if not found:
        raise ArticleError(f"No article is called {name!r}; there are: {', '.join(names())}.")
    return read(found[0])


def read(path: str | Path, **about: Any) -> Document:
    """The article in a .txt, .md or .html file, of at most 5 MB, in English.

    What a .toml beside it, or the arguments title, outlet, author, published and url, say of the article
    goes before what the page says. Its id is its name in `data/articles`, elsewhere with its folder before it.
    Raises ArticleError, in one sentence, for anything else.
    """
    path = Path(path)
    _check_suffix(path)
    try:
        data = data_in(path)
    except OSError as error:
        why = error.strerror or "the file cannot be read"
        raise ArticleError(f"{path}: {why}; check the name and try again.") from error
    except DecodingError as error:
        raise ArticleError(f"{path}: {error}.") from error
    return _article(data, path, id_of(path, _home().resolve()), _told(path) | about)


def read_each(paths: Sequence[Path]) -> Iterator[Document | ArticleError]:
    """The articles in files, each with an id of its own, in their order; the error where one cannot be read."""
    for path, id in zip(paths, ids(paths), strict=True):
        try:
            yield replace(read(path), id=id)
        except ArticleError as error:
            yield error


def ids(paths: Sequence[str | Path]) -> list[str]:
    """The ids of the articles in files, each different: as `read` gives them, longer where two would be alike."""
    return ids_of([Path(path) for path in paths], _home().resolve())


def uploaded(name: str, data: bytes) -> Document:
    """The article in the bytes of a file that lies elsewhere; its id holds its name and a digest of its text."""
    path = Path(name)
    _check_suffix(path)
    doc = _article(data, path, "", {})
    return replace(doc, id=id_of_text(doc.text, path.stem))


def pasted(text: str) -> Document:
    """Words that were pasted, as an article. Raises ArticleError where there are none, or none that are English."""
    return _article(text.encode("utf-8", errors="replace"), Path("pasted.txt"), "", {})


def document(text: str, *, id: str = "", markdown: bool = False, **about: Any) -> Document:
    """Any text as an article: its parts marked, and title and author taken from them unless told.

    Without an id it gets one of its title and a digest of its text. Halves of surrogate pairs, which no file holds
    but a string may, become U+FFFD; all offsets stay.
    """
    text = re.sub("[\ud800-\udfff]", "\ufffd", text)
    parts = find_parts(text, markdown=markdown)
    doc = Document(id=id, text=text, parts=parts, **{k: v for k, v in about.items() if v})
    headline = next((doc[p] for p in parts if p.kind == "headline"), "")
    authors = (_author(doc[p]) for p in parts if p.kind == "byline")
    doc = replace(doc, title=doc.title or headline, author=doc.author or next(filter(None, authors), ""))
    return replace(doc, id=id or id_of_text(text, doc.title))


def _home() -> Path:
    return knowledge.data_folder() / "articles"


def _check_suffix(path: Path) -> None:
    if path.suffix.lower() not in SUFFIXES:
        raise ArticleError(f"{path}: Demarche reads .txt, .md and .html; save the article as one of these.")


def _article(data: bytes, path: Path, id: str, about: dict[str, Any]) -> Document:
    """The article in the bytes of a file of that name."""
    if unknown := about.keys() - FIELDS:
        raise ArticleError(f"{path}: {', '.join(sorted(unknown))} is not known; use {', '.join(sorted(FIELDS))}.")
    try:
        text = text_of(data, str(path))
    except DecodingError as error:
        raise ArticleError(f"{path}: {error}.") from error
    if path.suffix.lower() in {".html", ".htm"}:
        text, page = _extracted(text, path)
        about = page | about
    _check_english(text, path)
    return document(text, id=id, markdown=path.suffix.lower() == ".md", **about)


def _author(byline: str) -> str:
    """Who wrote the article, by its byline."""
    rows = (row for row in knowledge.load().lexicons.furniture if row["kind"].startswith("byline"))
    found = (re.fullmatch(row["pattern"], byline) for row in rows)
    return next((m["author"].strip(" ,") for m in found if m and "author" in m.groupdict()), "")


def _told(path: Path) -> dict[str, Any]:
    """What the .toml beside the article says of it; `licence` and other notes are left out."""
    beside = path.with_suffix(".toml")
    try:
        if not beside.is_file():
            return {}
        table = table_in(beside)
    except OSError:  # a name that is one letter too long for a .toml beside it
        return {}
    except TomlError as error:
        raise ArticleError(str(error)) from error
    return {field: _field(beside, field, value) for field, value in table.items() if field in FIELDS}


def _field(file: Path, field: str, value: Any) -> Any:
    """What a field of the .toml says: words, for the author also a list of names; for published a date."""
    if field == "published":
        if isinstance(value, dt.date):
            return value.date() if isinstance(value, dt.datetime) else value
        raise ArticleError(f"{file}: published must be a date such as 2008-03-18, not {kind(value)}; mend that line.")
    several = value if field == "author" and isinstance(value, list) else [value]
    for words in several:
        if why := fault(words):
            raise ArticleError(f'{file}: {field} must be words such as {field} = "…", not {why}; mend that line.')
    return "; ".join(" ".join(words.split()) for words in several)


def _extracted(page: str, path: Path) -> tuple[str, dict[str, Any]]:
    """The article's text, and what the page says of itself, by trafilatura."""
    import trafilatura

    found: Any = trafilatura.bare_extraction(page, with_metadata=True, include_comments=False, include_tables=False)
    if found is None or not (found.text or "").strip():
        raise ArticleError(f"{path}: no article text was found in this page; save its text as .txt instead.")
    body = re.sub(r"\n+", "\n\n", found.text.strip())
    title = (found.title or "").strip()
    text = body if not title or body.startswith(title) else f"{title}\n\n{body}"
    date = re.match(r"\d{4}-\d\d-\d\d", found.date or "")
    about = {
        "title": title,
        "outlet": found.sitename or "",
        "author": found.author or "",
        "published": dt.date.fromisoformat(date.group()) if date else None,
        "url": found.url or "",
    }
    return text, about


def _check_english(text: str, path: Path) -> None:
    """Raise ArticleError where a text of twenty words or more is in another language."""
    if len(text.split()) < 20:
        return
    import py3langid

    language, _ = py3langid.classify(text[:20_000])
    if language != "en":
        raise ArticleError(f"{path}: this seems to be {_language(language)}; Demarche reads English only.")


def _language(code: str) -> str:
    import pycountry

    found = pycountry.languages.get(alpha_2=code)
    return found.name if found else f"the language {code!r}"


def find_parts(text: str, *, markdown: bool = False) -> tuple[Part, ...]:
    """Headline, bylines, datelines, furniture and markup of a page, in order.

    The headline is the last line above the first paragraph of running text that is neither furniture nor a
    byline; what else stands above it is furniture. Below it, lines are furniture or bylines by the lexicon.
    """
    patterns: dict[str, list[re.Pattern[str]]] = {}
    for row in knowledge.load().lexicons.furniture:
        patterns.setdefault(row["kind"], []).append(re.compile(row["pattern"]))
    parts: list[Part] = []
    above: list[Part] = []
    body = False
    for line in find_paragraphs(text):
        words = line.of(text)
        bare = trimmed(text, line, "#*_> ") if markdown else line
        kind = next((k for k in ("furniture", "byline") if _matches(patterns[k], bare.of(text))), "")
        if kind:
            (parts if body else above).append(Part(bare, kind))
        elif body or _is_running(words):
            if not body:
                body = True
                parts += _headed(above)
            parts += _in_paragraph(text, line, patterns)
        else:
            above.append(Part(bare, "headline"))
    if not body:
        parts += [p for p in above if p.kind != "headline"]
    if markdown:
        parts += _markup(text, parts)
    return tuple(sorted(parts, key=lambda p: p.span))


def _is_running(words: str) -> bool:
    """True for a paragraph: it ends like a sentence, or is too long for a headline."""
    size = len(words.split())
    return (
        size > 25
        or (size > 3 and bool(re.search(r"(?<![.])[.][\"'”’)\]]*$", words)))
        or (size > 7 and bool(re.search(r"[!?…][\"'”’)\]]*$", words)))
    )


def _matches(patterns: list[re.Pattern[str]], words: str) -> bool:
    return len(words) < 160 and any(p.fullmatch(words) for p in patterns)


def _headed(above: list[Part]) -> list[Part]:
    """What stands above the first paragraph, with one headline: the longest of the last two candidates."""
    heads = [p for p in above if p.kind == "headline"]
    chosen = max(heads[-2:], key=lambda p: len(p.span), default=None)
    return [p if p.kind != "headline" or p is chosen else Part(p.span, "furniture") for p in above]


def _in_paragraph(text: str, line: Span, patterns: dict[str, list[re.Pattern[str]]]) -> Iterator[Part]:
    """A dateline at the start of a paragraph, and a byline that is its last or only sentence."""
    start = line.start
    if match := next((m for p in patterns["dateline"] if (m := p.match(text, line.start, line.end))), None):
        yield Part(trimmed(text, Span(*match.span())), "dateline")
        start = match.end()
    tail = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
    cuts = [start, *(m.end() for m in tail.finditer(text, max(start, line.end - 400), line.end))]
    for cut in cuts:
        last = trimmed(text, Span(cut, line.end))
        if _matches(patterns["byline-sentence"], last.of(text)):
            yield Part(last, "byline")
            return


def _markup(text: str, parts: list[Part]) -> list[Part]:
    """Markdown's own signs, which are no words of the article."""
    found = (Part(Span(*m.span()), "markup") for m in MARKDOWN.finditer(text) if m.end() > m.start())
    return [p for p in found if not any(contains(q.span, p.span) for q in parts)]
