"""The labels of exports: each row of the lexicon is read as it says."""

import pytest

from analysis import knowledge
from analysis.labels import bare, labelled, language_code, own
from analysis.lexicons import several

ROWS = knowledge.load().lexicons.labels
FIELDS = [
    "title",
    "author",
    "outlet",
    "published",
    "section",
    "language",
    "url",
    "id",
    "length",
    "loaded",
    "text",
    "end",
    "-",
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["example"])
def test_a_label_in_its_example(row):
    assert row["field"] in FIELDS
    for label in several(row["labels"]):
        assert own()[label] == row["field"], "no label stands in two rows"
        assert label.isupper() or label == label.lower()
    first = row["example"].split()[0].rstrip(":")
    named = labelled(row["example"], own())
    assert first in several(row["labels"]) or (named and named.label.lower() in several(row["labels"]))


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("Byline:\xa0Anna Marren", "author", "Anna Marren"),
        ("LÄNGE: 355 Wörter", "length", "355 Wörter"),
        ("Titre : Reprise des pourparlers", "title", "Reprise des pourparlers"),
        ("\nLoad-Date:\xa0March 4, 2031", "loaded", "March 4, 2031"),
        ("Titel der Publikation: The Vellmark Post", "outlet", "The Vellmark Post"),
        ("URL: https://post.example/a:b", "url", "https://post.example/a:b"),
        ("Author:", "author", ""),
    ],
)
def test_a_label_and_its_value(line, field, value):
    assert labelled(line, own())[1:] == (field, value)


@pytest.mark.parametrize("line", ["Nobody knows: the ships sailed", "http://post.example", "12:30", "The body", ""])
def test_a_sentence_has_no_label(line):
    assert labelled(line, own()) is None
    assert bare(line, own()) == ""


def test_a_label_alone():
    assert [bare(line, own()) for line in ("Body", "Text", "Corps", "Classification", "Klassifizierung")] == [
        *("text", "text", "text", "end", "end"),
    ]


def test_languages_are_codes():
    words = ["ENGLISH", "Englisch", "Anglais", "GERMAN; Deutsch", "FRENCH; FRANÇAIS", "EN", "fra", "News", "A"]
    assert [language_code(w) for w in words] == ["en", "en", "en", "de", "fr", "en", "fr", "", ""]
