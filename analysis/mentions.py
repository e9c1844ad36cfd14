"""Tokens -> names and roles in the text: persons, organisations, places, treaties, roles.

Names are runs of proper nouns. What they name is told by the lexicons (states, organisations, roles) and by the
words in them (a Treaty, a Ministry); where these know nothing, by the encoder; a run of two to four words that nothing
claims is a person.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import dropwhile

import numpy as np

from analysis.encoder import KINDS, Floats
from analysis.grammar import PROPER
from analysis.lexicons import Lexicons
from analysis.model import Document, Mention, Token
from analysis.persons import family_name
from analysis.spans import Span, contains, hull, overlaps, within
from analysis.text import Words

LONGEST_NAME = 7
LONGEST_PERSON = 4  # words
LONGEST_LETTERS = 6  # of an organisation: HPI
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
        offset = bisect_left(doc.tokens, sentence.span.start, key=lambda t: t.span.start)
        mentions, others = _in_sentence(doc.text, words, offset, within(by_encoder, sentence.span), lexicons)
        found += mentions
        loose += others
    found = list(_cut_in_headlines(doc, found))
    family = {word for m in found if m.kind == "person" for word in (family_name(doc[m]),) if word}
    titled = {m.span.end for m in found if m.kind == "role"}
    elsewhere = {doc[m]: m.kind for m in found if m.kind in NAMES}
    found += [Mention(t.span, "person") for t in loose if _is_person(doc, t, family, titled)]
    persons = {m.span for m in found}
    found += [Mention(t.span, elsewhere[doc[t]]) for t in loose if doc[t] in elsewhere and t.span not in persons]
    return tuple(sorted(found, key=lambda m: (m.span.start, -m.span.end)))


def _cut_in_headlines(doc: Document, found: Sequence[Mention]) -> Iterator[Mention]:
    """Mentions, those of persons in a headline without its further capitals, where the text names somebody by the
    first of these words: "Marren Visits Sarn".
    """
    heads = [part.span for part in doc.parts if part.kind == "headline"]
    inside = {m for m in found if m.kind == "person" and any(contains(head, m.span) for head in heads)}
    named = {doc[m] for m in found if m.kind == "person" and m not in inside}
    named |= {family_name(name) for name in named}
    for mention in found:
        words = doc[mention].split()
        begun = (" ".join(words[:n]) for n in range(len(words), 0, -1) if mention in inside)
        begins = next((name for name in begun if name in named and doc[mention].startswith(name)), doc[mention])
        yield Mention(Span(mention.span.start, mention.span.start + len(begins)), mention.kind)


def _is_person(doc: Document, word: Token, family: Collection[str], titled: Collection[int]) -> bool:
    """True for a family name of the article, and for a name right after a title: Admiral Harris."""
    if doc[word] in family:
        return True
    return word.span.start - 1 in titled and doc[word][:1].isupper() and not doc[word].isupper()


def _in_sentence(
    text: str, words: Sequence[Token], offset: int, by_encoder: Sequence[Mention], lexicons: Lexicons
) -> tuple[list[Mention], list[Token]]:
    """The mentions of a sentence, and the single proper nouns that may be persons."""
    kinds = dict(_plain(text, words, by_encoder, lexicons))
    longer = [span for span, kind in kinds.items() if kind == "organisation" and span.of(text) not in lexicons.names]
    known = [
        m for m in _known(text, words, lexicons) if not any(_is_of(m.span, span, text, lexicons) for span in longer)
    ]
    bodies = [span for span in longer if _is_body(words, span, lexicons)]
    roles = (m for m in _roles(words, offset, lexicons) if not any(contains(body, m.span) for body in bodies))
    known += (m for m in roles if not any(_begins(m.span, span) for span in longer))
    named = [m for m in _names(text, words, offset, known, kinds, lexicons) if not _is_cut(m.span, bodies)]
    mentions = _grown(words, offset, known, [m for m in named if isinstance(m, Mention)])
    taken = _touched(words, mentions)
    mentions += [Mention(span, kind) for span, kind in kinds.items() if taken.isdisjoint(_numbers(words, span))]
    taken = _touched(words, mentions)
    loose = [t for t in named if isinstance(t, Token)]
    return mentions, [t for t in loose if taken.isdisjoint(_numbers(words, t.span))]


def _grown(words: Sequence[Token], offset: int, known: Sequence[Mention], named: Sequence[Mention]) -> list[Mention]:
    """Known mentions and names, where the name of an organisation takes the state before it: the Norway Whale Fund."""
    places = {m.span.end: m for m in known if m.kind in {"place", "organisation"}}
    found, taken = list[Mention](), set[Mention]()
    for name in named:
        place = places.get(name.span.start - 1)
        if place and name.kind == "organisation" and _belongs(words, offset, place.span, name.span):
            taken.add(place)
            name = Mention(Span(place.span.start, name.span.end), name.kind)
        found.append(name)
    return [m for m in known if m not in taken] + found


def _belongs(words: Sequence[Token], offset: int, place: Span, name: Span) -> bool:
    """True where the last word of a place hangs on a word of the name after it."""
    last = words[_numbers(words, place)[-1]]
    numbers = _numbers(words, name)
    return last.relation == "compound" and last.head is not None and last.head - offset in numbers


def _plain(
    text: str, words: Sequence[Token], by_encoder: Sequence[Mention], lexicons: Lexicons
) -> Iterator[tuple[Span, str]]:
    """The encoder's names over whole tokens, with their kinds; words of address are none, letters are no person.

    A name whose last word is a proper noun in the plural, which it cuts, is an organisation's: Kestrel Motors.
    """
    for mention in by_encoder:
        touched = _numbers(words, mention.span)
        inside = [words[n] for n in touched]
        bare = list(dropwhile(lambda w: _word_kind(w, lexicons) == "honorific" or w.tag == "DT", inside))
        after = words[touched[-1] + 1] if touched and touched[-1] + 1 < len(words) else None
        if not bare:
            continue
        whole = Span(bare[0].span.start, bare[-1].span.end)
        letters = len(bare) == 1 and whole.of(text).isupper() and 1 < len(whole) <= LONGEST_LETTERS
        if after is not None and after.tag == "NNPS" and after.span.start == whole.end + 1:
            yield Span(whole.start, after.span.end), "organisation"
        else:
            yield whole, "organisation" if letters and mention.kind == "person" else mention.kind


def _is_body(words: Sequence[Token], span: Span, lexicons: Lexicons) -> bool:
    """True for three words or more of which the last tells of an organisation: the Democratic National Committee."""
    inside = [words[n] for n in _numbers(words, span)]
    return len(inside) > 2 and _word_kind(inside[-1], lexicons) == "organisation"


def _is_cut(span: Span, bodies: Iterable[Span]) -> bool:
    """True for a name that is only a part of one of an organisation."""
    return any(contains(body, span) and body != span for body in bodies)


def _begins(one: Span, other: Span) -> bool:
    """True where one span begins another, and is shorter: Norway, of the Norway Whale Fund."""
    return one.start == other.start and one.end < other.end


def _is_of(one: Span, other: Span, text: str, lexicons: Lexicons) -> bool:
    """True where a name begins another, or ends one that is not its state's: the Social Democratic Party is not the
    Democratic Party, the Norwegian Labour Party is the Labour Party.
    """
    if _begins(one, other):
        return True
    if one.end != other.end or one.start <= other.start:
        return False
    before = text[other.start : one.start].strip()
    return before not in lexicons.names and before not in lexicons.adjectives and before not in lexicons.places


def _touched(words: Sequence[Token], things: Iterable[Mention | Token]) -> set[int]:
    """The numbers of the tokens that some things touch."""
    return {number for thing in things for number in _numbers(words, thing.span)}


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


def _roles(words: Sequence[Token], offset: int, lexicons: Lexicons) -> Iterator[Mention]:
    """Role nouns with the words before them: "former Russian Prime Minister", "Secretary of State"."""
    at = 0
    lemmas = [w.lemma.lower() for w in words]
    while at < len(words):
        for length in (3, 2, 1):
            head = words[at : at + length]
            is_role = " ".join(lemmas[at : at + length]) in lexicons.roles and head[-1].tag.startswith("N")
            named = length == 1 and (_family_name(words, at, lexicons) or _heads_name(words, at))
            if is_role and not named:
                first = at
                while (
                    first
                    and _describes(words[first - 1], head[-1])
                    and _hangs(words, offset, first - 1, at + length - 1)
                ):
                    first -= 1
                yield Mention(Span(words[first].span.start, head[-1].span.end), "role")
                at += len(head) - 1
                break
        at += 1


def _heads_name(words: Sequence[Token], at: int) -> bool:
    """The Department of Homeland Security: a capital before "of" and another begins a name."""
    after = words[at + 1 : at + 3]
    return words[at].tag == "NNP" and len(after) == 2 and after[0].lemma in {"of", "for"} and after[1].tag in PROPER


def _family_name(words: Sequence[Token], at: int, lexicons: Lexicons) -> bool:
    """Mr. King, Larry King: a role's word in capitals after an honorific or a first name."""
    if not at or words[at].tag != "NNP":
        return False
    before = words[at - 1].lemma
    return lexicons.name_words.get(before, {}).get("kind") == "honorific" or before in lexicons.genders


