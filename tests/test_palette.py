import itertools
import math
from pathlib import Path

import pytest

from analysis import palette
from analysis.model import POSITIONS

# How colours look to people without one kind of cone: Machado, Oliveira and Fernandes (2009), severity 1, linear RGB.
SIGHTS = {
    "all cones": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
ALL = (*palette.LOOKS, palette.NOT_CODED)
LIGHT, DARK = "#ffffff", "#17191d"


def linear(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]


def seen(colour, sight):
    return [min(1, max(0, sum(m * c for m, c in zip(row, linear(colour), strict=True)))) for row in SIGHTS[sight]]


def oklab(rgb):
    """Björn Ottosson's OKLab, in which distances are even to the eye."""
    mixed = [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
    cones = [math.cbrt(sum(m * c for m, c in zip(row, rgb, strict=True))) for row in mixed]
    lab = [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
    return [sum(m * c for m, c in zip(row, cones, strict=True)) for row in lab]


def contrast(a, b):
    light = sorted(0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (linear(a), linear(b)))
    return (light[1] + 0.05) / (light[0] + 0.05)


@pytest.mark.parametrize("sight", SIGHTS)
def test_positions_are_told_apart_by_every_eye(sight):
    for a, b in itertools.combinations(ALL, 2):
        distance = math.dist(oklab(seen(a.colour, sight)), oklab(seen(b.colour, sight)))
        assert distance > 0.07, (a.id, b.id)


@pytest.mark.parametrize("paper", [LIGHT, DARK])
def test_positions_stand_out_from_the_page(paper):
    assert all(contrast(k.colour, paper) >= 3 for k in ALL)


def test_no_position_rests_on_colour_alone():
    assert [k.id for k in palette.LOOKS] == list(POSITIONS)
    for name in ("label", "glyph", "colour", "pattern", "line"):
        assert len({getattr(k, name) for k in palette.LOOKS}) == len(palette.LOOKS), name
    for name in ("label", "glyph", "colour", "pattern"):
        assert len({getattr(k, name) for k in ALL}) == len(ALL), name


def test_no_position_is_drawn_only_where_one_is_missing():
    assert palette.looks_of([]) == palette.looks_of(["oppose", "oppose"]) == palette.LOOKS
    assert palette.looks_of(["oppose", ""]) == ALL
    assert palette.wording("") == "not coded"


def test_a_lean_is_told_in_words():
    assert palette.wording("conditional", "+") == "conditional, leaning for"
    assert palette.stand("conditional", "-", "the pact") == "conditional, leaning against the pact"
    assert palette.stand("conditional", None, "the pact") == "conditional toward the pact"
    assert palette.stand("support", None, "") == "supports"
    with pytest.raises(KeyError):
        palette.look("angry")


def test_page_and_python_call_the_same_positions_weak():
    """The page has its bound in JavaScript."""
    source = (Path(palette.__file__).parent / "views" / "elements.js").read_text(encoding="utf-8")
    assert f"const SURE = {palette.SURE};" in source
