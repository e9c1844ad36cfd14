import csv
import io
import re
import sqlite3
import warnings
from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from analysis import dna, dnafile
from analysis.decisions import FIELDS, Change
from analysis.dnafile import TABLES, Coding, DnaError, Entity, File, read, saved
from analysis.model import POSITIONS, Evidence, IssueCode, Stance
from analysis.spans import Span
from tests.samples import CODEBOOK, hostile, judged, sample, silent
from tests.strategies import documents
from training import gold

LABELS = CODEBOOK.labels
MADE = gold.gold_folder() / "dna" / "sample.dna"  # by DNA 3.0.7 itself
needs_made = pytest.mark.skipif(not MADE.is_file(), reason="sample.dna (../shared/gold/dna) is not on this machine")
SIDED, UNSIDED = 1, 2  # statement types


def written(*docs, **how):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return dna.written(docs, labels=LABELS, **how)


def opened(data):
    base = sqlite3.connect(":memory:")
    base.deserialize(data)
    base.execute("PRAGMA foreign_keys = ON")
    return closing(base)


def edited(data, *orders):
    """The file after DNA's own kind of orders."""
    with opened(data) as base:
        for order in orders:
            base.execute(*order) if isinstance(order, tuple) else base.execute(order)
        base.commit()
        return base.serialize()


def recoded(data, change):
    """The file after a change of its values."""
    return saved(change(read(data)))


def with_values(number, **values):
    """A change of the values of one of DNA's statements."""

    def change(file):
        return replace(
            file,
            codings=tuple(replace(c, values={**c.values, **values}) if c.id == number else c for c in file.codings),
        )

    return change


def back(data, *docs, **how):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", "further issue")
        return dna.changes(data, docs, **how)


def after(doc, change, **how):
    """What a change of the file comes to, where it concerns one statement."""
    (found,) = back(recoded(written(doc, coder="Ana", **how), change), doc)
    assert found.article == doc.id and found.coder == "Ana"
    return found.unit, dict(found.after)


# ---- the file


@needs_made
def test_a_file_of_dna_is_read_coded_on_written_and_read_again_without_loss():
    data = MADE.read_bytes()
    file = read(data)
    assert (len(file.articles), len(file.codings), len(file.entities), len(file.coders)) == (7, 41, 23, 4)
    assert all(dna.opens("sample", coder.password) for coder in file.coders)
    assert not dna.opens("Sample", file.coders[0].password)
    again = saved(file)
    assert read(again) == file
    with opened(data) as one, opened(again) as other:
        for table in TABLES:
            rows = [base.execute(f"SELECT * FROM {table}").fetchall() for base in (one, other)]
            assert rows[0] == rows[1], table
    said = {"person": "Navin Nayak", "organization": "Harbour Watch", "concept": "", "agreement": False}
    more = replace(file, codings=(*file.codings, Coding(42, 1, 1, 10, 20, 3, said)))
    found = read(saved(more))
    assert found.codings == more.codings
    assert found.entities[:23] == file.entities
    empty = {"Type": "", "Alias": "", "Notes": ""}
    assert found.entities[23:] == (Entity(24, 2, "Harbour Watch", attributes=empty),)
    assert read(saved(replace(found, codings=file.codings, entities=file.entities))) == file


