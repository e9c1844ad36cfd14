"""Sources -> speakers: who is meant by "He", "Lavrov", "the Russian official", "Moscow".

First the persons of the article are gathered from their names, with role and actor; then every source is led to
one of them, to a state or organisation, or keeps its own words. A link that the text does not give is not made.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from analysis.knowledge import Lexicons
from analysis.model import Document, Mention, Speaker, Statement
from analysis.spans import Span, Within, contains

PRONOUNS = {"he": "m", "she": "f", "it": ""}
ARTICLE = re.compile(r"(?:the|its|their|his|her|a|an)\s+", re.I)


@dataclass(eq=False, slots=True)
class Known:
    """Someone met so far in the article; grows while it is read."""

    name: str
    kind: str
    role: str = ""
    actor: str | None = None
    gender: str = ""
    mentions: set[Span] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Scene:
    """What a source is resolved against: the article, its mentions, and everyone known, the latest to speak last."""

    doc: Document
    mentions: Within[Mention]
    lexicons: Lexicons
    known: list[Known]

    def inside(self, span: Span, kind: str = "") -> list[Mention]:
        """The mentions in a span, of one kind if told."""
        return [m for m in self.mentions.of(span) if contains(span, m.span) and kind in {"", m.kind}]


def find_speakers(doc: Document, lexicons: Lexicons) -> tuple[tuple[Speaker, ...], tuple[Statement, ...]]:
    """The speakers of a document's statements in the order they speak, and the statements with them."""
    scene = Scene(doc, Within(sorted(doc.mentions, key=lambda m: m.span)), lexicons, [])
    scene.known.extend(_persons(scene))
    spoken: list[list[Known]] = []
    for statement in doc.statements:
        group = [known for span in statement.source for known in _meant(scene, span)]
        for known in group:
            if known in scene.known:
                scene.known.remove(known)
            scene.known.append(known)
        spoken.append(group)
    made = {
        known: Speaker(known.name, known.kind, known.role, known.actor, tuple(sorted(known.mentions)))
        for known in dict.fromkeys(k for group in spoken for k in group)
    }
    pairs = zip(doc.statements, spoken, strict=True)
    return tuple(made.values()), tuple(replace(s, speakers=tuple(made[k] for k in g)) for s, g in pairs)


# ---- who is in the article


def _persons(scene: Scene) -> list[Known]:
    """Everyone who is named, in the order of the text, with role, actor and all their names' places."""
    doc, persons = scene.doc, list[Known]()
    closed = [p.span for p in doc.parts if p.kind in {"byline", "furniture"}]
    for mention in scene.mentions.things:
        if mention.kind != "person" or any(contains(span, mention.span) for span in closed):
            continue
        words = doc[mention].split()
        person = next((p for p in reversed(persons) if _same(p.name.split(), words)), None)
        if person is None:
            person = Known(" ".join(words), "person")
            persons.append(person)
        person.mentions.add(mention.span)
        honorific = doc.text[: mention.span.start].rsplit(None, 1)[-1:] if mention.span.start else []
        gender = scene.lexicons.name_words.get(honorific[0], {}).get("gender", "") if honorific else ""
        person.gender = person.gender or gender
        role = _role_of(scene, mention)
        if role is not None and not person.role:
            person.role, person.actor = doc[role], _actor_of(scene, role)
    return persons


def _same(name: list[str], words: list[str]) -> bool:
    """True for the same name, and for a family name alone: Sergei Lavrov, Lavrov."""
    return name == words or (name[-1] == words[-1] and (len(words) == 1 or name[0] == words[0]))


def _role_of(scene: Scene, person: Mention) -> Mention | None:
    """The role that stands right before a name, or after it between commas."""
    text = scene.doc.text
    near = Span(max(0, person.span.start - 120), min(len(text), person.span.end + 120))
    for role in scene.inside(near, "role"):
        before = text[role.span.end : person.span.start] if role.span.end <= person.span.start else "x"
        after = text[person.span.end : role.span.start] if person.span.end <= role.span.start else "x"
        if before.isspace() or re.fullmatch(r",\s+(?:the\s+|an?\s+)?", after):
            return role
    return None


def _actor_of(scene: Scene, role: Mention) -> str | None:
    """The state or organisation in a role, or right after it ("of the council"), or told by the role alone."""
    text, words = scene.doc.text, scene.doc[role].split()
    for length in (2, 1):
        for at in range(len(words) - length + 1):
            actor = _named_actor(scene, " ".join(words[at : at + length]))
            if actor is not None:
                return actor
    after = re.compile(r"\s+(?:of|for|at|with|to|from)\s+(?:the\s+)?").match(text, role.span.end)
    for mention in scene.inside(Span(role.span.start, min(len(text), role.span.end + 80))):
        within = contains(role.span, mention.span) and mention.kind == "organisation"
        if within or (after and mention.span.start == after.end() and mention.kind in {"place", "organisation"}):
            return _named_actor(scene, scene.doc[mention]) or scene.doc[mention]
    return _row(scene, role).get("actor") or None


