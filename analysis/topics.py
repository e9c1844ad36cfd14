"""Statements -> topics of the codebook, each with the words it rests on.

The codebook decides: a topic is coded where one of its terms stands in the content. A statement without a term takes
its topic from what it points to or from its paragraph, and says `inherited`, or the reader proposes one by likeness.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise, zip_longest
from math import exp, log

from nltk.collocations import BigramAssocMeasures, BigramCollocationFinder

from analysis.codebooks import Codebook, Topic
from analysis.lexicons import Lexicons
from analysis.likeness import NO_TOPIC, Proposal
from analysis.model import GAP, ArticleTopic, Document, Evidence, Statement, Token, TopicCode, by_statement
from analysis.spans import Span, T, within
from analysis.tomlfile import term_fault

NAME = re.compile(r"[^\W\d_](?:[\w.-]*\w)?(?:(?<=\.[A-Z])\.)?")
LONGEST_PLACE = 4
PHRASE = {"JJ", "NN", "NNS", "VBN", "HYPH"}
WORD, FIRST = 0.5, 5.0  # what a further word of a term counts, and the first term of a content
# What speaks for a topic beside the reader, in logarithms of chances: its own terms, those pointed to, those nearby.
# Own terms decide, however unlikely the reader finds them; not those of a general topic that it has learned.
OWN, POINTED, NEAR, RANK = 5.0, 2.0, 2.2, 0.3
ALONE = 0.4  # the chance from which on a topic that is known by its examples alone is proposed
LEAST = 0.008  # the least chance; a topic that the reader does not know has that of none
MOST = 3  # topics of a statement, and of an article
ABOUT = 0.35  # the share of its statements that are on a topic of the codebook, from which on an article is
SHARE = 0.2  # that of those that are on one topic, from which on it is a topic of the article


@dataclass(frozen=True, slots=True)
class Term:
    """A place where a term of a topic stands."""

    span: Span
    topic: str


@dataclass(frozen=True, slots=True)
class Matches:
    """Where a text has terms of the codebook, and where it names states and regions, and which."""

    text: str
    terms: tuple[Term, ...]
    places: tuple[tuple[Span, str], ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A phrase that no topic has, how many statements have it, and the first of them with its words."""

    phrase: str
    count: int
    document: str
    statement: str
    example: str


@lru_cache(maxsize=8)
def _terms(codebook: Codebook) -> tuple[re.Pattern[str], list[tuple[str, bool]]]:
    """One pattern for all terms and exclusions, and what its numbered groups mean: (topic, is a term)."""
    groups: list[tuple[str, bool]] = []
    by_start: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for topic in codebook.topics:
        for words, is_term in ((topic.terms, True), (topic.exclude, False)):
            for word in words:
                groups.append((topic.id, is_term))
                by_start[word[:2].lower()].append((len(groups), word))
    order = [
        "|".join(f"(?P<t{n}>{_pattern(word)})" for n, word in sorted(by_start[k], key=lambda e: -len(e[1])))
        for k in by_start
    ]
    starts = (f"(?={re.escape(k)})(?:{words})" for k, words in zip(by_start, order, strict=True))
    return re.compile(rf"(?<!\w)(?:{'|'.join(starts)})(?!\w)", re.I), groups


@lru_cache(maxsize=8)
def _ruled_out(codebook: Codebook) -> dict[str, re.Pattern[str]]:
    """For each topic with `unless`, a pattern of those words."""
    found = {t.id: "|".join(map(_pattern, t.unless)) for t in codebook.topics if t.unless}
    return {id: re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.I) for id, words in found.items()}


def _ruled_out_in(text: str, block: Span, codebook: Codebook) -> set[str]:
    """The topics that the words of a paragraph rule out."""
    return {id for id, words in _ruled_out(codebook).items() if words.search(text, *block)}


def _pattern(term: str) -> str:
    words = re.escape(term.removesuffix("*")).replace(r"\ ", r"\s+")
    if term.endswith("*"):
        words += r"\w*"
    elif term[-1].isalpha():
        words += "(?:s|es)?"
    return f"(?-i:{words})" if re.search("[A-Z][A-Z]|[A-Z][.][A-Z]", term) else words


