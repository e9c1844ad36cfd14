"""Small files as databases export them, made of invented articles: their structure is true, their words are not."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pytest

GOLD = Path(__file__).parents[2] / "shared" / "gold" / "exports"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@dataclass(frozen=True)
class Story:
    """An invented article; day: as the database writes it."""

    title: str
    outlet: str = "The Vellmark Post"
    day: str = "March 4, 2031 Tuesday"
    author: str = "Anna Marren"
    section: str = "Foreign; Pg. 6"
    text: tuple[str, ...] = (
        "VELLMARK — Talks will resume on Monday, the foreign minister said.",
        "“We are ready,” she said. Tellan had no answer for a week, and the ships stayed in the harbour.",
    )
    number: str = "VMPOST0020310304e7340001r"
    language: str = "ENGLISH"


STORIES = (
    Story("Talks to Resume"),
    Story("2000 um 4", day="March 5, 2031 Wednesday 9:10 AM GMT", number="VMPOST0020310305e7350002s"),
    Story(
        "March 1, 2031", outlet="Tellan Daily", day="March 6, 2031 Thursday, Late Edition - Final", author="Jonas Holt"
    ),
)


def gold(name: str) -> bytes:
    """The bytes of a sample; the test is skipped where it does not lie."""
    path = GOLD / name
    if not path.is_file():
        pytest.skip(f"no sample {name} in ../shared/gold/exports")
    return path.read_bytes()


def docx(paragraphs: list[str | tuple[str, str]], name: str = "word/document.xml", head: str = "") -> bytes:
    """A Word file of paragraphs, each with a style or without; a line feed in one is a break."""
    inside = []
    for paragraph in paragraphs:
        text, style = paragraph if isinstance(paragraph, tuple) else (paragraph, "Normal")
        breaks = '</w:t><w:br/><w:t xml:space="preserve">'
        runs = breaks.join(escape(line) for line in text.split("\n"))
        inside.append(
            f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t xml:space="preserve">{runs}</w:t></w:r></w:p>'
        )
    xml = f'<?xml version="1.0" encoding="UTF-8"?>{head}<w:document xmlns:w="{WORD}"><w:body>{"".join(inside)}</w:body></w:document>'
    return zipped({name: xml.encode()})


def zipped(files: dict[str, bytes]) -> bytes:
    """A ZIP of files."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return data.getvalue()


@dataclass(frozen=True)
class Words:
    """The labels of Nexis in a language of its interface."""

    documents: str = "Documents"
    section: str = "Section"
    length: str = "Length"
    words: str = "words"
    byline: str = "Byline"
    body: str = "Body"
    classification: str = "Classification"
    language: str = "Language"
    loaded: str = "Load-Date"
    end: str = "End of Document"


GERMAN = Words("Dokumente", "Rubrik", "Länge", "Wörter", "Autor", "Text", "Klassifizierung", "Sprache", "Ladedatum")
FRENCH = Words(
    *("Documents", "Rubrique", "Longueur", "mots", "Auteur", "Corps", "Classement", "Langue", "Date de chargement"),
    "Fin du document",
)
SPANISH = Words(
    *("Documentos", "Sección", "Longitud", "palabras", "Autor", "Cuerpo", "Clasificación", "Idioma", "Fecha de carga"),
    "Fin del documento",
)


def nexis_paragraphs(stories=STORIES, words=Words(), cover=True, rights=True, classified=True):
    """The paragraphs of a Word file of Nexis."""
    found = []
    if cover:
        found += ["", "Date and Time: Friday, 7. March 2031 09:31:00 CET", "Job Number: 00000001"]
        found += [f"{words.documents} ({len(stories)})"]
        for n, story in enumerate(stories, 1):
            found += [f"{n}. {story.title}", "Client/Matter: -None-", "Search Terms: talks", "Narrowed by: ", ""]
            found += ["Content Type", "Narrowed by", "News", "Sources: The Vellmark Post"]
    for story in stories:
        found += ["", story.title, story.outlet, story.day, ""]
        found += ["\nCopyright 2031 The Vellmark Post Ltd. All Rights Reserved"] if rights else []
        found += ["\n", f"{words.section}:\xa0{story.section}", f"{words.length}:\xa0355 {words.words}"]
        found += [f"{words.byline}:\xa0{story.author}", words.body, "", *story.text]
        if classified:
            found += [words.classification, f"{words.language}:\xa0{story.language}", "\nSubject:\xa0TALKS (89%)"]
            found += [f"\n{words.loaded}:\xa0March 7, 2031"]
        found += [f"\n{words.end}"]
    return found


