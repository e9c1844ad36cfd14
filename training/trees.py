"""The head for dependency trees above the first look of the shipped encoder, which stays as it is.

    python -m training.trees

Extra `train`. GUM's trees are learned from (nine of ten documents) and PolNeAR's silver trees, as `relations.py`
brings them over. States of word pieces and what was learned so far are kept in .cache/trees: a run that was cut off
goes on, to the same weights. Seeds are fixed.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from nltk.tag.perceptron import PerceptronTagger as Tagger
from torch import Tensor, nn

from analysis import knowledge, trained
from analysis.encoder import batches
from analysis.tag import as_trained, find_tags
from analysis.text import index_of
from analysis.trees import ROOT, token_pieces
from training import gold
from training.network import HEAD, SKIP, Layer, Rounded, blocked, export, halved, keep, resumed
from training.states import States, cached
from training.tagger import trained_tagger
from training.treebanks import Treebank, gum_treebanks, silver_treebanks

LONGEST = 100  # tokens of a sentence that is learned from
UNSURE = 0.3  # share of tokens without a relation from which on a silver sentence is left out

# ── the model ───────────────────────────────────────────────────────────────────────────────────────────────


class TreeHead(nn.Module):
    """Scores of all pairs of tokens, from the states of their first and last pieces and their tags."""

    def __init__(self, a: argparse.Namespace, tags: int, relations: int) -> None:
        super().__init__()
        self.a = a
        self.into = Rounded(2 * a.given, a.width)
        self.tag = nn.Embedding(tags + 1, a.width)
        self.root = nn.Parameter(torch.randn(a.width) * 0.05)
        self.even = nn.LayerNorm(a.width, 1e-12)
        self.layers = nn.ModuleList(Layer(a.drop, a.width) for _ in range(a.layers))
        self.near = nn.Embedding(2 * a.far + 1, a.layers * a.width // HEAD)
        self.arc_word, self.arc_head = Rounded(a.width, a.arc), Rounded(a.width, a.arc)
        self.relation_word, self.relation_head = Rounded(a.width, a.relation), Rounded(a.width, a.relation)
        self.arc = Rounded(a.arc, a.arc)
        self.relation = Rounded(a.relation, relations * (a.relation + 1))
        nn.init.normal_(self.tag.weight, std=0.05)
        nn.init.zeros_(self.near.weight)
        nn.init.normal_(self.arc.weight, std=1 / a.arc)
        nn.init.normal_(self.relation.weight, std=1 / a.relation)
        nn.init.zeros_(self.relation.bias)

    def forward(self, seen: Tensor, tag: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Arcs (b, t, t + 1) and relations (b, t, r, t + 1) of each token for each head, the root first."""
        arcs, word, head = self.scores(seen, tag, mask)
        return arcs, word @ head.unsqueeze(1).transpose(2, 3)

    def scores(self, seen: Tensor, tag: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Arcs; and for relations what words (b, t, r, d) and heads (b, t + 1, d) bring."""
        b, t = tag.shape
        mask = torch.cat([torch.ones_like(mask[:, :1]), mask], 1)
        x = self.into(self.wet(seen)) + self.tag(tag)
        x = self.wet(self.even(torch.cat([self.root.expand(b, 1, -1), x], 1)))
        away = self.away(mask)
        for layer, near in zip(self.layers, away.chunk(len(self.layers)), strict=True):
            x = layer(x, blocked(mask) + near.unsqueeze(0))
        words = x[:, 1:]
        arcs = self.arc(self.bent(self.arc_word(words))) @ self.bent(self.arc_head(x)).transpose(1, 2)
        word = self.relation(self.bent(self.relation_word(words))).reshape(b, t, -1, self.a.relation + 1)
        head = F.pad(self.bent(self.relation_head(x)), (0, 1), value=1.0)
        return arcs + (1 - mask)[:, None, :] * -10000.0, word, head

    def away(self, mask: Tensor) -> Tensor:
        """What is added to attention for the distance of two tokens (layers and heads, t, t)."""
        place = torch.ones_like(mask[0]).cumsum(0).long()
        far = self.a.far
        return self.near((place[None, :] - place[:, None]).clamp(-far, far) + far).permute(2, 0, 1)

    def wet(self, x: Tensor) -> Tensor:
        """With some of it left out, as all that is read."""
        return F.dropout(x, self.a.wet, self.training)

    def bent(self, x: Tensor) -> Tensor:
        """Bent, and with some of it left out."""
        return F.dropout(F.gelu(x), self.a.bent, self.training)


# ── the gold ────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Sentences:
    """Sentences one after the other as arrays: tokens at[i]:at[i + 1] are those of sentence i.

    first, last: pieces of each token, rows of `states`. head: its place in the sentence + 1, 0 the root. SKIP where
    head or relation is unknown. text: of each sentence, the number of its text.
    """

    states: States
    at: np.ndarray
    first: np.ndarray
    last: np.ndarray
    tag: np.ndarray
    head: np.ndarray
    relation: np.ndarray
    text: np.ndarray

    def lengths(self) -> np.ndarray:
        """How many tokens each has."""
        return np.diff(self.at)


@dataclass(frozen=True, slots=True)
class Names:
    """Tags and relations by number."""

    tags: list[str]
    relations: list[str]


def sentences_of(banks: Sequence[Treebank], states: States, names: Names, taggers: Sequence[Tagger]) -> Sentences:
    """The trees of some texts, each with its tagger; their states are given."""
    pieces = trained.load(knowledge.MODELS).pieces
    tags = {tag: n for n, tag in enumerate(names.tags, 1)}
    relations = {relation: n for n, relation in enumerate(names.relations)}
    rows: list[np.ndarray] = []
    lengths, texts = [0], []
    for n, (bank, tagger) in enumerate(zip(banks, taggers, strict=True)):
        index = index_of(bank.text, pieces)
        for tree in bank.trees:
            first, last = token_pieces(index, tree.spans).T
            found = find_tags(as_trained(bank.text, tree.spans), tagger)
            head = [SKIP if h < ROOT else h + 1 for h in tree.heads]
            relation = [relations.get(r, SKIP) for r in tree.relations]
            at = int(states.at[n])
            rows.append(np.array([first + at, last + at, [tags[t] for t in found], head, relation]))
            lengths.append(len(tree.spans))
            texts.append(n)
    return Sentences(states, np.cumsum(lengths), *np.concatenate(rows, 1), np.array(texts))


def kept(
    banks: Sequence[Treebank],
    name: str,
    names: Names,
    taggers: Callable[[Sequence[Treebank]], Sequence[Tagger]],
    a: argparse.Namespace,
) -> Sentences:
    """The same from a folder, where it is made if it is not there yet."""
    states = cached([bank.text for bank in banks], a.work / name)
    path = a.work / f"{name}.npz"
    if not path.exists():
        made = sentences_of(banks, states, names, taggers(banks))
        np.savez(path, **{f: getattr(made, f) for f in Sentences.__slots__ if f != "states"})
    return Sentences(states, **np.load(path))


def shipped_tagger(banks: Sequence[Treebank]) -> list[Tagger]:
    """For each text the tagger that we ship."""
    return [trained.load(knowledge.MODELS).tagger] * len(banks)


def strange_taggers(banks: Sequence[Treebank]) -> list[Tagger]:
    """For each document of GUM a tagger that has not learned from it; for those held out that is the shipped one.

    It is right on 98.8 of 100 words that it has learned from and on 95.2 of others: a head that has seen only the
    former trusts tags too much.
    """
    documents, (wsj, _) = gold.gum_documents(), gold.wsj_split()
    halves = []
    for half in range(2):
        own = [s for n, d in enumerate(documents) if n % 10 != 9 and n % 2 != half for s in d.sentences]
        whole = [s for s in own if all(word.tag != "GW" for word in s)]
        model = trained_tagger([*gold.silver_sentences("train"), *whole, *wsj])
        tagger = Tagger(load=False)
        tagger.decode_json_params((model["weights"], model["tagdict"], model["classes"]))
        halves.append(tagger)
    shipped = trained.load(knowledge.MODELS).tagger
    return [shipped if n % 10 == 9 else halves[n % 2] for n in range(len(banks))]


def usable(found: Sentences) -> list[int]:
    """The sentences to learn from: not too long, and most of their relations known."""
    unknown = np.add.reduceat(found.relation == SKIP, found.at[:-1])
    lengths = found.lengths()
    return np.flatnonzero((lengths <= LONGEST) & (unknown < UNSURE * lengths)).tolist()


# ── the training ────────────────────────────────────────────────────────────────────────────────────────────

Example = tuple[Sentences, int]


@dataclass(frozen=True, slots=True)
class Batch:
    """Some sentences, padded to one length."""

    seen: Tensor
    tag: Tensor
    mask: Tensor
    head: Tensor
    relation: Tensor


def batch_of(some: Sequence[Example]) -> Batch:
    """A batch of sentences."""
    longest = max(int(found.lengths()[i]) for found, i in some)
    width = some[0][0].states.width
    seen = np.zeros((len(some), longest, 2 * width), np.float32)
    tag = np.zeros((len(some), longest), np.int64)
    head, relation = (np.full(tag.shape, SKIP) for _ in range(2))
    for row, (found, i) in enumerate(some):
        here = slice(found.at[i], found.at[i + 1])
        n = here.stop - here.start
        seen[row, :n] = found.states.of(found.first[here], found.last[here])
        tag[row, :n], head[row, :n], relation[row, :n] = found.tag[here], found.head[here], found.relation[here]
    parts = [torch.from_numpy(x) for x in (seen, tag, (tag > 0).astype(np.float32), head, relation)]
    return Batch(*parts)


def drawn(gum: Sentences, silver: Sentences, epoch: int, a: argparse.Namespace) -> list[list[Example]]:
    """The batches of an epoch, of sentences of similar length: all of GUM; at first a share of the silver trees too."""
    rng = random.Random(1000 * a.seed + epoch)
    some = [(gum, i) for i in usable(gum) if gum.text[i] % 10 != 9]
    if epoch <= a.epochs - a.last:
        among = usable(silver)
        some += [(silver, i) for i in rng.sample(among, int(a.share * len(among)))]
    lengths = [int(found.lengths()[i]) for found, i in some]
    groups = list(batches([n + 4 * rng.random() for n in lengths], a.room))
    rng.shuffle(groups)
    return [[some[i] for i in group] for group in groups]


def cost(model: TreeHead, batch: Batch, a: argparse.Namespace) -> Tensor:
    """Cross-entropy of known heads, and of known relations to the right heads."""
    hidden = torch.rand(batch.tag.shape) < a.untagged
    with halved():
        arcs, word, head = model.scores(batch.seen, batch.tag.masked_fill(hidden, 0), batch.mask)
    at = batch.head.clamp(min=0).unsqueeze(-1).expand(-1, -1, head.shape[-1])
    relations = (word.float() @ head.float().gather(1, at).unsqueeze(-1)).squeeze(-1)
    known = batch.relation.masked_fill(batch.head == SKIP, SKIP)
    return F.cross_entropy(arcs.float().transpose(1, 2), batch.head, ignore_index=SKIP) + F.cross_entropy(
        relations.transpose(1, 2), known, ignore_index=SKIP, label_smoothing=a.smooth
    )


def train(model: TreeHead, gum: Sentences, silver: Sentences, a: argparse.Namespace) -> None:
    """Train; where a run was cut off, go on from its last hundred steps."""
    plan = [(epoch, n) for epoch in range(1, a.epochs + 1) for n in range(len(drawn(gum, silver, epoch, a)))]
    optimiser = torch.optim.AdamW(model.parameters(), lr=a.peak, weight_decay=0.01, betas=(0.9, 0.95))
    warm = len(plan) // 20
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min((s + 1) / warm, (len(plan) - s) / (len(plan) - warm))
    )
    parts = {"model": model, "optimiser": optimiser, "schedule": schedule}
    chosen = {name: str(value) for name, value in vars(a).items() if name != "out"}
    done = resumed(parts, a.work / "progress.pt", chosen)
    model.train()
    began, costs, batches_now, epoch_now = time.time(), [], [], 0
    for step in range(done, len(plan)):
        epoch, n = plan[step]
        if epoch != epoch_now:
            batches_now, epoch_now = drawn(gum, silver, epoch, a), epoch
        torch.manual_seed(1_000_000 * a.seed + step)
        loss = cost(model, batch_of(batches_now[n]), a)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        costs.append(float(loss.detach()))
        if (step + 1) % 100 == 0 or step + 1 == len(plan):
            print(f"{step + 1}/{len(plan)} {time.time() - began:.0f}s cost {np.mean(costs[-100:]):.3f}", flush=True)
            keep(parts, a.work / "progress.pt", chosen, step + 1)


# ── the whole way ───────────────────────────────────────────────────────────────────────────────────────────


def write(model: TreeHead, names: Names, out: Path) -> None:
    """trees.onnx and names.json."""
    given = {"seen": torch.zeros(2, 9, 2 * model.a.given), "tag": torch.ones(2, 9, dtype=torch.long)}
    export(model, {**given, "mask": torch.ones(2, 9)}, ["arcs", "relations"], out / "trees.onnx")
    text = json.dumps({"tags": names.tags, "relations": names.relations})
    (out / "names.json").write_text(text + "\n", encoding="utf-8")


def options() -> argparse.Namespace:
    """The options given."""
    p = argparse.ArgumentParser()
    p.add_argument("--out", type=Path, default=knowledge.MODELS / "trees")
    p.add_argument("--work", type=Path, default=Path(".cache/trees"))
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--width", type=int, default=256)
    p.add_argument("--layers", type=int, default=3)
    p.add_argument("--arc", type=int, default=192)
    p.add_argument("--relation", type=int, default=64)
    p.add_argument("--far", type=int, default=24, help="tokens from each other that are told apart")
    p.add_argument("--drop", type=float, default=0.1, help="left out within layers")
    p.add_argument("--wet", type=float, default=0.15, help="left out of what is read")
    p.add_argument("--bent", type=float, default=0.2, help="left out before pairs are scored")
    p.add_argument("--untagged", type=float, default=0.1, help="share of tokens whose tag is hidden")
    p.add_argument("--smooth", type=float, default=0.03)
    p.add_argument("--room", type=int, default=1600, help="tokens of a batch")
    p.add_argument("--peak", type=float, default=1.5e-3)
    p.add_argument("--epochs", type=int, default=10)
    p.add_argument("--last", type=int, default=4, help="epochs of GUM alone, at the end")
    p.add_argument("--share", type=float, default=0.5, help="share of the silver trees in each epoch before")
    return p.parse_args()


def main() -> None:
    """Train with the options given and write the model; `benchmarks.trees` measures it."""
    a = options()
    torch.manual_seed(a.seed)
    torch.set_num_threads(2)
    a.out.mkdir(parents=True, exist_ok=True)
    models = trained.load(knowledge.MODELS)
    banks = gum_treebanks()
    relations = sorted({r for bank in banks for tree in bank.trees for r in tree.relations if r})
    names = Names(sorted(models.tagger.classes), relations)
    gum = kept(banks, "gum", names, strange_taggers, a)
    silver = kept(sorted(silver_treebanks("train"), key=lambda b: b.id), "silver", names, shipped_tagger, a)
    a.given = gum.states.width
    model = TreeHead(a, len(names.tags), len(relations))
    train(model, gum, silver, a)
    write(model, names, a.out)


if __name__ == "__main__":
    main()
