"""What of a corpus was drawn by design and reviewed: the frame of `review.items` -> numbers to reckon with.

The frame has a row for each statement, and for each sentence without one where such were asked for. What was reached
otherwise than by a draw is left out, and counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.corrections import Floats, Sampled
from analysis.model import POSITIONS
from analysis.tables import SEVERAL

if TYPE_CHECKING:
    import pandas as pd

Where = Mapping[str, str | Collection[str]]  # columns, and the values in them that count
SCORES = {"support": 1.0, "oppose": -1.0}  # for a mean position; what takes no side is 0
ANSWERED = ("position", "act")  # what a true statement always has, as it has numbers: without, it is not answered
PERIODS: Mapping[str, Callable[[str], str]] = {
    "year": lambda day: day[:4],
    "quarter": lambda day: day and f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}",
    "month": lambda day: day[:7],
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a column: the share of some values, or a mean where they have scores; slope: by year.

    Scores without a value: the column holds numbers.
    """

    column: str
    values: frozenset[str] = frozenset()
    scores: Mapping[str, float] | None = None
    slope: bool = False

    def of(self, column: pd.Series) -> Floats:
        """What the cells of a column count."""
        if self.scores is None:
            return holds(column, self.values).astype(float)
        if not self.scores:
            return np.asarray(column.to_numpy(dtype=float, na_value=0.0))
        return np.array([self.scores.get(cell, 0.0) for cell in texts(column)], dtype=float)

    @property
    def weights(self) -> Mapping[str, float]:
        """What each value counts."""
        return dict.fromkeys(self.values, 1.0) if self.scores is None else self.scores


def asked(column: str, value: str | Collection[str] | Mapping[str, float] | None) -> Asked:
    """The share of a value, or of several; a mean where they have scores, or where there is no value."""
    if value is None:
        return Asked(column, scores=SCORES if column == "position" else {})
    return Asked(column, scores=value) if isinstance(value, Mapping) else Asked(column, frozenset(several(value)))


@dataclass(frozen=True, slots=True)
class Frame:
    """The statements of a frame. at: places of those that count. chance: of being drawn, and answered by now.

    excluded: answers that were not drawn. waiting: drawn, but not answered. unanswered: answered, but not this.
    reach: about how many statements it was drawn from.
    """

    rows: pd.DataFrame
    at: NDArray[np.intp]
    chance: Floats
    excluded: int
    waiting: int
    unanswered: int
    reach: int


def framed(items: pd.DataFrame, column: str) -> Frame:
    """The statements of a frame, of which something is asked about a column."""
    rows = items[items["kind"] == "statement"].reset_index(drop=True)
    for name in (column, f"true_{column}"):
        if name not in rows:
            raise ValueError(f"The items have no column {name!r}, so that nothing can be told of {column!r}.")
    coded, drawn = _coded(rows), rows["pi"].notna().to_numpy()
    given = (texts(rows[f"true_{column}"]) != "").to_numpy()
    optional = column not in ANSWERED and rows[column].dtype.kind not in "fiu"
    answered = given | _wrong(rows) | (_by_who_gives(rows, given) if optional else False)
    at, chance = _counting(rows, drawn, coded & answered)
    excluded, waiting, unanswered = (coded & ~drawn), (drawn & ~coded), (drawn & coded & ~answered)
    reach = round(float((1 / rows["pi"].to_numpy(dtype=float)[drawn]).sum()))
    return Frame(rows, at, chance, int(excluded.sum()), int(waiting.sum()), int(unanswered.sum()), reach)


def _coded(rows: pd.DataFrame) -> NDArray[np.bool_]:
    return np.asarray(rows["coded"].eq(True).to_numpy(dtype=bool))


