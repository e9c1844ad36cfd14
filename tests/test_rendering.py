import json
import re

import ipywidgets
import nbformat
import pytest
from jupyter_client.kernelspec import NoSuchKernel
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from analysis import explore, markup, rendering
from tests import samples
from tests.notebooks import notebook, shown, states, view

HOSTILE = "</script><img src=x onerror=alert(1)>\u2028<!--"


def data_of(page, id):
    return json.loads(re.search(rf'id="{id}">(.*?)</script>', page, re.S)[1])


def test_explorers_share_one_script_and_one_plotly(tmp_path):
    one, two = (explore.Explorer(samples.sample(), samples.known()) for _ in range(2))
    two.chosen = {"speakers": ["joren-maas"]}
    figure = {"data": [{"type": "bar", "y": [1]}], "layout": {}, "config": {"plotlyServerURL": "https://example.org"}}
    path = notebook(
        tmp_path / "n.ipynb",
        nbformat.v4.new_markdown_cell("# Who speaks?\n\nTwo views, *side by side*."),
        shown("one", view(one)),
        shown("two", view(two)),
        shown("chart", {rendering.PLOTLY: figure, "text/html": "<script>alert(1)</script>"}),
        state=states(one, two),
    )
    page = rendering.html(path, run=False)
    assert "<title>Who speaks?</title>" in page and "<em>side by side</em>" in page
    assert [e["chosen"] for e in data_of(page, "explorers")] == [one.chosen, two.chosen]
    assert data_of(page, "figures") == [{"data": figure["data"], "layout": {}}]
    assert page.count("const explorer =") == 1 and page.count("</script>") == 4
    table = page[: page.index("</main>")]  # without JavaScript there is a table
    assert "We will never sign" in table and ">Ilka Torvald; Joren Maas</td>" in table
    assert len(page) < 2_500_000


def test_menus_stand_as_they_were(tmp_path):
    menu = ipywidgets.Dropdown(options=["Ilka Torvald (3)", "Joren Maas (3)"], index=1, description="Speaker")
    box = ipywidgets.VBox([menu, ipywidgets.HTML(markup.framed(markup.article(samples.sample())))])
    path = notebook(tmp_path / "n.ipynb", shown("box", view(box)), state=states(box, *box.children))
    page = rendering.html(path, run=False)
    assert "Speaker: <strong>Joren Maas (3)</strong>" in page
    assert 'class="mark"' in page


def test_what_follows_the_analyst_stands_as_it_was_with_its_panels(tmp_path):
    explorer = explore.Explorer(samples.sample(), samples.known(), panels=("reader", "card"))
    output = ipywidgets.Output(
        outputs=[
            {"output_type": "display_data", "data": view(explorer), "metadata": {}},
            {"output_type": "display_data", "data": {"text/html": "<p>Eight<script>x"}, "metadata": {}},
        ]
    )
    path = notebook(tmp_path / "n.ipynb", shown("box", view(output)), state=states(output, explorer))
    page = rendering.html(path, run=False)
    assert data_of(page, "explorers")[0]["panels"] == ["reader", "card"]
    assert "We will never sign" in page and "<p>Eight</p>" in page


def test_hostile_words_stay_words(tmp_path):
    explorer = explore.Explorer(samples.hostile(HOSTILE), samples.known())
    path = notebook(
        tmp_path / "n.ipynb",
        nbformat.v4.new_markdown_cell(f"# {HOSTILE}\n\n[a](javascript:alert(1)) <script>alert(1)</script>"),
        shown("x", view(explorer)),
        shown("y", {"text/html": str(markup.framed(markup.head(samples.hostile(HOSTILE))))}),
        shown("z", {"text/html": '<p onclick="x()">a<iframe src="//b"></iframe><meta http-equiv="refresh"><style>b'}),
        shown("p", {"text/plain": HOSTILE}),
        state=states(explorer),
    )
    page = rendering.html(path, run=False)
    main = page[page.index("<main") : page.index("</main>")]
    for bad in ("<img", "<script", "<iframe", "<meta", "<style", "onclick=", 'href="javascript'):
        assert bad not in main, bad
    assert page.count("</script>") == 4


def test_a_widget_that_was_not_saved_is_told(tmp_path):
    path = notebook(tmp_path / "n.ipynb", shown("x", {rendering.WIDGET: {"model_id": "gone"}}))
    with pytest.raises(rendering.NotebookError, match="cell 1: its widget was not saved"):
        rendering.html(path, run=False)