def find_terms(text: str, codebook: Codebook) -> tuple[Term, ...]:
    """Where the codebook's terms stand in a text, in order; the longest at a place wins, exclusions win over terms.

    >>> from analysis.codebooks import Codebook, Topic
    >>> peace = Topic("peace", "Peace", "Its making.", ("truce", "war"), exclude=("price war",))
    >>> text = "A truce in the price war."
    >>> [term.span.of(text) for term in find_terms(text, Codebook("Peace", "1", (peace,)))]
    ['truce']
    """
    pattern, groups = _terms(codebook)
    found = []
    for match in pattern.finditer(text):
        topic, is_term = groups[int(str(match.lastgroup)[1:]) - 1]
        if is_term:
            found.append(Term(Span(*match.span()), topic))
    return tuple(found)


def find_places(text: str, places: Mapping[str, str]) -> tuple[tuple[Span, str], ...]:
    """Where states, their people, seats and regions are named, and which; the longest wins.

    >>> find_places("IRAQ talks with South Koreans", {"Iraq": "Iraq", "South Koreans": "South Korea"})
    ((Span(start=0, end=4), 'Iraq'), (Span(start=16, end=29), 'South Korea'))
    """
    words = [m.span() for m in NAME.finditer(text)]
    found, at = [], 0
    while at < len(words):
        step, start = 1, words[at][0]
        for length in range(min(LONGEST_PLACE, len(words) - at), 0, -1):
            name = text[start : words[at + length - 1][1]]
            state = places.get(name, places.get(name.title()) if name.isupper() and len(name) > 3 else None)
            if state is not None:
                found.append((Span(start, start + len(name)), state))
                step = length
                break
        at += step
    return tuple(found)


def find_matches(text: str, codebook: Codebook, lexicons: Lexicons) -> Matches:
    """What the topics of an article and of its statements rest on, looked for once."""
    return Matches(text, find_terms(text, codebook), find_places(text, lexicons.places))


def find_article_topics(
    matches: Matches, codebook: Codebook, home: str | None, codes: Sequence[TopicCode] = (), statements: int = 0
) -> tuple[ArticleTopic, ...]:
    """The topics of a whole article, or of a headline with its summary, the main one first, with their words.

    An article with statements is on what they are on: the main topics of SHARE of them, or the most frequent one;
    none where fewer than ABOUT of them are on any. codes: of these statements, as `find_topic_codes` gives them.

    Without statements its terms decide; it has none where it is no foreign policy. home: the state whose own affairs
    are no foreign policy there. A text that names a state abroad and has no other topic is about relations with it:
    the general topic, unless the codebook says that other words rule it out.
    """
    page = Page(matches, (Span(0, len(matches.text)),), codebook, home)
    topics = _of_statements(codes, statements) if statements else _of_terms(page)
    shown = {topic: [Evidence(term.span, "term") for term in page.terms if term.topic == topic] for topic in topics}
    for code in codes:
        if code.topic in shown and not shown[code.topic]:
            shown[code.topic] += code.evidence
    return tuple(ArticleTopic(topic, tuple(evidence)) for topic, evidence in shown.items())


def _of_statements(codes: Sequence[TopicCode], statements: int) -> list[str]:
    """The main topics of so many statements, the most frequent first."""
    main = Counter(first.topic for first, *_ in by_statement(codes).values())
    if sum(main.values()) < ABOUT * statements:
        return []
    ranked = [topic for topic, _ in main.most_common(MOST)]
    return [topic for topic in ranked if main[topic] >= SHARE * statements] or ranked[:1]


def _of_terms(page: Page) -> list[str]:
    """The topics that the terms of a text tell."""
    ranked = page.ranked(page.terms, {})
    counts = Counter(t.topic for t in page.terms)
    forums = [t for t in ranked[1:] if page.topics[t].forum and counts[t] >= counts[ranked[0]]]
    return [*ranked[:1], *forums[:1]] or page.related(0)


