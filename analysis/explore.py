"""The document in a notebook: the explorer, and menus that lead to sentences.

`Explorer(doc)` shows views/explorer.js by anywidget; what its reader chose can be asked in the next cell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets
import pandas as pd
import traitlets

from analysis import charts, knowledge, markup, report, tables
from analysis.coded import coded_statements
from analysis.knowledge import Knowledge
from analysis.model import Document
from analysis.palette import look, stand
from analysis.payload import view
from analysis.selection import Selection, as_json, chosen, from_json


class Explorer(anywidget.AnyWidget):
    """Article, filters, chart and table of a document, in step.

    >>> explorer = Explorer(Document("x", "Nobody speaks."))
    >>> explorer.selection = Selection(positions=("oppose",))
    >>> explorer.selection, len(explorer.selected)
    (Selection(positions=('oppose',)), 0)
    """

    _esm = markup.module()
    _css = markup.styles()
    payload = traitlets.Dict().tag(sync=True)
    """What the page draws: see `analysis.payload`."""
    chosen = traitlets.Dict().tag(sync=True)
    """What is chosen in the page: see `analysis.selection.as_json`."""

    def __init__(self, doc: Document, known: Knowledge | None = None) -> None:
        """Show a document; known: what it was annotated with, Demarche's own where it is not told."""
        self.doc, self.known = doc, known or knowledge.load()
        super().__init__(payload=view(doc, self.known.codebook), chosen=as_json(Selection()))
        self.on_msg(self._answer)

    @property
    def selection(self) -> Selection:
        """What the reader chose, a value that can be pasted into a cell; set it to choose from Python."""
        return from_json(self.chosen)

    @selection.setter
    def selection(self, selection: Selection) -> None:
        self.chosen = as_json(selection)

    @property
    def selected(self) -> pd.DataFrame:
        """The statements that pass the filters, as rows of tables.statements."""
        keys = [coded.key for coded in chosen(self.doc, self.selection)]
        frame = tables.statements(self.doc)
        return frame[frame["key"].isin(keys)].reset_index(drop=True)

    def report(self, path: str | Path) -> Path:
        """Write what is on the screen as one HTML file; the same is chosen when it opens. Returns the path."""
        return report.write(self.doc, path, self.known, self.chosen)

    def _answer(self, _: Any, content: Any, __: Any) -> None:
        """Send plotly when the page asks; a message is no part of the notebook's saved state."""
        if isinstance(content, dict) and content.get("type") == "plotly":
            self.send({"type": "plotly"}, buffers=[charts.plotly_gzip()])


def by_speaker(doc: Document) -> ipywidgets.VBox:
    """A menu of those who speak; below it all that the one chosen says."""
    coded = coded_statements(doc)
    said = Counter(key for one in coded for key in {p.key: None for p in one.speakers} or [""])
    names = {speaker.key: speaker.name for speaker in doc.speakers} | {"": "No speaker named"}
    options = [(f"{names[key]} ({times})", Selection(speakers=(key,))) for key, times in said.most_common()]
    return _chooser("Speaker", options, lambda wanted: markup.statements(doc, chosen(doc, wanted)))


def by_topic(doc: Document, known: Knowledge | None = None) -> ipywidgets.VBox:
    """A menu of the topics found; below it all statements on the one chosen."""
    labels = (known or knowledge.load()).codebook.labels
    found = Counter(code.topic for code in doc.topic_codes)
    ids = [id for id, _ in found.most_common()]
    if any(not one.topics for one in coded_statements(doc)):
        ids.append("")
    options = [(labels.get(id, id) or "No diplomatic topic", Selection(topics=(id,))) for id in ids]
    return _chooser("Topic", options, lambda wanted: markup.statements(doc, chosen(doc, wanted)))


def by_statement(doc: Document) -> ipywidgets.VBox:
    """A menu of all statements in their order; below it the sentence of the one chosen."""
    options = []
    for one in coded_statements(doc):
        who = "; ".join(one.names) or "No speaker named"
        words = stand(one.position, one.lean, one.target)
        options.append((f"{one.number}  {look(one.position).glyph} {who}: {words}", one))
    return _chooser("Statement", options, lambda one: markup.statement(doc, one))


def _chooser(name: str, options: Iterable[tuple[str, Any]], shown: Callable[[Any], markup.Html]) -> ipywidgets.VBox:
    """A menu, and below it what it leads to."""
    options = list(options)
    menu = ipywidgets.Dropdown(
        options=options,
        description=name,
        layout={"width": "min(40em, 100%)"},
        style={"description_width": "initial"},
    )
    page = ipywidgets.HTML()

    def show(_: Any = None) -> None:
        empty = markup.Html("<p>The article reports no statement.</p>")
        page.value = markup.framed(shown(menu.value) if options else empty)

    menu.observe(show, "value")
    show()
    return ipywidgets.VBox([menu, page])
