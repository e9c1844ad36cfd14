"""Sources -> speakers: who is meant by "He", "Lavrov", "the Russian official", "Moscow".

First the persons of the article are gathered from their names, with role and actor; then every source is led to
one of them, to a state or organisation, or keeps its own words. A link that the text does not give is not made.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from analysis.knowledge import Lexicons
from analysis.model import Document, Mention, Speaker, Statement, Token
from analysis.spans import Span, Within, contains

GENDERS = {"he": "m", "she": "f"}
ARTICLE = re.compile(r"(?:even\s+|both\s+)?(?:the|its|their|his|her|a|an)\s+|even\s+|both\s+", re.I)
LONGEST_MENTION = 80  # characters
REACH = 20_000  # characters back to whom a source may point
NEAR = (
    1000  # the same for a pronoun: of those in GUM whose nearest fitting person stands further off, none was led right
)
HEARD = 1500  # characters by which someone who spoke is nearer than someone who was named
LINK = re.compile(r"\s+(?:of|for|at|with|to|from)\s+(?:the\s+)?")
SAID_OF = re.compile(
    r"\s+(?:who|which|that|whose)(?:\s|$)|\s+--"
    r"|,\s+(?:an?|the|its|his|her|who|which|whose|former|\w+['’]s|\d+)\s?"
)
PAST = re.compile(r"\b(?:former|retired|ex-|late|then)", re.I)
AT = re.compile(
    r"[^.;]{0,80}?(?:\b(?:at|with|by)|\bwho\s+(?:heads|leads|runs|directs|chairs|founded))\s+(?:the\s+)?(?:\w+-based\s+)?"
)
SEAT = re.compile(r"\s+\((?:[RDI]-)?[A-Z][\w.]{1,6}\)")  # Mitch Marren (R-Ky.), a legislator in American papers
BETWEEN = re.compile(r"(?:\s*\([^()]*\))?[\s,]*(?:\b(?:now|then)\s+)?(?:\b(?:the|an?)\s+)?$")
JOINING = {"and", "of", "for", "on", "the", "&"}
PLURAL_REACH = 600  # characters back to whom "they" may mean
OWNED = ("'s", "’s", "s'", "s’")


@dataclass(eq=False, slots=True)
class Known:
    """Someone met so far in the article; grows while it is read."""

    name: str
    kind: str
    role: str = ""
    actor: str | None = None
    gender: str = ""
    mentions: set[Span] = field(default_factory=set)
    sources: set[Span] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Scene:
    """What a source is resolved against: the article, its mentions and everyone known.

    at: who is meant at a place; ends: those places, by their ends.
    """

    doc: Document
    mentions: Within[Mention]
    tokens: Within[Token]
    lexicons: Lexicons
    home: str | None
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
        return [m for m in self.mentions.of(span) if contains(span, m.span) and kind in {"", m.kind}]


def find_speakers(
    doc: Document, lexicons: Lexicons, shares: Mapping[str, float]
) -> tuple[tuple[Speaker, ...], tuple[Statement, ...], tuple[Statement, ...]]:
    """The speakers of a document's statements in the order they speak, the statements with them, and the nested ones.

    shares: how often each rule that leads to a speaker was right. A nested statement is dropped where it is the outer
    speaker's own ("He said he hopes …", "I think …").
    """
    scene = _scene(doc, lexicons)
    spoken = {s: _speakers_of(scene, s) for s in doc.statements}
    speaking = dict.fromkeys(known for group, _ in spoken.values() for known in group)
    outer = {s.id: group for s, (group, _) in spoken.items()}
    for statement in doc.nested:
        if not _of_those_who_talk(scene, statement):
            group, rule = _speakers_of(scene, statement)
            if group != outer[statement.within]:
                spoken[statement] = group, rule
    made = {known: _made(known) for group, _ in spoken.values() for known in group}
    told = [
        replace(
            s, speakers=tuple(made[k] for k in group), led_by=rule, led_confidence=shares.get(f"led by {rule}", 1.0)
        )
        for s, (group, rule) in spoken.items()
    ]
    outermost, nested = (tuple(s for s in told if bool(s.within) == inner) for inner in (False, True))
    return tuple(made[known] for known in speaking), outermost, nested


def _speakers_of(scene: Scene, statement: Statement) -> tuple[list[Known], str]:
    """Whom the sources of a statement mean, and the rule that led there; of several, that of the first."""
    found = [_meant(scene, span) for span in statement.source]
    return list(dict.fromkeys(known for group, _ in found for known in group)), found[0][1] if found else "nothing"


def _of_those_who_talk(scene: Scene, statement: Statement) -> bool:
    """I think, you know, our view: a source of the first or second person."""
    first = scene.doc[statement.source[0]].split()[0].lower()
    return scene.lexicons.pronouns.get(first) == "I"


def find_people(doc: Document, lexicons: Lexicons) -> tuple[Speaker, ...]:
    """Every person named in a document, speaking or not, with the places of names and pronouns."""
    return tuple(_made(known) for known in _scene(doc, lexicons).known)


def _scene(doc: Document, lexicons: Lexicons) -> Scene:
    mentions = Within(sorted(doc.mentions, key=lambda m: m.span))
    scene = Scene(doc, mentions, Within(doc.tokens), lexicons, _home(doc, lexicons))
    for person in _persons(scene):
        scene.add(person)
    _lead_pronouns(scene)
    return scene


def _made(known: Known) -> Speaker:
    return Speaker(known.name, known.kind, known.role, known.actor, tuple(sorted(known.mentions)))


# ---- who is in the article


def _home(doc: Document, lexicons: Lexicons) -> str | None:
    """The state that the article is at home in, by the words that only its own news uses; None without any."""
    states = Counter(lexicons.homes[w] for w in (doc[t] for t in doc.tokens) if w in lexicons.homes)
    return states.most_common(1)[0][0] if states else None


def _persons(scene: Scene) -> list[Known]:
    """Everyone who is named, with role, actor and all places of their names; full names first, then parts of them."""
    doc, persons = scene.doc, list[Known]()
    closed = [p.span for p in doc.parts if p.kind in {"byline", "furniture"}]
    mentions = [m for m in scene.mentions.things if m.kind == "person" and not any(contains(c, m.span) for c in closed)]
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
    return persons


def _heading(doc: Document, span: Span) -> bool:
    """True for capitals that are a line of their own: a heading between paragraphs, not somebody's name."""
    before, after = doc.text[max(0, span.start - 2) : span.start], doc.text[span.end : span.end + 2]
    return before == "\n\n" and after.lstrip(".:")[:1] == "\n"


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
        person.actor = _institute(scene, name, role) or _actor_of(scene, role, person.name) or person.actor
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
                return _named_actor(scene, scene.doc[mention]) or scene.doc[mention]
    return None


