"""A corpus as a folder for a journal: its tables without texts, all that made them, and every figure made again.

    replicating.write("corpus", "replication", known)
    replicating.first_fault("replication")      # or, without Demarche: python replication/replicate.py

What stays of the articles: title, outlet, author, date, address, and the names of persons, states and organisations.
Any other words taken from a text, such as the name of an issue, are cut after the fourth; six digits of a digest tell
them from others. So no five words of an article stand in the folder, but in titles and names. With `quotes` the words
of the statements stay whole; the sentences around them never do. The same corpus gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import shutil
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from importlib import metadata
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from analysis import appendix, cubes, decisions, figures, knowledge, overall, overview, results, saving, shards, tables
from analysis.figures import first_fault
from analysis.imported import ARTICLES
from analysis.keeping import UNFIT
from analysis.keys import digest
from analysis.knowledge import Knowledge
from analysis.saving import SavingError
from analysis.shards import Run, RunError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["first_fault", "short", "write"]

SCHEMA = "demarche-replication/1"
LONGEST = 4  # words in succession that stay of what is neither title nor name
WORD = re.compile(r"[^\W_]+")
NAMES = ("articles", *(name for name in shards.COLUMNS if name not in ("articles", "aims")))  # aims are words of texts
# Columns that hold words of the text: left out, but for `sentence` only where quotations may not be given away.
LEFT_OUT = frozenset({"source", "cue", "content", "because", "target_words", "terms", "turned_by", "was", "sentence"})
OF_ARTICLES = ("speaker_key", "issue_key")  # of cells, which have the names over all articles instead
# Columns whose values may be names or words of the text, by table.
CUT: Mapping[str, tuple[str, ...]] = {
    "statements": ("speakers", "roles", "actors", "target", "issue"),
    "statement_speakers": ("speaker", "name", "role", "actor"),
    "nested": ("speakers", "actors"),
    "stances": ("speakers", "actors", "target"),
    "issues": ("key", "name"),
    "statement_issues": ("speakers", "actors", "issue", "name", "target"),
    "speakers": ("key", "name", "role", "actor"),
    "cells": ("actor", "speaker", "issue"),
    "errors": (),
}
COPIES = {
    "cluster": "id of the article that leads those of which this one is a copy; its own where it is none",
    "lead": "True for the article that leads",
}
FIGURE_COLUMNS = "figures/*.csv are made of tables/articles.csv and tables/cells.csv alone; replicate.py says how."
DECISIONS = {
    "coder": "who decided",
    "at": "when, ISO 8601 in UTC",
    "article": "id of the article",
    "unit": "key of the statement, or of a sentence that none was found in",
    "what": "accept, reject, skip, change, add, reveal, undo or take",
    "field": "what was given, empty for a decision that gives nothing",
    "value": "its value; names and targets cut like those of the tables, a coder's note left out",
    "before": "what the machine, or the coder before, had said",
    "blind": "True where the machine's answer was hidden",
    "bulk": "True for one of many accepted at once, which feeds no figure",
    "sample": "name of the sample it was drawn in, empty where it was not drawn",
    "stratum": "its stratum",
    "pi": "the chance with which it was drawn",
    "seed": "seed of that sample",
    "event": "tells it from any other",
    "of": "the event that was undone, or the coder whose answer was taken",
    "by": "who settled it, where two coders differed",
    "version": "version of Demarche",
    "models": "digest of its models",
    "guide": "digest of the coding guide",
}
CUT_FIELDS = ("speakers", "actors", "target")
IMPORT = {
    "file": "name of the file",
    "format": "what it is",
    "announced": "articles that it says it holds, empty where it does not say",
    "found": "articles that were found",
    "doubts": "what is doubtful about it; words of the file itself left out",
}
CODE = ("figures", "resampling", "corrections")  # files of Demarche that make the figures
SCRIPT = '''"""Make every figure of this folder again from its tables, and hold it against the one that lies here.

