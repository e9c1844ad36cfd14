import json
import math
import re
from dataclasses import replace

import pytest

from analysis import articles, knowledge, payload, tables
from analysis.annotate import annotate
from analysis.model import Evidence, Reviewed
from analysis.spans import Span
from tests import samples


@pytest.fixture(scope="module")
def view():
    return payload.view(samples.sample(), samples.CODEBOOK)


@pytest.fixture(scope="module", params=["sample", "seed"])
def both(request):
    """A document and its payload: the invented article coded by hand, and the seed article as it is annotated."""
    if request.param == "sample":
        return samples.sample(), payload.view(samples.sample(), samples.CODEBOOK)
    doc = samples.annotated("us-offers-russia-assurance-on-missiles")
    return doc, payload.view(doc, knowledge.load().codebook)


def test_segments_joined_are_the_text(both):
    doc, made = both
    assert "".join(s["text"] for s in made["segments"]) == doc.text
    assert made["schema"] == payload.SCHEMA == 5


def test_every_reference_leads_somewhere(both):
    _, made = both
    statements, speakers = ({x["key"] for x in made[name]} for name in ("statements", "speakers"))
    topics = {t["id"] for t in made["topics"]}
    assert {s["statement"] for s in made["segments"]} - {None} == statements
    for s in made["statements"]:
        assert set(s["people"]) <= speakers
        assert {t["id"] for t in s["codes"]} <= topics
        assert s["act"] in made["acts"] and s["position"] in {k["id"] for k in made["positions"]}
        assert {one["id"] for one in s["on"]} <= {issue["id"] for issue in made["issues"]}
        assert s["manner"] in made["manners"]
    for one in made["disagreements"]:
        assert one["issue"] in {issue["id"] for issue in made["issues"]}
        assert {key for side in one["sides"] for key in side["statements"]} <= statements
    assert {issue["topic"] for issue in made["issues"]} <= topics | {""}
    assert {m["statement"] for s in made["segments"] for m in s["marks"]} <= statements


def test_it_says_what_the_tables_say(both):
    doc, made = both
    frame = tables.statements(doc)
    names = {p["key"]: p["name"] for p in made["speakers"]}
    for row, s in zip(frame.to_dict("records"), made["statements"], strict=True):
        told = {column: None if value != value else value for column, value in row.items()}  # NaN: no chance is given
        assert {column: s[column] for column in tables.COLUMNS["statements"]} == told
        assert tables.SEVERAL.join(names[key] for key in s["people"]) == row["speakers"]
        assert tables.SEVERAL.join(s["actor_names"]) == row["actors"]
        assert tables.SEVERAL.join(t["id"] for t in s["codes"]) == row["topics"]
    counts = tables.speakers(doc).set_index("key")
    assert {p["key"]: (p["name"], p["words"], p["statements"]) for p in made["speakers"]} == {
        key: (row["name"], row["words"], row["statements"]) for key, row in counts.iterrows() if row["statements"]
    }


def test_issues_say_what_the_tables_say(both):
    doc, made = both
    frame = tables.issues(doc).to_dict("records")
    assert [(i["id"], i["label"], i["kind"], i["topic"]) for i in made["issues"]] == [
        (row["key"], row["name"], row["kind"], row["topic"]) for row in frame
    ]
    on = [(s["key"], one["id"], one["position"], one["lean"] or "") for s in made["statements"] for one in s["on"]]
    rows = tables.statement_issues(doc)
    assert on == list(rows[["statement", "issue", "position", "lean"]].itertuples(index=False, name=None))
    assert on


def test_a_turned_target_tells_the_words_that_turn_it():
    doc = samples.sample()
    at = doc.text.index("never")
    turned = replace(
        doc.issue_codes[2], position="support", turned=True, evidence=(Evidence(Span(at, at + 5), "turn"),)
    )
    doc = replace(doc, issue_codes=(*doc.issue_codes[:2], turned, *doc.issue_codes[3:]))
    third = payload.view(doc, samples.CODEBOOK)["statements"][2]
    (on,) = third["on"]
    assert (on["id"], on["position"], on["lean"], on["target"]) == ("the-treaty", "support", None, "the treaty")
    assert (on["turned"], on["decides"], on["sure"]) == (["never"], "never", doc.stances[2].confidence)
    assert (third["position"], third["decides"]) == ("oppose", "never")


