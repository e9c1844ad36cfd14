"""Where a sentence stands toward a named target, on NewsMTSC dev: `python -m benchmarks.positions`.

The peers' figures are those that the README of the gold data tells.
"""

from __future__ import annotations

import sys

from benchmarks.attribution import run
from training.gold import gold_folder

# macro-F1
TOWARD = {
    "VADER on the clause": "54",
    "linear model, position and lexica": "65–68",
    "RoBERTa GRU-TSC (six times the size)": "83",
}


def main() -> int:
    """Print the tables; 0 also where the gold data is absent, with the reason."""
    scorers = gold_folder().parent / "bench"
    if not (scorers / "newsmtsc.py").is_file():
        print(f"positions: no scorers in {scorers}; set GOLD_DIR to the folder of the gold data.")
        return 0
    print(f"\n{'toward a named target, NewsMTSC dev':<46}{'macro-F1':>9}")
    for name, score in TOWARD.items():
        print(f"{name:<46}{score:>9}")
    print("Demarche")
    print(run(scorers / "newsmtsc.py", "benchmarks.predictors:sentiment"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
