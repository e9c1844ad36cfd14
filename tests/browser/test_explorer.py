"""The explorer, by the same assertions in the report and in a live notebook; Python's counts decide."""

import io
from dataclasses import replace
from html.parser import HTMLParser
from importlib import util
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest

from analysis import articles, keeping, payload, report, tables
from analysis.coded import coded_statements
from analysis.palette import LOOKS
from tests import samples
from tests.browser.showing import BARS, FACETS, Shown, cells_of, counts_of, grid_of, rows_of, split, statement_key

SEED = "us-offers-russia-assurance-on-missiles"


def test_every_statement_is_marked_and_listed(shown):
    page = shown(SEED)
    page.holds()
    assert page.root.locator(".reader").evaluate("node => node.textContent") == page.doc.text


@pytest.mark.parametrize("facet", FACETS)
def test_each_filter_narrows_to_what_python_counts(shown, facet):
    page = shown("sample")
    for value in dict.fromkeys(v for row in rows_of(page, page.keys()) for v in split(row[FACETS[facet]])):
        page.choose(facet, value)
        read = page.holds(**{facet: (value,)})
        assert len(read["chips"]) == 1
        page.root.locator(".chip").click()
    assert page.holds()["chips"] == []


def test_confidence_and_words_filter_too(shown):
    page = shown(SEED)
    group = page.root.locator("[data-facet=confidence]")
    group.locator("summary").click()
    group.get_by_label("Words and source").fill("95")
    assert page.holds(confidence=0.95)["chips"] == ["at least 95 % sure of the words"]
    assert len(page.keys(confidence=0.95)) < len(page.keys())
    group.get_by_label("Position").fill("80")
    chips = ["at least 95 % sure of the words", "at least 80 % sure of the position"]
    assert page.holds(confidence=0.95, position_confidence=0.8)["chips"] == chips
    assert len(page.keys(position_confidence=0.8)) < len(page.keys())
    page.root.locator(".chip").last.click()
    page.root.get_by_role("searchbox").fill("Missile  ")
    page.root.locator(".chip", has_text="Missile").wait_for()
    page.holds(confidence=0.95, text="missile")
    page.root.locator(".chip").first.click()
    assert page.holds(text="missile")["chips"] == ["“Missile”"]
    assert 0 < len(page.keys(text="missile")) < len(page.keys())
    page.root.get_by_role("searchbox").fill("lavrov")
    page.root.locator(".chip", has_text="lavrov").wait_for()
    page.holds(text="lavrov")


def test_filters_work_together_and_are_seen(shown):
    page = shown("sample")
    page.choose("speakers", page.speaker("Joren Maas"))
    page.choose("positions", "oppose")
    page.choose("positions", "support")
    read = page.holds(speakers=(page.speaker("Joren Maas"),), positions=("oppose", "support"))
    assert read["chips"] == ["Joren Maas", "▼ opposes", "▲ supports"]
    assert page.root.locator("[data-facet=positions] .number").all_inner_texts() == ["1", "2", "0", "0"]
    page.root.get_by_role("button", name="Remove the filter Position: opposes").click()
    page.holds(speakers=(page.speaker("Joren Maas"),), positions=("support",))
    page.root.get_by_role("button", name="Show all").click()
    page.holds()
    page.choose("topics", "arms")
    page.choose("positions", "support")
    assert page.root.get_by_text("No statement passes these filters.").is_visible()


@pytest.mark.parametrize("name", ["sample", "silent", *articles.names()])
def test_every_panel_counts_what_python_counts(shown, name):
    page = shown(name)
    every = page.root.locator("[data-key=all]")
    if every.count():  # of many speakers or topics the matrix shows the first until it is asked for all
        every.click()
    for position in (None, "neutral"):
        if position and page.doc.statements:
            page.choose("positions", position)
        compare(page, page.keys(positions=(position,) if position else ()))


@pytest.mark.parametrize("name", ["sample", "silent", *articles.names()])
def test_rows_and_columns_of_the_matrix_are_chosen_among_what_passes(shown, name):
    page = shown(name)
    compare_grid(page, page.keys())
    if not page.doc.statements:
        return
    for facet, value in (("positions", "oppose"), ("positions", "neutral"), ("manners", "said")):
        page.choose(facet, value)
        compare_grid(page, page.keys(**{facet: (value,)}))
        if page.keys(**{facet: (value,)}) and not cells_of(page, page.keys(**{facet: (value,)})):
            page.root.get_by_text("With these filters nothing is left that somebody is for or against.").wait_for()
        page.choose(facet, value)
    page.root.get_by_role("searchbox").fill("zzz")
    page.root.get_by_text("No statement passes these filters.").wait_for()
    assert page.root.locator(".matrix").is_hidden()
    assert page.read()["grid"] == [[], [], ""]


def compare_grid(page, keys):
    """Empty rows and columns are left out, topics come before none, and what is not shown is counted."""
    names = {p["key"]: p["name"] for p in page.payload["speakers"]} | {"": "no speaker named"}
    people, issues, (rows, columns) = grid_of(page, keys)
    shown_rows, heads, note = page.read()["grid"]
    assert shown_rows == [names[key] for key in people]
    assert sorted(heads) == sorted(issue["label"] for issue in issues)
    cells = {tuple(key) for key, _ in page.read()["cells"]}
    wanted = cells_of(page, keys)
    ids = {issue["id"] for issue in issues}
    assert cells == {(person, issue) for person, issue in wanted if person in people and issue in ids}
    tells = f"{len(people)} of {rows} row{'s' * (rows != 1)} and {len(ids)} of {columns} issue{'s' * (columns != 1)} Show all"
    assert note == (tells if rows > 12 or columns > 8 else "")
    if note == "":
        assert cells == set(wanted)


