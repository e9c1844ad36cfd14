"""Bytes, paragraphs and running text, as all readers of exports share them."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import blocks
from analysis.imported import NotThis

PAGE = '<meta charset="{}"><p>“Größe” — café</p>'


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("“Größe”".encode(), "“Größe”"),
        ("“Größe”".encode("utf-8-sig"), "“Größe”"),
        ("“Größe”".encode("utf-16"), "“Größe”"),
        ("“Größe”".encode("cp1252"), "“Größe”"),
        (PAGE.format("iso-8859-1").encode(), PAGE.format("iso-8859-1")),  # a page that lies
        (PAGE.format("utf-8").encode("cp1252"), PAGE.format("utf-8")),  # and another
        (PAGE.format("rot13").encode("cp1252"), PAGE.format("rot13")),
        (PAGE.format("base64").encode("cp1252"), PAGE.format("base64")),
        ('<meta charset="windows-1251">Привет'.encode("cp1251"), '<meta charset="windows-1251">Привет'),
        ("“Größe, Größe, Größe” ".encode() + b"\xff and on", "“Größe, Größe, Größe” \ufffd and on"),
        ("“Größe” café".encode().decode("latin-1").encode(), "“Größe” café"),  # encoded twice
        ("\u00e2\u20ac\u0153Gr\u00c3\u00b6\u00c3\u0178e".encode(), "“Größe"),
        ("Ã©tude, “sic”".encode(), "Ã©tude, “sic”"),
        (b"one\r\ntwo\rthree\x00\x0b", "one\ntwo\nthree"),
    ],
)
def test_text_in_bytes(data, words):
    assert blocks.text_in(data) == words


@pytest.mark.parametrize(
    ("line", "is_rights"),
    [
        ("Copyright 2031 Vellmark Ltd.", True),
        ("Copyright (c) 2031 Vellmark Ltd.", True),
        ("Copyright Vellmark Ltd, Mar 4, 2031", True),
        ("Copyright Vellmark Ltd. All Rights Reserved", True),
        ("© 2031 Vellmark. Tous droits réservés.", True),
        ("(c) Vellmark, 2031", True),
        ("Alle Rechte vorbehalten", True),
        ("Todos los derechos reservados", True),
        ("Copyright law is dead, said the minister.", False),
        ("© is a sign that nobody reads.", False),
        ("(c) the third of the points", False),
    ],
)
def test_lines_of_rights(line, is_rights):
    assert bool(blocks.RIGHTS.match(line)) is is_rights


def test_a_hyphen_that_shows_only_where_a_line_ends_is_left_out():
    assert blocks.running(["The agree\xadment of\xa0Velland"]) == "The agreement of Velland"


def test_characters_that_no_text_has_are_in_no_page():
    page = "<p>One&#0; two&#x1F;\f three&#1 four&#31;&#65;&#10;five</p>"
    assert blocks.paragraphs_of(blocks.page_in(page)) == ["One two three fourA five"]


def test_paragraphs_of_a_page():
    page = "<div>One <b>t</b>wo<br>three<br><br>four<p>five<!-- no -->\n six<script>no</script></p> seven</div>"
    assert blocks.paragraphs_of(blocks.page_in(page)) == ["One two\nthree", "four", "five six", "seven"]
    assert blocks.words_of(blocks.page_in("<p>a&nbsp;b<p>c")) == "a b c"
    deep = "<div>" * 500 + "word" + "</div>" * 500
    assert blocks.paragraphs_of(blocks.page_in(deep)) == ["word"]


@pytest.mark.parametrize("page", ["", "<div>" * 5000 + "word" + "</div>" * 5000], ids=["empty", "too deep"])
def test_what_cannot_be_read_whole_is_no_page(page):
    with pytest.raises(NotThis):
        blocks.page_in(page)


def test_running_text_is_unwrapped_and_parted():
    wrapped = "The ships of Velland stayed in the harbour of Vellmark while the talks\nwent on for a third week."
    assert blocks.running(["One\ntwo\nThree"]) == "One two\n\nThree"
    assert blocks.running([wrapped, "A list:\nOne\nTwo", "", "End"], wrapped=True) == (
        "The ships of Velland stayed in the harbour of Vellmark while the talks went on for a third week.\n\n"
        "A list:\n\nOne\n\nTwo\n\nEnd"
    )


@given(st.binary(max_size=300))
def test_any_bytes_are_text_and_any_text_a_page_or_none(data):
    text = blocks.text_in(data)
    text.encode("utf-8")
    with contextlib.suppress(NotThis):
        blocks.running(blocks.paragraphs_of(blocks.page_in(text)))
