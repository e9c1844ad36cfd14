"""What coders decided, as layers of a document; samples drawn with known chances, dealt out; what feeds the numbers."""

import json
import math
import re
from collections import Counter
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import decisions, payload, records, review, tables
from analysis.coded import coded_statements
from analysis.decisions import ADJUDICATED, Log, kept
from analysis.keys import name_keys
from analysis.model import Resolution, Sentence, Speaker, Statement, statement_keys
from analysis.spans import Span
from tests import samples
from tests.strategies import decided, decision_on, documents

SAMPLE = samples.judged()
CHANCE = st.randoms(use_true_random=False)
MACHINE = documents().map(lambda doc: replace(doc, reviews=()))


def export(doc):
    return records.json_text([records.record(doc)])


def check(doc):
    """That a document is one: it goes through records, tables and the page."""
    assert records.document(json.loads(json.dumps(records.record(doc)))) == doc
    for name, table in tables.TABLES.items():
        frame = table(doc)
        assert list(frame.columns) == list(tables.COLUMNS[name])
        tables.csv_text(frame)
    made = payload.view(doc, samples.CODEBOOK)
    assert [s["key"] for s in made["statements"]] == [s.key for s in doc.statements]
    assert json.loads(payload.as_json(made)) == made
    keys = [s.key for s in doc.statements]
    assert len(set(keys)) == len(keys)
    assert len({s.key for s in doc.speakers}) == len(doc.speakers)


def later(log, hour=12, mark="later"):
    """The same decisions, made later, as others."""
    events = {d.event for d in log}
    return tuple(
        replace(
            d,
            event=f"{mark}-{d.event}",
            of=f"{mark}-{d.of}" if d.of in events else d.of,
            at=d.at.replace("T10", f"T{hour:02}"),
        )
        for d in log
    )


def undone(log, hour=13):
    """The undoing of decisions."""
    return tuple(
        replace(
            d,
            what="undo",
            after={},
            before={},
            quotes={},
            of=d.event,
            event=f"undo-{d.event}",
            at=f"2031-05-04T{hour:02}:00:00.000000+00:00",
        )
        for d in log
        if d.what != "undo"
    )


COUNT = iter(range(10**6))


def decide(doc, number, what, coder="Ana", after=None, **told):
    """A decision about a statement, by its number from 1."""
    statement = doc.statements[number - 1]
    if after is None:
        after = {} if what == "reveal" else {"verdict": what}
    n = next(COUNT)
    when = {"at": f"2031-06-01T{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}.000000+00:00", "event": f"e{n:05}"}
    spans = [list(span) for span in statement.content]
    return decision_on(doc, coder, what, statement.key, after, spans, **(when | told))


def change(doc, number, coder="Ana", told=None, **after):
    return decide(doc, number, "change", coder, after, **(told or {}))


def add(doc, words, coder="Ana", told=None, **after):
    """A statement that the machine missed, by the words of its content."""
    start = doc.text.index(words)
    spans = [[start, start + len(words)]]
    n = next(COUNT)
    when = {"at": f"2031-06-01T{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}.000000+00:00", "event": f"e{n:05}"}
    key = review.added_key(doc, [Span(*pair) for pair in spans])
    return decision_on(doc, coder, "add", key, {"content": spans, **after}, spans, **(when | (told or {})))


def as_told(doc, key):
    """A statement with its codes, without its number."""
    (one,) = (c for c in coded_statements(doc) if c.key == key)
    return replace(one, number=0)


# ---- laws


@given(documents())
def test_without_decisions_the_layer_is_the_machine_s(doc):
    assert review.coded(doc, "Ana", ()) == doc
    assert export(review.coded(doc, "Ana", ())) == export(doc)


@given(st.data())
def test_what_another_coder_decided_changes_nothing(data):
    doc = data.draw(MACHINE)
    log = data.draw(decided(doc, "Bo"))
    assert review.coded(doc, "Ana", log) == doc


@given(st.data())
def test_any_decisions_make_a_document(data):
    doc = data.draw(MACHINE)
    log = data.draw(decided(doc))
    made = review.coded(doc, "Ana", log)
    check(made)
    state = {unit: one for (_, unit), one in decisions.replayed(log).items()}
    machine = {s.key for s in doc.statements}
    gone = {unit for unit, one in state.items() if one.verdict == "reject"}
    new = {unit for unit, one in state.items() if one.added and unit not in machine}
    assert {s.key for s in made.statements} == (machine | new) - gone
    for key in machine - state.keys():
        assert as_told(made, key) == as_told(doc, key)
    assert {r.statement for r in made.reviews} <= state.keys()
    assert {u for u in gone if not u.startswith(review.ADDED)} <= {r.statement for r in made.reviews}
    assert (made.id, made.text, made.sentences, made.tokens) == (doc.id, doc.text, doc.sentences, doc.tokens)


@given(st.data())
def test_fields_are_as_the_coder_has_them(data):
    doc = data.draw(MACHINE.filter(lambda doc: doc.statements))
    log = data.draw(decided(doc))
    made = review.coded(doc, "Ana", log)
    shown = {one.key: one for one in coded_statements(made)}
    for (_, key), unit in decisions.replayed(log).items():
        if key not in shown:
            continue
        one, told = shown[key], unit.fields
        if "position" in told:
            assert one.position == told["position"]
            if told["position"] == "conditional" and "lean" in told:
                assert (one.lean or "") == told["lean"]
        if "target" in told and one.stance:
            assert one.target == told["target"]
        if "act" in told:
            assert (one.act.act if one.act else "") == told["act"]
        if "topics" in told:
            assert [code.topic for code in one.topics] == told["topics"]
        if "speakers" in told:
            assert list(one.names) == told["speakers"]
            assert [s.actor or "" for s in one.speakers] == told["actors"]
        for name in ("source", "cue", "content"):
            if name in told:
                assert [list(span) for span in getattr(one.statement, name)] == told[name]


@given(st.data())
def test_undo_restores_it_to_the_byte(data):
    doc = data.draw(MACHINE)
    log, more = data.draw(decided(doc)), later(data.draw(decided(doc)))
    before = export(review.coded(doc, "Ana", log))
    more = tuple(d for d in more if d.what != "undo")
    assert export(review.coded(doc, "Ana", (*log, *more, *undone(more)))) == before
    first = tuple(d for d in log if d.what != "undo")
    assert review.coded(doc, "Ana", (*first, *undone(first))) == doc


@given(st.data(), CHANCE)
def test_a_log_applied_twice_is_applied_once_in_whatever_order_it_lies(data, chance):
    doc = data.draw(MACHINE)
    log = data.draw(decided(doc))
    twice = [*log, *log]
    chance.shuffle(twice)
    assert export(review.coded(doc, "Ana", twice)) == export(review.coded(doc, "Ana", log))
    assert review.units(doc, twice, "Ana") == review.units(doc, log, "Ana")


