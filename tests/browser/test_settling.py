"""Settling the differences of two coders, on a page of its own that asks the same Python."""

import json
import pickle
import re

import pytest

from analysis import decisions, markup, review
from analysis.coded import coded_statements
from analysis.decisions import ADJUDICATED, Decision, Log
from analysis.reviewing import Adjudicator
from tests import samples
from tests.browser.conftest import HOSTILE, context_in, watched
from tests.browser.test_review import START, Desk, violations

DOC = samples.judged()
KEYS = [statement.key for statement in DOC.statements]


def answers(folder, doc=DOC, names=("Ana", "Ben")):
    """Two coders who differ in six statements of the article, and are alike in two; Ben added one."""
    first = coded_statements(doc)[2].statement.content[0]
    content = [[first.start, first.end - 12]]
    at = doc.text.index("Talks went on into the night")
    added = [[at, at + len("Talks went on into the night")]]
    given = {
        names[0]: [("change", 0, {"position": "oppose", "lean": ""}), ("change", 1, {"act": "warn"})],
        names[1]: [
            ("change", 0, {"position": "support", "lean": ""}),
            ("change", 1, {"speakers": ["Ilka Torvald"], "actors": ["Velland"]}),
            ("change", 2, {"content": content}),
            ("reject", 3, {"verdict": "reject"}),
            ("change", 4, {"topics": ["fish"], "target": "a treaty of peace"}),
        ],
    }
    for name, told in given.items():
        made = [Decision(name, doc.digest, doc.id, doc.statements[n].key, what, after) for what, n, after in told]
        made += [
            Decision(name, doc.digest, doc.id, s.key, "accept", {"verdict": "accept"})
            for n, s in enumerate(doc.statements)
            if (name, n) != (names[1], 3)
        ]
        if name == names[1]:
            key = review.added_key(doc, [review.Span(*one) for one in added])
            made.append(Decision(name, doc.digest, doc.id, key, "add", {"content": added}))
        with Log(folder, name) as log:
            log.add(*made)


@pytest.fixture
def settling_page(browser, tmp_path):
    """settling_page(…): what two coders have, on a page of its own, with the net cut off."""
    contexts = []

    def opened(context=None, doc=DOC, names=("Ana", "Ben"), **kwargs):
        settler = Adjudicator([doc], samples.known(), **{"between": names, "by": "Cleo", "folder": tmp_path} | kwargs)
        contexts.append(context_in(browser, **(context or {})))
        page = watched(contexts[-1])

        def ask(text):
            told = []
            settler.send = lambda content, buffers=None: told.append(content)
            settler._handle_custom_msg(json.loads(text), [])
            return json.dumps(told)

        page.expose_function("askPython", ask)
        head = f'<title>x</title><meta name="viewport" content="width=device-width"><style>{markup.review_styles()}</style>'
        page.set_content(
            f"<!doctype html><html lang='en' style=\"{markup.colours()}\">{head}"
            "<main><h1>Settle</h1><div id='here'></div></main></html>"
        )
        page.evaluate(START, markup.review_module())
        page.locator(".review-card .state").first.wait_for()
        return Desk(page, settler)

    yield opened
    for context in contexts:
        assert not [line for page in context.pages for line in page.complaints if "rror" in line]
        context.close()


def settled(folder, doc=DOC):
    return [d for d in decisions.kept(folder) if d.coder == ADJUDICATED]


# Python answers when letGo() was called.
SLOW = """() => {
  const ask = askPython;
  const held = new Promise((done) => { globalThis.letGo = () => done(); });
  globalThis.askPython = async (text) => { await held; return ask(text); };
}"""


def verdicts(desk):
    return desk.page.locator(".review-list li").evaluate_all("rows => rows.map((row) => row.dataset.verdict ?? '')")


