"""Whom a source means, for whom it speaks: tests/cases/speakers.toml, text in, speakers out."""

import tomllib
from pathlib import Path

import pytest

from analysis import annotate, knowledge
from analysis.coded import coded_statements

KNOWN = knowledge.load()
CASES = tomllib.loads((Path(__file__).parent / "cases" / "speakers.toml").read_text(encoding="utf-8"))["case"]
FAILS: dict[str, str] = {}


def plain(name):
    """A name as names are compared here: without article, in small letters."""
    words = name.lower().replace("’", "'").split()
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
    marks = [pytest.mark.xfail(strict=True, reason=FAILS[name])] if name in FAILS else []
    return pytest.param(case["text"], case["says"], id=name, marks=marks)


@pytest.mark.parametrize(("text", "says"), [marked(n, case) for n, case in enumerate(CASES, 1)])
def test_each_source_is_led_to_whom_it_means(text, says):
    assert not list(faults(text, says))