def _named_actor(scene: Scene, words: str) -> str | None:
    lexicons = scene.lexicons
    actor = lexicons.adjectives.get(words) or lexicons.names.get(words) or lexicons.seats.get(words)
    return actor.name if actor else None


def _row(scene: Scene, role: Mention) -> dict[str, str]:
    """The row of the lexicon for a role mention: that of its longest ending."""
    words = scene.doc[role].lower().split()
    endings = (" ".join(words[k:]) for k in range(max(0, len(words) - 3), len(words)))
    return next((scene.lexicons.roles[e] for e in endings if e in scene.lexicons.roles), {})


# ---- who is meant


def _meant(scene: Scene, source: Span) -> list[Known]:
    """Everyone a source means; someone new keeps its own words."""
    words = scene.doc[source]
    if words.lower() in PRONOUNS:
        found = [_antecedent(scene, source)]
    else:
        found = list(_heads(scene, source)) or [_state(scene, source) or _titled(scene, source)]
    group = [k if k is not None else _unnamed(scene, source) for k in found]
    for known in group:
        known.mentions.add(source)
    return list(dict.fromkeys(group))


def _heads(scene: Scene, source: Span) -> list[Known]:
    """The persons a source names: not those whose it is (Marren's lawyer), nor those spoken for."""
    text, found = scene.doc.text, []
    for mention in scene.inside(source, "person"):
        before = text[source.start : mention.span.start].split()
        owned = text[mention.span.end : source.end].startswith(("'s", "’s", "'", "’"))
        if owned or (before and before[-1].lower() in {"of", "for", "to", "with", "from", "by"}):
            continue
        found += [k for k in scene.known if mention.span in k.mentions][:1]
    return found


def _antecedent(scene: Scene, source: Span) -> Known | None:
    """Whom a pronoun means: of those met before it, the latest to speak, of fitting kind and gender."""
    pronoun = scene.doc[source].lower()
    fits = [
        k
        for k in scene.known
        if (k.kind == "person") == (pronoun != "it")
        and (pronoun == "it" or k.gender in {"", PRONOUNS[pronoun]})
        and any(m.end <= source.start for m in k.mentions)
    ]
    return max(fits, key=lambda k: max(m.end for m in k.mentions if m.end <= source.start), default=None)


def _state(scene: Scene, source: Span) -> Known | None:
    """Moscow, the United States, the Russian side: a state or organisation that speaks as such."""
    words = ARTICLE.sub("", scene.doc[source], count=1)
    actor = scene.lexicons.names.get(words) or scene.lexicons.seats.get(words)
    name, kind = (actor.name, actor.kind) if actor else (None, "state")
    for mention in scene.inside(source):
        if name is None and mention.span.end == source.end:
            if mention.kind == "role" and _row(scene, mention).get("number") == "body":
                name = _actor_of(scene, mention)
            elif mention.kind == "organisation" and scene.doc[mention] == words:
                name, kind = words, "organisation"
    if name is None:
        return None
    known = next((k for k in scene.known if k.name == name), None)
    if known is None:
        known = Known(name, kind, actor=name)
        scene.known.append(known)
    return known


def _titled(scene: Scene, source: Span) -> Known | None:
    """The Russian official, the minister: the latest person met before of that actor, or of that role."""
    roles = [m for m in scene.inside(source, "role") if m.span.end == source.end]
    if not roles or not ARTICLE.match(scene.doc[source]) or _row(scene, roles[0]).get("number") != "one":
        return None
    if re.match(r"an?\s", scene.doc[source], re.I):
        return None
    actor, head = _actor_of(scene, roles[0]), _row(scene, roles[0])["role"]
    before = [k for k in scene.known if k.kind == "person" and any(m.end <= source.start for m in k.mentions)]
    fits = [k for k in before if (k.actor == actor if actor else head in k.role.lower())]
    return max(fits, key=lambda k: max(m.end for m in k.mentions if m.end <= source.start), default=None)


def _unnamed(scene: Scene, source: Span) -> Known:
    """Someone without a name: the source's own words, with the actor that they tell."""
    words = scene.doc[source]
    known = next((k for k in scene.known if k.kind == "unnamed" and k.name.lower() == words.lower()), None)
    if known is None:
        roles = scene.inside(source, "role")
        known = Known(words, "unnamed", actor=_actor_of(scene, roles[-1]) if roles else None)
        scene.known.append(known)
    return known