def nexis(stories=STORIES, words=Words(), **options) -> bytes:
    """A Word file of Nexis."""
    return docx(nexis_paragraphs(stories, words, **options))


def wrapped(text: str, width: int = 79) -> list[str]:
    """The lines of a paragraph as LexisNexis wraps it."""
    lines = [""]
    for word in text.split(" "):
        if len(lines[-1]) + 1 + len(word) > width and lines[-1]:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


LOUD = ("BYLINE", "SECTION", "LENGTH", "LOAD-DATE", "LANGUAGE", "PUBLICATION-TYPE")  # labels of old files
LAUT = ("AUTOR", "RUBRIK", "LÄNGE", "LOAD-DATE", "SPRACHE", "PUBLICATION-TYPE")
FORT = ("AUTEUR", "RUBRIQUE", "LONGUEUR", "DATE-CHARGEMENT", "LANGUE", "TYPE-PUBLICATION")


def old_text(stories=STORIES, labels=LOUD, first=1) -> str:
    """A file of old LexisNexis as plain text."""
    by, section, length, loaded, language, kind = labels
    whole = first + len(stories) - 1
    lines = ["", f"Download Request: Selected Items: 1-{len(stories)}", "Terms: talks", ""] if first == 1 else [""]
    for n, story in enumerate(stories, first):
        lines += [f"{n} of {whole} DOCUMENTS".center(79).rstrip(), "", "", story.outlet.center(79).rstrip(), ""]
        lines += [*(part.center(79).rstrip() for part in story.day.split("\n")), "", *wrapped(story.title), ""]
        lines += [f"{by}: {story.author}", "", f"{section}: {story.section}", "", f"{length}: 355 words", ""]
        for paragraph in story.text:
            lines += [*wrapped(paragraph), ""]
        lines += [f"{loaded}: March 7, 2031", "", f"{language}: {story.language}", "", f"{kind}: Newspaper", "", ""]
        lines += [
            "Copyright 2031 The Vellmark Post Ltd".center(79).rstrip(),
            "All Rights Reserved".center(79).rstrip(),
            "",
        ]
    return "\r\n".join(lines)


def old_page(stories=STORIES, whole=None, labels=LOUD) -> str:
    """A page of old LexisNexis."""
    by, section, length, loaded, language, kind = labels
    found = [f'<HTML><HEAD><META TOPIC="null" DOCUMENTS="{whole or len(stories)}" UPDATED="now"/></HEAD><BODY>']

    def block(*spans: str) -> str:
        return (
            '<BR><DIV CLASS="c3">'
            + "".join(f'<P CLASS="c1"><SPAN CLASS="c2">{s}</SPAN></P>\n' for s in spans)
            + "</DIV>\n"
        )

    for n, story in enumerate(stories, 1):
        found.append(f'<A NAME="DOC_ID_0_{n}"></A><!-- Hide XML section from browser\n<DOC NUMBER=1>\n<DOCFULL> -->\n')
        found += [block(f"{n} of {len(stories)} DOCUMENTS"), block(escape(story.outlet)), block(story.day)]
        found += [block(escape(story.title)), block(f"{by}: </SPAN><SPAN>{story.author}")]
        found += [block(f"{section}: {story.section}"), block(f"{length}: 355 words"), block(*map(escape, story.text))]
        found += [
            block(f"{loaded}: March 7, 2031"),
            block(f"{language}: {story.language}"),
            block(f"{kind}: Newspaper"),
        ]
        found += [block("CORRECTION:<BR>"), block("One was two.")]
        found += [block("Copyright 2031 The Vellmark Post Ltd")]
        found.append("<!-- Hide XML section from browser\n</DOCFULL>\n</DOC> -->\n")
    return "".join(found) + "</BODY></HTML>"


