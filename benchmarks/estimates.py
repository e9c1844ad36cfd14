"""Whether corrected numbers hold on real articles: `python -m benchmarks.estimates`.

The corpus is what Demarche finds in the 217 coded articles, each read by models that have not seen it (`folds`). A
statement whose content shares half of its words with a coded one has that one's codes as the truth; one without is
none, but for those whose coded one is malformed, which are left out. From these, samples are drawn a thousand times,
along the articles in a new order each time, and the share of *oppose* by the speaker's country is corrected by each:
how often does its interval hold the share that the codes have?
"""

from __future__ import annotations

import hashlib
import json
import pickle
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from analysis.coded import coded_statements
from analysis.corrections import Floats, Sampled, fitted, half, on_odds
from analysis.drawn import asked, framed, sampled
from analysis.estimates import LEAST, RARER
from analysis.lexicons import country_code
from analysis.saving import saved
from analysis.spans import Span
from benchmarks import folds, predictors
from training.gold import gold_folder
from training.scores import overlap
from training.spoken import HELD, READERS, WORK, coded_text, codes_of, matched

KEPT = WORK.parent / "estimates"  # what models found that had not seen the articles
CHANCES = ("support", "oppose", "neutral", "conditional")  # in the order of a stance's chances
DRAWS, SIZES, SEED = 1000, (200, 400, 1000), 217
GROUPS = ("", "USA", "another", "none")
WORDS = {"": "all", "USA": "speakers of the United States", "another": "of another country", "none": "of none told"}


def rows() -> list[dict[str, Any]]:
    """A row for each statement found, as `review.items` has them, all coded."""
    readers = (READERS / HELD / "reader.onnx").read_bytes()
    made = f"{hashlib.sha1(readers).hexdigest()} {predictors.known().lexicons.digest}"
    path = KEPT / f"{hashlib.sha1(made.encode()).hexdigest()[:20]}.pickle"
    if not path.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        names = sorted(path.stem for path in (gold_folder() / "coded" / "train").glob("*.json"))
        saved(path, pickle.dumps([row for name in names for row in of_article(name)]))
    found: list[dict[str, Any]] = pickle.loads(path.read_bytes())
    return found


def of_article(name: str) -> Iterator[dict[str, Any]]:
    """The statements of an article; and the statements that were overlooked, in the row of their sentence."""
    doc, codes = folds.annotated(coded_text(name)), codes_of(name)
    pairs = list(matched(doc, codes))
    right = {statement.key: code["A"] for code, statement in pairs}
    malformed = [[Span(*s) for s in code["content"]] for code in _all_codes(name) if code["A"].get("malformed")]
    for one in coded_statements(doc):
        answer = right.get(one.key)
        if not answer and any(overlap(doc.text, spans, one.statement.content) >= 0.5 for spans in malformed):
            continue
        yield {
            "article": name,
            "kind": "statement",
            "stratum": "statements",
            "position": one.position,
            "countries": _country([speaker.code for speaker in one.speakers]),
            **dict(zip(CHANCES, one.stance.chances if one.stance else (), strict=False)),
            "wrong": not answer,
            "true_position": answer["position"] if answer else "",
            "true_countries": _country([_code(actor) for actor in answer["actors"]]) if answer else "",
        }
    found = {id(code) for code, _ in pairs}
    overlooked = [code["content"][0][0] for code in codes if id(code) not in found]
    marked = [span for s in doc.statements for span in (*s.source, *s.cue, *s.content)]
    for sentence in doc.sentences:
        span = sentence.span
        beside = any(s.start < span.end and span.start < s.end for s in marked)
        missed = sum(span.start <= start < span.end for start in overlooked)
        yield {"article": name, "kind": "beside" if beside else "sentence", "stratum": "sentences", "missed": missed}


def _all_codes(name: str) -> list[dict[str, Any]]:
    path = gold_folder() / "coded" / "train" / f"{name}.json"
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["codes"]
    return found


def _code(actor: str) -> str:
    known = predictors.known().lexicons.names.get(actor)
    return country_code(known.iso) if known else ""


