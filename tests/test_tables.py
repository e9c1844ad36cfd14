import csv
import io
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import payload, tables
from analysis.annotate import annotate
from analysis.articles import document
from analysis.model import SIDES, Evidence
from analysis.spans import Span
from tests import samples
from tests.strategies import documents

KEYS = {
    "articles": ["article"],
    "statements": ["article", "key"],
    "statement_speakers": ["article", "statement", "speaker"],
    "statement_topics": ["article", "statement", "topic"],
    "nested": ["article", "key"],
    "issues": ["article", "key"],
    "speakers": ["article", "key"],
    "tokens": ["article", "start"],
}  # what tells a row of a table from all others; a stance has none, as two may be toward what has no name


@pytest.fixture(scope="module")
def doc():
    return samples.annotated("us-offers-russia-assurance-on-missiles")


@pytest.fixture(scope="module")
def several(doc):
    """Articles that are read together: two with the same words, one that was coded by hand."""
    text = samples.sample().text
    return doc, samples.sample(), annotate(document(text, id="one")), annotate(document(text, id="two"))


@pytest.mark.parametrize("name", tables.COLUMNS)
def test_columns_are_the_documented_ones(doc, name):
    frame = tables.TABLES[name](doc)
    assert list(frame.columns) == list(tables.COLUMNS[name])
    assert len(frame)
    assert all(tables.COLUMNS[name].values())
    empty = tables.TABLES[name](annotate(""))
    assert list(empty.columns) == list(frame.columns)
    assert len(empty) == (name == "articles")  # an article is one though nothing is found in it


def test_columns_have_one_home(doc):
    assert list(tables.TABLES) == list(tables.COLUMNS)
    assert all(getattr(tables, name) is table for name, table in tables.TABLES.items())
    made = payload.view(doc, samples.CODEBOOK)
    assert made["columns"] == {"statements": list(tables.COLUMNS["statements"])}
    for statement in made["statements"]:
        assert list(statement)[: len(tables.COLUMNS["statements"])] == list(tables.COLUMNS["statements"])


@pytest.mark.parametrize("name", tables.TABLES)
def test_tables_of_several_articles_are_those_of_each(several, name):
    whole = tables.TABLES[name](*several)
    each = pd.concat([tables.TABLES[name](doc) for doc in several], ignore_index=True)
    pd.testing.assert_frame_equal(whole, each.astype(whole.dtypes))  # None beside numbers is NaN
    if name in KEYS:
        assert not whole.duplicated(KEYS[name]).any()


def test_the_same_words_have_the_same_keys_in_two_articles(several):
    frame = tables.statements(*several)
    one, two = (frame.loc[frame["article"] == id, "key"].tolist() for id in ("one", "two"))
    assert one == two and len(one) > 4
    moved = annotate(document(f"{several[1].text}\n\nIt rained on Monday.", id="three"))
    assert {s.key for s in moved.statements} == set(one)  # a key holds when the rest of the article changes


def test_tables_join_by_their_keys(several):
    statements, people, topics, stances, nested = (
        tables.TABLES[name](*several)
        for name in ("statements", "statement_speakers", "statement_topics", "stances", "nested")
    )
    speakers = tables.speakers(*several)
    both = people.merge(statements, left_on=["article", "statement"], right_on=["article", "key"])
    inside = people.merge(nested, left_on=["article", "statement"], right_on=["article", "key"])
    assert len(both) + len(inside) == len(people) and both.duplicated(["article", "statement"]).any()
    for (_, key), rows in both.groupby(["article", "statement"], sort=False):
        assert tables.SEVERAL.join(rows["name"]) == rows["speakers"].iloc[0], key
        assert set(rows["rule_x"]) == set(rows["resolution_rule"])
    named = people.merge(speakers, left_on=["article", "speaker"], right_on=["article", "key"], validate="many_to_one")
    assert len(named) == len(people) and (named["name_x"] == named["name_y"]).all()
    both = topics.merge(statements, left_on=["article", "statement"], right_on=["article", "key"])
    assert len(both) == len(topics) and both.duplicated(["article", "statement"]).any()
    assert (both["number_x"] == both["number_y"]).all()
    for (_, key), rows in both.groupby(["article", "statement"], sort=False):
        assert tables.SEVERAL.join(rows["topic"]) == rows["topics"].iloc[0], key
    both = stances.merge(statements, left_on=["article", "statement"], right_on=["article", "key"])
    assert len(both) == len(stances)
    issues, on = tables.issues(*several), tables.statement_issues(*several)
    both = on.merge(issues, left_on=["article", "issue"], right_on=["article", "key"], validate="many_to_one")
    assert len(both) == len(on) and len(on) and (both["name_x"] == both["name_y"]).all()
    assert (
        on.groupby(["article", "issue"]).size().to_dict()
        == issues.set_index(["article", "key"])["statements"].to_dict()
    )
    for side in SIDES:
        assert (on["position"] == side).sum() == issues[side].sum()
    main = on.drop_duplicates(["article", "statement"]).merge(
        statements, left_on=["article", "statement"], right_on=["article", "key"]
    )
    assert (main["name"] == main["issue_y"]).all() and (main["target_x"] == main["target_y"]).all()
    outer = nested.merge(statements, left_on=["article", "within"], right_on=["article", "key"])
    assert len(outer) == len(nested) and len(outer)
    days = tables.articles(*several).merge(statements, on="article", validate="one_to_many")
    assert (days["published_x"] == days["published_y"]).all() and (days["outlet_x"] == days["outlet_y"]).all()
    assert (
        days.groupby("article").size().to_dict()
        == tables.articles(*several).set_index("article")["statements"].to_dict()
    )


