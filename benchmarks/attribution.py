"""Who said what on PolNeAR dev, and the codes of ten articles, beside other tools: `python -m benchmarks.attribution`.

Runs the scorers that lie beside the gold data; the peers' figures are those that their README tells.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from training.gold import gold_folder

# content overlap F1, attribution F1 (with the right source), on PolNeAR dev
PEERS = {
    "regular expressions": (43, 30),
    "the extractor behind ATAP's quotation tool": (49, 42),
    "BBC Citron, retrained on the same data": (60, 54),
    "a linear CRF": (68, 55),
    "people (two annotators)": (79, 75),
}


def main() -> int:
    """Print the tables; 0 also where the gold data is absent, with the reason."""
    scorers = gold_folder().parent / "bench"
    if not (scorers / "polnear.py").is_file():
        print(f"attribution: no scorers in {scorers}; set GOLD_DIR to the folder of the gold data.")
        return 0
    dev = str(gold_folder() / "polnear" / "dev")
    scores = scored(scorers / "polnear.py", "--data", dev, "--predictor", "benchmarks.predictors:attributions")
    print(f"\n{'PolNeAR dev (F1)':<46}{'content':>9}{'with source':>13}")
    for name, (content, attribution) in PEERS.items():
        print(f"{name:<46}{content:>9}{attribution:>13}")
    print(f"{'Demarche':<46}{f1(scores, 'content_overlap'):>9.1f}{f1(scores, 'attribution'):>13.1f}")
    print(f"content exact {f1(scores, 'content_exact'):.1f}", end="")
    for kind in ("direct", "said"):
        found = scores["recall"][kind]
        print(f"; {kind} found {found['content']:.1f}, with source {found['attribution']:.1f}", end="")
    print("\n\nTen coded articles, against two readings; 217 others: benchmarks.folds")
    print(run(scorers / "codes.py", "benchmarks.predictors:attributions"))
    print("The same, given the statements")
    print(run(scorers / "codes.py", "benchmarks.predictors:given", "--given"))
    return 0


def f1(scores: dict[str, Any], name: str) -> float:
    """A score of the scorer's record, in per cent."""
    return float(scores[name]["f1"])


def scored(script: Path, *words: str) -> dict[str, Any]:
    """The record that a scorer writes with --json."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "scores.json"
        run(script, *words, "--json", str(out))
        record: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
        return record


def run(script: Path, *words: str) -> str:
    """What a scorer prints. Raises CalledProcessError where it fails."""
    done = subprocess.run([sys.executable, str(script), *words], check=True, capture_output=True, text=True)
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
