import re
from dataclasses import replace

import pandas as pd
import pytest

from analysis import articles, choices, comparing, decisions, markup, review
from analysis.coded import coded_statements
from analysis.coefficients import Coefficient
from analysis.comparing import MACHINE, Reviews
from tests import reviewed, samples

HOSTILE = "</script><img src=x onerror=alert(1)>"
KNOWN = samples.known()


@pytest.fixture(scope="module")
def coded(tmp_path_factory):
    """A folder, its documents, and a sample that Ana and Ben coded blind; three articles they went through, in sight."""
    folder, docs = tmp_path_factory.mktemp("articles"), reviewed.corpus(12)
    sample = review.draw(docs, 60, seed=3, name="march")
    review.save_sample(folder, sample)
    for seed, coder in enumerate(("Ana", "Ben")):
        reviewed.code(folder, docs, coder, sample, seed=seed)
        reviewed.code(folder, docs[:3], coder, seed=seed + 5)
    return folder, docs, sample


def reviews_of(coded, left="Ana", right="Ben", docs=None):
    folder, own, _ = coded
    return Reviews(tuple(docs or own), decisions.kept(folder), left, right, KNOWN)


def rows(html):
    """The cells of each row of the tables in a page."""
    return [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in re.findall(r"<tr>(.*?)</tr>", html)]


def test_two_people_are_compared_and_the_machine_beside_them(coded):
    html = comparing.agreed(reviews_of(coded))
    assert "<strong>Ana and Ben</strong>, two people, 60 statements that both coded blind." in html
    first = {row[0]: row[1:] for row in rows(html) if len(row) == 6}
    assert first.keys() >= {"Is it a statement?", "Position", "Position in steps (ordinal)", "Topics (sets)"}
    assert re.fullmatch(r"0\.\d\d \(0\.\d\d to [01]\.\d\d\)", first["Position"][1])
    assert "Law of the sea" in first["Main topic"][-1]
    assert "The machine and Ana" in html and "In 3 articles that both went through" in html
    assert "2000 draws, seed 15" in html


def test_a_person_and_the_machine_are_compared(coded):
    html = comparing.agreed(reviews_of(coded, MACHINE, "Ana"))
    assert "<strong>The machine and Ana</strong>, a person and the machine, 60 statements coded blind." in html
    assert "beside them" not in html and "In 3 articles" in html


def test_what_nobody_gave_is_called_none(tmp_path):
    (doc,) = reviewed.corpus(1)
    blind = {"blind": True, "draw": {"sample": "march", "pi": 0.5, "stratum": "statements", "seed": 1}}
    after = {"verdict": "accept", "position": "neutral", "target": "", "speakers": [], "actors": []}
    for coder in ("Ana", "Ben"):
        with decisions.Log(tmp_path, coder) as log:
            keys = [one.key for one in coded_statements(doc)]
            log.add(*(decisions.Decision(coder, doc.digest, doc.id, key, "accept", after, **blind) for key in keys))
    html = comparing.agreed(Reviews((doc,), decisions.kept(tmp_path), "Ana", "Ben", KNOWN))
    first = {row[0]: row[-1] for row in rows(html) if len(row) == 6}
    assert {first[name] for name in ("Target", "Speakers (sets)", "Actors (sets)")} == {"none 100 % and 100 %"}
    assert "(none)" not in html


def test_who_coded_nothing_blind_has_no_figures_but_reasons(coded, tmp_path):
    docs = reviewed.corpus(2)
    reviewed.code(tmp_path, docs, "Ana", each=3)
    html = comparing.agreed(Reviews(docs, decisions.kept(tmp_path), "Ana", MACHINE, KNOWN))
    assert "none: nothing was coded by both" in html and "cannot be told: no article was gone through" in html


