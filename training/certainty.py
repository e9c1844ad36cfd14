"""How sure the reader is: `python -m training.certainty`, after `python -m training.reader`, with and without `--held`.

The coded articles are read by the reader that has seen none of them, on the statements that the chain finds. Scores are
divided by what makes the chances of the right position, act and topic likeliest; the chance of a target is stretched by
a logistic regression. Writes them into names.json beside the readers, and prints how well the chances hold:
fitted on four folds and seen on the fifth, the mean chance beside the share that was right, and the expected error.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analysis import knowledge
from analysis.encoder import Floats
from analysis.likeness import NO_TOPIC, in_context
from analysis.ranker import chance_of
from analysis.reader import POSITIONS, SHARP, Asking, Question, Reader
from analysis.saving import saved
from analysis.text import index_of
from training.calibration import reliability
from training.scores import same_target
from training.spoken import FOLDS, HELD, READERS, all_texts, codes_of, fitted, fold_of, matched

PARTS = ("position", "act", "topic")
TRIED = np.linspace(0.5, 3.0, 101)


@dataclass(frozen=True, slots=True)
class Found:
    """What the reader says of a coded statement: logarithms of chances and the right one of each part, by its number;
    the chance of its likeliest target and whether that is right.
    """

    fold: int
    scores: tuple[Floats, ...]
    right: tuple[int, ...]
    target: float
    hit: bool


def found() -> Iterator[Found]:
    """What the reader says that has seen none of the coded articles."""
    pieces, reader = knowledge.load().models.pieces, Reader(READERS / HELD)
    reader.heat = dict.fromkeys(PARTS, 1.0)
    for text in all_texts("coded"):
        fold, name = fold_of(text.key), text.key.partition(" ")[2]
        doc = text.doc
        asking = Asking(index_of(doc.text, pieces, doc.paragraphs))
        pairs = list(matched(doc, codes_of(name)))
        said = reader.read(asking, [Question(s.source, s.cue, s.content) for _, s in pairs])
        if not said:
            continue
        topics = in_context(SHARP * np.stack([one.likeness for one in said]) @ reader.kinds.T)
        for (code, _), one, on in zip(pairs, said, topics, strict=True):
            answer = code["A"]
            right = (
                POSITIONS.index(answer["position"]),
                reader.acts.index(answer["act"]),
                reader.topics.index((answer["topics"] or [NO_TOPIC])[0]),
            )
            scores = (np.log(one.positions), np.log(one.acts), on)
            span, sure = one.targets[0]
            named = [answer["target"], doc.text[slice(*answer["target_span"])]]
            yield Found(fold, scores, right, sure, same_target(named, doc[span] if span else ""))


def heat(some: list[Found], part: int) -> float:
    """What to divide the scores of a part by, so that the right ones are as likely as can be."""
    scores, right = np.stack([f.scores[part] for f in some]), np.array([f.right[part] for f in some])
    return float(min(TRIED, key=lambda t: -logs(scores / t)[np.arange(len(right)), right].sum()))


def logs(scores: Floats) -> Floats:
    """Logarithms of chances."""
    most = scores.max(1, keepdims=True)
    return np.asarray(scores - most - np.log(np.exp(scores - most).sum(1, keepdims=True)))


def stretch(some: list[Found]) -> tuple[float, float]:
    """Slope and shift of the odds that a target is right."""
    row = fitted([(min(max(f.target, 1e-3), 0.999), f.hit) for f in some])
    return row["slope"], row["shift"]


def seen(some: list[Found]) -> dict[str, list[tuple[float, bool]]]:
    """For each part, the chance said and whether it came true, of each statement as fitted on the other folds."""
    pairs: dict[str, list[tuple[float, bool]]] = {part: [] for part in (*PARTS, "target")}
    for fold in range(FOLDS):
        own, others = [f for f in some if f.fold == fold], [f for f in some if f.fold != fold]
        for number, part in enumerate(PARTS):
            degrees = heat(others, number)
            chances = np.exp(logs(np.stack([f.scores[number] for f in own]) / degrees))
            best = chances.argmax(1)
            pairs[part] += [
                (float(c[b]), bool(b == f.right[number])) for c, b, f in zip(chances, best, own, strict=True)
            ]
        slope, shift = stretch(others)
        pairs["target"] += [(chance_of(slope, shift, f.target), f.hit) for f in own]
    return pairs


def main() -> None:
    """Fit, save, print the tables."""
    some = list(found())
    degrees = {part: round(heat(some, number), 3) for number, part in enumerate(PARTS)}
    fit = {"heat": degrees, "target": [round(float(x), 3) for x in stretch(some)]}
    print(fit)
    for folder in (knowledge.MODELS / "reader", READERS / HELD):
        names = json.loads((folder / "names.json").read_text(encoding="utf-8"))
        print(saved(folder / "names.json", json.dumps(names | fit) + "\n"))
    for part, pairs in seen(some).items():
        said, right = np.array(pairs, dtype=np.float64).T
        error, rows = reliability(said, right.astype(bool))
        print(
            f"{part}: {100 * right.mean():.1f} % right, expected calibration error {error:.3f}, {len(pairs)} statements"
        )
        for low, count, mean, share in rows:
            print(f"{low:.1f}–{low + 0.1:.1f}{count:>7}{mean:>8.3f} said{share:>8.3f} right")


if __name__ == "__main__":
    main()
