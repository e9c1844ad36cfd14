"""Names of persons, organisations and places: `python -m benchmarks.mentions`.

On every tenth document of GUM (by hand) and on PolNeAR dev (by CoreNLP, not checked by hand): F1 of whole names, by the
lexicons and tags alone, by the encoder's head alone, and as Demarche joins them.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from analysis.articles import document
from analysis.mentions import encoder_mentions, find_mentions
from analysis.model import Mention
from analysis.segment import find_sentences
from analysis.tag import find_tokens
from analysis.text import index_of
from benchmarks import predictors
from training import gold
from training.mentions import gum_mentions, silver_mentions

KINDS = ("person", "organisation", "place")
WAYS = ("lexicons and tags", "encoder", "both")
Marked = set[tuple[int, int, str]]


def main() -> int:
    """Print the table; 0 also where the gold data is absent, with the reason."""
    if not gold.gold_folder().is_dir():
        print(f"mentions: no gold data in {gold.gold_folder()}; set GOLD_DIR to where it lies.")
        return 0
    print(f"\n{'whole names, F1':<40}" + "".join(f"{kind:>14}" for kind in KINDS))
    for name, texts in (("GUM, every tenth document", gum()), ("PolNeAR dev, by CoreNLP", polnear())):
        counts = {way: {kind: Counter[str]() for kind in KINDS} for way in WAYS}
        for text, marked in texts:
            for way, found in zip(WAYS, ways(text), strict=True):
                for kind in KINDS:
                    ours, theirs = ({m for m in some if m[2] == kind} for some in (found, marked))
                    counts[way][kind].update(right=len(ours & theirs), of=len(ours) + len(theirs))
        for way in WAYS:
            scores = (200 * c["right"] / max(1, c["of"]) for c in counts[way].values())
            print(f"{f'{name}: {way}':<40}" + "".join(f"{score:>14.1f}" for score in scores))
    return 0


def gum() -> Iterator[tuple[str, Marked]]:
    """Text and names of every tenth document of GUM, which the encoder has not seen."""
    for number, (text, mentions) in enumerate(gum_mentions()):
        if number % 10 == 9:
            yield text, set(mentions)


def polnear() -> Iterator[tuple[str, Marked]]:
    """Text and names of each article of PolNeAR dev."""
    folder = gold.gold_folder() / "polnear"
    for name, mentions in silver_mentions(folder, "dev").items():
        yield (folder / "dev" / "text" / f"{name}.txt").read_text(encoding="utf-8"), set(mentions)


def ways(text: str) -> Iterator[Marked]:
    """What each way finds in a text."""
    known = predictors.known()
    lexicons, models = known.lexicons, known.models
    doc = document(text)
    doc = replace(doc, sentences=find_sentences(text, doc.paragraphs, doc.parts, models.sentence_tokenizer))
    doc = replace(doc, tokens=find_tokens(text, doc.sentences, models.tagger, models.lemmas))
    index = index_of(text, models.pieces, doc.paragraphs)
    chances = models.encoder.read(index, lambda tags: []).mentions
    by_encoder = encoder_mentions(index.words, chances, models.thresholds.name)
    yield marked(find_mentions(doc, lexicons, ()))
    yield marked(by_encoder)
    yield marked(find_mentions(doc, lexicons, by_encoder))


def marked(mentions: tuple[Mention, ...]) -> Marked:
    """Mentions as plain values."""
    return {(m.span.start, m.span.end, m.kind) for m in mentions}


if __name__ == "__main__":
    sys.exit(main())
