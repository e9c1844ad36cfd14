"""Findings of a corpus: whole sentences, each count what its link opens, and nothing where nothing is sure."""

import datetime as dt
import re

import pytest
from hypothesis import given, settings

from analysis import summary
from analysis.cubes import Cells
from tests.counted import cells_of
from tests.test_trends import corpora, mixed, steady

COLUMN = {"actors": "actor", "speakers": "speaker", "topics": "topic", "issues": "issue", "positions": "position"}


def told(cells, *more):
    return [summary.text(finding) for finding in summary.findings(cells, *more)]


def counted_between(cells, where, opens):
    """Statements and articles, of what counts over the whole time, in some articles or between two days."""
    each = cells.counted(["article"], where).merge(cells.articles[["article", "published"]], on="article")
    each = each[each["published"] >= opens.get("first", "")]
    if "last" in opens:
        each = each[(each["published"] != "") & (each["published"] <= opens["last"])]
    if "articles" in opens:
        each = each[each["article"].isin(opens["articles"])]
    return {"statements": each["statements"].sum(), "articles": len(each)}


def holds(cells):
    """Each number in a piece that opens something is what it opens."""
    for finding in summary.findings(cells):
        text = summary.text(finding)
        assert text.endswith(".") and "  " not in text and text[0] not in " ,"
        for piece in finding:
            assert piece.text
            where = {COLUMN[name]: piece.opens[name] for name in piece.opens if name in COLUMN}
            counted = counted_between(cells, where, piece.opens)
            opened = cells.rows.iloc[summary.opened(cells, piece.opens)]
            assert (opened["nth"].nunique(), opened["article"].nunique()) == tuple(counted.values())
            if numbers := re.search(r"([\d,]+) statements? in ([\d,]+) article", piece.text):
                assert [int(n.replace(",", "")) for n in numbers.groups()] == [
                    counted["statements"],
                    counted["articles"],
                ]
            elif numbers := re.search(r"(?:^|\()(\d+)(?:$|\)| statement)", piece.text):
                assert int(numbers[1]) == counted["statements"], (text, piece)
            assert not piece.opens or counted["statements"]


def quarrel(names=("Velland", "Tellan"), issue="the embargo", per=3, articles=4, **more):
    rows, about = [], {}
    for n in range(2 * articles):
        about[f"a{n}"] = {"published": str(dt.date(2021, 1, 4) + dt.timedelta(20 * n))}
        side = "support" if n % 2 else "oppose"
        rows += [
            {"article": f"a{n}", "statement": s, "actor": names[n % 2], "issue": issue, "position": side, **more}
            for s in range(1, per + 1)
        ]
    return cells_of(rows, about)


def test_who_disagrees():
    cells = quarrel()
    assert told(cells) == [
        (
            "On “the embargo”, Tellan (12 statements in 4 articles) is for it, and Velland (12 statements in 4 "
            "articles) is against it."
        ),
        "24 statements take a side; none of them is unsettled.",
    ]
    holds(cells)
    (finding, _) = summary.findings(cells)
    assert finding[3].told == {
        "text": "Tellan (12 statements in 4 articles)",
        "opens": {"once": "cluster", "actors": ["Tellan"], "issues": ["the embargo"], "positions": ["support"]},
    }


@pytest.mark.parametrize(
    "cells",
    [
        quarrel(chance=0.3),  # nothing is sure
        quarrel(articles=1),  # an article on either side
        quarrel(names=("Velland", "Velland")),  # somebody on both sides
        quarrel(names=("Velland", "")),  # nobody named
        quarrel(issue="it"),  # nothing named
        quarrel(issue='the "embargo'),
        quarrel(issue="proposal"),
    ],
)
def test_what_is_not_sure_is_not_told(cells):
    (only,) = told(cells)
    assert only.startswith(summary.NOTHING)


def test_who_changed_sides():
    cells = steady(12, lambda n: "support" if n < 6 else "oppose", speaker="Ilka Torvald")
    assert told(cells)[0] == (
        "Velland was mostly for “the embargo” (12 statements) until an article of 15 February 2021, and mostly against "
        "it since (12)."
    )
    assert sum("mostly" in sentence for sentence in told(cells)) == 1  # not of who speaks for Velland, too
    holds(cells)
    assert told(steady(6, lambda n: "support" if n < 3 else "oppose"))[0].startswith(summary.NOTHING)


def test_what_rose():
    found = told(mixed(1, articles=80, rising=0.4), {"t3": "Trade"})
    assert re.fullmatch(
        r"The share of statements on “Trade” rose from [\d.]+ % before July 2021 \(\d+\) to \d+ % since \(\d+\); "
        r"\d+ points, 95 % interval \d+ to \d+\.",
        found[0],
    )
    holds(mixed(1, articles=80, rising=0.4))


def test_a_copy_counts_on_one_side_of_the_day_alone():
    cells = mixed(1, articles=80, rising=0.4)
    about = cells.articles.set_index("article")
    late = about.index[about["published"] >= "2021-07-01"]
    early = about.index[(about["published"] < "2021-07-01")][:10]
    about.loc[late[:10], "cluster"] = early  # whatever they say: of each pair the earlier counts
    about.loc[late[:10], "lead"] = False
    cells = Cells(cells.rows, about.reset_index()[list(cells.articles.columns)])
    assert told(cells)[0].startswith("The share of statements on “t3” rose")
    holds(cells)


def test_a_name_is_written_as_the_articles_write_it():
    sentences = [
        "The Joint Council said so.",
        "It is up to the Joint Council.",
        "The Velland envoy left.",
        "Velland said no.",
    ]
    found = told(quarrel(names=("Joint Council", "Velland")), {}, sentences)[0]
    assert "Velland (12 statements in 4 articles) is for it, and the Joint Council (12" in found


def test_nothing_to_tell():
    assert summary.findings(cells_of([])) == ()
    only = told(cells_of([{"article": "a", "position": "neutral"}]))
    assert only == [f"{summary.NOTHING} No statement takes a side."]


@settings(max_examples=40, deadline=None)
@given(corpora())
def test_whatever_there_is_sentences_are_whole(rows):
    holds(cells_of(*rows))
