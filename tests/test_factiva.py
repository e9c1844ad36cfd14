"""Files of Factiva: none of their articles is lost, and no furniture gets into a text."""

import contextlib
from dataclasses import replace
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.factiva import read_factiva
from analysis.imported import NotThis
from tests import exported
from tests.exported import STORIES, TEXT, TOLD

IDS = [story.number for story in STORIES]
MADE = {
    "page": exported.factiva_page().encode(),
    "codes": exported.factiva_table().encode(),
    "xml": exported.factiva_xml().encode(),
    "rtf": exported.rtf(exported.factiva_lines()),
    "rtf in order": exported.rtf(exported.factiva_lines(coded=False)),
    "txt": "\n".join(exported.factiva_lines(coded=False)).encode(),
    "docx": exported.docx([line for line in exported.factiva_lines(coded=False) if line.strip()]),
    "docx with codes": exported.docx([cell for line in exported.factiva_lines() for cell in line.strip().split("\t")]),
}


@pytest.mark.parametrize("kind", MADE)
def test_each_kind_of_file(kind):
    found = read_factiva(MADE[kind])
    assert found.format == {
        "page": "Factiva HTML",
        "codes": "Factiva HTML",
        "xml": "Factiva XML",
        "txt": "Factiva TXT",
        "docx": "Factiva DOCX",
        "docx with codes": "Factiva DOCX",
    }.get(kind, "Factiva RTF")
    assert exported.told(found) == TOLD
    assert [raw.text for raw in found.articles] == [TEXT] * 3
    assert [raw.id for raw in found.articles] == IDS
    assert {(raw.language, raw.doubts) for raw in found.articles} == {("en", ())}
    assert found.leftovers == ()
    assert found.announced == (3 if kind == "xml" else None)


@pytest.mark.parametrize(
    ("words", "language", "kind", "day"),
    [
        *(("words", "English", "en", "4 March 2031"), ("Wörter", "Englisch", "de", "4 März 2031")),
        *(("mots", "Anglais", "fr", "4 mars 2031"), ("words", "English", "en", "March 4, 2031")),
        *(("palabras", "Inglés", "es", "4 marzo 2031"), ("слов", "English", "ru", "4 Март 2031")),
        *(("字", "English", "zh", "2031 年 3 月 4 日"), ("parole", "Inglese", "it", "4 Marzo 2031")),
    ],
)
@pytest.mark.parametrize("time", ["15:32", "09:30 GMT", ""])
def test_the_language_of_the_interface(words, language, kind, day, time):
    story = replace(STORIES[0], day=day)
    raw = read_factiva(exported.factiva_page([story], words, language, kind, time).encode()).articles[0]
    assert (raw.title, raw.outlet, str(raw.day.date), raw.language) == (*TOLD[0][:3], "en")
    assert (raw.section, raw.author, raw.day.how, raw.text) == ("Foreign", "Anna Marren", "place", TEXT)


@pytest.mark.parametrize("name", ["Document", "Dokument", "Documento"])
@pytest.mark.parametrize("coded", [True, False])
def test_the_summary_of_the_search(name, coded):
    found = read_factiva(exported.rtf(exported.factiva_lines(coded=coded, found=3, name=name)))
    assert (found.announced, len(found.articles), found.leftovers) == (3, 3, ())
    found = read_factiva(exported.rtf(exported.factiva_lines(coded=coded, found="1,204", name=name)))
    assert found.announced == 1204 and "in further files" in found.leftovers[0]
    for number in (57, 100, 101, 12_345):
        assert read_factiva(exported.factiva_page(found=f"{number:,}").encode()).announced == number


def test_a_text_is_not_parted_by_its_own_words():
    text = ("Document 12 was read out.", "BY the sea the talks went on.", "Document of the day", "877 words, she said")
    story = replace(STORIES[0], text=text)
    for data in (
        exported.factiva_page([story]).encode(),
        exported.factiva_table([story]).encode(),
        exported.rtf(exported.factiva_lines([story])),
        exported.rtf(exported.factiva_lines([story], coded=False)),
    ):
        assert [raw.text for raw in read_factiva(data).articles] == ["\n\n".join(text)]


def test_a_table_or_list_between_the_paragraphs_is_text():
    page = exported.factiva_page(STORIES[:1])
    second = '<p class="articleParagraph enarticleParagraph">\n“We'
    parts = '<p class="articleParagraph enarticleParagraph"><pre>Cod 300</pre></p><ul><li>One</li><li>Two</li></ul>'
    assert second in page
    raw = read_factiva(page.replace(second, parts + second).encode()).articles[0]
    assert raw.text == "\n\n".join([STORIES[0].text[0], "Cod 300", "One", "Two", STORIES[0].text[1]])


def test_a_control_character_before_the_text_of_a_page():
    page = exported.factiva_page(STORIES[:1]).replace("\nVELLMARK", "&#1;VELLMARK&#x0C;", 1)
    assert "&#1;" in page and exported.told(read_factiva(page.encode())) == TOLD[:1]


