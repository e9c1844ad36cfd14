"""Reviewing and comparing over a corpus that was read by a run: what is not looked at is not opened."""

import shutil
from itertools import count

import pytest

from analysis import (
    articles,
    changes,
    comparing,
    cubes,
    decisions,
    queues,
    quoting,
    rereading,
    results,
    review,
    sampling,
    starting,
)
from analysis.results import Documents
from analysis.reviewing import Reviewer
from analysis.settling import Settling
from tests import corpora, surveyed

PRESSES = count(1)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return surveyed.folder(tmp_path_factory.mktemp("made"), 48)


@pytest.fixture
def folder(made, tmp_path):
    shutil.copytree(made, tmp_path / "c")
    return tmp_path / "c"


@pytest.fixture
def opened(monkeypatch):
    """The articles that are opened meanwhile."""
    ids, whole = [], results.records.document
    monkeypatch.setattr(
        results.records, "document", lambda record: ids.append(record["article"]["id"]) or whole(record)
    )
    return ids


def press(reviewer, kind, article="", unit="", **told):
    """What the page is answered."""
    said = []
    reviewer.send = said.append
    id = f"{next(PRESSES):032x}"
    reviewer._handle_custom_msg(
        {"type": kind, "id": id, "article": article, "unit": unit, "after": {}, "quotes": {}} | told, []
    )
    return said


def test_a_corpus_is_reviewed_one_article_at_a_time(folder, opened):
    sample = sampling.draw(folder, 8, seed=2)
    opened.clear()
    reviewer = Reviewer(folder, corpora.known(), coder="Ana", sample=sample)
    assert len(set(opened)) <= 1  # nothing but what it begins with
    assert reviewer.progress["sample"] == (0, 8)
    (shown,) = press(reviewer, "show")
    current = shown["payload"]["review"]
    assert current["article"]["of"] == len(Documents(folder)) and set(opened) == {reviewer._place[0]}
    for item in sample.items:
        press(reviewer, "go", item.id, item.unit)
        for what, after in (("change", {"position": "oppose"}), ("accept", {})):
            answer = press(reviewer, "decide", item.id, item.unit, what=what, after=after)
            assert answer[0]["type"] == "decided", answer
    assert set(opened) <= {item.id for item in sample.items}
    assert reviewer.progress["sample"] == (8, 8)
    assert (folder / "reviews" / "Ana.jsonl").is_file()
    assert {doc.id for doc in reviewer.coded} == {item.id for item in sample.items}
    reviewer.close()
    again = Reviewer(Documents(folder), corpora.known(), coder="Ana", sample=sample)
    assert again.progress == reviewer.progress
    press(again, "undo")
    assert again.progress["sample"] == (7, 8)
    again.close()
    made_by = results.run_of(folder).made_by
    told = decisions.kept(folder)[0]
    assert (told.version, told.models, told.knowledge) == (made_by.version, made_by.models, made_by.knowledge)
    items = sampling.items(folder, decisions.kept(folder), ["Ana"], sample)
    assert items["coded"].sum() == 7 and set(items.loc[items["coded"] == True, "true_position"]) == {"oppose"}  # noqa: E712


def test_queues_are_those_of_the_documents_with_copies_once(folder):
    docs = {doc.id: doc for doc in results.documents(folder)}
    wanted = queues.queues({id: docs[id] for id in cubes.leading(folder)}, None, (), blind=True)
    found = queues.queues(Documents(folder), None, (), blind=True)
    assert [queue.items for queue in found] == [queue.items for queue in wanted]
    assert "Of copies one comes." in found[0].note
    (copy,) = [doc for id, doc in docs.items() if id == "wire-1"]
    drawn = review.draw([copy], 1, seed=1)
    asked = queues.queues(Documents(folder), drawn, drawn.items, blind=True)[-1]
    assert {id for id, _ in asked.items if id.startswith("wire")} == {"wire-1"}


def test_an_article_has_one_label_in_a_corpus_and_alone(folder):
    corpus = Documents(folder)
    assert [corpus.label(id) for id in corpus] == [articles.label(corpus[id]) for id in corpus]
    assert corpus.label("wire-1") == "wire-1 · Tellan Courier · 2 February 2021"


