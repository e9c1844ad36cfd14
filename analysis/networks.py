"""Statements -> who agrees with whom, and who speaks on what: discourse networks that lead back to their sentences.

Settings have DNA's names. What is honest stands under the plain name; where DNA 3.1.2 does otherwise, its own way has
`dna-` before the name and gives DNA's numbers:

    setting       here                                     DNA
    duplicates    month, week (ISO): of a year             dna-month, dna-week: of any year, January is January; in
                                                           DNA the week follows the computer's country, here Britain's
    norm          cosine: of what two speak on             dna-cosine: divided by the product of two sums: no cosine
                  jaccard: minima over maxima              dna-jaccard: what is shared counts as products
    combine       no norm: a code is no quantity           divides it, and by prominence rows for columns (not offered)
    unit          months: so many calendar months          dna-months: from the first statement on; three are two and
                                                           an instant
    kernel        distance by the day, any width           whole units cut toward zero, the width made even
                  triangular: both edges alike             2 at one edge, 0 at the other (epanechnikov is right since
                                                           3.1; 3.0.11.5 has another)
                  the diagonal is empty                    the diagonal is filled
                  a position counts its value              an integer counts its place among the levels, from 0; are
                                                           all statements on one side, each counts -1, and a cell of a
                                                           one-mode network is NaN
                  each norm as without a kernel            "average" whatever is asked for, over the whole range and
                                                           summed over concepts
    windows       what is said again counts in each        once in all, where duplicates are of the whole range
    polarization  modularity: camps of any size            dna-absdiff: of one size; highest for the wrong division

Left out is what nobody wants: without a kernel DNA's levels are those that occur, and one alone gives 0/0 (here they
are 0 and 1, or -1, 0 and 1); beyond -128 to 127 equal integers are not equal; windows of events are shuffled. DNA's
short-text qualifier is not offered. "average", "activity", "prominence" and duplicates of a document, a year or the
whole range ("acrossrange") are alike in both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, TypedDict, Unpack

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis import camps, cubes, results
from analysis.camps import Bools, Floats, Measure
from analysis.coded import CodedStatement, coded_statements
from analysis.cubes import Cells, Once
from analysis.dnafile import BOOLEAN, INTEGER, DnaError, File
from analysis.knowledge import Knowledge
from analysis.model import Document
from analysis.periods import DNA, Window
from analysis.shards import Run

Ints = NDArray[np.int64]
By = Literal["issues", "topics"]
AGGREGATIONS = {
    "one-mode": ("ignore", "congruence", "conflict", "subtract"),
    "two-mode": ("ignore", "subtract", "combine"),
}
NORMS = {
    "one-mode": ("no", "average", "cosine", "jaccard", "dna-cosine", "dna-jaccard"),
    "two-mode": ("no", "activity", "prominence"),
}
DUPLICATES = ("include", "document", "week", "month", "year", "range", "dna-week", "dna-month")
# DNA's names for what is the same here.
SAME = {"acrossrange": "range", "onemode": "one-mode", "twomode": "two-mode"}
SIDES = {"support": 1, "oppose": -1, "neutral": 0, "+": 1, "-": -1}
AGREEMENT = "agreement"
DRAWS = 1000


# ---- statements


def statements(
    docs: Iterable[Document],
    *,
    by: By = "issues",
    unsided: bool = False,
    labels: Mapping[str, str] | None = None,
    people: pd.DataFrame | None = None,
    issues: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One row for each speaker of a statement and each issue (or topic) it is on; what a network is made of.

    key: article/key of the statement. document, date, outlet: of the article. speaker, actor: empty where not told.
    issue, or topic: by its name in each article; people, issues: the names over all articles, as `overall` has them.
    With topics, the position is that toward the main issue, or toward the main target where that is on none.
    position: 1 for, -1 against; a conditional one by its lean. agreement: True, False.
    unsided: with those that take no side, too: position 0, and none where none was coded; agreement is none for both.
    """
    about = {"issues": _on_issues, "topics": _on_topics}[by]
    who, what = _over_all(people), _over_all(issues)
    rows: dict[tuple[Any, ...], None] = {}
    for doc in docs:
        for one in coded_statements(doc):
            speakers = [(who.get((doc.id, s.key), (s.name,))[0], s.actor or "") for s in one.speakers] or [("", "")]
            for name, side in about(doc, one, labels or {}, what):
                if name and (unsided or side):
                    head = (f"{doc.id}/{one.key}", doc.id, doc.published, doc.outlet)
                    rows |= {(*head, *speaker, name, side): None for speaker in speakers}
    columns = ["key", "document", "date", "outlet", "speaker", "actor", by.removesuffix("s"), "position"]
    return _typed(pd.DataFrame(list(rows), columns=columns))


