"""Texts read as far as a test needs it, by Demarche's own knowledge, loaded once for all tests of a process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from analysis import articles, knowledge
from analysis.annotate import annotate, judged, meanings_of
from analysis.articles import around
from analysis.knowledge import Knowledge
from analysis.lexicons import rows
from analysis.model import Document, Part, Sentence, Statement
from analysis.paragraphs import find_paragraphs
from analysis.parts import page_of
from analysis.segment import find_sentences
from analysis.spans import Span
from analysis.tag import find_tokens
from analysis.text import TextIndex, index_of
from tests import marked

KNOWN = knowledge.load()


def lexicon(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a lexicon of Demarche's own."""
    return rows(f"{name}.tsv", (knowledge.data_folder() / "lexicons" / f"{name}.tsv").read_bytes())


def sentences(text: str, parts: Sequence[Part] = ()) -> tuple[Sentence, ...]:
    """The sentences of a text."""
    return find_sentences(text, find_paragraphs(text), parts, KNOWN.models.sentence_tokenizer)


def parts_in(text: str, *, markdown: bool = False) -> tuple[Part, ...]:
    """The headline, bylines, datelines, furniture and markup of a text."""
    return page_of(text, around(KNOWN), markdown=markdown).parts


def document(text: str) -> Document:
    """A text with its sentences and tokens, and no more."""
    found = sentences(text)
    tokens = find_tokens(text, found, KNOWN.models.tagger, KNOWN.models.lemmas)
    return Document("case", text, sentences=found, tokens=tokens)


def index(text: str) -> TextIndex:
    """The index of a text."""
    return index_of(text, KNOWN.models.pieces)


@cache
def annotated(text: str) -> Document:
    """A text with all that is found in it, read once for all tests of a process."""
    return annotate(text, KNOWN)


def given(text: str, statements: Sequence[Statement], known: Knowledge = KNOWN) -> Document:
    """A text with all that is found of statements that stand in the place of those found."""
    doc = articles.document(text, known)
    index = index_of(doc.text, known.models.pieces, doc.paragraphs)
    return judged(meanings_of(doc, index, known, statements), index, known)


@cache
def told(line: str, known: Knowledge = KNOWN) -> Document:
    """The text of a marked line with all that is found of the statements marked in it."""
    case = marked.read(line)
    return given(case.text, [statement(key, places) for key, places in case.statements.items()], known)


def statement(key: str, places: marked.Roles) -> Statement:
    """A statement whose words stand at some places."""
    words = (tuple(Span(*place) for place in places.get(role, ())) for role in ("source", "cue", "content"))
    return Statement(key, "mixed", *words, None, "given")


def with_phrases(*phrases: tuple[str, str, str]) -> Knowledge:
    """Demarche's knowledge with phrases of an analyst: words, act and position of each."""
    named = [dict(zip(("words", "act", "position", "example"), (*row, ""), strict=True)) for row in phrases]
    found = sorted(named, key=lambda row: -len(row["words"]))
    own = KNOWN.lexicons
    return replace(KNOWN, lexicons=replace(own, phrases=tuple(found), digest=f"{own.digest} {phrases}"))
