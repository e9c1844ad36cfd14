"""Examples side by side, as tensors: what the networks of the reader learn from."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from analysis import knowledge
from analysis.reader import LONGEST, feed
from analysis.saving import saved
from training.examples import (
    MORE,
    OWN,
    SENTENCES,
    Example,
    Names,
    all_ways,
    named,
    of_codes,
    target_names,
    untold_ways,
)
from training.names import MEANING, meanings

LONG = LONGEST + 2  # word pieces, with the marks of their own at both ends
OF_PIECES = {"ids", "shape", "quote", "mark", "ends", "evidence", "shown", "target"}


@dataclass(frozen=True, slots=True)
class Packed:
    """n examples of up to t word pieces, as `examples.Known` and `examples.Example` have them; zero is not known.

    ids, shape, quote, mark (n, t); long (n): pieces of each. shown (n, t): the pieces whose evidence is known. second
    (n): -1 where not known. statement (n): which one each example asks of.
    """

    ids: Tensor
    shape: Tensor
    quote: Tensor
    mark: Tensor
    long: Tensor
    positions: Tensor
    acts: Tensor
    topics: Tensor
    ends: Tensor
    second: Tensor
    evidence: Tensor
    shown: Tensor
    target: Tensor
    meaning: Tensor
    weight: Tensor
    aimed: Tensor
    narrow: Tensor
    own: Tensor
    statement: Tensor

    def chosen(self, numbers: NDArray[np.int64], device: torch.device) -> Packed:
        """Some of them, no longer than the longest, on a device."""
        at = torch.from_numpy(numbers).to(self.long.device)
        most = int(self.long[at].max())
        found = {f.name: getattr(self, f.name) for f in fields(self)}
        return Packed(**{k: (v[at, :most] if k in OF_PIECES else v[at]).to(device) for k, v in found.items()})

    def given(self) -> tuple[Tensor, ...]:
        """What a network takes: ids, shape, quote, mark and mask."""
        mask = torch.arange(self.ids.shape[1], device=self.ids.device) < self.long[:, None]
        return *(part.long() for part in (self.ids, self.shape, self.quote, self.mark)), mask.float()


def packed(ways: Sequence[Sequence[Example]], names: Names) -> Packed:
    """The examples of all ways, one after the other."""
    some = [(number, e) for number, way in enumerate(ways) for e in way]
    n = len(some)
    sizes = {"positions": (4,), "acts": (len(names.acts),), "topics": (len(names.topics),), "meaning": (MEANING,)}
    found = {name: np.zeros((n, *size), dtype=np.float32) for name, size in sizes.items()}
    found |= {name: np.zeros((n, LONG), dtype=np.int8) for name in ("shape", "quote", "mark", "evidence", "target")}
    found |= {"ids": np.zeros((n, LONG), dtype=np.int32), "shown": np.zeros((n, LONG), dtype=bool)}
    found |= {"ends": np.zeros((n, LONG, 4), dtype=np.int8), "second": np.full(n, -1, dtype=np.float32)}
    for row, (_, e) in enumerate(some):
        pieces, long = feed([e.asked]), len(e.asked.mark) + 2
        for name in ("ids", "shape", "quote", "mark"):
            found[name][row, :long] = pieces[name][0]
        for name in (*sizes, "ends", "evidence", "target"):
            if (known := getattr(e.known, name)) is not None:
                found[name][row, : len(known)] = known
        if e.known.evidence is not None:
            found["shown"][row, 1 : long - 1] = e.asked.mark > 0
        if e.known.second is not None:
            found["second"][row] = e.known.second
    found["long"] = np.array([len(e.asked.mark) + 2 for _, e in some])
    found["weight"] = np.array([e.weight for _, e in some], dtype=np.float32)
    found |= {name: np.array([getattr(e, name) for _, e in some]) for name in ("aimed", "narrow", "own")}
    found["statement"] = np.array([number for number, _ in some])
    return Packed(**{name: torch.from_numpy(part) for name, part in found.items()})


def joined(one: Packed, other: Packed) -> Packed:
    """The examples of both."""
    found = {f.name: torch.cat([getattr(one, f.name), getattr(other, f.name)]) for f in fields(one)}
    found["statement"][len(one.long) :] += int(one.statement.max()) + 1
    return Packed(**found)


def known(work: Path) -> tuple[Packed, Names]:
    """What is known but for the coded articles."""
    return kept(work, "known", lambda names: all_ways(names, work))


def coded(work: Path) -> tuple[Packed, Names]:
    """The statements of the coded articles."""
    return kept(work, "coded", lambda names: list(of_codes(names)))


def untold(work: Path) -> tuple[Packed, Names]:
    """Statements of which nothing is known."""
    return kept(work, "untold", lambda _: untold_ways())


def kept(work: Path, kind: str, ways: Callable[[Names], Sequence[Sequence[Example]]]) -> tuple[Packed, Names]:
    """Examples of a kind, and the names of their acts and topics: made once and kept in a folder, until the tables that
    they come from change, or the encoder that finds statements. Where they are kept already, as on a machine with a
    GPU, no gold set is needed.
    """
    encoder = knowledge.MODELS / "encoder" / "first.onnx"
    made = b"".join(path.read_bytes() for path in (OWN, MORE, SENTENCES, encoder))
    path = work / f"{kind}-{hashlib.sha1(made).hexdigest()[:20]}.npz"
    if not path.exists():
        names = replace(named(), meanings=meanings(target_names(), work))
        some = packed(ways(names), names)
        parts = {f.name: getattr(some, f.name).numpy() for f in fields(some)}
        whole = io.BytesIO()
        np.savez_compressed(whole, **parts, names=json.dumps([names.acts, names.topics]))
        saved(path, whole.getvalue())
    with np.load(path) as found:
        some = Packed(**{f.name: torch.from_numpy(found[f.name]) for f in fields(Packed)})
        return some, Names(*json.loads(str(found["names"])))
