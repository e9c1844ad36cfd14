import json

import pytest

from analysis import charts, explore
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
    assert len(state) < 150_000
    assert "plotly.js v" not in state


def test_the_module_is_one_and_exports_once(explorer):
    assert explorer._esm.count("export ") == 1
    assert "import " not in explorer._esm
    assert "innerHTML" not in explorer._esm


def page_of(box):
    return box.children[1].value


def test_a_speaker_leads_to_sentences():
    box = explore.by_speaker(samples.sample())
    menu = box.children[0]
    labels = [label for label, _ in menu.options]
    assert labels == [
        "Ilka Torvald (3)",
        "Joren Maas (3)",
        "Vorland (1)",
        "A senior diplomat (1)",
        "No speaker named (1)",
    ]
    assert "3 of 8 statements" in page_of(box)
    menu.index = 2
    assert "the bay is its own" in page_of(box)
    menu.index = 4
    assert "a ferry had been stopped" in page_of(box)


def test_a_topic_leads_to_statements():
    box = explore.by_topic(samples.sample(), samples.known())
    assert [label for label, _ in box.children[0].options] == ["Law of the sea", "Talks", "Arms", "No diplomatic topic"]
    assert "5 of 8 statements" in page_of(box)


def test_a_mark_leads_to_its_sentence():
    box = explore.by_statement(samples.sample())
    options = [label for label, _ in box.children[0].options]
    assert options[2] == "3  ▼ Joren Maas: opposes the treaty"
    assert options[1].endswith("conditional, leaning against the treaty")
    box.children[0].index = 2
    assert "We will" in page_of(box)


@pytest.mark.parametrize("chooser", [explore.by_speaker, explore.by_topic, explore.by_statement])
def test_a_silent_article_says_so(chooser):
    assert "The article reports no statement." in page_of(chooser(samples.silent()))


@pytest.mark.parametrize("chooser", [explore.by_speaker, explore.by_topic, explore.by_statement])
def test_hostile_words_stay_words(chooser):
    html = page_of(chooser(samples.hostile("<img src=x onerror=alert(1)>")))
    assert "<img" not in html
    assert "&lt;img" in html
