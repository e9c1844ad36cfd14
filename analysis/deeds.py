"""Words of a sentence -> what is done in it, by whom and to whom, with the words that tell it.

The reported deed is that of the main verb: "rejected a call for aid" is a rejection. Where that verb only leads on
("said it would", "began to", "agreed in principle to"), its complement tells. Rows of `data/lexicons/deeds.tsv` say
which words tell which act; of the rows that fit, the longest wins, then the one whose object stands nearest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from analysis.knowledge import Deed, Lexicons
from analysis.model import Evidence, Token
from analysis.spans import Span

FINITE = {"VBD", "VBZ", "VBP", "MD"}
STOPS = {".", ":", "WDT", "WP", "WRB"}  # where a clause ends, for the object of its verb
FAR = 14  # words between a verb and its object
ADDS = {"RB", "RP", "PRP$", "DT", "JJ", "PRP"}  # tags of what may stand inside a phrase of the lexicon
PARTICLE = {"RP", "RB", "JJ", "NN"}
LEADS = {"report", "try", "intent"}
ANY = {"any", "first", "last", "main"}


@dataclass(frozen=True, slots=True)
class Found:
    """A row that fits: its words are tokens first to last (exclusive), its object at the token `at`, or None."""

    first: int
    last: int
    act: str
    objects: tuple[int, int] | None
    kind: str
    rank: int


@dataclass(frozen=True, slots=True)
class Reading:
    """The act of a sentence. verb: the token of its main verb; head: the one that told the act; end: of its body."""

    act: str
    verb: int
    head: int
    end: int
    passive: bool
    evidence: tuple[Evidence, ...]


class Words:
    """Tokens with their forms: lemma and word in lower case."""

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        """Take tokens of one sentence, or of one stretch of it, in order."""
        self.tokens = tokens
        self.forms = [forms(t.lemma.lower(), t.span.of(text).lower(), t.tag) for t in tokens]
        self.texts = [t.span.of(text) for t in tokens]
        self.tags = [t.tag for t in tokens]
        for at in range(1, len(tokens)):
            if self.tags[at - 1] == "MD" and self.tags[at] in {"JJ", "NN", "VBP", "VBD", "VBN"}:
                self.retag(at, "VB")
            if self.tags[at] == "NN" and self.texts[at].endswith("ing") and self.forms[at - 1][0] == "be":
                self.retag(at, "VBG")
            if self.tags[at - 1] == "TO" and (
                self.tags[at] == "VB" or self.tags[at + 1 : at + 2] in (["DT"], ["PRP$"])
            ):
                self.forms[at - 1] = ("to", "to do")

    def __len__(self) -> int:
        """Number of tokens."""
        return len(self.tokens)

    def retag(self, at: int, tag: str) -> None:
        """Take a token for a verb that the tagger took for a noun or adjective: "has been training (NN) rebels"."""
        word = self.texts[at].lower()
        self.tags[at] = tag
        self.forms[at] = (*self.forms[at], word[:-1], word[:-2], word[:-3])

    def matches(self, at: int, words: Sequence[str], *, loose: bool = False) -> int | None:
        """The token after the last of `words`, if they stand at `at`; loose: what only adds may stand between them.

        "called (again) for", "expressed (its deep) concern".
        """
        for number, word in enumerate(words):
            while loose and number and at < len(self) and self.tags[at] in ADDS and word not in self.forms[at]:
                at += 1
            if loose and number == len(words) - 1 == 1 and (at >= len(self) or word not in self.forms[at]):
                at = self.parted(at, word)
            if at >= len(self) or word not in self.forms[at]:
                return None
            at += 1
        return at

    def parted(self, at: int, particle: str) -> int:
        """The place of a particle that stands after the object: "handed the banker over"; else `at`."""
        for place in range(at, min(at + 5, len(self))):
            free = self.tags[place] in PARTICLE or self.tags[place + 1 : place + 2] in (["TO"], ["IN"], ["."])
            if free and particle in self.forms[place]:
                return place
            if not self.tags[place].startswith(("N", "J", "CD", "POS")):
                break
        return at

    def span(self, first: int, last: int) -> Span:
        """From the first token to the one before `last`."""
        return Span(self.tokens[first].span.start, self.tokens[last - 1].span.end)


def forms(lemma: str, word: str, tag: str) -> tuple[str, ...]:
    """Lemma, word, and for verbs the other spellings that an ending may hide: restor, restore; expell, expel."""
    if not tag.startswith("V") or lemma == word:
        return lemma, word
    return (
        lemma,
        word,
        lemma + "e",
        lemma.removesuffix("e"),
        lemma[:-1] if lemma[-1:] == lemma[-2:-1] else lemma + lemma[-1:],
    )


def deed_of(words: Words, lexicons: Lexicons) -> Reading | None:
    """What is done in a sentence, None where no row of the lexicon fits.

    The main verb is asked first, then what follows it, then what stands before it.
    """
    told = told_last(words, lexicons)
    end = told.first if told else len(words)
    start = main_verb(words, lexicons, end) or 0
    intent, negated = False, False
    leads: list[Found] = []
    turn = next((k for k in range(start + 1, end) if words.forms[k][0] in lexicons.things["subordinators"]), end)
    for at in [*range(start, turn), end, *range(start), *range(turn, end)]:
        if at == end:
            if intent:  # "will do its best": willed, whatever it is
                act = told.act if told and told.act != "report" else "reject" if negated else "promise"
                return Reading(act, start, leads[-1].first, end, False, evidence(words, leads))
            continue
        negated = negated or (at >= start and words.forms[at][0] in lexicons.things["negators"])
        found = fitting(words, at, lexicons.deeds)
        if found is None or (leads and start <= at < leads[-1].last):
            continue
        if found.act in LEADS:
            leads.append(found)
            intent = intent or found.act == "intent"
            continue
        none = at > 0 and words.forms[at - 1][0] == "no"
        act = willed(found.act, lexicons, intent=intent, negated=negated or none)
        if lexicons.acts[act]["plover"] == "AGREE" and found.objects is None:
            act = complemented(act, words, found.last, lexicons)
        if told and told.act != "report":  # "Tellan will cut its aid, the premier warned."
            act, found = told.act, replace(told, first=told.last - 1)
        return Reading(act, start, at, end, is_passive(words, at), evidence(words, [*leads, found]))
    if told and told.act != "report":
        return Reading(
            told.act, start, told.last - 1, end, False, evidence(words, [replace(told, first=told.last - 1)])
        )
    return None


def complemented(act: str, words: Words, start: int, lexicons: Lexicons) -> str:
    """The act of a promise by what is promised: "(vowed) to bomb the port" is a threat, "not to sign" a refusal."""
    if start < len(words) and words.forms[start][0] in lexicons.things["negators"]:
        return "reject"
    at = next((k for k in range(start, min(start + 4, len(words))) if words.tags[k] == "VB"), None)
    found = fitting(words, at, lexicons.deeds) if at is not None else None
    return "threaten" if found and quad(found, lexicons) == "material conflict" else act


def quad(found: Found, lexicons: Lexicons) -> str:
    """The quad class of the act of a row that fits; empty for one that only leads on."""
    return lexicons.acts[found.act]["quad"] if found.act in lexicons.acts else ""


def willed(act: str, lexicons: Lexicons, *, intent: bool, negated: bool) -> str:
    """The act of saying that a deed is willed (promise, threaten) or not (reject); else the deed itself."""
    quad = lexicons.acts[act]["quad"]
    if negated:
        return act if act in {"reject", "deny"} else "promise" if quad == "material conflict" and intent else "reject"
    if intent and quad.endswith("cooperation"):
        return "promise"
    return "threaten" if intent and quad == "material conflict" else act


def evidence(words: Words, found: Sequence[Found]) -> tuple[Evidence, ...]:
    """The words of rows that fit, and of the last one's object."""
    spans = {words.span(f.first, f.last) for f in found if f.act != "try"}
    if found[-1].objects:
        spans.add(words.span(*found[-1].objects))
    return tuple(Evidence(s, "cue") for s in sorted(spans))


