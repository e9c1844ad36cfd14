"""Which of several pieces of a source speaks."""

from dataclasses import replace

import pytest

from analysis import annotate
from analysis.grammar import grammar_of
from analysis.model import Statement
from analysis.sources import with_one_source
from analysis.spans import Span
from tests import reading


def one_source(text, sources, cue):
    """What is left of the sources of a statement of a text."""
    doc = reading.annotated(text)
    spans = [Span(text.index(words), text.index(words) + len(words)) for words in (*sources, cue)]
    said = Statement("one", "indirect", tuple(spans[:-1]), (spans[-1],), (Span(0, len(text)),), 1.0, "by hand")
    (found,) = with_one_source([said], grammar_of(text, doc.tokens))
    assert replace(found, source=said.source) == said
    return [doc[span] for span in found.source]


@pytest.mark.parametrize(
    ("text", "sources", "cue", "left"),
    [
        ("Marren, who came when Tevik was ill, supports the treaty.", ["Marren", "Tevik"], "supports", ["Marren"]),
        ("Of Marren, the envoy said that he was tired.", ["Marren", "the envoy"], "said", ["the envoy"]),
        ("Marren and Tevik said that it was late.", ["Marren", "Tevik"], "said", ["Marren", "Tevik"]),
        ("According to Tevik it was late.", ["Tevik"], "According to", ["Tevik"]),
    ],
)
def test_of_several_sources_the_one_that_speaks_stays(text, sources, cue, left):
    assert one_source(text, sources, cue) == left


def test_no_statement_of_an_article_has_sources_that_are_not_joined():
    doc = annotate("Marren, who came when Tevik was ill, supports the treaty. Tevik said so on Monday.", reading.KNOWN)
    assert doc.statements and all(len(statement.source) < 2 for statement in doc.statements)
