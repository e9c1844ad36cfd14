"""What another version of the program changes, and what of the reviews is carried over to its run."""

import random
from dataclasses import replace

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from analysis import changes, cubes, decisions, records, results, review, runs, shards
from analysis.coded import coded_statements, joined_words
from analysis.decisions import Log
from analysis.imported import ARTICLES
from analysis.shards import RunError
from tests import corpora, surveyed


@pytest.fixture(scope="module")
def twice(tmp_path_factory):
    """A folder that two versions have read, and the runs."""
    folder = surveyed.folder(tmp_path_factory.mktemp("twice"), 60)
    first = results.run_of(folder)
    return folder, first, surveyed.read_again(folder)


@pytest.fixture
def copy(twice, tmp_path):
    """A copy of that folder to decide in."""
    import shutil

    folder = tmp_path / "c"
    shutil.copytree(twice[0], folder)
    return folder, *(results.run_of(folder, run.folder.name) for run in twice[1:])


def number(doc, one):
    return int(joined_words(doc, one.statement.content).split("number ")[1].split()[0])


def what_changes(folder, run):
    """By what the later version does with each statement of the older one, article and key."""
    found = {"went": [], "shorter": [], "support": [], "same": []}
    for doc in results.documents(folder, run=run):
        for one in coded_statements(doc):
            n = number(doc, one)
            kind = "went" if n >= 90 else "shorter" if n % 10 == 5 else "support" if n % 10 == 7 else "same"
            found[kind].append((doc, one))
    return found


def keep(folder, *made):
    """Decisions in the logs of their coders, each a moment after the one before."""
    for name in dict.fromkeys(one.coder for one in made):
        with Log(folder, name) as log:
            log.add(*(one for one in made if one.coder == name))


def test_what_came_went_and_changed_is_told(twice):
    folder, old, new = twice
    wanted = what_changes(folder, old)
    told = changes.between(folder)
    assert (told.old.folder, told.new.folder) == (old.folder, new.folder)
    rows = told.statements
    assert list(rows) == list(changes.STATEMENTS)
    assert len(wanted["went"]) == sum(rows["kind"] == "went") > 3 and not sum(rows["kind"] == "came")
    gone = rows[rows["kind"] == "went"].set_index(["article", "key"])["before"]
    assert {at: gone[at] for at in gone.index} == {
        (doc.id, one.key): joined_words(doc, one.statement.content) for doc, one in wanted["went"]
    }
    shorter = rows[rows["field"] == "content"]
    assert set(zip(shorter["article"], shorter["key"], strict=True)) == {
        (doc.id, f"{one.key}-2") for doc, one in wanted["shorter"]
    }
    assert all(after == before[:-1] for before, after in zip(shorter["before"], shorter["after"], strict=True))
    sided = rows[rows["field"] == "position"]
    others = [(doc.id, one.key, one.position) for doc, one in wanted["support"] if one.position != "support"]
    assert sorted(zip(sided["article"], sided["key"], sided["before"], strict=True)) == sorted(others)
    assert set(sided["after"]) == {"support"}
    assert dict(zip(told.counts["field"], told.counts["statements"], strict=True))["position"] == len(others)
    assert told.before - told.after == len(wanted["went"]) and told.articles == 63
    assert f"{len(wanted['went'])} went" in told.lines[0]


def test_a_run_and_itself_do_not_differ(twice):
    folder, old, _ = twice
    told = changes.between(folder, old, old)
    assert told.statements.empty and told.moved.empty and told.checked.empty and told.lost.empty
    assert told.lines == [told.lines[0]] and told.lines[0].endswith("none came, went or changed.")


def test_figures_that_moved(twice, monkeypatch):
    folder, old, new = twice
    monkeypatch.setattr(changes, "LEAST", 3)
    moved = changes.between(folder).moved
    assert len(moved)
    by = (moved["after"] - moved["before"]).abs()
    assert by.is_monotonic_decreasing and (by > 0).all()
    row = moved.iloc[0]
    for run, share in ((old, row["before"]), (new, row["after"])):
        where = {"actor": [row["actor"]], "topic": [row["topic"]]}
        counts = cubes.cells(folder, run=run).counted(["position"], where).set_index("position")["statements"]
        assert share == pytest.approx(counts.get(row["position"], 0) / counts.sum())


