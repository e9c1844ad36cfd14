"""An article with four times as many statements takes about four times as long: nothing looks at all for each of all."""

from dataclasses import replace

import pytest

from analysis import knowledge, markup, report
from analysis.coded import coded_statements
from tests.browser import many
from tests.timing import processor_time

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
    rounds = [[processor_time(made, replace(doc), known) / len(doc.statements) for doc in docs] for _ in range(ROUNDS)]
    assert min(each[1] / each[0] for each in rounds) < MOST and min(each[2] / each[0] for each in rounds) < MOST
