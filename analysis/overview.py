"""A corpus as one plain dict with a versioned schema: what the page over many articles draws, live and in a file.

Schema 1. As in payload.py only strings, numbers, booleans, None, lists and dicts. What is counted comes as columns of
numbers, each a place in one of the lists of words; the page counts, Python does not.

    name          of the folder
    outlets, actors  names, in the order of the alphabet; "" is not known
    speakers      key, name, actor (whom they speak for most), role;  "" for a statement without a source
    topics        id, label;  "" for a statement on none
    issues        key, name, topic (that its statements are most on);  "" for a position on none
    positions     as in payload.py
    once          cluster, outlet, article -> the sentence that says how copies count
    articles      columns, the oldest first, those without a date last: id, title, outlet (its place), published (ISO
                  date or ""), url, cluster (a number), rank (of several copies the lowest counts), words, statements
    cells         columns, as in cells.COLUMNS, statement after statement: article, nth (number of the statement among
                  all, from 0), actor, speaker, topic, issue, position (places), lean (place in LEANS), flags (bits of
                  cubes.FLAGS, the first the lowest; then + and - of a conditional position, and trends.is_sure):
                  {kind: u1, u2 or u4, data: base64, little endian}
    texts         True where whole articles can be opened
    sample        shown, of, seed: how many statements have their words in the page; articles: how many their text
    import        file, format, announced, found, doubts, as import.json has them
    stored        number of articles of all these files, each once
    failed        number of articles that could not be read
    unread        a sentence that says how many were not read yet, empty where all were
    reviewed      a sentence that says what people decided, empty where nobody did
    method        version, codebook, notes, sure, as in payload.py; findings: how they were found
    findings      sentences as lists of pieces: {text, opens}: what is to be chosen, null for words alone; articles,
                  first and last take a part of what counts then

The page asks for two things more, when somebody wants to read. `words`: columns for some statements: nth, article (its
place), and WORDS, of tables.COLUMNS; who for its speakers, said for its sentence, or for its own words alone where
texts are left out. `article`: one article as payload.py has it.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from analysis import cubes, days, knowledge, payload, results, summary, trends
from analysis.cubes import Cells
from analysis.imported import REPORT
from analysis.knowledge import Knowledge
from analysis.palette import looks_of
from analysis.shards import Run
from analysis.summary import Finding, many

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = 1
PLACES = ("actor", "speaker", "topic", "issue", "position")  # columns of cells that are places in a list
LEANS = ("", "+", "-")  # of a conditional position
# Of a statement: what a list of them shows.
WORDS = (
    *("number", "key", "who", "actors", "said", "source", "cue", "content", "position", "lean", "target", "act"),
    *("because", "resolution_confidence", "position_confidence", "coder"),
)
_NAMED = {"who": "speakers", "said": "sentence"}
_CHANCES = ("resolution_confidence", "position_confidence")
_ORDER = ["published", "article"]
FILTERS = {  # of what is chosen in the page, and the column of cells each looks at
    "outlets": "outlet",
    "articles": "article",
    "actors": "actor",
    "speakers": "speaker",
    "topics": "topic",
    "issues": "issue",
    "positions": "position",
}


@dataclass(frozen=True)
class Corpus:
    """A run over the articles of a folder as a page looks at it.

    found: what is counted, as `in_order` gives it. coder: whose decisions are laid over it. texts: False where nothing
    but the words of statements may be shown.
    """

    folder: Path
    run: Run
    known: Knowledge
    found: Cells
    coder: str = ""
    texts: bool = True

    @property
    def statements(self) -> int:
        """Their number, copies counted each."""
        return int(self.found.rows["nth"].max()) + 1 if len(self.found.rows) else 0

    @property
    def unread(self) -> str:
        """What says that articles of the folder were not read yet; empty where all were."""
        return results.unread(self.folder, self.run)


def corpus_of(
    folder: str | Path,
    known: Knowledge | None = None,
    *,
    run: str | Run | None = None,
    coder: str = "",
    texts: bool = True,
    people: pd.DataFrame | None = None,
    issues: pd.DataFrame | None = None,
) -> Corpus:
    """The corpus in a folder, read by `run`, else by that begun last. Raises RunError where there is none.

    known: its codebook gives the topics their labels. people, issues: as for cubes.cells.
    """
    run, known = results.run_of(folder, run), known or knowledge.load()
    found = cubes.cells(folder, run=run, people=people, issues=issues, coder=coder, known=known)
    return Corpus(Path(folder), run, known, in_order(found), coder, texts)


def view(corpus: Corpus) -> dict[str, Any]:
    """All that a page shows of a corpus before somebody reads; see the top of this file."""
    codebook = corpus.known.codebook
    about = _table(corpus, "articles", ["article", "title", "url", "statements"])
    number = corpus.statements
    return {
        "schema": SCHEMA,
        "name": corpus.folder.resolve().name,
        **counts(corpus.found, about, codebook.labels),
        "texts": corpus.texts,
        "sample": {"shown": number, "of": number, "seed": None, "articles": len(about) if corpus.texts else 0},
        "import": imported(corpus.folder),
        "stored": results.stored(corpus.folder),
        "failed": results.arrow(corpus.folder, "errors", columns=["article"], run=corpus.run).num_rows,
        "unread": corpus.unread,
        "reviewed": _reviewed(corpus),
        "method": {
            "version": knowledge.version(),
            "codebook": codebook.title,
            "notes": payload.method(codebook),
            "sure": payload.rows_right(),
            "findings": summary.HOW,
        },
        "findings": [[piece.told for piece in finding] for finding in findings(corpus)],
    }


def extent(corpus: Corpus) -> str:
    """How much there is, and of when: "36 articles of 3 outlets, 1 November 2020 – 9 May 2021"."""
    articles = corpus.found.articles
    outlets = articles.loc[articles["outlet"] != "", "outlet"].nunique()
    of = f" of {many(outlets, 'outlet')}" if outlets else ""
    dated = sorted(day for day in articles["published"] if day)
    period = " – ".join(dict.fromkeys(map(days.in_words, [dated[0], dated[-1]]))) if dated else "without dates"
    return f"{many(len(articles), 'article')}{of}, {period}"


def counted_in_words(corpus: Corpus) -> str:
    """How many statements count, in how many articles, and why in no others: "375 statements in 52 of the articles; 5
    are copies of others and count once, and 3 report no statement."
    """
    about = corpus.found.articles
    (found,) = corpus.found.counted().to_dict("records")
    copies = len(about) - about["cluster"].nunique()
    silent = len(about) - copies - found["articles"]
    others = []
    if copies:
        are = "is a copy of another and counts" if copies == 1 else "are copies of others and count"
        others.append(f"{copies:,} {are} once")
    if silent:
        others.append(f"{silent:,} report{'s' if silent == 1 else ''} no statement")
    of = "the articles that were read" if corpus.unread else "the articles"
    where = f"{found['articles']:,} of {of}; {', and '.join(others)}" if others else f"all of {of}"
    return f"{many(found['statements'], 'statement')} in {where}."


def findings(corpus: Corpus) -> tuple[Finding, ...]:
    """What stands out, the same in the page and in the brief, whether or not texts may be shown."""
    sentences = _table(corpus, "statements", ["sentence"])["sentence"].tolist()
    return summary.findings(corpus.found, corpus.known.codebook.labels, sentences)


def words(corpus: Corpus, wanted: Iterable[int] | None = None) -> dict[str, list[Any]]:
    """The words of statements, of all or of those with these numbers, as columns; see the top of this file."""
    firsts = corpus.found.rows.groupby("article", observed=True, sort=False)["nth"].min()
    ids = None
    if wanted is not None:
        wanted = set(wanted)
        at = corpus.found.rows["nth"].isin(wanted)
        ids = list(corpus.found.rows.loc[at, "article"].astype(str).unique())
    names = [_NAMED.get(name, name) for name in WORDS]
    table = _table(corpus, "statements", ["article", *names], ids)
    table = table.sort_values(["article", "number"], kind="stable").reset_index(drop=True)
    first = table["article"].map(firsts).to_numpy()
    table.insert(0, "nth", first + table.groupby("article", sort=False).cumcount().to_numpy())
    place = {article: n for n, article in enumerate(corpus.found.articles["article"])}
    table["article"] = table["article"].map(place)
    if wanted is not None:
        table = table[table["nth"].isin(wanted)]
    return _columns(_said(table.sort_values("nth"), corpus.texts))


def chosen(corpus: Corpus, state: Mapping[str, Any]) -> list[int]:
    """The numbers of the statements that pass what is chosen in the page, the oldest first."""
    where = {column: state[name] for name, column in FILTERS.items() if state.get(name)}
    ends = {name: state.get(name, "") for name in ("first", "last")}
    at = corpus.found.passing(where, **ends, once=state.get("once", "cluster"))
    return [int(nth) for nth in corpus.found.rows["nth"].iloc[at].drop_duplicates()]


def article(corpus: Corpus, place: int) -> dict[str, Any] | None:
    """An article by its place, as payload.py has it; None where its text is not to be shown."""
    ids = corpus.found.articles["article"]
    if not corpus.texts or not 0 <= place < len(ids):
        return None
    docs = results.documents(corpus.folder, [ids[place]], run=corpus.run, coder=corpus.coder, known=corpus.known)
    return next((payload.view(doc, corpus.known.codebook) for doc in docs), None)


def articles(corpus: Corpus, ids: Iterable[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The same of several, each with its id."""
    for doc in results.documents(corpus.folder, ids, run=corpus.run, coder=corpus.coder, known=corpus.known):
        yield doc.id, payload.view(doc, corpus.known.codebook)


