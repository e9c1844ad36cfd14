"""Windows over time, and what a statement counts in each: of the calendar, or as DNA 3.1.2 lays them.

`networks` says where the two differ, and why.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
DNA = "dna-"  # stands before the name of what DNA does in a way of its own
UNITS = ("days", "weeks", "months", "years")
KERNELS = ("uniform", "epanechnikov", "triangular", "gaussian")


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time. first, last: its ends, both inside. kernel: how what is off the middle counts, "no": fully.

    unit, width: as asked for.
    """

    first: dt.datetime
    middle: dt.datetime
    last: dt.datetime
    unit: str
    width: int
    kernel: str = "no"

    @property
    def of_dna(self) -> bool:
        """True where it is laid as DNA lays it."""
        return self.unit.startswith(DNA)

    def weights(self, dates: pd.Series) -> Floats:
        """What each of some dates counts in it; 0 outside."""
        inside = ((dates >= self.first) & (dates <= self.last)).to_numpy()
        found = np.zeros(len(dates))
        if self.kernel == "no":
            found[inside] = 1.0
            return found
        if not self.of_dna:
            off = 2 * (_place(dates[inside], self.unit) - _place(pd.Series([self.middle]), self.unit)[0]) / self.width
            counts = _kernel(self.kernel, abs(off))
            if self.kernel != "gaussian":  # the others end at 1 and -1, and half of a day that is an edge is inside
                counts *= np.where(np.isclose(abs(off), 1), 0.5, abs(off) < 1)
            found[inside] = counts
            return found
        unit = self.unit.removeprefix(DNA)
        off = 2 * _whole_units(dates[inside], self.middle, unit) / (self.width + self.width % 2)
        found[inside] = _kernel(self.kernel, off)
        return found


def windows(frame: pd.DataFrame, *, unit: str = "months", width: int = 3, kernel: str = "no") -> tuple[Window, ...]:
    """The windows over a frame of statements, each a unit later than the one before.

    unit: days, weeks (from Monday), months or years of the calendar, `width` of them; those of the first and the last
    statement are the outermost, and no window reaches beyond. kernel: uniform, epanechnikov, triangular or gaussian:
    one window around the middle of each unit. unit="dna-months" (and its like): DNA's windows, with its kernels.
    Statements without a date are in none.
    """
    plain = unit.removeprefix(DNA)
    if plain not in UNITS:
        raise ValueError(f"unit={unit!r} is not known here; it can be {', '.join(UNITS)}, each also with 'dna-'.")
    smooth = kernel.removeprefix(DNA)
    if smooth not in ("no", *KERNELS):
        raise ValueError(f"kernel={kernel!r} is not known here; it can be no, {', '.join(KERNELS)}.")
    if kernel.startswith(DNA) and not unit.startswith(DNA):
        raise ValueError(f"{kernel!r} goes with DNA's windows: unit='dna-{plain}'.")
    if width < 1:
        raise ValueError("A window is at least one unit wide.")
    dates = frame["date"].dropna()
    if dates.empty:
        return ()
    first, last = dates.min(), dates.max()
    make = _dna_windows if unit.startswith(DNA) else _calendar_windows
    found = make(first, last, plain, width, smooth)
    return tuple(Window(_moment(a), _moment(b), _moment(c), unit, width, smooth) for a, b, c in found)


Ends = tuple[pd.Timestamp, pd.Timestamp, pd.Timestamp]


def _moment(time: pd.Timestamp) -> dt.datetime:
    found: dt.datetime = time.to_pydatetime()
    return found


def _dna_windows(first: pd.Timestamp, last: pd.Timestamp, unit: str, width: int, kernel: str) -> Iterator[Ends]:
    half = (width + width % 2) // 2 if kernel != "no" else width // 2  # of a whole number, (w - 1) / 2 rounded half up
    step, middle = 0, first
    while middle <= last:
        start, stop = middle + _units(unit, -half), middle + _units(unit, half)
        if kernel == "gaussian":
            yield first, middle, last
        elif kernel != "no":
            yield max(start, first), middle, min(stop, last)
        elif start >= first and stop <= last:
            yield start, middle, stop
        step += 1
        middle = first + _units(unit, step)


def _calendar_windows(first: pd.Timestamp, last: pd.Timestamp, unit: str, width: int, kernel: str) -> Iterator[Ends]:
    period = {"days": "D", "weeks": "W-SUN", "months": "M", "years": "Y"}[unit]
    begin, end = first.to_period(period), last.to_period(period)
    moment = pd.Timedelta(seconds=1)
    count = (end - begin).n + 1
    for step in range(count if kernel != "no" else count - width + 1):
        if kernel == "no":
            start, stop = (begin + step).start_time, (begin + step + width).start_time
            yield start, start + (stop - start) // 2, stop - moment
            continue
        start, stop = (begin + step).start_time, (begin + step + 1).start_time
        yield begin.start_time, start + (stop - start) // 2, (end + 1).start_time - moment


def _units(unit: str, n: int) -> pd.DateOffset:
    return pd.DateOffset(**{unit: n})


def _place(dates: pd.Series, unit: str) -> Floats:
    """Where dates are, in units: months by the calendar, each as long as any other."""
    days = dates.dt
    seconds = days.hour * 3600 + days.minute * 60 + days.second
    # A day alone is its noon: an article of a day is as near to the day before as to the day after.
    part = np.where(seconds == 0, 0.5, seconds / 86_400)
    if unit in ("days", "weeks"):
        whole = (dates.dt.normalize() - pd.Timestamp("1970-01-05")).dt.days  # a Monday
        return np.asarray((whole + part) / (7 if unit == "weeks" else 1), dtype=np.float64)
    if unit == "months":
        return np.asarray(days.year * 12 + days.month + (days.day - 1 + part) / days.days_in_month, dtype=np.float64)
    return np.asarray(days.year + (days.day_of_year - 1 + part) / (365 + days.is_leap_year), dtype=np.float64)


def _whole_units(dates: pd.Series, middle: dt.datetime, unit: str) -> Floats:
    """Whole units from dates to the middle of a window, by their days, cut toward zero, as DNA counts them."""
    to = pd.Timestamp(middle)
    if unit in ("days", "weeks"):
        off = (to.normalize() - dates.dt.normalize()).dt.days / (7 if unit == "weeks" else 1)
    else:
        packed = ((to.year - dates.dt.year) * 12 + to.month - dates.dt.month) * 32 + to.day - dates.dt.day
        off = np.trunc(packed / 32) / (12 if unit == "years" else 1)
    return np.trunc(np.asarray(off, dtype=np.float64))


def _kernel(name: str, off: Floats) -> Floats:
    if name == "gaussian":
        return np.asarray(np.exp(-(off**2) / 2) / np.sqrt(2 * np.pi))
    if name == "uniform":
        return np.full_like(off, 0.5)
    # Of a distance with its sign, as DNA has it, the triangle is 2 at one edge.
    return 0.75 * (1 - off**2) if name == "epanechnikov" else np.asarray(abs(1 - off))
