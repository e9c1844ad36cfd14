"""What the reader learns from: our own codes are whole, and a code becomes what the model is to say."""

import numpy as np
import pytest

from analysis import knowledge
from analysis.reader import POSITIONS, Asking, Question
from analysis.spans import Span
from analysis.text import index_of
from training import examples, gold
from training.rows import rows_of

KNOWN = knowledge.load()
NAMES = examples.Names([*KNOWN.lexicons.acts], [*(t.id for t in KNOWN.codebook.topics), "none"])
ROWS = rows_of(examples.MORE)
TEXT = "The envoy called the new embargo a mistake."


SENTENCES = rows_of(examples.SENTENCES)


def test_every_own_code_names_what_there_is():
    topics = {topic.id for topic in KNOWN.codebook.topics}
    for row in [*ROWS, *SENTENCES]:
        answer = examples.answer_of(row)
        assert row["act"] in KNOWN.lexicons.acts and row["position"] in POSITIONS, row
        assert bool(row["lean"]) == (row["position"] == "conditional"), row
        assert set(answer["topics"]) <= topics and row["sure"] in ("yes", "no"), row
        spans = [answer["target_span"], *answer["evidence"], *(one["target_span"] for one in answer["second"])]
        assert all(a < b for a, b in filter(None, spans)), row
        assert row["position"] == "neutral" or answer["target_span"] or row in SENTENCES, row
    places = [(row["article"], row["number"]) for row in ROWS]
    assert len(set(places)) == len(places) > 13_000 and places == sorted(places, key=lambda p: (p[0], int(p[1])))


def test_targets_have_names_of_a_few_words():
    assert all(row["target"] or not row["name"] for row in ROWS)
    assert all(len(row["name"].split()) <= 10 for row in ROWS)
    assert sum(bool(row["name"]) for row in ROWS) > 13_000


def test_codes_of_sentences_lie_in_sentences():
    if not (gold.gold_folder() / "newsmtsc").is_dir():
        pytest.skip("gold data are absent: ../shared/gold or GOLD_DIR")
    texts = gold.newsmtsc("train")
    assert len(SENTENCES) > 4_000
    for row in SENTENCES:
        spans = [s for k in ("source", "cue", "content", "target", "evidence") for s in row[k].split("|") if s]
        assert row["content"] and all(examples.span_at(s)[1] <= len(texts[int(row["sentence"])].text) for s in spans)


def test_no_article_is_coded_twice():
    folder = gold.gold_folder() / "coded" / "train"
    if not folder.is_dir():
        pytest.skip("gold data are absent: ../shared/gold or GOLD_DIR")
    assert not {path.stem for path in folder.glob("*.json")} & {row["article"] for row in ROWS}


def test_own_rows_are_marked_and_named():
    for row in rows_of(examples.OWN):
        text, content, target = examples.unmarked(row["text"])
        assert content and all(a < b <= len(text) for a, b in (*content, *target)), row
        assert row["position"] in POSITIONS and row["act"] in KNOWN.lexicons.acts, row
        assert row["position"] == "neutral" or target, row


def known_of(answer, names=NAMES):
    asking = Asking(index_of(TEXT, KNOWN.models.pieces))
    question = Question((Span(0, 9),), (Span(10, 16),), (Span(17, 42),))
    whole = {"evidence": [[33, 42]], "topics": [], "second": [], "target_span": [17, 32], "act": "criticise", **answer}
    return list(examples.of_code(whole, question, asking, names))


def test_a_code_becomes_chances():
    (one,) = known_of({"position": "oppose"})
    known = one.known
    assert known.positions.argmax() == POSITIONS.index("oppose") and known.positions.sum() == pytest.approx(1)
    assert NAMES.acts[int(known.acts.argmax())] == "criticise" and known.acts.sum() == pytest.approx(1)
    assert NAMES.topics[int(known.topics.argmax())] == "none"
    first, last = known.ends[:, 0].argmax(), known.ends[:, 1].argmax()
    assert 0 < first < last and not known.ends[:, 2:].any() and known.second == 0
    assert known.evidence[0] == 0 and known.evidence.sum() == 2  # a mistake


def test_the_name_of_a_target_tells_what_its_words_mean():
    meaning = np.eye(4, dtype=np.float32)[0]
    names = examples.Names(NAMES.acts, NAMES.topics, {"embargo": meaning})
    (one,) = known_of({"position": "oppose", "name": "embargo"}, names)
    ends = one.known.ends
    assert one.known.meaning is meaning and one.known.target.sum() == 1 + ends[:, 1].argmax() - ends[:, 0].argmax()
    assert known_of({"position": "oppose", "name": "another"}, names)[0].known.meaning is None
    assert known_of({"position": "neutral", "target_span": [], "name": "embargo"}, names)[0].known.meaning is None


def test_a_topic_that_was_not_coded_is_not_learned():
    (one,) = known_of({"position": "oppose", "topics": ["another"]})
    assert one.known.topics is None


def test_a_neutral_code_may_have_no_target():
    (one,) = known_of({"position": "neutral", "target_span": [], "evidence": []})
    assert one.known.ends[0, 0] == one.known.ends[0, 1] == 1 and not one.known.evidence.any()


def test_a_second_stance_is_asked_of_each_target():
    second = [{"target_span": [4, 9], "position": "support"}]
    plain, *aimed = known_of({"position": "oppose", "second": second})
    assert plain.known.second == 1 and plain.known.ends[:, 2].any() and not plain.aimed
    assert [POSITIONS[int(one.known.positions.argmax())] for one in aimed] == ["oppose", "support"]
    assert all(one.aimed and one.known.acts is None for one in aimed)


@pytest.mark.parametrize("at", range(4))
def test_sides_are_chances(at):
    chances = examples.side(POSITIONS[at])
    assert chances.sum() == pytest.approx(1) and chances.argmax() == at
    assert np.all(chances >= 0) and (at == 3 or chances[3] == 0)