class Page:
    """A text with its terms as its paragraphs allow them.

    blocks: the paragraphs; abroad: the numbers of those that name a state other than `home`, or a region.
    """

    def __init__(self, matches: Matches, blocks: Sequence[Span], codebook: Codebook, home: str | None) -> None:
        """Find what rules a topic out, and the terms that are left."""
        self.text, self.blocks, self.topics = matches.text, blocks, {t.id: t for t in codebook.topics}
        self.starts = [block.start for block in blocks]
        self.abroad = {self.block(span.start) for span, state in matches.places if state != home}
        self.ruled_out = [_ruled_out_in(matches.text, block, codebook) for block in blocks]
        self.terms = list(filter(self._holds, matches.terms))

    def block(self, at: int) -> int:
        """The number of the paragraph in which a character stands."""
        return max(bisect_right(self.starts, at) - 1, 0)

    def _holds(self, term: Term) -> bool:
        at = self.block(term.span.start)
        return term.topic not in self.ruled_out[at] and (not self.topics[term.topic].abroad or at in self.abroad)

    def ranked(self, terms: Iterable[Term], theme: Mapping[str, float]) -> list[str]:
        """The topics of some terms: most and longest terms first, weighed with the whole text's; ties by place."""
        weights: dict[str, float] = defaultdict(float)
        for term in terms:
            weights[term.topic] += 1 + WORD * len(term.span.of(self.text).split())
        return self.sorted({t: w + theme.get(t, 0) for t, w in weights.items()})

    def sorted(self, weights: Mapping[str, float]) -> list[str]:
        """Topics by weight; those that name a forum behind the others, general ones only where they are alone."""
        ids = [t for t in weights if not self.topics[t].general] or list(weights)
        return sorted(ids, key=lambda t: (self.topics[t].forum, -weights[t]))

    def related(self, block: int) -> list[str]:
        """The general topics of a paragraph that names a state abroad."""
        open_to = [t.id for t in self.topics.values() if t.general and t.id not in self.ruled_out[block]]
        return open_to if block in self.abroad else []


def faults(codebook: Codebook, file: str = "the codebook") -> tuple[str, ...]:
    """What is wrong in a codebook, one sentence each with file, topic and remedy; none where all is well.

    Words that match nothing or nearly everything, examples that their topic's terms do not catch, counter-examples
    that they catch, and words that two topics claim.
    Examples try the terms alone: whether a paragraph is set abroad is not asked.
    """
    finders = (_term_faults, _example_faults)
    own = (fault for topic in codebook.topics for finder in finders for fault in finder(topic, codebook))
    return tuple(f"{file}, {fault}" for fault in (*own, *_shared_terms(codebook)))


def _term_faults(topic: Topic, _: Codebook) -> Iterator[str]:
    """Words that match nothing, or nearly everything."""
    for term in (*topic.terms, *topic.exclude, *topic.unless):
        if why := term_fault(term):
            yield f"topic {topic.id!r}: the word {term!r} {why}; write another."


def _example_faults(topic: Topic, codebook: Codebook) -> Iterator[str]:
    """Examples that are not caught, and counter-examples that are."""
    for text in topic.examples:
        if not _catches(topic, text, codebook):
            yield f"topic {topic.id!r}: it does not catch its example {text!r}; add a term that stands in it."
    for text in topic.counter_examples:
        if _catches(topic, text, codebook):
            yield f"topic {topic.id!r}: it catches its counter-example {text!r}; name the phrase under exclude."


def _catches(topic: Topic, text: str, codebook: Codebook) -> bool:
    return any(term.topic == topic.id for term in find_terms(text, codebook))


def _shared_terms(codebook: Codebook) -> Iterator[str]:
    """Words that two topics claim."""
    claims: dict[str, list[str]] = defaultdict(list)
    for topic in codebook.topics:
        for term in dict.fromkeys(t.lower() for t in topic.terms):
            claims[term].append(topic.id)
    for term, ids in claims.items():
        if len(ids) > 1:
            yield f"topics {' and '.join(map(repr, ids))}: both have the term {term!r}; keep it in one."


def untried(codebook: Codebook) -> dict[str, tuple[str, ...]]:
    """The terms of each topic that stand in none of its examples: hints for what to try next, no faults."""
    found = {}
    for topic in codebook.topics:
        text = "\n".join(topic.examples)
        left = [t for t in topic.terms if not re.search(rf"(?<!\w){_pattern(t)}(?!\w)", text, re.I)]
        if left:
            found[topic.id] = tuple(left)
    return found


