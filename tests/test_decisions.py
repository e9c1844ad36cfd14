"""What a coder decided is kept: laws of the replay, files as they come, a disk that is full, a kernel that is killed."""

import errno
import gc
import itertools
import json
import os
import random
import shutil
import subprocess
import sys
import textwrap
import time
from collections import Counter
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import decisions
from analysis.decisions import Decision, DecisionError, Log, as_line, coders, from_line, in_force, kept, replayed
from tests import samples
from tests.strategies import decided

REPOSITORY = Path(__file__).resolve().parents[1]
DOC = samples.sample()
LOGS = decided(DOC)
COUNTER = itertools.count(1)


def one(unit="krwxtext", what="change", coder="Ana", **told):
    """A decision of its own."""
    after = {"note": f"№ {next(COUNTER)}"} if what == "change" else {"verdict": what}
    return Decision(coder, **({"article": DOC.digest, "id": DOC.id, "unit": unit, "what": what, "after": after} | told))


def at(second, **told):
    """A decision at a second of a day."""
    return one(**({"at": f"2021-05-04T10:00:{second:02}.000000+00:00", "event": f"event-{second:02}"} | told))


def write(folder, data, name="Ana.jsonl"):
    """A file among the decisions of a folder."""
    file = folder / "reviews" / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(data)
    return file


def is_one_sentence(error):
    """Whether an error is told in one sentence that an analyst can read."""
    text = str(error.value)
    return text.endswith((".", "?")) and "\n" not in text and "Traceback" not in text and "Errno" not in text


def notes(found):
    return [d.after.get("note") for d in found]


# ---- the replay


@given(LOGS, st.randoms(use_true_random=False))
def test_the_order_of_lines_and_copies_of_them_change_nothing(log, chance):
    again = [*log, *log]
    chance.shuffle(again)
    assert replayed(again) == replayed(log)
    assert in_force(again) == in_force(log)
    assert replayed(iter(log)) == replayed(log)


@given(LOGS)
def test_the_state_is_the_last_value_of_each_field(log):
    state = {}
    for decision in in_force(log):
        state.setdefault((decision.article, decision.unit), {}).update(decision.after)
    assert {key: dict(unit.fields) for key, unit in replayed(log).items()} == state
    for unit in replayed(log).values():
        assert unit.verdict == unit.fields.get("verdict", "")
        assert unit.done == (unit.verdict in ("accept", "reject"))


@given(LOGS, LOGS)
def test_what_was_undone_was_never_decided(log, more):
    later = [replace(d, event=f"later-{d.event}", at=d.at.replace("T10", "T11")) for d in more if d.what != "undo"]
    undoing = [
        replace(d, what="undo", after={}, of=d.event, event=f"undo-{d.event}", at=d.at.replace("T11", "T12"))
        for d in later
    ]
    assert replayed([*log, *later, *undoing]) == replayed(log)
    assert in_force([*log, *later, *undoing]) == in_force(log)


@given(LOGS)
def test_to_undo_all_leaves_nothing(log):
    decided_only = [d for d in log if d.what != "undo"]
    late = "2031-05-04T12:00:00.000000+00:00"
    undoing = [replace(d, what="undo", after={}, of=d.event, event=f"x-{d.event}", at=late) for d in decided_only]
    assert replayed([*decided_only, *undoing]) == {}


def test_only_the_undone_goes():
    first, second, third = at(1, after={"note": "a"}), at(2, after={"act": "demand"}), at(3, after={"note": "b"})
    undo = at(4, what="undo", of=first.event, after={})
    (unit,) = replayed([first, second, third, undo]).values()
    assert (dict(unit.fields), unit.first, unit.last) == ({"act": "demand", "note": "b"}, second, third)


def test_an_undoing_that_is_undone_had_no_effect():
    log = [at(1), at(2, what="undo", after={}, of="event-01"), at(3, what="undo", after={}, of="event-02")]
    assert in_force(log) == (log[0],)


