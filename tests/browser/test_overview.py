"""The page of a corpus, in a file and in a live notebook: what it counts, lists and opens is what Python has."""

import csv
import io
from importlib import util
from itertools import pairwise
from pathlib import Path

import pytest

from analysis import cubes, networks, overview, results, trends
from analysis.summary import HOW
from tests import corpora
from tests.browser import corpus_page
from tests.browser.corpus_page import HOSTILE

PHONE = {"width": 390, "height": 844}
HEAT = (
    """root => [...root.querySelectorAll(".heat tbody tr")].map((row) => [...row.children].map((c) => c.textContent))"""
)
WIDE = """[...document.querySelectorAll("html, body *")]
  .filter((n) => n.tagName === "HTML" || getComputedStyle(n).overflowX === "auto")
  .filter((n) => !n.matches(".scroll, .sheet, .whole-article") && n.checkVisibility() && n.scrollWidth > n.clientWidth)
  .map((n) => `${n.tagName} ${n.className} ${n.scrollWidth}`)"""


def heat(page):
    """What the table of who speaks tells: {(who, outlet): statements}."""
    names = page.locator(".heat thead th").evaluate_all(
        "all => all.slice(1, -1).map((th) => th.firstChild.textContent)"
    )
    found = {}
    for who, *cells, _ in page.locator(".demarche.corpus").evaluate(HEAT):
        found |= {(who, name): int(cell) for name, cell in zip(names, cells, strict=True) if cell != "–"}
    return found


def counted(folder, state):
    """The same as Python counts it."""
    frame = corpus_page.counted_by_python(cubes.cells(folder), ["actor", "outlet"], state)
    return {(who or "no state or organisation", outlet): statements for (who, outlet), (statements, _) in frame.items()}


def total(folder, state):
    return corpus_page.counted_by_python(cubes.cells(folder), [], state)[()]


def holds(page, folder, state):
    """Whether the page tells the numbers that Python has."""
    assert heat(page) == counted(folder, state)
    statements, articles = total(folder, state)
    all_statements, all_articles = total(folder, {"once": state.get("once", "cluster")})
    of = [f"{n} of {m} " if n != m else f"{n} " for n, m in ((statements, all_statements), (articles, all_articles))]
    told = page.locator(".count").first.text_content()
    assert told.startswith(f"{of[0]}statement") and f"in {of[1]}article" in told


def tick(page, menu, name):
    """Open a filter and choose a value, or no longer."""
    summary = page.locator(".corpus .facets summary", has_text=menu).first
    summary.click()
    page.locator(".menu[open] label", has_text=name).locator("input").click()
    page.keyboard.press("Escape")


def test_numbers_are_those_of_python_under_each_filter(shown_corpus, corpus_folder):
    page = shown_corpus(corpus_folder)
    holds(page, corpus_folder, {})
    tick(page, "Speaks for", "Velland")
    holds(page, corpus_folder, {"actors": ["Velland"]})
    tick(page, "Topic", "trade")
    state = {"actors": ["Velland"], "topics": ["trade"]}
    holds(page, corpus_folder, state)
    page.locator(".days input").first.fill("2020-12-01")
    page.locator(".copies select").select_option("article")
    holds(page, corpus_folder, state | {"first": "2020-12-01", "once": "article"})
    assert page.locator(".chip").count() == 3
    page.get_by_role("button", name="Remove the filter Velland").click()
    holds(page, corpus_folder, {"topics": ["trade"], "first": "2020-12-01", "once": "article"})
    page.get_by_role("button", name="Show all", exact=True).click()
    holds(page, corpus_folder, {"once": "article"})
    assert page.complaints == []


def test_a_number_opens_its_statements_and_a_statement_its_article(shown_corpus, corpus_folder):
    page = shown_corpus(corpus_folder)
    cell = page.locator(".heat .cell").first
    number = int(cell.text_content())
    cell.click()
    items = page.locator(".sheet .sentences li")
    items.first.wait_for()
    assert items.count() == number and f"{number} statements" in page.locator(".sheet .about").first.text_content()
    assert "Velland, The Strait" in page.locator(".sheet h2").text_content()
    opener = items.nth(1).get_by_role("button")
    title, sentence = opener.text_content(), items.nth(1).locator(".sentence").text_content()
    opener.click()
    current = page.locator(".whole-article .mark.current")
    current.first.wait_for()
    assert "".join(current.all_text_contents()) in sentence + "."
    assert page.locator(".whole-article .bar h2").text_content() == title
    assert "article=" in page.url and "statement=" in page.url
    page.go_back()
    page.locator(".whole-article").wait_for(state="hidden")
    assert page.locator(".sheet").is_visible() and items.count() == number
    page.keyboard.press("Escape")
    assert not page.locator(".sheet").is_visible()
    assert page.evaluate("document.activeElement.matches('.heat .cell')")
    assert page.complaints == []


