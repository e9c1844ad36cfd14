"""Numbers that can be quoted: the machine's figure, corrected by statements that a person reviewed, and an interval.

>>> Estimate("share", n=40, more=60, sentence="Not enough").row["more"]
60

`share`, `mean`, `difference`, `trend`, `recall` and `count` answer from the frame of `review.items`, `plan` tells how
much to review. `drawn` says what counts, `corrections` how it is reckoned. A share is among true statements: what the
coder called none is in neither part of the ratio. A group is by the coder's answers where the frame has them
(`true_actors` for `actors`), else by the machine's, and the sentence says so.

Intervals are of 95 %, by Student's t with one degree of freedom less than there are articles; that of a share is even
on the scale of its odds, so that it holds for small samples and stays between 0 and 1. They hold for these articles,
or with `beyond` for articles like these.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from analysis.corrections import ARTICLES, NORMAL, Floats, Sampled, fitted, half, on_odds, slope_of, student
from analysis.drawn import (
    PERIODS,
    Asked,
    Counted,
    Frame,
    Where,
    asked,
    counted,
    framed,
    groups,
    is_coded,
    sampled,
    several,
)
from analysis.tables import SEVERAL

if TYPE_CHECKING:
    import pandas as pd

Value = str | Collection[str] | Mapping[str, float]  # one value, or several; or what each counts, for a mean
LEAST = 100  # reviewed statements that a number needs
RARER = 10  # of these, such as have the value, and such as have not
COUNTED = 600  # sentences that a count needs, where no stratum holds those that the machine nearly marked
UNSEEN = 1  # error that is reckoned with where fewer than RARER were seen
PILOT = 30  # reviewed statements from which on a plan rests on them
SECONDS = 30.0  # that a statement takes
NAMES = {"countries": "country", "topics": "topic", "speakers": "speaker", "actors": "actor", "published": "day"}
OF_ARTICLES = ("article", "outlet", "published", *PERIODS)  # columns that no coder has to give
KIND = "statements of the kind that the machine finds"
UNKNOWN = "what it overlooked beside another statement, in one sentence, does not count"


class Options(TypedDict, total=False):
    """How to estimate. beyond: for articles like these, not for these alone. tune: how far the machine is trusted, from
    0 to 1, chosen where it is None. seconds: that a statement takes. least, rarer: in the place of LEAST and RARER.
    """

    beyond: bool
    tune: float | None
    seconds: float
    least: int
    rarer: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number, and how far it can be trusted; value, low and high are None where too little was reviewed.

    what: the number, in words. group: of those it was asked for. machine: the machine's figure. value: the corrected
    one. low, high: the ends of its interval. n: reviewed items that bear on it. effective_n: as many without any
    machine, drawn with equal chances, would give this interval. excluded: answers to items that were not drawn by
    design. waiting: drawn items without an answer. trust: in the machine, 0 to 1. more: items to draw until it is
    enough. sentence: for a paper.
    """

    what: str
    group: str = ""
    machine: float | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int = 0
    effective_n: int | None = None
    excluded: int = 0
    waiting: int = 0
    trust: float | None = None
    more: int = 0
    sentence: str = ""

    @property
    def row(self) -> dict[str, Any]:
        """Its fields by name."""
        return asdict(self)


Answer = Estimate | tuple[Estimate, ...]  # one, or one for each group


@dataclass(frozen=True, slots=True)
class Plan:
    """How much to review: n in all, more than now, and the minutes that this takes."""

    n: int
    more: int
    minutes: int
    sentence: str


def share(
    items: pd.DataFrame,
    column: str,
    value: str | Collection[str],
    *,
    by: str | None = None,
    among: Where | None = None,
    **options: Unpack[Options],
) -> Answer:
    """The share of statements that have a value in a column, or one of several: `share(items, "position", "oppose")`.

    by: a column, or year, quarter or month: one share for each of its values; a cell with several counts under each.
    among: columns, and the values that count.
    """
    return _answer(items, asked(column, value), by, among, options)


def mean(
    items: pd.DataFrame,
    column: str,
    scores: Mapping[str, float] | None = None,
    *,
    by: str | None = None,
    among: Where | None = None,
    **options: Unpack[Options],
) -> Answer:
    """The mean of a column of numbers, or of words that count as scores tell (others 0): 1 and −1 for a position."""
    return _answer(items, asked(column, scores), by, among, options)


