"""Topics of New York Times front pages (dev) beside the floors, and of ten articles: `python -m benchmarks.topics`.

Runs the scorers that lie beside the gold data; the floors are those that their README tells.
"""

from __future__ import annotations

import sys

from benchmarks.attribution import run, scored
from training.gold import gold_folder

# macro-F1 over 15 groups, F1 of foreign policy or not
FLOORS = {
    "seed look-up": ("36", "54"),
    "names of countries alone": ("–", "78"),
    "linear model trained on earlier years": ("46", "88"),
}


def main() -> int:
    """Print the tables; 0 also where the gold data is absent, with the reason."""
    scorers = gold_folder().parent / "bench"
    if not (scorers / "topics.py").is_file():
        print(f"topics: no scorers in {scorers}; set GOLD_DIR to the folder of the gold data.")
        return 0
    (scores,) = scored(scorers / "topics.py", "benchmarks.predictors:topics").values()
    print(f"\n{'New York Times dev':<46}{'15 groups':>11}{'foreign policy':>16}")
    for name, (groups, foreign) in FLOORS.items():
        print(f"{name:<46}{groups:>11}{foreign:>16}")
    print(f"{'Demarche':<46}{100 * scores['macro_f1']:>11.1f}{100 * scores['fp_detect']['f1']:>16.1f}")
    groups = (f"{name} {100 * found['f1']:.0f}" for name, found in scores["per_class"].items())
    print(f"F1 of each group: {', '.join(groups)}")
    codes = run(scorers / "codes.py", "benchmarks.predictors:attributions").splitlines()
    print("\n".join(["Ten coded articles", *(c for c in codes if c.startswith(("main topic", "foreign policy")))]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
