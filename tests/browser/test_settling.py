"""Settling the differences of two coders, on a page of its own that asks the same Python."""

import json

import pytest

from analysis import markup, review
from analysis.coded import coded_statements
from analysis.decisions import Decision, Log
from analysis.reviewing import Adjudicator
from tests import samples
from tests.browser.conftest import context_in, watched
from tests.browser.test_review import START, Desk

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
