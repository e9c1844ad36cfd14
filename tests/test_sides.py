"""Who is for or against an issue: only what is likely in all its parts counts, and nobody is on both sides."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import articles, knowledge, payload, report
from analysis.coded import coded_statements
from analysis.findings import findings
from analysis.model import Issue, IssueCode, Resolution, Speaker
from analysis.sides import LIKELY, SURE, TAKEN, all_sides, carrying, disagreements, sides, whose
from tests import samples
from tests.browser import many
from tests.strategies import documents, lacking
from tests.timing import processor_time

partial = st.builds(lambda doc, lacks: replace(doc, **lacks), documents(), lacking())


def told(doc):
    return [(side.issue, side.name, side.position, len(side.statements)) for side in sides(doc)]


def of_each(layer, **values):
    return tuple(replace(one, **values) for one in layer)


def test_they_are_those_of_the_data():
    assert told(samples.sample()) == [
        ("the-treaty", "Ilka Torvald", "support", 1),
        ("the-treaty", "Joren Maas", "oppose", 1),
        ("the-talks", "Ilka Torvald", "support", 1),
        ("the-talks", "Joren Maas", "support", 1),
        ("the-offer", "Joren Maas", "oppose", 1),
    ]
    ((one, other),) = disagreements(samples.sample())
    keys = [statement.key for statement in samples.sample().statements]
    assert (one.name, one.actor, one.statements) == ("Ilka Torvald", "Estavia", (keys[0],))
    assert (other.name, other.actor, other.statements) == ("Joren Maas", "Vorland", (keys[2],))
    assert {side.chance for side in sides(samples.sample())} == {0.75}  # of the position; whatever else is certain


LOW, FAIR = LIKELY - 0.01, SURE - 0.01


@pytest.mark.parametrize(
    ("layer", "values", "counts"),
    [
        ("statements", {"confidence": 0.0}, True),  # speaker, position and target alone count
        ("resolutions", {"confidence": None}, True),  # coded by hand
        ("resolutions", {"confidence": FAIR}, False),  # a part of .75 makes the side less sure than SURE
        ("resolutions", {"confidence": LOW}, False),
        ("stances", {"confidence": SURE}, True),
        ("stances", {"confidence": None}, True),
        ("stances", {"confidence": FAIR}, False),
        ("stances", {"confidence": 1.0, "target_confidence": SURE}, True),
        ("stances", {"confidence": 1.0, "target_confidence": FAIR}, False),
        ("stances", {"target_confidence": LOW}, False),
        ("stances", {"target_confidence": 0.0}, False),
        ("issue_codes", {"position": "neutral"}, False),
        ("issue_codes", {"position": "conditional"}, False),
        ("issue_codes", {"issue": "unknown"}, False),
        ("speakers", {"kind": "unnamed"}, False),
    ],
)
def test_only_what_is_likely_in_all_its_parts_counts(layer, values, counts):
    doc = samples.sample()
    doc = replace(doc, **{layer: of_each(getattr(doc, layer), **values)})
    assert bool(sides(doc)) == counts and bool(list(disagreements(doc))) == counts


def joined(*chances):
    """The invented article as if Joren Maas alone spoke, against the treaty, with the chances of so many positions."""
    doc = samples.sample()
    maas, number = doc.speakers[1], len(chances)
    stances = tuple(
        replace(s, position="oppose", target="the treaty", confidence=c)
        for s, c in zip(doc.stances, chances, strict=False)
    )
    codes = tuple(replace(doc.issue_codes[2], statement=s.statement, position="oppose") for s in stances)
    resolutions = tuple(Resolution(s.statement, (maas.key,), "name", 1.0) for s in stances)
    return replace(doc, statements=doc.statements[:number], stances=stances, issue_codes=codes, resolutions=resolutions)


@pytest.mark.parametrize(
    ("chances", "chance"),
    [
        ((LIKELY,), 0.5),
        ((LOW,), None),
        ((LIKELY, LIKELY), 0.75),
        ((LIKELY, LOW), 0.5),  # what is unlikely is no reason at all
        ((0.6, 0.8), 0.92),
        ((1.0, LIKELY), 1.0),
    ],
)
def test_a_side_is_as_sure_as_that_one_of_its_statements_is_right(chances, chance):
    found = all_sides(joined(*chances))
    assert [side.chance for side in found] == ([pytest.approx(chance)] if chance else [])
    assert sides(joined(*chances)) == tuple(side for side in found if side.chance >= SURE)


def test_the_parts_of_a_row_are_multiplied():
    doc = joined(0.9)
    doc = replace(
        doc,
        stances=of_each(doc.stances, target_confidence=0.8),
        resolutions=of_each(doc.resolutions, confidence=0.7),
    )
    (side,) = all_sides(doc)
    assert side.chance == pytest.approx(0.9 * 0.8 * 0.7) and not sides(doc)


@pytest.mark.parametrize("layer", ["statements", "speakers", "resolutions", "stances", "issues", "issue_codes"])
def test_without_a_layer_nobody_is_on_a_side(layer):
    assert told(replace(samples.sample(), **{layer: ()})) == []


def turned_over(number, chance=0.75):
    """The invented article, in which Joren Maas is for the treaty too, in the statement of that number."""
    doc = samples.sample()
    stances, codes = list(doc.stances), list(doc.issue_codes)
    stances[number] = replace(stances[number], position="support", target="the treaty", confidence=chance)
    codes[number] = replace(codes[number], issue="the-treaty", position="support")
    return replace(doc, stances=tuple(stances), issue_codes=tuple(codes))


def test_whoever_is_on_both_sides_is_on_none():
    on_treaty = [(name, position) for issue, name, position, _ in told(turned_over(2)) if issue == "the-treaty"]
    assert on_treaty == [("Ilka Torvald", "support"), ("Joren Maas", "support")]
    both = turned_over(3)
    assert "Joren Maas" not in {side.name for side in all_sides(both) if side.issue == "the-treaty"}
    assert {side.issue for side in all_sides(both) if side.name == "Joren Maas"} == {"the-talks"}
    assert "Joren Maas" not in {side.name for side in all_sides(turned_over(3, LIKELY)) if side.issue == "the-treaty"}
    assert ("the-treaty", "Joren Maas", "oppose", 1) in told(turned_over(3, LOW))  # too unlikely to speak against it


@pytest.mark.parametrize(
    ("target", "name", "counts"),
    [("the treaty", "the treaty", True), ("Joren Maas", "Joren Maas", False), ("Maas", "Joren Maas", False)],
)
def test_nobody_is_for_or_against_themselves(target, name, counts):
    doc = joined(1.0)
    issues = of_each(doc.issues, name=name)
    assert bool(sides(replace(doc, stances=of_each(doc.stances, target=target), issues=issues))) == counts
    spoken = replace(doc, speakers=of_each(doc.speakers, name="Ilka Torvald"), issues=issues)
    assert sides(spoken)  # others may be


def test_a_turned_target_is_on_the_other_side():
    doc = samples.sample()
    first = doc.statements[0].key
    codes = tuple(replace(c, position="oppose", turned=True) if c.statement == first else c for c in doc.issue_codes)
    assert told(replace(doc, issue_codes=codes))[:2] == [
        ("the-treaty", "Ilka Torvald", "oppose", 1),
        ("the-treaty", "Joren Maas", "oppose", 1),
    ]


def test_two_stances_of_one_statement_are_one_statement():
    doc = samples.sample()
    again = replace(doc, stances=(doc.stances[0], *doc.stances), issue_codes=(doc.issue_codes[0], *doc.issue_codes))
    assert told(again) == told(doc)


def test_each_named_speaker_of_a_statement_counts_once_with_for_whom_they_speak():
    doc = samples.sample()
    activist = Speaker("aldo-tevik", "Aldo Tevik", "person", "", None, "", ())
    first, *others = doc.resolutions
    keys = (*first.speakers, activist.key, activist.key, "a-senior-diplomat")
    doc = replace(doc, speakers=(*doc.speakers, activist), resolutions=(replace(first, speakers=keys), *others))
    assert whose(coded_statements(doc)[0]) == [
        ("Ilka Torvald", "ilka-torvald", "Estavia"),
        ("Aldo Tevik", "aldo-tevik", ""),
    ]
    found = [(s.name, s.key, s.actor) for s in sides(doc) if s.position == "support" and s.issue == "the-treaty"]
    assert found == whose(coded_statements(doc)[0])


def test_namesakes_are_two_and_may_disagree():
    doc = samples.sample()
    twin = replace(doc.speakers[1], key="joren-maas-2", name="Ilka Torvald")
    resolutions = tuple(replace(r, speakers=(twin.key,)) if n == 2 else r for n, r in enumerate(doc.resolutions))
    doc = replace(doc, speakers=(*doc.speakers, twin), resolutions=resolutions)
    ((one, other),) = disagreements(doc)
    assert (one.name, other.name, one.key, other.key) == ("Ilka Torvald",) * 2 + ("ilka-torvald", "joren-maas-2")


def test_the_surest_statement_comes_first():
    doc = samples.sample()
    codes = of_each(doc.issue_codes, issue="the-treaty", position="oppose")
    stances = tuple(replace(one, confidence=0.7 + n / 100) for n, one in enumerate(doc.stances))
    maas = next(s for s in sides(replace(doc, issue_codes=codes, stances=stances)) if s.name == "Joren Maas")
    assert list(maas.statements) == [doc.statements[n].key for n in (6, 3, 2)]


def test_the_sides_of_most_statements_come_first():
    doc = samples.sample()
    codes = of_each(doc.issue_codes, issue="the-treaty", position="oppose")
    numbers = [len(side.statements) for side in sides(replace(doc, issue_codes=codes))]
    assert numbers == sorted(numbers, reverse=True) and len(set(numbers)) > 1


@settings(max_examples=150)
@given(partial)
def test_in_any_document_nobody_is_on_both_sides(doc):
    found = sides(doc)
    who = Counter((side.issue, side.key) for side in all_sides(doc))
    assert set(who.values()) <= {1}
    assert found == tuple(side for side in all_sides(doc) if side.chance >= SURE)
    unnamed = {speaker.key for speaker in doc.speakers if speaker.kind == "unnamed"}
    coded = {one.key: one for one in coded_statements(doc)}
    for side in found:
        assert side.issue in doc.issue_names and side.position in TAKEN and side.key not in unnamed
        assert side.statements and len(set(side.statements)) == len(side.statements)
        for key in side.statements:
            assert side.position in {code.position for _, code in carrying(coded[key]) if code.issue == side.issue}
    opposed = [(a, b) for a in found for b in found if a.issue == b.issue and (a.position, b.position) == TAKEN]
    assert sorted(map(repr, disagreements(doc))) == sorted(map(repr, opposed))


@pytest.mark.parametrize("name", articles.names())
def test_in_an_article_sides_are_quoted_from_statements_that_have_them(name):
    doc = samples.annotated(name)
    coded = {one.key: one for one in coded_statements(doc)}
    for side in sides(doc):
        for one in (coded[key] for key in side.statements):
            assert side.name in one.names and (not side.actor or side.actor in one.actors)


# ---- time


def long(number):
    """A document of so many statements, each on one of as many issues as speakers, for and against."""
    doc = many.article(number)
    keys = [f"i{n}" for n in range(number // 10)]
    issues = tuple(Issue(key, f"matter {n}", "issue", "", None) for n, key in enumerate(keys))
    stances = tuple(replace(s, position=TAKEN[n // 2 % 2]) for n, s in enumerate(doc.stances))
    codes = tuple(
        IssueCode(s.statement, keys[n % len(keys)], s.position, None, False, (), None, None)
        for n, s in enumerate(stances)
    )
    statements = of_each(doc.statements, confidence=0.9)
    people = tuple(Speaker(f"p{n}", f"Person {n}", "person", "", None, "", ()) for n in range(number))
    resolutions = tuple(Resolution(s.key, (p.key,), "name", 0.9) for s, p in zip(statements, people, strict=True))
    layers = {"statements": statements, "stances": stances, "speakers": people, "resolutions": resolutions}
    return replace(doc, **layers, issues=issues, issue_codes=codes)


@pytest.mark.parametrize("made", ["sides", "findings", "view", "report"])
def test_the_time_for_a_statement_does_not_grow_with_their_number(made):
    known = replace(knowledge.load(), codebook=many.CODEBOOK)
    make = {
        "sides": lambda doc: list(disagreements(doc)),
        "findings": findings,
        "view": lambda doc: payload.view(doc, many.CODEBOOK),
        "report": lambda doc: report.html(doc, known),
    }[made]
    make(long(50))
    sizes = (600, 1800)  # both more names than Python keeps patterns for
    rounds = [[processor_time(make, long(number)) / number for number in sizes] for _ in range(3)]
    assert min(most / least for least, most in rounds) < 2  # a busy machine disturbs one or the other