def test_what_was_answered_blind_has_nothing_of_the_machines(tmp_path):
    (doc,) = reviewed.corpus(1)
    one, other = coded_statements(doc)[:2]
    blind = {"blind": True, "draw": {"sample": "march", "pi": 0.5, "stratum": "statements", "seed": 1}}
    with decisions.Log(tmp_path, "Ana") as log:
        log.add(
            decisions.Decision("Ana", doc.digest, doc.id, one.key, "change", {"position": "oppose"}, **blind),
            decisions.Decision("Ana", doc.digest, doc.id, one.key, "accept", {"verdict": "accept"}, **blind),
            decisions.Decision("Ana", doc.digest, doc.id, one.key, "reveal", **blind),
            decisions.Decision("Ana", doc.digest, doc.id, one.key, "change", {"position": "support"}),
            decisions.Decision("Ana", doc.digest, doc.id, other.key, "accept", {"verdict": "accept"}),
        )
    layer = {c.key: c for c in coded_statements(review.as_answered(doc, "Ana", decisions.kept(tmp_path), KNOWN))}
    assert layer[one.key].position == "oppose" and not layer[one.key].speakers and layer[one.key].act is None
    assert layer[other.key].position == other.position and layer[other.key].speakers == other.speakers
    assert review.as_answered(doc, "Ana", (), KNOWN) is doc


def test_what_was_accepted_in_sight_stands_apart(coded):
    html = comparing.accepted(reviews_of(coded))
    told = re.findall(r"<strong>(\w+)</strong>: (\d+) of (\d+) accepted as they stood", html)
    assert [name for name, *_ in told] == ["Ana", "Ben"]
    assert all(0 < int(some) < int(n) <= 24 for _, some, n in told)  # what is in the sample was decided blind
    assert comparing.accepted(reviews_of(coded, MACHINE, "Ben")).count("<p>") == 1


def test_differences_open_at_their_words_as_each_has_them(coded):
    reviews = reviews_of(coded)
    shown = comparing.Differences(reviews)
    assert len(shown.frame) and shown.page.value.count('<details class="difference">') > 3
    assert "(Ana) · " in shown.page.value and '<div class="beside">' in shown.page.value
    name, value = shown.menu.options[1]
    before = shown.page.value.count("<details")
    shown.menu.value = value
    assert name.startswith(value) and 0 < shown.page.value.count("<details") <= before
    assert "<details" in shown._repr_mimebundle_()["text/html"]


def test_a_difference_counts_where_both_decided(coded, tmp_path):
    docs = reviewed.corpus(2)
    reviewed.code(tmp_path, docs[:1], "Ana", faults=1)
    reviewed.code(tmp_path, docs[1:], "Ben", faults=1)
    both = Reviews(docs, decisions.kept(tmp_path), "Ana", "Ben", KNOWN)
    assert comparing.Differences(both).frame.empty and "they do not differ" in comparing.Differences(both).page.value
    assert len(comparing.Differences(replace(both, right=MACHINE)).frame)


def test_many_differences_are_cut_off_and_counted(coded, monkeypatch):
    monkeypatch.setattr(comparing, "MOST", 2)
    page = comparing.Differences(reviews_of(coded)).page.value
    assert page.count('<details class="difference">') == 2 and re.search(r"And \d+ more: choose above", page)


def test_hostile_words_stay_words(tmp_path):
    doc, name = samples.hostile(HOSTILE), f"Eve {HOSTILE}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(samples, "judged", lambda: doc)
        docs = reviewed.corpus(3)
    sample = review.draw(docs, 20, seed=1, name=HOSTILE.replace("/", "").replace("<", "").replace(">", ""))
    reviewed.code(tmp_path, docs, name, sample, faults=0.5)
    reviewed.code(tmp_path, docs, "Ben", sample, seed=4, faults=0.5)
    reviews = Reviews(docs, decisions.kept(tmp_path), name, "Ben", KNOWN)
    pages = [comparing.agreed(reviews), comparing.accepted(reviews), comparing.Differences(reviews).page.value]
    assert all("<img" not in page and "</script>" not in page for page in pages) and "&lt;img" in "".join(pages)


@pytest.fixture
def chooser(coded, monkeypatch):
    folder, docs, _ = coded
    monkeypatch.setattr(articles, "folder", lambda: folder)
    monkeypatch.setattr(articles, "names", lambda: [doc.id for doc in docs])
    monkeypatch.setattr(articles, "named", {doc.id: doc for doc in docs}.__getitem__)
    monkeypatch.setattr(choices, "annotate", lambda doc, known: doc)
    return comparing.CoderChooser(KNOWN)


