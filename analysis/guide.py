"""The coding guide: what each field means, in the words that an analyst edits, with an example for each value.

It lies in `data/coding_guide.md`; the acts, with definition and example, are those of the lexicon.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis import knowledge
from analysis.decoding import DecodingError, data_in, text_of
from analysis.keys import digest
from analysis.knowledge import KnowledgeError
from analysis.lexicons import Lexicons

HEADING = re.compile(r"^#+[ \t]+(.+?)[ \t]*#*[ \t]*$", re.M)


@dataclass(frozen=True, slots=True)
class Guide:
    """Titled sections in plain words; digest: sixteen hexadecimal digits that change with any of them."""

    sections: tuple[tuple[str, str], ...]
    digest: str


def load(lexicons: Lexicons, file: str | Path | None = None) -> Guide:
    """The guide in a file, Demarche's own where none is named. Raises KnowledgeError in one sentence."""
    path = Path(file) if file else knowledge.data_folder() / "coding_guide.md"
    try:
        text = text_of(data_in(path), str(path))
    except OSError as error:
        raise KnowledgeError(f"{path}: {error.strerror or 'it cannot be read'}; name the coding guide.") from error
    except DecodingError as error:
        raise KnowledgeError(f"{path}: {error}.") from error
    sections = [*sections_of(text), ("The acts", acts_of(lexicons.acts))]
    return Guide(tuple(sections), digest("\n".join(f"{title}\n{words}" for title, words in sections)))


def sections_of(text: str) -> list[tuple[str, str]]:
    r"""The titled sections of a Markdown text; what stands before the first heading is left out.

    >>> sections_of("# Guide\nRead it.\n\n## Act\nWhat is *done*.\n")
    [('Guide', 'Read it.'), ('Act', 'What is *done*.')]
    """
    found = list(HEADING.finditer(text))
    ends = [*(heading.start() for heading in found[1:]), len(text)][: len(found)]
    return [(one.group(1), text[one.end() : end].strip()) for one, end in zip(found, ends, strict=True)]


def acts_of(acts: Mapping[str, Mapping[str, str]]) -> str:
    """Each act on a line: "**warn** — tells of a danger. Example: He warned that the treaty could fail."."""
    return "\n".join(f"**{id}** — {row['definition']}. Example: {row['example']}" for id, row in acts.items())
