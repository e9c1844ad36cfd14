"""Who is one person over all articles: an invented set of traps, analysts' answers, and that much is no trouble."""

import datetime as dt
import random
import tomllib
from dataclasses import replace
from itertools import combinations, product
from pathlib import Path

import pytest

from analysis.lexicons import Actor
from analysis.people import NAMES, SURE, UNSURE, Who, joined
from analysis.rulings import Ruling, RulingError
from tests import reading
from tests.timing import processor_time

CASES = tomllib.loads((Path(__file__).parent / "cases" / "people.toml").read_text(encoding="utf-8"))
STATES = {name: Actor(name, "state", "") for name in ("Velland", "Tellan", "Norland", "Orsk")}
PACT = {"Northern Pact": Actor("Northern Pact", "organisation", "")}
OFFICES = [
    dict(zip(("person", "spellings", "actor", "office", "from", "to"), one["row"], strict=True))
    for one in CASES["office"]
]
LEXICONS = replace(
    reading.KNOWN.lexicons,
    names=STATES | PACT,
    offices=tuple(one | {"sex": "", "iso": "", "source": "", "example": ""} for one in OFFICES),
    digest="people",
)
MISSED = {"ou for u"}  # Youssef and Yusuf: two consonants are too few to be sure of other vowels


def who(line, article, statements=1, kind="person"):
    letter, name, actor, role, day, outlet, *_ = [*line.split("|"), *[""] * 5][:7]
    day = dt.date.fromisoformat(day) if day else None
    return letter, Who(article, "k", name, kind, actor, role, day, outlet, statements)


def found_in(lines, rulings=()):
    told = [who(line, f"a{n}") for n, line in enumerate(lines)]
    return [letter for letter, _ in told], joined([one for _, one in told], LEXICONS, rulings)


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, marks=[pytest.mark.xfail(strict=True, reason=case["why"])] if case["why"] in MISSED else [])
        for case in CASES["case"]
    ],
    ids=lambda case: case["why"],
)
def test_traps(case):
    letters, found = found_in(case["who"])
    persons, names = found.names["person"].to_list(), found.names["name"].to_list()
    listed = set()
    for a, b in combinations(range(len(letters)), 2):
        assert (persons[a] == persons[b]) == (letters[a] == letters[b]), (case["who"][a], case["who"][b])
        assert (names[a] == names[b]) == (persons[a] == persons[b])
        if "".join(sorted(letters[a] + letters[b])) in case.get("listed", ()):
            listed.add(frozenset((names[a], names[b])))
    assert {frozenset(pair) for pair in zip(found.unsure["one"], found.unsure["other"], strict=True)} == listed


def test_what_the_tables_tell():
    _, found = found_in(
        ["A|Sergei Torin|Velland", "A|Sergey V. Torin|Velland", "B|Anna Berg|Norland", "C|Anna Berg|Tellan"]
    )
    assert list(found.names.columns) == list(NAMES) and list(found.unsure.columns) == list(UNSURE)
    assert found.names["name"].to_list() == ["Sergey V. Torin"] * 2 + ["Anna Berg (Norland)", "Anna Berg (Tellan)"]
    assert found.names["rule"].to_list() == ["name", "middle name", "alone", "alone"]
    assert set(found.names["confidence"]) <= set(SURE.values())
    told = found.unsure.iloc[0]
    assert (told["for"], told["against"]) == ("they have the same full name", "one is of Norland, one of Tellan")


def test_states_organisations_and_the_unnamed():
    rows = [
        Who("a1", "k1", "Velland", "state", "Velland", "", None, "", 1),
        Who("a2", "k1", "Velland", "state", "Velland", "", None, "", 1),
        Who("a1", "k2", "a senior official", "unnamed", "Velland", "", None, "", 1),
        Who("a2", "k2", "a senior official", "unnamed", "Velland", "", None, "", 1),
        Who("a2", "k3", "Harbour Watch", "organisation", "", "", None, "", 1),
        Who("a1", "k3", "Harbour Watch", "organisation", "", "", None, "", 1),
    ]
    found = joined(rows, LEXICONS).names
    assert found["person"].nunique() == 4 and found["person"][0] == found["person"][1] == "velland"
    assert found["person"][2] != found["person"][3] and found["name"][2] == "a senior official"
    assert found["person"][4] == found["person"][5]


