import json
import re

import nbformat
import pytest

from analysis import explore, markup, rendering
from tests import samples

HOSTILE = "</script><img src=x onerror=alert(1)>\u2028<!--"


def notebook(path, *cells, state=None):
    made = nbformat.v4.new_notebook(cells=list(cells))
    if state is not None:
        made.metadata["widgets"] = {rendering.STATE: {"version_major": 2, "version_minor": 0, "state": state}}
    nbformat.write(made, path)
    return path


def shown(source, data):
    cell = nbformat.v4.new_code_cell(source)
    cell.outputs = [nbformat.v4.new_output("display_data", data=data)]
    return cell


def states(*widgets):
    """The widgets' saved state, as a notebook keeps it."""
    held = {}
    for widget in widgets:
        held[widget.model_id] = {
            "model_name": widget._model_name,
            "state": json.loads(json.dumps(widget.get_state(), default=str)),
        }
    return held


def view(widget):
    return {rendering.WIDGET: {"model_id": widget.model_id, "version_major": 2, "version_minor": 0}, "text/plain": "x"}


def data_of(page, id):
    return json.loads(re.search(rf'id="{id}">(.*?)</script>', page, re.S)[1])


def test_explorers_share_one_script_and_one_plotly(tmp_path):
    one, two = (explore.Explorer(samples.sample(), samples.CODEBOOK) for _ in range(2))
    two.chosen = {"speakers": ["Joren Maas"]}
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
    assert "We will never sign" in page[: page.index("</main>")]  # without JavaScript there is a table
    assert len(page) < 2_500_000


def test_menus_stand_as_they_were(tmp_path):
    box = explore.by_speaker(samples.sample())
    box.children[0].index = 1
    path = notebook(tmp_path / "n.ipynb", shown("box", view(box)), state=states(box, *box.children))
    page = rendering.html(path, run=False)
    assert "Speaker: <strong>Joren Maas (3)</strong>" in page
    assert "3 of 8 statements" in page and 'class="mark"' in page


def test_hostile_words_stay_words(tmp_path):
    explorer = explore.Explorer(samples.hostile(HOSTILE), samples.CODEBOOK)
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
