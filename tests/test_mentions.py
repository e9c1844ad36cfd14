"""Names and roles: every row of roles.tsv and actors.tsv is found by its own words."""

import pytest

from analysis import annotate, knowledge, lexicons
from analysis.mentions import find_mentions
from analysis.model import Document
from analysis.paragraphs import find_paragraphs
from analysis.segment import find_sentences
from analysis.tag import find_tokens

KNOWN = knowledge.load()


def found(text):
    """{words: kind} of what the lexicons find, without the encoder."""
    models = KNOWN.models
    sentences = find_sentences(text, find_paragraphs(text), (), models.sentence_tokenizer)
    tokens = find_tokens(text, sentences, models.tagger, models.lemmas)
    doc = Document("x", text, sentences=sentences, tokens=tokens)
    return {doc[m]: m.kind for m in find_mentions(doc, KNOWN.lexicons, ())}


PLURAL = "the row is in the plural, and words are looked up by their singular"
FAILS = dict.fromkeys(["critics", "authorities", "countries", "nations"], PLURAL)
FAILS |= dict.fromkeys(["al-Qaida", "al-Qaeda"], "the name begins with a small letter")


def cases(rows):
    """(words to be found, text) as parameters; the known failures are expected."""
    marks = {words: [pytest.mark.xfail(strict=True, reason=reason)] for words, reason in FAILS.items()}
    return [pytest.param(words, text, id=words, marks=marks.get(words, ())) for words, text in rows]


@pytest.mark.parametrize(("role", "text"), cases((r["role"], r["example"]) for r in KNOWN.lexicons.roles.values()))
def test_every_role_is_found_in_its_example(role, text):
    roles = [words.lower() for words, kind in found(f"The {text} said so.").items() if kind == "role"]
    assert any(role.lower() in words for words in roles), roles


ACTORS = lexicons.rows("actors.tsv", (knowledge.data_folder() / "lexicons" / "actors.tsv").read_bytes())
NAMES = [n for r in ACTORS for n in (r["actor"], *lexicons.several(r["names"]))]


@pytest.mark.parametrize(("name", "text"), cases((n, f"A delegation went to see {n} in the spring.") for n in NAMES))
def test_every_actor_is_found_by_its_names(name, text):
    assert any(name in words for words in found(text)), found(text)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("The Liberal National Committee said on Monday that the vote was fair.", "Liberal National Committee"),
        ("Ada Green of the Forward Change Campaign Committee said it was bad.", "Forward Change Campaign Committee"),
    ],
)
def test_an_organisation_keeps_the_words_of_its_name_that_are_roles_or_adjectives(text, whole):
    doc = annotate(text, KNOWN)
    assert {doc[m]: m.kind for m in doc.mentions}.items() >= {whole: "organisation"}.items()
    assert whole in {speaker.actor for speaker in doc.speakers}
