"""Windows over time and what a statement counts in each."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.periods import KERNELS, UNITS, windows


def days(*some):
    return pd.DataFrame({"date": pd.to_datetime(list(some)).astype("datetime64[s]")})


def test_the_triangle_has_two_equal_edges_and_dnas_has_not():
    frame = days(*(f"2031-05-0{day}" for day in range(1, 10)))
    dnas = windows(frame, unit="dna-days", width=4, kernel="triangular")[4].weights(frame["date"])
    assert dnas.tolist() == [0, 0, 0, 0.5, 1, 1.5, 2, 0, 0]
    honest = windows(frame, unit="days", width=4, kernel="triangular")[4].weights(frame["date"])
    assert honest.tolist() == [0, 0, 0, 0.5, 1, 0.5, 0, 0, 0]
    assert windows(frame, unit="days", width=4, kernel="epanechnikov")[4].weights(frame["date"]) == pytest.approx(
        [0, 0, 0, 0.5625, 0.75, 0.5625, 0, 0, 0]
    )


@pytest.mark.parametrize("width", [1, 2, 3, 4, 7, 8])
def test_a_uniform_kernel_holds_as_many_days_as_it_is_wide(width):
    frame = days(*(f"2031-05-{day:02}" for day in range(1, 20)))
    middle = windows(frame, unit="days", width=width, kernel="uniform")[9]
    assert middle.weights(frame["date"]).sum() == width / 2
    wider = width + width % 2 + 1  # in DNA an even width and both edges
    assert windows(frame, unit="dna-days", width=width, kernel="uniform")[9].weights(frame["date"]).sum() == wider / 2


def test_a_month_is_as_long_as_any_other_to_a_kernel():
    frame = days("2031-01-16", "2031-02-15", "2031-03-16")
    middle = windows(frame, unit="months", width=4, kernel="epanechnikov")[1]
    before, at, after = middle.weights(frame["date"])
    assert at == pytest.approx(0.75, abs=0.001) and before == pytest.approx(after, abs=0.02)


def test_a_kernel_goes_by_the_day_and_dnas_by_whole_units():
    frame = days("2031-01-01", "2031-03-02", "2031-03-30", "2031-05-31")
    dnas = windows(frame, unit="dna-months", width=4, kernel="gaussian")[2].weights(frame["date"])
    honest = windows(frame, unit="months", width=4, kernel="gaussian")[2].weights(frame["date"])
    assert dnas[1] == dnas[2] and abs(honest[1] - honest[2]) < 0.005  # both half a month off, on either side
    frame = days("2031-01-01", "2031-03-16", "2031-03-30", "2031-05-31")
    honest = windows(frame, unit="months", width=4, kernel="gaussian")[2].weights(frame["date"])
    assert honest[1] > honest[2] + 0.01


def test_windows_are_refused_in_words():
    for how in ({"unit": "fortnights"}, {"kernel": "square"}, {"kernel": "dna-gaussian"}, {"width": 0}):
        with pytest.raises(ValueError, match=r"\."):
            windows(days("2031-05-01"), **how)


DATES = st.lists(st.dates(dt.date(1999, 1, 1), dt.date(2003, 12, 31)), min_size=1, max_size=8)


@given(DATES, st.sampled_from(("weeks", "months", "years")), st.integers(1, 4))
def test_every_day_is_in_one_window_of_width_one_and_in_as_many_as_wide(some, unit, width):
    frame = days(*some)
    once = sum(over.weights(frame["date"]) for over in windows(frame, unit=unit, width=1))
    assert (once == 1).all()
    for over in windows(frame, unit=unit, width=width):
        assert over.first <= over.middle <= over.last
        assert over.last < pd.Timestamp(max(some)) + pd.Timedelta(days=366)
    assert len(windows(frame, unit=unit, width=width)) == max(0, len(windows(frame, unit=unit, width=1)) - width + 1)


@given(DATES, st.sampled_from(("weeks", "months", "years")), st.sampled_from(KERNELS), st.booleans())
def test_a_kernel_has_a_window_for_each_unit_and_weights_below_two(some, unit, kernel, of_dna):
    frame = days(*some)
    found = windows(frame, unit=f"dna-{unit}" if of_dna else unit, width=3, kernel=kernel)
    assert found and (of_dna or len(found) == len(windows(frame, unit=unit, width=1)))
    for over in found:
        weights = over.weights(frame["date"])
        assert (weights >= 0).all() and (weights <= (2 if of_dna else 1)).all()


def test_a_month_is_that_of_the_calendar_in_february_too():
    (first, second) = windows(days("2028-01-31", "2028-02-29", "2028-02-01"), width=1)
    assert (first.last, second.first) == (dt.datetime(2028, 1, 31, 23, 59, 59), dt.datetime(2028, 2, 1))
    assert second.last == dt.datetime(2028, 2, 29, 23, 59, 59)


def test_what_has_no_date_is_in_no_window():
    frame = days("2031-05-01", None, "2031-06-01")
    for unit in (*UNITS, *(f"dna-{unit}" for unit in UNITS)):
        for kernel in ("no", *KERNELS):
            assert all(
                over.weights(frame["date"])[1] == 0 for over in windows(frame, unit=unit, width=1, kernel=kernel)
            )
    assert windows(days(None)) == ()
