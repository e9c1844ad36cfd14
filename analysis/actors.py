"""For whom somebody speaks: what is told around a name, in the article and by the table of offices, and its signs."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from analysis.entities import Cast, Entity, Role
from analysis.grammar import PROPER, SAID_OF
from analysis.nouns import role_words
from analysis.offices import Office, office_of, office_of_family
from analysis.persons import family_name
from analysis.ranker import Floats, Ranker

KINDS = ("state", "known organisation", "other organisation", "campaign", "nobody")
ROLES = ("home", "party", "campaign", "staff", "institute", "company", "state", "official", "none")
WAYS = (
    *("owner", "before", "of", "for", "at", "with", "by", "other preposition"),
    *(
        "role alone",
        "part of",
        "party letters",
        "office",
        "office running",
        "campaign named",
        "campaign",
        "campaign of another",
        "home",
        "itself",
        "own words",
        "principal",
    ),
    *("link of name", "clause of name", "in sentence", "apposition"),
)
HOWS = ("title", "apposition", "clause", "predicate", "own")
PREPOSITIONS = {"of": "of", "for": "for", "at": "at", "with": "with", "by": "by", "from": "of", "in": "at"}
NAMES = (
    *(f"kind {k}" for k in KINDS),
    *(f"way {w}" for w in WAYS),
    *(f"how {h}" for h in HOWS),
    *(f"told in {r}" for r in ROLES),
    *(
        "is home",
        "log count",
        "times told",
        "past",
        "office at its date",
        "office in its year",
        "office as told",
        "only",
    ),
    *(f"entity {k}" for k in ("person", "organisation", "state", "unnamed")),
    *(f"has {r}" for r in ROLES),
    *(
        "has past",
        "has roles",
        "has way before",
        "has way owner",
        "has way of",
        "has office",
        "has office running",
        "has campaign named",
        "has party letters",
        "has principal",
        "has link of name",
    ),
    *(
        "campaigns in article",
        "runs in article",
        "class many",
        "class body",
        "class group",
        "class document",
        "class person",
        "class relative",
        "class organisation",
        "class words",
        "class other",
    ),
)
COLUMN = {name: number for number, name in enumerate(NAMES)}
NOBODY = ""
BY_TABLE = ("way office", "way home", "way campaign", "way in sentence")
BEFORE = frozenset({"way owner", "way before"})
AFTER = frozenset({"way of", "way for", "way at", "way with"})
YEAR = re.compile(r"(?:19[89]|20[0-4])\d")


class Told(NamedTuple):
    """A state or organisation that is told with somebody, and what speaks for it."""

    actor: str
    signs: tuple[str, ...]


class ActorFinder:
    """The actors of those of an article."""

    def __init__(self, cast: Cast) -> None:
        """Count what the article names."""
        self.cast, self.grammar, self.lexicons = cast, cast.grammar, cast.lexicons
        self.count = {e.name: len(e.places) for e in cast.entities}
        self.campaigns = sum(t.lemma.lower() in self.lexicons.things["campaigning"] for t in cast.grammar.tokens)
        self.named_actors = self._named_actors()
        self._told: dict[Entity, tuple[Told, ...]] = {}
        self.year = self._year()
        self.families = {family_name(e.name): e for e in cast.entities if e.kind == "person"}
        self.named_campaigns = self._named_campaigns()
        self.running = self._running()

    def _named_actors(self) -> set[str]:
        """The states and organisations that the article names, by name, adjective or seat."""
        tokens = self.grammar.tokens
        numbers = (n for n, t in enumerate(tokens) if t.tag.startswith(("NNP", "JJ")))
        return {actor.name for n in numbers if (actor := self.cast.actor_at(n))}

    def _running(self) -> list[str]:
        """Those who run for office by the table or have a campaign, the most named first."""
        persons = [e for e in self.cast.entities if e.kind == "person"]
        found = [e for e in persons if e.name in self.named_campaigns or self._runs(e)]
        return [e.name for e in sorted(found, key=lambda e: -len(e.places))]

    def _runs(self, entity: Entity) -> bool:
        offices = (o for o in self.offices(entity) if o.runs)
        return any(not self.year or o.start.year - 1 <= self.year <= o.end.year for o in offices)

    def _named_campaigns(self) -> dict[str, int]:
        """Family names before "campaign", and how often."""
        found: dict[str, int] = defaultdict(int)
        for number, token in enumerate(self.grammar.tokens):
            if token.lemma.lower() == "campaign":
                for before in range(max(0, number - 3), number):
                    entity = self.cast.at.get(before)
                    if entity is not None and entity.kind == "person":
                        found[entity.name] += 1
        return found

    # ---- candidates

    def told(self, entity: Entity) -> tuple[Told, ...]:
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

    def _of_body(self, entity: Entity) -> Iterator[Told]:
        yield Told(entity.name, ("way itself",))
        known = self.lexicons.names.get(entity.name)
        if known is not None and known.of:
            yield Told(known.of, ("way part of",))
        for place in entity.places[:6]:
            yield from self._around(place.word, entity)

    def _of_person(self, entity: Entity) -> Iterator[Told]:
        for role in entity.roles:
            yield from self._of_noun(role.noun, role.how, entity)
        for place in entity.places[:12]:
            if place.how == "name":
                yield from self._of_name(place.word)
        yield from self._of_table(entity)
        campaign = f"{family_name(entity.name)} campaign"
        if self.named_campaigns.get(entity.name):
            yield Told(campaign, ("way campaign named",))
        if self._runs(entity) or any(self._role_class(r.noun) == "campaign" for r in entity.roles):
            yield Told(campaign, ("way campaign",))
        for name in [n for n in self.running if n != entity.name][:3]:
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
        for office in self.offices(entity):
            yield Told(self._spoken_for(office, entity), tuple(self._office_signs(office, entity)))

    def _office_signs(self, office: Office, entity: Entity) -> Iterator[str]:
        yield "way office running" if office.runs else "way office"
        if self.cast.doc.published:
            yield "office at its date"
        if self.year and office.start.year <= self.year <= office.end.year:
            yield "office in its year"
        if any(self._is_office(role, office) for role in entity.roles):
            yield "office as told"

    def offices(self, entity: Entity) -> list[Office]:
        """The terms of office of the one person of the table who has that name, at the article's date if it has one.

        By a family name alone only where its state is named; none where a trade speaks against them.
        """
        day = self.cast.doc.published
        named = [o for o in self.cast.offices(entity) if len(entity.words) > 1 or o.actor in self.named_actors]
        held = [o for o in named if o.start <= day <= o.end] if day else named
        trades = {self._role_class(role.noun) for role in entity.roles}
        other = bool(trades) and trades <= {"none", "institute", "company"}
        if other and not any(self._is_office(r, o) for r in entity.roles for o in held):
            held = [o for o in held if o.runs]
        return held

    def _year(self) -> int:
        """The year that the article names most, that of its date if it has one; 0 for none."""
        if self.cast.doc.published:
            return self.cast.doc.published.year
        years = Counter(int(w) for t in self.grammar.tokens if YEAR.fullmatch(w := self.cast.doc[t]))
        return max(years, key=lambda year: (years[year], year), default=0)

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
        shared = (f"how {how}", f"told in {self._role_class(noun)}", *(["past"] if self._is_past(noun) else []))
        if alone == "home" and self.cast.home:
            yield Told(self.cast.home, ("way role alone", *shared))
        elif alone == "campaign":
            if entity.kind == "person":
                yield Told(f"{family_name(entity.name)} campaign", ("way role alone", *shared))
        elif alone in self.lexicons.names:
            yield Told(alone, ("way role alone", *shared))
        for told in self._around(noun, entity):
            yield Told(told.actor, (*told.signs, *shared))

    def _around(self, noun: int, entity: Entity) -> Iterator[Told]:
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
            person = self.cast.at.get(number) or self.families.get(self.grammar.word(number))
            if person is not None and person is not entity and person.kind == "person":
                if person.name in self.running:
                    yield Told(f"{family_name(person.name)} campaign", ("way principal", f"way {way}"))
                for office in self.offices(person):
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
        """True for a capital that is neither a role, a word of address nor a person's name."""
        word = self.grammar.word(number)
        titled = word.lower() in role_words(self.lexicons) or self.cast.nouns.is_role(number)
        proper = self.grammar.tokens[number].tag in PROPER and not titled
        return proper and word not in self.families and not self.cast.nouns.address(number)

    def _campaign_of(self, number: int) -> str:
        """The campaign that a name stands before, "" where it does not: the Marren campaign."""
        above = self.grammar.above(number)
        is_campaign = above is not None and self.grammar.tokens[above].lemma.lower() == "campaign"
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

    def _role_class(self, noun: int) -> str:
        row = self.cast.nouns.role_row(noun)
        alone = row.get("actor", "")
        if not row:
            return "none"
        return (alone if alone in ROLES else "state") if alone else "official"

    def _is_past(self, noun: int) -> bool:
        words = {self.grammar.tokens[n].lemma.lower() for n in self.grammar.below(noun, SAID_OF) if n < noun}
        return bool(words & self.lexicons.things["past"])

    def actor(self, entity: Entity, ranker: Ranker) -> tuple[str | None, str]:
        """For whom somebody speaks, None for nobody, and the term of office that alone tells it, "" where words do."""
        found = next((found for rule in RULES if (found := rule(self, entity))), None)
        if found is not None:
            return found
        principal = self._principal(entity)
        if principal is not None:
            return self.actor(principal, ranker)[0], ""
        candidates, table = self.table(entity)
        return candidates[int(ranker.chances(table).argmax())] or None, ""

    def _principal(self, entity: Entity) -> Entity | None:
        """Whose aide, adviser or spokesman somebody without a name is, where nothing else is told: Marren aides."""
        if entity.kind != "unnamed" or self._role_class(entity.noun) not in {"official", "staff"}:
            return None
        if any(set(told.signs) & (BEFORE | AFTER) for told in self._around(entity.noun, entity)):
            return None
        inside = self.grammar.below(entity.noun, SAID_OF)
        known = (self.cast.at.get(n) or self.families.get(self.grammar.word(n)) for n in inside if n != entity.noun)
        persons = {e: None for e in known if e and e.kind == "person"}
        return next(iter(persons)) if len(persons) == 1 else None

    def _by_table(self, entity: Entity) -> tuple[str, str] | None:
        """By the table of offices, where the article does not place a person itself."""
        office = self.office(entity) if entity.kind == "person" else None
        if office is None or any(self._places(told) for told in self.told(entity)):
            return None
        return self._spoken_for(office, entity), office.line

    def _by_official(self, entity: Entity) -> tuple[str, str] | None:
        """By the one state or organisation that is told with an office: Norway's envoy, the envoy of Norway."""
        nouns = [entity.noun] if entity.kind == "unnamed" else [r.noun for r in entity.roles]
        if entity.kind == "organisation":  # the Norwegian Foreign Ministry, the State Department Visa Center
            words = entity.name.split()
            heads = (self.lexicons.names.get(" ".join(words[:n])) for n in range(len(words), 0, -1))
            state = next((a.of for a in heads if a and a.of), "")
            if state:
                return state, ""
            nouns = [p.word for p in entity.places if self.cast.nouns.number(p.word) == "body"]
        for noun in nouns:
            told = list(self._around(noun, entity))
            elsewhere = told or entity.name in self.running or entity.hints
            alone = None if elsewhere else self._alone(noun)
            actors = {t.actor for t in told if self._may_own(noun, t)}
            if alone or (len(actors) == 1 and not self._is_past(noun)):
                return alone or actors.pop(), ""
        return None

    def _may_own(self, noun: int, told: Told) -> bool:
        """True for the state that an official has, and for the organisation that an expert is at."""
        kind, ways = self._kind(told.actor), set(told.signs)
        if "way principal" in ways:
            return False
        if self._role_class(noun) == "official":
            return kind == "state" and bool(ways & (BEFORE | AFTER))
        if self._role_class(noun) == "institute":
            return kind.endswith("organisation") and bool(ways & AFTER or (ways & BEFORE and kind.startswith("other")))
        return False

    def _alone(self, noun: int) -> str | None:
        """The state that an office tells alone: the pope; the administration, in the news of its state."""
        alone = self.cast.nouns.role_row(noun).get("actor", "")
        if alone == "home" and self.cast.nouns.number(noun) == "body":
            return self.cast.home
        return alone if alone in self.lexicons.names and not self._is_past(noun) else None

    def _by_clause(self, entity: Entity) -> tuple[str, str] | None:
        """By the one organisation that a clause says somebody runs or works for: who heads the Harbour Institute."""
        for name in (p.word for p in entity.places if p.how == "name"):
            for clause in self.grammar.under(name, "acl:relcl"):
                if self.grammar.tokens[clause].lemma.lower() in self.lexicons.things["serving"]:
                    told = {a for n in self.grammar.below(clause) for a in self._organisations(n)}
                    if len(told) == 1:
                        return told.pop(), ""
        return None

    def _organisations(self, number: int) -> Iterator[str]:
        other = self.cast.at.get(number)
        if other is not None and other.kind == "organisation":
            yield other.name

    @staticmethod
    def _places(told: Told) -> bool:
        """True for what the words around a name tell of it."""
        return not told.signs[0].startswith(BY_TABLE)

    def office(self, entity: Entity) -> Office | None:
        """The one office that the table knows of a person at the article's date, where no title speaks against it.

        A family name alone needs its state in the article.
        """
        full = len(entity.words) > 1
        office = (office_of if full else office_of_family)(entity.name, self.cast.doc.published, self.lexicons)
        if office is None or (not full and office.actor not in self.named_actors):
            return None
        timely = self.cast.doc.published or not self.year or office.start.year <= self.year <= office.end.year
        return None if self._contradicted(entity, office) or not timely else office

    def _contradicted(self, entity: Entity, office: Office) -> bool:
        """True where a person has titles, and none of them is that office now."""
        return bool(entity.roles) and not any(self._is_office(role, office) for role in entity.roles)

    def _is_office(self, role: Role, office: Office) -> bool:
        words = {self.grammar.tokens[n].lemma.lower() for n in self.grammar.numbers(role.title)}
        return office.noun in words and not self._is_past(role.noun)

    def _spoken_for(self, office: Office, entity: Entity) -> str:
        """The state or organisation of an office; who runs for one speaks for a campaign."""
        return f"{family_name(entity.name)} campaign" if office.runs else office.actor

    # ---- signs

    def table(self, entity: Entity) -> tuple[list[str], Floats]:
        """The candidates, and what speaks for each of them: (candidates, signs); the last is nobody."""
        found: dict[str, set[str]] = defaultdict(set)
        times: dict[str, int] = defaultdict(int)
        for told in self.told(entity):
            found[told.actor] |= set(told.signs)
            times[told.actor] += 1
        candidates = [*found, NOBODY]
        table = np.zeros((len(candidates), len(NAMES)), dtype=np.float32)
        everything = set().union(*found.values()) if found else set()
        for name in self._of_entity(entity, everything):
            table[:, COLUMN[name]] = 1
        table[:, COLUMN["campaigns in article"]] = math.log1p(self.campaigns)
        table[:, COLUMN["runs in article"]] = math.log1p(self.named_campaigns.get(entity.name, 0))
        for row, actor in enumerate(candidates[:-1]):
            for sign in found[actor]:
                table[row, COLUMN[sign]] = 1
            table[row, COLUMN[f"kind {self._kind(actor)}"]] = 1
            table[row, COLUMN["is home"]] = actor == self.cast.home
            table[row, COLUMN["log count"]] = math.log1p(self.count.get(actor, 0))
            table[row, COLUMN["times told"]] = math.log1p(times[actor])
            table[row, COLUMN["only"]] = len(found) == 1
        table[-1, COLUMN["kind nobody"]] = 1
        return candidates, table

    def _kind(self, actor: str) -> str:
        known = self.lexicons.names.get(actor)
        if known is not None:
            return "state" if known.kind == "state" else "known organisation"
        return "campaign" if actor.endswith(" campaign") else "other organisation"

    def _of_entity(self, entity: Entity, signs: set[str]) -> Iterator[str]:
        yield f"entity {entity.kind}"
        nouns = [r.noun for r in entity.roles]
        if entity.kind == "unnamed":
            nouns.append(entity.noun)
            number = self.cast.nouns.number(nouns[-1])
            word = {"one": "person", "both": "many"}.get(number, number) or self.cast.nouns.noun_class(nouns[-1])
            yield f"class {word}" if f"class {word}" in COLUMN else "class other"
        for noun in nouns:
            yield f"has {self._role_class(noun)}"
        if nouns:
            yield "has roles"
        if any(self._is_past(n) for n in nouns):
            yield "has past"
        for sign in signs:
            name = f"has {sign}" if f"has {sign}" in COLUMN else f"has {sign.removeprefix('way ')}"
            if name in COLUMN:
                yield name


# What decides before the ranker is asked, in this order.
RULES = (ActorFinder._by_table, ActorFinder._by_official, ActorFinder._by_clause)
