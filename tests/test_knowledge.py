import pycountry
import pytest

from analysis import knowledge
from analysis.knowledge import KnowledgeError


def test_codes_are_those_of_iso_3166():
    rows = knowledge.lexicon("actors")
    codes = [r["code"] for r in rows if r["code"]]
    assert len(codes) == len(set(codes)) > 180
    assert all(pycountry.countries.get(alpha_3=code) for code in codes)
    assert [r["actor"] for r in rows if r["kind"] == "state" and not r["code"]] == ["Kosovo"]


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
    "name", ["actors", "acts", "cues", "deeds", "furniture", "moves", "names", "roles", "signs", "things"]
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
