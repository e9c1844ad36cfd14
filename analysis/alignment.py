"""Which statements of two layers of one text are the same: one to one, by the words of their content.

A layer is a document: the machine's, or that of a coder. Keys do not decide, since each coder may have moved borders.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from analysis.model import Document, Statement

HALF = 0.5  # the least share of two contents that makes them the same statement


@dataclass(frozen=True, slots=True)
class Match:
    """Two statements that are the same. share: of the letters and digits of both contents, those that both have."""

    left: Statement
    right: Statement
    share: float

    @property
    def exact(self) -> bool:
        """True where both contents have the same letters and digits; signs and spaces at their borders do not count."""
        return self.share == 1


@dataclass(frozen=True, slots=True)
class Alignment:
    """The statements of two layers, in the order of the text: those that both have, and those of one alone."""

    matches: tuple[Match, ...]
    left: tuple[Statement, ...]
    right: tuple[Statement, ...]


def aligned(left: Document, right: Document) -> Alignment:
    """The statements of two layers of one text, those that are the same side by side.

    Two are the same where they share at least half of what is in either content. Each is matched once: those that
    share most first, so exact ones before all others; among equals those with one key, then those further up.
    """
    if left.text != right.text:
        raise ValueError(f"{left.id!r} has another text in each of two layers; code the same version of it.")
    ours, theirs = _in_order(left.statements), _in_order(right.statements)
    found = []
    for i, j, share in _shares(left.text, ours, theirs):
        if share >= HALF:  # i + j tells apart any two that want the same statement, whichever layer comes first
            found.append((-share, ours[i].key != theirs[j].key, i + j, i, j))
    pairs: dict[int, tuple[int, float]] = {}
    taken: set[int] = set()
    for less, _, _, i, j in sorted(found):
        if i not in pairs and j not in taken:
            pairs[i] = (j, -less)
            taken.add(j)
    return Alignment(
        tuple(Match(ours[i], theirs[j], share) for i, (j, share) in sorted(pairs.items())),
        tuple(s for i, s in enumerate(ours) if i not in pairs),
        tuple(s for j, s in enumerate(theirs) if j not in taken),
    )


def _in_order(statements: Iterable[Statement]) -> list[Statement]:
    """Statements by where their content stands."""
    return sorted(statements, key=lambda s: (s.content, s.source, s.cue, s.key))


def _shares(text: str, ours: list[Statement], theirs: list[Statement]) -> Iterable[tuple[int, int, float]]:
    """Any two statements with a character in common, and the share of their characters that is common."""
    characters = [_characters(text, s) for s in theirs]
    having: defaultdict[int, list[int]] = defaultdict(list)
    for j, places in enumerate(characters):
        for at in places:
            having[at].append(j)
    for i, statement in enumerate(ours):
        own = _characters(text, statement)
        common = Counter(j for at in own for j in having.get(at, ()))
        for j, number in common.items():
            yield i, j, number / (len(own) + len(characters[j]) - number)


def _characters(text: str, statement: Statement) -> frozenset[int]:
    """Where the letters and digits of a content stand; all its characters where it has none."""
    places = frozenset(at for span in statement.content for at in range(*span))
    return frozenset(at for at in places if text[at].isalnum()) or places
