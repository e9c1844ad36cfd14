"""The review mode: in a real JupyterLab, and for what is measured on a page of its own that asks the same Python."""

import json
import pickle
import re
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from importlib import util
from pathlib import Path

import pytest

from analysis import decisions, knowledge, markup, review
from analysis.coded import coded_statements
from analysis.reviewing import Reviewer
from tests import samples
from tests.browser import many
from tests.browser.conftest import HOSTILE, context_in, run_cell, set_theme, watched

SHOWING = """
import pickle
from pathlib import Path
from analysis import reviewing
docs, known, folder = pickle.loads(Path("to-review").read_bytes())
reviewer = reviewing.Reviewer(docs, known, coder=Path("coder").read_text(), folder=folder)
reviewer
"""
COUNTING = """
from collections import Counter
from analysis import decisions
coded = reviewer.coded[0]
told = Counter(one.verdict for one in coded.reviews)
print("counts:", reviewer.coder, reviewer.done, told["accept"], told["reject"], len(coded.statements))
"""
START = """async (module) => {
  const file = URL.createObjectURL(new Blob([module], {type: "text/javascript"}));
  const {default: widget} = await import(file);
  const heard = [];
  const send = async (message) => {
    const answers = JSON.parse(await askPython(JSON.stringify(message)));
    for (const answer of answers) for (const hear of heard) hear(answer, []);
  };
  const model = {get: () => undefined, on: (_, hear) => heard.push(hear), off: () => undefined, send};
  widget.render({model, el: document.querySelector("#here")});
}"""


def known_many():
    return replace(knowledge.load(), codebook=many.CODEBOOK)


class Desk:
    """A page with the review mode, and the Reviewer that answers it."""

    def __init__(self, page, reviewer):
        self.page, self.reviewer, self.presses = page, reviewer, 0
        self.root = page.locator(".demarche.reviewing")
        self.card = page.locator(".review-card")

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
            self.presses += 1
            self.settled()

    def settled(self):
        self.page.wait_for_function("document.querySelector('.desk').getAttribute('aria-busy') !== 'true'")

    def told(self):
        return self.page.locator(".told").inner_text()


@pytest.fixture
def review_page(browser, tmp_path):
    """review_page(docs, known, …): the review mode on a page of its own, with the net cut off."""
    contexts = []

    def opened(docs, known=None, context=None, **kwargs):
        reviewer = Reviewer(docs, known or samples.known(), **{"coder": "Ana", "folder": tmp_path} | kwargs)
        contexts.append(context_in(browser, **(context or {})))
        page = watched(contexts[-1])

        def ask(text):
            answers = []
            reviewer.send = lambda content, buffers=None: answers.append(content)
            reviewer._handle_custom_msg(json.loads(text), [])
            return json.dumps(answers)

        page.expose_function("askPython", ask)
        head = f'<title>x</title><meta name="viewport" content="width=device-width"><style>{markup.review_styles()}</style>'
        colours = f'style="{markup.colours()}"'
        page.set_content(
            f"<!doctype html><html lang='en' {colours}>{head}<main><h1>Review</h1><div id='here'></div></main></html>"
        )
        page.evaluate(START, markup.review_module())
        page.locator(".review-card dl, .review-card .hint, .review-card .steps").first.wait_for()
        return Desk(page, reviewer)

    yield opened
    for context in contexts:
        assert not [line for page in context.pages for line in page.complaints if "rror" in line]
        context.close()


# ---- in JupyterLab


@contextmanager
def notebook(browser, lab, docs, known):
    folder = lab.folder / "reviewed"
    (lab.folder / "to-review").write_bytes(pickle.dumps((docs, known, str(folder))))
    (lab.folder / "coder").write_text("Ana", encoding="utf-8")
    context = context_in(browser, viewport={"width": 1500, "height": 1100})
    page = watched(context)
    page.goto(lab("review", SHOWING, COUNTING))
    yield page, folder
    context.close()


