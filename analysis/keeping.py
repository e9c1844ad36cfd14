"""What a reader takes away from an article: citations, and the statements kept, as Markdown, HTML or Word.

views/citation.js and views/keep.js write the same in the browser; a test holds the two together.
"""

from __future__ import annotations

import io
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from analysis.coded import CodedStatement, coded_statements
from analysis.model import GAP, Document, Speaker
from analysis.palette import shaped, stand
from analysis.selection import plain
from analysis.spans import Span, touching, without
from analysis.tables import issue_name

FORMS = ("text", "markdown", "footnote", "link")
GROUPS = ("speakers", "issues")
HOW = {"direct": "quoted", "indirect": "reported", "mixed": "partly quoted"}
ENDS = 5  # words at either end of a longer sentence that lead a link to it
SPACE = re.compile("[\t-\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+")  # \s of JavaScript
WEB = re.compile(r'https?://[^ <>"]+')
# What no file of text, HTML or Word can hold, and an article may.
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
STYLE = (
    "body{max-width:42rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 Georgia,serif}"
    "blockquote{margin:0 0 1rem;padding-left:1rem;border-left:3px solid #999}.note{white-space:pre-line}"
)

Kept = tuple[CodedStatement, str]
Block = tuple[str, str]  # a kind (title, source, address, group, who, quote or note) and its words


def kept_in(doc: Document, chosen: Mapping[str, Any]) -> tuple[Kept, ...]:
    """The statements that a page keeps, each with its note, in the order in which they were kept."""
    known = {coded.key: coded for coded in coded_statements(doc)}
    told = chosen.get("kept")
    found: dict[str, Kept] = {}
    for one in told if isinstance(told, list | tuple) else ():
        key = one.get("key") if isinstance(one, Mapping) else None
        if isinstance(key, str) and key in known:
            found.setdefault(key, (known[key], str(one.get("note") or "")))
    return tuple(found.values())


def citation(doc: Document, coded: CodedStatement, form: str = "text") -> str:
    """A statement with its sentence as printed, whose words they are, whether quoted, and where they stand.

    form: text, markdown, footnote (the source first) or link (an address that opens the article at the sentence, empty
    where the article has none). Raises ValueError for another.
    """
    if form not in FORMS:
        raise ValueError(f"{form!r} is no form of a citation; there are {', '.join(FORMS)}.")
    if form == "link":
        return _link(doc, coded)
    at = _paragraph(paragraphs(doc)[coded.key])
    words = " ".join(filter(None, [named_sentence(doc, coded), _bracketed(_how(coded))]))
    source = ", ".join(filter(None, [_line(doc.author), _title(doc), *_issued(doc), at]))
    address = _address(doc)
    if form == "footnote":
        return ": ".join(filter(None, [", ".join(filter(None, [source, address])), words]))
    if form == "markdown":
        words, source, address = escaped(words), escaped(source), f"<{address}>" if address else ""
    return " – ".join(filter(None, [words, ", ".join(filter(None, [source, address]))]))


def named_sentence(doc: Document, coded: CodedStatement) -> str:
    """The sentence as printed, with the name after source words that are another: "He [Joren Maas] added …"."""
    s, name = coded.statement, _bracketed(_unsaid(doc, coded), "[]")
    end = max((span.end for span in s.source), default=-1) if name else -1
    sentences, placed = [], False
    for sentence in touching(doc.sentences, s.span):
        start, stop = sentence.span
        if start < end <= stop:
            sentences.append(_line(f"{doc.text[start:end]} {name}{doc.text[end:stop]}"))
            placed = True
        else:
            sentences.append(_line(doc[sentence]))
    if not sentences:
        sentences, name = [_content(doc, coded)], _bracketed(_line(" and ".join(coded.names)), "[]")
    return " ".join(sentences) if placed else f"{name} {' '.join(sentences)}".lstrip()


def paragraphs(doc: Document) -> dict[str, int]:
    """The number of the paragraph that each statement begins in, by its key: 1 for the first of the running text.

    Headline, byline and furniture are not counted; what stands in them has 0.
    """
    body = [p for p in doc.paragraphs if _is_text(doc, p)]
    starts = [p.start for p in body]
    numbers = {}
    for statement in doc.statements:
        number = bisect_right(starts, statement.span.start)
        numbers[statement.key] = number if number and statement.span.start < body[number - 1].end else 0
    return numbers


def markdown(doc: Document, kept: Iterable[Kept], *, by: str = "speakers") -> str:
    """What is kept, grouped by speakers or issues, as Markdown in which every word of article and note is escaped."""
    forms: dict[str, Callable[[str], str]] = {
        "title": lambda words: f"# {escaped(words)}",
        "source": escaped,
        "address": lambda words: f"<{words}>",
        "group": lambda words: f"## {escaped(words)}",
        "who": escaped,
        "quote": lambda words: f"> {escaped(words)}",
        "note": lambda words: "\\\n".join(map(escaped, words.split("\n"))),
    }
    told = [forms[kind](words) for kind, words in _blocks(doc, kept, by)]
    return "\n\n".join(told) + "\n"


def html(doc: Document, kept: Iterable[Kept], *, by: str = "speakers") -> str:
    """What is kept, grouped by speakers or issues, as a page of its own."""
    forms = {
        "title": "<h1>{}</h1>",
        "source": "<p>{}</p>",
        "address": '<p><a href="{0}">{0}</a></p>',
        "group": "<h2>{}</h2>",
        "who": "<p>{}</p>",
        "quote": "<blockquote>{}</blockquote>",
        "note": '<p class="note">{}</p>',
    }
    blocks = list(_blocks(doc, kept, by))
    body = Markup("").join(Markup(forms[kind]).format(words) for kind, words in blocks)
    page = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{}</title>{}</head><body>{}</body></html>'
    return str(Markup(page).format(blocks[0][1], Markup(f"<style>{STYLE}</style>"), body))


