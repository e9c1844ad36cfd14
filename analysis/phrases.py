"""Rows of a lexicon and the words of a text: which row fits at a word.

A row is a phrase of lemmas, and often what its object must be. Of the rows that fit, the longest phrase wins, then the
one whose object stands nearest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.lexicons import Phrase
from analysis.model import Token
from analysis.spans import Span

FINITE = {"VBD", "VBZ", "VBP", "MD"}
STOPS = {".", ":", "WDT", "WP", "WRB"}  # where a clause ends, for the object of its verb
FAR = 14  # words between a verb and its object
ADDS = {"RB", "RP", "PRP$", "DT", "JJ", "PRP"}  # what may stand inside a phrase of the lexicon
PARTICLE = {"RP", "RB", "JJ", "NN"}
DESCRIBES = {"DT", "CD", "JJ", "PRP$", "POS"}  # before a participle that is no verb: "two captured airmen"
NO_VERB = {"JJ", "NN", "VBP", "VBD", "VBN"}  # tags that are wrong after "will"
ANY = {"any", "first", "last", "main"}


@dataclass(frozen=True, slots=True)
class Found:
    """A row that fits: its words are tokens first to last (exclusive), its object at the token `at`, or None."""

    first: int
    last: int
    act: str
    objects: tuple[int, int] | None
    kind: str
    rank: int


class TokenForms:
    """Tokens with their forms: lemma and word in lower case."""

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        """Take tokens of one sentence, or of one stretch of it, in order."""
        self.tokens = tokens
        self.forms = [forms(t.lemma.lower(), t.span.of(text).lower(), t.tag) for t in tokens]
        self.texts = [t.span.of(text) for t in tokens]
        self.tags = [t.tag for t in tokens]
        for at in range(1, len(tokens)):
            self._corrected(at)

    def _corrected(self, at: int) -> None:
        """Mend what the tagger gets wrong around "will", "be" and "to"; "to" before a verb has the form "to do" too."""
        before, tag, after = self.tags[at - 1], self.tags[at], self.tags[at + 1 : at + 2]
        if before == "MD" and tag in NO_VERB:
            self.retag(at, "VB")
        if tag == "NN" and self.texts[at].endswith("ing") and self.forms[at - 1][0] == "be":
            self.retag(at, "VBG")
        if before == "TO" and (tag == "VB" or after in (["DT"], ["PRP$"])):
            self.forms[at - 1] = ("to", "to do")

    def __len__(self) -> int:
        """Number of tokens."""
        return len(self.tokens)

    def retag(self, at: int, tag: str) -> None:
        """Take a token for a verb that the tagger took for a noun or adjective: "has been training (NN) rebels"."""
        word = self.texts[at].lower()
        self.tags[at] = tag
        self.forms[at] = (*self.forms[at], word[:-1], word[:-2], word[:-3])

    def matches(self, at: int, words: Sequence[str], *, loose: bool = False) -> int | None:
        """The token after the last of `words`, if they stand at `at`; loose: what only adds may stand between them.

        "called (again) for", "expressed (its deep) concern".
        """
        for number, word in enumerate(words):
            while loose and number and at < len(self) and self.tags[at] in ADDS and word not in self.forms[at]:
                at += 1
            if loose and number == len(words) - 1 == 1 and (at >= len(self) or word not in self.forms[at]):
                at = self.parted(at, word)
            if at >= len(self) or word not in self.forms[at]:
                return None
            at += 1
        return at

    def parted(self, at: int, particle: str) -> int:
        """The place of a particle that stands after the object: "handed the banker over"; else `at`."""
        for place in range(at, min(at + 5, len(self))):
            free = self.tags[place] in PARTICLE or self.tags[place + 1 : place + 2] in (["TO"], ["IN"], ["."])
            if free and particle in self.forms[place]:
                return place
            if not self.tags[place].startswith(("N", "J", "CD", "POS")):
                break
        return at

    def span(self, first: int, last: int) -> Span:
        """From the first token to the one before `last`."""
        return Span(self.tokens[first].span.start, self.tokens[last - 1].span.end)


def forms(lemma: str, word: str, tag: str) -> tuple[str, ...]:
    """Lemma, word, and for verbs the other spellings that an ending may hide: restor, restore; expell, expel."""
    if not tag.startswith("V") or lemma == word:
        return lemma, word
    return (
        lemma,
        word,
        lemma + "e",
        lemma.removesuffix("e"),
        lemma[:-1] if lemma[-1:] == lemma[-2:-1] else lemma + lemma[-1:],
    )


def fitting(words: TokenForms, at: int, rows: Mapping[str, Sequence[Phrase]]) -> Found | None:
    """The best of the rows that fit at a token."""
    best: tuple[tuple[int, bool, int, int], Found] | None = None
    for form in dict.fromkeys(words.forms[at]):
        for row in rows.get(form, ()):
            end = words.matches(at, row.words, loose=True) if kind_fits(words, at, row) else None
            if end is None:
                continue
            thing = nearest(words, at, end, row) if row.objects else None
            if row.objects and thing is None:
                continue
            length = thing[1] - thing[0] if thing else 0
            rank = (-len(row.words), thing is None, abs(thing[0] - at) if thing else 0, -length)
            if best is None or rank < best[0]:
                best = rank, Found(at, end, row.act, thing, row.kind, row.rank)
    return best[1] if best else None


def kind_fits(words: TokenForms, at: int, row: Phrase) -> bool:
    """True where the token is the verb or noun that the row wants; a phrase of several words needs no check."""
    tag = words.tags[at]
    if tag == "VBN" and at and words.tags[at - 1] in DESCRIBES:
        return False
    return len(row.words) > 1 or row.kind in ANY or tag.startswith("N" if row.kind == "noun" else ("V", "MD"))


def nearest(words: TokenForms, at: int, end: int, row: Phrase) -> tuple[int, int] | None:
    """Where the object of a verb stands: the nearest word of the row after it, or in the subject of a passive."""
    places = [*range(at + 1, clause_end(words, end))]
    if is_passive(words, at) or row.kind == "noun":
        places = [*places, *range(at - 1, clause_start(words, at) - 1, -1)]
    if row.kind == "subject":
        places = [*range(at - 1, clause_start(words, at) - 1, -1)]
    for place in places:
        ends = [
            e for form in set(words.forms[place]) for o in row.objects.get(form, ()) if (e := words.matches(place, o))
        ]
        if ends:
            return place, max(ends)
    return None


def clause_end(words: TokenForms, start: int) -> int:
    """The token where the clause that goes on at `start` ends."""
    for at in range(start, min(start + FAR, len(words))):
        if words.tags[at] in STOPS or (words.tags[at] in FINITE and at > start):
            return at
    return min(start + FAR, len(words))


def clause_start(words: TokenForms, verb: int) -> int:
    """The first token of the clause of a verb, at most twice FAR before it: time stays linear in the words."""
    first = max(0, verb - 2 * FAR)
    for at in range(verb - 1, first - 1, -1):
        if words.tags[at] in STOPS | {"IN"} and words.forms[at][0] in {"that", "which", "who", "after", ":", ";"}:
            return at + 1
    return first


def is_passive(words: TokenForms, at: int) -> bool:
    """True for a participle after a form of "be": "were (also) expelled"."""
    if words.tags[at] not in {"VBN", "VBD"}:
        return False
    before = at - 1
    while before >= 0 and words.tags[before] == "RB":
        before -= 1
    return before >= 0 and words.forms[before][0] in {"be", "get"}
