"""Documents that nobody would write, for laws: every noun with any words, its spans within the text, its keys joined."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import strategies as st

from analysis.decisions import Decision
from analysis.keys import name_keys
from analysis.model import (
    GAP,
    POSITIONS,
    Act,
    ArticleTopic,
    Document,
    Evidence,
    Issue,
    IssueCode,
    MadeBy,
    Mention,
    Part,
    Resolution,
    Reviewed,
    Sentence,
    Speaker,
    Stance,
    Statement,
    Token,
    TopicCode,
    Was,
    statement_keys,
)
from analysis.spans import Span, hull

LAYERS = (
    "parts",
    "sentences",
    "tokens",
    "mentions",
    "speakers",
    "nested",
    "resolutions",
    "acts",
    "stances",
    "topic_codes",
    "topics",
    "issues",
    "issue_codes",
    "reviews",
)  # all that a document with statements may lack
MOST = 3  # of one kind of thing: laws break on few

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
plain = words.map(lambda some: " ".join(some.split()))  # as a coder's field gives them
shares = st.floats(0, 1)
parts_of_a_page = st.sampled_from(["headline", "byline", "dateline", "furniture", "markup"])
speaker_kinds = st.sampled_from(["person", "state", "organisation", "unnamed"])
statement_kinds = st.sampled_from(["direct", "indirect", "mixed"])
manners = st.sampled_from(["said", "thought", "done"])
makers = st.builds(MadeBy, words, words, words)
days = st.dates(dt.date(1, 1, 1))


def spans_in(text: str) -> st.SearchStrategy[Span]:
    """Spans of a text, none of them empty."""
    places = st.integers(0, len(text) - 1)
    return st.tuples(places, places).map(lambda pair: Span(min(pair), max(pair) + 1))


def several(things: st.SearchStrategy, least: int = 0) -> st.SearchStrategy[tuple]:
    """A few of some things."""
    return st.lists(things, min_size=least, max_size=MOST).map(tuple)


def in_order(text: str) -> st.SearchStrategy[list[Span]]:
    """Spans of a text that do not overlap, from left to right, as sentences and tokens are."""
    cuts = st.lists(st.integers(0, len(text)), max_size=2 * MOST, unique=True).map(sorted)
    return cuts.map(lambda at: [Span(*pair) for pair in zip(at[::2], at[1::2], strict=False)])


def evidence_in(text: str) -> st.SearchStrategy[tuple[Evidence, ...]]:
    """The words of a text that a judgement rests on."""
    roles = st.sampled_from(["cue", "words", "phrase", "target", "turn", "term", "likeness", "link"])
    return several(st.builds(Evidence, spans_in(text), roles))


@st.composite
def statements_in(draw, text: str, number: int) -> tuple[Statement, ...]:
    """So many statements of a text, with the keys that their words give them; source and cue may be empty."""
    three = st.tuples(several(spans_in(text)), several(spans_in(text)), several(spans_in(text), 1))
    held = draw(st.lists(three, min_size=number, max_size=number))
    keys = statement_keys(text, held)
    return tuple(
        Statement(key, draw(statement_kinds), *three, draw(shares), draw(words), manner=draw(manners))
        for key, three in zip(keys, held, strict=True)
    )


@st.composite
def speakers_in(draw, text: str) -> tuple[Speaker, ...]:
    """Speakers of a text; two may have one name."""
    names = draw(several(words))
    about = st.tuples(speaker_kinds, words, st.none() | words, words, several(spans_in(text)))
    return tuple(Speaker(key, name, *draw(about)) for key, name in zip(name_keys(names), names, strict=True))


def stances_on(key: str, text: str) -> st.SearchStrategy[tuple[Stance, ...]]:
    """Where a statement stands toward some targets; the chances of the four positions are known or not."""
    return several(
        st.builds(
            Stance,
            st.just(key),
            words,
            st.sampled_from(POSITIONS),
            st.sampled_from([None, "+", "-"]),
            evidence_in(text),
            shares,
            words,
            st.none() | spans_in(text),
            st.booleans(),
            st.just(()) | st.tuples(shares, shares, shares, shares),
            st.none() | shares,
        )
    )


def acts_on(key: str, text: str) -> st.SearchStrategy[Act]:
    """What a statement does, with or without codes and confidence."""
    return st.builds(Act, st.just(key), words, evidence_in(text), words, st.none() | shares, words, words, words)


def topics_on(key: str, text: str) -> st.SearchStrategy[TopicCode]:
    """A topic of a statement, by its words or by likeness."""
    about = (words, evidence_in(text), st.booleans(), st.sampled_from(["term", "likeness"]), st.none() | shares)
    return st.builds(TopicCode, st.just(key), *about, several(words))


@st.composite
def issues_in(draw) -> tuple[Issue, ...]:
    """Issues of a text; two may have one name."""
    names = draw(several(words))
    about = st.tuples(st.sampled_from(["actor", "issue"]), words, st.none() | shares)
    return tuple(Issue(key, name, *draw(about)) for key, name in zip(name_keys(names), names, strict=True))


def codes_on(stance: Stance, issues: tuple[Issue, ...], text: str) -> st.SearchStrategy[IssueCode]:
    """The issue that a stance is on, turned or not."""
    return st.builds(
        IssueCode,
        st.just(stance.statement),
        st.sampled_from([issue.key for issue in issues]),
        st.sampled_from(POSITIONS),
        st.sampled_from([None, "+", "-"]),
        st.booleans(),
        evidence_in(text),
        st.none() | shares,
        st.just(stance.target_span),
    )


def reviews_of(key: str) -> st.SearchStrategy[Reviewed]:
    """What a coder did with a statement."""
    verdicts = st.sampled_from(["accept", "reject", "change"])
    return st.builds(Reviewed, st.just(key), words, verdicts, st.booleans(), several(st.builds(Was, words, words)))


@st.composite
def documents(draw) -> Document:
    """A document with all layers; statements and nested ones are judged and resolved, some not."""
    text = draw(texts)
    statements = draw(statements_in(text, draw(st.integers(0, MOST))))
    nested = tuple(
        Statement(f"{outer.key}.{n}", s.kind, s.source, s.cue, s.content, s.confidence, s.rule, outer.key)
        for n, outer in enumerate(statements, 1)
        for s in draw(statements_in(text, draw(st.integers(0, 1))))
    )
    speakers = draw(speakers_in(text))
    keys = several(st.sampled_from([s.key for s in speakers])) if speakers else st.just(())
    judged = [s.key for s in statements if draw(st.booleans())]
    resolved = [s.key for s in (*statements, *nested) if draw(st.booleans())]
    stances = tuple(stance for key in judged for stance in draw(stances_on(key, text)))
    issues = draw(issues_in())
    return Document(
        draw(words),
        text,
        title=draw(words),
        outlet=draw(words),
        author=draw(words),
        published=draw(st.none() | days),
        url=draw(words),
        made_by=draw(st.none() | makers),
        parts=tuple(Part(span, draw(parts_of_a_page)) for span in draw(in_order(text))),
        sentences=tuple(map(Sentence, draw(in_order(text)))),
        tokens=tuple(Token(span, draw(words), draw(words)) for span in draw(in_order(text))),
        mentions=draw(several(st.builds(Mention, spans_in(text), words))),
        speakers=speakers,
        statements=statements,
        nested=nested,
        resolutions=tuple(Resolution(key, draw(keys), draw(words), draw(shares)) for key in resolved),
        acts=tuple(draw(acts_on(key, text)) for key in judged),
        stances=stances,
        topic_codes=tuple(draw(topics_on(key, text)) for key in judged),
        topics=draw(several(st.builds(ArticleTopic, words, evidence_in(text)))),
        issues=issues,
        issue_codes=tuple(draw(codes_on(stance, issues, text)) for stance in stances if issues and draw(st.booleans())),
        reviews=tuple(draw(reviews_of(key)) for key in judged if draw(st.booleans())),
    )


def lacking() -> st.SearchStrategy[dict[str, tuple[()]]]:
    """The layers that a document lacks, as dataclasses.replace takes them."""
    return st.sets(st.sampled_from(LAYERS)).map(lambda names: dict.fromkeys(sorted(names), ()))


def pairs_in(text: str, least: int = 0) -> st.SearchStrategy[list[list[int]]]:
    """Spans of a text as a log has them, in order and apart."""
    apart = in_order(text).filter(lambda spans: len(spans) >= least)
    return apart.map(lambda spans: [[span.start, span.end] for span in spans])


def fields_of(doc: Document) -> dict[str, st.SearchStrategy]:
    """Any value of each field that a coder can give, but for the verdict; speakers and actors go together."""
    named = plain.filter(bool)
    known = [s.name for s in doc.speakers if s.name and s.name == " ".join(s.name.split())]
    names = st.sampled_from(known) | named if known else named
    return {
        "speakers": st.lists(names, max_size=MOST, unique=True),
        "position": st.sampled_from(POSITIONS),
        "lean": st.sampled_from(["", "+", "-"]),
        "target": plain,
        "target_span": st.none() | spans_in(doc.text).map(list),
        "act": plain,
        "topics": st.lists(named, max_size=MOST, unique=True),
        "evidence": pairs_in(doc.text),
        "source": pairs_in(doc.text),
        "cue": pairs_in(doc.text),
        "content": pairs_in(doc.text, 1),
        "note": words,
    }


@st.composite
def given_fields(draw, doc: Document, needed: tuple[str, ...] = ()) -> dict:
    """Some fields, with their values."""
    ways = fields_of(doc)
    names = draw(st.lists(st.sampled_from(sorted(ways)), min_size=0 if needed else 1, max_size=4, unique=True))
    given = {name: draw(ways[name]) for name in dict.fromkeys((*needed, *names))}
    if "speakers" in given:
        many = len(given["speakers"])
        given["actors"] = draw(st.lists(plain, min_size=many, max_size=many))
    return given


def quotes_of(doc: Document, after: dict) -> dict[str, list[str]]:
    """The words of the spans among some fields."""
    spans = {name: value for name, value in after.items() if name in ("source", "cue", "content", "evidence")}
    if after.get("target_span"):
        spans["target_span"] = [after["target_span"]]
    return {name: [doc.text[start:end] for start, end in value] for name, value in spans.items()}


def decision_on(doc: Document, coder: str, what: str, key: str, after: dict, spans: list, **told) -> Decision:
    """A decision about a unit of a document whose content stands at some spans."""
    at = hull(Span(*pair) for pair in spans) if spans else Span(0, 0)
    said = GAP.join(doc.text[start:end] for start, end in spans)
    where = {"words": said, "start": at.start, "end": at.end, "quotes": quotes_of(doc, after)}
    return Decision(coder, doc.digest, doc.id, key, what, after, **(where | told))


@st.composite
def decided(draw, doc: Document, coder: str = "Ana", most: int = 8) -> tuple[Decision, ...]:
    """What a coder may decide about a document, in the order of time: each kind of decision, and the undoing of any."""
    made: list[Decision] = []
    places = {s.key: [list(span) for span in s.content] for s in doc.statements}
    for number in range(draw(st.integers(0, most))):
        can = ["add"] + ["accept", "reject", "skip", "change", "reveal"] * bool(places) + ["undo"] * bool(made)
        what = draw(st.sampled_from(can))
        if what == "undo":
            undone = draw(st.sampled_from(made))
            one = replace(undone, what="undo", after={}, before={}, quotes={}, of=undone.event)
        elif what == "add":
            after = draw(given_fields(doc, ("content",))) | {"verdict": "accept"}
            one = decision_on(doc, coder, what, f"added-{coder.lower()}{number}", after, after["content"])
            places[one.unit] = after["content"]
        else:
            key = draw(st.sampled_from(sorted(places)))
            after = draw(given_fields(doc)) if what == "change" else {} if what == "reveal" else {"verdict": what}
            one = decision_on(doc, coder, what, key, after, places[key])
        told = {"blind": draw(st.booleans()), "bulk": what == "accept" and draw(st.booleans())}
        second = f"2031-05-04T10:{number // 60:02}:{number % 60:02}.000000+00:00"
        made.append(replace(one, event=f"{coder}-{number:04}", at=second, **told))
    return tuple(made)
