"""The weights of analysis/models/reader, from coded statements, own rows and marked targets.

    python -m training.reader            # what is shipped
    python -m training.reader --held     # without the coded articles, for the figures

Extra `train`. It starts from the base weights and learns from `examples.all_ways`, on a GPU where there is one. What
was learned so far is kept in .cache/reader: a run that was cut off goes on, to the same weights. Seeds are fixed.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812

from analysis import knowledge
from analysis.encoder import Floats, batches
from training.examples import Example, Names, all_ways, named, target_names
from training.names import meanings
from training.network import base_model, export
from training.readernet import ReaderNet, inputs, train
from training.spoken import HELD, READERS

SAMPLED, ROOM = 10, 6000  # one statement of so many for the mean of likeness, word pieces read together
OUTPUTS = ["positions", "acts", "likeness", "second", "ends", "evidence", "shares", "meaning"]


def write(model: ReaderNet, names: Names, middle: Floats, out: Path) -> None:
    """reader.onnx; names.json, acts, topics and what stretches chances; topics.npz, what stands for topics."""
    given = {name: torch.ones(2, 9, dtype=torch.long) for name in ("ids", "shape", "quote", "mark")}
    given["mask"] = torch.ones(2, 9)
    out.mkdir(parents=True, exist_ok=True)
    export(model.cpu(), given, OUTPUTS, out / "reader.onnx")
    kinds = F.normalize(model.kinds.detach(), dim=-1).numpy()
    np.savez(out / "topics.npz", kinds=kinds.astype(np.float16), middle=middle.astype(np.float16))
    heat = {"position": 1.0, "act": 1.0, "topic": 1.0}  # what training/certainty.py fits
    text = json.dumps({"acts": names.acts, "topics": names.topics, "heat": heat, "target": [1.0, 0.0]})
    (out / "names.json").write_text(text + "\n", encoding="utf-8")


@torch.no_grad()
def middle_of(model: ReaderNet, ways: Sequence[Sequence[Example]]) -> Floats:
    """The mean of likeness, over a sample of the statements whose topic is known."""
    some = [e for way in ways for e in way[:1] if e.known.topics is not None][::SAMPLED]
    some.sort(key=lambda e: len(e.asked.mark))
    groups = batches([len(e.asked.mark) for e in some], ROOM)
    return np.concatenate([model(*inputs([some[i] for i in g]))[2].cpu().numpy() for g in groups]).mean(0)


def options(given: Sequence[str] | None = None) -> argparse.Namespace:
    """The options given, those of the command line where none are."""
    p = argparse.ArgumentParser()
    p.add_argument("--out", type=Path, default=None)
    p.add_argument("--work", type=Path, default=READERS)
    p.add_argument("--held", action="store_true", help="leave the coded articles out")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--layers", type=int, default=5, help="of the base weights, from below")
    p.add_argument("--epochs", type=int, default=4)
    p.add_argument("--peak", type=float, default=1.5e-4)
    p.add_argument("--room", type=int, default=1500, help="word pieces of a batch")
    p.add_argument("--share", type=float, default=1.0, help="of what is asked of a target in an epoch")
    p.add_argument("--drop", type=float, default=0.1, help="left out within layers")
    return p.parse_args(given)


def main(given: Sequence[str] | None = None) -> None:
    """Train with the options given."""
    a = options(given)
    torch.set_num_threads(2)
    a.out = a.out or (a.work / HELD if a.held else knowledge.MODELS / "reader")
    names = replace(named(), meanings=meanings(target_names(held=a.held), a.work))
    torch.manual_seed(a.seed)
    model = ReaderNet(base_model(a.layers, a.drop)[0], len(names.acts), len(names.topics))
    ways = all_ways(names, a.work, held=a.held)
    train(model, ways, a, a.work / f"progress{'-held' if a.held else ''}.pt")
    write(model, names, middle_of(model, ways), a.out)


if __name__ == "__main__":
    main()
