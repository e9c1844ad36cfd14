"""Names and roles of an article -> who is in it: each person with role, actor and the places of the name."""

from __future__ import annotations

import re
from bisect import insort
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from analysis.lexicons import Lexicons, Row
from analysis.model import Document, Mention, Token
from analysis.offices import Office, office_of, office_of_family
from analysis.spans import Span, contains, within

ARTICLE = re.compile(r"(?:even\s+|both\s+)?(?:the|its|their|his|her|a|an)\s+|even\s+|both\s+", re.I)
LONGEST_MENTION = 80  # characters
LINK = re.compile(r"\s+(?:of|for|at|with|to|from)\s+(?:the\s+)?")
SAID_OF = re.compile(
    r"\s+(?:who|which|that|whose)(?:\s|$)|\s+--|\s+(?:on|at|in)$|\s+in\s+\d{4}\b"
    r"|\s+on\s+(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"|,\s+(?:an?|the|its|his|her|who|which|whose|former|\w+['’]s|\d+)\s?"
)
AT = re.compile(
    r"[^.;]{0,80}?(?:\b(?:at|with|by)|\bwho\s+(?:heads|leads|runs|directs|chairs|founded))\s+(?:the\s+)?(?:\w+-based\s+)?"
)
SEAT = re.compile(r"\s+\((?:[RDI]-)?[A-Z][\w.]{1,6}\)")  # Mitch Marren (R-Ky.), a legislator in American papers


@dataclass(eq=False, slots=True)
class Known:
    """Someone met so far in the article; grows while it is read."""

    name: str
    kind: str
    role: str = ""
    actor: str | None = None
    gender: str = ""
    by_office: str = ""
    mentions: set[Span] = field(default_factory=set)
    sources: set[Span] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Scene:
    """What a source is resolved against: the article, its mentions and everyone known.

    at: who is meant at a place; ends: those places, by their ends.
    """

    doc: Document
    mentions: Sequence[Mention]
    lexicons: Lexicons
    home: str | None
    named_actors: frozenset[str]
    known: list[Known] = field(default_factory=list)
    at: dict[Span, list[Known]] = field(default_factory=dict)
    ends: list[tuple[int, int]] = field(default_factory=list)

    def add(self, known: Known) -> Known:
        """Someone new, with the places met so far."""
        self.known.append(known)
        for span in tuple(known.mentions):
            self.place(known, span)
        return known

    def place(self, known: Known, span: Span, *, speaks: bool = False) -> None:
        """Note that someone known is meant at a place."""
        known.mentions.add(span)
        if speaks:
            known.sources.add(span)
        if span not in self.at:
            self.at[span] = []
            insort(self.ends, (span.end, span.start))
        if known not in self.at[span]:
            self.at[span].append(known)

    def inside(self, span: Span, kind: str = "") -> list[Mention]:
        """The mentions in a span, of one kind if told."""
        return [m for m in within(self.mentions, span) if contains(span, m.span) and kind in {"", m.kind}]


def actors_named(doc: Document, lexicons: Lexicons) -> frozenset[str]:
    """The states and organisations that an article names, by name, adjective or seat."""
    words = [doc[m] for m in doc.mentions if m.kind in {"place", "organisation"}] + [
        doc[t] for t in doc.tokens if t.tag.startswith(("NNP", "JJ"))
    ]
    tables = (lexicons.names, lexicons.adjectives, lexicons.seats)
    return frozenset(table[word].name for word in words for table in tables if word in table)


def scene_of(doc: Document, lexicons: Lexicons) -> Scene:
    """The article with everyone who is named in it, each with the places of their names."""
    mentions = sorted(doc.mentions, key=lambda m: m.span)
    scene = Scene(doc, mentions, lexicons, home_of(doc, lexicons), actors_named(doc, lexicons))
    for person in _persons(scene):
        scene.add(person)
    return scene


def home_of(doc: Document, lexicons: Lexicons) -> str | None:
    """The state that the article is at home in, by the words that only its own news uses; None without any."""
    states = Counter(lexicons.homes[w] for w in (doc[t] for t in doc.tokens) if w in lexicons.homes)
    return states.most_common(1)[0][0] if states else None


def _persons(scene: Scene) -> list[Known]:
    """Everyone who is named, with role, actor and all places of their names; full names first, then parts of them."""
    doc, persons = scene.doc, list[Known]()
    closed = [p.span for p in doc.parts if p.kind in {"byline", "furniture"}]
    mentions = [m for m in scene.mentions if m.kind == "person" and not any(contains(c, m.span) for c in closed)]
    by_word: dict[str, list[Known]] = {}
    for mention in sorted(mentions, key=lambda m: (len(doc[m].split()) == 1, m.span)):
        words = doc[mention].split()
        namesakes = by_word.setdefault(words[-1], [])
        person = next((p for p in reversed(namesakes) if _same(p.name.split(), words)), None)
        if person is None:
            if _heading(doc, mention.span):
                continue
            person = Known(" ".join(words), "person", gender=scene.lexicons.genders.get(words[0], ""))
            persons.append(person)
            for word in {words[0], words[-1]}:
                by_word.setdefault(word, []).append(person)
        _describe(scene, person, mention.span)
    persons += _loners(scene, persons)
    campaigns, administrations = (_named_before(doc.text, word) for word in ("campaign", "administration"))
    for person in persons:
        family = person.name.split()[-1]
        if person.kind == "person" and person.actor is None and family in campaigns:
            person.actor = _campaign(person.name)
        elif person.kind == "person" and person.actor is None and family in administrations:
            person.actor = scene.home
        _place_by_office(scene, person)
    return persons


def _place_by_office(scene: Scene, person: Known) -> None:
    """Add what the table of offices knows of a person whom the article does not place itself.

    A role that the article gives must be the office; a family name alone needs its state in the article, too.
    """
    doc, lexicons = scene.doc, scene.lexicons
    find = office_of if " " in person.name else office_of_family
    office = find(person.name, doc.published, lexicons) if person.kind == "person" else None
    if office is None or (person.role and not _is_role(office, person.role, lexicons)):
        return
    person.gender = person.gender or office.sex
    if person.actor is None and (" " in person.name or office.actor in scene.named_actors):
        running = office.office.startswith("candidate")
        person.actor, person.by_office = _campaign(person.name) if running else office.actor, office.line


def _is_role(office: Office, role: str, lexicons: Lexicons) -> bool:
    """True where a role may be that office: "President", "U.S. Secretary of State", no "former president"."""
    return office.office.split(" of ")[0].split()[-1] in role.lower() and not _is_past(role, lexicons)


def _is_past(role: str, lexicons: Lexicons) -> bool:
    """True for a "former minister": a role that its holder had."""
    return role.lower().startswith(tuple(lexicons.things["past"]))


def _heading(doc: Document, span: Span) -> bool:
    """True for capitals that are a line of their own: a heading between paragraphs, not somebody's name."""
    around = (doc.text[max(0, span.start - 4) : span.start], doc.text[span.end : span.end + 2])
    before, after = (words.replace("\r\n", "\n").replace("\r", "\n") for words in around)
    return before.endswith("\n\n") and after.lstrip(".:")[:1] == "\n"


def _named_before(text: str, word: str) -> set[str]:
    """The Marren campaign, Marren's administration: the names."""
    return set(re.findall(rf"\b(\w{{1,40}})(?:['’]s?)? {word}", text))


def _describe(scene: Scene, person: Known, name: Span) -> None:
    """Add what stands around a person's name: its place, an honorific, role and actor."""
    doc = scene.doc
    person.mentions.add(name)
    before = doc.text[max(0, name.start - 20) : name.start].split()
    row = scene.lexicons.name_words.get(before[-1] if before else "", {})
    person.gender = row.get("gender") or person.gender
    person.actor = person.actor or row.get("actor") or None
    role = _role_of(scene, name)
    if role is not None and not person.role:
        person.role = doc[role]
        person.actor = _institute(scene, name, role) or actor_of(scene, role, person.name) or person.actor
    elif person.actor is None:
        person.actor = _institute(scene, name, None)
    if person.actor is None and SEAT.match(doc.text, name.end):
        person.actor = scene.home


def _institute(scene: Scene, name: Span, role: Mention | None) -> str | None:
    """Of the Harbour Institute, who heads the Harbour Institute: the organisation in what is said of a name."""
    text = scene.doc.text
    starts = [m.end() for at in (name.end, role.span.end if role else 0) if (m := AT.match(text, at))]
    if role is None and (link := LINK.match(text, name.end)):
        starts.append(link.end())
    for start in starts:
        for mention in scene.inside(Span(start, min(len(text), start + 80)), "organisation"):
            if mention.span.start == start:
                return named_actor(scene, scene.doc[mention]) or scene.doc[mention]
    return None


def _loners(scene: Scene, persons: Sequence[Known]) -> list[Known]:
    """Those who speak under one word that nothing else tells of, with all its places; capitals are an organisation."""
    doc, taken = scene.doc, {span for p in persons for span in p.mentions}
    sources = {doc[head_of(scene, span)] for statement in doc.statements for span in statement.source}
    sources |= {ARTICLE.sub("", words, count=1) for words in sources}
    found: dict[str, Known] = {}
    for token in doc.tokens:
        word = doc[token]
        known = word not in sources or named_actor(scene, word) or token.span in taken or _in_mention(scene, token)
        if token.tag != "NNP" or known:
            continue
        if word.isupper() and len(word) > 1 and "." not in word:
            name = spelt_out(scene, word)
            found.setdefault(word, Known(name, "organisation", actor=name)).mentions.add(token.span)
        else:
            person = found.setdefault(word, Known(word, "person", gender=scene.lexicons.genders.get(word, "")))
            _describe(scene, person, token.span)
    return list(found.values())


def _in_mention(scene: Scene, token: Token) -> bool:
    """True for "United" in "the United Nations"."""
    around = Span(max(0, token.span.start - LONGEST_MENTION), token.span.end + LONGEST_MENTION)
    return any(contains(m.span, token.span) for m in within(scene.mentions, around))


def spelt_out(scene: Scene, letters: str) -> str:
    """The organisation of the article that begins with these letters, else the letters."""
    names = [scene.doc[m] for m in scene.mentions if m.kind == "organisation"]
    return next((n for n in names if "".join(w[0] for w in n.split() if w[0].isupper()) == letters), letters)


def _campaign(name: str) -> str:
    return f"{name.split()[-1]} campaign"


def _same(name: list[str], words: list[str]) -> bool:
    """True for the same name, and for its family name alone, which in some names stands first."""
    if len(words) == 1:
        return words[0] in {name[-1], name[0]} if "-" in name[-1] else words[0] == name[-1]
    return name[-len(words) :] == words or (name[-1] == words[-1] and name[0] == words[0])


def _role_of(scene: Scene, person: Span) -> Mention | None:
    """The role that stands right before a name, or after it between commas."""
    text = scene.doc.text
    near = Span(max(0, person.start - 120), min(len(text), person.end + 120))
    for role in scene.inside(near, "role"):
        before = text[role.span.end : person.start] if role.span.end <= person.start else "x"
        after = text[person.end : role.span.start] if person.end <= role.span.start else "x"
        if before.isspace() or re.fullmatch(r",\s+(?:the\s+|an?\s+)?", after):
            return role
    return None


def actor_of(scene: Scene, role: Mention, name: str = "") -> str | None:
    """The state or organisation in a role, or right after it ("of the council"), or told by the role alone.

    Former ministers are still their state's where it is named, else nobody's; a scholar is not the state's that an
    adjective names.
    """
    text, words = scene.doc.text, scene.doc[role].split()
    spoken_for = row_of(scene, role).get("actor") or None
    after = LINK.match(text, role.span.end)
    for mention in scene.inside(Span(role.span.start, min(len(text), role.span.end + 80))):
        inside = contains(role.span, mention.span) and mention.kind == "organisation"
        follows = after is not None and mention.span.start == after.end()
        if (inside or follows) and mention.kind in {"place", "organisation"}:
            return named_actor(scene, scene.doc[mention]) or scene.doc[mention]
    if spoken_for == "institute":
        return None
    for length in (2, 1):
        for at in range(len(words) - length + 1):
            actor = named_actor(scene, " ".join(words[at : at + length]))
            if actor is not None:
                return actor
    if _is_past(scene.doc[role], scene.lexicons):
        return None
    if spoken_for == "campaign":
        return _campaign(name or " ".join(words[:-1]) or words[-1]) if name or len(words) > 1 else None
    if spoken_for is None and len(words) > 1 and words[0].lower() not in row_of(scene, role).get("role", ""):
        return _superior(scene, words[0])
    return scene.home if spoken_for == "home" else spoken_for


def _superior(scene: Scene, word: str) -> str | None:
    """Whom an aide's principal speaks for: administration officials, Marren aides."""
    spoken_for = scene.lexicons.roles.get(word.lower(), {}).get("actor")
    if spoken_for == "home":
        return scene.home
    return next((k.actor for k in scene.known if k.kind == "person" and k.name.split()[-1] == word), None)


def named_actor(scene: Scene, words: str) -> str | None:
    lexicons = scene.lexicons
    actor = lexicons.adjectives.get(words) or lexicons.names.get(words) or lexicons.seats.get(words)
    return actor.name if actor else None


def row_of(scene: Scene, role: Mention) -> Row:
    """The row of the lexicon for a role mention: that of its longest ending."""
    words = scene.doc[role].lower().split()
    endings = (" ".join(words[k:]) for k in range(max(0, len(words) - 3), len(words)))
    return next((scene.lexicons.roles[e] for e in endings if e in scene.lexicons.roles), {})


def head_of(scene: Scene, source: Span) -> Span:
    """A source without what is only said of it: the apposition after a comma, the clause with who or which."""
    words = scene.doc[source]
    cut = SAID_OF.search(words)
    return Span(source.start, source.start + cut.start()) if cut and cut.start() else source
