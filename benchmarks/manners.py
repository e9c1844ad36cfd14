"""Said, thought or done: how many of the 200 statements of manners.tsv are read right: `python -m benchmarks.manners`.

People marked them before anything was built. Of the statements that the chain finds; everything said is the floor.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path

from training import gold
from training.rows import rows_of
from training.spoken import all_texts, matched

STATEMENTS = Path(__file__).with_name("manners.tsv")


def answers() -> list[tuple[str, str]]:
    """The manner that people marked, and the one that is read, of each statement that is found."""
    wanted: dict[str, dict[int, str]] = defaultdict(dict)
    for row in rows_of(STATEMENTS):
        wanted[row["article"]][int(row["number"])] = row["manner"]
    found = []
    for text in all_texts("coded"):
        name = text.key.partition(" ")[2]
        if name not in wanted:
            continue
        path = gold.gold_folder() / "coded" / "train" / f"{name}.json"
        codes = json.loads(path.read_text(encoding="utf-8"))["codes"]
        marked = [code | {"manner": wanted[name].get(number)} for number, code in enumerate(codes)]
        pairs = matched(text.doc, [code for code in marked if not code["A"].get("malformed")])
        found += [(code["manner"], statement.manner) for code, statement in pairs if code["manner"]]
    return found


def main() -> int:
    """Print the figures; 0 also where the gold data are absent, with the reason."""
    if not gold.gold_folder().exists():
        print("manners: the gold data are not there.")
        return 0
    found = answers()
    share = 100 * sum(one == other for one, other in found) / len(found)
    least = 100 * sum(one == "said" for one, _ in found) / len(found)
    print(f"{len(found)} of 200 statements are found: {share:.1f} % read right; were all said, {least:.1f} %")
    return 0


if __name__ == "__main__":
    sys.exit(main())
