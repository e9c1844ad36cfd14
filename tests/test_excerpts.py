"""Words that are shown by themselves can be read: whole words, near ones as one piece, quotation marks in pairs."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import excerpts
from analysis.spans import Span
from tests import reading


def marked(line):
    """A text with the spans that stand in < > in it."""
    spans, at = [], 0
    for n, part in enumerate(re.split("[<>]", line)):
        spans += [Span(at, at + len(part))] if n % 2 else []
        at += len(part)
    return re.sub("[<>]", "", line), spans


def shown(line):
    text, spans = marked(line)
    return [excerpts.balanced(text[piece.start : piece.end]) for piece in excerpts.pieces(text, spans)]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("a top <goal:> the landmark agreement", ["goal"]),
        ("it <helps> <working>-<class> people", ["helps working-class"]),
        ("it would diminish <Russia>'s deterrent", ["Russia's"]),
        ("they <don>’t want it", ["don’t"]),
        ("the easiest <answer> is simply not <to> find him", ["answer"]),
        ("they <are pushing> very hard indeed <to> make it", ["are pushing"]),
        ("it <makes> the whole alliance <safer>", ["makes", "safer"]),
        ("it <makes the> whole alliance <safer>", ["makes the whole alliance safer"]),
        ("said <that> he <agreed>", ["that he agreed"]),
        ("he answered only <to>", ["to"]),
        ("he <rejected> it. He <fears> it", ["rejected", "fears"]),
        ("<“We reject the offer>,” he <said>", ["“We reject the offer,”", "said"]),
        ('it would <"undermine the balance>" between them', ['"undermine the balance"']),
        ("it might be <''signed by the time anybody> is elected.''", ["signed by the time anybody"]),
        ("the idea <was absurd>”, he said", ["was absurd"]),
        ("the <workers’ rights> of 1990", ["workers’ rights"]),
        ("voted <against> what he calls the <deal>", ["against", "deal"]),
        ("<against> the <deal>", ["against the deal"]),
        ("a deal with <the U.S.> of late", ["the U.S."]),
        ("a deal <with Orsk.> Nobody knew", ["with Orsk"]),
        ("<?>", []),
        ("he <wants\n it>", ["wants it"]),
    ],
)
def test_pieces_can_be_read(line, found):
    assert shown(line) == found


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("The minister said the easiest <answer> was there.", ["easiest answer"]),
        ("The minister said that Orsk <would> build a base.", ["would build"]),
        ("The minister said Orsk <will never> accept a base.", ["will never accept"]),
        ("The minister said Orsk was ready <to> sign.", ["to sign"]),
        ("The minister <rejected> the new base.", ["rejected"]),
    ],
)
def test_a_noun_has_its_adjectives_and_a_will_its_verb(line, found):
    text, spans = marked(line)
    doc = reading.annotated(text)
    assert [piece.of(text) for piece in excerpts.pieces(text, spans, doc.tokens)] == found


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("“signed", "signed"),
        ("signed”", "signed"),
        ("“signed” and “sealed", "“signed” and sealed"),
        ('the "plan" of "them', 'the "plan" of them'),
        ("''On and on,'' ''one", "''On and on,'' one"),
        ("‘We agree’ is the workers’ answer", "‘We agree’ is the workers’ answer"),
        ("'We agree' isn't his", "'We agree' isn't his"),
        ("‘We agree", "We agree"),
        ("“It is ‘so’”", "“It is ‘so’”"),
        ("  a\n b ", "a b"),
    ],
)
def test_quotation_marks_stand_in_pairs(words, left):
    assert excerpts.balanced(words) == left == excerpts.balanced(left)


def test_a_quotation_has_the_words_that_decide():
    text, (content, cue) = (
        marked("Orsk <rejected> <the radar> in May")[0],
        marked("Orsk <rejected> <the radar>")[1][::-1],
    )
    assert excerpts.quotation(text, [content], [cue]) == [("rejected", True), (" the radar", False)]
    text, (content, cue) = marked("“<The radar\n must go>,” Orsk <demanded>.")
    inside = Span(content.start + 10, content.start + 15)
    told = excerpts.quotation(text, [content], [cue, inside])
    assert told == [("The radar ", False), ("must", True), (" go", False), (" … ", False), ("demanded", True)]
    assert excerpts.quotation(text, [content], []) == [("The radar must go", False)]


TEXTS = st.text("ab -'’“”\".,!\n", max_size=30)


@given(TEXTS, st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=4))
def test_pieces_of_any_text_keep_what_was_pointed_at(text, ends):
    spans = [Span(*sorted((min(a, len(text)), min(b, len(text))))) for a, b in ends]
    found = excerpts.pieces(text, spans)
    assert found == sorted(found) and all(a.end <= b.start for a, b in pairwise(found))
    assert all(any(map(str.isalnum, text[one.start : one.end])) for one in found)
    told = excerpts.quotation(text, [], spans)
    assert [words for words, decides in told if decides] == [re.sub(r"\s+", " ", one.of(text)) for one in found]
    assert all(excerpts.balanced(excerpts.balanced(one.of(text))) == excerpts.balanced(one.of(text)) for one in found)
