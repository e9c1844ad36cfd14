"""Learning to rank: a small network over the signs of candidates, and over what the encoder holds of two words.

A choice is an anaphor with its candidates, of which one is right; the last is nobody. Runs in minutes on two cores.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray
from torch import Tensor, nn

from analysis.ranker import LOOKS

Floats = NDArray[np.float32]
MEMBERS = 5
WET = 0.5  # share of the states that is left out while learning


@dataclass(frozen=True, slots=True)
class Choice:
    """Candidates with their signs (n, signs), which of them is right, what it weighs, and where it is from.

    seen: the states of the anaphor (768), and of each candidate's last and first word (n, 768), None without.
    """

    signs: Floats
    right: int
    group: str
    form: str
    weight: float = 1.0
    seen: tuple[NDArray[np.float16], NDArray[np.float16], NDArray[np.float16]] | None = None


class Layer(nn.Module):
    """A linear layer for each member: (members, ..., into) to (members, ..., out)."""

    def __init__(self, members: int, into: int, out: int) -> None:
        """Weights between minus and plus one by the square root of `into`, as torch begins a layer."""
        super().__init__()
        most = into**-0.5
        self.weight = nn.Parameter(torch.empty(members, into, out).uniform_(-most, most))
        self.bias = nn.Parameter(torch.empty(members, 1, out).uniform_(-most, most))

    def forward(self, x: Tensor) -> Tensor:
        """x: (rows, into), or (members, rows, into)."""
        return x @ self.weight + self.bias


class Network(nn.Module):
    """Scores of candidates by several members that share what they look at; `analysis.ranker` reads its tensors.

    Members begin differently, and their mean is right more often than each (Lakshminarayanan et al. 2017).
    """

    def __init__(self, signs: Floats, width: int, hidden: int, looks: int, wet: float) -> None:
        """signs: all to be learned from; looks: numbers kept of a word's states, 0 for none; width: of states."""
        super().__init__()
        self.mean = nn.Parameter(torch.tensor(signs.mean(0)), requires_grad=False)
        self.spread = nn.Parameter(torch.tensor(signs.std(0) + 0.05), requires_grad=False)
        self.looks = nn.ModuleDict({name: nn.Linear(width, looks) for name in LOOKS} if looks else {})
        into = signs.shape[1] + 2 * looks
        self.layers = nn.ModuleList([Layer(MEMBERS, into, hidden), Layer(MEMBERS, hidden, hidden // 2)])
        self.last = Layer(MEMBERS, hidden // 2, 1)
        self.wet = nn.Dropout(wet)

    def forward(self, signs: Tensor, seen: Sequence[Tensor] | None) -> Tensor:
        """Scores (members, b, n) of candidates with signs (b, n, s)."""
        x = (signs - self.mean) / self.spread
        if seen is not None and self.looks:
            anaphor, last, first = (F.dropout(self.even(s), WET, self.training) for s in seen)
            by_last = self.looks["anaphor"](anaphor).unsqueeze(1) * self.looks["last"](last)
            by_first = self.looks["name"](anaphor).unsqueeze(1) * self.looks["first"](first)
            x = torch.cat([x, by_last, by_first], -1)
        some, longest = x.shape[:2]
        x = x.flatten(0, 1)
        for layer in self.layers:
            x = self.wet(torch.relu(layer(x)))
        return self.last(x).reshape(MEMBERS, some, longest)

    @staticmethod
    def even(states: Tensor) -> Tensor:
        """States with a mean of 0 and a spread of 1."""
        return F.layer_norm(states, states.shape[-1:])

    def save(self, path: Path, heat: float, least: float) -> None:
        """Write the weights as `analysis.ranker` reads them."""
        first, second = self.layers
        found = {"mean": self.mean, "spread": self.spread, "w1": first.weight, "b1": first.bias}
        found |= {"w2": second.weight, "b2": second.bias, "w3": self.last.weight}
        for name, look in self.looks.items():
            found |= {f"look {name}": look.weight.T, f"bias {name}": look.bias}
        arrays = {name: tensor.detach().numpy().astype(np.float32) for name, tensor in found.items()}
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez(path, heat=np.float32(heat), least=np.float32(least), **arrays)


def learned(
    choices: Sequence[Choice],
    *,
    looks: int = 0,
    hidden: int = 128,
    wet: float = 0.25,
    epochs: int = 7,
    rate: float = 2e-3,
) -> Network:
    """A network that has learned from some choices; seeds are fixed."""
    torch.manual_seed(0)
    shuffled = np.random.default_rng(0)
    width = choices[0].seen[0].shape[-1] if choices[0].seen else 0
    network = Network(np.concatenate([c.signs for c in choices]), width, hidden, looks, wet)
    steps = epochs * len(list(batches(choices, shuffled)))
    optimizer = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=3e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=steps + 1)
    network.train()
    for _ in range(epochs):
        for some in batches(choices, shuffled):
            right = torch.tensor([c.right for c in some])
            weight = torch.tensor([c.weight for c in some])
            each = (F.cross_entropy(s, right, reduction="none") for s in scores(network, some))
            loss = sum((one * weight).mean() for one in each)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    return network.eval()


def batches(choices: Sequence[Choice], shuffled: np.random.Generator, size: int = 96) -> Iterator[list[Choice]]:
    """Choices of about as many candidates, in another order each time."""
    noise = shuffled.random(len(choices)) * 6
    order = sorted(range(len(choices)), key=lambda i: len(choices[i].signs) + noise[i])
    groups = [order[at : at + size] for at in range(0, len(order), size)]
    for number in shuffled.permutation(len(groups)):
        yield [choices[i] for i in groups[number]]


def scores(network: Network, some: Sequence[Choice]) -> Tensor:
    """The scores of the candidates of some choices (members, b, n), far below 0 for what is no candidate."""
    longest = max(len(c.signs) for c in some)
    signs = torch.zeros(len(some), longest, some[0].signs.shape[1])
    blocked = torch.ones(len(some), longest, dtype=torch.bool)
    for row, choice in enumerate(some):
        signs[row, : len(choice.signs)] = torch.from_numpy(choice.signs)
        blocked[row, : len(choice.signs)] = False
    return network(signs, _seen(some, longest)).masked_fill(blocked, -1e9)


def _seen(some: Sequence[Choice], longest: int) -> list[Tensor] | None:
    if some[0].seen is None:
        return None
    width = some[0].seen[0].shape[-1]
    found = [torch.zeros(len(some), width), *(torch.zeros(len(some), longest, width) for _ in range(2))]
    for row, choice in enumerate(some):
        anaphor, last, first = choice.seen or ()
        found[0][row] = torch.from_numpy(anaphor.astype(np.float32))
        found[1][row, : len(last)] = torch.from_numpy(last.astype(np.float32))
        found[2][row, : len(first)] = torch.from_numpy(first.astype(np.float32))
    return found


def chosen(network: Network, choices: Sequence[Choice]) -> list[Floats]:
    """The scores of each choice's candidates: the logarithm of the mean chance by all members."""
    found: list[Floats] = []
    with torch.no_grad():
        for at in range(0, len(choices), 256):
            some = choices[at : at + 256]
            mean = torch.softmax(scores(network, some), -1).mean(0).clamp(min=1e-9).log()
            found += [s[: len(c.signs)].numpy() for s, c in zip(mean, some, strict=True)]
    return found


def best_heat(found: Sequence[Floats], choices: Sequence[Choice]) -> float:
    """By what scores are divided so that chances fit best what is right: temperature scaling (Guo et al. 2017)."""
    heats = np.arange(0.6, 3.01, 0.05)

    def loss(heat: float) -> float:
        return sum(float(np.log(np.exp((s - s[c.right]) / heat).sum())) for s, c in zip(found, choices, strict=True))

    return float(min(heats, key=loss))


def chances(scores_: Floats, heat: float) -> Floats:
    """Scores as chances."""
    x = np.exp((scores_ - scores_.max()) / heat)
    return np.asarray(x / x.sum(), dtype=np.float32)
