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
from training.readernet import ReaderNet, known_cost, summed, unconditional
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
    words = torch.tensor([name.isalpha() for name in sorted(names, key=names.__getitem__)])
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
def told(teachers: Sequence[ReaderNet], some: Packed) -> tuple[Packed, Tensor]:
    """A batch of which is known what its teachers say together; and the last layer of the first, (b, t, WIDE).

    Of what is asked of a target only the position is told; a second target only where there may well be one.
    """
    ids, shape, quote, mark, mask = some.given()
    chances, layers, meanings = [], [], []
    for teacher in teachers:
        with halved(DEVICE.type):
            x = teacher.lower(ids, shape, quote, mask, teacher.mark(mark)).float()
            position, act, likeness, second, ends, evidence, _, meaning = teacher.said(x, mark, mask)
        layers.append(x)
        meanings.append(meaning.float())
        scores = unconditional(position.float(), some.narrow), act.float(), teacher.topics(likeness).float()
        sure = torch.sigmoid(second.float()[:, 0]), torch.sigmoid(evidence.float()[..., 0])
        chances.append((*(torch.softmax(part, -1) for part in scores), torch.softmax(ends, 1), *sure))
    together = [torch.stack(parts).mean(0) for parts in zip(*chances, strict=True)]
    positions, acts, topics, ends, second, evidence = together
    places, (first, last) = torch.arange(ids.shape[1], device=ids.device), chances[0][3][..., :2].argmax(1).T[..., None]
    target = ((places >= first) & (places <= last) & (first > 0)).float()
    plain, two = (~some.aimed).float()[:, None], (second > 0.5).float()[:, None]
    right = replace(
        some,
        positions=positions,
        acts=acts * plain,
        topics=topics * plain,
        ends=ends * torch.cat([plain, plain, plain * two, plain * two], 1)[:, None],
        second=torch.where(some.aimed, -1.0, second),
        evidence=evidence,
        shown=(mark > 0) & ~some.aimed[:, None],
        target=target,
        meaning=summed(meanings[0], target) * plain,
        weight=torch.ones_like(some.weight),
    )
    return right, layers[0]


def lessons(teachers: Sequence[ReaderNet], near: Tensor) -> Callable[[Pupil, Packed], Tensor]:
    """The cost of a batch for a pupil: what is known of it, what its teachers say, and what their last layer holds."""

    def cost(pupil: Pupil, some: Packed) -> Tensor:
        some, same = changed(some, near)
        right, last = told(teachers, some)
        reader, (ids, shape, quote, mark, mask) = pupil.reader, some.given()
        with halved(DEVICE.type):
            x = reader.lower(ids, shape, quote, mask, reader.mark(mark)).float()
            said, beside = reader.said(x, mark, mask), pupil.bridge(x)
        far = (1 - F.cosine_similarity(beside.float(), last, dim=-1)) * mask
        known = known_cost(reader, said, known_of(some, same)) + known_cost(reader, said, right)
        return known + HIDDEN * far.sum() / mask.sum()

    return cost