def fitting(words: Words, at: int, rows: Mapping[str, Sequence[Deed]]) -> Found | None:
    """The best of the rows that fit at a token."""
    best: tuple[tuple[int, bool, int, int], Found] | None = None
    for form in dict.fromkeys(words.forms[at]):
        for row in rows.get(form, ()):
            end = words.matches(at, row.words, loose=True) if kind_fits(words, at, row) else None
            if end is None:
                continue
            thing = nearest(words, at, end, row) if row.objects else None
            if row.objects and thing is None:
                continue
            length = thing[1] - thing[0] if thing else 0
            rank = (-len(row.words), thing is None, abs(thing[0] - at) if thing else 0, -length)
            if best is None or rank < best[0]:
                best = rank, Found(at, end, row.act, thing, row.kind, row.rank)
    return best[1] if best else None


def kind_fits(words: Words, at: int, row: Deed) -> bool:
    """True where the token is the verb or noun that the row wants; a phrase of several words needs no check."""
    tag = words.tags[at]
    if tag == "VBN" and at and words.tags[at - 1] in {"DT", "CD", "JJ", "PRP$", "POS"}:  # "two captured airmen"
        return False
    return len(row.words) > 1 or row.kind in ANY or tag.startswith("N" if row.kind == "noun" else ("V", "MD"))