def in_order(found: Cells) -> Cells:
    """What is counted with its articles by date, those without one last, and its statements in that order, from 0."""
    import pandas as pd

    about = found.articles.assign(late=found.articles["published"] == "")
    about = about.sort_values(["late", *_ORDER]).drop(columns="late").reset_index(drop=True)
    place = pd.Index(about["article"]).get_indexer(found.articles["article"])
    rows = found.rows.assign(place=place[found.rows["article"].cat.codes.to_numpy()])
    rows = rows.sort_values(["place", "nth"], kind="stable").reset_index(drop=True)
    rows["article"] = rows["article"].cat.reorder_categories(list(about["article"]))
    rows["nth"] = pd.factorize(rows["nth"])[0]
    return Cells(rows.drop(columns="place"), about)


def counts(found: Cells, articles: pd.DataFrame, labels: Mapping[str, str]) -> dict[str, Any]:
    """What a page needs to count: the lists of words, the articles, and the cells as places in those lists.

    found: as `in_order` gives it; articles: the table of them; labels: of the topics.
    """
    rows, about = found.rows, found.articles
    lists = {name: sorted(rows[name].unique().astype(str)) for name in (*PLACES, "outlet")}
    lists["outlet"] = sorted(set(about["outlet"]))
    looks = looks_of(lists["position"])
    lists["position"] = [look.id for look in looks]
    packed_rows = {name: _places(rows[name], lists[name]) for name in PLACES}
    packed_rows |= {"article": rows["article"].cat.codes.to_numpy(), "nth": rows["nth"].to_numpy()}
    packed_rows["lean"] = _places(rows["lean"], LEANS)
    flags = [*(rows[name] for name in cubes.FLAGS), rows["lean"] == "+", rows["lean"] == "-", trends.is_sure(rows)]
    packed_rows["flags"] = sum(flag.to_numpy().astype(np.int64) << bit for bit, flag in enumerate(flags))
    actor_of, topic_of = _most(rows, "speaker", "actor"), _most(rows, "issue", "topic")
    return {
        "outlets": lists["outlet"],
        "actors": lists["actor"],
        "speakers": [{"key": n, "name": n, "actor": actor_of.get(n, ""), "role": ""} for n in lists["speaker"]],
        "topics": [{"id": one, "label": labels.get(one, one)} for one in lists["topic"]],
        "issues": [{"key": n, "name": n, "topic": topic_of.get(n, "")} for n in lists["issue"]],
        "positions": [asdict(look) for look in looks],
        "once": dict(cubes.SAYS),
        "articles": _articles(about, articles, lists["outlet"]),
        "cells": {name: packed(column) for name, column in packed_rows.items()},
    }