def trend(
    items: pd.DataFrame,
    column: str,
    value: Value,
    *,
    by: str | None = None,
    among: Where | None = None,
    **options: Unpack[Options],
) -> Answer:
    """By how much a share, or a mean, grows in a year: the slope of a straight line; undated articles do not count.

    The shares themselves are `share(…, by="year")`. A slope needs more than a share: plan with 600 statements.
    """
    return _answer(items, replace(asked(column, value), slope=True), by, among, options)


def difference(
    items: pd.DataFrame,
    column: str,
    value: Value,
    *,
    by: str,
    between: tuple[str, str],
    among: Where | None = None,
    **options: Unpack[Options],
) -> Estimate:
    """By how much a share, or a mean, is higher in the first group than in the second; who is in both counts twice."""
    of, frame = asked(column, value), framed(items, column)
    wheres = [_restricted(among, by, group) for group in between]
    parts = [_estimate(frame, of, where, group, options) for where, group in zip(wheres, between, strict=True)]
    blank = replace(parts[0], what=f"difference in the {_what(of)}", group=SEVERAL.join(between), effective_n=None)
    if lacking := [part for part in parts if part.value is None]:
        words = " ".join(f"{part.group}: {part.sentence}" for part in lacking)
        return replace(blank, value=None, low=None, high=None, more=max(p.more for p in lacking), sentence=words)
    some, others = (sampled(frame, of, where) for where in wheres)
    one, other = (fitted(each, options.get("tune")) for each in (some, others))
    both = replace(
        one,
        value=one.value - other.value,
        own=one.own - other.own,
        others=one.others - other.others,
        bearing=min(one.bearing, other.bearing),
        articles=min(one.articles, other.articles),
    )
    unseen = sum(_unseen(frame, of, each) for each in (some, others)) if between[0] != between[1] else 0.0
    width, _ = half(both, some, beyond=options.get("beyond", False), unseen=unseen)
    n = int((some.bearing | others.bearing).sum())
    alone = [part.machine for part in parts if part.machine is not None]
    machine = alone[0] - alone[1] if len(alone) == len(parts) else None
    told = replace(blank, machine=machine, value=both.value, low=both.value - width, high=both.value + width, n=n)
    figure = f"the {_what(of)} is {{}} higher with {_named(by)} {between[0]} than with {between[1]}"
    return replace(told, trust=None, sentence=_sentence(frame, of, told, among or {}, figure, options))


def recall(items: pd.DataFrame, *, among: Where | None = None, **options: Unpack[Options]) -> Estimate:
    """The share of statements that the machine finds, by reviewed statements, and reviewed sentences without one.

    One that it overlooked in a sentence where it found another counts only where such sentences are a stratum too.
    """
    parts = _counted(items, among)
    blank = Estimate("share of statements found", n=_n(parts), excluded=parts.excluded, waiting=parts.waiting)
    if lack := _uncounted(parts, options, options.get("least", LEAST)):
        return replace(blank, more=lack[0], sentence=lack[1])
    value = parts.found / (parts.found + parts.missed)
    off = (parts.missed * parts.found_off - parts.found * parts.missed_off) / (parts.found + parts.missed) ** 2
    low, high = on_odds(value, _half(off))
    sentence = (
        f"The machine finds {_percent(value)} of the statements (95 % interval {_range(low, high)}), {_seen(parts)}"
    )
    return replace(blank, value=value, low=low, high=high, sentence=sentence)


def count(items: pd.DataFrame, *, among: Where | None = None, **options: Unpack[Options]) -> Estimate:
    """How many statements there are: those that the machine finds, without wrong ones, and those that it misses.

    Needs 600 reviewed sentences, or a second stratum with those that the machine nearly marked.
    """
    parts = _counted(items, among)
    blank = Estimate("number of statements", n=_n(parts), excluded=parts.excluded, waiting=parts.waiting)
    blank = replace(blank, machine=float(parts.marked))
    least = options.get("least", LEAST)
    if lack := _uncounted(parts, options, least if parts.strata > 1 else max(least, COUNTED)):
        return replace(blank, more=lack[0], sentence=lack[1])
    value = parts.found + parts.missed
    # What is missed is a small number that may be much larger, but not less than nothing: even on a scale of factors.
    factor = math.exp(_half(parts.found_off + parts.missed_off) / value)
    low, high = value / factor, value * factor
    sentence = (
        f"There are about {value:.0f} statements (95 % interval {low:.0f} to {high:.0f}), where the machine marks "
        f"{parts.marked}, {_seen(parts)}"
    )
    return replace(blank, value=value, low=low, high=high, sentence=sentence)


