"""How far two coders agree, who may be people or the machine: what they found, and how they coded what both found.

*Finding* asks whether the same stretches are statements; it is never mixed with *coding*, where text that nobody coded
would count as agreement. Only codes that were given blind tell how far coders agree: who sees the machine's answer
leans to it, and of those there is an acceptance rate. Coders are compared two by two, people with people first, then
the machine with each of them; one alpha over people and machine would tell of neither.

Nothing here says what is enough. Kappa and alpha are low where nearly all statements have one value, however few are
coded differently; so the commonest value stands beside them, and `Coding.confusion` shows the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations
from typing import TYPE_CHECKING, Any

from analysis.alignment import Alignment, Match, aligned
from analysis.coded import CodedStatement, coded_statements
from analysis.coefficients import (
    DRAWS,
    NO_UNITS,
    NOTHING,
    ONE_VALUE,
    SEED,
    Coefficient,
    Continuum,
    Level,
    alpha_of,
    alpha_u_of,
    alphas_each,
    coefficient,
    kappa_of,
    ratio_of,
    same_of,
)
from analysis.model import GAP, Document, Statement
from analysis.selection import plain
from analysis.spans import hull

if TYPE_CHECKING:
    import pandas as pd

Units = Collection[tuple[str, str]]  # ids of articles, each with the key of a statement; a mapping: to what was given
MACHINES = ("machine",)
NONE = "(none)"
SEVERAL = "; "
STEPS = ("oppose", "conditional -", "neutral", "conditional +", "support")
LEANS = {"+": "conditional +", "-": "conditional -"}

# What is compared of a statement that both coders have: at which level, and what it is.
VARIABLES: Mapping[str, tuple[Level, str]] = {
    "position": ("nominal", "support, oppose, conditional or neutral toward the main target"),
    "position in steps": ("ordinal", "oppose, conditional -, neutral, conditional +, support; by its lean"),
    "act": ("nominal", "what is done by saying it"),
    "target": ("nominal", "what the position is toward: the same words, letter case, accents and signs aside"),
    "main topic": ("nominal", "the first topic"),
    "topics": ("sets", "all topics; alpha by the distance MASI (Passonneau 2006), the rest of equal sets"),
    "speakers": ("sets", "names of the speakers, letter case, accents and signs aside; alpha by MASI"),
    "actors": ("sets", "states and organisations that they speak for; alpha by MASI"),
}
FIELDS = {"position in steps": "position", "main topic": "topics"}  # of a decision, where they have another name
STATEMENT = "statement"  # whether what was to be coded is a statement at all
COLUMNS = {
    "article": "id of the article",
    "left_key": "key of the statement in the left layer, empty where it has none",
    "right_key": "key of the statement in the right layer, empty where it has none",
    "variable": "what differs: statement (one alone has it), content (its borders), or a variable of VARIABLES",
    "left": "what the left layer has",
    "right": "what the right layer has",
    "start": "first code point of the content, of both contents where there are two",
    "end": "code point after its last",
    "words": "the content, as the left layer has it where both have it",
}


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a variable: how often each coder gave it, and alpha of it against all others.

    Of sets these are the members. alpha: None where nothing decides it.
    """

    value: str
    left: int
    right: int
    alpha: float | None


@dataclass(frozen=True, slots=True)
class Coding:
    """How two coders coded one variable of the statements that both have.

    n: statements that both gave a value; missing: those that one or both gave none. same: share of n, 0 to 1. kappa:
    Cohen's, without steps or parts of sets. alpha: Krippendorff's, at the level of the variable. values: the most
    frequent first. counts: what both gave, with how often, the most frequent first.
    """

    variable: str
    level: Level
    n: int
    missing: int
    same: Coefficient
    kappa: Coefficient
    alpha: Coefficient
    values: tuple[Value, ...]
    counts: tuple[tuple[str, str, int], ...]

    @property
    def commonest(self) -> str:
        """The value that is given most, and the share of all that it is, by each coder: 'neutral 61 % and 58 %'."""
        if not self.n:
            return ""
        most = self.values[0]
        return f"{most.value} {100 * most.left / self.n:.0f} % and {100 * most.right / self.n:.0f} %"

    def confusion(self) -> pd.DataFrame:
        """What the left coder gave in rows, what the right one gave in columns."""
        import pandas as pd

        seen = dict.fromkeys(chain.from_iterable((a, b) for a, b, _ in self.counts))
        order = [step for step in STEPS if step in seen] if self.level == "ordinal" else sorted(seen)
        frame = pd.DataFrame(0, index=pd.Index(order, name="left"), columns=pd.Index(order, name="right"))
        for one, other, number in self.counts:
            frame.loc[one, other] = number
        return frame