@needs_made
def test_the_tables_are_those_of_a_file_of_dna():
    with opened(MADE.read_bytes()) as made, opened(saved(File())) as ours:
        names = [
            [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            for base in (made, ours)
        ]
        assert sorted(names[0]) == sorted(names[1]) == sorted(TABLES)
        for table in TABLES:
            for what in ("table_info", "index_list"):
                one, other = (base.execute(f"PRAGMA {what}({table})").fetchall() for base in (made, ours))
                assert one == other, (table, what)
            one, other = (
                sorted(row[2:] for row in base.execute(f"PRAGMA foreign_key_list({table})")) for base in (made, ours)
            )
            assert one == other, table
            for _, index, *_ in made.execute(f"PRAGMA index_list({table})"):
                one, other = (base.execute(f"PRAGMA index_info({index})").fetchall() for base in (made, ours))
                assert one == other, index


LONG = "'" + "x" * 191 + "'"
COLOURED = [
    f"INSERT INTO STATEMENTTYPES (Label, {c}) VALUES ('a', {n})" for c in ("Red", "Green", "Blue") for n in (-1, 256)
]
CODER = "INSERT INTO CODERS (Name, Password, {}) VALUES ('a', 'b', {})"
STATEMENT = "INSERT INTO STATEMENTS (StatementTypeId, DocumentId, Start, Stop, Coder) VALUES ({}, {}, {}, {}, {})"
REFUSED = [
    "INSERT INTO SETTINGS VALUES ('version', '1')",
    "INSERT INTO SETTINGS VALUES ('other', NULL)",
    "INSERT INTO CODERS (Name, Password) VALUES (NULL, 'b')",
    "INSERT INTO CODERS (Name, Password) VALUES ('a', NULL)",
    f"INSERT INTO CODERS (Name, Password) VALUES ({LONG}, 'b')",
    f"INSERT INTO CODERS (Name, Password) VALUES ('a', {LONG})",
    "INSERT INTO CODERS (ID, Name, Password) VALUES (1, 'a', 'b')",
    *(CODER.format("Refresh", n) for n in (-1, 10000)),
    *(CODER.format("FontSize", n) for n in (0, 100)),
    *(CODER.format("PopupWidth", n) for n in (99, 10000)),
    *(CODER.format(c, n) for c in ("Red", "Green", "Blue") for n in (-1, 256)),
    *(
        CODER.format(c, n)
        for c in dnafile.OPTIONS
        if c.startswith(("Perm", "PopupD", "PopupA", "Color"))
        for n in (-1, 2)
    ),
    *(CODER.format(c, "NULL") for c in dnafile.OPTIONS if c != "PopupWidth"),
    "INSERT INTO DOCUMENTS (Title, Text, Coder, Date) VALUES ('a', 'b', 1, NULL)",
    "INSERT INTO DOCUMENTS (Title, Text, Coder, Date) VALUES (NULL, 'b', 1, 0)",
    "INSERT INTO DOCUMENTS (Title, Text, Coder, Date) VALUES ('a', NULL, 1, 0)",
    "INSERT INTO DOCUMENTS (Title, Text, Coder, Date) VALUES ('a', 'b', 999, 0)",
    f"INSERT INTO DOCUMENTS (Title, Text, Coder, Date) VALUES ({LONG}, 'b', 1, 0)",
    *(
        f"INSERT INTO DOCUMENTS (Title, Text, Date, {c}) VALUES ('a', 'b', 0, {LONG})"
        for c in ("Author", "Source", "Section", "Type")
    ),
    *(
        f"INSERT INTO DOCUMENTS (Title, Text, Date, {c}) VALUES ('a', 'b', 0, NULL)"
        for c in ("Author", "Source", "Section", "Notes", "Type")
    ),
    *COLOURED,
    f"INSERT INTO STATEMENTTYPES (Label) VALUES ({LONG})",
    "INSERT INTO VARIABLES (Variable, DataType, StatementTypeId) VALUES ('a', 'words', 1)",
    "INSERT INTO VARIABLES (Variable, DataType, StatementTypeId) VALUES ('a', NULL, 1)",
    "INSERT INTO VARIABLES (Variable, DataType, StatementTypeId) VALUES ('person', 'short text', 1)",
    "INSERT INTO VARIABLES (Variable, DataType, StatementTypeId) VALUES ('a', 'short text', 99)",
    f"INSERT INTO VARIABLES (Variable, DataType, StatementTypeId) VALUES ({LONG}, 'short text', 1)",
    "INSERT INTO VARIABLELINKS (SourceVariableId, TargetVariableId) VALUES (1, 1)",
    "INSERT INTO VARIABLELINKS (SourceVariableId, TargetVariableId) VALUES (1, 999)",
    f"INSERT INTO REGEXES (Label) VALUES ({LONG})",
    "INSERT INTO REGEXES (Label, Red) VALUES ('a', 256)",
    "INSERT INTO CODERRELATIONS (Coder, OtherCoder) VALUES (1, 1)",
    "INSERT INTO CODERRELATIONS (Coder, OtherCoder) VALUES (1, 999)",
    "INSERT INTO CODERRELATIONS (Coder, OtherCoder) VALUES (0, 1)",
    *(
        f"INSERT INTO CODERRELATIONS (Coder, OtherCoder, {c}) VALUES (1, 2, {n})"
        for c in dnafile.MAY
        for n in (2, "NULL")
    ),
    *(STATEMENT.format(*row) for row in [(1, 1, 5, 5, 1), (1, 1, -1, 5, 1), (1, 1, 6, 5, 1), (1, 1, "NULL", 5, 1)]),
    *(STATEMENT.format(*row) for row in [(99, 1, 4, 5, 1), (1, 999, 4, 5, 1), (1, 1, 4, 5, 999)]),
    "INSERT INTO DATABOOLEAN (StatementId, VariableId, Value) SELECT StatementId, VariableId, 1 FROM DATABOOLEAN",
    "INSERT INTO DATABOOLEAN (StatementId, VariableId, Value) VALUES (9999, 1, 1)",
    "INSERT INTO DATABOOLEAN (StatementId, VariableId, Value) VALUES (1, 9999, 1)",
    "INSERT INTO DATAINTEGER (StatementId, VariableId, Value) VALUES (1, 9999, 1)",
    "INSERT INTO DATAINTEGER (StatementId, VariableId, Value) VALUES (1, 1, NULL)",
    "INSERT INTO DATASHORTTEXT (StatementId, VariableId, Entity) SELECT StatementId, VariableId, Entity FROM DATASHORTTEXT",
    "INSERT INTO DATASHORTTEXT (StatementId, VariableId, Entity) VALUES (1, 4, 9999)",
    "INSERT INTO DATALONGTEXT (StatementId, VariableId, Value) VALUES (9999, 1, 'a')",
    "INSERT INTO ENTITIES (VariableId, Value) VALUES (1, '')",
    "INSERT INTO ENTITIES (VariableId, Value) VALUES (999, 'a')",
    f"INSERT INTO ENTITIES (VariableId, Value) VALUES (1, {LONG})",
    "INSERT INTO ENTITIES (VariableId, Value, Red) VALUES (1, 'a', 256)",
    "INSERT INTO ENTITIES (VariableId, Value, ChildOf) VALUES (1, 'a', 0)",
    "INSERT INTO ENTITIES (VariableId, Value, ChildOf) VALUES (1, 'a', 999)",
    "INSERT INTO ATTRIBUTEVARIABLES (VariableId, AttributeVariable) VALUES (1, 'Type')",
    f"INSERT INTO ATTRIBUTEVARIABLES (VariableId, AttributeVariable) VALUES (1, {LONG})",
    "INSERT INTO ATTRIBUTEVALUES (EntityId, AttributeVariableId) VALUES (1, 1)",
    "INSERT INTO ATTRIBUTEVALUES (EntityId, AttributeVariableId) VALUES (9999, 1)",
    f"UPDATE ATTRIBUTEVALUES SET AttributeValue = {LONG} WHERE ID = 1",
    "UPDATE ATTRIBUTEVALUES SET AttributeValue = NULL WHERE ID = 1",
]
TAKEN = [
    f"INSERT INTO CODERS (Name, Password) VALUES ('{'x' * 190}', 'b')",
    "INSERT INTO DOCUMENTS (Title, Text, Date) VALUES ('a', 'b', -5)",
    "INSERT INTO ENTITIES (VariableId, Value, ChildOf) VALUES (1, 'a', 1)",
    "INSERT INTO STATEMENTTYPES (Label, Red, Green, Blue) VALUES ('a', 0, 255, 255)",
    "INSERT INTO CODERRELATIONS (Coder, OtherCoder) VALUES (2, 1)",
    "INSERT INTO VARIABLES (Variable, StatementTypeId) VALUES ('a', 1)",
    STATEMENT.format(1, 1, 0, 1, 1),
]


@pytest.mark.parametrize("whose", ["ours", pytest.param("dna's", marks=needs_made)])
def test_what_dna_refuses_is_refused(whose):
    with opened(written(judged(), coder="Ana") if whose == "ours" else MADE.read_bytes()) as base:
        for order in REFUSED:
            with pytest.raises(sqlite3.IntegrityError):
                base.execute(order)
        for order in TAKEN:
            base.execute(order)


def test_neither_true_nor_false_is_refused():
    with opened(written(judged())) as base, pytest.raises(sqlite3.IntegrityError):
        base.execute("UPDATE DATABOOLEAN SET Value = 2")


def test_whoever_goes_takes_what_is_theirs_along():
    with opened(written(judged(), coder="Ana")) as base:
        base.execute("DELETE FROM CODERS WHERE ID = 2")
        for table in ("DOCUMENTS", "STATEMENTS", "DATASHORTTEXT", "DATABOOLEAN", "DATAINTEGER", "CODERRELATIONS"):
            assert not base.execute(f"SELECT * FROM {table}").fetchall()


def test_what_dna_asks_for_when_it_opens_a_file_is_there():
    file = read(written(judged(), silent(), coder="Ana"))
    assert file.settings["version"].startswith("3.0")
    assert [coder.name for coder in file.coders] == ["Admin", "Ana"]
    assert all(dna.opens(dna.PASSWORD, coder.password) for coder in file.coders)
    assert {(r.coder, r.other) for r in file.relations} == {(1, 2), (2, 1)}
    assert [kind.label for kind in file.kinds] == ["DNA Statement", "Statement without position"]
    assert [v.name for v in file.kinds[0].variables][:4] == ["person", "organization", "concept", "agreement"]
    for kind in file.kinds:
        for variable in kind.variables:
            short = variable.type == "short text"
            assert variable.attributes == (("Type", "Alias", "Notes") if short else ())
            assert short == ((variable.id, "") in {(e.variable, e.value) for e in file.entities})
    own = read(written(judged(), coder="Ana", password="quay"))
    assert dna.opens("quay", own.coders[1].password) and not dna.opens(dna.PASSWORD, own.coders[1].password)
    assert [coder.name for coder in read(written(judged(), coder="Admin")).coders] == ["Admin"]
    with pytest.raises(DnaError, match="password"):
        written(judged(), password="")


def test_statements_stand_at_their_words_with_their_values():
    doc = judged()
    file = read(written(doc, coder="Ana"))
    (article,) = file.articles
    assert (article.title, article.source, article.text) == (doc.title, doc.outlet, doc.text)
    assert article.date == 86_400 * (doc.published.toordinal() - 719_163)
    units = article.text.encode("utf-16-le")
    words = {s.key: doc.text[s.content[0].start : s.content[-1].end] for s in doc.statements}
    for coding in file.codings:
        key = coding.values["demarche_id"].split(":")[0]
        assert units[2 * coding.start : 2 * coding.stop].decode("utf-16-le") == words[key]
        assert ("agreement" in coding.values) == (coding.kind == SIDED)
    first, second, third, *_ = (c.values for c in file.codings)
    assert (first["person"], first["organization"], first["concept"]) == ("Ilka Torvald", "Estavia", "the treaty")
    assert (first["agreement"], first["position"], first["because"]) == (True, 1, "because: secure → the treaty")
    assert (third["agreement"], third["position"]) == (False, -1)
    assert second["stance"] == "conditional -"
    people = {e.value: e.attributes for e in file.entities if e.variable == 1}
    assert people["Ilka Torvald"] == {"Type": "person", "Alias": "", "Notes": "Estavian Foreign Minister"}


def test_a_statement_of_two_speakers_is_two_of_dnas():
    doc = sample()
    codings = [c for c in read(written(doc)).codings if c.values["demarche_id"].startswith(doc.statements[6].key)]
    assert [c.values["person"] for c in codings] == ["Ilka Torvald", "Joren Maas"]
    assert len({(c.start, c.stop, c.values["concept"], c.values["agreement"]) for c in codings}) == 1


def on_two_issues():
    """The invented article; its first statement is for the treaty and, turned, against the offer."""
    doc = judged()
    key, at = doc.statements[0].key, doc.text.index("offer")
    span = Span(at, at + 5)
    offer = next(issue for issue in doc.issues if issue.name == "the offer")
    stance = Stance(key, "no offer", "support", None, (Evidence(span, "words"),), 0.8, "reader", span)
    code = IssueCode(key, offer.key, "oppose", None, True, (), 0.8, span)
    return replace(doc, stances=(doc.stances[0], stance, *doc.stances[1:]), issue_codes=(*doc.issue_codes, code))


def turned():
    """The invented article; the side of its first statement is turned toward the issue."""
    doc = judged()
    first = doc.stances[0]
    code = next(code for code in doc.issue_codes if code.statement == first.statement)
    codes = [replace(c, position="oppose", turned=True) if c is code else c for c in doc.issue_codes]
    return replace(doc, issue_codes=tuple(codes))


def test_a_statement_on_two_issues_is_two_of_dnas_and_the_issues_side_counts():
    file = read(written(on_two_issues()))
    assert [(c.values["concept"], c.values["agreement"]) for c in file.codings[:2]] == [
        ("the treaty", True),
        ("the offer", False),
    ]
    assert read(written(turned())).codings[0].values["agreement"] is False


def test_concepts_can_be_topics():
    doc = sample()
    file = read(written(doc, issues=False))
    assert file.codings[0].values["concept"] == "Law of the sea"
    assert "topic" not in file.codings[0].values
    concepts = {e.value: e.attributes["Alias"] for e in file.entities if e.variable == 3 and e.value}
    assert concepts["Law of the sea"] == "sea"
    assert back(written(doc, issues=False), doc) == ()


def test_the_same_layer_gives_the_same_bytes():
    assert written(judged(), coder="Ana") == written(judged(), coder="Ana") != written(judged(), coder="Ben")


def test_what_dna_cannot_keep_is_shortened_or_replaced_and_told():
    long = "a very long name of a treaty " * 10
    doc = judged()
    doc = replace(
        doc,
        title=long,
        speakers=tuple(replace(s, name=f"{long}{n}") for n, s in enumerate(doc.speakers)),
        text=doc.text.replace("\n\n", "\r\n"),
        published=None,
    )
    file = read(written(doc))
    (article,) = file.articles
    assert "\r" not in article.text and len(article.text) == len(doc.text) and article.date == 0
    assert len(article.title) <= 190 and f"Full title: {long.strip()}" in article.notes and "…" in article.title
    people = [e for e in file.entities if e.variable == 1 and e.value]
    assert len({e.value for e in people}) == len(people) > 1
    assert all("…" in e.value and e.attributes["Notes"].startswith("…") for e in people)
    assert f"Full name: {long}0" in article.notes
    assert back(saved(file), doc) == ()


def test_places_count_utf_16_units_and_a_warning_says_so():
    doc = judged()
    plain = read(written(replace(doc, text=re.sub("[^\n-~]", "x", doc.text)))).codings
    doc = replace(doc, text="\U0001f30a\U0001f30a" + re.sub("[^\n-~]", "x", doc.text[2:]))
    with pytest.warns(UserWarning, match="emoji"):
        data = dna.written([doc], labels=LABELS)
    assert [c.start for c in read(data).codings] == [c.start + 2 for c in plain]
    assert back(data, doc) == ()
    (found,) = back(edited(data, "UPDATE STATEMENTS SET Stop = Stop - 1 WHERE ID = 1"), doc)
    (span,) = doc.statements[0].content
    assert found.after == {"content": [[span.start, span.end - 1]]}


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(documents(), documents(), st.booleans(), st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3))
def test_every_layer_is_a_file_without_a_gap_that_tells_no_change(one, other, issues, labels):
    docs = [one, replace(other, id=f"{one.id}-other")]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        data = dna.written(docs, labels=labels, coder="Ana", issues=issues)
        assert dna.changes(data, docs) == ()
    with opened(data) as base:
        assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert not base.execute("PRAGMA foreign_key_check").fetchall()
        filled = " UNION ALL ".join(
            f"SELECT StatementId, VariableId FROM {table}" for table, _ in dnafile.DATA.values()
        )
        wanted = "SELECT s.ID, v.ID FROM STATEMENTS s JOIN VARIABLES v USING (StatementTypeId)"
        assert sorted(base.execute(filled)) == sorted(base.execute(wanted))
    file = read(data)
    assert saved(file) == data
    assert {c.values["demarche_id"] for c in file.codings} or not any(d.text and d.statements for d in docs)


