"""What many articles take: `python -m benchmarks.scale [ARTICLES [STATEMENTS]]`; docs/scale.md reckons with it.

Texts of PolNeAR are imported, read by one process, and their names joined. What was found is then repeated under other
ids, days, outlets and speakers until there are STATEMENTS of it, and these are asked. Times are of the processor.
"""

from __future__ import annotations

import csv
import datetime as dt
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from analysis import cubes, imported, importing, knowledge, overall, queries, results, runs, shards
from analysis.knowledge import Knowledge
from analysis.model import Document
from training import gold

ARTICLES, STATEMENTS = 300, 1_000_000
OUTLETS, MONTHS, SPEAKERS = 39, 118, 40
ASKED = {
    "month × topic × position": "SELECT published[:7] AS month, topic, position, count(*) FROM cells GROUP BY ALL",
    "actor × topic, different articles": "SELECT actor, topic, count(DISTINCT article) FROM cells GROUP BY ALL",
    "the statements of one article": "SELECT * FROM statements WHERE article = '{article}'",
    "a word in all contents": "SELECT count(*) FROM statements WHERE content ILIKE '%sanction%'",
    "outlets in one quarter": "SELECT outlet, count(*) FROM cells WHERE published[:7] IN {quarter} GROUP BY ALL",
}


def main() -> int:
    """Print what each step takes."""
    texts = [path.read_text("utf-8") for path in sorted(gold.gold_folder().glob("polnear/train/text/*.txt"))]
    if not texts:
        print(f"scale: no texts of PolNeAR in {gold.gold_folder()}; set GOLD_DIR to where they lie.")
        return 0
    told = list(map(int, sys.argv[1:3]))
    articles, statements = told + [ARTICLES, STATEMENTS][len(told) :]
    texts = texts[:articles]
    words = sum(len(text.split()) for text in texts)
    print(f"{len(texts)} articles of {words / len(texts):.0f} words, one process of one thread; processor time")
    with tempfile.TemporaryDirectory() as beside:
        folder = _imported(Path(beside), texts)
        _read(folder, words)
        _asked(_repeated(folder, Path(beside, "many"), statements))
    return 0


def _imported(beside: Path, texts: list[str]) -> Path:
    """A folder of articles of these texts; prints what taking them in takes, as a table and as files."""
    table, files = beside / "table.csv", beside / "files"
    files.mkdir()
    with table.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["title", "text", "outlet", "date"])
        for n, text in enumerate(texts):
            rows.writerow([f"Article {n}", text, f"Outlet {n % 3}", dt.date(2016, 1 + n % 12, 1 + n % 28)])
            (files / f"{n:05}.txt").write_text(f"Article {n}\n\n{text}", encoding="utf-8")
    known = knowledge.load()
    for what, given in (("import of a CSV", table), ("import of text files", files)):
        home = beside / f"from {given.stem}"
        _say(what, partial(importing.corpus, [given], home, known), len(texts))
    return beside / "from table"


def _read(folder: Path, words: int) -> None:
    """Read the articles; prints what that takes, on the processor, in memory and on the disk."""
    known = knowledge.load()
    before, own = _children(), time.process_time()
    done = runs.annotate(folder, known, processes=1, bar=False)
    count = done.run.articles
    print(f"{'reading':<40}{1000 * (_children() - before) / words:>9.2f} s for 1,000 words, with the start")
    print(f"{'who calls':<40}{1000 * (time.process_time() - own) / count:>9.1f} ms an article")
    print(f"{'memory of the process, at most':<40}{_memory():>9.0f} MB")
    for name in ("statements", "cells"):
        print(f"{f'rows of {name}':<40}{len(results.arrow(folder, name)) / count:>9.1f} an article")
    for name, at in ((imported.ARTICLES, folder), *((one, done.run.folder) for one in ("parts", "tables", "cubes"))):
        size = sum(path.stat().st_size for path in [at / name, *(at / name).rglob("*")] if path.is_file())
        print(f"{name:<40}{size / count / 1000:>9.1f} kB an article")
    for kind in ("people", "issues"):
        for file in done.run.folder.rglob(f"{kind}*.parquet"):
            file.unlink()
        _say(f"{kind} over all articles", partial(getattr(overall, kind), folder, known=known), count)


