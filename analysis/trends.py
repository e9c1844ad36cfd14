"""Where actors stand over time, what rises and falls, and who changed sides, over the articles of a corpus.

    trends.trends(cells, "actor", "issue", every="quarter")   # shares of positions, mean side, intervals by article
    trends.rises(cells, "topic", split="2021-07-01")          # whose share of the statements rose or fell
    trends.changes(cells, "actor", "issue")                   # first article in which an actor is on the other side

A statement counts once for each who and what, with one position: that of its main side, else the first in the order of
POSITIONS. Articles without a date do not count. Intervals are of 95 %, by drawing articles anew (`resampling`), copies
of an article together; views/resampled.js reckons the same.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from analysis import resampling
from analysis.cubes import Cells, Once
from analysis.shards import RunError

if TYPE_CHECKING:
    import pandas as pd

Every = Literal["month", "quarter", "year"]
Where = Mapping[str, Sequence[str]]
Floats = NDArray[np.float64]
POSITIONS = ("support", "oppose", "conditional", "neutral")
SIDES = {"support": 1.0, "oppose": -1.0, "+": 1.0, "-": -1.0}  # of a position, or of the lean of a conditional one
MEASURES = ("mean", *POSITIONS)
WHO = ("actor", "speaker", "outlet")
WHAT = ("topic", "issue")
LEAST = 10  # statements that an interval needs, and a share that rises
RATE = 0.05  # of the rises told that may be chance
SURE = 0.5  # the chance of a statement that bears on a change
IN_SUCCESSION = 3  # articles in succession that make a side hold
_NOTHING = 1e-15  # a sum of squares that is less is 0 but for rounding
HOLDING = 0.8  # of the articles before a change, and since, that are on one side
CHANGES = [
    "from",
    "to",
    "published",
    "article",
    "statement",
    "before",
    "articles_before",
    "after",
    "articles_after",
    "p",
]


def trends(
    cells: Cells,
    who: str = "actor",
    what: str = "issue",
    *,
    every: Every = "month",
    where: Where | None = None,
    first: str = "",
    last: str = "",
    once: Once = "cluster",
    draws: int = resampling.DRAWS,
    seed: int = resampling.SEED,
) -> pd.DataFrame:
    """A row for each period, who and what: statements, articles, and of each of MEASURES its value, low and high.

    The mean is that of sides: 1 for, -1 against, a conditional position by its lean, else 0; the others are shares.
    low, high: none below LEAST statements or resampling.FEWEST articles. where, first, last, once: as Cells.counted.
    """
    import pandas as pd

    rows = one_each(cells, who, what, where=where, first=first, last=last, once=once)
    rows = rows[(rows["month"] != "") & (rows["position"] != "")]
    rows["period"] = [period(month, every) for month in rows["month"]]
    for position in POSITIONS:
        rows[position] = (rows["position"] == position).astype(float)
    names = _unit_names(cells)
    found = []
    for group, some in rows.groupby(["period", who, what], sort=True):
        of = some.assign(size=1.0).groupby("unit")[["side", *POSITIONS, "size"]].sum()
        row = dict(zip(["period", who, what], group, strict=True))
        row |= {"statements": len(some), "articles": some["article"].nunique()}
        told = len(some) >= LEAST and len(of) >= resampling.FEWEST
        drawn = resampling.sums(names[of.index], of.to_numpy(), draws, seed) if told else None
        found.append(row | _figures(of.to_numpy(), drawn))
    columns = ["period", who, what, "statements", "articles"]
    return pd.DataFrame(found, columns=[*columns, *(name for m in MEASURES for name in (m, f"{m}_low", f"{m}_high"))])


def rises(
    cells: Cells,
    by: str = "topic",
    *,
    split: str = "",
    where: Where | None = None,
    first: str = "",
    last: str = "",
    once: Once = "cluster",
    rate: float = RATE,
    draws: int = resampling.DRAWS,
    seed: int = resampling.SEED,
) -> pd.DataFrame:
    """What has another share of the statements from a day on than before it, the greatest difference first.

    split: the day, that of `middle` where it is not told. A row for each that has LEAST statements in both parts
    together, in resampling.FEWEST articles: before, after (statements), share_before, share_after, difference with low
    and high, p, and `named`: whether it is told, so that of those told at most `rate` are chance, on average, and its
    interval does not hold 0.
    """
    import pandas as pd

    split = split or middle(cells, first, last)
    at = cells.passing(where, first=first, last=last, once=once)
    rows = _rows(cells, at, [by])
    rows = rows[rows["month"] != ""]
    rows["after"] = rows["published"] >= split
    each = rows.drop_duplicates(["nth", by])
    each = each[each[by] != ""]
    looked = each.groupby(by).agg(n=("nth", "size"), units=("unit", "nunique"))
    looked = looked[(looked["n"] >= LEAST) & (looked["units"] >= resampling.FEWEST)]
    whole = _by_unit(rows.drop_duplicates("nth"))
    columns = [by, "before", "after", "share_before", "share_after", "difference", "low", "high", "p", "named"]
    if looked.empty or (whole > 0).sum().min() < resampling.FEWEST:
        return pd.DataFrame(columns=columns)
    names = _unit_names(cells)
    of = resampling.sums(names[whole.index], whole.to_numpy(), draws, seed)
    found = []
    for name in sorted(looked.index):
        some = _by_unit(each[each[by] == name])
        drawn = resampling.sums(names[some.index], some.to_numpy(), draws, seed)
        with np.errstate(invalid="ignore", divide="ignore"):
            shares = drawn / of
        found.append({by: name} | _difference(some.to_numpy(), whole.loc[some.index].to_numpy(), whole, shares))
    passing = resampling.discoveries([row["p"] for row in found], rate)
    for row, is_told in zip(found, passing, strict=True):
        row["named"] = is_told and not row["low"] <= 0 <= row["high"]
    order = sorted(found, key=lambda row: (-abs(row["difference"]), row[by]))
    return pd.DataFrame(order, columns=columns)


def changes(
    cells: Cells,
    who: str = "actor",
    what: str = "issue",
    *,
    where: Where | None = None,
    first: str = "",
    last: str = "",
) -> pd.DataFrame:
    """A row for each change from support to oppose, or back, with the first article and statement on the other side.

    Only statements whose speaker, position and target are right with a chance of SURE bear on it, and no article that
    has both sides. A side holds once IN_SUCCESSION articles, one after the other, took it (copies count once). It is
    told where HOLDING of the articles up to the next change are on it: a misreading or two make no change. statement:
    its number in the article. before, after: statements on either side, as far as the change before, and the next one.
    p: by Fisher's exact test of the articles before and after, which does not know that the day was sought.
    """
    import pandas as pd

    rows = one_each(cells, who, what, where=where, first=first, last=last)
    rows = rows[is_sure(rows) & rows["position"].isin(POSITIONS[:2]) & (rows["published"] != "")]
    rows = rows.sort_values([who, what, "published", "rank", "nth"])
    # plain values: of many small groups a frame each would take long
    each = rows[[who, what, "published", "rank", "position", "article", "number"]].itertuples(index=False, name=None)
    found = [
        dict(zip([who, what], group, strict=True)) | change
        for group, some in groupby(each, key=itemgetter(0, 1))
        for change in _changes(some)
    ]
    return pd.DataFrame(found, columns=[who, what, *CHANGES])


def is_sure(rows: pd.DataFrame) -> pd.Series[bool]:
    """For each row whether speaker, position and target are right with a chance of SURE, taken as independent."""
    return rows["chance"].fillna(0.0) >= SURE


def one_each(
    cells: Cells,
    who: str,
    what: str,
    *,
    where: Where | None = None,
    first: str = "",
    last: str = "",
    once: Once = "cluster",
) -> pd.DataFrame:
    """One row for each statement and who and what: nth, number, article, unit, published, month, rank, position, side,
    chance; where both are told.

    unit: the number of the article among whose copies it is.
    """
    if who not in WHO or what not in WHAT:
        raise RunError(f"Sides are told by {', '.join(WHO)} on {', '.join(WHAT)}; not by {who} on {what}.")
    at = cells.passing(where, first=first, last=last, once=once)
    if what == "topic":  # toward which a statement has no position of its own: it is the main one
        at = at[cells.rows["first_side"].to_numpy()[at]]
    rows = _rows(cells, at, [who, what, "position", "lean"])
    rows = rows[(rows[who] != "") & (rows[what] != "")].copy()
    rows["chance"] = cells.rows["chance"].to_numpy()[rows["at"]]
    behind = ~cells.rows["first_side"].to_numpy()[rows["at"]]
    place = rows["position"].map({name: n for n, name in enumerate(POSITIONS)}).fillna(len(POSITIONS))
    rows = rows.assign(behind=behind, place=place).sort_values(
        ["nth", who, what, "behind", "place", "lean", "chance"], ascending=[True] * 6 + [False]
    )
    rows = rows.drop_duplicates(["nth", who, what])
    key = rows["position"].where(rows["position"] != "conditional", rows["lean"])
    rows["side"] = key.map(SIDES).fillna(0.0)
    return rows.drop(columns=["at", "behind", "place"]).reset_index(drop=True)


def period(month: str, every: str) -> str:
    """The period that a month is in.

    >>> period("2021-05", "quarter"), period("2021-05", "year")
    ('2021-Q2', '2021')
    """
    if every not in ("month", "quarter", "year"):
        raise RunError(f"{every!r} is no period; it can be month, quarter or year.")
    if every == "quarter":
        return f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}"
    return month if every == "month" else month[:4]


def middle(cells: Cells, first: str = "", last: str = "") -> str:
    """The first day of the month in the middle of the months between two days; of all, where they are not told."""
    days = cells.articles["published"]
    months = sorted(
        day[:7] for day in days.unique() if day and (not first or day >= first) and (not last or day <= last)
    )
    if not months:
        return ""
    begin, end = (12 * int(month[:4]) + int(month[5:]) - 1 for month in (months[0], months[-1]))
    half = (begin + end + 1) // 2
    return f"{half // 12:04}-{half % 12 + 1:02}-01"


# ---- parts


def _rows(cells: Cells, at: NDArray[np.int64], columns: Sequence[str]) -> pd.DataFrame:
    """Rows of cells as words, with what is known of their articles; at: where each stands."""
    import pandas as pd

    article = cells.rows["article"].cat.codes.to_numpy().astype(np.int64)
    nth = cells.rows["nth"].to_numpy()
    start = np.full(len(cells.articles), np.iinfo(np.int64).max)
    np.minimum.at(start, article, nth)
    of = article[at]
    about = cells.articles
    told = {name: cells.rows[name].take(at).astype("str").to_numpy() for name in columns}
    told |= {name: about[name].to_numpy()[of] for name in ("published", "month", "rank")}
    told |= {"at": at, "nth": nth[at], "number": nth[at] - start[of] + 1}
    told |= {"article": about["article"].astype("str").to_numpy()[of], "unit": _units(cells)[of]}
    return pd.DataFrame(told)


def _units(cells: Cells) -> NDArray[np.int64]:
    """For each article the number of that which stands for its copies: with the first id of all."""
    ids = cells.articles["article"].astype("str")
    least = ids.groupby(cells.articles["cluster"].astype("str").to_numpy()).transform("min")
    number = {id: n for n, id in enumerate(ids)}
    return np.array([number[id] for id in least], dtype=np.int64)


def _unit_names(cells: Cells) -> resampling.Whole:
    return resampling.names_as_numbers(cells.articles["article"].astype("str"))


def _figures(values: Floats, drawn: Floats | None) -> dict[str, float]:
    """Of each measure its value, and the ends of its interval.

    values: of each article, the sums of its statements and their number; drawn: of each draw the same.
    """
    found: dict[str, float] = {}
    for number, measure in enumerate(MEASURES):
        value = float(values[:, number].sum() / values[:, -1].sum())
        low = high = float("nan")
        if drawn is not None:
            with np.errstate(invalid="ignore"):
                ratios = drawn[:, number] / drawn[:, -1]
            low, high = resampling.interval(value, ratios, len(values), (-1.0 if measure == "mean" else 0.0, 1.0))
        found |= {measure: value, f"{measure}_low": low, f"{measure}_high": high}
    return found


def _by_unit(rows: pd.DataFrame) -> pd.DataFrame:
    """For each unit how many rows it has before and after."""
    counts = rows.groupby(["unit", "after"]).size().unstack(fill_value=0)
    return counts.reindex(columns=[False, True], fill_value=0).astype(float)


def _difference(some: Floats, beside: Floats, whole: pd.DataFrame, drawn: Floats) -> dict[str, float]:
    """The shares before and after, their difference with its interval, and the chance of one so great by accident.

    some: statements of a kind, before and after, of each article that has any; beside: all of these; whole: those
    of all articles; drawn: the shares of each draw.
    """
    counts, all_ = some.sum(axis=0), whole.to_numpy()
    totals, taking = all_.sum(axis=0), (all_ > 0).sum(axis=0)
    share = counts / totals
    difference = float(share[1] - share[0])
    # the squares of what each article is off, from whole numbers: those without any need not be looked at one by one
    off = (some**2).sum(axis=0) - 2 * share * (some * beside).sum(axis=0) + share**2 * (all_**2).sum(axis=0)
    spread = float((off / totals**2 * taking / (taking - 1)).sum())
    deviations = abs(difference) / math.sqrt(spread) if spread > _NOTHING else 0.0
    ends = resampling.interval(difference, drawn[:, 1] - drawn[:, 0], int(taking.min()), (-1.0, 1.0))
    return {
        "before": int(counts[0]),
        "after": int(counts[1]),
        "share_before": float(share[0]),
        "share_after": float(share[1]),
        "difference": difference,
        "low": ends[0],
        "high": ends[1],
        "p": resampling.two_sided(deviations, int(taking.min()) - 1),
    }


def _changes(rows: Iterable[tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
    """The changes of one who on one what, in the order of time."""
    every = [list(some) for _, some in groupby(rows, key=itemgetter(2, 3))]
    articles = [some for some in every if len({position for *_, position, _, _ in some}) == 1]
    sides = [str(some[0][4]) for some in articles]
    turns = list(_turns(sides))
    for number, (begin, start, old) in enumerate(turns):
        end = turns[number + 1][1] if number + 1 < len(turns) else len(articles)
        before = [len(articles[n]) for n in range(begin, start) if sides[n] == old]
        after = [len(articles[n]) for n in range(start, end) if sides[n] != old]
        if len(before) < HOLDING * (start - begin) or len(after) < HOLDING * (end - start):
            continue
        *_, published, _, side, article, statement = articles[start][0]
        yield {
            "from": old,
            "to": side,
            "published": published,
            "article": article,
            "statement": statement,
            "before": sum(before),
            "articles_before": len(before),
            "after": sum(after),
            "articles_after": len(after),
            "p": _chance_of_turn(len(before), start - begin, len(after), end - start),
        }


def _turns(sides: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Since when the old side held, where the new one begins, and the old one, for each change in a row of sides."""
    held, since, start = "", 0, 0
    for at, side in enumerate(sides):
        start = start if at and side == sides[at - 1] else at
        if side == held or at - start + 1 < IN_SUCCESSION:
            continue
        if held:
            yield since, start, held
        held, since = side, start if held else 0


def _chance_of_turn(old: int, before: int, new: int, after: int) -> float:
    """The chance that of so many articles before, of as many as there are, or more, are on the old side by accident."""
    whole = old + after - new
    ways = sum(
        math.comb(before, n) * math.comb(after, whole - n) for n in range(old, min(before, whole) + 1) if whole >= n
    )
    return ways / math.comb(before + after, whole)