def test_the_matrix_shows_whom_the_filter_chose(shown):
    page = shown("velland-and-tellan-divided-by-a-radar")
    everyone, at_first = cells_of(page, page.keys()), {key for (key, _), _ in page.read()["cells"]}
    left_out = sorted({key for key, _ in everyone} - at_first - {""})
    assert left_out
    for key in left_out[:2]:
        page.choose("speakers", key)
        cells = {tuple(cell) for cell, _ in page.read()["cells"]}
        own = {issue for person, issue in everyone if person == key}
        assert {issue for person, issue in cells if person == key} == own or len(own) > 8
        page.choose("speakers", key)
    before = page.read()["grid"]
    page.root.locator(".matrix .cell").last.click()
    assert page.read()["drawers"] and page.read()["grid"] == before  # what is being read stays where it is


def test_the_bars_say_that_they_are_some_only_where_they_are(shown):
    page = shown("velland-and-tellan-divided-by-a-radar")
    told = page.root.get_by_text("The 12 with most; all are in the table.")
    assert told.is_visible()
    page.root.get_by_role("searchbox").fill("treaty")
    page.root.locator(".chip").wait_for()
    rows = [row for row in page.read()["speakers"] if row[1] != "0"]
    assert len(rows) <= 12 and not told.is_visible()


def compare(page, keys):
    read, wanted, everyone = page.read(), counts_of(page, keys), counts_of(page, page.keys())
    assert {tuple(key): number for key, number in read["cells"]} == wanted["cells"]
    labels = {t.label: t.id for t in page.known.codebook.topics} | {"no diplomatic topic": ""}
    assert {labels[row[0]]: int(row[1]) for row in read["topics"] if row[1] != "0"} == wanted["topics"]
    assert {frozenset(key.split()[1:]): number for key, number in read["pairs"]} == wanted["pairs"]
    # the lanes name all who speak, and the filter of positions sets bars off, it does not narrow them
    compare_speakers(page, read["speakers"], everyone)
    compare_bars(read["bars"], everyone["speakers"])
    lanes = [lane.rsplit(" (", 1) for lane in read["lanes"]]
    named = sum(everyone["lanes"].values())
    assert sum(int(number[:-1]) for _, number in lanes) == named or "all others" in dict(lanes)
    for facet, value, number in read["facets"]:
        assert number == (everyone if facet == "positions" else wanted)["facets"].get((facet, value), 0), (facet, value)


def compare_speakers(page, rows, wanted):
    known = tables.speakers(page.doc).groupby("name")["words"].sum()
    assert len(rows) == len(wanted["speakers"])
    for label, total, words, *held in rows:
        name = "" if label == "no speaker named" else label
        key = page.speaker(name)
        assert list(map(int, held)) == [wanted["speakers"][key][k.id] for k in LOOKS], name
        assert (0 if "," in total else int(total.split()[0])) == wanted["speakers"][key].total()
        assert int(words) == wanted["words"][key].total()
        assert not name or "thought or done" in total or int(words) == known[name]


def compare_bars(bars, wanted):
    """Bars are those who have most, each part of them as long as Python counts."""
    assert {key for key, *_ in bars} <= wanted.keys()
    assert len(bars) == len(LOOKS) * min(12, len(wanted))
    for key, position, number in bars:
        assert number == wanted[key][position], (key, position)


@pytest.mark.parametrize("name", ["sample", *articles.names()])
def test_bars_and_table_count_words_too(shown, name):
    page = shown(name)
    if not page.doc.statements:
        return
    page.root.get_by_role("button", name="By words").click()
    read, words = page.read(), counts_of(page, page.keys())["words"]
    compare_bars(read["bars"], words)
    for label, _, total, *held in read["speakers"]:
        key = page.speaker("" if label == "no speaker named" else label)
        assert [int(total), *map(int, held)] == [words[key].total(), *(words[key][k.id] for k in LOOKS)], label


def test_a_mark_opens_its_reasons(shown):
    page = shown("sample")
    card = page.root.locator(".card")
    assert "Choose a marked passage" in card.inner_text()
    page.root.locator(f".mark[data-statement={page.statement(3)}]").first.click()
    for words in ("Joren Maas", "the Vorland envoy · Vorland", "▼ opposes the treaty", "because: never → the treaty"):
        assert words in card.inner_text()
    assert "Law of the sea" in card.inner_text()
    assert page.root.locator(".reader .decides").evaluate_all("nodes => nodes.map((n) => n.textContent)") == ["never"]
    card.get_by_role("button", name="Next").click()
    assert page.read()["current"] == [page.statement(4)]
    page.page.keyboard.press("Escape")
    assert page.read()["current"] == []


def facts(page, number):
    """The list of facts in the card of a statement, each space a plain one."""
    page.root.locator(f".mark[data-statement='{page.statement(number)}']").first.click()
    names, values = (page.root.locator(f".card {tag}").all_inner_texts() for tag in ("dt", "dd"))
    return {name: " ".join(value.split()) for name, value in zip(names, values, strict=True)}


