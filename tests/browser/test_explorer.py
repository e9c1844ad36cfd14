"""The explorer, by the same assertions in the report and in a live notebook; Python's counts decide."""

import io
from dataclasses import replace
from importlib import util
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest

from analysis import articles, payload, report, tables
from analysis.palette import LOOKS
from tests import samples
from tests.browser.showing import BARS, FACETS, Shown, counts_of, rows_of, split, statement_key

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
    named = sum(counts.total() for counts in everyone["speakers"].values())
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
        assert int(total) == wanted["speakers"][key].total()
        assert int(words) == wanted["words"][key].total()
        assert not name or int(words) == known[name]


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
    assert first["Position"] == "71 % sure support 71 %, oppose 4 %, neutral 22 %, conditional 3 %"
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
    page.root.get_by_role("button", name="Show 1 statement: no speaker named, no diplomatic topic").click()
    assert page.holds(speakers=("",), topics=("",))["chips"] == ["no speaker named", "no diplomatic topic"]


def test_an_article_without_topics_counts_its_statements(open_page, tmp_path):
    doc = replace(samples.sample(), topic_codes=())
    page = open_page(report.write(doc, tmp_path / "x.html", samples.known()).as_uri())
    page.locator(BARS).first.wait_for(state="attached")
    read = Shown(page, doc, samples.known()).read()
    assert [row[:2] for row in read["topics"]] == [["no diplomatic topic", "8"]]
    assert sum(number for _, number in read["cells"]) == 9  # the joint statement has two speakers
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
    event = page.root.locator(f".event[data-statement={last}]").first
    event.locator("path").click()
    assert page.read()["current"] == [last]
    assert in_view(page, ".mark.current")
    reason = page.root.locator(".because").bounding_box()
    assert reason["y"] >= 0 and reason["y"] + reason["height"] <= page.page.viewport_size["height"]
    assert event.get_attribute("aria-pressed") == "true"
    assert "Mikhail Kasyanov" in event.get_attribute("aria-label")


def test_a_bar_filters_and_a_second_click_frees(shown):
    page = shown("sample")
    bar = page.root.locator(".js-plotly-plot .trace.bars").nth(1).locator("path[d]").nth(1)
    bar.click(force=True)
    assert page.holds(speakers=(page.speaker("Joren Maas"),), positions=("oppose",))["chips"] == [
        "Joren Maas",
        "▼ opposes",
    ]
    assert in_view(page, ".mark:not(.off)")
    bar.click(force=True)
    page.holds()
    page.root.get_by_text("The same as a table").click()
    page.root.get_by_role("button", name="Show 2 statements: Joren Maas, opposes").click()
    page.holds(speakers=(page.speaker("Joren Maas"),), positions=("oppose",))


def test_a_cell_of_the_matrix_opens_its_statements(shown):
    page = shown("sample")
    assert page.root.locator(".matrix h2").inner_text() == "Who speaks on what"
    assert "A cell counts the statements" in page.root.locator(".matrix .hint").inner_text()
    cell = page.root.get_by_role("button", name="Show 2 statements: Ilka Torvald, Law of the sea")
    assert cell.inner_text() == "2"
    cell.click()
    read = page.holds(speakers=(page.speaker("Ilka Torvald"),), topics=("sea",))
    assert read["chips"] == ["Ilka Torvald", "Law of the sea"]
    cell.click()
    page.holds()
    page.root.get_by_role("button", name="By whom they speak for").click()
    frame = tables.statements(page.doc)
    frame = frame[frame["topics"].str.contains("sea") & frame["actors"].str.contains("Vorland")]
    page.root.locator('.matrix .cell[data-key=\'["Vorland","sea"]\']').click()
    assert page.holds(actors=("Vorland",), topics=("sea",))["listed"] == [page.statement(at + 1) for at in frame.index]


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
    assert heads == ["No.", "Who", "Position", "What is said", "Toward what", "Topic"]
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


def test_a_citation_is_copied_and_said_to_be(shown, host):
    page = shown("sample")
    page.root.locator(f".mark[data-statement={page.statement(3)}]").first.click()
    page.root.get_by_role("button", name="Copy a citation").click()
    page.root.get_by_text("Copied").wait_for()
    words = (
        'Joren Maas (the Vorland envoy): "We will never sign under threat," – '
        "The Havenmouth Wire, “Estavia Weighs a Treaty on the Strait”, 4 May 2031"
    )
    assert host == "firefox" or page.page.evaluate("navigator.clipboard.readText()") == words
    assert page.root.locator(".citation").inner_text() == words


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
        (".matrix .cell", {"speakers": (page.speaker("Ilka Torvald"),), "topics": ("sea",)}),
        (".pairs button", {"topics": ("sea", "arms"), "together": True}),
    ):
        root.locator(place).first.focus()
        press("Space")
        page.holds(**selection)
        assert root.locator(":focus").get_attribute("data-key"), "the focus stays where it was"
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


@pytest.mark.parametrize("place", [".matrix", ".topics"])
def test_where_statements_on_a_topic_are_counted_no_position_is_shown(shown, colours_on, place):
    page = shown("sample")
    panel = page.root.locator(place)
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
        page.root.locator(".mark:not(.off)").first.click()
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
