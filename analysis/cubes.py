"""How many statements there are, by month, outlet, actor, speaker, topic, issue and position, over many articles.

    cells = cubes.cells(folder)                                       # once: a row for each thing that is counted
    cells.counted(["month", "topic"], {"actor": ["Velland"]}, first="2021-03-01", last="2021-06-30")
    cubes.summed(cubes.by_month(folder), ["outlet", "position"])      # the small cube that a page takes

A statement counts once in each group, however many of its speakers, topics and issues fall into it. Copies count once
for each cluster (`once="cluster"`: how much was said), once for each outlet of a cluster ("outlet": how far it
reached), or each ("article").
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from analysis import copies, overall, reprints, results
from analysis.imported import ARTICLES
from analysis.keys import digest
from analysis.knowledge import Knowledge
from analysis.shards import Run, RunError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

Once = Literal["cluster", "outlet", "article"]
SAYS = {
    "cluster": "Copies of an article count once.",
    "outlet": "Copies of an article count once for each outlet.",
    "article": "Copies count like any article.",
}
DIMENSIONS = ("month", "outlet", "actor", "speaker", "topic", "issue", "position")
FLAGS = ("first_speaker", "first_of_actor", "first_topic", "first_side", "first_of_position")
COLUMNS = {
    "month": "such as 2021-03, empty for articles without a date",
    "outlet": "the medium",
    "actor": "the state or organisation spoken for",
    "speaker": "full name",
    "topic": "id of the topic",
    "issue": "name of the issue",
    "position": "toward the issue, else the target",
    **dict.fromkeys(FLAGS, "as in cells.COLUMNS: which rows count where nobody asks for speakers, topics or issues"),
    "cluster": "number of statements, copies counted once",
    "outlets": "number of statements, copies counted once for each outlet",
    "articles": "number of statements, copies counted each",
}
_MEASURES: dict[Once, str] = {"cluster": "cluster", "outlet": "outlets", "article": "articles"}
_WIDEST = 2**31  # numbers of groups, before those that do not come are left out
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Cells:
    """What is counted: rows as cells.COLUMNS has them, their words as categories; and the articles.

    articles: a row for each, in the order of the categories of `article`: outlet, published, cluster, lead, rank (which
    of several copies counts: the lead, else the earliest).
    """

    rows: pd.DataFrame
    articles: pd.DataFrame

    def counted(
        self,
        by: Sequence[str] = (),
        where: Mapping[str, Sequence[str]] | None = None,
        *,
        first: str = "",
        last: str = "",
        once: Once = "cluster",
    ) -> pd.DataFrame:
        """A row for each group that has statements: the columns of `by`, statements, articles.

        by: of DIMENSIONS, and article. where: {column: the values that count}. first, last: days such as 2021-03-18,
        both counted; articles without a date count only where neither is told. Of several copies that meet the dates
        and outlets that were asked for, one counts.
        """
        import pandas as pd

        _check(by, (*DIMENSIONS, "article"))
        at = self.passing(where, first=first, last=last, once=once)
        groups, names = _groups([self.rows[column].take(at) for column in by], len(at))
        statements = _distinct(groups, self.rows["nth"].to_numpy()[at], len(names))
        found = _distinct(groups, _codes(self.rows["article"])[at], len(names))
        return pd.concat([names, pd.DataFrame({"statements": statements, "articles": found})], axis=1)

    def passing(
        self,
        where: Mapping[str, Sequence[str]] | None = None,
        *,
        first: str = "",
        last: str = "",
        once: Once = "cluster",
    ) -> Numbers:
        """The numbers of the rows that pass; asked for as in `counted`."""
        _check([*(where or {})], (*DIMENSIONS, "article"))
        chosen = self._chosen(where or {}, first, last, once)
        keep: NDArray[np.bool_] = chosen[_codes(self.rows["article"])]
        for column, values in (where or {}).items():
            if column not in ("month", "outlet", "article"):
                keep &= np.isin(_codes(self.rows[column]), self.rows[column].cat.categories.get_indexer(list(values)))
        return np.flatnonzero(keep)

    def _chosen(self, where: Mapping[str, Sequence[str]], first: str, last: str, once: Once) -> NDArray[np.bool_]:
        """For each article whether it counts."""
        about = self.articles
        keep = np.ones(len(about), dtype=bool)
        for column in ("month", "outlet", "article"):
            if column in where:
                keep &= about[column].isin(list(where[column])).to_numpy()
        days = about["published"]
        keep &= (days >= first).to_numpy() if first else True
        keep &= ((days <= last) & (days != "")).to_numpy() if last else True
        chosen = np.zeros(len(about), dtype=bool)
        chosen[keep] = _counting(about[keep], once).to_numpy()
        return chosen


def cells(
    folder: str | Path,
    *,
    run: str | Run | None = None,
    joined: bool = True,
    people: pd.DataFrame | None = None,
    issues: pd.DataFrame | None = None,
    coder: str = "",
    known: Knowledge | None = None,
) -> Cells:
    """What is counted over the articles of a run, speakers and issues by their names over all articles.

    joined: False for the names that each article gives. people, issues: other names; article, key, name, and of issues
    whether they are turned, as `overall.people` and `overall.issues` have them. coder: as whom those articles are told
    that were reviewed; coder, known: as for `results.table`, and `results.reviewed` tells how much that is.
    """
    run = results.run_of(folder, run)
    if joined:
        people = overall.people(folder, run=run, known=known, coder=coder) if people is None else people
        issues = overall.issues(folder, run=run, known=known, coder=coder) if issues is None else issues
    found = results.arrow(folder, "cells", run=run, coder=coder, known=known)
    return _cells(found, _about(Path(folder), run), people, issues)


def by_month(folder: str | Path, *, run: str | Run | None = None, known: Knowledge | None = None) -> pd.DataFrame:
    """The cube of a run: months × outlets × actors × speakers × topics × issues × positions; see COLUMNS.

    known: as for `cells`. The cube that is kept is made again where names have changed or articles have left the
    corpus; where it cannot be written, it is made each time.
    """
    import pandas as pd

    folder, run = Path(folder), results.run_of(folder, run)
    file = cube_file(run)
    if not file.is_file():
        raise RunError(f"{folder}: the run was cut off before its counts were made; go on with demarche annotate.")
    if overall.note(file).partition(" ")[2] == overall.digest_of(folder, run, known):
        return pd.read_parquet(file)
    cube = None
    with suppress(OSError):
        made_of = _to_be_made_of(folder, run, known)
        cube = _cube(folder, run, known)
        _keep(cube, file, made_of)
    return _cube(folder, run, known) if cube is None else cube


def summed(
    cube: pd.DataFrame,
    by: Sequence[str] = (),
    where: Mapping[str, Sequence[str]] | None = None,
    *,
    first: str = "",
    last: str = "",
    once: Once = "cluster",
) -> pd.DataFrame:
    """A row for each group of the cube of `by_month`: the columns of `by`, and statements.

    As `Cells.counted`, by months such as 2021-03. A statement that has several of the values of one column that
    `where` admits counts for each, unless it is asked for by that column.
    """
    _check([*by, *(where or {})], DIMENSIONS)
    asked = {*by, *(where or {})}
    keep = np.ones(len(cube), dtype=bool)
    for flag in _flags(asked):
        keep &= cube[flag].to_numpy()
    for column, values in (where or {}).items():
        keep &= cube[column].isin(list(values)).to_numpy()
    keep &= (cube["month"] >= first).to_numpy() if first else True
    keep &= ((cube["month"] <= last) & (cube["month"] != "")).to_numpy() if last else True
    found = cube.loc[keep, [*by, _MEASURES[once]]].rename(columns={_MEASURES[once]: "statements"})
    if by:
        found = found.groupby(list(by), observed=True, sort=True)["statements"].sum().reset_index()
        return found[found["statements"] > 0].reset_index(drop=True)
    return found.sum().to_frame().T.astype(int)


def build(folder: Path, run: Run, known: Knowledge | None = None) -> None:
    """Write which articles are copies, beside the runs, and names and the cube, in its run, unless they are there."""
    file, made_of = cube_file(run), _to_be_made_of(folder, run, known)
    if overall.note(file) != made_of:
        _keep(_cube(folder, run, known), file, made_of)


def leading(folder: str | Path, *, run: str | Run | None = None, first: Collection[str] = ()) -> list[str]:
    """The ids of the articles of a run, in its order, with one of each cluster of copies: of those in first, all."""
    run = results.run_of(folder, run)
    about = _about(Path(folder), run)
    about["rank"] = about["rank"].mask(about["article"].isin(list(first)), -1)
    counting = set(about.loc[_counting(about, "cluster"), "article"])
    return [id for shard in run.shards for id in shard if id in counting]


def clusters(folder: str | Path) -> pd.DataFrame:
    """Which articles of a folder are copies: article, cluster (the id of its lead), lead (whether it leads)."""
    import pandas as pd

    return pd.read_parquet(copies_file(Path(folder)))


def clusters_of(folder: str | Path, run: Run) -> pd.DataFrame:
    """Which articles that a run has read are copies: as `clusters`, without those that have left the corpus.

    Where the lead of a cluster has left, or was not read, the copy that counts in its place leads.
    """
    about = _about(Path(folder), run)
    return about.assign(lead=_counting(about, "cluster"))[["article", "cluster", "lead"]]


# ---- making


def _clusters(folder: Path) -> str:
    """A digest of the articles, after copies among them are found and written, unless they are there."""
    import pyarrow as pa

    file = copies_file(folder)
    ids = _ids(folder)
    made_of = _made_of(ids)
    if overall.note(file) != made_of:
        found = copies.frame(ids, reprints.leads(folder, ids))
        overall.write(file, pa.Table.from_pandas(found, preserve_index=False), made_of)
    return made_of


def _to_be_made_of(folder: Path, run: Run, known: Knowledge | None) -> str:
    """A digest of what a cube is made of, after copies and names were found and written, unless they are there."""
    return f"{digest(f'{_clusters(folder)} {len(run.shards)}')} {overall.build(folder, run, known)}"


def _keep(cube: pd.DataFrame, file: Path, made_of: str) -> None:
    import pyarrow as pa

    overall.write(file, pa.Table.from_pandas(cube, preserve_index=False), made_of)


def _cube(folder: Path, run: Run, known: Knowledge | None) -> pd.DataFrame:
    """The cube of a run, month by month."""
    import pandas as pd

    about = _about(folder, run)
    counting = {measure: _counting(about, once).to_numpy() for once, measure in _MEASURES.items()}
    month_of = about.set_index("article")["month"]
    names = []  # those of a month are looked up alone: all names of many months would be gone through for each
    for frame in (overall.people(folder, run=run, known=known), overall.issues(folder, run=run, known=known)):
        parts = dict(list(frame.groupby(frame["article"].map(month_of), observed=True)))
        names.append((parts, frame.iloc[:0]))
    found = []
    for month in sorted(set(about["month"])) or [None]:
        rows = results.arrow(folder, "cells", months=[] if month is None else [month], run=run)
        people, issues = (parts.get(month, none) for parts, none in names)
        found.append(_month(rows, about, people, issues, counting))
    return pd.concat(found).reset_index(drop=True)


def _ids(folder: Path) -> list[str]:
    import pyarrow.parquet as pq

    ids: list[str] = pq.read_table(folder / ARTICLES, columns=["id"])["id"].to_pylist()
    return ids


def _made_of(ids: Sequence[str]) -> str:
    """A digest of the articles, and of how copies among them are found."""
    return digest("\n".join([f"{copies.HASHES} {copies.WORDS} {copies.CONTAINED}", *ids]))


def _month(
    found: pa.Table, about: pd.DataFrame, people: pd.DataFrame, issues: pd.DataFrame, counting: Mapping[str, Any]
) -> pd.DataFrame:
    """The cube of one month; counting: by measure, which of the articles count."""
    import pandas as pd

    all_cells = _cells(found, about, people, issues)
    rows = all_cells.rows
    groups, names = _groups([rows[column] for column in (*DIMENSIONS, *FLAGS)], len(rows))
    at = _codes(rows["article"])
    for measure, articles in counting.items():
        keep = articles[at]
        names[measure] = _distinct(groups[keep], rows["nth"].to_numpy()[keep], len(names))
    return pd.DataFrame(names)


def _about(folder: Path, run: Run) -> pd.DataFrame:
    """The articles of a run with outlet, published, month, cluster, lead, rank."""
    about = results.table(folder, "articles", columns=["article", "outlet", "published", "words"], run=run)
    about["month"] = about["published"].str[:7]
    if (copies_file(folder)).is_file():
        about = about.merge(clusters(folder), on="article", how="left")
    else:
        about["cluster"], about["lead"] = about["article"], True
    about["cluster"] = about["cluster"].fillna(about["article"])
    about["lead"] = about["lead"].fillna(True).astype(bool)
    known = about["published"].where(about["published"] != "", "9999")
    order = about.assign(behind=~about["lead"], known=known, short=-about["words"])
    order = order.sort_values(["behind", "known", "short", "article"])
    about.loc[order.index, "rank"] = np.arange(len(order))
    return about


def _counting(about: pd.DataFrame, once: Once) -> pd.Series[bool]:
    """For each of some articles whether it counts."""
    if once not in get_args(Once):
        raise RunError(f"Copies cannot count once for each {once!r}; say {', '.join(get_args(Once))}.")
    if once == "article":
        return about["lead"].notna()
    among = ["cluster"] if once == "cluster" else ["cluster", "outlet"]
    return about["rank"] == about.groupby(among)["rank"].transform("min")


def _cells(found: pa.Table, about: pd.DataFrame, people: pd.DataFrame | None, issues: pd.DataFrame | None) -> Cells:
    """Rows with their words as categories, the number of their statement among all, and their month."""
    import pandas as pd

    rows = pd.DataFrame({name: _values(found[name]) for name in found.column_names})
    if issues is not None:
        _turn(rows, issues)
    for column, key, names in (("speaker", "speaker_key", people), ("issue", "issue_key", issues)):
        if names is not None:
            rows[column] = _renamed(rows, column, key, names)
    rows["article"] = pd.Categorical(rows["article"], categories=about["article"])
    rows["month"] = pd.Categorical(rows["published"].astype(str).str[:7])
    codes, number = _codes(rows["article"]), rows["statement"].to_numpy()
    rows["nth"] = np.cumsum(np.r_[True, (codes[1:] != codes[:-1]) | (number[1:] != number[:-1])])[: len(rows)]
    if people is not None or issues is not None:
        rows = _flagged(rows)
    return Cells(rows.drop(columns=["published", "speaker_key", "issue_key"]), about)


def _turn(rows: pd.DataFrame, issues: pd.DataFrame) -> None:
    """Turn the positions toward issues that are turned over all articles."""
    import pandas as pd

    if "turned" not in issues or not issues["turned"].any():
        return
    at = _looked_up(rows, "issue_key", issues[issues["turned"]]) >= 0
    sides = rows["position"].astype(str)
    rows["position"] = pd.Categorical(sides.where(~at, sides.map(lambda side: overall.TURNED.get(side, side))))
    leans = rows["lean"].astype(str)
    rows["lean"] = pd.Categorical(leans.where(~at, leans.map(lambda lean: overall.LEANS.get(lean, lean))))


def _renamed(rows: pd.DataFrame, column: str, key: str, names: pd.DataFrame) -> pd.Series[Any]:
    """A column with the names that hold over all articles; its own where there is none."""
    import pandas as pd

    names = names.drop_duplicates(["article", "key"])
    at = _looked_up(rows, key, names)
    own = rows[column].cat.categories if hasattr(rows[column], "cat") else pd.Index(rows[column].unique())
    labels = pd.Index(names["name"].astype(str)).append(pd.Index(own.astype(str)))
    code = np.where(at >= 0, at, len(names) + own.get_indexer(rows[column]))
    groups, there = pd.factorize(labels.to_numpy()[code]) if len(code) else (code, np.array([], dtype=object))
    return pd.Series(pd.Categorical.from_codes(groups, categories=pd.Index(there, dtype="str")), index=rows.index)


def _looked_up(rows: pd.DataFrame, key: str, names: pd.DataFrame) -> Numbers:
    """For each row the place among names of its article and key, -1 where there is none."""
    import pandas as pd

    articles, keys = (pd.Index(names[column].unique()) for column in ("article", "key"))

    def both(article: Any, word: Any) -> Numbers:
        found: Numbers = articles.get_indexer(article) * (len(keys) + 1) + keys.get_indexer(word)
        return found

    there = pd.Index(both(names["article"], names["key"]))
    words = [rows["article"].cat.categories, rows[key].cat.categories]
    place = [articles.get_indexer(words[0])[_codes(rows["article"])], keys.get_indexer(words[1])[_codes(rows[key])]]
    known = (place[0] >= 0) & (place[1] >= 0)
    found: Numbers = there.get_indexer(place[0] * (len(keys) + 1) + place[1])
    return np.where(known, found, -1)


def _flagged(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows whose names have changed, each once, with their flags as cells.COLUMNS tells them."""
    import pandas as pd

    columns = ("actor", "speaker", "topic", "issue", "position")
    code = {column: _codes(rows[column]) for column in columns}
    nth = rows["nth"].to_numpy().astype(np.int64)

    def together(*parts: Numbers) -> Numbers:
        whole = parts[0]
        for part in parts[1:]:
            whole = pd.factorize(whole * (int(part.max(initial=0)) + 1) + part)[0].astype(np.int64)
        return whole

    keep = ~pd.Series(together(nth, *code.values())).duplicated().to_numpy()
    rows, nth = rows[keep].reset_index(drop=True), nth[keep]
    code = {column: one[keep] for column, one in code.items()}

    def is_first(of: Numbers, within: Numbers) -> NDArray[np.bool_]:
        groups, there = pd.factorize(within)
        first = np.empty(len(there), dtype=np.int64)
        first[groups[::-1]] = of[::-1]
        return np.asarray(of == first[groups])

    who, side = together(code["actor"], code["speaker"]), together(code["issue"], code["position"])
    rows["first_speaker"] = is_first(who, nth)
    rows["first_of_actor"] = is_first(who, together(nth, code["actor"]))
    rows["first_side"] = is_first(side, nth)
    rows["first_of_position"] = is_first(side, together(nth, code["position"]))
    return rows