def _loners(scene: Scene, persons: Sequence[Known]) -> list[Known]:
    """Those who speak under one word that nothing else tells of, with all its places; capitals are an organisation."""
    doc, taken = scene.doc, {span for p in persons for span in p.mentions}
    sources = {doc[_head(scene, span)] for statement in doc.statements for span in statement.source}
    sources |= {ARTICLE.sub("", words, count=1) for words in sources}
    found: dict[str, Known] = {}
    for token in doc.tokens:
        word = doc[token]
        known = word not in sources or _named_actor(scene, word) or token.span in taken or _in_mention(scene, token)
        if token.tag != "NNP" or known:
            continue
        if word.isupper() and len(word) > 1 and "." not in word:
            name = _spelt_out(scene, word)
            found.setdefault(word, Known(name, "organisation", actor=name)).mentions.add(token.span)
        else:
            person = found.setdefault(word, Known(word, "person", gender=scene.lexicons.genders.get(word, "")))
            _describe(scene, person, token.span)
    return list(found.values())


def _in_mention(scene: Scene, token: Token) -> bool:
    """True for "United" in "the United Nations"."""
    around = Span(max(0, token.span.start - LONGEST_MENTION), token.span.end + LONGEST_MENTION)
    return any(contains(m.span, token.span) for m in scene.mentions.of(around))


def _spelt_out(scene: Scene, letters: str) -> str:
    """The organisation of the article that begins with these letters, else the letters."""
    names = [scene.doc[m] for m in scene.mentions.things if m.kind == "organisation"]
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


