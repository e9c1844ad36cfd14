"""The run over the articles of a folder: read by several processes, stopped by anything, gone on with where it was.

`annotate(folder)` reads `FOLDER/articles.parquet` and writes what `shards` describes. A process gets one shard at a
time, sends word of each article, and sends back the bytes of the part; who called writes it. So nothing is lost but
the shards in hand, nothing is written twice, and a machine of a cluster needs no disk that all share. A process that
dies is replaced; an article on which it dies twice is a row of errors, as is one that fails in any other way.
"""

from __future__ import annotations

import datetime as dt
import multiprocessing as mp
import os
import pickle
import signal
import threading
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis import articles, cubes, importing, knowledge, results, saving, shards, trained
from analysis.annotate import annotate as annotated
from analysis.articles import ArticleError
from analysis.imported import ARTICLES
from analysis.knowledge import Knowledge
from analysis.model import Document, MadeBy
from analysis.saying import fault
from analysis.shards import Run, RunError

if TYPE_CHECKING:
    import pyarrow as pa

Row = Mapping[str, Any]
Annotate = Callable[[Document, Knowledge], Document]
NAMES = ("id", "text", "title", "outlet", "author", "published", "url", "file", "headline")
CHANCES = 2  # that a process may die on an article
STARTS = 3  # of processes that end before they are ready
DIED, DEADLY = "the process that read it ended", "the workers that read it ended"  # what errors of such begin with
LONGEST = 400  # characters of an error
BATCH = 100  # articles that are read from the file at a time
BAR = "{l_bar}{bar}| {n_fmt}/{total_fmt} articles [{elapsed}<{remaining}, {rate_noinv_fmt}{postfix}]"
_ALONE = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to. read: articles that this call went through; failed: {id: why} of all that could not be read.

    new: articles that could be read, by this call.
    """

    run: Run
    read: int
    failed: Mapping[str, str]
    new: int

    @property
    def died(self) -> tuple[str, ...]:
        """The ids of those on which processes died."""
        return tuple(id for id, why in self.failed.items() if why.startswith((DIED, DEADLY)))


@dataclass(slots=True)
class Task:
    """A shard to be read. left_out: {id: why} of articles that are not tried; deaths: of processes, by article."""

    number: int
    rows: Sequence[Row]
    left_out: dict[str, str] = field(default_factory=dict)
    deaths: Counter[str] = field(default_factory=Counter)


def annotate(
    folder: str | Path,
    known: Knowledge | None = None,
    processes: int | None = None,
    client: Any = None,
    *,
    bar: bool | None = True,
    annotate: Annotate = annotated,
) -> Outcome:
    """What reading all articles of `folder` that were not read with this knowledge came to.

    processes: as many as this program may use processors, where it is not told; each takes .5 GB of memory.
    client: of a Dask cluster, whose workers then read; each with one thread. bar: None shows it on a terminal alone.
    annotate: what is done with an article. Raises RunError, in one sentence, where the run cannot go on: what was read
    by then is kept, and the same call goes on from there.
    """
    folder = Path(folder)
    known = known or knowledge.load()
    with _alone(folder):
        file = _articles_in(folder)
        with _kept(folder, known):
            run = shards.planned(folder, known.made_by, file["id"].to_pylist())
            shards.tidied(run)
            before = run.done()
            read = _read(run, folder, known, processes, client, bar, annotate)
            shards.compacted(run)
            cubes.build(folder, run, known)
    out = results.gone(folder, run)
    failed = failures(run)
    new = {id for number in run.done() - before for id in run.shards[number]} - failed.keys()
    return Outcome(run, read, {id: why for id, why in failed.items() if id not in out}, len(new))


def summary(folder: Path, done: Outcome) -> str:
    """What a run came to, in a sentence: "60 articles are read, 60 of them now: 411 statements. 5 are copies …"."""
    articles = done.run.articles - len(results.gone(folder, done.run))
    statements = sum(results.arrow(folder, "articles", columns=["statements"], run=done.run)["statements"].to_pylist())
    copied = int((~cubes.clusters(folder)["lead"]).sum())
    say = f"{articles - len(done.failed):,} of {articles:,} articles are read, {done.new:,} of them now"
    also = f"; {copied:,} are copies of others and count once" if copied else ""
    return f"{say}: {statements:,} statement{'s' * (statements != 1)}{also}."


def failures(run: Run) -> dict[str, str]:
    """Why articles of a run could not be read, by their ids."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    found: dict[str, str] = {}
    for number in sorted(run.done()):
        errors = pc.list_flatten(pq.read_table(run.part(number), columns=["errors"])["errors"])
        found |= {one["article"]: one["error"] for one in errors.to_pylist()}
    return found


