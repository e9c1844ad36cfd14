"""A notebook -> one HTML file with its prose, its outputs and its explorers alive, that needs no network.

The explorers and the plotly figures of a notebook share one copy of the explorer's module and of plotly.
Prose and HTML outputs are cleaned: nothing but harmless elements gets into the page.
"""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import bleach
import mistune
import nbformat
import pandas as pd
from markupsafe import Markup
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from tqdm import tqdm

from analysis import markup, page, payload
from analysis.saving import saved

SECONDS = 600  # that one cell may take
QUIET = ["--log-level=ERROR"]  # a kernel's own remarks are nothing to the analyst
PLOTLY = "application/vnd.plotly.v1+json"
WIDGET = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"
SHOWN = (WIDGET, PLOTLY, "image/png", "image/jpeg", "text/html", "text/markdown", "text/plain")  # the first one there
TAGS = {
    *("a", "abbr", "b", "blockquote", "br", "caption", "code", "dd", "del", "details", "div", "dl", "dt", "em", "h1"),
    *("h2", "h3", "h4", "h5", "h6", "hr", "i", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "section", "small"),
    *("span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul"),
}
NAMES = {"class", "title", "scope", "colspan", "rowspan", "lang", "open", "role"}  # attributes, with aria-* and data-*
COLUMNS = {
    "number": "No.",
    "speakers": "Who",
    "position": "Position",
    "content": "What is said",
    "target": "Toward what",
}


class NotebookError(ValueError):
    """A notebook cannot be rendered; the message names the file, the cell and what to do."""


@dataclass
class _Page:
    """What the cells of a notebook put into the page: explorers and figures for the script, by their number."""

    widgets: Mapping[str, Any]
    explorers: list[dict[str, Any]] = field(default_factory=list)
    figures: list[dict[str, Any]] = field(default_factory=list)


def html(path: str | Path, *, run: bool = True) -> str:
    """The whole page. The notebook runs first, on a copy in memory; run=False takes the outputs it was saved with.

    Raises NotebookError where the file is no notebook, a cell fails, or an output was not saved.
    """
    path = Path(path)
    notebook = _read(path)
    if run:
        _run(notebook, path)
    parts = _Page(notebook.metadata.get("widgets", {}).get(STATE, {}).get("state", {}))
    try:
        cells = [cell for number, c in enumerate(notebook.cells, 1) for cell in _cell(c, number, parts)]
    except (KeyError, TypeError, AttributeError) as error:
        raise NotebookError(f"{path}: an output is not complete ({error}); save the notebook again.") from error
    return page.filled(
        "notebook.html.jinja",
        page.script("hosted", "notebook", "page"),
        title=_title(notebook, path),
        cells=cells,
        explorers=page.inert(parts.explorers),
        figures=page.inert(parts.figures),
        made_with=page.versions(),
    )


def write(notebook: str | Path, path: str | Path, *, run: bool = True) -> Path:
    """Write the page of a notebook to `path` and return it; one that fails leaves nothing behind."""
    return saved(path, html(notebook, run=run).encode("utf-8", errors="replace"), inputs=[notebook])


def _read(path: Path) -> Any:
    if path.suffix != ".ipynb":
        raise NotebookError(f"{path}: this is no notebook; give a file that ends with .ipynb.")
    try:
        notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
        nbformat.validate(notebook)
    except OSError as error:
        raise NotebookError(
            f"{path}: {error.strerror or 'it cannot be read'}; check the name and try again."
        ) from error
    except (ValueError, AttributeError, KeyError, nbformat.ValidationError) as error:
        raise NotebookError(f"{path}: this is no notebook that can be read; open and save it in JupyterLab.") from error
    return notebook