def test_names_of_authors_above_the_number_of_words():
    def author(words):
        lines = exported.factiva_lines(STORIES[:1], coded=False)
        lines[1] = words
        raw = read_factiva(exported.rtf(lines)).articles[0]
        return raw.title, raw.author

    assert author("Reporting by Anna Marren; editing by Jonas Holt")[0] == "Talks to Resume"
    for words in ("By Anna Marren", "Anna Marren", "Anna Marren and Jonas Holt", "ÉVA O’Mar"):
        assert author(words) == ("Talks to Resume", words.removeprefix("By "))
    assert author("No word from the ships")[1] == ""
    assert author("A" * 5000 + "!")[1] == ""


def test_no_date_two_dates_and_no_author():
    story = replace(STORIES[0], day="")
    assert read_factiva(exported.factiva_table([story, STORIES[1]]).encode()).articles[0].doubts == ("no date",)
    story = replace(STORIES[0], day="4 March 2031 (updated 5 March 2031)")
    assert read_factiva(exported.factiva_table([story]).encode()).articles[0].doubts == ("two dates",)
    page = exported.factiva_page([STORIES[0]]).replace('<div class="author">By Anna Marren</div>', "")
    assert read_factiva(page.encode()).articles[0].author == ""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings_and_pages_that_lie_about_them(encoding):
    page = exported.factiva_page().replace("<head>", '<head><meta charset="iso-8859-1">')
    assert exported.told(read_factiva(page.encode(encoding))) == TOLD
    data = exported.factiva_xml().encode(encoding)
    assert [raw.text for raw in read_factiva(data).articles] == [TEXT] * 3


def test_places_in_the_file():
    for kind in ("page", "codes", "xml"):
        for raw in read_factiva(MADE[kind]).articles:
            assert raw.id.encode() in MADE[kind][raw.start : raw.end]


def test_declarations_are_refused():
    for head in ('<!DOCTYPE x [<!ENTITY a "ha">]>', '<!doctype x SYSTEM "file:///etc/passwd">'):
        with pytest.raises(NotThis, match="declarations"):
            read_factiva(exported.factiva_xml(head=head).encode())


def test_xml_that_was_cut_says_so():
    data = MADE["xml"]
    found = read_factiva(data[: data.rindex(b"<tailParagraphs")])
    assert (found.announced, len(found.articles)) == (3, 3) and "broken" in found.leftovers[0]


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"{\\rtf1 Talks}", b"<html><p>HD</p></html>", b"<ppsarticle/>", b"Document of the talks", b"PK\x03\x04"),
        *(exported.proquest_text().encode(), exported.old_text().encode(), exported.nexis()),
        *(exported.proquest_page().encode(), exported.europresse_page().encode(), exported.old_page().encode()),
    ],
)
def test_other_files_are_not_this(data):
    with pytest.raises(NotThis):
        read_factiva(data)


@settings(deadline=None)
@given(st.sampled_from(sorted(MADE)), st.integers(0, 10**6), st.integers(0, 255), st.integers(0, 10**6))
def test_mutated_bytes_are_read_or_are_not_this(kind, at, byte, where):
    with contextlib.suppress(NotThis):
        read_factiva(exported.cut(MADE[kind], at, byte, where))


@pytest.mark.parametrize(
    "made",
    [
        lambda s: exported.factiva_page(s).encode(),
        lambda s: exported.factiva_table(s).encode(),
        lambda s: exported.factiva_xml(s).encode(),
        lambda s: exported.rtf(exported.factiva_lines(s)),
    ],
)
def test_a_hundred_articles_take_less_than_a_second(made):
    data = made(exported.hundred())
    read_factiva(MADE["page"])
    begin = process_time()
    assert len(read_factiva(data).articles) == 100
    assert process_time() - begin < 1


def test_the_sample_with_codes():
    found = read_factiva(exported.gold("factiva_indexing.html"))
    assert [(raw.title, raw.outlet, str(raw.day.date), raw.language, raw.doubts) for raw in found.articles] == [
        ("Test 1", "Test newspaper", "2011-12-29", "fr", ()),
        ("Test 2", "Ouest France", "2011-12-29", "fr", ()),
    ]
    assert found.articles[0].text.split("\n\n")[2:] == ["Third paragraph.", "Fourth and last paragraph."]
    assert found.leftovers == ()


def test_the_sample_of_xml():
    found = read_factiva(exported.gold("factiva.xml"))
    assert found.announced == len(found.articles) == 3 and found.leftovers == ()
    assert [(raw.title, raw.outlet, str(raw.day.date), raw.language) for raw in found.articles] == [
        ("TEST - first test article", "My Newspaper", "2012-01-09", "en"),
        ("TEST - second article de test", "My Newspaper", "2012-01-06", "fr"),
        ("TEST - third test article", "My Newspaper", "2012-05-06", "en"),
    ]
    assert found.articles[2].text.endswith("This is the body of the third test article.")
