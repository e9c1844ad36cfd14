"""The names that coders gave to targets -> the numbers that the reader's look at these targets should come near to.

A name stands as all-MiniLM-L6-v2 embeds it (the mean of its pieces), by the axes along which names differ most.
Needs the extra `train`.
"""

from __future__ import annotations

import hashlib
import json
import pickle
from collections.abc import Collection, Mapping
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812

from analysis import knowledge
from analysis.encoder import CLS, SEP, Floats, batches
from analysis.saving import saved
from analysis.text import index_of
from training.network import LAYERS, WIDTH, base_model

MEANING = 96  # numbers by which what targets mean is compared
ROOM = 3000  # word pieces read together


def meanings(names: Collection[str], work: Path) -> Mapping[str, Floats]:
    """Of each name MEANING numbers, together of length 1; found once, and kept in a folder."""
    some = sorted(set(names))
    made = hashlib.sha1(json.dumps([MEANING, some]).encode()).hexdigest()[:20]
    path = work / f"names-{made}.pickle"
    if not path.exists():
        all_ = embedded(some)
        apart = all_ - all_.mean(0)
        _, _, axes = np.linalg.svd(apart, full_matrices=False)
        small = apart @ axes[:MEANING].T
        even = small / np.maximum(np.linalg.norm(small, axis=1, keepdims=True), 1e-6)
        saved(path, pickle.dumps(dict(zip(some, even, strict=True))))
    kept: Mapping[str, Floats] = pickle.loads(path.read_bytes())
    return kept


@torch.no_grad()
def embedded(names: list[str]) -> Floats:
    """The embeddings of names by the base weights, (n, WIDTH), each of length 1."""
    layers, _ = base_model(LAYERS, 0.0)
    layers.eval()
    pieces = knowledge.load().models.pieces
    rows = [[CLS, *(p for word in index_of(name, pieces).pieces for p in word), SEP] for name in names]
    found = np.zeros((len(rows), WIDTH), dtype=np.float32)
    for group in batches([len(row) for row in rows], ROOM):
        longest = max(len(rows[i]) for i in group)
        ids = torch.tensor([rows[i] + [0] * (longest - len(rows[i])) for i in group])
        mask = torch.tensor([[1.0] * len(rows[i]) + [0.0] * (longest - len(rows[i])) for i in group])
        none = torch.zeros_like(ids)
        x = layers(ids, none, none, mask) * mask[..., None]
        found[group] = F.normalize(x.sum(1), dim=-1).numpy()
    return found
