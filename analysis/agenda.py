"""Issues of many articles -> the agenda: one key for what articles call *the trade sanctions* and *sanctions on trade*.

    found = agenda.joined(rows, who, lexicons, ranker, rulings)     # rows: one for each issue of each article
    found.names                                     # article, key, issue, name, turned, rule, confidence
    found.unsure                                    # pairs left apart, with what speaks for and against

Somebody as such is one issue wherever it comes. Other issues are one where the same words and names tell them, and at
least one of the words tells more than “plan” or “comment”; where words differ, the ranker of `issues` says how likely
it is, and must be surer than within an article. *Lifting the sanctions* is the issue *the sanctions*, turned. One word
alone, such as “the deal”, is left to its article, unless it stands without “the” and on the same topic of diplomacy.
What analysts wrote in issues.csv, and how they named the target of a statement in reviewing, wins.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.issues import AT_ONCE, LEAST, NEAR, Aim, candidates, linked, signs, stem
from analysis.keys import numbered, slug
from analysis.lexicons import Lexicons
from analysis.ranker import Ranker
from analysis.rulings import Ruling, RulingError
from analysis.spans import Span

if TYPE_CHECKING:
    import pandas as pd

ACTOR = "actor"
ANSWERS = ("same", "opposite", "apart", "called")
DOUBTED = 0.5  # chance from which on people are asked whether issues of two articles are one
SURE = 0.72  # chance from which on issues of two articles are one
LIKE = 0.4  # of the weight of all words, what two issues share before the ranker is asked
MANY = 80  # issues of a block, beyond which each is compared with the shortest alone
COMMON = 100  # times that a word comes, from which on it tells least, in a small corpus too
MOST = 8  # words of an issue by which others are looked up
FAR = 3000  # characters between two targets of an article, which stand for those of two articles
VAGUE = ("words", "document", "person", "relative", "group")  # classes of nouns that tell no issue by themselves
NAMES = {
    "article": "id of the article",
    "key": "key of the issue in this article",
    "issue": "key of the issue over all articles",
    "name": "its name over all articles; no other issue has it",
    "kind": "actor where it is somebody as such, else issue",
    "turned": "True where who is for the issue of the article is against that of all articles",
    "rule": "what led there: actor, words (the same), alike (the ranker), review, answer (yours, in issues.csv), alone",
    "confidence": "chance that it is the right one, 0 to 1",
}
UNSURE = {
    "one": "an issue",
    "other": "another, which may be the same",
    "for": "what speaks for it",
    "against": "what speaks against it",
    "statements_of_one": "how many statements are on the one",
    "statements_of_other": "how many are on the other",
}
CHANCE = {"actor": 0.97, "words": 0.9, "alone": 1.0, "answer": 1.0, "review": 1.0}


class On(NamedTuple):
    """An issue of an article, as the tables of a run have it; the fields from whole on are those of issues.AIMS."""

    article: str
    key: str
    name: str
    kind: str
    topic: str
    statements: int
    whole: str
    people: frozenset[str]
    words: frozenset[str]
    top: str
    turned: bool
    pointed: bool
    short: frozenset[str]
    turns: int = 0  # how many words turn it
    parsed: bool = True  # False of an article coded elsewhere, whose issues go by their names
    reviewed: str = ""  # what analysts called it
    place: str = ""  # outlet and day of the article, as a reader knows it


@dataclass(eq=False, slots=True)
class Node:
    """Issues that the same words tell; aim: how they are compared."""

    aim: Aim
    rows: list[int] = field(default_factory=list)
    statements: int = 0
    telling: bool = False
    topics: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Agenda:
    """Which issue is which over all articles; names: as NAMES has it; unsure: as UNSURE has it."""

    names: pd.DataFrame
    unsure: pd.DataFrame


def joined(
    rows: Iterable[On],
    who: Mapping[tuple[str, str], str],
    lexicons: Lexicons,
    ranker: Ranker,
    rulings: Sequence[Ruling] = (),
) -> Agenda:
    """Which issues of articles are one. Raises RulingError for an answer about a name that is not there.

    who: from an article and a name in it to the name over all articles; from "" and a name, where all articles mean
    one by it.
    """
    return _Joining(list(rows), who, lexicons, ranker).agenda(rulings)


class _Joining:
    """The issues of all articles on their way to one agenda."""

    def __init__(self, rows: list[On], who: Mapping[tuple[str, str], str], lexicons: Lexicons, ranker: Ranker) -> None:
        self.rows, self.who, self.lexicons, self.ranker = rows, who, lexicons, ranker
        self.vague = _vague(lexicons)
        self.nodes: list[Node] = []
        self.of: list[int] = []  # of each row its node, then its group
        self.rule: list[str] = ["alone"] * len(rows)
        self.chance: list[float] = [1.0] * len(rows)
        self.flip: list[bool] = [row.turned for row in rows]
        self.unsure: dict[tuple[int, int], tuple[str, str]] = {}

    def agenda(self, rulings: Sequence[Ruling]) -> Agenda:
        self._gather()
        self._alike()
        groups = self._groups()
        self._straighten(groups)
        labels = self._labels(groups)
        called = self._reviewed()
        unsure = self._unsure(labels, rulings)
        if called or rulings:
            called |= self._ruled(rulings, labels)
            groups = self._groups()
            labels = self._labels(groups)
            labels |= self._given(called, labels)
        return Agenda(self._frame(labels), unsure)

    # ---- the same words

    def _name(self, article: str, name: str) -> str:
        """Who a name of an article is over all articles."""
        known = self.lexicons.names.get(name)
        if known:
            return known.name
        return self.who.get((article, name)) or self.who.get(("", name)) or name

    def _whole(self, row: On) -> str:
        """Who an issue is over all articles, where it is somebody as such."""
        name = row.whole or row.name
        told = name in self.lexicons.names or (row.article, name) in self.who or ("", name) in self.who
        return self._name(row.article, name) if row.kind == ACTOR or told else ""

    def _gather(self) -> None:
        at: dict[tuple[Any, ...], int] = {}
        for number, row in enumerate(self.rows):
            people = frozenset(self._name(row.article, name) for name in row.people)
            whole = self._whole(row)
            key, telling = self._key(number, row, whole, people)
            if key not in at:
                at[key] = len(self.nodes)
                top = self._name(row.article, row.top) if row.top in row.people else row.top
                aim = Aim(Span(0, 1), whole, people, row.words, (), top, False, row.short)
                self.nodes.append(Node(aim, telling=telling))
            node = self.nodes[at[key]]
            node.rows.append(number)
            node.statements += row.statements
            node.topics |= {row.topic} - {""}
            self.of.append(at[key])
        for node in self.nodes:
            if len(node.rows) > 1:
                for number in node.rows:
                    self.rule[number] = ACTOR if node.aim.whole else "words"
                    self.chance[number] = CHANCE[self.rule[number]]

    def _key(self, number: int, row: On, whole: str, people: frozenset[str]) -> tuple[tuple[Any, ...], bool]:
        """What issues of one node share, and whether it may be compared with others."""
        if whole:
            return ("whole", whole), False
        if not row.parsed:
            return ("name", row.name), False
        if len(row.words) + len(people) > 1 and self._tell(row.words, people, row.topic):
            return (people, row.words), True
        alone = len(row.words) == 1 and not people and " " not in row.name
        if alone and not row.pointed and row.topic and not row.words & self.vague:
            return (row.words, row.topic), False
        return (number,), False

    def _tell(self, words: frozenset[str], people: frozenset[str], topic: str) -> bool:
        """True for words that tell an issue: two, or one with a name or on a topic of diplomacy."""
        return len(words - self.vague) + bool(people) + bool(topic) > 1 and bool(words - self.vague)

    # ---- other words

    def _alike(self) -> None:
        """Put the numbers of joined nodes in the place of each."""
        telling = [n for n, node in enumerate(self.nodes) if node.telling]
        rare = self._rarity(telling)
        pairs = [pair for pair in self._meeting(telling, rare) if self._near(*pair, rare)]
        chances: dict[tuple[int, int], float] = {}
        for first in range(0, len(pairs), AT_ONCE):
            some = pairs[first : first + AT_ONCE]
            for pair, chance in zip(some, self._asked(some, rare), strict=True):
                against = self._against(*pair)
                if chance >= SURE and not against:
                    chances[pair] = chance - SURE + LEAST
                elif chance >= DOUBTED:
                    self.unsure[pair] = ("they share most of their words", against or "other words differ")
        group = list(range(len(self.nodes)))
        for alike in linked(telling, chances):
            if len(alike) > 1:
                self._join(alike, group, chances)
        for pair in chances:
            if group[pair[0]] != group[pair[1]]:
                self.unsure.setdefault(
                    pair, ("they share most of their words", "others that are like the one are not like the other")
                )
        self.of = [group[n] for n in self.of]
        self.group_of_node = group

    def _join(self, alike: Sequence[int], group: list[int], chances: Mapping[tuple[int, int], float]) -> None:
        """Put nodes into the group of the first of them."""
        asked = [chances[pair] for pair in combinations(sorted(alike), 2) if pair in chances]
        main = max(alike, key=lambda n: (self.nodes[n].statements, -n))
        for n in alike:
            group[n] = min(alike)
            for number in self.nodes[n].rows:
                self.rule[number] = "words" if n == main else "alike"
                self.chance[number] = round(sum(asked) / len(asked) + SURE - LEAST, 3)

    def _rarity(self, telling: Sequence[int]) -> dict[str, float]:
        """What a word or name tells over all articles: the less often it comes the more, from 1.2 to .2."""
        found: Counter[str] = Counter()
        for n in telling:
            found.update(self.nodes[n].aim.telling)
        most = math.log(1 + max([COMMON, *found.values()]))
        return {word: 1.2 - math.log(1 + times) / most for word, times in found.items()}

    def _meeting(self, telling: Sequence[int], rare: Mapping[str, float]) -> list[tuple[int, int]]:
        """The pairs that share two words or names, at least one of them among the rarest of both."""
        having: dict[tuple[str, str], list[int]] = defaultdict(list)
        for n in telling:
            rarest = sorted(self.nodes[n].aim.telling, key=lambda word: (-rare[word], word))[:MOST]
            for one, other in combinations(sorted(rarest), 2):
                having[one, other].append(n)
        found: set[tuple[int, int]] = set()
        for some in having.values():
            if len(some) <= MANY:
                found.update(combinations(some, 2))
            else:
                hub = min(some, key=lambda n: (len(self.nodes[n].aim.telling), -self.nodes[n].statements, n))
                found.update((min(hub, n), max(hub, n)) for n in some if n != hub)
        return sorted(found)

    def _near(self, a: int, b: int, rare: Mapping[str, float]) -> bool:
        one, other = self.nodes[a].aim, self.nodes[b].aim
        topics = self.nodes[a].topics & self.nodes[b].topics
        if not self._tell(one.words & other.words, one.people & other.people, next(iter(topics), "")):
            return False
        both = math.fsum(rare[word] for word in sorted(one.telling & other.telling))
        return both >= LIKE * math.fsum(rare[word] for word in sorted(one.telling | other.telling))

    def _asked(self, pairs: Sequence[tuple[int, int]], rare: Mapping[str, float]) -> Iterable[float]:
        import numpy as np

        tables = []
        for a, b in pairs:
            one, other = self.nodes[a].aim, self.nodes[b].aim
            far = Aim(Span(FAR, FAR + 1), *(getattr(other, name) for name in REST))
            tables.append(candidates(signs(rare, one, far, NEAR)))
        return map(float, self.ranker.chances(np.stack(tables))[:, 0])

    def _against(self, a: int, b: int) -> str:
        """What keeps two issues apart, whatever the ranker says."""
        one, other = self.nodes[a].aim, self.nodes[b].aim
        if one.people != other.people:
            odd = sorted(one.people ^ other.people)
            return f"only one names {odd[0]}" if len(odd) == 1 else f"they name others: {', '.join(odd[:3])}"
        return ""

    # ---- names

    def _groups(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for number, group in enumerate(self.of):
            found[group].append(number)
        return found

    def _straighten(self, groups: Mapping[int, Sequence[int]]) -> None:
        """Take as the issue what the fewest words turn, and as turned what differs from it."""
        for some in groups.values():
            first = min(some, key=lambda number: (self.rows[number].turns, self.flip[number], number))
            if self.flip[first]:
                for number in some:
                    self.flip[number] = not self.flip[number]

    def _labels(self, groups: Mapping[int, Sequence[int]]) -> dict[int, str]:
        """The name of each group: that of most statements; with outlet and day where others have it too."""
        names = {group: self._commonest(some) for group, some in groups.items()}
        shared = {group: len({self.rows[number].article for number in some}) for group, some in groups.items()}
        times = Counter(names.values())
        found: dict[int, str] = {}
        used: set[str] = set()
        for group in sorted(names, key=lambda group: (-shared[group], group)):
            name = names[group]
            if times[name] > 1 and (name in used or shared[group] == 1):
                first = self.rows[groups[group][0]]
                name = f"{name} ({first.place or first.article})"
            whole, n = name, 2
            while whole in used:
                whole, n = f"{name} [{n}]", n + 1
            used.add(whole)
            found[group] = whole
        return found

    def _commonest(self, some: Sequence[int]) -> str:
        counted: Counter[str] = Counter()
        for number in some:
            row = self.rows[number]
            if whole := self._whole(row):
                return whole
            if not self.flip[number]:
                counted[row.name] += row.statements or 1
        return max(counted, key=lambda name: (counted[name], -len(name), name))

    # ---- what analysts say

    def _reviewed(self) -> dict[int, str]:
        """Names that analysts gave in reviewing; issues with one such name are one."""
        first: dict[str, int] = {}
        for number, row in enumerate(self.rows):
            if row.reviewed:
                self.of[number] = first.setdefault(row.reviewed, len(self.nodes) + number)
                self.rule[number], self.chance[number], self.flip[number] = "review", 1.0, False
        return {group: name for name, group in first.items()}

    def _ruled(self, rulings: Sequence[Ruling], labels: Mapping[int, str]) -> dict[int, str]:
        """The names that answers give, by group, after all answers were followed."""
        by_label = {label: group for group, label in labels.items()}
        start = list(self.of)
        written: dict[str, list[int]] = defaultdict(list)
        for number, row in enumerate(self.rows):
            for name in dict.fromkeys((row.name, row.reviewed)):
                written[name].append(number)

        def rows_of(name: str, line: int) -> list[int]:
            if name in by_label:
                return [number for number, group in enumerate(start) if group == by_label[name]] or written[name]
            if name in written:
                return written[name]
            raise RulingError(
                f"issues.csv: no issue is called {name!r} (line {line}); write the name as the articles have it."
            )

        called: dict[int, str] = {}
        kept: list[tuple[list[int], list[int]]] = []
        for ruling in rulings:
            one = rows_of(ruling.one, ruling.line)
            if ruling.answer == "called":
                for number in one:
                    self.rule[number] = "answer" if self.rule[number] == "alone" else self.rule[number]
                kept.append((one, []))
                continue
            other = rows_of(ruling.other, ruling.line)
            if ruling.answer == "apart":
                self._part(one, other)
            else:
                self._unite(one, other, ruling.answer == "opposite")
        for ruling, (one, _) in zip([r for r in rulings if r.answer == "called"], kept, strict=True):
            called |= dict.fromkeys({self.of[number] for number in one}, ruling.other)
        return called

    def _unite(self, one: Sequence[int], other: Sequence[int], turned: bool) -> None:
        into = self.of[one[0]]
        gone = {self.of[number] for number in (*one, *other)}
        others = {self.of[number] for number in other} - {self.of[number] for number in one}
        for number, group in enumerate(self.of):
            if group in gone:
                self.of[number] = into
                self.flip[number] ^= turned and group in others
                self.rule[number], self.chance[number] = "answer", CHANCE["answer"]

    def _part(self, one: Sequence[int], other: Sequence[int]) -> None:
        """Take the second out of the groups that the first is in."""
        groups = {self.of[number] for number in one}
        off = [number for number in other if self.of[number] in groups and number not in set(one)]
        for number in off:
            self.of[number] = len(self.nodes) + len(self.rows) + off[0]
            self.rule[number], self.chance[number] = "answer", CHANCE["answer"]

    # ---- frames

    def _frame(self, labels: Mapping[int, str]) -> pd.DataFrame:
        import pandas as pd

        keys = dict(zip(sorted(labels), numbered(slug(labels[g]) for g in sorted(labels)), strict=True))
        found = []
        for number, row in enumerate(self.rows):
            group = self.of[number]
            told = (row.kind, self.flip[number], self.rule[number], self.chance[number])
            found.append((row.article, row.key, keys[group], labels[group], *told))
        return pd.DataFrame(found, columns=list(NAMES))

    @staticmethod
    def _given(called: Mapping[int, str], labels: Mapping[int, str]) -> dict[int, str]:
        """The names that analysts gave, each to one group."""
        used = {label for group, label in labels.items() if group not in called}
        found: dict[int, str] = {}
        for group, name in called.items():
            if group not in labels:
                continue
            whole, n = name, 2
            while whole in used:
                whole, n = f"{name} [{n}]", n + 1
            used.add(whole)
            found[group] = whole
        return found

    def _unsure(self, labels: Mapping[int, str], rulings: Sequence[Ruling]) -> pd.DataFrame:
        """The pairs that were left apart, most statements first, without those that analysts answered."""
        import pandas as pd

        answered = {frozenset((ruling.one, ruling.other)) for ruling in rulings}
        statements: Counter[int] = Counter()
        for number, group in enumerate(self.of):
            statements[group] += self.rows[number].statements
        told: dict[tuple[int, int], tuple[str, str]] = {}
        for (a, b), why in self.unsure.items():
            pair = sorted({self.group_of_node[a], self.group_of_node[b]}, key=lambda g: (-statements[g], labels[g]))
            if len(pair) == 2 and frozenset(labels[g] for g in pair) not in answered:
                told.setdefault((pair[0], pair[1]), why)
        rows = [(labels[a], labels[b], *why, statements[a], statements[b]) for (a, b), why in told.items()]
        rows.sort(key=lambda row: (-row[4] - row[5], row[0], row[1]))
        return pd.DataFrame(rows, columns=list(UNSURE))


REST = ("whole", "people", "words", "turns", "top", "points", "short")


@lru_cache(maxsize=4)
def _vague(lexicons: Lexicons) -> frozenset[str]:
    """The stems of nouns that tell no issue by themselves."""
    nouns = {noun for noun, row in lexicons.nouns.items() if row["class"] in VAGUE}
    return frozenset(stem(word.lower()) for word in nouns | lexicons.things["vague"])
