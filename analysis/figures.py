"""The tables of a corpus that were given away -> its figures again, and whether they are those that lie beside them.

A second way to every number, from the tables alone: it shares with the program only how articles are drawn anew
(`resampling`). It needs numpy and pandas, no article, no model, no Demarche: `demarche replicate` puts a copy into the
folder that it writes.

    python replicate.py              # makes all figures anew and holds them against those in the folder, to 1e-9
    python replicate.py --to again   # writes them, too

Copies of an article count once, articles without a date in no figure over time. Intervals are of 95 %.
"""

from __future__ import annotations

import hashlib
import json
import math
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis import resampling

TABLES = ("articles", "cells")  # all that the figures are made of
MANIFEST = "manifest.json"
EXACT = 1e-9
POSITIONS = ("support", "oppose", "conditional", "neutral")
SIDES = {"support": 1.0, "oppose": -1.0, "+": 1.0, "-": -1.0}  # of a position, or of the lean of a conditional one
LEAST = 10  # statements that an interval needs, and a share that rises
RATE = 0.05  # of the rises told that may be chance
# Words that a spreadsheet would reckon get an apostrophe before them, which is taken off again.
FORMULA = r"'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n])"
Floats = NDArray[np.float64]


class FigureError(ValueError):
    """The folder does not hold what it says; the message is one sentence that names file, row and column."""


# ---- tables


