"""Statements -> what each does, where its source stands and toward what, and on which words that rests.

The reader says it; the rules here are few: words of the analyst's own win; an act that takes a side and a position are
chosen together; a target stands in its statement, or the statement points to it; what is to be done belongs to it; a
position without words that it rests on, or without a target, is none; a target is called by the name of what it stands
for; a second target is asked about by itself.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

import numpy as np

from analysis.gerunds import doing
from analysis.grammar import Grammar, grammar_of
from analysis.lexicons import Lexicons, Row
from analysis.model import Act, Document, Evidence, Position, Stance, Statement, Token
from analysis.ranker import chance_of
from analysis.reader import POSITIONS, Asking, Question, Reader, Reading
from analysis.spans import Span, contains, overlaps, trimmed, within

READER, OWN = "reader", "your phrase"  # rules
OPPOSITE = {"support": "oppose", "oppose": "support"}
WEIGHT = 0.5  # what an act counts beside a position where the two are chosen together
UNTOLD = 0.5  # how likely a target is that the reader does not tell
LEAN = 0.2  # what the chances of the sides count beside those of the acts, for the lean of a condition
LONGER = 0.8  # the power of its number of words that the chance of a target is weighed by
RESTS = 0.15  # the chance from which on a position rests on a word; without any such word it is none
SHOWN = 0.4  # the chance from which on a word is shown, beside the surest one
REFERRING = ("PRP", "WP", "WDT", "WRB", "EX", "DT")

NOUNS = ("NN", "NNS")
STANDING = ("it", "its", "they", "them", "their", "he", "she", "his", "her", "him")
POINTING = ("the", "this", "that", "these", "those")
DETERMINING = ("DT", "PDT", "PRP$")
SOME = ("DT", "CD", "PDT")  # tags of words before "of": some of them, two of them
LEADING = (*DETERMINING, "CC", "IN", "MD", "POS", "TO", "WDT", "WP", "WP$", "WRB", ",", ":", "-LRB-")
# Acts that ask for a deed or commit to one.
DEEDS = frozenset({"urge", "demand", "want", "propose", "promise", "agree"})
# Acts that judge somebody, and what leads to what they are judged for, after any of these or after a verb alone.
JUDGING = frozenset({"praise", "thank", "criticise", "accuse"})
LED = ("obl", "advcl", "nmod", "acl")
FOR, OF = frozenset({"for", "over"}), frozenset({"of"})
MARKS = " ,;:.“”\"'‘’"
QUOTES = re.compile('[“”"]')
TITLE = ("NN", "JJ", "CD", "POS", "RB", "VBN", "HYPH")  # tags of the words of titles
MOST, FEWEST = 8, 2  # words of a target's name, and of one that is cut
NEVER = frozenset({"not", "never"})
CLAUSE = 12  # words before a verb, among which stands what makes its clause a condition

Name = Callable[[Span], str | None]  # whom some words mean


@dataclass(frozen=True)
class Read:
    """A document as it is asked about. name: whom a pronoun or a name means, None where it is left open; person: whom
    a noun means.
    """

    doc: Document
    asking: Asking
    reader: Reader
    lexicons: Lexicons
    name: Name
    person: Name

    def readings(self, questions: Sequence[Question]) -> list[Reading]:
        """What the reader says of some questions."""
        return self.reader.read(self.asking, questions)

    @cached_property
    def fuller(self) -> dict[str, Span]:
        """Of each noun the first phrase that describes it ("missile-defence system"), by its lemma."""
        found: dict[str, Span] = {}
        for number, token in enumerate(self.doc.tokens):
            first = number
            while first and self.describes(first - 1, number):
                first -= 1
            if first < number and token.tag in NOUNS and token.lemma not in found:
                found[token.lemma] = Span(self.doc.tokens[first].span.start, token.span.end)
        return found

    @cached_property
    def grammar(self) -> Grammar:
        """The trees of the text."""
        return grammar_of(self.doc.text, self.doc.tokens)

    def describes(self, word: int, noun: int) -> bool:
        """True for a word that tells a noun after it apart: a noun, a name, or a word with a hyphen."""
        token = self.doc.tokens[word]
        kind = token.tag.startswith("NN") or (token.tag == "JJ" and "-" in self.doc[token]) or token.tag == "HYPH"
        return kind and token.head is not None and word < token.head <= noun


def find_stances(read: Read) -> tuple[tuple[Act, ...], tuple[Stance, ...], tuple[Reading, ...]]:
    """The act of each statement; its stances, at least one for each; and what the reader said of it."""
    statements = read.doc.statements
    questions = [Question(s.source, s.cue, s.content) for s in statements]
    readings = read.readings(questions)
    acts: list[Act] = []
    stances: list[list[Stance]] = []
    deeds: list[Span | None] = []
    for statement, reading in zip(statements, readings, strict=True):
        phrase = phrase_in(read, statement)
        name, position = choice(read, reading, phrase)
        acts.append(act(read, statement, reading, name, phrase))
        target = done(read, statement, (name, position), target_of(read, statement, reading))
        deeds.append(judged_for(read, statement, (name, position), target[0]))
        stances.append([stance(read, statement, reading, position, phrase, without(read, target, deeds[-1]))])
    asked = list(further(read, readings, deeds, stances))
    again = read.readings([questions[number]._replace(target=(span,)) for number, span, _ in asked])
    for (number, span, sure), reading in zip(asked, again, strict=True):
        position = POSITIONS[int(reading.positions.argmax())]
        found = stance(read, statements[number], reading, position, None, (span, sure))
        if found.position in OPPOSITE:
            stances[number].append(found)
    return tuple(acts), tuple(one for some in stances for one in some), tuple(readings)


# ---- words of the analyst's own


def phrase_in(read: Read, statement: Statement) -> tuple[Row, Span] | None:
    """The first of the analyst's own phrases in cue or content, the longest at its place, and where it stands."""
    if not read.lexicons.phrases:
        return None
    pattern = re.compile("|".join(f"({pattern_of(row['words'])})" for row in read.lexicons.phrases), re.I)
    for span in sorted((*statement.cue, *statement.content)):
        for match in pattern.finditer(read.doc.text, *span):
            row = read.lexicons.phrases[next(n for n, group in enumerate(match.groups()) if group is not None)]
            return row, Span(*match.span())
    return None


