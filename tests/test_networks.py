"""Discourse networks: DNA's own numbers under DNA's names, and the honest ones."""

import gzip
import json
import lzma
import warnings
from dataclasses import replace
from datetime import date
from itertools import groupby
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from analysis import dna, networks, results, runs
from analysis.networks import intervals, network, polarization
from analysis.periods import windows
from tests import corpora, samples
from tests.strategies import documents
from training import gold

CASES = Path(__file__).parent / "cases" / "networks"
GOLD = gold.gold_folder() / "dna"
needs_gold = pytest.mark.skipif(not GOLD.is_dir(), reason="DNA's values (../shared/gold/dna) are not on this machine")
PLACES = {"document": str, "id": str, "person": str, "organization": str}


def invented(path=CASES / "statements.csv"):
    frame = pd.read_csv(path, dtype=PLACES, keep_default_na=False).rename(columns={"id": "key"})
    frame["date"] = pd.to_datetime(frame["date"]).dt.tz_localize(None).astype("datetime64[s]")
    return frame.astype({"agreement": "boolean"})


@pytest.fixture(scope="module")
def corpus():
    return invented()


@pytest.fixture(scope="module")
def sample_dna():
    return networks.dna_statements(dna.read((GOLD / "sample.dna").read_bytes()))


def shipped(name):
    """Networks of tests/cases/networks, each with its whole matrix."""
    told = json.loads(lzma.decompress((CASES / f"{name}.json.xz").read_bytes()))
    for case in told["networks"]:
        rows, columns = case["rows"].split("|"), case["cols"].split("|")
        matrix = told["matrices"][case["m"]]
        if case["mode"] == "onemode":
            whole = np.zeros((len(rows), len(rows)))
            for i, row in enumerate(matrix):
                whole[i, i:] = whole[i:, i] = row
            matrix = whole
        yield {**case, "rows": rows, "cols": columns, "matrix": matrix}


def kept(name):
    return json.loads(gzip.decompress((GOLD / "expected" / f"{name}.json.gz").read_bytes()))


def told(case):
    """The settings of a case, under DNA's names."""
    return {
        "rows": case["v1"],
        "columns": case["v2"],
        "mode": case["mode"],
        "aggregation": case["aggregation"],
        "qualifier": case.get("qualifier", "agreement"),
        "norm": f"dna-{case['normalization']}",
        "duplicates": f"dna-{case['duplicates']}",
        "isolates": case["isolates"],
    }


def check(net, case):
    assert (list(net.rows), list(net.columns)) == (case["rows"], case["cols"])
    assert np.abs(net.values - np.array(case["matrix"])).max(initial=0) <= 1e-6


def check_networks(frame, cases):
    count = 0
    for case in cases:
        net = network(frame, **told(case))
        assert net.n == case["n"]
        check(net, case)
        count += 1
    return count


def check_windows(frame, cases, skipping=False):
    """How many windows are DNA's; skipping: those of a setting are not all there, and tell their place."""
    whose = lambda case: (*map(str, told(case).values()), case["unit"], case["width"], case["kernel"])  # noqa: E731
    count = 0
    for _, some in groupby(cases, whose):
        some = list(some)
        unit, kernel = f"dna-{some[0]['unit']}", some[0]["kernel"]
        over = windows(frame, unit=unit, width=some[0]["width"], kernel=kernel)
        assert len(over) == (some[0]["of"] if skipping else len(some))
        over = [over[case["place"]] for case in some] if skipping else over
        for net, case in zip(networks.networks(frame, over, **told(some[0])), some, strict=True):
            ends = (net.window.first, net.window.middle, net.window.last)
            assert [f"{end:%Y-%m-%dT%H:%M}" for end in ends] == [case["start"], case["mid"], case["stop"]]
            assert kernel != "no" or net.n == case["n"]
            check(net, case)
            count += 1
    return count


# ---- DNA's numbers


def test_966_networks_are_those_of_dna(corpus):
    assert check_networks(corpus, shipped("networks")) == 966


def test_windows_are_those_of_dna(corpus):
    assert check_windows(corpus, shipped("windows"), skipping=True) == 250


