"""Files of Factiva -> their articles: HTML with and without codes, XML, Rich Text, Word, and text copied of these.

"Full article plus indexing" has a code before each field: HD title, SN outlet, PD date, LP and TD the text, AN the
article's number. Without codes the lines stand in one order: title, author, "877 words", date, time, outlet, code,
page, edition, language, copyright; the number of words, with its word in the interface's language, is the anchor.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from analysis.blocks import (
    RIGHTS,
    byte_places,
    doubted,
    one_line,
    page_in,
    paragraphs_of,
    places,
    running,
    text_in,
    unled,
    words_of,
)
from analysis.days import dates_in, day_in, is_day
from analysis.imported import Day, Found, NotThis, Raw
from analysis.labels import language_code
from analysis.rtf import is_rtf
from analysis.rtf import text_of as text_of_rtf
from analysis.wordfile import paragraphs_in

CODES = frozenset(
    re.findall(
        r"\w+",
        """SE HD CR WC PD ET SN SC ED PG VOL LA CY LP TD CT NS RE CO IN IPD IPC PUB AN RF CX ART CLM PHO NGC GC DLN RST
        BY IPCRE DJN""",
    )
)
CODED = re.compile(r"(?P<code>[A-Z]{2,5})(?:[ \t\xa0]{2,}|\t|\xa0|[ \t]*\Z|\n)(?P<value>.*)", re.S)
FEWEST = 3  # different codes, one of them HD or AN, by which an article with codes is known
WORDS = r"words?|mots?|w\S{1,3}rter|worte?|palabras|parole|palavras|woorden|слов[ао]?|語|字|слова"
COUNT = re.compile(rf"\d[\d.,\s]*({WORDS})", re.I)
NUMBER = re.compile(r"(?:Document|Dokument|Documento)\s+(?P<id>[A-Za-z0-9_]{10,60})")
NUMBER_LINE = re.compile(rf"^[ \t\f]*(?:AN[ \t\xa0]+)?{NUMBER.pattern}[ \t]*$", re.M)
TIME = re.compile(r"\d{1,2}[:.h]\d\d(?::\d\d)?(?: ?[A-Za-z]{2,4}){0,3}")
OWNED = re.compile(r"(?i)\W{0,3}(?:copyright\b|©|\(c\))")  # the rights at their place; a year may be lacking
SHORT = re.compile(r"[A-Z0-9_]{2,12}")
SIGNED = re.compile(r"(?i)(?:(?:reporting|written|compiled|edited) by|by|von|par|por)\s+\S")
NAME = re.compile(r"[^\W\d_a-zß-ÿ][\w.'’-]*,?")  # a word of a name
JOINING = frozenset(("and", "und", "et", "de", "von", "van", "der", "&", "/"))
SEARCH = re.compile(
    r"^[ \t\f]*(?:Search Summary|Suchübersicht|Zusammenfassung der Suche|Récapitulatif de la recherche"
    r"|Résumé de la recherche)[ \t]*$",
    re.M | re.I,
)
RESULTS = re.compile(r"(?i)(?:results found|gefundene ergebnisse|ergebnisse gefunden|résultats trouvés)\W*([\d.,]+)")
HUNDRED = 100  # articles at most that Factiva puts into a file
DIV = re.compile(rb"""<div\b[^>]{0,300}\bclass=["'][^"'>]{0,100}\barticle\b""", re.I)
DECLARED = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.I)
XML_HEAD = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")
BELOW = "\ue000"  # where the text of a page begins
Fields = Mapping[str, str]  # words by code of Factiva; paragraphs parted by a blank line


def read_factiva(data: bytes) -> Found:
    """The articles in a file of Factiva. Raises NotThis for any other file."""
    if is_rtf(data):
        return _lines_of(text_of_rtf(data), "Factiva RTF", None)
    if data[:2] == b"PK":
        return _lines_of("\n".join(p.text for p in paragraphs_in(data)), "Factiva DOCX", None)
    text = text_in(data)
    if "<ppsarticle" in text.lower():
        return _xml(text, data)
    if re.search(r"(?i)articleParagraph|<b>\s*HD\s*</b>|\w\wHeadline", text):
        return _page(text, data)
    return _lines_of(text, "Factiva TXT", data)


