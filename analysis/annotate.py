"""The whole way from a text to its layers, as one readable list of steps; the only file that attaches layers."""

from __future__ import annotations

from dataclasses import replace

from analysis import knowledge
from analysis.acts import find_acts
from analysis.articles import document
from analysis.attribution import find_cues
from analysis.encoder import words_of
from analysis.knowledge import Codebook
from analysis.mentions import find_mentions, heard_mentions
from analysis.model import Document
from analysis.segment import find_sentences
from analysis.speakers import find_speakers
from analysis.stances import find_stances
from analysis.statements import find_nested, find_statements, retold
from analysis.tag import find_tokens
from analysis.topics import find_codings


def annotate(article: str | Document, *, codebook: Codebook | None = None) -> Document:
    """The article with its layers: sentences, tokens, mentions, speakers, statements, codings, acts, stances.

    Takes any text; one without statements comes back without them. Nothing leaves the machine.
    """
    doc = document(article) if isinstance(article, str) else article
    codebook = codebook or knowledge.codebook()
    lexicons = knowledge.lexicons()
    doc = replace(doc, sentences=find_sentences(doc.text, doc.parts, knowledge.sentence_tokenizer()))
    doc = replace(doc, tokens=find_tokens(doc.text, doc.sentences, knowledge.tagger(), knowledge.lemma_table()))
    words, encoder, calibration = words_of(doc.text), knowledge.encoder(), knowledge.calibration()
    reading = encoder.read(words, find_cues)
    doc = replace(doc, mentions=find_mentions(doc, lexicons, heard_mentions(words, reading.mentions)))
    doc = replace(doc, statements=find_statements(doc, words, reading, calibration, lexicons.things))
    words = retold(doc, words, lexicons.cues)
    doc = replace(doc, nested=find_nested(doc, words, encoder.read(words, find_cues, context=0), calibration))
    speakers, statements, nested = find_speakers(doc, lexicons, knowledge.confidence())
    doc = replace(doc, speakers=speakers, statements=statements, nested=nested)
    doc = replace(doc, codings=find_codings(doc, codebook, lexicons))
    doc = replace(doc, acts=find_acts(doc, lexicons))
    return replace(doc, stances=find_stances(doc, lexicons, codebook, knowledge.confidence(), knowledge.judge()))
