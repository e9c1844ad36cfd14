"""How the reader learns: examples side by side, a teacher that reads as MPNet does, and what a pupil is told."""

import itertools
from argparse import Namespace
from dataclasses import fields

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the extra `train` is not installed")

from analysis import knowledge  # noqa: E402
from analysis.reader import Asking, Question, feed  # noqa: E402
from analysis.spans import Span  # noqa: E402
from analysis.text import index_of  # noqa: E402
from training import readernet, taught, teacher  # noqa: E402
from training.examples import Example, Known, Names, side, smoothed  # noqa: E402
from training.network import Lower, Steps  # noqa: E402
from training.packed import LONG, joined, kept, packed  # noqa: E402
from training.readernet import ReaderNet, drawn  # noqa: E402

NAMES = Names(["say", "reject"], ["arms", "none"])
CPU = torch.device("cpu")


def asked(text, target=()):
    asking = Asking(index_of(text, knowledge.load().models.pieces))
    return asking.of(Question((Span(0, 4),), (Span(5, 9),), (Span(10, len(text)),), target))


def ways():
    """Four statements; the first is asked of its target too, the last is a row of our own, nothing is known of the third."""
    first, second = (
        asked("Feld said the treaty is a mistake."),
        asked("Feld said that the embargo works well and holds."),
    )
    long = len(first.mark) + 1
    ends = np.zeros((long, 4), dtype=np.float32)
    ends[4, 0] = ends[5, 1] = 1
    whole = Known(
        side("oppose"), smoothed(1, 2), smoothed(0, 2), ends, 0.0, np.ones(long, np.float32), np.ones(long, np.float32)
    )
    return [
        [Example(first, whole), Example(first, Known(side("oppose")), aimed=True)],
        [Example(second, Known(side("support"), smoothed(0, 2)), weight=0.6)],
        [Example(second, Known())],
        [Example(first, Known(side("neutral")), own=True)],
    ]


def test_examples_side_by_side_are_as_they_were():
    some = packed(ways(), NAMES)
    assert some.ids.shape == (5, LONG) and some.statement.tolist() == [0, 0, 1, 2, 3]
    every = [example for way in ways() for example in way]
    batch = some.chosen(np.array([0, 1]), CPU)
    for given, wanted in zip(batch.given(), feed([e.asked for e in every[:2]]).values(), strict=True):
        assert np.array_equal(given.numpy(), wanted)
    assert np.allclose(some.positions[0], every[0].known.positions) and not some.positions[3].any()
    assert np.array_equal(some.ends[0, : len(every[0].known.ends)].numpy(), every[0].known.ends)
    assert some.second.tolist() == [0, -1, -1, -1, -1] and some.shown[0].any() and not some.shown[2].any()
    assert some.aimed.tolist() == [False, True, False, False, False] and some.weight[2] == pytest.approx(0.6)


def test_what_is_joined_keeps_its_statements_apart():
    some = packed(ways(), NAMES)
    both = joined(some, some)
    assert both.statement.tolist() == [0, 0, 1, 2, 3, 4, 4, 5, 6, 7]
    assert all(len(getattr(both, f.name)) == 10 for f in fields(both))


def test_what_is_packed_is_kept_and_needs_no_gold_set_then(tmp_path, monkeypatch):
    from training import packed as module

    for name, result in (("named", NAMES), ("target_names", []), ("meanings", {})):
        monkeypatch.setattr(module, name, lambda *_, result=result: result)
    some, names = kept(tmp_path, "some", lambda _: ways())
    again, others = kept(tmp_path, "some", lambda _: pytest.fail("it is there"))
    assert (names.acts, names.topics) == (others.acts, others.topics) == (NAMES.acts, NAMES.topics)
    assert all(torch.equal(getattr(some, f.name), getattr(again, f.name)) for f in fields(some))
    assert [path.suffix for path in tmp_path.iterdir()] == [".npz"]


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_an_epoch_asks_of_each_statement_once_and_of_a_share_of_the_targets(share):
    some = packed(ways(), NAMES)
    for seed in range(9):
        numbers = sorted(np.concatenate(drawn(some, share, 60, seed)).tolist())
        assert set(numbers) - {4} == ({0, 1, 2, 3} if share else {0, 2, 3}) and len(set(numbers)) == len(numbers)


