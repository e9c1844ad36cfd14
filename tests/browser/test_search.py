"""The search: words are compared in their plain form, as Python does it, and are marked where they stand."""

import unicodedata

import pytest

from analysis import articles, knowledge, markup, report
from analysis.annotate import annotate
from analysis.selection import plain
from tests.browser.showing import Shown
from tests.test_selection import PLAIN

# The texts marked in a part of the page.
MARKED = """(root, place) => [...(CSS.highlights.get("demarche-found") ?? [])].map((found) => {
  const range = new Range();
  range.setStart(found.startContainer, found.startOffset);
  range.setEnd(found.endContainer, found.endOffset);
  return root.querySelector(place).contains(range.commonAncestorContainer) ? range.toString() : null;
}).filter((text) => text !== null)"""
FOUND = "#9DEEE8"  # --found of views/base.css


@pytest.fixture
def typeset(open_page, tmp_path):
    """The report on an article with the signs and accents of print."""
    doc = annotate(articles.document(PLAIN["article"]))
    return Shown(open_page(report.write(doc, tmp_path / "typeset.html").as_uri()), doc, knowledge.load())


def search(shown, words):
    shown.root.get_by_role("searchbox").fill(words)
    shown.root.locator(".chip", has_text=f"“{words.strip()}”").wait_for()


def marked(shown, place=".reader"):
    return shown.root.evaluate(MARKED, place)


def test_page_and_python_have_the_same_plain_form(open_page):
    texts = [text for pair in PLAIN["forms"] for text in pair] + [PLAIN["article"]]
    forms = f"(texts) => {{ {markup.joined(['plain'])}; return texts.map((t) => [plain(t), plainPlaces(t).words]) }}"
    assert open_page("about:blank").evaluate(forms, texts) == [[plain(text)] * 2 for text in texts]


def test_every_letter_has_the_same_plain_form(open_page):
    """Of Unicode 3.2: later ones may be unknown to the browser or to Python."""
    letters = [c for c in map(chr, range(0x110000)) if unicodedata.ucd_3_2_0.category(c) not in ("Cn", "Co", "Cs")]
    forms = f"(letters) => {{ {markup.joined(['plain'])}; return letters.map((letter) => plain(`x${{letter}}y`)) }}"
    found = open_page("about:blank").evaluate(forms, letters)
    other = [hex(ord(x)) for x, form in zip(letters, found, strict=True) if plain(f"x{x}y") != form]
    assert other == []


@pytest.mark.parametrize(("words", "places", "number"), PLAIN["queries"])
def test_what_a_keyboard_writes_is_found_and_marked(typeset, words, places, number):
    search(typeset, words)
    assert len(typeset.holds(text=words)["listed"]) == number
    assert marked(typeset) == places
    told = f"{len(places)} place{'s' * (len(places) != 1)} in the article, {number} statement{'s' * (number != 1)}"
    assert typeset.root.locator(".places").inner_text() == told
    assert typeset.root.get_by_text("No statement passes these filters.").is_visible() == (number == 0)
    assert typeset.page.complaints == []


def test_cells_of_the_table_are_marked_too(typeset):
    search(typeset, "tor")
    assert marked(typeset, ".statements tbody") == ["Tor", "Tor"]
    search(typeset, "naive talks")
    assert marked(typeset, ".statements tbody") == ["naïve talks"]
    typeset.root.locator(".chip").click()
    assert marked(typeset) == marked(typeset, ".statements tbody") == []
    assert typeset.root.locator(".places").inner_text() == ""


def test_the_search_stands_above_the_article(typeset):
    above = "root => root.querySelector('[type=search]').getBoundingClientRect().bottom"
    assert typeset.root.locator(".article [type=search]").count() == 1
    assert typeset.root.evaluate(above) <= typeset.root.locator(".reader").bounding_box()["y"]