def test_each_number_of_the_table_opens_as_many(open_page, corpus_file, corpus_folder):
    page = open_page(corpus_file(corpus_folder))  # in which copies of one article stand in two outlets
    numbers = page.locator(".heat tbody button")
    sheet = page.locator(".sheet[open] .about")
    for at in range(numbers.count()):
        numbers.nth(at).click()
        assert sheet.first.text_content().split(" ")[0] == numbers.nth(at).text_content()
        page.keyboard.press("Escape")
    assert numbers.count() > 8 and page.complaints == []


def test_each_choice_of_a_menu_has_as_many_as_it_tells(open_page, corpus_file, corpus_folder):
    page = open_page(corpus_file(corpus_folder))
    for menu in ("Outlet", "Speaks for", "Topic", "Position"):
        page.locator(".corpus .facets summary", has_text=menu).first.click()
        choices = page.locator(".menu[open] .choices label")
        for at in range(choices.count()):
            value = choices.nth(at).locator("input").input_value()
            choice = page.locator(f'.menu[open] .choices label:has(input[value="{value}"])')
            number = choice.locator(".number").text_content()
            choice.locator("input").check()
            assert page.locator(".count").first.text_content().split(" ")[0] == number, (menu, value)
            choice.locator("input").uncheck()
        page.keyboard.press("Escape")
    assert page.complaints == []


def test_networks_and_time_are_those_of_python_and_open_by_keyboard(shown_corpus, corpus_folder):
    page = shown_corpus(corpus_folder)
    section = page.locator("section.network")
    section.locator("button.tie").first.wait_for()
    net = networks.network(
        networks.corpus_statements(corpus_folder), mode="one-mode", aggregation="subtract", norm="cosine"
    )
    told = section.locator("tbody tr").evaluate_all(
        "rows => rows.filter((row) => row.querySelector('.tie')).map((row) => [row.querySelector('th').textContent,"
        " [...row.querySelectorAll('button.tie')].map((tie) => tie.textContent)])"
    )
    for name, ties in told:
        wanted = [value for value in net.values[net.rows.index(name)] if value]
        assert sorted(float(one.replace("−", "-")) for one in ties) == pytest.approx(sorted(wanted), abs=0.0051)
    assert told
    section.locator("button.tie").first.focus()
    page.keyboard.press("Enter")
    page.locator("dialog[open] .statement, dialog[open] li").first.wait_for()
    page.keyboard.press("Escape")
    assert section.locator("button.tie").first.evaluate("node => node === node.getRootNode().activeElement")

    time = page.locator("section.timeline")
    time.get_by_text("The same as a table").click()
    found = trends.trends(cubes.cells(corpus_folder), "actor", "topic", every="month")
    topics = time.get_by_label("Topic or issue").locator("option").evaluate_all("all => all.map((one) => one.value)")
    assert set(topics) <= set(found["topic"])
    assert time.locator("tbody button").count() > 0


def test_a_wide_corpus_is_cut_listed_and_searched(shown_corpus, many_folder):
    page = shown_corpus(many_folder)
    assert page.locator(".heat tbody tr").count() == 12 and page.locator(".heat thead th").count() == 10
    page.locator(".who-speaks .more button").click()
    assert heat(page) == counted(many_folder, {})
    page.locator(".who-speaks .more button").click()
    page.get_by_role("button", name="By speaker").click()
    page.locator(".facets summary", has_text="Speaker").click()
    page.locator(".menu[open] input[type=search]").press_sequentially("torv il")
    labels = page.locator(".menu[open] .choices label")
    assert labels.count() == 1 and "Ilka Torvald" in labels.first.text_content()
    labels.locator("input").click()
    number = total(many_folder, {"speakers": ["Ilka Torvald"]})[0]
    assert page.locator(".count").first.text_content().startswith(f"{number} of ")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Remove the filter Ilka Torvald").click()
    page.locator(".copies select").focus()
    all_of = page.locator(".heat td:last-child button")
    all_of.first.click()
    items = page.locator(".sheet .sentences li")
    items.first.wait_for()
    whole = int(all_of.first.text_content())
    assert items.count() == min(50, whole)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="By whom they speak for").click()
    page.locator(".heat td:last-child button").first.click()
    items.nth(49).wait_for()
    assert items.count() == 50
    if page.locator(".sheet .more button").count():
        page.locator(".sheet .more button").click()
        items.nth(50).wait_for()
    assert page.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_barrier_in_the_page_of_a_corpus(open_page, corpus_file, corpus_folder, scheme):
    found = util.find_spec("axe_playwright_python")
    if found is None:
        pytest.skip("axe-core is not installed: pip install axe-playwright-python")
    page = open_page(corpus_file(corpus_folder), color_scheme=scheme)
    page.locator(".heat .cell").first.wait_for()
    page.evaluate((Path(found.origin).parent / "axe.min.js").read_text(encoding="utf-8"))

    def barriers():
        told = page.evaluate("axe.run()")
        return [(v["id"], n["html"][:200]) for v in told["violations"] for n in v["nodes"]]

    assert barriers() == []
    page.locator(".facets summary").first.click()
    assert barriers() == []
    page.keyboard.press("Escape")
    page.locator(".heat .cell").first.click()
    page.locator(".sentences li").first.wait_for()
    page.locator(".sentences summary").first.click()
    assert barriers() == []
    page.locator(".sentences .about button").first.click()
    page.locator(".whole-article .mark.current").first.wait_for()
    assert barriers() == []