def pattern_of(words: str) -> str:
    """Words as they may stand in a text, however they are parted; "*" stands for any ending."""
    return r"(?<!\w)" + r"\s+".join(re.escape(w).replace(r"\*", r"\w*") for w in words.split()) + r"(?!\w)"


# ---- act and position


def choice(read: Read, reading: Reading, phrase: tuple[Row, Span] | None) -> tuple[str, Position]:
    """The likeliest act and position that do not contradict each other; what an own phrase says is settled."""
    told = phrase[0] if phrase else {}
    if told.get("act") and told.get("position"):
        return told["act"], told["position"]  # type: ignore[return-value]
    acts, sides = read.reader.acts, [read.lexicons.acts[name]["position"] for name in read.reader.acts]
    open_to = [
        [
            told.get("act") in (None, "", name)
            and told.get("position") in (None, "", position)
            and side != OPPOSITE.get(position, "-")
            for position in POSITIONS
        ]
        for name, side in zip(acts, sides, strict=True)
    ]
    scores = WEIGHT * np.log(reading.acts + 1e-9)[:, None] + np.log(reading.positions + 1e-9)
    if told.get("act") and told["act"] not in acts:  # an act that only an edited table has
        return told["act"], POSITIONS[int(reading.positions.argmax())]
    name, position = divmod(int(np.where(open_to, scores, -np.inf).argmax()), len(POSITIONS))
    return acts[name], POSITIONS[position]


