"""The differences of two coders settled in a notebook: who decides, and below it both side by side.

`following(choice, Settling)` shows a form for the two whom `comparing.coders` gives.
"""

from __future__ import annotations

from typing import Any

import ipywidgets

from analysis import decisions, markup
from analysis.choices import WIDE, asleep, button
from analysis.comparing import Reviews
from analysis.reviewing import Adjudicator

STYLE = {"description_width": "8em"}
WHO = "Who decides between {} and {}? Give your name."
TWO = "What was settled is “{}” above: choose the two coders themselves to settle more."
KEPT = (
    "What {} settles is kept in {}. When you are done, click “Read again” above: figures that are drawn from the "
    "sample then take what was settled, and “adjudicated” can be compared as a coder."
)


class Settling(ipywidgets.VBox):  # type: ignore[misc]
    """A name and a button to begin, and then the two who were chosen side by side; `settler` is what shows them."""

    def __init__(self, reviews: Reviews, by: str = "") -> None:
        """Ask who decides between the two. by: the name that the form opens with, else that of who did last."""
        self.reviews = reviews
        by = by or next((d.by for d in reversed(reviews.decisions) if d.coder == decisions.ADJUDICATED), "")
        self.settler: Adjudicator | None = None
        self.name = ipywidgets.Text(by, description="Who decides", placeholder="Your name", layout=WIDE, style=STYLE)
        self.begin = button("Begin", self.start)
        self.told = ipywidgets.HTML()
        super().__init__([self.name, ipywidgets.HBox([self.begin]), self.told])
        if decisions.ADJUDICATED in (reviews.left, reviews.right):
            self.children = [self.told]
            self._tell(TWO.format(decisions.ADJUDICATED))

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        return asleep("settle the differences") | dict(super()._repr_mimebundle_(**kwargs))

    def start(self, _: Any = None) -> None:
        """Show the two side by side; what hinders it is told in a sentence."""
        one = self.reviews
        try:
            if not self.name.value.strip():
                raise ValueError(WHO.format(one.left, one.right))
            settler = Adjudicator(
                one.docs,
                one.known,
                between=(one.left, one.right),
                by=self.name.value,
                folder=one.folder,
                then=one.then,
            )
            try:
                settler.desk.log.hold()
            except OSError:
                settler.close()
                raise
        except (OSError, ValueError) as error:
            self._tell(error, alert=True)
            return
        before, self.settler = self.settler, settler
        self._tell(KEPT.format(settler.desk.log.by, settler.desk.log.file))
        self.children = [*self.children[:3], settler]
        if before:
            before.close()

    def _tell(self, words: object, *, alert: bool = False) -> None:
        role = "alert" if alert else "status"
        self.told.value = markup.Html('<p role="{}">{}</p>').format(role, words)
