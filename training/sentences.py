"""Sentence boundaries: makes `analysis/models/punkt.json.gz`, tables of NLTK's Punkt. `python -m training.sentences`

Punkt was made to learn from bare text (Kiss & Strunk 2006). Here boundaries are known, so its four tables are
counted instead of guessed: a name that often opens a sentence cannot pass for a word that only does so there.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.lexicons import rows
from training import gold
from training.gold import TaggedSentence
from training.models import write_model

ABBREVIATION = re.compile(r"[a-z][a-z.&-]*")
OPENINGS = 20  # sentences that a starter opens
NAME_SHARE = 0.1  # of its capitals in mid-sentence, what a starter may be a name in
PERIOD_SHARE = 0.5  # of all its uses, what an abbreviation must have a period in
LOWER, LOWER_AND_NAME = 1 << 5, 1 << 5 | 1 << 2  # NLTK's _ORTHO_MID_LC, and with _ORTHO_MID_UC


@dataclass(slots=True)
class Uses:
    """How often a word opens a sentence with a capital, is a name or lower case inside one."""

    opening: int = 0
    name: int = 0
    lower: int = 0


def main() -> None:
    """Count in PolNeAR train, the WSJ sample and the genres of GUM that boundaries are not measured on; write."""
    wsj, _ = gold.wsj_split()
    sentences = [*gold.silver_sentences("train"), *gold.gum_other_genres(), *wsj]
    write_model("punkt.json.gz", punkt_parameters(sentences, more_abbreviations()))


def more_abbreviations() -> set[str]:
    """What `abbreviations.tsv` adds to the abbreviations of the gold texts."""
    path = Path(__file__).with_name("abbreviations.tsv")
    return {row["abbreviation"] for row in rows(path.name, path.read_bytes())}


def punkt_parameters(sentences: Iterable[TaggedSentence], more: Iterable[str] = ()) -> dict[str, Any]:
    """Abbreviations, sentence starters, collocations and orthographic context, sorted, as JSON takes them.

    abbreviations: words, lower case, without their last period; those found and `more`.
    starters: words that often open sentences and are hardly ever names.
    collocations: [abbreviation, next word] that no sentence boundary separates, where Punkt would see one.
    orthography: {flags of NLTK: words}; a word that never is lower case needs none.
    """
    uses: dict[str, Uses] = defaultdict(Uses)
    dotted: Counter[str] = Counter()
    bare: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for sentence in sentences:
        words = [word for word in sentence if any(c.isalnum() for c in word.text)]
        for at, (text, tag, _) in enumerate(words):
            word = punkt_type(text)
            if at == 0:
                uses[word].opening += text[0].isupper()
            else:
                uses[word].name += tag in ("NNP", "NNPS")
                uses[word].lower += text[0].islower()
            if len(word) > 1 and word.endswith("."):
                dotted[word[:-1]] += 1
                if at + 1 < len(words):
                    pairs[word[:-1], punkt_type(words[at + 1].text)] += 1
            else:
                bare[word] += 1
    abbreviations = set(more) | {
        word for word, n in dotted.items() if n >= PERIOD_SHARE * (n + bare[word]) and ABBREVIATION.fullmatch(word)
    }
    lower = {word: use for word, use in uses.items() if use.lower >= 2 and use.lower >= 0.1 * use.name}
    starters = {word for word, use in lower.items() if use.opening >= OPENINGS and use.name <= NAME_SHARE * use.lower}
    opens = {word for word, use in lower.items() if not use.name}
    collocations = {
        (first, then)
        for (first, then), n in pairs.items()
        if n >= 2 and then not in starters and (first not in abbreviations or then in opens)
    }
    return {
        "abbreviations": sorted(abbreviations),
        "collocations": sorted(collocations),
        "orthography": {str(LOWER): sorted(opens), str(LOWER_AND_NAME): sorted(lower.keys() - opens)},
        "starters": sorted({*starters, "i"}),
    }


def punkt_type(text: str) -> str:
    """The word as Punkt's tables name it: lower case, all numbers alike."""
    return "##number##" if text[0].isdigit() else text.lower()


if __name__ == "__main__":
    main()
