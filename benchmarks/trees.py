"""How right dependency trees are: `python -m benchmarks.trees`.

On every tenth document of GUM (never learned from) in the news, interviews, speeches and biographies: the share of
heads (UAS), and of heads with their relations (LAS), that are right. With gold sentences and tokens, GUM's words joined
at hyphens as ours are; and from the mere text, as F1 over tokens of the same place, as CoNLL 2018 counts.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

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
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
