"""The report, opened as a file with no network: the same counts as in Python, and nothing asked, sent or run."""

import pandas as pd
import pytest

from analysis import articles, knowledge, markup, report, tables
from analysis.annotate import annotate
from analysis.palette import LOOKS
from tests import samples

HOSTILE = "</script><img src=x onerror=alert(1)><i>"
BARS = ".js-plotly-plot .bars path"
DOCS = {
    "seed": lambda: (annotate(articles.named("us-offers-russia-assurance-on-missiles")), knowledge.codebook()),
    "sample": lambda: (samples.sample(), samples.CODEBOOK),
    "hostile": lambda: (samples.hostile(HOSTILE), samples.CODEBOOK),
    "silent": lambda: (samples.silent(), samples.CODEBOOK),
}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """written(name): the document, and the address of its report."""
    made = {}

    def of(name):
        if name not in made:
            doc, codebook = DOCS[name]()
            made[name] = doc, report.write(doc, tmp_path_factory.mktemp(name) / "report.html", codebook).as_uri()
        return made[name]

    return of


@pytest.fixture
def opened(written, open_page):
    """opened(name, **context): the document and the page of its report, once its chart is drawn."""

    def of(name, **options):
        doc, address = written(name)
        page = open_page(address, **options)
        if doc.statements and options.get("java_script_enabled", True):
            page.locator(BARS).first.wait_for(state="attached")
        return doc, page

    return of


def count(page):
    return page.locator(".count").inner_text()


def rows(page):
    return page.locator(".statements tbody tr:visible").count()


def marked(page):
    """Ids of the statements that are marked in the article."""
    return set(page.locator(".mark:not(.off)").evaluate_all("nodes => nodes.map((n) => n.dataset.statement)"))


def choose(page, facet, value):
    """Tick or untick a value; a menu is opened for it and shut again."""
    group = page.locator(f"[data-facet={facet}]")
    if facet != "positions":
        group.locator("summary").click()
    group.locator("label").filter(has=page.locator(f"input[value={value!r}]")).click()
    if facet != "positions":
        page.keyboard.press("Escape")


