"""Files as analysts damage them: each gives one sentence or rows, and what is lost is told, whatever its format."""

import gzip
import io
import time
import zipfile
from dataclasses import replace

import pytest

from analysis import formats, importing, knowledge
from analysis.imported import Day, Found, NotThis, Raw
from tests import exported, packed
from tests.exported import STORIES

KNOWN = knowledge.load()
TEXT = tuple(
    f"On day {n} of the talks in Vellmark the minister said that nobody would leave, and the ships stayed in the harbour."
    for n in range(6)
)
SIX = [replace(one, text=TEXT, number=f"{one.number[:-2]}{n}x") for n, one in enumerate(STORIES * 2)]
EXPORTS = {
    "Nexis DOCX": exported.nexis(SIX),
    "LexisNexis TXT": exported.old_text(SIX).encode(),
    "LexisNexis HTML": exported.old_page(SIX).encode(),
    "Factiva HTML": exported.factiva_page(SIX, found=6).encode(),
    "Factiva HTML, codes": exported.factiva_table(SIX).encode(),
    "Factiva XML": exported.factiva_xml(SIX).encode(),
    "Factiva RTF": exported.rtf(exported.factiva_lines(SIX)),
    "Factiva RTF, order": exported.rtf(exported.factiva_lines(SIX, coded=False)),
    "Factiva TXT": "\n".join(exported.factiva_lines(SIX, coded=False)).encode(),
    "ProQuest TXT": exported.proquest_text(SIX).encode(),
    "ProQuest HTML": exported.proquest_page(SIX).encode(),
    "Europresse HTML": exported.europresse_page(SIX).encode(),
    "Europresse HTML, older": exported.europresse_table(SIX).encode(),
}
TABLES = {
    "CSV": packed.delimited(packed.rows(6)),
    "TSV": packed.delimited(packed.rows(6), "\t"),
    "Excel": packed.workbook(packed.rows(6)),
    "JSON Lines": packed.lines(packed.rows(6)),
    "Parquet": packed.parquet(packed.rows(6)),
}
OTHERS = {"web page": packed.page(packed.rows(1)[0]), "gzip": gzip.compress(TABLES["CSV"])}
ALL = EXPORTS | TABLES | OTHERS


def found(data, name="a.bin"):
    return formats.found(data, name, KNOWN)


def sentences(one):
    return [*one.leftovers, *(words for raw in one.articles for words in raw.doubts)]


@pytest.mark.parametrize("name", EXPORTS)
def test_six_articles_whatever_the_ending(name):
    for ending in ("x.docx", "x.txt", "x.html", "x.csv", "x.pdf", "x.zip", "x"):
        one = found(EXPORTS[name], ending)
        assert (one.format, len(one.articles)) == (name.partition(",")[0], 6), ending
        assert one.announced in (None, 6) and not sentences(one)


@pytest.mark.parametrize("share", [0.35, 0.52, 0.63, 0.77, 0.9])
@pytest.mark.parametrize("name", ALL)
def test_cut_in_the_middle_it_is_told(name, share):
    data = ALL[name][: round(len(ALL[name]) * share)]
    try:
        one = found(data)
    except NotThis as error:
        assert str(error) and "\n" not in str(error)
        return
    whole = found(ALL[name])
    lost = (
        len(one.articles) < len(whole.articles) or one.articles[-1].text != whole.articles[len(one.articles) - 1].text
    )
    is_told = bool(sentences(one)) or (one.announced is not None and one.announced != len(one.articles))
    assert is_told or not lost, (len(one.articles), one.leftovers)
    assert all("\n" not in words for words in one.leftovers)


def test_pages_that_end_have_no_doubt_about_it():
    assert found(OTHERS["web page"]).leftovers == ()
    assert found(OTHERS["web page"].replace(b"</html>", b"")).leftovers == ()  # as HTML allows
    assert found(OTHERS["web page"].decode().encode("utf-16"), "a.html").leftovers == ()
    assert found(OTHERS["web page"].partition(b"</article>")[0], "a.html").leftovers == (formats.CUT,)


