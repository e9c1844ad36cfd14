"""The weights of analysis/models/judge, from NewsMTSC train and `positions.tsv`.

    python -m training.judge

Extra `train`. Starts from what `training.encoder` leaves in .cache/training after its first epoch. Seeds are fixed.
It learns positions toward marked targets, and acts beside them, which help it.
"""

from __future__ import annotations

import argparse
import csv
import math
import random
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from analysis import knowledge
from analysis.encoder import Window, padded
from analysis.judge import CONTENT, POSITIONS, TARGET, Question, asked_of, marks_of
from analysis.spans import Span
from analysis.text import WordPieces, Words, pieces_in, words_of
from training import gold
from training.network import (
    LAYERS,
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

OWN = Path(__file__).parent / "positions.tsv"
SIDES = {"positive": "support", "negative": "oppose", "neutral": "neutral"}
BATCH = 32


# ── the model ───────────────────────────────────────────────────────────────────────────────────────────────


class Judging(nn.Module):
    """The marks (0 none, 1 content, 2 target), the last layers, and a verdict that is a sum over words."""

    def __init__(self, layers: int, drop: float, acts: int) -> None:
        super().__init__()
        self.mark = nn.Embedding(3, WIDTH)
        nn.init.normal_(self.mark.weight, std=0.05)
        with torch.no_grad():
            self.mark.weight[0] = 0
        self.layers = nn.ModuleList(Layer(drop) for _ in range(layers))
        self.query = Rounded(2 * WIDTH, WIDTH)
        self.value = Rounded(WIDTH, len(POSITIONS))
        self.position = Rounded(2 * WIDTH, len(POSITIONS))
        self.act = Rounded(3 * WIDTH, acts)
        self.drop = drop

    def forward(self, hidden: Tensor, mark: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        x = self.last(hidden, mark, mask)
        # the mean of the target; where none is marked, of the content; where neither is, of all
        weight = (mark == TARGET).float() + 1e-4 * (mark == CONTENT).float() + 1e-8 * mask
        target = ((weight / weight.sum(1, keepdim=True)).unsqueeze(1) @ x.float()).squeeze(1)
        seen = F.dropout(torch.cat([x[:, 0].float(), target], -1), self.drop, self.training)
        scores = (x @ self.query(seen).unsqueeze(2)).squeeze(2).float() * WIDTH**-0.5
        share = torch.softmax(scores + (1 - mask) * -10000.0, -1).unsqueeze(2)
        shares = share * self.value(F.dropout(x, self.drop, self.training)).float()
        about = torch.cat([seen, (share.transpose(1, 2) @ x.float()).squeeze(1)], -1)
        positions = self.position(seen).float() + shares.sum(1)
        return positions, self.act(about).float(), shares

    def last(self, hidden: Tensor, mark: Tensor, mask: Tensor) -> Tensor:
        """What the last layer gives."""
        x = hidden + self.mark(mark)
        away = blocked(mask)
        for layer in self.layers:
            x = layer(x, away)
        return x


# ── the examples ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Example:
    """A question about a text, and the answers: ids of position and act, SKIP where unknown; narrow: the set it is
    from knows no conditional positions.
    """

    words: Words
    window: Window
    mark: np.ndarray
    position: int = SKIP
    act: int = SKIP
    narrow: bool = False


def example(text: str, pieces: WordPieces, content: list[Span], target: list[Span]) -> Example:
    """A question about a text as a whole."""
    words = words_of(text)
    asked = Question(Span(0, len(text)), tuple(content), tuple(target))
    return Example(words, *asked_of(words, pieces.of(words), asked))


def toward(part: str, pieces: WordPieces) -> list[Example]:
    """The targets of a part of NewsMTSC."""
    return [
        replace(
            example(row.text, pieces, [], [Span(row.start, row.end)]),
            position=POSITIONS.index(SIDES[row.label]),
            narrow=True,
        )
        for row in gold.newsmtsc(part)
    ]


def own_rows() -> list[dict[str, str]]:
    """The rows of positions.tsv."""
    with OWN.open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def unmarked(text: str) -> tuple[str, list[Span], list[Span]]:
    """A text without its marks, the ⟦content⟧ and the «target» that they enclosed."""
    plain, found, opened = "", {"⟧": [], "»": []}, {}
    for part in re.split("([⟦⟧«»])", text):
        if part in ("⟦", "«"):
            opened["⟧" if part == "⟦" else "»"] = len(plain)
        elif part in found:
            found[part].append(Span(opened[part], len(plain)))
        else:
            plain += part
    return plain, found["⟧"], found["»"]


def own(rows: Iterable[dict[str, str]], pieces: WordPieces, acts: list[str]) -> list[tuple[Example, Example]]:
    """Each row of positions.tsv as a question about its target, and as one about its content as a whole."""
    found = []
    for row in rows:
        text, content, target = unmarked(row["text"])
        answers = {"position": POSITIONS.index(row["position"]), "act": acts.index(row["act"])}
        aimed, at_all = example(text, pieces, content, target), example(text, pieces, content, [])
        found.append((replace(aimed, **answers), replace(at_all, **answers)))
    return found


def inputs(some: list[Example]) -> tuple[Tensor, ...]:
    """ids, shape, quote, mask and marks of a batch."""
    longest = max(len(e.window.ids) for e in some)
    feeds = [padded(e.words, [e.window]) for e in some]
    names = ("ids", "shape", "quote", "mask")
    rows = {n: np.stack([np.pad(f[n][0], (0, longest - len(f[n][0]))) for f in feeds]) for n in names}
    mark = marks_of([(e.window, e.mark) for e in some], longest)
    return (*(torch.from_numpy(rows[n]) for n in names), torch.from_numpy(mark))


def shuffled(some: list[Example], rng: random.Random) -> list[list[Example]]:
    """Batches of similar length, in random order."""
    order = sorted(some, key=lambda e: (len(e.window.ids) // 6, rng.random()))
    groups = [order[i : i + BATCH] for i in range(0, len(order), BATCH)]
    rng.shuffle(groups)
    return groups


# ── the training ────────────────────────────────────────────────────────────────────────────────────────────


def started(a: argparse.Namespace, acts: int) -> tuple[Lower, Judging]:
    """Both halves with the weights to start from: those of the encoder as far as it goes, above them the base."""
    lower, layers = base_model(a.split, a.drop)
    whole = "first.lower."
    learned = {k.removeprefix(whole): v for k, v in torch.load(a.start).items() if k.startswith(whole)}
    lower.load_state_dict({k: v for k, v in learned.items() if not k.startswith("layers.")}, strict=False)
    for n, layer in enumerate([*lower.layers, *layers]):
        at = f"layers.{n}."
        own = {k.removeprefix(at): v for k, v in learned.items() if k.startswith(at)}
        if own:
            layer.load_state_dict(own)
    judging = Judging(LAYERS - a.split, a.drop, acts)
    judging.layers.load_state_dict(layers.state_dict())
    lower.word.weight.requires_grad_(False)
    return lower, judging


def loss_of(lower: Lower, judging: Judging, some: list[Example], smooth: float) -> Tensor:
    """What a batch costs: positions, with smoothed labels, and 0.3 of acts."""
    ids, shape, quote, mask, mark = inputs(some)
    with halved():
        positions, acts, _, _ = judging(lower(ids, shape, quote, mask), mark, mask)
    right = torch.tensor([e.position for e in some])
    positions = positions - torch.tensor([[0.0, 0.0, 0.0, 1e4 * e.narrow] for e in some])
    cost = F.cross_entropy(positions, right, reduction="none") * (1 - smooth)
    cost = cost - smooth * torch.log_softmax(positions, -1)[:, :3].mean(-1)
    act = torch.tensor([e.act for e in some])
    known = F.cross_entropy(acts, act, ignore_index=SKIP, reduction="sum")
    return cost.mean() + 0.3 * known / len(some)


def train(lower: Lower, judging: Judging, a: argparse.Namespace, draw: Callable[[], list[Example]]) -> None:
    """Train to the running mean of the last hundred steps' weights; `draw` gives an epoch's examples."""
    rng = random.Random(a.seed)
    both = nn.ModuleList([lower, judging])
    some = draw()
    count = math.ceil(len(some) / BATCH) * a.epochs
    steps, mean = Steps(both, a.peak, count), AveragedModel(both, multi_avg_fn=get_ema_multi_avg_fn(0.9))
    began, losses = time.time(), []
    both.train()
    for _ in range(a.epochs):
        for batch in shuffled(some, rng):
            loss = loss_of(lower, judging, batch, a.smooth)
            steps.take(loss)
            if steps.taken % 10 == 0:
                mean.update_parameters(both)
            losses.append(float(loss.detach()))
            if len(losses) % 50 == 0:
                print(f"{len(losses)}/{count} {time.time() - began:.0f}s {np.mean(losses[-50:]):.3f}", flush=True)
        some = draw()
    both.load_state_dict(mean.module.state_dict())
    both.eval()


@torch.no_grad()
def answers(lower: Lower, judging: Judging, some: list[Example]) -> np.ndarray:
    """The scores of positions, in order."""
    out = np.zeros((len(some), len(POSITIONS)), dtype=np.float32)
    order = sorted(range(len(some)), key=lambda i: len(some[i].window.ids))
    for at in range(0, len(order), 64):
        index = order[at : at + 64]
        ids, shape, quote, mask, mark = inputs([some[i] for i in index])
        out[index] = judging(lower(ids, shape, quote, mask), mark, mask)[0].float().numpy()
    return out


def macro_f1(right: np.ndarray, said: np.ndarray, classes: Iterable[object]) -> float:
    """Macro-F1 in per cent."""
    hits = [(2 * ((right == c) & (said == c)).sum(), (right == c).sum() + (said == c).sum()) for c in classes]
    return 100 * float(np.mean([h / max(1, n) for h, n in hits]))


def temperature(scores: np.ndarray, right: np.ndarray) -> float:
    """What to divide scores by, so that their probabilities are as likely as can be."""
    tried = np.linspace(0.5, 3, 51)
    logs = [torch.log_softmax(torch.from_numpy(scores) / t, -1).numpy() for t in tried]
    return float(tried[int(np.argmax([x[np.arange(len(right)), right].sum() for x in logs]))])


@torch.no_grad()
def cooled(judging: Judging, degrees: float) -> None:
    """Divide the scores of positions, by dividing the weights that they are sums of."""
    for layer in (judging.position, judging.value):
        layer.weight /= degrees
        layer.bias /= degrees


# ── what is written ─────────────────────────────────────────────────────────────────────────────────────────


def write(lower: Lower, judging: Judging, out: Path) -> None:
    """lower.onnx and upper.onnx."""
    ids, mask = torch.ones(2, 9, dtype=torch.long), torch.ones(2, 9)
    export(lower, {"ids": ids, "shape": ids, "quote": ids, "mask": mask}, ["hidden"], out / "lower.onnx")
    given = {"hidden": torch.zeros(2, 9, WIDTH), "mark": ids, "mask": mask}
    export(judging, given, ["positions", "acts", "shares"], out / "upper.onnx")


def finish(lower: Lower, judging: Judging, pieces: WordPieces, out: Path) -> None:
    """Calibrate, measure in float, and write."""
    dev = toward("dev", pieces)
    right, scores = np.array([e.position for e in dev]), answers(lower, judging, dev)[:, :3]
    degrees = temperature(scores, right)
    cooled(judging, degrees)
    print("NewsMTSC dev, float", macro_f1(right, scores.argmax(1), range(3)), "temperature", degrees)
    write(lower, judging, out)


def main() -> None:
    """Train with the options given."""
    p = argparse.ArgumentParser()
    p.add_argument("--out", type=Path, default=knowledge.MODELS / "judge")
    p.add_argument("--start", type=Path, default=Path(".cache/training/weights-1.pt"))
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--split", type=int, default=3)
    p.add_argument("--epochs", type=int, default=3)
    p.add_argument("--peak", type=float, default=1.2e-4)
    p.add_argument("--drop", type=float, default=0.1)
    p.add_argument("--smooth", type=float, default=0.05)
    a = p.parse_args()
    torch.manual_seed(a.seed)
    torch.set_num_threads(2)
    a.out.mkdir(parents=True, exist_ok=True)
    pieces, rng = pieces_in(base_folder()), random.Random(a.seed)
    acts = sorted({row["act"] for row in own_rows()})
    news, mine = toward("train", pieces), own(own_rows(), pieces, acts)

    def draw() -> list[Example]:
        return news + [rng.choice(pair) for pair in mine]

    lower, judging = started(a, len(acts))
    train(lower, judging, a, draw)
    finish(lower, judging, pieces, a.out)


if __name__ == "__main__":
    main()