def corpus_statements(
    folder: str | Path,
    *,
    by: By = "issues",
    unsided: bool = False,
    labels: Mapping[str, str] | None = None,
    once: Once = "cluster",
    run: str | Run | None = None,
    found: Cells | None = None,
    coder: str = "",
    known: Knowledge | None = None,
) -> pd.DataFrame:
    """The same of a corpus, from the tables of a run: no article is opened for it.

    once: how copies of an article count, as in `cubes`; "article" gives what `statements` gives of all documents.
    found: what `cubes.cells` gave, where it was asked already, say with names that hold over all articles. coder,
    known: as for `cubes.cells`.
    """
    run = results.run_of(folder, run)
    if found is None:
        found = cubes.cells(folder, run=run, coder=coder, known=known)
    concept = by.removesuffix("s")
    rows = found.rows[found.rows["article"].isin(found.counted(["article"], once=once)["article"])]
    rows = rows[(rows[concept] != "") & (rows["first_side"] | (by == "issues"))]
    side = rows["position"].astype(str).where(rows["position"] != "conditional", rows["lean"].astype(str))
    told = pd.DataFrame({name: rows[name].astype(str) for name in ("article", "speaker", "actor", concept)})
    told["position"] = side.map(SIDES).astype("Int64").fillna(_unsided(rows))
    told["number"] = rows["statement"]
    told = told[told["position"].fillna(0).ne(0) | unsided].drop_duplicates()
    about = ["article", "number", "key"]
    keys = results.table(folder, "statements", columns=about, run=run, coder=coder, known=known)
    days = found.articles[["article", "published", "outlet"]]
    told = told.merge(keys, on=["article", "number"], validate="many_to_one").merge(days, on="article")
    told["key"] = told["article"] + "/" + told["key"]
    told[concept] = told[concept].replace(dict(labels or {}) if by == "topics" else {})
    told = told.rename(columns={"article": "document", "published": "date"}).replace({"date": {"": None}})
    return _typed(told[["key", "document", "date", "outlet", "speaker", "actor", concept, "position"]])


def _unsided(rows: pd.DataFrame) -> pd.Series[Any]:
    """0 where a position was coded, else none."""
    return pd.Series(0, rows.index, dtype="Int64").where((rows["position"] != "").to_numpy())


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """The statements with types, and with what DNA calls agreement."""
    frame = frame.astype({"position": "Int64"}).reset_index(drop=True)
    frame["date"] = pd.to_datetime(frame["date"]).astype("datetime64[s]")
    frame[AGREEMENT] = frame["position"].map({1: True, -1: False}).astype("boolean")
    return frame


def _over_all(names: pd.DataFrame | None) -> dict[tuple[str, str], tuple[str, bool]]:
    """By article and key the name over all articles, and whether it is turned."""
    if names is None:
        return {}
    turned = names["turned"] if "turned" in names else [False] * len(names)
    told = zip(names["article"], names["key"], names["name"], turned, strict=True)
    return {(article, key): (name, bool(is_turned)) for article, key, name, is_turned in told}


Names = Mapping[tuple[str, str], tuple[str, bool]]


def _on_issues(
    doc: Document, one: CodedStatement, labels: Mapping[str, str], names: Names
) -> Iterator[tuple[str, int | None]]:
    for code in one.issues:
        name, turned = names.get((doc.id, code.issue), (doc.issue_names.get(code.issue, ""), False))
        side = _side(code.position, code.lean)
        yield name, -side if turned and side else side


def _on_topics(
    doc: Document, one: CodedStatement, labels: Mapping[str, str], names: Names
) -> Iterator[tuple[str, int | None]]:
    on = one.issues[0] if one.stance and one.issues and one.issue_of(one.stance) else None
    side = _side(on.position, on.lean) if on else _side(one.position, one.lean)
    if on and side and names.get((doc.id, on.issue), ("", False))[1]:
        side = -side
    for code in one.topics:
        yield labels.get(code.topic, code.topic), side


def _side(position: str, lean: str | None) -> int | None:
    """1 for, -1 against, 0 for no side, None where no position was coded."""
    if position == "conditional":
        return SIDES.get(lean or "", 0)
    return SIDES.get(position)


def dna_statements(file: File, kind: str = "DNA Statement") -> pd.DataFrame:
    """The statements of one type in a .dna file (`dna.read`), with its variables by their names.

    key: DNA's number of the statement; document: that of the document; date: in UTC. Raises DnaError where the file has
    no such type.
    """
    found = next((one for one in file.kinds if one.label == kind), None)
    if found is None:
        raise DnaError(f"The file has no statements of type {kind!r}, but {[one.label for one in file.kinds]}.")
    articles = {article.id: article for article in file.articles}
    some = [coding for coding in file.codings if coding.kind == found.id]
    of = [articles[coding.article] for coding in some]
    told: dict[str, Any] = {
        "key": [str(coding.id) for coding in some],
        "document": [str(article.id) for article in of],
        "date": pd.to_datetime(pd.Series([article.date for article in of], dtype="int64"), unit="s"),
        "outlet": [article.source for article in of],
    }
    types = {INTEGER: "Int64", BOOLEAN: "boolean"}
    for variable in found.variables:
        values = pd.Series([coding.values.get(variable.name) for coding in some], dtype=object)
        told[variable.name] = values.astype(types[variable.type]) if variable.type in types else values.fillna("")
    frame = pd.DataFrame(told)
    frame["date"] = frame["date"].astype("datetime64[s]")
    return frame


