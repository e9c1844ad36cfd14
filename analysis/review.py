"""Reviewed articles: a document as a coder has it, samples drawn with a known chance, and what was answered for them.

doc = review.coded(doc, "Ana", decisions.kept(folder))      # takes the place of the machine's in every table and view
sample = review.assign(review.draw(docs, 200, seed=1), ["Ana", "Ben"])
review.items(docs, decisions.kept(folder), ["Ana", "Ben"], sample)      # what analysis.estimates works on
"""

from __future__ import annotations

import datetime as dt
import json
import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis import knowledge, recoding
from analysis.coded import CodedStatement, coded_statements, joined_words
from analysis.decisions import (
    ADDED,
    ADJUDICATED,
    READABLE,
    SPANS,
    Change,
    Decision,
    DecisionError,
    Unit,
    in_force,
    replayed,
    reviews_in,
)
from analysis.keys import word_keys
from analysis.knowledge import Knowledge
from analysis.model import SIDES, Document, Sentence
from analysis.saving import saved
from analysis.spans import Span, hull, overlaps, shared

if TYPE_CHECKING:
    import pandas as pd

LEAST_SHARE = 0.5  # of the letters of a statement that one found in another version must share with it
SENTENCE = "sentence-"  # what keys of sentences that no statement was found in begin with
STRATA = {"statement": "statements", "sentence": "sentences"}
MACHINE = "machine"  # the layer that nobody has touched
OVERLAP = 0.2  # of a sample that two coders get, so that their agreement can be told
TRUE = ("position", "act", "topics", "speakers", "actors", "target")  # beside true_countries, which follows actors
Then = Callable[[Decision], Document | None]  # the document in which something was decided, as it was read then
# What goes together: who gave or changed the first gave the others with it.
TOGETHER = (("position", "lean", "evidence"), ("target", "target_span"), ("speakers", "actors"))


@dataclass(frozen=True, slots=True)
class Placed:
    """What the decisions of a coder come to in a document, by the key of the unit; and what was not found in it."""

    units: Mapping[str, Unit]
    lost: tuple[Unit, ...]


def layer(
    docs: Iterable[Document],
    name: str,
    decisions: Iterable[Decision],
    known: Knowledge | None = None,
    then: Then | None = None,
) -> tuple[Document, ...]:
    """The documents as a layer has them: "machine", a coder by name, or "adjudicated". then: as for `units`."""
    on = by_article(decisions)
    return tuple(doc if name == MACHINE else coded(doc, name, on(doc), known, then) for doc in docs)


def by_article(decisions: Iterable[Decision]) -> Callable[[Document], list[Decision]]:
    """A function that gives the decisions on a document, of all versions of it."""
    found: dict[str, dict[str, Decision]] = {}
    for decision in decisions:
        for name in (decision.id, f"{decision.article} "):
            found.setdefault(name, {})[decision.event] = decision
    return lambda doc: list({**found.get(doc.id, {}), **found.get(f"{doc.digest} ", {})}.values())


def coded(
    doc: Document,
    coder: str,
    decisions: Iterable[Decision],
    known: Knowledge | None = None,
    then: Then | None = None,
) -> Document:
    """The document as a coder has it; as it is where that coder decided nothing.

    The keys of statements that stay are the machine's; `reviews` tells what was decided. known: tells the codes of acts
    and topics, Demarche's own where it is not given. then: as for `units`.
    """
    units_here = units(doc, decisions, coder, then).units
    return recoding.recoded(doc, units_here, coder, known or knowledge.load()) if units_here else doc


def as_answered(
    doc: Document,
    coder: str,
    decisions: Iterable[Decision],
    known: Knowledge | None = None,
    then: Then | None = None,
) -> Document:
    """The document as a coder has it, for comparing coders: what was coded blind is as it was answered then.

    Of such a statement nothing is the machine's: what the coder did not give is missing.
    """
    own = units(doc, decisions, coder, then).units
    if not own:
        return doc
    blind = {
        key: replace(unit, fields=unit.blind, verdict=str(unit.blind["verdict"]))
        for key, unit in own.items()
        if is_answer(unit) and unit.blind
    }
    bare = recoding.without_codes(doc, blind)
    return recoding.recoded(bare, {**own, **blind}, coder, known or knowledge.load())


