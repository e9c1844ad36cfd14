"""Whom a word means that is no name: candidates in the article, and what speaks for each of them.

An anaphor is a pronoun ("she"), or a noun that may stand for somebody met before ("the minister", "the company").
Its candidates are those of the article that were met before it, or are told in its own phrase ("the bank's report"),
and the answer that it is nobody of them.
"""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from analysis.entities import Cast, Entity, Place
from analysis.grammar import SUBJECT
from analysis.ranker import Floats

PRONOUNS = ("he", "she", "it", "they", "who", "I")
FORMS = (*PRONOUNS, "definite", "indefinite", "owned", "bare")
CLASSES = (
    "role",
    "many",
    "body",
    "person",
    "relative",
    "group",
    "organisation",
    "place",
    "document",
    "words",
    "event",
    "thing",
    "",
)
KINDS = ("person", "organisation", "state", "unnamed", "several")
GENDERS = {"he": "m", "she": "f"}
DEFINITE = frozenset({"the", "this", "that", "these", "those", "both"})
HUMAN = ("role", "many", "person", "relative", "group")  # nouns for people
NEAREST = 14  # candidates
FAR = 60  # sentences
ROUND = 12  # statements that end after a word, of which some may hold it
DISTANCES = (0, 1, 2, 3, 6, 12, 25)  # sentences
CORE = SUBJECT | {"obj", "iobj", "obl", "obl:agent"}


class Anaphor(NamedTuple):
    """A word that may mean somebody: its number, its form, and what its noun stands for."""

    word: int
    form: str
    noun: str


class Spoken(NamedTuple):
    """A statement as a link looks at it: first and last word of its contents, and who said it."""

    first: int
    last: int
    speaker: Entity


def anaphor(cast: Cast, word: int) -> Anaphor:
    """A word as an anaphor."""
    grammar = cast.grammar
    pronoun = cast.lexicons.pronouns.get(grammar.word(word).lower(), "")
    if pronoun in PRONOUNS:
        return Anaphor(word, pronoun, "")
    number = cast.nouns.number(word)
    noun = {"one": "role", "both": "many", "": cast.nouns.noun_class(word)}.get(number, number)
    return Anaphor(word, _determined(cast, word), noun)


def _determined(cast: Cast, word: int) -> str:
    """definite, indefinite, owned or bare, by what stands before a noun."""
    grammar = cast.grammar
    if grammar.owner(word) is not None:
        return "owned"
    first = [grammar.word(n).lower() for n in grammar.under(word, "det")]
    if not first:
        return "bare"
    return "definite" if first[0] in DEFINITE else "indefinite"


class Trail:
    """What was said and who was meant up to a place of the article; grows while it is read."""

    def __init__(self, cast: Cast, quoted: Collection[int]) -> None:
        """Begin before the first word; quoted: the words of direct quotations."""
        self.cast, self.quoted = cast, quoted
        self.spoken: list[Spoken] = []
        self.last: dict[Entity, Place] = {}
        self.count: dict[Entity, int] = {}
        self.total = 0
        self.pronouns: dict[str, Entity] = {}
        self.sources: Collection[int] = ()

    def say(self, spoken: Spoken) -> None:
        """Note who said a statement, in the order in which statements end."""
        insort(self.spoken, spoken, key=lambda s: s.last)

    def meet(self, entity: Entity, place: Place) -> None:
        """Somebody is meant at a place."""
        self.last[entity] = place
        self.count[entity] = self.count.get(entity, 0) + 1
        self.total += 1

    def said_before(self, word: int) -> Spoken | None:
        """The last statement that ends before a word, None where there is none."""
        at = bisect_left(self.spoken, word, key=lambda s: s.last)
        return self.spoken[at - 1] if at else None

    def candidates(self, one: Anaphor) -> list[Entity]:
        """Those who may be meant, the nearest first."""
        cast = self.cast
        here = cast.sentence(one.word)
        inside = set(cast.grammar.below(one.word)) if one.form not in PRONOUNS else set()
        told = [cast.at[n] for n in sorted(inside) if n in cast.at and n != one.word]
        local = [] if one.noun in HUMAN else told  # the widow of Marren is not Marren
        near = [e for e, p in self.last.items() if here - cast.sentence(p.word) <= FAR and e not in told]
        near.sort(key=lambda e: -self.last[e].word)
        ahead = self._ahead(one, here) if one.form in GENDERS else []
        fitting = [e for e in near if may_be(one, e)][:NEAREST]
        return list(dict.fromkeys([*local, *fitting, *ahead]))

    def _ahead(self, one: Anaphor, sentence: int) -> Iterator[Entity]:
        """Those named in the rest of the sentence: "After she had left, Anna Berg said"."""
        tokens = self.cast.grammar.tokens
        for n in range(one.word + 1, min(len(tokens), one.word + 40)):
            if self.cast.sentence(n) != sentence:
                return
            entity = self.cast.at.get(n)
            if entity and entity.kind == "person" and entity not in self.last:
                yield entity


