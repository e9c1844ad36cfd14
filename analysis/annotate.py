"""The whole way from a text to its layers, as one readable list of steps; the only file that attaches layers."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from analysis import knowledge
from analysis.acts import find_acts
from analysis.articles import document
from analysis.attribution import find_cues
from analysis.knowledge import Knowledge
from analysis.mentions import encoder_mentions, find_mentions
from analysis.model import Document
from analysis.people import home_of
from analysis.segment import find_sentences
from analysis.speakers import find_speakers
from analysis.stances import find_stances
from analysis.statements import contents_that_report, find_nested, find_statements
from analysis.tag import find_tokens
from analysis.text import index_of
from analysis.topics import find_article_topics, find_matches, find_topic_codes


def annotate(article: str | Document, known: Knowledge | None = None) -> Document:
    """The article with all its layers, from sentences to stances.

    Takes any text; one without statements comes back without them. known: what `knowledge.load` gives; without it,
    Demarche's own as its files stand now. Nothing leaves the machine.
    """
    known = known or knowledge.load()
    lexicons, models = known.lexicons, known.models
    doc = document(article, known) if isinstance(article, str) else article
    index = index_of(doc.text, models.pieces, doc.paragraphs)
    look = partial(find_cues, low=models.thresholds.cue)

    sentences = find_sentences(doc.text, index.paragraphs, doc.parts, models.sentence_tokenizer)
    doc = replace(doc, made_by=known.made_by, sentences=sentences)
    doc = replace(doc, tokens=find_tokens(doc.text, doc.sentences, models.tagger, models.lemmas))
    trees = models.trees.begin(index, doc.tokens, [sentence.span for sentence in sentences])
    output = models.encoder.read(index, look, tell=trees.take)
    doc = replace(doc, tokens=trees.linked())
    names = encoder_mentions(index.words, output.mentions, models.thresholds.name)
    doc = replace(doc, mentions=find_mentions(doc, lexicons, names))
    sure = (models.calibration, models.thresholds)
    doc = replace(doc, statements=find_statements(doc, index, output, *sure, lexicons.things))
    inner = contents_that_report(doc, index, lexicons.cues)
    doc = replace(doc, nested=find_nested(doc, inner, models.encoder.read(inner, look, context=0), *sure))
    speakers, resolutions, nested = find_speakers(doc, lexicons, models.confidence)
    doc = replace(doc, speakers=speakers, resolutions=resolutions, nested=nested)
    home = home_of(doc, lexicons)
    matches = find_matches(doc.text, known.codebook, lexicons)
    doc = replace(doc, topic_codes=find_topic_codes(doc, matches, index.paragraphs, known.codebook, home))
    doc = replace(doc, topics=find_article_topics(matches, known.codebook, home))
    doc = replace(doc, acts=find_acts(doc, lexicons))
    labels = known.codebook.labels
    return replace(doc, stances=find_stances(doc, index, lexicons, labels, models.confidence, models.judge))