def test_to_undo_what_is_not_there_changes_nothing():
    log = [at(1, after={"note": "a"})]
    assert in_force([*log, at(2, what="undo", after={}, of="elsewhere")]) == tuple(log)


def test_units_of_two_articles_are_two():
    log = [at(1), at(2, article="another")]
    assert len(replayed(log)) == 2


def test_what_came_blind_is_kept_as_it_was_when_the_answer_was_shown():
    log = [
        at(1, after={"position": "oppose"}, blind=True),
        at(2, what="accept", blind=True),
        at(3, what="reveal", after={}, blind=True),
        at(4, after={"position": "support"}),
    ]
    (unit,) = replayed(log).values()
    assert unit.blind == {"position": "oppose", "verdict": "accept"}
    assert unit.fields == {"position": "support", "verdict": "accept"}
    (unit,) = replayed(log[3:]).values()
    assert unit.blind is None


def test_nothing_is_blind_any_more_after_the_answer_was_shown():
    log = [
        at(1, after={"position": "oppose"}, blind=True),
        at(2, what="reveal", after={}, blind=True),
        at(3, after={"position": "support"}, blind=True),
    ]
    (unit,) = replayed(log).values()
    assert unit.blind == {"position": "oppose"}


def test_a_verdict_of_many_is_bulk_until_one_is_given_alone():
    log = [at(1, what="accept", bulk=True), at(2), at(3, what="accept")]
    assert [next(iter(replayed(log[:n]).values())).bulk for n in (1, 2, 3)] == [True, True, False]


def test_what_was_added_stays_added_and_remembers_how_it_was_drawn():
    draw = {"sample": "may", "pi": 0.25, "stratum": "sentences", "seed": 7}
    log = [at(1, what="add", after={"content": [[0, 4]]}, draw=draw), at(2), at(3, what="accept")]
    (unit,) = replayed(log).values()
    assert unit.added and unit.done and unit.first.draw == draw and unit.last == log[2]


def test_coders_are_told_by_how_much_they_did():
    assert coders([at(1), at(2, coder="Bo"), at(3, coder="Bo"), at(4, coder="Al")]) == ("Bo", "Al", "Ana")


# ---- lines


@given(LOGS)
def test_a_line_is_a_decision(log):
    for decision in log:
        line = as_line(decision)
        assert from_line(line) == from_line(line.encode()) == from_line(line.strip()) == decision
        assert line.endswith("\n") and line.count("\n") == 1 and "\r" not in line
        assert len(line.splitlines()) == 1


JUNK = [
    b"",
    b"  ",
    b"{",
    b"null",
    b"[]",
    b"{}",
    b"12",
    b'"Ana"',
    b"NaN",
    b"\x00\x00\x00",
    b"\xff\xfe{",
    b"\xed\xa0\x80",
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b"<<<<<<< HEAD",
    b"=======",
    b">>>>>>> theirs",
    json.dumps({"event": "x", "at": "2031", "coder": "Ana"}).encode(),
    b"9" * 5000,
]


@pytest.mark.parametrize("junk", JUNK, ids=lambda junk: repr(junk[:12]))
def test_what_is_no_decision_is_left_out(tmp_path, junk):
    good = [at(1), at(2)]
    assert from_line(junk) is None
    write(tmp_path, as_line(good[0]).encode() + junk + b"\n" + as_line(good[1]).encode())
    assert kept(tmp_path) == tuple(good)


def test_what_a_later_version_adds_is_left_out():
    told = json.loads(as_line(at(1, after={"note": "a"})))
    assert from_line(json.dumps(told | {"mood": "fine"})) == at(1, after={"note": "a"})


def test_what_an_earlier_version_lacked_is_empty():
    needed = {"event": "e", "at": "2031", "coder": "Ana", "article": "3dfb", "unit": "talks", "what": "accept"}
    assert from_line(json.dumps(needed)) == Decision("Ana", "3dfb", "", "talks", "accept", event="e", at="2031")


WRONG = [None, True, 7, -1.5, "words", [], ["a"], [[1, 2]], {}, {"a": 1}]


