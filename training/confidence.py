"""How often each rule for stances is right: the confidence they carry. `python -m training.confidence`

A finding is right where both readings of the ten coded articles agree with it; so few cases are smoothed toward the
mean of all rules. Rules in quotations, which mostly take a side, are counted by themselves. The lexicon was looked
over on the same articles, so that on others a rule may be right somewhat less often. (Statements carry the calibrated
chance of the encoder: training/calibration.py.)
Writes analysis/models/confidence.json with the counts it rests on.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from analysis import knowledge
from analysis.annotate import annotate
from analysis.coded import coded_statements
from analysis.model import Document, Statement
from analysis.saving import saved
from analysis.spans import Span
from training.gold import gold_folder
from training.scores import overlap

SMOOTHING = 10  # findings of average quality added to each rule


def coded_articles() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Text and codes of the ten articles that were coded twice."""
    for path in sorted((gold_folder() / "coded" / "dev").glob("*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        text = gold_folder() / "polnear" / "dev" / "text" / f"{record['name']}.txt"
        yield text.read_text(encoding="utf-8"), record["codes"]


Counts = tuple[Counter[str], Counter[str]]  # findings by rule, and those that were right


def counts() -> Counts:
    """Main stances by rule: on statements where the readings agree, all and right ones."""
    stances = (Counter[str](), Counter[str]())
    known = knowledge.load()
    for text, codes in coded_articles():
        doc = annotate(text, known)
        coded = {one.key: one for one in coded_statements(doc)}
        for code in codes:
            a, b = code["A"], code["B"]
            found = _matched(doc, [Span(*s) for s in code["content"]])
            stance = coded[found.key].stance if found else None
            if found and stance and a["position"] == b["position"]:
                rule = f"{stance.rule}, quoted" if found.kind == "direct" else stance.rule
                _count(stances, rule, stance.position == a["position"])
    return stances


def _count(counted: Counts, rule: str, right: bool) -> None:
    counted[0][rule] += 1
    counted[1][rule] += right


def _matched(doc: Document, gold: Sequence[Span]) -> Statement | None:
    best = max(doc.statements, key=lambda s: overlap(doc.text, s.content, gold), default=None)
    return best if best and overlap(doc.text, best.content, gold) >= 0.5 else None


def shares(all_found: Counter[str], right: Counter[str]) -> dict[str, dict[str, float]]:
    """For each rule the smoothed share that was right, and the number of findings it rests on."""
    mean = right.total() / all_found.total()
    return {
        rule: {"share": round((right[rule] + SMOOTHING * mean) / (n + SMOOTHING), 3), "findings": n}
        for rule, n in sorted(all_found.items())
    }


def main() -> None:
    """Measure, print and save."""
    text = json.dumps(shares(*counts()), indent=1)
    print(text)
    print(saved(knowledge.MODELS / "confidence.json", text + "\n"))


if __name__ == "__main__":
    main()
