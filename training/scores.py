"""How right sentences, tags and lemmas are, against gold ones: for the benchmarks and the tests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from analysis import knowledge
from analysis.paragraphs import find_paragraphs
from analysis.segment import find_sentences
from analysis.spans import Span
from analysis.tag import lemma_of
from training.gold import GumDocument, TaggedSentence

Places = dict[Span, tuple[Span | None, str]]  # a token -> its head (None for the root) and its relation


def tag_agreement(sentences: Iterable[TaggedSentence]) -> tuple[float, int]:
    """The share of words that get the tag they have, given the words."""
    tagger = knowledge.load().models.tagger
    hits = [
        found == word.tag
        for sentence in sentences
        for word, (_, found) in zip(sentence, tagger.tag([w.text for w in sentence]), strict=True)
    ]
    return sum(hits) / len(hits), len(hits)


def lemma_accuracy(sentences: Iterable[TaggedSentence]) -> tuple[float, int]:
    """The share of words with the gold lemma, given the gold tag; letter case aside, marks not counted."""
    lemmas = knowledge.load().models.lemmas
    hits = [
        lemma_of(text, tag, lemmas).lower() == lemma.lower()
        for sentence in sentences
        for text, tag, lemma in sentence
        if any(c.isalnum() for c in text)
    ]
    return sum(hits) / len(hits), len(hits)


def sentence_f1(documents: Iterable[GumDocument], *, whole: bool) -> tuple[float, int]:
    """F1 of sentences, by their ends alone or `whole`.

    The text of a document is made of GUM's sentences, joined by one space within a paragraph, with blank lines
    between paragraphs.
    """
    punkt = knowledge.load().models.sentence_tokenizer
    hits = found = wanted = 0
    for document in documents:
        text = "\n\n".join(" ".join(sentences) for sentences in document.paragraphs)
        right, at = set(), 0
        for paragraph in document.paragraphs:
            for sentence in paragraph:
                right.add((at if whole else 0, at + len(sentence)))
                at += len(sentence) + 1
            at += 1
        sentences = find_sentences(text, find_paragraphs(text), (), punkt)
        ours = {(s.span.start if whole else 0, s.span.end) for s in sentences}
        hits, found, wanted = hits + len(right & ours), found + len(ours), wanted + len(right)
    return 2 * hits / (found + wanted), wanted


def tree_agreement(ours: Places, theirs: Places, *, marks: bool) -> list[int]:
    """Right heads, right heads and relations, our tokens, gold tokens; those of unknown relation left out."""
    left = {p for p, (_, relation) in theirs.items() if not relation or (relation == "punct" and not marks)}
    right = {p: link for p, link in theirs.items() if p not in left}
    found = {p: link for p, link in ours.items() if p not in left and (p in right or marks or link[1] != "punct")}
    heads = sum(found[p][0] == head for p, (head, _) in right.items() if p in found)
    both = sum(found[p] == link for p, link in right.items() if p in found)
    return [heads, both, len(found), len(right)]


TITLE = re.compile(r"^(?:the|an?|mr\.?|mrs\.?|ms\.?|dr\.?|sir|president|senator|sen\.?|rep\.?|gov\.?) ")


def same_names(one: Sequence[str], other: Sequence[str]) -> bool:
    """True where two lists name the same: each name begins or ends one of the other list, word by word.

    Titles, articles, marks and capitals do not count.
    """
    ours, theirs = _plain_names(one), _plain_names(other)
    if not ours or not theirs:
        return not ours and not theirs
    return all(any(_within(a, b) for b in theirs) for a in ours) and all(
        any(_within(a, b) for a in ours) for b in theirs
    )


def _plain_names(names: Sequence[str]) -> set[tuple[str, ...]]:
    plain = (re.sub(r"[^\w ]", "", TITLE.sub("", name.strip().lower(), count=1)) for name in names)
    return {tuple(name.split()) for name in plain if name.strip()}


def _within(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """True where the shorter of two names begins or ends the longer."""
    short, long = sorted((one, other), key=len)
    return long[: len(short)] == short or long[-len(short) :] == short


def overlap(text: str, one: Iterable[Span], other: Iterable[Span]) -> float:
    """The share of the words of two stretches that is in both."""
    ours, theirs = _words(text, one), _words(text, other)
    return len(ours & theirs) / max(1, len(ours | theirs))


def _words(text: str, spans: Iterable[Span]) -> set[int]:
    return {m.start() + s.start for s in spans for m in re.finditer(r"\w+", s.of(text))}


PLAIN = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "to",
        "in",
        "on",
        "for",
        "with",
        "and",
        "or",
        "s",
        "his",
        "her",
        "its",
        "their",
        "our",
        "your",
        "my",
        "this",
        "that",
        "these",
        "those",
        "be",
        "is",
        "are",
        "was",
        "were",
        "by",
        "at",
        "from",
        "as",
        "it",
        "they",
        "he",
        "she",
        "we",
        "i",
        "not",
    ]
)


def same_target(named: Sequence[str], said: str) -> bool:
    """True where a target shares half of its telling words with one of those named, in at most eight of them.

    Dice's coefficient; nothing named and nothing said are the same.
    """
    theirs = [words for words in map(_telling, named) if words]
    ours = _telling(said)
    if not theirs:
        return not ours
    return len(ours) <= 8 and any(4 * len(w & ours) >= len(w) + len(ours) for w in theirs)


def _telling(words: str) -> set[str]:
    return {word for word in re.findall(r"\w+", (words or "").lower()) if word not in PLAIN}
