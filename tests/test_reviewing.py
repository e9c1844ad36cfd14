import json
import re
import secrets
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import decisions, explore, markup, review
from analysis.coded import coded_statements, joined_words
from analysis.model import ArticleTopic, Document
from analysis.recoding import fields_of
from analysis.reviewing import Reviewer
from tests import samples

ARTICLE = "estavia-weighs-a-treaty"


class Page:
    """What a page of a Reviewer says and hears."""

    def __init__(self, folder, **kwargs):
        docs = kwargs.pop("docs", [samples.judged()])
        self.reviewer = Reviewer(docs, samples.known(), folder=folder, **{"coder": "Ana"} | kwargs)
        self.heard = []
        self.reviewer.send = lambda content, buffers=None: self.heard.append(json.loads(json.dumps(content)))
        self.keys = [statement.key for statement in docs[0].statements]

    def say(self, type, **told):
        """The answers to a message."""
        self.heard.clear()
        self.reviewer._handle_custom_msg({"type": type} | told, [])
        return list(self.heard)

    def press(self, what, unit, after=None, quotes=None, **more):
        """The first answer to a decision."""
        told = {"id": secrets.token_hex(16), "article": ARTICLE, "unit": unit, "what": what, "seconds": 4}
        return self.say("decide", **told | {"after": after or {}, "quotes": quotes or {}} | more)[0]

    def why(self, *args, **kwargs):
        """The sentence with which a decision is refused."""
        answer = self.press(*args, **kwargs)
        assert answer["type"] == "refused", answer
        assert re.fullmatch(r"[A-Z][^\n]+\.", answer["why"])
        return answer["why"]

    def units(self):
        """The units that the page is told of, by their keys."""
        (answer,) = self.say("show")
        return {unit["key"]: unit for unit in answer["payload"]["review"]["units"]}


@pytest.fixture
def page(tmp_path):
    return Page(tmp_path)


def span_of(doc, words):
    start = doc.text.index(words)
    return [start, start + len(words)]


def sampled(doc, coders=()):
    """A sample of the second statement and of a sentence without one."""
    one, sentence = doc.statements[1], review.unmarked(doc)[0]
    words = joined_words(doc, one.content)
    drawn = review.Drawn(doc.digest, doc.id, one.key, "statement", "statements", 0.25, coders, words, *one.content[0])
    key = review.sentence_key(doc, sentence)
    other = replace(
        drawn,
        unit=key,
        kind="sentence",
        stratum="sentences",
        words=doc[sentence],
        start=sentence.span.start,
        end=sentence.span.end,
    )
    return review.Sample("march", 7, "2031-03-01", {"statements": 8, "sentences": 1}, (drawn, other))


def test_a_press_is_one_line_of_the_log_and_the_state_is_its_replay(page, tmp_path):
    first, second = page.keys[:2]
    answer = page.press("accept", first)
    assert (answer["type"], answer["unit"], answer["state"]["fields"]["verdict"]) == ("decided", first, "accept")
    assert re.fullmatch(r"\d\d:\d\d:\d\d", answer["at"]) and answer["progress"] == {"doubtful": 1, "article": 1}
    page.press("change", second, {"position": "oppose", "lean": ""})
    page.press("reject", second)
    kept = decisions.kept(tmp_path)
    assert [(d.what, d.unit, dict(d.after)) for d in kept] == [
        ("accept", first, {"verdict": "accept"}),
        ("change", second, {"position": "oppose", "lean": ""}),
        ("reject", second, {"verdict": "reject"}),
    ]
    assert kept[1].before == {"position": "conditional", "lean": "-"}
    assert {d.seconds for d in kept} == {4} and all(d.guide and d.models and d.words and d.end > d.start for d in kept)
    assert page.reviewer.done == 2 and page.reviewer.progress["article"] == (2, 8)
    (coded,) = page.reviewer.coded
    assert second not in [s.key for s in coded.statements] and len(coded.statements) == 7
    assert second in page.units()  # what was rejected can still be looked at
    assert Page(tmp_path).units() == page.units()


def test_a_document_without_decisions_is_the_machines(page):
    assert page.reviewer.coded == (samples.judged(),)


