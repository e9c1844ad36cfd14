"""How right sentences, tags and lemmas are: `python -m benchmarks.tagging`.

Every number is of text that no model was trained on. Needs the gold sets (`training.gold.gold_folder`).
"""

from __future__ import annotations

from collections.abc import Iterator

from analysis import knowledge
from analysis.paragraphs import find_paragraphs
from analysis.segment import find_sentences
from analysis.tag import find_tokens
from training import gold
from training.scores import lemma_accuracy, sentence_f1, tag_agreement


def main() -> None:
    """Print the table."""
    if not gold.gold_folder().is_dir():
        print(f"Skipped: the gold sets are not in {gold.gold_folder()}; set GOLD_DIR to where they are.")
        return
    print(f"{'what':<58}{'measure':<12}{'score':>6}{'of':>8}")
    for what, measure, score, of in table():
        print(f"{what:<58}{measure:<12}{100 * score:>6.1f}{of:>8}")


def table() -> Iterator[tuple[str, str, float, int]]:
    """Rows: what was measured, the measure, its value from 0 to 1, of how many gold things."""
    _, gum = gold.gum_split()
    _, wsj = gold.wsj_split()
    dev = gold.silver_sentences("dev")
    yield "tags: PolNeAR dev, against CoreNLP's", "agreement", *tag_agreement(dev)
    yield "tags: GUM, every tenth document", "accuracy", *tag_agreement(gum)
    yield "tags: WSJ sample, last tenth", "accuracy", *tag_agreement(wsj)
    yield "lemmas of words: GUM, every tenth document, gold tags", "accuracy", *lemma_accuracy(gum)
    news = [document for document in gold.gum_documents() if document.genre in gold.NEWS]
    yield "sentence boundaries: GUM news and interviews", "F1", *sentence_f1(news, whole=False)
    yield "whole sentences: GUM news and interviews", "F1", *sentence_f1(news, whole=True)
    words, tags = raw_text_scores()
    yield "words: PolNeAR dev from the raw text, against CoreNLP's", "F1", *words
    yield "tags of the words that agree", "agreement", *tags


def raw_text_scores() -> tuple[tuple[float, int], tuple[float, int]]:
    """From the raw texts of PolNeAR dev: F1 of word spans, and the share of equal tags where they agree."""
    models = knowledge.load().models
    hits = same = found = wanted = 0
    for name, right in silver_tags("dev").items():
        text = next((gold.gold_folder() / "polnear" / "dev" / "text").glob(f"{name}*")).read_bytes().decode()
        sentences = find_sentences(text, find_paragraphs(text), (), models.sentence_tokenizer)
        tokens = find_tokens(text, sentences, models.tagger, models.lemmas)
        ours = {(t.span.start, t.span.end): t.tag for t in tokens}
        hits += len(ours.keys() & right.keys())
        same += len(ours.items() & right.items())
        found, wanted = found + len(ours), wanted + len(right)
    return (2 * hits / (found + wanted), wanted), (same / hits, hits)


def silver_tags(part: str) -> dict[str, dict[tuple[int, int], str]]:
    """{article: {(start, end): tag}} of PolNeAR `train` or `dev`."""
    articles: dict[str, dict[tuple[int, int], str]] = {}
    for line in gold.lines("polnear", f"silver-{part}.tsv.gz"):
        fields = line.split("\t")
        if line.startswith("# article = "):
            words = articles[line.removeprefix("# article = ")] = {}
        elif len(fields) > 6:
            words[int(fields[5]), int(fields[6])] = fields[3]
    return articles


if __name__ == "__main__":
    main()