def _actor_of(scene: Scene, role: Mention, name: str = "") -> str | None:
    """The state or organisation in a role, or right after it ("of the council"), or told by the role alone.

    Former ministers are still their state's where it is named, else nobody's; a scholar is not the state's that an
    adjective names.
    """
    text, words = scene.doc.text, scene.doc[role].split()
    told = _row(scene, role).get("actor") or None
    after = LINK.match(text, role.span.end)
    for mention in scene.inside(Span(role.span.start, min(len(text), role.span.end + 80))):
        within = contains(role.span, mention.span) and mention.kind == "organisation"
        follows = after is not None and mention.span.start == after.end()
        if (within or follows) and mention.kind in {"place", "organisation"}:
            return _named_actor(scene, scene.doc[mention]) or scene.doc[mention]
    if told == "institute":
        return None
    for length in (2, 1):
        for at in range(len(words) - length + 1):
            actor = _named_actor(scene, " ".join(words[at : at + length]))
            if actor is not None:
                return actor
    if PAST.match(scene.doc[role]):
        return None
    if told == "campaign":
        return _campaign(name or " ".join(words[:-1]) or words[-1]) if name or len(words) > 1 else None
    if told is None and len(words) > 1 and words[0].lower() not in _row(scene, role).get("role", ""):
        return _superior(scene, words[0])
    return scene.home if told == "home" else told


def _superior(scene: Scene, word: str) -> str | None:
    """Whom an aide's principal speaks for: administration officials, Marren aides."""
    told = scene.lexicons.roles.get(word.lower(), {}).get("actor")
    if told == "home":
        return scene.home
    return next((k.actor for k in scene.known if k.kind == "person" and k.name.split()[-1] == word), None)


def _named_actor(scene: Scene, words: str) -> str | None:
    lexicons = scene.lexicons
    actor = lexicons.adjectives.get(words) or lexicons.names.get(words) or lexicons.seats.get(words)
    return actor.name if actor else None


def _row(scene: Scene, role: Mention) -> dict[str, str]:
    """The row of the lexicon for a role mention: that of its longest ending."""
    words = scene.doc[role].lower().split()
    endings = (" ".join(words[k:]) for k in range(max(0, len(words) - 3), len(words)))
    return next((scene.lexicons.roles[e] for e in endings if e in scene.lexicons.roles), {})


def _lead_pronouns(scene: Scene) -> None:
    """Add he, she, his and her to the mentions of whom they mean: the nearest before it of fitting gender.

    Someone who spoke, or was the subject of a sentence, counts as nearer than someone who was only named.
    """
    doc = scene.doc
    starts = {s.span.start for s in doc.sentences}
    for known in scene.known:
        known.sources |= {m for m in known.mentions if m.start in starts}
    sources = {span for statement in doc.statements for span in statement.source}
    for span in sources:
        for known in _heads(scene, span):
            scene.place(known, span, speaks=True)
    for token in doc.tokens:
        gender = GENDERS.get(scene.lexicons.pronouns.get(doc[token].lower(), ""), "")
        if gender and token.tag in {"PRP", "PRP$"}:
            meant = _spoke_last(scene, partial(_may_be, gender), token.span.start, NEAR)
            if meant is not None:
                meant.gender = gender
                scene.place(meant, token.span, speaks=token.span in sources or token.span.start in starts)


def _may_be(gender: str, known: Known) -> bool:
    """True for a person of that gender, or of none told."""
    return known.kind == "person" and known.gender in {"", gender}


# ---- who is meant


def _meant(scene: Scene, source: Span) -> tuple[list[Known], str]:
    """Everyone a source means, and the rule that led there; someone new keeps its own words.

    A pronoun that no one near fits is left open: it keeps its own words too.
    """
    pronoun, rule = scene.lexicons.pronouns.get(scene.doc[source].lower(), ""), "pronoun"
    found: Sequence[Known | None] = ()
    if pronoun in GENDERS:
        found = scene.at.get(source, ())
    elif pronoun == "it":
        found = [_spoke_last(scene, lambda k: k.kind in {"state", "organisation"}, source.start, NEAR)]
    elif pronoun == "who":
        found = _before(scene, source)
    elif pronoun == "they":
        found = _many(scene, source)
    elif not pronoun:
        found, rule = next(((g, rule) for finder, rule in FINDERS if (g := finder(scene, source))), ((), "own words"))
    group = [k for k in found if k is not None]
    if not group:
        group, rule = [_unnamed(scene, source)], "own words" if rule == "own words" else "nothing"
    for known in group:
        scene.place(known, source, speaks=True)
    return list(dict.fromkeys(group)), rule