# ── Pages ──


def _page(text: str, data: bytes) -> Found:
    page = page_in(text)
    nodes = _articles(page)
    if not nodes:
        raise NotThis("it has marks of Factiva, but no articles")
    where = places(data, DIV, len(nodes))
    articles = [replace(_of_node(node), start=start, end=end) for node, (start, end) in zip(nodes, where, strict=True)]
    inside = frozenset(nodes)
    announced, leftovers = _results("\n".join(paragraphs_of(page, without=inside)))
    return Found("Factiva HTML", tuple(articles), announced, tuple(leftovers))


def _articles(page: Any) -> list[Any]:
    """The elements of a page that hold one article each, none inside another."""
    found: dict[Any, None] = {}
    for node in page.iter("div", "table"):
        if _fits(node) and not any(parent in found for parent in node.iterancestors()):
            found[node] = None
    return list(found)


def _fits(node: Any) -> bool:
    """True for `<div class="article enArticle" id="article-…">`, and for a table of codes outside of one."""
    if node.tag == "table":
        rows = dict(_rows(node))
        return "HD" in rows and len(rows) >= FEWEST
    classes = (node.get("class") or "").split()
    named = "article" in classes or any(re.fullmatch(r"[a-z]{2}Article", name) for name in classes)
    return bool(named or re.match(r"article-\w{10,}", node.get("id") or "")) and _has_article(node)


def _has_article(node: Any) -> bool:
    """True for an element with a headline, with paragraphs of an article, or with its codes."""
    if any(_is_headline(n) for n in node.iter("span", "b", "div")) or any(_is_text(n) for n in node.iter("p")):
        return True
    return any(code == "HD" for code, _ in _rows(node))


def _is_text(node: Any) -> bool:
    return "articleparagraph" in (node.get("class") or "").lower()


def _is_headline(node: Any) -> bool:
    return bool(re.search(r"(?:^|\s)[a-z]{2}Headline\b", node.get("class") or ""))


def _rows(node: Any) -> Iterator[tuple[str, Any]]:
    """The codes in the rows of a table, each with the cell behind it."""
    for row in node.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        if len(cells) > 1 and (code := words_of(cells[0])) in CODES:
            yield code, cells[1]


def _of_node(node: Any) -> Raw:
    fields: dict[str, str] = {}
    for code, cell in _rows(node):
        fields.setdefault(code, "\n\n".join(paragraphs_of(cell)))
    if "HD" in fields:
        return _of_codes(fields)
    return _of_order(node)


def _of_codes(fields: Fields) -> Raw:
    """The article of fields by their codes."""
    text = running(part for code in ("LP", "TD") for part in fields.get(code, "").split("\n\n"))
    day = day_in(fields["PD"], "label") if "PD" in fields else Day(None, "", "")
    number = NUMBER.search(fields.get("AN", ""))
    raw = Raw(
        text,
        title=one_line(fields.get("HD", "")),
        outlet=one_line(fields.get("SN", "")),
        author=unled(fields.get("BY", "")),
        day=day,
        section=one_line(fields.get("SE", "")),
        language=language_code(one_line(fields.get("LA", ""))),
        id=number["id"] if number else one_line(fields.get("AN", "")),
    )
    return doubted(raw, *_two(fields.get("PD", "")))


def _two(words: str) -> list[str]:
    return ["two dates"] if len(set(dates_in(words))) > 1 else []