def test_the_card_says_how_sure_each_judgement_is(shown):
    page = shown("judged")
    first = facts(page, 1)
    assert (first["Act"], first["Target"]) == ("defend, 84 % sure", "the treaty, 81 % sure")
    sure, each = first["Position"].split("”", 1)
    assert sure == "71 % sure; read by the model, from “secure"
    assert each.strip() == "support 71 %, oppose 4 %, neutral 22 %, conditional 3 %"
    fourth = facts(page, 4)  # what a phrase decides has no chances beside it
    assert (fourth["Act"], fourth["Position"]) == ("criticise, decided by your phrase", "decided by your phrase")
    assert "Target" not in facts(page, 8)  # none was found


def test_a_topic_is_told_with_what_gave_it(shown):
    page = shown("judged")
    assert facts(page, 1)["Topic"] == "Law of the sea"
    assert facts(page, 5)["Topic"] == "Law of the sea (by context)"
    assert facts(page, 6)["Topic"] == "Talks (by likeness: talks, June; 62 % sure)"
    lit = page.root.locator(".reader .topic").evaluate_all("nodes => nodes.map((n) => n.textContent)")
    assert lit == ["talks", "June"]
    row = page.root.locator(".terms tbody tr", has_text="Talks").inner_text()
    assert "by likeness in 1: talks 1 · June 1" in " ".join(row.split())


def test_a_statement_without_a_topic_says_so_everywhere(shown):
    page = shown("sample")
    assert facts(page, 8)["Topic"] == "no diplomatic topic"
    cell = page.root.locator(f"tr[data-statement='{page.statement(8)}'] td[data-column=topic]")
    assert cell.inner_text() == "no diplomatic topic"
    page.root.get_by_role("button", name="Show 1 statement: no diplomatic topic").click()
    assert page.holds(topics=("",))["chips"] == ["no diplomatic topic"]


def test_an_article_without_topics_counts_its_statements(open_page, tmp_path):
    doc = replace(samples.sample(), topic_codes=())
    page = open_page(report.write(doc, tmp_path / "x.html", samples.known()).as_uri())
    page.locator(BARS).first.wait_for(state="attached")
    read = Shown(page, doc, samples.known()).read()
    assert [row[:2] for row in read["topics"]] == [["no diplomatic topic", "8"]]
    assert page.complaints == []


def test_the_topics_of_the_article_stand_in_its_head(shown, host):
    page = shown("judged")
    within = page.root.locator(".article .about")
    head = within if host == "notebook" else page.page.locator("header")
    assert "On: Law of the sea; Talks" in head.inner_text()
    assert host == "notebook" or within.count() == 0  # told once
    assert shown("sample").root.locator(".article .about").count() == 0


def in_view(page, place):
    return page.root.locator(place).first.evaluate("""node => {
      const {top, bottom} = node.getBoundingClientRect();
      const box = node.closest(".reader").getBoundingClientRect();
      return top >= Math.max(0, box.top) - 2 && top < Math.min(innerHeight, box.bottom);
    }""")


def test_a_row_and_a_mark_of_the_strip_bring_their_sentence_into_view(shown):
    page = shown(SEED)
    last = page.statement(len(page.doc.statements))
    page.root.locator(f"tr[data-statement={page.statement(2)}]").click()
    assert in_view(page, ".mark.current")
    page.page.keyboard.press("Escape")
    event = page.root.locator(f".event[data-statement={last}]").first
    event.locator("path").click()
    assert page.read()["current"] == [last]
    assert page.root.locator(".drawer:focus").count() == 1
    reason = page.root.locator(".drawer .because").bounding_box()
    assert reason["y"] >= 0 and reason["y"] + reason["height"] <= page.page.viewport_size["height"]
    assert event.get_attribute("aria-pressed") == "true"
    assert "Mikhail Kasyanov" in event.get_attribute("aria-label")


def pointed_at(page, bar):
    """The bar, when plotly has seen the pointer on it: it takes a click only then."""
    page.page.mouse.move(0, 0)
    bar.hover(force=True)
    page.root.locator(".hoverlayer text").first.wait_for()
    return bar


def test_a_bar_filters_and_a_second_click_frees(shown):
    page = shown("sample")
    bar = page.root.locator(".js-plotly-plot .trace.bars").nth(1).locator("path[d]").nth(1)
    pointed_at(page, bar).click(force=True)
    assert page.holds(speakers=(page.speaker("Joren Maas"),), positions=("oppose",))["chips"] == [
        "Joren Maas",
        "▼ opposes",
    ]
    assert page.read()["drawers"] == ["Joren Maas: opposes"]
    pointed_at(page, bar).click(force=True)
    assert page.holds()["drawers"] == []
    page.root.get_by_text("The same as a table").click()
    page.root.get_by_role("button", name="Show 2 statements: Joren Maas, opposes").click()
    page.holds(speakers=(page.speaker("Joren Maas"),), positions=("oppose",))


