"""Statements -> stances: where a source stands, toward what, and on which words that rests.

The cue tells the act and often the position; else the clauses of the content tell it, each toward its own target.
Negation ends where its clause ends, a condition makes a position conditional, what follows "but" weighs more, what
others are said to think does not count. Every position that is not neutral names its words.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from analysis.clauses import FINITE, Clause, Phrases, Sign, find_clauses, find_signs, noun_phrase, phrases, words_span
from analysis.knowledge import Codebook, Lexicons
from analysis.model import Coding, Document, Evidence, Position, Stance, Statement, Token
from analysis.paragraphs import find_paragraphs
from analysis.spans import Span, Within, contains
from analysis.targets import Named, Target

ENOUGH = 2.0  # value from which words take a side
MOST = 3.0  # what one clause counts at most
CONCEDED = 0.1  # what a concession counts
BEFORE_BUT = 0.5  # what counts that a "but" follows
ATTITUDES = {"favour": 1, "disfavour": -1}
SIDES = {"for": 1, "against": -1, "harm": -1, "fail": -1}
REPORTING = {"view", "announce", "seek", "favour", "disfavour"}
CONDITIONS = {"condition", "if"}


@dataclass(slots=True)
class Point:
    """What one clause says of one thing: value with its sign, what it speaks of, and the words it rests on."""

    value: float = 0.0
    about: tuple[int, int] | None = None
    evidence: list[tuple[int, int, str]] = field(default_factory=list)
    negated: bool = False
    own: bool = False
    hedges: int = 0
    raised: int = 0
    after: int = 0
    top: float = 0.0

    @property
    def sided(self) -> bool:
        """True where it is enough for a position."""
        return abs(self.value) >= ENOUGH or (self.top >= ENOUGH and self.value != 0)

    def joined(self, later: Point) -> None:
        """Take in what a later clause says of the same thing; after a "but" it weighs more than what came before."""
        if later.value and later.after > self.after:
            self.value *= BEFORE_BUT ** (later.after - self.after)
        if later.value:
            self.after = later.after
        self.top = max(self.top, abs(self.value), abs(later.value))
        self.value += later.value
        self.evidence += later.evidence
        self.negated |= later.negated
        self.own |= later.own
        self.hedges += later.hedges
        self.raised += later.raised


@dataclass(frozen=True, slots=True)
class Reader:
    """What is needed to read the statements of one document."""

    doc: Document
    lexicons: Lexicons
    table: Phrases
    tokens: Within[Token]
    named: Named
    paragraphs: Sequence[int]

    def words(self, spans: Sequence[Span]) -> list[Token]:
        """The tokens in some spans."""
        return [t for span in spans for t in self.tokens.of(span)]

    def lower(self, tokens: Sequence[Token]) -> list[str]:
        """Tokens as written, in lower case, apostrophes straight."""
        return [self.doc[t].lower().replace("’", "'") for t in tokens]

    def paragraph(self, at: int) -> int:
        """Where the paragraph of a code point begins."""
        return self.paragraphs[max(0, bisect_right(self.paragraphs, at) - 1)] if self.paragraphs else 0


def find_stances(
    doc: Document, lexicons: Lexicons, codebook: Codebook, confidence: Mapping[str, float]
) -> tuple[Stance, ...]:
    """The stances of each statement of a document with codings, in their order, at least one for each.

    confidence: for each rule, how often it is right.
    """
    table = phrases(lexicons.signs)
    pointers, into = (
        {parts[0] for entries in table.values() for parts, _, role, _ in entries if role == wanted}
        for wanted in ("pointer", "into")
    )
    starts = [block.start for block in find_paragraphs(doc.text)]
    reader = Reader(doc, lexicons, table, Within(doc.tokens), Named(doc.text, doc.tokens, pointers, into), starts)
    first = {c.statement.id: c for c in reversed(doc.codings)}
    return tuple(
        stance
        for statement in doc.statements
        for stance in _stances(reader, statement, first.get(statement.id), codebook, confidence)
    )


def _stances(
    reader: Reader, statement: Statement, coding: Coding | None, codebook: Codebook, confidence: Mapping[str, float]
) -> list[Stance]:
    """The stances of one statement, the main one first."""
    reading = _Reading(reader, statement, coding)
    act = _act(reading.cue, reader.lexicons)
    found = reading.judged()
    topic = codebook[coding.topic].label if coding else ""
    stances = []
    for position, lean, point, target, rule in found:
        evidence = tuple(dict.fromkeys(reading.evidence(point, position)))
        if position != "neutral" and not any(e.role != "target" for e in evidence):
            position, lean, rule = "neutral", None, "no sign"
        if position == "neutral":
            evidence = ()
        if target is not None:
            evidence += (Evidence(target.span, "target"),) if position != "neutral" else ()
        stances.append(
            Stance(
                statement,
                target.name if target else topic,
                position,
                lean,
                act,
                evidence,
                confidence.get(rule, 0.5),
                rule,
                target.span if target else None,
                target.inherited if target else False,
                reading.scope(point),
                reading.strength(point, position),
            )
        )
    return stances


def _act(cue: Sequence[Token], lexicons: Lexicons) -> str:
    """The act that the cue tells; without a cue it is `state`."""
    pairs = [*(f"{a.lemma} {b.lemma}" for a, b in pairwise(cue)), *(t.lemma for t in cue)]
    row = next((lexicons.cues[w] for w in pairs if w in lexicons.cues), None)
    return row["act"] if row else "state"


def _kind(tokens: Sequence[Token], at: int) -> str:
    """The tag of a word; a participle before a noun is an adjective: "the proposed system"."""
    tag = tokens[at].tag
    before, after = (tokens[k].tag if 0 <= k < len(tokens) else "" for k in (at - 1, at + 1))
    attribute = after.startswith("NN") and before in {"DT", "JJ", "PRP$", "POS", "IN", ","}
    return "JJ" if tag in {"VBN", "VBG"} and attribute else tag


def _first(clause: Clause) -> int:
    return clause.first


Found = tuple[Position, str | None, Point, Target | None, str]


class _Reading:
    """One statement read: its cue and the clauses of its content."""

    def __init__(self, reader: Reader, statement: Statement, coding: Coding | None) -> None:
        cue, content = reader.words(statement.cue), reader.words(statement.content)
        spans = sorted(e.span for e in coding.evidence) if coding else []
        self.pointed = next((s for s in spans if any(contains(c, s) for c in statement.content)), None)
        self.reader, self.statement, self.cue, self.content = reader, statement, cue, content
        self.paragraph = reader.paragraph(statement.span.start)
        told = find_signs(reader.lower(cue), cue, reader.table)
        attitudes = {s.first for s in told if s.role in ATTITUDES}
        self.cue_signs = [s for s in told if s.role not in SIDES or s.first not in attitudes]
        signs = find_signs(reader.lower(content), content, reader.table)
        starts = {span.start for span in statement.content[1:]}
        breaks = frozenset(k for k, t in enumerate(content) if t.span.start in starts)
        self.clauses = find_clauses(content, signs, breaks)
        self.direct = statement.kind == "direct"
        speakers = {n for s in statement.speakers for n in (s.name, s.actor, s.name.split()[-1]) if n}
        words = {reader.doc[s].lower() for s in statement.source} | {n.lower() for n in speakers}
        self.selves = {w.removeprefix("the ") for w in words}
        self.asked = bool(content) and any(t.tag == "." and reader.doc[t] == "?" for t in content[-2:])
        asks = any(reader.lexicons.cues.get(t.lemma, {}).get("act") == "ask" for t in cue)
        self.asked |= asks and bool(content) and content[0].tag in {"WRB", "IN", "WP", "WDT"}

    # ---- position

    def judged(self) -> list[Found]:
        """Position, lean, the words, the target and the rule, for each target; the main one first."""
        cue = self._cue_point()
        roles = {s.role for s in self.cue_signs}
        points = self._points(seen="view" in roles)
        conditions = [c for c in self._conditions() if c.role != "if" or not self.turned]
        if abs(cue.value) >= ENOUGH:
            return self._by_cue(cue, roles, points, conditions)
        if cue.negated and any(s.role == "disfavour" for s in self.cue_signs):
            return [("neutral", None, cue, self._object(), "cue")]
        if any(s.role == "shift" for s in self.cue_signs) or cue.negated:
            for point in points:
                point.value = -point.value
        if points and cue.value:
            points[0].value += cue.value
            points[0].evidence += cue.evidence
        if "announce" in roles and not cue.negated and not self._has_verb() and not any(p.value for p in points):
            cue.value = ENOUGH
            cue.evidence = [(-1, -1, "cue")]
            return [self._found(cue, self._object(), "cue", conditions)]
        return self._by_content(points, conditions)

    def _by_cue(self, cue: Point, roles: set[str], points: list[Point], conditions: list[Sign]) -> list[Found]:
        """The cue alone tells the position: "criticised Orsk for the dam"."""
        if "seek" in roles and self._averts():
            cue.value = -abs(cue.value)
        if any(s.role == "disfavour" and s.weight == 2 for s in self.cue_signs) and self._harmful_if(points):
            conditions = []
        found = [self._found(cue, target, "cue", conditions) for target in self._objects()]
        others = [p for p in points if p.own and p.value * cue.value < 0 and abs(p.value) >= ENOUGH]
        found += [self._found(p, self._about(p), "words", []) for p in others]
        return found or [self._found(cue, self._object(), "cue", conditions)]

    def _by_content(self, points: list[Point], conditions: list[Sign]) -> list[Found]:
        groups: dict[str, tuple[Point, Target | None]] = {}
        for point in points:
            target = self._about(point)
            name = target.name if target else next(iter(groups), "")
            if name in groups:
                groups[name][0].joined(point)
            elif point.value or not groups:
                groups[name] = (point, target)
        last = max((p.after for p, _ in groups.values() if p.value), default=0)
        ranked = sorted(groups.values(), key=lambda g: -abs(g[0].value) * BEFORE_BUT ** (last - g[0].after))
        sided = [g for g in ranked if g[0].sided]
        main = next(iter(sided or ranked), (Point(), None))
        if main[1] is None:
            main = (main[0], self._object())
        found = [self._found(*main, "words", conditions)]
        return found + [self._found(p, t, "words", []) for p, t in sided[1:]]

    def _found(self, point: Point, target: Target | None, rule: str, conditions: list[Sign]) -> Found:
        own = rule == "cue" or point.own or point.value > 0
        sure = [c for c in conditions if c.role == "condition"]
        if sure or (conditions and point.sided and own):
            point.evidence += [(c.first, c.last + 1, "condition") for c in conditions]
            return "conditional", "-" if point.value < 0 else "+", point, target, "condition"
        if self.asked and rule == "words":
            point.value, point.top = point.value * BEFORE_BUT, 0.0
        if not point.sided:
            return "neutral", None, point, target, rule if rule == "cue" else "no sign"
        return ("support" if point.value > 0 else "oppose"), None, point, target, rule

    # ---- cue

    def _cue_point(self) -> Point:
        point = Point(own=True)
        clause = Clause(0, len(self.cue), "main", 0, self.cue_signs)
        self._weigh(clause, self.cue, point, own=True, cue=True)
        point.evidence = [(-1, -1, "cue")] if point.evidence else []
        return point

    def _averts(self) -> bool:
        """True where what is asked for is that something ends: "to stop the raids", "an end to", "not to build"."""
        for clause in self.clauses[:1]:
            verb = next((k for k in range(clause.first, clause.last) if self.content[k].tag.startswith("VB")), -1)
            for sign in clause.signs:
                if sign.role in {"shift", "disfavour"} and (sign.first == verb or sign.last > sign.first):
                    return True
                if sign.role in {"negator", "duty"} and sign.weight != 2 and sign.first < max(verb, 2):
                    return True
        return False

    def _harmful_if(self, points: list[Point]) -> bool:
        return any(c.kind in CONDITIONS for c in self.clauses)

    # ---- content

    def _has_verb(self) -> bool:
        return any(t.tag in FINITE for c in self.clauses if c.kind == "main" for t in self.content[c.first : c.last])

    def _conditions(self) -> list[Sign]:
        found = []
        for clause in self.clauses:
            found += [s for s in clause.signs if s.role == "condition"]
            if clause.kind in CONDITIONS and not any(s.role == "condition" for s in clause.signs):
                found += [s for s in clause.signs if s.role in {"if", "before"}][:1]
        return [
            Sign(s.first, s.last, "condition" if s.role in {"condition", "before"} else "if", s.weight) for s in found
        ]

    def _points(self, *, seen: bool) -> list[Point]:
        """What each clause says; `seen`: the cue takes the content as a view of something ("called it a farce")."""
        counts = seen or self.direct or self._has_verb()
        points = []
        for clause in self.clauses:
            if clause.kind in CONDITIONS | {"according"}:
                continue
            point = Point(about=clause.subject)
            own = self._is_own(clause)
            point.own = own
            self._weigh(clause, self.content, point, own=own)
            if not counts and not point.own:
                point.value = 0.0
            point.value *= {"concession": CONCEDED, "relative": BEFORE_BUT}.get(clause.kind, 1.0)
            point.after = clause.after
            points.append(point)
        self.turned = self._turned_by_if(points)
        return points

    def _turned_by_if(self, points: list[Point]) -> bool:
        """True where a condition tells what is bad: "it would be a disaster if the treaty failed"."""
        clause = next((c for c in self.clauses if c.kind == "if"), None)
        bad = next((p for p in points if p.value <= -ENOUGH and not p.own), None)
        if clause is None or bad is None:
            return False
        event = Point()
        self._weigh(clause, self.content, event, own=False)
        if event.value < 0:
            bad.value = -bad.value
        bad.about = clause.subject
        return True

    def _is_own(self, clause: Clause) -> bool:
        if clause.subject is None:
            first = self.content[clause.first].tag
            return first.startswith("VB") or first in {"TO", "CC", "RB", "MD", "``"}
        words = self.content[clause.subject[0] : clause.subject[1]]
        if words[0].lemma == "it" and any(s.role in SIDES for s in clause.signs):
            return False
        return self._is_self(words)

    def _is_self(self, words: Sequence[Token]) -> bool:
        """True where words mean the source: "we", "he" in what is not quoted, "his government", its name."""
        roles = {e[2] for t in words[:1] for e in self.reader.table.get(t.lemma.lower(), ()) if len(e[0]) == 1}
        if "ours" in {e[2] for e in self.reader.table.get(words[-1].lemma.lower(), ())} and words[0].tag == "PRP$":
            return True
        if len(words) == 1 and ("self" in roles or ("same" in roles and not self.direct)):
            return True
        name = " ".join(self.reader.lower(words)).removeprefix("the ")
        return any(name == n or name.startswith(n + " and") for n in self.selves)

    def _weigh(self, clause: Clause, tokens: Sequence[Token], point: Point, *, own: bool, cue: bool = False) -> None:
        """Add up the signs of a clause into a point."""
        turned, shifted, value = 1, 1, 0.0
        pending: tuple[Sign, float] | None = None
        reported = self._reported(clause, tokens) if not (own or cue) else clause.last
        decided, before, last = False, 0, 0
        for sign in clause.signs:
            verb, span = _kind(tokens, sign.first), (sign.first, sign.last + 1)
            if sign.first >= reported or (not own and self._others(sign, clause, verb, pending)):
                break
            if sign.role == "negator":
                # "Does not, and never will, accept" says no twice, not yes.
                again = point.negated and any(tokens[k].tag == "CC" for k in range(last, sign.first))
                last = sign.last
                if again:
                    continue
                turned = -turned
                point.negated = True
                point.evidence.append((*span, "negator"))
                if pending and sign.first - pending[0].last <= 3:
                    point.value -= 2 * pending[1]
                    pending = (pending[0], -pending[1])
            elif sign.role == "shift" and not (verb.startswith("NN") and sign.first == sign.last):
                point.evidence.append((*span, "negator"))
                if pending and pending[0].role != "can":
                    point.value -= 2 * pending[1]
                    pending = (pending[0], -pending[1])
                else:
                    shifted = -shifted
            elif sign.role == "duty" or (sign.role == "will" and own and not cue) or (sign.role == "seek" and own):
                if verb.startswith("NN") and not cue and sign.first == sign.last:
                    continue
                if pending and pending[0].role != "will":
                    if sign.role == "duty" and sign.weight < 0:
                        point.value -= 2 * pending[1]
                        point.evidence.append((*span, "negator"))
                        point.about = self._after(clause, tokens, sign) or point.about
                    continue
                if pending:
                    point.value -= pending[1]
                value = float(sign.weight * turned)
                if cue and value < 0 and sign.role == "seek":
                    value = 0
                pending = (sign, float(value))
                point.value += value
                point.evidence.append((*span, "cue"))
                if sign.role == "will" and any(s.role == "procedure" and s.first > sign.last for s in clause.signs):
                    point.value -= value
                    pending = (sign, 0.0)
                    point.evidence.pop()
                else:
                    decided = sign.role != "will"
                    point.about = self._after(clause, tokens, sign) or point.about
            elif sign.role == "can" and own and not cue:
                pending = (sign, 0.0)
                after = next((s for s in clause.signs if s.role == "negator" and 0 < s.first - sign.last <= 2), None)
                if after:
                    pending = (sign, float(sign.weight))
                    point.value += sign.weight
                    point.evidence.append((*span, "cue"))
                    point.about = self._after(clause, tokens, sign) or point.about
            elif sign.role in ATTITUDES:
                if verb.startswith("NN") and not (own or cue):
                    continue
                governed = pending is not None and pending[0].role in {"duty", "will", "can"}
                if not (own or cue or (governed and pending and pending[0].role == "duty")):
                    break
                if decided:
                    # "Refused to condemn" takes no side.
                    if cue and sign.role == "disfavour" and point.value < 0 and 0 < sign.first - before <= 2:
                        point.value, point.negated = 0.0, True
                    continue
                if governed and pending:
                    point.value -= pending[1]
                value = ATTITUDES[sign.role] * sign.weight * turned * shifted
                if value > 0 and sign.role == "disfavour":
                    value = 0
                point.value += value
                point.evidence.append((*span, "cue"))
                point.about = self._after(clause, tokens, sign) or point.about
                decided, before = sign.weight > 1, sign.last
            elif sign.role in SIDES and decided and pending and SIDES[sign.role] < 0 and verb.startswith("VB"):
                point.value -= 2 * pending[1]
                point.evidence.append((*span, "negator"))
                pending = (sign, -pending[1])
            elif sign.role in SIDES and not decided:
                value = SIDES[sign.role] * sign.weight * turned * shifted
                if pending and pending[0].role == "will" and verb.startswith("VB"):
                    point.value -= pending[1]
                    pending = None
                if sign.role == "harm" and self._fact(clause, tokens):
                    value *= BEFORE_BUT
                decided = decided or sign.role == "fail" or verb.startswith("VB")
                point.value += value
                point.evidence.append((*span, "cue"))
                shifted = 1
                point.about = self._infinitive(clause, tokens, sign) or point.about
            elif sign.role == "hedge":
                point.hedges += 1
                point.evidence.append((*span, "hedge"))
            elif sign.role == "intensifier":
                point.raised += 1
                point.evidence.append((*span, "intensifier"))
        point.value = max(-MOST, min(MOST, point.value))
        if not any(role == "cue" for *_, role in point.evidence):
            point.evidence = []

    def _others(self, sign: Sign, clause: Clause, verb: str, pending: tuple[Sign, float] | None) -> bool:
        """True where a verb tells what others say or want: "critics | call the law unjust"."""
        after = clause.subject is not None and sign.first >= clause.subject[1]
        return after and sign.role in REPORTING and verb.startswith("VB") and pending is None

    def _reported(self, clause: Clause, tokens: Sequence[Token]) -> int:
        """The number of the word from which others speak: "critics | call the law unjust"; the end if none do."""
        if clause.subject is None:
            return clause.last
        for k in range(clause.subject[1], clause.last):
            if _kind(tokens, k) in {"VBD", "VBZ", "VBP", "VBN"} and tokens[k].lemma in self.reader.lexicons.cues:
                return k
        return clause.last

    def _fact(self, clause: Clause, tokens: Sequence[Token]) -> bool:
        """True where a clause tells what happened: "the storm destroyed the bridge"."""
        verb = next((t for t in tokens[clause.first : clause.last] if t.tag in FINITE), None)
        return verb is not None and verb.tag == "VBD"

    # ---- targets

    def _after(self, clause: Clause, tokens: Sequence[Token], sign: Sign) -> tuple[int, int] | None:
        """The first noun phrase or pronoun after a sign in its clause."""
        if tokens is not self.content:
            return None
        verbs = [k for k in range(sign.last + 1, clause.last) if tokens[k].tag.startswith("VB")]
        if len(verbs) > 1 and tokens[verbs[0]].lemma == "be" and tokens[verbs[1]].tag == "VBN":
            return clause.subject
        return self._phrase(sign.last + 1, clause.last)

    def _phrase(self, first: int, last: int) -> tuple[int, int] | None:
        for k in range(first, last):
            if self.content[k].tag == "PRP":
                return k, k + 1
            end = min(noun_phrase(self.content, k), last)
            if end > k:
                return k, end
        return None

    def _infinitive(self, clause: Clause, tokens: Sequence[Token], sign: Sign) -> tuple[int, int] | None:
        """What it is good or bad to do something to: "it is important to protect | the fisheries"."""
        if tokens is not self.content or clause.subject is None:
            return None
        subject = self.content[clause.subject[0]]
        empty = clause.subject[1] - clause.subject[0] == 1 and subject.tag in {"PRP", "EX"}
        if not empty:
            return None
        k = next((k for k in range(sign.last + 1, clause.last) if self.content[k].tag in {"TO", "IN"}), None)
        return self._phrase(k + 1, clause.last) if k is not None else None

    def _about(self, point: Point) -> Target | None:
        if point.about is None:
            return None
        words = self.content[point.about[0] : point.about[1]]
        if words[0].tag == "PRP":
            words = self._meant(point.about[0]) or words
        return self.reader.named.target(words, self.paragraph)

    def _meant(self, at: int) -> list[Token]:
        """The words of the content that a pronoun may mean: for a subject the one before, else the last phrase."""
        number = bisect_right(self.clauses, at, key=_first) - 1
        near = self.clauses[number].subject
        earlier = [c.subject for c in self.clauses[max(0, number - 4) : number] if c.subject and c.subject != near]
        named = [s for s in earlier if self.content[s[1] - 1].tag.startswith("NN")]
        if near is None or near[0] != at:
            phrases = [p for k in range(max(0, at - 12), at) if (p := self._phrase(k, at)) and p[0] == k and p != near]
            whole = [p for p in phrases if not any(q[0] < p[0] and q[1] == p[1] for q in (*phrases, near or (0, 0)))]
            named = [p for p in whole if not self._is_self(self.content[slice(*p)])] or named
        return self.content[slice(*named[-1])] if named else []

    def _objects(self) -> list[Target | None]:
        """The objects of the cue: "Orsk for building the dam" has two, "Orsk to sign the treaty" the latter."""
        first = self._phrase(0, len(self.content))
        if self.content and self.content[0].tag == "WP":
            phrases = [p for k in range(len(self.content)) if (p := self._phrase(k, len(self.content)))]
            first = next((p for p in reversed(phrases) if p[1] == phrases[-1][1]), None)
            return [self.reader.named.target(self.content[slice(*first)], self.paragraph) if first else self._object()]
        if first is None:
            return [self._object()]
        end = first[1]
        follows = self.content[end] if end < len(self.content) else None
        second = self._phrase(end + 1, len(self.content)) if follows is not None else None
        if follows is not None and second is not None:
            if follows.tag == "TO" and follows.lemma == "to" and self.content[end + 1].tag == "VB":
                return [self._named(second)]
            sought = any(s.role == "seek" for s in self.cue_signs)
            if (
                follows.tag == "IN"
                and follows.lemma in {"for", "of", "over", "on"}
                and self._actor(first)
                and not sought
            ):
                return [self._named(first), self._named(second)]
            if follows.lemma == "against" and self.content[end + 1].tag == "VBG":
                return [self._named(second)]
        return [self._named(first) or self._object()]

    def _named(self, at: tuple[int, int]) -> Target | None:
        return self.reader.named.target(self.content[slice(*at)], self.paragraph)

    def _actor(self, at: tuple[int, int]) -> bool:
        words = self.content[at[0] : at[1]]
        return words[-1].tag in {"NNP", "NNPS", "NNS", "PRP", "NN"}

    def _object(self) -> Target | None:
        """Its subject, its topic's words, its first phrase, or else what was named before, where no position tells."""
        sides = [c for c in self.clauses if c.kind not in CONDITIONS | {"concession"}]
        at = next((c.subject for c in sides if c.subject and not self._is_own(c)), None)
        if at is None and self.pointed is not None:
            near = next((k for k, t in enumerate(self.content) if t.span.end > self.pointed.start), 0)
            at = next((p for k in range(max(0, near - 4), near + 1) if (p := self._phrase(k, len(self.content)))), None)
        at = at or self._phrase(0, len(self.content))
        found = self.reader.named.target(self.content[slice(*at)] if at else [], self.paragraph)
        return found or self.reader.named.last(self.statement.span.start, self.paragraph)

    # ---- what is told beside the position

    def evidence(self, point: Point, position: Position) -> list[Evidence]:
        """The words of a point; -1 stands for the cue."""
        found = []
        for first, end, role in point.evidence:
            if first < 0:
                found += [Evidence(span, role) for span in self.statement.cue]
            else:
                helped = first > 0 and role == "cue" and self.content[first - 1].tag == "MD"
                found.append(Evidence(words_span(self.content, first - helped, end), role))
        return found

    def scope(self, point: Point) -> str:
        """asserted, negated, hypothetical, future, past or question."""
        if self.asked:
            return "question"
        if point.negated:
            return "negated"
        verbs = [t for c in self.clauses if c.kind == "main" for t in self.content[c.first : c.last] if t.tag in FINITE]
        if not verbs:
            return "asserted"
        if verbs[0].tag == "MD":
            return "future" if verbs[0].lemma in {"will", "shall"} else "hypothetical"
        return "past" if verbs[0].tag == "VBD" and self.direct else "asserted"

    def strength(self, point: Point, position: Position) -> int:
        """0 for neutral, else 1 to 3: by the weight of the words, raised by intensifiers, lowered by hedges."""
        if position == "neutral":
            return 0
        base = 1 + (abs(point.value) >= ENOUGH + 1)
        return max(1, min(3, base + (point.raised > 0) - (point.hedges > 0)))