@given(st.data(), CHANCE)
def test_two_logs_in_either_order_give_the_same_layers(data, chance):
    doc = data.draw(MACHINE)
    ana, bo = data.draw(decided(doc, "Ana")), data.draw(decided(doc, "Bo"))
    mixed = [*ana, *bo]
    chance.shuffle(mixed)
    for coder, own in (("Ana", ana), ("Bo", bo)):
        alone = export(review.coded(doc, coder, own))
        assert [export(review.coded(doc, coder, both)) for both in ((*ana, *bo), (*bo, *ana), mixed)] == [alone] * 3


@given(st.data())
def test_a_log_is_the_same_from_the_disk(data):
    doc = data.draw(MACHINE)
    log = data.draw(decided(doc))
    read = tuple(decisions.from_line(decisions.as_line(d)) for d in log)
    assert review.coded(doc, "Ana", read) == review.coded(doc, "Ana", log)


@given(st.data())
def test_decisions_on_any_other_text_never_break_it(data):
    old, new = data.draw(MACHINE), data.draw(MACHINE)
    new = replace(new, id=old.id)
    log = data.draw(decided(old))
    placed = review.units(new, log, "Ana")
    made = review.coded(new, "Ana", log)
    check(made)
    replayed = decisions.replayed(log)
    assert len(placed.units) + len(placed.lost) <= len(replayed)
    assert {u.unit for u in placed.lost} <= {key for _, key in replayed}
    if new.digest != old.digest and not placed.units:
        assert len(placed.lost) == len(replayed) and made == new


HOSTILE = [
    {"content": []},
    {"content": [[5, 5]]},
    {"content": [[9, 2]]},
    {"content": [[0, 10**9]]},
    {"content": [[-5, 4]]},
    {"content": "words"},
    {"content": [[1]]},
    {"content": None},
    {"content": [["a", "b"]]},
    {"target_span": [3]},
    {"target_span": [9, 2]},
    {"target_span": [0, 10**9]},
    {"evidence": [[0, 10**9], [1, 2]]},
    {"evidence": [[1.5, 2.5]]},
    {"source": [[7, 3]]},
    {"cue": 12},
    {"position": "against"},
    {"position": ""},
    {"position": None},
    {"position": ["support"]},
    {"lean": "?"},
    {"lean": None},
    {"speakers": "Ilka Torvald"},
    {"speakers": [None, 3]},
    {"speakers": ["Ilka Torvald", "Ilka Torvald"], "actors": ["Estavia"]},
    {"speakers": ["Ilka Torvald"], "actors": []},
    {"speakers": [], "actors": ["Estavia"]},
    {"actors": ["Estavia", "Vorland", "Tellan"]},
    {"actors": [None]},
    {"topics": "sea"},
    {"topics": [None, ["sea"]]},
    {"topics": ["sea", "sea"]},
    {"act": None},
    {"act": ["demand"]},
    {"target": None},
    {"target": 4},
    {"note": 4},
    {"verdict": "perhaps"},
    {"verdict": None},
    {"verdict": ["reject"]},
    {"unheard": "of"},
]


def tampered(what, after):
    """A decision that no page makes."""
    one = decide(SAMPLE, 2, "change", after={})
    if what == "change":
        return replace(one, after=after)
    start = SAMPLE.text.index("Talks went on")
    after = {"content": [[start, start + 13]]} | after
    return replace(one, what="add", unit="added-x", after=after, start=start, end=start + 13)


@pytest.mark.parametrize("after", HOSTILE, ids=str)
@pytest.mark.parametrize("what", ["change", "add"])
@pytest.mark.parametrize("digest", ["same", "another"])
def test_a_log_that_was_tampered_with_breaks_nothing(after, what, digest):
    one = tampered(what, after)
    for quotes in ({}, {"content": ["Talks"], "evidence": ["a"], "cue": ["b"], "target_span": ["c"]}):
        one = replace(one, quotes=quotes, article=one.article if digest == "same" else "0" * 16)
        log = (one, decide(SAMPLE, 1, "accept"))
        made = review.coded(SAMPLE, "Ana", log)
        check(made)
        assert {s.key for s in SAMPLE.statements} - {SAMPLE.statements[1].key} <= {s.key for s in made.statements}
        assert "accept" in [r.verdict for r in made.reviews if r.statement == SAMPLE.statements[0].key]
        every = review.draw([SAMPLE], 8, seed=1, sentences=9)
        assert len(review.items([SAMPLE], (*log, blind(SAMPLE, 3)), ["Ana"], every)) >= 8


@pytest.mark.parametrize("after", HOSTILE, ids=str)
def test_a_sentence_among_tampered_additions_is_counted(after):
    drawn = review.draw([SAMPLE], 0, seed=1, sentences=99)
    log = [replace(tampered("add", after), blind=True), *(answer(one, "reject") for one in drawn.items)]
    frame = review.items([SAMPLE], log, ["Ana"], drawn)
    assert frame.loc[frame["kind"] == "sentence", "coded"].all()


# ---- what a layer says


def test_a_statement_that_is_rejected_is_gone_with_all_that_hangs_on_it():
    key = SAMPLE.statements[2].key
    made = review.coded(SAMPLE, "Ana", [decide(SAMPLE, 3, "reject")])
    check(made)
    assert len(made.statements) == 7
    for layer in (made.statements, made.resolutions, made.acts, made.stances, made.topic_codes, made.issue_codes):
        assert key not in {getattr(one, "statement", getattr(one, "key", "")) for one in layer}
    (told,) = made.reviews
    assert (told.statement, told.coder, told.verdict, told.added) == (key, "Ana", "reject", False)


def test_what_stands_within_a_rejected_statement_is_gone_with_it():
    doc = samples.annotated("us-offers-russia-assurance-on-missiles")
    outer = [s.within for s in doc.nested]
    if not outer:
        pytest.skip("nothing is nested there")
    number = [s.key for s in doc.statements].index(outer[0]) + 1
    made = review.coded(doc, "Ana", [decide(doc, number, "reject")])
    check(made)
    assert outer[0] not in {s.within for s in made.nested}


def test_to_accept_changes_no_code():
    made = review.coded(SAMPLE, "Ana", [decide(SAMPLE, n, "accept") for n in range(1, 9)])
    sure = ["confidence", "resolution_confidence", "position_confidence", "act_confidence", "target_confidence"]
    lasting = [name for name in tables.COLUMNS["statements"] if name not in (*sure, "coder", "verdict", "was")]
    assert tables.statements(made)[lasting].equals(tables.statements(SAMPLE)[lasting])
    assert made.statements == tuple(
        replace(s, confidence=t.confidence) for s, t in zip(SAMPLE.statements, made.statements, strict=True)
    )
    assert [(r.verdict, r.was) for r in made.reviews] == [("accept", ())] * 8


