"""Acts: the lexicons' own examples, sentences of invented states, and statements in whole texts."""

import tomllib
from pathlib import Path

import pytest

from analysis import knowledge
from analysis.annotate import annotate
from analysis.deeds import LEADS
from analysis.spans import contains
from benchmarks.predictors import acts

CASES = tomllib.loads((Path(__file__).parent / "cases" / "acts.toml").read_text(encoding="utf-8"))
PLOVER = {row["act"]: row["plover"] for row in knowledge.lexicon("acts")}


def event(text):
    found = acts(text)
    return found[0]["event"] if found else ""


@pytest.mark.parametrize(
    "row", [r for r in knowledge.lexicon("deeds") if r["act"] not in LEADS], ids=lambda r: r["example"]
)
def test_every_row_of_deeds_tells_its_act_in_its_example(row):
    assert event(row["example"]) == PLOVER[row["act"]]


@pytest.mark.parametrize("row", [r for r in knowledge.lexicon("acts") if r["plover"]], ids=lambda r: r["act"])
def test_every_act_has_an_example_and_a_border(row):
    assert row["cameo"] and row["quad"]
    assert event(row["counter"]) != row["plover"]


@pytest.mark.parametrize("case", CASES["deeds"])
def test_deeds_of_invented_states(case):
    act, source, target, text = [part.strip() for part in case.split("|")]
    assert event(text) == act
