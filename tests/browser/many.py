"""An invented article with as many statements as one likes, to see how quickly a page answers."""

from __future__ import annotations

from analysis.knowledge import Codebook, Topic
from analysis.model import POSITIONS, Coding, Document, Evidence, Sentence, Speaker, Stance, Statement, Token
from analysis.spans import Span

TOPICS = [f"matter {n}" for n in range(20)]
CODEBOOK = Codebook("Many", "1", tuple(Topic(t, t.capitalize(), "", (t,)) for t in TOPICS))
ACTS = ("state", "criticise", "promise", "reject", "urge")


def article(number: int, speakers: int = 60) -> Document:
    """A document of `number` statements, each a paragraph, by so many speakers of twelve states on twenty topics."""
    people = [Speaker(f"Speaker {n}", "person", f"envoy {n}", f"State {n % 12}", ()) for n in range(speakers)]
    text, statements, stances, codings, sentences, tokens = "", [], [], [], [], []
    for n in range(number):
        who, topics = people[n * 7 % speakers], [TOPICS[n * 3 % 20], TOPICS[n * 11 % 20]]
        words = [
            who.name,
            " said ",
            f"that {topics[0]} and {topics[1]} must be seen to before round {n} of the talks ends",
        ]
        spans = []
        for word in words:
            spans.append(Span(len(text), len(text) + len(word)))
            text += word
        sentences.append(Sentence(Span(spans[0].start, len(text))))
        tokens.append(Token(spans[0], "NNP", who.name))
        text += ".\n\n"
        cue = Span(spans[1].start + 1, spans[1].end - 1)
        s = Statement(f"s{n + 1}", "indirect", spans[:1], (cue,), spans[2:], (who,), (n % 50) / 50, "made")
        evidence = (Evidence(cue, "cue"),)
        statements.append(s)
        stances.append(
            Stance(s, topics[0], POSITIONS[n % 4], "+" if n % 4 == 2 else None, ACTS[n % 5], evidence, 0.8, "made")
        )
        codings += [Coding(s, t, (Evidence(spans[2], "term"),), False) for t in dict.fromkeys(topics)]
    layers = {
        "sentences": sentences,
        "tokens": tokens,
        "statements": statements,
        "stances": stances,
        "codings": codings,
    }
    return Document("many", text, title="Many", speakers=tuple(people), **{k: tuple(v) for k, v in layers.items()})
