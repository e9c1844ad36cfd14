"""Numbers that can be quoted, asked for in a notebook: what share of the statements has a value, and by what.

`following(choice, Quoting)` shows a form for the reviews that `comparing.coders` gives.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from statistics import fmean
from typing import Any

import ipywidgets
import pandas as pd

from analysis import decisions, drawn, estimates, markup, review
from analysis.choices import WIDE, offer
from analysis.comparing import Reviews, capital, labels
from analysis.decisions import ADJUDICATED
from analysis.estimates import Estimate
from analysis.markup import Html
from analysis.model import Document
from analysis.review import Sample
from analysis.tables import SEVERAL

STYLE = {"description_width": "8em"}
ASKED = {
    "Position": "position",
    "Act": "act",
    "Topic": "topics",
    "Speaker": "speakers",
    "Actor": "actors",
    "Target": "target",
}
BY = {
    "all together": "",
    "country": "countries",
    "actor": "actors",
    "speaker": "speakers",
    "topic": "topics",
    "outlet": "outlet",
    "year": "year",
    "quarter": "quarter",
    "month": "month",
}
MOST = 300  # values that a menu offers
GROUPS = 40  # rows of a table
ENOUGH = "Enough is reviewed for an interval of ± {:g} points of all together."
PACE = 3  # units that a pace rests on, at least
AWAY = 120.0  # seconds: who takes longer for a unit was away
NO_SAMPLE = "No sample was drawn, so no number can be corrected: draw one in 5-review, review it, and read again above."
SOURCE = "From the answers given blind to the sample “{}” (seed {}): {}. What was decided otherwise feeds no number."
LACKING = "{} of these answers give no {}, which counts as none."
NEVER = "Answers of {} are left out here: no {} is given in any of them."
ORDER = "Of a statement that several coded, the adjudicated answer counts, else that of the first named."
QUOTABLE = '<blockquote class="quotable">{}</blockquote>'
COLUMNS = {
    "group": "",
    "machine": "The machine alone",
    "value": "Corrected",
    "interval": "95 % interval",
    "n": "Reviewed",
    "effective_n": "Worth",
}


class Quoting(ipywidgets.VBox):  # type: ignore[misc]
    """A form that asks for a share, and below it the figure of the machine, the corrected one, and what to quote."""

    def __init__(self, reviews: Reviews, *, share: str = "Position", value: str = "", by: str = "") -> None:
        """Ask of what was reviewed; share, value, by: what the form opens with, as its menus have it."""
        self.reviews = reviews
        self._samples = {one.name: one for one in review.samples(reviews.folder)}
        self._labels = {name: labels(reviews.known)[name] for name in ("topics", "act")}
        self._labels |= {"countries": _countries(reviews.docs)}
        self._setting = True
        self.sample = ipywidgets.Dropdown(options=list(self._samples), description="Sample", layout=WIDE, style=STYLE)
        self.first = ipywidgets.Dropdown(description="Answers of", layout=WIDE, style=STYLE)
        self.column = ipywidgets.Dropdown(options=list(ASKED.items()), description="Share of", layout=WIDE, style=STYLE)
        self.value = ipywidgets.Dropdown(description="that is", layout=WIDE, style=STYLE)
        self.by = ipywidgets.Dropdown(options=list(BY.items()), description="by", layout=WIDE, style=STYLE)
        self.points = ipywidgets.BoundedFloatText(
            5, min=0.5, max=40, step=0.5, description="± points", layout=WIDE, style=STYLE
        )
        self.page = ipywidgets.HTML()
        super().__init__()
        if not self._samples:
            self.page.value = markup.framed(Html("<p>{}</p>").format(NO_SAMPLE))
            self.children = [self.page]
            return
        self.children = [self.sample, self.first, self.column, self.value, self.by, self.points, self.page]
        self.column.value, self.by.value = ASKED.get(share, "position"), BY.get(by, "")
        self.sample.observe(self._open, "value")
        self.first.observe(self._take, "value")
        self.column.observe(self._offer, "value")
        for field in (self.value, self.by, self.points):
            field.observe(self._show, "value")
        self._open()
        if value in self.value.options:
            self.value.value = value

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        return {"text/html": self.page.value} | dict(super()._repr_mimebundle_(**kwargs))

    @property
    def _drawn(self) -> Sample:
        return self._samples[self.sample.value]

    def _open(self, _: Any = None) -> None:
        """Who coded the sample that was chosen."""
        units = {(one.article, one.unit) for one in self._drawn.items}
        some = [d for d in self.reviews.decisions if d.blind and (d.article, d.unit) in units]
        self._setting = True
        self._names = [name for name in decisions.coders(some) if name != ADJUDICATED]
        alone = len(self._names) == 1
        options = [(name if alone else f"{name} first, then the others", name) for name in self._names]
        offer(self.first, options, self._names[0] if self._names else None)
        self.first.layout.display = "" if self._names else "none"
        self._setting = False
        self._take()

    def _take(self, _: Any = None) -> None:
        """The items with the answers of the coders chosen."""
        if self._setting:
            return
        first = self.first.value
        self._coders = [*([first] if first else []), *(name for name in self._names if name != first)]
        self._items = self.reviews.items(self._coders, self._drawn)
        for column in {*self._labels, *(f"true_{name}" for name in self._labels)} & {*self._items}:
            named = self._labels[column.removeprefix("true_")]
            self._items[column] = [_named(cell, named) for cell in self._items[column]]
        self._offer()

    def _offer(self, _: Any = None) -> None:
        """The values that the column has, the most frequent first."""
        column = self.column.value
        cells = [cell for name in (column, f"true_{column}") for cell in self._items[name] if isinstance(cell, str)]
        found = Counter(one for cell in cells for one in cell.split(SEVERAL) if one)
        before = self.value.value
        self._setting = True
        options = [value for value, _ in found.most_common(MOST)]
        likely = [value for value in (before, "oppose", *options) if value in options]
        offer(self.value, options, likely[0] if likely else None)
        self._setting = False
        self._show()

    def _show(self, _: Any = None) -> None:
        if self._setting:
            return
        share = [*self._share(), *self._recall()] if self.value.value else []
        parts = [*share, self._source(), *(self._lacking() if share else [])]
        self.page.value = markup.framed(Html("").join(parts))

    def _share(self) -> list[Html]:
        """The table, the sentences to quote, and how much to review for the interval that is wanted."""
        column, value, by = self.column.value, self.value.value, self.by.value
        options: estimates.Options = {"seconds": self._seconds()}
        answer = estimates.share(self._items, column, value, by=by or None, **options)
        each = (answer,) if isinstance(answer, Estimate) else answer[:GROUPS]
        rows = pd.DataFrame([_row(one) for one in each], columns=list(COLUMNS))
        columns = {name: head for name, head in COLUMNS.items() if by or name != "group"}
        if "group" in columns:
            columns["group"] = next(name for name, of in BY.items() if of == by).capitalize()
        quoted = [one for one in each if one.value is not None]
        lacking = [one for one in each if one.value is None]
        plan = estimates.plan(2 * self.points.value / 100, self._items, column, value, **options)
        return [
            markup.table(rows, columns),
            *(Html(QUOTABLE).format(one.sentence) for one in quoted),
            *(Html("<p>{}{}</p>").format(f"{one.group}: " if one.group else "", one.sentence) for one in lacking),
            Html("<p>{}</p>").format(plan.sentence if plan.more else ENOUGH.format(self.points.value)),
        ]

    def _recall(self) -> list[Html]:
        """What the machine misses, where sentences without a statement were drawn."""
        if not any(one.kind == "sentence" for one in self._drawn.items):
            return []
        options: estimates.Options = {"seconds": self._seconds()}
        found = estimates.recall(self._items, **options), estimates.count(self._items, **options)
        lines = (Html("<p>{}: {}</p>").format(capital(one.what), one.sentence) for one in found if one.value is None)
        quotes = (Html(QUOTABLE).format(one.sentence) for one in found if one.value is not None)
        return [*quotes, *lines]

    def _source(self) -> Html:
        """Whose answers feed the numbers."""
        counts = Counter(self._items.loc[self._items["coded"].eq(True), "coder"])
        names = [name for name in (ADJUDICATED, *self._coders) if counts[name]]
        told = ", ".join(f"{name} {counts[name]}" for name in names) or "none yet"
        words = SOURCE.format(self._drawn.name, self._drawn.seed, told)
        return Html('<p class="hint">{} {}</p>').format(words, ORDER if len(names) > 1 else "")

    def _lacking(self) -> list[Html]:
        """How many answers say nothing of what is asked for, and what that counts as."""
        column, rows = self.column.value, self._items
        if column in drawn.ANSWERED:
            return []
        true = rows["coded"].eq(True) & rows["kind"].eq("statement") & ~rows["wrong"].eq(True)
        given = set(rows.loc[true & rows[f"true_{column}"].ne(""), "coder"])
        empty = rows[true & rows[f"true_{column}"].eq("")]
        none, never = sum(empty["coder"].isin(given)), sorted({*empty["coder"]} - given)
        what = self.column.label.lower()
        lines = [LACKING.format(none, what)] if none else []
        lines += [NEVER.format(", ".join(never), what)] if never else []
        return [Html('<p class="hint">{}</p>').format(line) for line in lines]

    def _seconds(self) -> float:
        """How long a unit takes those who coded the sample."""
        spent: defaultdict[tuple[str, str, str], float] = defaultdict(float)
        for one in self.reviews.decisions:
            if one.blind and one.seconds is not None and one.coder in self._coders:
                spent[one.coder, one.article, one.unit] += min(one.seconds, AWAY)
        return fmean(spent.values()) if len(spent) >= PACE else estimates.SECONDS


def _countries(docs: Iterable[Document]) -> Mapping[str, str]:
    """By its code what a state is called most often."""
    found = Counter((one.code, one.actor) for doc in docs for one in doc.speakers if one.code and one.actor)
    return {code: actor for (code, actor), _ in reversed(found.most_common())}


def _named(cell: Any, named: Mapping[str, str]) -> Any:
    """A cell with what its values are called."""
    return SEVERAL.join(named.get(one, one) for one in cell.split(SEVERAL)) if isinstance(cell, str) else cell


def _row(one: Estimate) -> dict[str, Any]:
    """An estimate as the table shows it."""
    interval = "not enough" if one.low is None or one.high is None else f"{100 * one.low:.1f} to {100 * one.high:.1f} %"
    shown = {"machine": _percent(one.machine), "value": _percent(one.value), "interval": interval}
    return {"group": one.group, "n": one.n, "effective_n": one.effective_n} | shown


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f} %"