def factiva_page(stories=STORIES, words="words", language="English", kind="en", time="15:32", found=None) -> str:
    """A page of Factiva without codes."""
    out = ["<html><head><title>Factiva</title></head><body>"]
    for story in stories:
        out.append(f'<div class="article {kind}Article" id="article-{story.number}"><div>Foreign</div>')
        out.append(f'<div id="hd"><span class="{kind}Headline"><b>{escape(story.title)}</b></span></div>')
        out.append(f'<div class="author">By {story.author}</div><div>1,877 {words}</div><div>{story.day}</div>')
        out.append(f"<div>{time}</div>" if time else "")
        out.append(f"<div>{escape(story.outlet)}</div><div>VMPOST</div><div>First Edition</div><div>6</div>")
        out.append(f"<div>{language}</div><div>(c) 2031 Vellmark Ltd. </div>")
        out += [
            f'<p class="articleParagraph {kind}articleParagraph">\n{escape(p)}</p>'.replace("talks", "<b>talks</b>")
            for p in story.text
        ]
        out.append(f"<p>Document {story.number}</p></div><br/>")
    if found:
        out.append(
            f"<div><b>Search Summary</b></div><table><tr><td>Text</td><td>talks</td></tr><tr><td>Results Found</td><td>{found}</td></tr></table>"
        )
    return "".join(out) + "</body></html>"


def factiva_rows(story: Story, day: str) -> list[tuple[str, str]]:
    """The codes of an article of Factiva and their values."""
    return [
        *(("SE", story.section), ("HD", story.title), ("BY", f"By {story.author}"), ("WC", "877 words"), ("PD", day)),
        *(("ET", "15:32"), ("SN", story.outlet), ("SC", "VMPOST"), ("LA", "English"), ("CY", "(c) 2031 Vellmark Ltd.")),
        *(("LP", story.text[0]), ("TD", "\n\n".join(story.text[1:])), ("NS", "gpol : Politics | gdip : Talks")),
        *(("RE", "vell : Velland"), ("PUB", "Vellmark Ltd."), ("AN", f"Document {story.number}")),
    ]


def factiva_table(stories=STORIES) -> str:
    """A page of Factiva with codes."""
    out = ['<html><body><div id="contentLeft">']
    for story in stories:
        rows = "".join(
            f'<tr><td class="index"><p><b>{code}</b>&nbsp;</p></td><td>'
            + "".join(f'<p class="articleParagraph">{escape(p)}</p>' for p in value.split("\n\n"))
            + "</td></tr>"
            for code, value in factiva_rows(story, story.day)
        )
        out.append(f'<span></span><div class="article enArticle"><table>{rows}</table><br/></div><br/>')
    return "".join(out) + "</div><div>&copy; 2031 Factiva, Inc. All rights reserved.</div></body></html>"


def factiva_xml(stories=STORIES, head="") -> str:
    """XML of Factiva."""
    out = [
        f'<?xml version="1.0" encoding="utf-8"?>{head}<PPSResponse><ppsArticleResponse xmlns="http://global.factiva.com/pps/2.0">'
    ]
    out.append(f'<ppsarticleResultSet count="{len(stories)}">')
    for n, story in enumerate(stories):
        out.append(f"<ppsarticle><article><accessionNo>{story.number}</accessionNo><baseLanguage>EN</baseLanguage>")
        out.append(
            f"<headline><paragraph><hlt>{escape(story.title)}</hlt></paragraph></headline><byline>By {story.author}</byline>"
        )
        out.append(f"<leadParagraph><paragraph>{escape(story.text[0])}</paragraph></leadParagraph>")
        out.append(f"<publicationDate><dateTime>2031-03-0{4 + n % 5}T01:35:58Z</dateTime></publicationDate>")
        out.append(f"<sourceName>{escape(story.outlet)}</sourceName><sourceCode>VMPOST</sourceCode><tailParagraphs>")
        out += [f"<paragraph>{escape(p)}</paragraph>".replace("ready", "<hlt>ready</hlt>") for p in story.text[1:]]
        out.append("</tailParagraphs><wordCount>877</wordCount></article></ppsarticle>")
    return "".join(out) + "</ppsarticleResultSet></ppsArticleResponse></PPSResponse>"


