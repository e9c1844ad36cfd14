"""An invented article with as many statements as one likes, to see how quickly a page answers."""

from __future__ import annotations

from analysis.codebooks import Codebook, Topic
from analysis.keys import name_keys
from analysis.model import (
    POSITIONS,
    Act,
    Document,
    Evidence,
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

TOPICS = [f"matter {n}" for n in range(20)]
CODEBOOK = Codebook("Many", "1", tuple(Topic(t, t.capitalize(), "", (t,)) for t in TOPICS))
ACTS = ("state", "criticise", "promise", "reject", "urge")


def article(number: int, speakers: int = 60) -> Document:
    """A document of `number` statements, each a paragraph, by so many speakers of twelve states on twenty topics."""
    names = [f"Speaker {n}" for n in range(speakers)]
    people = [
        Speaker(key, name, "person", f"envoy {n}", f"State {n % 12}", "", ())
        for n, (key, name) in enumerate(zip(name_keys(names), names, strict=True))
    ]
    text, words = _text(number, names)
    layers = {"sentences": [], "tokens": [], "statements": [], "resolutions": [], "acts": [], "stances": []}
    codes = []
    for n, (key, spans) in enumerate(zip(statement_keys(text, words), words, strict=True)):
        (source,), (cue,), (content,) = spans
        evidence = (Evidence(cue, "cue"),)
        topics = _topics(n)
        lean = "+" if n % 4 == 2 else None
        layers["sentences"].append(Sentence(Span(source.start, content.end)))
        layers["tokens"].append(Token(source, "NNP", source.of(text)))
        layers["statements"].append(Statement(key, "indirect", *spans, (n % 50) / 50, "made"))
        layers["resolutions"].append(Resolution(key, (people[n * 7 % speakers].key,), "name", 0.9))
        layers["acts"].append(Act(key, ACTS[n % 5], evidence, "cue"))
        layers["stances"].append(Stance(key, topics[0], POSITIONS[n % 4], lean, evidence, 0.8, "made"))
        codes += [TopicCode(key, t, (Evidence(content, "term"),), False) for t in dict.fromkeys(topics)]
    layers |= {"speakers": people, "topic_codes": codes}
    return Document("many", text, title="Many", **{name: tuple(layer) for name, layer in layers.items()})


def _topics(n: int) -> list[str]:
    return [TOPICS[n * 3 % 20], TOPICS[n * 11 % 20]]


def _text(number: int, names: list[str]) -> tuple[str, list[tuple[tuple[Span], ...]]]:
    """The text, and where source, cue and content of each statement stand."""
    text, found = "", []
    for n in range(number):
        topics = " and ".join(_topics(n))
        spans = []
        for words in (
            names[n * 7 % len(names)],
            "said",
            f"that {topics} must be seen to before round {n} of the talks ends",
        ):
            spans.append((Span(len(text), len(text) + len(words)),))
            text += f"{words} "
        text = f"{text[:-1]}.\n\n"
        found.append(tuple(spans))
    return text, found
