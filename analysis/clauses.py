"""Words of a statement -> clauses, with the signs in each: where negation, conditions and concessions begin and end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from analysis.model import Token
from analysis.spans import Span

FINITE = {"VBD", "VBZ", "VBP", "MD"}
LONGEST = 60  # tokens of a clause or a phrase, so that no text takes long
STOPS = {".", ":", ";", "--", "-LRB-", "-RRB-"}
NAMING = {"DT", "PDT", "PRP$", "JJ", "JJR", "JJS", "VBN", "VBG", "NN", "NNS", "NNP", "NNPS", "CD", "POS", "HYPH", "FW"}
POINTING = {"PRP", "EX", "WP"}
OPENERS = {
    "condition": "condition",
    "if": "if",
    "concession": "concession",
    "contrast": "contrast",
    "according": "according",
}
Phrases = Mapping[str, Sequence[tuple[tuple[str, ...], str, str, int]]]


@dataclass(frozen=True, slots=True)
class Sign:
    """Words of the lexicon among some tokens: from number `first` to `last`, both inside."""

    first: int
    last: int
    role: str
    weight: int


@dataclass(slots=True)
class Clause:
    """Tokens first to last (outside), what opened it, its subject as a half-open range, and its signs.

    kind: main, relative, condition, if, concession or according; after: the number of "but" before it.
    """

    first: int
    last: int
    kind: str
    after: int
    signs: list[Sign] = field(default_factory=list)
    subject: tuple[int, int] | None = None


def find_signs(words: Sequence[str], tokens: Sequence[Token], table: Phrases) -> list[Sign]:
    """The entries of a lexicon among tokens, in order; of those that begin at a word the longest, in all its roles.

    words: the tokens as written, in lower case; an entry matches them or the lemmas.
    """
    lemmas = [t.lemma.lower() for t in tokens]
    found: list[Sign] = []
    at = 0
    while at < len(tokens):
        entries = [*table.get(lemmas[at], ()), *(table.get(words[at], ()) if words[at] != lemmas[at] else ())]
        size = 0
        for parts, tag, role, weight in sorted(entries, key=lambda e: -len(e[0])):
            if len(parts) < size:
                break
            named = tokens[at].tag.startswith("NNP") and at > 0 and len(parts) == 1
            if not named and tokens[at].tag.startswith(tag) and _matches(parts, words, lemmas, at):
                size = len(parts)
                sign = Sign(at, at + size - 1, role, weight)
                if sign not in found[-4:]:
                    found.append(sign)
        at += max(size, 1)
    return found


def _matches(parts: Sequence[str], words: Sequence[str], lemmas: Sequence[str], at: int) -> bool:
    return at + len(parts) <= len(words) and all(p in (words[at + k], lemmas[at + k]) for k, p in enumerate(parts))


def find_clauses(tokens: Sequence[Token], signs: Sequence[Sign], breaks: frozenset[int]) -> list[Clause]:
    """The clauses of some tokens, in order; `breaks` are the numbers of tokens before which the text is interrupted."""
    clauses = _cut(tokens, _openers(tokens, signs), breaks)
    at = 0
    last: tuple[int, int] | None = None
    for number, clause in enumerate(clauses):
        while at < len(signs) and signs[at].first < clause.last:
            clause.signs.append(signs[at])
            at += 1
        clause.subject = _subject(tokens, clause)
        finite = any(t.tag in FINITE for t in tokens[clause.first : clause.last])
        if clause.kind == "main" and not finite:
            # "The plan, which was late, is good": its subject stands before the clause between.
            inserted = number + 1 < len(clauses) and clauses[number + 1].kind == "relative"
            last, clause.subject = clause.subject if inserted else last, None
        elif clause.kind == "main" and clause.subject is None:
            clause.subject = last
        elif clause.kind == "main":
            last = clause.subject
    return clauses


def _openers(tokens: Sequence[Token], signs: Sequence[Sign]) -> dict[int, str]:
    """{number of a token: kind of the clause that it opens}."""
    found = {s.first: OPENERS[s.role] for s in signs if s.role in OPENERS}
    able = {s.first for s in signs if s.role in {"can", "hedge"}}
    for sign in signs:
        if sign.role == "before" and not able.isdisjoint(range(sign.last + 2, sign.last + 7)):
            found[sign.first] = "condition"
        # "asked if the offer still stands" opens no condition.
        if sign.role == "if" and (sign.first == 0 or tokens[sign.first - 1].lemma in {"know", "ask", "see", "wonder"}):
            if sign.first == 0 and _fronted(tokens):
                continue
            found[sign.first] = "main"
    for k, token in enumerate(tokens):
        if token.tag in {"WDT", "WP", "WP$"}:
            found.setdefault(k, "relative")
        elif (token.tag == "IN" and token.lemma in {"that", "because", "since"}) or token.tag == "WRB":
            found.setdefault(k, "main")
    return found


def _fronted(tokens: Sequence[Token]) -> bool:
    """True where a comma and another finite verb follow: "If they sign, we will" opens with its condition."""
    comma = next((k for k, t in enumerate(tokens) if t.tag == ","), len(tokens))
    return any(t.tag in FINITE for t in tokens[comma:])


def _cut(tokens: Sequence[Token], openers: Mapping[int, str], breaks: frozenset[int]) -> list[Clause]:
    found: list[Clause] = []
    kind, start, after, verbs = "main", 0, 0, 0
    paused = False

    def close(at: int, then: str) -> None:
        nonlocal kind, start, verbs, paused
        if at > start:
            found.append(Clause(start, at, kind, after))
        kind, start, verbs, paused = then, at, 0, False

    for k, token in enumerate(tokens):
        tag = token.tag
        if k in breaks or k - start >= LONGEST or (k and tokens[k - 1].tag in STOPS):
            close(k, "main")
        if k in openers:
            opened = openers[k]
            if opened == "contrast":
                close(k, "main")
                after += 1
            elif opened != "main" or kind != "according":
                close(k, opened)
        elif tag == "," or (tag == "CC" and _clause_follows(tokens, k + 1)):
            if tag == "CC" and verbs:
                close(k, kind)
            paused = tag == ","
        elif _starts_clause(tokens, k, kind, verbs, paused):
            close(k, "main")
        if tag in FINITE:
            verbs += 1
    close(len(tokens), "main")
    return found


def _starts_clause(tokens: Sequence[Token], k: int, kind: str, verbs: int, paused: bool) -> bool:
    """True where a main clause begins without a word that opens it: after a comma, or after "despite some progress"."""
    tag = tokens[k].tag
    if tokens[k - 1].tag == "," and k and paused:
        return (kind != "main" or verbs > 0) and _clause_follows(tokens, k)
    if kind == "relative" and verbs and tag in FINITE and tokens[k - 1].tag not in {"TO", "CC", "RB"}:
        return True
    begins = tag in {"DT", "PRP", "PRP$", "NNP"} and tokens[k - 1].tag in {"NN", "NNS"}
    return begins and kind in {"concession", "according"} and not verbs and _clause_follows(tokens, k)


def _clause_follows(tokens: Sequence[Token], k: int) -> bool:
    """True where a finite verb comes, at once or after what may be its subject: "and it has", "and will"."""
    for token in tokens[k : k + 12]:
        if token.tag in FINITE:
            return True
        if token.tag not in NAMING | POINTING | {"RB", "TO", "IN", "VB"} or (
            token.tag == "IN" and token.lemma == "that"
        ):
            return False
    return False


def noun_phrase(tokens: Sequence[Token], at: int) -> int:
    """The number after the noun phrase that begins at a token, "of" with what follows included; `at` if none does."""
    end = at
    while end < min(len(tokens), at + LONGEST):
        token = tokens[end]
        names = token.tag in NAMING and not (token.tag == "VBG" and end == at)
        carries = end > at and token.lemma == "of" and end + 1 < len(tokens)
        if not names and not (carries and tokens[end + 1].tag in NAMING - {"VBG"}):
            break
        end += 1
    whole = end
    while end > at and not tokens[end - 1].tag.startswith(("NN", "CD")):
        end -= 1
    # "The poor": an adjective may stand for a noun.
    adjective = end == at and whole > at + 1 and tokens[at].tag == "DT" and tokens[whole - 1].tag == "JJ"
    return whole if adjective else end


def _subject(tokens: Sequence[Token], clause: Clause) -> tuple[int, int] | None:
    """The first noun phrase or pronoun before the finite verb that no preposition governs."""
    k = clause.first
    while k < clause.last and tokens[k].tag not in FINITE:
        if tokens[k].tag in POINTING or (tokens[k].tag == "DT" and _alone(tokens, k)):
            return k, k + 1
        end = min(noun_phrase(tokens, k), clause.last)
        if end > k:
            governed = tokens[k - 1].tag in {"IN", "TO", "VB"} or (
                tokens[k - 1].tag == "VBG" and k - 1 > clause.first + 1
            )
            if k == clause.first or not governed or _opens(tokens[k - 1], clause, k):
                return k, end
            k = end
        else:
            k += 1
    return None


def _opens(token: Token, clause: Clause, k: int) -> bool:
    """True where the word before a noun phrase opens the clause: "that the plan …", "if the plan …"."""
    return k - 1 == clause.first and (token.lemma == "that" or clause.kind in {"condition", "if", "concession"})


def _alone(tokens: Sequence[Token], k: int) -> bool:
    return k + 1 < len(tokens) and tokens[k + 1].tag in FINITE | {"RB"}


def words_span(tokens: Sequence[Token], first: int, end: int) -> Span:
    """From the first to the last of the tokens first to end (outside)."""
    return Span(tokens[first].span.start, tokens[end - 1].span.end)


def next_phrase(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int] | None:
    """The first noun phrase or personal pronoun that begins at a token from `first` on, before `last`."""
    for k in range(first, last):
        end = k + 1 if tokens[k].tag == "PRP" else min(noun_phrase(tokens, k), last)
        if end > k:
            return k, end
    return None