def plan(
    width: float,
    items: pd.DataFrame | None = None,
    column: str = "position",
    value: str | Collection[str] = "oppose",
    *,
    among: Where | None = None,
    rate: float | None = None,
    correlation: float = 0.5,
    wrong: float = 0.1,
    **options: Unpack[Options],
) -> Plan:
    """How many statements to review for an interval of a share that is so wide from end to end: 0.1 is ± 5 points.

    By the reviewed ones of items, from 30 on; else by what is assumed: rate, the share itself, else the machine's, or a
    half; correlation of the machine's chance with the truth; wrong, the share of what it finds that is no statement.
    """
    if not 0 < width < 1:
        raise ValueError(f"An interval is wider than 0 and narrower than 1, and not {width}.")
    corpus, done, inside, machine, basis = math.inf, 0, 1.0, 0.5, "by assumption"
    if items is not None:
        frame, of = framed(items, column), asked(column, value)
        some = sampled(frame, of, among or {})
        corpus, done, inside, machine = len(frame.rows), len(some.at), _inside(some), _machine(frame, of, some) or 0.5
    assumed = machine if rate is None else rate
    spread = assumed * (1 - assumed) * (1 - correlation**2) / (1 - wrong) / inside
    if items is not None and some.bearing.sum() >= PILOT and some.true_in.any():
        fit = fitted(some, options.get("tune"))
        freedom = fit.bearing / max(1, fit.bearing - fit.spent)
        spread, basis = done * freedom * float((fit.own**2).sum()), f"by the {done} reviewed so far"
    off = (width / 2 / NORMAL) ** 2
    wanted = max(spread / (off + spread / corpus), options.get("least", LEAST) / inside)
    n = math.ceil(min(wanted, corpus))
    more = max(0, n - done)
    took = more * options.get("seconds", SECONDS)
    words = f"Review {n} statements for an interval of ± {_number(50 * width)} points ({basis}): "
    return Plan(n, more, _minutes(took), f"{words}{f'{more} more, ' if done else ''}{_time(took)}.")


def table(*answers: Answer) -> pd.DataFrame:
    """Several estimates, a row each."""
    import pandas as pd

    rows = [one.row for answer in answers for one in ((answer,) if isinstance(answer, Estimate) else answer)]
    return pd.DataFrame(rows, columns=list(Estimate.__dataclass_fields__))


# ---- one number


def _answer(items: pd.DataFrame, of: Asked, by: str | None, among: Where | None, options: Options) -> Answer:
    frame = framed(items, of.column)
    if by is None:
        return _estimate(frame, of, among or {}, "", options)
    return tuple(_estimate(frame, of, _restricted(among, by, one), one, options) for one in groups(frame, by))


def _restricted(among: Where | None, by: str, group: str) -> Where:
    if by in (among or {}):
        raise ValueError(f"{by!r} stands in `among`, and groups are made by it: leave out one of the two.")
    return {**(among or {}), by: group}


def _estimate(frame: Frame, of: Asked, where: Where, group: str, options: Options) -> Estimate:
    some = sampled(frame, of, where)
    blank = Estimate(
        _what(of),
        group,
        _machine(frame, of, some),
        n=int(some.bearing.sum()),
        excluded=frame.excluded,
        waiting=frame.waiting,
    )
    if more := _lack(frame, of, some, options):
        return replace(blank, more=more, sentence=_not_enough(frame, some, more, options))
    fit = fitted(some, options.get("tune"))
    if options.get("beyond") and fit.articles < ARTICLES:
        words = f"Not enough for articles like these: take at least {ARTICLES} articles, and not {fit.articles}."
        return replace(blank, sentence=words)
    width, spread = half(fit, some, beyond=options.get("beyond", False), unseen=_unseen(frame, of, some))
    low, high = fit.value - width, fit.value + width
    figure = f"the {_what(of)} changes by {{}} a year" if of.slope else f"the {_what(of)} is {{}}"
    if of.scores is None and not of.slope:
        low, high = on_odds(fit.value, width)
        figure = f"{{}} have the {_named(of.column)} {_or(of.values)}"
    most = max(float(some.machine_in.sum()), float(some.bearing.sum()))  # all of them, without a machine
    effective = None if of.slope else round(min(_effective(some, fit.value, spread), most))
    told = replace(blank, value=fit.value, low=low, high=high, effective_n=effective, trust=fit.trust)
    return replace(told, sentence=_sentence(frame, of, told, where, figure, options))


