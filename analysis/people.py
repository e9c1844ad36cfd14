"""Speakers of many articles -> people: one key for *Torin*, *Sergey Torin* and *Sergei V. Torin*.

    found = people.joined(rows, lexicons, rulings)      # rows: one for each speaker of each article
    found.names                                         # article, key, person, name, kind, rule, confidence
    found.unsure                                        # pairs left apart, with what speaks for and against

Two full names are one person's where `spellings` says so and nothing speaks against it: another state (unless the table
of offices knows one person), another office, a third name that both might be. A family name alone is given to the one
person of that name and state of those years; without a state, to the one whom that outlet names. States and
organisations go by the names of actors.tsv; somebody unnamed stays in the article. What analysts wrote wins.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.keys import numbered, slug
from analysis.lexicons import Lexicons
from analysis.offices import Office, office_of, office_of_family, offices_of
from analysis.persons import family_name
from analysis.rulings import Ruling, RulingError
from analysis.spellings import Form, Found, Spelling

if TYPE_CHECKING:
    import pandas as pd

ANSWERS = ("same", "apart")
YEARS = 3  # before and after which a family name alone means the same person
HARDLY = 20  # times as many statements as all others of a family name, whom a target then means
CAMPAIGN = " campaign"
NAMES = {
    "article": "id of the article",
    "key": "key of the speaker in this article",
    "person": "key of the person, state or organisation over all articles",
    "name": "its name over all articles; nobody else has it",
    "kind": "person, state, organisation or unnamed",
    "rule": "what led there: name, spelling, order, middle name, short form, initial, office, family name, answer "
    "(yours, in people.csv), alone; actor for states and organisations, own words for the unnamed",
    "confidence": "chance that it is the right one, 0 to 1: how often the rule was right where it was tried",
}
UNSURE = {
    "one": "a name",
    "other": "another, which may be the same",
    "for": "what speaks for it",
    "against": "what speaks against it",
    "statements_of_one": "how many statements the one has",
    "statements_of_other": "how many the other has",
}
# How sure each rule is: by the share of right joins in traps and read samples; see tests/test_people.py.
SURE = {
    "name": 0.99,
    "alone": 0.99,
    "answer": 1.0,
    "actor": 0.99,
    "own words": 1.0,
    "office": 0.97,
    "spelling": 0.97,
    "order": 0.97,
    "middle name": 0.97,
    "short form": 0.95,
    "initial": 0.9,
    "family name": 0.9,
}


class Who(NamedTuple):
    """A speaker of an article, as the tables of a run have them."""

    article: str
    key: str
    name: str
    kind: str
    actor: str
    role: str
    day: dt.date | None
    outlet: str
    statements: int


@dataclass(eq=False, slots=True)
class Node:
    """Speakers of one name, actor and office: what is compared."""

    name: str
    actor: str
    state: str
    office: str
    form: Form
    rows: list[int] = field(default_factory=list)
    statements: int = 0
    role: Counter[str] = field(default_factory=Counter)
    rule: str = "name"


@dataclass(frozen=True)
class People:
    """Who is who over all articles; names: as NAMES has it; unsure: as UNSURE has it, most statements first."""

    names: pd.DataFrame
    unsure: pd.DataFrame


def joined(rows: Iterable[Who], lexicons: Lexicons, rulings: Sequence[Ruling] = ()) -> People:
    """Who is who over all articles. Raises RulingError for an answer about a name that is not there."""
    return _Joining(list(rows), lexicons, rulings).people()


def over_all(rows: Iterable[Who], names: pd.DataFrame) -> dict[tuple[str, str], str]:
    """From an article and the name of a speaker in it to the name over all articles, for names that stand in targets.

    names: of these speakers, in any order, as NAMES has it.

    From "" and a name, where only one is called so; from "" and a family name, where hardly anybody else has it.
    """
    who: dict[tuple[str, str], str] = {}
    called: dict[str, set[str]] = defaultdict(set)
    families: dict[str, Counter[str]] = defaultdict(Counter)
    told = zip(names["article"], names["key"], names["name"], names["kind"], strict=True)
    found = {(article, key): (name, kind) for article, key, name, kind in told}
    for row in rows:
        name, kind = found[row.article, row.key]
        if kind == "unnamed":
            continue
        who[row.article, row.name] = name
        called[row.name].add(name)
        if kind == "person" and " " in row.name:
            families[family_name(row.name)][name] += row.statements
    for family, persons in families.items():
        (name, most), *others = persons.most_common()
        if most >= HARDLY * sum(times for _, times in others) and family not in called:
            called[family].add(name)
        elif most >= HARDLY * max(1, sum(times for _, times in others)):
            called[family] = {name}
    return who | {("", name): next(iter(some)) for name, some in called.items() if len(some) == 1}


class _Joining:
    """The speakers of all articles on their way to people."""

    def __init__(self, rows: list[Who], lexicons: Lexicons, rulings: Sequence[Ruling]) -> None:
        self.rows, self.lexicons, self.rulings = rows, lexicons, rulings
        self.spelling = Spelling(lexicons)
        self.nodes: list[Node] = []
        self.above: list[int] = []  # of each node one that it is joined with
        self.unsure: dict[tuple[int, int], tuple[str, str]] = {}
        self.full: list[int] = []
        self.bare: list[int] = []
        self.apart: set[frozenset[int]] = set()
        self.found: dict[tuple[int, int], Found] = {}

    def people(self) -> People:
        self._gather()
        self.found = self._compared()
        self._together(self._ruled())
        return self._frames()

    # ---- nodes

    def _gather(self) -> None:
        at: dict[tuple[Any, ...], int] = {}
        for number, who in enumerate(self.rows):
            if who.kind != "person":
                continue
            name = " ".join(who.name.split())
            form = self.spelling.form(name)
            office = self._office(name, form, who)
            period = (who.outlet, who.day.year if who.day else 0) if form.alone else ()
            key = (name, who.actor, office, period)
            if key not in at:
                at[key] = len(self.nodes)
                (self.bare if form.alone else self.full).append(at[key])
                self.nodes.append(Node(name, who.actor, self._state(who.actor), office, form))
            node = self.nodes[at[key]]
            node.rows.append(number)
            node.statements += who.statements
            if who.role:
                node.role[who.role.lower()] += 1
        self.above = list(range(len(self.nodes)))

    def _state(self, actor: str) -> str:
        """The state of an actor, empty for an organisation of none."""
        known = self.lexicons.names.get(actor)
        if known is None:
            return ""
        return known.name if known.kind == "state" else known.of

    def _office(self, name: str, form: Form, who: Who) -> str:
        """Who the table of offices says that is, empty where it does not know."""
        if form.alone:
            held = office_of_family(name, who.day, self.lexicons) if who.day else None
            return held.person if held and held.actor == who.actor else ""
        held = office_of(name, who.day, self.lexicons)
        terms: tuple[Office, ...] = (held,) if held else offices_of(name, self.lexicons)
        actors = {term.actor for term in (*terms, *(offices_of(terms[0].person, self.lexicons) if terms else ()))}
        fits = not who.actor or who.actor in actors or not self._state(who.actor) or self._state(who.actor) in actors
        return terms[0].person if terms and fits else ""

    # ---- which are one

    def _compared(self) -> dict[tuple[int, int], Found]:
        """What each two full names that share a part come to."""
        having: dict[str, list[int]] = defaultdict(list)
        for n in self.full:
            for block in self.nodes[n].form.blocks | ({f"office {o}"} if (o := self.nodes[n].office) else set()):
                having[block].append(n)
        pairs = {pair for some in having.values() for pair in self._near(some)}
        forms: dict[tuple[Form, Form], Found] = {}
        found = {}
        for a, b in sorted(pairs):
            one, other = self.nodes[a], self.nodes[b]
            both = (one.form, other.form)
            if both not in forms:
                forms[both] = self.spelling.compared(*both)
            told = self._with_rest(one, other, forms[both])
            if told.rule:
                found[a, b] = told
        return found

    def _near(self, some: Sequence[int]) -> Iterable[tuple[int, int]]:
        """The pairs of some nodes, of many only those with one first letter, initials apart."""
        if len(some) <= MANY:
            return combinations(some, 2)
        letters: dict[str, list[int]] = defaultdict(list)
        for n in some:
            first = self.nodes[n].form.given[0]
            letters[self.spelling.short.get(first, first)[0]].append(n)
        return (pair for group in letters.values() for pair in combinations(group, 2))

    def _with_rest(self, one: Node, other: Node, found: Found) -> Found:
        """What two names come to with their offices and states; one without a rule is not listed."""
        if one.office and other.office:
            return Found("same", "office") if one.office == other.office else Found("apart", "")
        if found.level == "apart":
            return found
        if found.level == "perhaps":
            roles = one.role.keys() & other.role.keys()
            if roles and one.state == other.state and "family name more" in found.against:
                return Found("same", "office")
            return found if self._one_state(one, other) else Found("apart", "")
        if self._one_state(one, other):
            if one.state or other.state or self._hats(one, other):
                return found
            return Found("perhaps", found.rule, f"one speaks for {one.actor}, one for {other.actor}")
        if found.rule == "initial":
            return Found("apart", "")
        return Found("perhaps", found.rule, f"one is of {one.state}, one of {other.state}")

    @staticmethod
    def _one_state(one: Node, other: Node) -> bool:
        return not one.state or not other.state or one.state == other.state

    def _hats(self, one: Node, other: Node) -> bool:
        """True for what one person may well speak for, one after the other."""
        if one.actor == other.actor or not one.actor or not other.actor:
            return True
        known = [actor in self.lexicons.names or actor.endswith(CAMPAIGN) for actor in (one.actor, other.actor)]
        return any(known)

    # ---- joining

    def _together(self, answered: Sequence[tuple[Sequence[int], Sequence[int]]]) -> None:
        """Join the nodes; answered: what is one by an answer."""
        self._join(self.found)
        self._rule(answered)
        self._place()

    def _root(self, n: int) -> int:
        while self.above[n] != n:
            self.above[n] = self.above[self.above[n]]
            n = self.above[n]
        return n

    def _union(self, a: int, b: int) -> None:
        one, other = sorted((self._root(a), self._root(b)))
        self.above[other] = one

    def _join(self, found: Mapping[tuple[int, int], Found]) -> None:
        """Join what is one; a name that two might be, who are not one, is left apart from both."""
        tied: dict[int, dict[int, Found]] = defaultdict(dict)
        for (a, b), told in found.items():
            if told.level == "same" and frozenset((a, b)) not in self.apart:
                tied[a][b] = tied[b][a] = told
            elif told.level == "perhaps":
                self._note(a, b, told)
        sure = self._surest(tied)
        torn: dict[int, set[int]] = {n: self._torn(n, others, found, sure) for n, others in tied.items()}
        for a, others in tied.items():
            for b, told in others.items():
                if b in torn[a] or a in torn[b]:
                    self._note(a, b, Found("perhaps", told.rule, "another may be meant"))
                elif a < b:
                    self._union(a, b)
                    for n in (a, b):
                        self.nodes[n].rule = _weaker(self.nodes[n].rule, told.rule, self.nodes[n] is self.nodes[b])

    def _surest(self, tied: Mapping[int, Mapping[int, Found]]) -> dict[int, int]:
        """The group of each node when only equal full names of one state or office are joined."""
        above = {n: n for n in self.full}

        def root(n: int) -> int:
            while above[n] != n:
                n = above[n]
            return n

        for a, others in tied.items():
            for b, told in others.items():
                if told.rule in ("office", "name", "spelling", "order") and self.nodes[a].state == self.nodes[b].state:
                    above[root(b)] = root(a)
        return {n: root(n) for n in above}

    def _torn(
        self, n: int, others: Mapping[int, Found], found: Mapping[tuple[int, int], Found], sure: Mapping[int, int]
    ) -> set[int]:
        """Those among whom a name would have to choose."""
        torn: set[int] = set()
        groups: dict[int, list[int]] = defaultdict(list)
        for other in others:
            groups[sure[other]].append(other)
        for one, another in combinations(groups, 2):
            if sure[n] in (one, another):
                continue
            if not self._tied(groups[one], groups[another], found):
                torn |= {*groups[one], *groups[another]}
        return torn

    def _tied(self, some: Sequence[int], others: Sequence[int], found: Mapping[tuple[int, int], Found]) -> bool:
        """True where some of two groups may be one person: joined, or kept apart by organisations alone."""
        for a in some:
            for b in others:
                told = found.get((min(a, b), max(a, b)))
                if told and (told.level == "same" or told.against.startswith("one speaks for")):
                    return True
        return False

    def _note(self, a: int, b: int, told: Found) -> None:
        self.unsure.setdefault((min(a, b), max(a, b)), (told.rule, told.against))

    # ---- family names alone

    def _place(self) -> None:
        """Give each family name alone to the one person whom it may mean."""
        families: dict[str, set[int]] = defaultdict(set)
        for n in self.full:
            families[self.nodes[n].form.family].add(self._root(n))
        members, full = self._members(), set(self.full)
        spans = {root: self._span(nodes) for root, nodes in members.items()}
        alone: dict[tuple[str, str, str], int] = {}
        for n in self.bare:
            node = self.nodes[n]
            if self._root(n) != n or not set(members[n]).isdisjoint(full):  # an answer told already who it is
                continue
            candidates = sorted(families.get(node.form.family, ()))
            candidates = [c for c in candidates if self._may(n, members[c])]
            best = self._meant(n, candidates, members, spans)
            if best is not None:
                self._union(best, n)
                node.rule = "family name"
                continue
            for c in candidates:
                told = "of another state" if node.state else "of no state that is told"
                several = "another may be meant" if len(candidates) > 1 else f"the family name alone is {told}"
                self._note(
                    n, max(members[c], key=lambda m: self.nodes[m].statements), Found("perhaps", "family name", several)
                )
            self._with_alike(n, alone)
        self._note_alone()

    def _may(self, n: int, others: Sequence[int]) -> bool:
        before = self.nodes[n].form.before
        return not any(frozenset((n, m)) in self.apart for m in others) and (
            not before or any(before & self.nodes[m].form.before or not self.nodes[m].form.before for m in others)
        )

    def _with_alike(self, n: int, alone: dict[tuple[str, str, str], int]) -> None:
        """Join a family name alone with the same of that state; without a state, of that outlet."""
        node = self.nodes[n]
        where = node.office or node.state or node.actor
        key = (node.form.family, where, "" if where else self.rows[node.rows[0]].outlet or str(n))
        if key in alone and frozenset((n, alone[key])) not in self.apart:
            self._union(alone[key], n)
        alone.setdefault(key, n)

    def _note_alone(self) -> None:
        """Note family names alone of two states."""
        families: dict[str, dict[str, int]] = defaultdict(dict)
        for n in self.bare:
            if self._root(n) == n and self.nodes[n].state:
                families[self.nodes[n].form.family].setdefault(self.nodes[n].state, n)
        for states in families.values():
            for (one, a), (other, b) in combinations(states.items(), 2):
                self._note(a, b, Found("perhaps", "family name", f"one is of {one}, one of {other}"))

    def _meant(
        self,
        n: int,
        candidates: Sequence[int],
        members: Mapping[int, Sequence[int]],
        spans: Mapping[int, tuple[int, int]],
    ) -> int | None:
        """The one person whom a family name alone means, None where there is none or several."""
        node = self.nodes[n]
        who = self.rows[node.rows[0]]
        states = {c: {self.nodes[m].state for m in members[c]} - {""} for c in candidates}
        actors = {c: {self.nodes[m].actor for m in members[c]} for c in candidates}
        if node.state:
            fitting = [c for c in candidates if node.state in states[c]]
        elif node.actor:
            fitting = [c for c in candidates if node.actor in actors[c]]
        else:
            here = [
                c
                for c in candidates
                if any(self.rows[r].outlet == who.outlet for m in members[c] for r in self.nodes[m].rows)
            ]
            fitting = (
                here
                if len(candidates) == 1
                else [c for c in candidates if len(here) == 1 and c in here and not states[c]]
            )
        fitting = [c for c in fitting if self._near_in_time(who.day, spans[c])]
        if node.office:
            held = [c for c in fitting if any(self.nodes[m].office == node.office for m in members[c])]
            fitting = held if len(held) == 1 else fitting
        return fitting[0] if len(fitting) == 1 else None

    @staticmethod
    def _near_in_time(day: dt.date | None, span: tuple[int, int]) -> bool:
        return day is None or not span[0] or span[0] - YEARS <= day.year <= span[1] + YEARS

    def _span(self, nodes: Iterable[int]) -> tuple[int, int]:
        years = [day.year for n in nodes for r in self.nodes[n].rows if (day := self.rows[r].day)]
        return (min(years), max(years)) if years else (0, 0)

    def _members(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for n in range(len(self.nodes)):
            found[self._root(n)].append(n)
        return found

    # ---- what analysts say

    def _ruled(self) -> list[tuple[list[int], list[int]]]:
        """The nodes that are one by an answer; those that are not are noted."""
        together: list[tuple[list[int], list[int]]] = []
        by_name: dict[str, list[int]] = defaultdict(list)
        for n, node in enumerate(self.nodes):
            by_name[node.name].append(n)
            for told in dict.fromkeys(filter(None, (node.actor, node.state, self.rows[node.rows[0]].outlet))):
                by_name[f"{node.name} ({told})"].append(n)
        for ruling in self.rulings:
            some = [by_name.get(name) or self._shown(name, together) for name in (ruling.one, ruling.other)]
            for name, there in zip((ruling.one, ruling.other), some, strict=True):
                if not there:
                    raise RulingError(
                        f"people.csv: nobody is called {name!r} (line {ruling.line}); write the name as the articles "
                        "have it, with the state in brackets where two have it."
                    )
            if ruling.answer == "same":
                together.append((some[0], some[1]))
            else:
                self.apart |= {frozenset((a, b)) for a in some[0] for b in some[1] if a != b}
        return together

    def _shown(self, name: str, together: Sequence[tuple[list[int], list[int]]]) -> list[int]:
        """The nodes to which the tables give a name that is nobody's in the articles; none where they do not.

        Analysts are asked about such names: as they stand before any answer, or after those of the lines above.
        """
        return self._unanswered.get(name) or self._labelled(self.apart, together).get(name, [])

    @cached_property
    def _unanswered(self) -> dict[str, list[int]]:
        return self._labelled((), ())

    def _labelled(
        self, apart: Iterable[frozenset[int]], together: Sequence[tuple[list[int], list[int]]]
    ) -> dict[str, list[int]]:
        """By its name over all articles each group of nodes that some answers lead to."""
        other = _Joining(self.rows, self.lexicons, ())
        other.nodes, other.above = [replace(node) for node in self.nodes], list(range(len(self.nodes)))
        other.full, other.bare, other.found, other.apart = self.full, self.bare, self.found, set(apart)
        other._together(together)
        members = other._members()
        return {label: members[root] for root, label in other._labels(members).items()}

    def _rule(self, together: Sequence[tuple[Sequence[int], Sequence[int]]]) -> None:
        for some, others in together:
            for n in (*some, *others):
                self._union(some[0], n)
                self.nodes[n].rule = "answer"
        self._cut()

    def _cut(self) -> None:
        """Part again what an answer keeps apart and other names joined."""
        for pair in self.apart:
            a, b = sorted(pair)
            if self._root(a) == self._root(b):
                group = self._members()[self._root(a)]
                off = [n for n in group if self.nodes[n].name == self.nodes[b].name and frozenset((a, n)) in self.apart]
                rest = [n for n in group if n not in off]
                for some in (off, rest):
                    for n in some:
                        self.above[n] = min(some)

    # ---- frames

    def _frames(self) -> People:
        import pandas as pd

        members = self._members()
        labels = self._labels(members)
        keys = dict(zip(labels, numbered(slug(name) for name in labels.values()), strict=True))
        found: list[tuple[Any, ...] | None] = [None] * len(self.rows)
        for root, nodes in members.items():
            main = max(nodes, key=lambda n: (self.nodes[n].statements, -n))
            for n in nodes:
                rule = self.nodes[n].rule if len(nodes) > 1 else "alone"
                rule = "name" if n == main and rule not in ("answer", "alone") else rule
                for r in self.nodes[n].rows:
                    who = self.rows[r]
                    found[r] = (who.article, who.key, keys[root], labels[root], "person", rule, SURE[rule])
        taken, used = set(keys.values()), set(labels.values())
        for r, who in enumerate(self.rows):
            if found[r] is None:
                found[r] = self._no_person(who, taken, used)
        names = pd.DataFrame(found, columns=list(NAMES))
        return People(names, self._unsure(labels))

    def _no_person(self, who: Who, taken: set[str], labels: set[str]) -> tuple[Any, ...]:
        """A state or organisation by its actor's name; somebody unnamed by its own words."""
        name = " ".join(who.name.split())
        if who.kind == "unnamed":
            key = f"{slug(name)}@{who.article}"
            return (who.article, who.key, key, name, who.kind, "own words", SURE["own words"])
        known = self.lexicons.names.get(name)
        name = known.name if known else name
        name = f"{name} ({who.kind})" if name in labels else name
        key = slug(name)
        key = f"{key}-{who.kind}" if key in taken else key
        return (who.article, who.key, key, name, who.kind, "actor", SURE["actor"])

    def _labels(self, members: Mapping[int, Sequence[int]]) -> dict[int, str]:
        """The name of each group over all articles, by that of its fullest and commonest; told apart by state."""
        names = {root: self._name(nodes) for root, nodes in members.items()}
        order = sorted(
            names, key=lambda root: (names[root], -sum(self.nodes[n].statements for n in members[root]), root)
        )
        times = Counter(names.values())
        found: dict[int, str] = {}
        used: set[str] = set()
        for root in order:
            name = names[root]
            if times[name] > 1:
                name = f"{name} ({told})" if (told := self._where(members[root])) else name
            whole, n = name, 2
            while whole in used:
                whole, n = f"{name} [{n}]", n + 1
            used.add(whole)
            found[root] = whole
        return found

    def _name(self, nodes: Sequence[int]) -> str:
        offices = [self.nodes[n].office for n in nodes if self.nodes[n].office]
        if offices:
            return Counter(offices).most_common(1)[0][0]
        full = [n for n in nodes if self.nodes[n].form.told] or list(nodes)
        counted: Counter[str] = Counter()
        for n in full:
            counted[self.nodes[n].name] += 1 + self.nodes[n].statements
        return max(counted, key=lambda name: (counted[name], len(name), name))

    def _where(self, nodes: Sequence[int]) -> str:
        """What tells somebody from a namesake: state, else actor, else outlet."""
        for told in ("state", "actor"):
            counted: Counter[str] = Counter()
            for n in nodes:
                counted[getattr(self.nodes[n], told)] += len(self.nodes[n].rows)
            del counted[""]
            if counted:
                return counted.most_common(1)[0][0]
        outlets = Counter(self.rows[r].outlet for n in nodes for r in self.nodes[n].rows if self.rows[r].outlet)
        return outlets.most_common(1)[0][0] if outlets else ""

    def _unsure(self, labels: Mapping[int, str]) -> pd.DataFrame:
        """The pairs that were left apart."""
        import pandas as pd

        statements: Counter[int] = Counter()
        for n, node in enumerate(self.nodes):
            statements[self._root(n)] += node.statements
        told: dict[tuple[int, int], tuple[str, str]] = {}
        for (a, b), why in self.unsure.items():
            one, other = sorted((self._root(a), self._root(b)), key=lambda r: (-statements[r], labels[r]))
            if one != other and frozenset((a, b)) not in self.apart:
                told.setdefault((one, other), why)
        rows = [
            (labels[one], labels[other], FOR.get(rule, rule), against, statements[one], statements[other])
            for (one, other), (rule, against) in told.items()
        ]
        rows.sort(key=lambda row: (-row[4] - row[5], row[0], row[1]))
        return pd.DataFrame(rows, columns=list(UNSURE))


MANY = 150  # nodes of a block
FOR = {
    "name": "they have the same full name",
    "spelling": "the names are two spellings of one",
    "order": "they have the same words in another order",
    "middle name": "one has a middle name or initial more",
    "short form": "one given name is short for the other",
    "initial": "the initial is that of the given name",
    "family name": "they have the same family name",
    "given name": "they have the same given name, and much of the family name",
    "office": "they have the same office",
}
ORDER = ("name", "order", "office", "spelling", "middle name", "short form", "initial")


def _weaker(before: str, now: str, own: bool) -> str:
    """The rule that joined a name, the surest of those that did."""
    if before == "name":
        return now
    return min(before, now, key=ORDER.index)
