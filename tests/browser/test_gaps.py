"""What a payload may lack: positions that nobody coded, chances that nobody gave, speakers of one name."""

import copy
from dataclasses import replace

import pytest

from analysis import keeping, payload, report
from analysis.coded import coded_statements
from analysis.palette import shaped
from tests import samples
from tests.browser.showing import BARS, Shown

UNCODED = {
    "id": "",
    "label": "not coded",
    "glyph": "○",
    "hollow": "○",
    "colour": "#9CA3AF",
    "pattern": "",
    "line": "dotted",
}
NOTHING = {
    "position": "",
    "lean": "",
    "act": "",
    "kind": "",
    "because": "",
    "confidence": None,
    "position_confidence": None,
    "rule": "by a coder",
}


@pytest.fixture
def gaps(open_page, tmp_path, monkeypatch):
    """The sample, in which the third statement lacks whatever it may lack, and a second person has the first's name."""
    made = copy.deepcopy(payload.view(samples.sample(), samples.CODEBOOK))
    made["positions"].append(UNCODED)
    made["statements"][2] |= NOTHING
    made["statements"][0]["rule"] = "borrowed source"
    first, second = made["speakers"][:2]
    second["name"] = first["name"]
    with monkeypatch.context() as patched:
        patched.setattr(payload, "view", lambda *_: made)
        file = report.write(samples.sample(), tmp_path / "x.html", samples.known())
        shown = Shown(open_page(file.as_uri()), samples.sample(), samples.known())
    shown.page.locator(BARS).first.wait_for(state="attached")
    return shown


def shows(shown, *numbers):
    read = shown.read()
    wanted = {shown.statement(n) for n in numbers}
    assert set(read["marked"]) == set(read["unfolding"]) == set(read["listed"]) == wanted
    return read


def test_a_statement_without_a_position_is_drawn_filtered_and_counted(gaps, colours_on):
    read = shows(gaps, *range(1, 9))
    assert ["positions", "", 1] in read["facets"]
    assert ["acts", "", 1] in read["facets"] and ["kinds", "", 1] in read["facets"]
    mark = gaps.root.locator(f".mark[data-statement={gaps.statement(3)}]").first
    assert (mark.get_attribute("data-position"), mark.get_attribute("data-glyph")) == ("", "○")
    assert sum(number for *_, position, number in read["bars"] if position == "") == 1
    assert colours_on(gaps.root.locator(".chart .drawing .barlayer"))["#9CA3AF"] > 50
    gaps.choose("positions", "")
    assert shows(gaps, 3)["chips"] == ["○ not coded"]
    assert gaps.page.url.endswith("#positions=")
    gaps.page.go_back()
    gaps.choose("acts", "")
    assert shows(gaps, 3)["chips"] == ["not coded"]
    assert gaps.page.complaints == []


def test_a_chance_that_nobody_gave_passes_no_slider(gaps):
    for slider in ("Words and source", "Position"):
        gaps.root.locator("[data-facet=confidence] summary").click()
        gaps.root.get_by_role("slider", name=slider).fill("5")
        shows(gaps, 1, 2, 4, 5, 6, 7, 8)
        gaps.root.locator(".chip").click()
        shows(gaps, *range(1, 9))


def facts(shown):
    """The list of facts in the card."""
    names, values = (shown.root.locator(f".card {tag}").all_inner_texts() for tag in ("dt", "dd"))
    return dict(zip(names, values, strict=True))


def test_the_card_says_how_sure_of_what_and_what_found_it(gaps):
    gaps.root.locator(f".mark[data-statement={gaps.statement(3)}]").first.click()
    third = facts(gaps)
    assert (third["Found by"], third["Words and source"], third["Position"]) == ("by a coder", "not given", "not given")
    assert "Act" not in third and third["Wording"] == "said"
    assert gaps.root.locator(".card .because").count() == 0
    assert "○ not coded toward the treaty" in gaps.root.locator(".card .stand").inner_text()
    gaps.root.locator(f".mark[data-statement={gaps.statement(1)}]").first.click()
    first = facts(gaps)
    assert (first["Words and source"], first["Position"]) == ("88 % sure", "75 % sure")
    assert first["Found by"] == "the language model, with the source of the words beside it"