# ---- settings


class How(TypedDict, total=False):
    """What can be set of a network; see `Settings`."""

    rows: str
    columns: str
    mode: str
    aggregation: str
    qualifier: str
    levels: Sequence[int] | None
    norm: str
    duplicates: str
    isolates: bool


@dataclass(frozen=True, slots=True)
class Settings:
    """How a network is made. Raises ValueError for what DNA would not have, or what means nothing.

    rows, columns: columns of the statements: who, and on what. mode: two-mode (who by what) or one-mode (who by who, by
    what they have in common). aggregation: ignore (statements), congruence (on one side), conflict (on two), subtract
    (congruence less conflict; two-mode: for less against), combine (two-mode: which levels occur, as bits, the lowest
    level the highest bit). qualifier: the column with the side. levels: its values, if not 0 and 1 for booleans and for
    `agreement`, -1, 0 and 1 for what lies between, and else all that occur. norm: average (divided by the mean number
    of statements of the two), cosine or jaccard (by what both speak on; congruence and conflict are its two parts);
    two-mode activity (by the statements of the row) or prominence (of the column). duplicates: what counts once, if
    somebody says it again on the same side: in a document, a week, month or year, in the whole range; include: never.
    isolates: with the nodes that nothing was counted for.
    """

    rows: str = "actor"
    columns: str = "issue"
    mode: str = "two-mode"
    aggregation: str = "subtract"
    qualifier: str = "position"
    levels: Sequence[int] | None = None
    norm: str = "no"
    duplicates: str = "document"
    isolates: bool = False

    def __post_init__(self) -> None:
        """Bring DNA's names to those used here, and refuse what is none."""
        mode = _named("mode", self.mode, tuple(AGGREGATIONS))
        object.__setattr__(self, "mode", mode)
        for name, allowed in (
            ("aggregation", AGGREGATIONS[mode]),
            ("norm", NORMS[mode]),
            ("duplicates", DUPLICATES),
        ):
            object.__setattr__(self, name, _named(name, getattr(self, name), allowed))
        if self.aggregation == "combine" and self.norm != "no":
            raise ValueError("'combine' tells which sides occur and cannot be divided; leave norm out.")


def _named(what: str, value: str, allowed: tuple[str, ...]) -> str:
    """A value by the name used here; `dna-` falls away where DNA does the same."""
    plain = value.removeprefix(DNA)
    for name in (value, SAME.get(plain, plain)):
        if name in allowed:
            return name
    raise ValueError(f"{what}={value!r} is not known here; it can be {', '.join(allowed)}.")


# ---- networks


@dataclass(frozen=True, slots=True, eq=False)
class Tie:
    """What joins two nodes. value: of the cell; keys: of the statements that made it; first, last: their days.

    low, high: ends of its interval, where there is one.
    """

    source: str
    target: str
    value: float
    keys: tuple[str, ...]
    first: str = ""
    last: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, eq=False)
