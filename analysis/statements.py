"""Sentences -> statements: somebody (source) is reported to say or think (cue) something (content).

A first finder by rules over tags, cue words and quotation marks. Every rule is a small function named after an
example; the first that applies to a cue decides, and the statement says which one it was.
The conventions follow PolNeAR: the whole noun phrase with title and apposition is the source, auxiliaries belong to
the cue, quotation marks and the comma inside them to the content; no statement inside another.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from analysis.knowledge import Lexicons
from analysis.model import Document, Statement, Token
from analysis.paragraphs import find_paragraphs
from analysis.spans import Span, Within, contains, hull, overlaps, trimmed

Row = Mapping[str, str]
AUXILIARIES = {"be", "have", "do"}
NO_SOURCE = {"which", "who", "that", "what", "there", "i", "we", "you"}
NOUNS = {"NN", "NNS", "NNP", "NNPS", "PRP", "CD"}
PHRASE = NOUNS | {"DT", "PDT", "PRP$", "JJ", "JJR", "JJS", "POS", "HYPH", "VBN", "CC", "``", "''", "$", "FW"}
LINKS = {"of", "for", "in", "from", "at", "with"}


@dataclass(frozen=True, slots=True)
class Clause:
    """A cue in its sentence: words[first:last] are the cue, quotes the quotation spans of the whole text."""

    text: str
    words: Sequence[Token]
    first: int
    last: int
    row: Row
    quotes: Sequence[Span]


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule found; source and content are spans of the text."""

    source: tuple[Span, ...]
    cue: Span
    content: tuple[Span, ...]
    rule: str


def _hull(found: Found) -> Span:
    return hull([*found.source, found.cue, *found.content])


def find_quotes(text: str) -> tuple[Span, ...]:
    r"""The stretches in double quotation marks, marks included, in order.

    Straight and curly marks; one that is not closed runs to the end of its paragraph.

    >>> [s.of('He said, "Yes," and left.') for s in find_quotes('He said, "Yes," and left.')]
    ['"Yes,"']
    """
    found = []
    for block in find_paragraphs(text):
        start = None
        for mark in re.finditer(r"[\"“”„‟«»]|``|''", block.of(text)):
            at, sign = block.start + mark.start(), mark.group()
            if start is None and sign not in {"”", "''", "»"}:
                start = at
            elif start is not None and sign not in {"“", "``", "«", "„"}:
                found.append(Span(start, at + len(sign)))
                start = None
        if start is not None:
            found.append(Span(start, block.end))
    return tuple(found)


def find_statements(doc: Document, lexicons: Lexicons, confidence: Mapping[str, float]) -> tuple[Statement, ...]:
    """The statements of a tokenized document, in the order of the text, without their speakers.

    Headline, bylines and furniture are passed over. confidence: for each rule, how often it is right.
    """
    quotes = find_quotes(doc.text)
    tokens = Within(doc.tokens)
    closed = [p.span for p in doc.parts if p.kind not in {"markup", "dateline"}]
    found: list[Found] = []
    for sentence in doc.sentences:
        if not any(overlaps(sentence.span, span) for span in closed):
            found += _in_sentence(doc.text, tokens.of(sentence.span), lexicons, quotes)
    kept = _continued(doc.text, quotes, _apart(sorted(found, key=_hull)))
    return tuple(
        Statement(
            id=f"s{number}",
            kind=_kind(f, quotes),
            source=f.source,
            cue=(f.cue,) if len(f.cue) else (),
            content=f.content,
            speakers=(),
            confidence=confidence.get(f.rule, 0.5),
            rule=f.rule,
        )
        for number, f in enumerate(kept, 1)
    )


def _in_sentence(text: str, words: Sequence[Token], lexicons: Lexicons, quotes: Sequence[Span]) -> list[Found]:
    """What the rules find in one sentence, left to right; a cue inside a content is passed over."""
    clauses = list(_clauses(text, words, lexicons, quotes))
    starts = [s.start for c in clauses if (s := _source_before(c)) is not None]
    found: list[Found] = []
    for clause in clauses:
        cue = clause.words[clause.first].span
        if any(contains(piece, cue) for f in found for piece in f.content):
            continue
        for rule in RULES:
            if result := rule(clause):
                cut = _cut(clause, result, starts)
                found.append(cut)
                break
    return found


