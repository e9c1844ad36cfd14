"""Who is in an article: persons, states and organisations, each with all places of its names.

`Cast` is the one builder: what changes while an article is read stays in it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from analysis.grammar import SAID_OF, Grammar
from analysis.lexicons import Actor, Lexicons, Row
from analysis.model import Document, Mention
from analysis.nouns import Nouns, feminine_ending
from analysis.offices import INITIAL, Office, office_of_family, offices_of, offices_of_family, person_of
from analysis.persons import family_name, name_words, part_of_name, same_person
from analysis.spans import Span, contains

FAR = 8  # sentences after which somebody named once is not introduced again
ROLE_ORDER = ("title", "apposition", "clause", "predicate")
OF_PERSONS = ("", "person", "relative")  # classes of nouns
SENT = ("to", "in")  # where an envoy is
LONGEST_TITLE = 7  # words of "Secretary of Health and Human Services"
LATELY = 300  # words
CLIMB = 5  # words up a tree
NO_NAME = ("byline", "furniture")
STRESSING = frozenset({"even", "only", "also", "just"})  # before somebody unnamed: no part of what they are called


class Role(NamedTuple):
    """A noun that describes somebody: its word, how it stands to the name, and the words of the title."""

    noun: int
    how: str
    title: Span


class Place(NamedTuple):
    """A place where somebody is meant: its head word, and how: name, pronoun or noun."""

    span: Span
    word: int
    how: str


@dataclass(eq=False, slots=True)
class Entity:
    """Someone of the article; kind: person, organisation, state, unnamed, or several (its members).

    words: of the name, as names are compared; hints: states and organisations that its titles name.
    """

    name: str
    kind: str
    gender: str = ""
    roles: list[Role] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    words: tuple[str, ...] = ()
    hints: set[str] = field(default_factory=set)
    members: tuple[Entity, ...] = ()
    plural: bool = False
    noun: int = -1  # of somebody unnamed
    human: bool = True  # False for what no he or she may mean

    def __repr__(self) -> str:
        return f"<{self.kind} {self.name}>"


def home_of(doc: Document, lexicons: Lexicons) -> str | None:
    """The state that the article is at home in, by the words that only its own news uses; None without any."""
    states = Counter(lexicons.homes[w] for w in (doc[t] for t in doc.tokens) if w in lexicons.homes)
    return states.most_common(1)[0][0] if states else None


class Cast:
    """Everyone of an article met so far."""

    def __init__(self, doc: Document, grammar: Grammar, lexicons: Lexicons) -> None:
        """Gather those who are named."""
        self.doc, self.grammar, self.lexicons = doc, grammar, lexicons
        self.nouns = Nouns(grammar, lexicons)
        self.home = home_of(doc, lexicons)
        self.entities: list[Entity] = []
        self.at: dict[int, Entity] = {}  # whom a word names or means
        self.named: dict[int, Mention] = {}  # the name that a word is in
        self._starts = [s.span.start for s in doc.sentences]
        self._paragraphs = [p.start for p in doc.paragraphs]
        self._bodies: dict[str, Entity] = {}
        closed = [p.span for p in doc.parts if p.kind in NO_NAME]
        mentions = [m for m in doc.mentions if m.kind != "role" and not any(contains(c, m.span) for c in closed)]
        for mention in mentions:
            self._note(mention)
        self._gather_persons([m for m in mentions if m.kind == "person"])
        self.families = {family_name(e.name): e for e in self.entities}
        for mention in mentions:
            if mention.kind in {"organisation", "place"}:
                self._gather_body(mention)

    def _note(self, mention: Mention) -> None:
        for word in self.grammar.numbers(mention.span):
            if word not in self.named or len(self.named[word].span) < len(mention.span):
                self.named[word] = mention

    def sentence(self, word: int) -> int:
        """The number of the sentence that a word is in."""
        return bisect_right(self._starts, self.grammar.tokens[word].span.start) - 1

    def begins_paragraph(self, word: int) -> bool:
        """True for the first word of a paragraph but the first."""
        return bool(word) and self._paragraph(word - 1) != self._paragraph(word)

    def _paragraph(self, word: int) -> int:
        return bisect_right(self._paragraphs, self.grammar.tokens[word].span.start)

    def begins_sentence(self, word: int) -> bool:
        """True for the first word of a sentence."""
        return word == 0 or self.sentence(word - 1) != self.sentence(word)

    def add(self, entity: Entity) -> Entity:
        """Someone new."""
        self.entities.append(entity)
        return entity

    def place(self, entity: Entity, place: Place) -> None:
        """Note that someone is meant at a place."""
        entity.places.append(place)
        self.at[place.word] = entity

    # ---- persons

    def _gather_persons(self, mentions: Sequence[Mention]) -> None:
        """Full names first, then parts of them: a headline names before the text introduces."""
        order = sorted(mentions, key=lambda m: (len(name_words(self.doc[m])) < 2, m.span))
        for mention in order:
            word, words = self.grammar.head(mention.span), name_words(self.doc[mention])
            if word is None or not words:
                continue
            roles, honorific = list(self.roles_at(word)), self.honorific(mention.span)
            gender = honorific.get("gender", "")
            entity = self._met(words, word, roles, gender)
            if entity is None:
                entity = self.add(self._person(self.doc[mention], words))
            self._name_fully(entity, self.doc[mention], words)
            entity.gender = gender or entity.gender
            entity.roles += roles
            self.place(entity, Place(mention.span, word, "name"))
            for number in self.grammar.numbers(mention.span):
                self.at[number] = entity
            for role in roles:
                if not self.nouns.is_plural(role.noun):
                    self.at.setdefault(role.noun, entity)
            entity.hints |= {hint for role in roles for hint in self.hints(role.noun)}

    def _person(self, name: str, words: tuple[str, ...]) -> Entity:
        """A person of that name, as the table of offices spells it where that knows one alone."""
        plain = " ".join(name.split())
        if len(words) < 2:
            return Entity(plain, "person", words=words)
        office = person_of(plain, self.lexicons)
        gender = self.lexicons.genders.get(plain.split()[0], "") or (office.sex if office else "")
        as_spelt = office is None or (name_words(office.person) == words and not INITIAL.search(plain))
        return Entity(plain if as_spelt or office is None else office.person, "person", gender=gender, words=words)

    def _name_fully(self, entity: Entity, name: str, words: tuple[str, ...]) -> None:
        """Kenneth Marren, where the article says Ken Marren too: the longer first name, unless the table has one."""
        longer = len(words) > 1 and len(entity.words) > 1 and words[0] != entity.words[0]
        if longer and words[0].startswith(entity.words[0]) and person_of(entity.name, self.lexicons) is None:
            entity.name, entity.words = " ".join(name.split()), words

    def honorific(self, name: Span) -> Row:
        """The row of a word of address right before a name: Mr., Sen."""
        first = self.grammar.numbers(name).start
        return self.nouns.address(first - 1) if first else {}

    def _met(self, words: tuple[str, ...], word: int, roles: Sequence[Role], gender: str) -> Entity | None:
        """The person met before whom a name means, None for somebody new.

        Of namesakes the one whose gender and title fit, then the one by whose family name it is, then the one who is
        named most, then the latest.
        """
        found = []
        for entity in self.entities:
            fit = self._fit(words, entity)
            if fit and not (gender and entity.gender and gender != entity.gender):
                title = self._titled(entity, roles)
                found.append((title, fit, len(entity.places), self._last(entity, word), entity))
        if not found:
            return None
        title, *_, best = max(found, key=lambda f: f[:4])
        return None if title < 0 and self._introduced(best, word, roles) else best

    def _fit(self, words: tuple[str, ...], entity: Entity) -> int:
        if entity.kind != "person":
            return 0
        if len(words) > 1 and len(entity.words) > 1:
            return 3 * same_person(entity.words, words)
        if len(words) > 1:
            return part_of_name(entity.words[0], words)
        return part_of_name(words[0], entity.words)

    def _titled(self, entity: Entity, roles: Sequence[Role]) -> int:
        """1 where one of somebody's roles is asked for, -1 where all are others, 0 where nothing is."""
        asked = {self.nouns.role_word(r.noun) for r in roles if self.nouns.is_role(r.noun)}
        has = {self.nouns.role_word(r.noun) for r in entity.roles if self.nouns.is_role(r.noun)}
        if not asked or not has:
            return 0
        return 1 if asked & has else -1

    def _introduced(self, entity: Entity, word: int, roles: Sequence[Role]) -> bool:
        """True where somebody else of that name is introduced: named once, far away, in another role."""
        away = abs(self.sentence(word) - self.sentence(entity.places[0].word))
        return len(entity.places) == 1 and away > FAR and any(r.how == "apposition" for r in roles)

    def _last(self, entity: Entity, word: int) -> int:
        """The last place before a word where somebody is named, else minus the first after it."""
        places = [p.word for p in entity.places]
        before = [p for p in places if p < word]
        return max(before) if before else -min(places, default=0)

    # ---- roles

    def role_of(self, entity: Entity) -> str:
        """What somebody is, in the words of the article: the first office or trade told of a person, "" for none."""
        roles = [r for r in entity.roles if self.nouns.number(r.noun) == "one"]
        best = min(roles, key=lambda r: (ROLE_ORDER.index(r.how), r.title.start), default=None)
        return " ".join(self.doc[self._with_of(best)].split()) if best else ""

    def _with_of(self, role: Role) -> Span:
        """A title with what it is of, where that is no name, and where its holder is sent to: envoy to the council."""
        last = self.nouns.role_end(role.noun)
        end = max(role.title.end, self.grammar.tokens[last].span.end)
        for case, noun in self.grammar.linked(role.noun):
            of_thing = case == "of" and noun not in self.named and self.grammar.tokens[noun].tag.startswith("NN")
            if noun > last and (of_thing or case in SENT):
                end = max(end, self.grammar.phrase(noun, SAID_OF - {"conj", "cc"}).end)
        return Span(role.title.start, end)

    def roles_at(self, name: int) -> Iterator[Role]:
        """The nouns that describe a name at a place."""
        found = dict.fromkeys([*self._right_before(name), *self.grammar.describers(name)])
        for how, noun in ((how, self._whose(noun) if how == "apposition" else noun) for how, noun in found):
            single = self.nouns.is_known(noun) and not self.nouns.is_plural(noun)
            if self._describes_persons(noun) and (how == "title" or single):
                yield Role(noun, how, self.nouns.title(noun))

    def _describes_persons(self, noun: int) -> bool:
        """True for an office or trade, and for another common noun that the lexicons do not know to mean a thing."""
        if noun in self.named:
            return False
        number = self.nouns.number(noun)
        return number in {"one", "many"} or (not number and self.nouns.noun_class(noun) in OF_PERSONS)

    def _whose(self, noun: int) -> int:
        """The office that a name belongs to, which stands after what the office is of: the head of the navy, Marren."""
        at = noun
        for _ in range(CLIMB):
            above = self.grammar.above(at)
            if self.nouns.number(at) == "one" or above is None or self.grammar.relation(at) != "nmod":
                break
            at = above
        return at if self.nouns.number(at) == "one" else noun

    def _right_before(self, name: int) -> Iterator[tuple[str, int]]:
        """The noun that a name follows at once: spokesman John Marren, Minister of Trade and Industry John Marren."""
        if name not in self.named:
            return
        before = self.grammar.numbers(self.named[name].span).start - 1
        while before >= 0 and self.nouns.address(before):
            before -= 1
        for noun in range(max(0, before - LONGEST_TITLE), before - 1):
            if self.nouns.is_role(noun) and self.grammar.word(noun + 1).lower() == "of" and self._runs_on(noun, before):
                yield "title", noun
                return
        at: int | None = before if before >= 0 else None
        for _ in range(CLIMB):
            if at is None or at > before or self.sentence(at) != self.sentence(name):
                return
            tagged = self.grammar.tokens[at].tag in {"NN", "NNP"} and at not in self.named
            if tagged and (self.nouns.is_role(at) or (at == before and self._is_trade(at))):
                yield "title", at
                return
            at = self.grammar.above(at)

    def _runs_on(self, noun: int, last: int) -> bool:
        """True where no mark stands between two words."""
        return all(self.grammar.word(n).isalpha() for n in range(noun, last + 1))

    def _is_trade(self, noun: int) -> bool:
        """True for a common noun with an article or a describing word, right before a name: the headteacher Marren."""
        return self.grammar.tokens[noun].tag == "NN" and self.nouns.noun_class(noun) in OF_PERSONS

    # ---- states and organisations

    def hints(self, noun: int) -> Iterator[str]:
        """The states and organisations that the words around a noun name: "Norway's ...", "... of Norway"."""
        for number in self.grammar.below(noun, SAID_OF):
            actor = self.actor_at(number)
            if actor and self._before_to(number, noun):
                yield actor.name

    def _before_to(self, number: int, noun: int) -> bool:
        """False for the state that an envoy is sent to."""
        cases = {self.grammar.word(n).lower() for n in self.grammar.under(number, "case")}
        if number < noun and self.nouns.is_stray(number):
            return False
        return number < noun or not cases & {"to", "in", "from", "against", "on"}

    def actor_at(self, number: int) -> Actor | None:
        """The state or organisation that a word, or the name that it is in, names."""
        mention = self.named.get(number)
        words = self.doc[mention] if mention else self.grammar.word(number)
        return self.actor(words) or self._adjective(number)

    @cached_property
    def actors(self) -> dict[int, Actor]:
        """The states and organisations that the words name, by the number of the word."""
        return {n: actor for n in range(len(self.grammar.tokens)) if (actor := self.actor_at(n))}

    def _adjective(self, number: int) -> Actor | None:
        """The state or party of an adjective, of one word or two: South African."""
        word = self.grammar.word(number)
        if word not in self._in_adjectives:
            return None
        last = len(self.grammar.tokens) - 1
        pairs = [f"{word} {self.grammar.word(number + 1)}"] if number < last else []
        pairs += [f"{self.grammar.word(number - 1)} {word}"] if number else []
        return next((a for p in [*pairs, word] if (a := self.lexicons.adjectives.get(p))), None)

    @cached_property
    def _in_adjectives(self) -> frozenset[str]:
        """The words of all adjectives of states and parties: few words of a text are among them."""
        return frozenset(word for adjective in self.lexicons.adjectives for word in adjective.split())

    def actor(self, words: str) -> Actor | None:
        """The state or organisation of the lexicon that some words name."""
        lexicons = self.lexicons
        return lexicons.names.get(words) or lexicons.seats.get(words)

    def _gather_body(self, mention: Mention) -> None:
        words = self.doc[mention]
        actor, word = self.lexicons.names.get(words), self.grammar.head(mention.span)
        is_seat = words in self.lexicons.seats and actor is None
        if word is None or is_seat or (actor is None and mention.kind == "place") or self._are_members(word, actor):
            return
        entity = self.body(actor.name if actor else words, actor.kind if actor else "organisation")
        self.place(entity, Place(mention.span, word, "name"))
        for number in self.grammar.numbers(mention.span):
            self.at.setdefault(number, entity)
        for how, noun in self.grammar.describers(word):
            if how != "title" and self.nouns.is_body_noun(noun) and noun not in self.named:
                entity.roles.append(Role(noun, how, self.nouns.title(noun)))
                self.at.setdefault(noun, entity)

    def _are_members(self, word: int, actor: Actor | None) -> bool:
        """True for Republicans, Tories: people of a body, not the body."""
        plural = self.grammar.tokens[word].tag == "NNPS" or self.grammar.word(word).endswith("s")
        return (
            plural and actor is not None and self.grammar.word(word) not in actor.name.split() and actor.kind != "state"
        )

    def body(self, name: str, kind: str) -> Entity:
        """The state or organisation of a name, met before or new."""
        key = " ".join(name_words(name.removeprefix("the ").removeprefix("The ")))
        own = (e for k, e in self._bodies.items() if self._same_body(k, key))
        found = self._bodies.get(key) or (None if name in self.lexicons.names else next(own, None))
        if found is None:
            found = self.add(Entity(name, kind))
        elif len(name) > len(found.name) and name not in self.lexicons.names and found.name not in self.lexicons.names:
            found.name = name
        self._bodies[key] = found
        return found

    def _same_body(self, one: str, other: str) -> bool:
        """True for two names of one organisation: the one is the letters of the other, or lacks its last words.

        What may be lacking tells what is named: Brookings (Institution).
        """
        short, long = sorted((one, other), key=len)
        words = long.split()
        if len(short) > 1 and short == "".join(w[0] for w in words if w not in self.lexicons.things["joining"]):
            return True
        rest = words[len(short.split()) :]
        kinds = (self.lexicons.name_words.get(w.capitalize(), {}).get("kind") for w in rest)
        return len(short) > 3 and long.startswith(short + " ") and all(k == "organisation" for k in kinds)

    def states_before(self, word: int) -> list[Entity]:
        """The two states named last before a word, in the order of the text; fewer where fewer are near."""
        found: dict[str, None] = {}
        for number in range(word - 1, max(-1, word - LATELY), -1):
            actor = self.actor_at(number)
            if actor is not None and actor.kind == "state":
                found[actor.name] = None
            if len(found) == 2:
                break
        return [self.body(name, "state") for name in reversed(found)]

    def seat(self, word: int) -> Entity | None:
        """The state that a house or city speaks for: the White House, Moscow."""
        mention = self.named.get(word)
        words = self.doc[mention] if mention else self.grammar.word(word)
        actor = self.lexicons.seats.get(words)
        return self.body(actor.name, actor.kind) if actor else None

    def state_by_noun(self, noun: int) -> Entity | None:
        """The state that a noun speaks for as such: the Russian side, the government in Oslo, the Danes."""
        people = self.lexicons.places.get(self.grammar.word(noun))
        if people in self.lexicons.names and self.nouns.is_plural(noun) and self._has_the(noun):
            return self.body(str(people), self.lexicons.names[str(people)].kind)
        if self.grammar.tokens[noun].lemma.lower() not in self.lexicons.things["governing"]:
            return None
        seats = (self.lexicons.seats.get(self.grammar.word(n)) for case, n in self.grammar.linked(noun) if case == "in")
        near = (*map(self.lexicons.names.get, self.hints(noun)), *seats)
        states = [actor for actor in near if actor and actor.kind == "state"]
        return self.body(states[0].name, "state") if states else None

    def _has_the(self, noun: int) -> bool:
        return any(self.grammar.word(n).lower() == "the" for n in self.grammar.under(noun, "det"))

    def campaign(self, noun: int) -> Entity | None:
        """The campaign of a person: the Marren campaign, her campaign."""
        if self.nouns.role_row(noun).get("actor") != "campaign" or self.nouns.number(noun) != "body":
            return None
        owner = self.grammar.owner(noun)
        person = self.person_at(noun - 1 if owner is None else owner)
        return self.body(f"{family_name(person.name)} campaign", "organisation") if person else None

    def person_at(self, word: int) -> Entity | None:
        """The person whom a word means, or whose family name it is: "the Marren campaign"."""
        entity = self.at.get(word) or self.families.get(self.grammar.word(word))
        return entity if entity is not None and entity.kind == "person" else None

    def lone_name(self, word: int) -> Entity | None:
        """Who speaks under capitals that nothing else tells of: a person of the table, else an organisation."""
        if self.grammar.tokens[word].tag != "NNP" or word in self.named or len(self.grammar.word(word)) < 2:
            return None
        whole = " ".join(self.doc[self.nouns.title(word)].split())
        if self.nouns.number(word) == "body" and " " in whole and whole[0].isupper():
            return self.body(whole, "organisation")
        name = self.grammar.word(word)
        if self.nouns.is_role(word) or self.nouns.noun_class(word) or self.nouns.address(word) or self._is_date(word):
            return None
        plain = name.title() if name.isupper() and len(name) > 3 else name  # a transcript's MARREN
        met = self.families.get(plain)
        if met is not None and met.kind == "person":
            return met
        if office_of_family(plain, self.doc.published, self.lexicons):
            return self.add(Entity(plain, "person", words=name_words(plain)))
        return self.body(name, "organisation")

    def writer(self) -> Entity | None:
        """The one person who wrote the article, None where its byline names nobody, an agency or several."""
        first, words = self.doc.author.split(" ")[0], name_words(self.doc.author)
        if ";" in self.doc.author or len(words) < 2 or first not in self.lexicons.genders:
            return None
        met = (e for e in self.entities if e.kind == "person" and len(e.words) > 1 and same_person(words, e.words))
        return next(met, None) or self.add(self._person(self.doc.author, words))

    def unnamed(self, noun: int) -> Entity:
        """Somebody whom the article does not name, by its words; met before where they are the same."""
        words = self.own_words(noun)
        key = words.lower().removeprefix("the ")
        met = (e for e in self.entities if e.kind == "unnamed" and e.name.lower().removeprefix("the ") == key)
        found = next(met, None)
        if found is None:
            found = self.add(Entity(words, "unnamed", self.nouns.gender_of_noun(noun), noun=noun))
            found.plural, found.human = self.nouns.is_plural(noun), self.nouns.may_be_human(noun)
        return found

    def own_words(self, noun: int) -> str:
        """The words by which an article calls somebody it does not name."""
        span = self.grammar.phrase(noun)
        dated = [n for case, n in self.grammar.linked(noun) if case in {"in", "on"} and self._is_date(n)]
        end = min((self.grammar.tokens[n - 1].span.start for n in dated), default=span.end)
        words = self.doc[Span(span.start, min(end, span.end))].split()
        return " ".join(words[1:] if len(words) > 1 and words[0].lower() in STRESSING else words)

    def _is_date(self, word: int) -> bool:
        token = self.grammar.tokens[word]
        return token.tag == "CD" or token.lemma in self.lexicons.things["days"]

    def offices(self, entity: Entity) -> Sequence[Office]:
        """All terms of office that the table knows of a person; by a family name alone if one person has it."""
        if entity.kind != "person":
            return ()
        return (offices_of if len(entity.words) > 1 else offices_of_family)(entity.name, self.lexicons)

    def is_office(self, role: Role, office: Office) -> bool:
        """True for a role that is told of somebody and is that office, and not a former one."""
        words = {self.grammar.tokens[n].lemma.lower() for n in self.grammar.numbers(role.title)}
        return office.noun in words and not self.nouns.is_past(role.noun)

    def feminine(self, entity: Entity) -> float:
        """How much a first name sounds like a woman's, from -1 to 1; 0 for what has none."""
        if entity.kind != "person" or len(entity.words) < 2:
            return 0.0
        return feminine_ending(entity.words[0], self.lexicons)