def test_all_that_is_coded_can_be_changed(page):
    doc, key = samples.judged(), page.keys[0]
    span = span_of(doc, "the treaty")
    more = span_of(doc, "talks")
    for after, quotes in [
        ({"speakers": ["Joren Maas", "Vorland"], "actors": ["Vorland", ""]}, {}),
        ({"position": "conditional", "lean": "+"}, {}),
        ({"target": "a treaty"}, {}),
        ({"target": "the treaty", "target_span": span}, {"target_span": ["the treaty"]}),
        ({"evidence": [more]}, {"evidence": ["talks"]}),
        ({"act": "warn"}, {}),
        ({"topics": ["fish", "sea"]}, {}),
        ({"note": "Odd.\nAsk Ben."}, {}),
        ({"source": []}, {"source": []}),
    ]:
        assert page.press("change", key, after, quotes)["type"] == "decided", after
        fields = page.units()[key]["fields"]
        assert {name: fields[name] for name in after} == after
    assert page.units()[key]["machine"]["speakers"] == ["Ilka Torvald"]
    assert page.reviewer.decisions[4].quotes == {"evidence": ["talks"]}


def test_words_that_change_bring_the_article_anew(page):
    doc, key = samples.judged(), page.keys[0]
    told = {"id": "a" * 32, "article": doc.id, "unit": key, "what": "change", "seconds": 1}
    content = [doc.statements[0].content[0].start, doc.statements[0].content[0].end - 1]
    quotes = {"content": [doc.text[slice(*content)]]}
    answers = page.say("decide", **told, after={"content": [content]}, quotes=quotes)
    assert [answer["type"] for answer in answers] == ["decided", "shown"]
    (row,) = [row for row in answers[1]["payload"]["statements"] if row["key"] == key]
    assert row["content"] == quotes["content"][0]


def test_a_missed_statement_is_added_and_undone(page):
    doc = samples.judged()
    span = span_of(doc, doc.title or "")
    answer = page.press("add", "", {"content": [span]}, {"content": [doc.text[slice(*span)]]})
    key = answer["unit"]
    assert key.startswith("added-") and answer["state"]["added"]
    assert key in [statement.key for statement in page.reviewer.coded[0].statements]
    assert "already" in page.why("add", "", {"content": [span]}, {"content": [doc.text[slice(*span)]]})
    answers = page.say("undo", id="b" * 32)
    assert answers[-1]["told"] == "Undone: what was added is open again."
    assert page.reviewer.coded == (doc,)


def test_undo_goes_back_to_the_beginning(page):
    before = page.units()
    for what, unit in [("accept", 0), ("skip", 1), ("reject", 1), ("accept", 1)]:
        page.press(what, page.keys[unit])
    for n in range(4):
        assert page.say("undo", id=f"{n + 100:032x}")[0]["type"] == "decided"
    assert page.units() == before
    assert page.say("undo", id="c" * 32) == [{"type": "refused", "id": "c" * 32, "why": "There is nothing to undo."}]


def test_a_press_that_is_sent_again_counts_once(page):
    for _ in range(2):
        page.press("accept", page.keys[0], id="d" * 32)
    assert len(page.reviewer.decisions) == 1


def test_many_are_accepted_together_marked_as_such_and_undone_together(page):
    page.press("reject", page.keys[3])
    rest = [key for key in page.keys if key != page.keys[3]]
    answers = page.say("bulk", id="e" * 32, article=ARTICLE, units=rest)
    assert answers[0]["progress"]["article"] == 8 and answers[1]["told"] == "7 accepted together."
    assert [d.bulk for d in page.reviewer.decisions] == [False] + [True] * 7
    assert page.units()[rest[0]]["bulk"]
    page.say("undo", id="f" * 32)
    assert page.reviewer.progress["article"] == (1, 8)


CHANGES = st.one_of(
    st.sampled_from(["support", "oppose", "neutral"]).map(lambda one: {"position": one, "lean": ""}),
    st.sampled_from("+-").map(lambda lean: {"position": "conditional", "lean": lean}),
    st.sampled_from(["", "the treaty", "a bay"]).map(lambda one: {"target": one, "target_span": None}),
    st.lists(st.sampled_from(["sea", "arms", "fish"]), unique=True).map(lambda topics: {"topics": topics}),
    st.sampled_from(["warn", "state"]).map(lambda act: {"act": act}),
    st.lists(st.sampled_from(["Ben Aldo", "Joren Maas"]), unique=True).map(
        lambda names: {"speakers": names, "actors": ["Vorland"] * len(names)}
    ),
    st.just({"evidence": [[1, 4]]}),
)