@dataclass(frozen=True, slots=True)
class Finding:
    """How far two coders found the same statements in articles that both went through.

    left, right: statements of each. exact: that have the same words; overlapping: that share at least half of them, the
    exact ones too. f1_exact, f1_overlap: of all statements of both, those that have a match; no coder is the truth.
    alpha_u: Krippendorff's, of characters, since it depends on what is counted; units are the pieces of contents.
    """

    articles: int
    characters: int
    left: int
    right: int
    exact: int
    overlapping: int
    f1_exact: Coefficient
    f1_overlap: Coefficient
    alpha_u: Coefficient


@dataclass(frozen=True, slots=True)
class Pair:
    """Two coders, and how far they agree.

    people: True where neither is a machine. articles: those compared. left_out: ids of articles that one has not, or
    has in another version. draws, seed: of the intervals.
    """

    left: str
    right: str
    people: bool
    articles: int
    left_out: tuple[str, ...]
    finding: Finding
    coding: tuple[Coding, ...]
    draws: int
    seed: int

    @property
    def name(self) -> str:
        """Who is compared: 'Ana and Ben'."""
        return f"{self.left} and {self.right}"


def pairs(
    layers: Mapping[str, Iterable[Document]],
    *,
    machines: Collection[str] = MACHINES,
    units: Units | Mapping[str, Units] | None = None,
    whole: Collection[str] | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> tuple[Pair, ...]:
    """Any two coders of the same articles: people with people first, then each machine with each of them.

    layers: the documents of each coder, by the coder's name. For the rest see `compared`.
    """
    some = {name: tuple(docs) for name, docs in layers.items()}
    people = [name for name in some if name not in machines]
    both = [*combinations(people, 2), *((machine, one) for machine in some if machine in machines for one in people)]
    return tuple(
        compared(
            some[left],
            some[right],
            names=(left, right),
            machines=machines,
            units=units,
            whole=whole,
            draws=draws,
            seed=seed,
        )
        for left, right in both
    )


def compared(
    left: Iterable[Document],
    right: Iterable[Document],
    *,
    names: tuple[str, str] = ("left", "right"),
    machines: Collection[str] = MACHINES,
    units: Units | Mapping[str, Units] | None = None,
    whole: Collection[str] | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Pair:
    """How far two layers of the same articles agree.

    units: (article, key) of the statements that were coded blind; no others count for the coding, all do without it.
    Where coders have units of their own, by their names, a statement counts that both coded blind; a coder without any
    has none, and a machine needs none. Then there is also a variable `statement`: whether each took the unit for one,
    told by its key, or by the words where the other has the key. Units of a coder that are a mapping lead to the fields
    that were given: what a coder left out there is missing, not none.
    whole: ids of the articles that both went through to their end; no others count for the finding, all do without it.
    """
    both, left_out = _common(left, right)
    alignments = [aligned(one, other) for one, other in both]
    counting = _Counting(units, names, machines)
    rows = list(_rows(both, alignments, counting))
    coding = [_coding(name, level, rows, len(both), draws, seed) for name, (level, _) in VARIABLES.items()]
    if units is not None:
        taken = list(_taken(both, alignments, counting))
        coding.insert(0, _coding(STATEMENT, "nominal", taken, len(both), draws, seed))
    kept = [n for n, (doc, _) in enumerate(both) if whole is None or doc.id in whole]
    finding = _finding([both[n] for n in kept], [alignments[n] for n in kept], draws, seed)
    people = not any(name in machines for name in names)
    return Pair(*names, people, len(both), left_out, finding, tuple(coding), draws, seed)


Both = Sequence[tuple[Document, Document]]


def _common(left: Iterable[Document], right: Iterable[Document]) -> tuple[Both, tuple[str, ...]]:
    """The articles that both have in one version, and the ids of the others."""
    ours, theirs = {doc.id: doc for doc in left}, {doc.id: doc for doc in right}
    same = [key for key, doc in ours.items() if key in theirs and doc.text == theirs[key].text]
    others = tuple(key for key in dict.fromkeys([*ours, *theirs]) if key not in same)
    return [(ours[key], theirs[key]) for key in same], others


class _Counting:
    """Which statements count for the coding."""

    def __init__(
        self, units: Units | Mapping[str, Units] | None, names: tuple[str, str], machines: Collection[str]
    ) -> None:
        self.all = units is None
        self.own: list[frozenset[tuple[str, str]] | None] = [None, None]  # None: of any unit
        self.shared: frozenset[tuple[str, str]] | None = None
        self.given: list[Mapping[tuple[str, str], Collection[str]]] = [{}, {}]
        if isinstance(units, Mapping):
            some = [() if name in machines else units.get(name, ()) for name in names]
            self.own = [None if name in machines else frozenset(one) for name, one in zip(names, some, strict=True)]
            self.given = [one if isinstance(one, Mapping) else {} for one in some]
        elif units is not None:
            self.shared = frozenset(units)

    def __call__(self, article: str, match: Match) -> bool:
        """Whether what both coders gave to a statement counts."""
        keys = [(article, match.left.key), (article, match.right.key)]
        if self.shared is not None:
            return any(key in self.shared for key in keys)
        return all(own is None or key in own for own, key in zip(self.own, keys, strict=True))

    def values(self, side: int, article: str, key: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """What one coder has of a statement, without what that coder did not give."""
        given = self.given[side].get((article, key))
        if given is None:
            return dict(values)
        return {name: value if FIELDS.get(name, name) in given else None for name, value in values.items()}

    @property
    def units(self) -> list[tuple[str, str]]:
        """The statements of the machine that both coders were asked for."""
        sets = [some for some in (*self.own, self.shared) if some is not None]
        common = frozenset.intersection(*sets) if sets else frozenset()
        return sorted((article, key) for article, key in common if not key.startswith(("sentence-", "added-")))


Row = tuple[int, dict[str, Any], dict[str, Any]]  # which article, and what each coder gave


def _rows(both: Both, alignments: Sequence[Alignment], counts: _Counting) -> Iterator[Row]:
    """What both coders gave to each statement that they have and that counts."""
    topics = [any(pair[side].topic_codes for pair in both) for side in (0, 1)]
    for n, ((one, other), alignment) in enumerate(zip(both, alignments, strict=True)):
        ours, theirs = _values(one, topics=topics[0]), _values(other, topics=topics[1])
        for match in alignment.matches:
            if counts(one.id, match):
                left, right = match.left.key, match.right.key
                yield n, counts.values(0, one.id, left, ours[left]), counts.values(1, one.id, right, theirs[right])


def _taken(both: Both, alignments: Sequence[Alignment], counts: _Counting) -> Iterator[Row]:
    """Whether each coder has a statement where both were asked whether there is one."""
    having: dict[str, tuple[int, set[str], set[str]]] = {}
    for n, ((one, other), alignment) in enumerate(zip(both, alignments, strict=True)):
        ours, theirs = {s.key for s in one.statements}, {s.key for s in other.statements}
        matched = [(m.left.key, m.right.key) for m in alignment.matches]
        ours |= {right for _, right in matched}  # the same words under another key
        theirs |= {left for left, _ in matched}
        having[one.id] = (n, ours, theirs)
    for article, key in counts.units:
        if article in having:
            n, ours, theirs = having[article]
            yield n, {STATEMENT: "yes" if key in ours else "no"}, {STATEMENT: "yes" if key in theirs else "no"}


def _values(doc: Document, *, topics: bool) -> dict[str, dict[str, Any]]:
    """By the key of a statement what a layer has of each variable, as it is compared; None where it is not coded.

    topics: whether topics were coded at all, so that a statement without one is on none.
    """
    return {one.key: _value(doc, one, topics=topics) for one in coded_statements(doc)}


def _value(doc: Document, one: CodedStatement, *, topics: bool) -> dict[str, Any]:
    stance = one.stance
    resolved = one.resolution is not None and (bool(one.speakers) or not one.resolution.speakers)
    return {
        "position": stance.position if stance else None,
        "position in steps": _step(one),
        "act": (one.act.act or None) if one.act else None,
        "target": plain(stance.target) if stance else None,
        "main topic": (one.topics[0].topic if one.topics else "") if topics else None,
        "topics": frozenset(code.topic for code in one.topics) if topics else None,
        "speakers": frozenset(map(plain, one.names)) if resolved else None,
        "actors": frozenset(map(plain, one.actors)) if resolved else None,
    }


def _step(one: CodedStatement) -> str | None:
    """The position as one of STEPS; None for a conditional one without a lean, which has no place among them."""
    return LEANS.get(one.lean or "") if one.position == "conditional" else one.position or None


def _coding(name: str, level: Level, rows: Sequence[Row], articles: int, draws: int, seed: int) -> Coding:
    """How one variable was coded."""
    given = [(n, ours[name], theirs[name]) for n, ours, theirs in rows]
    kept = [(n, a, b) for n, a, b in given if a is not None and b is not None]
    at, values = [n for n, _, _ in kept], [(a, b) for _, a, b in kept]
    why = ONE_VALUE if kept else NOTHING
    order = STEPS if level == "ordinal" else ()
    return Coding(
        name,
        level,
        len(kept),
        len(given) - len(kept),
        coefficient(same_of(values, at, articles), why, draws=draws, seed=seed),
        coefficient(kappa_of(values, at, articles), why, draws=draws, seed=seed),
        coefficient(alpha_of(values, at, articles, level, order), why, draws=draws, seed=seed),
        _prevalence(values),
        tuple((*both, n) for both, n in _most_first(Counter((_shown(a), _shown(b)) for a, b in values))),
    )


def _prevalence(values: Sequence[tuple[Any, Any]]) -> tuple[Value, ...]:
    """Each value, or member of sets, and how often each coder gave it; an empty set counts as one."""
    ours, theirs = (Counter(m for pair in values for m in _members(pair[side])) for side in (0, 1))
    alphas = alphas_each([(frozenset(_members(a)), frozenset(_members(b))) for a, b in values])
    return tuple(Value(value, ours[value], theirs[value], alphas[value]) for value, _ in _most_first(ours + theirs))


def _most_first(counts: Counter[Any]) -> list[tuple[Any, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _members(value: Any) -> list[str]:
    return sorted(value) or [NONE] if isinstance(value, frozenset) else [value or NONE]


def _shown(value: Any) -> str:
    return SEVERAL.join(_members(value))


def _finding(both: Both, alignments: Sequence[Alignment], draws: int, seed: int) -> Finding:
    """How far the same statements were found."""
    exact = [2 * sum(match.exact for match in one.matches) for one in alignments]
    overlapping = [2 * len(one.matches) for one in alignments]
    all_ = [len(one.statements) + len(other.statements) for one, other in both]
    continua = [Continuum(len(one.text), _stretches(one), _stretches(other)) for one, other in both]
    figures = ratio_of(exact, all_), ratio_of(overlapping, all_), alpha_u_of(continua)
    return Finding(
        len(both),
        sum(len(one.text) for one, _ in both),
        sum(len(one.statements) for one, _ in both),
        sum(len(other.statements) for _, other in both),
        sum(exact) // 2,
        sum(overlapping) // 2,
        *(coefficient(figure, NO_UNITS, draws=draws, seed=seed) for figure in figures),
    )


def _stretches(doc: Document) -> tuple[tuple[int, int], ...]:
    """The pieces of all contents, apart and in order: what stands in two statements is one stretch."""
    found: list[tuple[int, int]] = []
    for span in sorted(span for statement in doc.statements for span in statement.content if len(span)):
        if found and span.start < found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], span.end))
        else:
            found.append((span.start, span.end))
    return tuple(found)


def differences(
    left: Iterable[Document],
    right: Iterable[Document],
    *,
    names: tuple[str, str] = ("left", "right"),
    machines: Collection[str] = MACHINES,
    units: Units | Mapping[str, Units] | None = None,
) -> pd.DataFrame:
    """Where two layers differ, a row for each statement and variable, in the order of articles and text; see COLUMNS.

    `position in steps` and `main topic` are left out, which `position` and `topics` tell, unless they alone differ.
    units: as for `compared`; without them all that both have is compared.
    """
    import pandas as pd

    both, _ = _common(left, right)
    counting = _Counting(units, names, machines)
    return pd.DataFrame(list(chain.from_iterable(_differing(both, counting))), columns=list(COLUMNS))


def _differing(both: Both, counts: _Counting) -> Iterator[list[dict[str, Any]]]:
    """For each article where two layers differ."""
    asked = {key for _, key in counts.units}
    topics = [any(pair[side].topic_codes for pair in both) for side in (0, 1)]
    for one, other in both:
        ours, theirs = _values(one, topics=topics[0]), _values(other, topics=topics[1])
        names = _names(one), _names(other)
        alignment = aligned(one, other)
        left, right = ([s for s in some if counts.all or s.key in asked] for some in (alignment.left, alignment.right))
        rows = [_difference(one, s, None, STATEMENT, ("yes", "no")) for s in left]
        rows += [_difference(one, None, s, STATEMENT, ("no", "yes")) for s in right]
        for m in alignment.matches:
            if not counts.all and not counts(one.id, m):
                continue
            if not m.exact:
                rows.append(_difference(one, m.left, m.right, "content", (_words(one, m.left), _words(one, m.right))))
            a = counts.values(0, one.id, m.left.key, ours[m.left.key])
            b = counts.values(1, one.id, m.right.key, theirs[m.right.key])
            for name in _unlike(a, b, every=counts.all):
                shown = names[0](m.left.key, name, a[name]), names[1](m.right.key, name, b[name])
                rows.append(_difference(one, m.left, m.right, name, shown))
        yield sorted(rows, key=lambda row: (row["start"], row["end"]))


def _unlike(ours: Mapping[str, Any], theirs: Mapping[str, Any], *, every: bool) -> list[str]:
    """The variables that differ, those that follow from another left out; every: also where one gave nothing."""
    found = [
        name for name in VARIABLES if ours[name] != theirs[name] and (every or None not in (ours[name], theirs[name]))
    ]
    follow = {"position in steps": "position", "main topic": "topics"}
    return [name for name in found if follow.get(name) not in found]


def _names(doc: Document) -> Callable[[str, str, Any], str]:
    """Values as the layer writes them, not as they are compared; empty where nothing is coded."""
    coded = {one.key: one for one in coded_statements(doc)}

    def shown(key: str, variable: str, value: Any) -> str:
        one = coded[key]
        if value is None:
            return ""
        written: dict[str, Sequence[str]] = {
            "target": [one.target],
            "topics": [code.topic for code in one.topics],
            "speakers": one.names,
            "actors": one.actors,
        }
        return SEVERAL.join(written.get(variable, [str(value)])) or NONE

    return shown


def _words(doc: Document, statement: Statement) -> str:
    return GAP.join(doc[span] for span in statement.content)


def _difference(
    doc: Document, left: Statement | None, right: Statement | None, variable: str, values: tuple[str, str]
) -> dict[str, Any]:
    """A row of `differences`."""
    some = [s for s in (left, right) if s]
    place = hull(chain.from_iterable(s.content or (s.span,) for s in some))
    return {
        "article": doc.id,
        "left_key": left.key if left else "",
        "right_key": right.key if right else "",
        "variable": variable,
        "left": values[0],
        "right": values[1],
        "start": place.start,
        "end": place.end,
        "words": _words(doc, some[0]),
    }


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What coders did who saw the machine's answer: no agreement, since whoever sees an answer leans to it.

    n: statements decided. accepted: as they stood; changed: kept with other codes or borders; rejected: no statements.
    rate: accepted among all.
    """

    n: int
    accepted: int
    changed: int
    rejected: int
    rate: Coefficient

    def __str__(self) -> str:
        """One line for reading."""
        told = f"{self.accepted} of {self.n} accepted as they stood ({_figure(self.rate)})"
        return f"{told}, {self.changed} changed, {self.rejected} rejected; the machine's answer was in sight"


def acceptance(
    verdicts: Iterable[tuple[str, str]] | pd.DataFrame, *, draws: int = DRAWS, seed: int = SEED
) -> Acceptance:
    """How many of the machine's statements were accepted by somebody who saw its answer.

    verdicts: pairs of the id of an article and accept (as it stood), change (kept, but not as it stood) or reject; or a
    DataFrame with columns `article` and `verdict`. Anything else, such as skip, does not count. Leave out what was
    coded blind, and what was accepted in bulk.
    """
    table: Any = verdicts
    given = zip(table["article"], table["verdict"], strict=True) if hasattr(table, "columns") else table
    kinds = ("accept", "change", "reject")
    rows = [(article, verdict) for article, verdict in given if verdict in kinds]
    counts = Counter(rows)
    articles = list(dict.fromkeys(article for article, _ in rows))
    each = {kind: [counts[article, kind] for article in articles] for kind in kinds}
    all_ = [sum(some) for some in zip(*each.values(), strict=True)]
    rate = coefficient(ratio_of(each["accept"], all_), "nothing was decided in sight of it", draws=draws, seed=seed)
    return Acceptance(len(rows), sum(each["accept"]), sum(each["change"]), sum(each["reject"]), rate)


def frame(some: Iterable[Pair]) -> pd.DataFrame:
    """A row for each pair of coders and figure: what it is of, its value and interval, n, and the commonest value."""
    import pandas as pd

    columns = ("coders", "people", "of", "figure", "value", "low", "high", "n", "missing", "commonest", "why")
    return pd.DataFrame(list(chain.from_iterable(map(_figures, some))), columns=list(columns))


def _figures(pair: Pair) -> Iterator[tuple[Any, ...]]:
    found = pair.finding
    names = {"F1, same words": found.f1_exact, "F1, half of the words": found.f1_overlap, "alpha_U": found.alpha_u}
    for name, one in names.items():
        n = found.left + found.right
        yield pair.name, pair.people, "finding", name, one.value, one.low, one.high, n, 0, "", one.why
    for coding in pair.coding:
        of = {"same": coding.same, "kappa": coding.kappa, f"alpha, {coding.level}": coding.alpha}
        for name, one in of.items():
            row = (pair.name, pair.people, coding.variable, name, one.value, one.low, one.high)
            yield *row, coding.n, coding.missing, coding.commonest, one.why


def text(some: Iterable[Pair]) -> str:
    """The figures of all pairs in words and lines, to be printed; with what must be known to read them."""
    blocks = ["\n".join(_lines(pair)) for pair in some]
    return "\n\n".join([*blocks, READING]) if blocks else "There are no two coders to compare."


READING = (
    "In brackets: 95 of 100 draws of whole articles, with repetition, lie between. Alpha_U counts characters.\n"
    "Kappa and alpha are small where nearly all have one value, even where few are coded differently: read them\n"
    "beside the commonest value and the confusion table. What is enough for your question is for you to say."
)


def _lines(pair: Pair) -> Iterator[str]:
    found = pair.finding
    yield f"{pair.name} ({'people' if pair.people else 'machine and person'}): {_number(pair.articles, 'article')}"
    if pair.left_out:
        yield f"  left out, not in both or in another version: {SEVERAL.join(pair.left_out)}"
    if not found.articles or not (found.left or found.right):
        yield f"  Finding: {NO_ARTICLES}"
    else:
        yield from _finding_lines(found)
    yield "  Coding, of statements that both have:"
    for coding in (one for one in pair.coding if one.n):
        missing = f", {coding.missing} not coded by both" if coding.missing else ""
        yield f"    {coding.variable}: n {coding.n}{missing}; commonest: {coding.commonest}"
        yield f"      same {_figure(coding.same)}; kappa {_figure(coding.kappa)}"
        yield f"      alpha ({coding.level}) {_figure(coding.alpha)}"
    nothing = [one.variable for one in pair.coding if not one.n]
    if nothing:
        yield f"    {', '.join(nothing)}: none: {NOTHING}"
    yield f"  {pair.draws} draws, seed {pair.seed}"


NO_ARTICLES = "none: there is no article with statements that both went through to the end"


def _finding_lines(found: Finding) -> Iterator[str]:
    yield (
        f"  Finding, in {_number(found.articles, 'article')} of {found.characters} characters: {found.left} and "
        f"{found.right} statements, {found.exact} with the same words, {found.overlapping} with at least half of them"
    )
    yield f"    F1 of same words      {_figure(found.f1_exact)}"
    yield f"    F1 of half the words  {_figure(found.f1_overlap)}"
    yield f"    alpha_U               {_figure(found.alpha_u)}"


def _number(n: int, noun: str) -> str:
    return f"{n} {noun}{'' if n == 1 else 's'}"


def _figure(one: Coefficient) -> str:
    """'.74 (.61 to .85)', or why it is not there."""
    if one.value is None:
        return f"none: {one.why}"
    if one.low is None or one.high is None:
        return f"{one.value:.2f} ({one.why})"
    return f"{one.value:.2f} ({one.low:.2f} to {one.high:.2f})"
