"""Where sources stand, from the text on: cases as data, the laws that hold for any text, and the analyst's own phrases."""

import re
import time
import tomllib
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import annotate, knowledge
from analysis.model import Statement, by_statement
from analysis.reader import POSITIONS, Asking, Reader, Reading
from analysis.spans import Span, contains, overlaps
from analysis.stances import OPPOSITE, Read, evidence_of, find_stances, name_of, target_of
from tests import marked, reading, samples

TABLE = tomllib.loads((Path(__file__).parent / "cases" / "positions.toml").read_text(encoding="utf-8"))
ALL = [case for group in TABLE["group"] for case in group["cases"]]
FAILS = {fail["case"]: fail["reason"] for group in TABLE["group"] for fail in group.get("fails", ())}
WANTED = re.compile(r"(?P<position>\w+)(?: (?P<lean>[+-]))?(?:: (?P<target>.+))?")


def cases():
    for case in ALL:
        marks = [pytest.mark.xfail(reason=FAILS[case], strict=True)] if case in FAILS else []
        yield pytest.param(case, id=case[:60], marks=marks)


def fits(stance, told):
    """True for a stance as a case has it, in one of the ways in which it may be told."""
    return any(fits_one(stance, WANTED.fullmatch(way).groupdict()) for way in told.split(" or "))


def fits_one(stance, want):
    """True for a stance with a position, a lean and a target that has some words."""
    right = (stance.position, stance.lean) == (want["position"], want["lean"])
    return right and (want["target"] or "").lower() in stance.target.lower().replace("-", " ")


@pytest.mark.parametrize("case", list(cases()))
def test_positions(case):
    line, _, told = case.partition(" => ")
    first, *others = told.split(" | ")
    main, *more = reading.told(line).stances
    assert fits(main, first)
    assert all(any(fits(stance, want) for stance in more) for want in others)


def test_there_are_enough_cases_and_few_fail():
    assert len(set(ALL)) == len(ALL) >= 160
    assert set(FAILS) <= set(ALL)
    assert len(FAILS) <= 0.125 * len(ALL)  # 12 in 100 are wanted


# ---- laws


def laws(doc, known=reading.KNOWN):
    """What holds for the acts and stances of any document."""
    keys = [statement.key for statement in doc.statements]
    assert [act.statement for act in doc.acts] == list(by_statement(doc.stances)) == keys
    assert all(act.evidence and is_chance(act.confidence) for act in doc.acts)
    for statement, act in zip(doc.statements, doc.acts, strict=True):
        stances = by_statement(doc.stances)[statement.key]
        assert OPPOSITE.get(known.lexicons.acts[act.act]["position"], "-") != stances[0].position
        for stance in stances:
            law_of_evidence(stance, statement, doc.text)
            law_of_targets(stance, statement)
            assert (stance.lean in ("+", "-")) == (stance.position == "conditional")
            assert all(map(is_chance, (stance.confidence, stance.target_confidence, *stance.chances)))
            assert len(stance.chances) == len(POSITIONS) and sum(stance.chances) == pytest.approx(1, abs=0.01)


def law_of_evidence(stance, statement, text):
    """A position rests on words of cue and content, and only a neutral one on none."""
    told = [e.span for e in stance.evidence if e.role != "target"]
    assert bool(told) == bool(stance.evidence) == (stance.position != "neutral")
    for span in told:
        words = [Span(*match.span()) for match in re.compile(r"\w+").finditer(text, *span)]
        assert all(any(overlaps(part, word) for part in (*statement.cue, *statement.content)) for word in words)


def law_of_targets(stance, statement):
    """A target is short, and inherited where it stands outside the statement."""
    parts = (*statement.source, *statement.cue, *statement.content)
    span = stance.target_span
    assert len(stance.target.split()) <= 8 and (span is not None or not stance.target)
    assert stance.inherited == (span is not None and not any(overlaps(span, part) for part in parts))
    assert [e.span for e in stance.evidence if e.role == "target"] == ([span] if span and stance.evidence else [])


def is_chance(number):
    return 0 <= number <= 1


WORDS = ["Orsk", "the plan", "the treaty", "it", "we", "if", "unless", "not", "never", "but", "although", ",", ".", "?"]
WORDS += ["would", "must", "said", "oppose", "welcomed", "dangerous", "good", "of", "that", "which", "to", "is", "and"]
SOME = st.lists(st.sampled_from(WORDS), min_size=1, max_size=25).map(" ".join)