@settings(max_examples=40, deadline=None)
@given(changes=st.lists(st.tuples(st.integers(0, 7), CHANGES), max_size=8))
def test_the_card_shows_what_python_has(tmp_path_factory, changes):
    page, doc = Page(tmp_path_factory.mktemp("same")), samples.judged()
    for at, after in changes:
        quotes = {"evidence": [doc.text[1:4]]} if "evidence" in after else {}
        assert page.press("change", page.keys[at], after, quotes)["type"] == "decided"
    units = page.units()
    for one in coded_statements(page.reviewer.coded[0]):
        assert units[one.key]["fields"] | {"note": ""} == fields_of(one)


# ---- samples and blind coding


def test_what_is_coded_blind_is_hidden_until_it_is_decided_and_looked_at(tmp_path):
    doc = replace(samples.judged(), topics=(ArticleTopic("law_of_the_sea", ()),))
    page = Page(tmp_path, docs=[doc], sample=sampled(doc))
    key = doc.statements[1].key
    shown = page.say("show")[0]["payload"]
    assert shown["article"]["topics"] == []  # which would tell the statement's
    unit = page.units()[key]
    assert shown["review"]["current"] == key and unit["hidden"] and unit["machine"] == {}
    assert {unit["fields"][name] for name in ("position", "lean", "target", "act")} == {""}
    assert not any(unit["fields"][name] for name in ("speakers", "actors", "topics", "evidence"))
    (row,) = [row for row in shown["statements"] if row["key"] == key]
    assert row["position"] == "" and not row["people"] and not row["codes"] and not row["on"]
    assert not [mark for s in shown["segments"] for mark in s["marks"] if mark["statement"] == key]
    assert "blind" in page.why("accept", key)
    assert "when yours is given" in page.why("reveal", key)
    page.press("change", key, {"position": "oppose", "lean": ""})
    assert page.press("accept", key)["state"]["hidden"]  # so that a slip can be undone and is blind still
    answer = page.press("reveal", key)
    assert answer["state"]["machine"]["position"] == "conditional" and not answer["state"]["hidden"]
    page.press("change", key, {"position": "support", "lean": ""})
    *blind, last = [d for d in page.reviewer.decisions if d.what != "reveal"]
    assert [d.blind for d in blind] == [True, True] and not last.blind
    assert blind[0].draw == {"sample": "march", "seed": 7, "stratum": "statements", "pi": 0.25}
    (item,) = (
        review.items([doc], page.reviewer.decisions, ["Ana"], sampled(doc)).query("unit == @key").to_dict("records")
    )
    assert item["coded"] and item["true_position"] == "oppose"


def test_a_sentence_of_the_sample_is_asked_about(tmp_path):
    doc = samples.judged()
    sample = sampled(doc)
    item = sample.items[1]
    page = Page(tmp_path, sample=sample)
    unit = page.units()[item.unit]
    assert (unit["kind"], unit["span"], unit["hidden"]) == ("sentence", [item.start, item.end], False)
    assert "Nothing was added" in page.why("accept", item.unit)
    assert "add a statement in it first" in page.why("change", item.unit, {"position": "oppose"})
    span = [item.start, item.start + 5]
    page.press("add", "", {"content": [span]}, {"content": [doc.text[slice(*span)]]})
    assert page.press("accept", item.unit)["type"] == "decided"
    assert page.reviewer.progress["sample"] == (1, 2) and page.reviewer.decisions[-1].blind
    (row,) = (
        review.items([doc], page.reviewer.decisions, ["Ana"], sample).query("unit == @item.unit").to_dict("records")
    )
    assert row["coded"] and row["missed"] == 1


def test_a_coder_gets_what_was_dealt_out_and_the_rest_is_not_drawn(tmp_path):
    doc = samples.judged()
    sample = sampled(doc, ("Ben",))
    assert Page(tmp_path, sample=sample).reviewer.progress["sample"] == (0, 0)
    assert Page(tmp_path, sample=sample, coder="Ben").reviewer.progress["sample"] == (0, 2)


def test_what_is_drawn_is_never_accepted_together(tmp_path):
    doc = samples.judged()
    page = Page(tmp_path, sample=sampled(doc))
    answers = page.say("bulk", id="1" * 32, article=ARTICLE, units=page.keys)
    assert answers[0]["type"] == "refused"
    rest = [key for key in page.keys if key != doc.statements[1].key]
    assert page.say("bulk", id="2" * 32, article=ARTICLE, units=rest)[0]["type"] == "decided"


def test_without_blindness_the_sample_feeds_no_number(tmp_path):
    page = Page(tmp_path, sample=sampled(samples.judged()), blind=False)
    queue = page.say("show")[0]["payload"]["review"]["queues"][0]
    assert not queue["feeds"] and "no number" in queue["note"]
    page.press("accept", page.keys[1])
    assert not page.reviewer.decisions[0].blind