def _values(column: pa.ChunkedArray) -> Any:
    """The values of a column, words as categories."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_string(column.type):
        return column.to_pandas()
    return pc.dictionary_encode(column).unify_dictionaries().to_pandas()


def _groups(columns: Sequence[pd.Series[Any]], size: int) -> tuple[Numbers, pd.DataFrame]:
    """For each row the number of its group, and the values of each group, in their order."""
    import pandas as pd

    codes = np.zeros(size, dtype=np.int64)
    whole = 1
    for column in columns:
        ranks, values = _ranks(column)
        codes, whole = codes * values + ranks, whole * values
        if whole > _WIDEST:
            codes, whole = _narrow(codes)
    groups, count = _narrow(codes)
    first = np.empty(count, dtype=np.int64)
    first[groups[::-1]] = np.arange(size)[::-1]
    told = {str(column.name): _plain(column.iloc[first]) for column in columns}
    names = pd.DataFrame(told) if columns else pd.DataFrame(index=range(1))
    return groups, names


def _narrow(codes: Numbers) -> tuple[Numbers, int]:
    """Numbers in the same order without those that do not come, and how many there are; by hashing, not by sorting."""
    import pandas as pd

    groups, there = pd.factorize(codes)
    rank = np.empty(len(there), dtype=np.int64)
    rank[np.argsort(there)] = np.arange(len(there))
    return rank[groups], len(there)


def _ranks(column: pd.Series[Any]) -> tuple[Numbers, int]:
    """For each row the rank of its value, and how many values there are."""
    if column.dtype == bool:
        return column.to_numpy().astype(np.int64), 2
    names = column.cat.categories
    rank = np.empty(len(names), dtype=np.int64)
    rank[np.argsort(names.to_numpy().astype(str), kind="stable")] = np.arange(len(names))
    codes = _codes(column)
    return rank[codes] if len(names) else codes, max(1, len(names))


def _plain(column: pd.Series[Any]) -> Any:
    """Values without categories or index."""
    return column.to_numpy() if column.dtype == bool else column.astype("str").to_numpy()


def _codes(column: pd.Series[Any]) -> Numbers:
    codes: Numbers = column.cat.codes.to_numpy().astype(np.int64)
    return codes


def _distinct(groups: Numbers, things: Numbers, size: int) -> Numbers:
    """For each group the number of different things in it."""
    import pandas as pd

    if not len(groups):
        return np.zeros(size, dtype=np.int64)
    width = int(things.max()) + 1
    found: Numbers = np.bincount(pd.unique(groups * width + things) // width, minlength=size)
    return found


def _flags(asked: set[str]) -> list[str]:
    """Which rows count where some columns are asked for: all, or the first of what nobody asks for."""
    flags = [] if "topic" in asked else ["first_topic"]
    if "speaker" not in asked:
        flags.append("first_of_actor" if "actor" in asked else "first_speaker")
    if "issue" not in asked:
        flags.append("first_of_position" if "position" in asked else "first_side")
    return flags


def _check(columns: Sequence[str], there: Sequence[str]) -> None:
    if unknown := [column for column in columns if column not in there]:
        raise RunError(f"Nothing is counted by {', '.join(unknown)}; there are {', '.join(there)}.")


def cube_file(run: Run) -> Path:
    """Where the cube of a run lies."""
    return run.folder / "cubes" / "by_month.parquet"


def copies_file(folder: Path) -> Path:
    """Where it lies which articles of a folder are copies."""
    return folder / "runs" / "copies.parquet"
