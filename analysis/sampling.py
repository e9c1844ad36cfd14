"""Samples of the articles of a corpus, drawn from the tables of its run, and what was answered for them.

    sample = sampling.draw(folder, 400, seed=1, by=["month"])
    items = sampling.items(folder, decisions.kept(folder), ["Ana"], sample)
    estimates.share(items, "position", "oppose", by="month")

They are what `review.draw` and `review.items` give of the same documents, of which only those are opened that something
was drawn in. Copies count once: of a cluster one article is drawn from and reckoned with.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from analysis import cubes, results, review
from analysis.coded import coded_statements
from analysis.decisions import Decision
from analysis.knowledge import Knowledge
from analysis.model import SIDES
from analysis.review import ITEMS, STRATA, Drawn, Sample
from analysis.shards import Run
from analysis.spans import Span
from analysis.tables import SEVERAL

if TYPE_CHECKING:
    import pandas as pd

ORDERS: Mapping[str, Callable[[str, str], str]] = {
    "outlet": lambda outlet, published: outlet,
    "month": lambda outlet, published: published[:7],
}
TOLD = ("speakers", "actors", "topics", "issue", "position", "act", "target")  # of `items`, as the tables have them


def draw(
    folder: str | Path,
    n: int,
    *,
    seed: int,
    sentences: int = 0,
    by: Sequence[str] = (),
    name: str = "sample",
    run: str | Run | None = None,
) -> Sample:
    """A sample of n statements of a run, and of some sentences that no statement was found in; see `review.draw`."""
    run = results.run_of(folder, run)
    ids = _ordered(folder, run, by)
    rng = np.random.default_rng(seed)
    rows = _in_order(
        results.table(folder, "statements", columns=["article", "key", "position_confidence"], run=run), ids
    )
    doubts = np.array([review.doubt(chance) for chance in rows["position_confidence"].tolist()])
    articles, keys = rows["article"].tolist(), rows["key"].tolist()
    chosen: defaultdict[str, dict[str, float]] = defaultdict(dict)  # by article and key with which chance
    for at, pi in review.systematic(review.chances_of(doubts, n), articles, rng):
        chosen[articles[at]][keys[at]] = pi
    bare = [(id, at) for id, some in _unmarked(folder, run, ids).items() for at in some] if sentences else []
    more: defaultdict[str, dict[int, float]] = defaultdict(dict)  # by article and number among its bare sentences
    for at, pi in review.systematic(review.chances_of(np.zeros(len(bare)), sentences), [id for id, _ in bare], rng):
        more[bare[at][0]][bare[at][1]] = pi
    items = tuple(_drawn(folder, run, ids, chosen, more))
    of = {STRATA["statement"]: len(rows), STRATA["sentence"]: len(bare)}
    return Sample(name, seed, dt.datetime.now(dt.UTC).isoformat(timespec="seconds"), of, items)


def items(
    folder: str | Path,
    decisions: Iterable[Decision],
    coders: Sequence[str],
    sample: Sample | None,
    known: Knowledge | None = None,
    run: str | Run | None = None,
) -> pd.DataFrame:
    """One row for each statement of a run, copies once, and for each sentence without one where some were drawn.

    As `review.items`; a sentence that was not drawn has no key here.
    """
    import pandas as pd

    run = results.run_of(folder, run)
    asked = sample.items if sample else ()
    opened = results.decided(folder, asked, run)
    ids = cubes.leading(folder, run=run, first=opened)
    frames = [_told(folder, run, [id for id in ids if id not in set(opened)])]
    if any(one.kind == "sentence" for one in asked):
        frames.append(_bare(folder, run, [id for id in ids if id not in set(opened)]))
    frames.append(review.items(results.documents(folder, opened, run=run), decisions, coders, sample, known))
    place = {id: number for number, id in enumerate(ids)}
    found = pd.concat([frame.astype(object) for frame in frames], ignore_index=True)
    found = found.iloc[np.argsort([place[id] for id in found["article"]], kind="stable")].reset_index(drop=True)
    return found.infer_objects().astype(dict.fromkeys(("pi", "missed", *SIDES), float))


# ---- the articles, and their statements


def _ordered(folder: str | Path, run: Run, by: Sequence[str]) -> list[str]:
    """The articles that are drawn from: one of each cluster, in the order of the run, or by outlet or month first."""
    for what in by:
        if what not in ORDERS:
            raise ValueError(f"A sample is put in order by {' or '.join(ORDERS)}, not by {what!r}.")
    ids = cubes.leading(folder, run=run)
    if not by:
        return ids
    told = results.arrow(folder, "articles", columns=["article", "outlet", "published"], run=run).to_pylist()
    rank = {row["article"]: tuple(ORDERS[what](row["outlet"], row["published"]) for what in by) for row in told}
    return sorted(ids, key=rank.__getitem__)


def _in_order(rows: pd.DataFrame, ids: Sequence[str]) -> pd.DataFrame:
    """The rows of some articles, in their order."""
    place = rows["article"].map({id: number for number, id in enumerate(ids)})
    kept = rows[place.notna()]
    return kept.iloc[np.argsort(place[place.notna()].to_numpy(), kind="stable")].reset_index(drop=True)


def _unmarked(folder: str | Path, run: Run, ids: Sequence[str]) -> dict[str, list[int]]:
    """By article the numbers of its sentences in which no statement was found, among its sentences."""
    import pyarrow.parquet as pq

    columns = ["article", "record.sentences", "record.article.parts"]
    columns += ["statements.list.element.start", "statements.list.element.end"]
    wanted, found = set(ids), {}
    for number in sorted(run.done()):
        if wanted.isdisjoint(run.shards[number]):
            continue
        for row in pq.ParquetFile(run.part(number)).read(columns).to_pylist():
            record = row["record"]
            if row["article"] not in wanted or not record or not record["sentences"]:
                continue
            busy = [Span(one["start"], one["end"]) for one in row["statements"]]
            busy += [Span(*one["span"]) for one in record["article"]["parts"] if one["kind"] != "dateline"]
            found[row["article"]] = review.free([Span(*one["span"]) for one in record["sentences"]], busy)
    return {id: found[id] for id in ids if id in found}


def _drawn(
    folder: str | Path,
    run: Run,
    ids: Sequence[str],
    chosen: Mapping[str, Mapping[str, float]],
    more: Mapping[str, Mapping[int, float]],
) -> Iterator[Drawn]:
    """What was drawn, in the order of the articles and of their text."""
    opened: dict[str, list[Drawn]] = {}
    for doc in results.documents(folder, {*chosen, *more}, run=run):
        own = chosen.get(doc.id, {})
        found = [review.drawn_statement(doc, s, own[s.key]) for s in coded_statements(doc) if s.key in own]
        found += [review.drawn_sentence(doc, doc.sentences[at], pi) for at, pi in more.get(doc.id, {}).items()]
        opened[doc.id] = sorted(found, key=lambda one: one.start)
    for id in ids:
        yield from opened.get(id, ())


def _told(folder: str | Path, run: Run, ids: Sequence[str]) -> pd.DataFrame:
    """The statements of articles in which nothing was drawn, as the tables have them."""
    columns = ["article", "outlet", "published", "key", *TOLD]
    rows = _in_order(results.table(folder, "statements", columns=columns, run=run), ids)
    rows = rows.rename(columns={"key": "unit"})
    both = ["article", "statement"]
    chances = results.table(folder, "stances", columns=[*both, *SIDES], run=run).drop_duplicates(both)
    codes = results.table(folder, "statement_speakers", columns=[*both, "code"], run=run)
    codes = (
        codes[codes["code"] != ""].drop_duplicates([*both, "code"]).groupby(both, sort=False)["code"].agg(SEVERAL.join)
    )
    rows = rows.merge(chances.rename(columns={"statement": "unit"}), on=["article", "unit"], how="left")
    rows = rows.merge(codes.rename("countries"), left_on=["article", "unit"], right_index=True, how="left")
    rows["countries"] = rows["countries"].fillna("")
    return _undrawn(rows, "statement")


def _bare(folder: str | Path, run: Run, ids: Sequence[str]) -> pd.DataFrame:
    """The sentences without a statement of articles in which nothing was drawn."""
    import pandas as pd

    count = {id: len(some) for id, some in _unmarked(folder, run, ids).items()}
    about = _in_order(results.table(folder, "articles", columns=["article", "outlet", "published"], run=run), ids)
    at = np.repeat(np.arange(len(about)), [count.get(id, 0) for id in about["article"]])
    rows = about.iloc[at].reset_index(drop=True)
    return _undrawn(pd.concat([rows, pd.DataFrame("", rows.index, [*TOLD, "countries", "unit"])], axis=1), "sentence")


def _undrawn(rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Rows with all columns of `items`, for what was not drawn."""
    rows = rows.assign(kind=kind, stratum=STRATA[kind], coded=False, coder="")
    return rows.reindex(columns=list(ITEMS))