def test_six_differences_are_settled_by_keyboard_undone_and_there_after_a_reload(settling_page, tmp_path):
    answers(tmp_path)
    desk = settling_page()
    page = desk.page
    assert "Cleo settles between Ana and Ben" in page.locator(".review-head .about").inner_text()
    page.keyboard.press("Tab")
    for _ in range(40):
        if desk.root.evaluate("root => root.contains(document.activeElement)"):
            break
        page.keyboard.press("Tab")
    desk.press("1", "ArrowRight")  # Ana's position; Ben's speaker and act
    page.locator(".so-far", has_text="2 of 6 done · 4 left").wait_for()
    assert page.locator(".unit-head").inner_text() == "Statement 3 Not settled"
    page.keyboard.press("a")
    assert desk.told() == "Still open: borders. Take an answer (1 or 2), or give what you see."
    desk.press("2")  # Ben's borders, shown in the text at once
    assert page.locator(".unit-head").inner_text() == "Statement 4 Not settled"
    desk.press("x", "1")  # what Ben added is none; of the next Ana's, who has it
    page.keyboard.press("p")  # the last: its position is given anew, by number
    page.keyboard.press("2")
    page.keyboard.press("a")
    assert desk.told() == "Still open: toward what, topic. Take an answer (1 or 2), or give what you see."
    page.get_by_role("button", name="Toward what: take that of Ben").click()
    page.get_by_role("button", name="Topic: take that of Ana").click()
    page.keyboard.press("a")
    page.locator(".so-far", has_text="6 of 6 done").wait_for()
    desk.settled()
    assert desk.told() == "Accepted. All 6 done."
    assert verdicts(desk) == ["accept", "accept", "accept", "reject", "accept", "accept", "", "", ""]
    assert page.locator(".review-list li").nth(5).get_by_text("opposes").count() == 1

    made = review.coded(DOC, ADJUDICATED, decisions.kept(tmp_path), samples.known())
    shown = {one.key: one for one in coded_statements(made)}
    assert [shown[key].position for key in (KEYS[0], KEYS[4])] == ["oppose", "oppose"]
    assert shown[KEYS[1]].names == ("Ilka Torvald",) and shown[KEYS[1]].act.act == "demand"
    assert len(made.text[slice(*shown[KEYS[2]].statement.content[0])]) < len(DOC[DOC.statements[2].content[0]])
    assert shown[KEYS[4]].target == "a treaty of peace"
    assert {d.by for d in settled(tmp_path)} == {"Cleo"}
    assert [d.of for d in settled(tmp_path) if d.what == "take"] == ["Ana", "Ben", "Ben", "Ana"]

    for words in ("accepted", "changed", "changed", "changed", "taken"):
        desk.press("u")
        page.locator(".told", has_text=f"Undone: what was {words} is open again.").wait_for()
    page.locator(".so-far", has_text="4 of 6 done").wait_for()

    again = settling_page()
    assert verdicts(again) == verdicts(desk) == ["accept", "accept", "accept", "reject", "", "", "", "", ""]
    again.page.get_by_role("button", name="Take the 3 that both have alike").click()
    again.page.get_by_role("button", name="Take them").click()
    again.page.locator(".told", has_text="3 taken over together").wait_for()
    assert verdicts(again).count("accept") == 6
    assert [d.of for d in settled(tmp_path)][-3:] == ["Ana; Ben"] * 3


def test_what_is_still_open_stays_told_when_python_answers_late(settling_page, tmp_path):
    answers(tmp_path)
    desk = settling_page()
    page = desk.page
    page.locator(".unit-head").click()
    desk.press("j", "j", "j", "j", "j")
    page.evaluate(SLOW)
    page.keyboard.press("p")
    page.keyboard.press("2")
    page.keyboard.press("a")
    still = "Still open: toward what, topic. Take an answer (1 or 2), or give what you see."
    assert desk.told() == still
    page.evaluate("letGo()")
    page.locator(".so-far", has_text="saved").wait_for()
    assert desk.told() == still


def test_both_are_marked_in_the_text_where_their_borders_differ(settling_page, tmp_path):
    answers(tmp_path)
    desk = settling_page()
    desk.root.focus()
    marked = """() => ["left", "right"].map((side) => {
      const places = [...(CSS.highlights.get(`demarche-${side}`) ?? [])];
      return places.map((one) => { const range = new Range(); range.setStart(one.startContainer, one.startOffset);
        range.setEnd(one.endContainer, one.endOffset); return range.toString(); }).join("") })"""
    assert desk.page.evaluate(marked) == ["", ""]
    desk.press("j", "j")
    left, right = desk.page.evaluate(marked)
    assert left == DOC[DOC.statements[2].content[0]] and right == left[:-12]
    desk.press("e")  # the borders themselves: then they alone are marked
    assert desk.page.evaluate(marked) == ["", ""]
    desk.page.keyboard.press("ArrowLeft")
    desk.press("Enter", "a")
    assert desk.page.locator(".so-far").inner_text().startswith("1 of 6 done")
    assert settled(tmp_path)[0].what == "change" and "position" in settled(tmp_path)[0].after


