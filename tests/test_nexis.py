"""Files of Nexis: none of their articles is lost, and no furniture gets into a text."""

import contextlib
import re
from dataclasses import replace
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.imported import NotThis
from analysis.nexis import read_nexis
from tests import exported
from tests.exported import FORT, FRENCH, GERMAN, LAUT, LOUD, SPANISH, STORIES, TEXT, TOLD, Words


@pytest.mark.parametrize("words", [Words(), GERMAN, FRENCH, SPANISH], ids=["English", "German", "French", "Spanish"])
@pytest.mark.parametrize("options", [{}, {"cover": False}, {"rights": False}, {"classified": False}], ids=str)
def test_a_word_file(words, options):
    found = read_nexis(exported.nexis(words=words, **options))
    assert (found.format, found.announced) == ("Nexis DOCX", None if options == {"cover": False} else 3)
    assert exported.told(found) == TOLD
    assert [raw.text for raw in found.articles] == [TEXT] * 3
    assert {raw.section for raw in found.articles} == {"Foreign; Pg. 6"}
    assert {raw.day.how for raw in found.articles} == {"place"}
    assert {raw.language for raw in found.articles} == {"" if options == {"classified": False} else "en"}
    assert found.leftovers == () and {raw.doubts for raw in found.articles} == {()}


def test_the_first_article_of_each_file():
    for cover in (True, False):
        assert exported.told(read_nexis(exported.nexis(STORIES[:1], cover=cover))) == TOLD[:1]


def test_a_text_says_end_of_document_and_has_labels_of_its_own():
    text = (
        "The scroll closes:",
        "End of Document",
        "Then the clerk said: End of Document.",
        "Nobody: no label.",
        "Last.",
    )
    for cover in (True, False):
        found = read_nexis(exported.nexis([replace(STORIES[0], text=text), STORIES[1]], cover=cover))
        assert exported.told(found) == TOLD[:2]
        assert found.articles[0].text == "\n\n".join(text)


def test_a_break_in_a_paragraph_and_blank_ones():
    text = ("One line of a list that stands alone\nAnother line of it", "", "\n\n", "  ", "Last.")
    found = read_nexis(exported.nexis([replace(STORIES[0], text=text)]))
    assert found.articles[0].text == "One line of a list that stands alone\n\nAnother line of it\n\nLast."


def test_a_live_blog_without_rights_section_and_length():
    paragraphs = [
        "Talks, live",
        "The Vellmark Post",
        "March 4, 2031 Tuesday 9:20 AM GMT",
        "Body",
        "9.20am",
        "They sit.",
    ]
    found = read_nexis(exported.docx([*paragraphs, "End of Document", *paragraphs, "\nEnd of Document"]))
    assert [(raw.title, raw.text) for raw in found.articles] == [("Talks, live", "9.20am\n\nThey sit.")] * 2


def test_headings_and_a_cover_that_lists_another_title():
    paragraphs = exported.nexis_paragraphs(STORIES[:1])
    at = len(paragraphs) - 1 - paragraphs[::-1].index("Talks to Resume")
    paragraphs[at] = ("Talks\n to Resume  Soon", "Heading 1")
    assert exported.told(read_nexis(exported.docx(paragraphs)))[0][:2] == ("Talks to Resume Soon", "The Vellmark Post")


def test_a_cover_in_another_language_and_an_abstract():
    paragraphs = exported.nexis_paragraphs(words=replace(Words(), documents="Asiakirjat"))
    assert exported.told(read_nexis(exported.docx(paragraphs))) == TOLD
    text = ("ABSTRACT", "Talks resume.", "FULL TEXT", *STORIES[0].text)
    assert read_nexis(exported.nexis([replace(STORIES[0], text=text)])).articles[0].text == TEXT


def test_more_lines_than_title_and_outlet():
    lines = ["Talks", "A second line", "The Vellmark Post", "March 4, 2031", "Body", "Words.", "End of Document"]
    raw = read_nexis(exported.docx(lines)).articles[0]
    assert (raw.title, raw.outlet, raw.doubts) == ("Talks", "The Vellmark Post", ("more lines beside the title",))


def test_no_date_two_dates_and_a_guess():
    def day(date, **options):
        paragraphs = exported.nexis_paragraphs([replace(STORIES[0], day=date)], cover=False, **options)
        raw = read_nexis(exported.docx(paragraphs)).articles[0]
        return str(raw.day.date), raw.day.how, raw.doubts, raw.title, raw.outlet, raw.text == TEXT

    rest = ("Talks to Resume", "The Vellmark Post", True)
    assert day("", classified=False) == ("None", "", ("no date",), *rest)
    assert day("") == ("2031-03-07", "guess", ("guessed date",), *rest)  # when the database got it
    assert day("March 2031") == ("2031-03-01", "guess", ("guessed date",), *rest)
    assert day("March 4, 2031 Tuesday, updated March 5, 2031") == ("2031-03-04", "place", ("two dates",), *rest)


