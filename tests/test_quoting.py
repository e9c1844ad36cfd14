import re

import pytest

from analysis import articles, decisions, quoting, review
from analysis.comparing import Reviews
from analysis.quoting import Quoting
from tests import reviewed, samples

KNOWN = samples.known()


@pytest.fixture
def asked(tmp_path, monkeypatch):
    """asked(n, …): the form on a corpus of which n statements were drawn and dealt to Ana and Ben, who coded them."""
    monkeypatch.setattr(articles, "folder", lambda: tmp_path)

    def of(n=160, sentences=0, only=None, number=24, **opens):
        docs = reviewed.corpus(number)
        if n:
            sample = review.draw(docs, n, seed=5, sentences=sentences, name="march")
            sample = review.assign(sample, ["Ana", "Ben"], overlap=0.3)
            review.save_sample(tmp_path, sample)
            for seed, coder in enumerate(only or ("Ana", "Ben")):
                reviewed.code(tmp_path, docs, coder, sample, seed=seed)
        return Quoting(Reviews(docs, decisions.kept(tmp_path), "Ana", "Ben", KNOWN), **opens)

    return of


def told(form):
    return re.sub(r"<style>.*?</style>", "", form.page.value, flags=re.S)


def test_a_share_is_told_with_interval_and_sentence(asked):
    form = asked()
    assert (form.column.value, form.value.value, form.by.value) == ("position", "oppose", "")
    page = told(form)
    assert re.search(r'data-label="95 % interval">\d+\.\d to \d+\.\d %<', page)
    assert re.search(r'<blockquote class="quotable">.*position oppose.*reviewed statements', page)
    assert re.search(r"blind to the sample “march” \(seed 5\): (Ana|Ben) \d+, (Ana|Ben) \d+\. ", page)
    assert "the adjudicated answer counts, else that of the first named" in page
    assert page in form._repr_mimebundle_()["text/html"].split("</style>")[1]


def test_too_little_is_not_enough_and_says_how_much_is_wanting(asked):
    page = told(asked(40))
    assert "Not enough" in page and re.search(r"about \d+ minutes", page) and "<blockquote" not in page
    assert "not enough" in page


def test_it_is_asked_by_group_and_for_other_columns(asked):
    form = asked()
    form.by.value = "outlet"
    page = told(form)
    assert 'scope="col">Outlet<' in page and all(outlet in page for outlet in reviewed.OUTLETS)
    form.by.value = ""
    form.column.value = "topics"
    assert form.value.value == "Law of the sea" and "Law of the sea" in told(form)
    form.column.value = "position"
    assert form.value.value == "oppose"


def test_how_much_to_review_follows_the_interval_that_is_wanted(asked):
    form = asked()
    form.points.value = 30
    assert "Enough is reviewed for an interval of ± 30 points" in told(form)
    form.points.value = 0.5
    assert re.search(r"Review \d+ statements", told(form))


def test_what_the_machine_misses_is_told_where_sentences_were_drawn(asked):
    assert "Share of statements found: Not enough" in told(asked(sentences=20))


def test_whose_answers_count_first_can_be_chosen(asked):
    form, counts = asked(), {}
    for name in ("Ana", "Ben"):
        form.first.value = name
        counts[name] = form._items["coder"].value_counts()
    assert counts["Ana"]["Ana"] > counts["Ben"]["Ana"] and counts["Ben"]["Ben"] > counts["Ana"]["Ben"]
    assert "Ben" in told(form)


def test_one_coder_is_named_alone(asked):
    form = asked(only=["Ben"])
    assert form.first.options == (("Ben", "Ben"),) and "of the first named" not in told(form)
    assert "still to be reviewed" in told(form) or "Not enough" in told(form)


def test_without_a_sample_it_says_how_to_draw_one(asked):
    form = asked(0)
    assert quoting.NO_SAMPLE in form.page.value and form.children == (form.page,)


def test_a_sample_that_nobody_coded_yet_waits(asked, tmp_path):
    docs = reviewed.corpus(24)
    review.save_sample(tmp_path, review.draw(docs, 60, seed=1, name="april"))
    form = Quoting(Reviews(docs, (), "Ana", "Ben", KNOWN))
    assert "none yet" in told(form) and form.first.layout.display == "none"


def test_a_notebook_may_say_what_is_asked(asked):
    form = asked(share="Topic", value="Talks", by="year")
    assert (form.column.value, form.value.value, form.by.value) == ("topics", "Talks", "year")
    assert 'scope="col">Year<' in told(form)
    form = Quoting(form.reviews, share="Nonsense", value="nothing", by="nobody")
    assert (form.column.value, form.value.value, form.by.value) == ("position", "oppose", "")


def test_the_pace_of_those_who_coded_tells_how_long_more_takes(asked):
    form = asked()
    assert 8 <= form._seconds() <= 16  # a change and a verdict, of eight seconds each
    form._coders = []
    assert form._seconds() == quoting.estimates.SECONDS


def test_who_codes_positions_alone_says_nothing_of_topics(asked, tmp_path, monkeypatch):
    """Positions given, and nothing else: no topic is not the topic "none"."""
    keep = ("position", "lean", "verdict")
    whole = reviewed._answer
    less = lambda *args, **how: {name: v for name, v in whole(*args, **how).items() if name in keep}  # noqa: E731
    monkeypatch.setattr(reviewed, "_answer", less)
    form = asked(number=48)
    form.column.value = "topics"
    page = told(form)
    assert "<blockquote" not in page and "Not enough" in page
    assert "Answers of Ana, Ben are left out here: no topic is given in any of them." in page


def test_how_many_answers_give_none_is_told(asked):
    form = asked()
    form.column.value = "topics"
    page = told(form)
    none = len(form._items.query("coded and wrong == False and true_topics == ''"))
    assert (f"{none} of these answers give no topic, which counts as none." in page) == (none > 0)
    form.column.value = "position"
    assert "counts as none" not in told(form)