def own_words(sentence: str, source: str, cue: str, content: str) -> str:
    """Of a sentence what belongs to the statement, in its order, with what stands between left out.

    >>> own_words("On Monday, Ilka Torvald, who chairs it, said it was late.", "Ilka Torvald", "said", "it was late")
    'Ilka Torvald … said it was late'
    """
    parts = [part for words in (content, cue, source) for part in words.split(" … ") if part]
    places: list[tuple[int, int]] = []
    for part in parts:
        at = sentence.find(part)
        while at >= 0 and any(at < end and start < at + len(part) for start, end in places):
            at = sentence.find(part, at + 1)
        if at >= 0:
            places.append((at, at + len(part)))
    places.sort()
    told = [sentence[start:end] for start, end in places]
    for n, ((_, end), (start, _)) in enumerate(pairwise(places)):
        gap = sentence[end:start]
        told[n] += " … " if any(map(str.isalnum, gap)) else gap
    return "".join(told)


def packed(numbers: NDArray[Any]) -> dict[str, str]:
    """Whole numbers from 0 as base64, each as wide as the largest needs.

    >>> packed(np.array([0, 1, 255]))
    {'kind': 'u1', 'data': 'AAH/'}
    """
    largest = int(numbers.max()) if len(numbers) else 0
    kind = "u1" if largest < 1 << 8 else "u2" if largest < 1 << 16 else "u4"
    return {"kind": kind, "data": base64.b64encode(numbers.astype(f"<{kind}").tobytes()).decode("ascii")}