def _machine(frame: Frame, of: Asked, some: Sampled) -> float | None:
    """What the machine's own codes come to."""
    return slope_of(some.x, some.machine_in, of.of(frame.rows[of.column])) if some.machine_in.any() else None


def _lack(frame: Frame, of: Asked, some: Sampled, options: Options) -> int:
    """How many more to draw until it is enough; 0 where it is, and where all are reviewed."""
    if not some.true_in.any():
        wanted = float(options.get("least", LEAST) or 1)
    else:
        wanted = max(0.0, options.get("least", LEAST) - some.bearing.sum())
        having = float(some.true_in @ some.true)
        rarer = min(having, float(some.true_in.sum()) - having)
        lacking = options.get("rarer", RARER) - rarer if of.scores is None else 0.0
        if lacking > 0:  # none seen of thirty: at most one of thirty is likely
            wanted = max(wanted, lacking * max(PILOT, some.bearing.sum()) / max(rarer, 1.0))
    left = len(frame.rows) - len(some.at)
    if not left and some.true_in.any():
        return 0
    return math.ceil(wanted / _inside(some) - 1e-9)


def _unseen(frame: Frame, of: Asked, some: Sampled) -> float:
    """How many errors to reckon with beside those seen: one where few were seen, else none.

    Where the machine was right each time, its errors are not seen yet, and an interval without width would be wrong.
    """
    if of.slope or not of.weights:
        return 0.0
    said = of.of(frame.rows[of.column])[some.at] * some.machine_in[some.at]
    errors = (said != some.true * some.true_in) | (some.machine_in[some.at] != some.true_in)
    apart = max(0.0, *of.weights.values()) - min(0.0, *of.weights.values())
    return UNSEEN * apart**2 if errors[some.bearing].sum() < RARER else 0.0


def _inside(some: Sampled) -> float:
    """The share of all statements that are in the group."""
    return max(float(some.machine_in.sum()), 1.0) / max(1, len(some.machine_in))


def _effective(some: Sampled, value: float, spread: float) -> int:
    """How many statements, drawn with equal chances and without a machine, would give the interval."""
    weight = some.true_in / some.chance
    around = float(weight @ (some.true - value) ** 2 / weight.sum())
    return round(around / spread) if spread > 0 else len(some.x)


# ---- recall and counts


def _counted(items: pd.DataFrame, among: Where | None) -> Counted:
    for name in among or {}:
        if name not in OF_ARTICLES:
            raise ValueError(f"A sentence without a statement has no {_named(name)}: take {', '.join(OF_ARTICLES)}.")
    return counted(items, among or {})


def _n(parts: Counted) -> int:
    return parts.statements + parts.sentences


def _half(off: Floats) -> float:
    """Half of the interval of what articles add up to."""
    return student(max(ARTICLES, int((off != 0).sum())) - 1) * math.sqrt(float((off**2).sum()))


def _uncounted(parts: Counted, options: Options, least: int) -> tuple[int, str] | None:
    """How many more to draw until it is enough, in words too; None where it is."""
    if not parts.unmarked:
        return least, "Not enough: draw sentences without a statement too, to see what was missed."
    if parts.unseen:
        return least, f"Not enough: nothing of {_or(parts.unseen)} is reviewed."
    sentences = float(max(0, least - parts.sentences))
    if (lacking := options.get("rarer", RARER) - parts.hits) > 0:
        sentences = max(sentences, lacking * max(PILOT, parts.sentences) / max(parts.hits, 1))
    draw = {
        "sentences without a statement": min(math.ceil(sentences), parts.unmarked - parts.sentences),
        "statements": min(max(0, options.get("least", LEAST) - parts.statements), parts.marked - parts.statements),
    }
    more = sum(draw.values())
    words = " and ".join(f"{number} more {name}" for name, number in draw.items() if number)
    return (more, f"Not enough: draw {words}, {_time(more * options.get('seconds', SECONDS))}.") if more else None