@pytest.mark.parametrize("labels", [exported.GERMAN, exported.FRENCH])
def test_labels_of_nexis_in_other_languages(labels):
    one = found(exported.nexis(SIX, labels))
    assert (one.announced, len(one.articles)) == (6, 6) and not sentences(one)


@pytest.mark.parametrize("labels", [exported.LAUT, exported.FORT])
def test_labels_of_old_files_in_other_languages(labels):
    for data in (exported.old_text(SIX, labels), exported.old_page(SIX, labels=labels)):
        one = found(data.encode())
        assert (one.announced, len(one.articles)) == (6, 6) and not sentences(one)
        assert all(raw.text == "\n\n".join([raw.title, *TEXT]) for raw in one.articles)


@pytest.mark.parametrize(("words", "language", "kind"), [("Wörter", "Deutsch", "de"), ("mots", "Français", "fr")])
def test_labels_of_factiva_in_other_languages(words, language, kind):
    one = found(exported.factiva_page(SIX, words, language, kind, found=6).encode())
    assert (one.announced, len(one.articles)) == (6, 6) and not sentences(one)


@pytest.mark.parametrize("language", ["de", "fr"])
def test_labels_of_proquest_in_other_languages(language):
    one = found(exported.proquest_text(SIX, language).encode())
    assert len(one.articles) == 6 and not sentences(one)


@pytest.mark.parametrize("day", ["Dienstag, 4. März 2031", "mardi 4 mars 2031"])
def test_days_of_europresse_in_other_languages(day):
    for layout in (exported.europresse_page, exported.europresse_table):
        one = found(layout([replace(story, day=day) for story in SIX]).encode())
        assert {str(raw.day.date) for raw in one.articles} == {"2031-03-04"} and not sentences(one)


BLANK = ("The first part.", "", "", "", "The second part, after three blank lines.", " ", "\xa0", "The last part.")
MADE = {
    "Nexis DOCX": exported.nexis,
    "LexisNexis TXT": exported.old_text,
    "LexisNexis HTML": exported.old_page,
    "Factiva HTML": exported.factiva_page,
    "Factiva XML": exported.factiva_xml,
    "Factiva RTF, order": lambda stories: exported.rtf(exported.factiva_lines(stories, coded=False)),
    "ProQuest TXT": exported.proquest_text,
    "ProQuest HTML": exported.proquest_page,
    "Europresse HTML": exported.europresse_page,
    "CSV": lambda stories: packed.delimited([{"title": s.title, "text": "\n".join(s.text)} for s in stories]),
}


@pytest.mark.parametrize("name", MADE)
def test_blank_lines_in_an_article_part_nothing(name):
    made = MADE[name]([replace(SIX[0], text=BLANK), *SIX[1:3]])
    one = found(made if isinstance(made, bytes) else made.encode())
    assert len(one.articles) == 3
    assert one.articles[0].text.split() == " ".join([SIX[0].title, *BLANK]).split()
    assert one.articles[1].text.split() == " ".join([SIX[1].title, *TEXT]).split()


def bomb(name):
    """A file of Word or Excel, of which one part unpacks to some hundred megabytes."""
    source = exported.nexis(SIX) if name.startswith("word") else packed.workbook(packed.rows(3))
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            row = b'<row><c t="inlineStr"><is><t>' + b"x" * 1000 + b"</t></is></c></row>"
            end = b"</w:body>" if name.startswith("word") else b"</sheetData>"
            many = (b"<w:p/>" * 200 if name.startswith("word") else row) * 250_000
            new.writestr(part, old.read(part).replace(end, many + end) if part == name else old.read(part))
    return data.getvalue()