@needs_gold
def test_all_windows_and_networks_are_those_of_dna(corpus, sample_dna):
    assert check_windows(corpus, kept("invented_windows")) == 760
    assert check_networks(sample_dna, kept("sample_networks")) == 483
    assert check_windows(sample_dna, kept("sample_windows")) == 2090


@needs_gold
def test_shipped_statements_are_those_that_dna_read(corpus):
    whole = invented(GOLD / "expected" / "invented_statements.csv")
    assert whole[list(corpus)].equals(corpus)


@needs_gold
def test_rdnas_own_test_values(sample_dna):
    two = network(
        sample_dna,
        rows="organization",
        columns="concept",
        aggregation="ignore",
        qualifier="agreement",
        duplicates="include",
    )
    assert two.values.shape == (7, 6) and two.values.sum() == 40
    how = {"rows": "organization", "columns": "concept", "qualifier": "agreement", "duplicates": "include"}
    assert network(sample_dna, mode="one-mode", aggregation="ignore", **how).values.sum() == 276
    congruence = network(sample_dna, mode="one-mode", aggregation="congruence", norm="average", **how)
    assert congruence.values.sum() == pytest.approx(25.80, abs=0.005)
    assert polarization(sample_dna, measure="dna-absdiff", **how).value == pytest.approx(0.5342493, abs=5e-8)


# ---- where the honest ways differ


def made(*rows, sides="position"):
    """Statements: actor, issue, side, and maybe day and document; each in an article of its own."""
    found = []
    for number, (actor, issue, side, *more) in enumerate(rows):
        day, document = (*more, *(None, f"a{number}")[len(more) :])
        found.append(
            {
                "key": f"{document}/{number}",
                "document": document,
                "date": pd.Timestamp(day) if day else pd.NaT,
                "actor": actor,
                "issue": issue,
                sides: side,
            }
        )
    frame = pd.DataFrame(found)
    frame["date"] = pd.to_datetime(frame["date"]).astype("datetime64[s]")
    return frame.astype({sides: "boolean" if sides == "agreement" else "Int64"})


def test_a_month_is_that_of_a_year_and_dnas_is_not():
    frame = made(("Velland", "the treaty", 1, "2030-01-10"), ("Velland", "the treaty", 1, "2031-01-20"))
    assert network(frame, duplicates="month").values.tolist() == [[2]]
    assert network(frame, duplicates="dna-month").values.tolist() == [[1]]
    assert (
        network(frame, duplicates="dna-acrossrange").values.tolist()
        == network(frame, duplicates="range").values.tolist()
        == [[1]]
    )


def test_a_week_is_that_of_a_year_and_dnas_is_not():
    frame = made(
        ("Velland", "the treaty", 1, "2029-12-31"),
        ("Velland", "the treaty", 1, "2030-01-06"),
        ("Velland", "the treaty", 1, "2031-01-01"),
    )
    assert network(frame, duplicates="week").values.tolist() == [[2]]  # Monday and Sunday over New Year are one week
    assert network(frame, duplicates="dna-week").values.tolist() == [[1]]


def test_what_has_no_date_is_alike_in_its_document_alone():
    frame = made(("Velland", "the treaty", 1), ("Velland", "the treaty", 1))
    assert network(frame, duplicates="month").n == 2
    assert network(frame.assign(document="a"), duplicates="month").n == 1
    assert windows(frame) == ()


ACTORS = ("Velland", "Tellan", "Ilvermark")
SPOKEN = made(
    ("Velland", "the treaty", 1),
    ("Velland", "the treaty", 1),
    ("Velland", "the strait", -1),
    ("Tellan", "the treaty", 1),
    ("Tellan", "the strait", 1),
    ("Ilvermark", "the strait", -1),
    ("Ilvermark", "the ferries", 1),
)


def cell(frame, a, b, **how):
    net = network(frame, mode="one-mode", duplicates="include", **how)
    return net.values[net.rows.index(a), net.rows.index(b)]