@pytest.mark.parametrize("name", [f.name for f in fields(Decision)])
@pytest.mark.parametrize("what", ["accept", "undo", "add", "change"])
def test_a_field_of_another_kind_breaks_neither_reading_nor_replay(tmp_path, name, what):
    good = at(1, unit="good", after={"note": "a"})
    for wrong in WRONG:
        told = json.loads(as_line(at(2, what=what, of="event-77"))) | {name: wrong}
        write(tmp_path, as_line(good).encode() + json.dumps(told).encode() + b"\n")
        assert good in kept(tmp_path)
        assert good in in_force(kept(tmp_path))
        for unit in replayed(kept(tmp_path)).values():
            assert unit.done in (True, False) and isinstance(unit.added, bool)
        with Log(tmp_path, "Ana") as log:
            log.add(one(after={"note": "still"}))
        assert kept(tmp_path)[-1].after == {"note": "still"}


@pytest.mark.parametrize(
    "when", ["", "tomorrow", "2031", "9999-12-31T23:59:59.999999+00:00", "2021-05-04T10:00:00", "2021-05-04T10:00:00Z"]
)
def test_a_time_that_is_none_does_not_stop_the_coder(tmp_path, when):
    write(tmp_path, as_line(at(1, event="old", at=when)).encode())
    with Log(tmp_path, "Ana") as log:
        added = [log.add(one(after={"note": word}))[0] for word in ("a", "b")]
    found = [d for d in kept(tmp_path) if d.event != "old"]
    assert found == added and notes(found) == ["a", "b"]


# ---- files


def test_what_was_decided_is_read_again(tmp_path):
    with Log(tmp_path, "Ana") as log:
        assert log.decisions == () == kept(tmp_path)
        assert not (tmp_path / "reviews").exists()  # to look is no act
        first = log.add(one())
        more = log.add(one(), one(what="accept"))
        assert log.decisions == (*first, *more) == kept(tmp_path)
    assert all(d.at and d.coder == "Ana" for d in kept(tmp_path))
    with Log(tmp_path, "Ana") as log:
        assert log.decisions == kept(tmp_path)
        log.add(one())
    assert len(kept(tmp_path)) == 4 and kept(tmp_path)[:3] == (*first, *more)
    assert [f.name for f in (tmp_path / "reviews").glob("*.jsonl")] == ["Ana.jsonl"]


def test_nothing_that_was_written_is_written_again(tmp_path):
    with Log(tmp_path, "Ana") as log:
        before = b""
        for what in ("accept", "reject", "change", "skip"):
            log.add(one(what=what))
            now = log.file.read_bytes()
            assert now.startswith(before) and len(now) > len(before)
            before = now
        log.add(one(what="undo", after={}, of=log.decisions[-1].event))
        assert log.file.read_bytes().startswith(before)


def test_a_decision_is_on_the_disk_before_it_is_acknowledged(tmp_path, monkeypatch):
    synced, fsync = [], os.fsync

    def watched(number):
        synced.append(os.fstat(number).st_size)
        fsync(number)

    monkeypatch.setattr(os, "fsync", watched)
    with Log(tmp_path, "Ana") as log:
        for _ in range(3):
            synced.clear()
            log.add(one())
            assert log.file.stat().st_size in synced


def test_a_log_is_who_decides(tmp_path):
    with Log(tmp_path, "Ana") as log:
        assert log.add(one(coder="Bo"))[0].coder == "Ana"


