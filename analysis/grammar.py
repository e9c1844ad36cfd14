"""The trees of a text, read as phrases: whose head a word is, what describes a name, what a source is the subject of.

Relations are those of Universal Dependencies, as `trees` gives them. A word is told by its number among the tokens.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from analysis.model import Token
from analysis.spans import Span

PROPER = ("NNP", "NNPS")
NOMINAL = ("NN", "PRP", "CD", "DT", "WP", "WDT", "JJ")
SAID_OF = frozenset({"appos", "acl:relcl", "parataxis", "conj", "cc", "advcl", "punct", "case", "mark", "cop"})
BEFORE_NOUN = frozenset({"compound", "amod", "nmod", "nummod", "advmod", "obl", "flat", "dep"})
SUBJECT = frozenset({"nsubj", "nsubj:pass", "csubj"})
LONGEST = 60  # words of a phrase


@dataclass(frozen=True, slots=True)
class Grammar:
    """The trees of a text; `children` of each word in the order of the text."""

    text: str
    tokens: Sequence[Token]
    starts: Sequence[int]
    children: Sequence[Sequence[int]]

    def numbers(self, span: Span) -> range:
        """The words that begin in a span."""
        first = bisect_left(self.starts, span.start)
        return range(first, bisect_left(self.starts, span.end, lo=first))

    def head(self, span: Span) -> int | None:
        """The word of a span on which the others hang, None for a span without words.

        Of several that hang on something outside, the first subject, else the first noun, name or pronoun.
        """
        words = self.numbers(span)
        tops = [n for n in words if self.tokens[n].head not in words or self.tokens[n].head is None]
        nouns = [n for n in tops if self.tokens[n].tag.startswith(NOMINAL)]
        subjects = [n for n in nouns if self.is_subject(n)]
        return next(iter(subjects or nouns or tops), None)

    def relation(self, word: int) -> str:
        """How a word hangs on its head."""
        return self.tokens[word].relation

    def above(self, word: int) -> int | None:
        """The head of a word, None for the root of a sentence."""
        return self.tokens[word].head

    def word(self, number: int) -> str:
        """A word as the text has it."""
        return self.tokens[number].span.of(self.text)

    def under(self, word: int, *relations: str) -> list[int]:
        """The children of a word, by some relations."""
        return [n for n in self.children[word] if self.tokens[n].relation in relations]

    def group(self, word: int) -> list[int]:
        """A word and those that are joined to it: Anna Berg and Jonas Maas; also by "and" and an apposition."""
        found = [word]
        for other in self.under(word, "conj", "appos"):
            if self.tokens[other].relation == "conj" or self.under(other, "cc"):
                found += self.group(other)
        return found

    def below(self, word: int, leaving: Collection[str] = ()) -> Iterator[int]:
        """A word and all that hangs on it, in no order, without what hangs on it by relations to leave."""
        todo = [word]
        while todo:
            at = todo.pop()
            yield at
            todo += [n for n in self.children[at] if at != word or self.tokens[n].relation not in leaving]

    def phrase(self, word: int, leaving: Collection[str] = SAID_OF) -> Span:
        """A noun and what belongs to it, without what is joined to it or only said of it: apposition, clause."""
        inside = set(self.below(word, leaving))
        first = last = word
        while first - 1 in inside and word - first < LONGEST:
            first -= 1
        while last + 1 in inside and last - word < LONGEST:
            last += 1
        return Span(self.tokens[first].span.start, self.tokens[last].span.end)

    def title(self, word: int) -> Span:
        """A noun with the words right before it that describe it: "former Norwegian foreign minister"."""
        first = word
        while first and self._describes(first - 1, word):
            first -= 1
        return Span(self.tokens[first].span.start, self.tokens[word].span.end)

    def _describes(self, word: int, noun: int) -> bool:
        """True for a word before a noun that hangs on it, or on a word between them that does."""
        if self.tokens[word].relation not in BEFORE_NOUN or self.tokens[word].tag in {"POS", "PRP$"}:
            return False
        head, tag = self.tokens[word].head, self.tokens[word].tag
        if self.tokens[noun].tag == "NNP" and tag in {"NN", "JJ"} and self.tokens[word].relation == "compound":
            return False  # "after the crash Transport Minister Marren"
        owns = any(self.tokens[n].tag == "POS" for n in self.children[word])
        return head is not None and word < head <= noun and not owns

    def describers(self, name: int) -> Iterator[tuple[str, int]]:
        """How and by which noun a name is described.

        title: before it (Foreign Minister Anna Berg); apposition: after it, or a noun whose apposition it is (Norway's
        foreign minister, Anna Berg); clause: who is Norway's envoy; predicate: Anna Berg is Norway's envoy.
        """
        for n in self.children[name]:
            if n < name and self.tokens[n].relation in BEFORE_NOUN and self.tokens[n].tag.startswith("NN"):
                yield "title", n
            elif self.tokens[n].relation == "appos":
                yield from (("apposition", m) for m in self.group(n))
            elif self.tokens[n].relation == "acl:relcl":
                yield from (("clause", m) for m in self._said_in(n))
        above = self.tokens[name].head
        if above is not None and self.tokens[name].relation in {"appos", "flat"}:
            yield "apposition", above
        if above is not None and self.tokens[name].relation == "nsubj" and self.under(above, "cop"):
            yield "predicate", above

    def _said_in(self, clause: int) -> Iterator[int]:
        """The nouns that a relative clause says of somebody: who is, became, serves as Norway's envoy."""
        if self.under(clause, "cop"):
            yield clause
        for n in self.children[clause]:
            as_noun = any(self.word(c).lower() == "as" for c in self.under(n, "case"))
            if n > clause and (self.tokens[n].relation == "xcomp" or as_noun):
                yield n

    def owner(self, noun: int) -> int | None:
        """Whose it is: Norway of "Norway's foreign minister"."""
        return next(iter(self.under(noun, "nmod:poss")), None)

    def linked(self, noun: int) -> Iterator[tuple[str, int]]:
        """Preposition and noun of each phrase that hangs on a noun after it: ("of", Norway)."""
        for n in self.children[noun]:
            if n > noun and self.tokens[n].relation in {"nmod", "obl"}:
                case = self.under(n, "case")
                yield (self.word(case[0]).lower() if case else ""), n

    def antecedent(self, word: int) -> int | None:
        """The noun before a relative pronoun that its clause is said of: the council, which had refused."""
        at: int | None = word
        for _ in range(LONGEST):
            if at is None or self.tokens[at].relation == "acl:relcl":
                break
            at = self.tokens[at].head
        noun = None if at is None else self.tokens[at].head
        return noun if noun is not None and noun < word else None

    def is_subject(self, word: int) -> bool:
        """True for a subject, of an active or a passive verb."""
        return self.tokens[word].relation in SUBJECT


def grammar_of(text: str, tokens: Sequence[Token]) -> Grammar:
    """The trees of a text's tokens."""
    children: list[list[int]] = [[] for _ in tokens]
    for number, token in enumerate(tokens):
        if token.head is not None and token.head != number:
            children[token.head].append(number)
    return Grammar(text, tokens, [t.span.start for t in tokens], children)
