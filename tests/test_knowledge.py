import pytest

from analysis import knowledge
from analysis.knowledge import KnowledgeError


def test_every_state_but_kosovo_has_a_code_of_its_own():
    states = [r["actor"] for r in knowledge.lexicon("actors") if r["kind"] == "state"]
    codes = {state: knowledge.country_code(state) for state in states}
    assert [state for state, code in codes.items() if not code] == ["Kosovo"]
    assert len(set(codes.values())) == len(codes) > 180
    assert codes["Russia"] == "RUS" and codes["South Korea"] == "KOR" and codes["Ivory Coast"] == "CIV"
    assert not knowledge.country_code("NATO") and not knowledge.country_code("Velland")


def test_no_word_stands_for_two_actors():
    for column in ("names", "adjectives", "seats"):
        words = [w for r in knowledge.lexicon("actors") for w in knowledge.several(r[column])]
        assert sorted(words) == sorted(set(words)), column


def test_every_act_of_a_cue_is_defined():
    acts = knowledge.lexicons().acts
    leads = {"cues": {"label"}, "moves": set(), "deeds": {"report", "intent", "try"}}
    for name, others in leads.items():
        assert {r["act"] for r in knowledge.lexicon(name)} <= acts.keys() | others
    assert all(r["definition"] and r["example"] and r["counter"] for r in acts.values())


@pytest.mark.parametrize(
    "name",
    ["actors", "acts", "cues", "deeds", "furniture", "moves", "names", "offices", "pronouns", "roles", "signs", "things"],
)
def test_lexicons_tell_source_and_licence(name):
    text = (knowledge.data_folder() / "lexicons" / f"{name}.tsv").read_text(encoding="utf-8")
    assert "# Source: " in text and "licence MIT" in text
    assert len(knowledge.lexicon(name)) > 10


def test_a_row_with_a_missing_tab_is_named(tmp_path):
    path = tmp_path / "words.tsv"
    path.write_text("word\tkind\tx\nalpha beta\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="words.tsv: entry 1 .'alpha beta'. has not 3 columns"):
        knowledge.rows(path)
