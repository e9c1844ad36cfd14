"""Words -> what they stand for: the plain name of a target, led back from "it" and "the system" to what was named."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from analysis.clauses import noun_phrase, words_span
from analysis.model import Token
from analysis.spans import Span

LONGEST = 8  # words of a name
NOUNS = {"NN", "NNS"}
REFERRING = {"PRP", "WP", "WDT", "EX"}


@dataclass(frozen=True, slots=True)
class Target:
    """What a position is toward: a plain name, the words it was read from, and whether they stand elsewhere."""

    name: str
    span: Span
    inherited: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: its tokens first to end (outside), by number in the document."""

    first: int
    end: int


class _Names:
    """Noun phrases in order, and where their words stand among them."""

    def __init__(self) -> None:
        self.phrases: list[Phrase] = []
        self.by_lemma: dict[str, list[int]] = defaultdict(list)

    def take(self, phrase: Phrase, words: Sequence[Token]) -> None:
        for lemma in {part for t in words if t.tag in NOUNS | {"JJ"} for part in t.lemma.lower().split("-")}:
            self.by_lemma[lemma].append(len(self.phrases))
        self.phrases.append(phrase)

    def same(self, lemma: str, before: int) -> Phrase | None:
        """The first that has a word, if it ends before a token: the first mention of a thing is the fullest."""
        numbers = self.by_lemma.get(lemma)
        first = self.phrases[numbers[0]] if numbers else None
        return first if first and first.end <= before else None

    def last(self, before: int, start: int) -> Phrase | None:
        at = bisect_left(self.phrases, before, key=lambda p: p.first)
        return self.phrases[at - 1] if at and self.phrases[at - 1].first >= start else None


class Named:
    """The full names of a text ("a missile-defense system"), to be asked for what "the system" or "it" stands for."""

    def __init__(
        self,
        text: str,
        tokens: Sequence[Token],
        pointers: Collection[str],
        into: Collection[str],
        pointing: Collection[str],
        amounts: Collection[str] = (),
    ) -> None:
        """Take the tokens of a whole text.

        pointers: nouns that say little by themselves ("plan"); into: prepositions that carry a name on ("a ban on …");
        pointing: what stands before a noun that points ("the", "this"); amounts: nouns that only count what follows
        "of" ("a number of measures").
        """
        self.text, self.tokens, self.pointers, self.into, self.amounts = text, tokens, pointers, into, amounts
        self.pointing = pointing
        self.starts = [t.span.start for t in tokens]
        # The fuller names ("a canal treaty"), then those that an adjective alone tells apart ("the new treaty").
        self.ranks = (_Names(), _Names())
        at = 0
        while at < len(tokens):
            end = noun_phrase(tokens, at)
            if end > at:
                self._take(Phrase(at, min(end, at + 20)))
            at = max(end, at + 1)

    def _take(self, phrase: Phrase) -> None:
        words = self.tokens[phrase.first : phrase.end]
        if len(words) > 1 and words[-1].tag in NOUNS:
            noun = any(t.tag in NOUNS | {"VBG"} or (t.tag == "JJ" and "-" in t.lemma) for t in words[:-1])
            if noun or words[-2].tag in {"JJ", "VBN"}:
                self.ranks[0 if noun else 1].take(phrase, words)

    def target(self, words: Sequence[Token], paragraph: int) -> Target | None:
        """What some words stand for: by their noun, or else the last name before them in their paragraph.

        paragraph: the code point at which it begins.
        """
        if not words:
            return None
        before = bisect_left(self.starts, words[0].span.start)
        if not _points(words, self.pointers, self.pointing):
            words = self._longer(before, words)
            return Target(self._name(words), words_span(words, 0, len(words)))
        found = self._same(words, before) if words[0].tag not in REFERRING else None
        bare = words[-1].lemma.lower() not in self.pointers and words[0].tag not in REFERRING and len(words) > 1
        if found is None and not bare:
            found = self._last(before, bisect_left(self.starts, paragraph))
        if found is None:
            referring = words[0].tag in REFERRING or (len(words) == 1 and words[0].tag == "DT")
            return None if referring else Target(self._name(words), words_span(words, 0, len(words)))
        return Target(self._name(self.tokens[found.first : found.end]), words_span(words, 0, len(words)))

    def _longer(self, first: int, words: Sequence[Token]) -> Sequence[Token]:
        """A name with what a preposition adds: "a ban | on fishing"; at most eight words."""
        at = first + len(words)
        while at < len(self.tokens) and self.tokens[at].lemma.lower() in self.into:
            end = noun_phrase(self.tokens, at + 1)
            if end == at + 1 or end - first > LONGEST:
                break
            at = end
        return self.tokens[first:at]

    def last(self, start: int, paragraph: int) -> Target | None:
        """The last name before a code point in its paragraph, inherited."""
        found = self._last(bisect_left(self.starts, start), bisect_left(self.starts, paragraph))
        if found is None:
            return None
        words = self.tokens[found.first : found.end]
        return Target(self._name(words), words_span(words, 0, len(words)), True)

    def _same(self, words: Sequence[Token], before: int) -> Phrase | None:
        """The first name with the same noun."""
        lemma = words[-1].lemma.lower()
        return next((found for names in self.ranks if (found := names.same(lemma, before))), None)

    def _last(self, before: int, start: int) -> Phrase | None:
        return next((found for names in self.ranks if (found := names.last(before, start))), None)

    def _name(self, words: Sequence[Token]) -> str:
        """The words without article, and without a noun at their end that says little: "missile defense"."""
        kept = list(words)
        while len(kept) > 1 and kept[0].tag in {"DT", "PDT", "PRP$"}:
            kept.pop(0)
        if len(kept) > 2 and kept[0].lemma.lower() in self.amounts and kept[1].lemma == "of":
            return self._name(kept[2:])
        general = kept[-1].lemma.lower() in self.pointers
        if len(kept) == 2 and general and "-" in kept[0].lemma:
            return self.text[kept[0].span.start : kept[0].span.end].replace("-", " ")
        kept = kept[:LONGEST]
        while len(kept) > 1 and not kept[-1].tag.startswith(("NN", "CD", "VB")):
            kept.pop()
        return " ".join(self.text[kept[0].span.start : kept[-1].span.end].split()[:LONGEST])


def _points(words: Sequence[Token], pointers: Collection[str], pointing: Collection[str]) -> bool:
    """True for "it", "this", "the system", "the proposed system": words that stand for something named elsewhere."""
    if words[0].tag in REFERRING or (len(words) == 1 and words[0].tag == "DT"):
        return True
    between = all(t.tag == "VBN" for t in words[1:-1]) and (len(words) == 2 or words[-1].lemma.lower() in pointers)
    return len(words) > 1 and words[0].lemma.lower() in pointing and between and words[-1].tag in NOUNS
