from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from analysis.model import Document, Part, Statement
from analysis.pieces import blocks, pieces_of, runs
from analysis.spans import Span
from tests import samples


def pieces(doc):
    return [(doc[p.span], p) for p in pieces_of(doc)]


def test_joined_pieces_are_the_text():
    for doc in (samples.sample(), samples.silent(), samples.hostile("<i>"), Document("empty", "")):
        assert "".join(text for text, _ in pieces(doc)) == doc.text


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6))
def test_joined_pieces_are_the_text_whatever_is_found(text, found):
    spans = [Span(*sorted((min(a, len(text)), min(b, len(text))))) for a, b in found]
    statements = tuple(
        Statement(f"k{i}", "indirect", (), (), (span,), 1.0, "") for i, span in enumerate(spans) if len(span)
    )
    doc = Document("any", text, parts=tuple(Part(s, "furniture") for s in spans[:2]), statements=statements)
    made = pieces_of(doc)
    assert "".join(doc[p.span] for p in made) == text
    assert [p for block in blocks(made) for run in runs(block) for p in run] == list(made)
    for piece in made:
        held = {
            s.key: len(s.span) for s in statements if s.span.start <= piece.span.start and piece.span.end <= s.span.end
        }
        assert {piece.statement, *piece.nested} - {None} == set(held)
        assert piece.statement is None or held[piece.statement] == min(held.values())


def test_source_cue_and_content_are_told_apart():
    doc = samples.sample()
    told = {(p.statement, p.role): text for text, p in pieces(doc) if p.role}
    keys = [s.key for s in doc.statements]
    assert told[keys[0], "source"] == "Estavian Foreign Minister Ilka Torvald"
    assert told[keys[1], "cue"] == "warned"
    assert told[keys[4], "content"] == "the bay is its own"
    assert (keys[7], "source") not in told


def test_short_gaps_belong_to_the_statement_and_breaks_do_not():
    doc = samples.sample()
    gaps = {text: p.statement for text, p in pieces(doc) if p.role is None}
    assert gaps[", however, "] == doc.statements[1].key
    assert gaps[". Talks went on into the night."] is None
    assert all(p.part == "break" for text, p in pieces(doc) if not text.strip() and "\n" in text)


def test_a_long_gap_is_not_marked():
    text = "He said the talks went well, and then there was a long pause while the doors were shut, very well."
    content = (Span(8, 27), Span(88, 97))
    doc = Document("gap", text, statements=(Statement("k", "mixed", (), (Span(3, 7),), content, 1.0, ""),))
    assert [text for text, p in pieces(doc) if p.statement and not p.role] == [" "]


def test_paragraphs_end_at_blank_lines_and_beside_the_headline():
    text = "Title\nBy A. B.\nOne wrapped\nparagraph.\n\nTwo."
    parts = (Part(Span(0, 5), "headline"), Part(Span(6, 14), "byline"))
    doc = Document("x", text, parts=parts)
    made = ["".join(doc[p.span] for p in block) for block in blocks(pieces_of(doc))]
    assert [block for block in made if block.strip()] == ["Title", "By A. B.", "One wrapped\nparagraph.", "Two."]


def test_evidence_says_whose_it_is():
    doc = samples.sample()
    marks = {text: [(m.statement, m.role, m.tells) for m in p.marks] for text, p in pieces(doc) if p.marks}
    assert marks["secure"] == [(doc.statements[0].key, "term", "position")]
    coded = replace(doc.topic_codes[0], evidence=doc.stances[0].evidence)
    both = pieces_of(replace(doc, topic_codes=(coded,)))
    assert next({m.tells for m in p.marks} for p in both if p.marks) == {"position", "topic"}
