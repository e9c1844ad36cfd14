"""Whom a source means, for whom it speaks: tests/cases/speakers.toml, text in, speakers out."""

import tomllib
from pathlib import Path

import pytest

from analysis import annotate, knowledge
from analysis.coded import coded_statements

KNOWN = knowledge.load()
CASES = tomllib.loads((Path(__file__).parent / "cases" / "speakers.toml").read_text(encoding="utf-8"))["case"]
# The known failures, by their reason: numbers of cases.
FAILING = {
    "a description that shares neither office nor state with somebody keeps its own words": [
        302,
        303,
        305,
        306,
        307,
        308,
    ],
    "letters that are not those of the name's words, or a name with an apostrophe": [162, 163],
    "statement, name or tree is wrong: coordinated speakers": [268, 270, 272],
    "statement, name or tree is wrong: deputy, acting, former": [64],
    "statement, name or tree is wrong: first name alone": [130],
    "statement, name or tree is wrong: group or relative of a person": [195],
    "statement, name or tree is wrong: his or her words": [107],
    "statement, name or tree is wrong: names told with a noun": [314],
    "statement, name or tree is wrong: one surname, another title far away": [150],
    "statement, name or tree is wrong: one surname, two people": [145],
    "statement, name or tree is wrong: place before a role, no comma": [72],
    "statement, name or tree is wrong: quotation over paragraphs, second cue": [7],
    "statement, name or tree is wrong: retort in the next paragraph": [15],
    "statement, name or tree is wrong: time or event before a role": [81],
    "statement, name or tree is wrong: which, who, that as source": [256],
    "the actor that the words tell is not read, or the tree is wrong": [
        35,
        37,
        197,
        215,
        218,
        227,
        236,
        237,
        238,
        260,
        261,
        263,
    ],
    "the encoder finds no statement, or a cut source, where the cue is a passive": [175, 176, 177, 178, 179, 181],
    "the ranker leaves a company's noun open, or the encoder does not see the name": [166, 167, 168, 170, 259],
    "the ranker leaves a document its own words": [249, 251, 252],
    "the ranker prefers somebody else who is near, or leaves the pronoun open": [101, 118, 278],
    "the ranker prefers the first of two who are joined": [109, 110, 111],
}
FAILS = {number: reason for reason, numbers in FAILING.items() for number in numbers}


def plain(name):
    """A name as names are compared here: without article and the marks of a pronoun left open, in small letters."""
    words = name.strip("“”").lower().replace("’", "'").split()
    return " ".join(words[1:] if words[0] in {"the", "a", "an"} else words)


def faults(text, says):
    """What is wrong with the speakers of a text, in words."""
    doc = annotate(text.strip("\n"), KNOWN)
    coded = coded_statements(doc)
    for wanted in says:
        at = doc.text.index(wanted["words"])
        found = [c for c in coded for s in c.statement.content if s.start <= at < s.end]
        if not found:
            yield f"no statement holds {wanted['words']!r}"
            continue
        speakers = found[0].speakers
        names, roles = [s.name for s in speakers], [plain(s.role) for s in speakers if s.role]
        if sorted(map(plain, names)) != sorted(map(plain, wanted["speakers"])):
            yield f"{wanted['words']!r}: {names}, not {wanted['speakers']}"
        if "role" in wanted and plain(wanted["role"]) not in roles:
            yield f"{wanted['words']!r}: role {roles}, not {wanted['role']}"
        if "actors" in wanted and sorted(found[0].actors) != sorted(wanted["actors"]):
            yield f"{wanted['words']!r}: actors {found[0].actors}, not {wanted['actors']}"


def marked(number, case):
    """A case as a parameter; the known failures are expected."""
    name = f"{number}: {case['kind']}"
    marks = [pytest.mark.xfail(strict=True, reason=FAILS[number])] if number in FAILS else []
    return pytest.param(case["text"], case["says"], id=name, marks=marks)


@pytest.mark.parametrize(("text", "says"), [marked(n, case) for n, case in enumerate(CASES, 1)])
def test_each_source_is_led_to_whom_it_means(text, says):
    assert not list(faults(text, says))


def test_a_pronoun_left_open_is_no_name_and_stands_in_quotation_marks():
    doc = annotate("Karim Jaziri had waited for hours in the rain. She said the last bus had left at noon.", KNOWN)
    assert [(s.name, s.kind) for s in doc.speakers] == [("“She”", "unnamed")]


def test_what_stresses_somebody_unnamed_is_no_part_of_the_name():
    doc = annotate("Even some merchants said the toll was fair. Only the envoy said it was not.", KNOWN)
    assert [s.name for s in doc.speakers] == ["some merchants", "the envoy"]


def test_the_capitals_of_a_headline_are_no_part_of_a_name():
    doc = annotate(
        "Marren Addresses Harbour Attack: 'This Cannot Continue'\n\nAnna Marren spoke on Friday about the attack on the "
        "harbour. Mrs. Marren said the killing must end.",
        KNOWN,
    )
    assert {s.name for s in doc.speakers} == {"Anna Marren"}


def test_a_family_name_in_capitals_is_that_of_the_person_whom_the_article_names():
    doc = annotate(
        "Mary Fallon, the governor of Orsk, met Donald Tevik, a candidate, on Sunday. This was said.\n\n"
        "TEVIK: We will build the canal, and we will build it soon.\n\nFALLON: I do not think that the canal is needed. "
        "I think it is a waste.\n\nTEVIK: You are wrong. The canal will bring jobs.\n\nFALLON: My voters are against it.",
        KNOWN,
    )
    assert {s.name for s in doc.speakers} == {"Donald Tevik", "Mary Fallon"}


OPINION = """We Must Not Give Up the Strait

By {}

For ten years I have believed that the treaty would hold. In my view the council was wrong to sign it.

Foreign Minister Aldo Tevik said that the treaty had brought peace. "I am proud of it," he said. "I think it will last."

I doubt that he has read it. Anna Marren is a professor of law in Halven.
"""


def test_who_says_i_outside_of_others_words_wrote_the_article():
    doc = annotate(OPINION.format("Anna Marren"), KNOWN)
    whose = {r.statement: (r.rule, r.speakers) for r in doc.resolutions}
    own = [s for s in doc.statements if doc[s.source[0]] in {"I", "my"}]
    assert len(own) == 3 and {whose[s.key] for s in own} == {("author", ("anna-marren",))}
    assert {s.name for s in doc.speakers} == {"Anna Marren", "Aldo Tevik"}


@pytest.mark.parametrize("byline", ["Anna Marren and Aldo Berg", "The Vellmark Press Agency"])
def test_an_article_of_several_or_of_an_agency_says_i_of_nobody(byline):
    doc = annotate(OPINION.format(byline), KNOWN)
    assert "author" not in {r.rule for r in doc.resolutions}


@pytest.mark.parametrize("words", ["The government in Oslo", "The Norwegian government", "Oslo"])
def test_a_government_is_its_state_also_by_its_capital(words):
    doc = annotate(f"{words} denied on Monday that the ships had left. The mayor of Sarn said nothing of it.", KNOWN)
    assert doc.speakers[0].name == "Norway"


def test_who_spoke_before_does_not_speak_on_where_the_sentence_is_about_somebody_else():
    doc = annotate(
        "Karl Marren is the mayor of Sarn. Anton Brevik said the vote was fair. It was peaceful, Brevik said.\n\n"
        "Marren's future is unclear, but he said on Tuesday that he would govern the country.",
        KNOWN,
    )
    assert [r.speakers for r in doc.resolutions] == [("anton-brevik",), ("anton-brevik",), ("karl-marren",)]
