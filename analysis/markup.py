"""Text and what was found in it -> HTML in which every word of an article is escaped.

The classes are those of views/*.css; views/reader.js draws the same elements in the browser.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from markupsafe import Markup

from analysis import tables
from analysis.codebooks import Codebook
from analysis.coded import CodedStatement, coded_statements
from analysis.model import Document, Statement
from analysis.palette import LOOKS, NOT_CODED, Look, looks_of, shaped, stand, wording
from analysis.pieces import Mark, Piece, blocks, pieces_around, pieces_of, runs
from analysis.spans import Span, hull, touching

VIEWS = Path(__file__).parent / "views"
COUNTED = {
    "support": "{} in support",
    "oppose": "{} opposed",
    "conditional": "{} conditional",
    "neutral": "{} neutral",
    "": "{} not coded",
}
# The files of the explorer, each with one subject; later ones use what earlier ones export.
MODULES = [
    "elements",
    "plain",
    "found",
    "facets",
    "state",
    "downloads",
    "citation",
    "kept",
    "keep",
    "filters",
    "filtersInForce",
    "search",
    "reader",
    "card",
    "drawer",
    "plotly",
    "chart",
    "speakers",
    "strip",
    "matrix",
    "disagreements",
    "topics",
    "table",
    "address",
    "keyboard",
    "lasting",
    "wayBack",
    "explorer",
]
# What the page of a corpus (overview.py) has beside the explorer, in which its articles open.
CORPUS = [
    "counting",
    "ties",
    "camps",
    "layout",
    "networkHow",
    "networkShown",
    "networkChoices",
    "networkTable",
    "networkPlot",
    "networkWindows",
    "networkPolarization",
    "networkFiles",
    "network",
    "corpusNames",
    "corpusAsked",
    "corpusAddress",
    "corpusFilters",
    "corpusInForce",
    "corpusHead",
    "corpusDrawer",
    "corpusArticle",
    "whoSpeaks",
    "resampled",
    "trends",
    "changes",
    "timelineChart",
    "timelineTools",
    "rises",
    "turns",
    "timeline",
    "overview",
]
# What the review mode (reviewing.py) is made of: of the explorer the article, and files of its own.
REVIEWING = [
    "elements",
    "plain",
    "found",
    "facets",
    "state",
    "search",
    "reader",
    "letters",
    "session",
    "heard",
    "suggest",
    "reviewHelp",
    "choosing",
    "reviewWho",
    "reviewFields",
    "settle",
    "reviewHead",
    "settleCard",
    "reviewCard",
    "reviewList",
    "reviewKeys",
    "review",
]
CORPUS_STYLES = ["corpus", "timeline", "network"]
REVIEW_STYLES = ["reviewCard", "review", "settle"]
STYLES = ["base", "reader", "controls", "tables", "compared", "explorer", "keep", "print"]
NUMBERED = ("number",)  # columns that number statements
WHOLE = ("headline", "byline", "furniture")  # parts that, filling a paragraph, change how it is set


class Html(Markup):
    """HTML that escapes what is put into it, and that a notebook shows as it is meant."""

    def _repr_html_(self) -> str:
        return framed(self)


def framed(html: Markup) -> str:
    """The HTML with its styles, for a notebook; dollar signs in it are money, not mathematics."""
    frame = Html('<style>{}</style><div class="demarche mathjax_ignore tex2jax_ignore" style="{}">{}</div>')
    return str(frame.format(Markup(styles()), colours(), html))


@cache
def styles() -> str:
    """The stylesheet of explorer, report and notebooks."""
    listed = (VIEWS / "listed.css").read_text(encoding="utf-8")
    narrow = [f"{where} {{\n{listed}}}" for where in ("@container (max-width: 40rem)", "@media print")]
    return "\n".join([*((VIEWS / f"{name}.css").read_text(encoding="utf-8") for name in STYLES), *narrow])


@cache
def module() -> str:
    """The explorer as one ES module."""
    return joined(MODULES)


@cache
def review_module() -> str:
    """The review mode as one ES module."""
    return joined(REVIEWING)


@cache
def corpus_module() -> str:
    """The page of a corpus, and the explorer in which its articles open, as one ES module."""
    return f"{module().replace('export default', 'const explorer =')}\n{joined(CORPUS)}"


@cache
def corpus_styles() -> str:
    """The stylesheet of the page of a corpus."""
    own = ((VIEWS / f"{name}.css").read_text(encoding="utf-8") for name in CORPUS_STYLES)
    return "\n".join([styles(), *own])


@cache
def review_styles() -> str:
    """The stylesheet of the review mode."""
    own = ((VIEWS / f"{name}.css").read_text(encoding="utf-8") for name in REVIEW_STYLES)
    return "\n".join([styles(), *own])


# Lines of comments alone, types among them; imports; and "export" before what is used within.
LEFT_OUT = re.compile(r"^ *//.*\n|^ */\*\*.*\*/ *\n|^ */\*\* *\n(?: *\*.*\n)+|^import .*\n|^export (?!default)", re.M)


def joined(names: Iterable[str]) -> str:
    """Files of views/ one after the other, as one ES module without the imports between them and without comments."""
    text = "\n".join((VIEWS / f"{name}.js").read_text(encoding="utf-8") for name in names)
    return LEFT_OUT.sub("", text)


def colours() -> str:
    """The colours of the positions, as CSS declarations that the stylesheet draws on."""
    return "; ".join(f"--{k.id or 'uncoded'}: {k.colour}" for k in (*LOOKS, NOT_CODED))


def head(doc: Document, labels: Mapping[str, str] | None = None) -> Html:
    """Title, outlet, date, author and topics of an article, and in a sentence or two what was found in it.

    labels: of the topics, as `Codebook.labels` gives them; without them a topic's id stands for its label.
    """
    about = (doc.outlet, doc.day, doc.author)
    html = Html('<h1>{}</h1><p class="about">{}{}</p>{}<p class="standfirst">{}</p>')
    return html.format(
        doc.title or "An article without a headline",
        " · ".join(filter(None, about)),
        _link(doc.url),
        _topics(doc, labels or {}),
        summary(doc),
    )


def _topics(doc: Document, labels: Mapping[str, str]) -> Html:
    """The topics of a whole article, the main one first; nothing where it has none."""
    names = [labels.get(topic.topic, topic.topic) for topic in doc.topics]
    return Html('<p class="about">On: {}</p>').format("; ".join(names)) if names else Html("")


def summary(doc: Document) -> str:
    """What was found, in a sentence or two: "16 statements by 7 speakers: 6 in support, 2 opposed …".

    Who makes the most is told where it is somebody with a name: "not many voters makes the most" says nothing.
    """
    number = len(doc.statements)
    if not number:
        return "The article reports no statement of anybody."
    coded = coded_statements(doc)
    taken = Counter(one.position for one in coded)
    stands = ", ".join(COUNTED[k.id].format(taken[k.id]) for k in looks_of(taken) if taken[k.id])
    speakers = {p.key: p for one in coded for p in one.speakers}
    said = Counter(key for one in coded for key in {p.key for p in one.speakers})
    by = f" by {count(len(said), 'speaker')}" if said else ""
    (first, most), (_, next_most) = [*said.most_common(2), ("", 0), ("", 0)][:2]
    told = most > next_most > 0 and speakers[first].kind != "unnamed"
    who = f" {speakers[first].name} makes the most: {most}." if told else ""
    two = sum(len(one.stances) > 1 for one in coded)
    second = f"; {two} {'has' if two == 1 else 'have'} a second position" if two else ""
    return f"{count(number, 'statement')}{by}: {stands}{second}.{who}"


def article(doc: Document) -> Html:
    """The article as it was printed, every statement marked by its position."""
    looks = {one.key: _look(one) for one in coded_statements(doc)}
    return Html('<div class="reader">{}</div>').format(_paragraphs(doc, pieces_of(doc), looks))


def statement(doc: Document, coded: CodedStatement) -> Html:
    """One statement: who, where they stand, its sentence with the words told apart, and why it is read so."""
    window = _sentences(doc, coded.statement)
    pieces = pieces_around(doc, window, coded.statement, (*coded.stances[:1], *coded.topics))
    text = _paragraphs(doc, pieces, {coded.key: _look(coded)}, evidence=True)
    card = Html(
        '<div class="card"><p class="who">{}</p><p class="stand">{}</p><div class="reader">{}</div>'
        '<p class="because">{}</p></div>'
    )
    because = tables.because(doc, coded.stance) if coded.stance else ""
    return card.format(_who(coded), _stand(coded), text, because)


def statements(doc: Document, chosen: Iterable[CodedStatement]) -> Html:
    """Several statements, one below the other, under a line that counts them."""
    cards = [statement(doc, s) for s in chosen]
    counted = f"{len(cards)} of {count(len(doc.statements), 'statement')}"
    return Html('<p class="count">{}</p>{}').format(counted, Html("").join(cards))


def table(frame: pd.DataFrame, columns: Mapping[str, str]) -> Html:
    """Some columns of a table, under the headings given ({"content": "What is said"}); a remark where it is empty."""
    if frame.empty:
        return Html('<p class="hint">There is nothing to list.</p>')
    rows = list(frame[list(columns)].itertuples(index=False, name=None))
    kinds = [_kind_of(column, frame[column]) for column in columns]
    heads = (Html('<th scope="col"{}>{}</th>').format(*column) for column in zip(kinds, columns.values(), strict=True))
    head = Html("").join(heads)
    html = '<div class="scroll stack"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>'
    return Html(html).format(head, Html("").join(Html("<tr>{}</tr>").format(_cells(columns, kinds, r)) for r in rows))


def sign(position: str, lean: str | None = None, chance: float | None = None) -> Html:
    """A position as glyph and word; chance: that it is right.

    >>> print(sign("oppose"))
    <span class="sign" data-position="oppose"><span class="glyph" aria-hidden="true">▼</span> opposes</span>
    """
    span = '<span class="sign" data-position="{}"><span class="glyph" aria-hidden="true">{}</span> {}</span>'
    return Html(span).format(position, shaped(position, chance).glyph, wording(position, lean, chance))


def kinds(marks: Iterable[Mark]) -> str:
    """The classes of evidence: what decides the position, what is the target, what shows the topic."""
    return " ".join(dict.fromkeys(_kind(mark) for mark in marks))


def _kind(mark: Mark) -> str:
    if mark.tells == "topic":
        return "topic"
    return "target" if mark.role == "target" else "decides"


def codebook(codes: Codebook) -> Html:
    """The topics of a codebook as a table: what each means and how many terms show it."""
    rows = [(t.label, t.definition, len(t.terms), ", ".join(t.terms[:6])) for t in codes.topics]
    frame = pd.DataFrame(rows, columns=["label", "definition", "count", "terms"])
    heads = {"label": "Topic", "definition": "What it means", "count": "Terms", "terms": "The first of them"}
    return table(frame, heads)


def count(number: int, noun: str) -> str:
    """A number and what it counts.

    >>> count(1, "statement"), count(2, "statement")
    ('1 statement', '2 statements')
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _link(url: str) -> Html:
    """A link where the address is one of the web, else nothing: no page must offer javascript: to a click."""
    if not re.match(r"https?://", url):
        return Html("")
    return Html(' · <a href="{}">the article online</a>').format(url)