def test_a_further_stance_is_told_with_what_it_rests_on():
    doc = samples.sample()
    other = replace(doc.stances[0], position="oppose", target="the navy", confidence=0.8)
    first, second = payload.view(replace(doc, stances=(*doc.stances, other)), samples.CODEBOOK)["statements"][:2]
    (further,) = first["further"]
    assert (further["position"], further["target"], further["position_confidence"]) == ("oppose", "the navy", 0.8)
    assert further["decides"] == first["decides"]
    assert second["further"] == []


def test_who_disagrees_stands_with_the_surest_statements_of_both(view):
    keys = [s["key"] for s in view["statements"]]
    quoted = [
        [["the treaty would ", False], ["secure", True], [" the strait", False]],
        [['"We will ', False], ["never", True], [' sign under threat,"', False]],
    ]
    one, other = ([{"text": words, "decides": decides} for words, decides in some] for some in quoted)
    (found,) = view["disagreements"]
    torvald = {"name": "Ilka Torvald", "actor": "Estavia", "position": "support", "statements": [keys[0]]}
    maas = {"name": "Joren Maas", "actor": "Vorland", "position": "oppose", "statements": [keys[2]]}
    assert found == {"issue": "the-treaty", "sides": [torvald | {"quotation": one}, maas | {"quotation": other}]}


def test_a_quotation_of_who_disagrees_has_the_cue_where_that_decides():
    doc = samples.sample()
    first = doc.statements[0]
    stance = replace(doc.stances[0], evidence=tuple(Evidence(span, "cue") for span in first.cue))
    made = payload.view(replace(doc, stances=(stance, *doc.stances[1:])), samples.CODEBOOK)
    quotation = made["disagreements"][0]["sides"][0]["quotation"]
    assert [one["text"] for one in quotation if one["decides"]] == [doc[span] for span in first.cue]
    assert "would secure the strait" in "".join(one["text"] for one in quotation)


def test_without_the_layer_of_issues_there_are_none():
    made = payload.view(replace(samples.sample(), issues=()), samples.CODEBOOK)
    assert (made["issues"], made["disagreements"], [s["on"] for s in made["statements"]]) == ([], [], [[]] * 8)
    assert {s["issue"] for s in made["statements"]} == {""}


def test_the_method_says_in_one_line_how_often_a_row_is_right(view):
    sure = view["method"]["sure"]
    assert sure == payload.rows_right() and (not sure or re.fullmatch(r"Read before .+ \d+ of 100 .+\.", sure))
    assert view["manners"] == {k: {"label": v} for k, v in payload.MANNERS.items()}


def test_how_often_a_row_is_right_is_said_of_what_nobody_reviewed():
    doc = samples.judged()
    own = tuple(Reviewed(statement.key, "Ana", "accept", False, ()) for statement in doc.statements)
    said = [payload.view(replace(doc, reviews=some), samples.CODEBOOK)["method"]["sure"] for some in ((), own[:3], own)]
    assert "rows like these" in said[0] and "rows that nobody reviewed" in said[1] and said[2] == ""
    unread = tuple(replace(one, bulk=True) for one in own)
    assert payload.view(replace(doc, reviews=unread), samples.CODEBOOK)["method"]["sure"] == said[0]


def test_topics_tell_the_words_that_show_them(both):
    doc, made = both
    rows = tables.statement_topics(doc).groupby("statement")
    terms = {key: dict(zip(frame["topic"], frame["terms"], strict=True)) for key, frame in rows}
    for s in made["statements"]:
        for topic in s["codes"]:
            held = terms[s["key"]][topic["id"]]
            assert all(term in " ".join(held.split()) for term in topic["terms"])
            assert len({term.lower() for term in topic["terms"]}) == len(topic["terms"])


def test_a_term_in_two_spellings_is_one():
    doc = samples.sample()
    first = doc.text.index("the strait")
    spans = (Span(first + 4, first + 10), Span(doc.text.index("Strait"), doc.text.index("Strait") + 6))
    evidence = tuple(
        Evidence(span, role) for span, role in zip((*spans, spans[0]), ("term", "term", "link"), strict=True)
    )
    doc = replace(doc, topic_codes=(replace(doc.topic_codes[0], evidence=evidence),))
    assert payload.view(doc, samples.CODEBOOK)["statements"][0]["codes"] == [
        {"id": "sea", "inherited": False, "rule": "term", "confidence": None, "terms": ["strait"]}
    ]


