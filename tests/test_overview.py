"""A corpus as one dict: what is in it is what the tables have, in the order of time, and its types are told."""

import json
import re

import pytest

from analysis import cells, cubes, markup, overview, payload, results
from analysis.imported import REPORT
from analysis.overview import own_words
from tests import corpora
from tests.browser import corpus_page

TYPES = (markup.VIEWS / "types.d.ts").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return corpus_page.made(tmp_path_factory.mktemp("overview") / "c", corpus_page.rows())


@pytest.fixture(scope="module")
def corpus(folder):
    return overview.corpus_of(folder, corpora.known())


def names_in(value):
    if isinstance(value, list):
        return set().union(*map(names_in, value))
    return set(value).union(*map(names_in, value.values())) if isinstance(value, dict) else set()


def test_it_is_plain_and_its_types_are_told(corpus):
    told = overview.view(corpus)
    payload.as_json(told)
    assert told["schema"] == overview.SCHEMA
    declared = set(re.findall(r"\w+", TYPES))
    told["method"]["notes"] = []
    assert names_in(told) <= declared
    assert names_in(overview.words(corpus)) <= declared


def test_articles_stand_in_the_order_of_time_those_without_a_date_last(corpus):
    days = overview.view(corpus)["articles"]["published"]
    dated = [day for day in days if day]
    assert dated == sorted(dated) and days == dated + [""] * (len(days) - len(dated)) and "" in days


def test_words_are_those_of_the_table_and_can_be_asked_for_in_part(corpus, folder):
    whole = overview.words(corpus)
    assert whole["nth"] == list(range(corpus.statements))
    table = results.table(folder, "statements").set_index(["article", "key"])
    ids = corpus.found.articles["article"]
    for n in whole["nth"]:
        row = table.loc[(ids[whole["article"][n]], whole["key"][n])]
        assert (whole["who"][n], whole["content"][n], whole["position"][n]) == (row.speakers, row.content, row.position)
        assert whole["said"][n] == row.sentence or not row.sentence
    some = [5, 17, 40]
    part = overview.words(corpus, some)
    assert part == {name: [values[n] for n in some] for name, values in whole.items()}
    assert overview.words(corpus, [])["nth"] == [] and overview.words(corpus, [10**6])["nth"] == []


def test_what_is_chosen_is_what_is_counted(corpus):
    states = [{}, {"actors": ["Velland"]}, {"topics": ["trade"], "first": "2021-01-01", "once": "article"}]
    for state in [*states, {"outlets": ["Nobody's"]}]:
        wanted = corpus_page.counted_by_python(corpus.found, [], state)[()][0]
        assert len(overview.chosen(corpus, state)) == wanted


def test_an_article_is_that_of_the_explorer(corpus, folder):
    place = 4
    id = corpus.found.articles["article"][place]
    (doc,) = results.documents(folder, [id])
    assert overview.article(corpus, place) == payload.view(doc, corpora.known().codebook)
    assert overview.article(corpus, -1) is None and overview.article(corpus, 10**6) is None
    assert overview.article(overview.corpus_of(folder, corpora.known(), texts=False), place) is None


def test_cells_are_numbered_anew_and_stay_what_they_are(corpus, folder):
    before, after = cubes.cells(folder), corpus.found
    assert len(before.rows) == len(after.rows) and list(after.rows["nth"]) == sorted(after.rows["nth"])
    by = ["article", "speaker", "topic", "issue", "position"]
    some, others = before.counted(by, once="article"), after.counted(by, once="article")
    assert some.equals(others) and set(cells.COLUMNS) > set(by)


def test_the_articles_without_a_statement_that_counts_are_told(tmp_path):
    long = corpus_page.LONG
    said = "Ilka Torvald said that trade number 12 would find support."
    one = [corpora.row("one", f"{long}\n\n{said}", outlet="Post", published="2021-01-02")]
    more = [
        *one,
        *(corpora.row(f"copy-{n}", f"{long}\n\n{said} {n}", outlet="Courier") for n in range(2)),
        corpora.row("none", "Ships wait."),
    ]
    for n, (rows, extent, counted) in enumerate(
        [
            (one, "1 article of 1 outlet, 2 January 2021", "1 statement in all of the articles."),
            (
                more,
                "4 articles of 2 outlets, 2 January 2021",
                "1 statement in 1 of the articles; 2 are copies of others and count once, and 1 reports no statement.",
            ),
        ]
    ):
        there = overview.corpus_of(corpus_page.made(tmp_path / str(n), rows), corpora.known())
        assert (overview.extent(there), overview.counted_in_words(there)) == (extent, counted)


def test_names_that_hold_over_all_articles_are_counted(folder):
    keys = results.table(folder, "speakers", columns=["article", "key", "name"])
    people = keys[keys["name"] == "Ilka Torvald"].assign(name="I. Torvald")
    told = overview.view(overview.corpus_of(folder, corpora.known(), people=people))
    assert "I. Torvald" in [one["name"] for one in told["speakers"]]


@pytest.mark.parametrize(
    ("sentence", "source", "cue", "content", "told"),
    [
        (
            "“We wait,” said Ilka on Monday. “We ask.”",
            "Ilka",
            "said",
            "We wait … We ask",
            "We wait,” said Ilka … We ask",
        ),
        ("Ilka said Ilka waits.", "Ilka", "said", "Ilka waits", "Ilka said Ilka waits"),
        ("Nothing of it.", "Ilka", "said", "it is late", ""),
        ("", "Ilka", "said", "it is late", ""),
        ("It is late.", "", "", "It is late", "It is late"),
    ],
)
def test_own_words(sentence, source, cue, content, told):
    assert own_words(sentence, source, cue, content) == told


def test_an_import_report_is_told_in_short_and_a_broken_one_not(folder, tmp_path):
    row = {"file": "a.docx", "format": "Nexis DOCX", "announced": 3, "found": 2, "doubts": ["no date: 1"]}
    (tmp_path / REPORT).write_text(json.dumps({"files": [row | {"digest": "x"}]}), encoding="utf-8")
    assert overview.imported(tmp_path) == [row]
    (tmp_path / REPORT).write_text("{", encoding="utf-8")
    assert overview.imported(tmp_path) == overview.imported(folder) == []


def test_a_corpus_without_statements(tmp_path):
    folder = corpus_page.made(tmp_path / "c", [corpora.row("one", "Ships wait.")])
    corpus = overview.corpus_of(folder, corpora.known())
    assert corpus.statements == 0 and overview.view(corpus)["articles"]["id"] == ["one"]
    assert overview.words(corpus)["nth"] == [] and overview.chosen(corpus, {}) == []
