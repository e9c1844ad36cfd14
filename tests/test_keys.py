"""Keys hold: a statement keeps its key while its own words stay, whatever happens to the rest of an article."""

import json
import os
import re
import subprocess
import sys
import textwrap
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.keys import LONGEST_SLUG, name_keys, word_keys
from analysis.model import statement_keys
from analysis.spans import Span
from tests import reading, samples

REPOSITORY = Path(__file__).resolve().parents[1]
KEY = re.compile(r"[a-z2-7]{8}(-[2-9]|-[1-9]\d+)?")
SLUG = re.compile(r"[^\W_]+(-[^\W_]+)*")


# ---- of words alone

WORDS = ["Ilka", "Maas", "said", "“Yes,”", "talks", "would", "resume", "🙂", "שלום"]
PIECE = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4)
SOME = st.lists(PIECE, max_size=2)
STATEMENTS = st.lists(st.tuples(SOME, SOME, st.lists(PIECE, min_size=1, max_size=2)), max_size=6)
SPACE = st.sampled_from([" ", "  ", "\n", "\r\n", "\n    ", "\t", "\xa0"])
ELSEWHERE = st.text(alphabet="abc |…-\n", max_size=12)


def written(draw, statements):
    """A text in which statements, told by their words, stand among other words, and where each of them stands."""
    text, places = draw(ELSEWHERE), []
    for statement in statements:
        spans = []
        for pieces in statement:
            spans.append([])
            for words in pieces:
                start = len(text)
                for before, word in pairwise(["", *words]):
                    text += (draw(SPACE) if before else "") + word
                spans[-1].append(Span(start, len(text)))
                text += draw(SPACE) + draw(ELSEWHERE)
        places.append(tuple(spans))
    return text, places


@given(STATEMENTS, st.data())
def test_what_stands_elsewhere_and_white_space_do_not_matter(statements, data):
    one, other = (written(data.draw, statements) for _ in range(2))
    assert statement_keys(*one) == statement_keys(*other)


@given(STATEMENTS, STATEMENTS, STATEMENTS, st.data())
def test_other_statements_do_not_matter_unless_they_repeat_it(before, own, after, data):
    keys = statement_keys(*written(data.draw, own))
    among = statement_keys(*written(data.draw, [*before, *own, *after]))[len(before) : len(before) + len(own)]
    for statement, key, other in zip(own, keys, among, strict=True):
        assert key.partition("-")[0] == other.partition("-")[0]
        assert statement in before or key == other


@given(STATEMENTS, st.data())
def test_keys_of_statements_are_short_printable_and_each_is_one_statement_s(statements, data):
    keys = statement_keys(*written(data.draw, statements))
    assert len(set(keys)) == len(keys) == len(statements)
    assert all(KEY.fullmatch(key) and key.isprintable() for key in keys)
    assert all(len(key.partition("-")[0]) <= 16 for key in keys)
    bases = {key.partition("-")[0]: statement for key, statement in zip(keys, statements, strict=True)}
    assert all(bases[key.partition("-")[0]] == statement for key, statement in zip(keys, statements, strict=True))


@given(st.lists(st.text()), st.lists(st.text()))
def test_what_comes_after_changes_no_key(texts, others):
    assert word_keys([*texts, *others])[: len(texts)] == word_keys(texts)
    assert name_keys([*texts, *others])[: len(texts)] == name_keys(texts)


@given(st.lists(st.one_of(st.text(), st.sampled_from(["a", "A", "a 2", "a-2", "a-2-2", "", "…", "\ud800", "İ"]))))
def test_keys_of_names_are_unique_and_can_be_read(names):
    keys = name_keys(names)
    assert len(set(keys)) == len(keys) == len(names)
    for key in keys:
        assert SLUG.fullmatch(key) and key.isprintable()
        assert len(key) <= LONGEST_SLUG + len("-abcd-12345")


@given(
    st.lists(st.sampled_from(["Ilka", "Torvald", "Maas", "of", "the", "Sarn"]), min_size=1, max_size=4).map(" ".join)
)
def test_the_key_of_a_name_is_the_name(name):
    assert name_keys([name, name]) == (name.lower().replace(" ", "-"), f"{name.lower().replace(' ', '-')}-2")


def test_long_names_that_begin_alike_have_other_keys():
    long = "a senior official of the ministry of foreign affairs of Velland"
    one, other = name_keys([long, f"{long} and Tellan"])
    assert one != other and one[:35] == other[:35] == "a-senior-official-of-the-ministry-o"


# ---- of whole documents

SAID = [
    "Ilka Torvald said that talks would resume on Monday.",
    "“We have waited long enough,” Joren Maas told reporters in Sarn.",
    "A foreign minister rejected the plan of the masters.",
    "According to the harbour office, the winter fleet would sail in March.",
    "Anna Marren said Aldo Tevik had refused to sign the treaty.",
    "Officials in Tellan warned that the radar would be late.",
]
PLAIN = ["The port of Sarn lies in the north.", "It rained all week.", "Nobody was hurt."]
PARAGRAPHS = st.lists(st.lists(st.sampled_from([*SAID, *PLAIN]), min_size=1, max_size=2).map(" ".join), max_size=2)


def words_of(doc, statement):
    """The words of source, cue and content, without regard to how lines are wrapped."""
    roles = (statement.source, statement.cue, statement.content)
    return tuple(tuple(" ".join(doc[span].split()) for span in spans) for spans in roles)