@pytest.mark.parametrize("what", ["skip", "reveal"])
def test_to_skip_or_to_look_is_no_decision_about_the_codes(what):
    made = review.coded(SAMPLE, "Ana", [decide(SAMPLE, 1, what)])
    assert replace(made, reviews=()) == SAMPLE
    assert "change" not in {r.verdict for r in made.reviews}  # no code was changed
    assert "1 of 8" not in review.reviewed(made)
    assert set(tables.statements(made)["verdict"]) == {""}


def review_of(doc, number):
    """What was done with a statement of the invented article."""
    (one,) = (r for r in doc.reviews if r.statement == SAMPLE.statements[number - 1].key)
    return one


def test_what_changed_says_what_the_machine_had_said():
    log = [
        change(SAMPLE, 1, position="oppose", act="reject"),
        change(SAMPLE, 2, speakers=["Joren Maas"], actors=["Vorland"]),
    ]
    made = review.coded(SAMPLE, "Ana", log)
    check(made)
    first, second = (review_of(made, n) for n in (1, 2))
    assert (first.verdict, first.added) == ("change", False)
    assert {one.field: one.words for one in first.was} == {"position": "support", "act": "defend"}
    assert {one.field: one.words for one in second.was} == {"speakers": "Ilka Torvald", "actors": "Estavia"}
    made = review.coded(SAMPLE, "Ana", [*log, decide(SAMPLE, 1, "accept")])
    assert review_of(made, 1) == replace(first, verdict="accept")


def test_what_is_changed_back_to_the_machine_s_is_no_difference():
    log = [change(SAMPLE, 1, position="oppose"), change(SAMPLE, 1, position="support")]
    made = review.coded(SAMPLE, "Ana", log)
    assert [one.was for one in made.reviews] in ([()], [])
    assert as_told(made, SAMPLE.statements[0].key).position == "support"


def test_another_position_has_no_chances_of_the_machine():
    made = review.coded(SAMPLE, "Ana", [change(SAMPLE, 1, position="oppose")])
    stance = as_told(made, SAMPLE.statements[0].key).stance
    assert stance.position == "oppose" and stance.chances == () and stance.confidence in (None, 1.0)


def test_an_actor_of_one_statement_is_not_that_of_the_speaker_elsewhere():
    made = review.coded(SAMPLE, "Ana", [change(SAMPLE, 1, speakers=["Ilka Torvald"], actors=["Tellan"])])
    check(made)
    told = {c.key: (c.names, c.actors) for c in coded_statements(made)}
    assert told[SAMPLE.statements[0].key] == (("Ilka Torvald",), ("Tellan",))
    assert told[SAMPLE.statements[1].key] == (("Ilka Torvald",), ("Estavia",))


def test_two_new_speakers_with_one_name_are_one():
    log = [change(SAMPLE, n, speakers=["Dov Arken"], actors=["Velland"]) for n in (1, 2)]
    made = review.coded(SAMPLE, "Ana", log)
    check(made)
    assert len([s for s in made.speakers if s.name == "Dov Arken"]) == 1


def test_borders_move_and_the_key_stays():
    statement = SAMPLE.statements[4]
    start = statement.content[0].start + 4
    made = review.coded(SAMPLE, "Ana", [change(SAMPLE, 5, content=[[start, statement.content[0].end]])])
    check(made)
    assert made.statements[4].key == statement.key and made[made.statements[4].content[0]] == "bay is its own"


def test_a_statement_that_was_missed_stands_in_its_place():
    words = "Talks went on into the night"
    log = [add(SAMPLE, words, position="neutral", act="state", speakers=["Joren Maas"], actors=["Vorland"])]
    made = review.coded(SAMPLE, "Ana", log)
    check(made)
    assert [s.key for s in made.statements[:3]] == [s.key for s in SAMPLE.statements[:3]]
    new = made.statements[3]
    assert new.key.startswith("added-") and [made[span] for span in new.content] == [words]
    assert as_told(made, new.key).position == "neutral" and as_told(made, new.key).names == ("Joren Maas",)
    (told,) = made.reviews
    assert (told.statement, told.coder, told.added) == (new.key, "Ana", True)
    row = tables.statements(made).set_index("key").loc[new.key]
    assert (row["coder"], row["content"]) == ("Ana", words)


def test_two_coders_who_add_the_same_words_add_the_same():
    words = "Talks went on into the night"
    ana, bo = add(SAMPLE, words), add(SAMPLE, words, "Bo")
    assert ana.unit == bo.unit and ana.unit.startswith("added-")
    other = add(SAMPLE, "Talks went on")
    assert other.unit != ana.unit
    assert add(replace(SAMPLE, text=SAMPLE.text.replace("🚢", "🚢🚢"), id="x"), words).unit


def test_an_added_statement_may_be_changed_rejected_and_undone():
    new = add(SAMPLE, "Talks went on into the night")
    about = {"at": "2031-07-01T00:00:00.000000+00:00", "event": "after"}
    changed = replace(new, what="change", after={"position": "support"}, **about)
    made = review.coded(SAMPLE, "Ana", [new, changed])
    check(made)
    assert as_told(made, new.unit).position == "support"
    assert (
        len(review.coded(SAMPLE, "Ana", [new, replace(changed, what="reject", after={"verdict": "reject"})]).statements)
        == 8
    )
    assert review.coded(SAMPLE, "Ana", [new, replace(changed, what="undo", after={}, of=new.event)]) == SAMPLE


def test_a_layer_is_said_where_it_is_shown():
    made = review.coded(SAMPLE, "Ana", [decide(SAMPLE, n, "accept") for n in (1, 2, 3)])
    said = payload.view(made, samples.CODEBOOK)["method"]["reviewed"]
    assert "Ana" in said and "3 of 8 statements" in said
    assert payload.view(SAMPLE, samples.CODEBOOK)["method"]["reviewed"] == ""


def test_what_was_accepted_unread_is_not_said_to_be_reviewed():
    """Many accepted by one press are no more certain than before, until one of them is read after all."""
    bulk = [replace(decide(SAMPLE, n, "accept"), bulk=True) for n in range(2, 9)]
    made = review.coded(SAMPLE, "Ana", [decide(SAMPLE, 1, "accept"), *bulk])
    assert review.reviewed(made) == "Reviewed by Ana: 1 of 8 statements; 7 more accepted unread."
    assert [s.confidence for s in made.statements][1:] == [s.confidence for s in SAMPLE.statements][1:]
    rows = tables.statements(made)
    assert list(rows["coder"]) == ["Ana"] + ["Ana, with many others unread"] * 7
    read = decide(SAMPLE, 2, "accept")
    made = review.coded(SAMPLE, "Ana", [decide(SAMPLE, 1, "accept"), *bulk, read])
    assert review.reviewed(made) == "Reviewed by Ana: 2 of 8 statements; 6 more accepted unread."


