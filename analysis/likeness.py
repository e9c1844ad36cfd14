"""What the reader says of a statement -> topics of a codebook that its words are like, and the words that make it so.

The reader knows the topics that it was trained on; a topic that an analyst adds is known by its examples: what they
mean stands for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np

from analysis.codebooks import Codebook, Topic
from analysis.encoder import Floats, softmax
from analysis.model import Document
from analysis.reader import SHARP, Asking, Question, Reader, Reading, evened
from analysis.spans import Span, touching
from analysis.text import WordPieces, index_of

NO_TOPIC = "none"
WORDS = 2  # that are told of a topic
NEW = 2.5  # what speaks against a topic that is known by its examples alone
SAID = ("The official", "said")  # source and cue of examples
WHOLE, AROUND = 0.8, 0.6  # what the mean of an article, and that of the statements around it, count beside a statement
FADES, STEPS = 0.6, 5  # what each further statement around it counts of the one before; how many on each side count
TELLING = ("NN", "JJ", "VB")  # tags of words that may be told
PLAIN = frozenset({"be", "have", "do", "say", "go", "get", "make"})  # verbs that tell nothing


@dataclass(frozen=True, slots=True)
class Proposal:
    """The chance of each topic of a codebook and of NO_TOPIC; words: those that speak most for a topic, once asked.

    new: the topics that are known by their examples alone.
    """

    chances: Mapping[str, float]
    words: Callable[[str], tuple[Span, ...]]
    new: frozenset[str]


@dataclass(frozen=True, slots=True)
class Kinds:
    """What stands for topics, those that the reader learned first, then those that only the codebook has.

    numbers: of the learned ones (topics, LIKENESS). away: of the others (topics, MEANING), what they mean as it differs
    from the middle of all statements.
    """

    topics: tuple[str, ...]
    numbers: Floats
    away: Floats
    middle: Floats

    def scores(self, readings: Sequence[Reading]) -> Floats:
        """The scores of all topics for each reading (n, topics), the learned ones first."""
        known = SHARP * np.stack([one.likeness for one in readings]) @ self.numbers.T
        if not len(self.away):
            return np.asarray(known)
        means = evened(np.stack([one.sense for one in readings]) - self.middle)
        return np.concatenate([known, SHARP * means @ self.away.T - NEW], axis=1)


@lru_cache(maxsize=8)
def kinds_of(codebook: Codebook, reader: Reader, pieces: WordPieces) -> Kinds:
    """What stands for the topics that the reader knows, and for those of a codebook that it does not."""
    added = [topic for topic in codebook.topics if topic.id not in reader.topics and topic.examples]
    away = np.stack([_of_examples(topic, reader, pieces) for topic in added]) if added else reader.middle[None][:0]
    return Kinds((*reader.topics, *(topic.id for topic in added)), reader.kinds, away, reader.middle)


def _of_examples(topic: Topic, reader: Reader, pieces: WordPieces) -> Floats:
    """What a topic's examples mean, each as if somebody said it: the mean, as it differs from the middle."""
    found = []
    source, cue = SAID
    for example in topic.examples:
        text = f"{source} {cue}: {example}"
        cued = Span(len(source) + 1, len(source) + 1 + len(cue))
        question = Question((Span(0, len(source)),), (cued,), (Span(len(text) - len(example), len(text)),))
        (reading,) = reader.read(Asking(index_of(text, pieces)), [question])
        found.append(evened(reading.sense - reader.middle))
    return evened(np.mean(found, axis=0))


def proposals(
    doc: Document, readings: Sequence[Reading], kinds: Kinds, codebook: Codebook, heat: float
) -> list[Proposal]:
    """What the reader proposes for each statement of a document; a topic that the codebook lacks counts as none."""
    if not readings:
        return []
    scores = in_context(kinds.scores(readings))
    own = {topic.id for topic in codebook.topics}
    new = frozenset(kinds.topics[len(kinds.numbers) :])
    found = []
    for reading, row in zip(readings, softmax(scores / heat), strict=True):
        chances = {topic: float(c) for topic, c in zip(kinds.topics, row, strict=True) if topic in own}
        none = max(0.0, 1 - sum(chances.values()))
        found.append(Proposal({**chances, NO_TOPIC: none}, partial(_moved, doc, reading, kinds), new))
    return found


def in_context(scores: Floats) -> Floats:
    """The scores (statements, topics) of an article, each with the mean of all and of those around it: an article has
    its topics, and so have its passages.

    >>> in_context(np.array([[1.0], [1.0]])).round(1)
    array([[2.4],
           [2.4]], dtype=float32)
    """
    near, share = np.zeros_like(scores), np.zeros((len(scores), 1))
    for step in range(1, min(STEPS + 1, len(scores))):
        weight = FADES**step
        near[step:] += weight * scores[:-step]
        near[:-step] += weight * scores[step:]
        share[step:] += weight
        share[:-step] += weight
    return np.asarray(scores + WHOLE * scores.mean(0) + AROUND * near / np.maximum(share, FADES), dtype=np.float32)


def _moved(doc: Document, reading: Reading, kinds: Kinds, topic: str) -> tuple[Span, ...]:
    """The words of the content that bring most to a topic, in order: nouns, verbs and adjectives."""
    spans, shares = reading.shares
    number, known = kinds.topics.index(topic), len(kinds.numbers)
    if number < known:
        brought = shares @ (kinds.numbers[number] - kinds.numbers.mean(0))
    else:
        brought = reading.senses @ kinds.away[number - known]
    order = (n for n in np.argsort(-brought, kind="stable").tolist() if brought[n] > 0)
    telling = [n for n in order if _tells(doc, spans[n])][:WORDS]
    return tuple(spans[n] for n in sorted(telling))


def _tells(doc: Document, word: Span) -> bool:
    token = next(iter(touching(doc.tokens, word)), None)
    return token is not None and token.tag.startswith(TELLING) and token.lemma.lower() not in PLAIN