def test_one_run_alone_cannot_be_compared(tmp_path):
    with pytest.raises(RunError, match="there is no run before"):
        changes.between(surveyed.folder(tmp_path / "c", 3))


# ---- reviews


def review_all(folder, run, *, blind=False, coder="Ana", reject=(), share=1.0):
    """Each statement of a run accepted, in sight or blind, but those that are rejected."""
    made = []
    for doc in results.documents(folder, run=run):
        for one in coded_statements(doc):
            what = "reject" if (doc.id, one.key) in reject else "accept"
            after = (
                {"position": one.position, "topics": [c.topic for c in one.topics]}
                if blind and what == "accept"
                else {}
            )
            made.append(surveyed.decide(doc, one.key, coder, what, after, blind=blind))
    chosen = random.Random(1).sample(made, round(share * len(made)))
    keep(folder, *chosen)
    return chosen


@pytest.mark.parametrize("blind", [False, True])
def test_all_that_was_reviewed_is_carried_over(copy, blind):
    folder, old, _new = copy
    wanted = what_changes(folder, old)
    out = {(doc.id, one.key) for doc, one in wanted["went"][:2]}
    made = review_all(folder, old, blind=blind, reject=out)
    told = changes.between(folder)
    (row,) = told.carried.to_dict("records")
    assert row["units"] == len(made) and row["lost"] == 0 and told.lost.empty
    assert (row["words"], row["agreed"]) == (len(wanted["shorter"]), 2)
    assert row["kept"] == len(wanted["went"]) - 2
    assert row["key"] + row["words"] + row["kept"] + row["agreed"] == row["units"]
    others = [(doc, one) for doc, one in wanted["support"] if one.position != "support"]
    rows = told.checked.set_index(["field", "blind"])
    assert rows.loc[("position", blind), "worse"] == len(others) + len(wanted["went"]) - 2
    assert rows.loc[("statement", blind), "worse"] == len(wanted["went"]) - 2
    assert rows.loc[("statement", blind), "better"] == 2
    assert (rows["n"] == rows[["better", "worse", "right", "wrong"]].sum(axis=1)).all()
    assert f"{rows.loc[(changes.WHOLE, blind), 'worse']} that were right are wrong" in told.lines[-2]


def test_what_was_accepted_in_sight_is_what_was_seen(copy):
    """Ana accepted what the old version says; the new one says otherwise, and she did not accept that."""
    folder, old, new = copy
    wanted = what_changes(folder, old)
    review_all(folder, old)
    by_run = {
        run.folder: {
            (row["article"], row["key"]): row
            for row in results.arrow(folder, "statements", run=run, coder="Ana").to_pylist()
        }
        for run in (old, new)
    }
    for doc, one in wanted["support"]:
        row = by_run[new.folder][doc.id, one.key]
        assert row["position"] == one.position and row["verdict"] == "accept"
        if one.position != "support":
            assert "position: support" in row["was"]
    for doc, one in wanted["went"]:
        assert by_run[new.folder][doc.id, one.key]["was"] == "added"
    assert len(by_run[new.folder]) == len(by_run[old.folder])
    said = [
        sorted((row["article"], row["content"], row["position"]) for row in rows.values()) for rows in by_run.values()
    ]
    assert said[0] == said[1]


def test_what_was_coded_blind_gives_no_more_than_was_given(copy):
    folder, old, new = copy
    wanted = what_changes(folder, old)["went"]
    doc, one = wanted[0]
    keep(folder, surveyed.decide(doc, one.key, what="accept", after={"position": "oppose"}, blind=True))
    (found,) = results.documents(folder, [doc.id], run=new, coder="Ana")
    own = next(s for s in coded_statements(found) if s.key == one.key)
    assert (own.position, own.names, own.topics) == ("oppose", (), ())


