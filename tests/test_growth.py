"""An article with four times as many statements takes about four times as long: nothing looks at all for each of all."""

import gc
from dataclasses import replace
from time import process_time

import pytest

from analysis import knowledge, markup, report
from analysis.coded import coded_statements
from tests.browser import many

NUMBERS = (125, 250, 500)
ROUNDS = 5  # a busy machine disturbs one or the other of them
MOST = 1.5  # times as long for one statement among 500 as for one among 125


def cards(doc, _):
    return markup.statements(doc, coded_statements(doc))


@pytest.mark.parametrize("made", [report.html, cards])
def test_the_time_for_a_statement_does_not_grow_with_their_number(made):
    known = replace(knowledge.load(), codebook=many.CODEBOOK)
    docs = [many.article(number) for number in NUMBERS]
    made(docs[0], known)  # what is made once, such as the styles, is ready now
    rounds = [[processor_time(made, doc, known) / len(doc.statements) for doc in docs] for _ in range(ROUNDS)]
    assert min(each[1] / each[0] for each in rounds) < MOST and min(each[2] / each[0] for each in rounds) < MOST


def processor_time(made, doc, known):
    """The seconds of processor time in which a page is made; other work, and the collection of garbage, do not count."""
    fresh = replace(doc)  # a document keeps what it found once; a new one has nothing yet
    gc.collect()
    gc.disable()
    try:
        begin = process_time()
        made(fresh, known)
        return process_time() - begin
    finally:
        gc.enable()
