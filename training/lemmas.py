"""Lemma rules: makes `analysis/models/lemmas.json.gz` from words with tags and lemmas. `python -m training.lemmas`

Forms of verbs that news has too rarely to be learned from ("expelled", "fled") stand in verbs.tsv.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from analysis.tag import endings, lemma_of
from training import gold
from training.gold import TaggedSentence
from training.models import write_model
from training.rows import rows_of

Rule = tuple[int, str]

# Of other tags CoreNLP gives no lemmas ("larger" for "larger", "Americans" for "Americans"): GUM alone teaches them.
SILVER_TAGS = ("NN", "NNS", "VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "MD", "RB")
GUM_TAGS = (*SILVER_TAGS, "NNPS", "JJR", "JJS", "RBR", "RBS", "PRP", "DT", "WP", "POS", "TO", "UH")
OFTEN = 3  # sightings in GUM that outweigh any number of silver ones
VERBS = Path(__file__).with_name("verbs.tsv")
RARE = 2  # words that an ending needs to get a rule; sightings that a word needs to get one


def main() -> None:
    """Learn from nine tenths of GUM and from PolNeAR train; write the model."""
    gum, _ = gold.gum_split()
    write_model("lemmas.json.gz", lemma_rules(gum, gold.silver_sentences("train"), rows_of(VERBS)))


def lemma_rules(
    gum: Iterable[TaggedSentence], silver: Iterable[TaggedSentence], verbs: Sequence[Mapping[str, str]] = ()
) -> dict[str, dict[str, Rule]]:
    """{tag: {ending: (characters to cut, what to add)}}, as `analysis.tag.lemma_of` reads it.

    verbs: the rows of verbs.tsv. Their forms, and the regular ones of verbs that the sets have in their plain form
    alone, get a rule of their own where the endings are wrong about them.
    """
    known = frequent_lemmas(gum, silver)
    by_tag: dict[str, dict[str, str]] = defaultdict(dict)
    for (tag, word), lemma in sorted(known.items()):
        by_tag[tag][word] = lemma
    rules = {tag: rules for tag, lemmas in by_tag.items() if (rules := learned_rules(lemmas))}
    plain = {word for (tag, word), lemma in known.items() if tag in ("VB", "VBP") and word == lemma}
    regular = [form for form in regular_forms(sorted(plain - {row["lemma"] for row in verbs})) if form[:2] not in known]
    for tag, word, lemma in (*irregular_forms(verbs), *regular):
        if tag in rules and lemma_of(word, tag, rules) != lemma:
            rules[tag][f"^{word}"] = change(word, lemma)
    return rules


def irregular_forms(verbs: Iterable[Mapping[str, str]]) -> Iterator[tuple[str, str, str]]:
    """(tag, form, verb); the past also as a participle, as the tagger often takes one for the other."""
    for row in verbs:
        forms = [("VBD", row["past"]), ("VBN", row["past"]), ("VBN", row["participle"]), ("VBG", row["ing"])]
        yield from ((tag, form, row["lemma"]) for tag, form in forms if form)


def regular_forms(verbs: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """(tag, form, verb): *conceded* and *conceding* of *concede*, *agreeing* of *agree*, *implied* of *imply*."""
    for verb in verbs:
        if not verb.isalpha() or len(verb) < 3:
            continue
        if verb.endswith("e"):
            stem, past = verb if verb.endswith(("ee", "oe", "ye")) else verb[:-1], f"{verb}d"
        else:
            stem, past = verb, f"{verb[:-1]}ied" if verb.endswith("y") and verb[-2] not in "aeiou" else f"{verb}ed"
        yield from (("VBD", past, verb), ("VBN", past, verb), ("VBG", f"{stem}ing", verb))


def frequent_lemmas(gum: Iterable[TaggedSentence], silver: Iterable[TaggedSentence]) -> dict[tuple[str, str], str]:
    """The most frequent lemma of each (tag, word), both in lower case but the tag."""
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    checked: Counter[tuple[str, str]] = Counter()
    for sentence in gum:
        for word, tag, lemma in sentence:
            if tag in GUM_TAGS:
                counts[tag, word.lower()][lemma.lower()] += 1
                checked[tag, word.lower()] += 1
    for sentence in silver:
        for word, tag, lemma in sentence:
            if tag in SILVER_TAGS and checked[tag, word.lower()] < OFTEN:
                counts[tag, word.lower()][lemma.lower()] += 1
    return {
        key: max(sorted(votes), key=votes.__getitem__)
        for key, votes in counts.items()
        if checked[key] or votes.total() >= RARE
    }


def learned_rules(lemmas: Mapping[str, str]) -> dict[str, Rule]:
    """Rules that give each word its lemma.

    From short to long, an ending gets a rule where most words that have it need another one than its
    shorter endings give them; what is then still wrong gets a rule for the whole word ("^went").
    """
    needed = {word: change(word, lemma) for word, lemma in lemmas.items()}
    votes: dict[str, Counter[Rule]] = defaultdict(Counter)
    for word, rule in needed.items():
        for ending in endings(word):
            votes[ending][rule] += 1
    rules: dict[str, Rule] = {}
    for ending in sorted(votes, key=lambda e: (len(e), e)):
        best = max(sorted(votes[ending]), key=votes[ending].__getitem__)
        given = next((rules[e] for e in endings(ending) if e in rules), (0, ""))
        if votes[ending][best] >= RARE and votes[ending][best] > votes[ending][given]:
            rules[ending] = best
    wrong = {f"^{w}": needed[w] for w, lemma in lemmas.items() if lemma_of(w, "", {"": rules}) != lemma}
    return rules | wrong


def change(word: str, lemma: str) -> Rule:
    """What makes the lemma of the word: how many characters to cut, and what to add.

    >>> change("denies", "deny")
    (3, 'y')
    """
    kept = 0
    while word[: kept + 1] == lemma[: kept + 1] and kept < min(len(word), len(lemma)):
        kept += 1
    return len(word) - kept, lemma[kept:]


if __name__ == "__main__":
    main()