def test_cosine_is_one_for_those_who_speak_alike_and_dnas_is_not():
    alike = made(
        ("Velland", "the treaty", 1),
        ("Velland", "the strait", 1),
        ("Tellan", "the treaty", 1),
        ("Tellan", "the strait", 1),
    )
    assert cell(alike, "Velland", "Tellan", aggregation="congruence", norm="cosine") == pytest.approx(1)
    assert cell(alike, "Velland", "Tellan", aggregation="congruence", norm="jaccard") == pytest.approx(1)
    assert cell(alike, "Velland", "Tellan", aggregation="congruence", norm="dna-cosine") == pytest.approx(2 / 4)


def test_cosine_and_jaccard_by_hand():
    # Velland: treaty 2, strait 1; Tellan: treaty 1, strait 1.
    assert cell(SPOKEN, "Velland", "Tellan", aggregation="ignore", norm="cosine") == pytest.approx(3 / np.sqrt(5 * 2))
    assert cell(SPOKEN, "Velland", "Tellan", aggregation="ignore", norm="jaccard") == pytest.approx(2 / 3)
    assert cell(SPOKEN, "Velland", "Tellan", aggregation="congruence", norm="jaccard") == pytest.approx(1 / 3)
    assert cell(SPOKEN, "Velland", "Tellan", aggregation="conflict", norm="jaccard") == pytest.approx(1 / 3)
    # By products: of what each says alone (none on a side that both take: 1 and 1), and 2 · 1 shared.
    assert cell(SPOKEN, "Velland", "Tellan", aggregation="ignore", norm="dna-jaccard") == pytest.approx(3 / (1 + 1 + 2))


@settings(max_examples=20)
@given(st.lists(st.tuples(st.sampled_from(ACTORS), st.sampled_from("xyz"), st.sampled_from((-1, 0, 1))), min_size=1))
def test_congruence_and_conflict_are_the_two_parts_of_what_both_speak_on(rows):
    frame = made(*rows)
    for norm in ("no", "average", "cosine", "jaccard"):
        of = {
            aggregation: network(
                frame, mode="one-mode", aggregation=aggregation, norm=norm, isolates=True, duplicates="include"
            ).values
            for aggregation in networks.AGGREGATIONS["one-mode"]
        }
        assert np.allclose(of["congruence"] + of["conflict"], of["ignore"])
        assert np.allclose(of["congruence"] - of["conflict"], of["subtract"])
        assert not np.diag(of["subtract"]).any()
        if norm in ("cosine", "jaccard"):
            assert abs(of["ignore"]).max(initial=0) <= 1 + 1e-9


def test_combine_tells_the_sides_and_has_no_norm():
    frame = made(("Velland", "x", 1), ("Velland", "y", -1), ("Tellan", "x", 1), ("Tellan", "x", -1))
    net = network(
        frame.assign(position=frame["position"] == 1).rename(columns={"position": "agreement"}),
        aggregation="combine",
        qualifier="agreement",
    )
    assert net.frame().to_dict("index") == {"Tellan": {"x": 3, "y": 0}, "Velland": {"x": 1, "y": 2}}
    with pytest.raises(ValueError, match="combine"):
        network(frame, aggregation="combine", norm="prominence")


ONE_SIDED = made(("Velland", "x", True, "2031-05-01"), ("Tellan", "x", True, "2031-05-02"), sides="agreement")


def test_one_side_alone_turns_no_sign_and_gives_no_nan():
    how = {"qualifier": "agreement", "aggregation": "subtract"}
    assert (network(ONE_SIDED, **how).values == 1).all()
    (dnas, *_) = windows(ONE_SIDED, unit="dna-days", width=4, kernel="uniform")
    assert (network(ONE_SIDED, window=dnas, **how).values == -0.5).all()
    assert np.isnan(network(ONE_SIDED, window=dnas, mode="one-mode", **how).values).all()
    (honest, *_) = windows(ONE_SIDED, unit="days", width=4, kernel="uniform")
    assert (network(ONE_SIDED, window=honest, **how).values == 0.5).all()
    assert network(ONE_SIDED, window=honest, mode="one-mode", **how).values == pytest.approx(
        np.array([[0, 0.5], [0.5, 0]])
    )
    numbers = made(("Velland", "x", 1), ("Tellan", "x", 1))  # an integer with one level: 0/0 in DNA without any kernel
    assert network(numbers, mode="one-mode", aggregation="congruence").values.tolist() == [[0, 1], [1, 0]]


