"""The page counts over a corpus what Python counts, under every filter and each way to count copies."""

import itertools
import random

import pytest

from analysis import cubes, overview, results
from tests.browser.corpus_page import counted_by_python, counted_in

DIMENSIONS = (*cubes.DIMENSIONS, "article")
DAYS = ["", "2020-12-05", "2021-01-31", "2021-03-01", "2021-03-18"]


@pytest.fixture(scope="session")
def page(bare, corpus_folder):
    return bare(corpus_folder)


@pytest.fixture(scope="session")
def cells(corpus_folder):
    return cubes.cells(corpus_folder)


def random_states(count):
    rng = random.Random(4)
    some = {
        "outlets": ["Havenmouth Post", "Tellan Courier", "The Strait", "Nobody's"],
        "actors": ["Velland", "Tellan", ""],
        "speakers": ["Ilka Torvald", "Anna Marren", "Pavel Tevik", "Oda Brandt"],
        "topics": ["sanctions", "nuclear", "trade"],
        "issues": ["the sanctions", "the nuclear", ""],
        "positions": ["support", "oppose", "neutral", "conditional"],
    }
    for _ in range(count):
        names = rng.sample(list(some), rng.randint(0, 3))
        first, last = sorted(rng.choices(DAYS, k=2))
        state = {name: rng.sample(some[name], rng.randint(1, 2)) for name in names}
        yield state | {"first": first, "last": last, "once": rng.choice(["cluster", "outlet", "article"])}


@pytest.mark.parametrize("once", ["cluster", "outlet", "article"])
@pytest.mark.parametrize("size", [0, 1, 2, 3])
def test_each_dimension_is_counted_as_python_counts_it(page, cells, once, size):
    for by in itertools.combinations(DIMENSIONS, size):
        assert counted_in(page, by, {"once": once}) == counted_by_python(cells, by, {"once": once}), by


def test_filters_and_days_are_those_of_python(page, cells):
    rng = random.Random(5)
    some = 0
    for state in random_states(150):
        by = rng.sample(DIMENSIONS, rng.randint(0, 3))
        told = counted_in(page, by, state)
        assert told == counted_by_python(cells, by, state), (by, state)
        some += len(told) > 1
    assert some > 50
    assert page.complaints == []


def test_a_filter_that_is_left_out_does_not_count(page, cells):
    state = {"actors": ["Velland"], "topics": ["trade"], "last": "2021-02-01"}
    for name in state:
        rest = {key: value for key, value in state.items() if key != name}
        assert counted_in(page, ["actor", "topic"], state, [name]) == counted_by_python(cells, ["actor", "topic"], rest)


def test_many_possible_groups_are_counted_as_few(page, cells):
    """Where there may be more groups than a table has room for, they are looked up instead."""
    by = ["article", "speaker", "issue", "topic", "month", "actor", "position", "outlet"]
    assert counted_in(page, by) == counted_by_python(cells, by)


@pytest.mark.parametrize("once", ["cluster", "outlet", "article"])
def test_listed_in_a_part_are_the_statements_that_are_counted_in_it(page, once):
    """Of copies that stand in several outlets and months one counts, whichever cell is opened."""
    told = page.evaluate(
        """(once) => counted(view, {...WHOLE, once}, ["outlet", "month"]).map(({outlet, month, statements}) => {
          const [of, days] = [view.values.outlet[outlet], view.values.month[month]];
          const part = {outlets: [of], ...(days && {first: `${days}-01`, last: `${days}-31`})};
          const undated = ({nth}) => view.articles.published[view.columns.article[view.columns.nth.indexOf(nth)]] === "";
          const nths = listed(view, WHOLE, {once}, part);
          return [days ? nths.length : nths.filter((nth) => undated({nth})).length, statements]; })""",
        once,
    )
    assert all(number == statements for number, statements in told) and len(told) > 5


def test_listed_are_the_statements_that_are_counted_the_oldest_first(page, corpus_folder):
    table = results.table(corpus_folder, "statements", columns=["article", "key", "content"])
    content = {(row.article, row.key): row.content for row in table.itertuples()}
    told = page.evaluate(
        """listed(view, WHOLE, {once: "article"}).map((nth) => [view.statements.nth[nth],
          view.articles.id[view.statements.article[nth]], view.statements.key[nth], view.statements.content[nth],
          view.articles.published[view.statements.article[nth]]])"""
    )
    assert [nth for nth, *_ in told] == list(range(len(content)))
    assert {(article, key): words for _, article, key, words, _ in told} == content
    days = [day or "9999" for *_, day in told]
    assert days == sorted(days)
    states = list(random_states(40))
    many = page.evaluate("(states) => states.map((state) => listed(view, {...WHOLE, ...state}).length)", states)
    assert many == [counted_in(page, [], state)[()][0] for state in states]


def test_own_words_leave_out_the_rest_of_the_sentence():
    told = overview.own_words(
        "“We wait,” said Ilka Torvald on Monday. “We ask.”", "Ilka Torvald", "said", "We wait … We ask"
    )
    assert told == "We wait,” said Ilka Torvald … We ask"
