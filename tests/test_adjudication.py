import json
import re
import secrets
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import articles, decisions, exchange, payload, recoding, review, settling, tables
from analysis.adjudication import cases, layer
from analysis.coded import coded_statements
from analysis.comparing import MACHINE, Reviews
from analysis.decisions import ADJUDICATED, Decision, DecisionError, Log
from analysis.reviewing import Adjudicator, Reviewer
from analysis.spans import Span
from tests import reviewed, samples

DOC = samples.judged()
KEYS = [statement.key for statement in DOC.statements]
KNOWN = samples.known()
DRAW = {"sample": "march", "seed": 3, "stratum": "statements", "pi": 0.5}
CODES = ("speakers", "actors", "position", "lean", "target", "act", "topics", "content")


def press(coder, unit, what, after=None, doc=DOC, **more):
    return Decision(coder, doc.digest, doc.id, unit, what, {"verdict": what} if after is None else after, **more)


def span_of(words, doc=DOC):
    return [doc.text.index(words), doc.text.index(words) + len(words)]


def added(words, coder, **after):
    content = [span_of(words)]
    return press(coder, review.added_key(DOC, [Span(*content[0])]), "add", {"content": content, **after})


def keep(folder, *made):
    for coder in dict.fromkeys(d.coder for d in made):
        with Log(folder, coder) as log:
            log.add(*(d for d in made if d.coder == coder))


def both(blind=False, n=8):
    """Ana and Ben accept all as it stands, but for what is told after that."""
    return [
        press(coder, key, "accept", blind=blind, draw=DRAW if blind else None)
        for coder in ("Ana", "Ben")
        for key in KEYS[:n]
    ]


class Page:
    """What a page of an Adjudicator says and hears."""

    def __init__(self, folder, between=("Ana", "Ben"), by="Cleo", docs=(DOC,)):
        self.settler = Adjudicator(docs, KNOWN, between=between, by=by, folder=folder)
        self.heard, self.desk = [], self.settler.desk
        self.settler.send = lambda content, buffers=None: self.heard.append(json.loads(json.dumps(content)))

    def say(self, type, **told):
        self.heard.clear()
        self.settler._handle_custom_msg({"type": type, "id": secrets.token_hex(16)} | told, [])
        return list(self.heard)

    def press(self, what, unit, after=None, /, **more):
        told = {"article": DOC.id, "unit": unit, "what": what, "after": after or {}, "seconds": 3}
        return self.say("decide", **told | more)[0]

    def take(self, unit, side, **more):
        answer = self.press("take", unit, side=side, **more)
        assert answer["type"] == "decided", answer
        return answer["state"]

    def why(self, *args, **kwargs):
        answer = self.press(*args, **kwargs)
        assert answer["type"] == "refused", answer
        assert re.fullmatch(r"[A-Z][^\n]+\.", answer["why"])
        return answer["why"]

    def units(self):
        (answer,) = self.say("show")
        return {unit["key"]: unit for unit in answer["payload"]["review"]["units"]}


def told(doc, key):
    """What a layer has of a statement, None where it has none."""
    one = {one.key: one for one in coded_statements(doc)}.get(key)
    fields = recoding.fields_of(one)
    return {name: fields[name] for name in CODES} if one else None


def made_of(folder, doc=DOC):
    return review.coded(doc, ADJUDICATED, decisions.kept(folder), KNOWN)


# ---- what is to be settled


def test_differences_come_first_and_what_one_alone_has(tmp_path):
    other = added("Talks went on into the night", "Ben")
    keep(
        tmp_path,
        press("Ana", KEYS[0], "change", {"position": "oppose", "lean": ""}),
        *both(),
        press("Ben", KEYS[1], "reject"),
        press("Ben", KEYS[2], "change", {"content": [span_of("We will never")]}),
        press("Ben", KEYS[4], "change", {"note": "Sure?"}),
        other,
    )
    page = Page(tmp_path)
    assert page.settler.progress == {"differences": (0, 4), "alike": (0, 5)}
    units = page.units()
    unlike = {key: unit["unlike"] for key, unit in units.items() if unit["unlike"]}
    assert unlike == {KEYS[0]: ["position"], KEYS[1]: ["verdict"], KEYS[2]: ["content"], other.unit: ["verdict"]}
    assert units[KEYS[0]]["fields"]["position"] == "" and units[KEYS[0]]["fields"]["speakers"] == ["Ilka Torvald"]
    assert (units[other.unit]["left"]["rejects"], units[other.unit]["right"]["rejects"]) == (True, False)
    (answer,) = page.say("show")
    assert answer["payload"]["review"]["between"] == ["Ana", "Ben"] and answer["payload"]["review"]["coder"] == "Cleo"
    assert answer["payload"]["review"]["current"] == KEYS[0]
    assert "oppose" not in json.dumps(answer["payload"]["statements"])  # nobody's answer is in the text