def _country(codes: list[str]) -> str:
    """The United States, another, both or none."""
    kinds = {"USA" if code == "USA" else "another" for code in codes if code}
    return "; ".join(sorted(kinds)) or "none"


def chances(machine: Floats, n: int, *, doubt: bool) -> Floats:
    """Of being drawn: the same for all, or for half of the sample by how much the machine doubts."""
    even = np.full(len(machine), n / len(machine))
    if not doubt:
        return even
    by_doubt = np.sqrt(machine * (1 - machine))
    return np.minimum(even / 2 + n / 2 * by_doubt / by_doubt.sum(), 1.0)


def draw(rng: np.random.Generator, article: np.ndarray, chance: Floats) -> np.ndarray:
    """Places drawn systematically along the articles in a new order."""
    order = np.argsort(rng.permutation(article.max() + 1)[article], kind="stable")
    steps = rng.random() + np.arange(round(chance.sum()))
    return order[np.minimum(np.searchsorted(np.cumsum(chance[order]), steps), len(order) - 1)]


def held(every: Sampled, n: int, *, doubt: bool) -> dict[str, float]:
    """Of many samples: how often the interval holds the truth, half its width with and without the machine, and how
    often the sample was large enough to be answered from.
    """
    rng, chance = np.random.default_rng(SEED), chances(every.machine, n, doubt=doubt)
    truth = float(every.true @ every.true_in / every.true_in.sum())
    sums = np.zeros(4)
    for _ in range(DRAWS):
        at = draw(rng, every.article, chance)
        some = replace(every, at=at, chance=chance[at], true_in=every.true_in[at], true=every.true[at])
        if not some.true_in.any():
            continue
        fit = fitted(some)
        width, (alone, _) = half(fit, some)[0], half(fitted(some, 0.0), some)
        low, high = on_odds(fit.value, width)
        having = some.true @ some.true_in
        enough = fit.bearing >= LEAST and min(having, some.true_in.sum() - having) >= RARER
        sums += (low <= truth <= high, width, alone, enough)
    return dict(zip(("held", "width", "alone", "enough"), 100 * sums / DRAWS, strict=True))


def main() -> int:
    """Print the table; 0 also where gold data or models are absent, with the reason."""
    missing = [READERS / HELD / "reader.onnx"]
    missing = [path for path in (gold_folder() / "coded" / "train", *missing) if not path.exists()]
    if missing:
        print(f"estimates: {missing[0].parent.name}/{missing[0].name} is not there; see training/README.md.")
        return 0
    items = pd.DataFrame(rows()).assign(pi=1.0, coded=True)
    frame = framed(items, "position")
    print(f"share of oppose, {len(frame.rows)} statements found in 217 coded articles; {DRAWS} samples of each size")
    heads = ("truth", "machine", "drawn", "n", "held", "±", "± without it", "answered")
    print(f"{'':<32}" + "".join(f"{head:>14}" for head in heads))
    for group in GROUPS:
        every = sampled(frame, asked("position", "oppose"), {"countries": group} if group else {})
        truth = 100 * every.true @ every.true_in / every.true_in.sum()
        own = frame.rows["position"].eq("oppose").to_numpy(dtype=float)
        machine = 100 * own @ every.machine_in / every.machine_in.sum()
        for doubt in (False, True):
            for n in SIZES:
                told = held(every, n, doubt=doubt)
                cells = (told["held"], told["width"], told["alone"], told["enough"])
                how = "by doubt" if doubt else "equally"
                print(
                    f"{WORDS[group]:<32}{truth:>14.1f}{machine:>14.1f}{how:>14}{n:>14}"
                    + "".join(f"{cell:>14.1f}" for cell in cells)
                )
    missed, found = items.groupby("kind")["missed"].sum(), int((~frame.rows["wrong"].eq(True)).sum())
    print(
        f"{found} are right; {missed['sentence']:.0f} were missed in sentences without one, and {missed['beside']:.0f} "
        "were overlooked, or cut otherwise, beside another: these no sample of unmarked sentences shows"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
