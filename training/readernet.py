"""The network of the reader, and how it learns from examples."""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from analysis.encoder import Floats, batches
from analysis.reader import CONTENT, CUE, SHARP, SOURCE, TARGET, feed
from training.examples import Example, Known
from training.names import MEANING
from training.network import DEVICE, WIDTH, Lower, Rounded, Steps, blocked, halved, keep, resumed

LIKENESS = 96  # numbers by which topics are compared
ENDS = 64  # numbers by which the ends of targets are compared
# What each part costs beside the position.
SHARES = {"acts": 0.5, "topics": 0.3, "ends": 0.35, "second": 0.2, "evidence": 0.5, "meaning": 1.0}
OWN = 0.6  # of the rows of our own, in an epoch


class ReaderNet(nn.Module):
    """An encoder with marks, and what is said of a statement and of each piece."""

    def __init__(self, lower: Lower, acts: int, topics: int) -> None:
        super().__init__()
        self.lower, self.drop = lower, lower.drop
        self.lower.word.weight.requires_grad_(False)
        self.mark = nn.Embedding(5, WIDTH)
        nn.init.normal_(self.mark.weight, std=0.05)
        with torch.no_grad():
            self.mark.weight[0] = 0
        seen, wide, drop = 5 * WIDTH, 8 * WIDTH, lower.drop
        self.look = Rounded(WIDTH, 1)
        self.position = nn.Sequential(Rounded(wide, WIDTH), nn.GELU(), nn.Dropout(drop), Rounded(WIDTH, 4))
        self.act = nn.Sequential(Rounded(wide, WIDTH), nn.GELU(), nn.Dropout(drop), Rounded(WIDTH, acts))
        self.second = Rounded(seen, 1)
        self.topic, self.kinds = Rounded(seen, LIKENESS), nn.Parameter(torch.randn(topics, LIKENESS) * 0.1)
        self.key, self.query = Rounded(WIDTH, 4 * ENDS), Rounded(seen, 4 * ENDS)
        self.evidence = Rounded(WIDTH, 1)
        self.meaning = Rounded(WIDTH, MEANING)

    def forward(self, ids: Tensor, shape: Tensor, quote: Tensor, mark: Tensor, mask: Tensor) -> tuple[Tensor, ...]:
        """Of b questions: positions (b, 4), acts, likeness (b, LIKENESS), the chance of a second target (b, 1);
        of their t pieces: ends (b, t, 4), first and last of the target and of the second, evidence (b, t, 1), what each
        brings to likeness if it is of the content (b, t, LIKENESS), and to the meaning of a target (b, t, MEANING).
        """
        x = self.read(ids, shape, quote, mark, mask).float()
        seen = torch.cat([x[:, 0], *(self.mean(x, mark == n) for n in (CONTENT, CUE, SOURCE, TARGET))], -1)
        seen = F.dropout(seen, self.drop, self.training)
        b, t = mark.shape
        key, query = self.key(x).reshape(b, t, 4, -1), self.query(seen).reshape(b, 1, 4, -1)
        ends = (key * query).sum(-1).float() * ENDS**-0.5 + (1 - mask).unsqueeze(2) * -10000.0
        wide = torch.cat([seen, self.looks(x, mark, ends)], -1)
        likeness = F.normalize(self.topic(seen).float(), dim=-1)
        shares = F.linear(x, self.topic.weight[:, WIDTH : 2 * WIDTH])
        said = self.position(wide), self.act(wide), likeness, self.second(seen)
        return *said, ends, self.evidence(x), shares, self.meaning(x)

    def read(self, ids: Tensor, shape: Tensor, quote: Tensor, mark: Tensor, mask: Tensor) -> Tensor:
        """What the last layer gives."""
        low = self.lower
        place = low.place.weight[: ids.shape[1]]
        x = low.norm(low.word(ids) + place + low.shape(shape) + low.quote(quote) + self.mark(mark))
        x = F.dropout(x, self.drop, self.training)
        away = blocked(mask)
        for layer in low.layers:
            x = layer(x, away)
        return x

    def looks(self, x: Tensor, mark: Tensor, ends: Tensor) -> Tensor:
        """Three more means of the pieces: of cue and content by how likely the position rests on them, and by a look of
        its own; of all by how likely the target begins or ends there, which nothing is learned from here. (b, 3 WIDTH)
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


def inputs(some: Sequence[Example]) -> tuple[Tensor, ...]:
    """What the model takes of a batch."""
    return tuple(torch.from_numpy(part).to(DEVICE) for part in feed([e.asked for e in some]).values())


def stacked(rows: Sequence[Floats | None], shape: tuple[int, ...]) -> Tensor:
    """What is known of each row of a batch, padded to one shape; zero where nothing is."""
    all_ = np.zeros((len(rows), *shape), dtype=np.float32)
    for number, row in enumerate(rows):
        if row is not None:
            all_[number, : len(row)] = row
    return torch.from_numpy(all_).to(DEVICE)


def cost(model: ReaderNet, some: Sequence[Example]) -> Tensor:
    """What a batch costs: of each part the mean cross-entropy with what is known of it, weighed."""
    given = inputs(some)
    with halved(DEVICE.type):
        position, act, likeness, more, ends, evidence, _, meaning = model(*given)
    known, long = [e.known for e in some], given[-1].shape[1]
    weight = torch.tensor([e.weight for e in some], device=DEVICE)
    narrow = torch.tensor([[0.0, 0.0, 0.0, 1e4 * e.narrow] for e in some], device=DEVICE)
    total = (crossed(position.float() - narrow, stacked([k.positions for k in known], (4,))) * weight).mean()
    for name, scores, right in (
        ("acts", act.float(), stacked([k.acts for k in known], act.shape[1:])),
        ("topics", model.topics(likeness), stacked([k.topics for k in known], (len(model.kinds),))),
        ("ends", ends.transpose(1, 2), stacked([k.ends for k in known], (long, 4)).transpose(1, 2)),
    ):
        total = total + SHARES[name] * crossed(scores, right).sum() / len(some)
    told_ = torch.tensor([[-1.0 if k.second is None else k.second] for k in known], device=DEVICE)
    seen = F.binary_cross_entropy_with_logits(more.float(), told_.clamp(min=0), weight=(told_ >= 0).float())
    total = total + SHARES["second"] * seen
    words = stacked([k.evidence for k in known], (long,))
    seen_of = [None if e.known.evidence is None else np.append(False, e.asked.mark > 0) for e in some]
    shown = stacked(seen_of, (long,))
    seen = F.binary_cross_entropy_with_logits(evidence.float()[..., 0], words, weight=shown, reduction="sum")
    total = total + SHARES["evidence"] * seen / shown.sum().clamp(min=1)
    return total + SHARES["meaning"] * far(meaning.float(), known, long).sum() / len(some)


def far(meaning: Tensor, known: Sequence[Known], long: int) -> Tensor:
    """One less the cosine of what is said of each target and of what its name means; zero where no name is known."""
    named = [k.meaning is not None for k in known]
    inside = stacked([k.target for k in known], (long,))
    said = (inside.unsqueeze(1) @ meaning).squeeze(1)
    near = F.cosine_similarity(said, stacked([k.meaning for k in known], (MEANING,)), dim=-1)
    return (1 - near) * torch.tensor(named, device=DEVICE)


def crossed(scores: Tensor, right: Tensor) -> Tensor:
    """Cross-entropy over the last axis, zero where nothing is known."""
    return -(right * torch.log_softmax(scores, -1)).sum(-1)


def drawn(ways: Sequence[Sequence[Example]], share: float, room: int, rng: random.Random) -> list[list[Example]]:
    """The batches of an epoch: each statement in one of its ways, some of our own rows, and a share of what is asked of
    a target.
    """
    some = [rng.choice(plain) for way in ways if (plain := [e for e in way if not e.aimed])]
    some = [e for e in some if not e.own or rng.random() < OWN]
    some += [e for way in ways for e in way if e.aimed and rng.random() < share]
    order = sorted(some, key=lambda e: (len(e.asked.mark) // 8, rng.random()))
    groups = list(batches([len(e.asked.mark) for e in order], room))
    rng.shuffle(groups)
    return [[order[i] for i in group] for group in groups]


def train(model: ReaderNet, ways: Sequence[Sequence[Example]], a: argparse.Namespace, progress: Path) -> None:
    """Train to the running mean of the last hundred steps' weights; go on where a run was cut off."""

    def epoch_of(number: int) -> list[list[Example]]:
        return drawn(ways, a.share, a.room, random.Random(1000 * a.seed + number))

    model.to(DEVICE)
    plan = [(epoch, n) for epoch in range(a.epochs) for n in range(len(epoch_of(epoch)))]
    steps, mean = Steps(model, a.peak, len(plan)), AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(0.9))
    parts = {"model": model, "mean": mean, "optimiser": steps.optimiser, "schedule": steps.schedule}
    chosen = {name: str(value) for name, value in vars(a).items() if name != "out"}
    done = resumed(parts, progress, chosen)
    model.train()
    began, costs, now, epoch_now = time.time(), [], [], -1
    for step in range(done, len(plan)):
        epoch, n = plan[step]
        if epoch != epoch_now:
            now, epoch_now = epoch_of(epoch), epoch
        torch.manual_seed(1_000_000 * a.seed + step)
        loss = cost(model, now[n])
        steps.take(loss)
        if (step + 1) % 10 == 0:
            mean.update_parameters(model)
        costs.append(loss.detach())
        if (step + 1) % 100 == 0 or step + 1 == len(plan):
            last = float(torch.stack(costs[-100:]).mean())
            print(f"{step + 1}/{len(plan)} {time.time() - began:.0f}s cost {last:.3f}", flush=True)
        if (step + 1) % 300 == 0 or step + 1 == len(plan):
            keep(parts, progress, chosen, step + 1)
    model.load_state_dict(mean.module.state_dict())
    model.eval()
