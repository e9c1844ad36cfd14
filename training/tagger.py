"""The tagger: makes `analysis/models/tagger.json.gz`. `python -m training.tagger`

An averaged perceptron (Collins 2002) over the features of NLTK's `PerceptronTagger`, which runs it. It learns as
NLTK's own loop does, in arrays: a minute instead of half an hour. Seeds are fixed and tables sorted: training
twice gives the same bytes.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from nltk.tag.perceptron import PerceptronTagger
from numpy.typing import NDArray

from analysis.tag import tag_features, word_features
from training import gold
from training.gold import TaggedSentence
from training.models import write_model

ROUNDS = 10
SEED = 1
FREQUENT, UNAMBIGUOUS = 20, 0.97  # of words that need no context: sightings, share of their first tag
SCALE, SMALLEST = 16, 4  # weights are kept in sixteenths, smaller ones than four sixteenths dropped
NLTK = PerceptronTagger(load=False)  # for its normalisation of words alone


def main() -> None:
    """Train on PolNeAR train, nine tenths of GUM and of the WSJ sample; write the model."""
    gum, _ = gold.gum_split()
    wsj, _ = gold.wsj_split()
    write_model("tagger.json.gz", trained_tagger([*gold.silver_sentences("train"), *gum, *wsj]))


def trained_tagger(sentences: Sequence[TaggedSentence]) -> dict[str, Any]:
    """{classes, tagdict, weights} of an NLTK `PerceptronTagger`; weights are whole sixteenths.

    Only the order of scores matters to the tagger, so their scale is free.
    """
    tagdict = single_tags(sentences)
    # Descending, so that argmax breaks ties as NLTK does, by the last tag of the alphabet.
    tags = sorted({word.tag for sentence in sentences for word in sentence}, reverse=True)
    steps, ids = numbered(sentences, tagdict)
    weights = averaged_weights(steps, ids, tags)
    whole = np.rint(weights * SCALE).astype(int)
    whole[np.abs(whole) < SMALLEST] = 0
    kept = {name: {tags[t]: int(whole[i, t]) for t in np.nonzero(whole[i])[0]} for name, i in ids.items()}
    return {
        "classes": sorted(tags),
        "tagdict": tagdict,
        "weights": {name: by_tag for name, by_tag in kept.items() if by_tag},
    }


def single_tags(sentences: Iterable[TaggedSentence]) -> dict[str, str]:
    """The tag of each frequent word that hardly ever has another one."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        for word, tag, _ in sentence:
            counts[word][tag] += 1
    first = {word: max(sorted(tags), key=tags.__getitem__) for word, tags in counts.items()}
    return {
        word: first[word]
        for word, tags in counts.items()
        if tags.total() >= FREQUENT and tags[first[word]] >= UNAMBIGUOUS * tags.total()
    }


class Step(NamedTuple):
    """A word to learn from: its tag, its normal form, the features that no tag enters into.

    known: its tag in the tag dictionary, where it has one; then there is nothing to learn.
    """

    known: str | None
    tag: str
    word: str
    features: NDArray[np.int32]


def numbered(
    sentences: Iterable[TaggedSentence], tagdict: Mapping[str, str]
) -> tuple[list[list[Step]], dict[str, int]]:
    """The sentences as steps, and the number of each feature that the right tags give rise to."""
    named = []
    names: set[str] = set()
    for sentence in sentences:
        context = [*NLTK.START, *(NLTK.normalize(word.text) for word in sentence), *NLTK.END]
        before, before2 = NLTK.START
        steps = []
        for at, (text, tag, _) in enumerate(sentence):
            known = tagdict.get(text)
            features = () if known else word_features(text, *context[at : at + 5])
            names.update(features, () if known else tag_features(before, before2, context[at + 2]))
            steps.append((known, tag, context[at + 2], features))
            before, before2 = tag, before
        named.append(steps)
    ids = {name: number for number, name in enumerate(sorted(names))}
    numbers = [
        [Step(known, tag, word, np.array([ids[f] for f in features], np.int32)) for known, tag, word, features in steps]
        for steps in named
    ]
    return numbers, ids


def averaged_weights(sentences: list[list[Step]], ids: Mapping[str, int], tags: Sequence[str]) -> NDArray[np.float64]:
    """The weight of each feature (row) for each tag (column): the mean over all steps of the perceptron."""
    weights = np.zeros((len(ids), len(tags)), np.int32)
    late = np.zeros(weights.shape, np.int64)  # each change times the steps before it, which the mean lacks
    numbers = {tag: number for number, tag in enumerate(tags)}
    step = 1
    order = random.Random(SEED)
    sentences = list(sentences)
    for _ in range(ROUNDS):
        order.shuffle(sentences)
        for sentence in sentences:
            before, before2 = NLTK.START
            for known, tag, word, features in sentence:
                guess = known
                if guess is None:
                    more = [ids[f] for f in tag_features(before, before2, word) if f in ids]
                    rows = np.concatenate((features, np.array(more, np.int32)))
                    best, right = int(weights[rows].sum(0).argmax()), numbers[tag]
                    if best != right:
                        for column, change in ((right, 1), (best, -1)):
                            weights[rows, column] += change
                            late[rows, column] += change * step
                    step += 1
                    guess = tags[best]
                before, before2 = guess, before
    return weights - late / step


if __name__ == "__main__":
    main()