def test_a_cell_of_the_matrix_opens_its_statements(shown):
    page = shown("sample")
    assert page.root.locator(".matrix h2").inner_text() == "Where they stand"
    cell = page.root.get_by_role("button", name="Joren Maas, the treaty: 1 opposes. Show 1 statement")
    assert "1 never" in cell.inner_text()
    cell.click()
    read = page.holds(speakers=(page.speaker("Joren Maas"),), issues=("the-treaty",))
    assert read["chips"] == ["Joren Maas", "the treaty"] and read["drawers"] == ["Joren Maas: the treaty"]
    cell.click()
    assert page.holds()["drawers"] == []
    page.root.get_by_role("button", name="By whom they speak for").click()
    frame = tables.statement_issues(page.doc)
    frame = frame[(frame["issue"] == "the-treaty") & frame["actors"].str.contains("Vorland")]
    page.root.locator('.matrix .cell[data-key=\'["Vorland","the-treaty"]\']').click()
    assert page.holds(actors=("Vorland",), issues=("the-treaty",))["listed"] == frame["statement"].tolist()


def test_who_disagrees_is_named_before_what_they_say(shown):
    page = shown("sample")
    heads = page.root.locator(".disagreements thead th").all_text_contents()
    cells = page.root.locator(".disagreements td")
    assert heads == ["On what", "For it", "Against it"]
    assert cells.all_text_contents() == [
        "Ilka Torvald (Estavia) ▲ supports:the treaty would secure the strait",
        'Joren Maas (Vorland) ▼ opposes:"We will never sign under threat,"',
    ]
    assert page.root.locator(".disagreements .decides").all_text_contents() == ["secure", "never"]
    page.root.get_by_role("button", name="Read statement 3, Joren Maas (Vorland)").click()
    assert page.read()["current"] == [page.statement(3)]


def test_where_no_disagreement_is_sure_that_is_said(shown):
    page = shown("unsure")
    panel = page.root.locator(".disagreements")
    said = "None is sure enough to be told; see “Where they stand” for sides that are less sure."
    assert panel.locator("p:visible").all_text_contents() == [said] and not panel.locator("table").count()
    treaty = [sides for (_, issue), sides in page.read()["cells"] if issue == "the-treaty"]
    assert {"support", "oppose"} <= {side for sides in treaty for side in sides}
    assert not shown("silent").root.locator(".disagreements").is_visible()


def test_on_a_phone_the_matrix_is_a_list(shown, host):
    if host == "notebook":
        pytest.skip("JupyterLab is not made for phones")
    page = shown("sample", viewport={"width": 390, "height": 800})
    panel = page.root.locator(".matrix")
    assert not panel.locator("thead").is_visible() and panel.locator("td.none:visible").count() == 0
    boxes = [cell.bounding_box() for cell in panel.locator(".cell").all()]
    assert {box["x"] for box in boxes} == {boxes[0]["x"]} and boxes[0]["width"] > 300
    label = panel.locator(".cell").first.evaluate("node => getComputedStyle(node, '::before').content")
    assert "treaty" in label and ": " in label


# What opens sentences: where it stands, the panel that they open in, and the key or, at a bar, the click that does it.
OPENERS = [
    (".chart .names button", ".chart", "Enter"),
    (".chart .behind td button", ".chart", "Enter"),
    (".js-plotly-plot .trace.bars:nth-child(2) .point path", ".chart", None),
    (".event[tabindex]", ".strip", "Enter"),
    (".matrix .cell", ".matrix", "Enter"),
    (".terms td button", ".topics", "Space"),
    (".pairs td button", ".topics", "Space"),
]


@pytest.mark.parametrize(("place", "panel", "key"), OPENERS)
def test_the_sentences_open_below_what_was_chosen_and_escape_leads_back(shown, place, panel, key):
    page = shown("sample")
    press, root = page.page.keyboard.press, page.root
    root.get_by_text("The same as a table").click()
    opener = root.locator(place).nth(0)
    if key:
        opener.focus()
        here = root.locator(":focus").get_attribute("data-key")
        press(key)
    else:
        root.locator(".js-plotly-plot .trace.bars").nth(1).locator("path[d]").nth(1).click(force=True)
        here = f"name {page.speaker('Joren Maas')}"
    drawer = root.locator(f"{panel} .drawer")
    assert drawer.evaluate("node => node === document.activeElement")
    assert len(page.read()["drawers"]) == 1
    box = drawer.bounding_box()
    assert box["y"] >= 0 and box["y"] + min(box["height"], 100) <= page.page.viewport_size["height"]
    press("Escape")
    read = page.holds()
    assert (read["chips"], read["drawers"], read["current"]) == ([], [], [])
    assert root.locator(":focus").get_attribute("data-key") == here


def test_one_drawer_is_open_and_goes_with_its_filter(shown):
    page = shown("sample")
    page.root.locator(".matrix .cell").first.click()
    first = page.read()["drawers"]
    page.root.locator(".terms td button").first.click()
    second = page.read()["drawers"]
    assert len(first) == len(second) == 1 and first != second
    page.root.locator(".chip").last.click()
    while page.root.locator(".chip").count():
        page.root.locator(".chip").last.click()
    assert page.read()["drawers"] == []


