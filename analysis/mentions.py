"""Tokens -> names and roles in the text: persons, organisations, places, treaties, roles.

Names are runs of proper nouns. What they name is told by the lexicons (states, organisations, roles) and by the
words in them (a Treaty, a Ministry); where these know nothing, by the encoder; a run of two to four words that nothing
claims is a person.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np

from analysis.encoder import KINDS, Floats
from analysis.lexicons import Lexicons
from analysis.model import Document, Mention, Token
from analysis.spans import Span, hull, within
from analysis.text import Words

LONGEST_NAME = 7
PROPER = ("NNP", "NNPS")
NAMES = ("person", "organisation", "place")


def encoder_mentions(words: Words, chances: Floats, least: float) -> tuple[Mention, ...]:
    """What the encoder takes for names, in the order of the text; chances (n, 11): none, then B and I of each kind;
    least: the mean chance that a name needs.

    Two names of a kind with nothing between them are one ("Oro Ki-vantel").
    """
    tags = chances.argmax(1)
    found: list[Mention] = []
    first = None
    for i in range(len(tags) + 1):
        if first is not None and (i == len(tags) or tags[i] not in {tags[first], tags[first] + 1}):
            kind = KINDS[(int(tags[first]) - 1) // 2]
            chance = chances[np.arange(first, i), tags[first:i]].mean()
            if kind in NAMES and chance >= least:
                found.append(Mention(Span(int(words.start[first]), int(words.end[i - 1])), kind))
            first = None
        if i < len(tags) and tags[i] % 2 == 1 and first is None:
            first = i
    return tuple(found)


def find_mentions(doc: Document, lexicons: Lexicons, by_encoder: Sequence[Mention] = ()) -> tuple[Mention, ...]:
    """All mentions, in the order of the text; a place or organisation may lie inside a role or a treaty.

    by_encoder: what the encoder takes for names; it counts where the lexicons do not know the words. A family name
    alone ("Marren") is a person where the full name ("Ilse Marren") stands in the same text.
    """
    found: list[Mention] = []
    loose: list[Token] = []
    for sentence in doc.sentences:
        words = within(doc.tokens, sentence.span)
        known = [*_known(doc.text, words, lexicons), *_roles(words, lexicons)]
        kinds = {_whole(words, m.span): m.kind for m in within(by_encoder, sentence.span)}
        named = list(_names(doc.text, words, known, kinds, lexicons))
        found += known + [m for m in named if isinstance(m, Mention)]
        loose += [t for t in named if isinstance(t, Token)]
        taken = {k for m in (*known, *named) for k in _numbers(words, m.span)}
        found += [Mention(span, kind) for span, kind in kinds.items() if taken.isdisjoint(_numbers(words, span))]
    family = {doc[m].split()[-1] for m in found if m.kind == "person"}
    found += [Mention(t.span, "person") for t in loose if doc[t] in family or doc[t] in lexicons.genders]
    return tuple(sorted(found, key=lambda m: (m.span.start, -m.span.end)))


def _numbers(words: Sequence[Token], span: Span) -> range:
    """The numbers of the tokens that a span touches."""
    first = bisect_right(words, span.start, key=lambda t: t.span.end)
    return range(first, bisect_left(words, span.end, lo=first, key=lambda t: t.span.start))


def _whole(words: Sequence[Token], span: Span) -> Span:
    """A span grown to whole tokens: to the encoder "Ki-moon" is three words."""
    touched = _numbers(words, span)
    return hull((span, words[touched[0]].span, words[touched[-1]].span)) if touched else span


def _known(text: str, words: Sequence[Token], lexicons: Lexicons) -> Iterator[Mention]:
    """States, organisations and seats that the lexicon knows, the longest at a place."""
    at = 0
    while at < len(words):
        step = 1
        if text[words[at].span.start].isupper() or text[words[at].span.start].isdigit():
            for length in range(min(LONGEST_NAME, len(words) - at), 0, -1):
                span = Span(words[at].span.start, words[at + length - 1].span.end)
                actor = lexicons.names.get(span.of(text)) or lexicons.seats.get(span.of(text))
                rest = words[at + length - 1 : at + length + 2]
                if actor and not _first_name(text, words[at : at + length + 1], lexicons) and not _goes_on(rest):
                    yield Mention(span, "place" if actor.kind == "state" else "organisation")
                    step = length
                    break
        at += step


def _goes_on(words: Sequence[Token]) -> bool:
    """European Council on Foreign Relations: the name of a state's council goes on, and is another's."""
    return len(words) == 3 and words[1].tag == "IN" and words[1].lemma == "on" and words[2].tag in PROPER


def _first_name(text: str, words: Sequence[Token], lexicons: Lexicons) -> bool:
    """Chad Marren: a state's name that is a first name too, with another name after it."""
    if len(words) != 2 or words[1].tag != "NNP" or words[0].span.of(text) not in lexicons.genders:
        return False
    after = words[1].span.of(text)
    return after not in lexicons.name_words and after.lower() not in lexicons.roles


