"""How long sentences, words, tags and lemmas take together: `python -m benchmarks.speed`.

The yardstick is NLTK's `PerceptronTagger`, given the same weights and the words found, for the tags alone, in
the same run. One thread, median of five runs. Target: at most 1.6 times as long.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

from analysis import knowledge
from analysis.paragraphs import find_paragraphs
from analysis.segment import find_sentences
from analysis.tag import as_trained, find_tokens
from analysis.words import find_words, pieces
from training import gold

RUNS = 5
TARGET = 1.6
ENOUGH = 20_000  # words, for one run


def main() -> int:
    """Print the table; 1 where the target is missed."""
    where, texts = some_texts()
    models = knowledge.load().models
    punkt, tagger, lemmas = models.sentence_tokenizer, models.tagger, models.lemmas
    sentences = [find_sentences(text, find_paragraphs(text), (), punkt) for text in texts]
    spans = [[find_words(text, s) for s in found] for text, found in zip(texts, sentences, strict=True)]
    words = [as_trained(text, s) for text, found in zip(texts, spans, strict=True) for s in found]
    count = sum(map(len, words))

    def ours() -> None:
        pieces.cache_clear()
        for text in texts:
            find_tokens(text, find_sentences(text, find_paragraphs(text), (), punkt), tagger, lemmas)

    def tags_alone() -> None:
        for sentence in words:
            tagger.tag(sentence)

    seconds = medians(ours, tags_alone)
    print(f"{count:,} words of {where}; one thread, median of {RUNS} runs")
    for name, time_taken in zip(("sentences, words, tags, lemmas", "NLTK's tagger, tags alone"), seconds, strict=True):
        print(f"{name:<34}{count / time_taken:>9,.0f} words/s{1e6 * time_taken / count:>7.1f} µs a word")
    ratio = seconds[0] / seconds[1]
    print(f"{'ratio':<34}{ratio:>9.2f}  (target: at most {TARGET})")
    return int(ratio > TARGET)


def some_texts() -> tuple[str, list[str]]:
    """What the texts are, and the texts: PolNeAR dev, or where it is absent the project's articles, repeated."""
    dev = sorted((gold.gold_folder() / "polnear" / "dev" / "text").glob("*.txt"))
    if dev:
        return "PolNeAR dev", [path.read_bytes().decode() for path in dev]
    articles = sorted((knowledge.data_folder() / "articles").glob("*.txt"))
    texts = [path.read_bytes().decode() for path in articles]
    return "data/articles, repeated", texts * max(1, ENOUGH // sum(len(text.split()) for text in texts))


def medians(*jobs: Callable[[], None]) -> list[float]:
    """The median time of each job, in seconds, after one run that is not counted; runs alternate."""
    times: list[list[float]] = []
    for _ in range(RUNS + 1):
        times.append([])
        for job in jobs:
            start = time.process_time()
            job()
            times[-1].append(time.process_time() - start)
    return [statistics.median(taken) for taken in zip(*times[1:], strict=True)]


if __name__ == "__main__":
    sys.exit(main())
