"""Which of several pieces of a source speaks."""

import pytest

from analysis.grammar import grammar_of
from analysis.model import Statement
from analysis.sources import speaking
from analysis.spans import Span
from tests import reading


def pieces_that_speak(text, sources, cue):
    """The pieces of a source that speak, of a statement of a text."""
    doc = reading.annotated(text)
    spans = [Span(text.index(words), text.index(words) + len(words)) for words in (*sources, cue)]
    said = Statement("one", "indirect", tuple(spans[:-1]), (spans[-1],), (Span(0, len(text)),), 1.0, "by hand")
    return [doc[span] for span in speaking(said, grammar_of(text, doc.tokens))]


@pytest.mark.parametrize(
    ("text", "sources", "cue", "left"),
    [
        ("Marren, who came when Tevik was ill, supports the treaty.", ["Marren", "Tevik"], "supports", ["Marren"]),
        ("Of Marren, the envoy said that he was tired.", ["Marren", "the envoy"], "said", ["the envoy"]),
        ("Marren and Tevik said that it was late.", ["Marren", "Tevik"], "said", ["Marren", "Tevik"]),
        ("According to Tevik it was late.", ["Tevik"], "According to", ["Tevik"]),
    ],
)
def test_of_several_sources_the_one_that_speaks_is_told(text, sources, cue, left):
    assert pieces_that_speak(text, sources, cue) == left