def docx(doc: Document, kept: Iterable[Kept], *, by: str = "speakers") -> bytes:
    """What is kept, grouped by speakers or issues, as a Word file."""
    from docx import Document as Word

    styles = {"title": "Title", "group": "Heading 1", "quote": "Quote"}
    page = Word()
    blocks = list(_blocks(doc, kept, by))
    for kind, words in blocks:
        page.add_paragraph(words, style=styles.get(kind, "Normal"))
    page.core_properties.title, page.core_properties.author = blocks[0][1][:255], "Demarche"
    file = io.BytesIO()
    page.save(file)
    return file.getvalue()


def escaped(words: str) -> str:
    r"""A line in which nothing is a sign of Markdown.

    >>> print(escaped("1. [He] *said*"))
    1\. \[He\] \*said\*
    """
    return re.sub(r"^([0-9]*)([-+=:.)])", r"\1\\\2", re.sub(r"([\\`*_\[\]<>#|~&$])", r"\\\1", words))


def _blocks(doc: Document, kept: Iterable[Kept], by: str) -> Iterator[Block]:
    """What a page of kept statements says, one thing after the other."""
    if by not in GROUPS:
        raise ValueError(f"{by!r} is nothing to group by; there are {', '.join(GROUPS)}.")
    yield "title", f"Kept from {_title(doc) or 'an article'}"
    if source := ", ".join(filter(None, [_line(doc.author), *_issued(doc)])):
        yield "source", source
    if address := _address(doc):
        yield "address", address
    numbers, groups = paragraphs(doc), dict[str, list[Kept]]()
    for one in sorted(kept, key=lambda one: one[0].number):
        groups.setdefault(_group(doc, one[0], by), []).append(one)
    for group, some in groups.items():
        yield "group", group
        for coded, note in some:
            yield "who", " ".join([_who(coded), shaped(coded.position, coded.position_confidence).glyph, _stand(coded)])
            where = _bracketed(", ".join(filter(None, [_how(coded), _paragraph(numbers[coded.key])])))
            yield "quote", " ".join(filter(None, [named_sentence(doc, coded), where]))
            if lines := "\n".join(filter(None, map(_line, re.split("\r\n|\r|\n", note)))):
                yield "note", f"Note: {lines}"


def _group(doc: Document, coded: CodedStatement, by: str) -> str:
    if by == "issues":
        return _line(issue_name(doc, coded)) or "No issue named"
    return _line(" and ".join(coded.names)) or "No speaker named"


def _who(coded: CodedStatement) -> str:
    return _line(" and ".join(map(_introduced, coded.speakers))) or "No speaker named"


def _introduced(speaker: Speaker) -> str:
    return f"{speaker.name} ({speaker.role})" if speaker.role else speaker.name


def _stand(coded: CodedStatement) -> str:
    told = [stand(s.position, s.lean, s.target, s.confidence) for s in coded.stances] or [stand("", None, "")]
    return _line("; ".join(told))


def _unsaid(doc: Document, coded: CodedStatement) -> str:
    """The names of the speakers, where the words of the source do not hold all of them."""
    said = plain(GAP.join(doc[span] for span in coded.statement.source))
    held = (re.search(rf"(?<!\w){re.escape(plain(name))}(?!\w)", said) for name in coded.names)
    return "" if all(held) else _line(" and ".join(coded.names))


def _how(coded: CodedStatement) -> str:
    return HOW.get(coded.statement.kind, "")


def _paragraph(number: int) -> str:
    return f"paragraph {number}" if number else ""


def _bracketed(words: str, signs: str = "()") -> str:
    return f"{signs[0]}{words}{signs[1]}" if words else ""


def _title(doc: Document) -> str:
    return _bracketed(_line(doc.title), "“”")


def _issued(doc: Document) -> list[str]:
    """Outlet and day, as far as they are known."""
    return list(filter(None, [_line(doc.outlet), doc.day]))


def _address(doc: Document) -> str:
    """The address of the article where it is one of the web, else nothing."""
    url = _line(doc.url)
    return url if WEB.fullmatch(url) else ""


def _link(doc: Document, coded: CodedStatement) -> str:
    """The address of the article, with the words that a browser scrolls to."""
    address = _address(doc)
    sentence = " ".join(doc[s] for s in touching(doc.sentences, coded.statement.span))
    words = _line(" ".join(sentence.split()) or _content(doc, coded)).split(" ")
    ends = [words] if len(words) <= 2 * ENDS else [words[:ENDS], words[-ENDS:]]
    told = ",".join(quote(" ".join(some), safe="!*'()").replace("-", "%2D") for some in ends)
    return f"{address}{'' if '#' in address else '#'}:~:text={told}" if address else ""


def _content(doc: Document, coded: CodedStatement) -> str:
    return GAP.join(_line(doc[span]) for span in coded.statement.content)


def _is_text(doc: Document, paragraph: Span) -> bool:
    """Whether a paragraph holds words that are no part of headline, byline, furniture or markup."""
    apart = [part.span for part in touching(doc.parts, paragraph) if part.kind != "dateline"]
    return any(c.isalnum() for piece in without(paragraph, apart) for c in doc[piece])


def _line(words: str) -> str:
    """Words on one line, without what no file can hold."""
    return UNFIT.sub("\ufffd", SPACE.sub(" ", words)).strip(" ")