def _kind_of(column: str, values: pd.Series) -> Html:
    """The class of a column: numbers stand under each other, and their heading with them."""
    number = column in NUMBERED or (pd.api.types.is_numeric_dtype(values) and values.dtype != bool)
    return Html(' class="number"') if number else Html("")


def _cells(columns: Mapping[str, str], kinds: Iterable[Html], row: Iterable[object]) -> Html:
    """The cells of a row, each with its heading, which stands before it on a phone."""
    cells = zip(columns.items(), kinds, row, strict=True)
    cell = Html('<td{} data-label="{}">{}</td>')
    return Html("").join(cell.format(kind, head, _shown(column, value)) for (column, head), kind, value in cells)


def _shown(column: str, value: object) -> object:
    """A value as a cell shows it."""
    if column == "position":
        return sign(str(value))
    if pd.isna(value):
        return ""
    if isinstance(value, bool | np.bool_):
        return "yes" if value else ""
    if isinstance(value, int | float | np.number):
        return f"{value:g}"
    return value


def _who(coded: CodedStatement) -> Html:
    """Everybody who makes a statement, each with role and actor."""
    if not coded.speakers:
        return Html("No speaker is named")
    lines = []
    for speaker in coded.speakers:
        actor = speaker.actor if speaker.actor != speaker.name else ""
        office = f"by the table of offices: {speaker.by_office}" if speaker.by_office else ""
        about = " · ".join(filter(None, [speaker.role, actor, office]))
        lines.append(Html("<strong>{}</strong> <small>{}</small>").format(speaker.name, about))
    return Html("<br>").join(lines)


