"""Which targets are one issue: F1 over the 200 pairs of issues.tsv, marked by people before anything was built.

    python -m benchmarks.issues

Needs ../shared/gold; the floor beside it joins targets that share half of their words.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from analysis import knowledge
from training.issues import choices, f1

PAIRS = Path(__file__).with_name("issues.tsv")


def main() -> None:
    """Print the figures."""
    pairs = choices(PAIRS)
    ranker = knowledge.load().models.issues
    chances = [ranker.chances(choice.signs) for _, choice in pairs]
    found = [np.log(c + 1e-9) for c in chances]
    floor = [np.log(np.array([c.signs[0, 1], 1 - c.signs[0, 1]]) + 1e-9) for _, c in pairs]
    joined = [c[0] >= 0.5 for c in chances]
    hits = sum(j and choice.right == 0 for j, (_, choice) in zip(joined, pairs, strict=True))
    print(f"{len(pairs)} pairs: F1 {100 * f1(pairs, found):.1f}, {hits} of {sum(joined)} joined are right")
    print(f"half of the words in common: F1 {100 * f1(pairs, floor):.1f}")


if __name__ == "__main__":
    main()
