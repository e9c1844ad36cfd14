"""The built wheel, installed without the clone, works from any folder."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder that holds the unpacked wheel and nothing of the clone."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True, timeout=120)
    (wheel,) = folder.glob("*.whl")
    site = folder / "site"
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--target",
        str(site),
        str(wheel),
    ]
    subprocess.run(install, check=True, capture_output=True, timeout=120)
    return wheel, site


def test_the_wheel_carries_knowledge_models_views_and_types(installed):
    names = zipfile.ZipFile(installed[0]).namelist()
    for part in (
        "data/lexicons/cues.tsv",
        "data/codebooks/diplomacy.toml",
        "models/tagger.json.gz",
        "views/explorer.js",
        "py.typed",
    ):
        assert f"analysis/{part}" in names
    assert not [n for n in names if n.startswith(("tests/", "training/", "benchmarks/"))]
    assert sum(i.file_size for i in zipfile.ZipFile(installed[0]).infolist()) < 60_000_000


def test_it_works_from_any_folder(installed, tmp_path):
    # The environment's packages, but not the clone, which an editable install puts on the path by a .pth file.
    packages = next(p for p in sys.path if p.endswith("site-packages"))
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(installed[1]), packages])}
    article = tmp_path / "a.txt"
    article.write_text("The minister said that the truce would hold until Monday.", encoding="utf-8")
    code = "import analysis, sys; print(analysis.__file__); from analysis.cli import main; main()"
    run = [sys.executable, "-S", "-c", code, "report", "a.txt", "-o", "a.html"]
    done = subprocess.run(run, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    where, path = done.stdout.split()
    assert Path(where).is_relative_to(installed[1])
    assert (tmp_path / path).read_text(encoding="utf-8").count("truce")