@given(SOME, st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join), SOME)
def test_laws_on_any_words(content, cue, after):
    told = f" <{cue}>" if cue else ""
    doc = reading.told(
        f"Orsk offered a canal treaty. {{Feld}}{told} [{content}] , [{after}] . {{2:She}} <2:said> [2:no]."
    )
    laws(doc)


@given(st.text(st.characters(exclude_characters="{}<>[]", exclude_categories=["Cs"]), min_size=1, max_size=80))
def test_laws_on_any_text(words):
    laws(reading.told(f"[Yes {words}] {{Feld}} <said>."))


@given(SOME, SOME, SOME, st.integers(0, 2**32 - 1), st.integers(1, 40))
def test_laws_whatever_the_reader_says(cue, content, after, seed, heat):
    case = marked.read(
        f"Orsk offered a canal treaty. {{Feld}} <{cue}> [{content}] , [{after}] . {{2:She}} <2:said> [2:no]."
    )
    doc, index = reading.document(case.text), reading.index(case.text)
    doc = replace(doc, statements=tuple(reading.statement(key, places) for key, places in case.statements.items()))
    asked = Read(
        doc, Asking(index), any_reader(seed, heat), reading.KNOWN.lexicons, lambda span: None, lambda span: None
    )
    acts, stances, readings = find_stances(asked)
    assert len(readings) == len(doc.statements)
    laws(replace(doc, acts=acts, stances=stances))


def any_reader(seed, heat):
    """A reader that says anything."""
    numbers = np.random.default_rng(seed)

    def run(_, given):
        b, t = given["mark"].shape
        shapes = ((b, 4), (b, len(reader.acts)), (b, 8), (b, 1), (b, t, 4), (b, t, 1), (b, t, 8), (b, t, 8))
        return [heat * numbers.normal(size=shape).astype(np.float32) / 4 for shape in shapes]

    reader = Reader.__new__(Reader)
    reader.acts = tuple(act for act, row in reading.KNOWN.lexicons.acts.items())
    reader.heat, reader.sure, reader.model = {"position": 1.0, "act": 1.0}, (1.0, 0.0), SimpleNamespace(run=run)
    return reader


@pytest.mark.parametrize("case", [case.partition(" => ")[0] for case in ALL])
def test_laws_on_the_cases(case):
    laws(reading.told(case))


def test_without_statements_there_is_nothing():
    for text in ("", " ", "It rained on Monday."):
        doc = reading.annotated(text)
        assert (doc.acts, doc.stances) == ((), ())


# ---- evidence


def evidence(line, *chances):
    """The words that a position rests on, by the chances of the words of cue and content, and their roles."""
    case = marked.read(line)
    doc, statement = reading.document(case.text), reading.statement("one", case.statements["1"])
    parts = (*statement.cue, *statement.content)
    words = [token.span for token in doc.tokens if any(contains(part, token.span) for part in parts)]
    none = np.zeros(0, dtype=np.float32)
    read = Reading(none, none, (), (), tuple(zip(words, chances, strict=True)), none, ((), none), none)
    target = next((span for span in words if doc[span] == "treaty"), None)
    return [(doc[e.span], e.role) for e in evidence_of(statement, read, target)]


@pytest.mark.parametrize(
    ("chances", "found"),
    [
        ((0.9, 0.1, 0.1, 0.1), [("rejected", "cue")]),
        ((0.1, 0.2, 0.1, 0.1), [("old", "words")]),  # the surest, though it is not sure
        ((0.1, 0.6, 0.9, 0.5), [("old", "words"), ("today", "words")]),  # not the target
        ((0.1, 0.1, 0.9, 0.1), []),
    ],
)
def test_a_position_rests_on_the_surest_words(chances, found):
    assert evidence("{Feld} <rejected> [old treaty today].", *chances) == found


def test_words_of_the_target_count_where_there_are_no_others():
    assert evidence("{Feld} said [treaty].", 0.8) == [("treaty", "words")]


def test_neighbours_are_one_and_those_apart_are_not():
    found = evidence("[Never again], {Feld} <said>, [never].", 0.9, 0.9, 0.1, 0.9)
    assert found == [("Never again", "words"), ("never", "words")]


