"""Where sources stand: cases as data, and the laws that hold for any text."""

import re
import time
import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.clauses import find_signs
from analysis.judge import Verdict
from analysis.lexicons import sign_entries
from analysis.model import Statement
from analysis.spans import Span, contains, hull, overlaps
from analysis.stances import find_stances
from tests import reading
from tests.marked import read

TABLE = tomllib.loads((Path(__file__).parent / "cases" / "positions.toml").read_text(encoding="utf-8"))
FAILS = {f["case"]: f["reason"] for g in TABLE["group"] for f in g.get("fails", ())}
CASES = [
    pytest.param(
        case, id=case[:60], marks=[pytest.mark.xfail(reason=FAILS[case], strict=True)] if case in FAILS else []
    )
    for group in TABLE["group"]
    for case in group["cases"]
]
WANTED = re.compile(r"(?P<position>\w+)(?: (?P<lean>[+-]))?(?: \((?P<scope>\w+)\))?(?:: (?P<target>.+))?")


def stances_of(doc, judge=None):
    """The stances of a document by the lexicon, and by a judge where one is given."""
    known = reading.KNOWN
    return find_stances(doc, reading.index(doc.text), known.lexicons, known.codebook.labels, {}, judge)


def statement(text, places, key="one"):
    source, cue, content = (tuple(Span(*p) for p in places.get(role, ())) for role in ("source", "cue", "content"))
    quoted = [text[c.start] in '"“' for c in content]
    kind = "direct" if all(quoted) else "mixed" if any('"' in c.of(text) for c in content) else "indirect"
    return Statement(key, kind, source, cue, content, 1.0, "case")


@cache
def judged(marked):
    """(document, its stances) of a sentence with marks, without any model but the tagger."""
    case = read(marked)
    doc = reading.document(case.text)
    found = tuple(statement(doc.text, places, f"key-{k}") for k, places in case.statements.items())
    doc = replace(doc, statements=found)
    return doc, stances_of(doc)


@pytest.mark.parametrize("case", CASES)
def test_positions(case):
    marked, _, told = case.partition(" => ")
    wanted = [WANTED.fullmatch(part.strip()).groupdict() for part in told.split(" | ")]
    _, stances = judged(marked)
    assert len(stances) >= len(wanted)
    for stance, want in zip(stances, wanted, strict=False):
        assert (stance.position, stance.lean) == (want["position"], want["lean"])
        assert want["scope"] in (None, stance.scope)
        assert (want["target"] or "").lower() in stance.target.lower()


def test_there_are_enough_cases_and_few_fail():
    cases = [case for group in TABLE["group"] for case in group["cases"]]
    assert len(set(cases)) == len(cases) >= 160
    assert set(FAILS) <= set(cases)
    assert len(FAILS) <= 0.08 * len(cases)


def laws(doc, stances):
    """What holds for the stances of any document."""
    statements = {s.key: s for s in doc.statements}
    assert list(dict.fromkeys(s.statement for s in stances)) == list(statements)
    for stance in stances:
        said = statements[stance.statement]
        parts = (*said.source, *said.cue, *said.content)
        around = hull(s.span for s in doc.sentences if any(overlaps(s.span, p) for p in parts))
        told = [e for e in stance.evidence if e.role != "target"]
        assert bool(told) == (stance.position != "neutral") == (stance.strength > 0)
        assert all(contains(around, e.span) for e in told)
        assert (stance.lean in ("+", "-")) == (stance.position == "conditional")
        assert len(stance.target.split()) <= 8
        assert 0 <= stance.strength <= 3
        if stance.inherited:
            assert not any(overlaps(stance.target_span, p) for p in parts)


WORDS = ["Orsk", "the plan", "the treaty", "it", "we", "if", "unless", "not", "never", "but", "although", ",", ".", "?"]
WORDS += ["would", "must", "said", "oppose", "welcomed", "dangerous", "good", "of", "that", "which", "to", "is", "and"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=25), st.lists(st.sampled_from(WORDS), max_size=4))
def test_no_position_without_words_in_the_statement_s_sentences(content, cue):
    before = "Orsk offered a canal treaty. "
    words = " ".join(content)
    text = f"{before}Feld {' '.join(cue)} {words} ."
    at = len(f"{before}Feld {' '.join(cue)} ")
    places = {"source": [(len(before), len(before) + 4)], "content": [(at, at + len(words))]}
    places |= {"cue": [(len(before) + 5, at - 1)]} if cue else {}
    doc = reading.document(text)
    doc = replace(doc, statements=(statement(text, places),))
    for judge in (None, Stub(["plan", "would", "said"], oppose=1.0)):
        laws(doc, stances_of(doc, judge))


@pytest.mark.parametrize("case", [c.split(" => ")[0] for g in TABLE["group"] for c in g["cases"]])
def test_laws_on_the_cases(case):
    laws(*judged(case))