# ---- the teacher


def test_ids_of_mpnet_are_those_of_bert_four_further_on():
    assert teacher.own_ids(torch.tensor([[101, 2000, 102, 0]])).tolist() == [[0, 2004, 2, 4]]


def test_distances_are_told_in_steps_that_widen():
    """The buckets of T5 (Raffel et al. 2020): 32 both ways, exact below 8, alike from 128 on."""
    steps = teacher.steps_apart(200)
    assert steps[10, :12].tolist() == [8, 8, 8, 7, 6, 5, 4, 3, 2, 1, 0, 17]
    assert steps[0, [7, 8, 16, 64, 127, 128, 199]].tolist() == [23, 24, 26, 30, 31, 31, 31]
    assert steps[199, 0] == 15 and int(steps.max()) == 31


def test_the_weights_of_another_network_are_refused():
    with pytest.raises(KeyError):
        teacher.mpnet({}, 0.0)


def test_without_teachers_it_says_what_makes_them(tmp_path):
    with pytest.raises(SystemExit, match=r"training\.teacher --seed 1"):
        teacher.teachers(tmp_path, NAMES)


# ---- what a pupil is told


@pytest.fixture(scope="module")
def school():
    """A pupil of one layer and a teacher of one, both as they begin."""
    torch.manual_seed(0)
    whole = teacher.LAYERS
    teacher.LAYERS = 1
    old = ReaderNet(teacher.Mpnet(0.0), 2, 2).eval()
    teacher.LAYERS = whole
    return ReaderNet(Lower(1, 0.0), 2, 2), old


def test_near_words_are_words_and_what_is_none_has_none():
    reader = ReaderNet(Lower(1, 0.0), 2, 2)
    near = taught.near_words(reader)
    ids = {"[CLS]": 101, "treaty": 5036, "##ing": 2075, ".": 1012}
    for name in ("[CLS]", "##ing", "."):
        assert set(near[ids[name]].tolist()) == {ids[name]}
    assert ids["treaty"] not in near[ids["treaty"]].tolist() and int(near[ids["treaty"]].min()) > 999


def test_only_some_statements_have_other_words_and_the_rest_stay():
    some = packed(ways() * 20, NAMES).chosen(np.arange(100), CPU)
    near = torch.arange(30522)[:, None] + 1
    torch.manual_seed(1)
    other, same = taught.changed(some, near)
    assert 20 < int(same.sum()) < 80
    assert torch.equal(other.ids[same], some.ids[same]) and (other.ids[~same] != some.ids[~same]).any()
    known = taught.known_of(some, same)
    assert not known.positions[~same].any() and torch.equal(known.positions[same], some.positions[same])
    assert (known.second[~same] == -1).all() and not known.shown[~same].any()


def test_a_pupil_comes_nearer_to_its_teacher(school):
    reader, old = school
    some = packed(ways() * 4, NAMES).chosen(np.arange(20), CPU)
    pupil, cost = taught.Pupil(reader), taught.lessons([old], torch.arange(30522)[:, None])
    steps, paid = Steps(pupil, 1e-3, 40), []
    for number in range(20):
        torch.manual_seed(number)
        loss = cost(pupil, some)
        steps.take(loss)
        paid.append(float(loss.detach()))
    assert np.mean(paid[-5:]) < 0.8 * np.mean(paid[:5])


def test_training_that_was_cut_off_goes_on_to_the_same_weights(tmp_path, monkeypatch):
    monkeypatch.setattr(readernet, "KEPT", -1)
    some = packed(ways()[1:2] * 3, NAMES)
    a = Namespace(seed=1, epochs=130, peak=1e-3, room=200, share=1.0)

    def trained(path, cut=False):
        torch.manual_seed(2)
        model, taken = ReaderNet(Lower(1, 0.1), 2, 2), itertools.count(1)

        def cost(model, some):
            if cut and next(taken) == 120:
                raise KeyboardInterrupt
            return readernet.cost(model, some)

        readernet.train(model, some, a, path, cost)
        return model.state_dict()

    whole = trained(tmp_path / "one.pt")
    with pytest.raises(KeyboardInterrupt):
        trained(tmp_path / "other.pt", cut=True)
    again = trained(tmp_path / "other.pt")
    assert all(torch.equal(whole[name], again[name]) for name in whole)