def _clauses(text: str, words: Sequence[Token], lexicons: Lexicons, quotes: Sequence[Span]) -> Iterator[Clause]:
    """Every cue word of a sentence that stands outside quotation marks and is a verb with a tense."""
    for at, word in enumerate(words):
        pair = " ".join((word.lemma, words[at + 1].lemma)) if at + 1 < len(words) else ""
        row = lexicons.cues.get(pair) or lexicons.cues.get(word.lemma)
        if row is None or _inside(quotes, word.span):
            continue
        last = at + (2 if pair in lexicons.cues else 1)
        if row["takes"] == "phrase":
            yield Clause(text, words, at, last, row, quotes)
        elif word.tag in {"VBD", "VBZ", "VBP", "VB", "VBN"}:
            first = _verb_group(words, at)
            if (
                word.tag in {"VBD", "VBZ", "VBP"}
                or (first < at and not _passive(words, first, at))
                or (word.tag == "VBN" and first == at and at and words[at - 1].tag in NOUNS)
            ):
                yield Clause(text, words, first, last, row, quotes)


def _verb_group(words: Sequence[Token], at: int) -> int:
    """Where the cue begins: its auxiliaries, adverbs and negation, and "was quick to" before "add"."""
    first = at
    while first:
        word = words[first - 1]
        helps = word.tag in {"MD", "RB", "TO"} or (word.lemma in AUXILIARIES and word.tag.startswith("V"))
        if not helps and not (word.tag in {"JJ", "VBD", "VBN"} and words[first].tag == "TO"):
            break
        first -= 1
    while first < at and words[first].tag in {"RB", "TO"} and words[first].lemma not in {"not", "n't", "never"}:
        first += 1
    return first


def _passive(words: Sequence[Token], first: int, at: int) -> bool:
    return words[at].tag == "VBN" and any(w.lemma == "be" for w in words[first:at])


# ---- noun phrases


def _source_before(clause: Clause) -> Span | None:
    """The noun phrase that ends where the cue begins; an apposition between commas belongs to it."""
    words, end = clause.words, clause.first
    if end and words[end - 1].span.of(clause.text) == ",":
        opening = next((k for k in range(end - 2, max(-1, end - 14), -1) if words[k].lemma == ","), None)
        if opening is None or words[opening + 1].tag in {"IN", "CC"} or opening == 0:
            return None
        outer = _phrase(clause, opening)
        return None if outer is None else Span(outer.start, words[end - 2].span.end)
    return _phrase(clause, end)


def _phrase(clause: Clause, end: int) -> Span | None:
    """The noun phrase that ends before words[end], walking left; None where there is none."""
    words, first = clause.words, end
    while first:
        word = words[first - 1]
        joins = word.tag in PHRASE or (
            word.lemma in LINKS and first < end and first > 1 and words[first - 2].tag in NOUNS
        )
        if not joins or _inside(clause.quotes, word.span):
            break
        first -= 1
    while first < end and words[first].tag in {"CC", "IN", "POS", "``", "''"}:
        first += 1
    if first == end or words[end - 1].tag not in NOUNS | {"DT"} or words[end - 1].lemma.lower() in NO_SOURCE:
        return None
    return Span(words[first].span.start, words[end - 1].span.end)


def _source_after(clause: Clause) -> Span | None:
    """The noun phrase after the cue: said *Gates*; said *the minister, a former judge*."""
    words, at = clause.words, clause.last
    while at < len(words) and (words[at].tag in PHRASE - {"PRP"} or (at > clause.last and words[at].lemma in LINKS)):
        at += 1
    while at > clause.last and words[at - 1].tag not in NOUNS:
        at -= 1
    if at == clause.last:
        return None
    if at + 1 < len(words) and words[at].lemma == "," and words[at + 1].tag in {"DT", "NN", "JJ", "NNP"}:
        close = next((k for k in range(at + 1, min(len(words), at + 14)) if words[k].lemma in {",", "."}), None)
        if close and not any(w.tag in {"VBD", "VBZ", "VBP", "MD"} for w in words[at:close]):
            at = close
    return Span(words[clause.last].span.start, words[at - 1].span.end)


# ---- rules, the most certain first


def quote_then_cue(clause: Clause) -> Found | None:
    """“We leaned far forward,” said Gates. / “It is late,” she said, “but not too late.”"""
    source = _source_before(clause)
    start = source.start if source else clause.words[clause.first].span.start
    before = _quote_ending_at(clause, start)
    if before is None:
        return None
    source = source or _source_after(clause)
    end = max(clause.words[clause.last - 1].span.end, source.end if source else 0)
    after = _quote_starting_at(clause, end)
    content = (before,) if after is None else (before, after)
    return Found((source,) if source else (), _cue(clause), content, "quote_then_cue")


