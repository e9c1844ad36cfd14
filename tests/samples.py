"""Documents made by hand, for tests of what is drawn: an invented article, a hostile one, a silent one."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from analysis import articles, knowledge
from analysis.annotate import annotate
from analysis.codebooks import Codebook, Topic
from analysis.keys import name_keys
from analysis.model import (
    Act,
    ArticleTopic,
    Document,
    Evidence,
    Issue,
    IssueCode,
    Part,
    Resolution,
    Sentence,
    Speaker,
    Stance,
    Statement,
    Token,
    TopicCode,
    statement_keys,
)
from analysis.spans import Span

CASE = tomllib.loads((Path(__file__).parent / "cases" / "invented.toml").read_text(encoding="utf-8"))
CODEBOOK = Codebook(
    "Seas",
    "1",
    (
        Topic("sea", "Law of the sea", "Who may sail where.", ("strait", "bay")),
        Topic("arms", "Arms", "Ships and what they carry.", ("navy",)),
        Topic("talks", "Talks", "Meeting and signing.", ("talks", "meet")),
        Topic("fish", "Fish", "Who may fish where.", ("cod",)),
    ),
)


@cache
def annotated(name: str) -> Document:
    """An article of data/articles with all that is found in it, read once for all tests of a process."""
    return annotate(articles.named(name))


def known() -> knowledge.Knowledge:
    """Demarche's knowledge with the codebook of the invented article."""
    return replace(knowledge.load(), codebook=CODEBOOK)


def sample() -> Document:
    """The invented article, eight statements: 2 support, 2 oppose, 1 is conditional, 3 are neutral."""
    return _coded(CASE)


# Of support, oppose, neutral and conditional, for a statement in each position.
CHANCES = {
    "support": (0.71, 0.04, 0.22, 0.03),
    "oppose": (0.04, 0.71, 0.22, 0.03),
    "neutral": (0.22, 0.04, 0.71, 0.03),
    "conditional": (0.22, 0.04, 0.03, 0.71),
}


def judged() -> Document:
    """The invented article as the reader judges it, each judgement with its chance.

    A phrase of the analyst decides the fourth statement, the topic of the sixth is one by likeness, and the article has
    topics of its own.
    """
    doc = sample()
    fourth, sixth = doc.statements[3], doc.statements[5]
    words = (Evidence(_find(doc.text, word, sixth.span.start), "likeness") for word in ("talks", "June"))
    likeness = {"evidence": tuple(words), "inherited": False, "rule": "likeness", "confidence": 0.62}
    own = {"rule": "your phrase", "confidence": 1.0}
    stances, acts = [], []
    for stance, act in zip(doc.stances, doc.acts, strict=True):
        read = own if stance.statement == fourth.key else {"rule": "reader"}
        stance = replace(stance, chances=CHANCES[stance.position], target_confidence=0.81 if stance.target else None)
        stances.append(replace(stance, **{"confidence": 0.71} | read))
        acts.append(replace(act, **{"confidence": 0.84} | read))
    return replace(
        doc,
        stances=tuple(stances),
        acts=tuple(acts),
        topic_codes=tuple(replace(c, **likeness) if c.statement == sixth.key else c for c in doc.topic_codes),
        topics=(ArticleTopic("sea", ()), ArticleTopic("talks", ())),
    )


def unsure() -> Document:
    """The invented article with positions that are likelier wrong than right."""
    doc = sample()
    return replace(doc, stances=tuple(replace(stance, confidence=0.4) for stance in doc.stances))


def hostile(words: str) -> Document:
    """The invented article with `words` wherever an article can put words: text, title, names, targets."""

    def spoilt(value: Any) -> Any:
        if isinstance(value, str):
            return value.replace("the strait", f"the strait{words}").replace("Ilka", f"Ilka {words}")
        if isinstance(value, list):
            return [spoilt(v) for v in value]
        return {spoilt(k): spoilt(v) for k, v in value.items()} if isinstance(value, dict) else value

    case = spoilt(CASE)
    for row in case["statement"]:
        row["stance"][2] += words
    about = {"title": words, "outlet": words, "author": words, "url": f"javascript:{words}"}
    return _coded(case | about)


