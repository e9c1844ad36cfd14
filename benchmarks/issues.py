"""Which targets are one issue: F1 over the 200 pairs of issues.tsv, marked by people before anything was built.

    python -m benchmarks.issues

Needs ../shared/gold; the floor beside it joins targets that share half of their words.
"""

from __future__ import annotations

import sys
from pathlib import Path

from analysis import knowledge
from analysis.issues import LEAST
from training import gold
from training.pairs import f1, pairs_in
from training.spoken import HELD, READERS

PAIRS = Path(__file__).with_name("issues.tsv")
DICE = 1  # the place of the share of common words among the signs of a pair


def main() -> int:
    """Print the figures; 0 also where the gold data are absent, with the reason."""
    missing = [path for path in (gold.gold_folder(), READERS / HELD / "reader.onnx") if not path.exists()]
    if missing:
        print(f"issues: {missing[0].parent.name}/{missing[0].name} is not there; see training/README.md.")
        return 0
    pairs, ranker = list(pairs_in(PAIRS)), knowledge.load().models.issues
    joined = [bool(ranker.chances(pair.table)[0] >= LEAST) for pair in pairs]
    hits = sum(done and pair.join for done, pair in zip(joined, pairs, strict=True))
    all_ = sum(pair.mark != "apart" for pair in pairs)
    print(f"{len(pairs)} pairs: F1 {100 * f1(pairs, joined):.1f}; of {sum(joined)} joined {hits} are right, of {all_}")
    print(f"half of the words in common: F1 {100 * f1(pairs, [pair.table[0, DICE] >= 0.5 for pair in pairs]):.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
