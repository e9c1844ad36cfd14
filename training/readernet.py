"""The network of the reader, and how it learns from examples."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from analysis.encoder import batches
from analysis.reader import CONTENT, CUE, SHARP, SOURCE, TARGET
from training.names import MEANING
from training.network import DEVICE, Rounded, Steps, halved, keep, resumed
from training.packed import Packed

LIKENESS = 96  # numbers by which topics are compared
ENDS = 64  # numbers by which the ends of targets are compared
# What each part costs beside the position.
SHARES = {"acts": 0.5, "topics": 0.3, "ends": 0.35, "second": 0.2, "evidence": 0.5, "meaning": 1.0}
OWN = 0.6  # of the rows of our own, in an epoch
KEPT = 120  # seconds after which what was learned is kept again


class ReaderNet(nn.Module):
    """An encoder with marks, and what is said of a statement and of each piece.

    lower: the encoder, one like `network.Lower`, of any width.
    """

    def __init__(self, lower: nn.Module, acts: int, topics: int) -> None:
        super().__init__()
        self.lower, self.drop, width = lower, lower.drop, lower.width
        self.lower.word.weight.requires_grad_(False)
        self.mark = nn.Embedding(5, width)
        nn.init.normal_(self.mark.weight, std=0.05)
        with torch.no_grad():
            self.mark.weight[0] = 0
        seen, wide, drop = 5 * width, 8 * width, lower.drop
        self.look = Rounded(width, 1)
        self.position = nn.Sequential(Rounded(wide, width), nn.GELU(), nn.Dropout(drop), Rounded(width, 4))
        self.act = nn.Sequential(Rounded(wide, width), nn.GELU(), nn.Dropout(drop), Rounded(width, acts))
        self.second = Rounded(seen, 1)
        self.topic, self.kinds = Rounded(seen, LIKENESS), nn.Parameter(torch.randn(topics, LIKENESS) * 0.1)
        self.key, self.query = Rounded(width, 4 * ENDS), Rounded(seen, 4 * ENDS)
        self.evidence = Rounded(width, 1)
        self.meaning = Rounded(width, MEANING)

    def forward(self, ids: Tensor, shape: Tensor, quote: Tensor, mark: Tensor, mask: Tensor) -> tuple[Tensor, ...]:
        """Of b questions: positions (b, 4), acts, likeness (b, LIKENESS), the chance of a second target (b, 1);
        of their t pieces: ends (b, t, 4), first and last of the target and of the second, evidence (b, t, 1), what each
        brings to likeness if it is of the content (b, t, LIKENESS), and to the meaning of a target (b, t, MEANING).
        """
        return self.said(self.lower(ids, shape, quote, mask, self.mark(mark)).float(), mark, mask)

    def said(self, x: Tensor, mark: Tensor, mask: Tensor) -> tuple[Tensor, ...]:
        """The same, of what the last layer gives."""
        seen = torch.cat([x[:, 0], *(self.mean(x, mark == n) for n in (CONTENT, CUE, SOURCE, TARGET))], -1)
        seen = F.dropout(seen, self.drop, self.training)
        b, t = mark.shape
        key, query = self.key(x).reshape(b, t, 4, -1), self.query(seen).reshape(b, 1, 4, -1)
        ends = (key * query).sum(-1).float() * ENDS**-0.5 + (1 - mask).unsqueeze(2) * -10000.0
        wide = torch.cat([seen, self.looks(x, mark, ends)], -1)
        likeness = F.normalize(self.topic(seen).float(), dim=-1)
        shares = F.linear(x, self.topic.weight[:, self.lower.width : 2 * self.lower.width])
        said = self.position(wide), self.act(wide), likeness, self.second(seen)
        return *said, ends, self.evidence(x), shares, self.meaning(x)

    def looks(self, x: Tensor, mark: Tensor, ends: Tensor) -> Tensor:
        """Three more means of the pieces: of cue and content by how likely the position rests on them, and by a look of
        its own; of all by how likely the target begins or ends there, which nothing is learned from here. (b, 3 width)
        """
        away = (((mark == CONTENT) | (mark == CUE)).float() - 1) * 10000.0
        shown, looked = (torch.softmax(part(x).float()[..., 0] + away, -1) for part in (self.evidence, self.look))
        aimed = torch.softmax(ends[..., :2].detach(), 1).mean(-1)
        means = (torch.stack([shown, looked, aimed], 1) @ x).flatten(1)
        return F.dropout(means, self.drop, self.training)

    def mean(self, x: Tensor, chosen: Tensor) -> Tensor:
        """The mean of the chosen pieces of each row, zero where there are none."""
        weight = chosen.float()
        return ((weight / weight.sum(1, keepdim=True).clamp(min=1)).unsqueeze(1) @ x).squeeze(1)

    def topics(self, likeness: Tensor) -> Tensor:
        """Scores of the topics."""
        return SHARP * likeness @ F.normalize(self.kinds, dim=-1).T


def cost(model: ReaderNet, some: Packed) -> Tensor:
    """What a batch costs: of each part the mean cross-entropy with what is known of it, weighed."""
    with halved(DEVICE.type):
        said = model(*some.given())
    return known_cost(model, said, some)


def known_cost(model: ReaderNet, said: tuple[Tensor, ...], some: Packed) -> Tensor:
    """What is said of a batch, against what is known of it."""
    position, act, likeness, more, ends, evidence, _, meaning = said
    count = len(position)
    total = (crossed(unconditional(position.float(), some.narrow), some.positions) * some.weight).mean()
    for name, scores, right in (
        ("acts", act.float(), some.acts),
        ("topics", model.topics(likeness), some.topics),
        ("ends", ends.transpose(1, 2), some.ends.float().transpose(1, 2)),
    ):
        total = total + SHARES[name] * crossed(scores, right).sum() / count
    told = (some.second >= 0).float()
    seen = F.binary_cross_entropy_with_logits(more.float()[:, 0], some.second.clamp(min=0), weight=told)
    total = total + SHARES["second"] * seen
    seen = F.binary_cross_entropy_with_logits(
        evidence.float()[..., 0], some.evidence.float(), weight=some.shown.float(), reduction="sum"
    )
    total = total + SHARES["evidence"] * seen / some.shown.sum().clamp(min=1)
    named = some.meaning.any(1).float()
    away = 1 - F.cosine_similarity(summed(meaning.float(), some.target), some.meaning, dim=-1)
    return total + SHARES["meaning"] * (away * named).sum() / count


def unconditional(position: Tensor, narrow: Tensor) -> Tensor:
    """Scores of positions without the conditional, for the rows of a set that has none."""
    return position - F.pad(1e4 * narrow.float()[:, None], (3, 0))


def summed(meaning: Tensor, inside: Tensor) -> Tensor:
    """The sum of what the pieces of each target bring to its meaning."""
    return (inside.to(meaning.dtype).unsqueeze(1) @ meaning).squeeze(1)


def crossed(scores: Tensor, right: Tensor) -> Tensor:
    """Cross-entropy over the last axis, zero where nothing is known."""
    return -(right * torch.log_softmax(scores, -1)).sum(-1)


def drawn(some: Packed, share: float, room: int, seed: int) -> list[np.ndarray]:
    """The batches of an epoch: each statement in one of its ways, some of our own rows, and a share of what is asked of
    a target.
    """
    rng = np.random.default_rng(seed)
    aimed, own, long, statement = (part.cpu().numpy() for part in (some.aimed, some.own, some.long, some.statement))
    order = rng.permutation(len(long))
    plain, asked = order[~aimed[order]], order[aimed[order]]
    plain = plain[np.unique(statement[plain], return_index=True)[1]]
    plain = plain[~own[plain] | (rng.random(len(plain)) < OWN)]
    chosen = np.concatenate([plain, asked[rng.random(len(asked)) < share]])
    chosen = chosen[np.lexsort((rng.random(len(chosen)), long[chosen] // 8))]
    groups = [chosen[group] for group in batches(long[chosen].tolist(), room)]
    return [groups[i] for i in rng.permutation(len(groups))]


def train(
    model: nn.Module, some: Packed, a: argparse.Namespace, progress: Path, costs: Callable[..., Tensor] = cost
) -> None:
    """Train to the running mean of the last hundred steps' weights; go on where a run was cut off."""

    def epoch_of(number: int) -> list[np.ndarray]:
        return drawn(some, a.share, a.room, 1000 * a.seed + number)

    model.to(DEVICE)
    plan = [(epoch, n) for epoch in range(a.epochs) for n in range(len(epoch_of(epoch)))]
    steps, mean = Steps(model, a.peak, len(plan)), AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(0.9))
    parts = {"model": model, "mean": mean, "optimiser": steps.optimiser, "schedule": steps.schedule}
    chosen = {name: str(value) for name, value in vars(a).items() if name != "out"}
    done = resumed(parts, progress, chosen)
    model.train()
    began, paid, now, epoch_now = time.time(), [], [], -1
    kept = began
    for step in range(done, len(plan)):
        epoch, n = plan[step]
        if epoch != epoch_now:
            now, epoch_now = epoch_of(epoch), epoch
        torch.manual_seed(1_000_000 * a.seed + step)
        loss = costs(model, some.chosen(now[n], DEVICE))
        steps.take(loss)
        if (step + 1) % 10 == 0:
            mean.update_parameters(model)
        paid.append(loss.detach())
        if (step + 1) % 100 == 0 or step + 1 == len(plan):
            last = float(torch.stack(paid[-100:]).mean())
            print(f"{step + 1}/{len(plan)} {time.time() - began:.0f}s cost {last:.3f}", flush=True)
            if time.time() - kept > KEPT or step + 1 == len(plan):
                keep(parts, progress, chosen, step + 1)
                kept = time.time()
    model.load_state_dict(mean.module.state_dict())
    model.eval()
