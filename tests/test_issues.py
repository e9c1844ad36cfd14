"""Targets joined to issues: which are one, which are turned, and that no document and no number of them is too much."""

import math
import random
import re
import tomllib
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.grammar import grammar_of
from analysis.issues import LEAST, Aim, aim_of, find_issues, grouped, linked
from analysis.model import Document, Stance, Statement, Token, TopicCode
from analysis.spans import Span
from tests import reading
from tests.strategies import documents, lacking
from tests.timing import processor_time
from training.rows import rows_of

ROOT = Path(__file__).resolve().parents[1]
CASES = tomllib.loads((Path(__file__).parent / "cases" / "issues.toml").read_text(encoding="utf-8"))["case"]
TURNS, RANKER = reading.KNOWN.lexicons.turns, reading.KNOWN.models.issues
NAMED = {"Velland": "Velland", "Orsk": "Orsk", "Ki-moon": "Ban Ki-moon"}


def nobody(_):
    return None


def found_in(doc, name=nobody):
    return find_issues(doc, grammar_of(doc.text, doc.tokens), name, RANKER, TURNS)


def on_targets(doc, spans, position="support", lean=None):
    """A document with a statement for each of some targets, all with one position toward it."""
    statements = tuple(Statement(f"s{n}", "indirect", (), (), (span,), None, "made") for n, span in enumerate(spans))
    stances = tuple(
        Stance(one.key, doc[span], position, lean, (), None, "made", span)
        for one, span in zip(statements, spans, strict=True)
    )
    return replace(doc, statements=statements, stances=stances, topic_codes=())


def marked(text):
    """The document of a case, and of each target the letter, whether it is turned, and by which word."""
    plain, spans, told = "", [], []
    for before, letter, turned, by, words in re.findall(r"([^\[]*)(?:\[(\w)(-?)=?(\w*)\|([^\]]*)\])?", text):
        plain += before
        if words:
            spans.append(Span(len(plain), len(plain) + len(words)))
            told.append((letter, turned == "-", by))
        plain += words
    return on_targets(reading.annotated(plain), spans), told


def test_targets_that_mean_the_same_are_likelier_one_issue():
    def chance(meanings):
        aims = [replace(aim, meaning=meaning) for aim, meaning in zip(two, meanings, strict=True)]
        (group, *_) = sorted(grouped(aims, [0, 1], {}, RANKER), key=lambda group: -len(group.members))
        return group.chance or 0.0

    doc, _ = marked("[A|The border treaty] is dead. We need [A|the treaty].")
    two = [aim_of(grammar_of(doc.text, doc.tokens), s.target_span, nobody, TURNS) for s in doc.stances]
    one, other = np.eye(2, dtype=np.float32)
    assert chance([one, one]) > chance([one, other])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:30])
def test_targets_are_one_issue_under_whatever_words(case):
    doc, told = marked(case["text"])
    issues, codes = found_in(doc, lambda span: NAMED.get(doc[span]))
    letters = [letter for letter, *_ in told]
    assert [code.statement for code in codes] == [stance.statement for stance in doc.stances]
    for (one, letter), (other, another) in combinations(zip(codes, letters, strict=True), 2):
        assert (one.issue == other.issue) == (letter == another), (doc[one.target_span], doc[other.target_span])
    for code, (_, turned, by) in zip(codes, told, strict=True):
        assert code.turned == turned and [doc[e.span] for e in code.evidence] == ([by] if by else [])
        assert {e.role for e in code.evidence} <= {"turn"}
        assert code.position == ("oppose" if turned else "support")
    assert len(issues) == len(set(letters))
    assert [i.kind for i in issues if i.name in ("Velland", "Orsk")] == ["actor"] * len(
        {i.name for i in issues} & {"Velland", "Orsk"}
    )