def test_the_words_found_are_seen(shown, colours_on):
    page = shown("us-offers-russia-assurance-on-missiles")
    reader = page.root.locator(".reader")
    assert colours_on(reader)[FOUND] == 0
    search(page, "missile")
    assert colours_on(reader)[FOUND] > 200
    assert {text.lower() for text in marked(page)} == {"missile"}
    assert len(marked(page)) == page.doc.text.lower().count("missile")


def test_the_first_place_is_brought_into_view_unless_a_statement_is_read(shown, host):
    page = shown("us-offers-russia-assurance-on-missiles")
    words = page.doc.text.split("\n")[-1].split(".")[0][-40:]
    reader = page.root.locator(".reader")
    top = "node => node.scrollTop"
    search(page, words)
    assert reader.evaluate(top) > 100
    page.root.locator(".chip").click()
    page.root.locator(f"tr[data-statement={page.statement(2)}]").click()
    at = reader.evaluate(top)
    search(page, "the")
    assert reader.evaluate(top) == at


def test_a_browser_without_highlights_searches_all_the_same(browser, open_page, typeset):
    page = typeset.page
    page.add_init_script("delete globalThis.Highlight; Object.defineProperty(CSS, 'highlights', { value: undefined })")
    page.reload()
    search(typeset, "iron rule")
    assert len(typeset.holds(text="iron rule")["listed"]) == 2
    assert typeset.root.locator(".places").inner_text() == "2 places in the article, 2 statements"
    assert page.complaints == []


# Which place the search stands at, and whether it is on the screen.
PLACE = """root => [...(CSS.highlights.get("demarche-place") ?? [])].map((found) => {
  const range = new Range();
  range.setStart(found.startContainer, found.startOffset);
  range.setEnd(found.endContainer, found.endOffset);
  const [line, box] = [range, root.querySelector(".reader")].map((one) => one.getBoundingClientRect());
  const before = new Range();
  before.setStart(root.querySelector(".reader"), 0);
  before.setEnd(found.startContainer, found.startOffset);
  const seen = line.top >= Math.max(0, box.top) && line.bottom <= Math.min(innerHeight, box.bottom);
  return [range.toString().toLowerCase(), before.toString().length, seen];
})"""


@pytest.mark.parametrize("viewport", [{"width": 1400, "height": 1000}, {"width": 390, "height": 844}])
def test_enter_leads_from_place_to_place_and_says_which(opened, viewport):
    page = opened("us-offers-russia-assurance-on-missiles", viewport=viewport)
    text = page.doc.text.lower()
    wanted = [at for at in range(len(text)) if text.startswith("missile", at)]
    field, told = page.root.get_by_role("searchbox"), page.root.locator(".places[role=status]")
    field.fill("missile")
    field.press("Enter")  # at once, before the search has begun by itself
    for number, at in enumerate([*wanted, wanted[0]]):
        assert page.root.evaluate(PLACE) == [["missile", at, True]]
        assert told.inner_text().startswith(f"{number % len(wanted) + 1} of {len(wanted)} places in the article, ")
        field.press("Enter")
    field.press("Shift+Enter")
    assert told.inner_text().startswith(f"1 of {len(wanted)} ")
    field.press("Shift+Enter")
    assert page.root.evaluate(PLACE) == [["missile", wanted[-1], True]]
    search(page, "missile defense")
    assert page.root.evaluate(PLACE) == [] and told.inner_text()[0].isdigit() and " of " not in told.inner_text()
    assert page.root.locator(".reader [role=button]:focus").count() == 0  # the field keeps the focus
    search(page, "no such words")
    field.press("Enter")
    assert told.inner_text() == "0 places in the article, 0 statements" and page.page.complaints == []


def test_where_nothing_passes_one_sentence_stands_in_place_of_empty_charts(shown):
    page = shown("sample")
    search(page, "no such words")
    places = (".chart", ".strip", ".matrix", ".topics")
    assert not any(page.root.locator(place).is_visible() for place in places)
    assert page.root.get_by_text("No statement passes these filters.").is_visible()
    page.root.locator(".chip").click()
    assert all(page.root.locator(place).is_visible() for place in places)
    page.holds()