def test_the_notebook_runs_in_its_own_folder_and_is_not_changed(tmp_path):
    (tmp_path / "words.txt").write_text("forty-two", encoding="utf-8")
    cell = nbformat.v4.new_code_cell("import sys\nprint(open('words.txt').read())\nprint('quiet', file=sys.stderr)")
    path = notebook(tmp_path / "n.ipynb", cell)
    before = path.read_bytes()
    page = rendering.write(path, tmp_path / "x.html").read_text(encoding="utf-8")
    assert "<pre>forty-two</pre>" in page and "<pre>quiet" not in page
    assert "<summary>Code</summary>" in page
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "words", "why"),
    [
        ("n.txt", "# Notes", "this is no notebook; give a file that ends with .ipynb"),
        ("n.ipynb", "# Notes", "no notebook that can be read; open and save it in JupyterLab"),
        ("n.ipynb", "[1, 2]", "no notebook that can be read; open and save it in JupyterLab"),
        (
            "n.ipynb",
            '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{}]}',
            "no notebook that can be read",
        ),
        ("none.ipynb", None, "No such file or directory; check the name and try again"),
    ],
)
def test_what_is_no_notebook_is_told_in_one_sentence(tmp_path, name, words, why):
    if words is not None:
        (tmp_path / name).write_text(words, encoding="utf-8")
    assert why in told(tmp_path / name, tmp_path / "x.html")


def told(path, page, **how):
    """The one sentence with which a page is refused; nothing is left of the page."""
    with pytest.raises(rendering.NotebookError) as error:
        rendering.write(path, page, **how)
    assert not page.exists()
    assert str(error.value).startswith(f"{path}: ") or "cell" in str(error.value)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_a_cell_that_fails_is_named_with_its_number_and_its_words(tmp_path):
    cells = [nbformat.v4.new_markdown_cell("# One"), *map(nbformat.v4.new_code_cell, ["x = 2", "x / 0\n", "x"])]
    said = told(notebook(tmp_path / "n.ipynb", *cells), tmp_path / "x.html")
    assert said.endswith("n.ipynb: cell 3 ends with ZeroDivisionError: division by zero; mend it and try again.")


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (CellTimeoutError("a long tale\nof the cell"), "a cell takes over 10 minutes; shorten it and try again."),
        (TimeoutError(), "a cell takes over 10 minutes; shorten it and try again."),
        (DeadKernelError("Kernel died"), "the notebook does not run here (Kernel died)."),
        (NoSuchKernel("julia"), "the notebook does not run here (No such kernel named julia)."),
        (RuntimeError(), "the notebook does not run here (RuntimeError)."),
        (OSError("no room\nleft"), "the notebook does not run here (no room)."),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_kernel_that_ends_is_told_in_one_sentence(tmp_path, monkeypatch, error, why):
    async def execute(client, **_):
        raise error

    monkeypatch.setattr(rendering.NotebookClient, "async_execute", execute)
    path = notebook(tmp_path / "n.ipynb", nbformat.v4.new_code_cell("1"))
    assert told(path, tmp_path / "x.html") == f"{path}: {why}"


@pytest.mark.parametrize(
    ("data", "state"),
    [
        ({rendering.WIDGET: {"version_major": 2}}, {}),  # a view of no widget
        ({rendering.PLOTLY: None}, {}),  # a figure without its data
        ({rendering.PLOTLY: "bars"}, {}),
        ({rendering.WIDGET: {"model_id": "a"}}, {"a": {"model_name": "VBoxModel"}}),  # a widget without its state
        (
            {rendering.WIDGET: {"model_id": "a"}},
            {"a": {"state": {"payload": {"schema": 5, "segments": []}}}},
        ),  # half a payload
    ],
)
def test_an_output_that_is_not_complete_is_told(tmp_path, data, state):
    path = notebook(tmp_path / "n.ipynb", shown("x", data), state=state)
    said = told(path, tmp_path / "x.html", run=False)
    assert "an output is not complete" in said and said.endswith("save the notebook again.")


def test_outputs_of_every_kind_are_shown_and_others_left_out(tmp_path):
    failed = nbformat.v4.new_code_cell("1 / 0", outputs=[nbformat.v4.new_output("error", ename="E", evalue="why")])
    path = notebook(
        tmp_path / "n.ipynb",
        failed,
        shown("a", {"image/png": "aGk=\n"}),
        shown("b", {"text/markdown": "*slanted*"}),
        shown("c", {"application/x-unknown": "secret"}),
        nbformat.v4.new_code_cell("  "),
    )
    page = rendering.html(path, run=False)
    for words in ("<pre>E: why</pre>", 'src="data:image/png;base64,aGk="', "<em>slanted</em>", "<title>n</title>"):
        assert words in page
    assert "secret" not in page and page.count("<summary>Code</summary>") == 4