def test_a_file_of_a_corpus_asks_for_nothing(open_page, corpus_file, corpus_folder):
    address = corpus_file(corpus_folder)
    page = open_page(address)
    page.locator(".heat .cell").first.click()
    page.locator(".sentences .about button").first.click()
    page.locator(".whole-article .bars path").first.wait_for(state="attached")
    assert {url.split("#")[0] for url in page.asked if not url.startswith("blob:")} == {address}
    assert page.complaints == []


def test_a_link_opens_the_sentence(open_page, corpus_file, corpus_folder):
    table = results.table(corpus_folder, "statements", columns=["article", "key", "content"])
    one = table.iloc[5]
    page = open_page(f"{corpus_file(corpus_folder)}#topics=trade&article={one.article}&statement={one.key}")
    page.locator(".whole-article .mark.current").first.wait_for()
    assert "".join(page.locator(".whole-article .mark.current").all_text_contents()).endswith(one.content)
    page.locator(".whole-article .bar button").click()
    page.locator(".whole-article").wait_for(state="hidden")
    assert page.locator(".chip").count() == 1 and "statement" not in page.url
    holds(page, corpus_folder, {"topics": ["trade"]})


@pytest.mark.parametrize("address", ["#article=nothing&statement=x", "#once=x&first=y&actors=Nobody", "#%E0%A4%A"])
def test_a_link_that_leads_nowhere_does_no_harm(open_page, corpus_file, corpus_folder, address):
    page = open_page(corpus_file(corpus_folder) + address)
    page.locator(".demarche.corpus .count").wait_for()
    assert not page.locator(".whole-article").is_visible() and page.complaints == []


def test_where_nothing_passes_no_number_can_be_chosen(open_page, corpus_file, corpus_folder):
    page = open_page(corpus_file(corpus_folder) + "#first=2999-01-01")
    page.get_by_text("Nobody speaks.").wait_for()
    assert not page.get_by_text("Choose a number").is_visible() and page.complaints == []


@pytest.mark.parametrize("scripts", [True, False])
def test_how_findings_were_found_stands_below_them(open_page, corpus_file, corpus_folder, scripts):
    page = open_page(corpus_file(corpus_folder), java_script_enabled=scripts)
    how = page.locator("main .findings + details.how")
    assert not how.locator("p").is_visible()
    how.locator("summary").click()
    assert how.locator("p").is_visible() and how.locator("p").text_content() == HOW


def test_back_and_forward_turn_filters(open_page, corpus_file, corpus_folder):
    page = open_page(corpus_file(corpus_folder))
    tick(page, "Speaks for", "Velland")
    tick(page, "Topic", "trade")
    page.go_back()
    holds(page, corpus_folder, {"actors": ["Velland"]})
    page.go_back()
    holds(page, corpus_folder, {})
    page.go_forward()
    holds(page, corpus_folder, {"actors": ["Velland"]})


def test_what_is_listed_is_saved_as_csv(open_page, corpus_file, corpus_folder):
    page = open_page(corpus_file(corpus_folder), accept_downloads=True)
    page.locator(".heat td:last-child button").first.click()
    page.locator(".sentences li").first.wait_for()
    with page.expect_download() as told:
        page.get_by_role("button", name="Save as CSV").click()
    rows = list(csv.DictReader(io.StringIO(Path(told.value.path()).read_text(encoding="utf-8-sig"))))
    there = overview.corpus_of(corpus_folder, corpora.known())
    wanted = overview.words(there, overview.chosen(there, {"actors": ["Velland"]}))
    assert [row["key"] for row in rows] == wanted["key"] and [row["said"] for row in rows] == wanted["said"]
    assert {row["outlet"] for row in rows} <= set(corpora.OUTLETS)