PICTURES = {"differ": "", "verdict": "jjj", "position": "p", "keys": "?", "adding": "n"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [{"width": 1280, "height": 900}, {"width": 390, "height": 800}], ids=["desk", "phone"])
def test_axe_finds_no_barrier(settling_page, tmp_path, scheme, size):
    answers(tmp_path)
    desk = settling_page(context={"color_scheme": scheme, "viewport": size})
    desk.root.focus()
    for name, keys in PICTURES.items():
        for key in keys:
            desk.page.keyboard.press(key)
        assert violations(desk.page, "() => axe.run()") == [], name
        desk.page.keyboard.press("Escape")
    wide = desk.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0


def test_on_a_phone_the_columns_stack_and_a_screen_reader_hears_both(settling_page, tmp_path):
    answers(tmp_path)
    desk = settling_page(context={"viewport": {"width": 390, "height": 800}})
    tops = [desk.page.locator(f".both .unlike .{side}").first.bounding_box() for side in ("left", "right")]
    assert tops[0]["y"] < tops[1]["y"] and tops[0]["x"] == tops[1]["x"]
    heard = desk.card.locator("[aria-live]").text_content()
    assert "They differ: position. Ana: Ilka Torvald, opposes. Ben: Ilka Torvald, supports." in heard


def test_hostile_names_and_words_are_text(settling_page, tmp_path):
    doc = samples.hostile(HOSTILE)
    names = ("<i>Ana</i>", "__proto__")
    for coder in names:
        with Log(tmp_path, coder) as log:
            key = doc.statements[0].key
            given = {"speakers": [HOSTILE[:60]], "actors": [coder]}
            log.add(Decision(coder, doc.digest, doc.id, key, "change", given))
            log.add(Decision(coder, doc.digest, doc.id, key, "accept", {"verdict": "accept"}))
    desk = settling_page(doc=doc, names=names, by="<img src=x>")
    assert desk.root.locator("img, i").count() == 0
    desk.root.focus()
    desk.press("2")
    assert "as __proto__ has it" in re.sub(r"\s+", " ", desk.page.locator(".unit-head").inner_text())


SHOWING = """
import pickle
from pathlib import Path
from analysis import articles, decisions, settling
from analysis.choices import following
from analysis.comparing import Reviews
doc, known = pickle.loads(Path("to-settle").read_bytes())
articles.folder = lambda: Path("settled")
class Choice:
    def follow(self, draw):
        draw(Reviews((doc,), decisions.kept("settled"), "Ana", "Ben", known))
following(Choice(), settling.Settling)
"""


def test_in_jupyterlab_a_name_and_two_keys_settle_two(browser, lab):
    folder = lab.folder / "settled"
    answers(folder)
    (lab.folder / "to-settle").write_bytes(pickle.dumps((DOC, samples.known())))
    context = context_in(browser, viewport={"width": 1500, "height": 1100})
    page = watched(context)
    page.goto(lab("settling", SHOWING))
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    page.locator(".cm-content").first.click()
    page.keyboard.press("Control+Enter")
    page.get_by_placeholder("Your name").fill("Cleo")
    page.get_by_role("button", name="Begin").click()
    root = page.locator(".demarche.reviewing")
    root.locator(".so-far", has_text="0 of 6 done").wait_for()
    cells = page.locator(".jp-Cell").count()
    root.locator(".review-head h2").click()
    for n, key in enumerate(("1", "ArrowRight", "x"), 1):
        page.keyboard.press(key)
        root.locator(".so-far", has_text=f"{n} of 6 done").wait_for()
    page.keyboard.press("u")
    root.locator(".so-far", has_text=re.compile("2 of 6 done.*saved")).wait_for()
    assert page.locator(".jp-Cell").count() == cells
    assert [d.what for d in settled(folder)] == ["take", "take", "reject", "undo"]
    assert not [line for line in page.complaints if "TypeError" in line or "ReferenceError" in line]
    context.close()