def test_a_smoothed_position_is_its_value_and_in_dna_its_place():
    frame = made(
        ("Velland", "x", 1, "2031-05-01"), ("Velland", "y", -1, "2031-05-01"), ("Velland", "z", 0, "2031-05-01")
    )
    (dnas,), (honest,) = (windows(frame, unit=unit, width=4, kernel="uniform") for unit in ("dna-days", "days"))
    assert network(frame, window=dnas).values.tolist() == [[2 * 0.5, 0, 0.5]]
    assert network(frame, window=honest).values.tolist() == [[0.5, -0.5, 0]]


def test_a_smoothed_one_mode_network_has_an_empty_diagonal_and_dnas_has_not(corpus):
    how = {"rows": "organization", "columns": "concept", "qualifier": "agreement", "mode": "one-mode"}
    for unit, filled in (("dna-months", True), ("months", False)):
        over = windows(corpus, unit=unit, width=4, kernel="gaussian")[3]
        assert np.diag(network(corpus, window=over, **how).values).any() == filled


def test_windows_are_calendar_months_and_dnas_begin_with_the_first_statement(corpus):
    honest, dnas = windows(corpus), windows(corpus, unit="dna-months")
    assert (f"{honest[0].first:%F %T}", f"{honest[0].last:%F %T}") == ("2023-11-01 00:00:00", "2024-01-31 23:59:59")
    assert (f"{dnas[0].first:%F %T}", f"{dnas[0].last:%F %T}") == ("2023-11-03 06:30:00", "2024-01-03 06:30:00")
    assert len(honest) == 14  # November to February of the year after next, three at a time
    months = [windows(corpus, width=1)[at] for at in range(16)]
    assert (
        sum(network(corpus, window=one, rows="organization", columns="concept").n for one in months)
        == network(corpus, rows="organization", columns="concept").n
    )


def test_what_is_said_again_counts_in_each_window_anew():
    frame = made(("Velland", "x", 1, "2031-01-10"), ("Velland", "x", 1, "2031-03-10"))
    first, *_, last = windows(frame, width=1)
    assert network(frame, window=last, duplicates="range").n == 1
    assert network(frame, window=windows(frame, unit="dna-days", width=1)[-1], duplicates="range").n == 0
    assert network(frame, window=first, duplicates="range").n == 1


def test_dna_smooths_by_average_whatever_is_asked_for(corpus):
    how = {"rows": "organization", "columns": "concept", "qualifier": "agreement", "mode": "one-mode"}
    dnas, honest = (windows(corpus, unit=unit, width=4, kernel="gaussian")[3] for unit in ("dna-months", "months"))
    average, cosine = (network(corpus, window=dnas, norm=norm, **how).values for norm in ("average", "cosine"))
    assert (average == cosine).all() and not (network(corpus, window=dnas, **how).values == average).all()
    average, cosine = (network(corpus, window=honest, norm=norm, **how).values for norm in ("average", "cosine"))
    assert not np.allclose(average, cosine) and abs(cosine).max() <= 1 + 1e-9
    with pytest.raises(ValueError, match="two-mode"):
        network(corpus, window=dnas, norm="activity", **{**how, "mode": "two-mode"})


def test_equal_integers_are_equal_however_large():
    frame = made(("Velland", "x", 200), ("Velland", "x", 200), ("Tellan", "x", -200))
    net = network(frame, duplicates="range", mode="one-mode", aggregation="conflict", qualifier="position")
    assert net.levels == (-200, 200) and net.n == 2 and net.values.tolist() == [[0, 1], [1, 0]]
    assert network(frame, duplicates="range").frame()["x"].to_dict() == {"Tellan": -200, "Velland": 200}


# ---- what is refused


@pytest.mark.parametrize(
    "how",
    [
        {"mode": "three-mode"},
        {"aggregation": "congruence"},
        {"mode": "one-mode", "aggregation": "combine"},
        {"mode": "one-mode", "norm": "activity"},
        {"norm": "cosine"},
        {"duplicates": "decade"},
        {"rows": "nobody"},
        {"qualifier": "issue"},
    ],
)
def test_what_means_nothing_is_refused_in_words(how):
    with pytest.raises(ValueError, match="known|no column|neither"):
        network(SPOKEN, **how)