It needs Python, numpy and pandas: python replicate.py
"""

import sys
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "code"))
try:
    from analysis.figures import main
except ModuleNotFoundError as error:
    sys.exit(f"{error.name} is not installed here; install numpy and pandas (pip install numpy pandas).")
sys.exit(main(HERE, sys.argv[1:]))
'''
PACKAGES = ("numpy", "pandas", "pyarrow", "onnxruntime", "tokenizers", "nltk")


def write(
    folder: str | Path,
    output: str | Path,
    known: Knowledge | None = None,
    *,
    quotes: bool = False,
    run: str | Run | None = None,
    codebook: Path | None = None,
    data: Path | None = None,
) -> Path:
    """The folder for a journal, written whole or not at all; one that this program wrote before is replaced.

    known: what the run was made with; codebook, data: the files that it was read from, where they are the analyst's.
    quotes: keep the words of statements. Raises RunError, SavingError: in one sentence.
    """
    folder, output = Path(folder), Path(output)
    known, run = known or knowledge.load(data, codebook=codebook), results.run_of(folder, run)
    if known.digest != run.made_by.knowledge:
        raise RunError(
            f"{folder}: its run {run.folder.name} was made with another codebook or other lexicons than these; "
            "name them with --codebook and --data, or read the articles again with demarche annotate."
        )
    if run.done() != set(range(len(run.shards))):
        left = results.unread(folder, run)
        raise RunError(f"{folder}: the run was cut off; {left or 'go on with demarche annotate.'}")
    _check_free(output)
    beside = output.with_name(f".{secrets.token_hex(8)}.part")
    try:
        _fill(beside, folder, known, run, quotes, codebook or knowledge.codebook_file(data), data)
        if saving.stopped:
            raise SystemExit(128 + saving.stopped[0])
        _swap(beside, output)
    except OSError as error:
        saving.renamed(error, beside, output)
        raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return output


def short(words: str) -> str:
    """Words that may stand alone: those after the fourth are cut, and a digest tells them from others.

    >>> short("the northern strait"), short("the closing of the northern strait")
    ('the northern strait', 'the closing of the … 2073d4')
    """
    found = list(WORD.finditer(words))
    if len(found) <= LONGEST:
        return words
    return f"{words[: found[LONGEST - 1].end()]} … {digest(words)[:6]}"


# ---- the folder


def _check_free(output: Path) -> None:
    """Raise SavingError where something lies that this program did not write, or that was changed since."""
    if not output.exists() and not output.is_symlink():
        return
    if output.is_symlink() or not output.is_dir():
        raise SavingError(f"{output}: it is no folder; name another.")
    there = {path.relative_to(output).as_posix() for path in output.rglob("*") if not path.is_dir()}
    if not there:
        return
    try:
        told = json.loads((output / figures.MANIFEST).read_text(encoding="utf-8"))
        files: dict[str, str] = told["files"] if told["schema"] == SCHEMA else {}
    except (OSError, ValueError, KeyError, TypeError):
        files = {}
    if not files:
        raise SavingError(
            f"{output}: there are files in it that demarche replicate did not write; name another folder."
        )
    if more := sorted(there - files.keys() - {figures.MANIFEST}):
        raise SavingError(f"{output / more[0]}: demarche replicate did not write it; name another folder.")
    for name in sorted(there & files.keys()):
        if hashlib.sha256((output / name).read_bytes()).hexdigest() != files[name]:
            raise SavingError(f"{output / name}: it was changed since it was written; name another folder.")


def _swap(beside: Path, output: Path) -> None:
    """Put a new folder in the place of an old one; what was there comes back where that fails."""
    old = output.with_name(f".{secrets.token_hex(8)}.part")
    was_there = output.exists()
    if was_there:
        output.replace(old)
    try:
        beside.replace(output)
    except OSError:
        if was_there:
            old.replace(output)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _fill(at: Path, folder: Path, known: Knowledge, run: Run, quotes: bool, codebook: Path, data: Path | None) -> None:
    """Write all files of the folder, the manifest last."""
    told = _tables(folder, run, known, quotes)
    imported, decided = _import(folder), _decisions(folder, quotes)
    # What errors and doubts quote of a text is found out by looking: they are few.
    for frame, column in ((told["errors"], "error"), (imported, "doubts")):
        _without_texts(folder, frame, column)
    for name, frame in told.items():
        _put(at / "tables" / f"{name}.csv", figures.csv(frame))
    _put(at / "import.csv", figures.csv(imported))
    _put(at / "decisions.csv", figures.csv(decided))
    for name, frame in figures.made(figures.tables_in(at)).items():
        _put(at / "figures" / f"{name}.csv", figures.csv(frame))
    _put(at / "dictionary.csv", figures.csv(_dictionary(quotes)))
    versions = _versions(run)
    _put(at / "versions.json", json.dumps(versions, ensure_ascii=False, indent=1) + "\n")
    _put(at / "lexicons.csv", figures.csv(_lexicons(data)))
    _put(at / "codebook" / codebook.name, codebook.read_bytes())
    _put(at / "coding_guide.md", _guide(data).read_bytes())
    facts = appendix.Facts(folder, known, run, told, imported, decided, versions, quotes, results.unread(folder, run))
    _put(at / "methods.md", text := appendix.markdown(facts))
    _put(at / "methods.html", appendix.html(text))
    _put(at / "LICENCE.md", appendix.licence(quotes))
    _put(at / "replicate.py", SCRIPT)
    _put(at / "code" / "analysis" / "__init__.py", '"""Files of Demarche (MIT licence) that make the figures."""\n')
    _put(at / "code" / "LICENSE", metadata.distribution("demarche").read_text("licenses/LICENSE") or "MIT licence.\n")
    for name in CODE:
        _put(at / "code" / "analysis" / f"{name}.py", (knowledge.PACKAGE / f"{name}.py").read_bytes())
    files = sorted(path for path in at.rglob("*") if path.is_file())
    digests = {path.relative_to(at).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    head = {"schema": SCHEMA, "demarche": versions["demarche"], "run": run.folder.name, "quotes": quotes}
    _put(at / figures.MANIFEST, json.dumps(head | {"files": digests}, ensure_ascii=False, indent=1) + "\n")


def _put(file: Path, data: str | bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8", "replace"))


# ---- tables


def _tables(folder: Path, run: Run, known: Knowledge, quotes: bool) -> dict[str, pd.DataFrame]:
    """The tables as they may be given away, in the order of the articles' ids."""
    whole = _names(results.table(folder, "speakers", columns=["key", "name", "kind"], run=run))
    whole |= {name for name in overall.people(folder, run=run, known=known)["name"].unique() if _is_name(name)}
    found = {}
    for name in NAMES:
        columns = [column for column in shards.COLUMNS[name] if _stays(column, quotes)]
        frame = _cells(folder, run, known) if name == "cells" else results.table(folder, name, columns=columns, run=run)
        if not quotes:
            for column in CUT.get(name, ()):
                frame[column] = _cut(frame[column], whole, column in ("actor", "actors"))
        found[name] = _clean(frame.sort_values("article", kind="stable", ignore_index=True))
    copies = cubes.clusters_of(folder, run)
    about = found["articles"].merge(copies, on="article", how="left", sort=False)
    about["cluster"] = about["cluster"].fillna(about["article"])
    about["lead"] = about["lead"].fillna(True).astype(bool)
    return found | {"articles": about}