def nearest(words: Words, at: int, end: int, row: Deed) -> tuple[int, int] | None:
    """Where the object of a verb stands: the nearest word of the row after it, or in the subject of a passive."""
    places = [*range(at + 1, clause_end(words, end))]
    if is_passive(words, at) or row.kind == "noun":
        places = [*places, *range(at - 1, clause_start(words, at) - 1, -1)]
    if row.kind == "subject":
        places = [*range(at - 1, clause_start(words, at) - 1, -1)]
    for place in places:
        ends = [
            e for form in set(words.forms[place]) for o in row.objects.get(form, ()) if (e := words.matches(place, o))
        ]
        if ends:
            return place, max(ends)
    return None


def clause_end(words: Words, start: int) -> int:
    """The token where the clause that goes on at `start` ends."""
    for at in range(start, min(start + FAR, len(words))):
        if words.tags[at] in STOPS or (words.tags[at] in FINITE and at > start):
            return at
    return min(start + FAR, len(words))


def clause_start(words: Words, verb: int) -> int:
    """The first token of the clause of a verb."""
    for at in range(verb - 1, -1, -1):
        if words.tags[at] in STOPS | {"IN"} and words.forms[at][0] in {"that", "which", "who", "after", ":", ";"}:
            return at + 1
    return 0


def is_passive(words: Words, at: int) -> bool:
    """True for a participle after a form of "be": "were (also) expelled"."""
    if words.tags[at] not in {"VBN", "VBD"}:
        return False
    before = at - 1
    while before >= 0 and words.tags[before] == "RB":
        before -= 1
    return before >= 0 and words.forms[before][0] in {"be", "get"}


def main_verb(words: Words, lexicons: Lexicons, end: int) -> int | None:
    """The finite verb of the main clause: the first that is in no relative clause and in no clause put before it.

    Where there is none before `end`, a participle that the tagger took for one: "Soldiers arrested (VBN) ten farmers".
    """
    start, relative = opening(words, lexicons), False
    for at in range(start, end):
        if words.tags[at] in {"WDT", "WP", "WP$"}:
            relative = True
        elif words.tags[at] in FINITE:
            if not relative:
                return at
            relative = False
    mistaken = next((at for at in range(start + 1, end) if hidden_verb(words, at)), None)
    if mistaken is not None:
        words.retag(mistaken, "VBD")
    return mistaken


def hidden_verb(words: Words, at: int) -> bool:
    """True for what may be the verb where there seems to be none: "arrested" (VBN), "Orsk shares (NNS) data"."""
    tag, word = words.tags[at], words.texts[at]
    return (
        tag == "VBN"
        or (tag == "JJ" and word.endswith("ed"))
        or (tag in {"NN", "NNS"} and (words.tags[at - 1] == "NNP" or words.tags[at + 1 : at + 2] == ["TO"]))
    )


def opening(words: Words, lexicons: Lexicons) -> int:
    """The token after a clause put first: "After the rebels fled, …"."""
    if not words.tags or words.forms[0][0] not in lexicons.things["subordinators"]:
        return 0
    comma = next((k for k, tag in enumerate(words.tags) if tag == ","), 0)
    return comma if any(tag in FINITE for tag in words.tags[:comma]) else 0


def told_last(words: Words, lexicons: Lexicons) -> Found | None:
    """The verb of a report put last ("…, the ministry said on Monday."), first: the comma before it; None without."""
    comma = next((k for k in range(len(words) - 1, 0, -1) if words.tags[k] == ","), 0)
    verbs = [k for k in range(comma, len(words)) if words.tags[k] in FINITE]
    if not comma or len(verbs) != 1 or not any(tag.startswith("V") for tag in words.tags[:comma]):
        return None
    found = fitting(words, verbs[0], lexicons.deeds)
    told = found is not None and (found.act == "report" or quad(found, lexicons) == "verbal conflict")
    return replace(found, first=comma) if found and told else None


