"""Codes of the 217 coded articles, each read by models that have not seen it: `python -m benchmarks.folds [--given]`.

The models are what `python -m training.speakers` leaves in .cache for each fold, and `python -m training.reader --held`
for all of them; the encoder has seen these articles' attributions. Scored by the scorer that lies beside the gold data;
the floors answer in the place of the reader, on the same statements with the same speakers. --given: on the statements
as they were coded.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import sys
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from analysis.annotate import annotate
from analysis.knowledge import Knowledge
from analysis.model import Document
from analysis.ranker import Ranker
from analysis.reader import Reader
from analysis.trained import Models
from benchmarks import predictors
from training.gold import gold_folder
from training.scores import same_target
from training.spoken import FOLDS, HELD, READERS, WORK, coded_text, codes_of, fold_of, matched

Codes = list[dict[str, Any]]
FIELDS = ("speakers", "actors", "position", "act", "target", "main topic", "foreign policy", "whole row")
OLD = {  # what rules and judge of the last version reached on these folds
    "position": 61.4,
    "macro-F1": 62.1,
    "act": 45.0,
    "target": 49.4,
    "main topic": 40.4,
    "whole row": 36.2,
    "rows F1": 31.4,
}
READINGS = "two readings of 205 wire statements: position 93, act 89, target 88; whole rows 79 to 85"
WORDS = 8  # of the content, for the floor of targets


class Folded(Models):
    """The models of a folder, the reader and a fold's rankers such as have not seen its articles."""

    fold = 0

    @cached_property
    def reader(self) -> Reader:
        """The reader that has seen no coded article."""
        return Reader(READERS / HELD, self.threads)

    @cached_property
    def links(self) -> Ranker:
        """The ranker of links that has not seen the fold."""
        return Ranker(WORK / f"fold{self.fold}" / "links.npz")

    @cached_property
    def actors(self) -> Ranker:
        """The ranker of actors that has not seen the fold."""
        return Ranker(WORK / f"fold{self.fold}" / "actors.npz")


@cache
def known(fold: int) -> Knowledge:
    """Demarche's knowledge with the models of a fold."""
    usual = predictors.known()
    models = Folded(usual.models.folder, usual.models.threads)
    object.__setattr__(models, "fold", fold)
    return replace(usual, models=models)


@cache
def folds() -> dict[str, int]:
    """The fold of each coded article, by its text."""
    names = (path.stem for path in (gold_folder() / "coded" / "train").glob("*.json"))
    return {coded_text(name): fold_of(f"coded {name}") for name in names}


@cache
def annotated(text: str) -> Document:
    """A text by the models of its fold."""
    return annotate(text, known(folds()[text]))


def attributions(text: str) -> Codes:
    """As `predictors.attributions`, by the models of the text's fold."""
    return predictors.told(annotated(text))


def given(text: str, statements: Codes) -> Codes:
    """As `predictors.given`, by the models of the text's fold."""
    return predictors.given(text, statements, known(folds()[text]))


# ---- floors


def majority(text: str) -> Codes:
    """Everything is stated, takes no side and is on no topic."""
    return [{**one, "position": "neutral", "act": "state", "topics": []} for one in attributions(text)]


def signed_words(text: str) -> Codes:
    """The sign of the sum of a word list over the content: that of VADER, which knows negation and emphasis too."""
    sums = _word_list()
    return [{**one, "position": sums(" ".join(text[a:b] for a, b in one["content"]))} for one in attributions(text)]


def first_words(text: str) -> Codes:
    """The first eight words of the content as the target."""
    return [{**one, "target": " ".join(text[slice(*one["content"][0])].split()[:WORDS])} for one in attributions(text)]


def second_stances() -> str:
    """How many further stances are right, position and target, of those told and of those coded, matched statements."""
    told = coded = right = 0
    for path in sorted((gold_folder() / "coded" / "train").glob("*.json")):
        doc = annotated(coded_text(path.stem))
        found = defaultdict(list)
        for stance in doc.stances:
            found[stance.statement].append((stance.position, stance.target))
        for code, statement in matched(doc, codes_of(path.stem)):
            more, second = found[statement.key][1:], code["A"].get("second") or []
            told, coded = told + len(more), coded + len(second)
            for one in second:
                names = [one.get("target") or "", doc.text[slice(*(one.get("target_span") or (0, 0)))]]
                right += any(position == one["position"] and same_target(names, name) for position, name in more)
    return f"second stances: {told} told, {coded} coded, {right} right"


@cache
def _word_list() -> Callable[[str], str]:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    vader = SentimentIntensityAnalyzer()

    def side(words: str) -> str:
        whole = vader.polarity_scores(words)["compound"]
        return "support" if whole > 0.05 else "oppose" if whole < -0.05 else "neutral"

    return side


def main() -> int:
    """Print the table; 0 also where gold data or models are absent, with the reason."""
    scorer = gold_folder().parent / "bench" / "codes.py"
    links = (WORK / f"fold{n}" / "links.npz" for n in range(FOLDS))
    missing = [p for p in (scorer, READERS / HELD / "reader.onnx", *links) if not p.exists()]
    if missing:
        print(f"folds: {missing[0].parent.name}/{missing[0].name} is not there; see training/README.md.")
        return 0
    rows = {"Demarche": attributions, "majority": majority, "first eight words": first_words}
    if importlib.util.find_spec("vaderSentiment"):
        rows["signed words (VADER)"] = signed_words
    if "--given" in sys.argv:
        rows = {"Demarche, given the statements": given}  # type: ignore[dict-item]
    heads = ("macro-F1", *FIELDS, "rows F1", "evidence", "matched")
    print(f"{'217 coded articles, folds':<32}" + "".join(f"{name:>15}" for name in heads))
    for name, predictor in rows.items():
        found = scored(scorer, predictor, asked="--given" in sys.argv)
        print(f"{name:<32}" + "".join(f"{found[head]:>15.1f}" for head in heads), flush=True)
    print(f"{'rules and judge before':<32}" + "".join(f"{OLD.get(head, float('nan')):>15.1f}" for head in heads))
    if "--given" not in sys.argv:
        print(second_stances())
    print(READINGS)
    return 0


def scored(scorer: Path, predictor: Callable[..., Codes], *, asked: bool) -> dict[str, float]:
    """What the scorer says of a predictor, in percent: on statements that are matched, but for the F1 of
    rows; evidence: how often it shares a word with the coder's.
    """
    codes, texts = gold_folder() / "coded" / "train", gold_folder() / "polnear" / "train" / "text"
    with contextlib.redirect_stdout(io.StringIO()):
        result = _module(scorer).run(str(codes), str(texts), predictor, given=asked)
    found = {name: 100 * result[name]["both"] for name in FIELDS}
    found["evidence"] = 100 * result["evidence"]["shares a word"]
    macro, rows = result["position"]["macro_f1 both"], result["rows"]["f1"]
    return found | {"macro-F1": 100 * macro, "rows F1": 100 * rows, "matched": 100 * result["matched"]}


@cache
def _module(path: Path) -> Any:
    sys.path.insert(0, str(path.parent))
    spec = importlib.util.spec_from_file_location("codes_scorer", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} is no Python file.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    sys.exit(main())
