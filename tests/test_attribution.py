"""Decoding: what the heads say -> who said what. The weights are tested in test_encoder."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.attribution import (
    NO_SIGNS,
    Attribution,
    best_tags,
    by_paragraph,
    carried_on,
    find_cues,
    following_quotations,
    free_ranges,
    joined,
    offsets,
    quotations,
    ranges_of,
    sentence_ends,
    shared_out,
    signatures,
    turns,
    whole_quotations,
    with_near_source,
)
from analysis.encoder import TAGS
from analysis.text import quote_states, words_of
from tests import reading

THRESHOLDS = reading.KNOWN.models.thresholds


def probabilities(*tags: str, sure: float = 0.9) -> np.ndarray:
    """One row for each tag, most of the weight on it."""
    rows = np.full((len(tags), len(TAGS)), (1 - sure) / (len(TAGS) - 1), dtype=np.float32)
    for i, tag in enumerate(tags):
        rows[i, TAGS.index(tag)] = sure
    return rows


def test_cues_are_runs_parted_where_one_begins():
    tags = probabilities("O", "B-cue", "I-cue", "B-cue", "O", sure=0.95)
    assert find_cues(tags, 0.2) == [(1, 3), (3, 4)]


def test_the_best_path_never_enters_a_span_in_its_middle():
    rows = probabilities("O", "I-content", "I-content", "O")
    rows[1, TAGS.index("B-content")] = 0.5
    (path,) = best_tags([rows])
    assert [TAGS[i] for i in path] == ["O", "B-content", "I-content", "O"]


def test_paths_of_different_length_do_not_disturb_each_other():
    long, short = probabilities(*["O"] * 5, "B-content", "I-content"), probabilities("B-source", "B-cue")
    together = best_tags([long, short])
    for one, alone in zip(together, [best_tags([long])[0], best_tags([short])[0]], strict=True):
        assert one.tolist() == alone.tolist()


def test_ranges_of_a_role_count_from_the_first_word():
    path = np.array([TAGS.index(t) for t in ("B-content", "I-content", "O", "B-content", "B-content")])
    assert ranges_of(path, 5, 10) == [(10, 12), (13, 14), (14, 15)]
    assert joined(ranges_of(path, 5, 10)) == [(10, 12), (13, 15)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('He said "yes" and "no."', ['"yes"', '"no."']),
        ("“So it is,” she said. “Always.”", ["“So it is,”", "“Always.”"]),
        ("He ''said'' so.", ["''said''"]),
        ("“One paragraph.\n“Closed once.” He left.", ["“One paragraph.", "“Closed once.”"]),
        ("Nothing quoted, it's plain.", []),
    ],
)
def test_quotations(text: str, found: list[str]):
    words = words_of(text)
    assert [text[a:b] for a, b in offsets(words, quotations(words))] == found


def test_a_quotation_mostly_covered_is_taken_whole():
    words = words_of("“We will not go,” Oro Vantel said.")
    quotes = quotations(words)
    starts = np.array([q[0] for q in quotes])
    assert whole_quotations([(1, 5)], quotes, starts, THRESHOLDS.whole_quotation) == [(0, 7)]
    assert whole_quotations([(1, 2)], quotes, starts, THRESHOLDS.whole_quotation) == [(1, 2)]


def test_a_quotation_that_never_closes_says_so():
    assert quote_states(["“", "a", "b"], [1, 0, 1]) == [1, 4, 4]


def test_the_surer_attribution_keeps_its_words():
    signs = np.zeros(9, dtype=np.float32)
    sure = Attribution((), ((0, 1),), ((1, 6),), 0.9, signs, (0.9,))
    less = Attribution((), ((6, 7),), ((4, 12),), 0.6, signs, (0.6,))
    none = Attribution((), ((8, 9),), ((2, 5),), 0.5, signs, (0.5,))
    kept = shared_out([none, less, sure], 20)
    assert [a.content for a in kept] == [((1, 6),), ((6, 12),)]


def test_free_ranges_leave_out_what_is_taken():
    taken = np.array([0, 0, 1, 1, 0, 1, 0], dtype=bool)
    assert free_ranges(taken, 0, 7) == [(0, 2), (4, 5), (6, 7)]
    assert free_ranges(np.ones(4, dtype=bool), 0, 4) == []


def test_a_quotation_reopened_in_the_next_paragraph_is_carried_on():
    words = words_of("Oro Vantel said: “We go.\n“We stay gone.” Nobody asked.")
    quotes = quotations(words)
    starts = np.array([q[0] for q in quotes])
    assert carried_on((4, 8), words, quotes, starts) == [(8, 14)]
    assert carried_on((0, 2), words, quotes, starts) == []


def test_contents_are_cut_where_a_paragraph_ends():
    words = words_of("One two.\nThree four.\nFive.")
    assert by_paragraph([(0, 8)], words) == [(0, 3), (3, 6), (6, 8)]
    assert by_paragraph([(1, 5), (6, 8)], words) == [(1, 3), (3, 5), (6, 8)]
    assert by_paragraph([], words) == []


def worded(words, ranges):
    """Ranges of words as the text has them."""
    return [words.text[a:b] for a, b in offsets(words, ranges)]


def said(words, source="", cue="", content="", score=0.9):
    """The attribution whose parts are these words of the text, each where it stands first."""
    parts = {"source": source, "cue": cue, "content": content}
    return Attribution(*(placed(words, part) for part in parts.values()), score, NO_SIGNS, (score,))


def placed(words, part):
    """The range of words that a part of the text takes, none for no part."""
    if not part:
        return ()
    start = words.text.index(part)
    first = int(np.searchsorted(words.start, start))
    return ((first, int(np.searchsorted(words.end, start + len(part))) + 1),)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("“We want peace in our town.” — Oro Vantel, a teacher", [("Oro Vantel", "“We want peace in our town.”")]),
        ('"We want peace in our town." - Oro Vantel', [("Oro Vantel", '"We want peace in our town."')]),
        ("“We want peace in our town.” – Oro Vantel (teacher)", [("Oro Vantel", "“We want peace in our town.”")]),
        ("“We want peace in our town.” Oro Vantel, a teacher", []),  # no dash
        ("“Peace.” — Oro Vantel", []),  # a title or a catchword is as short
        ("“We want peace in our town.” — that was all he said", []),  # no name
        ("“We want peace in our town.” — Oro Vantel left", []),  # the name goes on
        ("“We want peace in our town.” — Oro Vantel, who had come " + "from far " * 8 + "away", []),  # more than a name
        ("“We want peace in our town.”\n\n— Oro Vantel", []),  # a paragraph of its own
    ],
)
def test_a_signature_is_a_quotation_a_dash_and_a_name_that_ends_the_paragraph(text, found):
    words = words_of(text)
    signed = signatures(words, quotations(words), 0.85)
    assert [(worded(words, s.source)[0], worded(words, s.content)[0]) for s in signed] == found
    assert all(s.rule == "signature" and s.score == 0.85 for s in signed)


TALK = "VANTEL: Why did you come?\n\nMARREN: To ask for help.\n\nVANTEL: And did they give it?"


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        (TALK, ["VANTEL", "MARREN", "VANTEL"]),
        (TALK.replace("MARREN", "ILKA MARREN"), ["VANTEL", "ILKA MARREN", "VANTEL"]),
        (TALK.replace("\n\nVANTEL: And", "\n\nA silence.\n\nVANTEL: And"), ["VANTEL", "MARREN", "VANTEL"]),
        (TALK.rpartition("\n\n")[0], []),  # two turns alone
        (TALK.replace("VANTEL: And", "TEVIK: And"), []),  # nobody speaks twice
        (TALK.replace("VANTEL", "Vantel"), []),  # one name in capitals is left
        (TALK.replace(":", ","), []),
        ("CORRECTION: The talks were on Monday.", []),
    ],
)
def test_turns_of_a_transcript_are_three_at_least_and_one_speaks_twice(text, sources):
    words = words_of(text)
    found = turns(words, 0.9)
    assert all(t.rule == "turn" and t.score == 0.9 for t in found)
    assert [worded(words, t.source)[0] for t in found] == sources
    paragraphs = [p for p in text.split("\n\n") if ":" in p]
    assert [worded(words, t.content)[0] for t in found] == [p.partition(": ")[2] for p in paragraphs if sources]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("“We came early,” Vantel said.\n\n“Nobody was there.”", ["“We came early,”", "“Nobody was there.”"]),
        (
            "“We came early,” Vantel said.\n\n“Nobody was there.”\n\n“So we left.”",
            ["“We came early,”", "“Nobody was there.”\n\n“So we left.”"],
        ),
        ("“We came early,” Vantel said.\n\nThe hall was dark.\n\n“Nobody was there.”", ["“We came early,”"]),
        ("“We came early,” Vantel said.\n\n“Nobody was there.” It rained.", ["“We came early,”"]),
        ("“We came early,” Vantel said. “Nobody was there.”", ["“We came early,”"]),  # no paragraph of its own
    ],
)
def test_a_paragraph_that_is_one_quotation_of_nobody_goes_on_with_the_one_before(text, content):
    words = words_of(text)
    first = said(words, "Vantel", "said", "“We came early,”")
    (taken,) = following_quotations([first], words, quotations(words))
    assert worded(words, taken.content) == content


def test_a_quotation_that_has_somebody_is_not_following_quotations():
    words = words_of("“We came early,” Vantel said.\n\n“Nobody was there.”")
    both = [said(words, "Vantel", "said", "“We came early,”"), said(words, "", "", "“Nobody was there.”")]
    assert following_quotations(both, words, quotations(words)) == both


@pytest.mark.parametrize(
    ("text", "participle", "source"),
    [
        ("Calling it an error, Vantel told us that he would go.", "Calling", ["Vantel"]),
        ("Vantel told us that he would go, calling it an error.", "calling", ["Vantel"]),
        ("Vantel told us that he would go. Calling it an error, they left.", "Calling", []),  # another sentence
        ("Vantel told us that he would go\n\nCalling it an error", "Calling", []),  # another paragraph
        ("Called an error, it stayed. Vantel told us that he would go.", "Called", []),  # no participle of the present
    ],
)
def test_a_participle_without_a_source_has_that_of_its_sentence(text, participle, source):
    words = words_of(text)
    told = said(words, "Vantel", "told", "that he would go")
    one = said(words, "", participle, "an error")
    near = sorted([told, one], key=lambda a: a.cue)
    assert worded(words, with_near_source(one, near, words).source) == source


def test_a_participle_with_a_source_keeps_it_and_the_nearer_source_is_lent():
    words = words_of("Marren said no, Vantel told us that he would go, calling it an error.")
    far, near = said(words, "Marren", "said", "no"), said(words, "Vantel", "told", "that he would go")
    own = said(words, "us", "calling", "an error")
    assert with_near_source(own, [far, near], words) is own
    assert worded(words, with_near_source(said(words, "", "calling", "an error"), [far, near], words).source) == [
        "Vantel"
    ]


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("He came. They left", True),
        ("He came? “They left", True),
        ("He came\n\nthey left", True),
        ("He came, they left", False),
        ("He came at 5 p.m. and left", False),
    ],
)
def test_a_sentence_ends_at_a_stop_before_a_capital_and_at_a_paragraph(text, ends):
    words = words_of(text)
    assert sentence_ends(words, 0, len(words.start) - 1) is ends
