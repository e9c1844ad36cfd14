from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.knowledge import MODELS
from analysis.spans import contains
from analysis.tag import as_trained, find_tags, lemma_of
from analysis.words import find_words
from tests import reading
from training import gold
from training.scores import tag_agreement

BITS = ["He left.", "Mr.", "U.S.", '"', "“", "”", "’s", "'", "?", "...", "said", "Velland", "5", "1999", "well-known"]
BITS += [" ", " ", " ", "\n\n", "İ", "ﬁ", "-", "—", "`", "''", "cannot", "\x00", "😀", "(", ")", "a" * 600, "went"]
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(BITS), max_size=40).map("".join))


def tagged(text):
    return [(token.span.of(text), token.tag) for token in reading.document(text).tokens]


@given(TEXTS)
def test_tokens_are_in_order_inside_sentences_and_cover_them(text):
    doc = reading.document(text)
    sentences, tokens = doc.sentences, doc.tokens
    assert all(a.span.end <= b.span.start for a, b in pairwise(tokens))
    assert all(len(token.span) and token.tag and token.lemma for token in tokens)
    rest = list(tokens)
    for sentence in sentences:
        inside = [token for token in rest if contains(sentence.span, token.span)]
        rest = rest[len(inside) :]
        assert "".join(t.span.of(text) for t in inside) == "".join(sentence.span.of(text).split())
    assert not rest


@given(st.lists(st.one_of(st.text(min_size=1), st.sampled_from([b for b in BITS if b.strip()]))))
def test_the_quick_way_gives_the_tags_that_nltk_gives(words):
    tagger = reading.KNOWN.models.tagger
    assert find_tags(words, tagger) == [tag for _, tag in tagger.tag(words)]


def test_tags_and_lemmas_of_a_sentence():
    text = "Velland’s ministers said they hadn’t signed the better treaties."
    words = [(t.span.of(text), t.tag, t.lemma) for t in reading.document(text).tokens]
    assert words == [
        ("Velland", "NNP", "Velland"),
        ("’s", "POS", "'s"),
        ("ministers", "NNS", "minister"),
        ("said", "VBD", "say"),
        ("they", "PRP", "they"),
        ("had", "VBD", "have"),
        ("n’t", "RB", "not"),
        ("signed", "VBN", "sign"),
        ("the", "DT", "the"),
        ("better", "JJR", "good"),
        ("treaties", "NNS", "treaty"),
        (".", ".", "."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        '"We agree," Orsk said. "They know."',
        "“We agree,” Orsk said. “They know.”",
        "``We agree,'' Orsk said. ``They know.''",
        '("We agree") -- "They" know',
        'so " they " said',
    ],
)
def test_quotation_marks_open_and_close(text):
    marks = [tag for word, tag in tagged(text) if not word.isalnum() and tag in ("``", "''")]
    assert marks == ["``", "''"] * (len(marks) // 2)
    assert marks


def test_the_tagger_is_given_what_it_was_trained_on():
    text = '‘No,’ she said — “it’s (not) "so" …”'
    sentence = reading.sentences(text)[0]
    words = "` No , ' she said -- `` it 's ( not ) `` so '' ... ''"
    assert as_trained(text, find_words(text, sentence)) == words.split()


@pytest.mark.parametrize(
    ("word", "tag", "lemma"),
    [
        ("Denies", "VBZ", "deny"),
        ("went", "VBD", "go"),
        ("making", "VBG", "make"),
        ("People", "NNS", "person"),
        ("expelled", "VBD", "expel"),
        ("called", "VBD", "call"),
        ("fled", "VBN", "flee"),
        ("withdrew", "VBN", "withdraw"),  # which the tagger takes for a participle at times
        ("conceded", "VBN", "concede"),
        ("boycotting", "VBG", "boycott"),
        ("disagreeing", "VBG", "disagree"),
        ("best", "JJS", "good"),
        ("Nations", "NNPS", "Nation"),
        ("ORSK", "NNP", "ORSK"),
        ("Envoy", "NN", "envoy"),
        ("s", "NNS", "s"),
        ("İİ", "NNPS", "İİ"),
    ],
)
def test_lemmas(word, tag, lemma):
    assert lemma_of(word, tag, reading.KNOWN.models.lemmas) == lemma


def test_the_shipped_weights_are_small():
    assert (MODELS / "tagger.json.gz").stat().st_size < 3_000_000


@pytest.mark.skipif(not gold.gold_folder().is_dir(), reason="the gold sets (../shared/gold) are not on this machine")
def test_agreement_with_the_tags_of_polnear_dev():
    score, of = tag_agreement(gold.silver_sentences("dev"))
    assert of > 70_000
    assert score >= 0.965
