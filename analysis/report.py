"""A document -> one HTML file that needs no network, no server and no Python: the explorer to send on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from analysis import knowledge, markup, page, payload
from analysis.brief import brief as brief
from analysis.codebooks import Codebook
from analysis.coded import CodedStatement, coded_statements, joined_words
from analysis.findings import Finding, address, findings
from analysis.knowledge import Knowledge
from analysis.model import Document
from analysis.onefile import corpus as corpus
from analysis.saving import saved
from analysis.selection import Selection

# What a part of the page is called where the note counts it.
PARTS = {"byline": "bylines", "dateline": "datelines", "furniture": "page furniture", "markup": "markup"}
LACKS = (
    "without a source, kept as “no speaker named”",
    "on no diplomatic topic",
    "without a target that could be named",
    "without a position: it was not coded",
)
UNSURE = 0.6  # a statement under this chance of being right is counted as unsure


def html(doc: Document, known: Knowledge | None = None, chosen: Mapping[str, Any] | None = None) -> str:
    """The whole page: findings, article, explorer and method note; without JavaScript still article and table.

    known: what the article was annotated with, Demarche's own where it is not told. chosen: what is filtered when the
    page opens, as selection.as_json gives it.
    """
    known = known or knowledge.load()
    codebook = known.codebook
    view = payload.view(doc, codebook)
    sentences = findings(doc)
    return page.filled(
        "report.html.jinja",
        page.script("hosted", "host", "page"),
        title=doc.title or "An article",
        head=markup.head(doc, codebook.labels),
        findings=sentences,
        text=markup.article(doc),
        rows=list(_rows(doc, sentences)),
        notes=view["method"]["notes"],
        left_out=_left_out(doc),
        sure=_sure(doc),
        scores=known.models.scores,
        topics=_topics(doc, codebook),
        made_with=[*page.versions(), f"codebook {codebook.title}"],
        payload=page.inert(view),
        chosen=page.inert(dict(chosen or {})),
    )


def write(
    doc: Document,
    path: str | Path,
    known: Knowledge | None = None,
    chosen: Mapping[str, Any] | None = None,
    *,
    inputs: Iterable[str | Path] = (),
) -> Path:
    """Write the report to `path` and return it; one that fails leaves nothing behind. None of `inputs` is replaced."""
    return saved(path, html(doc, known, chosen).encode("utf-8", errors="replace"), inputs=inputs)


def place(doc: Document, shown: str = "") -> Path:
    """Where the report of a document belongs: `reports/` of the clone, or of the folder one works in.

    shown: a word for what it shows, where that is not all; such a report does not replace the whole one.
    """
    data = knowledge.data_folder()
    home = data.parent if data.parent != knowledge.PACKAGE else Path.cwd()
    words = (re.sub(r"[^\w.-]+", "-", word).strip(".-") for word in (doc.id or "article", shown))
    return home / "reports" / f"{'-'.join(filter(None, words))}.html"


def _rows(doc: Document, sentences: tuple[Finding, ...]) -> Iterator[dict[str, Any]]:
    """The table that stands where no JavaScript runs: its rows carry the ids that the findings link to."""
    anchors = _anchors(doc, sentences)
    for coded in coded_statements(doc):
        yield {
            "number": coded.number,
            "id": address(Selection(statement=coded.key)),
            "anchors": anchors.get(coded.key, []),
            "who": "; ".join(coded.names),
            "position": coded.position,
            "sign": markup.sign(coded.position, coded.lean, coded.position_confidence),
            "content": joined_words(doc, coded.statement.content),
            "target": coded.target,
        }


def _anchors(doc: Document, sentences: Iterable[Finding]) -> Mapping[str, list[str]]:
    """{key of a statement: the addresses of findings that lead to it}: the surest of a side, the first on an issue."""
    first = {code.issue: code.statement for code in reversed(doc.issue_codes)}
    links = (piece.opens for sentence in sentences for piece in sentence if piece.opens)
    found: dict[str, list[str]] = {}
    for link in dict.fromkeys(links):
        found.setdefault(link.statement or first[link.issues[0]], []).append(address(link))
    return found


def _topics(doc: Document, codebook: Codebook) -> list[dict[str, Any]]:
    """The codebook with its definitions and how many statements have each topic, the most frequent first."""
    found = Counter(code.topic for code in doc.topic_codes)
    ordered = sorted(codebook.topics, key=lambda t: -found[t.id])
    return [{"label": t.label, "definition": t.definition, "statements": found[t.id]} for t in ordered]


def _left_out(doc: Document) -> list[str]:
    """What of this article no statement was read from, and what statements lack, each in a few words."""
    words: Counter[str] = Counter()
    for part in doc.parts:
        words[part.kind] += len(doc[part].split())
    lacking = Counter(lack for coded in coded_statements(doc) for lack in _lacks(coded))
    parts = [f"{name}: {words[kind]} words" for kind, name in PARTS.items() if words[kind]]
    return parts + [f"{markup.count(lacking[lack], 'statement')} {lack}" for lack in LACKS if lacking[lack]]


def _lacks(coded: CodedStatement) -> Iterator[str]:
    """What a statement lacks."""
    source, topic, target, position = LACKS
    if not coded.speakers:
        yield source
    if not coded.topics:
        yield topic
    if coded.stances and not coded.target:
        yield target
    if not coded.stances:
        yield position


def _sure(doc: Document) -> str:
    """How many of the findings can be expected to be right, by the chances that were measured."""
    if not doc.statements:
        return "No statement was found. One may have been missed: the scores tell how often that happens."
    chances = [s.confidence for s in doc.statements if s.confidence is not None]
    if not chances:
        return "No chance is given for these statements: they were not found by Demarche."
    return _sure_words(chances) + _sure_positions(doc)


def _sure_words(chances: list[float]) -> str:
    sure = (
        f"Of the {markup.count(len(chances), 'statement')}, about {sum(chances):.0f} can be expected to have the right "
        f"words and the right source; their chances run from {min(chances):.0%} to {max(chances):.0%}."
    )
    unsure = sum(c < UNSURE for c in chances)
    if not unsure:
        return sure
    return f"{sure} {markup.count(unsure, 'statement')} under {UNSURE:.0%}: read the sentence before you quote."


def _sure_positions(doc: Document) -> str:
    stances = (one.stance for one in coded_statements(doc))
    chances = [s.confidence for s in stances if s and s.confidence is not None]
    if not chances:
        return ""
    return f" Of the {len(chances)} positions, about {sum(chances):.0f} can be expected to be right."
