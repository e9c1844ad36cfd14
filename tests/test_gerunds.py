import pytest

from analysis.gerunds import doing, ing
from analysis.spans import Span
from tests import reading


def test_the_form_of_a_deed():
    plain = ["offering", "limiting", "targeting", "entering", "freeing", "being", "seeing", "vetoing", "fixing"]
    assert [ing(form.removesuffix("ing")) for form in plain] == plain
    twice = ["running", "planning", "permitting", "referring", "controlling", "occurring", "forgetting", "deterring"]
    assert [ing(form[:-4]) for form in (*twice, "quitting")] == [*twice, "quitting"]
    assert [ing(verb) for verb in ("tie", "write", "see")] == ["tying", "writing", "seeing"]


def told(text, words):
    doc = reading.annotated(text)
    start = text.index(words)
    return doing(doc, Span(start, start + len(words)))


def test_deeds_are_told_as_things():
    text = "The envoy urged Orsk to lift the sanctions, to release the crew and close the camps."
    assert told(text, "to lift the sanctions") == "lifting the sanctions"
    assert told(text, "release the crew and close the camps") == "releasing the crew and closing the camps"
    assert told(text, "the sanctions") == "the sanctions"
    assert told("The minister promised not to build the base.", "not to build the base") == "not building the base"


@pytest.mark.parametrize(
    ("clause", "thing"),
    [
        ("Velland should pay for the bridge", "Velland paying for the bridge"),
        ("the truce could be broken", "the truce being broken"),
        ("the council is meeting in Harbin", "the council meeting in Harbin"),
        ("the accord is implemented", "the accord being implemented"),
        ("the council has been taking small steps", "the council taking small steps"),
        ("the bridge is being built", "the bridge being built"),
        ("the council has taken small steps", "the council having taken small steps"),
        ("it failed to follow its own rules", "it failed to follow its own rules"),
        ("Tellan won't sign the pact", "Tellan not signing the pact"),
        ("they should sign the pact", "they should sign the pact"),
        ("the pact that he signed", "the pact that he signed"),
    ],
)
def test_a_clause_is_told_as_a_thing(clause, thing):
    assert told(f"The minister said on Monday that {clause}.", clause) == thing


def test_a_deed_that_was_done_is_told_as_a_thing():
    text = "Feld said that the council failed to follow its own rules."
    assert told(text, "failed to follow its own rules") == "failing to follow its own rules"


def test_a_participle_before_a_noun_is_no_deed():
    assert told("Feld welcomed 25 recommended envoys.", "recommended envoys") == "recommended envoys"
