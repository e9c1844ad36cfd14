"""One file for a corpus: as large as it may be, with a stated part of what has no room, and without texts if asked."""

import base64
import gzip
import json
import re

import pytest

from analysis import onefile, overview, report, results
from analysis.imported import ARTICLES
from analysis.saving import SavingError
from analysis.shards import RunError
from tests import corpora
from tests.browser import corpus_page
from tests.test_cli import demarche  # noqa: F401 (a fixture)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return corpus_page.made(tmp_path_factory.mktemp("onefile") / "c", corpora.large(80))


@pytest.fixture(scope="module")
def least(folder):
    """The megabytes that the page needs without any words."""
    there = overview.corpus_of(folder, corpora.known())
    return len(onefile._filled(there, overview.view(there), "", []).encode()) / 1_000_000


def packed(html):
    """What is packed into a page: {id of its element: value}."""
    found = re.findall(r'<script type="text/plain" id="([\w-]+)">([\w+/=]*)</script>', html)
    return {id: json.loads(gzip.decompress(base64.b64decode(text))) for id, text in found if text and id != "plotly"}


def written(folder, path, **options):
    found = report.corpus(folder, path, corpora.known(), **options)
    assert found == path
    return path.read_text(encoding="utf-8")


def test_all_of_a_small_corpus_is_in_it(folder, tmp_path):
    html = written(folder, tmp_path / "x.html")
    there = packed(html)
    corpus = overview.corpus_of(folder, corpora.known())
    assert there["corpus"]["sample"] == {
        "shown": corpus.statements,
        "of": corpus.statements,
        "seed": None,
        "articles": 80,
    }
    assert there["statements"] == overview.words(corpus)
    assert there["article-7"] == overview.article(corpus, 7) and len(there) == 82
    assert f"the words of {corpus.statements:,} of {corpus.statements:,} statements" in html
    assert written(folder, tmp_path / "y.html") == html


@pytest.mark.parametrize("more", [0.03, 0.12, 0.3])
def test_what_has_no_room_is_drawn_at_random_and_that_is_said(folder, tmp_path, least, more):
    html = written(folder, tmp_path / "x.html", megabytes=least + more)
    assert len(html.encode()) <= (least + more) * 1_000_000 + 2000  # of which the words about the sample are some
    there = packed(html)
    sample = there["corpus"]["sample"]
    assert sample["seed"] == onefile.SEED
    statements = there["statements"]
    assert len(statements["nth"]) == sample["shown"] <= sample["of"]
    assert sum(id.startswith("article-") for id in there) == sample["articles"] < 80
    assert f"the words of {sample['shown']:,} of {sample['of']:,}" in html and "drawn at random (seed 1)" in html
    if sample["shown"] < sample["of"]:  # spread over articles: each has one before any has two more than others
        each = [statements["article"].count(n) for n in range(80)]
        whole = overview.words(overview.corpus_of(folder, corpora.known()))["article"]
        assert all(number >= min(max(each) - 1, whole.count(n)) for n, number in enumerate(each))
        assert sample["articles"] == 0 and len(html.encode()) > (least + more * 0.8) * 1_000_000
    counts = there["corpus"]["cells"]
    assert counts == packed(written(folder, tmp_path / "y.html"))["corpus"]["cells"]


def test_without_texts_it_has_the_words_of_statements_alone(tmp_path_factory, tmp_path):
    folder = corpus_page.hostile(tmp_path_factory.mktemp("quoted") / "c")
    there = packed(written(folder, tmp_path / "x.html", texts=False))
    assert not [id for id in there if id.startswith("article-")] and there["corpus"]["texts"] is False
    said, whole = there["statements"]["said"], results.table(folder, "statements")
    assert set(whole["sentence"]) - set(said)
    for words, row in zip(there["statements"]["content"], whole.itertuples(), strict=True):
        assert words == row.content
    told = " ".join(str(value) for values in there["statements"].values() for value in values)
    (doc, *_) = results.documents(folder)
    own = {n for one in doc.statements for part in (one.source, one.cue, one.content) for s in part for n in range(*s)}
    for sentence in doc.sentences:
        if own.isdisjoint(range(*sentence.span)) and len(doc[sentence.span]) > 30:
            assert doc[sentence.span] not in told


def test_a_corpus_that_does_not_fit_is_refused_before_anything_is_written(folder, tmp_path):
    with pytest.raises(onefile.TooLargeError, match=r"80 articles alone need 2\.\d MB, and the file may have 1;"):
        report.corpus(folder, tmp_path / "x.html", corpora.known(), megabytes=1)
    assert not (tmp_path / "x.html").exists()
    assert issubclass(onefile.TooLargeError, RunError)


def test_its_own_articles_are_never_replaced(folder):
    with pytest.raises(SavingError):
        report.corpus(folder, folder / ARTICLES, corpora.known())


def test_nothing_to_say_is_said(tmp_path):
    folder = corpus_page.made(tmp_path / "c", [corpora.row("one", "Ships wait.")])
    html = written(folder, tmp_path / "x.html")
    assert "0 statements in 0 of the articles; 1 reports no statement." in html
    assert ">1 article, without dates<" in html


def test_on_the_command_line(folder, tmp_path, demarche):  # noqa: F811
    done = demarche("report", folder, "-o", tmp_path / "x.html", "--without-texts", "--megabytes", 5)
    assert done.returncode == 0 and str(tmp_path / "x.html") in done.stdout.decode()
    assert onefile.WITHOUT_TEXTS in (tmp_path / "x.html").read_text(encoding="utf-8")
    bare = corpora.written(tmp_path / "unread", [corpora.row("one", "Ships wait.")])
    for words, why in (([folder, "--megabytes", 1], "allow more megabytes"), ([bare], "read them with demarche")):
        done = demarche("report", *words, "-o", tmp_path / "y.html")
        assert done.returncode == 2 and not (tmp_path / "y.html").exists()
        assert why in done.stderr.decode() and done.stderr.count(b"\n") == 1