# ---- what was changed there


def test_nothing_changed_is_nothing():
    for doc in (judged(), sample(), silent(), on_two_issues(), turned(), hostile("\r\n<b>\U0001f30a")):
        assert back(written(doc, coder="Ana"), doc) == ()


@pytest.mark.parametrize(
    ("number", "values", "expected"),
    [
        (1, {"person": "Ilka Torval"}, {"speakers": ["Ilka Torval"], "actors": ["Estavia"]}),
        (1, {"organization": "Velland"}, {"actors": ["Velland"]}),
        (1, {"person": ""}, {"speakers": ["Estavia"], "actors": ["Estavia"]}),
        (1, {"person": "", "organization": ""}, {"speakers": [], "actors": []}),
        (1, {"agreement": False}, {"position": "oppose"}),
        (1, {"position": -1}, {"position": "oppose"}),
        (1, {"position": 0}, {"position": "neutral"}),
        (1, {"agreement": False, "position": 0}, {"position": "neutral"}),
        (1, {"agreement": False, "position": -1}, {"position": "oppose"}),
        (1, {"concept": "the old treaty"}, {"target": "the old treaty"}),
        (
            1,
            {"concept": "the pact", "target": "a pact", "agreement": False},
            {"position": "oppose", "target": "a pact"},
        ),
        (1, {"topic": "Fish"}, {"topics": ["fish"]}),
        (1, {"act": "reject"}, {"act": "reject"}),
        (2, {"stance": "oppose"}, {"position": "oppose", "lean": ""}),
        (2, {"stance": "Conditional +"}, {"lean": "+"}),
        (2, {"stance": ""}, {"position": "neutral", "lean": ""}),
        (5, {"stance": "support"}, {"position": "support"}),
        (
            9,
            {"person": "Ilka Torvald", "organization": "Estavia"},
            {"speakers": ["Ilka Torvald"], "actors": ["Estavia"]},
        ),
        (9, {"organization": "Estavia"}, {"speakers": ["Estavia"], "actors": ["Estavia"]}),
        (9, {"concept": "the bay"}, {"target": "the bay"}),
        (8, {"person": "Tellan"}, {"speakers": ["Ilka Torvald", "Tellan"], "actors": ["Estavia", "Vorland"]}),
        (8, {"agreement": False}, {"position": "oppose"}),
    ],
)
def test_an_edit_in_dna_comes_back(number, values, expected):
    doc = judged()
    key = read(written(doc)).codings[number - 1].values["demarche_id"].split(":")[0]
    assert after(doc, with_values(number, **values)) == (key, expected)