def opened_in(page):
    """The review mode of the first cell, run anew; the keyboard alone leads into it."""
    run_cell(page)
    root = page.locator(".demarche.reviewing:not([data-old])")
    root.locator(".review-card dl").wait_for()
    page.keyboard.press("Escape")
    for _ in range(60):
        page.keyboard.press("Tab")
        if root.evaluate("root => root.contains(document.activeElement)"):
            return root
    return pytest.fail("Tab does not lead into the view")


def counted(page, root):
    """What the list of the page says: {verdict: number}."""
    verdicts = root.locator(".review-list li").evaluate_all("rows => rows.map((row) => row.dataset.verdict ?? '')")
    return Counter(verdicts)


def python_counts(page):
    """What the second cell prints: coder, done, accepted, rejected and statements."""
    last = page.locator(".jp-Cell").last
    last.locator(".cm-content").click()
    before = last.locator(".jp-InputPrompt").inner_text()
    page.keyboard.press("Control+Enter")
    page.wait_for_function(
        "([before]) => ![before, '[*]:'].includes([...document.querySelectorAll('.jp-InputPrompt')].at(-1).textContent)",
        arg=[before],
    )
    line = last.locator(".jp-OutputArea-output").inner_text()
    return re.fullmatch(r"counts: (\w+) (\d+) (\d+) (\d+) (\d+)", line.strip()).groups()


def progress(root, words):
    root.locator(".so-far", has_text=words).wait_for()
    root.locator(".so-far", has_text=re.compile(r"saved \d\d:\d\d:\d\d")).wait_for()


def test_forty_decisions_by_keyboard_and_nothing_is_lost(browser, lab):
    with notebook(browser, lab, [many.article(44)], known_many()) as (page, folder):
        root = opened_in(page)
        cells = page.locator(".jp-Cell").count()
        for n in range(40):
            for key in {0: "x", 1: "2a", 2: "s1a"}.get(n % 5, "a"):
                page.keyboard.press(key)
        progress(root, "40 of 44 done")
        for key in ["n", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "Enter", "ArrowRight", "Enter", "Enter"]:
            page.keyboard.press(key)
        root.locator(".review-list li", has_text="new").wait_for()
        assert root.locator(".unit-head").inner_text().startswith("A statement that you added")
        page.keyboard.press("1")
        for words in ("changed", "added", "accepted"):
            page.keyboard.press("Control+z" if words == "added" else "u")
            root.locator(".told", has_text=f"Undone: what was {words} is open again.").wait_for()
        progress(root, "39 of 44 done")
        assert page.locator(".jp-Cell").count() == cells  # no key was one of JupyterLab
        shown = counted(page, root)
        assert (shown["accept"], shown["reject"], shown[""]) == (31, 8, 5)
        assert python_counts(page) == ("Ana", "39", "31", "8", "36")

        page.locator(".jp-NotebookPanel").click(position={"x": 5, "y": 5})
        page.keyboard.press("Control+s")
        page.get_by_text("Saving completed").wait_for()
        page.reload()
        root = page.locator(".demarche.reviewing")
        progress_bar = root.locator(".so-far", has_text="39 of 44 done")
        progress_bar.wait_for()
        assert counted(page, root) == shown

        page.get_by_role("menuitem", name="Kernel", exact=True).click()
        page.get_by_text("Restart Kernel…", exact=True).click()
        page.get_by_role("button", name="Confirm Kernel Restart").click()
        root = opened_in(page)
        root.locator(".so-far", has_text="39 of 44 done").wait_for()
        assert counted(page, root) == shown
        page.keyboard.press("a")
        progress(root, "40 of 44 done")

        (lab.folder / "coder").write_text("Ben", encoding="utf-8")
        root = opened_in(page)
        root.locator(".so-far", has_text="0 of 44 done").wait_for()
        for key in "xaa":
            page.keyboard.press(key)
        progress(root, "3 of 44 done")
        assert python_counts(page) == ("Ben", "3", "2", "1", "43")
        kept = decisions.kept(folder)
        assert set(decisions.coders(kept)) == {"Ana", "Ben"}
        ana = review.coded(many.article(44), "Ana", kept, known_many())
        assert review.reviewed(ana) == "Reviewed by Ana: 40 of 44 statements."
        assert not [line for line in page.complaints if "TypeError" in line or "ReferenceError" in line]