def test_a_log_cut_at_any_byte_keeps_all_whole_lines_and_goes_on(tmp_path):
    lines = [as_line(at(n, after={"note": f"Größe {n} 🚢"})).encode() for n in (1, 2, 3)]
    whole = b"".join(lines)
    for cut in range(len(whole) + 1):
        shutil.rmtree(tmp_path / "reviews", ignore_errors=True)
        write(tmp_path, whole[:cut])
        ends = list(itertools.accumulate(len(line) - 1 for line in lines))
        sure = sum(cut >= end + n for n, end in enumerate(ends))
        assert [d.event for d in kept(tmp_path)] == [f"event-{n:02}" for n in range(1, sure + 1)]
        if cut % 7 and cut < len(whole) - 3:
            continue
        with Log(tmp_path, "Ana") as log:
            log.add(one(after={"note": "after the crash"}))
            log.add(one(after={"note": "and on"}))
        found = kept(tmp_path)
        assert len(found) == sure + 2 and notes(found)[-2:] == ["after the crash", "and on"]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\n\n\n", b"\r\n \t \r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_editors_and_git_may_touch_a_log(tmp_path, end, mark):
    log = [at(n, after={"note": "Größe 🚢"}) for n in (1, 2, 3)]
    write(tmp_path, mark + b"".join(as_line(d).strip().encode() + end for d in log))
    assert kept(tmp_path) == tuple(log)
    with Log(tmp_path, "Ana") as opened:
        opened.add(one())
    assert kept(tmp_path)[:3] == tuple(log) and len(kept(tmp_path)) == 4


def test_a_copy_under_another_name_counts_once(tmp_path):
    with Log(tmp_path, "Ana") as log:
        log.add(one(), one())
        for name in ("Ana (1).jsonl", "Ana.sync-conflict-20310504.jsonl", "Copy of Ana.jsonl"):
            shutil.copy(log.file, log.file.with_name(name))
        log.add(one())
    assert len(kept(tmp_path)) == 3 == len(Log(tmp_path, "Ana").decisions)


def test_two_folders_merged_by_copying_lose_nothing(tmp_path):
    office, home = tmp_path / "office", tmp_path / "home"
    for folder in (office, home):
        folder.mkdir()
    with Log(office, "Ana") as log:
        log.add(one(), one())
    shutil.copytree(office / "reviews", home / "reviews")
    for folder, coder in ((office, "Ana"), (home, "Ana"), (home, "Bo")):
        with Log(folder, coder) as log:
            log.add(one(coder=coder))
    every = {d.event: d for d in (*kept(office), *kept(home))}
    shutil.copy(home / "reviews" / "Bo.jsonl", office / "reviews")
    shutil.copy(home / "reviews" / "Ana.jsonl", office / "reviews" / "Ana from home.jsonl")
    found = kept(office)
    assert {d.event: d for d in found} == every and len(found) == 5
    assert [d.at for d in found] == sorted(d.at for d in found)
    assert Counter(d.coder for d in found) == {"Ana": 4, "Bo": 1}
    both = (home / "reviews" / "Ana.jsonl").read_bytes() + (office / "reviews" / "Ana.jsonl").read_bytes()
    write(home, both)  # as git's union merge, or cat
    assert {d.event for d in kept(home)} == set(every)


def test_what_else_lies_there_is_no_log(tmp_path):
    with Log(tmp_path, "Ana") as log:
        log.add(one())
    (tmp_path / "reviews" / "samples").mkdir()
    (tmp_path / "reviews" / "old.jsonl").mkdir()
    (tmp_path / "reviews" / ".#Ana.jsonl").symlink_to("ana@host.4711")  # Emacs has the file open
    assert len(kept(tmp_path)) == 1


