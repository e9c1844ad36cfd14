"""The ranker of which targets are one issue: learned from the marked pairs of issues.tsv, in seconds.

    python -m training.issues

It writes analysis/models/issues.npz, and prints what the pairs of each fold come to without its articles.
Needs the extra `train`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from tqdm import tqdm

from analysis import knowledge
from analysis.annotate import told
from analysis.issues import Aim, aim_of, candidates, rarity, signs
from analysis.ranker import Floats
from analysis.spans import Span
from analysis.speakers import read
from training import gold
from training.rankers import Choice, best_heat, chances, chosen, learned
from training.rows import rows_of
from training.spoken import all_texts, fold_of, links_of

PAIRS = Path(__file__).with_name("issues.tsv")
OUT = knowledge.MODELS / "issues.npz"
UNSURE = 0.6  # what a pair weighs of which its reader was not sure
HIDDEN, EPOCHS = 64, 12


def compared(path: Path) -> Iterator[tuple[dict[str, str], Aim, Aim, Mapping[str, float]]]:
    """The pairs of a table, each with its two targets as they are compared, and how rare the article's lemmas are."""
    known, pairs = knowledge.load(), defaultdict(list)
    for row in rows_of(path):
        pairs[row["article"]].append(row)
    for text in tqdm(all_texts("coded"), desc="comparing", disable=None):
        name = text.key.partition(" ")[2]
        if name not in pairs:
            continue
        found = json.loads((gold.gold_folder() / "coded" / "train" / f"{name}.json").read_text(encoding="utf-8"))
        meanings = read(text.doc, known.lexicons, links_of(text, knowledge.MODELS / "speakers"))
        rare = rarity(meanings.cast.grammar)
        for row in pairs[name]:
            spans = (Span(*found["codes"][int(row[k])]["A"]["target_span"]) for k in ("first", "second"))
            name = partial(told, meanings, known.lexicons)
            one, other = (aim_of(meanings.cast.grammar, span, name, known.lexicons.turns) for span in spans)
            yield row, one, other, rare


def right(mark: str, one: Aim, other: Aim) -> bool:
    """True where two targets are to be joined: the same and both turned or none; opposite and one of them turned."""
    return mark == ("opposite" if one.turned != other.turned else "same")


def choices(path: Path) -> list[tuple[str, Choice]]:
    """The pairs of a table with their marks."""
    return [
        (
            row["mark"],
            Choice(
                candidates(signs(rare, one, other, abs(int(row["first"]) - int(row["second"])))),
                0 if right(row["mark"], one, other) else 1,
                row["article"],
                "pair",
                1.0 if row.get("sure", "yes") == "yes" else UNSURE,
            ),
        )
        for row, one, other, rare in compared(path)
    ]


def f1(pairs: Sequence[tuple[str, Choice]], found: Sequence[Floats], heat: float = 1.0) -> float:
    """F1 of joining, same and opposite taken together: a pair is right where it is joined the right way round."""
    joined = [chances(s, heat)[0] >= 0.5 for s in found]
    hits = sum(j and c.right == 0 for j, (_, c) in zip(joined, pairs, strict=True))
    return 2 * hits / (sum(joined) + sum(mark != "apart" for mark, _ in pairs))


def main() -> None:
    """Train, and print the figures of the folds."""
    pairs = choices(PAIRS)
    folds = [fold_of(f"coded {choice.group}") for _, choice in pairs]
    found: dict[int, Floats] = {}
    for fold in sorted(set(folds)):
        rest = [choice for (_, choice), own in zip(pairs, folds, strict=True) if own != fold]
        own = [n for n, one in enumerate(folds) if one == fold]
        network = learned(rest, hidden=HIDDEN, epochs=EPOCHS)
        found |= dict(zip(own, chosen(network, [pairs[n][1] for n in own]), strict=True))
    scores = [found[n] for n in range(len(pairs))]
    heat = best_heat(scores, [choice for _, choice in pairs])
    print(f"folds: F1 {100 * f1(pairs, scores):.1f} of {len(pairs)} pairs; heat {heat:.2f}")
    learned([choice for _, choice in pairs], hidden=HIDDEN, epochs=EPOCHS).save(OUT, heat, 0.5)


if __name__ == "__main__":
    main()