def answered(
    docs: Iterable[Document], decisions: Iterable[Decision], coder: str
) -> dict[tuple[str, str], frozenset[str]]:
    """The fields that a coder gave blind, one unit after the other, by the id of the article and the unit's key."""
    each = list(decisions)
    told = ((doc.id, units(doc, each, coder).units) for doc in docs)
    return {
        (id, key): frozenset(unit.blind or ())
        for id, own in told
        for key, unit in own.items()
        if is_answer(unit) and not key.startswith((SENTENCE, ADDED))
    }


def finished(docs: Iterable[Document], decisions: Iterable[Decision], coder: str) -> tuple[str, ...]:
    """The ids of the articles in which a coder decided on each statement of the machine, none of them unread.

    Where the machine found none, it is not known whether a coder read the article, unless something was added.
    """
    each = list(decisions)
    told = ((doc, units(doc, each, coder).units) for doc in docs)
    return tuple(doc.id for doc, own in told if _through(doc, own))


def _through(doc: Document, own: Mapping[str, Unit]) -> bool:
    read = {key for key, unit in own.items() if unit.done and not unit.bulk}
    return all(s.key in read for s in doc.statements) and any(not key.startswith(SENTENCE) for key in read)


def taken_over(changes: Iterable[Change], docs: Sequence[Document], coder: str) -> tuple[Decision, ...]:
    """What a file of another tool brings back, as decisions of a coder.

    docs: the layer that was written there. Changes in articles that are not among them are left out.
    """
    by_id = {doc.id: doc for doc in docs}
    made = []
    for change in changes:
        doc = by_id.get(change.article)
        if doc is None:
            continue
        statements = {one.key: one for one in coded_statements(doc)}
        after = dict(change.after)
        before = recoding.fields_of(statements.get(change.unit))
        content = [Span(*one) for one in after.get("content", before["content"])]
        at = hull(content) if content else Span(change.start, change.end)
        made.append(
            Decision(
                coder,
                doc.digest,
                doc.id,
                change.unit or added_key(doc, content or [at]),
                "change" if change.unit else "add",
                after if change.unit or content else after | {"content": [list(at)]},
                {name: before[name] for name in after if name in before},
                recoding.quotes_of(doc, after),
                joined_words(doc, content or [at]),
                at.start,
                at.end,
                version=doc.made_by.version if doc.made_by else knowledge.version(),
                models=doc.made_by.models if doc.made_by else "",
                knowledge=doc.made_by.knowledge if doc.made_by else "",
            )
        )
    return tuple(made)


def not_said_yet(made: Iterable[Decision], kept: Iterable[Decision]) -> tuple[Decision, ...]:
    """Decisions of a coder that tell what is not in force yet: a file that is taken back twice counts once.

    kept: all decisions of the folder.
    """
    said: dict[tuple[str, str, str], dict[str, str]] = defaultdict(dict)
    for one in in_force(kept):
        said[one.coder, one.id, one.unit] |= _as_written(one)
    return tuple(one for one in made if not _as_written(one).items() <= said[one.coder, one.id, one.unit].items())


def _as_written(one: Decision) -> dict[str, str]:
    """The fields of a decision as its line in the log has them."""
    return {name: json.dumps(value, sort_keys=True) for name, value in one.after.items()}


def reviewed(doc: Document) -> str:
    """'Reviewed by Ana: 40 of 62 statements; 5 more accepted unread.'; empty for what the machine made alone."""
    return reviewed_of([doc], 0)


def reviewed_of(docs: Iterable[Document], others: int) -> str:
    """The same of many documents, and of as many statements of others in which nobody decided anything."""
    each = list(docs)
    reviews = [one for doc in each for one in doc.reviews]
    some = [one for one in reviews if one.verdict != "change" and not (one.added and one.verdict == "reject")]
    counts, unread = (Counter(one.coder for one in some if one.bulk == bulk) for bulk in (False, True))
    total = others + sum(len(doc.statements) for doc in each)
    total += sum(one.verdict == "reject" and not one.added for one in reviews)
    names = {coder: "Adjudicated" if coder == ADJUDICATED else f"Reviewed by {coder}" for coder in counts | unread}
    told = {coder: f"{name}: {counts[coder]:,} of {total:,} statements" for coder, name in names.items()}
    more = {coder: f"; {n:,} more accepted unread" for coder, n in unread.items()}
    return " ".join(f"{words}{more.get(coder, '')}." for coder, words in told.items())


