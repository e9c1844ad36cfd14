"""A corpus in a notebook: what the widget answers, gives back and offers to choose from."""

import pytest

from analysis import charts, overview, overviewing, review, sampling
from analysis.decisions import Log
from tests import corpora, surveyed
from tests.browser import corpus_page
from tests.test_sampling import answered


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    at = tmp_path_factory.mktemp("home")
    corpus_page.made(at / "corpora" / "sample", corpus_page.rows())
    return at


@pytest.fixture
def widget(home):
    return overviewing.Overview(home / "corpora" / "sample", corpora.known())


def answers(widget, **message):
    """What the widget sends when the page asks."""
    sent = []
    widget.send = lambda content, buffers=None: sent.append((content, buffers))
    widget._handle_custom_msg(message, [])
    return sent


def test_it_answers_with_words_articles_and_plotly(widget):
    ((content, _),) = answers(widget, type="statements", asked=3, nth=[4, 2])
    assert content == {"type": "statements", "asked": 3, "columns": overview.words(widget.corpus, [2, 4])}
    ((content, _),) = answers(widget, type="article", asked=4, article=5)
    assert content == {"type": "article", "asked": 4, "payload": overview.article(widget.corpus, 5)}
    assert answers(widget, type="plotly") == [({"type": "plotly"}, [charts.plotly_gzip()])]
    assert answers(widget, type="nothing") == [] and answers(widget) == []


def test_what_is_selected_are_the_statements_that_pass(widget):
    widget.chosen = {"actors": ["Velland"], "once": "article"}
    frame = widget.selected
    assert (
        all("Velland" in actors for actors in frame["actors"])
        and len(frame)
        == widget.corpus.found.counted(["actor"], {"actor": ["Velland"]}, once="article")["statements"].sum()
    )
    assert set(frame["article"]) <= set(widget.corpus.found.articles["article"])


def test_panels_that_are_none_are_refused_and_a_still_view_is_there(widget, home):
    with pytest.raises(ValueError, match="'maps' is no panel"):
        overviewing.Overview(home / "corpora" / "sample", corpora.known(), panels=["maps"])
    data, _ = widget._repr_mimebundle_()
    assert "Havenmouth Post" in data["text/html"] and overviewing.ALIVE in data["text/html"]


def test_corpora_are_chosen_from_a_menu(home, tmp_path, monkeypatch):
    monkeypatch.setattr(overviewing, "home", lambda: home)
    choice, met = overviewing.CorpusChooser(corpora.known()), []
    choice.follow(met.append)
    choice.read()
    assert choice.menu.options == ("sample",) and [one.folder.name for one in met] == ["sample"]
    corpus_page.made(home / "corpora" / "other", corpus_page.rows()[:3])
    choice.read()
    assert choice.menu.options == ("other", "sample") and choice.menu.value == "sample"
    choice.menu.value = "other"
    assert met[-1].folder.name == "other" and choice.line.value == ""
    monkeypatch.setattr(overviewing, "home", lambda: tmp_path)
    choice.read()
    assert "make corpus" in choice.line.value


def test_imports_and_outlets_are_tables(widget):
    assert "There is nothing to list" in overviewing.imported(widget.corpus)
    assert "The Strait" in overviewing.by_outlet(widget.corpus)


def test_what_was_reviewed_stands_beside_the_machine(tmp_path):
    at = surveyed.folder(tmp_path / "c", 30)
    corpus = overview.corpus_of(at, corpora.known())
    assert overviewing.UNREVIEWED.split(":")[0] in overviewing.corrected(corpus)
    sample = sampling.draw(at, 30, seed=5)
    review.save_sample(at, sample)
    assert overviewing.UNREVIEWED.split(":")[0] in overviewing.corrected(corpus)
    with Log(at, "Ana") as log:
        log.add(*answered(at, sample))
    told = overviewing.corrected(corpus)
    assert "reviewed by Ana" in told and "not enough" in told and "Corrected" in told