def _run(notebook: Any, path: Path) -> None:
    """Run all cells from top to bottom in the notebook's folder; the file itself stays as it is."""
    folder = {"metadata": {"path": str(path.resolve().parent)}}
    client = NotebookClient(notebook, timeout=SECONDS, resources=folder, extra_arguments=QUIET)
    try:
        with tqdm(total=len(notebook.cells), desc=path.name, unit="cell", file=sys.stderr, disable=None) as bar:
            client.on_cell_complete = lambda **_: bar.update()
            with _own_profile():
                _execute(client)
    except CellExecutionError as error:
        at = next((n for n, c in enumerate(notebook.cells, 1) if _failed(c)), 0)
        failure = f"{error.ename}: {error.evalue}".splitlines()[0]
        raise NotebookError(f"{path}: cell {at} ends with {failure}; mend it and try again.") from error
    except (CellTimeoutError, TimeoutError) as error:
        raise NotebookError(f"{path}: a cell takes over {SECONDS // 60} minutes; shorten it and try again.") from error
    except (DeadKernelError, RuntimeError, OSError, LookupError, ValueError) as error:
        why = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise NotebookError(f"{path}: the notebook does not run here ({why}).") from error


class _Loop(asyncio.SelectorEventLoop):
    """An event loop that leaves signals to whoever handles them: nbclient would take Ctrl-C for a dead kernel."""

    def add_signal_handler(self, sig: int, callback: Any, *args: Any) -> None:  # type: ignore[override]
        raise RuntimeError("signals are handled elsewhere")

    def remove_signal_handler(self, sig: int) -> bool:
        return False


def _execute(client: NotebookClient) -> None:
    """Run the cells; where that is stopped, the kernel ends first."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        loop = _Loop()
    else:  # in JupyterLab, where nbclient finds a way of its own
        client.execute(stderr=subprocess.DEVNULL)
        return
    task = loop.create_task(client.async_execute(stderr=subprocess.DEVNULL))
    try:
        loop.run_until_complete(task)
    except (KeyboardInterrupt, SystemExit):
        task.cancel()
        with suppress(asyncio.CancelledError, Exception):
            loop.run_until_complete(task)
        raise
    finally:
        loop.close()


@contextmanager
def _own_profile() -> Iterator[None]:
    """A folder for the profile that a kernel writes: rendering leaves nothing in the user's own."""
    before = os.environ.get("IPYTHONDIR")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["IPYTHONDIR"] = folder
        try:
            yield
        finally:
            del os.environ["IPYTHONDIR"]
            if before is not None:
                os.environ["IPYTHONDIR"] = before


def _failed(cell: Any) -> bool:
    return any(o.output_type == "error" for o in cell.get("outputs", ()))


def _title(notebook: Any, path: Path) -> str:
    """The first heading of the prose, else the name of the file."""
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    found = re.search(r"^#+ +(.+)$", prose, re.M)
    return found[1].strip() if found else path.stem


def _cell(cell: Any, number: int, parts: _Page) -> Iterator[dict[str, Any]]:
    """A cell as the template draws it: its prose, or its code (folded) and what came out."""
    if cell.cell_type == "markdown":
        yield {"kind": "prose", "html": _prose(cell.source)}
    elif cell.cell_type == "code" and cell.source.strip():
        shown = [out for output in cell.get("outputs", ()) if (out := _output(output, number, parts))]
        yield {"kind": "code", "number": number, "source": cell.source, "outputs": shown}


def _prose(source: str) -> Markup:
    """Markdown as HTML; HTML in it stays text."""
    return clean(str(mistune.create_markdown(escape=True, plugins=["table", "strikethrough"])(source)))


def _output(output: Any, number: int, parts: _Page) -> Markup:
    """What a cell printed or showed; warnings and progress bars, on standard error, are left out."""
    if output.output_type == "stream":
        return _preformatted(output.text) if output.name == "stdout" else Markup("")
    if output.output_type == "error":
        return _preformatted(f"{output.ename}: {output.evalue}")
    kind = next((mime for mime in SHOWN if mime in output.data), None)
    return _shown(kind, output.data[kind], number, parts) if kind else Markup("")


def _shown(kind: str, value: Any, number: int, parts: _Page) -> Markup:
    """A value of a MIME type as the page has it."""
    if kind == WIDGET:
        return _widget(value["model_id"], number, parts)
    if kind == PLOTLY:
        parts.figures.append({key: value.get(key) for key in ("data", "layout")})
        return Markup('<figure class="plotly" data-figure="{}"></figure>').format(len(parts.figures) - 1)
    if kind in ("image/png", "image/jpeg"):
        return Markup('<img alt="A picture that the cell shows" src="data:{};base64,{}">').format(kind, value.strip())
    if kind == "text/html":
        return clean(value)
    if kind == "text/markdown":
        return _prose(value)
    return _preformatted(value)


