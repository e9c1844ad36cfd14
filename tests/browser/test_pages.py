"""The page around the explorer: findings that lead to it, what is chosen at first, paper, and a notebook as a page."""

import ast
import json
import re
from pathlib import Path

import nbformat
import plotly.graph_objects as go
import pytest

from analysis import articles, explore, rendering, report
from tests import samples
from tests.browser.conftest import documents
from tests.browser.showing import BARS, speaker_key, statement_key
from tests.notebooks import notebook, shown, states, view

ROOT = Path(__file__).parents[2]
EXPLORING = sorted((ROOT / "notebooks").glob("[1-5]-*.ipynb"))
FIXED = {"xaxis": {"fixedrange": True}, "yaxis": {"fixedrange": True}}  # nothing to zoom
# Width and height of a sheet in CSS pixels, less the margins of report.css.
SHEETS = {"A4": 794 - 121, "Letter": 816 - 121}


def test_a_finding_opens_its_statements(opened):
    shown = opened("sample")
    page = shown.page
    page.locator(".findings a", has_text="Joren Maas").click()
    assert page.locator(".count").inner_text() == "1 of 8 statements"
    mark = page.locator(".mark.current").first
    assert mark.get_attribute("data-statement") == shown.statement(3)
    box = mark.bounding_box()
    assert 0 <= box["y"] <= 900
    page.go_back()
    assert page.locator(".count").inner_text() == "8 of 8 statements"
    page.locator(".findings a", has_text="the treaty").click()
    assert page.locator(".count").inner_text() == "3 of 8 statements"
    assert page.locator("#explorer").evaluate("node => Math.abs(node.getBoundingClientRect().top)") < 20


def test_without_javascript_a_finding_leads_to_the_row(open_page, written):
    page = open_page(written("sample"), java_script_enabled=False)
    for link in page.locator(".findings a").all():
        link.click()
        wanted = link.get_attribute("href")[1:]
        row = page.locator("tr", has=page.locator(f'[id="{wanted}"]')).or_(page.locator(f'tr[id="{wanted}"]'))
        assert row.evaluate(
            "node => { const { top } = node.getBoundingClientRect(); return top >= -5 && top < innerHeight }"
        )
        page.evaluate("scrollTo(0, 0)")


def test_the_file_opens_as_the_explorer_was(open_page, tmp_path):
    explorer = explore.Explorer(*documents("sample"))
    joren, third = speaker_key(explorer.payload, "Joren Maas"), statement_key(explorer.payload, 3)
    explorer.chosen = {"speakers": [joren], "positions": ["oppose"], "statement": third}
    page = open_page(explorer.report(tmp_path / "x.html").as_uri())
    assert page.locator(".count").inner_text() == f"{len(explorer.selected)} of 8 statements"
    assert page.locator(".mark.current").first.get_attribute("data-statement") == third


@pytest.mark.parametrize("name", [*articles.names(), "hostile"])
@pytest.mark.parametrize("sheet", SHEETS)
def test_on_paper_nothing_is_cut(opened, name, sheet):
    page = opened(name).page
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.set_viewport_size({"width": SHEETS[sheet], "height": 1000})
    page.evaluate("for (const node of document.querySelectorAll('details')) node.open = true")
    wide = """limit => [...document.querySelectorAll("td, th, p, li, dd, svg, .svg-container")]
      .filter((node) => node.checkVisibility() && node.getBoundingClientRect().right > limit + 1)
      .map((node) => `${node.tagName} ${node.className} ${node.textContent.slice(0, 40)}`)"""
    assert page.evaluate(wide, SHEETS[sheet]) == []
    assert not page.locator("footer table").first.is_visible()  # how it was made, without its tables


@pytest.fixture(scope="module", params=["saved", pytest.param("run", marks=pytest.mark.trial)])
def rendered(request, tmp_path_factory):
    """The page of a notebook with charts and two explorers: one saved with its outputs, or 3-stances, run."""
    path = tmp_path_factory.mktemp("rendered") / "n.ipynb"
    made = saved if request.param == "saved" else ours
    return rendering.write(made(path), path.with_suffix(".html"), run=request.param == "run").as_uri()