@pytest.mark.parametrize("name", DOCS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_asks_for_nothing_and_complains_of_nothing(opened, name, scheme):
    _, page = opened(name, color_scheme=scheme)
    page.wait_for_timeout(200)
    assert page.asked == [page.url]
    assert page.complaints == []


@pytest.mark.parametrize("name", ["seed", "sample"])
def test_every_statement_is_marked_and_listed(opened, name):
    doc, page = opened(name)
    assert marked(page) == {s.id for s in doc.statements}
    assert rows(page) == len(doc.statements)
    assert count(page) == f"{len(doc.statements)} of {len(doc.statements)} statements"
    assert page.locator(".reader").evaluate("node => node.textContent") == doc.text


@pytest.mark.parametrize("name", ["seed", "sample", "hostile"])
def test_page_and_python_draw_the_same_article(opened, open_page, name):
    doc, page = opened(name)
    shape = """node => [...node.querySelectorAll("p, .mark, .source, .cue, .content, .part")].map((n) => [
      n.tagName, n.className, n.dataset.part, n.dataset.statement, n.dataset.position, n.dataset.glyph, n.textContent])"""
    drawn = page.locator(".article .reader").evaluate(shape)
    static = open_page("about:blank")
    static.set_content(str(markup.article(doc)))
    assert static.locator(".reader").evaluate(shape) == drawn


@pytest.mark.parametrize("name", ["seed", "sample"])
def test_each_filter_narrows_to_what_python_counts(opened, name):
    doc, page = opened(name)
    frame = tables.statements(doc)
    for facet, column in (("speakers", "speakers"), ("positions", "position"), ("topics", "topics")):
        for value, ids in values(frame, column).items():
            choose(page, facet, value)
            assert count(page) == f"{len(ids)} of {len(frame)} statements", value
            assert marked(page) == ids
            assert rows(page) == len(ids)
            page.locator(".chip").click()
            assert page.locator(".chip").count() == 0
    assert count(page) == f"{len(frame)} of {len(frame)} statements"


def values(frame: pd.DataFrame, column):
    """{value: ids of the statements that hold it}."""
    each = frame.assign(**{column: frame[column].str.split(tables.SEVERAL)}).explode(column)
    return {value: set(ids) for value, ids in each.groupby(column)["id"]}


def test_filters_work_together_and_are_seen(opened):
    _, page = opened("sample")
    choose(page, "speakers", "Joren Maas")
    choose(page, "positions", "oppose")
    choose(page, "positions", "support")
    assert count(page) == "3 of 8 statements"
    assert page.locator(".chip").all_inner_texts() == ["Joren Maas\n×", "▼ opposes\n×", "▲ supports\n×"]
    assert page.locator("[data-facet=positions] .number").all_inner_texts() == ["1", "2", "0", "0"]
    page.get_by_role("button", name="Remove the filter Position: opposes").click()
    assert marked(page) == {"s7"}
    page.get_by_role("button", name="Show all").click()
    assert count(page) == "8 of 8 statements"
    choose(page, "topics", "arms")
    choose(page, "positions", "support")
    assert page.get_by_text("No statement passes these filters.").is_visible()


def test_a_mark_opens_its_reasons(opened):
    _doc, page = opened("sample")
    assert "Choose a marked passage" in page.locator(".card").inner_text()
    page.locator(".mark[data-statement=s3]").first.click()
    card = page.locator(".card")
    for words in ("Joren Maas", "the Vorland envoy · Vorland", "▼ opposes the treaty", "because: never → the treaty"):
        assert words in card.inner_text()
    assert "Law of the sea" in card.inner_text()
    assert page.locator(".lit").evaluate_all("nodes => nodes.map((n) => n.textContent)")[0] == "never"
    card.get_by_role("button", name="Next").click()
    assert page.locator(".mark.current").first.get_attribute("data-statement") == "s4"
    page.keyboard.press("Escape")
    assert page.locator(".mark.current").count() == 0


def test_a_row_brings_its_sentence_into_view(opened):
    _, page = opened("seed", viewport={"width": 1280, "height": 500})
    page.locator("tr[data-statement=s2]").click()
    box = page.locator(".mark.current").first.bounding_box()
    assert 0 <= box["y"] <= 500
    assert page.locator("tr.current").get_attribute("data-statement") == "s2"


def test_the_table_sorts_both_ways(opened):
    doc, page = opened("seed")
    column = page.locator("td[data-column=speaker]")
    page.get_by_role("button", name="Who", exact=True).click()
    up = column.all_inner_texts()
    assert up == sorted(up, key=str.lower)
    assert page.locator("th[data-column=speaker]").get_attribute("aria-sort") == "ascending"
    page.get_by_role("button", name="Who", exact=True).click()
    assert column.all_inner_texts() == up[::-1]
    page.get_by_role("button", name="No.").click()
    assert page.locator("td[data-column=number]").all_inner_texts() == [str(n + 1) for n in range(len(doc.statements))]


def test_a_bar_filters_and_a_second_click_frees(opened):
    doc, page = opened("seed")
    bar = page.locator(".js-plotly-plot .trace.bars").nth(1).locator("path[d]").first
    bar.click(force=True)
    assert page.locator(".chip").all_inner_texts()[1] == "▼ opposes\n×"
    assert rows(page) == 1
    bar.click(force=True)
    every = len(doc.statements)
    assert count(page) == f"{every} of {every} statements"


def test_the_table_behind_the_chart_counts_and_filters(opened):
    doc, page = opened("seed")
    page.get_by_text("The same as a table").click()
    each = tables.statements(doc)
    each = each.assign(speakers=each["speakers"].str.split(tables.SEVERAL)).explode("speakers")
    counts = each.groupby(["speakers", "position"]).size()
    for row in page.locator(".behind tbody tr").all():
        name = row.locator("th").inner_text()
        held = [int(text) for text in row.locator("td").all_inner_texts()]
        assert held == [counts.get((name, k.id), 0) for k in LOOKS]
    page.get_by_role("button", name="Show 1 statement: Russia, opposes").click()
    assert count(page) == f"1 of {len(doc.statements)} statements"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_colours_of_the_positions_are_on_the_screen(opened, colours_on, scheme):
    _, page = opened("sample", color_scheme=scheme)
    chart = colours_on(page.locator(".drawing .barlayer"))
    for look in LOOKS:
        assert chart[look.colour] > 300, (look.id, chart.most_common(8))
    if scheme == "light":
        article = colours_on(page.locator(".article .reader"))
        for look in LOOKS:
            assert article[look.colour] > 30, look.id
    paper = colours_on(page.locator("footer")).most_common(1)[0][0]
    assert paper == {"light": "#FFFFFF", "dark": "#17191D"}[scheme]


def test_all_can_be_done_by_keyboard(opened):
    _, page = opened("sample")
    press = page.keyboard.press
    page.locator("summary", has_text="Speaker").focus()
    press("Enter")
    press("Tab")
    press("Space")
    assert count(page) == "3 of 8 statements"
    press("Escape")
    assert page.locator("[data-facet=speakers]").get_attribute("open") is None
    page.locator(".chip").focus()
    press("Enter")
    assert count(page) == "8 of 8 statements"
    page.locator(".mark[tabindex]").first.focus()
    press("Enter")
    assert "Ilka Torvald" in page.locator(".card").inner_text()
    page.locator(".card").get_by_role("button", name="Next").focus()
    press("Enter")
    assert page.evaluate("document.activeElement.dataset.step") == "next"
    assert "leaning against the treaty" in page.locator(".card").inner_text()
    page.get_by_role("button", name="Read statement 5").focus()
    press("Enter")
    assert page.locator(".mark.current").first.get_attribute("data-statement") == "s5"
    width = page.locator(":focus").evaluate("node => getComputedStyle(node).outlineWidth")
    assert width == "2px"


@pytest.mark.parametrize("name", DOCS)
def test_a_phone_needs_no_sideways_scrolling(opened, name):
    doc, page = opened(name, viewport={"width": 390, "height": 844})
    wide = "document.documentElement.scrollWidth"
    assert page.evaluate(wide) <= 390
    if doc.statements:
        page.locator(".mark").first.click()
        page.locator("[data-facet=topics] summary").click()
        assert page.evaluate(wide) <= 390
        assert page.locator(".card").is_visible()


def test_hostile_words_are_shown_as_words(opened):
    _, page = opened("hostile")
    page.locator(".mark").first.click()
    page.get_by_text("The same as a table").click()
    choose(page, "speakers", f"Ilka {HOSTILE} Torvald")
    page.locator(".drawing").scroll_into_view_if_needed()
    page.locator(BARS).first.hover(force=True)
    page.locator(".hoverlayer text").first.wait_for()
    assert page.complaints == []
    assert page.locator("img, i, #explorer script").count() == 0
    for place in (
        "h1",
        ".reader",
        ".card",
        ".chip",
        ".statements td",
        ".behind th",
        ".js-plotly-plot .ytick",
        ".hoverlayer",
    ):
        text = " ".join(page.locator(place).evaluate_all("nodes => nodes.map((n) => n.textContent)"))
        assert "</script><img" in text, place


def test_without_javascript_the_article_can_be_read(opened):
    doc, page = opened("sample", java_script_enabled=False)
    assert page.locator(".reader").inner_text().count("We will never sign") == 1
    assert page.locator("tbody tr").count() == len(doc.statements)


def test_a_print_has_the_article_and_no_controls(opened):
    _, page = opened("sample", color_scheme="dark")
    page.emulate_media(media="print")
    assert not page.locator("summary", has_text="Speaker").is_visible()
    assert page.locator(".article .reader").is_visible()
    assert page.locator(".statements table").is_visible()
    assert page.locator(".demarche.explorer").evaluate("n => getComputedStyle(n).color") == "rgb(29, 29, 27)"


def test_no_button_shares_the_chart(opened):
    _, page = opened("sample")
    page.locator(".drawing").hover()
    titles = page.locator(".modebar-btn").evaluate_all("nodes => nodes.map((n) => n.dataset.title)")
    assert titles == ["Download plot as a PNG"]
    assert "Share" not in page.locator("body").inner_text()