def _hangs(words: Sequence[Token], offset: int, word: int, noun: int) -> bool:
    """False for a word that hangs on nothing between it and a noun: "Beijing" of "In Beijing Foreign Minister Marren".

    offset: the number of the first of the words in the text, by which heads are told. True where there are no trees.
    """
    head = words[word].head
    return not words[word].relation or (head is not None and word < head - offset <= noun)


def _describes(word: Token, noun: Token) -> bool:
    """True for a word that may describe a role; a common noun before a capital is of something else: crash Minister."""
    common = word.relation == "compound" and word.tag in {"NN", "JJ"} and noun.tag == "NNP"
    return word.tag in {"JJ", "NN", "NNP", "NNPS", "HYPH", "VBN"} and not common


def _names(
    text: str,
    words: Sequence[Token],
    offset: int,
    known: Sequence[Mention],
    kinds: Mapping[Span, str],
    lexicons: Lexicons,
) -> Iterator[Mention | Token]:
    """Persons, organisations and treaties among the proper nouns that `known` leaves; single words as they are."""
    taken = _touched(words, known)
    roles = {m.span.end for m in known if m.kind == "role"}
    free = [_proper(text, words, at, roles, lexicons) and at not in taken for at in range(len(words))]
    runs, run = list[list[Token]](), list[Token]()
    for at, word in enumerate(words):
        if free[at] or (run and _joins(words, free, at, run, lexicons)):
            run.append(word)
        elif run:
            runs.append(run)
            run = []
    running = any(w.tag.startswith("V") and w.span.of(text).islower() for w in words)
    for part in (part for run in [*runs, run] for part in _parted(run, words, offset)):
        yield from _named(part, kinds, lexicons, running=running)