def _repeated(folder: Path, many: Path, statements: int) -> Path:
    """A folder with the articles again and again, until it holds as many statements."""
    docs = _docs(folder)
    times = -(-statements // sum(len(doc.statements) for doc in docs))
    names = pq.read_table(folder / imported.ARTICLES).schema.names
    empty: dict[str, Any] = dict.fromkeys(names, "") | {"start": -1, "end": -1, "headline": 0}
    rows = [
        empty
        | {"id": f"{time:04}-{n:04}", "text": f"{time} {n}"}
        | {"outlet": f"Outlet {(time * 7 + n) % OUTLETS}", "published": _day(time * len(docs) + n)}
        for time in range(times)
        for n in range(len(docs))
    ]
    many.mkdir()
    pq.write_table(pa.Table.from_pylist(rows), many / imported.ARTICLES)
    runs.annotate(many, bar=None, annotate=partial(_again, folder))
    return many


def _again(folder: Path, doc: Document, known: Knowledge) -> Document:
    """One of the documents of a folder, under the id, the day and the outlet of another; its speakers have a number."""
    time, n = map(int, doc.id.split("-"))
    one = _docs(folder)[n]
    speakers = tuple(replace(who, name=f"{who.name} {time % SPEAKERS}") for who in one.speakers)
    return replace(one, id=doc.id, outlet=doc.outlet, published=doc.published, speakers=speakers)


@cache
def _docs(folder: Path) -> list[Document]:
    return list(results.documents(folder))


def _day(n: int) -> str:
    return str(dt.date(2010 + n % MONTHS // 12, 1 + n % MONTHS % 12, 1 + n % 28))


def _asked(folder: Path) -> None:
    """Ask a run as the notebooks do, and in SQL; prints what each question takes."""
    known = knowledge.load()
    run = results.run_of(folder)
    print(f"{len(results.arrow(folder, 'statements', columns=['article'])):,} statements in {run.articles:,} articles")
    found = _say("cubes.cells, once", partial(cubes.cells, folder, known=known))
    actor, topic = found.counted(["actor"]).nlargest(2, "statements")["actor"].max(), "sanctions"
    _say("counted by month and topic", lambda: found.counted(["month", "topic"]))
    _say("counted by outlet and actor", lambda: found.counted(["outlet", "actor"]))
    _say("counted by month and position of an actor", lambda: found.counted(["month", "position"], {"actor": [actor]}))
    _say("counted by speaker on a topic", lambda: found.counted(["speaker"], {"topic": [topic]}))
    cubes.cube_file(run).unlink()
    _say("the cube made", partial(cubes.build, folder, run, known))
    cube = cubes.by_month(folder)
    _say("summed by month and topic", lambda: cubes.summed(cube, ["month", "topic"]))
    article = run.shards[-1][-1]
    _say("the statements of one article", lambda: results.table(folder, "statements", articles=[article]))
    _say("two columns of all statements", lambda: results.table(folder, "statements", columns=["article", "position"]))
    try:
        sql = queries.connection(folder)
    except shards.RunError as error:
        print(error)
        return
    for what, asked in ASKED.items():
        question = asked.format(article=article, quarter=("2015-01", "2015-02", "2015-03"))
        _say(f"SQL: {what}", partial(_rows, sql, question))


def _rows(sql: Any, question: str) -> list[Any]:
    return sql.execute(question).fetchall()  # type: ignore[no-any-return]


def _say(what: str, done: Callable[[], Any], count: int = 0) -> Any:
    """What comes of doing it; prints how long that takes, by article where there is a count."""
    start = time.process_time()
    found = done()
    spent = time.process_time() - start
    print(
        f"{what:<40}{1000 * spent / count:>9.1f} ms an article" if count else f"{what:<40}{spent:>9.2f} s", flush=True
    )
    return found


def _children() -> float:
    """Seconds of the processor that other processes of this program took, once they have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _memory() -> float:
    """Megabytes that the largest of these took at most."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000


if __name__ == "__main__":
    sys.exit(main())