def test_dark_and_hostile_in_jupyterlab(browser, lab):
    doc = samples.hostile(HOSTILE)
    with notebook(browser, lab, [doc], samples.known()) as (page, _):
        root = opened_in(page)
        set_theme(page, "Dark")
        try:
            page.keyboard.press("Escape")
            assert violations(page, "root => axe.run(root)") == []
            assert root.locator("img, i").count() == 0
            assert "</script><img" in root.locator(".reader").evaluate("node => node.textContent")
        finally:
            set_theme(page, "Light")


# ---- measured


def violations(page, run):
    found = util.find_spec("axe_playwright_python")
    if found is None:
        pytest.skip("axe-core is not installed: pip install axe-playwright-python")
    if not page.evaluate("'axe' in globalThis"):
        page.evaluate((Path(found.origin).parent / "axe.min.js").read_text(encoding="utf-8"))
    root = page.locator(".demarche.reviewing").last
    listed = root.evaluate(f"async (root) => (await ({run})(root)).violations")
    return [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in listed]


PICTURES = {"plain": "", "speaker": "s", "topic": "t", "adding": "n", "borders": "e", "keys": "?", "guide": "g"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [{"width": 1280, "height": 900}, {"width": 390, "height": 800}], ids=["desk", "phone"])
def test_axe_finds_no_barrier(review_page, scheme, size):
    desk = review_page([samples.judged()], context={"color_scheme": scheme, "viewport": size})
    desk.root.focus()
    desk.press("a", "2", "k")
    for name, key in PICTURES.items():
        if key:
            desk.page.keyboard.press(key)
        assert violations(desk.page, "() => axe.run()") == [], name
        desk.page.keyboard.press("Escape")
    desk.page.get_by_role("button", name="Accept the").click()
    assert violations(desk.page, "() => axe.run()") == []
    wide = desk.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0


def test_reviewing_costs_few_presses(review_page):
    """Of forty statements five have a wrong speaker, five a wrong position, thirty are right."""
    desk = review_page([many.article(40)], known_many())
    desk.page.get_by_role("button", name="Article order").click()
    desk.settled()
    desk.root.focus()
    wrong = {3: "speaker", 9: "position", 14: "speaker", 15: "position", 20: "speaker", 25: "position"}
    wrong |= {28: "speaker", 31: "position", 36: "speaker", 39: "position"}
    spent = {"": [], "speaker": [], "position": []}
    for n in range(40):
        before, kind = desk.presses, wrong.get(n, "")
        keys = {"": "a", "speaker": ["s", "3", "a"], "position": ["5", "a"]}[kind]
        desk.press(*keys)
        spent[kind].append(desk.presses - before)
    assert desk.told() == "Accepted. All 40 done."
    assert sum(spent[""]) / len(spent[""]) <= 1.3
    assert max(spent["speaker"] + spent["position"]) <= 4
    (coded,) = desk.reviewer.coded
    machine, now = coded_statements(many.article(40)), coded_statements(coded)
    changed = {
        n for n, (a, b) in enumerate(zip(machine, now, strict=True)) if (a.names, a.position) != (b.names, b.position)
    }
    assert changed >= {n for n, kind in wrong.items() if kind == "speaker"} and changed <= set(wrong)
    assert all(now[n].position == "neutral" for n, kind in wrong.items() if kind == "position")


def test_a_name_that_the_article_lacks_is_found_by_its_letters(review_page):
    desk = review_page([samples.judged()])
    desk.root.focus()
    desk.press("s", *"ort")
    desk.page.get_by_role("option").first.wait_for()
    desk.page.keyboard.type("elius Vann")
    desk.press("Enter")
    (fields,) = [u.fields for u in desk.reviewer.desk.placed(samples.judged().id).units.values()]
    assert fields["speakers"] == ["ortelius Vann"] and fields["actors"] == [""]