def units(doc: Document, decisions: Iterable[Decision], coder: str, then: Then | None = None) -> Placed:
    """What the decisions of a coder come to in a document.

    Decisions on another version of the article (of the same id) are found again by the key of the statement, else by
    its words and where they stood. then: the document in which a decision was made, as another version of the program
    had read it, None where that is not known. What was accepted of it in sight is what was seen then, whatever this
    version says; and a statement that was accepted stays one where this version does not find it any more.
    """
    mine = [d for d in decisions if d.coder == coder and (d.article == doc.digest or d.id == doc.id)]
    finder = _Finder(doc)
    found: list[Decision] = []
    lost: list[Decision] = []
    made: dict[str, Decision] = {}
    for decision in in_force(mine):
        here = finder.here(decision)
        (found if here else lost).append(here or decision)
        made[decision.event] = decision
    here_now = {key: unit for (_, key), unit in replayed(found).items()}
    gone = tuple(replayed(lost).values())
    if then is None:
        return Placed(here_now, gone)
    here_now = {key: _as_seen(doc, unit, made[unit.last.event], then) for key, unit in here_now.items()}
    kept = {unit.unit: one for unit in gone if (one := _as_added(doc, unit, then))}
    return Placed({**kept, **here_now}, tuple(unit for unit in gone if unit.unit not in kept))


def _as_seen(doc: Document, unit: Unit, decision: Decision, then: Then) -> Unit:
    """A unit that was accepted in sight, with all that was seen then and that this version says otherwise."""
    in_sight = unit.verdict == "accept" and unit.blind is None and not unit.bulk and not unit.added
    if not in_sight or unit.unit.startswith(SENTENCE):
        return unit
    before = then(decision)
    if before and before.made_by == doc.made_by:
        return unit
    seen, now = _fields_in(before, decision.unit), _fields_in(doc, unit.unit)
    if before is None or not seen["content"]:  # nobody knows what was seen
        return replace(unit, bulk=True, last=replace(unit.last, bulk=True))
    other = {name for name in recoding.CODES if name not in unit.fields and seen[name] != now[name]}
    for first, *rest in TOGETHER:
        given = first in unit.fields and unit.fields[first] != seen[first]
        whole = {name for name in (first, *rest) if name not in unit.fields}
        other = other - set(rest) if given else other | whole if other & {first, *rest} else other
    if before.digest != doc.digest:
        other -= set(SPANS)
    return replace(unit, fields={name: seen[name] for name in sorted(other)} | dict(unit.fields)) if other else unit


def _as_added(doc: Document, unit: Unit, then: Then) -> Unit | None:
    """A unit that was accepted and is found no more, as if it had been added; None where its words are not told."""
    if unit.verdict != "accept" or unit.bulk or unit.added or unit.unit.startswith(SENTENCE):
        return None
    told = [one for decision in (unit.last, unit.first) if (one := then(decision)) and one.digest == doc.digest]
    each = (_fields_in(one, unit.unit) for one in told)
    seen = next((fields for fields in each if fields["content"]), recoding.fields_of(None))
    # what only an earlier version found can be taken or changed later: then it says itself where it stands
    if not seen["content"] and not (unit.article == doc.digest and unit.fields.get("content")):
        return None
    words = recoding.WORDS if unit.blind is not None else recoding.CODES  # of what was coded blind, no more was seen
    return replace(unit, fields={name: seen[name] for name in sorted(words)} | dict(unit.fields), added=True)


def _fields_in(doc: Document | None, key: str) -> dict[str, Any]:
    """What a document says of the statement with a key."""
    some = coded_statements(doc) if doc else ()
    return recoding.fields_of(next((one for one in some if one.key == key), None))


