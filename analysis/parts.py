"""A text -> its parts that are no running text: headline, bylines, datelines, furniture and markup.

Nothing is cut away: parts are marked, so that every offset opens the file the analyst has.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from analysis.bylines import DEED, LEAD, BylineWords, authors
from analysis.exports import Export, date_in, find_export
from analysis.model import Part
from analysis.paragraphs import find_paragraphs, parted
from analysis.spans import Span, trimmed

LINE_END = r"(?:\r\n|\r|\n)"
MARKDOWN = re.compile(
    rf"\A---{LINE_END}.*?{LINE_END}---{LINE_END}|(?<![^\r\n])(?:#{{1,6}} +|> ?|```.*?(?<![^\r\n])```[^\r\n]*)"
    r"|!\[[^\]\r\n]{0,500}\]\([^)\r\n]{0,2000}\)"
    r"|(?<!!)\[(?=[^\]\r\n]{1,500}\]\()|(?<=[^\s\]])\]\([^)\r\n]{0,2000}\)|\*{1,3}(?=[^\s*])|(?<=[^\s*])\*{1,3}",
    re.S,
)
LIST_MARK = re.compile(r"(?<![^\r\n])[ \t]*(?P<mark>[-–—*•◦▪‣·+][ \t\xa0]+|\(?(?:\d{1,2}|[a-z])[.)][ \t\xa0]+)(?=\S)")
SIGNS = " \t\r\n\xa0•→»›>*·–—-_#"  # what may stand before a line of furniture
SHORT, LONG = 160, 1200  # characters of a line and of a note that may be furniture
# Small words of bylines, and what else may stand in one: "contributed reporting from".
BYLINE_WORDS = re.compile(
    r"in|at|for|of|on|from|to|near|the|via|an?|and|with|by|s|contribut\w+|report\w*|writ\w+|edit\w+|also|posted|published"
)
SEPARATOR = re.compile(r"\s+[|·•/–—-]+\s+|\s*[|·•]\s*")
# A label and what it leads to: "Read more: …", "WATCH | …", "READ MORE Talks to resume".
LINKED = re.compile(
    r"(?P<label>[^:|»>→]{2,50}?)(?: ?[:|»>→] ?|[ \xa0]+[–—-] |[ \xa0]{2,}|\t+)(?=\S)"
    r"|(?P<loud>[A-Z]{4,}(?: [A-Z]{2,}){1,4}) (?=[A-Z][a-z])"
)
QUOTES = "\"'“”„«‘’`"
EDGE = 60  # lines from the start and from the end of a text that are looked at one by one
CAPITALS = 0.87  # the share of the words of a headline that have them, where all but small ones are written so
SMALL = frozenset(["the", "and", "for", "but", "nor", "from", "with", "into", "over", "than", "via", "per"])
NAMED = 8  # paragraphs from the start among which a name alone may be a byline


@dataclass(frozen=True, slots=True)
class Around:
    """What is known of lines around an article: patterns by their kind, words of bylines, labels and their fields."""

    patterns: Mapping[str, tuple[re.Pattern[str], ...]]
    byline_words: BylineWords
    labels: Mapping[str, str]

    def is_like(self, kind: str, words: str, longest: int = SHORT) -> bool:
        """True where a line is of that kind from its first to its last letter."""
        return len(words) < longest and any(p.fullmatch(words) for p in self.patterns.get(kind, ()))

    def opens(self, kind: str, words: str) -> bool:
        """True where a line begins as one of that kind."""
        return len(words) < LONG and any(p.match(words) for p in self.patterns.get(kind, ()))

    def dateline(self, text: str, line: Span) -> re.Match[str] | None:
        """The dateline that a line begins with."""
        patterns = self.patterns.get("dateline", ())
        return next((match for p in patterns if (match := p.match(text, line.start, line.end))), None)


@dataclass(frozen=True, slots=True)
class Page:
    """The parts of a text, and what it tells of itself; empty where it tells nothing."""

    parts: tuple[Part, ...]
    title: str = ""
    author: str = ""
    outlet: str = ""
    published: dt.date | None = None


def page_of(text: str, around: Around, *, markdown: bool = False, headline: int = 0) -> Page:
    """The parts of a text and what they tell of it: title, author, and where labels tell them outlet and date.

    headline: how many characters at the beginning are known to be it; what follows is running text then.
    """
    saved = (
        Export(headline, {"title": Span(0, headline)})
        if headline
        else find_export(text, around.labels, lambda words: is_byline(words, around) or _is_name(words, around), _ends)
    )
    export = saved or Export(0)
    parts = _exported(export)
    edges = [export.body, *(p.span.end for p in parts)]
    parts = _joined(parts, _parts(text, edges, around, markdown=markdown, headed=saved is not None))
    parts = _joined(parts, _marks(text, markdown))
    fields = {name: " ".join(span.of(text).split()) for name, span in export.fields.items()}
    title = " ".join(next(_words_of("headline", parts, text), "").split()).rstrip("; ")
    names = (author_in(words, around) for words in _words_of("byline", parts, text))
    return Page(
        tuple(parts),
        title,
        next(filter(None, names), ""),
        fields.get("outlet", ""),
        date_in(fields.get("published", "")),
    )


def _words_of(kind: str, parts: Iterable[Part], text: str) -> Iterator[str]:
    """The words of each part of that kind."""
    return (p.span.of(text) for p in parts if p.kind == kind)


def _joined(parts: Sequence[Part], others: Iterable[Part]) -> list[Part]:
    """Parts in the order of the text, and of the others those that overlap none of them."""
    parts = sorted(parts, key=lambda p: p.span)
    starts = [p.span.start for p in parts]
    ends = [0, *accumulate((p.span.end for p in parts), max)]
    apart = [p for p in others if len(p.span) and ends[bisect_left(starts, p.span.end)] <= p.span.start]
    return sorted([*parts, *apart], key=lambda p: p.span)


def _exported(export: Export) -> list[Part]:
    kinds = {"title": "headline", "author": "byline"}
    named = [Part(span, kinds[name]) for name, span in export.fields.items() if name in kinds]
    return _joined(named, (Part(span, "furniture") for span in export.furniture if len(span)))


def _parts(text: str, edges: Sequence[int], around: Around, *, markdown: bool, headed: bool) -> Iterator[Part]:
    """The parts of the text from the first of its edges on; `headed`: its headline is known."""
    spans = _lines(text, edges, around)
    lines = [trimmed(text, s, "#*_> ") if markdown else s for s in spans]
    body = 0 if headed else _body(text, lines, around)
    yield from _above(text, lines, body, around)
    for place in range(body, len(lines)):
        if kind := _kind_below(lines[place].of(text), place, around):
            yield Part(lines[place], kind)
        else:
            yield from _in_paragraph(text, spans[place], around)


def _lines(text: str, edges: Sequence[int], around: Around) -> list[Span]:
    """The paragraphs from the first edge on, cut at the edges and at lines that are no running text."""
    paragraphs = parted(text, find_paragraphs(text), [*edges, *_edges(text, around)])
    return [paragraph for paragraph in paragraphs if paragraph.start >= edges[0]]


def _above(text: str, lines: Sequence[Span], body: int, around: Around) -> list[Part]:
    """The parts above the first paragraph, without a headline where no paragraph follows."""
    parts = _head(text, lines[:body], around)
    return parts if body < len(lines) else [p for p in parts if p.kind != "headline"]


def _kind_below(words: str, place: int, around: Around) -> str:
    """What a line is where the text has begun: near the top, a name alone is a byline too."""
    kind = kind_of(words, around, below=True)
    return "byline" if not kind and place < NAMED and _is_name(words, around) else kind


def kind_of(words: str, around: Around, *, below: bool = False) -> str:
    """What a line around an article is: furniture, byline or "" for neither; below: its text has begun."""
    if len(words) > LONG:
        return ""
    bare = words.strip(SIGNS)
    if _is_signed(bare, around):
        return "byline"
    if _is_furniture(bare, around) or _leads_elsewhere(bare, around, below=below):
        return "furniture"
    return "byline" if around.is_like("byline", bare) or is_byline(bare, around) else ""


def _is_furniture(words: str, around: Around) -> bool:
    """True for a line of the lexicon of furniture, and for a day or an hour."""
    return around.is_like("furniture", words) or around.opens("opening", words) or is_date(words, around)


def _leads_elsewhere(words: str, around: Around, *, below: bool) -> bool:
    """True for a link, and above the text for the name of a section."""
    return is_link(words, around, below=below) or (not below and is_section(words, around))


def _is_signed(words: str, around: Around) -> bool:
    """True for "By Anna Marren", also after a dateline, and for "4 March 2031 | Anna Marren"."""
    match = around.dateline(words, Span(0, len(words)))
    rest = words[match.end() :] if match else words
    if len(words) < 2 * SHORT and LEAD.match(rest) and authors(rest, around.byline_words) and is_byline(rest, around):
        return True
    pieces = SEPARATOR.split(words)
    return 1 < len(pieces) < 6 and _are_of_byline(pieces, around)


def _are_of_byline(pieces: Sequence[str], around: Around) -> bool:
    """True for a name among pieces that tell no more than names, days and sections."""
    names = [_is_name(p, around) or is_byline(p, around) for p in pieces]
    return any(names) and all(
        n or is_date(p, around) or is_section(p, around) for n, p in zip(names, pieces, strict=True)
    )


def is_byline(words: str, around: Around) -> bool:
    """True for "By Anna Marren", "Reporting by Anna Marren; editing by Peter Holm", "By Reuters", "Staff Writer"."""
    bare = words.strip("([ ])")
    if len(words) > 2 * SHORT or re.search(r"[?!]$", words):
        return False
    tokens = re.findall(r"[^\W_]+", bare)
    if DEED.match(bare):
        return _tells_writer(bare, tokens, around.byline_words)
    if LEAD.match(bare):
        of_sentence = any(_is_of_sentence(t, around.byline_words) for t in tokens)
        return not of_sentence and _tells_writer(bare, tokens, around.byline_words)
    return _is_office(tokens, around.byline_words)


def _tells_writer(words: str, tokens: Sequence[str], known: BylineWords) -> bool:
    """True where persons are named after "by", or in a few words somebody else: "By Reuters", "By our staff"."""
    if authors(DEED.sub("by ", words), known):
        return True
    rest = [t for t in tokens[1:] if not known.has(t, "role", "kind", "outlet", "nobody")]
    named = sum(t.lower() not in ("by", "the") for t in rest)
    return 1 < len(tokens) < 8 and named < 2 and not words.endswith(".")


def _is_office(tokens: Sequence[str], known: BylineWords) -> bool:
    """True for "Staff Writer": a role, with no more than its kind and outlet."""
    if not 1 < len(tokens) < 6 or not any(known.has(t, "role") for t in tokens):
        return False
    return all(known.has(t, "role", "kind", "outlet") for t in tokens)


def _is_of_sentence(word: str, known: BylineWords) -> bool:
    """True for a word that no byline has: "was" of "By Monday Anna Marren was gone"."""
    classes = ("role", "kind", "outlet", "nobody", "calendar", "date", "particle", "section")
    return word.islower() and not known.has(word, *classes) and not BYLINE_WORDS.fullmatch(word)


def author_in(byline: str, around: Around) -> str:
    """Who wrote the article, by its byline."""
    for kind in ("byline", "byline-sentence"):
        for pattern in around.patterns.get(kind, ()):
            match = pattern.fullmatch(byline.strip(SIGNS))
            if match and "author" in match.groupdict():
                return authors(match["author"], around.byline_words)
    return authors(byline, around.byline_words)


def _is_name(line: str, around: Around) -> bool:
    """True for a line with no more than a name, and perhaps a role or a place: "Anna Marren in Halven"."""
    words = " ".join(line.split())
    if len(words) > 80 or not re.search(r"[^\W\d_]$", words):
        return False
    names = authors(words, around.byline_words).split("; ")
    first = names[0].split()
    if len(first) < 2 or not words.lower().startswith(names[0].lower()):
        return False
    rest = words[len(names[0]) :].strip(" ,")
    spoken = [w for w in first if not around.byline_words.has(w, "particle") and len(w) > 2]
    return first[0].lower() in around.byline_words.first_names and len(spoken) == 2 and _is_rest(rest, around)


def _is_rest(words: str, around: Around) -> bool:
    """True for what may stand after a name in a byline: nothing, a role, a place, further names."""
    tokens = re.findall(r"[^\W\d_]+", words)
    small = [t for t in tokens if t.islower() and not around.byline_words.has(t, "role", "kind", "outlet", "particle")]
    return all(t in ("in", "and", "at", "for", "the", "of", "with") for t in small)


def is_link(words: str, around: Around, *, below: bool = False) -> bool:
    """True for "READ MORE: …", "Related coverage | …", "More on this story": words that lead to another page.

    below: also for words that may begin a headline: "Analysis: …", "Video: …".
    """
    if words.startswith(tuple(QUOTES)):
        return False
    match = LINKED.match(words)
    if len(words) > 2 * SHORT or (not match and re.search(r"[.?!]$", words)):
        return False
    label = (match["label"] or match["loud"]) if match else words
    classes = ("link", "link-below") if below else ("link",)
    return _leads(re.findall(r"[^\W\d_]+", label), classes, around.byline_words)


def _leads(label: Sequence[str], classes: Sequence[str], known: BylineWords) -> bool:
    """True for a label with a word of the classes, and no other words than they and small ones."""
    if len(label) > 7 or not any(known.has(w, *classes) for w in label):
        return False
    return all(known.has(w, *classes, "link-small", "outlet") for w in label)


def is_date(words: str, around: Around) -> bool:
    """True for a line that tells no more than a day or an hour: "Updated 4 March 2031 10:15 GMT", "2 hours ago"."""
    known = around.byline_words
    tokens = re.findall(r"[^\W\d_]+\.?|\d+", words.lower())
    if not 0 < len(tokens) < 25 or re.search(r"[?!]$", words):
        return False
    named = any(known.has(t, "calendar") or t in ("ago", "min", "read") for t in tokens)
    numbers = sum(t.isdigit() for t in tokens)
    classes = ("calendar", "date", "outlet") if named and numbers else ("calendar", "date")
    return (named or numbers > 2) and all(t.isdigit() or known.has(t, *classes) for t in tokens)


def is_section(words: str, around: Around) -> bool:
    """True for "WORLD | EUROPE", "Home > News > Asia", "Breaking news": words that stand over sections."""
    tokens = re.findall(r"[^\W\d_]+", words.lower())
    return (
        0 < len(tokens) < 16
        and not re.search(r"[.?!]$", words)
        and all(around.byline_words.has(t, "section") for t in tokens)
    )


def _edges(text: str, around: Around) -> Iterator[int]:
    """Ends of lines near the start and the end of a text that are no running text, however text is wrapped there."""
    at, lines = 0, list[Span]()
    for words in text.splitlines(keepends=True):
        if len(span := trimmed(text, Span(at, at + len(words)))):
            lines.append(span)
        at += len(words)
    near = lines if len(lines) < 2 * EDGE else lines[:EDGE] + lines[-EDGE:]
    if len(near) > 1 and near[0].of(text).endswith(";") and near[1].of(text)[0].isupper():  # a headline in two parts
        yield from near[0]
    for line in near:
        words = line.of(text)
        if around.opens("dateline", words):
            yield line.start
        elif _stands_alone(words, around) or LIST_MARK.match(text, line.start):
            yield from line


def _stands_alone(words: str, around: Around) -> bool:
    """True for a line that goes on in none, and from none, before it."""
    return not words[0].islower() and bool(kind_of(words, around) or _is_name(words, around))


def _body(text: str, lines: Sequence[Span], around: Around) -> int:
    """The place of the first paragraph of running text; how many lines there are where none is."""
    headed = False
    for n, line in enumerate(lines):
        words = line.of(text)
        if kind_of(words, around) or _is_name(line.of(text), around):
            continue
        signed = n + 1 < len(lines) and n < 4 and kind_of(lines[n + 1].of(text), around) == "byline"
        if around.opens("dateline", words) or _is_running(words, headed, signed):
            return n
        headed = headed or len(words.split()) > 3
    return len(lines)


def _is_running(words: str, headed: bool, signed: bool) -> bool:
    """True for a paragraph: it ends like a sentence, or is too long for a headline.

    headed: a headline stands above it, so that a question is no headline; signed: a byline follows, so that it is one.
    """
    size = len(words.split())
    if size > 25:
        return True
    if not headed and (signed or _has_capitals(words)):
        return False
    return _ends(words) or (headed and size > 7 and bool(re.search(r"[.!?…][\"'”’)\]]*$", words)))


def _has_capitals(words: str) -> bool:
    """True for words that nearly all begin with a capital but for small ones: "Envoy Says Talks ‘Make Him Sad.’"."""
    told = [word for word in re.findall(r"[^\W\d_]{3,}", words) if word not in SMALL]
    return len(told) > 3 and sum(word[0].isupper() for word in told) > CAPITALS * len(told)


def _ends(words: str) -> bool:
    """True for words that end with a full stop that is none of an abbreviation, or are many."""
    size = len(words.split())
    return size > 25 or (size > 3 and bool(re.search(r"(?<![.])(?<!\b[A-Z])[.][\"'”’)\]]*$", words)))


def _head(text: str, lines: Sequence[Span], around: Around) -> list[Part]:
    """What stands above the first paragraph: one headline, bylines; all else is furniture."""
    kinds = {line: kind_of(line.of(text), around) for line in lines}
    free = [line for line in lines if not kinds[line]]
    kinds |= {line: "byline" for line in free if len(free) > 1 and _is_name(line.of(text), around)}
    heads = [line for line in free if not kinds[line]]
    if chosen := _headline(text, heads, around):
        kinds[chosen] = "headline"
    return [Part(line, kind or "furniture") for line, kind in kinds.items()]


def _headline(text: str, heads: Sequence[Span], around: Around) -> Span | None:
    """The first line of four words or more that names no outlet; else the longest of the last two."""
    for line in heads:
        words = re.findall(r"[^\W_]+", line.of(text))
        if len(words) > 3 and not any(around.byline_words.has(w, "outlet") for w in words):
            return line
    return max(heads[-2:], key=len, default=None)


def _in_paragraph(text: str, line: Span, around: Around) -> Iterator[Part]:
    """A dateline at the start of a paragraph, and a byline that is its last or only sentence."""
    start = line.start
    if match := around.dateline(text, line):
        yield Part(trimmed(text, Span(*match.span())), "dateline")
        start = match.end()
    tail = re.compile(r"(?<=[.!?])\s+(?=[A-Z(])")
    cuts = [start, *(m.end() for m in tail.finditer(text, max(start, line.end - 400), line.end))]
    for cut in cuts:
        last = trimmed(text, Span(cut, line.end))
        words = last.of(text)
        if around.is_like("byline-sentence", words) or (
            (cut > line.start or words[:1] == "(") and _is_deed(words, around)
        ):
            yield Part(last, "byline")
            return


def _is_deed(words: str, around: Around) -> bool:
    """True for "(Reporting by Anna Marren)" at the end of a paragraph, or "By Anna Marren" after a dateline."""
    bare = words.strip("([ ])")
    return len(words) < 2 * SHORT and bool(LEAD.match(bare) or DEED.match(bare)) and is_byline(words, around)


def _marks(text: str, markdown: bool) -> list[Part]:
    """Markdown's own signs and the marks of list items, which are no words of the article."""
    found = [Part(trimmed(text, Span(*m.span("mark"))), "markup") for m in LIST_MARK.finditer(text)]
    if markdown:
        signs = (Part(Span(*m.span()), "markup") for m in MARKDOWN.finditer(text) if m.end() > m.start())
        found = _joined(found, signs)
    return found