def saved(path):
    one, two = (explore.Explorer(*documents("sample")) for _ in range(2))
    bars = go.Figure(go.Bar(y=[2, 1], marker_color="#D55E00"), FIXED)
    figures = [json.loads(bars.to_json()) for _ in range(2)]
    cells = [shown("chart", {rendering.PLOTLY: figure}) for figure in figures]
    return notebook(path, *cells, shown("one", view(one)), shown("two", view(two)), state=states(one, two))


def ours(path):
    stances = nbformat.read(ROOT / "notebooks" / "3-stances.ipynb", as_version=4)
    more = f"import plotly.graph_objects as go\ngo.Figure(go.Bar(y=[2, 1], marker_color='#D55E00'), {FIXED})"
    stances.cells = [cell for cell in stances.cells if "panels = " not in cell.source]
    stances.cells[-1:] = [nbformat.v4.new_code_cell(words) for words in (*["Explorer(choice.doc)"] * 2, *[more] * 2)]
    nbformat.write(stances, path)
    return path


def test_a_rendered_notebook_is_alive_and_alone(open_page, rendered, colours_on):
    page = open_page(rendered)
    first, second = page.locator(".demarche.explorer").all()
    first.locator(BARS).first.wait_for(state="attached")
    page.locator("figure.plotly .main-svg").nth(1).wait_for(state="attached")
    first.locator(".mark[data-position=oppose]").first.click()
    assert "opposes" in first.locator(".card").inner_text()
    assert second.locator(".mark.current").count() == 0
    page.locator("figure.plotly").last.scroll_into_view_if_needed()
    assert colours_on(page.locator("figure.plotly").last)["#D55E00"] > 30
    page.locator("figure.plotly").first.hover()
    titles = page.locator(".modebar-btn").evaluate_all("nodes => nodes.map((n) => n.dataset.title)")
    assert set(titles) == {"Download plot as a PNG"}
    assert "Share" not in page.locator("body").inner_text()
    assert page.asked == [rendered] and page.complaints == []


def test_a_rendered_notebook_needs_no_sideways_scrolling(open_page, rendered):
    page = open_page(rendered, viewport={"width": 390, "height": 844})
    page.locator("figure.plotly .main-svg").first.wait_for(state="attached")
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def panels_in(path):
    """The panels that a notebook shows of the explorer."""
    (told,) = re.findall(r"^panels = (\(.+\))$", "\n".join(c.source for c in nbformat.read(path, 4).cells), re.M)
    return ast.literal_eval(told)


@pytest.mark.parametrize("panels", [*map(panels_in, EXPLORING), ("strip",), ("kept", "table", "card")], ids=" ".join)
def test_a_statement_is_seen_to_be_kept_whatever_panels_are_shown(open_page, tmp_path, panels):
    doc, known = documents("sample")
    explorer = explore.Explorer(doc, known, panels=panels)
    made = notebook(tmp_path / "n.ipynb", shown("one", view(explorer)), state=states(explorer))
    page = open_page(rendering.write(made, tmp_path / "n.html", run=False).as_uri())
    root = page.locator(".demarche.explorer")
    root.locator(".mark, .statements tbody td:first-child, .event").first.click()
    keep = root.locator(".statements, .card, .drawer").get_by_role("button", name="Keep statement")
    key = keep.last.get_attribute("data-keep")
    buttons = root.locator(f"[data-keep='{key}'][aria-pressed]")  # in the table and on the card
    assert root.locator(".keep").is_hidden()
    keep.last.click()
    assert {one.get_attribute("aria-pressed") for one in buttons.all()} == {"true"}
    assert root.locator(".keep h2").inner_text() == "Kept (1)"
    assert root.locator(".panels > *").last.get_attribute("class").endswith("keep") or "kept" in panels
    root.get_by_role("button", name="Remove statement").click()
    assert {one.get_attribute("aria-pressed") for one in buttons.all()} == {"false"}
    assert root.locator(".keep").is_hidden()
    assert page.evaluate("document.activeElement.dataset.keep") == key
    root.locator(".skip").focus()
    page.keyboard.press("Enter")  # and that does not lead to an empty list
    assert not page.evaluate("document.activeElement.matches('.keep, body')")
    assert page.complaints == []


def test_a_report_of_nobody_has_no_empty_list(opened):
    page = opened("silent").page
    assert page.locator(".findings").count() == 0
    assert report.findings(samples.silent()) == ()
