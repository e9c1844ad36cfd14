"""Targets -> issues: what the positions of an article are toward, one thing under whatever words.

Two targets are one issue where who is for the one is by that for the other ("lifting the sanctions", "the lifting of
trade sanctions"); turned, where who is for the one is by that against the other ("the sanctions"). A ranker, learned
from pairs that people marked (training/issues.py), tells how likely that is by the words and names that two targets
share, and by how near they are in what the reader says they mean; those that share no word and no name stay apart.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from heapq import heapify, heappop, heappush
from itertools import combinations, groupby
from typing import Any

import numpy as np
from nltk.stem.snowball import SnowballStemmer

from analysis.grammar import Grammar, grammar_of
from analysis.keys import name_keys
from analysis.lexicons import Lexicons
from analysis.model import Document, Evidence, Issue, IssueCode, Stance, opposite
from analysis.ranker import Floats, Ranker
from analysis.reader import Reading
from analysis.spans import Span, contains

EMPTY = frozenset({"be", "have", "do", "will", "would", "can", "could", "should", "may", "might", "must", "so", "such"})
TELLING = ("NN", "VB", "JJ", "CD", "RB", "FW")  # tags of words that tell targets apart
NAMING = ("PRP", "PRP$", "JJ", "NNP", "NNPS")  # tags of words that may tell somebody: he, his, Russian, Obama
KINDS = {"VB": "verb", "NN": "noun"}  # of words in turns.tsv, by the first letters of their tags
LEAST = 0.3  # the mean chance from which on two groups of targets are one issue: F1 of pairs is highest there
AT_ONCE = 4096  # pairs that the ranker is asked about together
COMMON = 100  # targets that share a word which is too common to compare them by it
NEAR = 6  # statements
POINTING = frozenset({"this", "that", "these", "those", "such", "it"})
BETWEEN = "; "
AIMS = {
    "article": "id of the article",
    "issue": "key of the issue in this article",
    "whole": "who it is, where it is somebody as such",
    "people": "who is named in it, joined by '; '",
    "stems": "its other telling words, by stem",
    "top": "the word, or whom, the others hang on",
    "turned": "True where its words are turned an odd number of times",
    "turned_by": "the words that turn it",
    "pointed": "True where it has “the”, “this”, “his” or the like: it was told of before",
    "short": "what may stand for it, the first letters of its names",
}
TOLD = 4  # letters of a word that tells names apart
LONG = 5  # words, from which on a name is not clearer for being longer

Chances = Mapping[tuple[int, int], float]  # that two targets, told by their numbers, are one issue
Name = Callable[[Span], str | None]  # whom a pronoun or a name means


@dataclass(frozen=True, slots=True)
class Aim:
    """A target as it is compared.

    whole: who it is, where it is somebody as such; people: all who are named in it; words: its other telling words, by
    stem; turns: the words that turn what is left; top: the lemma, or whom, the others hang on; points: it begins with
    "this" or "such"; short: what may stand for it, the first letters of its names ("TPP"); meaning: see
    `reader.Reading.meaning`.
    """

    span: Span
    whole: str
    people: frozenset[str]
    words: frozenset[str]
    turns: tuple[Span, ...]
    top: str
    points: bool = False
    short: frozenset[str] = frozenset()
    meaning: Floats | None = field(default=None, compare=False)

    @property
    def turned(self) -> bool:
        """True where its words are turned an odd number of times."""
        return len(self.turns) % 2 == 1

    @property
    def telling(self) -> frozenset[str]:
        """Its words, and who is named in it: what others may share with it."""
        return self.words | self.people


@dataclass(frozen=True, slots=True)
class Group:
    """Targets that are one issue: their numbers, and the chance that they are; None for one alone."""

    members: tuple[int, ...]
    chance: float | None


def find_issues(
    doc: Document,
    grammar: Grammar,
    name: Name,
    ranker: Ranker,
    turns: Mapping[str, Collection[str]],
    readings: Sequence[Reading] = (),
) -> tuple[tuple[Issue, ...], tuple[IssueCode, ...]]:
    """The issues of a document, most stances first, and which stance is on which, in the order of the stances.

    readings: of its statements, in their order; none where nobody read what their targets mean.
    """
    place = {statement.key: number for number, statement in enumerate(doc.statements)}
    targets = [(s, s.target_span) for s in doc.stances if s.target and s.target_span and s.statement in place]
    stances = [stance for stance, _ in targets]
    aims = [aim_of(grammar, span, name, turns) for _, span in targets]
    if readings:
        meant = [readings[place[stance.statement]].meaning(span) for stance, span in targets]
        aims = [replace(aim, meaning=meaning) for aim, meaning in zip(aims, meant, strict=True)]
    found = grouped(aims, [place[stance.statement] for stance in stances], rarity(grammar), ranker)
    groups = sorted(found, key=lambda group: (-len(group.members), group.members))
    heads = [part.span for part in doc.parts if part.kind == "headline"]
    clearest = [clear(group, aims, stances, heads) for group in groups]
    keys = name_keys(stances[number].target for number in clearest)
    topics = {code.statement: code.topic for code in reversed(doc.topic_codes)}
    issues, codes = [], []
    for key, group, first in zip(keys, groups, clearest, strict=True):
        on = Counter(topics[stances[n].statement] for n in group.members if stances[n].statement in topics)
        topic = next((topic for topic, _ in on.most_common(1)), "")
        kind = "actor" if aims[first].whole else "issue"
        issues.append(Issue(key, stances[first].target, kind, topic, group.chance))
        codes += [(n, code(key, stances[n], aims[n], aims[first], group.chance)) for n in group.members]
    return tuple(issues), tuple(one for _, one in sorted(codes, key=lambda pair: pair[0]))


def code(key: str, stance: Stance, aim: Aim, first: Aim, sure: float | None) -> IssueCode:
    """A stance on an issue that has the name of a target; turned where the one's words turn and the other's do not."""
    turned = aim.turned != first.turned
    words = tuple(Evidence(span, "turn") for span in (*aim.turns, *first.turns)) if turned else ()
    position, lean = opposite(stance.position, stance.lean) if turned else (stance.position, stance.lean)
    return IssueCode(stance.statement, key, position, lean, turned, words, sure, stance.target_span)


def clear(group: Group, aims: Sequence[Aim], stances: Sequence[Stance], heads: Sequence[Span] = ()) -> int:
    """The number of the target that names an issue best: not turned, clear without the words around it ("in this
    place" is not), not from a headline, of words that other names have, not too short, with few capitals.
    """
    words = {n: stances[n].target.lower().split() for n in group.members}
    stems = {n: {stem(word) for word in some if len(word) >= TOLD} for n, some in words.items()}
    times = Counter(one for some in stems.values() for one in some)

    def clearness(number: int) -> tuple[bool, bool, bool, float, int, int]:
        capitals = sum(word[:1].isupper() for word in stances[number].target.split())
        shared = sum(times[one] - 1 for one in stems[number])
        told = shared / max(1, len(group.members) - 1) + min(LONG, len(words[number])) / 4
        below = not any(contains(head, aims[number].span) for head in heads)
        return not aims[number].turned, POINTING.isdisjoint(words[number]), below, told, -capitals, -number

    return max(group.members, key=clearness)


# ---- a target as it is compared


def aim_of(grammar: Grammar, span: Span, name: Name, turns: Mapping[str, Collection[str]]) -> Aim:
    """A target as it is compared; turns: from a lemma to the kinds of word by which it turns."""
    numbers = grammar.numbers(span)
    people = dict(named(grammar, numbers, name))
    words, turned = set[str](), list[Span]()
    for n in numbers:
        token = grammar.tokens[n]
        if n not in people and turns_others(grammar, n, numbers, turns):
            turned.append(token.span)
        elif n not in people and token.tag.startswith(TELLING) and token.lemma.lower() not in EMPTY:
            words.add(stem(token.lemma.lower()))
    head = grammar.head(span)
    top = "" if head is None else people.get(head, grammar.tokens[head].lemma.lower())
    alone = len(set(people.values())) == 1 and not words and not turned
    whole = people.get(head, "") if alone and head is not None else ""
    first = grammar.word(numbers[0]).lower() if numbers else ""
    forms = [grammar.word(n) for n in numbers]
    return Aim(
        span,
        whole,
        frozenset(people.values()),
        frozenset(words),
        tuple(turned),
        top,
        first in POINTING,
        frozenset([*filter(str.isupper, forms), "".join(f[0] for f in forms if f[:1].isupper())]) - {""},
    )


STEMMER = SnowballStemmer("english")


@lru_cache(maxsize=20_000)
def stem(lemma: str) -> str:
    """What a lemma shares with words made from it: "expand", "expansion" (Porter 2001)."""
    return str(STEMMER.stem(lemma))


def named(grammar: Grammar, numbers: range, name: Name) -> Iterator[tuple[int, str]]:
    """The words of a target that name somebody, each with who it is: all words of a name, as its head tells, else each
    by itself ("the Obama plan").
    """
    whole = dict[int, str]()
    for is_name, run in groupby(numbers, lambda n: grammar.tokens[n].tag.startswith("NNP")):
        some = list(run)
        head = next((n for n in some if grammar.tokens[n].head not in some), None)
        if is_name and head is not None and (who := name(grammar.tokens[head].span)):
            whole |= dict.fromkeys(some, who)
    for n in numbers:
        alone = grammar.tokens[n].tag in NAMING
        if who := whole.get(n) or (name(grammar.tokens[n].span) if alone else None):
            yield n, who


def turns_others(grammar: Grammar, number: int, inside: range, turns: Mapping[str, Collection[str]]) -> bool:
    """True for a word that turns others of the same target: verbs and nouns only where something hangs on them."""
    token = grammar.tokens[number]
    kinds, kind = turns.get(token.lemma.lower(), ()), KINDS.get(token.tag[:2])
    if kind is None:
        return bool(set(kinds) - set(KINDS.values()))
    return kind in kinds and any(n in inside and n > number for n in grammar.children[number])


def rarity(grammar: Grammar) -> dict[str, float]:
    """What a stem of an article tells: the less often it stands there the more, from 1.2 to .2."""
    found = Counter(stem(token.lemma.lower()) for token in grammar.tokens)
    most = math.log(1 + max(found.values(), default=1))
    return {word: 1.2 - math.log(1 + number) / most for word, number in found.items()}


# ---- the aim of an issue, for issues of other articles


def aim_rows(doc: Document, lexicons: Lexicons) -> Iterator[dict[str, Any]]:
    """What each issue of a document is compared with those of others by; see AIMS. None without its words' trees."""
    if not doc.tokens:
        return
    grammar, targets = grammar_of(doc.text, doc.tokens), {s.target_span: s.target for s in doc.stances}
    name, names = partial(_named_in, doc, _names_in(doc, lexicons), lexicons), doc.issue_names
    met: dict[str, Aim] = {}
    for code in doc.issue_codes:
        if code.target_span and (code.issue not in met or targets.get(code.target_span) == names.get(code.issue)):
            aim = aim_of(grammar, code.target_span, name, lexicons.turns)
            if code.issue not in met or targets.get(met[code.issue].span) != names.get(code.issue):
                met[code.issue] = aim
    for issue, aim in met.items():
        yield {
            "article": doc.id,
            "issue": issue,
            "whole": aim.whole,
            "people": BETWEEN.join(sorted(aim.people)),
            "stems": BETWEEN.join(sorted(aim.words)),
            "top": aim.top,
            "turned": aim.turned,
            "turned_by": BETWEEN.join(span.of(doc.text).lower() for span in aim.turns),
            "pointed": aim.points or _is_pointed_at(grammar, aim.span),
            "short": BETWEEN.join(sorted(aim.short)),
        }


def _is_pointed_at(grammar: Grammar, span: Span) -> bool:
    """True where "the", "this" or "his" stands before or within a target: something that the article told of."""
    numbers = grammar.numbers(span)
    around = range(max(0, numbers.start - 1), numbers.stop)
    return any(
        grammar.tokens[n].tag in ("PRP$", "POS") or grammar.word(n).lower() in POINTING | {"the"} for n in around
    )


def _names_in(doc: Document, lexicons: Lexicons) -> Mapping[Span, str]:
    """Whom each name and pronoun means: a speaker, a state or organisation, somebody else by the fullest name."""
    found: dict[Span, str] = {}
    full: dict[str, set[str]] = defaultdict(set)
    for mention in doc.mentions:
        words = " ".join(doc[mention.span].split())
        if mention.kind in ("person", "organisation", "place"):
            known = lexicons.names.get(words)
            found[mention.span] = known.name if known else words
        if mention.kind == "person" and " " in words:
            full[words.split()[-1]].add(words)
    for span, name in found.items():
        if len(full.get(name, ())) == 1:
            found[span] = next(iter(full[name]))
    for speaker in doc.speakers:
        if speaker.kind != "unnamed":
            found |= dict.fromkeys(speaker.mentions, speaker.name)
    return found


def _named_in(doc: Document, names: Mapping[Span, str], lexicons: Lexicons, span: Span) -> str | None:
    """Whom a word means, in a document that was read before."""
    state = lexicons.adjectives.get(span.of(doc.text))
    if state:
        return state.name
    if span in names:
        return names[span]
    return next((name for at, name in names.items() if at.start <= span.start and span.end <= at.end), None)


# ---- which are one issue


def signs(rare: Mapping[str, float], one: Aim, other: Aim, gap: int) -> list[float]:
    """What tells whether two targets are one issue; rare: what each stem tells; gap: how many statements apart."""
    a, b = one.words, other.words
    both, shorter = a & b, min(_weight(rare, a), _weight(rare, b))
    near = None if one.meaning is None or other.meaning is None else float(one.meaning @ other.meaning)
    met, people = one.people & other.people, one.people | other.people
    return [
        2 * len(both) / max(1, len(a) + len(b)),
        _weight(rare, both) / max(1.0, _weight(rare, a | b)),
        _weight(rare, both) / max(1.0, shorter),
        float(one.top == other.top),
        float(one.top in b | other.people or other.top in a | one.people),
        float(bool(one.whole) and one.whole == other.whole),
        float(bool(one.whole) and bool(other.whole) and one.whole != other.whole),
        float(bool(one.whole) != bool(other.whole)),
        float(one.whole in other.people or other.whole in one.people),
        len(met) / max(1, len(people)),
        float(bool(met)),
        float(bool(one.people) and bool(other.people) and not met),
        float(bool(one.people) != bool(other.people)),
        float(one.turned != other.turned),
        float(bool(one.turns) and bool(other.turns)),
        float(a == b and one.people == other.people),
        math.log1p(abs(one.span.start - other.span.start)) / 10,
        min(len(a), len(b)) / 4,
        abs(len(a) - len(b)) / 4,
        float(not a and not one.people) + float(not b and not other.people),
        min(NEAR, gap) / NEAR,
        float(gap == 1),
        float(gap == 1 and bool(one.points or other.points)),
        float(one.points) + float(other.points),
        float(bool(one.short & other.short)),
        near or 0.0,
        float(near is None),
    ]


def _weight(rare: Mapping[str, float], words: Iterable[str]) -> float:
    return math.fsum(rare.get(word, 1.0) for word in words)  # in whatever order a set gives them


def candidates(table: Sequence[float]) -> Floats:
    """The answers that a ranker chooses from: they are one issue, by these signs, or nothing tells so."""
    return np.array([[1.0, *table], [0.0] * (1 + len(table))], dtype=np.float32)


def grouped(aims: Sequence[Aim], places: Sequence[int], rare: Mapping[str, float], ranker: Ranker) -> list[Group]:
    """The targets, those that are one issue together: average linkage over the chances of pairs (Sokal 1958).

    places: the numbers of their statements. Which go together does not depend on the order in which they are given.
    """
    alike: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for number in sorted(range(len(aims)), key=lambda n: (places[n], aims[n].span, n)):
        aim = aims[number]
        alone = () if aim.people or len(aim.words) > 1 else (number,)  # "the proposal" may be another each time
        alike[aim.people, aim.words, aim.turned, *alone].append(number)
    some = list(alike.values())
    firsts = [numbers[0] for numbers in some]
    pairs = meeting([aims[n] for n in firsts])
    apart = [signs(rare, aims[firsts[a]], aims[firsts[b]], places[firsts[b]] - places[firsts[a]]) for a, b in pairs]
    chances = dict(zip(pairs, _chances(apart, ranker), strict=True))
    return [
        Group(tuple(sorted(n for one in joined for n in some[one])), _mean(joined, some, chances))
        for joined in linked(range(len(some)), chances)
    ]


def _chances(tables: Sequence[Sequence[float]], ranker: Ranker) -> Iterator[float]:
    """The chance of each pair, from its signs; asked for many at a time."""
    for first in range(0, len(tables), AT_ONCE):
        asked = np.stack([candidates(table) for table in tables[first : first + AT_ONCE]])
        yield from map(float, ranker.chances(asked)[:, 0])


def _mean(joined: Sequence[int], some: Sequence[Sequence[int]], chances: Chances) -> float | None:
    """The mean chance that any two of the targets joined are one issue; None of one, or of equal words alone."""
    if len(joined) == 1:
        return None
    pairs = [chances.get(pair, 0.0) for pair in combinations(sorted(joined), 2)]
    return round(sum(pairs) / len(pairs), 3)


def meeting(aims: Sequence[Aim]) -> list[tuple[int, int]]:
    """The pairs that share a word or a name which is not too common."""
    having: dict[str, list[int]] = defaultdict(list)
    for number, aim in enumerate(aims):
        for word in aim.telling:
            having[word].append(number)
    some = (numbers for numbers in having.values() if len(numbers) <= COMMON)
    return sorted({pair for numbers in some for pair in combinations(numbers, 2)})


def linked(numbers: Sequence[int], chances: Chances) -> list[list[int]]:
    """Numbers in groups: the two likeliest go together as long as the mean chance of their pairs is high enough."""
    part = {n: n for n in numbers}  # what can never go together is parted first

    def root(n: int) -> int:
        while part[n] != n:
            n = part[n]
        return n

    for (one, other), chance in chances.items():
        if chance >= LEAST:
            part[root(other)] = root(one)
    parts: dict[int, list[int]] = defaultdict(list)
    for n in numbers:
        parts[root(n)].append(n)
    held: dict[int, dict[tuple[int, int], float]] = defaultdict(dict)
    for pair, chance in chances.items():
        if root(pair[0]) == root(pair[1]):
            held[root(pair[0])][pair] = chance
    return [group for top, some in parts.items() for group in _linked(some, held[top])]


def _linked(numbers: Sequence[int], chances: Chances) -> list[list[int]]:
    groups = {n: [n] for n in numbers}
    sums: dict[int, dict[int, float]] = {n: {} for n in numbers}  # of the chances between two groups
    for (one, other), chance in chances.items():
        sums[one][other] = sums[other][one] = chance

    def mean(one: int, other: int) -> float:
        return sums[one][other] / (len(groups[one]) * len(groups[other]))

    likeliest = [(-mean(*pair), *pair) for pair in chances]
    heapify(likeliest)
    while likeliest and -likeliest[0][0] >= LEAST:
        chance, kept, gone = heappop(likeliest)
        if kept not in groups or gone not in sums[kept] or -chance != mean(kept, gone):
            continue  # one of the two has changed since
        groups[kept] += groups.pop(gone)
        for other, total in sums.pop(gone).items():
            del sums[other][gone]
            if other != kept:
                sums[kept][other] = sums[other][kept] = sums[kept].get(other, 0.0) + total
        for other in sums[kept]:
            heappush(likeliest, (-mean(kept, other), min(kept, other), max(kept, other)))
    return list(groups.values())
