"""Networks of a corpus in a notebook: the page with its panel, and beside it intervals, DNA's numbers, and files.

choice = overviewing.corpus(known)
following(choice, networking.Networks)          # the page of the corpus with nothing but networks
following(choice, networking.over_time)         # polarization in each window, with its interval
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd

from analysis import dna, explore, graphs, markup, networks, overviewing, periods, results
from analysis.markup import Html
from analysis.networks import Network, network
from analysis.overview import Corpus
from analysis.saving import saved

ROWS, COLUMNS = 16, 10  # of a matrix that is read on a page
PAIRS = 15
WIDTH = 3  # months of a window
DRAWS = 200
NOTHING = "Nobody who is named takes a side on an issue that is named."
AGREEING = {
    "one": "One",
    "other": "Other",
    "subtract": "Agreement less disagreement",
    "congruence": "Agreement",
    "conflict": "Disagreement",
    "n": "Statements",
}
SPREAD = {
    "window": "Window",
    "value": "Polarization",
    "interval": "95 of 100",
    "n": "Statements",
    "articles": "Articles",
    "camps": "Camps",
}
# What is set here and in DNA for one question, and how the two are told apart.
BESIDE = (
    ("cosine", "cosine", "document"),
    ("dna-cosine", "dna-cosine", "document"),
    ("jaccard", "jaccard", "document"),
    ("dna-jaccard", "dna-jaccard", "document"),
    ("once a month", "no", "month"),
    ("once a dna-month", "no", "dna-month"),
)


class Networks(overviewing.Overview):
    """The page of a corpus with networks alone."""

    def __init__(self, folder: Any, known: Any = None, **how: Any) -> None:
        """As for `overviewing.Overview`."""
        super().__init__(folder, known, **{"panels": ("networks",)} | how)


def said(corpus: Corpus, *, by: networks.By = "issues", unsided: bool = False) -> pd.DataFrame:
    """What the networks of a corpus are made of: see `networks.corpus_statements`."""
    return networks.corpus_statements(
        corpus.folder,
        by=by,
        unsided=unsided,
        labels=corpus.known.codebook.labels,
        run=corpus.run,
        found=corpus.found,
        coder=corpus.coder,
        known=corpus.known,
    )


def affiliation(corpus: Corpus) -> Html:
    """How often who speaks on which topic, as a table."""
    return _matrix(network(said(corpus, by="topics", unsided=True), columns="topic", aggregation="ignore"))


def sides(corpus: Corpus) -> Html:
    """How much more often who is for than against which issue, as a table."""
    return _matrix(network(said(corpus)))


def agreement(corpus: Corpus) -> Html:
    """The pairs that agree or disagree most, with both parts of it, as a table."""
    frame = said(corpus)
    values: dict[str, dict[tuple[str, str], float]] = {}
    count: dict[tuple[str, str], int] = {}
    for kind in ("subtract", "congruence", "conflict"):
        ties = network(frame, mode="one-mode", aggregation=kind, norm="cosine").ties()
        values[kind] = {(tie.source, tie.target): round(tie.value, 2) for tie in ties}
        count |= {(tie.source, tie.target): len(tie.keys) for tie in ties if kind == "subtract"}
    rows = [
        {"one": pair[0], "other": pair[1], "n": count[pair]} | {kind: of.get(pair, 0.0) for kind, of in values.items()}
        for pair in _strongest(values["subtract"])
    ]
    return _first(rows, AGREEING, "pairs", PAIRS)


def beside_dna(corpus: Corpus) -> Html:
    """The same pairs under the names used here and under DNA's own, as a table."""
    frame = said(corpus)
    found: dict[str, dict[tuple[str, str], float]] = {}
    for name, norm, duplicates in BESIDE:
        net = network(frame, mode="one-mode", aggregation="subtract", norm=norm, duplicates=duplicates)
        found[name] = {(tie.source, tie.target): round(tie.value, 3) for tie in net.ties()}
    rows = [
        {"pair": " and ".join(pair)} | {name: of.get(pair, 0.0) for name, of in found.items()}
        for pair in _strongest(found["cosine"])
    ]
    return _first(rows, {"pair": "Pair"} | {name: name for name, *_ in BESIDE}, "pairs", PAIRS)


def _strongest(ties: dict[tuple[str, str], float]) -> list[tuple[str, str]]:
    """The pairs, those with the largest numbers first."""
    return sorted(ties, key=lambda pair: (-abs(ties[pair]), pair))