class _Finder:
    """Where the units of decisions are in a document, whatever version they were made on."""

    def __init__(self, doc: Document) -> None:
        self.doc = doc
        self.statements = {statement.key: statement for statement in doc.statements}
        self.sentences: dict[str, Sentence] | None = None
        self.moved: dict[tuple[str, str], str | None] = {}  # from article and unit to the key here

    def here(self, decision: Decision) -> Decision | None:
        """The decision with unit and places as this document has them; None where its words are not found."""
        same = decision.article == self.doc.digest
        at = (decision.article, decision.unit)
        if at not in self.moved:
            self.moved[at] = self._key(decision, same)
        key = self.moved[at]
        if key is None:
            return None
        if same:
            return decision if key == decision.unit else replace(decision, unit=key)
        after = self._after(decision)
        return None if after is None else replace(decision, article=self.doc.digest, unit=key, after=after)

    def _key(self, decision: Decision, same: bool) -> str | None:
        unit = decision.unit
        if unit in self.statements or (same and (unit.startswith(ADDED) or decision.what == "add")):
            return unit
        if unit.startswith(SENTENCE):
            if self.sentences is None:
                self.sentences = {sentence_key(self.doc, sentence): sentence for sentence in self.doc.sentences}
            return unit if unit in self.sentences else None
        if unit.startswith(ADDED) or decision.what == "add":
            after = self._after(decision)
            spans = recoding.spans_of(after.get("content"), self.doc) if after else ()
            return added_key(self.doc, spans) if spans else None
        return self._by_words(decision, same)

    def _by_words(self, decision: Decision, same: bool) -> str | None:
        """The nearest statement whose content has the same words; on the same text one that shares most of them."""
        wanted = " ".join(decision.words.split())
        if not wanted:
            return None
        equal = [s for s in self.statements.values() if joined_words(self.doc, s.content) == wanted]
        if equal:
            return min(equal, key=lambda s: abs(s.content[0].start - decision.start)).key
        span = Span(decision.start, max(decision.start, decision.end))
        if same:
            best = max(self.statements.values(), key=lambda s: shared(hull(s.content), span), default=None)
            if best and shared(hull(best.content), span) >= LEAST_SHARE * max(len(hull(best.content)), len(span), 1):
                return best.key
        return None

    def _after(self, decision: Decision) -> dict[str, Any] | None:
        """The fields with their spans as this text has them; None where the words of a statement are not there.

        The words of evidence and target that are not found are left out.
        """
        after = dict(decision.after)
        for name in SPANS:
            if after.get(name) is None:
                continue
            quotes = decision.quotes.get(name, [])
            old = [after[name]] if name == "target_span" else after[name]
            old = old if isinstance(old, list) else []
            found = [self._place(words, at) for words, at in zip(quotes, old, strict=False)]
            if not found or None in found or len(found) != len(old):
                if name == "content":
                    return None
                del after[name]
            else:
                after[name] = found[0] if name == "target_span" else found
        return after

    def _place(self, words: str, old: Any) -> list[int] | None:
        """Where words stand now, the place nearest to the old one."""
        start = old[0] if isinstance(old, list) and old and isinstance(old[0], int) else 0
        text, at, best = self.doc.text, self.doc.text.find(words) if words else -1, None
        while at >= 0:
            if best is None or abs(at - start) < abs(best - start):
                best = at
            at = text.find(words, at + 1)
        return None if best is None else [best, best + len(words)]


def added_key(doc: Document, content: Sequence[Span]) -> str:
    """The key of a statement that a coder adds: two who choose the same words have the same."""
    before = doc.text[max(0, content[0].start - 40) : content[0].start]
    return ADDED + word_keys([f"{joined_words(doc, content)}|{before}"])[0]


def sentence_key(doc: Document, sentence: Sentence) -> str:
    """The key of a sentence, made of its words and of those before it."""
    span = sentence.span
    return SENTENCE + word_keys([f"{doc[span]}|{doc.text[max(0, span.start - 40) : span.start]}"])[0]


def unmarked(doc: Document) -> tuple[Sentence, ...]:
    """The sentences of the running text in which no statement was found."""
    busy = [*(s.span for s in doc.statements), *(p.span for p in doc.parts if p.kind != "dateline")]
    return tuple(doc.sentences[at] for at in free([sentence.span for sentence in doc.sentences], busy))


