"""The explorer as a page shows it, read back; and the same counts as Python makes them."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from analysis import payload, tables
from analysis.selection import Selection, chosen

# Each filter, and the column of the table of statements that it looks at; `people` and `issues` are keys.
FACETS = {
    "speakers": "people",
    "actors": "actors",
    "positions": "position",
    "topics": "topics",
    "acts": "act",
    "kinds": "kind",
    "issues": "issues",
    "manners": "manner",
}
SIDES = ("support", "oppose", "conditional")  # the positions that make an issue one of the matrix
BARS = ".js-plotly-plot .bars path"
READ = r"""root => {
  const texts = (place) => [...root.querySelectorAll(place)].map((node) => node.textContent);
  const marks = (place) => [...new Set([...root.querySelectorAll(place)].map((node) => node.dataset.statement))];
  const rows = (place) => [...root.querySelectorAll(`${place} tbody tr:not(.drawn)`)].map((row) => [...row.children].map((c) => (c.tagName === "TH" ? c.firstChild : c).textContent));
  return {
    count: root.querySelector(".count").textContent,
    chips: texts(".chip").map((chip) => chip.replace(/×$/, "").trim()),
    marked: marks(".mark:not(.off)"),
    unfolding: marks(".event:not(.off)"),
    listed: marks(".statements tbody tr"),
    current: marks(".mark.current"),
    cells: [...root.querySelectorAll(".matrix .cell")].map((b) => [JSON.parse(b.dataset.key), Object.fromEntries([...b.querySelectorAll(".line")].map((line) => [line.dataset.position, Number(line.querySelector("b").textContent)]))]),
    grid: [texts(".matrix tbody tr:not(.drawn) th"), texts(".matrix thead tr:last-child th"), root.querySelector(".matrix .more")?.textContent ?? ""],
    drawers: texts(".drawer .head strong"),
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
    known: Any
    root: Any = None

    def __post_init__(self):
        self.root = self.root or self.page.locator("#explorer")
        self.payload = payload.view(self.doc, self.known.codebook)

    def speaker(self, name):
        """The key of a speaker."""
        return speaker_key(self.payload, name)

    def statement(self, number):
        """The key of a statement."""
        return statement_key(self.payload, number)

    def read(self):
        """What every panel shows now."""
        return self.root.evaluate(READ)

    def keys(self, **selection):
        """The keys of the statements that Python chooses, in order."""
        return [s.key for s in chosen(self.doc, Selection(**selection))]

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
        read, keys = self.read(), self.keys(**selection)
        total = len(self.doc.statements)
        assert read["count"] == f"{len(keys)} of {total} statement{'s' * (total != 1)}"
        assert set(read["marked"]) == set(read["unfolding"]) == set(read["listed"]) == set(keys)
        return read


def speaker_key(made, name):
    """The key of a speaker in a payload; of nobody it is empty."""
    return next(p["key"] for p in made["speakers"] if p["name"] == name) if name else ""


def statement_key(made, number):
    """The key of a statement in a payload."""
    return made["statements"][number - 1]["key"]


def counts_of(shown, keys):
    """What the panels must show of these statements, counted from the tables."""
    topics, pairs, speakers = Counter(), Counter(), defaultdict(Counter)
    words, facets, spoken_for = defaultdict(Counter), Counter(), Counter()
    spoken = [tables.words_in(shown.doc, s.content) for s in shown.doc.statements]
    for row in rows_of(shown, keys):
        people, held = split(row["people"]), split(row["topics"])
        topics.update(held)
        pairs.update(map(frozenset, combinations(held, 2)))
        said = row["manner"] == "said"  # what was thought or done is not counted as spoken
        for person in people:
            spoken_for[person] += 1
            speakers[person][row["position"]] += said
            words[person][row["position"]] += said * spoken[row["at"]]
        facets.update((facet, value) for facet, column in FACETS.items() for value in split(row[column]))
    cells = cells_of(shown, keys)
    counts = {"cells": cells, "topics": topics, "pairs": pairs, "speakers": speakers, "words": words, "facets": facets}
    counts["lanes"] = spoken_for
    return {name: dict(held) for name, held in counts.items()}


def cells_of(shown, keys):
    """{(speaker, issue): {position: how often}} of the issues on which somebody takes a side."""
    frame = tables.statement_issues(shown.doc)
    taken, people = set(frame[frame["position"].isin(SIDES)]["issue"]), people_of(shown)
    cells = defaultdict(Counter)
    for row in frame[frame["issue"].isin(taken) & frame["statement"].isin(keys)].to_dict("records"):
        for person in people[row["statement"]] or [""]:
            cells[person, row["issue"]][row["position"]] += 1
    return {cell: dict(found) for cell, found in cells.items()}


def grid_of(shown, keys):
    """The speakers and issues that the matrix shows at first, and how many there are, of what passes the filters."""
    cells, frame = cells_of(shown, keys), tables.statement_issues(shown.doc)
    sides = frame[frame["position"].isin(SIDES) & frame["statement"].isin(keys)]["issue"].value_counts()
    held = [issue for issue in shown.payload["issues"] if any(id == issue["id"] for _, id in cells)]
    held.sort(key=lambda issue: (not issue["topic"], -sides.get(issue["id"], 0)))
    some, known = held[:8], [person["key"] for person in shown.payload["speakers"]] + [""]
    people = [key for key in known if any((key, issue["id"]) in cells for issue in some)][:12]
    some = [issue for issue in some if any((key, issue["id"]) in cells for key in people)]
    return people, some, (len({key for key, _ in cells}), len(held))


def people_of(shown):
    """{statement: the keys of its speakers}."""
    return {made["key"]: made["people"] for made in shown.payload["statements"]}


def rows_of(shown, keys):
    """The rows of the table of statements with these keys; `at` counts them from 0."""
    rows = tables.statements(shown.doc).to_dict("records")
    people, on = people_of(shown), tables.statement_issues(shown.doc).groupby("statement")["issue"].agg(list).to_dict()
    told = {key: {"people": people[key], "issues": on.get(key, [])} for key in people}
    joined = {key: {name: tables.SEVERAL.join(some) for name, some in one.items()} for key, one in told.items()}
    every = (row | {"at": at} | joined[row["key"]] for at, row in enumerate(rows))
    return [row for row in every if row["key"] in keys]


def split(joined):
    return list(dict.fromkeys(joined.split(tables.SEVERAL)))
