"""Whose state is told by the table of offices: by the article's date, and only where the article does not say itself."""

import datetime as dt
import shutil
from dataclasses import replace

import pytest

from analysis import knowledge, markup
from analysis.annotate import annotate
from analysis.articles import document
from analysis.coded import coded_statements
from analysis.offices import office_of, office_of_family

ACTORS = "Velland\tstate\tnone\tVellandic\t\tHalven\t\nTellan\tstate\tnone\tTellanese\t\tSarn\t\nReform Party of Velland\torganisation\t\t\t\t\t\n"
ROWS = """\
Ilvo Marren	I. Marren	m	Velland		president	2012	2018-05-07	own knowledge	Ilvo Marren, president (Velland)
Ilvo Marren	I. Marren	m	Reform Party of Velland		leader	2010	2019	own knowledge	Ilvo Marren, leader (Reform Party of Velland)
Edda Korvin		f	Velland		foreign minister	2012	2014	own knowledge	Edda Korvin, foreign minister (Velland)
Edda Korvin		f	Tellan		ambassador	2016	2017	own knowledge	Edda Korvin, ambassador (Tellan)
Oro Vantel		m	Tellan		prime minister	2012		own knowledge	Oro Vantel, prime minister (Tellan)
Asta Vantel		f	Tellan		defence minister	2013	2014	own knowledge	Asta Vantel, defence minister (Tellan)
Tarvo Lindqvar		m	Reform Party of Velland		candidate for president	2011	2012	own knowledge	Tarvo Lindqvar, candidate for president (Reform Party of Velland)
"""


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    """Demarche's knowledge with offices of invented people in invented states."""
    folder = tmp_path_factory.mktemp("own") / "data"
    shutil.copytree(knowledge.data_folder(), folder)
    for name, more in (("actors", ACTORS), ("offices", ROWS)):
        with (folder / "lexicons" / f"{name}.tsv").open("a", encoding="utf-8") as file:
            file.write(more)
    return knowledge.load(folder)


def of(known, name, day=None, find=office_of):
    office = find(name, dt.date.fromisoformat(day) if day else None, known.lexicons)
    return (office.actor, office.line) if office else None


def test_the_day_chooses_the_office(known):
    assert of(known, "Ilvo Marren", "2013-04-01") == ("Velland", "president, 2012 to 2018")
    assert of(known, "Ilvo Marren", "2018-05-07") == ("Velland", "president, 2012 to 2018")
    assert of(known, "Ilvo Marren", "2018-05-08") == ("Reform Party of Velland", "leader, 2010 to 2019")
    assert of(known, "Ilvo Marren", "2020-01-01") is None
    assert of(known, "Edda Korvin", "2013-01-01") == ("Velland", "foreign minister, 2012 to 2014")
    assert of(known, "Edda Korvin", "2016-06-01") == ("Tellan", "ambassador, 2016 to 2017")
    assert of(known, "Edda Korvin", "2015-06-01") is None
    assert of(known, "Oro Vantel", "2040-01-01") == ("Tellan", "prime minister, from 2012")


def test_without_a_day_all_offices_must_be_of_one_state(known):
    assert of(known, "Ilvo Marren") == ("Velland", "president, 2012 to 2018")
    assert of(known, "Edda Korvin") is None
    assert of(known, "Nobody Known") is None


def test_names_are_compared_without_accents_initials_and_capitals(known):
    assert of(known, "ILVO T. Márren", "2013-01-01") == of(known, "Ilvo Marren", "2013-01-01")
    assert of(known, "Marren", "2013-01-01") is None


def test_a_family_name_alone_leads_to_one_person_or_to_nobody(known):
    assert of(known, "Korvin", "2013-01-01", office_of_family) == ("Velland", "foreign minister, 2012 to 2014")
    assert of(known, "Vantel", "2013-06-01", office_of_family) is None


CASES = [
    # who speaks without a title, whether the state is named, the date, whom they speak for, by which office
    ("Ilvo Marren said on Monday that the treaty was dead.", "2013-04-01", "Velland", "president, 2012 to 2018"),
    ("President Ilvo Marren said on Monday that the treaty was dead.", "2013-04-01", "Velland", "president, 2012 to 2018"),
    ("Ilvo Marren said on Monday that the treaty was dead.", None, "Velland", "president, 2012 to 2018"),
    ("Ilvo Marren said on Monday that the treaty was dead.", "2021-04-01", None, ""),
    ("Former president Ilvo Marren said on Monday that the treaty was dead.", "2013-04-01", None, ""),
    ("The carpenter Ilvo Marren said on Monday that the treaty was dead.", "2013-04-01", None, ""),
    ("Tellanese Foreign Minister Ilvo Marren said on Monday that the treaty was dead.", "2013-04-01", "Tellan", ""),
    ("Talks with Velland failed. Korvin said on Monday that the treaty was dead.", "2013-04-01", "Velland", "foreign minister, 2012 to 2014"),
    ("Talks failed on Sunday. Korvin said on Monday that the treaty was dead.", "2013-04-01", None, ""),
    ("Tarvo Lindqvar said on Monday that the treaty was dead.", "2012-04-01", "Lindqvar campaign", "candidate for president, 2011 to 2012"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "day", "actor", "office"), CASES)
def test_the_article_goes_before_the_table(known, text, day, actor, office):
    doc = replace(document(text, known), published=dt.date.fromisoformat(day) if day else None)
    doc = annotate(doc, known)
    (coded,) = (one for one in coded_statements(doc) if one.speakers)
    (speaker,) = coded.speakers
    assert (speaker.actor, speaker.by_office) == (actor, office)
    assert (f"by the table of offices: {office}" in markup.statement(doc, coded)) == bool(office)


def test_the_table_knows_he_and_she(known):
    text = "Edda Korvin met Oro Vantel in Halven. She said that the treaty was dead."
    doc = annotate(replace(document(text, known), published=dt.date(2013, 4, 1)), known)
    assert [one.names for one in coded_statements(doc)] == [("Edda Korvin",)]