def test_an_article_tells_what_made_it(doc):
    (row,) = tables.articles(doc).to_dict("records")
    assert (row["digest"], row["version"]) == (doc.digest, doc.made_by.version)
    assert (row["models"], row["knowledge"]) == (doc.made_by.models, doc.made_by.knowledge)
    (row,) = tables.articles(samples.sample()).to_dict("records")
    assert (row["published"], row["statements"]) == ("2031-05-04", 8)
    assert row["version"] == row["models"] == row["knowledge"] == ""  # it was coded by hand


def test_labels_are_those_of_the_codebook():
    frame = tables.statement_topics(samples.sample(), labels={"sea": "Law of the sea"})
    assert set(frame["label"]) == {"Law of the sea", "arms", "talks"}


def test_statement_rows_open_at_their_words(doc):
    frame = tables.statements(doc)
    assert frame["number"].tolist() == list(range(1, len(frame) + 1))
    for row, statement in zip(frame.itertuples(), doc.statements, strict=True):
        assert doc.text[row.start : row.end] == doc[statement.span]
        assert " ".join(doc[statement.content[0]].split()) in row.content
        assert row.source in row.sentence


def test_speaker_counts(doc):
    frame = tables.speakers(doc).set_index("name")
    assert frame.loc["Sergei Lavrov", "statements"] == 6
    assert frame.loc["Sergei Lavrov", "code"] == "RUS"
    assert frame.loc["Garry Kasparov", "actor"] == ""


def test_tokens_equal_the_text(doc):
    frame = tables.tokens(doc)
    assert all(doc.text[r.start : r.end] == r.word for r in frame.itertuples())


def test_because_names_the_words():
    doc = samples.sample()
    first, *_, fifth, _, _, _ = doc.stances
    (cue,) = doc.statements[0].cue
    more = (*first.evidence, Evidence(Span(0, 4), "target"), Evidence(cue, "cue"), Evidence(cue, "words"))
    assert tables.because(doc, replace(first, evidence=more)) == "because: said … secure → the treaty"
    assert tables.because(doc, replace(first, target="")) == "because: secure"
    assert tables.because(doc, fifth) == "neutral: no word of the statement takes a side"


def test_half_a_surrogate_pair_is_no_reason_to_fail():
    frame = tables.statements(annotate("Anna Marren said that \ud800 was late."))
    assert frame["content"].tolist() == ["that \ufffd was late"]


def test_a_row_for_each_statement_and_target(doc):
    frame = tables.stances(doc)
    assert list(dict.fromkeys(frame["statement"])) == [s.key for s in doc.statements]
    main = frame.drop_duplicates("statement").reset_index(drop=True)
    told = tables.statements(doc)
    for column in ("number", "position", "lean", "target", "act", "because"):
        assert main[column].tolist() == told[column].tolist()


def test_a_turned_target_is_told_with_its_words():
    doc = samples.sample()
    at = doc.text.index("never")
    code = replace(doc.issue_codes[2], turned=True, position="support", evidence=(Evidence(Span(at, at + 5), "turn"),))
    frame = tables.statement_issues(replace(doc, issue_codes=(code,)))
    assert frame[["target", "position", "turned", "turned_by"]].to_numpy().tolist() == [
        ["the treaty", "support", True, "never"]
    ]


def test_the_issue_of_a_statement_is_that_of_its_main_target():
    doc = samples.sample()
    frame = tables.statements(doc)
    assert frame["issue"].tolist() == frame["target"].tolist()
    assert set(tables.statements(replace(doc, stances=()))["issue"]) == {""}  # it has no target
    assert set(tables.statements(replace(doc, issues=()))["issue"]) == {""}


