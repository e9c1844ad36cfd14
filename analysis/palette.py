"""How a position looks: word, glyph, colour and pattern, the same in every chart, page and notebook.

A colour never stands alone: print and colour-blind readers have the glyph, the pattern and the word.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from analysis.model import Position


@dataclass(frozen=True, slots=True)
class Look:
    """One position: hollow is its glyph where it is weak, pattern plotly's name, line the CSS style of an underline."""

    id: Position | Literal[""]
    label: str
    glyph: str
    hollow: str
    colour: str
    pattern: str
    line: str


LOOKS: tuple[Look, ...] = (
    Look("support", "supports", "▲", "△", "#0072B2", "", "solid"),
    Look("oppose", "opposes", "▼", "▽", "#D55E00", "/", "double"),
    Look("conditional", "conditional", "◆", "◇", "#A16FEB", "x", "dashed"),
    Look("neutral", "neutral", "●", "○", "#6B7280", ".", "dotted"),
)
NOT_CODED = Look("", "not coded", "○", "○", "#6C9898", "-", "dotted")
SURE = 0.6  # a position that is less sure is drawn hollow and called "perhaps"
LEANS = {"+": "leaning for", "-": "leaning against"}


def look(position: str) -> Look:
    """The look of a position, "" for one that was not coded. Raises KeyError.

    >>> look("oppose").glyph
    '▼'
    """
    found = next((k for k in (*LOOKS, NOT_CODED) if k.id == position), None)
    if found is None:
        raise KeyError(position)
    return found


def shaped(position: str, chance: float | None = None) -> Look:
    """The look of a position that is right with this chance. Raises KeyError.

    >>> shaped("oppose", 0.4).glyph, shaped("oppose", 0.4).label
    ('▽', 'perhaps opposes')
    """
    found = look(position)
    if not position or chance is None or chance >= SURE:
        return found
    return replace(found, glyph=found.hollow, label=f"perhaps {found.label}")


def looks_of(positions: Iterable[str]) -> tuple[Look, ...]:
    """The looks to draw some positions with: all four, and that of no position only where one is missing."""
    return (*LOOKS, NOT_CODED) if "" in set(positions) else LOOKS


def wording(position: str, lean: str | None = None, chance: float | None = None) -> str:
    """The word for a position, with its lean where it has one.

    >>> wording("conditional", "-")
    'conditional, leaning against'
    """
    return ", ".join(filter(None, [shaped(position, chance).label, LEANS.get(lean or "")]))


def stand(position: str, lean: str | None, target: str, chance: float | None = None) -> str:
    """Position and target in a few words; chance: that the position is right.

    >>> stand("oppose", None, "the treaty"), stand("neutral", None, "the treaty")
    ('opposes the treaty', 'neutral toward the treaty')
    """
    toward = "" if not target or lean or position in ("support", "oppose") else "toward"
    return " ".join(filter(None, [wording(position, lean, chance), toward, target]))