class Network:
    """A matrix with the statements that made it.

    rows, columns: the names of the nodes, sorted; values: a cell for each pair, symmetric in a one-mode network.
    counts: statements of each row, column and level, weighted in a smoothed window. statements: those counted, in the
    order of time; with others that say the same and did not count. low, high: ends of the interval of each cell, where
    `intervals` made it.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: Floats
    settings: Settings
    levels: tuple[int, ...]
    counts: Floats
    statements: pd.DataFrame
    window: Window | None = None
    low: Floats | None = None
    high: Floats | None = None

    @property
    def one_mode(self) -> bool:
        """True where rows and columns are the same nodes."""
        return self.settings.mode == "one-mode"

    @property
    def n(self) -> int:
        """How many statements were counted."""
        return int(self.statements["counted"].sum())

    @property
    def articles(self) -> int:
        """In how many articles they stand."""
        return int(self.statements["document"].nunique())

    def frame(self) -> pd.DataFrame:
        """The matrix with its names."""
        return pd.DataFrame(self.values, index=list(self.rows), columns=list(self.columns))

    def keys(self, row: str, column: str, *, repeated: bool = False) -> tuple[str, ...]:
        """The keys of the statements that made a cell; repeated: with those that say the same again.

        In a one-mode network those of the two nodes on what both speak on; for congruence (or conflict) alone those
        that have a counterpart on the same (or another) side. Raises KeyError for a name that is no node.
        """
        return self._keys(self._row_of[row], self._column_of[column], repeated)

    def keys_of(self, node: str) -> tuple[str, ...]:
        """The keys of the statements of a node of the rows."""
        return self._names(self._places_of_row[self._row_of[node]], False)

    def ties(self) -> tuple[Tie, ...]:
        """All cells that a statement made, row by row; of a one-mode network each pair once."""
        found = []
        for i, j in self.made.tolist():
            places = self._places(i, j)
            keys = self._names(places, False)
            ends = self._ends(places)
            interval = (None, None) if self.low is None or self.high is None else (self.low[i, j], self.high[i, j])
            low, high = (None if end is None else float(end) for end in interval)
            names = self.rows if self.one_mode else self.columns
            found.append(Tie(self.rows[i], names[j], float(self.values[i, j]), keys, *ends, low, high))
        return tuple(found)

    def count_of(self, node: str, *, column: bool = False) -> int:
        """How many statements of a node of the rows, or of the columns, were counted."""
        return int((self._of(node, column) & self._counted).sum())

    def days_of(self, node: str, *, column: bool = False) -> tuple[str, str]:
        """The first and the last day of the statements of a node, empty where none is known."""
        return self._ends(self._of(node, column))

    def _of(self, node: str, column: bool) -> Bools:
        """True for the statements of a node."""
        name, places = ("_column", self._concept_of) if column else ("_row", self._row_of)
        return np.asarray(self.statements[name] == places[node], dtype=np.bool_)

    def _ends(self, places: Ints | Bools) -> tuple[str, str]:
        """The first and the last day of some statements."""
        days = [day for day in self._days[places] if day]
        return (min(days), max(days)) if days else ("", "")

    def _keys(self, i: int, j: int, repeated: bool) -> tuple[str, ...]:
        return self._names(self._places(i, j), repeated)

    def _names(self, places: Ints, repeated: bool) -> tuple[str, ...]:
        if not repeated:
            places = places[self._counted[places]]
        return tuple(dict.fromkeys(self._key[places]))

    @cached_property
    def made(self) -> Ints:
        """The places of the cells that a statement made; of a one-mode network those above the diagonal."""
        on = self.counts.sum(2) > 0
        if not self.one_mode:
            return np.argwhere(on)
        likeness, distance = _alike(self.levels)
        by = {"congruence": likeness, "conflict": distance}.get(self.settings.aggregation)
        if by is None:
            shared = on.astype(float) @ on.astype(float).T
        else:
            shared = _pairs((self.counts > 0).astype(float), (by > 0).astype(float))
        return np.argwhere(np.triu(shared, 1) > 0)

    def _places(self, i: int, j: int) -> Ints:
        """Where the statements of a cell stand among all."""
        if not self.one_mode:
            places = self._places_of_row[i]
            return np.asarray(places[self._columns[places] == j])
        if i == j:
            return np.zeros(0, dtype=np.int64)
        return np.sort(np.concatenate([self._answered(i, j), self._answered(j, i)]))

    def _answered(self, i: int, j: int) -> Ints:
        """The statements of one node that have a counterpart of another."""
        likeness, distance = _alike(self.levels)
        there = self.counts[j] > 0
        if self.settings.aggregation in ("congruence", "conflict"):
            by = likeness if self.settings.aggregation == "congruence" else distance
            matters = there.astype(float) @ (by > 0).astype(float) > 0
        else:
            matters = np.repeat(there.any(1)[:, None], len(self.levels), axis=1)
        places = self._places_of_row[i]
        return np.asarray(places[matters[self._columns[places], self._levels[places]]])

    @cached_property
    def concepts(self) -> tuple[str, ...]:
        """What the statements are on: the columns of a two-mode network, and of a one-mode one what joins its nodes."""
        return tuple(self.statements.attrs["concepts"])

    @cached_property
    def _row_of(self) -> Mapping[str, int]:
        return {name: number for number, name in enumerate(self.rows)}

    @cached_property
    def _column_of(self) -> Mapping[str, int]:
        return self._row_of if self.one_mode else self._concept_of

    @cached_property
    def _concept_of(self) -> Mapping[str, int]:
        return {name: number for number, name in enumerate(self.concepts)}

    @cached_property
    def _columns(self) -> Ints:
        return np.asarray(self.statements["_column"], dtype=np.int64)

    @cached_property
    def _levels(self) -> Ints:
        return np.asarray(self.statements["_level"], dtype=np.int64)

    @cached_property
    def _counted(self) -> Bools:
        return np.asarray(self.statements["counted"], dtype=np.bool_)

    @cached_property
    def _key(self) -> NDArray[np.object_]:
        return np.asarray(self.statements["key"], dtype=object)

    @cached_property
    def _days(self) -> NDArray[np.object_]:
        days = self.statements["date"].dt.strftime("%Y-%m-%d")
        return np.asarray(days.fillna(""), dtype=object)

    @cached_property
    def _places_of_row(self) -> list[Ints]:
        row = self.statements["_row"].to_numpy()
        order = np.argsort(row, kind="stable")
        ends = np.searchsorted(row[order], np.arange(len(self.rows) + 1))
        return [order[a:b] for a, b in pairwise(ends)]


def network(frame: pd.DataFrame, *, window: Window | None = None, **how: Unpack[How]) -> Network:
    """A network of some statements, of those in a window; see `Settings` for what can be set.

    frame: of `statements` or `dna_statements`, or any with columns key, document, date and those that are named.
    """
    return _Coded.of(frame, Settings(**how)).network(window)


def networks(frame: pd.DataFrame, some: Iterable[Window], **how: Unpack[How]) -> tuple[Network, ...]:
    """A network for each of some windows."""
    coded = _Coded.of(frame, Settings(**how))
    return tuple(coded.network(window) for window in some)


@dataclass(frozen=True, eq=False)
class _Coded:
    """Statements as numbers, in the order of time: those that have all that the settings ask for.

    frame: with columns _row, _column, _level and _same (equal for what counts once); names: of rows and columns.
    """

    frame: pd.DataFrame
    settings: Settings
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    levels: tuple[int, ...]

    @classmethod
    def of(cls, frame: pd.DataFrame, settings: Settings) -> _Coded:
        how = settings
        needed = ["key", "document", "date", how.rows, how.columns]
        side = how.qualifier if how.qualifier in frame or how.aggregation != "ignore" else None
        lack = [name for name in (*needed, *([side] if side else [])) if name not in frame]
        if lack:
            raise ValueError(f"The statements have no column {', '.join(map(repr, lack))}, but {list(frame.columns)}.")
        rows, columns = _names(frame[how.rows]), _names(frame[how.columns])
        has = (frame[how.rows].fillna("") != "") & (frame[how.columns].fillna("") != "")
        if side and how.aggregation != "ignore":
            has &= frame[side].notna()
        some = frame[has].sort_values("date", kind="stable").reset_index(drop=True)
        levels = _levels(frame[side], how.levels) if side else (0,)
        some["_row"] = pd.Index(rows).get_indexer(some[how.rows].astype(str))
        some["_column"] = pd.Index(columns).get_indexer(some[how.columns].astype(str))
        told = some[side].astype("Int64").fillna(levels[0]).astype("int64") if side else pd.Series(0, some.index)
        some["_level"] = pd.Index(levels).get_indexer(told)
        if (some["_level"] < 0).any():
            raise ValueError(f"Column {side!r} has {sorted(set(told) - set(levels))}, which is none of {levels}.")
        some["_same"] = _same(some, how)
        return cls(some, how, rows, columns, levels)

    def network(self, window: Window | None) -> Network:
        """The network of a window, of all without one."""
        weights = self.weights(window)
        counted, inside = self.counted(window, weights), weights > 0
        values, counts = self.matrix(weights * counted, window)
        kept = self.frame[inside].assign(counted=counted[inside])
        rows, columns = self.rows, self.columns
        if not self.settings.isolates:
            row, column = (np.flatnonzero(counts.sum(axes) > 0) for axes in ((1, 2), (0, 2)))
            one = self.settings.mode == "one-mode"
            values = values[np.ix_(row, row if one else column)]
            counts = counts[np.ix_(row, column)]
            rows, columns = _taken(rows, row), _taken(columns, column)
            kept = kept[kept["_row"].isin(row) & kept["_column"].isin(column)]
            kept = kept.assign(
                _row=np.searchsorted(row, kept["_row"]), _column=np.searchsorted(column, kept["_column"])
            )
        kept = kept.reset_index(drop=True)
        kept.attrs["concepts"] = columns
        ends = rows if self.settings.mode == "one-mode" else columns
        return Network(rows, ends, values, self.settings, self.levels, counts, kept, window)

    def weights(self, window: Window | None) -> Floats:
        """What each statement counts in a window."""
        return window.weights(self.frame["date"]) if window else np.ones(len(self.frame))

    def counted(self, window: Window | None, weights: Floats) -> Bools:
        """True for the first of those that count once, in a window; DNA looks for it in the whole range."""
        inside = weights > 0 if window and not window.of_dna else np.ones(len(weights), dtype=bool)
        found = np.zeros(len(weights), dtype=bool)
        found[inside] = ~self.frame["_same"][inside].duplicated().to_numpy()
        return found & (weights > 0)

    def counts(self, weights: Floats) -> Floats:
        """The sums of weights by row, column and level."""
        shape = (len(self.rows), len(self.columns), len(self.levels))
        at = np.ravel_multi_index([self.frame[name].to_numpy() for name in ("_row", "_column", "_level")], shape)
        return np.bincount(at, weights, int(np.prod(shape))).reshape(shape).astype(np.float64, copy=False)

    def matrix(self, weights: Floats, window: Window | None) -> tuple[Floats, Floats]:
        """The cells, and the counts that they were made of."""
        how = self.settings
        one, smooth = how.mode == "one-mode", window is not None and window.kernel != "no"
        # A pair of statements counts the root of the product of their weights, which is a product of roots.
        counts = self.counts(np.sqrt(weights) if one and smooth else weights)
        if smooth and window and window.of_dna:
            return self._smoothed(counts), counts
        return (_one_mode if one else _two_mode)(counts, self.levels, how), counts

    def _smoothed(self, counts: Floats) -> Floats:
        """The cells as DNA smooths them, what is wrong with them included."""
        how = self.settings
        whole = self.counts(self.counted(None, self.weights(None)).astype(float))
        there = np.flatnonzero(whole.sum((0, 1)) > 0)
        levels = tuple(self.levels[at] for at in there)
        whole, counts = whole[:, :, there], counts[:, :, there]
        if how.mode == "two-mode":
            if how.norm != "no" or how.aggregation == "combine":
                raise ValueError("DNA smooths a two-mode network by 'ignore' or 'subtract', without a norm.")
            boolean = self.levels == (0, 1)
            by = [(-1, 1)[place] if boolean else place for place in range(len(levels))]
            return np.asarray(counts.sum(2) if how.aggregation == "ignore" else counts @ np.array(by, dtype=float))
        with np.errstate(invalid="ignore"):
            off = abs(np.subtract.outer(levels, levels)) / float(max(levels, default=0) - min(levels, default=0))
        found = _aggregated(how.aggregation, counts, 1 - off, off)
        if how.norm == "no":
            return found
        norm = np.zeros_like(found)
        for one in _flat(whole).T:
            both = one[:, None] + one[None]
            norm += np.divide(2, both, out=np.zeros_like(both), where=both > 0)
        return found * norm


def _names(values: pd.Series) -> tuple[str, ...]:
    return tuple(sorted({str(value) for value in values.dropna().unique()} - {""}))


def _taken(names: tuple[str, ...], places: Ints) -> tuple[str, ...]:
    return tuple(names[place] for place in places)


def _levels(values: pd.Series, given: Sequence[int] | None) -> tuple[int, ...]:
    """The levels of a qualifier, from the lowest."""
    if given is not None:
        return tuple(sorted(set(given)))
    if pd.api.types.is_bool_dtype(values):
        return (0, 1)
    if not pd.api.types.is_numeric_dtype(values):
        raise ValueError(f"Column {values.name!r} has neither booleans nor integers: {values.dtype}.")
    found = {int(value) for value in values.dropna().unique()}
    if found <= {0, 1} and values.name == AGREEMENT:
        return (0, 1)
    return (-1, 0, 1) if found <= {-1, 0, 1} else tuple(sorted(found))


def _same(some: pd.DataFrame, how: Settings) -> pd.Series:
    """A number for each statement, equal for those that count once."""
    by = [some["_row"], some["_column"], *([] if how.aggregation == "ignore" else [some["_level"]])]
    if how.duplicates in ("include", "document"):
        by.append(some["key" if how.duplicates == "include" else "document"])
    elif how.duplicates != "range":
        # What has no date is alike in its document alone.
        by += [*_times(some["date"].dt, how.duplicates), some["document"].where(some["date"].isna(), "")]
    found = np.zeros(len(some), dtype=np.int64)
    for one in by:
        codes, known = pd.factorize(one, use_na_sentinel=False)
        found = pd.factorize(found * len(known) + codes)[0]
    return pd.Series(found, some.index)


def _times(dates: Any, name: str) -> list[pd.Series]:
    """What is equal for two dates in one week, month or year; for DNA's in the week or month of any year."""
    if name.endswith("week"):
        told = dates.isocalendar()
        return [told["week"]] if name.startswith(DNA) else [told["year"], told["week"]]
    if name.endswith("month"):
        return [dates.month] if name.startswith(DNA) else [dates.year, dates.month]
    return [dates.year]


