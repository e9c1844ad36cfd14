"""What an article tells of whom somebody speaks for: in titles, around a name, by the table of offices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from analysis.entities import Cast, Entity
from analysis.grammar import PROPER, SAID_OF
from analysis.nouns import role_words
from analysis.offices import Office
from analysis.persons import family_name
from analysis.terms import Terms

PREPOSITIONS = {"of": "of", "for": "for", "at": "at", "with": "with", "by": "by", "from": "of", "in": "at"}
STATES, BODIES = 3, 3  # of those whom an article names most: states and organisations of the table, and others


class Told(NamedTuple):
    """A state or organisation that is told with somebody, and what speaks for it."""

    actor: str
    signs: tuple[str, ...]
    timely: float = 0.0  # the chance that a term of the table is of the article's time


class Telling:
    """What an article tells of each of its entities."""

    def __init__(self, cast: Cast) -> None:
        """Note what the article names most."""
        self.cast, self.grammar, self.lexicons = cast, cast.grammar, cast.lexicons
        self.terms = Terms(cast)
        self.most_named = self._most_named()
        self._told: dict[Entity, tuple[Told, ...]] = {}

    def _most_named(self) -> list[str]:
        """The states and organisations that the article names most."""
        known = Counter(actor.name for actor in self.cast.actors.values())
        bodies = Counter({e.name: len(e.places) for e in self.cast.entities if e.kind == "organisation"})
        most = (*known.most_common(STATES), *bodies.most_common(BODIES))
        return list(dict.fromkeys(name for name, _ in most))

    def of(self, entity: Entity) -> tuple[Told, ...]:
        """All that is told of whom somebody speaks for; gathered once."""
        if entity not in self._told:
            self._told[entity] = tuple(self._gathered(entity))
        return self._told[entity]

    def _gathered(self, entity: Entity) -> Iterator[Told]:
        if entity.kind in {"state", "organisation"}:
            yield from self._of_body(entity)
        elif entity.kind == "unnamed":
            yield from self._of_noun(entity.noun, "own", entity)
        else:
            yield from self._of_person(entity)
        if self.cast.home:
            yield Told(self.cast.home, ("way home",))
        for number, actor in enumerate(self.most_named):
            yield Told(actor, ("way article", *(["most named"] if not number else [])))

    def _of_body(self, entity: Entity) -> Iterator[Told]:
        yield Told(entity.name, ("way itself",))
        known = self.lexicons.names.get(entity.name)
        if known is not None and known.of:
            yield Told(known.of, ("way part of",))
        for place in entity.places[:6]:
            yield from self.around(place.word, entity)

    def _of_person(self, entity: Entity) -> Iterator[Told]:
        for role in entity.roles:
            yield from self._of_noun(role.noun, role.how, entity)
        for place in entity.places[:12]:
            if place.how == "name":
                yield from self._of_name(place.word)
        yield from self._of_table(entity)
        campaign = f"{family_name(entity.name)} campaign"
        if self.terms.campaigns.get(entity.name):
            yield Told(campaign, ("way campaign named",))
        runs = self.terms.runs(entity)
        if runs or any(self.cast.nouns.role_class(r.noun) == "campaign" for r in entity.roles):
            yield Told(campaign, ("way campaign",), runs)
        for name in [n for n in self.terms.running if n != entity.name][:3]:
            yield Told(f"{family_name(name)} campaign", ("way campaign of another",))
        for place in entity.places[:2]:
            for number in self._sentence(place.word):
                other = self.cast.at.get(number)
                if other is not None and other.kind == "organisation":
                    yield Told(other.name, ("way in sentence",))

    def _sentence(self, word: int) -> Iterator[int]:
        here = self.cast.sentence(word)
        for step in (-1, 1):
            at = word + step
            while 0 <= at < len(self.grammar.tokens) and self.cast.sentence(at) == here:
                yield at
                at += step

    def _of_table(self, entity: Entity) -> Iterator[Told]:
        """What the table of offices knows of a person: at the article's date, in the years that it names, or ever."""
        for office in self.terms.possible(entity):
            signs = tuple(self._office_signs(office, entity))
            yield Told(self.terms.spoken_for(office, entity), signs, self.terms.chance_of(office))

    def _office_signs(self, office: Office, entity: Entity) -> Iterator[str]:
        yield "way office running" if office.runs else "way office"
        if self.cast.doc.published:
            yield "office at its date"
        if any(self.cast.is_office(role, office) for role in entity.roles):
            yield "office as told"

    def _of_name(self, name: int) -> Iterator[Told]:
        """Mitch Marren (R-Ky.), Anna Berg of the Harbour Institute."""
        for number in range(name + 1, min(name + 6, len(self.grammar.tokens))):
            party = self.lexicons.name_words.get(self.grammar.word(number).split("-")[0], {})
            if party.get("kind") == "party" and self.grammar.word(number - 1) in {"(", ",", "-LRB-"}:
                yield Told(party["actor"], ("way party letters",))
        honorific = self.cast.honorific(self.cast.named[name].span) if name in self.cast.named else {}
        if honorific.get("actor"):
            yield Told(honorific["actor"], ("way role alone",))
        for case, noun in self.grammar.linked(name):
            for actor in self._names(noun):
                yield Told(actor, ("way link of name", f"way {PREPOSITIONS.get(case, 'other preposition')}"))
        owner = self.grammar.owner(name)
        if owner is not None:
            for actor in self._names(owner):
                yield Told(actor, ("way owner",))
        for clause in self.grammar.under(name, "acl:relcl", "acl", "appos"):
            for number in self.grammar.below(clause):
                for actor in self._name(number):
                    yield Told(actor, ("way clause of name",))

    def _of_noun(self, noun: int, how: str, entity: Entity) -> Iterator[Told]:
        alone = self.cast.nouns.role_row(noun).get("actor", "")
        shared = (
            f"how {how}",
            f"told in {self.cast.nouns.role_class(noun)}",
            *(["past"] if self.cast.nouns.is_past(noun) else []),
        )
        if alone == "home" and self.cast.home:
            yield Told(self.cast.home, ("way role alone", *shared))
        elif alone == "campaign":
            if entity.kind == "person":
                yield Told(f"{family_name(entity.name)} campaign", ("way role alone", *shared))
        elif alone in self.lexicons.names:
            yield Told(alone, ("way role alone", *shared))
        for told in self.around(noun, entity):
            yield Told(told.actor, (*told.signs, *shared))

    def around(self, noun: int, entity: Entity) -> Iterator[Told]:
        """What the words that belong to a noun name: Norway's minister, the minister of Norway, a Marren aide."""
        for number in self.grammar.below(noun, SAID_OF):
            if number == noun and entity.kind != "unnamed":
                continue
            if number < noun and self.cast.nouns.is_stray(number):
                continue
            way = self._way(number, noun)
            for actor in self._name(number):
                if actor != entity.name:
                    yield Told(actor, (f"way {way}",))
            person = self.cast.person_at(number)
            if person is not None and person is not entity:
                if person.name in self.terms.running:
                    yield Told(f"{family_name(person.name)} campaign", ("way principal", f"way {way}"))
                for office in self.terms.possible(person):
                    yield Told(office.actor, ("way principal", f"way {way}"))
                for hint in person.hints:
                    yield Told(hint, ("way principal", f"way {way}"))

    def _way(self, number: int, noun: int) -> str:
        if number < noun:
            at: int | None = number
            while at is not None and at != noun:
                if self.grammar.relation(at) == "nmod:poss":
                    return "owner"
                at = self.grammar.above(at)
            return "before"
        if number == noun:
            return "own words"
        at = number
        while at is not None and self.grammar.above(at) != noun and not self.grammar.under(at, "case"):
            at = self.grammar.above(at)
        cases = [self.grammar.word(c).lower() for c in self.grammar.under(at, "case")] if at is not None else []
        return PREPOSITIONS.get(cases[0], "other preposition") if cases else "other preposition"

    def _names(self, noun: int) -> Iterator[str]:
        for number in self.grammar.below(noun, SAID_OF):
            yield from self._name(number)

    def _name(self, number: int) -> Iterator[str]:
        """The state or organisation that a word names."""
        actor = self.cast.actor_at(number)
        if actor is not None:
            yield from filter(None, (actor.name, actor.of))
            return
        entity = self.cast.at.get(number)
        if entity is not None and entity.kind in {"organisation", "state"}:
            yield entity.name
        elif entity is None and self._is_name(number):
            yield self._campaign_of(number) or self._run(number)

    def _is_name(self, number: int) -> bool:
        """True for a capital that is neither a role, a word of address, a day nor a person's name."""
        word = self.grammar.word(number)
        titled = word.lower() in role_words(self.lexicons) or self.cast.nouns.is_role(number)
        proper = self.grammar.tokens[number].tag in PROPER and not titled and word not in self.lexicons.things["days"]
        return proper and word not in self.cast.families and not self.cast.nouns.address(number)

    def _campaign_of(self, number: int) -> str:
        """The campaign that a name stands before, "" where it does not: the Marren campaign."""
        after = self.grammar.tokens[number + 1 : number + 2]
        is_campaign = bool(after) and after[0].lemma.lower() == "campaign"
        return f"{self.grammar.word(number)} campaign" if is_campaign else ""

    def _run(self, number: int) -> str:
        """The capitals around a word that no name is known to hold: "Univision" of a Univision anchor."""
        tokens = self.grammar.tokens
        first = last = number
        while first and tokens[first - 1].tag in PROPER and first - 1 not in self.cast.at:
            first -= 1
        while last + 1 < len(tokens) and tokens[last + 1].tag in PROPER and last + 1 not in self.cast.at:
            last += 1
        if self.cast.nouns.is_role(last) and last > first:
            last -= 1
        return self.cast.doc.text[tokens[first].span.start : tokens[last].span.end]