def test_an_earlier_run_that_is_gone_leaves_what_was_accepted_unread(copy):
    import shutil

    folder, old, new = copy
    doc, one = what_changes(folder, old)["support"][0]
    keep(folder, surveyed.decide(doc, one.key))
    shutil.rmtree(old.folder)
    (found,) = results.documents(folder, [doc.id], run=new, coder="Ana")
    assert [r.bulk for r in found.reviews] == [True]
    assert "1 more accepted unread" in results.reviewed(folder, "Ana")


def test_articles_that_left_are_listed_and_their_decisions_kept(copy):
    folder, old, _new = copy
    made = review_all(folder, old)
    ids = [made[0].id, made[-1].id]
    table = pq.read_table(folder / ARTICLES)
    corpora.written(folder, [row for row in table.to_pylist() if row["id"] not in ids])
    told = changes.between(folder)
    assert set(told.lost["article"]) == set(ids) and set(told.lost["why"]) == {changes.GONE}
    assert len(told.lost) == sum(one.id in ids for one in made)
    assert len(decisions.kept(folder)) == len(made)
    assert told.lines[-1].endswith("are lost.")
    assert not set(ids) & set(results.table(folder, "statements", run=old)["article"])


def test_of_several_coders_the_adjudicated_answer_is_the_measure(copy):
    folder, old, _new = copy
    doc, one = next((doc, one) for doc, one in what_changes(folder, old)["support"] if one.position == "oppose")
    keep(
        folder,
        surveyed.decide(doc, one.key, "Ana", after={"position": "oppose"}, blind=True),
        surveyed.decide(doc, one.key, "adjudicated", after={"position": "support"}, blind=True),
    )
    rows = changes.between(folder).checked.set_index("field")
    assert rows.loc["position", ["n", "better", "worse"]].tolist() == [1, 1, 0]


def test_a_run_in_another_form_leaves_the_rest(copy, monkeypatch):
    folder, old, _new = copy
    review_all(folder, old, share=0.2)
    whole = records.document

    def other(record):
        if record["made_by"]["knowledge"] == old.made_by.knowledge:
            raise records.RecordError("another form")
        return whole(record)

    monkeypatch.setattr(records, "document", other)
    told = changes.between(folder)
    assert len(told.statements) and told.checked.empty and told.carried["units"].sum()


# ---- laws


@pytest.fixture(scope="module")
def both(twice):
    """The documents of both runs by id, and what finds those in which something was decided."""
    folder, old, new = twice
    then = results.Earlier(folder)
    before, after = ({doc.id: doc for doc in results.documents(folder, run=run)} for run in (old, new))
    then._held = {(old.folder, id): doc for id, doc in before.items()}
    then._held |= {(new.folder, id): doc for id, doc in after.items()}
    return before, after, then


def told(doc):
    """What a document says, in whatever order its layers came."""
    return [shards.rows(name, doc, {}) for name in ("statements", "cells", "statement_speakers", "stances")]


@given(st.randoms(use_true_random=False))
def test_the_order_of_lines_in_the_logs_changes_nothing(both, rng):
    before, after, then = both
    id = rng.choice([id for id, doc in before.items() if doc.statements])
    made = []
    for n, one in enumerate((*coded_statements(before[id]), *coded_statements(after[id]))):
        doc = before[id] if n < len(before[id].statements) else after[id]
        what, at = rng.choice(["accept", "reject", "skip"]), f"2030-01-01T00:00:{rng.randint(0, 59):02}+00:00"
        made.append(replace(surveyed.decide(doc, one.key, what=what), at=at, event=f"{n}"))
    shuffled = rng.sample(made, len(made))
    one, two = (
        told(review.coded(after[id], "Ana", some, corpora.known(), then)) for some in (made, [*shuffled, *made])
    )
    assert one == two


def answers(units):
    return {key: (dict(unit.fields), unit.verdict, unit.added, unit.bulk) for key, unit in units.items()}