def _cells(folder: Path, run: Run, known: Knowledge) -> pd.DataFrame:
    """What is counted, by the names over all articles: what cubes counts."""
    rows = cubes.cells(folder, run=run, known=known).rows
    rows = rows.astype({name: "str" for name in rows if rows[name].dtype == "category"})
    days = results.table(folder, "articles", columns=["article", "published"], run=run)
    rows = rows.merge(days, on="article", how="left", sort=False)
    return rows[[column for column in shards.COLUMNS["cells"] if _stays(column, quotes=True)]]


def _stays(column: str, quotes: bool) -> bool:
    if column in OF_ARTICLES:
        return False
    return column not in LEFT_OUT or (quotes and column != "sentence")


def _names(speakers: pd.DataFrame) -> frozenset[str]:
    """The names, and their keys, that stay whole: of persons, states and organisations, if they look like names."""
    named = speakers.loc[speakers["kind"] != "unnamed", ["name", "key"]]
    return frozenset(words for name, key in named.itertuples(index=False) if _is_name(name) for words in (name, key))


def _is_name(words: str) -> bool:
    """True where all longer words have a capital letter.

    >>> _is_name("Organization for Security and Co-operation in Europe"), _is_name("a company in the north")
    (True, False)
    """
    return all(len(word) <= 3 or word[0].isupper() for word in words.split())


def _cut(column: pd.Series[Any], whole: frozenset[str], is_actor: bool) -> pd.Series[Any]:
    """A column with each of its values short, but names."""
    instead = {
        words: tables.SEVERAL.join(
            one if one in whole or (is_actor and _is_name(one)) else short(one) for one in words.split(tables.SEVERAL)
        )
        for words in column.unique()
    }
    return column.map(instead).astype("str")


def _clean(frame: pd.DataFrame) -> pd.DataFrame:
    """A table without characters that no file of text takes."""
    for name in frame:
        if frame[name].dtype == "str":
            frame[name] = frame[name].str.replace(UNFIT, "", regex=True)
    return frame


def _without_texts(folder: Path, frame: pd.DataFrame, column: str) -> None:
    """Cut in a column the sentences that have five words of an article in succession."""
    import pyarrow.parquet as pq

    said = {one for value in frame[column] for one in value.split(tables.SEVERAL)}
    runs: dict[tuple[str, ...], set[str]] = {}
    for one in said:
        for run in _runs_of(one):
            runs.setdefault(run, set()).add(one)
    bad: set[str] = set()
    if runs:
        with pq.ParquetFile(folder / ARTICLES) as file:
            for batch in file.iter_batches(100, columns=["text"]):
                for text in batch["text"].to_pylist():
                    for run in runs.keys() & set(_runs_of(text or "")):
                        bad |= runs[run]
    instead = {one: short(one) if one in bad else one for one in said}
    told = [tables.SEVERAL.join(instead[one] for one in value.split(tables.SEVERAL)) for value in frame[column]]
    frame[column] = told