def free(spans: Sequence[Span], busy: Iterable[Span]) -> list[int]:
    """The places of spans that share no letter with any that is busy."""
    taken = sorted(busy)
    ends = list(_latest_end(taken))
    starts = [span.start for span in taken]
    before = (bisect_left(starts, span.end) for span in spans)
    return [at for at, (span, n) in enumerate(zip(spans, before, strict=True)) if not n or ends[n - 1] <= span.start]


def _latest_end(spans: Iterable[Span]) -> Iterator[int]:
    """For each span the latest end of it and those before it."""
    latest = 0
    for span in spans:
        latest = max(latest, span.end)
        yield latest


# ---- samples


@dataclass(frozen=True, slots=True)
class Drawn:
    """A unit that was drawn: a statement, or a sentence that no statement was found in.

    article: digest of the text; id: of the document. pi: the chance with which it was drawn. coders: who is to code it.
    words, start, end: so that it is found again.
    """

    article: str
    id: str
    unit: str
    kind: str
    stratum: str
    pi: float
    coders: tuple[str, ...]
    words: str
    start: int
    end: int

    @property
    def draw(self) -> dict[str, Any]:
        """How it was drawn, as a decision keeps it."""
        return {"stratum": self.stratum, "pi": self.pi}


@dataclass(frozen=True, slots=True)
class Sample:
    """Units drawn by chance, in the order of the articles. of: how many there were to draw from, by stratum."""

    name: str
    seed: int
    made: str
    of: Mapping[str, int]
    items: tuple[Drawn, ...]


def draw(
    docs: Sequence[Document], n: int, *, seed: int, sentences: int = 0, by: Sequence[str] = (), name: str = "sample"
) -> Sample:
    """A sample of n statements of machine documents, and of some sentences that no statement was found in.

    Half of the chance is the same for all statements, half grows with the doubt about the position, as sqrt(p (1 - p));
    drawn in equal steps along the order of the articles, so that the sample is spread over them and no chance changes.
    by: "outlet" or "month": articles are put in that order before, so that each gets its share.
    """
    ordered = sorted(docs, key=lambda doc: tuple(_sorted_by(doc, what) for what in by)) if by else list(docs)
    rng = np.random.default_rng(seed)
    statements = [(doc, one) for doc in ordered for one in coded_statements(doc)]
    bare = [(doc, sentence) for doc in ordered for sentence in unmarked(doc)]
    doubts = np.array([_doubt(one) for _, one in statements])
    chances = chances_of(doubts, n), chances_of(np.zeros(len(bare)), sentences)
    found = [drawn_statement(*statements[at], pi) for at, pi in systematic(chances[0], [d for d, _ in statements], rng)]
    found += [drawn_sentence(*bare[at], pi) for at, pi in systematic(chances[1], [d for d, _ in bare], rng)]
    place = {id(doc): number for number, doc in enumerate(ordered)}
    digests = {doc.digest: place[id(doc)] for doc in ordered}
    items = tuple(sorted(found, key=lambda one: (digests[one.article], one.start)))
    of = {STRATA["statement"]: len(statements), STRATA["sentence"]: len(bare)}
    return Sample(name, seed, dt.datetime.now(dt.UTC).isoformat(timespec="seconds"), of, items)


def _sorted_by(doc: Document, what: str) -> str:
    known: Mapping[str, Callable[[Document], str]] = {
        "outlet": lambda doc: doc.outlet,
        "month": lambda doc: f"{doc.published:%Y-%m}" if doc.published else "",
    }
    if what not in known:
        raise ValueError(f"A sample is put in order by {' or '.join(known)}, not by {what!r}.")
    return known[what](doc)


def _doubt(one: CodedStatement) -> float:
    return doubt(one.stance.confidence if one.stance else None)


def doubt(chance: float | None) -> float:
    """How doubtful a position is that is right with a chance: sqrt(p (1 - p)), the most where it is not known."""
    chance = 0.5 if chance is None or chance != chance else min(max(chance, 0.0), 1.0)
    return math.sqrt(chance * (1 - chance))