def test_what_one_has_not_decided_is_not_asked_for(tmp_path):
    keep(tmp_path, *both(n=3), press("Ana", KEYS[4], "accept"))
    page = Page(tmp_path)
    assert page.settler.progress == {"differences": (0, 0), "alike": (0, 3)}
    assert [*page.units()] == KEYS[:3]
    assert Page(tmp_path, (MACHINE, "Ana")).settler.progress["alike"] == (0, 4)


def test_the_same_words_added_under_other_borders_are_one(tmp_path):
    one, two = added("Talks went on into the night", "Ana"), added("Talks went on into", "Ben")
    keep(tmp_path, one, two)
    for between in (("Ana", "Ben"), ("Ben", "Ana")):
        assert [case.unit for case in Page(tmp_path, between).desk.cases.values()] == [min(one.unit, two.unit)]


def test_a_statement_that_one_rejects_and_words_anew_stays_that_of_the_machine(tmp_path):
    old = DOC.statements[0].content[0]
    new = added(DOC.text[old.start : old.end - 3], "Ben")
    keep(tmp_path, *both(), press("Ben", KEYS[0], "reject"), new)
    page = Page(tmp_path)
    assert page.desk.cases[DOC.id, KEYS[0]].unlike[0] == "content" and (DOC.id, new.unit) not in page.desk.cases
    page.take(KEYS[0], "right")
    statements = {s.key: s for s in made_of(tmp_path).statements}
    assert statements.keys() == {*KEYS} and statements[KEYS[0]].content == (Span(old.start, old.end - 3),)


# ---- what is made of it


def test_an_answer_is_taken_whole_with_its_provenance(tmp_path):
    keep(
        tmp_path,
        press("Ana", KEYS[0], "change", {"position": "oppose", "lean": ""}),
        *both(),
        press("Ben", KEYS[0], "change", {"speakers": ["Joren Maas"], "actors": ["Vorland"]}),
    )
    page = Page(tmp_path)
    state = page.take(KEYS[0], "right")
    assert (state["of"], state["fields"]["speakers"], state["open"]) == ("Ben", ["Joren Maas"], [])
    (event,) = [d for d in decisions.kept(tmp_path) if d.coder == ADJUDICATED]
    assert (event.what, event.of, event.by, event.blind, event.bulk) == ("take", "Ben", "Cleo", False, False)
    assert event.after["verdict"] == "accept" and event.after["speakers"] == ["Joren Maas"] and event.seconds == 3
    made = made_of(tmp_path)
    assert told(made, KEYS[0]) == told(review.coded(DOC, "Ben", decisions.kept(tmp_path), KNOWN), KEYS[0])
    row = next(row for row in tables.statements(made).to_dict("records") if row["key"] == KEYS[0])
    assert row["coder"] == "adjudicated, as Ben has it"
    assert payload.view(made, samples.CODEBOOK)["statements"][0]["coder"] == "adjudicated, as Ben has it"


def test_another_answer_takes_the_place_of_all_of_the_first(tmp_path):
    content = [span_of("We will never")]
    keep(tmp_path, *both(), press("Ana", KEYS[2], "change", {"content": content, "position": "support", "lean": ""}))
    page = Page(tmp_path)
    page.take(KEYS[2], "left")
    page.take(KEYS[2], "right")
    assert told(made_of(tmp_path), KEYS[2]) == told(DOC, KEYS[2])
    page.say("undo")
    assert told(made_of(tmp_path), KEYS[2])["content"] == content
    page.say("undo")
    assert made_of(tmp_path) == DOC


