"""Files of the analyst -> Document(text), with headline, byline, dateline and page furniture marked.

Text is never cleaned: the parts of a page that are no running text are marked, so that every offset
opens the file the analyst has. Of an HTML page the text is what trafilatura extracts.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any

from analysis import knowledge
from analysis.bylines import BylineWords
from analysis.days import in_words
from analysis.decoding import DecodingError, data_in, text_of
from analysis.knowledge import Knowledge
from analysis.lexicons import Lexicons, several
from analysis.model import Document
from analysis.naming import id_of, id_of_text, ids_of, plain_words
from analysis.parts import Around, page_of
from analysis.saving import saved
from analysis.tomlfile import CONTROL, TomlError, bytes_in, fault, kind, quoted, table_of
from analysis.webpage import PageError, article_in

SUFFIXES = {".txt", ".md", ".html", ".htm"}
FIELDS = {"title", "outlet", "author", "published", "url"}
LONGEST = 60  # letters of a name that is made of a title
WORDS = 20  # from which on a text tells its language


class ArticleError(ValueError):
    """A file cannot be read as an article; the message names the file and what to do."""


def folder() -> Path:
    """Where the articles lie: `data/articles` of a clone, of the package where there is none."""
    return knowledge.data_folder() / "articles"


def names() -> list[str]:
    """The names of the articles in `data/articles`, in order."""
    return sorted(p.stem for p in folder().iterdir() if p.suffix in SUFFIXES)


def named(name: str, known: Knowledge | None = None) -> Document:
    """The article of `data/articles` with that name."""
    found = sorted(p for p in folder().glob(f"{name}.*") if p.suffix in SUFFIXES and p.stem == name)
    if not found:
        raise ArticleError(f"No article is called {name!r}; there are: {', '.join(names())}.")
    return read(found[0], known)


def label(doc: Document) -> str:
    """Title, outlet and date of an article, as a menu shows them."""
    return label_of(doc.id, doc.title, doc.outlet, doc.published)


def label_of(id: str, title: str, outlet: str, published: dt.date | None) -> str:
    """The same of an article of which no more is known."""
    return " · ".join(filter(None, (title or id, outlet, in_words(published))))


def added(data: bytes, suffix: str, **about: Any) -> Path:
    """Where the bytes of an article now lie in `data/articles`, with what is told of it in a .toml beside them.

    It is called by its title; where there is something of that name, it gets a number. Raises OSError.
    """
    told = {name: value for name, value in about.items() if name in FIELDS and value}
    stem = "-".join(plain_words(str(told.get("title", ""))))[:LONGEST].strip("-") or "article"
    names = (stem if n == 1 else f"{stem}-{n}" for n in count(1))
    taken = {path.stem.lower() for path in folder().iterdir()}
    path = folder() / f"{next(name for name in names if name not in taken)}{suffix}"
    lines = [f"{name} = {_written(value)}\n" for name, value in told.items()]
    saved(path.with_suffix(".toml"), "".join(["# What is told of the article in the file of the same name.\n", *lines]))
    return saved(path, data)


def _written(value: Any) -> str:
    """A date or words as the .toml has them."""
    return value.isoformat() if isinstance(value, dt.date) else quoted(" ".join(CONTROL.sub(" ", value).split()))


def read(path: str | Path, known: Knowledge | None = None, **about: Any) -> Document:
    """The article in a .txt, .md or .html file, of at most 5 MB, in English.

    What a .toml beside it, or the arguments title, outlet, author, published and url, say of the article
    goes before what the page says. Its id is its name in `data/articles`, elsewhere with its folder before it.
    known: what tells bylines and furniture, Demarche's own where it is not told.
    Raises ArticleError, in one sentence, for anything else.
    """
    path = Path(path)
    if path.is_dir():
        raise ArticleError(
            f"{path}: this is a folder; name a file in it, or make a corpus of all of them with demarche corpus, which "
            "demarche annotate reads."
        )
    _check_suffix(path)
    try:
        data = data_in(path)
    except OSError as error:
        why = error.strerror or "the file cannot be read"
        raise ArticleError(f"{path}: {why}; check the name and try again.") from error
    except DecodingError as error:
        raise ArticleError(f"{path}: {error}.") from error
    return _article(data, path, id_of(path, folder().resolve()), _beside(path) | about, known)


def read_each(paths: Sequence[Path], known: Knowledge | None = None) -> Iterator[Document | ArticleError]:
    """The articles in files, each with an id of its own, in their order; the error where one cannot be read."""
    for path, id in zip(paths, ids(paths), strict=True):
        try:
            yield replace(read(path, known), id=id)
        except ArticleError as error:
            yield error


def ids(paths: Sequence[str | Path]) -> list[str]:
    """The ids of the articles in files, each different: as `read` gives them, longer where two would be alike."""
    return ids_of([Path(path) for path in paths], folder().resolve())


def uploaded(name: str, data: bytes, known: Knowledge | None = None) -> Document:
    """The article in the bytes of a file that lies elsewhere; its id holds its name and a digest of its text."""
    path = Path(name)
    _check_suffix(path)
    doc = _article(data, path, "", {}, known)
    return replace(doc, id=id_of_text(doc.text, path.stem))


def pasted(text: str, known: Knowledge | None = None) -> Document:
    """Words that were pasted, as an article. Raises ArticleError where there are none, or they are not English."""
    return _article(text.encode("utf-8", errors="replace"), Path("pasted.txt"), "", {}, known)


def document(
    text: str, known: Knowledge | None = None, *, id: str = "", markdown: bool = False, headline: int = 0, **about: Any
) -> Document:
    """Any text as an article: its parts marked, and what it tells of itself taken from them unless told.

    headline: how many characters at its beginning are known to be it.
    Without an id it gets one of its title and a digest of its text. Halves of surrogate pairs, which no file holds
    but a string may, become U+FFFD; all offsets stay.
    """
    text = re.sub("[\ud800-\udfff]", "\ufffd", text)
    page = page_of(text, around(known), markdown=markdown, headline=headline)
    found: dict[str, Any] = {"title": page.title, "author": page.author, "outlet": page.outlet}
    found |= {"published": page.published} | {k: v for k, v in about.items() if v}
    return Document(id=id or id_of_text(text, found["title"]), text=text, parts=page.parts, **found)


def _check_suffix(path: Path) -> None:
    if path.suffix.lower() not in SUFFIXES:
        raise ArticleError(f"{path}: Demarche reads .txt, .md and .html; save the article as one of these.")


def _article(data: bytes, path: Path, id: str, about: dict[str, Any], known: Knowledge | None) -> Document:
    """The article in the bytes of a file of that name."""
    if unknown := about.keys() - FIELDS:
        raise ArticleError(f"{path}: {', '.join(sorted(unknown))} is not known; use {', '.join(sorted(FIELDS))}.")
    try:
        text = text_of(data, str(path))
    except DecodingError as error:
        raise ArticleError(f"{path}: {error}.") from error
    if path.suffix.lower() in {".html", ".htm"}:
        try:
            text, page = article_in(text, around(known).byline_words)
        except PageError as error:
            raise ArticleError(f"{path}: {error}.") from error
        about = page | about
    if why := foreign(text):
        raise ArticleError(f"{path}: {why}")
    return document(text, known, id=id, markdown=path.suffix.lower() == ".md", **about)


def _beside(path: Path) -> dict[str, Any]:
    """What the .toml beside the article says of it; `licence` and other notes are left out."""
    beside = path.with_suffix(".toml")
    try:
        return told(bytes_in(beside), str(beside)) if beside.is_file() else {}
    except OSError:  # a name that is one letter too long for a .toml beside it
        return {}
    except TomlError as error:
        raise ArticleError(str(error)) from error


def told(data: bytes, name: str) -> dict[str, Any]:
    """What the bytes of a .toml of that name say of an article; notes are left out. Raises ArticleError."""
    try:
        table = table_of(data, name)
    except TomlError as error:
        raise ArticleError(str(error)) from error
    return {field: _field(Path(name), field, value) for field, value in table.items() if field in FIELDS}


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


def foreign(text: str) -> str:
    """Why a text of twenty words or more in another language is not read; empty for one in English."""
    language = language_of(text)
    return "" if language in ("", "en") else f"this seems to be {language_name(language)}; Demarche reads English only."


def language_of(text: str) -> str:
    """The language of a text by its words, as a code: "en"; empty for one of fewer than twenty words."""
    if len(text[:20_000].split(maxsplit=WORDS)) < WORDS:
        return ""
    import py3langid

    return str(py3langid.classify(text[:20_000])[0])


def language_name(code: str) -> str:
    """What a language is called in English, by its code of two letters."""
    import pycountry

    found = pycountry.languages.get(alpha_2=code)
    return str(found.name) if found else f"the language {code!r}"


def around(known: Knowledge | None) -> Around:
    """What is known of the lines around an article; Demarche's own where nothing is told."""
    return _around((known or knowledge.load()).lexicons)


@lru_cache(maxsize=8)
def _around(lexicons: Lexicons) -> Around:
    labels = {label: row["field"] for row in lexicons.labels for label in several(row["labels"])}
    return Around(_patterns(lexicons), _byline_words(lexicons), labels)


def _patterns(lexicons: Lexicons) -> dict[str, tuple[re.Pattern[str], ...]]:
    """The patterns of furniture by their kind."""
    patterns: dict[str, list[re.Pattern[str]]] = {}
    for row in lexicons.furniture:
        patterns.setdefault(row["kind"], []).append(re.compile(row["pattern"]))
    return {kind: tuple(found) for kind, found in patterns.items()}


def _byline_words(lexicons: Lexicons) -> BylineWords:
    """The words of bylines by their class; states and their seats are places."""
    words: dict[str, set[str]] = {}
    for row in lexicons.page_words:
        words.setdefault(row["class"], set()).update(word.lower() for word in several(row["words"]))
    named = (lexicons.names | lexicons.seats).items()
    places = words.pop("place", set()) | {word.lower() for word, actor in named if actor.kind == "state"}
    return BylineWords(
        {name: frozenset(found) for name, found in words.items()},
        frozenset(places),
        frozenset(name.lower() for name in lexicons.genders),
    )
