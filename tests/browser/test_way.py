"""What opens a statement shows its card whole, below the bar that stays in sight, and leads back to where it was chosen."""

import pytest

from analysis import report
from tests import samples

SEED = "us-offers-russia-assurance-on-missiles"
RADAR = "velland-and-tellan-divided-by-a-radar"  # an article with disagreements
SIZES = [{"width": 1400, "height": 1000}, {"width": 1280, "height": 720}, {"width": 390, "height": 844}]
# What opens a card, and where the focus is after: at a mark it stays, from further away it goes along to the card.
OPENERS = {
    "row": ".statements tbody tr:nth-child(3) td[data-column=content]",
    "last row": ".statements tbody tr:last-child td[data-column=content]",
    "quotation": ".disagreements button.quotation",
    "mark": ".reader .mark >> nth=4",
    "last mark": ".reader .mark >> nth=-1",
    "kept": ".keep button[aria-label^='Read it']",
}
CARD = """root => {
  const [card, bar] = [".card", ".filters-in-force"].map((place) => root.querySelector(place).getBoundingClientRect());
  return card.top >= bar.bottom && card.bottom <= innerHeight + 1;
}"""
MARK = """root => {
  const mark = root.querySelector(".mark.current");
  const [line] = mark.getClientRects();
  return mark.contains(document.elementFromPoint(line.left + 2, line.top + line.height / 2));
}"""
WHERE = """node => {
  const {top, bottom} = node.getBoundingClientRect();
  const focus = [document.activeElement, document.activeElement.closest("tr")];
  return {
    top: Math.round(top),
    seen: top < innerHeight && bottom > 0,
    focused: focus.some((one) => one === node || one?.contains(node) || node.contains(one)),
  };
}"""


def kept_report(tmp_path, name):
    """The address of a report that brings a kept statement with it."""
    doc = samples.annotated(name)
    return report.write(doc, tmp_path / "x.html", chosen={"kept": [{"key": doc.statements[2].key}]}).as_uri()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size["width"]))
@pytest.mark.parametrize("name", [SEED, RADAR])
def test_the_card_is_seen_whole_and_escape_and_close_lead_back(open_page, tmp_path, size, name):
    address = kept_report(tmp_path, name)
    page = open_page(address, viewport=size)
    root = page.locator("#explorer .explorer")
    root.locator(".keep li").wait_for()
    page.wait_for_timeout(500)  # charts are drawn
    for number, (kind, place) in enumerate(OPENERS.items()):
        opener = root.locator(place).first
        if not opener.count():
            continue
        opener.evaluate("node => node.scrollIntoView({ block: 'center' })")
        before = opener.evaluate(WHERE)["top"]
        opener.click()
        assert root.evaluate(CARD), kind
        assert root.evaluate(MARK), kind
        focused = root.locator(":focus")
        assert focused.evaluate("node => node.matches('.mark.current, .card')"), kind
        if number % 2:
            root.locator("[data-step=close]").click()
        else:
            page.keyboard.press("Escape")
        assert root.locator(".mark.current").count() == 0, kind
        after = opener.evaluate(WHERE)
        assert after["seen"] and after["focused"], kind
        assert "mark" in kind or abs(after["top"] - before) <= 2, kind


def test_a_passage_chosen_further_down_brings_its_card(opened):
    shown = opened(SEED, viewport={"width": 1400, "height": 1000})
    shown.page.evaluate("scrollTo(0, document.querySelector('.reader').getBoundingClientRect().bottom - 250)")
    shown.root.locator(".reader").evaluate("node => node.scrollTop = node.scrollHeight")
    seen = """marks => marks.findIndex((mark) => {
      const [line] = mark.getClientRects();
      return line.top > 50 && mark.contains(document.elementFromPoint(line.left + 2, line.top + line.height / 2));
    })"""
    marks = shown.root.locator(".reader .mark")
    marks.nth(marks.evaluate_all(seen)).click()
    assert shown.root.evaluate(CARD) and shown.root.evaluate(MARK)


def test_a_step_on_the_card_keeps_the_way_back(opened):
    shown = opened(SEED)
    number = shown.root.locator(".statements tbody tr:nth-child(5) button").first
    number.focus()
    shown.page.keyboard.press("Enter")
    for _ in range(3):
        shown.root.locator("[data-step=next]").click()
        assert shown.root.evaluate(CARD) and shown.root.evaluate(MARK)
    shown.page.keyboard.press("Escape")
    assert number.evaluate(WHERE)["seen"] and number.evaluate("node => node === document.activeElement")


def test_who_has_gone_on_is_not_led_back(opened):
    shown = opened(SEED)
    shown.root.locator(".statements tbody tr:nth-child(5) button").first.click()
    field = shown.root.get_by_role("searchbox")
    field.focus()
    here = shown.page.evaluate("scrollY")
    shown.page.keyboard.press("Escape")
    assert shown.read()["current"] == [] and field.evaluate("node => node === document.activeElement")
    assert shown.page.evaluate("scrollY") == here


def test_a_page_opened_at_a_statement_has_the_focus_on_its_card(linked):
    doc = samples.annotated(SEED)
    shown = linked(SEED, f"#statement={doc.statements[6].key}")
    assert shown.root.locator(".card:focus").count() == 1
    assert shown.root.evaluate(CARD) and shown.root.evaluate(MARK)
    shown.page.keyboard.press("Escape")
    assert shown.read()["current"] == []
    assert shown.root.locator(":focus").get_attribute("data-statement") == doc.statements[6].key


def test_a_row_is_shown_on_its_card_while_a_drawer_is_open(opened):
    shown = opened("sample")
    shown.root.locator(".matrix .cell").first.click()
    row = shown.root.locator(".statements tbody tr").first
    row.click()
    assert shown.root.evaluate(CARD) and shown.root.evaluate(MARK)
    shown.page.keyboard.press("Escape")
    assert row.evaluate(WHERE)["seen"] and len(shown.read()["drawers"]) == 1