def test_the_side_of_a_turned_issue_comes_back_as_that_of_the_target():
    doc = turned()
    assert after(doc, with_values(1, agreement=True))[1] == {"position": "oppose"}
    told = after(doc, with_values(1, concept="the offer"))[1]
    assert told == {"position": "oppose", "target": "the offer"}


def test_topics_that_are_concepts_come_back():
    doc = judged()
    assert after(doc, with_values(1, concept="Fish"), issues=False)[1] == {"topics": ["fish"]}
    assert after(doc, with_values(1, concept=""), issues=False)[1] == {"topics": []}
    data = recoded(written(doc, issues=False), with_values(1, concept="Football"))
    with pytest.warns(UserWarning, match="1 topics or acts"):
        assert dna.changes(data, [doc]) == ()


def test_borders_come_back_and_inner_ones_stay():
    doc = judged()
    statement = next(s for s in doc.statements if len(s.content) > 1)
    first, *_, last = statement.content
    number = next(c.id for c in read(written(doc)).codings if c.values["demarche_id"].startswith(statement.key))
    data = edited(written(doc), f"UPDATE STATEMENTS SET Start = Start + 2, Stop = Stop - 1 WHERE ID = {number}")
    (found,) = back(data, doc)
    pieces = [[s.start, s.end] for s in statement.content]
    pieces[0][0], pieces[-1][1] = first.start + 2, last.end - 1
    assert (found.unit, found.after) == (statement.key, {"content": pieces})
    assert (found.start, found.end) == (first.start, last.end)