def test_what_was_added_and_taken_out_again_counts_nowhere():
    new = add(SAMPLE, "Talks went on into the night")
    out = replace(new, what="reject", after={"verdict": "reject"}, event="out", at="2031-07-01T00:00:00+00:00")
    made = review.coded(SAMPLE, "Ana", [*(decide(SAMPLE, n, "accept") for n in range(1, 9)), new, out])
    assert review.reviewed(made) == "Reviewed by Ana: 8 of 8 statements."


@pytest.mark.parametrize("coder", ["Berg, Ana", "a;b", "Zoë 🚢"])
def test_a_layer_is_said_by_the_whole_name_of_its_coder(coder):
    made = review.coded(SAMPLE, coder, [decide(SAMPLE, 1, "reject", coder)])
    assert review.reviewed(made) == f"Reviewed by {coder}: 1 of 8 statements."


def test_what_was_adjudicated_is_a_layer_of_its_own():
    log = [
        change(SAMPLE, 1, "Ana", position="oppose"),
        change(SAMPLE, 1, "Bo", position="neutral"),
        decide(SAMPLE, 1, "take", ADJUDICATED, {"position": "oppose", "verdict": "accept"}, of="Ana", by="Cleo"),
    ]
    made = review.coded(SAMPLE, ADJUDICATED, log)
    check(made)
    assert as_told(made, SAMPLE.statements[0].key).position == "oppose"
    assert [as_told(review.coded(SAMPLE, who, log), SAMPLE.statements[0].key).position for who in ("Ana", "Bo")] == [
        "oppose",
        "neutral",
    ]
    assert all(ADJUDICATED in r.coder for r in made.reviews)


# ---- another version of the article


def version(old="", new="", drop=()):
    """The invented article with other words, without some statements, as a machine finds it again."""
    doc = SAMPLE
    text = doc.text.replace(old, new, 1) if old else doc.text
    at = doc.text.index(old) if old else 0

    def moved(span):
        if span.end <= at:
            return span
        if span.start >= at + len(old):
            return Span(span.start + len(new) - len(old), span.end + len(new) - len(old))
        return Span(span.start, span.end + len(new) - len(old))

    kept_ones = [s for n, s in enumerate(doc.statements, 1) if n not in drop]
    words = [tuple(tuple(map(moved, spans)) for spans in (s.source, s.cue, s.content)) for s in kept_ones]
    keys = dict(zip((s.key for s in kept_ones), statement_keys(text, words), strict=True))
    statements = tuple(
        replace(s, key=keys[s.key], source=a, cue=b, content=c) for s, (a, b, c) in zip(kept_ones, words, strict=True)
    )

    def joined(layer):
        return tuple(replace(one, statement=keys[one.statement]) for one in layer if one.statement in keys)

    return replace(
        doc,
        text=text,
        parts=(),
        tokens=(),
        sentences=tuple(Sentence(moved(s.span)) for s in doc.sentences),
        statements=statements,
        resolutions=joined(doc.resolutions),
        acts=tuple(replace(a, evidence=()) for a in joined(doc.acts)),
        stances=tuple(replace(s, evidence=(), target_span=None) for s in joined(doc.stances)),
        topic_codes=tuple(replace(t, evidence=()) for t in joined(doc.topic_codes)),
        topics=(),
        issues=(),
        issue_codes=(),
    )


def test_words_before_a_statement_leave_its_decisions_with_it():
    new = version("Skip to content", "Skip to the content of this page, please")
    words = "secure"
    start = SAMPLE.text.index(words)
    log = [
        change(SAMPLE, 1, position="oppose", evidence=[[start, start + len(words)]], target_span=[start, start + 3]),
        decide(SAMPLE, 3, "reject"),
        add(SAMPLE, "Talks went on into the night", position="support"),
    ]
    placed = review.units(new, log, "Ana")
    assert placed.lost == () and len(placed.units) == 3
    made = review.coded(new, "Ana", log)
    check(made)
    first = as_told(made, SAMPLE.statements[0].key)
    assert first.position == "oppose" and [made[e.span] for e in first.stance.evidence] == [words]
    assert made[first.stance.target_span] == "sec"
    assert SAMPLE.statements[2].key not in {s.key for s in made.statements}
    (added,) = (s for s in made.statements if s.key.startswith("added-"))
    assert [made[span] for span in added.content] == ["Talks went on into the night"]
    assert added == made.statements[2]


def test_a_statement_whose_key_changed_is_found_by_its_words_and_place():
    new = version(" said ", " declared ")
    assert new.statements[0].key != SAMPLE.statements[0].key
    log = [change(SAMPLE, 1, position="oppose"), decide(SAMPLE, 1, "accept")]
    placed = review.units(new, log, "Ana")
    assert placed.lost == () and list(placed.units) == [new.statements[0].key]
    made = review.coded(new, "Ana", log)
    check(made)
    assert coded_statements(made)[0].position == "oppose"
    assert [(r.statement, r.verdict) for r in made.reviews] == [(new.statements[0].key, "accept")]


def test_a_statement_whose_own_words_changed_is_itself_or_lost_but_no_other():
    new = version("the treaty would secure the strait", "the pact would close every port of the south")
    log = [decide(SAMPLE, 1, "reject")]
    placed = review.units(new, log, "Ana")
    assert len(placed.units) + len(placed.lost) == 1
    assert set(placed.units) <= {new.statements[0].key}
    assert {s.key for s in review.coded(new, "Ana", log).statements} >= {s.key for s in new.statements[1:]}


@pytest.mark.parametrize("number", range(1, 9))
def test_a_statement_that_is_gone_is_listed_as_lost(number):
    content = SAMPLE[SAMPLE.statements[number - 1].content[0]]
    new = version(content, "nothing", drop=[number])
    log = [decide(SAMPLE, n, "accept") for n in range(1, 9)]
    placed = review.units(new, log, "Ana")
    assert [u.unit for u in placed.lost] == [SAMPLE.statements[number - 1].key]
    assert list(placed.units) == [
        s.key for s in SAMPLE.statements if s.key != SAMPLE.statements[number - 1].key
    ] or set(placed.units) == {s.key for s in new.statements}
    made = review.coded(new, "Ana", log)
    check(made)
    assert len(made.reviews) == 7


def test_an_added_statement_whose_words_are_gone_is_lost():
    new = version("Talks went on into the night", "They slept")
    log = [add(SAMPLE, "Talks went on into the night")]
    placed = review.units(new, log, "Ana")
    assert (placed.units, [u.unit for u in placed.lost]) == ({}, [log[0].unit])
    assert review.coded(new, "Ana", log) == new


def repeated():
    """An article in which three say the same with other words before it, and where they say it."""
    text = "Orsk said no. Then rain fell on the bay. Berg said no. It rained on. Dahl said no."
    return said(text)


