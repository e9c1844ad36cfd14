"""The names over all articles of a run: who is one person, which issue is one, as `people` and `agenda` join them.

    overall.people(folder)                     # article, key, person, name, kind, rule, confidence
    overall.issues(folder)                     # article, key, issue, name, kind, turned, rule, confidence
    overall.unsure(folder, "people")           # what was left apart, with what speaks for and against
    overall.ask(folder)                        # writes these into FOLDER/people.csv and FOLDER/issues.csv

In these two files analysts answer: same or apart, of issues also opposite, and called (the other is the name that it is
to have). Their answers win, and so does a target that reviewers renamed in all statements of an issue that they saw.

    FOLDER/runs/<digest>/people.parquet, issues.parquet, people-unsure.parquet, issues-unsure.parquet

The tables are made at the end of a run, and again as soon as the run, an answer, a review or a lexicon has changed, or
an article has left the corpus.
"""

from __future__ import annotations

import datetime as dt
import io
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from analysis import agenda, days, decisions, knowledge, lexicons, results, rulings, saving
from analysis import people as persons
from analysis.issues import BETWEEN
from analysis.keys import digest
from analysis.knowledge import Knowledge
from analysis.lexicons import Lexicons
from analysis.ranker import Ranker
from analysis.rulings import RulingError
from analysis.shards import Run, RunError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

Kind = Literal["people", "issues"]
Read = Callable[..., "pd.DataFrame"]
VERSION = 2  # of the rules by which tables are made
_MADE_OF = b"demarche"
_ANSWERS: dict[Kind, Sequence[str]] = {"people": persons.ANSWERS, "issues": agenda.ANSWERS}
TURNED = {"support": "oppose", "oppose": "support"}
LEANS = {"+": "-", "-": "+"}


class _Means(NamedTuple):
    """What names are joined by."""

    lexicons: Lexicons
    ranker: Ranker


def people(
    folder: str | Path, *, run: str | Run | None = None, known: Knowledge | None = None, coder: str = ""
) -> pd.DataFrame:
    """Who is who over all articles of a run: see people.NAMES. Raises RunError where an answer cannot be followed.

    known: has the lexicons that names are joined by, Demarche's own where it is not told: tables that were made by
    others are made again. coder: as whom what was reviewed is told.
    """
    return _table(Path(folder), results.run_of(folder, run), "people", known, coder)[0]


def issues(
    folder: str | Path, *, run: str | Run | None = None, known: Knowledge | None = None, coder: str = ""
) -> pd.DataFrame:
    """Which issue is which over all articles of a run: see agenda.NAMES; the rest as `people`."""
    return _table(Path(folder), results.run_of(folder, run), "issues", known, coder)[0]


def unsure(
    folder: str | Path, kind: Kind, *, run: str | Run | None = None, known: Knowledge | None = None
) -> pd.DataFrame:
    """The pairs of names that were left apart, most statements first: see people.UNSURE and agenda.UNSURE."""
    return _table(Path(folder), results.run_of(folder, run), kind, known)[1]


def ask(
    folder: str | Path, most: int = 50, *, run: str | Run | None = None, known: Knowledge | None = None
) -> dict[str, int]:
    """How many of the unsure pairs were added to people.csv and issues.csv, of each those with most statements.

    What stands there stays as it is; who answers writes same, apart, opposite or called into the column answer.
    known: as for `people`.
    """
    added = {}
    for kind in _ANSWERS:
        pairs = unsure(folder, kind, run=run, known=known).head(most)
        told = [
            (one, other, f"{why}; but {against}")
            for one, other, why, against in pairs.iloc[:, :4].itertuples(index=False)
        ]
        try:
            added[f"{kind}.csv"] = rulings.appended(Path(folder) / f"{kind}.csv", told)
        except RulingError as error:
            raise RunError(str(error)) from error
    return added


def build(folder: Path, run: Run, known: Knowledge | None = None) -> str:
    """A digest of what the names of a run are made of, after their tables were written, unless they are there."""
    for kind in _ANSWERS:
        _table(folder, run, kind, known)
    return digest_of(folder, run, known)


def digest_of(folder: Path, run: Run, known: Knowledge | None = None) -> str:
    """A digest of what the names of a run are to be made of as it stands."""
    return digest("".join(_made_of(folder, run, kind, known) for kind in _ANSWERS))


# ---- making