def rtf(lines: list[str]) -> bytes:
    """Rich Text of lines; a form feed is a new page, a tab the border of cells."""
    out = [r"{\rtf1\ansi\ansicpg1252\uc1{\fonttbl{\f0 Arial;}}{\info{\title Factiva}}\pard\f0\fs20 "]
    for line in lines:
        for c in line:
            if c in "\\{}":
                out.append("\\" + c)
            elif c == "\f":
                out.append("\\page ")
            elif c == "\t":
                out.append("\\cell ")
            elif ord(c) < 128:
                out.append(c)
            elif len(b := c.encode("cp1252", errors="ignore")) == 1:
                out.append(f"\\'{b[0]:02x}")
            else:
                out.append(f"\\u{ord(c)}?")
        out.append("\\par\n")
    return "".join([*out, "}"]).encode("ascii")


def factiva_lines(stories=STORIES, coded=True, found=None, name="Document") -> list[str]:
    """The lines of a Rich Text file of Factiva."""
    lines = []
    for story in stories:
        if coded:
            for code, value in factiva_rows(story, story.day)[:-1]:
                first, *rest = value.split("\n\n")
                lines += [f"{code}\t{first}\t", *rest]
            lines += [f"AN\t{name} {story.number}\t", "\f"]
        else:
            lines += [story.title, f"By {story.author}", "1,877 words", story.day, "15:32", story.outlet, "VMPOST"]
            lines += ["6", "English", "(c) 2031 Vellmark Ltd.", "", *story.text, "", f"{name} {story.number}", "\f"]
    return [*lines, *(["Search Summary", "Text\ttalks", f"Results Found\t{found}"] if found else [])]


PROQUEST_LABELS = {
    "en": """Author|Full text|Subject|Location|Title|Publication title|Pages|Publication year|Publication date|Section
        |Publisher|Language of publication|ProQuest document ID|Document URL|Copyright""",
    "de": """Autor|Volltext|Thema|Ort der Handlung|Titel|Titel der Publikation|Seiten|Erscheinungsjahr
        |Publikationsdatum|Bereich|Herausgeber|Publikationssprache|ProQuest-Dokument-ID|Dokument-URL|Copyright""",
    "fr": """Auteur |Texte intégral |Sujet |Location|Titre |Titre de la publication |Pages |Année de publication
        |Date de publication |Section |Éditeur |Langue de publication |ID du document ProQuest |URL du document
        |Copyright """,
}


def proquest_fields(story: Story, language: str, day: str) -> tuple[list[str], list[str]]:
    """The lines above the text of an article of ProQuest, and those below it."""
    names = [name.strip("\n") for name in PROQUEST_LABELS[language].replace("\n        ", "").split("|")]
    values = [
        "Talks; Ships",
        "Velland",
        story.title,
        f"{story.outlet}; Vellmark",
        "A.6",
        "2031",
        day,
        story.section,
        "Vellmark Ltd.",
    ]
    values += [
        "English",
        story.number,
        f"https://search.proquest.example/docview/{story.number}",
        "Copyright Vellmark Ltd. 2031",
    ]
    below = [f"{name}: {value}" for name, value in zip(names[2:], values, strict=True)]
    return [story.title, f"{names[0]}: {story.author}"], below


def proquest_text(stories=STORIES, language="en") -> str:
    """A file of ProQuest as plain text."""
    rule = "_" * 60
    out = [rule, ""]
    for story in stories:
        above, below = proquest_fields(story, language, story.day)
        first, *rest = story.text
        full = f"{PROQUEST_LABELS[language].split('|')[1]}: {first}"
        out += ["", "\n\n".join([*above, full, *rest, *below]), "", rule, ""]
    out += [
        "Contact us at: http://about.proquest.example",
        "",
        "Copyright © 2031 ProQuest LLC. All rights reserved.",
        "",
    ]
    return "\n".join(out)