def _parted(run: Sequence[Token], words: Sequence[Token], offset: int) -> Iterator[Sequence[Token]]:
    """A run of proper nouns, cut after what hangs on words before it: "Trade and Industry | Anna Marren"."""
    first = next((n for n, w in enumerate(words) if run and w is run[0]), 0) + offset
    cut = 0
    for place, word in enumerate(run):
        if word.head is not None and word.relation and word.head < first and place == cut:
            cut = place + 1
    if 0 < cut < len(run) and all((w.head or 0) >= first + cut or w.relation == "nsubj" for w in run[cut:]):
        yield run[:cut]
        yield run[cut:]
    else:
        yield run


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
    named = any(_word_kind(w, lexicons) == "organisation" for w in run)
    dated = after is not None and words[after].lemma in lexicons.things["days"]
    return named and after is not None and free[after] and not dated and _links(words[at], inside)


def _links(word: Token, inside: bool) -> bool:
    """True for "for", and inside a name that goes on already for "and" and "the"."""
    if word.tag == "IN":
        return word.lemma in {"for", "of", "on"}
    return inside and word.tag in {"CC", "DT"}


def _word_kind(word: Token, lexicons: Lexicons) -> str:
    """What a word tells of the name that it is in: honorific, organisation and the like; "" for nothing."""
    return lexicons.name_words.get(word.lemma, {}).get("kind", "")


def _named(
    run: Sequence[Token], by_encoder: Mapping[Span, str], lexicons: Lexicons, *, running: bool
) -> Iterator[Mention | Token]:
    """What a run of proper nouns names, its words of address left out; a single word that tells nothing as it is.

    running: whether the sentence is running text, not a headline.
    """
    bare = list(dropwhile(lambda word: _word_kind(word, lexicons) == "honorific", run))
    if not bare or run[0].tag not in PROPER:  # what is left of "Centre for a Modern Velland"
        return
    honoured = len(bare) < len(run)
    span = Span(bare[0].span.start, bare[-1].span.end)
    kind = _kind_by_words(bare, lexicons) or ("" if honoured else by_encoder.get(span, ""))
    if kind:
        yield Mention(span, kind)
    elif len(bare) == 1 and not honoured:
        yield bare[0]
    elif len(bare) <= LONGEST_PERSON and (honoured or _may_name(bare, span, by_encoder, lexicons, running=running)):
        yield Mention(span, "person")


def _may_name(
    run: Sequence[Token], span: Span, by_encoder: Mapping[Span, str], lexicons: Lexicons, *, running: bool
) -> bool:
    """True for a run of proper nouns that begins with a first name, or where the encoder says nothing of the sentence.

    Else only in running text: in a headline every word has a capital, "Pope Excommunicates Marren".
    """
    seen = any(overlaps(span, other) for other in by_encoder)
    return run[0].lemma in lexicons.genders or (not seen and (running or not by_encoder))


def _kind_by_words(run: Sequence[Token], lexicons: Lexicons) -> str:
    """Treaty, organisation or place by the words of a name, "" where they do not tell."""
    kinds = [_word_kind(word, lexicons) for word in run]
    for kind in reversed(kinds):
        if kind in {"treaty", "organisation"}:
            return kind
    heads = [k for k, after in zip(kinds, run[1:], strict=False) if after.tag == "IN"]
    return "place" if "place" in {*heads, kinds[-1]} else ""