def test_keys_lead_from_statement_to_statement(shown):
    page = shown(SEED)
    press = page.page.keyboard.press
    page.root.locator(f".mark[data-statement={page.statement(3)}]").first.click()
    for key, number in (("j", 4), ("j", 5), ("k", 4), ("n", 4), ("p", 4)):
        press(key)
        assert page.read()["current"] == [page.statement(number)], key
        assert in_view(page, ".mark.current")
    for _ in range(12):
        press("j")
    focused = page.root.locator(".mark.current:focus")
    assert focused.get_attribute("data-statement") == page.statement(16)
    page.root.get_by_role("searchbox").press_sequentially("j")
    assert page.read()["current"] in ([page.statement(16)], [])
    page.root.get_by_role("searchbox").fill("")
    page.root.locator(".chip").wait_for(state="detached")
    page.page.evaluate("document.activeElement.blur()")
    before = page.read()["current"]
    press("k")
    assert page.read()["current"] == before


def test_a_link_skips_to_the_statements(shown):
    page = shown("sample")
    link = page.root.get_by_role("link", name="Skip to the statements")
    first = page.root.evaluate("root => root.querySelector('a, button, input, summary').textContent")
    assert first == link.inner_text()
    link.focus()
    address = page.page.url
    page.page.keyboard.press("Enter")
    assert page.root.locator(".statements:focus").count() == 1 and page.page.url == address
    page.page.keyboard.press("Tab")
    assert page.root.locator(".statements :focus").count() == 1


@pytest.mark.parametrize("place", [".matrix .cell", ".terms button", ".pairs button"])
def test_the_focus_is_never_hidden_by_what_stays_in_sight(shown, host, place):
    page = shown("sample")
    page.root.locator(f".mark[data-statement={page.statement(1)}]").first.click()
    if host != "notebook":
        page.page.set_viewport_size({"width": 390, "height": 700})
    for number in range(page.root.locator(place).count()):
        node = page.root.locator(place).nth(number)
        node.focus()
        hit = """node => {
          const {left, top, width, height} = node.getBoundingClientRect();
          return node.contains(document.elementFromPoint(left + width / 2, top + height / 2));
        }"""
        assert node.evaluate(hit), number


def test_topics_by_own_words_and_by_context(shown):
    page = shown("sample")
    codes = [code for made in page.payload["statements"] for code in made["codes"]]
    labels = {t.id: t.label for t in page.known.codebook.topics}
    for label, _, own, context in page.read()["topics"]:
        inherited = [code["inherited"] for code in codes if labels[code["id"]] == label]
        assert own == (f"■\u00a0{inherited.count(False)}" if False in inherited else ""), label
        assert context == (f"□\u00a0{inherited.count(True)}" if True in inherited else ""), label
    page.root.get_by_role("button", name="Own words only").click()
    assert page.holds()["chips"] == ["own words only"]
    for number in range(page.root.locator(".terms td button").count()):
        button = page.root.locator(".terms td button").nth(number)
        topic = button.get_attribute("data-key").removeprefix("topic").strip()
        button.click()
        assert len(page.holds(topics=(topic,), own=True)["listed"]) == int(button.inner_text())
        button.click()
    page.page.go_back()
    assert "own=1" in page.page.url


def test_topics_that_stand_together_open_their_statements(shown):
    page = shown("sample")
    pair = page.root.locator(".pairs button").first
    one, other = pair.get_attribute("data-key").split()[1:]
    pair.click()
    read = page.holds(topics=(one, other), together=True)
    assert len(read["chips"]) == 1 and " + " in read["chips"][0]
    assert len(read["listed"]) == dict(read["pairs"])[f"pair {one} {other}"]
    page.root.locator(".chip").click()
    page.root.get_by_role("button", name="Law of the sea", exact=False).and_(page.root.locator(".terms button")).click()
    page.holds(topics=("sea",))


def test_the_table_sorts_both_ways_and_hides_columns(shown):
    page = shown(SEED)
    column = page.root.locator("td[data-column=speaker]")
    who = page.root.get_by_role("button", name="Who", exact=True)
    who.click()
    up = column.all_inner_texts()
    assert up == sorted(up, key=str.lower)
    assert page.root.locator("th[data-column=speaker]").get_attribute("aria-sort") == "ascending"
    who.click()
    assert column.all_inner_texts() == up[::-1]
    page.root.get_by_role("button", name="No.").click()
    assert page.read()["listed"] == page.keys()
    page.root.locator("summary", has_text="Columns").click()
    page.root.get_by_role("checkbox", name="Act", exact=True).uncheck()
    page.root.get_by_role("checkbox", name="Toward what").check()
    heads = [text.strip() for text in page.root.locator(".statements th").all_inner_texts()]
    assert heads == ["No.", "Who", "Position", "What is said", "Toward what", "Topic", "Keep"]
    targets = page.root.locator("td[data-column=target]").all_inner_texts()
    assert targets == [" ".join(t.split()) for t in tables.statements(page.doc)["target"]]


@pytest.mark.parametrize(("name", "filters"), [(SEED, {}), ("sample", {"positions": "oppose"}), ("hostile", {})])
def test_the_csv_file_holds_what_python_counts(shown, name, filters):
    page = shown(name)
    for facet, value in filters.items():
        page.choose(facet, value)
    with page.page.expect_download() as download:
        page.root.get_by_role("button", name="as CSV").click()
    assert download.value.suggested_filename == f"{page.doc.id}-statements.csv"
    data = download.value.path().read_bytes()
    wanted = page.keys(**{k: (v,) for k, v in filters.items()})
    frame = tables.statements(page.doc)
    frame = frame[frame["key"].isin(wanted)]
    assert data.decode() == tables.csv_text(frame)
    saved = pd.read_csv(io.BytesIO(data), encoding="utf-8-sig", keep_default_na=False)
    assert saved["key"].tolist() == wanted


