"""What the reader says of a statement -> topics of a codebook that its words are like, and the words that make it so.

The reader knows the topics that it was trained on; a topic that an analyst adds is known by its examples: what the
reader makes of them stands for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np

from analysis.codebooks import Codebook, Topic
from analysis.encoder import Floats, softmax
from analysis.model import Document
from analysis.reader import SHARP, Asking, Question, Reader, Reading
from analysis.spans import Span, touching
from analysis.text import WordPieces, index_of

NO_TOPIC = "none"
WORDS = 2  # that are told of a topic
TELLING = ("NN", "JJ", "VB")  # tags of words that may be told
PLAIN = frozenset({"be", "have", "do", "say", "go", "get", "make"})  # verbs that tell nothing


@dataclass(frozen=True, slots=True)
class Proposal:
    """The chance of each topic of a codebook and of NO_TOPIC; words: those that speak most for a topic, once asked."""

    chances: Mapping[str, float]
    words: Callable[[str], tuple[Span, ...]]


@dataclass(frozen=True, slots=True)
class Kinds:
    """Topics, and numbers that stand for each (topics, LIKENESS); topics that the codebook lacks are among them."""

    topics: tuple[str, ...]
    numbers: Floats


@lru_cache(maxsize=8)
def kinds_of(codebook: Codebook, reader: Reader, pieces: WordPieces) -> Kinds:
    """What stands for the topics that the reader knows, and for those of a codebook that it does not."""
    added = [topic for topic in codebook.topics if topic.id not in reader.topics and topic.examples]
    numbers = [*reader.kinds, *(_of_examples(topic, reader, pieces) for topic in added)]
    return Kinds((*reader.topics, *(topic.id for topic in added)), np.stack(numbers))


def _of_examples(topic: Topic, reader: Reader, pieces: WordPieces) -> Floats:
    """The mean of what the reader makes of a topic's examples."""
    found = []
    for text in topic.examples:
        whole = Span(0, len(text))
        (reading,) = reader.read(Asking(index_of(text, pieces)), [Question((), (), (whole,))])
        found.append(reading.likeness)
    mean = np.mean(found, axis=0)
    return np.asarray(mean / np.linalg.norm(mean), dtype=np.float32)


def proposal(doc: Document, reading: Reading, kinds: Kinds, codebook: Codebook, heat: float) -> Proposal:
    """What the reader proposes for a statement of a document; a topic that the codebook lacks counts as none."""
    all_ = softmax(SHARP * (kinds.numbers @ reading.likeness) / heat)
    own = {topic.id for topic in codebook.topics}
    chances = {topic: float(c) for topic, c in zip(kinds.topics, all_, strict=True) if topic in own}
    none = max(0.0, 1 - sum(chances.values()))
    return Proposal({**chances, NO_TOPIC: none}, partial(_moved, doc, reading, kinds))


def _moved(doc: Document, reading: Reading, kinds: Kinds, topic: str) -> tuple[Span, ...]:
    """The words of the content that bring most to a topic, in order: nouns, verbs and adjectives."""
    spans, shares = reading.shares
    brought = shares @ (kinds.numbers[kinds.topics.index(topic)] - kinds.numbers.mean(0))
    order = (n for n in np.argsort(-brought, kind="stable").tolist() if brought[n] > 0)
    telling = [n for n in order if _tells(doc, spans[n])][:WORDS]
    return tuple(spans[n] for n in sorted(telling))


def _tells(doc: Document, word: Span) -> bool:
    token = next(iter(touching(doc.tokens, word)), None)
    return token is not None and token.tag.startswith(TELLING) and token.lemma.lower() not in PLAIN