def test_a_statement_that_was_taken_out_is_rejected_and_others_are_not():
    doc = judged()
    data = edited(written(doc, coder="Ana"), "DELETE FROM STATEMENTS WHERE ID = 3")
    statement = doc.statements[2]
    (span,) = statement.content
    assert back(data, doc, coder="Ben") == (
        Change(doc.id, statement.key, {"verdict": "reject"}, span.start, span.end, "Ben"),
    )
    data = edited(written(doc, silent()), "DELETE FROM DOCUMENTS WHERE ID = 1")
    assert back(data, doc, silent()) == ()


def test_a_speaker_that_was_taken_out_goes_alone():
    doc = judged()
    (found,) = back(edited(written(doc), "DELETE FROM STATEMENTS WHERE ID = 7"), doc)
    assert found.after == {"speakers": ["Joren Maas"], "actors": ["Vorland"]}


def test_a_further_issue_that_is_edited_is_told_and_the_first_is_replaced_by_it():
    doc = on_two_issues()
    data = recoded(written(doc), with_values(2, agreement=True))
    with pytest.warns(UserWarning, match="1 edits"):
        assert dna.changes(data, [doc]) == ()
    (found,) = back(edited(written(doc), "DELETE FROM STATEMENTS WHERE ID = 1"), doc)
    span = doc.stances[1].target_span
    assert found.after == {"target": "no offer", "target_span": [span.start, span.end]}


