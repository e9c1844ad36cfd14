"""How often each rule is right: the confidence that statements and stances carry. `python -m training.confidence`

A finding of the statement rules is right where a gold attribution of PolNeAR train shares at least half of the
content's words (Jaccard) and a word of the source. A finding of the stance rules is right where both readings of the
ten coded articles agree with it; so few cases are smoothed toward the mean of all rules.
Writes analysis/models/confidence.json with the counts it rests on.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from analysis import knowledge
from analysis.annotate import annotate
from analysis.model import Document, Statement
from analysis.saving import saved
from training.gold import gold_folder

ARTICLES = 300  # of PolNeAR train, in the order of their names: enough for a thousand findings
SMOOTHING = 10  # findings of average quality added to each rule
Spans = list[tuple[int, int]]
Attribution = dict[str, Spans]


def attributions(path: Path) -> list[Attribution]:
    """Source, cue and content of every attribution of a brat stand-off file, as lists of (start, end)."""
    spans: dict[str, Spans] = {}
    found: list[Attribution] = []
    for line in re.split(r"\n(?=[TE]\d+\t)", path.read_text(encoding="utf-8")):
        id, _, rest = line.partition("\t")
        if id.startswith("T"):
            places = rest.split("\t")[0].split(" ", 1)[1].split(";")
            spans[id] = [(int(a), int(b)) for a, b in (p.split() for p in places)]
        elif id.startswith("E"):
            roles: Attribution = {"source": [], "cue": [], "content": []}
            for role, reference in (part.split(":") for part in rest.split("\t")[0].split()):
                roles.get(role.rstrip("0123456789").lower(), []).extend(spans.get(reference, []))
            if roles["content"]:
                found.append(roles)
    return found


def polnear(part: str) -> Iterator[tuple[str, list[Attribution]]]:
    """Text and attributions of each article of PolNeAR train or dev, by its first annotator."""
    folder = gold_folder() / "polnear" / part
    first: dict[str, Path] = {}
    for path in sorted((folder / "attributions").glob("*.ann")):
        first.setdefault(path.stem.rsplit("_", 1)[0], path)
    for name, path in first.items():
        yield (folder / "text" / f"{name}.txt").read_text(encoding="utf-8"), attributions(path)


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


def statement_counts() -> tuple[Counter[str], Counter[str]]:
    """Findings by rule, and those that are right."""
    all_found, right = Counter[str](), Counter[str]()
    for number, (text, gold) in enumerate(polnear("train")):
        if number == ARTICLES:
            break
        contents = [(words(text, g["content"]), words(text, g["source"])) for g in gold]
        for statement in annotate(text).statements:
            content, source = words(text, statement.content), words(text, statement.source)
            all_found[statement.rule] += 1
            right[statement.rule] += any(
                jaccard(content, c) >= 0.5 and (bool(source & s) or not (source or s)) for c, s in contents
            )
    return all_found, right


def stance_counts() -> tuple[Counter[str], Counter[str]]:
    """Stances by rule on statements where the readings agree, and those that agree with them."""
    all_found, right = Counter[str](), Counter[str]()
    for text, codes in coded():
        doc = annotate(text)
        for code in codes:
            a, b = code["A"], code["B"]
            gold = words(text, code["content"])  # type: ignore[arg-type]
            found = _matched(doc, gold)
            if found is None or a["position"] != b["position"]:  # type: ignore[index]
                continue
            stance = doc.stances[doc.statements.index(found)]
            all_found[stance.rule] += 1
            right[stance.rule] += stance.position == a["position"]  # type: ignore[index]
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
    table = {"statements": shares(*statement_counts()), "stances": shares(*stance_counts())}
    text = json.dumps(table, indent=1)
    print(text)
    print(saved(knowledge.MODELS / "confidence.json", text + "\n"))


if __name__ == "__main__":
    main()
