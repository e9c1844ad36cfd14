"""A corpus in a notebook: its page, alive, and what is told about it.

choice = overviewing.corpus(known)                  # a menu of the corpora there are
following(choice, overviewing.Overview)             # views/overview.js by anywidget
overviewing.Overview("corpora/sample", known).selected
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets
import pandas as pd
import traitlets
from IPython.display import display

from analysis import amended, charts, decisions, explore, knowledge, markup, onefile, overview, review, sampling, trends
from analysis.choices import WIDE, asleep, button, offer
from analysis.knowledge import Knowledge
from analysis.markup import Html
from analysis.overview import Corpus
from analysis.shards import RunError
from analysis.trends import Every

# The panels of views/overview.js below its filters, in the order in which all are shown.
PANELS = ("who speaks", "timeline", "networks")
STYLE = {"description_width": "5em"}
NONE_YET = (
    "There is no corpus that was read yet: run `make corpus` in a terminal for the sample, or `demarche corpus` on "
    "files of your own and then `demarche annotate`; then read again."
)
ALIVE = "This is what was there when the cell ran. To make it alive, take Run › Run All Cells."
OUTLETS = {"outlet": "Outlet", "articles": "Articles", "statements": "Statements"}
UNREVIEWED = (
    "Nobody has reviewed a sample of this corpus yet: `5-review` draws one. With 100 statements reviewed, the figures "
    "of all of them are corrected here."
)
IMPORTED = {
    "file": "File",
    "format": "Format",
    "announced": "Announced",
    "found": "Found",
    "doubts": "Doubts",
}


class Overview(anywidget.AnyWidget):
    """The page of a corpus: filters, who speaks, statements, and each article at its sentence.

    What is said, and whole articles, come from Python when somebody wants to read them.
    """

    _esm = markup.corpus_module()
    _css = markup.corpus_styles()
    payload = traitlets.Dict().tag(sync=True)
    """What the page counts: see `analysis.overview`."""
    chosen = traitlets.Dict().tag(sync=True)
    """What is chosen in the page: {"actors": ["Velland"], "first": "2021-03-01"}."""

    panels = traitlets.List(traitlets.Unicode()).tag(sync=True)
    """Which panels are drawn, in their order: see `PANELS`."""

    def __init__(
        self,
        folder: str | Path | Corpus,
        known: Knowledge | None = None,
        *,
        panels: Sequence[str] = PANELS,
        coder: str = "",
        texts: bool = True,
    ) -> None:
        """Show the corpus in a folder; known: what its topics are named by, Demarche's own where it is not told.

        panels: some of PANELS. coder, texts: as for `overview.corpus_of`.
        """
        if unknown := [name for name in panels if name not in PANELS]:
            raise ValueError(f"{unknown[0]!r} is no panel; there are: {', '.join(PANELS)}.")
        self.corpus = (
            folder if isinstance(folder, Corpus) else overview.corpus_of(folder, known, coder=coder, texts=texts)
        )
        super().__init__(payload=overview.view(self.corpus), chosen={}, panels=list(panels))
        self.on_msg(self._answer)

    @property
    def selected(self) -> pd.DataFrame:
        """The statements that pass the filters, with their words."""
        found = pd.DataFrame(overview.words(self.corpus, overview.chosen(self.corpus, self.chosen)))
        ids = self.corpus.found.articles["article"]
        return found.drop(columns="nth").assign(article=found["article"].map(ids))

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live view, and for a page where no kernel runs the outlets as a table."""
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        still = Html("<p>{}</p>{}").format(ALIVE, by_outlet(self.corpus))
        return data | {"text/html": markup.framed(still)}, metadata

    def _answer(self, _: Any, content: Any, __: Any) -> None:
        """Send plotly, the words of statements, or an article when the page asks."""
        told = content if isinstance(content, dict) else {}
        asked = {"type": told.get("type"), "asked": told.get("asked")}
        if told.get("type") == "plotly":
            self.send({"type": "plotly"}, buffers=[charts.plotly_gzip()])
        if told.get("type") == "statements":
            wanted = [int(nth) for nth in told.get("nth", ())]
            self.send(asked | {"columns": overview.words(self.corpus, wanted)})
        if told.get("type") == "article":
            self.send(asked | {"payload": overview.article(self.corpus, int(told.get("article", -1)))})


def by_outlet(corpus: Corpus) -> Html:
    """How many articles and statements each outlet has, as a table."""
    found = corpus.found.counted(["outlet"]).sort_values("statements", ascending=False)
    return markup.table(found.replace({"outlet": {"": "no outlet named"}}), OUTLETS)


def imported(corpus: Corpus) -> Html:
    """What the import told of each file, as a table."""
    rows = [{**row, "doubts": "; ".join(row["doubts"])} for row in overview.imported(corpus.folder)]
    frame = pd.DataFrame(rows, columns=list(IMPORTED)).astype({"announced": "Int64", "found": "Int64"})
    return markup.table(frame, IMPORTED)