def said(text):
    rows = list(re.finditer(r"(\w+) (said|says) (no)\b", text))
    words = [tuple((Span(*m.span(n)),) for n in (1, 2, 3)) for m in rows]
    speakers = tuple(
        Speaker(key, m[1], "person", "", None, "", ())
        for m, key in zip(rows, name_keys(m[1] for m in rows), strict=True)
    )
    statements = tuple(
        Statement(key, "indirect", *spans, None, "by hand")
        for key, spans in zip(statement_keys(text, words), words, strict=True)
    )
    return replace(
        samples.silent(),
        id="rain",
        text=text,
        parts=(),
        speakers=speakers,
        statements=statements,
        resolutions=tuple(
            Resolution(s.key, (who.key,), "name", None) for s, who in zip(statements, speakers, strict=True)
        ),
        sentences=tuple(Sentence(Span(*m.span())) for m in re.finditer(r"[^ .][^.]*\.", text)),
    )


@pytest.mark.parametrize("number", [1, 2, 3])
def test_of_equal_words_the_nearest_place_is_meant(number):
    old = repeated()
    new = said(old.text.replace("said", "says").replace("Then", "Now then"))
    assert not {s.key for s in old.statements} & {s.key for s in new.statements}
    placed = review.units(new, [decide(old, number, "reject")], "Ana")
    assert list(placed.units) == [new.statements[number - 1].key]
    every = review.units(new, [decide(old, n, "accept") for n in (1, 2, 3)], "Ana")
    assert set(every.units) == {s.key for s in new.statements} and every.lost == ()


def test_a_renamed_article_keeps_its_decisions():
    log = [change(SAMPLE, 1, position="oppose")]
    made = review.coded(replace(SAMPLE, id="renamed"), "Ana", log)
    assert as_told(made, SAMPLE.statements[0].key).position == "oppose"


def test_decisions_on_another_article_are_neither_found_nor_lost():
    log = [replace(decide(SAMPLE, n, "reject"), id="another", article="0" * 16) for n in (1, 2)]
    placed = review.units(SAMPLE, log, "Ana")
    assert (placed.units, placed.lost) == ({}, ())
    assert review.coded(SAMPLE, "Ana", log) == SAMPLE


def test_decisions_on_two_versions_are_of_one_statement():
    new = version("Skip to content", "Skip")
    log = [change(SAMPLE, 1, position="oppose", act="reject"), change(new, 1, position="neutral")]
    for order in (log, log[::-1]):
        made = as_told(review.coded(new, "Ana", order), new.statements[0].key)
        assert (made.position, made.act.act) == ("neutral", "reject")


# ---- samples


def corpus(sizes=(8,) * 6):
    """Articles of so many statements each, every text another."""
    found = []
    for number, size in enumerate(sizes):
        doc = replace(SAMPLE, id=f"article-{number}", text=f"{SAMPLE.text} Number {number} of the series.")
        keep = {s.key for s in doc.statements[:size]}
        last = Sentence(Span(len(SAMPLE.text) + 1, len(doc.text)))
        kept_ones = tuple(s for s in doc.statements if s.key in keep)
        made = replace(doc, statements=kept_ones, sentences=(*doc.sentences, last))
        layers = ("resolutions", "acts", "stances", "topic_codes", "issue_codes")
        found.append(
            replace(made, **{name: tuple(x for x in getattr(made, name) if x.statement in keep) for name in layers})
        )
    return found


UNEVEN = (8, 1, 5, 8, 0, 3, 7, 2, 8)


def of(sample, kind="statement"):
    return [one for one in sample.items if one.kind == kind]


def test_a_sample_has_as_many_as_asked_each_once_and_says_where():
    docs = corpus()
    by_id = {doc.id: doc for doc in docs}
    sample = review.draw(docs, 12, seed=3, sentences=5, name="may")
    assert (sample.name, sample.seed) == ("may", 3) and sample.made
    assert (len(of(sample)), len(of(sample, "sentence"))) == (12, 5)
    assert len({(one.article, one.unit) for one in sample.items}) == 17
    for one in sample.items:
        doc = by_id[one.id]
        assert one.article == doc.digest and 0 < one.pi <= 1
        assert one.words and 0 <= one.start < one.end <= len(doc.text)
        if one.kind == "statement":
            assert one.unit in {s.key for s in doc.statements} and one.stratum == "statements"
        else:
            assert one.unit.startswith("sentence-") and one.stratum == "sentences"
            (sentence,) = (s for s in doc.sentences if list(s.span) == [one.start, one.end])
            assert review.sentence_key(doc, sentence) == one.unit and doc[sentence] == one.words
            marked = [span for s in doc.statements for span in (*s.content, *s.cue)]
            assert not any(span.start < one.end and one.start < span.end for span in marked)


@pytest.mark.parametrize(("sizes", "n"), [((8,) * 6, 12), (UNEVEN, 10), (UNEVEN, 30)])
def test_each_is_drawn_as_often_as_its_chance_says(sizes, n):
    docs, times = corpus(sizes), 2000
    counts, chances = Counter(), {}
    for seed in range(times):
        sample = review.draw(docs, n, seed=seed, name="many")
        assert len(sample.items) == n
        for one in sample.items:
            counts[one.article, one.unit] += 1
            assert chances.setdefault((one.article, one.unit), one.pi) == one.pi
    every = {(doc.digest, s.key) for doc in docs for s in doc.statements}
    assert chances.keys() == every  # none has no chance
    assert (
        math.isclose(sum(chances.values()), n, abs_tol=1e-9) and 0 < min(chances.values()) <= max(chances.values()) <= 1
    )
    for key, pi in chances.items():
        assert abs(counts[key] - times * pi) <= 4.5 * math.sqrt(times * pi * (1 - pi)) + 1e-9
    spread = sum((counts[k] - times * p) ** 2 / (times * p * (1 - p)) for k, p in chances.items() if p < 1)
    assert spread < len(every) + 5 * math.sqrt(2 * len(every))


def test_sentences_are_drawn_as_often_as_their_chance_says():
    docs, times = corpus(UNEVEN), 1000
    counts, chances = Counter(), {}
    for seed in range(times):
        for one in of(review.draw(docs, 0, seed=seed, sentences=7, name="many"), "sentence"):
            counts[one.article, one.unit] += 1
            assert chances.setdefault((one.article, one.unit), one.pi) == one.pi
    assert math.isclose(sum(chances.values()), 7, abs_tol=1e-9)
    for key, pi in chances.items():
        assert abs(counts[key] - times * pi) <= 4.5 * math.sqrt(times * pi * (1 - pi)) + 1e-9