def test_nothing_gives_an_empty_network():
    empty = SPOKEN.iloc[:0]
    for mode in ("one-mode", "two-mode"):
        net = network(empty, mode=mode)
        assert net.values.size == 0 and net.ties() == () and net.n == 0
        assert intervals(empty, mode=mode, draws=5).low.size == 0
        assert networks.communities(net) == () and networks.leaf_order(net) == ((), ())
    assert polarization(empty, draws=5).value == 0


def test_isolates_are_those_for_whom_nothing_was_counted():
    frame = pd.concat([SPOKEN, made(("Orrin", "the treaty", None), ("", "the treaty", 1), ("Ostmark", "", 1))])
    assert network(frame).rows == ("Ilvermark", "Tellan", "Velland")
    assert network(frame, isolates=True).rows == ("Ilvermark", "Orrin", "Ostmark", "Tellan", "Velland")
    assert network(frame, aggregation="ignore").rows == ("Ilvermark", "Orrin", "Tellan", "Velland")


# ---- back to the sentences


def test_a_cell_has_the_keys_of_its_statements():
    net = network(SPOKEN, duplicates="include")
    assert net.keys("Velland", "the treaty") == ("a0/0", "a1/1")
    assert net.keys("Velland", "the ferries") == ()
    congruence = network(SPOKEN, mode="one-mode", aggregation="congruence")
    assert congruence.keys("Velland", "Tellan") == ("a0/0", "a1/1", "a3/3")
    assert congruence.keys("Velland", "Ilvermark") == ("a2/2", "a5/5") == congruence.keys("Ilvermark", "Velland")
    assert network(SPOKEN, mode="one-mode", aggregation="conflict").keys("Velland", "Tellan") == ("a2/2", "a4/4")
    assert network(SPOKEN, mode="one-mode").keys("Velland", "Tellan") == ("a0/0", "a1/1", "a2/2", "a3/3", "a4/4")
    assert net.keys_of("Tellan") == ("a3/3", "a4/4")
    with pytest.raises(KeyError):
        net.keys("Nobody", "the treaty")


def test_what_is_said_again_is_kept_beside_what_counted():
    again = made(
        ("Velland", "x", 1, "2031-05-01", "a"),
        ("Velland", "x", 1, "2031-05-01", "a"),
        ("Velland", "x", -1, "2031-05-01", "a"),
    )
    net = network(again)
    assert net.values.tolist() == [[0]] and net.n == 2
    assert net.keys("Velland", "x") == ("a/0", "a/2") and net.keys("Velland", "x", repeated=True) == (
        "a/0",
        "a/1",
        "a/2",
    )
    (tie,) = net.ties()  # as much for as against is a tie, though its cell is 0
    assert (tie.value, tie.keys, tie.first, tie.last) == (0, ("a/0", "a/2"), "2031-05-01", "2031-05-01")


@settings(max_examples=15)
@given(st.data())
def test_every_tie_is_what_its_statements_alone_give(data):
    """The law of keys: a network of the statements of a cell has that cell again."""
    row = st.tuples(st.sampled_from(ACTORS), st.sampled_from("xyz"), st.sampled_from((-1, 0, 1)))
    frame = made(*data.draw(st.lists(row, min_size=1, max_size=12)))
    for mode, aggregations in networks.AGGREGATIONS.items():
        for aggregation in aggregations:
            how = {
                "mode": mode,
                "aggregation": aggregation,
                "duplicates": data.draw(st.sampled_from(("include", "document", "range"))),
            }
            net = network(frame, **how)
            ties = {(t.source, t.target): t for t in net.ties()}
            for (a, b), tie in ties.items():
                alone = network(frame[frame["key"].isin(tie.keys)], isolates=False, **how)
                assert alone.frame().loc[a, b] == pytest.approx(tie.value)
                assert tie.keys
            for i, a in enumerate(net.rows):
                for j, b in enumerate(net.columns):
                    if mode == "two-mode" or i < j:
                        assert net.values[i, j] == 0 or (a, b) in ties