def test_the_table_has_both_chances(gaps):
    gaps.root.locator("summary", has_text="Columns").click()
    for name in ("Sure of the words", "Sure of the position"):
        gaps.root.get_by_role("checkbox", name=name).check()
    column = gaps.root.locator("td[data-column=position_confidence]")
    assert column.all_inner_texts() == ["75 %", "75 %", "not given", *["75 %"] * 5]
    gaps.root.get_by_role("button", name="Sure of the position").click()
    assert column.all_inner_texts() == ["not given", *["75 %"] * 7]
    assert "columns=confidence&columns=position_confidence&sort=position_confidence" in gaps.page.url


def test_two_of_one_name_are_told_apart(gaps):
    """The speaker of statements 3, 4 and 7 has the name of another."""
    labels = gaps.root.locator("[data-facet=speakers] label span:not(.number)").all_text_contents()
    assert labels[:2] == [
        "Ilka Torvald (Estavian Foreign Minister · Estavia)",
        "Ilka Torvald (the Vorland envoy · Vorland)",
    ]
    key = next(p for p in gaps.payload["speakers"] if p["role"] == "the Vorland envoy")["key"]
    gaps.choose("speakers", key)
    shows(gaps, 3, 4, 7)
    assert f"speakers={key}" in gaps.page.url


def test_a_weak_position_is_hollow_and_says_perhaps(open_page, tmp_path):
    doc = samples.sample()
    weak = replace(doc, stances=tuple(replace(s, confidence=0.59 + n % 2 / 100) for n, s in enumerate(doc.stances)))
    shown = Shown(open_page(report.write(weak, tmp_path / "x.html", samples.known()).as_uri()), weak, samples.known())
    shown.page.locator(BARS).first.wait_for(state="attached")
    for coded in coded_statements(weak):
        look, of = shaped(coded.position, coded.position_confidence), f"[data-statement='{coded.key}']"
        assert look.label.startswith("perhaps ") == (coded.number % 2 == 1)
        assert f"{look.glyph} {look.label}" in shown.root.locator(f".statements {of}").first.inner_text()
        assert shown.root.locator(f".mark{of}[data-glyph]").get_attribute("data-glyph") == look.glyph
        assert {e.get_attribute("data-unsure") for e in shown.root.locator(f".event{of}").all()} == {
            "" if coded.number % 2 else None
        }
    shown.root.locator(f".statements [data-keep='{shown.statement(3)}']").click()
    with shown.page.expect_download() as download:
        shown.root.get_by_role("button", name="Save as Markdown").click()
    kept = download.value.path().read_text(encoding="utf-8")
    assert kept == keeping.markdown(weak, [(coded_statements(weak)[2], "")]) and "▽ perhaps opposes" in kept
    assert shown.page.complaints == []


def test_who_only_thought_or_did_something_is_told_where_the_bars_leave_them_out(open_page, tmp_path):
    doc = samples.sample()
    people = {s.key: doc.speakers_of(s)[0].name if doc.speakers_of(s) else "" for s in doc.statements}
    fourth = doc.statements[3].key
    thought = [one.key for one in doc.statements if people[one.key] == "Vorland" or one.key == fourth]
    some = tuple(replace(s, manner="thought") if s.key in thought else s for s in doc.statements)
    doc = replace(doc, statements=some)
    shown = Shown(open_page(report.write(doc, tmp_path / "x.html", samples.known()).as_uri()), doc, samples.known())
    shown.page.locator(BARS).first.wait_for(state="attached")
    told = shown.root.get_by_text("more only thought or did something")
    assert told.inner_text() == "1 more only thought or did something: choose “Thought and done, too”."
    rows = {name: total for name, total, *_ in shown.read()["speakers"]}
    assert rows["Vorland"] == f"{len(thought) - 1}, thought or done" and "Joren Maas" in rows
    assert rows["Joren Maas"].endswith(" +1 thought or done")
    assert "Vorland" not in shown.root.locator(".chart .names").inner_text()
    shown.root.get_by_role("button", name="Thought and done, too").click()
    assert told.is_hidden() and "Vorland" in shown.root.locator(".chart .names").inner_text()
    assert {total.isdigit() for _, total, *_ in shown.read()["speakers"]} == {True}
    assert shown.page.complaints == []
