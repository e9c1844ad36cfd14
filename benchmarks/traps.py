"""Positions in cases of our own that no model learned from and no rule was written for: `python -m benchmarks.traps`.

`tests/cases/conditional.toml`: half of them stand under a condition, half only look so. `tests/cases/signs.toml`: words
that point the wrong way ("a mistake to end the truce"). Read end to end, as an article of one to three sentences.
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analysis import annotate, knowledge
from analysis.coded import coded_statements

CASES = Path(__file__).parents[1] / "tests" / "cases"
NOTHING = "no statement"


def read(name: str) -> list[dict[str, Any]]:
    """The cases of a file."""
    cases: list[dict[str, Any]] = tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))["case"]
    return cases


def answers(cases: list[dict[str, Any]], known: knowledge.Knowledge) -> Iterator[tuple[str, str, str]]:
    """Kind, wanted position and the position found of each case."""
    for case in cases:
        doc = annotate(case["text"].strip("\n"), known)
        for wanted in case["says"]:
            at = doc.text.index(wanted["words"])
            held = [one for one in coded_statements(doc) if any(s.start <= at < s.end for s in one.statement.content)]
            yield case["kind"], wanted["position"], (held[0].position or "neutral") if held else NOTHING


def f1(found: list[tuple[str, str, str]], position: str) -> float:
    """F1 of a position in percent."""
    right = sum(wanted == said == position for _, wanted, said in found)
    all_ = sum(wanted == position for _, wanted, _ in found) + sum(said == position for *_, said in found)
    return 200 * right / max(1, all_)


def main() -> int:
    """Print the tables."""
    known = knowledge.load()
    for name in ("conditional", "signs"):
        found = list(answers(read(name), known))
        right = Counter(kind for kind, wanted, said in found if wanted == said)
        lost = sum(said == NOTHING for *_, said in found)
        print(f"\n{name}: {sum(right.values())} of {len(found)} right, {lost} without a statement")
        for position in ("support", "oppose", "neutral", "conditional"):
            print(f"{position:<46}F1 {f1(found, position):>5.1f}")
        for kind, number in Counter(kind for kind, *_ in found).items():
            print(f"{kind:<46}{right[kind]:>3} of {number}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