def _alike(levels: Sequence[int]) -> tuple[Floats, Floats]:
    """How like and how unlike two levels are, from 0 to 1."""
    span = float(max(levels) - min(levels)) or 1.0
    off = abs(np.subtract.outer(levels, levels)) / span
    return 1 - off, off


def _pairs(counts: Floats, by: Floats) -> Floats:
    """For each two rows the sum over columns and levels of the products of counts, weighted by the levels."""
    return np.asarray(_flat(counts) @ _flat(counts @ by.T).T)


def _flat(counts: Floats) -> Floats:
    """A row for each node, with a place for each column and level."""
    return counts.reshape(len(counts), counts.shape[1] * counts.shape[2])


def _aggregated(aggregation: str, counts: Floats, likeness: Floats, distance: Floats) -> Floats:
    if aggregation == "ignore":
        on = counts.sum(2)
        return np.asarray(on @ on.T)
    if aggregation == "subtract":
        return _pairs(counts, likeness - distance)
    return _pairs(counts, likeness if aggregation == "congruence" else distance)


def _one_mode(counts: Floats, levels: Sequence[int], how: Settings) -> Floats:
    likeness, distance = _alike(levels)
    on = counts.sum(2)
    if how.norm == "jaccard":
        found = _jaccard(counts, on, how.aggregation, likeness, distance)
    else:
        found = _divided(_aggregated(how.aggregation, counts, likeness, distance), _norm(counts, on, how.norm))
    np.fill_diagonal(found, 0)
    return found


