import os
import stat

import pytest

from analysis import saving
from analysis.saving import SavingError, free, saved

LONG = "x" * 251 + ".csv"  # 255 bytes, as long as names can be


def names(folder):
    return sorted(p.name for p in folder.iterdir())


def test_what_is_written_is_whole_and_alone(tmp_path):
    assert saved(tmp_path / "a" / "b" / "c.txt", "Grüße").read_text(encoding="utf-8") == "Grüße"
    assert saved(tmp_path / LONG, b"1").read_bytes() == b"1"
    assert names(tmp_path) == ["a", LONG] and names(tmp_path / "a" / "b") == ["c.txt"]


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o755])
def test_a_file_that_is_replaced_keeps_its_mode(tmp_path, mode):
    path = tmp_path / "a.txt"
    path.write_text("before")
    path.chmod(mode)
    saved(path, "after")
    assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == ("after", mode)


def test_a_new_file_has_the_mode_of_all_new_files(tmp_path):
    (tmp_path / "a.txt").touch()
    saved(tmp_path / "b.txt", "b")
    assert (tmp_path / "a.txt").stat().st_mode == (tmp_path / "b.txt").stat().st_mode


def make(folder, kind):
    """A path at which that kind of thing lies, and the inputs of the call."""
    path, source = folder / "out", folder / "in.txt"
    source.write_text("before")
    if kind == "link":
        path.symlink_to(source)
    elif kind == "broken link":
        path.symlink_to(folder / "nothing")
    elif kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        return os.devnull, []
    elif kind == "read-only":
        path.write_text("before")
        path.chmod(0o444)
    elif kind == "input":
        return source, [source]
    elif kind == "hard link of an input":
        path.hardlink_to(source)
        return path, [source]
    elif kind == "input by another way":
        path.symlink_to(folder, target_is_directory=True)
        return path / "in.txt", [source]
    return path, []


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("link", "it is a link"),
        ("broken link", "it is a link"),
        ("folder", "it is a folder"),
        ("pipe", "no plain file"),
        ("device", "no plain file"),
        ("read-only", "read-only"),
        ("input", "is read here"),
        ("hard link of an input", "is read here"),
        ("input by another way", "is read here"),
    ],
)
def test_nothing_is_written_over_what_is_needed_or_no_plain_file(tmp_path, kind, why):
    path, inputs = make(tmp_path, kind)
    before = names(tmp_path)
    with pytest.raises(SavingError, match=why) as error:
        saved(path, "after", inputs=inputs)
    assert str(error.value).startswith(f"{path}: ") and "\n" not in str(error.value)
    assert names(tmp_path) == before
    assert (tmp_path / "in.txt").read_text() == "before"


def test_other_files_than_the_inputs_may_be_replaced(tmp_path):
    (tmp_path / "out.txt").write_text("before")
    assert free(tmp_path / "out.txt", [tmp_path / "none.txt", tmp_path / ("x" * 300)]) == tmp_path / "out.txt"


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt, SystemExit])
def test_what_fails_leaves_neither_file_nor_folder(tmp_path, monkeypatch, error):
    def fail(*_):
        raise error

    monkeypatch.setattr(saving.Path, "replace", fail)
    with pytest.raises(error):
        saved(tmp_path / "a" / "b" / "c.txt", "text")
    assert names(tmp_path) == []


@pytest.mark.parametrize("step", ["touch", "replace"])
def test_an_error_names_the_file_that_was_asked_for(tmp_path, monkeypatch, step):
    def fail(path, *_, **__):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(saving.Path, step, fail)
    with pytest.raises(PermissionError) as error:
        saved(tmp_path / "x.html", "text")
    assert error.value.filename == str(tmp_path / "x.html")


def test_nothing_is_written_after_a_signal(tmp_path, monkeypatch):
    monkeypatch.setattr(saving, "stopped", [15])
    with pytest.raises(SystemExit):
        saved(tmp_path / "a" / "b.txt", "text")
    assert names(tmp_path) == []


def test_a_name_that_is_too_long_leaves_no_folder(tmp_path):
    with pytest.raises(OSError, match="too long"):
        saved(tmp_path / "a" / ("x" * 256), "text")
    assert names(tmp_path) == []
