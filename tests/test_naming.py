from pathlib import Path

import pytest

from analysis.naming import id_of, id_of_text, ids_of

HOME = Path("/demarche/data/articles")


@pytest.mark.parametrize(
    ("paths", "ids"),
    [
        ([HOME / "talks.txt"], ["talks"]),
        (["/a/x/talks.txt"], ["x/talks"]),
        ([Path.home() / "talks.txt"], ["talks"]),
        (["/talks.txt"], ["talks"]),
        (["/x/talks.txt", "/y/talks.txt"], ["x/talks", "y/talks"]),
        (["/a/x/talks.txt", "/b/x/talks.txt"], ["a/x/talks", "b/x/talks"]),
        (["/a/x/talks.txt", "/b/x/talks.txt", "/b/x/vote.txt"], ["a/x/talks", "b/x/talks", "x/vote"]),
        (["/x/talks.txt", "/x/talks.html"], ["x/talks.txt", "x/talks.html"]),
        (["/a/x/talks.txt", "/a/x/talks.md", "/b/x/talks.md"], ["a/x/talks.txt", "a/x/talks.md", "b/x/talks.md"]),
        (["/x/talks.txt", "/x/talks.txt", "/x/../x/talks.txt"], ["x/talks.txt", "x/talks.txt-2", "x/talks.txt-3"]),
        (["/x/a.txt.txt", "/x/a.txt", "/x/a.md"], ["x/a.txt", "x/a.txt-2", "x/a.md"]),
        (["/x/talks\udce9.txt", "/x/talks\udce8.txt"], ["x/talks\ufffd.txt", "x/talks\ufffd.txt-2"]),
        (["/x\n/talks.txt"], ["x\ufffd/talks"]),
    ],
)
def test_ids_of_a_batch_are_unique(paths, ids):
    assert ids_of([Path(path) for path in paths], HOME) == ids
    assert len(set(ids)) == len(ids)


def test_a_folder_has_the_name_that_it_really_has(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert id_of(tmp_path / "link" / "talks.txt") == "real/talks"


def test_texts_without_a_file():
    assert id_of_text("a", "Talks to Resume in Vellmark, Officials Say").startswith("talks-to-resume-in-vellmark-")
    assert id_of_text("a", "“Économie”").startswith("economie-")
    assert id_of_text("a", "").startswith("text-")
    assert id_of_text("a", "Talks") != id_of_text("b", "Talks")
    assert id_of_text("\ud800", "") != id_of_text("\ud801", "")