# ---- one shard


@dataclass(frozen=True, slots=True)
class Packed:
    """A knowledge as it is sent to another process: without its models, which lie there too."""

    made_by: MadeBy
    models: str
    rest: bytes


def packed(known: Knowledge) -> Packed:
    """A knowledge as it is sent to another process."""
    return Packed(known.made_by, str(known.models.folder), pickle.dumps((known.lexicons, known.codebook)))


@lru_cache(maxsize=2)
def unpacked(one: Packed) -> Knowledge:
    """The knowledge that was sent, for one thread. Raises RunError where another Demarche is installed here."""
    folder = Path(one.models)
    models = trained.load(folder if folder.is_dir() else knowledge.MODELS, 1)
    lexicons, codebook = pickle.loads(one.rest)
    known = Knowledge(lexicons, codebook, models)
    if known.made_by != one.made_by:
        raise RunError("A worker has another version of Demarche or of its models; install the same on all machines.")
    return known


def shard(
    rows: Sequence[Row],
    sent: Packed,
    annotate: Annotate,
    left_out: Mapping[str, str],
    tell: Callable[[bool], None] = lambda _: None,
) -> bytes:
    """The part with all that is found in some articles. tell: is called after each, with True where it failed."""
    known = unpacked(sent)
    labels = known.codebook.labels
    found = []
    for row in rows:
        doc, why = _found(row, known, annotate, left_out.get(row["id"], ""))
        try:
            one = shards.row(row["id"], _day_or_none(row), doc, labels, why, known.lexicons)
        except Exception as error:
            one, why = _failed(row, fault(error), labels), "failed"
        found.append(one)
        tell(bool(why))
    try:
        return shards.part(found)
    except Exception:  # one of them has a value that no table takes: which?
        return shards.part([_fitting(one, row, labels) for one, row in zip(found, rows, strict=True)])


def _found(row: Row, known: Knowledge, annotate: Annotate, left_out: str) -> tuple[Document | None, str]:
    """An article with its layers, or why it has none."""
    if left_out:
        return None, left_out
    try:
        return annotate(_document(row, known), known), ""
    except ArticleError as error:
        return None, _sentence(str(error))
    except Exception as error:
        return None, _sentence(fault(error))


def _document(row: Row, known: Knowledge) -> Document:
    text = row.get("text") or ""
    if not text.strip():
        raise ArticleError("it has no text.")
    if why := articles.foreign(text):
        raise ArticleError(why)
    return importing.document_of(row, known)


def _day_or_none(row: Row) -> dt.date | None:
    try:
        return importing.date_of(row)
    except ArticleError:
        return None


def _fitting(one: Any, row: Row, labels: Mapping[str, str]) -> Any:
    """A row of a part, or where it fits into none, one that says so."""
    try:
        shards.part([one])
    except Exception as error:
        return _failed(row, fault(error), labels)
    return one


def _failed(row: Row, why: str, labels: Mapping[str, str]) -> Any:
    return shards.row(row["id"], _day_or_none(row), None, labels, _sentence(why))


def _sentence(why: str) -> str:
    words = " ".join(why.split()).rstrip(".")
    return f"{words[:LONGEST]}." if len(words) <= LONGEST else f"{words[:LONGEST]} …"


# ---- all shards