def table(file: Path) -> pd.DataFrame:
    """A table as it was written: words as words, numbers as numbers, empty where nothing is known."""
    try:
        found = pd.read_csv(file, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise FigureError(f"{file}: this table cannot be read ({' '.join(str(error).split())}).") from error
    for name in found:
        column = found[name]
        found[name] = column.str[1:].where(column.str.startswith("'") & column.str.match(FORMULA), column)
    return found


def tables_in(folder: Path) -> dict[str, pd.DataFrame]:
    """The tables that figures are made of."""
    return {name: table(folder / "tables" / f"{name}.csv") for name in TABLES}


def counting(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The rows of `cells` in the articles that count: one for each of the statement's speakers, topics and sides.

    With published, month and rank of the article; unit: which articles go together, being copies, by the number of
    that with the first id. attrs["months"]: those of all articles.
    """
    articles = tables["articles"].astype({"words": int})
    known = articles["published"].where(articles["published"] != "", "9999")
    order = articles.assign(behind=articles["lead"] != "True", known=known, short=-articles["words"])
    order = order.sort_values(["behind", "known", "short", "article"])
    articles.loc[order.index, "rank"] = np.arange(len(order))
    months = sorted({day[:7] for day in articles["published"] if day})
    articles["unit"] = articles.groupby("cluster")["article"].transform("min")
    articles = articles[articles["rank"] == articles.groupby("cluster")["rank"].transform("min")]
    rows = tables["cells"].drop(columns=["outlet", "published"]).astype({"statement": int})
    rows["place"] = np.arange(len(rows))
    rows = rows.merge(
        articles[["article", "outlet", "published", "rank", "unit"]], on="article", validate="many_to_one"
    )
    rows["month"] = rows["published"].str[:7]
    rows["first_side"] = rows["first_side"] == "True"
    rows["lean"] = rows["lean"].where(rows["position"] == "conditional", "")
    key = rows["position"].where(rows["position"] != "conditional", rows["lean"])
    found = rows.assign(side=key.map(SIDES).astype(float).fillna(0.0)).sort_values("place").reset_index(drop=True)
    found.attrs["months"] = months
    return found


# ---- who speaks


def speakers_by_outlet(rows: pd.DataFrame) -> pd.DataFrame:
    """Statements and articles of each speaker in each outlet; a statement of two speakers counts for both."""
    by = ["outlet", "actor", "speaker"]
    each = rows.drop_duplicates([*by, "article", "statement"])
    found = each.groupby(by, sort=True).agg(statements=("statement", "size"), articles=("article", "nunique"))
    return found.reset_index()


# ---- where they stand


def sides_over_time(rows: pd.DataFrame, what: str) -> pd.DataFrame:
    """For each month, actor and topic (or issue) the mean side and the share of each position, with intervals.

    The mean is that of 1 for and -1 against. No interval stands below 10 statements or 5 articles.
    """
    each = _one_each(rows, "actor", what)
    each = each[(each["month"] != "") & (each["position"] != "")]
    for position in POSITIONS:
        each[position] = (each["position"] == position).astype(float)
    measures = ["mean", *POSITIONS]
    by = ["month", "actor", what]
    of = each.assign(mean=each["side"], size=1.0).groupby([*by, "unit"], sort=True)[[*measures, "size"]].sum()
    found = of.groupby(by, sort=True).sum()
    found["statements"] = found.pop("size").astype(int)
    found["articles"] = each.groupby(by, sort=True)["article"].nunique()
    found[measures] = found[measures].div(found["statements"], axis=0)
    units = of.groupby(by, sort=True).size()
    sure = found[(found["statements"] >= LEAST) & (units >= resampling.FEWEST)].index
    ends = [_ends(of.loc[group], measures) for group in sure]
    columns = [f"{name}{end}" for name in measures for end in ("_low", "_high")]
    found = found.join(pd.DataFrame(ends, index=sure, columns=columns, dtype=float)).reset_index()
    order = [f"{name}{end}" for name in measures for end in ("", "_low", "_high")]
    return found[[*by, "statements", "articles", *order]]


def _ends(of: pd.DataFrame, measures: list[str]) -> list[float]:
    """The ends of the interval of each measure, of the sums of each article."""
    values = of[[*measures, "size"]].to_numpy()
    drawn = resampling.sums(resampling.names_as_numbers(of.index), values)
    with np.errstate(invalid="ignore"):
        ratios = drawn[:, :-1] / drawn[:, -1:]
    found: list[float] = []
    for number in range(len(measures)):
        value = float(values[:, number].sum() / values[:, -1].sum())
        found += resampling.interval(value, ratios[:, number], len(values), (0.0 if number else -1.0, 1.0))
    return found


def _one_each(rows: pd.DataFrame, who: str, what: str) -> pd.DataFrame:
    """One row for each statement, who and what: that of its main side, else the first in the order of POSITIONS."""
    some = rows[rows["first_side"]] if what == "topic" else rows
    some = some[(some[who] != "") & (some[what] != "")]
    order = some["position"].map({name: n for n, name in enumerate(POSITIONS)}).fillna(len(POSITIONS))
    some = some.assign(behind=~some["first_side"], order=order)
    some = some.sort_values(["behind", "order", "lean", "place"], kind="stable")
    return some.drop_duplicates(["article", "statement", who, what]).sort_values("place").reset_index(drop=True)


# ---- what rises and falls


def rises(rows: pd.DataFrame, by: str) -> pd.DataFrame:
    """What has another share of the statements in the second half of the time than in the first, by how much.

    named: told by the program, so that of those told one in twenty is chance, on average.
    """
    columns = [by, "split", "before", "after", "share_before", "share_after", "difference", "low", "high", "p", "named"]
    dated = rows[rows["month"] != ""]
    split = _middle(rows.attrs["months"])
    dated = dated.assign(after=dated["published"] >= split)
    whole = _by_unit(dated.drop_duplicates(["article", "statement"]))
    each = dated[dated[by] != ""].drop_duplicates(["article", "statement", by])
    looked = each.groupby(by).agg(n=("unit", "size"), units=("unit", "nunique"))
    looked = looked[(looked["n"] >= LEAST) & (looked["units"] >= resampling.FEWEST)]
    if looked.empty or (whole > 0).sum().min() < resampling.FEWEST:
        return pd.DataFrame(columns=columns)
    parts = {
        name: _by_unit(each[each[by] == name]).reindex(whole.index, fill_value=0.0) for name in sorted(looked.index)
    }
    values = np.concatenate([whole.to_numpy(), *(part.to_numpy() for part in parts.values())], axis=1)
    drawn = resampling.sums(resampling.names_as_numbers(whole.index), values)
    found = []
    for number, (name, part) in enumerate(parts.items(), 1):
        some, of = part.to_numpy(), whole.to_numpy()
        told = _difference(some, of, drawn[:, 2 * number : 2 * number + 2], drawn[:, :2])
        found.append({by: name, "split": split} | told)
    for row, is_told in zip(found, resampling.discoveries([row["p"] for row in found], RATE), strict=True):
        row["named"] = is_told and not row["low"] <= 0 <= row["high"]
    return pd.DataFrame(sorted(found, key=lambda row: (-abs(row["difference"]), row[by])), columns=columns)


def _difference(some: Floats, of: Floats, drawn: Floats, drawn_of: Floats) -> dict[str, Any]:
    counts, totals = some.sum(axis=0), of.sum(axis=0)
    share = counts / totals
    difference = float(share[1] - share[0])
    off = (some - share * of) / totals
    taking = [int((part > 0).sum()) for part in of.T]
    spread = sum(float((part**2).sum()) * n / max(1, n - 1) for part, n in zip(off.T, taking, strict=True))
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = drawn / drawn_of
    low, high = resampling.interval(difference, shares[:, 1] - shares[:, 0], min(taking), (-1.0, 1.0))
    chance = resampling.two_sided(abs(difference) / spread**0.5 if spread > 0 else 0.0, max(1, min(taking) - 1))
    told: dict[str, Any] = {"before": int(counts[0]), "after": int(counts[1])}
    told |= {"share_before": float(share[0]), "share_after": float(share[1]), "difference": difference}
    return told | {"low": low, "high": high, "p": chance}


def _by_unit(rows: pd.DataFrame) -> pd.DataFrame:
    counts = rows.groupby(["unit", "after"]).size().unstack(fill_value=0)
    return counts.reindex(columns=[False, True], fill_value=0).astype(float)


def _middle(months: list[str]) -> str:
    """The first day of the month in the middle of some months."""
    if not months:
        return ""
    begin, end = (12 * int(month[:4]) + int(month[5:]) - 1 for month in (months[0], months[-1]))
    half = (begin + end + 1) // 2
    return f"{half // 12:04}-{half % 12 + 1:02}-01"


# ---- networks


def affiliation(rows: pd.DataFrame, what: str) -> pd.DataFrame:
    """Actors by topics or issues: in how many articles for, against, and either (DNA's "ignore"); and "subtract".

    An actor counts once in an article for one side of one thing (DNA's duplicates "document"); who takes no side does
    not count.
    """
    said = _sided(rows, what)
    pro, con = ((said["side"] == side).astype(int) for side in (1, -1))
    once = (~said.duplicated(["article", "actor", what])).astype(int)
    some = said.assign(support=pro, oppose=con, ignore=once)
    some = some.groupby(["actor", what], sort=True)[["support", "oppose", "ignore"]].sum()
    return some.assign(subtract=some["support"] - some["oppose"]).reset_index()


def agreement(rows: pd.DataFrame, what: str) -> pd.DataFrame:
    """Actors by actors: congruence (products of what both say on one side), conflict (on two), subtract (the first less
    the second), and that divided by the mean number of statements of the two (DNA's norm "average").
    """
    said = affiliation(rows, what)
    pro, con = (said.pivot(index="actor", columns=what, values=side).fillna(0) for side in ("support", "oppose"))
    names, pros, cons = list(pro.index), pro.to_numpy(float), con.to_numpy(float)
    congruence, conflict = pros @ pros.T + cons @ cons.T, pros @ cons.T + cons @ pros.T
    on = (pros + cons > 0).astype(float)
    of = (pros + cons).sum(axis=1)
    average = (of[:, None] + of[None]) / 2
    found = [
        {"actor": names[i], "other": names[j], "congruence": congruence[i, j], "conflict": conflict[i, j]}
        | {"subtract": congruence[i, j] - conflict[i, j]}
        | {"subtract_average": (congruence[i, j] - conflict[i, j]) / average[i, j]}
        for i, j in np.argwhere(np.triu(on @ on.T, 1) > 0).tolist()
    ]
    return pd.DataFrame(found, columns=["actor", "other", "congruence", "conflict", "subtract", "subtract_average"])


def _sided(rows: pd.DataFrame, what: str) -> pd.DataFrame:
    """For each article, actor and thing each side that is taken, once."""
    some = rows[rows["first_side"]] if what == "topic" else rows
    some = some[(some["actor"] != "") & (some[what] != "") & (some["side"] != 0)]
    return some.drop_duplicates(["article", "actor", what, "side"])


FIGURES: Mapping[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "speakers_by_outlet": speakers_by_outlet,
    "sides_by_topic": lambda rows: sides_over_time(rows, "topic"),
    "sides_by_issue": lambda rows: sides_over_time(rows, "issue"),
    "rises_of_topics": lambda rows: rises(rows, "topic"),
    "rises_of_actors": lambda rows: rises(rows, "actor"),
    "network_actors_by_issue": lambda rows: affiliation(rows, "issue"),
    "network_actors_by_topic": lambda rows: affiliation(rows, "topic"),
    "network_agreement_on_issues": lambda rows: agreement(rows, "issue"),
    "network_agreement_on_topics": lambda rows: agreement(rows, "topic"),
}


def made(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """All figures, by name."""
    rows = counting(tables)
    return {name: figure(rows) for name, figure in FIGURES.items()}


# ---- files


def csv(frame: pd.DataFrame) -> str:
    """A table as CSV: numbers to their last digit, an apostrophe before words that a spreadsheet would reckon."""
    told = frame.copy()
    for name in told:
        if pd.api.types.is_string_dtype(told[name]) or told[name].dtype == object:
            words = told[name].fillna("").astype("str")
            told[name] = words.where(~words.str.match(FORMULA), "'" + words)
    return str(told.to_csv(index=False, lineterminator="\n"))


def first_fault(folder: Path) -> str:
    """What is wrong with a folder that `demarche replicate` wrote, in one sentence; empty where nothing is."""
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
        for name, frame in made(tables_in(folder)).items():
            file = folder / "figures" / f"{name}.csv"
            _compare(file, table(file), frame)
    except FigureError as error:
        return str(error)
    except (OSError, ValueError, KeyError, TypeError) as error:
        return f"{folder}: this is no whole folder of demarche replicate ({type(error).__name__}: {error})."
    for name, digest in told.items():
        if not (folder / name).is_file():
            return f"{folder / name}: it is missing."
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
            return f"{folder / name}: it is not the file that was written; its SHA-256 is another than {MANIFEST} says."
    return ""


def _compare(file: Path, there: pd.DataFrame, wanted: pd.DataFrame) -> None:
    """Raise FigureError for the first value that differs."""
    if list(there.columns) != list(wanted.columns):
        raise FigureError(f"{file}: it has the columns {', '.join(there)}, and by the tables {', '.join(wanted)}.")
    if len(there) != len(wanted):
        raise FigureError(f"{file}: it has {len(there)} rows, and by the tables {len(wanted)}.")
    for name in wanted:
        for number, (one, other) in enumerate(zip(there[name], wanted[name], strict=True), 2):
            if not _is_same(one, other):
                row = ", ".join(str(value) for value in wanted.iloc[number - 2, :3])
                raise FigureError(
                    f"{file}, line {number} ({row}): {name} is {one or 'empty'}, and by the tables {other}."
                )


def _is_same(words: str, value: Any) -> bool:
    if isinstance(value, (bool, np.bool_, str)):
        return words == str(value)
    if value is None or value != value:
        return words == ""
    try:
        return math.isclose(float(words), float(value), rel_tol=EXACT, abs_tol=EXACT)
    except ValueError:
        return False


def main(folder: Path, words: list[str]) -> int:
    """0 where all figures of a folder follow from its tables, else 1; what is wrong is said in one sentence."""
    if words and (words[0] != "--to" or len(words) != 2):
        print("Say nothing, or --to FOLDER for where the figures are to be written again.", file=sys.stderr)
        return 2
    if fault := first_fault(folder):
        print(fault, file=sys.stderr)
        return 1
    figures = made(tables_in(folder))
    if words:
        Path(words[1]).mkdir(parents=True, exist_ok=True)
        for name, frame in figures.items():
            (Path(words[1]) / f"{name}.csv").write_text(csv(frame), encoding="utf-8", newline="")
    values = sum(frame.size for frame in figures.values())
    print(f"{folder}: its {len(figures)} figures ({values:,} values) follow from its tables, to {EXACT}.")
    return 0
