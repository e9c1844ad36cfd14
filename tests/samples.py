"""Documents made by hand, for tests of what is drawn: an invented article, a hostile one, a silent one."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from analysis import articles
from analysis.annotate import annotate
from analysis.knowledge import Codebook, Topic
from analysis.model import Coding, Document, Evidence, Part, Sentence, Speaker, Stance, Statement, Token
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


def sample() -> Document:
    """The invented article, eight statements: 2 support, 2 oppose, 1 is conditional, 3 are neutral."""
    return _coded(CASE)


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
    speakers = {
        name: Speaker(name, kind, role, actor or None, ()) for name, (kind, role, actor) in case["speakers"].items()
    }
    statements, stances, codings = [], [], []
    at = 0
    for number, row in enumerate(case["statement"], 1):
        source, cue, content = row["words"]
        pieces = [_find(text, words, at) for words in content.split("|")]
        at = pieces[-1].end
        statement = Statement(
            f"s{number}",
            "direct" if content.startswith('"') else "indirect",
            (_near(text, source, pieces[0]),) if source else (),
            (_near(text, cue, pieces[0]),),
            tuple(pieces),
            tuple(speakers[name] for name in row["speakers"]),
            0.875,
            "by hand",
        )
        position, act, target, shown = row["stance"]
        evidence = (Evidence(_find(text, shown, pieces[0].start), "term"),) if shown else ()
        lean = position[-1] if position[-1] in "+-" else None
        statements.append(statement)
        stances.append(Stance(statement, target, position.rstrip("+-"), lean, act, evidence, 0.75, "by hand"))
        codings += [Coding(statement, topic, (), inherited=number > 4) for topic in row["topics"]]
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
        statements=tuple(statements),
        stances=tuple(stances),
        codings=tuple(codings),
    )


def _places(text: str, words: str, start: int = 0) -> list[Span]:
    found = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)").finditer(text, start)
    return [Span(*match.span()) for match in found]


def _find(text: str, words: str, start: int = 0) -> Span:
    return _places(text, words, start)[0]


def _near(text: str, words: str, other: Span) -> Span:
    """The place of `words` nearest to another."""
    gap = lambda s: min(abs(s.end - other.start), abs(s.start - other.end))  # noqa: E731
    return min(_places(text, words), key=gap)