def may_be(one: Anaphor, entity: Entity) -> bool:
    """False where the kind of somebody, or a gender that the article tells, speaks against a link."""
    if one.form in GENDERS:
        human = entity.kind == "person" or (entity.kind == "unnamed" and entity.human and not entity.plural)
        return human and entity.gender in {"", GENDERS[one.form]}
    if one.form == "I":
        return entity.kind in {"person", "unnamed"}
    if entity.kind == "several":
        return one.form == "they" or one.noun in {"many", "group"}
    if one.form == "they":
        return entity.kind != "person"
    if one.form == "it":
        return not entity.plural and (entity.kind in {"organisation", "state", "unnamed"} or _may_be_body(entity))
    if one.noun in {"role", "person"}:
        return entity.kind in {"person", "unnamed"}
    if one.noun in {"body", "organisation", "place"}:
        return entity.kind in {"organisation", "state", "unnamed"} or _may_be_body(entity)
    return True


def _may_be_body(entity: Entity) -> bool:
    """True for a name that was taken for a person's though nothing tells of one: a company, as often as not."""
    return entity.kind == "person" and not entity.gender and not entity.roles


NAMES = (
    *(f"form {f}" for f in FORMS),
    *(f"noun {c or 'other'}" for c in CLASSES),
    *(f"kind {k}" for k in KINDS),
    *("nobody", "anaphor is subject", "anaphor is source", "anaphor in quotation", "anaphor begins sentence"),
    *("gender told", "gender guessed", "gender unknown"),
    *(f"sentences {d}" for d in DISTANCES),
    *("log words", "nearest", "second", "third", "rank", "nearest of subjects"),
    *(
        "last by name",
        "last by pronoun",
        "last by noun",
        "last is subject",
        "last is object",
        "last is owner",
        "last inside",
    ),
    *(
        "log count",
        "share",
        "last source",
        "said the last",
        "said the one before",
        "says this",
        "says this quotation",
        "same pronoun",
    ),
    *("same verb", "subject above", "same relation", "ahead", "in same phrase", "last quoted"),
    *("owner", "by", "of", "compound", "local"),
    *(
        "same role",
        "role by table",
        "same head",
        "state agrees",
        "state differs",
        "role known",
        "follows at once",
        "pronoun before",
        "first of all",
    ),
    *("last begins sentence", "plural unnamed", "is home", "alone fits"),
)
COLUMN = {name: number for number, name in enumerate(NAMES)}


def signs(trail: Trail, one: Anaphor, candidates: Sequence[Entity]) -> Floats:
    """What speaks for each candidate, and for nobody in the last row: (candidates + 1, signs)."""
    table = np.zeros((len(candidates) + 1, len(NAMES)), dtype=np.float32)
    scene = _Scene(trail, one, candidates)
    for column, value in scene.of_anaphor():
        table[:, COLUMN[column]] = value
    for row, entity in enumerate(candidates):
        for column, value in scene.of_candidate(entity):
            table[row, COLUMN[column]] = value
    table[-1, COLUMN["nobody"]] = 1
    return table