def _norm(counts: Floats, on: Floats, name: str) -> Floats:
    """What the cells of a one-mode network are divided by."""
    of = on.sum(1)
    if name == "average":
        return np.asarray((of[:, None] + of[None]) / 2)
    if name == "cosine":
        lengths = np.sqrt((on**2).sum(1))
        return np.outer(lengths, lengths)
    if name == "dna-cosine":
        return np.outer(of, of)
    if name == "dna-jaccard":
        flat = _flat(counts)
        none = (flat == 0).astype(float)
        return np.asarray(flat @ none.T + none @ flat.T + flat @ flat.T)
    return np.ones((len(on), len(on)))


def _jaccard(counts: Floats, on: Floats, aggregation: str, likeness: Floats, distance: Floats) -> Floats:
    """Minima over maxima of what two speak on; each minimum falls to congruence and conflict as their pairs do."""
    least, most = (np.zeros((len(on), len(on))) for _ in range(2))
    for column in range(on.shape[1]):
        said = on[:, column]
        some = np.flatnonzero(said)
        both = np.ix_(some, some)
        pairs = _aggregated(aggregation, counts[some, column][:, None], likeness, distance)
        least[both] += pairs * np.minimum.outer(said[some], said[some]) / np.outer(said[some], said[some])
        most += np.maximum.outer(said, said)
    return _divided(least, most)


