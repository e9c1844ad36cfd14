import tomllib
from pathlib import Path

import pytest

from analysis import articles, codebooks, knowledge, topics
from analysis.tomlfile import TomlError, table_in

CASES = tomllib.loads((Path(__file__).parent / "cases" / "toml_files.toml").read_text(encoding="utf-8"))
BODY = "The foreign minister of Vellmark said on Tuesday that talks with Ostrany would resume within the week.\n"


def written(path, toml):
    for name, words in (("@digits", "9" * 5000), ("@deep", "[" * 5000), ("@braces", "{a=" * 5000)):
        toml = toml.replace(name, words)
    path.write_text(toml, encoding="utf-8")
    return path


@pytest.mark.parametrize("case", CASES["article"], ids=lambda case: case["name"])
def test_broken_notes_beside_an_article(tmp_path, case):
    beside = written(tmp_path / "a.toml", case["toml"])
    (tmp_path / "a.txt").write_text(BODY, encoding="utf-8")
    with pytest.raises(articles.ArticleError) as error:
        articles.read(tmp_path / "a.txt")
    assert str(error.value).startswith(f"{beside}: ") and case["why"] in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("case", CASES["codebook"], ids=lambda case: case["name"])
def test_broken_codebooks(tmp_path, case):
    with pytest.raises(knowledge.KnowledgeError) as error:
        codebooks.load(written(tmp_path / "book.toml", case["toml"]))
    assert "book.toml" in str(error.value) and case["why"] in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("case", CASES["fault"], ids=lambda case: case["name"])
def test_words_of_a_codebook_that_match_nothing_or_nearly_everything(tmp_path, case):
    found = topics.faults(codebooks.load(written(tmp_path / "book.toml", case["toml"])), "book.toml")
    assert [f"topic 'a': the word {case['why']}" in sentence for sentence in found] == [True]


def test_no_word_of_our_own_codebook_is_at_fault():
    assert topics.faults(knowledge.load().codebook) == ()


def test_files_that_are_no_toml_at_all(tmp_path):
    path = tmp_path / "a.toml"
    with pytest.raises(TomlError, match="No such file"):
        table_in(path)
    path.write_bytes(b'title = "caf\xe9"')
    with pytest.raises(TomlError, match="byte 13 is no UTF-8"):
        table_in(path)
    path.write_bytes(b"#" * 1_000_001)
    with pytest.raises(TomlError, match="over 1 MB"):
        table_in(path)
    with pytest.raises(TomlError, match="a folder"):
        table_in(tmp_path)


def test_a_mark_of_windows_and_empty_files_are_fine(tmp_path):
    path = tmp_path / "a.toml"
    path.write_text('title = "Talks"', encoding="utf-8-sig")
    assert table_in(path) == {"title": "Talks"}
    path.write_bytes(b"")
    assert table_in(path) == {}
