"""For whom somebody speaks: by what is told of them, in the article and by the table of offices."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from analysis.entities import Cast, Entity
from analysis.grammar import SAID_OF
from analysis.nouns import ROLES
from analysis.ranker import Floats, Ranker
from analysis.told import Telling, Told

KINDS = ("state", "known organisation", "other organisation", "campaign", "nobody")
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
        "article",
    ),
    *("link of name", "clause of name", "in sentence"),
)
HOWS = ("title", "apposition", "clause", "predicate", "own")
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
        "timely",
        "most named",
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
BY_TABLE = ("way office", "way home", "way campaign", "way in sentence", "way article")
BEFORE = frozenset({"way owner", "way before"})
PARTY = BEFORE | {"way party letters"}
AFTER = frozenset({"way of", "way for", "way at", "way with"})


class ActorFinder:
    """The actors of those of an article."""

    def __init__(self, cast: Cast) -> None:
        """Count what the article names."""
        self.cast, self.grammar, self.lexicons = cast, cast.grammar, cast.lexicons
        self.telling = Telling(cast)
        self.terms = self.telling.terms
        self.count = {e.name: len(e.places) for e in cast.entities}
        self.campaigning = sum(t.lemma.lower() in self.lexicons.things["campaigning"] for t in cast.grammar.tokens)

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
        if entity.kind != "unnamed" or self.cast.nouns.role_class(entity.noun) not in {"official", "staff"}:
            return None
        if any(set(told.signs) & (BEFORE | AFTER) for told in self.telling.around(entity.noun, entity)):
            return None
        inside = self.grammar.below(entity.noun, SAID_OF)
        persons = {e: None for n in inside if n != entity.noun and (e := self.cast.person_at(n))}
        return next(iter(persons)) if len(persons) == 1 else None

    def _by_table(self, entity: Entity) -> tuple[str, str] | None:
        """By the table of offices, where the article does not place a person itself."""
        office = self.terms.office(entity) if entity.kind == "person" else None
        if office is None or any(self._places(told) for told in self.telling.of(entity)):
            return None
        return self.terms.spoken_for(office, entity), office.line

    def _by_official(self, entity: Entity) -> tuple[str, str] | None:
        """By the one state that is told with an office: Norway's envoy, the envoy of Norway."""
        nouns = [entity.noun] if entity.kind == "unnamed" else [r.noun for r in entity.roles]
        if entity.kind == "organisation":  # the Norwegian Foreign Ministry, the State Department Visa Center
            words = entity.name.split()
            heads = (self.lexicons.names.get(" ".join(words[:n])) for n in range(len(words), 0, -1))
            state = next((a.of for a in heads if a and a.of), "")
            if state:
                return state, ""
            nouns = [p.word for p in entity.places if self.cast.nouns.number(p.word) == "body"]
        for noun in nouns:
            told = list(self.telling.around(noun, entity))
            elsewhere = told or entity.name in self.terms.running or entity.hints
            alone = None if elsewhere else self._alone(noun)
            actors = {t.actor for t in told if self._may_own(noun, t)}
            if alone or (len(actors) == 1 and not self.cast.nouns.is_past(noun)):
                return alone or actors.pop(), ""
        return None

    def _by_party(self, entity: Entity) -> tuple[str, str] | None:
        """By the one party before a legislator's title, or in letters after the name: Labour MP, (R-Ky.)."""
        titles = [r.noun for r in entity.roles if self.cast.nouns.role_class(r.noun) == "party"]
        if entity.name in self.terms.running or not titles or any(map(self.cast.nouns.is_past, titles)):
            return None
        told = {t.actor for t in self.telling.of(entity) if PARTY & set(t.signs) and self._is_party(t.actor)}
        return (told.pop(), "") if len(told) == 1 else None

    def _is_party(self, actor: str) -> bool:
        return any(row["actor"] == actor for row in self.lexicons.name_words.values() if row["kind"] == "party")

    def _may_own(self, noun: int, told: Told) -> bool:
        """True for the state that an official has."""
        kind, ways = self._kind(told.actor), set(told.signs)
        if "way principal" in ways:
            return False
        return self.cast.nouns.role_class(noun) == "official" and kind == "state" and bool(ways & (BEFORE | AFTER))

    def _alone(self, noun: int) -> str | None:
        """The state that an office tells alone: the pope; the administration, in the news of its state."""
        alone = self.cast.nouns.role_row(noun).get("actor", "")
        if alone == "home" and self.cast.nouns.number(noun) == "body":
            return self.cast.home
        return alone if alone in self.lexicons.names and not self.cast.nouns.is_past(noun) else None

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

    # ---- signs

    def table(self, entity: Entity) -> tuple[list[str], Floats]:
        """The candidates, and what speaks for each of them: (candidates, signs); the last is nobody."""
        found: dict[str, set[str]] = defaultdict(set)
        times: dict[str, int] = defaultdict(int)
        timely: dict[str, float] = defaultdict(float)
        for told in self.telling.of(entity):
            found[told.actor] |= set(told.signs)
            times[told.actor] += 1
            timely[told.actor] = max(timely[told.actor], told.timely)
        candidates = [*found, NOBODY]
        table = np.zeros((len(candidates), len(NAMES)), dtype=np.float32)
        everything = set().union(*found.values()) if found else set()
        for name in self._of_entity(entity, everything):
            table[:, COLUMN[name]] = 1
        table[:, COLUMN["campaigns in article"]] = math.log1p(self.campaigning)
        table[:, COLUMN["runs in article"]] = math.log1p(self.terms.campaigns.get(entity.name, 0))
        for row, actor in enumerate(candidates[:-1]):
            for sign in found[actor]:
                table[row, COLUMN[sign]] = 1
            table[row, COLUMN[f"kind {self._kind(actor)}"]] = 1
            table[row, COLUMN["timely"]] = timely[actor]
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
            yield f"has {self.cast.nouns.role_class(noun)}"
        if nouns:
            yield "has roles"
        if any(self.cast.nouns.is_past(n) for n in nouns):
            yield "has past"
        for sign in signs:
            name = f"has {sign}" if f"has {sign}" in COLUMN else f"has {sign.removeprefix('way ')}"
            if name in COLUMN:
                yield name


# What decides before the ranker is asked, in this order.
RULES = (ActorFinder._by_table, ActorFinder._by_official, ActorFinder._by_party, ActorFinder._by_clause)