@pytest.mark.parametrize(
    ("position", "lean", "turned"),
    [
        ("support", None, ("oppose", None)),
        ("oppose", None, ("support", None)),
        ("neutral", None, ("neutral", None)),
        ("conditional", "+", ("conditional", "-")),
        ("conditional", "-", ("conditional", "+")),
    ],
)
def test_a_turned_target_turns_the_side(position, lean, turned):
    doc, told = marked(CASES[0]["text"])
    doc = on_targets(doc, [stance.target_span for stance in doc.stances], position, lean)
    _, codes = found_in(doc)
    assert [(c.position, c.lean) for c in codes] == [turned if t else (position, lean) for _, t, _ in told]
    assert [s.position for s in doc.stances] == [position] * 4  # what was coded stays


@pytest.mark.parametrize("row", reading.lexicon("turns"), ids=lambda row: f"{row['word']}-{row['kind']}")
def test_every_word_turns_its_example(row):
    lead = "They were asked to " if row["kind"] in ("verb", "adverb") else "They were for "
    doc = reading.annotated(f"{lead}{row['example']}.")
    grammar = grammar_of(doc.text, doc.tokens)
    span = Span(len(lead), len(lead) + len(row["example"]))
    aim = aim_of(grammar, span, nobody, TURNS)
    assert aim.turned and [grammar.tokens[grammar.numbers(one)[0]].lemma.lower() for one in aim.turns] == [row["word"]]
    bare = {word: kinds for word, kinds in TURNS.items() if word != row["word"]}
    assert not aim_of(grammar, span, nobody, bare).turned


def test_a_word_turns_once_by_each_kind():
    rows = [(row["word"], row["kind"]) for row in reading.lexicon("turns")]
    assert len(set(rows)) == len(rows)


def test_the_clearest_target_gives_the_name_and_the_statements_the_topic():
    doc, _ = marked(CASES[0]["text"])
    codes = [TopicCode(key, topic, (), False) for key, topic in zip(("s0", "s1", "s2"), "xyy", strict=True)]
    first, other = found_in(replace(doc, topic_codes=tuple(codes)))[0]
    assert (first.name, first.key, first.topic) == ("the trade sanctions", "the-trade-sanctions", "y")
    assert LEAST <= first.confidence < 1 and (other.topic, other.confidence) == ("", None)


def test_two_targets_of_one_statement_stand_beside_each_other():
    doc, _ = marked(CASES[0]["text"])
    first, second = (replace(stance, statement="s0") for stance in doc.stances[:2])
    _, codes = found_in(replace(doc, stances=(first, replace(second, position="oppose"), *doc.stances[2:])))
    assert [(c.statement, c.position) for c in codes[:2]] == [("s0", "oppose"), ("s0", "support")]
    assert codes[0].issue == codes[1].issue


# ---- laws

words = st.sampled_from(["sanction", "treaty", "trade", "radar", "island", "talk"])
people = st.sampled_from(["Velland", "Orsk"])
aims = st.builds(
    lambda start, people, words, turned: Aim(
        Span(start, start + 9),
        "",
        people,
        words,
        (Span(start, start + 3),) * turned,
        min([*people, *words], default=""),
    ),
    st.integers(0, 5000),
    st.frozensets(people, max_size=1),
    st.frozensets(words, max_size=3),
    st.booleans(),
)
rare = st.dictionaries(words, st.floats(0.2, 1.2))


@given(st.lists(aims, max_size=9, unique_by=lambda aim: aim.span.start), rare, st.randoms())
def test_groups_are_a_partition_whatever_the_order(some, rare, order):
    some.sort(key=lambda aim: aim.span)
    groups = grouped(some, range(len(some)), rare, RANKER)
    assert sorted(n for group in groups for n in group.members) == list(range(len(some)))
    for group in groups:
        assert group.members == tuple(sorted(group.members))
        assert group.chance is None or (len(group.members) > 1 and group.chance >= LEAST)
    places = list(range(len(some)))
    order.shuffle(places)
    again = grouped([some[n] for n in places], places, rare, RANKER)
    put_back = {(tuple(sorted(places[n] for n in group.members)), group.chance) for group in again}
    assert put_back == {(group.members, group.chance) for group in groups}


