import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nltk.tokenize import NLTKWordTokenizer

from analysis.model import Sentence
from analysis.spans import Span
from analysis.words import PLAIN, STAND_INS, find_words, pieces, tokenized

BITS = ["said", '"', "“", "”", "''", "``", "'", "’s", "U.S.", "Gen.", "end.", ",", ":", "(", ")", " ", "\n", "5"]
BITS += ["cannot", "n't", "-", "—", "…", "...", "%", "$", "@", "\xa0", "\x1c", "\u200b", "e\u0301", "😀", "'''"]
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(BITS), max_size=30).map("".join))


def words_of(text):
    return [span.of(text) for span in find_words(text, Sentence(Span(0, len(text))))]


@given(TEXTS)
def test_words_are_in_order_and_cover_all_but_white_space(text):
    spans = find_words(text, Sentence(Span(0, len(text))))
    assert all(len(span) for span in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert "".join(span.of(text) for span in spans) == "".join(text.split())


@given(TEXTS, TEXTS, TEXTS)
def test_words_stay_inside_their_sentence(before, text, after):
    spans = find_words(before + text + after, Sentence(Span(len(before), len(before + text))))
    assert all(len(before) <= span.start and span.end <= len(before + text) for span in spans)


@given(st.from_regex(PLAIN, fullmatch=True), st.booleans())
def test_the_quick_way_agrees_with_the_tokenizer(run, final):
    assert list(pieces(run, final)) == tokenized(run, final or run[-1] in '"”')


@pytest.mark.parametrize(
    "text",
    [
        "The minister can't say (yet) whether Velland's envoys, 12 of them, will go.",
        "They're gonna meet at 10:30 a.m. in St. Orla: no, at 5; it costs $3.5m, or 40% more!",
        "Gen. Orsk -- who'd know? -- cannot attend the so-called two-plus-two talks...",
    ],
)
def test_plain_sentences_are_divided_as_nltk_divides_them(text):
    assert words_of(text) == NLTKWordTokenizer().tokenize(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("He didn’t, said Orsk’s aide.", ["He", "did", "n’t", ",", "said", "Orsk", "’s", "aide", "."]),
        ("“We agree.”", ["“", "We", "agree", ".", "”"]),
        ('"We agree." was all.', ['"', "We", "agree", ".", '"', "was", "all", "."]),
        ("Back in the U.S.", ["Back", "in", "the", "U.S."]),
        ('"It is in the U.S."', ['"', "It", "is", "in", "the", "U.S.", '"']),
        ("He joined Alder Corp.", ["He", "joined", "Alder", "Corp", "."]),
        ("the envoys’ talks", ["the", "envoys", "’", "talks"]),
        ("``Yes,'' he said.", ["``", "Yes", ",", "''", "he", "said", "."]),
        ("Mixed ``quotes\" and \"others''", ["Mixed", "``", "quotes", '"', "and", '"', "others", "''"]),
    ],
)
def test_examples(text, words):
    assert words_of(text) == words


def test_a_run_without_white_space_is_cut():
    assert [len(word) for word in words_of("x" * 1200)] == [500, 500, 200]


def test_stand_ins_keep_offsets():
    assert all(len(chr(c)) == len(s) == 1 for c, s in STAND_INS.items())
    assert not re.search('["’]', '“’"'.translate(STAND_INS))
