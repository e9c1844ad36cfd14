"""Other spellings of one name: every row of spellings.tsv, and laws of comparing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.spellings import Spelling
from tests import reading

SPELLING = Spelling(reading.KNOWN.lexicons)
ROWS = reading.lexicon("spellings")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['letters']}-{row['where']}")
def test_every_row_makes_its_two_spellings_one(row):
    one, other = row["example"].split("; ")
    forms = SPELLING.form, SPELLING.compared
    if row["where"] in ("particle", "article"):
        assert forms[0](f"Jan {one}").family == forms[0](f"Jan {other}").family
    else:
        names = (
            (f"{one} Marren", f"{other} Marren")
            if row["where"] in ("given", "short")
            else (f"Jan {one}", f"Jan {other}")
        )
        if row["where"] in ("anywhere", "beginning"):
            names = (f"{one} Marren", f"{other} Marren")
        assert forms[1](*map(forms[0], names)).level == "same"


names = st.lists(
    st.sampled_from(
        [
            "Sergei",
            "S.",
            "Anna",
            "van",
            "al-Rahal",
            "Berg",
            "Berg-Holm",
            "Jr.",
            "Kim",
            "Min-ho",
            "de",
            "J.R.",
            "Mario",
            "Maria",
        ]
    ),
    min_size=1,
    max_size=5,
).map(" ".join)


@given(names, names)
def test_comparing_does_not_depend_on_the_order(one, other):
    a, b = SPELLING.form(one), SPELLING.form(other)
    assert SPELLING.compared(a, b) == SPELLING.compared(b, a)


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_name_is_too_strange(one, other):
    SPELLING.compared(SPELLING.form(one), SPELLING.form(other))


@given(names)
def test_a_name_is_its_own(name):
    form = SPELLING.form(name)
    assert SPELLING.compared(form, form).level == "same"
