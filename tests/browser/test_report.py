"""The report, opened as a file with no network: nothing asked, sent or run, and a view that a link opens again."""

from dataclasses import replace
from functools import partial

import pytest

from analysis import articles, knowledge, markup, report
from analysis.palette import LOOKS
from tests.browser import many
from tests.browser.conftest import HOSTILE
from tests.browser.showing import BARS, Shown

SEED = "us-offers-russia-assurance-on-missiles"
ALL = ["sample", "hostile", "silent", *articles.names()]


@pytest.mark.parametrize("name", ALL)
def test_it_asks_for_nothing_and_complains_of_nothing(opened, written, name):
    """Not when it opens, and not by what other tests here have done with it."""
    page = opened(name).page
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(100)
    assert {url.split("#")[0] for url in page.asked if not url.startswith("blob:")} == {written(name)}
    assert page.complaints == []


@pytest.mark.parametrize("name", ["sample", "hostile", *articles.names()])
def test_page_and_python_draw_the_same_article(opened, open_page, name):
    shown = opened(name)
    shape = """node => [...node.querySelectorAll("p, .mark, .source, .cue, .content, .part")].map((n) => [
      n.tagName, n.className, n.dataset.part, n.dataset.statement, n.dataset.position, n.dataset.glyph, n.textContent])"""
    drawn = shown.root.locator(".article .reader").evaluate(shape)
    static = open_page("about:blank")
    static.set_content(str(markup.article(shown.doc)))
    assert static.locator(".reader").evaluate(shape) == drawn


@pytest.mark.parametrize(
    "address",
    [
        "#speakers=Nobody",
        "#sort=-nothing&columns=nothing&rows=x&confidence=9",
        "#%E0%A4%A",
        f"#topics={HOSTILE}&text={HOSTILE}",
    ],
)
def test_a_link_that_leads_nowhere_does_no_harm(opened, address):
    shown = opened("sample", address)
    assert shown.page.complaints == []
    assert "of 8 statements" in shown.read()["count"]
    assert shown.root.locator("img, i").count() == 0
    for _ in shown.root.locator(".chip").all():
        shown.root.locator(".chip").last.click()
    shown.holds()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark_are_what_the_reader_asked_for(opened, colours_on, scheme):
    shown = opened("sample", color_scheme=scheme)
    chart = colours_on(shown.root.locator(".drawing .barlayer"))
    for look in LOOKS:
        assert chart[look.colour] > 300, (look.id, chart.most_common(8))
    paper = colours_on(shown.page.locator("footer")).most_common(1)[0][0]
    assert paper == {"light": "#FFFFFF", "dark": "#17191D"}[scheme]


@pytest.mark.parametrize("name", ALL)
def test_a_phone_needs_no_sideways_scrolling(opened, name):
    shown = opened(name, viewport={"width": 390, "height": 844})
    wide = """[...document.querySelectorAll("html, body *")]
      .filter((n) => n.tagName === "HTML" || getComputedStyle(n).overflowX === "auto")
      .filter((n) => n.checkVisibility() && n.scrollWidth > n.clientWidth)
      .map((n) => `${n.tagName} ${n.className} ${n.scrollWidth}`)"""
    shown.page.evaluate("for (const node of document.querySelectorAll('footer details')) node.open = true")
    assert shown.page.evaluate(wide) == []
    if not shown.doc.statements:
        return
    shown.root.locator(".mark").first.click()
    assert shown.root.locator(".card").is_visible()
    for menu in shown.root.locator("summary").all():
        menu.click()
        assert shown.page.evaluate(wide) == []
        shown.page.keyboard.press("Escape")
    shown.root.locator("summary", has_text="Columns").click()
    shown.root.locator(".statements input[type=checkbox]").last.check()
    assert shown.page.evaluate(wide) == []


def test_hostile_words_are_shown_as_words(opened):
    shown = opened("hostile")
    page = shown.page
    page.locator(".mark").first.click()
    page.get_by_text("The same as a table").click()
    page.get_by_role("button", name="Copy a citation").click()
    page.locator(".card").get_by_role("button", name="Text", exact=True).click()
    shown.choose("speakers", shown.speaker(f"Ilka {HOSTILE} Torvald"))
    page.locator(".event").first.hover()
    page.locator(".drawing").scroll_into_view_if_needed()
    page.locator(BARS).first.hover(force=True)
    page.locator(".hoverlayer text").first.wait_for()
    assert page.complaints == []
    assert page.locator("img, i, #explorer script").count() == 0
    for place in (
        "h1",
        ".reader",
        ".card",
        ".citation",
        ".chip",
        ".statements td",
        ".behind th",
        ".matrix th",
        ".strip text",
        ".strip .tip",
        ".js-plotly-plot .ytick",
        ".hoverlayer",
    ):
        text = " ".join(page.locator(place).evaluate_all("nodes => nodes.map((n) => n.textContent)"))
        assert HOSTILE[:8] in text, place


