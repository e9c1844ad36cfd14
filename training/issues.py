"""The ranker of which targets are one issue: learned from the marked pairs of issues.tsv, in a minute.

    python -m training.issues

It writes analysis/models/issues.npz, and prints what the pairs of each fold come to without its articles.
Needs the extra `train`, and what `python -m training.reader --held` leaves.
"""

from __future__ import annotations

from pathlib import Path

from analysis import knowledge
from analysis.issues import LEAST
from analysis.ranker import Floats
from training.pairs import Pair, f1, pairs_in
from training.rankers import Choice, best_heat, chances, chosen, learned
from training.spoken import fold_of

PAIRS = Path(__file__).with_name("issues.tsv")
OUT = knowledge.MODELS / "issues.npz"
UNSURE = 0.6  # what a pair weighs of which its reader was not sure
HIDDEN, EPOCHS = 64, 12


def choice(pair: Pair) -> Choice:
    """A pair as a ranker learns from it."""
    return Choice(pair.table, 0 if pair.join else 1, pair.article, "pair", 1.0 if pair.sure else UNSURE)


def main() -> None:
    """Train, and print the figures of the folds."""
    pairs = list(pairs_in(PAIRS))
    choices, folds = list(map(choice, pairs)), [fold_of(f"coded {pair.article}") for pair in pairs]
    found: dict[int, Floats] = {}
    for fold in sorted(set(folds)):
        own = [n for n, one in enumerate(folds) if one == fold]
        rest = [c for c, one in zip(choices, folds, strict=True) if one != fold]
        network = learned(rest, hidden=HIDDEN, epochs=EPOCHS)
        found |= dict(zip(own, chosen(network, [choices[n] for n in own]), strict=True))
    scores = [found[n] for n in range(len(pairs))]
    heat = best_heat(scores, choices)
    joined = [bool(chances(s, heat)[0] >= LEAST) for s in scores]
    print(f"folds: F1 {100 * f1(pairs, joined):.1f} of {len(pairs)} pairs; heat {heat:.2f}")
    learned(choices, hidden=HIDDEN, epochs=EPOCHS).save(OUT, heat, 0.5)


if __name__ == "__main__":
    main()
