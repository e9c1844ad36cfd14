"""Topics by likeness: what the reader proposes, and topics that an analyst adds, known by their examples."""

from dataclasses import replace

import numpy as np
import pytest

from analysis import annotate, knowledge
from analysis.codebooks import Topic
from analysis.likeness import NO_TOPIC, kinds_of, proposals
from analysis.reader import Asking, Question
from analysis.spans import Span
from tests import reading

KNOWN = reading.KNOWN
BEES = Topic(
    "bees",
    "Bees and honey",
    "Hives, and what becomes of them.",
    ("apiary",),
    examples=(
        "The beekeepers lost half of their hives.",
        "Honey will be scarce this year, as the bees are dying.",
        "A mite has killed the colonies in every hive.",
        "The queen bee left the hive with her swarm.",
        "Wild bees find no flowers near the fields.",
    ),
)


def read_as_content(text):
    """A document, and what the reader says of its text as a content."""
    doc = reading.document(text)
    asking = Asking(reading.index(doc.text))
    (said,) = KNOWN.models.reader.read(asking, [Question((), (), (Span(0, len(text)),))])
    return doc, said


def proposed(text, codebook=KNOWN.codebook):
    """What the reader proposes for a text as a content."""
    models = KNOWN.models
    doc, said = read_as_content(text)
    kinds = kinds_of(codebook, models.reader, models.pieces)
    return doc, proposals(doc, [said], kinds, codebook, models.reader.heat["topic"])[0]


def test_chances_are_those_of_the_codebook_and_of_none():
    _, found = proposed("The two ministers spoke about the embargo.")
    assert found.chances.keys() == {NO_TOPIC, *(topic.id for topic in KNOWN.codebook.topics)}
    assert sum(found.chances.values()) == pytest.approx(1, abs=1e-3)


def test_a_topic_that_the_codebook_lacks_counts_as_none():
    text = "Refugees crossed the border to seek asylum."
    _, whole = proposed(text)
    best = max(whole.chances, key=whole.chances.__getitem__)
    less = replace(KNOWN.codebook, topics=tuple(t for t in KNOWN.codebook.topics if t.id != best))
    _, found = proposed(text, less)
    assert best not in found.chances
    assert found.chances[NO_TOPIC] == pytest.approx(whole.chances[NO_TOPIC] + whole.chances[best], abs=1e-3)


def test_the_words_are_of_the_content_and_tell_something():
    doc, found = proposed("The minister said that migrants and refugees are to be turned back at the border.")
    words = found.words(max(found.chances.keys() - {NO_TOPIC}, key=found.chances.__getitem__))
    assert words and all(doc[word].isalpha() for word in words)
    assert not {"the", "that", "and", "are", "said"} & {doc[word].lower() for word in words}


def test_what_is_like_the_examples_of_an_added_topic_is_likelier_on_it():
    added = replace(KNOWN.codebook, topics=(*KNOWN.codebook.topics, BEES))
    _, with_topic = proposed("Half of the hives were empty and the bees had died.", added)
    _, other = proposed("The two presidents signed a treaty on warheads.", added)
    assert max(with_topic.chances, key=with_topic.chances.__getitem__) == "bees"
    assert other.chances["bees"] < 0.05 < 0.3 < with_topic.chances["bees"]


def test_a_topic_that_is_added_is_known_by_its_examples():
    added = replace(KNOWN.codebook, topics=(*KNOWN.codebook.topics, BEES))
    doc, with_topic = proposed("The swarm had left its hive by the morning.", added)
    _, other = proposed("The two presidents signed a treaty on warheads.", added)
    assert with_topic.chances["bees"] > 0.5 > other.chances["bees"]
    known = replace(KNOWN, codebook=added)
    doc = annotate("Anna Marren said that half of the hives were empty and the bees had died.", known)
    (code,) = doc.topic_codes
    assert (code.topic, code.rule, code.inherited) == ("bees", "likeness", False)
    assert {doc[e.span] for e in code.evidence} & {"hives", "bees", "died"}
    assert code.confidence > 0.4


def test_an_own_term_of_an_added_topic_wins_over_none():
    added = replace(KNOWN.codebook, topics=(*KNOWN.codebook.topics, replace(BEES, examples=())))
    doc = annotate("Anna Marren said that the apiary would close.", replace(KNOWN, codebook=added))
    (code,) = doc.topic_codes
    assert (code.topic, code.rule, code.confidence) == ("bees", "term", None)


def test_numbers_that_stand_for_topics_have_one_length():
    kinds = kinds_of(replace(KNOWN.codebook, topics=(BEES,)), KNOWN.models.reader, KNOWN.models.pieces)
    for numbers in (kinds.numbers, kinds.away):
        assert np.linalg.norm(numbers, axis=1) == pytest.approx(1, abs=1e-2)
    assert kinds.topics[len(kinds.numbers) :] == ("bees",)
    said = read_as_content("The swarm had left its hive.")[1]
    assert kinds.scores([said, said, said]).shape == (3, len(kinds.numbers) + 1)
    assert np.linalg.norm(said.sense) == pytest.approx(1, abs=1e-2)


def test_knowledge_is_loaded_with_the_reader_s_topics():
    assert set(knowledge.load().models.reader.topics) - {NO_TOPIC} <= {t.id for t in KNOWN.codebook.topics}
