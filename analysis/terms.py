"""Which terms of office of an article's persons may be of its time: by its date, or by what else it tells of its year.

The terms are those of the table of offices; who runs for an office has one too.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping

from analysis.entities import Cast, Entity
from analysis.offices import Office, head_of_ticket, office_of, office_of_family
from analysis.persons import family_name

LIKELY = 0.5  # the chance from which on a term is held to be of the article's time
TRADES = frozenset({"none", "institute", "company"})  # classes of roles that are no offices
YEAR = re.compile(r"(?:19[89]|20[0-4])\d")
TOLD, RUNS, NAMED, LATEST = 2.0, 1.0, 0.5, 1.0  # what each kind of evidence weighs


class Terms:
    """The terms of office of an article's persons."""

    def __init__(self, cast: Cast) -> None:
        """Weigh the years; note who runs for an office or has a campaign."""
        self.cast, self.lexicons = cast, cast.lexicons
        self.years = year_chances(cast)
        self.named = self._named_actors()
        self.campaigns = self._campaigns()
        self.running = self._running()

    def _named_actors(self) -> set[str]:
        """The states and organisations that the article names, by name, adjective or seat."""
        tokens = self.cast.grammar.tokens
        return {actor.name for n, actor in self.cast.actors.items() if tokens[n].tag.startswith(("NNP", "JJ"))}

    def _running(self) -> list[str]:
        """Those who run for office by the table or have a campaign, the most named first."""
        persons = [e for e in self.cast.entities if e.kind == "person"]
        found = [e for e in persons if e.name in self.campaigns or self.runs(e) >= LIKELY]
        return [e.name for e in sorted(found, key=lambda e: -len(e.places))]

    def _campaigns(self) -> dict[str, int]:
        """How often "campaign" follows each person's name, by the full name: the Marren campaign."""
        found: dict[str, int] = defaultdict(int)
        for number, token in enumerate(self.cast.grammar.tokens):
            if token.lemma.lower() == "campaign":
                for before in range(max(0, number - 3), number):
                    entity = self.cast.person_at(before)
                    if entity is not None:
                        found[entity.name] += 1
        return found

    def possible(self, entity: Entity) -> list[Office]:
        """The terms of office of the one person of the table who has that name, at the article's date if it has one.

        By a family name alone only where its state is named; none where a trade speaks against them, and none that a
        title says is over ("the former president"): where it was not over at the article's date, this is somebody else.
        """
        day = self.cast.doc.published
        named = [o for o in self.cast.offices(entity) if len(entity.words) > 1 or o.actor in self.named]
        held = [o for o in named if o.start <= day <= o.end] if day else named
        over = [o for o in held if self._is_over(o, entity)]
        held = [] if day and over else [o for o in held if o not in over]
        trades = {self.cast.nouns.role_class(role.noun) for role in entity.roles}
        other = bool(trades) and trades <= TRADES
        if other and not any(self.cast.is_office(r, o) for r in entity.roles for o in held):
            held = [o for o in held if o.runs]
        return held

    def _is_over(self, office: Office, entity: Entity) -> bool:
        """True where all titles of that office that the article tells of its holder are past ones."""
        told = [r.noun for r in entity.roles if self.cast.grammar.tokens[r.noun].lemma.lower() == office.noun]
        return not office.runs and bool(told) and all(map(self.cast.nouns.is_past, told))

    def chance_of(self, office: Office) -> float:
        """The chance that a term of office is not over and has begun, by the years that the article may be of."""
        return sum(self.years.get(year, 0.0) for year in office.years)

    def runs(self, entity: Entity) -> float:
        """The chance that somebody runs for an office of the table, and has a campaign of their own."""
        own = (o for o in self.possible(entity) if o.runs and not head_of_ticket(o, self.lexicons))
        return max(map(self.chance_of, own), default=0.0)

    def office(self, entity: Entity) -> Office | None:
        """The one office that the table knows of a person at the article's date, where no title speaks against it.

        A family name alone needs its state in the article.
        """
        full = len(entity.words) > 1
        office = (office_of if full else office_of_family)(entity.name, self.cast.doc.published, self.lexicons)
        if office is None or (not full and office.actor not in self.named):
            return None
        timely = self.cast.doc.published or not self.years or self.chance_of(office) >= LIKELY
        return None if self._contradicted(entity, office) or not timely else office

    def _contradicted(self, entity: Entity, office: Office) -> bool:
        """True where a person has titles, and none of them is that office now."""
        return bool(entity.roles) and not any(self.cast.is_office(role, office) for role in entity.roles)

    def spoken_for(self, office: Office, entity: Entity) -> str:
        """The state or organisation of an office; who runs for one speaks for a campaign, that of the ticket's head."""
        head = head_of_ticket(office, self.lexicons) or entity.name
        return f"{family_name(head)} campaign" if office.runs else office.actor


def year_chances(cast: Cast) -> Mapping[int, float]:
    """The chance of each year that anything speaks for; they sum to 1, or there are none.

    A title of the table that is told of its holder speaks for the years of that term, candidates for those they run in,
    and the latest year that is named for itself and the next.
    """
    if cast.doc.published:
        return {cast.doc.published.year: 1.0}
    found: dict[int, float] = defaultdict(float)
    for entity in cast.entities:
        if entity.kind == "person":
            _add_person(found, cast, entity)
    named = Counter(int(w) for t in cast.grammar.tokens if YEAR.fullmatch(w := cast.doc[t]))
    for year, times in named.items():
        found[year] += NAMED * math.log1p(times)
    for year in (max(named), max(named) + 1) if named else ():
        found[year] += LATEST
    most = max(found.values(), default=0.0)
    odds = {year: math.exp(weight - most) for year, weight in found.items()}
    return {year: odd / sum(odds.values()) for year, odd in odds.items()}


def _add_person(found: dict[int, float], cast: Cast, entity: Entity) -> None:
    """Add what the terms of one person speak for."""
    offices = cast.offices(entity)
    told = {y for o in offices if any(cast.is_office(r, o) for r in entity.roles) for y in o.years}
    running = {y for o in offices if o.runs for y in o.years}
    for year in told:
        found[year] += TOLD
    for year in running:
        found[year] += RUNS * math.log1p(len(entity.places))
