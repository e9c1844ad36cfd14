"""Sources -> speakers: who is meant by "He", "Lavrov", "the Russian official", "Moscow".

Every source is led to one of the persons of the article, to a state or organisation, or keeps its own words. A link
that the text does not give is not made.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from analysis.keys import name_keys
from analysis.lexicons import Lexicons, country_code
from analysis.model import Document, Resolution, Speaker, Statement
from analysis.people import ARTICLE, Known, Scene, actor_of, head_of, named_actor, row_of, scene_of, spelt_out
from analysis.spans import Span, within

GENDERS = {"he": "m", "she": "f"}
REACH = 20_000  # characters back to whom a source may point
NEAR = 1000  # the same for a pronoun: of those in GUM whose nearest fitting person stands further off, none was right
SPOKE = 1500  # characters by which someone who spoke is nearer than someone who was named
BETWEEN = re.compile(r"(?:\s*\([^()]*\))?[\s,]*(?:\b(?:now|then)\s+)?(?:\b(?:the|an?)\s+)?$")
PLURAL_REACH = 600  # characters back to whom "they" may mean
OWNED = ("'s", "’s", "s'", "s’")


def find_speakers(
    doc: Document, lexicons: Lexicons, shares: Mapping[str, float]
) -> tuple[tuple[Speaker, ...], tuple[Resolution, ...], tuple[Statement, ...]]:
    """The speakers of a document in the order they speak, whom each source means, and the nested statements that stay.

    shares: how often each rule that leads to a speaker was right. A nested statement is left out where it is the outer
    speaker's own ("He said he hopes …", "I think …").
    """
    scene = _scene(doc, lexicons)
    found = {s.key: _speakers_of(scene, s) for s in doc.statements}
    speaking = dict.fromkeys(known for group, _ in found.values() for known in group)
    nested = []
    for statement in doc.nested:
        if not _of_those_who_talk(scene, statement):
            group, rule = _speakers_of(scene, statement)
            if group != found[statement.within][0]:
                found[statement.key] = group, rule
                nested.append(statement)
    everyone = list(dict.fromkeys([*speaking, *(known for group, _ in found.values() for known in group)]))
    keys = dict(zip(everyone, name_keys(known.name for known in everyone), strict=True))
    resolutions = tuple(
        Resolution(statement, tuple(keys[k] for k in group), rule, shares.get(f"speaker by {rule}", 1.0))
        for statement, (group, rule) in found.items()
    )
    return tuple(_speaker(scene, known, key) for known, key in keys.items()), resolutions, tuple(nested)


def _speakers_of(scene: Scene, statement: Statement) -> tuple[list[Known], str]:
    """Whom the sources of a statement mean, and the rule that led there; of several, that of the first."""
    found = [_those_meant(scene, span) for span in statement.source]
    return list(dict.fromkeys(known for group, _ in found for known in group)), found[0][1] if found else "nothing"


def _of_those_who_talk(scene: Scene, statement: Statement) -> bool:
    """I think, you know, our view: a source of the first or second person."""
    first = scene.doc[statement.source[0]].split()[0].lower()
    return scene.lexicons.pronouns.get(first) == "I"


def find_people(doc: Document, lexicons: Lexicons) -> tuple[Speaker, ...]:
    """Every person named in a document, speaking or not, with the places of names and pronouns."""
    scene = _scene(doc, lexicons)
    keys = name_keys(known.name for known in scene.known)
    return tuple(_speaker(scene, known, key) for known, key in zip(scene.known, keys, strict=True))


def _scene(doc: Document, lexicons: Lexicons) -> Scene:
    scene = scene_of(doc, lexicons)
    _lead_pronouns(scene)
    return scene


def _speaker(scene: Scene, known: Known, key: str) -> Speaker:
    actor = scene.lexicons.names.get(known.actor or "")
    code = country_code(actor.iso) if actor else ""
    mentions = tuple(sorted(known.mentions))
    return Speaker(key, known.name, known.kind, known.role, known.actor, code, mentions, known.by_office)


# ---- pronouns


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
            person = _spoke_last(scene, partial(_may_be, gender), token.span.start, NEAR)
            if person is not None:
                person.gender = gender
                scene.place(person, token.span, speaks=token.span in sources or token.span.start in starts)


def _may_be(gender: str, known: Known) -> bool:
    """True for a person of that gender, or of none told."""
    return known.kind == "person" and known.gender in {"", gender}


# ---- who is meant


def _those_meant(scene: Scene, source: Span) -> tuple[list[Known], str]:
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
        head = within(doc.tokens, head_of(scene, statement.source[0]))
        if len(group) > 1 or (group and head and head[-1].tag in {"NNS", "NNPS"}):
            return group
    return []


def _alone(scene: Scene, source: Span) -> list[Known]:
    """Obama, President Obama, RT: someone known by one word, which ends the source."""
    head = head_of(scene, source)
    last = bisect_right(scene.ends, (head.end, head.end))
    first = bisect_left(scene.ends, (head.end, head.start))
    return [k for end, start in scene.ends[first:last] for k in scene.at[Span(start, end)]][:1]


def _heads(scene: Scene, source: Span) -> list[Known]:
    """The persons a source names: not those whose it is (Marren's lawyer), nor those spoken for."""
    text, found = scene.doc.text, list[Known]()
    for part in dict.fromkeys((head_of(scene, source), source)):
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
        if end + SPOKE <= best[0]:
            break
        span = Span(start, end)
        for known in scene.at[span]:
            value = end + SPOKE * (span in known.sources)
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
    head = head_of(scene, source)
    whole = scene.doc[head].rstrip(" ,")
    for words in dict.fromkeys((whole, whole.split(",")[0], whole.split(" at ")[0])):
        pieces = re.split(r",?\s+and\s+|,\s+", words)
        names = [_state(scene, ARTICLE.sub("", piece, count=1)) for piece in pieces]
        if all(names):
            return [_speaking(scene, name, kind) for name, kind in filter(None, names)]
    for mention in scene.inside(head):
        if mention.span.end != head.end:
            continue
        if mention.kind == "role" and row_of(scene, mention).get("number") == "body":
            actor = actor_of(scene, mention)
            if actor and mention.span.start - head.start <= 4:
                return [_speaking(scene, actor, "state")]
        if mention.kind == "organisation" and (name := _whole_name(scene, head)):
            return [_speaking(scene, spelt_out(scene, name), "organisation")]
    return []


def _whole_name(scene: Scene, head: Span) -> str:
    """The name of an organisation without its article, "" where some word of it is not part of a name."""
    name = ARTICLE.sub("", scene.doc[head], count=1)
    return name if all(w[0].isupper() or w in scene.lexicons.things["joining"] for w in name.split()) else ""


def _both(scene: Scene, source: Span) -> Sequence[Known]:
    """Both sides, the two countries: the two states named last before it."""
    match = re.fullmatch(r"(?:both|the two|the)\s+(\w+)", scene.doc[source], re.I)
    if match is None or scene.lexicons.roles.get(match[1].lower(), {}).get("number") != "both":
        return []
    states: dict[str, None] = {}
    for word in reversed(re.findall(r"[^\s,;:()-]+", scene.doc.text[max(0, source.start - 1500) : source.start])):
        actor = named_actor(scene, re.sub(r"['’]s?$", "", word))
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
        part_of = None if whole else next((a for h in heads if (a := named_actor(scene, h))), None)
        known = scene.add(Known(name, kind, actor=part_of or name))
    return known


def _titled(scene: Scene, source: Span) -> list[Known]:
    """The Russian official, the minister: the latest person met before of that actor, or of that role."""
    head = head_of(scene, source)
    roles = [m for m in scene.inside(head, "role") if m.span.end == head.end]
    words = scene.doc[head]
    if not roles or not ARTICLE.match(words) or re.match(r"an?\s", words, re.I):
        return []
    row = row_of(scene, roles[0])
    if row.get("number") != "one":
        return []
    actor = actor_of(scene, roles[0])

    def in_office(known: Known) -> bool:
        return known.kind == "person" and row["role"] in known.role.lower() and actor in {None, known.actor}

    def of_actor(known: Known) -> bool:
        return known.kind == "person" and known.actor == actor and actor is not None

    person = _spoke_last(scene, in_office, source.start) or _spoke_last(scene, of_actor, source.start)
    return [person] if person else []


def _unnamed(scene: Scene, source: Span) -> Known:
    """Someone without a name: the source's own words, with the actor that they tell."""
    words = scene.doc[head_of(scene, source)]
    known = next((k for k in scene.known if k.kind == "unnamed" and k.name.lower() == words.lower()), None)
    if known is None:
        roles = scene.inside(source, "role")
        known = scene.add(Known(words, "unnamed", actor=actor_of(scene, roles[-1]) if roles else None))
    return known


FINDERS = ((_heads, "name"), (_states, "state"), (_both, "both"), (_alone, "name"), (_titled, "role"))