def _read(
    run: Run, folder: Path, known: Knowledge, processes: int | None, client: Any, bar: bool | None, annotate: Annotate
) -> int:
    """The number of articles that were read, once all shards are done."""
    from tqdm.auto import tqdm

    there = run.done()
    left = {n: shard for n, shard in enumerate(run.shards) if n not in there}
    total = sum(map(len, left.values()))
    if not left:
        return 0
    disable = None if bar is None else not bar
    with tqdm(
        total=run.articles, initial=run.articles - total, bar_format=BAR, unit=" articles", disable=disable
    ) as line:
        told = _Told(line)
        tasks = _tasks(folder / ARTICLES, left)
        if client is None:
            parts = _in_processes(tasks, known, min(processes or _processors(), len(left)), annotate, told)
        else:
            parts = _on_cluster(tasks, known, client, annotate, told)
        with closing(parts):  # at once, also where saving fails
            for number, part in parts:
                saving.saved(run.part(number), part, lasting=True)
    return total


@dataclass(slots=True)
class _Told:
    """What the bar shows: articles that were read, and how many of them failed."""

    line: Any
    failed: int = 0

    def __call__(self, articles: int, failed: int) -> None:
        self.failed += failed
        self.line.update(articles)
        if failed > 0:
            self.line.set_postfix_str(f"{self.failed} failed", refresh=False)


def _tasks(file: Path, left: Mapping[int, Sequence[str]]) -> Iterator[Task]:
    """The shards that are left, each as soon as the file has told all its articles."""
    import pyarrow.parquet as pq

    shard_of = {id: number for number, ids in left.items() for id in ids}
    met: dict[int, dict[str, Row]] = {}
    with pq.ParquetFile(file, pre_buffer=False) as stored:
        for batch in stored.iter_batches(BATCH, columns=[name for name in NAMES if name in stored.schema_arrow.names]):
            for row in batch.to_pylist():
                number = shard_of.pop(row["id"], None)
                if number is None:
                    continue
                rows = met.setdefault(number, {})
                rows[row["id"]] = row
                if len(rows) == len(left[number]):
                    yield Task(number, [rows[id] for id in left[number]])
                    del met[number]
    for number in sorted({*met, *shard_of.values()}):
        gone = {id: "it is no longer in articles.parquet." for id in left[number] if id in shard_of}
        yield Task(number, [met.get(number, {}).get(id, {"id": id}) for id in left[number]], gone)


def _articles_in(folder: Path) -> pa.Table:
    """The ids in the file of articles. Raises RunError where there are none."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = folder / ARTICLES
    if folder.is_file():
        raise RunError(f"{folder}: this is a file; name the folder that demarche corpus wrote.")
    if not file.is_file():
        raise RunError(f"{file}: there is no such file; make it with demarche corpus FILES… -o {folder}.")
    try:
        found = pq.read_table(file, columns=["id"])
        missing = {"id", "text"} - set(pq.read_schema(file).names)
    except (pa.ArrowException, OSError) as error:
        raise RunError(f"{file}: {_sentence(str(error))} Make it again with demarche corpus.") from error
    if missing:
        raise RunError(f"{file}: it has no column {' and no '.join(sorted(missing))}; make it with demarche corpus.")
    return found


@contextmanager
def _kept(folder: Path, known: Knowledge) -> Iterator[None]:
    """Where the disk takes no more, RunError says so, and how much was read."""
    try:
        yield
    except OSError as error:
        at = shards.home(folder, known.made_by)
        run = shards.read(at) if (at / "manifest.json").is_file() else None
        told = f" after {sum(len(run.shards[n]) for n in run.done())} of {run.articles} articles" if run else ""
        raise RunError(
            f"{at}: {error.strerror or _sentence(str(error)).rstrip('.')}{told}; what was read is kept: "
            "make room or mend the folder's rights, and call again."
        ) from error


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Nobody else runs over the same folder meanwhile. Raises RunError where somebody does."""
    from filelock import FileLock, Timeout

    _articles_in(folder)
    try:
        (folder / "runs").mkdir(exist_ok=True)
        with FileLock(folder / "runs" / ".lock", timeout=0):
            yield
    except Timeout:
        raise RunError(f"{folder}: another run is reading these articles; wait for it, or stop it first.") from None


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


