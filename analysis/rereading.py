"""What a new version of the program changed in a corpus, as a notebook shows it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from analysis import changes, markup
from analysis.knowledge import Knowledge
from analysis.markup import Html
from analysis.shards import RunError

MOST = 100  # rows of a table that are shown
NONE = "This is told of a corpus that two versions of the program have read."
COUNTS = {"kind": "Statements that", "field": "In what", "statements": "How many"}
MOVED = {"actor": "Actor", "topic": "Topic", "position": "Position", "before": "Before", "after": "Now"}
MOVED |= {"statements_before": "Statements before", "statements_after": "Statements now"}
CHECKED = {"field": "Reviewed", "blind": "Coded", "n": "Statements", "better": "Right now", "worse": "Wrong now"}
CHECKED |= {"right": "Right in both", "wrong": "Wrong in both"}
CARRIED = {"coder": "Reviews of", "units": "In all", "key": "By their key", "words": "By their words"}
CARRIED |= {"kept": "Kept, not found any more", "agreed": "Rejected, not found any more", "lost": "Lost"}
LOST = {"coder": "Who", "title": "Article", "verdict": "Decided", "words": "Words", "why": "Why it counts no more"}
MORE = "These are {} of {}; all are in changes.between(folder)."


def shown(known: Knowledge, corpus: str | Path = "") -> Html:
    """What the newest run of a corpus changed against the one before, in sentences and tables."""
    if not corpus:
        return Html("<p>{}</p>").format(NONE)
    try:
        found = changes.between(corpus, known=known)
    except RunError as error:
        return Html('<p class="hint" role="alert">{}</p>').format(error)
    return _page(found, known.codebook.labels)


def _page(found: changes.Changes, labels: Mapping[str, str]) -> Html:
    moved = found.moved.assign(topic=[labels.get(topic, topic) for topic in found.moved["topic"]])
    for when in ("before", "after"):
        moved[when] = [f"{100 * share:.0f} %" for share in moved[when]]
    checked = found.checked.assign(blind=["blind" if blind else "in sight" for blind in found.checked["blind"]])
    lost = found.lost.assign(title=[row.title or row.article for row in found.lost.itertuples()])
    parts = [Html("<p>{}</p>").format(line) for line in found.lines]
    for frame, columns in (
        (found.counts, COUNTS),
        (moved, MOVED),
        (checked, CHECKED),
        (found.carried, CARRIED),
        (lost, LOST),
    ):
        if len(frame):
            parts.append(markup.table(frame[list(columns)].head(MOST), columns))
        if len(frame) > MOST:
            parts.append(Html('<p class="hint">{}</p>').format(MORE.format(MOST, len(frame))))
    return Html("").join(parts)
