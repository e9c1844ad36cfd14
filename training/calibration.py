"""The chance that an attribution is right: `python -m training.calibration`, after training.encoder.

A logistic regression over `attribution.certainty_signs`, fitted on PolNeAR dev: right is an attribution whose content
shares at least half of the words (Jaccard, one to one) of a gold one, with a word of its source or, like it, without
one. Writes calibration.json beside the encoder, and prints how well the chances hold: by cross-validation over ten
parts of the articles, the mean chance beside the share that was right, and the expected calibration error.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np

from analysis import knowledge
from analysis.attribution import PLAIN, Attribution, Thresholds, attributions_of, find_cues, offsets
from analysis.encoder import EncoderOutput
from analysis.saving import saved
from analysis.text import Words, index_of
from training import gold

FOLDS, BINS, ROUNDS = 10, 10, 3
PENALTY = 1.0
LITTLE = 3  # letters up to which a word of a source tells nothing: the, of, his


def main() -> None:
    """Fit, print the table, save."""
    models = knowledge.load().models
    least = models.thresholds
    indexes = [(text, found, index_of(text, models.pieces)) for _, text, found in gold.polnear("dev")]
    outputs = [models.encoder.read(index, partial(find_cues, low=least.cue)) for _, _, index in indexes]
    dev = [(text, found, index.words) for text, found, index in indexes]
    weights = np.array(PLAIN)
    for turn in range(ROUNDS):  # which attributions are found depends on the weights
        signs, right, fold = judged(dev, outputs, weights, all_from(least, 0.03 if turn else 0.05))
        weights = fitted(signs, right)
    print(saved(knowledge.MODELS / "encoder" / "calibration.json", json.dumps(weights.tolist()) + "\n"))
    chance = np.zeros(len(right))
    for part in range(FOLDS):
        held = fold == part
        chance[held] = chances(signs[held], fitted(signs[~held], right[~held]))
    kept = chance >= least.keep
    error, rows = reliability(chance[kept], right[kept])
    print(f"expected calibration error {error:.3f}, cross-validated, {kept.sum()} attributions")
    for low, count, mean, share in rows:
        print(f"{low:.1f}–{low + 1 / BINS:.1f}{count:>7}{mean:>8.3f} said{share:>8.3f} right")


def all_from(least: Thresholds, chance: float) -> Thresholds:
    """Thresholds that let nearly everything pass, so that doubtful attributions are seen too."""
    return replace(least, keep=chance, nameless=chance, purpose=chance)


def judged(
    dev: list[tuple[str, list[gold.Attribution], Words]],
    outputs: list[EncoderOutput],
    weights: np.ndarray,
    least: Thresholds,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Signs (n, s), right or not (n,), and part (n,) of every attribution found in the articles."""
    signs, right, fold = [], [], []
    for number, ((text, marked, words), output) in enumerate(zip(dev, outputs, strict=True)):
        found = attributions_of(words, output, list(weights), least)
        for one, good in zip(found, matches(text, marked, words, found), strict=True):
            if one.signs.any():  # what a rule found has none, and a fixed chance
                signs.append(one.signs)
                right.append(good)
                fold.append(number % FOLDS)
    return np.array(signs, dtype=float), np.array(right, dtype=float), np.array(fold)


def matches(text: str, marked: list[gold.Attribution], words: Words, found: list[Attribution]) -> Iterator[bool]:
    """For each attribution found: is it right?"""
    theirs = [(places(text, m["content"]), names(text, m["source"])) for m in marked]
    ours = [(places(text, offsets(words, f.content)), names(text, offsets(words, f.source))) for f in found]
    pairs = sorted(
        (-len(a & b) / len(a | b), i, j)
        for i, (a, _) in enumerate(theirs)
        for j, (b, _) in enumerate(ours)
        if 2 * len(a & b) >= len(a | b) > 0
    )
    taken: dict[int, int] = {}
    for _, i, j in pairs:
        if i not in taken.values() and j not in taken:
            taken[j] = i
    for j, (_, source) in enumerate(ours):
        wanted = theirs[taken[j]][1] if j in taken else None
        yield wanted is not None and (bool(source & wanted) or not (source or wanted))


def places(text: str, spans: gold.Spans) -> set[int]:
    """Where the words in some spans begin."""
    return {m.start() + a for a, b in spans for m in re.finditer(r"\w+", text[a:b])}


def names(text: str, spans: gold.Spans) -> set[int]:
    """The same without little words, where others are left."""
    every = {m.start() + a: m.group().lower() for a, b in spans for m in re.finditer(r"\w+", text[a:b])}
    return {at for at, word in every.items() if len(word) > LITTLE} or set(every)


def chances(signs: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The chance of each row."""
    return np.asarray(1 / (1 + np.exp(-signs @ weights)))


def fitted(signs: np.ndarray, right: np.ndarray, steps: int = 60) -> np.ndarray:
    """Weights of a logistic regression with a squared penalty on all but the last, by Newton's method."""
    weights = np.zeros(signs.shape[1])
    penalty = np.r_[np.full(len(weights) - 1, PENALTY), 0]
    for _ in range(steps):
        p = chances(signs, weights)
        slope = signs.T @ (p - right) + penalty * weights
        bend = (signs * (p * (1 - p))[:, None]).T @ signs + np.diag(penalty + 1e-9)
        weights = weights - np.linalg.solve(bend, slope)
    return weights


def reliability(chance: np.ndarray, right: np.ndarray) -> tuple[float, list[tuple[float, int, float, float]]]:
    """Expected calibration error, and for each tenth: its lower edge, count, mean chance, share that was right."""
    error, rows = 0.0, []
    for low in range(BINS):
        inside = np.minimum((chance * BINS).astype(int), BINS - 1) == low
        if inside.any():
            mean, share = float(chance[inside].mean()), float(right[inside].mean())
            error += float(inside.mean()) * abs(mean - share)
            rows.append((low / BINS, int(inside.sum()), mean, share))
    return error, rows


if __name__ == "__main__":
    main()