LONG = "🚢" * 60
NAMES = [
    "Ana",
    "  Ana  Berg ",
    "a/b",
    "../../Ana",
    "/etc/passwd",
    "C:\\Ana",
    ".",
    "..",
    "...",
    ".Ana",
    "Ana.",
    "Ana.jsonl",
    "con",
    "CON",
    "nul",
    "com1",
    "aux.txt",
    'a:b*?"<>|',
    "Zoë Ångström",
    "安娜",
    "שלום",
    "🚢",
    "👩\u200d💻",
    "علی\u200cرضا",
    LONG,
    "%2F",
    "a%b",
    "-rf",
    "~",
    "x" * 60,
]
RESERVED = {"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)}


@pytest.mark.parametrize("name", NAMES, ids=lambda name: ascii(name[:10]))
def test_any_name_is_a_file_of_its_folder(tmp_path, name):
    corpus = tmp_path / "a" / "b" / "corpus"
    corpus.mkdir(parents=True)
    with Log(corpus, name) as log:
        log.add(one())
        coder = log.coder
    assert coder == " ".join(name.split())
    (decision,) = kept(corpus)
    assert decision.coder == coder
    assert log.file.parent == corpus / "reviews" and log.file in (corpus / "reviews").iterdir()
    assert {p.relative_to(tmp_path).parts[:3] for p in tmp_path.rglob("*") if p.is_file()} == {("a", "b", "corpus")}
    with Log(corpus, name) as log:
        assert len(log.decisions) == 1


@pytest.mark.parametrize("name", NAMES, ids=lambda name: ascii(name[:10]))
def test_a_log_may_be_copied_to_any_system(tmp_path, name):
    file = Log(tmp_path, name).file.name
    assert len(file.encode()) <= 255 - len(".lock.") and not set(file) & set('<>:"/\\|?*')
    assert file.split(".")[0].strip().lower() not in RESERVED


def test_two_names_are_two_logs(tmp_path):
    for number, name in enumerate(NAMES[2:]):
        try:
            with Log(tmp_path, name) as log:
                log.add(one(after={"note": str(number)}))
        except DecisionError:
            continue  # told above
        (own,) = Log(tmp_path, name).decisions
        assert own.after == {"note": str(number)}


@pytest.mark.parametrize("name", ["", "   ", "\n", "x" * 61, "a\x00b", "\ud800", "a\x1b[0m"])
def test_what_is_no_name_is_told_in_one_sentence(tmp_path, name):
    with pytest.raises(DecisionError) as error:
        Log(tmp_path, name)
    assert is_one_sentence(error) and not list(tmp_path.iterdir())


def test_a_second_kernel_of_the_same_coder_is_told_in_one_sentence(tmp_path):
    with Log(tmp_path, "Ana") as log:
        log.add(one())
        with pytest.raises(DecisionError) as error, Log(tmp_path, " Ana ") as second:
            second.add(one())
        assert is_one_sentence(error) and "Ana" in str(error.value)
        log.add(one())
        with Log(tmp_path, "Bo") as other:
            other.add(one())
    assert Counter(d.coder for d in kept(tmp_path)) == {"Ana": 2, "Bo": 1}


def test_the_second_kernel_takes_over_where_the_first_is_closed(tmp_path):
    first, second = Log(tmp_path, "Ana"), Log(tmp_path, "Ana")
    written = first.add(one(), one())
    first.close()
    more = second.add(one())
    assert second.decisions == (*written, *more) == kept(tmp_path)
    second.close()


def test_the_second_kernel_is_later_whatever_its_clock_says(tmp_path):
    second = Log(tmp_path, "Ana")
    write(tmp_path, as_line(at(1, at="2999-01-01T00:00:00.000000+00:00")).encode())  # by the first, meanwhile
    (decision,) = second.add(one())
    assert kept(tmp_path)[-1] == decision
    second.close()


def test_a_clock_that_goes_back_keeps_the_order(tmp_path, monkeypatch):
    real = decisions.dt
    hours = itertools.cycle([12, 11, 11, 10, 13, 9])

    class Clock(real.datetime):
        @classmethod
        def now(cls, tz=None):
            return real.datetime(2031, 5, 4, next(hours), tzinfo=tz)

    monkeypatch.setattr(decisions, "dt", type("Module", (), {**vars(real), "datetime": Clock}))
    for _ in range(3):
        with Log(tmp_path, "Ana") as log:
            for _ in range(5):
                log.add(one(), one())
    found = kept(tmp_path)
    assert len({d.at for d in found}) == len(found) == 30
    lines = [from_line(line) for line in log.file.read_bytes().splitlines()]
    assert tuple(lines) == found


def test_a_log_of_the_future_is_followed(tmp_path):
    future = at(1, at="2999-12-31T23:59:59.999999+00:00")
    write(tmp_path, as_line(future).encode())
    with Log(tmp_path, "Ana") as log:
        (undo,) = log.add(one(what="undo", after={}, of=future.event))
    assert undo.at > future.at and in_force(kept(tmp_path)) == ()


# ---- what can go wrong with a disk


def fails(number):
    """A function that fails from its n-th call, as where no space is left."""
    calls = itertools.count(1)
    fsync = os.fsync

    def call(file):
        if next(calls) >= number:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        fsync(file)

    return call


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("before", [0, 2])
def test_a_disk_that_fails_to_sync_leaves_the_log_as_it_was(tmp_path, monkeypatch, number, before):
    with Log(tmp_path, "Ana") as log:
        if before:
            log.add(*(one() for _ in range(before)))
        data = log.file.read_bytes() if log.file.exists() else b""
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", fails(number))
            with pytest.raises(DecisionError) as error:
                for _ in range(number):
                    log.add(one(after={"note": "lost"}))
                    data = log.file.read_bytes()
        assert is_one_sentence(error) and log.file.name in str(error.value)
        assert (log.file.read_bytes() if log.file.exists() else b"") == data
        assert kept(tmp_path) == log.decisions
        log.add(one(after={"note": "again"}))
        assert kept(tmp_path) == log.decisions and notes(kept(tmp_path)).count("again") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="only Unix bounds the size of a file")
