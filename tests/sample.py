"""The Word file of the sample corpus, made of tests/cases/the-strait.txt: `python -m tests.sample` writes it again.

Its structure is that of a download of Nexis Uni, its articles are Demarche's own. Nothing in it is packed and no file in
it has a time of its own, so that it is the same to the byte on every machine.
"""

from __future__ import annotations

import io
import zipfile
from html import escape
from pathlib import Path

from tests.exported import WORD

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "tests" / "cases" / "the-strait.txt"
TARGET = ROOT / "data" / "corpus" / "the-strait.docx"
SCHEMAS = "http://schemas.openxmlformats.org"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{SCHEMAS}/package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{SCHEMAS}/package/2006/relationships"><Relationship Id="rId1" '
    f'Type="{SCHEMAS}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
}
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def stories() -> list[tuple[str, list[str], str, str, list[str]]]:
    """Title, lines of the date, author, section and paragraphs of each article."""
    found = []
    for story in f"\n\n{SOURCE.read_text(encoding='utf-8')}".split("\n\n= ")[1:]:
        head, *text = story.strip().split("\n\n")
        title, days, author, section = head.split("\n")
        author = "" if author == "-" else author
        found.append((title, days.split(" | "), author, section, text))
    return found


def paragraphs() -> list[str]:
    """The paragraphs of the Word file: a cover with a list, then the articles, each with its end."""
    articles = stories()
    found = ["Date and Time: Monday, January 5, 2026 9:14:00 AM CET", "Job Number: 00000016", ""]
    found += [f"Documents ({len(articles)})"]
    for n, (title, *_) in enumerate(articles, 1):
        found += [f"{n}. {title}", "Client/Matter: -None-", "Search Terms: strait or Ostmark", ""]
    for title, days, author, section, text in articles:
        words = sum(len(paragraph.split()) for paragraph in text)
        found += ["", title, "The Strait", *days, "Copyright 2025 The Strait. All Rights Reserved", ""]
        found += [f"Section:\xa0{section}", f"Length:\xa0{words} words", *([f"Byline:\xa0{author}"] if author else [])]
        found += ["Body", "", *text, "Classification", "Language:\xa0ENGLISH", "Publication-Type:\xa0Newspaper"]
        found += ["Load-Date:\xa0January 2, 2026", "End of Document"]
    return found


def word_file() -> bytes:
    """The bytes of the Word file."""
    inside = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escape(p, quote=False)}</w:t></w:r></w:p>' for p in paragraphs()
    )
    document = f'<w:document xmlns:w="{WORD}"><w:body>{inside}</w:body></w:document>'
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_STORED) as file:
        for name, xml in {**PARTS, "word/document.xml": document}.items():
            about = zipfile.ZipInfo(name, date_time=(2026, 1, 5, 0, 0, 0))
            about.create_system = 3
            file.writestr(about, f"{HEAD}{xml}".encode())
    return data.getvalue()


if __name__ == "__main__":
    TARGET.write_bytes(word_file())
    print(TARGET)
