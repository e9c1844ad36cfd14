"""A clause -> what it says for or against, of what, and on which words that rests."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, field

from analysis.clauses import FINITE, Clause, Sign, next_phrase
from analysis.model import Token

ENOUGH = 2.0  # value from which words take a side
MOST = 3.0  # what one clause counts at most
BEFORE_BUT = 0.5  # what counts that a "but" follows
REACH = 6  # tokens within which "prevent" or "against" turns a word
FACT = 0.5  # what harm counts that is told as a fact
ATTITUDES = {"favour": 1, "disfavour": -1}
SIDES = {"for": 1, "against": -1, "harm": -1, "fail": -1}
REPORTING = {"view", "announce", "seek", "favour", "disfavour"}
HELPERS = {"duty", "will", "can"}


@dataclass(slots=True)
class Point:
    """What is said of one thing: value with its sign, where it is named (tokens from, to), the words it rests on.

    evidence: (first token, token after the last, role). own: the source speaks of what it does itself.
    after: the number of "but" before it; top: the highest value of a clause in it.
    """

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
        if later.value:
            self.value *= BEFORE_BUT ** (later.after - self.after)
            self.after = later.after
        self.top = max(self.top, abs(self.value), abs(later.value))
        self.value += later.value
        self.evidence += later.evidence
        self.negated |= later.negated
        self.own |= later.own
        self.hedges += later.hedges
        self.raised += later.raised


def weighed(clause: Clause, tokens: Sequence[Token], reports: Container[str], *, own: bool, cue: bool = False) -> Point:
    """What the signs of a clause come to.

    own: its subject is the source; cue: it is a cue. reports: lemmas of verbs that tell what others say; from such a
    verb on nothing counts where the subject is not the source.
    """
    weighing = _Weighing(clause, tokens, own, cue)
    end = clause.last if own or cue else _reported(clause, tokens, reports)
    for sign in clause.signs:
        if sign.first >= end or not weighing.take(sign):
            break
    return weighing.result()


class _Weighing:
    """The signs of a clause taken one after the other."""

    def __init__(self, clause: Clause, tokens: Sequence[Token], own: bool, cue: bool) -> None:
        self.clause, self.tokens, self.own, self.cue = clause, tokens, own, cue
        self.point = Point(about=clause.subject, own=own, after=clause.after)
        self.turned = self.shifted = 1
        self.wish: tuple[Sign, float] | None = None  # a duty, wish or promise, and what it counts
        self.decided: Sign | None = None  # after it, words only describe its object
        self.negator: Sign | None = None
        self.shift: Sign | None = None

    def take(self, sign: Sign) -> bool:
        """Count a sign; False where from here on others speak."""
        tag = word_kind(self.tokens, sign.first)
        if self.shift and sign.first - self.shift.last > REACH:
            self.shifted, self.shift = 1, None
        if not self.own and self._others(sign, tag):
            return False
        if sign.role in ATTITUDES:
            return self._attitude(sign, tag)
        if sign.role in SIDES:
            self._side(sign, tag)
        elif sign.role in {"duty", "seek", "will"}:
            self._wish(sign, tag)
        elif sign.role == "can":
            self._ability(sign)
        elif sign.role == "negator":
            self._negate(sign)
        elif sign.role == "shift":
            self._shift(sign, tag)
        elif sign.role in {"hedge", "intensifier"}:
            self.point.hedges += sign.role == "hedge"
            self.point.raised += sign.role == "intensifier"
            self._tell(sign, sign.role)
        return True

    def result(self) -> Point:
        """The sum, at most MOST; without a word that takes a side there is no evidence."""
        self.point.value = max(-MOST, min(MOST, self.point.value))
        if not any(role == "cue" for *_, role in self.point.evidence):
            self.point.evidence = []
        return self.point

    def _tell(self, sign: Sign, role: str = "cue") -> None:
        self.point.evidence.append((sign.first, sign.last + 1, role))

    def _turn_wish(self, sign: Sign) -> None:
        """Make of a wish its contrary: "we will | not", "we must | stop"."""
        if self.wish:
            self.point.value -= 2 * self.wish[1]
            self.wish = (self.wish[0], -self.wish[1])
            self._tell(sign, "negator")

    def _others(self, sign: Sign, tag: str) -> bool:
        """True where a verb tells what others say or want: "critics | call the law unjust"."""
        after = self.clause.subject is not None and sign.first >= self.clause.subject[1]
        return after and sign.role in REPORTING and tag.startswith("VB") and self.wish is None and not self.cue

    def _negate(self, sign: Sign) -> None:
        """Turn what follows in the clause; "does not, and never will, accept" says no twice, not yes."""
        since = self.negator.last if self.negator else 0
        again = self.negator and any(t.tag == "CC" for t in self.tokens[since : sign.first])
        self.negator = sign
        if again:
            return
        self.turned = -self.turned
        self.point.negated = True
        if self.wish and sign.first - self.wish[0].last <= 3:
            self._turn_wish(sign)
        else:
            self._tell(sign, "negator")

    def _shift(self, sign: Sign, tag: str) -> None:
        """Turn a wish, else the next word that takes a side: "stop", "prevent", "an end to"."""
        if tag.startswith("NN") and sign.first == sign.last:
            return
        if self.wish and self.wish[0].role != "can":
            self._turn_wish(sign)
        else:
            self._tell(sign, "negator")
            self.shifted, self.shift = -self.shifted, sign

    def _wish(self, sign: Sign, tag: str) -> None:
        """Take in that what follows is wanted: "we must", "it wants", "they will"."""
        if sign.role != "duty" and not (self.own or self.cue):
            return
        if (sign.role == "will" and self.cue) or (tag.startswith("NN") and not self.cue and sign.first == sign.last):
            return
        if sign.role == "seek" and not self.cue and _passive(self.tokens, sign.first):
            return
        # "How it should be done" is an open question.
        if not self.cue and self.tokens[self.clause.first].tag == "WRB":
            return
        if self.wish and self.wish[0].role != "will":
            if sign.role == "duty" and sign.weight < 0:
                self._turn_wish(sign)
                self.point.about = self._object(sign) or self.point.about
            return
        value = float(sign.weight * self.turned)
        if self.cue and value < 0 and sign.role == "seek":
            value = 0.0
        self._replace(sign, value)

    def _replace(self, sign: Sign, value: float) -> None:
        """Let a wish stand for a "will" before it; "will study" and its like take no side."""
        self.point.value -= self.wish[1] if self.wish else 0
        later = (s for s in self.clause.signs if s.first > sign.last)
        idle = any(
            s.role == ("procedure" if sign.role == "will" else "mental") and s.first - sign.last <= 3 for s in later
        )
        if idle and sign.role in HELPERS:
            self.wish = (sign, 0.0)
            return
        self.wish = (sign, value)
        self.point.value += value
        self._tell(sign)
        self.point.about = self._object(sign) or self.point.about
        self.decided = sign if sign.role != "will" else self.decided

    def _ability(self, sign: Sign) -> None:
        """Take in a refusal, "we cannot sign"; "we can" is nothing yet."""
        if not self.own or self.cue:
            return
        self.wish = (sign, 0.0)
        if any(s.role == "negator" and 0 < s.first - sign.last <= 2 for s in self.clause.signs):
            self._replace(sign, float(sign.weight))
            self.decided = None

    def _attitude(self, sign: Sign, tag: str) -> bool:
        """Take in who is for or against the object: "we support", "he condemned"; False where it is others."""
        if tag.startswith("NN") and not (self.own or self.cue):
            return True
        helper = self.wish[0].role if self.wish and self.wish[0].role in HELPERS else ""
        if not (self.own or self.cue or helper == "duty"):
            return False
        if self.decided and self.decided.role != "duty":
            # "Refused to condemn" takes no side.
            near = 0 < sign.first - self.decided.last <= 2 and self.decided.role == "disfavour"
            if self.cue and sign.role == "disfavour" and self.point.value < 0 and near:
                self.point.value, self.point.negated = 0.0, True
            return True
        if helper and self.wish:
            self.point.value -= self.wish[1]
        value = ATTITUDES[sign.role] * sign.weight * self.turned * self.shifted
        # "Must not accept" has its "not" in the duty.
        value *= -1 if self.wish and helper and self.wish[0].weight < 0 else 1
        self.point.value += 0 if value > 0 and sign.role == "disfavour" and not helper else value
        self._tell(sign)
        self.point.about = self._object(sign) or self.point.about
        self.decided = sign if sign.weight > 1 else None
        return True

    def _side(self, sign: Sign, tag: str) -> None:
        """Take in what is good or bad: "the plan is fair", "it would harm the coast"."""
        # "A greater failure" is no praise.
        if tag == "JJR" and self.tokens[min(sign.last + 1, len(self.tokens) - 1)].tag.startswith("NN"):
            return
        if self.decided:
            # "Must weaken the enemy" is against the enemy.
            if self.wish and SIDES[sign.role] < 0 and tag.startswith("VB"):
                self._turn_wish(sign)
            return
        value = SIDES[sign.role] * sign.weight * self.turned * self.shifted
        if self.wish and self.wish[0].role == "will" and tag.startswith("VB"):
            self.point.value -= self.wish[1]
            self.wish = None
        fact = sign.role == "harm" and _tells_fact(self.clause, self.tokens)
        self.point.value += value * (FACT if fact else 1)
        self._tell(sign)
        self.shifted = 1
        self.point.about = self._infinitive(sign) or self.point.about
        self.decided = sign if sign.role == "fail" or tag.startswith("VB") else None

    def _object(self, sign: Sign) -> tuple[int, int] | None:
        """The phrase after a sign; of a passive ("should be closed") the subject."""
        if self.cue:
            return None
        verbs = [k for k in range(sign.last + 1, self.clause.last) if self.tokens[k].tag.startswith("VB")][:2]
        if len(verbs) > 1 and self.tokens[verbs[0]].lemma == "be" and self.tokens[verbs[1]].tag == "VBN":
            return self.clause.subject
        return next_phrase(self.tokens, sign.last + 1, self.clause.last)

    def _infinitive(self, sign: Sign) -> tuple[int, int] | None:
        """What it is good or bad to do something to: "it is important to protect | the fisheries"."""
        subject = self.clause.subject
        if self.cue or subject is None or subject[1] - subject[0] > 1:
            return None
        if self.tokens[subject[0]].tag not in {"PRP", "EX"}:
            return None
        follows = range(sign.last + 1, self.clause.last)
        k = next((k for k in follows if self.tokens[k].tag in {"TO", "IN"}), None)
        return next_phrase(self.tokens, k + 1, self.clause.last) if k is not None else None


def word_kind(tokens: Sequence[Token], at: int) -> str:
    """The tag of a word; a participle before a noun is an adjective: "the proposed system"."""
    tag = tokens[at].tag
    before, after = (tokens[k].tag if 0 <= k < len(tokens) else "" for k in (at - 1, at + 1))
    attribute = after.startswith("NN") and before in {"DT", "JJ", "PRP$", "POS", "IN", ","}
    return "JJ" if tag in {"VBN", "VBG"} and attribute else tag


def _reported(clause: Clause, tokens: Sequence[Token], reports: Container[str]) -> int:
    """The number of the word from which others speak: "Orsk | denied the charge"; the end if none do."""
    if clause.subject is None:
        return clause.last
    verbs = (k for k in range(clause.subject[1], clause.last) if word_kind(tokens, k) in {"VBD", "VBZ", "VBP", "VBN"})
    return next((k for k in verbs if tokens[k].lemma in reports), clause.last)


def _tells_fact(clause: Clause, tokens: Sequence[Token]) -> bool:
    """True where a clause tells what happened: "the storm destroyed the bridge"."""
    verb = next((t for t in tokens[clause.first : clause.last] if t.tag in FINITE), None)
    return verb is not None and verb.tag == "VBD"


def _passive(tokens: Sequence[Token], at: int) -> bool:
    """True for "was (not) invited"."""
    return tokens[at].tag == "VBN" and any(t.lemma == "be" for t in tokens[max(0, at - 2) : at])
