"""Words of a sentence -> what is done in it, by whom and to whom, with the words that tell it.

The reported deed is that of the main verb: "rejected a call for aid" is a rejection. Where that verb only leads on
("said it would", "began to"), its complement tells. Which words tell which act is said in
`data/lexicons/deeds.tsv`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from analysis.knowledge import Lexicons
from analysis.model import Evidence
from analysis.phrases import FINITE, Found, Words, fitting, is_passive
from analysis.spans import Span

LEADS = {"report", "try", "intent"}  # acts of deeds.tsv that only lead on to a complement


@dataclass(frozen=True, slots=True)
class Reading:
    """The act of a sentence. verb: the token of its main verb; end: where a report put last begins."""

    act: str
    verb: int
    end: int
    passive: bool
    evidence: tuple[Evidence, ...]


def deed_of(words: Words, lexicons: Lexicons) -> Reading | None:
    """What is done in a sentence, None where no row of the lexicon fits.

    The main clause is asked first, then what stands before it and the clauses that hang on it.
    """
    end, told = told_last(words, lexicons)
    start = main_verb(words, lexicons, end) or 0
    turn = next((k for k in range(start + 1, end) if words.forms[k][0] in lexicons.things["subordinators"]), end)
    leads, found = led(words, range(start, turn), lexicons)
    if found is None and not any(f.act == "intent" for f in leads):
        more, found = led(words, [*range(start), *range(turn, end)], lexicons)
        leads += more
    willing = any(f.act == "intent" for f in leads)
    denied = negated(words, start, found.first if found else turn, lexicons)
    rows = [*leads, found] if found else leads
    if told and told.act != "report":  # "Tellan will cut its aid, the premier warned."
        act, rows = told.act, [*rows, told]
    elif found:
        act = willed(found, words, lexicons, willing=willing, denied=denied)
    elif willing:  # "will do its best": willed, whatever it is
        act = "reject" if denied else "promise"
    else:
        return None
    passive = found is not None and is_passive(words, found.first)
    return Reading(act, start, end, passive, evidence(words, rows))


def led(words: Words, places: Iterable[int], lexicons: Lexicons) -> tuple[list[Found], Found | None]:
    """The first deed at some places, after the words that lead to it."""
    leads: list[Found] = []
    for at in places:
        if leads and leads[-1].first <= at < leads[-1].last:
            continue
        found = fitting(words, at, lexicons.deeds)
        if found and found.act not in LEADS:
            return leads, found
        if found:
            leads.append(found)
    return leads, None


def negated(words: Words, start: int, head: int, lexicons: Lexicons) -> bool:
    """True for a negator between the main verb and the word that tells the act: "will not sign", "are no talks"."""
    between = any(words.forms[k][0] in lexicons.things["negators"] for k in range(start, head + 1) if k < len(words))
    return between or (head > 0 and words.forms[head - 1][0] == "no")


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


def willed(found: Found, words: Words, lexicons: Lexicons, *, willing: bool, denied: bool) -> str:
    """The act of saying that a deed is willed (promise, threaten) or not (reject); else the deed itself."""
    act, kind = found.act, quad(found, lexicons)
    if denied and act not in {"reject", "deny"}:
        act = "promise" if kind == "material conflict" and willing else "reject"
    elif willing and not denied:
        act = "promise" if kind.endswith("cooperation") else "threaten" if kind == "material conflict" else act
    promised = lexicons.acts[act]["plover"] == "AGREE" and found.objects is None
    return complemented(act, words, found.last, lexicons) if promised else act


def evidence(words: Words, found: Sequence[Found]) -> tuple[Evidence, ...]:
    """The words of rows that fit, and of their objects."""
    spans = {words.span(f.first, f.last) for f in found if f.act != "try"}
    spans |= {words.span(*f.objects) for f in found if f.objects}
    return tuple(Evidence(s, "cue") for s in sorted(spans))


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


def told_last(words: Words, lexicons: Lexicons) -> tuple[int, Found | None]:
    """The comma before a report put last ("…, the ministry said on Monday.") and its verb; else the end and None."""
    comma = next((k for k in range(len(words) - 1, 0, -1) if words.tags[k] == ","), 0)
    verbs = [k for k in range(comma, len(words)) if words.tags[k] in FINITE]
    if not comma or len(verbs) != 1 or not any(tag.startswith("V") for tag in words.tags[:comma]):
        return len(words), None
    found = fitting(words, verbs[0], lexicons.deeds)
    told = found is not None and (found.act == "report" or quad(found, lexicons) == "verbal conflict")
    return (comma, found) if told else (len(words), None)


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