def test_the_two_who_coded_most_of_the_same_are_chosen(chooser):
    got = []
    chooser.follow(got.append)
    chooser.read()
    assert (chooser.left.value, chooser.right.value) == ("Ana", "Ben") and len(got) == 1
    assert "12 articles and" in chooser.told.value
    chooser.right.value = MACHINE
    assert (got[-1].left, got[-1].right) == ("Ana", MACHINE)
    chooser.left.value = MACHINE
    assert len(got) == 2 and "not the same" in chooser.told.value
    chooser.left.value = "Ben"
    chooser.read()  # keeps who was chosen
    assert (got[-1].left, got[-1].right) == ("Ben", MACHINE)


def test_a_notebook_may_say_who_is_compared(chooser, monkeypatch):
    monkeypatch.setattr(comparing, "display", lambda shown: None)
    assert comparing.coders(KNOWN, "Ben", MACHINE).reviews.right == MACHINE
    assert comparing.coders(KNOWN, "Ben", "Nobody").reviews.right == "Ben"


def test_where_nobody_reviewed_it_is_told(chooser, tmp_path, monkeypatch):
    monkeypatch.setattr(articles, "folder", lambda: tmp_path)
    chooser.read()
    assert chooser.reviews is None and comparing.NOBODY in chooser.told.value
    assert "Run All Cells" in chooser._repr_mimebundle_()["text/html"]


def test_a_figure_says_why_there_is_none():
    assert comparing.figure(Coefficient(-0.5, -0.7, 0.1)) == "−0.50 (−0.70 to 0.10)"
    assert comparing.figure(Coefficient(None, why="nothing")) == "none: nothing"
    assert comparing.figure(Coefficient(1.0, why="no interval: one article")) == "1.00 (no interval: one article)"
    assert "hint" in markup.table(pd.DataFrame(), {})


def decided(doc, one, coder, what, after=None, **told):
    return decisions.Decision(coder, doc.digest, doc.id, one.key, what, after or {"verdict": what}, **told)


def test_what_was_accepted_unread_is_no_decision_to_be_compared(tmp_path):
    """Who accepts many at once has not gone through the article, and does not differ from who read it."""
    (doc,) = reviewed.corpus(1)
    each = coded_statements(doc)
    with decisions.Log(tmp_path, "Ana") as log:
        log.add(*(decided(doc, one, "Ana", "accept", bulk=True) for one in each))
    with decisions.Log(tmp_path, "Ben") as log:
        log.add(*(decided(doc, one, "Ben", "reject") for one in each))
    reviews = Reviews((doc,), decisions.kept(tmp_path), "Ana", "Ben", KNOWN)
    assert len(comparing.Differences(reviews).frame) == 0
    assert "no article was gone through to its end by both" in comparing.agreed(reviews)


def test_an_article_without_statements_is_gone_through_by_nobody(tmp_path):
    doc = replace(reviewed.corpus(1)[0], statements=(), resolutions=(), acts=(), stances=(), topic_codes=())
    assert review.finished([doc], (), "Ana") == ()


def test_a_field_that_one_did_not_give_is_no_difference(tmp_path):
    (doc,) = reviewed.corpus(1)
    one = coded_statements(doc)[0]
    blind = {"blind": True, "draw": {"sample": "march", "pi": 0.5, "stratum": "statements", "seed": 1}}
    given = {"position": "oppose", "lean": ""}
    for coder, more in (("Ana", {"target": "the radar", "target_span": None}), ("Ben", {})):
        with decisions.Log(tmp_path, coder) as log:
            log.add(
                decided(doc, one, coder, "change", given | more, **blind), decided(doc, one, coder, "accept", **blind)
            )
    assert len(comparing.Differences(Reviews((doc,), decisions.kept(tmp_path), "Ana", "Ben", KNOWN)).frame) == 0


def test_few_articles_and_few_statements_are_told(coded, tmp_path):
    html = comparing.agreed(reviews_of(coded))
    assert ", of 60" in html and "too narrow" not in html
    docs = reviewed.corpus(3)
    sample = review.draw(docs, 20, seed=3, name="march")
    for seed, coder in enumerate(("Ana", "Ben")):
        reviewed.code(tmp_path, docs, coder, sample, seed=seed)
    html = comparing.agreed(Reviews(docs, decisions.kept(tmp_path), "Ana", "Ben", KNOWN))
    assert "Of fewer than ten articles it is too narrow." in html