@given(st.lists(aims, max_size=9), rare)
def test_what_shares_no_word_stays_apart_and_equal_words_are_one(some, rare):
    group_of = {n: g for g, one in enumerate(grouped(some, range(len(some)), rare, RANKER)) for n in one.members}
    for a, b in combinations(range(len(some)), 2):
        one, other = some[a], some[b]
        if one.telling and (one.words, one.people, one.turned) == (other.words, other.people, other.turned):
            assert group_of[a] == group_of[b]
    if not any(one.telling & other.telling for one, other in combinations(some, 2)):
        assert len(set(group_of.values())) == len(some)


pairs = list(combinations(range(7), 2))


@given(st.dictionaries(st.sampled_from(pairs), st.floats(0, 1)))
def test_groups_are_those_of_average_linkage(chances):
    groups = [[n] for n in range(7)]

    def mean(one, other):
        return math.fsum(chances.get((min(a, b), max(a, b)), 0.0) for a in one for b in other) / len(one) / len(other)

    while True:
        best = max(combinations(groups, 2), key=lambda pair: mean(*pair), default=None)
        if best is None or mean(*best) < LEAST:
            break
        groups = [one for one in groups if one not in best] + [best[0] + best[1]]
    found = linked(range(7), chances)
    assert sorted(n for one in found for n in one) == list(range(7))
    means = [mean(*pair) for pair in combinations(found, 2)]
    assert all(one < LEAST + 1e-9 for one in means)
    if len({round(chance, 6) for chance in chances.values()}) == len(chances):  # no ties
        assert {frozenset(one) for one in found} == {frozenset(one) for one in groups}


@settings(max_examples=100)
@given(documents(), lacking())
def test_any_document_has_issues_that_its_stances_are_on(doc, lacks):
    doc = replace(doc, **lacks)
    issues, codes = found_in(doc, lambda span: doc[span] or None)
    known = {statement.key for statement in doc.statements}
    on = [(s.statement, s.target_span) for s in doc.stances if s.target and s.target_span and s.statement in known]
    assert [(code.statement, code.target_span) for code in codes] == on
    assert {code.issue for code in codes} == {issue.key for issue in issues} and len(issues) == len(
        {issue.key for issue in issues}
    )
    assert {issue.name for issue in issues} <= {stance.target for stance in doc.stances}


def test_an_empty_text_and_one_without_words_or_trees_have_none_or_few():
    assert found_in(Document("", "")) == ((), ())
    doc = Document("x", "the plan", statements=(Statement("s", "indirect", (), (), (Span(0, 8),), None, "made"),))
    doc = on_targets(doc, [Span(0, 8), Span(3, 3)])
    assert [issue.name for issue in found_in(doc)[0]] == ["the plan"]  # an empty target is none


# ---- time


def repeated(number):
    """A document of so many statements on one thing."""
    text = "treaty " * number
    tokens = tuple(Token(Span(n * 7, n * 7 + 6), "NN", "treaty") for n in range(number))
    return on_targets(Document("x", text, tokens=tokens), [token.span for token in tokens])


def mixed(number):
    """So many targets, each of a few words of so many that most share one with some others."""
    draw = random.Random(7)
    return [
        Aim(
            Span(n * 90, n * 90 + 9),
            "",
            frozenset(),
            frozenset(f"w{draw.randrange(number // 10)}" for _ in range(3)),
            (),
            "",
        )
        for n in range(number)
    ]


@pytest.mark.parametrize(
    "made",
    [
        lambda number: found_in(repeated(number)),
        lambda number: grouped(mixed(number), range(number), {}, RANKER),
    ],
    ids=["one thing", "many things"],
)
def test_the_time_for_a_target_does_not_grow_with_their_number(made):
    made(100)
    each = [min(processor_time(made, number) for _ in range(3)) / number for number in (750, 3000)]
    assert each[1] < 2 * each[0]


def test_the_pairs_for_the_benchmark_are_of_other_articles_than_those_for_training():
    tested, learned = ({row["article"] for row in rows_of(ROOT / f / "issues.tsv")} for f in ("benchmarks", "training"))
    assert tested and learned and not tested & learned
