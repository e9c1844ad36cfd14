"""Sources -> speakers: who is meant by "He", "Lavrov", "the Russian official", "Moscow".

The article is read once from its first word to its last. A name is somebody's by `entities`; a pronoun, and a noun
that may stand for somebody, is led to the likeliest of its candidates (`links`), or left open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from analysis.entities import Cast, Entity, Place
from analysis.links import GENDERS, PRONOUNS, Anaphor, Floats, Spoken, Trail, anaphor, may_be, signs
from analysis.model import Document, Mention, Statement
from analysis.spans import Span

Choose = Callable[[Anaphor, Sequence[Entity], Floats, Trail], tuple[int, float]]
REFLEXIVE = ("self", "selves")


@dataclass
class Reader:
    """An article on the way from its first word to its last."""

    cast: Cast
    statements: Sequence[Statement]
    choose: Choose
    trail: Trail = field(init=False)
    chances: dict[int, float] = field(default_factory=dict)  # of the words that were led to somebody
    open: set[int] = field(default_factory=set)
    heads: dict[int, Statement] = field(default_factory=dict)

    def read(self) -> None:
        """Lead every anaphor of the article to somebody, or leave it open."""
        cast, grammar = self.cast, self.cast.grammar
        self.trail = Trail(cast)
        self.trail.quoted = self._quoted()
        for statement in self.statements:
            for span in statement.source:
                for word in heads_of(cast, span):
                    self.heads.setdefault(word, statement)
        self.trail.sources = set(self.heads)
        self._names: dict[int, list[tuple[Entity, Place]]] = defaultdict(list)
        for entity in cast.entities:
            for place in entity.places:
                self._names[place.word].append((entity, place))
        self._say_named()
        for word in range(len(grammar.tokens)):
            for entity, place in self._names.get(word, ()):
                self.trail.meet(entity, place)
            if word not in self._names and self._may_stand(word):
                self._lead(word)

    def _may_stand(self, word: int) -> bool:
        """True for a word that is looked at: a pronoun of one person, a noun for a person, and what is a source."""
        cast = self.cast
        if word in cast.named:
            return word in self.heads and word not in cast.at
        token = cast.grammar.tokens[word]
        meaning = cast.lexicons.pronouns.get(cast.grammar.word(word).lower(), "")
        if meaning in GENDERS:
            return token.tag in {"PRP", "PRP$"}
        if word in self.heads:
            return True
        if token.tag != "NN" or cast.grammar.relation(word) == "compound":
            return False
        return cast.is_person_noun(word) or (cast.is_body_noun(word) and anaphor(cast, word).form == "definite")

    def _lead(self, word: int) -> None:
        """Lead a word to somebody, or make somebody new of it."""
        cast = self.cast
        if word in cast.at:  # a noun that describes somebody named
            entity = cast.at[word]
            self.trail.meet(entity, Place(cast.grammar.tokens[word].span, word, "noun"))
            return
        one = anaphor(cast, word)
        entity = next((e for find in FINDERS if (e := find(self, one))), None)
        span = cast.grammar.tokens[word].span if one.form in PRONOUNS else cast.grammar.phrase(word)
        if entity is None and one.form not in PRONOUNS:
            entity = cast.unnamed(word)
        if entity is None:
            self.open.add(word)
            return
        if one.form in GENDERS:
            entity.gender = GENDERS[one.form]
            self.trail.pronouns[one.form] = entity
        how = "pronoun" if one.form in PRONOUNS else "noun"
        cast.place(entity, span, word, how)
        self.trail.meet(entity, Place(span, word, how))
        if word in self.heads:
            self._say(self.heads[word], entity)

    def _relative(self, one: Anaphor) -> Entity | None:
        """Whom who, which or that means: the noun that its clause is said of."""
        if one.form != "who":
            return None
        at: int | None = one.word
        for _ in range(6):
            if at is None or self.cast.grammar.relation(at) == "acl:relcl":
                break
            at = self.cast.grammar.above(at)
        noun = None if at is None else self.cast.grammar.above(at)
        if noun is None or noun > one.word:
            return None
        return self.cast.at.get(noun) or self.cast.unnamed(noun)

    def _seat(self, one: Anaphor) -> Entity | None:
        return self.cast.seat(one.word) if one.form not in PRONOUNS else None

    def _state(self, one: Anaphor) -> Entity | None:
        return self.cast.state_by_noun(one.word) if one.form not in PRONOUNS else None

    def _campaign(self, one: Anaphor) -> Entity | None:
        return self.cast.campaign(one.word) if one.noun == "body" else None

    def _group(self, one: Anaphor) -> Entity | None:
        """Members of a party keep their own words: House Republicans."""
        return self.cast.unnamed(one.word) if one.word in self.cast.named and one.form not in PRONOUNS else None

    def _chosen(self, one: Anaphor) -> Entity | None:
        candidates = self.trail.candidates(one)
        if not candidates or (one.form == "indefinite" and one.noun in {"role", "person", "many", "group"}):
            return None
        if len(candidates) == 0:
            return None
        at, chance = self.choose(one, candidates, signs(self.trail, one, candidates), self.trail)
        if at == len(candidates):
            return None
        self.chances[one.word] = chance
        return candidates[at]

    # ---- who said what up to here

    def _words(self, statement: Statement) -> tuple[int, int]:
        numbers = [n for span in statement.content for n in self.cast.grammar.numbers(span)]
        return (min(numbers), max(numbers)) if numbers else (0, 0)

    def _say_named(self) -> None:
        """Note the statements whose sources are names: they are known before the article is read."""
        by_statement: dict[str, list[int]] = defaultdict(list)
        for word, statement in self.heads.items():
            by_statement[statement.key].append(word)
        for word, statement in self.heads.items():
            if word in self.cast.at:
                self._say(statement, self.cast.at[word])
        for words in by_statement.values():
            members = [self.cast.at[w] for w in words if w in self.cast.at]
            if len(set(members)) == len(words) > 1:
                names = " and ".join(m.name for m in members)
                several = Entity(names, "several", members=tuple(members), plural=True)
                span = self.cast.grammar.tokens[words[-1]].span
                self._names[words[-1]].append((several, Place(span, words[-1], "name")))

    def _say(self, statement: Statement, entity: Entity) -> None:
        first, last = self._words(statement)
        self.trail.spoken.append(Spoken(first, last, (entity,)))
        self.trail.spoken.sort(key=lambda s: s.last)

    def _quoted(self) -> frozenset[int]:
        direct = (s for s in self.statements if s.kind == "direct")
        return frozenset(n for s in direct for span in s.content for n in self.cast.grammar.numbers(span))


# Whom a word means, asked in this order; `_chosen` is the ranker.
FINDERS = (Reader._relative, Reader._seat, Reader._state, Reader._campaign, Reader._group, Reader._chosen)


def heads_of(cast: Cast, source: Span) -> list[int]:
    """The words of a source that mean somebody: its head, and those joined to it that are not in the same name."""
    head = cast.grammar.head(source)
    if head is None:
        return []
    found: list[int] = []
    names: list[Mention | None] = []
    for word in cast.grammar.group(meant(cast, head)):
        name = cast.named.get(word)
        inside = word == meant(cast, head) or cast.grammar.tokens[word].span.start in range(*source)
        if inside and (name is None or name not in names):
            found.append(word)
            names.append(name)
    return found


def meant(cast: Cast, head: int) -> int:
    """The word that the head of a cut source belongs to: the name after "Mr", the noun after "the"."""
    after = cast.named.get(head + 1) or cast.named.get(head + 2)
    honoured = cast.lexicons.name_words.get(cast.grammar.word(head).rstrip(".") + ".", {}).get("kind") == "honorific"
    if honoured and after is not None and after.kind == "person":
        return cast.grammar.head(after.span) or head
    above = cast.grammar.above(head)
    return above if cast.grammar.relation(head) in {"det", "amod", "compound"} and above is not None else head