def test_one_statement_of_two_speakers_of_one_actor_counts_once():
    frame = made(("Velland", "x", 1, "2031-05-01", "a"))
    both = pd.concat([frame, frame])
    for duplicates in networks.DUPLICATES:
        assert network(both, duplicates=duplicates).values.tolist() == [[1]]


# ---- statements of documents


def test_statements_of_documents_have_a_row_for_each_speaker_and_issue():
    doc = samples.sample()
    frame = networks.statements([doc])
    assert list(frame) == ["key", "document", "date", "outlet", "speaker", "actor", "issue", "position", "agreement"]
    assert set(frame["position"]) == {1, -1} and frame["agreement"].tolist() == (frame["position"] == 1).tolist()
    everything = networks.statements([doc], unsided=True)
    assert len(everything) > len(frame) and everything["position"].isin([1, 0, -1]).all()
    assert everything["agreement"].isna().sum() == (everything["position"] == 0).sum()
    assert frame["date"].tolist() == [pd.Timestamp(doc.published)] * len(frame)
    assert set(frame["key"].str.split("/").str[1]) <= {s.key for s in doc.statements}
    lean = {code.statement: code.lean for code in doc.issue_codes if code.position == "conditional"}
    assert lean and all(
        frame[frame["key"].str.endswith(key)]["position"].tolist() == [{"+": 1, "-": -1}[sign]]
        for key, sign in lean.items()
    )
    on_topics = networks.statements([doc], by="topics", labels=samples.CODEBOOK.labels)
    assert "Law of the sea" in set(on_topics["topic"])


def test_what_was_not_coded_has_no_position_and_can_be_counted():
    doc = replace(samples.sample(), stances=(), issue_codes=())
    assert networks.statements([doc], by="topics").empty
    frame = networks.statements([doc], by="topics", unsided=True)
    assert len(frame) and frame["position"].isna().all()
    assert network(frame, columns="topic", aggregation="ignore").n
    assert network(frame, columns="topic").n == 0


@settings(max_examples=40)
@given(st.lists(documents(), max_size=2, unique_by=lambda doc: doc.id), st.sampled_from(("issues", "topics")))
def test_every_document_gives_statements_and_a_network(docs, by):
    frame = networks.statements(docs, by=by, unsided=True)
    net = network(frame, columns=by[:-1], rows="speaker", aggregation="ignore")
    assert {key for tie in net.ties() for key in tie.keys} <= set(frame["key"])


def test_one_issue_in_two_articles_is_one():
    doc = samples.sample()
    frame = networks.statements([doc, replace(doc, id="later", published=date(2031, 6, 2))])
    assert (network(frame).values == 2 * network(networks.statements([doc])).values).all()


def test_a_dna_file_gives_what_the_documents_give():
    doc = samples.sample()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        file = dna.read(dna.written([doc], labels=samples.CODEBOOK.labels))
    ours = networks.statements([doc])
    theirs = networks.dna_statements(file)
    assert {"person", "organization", "concept", "agreement", "position", "demarche_id"} <= set(theirs)
    sided = ours[ours["key"].isin(_unconditional(doc))]
    ours_net = network(sided, qualifier="agreement")
    theirs_net = network(theirs, rows="organization", columns="concept", qualifier="agreement")
    assert ours_net.frame().equals(theirs_net.frame())
    with pytest.raises(dna.DnaError, match="no statements of type"):
        networks.dna_statements(file, "Nothing")


def _unconditional(doc):
    conditional = {c.statement for c in doc.issue_codes if c.position == "conditional"}
    return {f"{doc.id}/{s.key}" for s in doc.statements if s.key not in conditional}


# ---- how sure


