"""Whom he and she mean: `python -m benchmarks.pronouns`.

On the news, interviews, speeches and biographies of GUM: of the pronouns he, she, him, his, her and hers whose gold
antecedent is a named person, the share that Demarche leads to a person with one of that name's words.
The text is made of GUM's sentences, joined by one space within a paragraph, with blank lines between paragraphs.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from analysis import knowledge
from analysis.annotate import annotate
from analysis.speakers import find_people
from training import gold

GENRES = ("news", "interview", "speech", "bio")
PRONOUNS = {"he", "she", "him", "his", "her", "hers"}


@dataclass
class Story:
    """A document of GUM: its text, and for each entity the places of its pronouns and the words of its names."""

    id: str
    text: str = ""
    pronouns: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def stories() -> Iterator[Story]:
    """The documents of the four genres."""
    story, fresh = Story(""), True
    open_entities: list[tuple[str, str, list[tuple[str, str, int]]]] = []
    for block in gold.blocks(gold.lines("gum", "gum-train-dev.conllu.gz")):
        for row in block:
            if row.startswith("# newdoc id"):
                yield from [story] if story.id.split("_")[1:2] and story.id.split("_")[1] in GENRES else []
                story, fresh, open_entities = Story(row.split(" = ")[1]), True, []
            elif row == "# newpar":
                fresh = True
            elif row.startswith("# text = "):
                story.text += ("\n\n" if fresh and story.text else " " if story.text else "") + row[9:]
                at, fresh = len(story.text) - len(row[9:]), False
            elif row[0].isdigit() and row.split("\t")[0].isdigit():
                _, word, _, _, tag, _, _, _, _, misc = row.split("\t")
                at = story.text.index(word, at) if word in story.text[at:] else at
                _entities(story, open_entities, misc, word, tag, at)
                at += len(word)
    yield from [story] if story.id.split("_")[1] in GENRES else []


def _entities(
    story: Story, stack: list[tuple[str, str, list[tuple[str, str, int]]]], misc: str, word: str, tag: str, at: int
) -> None:
    """Open and close the entities that begin and end at a word, and keep what a closed one consists of."""
    found = re.search(r"Entity=([^|]*)", misc)
    marks = re.findall(r"\((\d+)-([a-z]+)[^()]*\)?|(\d+)\)", found[1]) if found else []
    closing = re.findall(r"\(\d+-[^()]*\)|\d+\)", found[1]) if found else []
    for opened, kind, _ in marks:
        if opened:
            stack.append((opened, kind, []))
    for _, _, words in stack:
        words.append((word, tag, at))
    for close in closing:
        id = re.match(r"\(?(\d+)", close)
        if id is None:
            continue
        place = next((k for k in range(len(stack) - 1, -1, -1) if stack[k][0] == id[1]), None)
        if place is not None:
            _keep(story, stack.pop(place))


def _keep(story: Story, entity: tuple[str, str, list[tuple[str, str, int]]]) -> None:
    id, kind, words = entity
    if kind != "person":
        return
    if len(words) == 1 and words[0][0].lower() in PRONOUNS:
        story.pronouns[id].append(words[0][2])
    elif words[-1][1] in {"NNP", "NNPS"} or words[0][1] in {"NNP", "NNPS"}:
        story.names[id] |= {w for w, tag, _ in words if tag in {"NNP", "NNPS"}}


def score() -> tuple[int, int]:
    """Pronouns led to the right person, and all that have a named one."""
    right = total = 0
    for story in stories():
        doc = annotate(story.text)
        people = find_people(doc, knowledge.lexicons())
        meant = {m.start: p.name for p in people for m in p.mentions if doc[m].lower() in PRONOUNS}
        for id, places in story.pronouns.items():
            if story.names.get(id):
                total += len(places)
                right += sum(bool(set(meant.get(at, "").split()) & story.names[id]) for at in places)
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
