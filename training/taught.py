"""What it costs the reader to say something else than its teachers, of statements as they are and with other words.

After TinyBERT (Jiao et al. 2020): half of the statements are read with some of their words replaced by near ones
(*supports* by *opposes*), where the teachers say anew what each is, and the last layer learns what theirs holds.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from analysis import knowledge
from training.network import DEVICE, WIDTH, halved
from training.packed import Packed
from training.readernet import SHARES, ReaderNet, crossed, known_cost, summed, unconditional
from training.teacher import WIDTH as WIDE

CHANGED, WORDS, NEAR = 0.5, 0.2, 16  # statements with other words, the share of these words, words to choose from
HIDDEN = 1.0  # what the last layer costs beside the position


class Pupil(nn.Module):
    """A reader, and a bridge from its last layer to its teachers'."""

    def __init__(self, reader: ReaderNet) -> None:
        super().__init__()
        self.reader, self.bridge = reader, nn.Linear(WIDTH, WIDE)


@torch.no_grad()
def near_words(reader: ReaderNet) -> Tensor:
    """Of each word piece those with the nearest embeddings, (pieces, NEAR); of what is no word only itself."""
    names = json.loads((knowledge.MODELS / "encoder" / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    count = len(names)
    words = torch.tensor([name.isalpha() and at > 999 for name, at in sorted(names.items(), key=lambda one: one[1])])
    even = F.normalize(reader.lower.word.weight[:count].detach().to(DEVICE), dim=-1)
    near = torch.arange(count, device=DEVICE)[:, None].repeat(1, NEAR)
    barred = torch.where(words.to(DEVICE), 0.0, -9.0)
    for at in torch.nonzero(words)[:, 0].split(2000):
        at = at.to(DEVICE)
        likeness = even[at] @ even.T + barred
        likeness[torch.arange(len(at), device=DEVICE), at] = -9
        near[at] = likeness.topk(NEAR, dim=-1).indices
    return near


def changed(some: Packed, near: Tensor) -> tuple[Packed, Tensor]:
    """A batch with other words in some statements; and which statements are as they were (b)."""
    same = torch.rand(len(some.long), device=some.ids.device) >= CHANGED
    chosen = (torch.rand(some.ids.shape, device=some.ids.device) < WORDS) & ~same[:, None]
    one = torch.randint(near.shape[1], some.ids.shape, device=some.ids.device)
    other = near[some.ids.long(), one].to(some.ids.dtype)
    return replace(some, ids=torch.where(chosen, other, some.ids)), same


def known_of(some: Packed, same: Tensor) -> Packed:
    """A batch of which nothing is known but of the statements that are as they were."""
    rows = same.float()[:, None]
    return replace(
        some,
        positions=some.positions * rows,
        acts=some.acts * rows,
        topics=some.topics * rows,
        ends=some.ends * rows[..., None],
        second=torch.where(same, some.second, -1.0),
        shown=some.shown & same[:, None],
        meaning=some.meaning * rows,
    )


@torch.no_grad()
def told(teachers: Sequence[ReaderNet], some: Packed) -> tuple[dict[str, Tensor], Tensor]:
    """What the teachers say of a batch together, and the last layer of the first."""
    ids, shape, quote, mark, mask = some.given()
    all_: list[dict[str, Tensor]] = []
    last = []
    for teacher in teachers:
        with halved(DEVICE.type):
            x = teacher.lower(ids, shape, quote, mask, teacher.mark(mark)).float()
            position, act, likeness, more, ends, evidence, _, meaning = teacher.said(x, mark, mask)
        last.append(x)
        chances = {
            "positions": torch.softmax(unconditional(position.float(), some.narrow), -1),
            "acts": torch.softmax(act.float(), -1),
            "topics": torch.softmax(teacher.topics(likeness).float(), -1),
            "ends": torch.softmax(ends.transpose(1, 2), -1),
            "second": torch.sigmoid(more.float()[:, 0]),
            "evidence": torch.sigmoid(evidence.float()[..., 0]),
        }
        if not all_:
            places = torch.arange(ids.shape[1], device=ids.device)
            first, stop = chances["ends"][:, :2].argmax(-1).T[..., None]
            chances["target"] = ((places >= first) & (places <= stop) & (first > 0)).float()
            chances["meaning"] = summed(meaning.float(), chances["target"])
        all_.append(chances)
    mean = {name: torch.stack([one[name] for one in all_ if name in one]).mean(0) for name in all_[0]}
    return mean, last[0]


def lessons(teachers: Sequence[ReaderNet], near: Tensor) -> Callable[[Pupil, Packed], Tensor]:
    """The cost of a batch for a pupil: what is known of it, and what its teachers say."""

    def cost(pupil: Pupil, some: Packed) -> Tensor:
        some, same = changed(some, near)
        right, last = told(teachers, some)
        ids, shape, quote, mark, mask = some.given()
        with halved(DEVICE.type):
            x = pupil.reader.lower(ids, shape, quote, mask, pupil.reader.mark(mark)).float()
            said = pupil.reader.said(x, mark, mask)
            beside = pupil.bridge(x)
        position, act, likeness, more, ends, evidence, _, meaning = said
        plain, count = (~some.aimed).float(), len(position)
        total = crossed(unconditional(position.float(), some.narrow), right["positions"]).mean()
        for name, scores in (("acts", act.float()), ("topics", pupil.reader.topics(likeness))):
            total = total + SHARES[name] * (crossed(scores, right[name]) * plain).sum() / count
        two = (right["second"] > 0.5).float()
        off = crossed(ends.transpose(1, 2), right["ends"]) * torch.stack([plain, plain, plain * two, plain * two], 1)
        total = total + SHARES["ends"] * off.sum() / count
        seen = F.binary_cross_entropy_with_logits(more.float()[:, 0], right["second"], weight=plain)
        total = total + SHARES["second"] * seen
        shown = ((mark > 0) & ~some.aimed[:, None]).float()
        seen = F.binary_cross_entropy_with_logits(evidence.float()[..., 0], right["evidence"], shown, reduction="sum")
        total = total + SHARES["evidence"] * seen / shown.sum().clamp(min=1)
        named = right["target"].any(1).float() * plain
        away = 1 - F.cosine_similarity(summed(meaning.float(), right["target"]), right["meaning"], dim=-1)
        total = total + SHARES["meaning"] * (away * named).sum() / count
        far = (1 - F.cosine_similarity(beside.float(), last, dim=-1)) * mask
        return total + HIDDEN * far.sum() / mask.sum() + known_cost(pupil.reader, said, known_of(some, same))

    return cost
