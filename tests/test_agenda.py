"""Which issues of articles are one: the same words, other words, turned; and what analysts say."""

from itertools import count

import pytest

from analysis.agenda import NAMES, UNSURE, On, joined
from analysis.issues import AIMS, aim_rows
from analysis.rulings import Ruling, RulingError
from tests import reading
from tests.timing import processor_time

KNOWN = reading.KNOWN
NUMBERS = count()


def on(name, words="", people="", *, article="", kind="issue", topic="", statements=1, **told):
    """An issue as its tables have it; words: by stem."""
    article = article or f"a{next(NUMBERS)}"
    told = {
        "whole": name if kind == "actor" else "",
        "top": (words or people).split(" ")[-1],
        "turned": False,
        "pointed": False,
    } | told
    return On(
        article,
        "k",
        name,
        kind,
        topic,
        statements,
        people=frozenset(people.split()),
        words=frozenset(words.split()),
        short=frozenset(),
        **told,
    )


def together(rows, rulings=(), who=None):
    return joined(rows, who or {}, KNOWN.lexicons, KNOWN.models.issues, rulings)


def are_one(*rows, rulings=(), who=None):
    return together(rows, rulings, who).names["issue"].nunique() == 1


def test_the_same_words_are_one_issue_and_turned_ones_turn():
    rows = [
        on("the trade sanctions", "trade sanction"),
        on("lifting the trade sanctions", "trade sanction", turned=True),
    ]
    found = together(rows).names
    assert list(found.columns) == list(NAMES) and found["issue"].nunique() == 1
    assert found["name"].to_list() == ["the trade sanctions"] * 2 and found["turned"].to_list() == [False, True]
    alone = together(rows[1:]).names
    assert alone["name"].to_list() == ["lifting the trade sanctions"] and not alone["turned"].any()


def test_other_words_are_asked_of_the_ranker():
    assert are_one(on("big tax cuts", "big tax cut"), on("tax cuts", "tax cut"))
    assert not are_one(on("tax cuts", "tax cut"), on("the gun laws", "gun ban"))


def test_what_names_others_is_apart_and_listed():
    rows = [
        on("Velland's harbour wall", "harbour wall", "Velland"),
        on("Tellan's harbour wall", "harbour wall", "Tellan"),
    ]
    found = together(rows)
    assert found.names["issue"].nunique() == 2 and list(found.unsure.columns) == list(UNSURE)
    assert not are_one(on("the harbour wall", "harbour wall"), rows[0])


@pytest.mark.parametrize(
    ("name", "words", "people"),
    [
        ("the deal", "deal", ""),
        ("Torvald's comments", "comment", "Torvald"),
        ("other proposals", "other propos", ""),
        ("the wall", "wall", ""),
    ],
)
def test_words_that_tell_no_issue_stay_in_their_article(name, words, people):
    rows = [on(name, words, people, pointed=True, topic="trade"), on(name, words, people, pointed=True, topic="trade")]
    found = together(rows).names
    assert found["issue"].nunique() == 2 and found["name"].is_unique and set(found["rule"]) == {"alone"}


def test_issues_of_one_name_are_told_apart_by_outlet_and_day():
    places = ["Havenmouth Post, 3 May 2031", "Havenmouth Post, 4 May 2031", ""]
    rows = [on("other proposals", "other propos", article=f"a{n}", place=place) for n, place in enumerate(places)]
    assert together(rows).names["name"].to_list() == [f"other proposals ({told})" for told in (*places[:2], "a2")]


def test_one_word_alone_needs_a_topic_and_no_article():
    assert are_one(on("terrorism", "terror", topic="terrorism"), on("terrorism", "terror", topic="terrorism"))
    assert not are_one(on("terrorism", "terror", topic="terrorism"), on("terrorism", "terror", topic="trade"))
    assert not are_one(on("abortion", "abort"), on("abortion", "abort"))


def test_somebody_as_such_is_one_under_all_names():
    who = {("a", "Torvald"): "Ilka Torvald", ("", "Ilka Torvald"): "Ilka Torvald"}
    rows = [
        on("Torvald", people="Torvald", kind="actor", article="a"),
        on("Ilka Torvald", people="Ilka", kind="actor", whole="Ilka Torvald"),
    ]
    found = together(rows, who=who).names
    assert found["name"].to_list() == ["Ilka Torvald"] * 2 and set(found["rule"]) == {"actor"}
    assert are_one(on("US", kind="actor"), on("the United States", kind="actor", whole="United States"))


def test_an_article_coded_elsewhere_goes_by_its_names():
    assert are_one(on("the harbour tax", parsed=False), on("the harbour tax", parsed=False))
    assert not are_one(on("the harbour tax", parsed=False), on("the harbour fee", parsed=False))


def test_answers_win():
    rows = [
        on("the gun trade", "gun trade"),
        on("arms control", "arm control"),
        on("free weapons", "free weapon"),
        on("gun trade", "gun trade"),
    ]
    answers = [
        Ruling("arms control", "the gun trade", "same", 2),
        Ruling("arms control", "free weapons", "opposite", 3),
        Ruling("arms control", "weapons in private hands", "called", 4),
    ]
    found = together(rows, answers).names
    assert set(found["name"]) == {"weapons in private hands"} and found["issue"].nunique() == 1
    assert found["turned"].to_list() == [False, False, True, False]
    apart = together(rows, [Ruling("the gun trade", "gun trade", "apart", 2)]).names
    assert apart["issue"].nunique() == 4
    with pytest.raises(RulingError, match=r"issues.csv: no issue is called 'gum trade' \(line 9\)"):
        together(rows, [Ruling("gum trade", "gun trade", "same", 9)])


def test_what_reviewers_called_alike_is_one():
    rows = [
        on("the deal", "deal", reviewed="harbour treaty"),
        on("this accord", "accord", reviewed="harbour treaty"),
        on("the deal", "deal"),
    ]
    found = together(rows).names
    assert found["name"].to_list()[:2] == ["harbour treaty"] * 2 and found["issue"].nunique() == 2
    assert found["rule"].to_list() == ["review", "review", "alone"]


def test_aims_are_told_of_a_document():
    text = (
        "The president of Velland, Ilka Torvald, said on Monday that she supported the trade sanctions on Tellan.\n\n"
        "“We oppose lifting the trade sanctions on Tellan,” Torvald said."
    )
    doc = reading.annotated(text)
    rows = list(aim_rows(doc, KNOWN.lexicons))
    assert [row["issue"] for row in rows] == list(dict.fromkeys(code.issue for code in doc.issue_codes))
    assert all(row.keys() == AIMS.keys() for row in rows)
    assert list(aim_rows(reading.annotated(""), KNOWN.lexicons)) == []


def test_many_issues_take_little_time():
    def rows(many):
        stems = [f"w{n % 997}" for n in range(many * 3)]
        return [
            on(f"n{n}", " ".join({stems[n], stems[n * 2], stems[n * 3 % len(stems)]}), topic="trade")
            for n in range(many)
        ]

    some, more = rows(2000), rows(8000)
    one = processor_time(together, some)
    assert processor_time(together, more) < 8 * one + 1