def test_a_new_answer_begins_with_what_both_have(tmp_path):
    keep(
        tmp_path,
        press("Ana", KEYS[0], "change", {"position": "oppose", "lean": "", "act": "warn"}),
        press("Ana", KEYS[0], "change", {"target": "the strait", "target_span": None}),
        *both(),
        press("Ben", KEYS[0], "change", {"act": "demand"}),
    )
    page = Page(tmp_path)
    why = page.why("accept", KEYS[0])
    assert why == "Still open: the position, toward what, the act. Take an answer (1 or 2), or give what you see."
    assert page.press("change", KEYS[0], {"position": "neutral", "lean": ""})["state"]["open"] == ["target", "act"]
    page.press("change", KEYS[0], {"act": "reject"})
    page.press("change", KEYS[0], {"target": "a bay"})
    state = page.press("accept", KEYS[0])["state"]
    assert (state["fields"]["verdict"], state["of"]) == ("accept", "")
    made = told(made_of(tmp_path), KEYS[0])
    assert (made["position"], made["act"], made["target"]) == ("neutral", "reject", "a bay")
    assert made["speakers"] == told(DOC, KEYS[0])["speakers"]
    mine = [d for d in decisions.kept(tmp_path) if d.coder == ADJUDICATED]
    assert {d.by for d in mine} == {"Cleo"} and "speakers" in mine[0].after and [*mine[1].after] == ["act"]


def test_none_of_both_and_a_statement_that_both_missed(tmp_path):
    keep(tmp_path, *both(), press("Ben", KEYS[0], "reject"))
    page = Page(tmp_path)
    page.press("reject", KEYS[0])
    words = "Talks went on into the night"
    new = page.press("add", "", {"content": [span_of(words)]}, quotes={"content": [words]})
    made = made_of(tmp_path)
    assert KEYS[0] not in [s.key for s in made.statements] and new["unit"] in [s.key for s in made.statements]
    assert page.units()[new["unit"]]["left"] is None
    assert {d.by for d in decisions.kept(tmp_path) if d.coder == ADJUDICATED} == {"Cleo"}


def test_what_both_reject_is_rejected_and_what_is_taken_up_needs_a_position(tmp_path):
    keep(tmp_path, *both(), *(press(coder, KEYS[0], "reject") for coder in ("Ana", "Ben")))
    page = Page(tmp_path)
    assert "give a position" in page.why("accept", KEYS[0])
    assert page.take(KEYS[0], "both")["of"] == "Ana; Ben"
    assert KEYS[0] not in [s.key for s in made_of(tmp_path).statements]


def test_all_that_is_alike_is_taken_over_together(tmp_path):
    keep(tmp_path, *both(blind=True), press("Ben", KEYS[0], "reject", blind=True))
    page = Page(tmp_path)
    assert page.settler.progress == {"differences": (0, 1), "alike": (0, 7)}
    assert [m["type"] for m in page.say("bulk", count=7)] == ["decided", "shown"]
    mine = [d for d in decisions.kept(tmp_path) if d.coder == ADJUDICATED]
    assert {(d.what, d.of, d.by, d.blind, d.bulk) for d in mine} == {("take", "Ana; Ben", "Cleo", True, False)}
    assert page.settler.progress == {"differences": (0, 1), "alike": (7, 7)}
    assert page.say("undo")[-1]["told"] == "Undone: what was taken (7) is open again."
    assert page.settler.progress == {"differences": (0, 1), "alike": (0, 7)}


# ---- numbers


def given_blind(coder, **fields):
    return press(coder, KEYS[0], "change", fields, blind=True, draw=DRAW)


def test_two_blind_answers_make_one_that_counts_first(tmp_path):
    sample = review.draw([DOC], 8, seed=3, name="march")
    keep(
        tmp_path,
        given_blind("Ana", position="oppose", lean=""),
        given_blind("Ben", position="neutral", lean="", act="warn"),
        *both(blind=True),
    )
    page = Page(tmp_path)
    assert page.units()[KEYS[0]]["unlike"] == ["position"]  # Ana gave no act
    page.take(KEYS[0], "right")
    items = review.items([DOC], decisions.kept(tmp_path), ["Ana", "Ben"], sample, KNOWN).set_index("unit")
    assert tuple(items.loc[KEYS[0], ["coder", "true_position", "true_act"]]) == (ADJUDICATED, "neutral", "warn")
    assert items.loc[KEYS[1], "coder"] == "Ana"
    (event,) = [d for d in decisions.kept(tmp_path) if d.coder == ADJUDICATED]
    assert event.blind and event.draw == DRAW
    assert {*event.after} == {"verdict", "position", "lean", "act"}  # what was not given is not made up


