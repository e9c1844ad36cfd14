"""The explorer and what follows the analyst in a real JupyterLab, started by `make lab`."""

import re

from analysis import decisions, payload
from tests import samples
from tests.browser.conftest import HOSTILE, context_in, run_cell
from tests.browser.showing import speaker_key, statement_key

CELLS = [
    f"""
from analysis import explore, markup
from tests import samples
doc = samples.hostile({HOSTILE!r})
explorer = explore.Explorer(doc, samples.known())
explorer""",
    "from analysis.coded import coded_statements\nmarkup.statements(doc, coded_statements(doc))",
    "import ipywidgets\nipywidgets.HTML(markup.framed(markup.statements(doc, coded_statements(doc))))",
    "print(explorer.selection, len(explorer.selected))",
]
KEEPING = [
    """
from analysis import explore
from tests import samples
explorer = explore.Explorer(samples.sample(), samples.known(), panels=("filters", "in force", "reader", "card"))
explorer""",
    "((coded, note),) = explorer.kept\nprint(coded.key, note)",
]

TALKS = """Talks Resume in Halven

The foreign minister of Velland, Ilka Torvald, said that the talks would resume on Monday. She welcomed the offer of
Tellan. "We will never sign under threat," Joren Maas, a spokesman of the government of Tellan, told reporters.
"""
BEGINNING = [
    """
from pathlib import Path
from analysis import articles, knowledge, starting
from analysis.choices import following
articles.folder = lambda: Path("begun").resolve()
start = starting.form(knowledge.load())""",
    "following(start, starting.view)",
    "following(start, starting.Decided)",
]


def test_the_whole_project_can_be_reached(browser, lab):
    context = context_in(browser)
    page = context.new_page()
    page.goto(lab.address)
    page.locator(".lm-TabBar-tab.jp-mod-current[title*='1-article.ipynb']").wait_for()
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    names = page.locator(".jp-DirListing-itemText")
    names.get_by_text("2-speakers.ipynb").wait_for()
    page.locator(".jp-BreadCrumbs-home").click()
    names.get_by_text("data", exact=True).wait_for()
    assert {"data", "notebooks"} <= set(names.all_inner_texts())
    context.close()


def test_hostile_words_in_a_live_notebook(browser, lab, colours_on):
    context = context_in(browser, viewport={"width": 1500, "height": 1100})
    page = context.new_page()
    dialogs, asked = [], []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(lab("hostile", *CELLS))
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    explorer = page.locator(".demarche.explorer")
    explorer.locator(".js-plotly-plot .bars path").first.wait_for(state="attached")

    assert "8 of 8 statements" in explorer.inner_text()
    assert colours_on(explorer.locator(".barlayer"))["#D55E00"] > 300
    explorer.locator(".trace.bars").nth(1).locator("path[d]").nth(1).click(force=True)
    assert "2 of 8 statements" in explorer.inner_text()
    made = payload.view(samples.hostile(HOSTILE), samples.CODEBOOK)
    joren, third = speaker_key(made, "Joren Maas"), statement_key(made, 3)
    explorer.locator(f".mark[data-statement={third}]").first.focus()
    page.keyboard.press("Enter")  # which is a command of JupyterLab, too
    assert "because: never" in explorer.locator(".card").inner_text()

    last = page.locator(".jp-Cell").last
    last.scroll_into_view_if_needed()
    last.locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    wanted = f"Selection(speakers=('{joren}',), positions=('oppose',), statement='{third}') 2"
    last.locator(".jp-OutputArea-output", has_text=wanted).wait_for()

    for place in (
        ".demarche.explorer .reader",
        ".jp-RenderedHTMLCommon .card",
        ".widget-html .card",
    ):
        page.locator(place).first.scroll_into_view_if_needed()
        assert "</script><img" in page.locator(place).first.evaluate("node => node.textContent"), place
    assert page.locator(".demarche img, .demarche i, img[src=x]").count() == 0
    assert page.locator(".modebar-btn").count() == 0  # no button that could send the data away
    assert dialogs == []
    assert page.get_by_text("official Jupyter news").count() == 0
    assert not [url for url in asked if not re.match(r"http://127\.0\.0\.1|data:|blob:", url)]
    context.close()


def test_a_statement_is_kept_beside_the_article_and_python_has_it(browser, lab):
    context = context_in(browser, viewport={"width": 1500, "height": 1100})
    page = context.new_page()
    page.goto(lab("keeping", *KEEPING))
    root = run_cell(page)
    third = samples.sample().statements[2].key
    root.locator(f".mark[data-statement={third}]").first.click()
    keep = root.locator(".card").get_by_role("button", name="Keep statement 3")
    keep.click()
    assert keep.get_attribute("aria-pressed") == "true"
    root.get_by_label("Note on statement 3").fill("Ask them.")
    root.get_by_label("Note on statement 3").blur()
    page.locator(".jp-Cell").last.locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    page.locator(".jp-OutputArea-output", has_text=f"{third} Ask them.").wait_for()
    keep.click()
    assert keep.get_attribute("aria-pressed") == "false" and root.locator(".keep").is_hidden()
    context.close()


def test_a_review_is_begun_by_keyboard_alone(browser, lab):
    home = lab.folder / "begun"
    home.mkdir()
    (home / "talks.txt").write_text(TALKS, encoding="utf-8")
    context = context_in(browser, viewport={"width": 1500, "height": 1100})
    page = context.new_page()
    page.goto(lab("begun", *BEGINNING))
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    page.get_by_label("Your name").focus()
    page.keyboard.type("Ana")
    for _ in range(4):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Begin"
    page.keyboard.press("Enter")
    page.get_by_text("What Ana decides is kept in").wait_for()
    page.get_by_role("button", name="Reject").first.focus()
    page.keyboard.press("x")
    page.locator(".widget-html td[data-label='Rejected']", has_text="1").first.wait_for()
    assert [d.what for d in decisions.kept(home)] == ["reject"]
    context.close()