def _roles(words: Sequence[Token], lexicons: Lexicons) -> Iterator[Mention]:
    """Role nouns with the words before them: "former Russian Prime Minister", "Secretary of State"."""
    at = 0
    lemmas = [w.lemma.lower() for w in words]
    while at < len(words):
        for length in (3, 2, 1):
            head = words[at : at + length]
            is_role = " ".join(lemmas[at : at + length]) in lexicons.roles and head[-1].tag.startswith("N")
            if is_role and not (length == 1 and _family_name(words, at, lexicons)):
                first = at
                while first and _describes(words[first - 1]):
                    first -= 1
                yield Mention(Span(words[first].span.start, head[-1].span.end), "role")
                at += len(head) - 1
                break
        at += 1


def _family_name(words: Sequence[Token], at: int, lexicons: Lexicons) -> bool:
    """Mr. King, Larry King: a role's word in capitals after an honorific or a first name."""
    if not at or words[at].tag != "NNP":
        return False
    before = words[at - 1].lemma
    return lexicons.name_words.get(before, {}).get("kind") == "honorific" or before in lexicons.genders


def _describes(word: Token) -> bool:
    return word.tag in {"JJ", "NN", "NNP", "NNPS", "HYPH", "VBN"}


def _names(
    text: str, words: Sequence[Token], known: Sequence[Mention], kinds: Mapping[Span, str], lexicons: Lexicons
) -> Iterator[Mention | Token]:
    """Persons, organisations and treaties among the proper nouns that `known` leaves; single words as they are."""
    taken = {k for m in known for k in _numbers(words, m.span)}
    roles = {m.span.end for m in known if m.kind == "role"}
    free = [_proper(text, words, at, roles, lexicons) and at not in taken for at in range(len(words))]
    run: list[Token] = []
    for at, word in enumerate(words):
        if free[at] or (run and _joins(words, free, at, run, lexicons)):
            run.append(word)
        elif run:
            yield from _named(run, kinds, lexicons)
            run = []
    yield from _named(run, kinds, lexicons)


def _proper(text: str, words: Sequence[Token], at: int, roles: Collection[int], lexicons: Lexicons) -> bool:
    """A proper noun, or one that the tagger missed: Secretary Ban Ki-moon, Jean-Marc Ayrault."""
    word = words[at].span.of(text)
    if words[at].tag in PROPER:
        return True
    if at + 1 == len(words) or words[at + 1].tag != "NNP" or words[at].tag not in {"NN", "JJ"} or word.islower():
        return False
    after_role = at > 0 and words[at - 1].span.end in roles and words[at - 1].tag == "NNP"
    return after_role or word.split("-")[0] in lexicons.genders


def _joins(words: Sequence[Token], free: Sequence[bool], at: int, run: Sequence[Token], lexicons: Lexicons) -> bool:
    """True for "for", "and" in an organisation's name: the Center for Strategic and International Studies."""
    after = next((k for k in range(at + 1, len(words)) if words[k].tag != "DT"), None)
    inside = any(w.tag in {"IN", "DT"} for w in run)
    named = any(lexicons.name_words.get(w.lemma, {}).get("kind") == "organisation" for w in run)
    link = (words[at].tag == "IN" and words[at].lemma in {"for", "of", "on"}) or (words[at].tag == "CC" and inside)
    return named and after is not None and free[after] and (link or (words[at].tag == "DT" and inside))


def _named(run: Sequence[Token], by_encoder: Mapping[Span, str], lexicons: Lexicons) -> Iterator[Mention | Token]:
    kinds = [lexicons.name_words.get(t.lemma, {}).get("kind", "") for t in run]
    honoured = kinds[0] == "honorific" if kinds else False
    while kinds and kinds[0] == "honorific":
        run, kinds = run[1:], kinds[1:]
    if not run:
        return
    span = Span(run[0].span.start, run[-1].span.end)
    kind = next((k for k in reversed(kinds) if k in {"treaty", "organisation"}), "")
    if not kind and "place" in {kinds[-1], *(k for k, t in zip(kinds, run[1:], strict=False) if t.tag == "IN")}:
        kind = "place"
    if not kind and not honoured:
        kind = by_encoder.get(span, "")
    if kind:
        yield Mention(span, kind)
    elif 2 <= len(run) <= 4 or honoured:
        yield Mention(span, "person")
    elif len(run) == 1:
        yield run[0]