def test_a_position_is_as_sure_as_its_side(doc):
    frame = tables.stances(doc, samples.judged())
    assert frame[list(SIDES)].sum(axis=1).between(0.99, 1.01).all()
    read = frame[frame["rule"] == "reader"]
    assert [row[row["position"]] for row in read.to_dict("records")] == read["confidence"].tolist()
    assert set(frame["rule"]) == {"reader", "your phrase"}
    bare = tables.stances(samples.sample())
    assert bare[[*SIDES, "target_confidence"]].isna().all(axis=None)  # nobody measured them


def test_codes_of_acts_and_topics_stand_beside_them():
    doc = samples.judged()
    acts = tuple(replace(act, plover="ACCUSE", cameo="11", quad="verbal conflict") for act in doc.acts[:1])
    topics = tuple(replace(code, cap=("19", "1902")) for code in doc.topic_codes)
    frame = tables.statements(replace(doc, acts=acts, topic_codes=topics))
    assert frame.loc[0, ["plover", "cameo", "quad"]].tolist() == ["ACCUSE", "11", "verbal conflict"]
    assert frame.loc[1, ["act", "plover", "cameo", "quad"]].tolist() == [""] * 4
    assert frame["cap"].tolist() == ["19; 1902"] * 7 + [""]  # the same codes of two topics are told once
    assert frame["topic_rule"].tolist() == ["term"] * 5 + ["likeness", "term", ""]
    assert frame["act_confidence"].notna().tolist() == [True] + [False] * 7
    assert frame["target_confidence"].notna().tolist() == [bool(target) for target in frame["target"]]


# ---- CSV


def cells(text):
    """What a reader of CSV finds, the heading first."""
    assert text.startswith(tables.MARK)
    return list(csv.reader(io.StringIO(text.removeprefix(tables.MARK), newline=""), strict=True))


@pytest.mark.parametrize("name", tables.TABLES)
def test_a_spreadsheet_reads_the_same_cells(several, name):
    frame = tables.TABLES[name](*several)
    text = tables.csv_text(frame)
    assert text.encode().startswith(b"\xef\xbb\xbf") and text.endswith('"\r\n')
    head, *rows = cells(text)
    assert head == list(frame.columns)
    for row, told in zip(frame.itertuples(index=False, name=None), rows, strict=True):
        assert [cell.removeprefix("'") for cell in told] == [as_cell(value).removeprefix("'") for value in row]
    quoted = sum(len(cell) + cell.count('"') + 3 for row in [head, *rows] for cell in row)  # "…" and a comma or the end
    assert len(text) == len(tables.MARK) + quoted + len(rows) + 1


def as_cell(value):
    """A value as a browser writes it."""
    if value is None or value != value:
        return ""
    return str(int(value)) if isinstance(value, float) and value == int(value) else str(value)


WHITE = " \t\r\n\v\f\u00a0\u2009\u3000\ufeff"
risky = st.text(st.sampled_from(WHITE + "=+-@＝＋－＠'\",;aé"))


@given(st.lists(risky | st.text(st.characters(exclude_categories=["Cs"])), min_size=1))
def test_any_words_are_a_cell_and_none_a_formula(words):
    head, *rows = cells(tables.csv_text(pd.DataFrame({'the "words"': words, "number": 1.0})))
    assert head == ['the "words"', "number"]
    for (cell, number), word in zip(rows, words, strict=True):
        assert cell in (word, f"'{word}") and number == "1"
        bare = cell.lstrip(WHITE)
        assert bare[:1] not in tuple("=+-@＝＋－＠") or len(bare) == 1
        assert not cell.startswith(("\t", "\r", "\n"))


@pytest.mark.parametrize(
    "word", ["=1+1", "+1", "-1+1", "@SUM(A1)", " =1", "\t=1", "\u00a0=1", "＝1", "\n1", "\tx", "-x"]
)
def test_a_formula_is_made_words(word):
    assert cells(tables.csv_text(pd.DataFrame({"word": [word]})))[1] == [f"'{word}"]


@pytest.mark.parametrize("word", ["", "-", "–1", "a=1", "'=1", "1-1", "“=1”"])
def test_what_is_no_formula_stays(word):
    assert cells(tables.csv_text(pd.DataFrame({"word": [word]})))[1] == [word]


def test_what_is_missing_is_an_empty_cell():
    doc = replace(samples.sample(), stances=(), resolutions=(), topic_codes=())
    head, *rows = cells(tables.csv_text(tables.statements(doc)))
    for row in (dict(zip(head, cells, strict=True)) for cells in rows):
        assert {row[name] for name in ("position", "position_confidence", "resolution_confidence", "speakers")} == {""}
        assert (row["inherited"], row["confidence"]) == ("False", "0.875")


@settings(max_examples=25)
@given(documents())
def test_any_document_has_tables_that_read_back(doc):
    for table in tables.TABLES.values():
        frame = table(doc)
        head, *rows = cells(tables.csv_text(frame))
        assert head == list(frame.columns) and len(rows) == len(frame)
