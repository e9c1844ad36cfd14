"""Diplomatic acts on PLOVER dev: who did what to whom in one sentence: `python -m benchmarks.events`.

Runs the scorer that lies beside the gold data; the peers' figures are those that its README tells.
"""

from __future__ import annotations

import sys

from benchmarks.attribution import scored
from training.gold import gold_folder

PEERS = {"PETRARCH verb list, used bare": 34, "cue stems": 52}


def main() -> int:
    """Print the table; 0 also where the gold data is absent, with the reason."""
    scorer = gold_folder().parent / "bench" / "events.py"
    if not scorer.is_file():
        print(f"events: no scorer at {scorer}; set GOLD_DIR to the folder of the gold data.")
        return 0
    found = next(iter(scored(scorer, "benchmarks.predictors:acts").values()))
    print(f"\n{'PLOVER dev (%)':<46}{'act of 16':>11}{'quad F1':>9}{'source, target, act':>21}")
    for name, accuracy in PEERS.items():
        print(f"{name:<46}{accuracy:>11}")
    measures = found["accuracy"], found["quad"]["macro_f1"], found["triple_acc"]
    print(f"{'Demarche':<46}{100 * measures[0]:>11.1f}{100 * measures[1]:>9.1f}{100 * measures[2]:>21.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