def test_statements_are_found_by_their_place_where_they_have_no_id():
    doc = judged()
    data = recoded(written(doc), with_values(3, agreement=True))
    data = edited(data, "DELETE FROM VARIABLES WHERE Variable IN ('demarche_id', 'position', 'stance')")
    (found,) = back(data, doc)
    assert (found.unit, found.after) == (doc.statements[2].key, {"position": "support"})


def test_a_statement_that_got_another_type_is_found_by_its_place():
    doc = judged()

    def moved(file):
        old = file.codings[2]
        kept = {name: old.values[name] for name in ("person", "organization", "concept", "topic", "act", "target")}
        new = replace(old, id=99, kind=UNSIDED, values={**kept, "stance": "conditional +"})
        return replace(file, codings=(*(c for c in file.codings if c is not old), new))

    assert after(doc, moved) == (doc.statements[2].key, {"position": "conditional", "lean": "+"})


def test_a_statement_that_was_added_comes_back():
    doc = judged()
    at = doc.text.index("Estavia")

    def added(*told):
        def change(file):
            codings = [Coding(90 + n, kind, 1, at, at + 7, 2, values) for n, (kind, values) in enumerate(told)]
            return replace(file, codings=(*file.codings, *codings))

        return change

    whole = {
        "person": "Runa Vold",
        "organization": "Velland",
        "concept": "the fleet",
        "agreement": False,
        "topic": "Arms",
    }
    assert after(doc, added((SIDED, {**whole, "position": 0, "act": "reject"}))) == (
        "",
        {
            "content": [[at, at + 7]],
            "speakers": ["Runa Vold"],
            "actors": ["Velland"],
            "position": "oppose",
            "target": "the fleet",
            "topics": ["arms"],
            "act": "reject",
        },
    )
    other = {**whole, "person": "", "organization": "Tellan"}
    told = after(doc, added((SIDED, whole), (SIDED, other)))[1]
    assert (told["speakers"], told["actors"]) == (["Runa Vold", "Tellan"], ["Velland", "Tellan"])
    assert after(doc, added((UNSIDED, {}))) == ("", {"content": [[at, at + 7]], "position": "neutral"})


def test_of_a_statement_that_two_coders_have_that_of_the_coder_counts():
    doc = judged()

    def twice(file):
        first = file.codings[0]
        own = replace(first, id=50, coder=1, values={**first.values, "agreement": False, "position": -1})
        return replace(file, codings=(*file.codings, own))

    data = recoded(written(doc, coder="Ana"), twice)
    assert back(data, doc, coder="Ana") == ()
    assert [c.after for c in back(data, doc, coder="Admin")] == [{"position": "oppose"}]


