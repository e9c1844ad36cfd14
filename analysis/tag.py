"""Tokens: the words of each sentence with Penn tags, by NLTK's perceptron and weights of our own, and lemmas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np
from nltk.tag.perceptron import PerceptronTagger
from numpy.typing import NDArray

from analysis.model import Sentence, Token
from analysis.spans import Span
from analysis.words import find_words

Lemmas = Mapping[str, Mapping[str, tuple[int, str]]]

NAMES = ("NNP", "NNPS")
LONGEST_ENDING = 7  # characters
# Marks as the Penn Treebank writes them: what the tagger was trained on.
MARKS = {"“": "``", "„": "``", "«": "``", "”": "''", "»": "''", "‘": "`", "‚": "`", "’": "'"}
MARKS |= {"‒": "--", "–": "--", "—": "--", "―": "--", "…": "..."}
OPENS_AFTER = re.compile(r"[\s(\[{<“‘`«—–\"'-]")
CLOSES_BEFORE = re.compile(r"[\s)\]}>”’»—–\"'.,;:?!-]")


def find_tokens(
    text: str, sentences: Sequence[Sentence], tagger: PerceptronTagger, lemmas: Lemmas
) -> tuple[Token, ...]:
    """The tokens of all sentences, in order.

    The tags are those of the Penn Treebank, `` and '' for opening and closing quotation marks, -LRB- and
    -RRB- for brackets. Lemmas are lower case but those of names (NNP, NNPS).
    """
    known: dict[tuple[str, str], str] = {}
    tokens = []
    for sentence in sentences:
        spans = find_words(text, sentence)
        words = [text[start:end] for start, end in spans]
        for span, word, tag in zip(spans, words, find_tags(as_trained(text, spans), tagger), strict=True):
            lemma = known.get((word, tag))
            if lemma is None:
                lemma = known[word, tag] = lemma_of(word, tag, lemmas)
            tokens.append(Token(span, tag, lemma))
    return tuple(tokens)


def find_tags(words: Sequence[str], tagger: PerceptronTagger) -> list[str]:
    """The tags that `tagger.tag(words)` gives, in a third of the time: same features, weights, sums and ties."""
    known: Mapping[str, str] = tagger.tagdict
    rows = rows_of(tagger)
    context = [*tagger.START, *map(tagger.normalize, words), *tagger.END]
    before, before2 = tagger.START
    tags = []
    for at, word in enumerate(words):
        tag = known.get(word)
        if not tag:
            by_words = word_features(word, *context[at : at + 5])
            tag = rows.best((*by_words, *tag_features(before, before2, context[at + 2])))
        tags.append(tag)
        before, before2 = tag, before
    return tags


class Rows(dict[str, NDArray[np.float64]]):
    """The weights of a feature for all tags, as an array, made where it is first asked for."""

    def __init__(self, weights: Mapping[str, Mapping[str, float]], classes: Iterable[str]) -> None:
        """Of equal sums NLTK takes the last tag of the alphabet: it stands first here."""
        super().__init__()
        self.weights, self.tags = weights, sorted(classes, reverse=True)
        self.at = {tag: number for number, tag in enumerate(self.tags)}

    def __missing__(self, feature: str) -> NDArray[np.float64]:
        """Make the row of a feature that has weights."""
        row = self[feature] = np.zeros(len(self.tags))
        for tag, weight in self.weights[feature].items():
            row[self.at[tag]] = weight
        return row

    def best(self, features: Iterable[str]) -> str:
        """The tag with the greatest sum of weights, added up one by one as NLTK does."""
        total = np.zeros(len(self.tags))
        for feature in features:
            if feature in self.weights:
                total += self[feature]
        return self.tags[int(total.argmax())]


@lru_cache(maxsize=2)
def rows_of(tagger: PerceptronTagger) -> Rows:
    """The rows of a tagger, those that were made kept."""
    return Rows(tagger.model.weights, tagger.classes)


def word_features(word: str, before2: str, before: str, normal: str, after: str, after2: str) -> tuple[str, ...]:
    """NLTK's names of the features that words alone give: a word, and the normal forms of it and its neighbours."""
    return (
        "bias",
        f"i suffix {word[-3:]}",
        f"i pref1 {word[0]}",
        f"i word {normal}",
        f"i-1 word {before}",
        f"i-1 suffix {before[-3:]}",
        f"i-2 word {before2}",
        f"i+1 word {after}",
        f"i+1 suffix {after[-3:]}",
        f"i+2 word {after2}",
    )


def tag_features(before: str, before2: str, normal: str) -> tuple[str, ...]:
    """NLTK's names of the features that the two tags before give."""
    return (
        f"i-1 tag {before}",
        f"i-2 tag {before2}",
        f"i tag+i-2 tag {before} {before2}",
        f"i-1 tag+i word {before} {normal}",
    )


def lemma_of(word: str, tag: str, lemmas: Lemmas) -> str:
    """The dictionary form of a word, by the learned rule for its longest known ending.

    A rule says how many characters to cut and what to put in their place; "^went" is the rule for a whole
    word. Tags without rules leave the word as it is.

    >>> lemma_of("Denies", "VBZ", {"VBZ": {"s": (1, ""), "ies": (3, "y")}})
    'deny'
    """
    word = word.replace("’", "'")
    lower = word.lower()
    plain = word if tag in NAMES else lower
    rules = lemmas.get(tag)
    if not rules:
        return plain
    for ending in (f"^{lower}", *endings(lower)):
        if ending in rules:
            cut, add = rules[ending]
            return plain[: max(0, len(plain) - cut)] + add or plain
    return plain


def endings(word: str) -> list[str]:
    """The endings of a word that leave at least one character before them, the longest first."""
    return [word[at:] for at in range(max(1, len(word) - LONGEST_ENDING), len(word))]


def as_trained(text: str, spans: Sequence[Span]) -> list[str]:
    """The words as the tagger's training data writes them: marks in Penn style, apostrophes straight."""
    words = []
    quoting = False
    for start, end in spans:
        word = text[start:end]
        if word == '"':
            quoting = opens(text, start, end, quoting)
            word = "``" if quoting else "''"
        elif word == "'":
            word = "`" if opens(text, start, end, True) else "'"
        elif not word.isalnum():
            word = spelled(word)
        words.append(word)
    return words


def spelled(word: str) -> str:
    """A word in the spelling of the Penn Treebank; of a straight quotation mark only its place can tell."""
    return MARKS.get(word) or word.replace("’", "'")


def opens(text: str, start: int, end: int, quoting: bool) -> bool:
    """True where the straight quotation mark at start:end opens a quotation, by its neighbours.

    Where they do not tell, it opens one if none is open.
    """
    before = start == 0 or OPENS_AFTER.match(text, start - 1) is not None
    after = end == len(text) or CLOSES_BEFORE.match(text, end) is not None
    return before if before != after else not quoting
