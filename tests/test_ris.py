"""Files of references: each article is found, and what holds no text is told."""

import pytest

from analysis.imported import NotThis
from analysis.ris import read_ris
from tests import exported
from tests.exported import STORIES, TEXT, TOLD

LINES = "\n".join(STORIES[0].text)


def record(story, text=LINES, day="2031/03/04/", codes=("T1", "JF", "AB")):
    title, outlet, body = codes
    lines = ["TY  - NEWS", f"{title}  - {story.title}", f"AU  - {story.author}", f"{body}  - {text}" if text else ""]
    lines += [f"Y1  - {day}", f"{outlet}  - {story.outlet}", "KW  - Talks", "KW  - Ships", "LA  - English", "ER  - "]
    return "\n".join(filter(None, lines)) + "\n\n"


@pytest.mark.parametrize("codes", [("T1", "JF", "AB"), ("TI", "T2", "N2")])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("day", ["2031/03/04/", "2031/03/04", "2031 Mar 04", "2031-03-04"])
def test_references_with_texts(codes, end, day):
    data = "".join(record(s, day=day, codes=codes) for s in STORIES).replace("\n", end).encode("utf-8-sig")
    found = read_ris(data)
    assert (found.format, found.announced, found.leftovers) == ("RIS", 3, ())
    assert [(raw.title, raw.outlet, raw.author) for raw in found.articles] == [told[:2] + told[3:] for told in TOLD]
    assert {str(raw.day.date) for raw in found.articles} == {"2031-03-04"}
    assert {(raw.text, raw.language, raw.doubts) for raw in found.articles} == {
        (TEXT, "en", ("perhaps only an abstract",))
    }


def test_references_without_texts_are_counted():
    found = read_ris("".join([record(STORIES[0]), record(STORIES[1], text="")]).encode())
    assert (len(found.articles), found.announced) == (1, 2)
    assert found.leftovers == ("1 of 2 references hold no text; save them with it, as HTML or plain text",)


@pytest.mark.parametrize("data", [b"", b"Talks\n\nTY  - NEWS\n", exported.proquest_text().encode(), exported.nexis()])
def test_other_files_are_not_this(data):
    with pytest.raises(NotThis):
        read_ris(data)
