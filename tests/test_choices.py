import datetime as dt
import time

import pytest

from analysis import articles, choices, knowledge
from analysis.annotate import annotate
from analysis.articles import ArticleError

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


def test_a_changed_term_changes_what_is_coded():
    doc = annotate(articles.named("us-offers-russia-assurance-on-missiles"))
    editor = choices.TermEditor(doc, knowledge.codebook())
    assert editor.topic.value == "missile_defense"
    before = choices._coded(doc, editor.codebook["missile_defense"])
    assert f"{len(before)} statements." in editor.page.value
    editor.topic.value = "civil_nuclear"
    editor.terms.value = "fuel supply, reprocessing, framework, strategic"
    assert editor.codebook["civil_nuclear"].terms == ("fuel supply", "reprocessing", "framework", "strategic")
    after = choices._coded(editor.doc, editor.codebook["civil_nuclear"])
    assert len(after) > 1
    assert f"1 statement before, {len(after)} now." in editor.page.value
    assert editor.page.value.count('class="card"') == len(after) - 1
    assert doc.codings == editor._first.codings


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
    monkeypatch.setattr(choices, "annotate", lambda article, codebook: time.sleep(0.2) or article)
    bar.annotated(articles.document(TEXT))
    assert len(seen) > len(choices.LOADED) + 1 and seen == sorted(seen)
    assert len(choices.LOADED) < seen[-1] < bar.max
