"""What the program knows is a value: read as its files stand, passed in, told apart by digests, told what is wrong."""

import dataclasses
import multiprocessing
import re
import shutil
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from analysis import articles, codebooks, knowledge, lexicons
from analysis.annotate import annotate
from analysis.coded import coded_statements
from analysis.knowledge import KnowledgeError
from analysis.lexicons import COLUMNS, country_code, several
from tests import reading

DATA = knowledge.data_folder()
TEXT = (
    "Velland said that talks would resume.\n\n"
    "Vellish officials said that the kelp harvest was late. Anna Marren said the truce would hold."
)
VELLAND = "Velland\tstate\tnone\tVellish\t\t\t\n"
TELEGRAPH = "telegraph\tThe envoy telegraphed that the ferry was late.\n"


# ---- Demarche's own lexicons


def test_every_state_but_kosovo_has_a_code_of_its_own():
    actors = {a.name: a for a in reading.KNOWN.lexicons.names.values()}
    codes = {name: country_code(actor.iso) for name, actor in actors.items() if actor.kind == "state"}
    assert [state for state, code in codes.items() if not code] == ["Kosovo"]
    assert len(set(codes.values())) == len(codes) > 180
    assert codes["Russia"] == "RUS" and codes["South Korea"] == "KOR" and codes["Ivory Coast"] == "CIV"
    assert not country_code(actors["NATO"].iso) and "Velland" not in actors


def test_no_word_stands_for_two_actors():
    for column in ("names", "adjectives", "seats"):
        words = [w for r in reading.lexicon("actors") for w in several(r[column])]
        assert sorted(words) == sorted(set(words)), column


def test_every_act_is_defined_with_its_border():
    acts = reading.KNOWN.lexicons.acts
    assert all(r["definition"] and r["example"] and r["counter"] for r in acts.values())


@pytest.mark.parametrize("row", reading.lexicon("cues"), ids=lambda r: r["words"][:30])
def test_every_cue_stands_in_its_example(row):
    lemmas = [t.lemma.lower() for t in reading.document(row["example"]).tokens]
    cues = [tuple(words.split()) for words in several(row["words"])]
    assert any(tuple(lemmas[n : n + len(cue)]) == cue for cue in cues for n in range(len(lemmas)))


@pytest.mark.parametrize("name", [name for name in COLUMNS if name != "phrases"])
def test_lexicons_tell_source_and_licence(name):
    text = (DATA / "lexicons" / f"{name}.tsv").read_text(encoding="utf-8")
    assert "# Source: " in text and "licence MIT" in text
    assert len(reading.lexicon(name)) >= 8


def test_phrases_are_the_analyst_s_own():
    notes, columns = (DATA / "lexicons" / "phrases.tsv").read_text(encoding="utf-8").rstrip("\n").rsplit("\n", 1)
    assert "# Source: whoever edits it" in notes and tuple(columns.split("\t")) == COLUMNS["phrases"]
    assert reading.lexicon("phrases") == reading.KNOWN.lexicons.phrases == ()


@pytest.mark.parametrize("name", COLUMNS)
def test_lexicons_have_their_columns(name):
    assert all(tuple(row) == COLUMNS[name] for row in reading.lexicon(name))


# ---- files are read as they stand


@pytest.fixture
def data(tmp_path):
    """A copy of data/ to be edited."""
    for folder in ("lexicons", "codebooks"):
        shutil.copytree(DATA / folder, tmp_path / "data" / folder)
    return tmp_path / "data"


def added(file: Path, row: str) -> None:
    """Add a row at the end of a lexicon."""
    file.write_text(file.read_text(encoding="utf-8") + row, encoding="utf-8")


def replaced(file: Path, words: str, others: str) -> None:
    """Put other words into a file where `words` stand first."""
    text = file.read_text(encoding="utf-8")
    assert words in text
    file.write_text(text.replace(words, others, 1), encoding="utf-8")


def said(doc, words):
    """The coded statement whose content has some words."""
    return next(c for c in coded_statements(doc) if any(words in doc[span] for span in c.statement.content))


def test_an_actor_that_is_added_counts_at_the_next_call(data):
    before = annotate(TEXT, knowledge.load(data))
    added(data / "lexicons" / "actors.tsv", VELLAND)
    after = annotate(TEXT, knowledge.load(data))
    assert [said(before, words).actors for words in ("talks would", "kelp")] == [(), ()]
    assert [said(after, words).actors for words in ("talks would", "kelp")] == [("Velland",), ("Velland",)]
    assert said(after, "talks would").speakers[0].kind == "state"


def test_a_cue_that_is_added_counts_at_the_next_call(data):
    text = "Anna Marren said that Aldo Tevik had telegraphed that the ferry was late."
    before = annotate(text, knowledge.load(data))
    added(data / "lexicons" / "cues.tsv", TELEGRAPH)
    after = annotate(text, knowledge.load(data))
    assert before.nested == ()
    assert [after[span] for inner in after.nested for span in inner.content] == ["that the ferry was late"]