def test_a_source_between_words_is_not_among_them():
    found = evidence("[Never again], {Feld} <said>, [never].", 0.1, 0.9, 0.9, 0.9)
    assert [words for words, _ in found] == ["again", "said", "never"]


# ---- targets


FIRST = ((Span(0, 1), 0.9),)


def told_of(*targets, words=FIRST):
    """A reading that tells of targets, and of words that a position rests on."""
    none = np.zeros(4)
    return Reading(none, none, targets, (), words, none, ((), none), none)


def read_of(text, meant=None, person=None):
    """A text as it is asked about; meant: whom a pronoun means; person: whom a noun means."""
    return Read(reading.annotated(text), None, None, reading.KNOWN.lexicons, lambda span: meant, lambda span: person)


def last(text, words):
    """Where some words stand last in a text."""
    at = text.rindex(words)
    return Span(at, at + len(words))


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ("Orsk left the border treaty with Feld.", "the border treaty with Feld", "border treaty with Feld"),
        ("Orsk left its own treaty.", "its own treaty", "own treaty"),
        ("The deal, Feld said, was dead.", "The deal,", "deal"),
        ("“The deal,” Feld said, was dead.", "“The deal,”", "deal"),
        ("Orsk plans a missile-defense system. Feld opposes the system.", "the system", "missile-defense system"),
        ("Feld opposes the system. Orsk plans a missile-defense system.", "the system", "system"),
        ("Feld opposes some of his aides.", "some of his aides", "aides"),
        ("Feld opposes all of the offers.", "all of the offers", "offers"),
        ("Feld opposes two of them.", "two of them", "two of them"),
        ("The envoy met presidential candidate Anna Marren.", "presidential candidate Anna Marren", "Anna Marren"),
        ("Feld opposes the rules on the old kinds of nets used by Tellan fishermen.", "the rules on the old kinds of nets used by Tellan fishermen", "rules on the old kinds of nets used"),
        ("Feld opposes every plan of ministers Berit Maas and Ilka Torvald.", "every plan of ministers Berit Maas and Ilka Torvald", "plan of ministers Berit Maas and Ilka Torvald"),
        ("Feld opposes it.", "it", ""),
        ("Feld opposes all, she says.", ",", ""),
        ("Feld wants a ban on all ships that sail the strait at night.", "a ban on all ships that sail the strait at night", "ban on all ships that sail the strait"),
    ],
)  # fmt: skip
def test_a_target_is_called_by_what_its_words_stand_for(text, words, name):
    assert name_of(read_of(text), last(text, words)) == name


@pytest.mark.parametrize(
    ("words", "name"),
    [("the president", "Aldo Tevik"), ("the former president", "Aldo Tevik"), ("the plan of the president", "plan of the president"), ("president", "president")],
)  # fmt: skip
def test_a_noun_for_a_person_is_called_by_the_name(words, name):
    text = f"Feld opposes {words}."
    assert name_of(read_of(text, person="Aldo Tevik"), last(text, words)) == name


def test_a_noun_for_a_named_person_is_called_by_the_name_in_an_article():
    text = "Aldo Tevik, the president, left on Monday. “The president is a coward,” Mara Feld said."
    assert [stance.target for stance in annotate(text, reading.KNOWN).stances] == ["Aldo Tevik"]


def test_a_pronoun_is_a_target_where_it_is_known_whom_it_means():
    text = "Feld opposes him and the treaty."
    pronoun, treaty = last(text, "him"), last(text, "the treaty")
    said = Statement("one", "indirect", (), (), (Span(0, len(text)),), 1.0, "by hand")
    some = [(pronoun, 0.6), (treaty, 0.3), (None, 0.1)]
    assert target_of(read_of(text, "Aldo Tevik"), said, told_of(*some)) == (pronoun, 0.6)
    assert name_of(read_of(text, "Aldo Tevik"), pronoun) == "Aldo Tevik"
    assert target_of(read_of(text), said, told_of(*some)) == (treaty, 0.3)
    assert target_of(read_of(text), said, told_of(*some[:1]))[0] is None


def test_of_targets_about_as_likely_the_longer_is_taken():
    text = "Feld opposes the treaty with Orsk."
    short, long = last(text, "the treaty"), last(text, "the treaty with Orsk")
    said = Statement("one", "indirect", (), (), (Span(0, len(text)),), 1.0, "by hand")
    assert target_of(read_of(text), said, told_of((short, 0.4), (long, 0.3)))[0] == long
    assert target_of(read_of(text), said, told_of((short, 0.8), (long, 0.1)))[0] == short


