"""Whom he and she mean: `python -m benchmarks.pronouns`.

On the news, interviews, speeches and biographies of GUM: of the pronouns he, she, him, his, her and hers whose gold
antecedent is a named person, the share that Demarche leads to a person with one of that name's words.
The text is made of GUM's sentences, joined by one space within a paragraph, with blank lines between paragraphs.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from analysis import knowledge
from analysis.annotate import annotate
from analysis.speakers import find_people
from training import gold

GENRES = ("news", "interview", "speech", "bio")
PROPER = {"NNP", "NNPS"}
PRONOUNS = {"he", "she", "him", "his", "her", "hers"}


@dataclass
class Story:
    """A document of GUM: its text, and for each entity the places of its pronouns and the words of its names."""

    text: str
    pronouns: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def stories() -> Iterator[Story]:
    """The documents of the four genres."""
    for found in gold.gum_texts():
        if found.genre in GENRES:
            story = Story(found.text)
            for id, kind, first, last in found.entities:
                words = found.words[first:last]
                forms = [found.text[a:b] for a, b, _ in words]
                if kind == "person" and len(words) == 1 and forms[0].lower() in PRONOUNS:
                    story.pronouns[id].append(words[0][0])
                elif kind == "person" and {words[-1][2], words[0][2]} & PROPER:
                    story.names[id] |= {f for f, (_, _, tag) in zip(forms, words, strict=True) if tag in PROPER}
            yield story


def score() -> tuple[int, int]:
    """Pronouns led to the right person, and all that have a named one."""
    known = knowledge.load()
    right = total = 0
    for story in stories():
        doc = annotate(story.text, known)
        people = find_people(doc, known.lexicons)
        person_at = {m.start: p.name for p in people for m in p.mentions if doc[m].lower() in PRONOUNS}
        for id, places in story.pronouns.items():
            if story.names.get(id):
                total += len(places)
                right += sum(bool(set(person_at.get(at, "").split()) & story.names[id]) for at in places)
    return right, total


def main() -> int:
    """Print the share."""
    if not gold.gold_folder().is_dir():
        print(f"pronouns: no gold data in {gold.gold_folder()}; set GOLD_DIR to where it lies.")
        return 0
    right, total = score()
    print(f"he, she, his, her in GUM led to the named person: {100 * right / total:.1f} % of {total}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