def test_a_term_that_is_added_counts_at_the_next_call(data):
    before = annotate(TEXT, knowledge.load(data))
    replaced(data / "codebooks" / "diplomacy.toml", "terms = [", 'terms = ["kelp harvest", ')
    known = knowledge.load(data)
    after = annotate(TEXT, known)
    assert "kelp harvest" in known.codebook.topics[0].terms
    assert known.codebook.topics[0].id not in [c.topic for c in said(before, "kelp").topics]
    assert [c.topic for c in said(after, "kelp").topics] == [known.codebook.topics[0].id]


def test_a_manner_and_a_turn_that_are_added_count_at_the_next_call(data):
    text = "Anna Marren said that it was time to moth the radar programme. Aldo Tevik proclaimed the radar programme."
    before = annotate(text, knowledge.load(data))
    added(data / "lexicons" / "manners.tsv", "proclaim\tdone\tThe council ⟨proclaimed⟩ the programme.\n")
    added(data / "lexicons" / "turns.tsv", "mothball\tverb\tmothball the programme\n")
    known = knowledge.load(data)
    after = annotate(text, known)
    assert [one.manner for one in before.statements] == ["said", "said"]
    assert [one.manner for one in after.statements] == ["said", "done"]
    assert known.lexicons.turns["mothball"] == {"verb"} and "mothball" not in reading.KNOWN.lexicons.turns


def test_a_codebook_that_is_named_goes_before_that_of_the_folder(data, tmp_path):
    book = tmp_path / "sea.toml"
    book.write_text('[[topic]]\nid = "sea"\nlabel = "Sea"\ndefinition = "d"\nterms = ["kelp"]\n', encoding="utf-8")
    known = knowledge.load(data, codebook=book)
    assert (known.codebook.name, [t.id for t in known.codebook.topics]) == ("sea", ["sea"])
    assert {c.topic for c in annotate(TEXT, known).topic_codes} == {"sea"}
    assert known.lexicons == knowledge.load(data).lexicons


def test_a_folder_that_lacks_files_takes_demarche_s_own(tmp_path):
    known = knowledge.load(tmp_path)
    assert (known.lexicons, known.codebook) == (reading.KNOWN.lexicons, reading.KNOWN.codebook)
    assert known.digest == reading.KNOWN.digest
    (tmp_path / "lexicons").mkdir()
    shutil.copy(DATA / "lexicons" / "actors.tsv", tmp_path / "lexicons")
    added(tmp_path / "lexicons" / "actors.tsv", VELLAND)
    known = knowledge.load(tmp_path)
    assert "Velland" in known.lexicons.names
    assert known.lexicons.cues == reading.KNOWN.lexicons.cues


def test_rows_of_a_file_of_more_come_on_top(tmp_path):
    (tmp_path / "lexicons").mkdir()
    more = tmp_path / "lexicons" / "actors.more.tsv"
    header = next(line for line in (DATA / "lexicons" / "actors.tsv").read_text("utf-8").splitlines() if line[0] != "#")
    more.write_text(f"{header}\n", encoding="utf-8")
    added(more, VELLAND)
    known, own = knowledge.load(tmp_path), knowledge.load()
    assert set(known.lexicons.names) - set(own.lexicons.names) == {"Velland"}
    assert "France" in known.lexicons.names and known.digest != own.digest
    more.write_text("actor\tkind\nVelland\tstate\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"actors\.more\.tsv: .* lacks adjectives, .*copy that of actors\.tsv"):
        knowledge.load(tmp_path)


def test_files_that_were_not_changed_are_not_parsed_again(data, monkeypatch):
    parsed = []
    for module, name in ((codebooks, "table_of"), (lexicons, "rows")):
        own = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *a, own=own, name=name: parsed.append(name) or own(*a))
    replaced(data / "codebooks" / "diplomacy.toml", "terms = [", 'terms = ["krill harvest", ')
    added(data / "lexicons" / "actors.tsv", VELLAND.replace("Vell", "Krill"))
    one = knowledge.load(data)
    assert parsed == ["rows"] * len(COLUMNS) + ["table_of"]
    two = knowledge.load(data)
    assert len(parsed) == len(COLUMNS) + 1
    assert two.codebook is one.codebook and two.lexicons is one.lexicons and two.models is one.models
    replaced(data / "codebooks" / "diplomacy.toml", "krill", "squid")
    assert "squid harvest" in knowledge.load(data).codebook.topics[0].terms
    assert len(parsed) == len(COLUMNS) + 2


# ---- digests