def _seen(parts: Counted) -> str:
    return (
        f"by {parts.statements} reviewed statements and {parts.sentences} reviewed sentences without one, in which "
        f"{parts.hits} had been missed; {UNKNOWN}."
    )


# ---- in words


def _what(of: Asked) -> str:
    name = _named(of.column)
    return f"share of {name} {_or(of.values)}" if of.scores is None else f"mean {name}"


def _sentence(frame: Frame, of: Asked, told: Estimate, where: Where, figure: str, options: Options) -> str:
    """The sentence for a paper; figure: with a place for the number."""
    whose = [f", with {_by(frame, name)}{_named(name)} {_or(several(values))}" for name, values in where.items()]
    moved = of.slope or "higher" in figure
    shown = _moved if moved else _plain
    value, low, high = (shown(of, x) for x in (told.value, told.low, told.high))
    over = " for articles like these" if options.get("beyond") else ""
    alone = f"; the machine alone gives {shown(of, told.machine)}" if told.machine is not None else ""
    number = f"{figure.format(value)} (95 % interval{over} {low} to {high})"
    by = f"corrected for the machine's errors by {told.n} reviewed statements{alone}"
    said = [f"Of {KIND}{''.join(whose)}, {number}, {by}."]
    if 0 < frame.reach < 0.8 * len(frame.rows):
        said.append(f"They were drawn from about {frame.reach} of these {len(frame.rows)} statements.")
    if frame.waiting:
        said.append(f"Of those drawn, {frame.waiting} are still to be reviewed.")
    if frame.unanswered:
        said.append(f"Left out: {frame.unanswered} without an answer to this.")
    if frame.excluded:
        said.append(f"Not counted: {frame.excluded} reviewed, but not drawn by design.")
    return " ".join(said)


def _by(frame: Frame, name: str) -> str:
    return "" if name in OF_ARTICLES or is_coded(frame, name) else "(by the machine) "


def _plain(of: Asked, number: float | None) -> str:
    return "" if number is None else _percent(number) if of.scores is None else f"{number:.2f}".replace("-", "−")


def _moved(of: Asked, number: float | None) -> str:
    if number is None:
        return ""
    return (f"{100 * number:+.1f} points" if of.scores is None else f"{number:+.2f}").replace("-", "−")


def _not_enough(frame: Frame, some: Sampled, more: int, options: Options) -> str:
    """'Not enough, 40 are reviewed: draw 60 more, about 30 minutes.'"""
    seconds, n = options.get("seconds", SECONDS), int(some.bearing.sum())
    start = f"Not enough, {n} {'is' if n == 1 else 'are'} reviewed"
    if more >= len(frame.rows) - len(frame.at):
        return f"{start} of about {max(n, some.machine_in.sum()):.0f}, too few for a sample: read them all."
    waiting = min(frame.waiting, more)
    if waiting == more:
        return f"{start}: review {more} more of those drawn, {_time(more * seconds)}."
    first = f"review the {waiting} that are drawn, and " if waiting else ""
    return f"{start}: {first}draw {more - waiting} more, {_time(more * seconds)}."


def _named(column: str) -> str:
    return NAMES.get(column, column)


def _or(values: Collection[str]) -> str:
    words: Sequence[str] = [value or "not told" for value in sorted(values)]
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _percent(number: float) -> str:
    return f"{100 * number:.1f} %".replace("-", "−")


def _range(low: float, high: float) -> str:
    return f"{_percent(low)} to {_percent(high)}"


def _number(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _minutes(seconds: float) -> int:
    return math.ceil(seconds / 60)


def _time(seconds: float) -> str:
    minutes = _minutes(seconds)
    if minutes > 90:
        return f"about {round(minutes / 60)} hours"
    return f"about {minutes} minute{'' if minutes == 1 else 's'}"
