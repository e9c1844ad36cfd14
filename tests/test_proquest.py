"""Files of ProQuest: none of their articles is lost, and no furniture gets into a text."""

import contextlib
import quopri
from dataclasses import replace
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import formats
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
    assert read_proquest("\n".join(lines).encode()).articles[0].doubts == ("no date", "only an abstract")
    nothing = text.replace("Full text: ", "Abstract: None available.\n\nSubject: ").split("\n")
    nothing = [line for line in nothing if not line.startswith("“We")]
    assert read_proquest("\n".join(nothing).encode()).articles[0].doubts == ("no date", "no text")


def test_an_abstract_is_the_text_where_there_is_no_other():
    text = exported.proquest_text()
    first, second = STORIES[0].text
    only = text.replace(f"Full text: {first}\n\n{second}", f"Abstract: {first}\n\n{second}", 1)
    raws = read_proquest(only.encode()).articles
    assert [raw.text for raw in raws] == [exported.TEXT] * 3
    assert [raw.doubts for raw in raws] == [("only an abstract",), (), ()]


def test_the_index_above_the_text_and_a_label_that_ends_it():
    lines = [
        *(
            "_" * 60,
            "",
            "Title: Talks to Resume",
            "",
            "Author: Marren, Anna",
            "",
            "Publication title: The Vellmark Post",
        ),
        *("", "Publication date: Mar 4, 2031", "", "ProQuest document ID: 2031", "", "Full text: Talks will resume."),
        *("", "Title: that is what she asked for.", "", "Credit: By Anna Marren", "", "_" * 60, ""),
    ]
    raw = read_proquest("\n".join(lines).encode()).articles[0]
    assert (raw.title, raw.outlet, raw.text) == (
        *("Talks to Resume", "The Vellmark Post"),
        "Talks will resume.\n\nTitle: that is what she asked for.",
    )


def test_a_credit_and_captions_between_text_and_index_are_no_text():
    text = exported.proquest_text().replace(
        "\n\nSubject:", "\n\nCREDIT: By X\n\nIllustration\n\nCaption: A ship.\n\nSubject:"
    )
    assert [raw.text for raw in read_proquest(text.encode()).articles] == [TEXT] * 3


def test_a_report_with_a_table_of_contents_and_rich_text():
    head = "_" * 60 + "\n\nReport Information from ProQuest\n\n" + "_" * 60 + "\n\nTable of contents\n\n1. Talks\n\n"
    found = read_proquest((head + exported.proquest_text()).encode())
    assert (exported.told(found), found.leftovers) == (TOLD, ())
    found = read_proquest(exported.rtf(exported.proquest_text().split("\n")))
    assert (found.format, exported.told(found)) == ("ProQuest RTF", TOLD)


@pytest.mark.parametrize("ruled", [True, False])
def test_a_word_file(ruled):
    titles = [story.title for story in STORIES]
    paragraphs = ["Report Information from ProQuest", "Table of contents", *(f"1. {title}" for title in titles)]
    for line in filter(None, exported.proquest_text().split("\n")):
        if line in titles and not ruled:
            paragraphs.append(f"Document {titles.index(line) + 1} of 3")
        if ruled or not line.startswith("___"):
            paragraphs.append(line)
    found = formats.found(exported.docx(paragraphs), "x.docx")
    assert (found.format, exported.told(found)) == ("ProQuest DOCX", TOLD)
    assert [raw.text.partition("\n\n")[2] for raw in found.articles] == [TEXT] * 3
    assert (found.announced, found.leftovers) == (None if ruled else 3, ())


def test_articles_that_nothing_parts_are_counted_by_their_numbers():
    lines = [line for line in exported.proquest_text().split("\n") if line and not line.startswith("___")]
    found = read_proquest("\n\n".join(lines).encode())
    assert (len(found.articles), found.announced) == (1, 3)


@pytest.mark.parametrize("edition", [", Late Edition (East Coast)", ", Eastern edition", "; Vellmark, Velland"])
def test_an_edition_is_no_part_of_an_outlet(edition):
    text = exported.proquest_text().replace("The Vellmark Post; Vellmark", f"The Vellmark Post{edition}")
    assert exported.told(read_proquest(text.encode())) == TOLD


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