def _many(scene: Scene, source: Span) -> list[Known]:
    """Whom they means: the latest source before it that is of more than one."""
    doc = scene.doc
    at = bisect_left(doc.statements, source.start, key=lambda x: x.source[0].start if x.source else x.span.start)
    near = [x for x in doc.statements[max(0, at - 8) : at] if x.source and source.start < x.span.end + PLURAL_REACH]
    for statement in reversed(near):
        group = list(dict.fromkeys(k for span in statement.source for k in scene.at.get(span, ())))
        head = scene.tokens.of(_head(scene, statement.source[0]))
        if len(group) > 1 or (group and head and head[-1].tag in {"NNS", "NNPS"}):
            return group
    return []


def _alone(scene: Scene, source: Span) -> list[Known]:
    """Obama, President Obama, RT: someone known by one word, which ends the source."""
    head = _head(scene, source)
    last = bisect_right(scene.ends, (head.end, head.end))
    first = bisect_left(scene.ends, (head.end, head.start))
    return [k for end, start in scene.ends[first:last] for k in scene.at[Span(start, end)]][:1]


def _head(scene: Scene, source: Span) -> Span:
    """A source without what is only said of it: the apposition after a comma, the clause with who or which."""
    words = scene.doc[source]
    cut = SAID_OF.search(words)
    return Span(source.start, source.start + cut.start()) if cut and cut.start() else source


def _heads(scene: Scene, source: Span) -> list[Known]:
    """The persons a source names: not those whose it is (Marren's lawyer), nor those spoken for."""
    text, found = scene.doc.text, list[Known]()
    for part in dict.fromkeys((_head(scene, source), source)):
        for mention in scene.inside(part, "person"):
            before = text[part.start : mention.span.start].split()
            owned = text[mention.span.end : part.end].startswith(OWNED) and mention.span.end + 2 < part.end
            last = before[-1].lower() if before else ""
            describes = re.match(r"\s+[a-z]", text[mention.span.end : part.end]) and not re.match(
                r"\s+(?:and|or|of|in|from|at|for|with)\b", text[mention.span.end : part.end]
            )
            if owned or describes or last in {"of", "for", "to", "with", "from", "by", "under", "like"}:
                continue
            found += scene.at.get(mention.span, ())[:1]
        if found:
            break
    return found


def _spoke_last(scene: Scene, fits: Callable[[Known], bool], before: int, reach: int = REACH) -> Known | None:
    """Of those that fit, whose latest mention before a place is nearest to it; one who spoke there counts as nearer."""
    best: tuple[int, Known | None] = (before - reach, None)
    for k in range(bisect_right(scene.ends, (before, before)) - 1, -1, -1):
        end, start = scene.ends[k]
        if end + HEARD <= best[0]:
            break
        span = Span(start, end)
        for known in scene.at[span]:
            value = end + HEARD * (span in known.sources)
            if value > best[0] and fits(known):
                best = (value, known)
    return best[1]


def _before(scene: Scene, source: Span) -> list[Known]:
    """Whom who or which means: those named right before it, brackets and a role between them left out."""
    text = scene.doc.text
    start, end = max(0, source.start - 120), source.start
    for _ in range(2):
        end = start + len(BETWEEN.sub("", text[start:end]))
        last = next((m for m in scene.inside(Span(start, end)) if m.span.end == end), None)
        if last is None:
            return []
        if last.kind != "role":
            return scene.at.get(last.span) or _states(scene, last.span)
        end = last.span.start
    return []