# ---- queues and several articles


def two():
    return [samples.judged(), replace(samples.sample(), id="second", text=samples.sample().text + " ")]


def test_queues_lead_from_article_to_article(tmp_path):
    page = Page(tmp_path, docs=two())
    place = lambda answer: (answer["payload"]["article"]["id"], answer["payload"]["review"]["current"])  # noqa: E731
    (answer,) = page.say("go", queue="article")
    assert place(answer) == (ARTICLE, page.keys[0])
    assert answer["payload"]["review"]["queue"]["items"][8]["article"] == "second"
    (answer,) = page.say("go", queue="article", article=ARTICLE, unit=page.keys[-1], step=1)
    assert place(answer) == ("second", page.keys[0])
    (answer,) = page.say("go", queue="article", article=ARTICLE, unit=page.keys[0], step=-1)
    assert place(answer) == (ARTICLE, page.keys[0])
    page.press("accept", page.keys[0])
    (answer,) = page.say("go", article="second", unit=page.keys[-1], step=1, undone=True)
    assert place(answer) == (ARTICLE, page.keys[1])


def test_doubtful_statements_come_first(page):
    page.say("go", queue="doubtful")
    items = page.say("show")[0]["payload"]["review"]["queue"]["items"]
    first = page.reviewer.desk.machine(ARTICLE)[items[0]["unit"]]
    assert first.stance.confidence == min(s.confidence for s in samples.judged().stances)


def test_how_long_it_takes_is_known_after_three(page):
    for key in page.keys[:3]:
        assert page.say("show")[0]["payload"]["review"]["pace"] is None
        page.press("change", key, {"note": "x"})
        page.press("accept", key)
    assert page.say("show")[0]["payload"]["review"]["pace"] == 8


# ---- what a page may not send


HOSTILE = [
    ({"what": "fly"}, "cannot be decided"),
    ({"what": ["accept"]}, "cannot be decided"),
    ({"unit": "nowhere"}, "not in the article"),
    ({"unit": 7}, "not in the article"),
    ({"article": "elsewhere"}, "not among those"),
    ({"article": None}, "not among those"),
    ({"id": "short"}, "mark of its own"),
    ({"id": None}, "mark of its own"),
    ({"what": "change"}, "Nothing was changed"),
    ({"what": "change", "after": ["position"]}, "no decision"),
    ({"what": "change", "after": {"verdict": "accept"}}, "field"),
    ({"what": "change", "after": {"colour": "red"}}, "field"),
    ({"what": "change", "after": {"position": "maybe"}}, "A position is one of"),
    ({"what": "change", "after": {"position": ["support"]}}, "A position is one of"),
    ({"what": "change", "after": {"position": "oppose", "lean": "+"}}, "conditional"),
    ({"what": "change", "after": {"lean": {}}}, "leans"),
    ({"what": "change", "after": {"act": "explode"}}, "act"),
    ({"what": "change", "after": {"topics": ["weather"]}}, "codebook"),
    ({"what": "change", "after": {"topics": "sea"}}, "list"),
    ({"what": "change", "after": {"speakers": ["Ben", ""], "actors": ["", ""]}}, "needs a name"),
    ({"what": "change", "after": {"speakers": ["Ben"], "actors": []}}, "Each speaker"),
    ({"what": "change", "after": {"speakers": ["B\u0000n"], "actors": [""]}}, "letters"),
    ({"what": "change", "after": {"speakers": ["x" * 301], "actors": [""]}}, "letters"),
    ({"what": "change", "after": {"target": None}}, "letters"),
    ({"what": "change", "after": {"note": 3}}, "note"),
    ({"what": "change", "after": {"content": []}, "quotes": {"content": []}}, "needs the words"),
    ({"what": "change", "after": {"content": [[0, 3]]}}, "choose them again"),
    ({"what": "change", "after": {"content": [[0, 10**9]]}, "quotes": {"content": ["x"]}}, "outside"),
    ({"what": "change", "after": {"content": [[-3, 2]]}, "quotes": {"content": ["x"]}}, "outside"),
    ({"what": "change", "after": {"content": [[5, 5]]}, "quotes": {"content": [""]}}, "outside"),
    ({"what": "change", "after": {"content": [[True, 2]]}, "quotes": {"content": ["x"]}}, "where"),
    ({"what": "change", "after": {"content": [[0.5, 2]]}, "quotes": {"content": ["x"]}}, "where"),
    ({"what": "change", "after": {"content": [[0, 3]]}, "quotes": {"content": ["zzz"]}}, "not those of the article"),
    ({"what": "change", "after": {"target_span": "here"}, "quotes": {"target_span": ["x"]}}, "where"),
    ({"what": "add", "after": {"content": [[0, 3]], "note": "x"}, "quotes": {"content": ["x"]}}, "needs the words"),
    ({"what": "add", "after": {}}, "needs the words"),
]  # fmt: skip


