"""Sources -> speakers: who is meant by "He", "Lavrov", "the Russian official", "Moscow".

The article is read once from its first word to its last. A name is somebody's by `entities`; a pronoun, and a noun
that may stand for somebody, is asked of the FINDERS in their order: the last but one is a ranker that was learned, and
leaves open what it is not sure of (`links`). For whom each of them speaks, another ranker chooses (`actors`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from analysis.actors import ActorFinder
from analysis.entities import Cast, Entity, Place
from analysis.grammar import grammar_of
from analysis.keys import name_keys
from analysis.lexicons import Lexicons, country_code
from analysis.links import GENDERS, PRONOUNS, Anaphor, Spoken, Trail, anaphor, may_be, signs
from analysis.model import Document, Mention, Resolution, Speaker, Statement
from analysis.ranker import Floats, Ranker, Sight, chance_of
from analysis.sources import speaking
from analysis.spans import Span, contains
from analysis.text import INSIDE, OPENS, UNCLOSED, quote_states

Choose = Callable[[Anaphor, Sequence[Entity], Floats, Trail], tuple[int, float]]
SPEAK_ON = ("he", "she", "it", "they")
TELLING = 0.8  # chance from which on a pronoun tells somebody's gender
MYSELF = frozenset({"i", "me", "my", "mine"})
SEVERAL = ("many", "group")  # what nouns in the plural stand for
SUCH_AS = {"like", "including", "such", "as"}  # before names of some of a group
NEW = ("role", "person", *SEVERAL)  # what "a minister", "some critics" are: somebody new


@dataclass(frozen=True, slots=True)
class Links:
    """The ranker of links, with what it sees of a text."""

    ranker: Ranker
    sight: Sight

    def choose(self, one: Anaphor, candidates: Sequence[Entity], table: Floats, trail: Trail) -> tuple[int, float]:
        """Which candidate is meant, and its chance; their number for nobody, or where none is likely enough."""
        last = [trail.last[c].word if c in trail.last else first_word(c, one) for c in candidates]
        seen = self.sight.pairs(one.word, last, [first_word(c, one) for c in candidates])
        chances = self.ranker.chances(table, seen)
        best = int(chances.argmax())
        chance = float(chances[best])
        return (best if chance >= self.ranker.least else len(candidates)), chance


def first_word(entity: Entity, one: Anaphor) -> int:
    """The first word by which the article means somebody; the anaphor itself for somebody without a place."""
    return entity.places[0].word if entity.places else one.word


class Meant(NamedTuple):
    """Whom a word means, by which rule, and how likely that is; None where nobody measured it."""

    entities: tuple[Entity, ...]
    rule: str
    chance: float | None = None


@dataclass(slots=True)
class Meanings:
    """An article on the way from its first word to its last; `meant` tells of each word whom it means."""

    cast: Cast
    statements: Sequence[Statement]
    choose: Choose
    trail: Trail = field(init=False)
    meant: dict[int, Meant] = field(default_factory=dict)
    sources: dict[int, list[Statement]] = field(default_factory=lambda: defaultdict(list))
    names: dict[int, list[tuple[Entity, Place]]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        """Note what is known before the first word: names, and the statements whose sources are names."""
        self.trail = Trail(self.cast, self._quoted())
        for entity in self.cast.entities:
            for place in entity.places:
                self.names[place.word].append((entity, place))
        for word in sorted(self.names):
            self._join(word)
        for statement in self.statements:
            words = [word for span in speaking(statement, self.cast.grammar) for word in heads_of(self.cast, span)]
            for word in words:
                self.sources[word].append(statement)
            self._note(statement, words)
        self.trail.sources = set(self.sources)

    def at(self, span: Span) -> Meant | None:
        """Whom the first word of a span means, None where nobody looked."""
        words = self.cast.grammar.numbers(span)
        return self.meant.get(words[0]) if words else None

    def read(self) -> Meanings:
        """Lead every anaphor of the article to somebody, or leave it open."""
        for word in range(len(self.cast.grammar.tokens)):
            for entity, place in self.names.get(word, ()):
                self.trail.meet(entity, place)
            if word not in self.names and self._may_stand(word):
                self._lead(word)
        return self

    def _note(self, statement: Statement, words: Sequence[int]) -> None:
        """Note who said a statement where its sources are names."""
        for word in words:
            if word in self.cast.at:
                self._say(statement, self.cast.at[word])

    def _join(self, word: int) -> None:
        """Note a group that "they" may mean: names that are joined, "Anna Berg and Jonas Maas"."""
        words = self.cast.grammar.group(word)
        members = tuple(self.cast.at[w] for w in words if w in self.names)
        if len(set(members)) == len(words) > 1 and all(e.kind != "several" for e in members):
            several = Entity(" and ".join(e.name for e in members), "several", members=members, plural=True)
            place = Place(self.cast.grammar.tokens[words[-1]].span, words[-1], "name")
            self.names[words[-1]].append((several, place))

    def _say(self, statement: Statement, entity: Entity) -> None:
        words = [n for span in statement.content for n in self.cast.grammar.numbers(span)]
        if words and not statement.within:  # what is said within another's words is not said here
            self.trail.say(Spoken(min(words), max(words), entity))

    def _quoted(self) -> frozenset[int]:
        """The words between quotation marks, up to the end of a paragraph where none closes."""
        words = range(len(self.cast.grammar.tokens))
        begins = [n for n in words if n == 0 or self.cast.begins_paragraph(n)]
        found = set[int]()
        for first, last in pairwise([*begins, len(words)]):
            forms = [self.cast.grammar.word(n) for n in range(first, last)]
            states = quote_states(forms, [1] * len(forms))
            found.update(first + n for n, state in enumerate(states) if state in {OPENS, INSIDE, UNCLOSED})
        return frozenset(found)

    def _may_stand(self, word: int) -> bool:
        """True for a word that is looked at: he, she, a noun for one person, "the company", and what is a source."""
        cast, token = self.cast, self.cast.grammar.tokens[word]
        if word in self.sources:
            return True
        if word in cast.named:
            return False
        if token.tag in {"PRP", "PRP$"}:
            return cast.lexicons.pronouns.get(cast.grammar.word(word).lower()) in GENDERS
        if token.tag == "NNS" and cast.grammar.is_subject(word):
            return anaphor(cast, word).noun in {"many", "group", "person"}
        if token.tag != "NN" or cast.grammar.relation(word) == "compound":
            return False
        return cast.nouns.is_person_noun(word) or (
            cast.nouns.is_body_noun(word) and anaphor(cast, word).form == "definite"
        )

    def _lead(self, word: int) -> None:
        """Lead a word to somebody, make somebody new of a noun, or leave a pronoun open."""
        cast, one = self.cast, anaphor(self.cast, word)
        if word in cast.at:  # a noun that describes somebody named
            self.meant[word] = Meant((cast.at[word],), "name")
            self.trail.meet(cast.at[word], Place(cast.grammar.tokens[word].span, word, "noun"))
            return
        meant = next((found for find in FINDERS if (found := find(self, one))), None)
        if meant is None:
            return
        self.meant[word] = meant
        if len(meant.entities) > 1:
            return
        (entity,) = meant.entities
        if one.form in GENDERS:
            if entity.kind == "unnamed" or (meant.chance or 0) >= TELLING:
                entity.gender = GENDERS[one.form]
            self.trail.pronouns[one.form] = entity
        pronoun = one.form in PRONOUNS
        span = cast.grammar.tokens[word].span if pronoun else cast.grammar.phrase(word)
        place = Place(span, word, "pronoun" if pronoun else "noun")
        cast.place(entity, place)
        self.trail.meet(entity, place)
        for statement in self.sources.get(word, ()):
            self._say(statement, entity)

    # ---- the finders, in the order in which they are asked

    def _relative(self, one: Anaphor) -> Meant | None:
        """The minister, who said: who, which and that mean the noun that their clause is said of."""
        noun = self.cast.grammar.antecedent(one.word) if one.form == "who" else None
        if noun is None:
            return None
        return Meant((self.cast.at.get(noun) or self.cast.unnamed(noun),), "clause")

    def _seat(self, one: Anaphor) -> Meant | None:
        """Moscow, the White House: a seat speaks for its state."""
        return _by("state", None if one.form in PRONOUNS else self.cast.seat(one.word))

    def _state(self, one: Anaphor) -> Meant | None:
        """The Russian side, the Dutch government, the Danes: the state itself."""
        return _by("state", None if one.form in PRONOUNS else self.cast.state_by_noun(one.word))

    def _campaign(self, one: Anaphor) -> Meant | None:
        """The Marren campaign, her campaign."""
        return _by("name", self.cast.campaign(one.word) if one.noun == "body" else None)

    def _members(self, one: Anaphor) -> Meant | None:
        """House Republicans, Turkish officials: a noun in a name keeps its own words."""
        known = one.word in self.cast.named and one.form not in PRONOUNS
        return _by("own words", self.cast.unnamed(one.word) if known else None)

    def _lone(self, one: Anaphor) -> Meant | None:
        """A capital that nothing tells of, where it is a source."""
        alone = one.form not in PRONOUNS and one.word in self.sources
        return _by("name", self.cast.lone_name(one.word) if alone else None)

    def _predicate(self, one: Anaphor) -> Meant | None:
        """He was the founder of the party: a noun that is said of somebody means them."""
        grammar = self.cast.grammar
        noun = grammar.above(one.word) if grammar.relation(one.word) == "conj" else one.word
        if one.form in PRONOUNS or noun is None or not grammar.under(noun, "cop"):
            return None
        subjects = grammar.under(noun, "nsubj")
        return _by("title", self.cast.at.get(subjects[0]) if subjects else None)

    def _goes_on(self, one: Anaphor) -> Meant | None:
        """Marren said ... He added: who spoke in the sentence before or in this one speaks on, if the pronoun fits.

        Somebody without a name only where the article introduces them: "a police officer".
        """
        before = self.trail.said_before(one.word)
        if one.form not in SPEAK_ON or one.word not in self.sources or before is None:
            return None
        entity, cast = before.speaker, self.cast
        near = cast.sentence(one.word) - cast.sentence(before.last) <= 1
        same = not any(cast.begins_paragraph(n) for n in range(before.last + 1, one.word + 1))
        same = same or entity.kind == "person"
        new = entity.kind == "unnamed" and (entity.plural or anaphor(cast, entity.noun).form == "indefinite")
        fits = (entity.kind != "unnamed" or new) and may_be(one, entity)
        on = near and same and fits and not self._met_since(before, one)
        return Meant((entity,), "continued") if on else None

    def _met_since(self, before: Spoken, one: Anaphor) -> bool:
        """True where the sentence is about somebody else already whom a pronoun may mean: "Marren's fate is unclear,
        but she said ...".
        """
        cast, grammar = self.cast, self.cast.grammar
        here = (n for n in range(before.last + 1, one.word) if cast.sentence(n) == cast.sentence(one.word))
        leading = (n for n in here if grammar.is_subject(n) or grammar.relation(n) == "nmod:poss")
        met = (cast.at[n] for n in leading if n in cast.named and n in cast.at)
        return any(entity is not before.speaker and may_be(one, entity) for entity in met)

    def _titled(self, one: Anaphor) -> Meant | None:
        """The finance minister, the Russian official: the one person met so far of that office, or of that state."""
        if one.form not in {"definite", "owned"} or one.noun != "role":
            return None
        role, states = self.cast.nouns.role_word(one.word), set(self.cast.hints(one.word))
        if one.form == "owned" and not states:  # Marren's lawyer is not the lawyer of somebody else
            return None
        persons = [e for e in self.trail.last if e.kind == "person"]
        found = [e for e in persons if self._holds(e, role, states)]
        if not found and self.cast.nouns.role_row(one.word).get("actor") == "":  # the Russian official
            found = [e for e in persons if states & e.hints]
        return Meant((found[0],), "title") if len(found) == 1 else None

    def _holds(self, entity: Entity, role: str, states: set[str]) -> bool:
        roles = {self.cast.nouns.role_word(r.noun) for r in entity.roles}
        return role in roles and (not states or not entity.hints or bool(states & entity.hints))

    def _writer(self, one: Anaphor) -> Meant | None:
        """I, my view: whoever wrote the article, where nobody else is quoted or reported there."""
        mine = one.form == "I" and self.cast.grammar.word(one.word).lower() in MYSELF
        if not mine or one.word in self.trail.quoted or not self.cast.doc.author:
            return None
        here = self.cast.grammar.tokens[one.word].span
        others = any(contains(part, here) for statement in self.statements for part in statement.content)
        return _by("author", None if others else self.cast.writer())

    def _two(self, one: Anaphor) -> Meant | None:
        """Both ministers, the two countries: the two persons or states named last, not far before."""
        grammar = self.cast.grammar
        if self.cast.nouns.number(one.word) == "both":
            if one.form != "definite":  # some countries
                return None
            states = self.cast.states_before(one.word)
            return Meant(tuple(states), "title") if len(states) == 2 else None
        words = {grammar.word(n).lower() for n in grammar.under(one.word, "det", "nummod", "det:predet", "amod")}
        if one.noun != "many" or not words & {"both", "two"}:
            return None
        here = self.cast.sentence(one.word)
        near = [e for e, p in self.trail.last.items() if e.kind == "person" and here - self.cast.sentence(p.word) <= 2]
        near.sort(key=lambda e: self.trail.last[e].word)
        return Meant(tuple(near[-2:]), "title") if len(near) >= 2 else None

    def _likeliest(self, one: Anaphor) -> Meant | None:
        """The candidate that the ranker chooses; a noun that names nobody new is not asked for."""
        if (one.form == "indefinite" and one.noun in NEW) or (one.form == "bare" and one.noun in SEVERAL):
            return None
        candidates = self.trail.candidates(one)
        if not candidates:
            return None
        at, chance = self.choose(one, candidates, signs(self.trail, one, candidates), self.trail)
        rule = "pronoun" if one.form in PRONOUNS else "role"
        return Meant((candidates[at],), rule, chance) if at < len(candidates) else None

    def _own_words(self, one: Anaphor) -> Meant | None:
        """Somebody whom the article does not name: a senior official."""
        return _by("own words", None if one.form in PRONOUNS else self.cast.unnamed(one.word))


def _by(rule: str, entity: Entity | None) -> Meant | None:
    return Meant((entity,), rule) if entity else None


FINDERS = (
    Meanings._relative,
    Meanings._writer,
    Meanings._seat,
    Meanings._state,
    Meanings._campaign,
    Meanings._members,
    Meanings._lone,
    Meanings._predicate,
    Meanings._two,
    Meanings._goes_on,
    Meanings._titled,
    Meanings._likeliest,
    Meanings._own_words,
)


def heads_of(cast: Cast, source: Span) -> list[int]:
    """The words of a source that mean somebody: its head, and those joined to it that are not in the same name."""
    head = cast.grammar.head(source)
    if head is None:
        return []
    head = _whole(cast, head)
    found: list[int] = []
    names: list[Mention | None] = []
    for word in (w for n in _named_with(cast, head, source) or [head] for w in cast.grammar.group(n)):
        name = cast.named.get(word)
        inside = word == head or cast.grammar.tokens[word].span.start in range(*source)
        if inside and (name is None or name not in names):
            found.append(word)
            names.append(name)
    return found


def _named_with(cast: Cast, noun: int, source: Span) -> list[int]:
    """The names that say in a source whom a noun means: Ministers Marren and Tevik; two groups, the League and Pax.

    After "including" the noun itself is meant too; experts like Marren are Marren. Of a name that is a plural, the two
    Republicans, persons alone.
    """
    grammar, found, whole = cast.grammar, list[int](), cast.named.get(noun)
    if whole is not None and (whole.kind == "person" or not cast.nouns.is_plural(noun)):
        return []
    for number in grammar.under(noun, "appos", "flat", "nmod", "compound"):
        case = {grammar.word(n).lower() for n in grammar.under(number, "case")}
        if number > noun and case <= SUCH_AS and grammar.tokens[number].span.start in range(*source):
            inner = [number, *grammar.under(number, "appos")] if not case else [number]
            named = [n for n in inner if _is_name(cast, n, noun) and (case or _one_or_many(cast, n, noun))]
            named = [n for n in named if whole is None or (n in cast.named and cast.named[n].kind == "person")]
            found += [noun, *named] if named and "including" in case else named
            found += _persons_with(cast, noun, number) if named and not case else []
    return list(dict.fromkeys(found))


def _one_or_many(cast: Cast, name: int, noun: int) -> bool:
    """True for one name after a noun for one, and for several after a plural: not the relatives of Captain Marren."""
    several = len(cast.grammar.group(name)) > 1 or bool(_persons_with(cast, noun, name))
    return cast.nouns.is_plural(noun) == several


def _persons_with(cast: Cast, noun: int, name: int) -> list[int]:
    """The persons after a name that the tree joins to the noun before it: the two ministers, A and B."""
    joined = cast.grammar.under(noun, "conj") if cast.nouns.is_plural(noun) else []
    return [n for n in joined if n > name and n in cast.named and cast.named[n].kind == "person"]


def _is_name(cast: Cast, number: int, noun: int) -> bool:
    """True for a word of a person's or organisation's name, and for a capital right after a noun: giant Marrenco."""
    name = cast.named.get(number)
    return name.kind != "place" if name else number == noun + 1 and cast.grammar.tokens[number].tag == "NNP"


def _whole(cast: Cast, head: int) -> int:
    """The word that the head of a cut source belongs to: the name after "Mr", the noun after "the"."""
    after = cast.named.get(head + 1) or cast.named.get(head + 2)
    if cast.nouns.is_honorific(head) and after is not None and after.kind == "person":
        return cast.grammar.head(after.span) or head
    above = cast.grammar.above(head)
    if above is None or cast.grammar.relation(head) not in {"det", "amod", "compound"}:
        return head
    capital = above not in cast.named and cast.grammar.tokens[above].tag == "NNP"  # "Marren Visits Sarn: …"
    person = head in cast.named and cast.named[head].kind == "person"
    return head if person and capital else above


# ---- what comes out


def find_speakers(
    meanings: Meanings, rules: Mapping[str, Sequence[float]], ranker: Ranker
) -> tuple[tuple[Speaker, ...], tuple[Resolution, ...], tuple[Statement, ...]]:
    """The speakers of a document in the order they speak, whom each source means, and the nested statements that stay.

    meanings: what `read` gives; rules: slope and shift of the odds that a link of each rule is right; ranker: of
    actors. A nested statement is left out where it is the outer speaker's own ("He said he hopes …", "I think …").
    """
    doc = meanings.cast.doc
    found = {s.key: _meant_by(meanings, s) for s in doc.statements}
    nested = []
    for statement in doc.nested:
        meant = _meant_by(meanings, statement)
        if not _of_those_who_talk(meanings.cast, statement) and meant.entities != found[statement.within].entities:
            found[statement.key] = meant
            nested.append(statement)
    everyone = list(dict.fromkeys(entity for meant in found.values() for entity in meant.entities))
    keys = dict(zip(everyone, name_keys(entity.name for entity in everyone), strict=True))
    resolutions = tuple(
        Resolution(statement, tuple(keys[e] for e in meant.entities), meant.rule, _sure(meant, rules))
        for statement, meant in found.items()
    )
    actors = ActorFinder(meanings.cast)
    speakers = tuple(_speaker(actors, ranker, entity, key) for entity, key in keys.items())
    return speakers, resolutions, tuple(nested)


def read(doc: Document, lexicons: Lexicons, links: Links) -> Meanings:
    """A document with statements, and tokens with heads and relations, read to its end."""
    cast = Cast(doc, grammar_of(doc.text, doc.tokens), lexicons)
    return Meanings(cast, (*doc.statements, *doc.nested), links.choose).read()


def _sure(meant: Meant, rules: Mapping[str, Sequence[float]]) -> float | None:
    """The chance that a link is right, by its rule and by the ranker if it was asked; None if nobody measured it."""
    if meant.rule not in rules:
        return None
    slope, shift = rules[meant.rule]
    return round(chance_of(slope, shift, 0.5 if meant.chance is None else meant.chance), 3)


def _meant_by(meanings: Meanings, statement: Statement) -> Meant:
    """Whom the sources of a statement mean; of several, the rule and the chance of the first."""
    pieces = speaking(statement, meanings.cast.grammar)
    found = [_meant(meanings, word) for span in pieces for word in heads_of(meanings.cast, span)]
    entities = dict.fromkeys(e for meant in found for entity in meant.entities for e in entity.members or (entity,))
    return Meant(tuple(entities), found[0].rule, found[0].chance) if found else Meant((), "nothing")


def _meant(meanings: Meanings, word: int) -> Meant:
    """Whom a word means; a pronoun that was left open keeps its own words."""
    if word in meanings.meant:
        return meanings.meant[word]
    if word in meanings.cast.at:
        return Meant((meanings.cast.at[word],), "name")
    return Meant((meanings.cast.unnamed(word),), "nothing")


def _of_those_who_talk(cast: Cast, statement: Statement) -> bool:
    """I think, you know, our view: a source of the first or second person."""
    first = cast.doc[statement.source[0]].split()[0].lower()
    return cast.lexicons.pronouns.get(first) == "I"


def _speaker(finder: ActorFinder, ranker: Ranker, entity: Entity, key: str) -> Speaker:
    actor, by_office = finder.actor(entity, ranker)
    known = finder.lexicons.names.get(actor or "")
    mentions = tuple(sorted({place.span for place in entity.places}))
    code = country_code(known.iso) if known else ""
    role = finder.cast.role_of(entity)
    left_open = entity.kind == "unnamed" and entity.name.lower() in finder.lexicons.pronouns
    name = f"“{entity.name}”" if left_open else entity.name  # a word of the article, and nobody's name
    return Speaker(key, name, entity.kind, role, actor, code, mentions, by_office)
