import textwrap
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.model import Part
from analysis.paragraphs import find_paragraphs
from analysis.segment import find_words
from analysis.spans import Span
from analysis.words import find_words as same_words
from tests import reading
from training import gold
from training.scores import sentence_f1

BITS = ["He left.", "Mr.", "U.S.", '"', "“", "”", "’", "?", "!", "...", ".", ")", " ", "  ", "\n", "\n\n", "\r\n"]
BITS += ["said", "Velland", "\u2028", "\x0c", "\t", "a" * 40, "word " * 20, "5", "—", ":", "\ufeff", "\x1c"]
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(BITS), max_size=40).map("".join))


def sentences_of(text, parts=()):
    return [s.span.of(text) for s in reading.sentences(text, parts)]


@st.composite
def texts_with_parts(draw):
    text = draw(TEXTS)
    ends = st.integers(0, len(text))
    kinds = st.sampled_from(["headline", "byline", "dateline", "furniture", "markup"])
    return text, draw(st.lists(st.builds(lambda a, b, k: Part(Span(*sorted((a, b))), k), ends, ends, kinds)))


@given(texts_with_parts())
def test_sentences_are_in_order_trimmed_and_cover_all_but_white_space(given):
    text, parts = given
    found = reading.sentences(text, parts)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))
    assert all(s.span.of(text) and s.span.of(text) == s.span.of(text).strip() for s in found)
    assert "".join("".join(s.span.of(text).split()) for s in found) == "".join(text.split())


@given(texts_with_parts())
def test_no_sentence_crosses_a_blank_line_or_the_edge_of_a_part(given):
    text, parts = given
    for sentence in reading.sentences(text, parts):
        assert all(line.strip() for line in sentence.span.of(text).splitlines())
        inner = range(sentence.span.start + 1, sentence.span.end)
        assert not any(at in inner for p in parts if p.kind not in ("markup", "dateline") for at in p.span)


@pytest.mark.parametrize("text", ["", " ", "\n\n \t\r\n", "\u2029\xa0"])
def test_no_text_no_sentence(text):
    assert reading.sentences(text) == ()


@pytest.mark.parametrize(
    "sentences",
    [
        ["The U.S. offered talks.", "They begin on Jan. 5, Mr. Orsk said."],
        ['"We are ready to talk."', '"When?"', "Nobody knew."],
        ['"Is it so?" he asked.', "“It is!” said Gen. Orsk."],
        ["“Mr. Orsk is right.”", "He left."],
        ["He lives in the U.S.", "The minister does not."],
        ["It is Resolution No. 12 of the council.", "She said no.", "He left at 5 p.m. on Monday."],
        ["J. K. Orsk and G.K. Tolen met (in St. Orla.)", "They agreed."],
        ["The ship was there...", "Nobody saw it."],
    ],
)
def test_examples(sentences):
    assert sentences_of(" ".join(sentences)) == sentences


@pytest.mark.xfail(reason="after an abbreviation only words known from lower-case use can tell a new sentence")
def test_an_abbreviation_before_a_name_ends_a_sentence():
    assert len(sentences_of("He runs Alder Corp. Velland owns it.")) == 2


LONG = (
    "The foreign minister of Velland, Mira Tolen, said on Monday that her country would sign the treaty with "
    "Ostrava Bay after all. President Orsk of Marland welcomed the decision and said that his own parliament "
    "would follow within weeks, if not days."
)


@pytest.mark.parametrize("width", [40, 60, 72, 80, 100])
def test_wrapped_lines_are_one_paragraph(width):
    assert [s.replace("\n", " ") for s in sentences_of(textwrap.fill(LONG, width))] == sentences_of(LONG)


def test_lines_that_are_paragraphs_are_divided():
    lines = ["Velland to sign", "By Ana Feld", LONG, "What comes next", "Talks go on.", LONG]
    for newline in ("\n", "\r\n"):
        text = newline.join(lines)
        assert [span.of(text) for span in find_paragraphs(text)] == lines


def test_short_lines_within_wrapped_text_are_paragraphs():
    wrapped = textwrap.fill(LONG, 72)
    text = f"Velland to sign\n{wrapped}\n{wrapped}"
    assert [span.of(text) for span in find_paragraphs(text)] == ["Velland to sign", wrapped, wrapped]


def test_a_part_divides_unless_it_stands_inside_a_sentence():
    text = "Velland to sign By Ana Feld ORLA — Velland will sign."
    headline, byline, dateline = Span(0, 15), Span(16, 27), Span(28, 34)
    parts = [Part(headline, "headline"), Part(byline, "byline"), Part(dateline, "dateline")]
    assert sentences_of(text, parts) == ["Velland to sign", "By Ana Feld", "ORLA — Velland will sign."]


def test_words_are_found_here_too():
    assert find_words is same_words


@pytest.mark.parametrize("length", [20_000, pytest.param(1_000_000, marks=pytest.mark.trial)])
@pytest.mark.parametrize("unit", ["He left the U.S. for good. ", "a", '"', "( ", "?)", ". ", "``''\"", "a\n"])
def test_time_is_bounded(unit, length):
    text = (unit * length)[:length]
    start = time.process_time()
    found = reading.sentences(text)
    words = [word for sentence in found for word in find_words(text, sentence)]
    assert sum(map(len, words)) == len("".join(text.split()))
    assert time.process_time() - start < length / 10_000  # a tenth of it is enough; quadratic time would be hours


@pytest.mark.skipif(not gold.gold_folder().is_dir(), reason="the gold sets (../shared/gold) are not on this machine")
def test_boundaries_in_news_and_interviews():
    documents = [d for d in gold.gum_documents() if d.genre in gold.NEWS]
    score, of = sentence_f1(documents, whole=False)
    assert of > 1500
    assert score >= 0.95