def chances_of(sizes: np.ndarray[Any, Any], n: int) -> np.ndarray[Any, Any]:
    """The chance of each unit to be drawn: they add up to n (all are drawn where there are no more)."""
    count = len(sizes)
    if n >= count:
        return np.ones(count)
    total = sizes.sum()
    weights = 0.5 / count + 0.5 * (sizes / total if total > 0 else np.full(count, 1 / count))
    chances = np.zeros(count)
    sure = np.zeros(count, dtype=bool)
    for _ in range(count):  # what would have more than a chance of 1 is drawn, the others share the rest
        left = n - sure.sum()
        chances = np.where(sure, 1.0, weights * left / max(weights[~sure].sum(), 1e-300))
        over = (chances > 1) & ~sure
        if not over.any():
            break
        sure |= over
    return np.minimum(chances, 1.0)


def systematic(
    chances: np.ndarray[Any, Any], articles: Sequence[Any], rng: np.random.Generator
) -> list[tuple[int, float]]:
    """The units drawn in steps of one along their chances added up, from a start by chance; each with its chance.

    articles: of each unit, in order, by document or id. Within an article the order is by chance, or equal steps would
    always meet the same place of each.
    """
    if not len(chances):
        return []
    order = np.concatenate([rng.permutation(list(some)) for some in _runs(articles)]).astype(int)
    ends = np.cumsum(chances[order])
    total = round(float(ends[-1]))
    ends *= total / ends[-1] if ends[-1] else 1.0
    marks = rng.random() + np.arange(total)
    places = np.minimum(np.searchsorted(ends, marks, side="right"), len(chances) - 1)
    return [(int(at), float(chances[at])) for at in dict.fromkeys(order[places].tolist())]


def _runs(articles: Sequence[Any]) -> Iterator[range]:
    """The places of the units of each article."""
    start = 0
    for _, some in groupby(articles, lambda one: one if isinstance(one, str) else id(one)):
        count = len(list(some))
        yield range(start, start + count)
        start += count


def drawn_statement(doc: Document, one: CodedStatement, pi: float) -> Drawn:
    """A statement that was drawn with a chance."""
    content = one.statement.content
    words, span = joined_words(doc, content), hull(content)
    return Drawn(doc.digest, doc.id, one.key, "statement", STRATA["statement"], pi, (), words, span.start, span.end)


def drawn_sentence(doc: Document, sentence: Sentence, pi: float) -> Drawn:
    """A sentence that was drawn with a chance."""
    key, span = sentence_key(doc, sentence), sentence.span
    words = " ".join(doc[span].split())
    return Drawn(doc.digest, doc.id, key, "sentence", STRATA["sentence"], pi, (), words, span.start, span.end)


def assign(
    sample: Sample, coders: Sequence[str] | Mapping[str, int], *, overlap: float = OVERLAP, seed: int | None = None
) -> Sample:
    """The sample dealt out: each unit to one coder, and a share of them (overlap) to two, so that they can be compared.

    coders: their names, or how many units each of them gets before the overlap. What nobody gets stays undealt, the
    whole chance of all others as it was. A unit is dealt by chance, so that no coder gets one kind of article.
    """
    if not coders or len(set(coders)) < len(list(coders)):
        raise ValueError("Name at least one coder, each once.")
    names = list(coders)
    rng = np.random.default_rng(sample.seed if seed is None else seed)
    order = rng.permutation(len(sample.items))
    shares = dict(coders) if isinstance(coders, Mapping) else _equal(names, len(sample.items))
    dealt: dict[int, tuple[str, ...]] = {}
    rest = list(order)
    for name, share in shares.items():
        for at in rest[: max(0, share)]:
            dealt[at] = (name,)
        rest = rest[max(0, share) :]
    many = round(overlap * len(dealt)) if len(names) > 1 else 0
    twice = [list(dealt)[int(place)] for place in rng.permutation(len(dealt))[:many]]
    more = Counter(dict.fromkeys(names, 0))
    for at in twice:  # the second is who has the fewest of these
        second = min((name for name in names if name not in dealt[at]), key=more.__getitem__)
        more[second] += 1
        dealt[at] += (second,)
    items = tuple(replace(one, coders=dealt.get(at, ())) for at, one in enumerate(sample.items))
    return replace(sample, items=items)