def test_an_article_without_text_and_one_without_outlet():
    found = read_nexis(
        exported.docx(["Map", "The Vellmark Post", "March 4, 2031", "Length:\xa03 words", "End of Document"])
    )
    assert found.articles[0].doubts == ("no text",)
    found = read_nexis(exported.docx(["Map", "March 4, 2031", "Body", "Words.", "End of Document"]))
    assert (found.articles[0].title, found.articles[0].doubts) == ("Map", ("no outlet",))


def test_a_last_article_without_end_is_kept_and_told():
    found = read_nexis(exported.docx(exported.nexis_paragraphs()[:-1]))
    assert exported.told(found) == TOLD and "cut" in found.leftovers[0]
    assert found.articles[2].doubts == ("cut",)
    found = read_nexis(exported.docx([*exported.nexis_paragraphs(), "Something else"]))
    assert len(found.articles) == 3 and "Something else" in found.leftovers[0]


def test_a_zip_bomb_is_bounded_and_declarations_are_refused():
    bomb = exported.zipped({"word/document.xml": b"<w:document>" + b" " * 200_000_000})
    assert len(bomb) < 1_000_000
    with pytest.raises(NotThis, match="64 MB"):
        read_nexis(bomb)
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    with pytest.raises(NotThis, match="declarations"):
        read_nexis(exported.docx(["Talks", "End of Document"], head=laughs))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK",
        b"PK\x03\x04 nothing",
        exported.zipped({"a.txt": b"x"}),
        exported.docx(["Talks", "Words."]),
        b"\xff\xfe",
    ],
)
def test_other_files_are_not_this(data):
    with pytest.raises(NotThis):
        read_nexis(data)


