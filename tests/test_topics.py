import pytest

from analysis import knowledge
from analysis.annotate import annotate
from analysis.knowledge import KnowledgeError
from analysis.topics import failing_examples, find_terms

TOPICS = knowledge.codebook().topics


@pytest.mark.parametrize("topic", TOPICS, ids=lambda t: t.id)
def test_every_topic_has_examples_counter_examples_and_codes(topic):
    assert topic.examples and topic.counter_examples and topic.cap


def test_a_failing_example_is_named(tmp_path):
    path = tmp_path / "book.toml"
    path.write_text(TOPIC + 'examples = ["x", "y"]\ncounter_examples = ["x z", "z"]\n', encoding="utf-8")
    assert failing_examples(knowledge.codebook(path)) == (
        "topic 'a' does not catch its example 'y'",
        "topic 'a' catches its counter-example 'x z'",
    )
    assert failing_examples(knowledge.codebook()) == ()


def test_no_topic_names_a_country():
    states = {name for name, actor in knowledge.lexicons().names.items() if actor.kind == "state" and len(name) > 3}
    named = [(t.id, term) for t in TOPICS for term in t.terms if term in states]
    assert named == []


def test_case_counts_only_in_capitals():
    book = knowledge.codebook()
    assert [t.topic for t in find_terms("NATO met.", book)] == ["alliances"]
    assert find_terms("nato met.", book) == ()
    assert [t.topic for t in find_terms("Sanctions and SANCTIONS.", book)] == ["sanctions", "sanctions"]


def test_own_term_goes_before_the_paragraph_and_inherited_is_said():
    doc = annotate(
        "The minister said the truce would hold. She said the text was final.\n\nShe said that the weather was fine."
    )
    assert [(c.topic, c.inherited) for c in doc.codings] == [("peace_process", False)] + [("peace_process", True)] * 2


def test_a_thing_named_again_keeps_its_topic():
    doc = annotate(
        "Anna Marren said the pipeline would need a plan.\n\nAldo Tevik said the truce would hold.\n\n"
        "Anna Marren said that the plan was ready."
    )
    assert [c.topic for c in doc.codings] == ["energy_resources", "peace_process", "energy_resources"]
    assert [doc[e.span] for e in doc.codings[2].evidence if e.role == "link"] == ["plan"]


def test_a_general_topic_only_where_it_is_alone():
    doc = annotate("Anna Marren said relations were good. Aldo Tevik said relations would suffer from the embargo.")
    assert [c.topic for c in doc.codings] == ["bilateral_relations", "sanctions"]


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
        knowledge.codebook(path)


def test_a_codebook_is_read_afresh(tmp_path):
    path = tmp_path / "book.toml"
    path.write_text(TOPIC, encoding="utf-8")
    assert find_terms("x y", knowledge.codebook(path))[0].topic == "a"
    path.write_text(TOPIC.replace('["x"]', '["y"]'), encoding="utf-8")
    assert find_terms("x y", knowledge.codebook(path))[0].span.start == 2