class _Scene:
    """An anaphor among its candidates."""

    def __init__(self, trail: Trail, one: Anaphor, candidates: Sequence[Entity]) -> None:
        self.trail, self.one, self.cast = trail, one, trail.cast
        self.grammar = trail.cast.grammar
        self.sentence = self.cast.sentence(one.word)
        self.here = self.grammar.tokens[one.word]
        self.near = [e for e in candidates if e in trail.last and may_be(one, e)]
        self.subjects = [e for e in self.near if self.grammar.is_subject(trail.last[e].word)]
        self.above = self._chain(one.word)
        at = bisect_left(trail.spoken, one.word, key=lambda s: s.last)
        self.before = [s.speaker for s in reversed(trail.spoken[max(0, at - 2) : at])]
        self.around = {s.speaker for s in trail.spoken[at : at + ROUND] if s.first <= one.word}
        self.lemma = self.here.lemma.lower()
        self.role = "" if one.form in PRONOUNS else self.cast.nouns.role_word(one.word)
        self.states = set() if one.form in PRONOUNS else set(self.cast.hints(one.word))
        self.inside = () if one.form in PRONOUNS else tuple(self.grammar.below(one.word))

    def _chain(self, word: int) -> list[int]:
        """The words above a word, up to the root."""
        found: list[int] = []
        at = self.grammar.above(word)
        while at is not None and at not in found and len(found) < 20:
            found.append(at)
            at = self.grammar.above(at)
        return found

    def of_anaphor(self) -> Iterator[tuple[str, float]]:
        """What is known of the anaphor alone."""
        yield f"form {self.one.form}", 1
        yield f"noun {self.one.noun or 'other'}", 1
        yield "anaphor is subject", self.grammar.is_subject(self.one.word)
        yield "anaphor is source", self.one.word in self.trail.sources
        yield "anaphor in quotation", self.one.word in self.trail.quoted
        yield "anaphor begins sentence", self.cast.begins_sentence(self.one.word)

    def of_candidate(self, entity: Entity) -> Iterator[tuple[str, float]]:
        """What is known of a candidate."""
        yield f"kind {entity.kind}", 1
        yield "plural unnamed", entity.plural
        yield from self._gender(entity)
        yield "log count", math.log1p(self.trail.count.get(entity, 0))
        yield "share", self.trail.count.get(entity, 0) / max(1, self.trail.total)
        yield from self._said(entity)
        yield from self._local(entity)
        yield from self._described(entity)
        place = self.trail.last.get(entity)
        if place is None:
            yield "ahead", 1
            return
        yield from self._distance(entity, place)
        yield from self._syntax(place)

    def _gender(self, entity: Entity) -> Iterator[tuple[str, float]]:
        wanted = GENDERS.get(self.one.form)
        if wanted:
            yield ("gender told" if entity.gender == wanted else "gender unknown"), 1
            yield "gender guessed", self.cast.feminine(entity) * (1 if wanted == "f" else -1)

    def _distance(self, entity: Entity, place: Place) -> Iterator[tuple[str, float]]:
        away = self.sentence - self.cast.sentence(place.word)
        yield f"sentences {max(d for d in DISTANCES if d <= max(away, 0))}", 1
        yield "log words", math.log1p(abs(self.one.word - place.word)) / 3
        if entity in self.near:
            rank = self.near.index(entity)
            yield "rank", min(rank, 6) / 3
            if rank < 3:
                yield ("nearest", "second", "third")[rank], 1
        yield "alone fits", len(self.near) == 1
        yield "nearest of subjects", bool(self.subjects) and self.subjects[0] is entity
        yield "same pronoun", self.trail.pronouns.get(self.one.form) is entity
        yield "pronoun before", place.how == "pronoun" and away <= 1
        yield f"last by {place.how}", 1
        yield "follows at once", 0 < self.one.word - place.word <= 3
        yield "first of all", entity.places[0].word < 60 if entity.places else 0

    def _syntax(self, place: Place) -> Iterator[tuple[str, float]]:
        grammar, relation = self.grammar, self.grammar.relation(place.word)
        yield "last is subject", relation in SUBJECT
        yield "last is object", relation in {"obj", "iobj", "obl"}
        yield "last is owner", relation == "nmod:poss"
        yield "last inside", relation in {"nmod", "appos", "conj", "compound"}
        yield "same relation", relation == self.here.relation
        yield "last quoted", place.word in self.trail.quoted
        yield "last source", place.word in self.trail.sources
        yield "last begins sentence", self.cast.begins_sentence(place.word)
        if self.cast.sentence(place.word) == self.sentence:
            above = grammar.above(place.word)
            same = above is not None and self.above[:1] == [above]
            yield "same verb", same and relation in CORE and self.here.relation in CORE
            yield "subject above", relation in SUBJECT and above in self.above[(0 if self.here.tag == "PRP$" else 1) :]
            yield "in same phrase", place.word in self.above

    def _said(self, entity: Entity) -> Iterator[tuple[str, float]]:
        for name, speaker in zip(("said the last", "said the one before"), self.before, strict=False):
            yield name, speaker is entity
        yield "says this", entity in self.around
        yield "says this quotation", entity in self.around and self.one.word in self.trail.quoted

    def _local(self, entity: Entity) -> Iterator[tuple[str, float]]:
        """How somebody is told in the anaphor's own phrase: the bank's report, a report by the bank."""
        for n in self.inside:
            if n != self.one.word and self.cast.at.get(n) is entity:
                yield "local", 1
                yield self._link(n), 1

    def _link(self, word: int) -> str:
        if self.grammar.relation(word) == "nmod:poss":
            return "owner"
        cases = {self.grammar.word(c).lower() for c in self.grammar.under(word, "case")}
        if cases & {"by", "from"}:
            return "by"
        if cases & {"of"}:
            return "of"
        return "compound" if word < self.one.word else "local"

    def _described(self, entity: Entity) -> Iterator[tuple[str, float]]:
        if self.one.form in PRONOUNS:
            return
        roles = {self.cast.nouns.role_word(r.noun) for r in entity.roles}
        yield "role known", bool(roles)
        yield "same role", bool(self.role) and self.role in roles
        offices = self.cast.offices(entity)
        yield "role by table", bool(self.role) and self.role.split(" of ")[0].split()[-1] in {o.noun for o in offices}
        nouns = {self.grammar.tokens[r.noun].lemma.lower() for r in entity.roles}
        yield "same head", self.lemma in nouns or self.lemma in entity.name.lower().split()
        told = entity.hints | {o.actor for o in offices} | ({entity.name} if entity.kind != "person" else set())
        if self.states and told:
            yield ("state agrees" if self.states & told else "state differs"), 1
        yield "is home", entity.name == self.cast.home
