"""Files of ProQuest: none of their articles is lost, and no furniture gets into a text."""

import contextlib
import quopri
from dataclasses import replace
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.imported import NotThis
from analysis.proquest import read_proquest
from tests import exported
from tests.exported import STORIES, TEXT, TOLD

HEAD = "From: ProQuest <x@proquest.example>\nSubject: ProQuest\nMIME-Version: 1.0\n"
MAIL = HEAD.encode() + b"Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
MADE = {
    "text": exported.proquest_text().encode(),
    "page": exported.proquest_page().encode(),
    "mail": MAIL + quopri.encodestring(exported.proquest_page().encode()),
}


@pytest.mark.parametrize("language", ["en", "de", "fr"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_text(language, encoding):
    data = exported.proquest_text(language=language).encode(encoding)
    found = read_proquest(data)
    assert (found.format, found.announced, found.leftovers) == ("ProQuest TXT", None, ())
    assert exported.told(found) == TOLD
    assert [raw.text for raw in found.articles] == [TEXT] * 3
    for raw, story in zip(found.articles, STORIES, strict=True):
        assert (raw.id, raw.url[-len(story.number) :], raw.section) == (story.number, story.number, "Foreign; Pg. 6")
        assert (raw.language, raw.day.how, raw.doubts) == ("en", "label", ())
        if encoding.startswith("utf-8"):
            assert story.title in data[raw.start : raw.end].decode()


@pytest.mark.parametrize("kind", ["page", "mail"])
def test_a_page_and_a_mail(kind):
    found = read_proquest(MADE[kind])
    assert (found.format, found.leftovers) == ("ProQuest HTML", ())
    assert exported.told(found) == TOLD
    assert [raw.text for raw in found.articles] == [TEXT] * 3
    assert [raw.id for raw in found.articles] == [story.number for story in STORIES]


def test_a_mail_with_a_text():
    mail = HEAD.encode() + b"Content-Type: text/plain; charset=utf-8\n\n" + exported.proquest_text().encode()
    assert exported.told(read_proquest(mail)) == TOLD


def test_a_page_that_counts_its_documents():
    page = exported.proquest_page()
    for n in (1, 2, 3):
        page = page.replace(f'<a name="DocID_{n}"></a>', f'<a name="DocID_{n}"></a><p>Document {n} of 3</p>')
    found = read_proquest(page.encode())
    assert (found.announced, exported.told(found)) == (3, TOLD)


def test_a_text_with_labels_and_blank_lines_of_its_own():
    text = ("Q and A", "Subject: the ships, said the clerk.", "It went on.", "Location: unknown.", "", "Last.")
    raw = read_proquest(
        exported.proquest_text([replace(STORIES[0], text=text)]).replace("It went", "\n\n\nIt went").encode()
    )
    assert raw.articles[0].text == "\n\n".join(filter(None, text))


def test_a_text_without_blank_lines():
    text = exported.proquest_text().replace("\n\n", "\n")
    assert exported.told(read_proquest(text.encode())) == TOLD
    assert "Vellmark Ltd" not in read_proquest(text.encode()).articles[0].text


def test_an_article_without_text_date_or_title():
    text = exported.proquest_text([replace(STORIES[0], day="soon")])
    raw = read_proquest(text.encode()).articles[0]
    assert (raw.day.date, raw.day.written, raw.doubts) == (None, "soon", ("no date",))
    lines = [line for line in text.replace("Full text: ", "Abstract: ").split("\n") if not line.startswith("“We")]
    assert read_proquest("\n".join(lines).encode()).articles[0].doubts == ("no date", "no text")


def test_what_is_no_article_is_told():
    rule = "_" * 60
    text = exported.proquest_text() + f"\n{rule}\n\nSomething else.\n"
    assert read_proquest(text.encode()).leftovers == ("Between the lines of underscores: “Something else.”.",)


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"Title: Talks", b"_" * 60, b"<html><body><text>Talks</text></body></html>", b"PK\x03\x04"),
        *(exported.nexis(), exported.old_page().encode(), exported.rtf(exported.factiva_lines())),
        *(exported.factiva_page().encode(), exported.europresse_page().encode(), exported.factiva_table().encode()),
    ],
)
def test_other_files_are_not_this(data):
    with pytest.raises(NotThis):
        read_proquest(data)


@settings(deadline=None)
@given(st.sampled_from(sorted(MADE)), st.integers(0, 10**6), st.integers(0, 255), st.integers(0, 10**6))
def test_mutated_bytes_are_read_or_are_not_this(kind, at, byte, where):
    with contextlib.suppress(NotThis):
        read_proquest(exported.cut(MADE[kind], at, byte, where))


@pytest.mark.parametrize("data", [b"Title: x\n" * 100_000, b"A: b\n" * 100_000, b"_" * 10**6, b"<text>" * 10_000])
def test_what_only_looks_like_this_takes_no_longer(data):
    begin = process_time()
    with pytest.raises(NotThis):
        read_proquest(data)
    assert process_time() - begin < 3


@pytest.mark.parametrize("made", [exported.proquest_text, exported.proquest_page])
def test_a_hundred_articles_take_less_than_a_second(made):
    data = made(exported.hundred()).encode()
    read_proquest(MADE["text"])
    begin = process_time()
    assert len(read_proquest(data).articles) == 100
    assert process_time() - begin < 1