def _table(
    folder: Path, run: Run, kind: Kind, known: Knowledge | None, coder: str = ""
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The names and the unsure pairs: from the disk where they still hold there, else made and written."""
    import pandas as pd
    import pyarrow as pa

    if coder and any(decision.coder == coder for decision in decisions.kept(folder)):
        return _made(folder, run, kind, known, coder)
    made_of, files = _made_of(folder, run, kind, known), (_file(run, kind), _file(run, kind, unsure=True))
    if note(files[0]) == made_of:
        return pd.read_parquet(files[0]), pd.read_parquet(files[1])
    made = _made(folder, run, kind, known)
    with suppress(OSError):  # a folder that may not be written in: they are made again each time
        for file, frame in zip(reversed(files), reversed(made), strict=True):
            write(file, pa.Table.from_pandas(frame, preserve_index=False), made_of)
    return made


def _made(
    folder: Path, run: Run, kind: Kind, known: Knowledge | None, coder: str = ""
) -> tuple[pd.DataFrame, pd.DataFrame]:
    means, read = _means(known), partial(results.table, folder, run=run, coder=coder, known=known)
    rows = _speakers(read)
    try:
        told = rulings.rulings(folder / f"{kind}.csv", _ANSWERS[kind])
        if kind == "people":
            people = persons.joined(rows, means.lexicons, told)
            return people.names, people.unsure
        who = persons.over_all(rows, _table(folder, run, "people", known, coder)[0])
        issues = agenda.joined(_issues(folder, run, read), who, means.lexicons, means.ranker, told)
        return issues.names, issues.unsure
    except RulingError as error:
        raise RunError(str(error)) from error


def _speakers(read: Read) -> list[persons.Who]:
    """The speakers of all articles."""
    columns = ["article", "key", "name", "kind", "actor", "role", "statements"]
    found = read("speakers", columns=columns)
    about = read("articles", columns=["article", "published", "outlet"])
    published = {article: _day(day) for article, day in zip(about["article"], about["published"], strict=True)}
    outlets = dict(zip(about["article"], about["outlet"], strict=True))
    return [
        persons.Who(article, key, name, kind, actor or "", role or "", published[article], outlets[article], statements)
        for article, key, name, kind, actor, role, statements in _plain(found)
    ]


def _issues(folder: Path, run: Run, read: Read) -> list[agenda.On]:
    """The issues of all articles."""
    aims = read("aims")
    aim_of = {(one[0], one[1]): one[2:] for one in _plain(aims)}
    at = list(aims.columns[2:])
    columns = ["article", "key", "name", "kind", "topic", "statements"]
    found = read("issues", columns=columns)
    called = _called(folder, run)
    about = read("articles", columns=["article", "outlet", "published"])
    places = {
        article: ", ".join(filter(None, (outlet, days.in_words(_day(published)))))
        for article, outlet, published in _plain(about)
    }
    return [_on(one, dict(zip(at, aim_of.get(one[:2], ()), strict=False)), called, places) for one in _plain(found)]


def _on(
    one: tuple[Any, ...],
    aim: Mapping[str, Any],
    called: Mapping[tuple[str, str], str],
    places: Mapping[str, str],
) -> agenda.On:
    """An issue of an article with its aim; empty for one that was coded elsewhere."""
    article, key, name, kind, topic, statements = one

    def several(column: str) -> frozenset[str]:
        return frozenset(filter(None, (aim.get(column) or "").split(BETWEEN)))

    return agenda.On(
        article,
        key,
        name,
        kind,
        topic,
        statements,
        aim.get("whole") or "",
        several("people"),
        several("stems"),
        aim.get("top") or "",
        bool(aim.get("turned")),
        bool(aim.get("pointed")),
        several("short"),
        len(several("turned_by")),
        bool(aim),
        called.get((article, key), ""),
        places[article],
    )


def _plain(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    """The rows of a frame as tuples."""
    return list(frame.itertuples(index=False, name=None))


def _called(folder: Path, run: Run) -> dict[tuple[str, str], str]:
    """By article and issue what reviewers called the target of all statements on it that they changed, if one name."""
    targets: dict[tuple[str, str], str] = {}
    for decision in decisions.in_force(decisions.kept(folder)):
        if decision.after.get("target"):
            targets[decision.id, decision.unit] = " ".join(str(decision.after["target"]).split())
    if not targets:
        return {}
    on = results.table(folder, "statement_issues", articles={article for article, _ in targets}, run=run)
    names: dict[tuple[str, str], set[str]] = defaultdict(set)
    met: set[tuple[str, str]] = set()
    for article, statement, issue in zip(on["article"], on["statement"], on["issue"], strict=True):
        if (article, statement) in targets and (article, statement) not in met:  # the main one comes first
            met.add((article, statement))
            names[article, issue].add(targets[article, statement])
    return {issue: next(iter(some)) for issue, some in names.items() if len(some) == 1}


def _day(day: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(day[:10])
    except ValueError:
        return None


@cache
def _own_ranker() -> Ranker:
    return Ranker(knowledge.MODELS / "issues.npz")


def _means(known: Knowledge | None) -> _Means:
    """What names are joined by: the lexicons and the ranker that are known, else Demarche's own."""
    if known:
        return _Means(known.lexicons, known.models.issues)
    own = knowledge.data_folder() / "lexicons"
    return _Means(lexicons.load(own, own), _own_ranker())


def _made_of(folder: Path, run: Run, kind: Kind, known: Knowledge | None) -> str:
    """A digest of what a table is made of: the parts that are done, what left, lexicons, answers, reviews."""
    files = [folder / "people.csv", *([folder / "issues.csv"] if kind == "issues" else [])]
    told = rulings.digest_of(*files)
    logs = sorted(decisions.reviews_in(folder).glob("*.jsonl")) if kind == "issues" else []
    reviews = " ".join(f"{log.name} {log.stat().st_size}" for log in logs)
    read = f"{run.folder.name} {sorted(run.done())} {sorted(results.gone(folder, run))}"
    return digest(f"{VERSION} {read} {_means(known).lexicons.digest} {reviews}".encode() + told)


def _file(run: Run, kind: Kind, unsure: bool = False) -> Path:
    return run.folder / (f"{kind}-unsure.parquet" if unsure else f"{kind}.parquet")


def note(file: Path) -> str:
    """The digest of what a file was made of, empty where it is not there."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return str((pq.read_schema(file).metadata or {}).get(_MADE_OF, b""), "ascii")
    except (OSError, pa.ArrowException):
        return ""


def write(file: Path, table: pa.Table, made_of: str) -> None:
    """Write a table whole or not at all, with a digest of what it was made of."""
    import pyarrow.parquet as pq

    data = io.BytesIO()
    table = table.replace_schema_metadata((table.schema.metadata or {}) | {_MADE_OF: made_of.encode()})
    pq.write_table(table, data, compression="zstd")
    saving.saved(file, data.getvalue(), lasting=True)
