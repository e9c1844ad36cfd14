from dataclasses import replace

import pytest

from analysis import articles, knowledge
from analysis.findings import address, findings
from analysis.selection import Selection, chosen
from tests import samples


def told(doc, codebook=samples.CODEBOOK):
    return ["".join(piece.text for piece in finding) for finding in findings(doc, codebook)]


def test_the_sentences_are_those_of_the_data():
    assert told(samples.sample()) == [
        "Most statements are by Ilka Torvald and Joren Maas: 3 of 8 each.",
        "Most is said on: Law of the sea, 5 of 8 statements.",
        "Support comes most often from Estavia, in 2 of 3 statements: the treaty and the talks.",
        "Opposition comes most often from Vorland, in 2 of 4 statements: the treaty and the offer.",
        "1 statement holds only under a condition: Ilka Torvald on the treaty.",
        "The article does not name who is behind 2 of 8 statements: A senior diplomat.",
    ]


@pytest.mark.parametrize("name", articles.names())
def test_each_piece_opens_statements_and_the_numbers_are_theirs(name):
    doc = samples.annotated(name)
    keys = {s.key for s in doc.statements}
    for finding in findings(doc, knowledge.load().codebook):
        for piece in finding:
            if piece.opens and piece.opens.statement:
                assert piece.opens.statement in keys
            elif piece.opens:
                number = len(chosen(doc, piece.opens))
                assert f" {number} of " in "".join(p.text for p in finding) or piece.text.startswith(f"{number} ")


def test_nothing_is_told_of_an_article_in_which_nobody_speaks():
    assert told(samples.silent()) == []


def test_one_statement_is_not_the_most():
    doc = samples.sample()
    one = replace(doc, statements=doc.statements[2:3], stances=doc.stances[2:3], topic_codes=())
    assert told(one) == ["Opposition comes from Vorland, in 1 of 1 statement: the treaty."]


def test_who_supports_or_opposes_is_told_with_what_never_with_the_topic():
    doc = samples.sample()
    nameless = [replace(stance, target="") for stance in doc.stances]
    assert not [words for words in told(replace(doc, stances=tuple(nameless))) if "comes most often" in words]
    some = replace(doc, stances=(*doc.stances[:3], nameless[3], *doc.stances[4:]))
    assert (
        "Opposition comes most often from Vorland, in 2 of 4 statements: the treaty; 1 of them names no target."
        in told(some)
    )
    assert "Law of the sea" not in " ".join(words for words in told(some) if "comes most often" in words)


def test_an_address_is_escaped():
    assert address(Selection(actors=("A & B=#", ""), statement="s1")) == "statement=s1&actors=A+%26+B%3D%23&actors="