def corrected(corpus: Corpus, who: str = "actor", what: str = "topic", every: Every = "year") -> Html:
    """The mean side of each on each topic, the machine's beside that corrected by what was reviewed, as a table.

    Of the sample that was drawn last; a sentence where none was, or where nobody has reviewed it yet.
    """
    drawn, decided = review.samples(corpus.folder), decisions.kept(corpus.folder)
    if not drawn or not decided:
        return Html('<p role="status">{}</p>').format(UNREVIEWED)
    coders = decisions.coders(decided)
    items = sampling.items(corpus.folder, decided, coders, drawn[0], corpus.known, corpus.run)
    rows = amended.trends(trends.trends(corpus.found, who, what, every=every), items)
    rows = rows[rows["reviewed"] > 0].copy()
    rows[what] = rows[what].replace(corpus.known.codebook.labels)
    rows["machine"] = [_between(*ends) for ends in zip(rows["mean"], rows["mean_low"], rows["mean_high"], strict=True)]
    ends = zip(rows["corrected"], rows["corrected_low"], rows["corrected_high"], strict=True)
    rows["truer"] = [_between(*three) for three in ends]
    heads = {who: "Who", what: "On", "period": "When", "statements": "Statements"}
    heads |= {"machine": "The machine's", "reviewed": "Reviewed", "truer": "Corrected"}
    told = (
        f"By the sample “{drawn[0].name}”, reviewed by {' and '.join(coders)}: mean side, from -1 (against) to 1 (for)."
    )
    return Html("<p>{}</p>{}").format(told, markup.table(rows, heads))


def _between(value: float, low: float, high: float) -> str:
    """A figure with its interval: "0.42 (0.10 to 0.74)"."""
    if pd.isna(value):
        return "not enough"
    return f"{value:.2f}" if pd.isna(low) else f"{value:.2f} ({low:.2f} to {high:.2f})"


def sent(corpus: Corpus, *, texts: bool = True, megabytes: float = onefile.MEGABYTES) -> Html:
    """Links to the report on a corpus as one file, which is written now; texts, megabytes: as for `report.corpus`."""
    path = home() / "reports" / f"{corpus.folder.resolve().name}.html"
    return explore.links(
        onefile.corpus(
            corpus.folder, path, corpus.known, texts=texts, megabytes=megabytes, coder=corpus.coder, run=corpus.run
        )
    )


def home() -> Path:
    """Where corpora and reports lie: the clone, or the folder one works in."""
    data = knowledge.data_folder()
    return data.parent if data.parent != knowledge.PACKAGE else Path.cwd()


def corpora() -> list[Path]:
    """The folders of corpora that were read, in `corpora`."""
    return sorted({file.parents[2] for file in (home() / "corpora").glob("*/runs/*/manifest.json")})


def corpus(known: Knowledge, name: str = "") -> CorpusChooser:
    """What a corpus is chosen with, shown, and the corpus read at once; name: that it opens with, else the first."""
    choice = CorpusChooser(known, name)
    display(choice)  # type: ignore[no-untyped-call]
    choice.read()
    return choice


class CorpusChooser(ipywidgets.VBox):  # type: ignore[misc]
    """A menu of the corpora there are; who follows gets the one chosen."""

    def __init__(self, known: Knowledge, name: str = "") -> None:
        self.known, self._wanted = known, name
        self.corpus: Corpus | None = None
        self._followers: list[Callable[[Corpus], None]] = []
        self._setting = False
        self.menu = ipywidgets.Dropdown(description="Corpus", layout=WIDE, style=STYLE)
        self.again = button("Read again", self.read, layout={"width": "auto"})
        self.line = ipywidgets.HTML()
        super().__init__([self.menu, self.again, self.line])
        self.menu.observe(self._show, "value")

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        return asleep("choose a corpus") | dict(super()._repr_mimebundle_(**kwargs))

    def follow(self, draw: Callable[[Corpus], None]) -> None:
        """Call `draw` with the corpus each time that one is chosen; at once, if one was."""
        self._followers.append(draw)
        if self.corpus:
            draw(self.corpus)

    def read(self, _: Any = None) -> None:
        """Look which corpora there are, and read the one chosen anew."""
        there = [path.name for path in corpora()]
        wanted = next((one for one in (self.menu.value, self._wanted) if one in there), there[0] if there else None)
        self._setting = True
        offer(self.menu, there, wanted)
        self._setting = False
        self._show()

    def _show(self, _: Any = None) -> None:
        if self._setting:
            return
        self.line.value = ""
        if self.menu.value is None:
            self.line.value = Html('<p role="status">{}</p>').format(NONE_YET)
            return
        try:
            self.corpus = overview.corpus_of(home() / "corpora" / self.menu.value, self.known)
        except (RunError, OSError) as error:
            self.line.value = Html('<p role="alert">{}</p>').format(error)
            return
        for draw in self._followers:
            draw(self.corpus)
