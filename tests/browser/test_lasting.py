"""What is kept in a report outlasts it: in the browser's storage, on this machine, and nowhere else."""

import json

import pytest

from analysis import report
from tests import samples
from tests.browser.conftest import HOSTILE
from tests.browser.showing import Shown

REFUSED = """Object.defineProperty(globalThis, "localStorage", { get() { throw new DOMException("no", "SecurityError"); } })"""
STORED = "Object.entries(localStorage)"


@pytest.fixture
def sample(open_page, tmp_path):
    """sample(chosen, page): a report on the sample that brings what is chosen, opened in the same browser."""

    def of(chosen=None, page=None):
        doc = samples.sample()
        address = report.write(doc, tmp_path / "x.html", samples.known(), chosen).as_uri()
        page = page or open_page(address)
        page.reload()
        return Shown(page, doc, samples.known())

    return of


def kept(shown):
    """{number of a kept statement: its note}, as the page shows it."""
    shown.root.locator(".keep").wait_for(state="attached")
    notes = shown.root.locator(".keep textarea").evaluate_all("nodes => nodes.map((n) => [n.ariaLabel, n.value])")
    return {int(label.rsplit(" ", 1)[1]): note for label, note in notes}


def keep(shown, number, note=""):
    shown.root.locator(f".statements [data-keep='{shown.statement(number)}']").click()
    if note:
        shown.root.get_by_label(f"Note on statement {number}").fill(note)


def reloaded(shown):
    shown.page.wait_for_timeout(400)  # a note is stored a moment after its last letter
    shown.page.reload()
    return kept(shown)


def test_statements_and_notes_are_there_after_a_reload(sample):
    shown = sample()
    keep(shown, 3)
    keep(shown, 4, "Which offer?")  # the field still has the focus
    assert reloaded(shown) == {3: "", 4: "Which offer?"}
    assert "in this browser, on this machine" in shown.root.locator(".keep .hint").inner_text()
    shown.root.get_by_role("button", name="Remove statement 3 from what is kept").click()
    assert reloaded(shown) == {4: "Which offer?"}
    [[key, _]] = shown.page.evaluate(STORED)
    assert key == f"demarche kept {shown.payload['article']['digest']}"
    shown.root.locator(".keep").get_by_role("button", name="Remove").click()
    assert reloaded(shown) == {} and shown.page.evaluate(STORED) == []
    assert shown.page.complaints == []
    assert {url.split("#")[0] for url in shown.page.asked} == {shown.page.url.split("#")[0]}


def test_what_a_page_brings_is_joined_with_what_was_kept(sample):
    shown = sample()
    keep(shown, 3, "mine")
    keep(shown, 5)
    third, fourth = shown.statement(3), shown.statement(4)
    assert reloaded(shown) == {3: "mine", 5: ""}
    brought = {"kept": [{"key": third, "note": "hers"}, {"key": fourth, "note": "hers"}, 7]}
    shown = sample(brought, shown.page)
    joined = {3: "mine\n\nhers", 4: "hers", 5: ""}
    assert kept(shown) == joined
    assert reloaded(shown) == joined  # nothing is doubled
    shown.root.get_by_role("button", name="Remove statement 4 from").click()
    shown.root.get_by_label("Note on statement 3").fill("mine alone")
    assert reloaded(shown) == {3: "mine alone", 5: ""}  # and nothing comes again


def test_two_tabs_lose_nothing_of_each_other(sample):
    one = sample()
    two = Shown(one.page.context.new_page(), one.doc, one.known)
    two.page.goto(one.page.url)
    keep(one, 3, "one")
    one.page.wait_for_timeout(400)
    keep(two, 4, "two")
    assert reloaded(two) == reloaded(one) == {3: "one", 4: "two"}


def test_what_another_page_stored_is_words(sample):
    shown = sample()
    place = f"demarche kept {shown.payload['article']['digest']}"
    for stored in ("{", "7", "null", '{"kept": 7}', '{"kept": [null, {"key": 3}, {"key": "gone", "note": {}}]}'):
        shown.page.evaluate("([place, stored]) => localStorage.setItem(place, stored)", [place, stored])
        assert reloaded(shown) == {}, stored
    hostile = json.dumps({"kept": [{"key": shown.statement(2), "note": HOSTILE}]})
    shown.page.evaluate("([place, stored]) => localStorage.setItem(place, stored)", [place, hostile])
    assert reloaded(shown) == {2: HOSTILE}
    assert shown.root.locator("img, i").count() == 0 and shown.page.complaints == []


def leaves(page):
    """Whether the page lets the reader leave without a question."""
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    return asked == []


def test_where_storage_is_refused_the_page_asks_before_what_is_kept_is_lost(sample):
    first = sample()
    page = first.page.context.new_page()  # nothing answers its questions but what stands here
    page.add_init_script(REFUSED)
    page.goto(first.page.url)
    shown = Shown(page, first.doc, first.known)
    keep(shown, 3)
    assert "copy or save it" in shown.root.locator(".keep .hint").inner_text()
    with page.expect_download():
        shown.root.get_by_role("button", name="Save as Markdown").click()
    assert leaves(page)
    keep(shown, 3)
    assert not leaves(page)
    assert kept(shown) == {}
    keep(shown, 3)
    shown.root.locator(".keep").get_by_role("button", name="Remove").click()
    assert leaves(page)


def test_the_list_of_what_is_kept_says_remove(sample):
    shown = sample()
    keep(shown, 2)
    buttons = shown.root.locator(".keep li").get_by_role("button")
    assert buttons.all_inner_texts() == ["Read it", "Remove"]
    assert buttons.last.get_attribute("aria-pressed") is None
    buttons.last.click()
    assert shown.root.locator(".keep").is_hidden()
    pressed = shown.root.locator(f".statements [data-keep='{shown.statement(2)}']").get_attribute("aria-pressed")
    assert pressed == "false"