def test_a_target_leaves_words_that_a_position_rests_on():
    text = "Feld said the truce is fragile but we support it."
    whole, truce = last(text, "the truce is fragile but we support it"), last(text, "the truce")
    said = Statement("one", "indirect", (Span(0, 4),), (Span(5, 9),), (whole,), 1.0, "by hand")
    words = ((Span(5, 9), 0.1), (last(text, "support"), 0.9))
    found = told_of((whole, 0.6), (truce, 0.2), words=words)
    assert target_of(read_of(text), said, found) == (truce, 0.2)


@pytest.mark.parametrize(
    ("content", "target"),
    [("It was a mistake", "The treaty"), ("That was a mistake", "The treaty"), ("The sun was late", None), ("This day was long", None)],
)  # fmt: skip
def test_a_target_outside_is_one_where_the_content_points(content, target):
    text = f"The treaty is dead. {content}, Feld said."
    spans = last(text, content), last(text, "Feld"), last(text, "said")
    said = Statement("one", "indirect", (spans[1],), (spans[2],), (spans[0],), 1.0, "by hand")
    found, _ = target_of(read_of(text), said, told_of((last(text, "The treaty"), 0.9), (None, 0.1)))
    assert (found.of(text) if found else None) == target


# ---- what fails in the field

SMALL_TALK = [
    ("“Thank you very much for coming,”", ""),
    ("“I am happy to see you all,”", ""),
    ("“I hope you all slept well,”", ""),
    ("“We have good news,”", ""),
    ("“It is cold outside,”", ""),
    ("“I love this city,”", "city"),
    ("“My father would be proud,”", ""),
    ("“It was a hard night for all of us,”", ""),
    ("“That is a good question,”", ""),
    ("“It is dreadful to be ignored,”", "it is taken for the treaty"),
]


@pytest.mark.parametrize(("words", "about"), SMALL_TALK)
def test_small_talk_takes_no_side_on_what_was_told_before(request, words, about):
    if "taken for" in about:
        request.applymarker(pytest.mark.xfail(strict=True, reason=about))
    stance = annotate(f"The talks dealt with the arms treaty. {words} Anna Marren said.").stances[0]
    assert "treaty" not in stance.target or stance.position == "neutral"
    assert stance.target == about or stance.position == "neutral"


@pytest.mark.parametrize(
    ("words", "for_", "against"),
    [
        ("“We back the truce and reject the annex,” Anna Marren said.", "truce", "annex"),
        ("“We support Orsk and condemn Velland,” Anna Marren said.", "Orsk", "Velland"),
        ("“We thank Orsk and blame Velland,” Anna Marren said.", "Orsk", "Velland"),
        ("“We admire the people of Orsk and despise its rulers,” Anna Marren said.", "people", "rulers"),
        ("Anna Marren called the treaty sound and the annex a disgrace.", "treaty", "annex"),
        ("“While the treaty is sound, its annex is a disgrace,” Anna Marren said.", "treaty", "annex"),
    ],
)
@pytest.mark.xfail(strict=True, reason="a second target in one clause is found in few sentences")
def test_two_targets_have_two_stances(words, for_, against):
    found = {stance.position: stance.target for stance in annotate(words).stances}
    assert for_ in found["support"] and against in found["oppose"]


@pytest.mark.parametrize(
    ("words", "acts", "found"),
    [
        ("“I don't think the treaty is fair,”", {"think", "criticise"}, ""),
        ("“We do not support the sanctions,”", {"reject"}, ""),
        ("“We don't want a war,”", {"reject", "want"}, ""),
        ("“I don't know when the talks resume,”", {"state"}, ""),
        ("“The talks had failed,”", {"state"}, ""),
        ("“I do not trust Orsk,”", {"criticise"}, "reject"),
        ("“I don't like the annex,”", {"criticise"}, "reject"),
        ("“I do not agree with the plan,”", {"reject"}, ""),
        ("“We have not broken the treaty,”", {"deny"}, ""),
    ],
)
def test_a_denied_verb_is_no_denial(request, words, acts, found):
    if found:
        request.applymarker(pytest.mark.xfail(strict=True, reason=f"it is taken for {found}"))
    assert annotate(f"{words} Anna Marren said.").acts[0].act in acts


