from time import process_time

import pytest

from analysis import codebooks
from analysis.knowledge import KnowledgeError
from analysis.lexicons import several
from analysis.topics import candidates, faults, find_article_topics, find_matches, find_places, find_terms, untried
from tests import reading

BOOK, LEXICONS = reading.KNOWN.codebook, reading.KNOWN.lexicons
TOPICS = BOOK.topics


def topics_of(text, home=None):
    """The topics of a whole text."""
    return find_article_topics(find_matches(text, BOOK, LEXICONS), BOOK, home)


@pytest.mark.parametrize("topic", TOPICS, ids=lambda t: t.id)
def test_every_topic_has_examples_counter_examples_and_codes(topic):
    assert topic.examples and topic.counter_examples and topic.cap


def test_faults_name_file_topic_and_remedy(tmp_path):
    path = tmp_path / "book.toml"
    second = '[[topic]]\nid = "b"\nlabel = "B"\ndefinition = "d"\nterms = ["X"]\n'
    path.write_text(TOPIC + 'examples = ["x", "y"]\ncounter_examples = ["x z", "z"]\n' + second, encoding="utf-8")
    assert faults(codebooks.load(path), "book.toml") == (
        "book.toml, topic 'a': it does not catch its example 'y'; add a term that stands in it.",
        "book.toml, topic 'a': it catches its counter-example 'x z'; name the phrase under exclude.",
        "book.toml, topics 'a' and 'b': both have the term 'x'; keep it in one.",
    )


def test_the_codebook_has_no_fault():
    assert faults(BOOK) == ()


def test_terms_without_an_example_are_hints(tmp_path):
    path = tmp_path / "book.toml"
    path.write_text(TOPIC.replace('["x"]', '["x", "v*", "w"]') + 'examples = ["x vote"]\n', encoding="utf-8")
    assert untried(codebooks.load(path)) == {"a": ("w",)}


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("Truce Talks in Jordan", ("peace_process",)),
        ("Referendum in Norway Fails", ("democracy_governance",)),
        ("Referendum on the County Budget Fails", ()),
        ("A Quiet Day in Peru", ("bilateral_relations",)),
        ("Film From Peru Wins", ()),
        ("A Quiet Day in the American Midwest", ()),
        ("Security Council to Vote on Sanctions", ("sanctions", "multilateral_orgs")),
    ],
)
def test_topics_of_a_headline(text, topics):
    found = topics_of(text, "United States")
    assert tuple(t.topic for t in found) == topics
    terms = find_terms(text, BOOK)
    for one in found:
        assert [(e.span, e.role) for e in one.evidence] == [(t.span, "term") for t in terms if t.topic == one.topic]


def test_places_are_found_in_capitals_and_plurals():
    text = "IRAQ: The South Koreans and the Kurds left Baghdad for the U.S."
    found = find_places(text, LEXICONS.places)
    assert [state for _, state in found] == ["Iraq", "South Korea", "Kurdistan", "Iraq", "United States"]
    assert [span.of(text) for span, _ in found][1] == "South Koreans"


def test_no_word_of_a_region_is_a_state():
    words = [w for r in reading.lexicon("regions") for w in (r["region"], *several(r["names"]))]
    assert [w for w in words if words.count(w) > 1] == []
    states = {name for name, actor in LEXICONS.names.items() if actor.kind == "state"}
    assert [w for w in words if w in states | LEXICONS.adjectives.keys() | LEXICONS.seats.keys()] == []


def test_candidates_are_phrases_that_no_topic_has():
    text = "Anna Marren said the grain corridor was safe.\n\nAldo Tevik said the grain corridor would reopen."
    doc = reading.annotated(text)
    found = candidates([doc], BOOK)
    assert found[0].phrase == "grain corridor" and found[0].count == 2
    assert found[0].statement == doc.statements[0].key and "grain corridor" in found[0].example
    assert not candidates([reading.annotated(text.replace("grain corridor", "truce"))], BOOK)


