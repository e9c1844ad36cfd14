"""Notebooks are thin, committed clean, and run from top to bottom."""

import ast
import json
import re
from pathlib import Path

import nbformat
import pytest
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import run_sync
from nbclient import NotebookClient

from analysis import articles, choices, report
from analysis.selection import Selection

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
# What the report of each shows: no notebook replaces the report of another, nor the whole one that `make` writes.
SHOWN = {"1-article": "chosen", "2-speakers": "speakers", "3-stances": "stances", "4-topics": "topics"}
NAMES = list(SHOWN)


def cells(path, kind):
    return [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == kind]


def test_there_are_four():
    assert [path.stem for path in NOTEBOOKS] == NAMES


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_a_notebook_is_thin(path):
    notebook = nbformat.read(path, 4)
    nbformat.validate(notebook)
    assert len(notebook.cells) <= 20
    assert notebook.metadata["kernelspec"]["name"] == "python3"
    for cell in cells(path, "code"):
        assert cell.outputs == []
        assert cell.execution_count is None
        assert len(cell.source.splitlines()) <= 8
        nodes = list(ast.walk(ast.parse(cell.source)))
        assert not [
            n for n in nodes if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda)
        ]
        words = [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]
        assert not [w for w in words if re.search(r"[/\\]", w)], "a path"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_a_notebook_asks_one_question_and_ends_with_the_report(path):
    assert re.match(r"# .+\?\n", nbformat.read(path, 4).cells[0].source)
    assert re.search(r"following\(choice, (explore\.)?sent,", cells(path, "code")[-1].source)


def test_what_explorer_selection_prints_can_be_pasted():
    names = {}
    exec(cells(NOTEBOOKS[0], "code")[0].source, names)
    chosen = Selection(speakers=("ilka-torvald",), positions=("oppose",), confidence=0.5, text="sea")
    assert eval(repr(chosen), names) == chosen


@pytest.fixture(scope="module")
def kernel():
    """One kernel for all, which reads the models once; it starts with the first notebook, in its folder."""
    manager = AsyncKernelManager(kernel_name="python3")
    yield manager
    run_sync(manager.shutdown_kernel)(now=True)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_a_notebook_runs(path, kernel):
    notebook = nbformat.read(path, 4)
    notebook.cells.insert(0, nbformat.v4.new_code_cell("%reset -f"))  # it gets no name from the one before
    folder = {"metadata": {"path": str(path.parent)}}
    client = NotebookClient(notebook, timeout=120, resources=folder, km=kernel)
    client.execute()
    client.kc.stop_channels()
    outputs = [o for cell in notebook.cells if cell.cell_type == "code" for o in cell.outputs]
    assert not [o for o in outputs if o.output_type == "error" or o.get("name") == "stderr"]
    shown = {mime for o in outputs for mime in o.get("data", {})}
    assert {"text/html", "application/vnd.jupyter.widget-view+json"} <= shown
    assert "application/vnd.plotly.v1+json" not in shown  # the explorer's panels show it
    read = articles.named(choices.last_read())  # 1-article begins with the first, the others with what was read last
    assert path.stem != "1-article" or read.id == articles.names()[0]
    place = report.place(read, SHOWN[path.stem])
    assert f"Written: {place}" in outputs[-1].data["text/html"] and place.is_file()
    assert len(json.dumps(notebook.metadata["widgets"]).encode()) < 1_000_000
    assert "Share chart" not in json.dumps(outputs)