def act(read: Read, statement: Statement, reading: Reading, name: str, phrase: tuple[Row, Span] | None) -> Act:
    """An act with the words that tell it: an own phrase, else the cue, else the content."""
    codes = {column: read.lexicons.acts[name][column] for column in ("plover", "cameo", "quad")}
    if phrase and phrase[0]["act"]:
        return Act(statement.key, name, (Evidence(phrase[1], "phrase"),), OWN, 1.0, **codes)
    role = "cue" if statement.cue else "words"
    words = tuple(Evidence(span, role) for span in statement.cue or statement.content)
    sure = chance(reading.acts[read.reader.acts.index(name)])
    return Act(statement.key, name, words, READER, sure, **codes)


def stance(
    read: Read,
    statement: Statement,
    reading: Reading,
    position: Position,
    phrase: tuple[Row, Span] | None,
    target: tuple[Span | None, float],
) -> Stance:
    """A position with the words that it rests on; neutral where there are none."""
    span, sure = target
    chances = tuple(map(chance, reading.positions))
    own = phrase is not None and bool(phrase[0]["position"])
    evidence = [Evidence(phrase[1], "phrase")] if own and phrase else list(evidence_of(statement, reading, span))
    if not evidence or position == "neutral" or (span is None and not own):
        position, evidence = "neutral", []
    if evidence and span:
        evidence.append(Evidence(span, "target"))
    lean = leaning(read, reading) if position == "conditional" else None
    parts = (*statement.source, *statement.cue, *statement.content)
    return Stance(
        statement.key,
        name_of(read, span) if span else "",
        position,
        lean,
        tuple(evidence),
        1.0 if own else chances[POSITIONS.index(position)],
        OWN if own else READER,
        span,
        span is not None and not any(overlaps(span, p) for p in parts),
        chances,
        chance(chance_of(*read.reader.sure, sure)),
    )


def leaning(read: Read, reading: Reading) -> str:
    """Whether a conditional position is for or against: by the chances of both, and of the acts that take a side."""
    sides = {"support": 1, "oppose": -1}
    acts = zip(read.reader.acts, reading.acts, strict=True)
    told = sum(sides.get(read.lexicons.acts[name]["position"], 0) * float(p) for name, p in acts)
    ratio = float(np.log(reading.positions[0] + 1e-9) - np.log(reading.positions[1] + 1e-9))
    return "+" if LEAN * ratio + told >= 0 else "-"


def chance(number: float) -> float:
    """A chance as it is kept: three digits, never sure."""
    return round(min(max(float(number), 0.001), 0.999), 3)


def evidence_of(statement: Statement, reading: Reading, target: Span | None) -> Iterator[Evidence]:
    """The words that a position rests on, neighbours as one; words of the target only where there are no others."""
    numbered = list(enumerate(reading.words))
    words = [(n, s, c) for n, (s, c) in numbered if not (target and overlaps(target, s))]
    words = words or [(n, s, c) for n, (s, c) in numbered]
    most = max((c for *_, c in words), default=0.0)
    if most < RESTS:
        return
    kept = [(n, s) for n, s, c in words if c >= min(SHOWN, most)]
    parts = [*((span, "cue") for span in statement.cue), *((span, "words") for span in statement.content)]
    for part, role in sorted(parts):
        inside = [(n, s) for n, s in kept if contains(part, s)]
        for _, run in groupby(enumerate(inside), key=lambda pair: pair[1][0] - pair[0]):
            spans = [span for _, (_, span) in run]
            yield Evidence(Span(spans[0].start, spans[-1].end), role)


# ---- targets


