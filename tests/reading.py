"""Texts read as far as a test needs it, by Demarche's own knowledge, loaded once for all tests of a process."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from analysis import knowledge
from analysis.annotate import annotate
from analysis.articles import around
from analysis.lexicons import rows
from analysis.model import Document, Part, Sentence
from analysis.paragraphs import find_paragraphs
from analysis.parts import page_of
from analysis.segment import find_sentences
from analysis.tag import find_tokens
from analysis.text import TextIndex, index_of

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