def test_an_interval_holds_its_cell_and_is_the_same_again(corpus):
    how = {"rows": "organization", "columns": "concept", "mode": "one-mode", "aggregation": "congruence", "draws": 200}
    net = intervals(corpus, **how)
    assert (net.values == network(corpus, **{k: v for k, v in how.items() if k != "draws"}).values).all()
    assert (net.low <= net.values + 1e-6).mean() > 0.99 and (net.high >= net.values - 1e-6).mean() > 0.9
    assert (net.low == net.low.T).all() and (net.low <= net.high).all() and (net.low < net.high).any()
    again = intervals(corpus, **how)
    assert (again.low == net.low).all() and (again.high == net.high).all()
    assert not (intervals(corpus, seed=1, **how).low == net.low).all()
    tie = max(net.ties(), key=lambda tie: tie.value)
    assert tie.low < tie.value < tie.high


def test_an_interval_covers_what_other_articles_give():
    """Of counts of articles of one kind, about 57 in 60 intervals have the expected count."""
    rng = np.random.default_rng(7)
    held = 0
    for number in range(60):
        said = rng.random(120) < 0.4
        frame = made(*(("Velland" if one else "Tellan", "x", 1) for one in said))
        net = intervals(frame, aggregation="ignore", draws=150, seed=number)
        at = net.rows.index("Velland")
        held += net.low[at, 0] <= 0.4 * 120 <= net.high[at, 0]
    assert 52 <= held <= 60


def test_what_one_article_says_ten_times_is_one_article():
    ten = made(*(("Velland", "x", 1, "2031-05-01", "a") for _ in range(10)), ("Tellan", "x", 1, "2031-05-01", "b"))
    net = intervals(ten, aggregation="ignore", duplicates="include", draws=400)
    at = net.rows.index("Velland")
    assert (net.low[at, 0], net.values[at, 0], net.high[at, 0]) == (0, 10, 20)


def test_what_counts_once_in_the_range_counts_once_in_each_draw():
    frame = made(*(("Velland", "x", 1) for _ in range(30)))
    net = intervals(frame, duplicates="range", draws=100)
    assert net.values.tolist() == net.low.tolist() == net.high.tolist() == [[1]]


def test_intervals_of_a_window_and_of_two_modes(corpus):
    over = windows(corpus, kernel="epanechnikov")[5]
    net = intervals(corpus, window=over, rows="organization", columns="concept", draws=50)
    assert (net.low <= net.high).all() and (net.low < net.high).any()
    with pytest.raises(ValueError, match="without 'dna-'"):
        intervals(
            corpus,
            window=windows(corpus, unit="dna-months", kernel="gaussian")[0],
            rows="organization",
            columns="concept",
        )


# ---- camps, communities, order


def two_camps():
    rows = [
        (f"{camp}{number}", issue, side if camp == "A" else -side)
        for camp in "AB"
        for number in range(3)
        for issue, side in (("x", 1), ("y", -1), ("z", 1))
    ]
    return made(*rows)


def test_two_camps_are_found_and_nothing_is_more_polarized():
    found = polarization(two_camps(), draws=100)
    assert sorted(found.camps) == [("A0", "A1", "A2"), ("B0", "B1", "B2")]
    assert (
        found.value == pytest.approx(1) and found.exact and found.by_congruence + found.by_conflict == pytest.approx(1)
    )
    assert found.by_congruence > 0 and found.by_conflict > 0
    assert 0 < found.low <= found.high <= 1 + 1e-9
    assert (found.n, found.articles, found.loose) == (18, 18, ())


def test_one_voice_is_no_polarization():
    frame = made(*((actor, issue, 1) for actor in "ABCDEF" for issue in "xyz"))
    found = polarization(pd.concat([frame, made(("G", "w", 1))]))
    assert found.value == pytest.approx(0, abs=1e-9) and found.loose == ("G",) and found.by_conflict == 0


def test_dnas_sum_is_highest_for_a_wrong_division():
    found = polarization(two_camps(), measure="dna-absdiff")
    assert sorted(found.camps) != [("A0", "A1", "A2"), ("B0", "B1", "B2")]


def test_polarization_of_a_corpus_over_windows(corpus):
    how = {"rows": "organization", "columns": "concept", "qualifier": "agreement"}
    whole = polarization(corpus, draws=20, **how)
    assert whole.exact and 0 < whole.value < 1 and whole.low < whole.high
    assert polarization(corpus, draws=20, **how) == whole
    for over in windows(corpus):
        found = polarization(corpus, window=over, **how)
        assert 0 <= found.value <= 1 and found.n > 0