def test_what_one_saw_feeds_no_number_when_settled(tmp_path):
    sample = review.draw([DOC], 8, seed=3, name="march")
    keep(
        tmp_path,
        given_blind("Ana", position="oppose", lean=""),
        press("Ana", KEYS[0], "accept", blind=True, draw=DRAW),
        press("Ben", KEYS[0], "accept"),
    )
    Page(tmp_path).take(KEYS[0], "right")
    Page(tmp_path, ("Ana", MACHINE), "Dee").take(KEYS[0], "right")
    items = review.items([DOC], decisions.kept(tmp_path), ["Ana", "Ben"], sample, KNOWN).set_index("unit")
    assert tuple(items.loc[KEYS[0], ["coder", "true_position"]]) == ("Ana", "oppose")


def test_an_answer_that_was_changed_in_sight_counts_as_it_was_given_blind(tmp_path):
    keep(
        tmp_path,
        given_blind("Ana", position="oppose", lean=""),
        *both(blind=True),
        press("Ana", KEYS[0], "reveal", {}),
        press("Ana", KEYS[0], "change", {"position": "support", "lean": ""}),
    )
    assert Page(tmp_path).take(KEYS[0], "left")["fields"]["position"] == "oppose"


def test_sentences_follow_from_what_was_added_in_them(tmp_path):
    sample = review.draw([DOC], 8, seed=3, sentences=9, name="march")
    words = "Talks went on into the night"
    asked = [one for one in sample.items if one.kind == "sentence"]
    there = next(one.unit for one in asked if words in one.words)
    keep(
        tmp_path,
        *(press(coder, one.unit, "reject", blind=True) for coder in ("Ana", "Ben") for one in asked),
        added(words, "Ben"),
        press("Ben", there, "accept", blind=True),
    )
    page, key = Page(tmp_path), added(words, "Ben").unit
    assert page.settler.progress == {"differences": (0, 1), "alike": (0, len(asked) - 1)}
    assert there not in page.units() and {one.unit for one in asked if one.unit != there} <= page.units().keys()

    def missed():
        items = review.items([DOC], decisions.kept(tmp_path), ["Ana"], sample, KNOWN).set_index("unit")
        return tuple(items.loc[there, ["coder", "missed"]])

    assert missed() == ("Ana", 0)
    for side, found in (("right", 1), ("left", 0)):
        page.take(key, side)
        assert missed() == (ADJUDICATED, found)
    page.say("undo")
    assert missed() == (ADJUDICATED, 1)
    page.say("undo")
    assert missed() == ("Ana", 0)
    page.say("bulk", count=len(asked) - 1)
    items = review.items([DOC], decisions.kept(tmp_path), ["Ana"], sample, KNOWN).set_index("unit")
    assert {items.loc[one.unit, "coder"] for one in asked if one.unit != there} <= {ADJUDICATED}


# ---- laws


PRESSES = st.lists(st.tuples(st.integers(0, 7), st.sampled_from(["left", "right", "none", "new", "undo"])), max_size=12)


@settings(max_examples=25)
@given(PRESSES)
def test_the_layer_is_what_was_taken_and_undo_takes_it_back(tmp_path_factory, presses):
    folder = tmp_path_factory.mktemp("law")
    keep(
        folder,
        *both(),
        *(press("Ana", KEYS[n], "change", {"position": "oppose", "lean": ""}) for n in (0, 1, 4)),
        *(press("Ben", KEYS[n], "change", {"speakers": ["Joren Maas"], "actors": [""]}) for n in (1, 2, 6)),
        press("Ben", KEYS[3], "reject"),
    )
    page, history = Page(folder), [{}]
    layers = {
        side: review.coded(DOC, name, decisions.kept(folder), KNOWN)
        for side, name in (("left", "Ana"), ("right", "Ben"))
    }
    for n, what in presses:
        now = dict(history[-1])
        if what == "undo":
            page.say("undo")
            history = history[:-1] or [{}]
            continue
        if what in layers:
            page.take(KEYS[n], what)
            now[n] = told(layers[what], KEYS[n])
        elif what == "none":
            page.press("reject", KEYS[n])
            now[n] = None
        else:
            page.press("change", KEYS[n], {"act": "warn"})
            if now.get(n) is None:  # what else both have goes with it: told of in a test of its own
                page.say("undo")
                continue
            now[n] = now[n] | {"act": "warn"}
        history.append(now)
    made = made_of(folder)
    for n, key in enumerate(KEYS):
        assert told(made, key) == history[-1].get(n, told(DOC, key)), (n, presses)
    before, page = page.units(), Page(folder)
    assert page.units() == before
    while page.say("undo")[0]["type"] == "decided":
        pass
    assert made_of(folder) == DOC


