"""Notebooks are thin, committed clean, and run from top to bottom."""

import ast
import json
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import run_sync
from nbclient import NotebookClient

from analysis import articles, choices, decisions, report, review
from analysis.selection import Selection
from tests import camped, reviewed, samples
from tests.browser import corpus_page

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
# What the report of each shows: no notebook replaces the report of another, nor the whole one that `make` writes.
SHOWN = {"1-article": "chosen", "2-speakers": "speakers", "3-stances": "stances", "4-topics": "topics"}
NAMES = [*SHOWN, "5-review", "6-agreement", "7-corpus", "8-networks"]
# What is typed and clicked in the form of 5-review: one statement is rejected.
BEGUN = """
start.name.value, start.articles.value = "Ana", "us-offers-russia-assurance-on-missiles"
start.start()
(doc,) = start.reviewer.desk.docs.values()
told = {"type": "decide", "id": "0" * 32, "article": doc.id, "unit": doc.statements[0].key, "what": "reject"}
start.reviewer._handle_custom_msg(told | {"after": {}, "quotes": {}}, [])
"""
# What a reader does in the explorer of a notebook: keeps the first statement, with a note.
KEPT = """
key = explorer.shown.doc.statements[0].key
explorer.shown.chosen = {**explorer.shown.chosen, "kept": [{"key": key, "note": "Ask them."}]}
"""


def cells(path, kind):
    return [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == kind]


def test_these_are_there():
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
    sent = re.search(
        r"following\((choice|own), (explore|overviewing|networking)\.sent|following\((choice|own), sent,",
        cells(path, "code")[-1].source,
    )
    assert sent or path.stem == "6-agreement"  # of many articles: `demarche render` writes it


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


def outputs_of(path, kernel, first="%reset -f", after=(0, "")):
    """A notebook that has run, and what its cells put out.

    first: runs before all, so that it gets no name from the notebook before. after: runs behind the code cell of a number.
    """
    notebook = nbformat.read(path, 4)
    place = [n for n, cell in enumerate(notebook.cells) if cell.cell_type == "code"][after[0]]
    notebook.cells.insert(place + 1, nbformat.v4.new_code_cell(after[1]))
    notebook.cells.insert(0, nbformat.v4.new_code_cell(first))
    folder = {"metadata": {"path": str(path.parent)}}
    client = NotebookClient(notebook, timeout=120, resources=folder, km=kernel)
    client.execute()
    client.kc.stop_channels()
    return notebook, [o for cell in notebook.cells if cell.cell_type == "code" for o in cell.outputs]


@pytest.mark.parametrize("path", NOTEBOOKS[: len(SHOWN)], ids=list(SHOWN))
def test_a_notebook_runs(path, kernel):
    (explored,) = (n for n, cell in enumerate(cells(path, "code")) if "panels = " in cell.source)
    notebook, outputs = outputs_of(path, kernel, after=(explored, KEPT))
    assert not [o for o in outputs if o.output_type == "error" or o.get("name") == "stderr"]
    shown = {mime for o in outputs for mime in o.get("data", {})}
    assert {"text/html", "application/vnd.jupyter.widget-view+json"} <= shown
    assert "application/vnd.plotly.v1+json" not in shown  # the explorer's panels show it
    read = articles.named(choices.last_read())  # 1-article begins with the first, the others with what was read last
    assert path.stem != "1-article" or read.id == articles.names()[0]
    place = report.place(read, SHOWN[path.stem])
    assert f"Written: {place}" in outputs[-1].data["text/html"] and place.is_file()
    kept = json.loads(place.read_text(encoding="utf-8").split('id="chosen">')[1].split("</script>")[0])["kept"]
    assert [one["note"] for one in kept] == ["Ask them."]  # and the report knows the statement
    assert f'"key":"{kept[0]["key"]}"' in place.read_text(encoding="utf-8").replace(": ", ":")
    assert len(json.dumps(notebook.metadata["widgets"]).encode()) < 1_000_000
    assert "Share chart" not in json.dumps(outputs)


@pytest.fixture
def elsewhere(tmp_path):
    """A folder of articles for the kernel, and the cell that makes it the one: what is decided leaves no trace here."""
    home = tmp_path / "articles"
    shutil.copytree(articles.folder(), home, ignore=shutil.ignore_patterns("reviews"))
    there = f"from pathlib import Path\nfrom analysis import articles\narticles.folder = lambda: Path({str(home)!r})"
    return home, f"%reset -f\n{there}"


def html_in(notebook, outputs):
    """All HTML that cells and their widgets show."""
    states = notebook.metadata["widgets"]["application/vnd.jupyter.widget-state+json"]["state"].values()
    shown = [o["data"].get("text/html", "") for one in states for o in one["state"].get("outputs", ()) if "data" in o]
    values = [one["state"]["value"] for one in states if isinstance(one["state"].get("value"), str)]
    return "".join([*shown, *values, *(o.get("data", {}).get("text/html", "") for o in outputs)])


def test_a_review_waits_for_a_name(kernel, elsewhere):
    notebook, outputs = outputs_of(NOTEBOOKS[4], kernel, elsewhere[1])
    assert not [o for o in outputs if o.output_type == "error" or o.get("name") == "stderr"]
    assert "To review, take Run" in html_in(notebook, outputs) and not (elsewhere[0] / "reviews").exists()