def test_communities_are_groups_of_names(corpus):
    net = network(two_camps(), mode="one-mode", aggregation="congruence")
    assert [one.rows for one in networks.communities(net)] == [("A0", "A1", "A2"), ("B0", "B1", "B2")]
    two = networks.communities(network(corpus, rows="organization", columns="concept", aggregation="ignore"), seed=3)
    assert sum(len(one.rows) for one in two) == 14 and sum(len(one.columns) for one in two) == 9
    assert two == networks.communities(
        network(corpus, rows="organization", columns="concept", aggregation="ignore"), seed=3
    )


def test_leaves_are_ordered_so_that_like_stands_beside_like():
    frame = two_camps().sample(frac=1, random_state=3)
    frame["actor"] = frame["actor"].map({"A0": "n", "A1": "b", "A2": "z", "B0": "c", "B1": "y", "B2": "a"})
    for how in ({}, {"mode": "one-mode"}):
        rows, _ = networks.leaf_order(network(frame, **how))
        assert {frozenset(rows[:3]), frozenset(rows[3:])} == {frozenset("nbz"), frozenset("cya")}


# ---- speed


def test_a_hundred_thousand_statements_are_a_network_in_seconds_of_processor_time():
    from time import process_time

    rng = np.random.default_rng(1)
    n = 100_000
    frame = pd.DataFrame(
        {
            "key": [f"k{i}" for i in range(n)],
            "document": rng.integers(0, 10_000, n).astype(str),
            "date": (np.datetime64("2030-01-01") + rng.integers(0, 700, n)).astype("datetime64[s]"),
            "actor": rng.integers(0, 300, n).astype(str),
            "issue": rng.integers(0, 200, n).astype(str),
            "position": pd.array(rng.choice((-1, 0, 1), n), dtype="Int64"),
        }
    )
    begun = process_time()
    net = network(frame, mode="one-mode", aggregation="congruence", norm="cosine", duplicates="month")
    over = networks.networks(frame, windows(frame), mode="one-mode", aggregation="subtract")
    assert net.n and len(over) == 22 and process_time() - begun < 20


# ---- statements of a corpus


@pytest.fixture(scope="module")
def counted_corpus(tmp_path_factory):
    """A folder of articles that were read, two of which are copies; some statements are conditional, or on no issue."""

    rows = corpora.articles(40, seed=4)
    rows.append({**max(rows, key=lambda row: len(row["text"])), "id": "copied"})
    folder = corpora.written(tmp_path_factory.mktemp("networks"), rows)
    runs.annotate(folder, corpora.known(), 1, bar=False, annotate=corpora.read_unlike)
    return folder


@pytest.mark.parametrize("by", ["issues", "topics"])
@pytest.mark.parametrize("unsided", [False, True])
def test_a_corpus_gives_from_its_tables_what_its_documents_give(counted_corpus, by, unsided):
    how = {"by": by, "unsided": unsided, "labels": {"trade": "Trade and tariffs"}}
    ours = networks.corpus_statements(counted_corpus, once="article", **how)
    theirs = networks.statements(results.documents(counted_corpus), **how)
    order = list(theirs)
    assert len(theirs) > 20 and theirs["position"].nunique() == 2 + unsided
    assert_frame_equal(*(f.sort_values(order).reset_index(drop=True) for f in (ours, theirs)))
    assert ("Trade and tariffs" in set(ours[by[:-1]])) == (by == "topics")


def test_copies_of_a_corpus_count_once_in_a_network(counted_corpus):
    whole, once = (networks.corpus_statements(counted_corpus, once=one) for one in ("article", "cluster"))
    (left_out,) = set(whole["document"]) - set(once["document"])
    assert len(once) < len(whole) and set(once["key"]) == set(whole[whole["document"] != left_out]["key"])


def test_a_corpus_without_statements_gives_none(tmp_path):
    folder = corpora.written(tmp_path, [corpora.row("a", "Ships wait.")])
    runs.annotate(folder, corpora.known(), 1, bar=False, annotate=corpora.read)
    assert networks.network(networks.corpus_statements(folder)).n == 0
