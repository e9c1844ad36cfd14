from analysis import selection
from analysis.selection import Selection, chosen, from_json
from tests import samples


def ids(**wanted):
    return " ".join(s.id for s in chosen(samples.sample(), Selection(**wanted)))


def test_nothing_chosen_is_all():
    assert ids() == "s1 s2 s3 s4 s5 s6 s7 s8"


def test_values_of_one_filter_add_and_filters_narrow():
    assert ids(speakers=("Ilka Torvald",)) == "s1 s2 s7"
    assert ids(speakers=("Ilka Torvald", "Vorland")) == "s1 s2 s5 s7"
    assert ids(speakers=("Ilka Torvald",), positions=("support",)) == "s1 s7"
    assert ids(topics=("arms",)) == "s2"
    assert ids(positions=("oppose",), topics=("talks",)) == ""


def test_what_is_not_named_can_be_chosen():
    assert ids(speakers=("",)) == "s8"
    assert ids(topics=("",)) == "s8"


def test_it_prints_as_it_is_typed():
    value = Selection(speakers=("Ilka Torvald",), statement="s2")
    assert repr(value) == "Selection(speakers=('Ilka Torvald',), statement='s2')"
    assert eval(repr(value)) == value
    assert repr(Selection()) == "Selection()"


def test_a_page_can_send_it_and_nothing_else():
    value = Selection(positions=("oppose",), topics=("",), statement="s3")
    assert from_json(selection.as_json(value)) == value
    assert from_json({"positions": None, "statement": "", "sort": {"by": "act"}}) == Selection()