def test_every_sign_is_found_in_its_example():
    for row in reading.lexicon("signs"):
        doc = reading.document(f"They said that {row['example']}.")
        first = row["words"].split(";")[0].partition("/")[0].strip()
        words = [doc[t].lower() for t in doc.tokens]
        found = find_signs(words, doc.tokens, sign_entries([row]))
        assert found, (first, row["example"])


def test_a_long_text_takes_time_that_grows_with_its_length():
    case = read("{Tevik} <said> [that the canal treaty is dangerous]. ")
    took = []
    for times in (200, 800):
        doc = reading.document(case.text * times)
        statements = []
        for k in range(times):
            moved = {
                r: [(a + k * len(case.text), b + k * len(case.text)) for a, b in p]
                for r, p in case.statements["1"].items()
            }
            statements.append(statement(doc.text, moved, str(k)))
        took.append(min(processor_time(replace(doc, statements=tuple(statements))) for _ in range(3)))
    assert took[1] < 12 * took[0]


def processor_time(doc):
    """The seconds of processor time in which stances are read; other work on the machine does not count."""
    fresh = replace(doc)  # a document keeps what it found once; a new one has nothing yet
    start = time.process_time()
    stances_of(fresh)
    return time.process_time() - start


@pytest.mark.parametrize("times", [200, pytest.param(4000, marks=pytest.mark.trial)])
def test_an_endless_statement_takes_time_that_grows_with_its_length(times):
    words = "the canal treaty is not dangerous but Orsk says it is and "
    took = []
    for number in (times // 4, times):
        doc = reading.document(words * number)
        doc = replace(doc, statements=(statement(doc.text, {"content": [(0, len(doc.text) - 1)]}),))
        start = time.process_time()
        stances = stances_of(doc)
        took.append(time.process_time() - start)
        laws(doc, stances)
    assert took[1] < 12 * max(took[0], 0.05)  # under a twentieth of a second other work on the machine tells more


class Stub:
    """A judge that always says the same and names the same words."""

    sure, sure_quoted = 0.8, 0.3

    def __init__(self, words, **chances):
        self.words, self.asked = words, []
        self.chances = dict.fromkeys(("support", "oppose", "neutral", "conditional"), 0.0) | chances

    def read(self, index, questions):
        self.asked += questions
        found = []
        for question in questions:
            places = [Span(*m.span()) for w in self.words for m in re.finditer(rf"\b{w}\b", index.text)]
            within = tuple(p for p in places if contains(question.window, p))
            found.append(Verdict(words=within, **self.chances))
        return found


def asked(marked, judge):
    doc, _ = judged(marked)
    return doc, stances_of(doc, judge)


def test_the_judge_decides_where_no_word_of_the_lexicon_does():
    doc, (stance,) = asked("{Marren} <said> [the ferry drips oil].", Stub(["drips"], oppose=0.9))
    assert (stance.position, stance.rule, stance.target) == ("oppose", "judge", "ferry")
    assert [(doc[e.span], e.role) for e in stance.evidence] == [("drips", "model"), ("the ferry", "target")]


@pytest.mark.parametrize(
    "judge",
    [
        pytest.param(Stub(["drips"], oppose=0.7, neutral=0.3), id="not sure"),
        pytest.param(Stub(["the"], oppose=0.9), id="no telling word"),
        pytest.param(Stub(["Marren"], oppose=0.9), id="words outside the content"),
        pytest.param(Stub([], oppose=0.9), id="no words"),
    ],
)
def test_the_judge_is_not_believed_without_reason(judge):
    _, (stance,) = asked("{Marren} <said> [the ferry drips oil].", judge)
    assert (stance.position, stance.rule, stance.evidence) == ("neutral", "no sign", ())


def test_in_a_quotation_the_likelier_side_is_taken():
    _, (stance,) = asked('{Marren} <said>: ["The ferry drips oil."]', Stub(["drips"], oppose=0.4, neutral=0.35))
    assert (stance.position, stance.rule) == ("oppose", "judge")


def test_the_judge_is_not_asked_where_a_rule_takes_a_side():
    against = Stub(["plan"], oppose=0.99)
    _, (stance, *_) = asked("{Marren} <said> [the plan is excellent].", against)
    assert (stance.position, stance.rule) == ("support", "words")
    _, (stance, *_) = asked("{Marren} <praised> [the plan].", against)
    assert (stance.position, stance.rule) == ("support", "cue")
    assert not against.asked


def test_the_judge_hears_of_no_more_than_source_cue_and_content():
    judge = Stub([], neutral=1.0)
    doc, _ = asked("On Monday {Marren} <said> [the ferry drips oil], and the sun shone.", judge)
    (question,) = judge.asked
    assert doc[question.window] == "Marren said the ferry drips oil"
    assert [doc[c] for c in question.content] == ["the ferry drips oil"]
    assert not question.target