def test_an_answer_wins():
    lines = [
        "A|Vladimir Hrest|Velland",
        "B|Volodymyr Hrest|Velland",
        "C|Sergei Torin|Velland",
        "D|Sergey Torin|Velland",
    ]
    answers = [
        Ruling("Vladimir Hrest", "Volodymyr Hrest", "same", 2),
        Ruling("Sergei Torin", "Sergey Torin", "apart", 3),
    ]
    _, found = found_in(lines, answers)
    assert found.names["person"].nunique() == 3 and found.names["person"][0] == found.names["person"][1]
    assert found.names["rule"][0] == found.names["rule"][1] == "answer"
    assert found.unsure.empty


def test_an_answer_tells_namesakes_by_their_state():
    lines = ["A|Anna Berg|Norland", "B|Anna Berg|Tellan", "C|Anna Holm|Tellan"]
    _, found = found_in(lines, [Ruling("Anna Berg (Tellan)", "Anna Holm", "same", 2)])
    persons = found.names["person"].to_list()
    assert persons[1] == persons[2] != persons[0]


ASKED = {
    "namesakes told apart by an outlet": (
        [
            "A|Anna Berg|||2020-01-01|Sun",
            *["A|Anna Berg|||2020-01-01|Post"] * 2,
            "B|Anna Berg|Norland",
            "C|Anna Berg|Tellan",
        ],
        [],
        "Anna Berg (Post)",
    ),
    "a name that the table of offices alone has": (
        ["A|Gerd Stolten|Velland", "B|Stolten|Northern Pact||2020-01-01|Post"],
        [],
        "Gerd Stolten (Northern Pact)",
    ),
    "a state that somebody has by an answer": (
        [*["A|Anna Berg|||2020-01-01|Post"] * 2, "B|Anna Berg|Orsk", "C|Anna Berg|Tellan", "A|Anna Holm|Norland"],
        [Ruling("Anna Berg (Post)", "Anna Holm", "same", 2)],
        "Anna Berg (Norland)",
    ),
}


@pytest.mark.parametrize(("lines", "before", "label"), ASKED.values(), ids=ASKED)
def test_whatever_is_asked_can_be_answered(lines, before, label):
    _, found = found_in(lines, before)
    pairs = [(one, other) for one, other in zip(found.unsure["one"], found.unsure["other"], strict=True)]
    assert any(label in pair for pair in pairs)
    for (one, other), word in product(pairs, ("same", "apart")):
        _, now = found_in(lines, [*before, Ruling(one, other, word, 3)])
        some = [set(now.names.loc[found.names["name"] == name, "person"]) for name in (one, other)]
        assert (len(some[0] | some[1]) == 1) == (word == "same") and some[0].isdisjoint(some[1]) == (word == "apart")


def test_a_family_name_that_was_answered_is_placed_nowhere_else():
    lines = ["A|Torin|Velland", "B|Sergei Torin|Velland", "A|Anna Marren|Velland"]
    _, found = found_in(lines, [Ruling("Torin", "Anna Marren", "same", 2)])
    persons = found.names["person"].to_list()
    assert persons[0] == persons[2] != persons[1]


def test_an_answer_about_nobody_is_told():
    with pytest.raises(RulingError, match=r"people.csv: nobody is called 'Sergi Torin' \(line 7\); write the name as"):
        found_in(["A|Sergei Torin|Velland"], [Ruling("Sergi Torin", "Sergei Torin", "same", 7)])


def test_the_order_of_articles_does_not_matter():
    lines = [line for case in CASES["case"] for line in case["who"]]
    told = [who(line, f"a{n}")[1] for n, line in enumerate(lines)]
    mixed = random.Random(4).sample(told, len(told))
    one, other = joined(told, LEXICONS).names, joined(mixed, LEXICONS).names
    groups = [{frozenset(some["article"]) for _, some in frame.groupby("person")} for frame in (one, other)]
    assert groups[0] == groups[1]


def test_many_names_take_little_time():
    rng = random.Random(2)
    given = ["Anna", "Jonas", "Sergei", "Oda", "Pavel", "Ilka", "Mohammed", "Kim", "J.", "Ben"]
    rows = [
        Who(f"a{n // 5}", f"k{n}", f"{rng.choice(given)} {''.join(rng.choices('abdegiklmnorst', k=4)).title()}", "person",
            rng.choice(["Velland", "Tellan", ""]), "", dt.date(2020, 1, 1), "", 1)
        for n in range(4000)
    ]  # fmt: skip
    one = processor_time(lambda: joined(rows[:2000], LEXICONS))
    assert processor_time(lambda: joined(rows, LEXICONS)) < 4 * one + 0.5