def keyed(doc):
    """{(words of a statement, how many statements with these words came before it): its key}."""
    seen, found = Counter(), {}
    for statement in doc.statements:
        words = words_of(doc, statement)
        found[words, seen[words]] = statement.key
        seen[words] += 1
    return found


def assert_one_each(*all_keys):
    """No statement has two keys, and no key two statements, in one document or in several."""
    pairs = {pair for keys in all_keys for pair in keys.items()}
    assert len({statement for statement, _ in pairs}) == len(pairs) == len({key for _, key in pairs})


@settings(max_examples=25)
@given(PARAGRAPHS, PARAGRAPHS, PARAGRAPHS)
def test_a_statement_has_one_key_in_all_versions_of_an_article(before, own, after):
    versions = [own, [*before, *own], [*own, *after], [*before, *own, *after], own[::-1]]
    assert_one_each(*(keyed(reading.annotated("\n\n".join(version))) for version in versions))


def test_most_of_what_is_said_is_found():
    doc = reading.annotated("\n\n".join(SAID))
    assert len(doc.statements) == len(SAID) and len(doc.nested) == 1


def test_what_is_said_again_is_counted():
    one = reading.annotated(SAID[0]).statements[0].key
    doc = reading.annotated("\n\n".join([SAID[0], PLAIN[0], SAID[0]]))
    assert [s.key for s in doc.statements] == [one, f"{one}-2"]


def test_what_is_said_within_is_called_after_what_it_stands_in():
    (outer,) = reading.annotated(SAID[4]).statements
    for text in (SAID[4], f"{SAID[0]}\n\n{SAID[4]}\n\n{SAID[1]}"):
        (inner,) = reading.annotated(text).nested
        assert (inner.key, inner.within) == (f"{outer.key}.1", outer.key)
    doc = reading.annotated(f"{SAID[4]}\n\n{SAID[4]}")
    assert [s.key for s in doc.nested] == [f"{outer.key}.1", f"{outer.key}-2.1"]


def test_speakers_are_called_by_their_names():
    doc = reading.annotated("\n\n".join(SAID))
    assert [s.key for s in doc.speakers] == [
        "ilka-torvald",
        "joren-maas",
        "a-foreign-minister",
        "the-harbour-office",
        "anna-marren",
        "officials-in-tellan",
        "aldo-tevik",
    ]


# ---- of the first article

INVENTED = (
    "The port of Sarn opens on Monday. Ilka Torvald, the mayor, said the harbour was ready for the winter fleet. "
    "“We have waited long enough,” she added, and Joren Maas had promised to sail first."
)


@pytest.fixture(scope="module")
def article():
    return samples.annotated("us-offers-russia-assurance-on-missiles")


def everything(doc):
    """{key: words} of all statements, also those within others."""
    return {s.key: words_of(doc, s) for s in (*doc.statements, *doc.nested)}


def wrapped(text):
    return textwrap.fill(text, 72, break_on_hyphens=False, break_long_words=False)


@pytest.mark.parametrize(
    "edited",
    [
        pytest.param(lambda paragraphs: [INVENTED, *paragraphs], id="before"),
        pytest.param(lambda paragraphs: [*paragraphs, INVENTED], id="after"),
        pytest.param(lambda paragraphs: [INVENTED, *paragraphs, INVENTED], id="before and after"),
        pytest.param(lambda paragraphs: [*paragraphs[:8], INVENTED, *paragraphs[8:]], id="within"),
        pytest.param(lambda paragraphs: paragraphs[:-1], id="the last paragraph is cut"),
        pytest.param(lambda paragraphs: [*map(wrapped, paragraphs)], id="wrapped"),
        pytest.param(lambda paragraphs: [p.replace(" ", "  ") for p in paragraphs], id="spaced"),
    ],
)
def test_an_edited_article_keeps_the_keys_of_what_stays(article, edited):
    doc = reading.annotated("\n\n".join(edited([article[p] for p in article.paragraphs])))
    before, after = everything(article), everything(doc)
    alike = {key for key, words in before.items() if words in after.values()}
    assert len(alike) >= 0.9 * len(before)
    assert {key: after.get(key) for key in alike} == {key: before[key] for key in alike}
    assert all(before[key] == after[key] for key in before.keys() & after.keys())
    assert len(set(before.values())) == len(before)  # so that words tell which statement is meant


CODE = """
import json, sys
from analysis import annotate, records
from analysis.keys import name_keys, word_keys
texts = json.loads(sys.stdin.read())
print(json.dumps([word_keys(texts), name_keys(texts), records.record(annotate(" ".join(texts)))]))
"""


def test_two_processes_give_the_same_keys():
    """And all else that is found: nothing rests on the order of a set of words."""
    how = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": REPOSITORY}
    runs = [
        subprocess.Popen([sys.executable, "-c", CODE], env=os.environ | {"PYTHONHASHSEED": seed}, **how)
        for seed in ("1", "2")
    ]
    given = [run.communicate(json.dumps([*SAID, SAID[0], "…"]))[0] for run in runs]
    assert [run.returncode for run in runs] == [0, 0]
    assert given[0] == given[1]
    words, names, found = json.loads(given[0])
    assert len({*words, *names}) == 2 * (len(SAID) + 2)
    assert len(found["statements"]) == len(SAID) + 1