@pytest.mark.parametrize("times", [10_000, pytest.param(140_000, marks=pytest.mark.trial)])
@pytest.mark.parametrize("unit", ["troops ", "aaaaaaa", "A. A.  "])
def test_a_long_text_takes_time_that_grows_with_its_length(unit, times):
    took = []
    for number in (1, times // 4, times):  # the first time patterns are made
        begin = process_time()
        topics_of(unit * number)
        took.append(process_time() - begin)
    assert took[2] < 12 * max(took[1], 0.01)


def test_no_topic_names_a_country():
    states = {name for name, actor in LEXICONS.names.items() if actor.kind == "state" and len(name) > 3}
    named = [(t.id, term) for t in TOPICS for term in t.terms if term in states]
    assert named == []


def test_case_counts_only_in_capitals():
    assert [t.topic for t in find_terms("NATO met.", BOOK)] == ["alliances"]
    assert find_terms("nato met.", BOOK) == ()
    assert [t.topic for t in find_terms("Sanctions and SANCTIONS.", BOOK)] == ["sanctions", "sanctions"]


def test_own_term_goes_before_the_paragraph_and_inherited_is_said():
    doc = reading.annotated(
        "The minister said the truce would hold. She said the text was final.\n\nShe said that the weather was fine."
    )
    assert [(c.topic, c.inherited) for c in doc.topic_codes] == [("peace_process", False), ("peace_process", True)]
    assert len(doc.statements) == 3  # the weather, in a paragraph of its own, is no topic


def test_a_thing_named_again_keeps_its_topic():
    doc = reading.annotated(
        "Anna Marren said the tariff would need a plan.\n\nAldo Tevik said the truce would hold.\n\n"
        "Anna Marren said that the plan was ready."
    )
    assert [c.topic for c in doc.topic_codes] == ["trade_investment", "peace_process", "trade_investment"]
    assert [doc[e.span] for e in doc.topic_codes[2].evidence if e.role == "link"] == ["plan"]


def test_a_general_topic_only_where_it_is_alone():
    doc = reading.annotated(
        "Anna Marren said relations were good. Aldo Tevik said relations would suffer from the embargo."
    )
    assert [c.topic for c in doc.topic_codes] == ["bilateral_relations", "sanctions"]


TOPIC = '[[topic]]\nid = "a"\nlabel = "A"\ndefinition = "d"\nterms = ["x"]\n'


@pytest.mark.parametrize(
    ("toml", "why"),
    [
        ("topic = [", r"book.toml: this is no valid TOML \(.*\); mend that line"),
        ("", "book.toml: no topic was found"),
        (TOPIC + TOPIC, "book.toml, topic 'a': the id is used 2 times"),
        (TOPIC.replace('label = "A"\n', ""), "book.toml, topic 'a': label is missing"),
        (TOPIC.replace('["x"]', '"x"'), "book.toml, topic 'a': terms must be a list"),
        (TOPIC.replace('["x"]', "[]"), "book.toml, topic 'a': it has no terms"),
        (TOPIC + 'word = "y"\n', "book.toml, topic 'a': word is not known"),
    ],
)
def test_an_error_in_a_codebook_names_file_topic_and_remedy(tmp_path, toml, why):
    path = tmp_path / "book.toml"
    path.write_text(toml, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=why):
        codebooks.load(path)


def test_a_codebook_is_read_afresh(tmp_path):
    path = tmp_path / "book.toml"
    path.write_text(TOPIC, encoding="utf-8")
    assert find_terms("x y", codebooks.load(path))[0].topic == "a"
    path.write_text(TOPIC.replace('["x"]', '["y"]'), encoding="utf-8")
    assert find_terms("x y", codebooks.load(path))[0].span.start == 2


def test_an_article_is_about_what_its_statements_are_about():
    doc = reading.annotated(
        "The minister said the sanctions would be lifted. She said the sanctions had failed. Orsk asked to have the "
        "embargo ended. He said the treaty banning mines was a good one, too.\n\nThe sanctions, the sanctions, he said."
    )
    assert doc.topics[0].topic == "sanctions" and all(e.role == "term" for e in doc.topics[0].evidence)


def test_a_word_or_two_make_no_topic_of_an_article():
    doc = reading.annotated(
        "The trainer said the team was tired. She said the goalkeeper had a cold.\n\nHe said the pitch was wet. "
        "The captain said it felt like sanctions to play here. Feld said the referee was blind."
    )
    assert doc.statements and not doc.topics
