"""Marked text: {source} <cue> [content], a number tells statements apart; after "=>" speakers, after "/" actors."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

ROLES = {"{": ("source", "}"), "<": ("cue", ">"), "[": ("content", "]")}
Places = list[tuple[int, int]]
Roles = dict[str, Places]


@dataclass
class Case:
    """A text without its marks, where each statement has what, and who speaks for whom (None where not told)."""

    text: str = ""
    statements: dict[str, Roles] = field(default_factory=dict)
    speakers: list[list[str]] | None = None
    actors: list[str] | None = None


def read(line: str) -> Case:
    """The case in a line of tests/cases/attributions.toml."""
    marked, _, told = line.partition(" => ")
    case, opened, at = Case(), [], 0
    while at < len(marked):
        sign = marked[at]
        if sign in ROLES:
            role, close = ROLES[sign]
            number = re.match(r"(\d+):", marked[at + 1 :])
            opened.append((role, close, number[1] if number else "1", len(case.text)))
            at += 1 + (len(number[0]) if number else 0)
        elif opened and sign == opened[-1][1]:
            role, _, number, start = opened.pop()
            case.statements.setdefault(number, {}).setdefault(role, []).append((start, len(case.text)))
            at += 1
        else:
            case.text += sign
            at += 1
    names, _, actors = told.partition(" / ")
    if names:
        case.speakers = [[name.strip() for name in group.split(";")] for group in names.split("|")]
    if actors:
        case.actors = [actor.strip() for actor in actors.split(";")]
    return case


def words(text: str, places: Places) -> set[int]:
    """Where the words in some places begin."""
    return {m.start() + a for a, b in places for m in re.finditer(r"\w+", text[a:b])}