@pytest.mark.parametrize(
    ("text", "position", "target"),
    [
        pytest.param(
            *("Anna Marren said it would be a mistake to scrap the treaty.", "oppose", "to scrap the treaty"),
            marks=pytest.mark.xfail(strict=True, reason="it is called: scrap the treaty"),
        ),
        ("Anna Marren urged Orsk to stop the raids.", "oppose", "raids"),
        pytest.param(
            *("Anna Marren said it was time to end the blockade.", "support", "end the blockade"),
            marks=pytest.mark.xfail(strict=True, reason="it is told as: against the blockade"),
        ),
    ],
)
def test_for_or_against_is_true_of_the_target_s_name(text, position, target):
    stance = annotate(text).stances[0]
    assert (stance.position, stance.target) == (position, target)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Ilan Torv drew up a border plan. Anna Marren condemned his border plan.", "Ilan Torv's border plan"),
        ("Ilan Torv spoke. Anna Marren condemned Mr. Torv.", "Ilan Torv"),
        ("Anna Marren condemned the border plan.", "border plan"),
    ],
)
def test_a_target_is_called_by_whom_its_words_mean(text, wanted):
    doc = annotate(text)
    assert [stance.target for stance in doc.stances][-1] == wanted
    assert doc[doc.stances[-1].target_span] in text


def positions_of_the_first_article():
    doc = samples.annotated("us-offers-russia-assurance-on-missiles")
    return {stance.target: stance.position for stance in doc.stances}


@pytest.mark.xfail(strict=True, reason="it is told as: against “build it at all”")
def test_who_is_for_not_building_it_is_told_so():
    found = positions_of_the_first_article()
    assert found["not to build it at all"] == "support" and "build it at all" not in found


def test_who_is_for_not_building_it_is_not_for_building_it():
    found = positions_of_the_first_article()
    assert [position for name, position in found.items() if "building it" in name] == ["oppose"]


# ---- a time that grows with the length