@pytest.mark.parametrize("name", ["word/document.xml", "xl/worksheets/sheet1.xml"])
def test_bombs_in_documents_of_office_are_one_sentence_and_quick(name):
    data = bomb(name)
    began = time.process_time()
    try:
        told = list(found(data).leftovers)
    except NotThis as error:
        told = [str(error)]
    assert time.process_time() - began < 4
    assert len(told) == 1 and "unpack" in told[0]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("CSV", TABLES["CSV"] + b",,,,,\r\n" * 10_000),
        ("TSV", TABLES["TSV"] + b"\t\t\t\t\t\r\n" * 10_000),
        ("Excel", packed.workbook(packed.rows(6), 10_000)),
        ("JSON Lines", TABLES["JSON Lines"] + b"{}\n" * 10_000),
        ("Parquet", packed.parquet([*packed.rows(6), *[dict.fromkeys(packed.rows(1)[0], "")] * 10_000])),
    ],
)
def test_ten_thousand_empty_rows_are_one_sentence(name, data):
    one = found(data)
    assert (one.format, one.announced, len(one.articles)) == (name, 6, 6)
    assert "10,000 rows are empty" in one.leftovers[0]
    one = found(b"title,text\r\n" + b",\r\n" * 10_000)
    assert one.articles == () and "10,000 rows are empty" in one.leftovers


# A headline that the text has as well.

BODY = "The ministers met in Sarn. They said little."


@pytest.mark.parametrize(
    ("title", "text", "whole"),
    [
        ("Talks Go On", f"Talks Go On\n\n{BODY}", f"Talks Go On\n\n{BODY}"),
        ("Talks Go On", f"TALKS GO ON.\n{BODY}", f"TALKS GO ON.\n{BODY}"),
        ("Talks Go On", f"Talks Go On\nTalks Go On\n\n{BODY}", f"Talks Go On\n\n{BODY}"),
        ("‘Talks’ Don’t Go On", f"'Talks' don't go on\n{BODY}", f"'Talks' don't go on\n{BODY}"),
        ("Talks go on in Sarn", f"Talks go on in Sarn {BODY}", f"Talks go on in Sarn\n\n{BODY}"),
        ("Talks go on in Sarn", f"Talks go on in Sarn. {BODY}", f"Talks go on in Sarn.\n\n{BODY}"),
        ("Talks go on in Sarn", f"Talks go on in Sarn – {BODY}", f"Talks go on in Sarn –\n\n{BODY}"),
        ("Talks go on in Sarn", f"Talks go on in Sarn SARN (VNA) {BODY}", f"Talks go on in Sarn\n\nSARN (VNA) {BODY}"),
        ("Talks go on in Sarn", f"Talks go on in Sarn Talks go on in Sarn {BODY}", f"Talks go on in Sarn\n\n{BODY}"),
        ("Talks go on", "Talks go on The way is long.", "Talks go on\n\nTalks go on The way is long."),
        *(
            ("Talks go on in Sarn", text, f"Talks go on in Sarn\n\n{text}")
            for text in (
                "Talks go on in Sarn, the minister said.",
                "Talks go on in Sarn Thursday, the minister said.",
                "Talks go on in Sarnia.",
                BODY,
            )
        ),
        ("…", BODY, f"…\n\n{BODY}"),
        ("Talks Go On", "Talks Go On", "Talks Go On"),
    ],
)
def test_a_headline_stands_once_above_its_text(title, text, whole):
    raw = formats._headed(Found("CSV", (Raw(text, title, day=Day(None, "", "")),))).articles[0]
    assert raw.text == whole
    assert raw.headline == len(whole.partition("\n")[0])


def test_the_headline_of_a_table_is_no_running_text(tmp_path):
    rows = [{"title": "Talks go on in Sarn", "text": f"Talks go on in Sarn {BODY}"}] * 2
    importing.corpus([packed_file(tmp_path, packed.delimited(rows))], tmp_path / "out", KNOWN)
    for doc in importing.documents(tmp_path / "out", known=KNOWN):
        assert [doc[part] for part in doc.parts if part.kind == "headline"] == ["Talks go on in Sarn"]


def packed_file(folder, data):
    (folder / "a.csv").write_bytes(data)
    return folder / "a.csv"