def over_time(corpus: Corpus) -> Html:
    """How far all fall into two camps in each window of three months, with an interval by article, as a table."""
    frame = said(corpus)
    rows = []
    for window in periods.windows(frame[frame["actor"] != ""], unit="months", width=WIDTH):
        found = networks.polarization(frame, window=window, draws=DRAWS)
        ends = "" if found.low is None else f"{found.low:.2f} to {found.high:.2f}"
        camps = " against ".join(", ".join(camp) for camp in found.camps if camp)
        about = {"window": f"{window.first:%B %Y} to {window.last:%B %Y}", "value": round(found.value, 2)}
        rows.append(about | {"interval": ends, "n": found.n, "articles": found.articles, "camps": camps})
    return _first(rows, SPREAD, "windows", len(rows))


def groups(corpus: Corpus) -> Html:
    """Who is tied closely by agreement, as a table; who is tied to nobody is left out."""
    net = network(said(corpus), mode="one-mode", aggregation="subtract", norm="cosine")
    found = [one.rows for one in networks.communities(net) if len(one.rows) > 1]
    rows = [{"group": n, "who": ", ".join(names)} for n, names in enumerate(found, 1)]
    return _first(rows, {"group": "Group", "who": "Tied closely by agreement"}, "groups", len(rows))


def sent(corpus: Corpus) -> Html:
    """Links to files that are written now: the network of agreement for Gephi, all statements for DNA and rDNA.

    GEXF has the days of each tie. DNA's files hold whole articles: where these may not be shown they are left out.
    """
    net = network(said(corpus), mode="one-mode", aggregation="subtract", norm="cosine")
    graph = graphs.of_network(net)
    matrix = net.frame().to_csv(encoding="utf-8").encode("utf-8", errors="replace")
    files = {"graphml": graphs.graphml(graph), "gexf": graphs.gexf(graph), "csv": matrix}
    told = {f"network.{ending}": data for ending, data in files.items()} | (_for_dna(corpus) if corpus.texts else {})
    home, name = overviewing.home() / "reports", corpus.folder.resolve().name
    return Html("").join(explore.links(saved(home / f"{name}-{ending}", data)) for ending, data in told.items())


def _for_dna(corpus: Corpus) -> dict[str, bytes]:
    docs = list(results.documents(corpus.folder, run=corpus.run))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what DNA cannot show; `demarche export` tells it
        data = dna.written(docs, labels=corpus.known.codebook.labels)
    tables = dna.rdna_csv(dna.read(data))
    both = {f"rdna-{name}.csv": text.encode("utf-8", errors="replace") for name, text in tables.items()}
    return {"statements.dna": data} | both


def _matrix(net: Network) -> Html:
    """The rows and columns with the most statements, like beside like."""
    if not net.n:
        return Html('<p class="hint">{}</p>').format(NOTHING)
    rows, columns = networks.leaf_order(net)
    some = _most(net.counts.sum((1, 2)), net.rows, ROWS), _most(net.counts.sum((0, 2)), net.columns, COLUMNS)
    frame = net.frame().loc[[row for row in rows if row in some[0]], [one for one in columns if one in some[1]]]
    frame = frame.astype(int).replace(0, "").reset_index(names=" ")
    shown = markup.table(frame, {name: name for name in frame})
    return Html("{}{}").format(_counted(net, len(frame), len(frame.columns) - 1), shown)


def _most(counts: Any, names: tuple[str, ...], n: int) -> set[str]:
    return {names[at] for at in np.argsort(-counts, kind="stable")[:n]}


def _counted(net: Network, rows: int, columns: int) -> Html:
    part = [
        f"{shown} of {len(all)} {what}"
        for shown, all, what in ((rows, net.rows, "rows"), (columns, net.columns, "columns"))
        if shown < len(all)
    ]
    words = f"{markup.count(net.n, 'statement')} in {markup.count(net.articles, 'article')}"
    return Html('<p class="count">{}</p>').format("; ".join([words, *part]))


def _first(rows: list[dict[str, Any]], heads: dict[str, str], noun: str, most: int) -> Html:
    """The first rows as a table, and how many there are."""
    if not rows:
        return Html('<p class="hint">{}</p>').format(NOTHING)
    more = Html('<p class="hint">The first {} of {} {}.</p>').format(most, len(rows), noun) if len(rows) > most else ""
    return Html("{}{}").format(markup.table(pd.DataFrame(rows[:most]), heads), more)
