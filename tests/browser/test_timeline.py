"""The page's trends are Python's, to the last digit; the panel shows them as text, table and marks that open."""

import math
import re

import pytest
from playwright.sync_api import expect

from analysis import cubes, trends
from tests.browser import turning
from tests.browser.corpus_page import made
from tests.browser.test_overview import tick

MEASURES = trends.MEASURES


@pytest.fixture(scope="session")
def turning_folder(tmp_path_factory):
    return made(tmp_path_factory.mktemp("turning") / "c", turning.rows())


@pytest.fixture(scope="session")
def page(bare, turning_folder):
    return bare(
        turning_folder, "oneEach", "trendGroups", "figuresOf", "risesOf", "changesOf", "middleOf", "nameAsNumber"
    )


@pytest.fixture(scope="session")
def cells(turning_folder):
    return cubes.cells(turning_folder)


def same(one, other):
    if one is None or other is None or (isinstance(other, float) and math.isnan(other)):
        return one is None and (other is None or math.isnan(other))
    return one == pytest.approx(other, abs=1e-9)


@pytest.mark.parametrize("once", ["cluster", "article"])
@pytest.mark.parametrize("every", ["month", "quarter", "year"])
@pytest.mark.parametrize(("who", "what"), [("actor", "topic"), ("speaker", "issue"), ("outlet", "topic")])
def test_trends_are_those_of_python(page, cells, who, what, every, once):
    told = page.evaluate(
        """([who, what, every, once]) => trendGroups(view, oneEach(view, {...WHOLE, once}, who, what), every).map((g) =>
          [[g.period, view.values[who][g.who], view.values[what][g.what]], g.statements, g.articles, figuresOf(view, g)])""",
        [who, what, every, once],
    )
    wanted = trends.trends(cells, who, what, every=every, once=once).set_index(["period", who, what])
    assert {tuple(group) for group, *_ in told} == set(wanted.index)
    intervals = 0
    for group, statements, articles, figures in told:
        row = wanted.loc[tuple(group)]
        assert (statements, articles) == (row["statements"], row["articles"])
        for measure in MEASURES:
            for part, name in (("value", measure), ("low", f"{measure}_low"), ("high", f"{measure}_high")):
                assert same(figures[measure][part], row[name]), (group, name)
        intervals += figures["mean"]["low"] is not None
    assert intervals or every == "month"


@pytest.mark.parametrize("by", ["topic", "issue", "actor", "speaker"])
def test_rises_are_those_of_python(page, cells, by):
    told = page.evaluate("(by) => risesOf(view, WHOLE, by, middleOf(view, WHOLE))", by)
    wanted = trends.rises(cells, by).to_dict("records")
    assert [(one["id"], one["before"], one["after"], one["named"]) for one in told] == [
        (one[by], one["before"], one["after"], one["named"]) for one in wanted
    ]
    for one, other in zip(told, wanted, strict=True):
        assert one["difference"] == pytest.approx(other["difference"], abs=1e-12)
        assert one["p"] == pytest.approx(other["p"], rel=1e-9)
        if one["named"]:
            assert same(one["low"], other["low"]) and same(one["high"], other["high"])
    assert by != "topic" or {one["id"] for one in told if one["named"]} == {"sanctions", "trade"}


@pytest.mark.parametrize(("who", "what"), [("actor", "issue"), ("speaker", "issue"), ("speaker", "topic")])
def test_changes_are_those_of_python(page, cells, who, what):
    told = page.evaluate(
        """([who, what]) => changesOf(view, oneEach(view, WHOLE, who, what)).map((one) => [view.values[who][one.who],
          view.values[what][one.what], one.from, one.to, view.articles.id[one.article],
          one.nth - view.columns.nth[view.columns.article.indexOf(one.article)] + 1,
          one.before, one.articlesBefore, one.after, one.articlesAfter])""",
        [who, what],
    )
    frame = trends.changes(cells, who, what).drop(columns=["published", "p"])
    assert sorted(map(tuple, told)) == sorted(tuple(row) for row in frame.itertuples(index=False, name=None))
    assert who != "speaker" or any(row[0] == "Ilka Torvald" and row[2:4] == ["support", "oppose"] for row in told)


@pytest.fixture
def shown(open_page, corpus_file, turning_folder):
    """shown(address, **context): the page of the corpus in which somebody turns."""

    def of(address="", **context):
        page = open_page(corpus_file(turning_folder) + address, **context)
        page.locator(".timeline .drawing .main-svg").first.wait_for()
        page.locator(".timeline h3", has_text="Who changed sides").wait_for()
        return page

    return of