def test_a_topic_by_likeness_tells_the_words_that_moved_it_and_its_chance():
    told = payload.view(samples.judged(), samples.CODEBOOK)["statements"]
    assert told[5]["codes"] == [
        {"id": "talks", "inherited": False, "rule": "likeness", "confidence": 0.62, "terms": ["talks", "June"]}
    ]
    assert told[7]["codes"] == [] and told[7]["topics"] == ""  # on no diplomatic topic: the cell stays empty


def test_it_tells_how_sure_each_judgement_is_and_what_decided_it():
    first, *_, fourth = payload.view(samples.judged(), samples.CODEBOOK)["statements"][:4]
    assert first["chances"] == {"support": 0.71, "oppose": 0.04, "neutral": 0.22, "conditional": 0.03}
    assert (first["position_confidence"], first["act_confidence"], first["target_confidence"]) == (0.71, 0.84, 0.81)
    assert (first["position_rule"], first["act_rule"]) == ("reader", "reader")
    assert (fourth["position_rule"], fourth["act_rule"]) == ("your phrase", "your phrase")


def test_chances_that_nobody_gave_are_none(view):
    assert [s["chances"] for s in view["statements"]] == [{}] * 8
    uncoded = payload.view(replace(samples.sample(), stances=(), acts=()), samples.CODEBOOK)["statements"]
    assert {(str(s["chances"]), s["act_rule"]) for s in uncoded} == {("{}", "")}


def test_the_article_has_its_own_topics_in_their_order():
    made = payload.view(samples.judged(), replace(samples.CODEBOOK, topics=samples.CODEBOOK.topics[:1]))
    assert made["article"]["topics"] == [{"id": "sea", "label": "Law of the sea"}, {"id": "talks", "label": "talks"}]


def test_the_method_names_the_codebook_and_the_marks_of_topics():
    told = {note["title"]: note["text"] for note in payload.method(samples.CODEBOOK)}
    for words in ("“Seas 1”", "“by context”", "“by likeness”", "“no diplomatic topic”"):
        assert words in told["On what"]
    assert "phrases of your own" in told["How it was made"]


def test_speakers_come_with_most_statements_first(view):
    assert [(p["name"], p["statements"]) for p in view["speakers"]][:2] == [("Ilka Torvald", 3), ("Joren Maas", 3)]
    assert view["speakers"][-1]["actor"] is None


def test_it_tells_what_led_to_a_speaker_and_what_is_said_within():
    text = "Ilka Torvald met Joren Maas on Monday. She said that Maas had promised to sign the treaty."
    (told,) = payload.view(annotate(articles.document(text)), knowledge.load().codebook)["statements"]
    assert told["resolved"].startswith("by a pronoun; right with a chance of ")
    assert [(w["source"], w["cue"]) for w in told["reports"]] == [("Maas", "had promised")]


def test_only_topics_that_occur_are_told(view):
    assert [t["label"] for t in view["topics"]] == ["Law of the sea", "Talks", "Arms"]


def test_a_topic_that_the_codebook_lacks_keeps_its_id():
    made = payload.view(samples.sample(), replace(samples.CODEBOOK, topics=samples.CODEBOOK.topics[1:]))
    assert made["topics"][0] == {"id": "sea", "label": "sea", "definition": ""}


def test_namesakes_stay_apart_by_their_keys_and_nobody_comes_twice():
    doc = samples.sample()
    twin = replace(doc.speakers[0], key="ilka-torvald-2", mentions=(doc.statements[1].source[0],))
    first, second, *others = doc.resolutions
    resolutions = (replace(first, speakers=first.speakers * 2), replace(second, speakers=(twin.key,)), *others)
    made = payload.view(replace(doc, speakers=(*doc.speakers, twin), resolutions=resolutions), samples.CODEBOOK)
    namesakes = {p["key"]: p["statements"] for p in made["speakers"] if p["name"] == "Ilka Torvald"}
    assert namesakes == {"ilka-torvald": 2, "ilka-torvald-2": 1}
    assert [s["people"] for s in made["statements"][:2]] == [["ilka-torvald"], ["ilka-torvald-2"]]


def test_it_is_json_and_nan_is_refused(view):
    assert json.loads(payload.as_json(view)) == view
    with pytest.raises(ValueError):
        payload.as_json({"confidence": math.nan})


def test_an_article_without_statements_has_a_payload():
    made = payload.view(samples.silent(), samples.CODEBOOK)
    assert (made["statements"], made["speakers"], made["topics"]) == ([], [], [])
    assert (made["issues"], made["disagreements"]) == ([], [])
    assert made["article"]["published"] == ""