def target_of(read: Read, statement: Statement, reading: Reading) -> tuple[Span | None, float]:
    """The likeliest target that names something, a phrase before what is none; nothing where none of them does.

    Of two about as likely the longer one: what it has besides tells it apart. One outside of the statement is its
    target only where its content points: "It was a grave mistake."
    """
    some = reading.targets
    parts = (*statement.source, *statement.cue, *statement.content)
    borrows = refers(read, statement)
    named = [
        (span, sure)
        for span, sure in some
        if span is not None
        and (not points(read, span) or read.name(span))
        and (any(contains(part, span) for part in parts) or (borrows and not any(overlaps(span, p) for p in parts)))
    ]
    named.sort(key=lambda one: -one[1] * len(read.doc[one[0]].split()) ** LONGER)
    whole = [one for one in named if not runs_on(read, one[0]) and not bare(reading, one[0])]
    return next(iter(whole or named), (None, max(0.0, 1 - sum(sure for _, sure in some))))


def bare(reading: Reading, span: Span) -> bool:
    """True for a target that leaves no word on which a position toward it could rest."""
    return max((chance for word, chance in reading.words if not overlaps(word, span)), default=0.0) < RESTS


def refers(read: Read, statement: Statement) -> bool:
    """True where a content holds a word that may stand for something told before: it, they, this."""
    tokens = (token for part in statement.content for token in within(read.doc.tokens, part))
    return any(
        (token.tag in {"PRP", "PRP$"} and token.lemma.lower() in STANDING and token.relation != "expl")
        or (token.tag == "DT" and token.lemma.lower() in POINTING and token.relation != "det")
        for token in tokens
    )


def runs_on(read: Read, span: Span) -> bool:
    """True for words with a verb that do not all hang on one of them: "the truce, but we reject the annex"."""
    tokens = read.doc.tokens
    first = bisect_left(tokens, span.start, key=_start)
    inside = range(first, first + len(within(tokens, span)))
    tops = [n for n in inside if tokens[n].relation != "punct" and tokens[n].head not in inside]
    return len(tops) > 1 and any(tokens[n].tag.startswith("VB") for n in inside)


def done(
    read: Read, statement: Statement, said: tuple[str, Position], target: tuple[Span | None, float]
) -> tuple[Span | None, float]:
    """A target with what is to be done with it: for or against is then true of it.

    Who urges Orsk "to stop the raids" is for stopping them; who calls it a mistake "to scrap the treaty" is against
    scrapping it; who demands "that the base be closed" is for closing it; who is for it "not to build the base" is not
    for building it. Who asks for a deed and is against something is against the thing itself: the raids; who is for
    something that others were wrong "to oppose" is for the thing itself. said: act and position.
    """
    (name, position), (span, sure) = said, target
    if span is not None and position == "support" and (left := left_undone(read, statement, span)):
        return left, sure
    if name in DEEDS and position == "oppose":
        return target
    wanted = name in DEEDS or name == "threaten"
    tokens, inside = read.doc.tokens, within(read.doc.tokens, span) if span else ()
    for token in inside:
        if span is None or token.head is None or contains(span, tokens[token.head].span):
            continue
        verb, before = tokens[token.head], tokens[max(0, token.head - 2) : token.head]
        led = [t for t in before if t.tag in {"TO", "MD"}]
        asked = token.relation == "obj" and verb.tag == "VB" and bool(led) and verb.span.start < span.start
        suffered = token.relation == "nsubj:pass" and verb.tag == "VBN" and name in DEEDS and span.end < verb.span.start
        if "verb" in read.lexicons.turns.get(verb.lemma.lower(), ()) and wanted != (position == "support"):
            continue
        whole = Span(min(span.start, verb.span.start), max(span.end, verb.span.end))
        held = any(contains(part, whole) for part in statement.content)
        if (asked or suffered) and held and len(whole.of(read.doc.text).split()) <= MOST + 1:
            return whole, sure
    return target