@pytest.mark.parametrize("before", [0, 2])
@pytest.mark.parametrize(
    ("room", "size"), [(0, 1), (1, 1), (100, 1), (700, 1), (0, 20_000), (100, 20_000), (9000, 20_000)]
)
def test_a_file_that_cannot_grow_is_as_it_was(tmp_path, before, room, size):
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with Log(tmp_path, "Ana") as log:
        for _ in range(before):
            log.add(one())
        data = log.file.read_bytes() if before else b""
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(data) + room, hard))
        try:
            with pytest.raises(DecisionError) as error:
                log.add(one(), one(after={"note": "x" * size}))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert is_one_sentence(error)
        gc.collect()
        assert (log.file.read_bytes() if log.file.exists() else b"") == data
        log.add(one(after={"note": "again"}))
        assert kept(tmp_path) == log.decisions and len(log.decisions) == before + 1


DISK = """
    import gc, sys
    from pathlib import Path
    from analysis.decisions import Decision, DecisionError, Log, kept
    folder = Path(sys.argv[1])

    def one(note):
        return Decision("Ana", "3dfb", "talks", "krwxtext", "change", {"note": note})

    def told(log, *notes):
        try:
            log.add(*map(one, notes))
        except DecisionError as error:
            return str(error)
        raise SystemExit("it was taken for kept")

    def seen(log):
        return log.file.read_bytes() if log.file.exists() else b""

"""
FULL = """
    log = Log(folder, "Ana")
    if sys.argv[2] == "old":
        log.add(one("first"))
    else:
        (folder / "reviews").mkdir()
    try:
        with (folder / "filler").open("wb", buffering=0) as filler:
            while True:
                filler.write(b"x" * 512)
    except OSError:
        pass
    before, known = seen(log), log.decisions
    print(told(log, "second", "y" * int(sys.argv[3])))
    gc.collect()
    assert seen(log) == before, "the log has changed"
    assert log.decisions == known == kept(folder)
    (folder / "filler").unlink()
    log.add(one("third"))
    assert [d.after["note"] for d in kept(folder)] == ["first"] * len(known) + ["third"]
"""
READ_ONLY = """
    import subprocess
    log = Log(folder, "Ana")
    if sys.argv[2] == "old":
        log.add(one("first"))
    log.close()
    before, known = seen(log), log.decisions
    subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
    log = Log(folder, "Ana")
    print(told(log, "second"))
    assert seen(log) == before and log.decisions == known == kept(folder)
    subprocess.run(["mount", "-o", "remount,rw", str(folder)], check=True)
    log.add(one("third"))
    assert [d.after["note"] for d in kept(folder)] == ["first"] * len(known) + ["third"]
"""
MOUNTED = 'mount -t tmpfs -o size=64k none "$1" && exec "$2" -c "$3" "$1" "$4" "$5"'