def drawer(page):
    """Title and number of statements of the sheet that is open; it is closed then."""
    sheet = page.locator("dialog.sheet[open]")
    sheet.locator(".about").first.wait_for()
    told = sheet.locator("h2").text_content(), int(sheet.locator("header .about").text_content().split(" ")[0])
    page.keyboard.press("Escape")
    sheet.wait_for(state="hidden")
    return told


def test_a_figure_of_the_table_opens_as_many_statements_as_it_tells(shown, cells):
    page = shown("#on=issues&who=speakers&period=quarter&about=the+sanctions")
    wanted = trends.trends(cells, "speaker", "issue", every="quarter", where={"issue": ["the sanctions"]})
    page.locator(".timeline .behind summary").click()
    buttons = page.locator(".timeline .behind td button")
    assert buttons.count() == len(wanted)
    row = wanted[(wanted["speaker"] == "Ilka Torvald") & (wanted["period"] == "2021-Q1")].iloc[0]
    button = page.locator('.timeline .behind button[aria-label^="Ilka Torvald, 2021-Q1"]')
    assert button.text_content().endswith(f" · {row['statements']}")
    assert f"+{row['mean']:.1f}" in button.text_content()
    button.focus()
    page.keyboard.press("Enter")
    assert drawer(page) == ("Ilka Torvald on the sanctions, 2021-Q1", row["statements"])
    hollow = wanted["mean_low"].isna().sum()
    assert page.locator(".timeline .behind td .glyph", has_text="○").count() == hollow > 0
    assert page.complaints == []


def test_a_mark_of_the_chart_opens_its_statements(shown, cells):
    page = shown("#on=issues&who=speakers&period=quarter&about=the+sanctions")
    wanted = trends.trends(cells, "speaker", "issue", every="quarter", where={"issue": ["the sanctions"]})
    marks = page.locator(".timeline .drawing .scatterlayer .points path")
    assert marks.count() == len(wanted)
    marks.first.scroll_into_view_if_needed()
    box = marks.first.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    title, number = drawer(page)
    who, period = title.split(" on ")[0], title.split(", ")[1]
    row = wanted[(wanted["speaker"] == who) & (wanted["period"] == period)].iloc[0]
    assert number == row["statements"]
    assert page.locator(".timeline .drawing .fills path, .timeline .drawing .js-fill").count()  # bands


def test_what_rises_and_who_turns_open_what_they_count(shown, cells):
    page = shown("#on=issues&who=speakers")
    rises = trends.rises(cells, "issue")
    named = rises[rises["named"].astype(bool)]
    page.locator(".timeline table").nth(1).wait_for()
    told = page.locator(".timeline .told").nth(1).text_content()
    assert told == f"Of the {len(rises)} issues with statements enough, {len(named)} rose or fell more than by chance."
    for row in named.to_dict("records"):
        for words in ("before", "since"):
            page.locator(f'.timeline [data-key="{words} {row["issue"]}"]').click()
            assert drawer(page) == (f"{row['issue']}, {words}", row["before" if words == "before" else "after"])
    (turn,) = trends.changes(cells, "speaker", "issue").to_dict("records")
    line = page.locator(".timeline tr", has_text=turn["speaker"]).last
    assert line.locator("td").nth(1).text_content().endswith(f", {turn['before']} sure")
    for at in (1, 2):
        button = line.locator("td").nth(at).locator("button")
        number = int(button.text_content().split(" ")[0])
        button.click()
        assert drawer(page)[1] == number
    first = line.locator("td").nth(3).locator("button")
    assert "<b>" in first.text_content()  # the words of an article are no markup
    first.click()
    assert drawer(page) == ("Ilka Torvald on the sanctions", 1)


def test_what_is_chosen_stands_in_the_address(shown):
    page = shown()
    page.get_by_role("button", name="By issue").click()
    page.locator(".timeline").get_by_role("button", name="Years").click()
    page.get_by_label("Topic or issue").select_option("the trade")
    page.get_by_label("Since when").select_option("2021-09-01")
    address = page.evaluate("location.hash")
    assert all(part in address for part in ("on=issues", "period=year", "about=the+trade", "split=2021-09-01"))
    page.go_back()
    expect(page.get_by_label("Since when")).to_have_value("2021-07-01")
    again = shown(address)
    assert again.get_by_label("Topic or issue").input_value() == "the trade"
    expect(again.get_by_label("Since when")).to_have_value("2021-09-01")


def test_a_finding_opens_what_it_tells_whatever_is_chosen(shown):
    page = shown("#actors=Tellan&first=2021-08-01&once=article")
    link = page.locator(".findings button", has_text=" statements take a side")
    number = int(link.text_content().split(" ")[0])
    link.click()
    sheet = page.locator("dialog.sheet[open]")
    about = sheet.locator("header .about").text_content()
    assert about == f"{number} statements. Copies of an article count once."
    sheet.get_by_role("button", name="Filter the page by this").click()
    expect(page.locator(".count")).to_contain_text(f"{number} of ")
    page.locator(".chip").first.wait_for()
    assert page.locator(".chip", has_text="Tellan").count() == 0 and page.complaints == []


