import copy
import json
from dataclasses import replace

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import knowledge, records, tables
from analysis.annotate import annotate
from analysis.model import POSITIONS, MadeBy
from analysis.records import RecordError
from tests import samples
from tests.strategies import documents, lacking

SCHEMA = json.loads((knowledge.MODELS / "record.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
SEED = "us-offers-russia-assurance-on-missiles"
WHOLE = records.record(samples.sample())


def test_the_schema_in_the_file_is_that_of_the_nouns():
    assert records.schema() == SCHEMA
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    layers = SCHEMA["properties"]
    assert layers["stances"]["items"]["properties"]["position"]["enum"] == list(POSITIONS)


@given(documents(), lacking())
def test_a_document_comes_back_from_its_record(doc, lacks):
    for one in (doc, replace(doc, **lacks), replace(doc, statements=(), **lacks)):
        record = records.record(one)
        VALIDATOR.validate(record)
        assert records.document(record) == one


@settings(max_examples=20)
@given(st.lists(documents(), max_size=2))
def test_documents_come_back_from_json_and_from_parquet(docs):
    held = [records.record(doc) for doc in docs]
    text = records.json_text(held)
    assert records.from_json(text) == tuple(docs)
    assert records.from_parquet(records.parquet(held)) == tuple(docs)


@settings(max_examples=20)
@given(documents())
def test_one_record_has_a_line_for_each_thing_and_several_have_a_line_each(doc):
    record = records.record(doc)
    one = records.json_text([record])
    assert json.loads(one) == record
    assert one.count("\n") >= sum(len(layer) for layer in record.values() if isinstance(layer, list))
    several = records.json_text([record, record])
    assert [json.loads(line) for line in several.split("\n")[:-1]] == [record, record]


@pytest.mark.parametrize("doc", [samples.sample(), samples.silent(), samples.hostile("\u2028</script>\x00")])
def test_documents_made_by_hand_come_back(doc):
    record = records.record(doc)
    VALIDATOR.validate(record)
    assert records.document(record) == doc and doc.made_by is None


def test_an_annotated_article_comes_back_and_says_what_made_it():
    doc, known = samples.annotated(SEED), knowledge.load()
    record = json.loads(records.json_text([records.record(doc)]))
    VALIDATOR.validate(record)
    back = records.document(record)
    assert back == doc
    assert back.made_by == known.made_by == MadeBy(knowledge.version(), known.models.digest, known.digest)
    assert doc.nested and doc.acts and doc.resolutions and doc.issues and doc.issue_codes  # there is something to lose
    for layer in ("statements", "nested"):
        for statement in record[layer]:
            spans = [span for name in ("source", "cue", "content") for span in statement[name]]
            assert all(record["article"]["text"][start:end].strip() for start, end in spans)


@settings(max_examples=50)
@given(st.text(max_size=200))
def test_any_text_gives_a_valid_record(text):
    doc = annotate(text)
    record = records.record(doc)
    VALIDATOR.validate(record)
    assert records.document(json.loads(json.dumps(record, allow_nan=False))) == doc


def test_a_number_that_is_none_is_no_json():
    doc = samples.sample()
    doc = replace(doc, statements=(replace(doc.statements[0], confidence=float("nan")), *doc.statements[1:]))
    with pytest.raises(ValueError):
        records.json_text([records.record(doc)])


# ---- what is broken


def refused(read, *given):
    """The one sentence with which something is refused."""
    with pytest.raises(RecordError) as error:
        read(*given)
    said = str(error.value)
    assert said.endswith(".") and "\n" not in said and len(said) < 500
    return said


def places(value, at=()):
    """Where a record holds a value: the way to each field and entry."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield (*at, key)
        yield from places(one, (*at, key))


NOTHING = object()
PLACES = list(places(WHOLE))
FIELDS = [at for at in PLACES if isinstance(at[-1], str)]
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def changed(at, value):
    """The record of the invented article with another value at one place, or with nothing there."""
    record = copy.deepcopy(WHOLE)
    inner = record
    for key in at[:-1]:
        inner = inner[key]
    if value is NOTHING:
        inner.pop(at[-1])
    else:
        inner[at[-1]] = value
    return record


@given(st.sampled_from(FIELDS))
def test_a_missing_field_is_told(at):
    assert at[-1] in refused(records.document, changed(at, NOTHING))


@settings(max_examples=400)
@given(st.sampled_from(PLACES), st.just(NOTHING) | values)
def test_a_record_with_another_value_is_refused_or_is_a_record(at, value):
    record = changed(at, value)
    try:
        doc = records.document(record)
    except RecordError as error:
        assert str(error).endswith(".") and "\n" not in str(error)
    else:
        VALIDATOR.validate(record)  # what the schema refuses, so does the reader
        assert records.document(records.record(doc)) == doc
        assert all(len(frame(doc)) >= 0 for frame in tables.TABLES.values())


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (("statements", 0, "confidence"), float("nan")),
        (("stances", 0, "confidence"), float("inf")),
        (("resolutions", 0, "confidence"), "1"),
        (("resolutions", 0, "confidence"), True),
        (("resolutions", 0, "confidence"), 10**400),
        (("resolutions", 0, "speakers"), "ilka-torvald"),
        (("statements", 0, "content"), []),
        (("statements", 0, "content"), [[0, 10**6]]),
        (("statements", 0, "content"), [[5, 2]]),
        (("statements", 0, "content"), [[-1, 2]]),
        (("statements", 0, "content"), [[0.0, 2]]),
        (("statements", 0, "content"), [[False, 2]]),
        (("statements", 0, "content"), [[0, 2, 3]]),
        (("statements", 0, "colour"), "red"),
        (("stances", 0, "position"), "angry"),
        (("stances", 0, "strength"), 1),
        (("stances", 0, "chances"), [0.5, 0.5]),
        (("stances", 0, "chances"), [0.2, 0.3, 0.4, None]),
        (("acts", 0, "confidence"), "sure"),
        (("topic_codes", 0, "cap"), "16"),
        (("statements", 0, "manner"), None),
        (("issues", 0, "confidence"), "sure"),
        (("issue_codes", 0, "position"), "angry"),
        (("issue_codes", 0, "turned"), 1),
        (("stances", 0, "inherited"), 0),
        (("article", "published"), "20310504"),
        (("article", "published"), "4 May 2031"),
        (("article", "text"), None),
        (("made_by",), {"version": "1"}),
        (("tokens",), None),
    ],
)
def test_a_value_of_another_kind_is_told(at, value):
    refused(records.document, changed(at, value))


@pytest.mark.parametrize("schema", ["demarche/2", "demarche-record/1", "demarche-record/3", None, 2])
def test_a_record_of_another_schema_is_told(schema):
    assert "demarche-record/5" in refused(records.document, WHOLE | {"schema": schema})


@pytest.mark.parametrize("value", [None, [], "", 3, [WHOLE], {}])
def test_what_is_no_record_is_told(value):
    assert "no record" in refused(records.document, value)


def test_a_text_that_was_changed_is_told():
    article = WHOLE["article"]
    other = WHOLE | {"article": article | {"text": article["text"].replace("treaty", "Treaty")}}
    assert samples.sample().id in refused(records.document, other)
    refused(records.document, WHOLE | {"article": {k: v for k, v in article.items() if k != "digest"}})


@given(st.text(max_size=50))
def test_words_that_are_no_json_are_told(text):
    try:
        json.loads(text)
    except ValueError:
        if text.strip():
            refused(records.from_json, text)
    else:
        refused(records.from_json, text)  # it is JSON, but no record


def test_json_too_deep_or_with_a_number_too_long_is_told():
    for text in ("[" * 100_000, "1" * 100_000, '{"schema": ' * 50_000):
        refused(records.from_json, text)


def test_half_a_file_of_json_is_told():
    text = records.json_text([WHOLE, WHOLE])
    for cut in (1, len(text) // 3, len(text) // 2 + 5, len(text) - 2):
        refused(records.from_json, text[:cut])


@given(st.binary(max_size=100), st.integers(0, 10**6))
def test_bytes_that_are_no_parquet_are_told(data, at):
    refused(records.from_parquet, data)
    whole = records.parquet([WHOLE])
    refused(records.from_parquet, whole[: at % len(whole)])


@given(st.integers(0, 10**6), st.integers(0, 255))
def test_one_byte_that_is_another_gives_a_sentence_or_documents(at, byte):
    data = bytearray(records.parquet([WHOLE]))
    data[at % len(data)] = byte
    try:
        docs = records.from_parquet(bytes(data))
    except RecordError as error:
        assert str(error).endswith(".") and "\n" not in str(error)
    else:
        assert {doc.text for doc in docs} <= {samples.sample().text}
