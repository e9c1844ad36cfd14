"""What two coders found and how they coded it: apart, with intervals by article, nothing that nobody coded."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis import agreement, coefficients
from analysis.agreement import VARIABLES, acceptance, compared, differences, frame, pairs
from analysis.model import Document
from analysis.spans import Span
from tests import samples
from tests.strategies import documents, lacking

FEW = 50  # draws, where intervals are not what is tested


def articles(number=3):
    return [replace(samples.sample(), id=f"a{n}") for n in range(number)]


def as_coded(doc, key, **values):
    """A layer in which the main stance of a statement is another."""
    first = next(stance for stance in doc.stances if stance.statement == key)
    return replace(doc, stances=tuple(replace(s, **values) if s is first else s for s in doc.stances))


def without(doc, *keys):
    return replace(doc, statements=tuple(s for s in doc.statements if s.key not in keys))


def of(pair, variable):
    return next(coding for coding in pair.coding if coding.variable == variable)


KEYS = [statement.key for statement in samples.sample().statements]
POSITIONS = [stance.position for stance in samples.sample().stances]


def test_equal_layers_agree_in_all():
    pair = compared(articles(), articles(), draws=FEW)
    found = pair.finding
    assert (found.articles, found.left, found.right, found.exact, found.overlapping) == (3, 24, 24, 24, 24)
    assert (found.f1_exact.value, found.f1_overlap.value, found.alpha_u.value) == (1, 1, pytest.approx(1))
    for coding in pair.coding:
        assert (coding.n, coding.same.value) == (24, 1), coding.variable
        assert coding.kappa.value == coding.alpha.value == pytest.approx(1), coding.variable
        assert coding.missing == 0
    assert [coding.variable for coding in pair.coding] == list(VARIABLES)
    assert len(differences(articles(), articles())) == 0


def test_one_difference_is_counted_and_opens_at_its_words():
    left = articles()
    support = KEYS[POSITIONS.index("support")]
    right = [left[0], as_coded(left[1], support, position="oppose"), left[2]]
    coding = of(compared(left, right, draws=FEW), "position")
    assert coding.same.value == pytest.approx(23 / 24)
    table = coding.confusion()
    assert table.loc["support", "oppose"] == 1 and table.to_numpy().sum() == 24
    assert table.loc["support"].sum() == 6 and table["support"].sum() == 5
    rows = [(s.position, s.position) for doc in left for s in doc.stances]
    rows[rows.index(("support", "support"))] = ("support", "oppose")
    assert coding.kappa.value == pytest.approx(coefficients.kappa(rows))
    assert coding.alpha.value == pytest.approx(coefficients.alpha(rows))
    (row,) = differences(left, right).to_dict("records")
    assert (row["article"], row["left_key"], row["right_key"]) == ("a1", support, support)
    assert (row["variable"], row["left"], row["right"]) == ("position", "support", "oppose")
    assert left[1].text[row["start"] : row["end"]].startswith(row["words"].split(" … ")[0])
    assert list(differences(left, right).columns) == list(agreement.COLUMNS) == list(row)


def test_prevalence_stands_beside_each_figure():
    coding = of(compared(articles(), articles(), draws=FEW), "position")
    assert [(v.value, v.left, v.right) for v in coding.values] == [
        ("neutral", 9, 9),
        ("oppose", 6, 6),
        ("support", 6, 6),
        ("conditional", 3, 3),
    ]
    assert {v.alpha for v in coding.values} == {1}
    assert coding.commonest == "neutral 38 % and 38 %"
    words = agreement.text([compared(articles(), articles(), draws=FEW)])
    assert words.count("commonest:") == len(VARIABLES) and "seed 15" in words and "characters" in words


def test_steps_follow_the_lean():
    left = articles(1)
    conditional = KEYS[POSITIONS.index("conditional")]
    lean = next(s.lean for s in left[0].stances if s.position == "conditional")
    for other, counted in (({"+": "-", "-": "+"}[lean], 8), (None, 7)):
        right = [as_coded(left[0], conditional, lean=other)]
        pair = compared(left, right, draws=0)
        assert (of(pair, "position").same.value, of(pair, "position in steps").n) == (1, counted)
    assert of(pair, "position in steps").missing == 1
    (row,) = differences(left, right).to_dict("records")  # the position is the same, the step is not
    assert (row["variable"], row["left"], row["right"]) == ("position in steps", f"conditional {lean}", "")


def test_a_step_is_nearer_than_its_opposite():
    left = articles(1)
    support = KEYS[POSITIONS.index("support")]
    near, far = (
        of(compared(left, [as_coded(left[0], support, position=p)], draws=0), "position in steps").alpha.value
        for p in ("neutral", "oppose")
    )
    assert far < near < 1


def test_words_and_names_are_compared_in_plain_form():
    left = articles(1)
    key = next(s.statement for s in left[0].stances if s.target)
    target = next(s.target for s in left[0].stances if s.statement == key)
    louder = as_coded(left[0], key, target=f" {target.upper()} ")
    louder = replace(louder, speakers=tuple(replace(s, name=s.name.upper()) for s in louder.speakers))
    pair = compared(left, [louder], draws=0)
    assert (of(pair, "target").same.value, of(pair, "speakers").same.value) == (1, 1)
    assert len(differences(left, [louder])) == 0
    other = as_coded(left[0], key, target="the weather")
    assert of(compared(left, [other], draws=0), "target").same.value == 7 / 8
    (row,) = differences(left, [other]).to_dict("records")
    assert (row["variable"], row["left"], row["right"]) == ("target", target, "the weather")


def test_a_topic_more_is_nearer_than_another():
    left = articles(1)
    code = left[0].topic_codes[0]
    rest = left[0].topic_codes[1:]
    more = [replace(left[0], topic_codes=(code, replace(code, topic="cod"), *rest))]
    other = [replace(left[0], topic_codes=(replace(code, topic="cod"), *rest))]
    near, far = (of(compared(left, some, draws=0), "topics") for some in (more, other))
    assert near.same.value == far.same.value == 7 / 8
    assert far.alpha.value < near.alpha.value < 1
    assert "cod" in {v.value for v in near.values} and "(none)" in {v.value for v in near.values}
    assert of(compared(left, more, draws=0), "main topic").same.value == 1
    (row,) = differences(left, other).to_dict("records")  # the main topic follows from the topics
    assert (row["variable"], row["right"]) == ("topics", "cod")


def test_what_one_alone_has_is_a_matter_of_finding():
    left = articles()
    right = [without(left[0], KEYS[0], KEYS[3]), *left[1:]]
    pair = compared(left, right, draws=FEW)
    found = pair.finding
    assert (found.left, found.right, found.exact) == (24, 22, 22)
    assert found.f1_exact.value == pytest.approx(44 / 46)
    assert 0 < found.alpha_u.value < 1 and found.characters == 3 * len(left[0].text)
    assert {coding.n for coding in pair.coding} == {22}
    assert {coding.same.value for coding in pair.coding} == {1}
    rows = differences(right, left)
    assert rows[["variable", "left", "right", "right_key"]].to_numpy().tolist() == [
        ["statement", "no", "yes", KEYS[0]],
        ["statement", "no", "yes", KEYS[3]],
    ]
    assert compared(left, right, whole={"a1", "a2"}, draws=0).finding.f1_exact.value == 1
    none = compared(left, right, whole=(), draws=0).finding
    assert (none.articles, none.alpha_u.value, none.alpha_u.why) == (0, None, coefficients.NO_UNITS)


def test_other_borders_are_an_overlap_and_a_difference():
    left = articles(1)[0]
    (span, *more), first = left.statements[0].content, left.statements[0]
    shorter = replace(first, content=(Span(span.start + 8, span.end), *more))
    right = replace(left, statements=(shorter, *left.statements[1:]))
    found = compared([left], [right], draws=0).finding
    assert (found.exact, found.overlapping) == (7, 8)
    assert found.f1_exact.value == 7 / 8 and found.f1_overlap.value == 1 and 0.9 < found.alpha_u.value < 1
    (row,) = differences([left], [right]).to_dict("records")
    assert (row["variable"], row["start"], row["left"].endswith(row["right"])) == ("content", span.start, True)


def test_stretches_of_a_layer_are_apart():
    doc = articles(1)[0]
    first = doc.statements[0]
    (span, *_) = first.content
    doubled = replace(first, key="other", content=(Span(span.start + 2, span.end + 3), Span(span.start, span.start)))
    doc = replace(doc, statements=(first, doubled))
    assert agreement._stretches(doc)[0] == (span.start, span.end + 3)


def test_only_what_was_coded_blind_counts():
    left, right = articles(), articles()
    blind = {("a0", KEYS[0]), ("a1", KEYS[2]), ("a2", "sentence-abcdefgh"), ("elsewhere", KEYS[0])}
    pair = compared(left, right, units=blind, draws=FEW)
    assert {coding.n for coding in pair.coding} == {2}
    assert (pair.finding.left, pair.finding.right) == (24, 24)
    assert compared(left, right, units=(), draws=FEW).coding[1].n == 0
    assert of(compared(left, right, units=blind, draws=0), "statement").commonest == "yes 100 % and 100 %"


def test_between_people_both_must_be_blind_and_the_machine_always_is():
    layers = {"Ana": articles(), "machine": articles(), "Ben": articles(), "Cem": articles()}
    units = {"Ana": {("a0", KEYS[0]), ("a0", KEYS[1])}, "Ben": {("a0", KEYS[1]), ("a1", KEYS[1]), ("a2", KEYS[5])}}
    counted = {p.name: of(p, "act").n for p in pairs(layers, units=units, draws=FEW)}
    assert counted == {
        "Ana and Ben": 1,
        "Ana and Cem": 0,
        "Ben and Cem": 0,
        "machine and Ana": 2,
        "machine and Ben": 3,
        "machine and Cem": 0,
    }


def test_whether_it_is_a_statement_is_asked_of_what_was_drawn():
    machine = articles()
    ana = [without(machine[0], KEYS[0], KEYS[1]), *machine[1:]]
    ben = [without(machine[0], KEYS[1]), *machine[1:]]
    first = machine[0].statements[0]
    again = replace(first, key="added-abc")  # taken out, and added with the same words
    cem = [replace(machine[0], statements=(again, *machine[0].statements[1:])), *machine[1:]]
    blind = {("a0", key) for key in KEYS[:4]}
    layers = {"machine": machine, "Ana": ana, "Ben": ben, "Cem": cem}
    found = {p.name: of(p, "statement") for p in pairs(layers, units=blind, draws=0)}
    assert {name: (c.n, c.same.value) for name, c in found.items()} == {
        "Ana and Ben": (4, 3 / 4),
        "Ana and Cem": (4, 3 / 4),  # neither layer has the first key, so nothing tells that Cem has its words
        "Ben and Cem": (4, 3 / 4),
        "machine and Ana": (4, 2 / 4),
        "machine and Ben": (4, 3 / 4),
        "machine and Cem": (4, 1),
    }
    assert "statement" not in [c.variable for c in compared(machine, ana, draws=0).coding]


def test_people_come_first_and_each_machine_with_each_of_them():
    layers = {"m1": articles(1), "Ana": articles(1), "m2": articles(1), "Ben": articles(1)}
    some = pairs(layers, machines=("m1", "m2"), draws=0)
    assert [(p.name, p.people) for p in some] == [
        ("Ana and Ben", True),
        ("m1 and Ana", False),
        ("m1 and Ben", False),
        ("m2 and Ana", False),
        ("m2 and Ben", False),
    ]
    assert pairs({"Ana": articles(1)}) == () and "no two coders" in agreement.text(())
    assert len(frame(())) == 0 and "value" in frame(()).columns


def test_articles_that_not_both_have_are_left_out_and_told():
    left = articles(3)
    right = [left[0], replace(left[1], text=left[1].text + "!"), replace(left[2], id="a9")]
    pair = compared(left, right, draws=FEW)
    assert (pair.articles, pair.left_out) == (1, ("a1", "a2", "a9"))
    assert "a1; a2; a9" in agreement.text([pair])
    assert pair.finding.f1_exact.why == coefficients.ONE_ARTICLE and pair.finding.f1_exact.low is None


def test_nothing_at_all_is_told_in_words():
    silent = [Document("a", "Nobody spoke.")]
    for layer in ([], silent):
        pair = compared(layer, layer, draws=FEW)
        assert {c.alpha.value for c in pair.coding} == {c.kappa.value for c in pair.coding} == {None}
        assert {c.kappa.why for c in pair.coding} == {coefficients.NOTHING}
        assert pair.finding.f1_exact.value is None and pair.finding.alpha_u.value is None
        assert "none: nothing was coded by both" in agreement.text([pair])
        assert pair.coding[0].confusion().empty and pair.coding[0].commonest == ""
        assert frame([pair])["value"].isna().all()
        assert len(differences(layer, layer)) == 0


def test_one_value_alone_has_no_kappa_and_says_why():
    left = [replace(doc, stances=tuple(replace(s, position="neutral") for s in doc.stances)) for doc in articles()]
    coding = of(compared(left, left, draws=FEW), "position")
    assert (coding.same.value, coding.kappa.value, coding.alpha.value) == (1, None, None)
    assert coding.kappa.why == coding.alpha.why == coefficients.ONE_VALUE
    assert coding.commonest == "neutral 100 % and 100 %" and coding.values[0].alpha is None


def test_the_paradox_shows():
    """Nearly all are coded the same, and kappa is below 0: the commonest value tells why."""
    left = [replace(doc, stances=tuple(replace(s, position="neutral") for s in doc.stances)) for doc in articles()]
    right = [as_coded(left[0], KEYS[0], position="support"), *left[1:]]
    left = [left[0], as_coded(left[1], KEYS[1], position="oppose"), left[2]]
    coding = of(compared(left, right, draws=FEW), "position")
    assert coding.same.value > 0.9 and coding.kappa.value < 0
    assert coding.commonest == "neutral 96 % and 96 %"


def test_what_is_not_coded_is_missing_not_other():
    left = articles()
    right = [replace(left[0], stances=(), acts=()), *left[1:]]
    pair = compared(left, right, draws=FEW)
    assert [(of(pair, v).n, of(pair, v).missing, of(pair, v).same.value) for v in ("position", "act")] == [
        (16, 8, 1),
        (16, 8, 1),
    ]
    bare = [replace(doc, topic_codes=(), resolutions=()) for doc in left]
    pair = compared(left, bare, draws=FEW)
    assert {of(pair, v).n for v in ("topics", "main topic", "speakers", "actors")} == {0}
    # Where a layer has topics, a statement without one is on none.
    some = [replace(left[0], topic_codes=()), *left[1:]]
    assert (of(compared(left, some, draws=FEW), "topics").n, of(compared(some, some, draws=0), "topics").n) == (24, 24)


def test_intervals_come_again_with_their_seed():
    left = articles(6)
    right = [as_coded(doc, KEYS[n % 2], position="neutral", lean=None) for n, doc in enumerate(left)]
    right[0] = without(right[0], KEYS[4], KEYS[5])
    pair = compared(left, right, seed=3)
    assert pair == compared(left, right, seed=3)
    assert pair != compared(left, right, seed=4)
    for figure in (pair.finding.f1_exact, pair.finding.alpha_u, of(pair, "position").same):
        assert figure.low <= figure.value <= figure.high and figure.low < figure.high
    assert "2000 draws, seed 3" in agreement.text([pair])
    table = frame([pair])
    assert set(table["figure"]) >= {"same", "kappa", "alpha, ordinal", "alpha_U"}
    assert (table.loc[table["of"] == "position", "commonest"] != "").all()


def test_acceptance_is_not_agreement():
    rows = [("a", "accept")] * 6 + [("b", "change"), ("b", "reject"), ("b", "accept"), ("c", "accept"), ("c", "skip")]
    found = acceptance(rows)
    assert (found.n, found.accepted, found.changed, found.rejected) == (10, 8, 1, 1)
    assert found.rate.value == 0.8 and found.rate.low < 0.8 < found.rate.high
    assert found == acceptance(pd.DataFrame(rows, columns=["article", "verdict"]))
    assert str(found).startswith("8 of 10 accepted as they stood (0.80 (") and "in sight" in str(found)
    none = acceptance([])
    assert (none.n, none.rate.value) == (0, None) and "nothing was decided" in str(none)


partial = st.builds(lambda doc, lacks: replace(doc, **lacks), documents(), lacking())


def figures(pair):
    found = pair.finding
    each = [found.f1_exact, found.f1_overlap, found.alpha_u]
    each += [figure for c in pair.coding for figure in (c.same, c.kappa, c.alpha)]
    return [figure.value for figure in each]


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(partial)
def test_any_layer_agrees_with_itself(doc):
    found = figures(compared([doc], [doc], draws=0))
    assert set(found) <= {None} or all(value is None or value == pytest.approx(1) for value in found)
    assert len(differences([doc], [doc])) == 0


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(partial, partial, st.booleans())
def test_who_comes_first_does_not_matter(one, other, recoded):
    """Also of two layers of one text: the second has some of the first, with codes of its own."""
    base = replace(one, statements=one.statements[:2], stances=one.stances[::-1], acts=(), id=other.id)
    left, right = ([one], [replace(base, id=one.id)]) if recoded else ([one], [other])
    there, back = compared(left, right, draws=0), compared(right, left, draws=0)
    assert figures(back) == pytest.approx(figures(there), abs=1e-9)
    for a, b in zip(there.coding, back.coding, strict=True):
        assert sorted((y, x, n) for x, y, n in a.counts) == sorted(b.counts)
        assert a.n == b.n == sum(n for _, _, n in a.counts)
    assert len(differences(left, right)) == len(differences(right, left))
    agreement.text([there])
    frame([there])


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(partial)
def test_new_names_of_values_change_nothing_nominal(doc):
    """Acts, targets and topics under other names on both sides."""
    recoded = replace(doc, stances=doc.stances[::-1], acts=doc.acts[::-1], topic_codes=doc.topic_codes[::-1])

    def renamed(some):
        return replace(
            some,
            acts=tuple(replace(a, act=a.act and f"{ord(a.act[0])}-{a.act.encode('utf-8').hex()}") for a in some.acts),
            topic_codes=tuple(
                replace(c, topic=c.topic and f"t{c.topic.encode('utf-8').hex()}") for c in some.topic_codes
            ),
        )

    before, after = compared([doc], [recoded], draws=0), compared([renamed(doc)], [renamed(recoded)], draws=0)
    for variable in ("act", "main topic", "topics"):
        one, other = of(before, variable), of(after, variable)
        assert (one.kappa.value, one.alpha.value) == pytest.approx((other.kappa.value, other.alpha.value))
