"""Offices: the rows of data/lexicons/offices.tsv hold together, and say what we are sure of."""

import datetime as dt
import re
import tomllib
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import pycountry
import pytest

from analysis.knowledge import data_folder
from analysis.lexicons import rows, several
from training import offices

ROWS, ACTORS = (rows(name, (data_folder() / "lexicons" / name).read_bytes()) for name in ("offices.tsv", "actors.tsv"))
CASES = tomllib.loads((Path(__file__).parent / "cases" / "offices.toml").read_text(encoding="utf-8"))
ONE_HOLDER = {"president", "prime minister", "chancellor", "premier"}
HANDOVER = dt.timedelta(days=31)
# Two at a time in an office of one, and why.
TWO_AT_A_TIME = {
    ("Azerbaijan", "president"): "Aliyev acted for Elchibey, who had fled, until the referendum of August 1993",
    ("Cape Verde", "prime minister"): "do Rosario acted for Veiga, who was running for president",
    ("Ivory Coast", "president"): "Gbagbo and Ouattara both claimed to be elected in 2010",
    ("Madagascar", "president"): "Ratsiraka and Ravalomanana both claimed to be elected in 2001",
    ("Madagascar", "prime minister"): "Andrianarivo and Sylla, of the two presidents of 2002",
    ("Micronesia", "president"): "Nena acted for Olter, who was ill",
}


def first_day(date):
    return dt.date.fromisoformat(date + {4: "-01-01", 7: "-01", 10: ""}[len(date)])


def last_day(date):
    if not date:
        return dt.date.max
    year, month = int(date[:4]), int(date[5:7] or 12)
    after = dt.date(year + month // 12, month % 12 + 1, 1)
    return dt.date.fromisoformat(date) if len(date) == 10 else after - dt.timedelta(days=1)


def together(a, b):
    """How long two held an office at a time, by the shortest reading of their dates."""
    start = max(last_day(a["from"]), last_day(b["from"]))
    end = min(first_day(r["to"]) if r["to"] else dt.date.max for r in (a, b))
    return end - start


def test_there_are_enough_rows_and_states_and_none_is_there_twice():
    assert len(ROWS) >= 2500
    assert len({r["iso"] for r in ROWS if r["iso"]}) >= 120
    keys = [(r["person"], r["actor"], r["office"], r["from"]) for r in ROWS]
    assert len(set(keys)) == len(keys)


def test_every_row_parses():
    actors, codes = {r["actor"] for r in ACTORS}, {actor: code for code, actor in offices.state_codes(ACTORS).items()}
    for row in ROWS:
        assert row["person"] and row["office"] and row["actor"] in actors, row
        assert row["sex"] in {"f", "m", ""}, row
        assert set(several(row["source"])) <= {"countryinfo", "wikidata-2021", "own knowledge"}, row
        assert first_day(row["from"]) <= last_day(row["to"]), row
        assert not row["to"] or row["to"] >= "1990", row
        assert row["iso"] == codes.get(row["actor"], ""), row
        assert not row["iso"] or pycountry.countries.get(alpha_3=row["iso"]), row
        assert row["person"] in row["example"] and row["actor"] in row["example"], row


def test_names_are_plain_and_the_same_for_the_same_person():
    spelt = defaultdict(set)
    for row in ROWS:
        assert not re.search(r"[_\d\"(`]|\b[A-Z]{4,}\b", row["person"]), row
        for name in (row["person"], *several(row["spellings"])):
            spelt[offices.letters(name)].add(row["person"])
    assert [names for names in spelt.values() if len(names) > 1] == []
    by_person = defaultdict(set)
    for row in ROWS:
        by_person[row["person"]].add((row["sex"], row["spellings"]))
    assert [person for person, told in by_person.items() if len(told) > 1] == []


def test_an_office_of_one_has_one_holder_at_a_time():
    terms = defaultdict(list)
    for row in ROWS:
        if row["iso"] and row["office"] in ONE_HOLDER:
            terms[row["actor"], row["office"]].append(row)
    found = [
        (office, a["person"], b["person"])
        for office, some in terms.items()
        for a, b in combinations(some, 2)
        if together(a, b) > HANDOVER
    ]
    assert len(found) < 0.02 * sum(map(len, terms.values()))
    assert {office for office, *_ in found} == TWO_AT_A_TIME.keys()


def holders(case):
    """The rows that say what a case says."""
    person, actor, office, day = case.split(" | ")
    on = dt.date.fromisoformat(day)
    found = [r for r in ROWS if (r["person"], r["actor"], r["office"]) == (person, actor, office)]
    return [r for r in found if first_day(r["from"]) <= on <= last_day(r["to"])]


@pytest.mark.parametrize("case", CASES["held"])
def test_who_held_an_office_is_there(case):
    assert len(holders(case)) == 1


@pytest.mark.parametrize("case", CASES["never"])
def test_who_did_not_is_not(case):
    assert holders(case) == []


ENTRIES = """\
ANNA_MARREN_  # CountryInfo.txt
+PRESIDENT_MARREN_
	[AFGELI 500101-900101]
	[AFGGOV 900101-950101]
ALDO_MCTEVIK_  # CountryInfo.txt
	[AFGELI 500101-950101]
	[AFGGOV 950101-000101]
	[AFGGOV 930101-950101]
SIR_TOMAS_AL_IREL_  # CountryInfo.txt
	[AFGELI 500101-910101]
	[AFGGOV 910101-930101]
	[AFGGOV 030101-040430]
	[AFGGOV >000101]
LENA_DE_ORSK_
	[AFGGOV >030101]
"""


def test_lists_of_rulers_are_told_apart():
    lists = [
        {"code": "AFG", "list": "0", "office": "president", "but": ""},
        {"code": "AFG", "list": "1", "office": "prime minister", "but": "SIR_TOMAS_AL_IREL 2000=-"},
    ]
    terms = list(offices.ruler_terms(ENTRIES.splitlines(), lists, {"AFG": "Velland"}))
    assert [(t.person, t.office, t.start, t.end) for t in terms] == [
        ("Anna Marren", "president", "1990-01-01", "1995-01-01"),
        ("Aldo McTevik", "president", "1995-01-01", "2000-01-01"),
        ("Tomas al-Irel", "prime minister", "1991-01-01", "1993-01-01"),
        ("Aldo McTevik", "prime minister", "1993-01-01", "1995-01-01"),
    ]


def term(person="Anna Marren", start="1990", end="", source="own knowledge"):
    return offices.Term(person, "Velland", "president", start, end, source)


def test_a_file_makes_the_days_of_our_own_rows_more_exact():
    found = offices.joined([term(start="1990", end="1995-03")], [term(start="1990-05-01", source="countryinfo")])
    assert [(t.start, t.end, t.source) for t in found] == [("1990-05-01", "1995-03", "countryinfo; own knowledge")]
    later = term(start="1995-08-01", end="1996-01-01", source="countryinfo")
    assert len(offices.joined([term(end="1995-03")], [later])) == 2


def test_an_open_term_of_a_file_ends_where_the_next_begins_or_the_file_does():
    open_one, own = term("Aldo Tevik", "2001-01-01", source="countryinfo"), term(start="2005-01-01")
    assert [t.end for t in offices.closed([open_one, own])] == ["2005-01-01", ""]
    assert [t.end for t in offices.closed([open_one])] == [offices.LAST]
    assert [t.end for t in offices.closed([term(source="wikidata-2021"), term("Aldo Tevik", "2022")])] == ["2022", ""]