def _two_mode(counts: Floats, levels: Sequence[int], how: Settings) -> Floats:
    on = counts.sum(2)
    if how.aggregation == "combine":
        return np.asarray((counts > 0) @ (2.0 ** np.arange(len(levels))[::-1]))
    signed = (-1.0, 1.0) if tuple(levels) == (0, 1) else tuple(map(float, levels))
    found = np.asarray(on if how.aggregation == "ignore" else counts @ np.array(signed))
    if how.norm == "activity":
        return _divided(found, np.broadcast_to(on.sum(1, keepdims=True), found.shape))
    if how.norm == "prominence":
        return _divided(found, np.broadcast_to(on.sum(0, keepdims=True), found.shape))
    return found


def _divided(found: Floats, by: Floats) -> Floats:
    """A quotient, 0 where it has none."""
    return np.divide(found, by, out=np.zeros_like(found), where=by != 0)


# ---- how sure


def intervals(
    frame: pd.DataFrame,
    *,
    window: Window | None = None,
    draws: int = DRAWS,
    level: float = 0.95,
    seed: int = 0,
    **how: Unpack[How],
) -> Network:
    """A network with an interval for each cell: what it would be, had other articles of the same kind been read.

    Articles are drawn with replacement (percentile bootstrap), so that what one article says ten times is one article.
    What counts once in a longer time than a document counts where any of its articles is drawn.
    """
    if window and window.kernel != "no" and window.of_dna:
        raise ValueError("There are no intervals for DNA's kernels; take the same without 'dna-'.")
    coded = _Coded.of(frame, Settings(**how))
    found = coded.network(window)
    row = np.searchsorted(coded.rows, found.rows)
    column = row if found.one_mode else np.searchsorted(coded.columns, found.columns)
    # What no statement made is 0 in every draw.
    at = found.made.T
    cells = (row[at[0]], column[at[1]])
    drawn = np.zeros((draws, len(cells[0])), dtype=np.float32)
    for number, weights in enumerate(_drawn(coded, window, draws, seed)):
        drawn[number] = coded.matrix(weights, window)[0][cells]
    ends = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2], axis=0, overwrite_input=True)
    low, high = np.zeros_like(found.values), np.zeros_like(found.values)
    low[at[0], at[1]], high[at[0], at[1]] = ends
    return replace(found, low=low + low.T, high=high + high.T) if found.one_mode else replace(found, low=low, high=high)


