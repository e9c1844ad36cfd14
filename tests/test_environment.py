"""Names and floors of the dependencies are the same wherever they are told."""

import re
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_environment_yml_equals_pyproject():
    packages = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    told = [p for p in packages if isinstance(p, str) and p != "pip"]
    assert told == [f"python{PROJECT['requires-python']}", *PROJECT["dependencies"]]


def test_lock_pins_every_dependency_with_hashes_and_names_no_index():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = {m.group(1): m.group(0) for m in re.finditer(r"^([a-z0-9-]+)==\S+", lock, re.M)}
    wanted = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
    assert {re.split("[>=]", d)[0] for d in wanted} <= pinned.keys()
    assert lock.count("--hash=sha256:") > len(pinned)
    assert not re.search(r"index-url|find-links|https?://|file:", lock)


def test_every_dependency_has_its_reason():
    table = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    reasons = dict(re.findall(r"^\| ([a-z0-9-]+) \| (.+) \|$", table, re.M))
    wanted = [re.split("[>=]", d)[0] for d in [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]]
    assert [d for d in wanted if len(reasons.get(d, "")) < 10] == []


def test_version_is_told_once_and_in_the_changelog():
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## {PROJECT['version']}" in changelog
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == PROJECT["version"]


def test_readme_is_short_and_its_files_exist():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(readme.splitlines()) < 150
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", readme):
        assert (ROOT / target).exists(), target