def test_other_articles_and_changed_texts_are_told():
    doc = judged()
    with pytest.warns(UserWarning, match="9 statements of this .dna file stand in other articles"):
        assert dna.changes(written(doc), [silent()]) == ()
    data = edited(
        recoded(written(doc), with_values(1, agreement=False)),
        "UPDATE DOCUMENTS SET Text = 'x' || Text",
        "UPDATE STATEMENTS SET Start = Start + 1, Stop = Stop + 1",
    )
    with pytest.warns(UserWarning, match="whose text was changed"):
        assert [c.after for c in dna.changes(data, [doc])] == [{"position": "oppose"}]


@needs_made
def test_a_file_that_is_not_ours_gives_its_statements_on_the_same_text():
    file = read(MADE.read_bytes())
    doc = replace(silent(), id="hearing", text=file.articles[0].text)
    with pytest.warns(UserWarning, match="other articles"):
        found = dna.changes(MADE.read_bytes(), [doc])
    assert [(c.unit, c.start, c.end, c.coder) for c in found] == [
        ("", c.start, c.stop, "Coder 1") for c in file.codings if c.article == 1 and c.kind == 1
    ]
    assert found[0].after["speakers"] == ["Joel Bluestein"]
    assert found[0].after["position"] == "oppose"


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(documents(), st.booleans(), st.data())
def test_whatever_is_coded_in_dna_comes_back_as_changes(doc, issues, data):
    file = read(written(doc, coder="Ana", issues=issues))
    words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
    codings = []
    for coding in file.codings:
        if data.draw(st.integers(0, 4)):
            values = {
                name: data.draw({bool: st.booleans(), int: st.integers(-2, 2), str: words}[type(value)])
                if name != "demarche_id" and data.draw(st.booleans())
                else value
                for name, value in coding.values.items()
            }
            start = data.draw(st.integers(0, 70))
            codings.append(replace(coding, start=start, stop=start + data.draw(st.integers(1, 70)), values=values))
    codings += [replace(c, id=c.id + 900, values={**c.values, "demarche_id": ""}) for c in codings]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = dna.changes(saved(replace(file, codings=tuple(codings))), [doc], coder="Ben")
    keys = {statement.key for statement in doc.statements}
    for change in found:
        assert change.after and change.after.keys() <= FIELDS.keys()
        assert change.unit in keys or (change.unit == "" and "content" in change.after)
        assert 0 <= change.start <= change.end <= len(doc.text)
        for start, end in change.after.get("content", []):
            assert 0 <= start <= end <= len(doc.text)
        assert change.after.get("position", "neutral") in POSITIONS and change.after.get("lean", "") in ("", "+", "-")
        assert len(change.after.get("speakers", change.after.get("actors", []))) == len(change.after.get("actors", []))


# ---- files that are none

SMALL = written(silent(), judged(), coder="Ana")


def database(*orders):
    with closing(sqlite3.connect(":memory:")) as base:
        for order in orders:
            base.execute(order)
        base.commit()
        return base.serialize()


def without(table):
    return edited(SMALL, "PRAGMA foreign_keys = OFF", f"DROP TABLE {table}")


def wrong(*orders):
    """SMALL after orders that its constraints refuse."""
    with opened(SMALL) as base:
        base.execute("PRAGMA foreign_keys = OFF")
        base.execute("PRAGMA ignore_check_constraints = ON")
        for order in orders:
            base.execute(order)
        base.commit()
        return base.serialize()


