"""The words of a sentence, as spans: NLTK's word tokenizer, made safe and quick for any text."""

from __future__ import annotations

import re
from functools import lru_cache

from nltk.tokenize import NLTKWordTokenizer

from analysis.model import Sentence
from analysis.spans import Span

TOKENIZER = NLTKWordTokenizer()
RUN = re.compile(r"\S{1,500}")
# The tokenizer keeps ’s and n’t together only with a straight apostrophe, and loses its place where straight
# double quotation marks meet other ones; each stands in for one character, so that offsets stay.
STAND_INS = str.maketrans({"’": "'", '"': "”"})
CLOSERS = " \t\r\n\"'”’»)]}>"
CONTRACTIONS = re.compile("|".join(p.pattern.removeprefix("(?i)") for p in TOKENIZER.CONTRACTIONS2), re.IGNORECASE)
INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
# Nineteen of twenty different runs of a newspaper: bracket or quotation mark, word, 's or period, marks.
PLAIN = re.compile(r"([(\[\"“]?)(\w+(?:-\w+)*)(?:(['’]s)|(\.))?([,;:?!)\]]?)([\"”]?)")


def find_words(text: str, sentence: Sentence) -> list[Span]:
    """The words and marks of a sentence in order; together they cover all of it but its white space.

    As `NLTKWordTokenizer` divides it, with four differences: a curly apostrophe counts as a straight one; a
    period before a closing quotation mark is a word also in mid-sentence; initials that end a sentence keep
    theirs ("in the U.S."); and a run of more than 500 characters without white space is cut, which bounds the
    time that any text can take.
    """
    start, end = sentence.span
    last = start + len(text[start:end].rstrip(CLOSERS))
    words = []
    for run in RUN.finditer(text, start, end):
        at = run.start()
        for left, right in pieces(run.group(), run.end() >= last):
            words.append(Span(at + left, at + right))
    return words


@lru_cache(maxsize=1 << 16)
def pieces(run: str, final: bool) -> tuple[tuple[int, int], ...]:
    """Where the words of a run without white space lie in it; `final` where the sentence ends with it.

    No rule of the tokenizer but that of the final period looks beyond white space, so that runs can be
    divided one by one, and frequent ones once.

    >>> pieces("Lavrov's", False), pieces("U.S.", True), pieces("end.", True), pieces("Gen.", False)
    (((0, 6), (6, 8)), ((0, 4),), ((0, 3), (3, 4)), ((0, 4),))
    """
    final = final or run[-1] in '"”'
    plain = PLAIN.fullmatch(run)
    if plain is None or CONTRACTIONS.search(run + " "):
        return tuple(tokenized(run, final))
    found = [plain.span(group) for group in range(1, 7) if plain[group]]
    if plain[4] and (not final or plain[5] not in ("", ")", "]")):
        found.remove(plain.span(4))
        found[found.index(plain.span(2))] = (plain.start(2), plain.end(4))
    return tuple(found)


def tokenized(run: str, final: bool) -> list[tuple[int, int]]:
    """What `pieces` gives, by the tokenizer itself, which takes fifty times as long."""
    plain = run.translate(STAND_INS)
    # A word after it keeps its period from being taken for the final one.
    words = TOKENIZER.tokenize(plain) if final else TOKENIZER.tokenize(f"{plain} x")[:-1]
    found: list[tuple[int, int]] = []
    at = 0
    for word in words:
        if word == "." and found and INITIALS.fullmatch(run, *found[-1]):
            found[-1] = (found[-1][0], at + 1)
        else:
            found.append((at, at + len(word)))
        at += len(word)
    return found if at == len(run) else [(0, len(run))]
