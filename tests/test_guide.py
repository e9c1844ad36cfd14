"""The coding guide: an example for each value, and what an analyst's own file may hold."""

from __future__ import annotations

import pytest

from analysis import guide, knowledge
from analysis.lexicons import KnowledgeError

LEXICONS = knowledge.load().lexicons
VALUES = ("support", "oppose", "conditional, leaning for", "conditional, leaning against", "neutral")
FIELDS = (
    "Statement",
    "Speakers",
    "Actors",
    "Position",
    "Target",
    "Target words",
    "Act",
    "Topics",
    "Evidence",
    "Borders",
)


def test_each_field_has_a_section_with_an_example():
    sections = dict(guide.load(LEXICONS).sections)
    assert [name for name in FIELDS if name not in sections] == []
    assert [name for name in FIELDS if "Example:" not in sections[name] and name != "Act"] == []


@pytest.mark.parametrize("value", VALUES)
def test_each_position_has_an_example(value):
    words = dict(guide.load(LEXICONS).sections)["Position"]
    told = next(part for part in words.split("**") if part == value)
    assert "Example:" in words.split(f"**{told}**")[1].split("**")[0]


@pytest.mark.parametrize("act", LEXICONS.acts)
def test_each_act_has_an_example(act):
    lines = dict(guide.load(LEXICONS).sections)["The acts"].splitlines()
    assert [line for line in lines if line.startswith(f"**{act}** — ") and "Example: " in line]


def test_the_digest_follows_the_words(tmp_path):
    file = tmp_path / "guide.md"
    file.write_text("# Position\nFor or against.\n", encoding="utf-8")
    first = guide.load(LEXICONS, file)
    file.write_text("# Position\nFor, against, or neither.\n", encoding="utf-8")
    assert first.digest != guide.load(LEXICONS, file).digest
    assert first.sections[0] == ("Position", "For or against.")


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00\x00", b"no heading", b"#", b"# \r\n\r\n", "# Ä\rB".encode()])
def test_any_file_gives_a_guide_or_one_sentence(tmp_path, data):
    file = tmp_path / "guide.md"
    file.write_bytes(data)
    try:
        assert guide.load(LEXICONS, file).sections[-1][0] == "The acts"
    except KnowledgeError as error:
        assert str(file) in str(error) and "\n" not in str(error)


def test_a_guide_that_is_not_there_is_told_in_one_sentence(tmp_path):
    with pytest.raises(KnowledgeError, match="name the coding guide"):
        guide.load(LEXICONS, tmp_path / "none.md")
