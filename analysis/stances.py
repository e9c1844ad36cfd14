"""Statements -> stances: where a source stands, toward what, and on which words that rests.

The cue tells the act and often the position; else the clauses of the content tell it, each toward its own target.
Negation ends where its clause ends, a condition makes a position conditional, what follows "but" weighs more, what
others are said to think does not count. Every position that is not neutral names its words.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

from analysis.clauses import FINITE, Clause, Sign, find_clauses, find_signs, next_phrase, words_span
from analysis.judge import Question, Verdict
from analysis.lexicons import Lexicons
from analysis.model import Document, Evidence, Position, Stance, Statement, Token, TopicCode
from analysis.spans import Span, contains, within
from analysis.targets import Named, Target
from analysis.text import TextIndex
from analysis.weighing import ATTITUDES, BEFORE_BUT, ENOUGH, SIDES, Point, weighed

CONCEDED = 0.1  # what a concession counts
CONDITIONS = {"condition", "if"}
UNSIDED = CONDITIONS | {"according"}
CUE = (-1, -1, "cue")  # evidence that is the whole cue
TELLING = ("N", "V", "J", "R", "MD")  # tags of the words that a judge may rest on


class Reads(Protocol):
    """What is asked of a judge: one verdict for each question.

    sure: the chance from which its word is taken where no rule has one; sure_quoted: the same in a quotation, where
    who is quoted word for word mostly takes a side.
    """

    sure: float
    sure_quoted: float

    def read(self, index: TextIndex, questions: Sequence[Question]) -> Sequence[Verdict]:
        """See `analysis.judge.Judge.read`."""


@dataclass(frozen=True, slots=True)
class Found:
    """A position toward one target, with the point it was read from and the rule."""

    position: Position
    lean: str | None
    point: Point
    target: Target | None
    rule: str


@dataclass(frozen=True, slots=True)
class Reader:
    """What is needed to read the statements of one document."""

    doc: Document
    lexicons: Lexicons
    reports: frozenset[str]
    named: Named
    paragraphs: Sequence[int]
    voids: frozenset[str]

    def words(self, spans: Sequence[Span]) -> list[Token]:
        """The tokens in some spans."""
        return [t for span in spans for t in within(self.doc.tokens, span)]

    def lower(self, tokens: Sequence[Token]) -> list[str]:
        """Tokens as written, in lower case, apostrophes straight."""
        return [self.doc[t].lower().replace("’", "'") for t in tokens]

    def roles(self, token: Token) -> set[str]:
        """The roles that a word has in the lexicon by itself."""
        return {role for parts, _, role, _ in self.lexicons.signs.get(token.lemma.lower(), ()) if len(parts) == 1}

    def paragraph(self, at: int) -> int:
        """Where the paragraph of a code point begins."""
        return self.paragraphs[max(0, bisect_right(self.paragraphs, at) - 1)] if self.paragraphs else 0


def find_stances(
    doc: Document,
    index: TextIndex,
    lexicons: Lexicons,
    labels: Mapping[str, str],
    confidence: Mapping[str, float],
    judge: Reads | None = None,
) -> tuple[Stance, ...]:
    """The stances of each statement of a document with topic codes, in their order, at least one for each.

    labels: of the topics, by their ids. confidence: for each rule ("words", in quotations "words, quoted"), how often
    it is right. judge: is asked where no rule takes a side.
    """
    pointers, into, amounts, voids, reports = (
        frozenset(parts[0] for entries in lexicons.signs.values() for parts, _, role, _ in entries if role == wanted)
        for wanted in ("pointer", "into", "amount", "void", "report")
    )
    starts = [paragraph.start for paragraph in index.paragraphs]
    named = Named(doc.text, doc.tokens, pointers, into, lexicons.things["pointing"], amounts)
    reader = Reader(doc, lexicons, reports, named, starts, voids)
    first = {code.statement: code for code in reversed(doc.topic_codes)}
    readings = [_StatementReader(reader, s, first.get(s.key)) for s in doc.statements]
    found = [reading.judged() for reading in readings]
    open_ones = [k for k, r in enumerate(readings) if judge and r.counts and found[k][0].rule == "no sign"]
    questions = [Question(readings[k].statement.span, readings[k].statement.content, ()) for k in open_ones]
    if judge and questions:
        for k, verdict in zip(open_ones, judge.read(index, questions), strict=True):
            least = judge.sure_quoted if readings[k].direct else judge.sure
            found[k][0] = readings[k].second(found[k][0], verdict, least)
    topics = {key: labels.get(code.topic, code.topic) for key, code in first.items()}
    return tuple(
        reading.stance(one, topics.get(reading.statement.key, ""), confidence)
        for reading, some in zip(readings, found, strict=True)
        for one in some
    )


class _StatementReader:
    """One statement read: its cue and the clauses of its content."""

    def __init__(self, reader: Reader, statement: Statement, coding: TopicCode | None) -> None:
        self.reader, self.statement = reader, statement
        self.cue, self.content = reader.words(statement.cue), reader.words(statement.content)
        self.paragraph = reader.paragraph(statement.span.start)
        self.direct = statement.kind == "direct"
        spans = sorted(e.span for e in coding.evidence) if coding else []
        self.pointed = next((s for s in spans if any(contains(c, s) for c in statement.content)), None)
        signs = find_signs(reader.lower(self.content), self.content, reader.lexicons.signs)
        starts = {span.start for span in statement.content[1:]}
        breaks = frozenset(k for k, t in enumerate(self.content) if t.span.start in starts)
        self.clauses = find_clauses(self.content, signs, breaks)

    @cached_property
    def cue_signs(self) -> list[Sign]:
        """The signs of the cue; where a word tells an attitude, it tells no more."""
        # The tagger takes a cue of one word ("questions") for a noun now and then.
        verbs = [replace(t, tag="VB") for t in self.cue] if len(self.cue) == 1 else self.cue
        found = find_signs(self.reader.lower(self.cue), verbs, self.reader.lexicons.signs)
        attitudes = {s.first for s in found if s.role in ATTITUDES}
        return [s for s in found if s.role not in SIDES or s.first not in attitudes]

    @cached_property
    def selves(self) -> set[str]:
        """The names of the source, in lower case."""
        speakers = self.reader.doc.speakers_of(self.statement)
        names = {n for s in speakers for n in (s.name, s.actor, s.name.split()[-1]) if n}
        words = {self.reader.doc[s] for s in self.statement.source} | names
        return {w.lower().removeprefix("the ") for w in words}

    @cached_property
    def asked(self) -> bool:
        """True where the content is a question."""
        if any(t.tag == "." and self.reader.doc[t] == "?" for t in self.content[-2:]):
            return True
        asks = any(s.role == "ask" for s in self.cue_signs)
        return asks and bool(self.content) and self.content[0].tag in {"WRB", "IN", "WP", "WDT"}

    @cached_property
    def has_verb(self) -> bool:
        """True where the content is more than a noun phrase."""
        return any(t.tag in FINITE for c in self.clauses if c.kind == "main" for t in self.content[c.first : c.last])

    @cached_property
    def counts(self) -> bool:
        """True where the words of the content may take a side: it is more than the name of a thing."""
        return self.direct or self.has_verb

    # ---- position

    def judged(self) -> list[Found]:
        """What is found toward each target, the main one first."""
        roles = {s.role for s in self.cue_signs}
        cue = weighed(Clause(0, len(self.cue), "main", 0, self.cue_signs), self.cue, (), own=True, cue=True)
        cue.evidence = [CUE] if cue.evidence else []
        points = self._points(seen="view" in roles)
        conditions = self._conditions(points)
        if abs(cue.value) >= ENOUGH:
            return self._by_cue(cue, roles, points, conditions)
        if cue.negated and "disfavour" in roles:
            return [Found("neutral", None, cue, self._subject_matter(), "cue")]
        if "announce" in roles and not cue.negated and not self.has_verb and not any(p.value for p in points):
            made_known = Point(ENOUGH, evidence=[CUE], own=True)
            return [self._found(made_known, self._subject_matter(), "cue", conditions)]
        if "shift" in roles or cue.negated:
            for point in points:
                point.value = -point.value
        if points and cue.value:
            points[0].value += cue.value
            points[0].evidence += cue.evidence
        return self._by_content(points, conditions)

    def _by_cue(self, cue: Point, roles: set[str], points: list[Point], conditions: list[Sign]) -> list[Found]:
        """The cue alone tells the position: "criticised Orsk for the dam"."""
        if "seek" in roles and self._averts():
            cue.value = -abs(cue.value)
        warned = any(s.role == "disfavour" and s.weight == ENOUGH for s in self.cue_signs)
        if warned and any(c.kind in CONDITIONS for c in self.clauses):
            conditions = []
        found = [self._found(replace(cue), target, "cue", conditions) for target in self._objects()]
        others = [p for p in points if p.own and p.value * cue.value < 0 and p.sided]
        return found + [self._found(p, self._about(p), "words", []) for p in others]

    def _averts(self) -> bool:
        """True where what is asked for is that something ends: "to stop the raids", "an end to", "not to build"."""
        clause = next(iter(self.clauses), None)
        if clause is None:
            return False
        verb = next((k for k in range(clause.first, clause.last) if self.content[k].tag.startswith("VB")), -1)
        if any(s.role == "for" and s.first == verb for s in clause.signs):  # "to allay concerns about the radar"
            return False
        ends = any(s.role in {"shift", "disfavour"} and (s.first == verb or s.last > s.first) for s in clause.signs)
        noes = [s for s in clause.signs if s.role == "negator" or (s.role == "duty" and s.weight < 0)]
        return ends or any(s.first < max(verb, 2) for s in noes)

    def _by_content(self, points: list[Point], conditions: list[Sign]) -> list[Found]:
        """Each target with what all clauses say of it."""
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
        point, target = next(iter(sided or ranked), (Point(), None))
        main = self._found(point, target or self._subject_matter(), "words", conditions)
        return [main, *(self._found(p, t, "words", []) for p, t in sided[1:])]

    def _found(self, point: Point, target: Target | None, rule: str, conditions: list[Sign]) -> Found:
        """The position that a point comes to, under its conditions."""
        own = rule == "cue" or point.own or point.value > 0
        if any(c.role != "if" for c in conditions) or (conditions and point.sided and own):
            evidence = [*point.evidence, *((c.first, c.last + 1, "condition") for c in conditions)]
            lean = "-" if point.value < 0 else "+"
            return Found("conditional", lean, replace(point, evidence=evidence), target, "condition")
        if self.asked and rule == "words":
            point.value, point.top = point.value * BEFORE_BUT, 0.0
        if not point.sided or not point.evidence:
            return Found("neutral", None, point, target, rule if rule == "cue" else "no sign")
        return Found("support" if point.value > 0 else "oppose", None, point, target, rule)

    def second(self, found: Found, verdict: Verdict, least: float) -> Found:
        """What the judge says where no rule took a side, if it is sure enough and can name words of the content."""
        side, chance = max((("support", verdict.support), ("oppose", verdict.oppose)), key=lambda s: s[1])
        numbers = [self._number(span) for span in verdict.words]
        words = [(k, k + 1, "model") for k in numbers if k is not None]
        # The words of a verdict speak for the likeliest position alone.
        if verdict.position != side or not words or chance < least:
            return found
        point = replace(found.point, value=ENOUGH if side == "support" else -ENOUGH, evidence=words)
        return Found("support" if side == "support" else "oppose", None, point, found.target, "judge")

    def _number(self, span: Span) -> int | None:
        """The number in the content of a telling word, None for one that stands elsewhere or tells nothing."""
        k = bisect_right(self.content, span.start, key=_start) - 1
        return (
            k if k >= 0 and contains(self.content[k].span, span) and self.content[k].tag.startswith(TELLING) else None
        )

    # ---- content

    def _points(self, *, seen: bool) -> list[Point]:
        """What each clause says; `seen`: the cue takes the content as a view of something ("called it a farce")."""
        counts = seen or self.counts
        points = []
        for clause in self.clauses:
            if clause.kind not in UNSIDED:
                point = weighed(clause, self.content, self.reader.reports, own=self._is_own(clause))
                point.value *= {"concession": CONCEDED, "relative": BEFORE_BUT}.get(clause.kind, 1.0)
                point.value *= counts or point.own
                points.append(point)
        return points

    def _conditions(self, points: list[Point]) -> list[Sign]:
        """The words that open conditions; an "if" that tells what is bad is none."""
        found = []
        turned = self._turned_by_if(points)
        for clause in self.clauses:
            sure = [s for s in clause.signs if s.role == "condition"]
            if not sure and clause.kind in CONDITIONS:
                sure = [s for s in clause.signs if s.role == "before" or (s.role == "if" and not turned)][:1]
            found += sure
        return found

    def _turned_by_if(self, points: list[Point]) -> bool:
        """True where a condition tells what is bad: "it would be a disaster if the treaty failed"."""
        clause = next((c for c in self.clauses if c.kind == "if"), None)
        bad = next((p for p in points if p.value <= -ENOUGH and not p.own), None)
        if clause is None or bad is None:
            return False
        if weighed(clause, self.content, self.reader.reports, own=False).value < 0:
            bad.value = -bad.value
        bad.about = clause.subject
        return True

    def _is_own(self, clause: Clause) -> bool:
        """True where the subject of a clause is the source."""
        if clause.subject is None:
            first = self.content[clause.first].tag
            return first.startswith("VB") or first in {"TO", "CC", "RB", "MD", "``"}
        words = self.content[slice(*clause.subject)]
        judges = words[0].lemma == "it" and any(s.role in SIDES for s in clause.signs)
        return not judges and self._is_self(words)

    def _is_self(self, words: Sequence[Token]) -> bool:
        """True where words mean the source: "we", "he" in what is not quoted, "his government", its name."""
        if words[0].tag == "PRP$" and "ours" in self.reader.roles(words[-1]):
            return True
        roles = self.reader.roles(words[0])
        if len(words) == 1 and ("self" in roles or ("same" in roles and not self.direct)):
            return True
        name = " ".join(self.reader.lower(words)).removeprefix("the ")
        return any(name == n or name.startswith(n + " and") for n in self.selves)

    # ---- targets

    def _target(self, at: tuple[int, int] | None) -> Target | None:
        words = self.content[slice(*at)] if at else []
        if words and words[-1].lemma.lower() in self.reader.voids:  # "for instance"
            return None
        return self.reader.named.target(words, self.paragraph)

    def _about(self, point: Point) -> Target | None:
        """What a point is about; a pronoun may mean something in the content."""
        if point.about and self.content[point.about[0]].tag == "PRP":
            return self._target(self._antecedent(point.about[0]) or point.about)
        return self._target(point.about)

    def _antecedent(self, at: int) -> tuple[int, int] | None:
        """The words of the content that a pronoun may mean: for a subject the one before, else the last phrase."""
        number = bisect_right(self.clauses, at, key=_first) - 1
        own = self.clauses[number].subject
        earlier = [c.subject for c in self.clauses[max(0, number - 4) : number] if c.subject and c.subject != own]
        named = [s for s in earlier if self.content[s[1] - 1].tag.startswith("NN")]
        if own is None or own[0] != at:
            found = [p for k in range(max(0, at - 12), at) if (p := self._phrase(k, at)) and p[0] == k and p != own]
            whole = [p for p in found if not any(q[0] < p[0] and q[1] == p[1] for q in (*found, own or (0, 0)))]
            named = [p for p in whole if not self._is_self(self.content[slice(*p)])] or named
        return named[-1] if named else None

    def _phrase(self, first: int, last: int | None = None) -> tuple[int, int] | None:
        return next_phrase(self.content, first, len(self.content) if last is None else last)

    def _objects(self) -> list[Target | None]:
        """The objects of the cue: "Orsk for building the dam" has two, "Orsk to sign the treaty" the latter."""
        first = self._phrase(0)
        if first is not None and self.content[0].tag == "WP":
            ends = [p for k in range(min(len(self.content), 30)) if (p := self._phrase(k)) is not None]
            first = next(p for p in ends if p[1] == ends[-1][1])
        elif first is not None and (second := self._phrase(first[1] + 1)) is not None:
            link, verb = self.content[first[1] : first[1] + 2]
            whom = self.content[first[1] - 1].tag in {"NNP", "NNPS", "NNS", "PRP", "NN"}
            sought = any(s.role == "seek" for s in self.cue_signs)
            if (link.tag, verb.tag) in {("TO", "VB"), ("IN", "VBG")} and not (
                link.lemma in self.reader.lexicons.things["splitting"] and whom
            ):
                return [self._target(second)]
            if link.tag == "IN" and link.lemma in self.reader.lexicons.things["splitting"] and whom and not sought:
                return [self._target(first), self._target(second)]
        return [self._target(first) or self._subject_matter()]

    def _subject_matter(self) -> Target | None:
        """Its subject, its topic's words, its first phrase, or else what was named before, where no position tells."""
        sides = [c for c in self.clauses if c.kind not in CONDITIONS | {"concession"}]
        at = next((c.subject for c in sides if c.subject and not self._is_own(c)), None)
        if at is None and self.pointed is not None:
            near = next((k for k, t in enumerate(self.content) if t.span.end > self.pointed.start), 0)
            at = next((p for k in range(max(0, near - 4), near + 1) if (p := self._phrase(k))), None)
        found = self._target(at or self._phrase(0))
        return found or self.reader.named.last(self.statement.span.start, self.paragraph)

    # ---- what is told beside the position

    def stance(self, found: Found, topic: str, confidence: Mapping[str, float]) -> Stance:
        """What was found as a stance; topic: the target's name where none was found."""
        target = found.target
        evidence = self._evidence(found.point) if found.position != "neutral" else []
        if evidence and target is not None:
            evidence.append(Evidence(target.span, "target"))
        return Stance(
            self.statement.key,
            target.name if target else topic,
            found.position,
            found.lean,
            tuple(dict.fromkeys(evidence)),
            confidence.get(f"{found.rule}, quoted" if self.direct else found.rule, confidence.get(found.rule, 0.5)),
            found.rule,
            target_span=target.span if target else None,
            inherited=target.inherited if target else False,
            scope=self._scope(found.point),
            strength=_strength(found),
        )

    def _evidence(self, point: Point) -> list[Evidence]:
        """The words of a point, a helping verb with its verb: "would defend"."""
        found = []
        for first, end, role in point.evidence:
            if first < 0:
                found += [Evidence(span, role) for span in self.statement.cue]
            else:
                helped = first > 0 and role == "cue" and self.content[first - 1].tag == "MD"
                found.append(Evidence(words_span(self.content, first - helped, end), role))
        return found

    def _scope(self, point: Point) -> str:
        """asserted, negated, hypothetical, future, past or question."""
        if self.asked or point.negated:
            return "question" if self.asked else "negated"
        main = (c for c in self.clauses if c.kind == "main")
        verb = next((t for c in main for t in self.content[c.first : c.last] if t.tag in FINITE), None)
        if verb is not None and verb.tag == "MD":
            return "future" if verb.lemma in {"will", "shall"} else "hypothetical"
        # In reported speech the past tense is that of the report.
        return "past" if verb is not None and verb.tag == "VBD" and self.direct else "asserted"


def _strength(found: Found) -> int:
    """0 for neutral, else 1 to 3: by the weight of the words, raised by intensifiers, lowered by hedges."""
    if found.position == "neutral":
        return 0
    point = found.point
    strong = 1 + (abs(point.value) > ENOUGH) + (point.raised > 0) - (point.hedges > 0)
    return max(1, min(3, strong))


def _start(token: Token) -> int:
    return token.span.start


def _first(clause: Clause) -> int:
    return clause.first