SHOWS = """async ([key, place]) => {
  const root = document.querySelector(".demarche.reviewing");
  const before = root.querySelector(place).textContent;
  const start = performance.now();
  root.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true}));
  const shown = root.querySelector(place).textContent !== before;
  await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
  return [shown, performance.now() - start];
}"""


def test_a_decision_shows_at_once_at_500_statements(review_page):
    desk = review_page([many.article(500)], known_many())
    desk.page.get_by_role("button", name="Article order").click()
    desk.settled()
    desk.root.focus()
    took = []
    for key, place in [
        ("a", ".unit-head"),
        ("x", ".unit-head"),
        (" ", ".unit-head"),
        ("a", ".so-far"),
        ("x", ".told"),
    ] * 3:
        shown, time = desk.page.evaluate(SHOWS, [key, place])
        assert shown, key
        took.append(time)
        desk.page.wait_for_timeout(300)
    assert sorted(took)[len(took) // 2] < 100, took


# ---- what keys do and do not


def test_a_held_key_and_an_open_field_decide_nothing(review_page):
    desk = review_page([samples.judged()])
    desk.root.focus()
    held = "root => root.dispatchEvent(new KeyboardEvent('keydown', {key: 'a', repeat: true, bubbles: true}))"
    desk.root.evaluate(held)
    desk.page.get_by_label("Toward what").focus()
    desk.press("a", "x", "1")
    assert desk.reviewer.decisions == ()
    desk.page.get_by_label("Search the article").focus()  # what was written is taken, and the article comes anew
    desk.press("a", "x")
    desk.page.locator(".so-far", has_text="saved").wait_for()
    desk.press("1")
    assert desk.page.get_by_label("Search the article").input_value() == "ax1"
    (decision,) = desk.reviewer.decisions
    assert decision.after["target"].count("ax1") == 1
    desk.page.evaluate("document.activeElement.blur()")
    desk.press("a", "x", "1")  # the focus is not in the view
    assert len(desk.reviewer.decisions) == 1


def test_an_answer_leaves_a_field_that_is_open(review_page):
    desk = review_page([samples.judged()])
    desk.root.focus()
    for key in "2s":
        desk.page.keyboard.press(key)
    desk.page.locator(".so-far", has_text="saved").wait_for()
    desk.press("1")
    assert [sorted(d.after) for d in desk.reviewer.decisions] == [["lean", "position"], ["actors", "speakers"]]


def test_a_press_on_a_button_decides_one_thing(review_page):
    desk = review_page([samples.judged()])
    desk.card.get_by_role("button", name="Accept").focus()
    desk.press(" ")
    assert [d.what for d in desk.reviewer.decisions] == ["accept"]
    desk.card.get_by_role("button", name="Reject").focus()
    desk.press("Enter")
    assert [d.what for d in desk.reviewer.decisions] == ["accept", "reject"]
    desk.page.locator(".mark.current[tabindex]").first.focus()
    desk.press(" ")
    assert [d.what for d in desk.reviewer.decisions] == ["accept", "reject", "skip"]


def test_keys_stay_alive_where_the_button_that_was_clicked_is_gone(review_page):
    doc = samples.judged()
    desk = review_page([doc], sample=review.draw([doc], 1, seed=1, sentences=3))
    card = desk.card
    while card.get_by_text("A sentence of the sample").count():
        card.get_by_role("button", name="On, without deciding").click()
        desk.settled()
    desk.root.focus()
    desk.press("5")
    card.get_by_role("button", name="Accept").click()
    card.get_by_text("A sentence of the sample").wait_for()
    desk.press("x")
    assert [d.what for d in desk.reviewer.decisions][-2:] == ["accept", "reject"]


def test_a_sentence_is_read_on_a_phone(review_page):
    doc = samples.judged()
    phone = {"viewport": {"width": 390, "height": 800}}
    desk = review_page([doc], sample=review.draw([doc], 0, seed=1, sentences=3), context=phone)
    assert desk.card.locator("blockquote").is_visible()


def test_borders_move_by_word(review_page):
    doc = samples.judged()
    desk = review_page([doc])
    desk.page.get_by_role("button", name="Article order").click()
    desk.settled()
    desk.root.focus()
    desk.press("e", "ArrowLeft", "Shift+ArrowRight", "Escape")
    assert desk.reviewer.decisions == ()
    desk.press("e", "ArrowLeft", "ArrowLeft", "Shift+ArrowRight", "Enter")
    (decision,) = desk.reviewer.decisions
    ((start, end),) = decision.after["content"]
    old = doc.statements[0].content[0]
    assert old.start < start < end < old.end and decision.quotes["content"] == [doc.text[start:end]]
    assert doc.text[old.start : old.end].endswith(doc.text[end : old.end])
    desk.page.locator(".reader .mark.current").first.wait_for()
    assert desk.root.evaluate("root => root.contains(document.activeElement)")


def test_words_are_chosen_with_the_mouse(review_page):
    doc = samples.judged()
    desk = review_page([doc])
    select = """() => {
      const walk = document.createTreeWalker(document.querySelector(".reader"), NodeFilter.SHOW_TEXT);
      let node = walk.nextNode();
      while (!node.data.includes("treaty")) node = walk.nextNode();
      const at = node.data.indexOf("treaty");
      getSelection().setBaseAndExtent(node, at + 1, node, at + 4);
    }"""
    desk.page.evaluate(select)
    desk.page.locator("dd", has=desk.page.get_by_label("Toward what")).get_by_role(
        "button", name="Choose words"
    ).click()
    desk.settled()
    (decision,) = desk.reviewer.decisions
    assert decision.after["target"].lower() == "treaty" and decision.quotes["target_span"][0].lower() == "treaty"


def test_letters_beyond_the_first_plane_are_counted_as_python_does(review_page):
    doc = replace(many.article(0), id="signs", text="🛰 🛰 The envoy said 🛰 that talks would go on.\n")
    desk = review_page([doc], known_many())
    desk.root.focus()
    desk.press(
        "n",
        *["ArrowRight"] * 6,
        *["Shift+ArrowRight"] * 2,
        "Enter",
        "ArrowRight",
        "ArrowRight",
        "ArrowRight",
        "Enter",
        "Enter",
    )
    (decision,) = desk.reviewer.decisions
    ((start, end),) = decision.after["content"]
    assert decision.quotes["content"] == [doc.text[start:end]] and "🛰" in doc.text[:start]


# ---- blind, samples, bulk, refusals


def sampled(doc):
    return review.draw([doc], 4, seed=3, sentences=1)


def test_blind_coding_hides_the_machine_until_it_is_decided(review_page):
    doc = samples.judged()
    desk = review_page([doc], sample=sampled(doc))
    desk.root.focus()
    assert "its answers feed the numbers" in desk.page.locator(".review-head").inner_text()
    key = desk.page.locator(".reader .mark.current").first.get_attribute("data-statement")
    assert desk.page.locator(f".mark[data-statement='{key}']").first.get_attribute("data-position") == ""
    machine = {one.key: one for one in coded_statements(doc)}[key]
    row = desk.page.locator(f".review-list [data-unit='{key}']").inner_text()
    assert not any(name in row for name in machine.names) and "hidden" in row
    desk.press("a")
    assert "coded blind" in desk.told() and desk.reviewer.decisions == ()
    wrong = "1" if machine.position != "support" else "2"
    desk.press(wrong, "a")
    desk.press("k")
    desk.page.locator(".was", has_text="The machine:").first.wait_for()
    assert [d.what for d in desk.reviewer.decisions] == ["change", "accept", "reveal"]
    assert desk.page.get_by_role("button", name="remaining").count() == 0


def test_a_sentence_is_asked_about(review_page):
    doc = samples.judged()
    sample = sampled(doc)
    desk = review_page([doc], sample=replace(sample, items=tuple(i for i in sample.items if i.kind == "sentence")))
    desk.root.focus()
    assert "Does it report a statement that was missed?" in desk.card.inner_text()
    desk.press("a")
    assert "Nothing was added" in desk.told()
    desk.press("n", "ArrowRight", "Shift+ArrowRight", "Enter", "Enter", "Enter")
    desk.page.locator(".unit-head", has_text="A statement that you added").wait_for()
    desk.press("j")
    desk.page.locator(".review-card", has_text="1 added here").wait_for()
    desk.press("a")
    assert desk.reviewer.progress["sample"] == (1, 1) and "All 1 done" in desk.told()


def test_the_rest_is_accepted_after_a_question(review_page):
    desk = review_page([samples.judged()])
    desk.root.focus()
    desk.press("x")
    desk.page.get_by_role("button", name="Accept the 7 remaining").click()
    assert "feed no number" in desk.page.locator(".ask").inner_text()
    desk.page.get_by_role("button", name="No", exact=True).click()
    assert len(desk.reviewer.decisions) == 1
    desk.page.get_by_role("button", name="Accept the 7 remaining").click()
    desk.page.get_by_role("button", name="Accept them").click()
    desk.page.locator(".told", has_text="7 accepted together").wait_for()
    assert [d.bulk for d in desk.reviewer.decisions] == [False] + [True] * 7


def test_what_is_not_kept_stays_on_the_screen(review_page, monkeypatch):
    desk = review_page([samples.judged()])
    desk.root.focus()

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(decisions, "_append", full)
        desk.press("x")
        desk.page.locator(".trouble", has_text="No space left").wait_for()
    assert desk.page.locator("li[data-verdict=reject]").count() == 1 and desk.reviewer.decisions == ()
    desk.page.get_by_role("button", name="Try again").click()
    desk.page.locator(".trouble").wait_for(state="detached")
    assert [d.what for d in desk.reviewer.decisions] == ["reject"]


def test_decisions_lead_from_article_to_article(review_page):
    docs = [replace(many.article(2), id="one"), replace(many.article(2), id="two", text=many.article(2).text + " ")]
    desk = review_page(docs, known_many())
    desk.page.get_by_role("button", name="Article order").click()
    desk.settled()
    desk.root.focus()
    desk.press("a", "x")
    desk.page.locator(".about", has_text="article 2 of 2").wait_for()
    desk.press("k")
    desk.page.locator(".about", has_text="article 1 of 2").wait_for()
    desk.press("j", "a", "a")
    assert desk.told() == "Accepted. All 4 done."
    assert desk.root.evaluate("root => root.contains(document.activeElement)")


def test_a_click_after_writing_counts(review_page):
    """Leaving the field draws the card anew, and with it the button that is being pressed."""
    doc = samples.judged()
    desk = review_page([doc])
    desk.page.get_by_label("Toward what").fill("the radar")
    desk.card.get_by_role("button", name="Accept").click()
    desk.page.locator(".told", has_text="Accepted").wait_for()
    desk.settled()
    assert [d.what for d in desk.reviewer.decisions] == ["change", "accept"]
    desk.press("x")  # the keys are alive: the focus is not in a field
    assert [d.what for d in desk.reviewer.decisions] == ["change", "accept", "reject"]


def test_a_field_is_left_by_key(review_page):
    desk = review_page([samples.judged()])
    field = desk.page.get_by_label("Toward what")
    before = field.input_value()
    field.fill("the radar")
    desk.press("Escape")
    assert field.input_value() == before and desk.reviewer.decisions == ()
    field.fill("the radar")
    desk.press("Enter", "a")
    assert [d.what for d in desk.reviewer.decisions] == ["change", "accept"]
    assert desk.reviewer.decisions[0].after["target"] == "the radar"


def test_what_was_accepted_unread_can_be_accepted_after_all(review_page):
    desk = review_page([samples.judged()])
    desk.page.get_by_role("button", name="Article order").click()
    desk.settled()
    desk.page.get_by_role("button", name="Accept the 8 remaining").click()
    desk.page.get_by_role("button", name="Accept them").click()
    desk.page.locator(".told", has_text="8 accepted together. All 8 done.").wait_for()
    desk.root.focus()
    desk.press("a")
    assert [d.bulk for d in desk.reviewer.decisions] == [True] * 8 + [False]