def candidates(docs: Iterable[Document], codebook: Codebook, count: int = 20) -> tuple[Candidate, ...]:
    """What the codebook may miss: nouns and pairs of words of statements without a topic of their own, best first.

    Pairs are ranked by the likelihood ratio of NLTK's collocations; they come before single nouns. A phrase that
    holds a term of the codebook is none.
    """
    lists: list[list[str]] = []
    places: dict[str, list[tuple[Document, Statement]]] = defaultdict(list)
    for doc, statement, piece in _without_topic(docs):
        words, phrases = _words_and_phrases(doc, piece)
        lists.append(words)
        for phrase in phrases:
            places[phrase].append((doc, statement))
    singles = sorted((p for p in places if " " not in p), key=lambda p: (-len(places[p]), p))
    often = (p for p in (*_pairs(lists), *singles) if len(places.get(p, ())) > 1)
    best = [p for p in often if not find_terms(p, codebook)]
    return tuple(_candidate(phrase, places[phrase]) for phrase in best[:count])


def _without_topic(docs: Iterable[Document]) -> Iterator[tuple[Document, Statement, Span]]:
    """The pieces of content of all statements that have no topic of their own."""
    for doc in docs:
        own = {code.statement for code in doc.topic_codes if code.rule == "term" and not code.inherited}
        for statement in doc.statements:
            if statement.key not in own:
                yield from ((doc, statement, piece) for piece in statement.content)


def _is_noun(doc: Document, token: Token) -> bool:
    return token.tag in {"NN", "NNS"} and doc[token].isalpha()


def _words_and_phrases(doc: Document, piece: Span) -> tuple[list[str], set[str]]:
    """The words of a piece of content, empty where no phrase has them, and its phrases."""
    tokens = within(doc.tokens, piece)
    words = [t.lemma.lower() if t.tag in PHRASE else "" for t in tokens]
    return words, _phrases(words, {t.lemma.lower() for t in tokens if _is_noun(doc, t)})


def _phrases(words: Sequence[str], nouns: Collection[str]) -> set[str]:
    """Nouns, and neighbours of which the second is one."""
    return {*nouns, *(f"{a} {b}" for a, b in pairwise(words) if a and b in nouns)}


def _pairs(lists: Iterable[list[str]]) -> list[str]:
    """Pairs of neighbours, those first that stand together more often than chance has it."""
    finder = BigramCollocationFinder.from_documents(lists)
    finder.apply_word_filter(lambda word: not word)
    return [" ".join(pair) for pair, _ in finder.score_ngrams(BigramAssocMeasures.likelihood_ratio)]


def _candidate(phrase: str, places: Sequence[tuple[Document, Statement]]) -> Candidate:
    doc, statement = places[0]
    return Candidate(phrase, len(places), doc.id, statement.key, GAP.join(doc[piece] for piece in statement.content))


def find_topic_codes(
    doc: Document,
    matches: Matches,
    paragraphs: Sequence[Span],
    codebook: Codebook,
    home: str | None,
    proposed: Sequence[Proposal] = (),
) -> tuple[TopicCode, ...]:
    """The topics of every statement of an annotated document, the main one first; none where it is on something else.

    Terms of the content decide. Elsewhere those of what it points to ("the system", "the proposals") in the latest
    statement that names it, then those of its paragraph, are weighed with what the reader proposes, which decides where
    they say nothing, and may say that a statement is on none of the topics. proposed: for each statement, none where no
    reader was asked.
    """
    page = Page(matches, paragraphs, codebook, home)
    named: dict[str, tuple[int, tuple[TopicCode, ...]]] = {}
    found: list[TopicCode] = []
    for statement, proposal in zip_longest(doc.statements, proposed):
        words = _nouns(_in_content(statement, doc.tokens))
        pointer = max((t for t in words if t.lemma in named), key=lambda t: named[t.lemma][0], default=None)
        pointed = _pointed(statement, pointer, named[pointer.lemma][1]) if pointer else ()
        told = (_own(statement, page), pointed, _near(statement, page))
        codes = _weighed(statement, told, proposal, page)
        if codes:
            named |= dict.fromkeys((t.lemma for t in words), (statement.span.start, codes))
        found += codes
    return tuple(found)