@pytest.mark.parametrize("name", [*COLUMNS, "diplomacy"])
def test_a_digest_changes_with_any_edit(data, name):
    assert knowledge.load(data).digest == reading.KNOWN.digest
    if name == "diplomacy":
        replaced(data / "codebooks" / "diplomacy.toml", 'definition = "', 'definition = "Then again: ')
    else:
        row = dict.fromkeys(COLUMNS[name], "velland") | {"kind": "organisation", "iso": "none", "weight": "1"}
        row |= {"from": "2001", "to": "2002", "number": "one", "class": "person"}
        row |= {"manners": {"manner": "done"}, "turns": {"kind": "verb"}, "spellings": {"where": "given"}}.get(name, {})
        row |= dict.fromkeys(row.keys() & {"object", "position"}, "") | ({"act": "state"} if "act" in row else {})
        added(data / "lexicons" / f"{name}.tsv", "\t".join(row[column] for column in COLUMNS[name]) + "\n")
    edited = knowledge.load(data)
    assert edited.digest != reading.KNOWN.digest
    assert edited.made_by != reading.KNOWN.made_by
    assert edited.models.digest == reading.KNOWN.models.digest


def test_a_document_says_what_it_was_made_by():
    made_by = annotate(TEXT, reading.KNOWN).made_by
    assert made_by == reading.KNOWN.made_by
    assert (made_by.models, made_by.knowledge) == (reading.KNOWN.models.digest, reading.KNOWN.digest)
    assert len({made_by.models, made_by.knowledge}) == 2


# ---- a value


def test_two_of_them_do_not_disturb_each_other(data, tmp_path):
    added(data / "lexicons" / "actors.tsv", VELLAND)
    added(data / "lexicons" / "cues.tsv", TELEGRAPH)
    book = tmp_path / "sea.toml"
    book.write_text('[[topic]]\nid = "sea"\nlabel = "Sea"\ndefinition = "d"\nterms = ["kelp"]\n', encoding="utf-8")
    other = knowledge.load(data, codebook=book)
    alone = [annotate(TEXT, reading.KNOWN) for _ in range(2)], [annotate(TEXT, other) for _ in range(2)]
    assert alone[0][0] == alone[0][1] != alone[1][0] == alone[1][1]
    in_turn = [annotate(TEXT, known) for known in (other, reading.KNOWN) * 2]
    assert in_turn == [alone[1][0], alone[0][0]] * 2


def test_it_cannot_be_changed_only_replaced(data):
    with pytest.raises(dataclasses.FrozenInstanceError):
        reading.KNOWN.codebook = None
    kelp = codebooks.Topic("kelp", "Kelp", "What grows in the sea.", ("kelp",))
    other = dataclasses.replace(reading.KNOWN, codebook=codebooks.Codebook("Kelp", "1", (kelp,)))
    assert [c.topic for c in said(annotate(TEXT, other), "kelp").topics] == ["kelp"]
    assert "kelp" not in [c.topic for c in annotate(TEXT, reading.KNOWN).topic_codes]
    assert other.digest != reading.KNOWN.digest


def test_another_process_finds_the_same_with_it(data):
    added(data / "lexicons" / "actors.tsv", VELLAND)
    known = knowledge.load(data)
    shutil.rmtree(data)  # what is sent is the value, not where it was read
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        there = pool.submit(annotate, TEXT, known).result()
    assert there == annotate(TEXT, known)
    assert said(there, "kelp").actors == ("Velland",)


def test_one_core_finds_the_same():
    known = knowledge.load(threads=1)
    assert known.models.threads == 1 and known.models is not reading.KNOWN.models
    assert known.made_by == reading.KNOWN.made_by
    article = articles.named("us-offers-russia-assurance-on-missiles")
    assert annotate(article, known) == annotate(article, reading.KNOWN)


def test_demarche_s_own_is_taken_where_none_is_passed_in():
    assert annotate(TEXT) == annotate(TEXT, reading.KNOWN)


# ---- what cannot be used is told in one sentence


def told(folder, **how):
    """What is said of a folder that cannot be used."""
    with pytest.raises(KnowledgeError) as error:
        knowledge.load(folder, **how)
    message = str(error.value)
    assert "\n" not in message and message.endswith(".") and message.count(". ") == 0
    return message


def test_a_folder_that_is_missing(tmp_path):
    assert told(tmp_path / "none") == (
        f"{tmp_path / 'none'}: there is no such folder; name one with lexicons/ and codebooks/ in it."
    )
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert "there is no such folder" in told(tmp_path / "file")


def test_a_codebook_that_is_missing(tmp_path):
    assert told(None, codebook=tmp_path / "none.toml").startswith(f"{tmp_path / 'none.toml'}: No such file")