def test_a_queue_that_is_long_is_told_in_part(folder, monkeypatch):
    monkeypatch.setattr(queues, "MOST", 5)
    found = queues.queues(Documents(folder), None, (), blind=True)
    assert [len(queue.items) for queue in found] == [5, 5] and " These are 5 of " in found[0].note


def test_the_form_takes_a_corpus(folder):
    form = starting.ReviewForm(corpora.known(), folder)
    assert form.articles.options == ((f"All of {folder}", ""),)
    form.drawing.click()
    form.form.name.value, form.form.statements.value, form.form.coders.value = "march", 12, "Ana, Ben"
    form.form.sentences.value = 3
    form.form.draw.click()
    assert "Drawn and kept: 12 of " in form.told.value and "3 of " in form.told.value
    (sample,) = review.samples(folder)
    form.name.value = "Ana"
    form.begin.click()
    reviewer = form.reviewer
    decided, chooser = starting.Decided(reviewer), starting.CodedChooser(form)
    mine = {item.id for item in sample.items if "Ana" in item.coders}
    assert {id for _, id in chooser.menu.options} == mine
    item = next(item for item in sample.items if "Ana" in item.coders and item.kind == "statement")
    press(reviewer, "decide", item.id, item.unit, what="reject", after={"verdict": "reject"})
    assert chooser.doc is not None
    chooser.menu.value = item.id
    chooser.again.click()
    assert chooser.doc.id == item.id and "Reviewed by Ana: 1 of" in chooser.line.value
    assert "Rejected" in decided.value
    reviewer.close()


def test_a_folder_that_was_not_read_is_told(tmp_path):
    corpora.written(tmp_path / "c", corpora.articles(2))
    form = starting.ReviewForm(corpora.known(), tmp_path / "c")
    form.name.value = "Ana"
    form.begin.click()
    assert form.reviewer is None and "read them with demarche annotate" in form.told.value
    choice = comparing.CoderChooser(corpora.known(), corpus=tmp_path / "c")
    choice.read()
    assert comparing.NOBODY in choice.told.value
    with Reviewed(tmp_path / "c", "Ana"):
        choice.read()
        assert "read them with demarche annotate" in choice.told.value


class Reviewed:
    """A folder with one decision in it."""

    def __init__(self, folder, coder):
        self.log = decisions.Log(folder, coder)

    def __enter__(self):
        self.log.add(decisions.Decision("Ana", "x", "y", "z", "accept", {"verdict": "accept"}))

    def __exit__(self, *_):
        self.log.close()


def code(folder, sample, coder, wrong=0):
    """Answers to a sample, blind; as the machine has them, but every so many neutral."""
    docs = {doc.id: doc for doc in results.documents(folder, {item.id for item in sample.items})}
    made = []
    for n, item in enumerate(sample.items):
        one = next(s for s in comparing.coded_statements(docs[item.id]) if s.key == item.unit)
        position = "neutral" if wrong and n % wrong == 0 else one.position
        after = {"position": position, "topics": [c.topic for c in one.topics], "act": "state", "target": one.target}
        after |= {"speakers": list(one.names), "actors": [s.actor or "" for s in one.speakers]}
        draw = {"sample": sample.name, "seed": sample.seed, **item.draw}
        made.append(surveyed.decide(docs[item.id], item.unit, coder, after=after, blind=True, draw=draw))
    with decisions.Log(folder, coder) as log:
        log.add(*made)


