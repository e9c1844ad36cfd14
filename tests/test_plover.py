"""PLOVER event records."""

import json
from dataclasses import replace

import jsonschema
from hypothesis import given, settings

from analysis import plover
from analysis.model import MadeBy
from analysis.spans import Span
from tests import samples
from tests.strategies import documents

words = {"type": "string"}
actor = {
    "type": "object",
    "properties": {
        "actorText": words,
        "code": {"type": "string"},
        "office": words,
        "actor": words,
    },
    "required": ["actorText", "code"],
    "additionalProperties": False,
}
# The fields of PLOVER's records by the manual and the gold standard records, and ours beside them.
SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {
        "id": words,
        "date": {"type": "string", "pattern": r"^(\d{4}-\d\d-\d\d)?$"},
        "source": {"type": "array", "items": actor},
        "target": {"type": "array", "items": actor},
        "event": {"type": "string", "minLength": 1},
        "eventText": words,
        "mode": words,
        "context": {"type": "array", "items": words},
        "text": words,
        "textInfo": {
            "type": "object",
            "properties": {
                "article": words,
                "digest": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
                "sequence": {"type": "integer", "minimum": 1},
                "start": {"type": "integer", "minimum": 0},
                "end": {"type": "integer", "minimum": 1},
            },
            "required": ["sequence", "start", "end"],
            "additionalProperties": False,
        },
        "language": {"const": "en"},
        "publication": words,
        "title": words,
        "url": words,
        "coder": {"type": "string", "minLength": 1},
        "version": words,
        "comment": words,
        "act": words,
        "position": {"enum": ["support", "oppose", "conditional", "neutral", ""]},
        "lean": {"enum": ["+", "-", ""]},
        "toward": words,
    },
    "required": ["id", "date", "source", "target", "event", "mode", "context", "text", "textInfo", "coder", "version"],
    "additionalProperties": False,
}
CHECK = jsonschema.Draft202012Validator(SCHEMA)
CLASSES = {"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "INVESTIGATE", "DEMAND", "REQUEST"}
CLASSES |= {"ACCUSE", "REJECT", "SANCTION", "THREATEN", "PROTEST", "MOBILIZE", "COERCE", "ASSAULT"}


def read(data):
    """The records of a file, each held against the schema."""
    assert data == b"" or data.endswith(b"\n")
    found = [json.loads(line) for line in data.decode("utf-8").split("\n") if line]
    for record in found:
        CHECK.validate(record)
    return found


def with_classes(doc, classes):
    return replace(doc, acts=tuple(replace(act, plover=classes.get(act.act, "")) for act in doc.acts))


def test_only_statements_with_a_class_are_events():
    doc = with_classes(samples.sample(), {"demand": "REQUEST", "reject": "REJECT"})
    found = read(plover.written([doc, samples.silent()]))
    assert [record["event"] for record in found] == ["REQUEST", "REJECT"]
    assert read(plover.written([samples.silent()])) == []
    first = found[0]
    assert first["id"] == f"estavia-weighs-a-treaty/{doc.statements[1].key}" and first["date"] == "2031-05-04"
    assert [one["actorText"] for one in first["source"]] == ["Ilka Torvald"]
    assert first["source"][0]["office"] == "Estavian Foreign Minister" and first["context"] == ["sea", "arms"]
    place = first["textInfo"]
    assert doc.text[place["start"] : place["end"]].startswith("She warned, however,")
    assert first["text"].endswith(doc.text[place["start"] : place["end"]] + ".")
    assert (first["coder"], first["publication"], first["eventText"]) == ("Demarche", "The Havenmouth Wire", "warned")
    assert (first["position"], first["lean"], first["toward"]) == ("conditional", "-", "the treaty")


def test_a_coder_and_a_version_are_named():
    doc = replace(with_classes(samples.sample(), {"reject": "REJECT"}), made_by=MadeBy("9.1", "a", "b"))
    (record,) = read(plover.written([doc], coder="Ana"))
    assert (record["coder"], record["version"]) == ("Ana", "9.1")


def test_a_real_article_has_the_codes_of_states_on_both_sides():
    doc = samples.annotated("us-offers-russia-assurance-on-missiles")
    found = read(plover.written([doc]))
    assert {record["event"] for record in found} <= CLASSES and len(found) > 5
    assert {one["code"] for record in found for one in record["source"]} >= {"RUS", "USA"}
    warned = next(record for record in found if record["toward"].startswith("U.S. system"))
    assert [one["code"] for one in warned["source"]] == ["RUS"] and [one["code"] for one in warned["target"]] == ["USA"]
    for record in found:
        own = {one["actorText"] for one in record["source"]} | {one["actor"] for one in record["source"]}
        assert not own & {one["actorText"] for one in record["target"]}


def test_a_target_is_whom_its_words_mean_or_name():
    doc = with_classes(samples.sample(), {"reject": "REJECT"})
    third = doc.statements[2].key
    named = replace(doc, stances=tuple(replace(s, target="Ilka Torvald") for s in doc.stances))
    (record,) = read(plover.written([named]))
    assert record["id"].endswith(third) and [one["actorText"] for one in record["target"]] == ["Ilka Torvald"]
    at = doc.text.index("Estavian")
    meant = replace(
        doc,
        speakers=tuple(replace(s, mentions=(Span(at, at + 8),)) if s.actor == "Estavia" else s for s in doc.speakers),
        stances=tuple(replace(s, target_span=Span(at, at + 20)) for s in doc.stances),
    )
    (record,) = read(plover.written([meant]))
    assert [one["actorText"] for one in record["target"]] == ["Ilka Torvald"]


@settings(max_examples=100, deadline=None)
@given(documents())
def test_any_document_can_be_written(doc):
    found = read(plover.written([doc]))
    assert len(found) == sum(bool(act.plover) for act in doc.acts)
    assert plover.written([doc]) == plover.written([doc])