def test_a_row_with_a_missing_tab_is_named(data):
    added(data / "lexicons" / "cues.tsv", "alpha beta\n")
    entry = len(reading.lexicon("cues")) + 1
    assert told(data) == (f"cues.tsv: entry {entry} ('alpha beta') has not 2 columns; separate them with one tab each.")


NO_DATE = "of Ann Marren is no date; write 2012, 2012-05 or 2012-05-07"
OFFICES = [
    ("...", "2001", "2002", r"'\.\.\.' is no person; write a name"),
    ("", "2001", "2002", "'' is no person; write a name"),
    ("Ann Marren", "spring", "2002", f"'spring' {NO_DATE}"),
    ("Ann Marren", "", "2002", f"'' {NO_DATE}"),
    ("Ann Marren", "2001-13", "2002", f"'2001-13' {NO_DATE}"),
    ("Ann Marren", "2001", "2002-2-3", f"'2002-2-3' {NO_DATE}"),
    ("Ann Marren", "2002-05", "2002-04-30", "the term of Ann Marren ends in 2002-04-30, before 2002-05; mend one of them"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "row", "why"),
    [
        ("actors", "Velland\tstate\t\t\t\t\t\n", "'Velland' is no state of ISO 3166-1; write its name there under iso, or none"),
        ("phrases", "a bow\tbow\t\tx\n", "the act of 'a bow' is 'bow'; write an act of acts.tsv, or none"),
        ("phrases", "a bow\t\tangry\tx\n", "the position of 'a bow' is 'angry'; write support, oppose, conditional or neutral, or none"),
        ("phrases", "a bow\t\t\tx\n", "'a bow' tells nothing; write words, and an act or a position"),
        ("phrases", "\tpraise\tsupport\tx\n", "'' tells nothing; write words, and an act or a position"),
        ("phrases", "* *\tpraise\t\tx\n", r"'\* \*' tells nothing; write words, and an act or a position"),
        ("phrases", "a bow\tpraise\toppose\tx\n", "'a bow' cannot be 'praise' and 'oppose'; leave one of them empty"),
        ("furniture", "byline\tBy (\tBy Anna\tBye\n", r"'By \(' is no pattern \(.*\); mend it"),
        *[("offices", "\t".join([person, "", "m", "Japan", "", "premier", start, end, "own", "example"]) + "\n", why) for person, start, end, why in OFFICES],
        ("roles", "krill warden\tsome\t\tthe krill warden\n", "the number of 'krill warden' is 'some'; write one, many, body or both"),
        ("nouns", "krill\tfish\t\tthe krill\n", "the class of 'krill' is 'fish'; write person, relative, group, .* event or thing"),
        ("manners", "krill\tate\tThey ⟨krill⟩.\n", "the manner of 'krill' is 'ate'; write said, thought or done"),
        ("turns", "krill\tfish\tkrill the talks\n", "the kind of 'krill' is 'fish'; write verb, noun, adposition, adverb or determiner"),
        ("names", "Krl\tparty\t\tKrill Party\tAnna Marren (Krl)\n", "the party 'Krill Party' of 'Krl' is no actor; write a name of actors.tsv"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_used_is_named(data, name, row, why):
    added(data / "lexicons" / f"{name}.tsv", row)
    assert re.fullmatch(rf"{name}\.tsv: {why}\.", told(data))


@pytest.mark.parametrize("name", COLUMNS)
def test_a_column_that_is_missing_is_named(data, name):
    first = "\t".join(COLUMNS[name])
    if name == "phrases":  # it has no row of its own
        added(data / "lexicons" / "phrases.tsv", "a bow\tpraise\tsupport\tThey made a bow.\n")
    replaced(data / "lexicons" / f"{name}.tsv", f"\n{first}\n", f"\nx{first}\n")
    assert f"{name}.tsv: there is no column {COLUMNS[name][0]!r}" in told(data)


def test_a_class_that_is_missing_is_named(data):
    replaced(data / "lexicons" / "things.tsv", "\ntelling\t", "\nsaying\t")
    assert told(data) == "things.tsv: the class 'telling' is missing; add a row for it."


@pytest.mark.parametrize("name", ["lexicons/cues.tsv", "codebooks/diplomacy.toml"])
def test_a_file_that_is_no_utf_8_is_named(data, name):
    path = data / name
    path.write_bytes(path.read_bytes() + "# caf\xe9\n".encode("latin-1"))
    message = told(data)
    assert Path(name).name in message and "is no UTF-8; save the file as UTF-8" in message


def test_a_broken_file_is_told_at_every_call_and_mended_by_mending_it(data):
    own = (data / "lexicons" / "cues.tsv").read_text(encoding="utf-8")
    added(data / "lexicons" / "cues.tsv", "alpha beta\n")
    assert told(data) == told(data)
    (data / "lexicons" / "cues.tsv").write_text(own, encoding="utf-8")
    assert knowledge.load(data).digest == reading.KNOWN.digest