def test_all_of_one_is_the_layer_of_that_one(tmp_path):
    docs = reviewed.corpus(3)
    for seed, coder in enumerate(("Ana", "Ben")):
        reviewed.code(tmp_path, docs, coder, seed=seed, faults=0.6)
    page = Page(tmp_path, docs=docs)
    for id, unit in page.desk.cases:
        page.take(unit, "right", article=id)
    for doc in docs:
        ben, made = review.coded(doc, "Ben", decisions.kept(tmp_path), KNOWN), made_of(tmp_path, doc)
        assert [told(made, s.key) for s in doc.statements] == [told(ben, s.key) for s in doc.statements]


def test_a_layer_of_two_who_decide_apart_is_one(tmp_path):
    keep(tmp_path, *both(), *(press("Ben", key, "reject") for key in KEYS[:2]))
    one, two = Page(tmp_path, by="Cleo"), Page(tmp_path, by="Dee")
    one.take(KEYS[0], "left")
    two.take(KEYS[1], "right")
    assert sorted(file.name for file in (tmp_path / "reviews").glob("adj*")) == [
        "adjudicated by Cleo.jsonl",
        "adjudicated by Dee.jsonl",
    ]
    assert one.say("undo")[0]["type"] == "decided" and one.say("undo")[0]["why"] == "There is nothing to undo."
    assert KEYS[1] not in [s.key for s in made_of(tmp_path).statements]
    assert Page(tmp_path, by="Cleo").settler.progress["differences"] == (1, 2)


# ---- what is refused


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"side": "top"}, "no such answer"),
        ({"side": ["left"]}, "no such answer"),
        ({"side": None}, "no such answer"),
        ({"side": "both"}, "no such answer"),
        ({"unit": "none"}, "not in the article"),
        ({"unit": ["x"]}, "not in the article"),
        ({"article": "other"}, "not among those"),
        ({"id": "x"}, "without a mark"),
        ({"what": "reveal"}, "Nothing is hidden"),
        ({"what": "burn"}, "cannot be decided"),
        ({"what": "change", "after": {"position": "maybe"}}, "A position is one of"),
        ({"what": "change", "after": {"of": "Ana"}}, "does not have"),
        ({"what": "change", "after": {"lean": "+"}}, "Only a conditional position leans"),
        ({"what": "change", "after": {"content": [[0, 9**9]]}, "quotes": {"content": ["x"]}}, "outside the article"),
    ],
)
def test_what_is_no_decision_is_refused_in_one_sentence(tmp_path, told, why):
    keep(tmp_path, *both(), press("Ben", KEYS[0], "change", {"position": "oppose", "lean": ""}))
    page = Page(tmp_path)
    assert why in page.why("take", KEYS[0], **{"side": "left"} | told)
    assert not [d for d in decisions.kept(tmp_path) if d.coder == ADJUDICATED]


@pytest.mark.parametrize("count", [None, 0, 6, True, "7", [7], 7.0])
def test_what_the_page_does_not_show_is_not_taken_over(tmp_path, count):
    keep(tmp_path, *both(), press("Ben", KEYS[0], "reject"))
    (answer,) = Page(tmp_path).say("bulk", count=count)
    assert "not what this page shows" in answer["why"]