def test_a_review_is_begun_shown_and_sent(kernel, elsewhere):
    home, first = elsewhere
    notebook, outputs = outputs_of(NOTEBOOKS[4], kernel, first, (1, BEGUN))
    assert not [o for o in outputs if o.output_type == "error" or o.get("name") == "stderr"]
    assert [d.what for d in decisions.kept(home)] == ["reject"]
    html = html_in(notebook, outputs)
    assert "Decided so far, by Ana: 1 of" in html and "Reviewed by Ana: 1 of" in html and "Coded blind" in html
    place = report.place(articles.named("us-offers-russia-assurance-on-missiles"), "reviewed")
    assert f"Written: {place}" in outputs[-1].data["text/html"]
    assert re.search(r"Reviewed by Ana: 1 of \d+ statements", place.read_text(encoding="utf-8"))


def test_coders_are_compared_and_numbers_told(kernel, elsewhere):
    home, first = elsewhere
    docs = [samples.annotated(name) for name in articles.names()]
    sample = review.draw(docs, 80, seed=2, name="march")
    review.save_sample(home, sample)
    for seed, coder in enumerate(("Ana", "Ben")):
        reviewed.code(home, docs, coder, sample, seed=seed)
    notebook, outputs = outputs_of(NOTEBOOKS[5], kernel, first)
    assert not [o for o in outputs if o.output_type == "error" or o.get("name") == "stderr"]
    html = html_in(notebook, outputs)
    assert "<strong>Ana and Ben</strong>, two people, 80 statements that both coded blind." in html
    assert '<details class="difference">' in html and "From the answers given blind to the sample “march”" in html
    assert len(json.dumps(notebook.metadata["widgets"]).encode()) < 2_000_000


SETTLED = """
form = _.shown
form.name.value = "Cleo"
form.begin.click()
desk = form.settler.desk
for n, (id, unit) in enumerate(desk.queues[0].items):
    desk.decide({"article": id, "unit": unit, "what": "take", "side": "left"}, f"{n:032x}", 1.0)
desk.take_alike(len(desk.queues[1].items), "f" * 32)
print("settled:", form.settler.progress)
choice.read()
"""


def test_differences_are_settled_and_count_first(kernel, elsewhere):
    home, first = elsewhere
    docs = [samples.annotated(name) for name in articles.names()]
    sample = review.draw(docs, 80, seed=2, name="march")
    review.save_sample(home, sample)
    for seed, coder in enumerate(("Ana", "Ben")):
        reviewed.code(home, docs, coder, sample, seed=seed)
    notebook, outputs = outputs_of(NOTEBOOKS[5], kernel, first, (5, SETTLED))
    assert not [o for o in outputs if o.output_type == "error" or o.get("name") == "stderr"], outputs
    printed = "".join(o["text"] for o in outputs if o.output_type == "stream")
    there = re.search(r"settled: \{'differences': \((\d+), (\d+)\)", printed)
    assert there and there[1] == there[2] != "0"
    html = html_in(notebook, outputs)
    assert "adjudicated 80." in html and "To settle the differences, take Run" in html
    kept = [d for d in decisions.kept(home) if d.coder == decisions.ADJUDICATED]
    assert len(kept) == 80 and {d.by for d in kept} == {"Cleo"} and all(d.blind for d in kept)


def test_where_nobody_reviewed_the_notebook_says_so(kernel, elsewhere):
    notebook, outputs = outputs_of(NOTEBOOKS[5], kernel, elsewhere[1])
    assert "Nobody has reviewed" in html_in(notebook, outputs)


def at_home(home):
    return f"%reset -f\nfrom pathlib import Path\nfrom analysis import overviewing\noverviewing.home = lambda: Path({str(home)!r})"


@pytest.mark.parametrize("path", NOTEBOOKS[6:], ids=NAMES[6:])
def test_where_no_corpus_was_read_the_notebook_says_what_to_do(path, kernel, tmp_path):
    notebook, outputs = outputs_of(path, kernel, at_home(tmp_path))
    assert not [o for o in outputs if o.output_type == "error" or o.get("name") == "stderr"], outputs
    assert html_in(notebook, outputs).count("run `make corpus` in a terminal") == 1


def test_a_corpus_is_shown_told_and_sent(kernel, tmp_path):
    corpus_page.made(tmp_path / "corpora" / "sample", corpus_page.rows())
    notebook, outputs = outputs_of(NOTEBOOKS[6], kernel, at_home(tmp_path))
    assert not [o for o in outputs if o.output_type == "error" or o.get("name") == "stderr"], outputs
    html = html_in(notebook, outputs)
    assert "Havenmouth Post" in html and f"Written: {tmp_path / 'reports' / 'sample.html'}" in html
    assert (tmp_path / "reports" / "sample.html").is_file()
    states = notebook.metadata["widgets"]["application/vnd.jupyter.widget-state+json"]["state"].values()
    assert len([one for one in states if "cells" in one["state"].get("payload", {})]) == 1


def test_networks_of_a_corpus_are_shown_told_and_sent(kernel, tmp_path):
    camped.made(tmp_path / "corpora" / "sample", camped.articles(60))
    notebook, outputs = outputs_of(NOTEBOOKS[7], kernel, at_home(tmp_path))
    assert not [o for o in outputs if o.output_type == "error" or o.get("name") == "stderr"], outputs
    html = html_in(notebook, outputs)
    assert "Tied closely by agreement" in html and "dna-cosine" in html and " against " in html
    assert re.search(r"January 2021 to March 2021.*?0\.\d+ to 0\.\d+", html, re.S)
    endings = ("network.graphml", "network.gexf", "network.csv", "statements.dna", "rdna-documents.csv")
    for ending in (*endings, "rdna-statements.csv"):
        place = tmp_path / "reports" / f"sample-{ending}"
        assert f"Written: {place}" in html and place.stat().st_size > 200
    states = notebook.metadata["widgets"]["application/vnd.jupyter.widget-state+json"]["state"].values()
    assert [one["state"]["panels"] for one in states if "cells" in one["state"].get("payload", {})] == [["networks"]]
