"""The nouns: a document joins its layers by keys and reads its text; its digest is that of the text alone."""

import dataclasses
import datetime as dt
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.keys import digest
from analysis.model import Document, MadeBy, Part, Resolution, Speaker, Statement, by_statement
from analysis.spans import Span
from tests import reading

NAMES = ["ilka-torvald", "joren-maas", "estavia", "a-senior-official"]


def speaker(key, actor=None):
    return Speaker(key, key.title(), "person", "", actor, "", ())


def statement(key, within=""):
    return Statement(key, "indirect", (Span(0, 4),), (Span(5, 9),), (Span(10, 20),), 0.9, "by hand", within)


def resolution(key, *speakers):
    return Resolution(key, speakers, "name", 0.9)


ILKA, JOREN, ESTAVIA = speaker("ilka-torvald", "Estavia"), speaker("joren-maas"), speaker("estavia", "Estavia")
DOC = Document(
    "talks",
    "Ilka said. Joren Maas said so too.",
    speakers=(ILKA, JOREN, ESTAVIA),
    statements=(statement("one"), statement("two"), statement("three"), statement("four")),
    nested=(statement("one.1", within="one"),),
    resolutions=(
        resolution("two", "joren-maas", "ilka-torvald"),
        resolution("one", "ilka-torvald"),
        resolution("three", "estavia", "ilka-torvald", "joren-maas"),
        resolution("one.1", "joren-maas"),
    ),
)


def test_a_statement_has_the_speakers_of_its_resolution_in_their_order():
    found = {s.key: DOC.speakers_of(s) for s in (*DOC.statements, *DOC.nested)}
    assert found == {
        "one": (ILKA,),
        "two": (JOREN, ILKA),
        "three": (ESTAVIA, ILKA, JOREN),
        "four": (),  # never resolved
        "one.1": (JOREN,),
    }


def test_a_statement_has_each_actor_of_its_speakers_once():
    assert [DOC.actors_of(s) for s in DOC.statements] == [("Estavia",), ("Estavia",), ("Estavia",), ()]
    assert DOC.actors_of(DOC.nested[0]) == ()  # who speaks for nobody


def test_a_speaker_that_the_document_lacks_is_left_out():
    assert replace(DOC, speakers=(JOREN,)).speakers_of(DOC.statements[1]) == (JOREN,)
    assert replace(DOC, speakers=()).actors_of(DOC.statements[0]) == ()


def test_a_layer_that_is_replaced_is_looked_up_anew():
    assert DOC.speakers_of(DOC.statements[0]) == (ILKA,)
    other = replace(DOC, resolutions=(resolution("one", "joren-maas"),))
    assert (other.speakers_of(DOC.statements[0]), other.speakers_of(DOC.statements[1])) == ((JOREN,), ())
    assert DOC.speakers_of(DOC.statements[0]) == (ILKA,)


@given(st.dictionaries(st.sampled_from(["one", "two", "three"]), st.lists(st.sampled_from(NAMES), unique=True)))
def test_speakers_are_those_that_the_resolution_names(told):
    doc = Document(
        "x", "", speakers=tuple(map(speaker, NAMES)), resolutions=tuple(resolution(k, *told[k]) for k in told)
    )
    for key in ("one", "two", "three"):
        assert [s.key for s in doc.speakers_of(statement(key))] == told.get(key, [])


ABOUT = st.fixed_dictionaries(
    {
        "id": st.text(),
        "title": st.text(),
        "outlet": st.text(),
        "author": st.text(),
        "published": st.none() | st.dates(),
        "url": st.text(),
        "made_by": st.none() | st.builds(MadeBy, st.text(), st.text(), st.text()),
        "statements": st.just(()) | st.just(DOC.statements),
    }
)


@given(st.text(), ABOUT)
def test_a_digest_is_that_of_the_text_alone(text, about):
    doc = Document(text=text, **about)
    assert doc.digest == Document("x", text).digest == digest(text)
    assert len(doc.digest) == 16 and set(doc.digest) <= set("0123456789abcdef")


@given(st.text(), st.text())
def test_other_texts_have_other_digests(one, other):
    assert (Document("x", one).digest == Document("x", other).digest) == (one == other)


def test_a_digest_is_that_of_the_text_as_it_was_read():
    doc = reading.annotated("Anna Marren said talks would resume.")
    assert doc.digest == Document("x", doc.text).digest
    assert doc.digest == replace(doc, id="y", published=dt.date(2008, 3, 18), outlet="The Sarn Courier").digest
    assert doc.digest != replace(doc, text=f"{doc.text} ").digest


@dataclass(frozen=True)
class Judgement:
    """Anything that is said of a statement."""

    statement: str
    number: int


@given(st.lists(st.sampled_from("abc")))
def test_judgements_by_statement_keep_their_order(keys):
    told = [Judgement(key, number) for number, key in enumerate(keys)]
    found = by_statement(iter(told))
    assert list(found) == list(dict.fromkeys(keys))
    assert all(found[key] == tuple(j for j in told if j.statement == key) for key in found)
    assert sorted((j for some in found.values() for j in some), key=lambda j: j.number) == told


def test_a_document_reads_its_text():
    part = Part(Span(0, 4), "headline")
    assert (DOC[Span(11, 21)], DOC[part]) == ("Joren Maas", "Ilka")
    two = replace(DOC, text="One.\n\nTwo.")
    assert [two[p] for p in two.paragraphs] == ["One.", "Two."]


def test_a_statement_reaches_from_its_first_word_to_its_last():
    one = Statement("one", "direct", (Span(30, 34),), (Span(25, 29),), (Span(0, 20), Span(40, 50)), 0.9, "by hand")
    assert one.span == Span(0, 50)
    assert replace(one, source=(), cue=(), content=one.content[:1]).span == Span(0, 20)


@pytest.mark.parametrize("thing", [DOC, DOC.statements[0], DOC.resolutions[0], ILKA], ids=lambda t: type(t).__name__)
def test_nothing_is_overwritten(thing):
    for field in dataclasses.fields(thing):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(thing, field.name, None)