def _weighed(
    statement: Statement, told: Sequence[Sequence[TopicCode]], proposal: Proposal | None, page: Page
) -> tuple[TopicCode, ...]:
    """The main topic, by all that speaks for it, and the further ones that the statement's own terms tell; nothing
    where none is likelier than all topics together.
    """
    chances = proposal.chances if proposal else {NO_TOPIC: 0.0}
    scores = {topic: log(max(chance, LEAST)) for topic, chance in chances.items()}
    codes: dict[str, TopicCode] = {}
    new = proposal.new if proposal else frozenset()
    for some, weight in zip(told, (OWN, POINTED, NEAR), strict=True):
        for rank, code in enumerate(some):
            if code.topic not in codes:
                codes[code.topic] = code
                learned = code.topic in chances and code.topic not in new
                general = learned and page.topics[code.topic].general  # "the State Department" tells little
                most = NEAR if general else OWN
                scores[code.topic] = scores.get(code.topic, scores[NO_TOPIC]) + min(weight, most) - rank * RANK
    if proposal:  # examples alone tell only where no term does
        weak = {t for t in new - codes.keys() if codes or chances[t] < ALONE}
        scores = {topic: score for topic, score in scores.items() if topic not in weak}
    decides = told[0] or list(codes.values())  # beside another topic a general one does not count
    if any(not page.topics[code.topic].general for code in decides):
        scores = {t: score for t, score in scores.items() if t == NO_TOPIC or not page.topics[t].general}
    topics = {topic: score for topic, score in scores.items() if topic != NO_TOPIC}
    if not topics or log(sum(map(exp, topics.values()))) < scores[NO_TOPIC]:
        return ()
    main = max(topics, key=lambda topic: topics[topic])
    if main not in codes and proposal:
        words = tuple(Evidence(span, "likeness") for span in proposal.words(main))
        codes[main] = TopicCode(statement.key, main, words, inherited=False, rule="likeness")
    further = [code.topic for code in told[0] if code.topic != main and not page.topics[code.topic].general]
    return tuple(_with_codes(codes[topic], chances.get(topic), page) for topic in (main, *further)[:MOST])


def _with_codes(code: TopicCode, chance: float | None, page: Page) -> TopicCode:
    """A code with its CAP codes, and where the reader proposed it with the chance that it gave."""
    kept = round(min(max(chance, 0.001), 0.999), 3) if chance is not None and code.rule == "likeness" else None
    return replace(code, confidence=kept, cap=page.topics[code.topic].cap)


def _own(statement: Statement, page: Page) -> tuple[TopicCode, ...]:
    """The topics of the terms in its content."""
    own = _in_content(statement, page.terms)
    first = {own[0].topic: FIRST} if own else {}
    return _coded(statement, own, page.ranked(own, first), inherited=False)


def _in_content(statement: Statement, things: Sequence[T]) -> list[T]:
    """Those of some things that lie in the content of a statement."""
    return [thing for piece in statement.content for thing in within(things, piece)]


def _pointed(statement: Statement, pointer: Token, codes: Sequence[TopicCode]) -> tuple[TopicCode, ...]:
    """The topics of the statement that a word points to, inherited."""
    link = Evidence(pointer.span, "link")
    return tuple(TopicCode(statement.key, code.topic, (link, *code.evidence), True, code.rule) for code in codes)


def _nouns(tokens: Sequence[Token]) -> list[Token]:
    """The nouns of a content; "a number of measures" names the measures, not the number."""
    pairs = zip_longest(tokens, tokens[1:])
    return [t for t, after in pairs if t.tag in {"NN", "NNS"} and not (after and after.lemma == "of")]


def _near(statement: Statement, page: Page) -> tuple[TopicCode, ...]:
    """The topics of the paragraph of a statement, inherited."""
    near = within(page.terms, page.blocks[page.block(statement.span.start)]) if page.blocks else ()
    return _coded(statement, near, page.ranked(near, {})[:MOST], inherited=True)


def _coded(
    statement: Statement, terms: Sequence[Term], ids: Sequence[str], *, inherited: bool
) -> tuple[TopicCode, ...]:
    """A code for each topic, with the terms it rests on."""
    found = []
    for id in ids:
        spans = [t.span for t in terms if t.topic == id]
        found.append(TopicCode(statement.key, id, tuple(Evidence(s, "term") for s in spans), inherited))
    return tuple(found)
