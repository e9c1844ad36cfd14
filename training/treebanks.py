"""Trees of the gold sets over our tokens: GUM's by hand, PolNeAR's by CoreNLP (2017), one scheme for both.

Gold words and our tokens differ where one of them divides finer: `carried` brings the trees over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.model import Sentence
from analysis.spans import Span
from analysis.words import find_words
from training import gold
from training.relations import Draft, universal

NEAR_NEWS = ("news", "interview", "speech", "bio")  # the genres of GUM that are measured
SUBTYPES = ("nsubj:pass", "obl:agent", "nmod:poss", "acl:relcl", "compound:prt")
ROOT = -1


@dataclass(frozen=True, slots=True)
class Tree:
    """A sentence: spans of its tokens, the head of each (its index, ROOT for the root), and its relation to it.

    A relation is empty where nobody knows it.
    """

    spans: tuple[Span, ...]
    heads: tuple[int, ...]
    relations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Treebank:
    """A text with the trees of its sentences."""

    id: str
    genre: str
    text: str
    trees: tuple[Tree, ...]


def gum_treebanks() -> list[Treebank]:
    """The documents of GUM, in the order of their names (as `gold.gum_documents`), over tokens of ours."""
    found: list[Treebank] = []
    name, text, fresh, trees = "", "", True, []
    for block in gold.blocks(gold.lines("gum", "gum-train-dev.conllu.gz")):
        for row in block:
            if row.startswith("# newdoc id"):
                if name:
                    found.append(Treebank(name, name.split("_")[1], text, tuple(trees)))
                name, text, fresh, trees = row.split(" = ")[1], "", True, []
            elif row == "# newpar":
                fresh = True
            elif row.startswith("# text = "):
                text += ("\n\n" if fresh and text else " " if text else "") + row[9:]
                at, fresh = len(text) - len(row[9:]), False
        trees.append(gum_tree(text, at, [f for f in (row.split("\t") for row in block) if f[0].isdigit()]))
    found.append(Treebank(name, name.split("_")[1], text, tuple(trees)))
    return sorted(found, key=lambda t: t.id)


def gum_tree(text: str, at: int, rows: Sequence[list[str]]) -> Tree:
    """The tree of a sentence of GUM that begins at a place of the text."""
    spans = []
    for row in rows:
        found = text.find(row[1], at)
        at = found if found >= 0 else at
        spans.append(Span(at, at + len(row[1])))
        at += len(row[1])
    tree = Tree(tuple(spans), tuple(int(r[6]) - 1 for r in rows), tuple(short(r[7]) for r in rows))
    return carried(tree, own_tokens(text, spans))


def short(relation: str) -> str:
    """A relation with the subtypes that we tell apart, others without."""
    return relation if relation in SUBTYPES else relation.partition(":")[0]


def own_tokens(text: str, spans: Sequence[Span]) -> list[Span]:
    """Our tokens from the first of these words to the last."""
    return find_words(text, Sentence(Span(spans[0].start, spans[-1].end)))


def carried(tree: Tree, tokens: Sequence[Span]) -> Tree:
    """The same tree over other tokens of the same stretch.

    Each word belongs to the token that covers most of it. A token of several words has the head of the highest of them;
    one of none hangs on the token that its word belongs to, nobody knows by which relation.
    """
    owner = owners(tree.spans, tokens)
    above = depths(tree.heads)
    highest: dict[int, int] = {}
    for word, token in enumerate(owner):
        if token not in highest or above[word] < above[highest[token]]:
            highest[token] = word
    heads = [owner[word] for word in owners(tokens, tree.spans)]
    relations = [""] * len(tokens)
    for token, word in highest.items():
        head = tree.heads[word]
        heads[token], relations[token] = (owner[head] if head >= 0 else head), tree.relations[word]
    return Tree(tuple(tokens), tuple(heads), tuple(relations))


def owners(words: Sequence[Span], tokens: Sequence[Span]) -> list[int]:
    """For each word the token that covers most of it, the first of equals."""
    found = []
    first = 0
    for word in words:
        while first + 1 < len(tokens) and tokens[first].end <= word.start:
            first += 1
        among = range(first, min(first + 8, len(tokens)))
        found.append(max(among, key=lambda t: min(tokens[t].end, word.end) - max(tokens[t].start, word.start)))
    return found


def depths(heads: Sequence[int]) -> list[int]:
    """How many steps each word is from the root."""
    found = []
    for word in range(len(heads)):
        steps, at = 0, word
        while heads[at] >= 0 and steps < len(heads):
            steps, at = steps + 1, heads[at]
        found.append(steps)
    return found


def silver_treebanks(part: str) -> Iterator[Treebank]:
    """The articles of PolNeAR `train` or `dev` with CoreNLP's trees as GUM would have them, over our tokens."""
    folder = gold.gold_folder() / "polnear" / part / "text"
    name, trees, text = "", [], ""
    for block in gold.blocks(gold.lines("polnear", f"silver-{part}.tsv.gz")):
        for row in block:
            if row.startswith("# article = "):
                if name:
                    yield Treebank(name, "silver", text, tuple(trees))
                name, trees = row.split(" = ", 1)[1].strip(), []
                text = (folder / f"{name}.txt").read_bytes().decode("utf-8")
        rows = [f for f in (row.split("\t") for row in block if not row.startswith("# ")) if len(f) > 8]
        if rows:
            trees.append(silver_tree(text, rows))
    yield Treebank(name, "silver", text, tuple(trees))


def silver_tree(text: str, rows: Sequence[list[str]]) -> Tree:
    """The tree of a sentence of CoreNLP as GUM would have it, over our tokens."""
    spans = [Span(int(r[5]), int(r[6])) for r in rows]
    columns = ([r[k] for r in rows] for k in (1, 2, 3, 4))
    draft = universal(Draft(*columns, [int(r[7]) - 1 for r in rows], [r[8] for r in rows]))
    tree = Tree(tuple(spans), tuple(draft.heads), tuple(map(short, draft.relations)))
    return carried(tree, own_tokens(text, spans))