# ---- in processes of this machine


class _Worker:
    """A process, the shard it has in hand, and how many of its articles it has read."""

    def __init__(self, sent: Packed, annotate: Annotate) -> None:
        context = mp.get_context("spawn")
        self.line, theirs = context.Pipe()
        self.task: Task | None = None
        self.read = self.failed = 0
        self.is_ready = False
        self.sent = sent  # once the process listens: it may end before, and who writes to it would wait for ever
        self.process = context.Process(target=_work, args=(theirs, annotate), daemon=True)
        with _one_thread(), _undisturbed():
            self.process.start()
        theirs.close()

    def take(self, task: Task) -> None:
        """Send a shard to the process; if it has died meanwhile, that is met when it is listened to."""
        self.task, self.read, self.failed = task, 0, 0
        self.send((task.rows, task.left_out))

    def send(self, what: Any) -> None:
        """Send something to the process, if it is still there."""
        with suppress(OSError):
            self.line.send(what)

    def end(self) -> None:
        """End the process at once."""
        self.process.kill()
        self.process.join()
        self.line.close()


def _in_processes(
    tasks: Iterator[Task], known: Knowledge, processes: int, annotate: Annotate, told: _Told
) -> Generator[tuple[int, bytes], None, None]:
    """Number and part of each shard, as they are done. Raises RunError where no process starts."""
    sent = packed(known)
    again: deque[Task] = deque()
    workers = [_Worker(sent, annotate) for _ in range(processes)]
    starts, is_over = 0, False
    try:
        while True:
            for worker in [w for w in workers if w.is_ready and w.task is None]:
                task = again.popleft() if again else next(tasks, None)
                is_over |= task is None
                if task is not None:
                    worker.take(task)
            if is_over and not again and not any(w.task for w in workers):
                return
            lines = wait([w.line for w in workers])
            for worker in [w for w in workers if w.line in lines]:
                try:
                    message = worker.line.recv()
                except (EOFError, OSError):
                    worker.end()
                    starts = starts + 1 if not worker.is_ready else 0
                    _check_start(starts, worker.process.exitcode)
                    _note_death(worker, again, told)
                    workers[workers.index(worker)] = _Worker(sent, annotate)
                    continue
                part = _heard(worker, message, told)
                if part is not None and worker.task is not None:
                    number, worker.task = worker.task.number, None
                    yield number, part
    finally:
        for worker in workers:
            worker.end()


def _heard(worker: _Worker, message: Any, told: _Told) -> bytes | None:
    """The part, where the message of a process is one. Raises RunError where it says that it cannot go on."""
    what, value = message
    if what == "listening":
        worker.send(worker.sent)
    elif what == "ready":
        worker.is_ready = True
    elif what == "article":
        worker.read += 1
        worker.failed += value
        told(1, value)
    elif what == "fault":
        raise RunError(value)
    return value if what == "part" else None


def _note_death(worker: _Worker, again: deque[Task], told: _Told) -> None:
    """Put the shard of a process that died back; the article it died on is left out where that is the second time."""
    task = worker.task
    if task is None:
        return
    told(-worker.read, -worker.failed)
    at = str(task.rows[min(worker.read, len(task.rows) - 1)]["id"])
    task.deaths[at] += 1
    if task.deaths[at] > CHANCES:
        raise RunError("Processes end again and again before a shard is done; is there enough memory?")
    if task.deaths[at] == CHANCES:
        task.left_out[at] = f"{DIED} {_ending(worker.process.exitcode)}, twice."
    again.append(task)


def _ending(code: int | None) -> str:
    """How a process ended: by a signal, as a system without memory sends them, or by itself."""
    return f"by signal {-code}" if code and code < 0 else f"with status {code}"


def _check_start(starts: int, code: int | None) -> None:
    if starts >= STARTS:
        raise RunError(
            f"The processes that are to read end {_ending(code)} before they begin; in a program of your own, call "
            'annotate under `if __name__ == "__main__":`.'
        )


