"""The explorer as a page shows it, read back; and the same counts as Python makes them."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from analysis import tables
from analysis.palette import LOOKS
from analysis.selection import Selection, chosen

# Each filter, and the column of the table of statements that it looks at.
FACETS = {
    "speakers": "speakers",
    "actors": "actors",
    "positions": "position",
    "topics": "topics",
    "acts": "act",
    "kinds": "kind",
}
BARS = ".js-plotly-plot .bars path"
READ = r"""root => {
  const texts = (place) => [...root.querySelectorAll(place)].map((node) => node.textContent);
  const marks = (place) => [...new Set([...root.querySelectorAll(place)].map((node) => node.dataset.statement))];
  const counts = (place) => Object.fromEntries([...root.querySelectorAll(place)].filter((button) => button.dataset.key)
    .map((button) => [button.dataset.key, button.getAttribute("aria-label").replace(/^.*: /, "")]));
  const rows = (place) => [...root.querySelectorAll(`${place} tbody tr`)].map((row) => [...row.children].map((c) => (c.tagName === "TH" ? c.firstChild : c).textContent));
  return {
    count: root.querySelector(".count").textContent,
    chips: texts(".chip").map((chip) => chip.replace(/×$/, "").trim()),
    marked: marks(".mark:not(.off)"),
    unfolding: marks(".event:not(.off)"),
    listed: marks(".statements tbody tr"),
    current: marks(".mark.current"),
    cells: counts(".matrix .cell"),
    speakers: rows(".behind"),
    topics: rows(".terms"),
    pairs: [...root.querySelectorAll(".pairs td button")].map((b) => [b.dataset.key, Number(b.textContent)]),
    bars: (root.querySelector(".js-plotly-plot")?.data ?? []).flatMap((bar) => bar.customdata.map((key, row) => [...key, bar.x[row]])),
    lanes: texts(".strip text").filter((text) => /\)$/.test(text)),
    facets: [...root.querySelectorAll("[data-facet] input[type=checkbox]")].map((box) => [box.closest("[data-facet]").dataset.facet, box.value, Number(box.closest("label").querySelector(".number").textContent)]),
  };
}"""


@dataclass
class Shown:
    """A page and the document that its explorer shows."""

    page: Any
    doc: Any
    codebook: Any
    root: Any = None

    def __post_init__(self):
        self.root = self.root or self.page.locator("#explorer")

    def read(self):
        """What every panel shows now."""
        return self.root.evaluate(READ)

    def ids(self, **selection):
        """The ids of the statements that Python chooses, in order."""
        return [s.id for s in chosen(self.doc, Selection(**selection))]

    def choose(self, facet, value):
        """Tick or untick a value; a menu is opened for it and shut again."""
        group = self.root.locator(f"[data-facet={facet}]")
        if facet != "positions":
            group.locator("summary").click()
        group.locator("label").filter(has=self.page.locator(f'input[value="{value}"]')).click()
        if facet != "positions":
            self.page.keyboard.press("Escape")

    def holds(self, **selection):
        """Asserts that all panels show what Python chooses."""
        read, ids = self.read(), self.ids(**selection)
        total = len(self.doc.statements)
        assert read["count"] == f"{len(ids)} of {total} statement{'s' * (total != 1)}"
        assert set(read["marked"]) == set(read["unfolding"]) == set(read["listed"]) == set(ids)
        return read


def counts_of(shown, ids):
    """What the panels must show of these statements, counted from the tables."""
    cells, topics, pairs, speakers = defaultdict(Counter), Counter(), Counter(), defaultdict(Counter)
    words, facets = defaultdict(Counter), Counter()
    spoken = {s.id: tables.words_in(shown.doc, s.content) for s in shown.doc.statements}
    for row in rows_of(shown, ids):
        names, held = split(row["speakers"]), split(row["topics"])
        for topic in held:
            topics[topic] += 1
            for name in names:
                cells[name, topic][row["position"]] += 1
        pairs.update(map(frozenset, combinations(held, 2)))
        for name in names:
            speakers[name][row["position"]] += 1
            words[name][row["position"]] += spoken[row["id"]]
        facets.update((facet, value) for facet, column in FACETS.items() for value in split(row[column]))
    counts = {"cells": cells, "topics": topics, "pairs": pairs, "speakers": speakers, "words": words, "facets": facets}
    return {name: dict(held) for name, held in counts.items()}


def rows_of(shown, ids):
    """The rows of the table of statements with these ids."""
    frame = tables.statements(shown.doc)
    return frame[frame["id"].isin(ids)].to_dict("records")


def split(joined):
    return list(dict.fromkeys(joined.split(tables.SEVERAL)))


def told(counts):
    """Counts by position as the page says them: "2 supports, 1 neutral"."""
    return ", ".join(f"{counts[k.id]} {k.label}" for k in LOOKS if counts[k.id])