@pytest.mark.parametrize("times", [200, pytest.param(4000, marks=pytest.mark.trial)])
def test_an_endless_statement_takes_time_that_grows_with_its_length(times):
    took = []
    for number in (times // 4, times):
        line = f"[{'the canal treaty is not dangerous but Orsk says it is and ' * number}]."
        start = time.process_time()
        doc = reading.told(line)
        took.append(time.process_time() - start)
        laws(doc)
    assert took[1] < 12 * max(took[0], 0.05)  # under a twentieth of a second other work on the machine tells more


def test_many_statements_take_time_that_grows_with_their_number():
    took = []
    for times in (50, 200):
        line = "".join(f"{{{n}:Tevik}} <{n}:said> [{n}:the canal treaty is dangerous]. " for n in range(times))
        start = time.process_time()
        doc = reading.told(line)
        took.append(time.process_time() - start)
        laws(doc)
        assert len(doc.statements) == times
    assert took[1] < 12 * max(took[0], 0.05)


# ---- phrases of the analyst's own


LINE = "{The envoy} <said> [that the  new\ncanal would burn the candle at both ends]."


@pytest.fixture
def own(tmp_path):
    """What makes the knowledge with some rows of phrases.tsv: words, act, position."""
    file = tmp_path / "lexicons" / "phrases.tsv"
    file.parent.mkdir()

    def loaded(*rows):
        lines = ["words\tact\tposition\texample", *("\t".join((*row, "")) for row in rows)]
        file.write_text("\n".join(lines), encoding="utf-8")
        return knowledge.load(tmp_path)

    return loaded


def judged(known, line=LINE):
    """The act and the main stance of a statement, and the words that each rests on."""
    doc = reading.told(line, known)
    laws(doc, known)
    (act,), (stance, *_) = doc.acts, doc.stances
    return (
        act,
        stance,
        [doc[e.span] for e in act.evidence],
        [doc[e.span] for e in stance.evidence if e.role == "phrase"],
    )


def test_an_own_phrase_decides_act_and_position_until_it_is_taken_away(own):
    act, stance, why, words = judged(own(("burn the candle", "accuse", "oppose")))
    assert (act.act, act.rule, act.confidence, why) == ("accuse", "your phrase", 1.0, ["burn the candle"])
    assert (stance.position, stance.rule, stance.confidence) == ("oppose", "your phrase", 1.0)
    assert words == ["burn the candle"] and why == words
    act, stance, why, words = judged(own(("burn the candle", "praise", "support")))
    assert (act.act, stance.position, words) == ("praise", "support", ["burn the candle"])
    back, plain = reading.told(LINE, own()), reading.told(LINE)
    assert (back.acts, back.stances) == (plain.acts, plain.stances)


def test_an_own_phrase_may_tell_the_position_alone_or_the_act_alone(own):
    act, stance, _, words = judged(own(("burn the candle", "", "support")))
    assert (act.rule, stance.rule, stance.position, words) == ("reader", "your phrase", "support", ["burn the candle"])
    act, stance, why, words = judged(own(("burn the candle", "accuse", "")))
    assert (act.rule, act.act, why) == ("your phrase", "accuse", ["burn the candle"])
    assert stance.rule == "reader" and stance.position != "support" and not words


def test_an_own_phrase_may_make_a_statement_neutral_or_conditional(own):
    line = "{Feld} <condemned> [the brutal raid on the port]."
    assert judged(reading.KNOWN, line)[1].position == "oppose"
    _, stance, _, words = judged(own(("raid on the port", "", "neutral")), line)
    assert (stance.position, stance.rule, stance.evidence) == ("neutral", "your phrase", ())
    _, stance, _, words = judged(own(("raid on the port", "", "conditional")), line)
    assert (stance.position, stance.lean, words) == ("conditional", "-", ["raid on the port"])


@pytest.mark.parametrize("words", ["BURN the Candle", "new canal", "cand*", "* candle at both", "said", "ends"])
def test_an_own_phrase_stands_in_any_case_with_any_ending_and_any_white_space(own, words):
    assert judged(own((words, "accuse", "oppose")))[1].rule == "your phrase"


@pytest.mark.parametrize("words", ["candl", "andle", "burn candle", "the envoy", "canal.*", "(new|old) canal", "n?w"])
def test_an_own_phrase_fits_only_its_own_words_in_cue_and_content(own, words):
    doc, plain = reading.told(LINE, own((words, "accuse", "oppose"))), reading.told(LINE)
    assert (doc.acts, doc.stances) == (plain.acts, plain.stances)


def test_the_first_phrase_wins_and_at_its_place_the_longest(own):
    rows = [("burn", "praise", "support"), ("burn the candle", "accuse", "oppose"), ("both", "praise", "support")]
    for some in (rows, rows[::-1]):
        act, stance, why, words = judged(own(*some))
        assert (act.act, stance.position, why, words) == ("accuse", "oppose", ["burn the candle"], ["burn the candle"])
    assert judged(own(*rows, ("said", "praise", "support")))[2] == ["said"]


@pytest.mark.parametrize("act", list(reading.KNOWN.lexicons.acts))
def test_an_own_phrase_may_tell_any_act_of_the_table(own, act):
    side = reading.KNOWN.lexicons.acts[act]["position"]
    found, stance, _, _ = judged(own(("burn the candle", act, "")))
    assert (found.act, found.rule) == (act, "your phrase") and stance.rule == "reader"
    assert OPPOSITE.get(stance.position, "-") != side


def test_an_own_phrase_may_tell_an_act_that_the_analyst_has_added(own, tmp_path):
    acts = (knowledge.data_folder() / "lexicons" / "acts.tsv").read_text(encoding="utf-8")
    sulk = "sulk\tsulks\tREJECT\t12\tverbal conflict\toppose\tsays nothing\tHe sulked.\tHe spoke.\n"
    (tmp_path / "lexicons" / "acts.tsv").write_text(acts + sulk, encoding="utf-8")
    act, stance, _, _ = judged(own(("burn the candle", "sulk", "")))
    assert (act.act, act.rule, act.cameo) == ("sulk", "your phrase", "12") and stance.position != "support"


def test_an_own_phrase_counts_in_its_own_statement_alone(own):
    line = "{1:Feld} <1:called> [1:it a candle]. {2:Tevik} <2:said> [2:three ships had left the port]."
    doc = reading.told(line, own(("candle", "accuse", "oppose")))
    assert [act.rule for act in doc.acts] == ["your phrase", "reader"]
