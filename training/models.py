"""Where trained models are written."""

from __future__ import annotations

import gzip
import json
from typing import Any

from analysis import knowledge
from analysis.saving import saved


def write_model(name: str, model: Any) -> None:
    """Write a model to `analysis/models/` as gzipped JSON, sorted and without a time in it; print its size."""
    text = json.dumps(model, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    path = saved(knowledge.MODELS / name, gzip.compress(text.encode(), mtime=0))
    print(f"{name}: {path.stat().st_size:,} bytes")