def _states(scene: Scene, source: Span) -> list[Known]:
    """Moscow, the United States, the Russian side, China and Russia: states or organisations that speak as such."""
    head = _head(scene, source)
    for words in dict.fromkeys((scene.doc[head].rstrip(" ,"), scene.doc[head].split(",")[0])):
        pieces = re.split(r",?\s+and\s+|,\s+", words)
        names = [_state(scene, ARTICLE.sub("", piece, count=1)) for piece in pieces]
        if all(names):
            return [_speaking(scene, name, kind) for name, kind in filter(None, names)]
    for mention in scene.inside(head):
        if mention.span.end != head.end:
            continue
        if mention.kind == "role" and _row(scene, mention).get("number") == "body":
            actor = _actor_of(scene, mention)
            if actor and mention.span.start - head.start <= 4:
                return [_speaking(scene, actor, "state")]
        if mention.kind == "organisation" and (name := _whole_name(scene, head)):
            return [_speaking(scene, _spelt_out(scene, name), "organisation")]
    return []


def _whole_name(scene: Scene, head: Span) -> str:
    """The name of an organisation without its article, "" where some word of it is not part of a name."""
    name = ARTICLE.sub("", scene.doc[head], count=1)
    return name if all(w[0].isupper() or w in JOINING for w in name.split()) else ""


def _both(scene: Scene, source: Span) -> Sequence[Known]:
    """Both sides, the two countries: the two states named last before it."""
    match = re.fullmatch(r"(?:both|the two|the)\s+(\w+)", scene.doc[source], re.I)
    if match is None or scene.lexicons.roles.get(match[1].lower(), {}).get("number") != "both":
        return []
    states: dict[str, None] = {}
    for word in reversed(re.findall(r"[^\s,;:()-]+", scene.doc.text[max(0, source.start - 1500) : source.start])):
        actor = _named_actor(scene, re.sub(r"['’]s?$", "", word))
        if actor and scene.lexicons.names[actor].kind == "state":
            states[actor] = None
        if len(states) == 2:
            return [_speaking(scene, name, "state") for name in reversed(states)]
    return []


def _state(scene: Scene, words: str) -> tuple[str, str] | None:
    words = re.sub(r"['’]s?$", "", words)
    lexicons = scene.lexicons
    actor = lexicons.names.get(words) or lexicons.seats.get(words)
    return (actor.name, actor.kind) if actor else None


def _speaking(scene: Scene, name: str, kind: str) -> Known:
    """The state or organisation of that name, met before or new."""
    known = next((k for k in scene.known if k.name == name), None)
    if known is None:
        words = name.split()
        heads = (" ".join(words[:n]) for n in range(len(words) - 1, 0, -1))
        whole = kind == "state" or name in scene.lexicons.names
        part_of = None if whole else next((a for h in heads if (a := _named_actor(scene, h))), None)
        known = scene.add(Known(name, kind, actor=part_of or name))
    return known


def _titled(scene: Scene, source: Span) -> list[Known]:
    """The Russian official, the minister: the latest person met before of that actor, or of that role."""
    head = _head(scene, source)
    roles = [m for m in scene.inside(head, "role") if m.span.end == head.end]
    words = scene.doc[head]
    if not roles or not ARTICLE.match(words) or re.match(r"an?\s", words, re.I):
        return []
    row = _row(scene, roles[0])
    if row.get("number") != "one":
        return []
    actor = _actor_of(scene, roles[0])

    def in_office(known: Known) -> bool:
        return known.kind == "person" and row["role"] in known.role.lower() and actor in {None, known.actor}

    def of_actor(known: Known) -> bool:
        return known.kind == "person" and known.actor == actor and actor is not None

    meant = _spoke_last(scene, in_office, source.start) or _spoke_last(scene, of_actor, source.start)
    return [meant] if meant else []


def _unnamed(scene: Scene, source: Span) -> Known:
    """Someone without a name: the source's own words, with the actor that they tell."""
    words = scene.doc[_head(scene, source)]
    known = next((k for k in scene.known if k.kind == "unnamed" and k.name.lower() == words.lower()), None)
    if known is None:
        roles = scene.inside(source, "role")
        known = scene.add(Known(words, "unnamed", actor=_actor_of(scene, roles[-1]) if roles else None))
    return known


FINDERS = ((_heads, "name"), (_states, "state"), (_both, "both"), (_alone, "name"), (_titled, "role"))