def left_undone(read: Read, statement: Statement, span: Span) -> Span | None:
    """Words that begin with a verb, with the "not" or "never" before it: "not to build it"; None without one, and in a
    condition: "if we do not build it".
    """
    tokens = read.doc.tokens
    first = bisect_left(tokens, span.start, key=_start)
    outside = list(tokens[max(0, first - 2) : first])
    verb = next((n for n in range(first, min(first + 2, len(tokens))) if tokens[n].tag != "TO"), None)
    before = next((t for t in reversed(outside) if t.tag != "TO"), None)
    if verb is None or before is None or tokens[verb].tag != "VB" or before.lemma not in NEVER:
        return None
    if any(t.head == verb and t.relation == "mark" and t.tag == "IN" for t in tokens[max(0, verb - CLAUSE) : verb]):
        return None
    whole = Span(before.span.start, span.end)
    return whole if any(contains(part, whole) for part in statement.content) else None


def _start(token: Token) -> int:
    return token.span.start


def points(read: Read, span: Span) -> bool:
    """True for a pronoun, and for words that say nothing by themselves."""
    inside = within(read.doc.tokens, span)
    return all(t.tag.startswith(REFERRING) or not t.tag[0].isalpha() for t in inside)


def name_of(read: Read, span: Span) -> str:
    """What the words of a target stand for, in at most eight words: a person for a pronoun, also in "his plan", and for
    "the president"; a name in full; "the deal" is "deal"; "to lift them" is "lifting them".
    """
    if points(read, span):
        return read.name(span) or ""
    tokens = list(within(read.doc.tokens, trimmed(read.doc.text, span, MARKS)))
    if (noun := leading_noun(read, tokens)) and (person := read.person(noun.span)):
        return person
    if len(tokens) == 2 and tokens[0].lemma.lower() in POINTING and tokens[1].tag in NOUNS:
        whole = read.fuller.get(tokens[1].lemma, span)
        if whole.end < span.start:
            return " ".join(read.doc[whole].split()[-MOST:])
    if tokens[:1] and tokens[0].tag in SOME and [t.lemma for t in tokens[1:2]] == ["of"] and tokens[2:]:
        tokens = tokens[2:]
        if [t.tag for t in tokens] == ["PRP"]:
            return read.name(tokens[0].span) or read.doc[span]
    while len(tokens) > 1 and tokens[0].relation == "case":
        tokens.pop(0)
    owner = read.name(tokens[0].span) if len(tokens) > 1 and tokens[0].tag == "PRP$" else None
    while len(tokens) > 1 and tokens[0].tag in DETERMINING:
        tokens.pop(0)
    if all(t.tag.startswith("NNP") for t in tokens) and (name := read.name(span)):
        return name
    if person := titled_person(read, tokens):
        return person
    whole = Span(tokens[0].span.start, span.end) if tokens else span
    before = f"{owner}'s" if owner else ""
    kept = shortened(read.doc, trimmed(read.doc.text, whole, MARKS), MOST - len(before.split()))
    name = f"{before} {doing(read.doc, kept)}".strip()
    return QUOTES.sub("", name) if len(QUOTES.findall(name)) % 2 else name


def titled_person(read: Read, tokens: Sequence[Token]) -> str | None:
    """The full name of a person who stands last among some words, after no more than a title: "candidate Marren"."""
    first = len(tokens)
    while first and tokens[first - 1].tag.startswith("NNP"):
        first -= 1
    before, last = tokens[:first], tokens[first:]
    if not before or not last or any(not t.tag.startswith(TITLE) for t in before):
        return None
    span = Span(last[0].span.start, last[-1].span.end)
    named = any(m.kind == "person" and m.span.end == span.end for m in within(read.doc.mentions, span))
    return (read.name(span) or read.name(last[0].span) or read.doc[span]) if named else None