@pytest.mark.parametrize("panel", ["chart", "strip"])
def test_a_name_with_control_characters_is_saved_too(open_page, tmp_path, panel):
    doc = samples.hostile("\x00\x08\x1b[1m\x1f\ufffe\uffff\x7f")
    page = open_page(report.write(doc, tmp_path / "x.html", samples.known()).as_uri())
    page.locator(BARS).first.wait_for(state="attached")
    saved = {}
    for kind in ("SVG", "PNG"):
        with page.expect_download(timeout=20_000) as download:
            page.locator(f".{panel}").get_by_role("button", name=f"as {kind}").click()
        saved[kind] = download.value.path().read_bytes()
    words = "".join(ElementTree.fromstring(saved["SVG"]).itertext())
    assert "Ilka \ufffd\ufffd\ufffd[1m\ufffd\ufffd\ufffd\x7f" in words
    assert saved["PNG"].startswith(b"\x89PNG") and len(saved["PNG"]) > 5000
    assert page.complaints == []


@pytest.mark.parametrize("panel", ["chart", "strip"])
def test_a_chart_is_saved_as_it_looks(shown, colours_on, panel):
    page = shown("sample")
    saved = {}
    for kind in ("SVG", "PNG"):
        with page.page.expect_download() as download:
            page.root.locator(f".{panel}").get_by_role("button", name=f"as {kind}").click()
        assert download.value.suggested_filename.endswith(f".{kind.lower()}")
        saved[kind] = download.value.path().read_bytes()
    assert saved["SVG"].startswith(b"<svg") and b"Ilka Torvald" in saved["SVG"]
    colours = colours_on(saved["PNG"])
    for look in LOOKS:
        assert colours[look.colour] > 50, look.id


FORMS = {"Text": "text", "Markdown": "markdown", "Footnote": "footnote", "Link": "link"}


@pytest.mark.parametrize("name", ["sample", "hostile"])
def test_a_citation_is_copied_as_python_gives_it(shown, host, name):
    page = shown(name)
    for coded in coded_statements(page.doc):
        page.root.locator(f".mark[data-statement='{coded.key}']").first.click()
        page.root.get_by_role("button", name="Copy a citation").click()
        for label, form in FORMS.items():
            words = keeping.citation(page.doc, coded, form)
            offered = page.root.locator(".card").get_by_role("button", name=label, exact=True)
            assert offered.count() == bool(words)
            if not words:  # the hostile article has no address of the web
                continue
            offered.click()
            page.root.locator(".card .citation").get_by_text(words, exact=True).wait_for()
            assert page.root.locator(".card .citation").evaluate("node => node.textContent") == words
            assert page.root.get_by_text("Copied").is_visible()
            assert host == "firefox" or page.page.evaluate("navigator.clipboard.readText()") == words


def test_escape_closes_the_forms_of_a_citation_before_the_statement(shown):
    page = shown("sample")
    page.root.locator(f".mark[data-statement={page.statement(3)}]").first.click()
    opener = page.root.get_by_role("button", name="Copy a citation")
    opener.click()
    page.root.locator(".card").get_by_role("button", name="Footnote").focus()
    page.page.keyboard.press("Escape")
    assert opener.get_attribute("aria-expanded") == "false"
    assert opener.evaluate("node => node === document.activeElement")
    assert page.read()["current"] == [page.statement(3)]


def keep_button(page, number):
    """The button in the table that keeps a statement."""
    return page.root.locator(f".statements [data-keep='{page.statement(number)}']")


def keeps(page):
    """What the panel of kept things shows: its groups with the statements in each."""
    return page.root.locator(".keep").evaluate("""node => [...node.querySelectorAll("h3")].map((head) => [
      head.textContent, [...head.nextSibling.querySelectorAll("[data-keep]")].map((one) => one.dataset.keep)])""")


def let_all_go(page):
    """A notebook stays open from test to test."""
    for one in page.root.locator(".keep [data-keep]").all()[::-1]:
        one.click()
    assert page.root.locator(".keep").is_hidden()


def test_statements_are_kept_and_let_go(shown):
    page = shown("sample")
    let_all_go(page)
    for number in (7, 4, 3):
        keep_button(page, number).click()
    assert page.read()["current"] == []  # no click on the row
    page.root.locator(f".mark[data-statement='{page.statement(5)}']").first.click()
    on_card = page.root.locator(".card").get_by_role("button", name="Keep")
    on_card.click()
    third, fourth, fifth, seventh = (page.statement(n) for n in (3, 4, 5, 7))
    assert page.root.locator(".keep h2").inner_text() == "Kept (4)"
    who = [["Joren Maas", [third, fourth]], ["Vorland", [fifth]], ["Ilka Torvald and Joren Maas", [seventh]]]
    assert keeps(page) == who
    page.root.get_by_role("button", name="Group by issue").click()
    assert [key for _, some in keeps(page) for key in some].count(third) == 1
    assert keeps(page)[0] == ["the treaty", [third]]
    page.root.get_by_role("button", name="Group by speaker").click()
    page.root.get_by_label("Note on statement 4").fill("Which offer?")
    on_card.click()
    assert on_card.get_attribute("aria-pressed") == keep_button(page, 5).get_attribute("aria-pressed") == "false"
    assert [who[0], who[2]] == keeps(page)
    page.choose("positions", "support")  # what is kept does not depend on filters
    page.page.go_back()
    page.holds()
    assert [who[0], who[2]] == keeps(page)
    assert page.root.get_by_label("Note on statement 4").input_value() == "Which offer?"
    page.root.locator(f".keep [data-keep='{third}']").focus()
    page.page.keyboard.press("Enter")
    assert page.root.evaluate("() => document.activeElement.dataset.keep") == fourth
    let_all_go(page)