def _work(line: Connection, annotate: Annotate) -> None:
    """Read shards until nobody sends any: the life of a process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all; who called ends the others
    threading.Thread(target=_end_with, args=(mp.parent_process(),), daemon=True).start()
    try:
        line.send(("listening", None))
        sent = line.recv()
        unpacked(sent)
        line.send(("ready", None))
        while True:
            rows, left_out = line.recv()
            part = shard(rows, sent, annotate, left_out, lambda failed: line.send(("article", int(failed))))
            line.send(("part", part))
    except (EOFError, OSError):
        return  # who called has gone
    except Exception as error:
        line.send(("fault", str(error) if isinstance(error, RunError) else f"{fault(error)}."))


def _end_with(parent: Any) -> None:
    """End this process when that which started it ends, however it does."""
    parent.join()
    os._exit(1)


@contextmanager
def _one_thread() -> Iterator[None]:
    """What is started meanwhile computes in one thread."""
    before = {name: os.environ.get(name) for name in _ALONE}
    os.environ.update(_ALONE)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def _undisturbed() -> Iterator[None]:
    """What is started meanwhile never hears of Ctrl-C, not even before it can ignore it; who starts it does, after.

    A process that is half started when its parent ends would tell of it in a traceback.
    """
    heard: list[int] = []
    before: dict[int, Any] = {}
    mask = getattr(signal, "pthread_sigmask", None)  # which a process hands on; Windows has none
    if mask:
        resource_tracker.ensure_running()  # now: where it starts later, it takes the mask away again
    blocked = mask(signal.SIG_BLOCK, {signal.SIGINT}) if mask else set()
    try:
        for number in (signal.SIGINT, signal.SIGTERM):
            with suppress(ValueError):  # in another thread than the main one, which alone is disturbed
                before[number] = signal.signal(number, lambda which, _: heard.append(which))
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, signal.SIG_DFL if handler is None else handler)
        if mask:
            mask(signal.SIG_SETMASK, blocked)
        if heard:
            signal.raise_signal(heard[0])


# ---- on a cluster


def _on_cluster(
    tasks: Iterator[Task], known: Knowledge, client: Any, annotate: Annotate, told: _Told
) -> Generator[tuple[int, bytes], None, None]:
    """Number and part of each shard, as the workers of a Dask cluster have them done."""
    from distributed import KilledWorker, as_completed

    sent = packed(known)
    running = as_completed()
    task_of: dict[Any, Task] = {}

    def submit(task: Task) -> None:
        future = client.submit(_part, task.rows, sent, annotate, task.left_out, pure=False)
        task_of[future] = task
        running.add(future)

    def fill() -> None:
        while len(task_of) < 2 * max(1, sum(client.ncores().values())) and (task := next(tasks, None)):
            submit(task)

    try:
        fill()
        for future in running:
            task = task_of.pop(future)
            try:
                part, failed = future.result()
            except KilledWorker:
                task.left_out |= _deadly(task, sent, annotate, client, KilledWorker)
                submit(task)
                continue
            told(len(task.rows), failed)
            yield task.number, part
            fill()
    finally:
        client.cancel(list(task_of))


def _part(rows: Sequence[Row], sent: Packed, annotate: Annotate, left_out: Mapping[str, str]) -> tuple[bytes, int]:
    """The part of a shard, and how many of its articles failed."""
    failed: list[bool] = []
    return shard(rows, sent, annotate, left_out, failed.append), sum(failed)


def _deadly(task: Task, sent: Packed, annotate: Annotate, client: Any, killed: type[Exception]) -> dict[str, str]:
    """Why articles of a shard are to be left out: workers die on them, each tried alone."""
    found: dict[str, str] = {}
    for row in task.rows:
        if row["id"] in task.left_out:
            continue
        try:
            client.submit(_part, [row], sent, annotate, {}, pure=False).result()
        except killed:
            found[row["id"]] = f"{DEADLY}, again and again."
    if not found:
        task.deaths["shard"] += 1
        if task.deaths["shard"] > CHANCES:
            raise RunError("Workers end again and again before a shard is done; is there enough memory?")
    return found
