"""What README, CONTRIBUTING and cards say is so: examples run, commands are there, files are as large as told."""

import re
from pathlib import Path

import pandas as pd
import pytest
from typer.main import get_command

from analysis import commands, knowledge

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
CARD = (knowledge.MODELS / "CARD.md").read_text(encoding="utf-8")
TARGETS = re.findall(r"^([a-z]+):", MAKEFILE, re.M)


def test_the_example_of_the_readme_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = "Anna Marren, the envoy of Velland, said that the truce would hold until Monday."
    Path("article.txt").write_text(words, encoding="utf-8")
    (block,) = re.findall(r"```python\n(.+?)```", README, re.S)
    names = {}
    exec(block, names)
    assert isinstance(eval("tables.statements(doc)", names), pd.DataFrame)
    assert eval(block.splitlines()[-1], names) in words


@pytest.mark.parametrize("words", re.findall(r"^\.venv/bin/demarche (.+?)(?: +#.*)?$", README, re.M))
def test_the_command_line_knows_what_the_readme_types(words):
    name, *rest = words.split()
    command = get_command(commands.app).commands[name]
    options = {o for p in command.params for o in (*p.opts, *p.secondary_opts)}
    assert {w for w in rest if w.startswith("-")} <= options


def test_every_target_of_make_is_in_its_list():
    listed = re.findall(r"^([a-z]+):.*## ", MAKEFILE, re.M)
    assert sorted(listed) == sorted(TARGETS)
    assert set(re.search(r"^\.PHONY: (.+)$", MAKEFILE, re.M)[1].split()) == set(TARGETS)


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "training/README.md", "analysis/models/CARD.md"])
def test_make_knows_what_the_prose_types(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    told = set(re.findall(r"(?:^|`)make ([a-z]+)", text, re.M))
    assert told <= set(TARGETS)


def test_every_file_of_training_is_told():
    text = (ROOT / "training" / "README.md").read_text(encoding="utf-8")
    files = [p.name for p in (ROOT / "training").iterdir() if p.suffix in (".py", ".tsv") and p.name[0] != "_"]
    assert [name for name in files if f"`{name}`" not in text] == []


def test_models_are_as_large_as_the_card_says():
    sizes = dict(re.findall(r"`([\w.]+)`\s\((\d+\.\d) MB\)", CARD)) | dict(
        re.findall(r"^\| `([\w.]+)` \|.*\| ([\d.]+) MB \|", CARD, re.M)
    )
    assert len(sizes) >= 6
    for name, told in sizes.items():
        (path,) = knowledge.MODELS.rglob(name)
        assert path.stat().st_size / 1e6 == pytest.approx(float(told), abs=0.06), name
