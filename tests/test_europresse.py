"""Pages of Europresse: none of their articles is lost, and no furniture gets into a text."""

import contextlib
from dataclasses import replace
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.europresse import read_europresse
from analysis.imported import NotThis
from tests import exported
from tests.exported import STORIES, TEXT, TOLD

MADE = {"articles": exported.europresse_page(), "table": exported.europresse_table()}


@pytest.mark.parametrize("layout", MADE)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_both_layouts(layout, encoding):
    data = MADE[layout].encode(encoding)
    found = read_europresse(data)
    assert (found.format, found.announced, found.leftovers) == ("Europresse HTML", None, ())
    assert exported.told(found) == TOLD
    assert [raw.text for raw in found.articles] == [TEXT] * 3
    assert [raw.id for raw in found.articles] == [f"news·20310304·VM·{n}" for n in range(3)]
    assert {(raw.section, raw.doubts) for raw in found.articles} == {("Politique", ())}
    assert all(
        raw.id.encode(encoding if encoding != "utf-8-sig" else "utf-8") in data[raw.start : raw.end]
        for raw in found.articles
    )


@pytest.mark.parametrize("layout", [exported.europresse_page, exported.europresse_table])
@pytest.mark.parametrize(
    "day", ["mardi 4 mars 2031", "Dienstag, 4. März 2031", "Tuesday, March 4, 2031", "4 mars 2031"]
)
def test_dates_in_three_languages(layout, day):
    raw = read_europresse(layout([replace(STORIES[0], day=day)]).encode()).articles[0]
    assert (str(raw.day.date), raw.day.how, raw.doubts) == ("2031-03-04", "place", ())
    assert raw.section.startswith("Politique")


@pytest.mark.parametrize("layout", [exported.europresse_page, exported.europresse_table])
def test_no_date_two_dates_and_no_author(layout):
    def doubts(day):
        return read_europresse(layout([replace(STORIES[0], day=day)]).encode()).articles[0].doubts

    assert doubts("") == ("no date",)
    assert doubts("4 mars 2031 et 5 mars 2031") == ("two dates",)
    raw = read_europresse(layout([replace(STORIES[0], author="")]).encode()).articles[0]
    assert (raw.author, raw.text) == ("", TEXT)


def test_an_edition_below_an_outlet_and_a_subtitle_below_a_title():
    page = exported.europresse_page([STORIES[0]]).replace(", no. 0<", "<br/>Édition nationale<")
    page = page.replace(f'<div class="docAuthors">{STORIES[0].author}</div>', "")
    page = page.replace("</p></div>", '</p><p class="sm-margin-TopNews rdp__subtitle">Ce que dit le texte</p></div>', 1)
    raw = read_europresse(page.encode()).articles[0]
    assert (raw.title, raw.outlet, raw.author, raw.text) == (STORIES[0].title, STORIES[0].outlet, "", TEXT)


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"<html><article>Talks</article></html>", b"DocPublicationName", b"PK\x03\x04 TitreArticleVisu"),
        *(exported.factiva_page().encode(), exported.proquest_page().encode(), exported.old_page().encode()),
    ],
)
def test_other_files_are_not_this(data):
    with pytest.raises(NotThis):
        read_europresse(data)


@settings(deadline=None)
@given(st.sampled_from(sorted(MADE)), st.integers(0, 10**6), st.integers(0, 255), st.integers(0, 10**6))
def test_mutated_bytes_are_read_or_are_not_this(kind, at, byte, where):
    with contextlib.suppress(NotThis):
        read_europresse(exported.cut(MADE[kind].encode(), at, byte, where))


@pytest.mark.parametrize("made", [exported.europresse_page, exported.europresse_table])
def test_a_hundred_articles_take_less_than_a_second(made):
    data = made(exported.hundred()).encode()
    begin = process_time()
    assert len(read_europresse(data).articles) == 100
    assert process_time() - begin < 1


def test_the_sample():
    found = read_europresse(exported.gold("europresse_1.html"))
    assert [(raw.title, raw.outlet, str(raw.day.date), raw.author, raw.section) for raw in found.articles] == [
        ("A heading: some text", "l'Humanité", "2013-10-05", "", "Politique"),
        ("Another heading with colored text inside", "Mag", "2012-10-03", "Second Author", ""),
        ("Heading", "Magazine 1", "2012-10-04", "Author Name", "Éditorial"),
    ]
    assert [raw.text.split("\n\n")[-1] for raw in found.articles] == ["Test.", "(1) A note.", "This is a test: a test"]
    assert {raw.doubts for raw in found.articles} == {()} and found.leftovers == ()


def test_a_list_of_contents_says_how_many_there_are():
    page = exported.europresse_page().replace("<body>", "<body><p>Sommaire</p><p>Nombre de document(s) : 4</p>", 1)
    assert "Sommaire" in page and read_europresse(page.encode()).announced == 4
