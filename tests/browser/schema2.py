"""Until analysis/payload.py gives schema 2 itself: made from schema 1, so that the view can be tested.

To be deleted then, with what names it: `lasting` in conftest.py, and in showing.py.
"""

from __future__ import annotations

from dataclasses import replace

from analysis import explore, payload, tables
from analysis.selection import chosen as selection_chosen

COLUMNS = [
    "article",
    "outlet",
    "author",
    "published",
    "key",
    "number",
    "kind",
    "speakers",
    "roles",
    "actors",
    "source",
    "cue",
    "content",
    "act",
    "position",
    "lean",
    "target",
    "topics",
    "inherited",
    "confidence",
    "rule",
    "speaker_confidence",
    "resolution_rule",
    "position_confidence",
    "position_rule",
    "because",
    "sentence",
    "start",
    "end",
]
OLD = {"key": "id", "resolution_rule": "speaker_rule"}


def apply():
    """Lets payload.view give schema 2; returns what undoes it."""
    old = payload.view
    if payload.SCHEMA >= 2:
        return lambda: None
    for module in (payload, explore):
        module.view = lambda doc, codebook: view(old(doc, codebook), doc)
    explore.chosen = chosen

    def undo():
        payload.view = explore.view = old
        explore.chosen = selection_chosen

    return undo


def view(made, doc):
    """A payload of schema 2."""
    keys = {p["id"]: key(p["name"]) for p in made["speakers"]}
    about = {k: made["article"][k] for k in ("outlet", "author", "published")}
    rows = [
        about | {"number": n} | {c: row[OLD.get(c, c)] for c in COLUMNS if OLD.get(c, c) in row}
        for n, row in enumerate(tables.statements(doc).to_dict("records"), 1)
    ]
    alone = [
        {
            "people": [keys[id] for id in s["speakers"]],
            "actor_names": s["actors"],
            "codes": s["topics"],
            "words": s["words"],
            "resolved": s["meant"],
            "reports": s["within"],
        }
        for s in made["statements"]
    ]
    speakers = [{"key": keys[p["id"]]} | {k: v for k, v in p.items() if k != "id"} for p in made["speakers"]]
    statements = [row | more for row, more in zip(rows, alone, strict=True)]
    return made | {"schema": 2, "columns": {"statements": COLUMNS}, "speakers": speakers, "statements": statements}


def key(name):
    return "-".join(name.lower().split())


def chosen(doc, selection):
    """selection.chosen for a selection that holds keys of speakers."""
    names = {key(p.name): p.name for p in doc.speakers}
    return selection_chosen(doc, replace(selection, speakers=tuple(names.get(k, k) for k in selection.speakers)))
