"""The weights of analysis/models/reader, learned from examples and from two teachers.

    python -m training.reader --held     # without the coded articles, for the figures
    python -m training.reader            # what is shipped: the mean of its weights and of those before
    python -m training.reader --alone    # without teachers, in half an hour on two cores

Extra `train`; `training.teacher` comes before it. It starts from the base weights and learns from what `packed.known`
and `packed.untold` hold, on a GPU where there is one. What was learned so far is kept in .cache/reader: a run that was
cut off goes on, to the same weights. Seeds are fixed. Means of weights: Wortsman et al. 2022.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812

from analysis import knowledge
from analysis.encoder import Floats, batches
from analysis.reader import CONTENT
from training.examples import Names
from training.network import DEVICE, base_model, export
from training.packed import Packed, coded, joined, known, untold
from training.readernet import ReaderNet, summed, train
from training.spoken import HELD, READERS
from training.taught import Pupil, lessons, near_words
from training.teacher import teachers

WEIGHTS = "held.pt"  # of the reader that has seen no coded article
SAMPLED, ROOM = 40, 6000  # one statement of so many for the mean of likeness, word pieces read together
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
def middle_of(model: ReaderNet, some: Packed) -> Floats:
    """The mean of what contents mean, over a sample of the statements whose topic is known."""
    at = np.flatnonzero((some.topics.any(1) & ~some.aimed).numpy())[::SAMPLED]
    found = []
    for group in batches(some.long[torch.from_numpy(at)].tolist(), ROOM):
        batch = some.chosen(at[group], DEVICE)
        found.append(F.normalize(summed(model(*batch.given())[7].float(), batch.mark == CONTENT), dim=-1).cpu().numpy())
    return np.asarray(np.concatenate(found).mean(0))


def options(given: Sequence[str] | None = None) -> argparse.Namespace:
    """The options given, those of the command line where none are."""
    p = argparse.ArgumentParser()
    p.add_argument("--out", type=Path, default=None)
    p.add_argument("--work", type=Path, default=READERS)
    p.add_argument("--held", action="store_true", help="leave the coded articles out")
    p.add_argument("--alone", action="store_true", help="without teachers")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--layers", type=int, default=5, help="of the base weights, from below")
    p.add_argument("--epochs", type=int, default=None, help="12, alone 4")
    p.add_argument("--peak", type=float, default=None, help="3e-4, alone 1.5e-4")
    p.add_argument("--room", type=int, default=None, help="word pieces of a batch: 6000, alone 1500")
    p.add_argument("--share", type=float, default=1.0, help="of what is asked of a target in an epoch")
    p.add_argument("--drop", type=float, default=None, help="left out within layers: .05, alone .1")
    a = p.parse_args(given)
    usual = {"epochs": 4, "peak": 1.5e-4, "room": 1500, "drop": 0.1}
    if not a.alone:
        usual = {"epochs": 12, "peak": 3e-4, "room": 6000, "drop": 0.05}
    vars(a).update({name: value for name, value in usual.items() if getattr(a, name) is None})
    return a


def main(given: Sequence[str] | None = None) -> None:
    """Train with the options given."""
    a = options(given)
    torch.set_num_threads(2)
    a.out = a.out or (a.work / HELD if a.held else knowledge.MODELS / "reader")
    if not (a.held or a.alone or (a.work / WEIGHTS).exists()):
        raise SystemExit(f"There is no {WEIGHTS}: python -m training.reader --held comes first.")
    some, names = known(a.work)
    if not a.held:
        some = joined(some, coded(a.work)[0])
    torch.manual_seed(a.seed)
    model = ReaderNet(base_model(a.layers, a.drop)[0], len(names.acts), len(names.topics))
    progress = a.work / f"progress{'-held' if a.held else ''}.pt"
    if a.alone:
        train(model, some, a, progress)
    else:
        model.to(DEVICE)
        lesson = lessons(teachers(a.work, names), near_words(model))
        train(Pupil(model), joined(some, untold(a.work)[0]), a, progress, lesson)
        if a.held:
            torch.save(model.state_dict(), a.work / WEIGHTS)
        else:
            other = torch.load(a.work / WEIGHTS, map_location=DEVICE)
            model.load_state_dict({name: (part + other[name]) / 2 for name, part in model.state_dict().items()})
    write(model, names, middle_of(model, some), a.out)


if __name__ == "__main__":
    main()
