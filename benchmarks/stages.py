"""Tokens a second, stage by stage, on one core: `taskset -c 1 python -m benchmarks.stages`.

Sixty articles of PolNeAR dev. Where spaCy is installed, a pipeline of the shape of its small English model (the engine
that other quotation tools stand on; its weights do not matter for speed) is timed in the same run.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from analysis import knowledge
from analysis.acts import find_acts
from analysis.articles import document
from analysis.attribution import find_cues
from analysis.encoder import Floats
from analysis.entities import home_of
from analysis.mentions import encoder_mentions, find_mentions
from analysis.model import Document
from analysis.segment import find_sentences
from analysis.speakers import Links, find_speakers, read
from analysis.stances import find_stances
from analysis.statements import contents_that_report, find_nested, find_statements
from analysis.tag import find_tokens
from analysis.text import index_of
from analysis.topics import find_article_topics, find_matches, find_topic_codes
from analysis.trees import token_pieces
from training.gold import gold_folder

TEXTS = 60
JUDGED = "topics, acts, stances"


def stages() -> dict[str, Callable[[Document], Document]]:
    """The steps of `annotate`, by name."""
    known = knowledge.load()
    lexicons, models, labels = known.lexicons, known.models, known.codebook.labels
    sure, look = (models.calibration, models.thresholds), partial(find_cues, low=models.thresholds.cue)
    judge, encoder, head = models.judge, models.encoder, models.trees
    told: dict[str, list[tuple[int, Floats]]] = {}  # of each text, for its trees

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
        reader = read(doc, lexicons, Links(models.links, sight))
        found, resolutions, inner = find_speakers(reader, models.link_odds, models.actors)
        return replace(doc, speakers=found, resolutions=resolutions, nested=inner)

    def judged(doc: Document) -> Document:
        home, index = home_of(doc, lexicons), index_of(doc.text, models.pieces, doc.paragraphs)
        matches = find_matches(doc.text, known.codebook, lexicons)
        doc = replace(doc, topic_codes=find_topic_codes(doc, matches, index.paragraphs, known.codebook, home))
        doc = replace(doc, topics=find_article_topics(matches, known.codebook, home))
        doc = replace(doc, acts=find_acts(doc, lexicons))
        return replace(doc, stances=find_stances(doc, index, lexicons, labels, models.confidence, judge))

    return {
        "sentences, words, tags, lemmas": tokens,
        "statements (encoder), names": statements,
        "trees": trees,
        "statements within them": nested,
        "speakers": speakers,
        JUDGED: judged,
    }


def main() -> int:
    """Print the table; 0 also where the gold data is absent, with the reason."""
    folder = gold_folder() / "polnear" / "dev" / "text"
    if not folder.is_dir():
        print(f"stages: no articles in {folder}; set GOLD_DIR to the folder of the gold data.")
        return 0
    begin = time.perf_counter()
    steps = stages()
    print(f"{'models loaded in':<34}{time.perf_counter() - begin:>10.2f} s")
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))[:TEXTS]]
    docs = [document(text) for text in texts]
    spent = 0.0
    for name, step in steps.items():
        begin = time.perf_counter()
        docs = [step(doc) for doc in docs]
        took = time.perf_counter() - begin
        spent += took
        print(f"{name:<34}{sum(len(d.tokens) for d in docs) / took:>10,.0f} tokens/s")
    before = spent - took
    ours = sum(len(d.tokens) for d in docs) / before
    print(f"{'text to resolved statements':<34}{ours:>10,.0f} tokens/s")
    peer = _peer()
    if peer:
        print(f"{'spaCy, small English shape':<34}{peer:>10,.0f} tokens/s   ratio {ours / peer:.2f} (floor 0.25)")
    print(f"with {JUDGED} the whole takes {spent / before:.2f} times as long (limit 1.4)")
    return 0


def _peer() -> float | None:
    """Tokens a second of the peer, None where spaCy or the script is absent."""
    script = gold_folder().parent / "bench" / "spacy_shape.py"
    try:
        done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return float(done.stdout.split()[-1])


if __name__ == "__main__":
    sys.exit(main())
