"""The document in a notebook: the explorer, tables, and links to its report.

`Explorer(doc)` shows views/explorer.js by anywidget; what its reader chose can be asked in the next cell.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import anywidget
import pandas as pd
import traitlets
from jupyter_core.paths import jupyter_runtime_dir

from analysis import charts, keeping, knowledge, markup, rendering, report, tables, topics
from analysis.coded import CodedStatement
from analysis.knowledge import Knowledge
from analysis.model import SIDES, Document
from analysis.payload import view
from analysis.saving import saved
from analysis.selection import Selection, as_json, chosen, from_json

# The panels of views/explorer.js, in the order in which all are shown.
PANELS = (
    "filters",
    "in force",
    "reader",
    "card",
    "speakers",
    "strip",
    "matrix",
    "disagreements",
    "topics",
    "table",
    "kept",
)
SPEAKING = {"name": "Speaker", "role": "Role", "actor": "Speaks for", "statements": "Statements"}
SPEAKING |= {"words": "Words", "mentions": "Mentioned"}
CHANCES = {"number": "No.", "position": "Position", "target": "Toward what", "target_confidence": "Target"}
CHANCES |= {side: side.capitalize() for side in SIDES} | {"rule": "Decided by"}
ALIVE = "This is what was there when the cell ran. To make it alive, take Run › Run All Cells."


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

    panels = traitlets.List(traitlets.Unicode()).tag(sync=True)
    """Which panels are drawn, in their order: see `PANELS`."""

    def __init__(
        self, doc: Document, known: Knowledge | None = None, *, panels: Sequence[str] = PANELS, shown: str = ""
    ) -> None:
        """Show a document; known: what it was annotated with, Demarche's own where it is not told.

        panels: some of PANELS, in the order wanted. shown: the word in the name of the report, as for report.place.
        """
        if unknown := [name for name in panels if name not in PANELS]:
            raise ValueError(f"{unknown[0]!r} is no panel; there are: {', '.join(PANELS)}.")
        self.doc, self.known, self._shown = doc, known or knowledge.load(), shown
        super().__init__(payload=view(doc, self.known.codebook), chosen=as_json(Selection()), panels=list(panels))
        self.on_msg(self._answer)

    @property
    def selection(self) -> Selection:
        """What the reader chose, a value that can be pasted into a cell; set it to choose from Python."""
        return from_json(self.chosen)

    @selection.setter
    def selection(self, selection: Selection) -> None:
        self.chosen = {**self.chosen, **as_json(selection)}  # what is kept stays

    @property
    def selected(self) -> pd.DataFrame:
        """The statements that pass the filters, as rows of tables.statements."""
        keys = [coded.key for coded in chosen(self.doc, self.selection)]
        frame = tables.statements(self.doc)
        return frame[frame["key"].isin(keys)].reset_index(drop=True)

    @property
    def kept(self) -> tuple[tuple[CodedStatement, str], ...]:
        """The statements that the reader kept, each with the reader's note."""
        return keeping.kept_in(self.doc, self.chosen)

    def save_word(self, path: str | Path, *, by: str = "speakers") -> Path:
        """Write what is kept as a Word file, grouped by speakers or issues. Returns the path."""
        return saved(path, keeping.docx(self.doc, self.kept, by=by))

    def report(self, path: str | Path) -> Path:
        """Write what is on the screen as one HTML file; the same is chosen when it opens. Returns the path."""
        return report.write(self.doc, path, self.known, self.chosen)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live view, and for a page where no kernel runs the statements as a table, with a link to the report."""
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        path = os.path.relpath(report.place(self.doc, self._shown)).replace(os.sep, "/")
        html = markup.Html('<p>{}</p>{}<p><a href="{}">The report, if it was written</a></p>')
        return data | {"text/html": html.format(ALIVE, rendering.still_of(self.payload), quote(path))}, metadata

    def _answer(self, _: Any, content: Any, __: Any) -> None:
        """Send plotly or a Word file when the page asks; a message is no part of the notebook's saved state."""
        asked = content.get("type") if isinstance(content, dict) else None
        if asked == "plotly":
            self.send({"type": "plotly"}, buffers=[charts.plotly_gzip()])
        if asked == "word":
            by = "issues" if content.get("by") == "issues" else "speakers"
            self.send({"type": "word"}, buffers=[keeping.docx(self.doc, self.kept, by=by)])


def speakers(doc: Document) -> markup.Html:
    """Who speaks and for whom, as a table, most statements first."""
    frame = tables.speakers(doc).sort_values("statements", ascending=False, kind="stable")
    return markup.table(frame[frame["statements"] > 0], SPEAKING)


def chances(doc: Document) -> markup.Html:
    """How sure each position and target is, as a table."""
    return markup.table(tables.stances(doc), CHANCES)


def lacking(doc: Document, known: Knowledge) -> markup.Html:
    """Phrases of statements that no topic catches, as a table, the most telling first."""
    found = pd.DataFrame(topics.candidates([doc], known.codebook, 10))
    return markup.table(found, {"phrase": "Phrase", "count": "Statements", "example": "As in"})


def sent(doc: Document, known: Knowledge, shown: str = "", *views: Any) -> markup.Html:
    """Links to the report on a document, which is written now; `shown` goes into its name.

    views: what follows and shows an Explorer, or the terms of topics: the report opens with what is chosen and kept
    there, and has the topics as they were changed there.
    """
    chosen = None
    for there in (getattr(one, "shown", None) for one in views):
        doc, known = getattr(there, "doc", doc), getattr(there, "known", known)
        chosen = getattr(there, "chosen", chosen)
    return links(report.write(doc, report.place(doc, shown), known, chosen))


def links(path: Path) -> markup.Html:
    """Links that open a file, download it, and show it in JupyterLab's list of files; its path where it has none.

    They go by the folder that JupyterLab shows as its root: a file that lies elsewhere cannot be reached from its page.
    """
    root, base = _server()
    written = markup.Html('<p class="sent">Written: {}</p>').format(path)
    if root is None:  # no JupyterLab that runs here: as seen from the notebook's folder
        href = quote(os.path.relpath(path).replace(os.sep, "/"))
        return written + markup.Html('<p><a href="{0}" target="_blank">Open</a></p>').format(href)
    try:
        inside = path.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        where = "It lies outside the folder that JupyterLab shows: open it from your own list of files."
        return written + markup.Html("<p>{}</p>").format(where)
    file = f"{base}files/{quote(inside)}"
    html = (
        '<p><a href="{0}" target="_blank">Open</a> · <a href="{0}?download=1" download>Download</a> · '
        '<a href="{1}" target="_blank" data-commandlinker-command="filebrowser:go-to-path" '
        'data-commandlinker-args="{2}">Show in files</a></p>'
    )
    tree = f"{base}lab/tree/{quote(inside)}"
    return written + markup.Html(html).format(file, tree, json.dumps({"path": inside}))


def _server() -> tuple[Path | None, str]:
    """The root folder of the Jupyter server that started this kernel, and where its pages begin; None without one."""
    try:
        file = Path(jupyter_runtime_dir()) / f"jpserver-{int(os.environ['JPY_PARENT_PID'])}.json"
        told = json.loads(file.read_text(encoding="utf-8"))
        return Path(told["root_dir"]), str(told["base_url"])
    except (OSError, KeyError, ValueError, TypeError):
        return None, ""
