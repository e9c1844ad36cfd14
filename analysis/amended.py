"""Trends beside the figures that statements reviewed by a person give, where a sample was drawn and reviewed.

    amended.trends(found, items)      # the frame of trends.trends, and what review.items has

A figure stands there only where enough was reviewed (`estimates`); the machine's own is never replaced.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analysis import estimates
from analysis.trends import WHAT, WHO, period

if TYPE_CHECKING:
    import pandas as pd

SCORES = {"support": 1.0, "oppose": -1.0}
COLUMNS = {"actor": "actors", "speaker": "speakers", "outlet": "outlet", "topic": "topics"}  # of review.items
ADDED = ("corrected", "corrected_low", "corrected_high", "reviewed", "corrected_sentence")


def trends(found: pd.DataFrame, items: pd.DataFrame | None, **options: Any) -> pd.DataFrame:
    """The rows of trends.trends with the mean side as corrected by reviewed statements, its interval, and how many.

    None where too little was reviewed, where no sample was drawn, and for issues, on which nobody is asked. A
    conditional position counts 0 here: its lean is not among what is asked blind. options: of estimates.mean.
    """
    who, what = (next(column for column in some if column in found.columns) for some in (WHO, WHAT))
    rows = found.assign(**dict.fromkeys(ADDED[:3], float("nan")), reviewed=0, corrected_sentence="")
    if items is None or what not in COLUMNS:
        return rows
    dated = items[items["published"].fillna("") != ""]
    for name, some in rows.groupby("period", sort=True):
        every = _every(str(name))
        inside = dated[[period(str(day)[:7], every) == name for day in dated["published"]]]
        for at, row in some.iterrows() if len(inside) else ():
            among = {COLUMNS[who]: row[who], COLUMNS[what]: row[what]}
            one = estimates.mean(inside, "position", SCORES, among=among, **options)
            if isinstance(one, estimates.Estimate):
                rows.loc[at, "reviewed"] = one.n
                rows.loc[at, "corrected_sentence"] = one.sentence
                if one.value is not None:
                    rows.loc[at, list(ADDED[:3])] = [one.value, one.low, one.high]
    return rows


def _every(name: str) -> str:
    """The period that a name such as 2021-Q1 is of."""
    return "year" if len(name) == 4 else "quarter" if "Q" in name else "month"