def _table(corpus: Corpus, name: str, columns: Sequence[str], ids: Sequence[str] | None = None) -> pd.DataFrame:
    return results.table(
        corpus.folder,
        name,
        columns=columns,
        articles=ids,
        run=corpus.run,
        coder=corpus.coder,
        known=corpus.known,
    )


def _said(table: pd.DataFrame, texts: bool) -> pd.DataFrame:
    """Columns by the names that the page has for them; without texts only the words of the statement itself."""
    table = table.rename(columns={column: name for name, column in _NAMED.items()})
    parts = table[["said", "source", "cue", "content"]].itertuples(index=False, name=None)
    if texts:  # of an article whose sentences nobody told apart, a statement has its own words
        said = [sentence or " ".join(filter(None, words)) for sentence, *words in parts]
    else:
        said = [own_words(*one) or " ".join(filter(None, one[1:])) for one in parts]
    return table.assign(said=said)


def _columns(table: pd.DataFrame) -> dict[str, list[Any]]:
    """A table as lists of plain values; a number that is none is null."""
    found = {str(name): table[name].tolist() for name in table.columns}
    told = {name: [None if value is None or value != value else value for value in found[name]] for name in found}
    return told | {name: [value if value is None else round(value, 3) for value in told[name]] for name in _CHANCES}


def _reviewed(corpus: Corpus) -> str:
    if not corpus.coder:
        return ""
    return results.reviewed(corpus.folder, corpus.coder, run=corpus.run, known=corpus.known)


def _articles(about: pd.DataFrame, articles: pd.DataFrame, outlets: Sequence[str]) -> dict[str, list[Any]]:
    """The columns of the articles, in the order of `about`."""
    import pandas as pd

    more = articles.set_index("article").reindex(about["article"])
    clusters, _ = pd.factorize(about["cluster"])
    return {
        "id": about["article"].tolist(),
        "title": more["title"].fillna("").tolist(),
        "outlet": _places(about["outlet"], outlets).tolist(),
        "published": about["published"].tolist(),
        "url": more["url"].fillna("").tolist(),
        "cluster": clusters.tolist(),
        "rank": about["rank"].astype(int).tolist(),
        "words": about["words"].astype(int).tolist(),
        "statements": more["statements"].fillna(0).astype(int).tolist(),
    }


def _places(column: pd.Series[Any], names: Sequence[str]) -> NDArray[Any]:
    """For each value its place in a list of names."""
    import pandas as pd

    place = pd.Index(list(names))
    if isinstance(column.dtype, pd.CategoricalDtype):
        of = place.get_indexer(column.cat.categories.astype(str))
        return of[column.cat.codes.to_numpy()] if len(of) else np.zeros(0, dtype=np.int64)
    found: NDArray[Any] = place.get_indexer(column.astype(str))
    return found


def _most(rows: pd.DataFrame, of: str, by: str) -> dict[str, str]:
    """{value of a column: the value of the other that comes most with it, empty ones last}."""
    found = rows[[of, by]].astype(str).value_counts().reset_index()
    found = found.assign(none=found[by] == "").sort_values(["none", "count"], ascending=[True, False], kind="stable")
    return dict(found.drop_duplicates(of)[[of, by]].itertuples(index=False, name=None))


def imported(folder: Path) -> list[dict[str, Any]]:
    """What the import of a folder told of each file; nothing where it is not there."""
    try:
        files = json.loads((folder / REPORT).read_text(encoding="utf-8"))["files"]
        return [{name: one[name] for name in ("file", "format", "announced", "found", "doubts")} for one in files]
    except (OSError, ValueError, KeyError, TypeError):
        return []