# ---- who, and to whom

PHRASE = {"DT", "PDT", "JJ", "JJR", "JJS", "NN", "NNS", "NNP", "NNPS", "CD", "POS", "HYPH", "VBN", "PRP$", "PRP", "VBG"}
Range = tuple[int, int]


def parties_of(words: Words, reading: Reading, lexicons: Lexicons) -> tuple[Span | None, Span | None]:
    """Source and target of a deed: the subject and whom the deed is done to; of a passive the other way round."""
    phrases = list(phrases_of(words, lexicons))
    before = [p for p in phrases if opening(words, lexicons) <= p[0] and p[1] <= reading.verb] or phrases[:1]
    after = [p for p in phrases if reading.verb < p[0] < reading.end]
    subject = next((p for p in before if not governed(words, p)), before[-1] if before else None)
    if reading.passive:
        agent = next((p for p in after if words.forms[p[0] - 1][0] == "by"), None)
        return _span(words, agent), _span(words, subject)
    partner = next(
        (b for a, b in pairwise(before) if a == subject and a[1] + 1 == b[0] and words.tags[a[1]] == "CC"), None
    )
    named = [n for p in sorted(after, key=lambda p: place_only(words, p)) if (n := actor_in(words, p, lexicons))]
    target = partner or (named[0] if named else after[0] if after else None)
    return _span(words, subject), _span(words, target)


def phrases_of(words: Words, lexicons: Lexicons) -> Iterator[Range]:
    """Noun phrases as ranges of tokens, "of" inside, times left out: "the president of Velland"."""
    at = 0
    while at < len(words):
        end = at
        while end < len(words) and goes_on(words, at, end, lexicons):
            end += 1
        if any(words.tags[k].startswith(("N", "PRP")) for k in range(at, end)):
            yield at, end
        at = max(end, at + 1)


def goes_on(words: Words, first: int, at: int, lexicons: Lexicons) -> bool:
    """True where a noun phrase that starts at `first` holds the token `at` too."""
    tag, before = words.tags[at], words.tags[at - 1] if at else ""
    if set(words.forms[at]) & lexicons.things["times"]:
        return False
    if words.forms[at][0] == "of":
        return at > first and before.startswith("N")
    if at > first and words.forms[at - 1][0] == "of":
        return tag in PHRASE
    if tag in {"VBN", "VBG"}:
        return before in {"DT", "JJ", "CD", "POS", "PRP$"}
    return tag in PHRASE and not (at > first and tag == "DT")


def governed(words: Words, phrase: Range) -> bool:
    """True after a preposition: "in Velland"."""
    return phrase[0] > 0 and words.tags[phrase[0] - 1] in {"IN", "TO"}


def place_only(words: Words, phrase: Range) -> bool:
    """True for "in Velland", "near the border": where something is done, seldom to whom."""
    return governed(words, phrase) and words.forms[phrase[0] - 1][0] in {
        "in",
        "at",
        "near",
        "since",
        "during",
        "after",
        "by",
    }


def actor_in(words: Words, phrase: Range, lexicons: Lexicons) -> Range | None:
    """Who stands in a phrase: all of it where its head acts ("the troops of Velland"), else the name in it."""
    first, last = phrase
    of = next((k for k in range(first, last) if words.forms[k][0] == "of"), last)
    if acts(words, of - 1, lexicons):
        return phrase if words.tags[first] != "PRP$" else None
    names = [k for k in range(first, of) if is_name(words, k, lexicons)]
    if names:
        return names[0], next((k for k in range(names[0], of) if k not in names), of)
    return actor_in(words, (of + 1, last), lexicons) if of + 1 < last else None


def acts(words: Words, head: int, lexicons: Lexicons) -> bool:
    """True for a name, a role or a noun for people."""
    forms = set(words.forms[head])
    return (
        is_name(words, head, lexicons)
        or bool(forms & lexicons.things["people"])
        or words.forms[head][0] in lexicons.roles
    )


def is_name(words: Words, at: int, lexicons: Lexicons) -> bool:
    """True for a proper noun, or the adjective of a state."""
    word = words.texts[at]
    return (
        words.tags[at].startswith("NNP") or word in lexicons.adjectives or word.removesuffix("s") in lexicons.adjectives
    )


def _span(words: Words, phrase: Range | None) -> Span | None:
    return words.span(*phrase) if phrase else None