def silent() -> Document:
    """An article that reports no statement."""
    text = "Rain in Havenmouth\n\nIt rained on Monday. The ferries were late."
    return Document("rain", text, title="Rain in Havenmouth", parts=(Part(Span(0, 18), "headline"),))


def _coded(case: dict[str, Any]) -> Document:
    text = case["text"].lstrip("\n")
    speakers = _speakers(case["speakers"])
    words = _words(text, [row["words"] for row in case["statement"]])
    layers: dict[str, list[Any]] = {"statements": [], "resolutions": [], "acts": [], "stances": [], "topic_codes": []}
    for number, (row, spans, key) in enumerate(
        zip(case["statement"], words, statement_keys(text, words), strict=True), 1
    ):
        position, act, target, shown = row["stance"]
        kind = "direct" if row["words"][2].startswith('"') else "indirect"
        keys = tuple(speakers[name].key for name in row["speakers"])
        evidence = (Evidence(_find(text, shown, spans[2][0].start), "term"),) if shown else ()
        lean = position[-1] if position[-1] in "+-" else None
        layers["statements"].append(Statement(key, kind, *spans, 0.875, "by hand"))
        layers["resolutions"].append(Resolution(key, keys, "by hand", 1.0))
        layers["acts"].append(Act(key, act, evidence, "by hand"))
        layers["stances"].append(Stance(key, target, position.rstrip("+-"), lean, evidence, 0.75, "by hand"))
        layers["topic_codes"] += [TopicCode(key, topic, (), inherited=number > 4) for topic in row["topics"]]
    layers |= _issues(layers["stances"])
    return Document(
        "estavia-weighs-a-treaty",
        text,
        title=case["title"],
        outlet=case["outlet"],
        author=case["author"],
        published=case["published"],
        url=case["url"],
        parts=tuple(Part(_find(text, words), kind) for kind, words in case["parts"].items()),
        sentences=tuple(Sentence(Span(*m.span())) for m in re.finditer(r"\S[^\n]*?[.!?]\"?(?=\s|$)|\S[^\n]*", text)),
        tokens=tuple(Token(Span(*m.span()), "NN", m.group()) for m in re.finditer(r"\w+|[^\w\s]", text)),
        speakers=tuple(speakers.values()),
        **{name: tuple(layer) for name, layer in layers.items()},
    )


def _issues(stances: list[Stance]) -> dict[str, list[Any]]:
    """An issue for each target, by its name, and the stances on it."""
    found = Counter(stance.target for stance in stances if stance.target)
    keys = dict(zip(found, name_keys(found), strict=True))
    issues = [Issue(keys[name], name, "issue", "sea", 0.5 if n > 1 else None) for name, n in found.most_common()]
    on = [
        IssueCode(s.statement, keys[s.target], s.position, s.lean, False, (), None, None) for s in stances if s.target
    ]
    return {"issues": issues, "issue_codes": on}


def _speakers(told: dict[str, list[str]]) -> dict[str, Speaker]:
    """{name: speaker}."""
    return {
        name: Speaker(key, name, kind, role, actor or None, "", ())
        for (name, (kind, role, actor)), key in zip(told.items(), name_keys(told), strict=True)
    }


def _words(text: str, rows: list[list[str]]) -> list[tuple[tuple[Span, ...], ...]]:
    """Where source, cue and content of each statement stand, each content after the one before."""
    found, at = [], 0
    for source, cue, content in rows:
        pieces = [_find(text, words, at) for words in content.split("|")]
        at = pieces[-1].end
        found.append(
            ((_near(text, source, pieces[0]),) if source else (), (_near(text, cue, pieces[0]),), tuple(pieces))
        )
    return found


def _places(text: str, words: str, start: int = 0) -> list[Span]:
    found = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)").finditer(text, start)
    return [Span(*match.span()) for match in found]


def _find(text: str, words: str, start: int = 0) -> Span:
    return _places(text, words, start)[0]


def _near(text: str, words: str, other: Span) -> Span:
    """The place of `words` nearest to another."""
    gap = lambda s: min(abs(s.end - other.start), abs(s.start - other.end))  # noqa: E731
    return min(_places(text, words), key=gap)
