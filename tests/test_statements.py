import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.annotate import annotate
from analysis.coded import coded_statements
from analysis.model import Mention, by_statement, statement_keys
from analysis.spans import Span, contains, overlaps
from analysis.statements import _to_whole_names
from tests import reading
from tests.marked import read, words

GROUPS = tomllib.loads((Path(__file__).parent / "cases" / "attributions.toml").read_text(encoding="utf-8"))["group"]
QUOTATIONS = tomllib.loads((Path(__file__).parent / "cases" / "quotations.toml").read_text(encoding="utf-8"))["case"]
SHARED = 0.6  # of the words of two contents, that they are the same


def cases():
    for group in GROUPS:
        reasons = {fail["case"]: fail["reason"] for fail in group.get("fails", [])}
        assert reasons.keys() <= set(group["cases"]), group["name"]
        for line in group["cases"]:
            marks = [pytest.mark.xfail(reason=reasons[line], strict=True)] if line in reasons else []
            yield pytest.param(line, group.get("nested", False), id=f"{group['name']}: {line}", marks=marks)


def jaccard(a, b):
    return len(a & b) / len(a | b) if a | b else 0


def assert_found(case, doc, found, wanted):
    """As many were found as are wanted, with their contents and sources."""
    assert len(found) == len(wanted), [[doc[c] for c in s.content] for s in found]
    for spans in wanted:
        content = words(case.text, spans["content"])
        best = max(found, key=lambda s: jaccard(words(case.text, [(*c,) for c in s.content]), content))
        assert jaccard(words(case.text, [(*c,) for c in best.content]), content) >= SHARED
        source = words(case.text, spans.get("source", []))
        named = words(case.text, [(*c,) for c in best.source])
        assert bool(source & named) or not (source or named)


@pytest.mark.parametrize(("line", "nested"), list(cases()))
def test_case(line, nested):
    case = read(line)
    doc = reading.annotated(case.text)
    inner = [spans for n, spans in sorted(case.statements.items()) if nested and n != "1"]
    outer = [spans for spans in case.statements.values() if spans not in inner]
    assert_found(case, doc, doc.statements, outer)
    if nested:
        assert_found(case, doc, doc.nested, inner)
    if case.speakers is not None:
        assert [[k.name for k in doc.speakers_of(s)] for s in doc.statements] == case.speakers
    if case.actors is not None:
        assert list(doc.actors_of(doc.statements[0])) == case.actors


def test_there_are_enough_cases():
    assert sum(len(group["cases"]) for group in GROUPS) >= 150


@pytest.mark.parametrize(
    "text, source, cue, whole",
    [
        ("Mr. Vantel smiled.", "Mr.", "smiled", "Mr. Vantel"),
        ("Tellan Council President Oro Vantel spoke.", "Tellan", "spoke", "Tellan Council President Oro Vantel"),
        ("Tellan Council President Oro Vantel spoke.", "Tellan", "Oro", "Tellan"),
    ],
)
def test_a_source_takes_the_name_whole_that_it_cuts(text, source, cue, whole):
    names = {"Vantel": "person", "Oro Vantel": "person", "Tellan Council President": "role"}
    mentions = [Mention(placed(text, name), kind) for name, kind in names.items() if name in text]
    mentions.sort(key=lambda m: m.span)
    assert _to_whole_names(text, placed(text, source), mentions, [placed(text, cue)]).of(text) == whole


def placed(text, words):
    return Span(text.index(words), text.index(words) + len(words))


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
    "(",
    ")",
    "’s",
    "🙂",
    "שלום",
]
TEXTS = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join))


@given(TEXTS)
def test_laws(text):
    doc = annotate(text, reading.KNOWN)
    contents = [c for s in doc.statements for c in s.content]
    assert all(len(c) and c.end <= len(text) for c in contents)
    assert not any(overlaps(a, b) for i, a in enumerate(contents) for b in contents[i + 1 :])
    words = [(s.source, s.cue, s.content) for s in doc.statements]
    assert tuple(s.key for s in doc.statements) == statement_keys(doc.text, words)
    assert [s.span.start for s in doc.statements] == sorted(s.span.start for s in doc.statements)
    assert all(0 <= s.confidence <= 1 for s in (*doc.statements, *doc.nested))
    one_each(doc)
    for stance in doc.stances:
        assert stance.evidence or stance.position == "neutral"
    keys = {s.key: s for s in doc.statements}
    for inner in doc.nested:
        outer = keys[inner.within].content
        assert inner.key.startswith(f"{inner.within}.")
        assert any(all(contains(c, x) for x in (*inner.source, *inner.cue, *inner.content)) for c in outer)


def one_each(doc):
    """Every statement has one resolution, one act and a stance; all that is said is of a statement; all speakers speak."""
    statements = [s.key for s in doc.statements]
    everyone = [*statements, *(s.key for s in doc.nested)]
    assert len(set(everyone)) == len(everyone)
    assert [r.statement for r in doc.resolutions] == everyone
    assert [a.statement for a in doc.acts] == statements
    assert list(by_statement(doc.stances)) == statements
    assert {c.statement for c in doc.topic_codes} <= set(statements)
    assert {key for r in doc.resolutions for key in r.speakers} == {s.key for s in doc.speakers}
    assert len({s.key for s in doc.speakers}) == len(doc.speakers)


HOSTILE = {
    "quotes": ('"', 5_000),
    "parentheses": ("(", 100_000),
    "one word": ("x", 500_000),
    "one line": ("responsibilities ", 29_500),
    "openers": ("“", 20_000),
    "cues": ("said ", 5_000),
    "names and cues": ("Marren said that ", 1_500),
    "newlines": ("\n", 100_000),
    "spaces": (" ", 500_000),
    "right to left": ("אמר השר כי השיחות יחודשו. ", 500),
    "emoji": ("🙂👩‍👩‍👧 said 🙂. ", 250),
}


@pytest.mark.parametrize("share", [0.1, pytest.param(2, marks=pytest.mark.trial)])
@pytest.mark.parametrize("name", HOSTILE)
def test_any_text_ends_in_bounded_time(name, share):
    unit, times = HOSTILE[name]
    text = unit * int(times * share)
    begin = time.process_time()  # a busy machine makes no text longer
    doc = annotate(text, reading.KNOWN)
    assert time.process_time() - begin < 60 * max(share, 0.25)
    assert doc.text == text


@pytest.mark.parametrize("case", QUOTATIONS, ids=lambda case: " ".join(case["text"].split()[:6]))
def test_a_quotation_over_paragraphs_loses_nothing_and_a_retort_is_another_s(case):
    doc = reading.annotated(case["text"])
    said = [(one.names, " ".join(doc[s] for s in one.statement.content)) for one in coded_statements(doc)]
    for who, pieces in case["says"].items():
        for piece in pieces:
            found = [any(who in name for name in names) for names, content in said if piece in content]
            assert found == [True], (who, piece, said)
