"""Which terms of office may be of an article's time, and what an undated article tells of its year."""

import datetime as dt
import shutil
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import knowledge
from analysis.annotate import annotate
from analysis.entities import Cast
from analysis.grammar import grammar_of
from analysis.offices import head_of_ticket, offices_of
from analysis.terms import Terms, year_chances

ROWS = """\
Oro Vantel		m	Reform Party of Velland		candidate for president	2011-03	2012-11-06	own knowledge	Oro Vantel, candidate for president (Reform Party of Velland)
Asta Lindqvar		f	Reform Party of Velland		candidate for vice president	2012-08	2012-11-06	own knowledge	Asta Lindqvar, candidate for vice president (Reform Party of Velland)
Edda Korvin		f	Velland		president	2008	2013	own knowledge	Edda Korvin, president (Velland)
"""


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    """Demarche's knowledge with offices of invented people."""
    folder = tmp_path_factory.mktemp("own") / "data"
    shutil.copytree(knowledge.data_folder(), folder)
    actors = "Velland\tstate\tnone\tVellandic\t\tHalven\t\nReform Party of Velland\torganisation\t\t\t\t\t\n"
    for name, more in (("actors", actors), ("offices", ROWS)):
        with (folder / "lexicons" / f"{name}.tsv").open("a", encoding="utf-8") as file:
            file.write(more)
    return knowledge.load(folder)


def cast_of(text, known, published=None):
    doc = annotate(text, known)
    doc = replace(doc, published=published)
    return Cast(doc, grammar_of(doc.text, doc.tokens), known.lexicons)


def test_an_office_that_is_told_speaks_for_its_years(known):
    chances = year_chances(cast_of("President Edda Korvin said on Monday that the talks would go on.", known))
    assert {2008, 2010, 2013} <= chances.keys() and 2007 not in chances and 2014 not in chances
    assert sum(chances.values()) == pytest.approx(1)


def test_the_latest_year_that_is_named_counts_most(known):
    chances = year_chances(cast_of("The treaty of 1994 was renewed in 2009, the ministry said.", known))
    assert max(chances, key=chances.get) == 2009


def test_a_date_leaves_no_doubt(known):
    day = dt.date(2012, 5, 7)
    assert year_chances(cast_of("The treaty of 1994 was renewed, it said.", known, day)) == {2012: 1.0}


def test_nothing_told_nothing_known(known):
    assert year_chances(cast_of("The harbour is closed.", known)) == {}


@given(st.lists(st.integers(1985, 2049), max_size=6))
def test_chances_sum_to_one(years):
    cast = cast_of(" ".join(f"It began in {year}." for year in years) or "It began.", knowledge.load())
    chances = year_chances(cast)
    assert not chances or sum(chances.values()) == pytest.approx(1)


def test_who_runs_with_somebody_speaks_for_the_ticket(known):
    (second,) = offices_of("Asta Lindqvar", known.lexicons)
    (first,) = offices_of("Oro Vantel", known.lexicons)
    assert head_of_ticket(second, known.lexicons) == "Oro Vantel"
    assert head_of_ticket(first, known.lexicons) == ""
    terms = Terms(cast_of("In 2012 Asta Lindqvar said the tax was wrong.", known))
    (entity,) = [e for e in terms.cast.entities if e.name == "Asta Lindqvar"]
    assert terms.spoken_for(second, entity) == "Vantel campaign"


def test_who_ran_in_other_years_does_not_run(known):
    late, then = (
        Terms(cast_of(f"In {year} Oro Vantel said the tax was wrong.", known)).running for year in ("2031", "2012")
    )
    assert late == [] and then == ["Oro Vantel"]
