"""Statements -> acts: what is done by saying it, with the words that tell it.

The cue tells, where it is more than a word of saying ("rejected", "called for"). Where it only reports ("said"), the
content may do something by itself: "we will never accept this" is a refusal. Else the act is `state`.
"""

from __future__ import annotations

from analysis.clauses import find_signs
from analysis.lexicons import Lexicons
from analysis.model import Act, Document, Evidence, Statement
from analysis.phrases import FAR, FINITE, Found, TokenForms, fitting
from analysis.spans import Span, within

PLAIN = "state"
LABEL = "label"
PROMISE = "promise"
SELF = "<self>"
FAINT = ("announce", LABEL, PLAIN)  # acts of a cue that yield to any other: "issued a paper welcoming"
REFUSALS = {"reject", "deny"}
NEAR = 3  # words between a negator and the word of praise or blame that it takes back
SUBJECT = {"NN", "NNS", "NNP", "NNPS", "CC", "PRP$", "DT", "JJ", "POS"}
LABELS = {"praise", "criticise", "accuse", "defend"}  # what calling something by a name may do
ActAndWords = tuple[str, tuple[Span, ...]]


def find_acts(doc: Document, lexicons: Lexicons) -> tuple[Act, ...]:
    """One act for each statement of a document, in their order; its evidence are words of cue and content."""
    return tuple(_act(doc, statement, lexicons) for statement in doc.statements)


def _act(doc: Document, statement: Statement, lexicons: Lexicons) -> Act:
    cue = [t for span in statement.cue for t in within(doc.tokens, span)]
    content = [t for span in statement.content for t in within(doc.tokens, span)]
    act, spans = by_cue(TokenForms(doc.text, [*cue, *content]), len(cue), lexicons)
    rule = "cue"
    if act in {PLAIN, LABEL}:
        words = TokenForms(doc.text, content)
        mark_self(words, doc, statement, lexicons)
        own = by_content(words, lexicons)
        if act == LABEL and own and own[0] not in LABELS:
            own = None
        rule = "content" if own else "plain"
        act, spans = (own[0], (*spans, *own[1])) if own else (PLAIN, spans or statement.cue)
    return Act(statement.key, act, tuple(Evidence(s, "cue") for s in spans), rule)


def by_cue(words: TokenForms, size: int, lexicons: Lexicons) -> ActAndWords:
    """The act that the first `size` words, the cue, tell together with the content after them, else `state`."""
    whole = size  # the content may stand before the cue: no span reaches from one into the other
    size = next((k for k in range(1, size) if words.forms[k][0] in lexicons.things["subordinators"]), size)
    found = [f for at in range(size) if (f := fitting(words, at, lexicons.cues))]
    row = min(found, key=lambda f: FAINT.index(f.act) if f.act in FAINT else -1, default=None)
    if row is None:
        return PLAIN, ()
    negators = [k for k in range(size) if words.forms[k][0] in lexicons.things["negators"]]
    act = denied(row.act, lexicons) if negators else row.act
    return act, (*(words.span(k, k + 1) for k in negators), words.span(row.first, min(row.last, whole)))


def denied(act: str, lexicons: Lexicons) -> str:
    """What a cue does with a negator: "did not agree" refuses, "avoids condemning" does nothing of the kind."""
    quad = lexicons.acts[act]["quad"] if act in lexicons.acts else ""
    if quad == "verbal cooperation":
        return "reject"
    return PLAIN if quad == "verbal conflict" and act not in REFUSALS else act


def mark_self(words: TokenForms, doc: Document, statement: Statement, lexicons: Lexicons) -> None:
    """Give words that mean the source itself the form <self>: "we", "it" at the start of reported words, its name."""
    named = (*doc.actors_of(statement), *(s.name for s in doc.speakers_of(statement)))
    names = {part for name in named for part in name.lower().split()}
    start = next((k for k, tag in enumerate(words.tags) if tag.startswith(("N", "PRP"))), 0)
    for at, form in enumerate(words.forms):
        theirs = at == start and statement.kind == "indirect" and form[1] in lexicons.things["theirs"]
        if form[1] in lexicons.things["ours"] or theirs or (form[1] in names and words.tags[at].startswith("NNP")):
            words.forms[at] = (*form, SELF)
            last = at
            while last + 1 < min(len(words), at + FAR) and words.tags[last + 1] in SUBJECT:
                last += 1
            words.forms[last] = (*words.forms[last], SELF)


def by_content(words: TokenForms, lexicons: Lexicons) -> ActAndWords | None:
    """What the content does by itself; the first row of moves.tsv that fits, with the signs in between."""
    moves = [m for at in range(len(words)) if (m := fitting(words, at, lexicons.moves)) and stands(words, m, lexicons)]
    best = min(moves, key=lambda m: (m.rank, m.first), default=None)
    if best is None or best.kind == "last":
        return by_signs(words, lexicons) or (_act_and_words(words, best) if best else None)
    act, spans = _act_and_words(words, best)
    return (complemented(act, words, best.last, lexicons) if act == PROMISE else act), spans


def stands(words: TokenForms, move: Found, lexicons: Lexicons) -> bool:
    """False for what must be the main verb and has a finite verb before it, and for praise or blame that is denied."""
    if move.kind == "main":
        return not any(tag in FINITE for tag in words.tags[: move.first])
    before = words.forms[max(0, move.first - NEAR) : move.first]
    return move.act not in LABELS or not any(form[0] in lexicons.things["negators"] for form in before)


def _act_and_words(words: TokenForms, found: Found) -> ActAndWords:
    return found.act, (words.span(found.first, found.last),)


def by_signs(words: TokenForms, lexicons: Lexicons) -> ActAndWords | None:
    """Praise or criticism, by the words of signs.tsv in the content, each turned by a negator shortly before it."""
    signs = find_signs([t.lower() for t in words.texts], words.tokens, lexicons.signs)
    negators = [s.last for s in signs if s.role == "negator"]
    total, spans = 0, []
    for sign in signs:
        if sign.role == "against" or (sign.role == "for" and words.tags[sign.first].startswith("JJ")):  # not "help"
            turned = any(0 < sign.first - at <= 4 for at in negators)
            total += sign.weight * (1 if (sign.role == "for") != turned else -1)
            spans.append(words.span(sign.first, sign.last + 1))
    return ("praise" if total > 0 else "criticise", tuple(spans)) if total else None


def complemented(act: str, words: TokenForms, start: int, lexicons: Lexicons) -> str:
    """The act of a promise by what is promised: "(vowed) to bomb the port" is a threat, "not to sign" a refusal."""
    if start < len(words) and words.forms[start][0] in lexicons.things["negators"]:
        return "reject"
    at = next((k for k in range(start, min(start + 4, len(words))) if words.tags[k] == "VB"), None)
    found = fitting(words, at, lexicons.deeds) if at is not None else None
    return "threaten" if found and quad_class(found, lexicons) == "material conflict" else act


def quad_class(found: Found, lexicons: Lexicons) -> str:
    """The quad class of the act of a row that fits; empty for one that only leads on."""
    return lexicons.acts[found.act]["quad"] if found.act in lexicons.acts else ""