def _widget(id: str, number: int, parts: _Page) -> Markup:
    """A widget: an explorer stays alive, a choice is shown as it stands."""
    if id not in parts.widgets:
        raise NotebookError(f"cell {number}: its widget was not saved with the notebook; render it without --no-run.")
    state = parts.widgets[id]["state"]
    if "payload" in state and "segments" in state["payload"]:
        if state["payload"].get("schema") != payload.SCHEMA:
            raise NotebookError(f"cell {number}: its explorer is of another version; render it without --no-run.")
        parts.explorers.append({name: state[name] for name in ("payload", "chosen", "panels") if name in state})
        still = still_of(state["payload"])
        return Markup('<div class="explorer-cell" data-explorer="{}">{}</div>').format(len(parts.explorers) - 1, still)
    if "payload" in state and "cells" in state["payload"]:
        return Markup("<div>{}</div>").format(_still_of_corpus(state["payload"]))
    if "outputs" in state:
        shown = (_output(nbformat.from_dict(output), number, parts) for output in state["outputs"])  # type: ignore[no-untyped-call]
        return Markup("<div>{}</div>").format(Markup("").join(shown))
    if "children" in state:
        inner = (_widget(child.removeprefix("IPY_MODEL_"), number, parts) for child in state["children"])
        return Markup("<div>{}</div>").format(Markup("").join(inner))
    return _choice(state)


def _choice(state: Mapping[str, Any]) -> Markup:
    """A menu, a field or words, as they stand: "Article: us-offers-russia"."""
    kind, name, value = state.get("_model_name", ""), state.get("description", ""), _value(state)
    if kind in ("HTMLModel", "HTMLMathModel"):
        return clean(value or "")
    if "Progress" in kind:  # it has nothing left to tell
        return Markup("")
    if not isinstance(value, str | int | float) or value == "":
        return Markup("")
    return Markup('<p class="choice">{} <strong>{}</strong></p>').format(f"{name}:" if name else "", value)


def _value(state: Mapping[str, Any]) -> Any:
    """What stands in a field; of a menu the labels that are chosen, of a box whether it is ticked."""
    labels, index = state.get("_options_labels"), state.get("index")
    if labels is None:
        value = state.get("value")
        return ("no", "yes")[value] if isinstance(value, bool) else value
    chosen = index if isinstance(index, list | tuple) else [index]
    return ", ".join(labels[i] for i in chosen if i is not None)


def still_of(payload: Mapping[str, Any]) -> Markup:
    """The statements of an explorer as a table, for a reader without JavaScript or without a kernel."""
    return markup.table(pd.DataFrame(payload["statements"], columns=list(COLUMNS)), COLUMNS)


def _still_of_corpus(payload: Mapping[str, Any]) -> Markup:
    """How many articles and statements of a corpus each outlet has: its page needs Python, or a report of its own."""
    articles = payload["articles"]
    frame = pd.DataFrame({"outlet": [payload["outlets"][n] for n in articles["outlet"]], "of": articles["statements"]})
    found = frame.groupby("outlet")["of"].agg(["size", "sum"]).reset_index()
    return markup.table(found, {"outlet": "Outlet", "size": "Articles", "sum": "Statements"})


def _preformatted(text: Any) -> Markup:
    return Markup("<pre>{}</pre>").format(re.sub(r"\x1b\[[0-9;]*m", "", str(text)).rstrip())


def clean(html: str) -> Markup:
    """HTML with only harmless elements, attributes and links; styles and scripts go with what is in them."""
    bare = re.sub(r"<(style|script)\b.*?(?:</\1\s*>|\Z)", "", html, flags=re.S | re.I)
    return Markup(bleach.clean(bare, tags=TAGS, attributes=_kept, protocols={"http", "https", "mailto"}, strip=True))


def _kept(tag: str, name: str, value: str) -> bool:
    if tag == "a" and name == "href":
        return True  # its protocol is looked at by bleach
    return name in NAMES or name.startswith(("aria-", "data-"))
