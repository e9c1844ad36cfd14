import json
import re
from types import SimpleNamespace

import pytest

from analysis import charts, explore, markup, report
from analysis.selection import Selection
from tests import samples


@pytest.fixture
def explorer():
    return explore.Explorer(samples.sample(), samples.known())


def test_what_is_chosen_can_be_asked(explorer):
    assert len(explorer.selected) == 8
    key = explorer.doc.statements[2].key
    explorer.chosen = {"speakers": ["joren-maas"], "positions": ["oppose"], "topics": [], "statement": key}
    assert explorer.selection == Selection(("joren-maas",), ("oppose",), (), key)
    assert list(explorer.selected["number"]) == [3, 4]
    assert list(explorer.selected.index) == [0, 1]


def test_python_can_choose(explorer):
    explorer.selection = Selection(topics=("arms",))
    assert explorer.chosen["topics"] == ["arms"]
    assert list(explorer.selected["number"]) == [2]


def test_the_report_is_what_is_on_the_screen(explorer, tmp_path):
    explorer.chosen = {"speakers": ["joren-maas"], "sort": {"by": "speaker", "down": True}}
    page = explorer.report(tmp_path / "x.html").read_text(encoding="utf-8")
    held = page.split('id="chosen">')[1].split("</script>")[0]
    assert json.loads(held) == explorer.chosen
    assert "Who may sail where." in page  # the definitions are those of the codebook that it was shown with


def test_plotly_comes_when_asked_and_is_not_saved(explorer):
    sent = []
    explorer.send = lambda content, buffers=None: sent.append((content, buffers))
    explorer._handle_custom_msg({"type": "plotly"}, [])
    explorer._handle_custom_msg({"type": "other"}, [])
    explorer._handle_custom_msg("plotly", [])
    assert sent == [({"type": "plotly"}, [charts.plotly_gzip()])]
    state = json.dumps(explorer.get_state(), default=str)
    assert len(state) < 200_000
    assert "plotly.js v" not in state


def test_a_word_file_comes_when_asked(explorer):
    sent = []
    explorer.send = lambda content, buffers=None: sent.append((content, buffers))
    explorer._handle_custom_msg({"type": "word", "by": "issues"}, [])
    ((content, (data,)),) = sent
    assert content == {"type": "word"} and data.startswith(b"PK")


def test_the_module_is_one_and_exports_once(explorer):
    assert explorer._esm.count("export ") == 1
    assert "import " not in explorer._esm
    assert "innerHTML" not in explorer._esm


def test_panels_are_those_of_the_front_end(explorer):
    held = re.search(
        r"^const PANELS = \{(.+?)^\};", (markup.VIEWS / "explorer.js").read_text(encoding="utf-8"), re.M | re.S
    )
    assert tuple(re.findall(r'^  "?([a-z ]+)"?: ', held[1], re.M)) == explore.PANELS == tuple(explorer.panels)
    some = explore.Explorer(samples.sample(), samples.known(), panels=("reader", "card"))
    assert some.get_state()["panels"] == ["reader", "card"]
    with pytest.raises(ValueError, match="'maps' is no panel; there are: filters, in force"):
        explore.Explorer(samples.sample(), samples.known(), panels=("maps",))


def test_without_a_kernel_there_is_a_table_a_link_and_how_to_make_it_alive():
    explorer = explore.Explorer(samples.hostile("<img src=x>"), samples.known(), shown="speakers")
    data, _ = explorer._repr_mimebundle_()
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == explorer.model_id
    html = data["text/html"]
    assert "We will never sign" in html and "Run All Cells" in html and "<img" not in html
    assert re.search(r'<a href="[^"]*reports/[\w.-]+-speakers\.html">', html)


@pytest.mark.parametrize("shown", [explore.speakers, explore.chances, lambda d: explore.lacking(d, samples.known())])
def test_tables_keep_hostile_words_words_and_say_where_there_is_nothing(shown):
    assert "<img" not in shown(samples.hostile("<img src=x onerror=alert(1)>"))
    assert "There is nothing to list." in shown(samples.silent())


@pytest.fixture
def server(tmp_path, monkeypatch):
    """server(root): a Jupyter server that shows this folder has started the kernel."""

    def started(root):
        told = {"root_dir": str(root), "base_url": "/user/ilka/", "pid": 7}
        (tmp_path / "jpserver-7.json").write_text(json.dumps(told), encoding="utf-8")

    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("JPY_PARENT_PID", "7")
    return started


def test_a_report_ends_in_links(tmp_path, server, monkeypatch):
    monkeypatch.setattr(report, "place", lambda doc, shown: tmp_path / "a b" / f"{doc.id}-{shown}.html")
    server(tmp_path)
    html = explore.sent(samples.sample(), samples.known(), "chosen")
    assert (tmp_path / "a b" / "estavia-weighs-a-treaty-chosen.html").is_file()
    address = "/user/ilka/files/a%20b/estavia-weighs-a-treaty-chosen.html"
    for words in (f'<a href="{address}" target', f'<a href="{address}?download=1"', '"/user/ilka/lab/tree/a%20b/'):
        assert words in html
    assert "&#34;path&#34;: &#34;a b/estavia" in html


def test_a_report_outside_the_folder_that_jupyterlab_shows_has_its_path_alone(tmp_path, server):
    server(tmp_path / "notebooks")
    html = explore.links(tmp_path / "reports" / "<x>.html")
    assert "<a " not in html and "outside the folder" in html and "&lt;x&gt;.html" in html


@pytest.mark.parametrize("told", ["", "[]", '{"root_dir": 1}', None])
def test_where_no_server_is_known_the_link_goes_from_the_notebook(tmp_path, server, monkeypatch, told):
    if told is None:
        monkeypatch.delenv("JPY_PARENT_PID")
    else:
        (tmp_path / "jpserver-7.json").write_text(told, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert '<a href="x%22.html"' in explore.links(tmp_path / 'x".html')


def test_the_report_has_what_is_chosen_and_changed_in_a_view(tmp_path, monkeypatch, explorer):
    monkeypatch.setattr(report, "place", lambda doc, shown: tmp_path / "x.html")
    explorer.chosen = {"speakers": ["joren-maas"]}
    terms = SimpleNamespace(doc=samples.sample(), known=samples.known())  # which chooses nothing
    explore.sent(samples.silent(), samples.known(), "x", *(SimpleNamespace(shown=one) for one in (explorer, terms)))
    page = (tmp_path / "x.html").read_text(encoding="utf-8")
    assert json.loads(page.split('id="chosen">')[1].split("</script>")[0]) == explorer.chosen
    assert "We will never sign" in page