def test_a_sample_is_spread_over_the_articles():
    docs, uneven, found, chances = corpus(), corpus(UNEVEN), [], {}
    for seed in range(300):
        for n in (6, 12):
            drawn = review.draw(docs, n, seed=seed, name="a")
            assert Counter(one.id for one in drawn.items) == {doc.id: n // 6 for doc in docs}
        sample = review.draw(uneven, 20, seed=seed, name="a")
        found.append(Counter(one.id for one in sample.items))
        chances |= {(one.id, one.unit): one.pi for one in sample.items}
    for doc in uneven:
        share = sum(pi for (id, _), pi in chances.items() if id == doc.id)
        assert all(abs(counts[doc.id] - share) < 1 + 1e-9 for counts in found)


def test_the_same_seed_draws_the_same():
    docs = corpus()
    one, other = (review.draw(some, 12, seed=5, sentences=4, name="a") for some in (docs, list(docs)))
    assert one.items == other.items
    assert len({review.draw(docs, 12, seed=seed, name="a").items for seed in range(20)}) > 3
    backward = review.draw(docs[::-1], 48, seed=5, sentences=4, name="a")
    assert {i.unit for i in backward.items if i.kind == "statement"} == {s.key for doc in docs for s in doc.statements}


def test_the_doubtful_are_drawn_more_often_but_none_is_left_out():
    sure = (0.97, 0.01, 0.01, 0.01)
    docs = [
        replace(doc, stances=tuple(replace(s, chances=sure if s.statement < "m" else (0.4, 0.3, 0.2, 0.1),
                                           confidence=0.97 if s.statement < "m" else 0.4) for s in doc.stances))
        for doc in corpus()
    ]  # fmt: skip
    chances = {i.unit: i.pi for seed in range(100) for i in review.draw(docs, 12, seed=seed).items}
    low = [pi for unit, pi in chances.items() if unit < "m"]
    high = [pi for unit, pi in chances.items() if unit > "m"]
    assert low and high and max(low) < min(high)
    assert min(low) >= 12 / 48 / 2  # half of the chance is the same for all


@pytest.mark.parametrize("by", [("outlet",), ("month",), ("outlet", "month")])
def test_each_outlet_and_month_gets_its_share(by):
    docs = [
        replace(doc, outlet="AB"[n % 2], published=doc.published.replace(month=1 + n % 3))
        for n, doc in enumerate(corpus((8,) * 12))
    ]
    for seed in range(20):
        drawn = review.draw(docs, 12, seed=seed, by=by)
        of = {doc.id: doc for doc in docs}
        if "outlet" in by:
            assert Counter(of[i.id].outlet for i in drawn.items) == {"A": 6, "B": 6}
        if by == ("month",):
            assert set(Counter(of[i.id].published.month for i in drawn.items).values()) == {4}


@pytest.mark.parametrize("n", [48, 49, 1000])
def test_all_are_drawn_where_more_are_asked_than_there_are(n):
    sample = review.draw(corpus(), n, seed=1, name="all")
    assert len(sample.items) == 48 and {one.pi for one in sample.items} == {1.0}


def test_nothing_is_drawn_where_nothing_is_asked_or_there():
    assert review.draw(corpus(), 0, seed=1, name="none").items == ()
    assert review.draw([], 10, seed=1, name="none").items == ()
    assert review.draw([samples.silent()], 10, seed=1, name="none").items == ()


# ---- dealt out

THREE = ("Ana", "Bo", "Cleo")


def loads(sample):
    return Counter(coder for one in sample.items for coder in one.coders)


@pytest.mark.parametrize("overlap", [0.0, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.65, 0.75, 0.9, 1.0])
@pytest.mark.parametrize("coders", [THREE[:2], THREE, (*THREE, "Dov", "Eva")])
def test_all_is_dealt_out_with_the_overlap_that_was_asked(coders, overlap):
    drawn = review.draw(corpus(), 40, seed=2, name="a")
    dealt = review.assign(drawn, coders, overlap=overlap)
    assert [replace(one, coders=()) for one in dealt.items] == [replace(one, coders=()) for one in drawn.items]
    assert all(one.coders and len(set(one.coders)) == len(one.coders) for one in dealt.items)
    assert {coder for one in dealt.items for coder in one.coders} == set(coders)
    assert abs(sum(len(one.coders) > 1 for one in dealt.items) - 40 * overlap) <= 1
    shares = Counter(one.coders[0] for one in dealt.items)
    assert max(shares.values()) - min(shares.values()) <= 1
    assert review.assign(drawn, coders, overlap=overlap) == dealt


def test_overlap_is_a_fifth_unless_told():
    dealt = review.assign(review.draw(corpus(), 40, seed=2, name="a"), THREE)
    assert sum(len(one.coders) > 1 for one in dealt.items) == 8


@pytest.mark.parametrize("overlap", [0.0, 0.2, 0.5, 1.0])
@pytest.mark.parametrize("each", [(10, 10, 10), (20, 5, 1), (13, 13, 14), (0, 7, 0)])
def test_every_coder_gets_her_number(each, overlap):
    drawn = review.draw(corpus(), 40, seed=2, name="a")
    dealt = review.assign(drawn, dict(zip(THREE, each, strict=True)), overlap=overlap)
    assert [replace(one, coders=()) for one in dealt.items] == [replace(one, coders=()) for one in drawn.items]
    assert sum(bool(one.coders) for one in dealt.items) == sum(each)
    assert all(len(one.coders) in (0, 1, 2) and len(set(one.coders)) == len(one.coders) for one in dealt.items)
    found, twice = loads(dealt), sum(len(one.coders) == 2 for one in dealt.items)
    assert abs(twice - overlap * sum(each)) <= 1
    assert sum(found.values()) == sum(each) + twice
    assert all(found[who] >= number for who, number in zip(THREE, each, strict=True))


def test_nobody_gets_more_than_there_is():
    drawn = review.draw(corpus(), 10, seed=2, name="a")
    dealt = review.assign(drawn, dict.fromkeys(THREE, 50), overlap=0)
    assert sum(loads(dealt).values()) == 10 and all(len(one.coders) == 1 for one in dealt.items)


def test_one_coder_gets_all():
    drawn = review.draw(corpus(), 10, seed=2, name="a")
    assert {one.coders for one in review.assign(drawn, ["Ana"]).items} == {("Ana",)}


def test_the_overlap_is_no_corner_of_the_corpus():
    drawn = review.draw(corpus(), 48, seed=2, name="a")
    dealt = review.assign(drawn, THREE[:2], overlap=0.25)
    twice = Counter(one.id for one in dealt.items if len(one.coders) > 1)
    assert len(twice) >= 4
    for coder in THREE[:2]:
        assert len({one.id for one in dealt.items if coder in one.coders}) == 6


def test_a_sample_is_saved_and_read_back(tmp_path):
    assert review.samples(tmp_path) == ()
    one = review.assign(review.draw(corpus(), 12, seed=5, sentences=4, name="may"), THREE)
    other = replace(review.draw(corpus(), 3, seed=6, name="Größe 🚢"), made="2999-01-01T00:00:00+00:00")
    for sample in (one, other):
        assert review.save_sample(tmp_path, sample).parent == tmp_path / "reviews" / "samples"
    assert review.samples(tmp_path) == (other, one)  # the latest first
    assert (tmp_path / "reviews" / "samples" / "may.json").is_file()
    assert kept(tmp_path) == ()


def test_a_sample_is_never_replaced(tmp_path):
    one = review.draw(corpus(), 12, seed=5, name="may")
    review.save_sample(tmp_path, one)
    with pytest.raises(OSError) as error:
        review.save_sample(tmp_path, review.draw(corpus(), 12, seed=6, name="may"))
    assert "may" in str(error.value) and str(error.value).endswith(".")
    assert review.samples(tmp_path) == (one,)


@pytest.mark.parametrize("name", ["../out", "a/b", "/", "..", "", "con", "a:b", "x" * 300, "a\x00b", ".hidden"])
def test_any_name_of_a_sample_is_a_file_of_its_folder_or_refused_in_one_sentence(tmp_path, name):
    folder = tmp_path / "a" / "b" / "c"
    folder.mkdir(parents=True)
    sample = replace(review.draw(corpus(), 3, seed=5), name=name)
    try:
        file = review.save_sample(folder, sample)
    except (decisions.DecisionError, ValueError) as error:
        assert str(error).endswith(".") and "\n" not in str(error)
    else:
        assert file.parent == folder / "reviews" / "samples" and review.samples(folder) == (sample,)
    assert all(p.is_relative_to(folder / "reviews") for p in tmp_path.rglob("*") if p.is_file())


def test_a_file_that_is_no_sample_hinders_no_other(tmp_path):
    one = review.draw(corpus(), 12, seed=5, name="may")
    review.save_sample(tmp_path, one)
    for number, junk in enumerate([b"", b"{", b"[]", b"{}", b"\xff", b'{"name": 3, "items": 4}']):
        (tmp_path / "reviews" / "samples" / f"junk{number}.json").write_bytes(junk)
    assert review.samples(tmp_path) == (one,)


# ---- what feeds the numbers

MACHINE_S = ["speakers", "actors", "countries", "topics", "issue", "position", "act", "target"]
COLUMNS = ["article", "outlet", "published", "unit", "kind", "stratum", *MACHINE_S]
COLUMNS += ["support", "oppose", "neutral", "conditional", "pi", "coded", "coder", "wrong", "missed"]
COLUMNS += [f"true_{name}" for name in ("position", "act", "topics", "speakers", "actors", "target", "countries")]
EVERY = review.draw([SAMPLE], 8, seed=1)  # all statements of the invented article, each with the chance 1
TRUE = [name for name in COLUMNS if name.startswith("true_")]


def blind(doc, number, what="accept", **after):
    given = after | ({"verdict": what} if what else {})
    return decide(doc, number, what or "change", after=given, blind=True)


def answer(one, verdict, coder="Ana"):
    """What is said of a drawn sentence."""
    n = next(COUNT)
    when = f"2031-06-02T00:{n // 60 % 60:02}:{n % 60:02}.000000+00:00"
    draw = {"sample": "may", "pi": one.pi, "stratum": one.stratum, "seed": 3}
    about = {"words": one.words, "start": one.start, "end": one.end, "blind": True, "draw": draw}
    given = {"verdict": verdict}
    return decisions.Decision(coder, one.article, one.id, one.unit, verdict, given, event=f"s{n}", at=when, **about)


def row_of(frame, doc, number):
    (row,) = frame[(frame["article"] == doc.id) & (frame["unit"] == doc.statements[number - 1].key)].to_dict("records")
    return row


def test_items_are_one_row_a_statement_with_what_the_machine_says():
    docs = corpus((8, 3))
    frame = review.items(docs, (), ["Ana"], None)
    assert isinstance(frame, pd.DataFrame) and list(frame.columns) == COLUMNS and len(frame) == 11
    assert set(frame["kind"]) == {"statement"} and set(frame["stratum"]) == {"statements"}
    row = row_of(frame, docs[0], 7)
    assert (row["outlet"], row["published"]) == ("The Havenmouth Wire", "2031-05-04")
    assert (row["speakers"], row["actors"]) == ("Ilka Torvald; Joren Maas", "Estavia; Vorland")
    assert (row["topics"], row["position"], row["act"], row["target"]) == ("talks", "support", "promise", "the talks")
    assert (row["support"], row["oppose"], row["neutral"], row["conditional"]) == samples.CHANCES["support"]
    assert row["issue"] == "the talks" and row["countries"] == ""
    assert not frame["coded"].any() and not frame["wrong"].eq(True).any() and frame["pi"].isna().all()
    assert frame["missed"].isna().all() and frame[TRUE].isna().all().all()
    assert frame["pi"].dtype == float and frame["coded"].dtype == bool and frame["missed"].dtype == float


def test_countries_are_iso_codes():
    speakers = tuple(
        replace(s, code="FRA" if s.actor == "Estavia" else "DEU" if s.actor else "") for s in SAMPLE.speakers
    )
    row = row_of(review.items([replace(SAMPLE, speakers=speakers)], (), ["Ana"], None), SAMPLE, 7)
    assert row["countries"] == "FRA; DEU"


def test_items_without_any_article_have_their_columns():
    assert list(review.items([], (), ["Ana"], None).columns) == COLUMNS


def test_only_blind_answers_count():
    log = [
        blind(SAMPLE, 1, position="oppose", act="reject", topics=["sea", "arms"], target="the bay"),
        blind(SAMPLE, 2, "reject"),
        decide(SAMPLE, 3, "accept"),
        decide(SAMPLE, 4, "accept", bulk=True),
        blind(SAMPLE, 5, "skip"),
        decide(SAMPLE, 6, "accept", "Bo", blind=True),
        decide(SAMPLE, 7, "reveal", blind=True),
        decide(SAMPLE, 7, "accept"),
    ]
    frame = review.items([SAMPLE], log, ["Ana"], EVERY)
    assert list(frame["coded"]) == [True, True] + [False] * 6
    assert [wrong is True for wrong in frame["wrong"]] == [False, True] + [False] * 6
    assert list(frame["coder"]) == ["Ana", "Ana"] + [""] * 6
    row = row_of(frame, SAMPLE, 1)
    assert (row["true_position"], row["true_act"], row["true_topics"]) == ("oppose", "reject", "sea; arms")
    assert (row["true_target"], row["true_speakers"], row["true_actors"]) == ("the bay", "", "")
    assert (row["position"], row["act"]) == ("support", "defend")  # the machine's stay
    assert frame[TRUE][2:].isna().all().all()
    assert list(review.items([SAMPLE], log, ["Bo"], EVERY)["coded"]) == [False] * 5 + [True] + [False] * 2


def test_speakers_and_actors_of_a_blind_answer():
    log = [blind(SAMPLE, 7, speakers=["Ilka Torvald", "Dov Arken"], actors=["Estavia", ""])]
    row = row_of(review.items([SAMPLE], log, ["Ana"], EVERY), SAMPLE, 7)
    assert row["true_speakers"] == "Ilka Torvald; Dov Arken" and row["true_actors"].rstrip("; ") == "Estavia"


def test_what_is_changed_after_the_answer_was_shown_feeds_no_number():
    log = [
        blind(SAMPLE, 1, position="oppose"),
        decide(SAMPLE, 1, "reveal", blind=True),
        change(SAMPLE, 1, position="support"),
        decide(SAMPLE, 2, "reveal", blind=True),
        blind(SAMPLE, 2, position="oppose"),
    ]
    frame = review.items([SAMPLE], log, ["Ana"], EVERY)
    assert (row_of(frame, SAMPLE, 1)["coded"], row_of(frame, SAMPLE, 1)["true_position"]) == (True, "oppose")
    assert as_told(review.coded(SAMPLE, "Ana", log), SAMPLE.statements[0].key).position == "support"
    assert not row_of(frame, SAMPLE, 2)["coded"]


def test_an_answer_that_is_undone_is_none():
    log = [blind(SAMPLE, 1, position="oppose")]
    undo = decide(SAMPLE, 1, "undo", after={}, of=log[0].event)
    assert not review.items([SAMPLE], [*log, undo], ["Ana"], EVERY)["coded"].any()


def test_items_know_the_chance_with_which_they_were_drawn():
    docs = corpus()
    sample = review.draw(docs, 12, seed=3, sentences=5, name="may")
    frame = review.items(docs, (), ["Ana"], sample)
    drawn = frame[frame["pi"].notna()]
    told = {(one.id, one.unit): (one.pi, one.kind, one.stratum) for one in sample.items}
    found = {(r["article"], r["unit"]): (r["pi"], r["kind"], r["stratum"]) for r in drawn.to_dict("records")}
    assert found == told
    assert len(frame[frame["kind"] == "statement"]) == 48
    assert frame.duplicated(["article", "unit"]).sum() == 0


def test_all_unmarked_sentences_are_the_frame_of_those_drawn():
    docs = corpus()
    sample = review.draw(docs, 0, seed=3, sentences=5, name="may")
    frame = review.items(docs, (), ["Ana"], sample)
    sentences = frame[frame["kind"] == "sentence"]
    assert len(sentences) > 5 and set(sentences["stratum"]) == {"sentences"}
    assert sentences[["support", "oppose", "neutral", "conditional", "missed"]].isna().all().all()
    every = {one.unit for seed in range(200) for one in review.draw(docs, 0, seed=seed, sentences=5, name="x").items}
    assert every <= set(sentences["unit"])


def test_what_was_missed_is_counted_by_sentence():
    docs = corpus((8, 8))
    sample = review.draw(docs, 0, seed=3, sentences=3, name="may")
    assert len(sample.items) == 3  # of four
    talks = next(one for one in sample.items if one.words.startswith("Talks went on"))
    empty, open_one = (one for one in sample.items if one is not talks)
    (doc,) = (doc for doc in docs if doc.id == talks.id)
    log = [
        add(doc, "Talks went on into the night", told={"blind": True}),
        answer(talks, "accept"),
        answer(empty, "reject"),
    ]
    frame = review.items(docs, log, ["Ana"], sample)
    assert frame["kind"].value_counts().to_dict() == {"statement": 16, "sentence": 4}  # added ones are no rows
    rows = {(row["article"], row["unit"]): row for row in frame.to_dict("records")}
    rows_of = [rows[one.id, one.unit] for one in (talks, empty, open_one)]
    assert [(row["coded"], row["missed"]) for row in rows_of[:2]] == [(True, 1.0), (True, 0.0)]
    assert not rows_of[2]["coded"] and math.isnan(rows_of[2]["missed"]) and rows_of[2]["pi"] == open_one.pi


def test_a_whole_review_on_the_disk_feeds_the_numbers(tmp_path):
    docs = corpus()
    sample = review.assign(review.draw(docs, 12, seed=3, name="may"), ["Ana", "Bo"], overlap=0.5)
    review.save_sample(tmp_path, sample)
    by_id = {doc.id: doc for doc in docs}
    for coder in ("Ana", "Bo"):
        with Log(tmp_path, coder) as log:
            for one in review.samples(tmp_path)[0].items:
                if coder in one.coders:
                    number = [s.key for s in by_id[one.id].statements].index(one.unit) + 1
                    draw = {"sample": "may", "pi": one.pi, "stratum": one.stratum, "seed": 3}
                    log.add(
                        decide(
                            by_id[one.id],
                            number,
                            "accept",
                            coder,
                            {"verdict": "accept", "position": "neutral"},
                            blind=True,
                            draw=draw,
                        )
                    )
    for coder in ("Ana", "Bo"):
        frame = review.items(docs, kept(tmp_path), [coder], *review.samples(tmp_path))
        assert frame["coded"].sum() == sum(coder in one.coders for one in sample.items)
        assert set(frame.loc[frame["coded"], "true_position"]) == {"neutral"}
        assert frame["pi"].notna().sum() == 12


def test_what_was_not_drawn_feeds_no_number():
    log = [blind(SAMPLE, n) for n in range(1, 9)]
    some = review.draw([SAMPLE], 3, seed=1)
    frame = review.items([SAMPLE], log, ["Ana"], some)
    drawn = {one.unit for one in some.items}
    assert set(frame.loc[frame["coded"], "unit"]) == drawn == set(frame.loc[frame["pi"].notna(), "unit"])
    assert not review.items([SAMPLE], log, ["Ana"], None)["coded"].any()


def test_the_first_of_the_coders_who_answered_counts_and_what_was_adjudicated_before_all():
    bo = blind(SAMPLE, 1, position="neutral")
    log = [
        blind(SAMPLE, 1, position="oppose"),
        replace(bo, coder="Bo"),
        replace(blind(SAMPLE, 2, position="neutral"), coder="Bo"),
        decide(SAMPLE, 3, "accept"),
        replace(blind(SAMPLE, 3, position="neutral"), coder="Bo"),
    ]
    frame = review.items([SAMPLE], log, ["Ana", "Bo"], EVERY)
    assert list(frame["true_position"][:3]) == ["oppose", "neutral", "neutral"]
    assert list(frame["coder"][:4]) == ["Ana", "Bo", "Bo", ""]
    assert list(review.items([SAMPLE], log, ["Bo", "Ana"], EVERY)["true_position"][:3]) == ["neutral"] * 3


def test_a_sample_of_another_version_finds_its_statements_again():
    new = version("Skip to content", "Skip to the content of this page, please")
    drawn = review.draw([SAMPLE], 4, seed=1)
    log = [blind(SAMPLE, n, position="oppose") for n in range(1, 9)]
    frame = review.items([new], log, ["Ana"], drawn)
    assert set(frame.loc[frame["pi"].notna(), "unit"]) == {one.unit for one in drawn.items}
    assert set(frame.loc[frame["coded"], "unit"]) == {one.unit for one in drawn.items}
