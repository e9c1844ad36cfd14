import shutil
from pathlib import Path

import pytest

from analysis import articles, decisions, knowledge, review, starting
from tests import reviewed, samples

HOSTILE = "</script><img src=x onerror=alert(1)>"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A folder of articles of its own, each of which is the invented one, read at once."""
    home = tmp_path / "articles"
    shutil.copytree(articles.folder(), home, ignore=shutil.ignore_patterns("reviews"))
    docs = dict(zip(articles.names(), reviewed.corpus(9), strict=False))
    monkeypatch.setattr(articles, "folder", lambda: home)
    monkeypatch.setattr(starting.ReadingBar, "annotated_each", lambda self, some, known: [docs[one.id] for one in some])
    return home


@pytest.fixture
def form():
    return starting.ReviewForm(samples.known())


def begun(form, name="Ana"):
    form.name.value = name
    form.begin.click()
    return form.reviewer


def drawn(form, coders="", n=12, name="march", **fields):
    form.drawing.click()
    form.form.name.value, form.form.statements.value, form.form.coders.value = name, n, coders
    for field, value in fields.items():
        getattr(form.form, field).value = value
    form.form.draw.click()


def test_who_follows_gets_the_review_of_all_articles(form):
    got = []
    form.follow(got.append)
    assert form.articles.value == "" and form.articles.options[0][0] == f"All {len(articles.names())} of the folder"
    reviewer = begun(form)
    assert got == [reviewer] and list(reviewer.desk.docs) == [doc.id for doc in reviewed.corpus(len(articles.names()))]
    assert str(reviewer.desk.log.file) in form.told.value and 'role="status"' in form.told.value
    form.follow(got.append)
    assert got == [reviewer, reviewer] and starting.view(reviewer) is reviewer
    form.articles.value = articles.names()[1]
    assert list(begun(form).desk.docs) == ["article-1"]


@pytest.mark.parametrize(
    ("name", "why"), [("  ", "Give your name first"), ("A" * 61, "at most 60"), ("A\u202eB", "at most 60")]
)
def test_without_a_name_nothing_begins(form, name, why):
    assert begun(form, name) is None
    assert why in form.told.value and 'role="alert"' in form.told.value and not form.begin.disabled


def test_a_name_that_is_open_elsewhere_is_told_and_what_was_begun_stays(form, folder):
    mine = begun(form, "Ben")
    with decisions.Log(folder, "Ana") as log:
        log.hold()
        assert begun(form) is mine
    assert "decides in another notebook" in form.told.value
    assert begun(form).coder == "Ana"


def test_the_same_name_again_in_one_notebook_goes_on(form):
    first = begun(form)
    assert begun(form) is not first and 'role="status"' in form.told.value


def test_who_reviewed_before_in_the_notebook_may_go_on_in_another(form, folder):
    begun(form)
    assert begun(form, "Ben").coder == "Ben"
    with decisions.Log(folder, "Ana") as log:
        log.hold()
    with decisions.Log(folder, "Ben") as log, pytest.raises(decisions.DecisionError, match="decides in another"):
        log.hold()


def test_a_folder_that_cannot_be_written_is_told_before_the_first_decision(form, folder):
    (folder / "reviews").write_text("in the way", encoding="utf-8")
    assert begun(form) is None
    assert "cannot be written" in form.told.value and form.told.value.count("<p") == 1


def test_each_article_is_read_once(form, monkeypatch):
    begun(form)
    monkeypatch.setattr(starting.ReadingBar, "annotated_each", None)
    assert begun(form, "Ben").coder == "Ben"


def test_without_articles_it_is_told(form, folder):
    for path in folder.iterdir():
        path.unlink()
    assert begun(form) is None and starting.NONE_YET in form.told.value


def test_an_article_that_cannot_be_read_is_left_out(form, folder):
    (folder / "zzz.txt").write_bytes(b"\x00\x01" * 50)
    assert len(begun(form).desk.docs) == len(articles.names()) - 1


def test_a_sample_is_drawn_dealt_out_and_chosen(form, folder):
    drawn(form, "Ana, Ben", sentences=4, seed=17, overlap=50, order="both")
    (sample,) = review.samples(folder)
    assert (sample.name, sample.seed) == ("march", 17) and starting.shares(sample).keys() == {"Ana", "Ben"}
    assert form.sample.value == "march" and form.form not in form.children
    assert "12 of 24 statements and 3 of 3 sentences" in form.told.value and "with the seed 17" in form.told.value
    assert form.name.options == ("Ana", "Ben")
    reviewer = begun(form)
    assert reviewer.progress["sample"] == (0, starting.shares(sample)["Ana"])
    form.sample.value = ""
    assert "sample" not in begun(form).progress


def test_a_sample_that_was_dealt_to_others_is_told(form):
    drawn(form, "Ana, Ben")
    assert begun(form, f"Eve {HOSTILE}"[:60]) is None
    assert "was dealt to Ana and Ben, and not to Eve" in form.told.value and "<img" not in form.told.value


def test_a_sample_of_that_name_is_not_replaced(form, folder):
    drawn(form)
    before = review.samples(folder)
    drawn(form, name="March")
    assert "There is a sample called" in form.told.value and review.samples(folder) == before
    form.form.name.value = "april"
    form.form.draw.click()
    assert {one.name for one in review.samples(folder)} == {"april", "march"}


@pytest.mark.parametrize("name", ["../x", "", ".x", 'a"b', "a\nb?"])
def test_a_name_that_is_no_file_is_told(form, folder, name):
    drawn(form, name=name)
    assert 'role="alert"' in form.told.value and not review.samples(folder)
    assert not list(folder.parent.glob("*.json"))


@pytest.mark.parametrize("coders", ["Ana, Ana", f"{'A' * 61}"])
def test_coders_are_named_once_each(form, folder, coders):
    drawn(form, coders)
    assert 'role="alert"' in form.told.value and not review.samples(folder)


def test_a_name_is_proposed_that_no_sample_has(form):
    drawn(form, name="sample 1")
    form.drawing.click()
    assert form.form.name.value == "sample 2" and 0 < form.form.seed.value < 100_000


def press(reviewer, what, unit, n, **after):
    told = {"type": "decide", "id": f"{n:032x}", "article": unit[0], "unit": unit[1], "what": what}
    reviewer._handle_custom_msg(told | {"after": after, "quotes": {}, "seconds": 2.0}, [])


def test_what_was_decided_follows_each_decision(form):
    reviewer = begun(form)
    table, own, got = starting.Decided(reviewer), starting.CodedChooser(form), []
    own.follow(got.append)
    assert "Ana has decided nothing" in own.line.value and len(got) == 1
    first, second, third = [("article-0", s.key) for s in reviewer.desk.docs["article-0"].statements[:3]]
    press(reviewer, "accept", first, 1)
    press(reviewer, "change", second, 2, position="oppose")
    press(reviewer, "accept", second, 3)
    press(reviewer, "reject", third, 4)
    rows = starting.counts([row for _, row in table._rows.values()]).set_index("article")
    total = rows.loc["All"]
    assert (total["accepted"] + total["changed"], total["rejected"], total["left"]) == (2, 1, total["statements"] - 3)
    assert rows.iloc[0]["rejected"] == 1 and rows.iloc[1]["rejected"] == 0
    assert "Rejected" in table.value
    own.again.click()
    assert "Reviewed by Ana: 3 of 8 statements." in own.line.value
    assert len(got[-1].statements) == 7 and got[-1].reviews


def test_what_is_lost_is_listed_as_text(form, folder):
    doc = reviewed.corpus(1)[0]
    lost = decisions.Decision("Ana", "another", doc.id, "gone", "accept", {"verdict": "accept"}, words=f"no {HOSTILE}")
    with decisions.Log(folder, "Ana") as log:
        log.add(lost)
    table = starting.Decided(begun(form))
    assert "not found in this one" in table.value and "&lt;img" in table.value and "<img" not in table.value


def test_where_no_kernel_runs_it_says_so(form):
    assert "Run All Cells" in form._repr_mimebundle_()["text/html"]
    assert "Run All Cells" in starting.CodedChooser(form)._repr_mimebundle_()["text/html"]


def test_the_form_of_a_notebook_is_shown(monkeypatch):
    shown = []
    monkeypatch.setattr(starting, "display", shown.append)
    form = starting.form(knowledge.load())
    assert shown == [form] and form.reviewer is None
    assert starting.coded_by(form) is shown[1]
    assert Path(articles.folder()).is_dir()


def test_damaged_lines_of_a_log_are_told(form, folder):
    reviewed.code(folder, reviewed.corpus(1), "Ana", each=3)
    begun(form)
    assert "since damaged" not in form.told.value
    form.reviewer.close()
    with (folder / "reviews" / "Ana.jsonl").open("ab") as log:
        log.write(b'{"coder": "Ana", "wh\n\n<<<<<<< mine\n')
    begun(form)
    assert "Left out, since damaged, and still in the file: 2 lines." in form.told.value