def test_without_javascript_the_article_can_be_read(open_page, written):
    page = open_page(written("sample"), java_script_enabled=False)
    assert page.locator(".reader").inner_text().count("We will never sign") == 1
    assert page.locator("main tbody tr").count() == 8


def test_a_print_has_the_article_and_no_controls(opened):
    page = opened("sample", color_scheme="dark").page
    page.emulate_media(media="print")
    for place in ("summary", ".tools", ".saves", ".switch", ".card"):
        assert not page.locator(f"#explorer {place}").first.is_visible(), place
    for place in (".article .reader", ".statements table", ".matrix table"):
        assert page.locator(place).is_visible(), place
    for place in (".strip svg", ".chart", ".topics"):  # for the screen; what they tell stands in the others
        assert not page.locator(place).is_visible(), place
    assert page.locator(".demarche.explorer").evaluate("n => getComputedStyle(n).color") == "rgb(29, 29, 27)"


def test_no_button_shares_the_chart(opened):
    page = opened("sample").page
    page.locator(".drawing").hover()
    assert page.locator(".modebar-btn").count() == 0
    assert "Share" not in page.locator("body").inner_text()


def test_the_words_are_there_before_the_chart_and_both_soon(written, open_page):
    watch = """new MutationObserver((_, watch) => {
      if (!document.querySelector(".js-plotly-plot .bars path")) return;
      watch.disconnect();
      requestAnimationFrame(() => (document.documentElement.dataset.drawn = performance.now()));
    }).observe(document, {childList: true, subtree: true})"""
    page = open_page(written(SEED))
    page.add_init_script(watch)
    drawn = page.locator("html[data-drawn]")
    spent = [seconds_spent(page, lambda: (page.reload(), drawn.wait_for(state="attached"))) for _ in range(3)]
    assert min(spent) <= 2, spent  # the least disturbed
    words = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    assert words < float(drawn.get_attribute("data-drawn"))


def seconds_spent(page, act):
    """What the page is busy with an act, in seconds of its own processor time: other programs do not count."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def busy():
        return {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}["TaskDuration"]

    before = busy()
    act()
    page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")  # it is on the screen
    spent = busy() - before
    session.detach()
    return spent


def typed(page, words):
    """Words put into the search, and the time that it waits for more of them."""
    page.get_by_role("searchbox").fill(words)
    page.wait_for_timeout(200)


@pytest.mark.parametrize(("number", "times"), [(300, 1), pytest.param(5000, 3, marks=pytest.mark.trial)])
def test_many_statements_answer_a_filter_at_once(open_page, tmp_path, number, times):
    doc, known = many.article(number), replace(knowledge.load(), codebook=many.CODEBOOK)
    shown = Shown(open_page(report.write(doc, tmp_path / "many.html", known).as_uri()), doc, known)
    shown.page.locator(BARS).first.wait_for(state="attached")
    shown.root.locator(".statements tbody tr").nth(199).wait_for(state="attached")
    assert shown.root.locator(".statements tbody tr").count() == 200
    waits, third = {}, shown.speaker("Speaker 3")
    for place in (
        "[data-facet=positions] input",
        f"[value='{third}']",
        "[value='matter 3']",
        "[data-facet=acts] input",
    ):
        click = partial(shown.page.evaluate, f"document.querySelector({place!r}).click()")
        for _ in range(2 * times):  # on and off
            waits.setdefault(place, []).append(round(seconds_spent(shown.page, click), 3))
            shown.page.wait_for_timeout(250)  # panels out of sight follow
    for words in ("talks", "round 77", "Speaker 5", ""):
        waits.setdefault("search", []).append(round(seconds_spent(shown.page, partial(typed, shown.page, words)), 3))
        shown.page.wait_for_timeout(250)
    assert {place: held for place, held in waits.items() if min(held) > 0.25} == {}  # the least disturbed
    shown.choose("speakers", third)
    shown.page.wait_for_timeout(500)
    assert shown.holds(speakers=(third,))["listed"] == shown.keys(speakers=(third,))