@pytest.mark.parametrize("labels", [LOUD, LAUT, FORT], ids=["English", "German", "French"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_an_old_text(labels, encoding):
    data = exported.old_text(labels=labels).encode(encoding)
    found = read_nexis(data)
    assert (found.format, found.announced, found.leftovers) == ("LexisNexis TXT", 3, ())
    assert exported.told(found) == TOLD
    assert [raw.text for raw in found.articles] == [TEXT] * 3
    assert {(raw.section, raw.language, raw.doubts) for raw in found.articles} == {("Foreign; Pg. 6", "en", ())}
    for raw, story in zip(found.articles, STORIES, strict=True):
        if encoding.startswith("utf-8"):
            piece = data[raw.start : raw.end].decode()
            assert story.title in piece and piece.count("DOCUMENTS") == 1
        else:
            assert raw.start == raw.end == -1


def test_an_old_text_with_editions_long_titles_and_blank_lines():
    long = "Foreign ministers of Velland and Tellan meet again in the harbour of Vellmark; the ships wait for a word from them"
    story = replace(STORIES[0], title=long, day="March 4, 2031 Tuesday\nEdition 1;\nNational Edition")
    text = exported.old_text([story, STORIES[1]]).replace("“We", "\r\n\r\n\r\n“We")
    found = read_nexis(text.encode())
    assert [raw.title for raw in found.articles] == [long, "2000 um 4"]
    assert found.articles[0].text == TEXT


def test_the_oldest_texts_have_rights_above_and_labels_of_title_and_text():
    text = exported.old_text()
    for story in STORIES:
        outlet, title = story.outlet.center(79).rstrip(), f"\r\n\r\n{story.title}\r\n\r\n"
        text = text.replace(f"\r\n{outlet}", f"\r\nCopyright 2031 Vellmark Ltd\r\nAll Rights Reserved\r\n{outlet}")
        text = text.replace(title, "\r\n\r\n", 1)
        text = text.replace("LENGTH: 355 words", f"LENGTH: 3 words\r\n\r\nHEADLINE: {story.title}\r\n\r\n BODY:", 1)
    found = read_nexis(text.replace(" BODY:\r\n\r\n", " BODY:\r\n").encode())
    assert exported.told(found) == TOLD
    assert [raw.text for raw in found.articles] == [TEXT] * 3


@pytest.mark.parametrize("labels", [LOUD, LAUT, FORT], ids=["English", "German", "French"])
def test_an_old_file_for_a_word_processor(labels):
    blocks = [block.strip() for block in exported.old_text(labels=labels).replace("\r\n", "\n").split("\n\n")]
    blocks = [" ".join(block.split()) for block in blocks if block]
    for data, name in ((exported.docx(blocks), "LexisNexis DOCX"), (exported.rtf(blocks), "LexisNexis RTF")):
        found = read_nexis(data)
        assert (found.format, exported.told(found), found.announced) == (name, TOLD, 3)
        assert [raw.text for raw in found.articles] == [TEXT] * 3


def test_a_correction_below_the_text_is_none_of_it():
    notes = ("Correction", "One ship was two.")
    for day in ("March 4, 2031 Tuesday\nCorrection Appended", "March 4, 2031 Tuesday"):
        story = replace(STORIES[0], day=day, text=(*STORIES[0].text, *notes))
        raw = read_nexis(exported.nexis([story])).articles[0]
        assert raw.text == "\n\n".join((*STORIES[0].text, *(() if "Appended" in day else notes)))
        assert exported.told(read_nexis(exported.nexis([story]))) == TOLD[:1]


def test_labels_without_a_label_of_the_text_and_notes_below_it():
    paragraphs = [p for p in exported.nexis_paragraphs(STORIES[:1]) if p != "Body"]
    at = next(n for n, p in enumerate(paragraphs) if p.startswith("Byline"))
    paragraphs[at + 1 : at + 1] = ["Dateline:\xa0VELLMARK, March 4", "Distribution:\xa0Velland; Tellan"]
    at = paragraphs.index("Classification")
    paragraphs[at:at] = ["Notes", "Anna Marren is a writer."]
    raw = read_nexis(exported.docx(paragraphs)).articles[0]
    assert (raw.author, raw.text) == ("Anna Marren", TEXT)


@pytest.mark.parametrize("words", ["Link to Image", "Link to Story", "Link to Image 2", "LINK TO VIDEO"])
def test_links_to_what_was_beside_a_text_are_none_of_it(words):
    story = replace(STORIES[0], text=(*STORIES[0].text[:1], words, *STORIES[0].text[1:], words))
    raw = read_nexis(exported.nexis([story])).articles[0]
    assert raw.text == TEXT


def test_a_list_of_documents_alone_says_so():
    paragraphs = exported.nexis_paragraphs()
    found = read_nexis(exported.docx(paragraphs[: paragraphs.index("Talks to Resume")]))
    assert (found.articles, "lie in other files" in found.leftovers[0]) == ((), True)


def test_labels_and_the_end_in_one_paragraph_with_breaks():
    head, end = (
        "Section:\xa0Foreign; Pg. 6\nLength:\xa0355 words\nByline:\xa0",
        "Load-Date:\xa0March 7, 2031\n\nEnd of Document",
    )
    paragraphs = []
    for s in STORIES:
        paragraphs += [s.title, s.outlet, s.day, "Copyright 2031 Vellmark", head + s.author, "Body", *s.text, end]
    found = read_nexis(exported.docx(paragraphs))
    assert exported.told(found) == TOLD
    assert [raw.text for raw in found.articles] == [TEXT] * 3


def test_rich_text():
    lines = [line.strip() for paragraph in exported.nexis_paragraphs() for line in paragraph.split("\n")]
    found = read_nexis(exported.rtf(lines))
    assert (found.format, found.announced, exported.told(found)) == ("Nexis RTF", 3, TOLD)
    assert [raw.text for raw in found.articles] == [TEXT] * 3


def test_an_old_text_that_says_what_is_missing():
    text = exported.old_text(first=5)
    assert read_nexis(text.encode()).announced == 3
    part = text.replace("6 of 7 DOCUMENTS", "")
    assert read_nexis(part.encode()).leftovers == ("Of its numbers 6 are missing.",)
    part = exported.old_text()
    found = read_nexis(part[part.index("Terms") : part.index("3 of 3 DOC")].encode())
    assert (found.announced, found.leftovers) == (3, ("Its numbers end at 2 of 3.",))


def test_an_old_text_without_date_or_labels():
    text = exported.old_text([replace(STORIES[0], day=""), STORIES[1]])
    first = read_nexis(text.encode()).articles[0]
    assert (first.title, first.outlet, first.day.how, first.doubts) == (
        *("Talks to Resume", "The Vellmark Post", "guess", ("guessed date",)),
    )
    lines = ["1 of 1 DOCUMENTS", "", "The Vellmark Post", "", "March 4, 2031", "", "Talks", "", "Words.", "", "More."]
    assert read_nexis("\n".join(lines).encode()).articles[0].text == "Words.\n\nMore."


@pytest.mark.parametrize("labels", [LOUD, LAUT, FORT], ids=["English", "German", "French"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_an_old_page(labels, encoding):
    data = exported.old_page(labels=labels).encode(encoding)
    found = read_nexis(data)
    assert (found.format, found.announced, found.leftovers) == ("LexisNexis HTML", 3, ())
    assert exported.told(found) == TOLD
    assert [raw.text for raw in found.articles] == [TEXT] * 3
    assert all(data[raw.start :].startswith(b"<DOC NUMBER") for raw in found.articles)


def test_an_old_page_of_a_hundred_and_forty_six_has_three():
    assert read_nexis(exported.old_page(whole=146).encode()).announced == 146


@settings(deadline=None)
@given(st.sampled_from(["docx", "text", "page"]), st.integers(0, 10**6), st.integers(0, 255), st.integers(0, 10**6))
def test_mutated_bytes_are_read_or_are_not_this(kind, at, byte, where):
    data = MADE[kind]
    with contextlib.suppress(NotThis):
        read_nexis(exported.cut(data, at, byte, where))


MADE = {
    "docx": exported.nexis(),
    "text": exported.old_text().encode(),
    "page": exported.old_page().encode(),
}


@settings(deadline=None, max_examples=50)
@given(st.lists(st.sampled_from(exported.nexis_paragraphs(STORIES[:2])), max_size=40))
def test_paragraphs_in_any_order_are_read_or_are_not_this(paragraphs):
    with contextlib.suppress(NotThis):
        read_nexis(exported.docx(paragraphs))


@pytest.mark.parametrize(
    "made", [exported.nexis, lambda s: exported.old_text(s).encode(), lambda s: exported.old_page(s).encode()]
)
def test_a_hundred_articles_take_less_than_a_second(made):
    data = made(exported.hundred())
    read_nexis(exported.nexis())  # the labels are loaded
    begin = process_time()
    assert len(read_nexis(data).articles) == 100
    assert process_time() - begin < 1


def test_the_sample_of_nexis_uni():
    found = read_nexis(exported.gold("nexis_uni_sample.DOCX"))
    assert found.announced == len(found.articles) == 10
    assert found.leftovers == () and {raw.doubts for raw in found.articles} == {()}
    assert {raw.outlet for raw in found.articles} == {"The Guardian(London)"}
    assert [raw.day.date.day for raw in found.articles] == [1, 2, 4, 3, 4, 2, 3, 3, 3, 2]
    assert [raw.title for raw in found.articles][6:] == [
        *("Sample Headline", "Lorem ipsum dolor sit amet, nec egestas blandit"),
        *("R (programming language) on Wikipedia", "What is Wikipedia"),
    ]
    assert [raw.author for raw in found.articles][:2] == [
        "Mattha Busby (now), Andrew Sparrow (earlier)",
        "Andrew Sparrow",
    ]
    assert not any(
        re.search(r"Load-Date|End of Document|Copyright 20|Classification", raw.text) for raw in found.articles
    )


def test_the_small_sample_has_no_article():
    with pytest.raises(NotThis):
        read_nexis(exported.gold("nexis_uni_small.DOCX"))


def test_the_sample_of_old_text():
    found = read_nexis(exported.gold("lexisnexis_old_sample.TXT"))
    assert found.announced == len(found.articles) == 10
    assert found.leftovers == () and {raw.doubts for raw in found.articles} == {()}
    assert [raw.outlet for raw in found.articles] == [
        *("Guardian.com", "Guardian", "The Sun (England)", *["The Times (London)"] * 3, "Guardian"),
        *("MAIL ON SUNDAY (London)", "Sunday Mirror", "DAILY MAIL (London)"),
    ]
    assert [raw.day.date.day for raw in found.articles] == [*[11] * 6, 8, 10, 10, 9]
    assert found.articles[4].title.endswith("sapien?; eget aliquet ex finibus ut.")
    assert not any(re.search(r"LOAD-DATE|BYLINE|LENGTH:|Copyright 2010", raw.text) for raw in found.articles)
    assert not any("\n" in paragraph for raw in found.articles for paragraph in raw.text.split("\n\n"))


def test_the_sample_of_an_old_page_was_cut_by_its_makers():
    found = read_nexis(exported.gold("lexisnexis_old_en.html"))
    assert (found.announced, len(found.articles)) == (146, 2)
    assert [(raw.title, raw.outlet, str(raw.day.date)) for raw in found.articles] == [
        ("Heading One", "Some Newspaper", "1991-12-19"),
        ("First part; Second part", "Some Newspaper", "1993-01-28"),
    ]
    assert "Some correction" not in found.articles[1].text


def test_a_word_file_of_any_office_program():
    assert exported.told(read_nexis(exported.docx(exported.nexis_paragraphs(), name="word/document2.xml"))) == TOLD
