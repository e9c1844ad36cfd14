"""The judge: what it reads of a question, and a few plain verdicts of the shipped weights."""

from __future__ import annotations

import pytest

from analysis.judge import LONGEST, Question, asked_of
from analysis.spans import Span
from tests import reading
from training import gold

JUDGE = reading.KNOWN.models.judge


def question(text: str, *, target: str = "", content: str = "") -> Question:
    """A question about a text as a whole."""
    spans = [(Span(text.index(part), text.index(part) + len(part)),) if part else () for part in (content, target)]
    return Question(Span(0, len(text)), *spans)


def asked(text: str, one: Question) -> tuple[list[str], list[int]]:
    """The pieces' words as read, and their marks."""
    index = reading.index(text)
    words = index.words
    window, mark = asked_of(words, index.pieces, one)
    read = [text[words.start[i] : words.end[i]] if i >= 0 else "" for i in window.word]
    return read, mark.tolist()


def test_target_is_marked_over_content():
    text = "He said the pact failed."
    read, mark = asked(text, question(text, content="the pact failed", target="pact"))
    assert dict(zip(read, mark, strict=True)) == {
        "": 0, "He": 0, "said": 0, "the": 1, "pact": 2, "failed": 1, ".": 0,
    }  # fmt: skip


@pytest.mark.parametrize("before, after", [(0, 400), (400, 0), (300, 300)])
def test_a_long_window_is_cut_around_the_target(before, after):
    text = "so " * before + "Orsk" + " so" * after
    read, mark = asked(text, question(text, target="Orsk"))
    assert len(read) <= LONGEST + 2
    assert "Orsk" in read
    assert 2 in mark


def test_a_target_longer_than_the_window_is_read_from_its_start():
    text = "so " * 400
    read, mark = asked(text, Question(Span(0, len(text)), (), (Span(30, 1200),)))
    assert len(read) == LONGEST + 2
    assert set(mark[1:-1]) == {2}


PLAIN = [
    ("Tellan praised Velland for its courage.", "Velland", "support"),
    ("Tellan accused Velland of lying and betrayal.", "Velland", "oppose"),
    ("Tellan will meet Velland on Tuesday.", "Velland", "neutral"),
    ("The president condemned the brutal attack by Orsk.", "Orsk", "oppose"),
]


@pytest.mark.parametrize("text, target, position", PLAIN)
def test_plain_sentences(text, target, position):
    (said,) = JUDGE.read(reading.index(text), [question(text, target=target)])
    assert said.position == position


def test_a_verdict_names_words_outside_its_target():
    for text, target, _ in PLAIN:
        one = question(text, target=target)
        (said,) = JUDGE.read(reading.index(text), [one])
        assert len(said.words) <= 3
        assert not any(word.start < one.target[0].end and one.target[0].start < word.end for word in said.words)


def test_verdicts_do_not_depend_on_what_else_is_asked():
    text = " ".join(text for text, _, _ in PLAIN)
    questions = [Question(Span(text.index(t), text.index(t) + len(t)), (), (Span(text.index(t), text.index(t) + 6),))
                 for t, _, _ in PLAIN]  # fmt: skip
    together = JUDGE.read(reading.index(text), questions * 2)
    for one, found, again in zip(questions, together[:4], together[4:], strict=True):
        (alone,) = JUDGE.read(reading.index(text), [one])
        assert found == again
        # int8 scales are taken over a batch, so that they are close, not equal
        assert abs(alone.support - found.support) < 0.1
        assert alone.support + alone.oppose + alone.neutral + alone.conditional == pytest.approx(1, abs=1e-5)


def test_nothing_asked_and_nothing_there():
    assert JUDGE.read(reading.index("Some text."), []) == []
    (said,) = JUDGE.read(reading.index(""), [Question(Span(0, 0), (), ())])
    assert said.words == ()


def test_gold_readers_keep_dev_apart():
    if not gold.gold_folder().is_dir():
        pytest.skip(f"no gold data in {gold.gold_folder()}")
    train, dev = gold.newsmtsc("train"), gold.newsmtsc("dev")
    assert (len(train), len(dev)) == (7900, 839)
    assert not {row.text for row in train} & {row.text for row in dev}
    assert all(row.text[row.start : row.end].strip() for row in train)