def _runs_of(text: str) -> Iterable[tuple[str, ...]]:
    words = [word.lower() for word in WORD.findall(text)]
    return zip(*(words[n:] for n in range(LONGEST + 1)), strict=False)


def _import(folder: Path) -> pd.DataFrame:
    """What was imported, a row for each file."""
    import pandas as pd

    told = [
        {**row, "file": _file_name(row["file"]), "doubts": "; ".join(_unquoted(words) for words in row["doubts"])}
        for row in overview.imported(folder)
    ]
    return _clean(
        pd.DataFrame(told, columns=list(IMPORT)).astype({"announced": "Int64", "found": "Int64", "doubts": "str"})
    )


def _file_name(words: str) -> str:
    """A file without the folders of somebody's machine."""
    return PurePath(words).name if PurePath(words).is_absolute() else words


def _unquoted(words: str) -> str:
    """What is told of a file without what it quotes of it."""
    return re.sub(r"“[^”]*”|\('[^']*'\)", "“…”", words)


def _decisions(folder: Path, quotes: bool) -> pd.DataFrame:
    """What coders decided, a row for each field that they gave."""
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for one in decisions.kept(folder):
        draw = one.draw or {}
        told = {name: getattr(one, name) for name in DECISIONS if hasattr(one, name)}
        told |= {"article": one.id, "before": "", "field": "", "value": ""}
        told |= {name: str(draw.get(name, "")) for name in ("sample", "stratum", "pi", "seed")}
        given = {name: value for name, value in one.after.items() if name in decisions.FIELDS and name != "note"}
        for name, value in given.items() or [("", "")]:
            before = one.before.get(name, "") if name else ""
            rows.append(
                told | {"field": name, "value": _value(name, value, quotes), "before": _value(name, before, quotes)}
            )
    return _clean(pd.DataFrame(rows, columns=list(DECISIONS)).astype(dict.fromkeys(DECISIONS, "str")))


def _value(field: str, value: Any, quotes: bool) -> str:
    """A value of a decision in words."""
    each = [str(one) for one in value] if isinstance(value, list) else [str("" if value is None else value)]
    if field in CUT_FIELDS and not quotes:
        each = [one if field != "target" and _is_name(one) else short(one) for one in each]
    return tables.SEVERAL.join(each)


# ---- what made them


def _versions(run: Run) -> dict[str, Any]:
    """Program, models, knowledge and packages; the time is that at which the run began."""
    packages = {name: metadata.version(name) for name in PACKAGES}
    made = {"demarche": run.made_by.version, **asdict(run.made_by)} | {"run": run.folder.name, "begun": run.begun}
    del made["version"]
    return made | {"python": ".".join(map(str, sys.version_info[:3])), "packages": packages}


def _lexicons(data: Path | None) -> pd.DataFrame:
    """The SHA-256 of each lexicon; they lie in data/lexicons of Demarche, but those of the analyst's own."""
    import pandas as pd

    own = knowledge.data_folder() / "lexicons"
    rows = []
    for file in sorted(own.glob("*.tsv")):
        theirs = data / "lexicons" / file.name if data else file
        used = theirs if theirs.is_file() else file
        rows.append({"file": file.name, "own": used != file, "sha256": hashlib.sha256(used.read_bytes()).hexdigest()})
    return pd.DataFrame(rows, columns=["file", "own", "sha256"])


def _guide(data: Path | None) -> Path:
    theirs = data / "coding_guide.md" if data else None
    return theirs if theirs and theirs.is_file() else knowledge.data_folder() / "coding_guide.md"


def _dictionary(quotes: bool) -> pd.DataFrame:
    """What every column means, and which were left out or cut."""
    import pandas as pd

    rows = []
    for name in NAMES:
        meanings = {**shards.COLUMNS[name], **(COPIES if name == "articles" else {})}
        for column, meaning in meanings.items():
            kind = str(shards.schema(name).field(column).type) if column in shards.COLUMNS[name] else "string"
            state = "kept" if _stays(column, quotes) else "left out"
            if not quotes and column in CUT.get(name, ()):
                state = f"words after the {LONGEST}th cut, but in names"
            rows.append((f"tables/{name}.csv", column, kind, state, meaning))
    for file, told in (("decisions.csv", DECISIONS), ("import.csv", IMPORT)):
        rows += [(file, column, "string", "kept", meaning) for column, meaning in told.items()]
    rows.append(("figures/*.csv", "", "", "kept", FIGURE_COLUMNS))
    return pd.DataFrame(rows, columns=["file", "column", "type", "state", "meaning"])