def _by_who_gives(rows: pd.DataFrame, given: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Answers of coders who give the column at all: that all answers of somebody lack it does not say "none"."""
    who = texts(rows["coder"]) if "coder" in rows else texts(rows["kind"])
    return np.asarray(who.isin(set(who[given])).to_numpy(dtype=bool))


def _wrong(rows: pd.DataFrame) -> NDArray[np.bool_]:
    return np.asarray(rows["wrong"].eq(True).to_numpy(dtype=bool))


def _counting(
    rows: pd.DataFrame, drawn: NDArray[np.bool_], answered: NDArray[np.bool_]
) -> tuple[NDArray[np.intp], Floats]:
    """Places of what was drawn and answered, and the chance of both, as if those answered were drawn of those drawn."""
    at = np.flatnonzero(drawn & answered)
    chance = rows["pi"].to_numpy(dtype=float)
    if ((chance[drawn] <= 0) | (chance[drawn] > 1)).any():
        raise ValueError("A chance of being drawn is above 0 and at most 1; the column 'pi' holds another.")
    return at, np.asarray(chance[at] * (len(at) / max(1, int(drawn.sum()))))


def sampled(frame: Frame, asked: Asked, where: Where) -> Sampled:
    """What is asked of the statements of a group, as the formulas want it."""
    rows, at = frame.rows, frame.at
    inside, true_in = np.ones(len(rows), dtype=bool), ~_wrong(rows)[at]
    for name, values in where.items():
        some = frozenset(several(values))
        held = holds(column_of(rows, name), some)
        inside &= held
        true_in &= holds(rows[f"true_{name}"].iloc[at], some) if is_coded(frame, name) else held[at]
    machine = asked.of(rows[asked.column])
    if asked.column == "position" and set(POSITIONS) <= set(rows):
        chances = rows[list(POSITIONS)].to_numpy(dtype=float)
        known = ~np.isnan(chances).any(axis=1)
        machine[known] = chances[known] @ np.array([asked.weights.get(position, 0.0) for position in POSITIONS])
    x = np.ones((len(rows), 1))
    if asked.slope:
        year = _years(rows)
        dated = ~np.isnan(year)
        inside, true_in = inside & dated, true_in & dated[at]
        middle = year[inside].mean() if inside.any() else 0.0
        x = np.column_stack([x, np.where(dated, year - middle, 0.0)])
    true = asked.of(rows[f"true_{asked.column}"].iloc[at])
    return Sampled(x, inside.astype(float), machine, _articles(rows), at, frame.chance, true_in.astype(float), true)


def is_coded(frame: Frame, name: str) -> bool:
    """True where a coder gave the column; else a group of it is the machine's."""
    true = f"true_{name}"
    return true in frame.rows and bool((texts(frame.rows[true].iloc[frame.at]) != "").any())


def groups(frame: Frame, by: str) -> Sequence[str]:
    """The values of a column, the most frequent first; periods in their order."""
    cells = column_of(frame.rows, by)
    found = Counter(one for cell in cells for one in dict.fromkeys(cell.split(SEVERAL)) if one)
    return sorted(found) if by in (*PERIODS, "published") else [one for one, _ in found.most_common()]


def column_of(rows: pd.DataFrame, name: str) -> pd.Series:
    """A column, or the periods that the days fall in."""
    if name in PERIODS:
        return texts(rows["published"]).map(PERIODS[name])
    if name not in rows:
        raise ValueError(f"The items have no column {name!r}; they have {', '.join(map(str, rows))}.")
    return texts(rows[name])


def texts(column: pd.Series) -> pd.Series:
    """A column as text, empty where nothing is told."""
    return column.fillna("") if column.dtype == "str" else column.astype(object).where(column.notna(), "").astype("str")


def holds(column: pd.Series, values: Collection[str]) -> NDArray[np.bool_]:
    """Where a cell holds one of some values."""
    import pandas as pd

    codes, cells = pd.factorize(texts(column))
    inside = [not set(values).isdisjoint(cell.split(SEVERAL)) for cell in cells]
    return np.asarray(np.array(inside, dtype=bool)[codes])


def several(value: str | Collection[str]) -> Collection[str]:
    """One value, or several, as several."""
    return (value,) if isinstance(value, str) else value


def _articles(rows: pd.DataFrame) -> NDArray[np.intp]:
    """The articles by number."""
    import pandas as pd

    return np.asarray(pd.factorize(texts(rows["article"]))[0], dtype=np.intp)


def _years(rows: pd.DataFrame) -> Floats:
    """The days as numbers of years."""
    import pandas as pd

    days = pd.to_datetime(texts(rows["published"]), errors="coerce", format="%Y-%m-%d")
    return np.asarray((days - pd.Timestamp(2000, 1, 1)).dt.days.to_numpy(dtype=float, na_value=np.nan) / 365.25)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many statements are right (found), or were overlooked (missed), by what was drawn.

    found_off, missed_off: what each article adds to their errors. marked, unmarked: statements and sentences in all.
    statements, sentences: reviewed ones. hits: statements that were seen to be missed. strata: of sentences. unseen:
    strata of which nothing was reviewed.
    """

    found: float
    missed: float
    found_off: Floats
    missed_off: Floats
    marked: int
    unmarked: int
    statements: int
    sentences: int
    hits: int
    strata: int
    unseen: tuple[str, ...]
    excluded: int
    waiting: int


def counted(items: pd.DataFrame, where: Where) -> Counted:
    """The sums over strata of N·mean, and their errors by article."""
    rows = items.reset_index(drop=True)
    for name, values in where.items():
        rows = rows[holds(column_of(rows, name), frozenset(several(values)))].reset_index(drop=True)
    coded, drawn, article = _coded(rows), rows["pi"].notna().to_numpy(), _articles(rows)
    sentence, strata = (rows["kind"] == "sentence").to_numpy(), texts(rows["stratum"]).to_numpy(dtype=object)
    missed = rows["missed"].to_numpy(dtype=float, na_value=0.0) if "missed" in rows else np.zeros(len(rows))
    number = np.where(sentence, missed, ~_wrong(rows))
    totals, off = np.zeros(2), np.zeros((2, int(article.max(initial=0)) + 1))
    unseen, kinds = [], dict.fromkeys(zip(sentence.tolist(), strata.tolist(), strict=True))
    for kind, stratum in kinds:
        here = (sentence == kind) & (strata == stratum)
        at, chance = _counting(rows, here & drawn, here & coded)
        if not len(at):
            unseen.append(stratum)
            continue
        weight = 1 / chance / (1 / chance).sum()
        mean = float(weight @ number[at])
        open_ = np.sqrt((1 - chance) * len(at) / max(1, len(at) - 1))
        totals[int(kind)] += here.sum() * mean
        off[int(kind)] += np.bincount(article[at], here.sum() * weight * (number[at] - mean) * open_, len(off[0]))
    counts = coded & drawn
    return Counted(
        float(totals[0]),
        float(totals[1]),
        off[0],
        off[1],
        int((~sentence).sum()),
        int(sentence.sum()),
        int((counts & ~sentence).sum()),
        int((counts & sentence).sum()),
        round(float(number[counts & sentence].sum())),
        sum(kind for kind, _ in kinds),
        tuple(unseen),
        int((coded & ~drawn).sum()),
        int((drawn & ~coded).sum()),
    )