def _drawn(coded: _Coded, window: Window | None, draws: int, seed: int) -> Iterator[Floats]:
    """The weights of the statements in each draw of articles."""
    weights = coded.weights(window)
    counted = coded.counted(window, weights)
    inside = np.flatnonzero(weights > 0)
    documents, known = pd.factorize(coded.frame["document"].iloc[inside])
    same = pd.factorize(coded.frame["_same"].iloc[inside])[0]
    several = coded.settings.duplicates not in ("include", "document")
    rng = np.random.default_rng(seed)
    for _ in range(draws):
        found = np.zeros(len(weights))
        if len(known):
            times = rng.multinomial(len(known), np.full(len(known), 1 / len(known)))[documents]
            if several:
                times = (np.bincount(same, times) > 0)[same]
            found[inside] = (weights * counted)[inside] * times
        yield found


# ---- camps


@dataclass(frozen=True, slots=True)
class Polarization:
    """How far all fall into two camps. value: 0 for not at all, 1 where all agreement is within and conflict between.

    camps: who is in which, the larger first; loose: who has no tie and is in none. by_congruence, by_conflict: what
    agreement within the camps and conflict between them gives to it; one without the other is no polarization to speak
    of. exact: no other division is better. low, high: ends of the interval, where it was asked for. n, articles: what
    it rests on.
    """

    value: float
    camps: tuple[tuple[str, ...], tuple[str, ...]]
    loose: tuple[str, ...]
    by_congruence: float
    by_conflict: float
    exact: bool
    n: int
    articles: int
    low: float | None = None
    high: float | None = None


def polarization(
    frame: pd.DataFrame,
    *,
    window: Window | None = None,
    measure: Measure = "modularity",
    draws: int = 0,
    level: float = 0.95,
    seed: int = 0,
    **how: Unpack[How],
) -> Polarization:
    """How far the nodes of the rows fall into two camps that agree within and quarrel between, and into which.

    Up to sixteen nodes every division is looked at; beyond, a search with a seed. modularity: twice the signed
    modularity of congruence and conflict (Gómez, Jensen and Arenas 2009), norm "average" if no other is set.
    dna-absdiff: DNA's number, over camps of one size; it is highest where agreement is between the camps, and stands
    here to be compared alone. draws: articles drawn again for an interval, each time with its own best division, which
    is above that of all articles where they are few.
    """
    how["mode"], how["aggregation"], how["isolates"] = "one-mode", "congruence", False
    how.setdefault("norm", "average")
    agreeing = _Coded.of(frame, Settings(**how))
    pair = (agreeing, replace(agreeing, settings=replace(agreeing.settings, aggregation="conflict")))
    net, other = (coded.network(window) for coded in pair)
    tied = (net.values + other.values).sum(1) > 0
    both = np.ix_(tied, tied)
    found = camps.split(net.values[both], other.values[both], measure=measure, seed=seed)
    names = np.array(net.rows, dtype=object)
    sides = sorted((tuple(names[tied][found.second == side]) for side in (False, True)), key=len, reverse=True)
    ends: tuple[float | None, float | None] = (None, None)
    if draws:
        at = np.searchsorted(agreeing.rows, net.rows)[tied]
        cells = np.ix_(at, at)
        values = []
        for weights in _drawn(agreeing, window, draws, seed):
            some = (coded.matrix(weights, window)[0][cells] for coded in pair)
            near = camps.split(*some, measure=measure, seed=seed, starts=3, near=found.second, small=8)
            values.append(near.value)
        low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
        ends = float(low), float(high)
    parts = camps.parts(net.values[both], other.values[both], found.second)
    return Polarization(
        found.value, (sides[0], sides[1]), tuple(names[~tied]), *parts, found.exact, net.n, net.articles, *ends
    )


@dataclass(frozen=True, slots=True)
class Community:
    """Nodes that are tied closely: of the rows, and in a two-mode network of the columns."""

    rows: tuple[str, ...]
    columns: tuple[str, ...] = ()


def communities(net: Network, *, seed: int = 0) -> tuple[Community, ...]:
    """The nodes of a network in groups that are tied closely (Louvain with a seed), the largest first.

    In a one-mode network what is below zero ties nothing; in a two-mode one for and against tie alike.
    """
    if net.one_mode:
        return tuple(Community(tuple(net.rows[at] for at in one)) for one in camps.communities(net.values, seed=seed))
    rows, columns = net.values.shape
    whole = np.zeros((rows + columns, rows + columns))
    whole[:rows, rows:] = abs(net.values)
    found = camps.communities(whole + whole.T, seed=seed)
    return tuple(
        Community(
            tuple(net.rows[at] for at in one if at < rows), tuple(net.columns[at - rows] for at in one if at >= rows)
        )
        for one in found
    )


def leaf_order(net: Network) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The rows and the columns of a heat map, each in an order in which like stands beside like."""
    rows = camps.leaf_order(net.values, square=net.one_mode)
    columns = rows if net.one_mode else camps.leaf_order(net.values.T)
    return tuple(net.rows[at] for at in rows), tuple(net.columns[at] for at in columns)