@pytest.mark.parametrize("name", ["sample", "hostile"])
def test_kept_things_are_saved_as_python_saves_them(shown, host, name):
    page = shown(name)
    let_all_go(page)
    for number in (8, 4, 2):
        keep_button(page, number).click()
    note = "Ask *him*.\n\n1. <b>When</b>?"
    page.root.get_by_label("Note on statement 4").fill(note)
    coded = coded_statements(page.doc)
    kept = [(coded[7], ""), (coded[3], note), (coded[1], "")]
    for by, label in (("speakers", "Group by speaker"), ("issues", "Group by issue")):
        page.root.get_by_role("button", name=label).click()
        wanted = keeping.markdown(page.doc, kept, by=by)
        page.root.get_by_role("button", name="Copy as Markdown").click()
        page.root.locator(".keep").get_by_text("Copied").wait_for()
        assert host == "firefox" or page.page.evaluate("navigator.clipboard.readText()") == wanted
        assert saved_by(page, "Save as Markdown").read_text(encoding="utf-8") == wanted
        html = saved_by(page, "Save as HTML").read_text(encoding="utf-8")
        assert tags_in(html) == tags_in(keeping.html(page.doc, kept, by=by))
        if host == "notebook":  # a kernel runs, which makes Word files
            assert saved_by(page, "Save as Word").read_bytes().startswith(b"PK")
        else:
            assert page.root.get_by_role("button", name="Save as Word").count() == 0
    let_all_go(page)


def saved_by(page, name):
    with page.page.expect_download() as download:
        page.root.get_by_role("button", name=name).click()
    assert download.value.suggested_filename.startswith(f"{page.doc.id}-kept.")
    return download.value.path()


def tags_in(html):
    """The tags of a page with what stands in each; a parser reads them as a browser would."""
    found = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: found.append([tag, [a for a in attrs if a[0] != "xmlns"], ""])
    parser.handle_startendtag = parser.handle_starttag
    parser.handle_data = lambda words: found[-1].__setitem__(2, found[-1][2] + words) if found else None
    parser.feed(html)
    return found


def test_kept_things_travel_in_the_report_with_their_notes(open_page, tmp_path):
    doc = samples.sample()
    key = doc.statements[3].key
    chosen = {"kept": [{"key": key, "note": "</script>\nmine"}, {"key": "gone", "note": "x"}, 7]}
    file = report.write(doc, tmp_path / "x.html", samples.known(), chosen)
    page = Shown(open_page(file.as_uri() + f"#statement={doc.statements[4].key}"), doc, samples.known())
    page.page.locator(".keep li").wait_for()
    assert keeps(page) == [["Joren Maas", [key]]]
    assert page.root.locator(".keep h2").inner_text() == "Kept (1)"
    assert page.root.get_by_label("Note on statement 4").input_value() == "</script>\nmine"
    page.page.set_viewport_size({"width": 390, "height": 844})
    assert page.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.page.complaints == []


def test_all_can_be_done_by_keyboard(shown):
    page = shown("sample")
    press, root = page.page.keyboard.press, page.root
    root.locator("summary", has_text="Speaker").focus()
    for key in ("Enter", "Tab", "Space"):
        press(key)
    page.holds(speakers=(page.speaker("Ilka Torvald"),))
    press("Escape")
    assert root.locator("[data-facet=speakers]").get_attribute("open") is None
    root.locator(".chip").focus()
    press("Enter")
    page.holds()
    for place, key, wanted in (
        (".mark[tabindex]", "Enter", page.statement(1)),
        (".event[tabindex]", "ArrowRight", page.statement(1)),
        (".event:focus", "Enter", page.statement(2)),
        ("[data-step=next]", "Enter", page.statement(3)),
        (f".statements tr[data-statement={page.statement(5)}] button", "Enter", page.statement(5)),
    ):
        root.locator(place).first.focus()
        press(key)
        assert page.read()["current"] == [wanted], place
    for place, selection in (
        (".matrix .cell", {"speakers": (page.speaker("Ilka Torvald"),), "issues": ("the-treaty",)}),
        (".pairs button", {"topics": ("sea", "arms"), "together": True}),
    ):
        root.locator(place).first.focus()
        press("Space")
        page.holds(**selection)
        assert root.locator(".drawer:focus").count() == 1
        while root.locator(".chip").count():
            root.locator(".chip").last.focus()
            press("Enter")
    root.locator("[data-facet=confidence] summary").focus()
    for key in ("Enter", "Tab", "End", "Escape"):
        press(key)
    page.holds(confidence=1.0)


