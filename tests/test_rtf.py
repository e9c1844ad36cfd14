"""Rich Text becomes the words that a reader sees."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.rtf import is_rtf, text_of
from tests.exported import rtf


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (rb"{\rtf1\ansi One\par Two\line Three}", "One\nTwo\nThree"),
        (rb"{\rtf1\ansi\ansicpg1252 caf\'e9 \'93no\'94}", "café “no”"),
        (rb"{\rtf1\ansi\ansicpg1251 \'cf\'f0\'e8\'e2\'e5\'f2}", "Привет"),
        (rb"{\rtf1\ansi\ansicpg932 \'93\'fa}", "日"),
        (rb"{\rtf1\uc1 \u8220?yes\u8221?}", "“yes”"),
        (rb"{\rtf1\uc2 \u-10179??\u-8704??}", "\U0001f600"),
        (rb"{\rtf1\uc0 \u8220 yes}", "“yes"),
        (rb"{\rtf1 \u8220\'93yes}", "“yes"),
        (rb"{\rtf1 a\~b\_c\{d\}\\}", "a\xa0b-c{d}\\"),
        (rb"{\rtf1{\fonttbl{\f0 Arial;}}{\*\generator x;}{\info{\title T}}{\pict 00ff}seen}", "seen"),
        (rb'{\rtf1{\field{\*\fldinst HYPERLINK "http://x"}{\fldrslt link}}}', "link"),
        (rb"{\rtf1 one\page two}", "one\x0ctwo"),
        (rb"{\rtf1\ansi\ansicpg99999 caf\'e9}}}}}", "café"),
        (rb"{\rtf1 \u99999999?x}", "\ufffdx"),
    ],
)
def test_words_of_rich_text(source, words):
    assert is_rtf(source)
    assert text_of(source).strip(" ") == words


def test_what_is_made_is_read():
    lines = ["HD\tTalks {to} resume\\", "“Größe” — café — 日本", "\fnext"]
    assert text_of(rtf(lines)).strip().split("\n") == lines


@given(st.binary(max_size=200), st.integers(0, 300))
def test_any_bytes_have_a_text(data, at):
    text_of(b"{\\rtf1" + data)
    text_of(rtf(["Talks", "“Größe”"])[:at] + data).encode("utf-8")
