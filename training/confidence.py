"""How often each rule of the stances is right: the confidence they carry. `python -m training.confidence`

A finding is right where both readings of the ten coded articles agree with it; so few cases are smoothed toward the
mean of all rules. Rules in quotations, which mostly take a side, are counted by themselves. The lexicon was looked
over on the same articles, so that on others a rule may be right somewhat less often. (Statements carry the calibrated
chance of the encoder: training/attribution.py.)
Writes analysis/models/confidence.json with the counts it rests on.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from analysis import knowledge
from analysis.annotate import annotate
from analysis.model import Document, Statement
from analysis.saving import saved
from training.gold import gold_folder

SMOOTHING = 10  # findings of average quality added to each rule


def coded() -> Iterator[tuple[str, list[dict[str, object]]]]:
    """Text and codes of the ten articles that were coded twice."""
    for path in sorted((gold_folder() / "coded" / "dev").glob("*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        text = gold_folder() / "polnear" / "dev" / "text" / f"{record['name']}.txt"
        yield text.read_text(encoding="utf-8"), record["codes"]


def words(text: str, spans: Iterable[Iterable[int]]) -> set[int]:
    """Where the words in some spans begin."""
    return {m.start() + a for a, b in (tuple(s) for s in spans) for m in re.finditer(r"\w+", text[a:b])}


def jaccard(a: set[int], b: set[int]) -> float:
    """Shared share of two sets; 0 where both are empty."""
    return len(a & b) / len(a | b) if a | b else 0.0


def stance_counts() -> tuple[Counter[str], Counter[str]]:
    """Main stances by rule on statements where the readings agree, and those that agree with them."""
    all_found, right = Counter[str](), Counter[str]()
    for text, codes in coded():
        doc = annotate(text)
        for code in codes:
            a, b = code["A"], code["B"]
            gold = words(text, code["content"])  # type: ignore[arg-type]
            found = _matched(doc, gold)
            if found is None or a["position"] != b["position"]:  # type: ignore[index]
                continue
            stance = next(s for s in doc.stances if s.statement == found)
            rule = f"{stance.rule}, quoted" if found.kind == "direct" else stance.rule
            all_found[rule] += 1
            right[rule] += stance.position == a["position"]  # type: ignore[index]
    return all_found, right


def _matched(doc: Document, gold: set[int]) -> Statement | None:
    best = max(doc.statements, key=lambda s: jaccard(words(doc.text, s.content), gold), default=None)
    return best if best and jaccard(words(doc.text, best.content), gold) >= 0.5 else None


def shares(all_found: Counter[str], right: Counter[str]) -> dict[str, dict[str, float]]:
    """For each rule the smoothed share that was right, and the number of findings it rests on."""
    mean = right.total() / all_found.total()
    return {
        rule: {"share": round((right[rule] + SMOOTHING * mean) / (n + SMOOTHING), 3), "findings": n}
        for rule, n in sorted(all_found.items())
    }


def main() -> None:
    """Measure, print and save."""
    table = shares(*stance_counts())
    text = json.dumps(table, indent=1)
    print(text)
    print(saved(knowledge.MODELS / "confidence.json", text + "\n"))


if __name__ == "__main__":
    main()