def cue_then_quote(clause: Clause) -> Found | None:
    """Gates said: “We leaned far forward.”"""
    source = _source_before(clause)
    after = _quote_starting_at(clause, clause.words[clause.last - 1].span.end)
    if source is None or after is None:
        return None
    return Found((source,), _cue(clause), (after,), "cue_then_quote")


def clause_then_cue(clause: Clause) -> Found | None:
    """The radar is harmless, the minister said."""
    source, words = _source_before(clause), clause.words
    if source is None or "clause" not in clause.row["takes"]:
        return None
    rest = [w for w in words[clause.last :] if w.tag[0].isalpha()]
    before = [w for w in words if w.span.end <= source.start]
    if not before or before[-1].lemma != "," or len(rest) > 4 or not _has_verb(before):
        return None
    content = Span(words[0].span.start, before[-1].span.end)
    return Found((source,), _cue(clause), (content,), "clause_then_cue")


def cue_then_clause(clause: Clause) -> Found | None:
    """He was quick to add, however, that the best way would be not to build it. / They refused to sign."""
    source, words, takes = _source_before(clause), clause.words, clause.row["takes"]
    at = _after_cue(clause)
    if source is None or at >= len(words):
        return None
    rest = words[at:]
    opens = rest[0].lemma.lower()
    fits = (
        ("clause" in takes and (opens in {"that", "whether", "how", "why", "if"} or _is_clause(rest)))
        or ("to" in takes and opens == "to")
        or ("np" in takes and rest[0].tag in PHRASE - {"CC", "''"})
    )
    content = _until_end(clause, at)
    if not fits or len(content) == 0:
        return None
    return Found((source,), _cue(clause), (content,), "cue_then_clause")


def according_to(clause: Clause) -> Found | None:
    """According to the ministry, talks will resume. / Talks will resume, according to the ministry."""
    if clause.row["takes"] != "phrase":
        return None
    source, words = _source_after(clause), clause.words
    if source is None:
        return None
    before = [w for w in words[: clause.first] if w.tag[0].isalnum()]
    if before:
        content = Span(words[0].span.start, words[clause.first - 1].span.end)
    else:
        at = next((k for k, w in enumerate(words) if w.span.start >= source.end), len(words))
        content = _until_end(clause, at + 1) if at + 1 < len(words) else Span(source.end, source.end)
    content = trimmed(clause.text, content, " ,;\n")
    return Found((source,), _cue(clause), (content,), "according_to") if len(content) else None


RULES = (according_to, quote_then_cue, cue_then_quote, clause_then_cue, cue_then_clause)


# ---- contents


def _cue(clause: Clause) -> Span:
    return Span(clause.words[clause.first].span.start, clause.words[clause.last - 1].span.end)


def _after_cue(clause: Clause) -> int:
    """The word where the content begins: after ", however,", "on Tuesday" and the person addressed."""
    words, at = clause.words, clause.last
    if at < len(words) and words[at].lemma == ",":
        close = next((k for k in range(at + 1, min(len(words), at + 10)) if words[k].lemma == ","), None)
        at = close + 1 if close else at + 1
    that = next((k for k in range(at, min(len(words), at + 12)) if words[k].lemma == "that"), None)
    between = words[at:that] if that else ()
    if that and not any(w.tag.startswith("V") or w.tag == "MD" or w.tag in {",", "."} for w in between):
        return that
    if "person" in clause.row["takes"] and at < len(words):
        at = _after_person(words, at)
    while at < len(words) and (words[at].tag == "RB" or (words[at].tag == "NNP" and _is_day(words[at]))):
        at += 1
    return at


def _after_person(words: Sequence[Token], at: int) -> int:
    """The word after the one addressed: told *reporters*, told *Ilse Marren*, told *him*."""
    if words[at].tag == "PRP":
        return at + 1 if at + 1 < len(words) and words[at + 1].tag in PHRASE | {"IN"} else at
    end = at
    while end < len(words) and words[end].tag in {"DT", "PRP$", "JJ", "NN", "NNP"}:
        end += 1
    if end < len(words) and words[end].tag in {"NNS", "NNPS"}:
        return end + 1
    return end if end > at and words[end - 1].tag == "NNP" else at


def _is_day(word: Token) -> bool:
    return word.lemma.lower().endswith("day")