@pytest.mark.parametrize("texts", [True, False])
def test_hostile_words_stay_words(open_page, corpus_file, tmp_path_factory, texts):
    folder = corpus_page.hostile(tmp_path_factory.mktemp("hostile") / "c")
    page = open_page(corpus_file(folder, texts=texts))
    page.locator(".heat .cell").first.wait_for()
    page.locator(".sure summary").click()
    page.get_by_role("button", name="By speaker").click()
    for summary in page.locator(".facets summary").all():
        summary.click()
        page.keyboard.press("Escape")
    page.locator(".heat .cell").first.click()
    page.locator(".sentences li").first.wait_for()
    page.locator(".sentences summary").first.click()
    assert HOSTILE[:8] in page.locator(".sentences").text_content()
    page.locator(".sentences .about button").first.click()
    if texts:
        page.locator(".whole-article .mark.current").first.wait_for()
        assert HOSTILE[:8] in page.locator(".whole-article .reader").text_content()
    assert page.locator("img, i, main script").count() == 0
    assert page.locator("a[href^=javascript]").count() == 0
    assert page.complaints == []


def test_without_texts_an_article_is_a_list_of_its_statements(open_page, corpus_file, corpus_folder):
    page = open_page(corpus_file(corpus_folder, texts=False))
    page.locator(".heat .cell").first.click()
    title = page.locator(".sentences .about button").first.text_content()
    page.locator(".sentences .about button").first.click()
    page.locator(".sheet h2", has_text=title).wait_for()
    page.locator(".sentences li").first.wait_for()
    assert set(page.locator(".sentences .about button").all_text_contents()) == {title}
    assert not page.locator(".whole-article").is_visible()


def test_a_phone_needs_no_sideways_scrolling_of_a_corpus(open_page, corpus_file, many_folder):
    page = open_page(corpus_file(many_folder), viewport=PHONE)
    page.locator(".heat .cell").first.wait_for()
    assert page.evaluate(WIDE) == []
    for summary in page.locator(".facets summary").all():
        summary.click()
        assert page.evaluate(WIDE) == []
        page.keyboard.press("Escape")
    page.locator(".heat .cell").first.click()
    page.locator(".sentences li").first.wait_for()
    assert page.evaluate(WIDE) == []
    assert page.locator(".sheet").evaluate("n => n.scrollWidth <= n.clientWidth")
    page.locator(".sentences .about button").first.click()
    page.locator(".whole-article .mark.current").first.wait_for()
    assert page.locator(".whole-article").evaluate("n => n.scrollWidth <= n.clientWidth")


def test_without_javascript_the_main_figures_are_there(open_page, corpus_file, corpus_folder):
    page = open_page(corpus_file(corpus_folder), java_script_enabled=False)
    rows = page.locator("main tbody tr").evaluate_all(
        "all => all.map((r) => [...r.children].map((c) => c.textContent))"
    )
    frame = cubes.cells(corpus_folder).counted(["outlet"])
    assert {(outlet, int(articles), int(said)) for outlet, articles, said in rows} == {
        (row.outlet, row.articles, row.statements) for row in frame.itertuples()
    }
    assert "How sure this is" in page.locator("footer").text_content()


def test_a_print_of_a_corpus_has_all_rows_and_no_controls(open_page, corpus_file, many_folder):
    page = open_page(corpus_file(many_folder), color_scheme="dark")
    page.locator(".heat .cell").first.wait_for()
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert heat(page) == counted(many_folder, {})
    for place in (".facets", ".switch", ".hint"):
        assert not page.locator(f".demarche.corpus {place}").first.is_visible(), place
    assert page.locator(".demarche.corpus").evaluate("n => getComputedStyle(n).color") == "rgb(29, 29, 27)"


def test_the_darker_a_cell_the_more_it_has(open_page, corpus_file, corpus_folder, colours_on):
    page = open_page(corpus_file(corpus_folder))
    page.locator(".heat .cell").first.wait_for()
    cells = page.locator(".heat .cell").all()
    numbers = [int(cell.text_content()) for cell in cells]
    shades = [int(colours_on(cell).most_common(1)[0][0][1:3], 16) for cell in cells]
    told = sorted(zip(numbers, shades, strict=True))
    assert all(a[1] >= b[1] for a, b in pairwise(told)) and len(set(shades)) > 2


def test_filters_answer_at_once(bare, many_folder):
    """By the processor: a count of all rows takes a small part of reading the file."""
    page = bare(many_folder)
    read, count = page.evaluate(
        """() => {
          const time = (act, times) => { const t = performance.now(); for (let n = 0; n < times; n += 1) act(n); return (performance.now() - t) / times; };
          const read = time(() => corpusView(structuredClone(payload)), 5);
          const fresh = (n) => counted(view, {...WHOLE, first: `2019-01-${10 + n}`}, ["actor", "outlet", "month"]);
          return [read, time(fresh, 20)];
        }"""
    )
    assert count < 20 * read
