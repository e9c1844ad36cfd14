"""What the reader is shown of a question, what is made of its scores, and what the shipped weights say of clear sentences."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.encoder import CLS, SEP
from analysis.model import Statement
from analysis.reader import (
    BEFORE,
    CONTENT,
    CUE,
    LONGEST,
    MOST,
    POSITIONS,
    SOURCE,
    TARGET,
    TOLD,
    WORDS,
    Asking,
    Question,
    Reading,
    feed,
    meanings_of,
    range_of,
    shares_of,
    targets_of,
    words_of,
)
from analysis.spans import Span
from analysis.text import PIECES
from tests import marked, reading

KNOWN = reading.KNOWN


def asking_of(text):
    return Asking(reading.index(text))


def question_of(line, target=""):
    """A text and what is asked of the statement marked in it, of a target where one is given by its words."""
    case = marked.read(line)
    one = reading.statement("1", case.statements["1"])
    at = case.text.index(target)
    return case.text, Question(one.source, one.cue, one.content, (Span(at, at + len(target)),) if target else ())


def asked(line, target=""):
    """(asking, what is read for the question)."""
    text, question = question_of(line, target)
    asking = asking_of(text)
    return asking, asking.of(question)


def shown(asking, one):
    """The words that are read, and those with each mark."""
    text = asking.words.text
    owner = np.searchsorted(asking.ends, np.arange(one.at, one.at + len(one.mark)), side="right") - 1
    words = {n: [] for n in (0, SOURCE, CUE, CONTENT, TARGET)}
    seen = []
    for word, mark in dict(zip(owner.tolist(), one.mark.tolist(), strict=True)).items():
        seen.append(text[asking.words.start[word] : asking.words.end[word]])
        words[mark].append(seen[-1])
    return " ".join(seen), {n: " ".join(some) for n, some in words.items()}


# ---- what is shown


def test_source_cue_content_and_target_are_marked():
    line = "{Anna Feld} <told the press> [that the old treaty] on Monday [was dead]."
    _, marks = shown(*asked(line))
    assert marks == {
        SOURCE: "Anna Feld",
        CUE: "told the press",
        CONTENT: "that the old treaty was dead",
        TARGET: "",
        0: "on Monday",
    }
    _, marks = shown(*asked(line, "the old treaty"))
    assert (marks[TARGET], marks[CONTENT]) == ("the old treaty", "that was dead")


def test_the_pieces_are_those_of_the_text():
    asking, one = asked('"Incomprehensibilities!" {Feld} <said>. [“No.”]')
    assert np.array_equal(one.pieces, asking.pieces[:, one.at : one.at + len(one.mark)])
    assert (one.pieces[1:] > 0).all()  # shape and quote; 0 stands where nothing is


def test_a_statement_is_seen_whole_and_a_few_pieces_before_it():
    around = "one two three four five six seven eight nine ten eleven twelve thirteen"
    words, marks = shown(*asked(f"{around} [the treaty is dead], {{Feld}} <said>; [it was late] {around}"))
    before, whole, after = words.partition("the treaty is dead , Feld said ; it was late")
    assert (len(before.split()), after) == (BEFORE, "")
    assert marks[CONTENT] == "the treaty is dead it was late" and whole


@pytest.mark.parametrize("line", ["[Never], {Feld} <said>", "{Feld} <said> [never]", "[Never]", "[x]"])
def test_a_statement_may_be_the_whole_text(line):
    asking, one = asked(line)
    assert one.at == 0 and len(one.mark) == len(asking.pieces[0]) and (one.mark == CONTENT).any()


@pytest.mark.parametrize("line", ["{Feld} <said> [that WORDS].", "[WORDS], {Feld} <said>.", "It rained. [WORDS]."])
def test_of_an_endless_statement_the_beginning_is_seen(line):
    asking, one = asked(line.replace("WORDS", "first " + "the canal treaty is not dangerous " * 500))
    _, marks = shown(asking, one)
    assert LONGEST - PIECES < len(one.mark) <= LONGEST
    assert marks[CONTENT].removeprefix("that ").startswith("first the canal")


FAR = "The envoy of Orsk spoke for hours. "


def test_a_source_nearby_in_another_sentence_is_seen():
    _, marks = shown(*asked(f"{{Feld}} came late. {FAR * 3}[The treaty is dead]."))
    assert (marks[SOURCE], marks[CONTENT]) == ("Feld", "The treaty is dead")


def test_a_content_far_from_its_source_is_seen():
    _, marks = shown(*asked(f"{{Feld}} came late. {FAR * 60}[The treaty is dead]."))
    assert marks[CONTENT] == "The treaty is dead"


@given(st.data())
def test_laws_of_what_is_shown(data):
    """At most LONGEST pieces, and all that is marked where there is room for it."""
    some = ["Orsk", "the", "treaty", "incomprehensibilities", ",", ".", "?", "\n\n", "said", "we", "🙂"]
    text = " ".join(data.draw(st.lists(st.sampled_from(some), min_size=4, max_size=90))) + " end"
    asking = asking_of(text)
    count = len(asking.words.start)
    cuts = sorted(data.draw(st.sets(st.integers(0, count), min_size=2, max_size=8)))
    spans = [
        Span(int(asking.words.start[a]), int(asking.words.end[b - 1]))
        for a, b in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    content, *others = data.draw(st.permutations(spans))
    one = asking.of(Question(tuple(others[:1]), tuple(others[1:2]), (content,), tuple(others[2:])))
    assert 0 < len(one.mark) <= LONGEST and one.pieces.shape == (3, len(one.mark))
    assert one.at >= 0 and one.at + len(one.mark) <= len(asking.pieces[0])
    assert set(one.mark.tolist()) <= {0, SOURCE, CUE, CONTENT, TARGET}
    if asking.ends[cuts[2 * len(spans) - 1]] - asking.ends[cuts[0]] <= LONGEST:
        assert {CONTENT, *(SOURCE, CUE)[: len(others)]} <= set(one.mark.tolist())


@pytest.mark.parametrize("text", ["", " ", "\n\n"])
def test_a_text_without_words_can_be_read(text):
    assert KNOWN.models.reader.read(asking_of(text), []) == []


def test_questions_of_other_lengths_are_read_together():
    some = [asked(line)[1] for line in ("{Feld} <said> [no].", "[We will never sign the treaty.]")]
    given = feed(some)
    longest = max(len(one.mark) for one in some) + 2
    assert {name: rows.shape for name, rows in given.items()} == dict.fromkeys(
        ("ids", "shape", "quote", "mark", "mask"), (2, longest)
    )
    for row, one in enumerate(some):
        n = len(one.mark)
        assert given["mask"][row].tolist() == [1.0] * (n + 2) + [0.0] * (longest - n - 2)
        assert (given["ids"][row, 0], given["ids"][row, n + 1]) == (CLS, SEP)
        assert np.array_equal(given["mark"][row, 1 : n + 1], one.mark)


# ---- what is made of scores


WORDS_OF = reading.index(
    "Orsk broke the long and winding border treaty of the two old islands, and then the truce too"
).words


def scores(first, last, length, high=9.0):
    """The scores of so many pieces: high where the target is, 0 elsewhere; the first row is that of none."""
    ends = np.zeros((length + 1, 2), dtype=np.float32)
    ends[first, 0] = ends[last, 1] = high
    return ends


def told(ends, owner=None):
    owner = np.arange(len(ends) - 1) if owner is None else np.array(owner)
    return [(span and span.of(WORDS_OF.text), chance) for span, chance in targets_of(WORDS_OF, owner, ends)]


def test_the_likeliest_target_goes_from_the_likeliest_first_to_the_likeliest_last_piece():
    (words, chance), *others = told(scores(7, 8, 16))
    assert words == "border treaty" and 0.99 < chance < 1
    assert all(chance < 0.01 for _, chance in others)


def test_no_target_is_an_answer():
    (words, chance), *_ = told(scores(0, 0, 16))
    assert words is None and 0.99 < chance < 1


def test_pieces_of_one_word_are_one():
    assert told(scores(2, 3, 4), [1, 2, 2, 3])[0][0] == "the"
    assert [words for words, _ in told(scores(2, 3, 4), [1, 2, 2, 3])].count("the") == 1


def test_a_target_too_long_is_passed_over():
    words = [words for words, _ in told(scores(1, 16, 16)) if words]
    assert words and all(len(some.split()) <= MOST for some in words)


numbers = st.floats(-30, 30, width=32)


@given(st.integers(1, 18).flatmap(lambda n: st.lists(st.tuples(numbers, numbers), min_size=n + 1, max_size=n + 1)))
def test_laws_of_targets(rows):
    found = targets_of(WORDS_OF, np.arange(len(rows) - 1), np.array(rows, dtype=np.float32))
    assert 0 < len(found) <= TOLD and len({span for span, _ in found}) == len(found)
    chances = [chance for _, chance in found]
    assert chances == sorted(chances, reverse=True) and all(0 <= chance <= 1.001 for chance in chances)
    for span, _ in found:
        assert span is None or 0 < len(span.of(WORDS_OF.text).split()) <= min(MOST, WORDS)


def test_words_are_those_of_cue_and_content_with_the_chance_of_their_surest_piece():
    mark = np.array([SOURCE, CUE, CUE, 0, CONTENT, TARGET, CONTENT])
    found = words_of(WORDS_OF, np.array([0, 1, 1, 2, 3, 4, 5]), mark, np.array([9, -9, 0, 9, 2, 9, -2.0]))
    assert [span.of(WORDS_OF.text) for span, _ in found] == ["broke", "long", "winding"]
    assert [round(chance, 2) for _, chance in found] == [0.5, 0.88, 0.12]
    assert words_of(WORDS_OF, np.array([0]), np.array([SOURCE]), np.array([9.0])) == ()


def test_shares_of_a_word_are_those_of_its_pieces_together():
    mark = np.array([SOURCE, CUE, CONTENT, CONTENT, CONTENT])
    spans, shares = shares_of(
        WORDS_OF, np.array([0, 1, 2, 2, 3]), mark, np.array([[9, 9], [9, 9], [1, 2], [3, 4], [5, 6]])
    )
    assert [span.of(WORDS_OF.text) for span in spans] == ["the", "long"]
    assert shares.tolist() == [[4, 6], [5, 6]]
    assert shares_of(WORDS_OF, np.array([0]), np.array([CUE]), np.array([[9.0]]))[0] == ()


def test_what_a_target_means_is_the_mean_of_its_pieces():
    owner, meaning = np.array([0, 1, 2, 2, 3]), np.array([[9, 9], [9, 9], [3, 0], [0, 4], [9, 9]], dtype=np.float32)
    span, other = (Span(int(WORDS_OF.start[n]), int(WORDS_OF.end[n])) for n in (2, 3))
    (one, found), (last, another) = meanings_of(WORDS_OF, owner, meaning, [span, other])
    assert (one, last) == (span, other) and found.tolist() == pytest.approx([0.6, 0.8])
    assert another.tolist() == pytest.approx([0.5**0.5] * 2)
    assert meanings_of(WORDS_OF, owner, meaning, []) == ()


def test_a_target_has_the_meaning_of_the_words_told_with_which_it_shares_most():
    none = np.zeros(0, dtype=np.float32)
    told = tuple((Span(*at), np.float32([n])) for n, at in enumerate([(0, 4), (3, 20), (30, 40)]))
    reading = Reading(none, none, (), (), (), none, ((), none), none, told)
    assert [reading.meaning(Span(*at)) for at in ((0, 4), (2, 9), (35, 50), (20, 30))] == [0, 1, 2, None]
    assert replace(reading, meanings=()).meaning(Span(0, 4)) is None


@pytest.mark.parametrize(
    ("words", "touched"), [("Orsk", "Orsk"), ("rok", "broke"), ("broke the l", "broke the long"), (" ", "")]
)
def test_a_span_touches_the_words_of_which_it_has_a_letter(words, touched):
    at = WORDS_OF.text.index(words)
    a, b = range_of(WORDS_OF, Span(at, at + len(words)))
    assert (WORDS_OF.text[WORDS_OF.start[a] : WORDS_OF.end[b - 1]] if b > a else "") == touched


# ---- the shipped weights


def read(line, target=""):
    text, question = question_of(line, target)
    (found,) = KNOWN.models.reader.read(asking_of(text), [question])
    return text, found


def test_the_same_thing_in_other_words_is_nearer_than_another_thing():
    lines = [
        "{Feld} <said> [lifting the sanctions on Orsk would be a mistake].",
        "{The minister} <called for> [an end to the trade sanctions against Orsk].",
        "{Feld} <said> [the new school of music is a success].",
    ]
    found = [read(line)[1] for line in lines]
    one, same, other = (reading.meaning(reading.targets[0][0]) for reading in found)
    assert one @ same > one @ other + 0.2 and one @ one == pytest.approx(1, abs=1e-3)


def position(found):
    return POSITIONS[int(found.positions.argmax())]


CLEAR = [
    ("{Anna Marren} <condemned> [the brutal raid on the port].", "oppose", "criticise", "raid"),
    ("{The premier} <praised> [the new border treaty].", "support", "praise", "treaty"),
    ("{The ministry} <said> [that three ships had left the port on Monday].", "neutral", "state", ""),
    ("[“We will sign the pact if Orsk withdraws its troops,”] {Feld} <said>.", "conditional", "", "pact"),
    ("{Tevik} <rejected> [the offer].", "oppose", "reject", "offer"),
    ("{The envoy} <urged> [both sides to keep the truce].", "support", "urge", "truce"),
    ("[“This treaty is a gift to the whole region,”] {Feld} <said>.", "support", "", "treaty"),
    ("{Orsk} <accused> [Velland of breaking the truce].", "oppose", "accuse", "Velland"),
]
LINES = [line for line, *_ in CLEAR]


@pytest.mark.parametrize(("line", "wanted", "act", "target"), CLEAR, ids=lambda value: value[:40])
def test_clear_sentences(line, wanted, act, target):
    text, found = read(line)
    assert position(found) == wanted
    assert not act or KNOWN.models.reader.acts[int(found.acts.argmax())] == act
    (span, _), *_ = found.targets
    assert not target or (span and target in span.of(text))


@pytest.mark.parametrize("line", [*LINES, "[“No.”]"])
def test_chances_are_chances(line):
    _, found = read(line)
    for chances, names in ((found.positions, POSITIONS), (found.acts, KNOWN.models.reader.acts)):
        assert len(chances) == len(names) and chances.min() >= 0 and chances.sum() == pytest.approx(1, abs=1e-4)
    kinds = KNOWN.models.reader.kinds
    assert len(kinds) == len(KNOWN.models.reader.topics) and found.likeness.shape == kinds[0].shape
    assert np.linalg.norm(found.likeness) == pytest.approx(1, abs=1e-3)
    for targets in (found.targets, found.seconds):
        assert all(0 <= chance <= 1 for _, chance in targets)


@pytest.mark.parametrize(
    ("line", "supported", "opposed"),
    [
        ("{Tevik} <praised> [the envoy and condemned the raid].", "the envoy", "the raid"),
        ("[“The treaty is a success and its critics are liars,”] {Feld} <said>.", "The treaty", "its critics"),
        pytest.param(
            *("{Marren} <thanked> [Orsk for its help and blamed Velland for the delay].", "Orsk", "Velland"),
            marks=pytest.mark.xfail(strict=True, reason="support for Velland .43, against .38: thanks weigh more"),
        ),
        (
            "{The envoy} <said> [that the mayor is a good man, but the plan is a disaster].",
            "the mayor",
            "the plan",
        ),
        ("{Feld} <said> [we back the truce and reject the annex].", "the truce", "the annex"),
    ],
)
def test_a_given_target_changes_the_answer(line, supported, opposed):
    assert position(read(line, supported)[1]) == "support"
    assert position(read(line, opposed)[1]) == "oppose"


def test_a_source_is_not_among_the_words_that_a_position_rests_on():
    text, found = read("{Anna Marren} <condemned> [the brutal raid].")
    assert [span.of(text) for span, _ in found.words] == ["condemned", "the", "brutal", "raid"]
    surest = max(found.words, key=lambda word: word[1])[0].of(text)
    assert surest in ("condemned", "brutal")


def test_questions_do_not_disturb_each_other():
    lines = LINES
    text = "\n\n".join(marked.read(line).text for line in lines)
    questions, at = [], 0
    for line in lines:
        one, question = question_of(line)
        questions.append(Question(*(tuple(Span(a + at, b + at) for a, b in spans) for spans in question)))
        at += len(one) + 2
    asking, reader = asking_of(text), KNOWN.models.reader
    together, alone = reader.read(asking, questions), [reader.read(asking, [q])[0] for q in questions]
    for one, other in zip(together, alone, strict=True):
        assert np.allclose(one.positions, other.positions, atol=0.15)  # what is read together is rounded together
        assert one.targets[0][0] == other.targets[0][0]


def test_statements_at_the_ends_of_a_text_and_endless_ones_are_judged():
    for line in ("[No]", "[No], {Feld} <said>", f"{{Feld}} <said> [{'the treaty is not dead ' * 900}]"):
        doc = reading.told(line)
        assert len(doc.acts) == len(doc.stances) == 1
    assert reading.given("", []).stances == reading.given("It rained.", []).stances == ()
    assert isinstance(doc.statements[0], Statement)