@pytest.mark.parametrize(("told", "why"), HOSTILE)
def test_what_is_no_decision_is_refused_in_one_sentence(page, told, why):
    usual = {"what": "accept", "unit": page.keys[0]} | told
    assert why in page.why(usual.pop("what"), usual.pop("unit"), **usual)
    assert page.reviewer.decisions == ()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*decisions.FIELDS, "x"]), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    kind=st.sampled_from(["decide", "undo", "bulk", "go", "show", "x"]) | JSON,
    told=st.dictionaries(st.sampled_from(["what", "after", "quotes", "seconds", "queue", "step", "undone", "units"]), JSON),
    what=st.sampled_from(["accept", "reject", "skip", "change", "add", "reveal"]),
    at=st.integers(0, 8),
)  # fmt: skip
def test_no_message_is_a_traceback(tmp_path_factory, kind, told, what, at):
    page = Page(tmp_path_factory.mktemp("fuzz"))
    usual = {"what": what, "id": "a" * 32, "article": ARTICLE, "unit": [*page.keys, "nowhere"][at]}
    for answer in page.say(kind, **usual | told):
        assert answer["type"] in ("shown", "decided", "refused")
    Page(page.reviewer.desk.log.file.parents[1]).say("show")


def test_a_message_that_is_none_is_left(page):
    for message in (None, 3, "show", ["show"], {}, {"type": []}):
        page.reviewer._handle_custom_msg(message, [])
    assert page.heard == []


def test_what_cannot_be_kept_is_told_and_can_be_tried_again(page, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(decisions, "_append", full)
        answer = page.press("accept", page.keys[0], id="9" * 32)
    assert answer["type"] == "refused" and answer["id"] == "9" * 32 and "No space left" in answer["why"]
    assert page.press("accept", page.keys[0], id="9" * 32)["type"] == "decided"
    assert len(page.reviewer.decisions) == 1


# ---- sessions


def test_a_view_that_was_made_anew_takes_over(tmp_path):
    first = Page(tmp_path)
    first.press("accept", first.keys[0])
    second = Page(tmp_path)
    assert second.press("accept", second.keys[1])["type"] == "decided"
    assert "later cell" in first.why("accept", first.keys[2])
    assert len(decisions.kept(tmp_path)) == 2
    other = Page(tmp_path, coder="Ben")
    assert other.press("reject", other.keys[0])["type"] == "decided"
    assert second.reviewer.done == 2 and other.reviewer.done == 1


def test_a_changed_article_keeps_what_is_found_and_lists_the_rest(tmp_path):
    page = Page(tmp_path)
    doc = samples.judged()
    page.press("accept", page.keys[0])
    page.press("accept", page.keys[1])
    later = replace(doc, text=doc.text + " Later.", statements=doc.statements[:1])
    told = Page(tmp_path, docs=[later]).say("show")[0]["payload"]["review"]
    assert told["units"][0]["fields"]["verdict"] == "accept" and len(told["lost"]) == 1


def test_without_a_kernel_there_is_a_line_and_hostile_names_are_words(tmp_path):
    page = Page(tmp_path, coder="<img src=x>")
    data, _ = page.reviewer._repr_mimebundle_()
    assert "<img" not in data["text/html"] and "0 of 8 statements" in data["text/html"]


def test_nothing_to_review_is_an_error(tmp_path):
    with pytest.raises(ValueError, match="no article"):
        Reviewer([], samples.known(), coder="Ana", folder=tmp_path)
    with pytest.raises(decisions.DecisionError, match="Whose decisions"):
        Reviewer([Document("x", "Nobody speaks.")], samples.known(), coder=" ", folder=tmp_path)


def test_the_module_is_one_and_the_report_carries_none_of_it():
    assert Reviewer._esm.count("export ") == 1 and "import " not in Reviewer._esm.replace("important", "")
    assert "review" not in markup.module().lower().replace("reviewed", "")
    assert "review-card" not in markup.styles() and explore.Explorer._esm == markup.module()