def test_coders_of_a_corpus_are_compared_settled_and_quoted(folder, opened):
    sample = sampling.draw(folder, 30, seed=4, name="march")
    review.save_sample(folder, sample)
    for coder, wrong in (("Ana", 0), ("Ben", 4)):
        code(folder, sample, coder, wrong)
    opened.clear()
    choice = comparing.CoderChooser(corpora.known(), corpus=folder)
    choice.read()
    assert set(opened) == {item.id for item in sample.items}
    reviews = choice.reviews
    assert (reviews.left, reviews.right, reviews.folder) == ("Ana", "Ben", folder)
    assert "30 statements that both coded blind" in comparing.agreed(reviews)
    form = quoting.Quoting(reviews)
    total = sum(len(doc.statements) for doc in results.documents(folder, cubes.leading(folder)))
    assert len(reviews.items(["Ana"], sample)) == total
    assert "blind to the sample “march”" in form.page.value
    settling = Settling(reviews, by="Cleo")
    settling.start()
    assert settling.settler.progress["differences"][1] > 3
    settling.settler.close()


def test_what_a_version_changed_is_shown(folder):
    assert rereading.NONE in rereading.shown(corpora.known())
    assert "there is no run before" in rereading.shown(corpora.known(), folder)
    sample = sampling.draw(folder, 30, seed=4)
    code(folder, sample, "Ana")
    surveyed.read_again(folder)
    page = rereading.shown(corpora.known(), folder)
    assert changes.between(folder).lines[0] in page
    assert "Reviews of" in page and "Right now" in page and "went" in page


# ---- what only an earlier version found


@pytest.fixture
def missed(folder):
    """The folder, read by a later version after Ana had accepted all, and the statements that it misses."""
    docs = list(results.documents(folder))
    with decisions.Log(folder, "Ana") as log:
        log.add(*(surveyed.decide(doc, one.key) for doc in docs for one in comparing.coded_statements(doc)))
    surveyed.read_again(folder)
    ours, found = (keys_in(folder, name) for name in ("Ana", ""))
    assert ours > found
    return folder, sorted(ours - found)


def keys_in(folder, coder):
    frame = results.table(folder, "statements", coder=coder)
    return set(zip(frame["article"], frame["key"], strict=True))


def test_a_change_of_what_an_earlier_version_found_is_kept_in_sight(missed):
    folder, places = missed
    id, unit = places[0]
    reviewer = Reviewer(folder, corpora.known(), coder="Ana")
    before = reviewer.desk.fields(id, unit)
    answers = press(reviewer, "decide", id, unit, what="change", after={"position": "conditional", "lean": "+"})
    assert answers[0]["state"]["fields"]["position"] == "conditional", answers
    assert reviewer.desk.fields(id, unit)["content"] == before["content"] != []
    reviewer.close()
    assert (id, unit) in keys_in(folder, "Ana")


def settled_by(folder):
    choice = comparing.CoderChooser(corpora.known(), "Ana", "the machine", corpus=folder)
    choice.read()
    settling = Settling(choice.reviews, by="Cleo")
    settling.start()
    return settling.settler


@pytest.mark.parametrize(("side", "verdict"), [("left", "accept"), ("right", "reject")])
def test_what_an_earlier_version_found_is_settled_once(missed, side, verdict):
    folder, places = missed
    settler = settled_by(folder)
    differ = settler.desk.queues[0].items
    assert set(places) <= set(differ)
    for id, unit in differ:
        (answer, *_) = press(settler, "decide", id, unit, what="take", side=side)
        assert answer["state"]["fields"]["verdict"] == (verdict if (id, unit) in places else "accept"), answer
    assert settler.progress["differences"] == (len(differ), len(differ))
    settler.close()
    again = settled_by(folder)
    assert again.progress["differences"] == (len(differ), len(differ))
    again.close()
    in_layer = keys_in(folder, decisions.ADJUDICATED) & set(places)
    assert in_layer == (set(places) if side == "left" else set())


def test_what_was_settled_before_another_version_read_is_settled_still(folder):
    docs = list(results.documents(folder))
    with decisions.Log(folder, "Ana") as log:
        log.add(*(surveyed.decide(doc, one.key) for doc in docs for one in comparing.coded_statements(doc)))
    settler = settled_by(folder)
    settler.desk.take_alike(len(settler.desk.queues[1].items), f"{next(PRESSES):032x}")
    settler.close()
    surveyed.read_again(folder)
    again = settled_by(folder)
    assert {name: done == of for name, (done, of) in again.progress.items()} == {"differences": True, "alike": True}
    again.close()