def _of_order(node: Any) -> Raw:
    """The article of a page without codes: what its classes and the order of its lines tell."""
    first = next((p for p in node.iter("p") if _is_text(p)), None)
    headline = next((n for n in node.iter("span", "b", "div") if _is_headline(n)), None)
    author = next((n for n in node.iter("div") if "author" in (n.get("class") or "").split()), None)
    if first is not None:
        first.text = BELOW + (first.text or "")
    apart = frozenset(n for n in (headline, author) if n is not None)
    above, _, below = "\n\n".join(paragraphs_of(node, without=apart)).partition(BELOW)
    lines = [one_line(line) for line in above.split("\n\n")]
    body = below.split("\n\n")
    number = next((m["id"] for line in [*lines, *body] if (m := NUMBER.fullmatch(line.strip()))), "")
    raw, rest = _ordered([line for line in lines if line and not NUMBER.fullmatch(line)])
    body = [block for block in (body if first is not None else rest) if not NUMBER.fullmatch(block.strip())]
    return doubted(
        replace(
            raw,
            text=running(body),
            title=words_of(headline) or raw.title,
            author=unled(words_of(author)) or raw.author,
            section=raw.title if headline is not None else raw.section,
            id=number or (node.get("id") or "").removeprefix("article-"),
        )
    )


# ── Lines ──