def _equal(names: Sequence[str], n: int) -> dict[str, int]:
    """As equal numbers for all names as n allows."""
    return {name: n // len(names) + (place < n % len(names)) for place, name in enumerate(names)}


def save_sample(folder: str | Path, sample: Sample) -> Path:
    """Where the sample now lies, in `reviews/samples` of the folder of articles. One of that name is not replaced."""
    file = reviews_in(folder) / "samples" / f"{sample.name}.json"
    name = sample.name
    fits = 0 < len(name.encode()) <= READABLE and name.isprintable() and not set(name) & set('/\\:*?"<>|')
    if not fits or name.startswith("."):
        raise ValueError(f"A sample is called by letters and digits, as in name='march', not {sample.name!r}.")
    if file.exists() and _sample(file) != sample:
        raise DecisionError(f"{file} holds another sample, which decisions may rest on; take another name.")
    return saved(file, json.dumps(asdict(sample), ensure_ascii=False, indent=1) + "\n")


def samples(folder: str | Path) -> tuple[Sample, ...]:
    """The samples drawn of the articles of a folder, the latest first; what is none is left out."""
    files = sorted((reviews_in(folder) / "samples").glob("*.json"))
    found = [sample for file in files if (sample := _sample(file))]
    return tuple(sorted(found, key=lambda sample: (sample.made, sample.name), reverse=True))


def _sample(file: Path) -> Sample | None:
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        items = tuple(Drawn(**{**one, "coders": tuple(one["coders"]), "pi": float(one["pi"])}) for one in told["items"])
        return Sample(**{**told, "items": items})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def found_again(doc: Document, drawn: Iterable[Drawn]) -> dict[str, Drawn]:
    """What was drawn in an article, by its keys in this version of the document; what is not there is left out."""
    finder = _Finder(doc)
    found = {}
    for one in drawn:
        if one.article == doc.digest or one.id == doc.id:
            at = Decision("", one.article, one.id, one.unit, "", words=one.words, start=one.start, end=one.end)
            here = finder.here(at)
            if here:
                found[here.unit] = replace(one, article=doc.digest, unit=here.unit)
    return found


# ---- what was answered


def items(
    docs: Iterable[Document],
    decisions: Iterable[Decision],
    coders: Sequence[str],
    sample: Sample | None,
    known: Knowledge | None = None,
) -> pd.DataFrame:
    """One row for each statement of the machine documents, and for each sentence without one where some were drawn.

    What the machine says, with which chance it was drawn (pi, NaN where it was not), and what was answered blind by the
    first of the coders who did; what was adjudicated goes before all. See the columns in ITEMS.
    """
    import pandas as pd

    known = known or knowledge.load()
    asked = sample.items if sample else ()
    with_sentences = any(one.kind == "sentence" for one in asked)
    on = by_article(decisions)
    rows = []
    for doc in docs:
        drawn = found_again(doc, asked)
        layers = [units(doc, on(doc), coder).units for coder in dict.fromkeys((ADJUDICATED, *coders))]
        rows += [_statement_item(doc, one, drawn, layers, known) for one in coded_statements(doc)]
        if with_sentences:
            rows += [_sentence_item(doc, sentence, drawn, layers) for sentence in unmarked(doc)]
    return pd.DataFrame(rows, columns=list(ITEMS)).astype(dict.fromkeys(("pi", "missed", *SIDES), float))


_SEVERAL = "joined by '; '"
# The columns of `items`.
ITEMS: Mapping[str, str] = {
    "article": "id of the article",
    "outlet": "the medium that published it",
    "published": "the day it was published, YYYY-MM-DD",
    "unit": "key of the statement or sentence",
    "kind": "statement, or sentence that no statement was found in",
    "stratum": "what it was drawn from",
    "speakers": f"the machine's, {_SEVERAL}",
    "actors": f"the states and organisations that they speak for, {_SEVERAL}",
    "countries": f"ISO 3166-1 codes of these states, {_SEVERAL}",
    "topics": f"the machine's, the main one first, {_SEVERAL}",
    "issue": "the issue that the machine puts it on",
    "position": "the machine's",
    "act": "the machine's",
    "target": "the machine's",
    "support": "chance of support, by the machine",
    "oppose": "chance of opposition",
    "neutral": "chance that no side is taken",
    "conditional": "chance of a side under a condition",
    "pi": "chance of being drawn; empty where it was not drawn by design",
    "coded": "True where it was drawn and answered blind, one by one",
    "coder": "whose answer it is",
    "wrong": "True where that answer is that it is no statement",
    "missed": "for a sentence, how many statements the coder found in it",
    **{f"true_{name}": f"{name} as the coder gave it" for name in TRUE},
    "true_countries": "ISO 3166-1 codes of the states among those actors",
}


def _statement_item(
    doc: Document,
    one: CodedStatement,
    drawn: Mapping[str, Drawn],
    layers: Sequence[Mapping[str, Unit]],
    known: Knowledge,
) -> dict[str, Any]:
    stance, named = one.stance, doc.issue_names
    code = one.issue_of(stance) if stance else None
    item = drawn.get(one.key)
    told = {
        "unit": one.key,
        "kind": "statement",
        "stratum": STRATA["statement"],
        "speakers": "; ".join(one.names),
        "actors": "; ".join(one.actors),
        "countries": "; ".join(dict.fromkeys(speaker.code for speaker in one.speakers if speaker.code)),
        "topics": "; ".join(code.topic for code in one.topics),
        "issue": named.get(code.issue, "") if code else "",
        "position": one.position,
        "act": one.act.act if one.act else "",
        "target": one.target,
        "pi": item.pi if item else None,
        **(dict(zip(SIDES, stance.chances, strict=True)) if stance and stance.chances else {}),
    }
    answer = next((u for layer in layers if (u := layer.get(one.key)) and is_answer(u)), None) if item else None
    return _about(doc) | told | _answered(answer, known)


def _sentence_item(
    doc: Document, sentence: Sentence, drawn: Mapping[str, Drawn], layers: Sequence[Mapping[str, Unit]]
) -> dict[str, Any]:
    key = sentence_key(doc, sentence)
    item = drawn.get(key)
    told = {"unit": key, "kind": "sentence", "stratum": STRATA["sentence"], "pi": item.pi if item else None}
    answer = missed = None
    for layer in layers if item else ():
        unit = layer.get(key)
        if unit and unit.done and not unit.bulk:
            answer, missed = unit, added_in(doc, sentence.span, layer)
            break
    return _about(doc) | told | {"coded": answer is not None, "coder": _who(answer), "missed": missed}


def _about(doc: Document) -> dict[str, Any]:
    published = doc.published.isoformat() if doc.published else ""
    return {"article": doc.id, "outlet": doc.outlet, "published": published} | dict.fromkeys(EMPTY, "")


EMPTY = ("speakers", "actors", "countries", "topics", "issue", "position", "act", "target")


def is_answer(unit: Unit) -> bool:
    """True for what feeds numbers: decided one by one, before the machine's answer was shown."""
    return unit.done and not unit.bulk and unit.blind is not None and bool(unit.blind.get("verdict"))


def _answered(unit: Unit | None, known: Knowledge) -> dict[str, Any]:
    if unit is None or unit.blind is None:
        return {"coded": False, "coder": "", "wrong": None}
    wrong = unit.blind.get("verdict") == "reject"
    told = {f"true_{name}": "" if wrong else _joined(unit.blind.get(name, "")) for name in TRUE}
    codes = (recoding.code_of(actor, (), known) for actor in told["true_actors"].split("; "))
    told["true_countries"] = "; ".join(dict.fromkeys(code for code in codes if code))
    return {"coded": True, "coder": _who(unit), "wrong": wrong} | told


def _who(unit: Unit | None) -> str:
    return unit.first.coder if unit else ""


def _joined(value: Any) -> str:
    return "; ".join(str(one) for one in value if one) if isinstance(value, list) else str(value or "")


def added_in(doc: Document, sentence: Span, layer: Mapping[str, Unit]) -> float:
    """How many statements a coder added that begin in a sentence or reach into it."""
    added = [unit for unit in layer.values() if unit.added and unit.verdict != "reject"]
    spans = (recoding.spans_of(unit.fields.get("content"), doc) for unit in added)
    return float(sum(any(overlaps(one, sentence) for one in some) for some in spans))
