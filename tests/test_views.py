"""The front end stays readable: one subject a file, small functions, no markup made of strings."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from analysis import markup, page, payload, tables
from tests import samples

ROOT = Path(__file__).parents[1]
TYPES = (markup.VIEWS / "types.d.ts").read_text(encoding="utf-8")
FILES = sorted(markup.VIEWS.glob("*.js"))
SHEETS = sorted(markup.VIEWS.glob("*.css"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_is_short_and_so_are_its_lines_and_functions(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("// "), "the first line says what the file is about"
    assert len(lines) < 300
    assert [line for line in lines if len(line) > 120 or line != line.rstrip()] == []
    starts = [n for n, line in enumerate(lines) if re.match(r"(export )?(async )?function ", line)]
    ends = [next(m for m in range(n, len(lines)) if lines[m] == "}") for n in starts]
    long = [lines[n] for n, end in zip(starts, ends, strict=True) if end - n >= 30]
    assert long == []


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)
def test_a_stylesheet_has_one_subject_and_is_in_use(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("/* "), "the first line says what the file is about"
    assert len(lines) < 300
    assert path.stem in [*markup.STYLES, "listed", "report", *markup.REVIEW_STYLES, *markup.CORPUS_STYLES]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_words_never_become_markup_and_nothing_is_fetched(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text)
    assert not re.search(r"\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon|import\(", text)


@pytest.mark.parametrize("joined", [markup.module(), markup.review_module(), page.corpus_script()])
def test_the_files_of_the_module_do_not_share_names(joined):
    names = re.findall(r"^(?:async )?(?:function|const|let) (\w+)", joined, re.M)
    for several in re.findall(r"^(?:const|let) [\[{](.+)[\]}] = ", joined, re.M):
        names += re.findall(r"\w+", several)
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("modules", [markup.MODULES, markup.REVIEWING, [*markup.MODULES, *markup.CORPUS]])
def test_a_file_imports_only_what_comes_before_it(modules):
    for at, name in enumerate(modules):
        text = (markup.VIEWS / f"{name}.js").read_text(encoding="utf-8")
        for imported, wanted in re.findall(r'^import \{(.+)\} from "\./(\w+)\.js";$', text, re.M):
            assert wanted in modules[:at], (name, wanted)
            source = (markup.VIEWS / f"{wanted}.js").read_text(encoding="utf-8")
            for word in imported.split(","):
                assert re.search(rf"^export (async )?(function|const) {word.strip()}\b", source, re.M), (name, word)
                assert text.count(word.strip()) > 1, f"{name} imports {word} and does not use it"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_types_of_a_file_are_checked(path):
    text = path.read_text(encoding="utf-8")
    before = text[: text.index("// @ts-check\n")]
    assert all(line.startswith("// ") for line in before.splitlines()), "the directive counts only above the code"
    assert not re.search(r"@ts-(?:ignore|expect-error|nocheck)", text)


def test_the_types_hold():
    own = ROOT / "node_modules" / ".bin" / "tsc"
    compiler = shutil.which("tsc") or (str(own) if own.exists() else None)
    if compiler is None:
        pytest.skip("tsc is not installed: npm install --global typescript")
    done = subprocess.run([compiler, "-p", str(ROOT)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_types_tell_what_the_payload_has():
    told = set(re.findall(r"\w+", TYPES))
    assert set(tables.COLUMNS["statements"]) <= told
    assert names_in(payload.view(samples.sample(), samples.CODEBOOK)) <= told


def names_in(value):
    """All names of fields in a payload; those of acts, manners and chances are values."""
    if isinstance(value, list):
        return set().union(*map(names_in, value))
    if not isinstance(value, dict):
        return set()
    free = {"acts", "manners", "chances"}
    return set(value).union(*(names_in(list(v.values()) if k in free else v) for k, v in value.items()))


def test_no_page_carries_the_types():
    joined = markup.module()
    assert "export interface" not in joined
    assert not re.search(r"\bimport\b.*types", joined)
