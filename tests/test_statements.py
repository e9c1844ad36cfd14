import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.annotate import annotate
from analysis.spans import overlaps
from analysis.statements import find_quotes

CASES = tomllib.loads((Path(__file__).parent / "cases" / "statements.toml").read_text(encoding="utf-8"))["case"]


def params():
    for case in CASES:
        marks = [pytest.mark.xfail(reason=case["fails"], strict=True)] if "fails" in case else []
        yield pytest.param(case, id=case["name"], marks=marks)


@pytest.mark.parametrize("case", list(params()))
def test_case(case):
    doc = annotate(case["text"])
    found = [[" | ".join(doc[x] for x in spans) for spans in (s.source, s.cue, s.content)] for s in doc.statements]
    assert found == case.get("find", [])
    if "speakers" in case:
        assert [[k.name for k in s.speakers] for s in doc.statements] == case["speakers"]
    if "actors" in case:
        assert [list(s.actors) for s in doc.statements] == case["actors"]


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ('He said "yes" and "no".', ['"yes"', '"no"']),
        ("“Yes,” he said.", ["“Yes,”"]),
        ('"Not closed\n\nhere.', ['"Not closed']),
        ("„Ja“ and «oui» said he", ["„Ja“ and «oui»"]),
        ("no marks", []),
    ],
)
def test_quotes(text, quotes):
    assert [q.of(text) for q in find_quotes(text)] == quotes


WORDS = [
    '"',
    "“",
    "”",
    "said",
    "Marren",
    "The minister",
    "that",
    ",",
    ".",
    "\n\n",
    "talks",
    "will",
    "(",
    ")",
    "’s",
    "🙂",
    "שלום",
]
TEXTS = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join))


@given(TEXTS)
def test_laws(text):
    doc = annotate(text)
    contents = [c for s in doc.statements for c in s.content]
    assert all(len(c) and c.end <= len(text) for c in contents)
    assert not any(overlaps(a, b) for i, a in enumerate(contents) for b in contents[i + 1 :])
    assert [s.id for s in doc.statements] == [f"s{n}" for n in range(1, len(doc.statements) + 1)]
    assert [s.span.start for s in doc.statements] == sorted(s.span.start for s in doc.statements)
    assert len(doc.stances) == len(doc.statements)
    for stance in doc.stances:
        assert stance.evidence or stance.position == "neutral"
    assert {k for s in doc.statements for k in s.speakers} == set(doc.speakers)


@pytest.mark.parametrize(
    "text",
    [
        '"' * 5_000,
        "(" * 100_000,
        "x" * 500_000,
        "“" * 20_000,
        "said " * 5_000,
        "Marren said that " * 3_000,
        "\n" * 100_000,
        " " * 500_000,
    ],
    ids=["quotes", "parentheses", "line", "openers", "cues", "nested", "newlines", "spaces"],
)
def test_any_text_in_bounded_time(text):
    import time

    begin = time.perf_counter()
    annotate(text)
    assert time.perf_counter() - begin < 20