def _is_clause(words: Sequence[Token]) -> bool:
    """True where words begin with a subject and a verb with a tense follows."""
    return words[0].tag in PHRASE | {"EX", "IN", "VBG", "WRB"} and _has_verb(words[1:])


def _has_verb(words: Sequence[Token]) -> bool:
    return any(w.tag in {"VBD", "VBZ", "VBP", "MD"} for w in words)


def _until_end(clause: Clause, at: int) -> Span:
    """From a word to the end of the sentence, without its full stop."""
    last = len(clause.words)
    while last > at and clause.words[last - 1].lemma in {".", "!", "?", ";", ":", ","}:
        last -= 1
    return Span(clause.words[at].span.start, max(clause.words[at].span.start, clause.words[last - 1].span.end))


def _cut(clause: Clause, found: Found, starts: Sequence[int]) -> Found:
    """A content ends where a coordinate or relative clause with a source of its own begins: ", which Russia said"."""
    if found.rule not in {"cue_then_clause", "clause_then_cue"}:
        return found
    content = found.content[-1]
    for start in starts:
        if content.start < start < content.end:
            before = content.of(clause.text)[: start - content.start]
            joint = re.search(r",\s+(?:which|who|whom|but|and|while|although|though)\s+$", before)
            if joint:
                return replace(found, content=(*found.content[:-1], Span(content.start, content.start + joint.start())))
    return found


# ---- quotations


def _inside(quotes: Sequence[Span], span: Span) -> bool:
    at = bisect_right(quotes, span.start, key=lambda q: q.start) - 1
    return at >= 0 and contains(quotes[at], span)


def _quote_ending_at(clause: Clause, at: int) -> Span | None:
    """The quotation that closes right before `at`, with nothing but white space or a comma between."""
    k = bisect_left(clause.quotes, at, key=lambda q: q.start) - 1
    if k < 0:
        return None
    quote = clause.quotes[k]
    gap = clause.text[quote.end : at] if quote.end <= at else "x"
    return quote if not gap.strip(" \n,") and "\n" not in gap and len(quote.of(clause.text).split()) > 1 else None


def _quote_starting_at(clause: Clause, at: int) -> Span | None:
    """The quotation that opens right after `at`, with nothing but white space, a comma or a colon between."""
    k = bisect_left(clause.quotes, at, key=lambda q: q.start)
    if k == len(clause.quotes):
        return None
    quote = clause.quotes[k]
    gap = clause.text[at : quote.start]
    return quote if not gap.strip(" \n,:") and "\n" not in gap and len(quote.of(clause.text).split()) > 1 else None


def _continued(text: str, quotes: Sequence[Span], found: Sequence[Found]) -> Iterator[Found]:
    """Each finding with the quotations that follow it at once: "It is late," she said. "We leave." is one statement."""
    for this, after in zip_longest(found, found[1:]):
        end = _hull(this).end
        limit = _hull(after).start if after else len(text)
        more: list[Span] = []
        for quote in quotes[bisect_left(quotes, end, key=lambda q: q.start) :]:
            if quote.end > limit or text[end : quote.start].strip(" \n.") or len(quote.of(text).split()) < 5:
                break
            more.append(quote)
            end = quote.end
        yield replace(this, content=(*this.content, *more)) if more and _is_quoted(this, quotes) else this


def _is_quoted(found: Found, quotes: Sequence[Span]) -> bool:
    """True where the last piece of a content ends with a quotation."""
    at = bisect_left(quotes, found.content[-1].end, key=lambda q: q.end)
    return at < len(quotes) and overlaps(quotes[at], found.content[-1])


def _kind(found: Found, quotes: Sequence[Span]) -> str:
    """direct, indirect or mixed: all, none or some of the content lies in quotation marks."""
    quoted = sum(
        max(0, min(q.end, c.end) - max(q.start, c.start))
        for c in found.content
        for q in quotes[max(0, bisect_left(quotes, c.start, key=lambda q: q.start) - 1) :][:20]
    )
    size = sum(len(c) for c in found.content)
    return "indirect" if quoted == 0 else "direct" if quoted >= 0.9 * size else "mixed"


def _apart(found: Sequence[Found]) -> list[Found]:
    """Statements whose contents do not overlap, the earlier one kept."""
    kept: list[Found] = []
    for new in found:
        if not any(overlaps(a, b) for old in kept[-8:] for a in old.content for b in new.content):
            kept.append(new)
    return kept