def _lines_of(text: str, name: str, data: bytes | None) -> Found:
    """The articles in plain text: each ends with its number."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    ends = list(NUMBER_LINE.finditer(text))
    if not ends:
        raise NotThis("no line such as “Document VMPOST0020310304e7340001r” stands in it")
    starts = [0, *(match.end() for match in ends)]
    where = byte_places(text, data, starts) if data is not None else [(-1, -1)] * len(starts)
    articles = []
    for match, start, place in zip(ends, starts[:-1], where[:-1], strict=True):
        raw = _of_lines(text[start : match.start()])
        articles.append(replace(raw, id=match["id"], start=place[0], end=place[1]))
    if not any(raw.day.date for raw in articles):
        raise NotThis("it has numbers as Factiva gives them, but no article with a date")
    rest = text[starts[-1] :]
    announced, leftovers = _results(rest)
    if (words := rest.strip()) and not SEARCH.search(rest) and announced is None:
        leftovers.append(f"After the last article: “{one_line(words)[:80]}”.")
    return Found(name, tuple(articles), announced, tuple(leftovers))


def _results(text: str) -> tuple[int | None, list[str]]:
    """How many articles the summary of the search has, and what to do where one file cannot hold so many."""
    match = RESULTS.search(text)
    number = int(re.sub(r"\D", "", match[1]) or 0) if match else None
    if number is None or number <= HUNDRED:
        return number, []
    return number, [
        f"A file of Factiva holds {HUNDRED} articles at most; save the others of the search in further files."
    ]


def _of_lines(text: str) -> Raw:
    """The article in the lines before its number."""
    lines = [line.strip(" \t\f\xa0") for line in text.split("\n")]
    fields = _coded([line for line in lines if line])
    if "HD" in fields and len(fields) >= FEWEST:
        return _of_codes(fields)
    raw, body = _ordered([one_line(line) for line in lines if line])
    return doubted(replace(raw, text=running(body)))


def _coded(lines: Sequence[str]) -> Fields:
    """The fields of lines that begin with codes; a value goes on until the next code."""
    fields: dict[str, list[str]] = {}
    here: list[str] = []
    for line in lines:
        match = CODED.match(line)
        if match and match["code"] in CODES and match["code"] not in fields:
            here = fields.setdefault(match["code"], [])
            line = match["value"].strip()
        if line:
            here.append(line.strip("\t "))
    return {code: "\n\n".join(parts) for code, parts in fields.items()}


def _ordered(lines: Sequence[str]) -> tuple[Raw, list[str]]:
    """What the order of lines tells, and the lines of the text below them."""
    count = next((n for n, line in enumerate(lines) if COUNT.fullmatch(line)), None)
    if count is None:
        count = next((n - 1 for n, line in enumerate(lines[:10]) if n and is_day(line)), None)
        lines = [*lines[: count + 1], "", *lines[count + 1 :]] if count is not None else lines
        count = count + 1 if count is not None else None
    if count is None:
        return Raw("", title=lines[0] if lines else ""), list(lines[1:])
    title, author, section = _heads(lines[:count])
    after = list(lines[count + 1 :])
    dated = next((n for n, line in enumerate(after[:3]) if is_day(line)), None)
    rest = after[dated + 1 :] if dated is not None else after
    while rest and TIME.fullmatch(rest[0]):
        rest = rest[1:]
    last = next((n for n, line in enumerate(rest[:12]) if RIGHTS.match(line) or OWNED.match(line)), None)
    spoken = next((n for n, line in enumerate(rest[:10]) if n and _is_language(line)), None)
    if last is None:
        last = spoken if spoken is not None else next((n for n, s in enumerate(rest[:3]) if SHORT.fullmatch(s)), 0)
    raw = Raw(
        "",
        title=title,
        outlet=rest[0] if rest else "",
        author=author,
        day=day_in(after[dated], "place") if dated is not None else Day(None, "", ""),
        section=section,
        language=language_code(rest[spoken]) if spoken is not None else "",
    )
    return raw, rest[last + 1 :]


def _is_language(line: str) -> bool:
    return len(line.split()) < 4 and not SHORT.fullmatch(line) and bool(language_code(line))


def _heads(lines: Sequence[str]) -> tuple[str, str, str]:
    """Title, author and section of the lines above the number of words."""
    lines = list(lines)
    author = ""
    if len(lines) > 1 and (SIGNED.match(lines[-1]) or _is_name(lines[-1])):
        author = unled(lines.pop())
    return (lines[-1] if lines else ""), author, (lines[0] if len(lines) > 1 else "")


def _is_name(line: str) -> bool:
    """True for "Anna Marren" and "Anna Marren and Jonas Holt": two to seven words with capitals."""
    words = line.split()
    return 1 < len(words) < 8 and all(NAME.fullmatch(w) or w in JOINING for w in words)


# ── XML ──


def _xml(text: str, data: bytes) -> Found:
    from lxml import etree

    if DECLARED.search(text):
        raise NotThis("it is XML with declarations, which Factiva does not write")
    source = XML_HEAD.sub("", text).encode("utf-8", errors="replace")
    leftovers = []
    try:
        root = etree.fromstring(source, _parser(recover=False))
    except etree.LxmlError:
        root = _recovered(source)
        leftovers.append("Its XML is broken; the file may have been cut.")
    articles = [_of_xml(node) for node in _named(root, "article")]
    if not articles:
        raise NotThis("it has marks of Factiva, but no articles")
    counts = [node.get("count", "") for node in _named(root, "ppsarticleResultSet")]
    told = [int(count) for count in counts if re.fullmatch(r"\d{1,7}", count)]
    where = places(data, re.compile(rb"<article\b"), len(articles))
    articles = [replace(raw, start=a, end=b) for raw, (a, b) in zip(articles, where, strict=True)]
    return Found("Factiva XML", tuple(articles), sum(told) if told else None, tuple(leftovers))


def _parser(*, recover: bool) -> Any:
    from lxml import etree

    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=recover, encoding="utf-8")


def _recovered(source: bytes) -> Any:
    """The tree of broken XML as far as it can be read. Raises NotThis."""
    from lxml import etree

    try:
        root = etree.fromstring(source, _parser(recover=True))
    except etree.LxmlError as error:
        raise NotThis("it is broken XML") from error
    if root is None:
        raise NotThis("it is broken XML")
    return root


def _named(node: Any, *names: str) -> list[Any]:
    """The elements of these names in one, whatever their namespace."""
    return [n for n in node.iter() if isinstance(n.tag, str) and n.tag.rpartition("}")[2] in names]


def _of_xml(node: Any) -> Raw:
    def words(*names: str) -> str:
        return next((w for n in _named(node, *names) if (w := one_line("".join(n.itertext())))), "")

    paragraphs = [
        one_line("".join(p.itertext()))
        for name in ("leadParagraph", "tailParagraphs")
        for part in _named(node, name)
        for p in _named(part, "paragraph")
    ]
    written = words("publicationDate")
    stamp = re.match(r"\d{4}-\d\d-\d\d", written)
    day = replace(day_in(stamp.group() if stamp else written, "field"), written=written)
    return doubted(
        Raw(
            running(paragraphs),
            title=words("headline"),
            outlet=words("sourceName"),
            author=unled(words("byline", "author")),
            day=day if written else Day(None, "", ""),
            section=words("section", "sectionName"),
            language=language_code(words("baseLanguage")),
            id=words("accessionNo"),
        )
    )