def _stand(coded: CodedStatement) -> Html:
    """Positions and targets: "▼ opposes missile defense; ▲ supports a treaty"."""
    some = [(str(s.position), s.lean, s.target, s.confidence) for s in coded.stances] or [("", None, "", None)]
    found = []
    for position, lean, target, chance in some:
        toward = stand(position, lean, target).removeprefix(wording(position, lean))
        found.append(Html("{}{}").format(sign(position, lean, chance), toward))
    return Html("; ").join(found)


def _look(coded: CodedStatement) -> Look:
    return shaped(coded.position, coded.position_confidence)


def _sentences(doc: Document, chosen: Statement) -> Span:
    """From the first to the last sentence that a statement lies in."""
    return hull([chosen.span, *(s.span for s in touching(doc.sentences, chosen.span))])


def _paragraphs(doc: Document, pieces: Iterable[Piece], looks: Mapping[str, Look], *, evidence: bool = False) -> Html:
    """Pieces as paragraphs; the space between them stays, so that the text of the HTML is the article's."""
    seen: set[str] = set()
    html = []
    for block in blocks(pieces):
        if block[0].part == "break":
            html.append(Html("{}").format(doc[block[0].span]))
            continue
        words = Html("").join(_run(doc, run, looks, seen, evidence) for run in runs(block))
        parts = {p.part for p in block if doc[p.span].strip()}
        kind = next(iter(parts)) if len(parts) == 1 and parts <= set(WHOLE) else None
        html.append(Html('<p data-part="{}">{}</p>' if kind else "<p>{1}</p>").format(kind, words))
    return Html("").join(html)


def _run(doc: Document, run: tuple[Piece, ...], looks: Mapping[str, Look], seen: set[str], evidence: bool) -> Html:
    """Neighbouring pieces of one statement (marked by its position), or of none."""
    words = Html("").join(_words(doc, piece, evidence) for piece in run)
    key = run[0].statement
    if key is None:
        return words
    look = looks.get(key, NOT_CODED)
    first = "" if key in seen else Html(' data-glyph="{}"').format(look.glyph)
    seen.add(key)
    mark = Html('<span class="mark" data-statement="{}" data-position="{}"{}>{}</span>')
    return mark.format(key, look.id, first, words)


def _words(doc: Document, piece: Piece, evidence: bool) -> Html:
    names = [piece.role or "", kinds(piece.marks) if evidence else "", "part" if piece.part in WHOLE else ""]
    classes = " ".join(filter(None, names))
    return Html('<span class="{}">{}</span>' if classes else "{1}").format(classes, doc[piece.span])