def can_mount():
    """Whether a disk of our own can be had, seen by a process of ours alone."""
    if sys.platform != "linux" or os.geteuid() or not shutil.which("unshare"):
        return False
    done = subprocess.run(["unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True)
    return done.returncode == 0


@pytest.mark.skipif("not can_mount()", reason="needs the right to mount a small disk")
@pytest.mark.parametrize("script", [FULL, READ_ONLY], ids=["full", "read-only"])
@pytest.mark.parametrize("log", ["old", "new"])
@pytest.mark.parametrize("size", [5000, 30_000])
def test_a_disk_that_takes_nothing_is_told_in_one_sentence(tmp_path, script, log, size):
    code = textwrap.dedent(DISK) + textwrap.dedent(script)
    command = ["unshare", "-m", "sh", "-c", MOUNTED, "sh", str(tmp_path), sys.executable, code, log, str(size)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    assert line.endswith(".") and "Errno" not in line and str(tmp_path) in line


@pytest.mark.skipif(sys.platform == "win32" or not os.geteuid(), reason="nothing is read-only to root")
def test_a_read_only_folder_is_told_in_one_sentence(tmp_path):
    tmp_path.chmod(0o555)
    try:
        with Log(tmp_path, "Ana") as log, pytest.raises(DecisionError) as error:
            log.add(one())
    finally:
        tmp_path.chmod(0o755)
    assert is_one_sentence(error) and kept(tmp_path) == ()


def test_where_no_folder_can_be_is_told_in_one_sentence(tmp_path):
    (tmp_path / "reviews").write_text("a file")
    with pytest.raises(DecisionError) as error, Log(tmp_path, "Ana") as log:
        log.add(one())
    assert is_one_sentence(error) and (tmp_path / "reviews").read_text() == "a file"


# ---- a kernel that is killed

REVIEW = """
    import random, sys
    from analysis.decisions import Decision, Log, as_line
    chance = random.Random(int(sys.argv[2]))
    with Log(sys.argv[1], "Ana") as log:
        mine = []
        while True:
            unit = f"unit-{chance.randrange(40)}"
            what = chance.choice(["accept", "reject", "change", "add", "undo"])
            told = {"of": chance.choice(mine)} if what == "undo" and mine else {}
            note = {"note": "x" * chance.choice([5, 50, 500, 40_000])}
            after = {} if what == "undo" else note | ({"verdict": what} if what in ("accept", "reject") else {})
            done = log.add(*(Decision("Ana", "3dfb", "talks", unit, what, after, **told)
                             for _ in range(chance.choice([1, 1, 1, 14]))))
            mine += [d.event for d in done]
            sys.stdout.write("".join(map(as_line, done)))
            sys.stdout.flush()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is of Unix")
@pytest.mark.parametrize("times", [4, pytest.param(100, marks=pytest.mark.trial)])
def test_what_was_acknowledged_is_there_after_kill_9(tmp_path, times):
    chance, seen = random.Random(15), {}
    for number in range(times):
        command = [sys.executable, "-c", textwrap.dedent(REVIEW), str(tmp_path), str(number)]
        with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE) as review:
            begun = review.stdout.readline()
            time.sleep(chance.uniform(0, 0.05))
            review.kill()
            lines = (begun + review.stdout.read()).splitlines(keepends=True)
        acknowledged = [from_line(line) for line in lines if line.endswith(b"\n")]
        assert acknowledged and None not in acknowledged
        seen |= {d.event: d for d in acknowledged}
        found = {d.event: d for d in kept(tmp_path)}
        assert {event: found.get(event) for event in seen} == seen
        (file,) = (tmp_path / "reviews").glob("*.jsonl")
        written = Counter(d.event for d in map(from_line, file.read_bytes().splitlines()) if d)
        assert max(written.values()) == 1 and len(written) == len(found)
        assert replayed(found.values())
    assert len(seen) > 3 * times
