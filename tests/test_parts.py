import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import articles
from analysis.annotate import annotate
from analysis.articles import document
from analysis.lexicons import several
from analysis.spans import contains
from tests.reading import lexicon, parts_in

CASES = Path(__file__).parent / "cases"
PLAIN = tomllib.loads((CASES / "plain_texts.toml").read_text(encoding="utf-8"))["case"]
GROUPS = tomllib.loads((CASES / "furniture.toml").read_text(encoding="utf-8"))["group"]
HEAD = "Talks to resume in Vellmark this week"
BODY = (
    "The foreign minister of Vellmark said on Tuesday that talks with Ostrany would resume within the week, "
    "and that both sides had agreed on the place."
)


def lines(kind):
    return [line for group in GROUPS for line in group[kind]]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("case", PLAIN, ids=lambda case: case["name"])
def test_what_plain_texts_tell_of_themselves(case, newline):
    doc = document(case["text"].lstrip("\n").replace("\n", newline))
    assert doc.title == case.get("title", "")
    assert doc.author == case.get("author", "")
    assert doc.outlet == case.get("outlet", "")
    assert doc.published == case.get("published")
    assert doc.title == "" or any(doc.title in " ".join(doc[p].split()) for p in doc.parts if p.kind == "headline")


@pytest.mark.parametrize("case", [c for c in PLAIN if "labels" in c], ids=lambda case: case["name"])
def test_labels_are_no_text(case):
    doc = document(case["text"].lstrip("\n"))
    closed = [p.span for p in doc.parts if p.kind != "dateline"]
    for label in case["labels"]:
        for found in re.finditer(re.escape(label), doc.text):
            assert any(span.start <= found.start() < span.end for span in closed), (label, found.start())


@pytest.mark.parametrize("line", lines("furniture"))
def test_lines_that_are_no_text(line):
    doc = document(f"{HEAD}\n\n{BODY}\n\n{BODY}\n\n{line}\n")
    first = re.search(r"\w", line).start() + doc.text.index(line)
    assert any(
        p.span.start <= first and p.span.end >= doc.text.rindex(line) + len(line)
        for p in doc.parts
        if p.kind in ("furniture", "byline")
    )


@pytest.mark.parametrize("line", lines("text"))
def test_lines_that_are_text(line):
    doc = document(f"{HEAD}\n\n{BODY}\n\n{line}\n\n{BODY}\n")
    assert [(p.kind, doc[p]) for p in doc.parts] == [("headline", HEAD)]


def test_the_lexicon_matches_its_examples_and_not_its_counter_examples():
    for row in lexicon("furniture"):
        match = re.match if row["kind"].startswith(("dateline", "opening")) else re.fullmatch
        assert match(row["pattern"], row["example"].replace("\\xa0", "\xa0")), row
        assert not match(row["pattern"], row["counter"]), row


def test_every_word_of_a_page_has_an_example():
    from analysis.bylines import authors

    for row in lexicon("page_words"):
        told, names = map(str.strip, row["example"].split("=>"))
        assert authors(told, articles.around(None).byline_words) == names, row
        assert any(word.lower() in told.lower() for word in several(row["words"])), row


@pytest.mark.parametrize("mark", ["- ", "* ", "• ", "– ", "1. ", "2) ", "(a) ", "  - "])
def test_marks_of_lists_are_markup(mark):
    text = f"{HEAD}\n\n{BODY}\n\n{mark}No soldier will cross the border.\n{mark}No ship will leave the port.\n"
    found = [text[p.span.start : p.span.end] for p in parts_in(text) if p.kind == "markup"]
    assert found == [mark.strip()] * 2


BITS = [
    "By Anna Marren",
    "READ MORE: x",
    "- ",
    "1. ",
    "HALVEN (VNA) — ",
    "BYLINE: A",
    "LENGTH: 5 words",
    "Body",
    "\r",
    "\n",
    "\n\n",
]
BITS += [
    "4 March 2031",
    "877 words",
    "HD  ",
    "BY  ",
    "WC  ",
    "PD  ",
    "LP",
    "“",
    "”",
    ".",
    "?",
    "Talks go on",
    BODY,
    "**",
    "# ",
    "> ",
]


@given(st.lists(st.sampled_from(BITS), max_size=25).map("".join), st.booleans())
def test_parts_are_in_order_and_do_not_overlap(text, markdown):
    parts = parts_in(text, markdown=markdown)
    assert all(len(p.span) and p.span.end <= len(text) for p in parts)
    assert all(a.span.end <= b.span.start or contains(a.span, b.span) for a, b in pairwise(parts))


@pytest.mark.parametrize("mark", ["- ", "* ", "• ", "– ", "1. ", "(a) "])
def test_marks_of_lists_are_in_no_statement(mark):
    said = "No soldier will cross the border, according to the ministry."
    doc = annotate(f"{HEAD}\n\n{BODY}\n\n{mark}{said}\n{mark}Sanctions must stay, the president of Vellmark insists.\n")
    contents = [doc[c] for s in doc.statements for c in s.content]
    assert "No soldier will cross the border" in contents
    assert not any(words.startswith(mark.strip()) or f"\n{mark}" in words for words in contents)


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group["name"])
def test_no_statement_comes_from_lines_around_an_article(group):
    lines = "\n\n".join(group["furniture"])
    doc = annotate(f"{HEAD}\n\n{BODY}\n\n{lines}\n")
    assert {doc[p] for s in doc.statements for p in s.source} == {"The foreign minister of Vellmark"}