def shortened(doc: Document, span: Span, most: int = MOST) -> Span:
    """At most so many words of a span, without last ones that lead on to others ("the", "of", "and") or belong to them:
    "European" of countries, half of a name. Those that belong stay where hardly anything would be left.
    """
    words = list(re.finditer(r"\S+", doc[span]))
    if len(words) <= most:
        return span
    tokens = list(within(doc.tokens, Span(span.start, span.start + words[most - 1].end())))
    led = [n for n, t in enumerate(tokens, 1) if t.tag not in LEADING]
    whole = [n for n in led if n >= FEWEST and not goes_on(doc, tokens[n - 1])]
    end = max(whole or led, default=len(tokens))
    return Span(span.start, tokens[end - 1].span.end) if tokens else span


def goes_on(doc: Document, token: Token) -> bool:
    """True for a word that belongs to one after it, and for a name that goes on."""
    number = bisect_left(doc.tokens, token.span.start, key=_start)
    after = doc.tokens[number + 1 : number + 2]
    named = any(t.tag.startswith("NNP") and token.tag.startswith("NNP") for t in after)
    return named or (token.head is not None and token.head > number)


def leading_noun(read: Read, tokens: Sequence[Token]) -> Token | None:
    """The last of some words where it is a noun on which all the others hang: "the former president"."""
    before, last = tokens[:-1], tokens[-1:]
    if not before or before[0].tag not in DETERMINING or last[0].tag not in NOUNS:
        return None
    whole = Span(before[0].span.start, last[0].span.end)
    held = all(t.head is not None and contains(whole, read.doc.tokens[t.head].span) for t in before)
    return last[0] if held else None


def further(
    read: Read, readings: Sequence[Reading], deeds: Sequence[Span | None], stances: Sequence[Sequence[Stance]]
) -> Iterator[tuple[int, Span, float]]:
    """The statements that may hold a second stance, toward what, and how likely that is: what the reader tells, else
    what somebody is judged for.
    """
    for number, (reading, deed, (first,)) in enumerate(zip(readings, deeds, stances, strict=True)):
        found = next(((s, sure) for s, sure in reading.seconds if s and not points(read, s)), None)
        if found is None and deed:
            found = deed, dict(reading.targets).get(first.target_span, UNTOLD)
        if found is not None and not (first.target_span and overlaps(first.target_span, found[0])):
            yield number, *found


def judged_for(read: Read, statement: Statement, said: tuple[str, Position], target: Span | None) -> Span | None:
    """What those are judged for who are the target: "criticised Orsk for building the dam" is against building it, too.

    It hangs on the verb of the cue, or after the target on that. None elsewhere. said: act and position.
    """
    if target is None or said[0] not in JUDGING or said[1] not in OPPOSITE:
        return None
    grammar, cue = read.grammar, {n for span in statement.cue for n in read.grammar.numbers(span)}
    noun = grammar.head(target)
    verb = None if noun is None else grammar.above(noun)
    if noun is None or verb is None or verb not in cue:
        return None
    hanging = [(verb, n) for n in grammar.under(verb, *LED)] + [(noun, n) for n in grammar.under(noun, *LED)]
    for word, n in hanging:
        led = {grammar.word(k).lower() for k in grammar.under(n, "case", "mark")}
        of = word == verb or grammar.tokens[n].tag == "VBG"  # "accused Orsk of building it", not "the ministry of war"
        if n > noun and led & (FOR | OF if of else FOR):
            span = grammar.phrase(n, {"case", "mark", "punct", "conj", "cc", "parataxis", "appos"})
            if any(contains(part, span) for part in statement.content):
                return span
    return None


def without(read: Read, target: tuple[Span | None, float], deed: Span | None) -> tuple[Span | None, float]:
    """A target without what it is judged for: Orsk, of "Orsk for building the dam"."""
    span, sure = target
    if span is None or deed is None or not overlaps(span, deed):
        return target
    before = [t for t in within(read.doc.tokens, Span(span.start, max(span.start, deed.start))) if t.tag != "IN"]
    return (Span(span.start, before[-1].span.end), sure) if before else target