BAD = {
    "nothing": b"",
    "words": b"Who said what?\n",
    "a cipher": bytes(range(256)) * 64,
    "the beginning alone": SMALL[:100],
    "a half": SMALL[: len(SMALL) // 2],
    "an odd end": SMALL[:-4097],
    "a head alone": b"SQLite format 3\0",
    "another database": database("CREATE TABLE notes (id, words)"),
    "no table": database("CREATE TABLE a (b)", "DROP TABLE a"),
    **{f"no {table}": without(table) for table in TABLES},
    "a view": edited(without("STATEMENTS"), "CREATE VIEW STATEMENTS AS SELECT 1 AS ID"),
    "endless": edited(
        without("SETTINGS"),
        "CREATE VIEW SETTINGS AS WITH RECURSIVE n(a) AS (SELECT 1 UNION ALL SELECT a FROM n) SELECT a FROM n",
    ),
    "computed": edited(
        without("SETTINGS"), "CREATE TABLE SETTINGS (Property, Value AS (printf('%.*c', 900000000, 'x')))"
    ),
    "no column": edited(without("SETTINGS"), "CREATE TABLE SETTINGS (Property)", "INSERT INTO SETTINGS VALUES (1)"),
    "bytes for words": wrong("UPDATE DOCUMENTS SET Text = x'00ff'"),
    "words for a number": wrong("UPDATE STATEMENTS SET Stop = 'far'"),
    "a fraction": wrong("UPDATE DOCUMENTS SET Date = 1.5"),
    "a side that is none": wrong("UPDATE DATABOOLEAN SET Value = 2"),
    "a type that is none": wrong("UPDATE VARIABLES SET DataType = 'words'"),
    "an entity that is none": wrong("UPDATE DATASHORTTEXT SET Entity = 9999"),
    "an article that is none": wrong("UPDATE STATEMENTS SET DocumentId = 9999"),
    "a backward place": wrong("UPDATE STATEMENTS SET Stop = 0"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_file_of_dna_gives_one_sentence(name):
    with pytest.raises(DnaError) as told:
        dna.changes(BAD[name], [judged()])
    message = str(told.value)
    assert message.endswith(".") and "\n" not in message and len(message) < 300 and message.startswith("This")


def answered(data):
    """Whatever the bytes are: values that can be saved again or refused in one sentence, or one sentence."""
    try:
        file = read(data)
        again = saved(file)
    except DnaError as error:
        assert "\n" not in str(error) and len(str(error)) < 300
        return
    given, found = sorted(file.codings, key=lambda c: c.id), read(again).codings
    assert [replace(one, values={}) for one in given] == [replace(one, values={}) for one in found]
    for one, same in zip(given, found, strict=True):  # what had no row has an empty one
        assert one.values.items() <= same.values.items()


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(SMALL) - 1), st.integers(0, 255)), min_size=1, max_size=30))
@example([(18, 2), (19, 2)])
@example([(100, 5)])
@example([(89986, 0)])
def test_spoilt_bytes_give_an_answer(edits):
    data = bytearray(SMALL)
    for at, value in edits:
        data[at] = value
    answered(bytes(data))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.integers(0, len(SMALL)), st.integers(0, len(SMALL)))
def test_other_bytes_give_an_answer(data, start, end):
    for one in (data, SMALL[:start], SMALL[:start] + data + SMALL[end:]):
        answered(one)


def test_huge_values_give_an_answer():
    huge = 2**63 - 1
    data = wrong(
        f"UPDATE STATEMENTS SET Stop = {huge}",
        f"UPDATE DOCUMENTS SET Date = {huge}",
        "UPDATE DATAINTEGER SET Value = -1",
    )
    assert read(data).articles[0].date == huge
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dna.changes(data, [silent(), judged()])
    with pytest.raises(DnaError):
        saved(replace(read(data), articles=(replace(read(data).articles[0], date=2**80),), codings=()))


def test_a_file_left_in_write_ahead_mode_is_read(tmp_path):
    path = tmp_path / "coded.dna"
    path.write_bytes(SMALL)
    with closing(sqlite3.connect(path)) as base:
        base.execute("PRAGMA journal_mode = WAL")
        base.execute("UPDATE STATEMENTS SET Coder = 1")
        base.commit()
    data = path.read_bytes()
    assert {c.coder for c in read(data).codings} == {1}
    assert path.read_bytes() == data and [p.name for p in tmp_path.iterdir()] == ["coded.dna"]


def test_an_agreement_that_is_missing_is_never_invented():
    data = edited(SMALL, "DELETE FROM DATABOOLEAN WHERE ID = 1")
    file = read(data)
    assert "agreement" not in file.codings[0].values
    with pytest.raises(DnaError, match="has no agreement"):
        saved(file)
    assert back(data, silent(), judged()) == ()


def test_rdna_gets_tables_with_the_names_of_its_arguments():
    file = read(written(sample(), silent()))
    told = {name: list(csv.DictReader(io.StringIO(text))) for name, text in dna.rdna_csv(file).items()}
    assert list(told["documents"][0]) == list(dna.RDNA_DOCUMENT)
    assert [row["text"] for row in told["documents"]] == [article.text for article in file.articles]
    assert [int(row["date_time"]) for row in told["documents"]] == [article.date for article in file.articles]
    sided = [coding for coding in file.codings if coding.kind == SIDED]
    assert list(told["statements"][0]) == [*dna.RDNA_STATEMENT, "person", "organization", "concept", "agreement"]
    assert len(told["statements"]) == len(sided) > 0
    for row, coding in zip(told["statements"], sided, strict=True):
        assert (int(row["startCaret"]), int(row["endCaret"])) == (coding.start, coding.stop)
        assert row["agreement"] == str(int(coding.values["agreement"])) and row["concept"] == coding.values["concept"]
        assert row["statementType"] == "DNA Statement" and row["documentID"] == "1"


def test_rdnas_tables_hold_whatever_words():
    words = '=1+1 "quoted", a\nline; \\ back'
    file = read(written(hostile(words)))
    told = {name: list(csv.DictReader(io.StringIO(text))) for name, text in dna.rdna_csv(file).items()}
    assert told["documents"][0]["text"] == file.articles[0].text
    assert all("\r" not in text and not text.startswith("\ufeff") for text in dna.rdna_csv(file).values())