def test_everything_is_reached_by_tab(shown):
    page = shown("sample")
    stops = """root => [...root.querySelectorAll("button, summary, input, [role=button]")]
      .filter((n) => n.checkVisibility() && !n.disabled && n.tabIndex < 0).map((n) => n.outerHTML.slice(0, 90))"""
    closed = [stop for stop in page.root.evaluate(stops) if "event" not in stop]  # arrow keys go through the strip
    assert closed == []


@pytest.mark.parametrize("place", [".chart .drawing .barlayer", ".strip svg", ".article .reader"])
def test_the_colours_of_the_positions_are_on_the_screen(shown, colours_on, place):
    page = shown("sample")
    colours = colours_on(page.root.locator(place))
    for look in LOOKS:
        assert colours[look.colour] > 20, (look.id, colours.most_common(8))


def test_where_statements_on_a_topic_are_counted_no_position_is_shown(shown, colours_on):
    page = shown("sample")
    panel = page.root.locator(".topics")
    seen = [colour for colour, number in colours_on(panel).items() if number > 20]
    assert len(seen) > 3 and [colour for colour in seen if not is_grey(colour)] == []
    assert not [look.glyph for look in LOOKS if look.glyph in panel.text_content()]


def is_grey(colour):
    """True where red, green and blue of "#rrggbb" are nearly the same."""
    channels = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return max(channels) - min(channels) <= 16


@pytest.mark.parametrize("name", ["sample", "judged", "silent", *articles.names()])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_barrier(shown, host, turned, name, scheme):
    if name != "sample" and (host == "notebook" or scheme == "dark"):
        pytest.skip("what differs by article is looked at in the light report")
    found = util.find_spec("axe_playwright_python")
    if found is None:
        pytest.skip("axe-core is not installed: pip install axe-playwright-python")
    page = turned(shown, name, scheme)
    if page.doc.statements:
        page.choose("positions", "oppose")
        page.root.locator(".terms td button").first.click()
        page.root.locator(".mark:not(.off)").first.click()
        keep = page.root.locator(".card [data-keep]")
        if keep.get_attribute("aria-pressed") == "false":
            keep.click()
        page.root.get_by_role("button", name="Copy a citation").first.click()
    page.root.evaluate("root => root.querySelectorAll('details').forEach((node) => (node.open = true))")
    if not page.page.evaluate("'axe' in globalThis"):
        page.page.evaluate((Path(found.origin).parent / "axe.min.js").read_text(encoding="utf-8"))
    whole = "axe.run(root)" if host == "notebook" else "axe.run()"
    violations = page.root.evaluate(f"root => {whole}.then((found) => found.violations)")
    assert [(v["id"], [n["html"][:160] for n in v["nodes"]]) for v in violations] == []


def test_back_and_forward_lead_through_what_was_chosen(shown):
    page = shown("sample")
    page.choose("speakers", page.speaker("Joren Maas"))
    page.choose("positions", "oppose")
    page.root.locator(f".mark[data-statement={page.statement(4)}]").first.click()
    key = page.speaker("Joren Maas")
    assert f"speakers={key}&positions=oppose&statement={page.statement(4)}" in page.page.url
    page.page.go_back()
    assert page.holds(speakers=(page.speaker("Joren Maas"),), positions=("oppose",))["current"] == []
    page.page.go_back()
    page.holds(speakers=(page.speaker("Joren Maas"),))
    page.page.go_back()
    assert page.holds()["chips"] == []
    for _ in range(3):
        page.page.go_forward()
    assert page.holds(speakers=(page.speaker("Joren Maas"),), positions=("oppose",))["current"] == [page.statement(4)]


def test_a_search_is_one_step_back(shown):
    page = shown("sample")
    page.choose("positions", "neutral")
    for words in ("t", "th", "the talks"):
        page.root.get_by_role("searchbox").fill(words)
        page.root.locator(".chip", has_text=f"“{words}”").wait_for()
    page.holds(positions=("neutral",), text="the talks")
    page.page.go_back()
    page.holds(positions=("neutral",))
    assert page.root.get_by_role("searchbox").input_value() == ""


def test_a_link_opens_the_same_view(shown_by_link):
    second = statement_key(payload.view(samples.sample(), samples.CODEBOOK), 2)
    address = (
        "#topics=sea&topics=arms&columns=speaker&columns=kind&together=1&confidence=0.5&position_confidence=0.6&text=navy"
        f"&statement={second}&measure=words&rows=actors&sort=-speaker&article=estavia-weighs-a-treaty"
    )
    page = shown_by_link("sample", address)
    read = page.holds(topics=("sea", "arms"), together=True, confidence=0.5, position_confidence=0.6, text="navy")
    assert read["chips"] == [
        "Law of the sea + Arms",
        "at least 50 % sure of the words",
        "at least 60 % sure of the position",
        "“navy”",
    ]
    assert read["current"] == [page.statement(2)] and "leaning against" in page.root.locator(".card").inner_text()
    assert page.root.locator("th[data-column=speaker]").get_attribute("aria-sort") == "descending"
    for name in ("By whom they speak for", "By words"):
        assert page.root.get_by_role("button", name=name).get_attribute("aria-pressed") == "true"
    page.root.locator(".statements th button").first.click()
    assert "sort=speaker" in page.page.url
    page.page.go_back()
    assert page.root.locator("th[data-column=speaker]").get_attribute("aria-sort") == "descending"
    assert page.read()["listed"] == read["listed"]
