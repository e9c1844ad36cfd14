"""The whole way from a text to its layers, as one readable list of steps; the only file that attaches layers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from analysis import knowledge
from analysis.articles import document
from analysis.attribution import find_cues
from analysis.encoder import Tell
from analysis.entities import home_of
from analysis.grammar import grammar_of
from analysis.issues import find_issues
from analysis.knowledge import Knowledge
from analysis.lexicons import Lexicons
from analysis.likeness import kinds_of, proposals
from analysis.manners import with_manners
from analysis.mentions import encoder_mentions, find_mentions
from analysis.model import Document, Statement
from analysis.reader import Asking
from analysis.segment import find_sentences
from analysis.spans import Span
from analysis.speakers import Links, Meanings, find_speakers, read
from analysis.stances import Read, find_stances
from analysis.statements import contents_that_report, find_nested, find_statements
from analysis.tag import find_tokens
from analysis.text import TextIndex, index_of
from analysis.topics import find_article_topics, find_matches, find_topic_codes
from analysis.trees import token_pieces


def with_words(doc: Document, index: TextIndex, known: Knowledge) -> Document:
    """A document with its sentences and its tokens, as yet without trees."""
    models = known.models
    sentences = find_sentences(doc.text, index.paragraphs, doc.parts, models.sentence_tokenizer)
    doc = replace(doc, made_by=known.made_by, sentences=sentences)
    return replace(doc, tokens=find_tokens(doc.text, sentences, models.tagger, models.lemmas))


def with_statements(doc: Document, index: TextIndex, known: Knowledge, tell: Sequence[Tell]) -> Document:
    """A document of `with_words` with trees, mentions, and statements; tell: who else takes the encoder's states."""
    lexicons, models = known.lexicons, known.models
    look = partial(find_cues, low=models.thresholds.cue)
    trees = models.trees.begin(index, doc.tokens, [sentence.span for sentence in doc.sentences])
    output = models.encoder.read(index, look, tell=[trees.take, *tell])
    doc = replace(doc, tokens=trees.linked())
    names = encoder_mentions(index.words, output.mentions, models.thresholds.name)
    doc = replace(doc, mentions=find_mentions(doc, lexicons, names))
    sure = (models.calibration, models.thresholds)
    grammar = grammar_of(doc.text, doc.tokens)
    found = find_statements(doc, index, output, *sure, lexicons.things)
    doc = replace(doc, statements=tuple(with_manners(found, grammar, lexicons)))
    inner = contents_that_report(doc, index, lexicons.cues)
    within = find_nested(doc, inner, models.encoder.read(inner, look, context=0), *sure)
    return replace(doc, nested=tuple(with_manners(within, grammar, lexicons)))


def meanings_of(doc: Document, index: TextIndex, known: Knowledge, given: Sequence[Statement] = ()) -> Meanings:
    """A document read up to whom its sources and pronouns mean; `meanings.cast.doc` has its layers up to statements.

    given: statements that stand in the place of those found.
    """
    doc = with_words(doc, index, known)
    last_pieces = token_pieces(index, [t.span for t in doc.tokens])[:, 1]
    sight = known.models.links.sight(last_pieces, sum(map(len, index.pieces)))
    doc = with_statements(doc, index, known, [sight.take])
    doc = replace(doc, statements=tuple(given), nested=()) if given else doc
    return read(doc, known.lexicons, Links(known.models.links, sight))


def annotate(article: str | Document, known: Knowledge | None = None) -> Document:
    """The article with all its layers, from sentences to stances.

    Takes any text; one without statements comes back without them. known: what `knowledge.load` gives; without it,
    Demarche's own as its files stand now. Nothing leaves the machine.
    """
    known = known or knowledge.load()
    doc = document(article, known) if isinstance(article, str) else article
    index = index_of(doc.text, known.models.pieces, doc.paragraphs)
    return judged(meanings_of(doc, index, known), index, known)


def judged(meanings: Meanings, index: TextIndex, known: Knowledge) -> Document:
    """The document of `meanings_of` with all further layers."""
    doc, lexicons, models = meanings.cast.doc, known.lexicons, known.models
    speakers, resolutions, nested = find_speakers(meanings, models.link_odds, models.actors)
    doc = replace(doc, speakers=speakers, resolutions=resolutions, nested=nested)
    asking = Asking(index)
    asked = Read(doc, asking, models.reader, lexicons, partial(whom, meanings), partial(person, meanings))
    acts, stances, readings = find_stances(asked)
    doc = replace(doc, acts=acts, stances=stances)
    home = home_of(doc, lexicons)
    matches = find_matches(doc.text, known.codebook, lexicons)
    kinds = kinds_of(known.codebook, models.reader, models.pieces)
    proposed = proposals(doc, readings, kinds, known.codebook, models.reader.heat["topic"])
    codes = find_topic_codes(doc, matches, index.paragraphs, known.codebook, home, proposed)
    topics = find_article_topics(matches, known.codebook, home, codes, len(doc.statements))
    doc = replace(doc, topic_codes=codes, topics=topics)
    name = partial(whom_or_state, meanings, lexicons)
    issues, on = find_issues(doc, meanings.cast.grammar, name, models.issues, lexicons.turns, readings)
    return replace(doc, issues=issues, issue_codes=on)


def whom(meanings: Meanings, span: Span) -> str | None:
    """Whom a pronoun or a name means, by full name; None where it is left open, or has no name."""
    meant, words = meanings.at(span), meanings.cast.grammar.numbers(span)
    named_here = (entity for word in words[-1:] for entity, _ in meanings.names.get(word, ()))
    entities = meant.entities if meant else tuple(named_here)
    named = len(entities) == 1 and entities[0].kind not in {"unnamed", "several"}
    return entities[0].name if named else None


def person(meanings: Meanings, span: Span) -> str | None:
    """The full name of the one person that a noun means ("the president"); None where it is somebody without a name."""
    meant = meanings.at(span)
    entities = meant.entities if meant else ()
    return entities[0].name if len(entities) == 1 and entities[0].kind == "person" else None


def whom_or_state(meanings: Meanings, lexicons: Lexicons, span: Span) -> str | None:
    """As `whom`, and a state for its adjective: Russian."""
    state = lexicons.adjectives.get(span.of(meanings.cast.doc.text))
    return whom(meanings, span) or (state.name if state else None)