@given(st.randoms(use_true_random=False))
def test_carrying_over_twice_is_carrying_over_once(both, rng):
    """What was carried over, written down as decisions on the new run, comes to the same again."""
    before, after, then = both
    doc = after[rng.choice([id for id, doc in before.items() if doc.statements])]
    old = before[doc.id]
    made = [surveyed.decide(old, one.key, what=rng.choice(["accept", "reject"])) for one in coded_statements(old)]
    once = review.units(doc, made, "Ana", then)
    by = {"version": doc.made_by.version, "models": doc.made_by.models, "knowledge": doc.made_by.knowledge}
    same = [
        decisions.Decision("Ana", doc.digest, doc.id, key, "add" if one.added else one.verdict, dict(one.fields), **by)
        for key, one in once.units.items()
    ]
    assert answers(review.units(doc, same, "Ana", then).units) == answers(once.units)
    assert told(review.coded(doc, "Ana", same, corpora.known(), then)) == told(
        review.coded(doc, "Ana", made, corpora.known(), then)
    )


# ---- results as a coder has them


def test_only_what_was_reviewed_is_made_anew(copy):
    folder, _, _new = copy
    doc = next(doc for doc in results.documents(folder) if len(doc.statements) > 1)
    key = doc.statements[0].key
    keep(folder, surveyed.decide(doc, key, what="reject"))
    for name in shards.COLUMNS:
        machine, own = (results.table(folder, name, coder=coder) for coder in ("", "Ana"))
        rest = [frame[frame["article"] != doc.id].reset_index(drop=True) for frame in (machine, own)]
        assert_frame_equal(*rest)
        assert own.dtypes.equals(machine.dtypes)
    assert key not in set(results.table(folder, "statements", coder="Ana", articles=[doc.id])["key"])
    assert len(results.table(folder, "statements", coder="Ana")) == len(results.table(folder, "statements")) - 1
    (coded,) = results.documents(folder, [doc.id], coder="Ana")
    assert len(coded.statements) == len(doc.statements) - 1
    count = [cubes.cells(folder, coder=coder).counted(once="article")["statements"][0] for coder in ("", "Ana")]
    assert count[0] == count[1] + 1
    total = len(results.table(folder, "statements"))
    assert results.reviewed(folder, "Ana") == f"Reviewed by Ana: 1 of {total} statements."
    assert results.reviewed(folder, "Ben") == "" and results.table(folder, "cells", coder="Ben").equals(
        results.table(folder, "cells")
    )


def test_cells_of_a_coder_are_those_of_the_documents(copy):
    from analysis import cells

    folder, _, new = copy
    made = review_all(folder, new, share=0.3)
    docs = list(results.documents(folder, coder="Ana"))
    rows = [row for doc in docs for row in cells.cell_rows(doc)]
    found = results.table(folder, "cells", coder="Ana").sort_values(["article", "statement"], kind="stable")
    wanted = sorted(rows, key=lambda row: (row["article"], row["statement"]))
    assert found.to_dict("records") == wanted and made


def test_an_article_that_left_counts_no_more(tmp_path):
    folder = surveyed.folder(tmp_path / "c", 12)
    before = cubes.summed(cubes.by_month(folder))["statements"][0]
    doc = next(doc for doc in results.documents(folder) if doc.statements and not doc.id.startswith("wire"))
    table = pq.read_table(folder / ARTICLES)
    kept = {path: path.read_bytes() for path in folder.glob("runs/*/parts/*")}
    corpora.written(folder, [row for row in table.to_pylist() if row["id"] != doc.id])
    for again in (False, True):
        if again:
            runs.annotate(folder, corpora.known(), 1, bar=False, annotate=surveyed.read)
        assert {path: path.read_bytes() for path in folder.glob("runs/*/parts/*")} == kept
        for name in ("articles", "statements", "cells"):
            assert doc.id not in set(results.table(folder, name)["article"])
        assert doc.id not in {one.id for one in results.documents(folder)}
        assert cubes.summed(cubes.by_month(folder))["statements"][0] == before - len(doc.statements)
    corpora.written(folder, table.to_pylist())
    assert doc.id in set(results.table(folder, "articles")["article"])