def proquest_page(stories=STORIES) -> str:
    """A page of ProQuest."""
    out = ["<html><head><title>ProQuest</title></head><body>"]
    for n, story in enumerate(stories, 1):
        above, below = proquest_fields(story, "en", story.day)
        out.append(f'<a name="DocID_{n}"></a><p><b>{escape(above[0])}</b></p>')
        out += [
            f"<p><strong>{line.partition(':')[0]}: </strong>{escape(line.partition(':')[2])}</p>" for line in above[1:]
        ]
        out.append('<p><strong>Full text: </strong></p><text wordcount="355">')
        out += [f"<p>{escape(p)}</p>" for p in story.text]
        out.append("</text>")
        out += [f"<p><strong>{line.partition(':')[0]}: </strong>{escape(line.partition(':')[2])}</p>" for line in below]
        out.append("<hr/>")
    return "".join(out) + "</body></html>"


def europresse_page(stories=STORIES) -> str:
    """A page of Europresse in the newer layout."""
    out = ["<html><body>"]
    for n, story in enumerate(stories):
        out.append(
            f'<article><header><div class="rdp__DocPublicationName"><span class="DocPublicationName">{escape(story.outlet)}, no. {n}</span></div>'
            f'<div><span class="DocHeader">Politique, {story.day}, p. 12</span></div><div class="titreArticle">'
            f'<p class="sm-margin-TopNews titreArticleVisu rdp__articletitle">{escape(story.title)}</p></div>'
            f'<div class="docAuthors">{story.author}</div></header><section><div class="DocText clearfix"><div class="docOcurrContainer">'
        )
        out += [f"<p>{escape(p)}</p>".replace("ready", "<mark>ready</mark>") for p in story.text]
        out.append(
            "</div></div></section><footer><small>© 2031 The Vellmark Post. Tous droits réservés.</small>"
            f"<p>Numéro de document : news·20310304·VM·{n}</p></footer></article>"
        )
    return "".join(out) + "</body></html>"


def europresse_table(stories=STORIES) -> str:
    """A page of Europresse in the older layout."""
    out = ['<html><head><META http-equiv="Content-Type" content="text/html; charset=ISO-8859-1"></head><body>']
    for n, story in enumerate(stories):
        out.append(
            f'<table><tr><td><table><tr><td><img src="x.gif"></td></tr></table><span class="DocPublicationName">{escape(story.outlet)}</span><br>'
            f'<span class="DocHeader">Politique, </span><span class="DocHeader">{story.day}</span><span class="DocHeader">, p. 03</span><br><br>'
            f'Subtitle<br><span class="TitreArticleVisu">{escape(story.title)}</span><br><br>'
        )
        out.append(f"{story.author}<br><p></p>" if story.author else "")
        out.append(
            "<p></p>".join(f"{escape(p)}" for p in story.text).replace("ready", '<span style="color:red">ready</span>')
        )
        out.append(
            f"<p></p><b><i>© 2031 The Vellmark Post. Tous droits réservés.</i></b><p></p>Numéro de document : news·20310304·VM·{n}<br>"
            f'<table><tr><td align="center">news·20310304·VM·{n}</td></tr><tr><td>Ce certificat est émis à <b>Vellmark</b>.</td></tr></table></td></tr></table>'
        )
    return "".join(out) + "</body></html>"


def hundred(text: tuple[str, ...] | None = None) -> list[Story]:
    """A hundred articles of some length."""
    body = text or tuple(f"Paragraph {n}. " + "The talks in Vellmark went on for a day. " * 8 for n in range(12))
    return [Story(f"Talks, day {n}", text=body, number=f"VMPOST0020310304e734{n:05}") for n in range(100)]


def cut(data: bytes, at: int, byte: int, where: int) -> bytes:
    """Bytes cut off at a place, with one of them changed."""
    kept = bytearray(data[: max(1, at % (len(data) + 1))])
    kept[where % len(kept)] = byte
    return bytes(kept)


def told(found):
    """Title, outlet, day and author of each article."""
    return [(raw.title, raw.outlet, raw.day.date and raw.day.date.isoformat(), raw.author) for raw in found.articles]


TOLD = [
    ("Talks to Resume", "The Vellmark Post", "2031-03-04", "Anna Marren"),
    ("2000 um 4", "The Vellmark Post", "2031-03-05", "Anna Marren"),
    ("March 1, 2031", "Tellan Daily", "2031-03-06", "Jonas Holt"),
]
TEXT = "\n\n".join(STORIES[0].text)
