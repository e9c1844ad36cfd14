import datetime as dt
import time

import pytest

from analysis import articles, choices, knowledge
from analysis.articles import ArticleError
from tests import samples

TEXT = "Talks Resume in Halven\n\nThe minister of Velland said that the talks would resume on Monday in the capital."


def uploaded(name, content):
    """What the browser sends for one file."""
    file = {"name": name, "type": "", "size": len(content), "content": memoryview(content)}
    return (file | {"last_modified": dt.datetime.now(dt.UTC)},)


def test_an_article_is_chosen_uploaded_or_pasted():
    chooser = choices.ArticleChooser()
    assert chooser.article == articles.named(articles.names()[0])
    chooser.menu.value = articles.names()[-1]
    assert chooser.article == articles.named(articles.names()[-1])
    chooser.upload.value = uploaded("talks.txt", TEXT.encode())
    assert chooser.article.id.startswith("talks-") and chooser.article.title == "Talks Resume in Halven"
    chooser.pasted.value = TEXT.replace("Monday", "Friday")
    assert chooser.article.id.startswith("talks-resume-in-halven-") and "Friday" in chooser.article.text


@pytest.mark.parametrize(("name", "content", "why"), [("a.docx", b"PK", "a.docx: "), ("../a.txt", b" ", "a.txt: ")])
def test_what_cannot_be_read_is_told_by_its_name(name, content, why):
    chooser = choices.ArticleChooser()
    chooser.upload.value = uploaded(name, content)
    with pytest.raises(ArticleError, match=f"^{why}"):
        _ = chooser.article


def test_where_nothing_is_given_the_first_article_is_taken():
    chooser = choices.ArticleChooser()
    chooser.pasted.value = " \n\t"
    chooser.upload.value = ()
    assert chooser.article.id == articles.names()[0]


def test_an_article_that_is_gone_is_told_with_those_that_are_there():
    chooser = choices.ArticleChooser()
    chooser.menu.options = ["gone"]
    with pytest.raises(ArticleError, match=f"gone.*{articles.names()[0]}"):
        _ = chooser.article


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("Les ministres ont dit que les discussions reprendraient lundi prochain. " * 5, "French"),
        ("The talks went on. " * 280_000, "over 5 MB"),
    ],
    ids=["another language", "too long"],
)
def test_a_paste_that_cannot_be_read_is_told(words, why):
    chooser = choices.ArticleChooser()
    chooser.pasted.value = words
    with pytest.raises(ArticleError, match=why) as error:
        _ = chooser.article
    assert str(error.value).startswith("pasted")


def test_half_a_surrogate_pair_that_was_pasted_is_no_reason_to_fail():
    chooser = choices.ArticleChooser()
    chooser.pasted.value = TEXT + " \ud83d"
    assert "Velland" in chooser.article.text


def test_a_paste_goes_before_a_bad_upload():
    chooser = choices.ArticleChooser()
    chooser.upload.value = uploaded("a.docx", b"PK")
    chooser.pasted.value = TEXT
    assert chooser.article.title == "Talks Resume in Halven"


def test_the_bar_is_gone_where_reading_fails(monkeypatch):
    bar = choices.ReadingBar()
    monkeypatch.setattr(choices, "annotate", lambda article, known: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        bar.annotated(articles.document(TEXT), samples.known())
    assert bar.layout.display == "none"


def test_a_changed_term_changes_what_is_coded():
    doc = samples.annotated("us-offers-russia-assurance-on-missiles")
    editor = choices.TermEditor(doc, knowledge.load())
    assert editor.topic.value == "missile_defense"
    assert editor.terms.value.splitlines() == list(editor.known.codebook["missile_defense"].terms)
    before = choices._on_topic(doc, editor.known.codebook["missile_defense"])
    assert f"{len(before)} statements." in editor.page.value
    editor.topic.value = "civil_nuclear"
    editor.terms.value = "fuel supply\n reprocessing\n\nframework\nstrategic\nframework"
    assert editor.known.codebook["civil_nuclear"].terms == ("fuel supply", "reprocessing", "framework", "strategic")
    after = choices._on_topic(editor.doc, editor.known.codebook["civil_nuclear"])
    assert len(after) > 1
    assert f"1 statement before, {len(after)} now." in editor.page.value
    assert editor.page.value.count('class="card"') == len(after) - 1
    assert editor._first == doc and editor.doc.made_by.knowledge == editor.known.digest != doc.made_by.knowledge


def test_reading_shows_a_bar_only_meanwhile(monkeypatch):
    shown = []
    monkeypatch.setattr(choices, "display", shown.append)
    doc = choices.annotated(articles.document(TEXT))
    assert len(doc.statements) == 1
    assert [bar.layout.display for bar in shown] == ["none"]


def test_the_bar_moves_while_an_article_is_read(monkeypatch):
    bar, seen = choices.ReadingBar(), []
    bar.observe(lambda change: seen.append(change["new"]), "value")
    monkeypatch.setattr(choices, "TICK", 0.01)
    monkeypatch.setattr(choices, "annotate", lambda article, known: time.sleep(0.2) or article)
    bar.annotated(articles.document(TEXT), samples.known())
    assert len(seen) > 2 and seen == sorted(seen)
    assert 0 < seen[-1] < bar.max


def test_a_topic_keeps_at_least_one_term():
    doc, known = samples.sample(), samples.known()
    editor = choices.TermEditor(doc, known)
    editor.terms.value = " \n\n"
    assert "Law of the sea: a topic needs at least one term" in editor.page.value
    assert editor.doc is doc and editor.known is known