def test_a_coder_cannot_take_and_the_layer_is_nobody(tmp_path):
    reviewer = Reviewer([DOC], KNOWN, coder="Ana", folder=tmp_path)
    heard = []
    reviewer.send = lambda content, buffers=None: heard.append(content)
    message = {"type": "decide", "id": "a" * 32, "article": DOC.id, "unit": KEYS[0], "what": "take", "side": "left"}
    reviewer._handle_custom_msg(message, [])
    assert heard[0]["type"] == "refused" and not decisions.kept(tmp_path)
    for name in (ADJUDICATED, " Adjudicated "):
        with pytest.raises(DecisionError, match="take another"):
            Reviewer([DOC], KNOWN, coder=name, folder=tmp_path)
        with pytest.raises(DecisionError, match="take another"):
            Adjudicator([DOC], KNOWN, between=("Ana", "Ben"), by=name, folder=tmp_path)
    for between in (("Ana", "Ana"), ("Ana", ADJUDICATED)):
        with pytest.raises(ValueError, match="Two are compared"):
            Adjudicator([DOC], KNOWN, between=between, by="Cleo", folder=tmp_path)


def test_a_press_that_is_sent_again_counts_once(tmp_path):
    keep(tmp_path, *both())
    page = Page(tmp_path)
    for _ in range(2):
        page.say("decide", id="b" * 32, article=DOC.id, unit=KEYS[0], what="take", side="left", seconds=1)
        page.say("bulk", id="c" * 32, count=7)
    assert len([d for d in decisions.kept(tmp_path) if d.coder == ADJUDICATED]) == 8


def test_hostile_logs_make_cases_or_none(tmp_path):
    keep(
        tmp_path,
        *both(),
        press("Ben", KEYS[0], "change", {"content": [[5, 2]], "speakers": 7, "topics": "x", "position": ["oppose"]}),
        press("Ben", "added-x", "add", {"content": [[0, 10**9]]}),
        press("Ben", "sentence-x", "reject"),
        press("Ana", "sentence-x", "reject"),
    )
    page = Page(tmp_path)
    assert [*page.units()] == KEYS
    page.take(KEYS[0], "right")
    assert told(made_of(tmp_path), KEYS[0]) == told(DOC, KEYS[0])


def test_another_version_of_the_article_is_compared_by_its_words(tmp_path):
    keep(tmp_path, *both(), press("Ben", KEYS[0], "reject"))
    later = replace(DOC, text=f"{DOC.text}\n\nMore.")
    page = Page(tmp_path, docs=[later])
    assert page.settler.progress == {"differences": (0, 1), "alike": (0, 7)}
    assert layer(later, "Ana", decisions.kept(tmp_path), KNOWN).decided(KEYS[3])
    assert cases(later, *(layer(later, MACHINE, (), KNOWN) for _ in range(2)))[0].unlike == ()


# ---- in a notebook, and sent on


def test_a_form_asks_who_decides_and_shows_both(tmp_path, monkeypatch):
    monkeypatch.setattr(articles, "folder", lambda: tmp_path)
    keep(tmp_path, *both(), press("Ben", KEYS[0], "reject"))
    reviews = Reviews((DOC,), decisions.kept(tmp_path), "Ana", "Ben", KNOWN)
    form = settling.Settling(reviews)
    form.start()
    assert "Who decides between Ana and Ben?" in form.told.value and form.settler is None
    form.name.value = "adjudicated"
    form.start()
    assert 'role="alert"' in form.told.value
    form.name.value = "<b>Cleo</b>"
    form.begin.click()
    assert form.children[-1] is form.settler and "<b>" not in form.told.value
    assert "0 of 1 differences" in form.settler._repr_mimebundle_()[0]["text/html"]
    form.settler.desk.decide({"article": DOC.id, "unit": KEYS[0], "what": "take", "side": "left"}, "d" * 32, 1.0)
    again = Reviews((DOC,), decisions.kept(tmp_path), "Ana", "Ben", KNOWN)
    assert settling.Settling(again).name.value == "<b>Cleo</b>"
    assert "choose the two coders" in settling.Settling(replace(again, left=ADJUDICATED)).told.value


def test_the_layer_is_written_as_any_other(tmp_path):
    keep(tmp_path, *both(), press("Ben", KEYS[0], "change", {"position": "oppose", "lean": ""}))
    page = Page(tmp_path)
    page.take(KEYS[0], "right")
    docs = review.layer([DOC], ADJUDICATED, decisions.kept(tmp_path), KNOWN)
    assert review.reviewed(docs[0]) == "Adjudicated: 1 of 8 statements."
    exchange.write(docs, tmp_path / "out.csv", codebook=KNOWN.codebook, layer=ADJUDICATED)
    assert "adjudicated, as Ben has it" in (tmp_path / "out.csv").read_text(encoding="utf-8")