def test_a_copy_on_the_other_side_of_the_day_opens_with_no_finding(open_page, corpus_file, tmp_path_factory):
    rows = turning.rows()
    early = [row for row in rows if "" < row["published"] < "2021-07-01"][:8]
    again = [{**row, "id": f"{row['id']}-again", "published": f"2021-09-0{n + 1}"} for n, row in enumerate(early)]
    page = open_page(corpus_file(made(tmp_path_factory.mktemp("again") / "c", [*rows, *again])))
    links = page.locator(".findings button", has_text=re.compile(r"\(\d+\)$"))
    assert links.count() >= 2
    for link in links.all():
        words = link.text_content()
        link.click()
        assert drawer(page) == (words, int(words.split("(")[1][:-1]))
    assert page.complaints == []


LEFT_OUT = "The link names something that is not on this page; that was left out."


@pytest.mark.parametrize(
    "address",
    [
        *("#figure=foo", "#figure=toString", "#period=day", "#about=nothing", "#on=foo", "#who=foo"),
        *("#split=foo", "#split=2021-99-01", "#split=2021-03-15", "#split=1800-01-01", "#split=9999-01-01"),
        *("#first=2021-99-99", "#last=2021-02-31", "#topics=zzz", "#outlets=Nobody&articles=x&positions=foo&actors=y"),
    ],
)
def test_an_address_of_what_the_page_does_not_have_is_left_out_and_that_is_said(shown, address):
    usual = shown()
    page = shown(address)
    assert page.locator(".panels > .hint").text_content() == LEFT_OUT
    assert page.locator(".chip").count() == 0
    for one in (".timeline .told", ".count"):
        assert page.locator(one).all_text_contents() == usual.locator(one).all_text_contents()
    assert page.locator('.timeline .switch button[aria-pressed="true"]').count() == 3
    page.get_by_role("button", name="Share for", exact=True).click()
    page.get_by_label("Since when").select_option("2021-09-01")
    expect(page.locator(".panels > .hint")).to_be_hidden()
    assert page.complaints == [] and usual.complaints == []


def test_what_does_not_change_is_not_reckoned_again(shown):
    page = shown()
    expect(page.get_by_label("Since when")).to_have_value("2021-07-01")
    page.evaluate("for (const row of document.querySelectorAll('.timeline tbody tr')) row.dataset.old = 'yes'")
    old = page.locator(".timeline tr[data-old]")
    number = old.count()
    page.get_by_role("button", name="Shares").click()
    page.locator(".network select").first.select_option("agreement")
    page.wait_for_timeout(300)
    assert old.count() == number > 0
    tick(page, "Position", "support")  # the side of each is told of all positions; what rises, of those chosen
    expect(page.locator(".count")).to_contain_text(" of ")
    page.wait_for_timeout(300)
    assert page.locator(".timeline .behind tr[data-old]").count() == page.locator(".timeline .behind tbody tr").count()
    tick(page, "Speaks for", "Velland")
    expect(old).to_have_count(0)
    assert page.complaints == []


def test_on_paper_it_is_as_wide_as_the_page_and_tells_what_is_chosen(shown):
    page = shown("#on=issues&period=year&figure=oppose&about=the+sanctions", color_scheme="dark")
    chart, chosen = page.locator(".timeline .drawing"), page.locator(".timeline .on-paper")
    sizes = "n => ['height', 'width'].map((name) => n.querySelector('.main-svg').getBoundingClientRect()[name])"
    high, wide = chart.evaluate(sizes)
    assert not chosen.is_visible()
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert chosen.is_visible() and chosen.text_content() == "By issue: the sanctions · Years · Share against"
    page.wait_for_function("document.querySelector('.timeline .main-svg').getBoundingClientRect().width < 700")
    lower, narrower = chart.evaluate(sizes)
    assert narrower == 665 and lower < high and chart.bounding_box()["height"] == lower  # and nothing empty below
    name = chart.locator(".annotation text").first
    assert name.evaluate("n => getComputedStyle(n).fill") == "rgb(29, 29, 27)"
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.wait_for_function("document.querySelector('.timeline .main-svg').getBoundingClientRect().width > 700")
    assert chart.evaluate(sizes) == [high, wide] and not chosen.is_visible()
    assert page.complaints == []


def test_on_a_phone_nothing_is_wider_than_the_page(shown):
    page = shown("#on=issues&who=speakers", viewport={"width": 390, "height": 844})
    page.locator(".timeline .behind summary").click()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
