"""What the common nouns of an article mean, by the lexicons: offices and trades, persons, groups, bodies, documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from analysis.grammar import SAID_OF, Grammar
from analysis.lexicons import Lexicons, Row
from analysis.offices import plain_name
from analysis.spans import Span

ROLES = ("home", "party", "campaign", "staff", "institute", "company", "state", "official", "none")
OF = " of "
PLURAL = ("NNS", "NNPS")
ENOUGH = 4  # first names with an ending


class Nouns:
    """The nouns of a text; a word is told by its number."""

    def __init__(self, grammar: Grammar, lexicons: Lexicons) -> None:
        """Of which text, by which lexicons."""
        self.grammar, self.lexicons = grammar, lexicons
        self._found: dict[int, tuple[str, int]] = {}

    def role_class(self, noun: int) -> str:
        """What a role tells of whom its holder speaks for: one of ROLES."""
        row = self.role_row(noun)
        alone = row.get("actor", "")
        if not row:
            return "none"
        return (alone if alone in ROLES else "state") if alone else "official"

    def role_word(self, noun: int) -> str:
        """The entry of the lexicon of roles that a noun ends or begins: "foreign minister", "secretary of state"."""
        return self._role(noun)[0]

    def is_role(self, noun: int) -> bool:
        """True for a noun that tells what somebody is."""
        return bool(self._role(noun)[0])

    def is_past(self, noun: int) -> bool:
        """True for a former minister, the then minister."""
        words = {self.grammar.tokens[n].lemma.lower() for n in self.grammar.below(noun, SAID_OF) if n < noun}
        return bool(words & self.lexicons.things["past"])

    def role_row(self, noun: int) -> Row:
        """The row of a role."""
        return self.lexicons.roles.get(self._role(noun)[0], {})

    def is_stray(self, word: int) -> bool:
        """True for a place between a preposition and a title, which is not of the title: In Sarn President."""
        before = self.grammar.tokens[word - 1].tag if word else ""
        text, lexicons = self.grammar.word(word), self.lexicons
        told = text in lexicons.adjectives or (text in lexicons.names and text not in lexicons.seats)
        proper = self.grammar.tokens[word].tag == "NNP" and text.lower() not in role_words(lexicons)
        return before in {"IN", "TO"} and proper and not told

    def title(self, noun: int) -> Span:
        """A noun with the words before it that describe it, without a place that stands before them by chance."""
        span = self.grammar.title(noun)
        first = self.grammar.numbers(span).start
        if first < noun and self.is_stray(first):
            span = Span(self.grammar.tokens[first + 1].span.start, span.end)
        return span

    def number(self, noun: int) -> str:
        """Of how many a role tells: one, many, body or both; "" for what is no role."""
        number = self.role_row(noun).get("number", "")
        return "many" if number == "one" and self.grammar.tokens[noun].tag in PLURAL else number

    def _role(self, noun: int) -> tuple[str, int]:
        """The entry of a role, and the number of its first word."""
        if noun not in self._found:
            self._found[noun] = self._looked_up(noun)
        return self._found[noun]

    def _looked_up(self, noun: int) -> tuple[str, int]:
        tokens, roles = self.grammar.tokens, self.lexicons.roles
        word = self.grammar.word(noun).lower()
        if tokens[noun].tag in PLURAL and word in roles:
            return word, noun
        lemmas = [t.lemma.lower() for t in tokens[max(0, noun - 3) : noun + 3]]
        at = min(3, noun)
        for first in range(max(0, at - 3), at):
            for end in (at + 1, at + 3):
                words = " ".join(lemmas[first:end])
                if words in roles and OF not in words[: len(" ".join(lemmas[first : at + 1]))]:
                    return words, noun - at + first
        for end in (at + 3, at + 1):
            words = " ".join(lemmas[at:end])
            if words in roles:
                return words, noun
        return (word, noun) if word in roles else ("", noun)

    def role_end(self, noun: int) -> int:
        """The last word of a role whose noun that is: "State" of Secretary of State."""
        words, start = self._role(noun)
        return max(noun, start + len(words.split()) - 1)

    def noun_class(self, noun: int) -> str:
        """What a common noun stands for: person, organisation, document and so on; "" where the lexicon lacks it."""
        return self.lexicons.nouns.get(self.grammar.tokens[noun].lemma.lower(), {}).get("class", "")

    def is_known(self, noun: int) -> bool:
        """True for a noun of the lexicons."""
        return self.is_role(noun) or bool(self.noun_class(noun))

    def is_person_noun(self, noun: int) -> bool:
        """True for a noun that means one person."""
        number = self.number(noun)
        return number == "one" or (not number and self.noun_class(noun) in {"person", "relative"})

    def is_body_noun(self, noun: int) -> bool:
        """True for a noun that means an organisation or a state."""
        return self.number(noun) == "body" or self.noun_class(noun) in {"organisation", "place"}

    def address(self, word: int) -> Row:
        """The row of a word of address: Mr., Sen.; empty for another word."""
        row = self.lexicons.name_words.get(self.grammar.word(word), {})
        return row if row.get("kind") == "honorific" else {}

    def is_honorific(self, word: int) -> bool:
        """True for a word of address: Mr., Sen, also without its stop."""
        plain = self.grammar.word(word)
        rows = (self.lexicons.name_words.get(w, {}) for w in (plain, plain + "."))
        return any(row.get("kind") == "honorific" for row in rows)

    def is_plural(self, word: int) -> bool:
        """True for a noun that means several."""
        return self.grammar.tokens[word].tag in PLURAL or self.noun_class(word) == "group"

    def may_be_human(self, noun: int) -> bool:
        """False for a noun that the lexicons know to mean no person."""
        number, kind = self.number(noun), self.noun_class(noun)
        return number == "one" or (not number and kind in {"", "person", "relative"})

    def gender_of_noun(self, noun: int) -> str:
        """The gender that a noun tells, m or f; "" where it tells none: spokeswoman, widow."""
        lemma = self.grammar.tokens[noun].lemma.lower()
        told = self.lexicons.nouns.get(lemma, {}).get("gender", "")
        return told or ("f" if lemma.endswith("woman") else "m" if lemma.endswith("man") else "")


def feminine_ending(name: str, lexicons: Lexicons) -> float:
    """The share of women less that of men among the first names of the lexicon with the same ending."""
    endings = _endings(lexicons)
    for length in (4, 3, 2):
        women, men = endings.get(name[-length:], (0, 0))
        if women + men >= ENOUGH:
            return (women - men) / (women + men)
    return 0.0


@lru_cache(maxsize=8)
def role_words(lexicons: Lexicons) -> frozenset[str]:
    """All words of the lexicon of roles."""
    return frozenset(word for role in lexicons.roles for word in role.split())


@lru_cache(maxsize=8)
def _endings(lexicons: Lexicons) -> Mapping[str, tuple[int, int]]:
    """How many women and men of the lexicon of first names have each ending of two to four letters."""
    women, men = Counter[str](), Counter[str]()
    for name, gender in lexicons.genders.items():
        plain = plain_name(name)
        (women if gender == "f" else men).update({plain[-n:] for n in (2, 3, 4)})
    return {ending: (women[ending], men[ending]) for ending in {*women, *men}}
