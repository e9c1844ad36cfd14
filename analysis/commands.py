"""What `demarche` can do: code articles, write reports, render notebooks, check codebooks.

Bad input is answered with one sentence (`cli.main` prints what is raised here); nothing half-written is left.
"""

from __future__ import annotations

import logging
import os
import sys
import warnings
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from analysis import knowledge, saving
from analysis.articles import SUFFIXES, ArticleError, read, read_each
from analysis.codebooks import Codebook
from analysis.decisions import Decision
from analysis.decoding import StrayBytes
from analysis.imported import ARTICLES
from analysis.knowledge import Knowledge, KnowledgeError
from analysis.model import Document
from analysis.saving import SavingError, free, saved
from analysis.saying import fault, say

if TYPE_CHECKING:
    import pandas as pd

    from analysis.agreement import Units
    from analysis.results import Earlier
    from analysis.shards import Run

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
# readable=False: whether a file can be read is found out, and told in one sentence, by reading it.
Files = Annotated[list[Path], typer.Argument(metavar="FILE…", help="Articles: .txt, .md or .html.", readable=False)]
CodebookFile = Annotated[
    Path | None, typer.Option("--codebook", help="A codebook of your own (.toml).", readable=False)
]
DataFolder = Annotated[
    Path | None,
    typer.Option("--data", help="A folder of your own with lexicons/ and codebooks/, as data/ has.", readable=False),
]
Output = Annotated[Path, typer.Option("-o", "--output", help="The file to write.", readable=False)]
PAGE = Path("report.html")
PHRASES = 10  # that no topic catches; the best of them are told
TABLELESS = (
    "--table {} is a table of the machine's over a corpus, as .xlsx, .csv or .parquet; here leave it out: a .csv of a "
    "layer holds its statements, an .xlsx all tables."
)
MOST_LINES = 50  # of articles that could not be read that are told on the screen


class Format(StrEnum):
    """What `demarche code` writes."""

    json = "json"
    csv = "csv"
    parquet = "parquet"


# By its value, which endings a file of a format has, and what it is; a name without an ending tells nothing.
ENDINGS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "json": ((".json", ".jsonl"), "one object, or a line for each article"),
    "csv": ((".csv",), "statements"),
    "parquet": ((".parquet",), "statements"),
}
PAGES = (".html", ".htm")


@app.callback()
def demarche() -> None:
    """Who said what, where do they stand, on which diplomatic topic, and where is that written?"""


@app.command()
def code(
    files: Files,
    format: Annotated[
        Format | None, typer.Option(help="What to write; else what the ending of the file tells, or JSON.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="A file instead of the screen.", readable=False)
    ] = None,
    codebook: CodebookFile = None,
    data: DataFolder = None,
) -> None:
    """Write what was found: one JSON object for one file, JSON Lines for several, or a table of statements.

    What can be read is written; each file that cannot be read is named, and the exit status is then 1.
    """
    if format is Format.parquet and output is None:
        raise KnowledgeError("Parquet is no text for the screen; name a file with -o statements.parquet.")
    known, inputs = knowledge.load(data, codebook=codebook), _inputs(files, codebook, data)
    if output is not None:
        free(output, inputs)  # before hours of work
        format = _format_of(output, format)
    docs = _annotated(files, known)
    if not docs:
        raise typer.Exit(2)
    found = _in_format(docs, format or Format.json)
    if output is None:
        _write(found)
    else:
        _print(saved(output, found, inputs=inputs))
    raise typer.Exit(1 if len(docs) < len(files) else 0)


@app.command()
def report(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="An article: .txt, .md or .html; or the folder of a corpus that demarche annotate has read.",
            readable=False,
        ),
    ],
    output: Annotated[
        Path,
        typer.Option(
            "-o", "--output", help="The HTML file to write; of a corpus also a brief, as .docx.", readable=False
        ),
    ] = PAGE,
    without_texts: Annotated[
        bool, typer.Option("--without-texts", help="Of a corpus only the words of statements, as licences may ask.")
    ] = False,
    megabytes: Annotated[
        float,
        typer.Option("--megabytes", min=1, help="How large the file of a corpus may be; more is drawn at random."),
    ] = 20,
    codebook: CodebookFile = None,
    data: DataFolder = None,
) -> None:
    """Write one HTML file that a colleague can open without Python and without a network."""
    from analysis import report as reports

    known, inputs = knowledge.load(data, codebook=codebook), _inputs([file], codebook, data)
    free(output, inputs)
    is_corpus = (file / ARTICLES).is_file()
    _check_report(output, is_corpus, without_texts)
    if is_corpus:
        _print(_corpus_report(file, output, known, texts=not without_texts, megabytes=megabytes))
        _say_unread(file)
        return
    doc = _coded(file, read(file, known), known)
    if isinstance(doc, ArticleError):
        raise doc
    _print(reports.write(doc, output, known, inputs=inputs))


def _check_report(output: Path, is_corpus: bool, without_texts: bool) -> None:
    """Raise KnowledgeError where no report is of the ending of a file, or has an article without its text."""
    endings = (*PAGES, ".docx") if is_corpus else PAGES
    of, told = ("a corpus", ".html (a page), .docx (a brief)") if is_corpus else ("an article", ".html (a page)")
    if output.suffix and output.suffix.lower() not in endings:
        raise KnowledgeError(f"{output}: what is written of {of} is told by the ending of the name: {told}.")
    if without_texts and not is_corpus:
        raise KnowledgeError("--without-texts is for the folder of a corpus: a report on one article has its text.")


def _corpus_report(folder: Path, output: Path, known: Knowledge, **options: Any) -> Path:
    from analysis import report as reports

    if output.suffix.lower() == ".docx":
        return reports.brief(folder, output, known, texts=options["texts"])
    return reports.corpus(folder, output, known, **options)


@app.command()
def render(
    notebook: Annotated[Path, typer.Argument(metavar="NOTEBOOK", help="A notebook: .ipynb.", readable=False)],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="The HTML file; else NOTEBOOK.html.", readable=False)
    ] = None,
    run: Annotated[bool, typer.Option("--run/--no-run", help="Run it first, or take the outputs as saved.")] = True,
) -> None:
    """Write a notebook as one HTML file, its explorers alive, that needs no Python and no network.

    The notebook runs from top to bottom in memory; its file stays as it is.
    """
    from analysis import rendering

    output = free(output or Path(f"{notebook.stem}.html"), [notebook])
    try:
        _print(rendering.write(notebook, output, run=run))
    except rendering.NotebookError as error:
        say(str(error))
        raise typer.Exit(2) from error


@app.command()
def codebook(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="A codebook; else Demarche's own.", readable=False)
    ] = None,
    articles: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="ARTICLE", help="Articles in which to look for phrases that no topic catches.", readable=False
        ),
    ] = None,
) -> None:
    """Check a codebook: its form, its examples and counter-examples, words that two topics claim, untried terms.

    With articles, also what it may lack: phrases of their statements that no topic catches.
    """
    from analysis import codebooks
    from analysis.topics import faults, untried

    files = list(articles or [])
    if file and file.suffix.lower() in SUFFIXES:  # articles alone
        files, file = [file, *files], None
    book = codebooks.load(file or knowledge.codebook_file())
    docs = _annotated(files, knowledge.load(codebook=file)) if files else []
    found, terms = faults(book, file.name if file else "diplomacy.toml"), untried(book)
    lines = list(found)
    for topic, words in terms.items():
        lines.append(f"topic {topic!r}: no example has {', '.join(words[:5])}{' …' if len(words) > 5 else ''}")
    lines += _uncaught(docs, book)
    untested = sum(map(len, terms.values()))
    lines.append(f"{book.name}: {len(book.topics)} topics, {untested} terms without an example, {len(found)} faults")
    _write("".join(f"{line}\n" for line in lines).encode())
    raise typer.Exit(1 if found or len(docs) < len(files) else 0)


@app.command()
def agree(
    files: Files,
    coders: Annotated[str, typer.Option(help="Whose codes are compared, as in Ana,Ben; else all who coded.")] = "",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="A .csv for the places where they differ.", readable=False)
    ] = None,
    seed: Annotated[int, typer.Option(help="Of the intervals.")] = 1,
    codebook: CodebookFile = None,
    data: DataFolder = None,
) -> None:
    """Tell how far coders agree with each other, and the machine with each of them, on what they coded blind.

    The codes are those kept in the folder reviews/ beside the articles.
    """
    import pandas as pd

    from analysis import agreement, review, tables
    from analysis.decisions import ADJUDICATED

    inputs = _inputs(files, codebook, data)
    if output is not None:
        free(output, inputs)
    known = knowledge.load(data, codebook=codebook)
    decided = _decisions(files)
    names = [name.strip() for name in coders.split(",") if name.strip()] or [
        name for name in dict.fromkeys(d.coder for d in decided) if name != ADJUDICATED
    ]
    _check_coders(names, decided)
    docs = _annotated(files, known)
    then = _then(files, decided)
    layers = {name: [review.as_answered(doc, name, decided, known, then) for doc in docs] for name in names}
    units: dict[str, Units] = {name: review.answered(docs, decided, name) for name in names}
    whole = [set(review.finished(docs, decided, name)) for name in names]
    pairs = agreement.pairs({review.MACHINE: docs} | layers, units=units, whole=set.intersection(*whole), seed=seed)
    _write(f"{agreement.text(pairs)}\n".encode())
    if output is not None:
        named = {review.MACHINE: docs} | layers
        frames = [_differences(named, (one.left, one.right), units) for one in pairs]
        _print(saved(output, tables.csv_text(pd.concat(frames)), inputs=inputs))
    raise typer.Exit(1 if len(docs) < len(files) else 0)


@app.command()
def export(
    files: Files,
    output: Output,
    layer: Annotated[
        str, typer.Option(help="machine, the name of a coder, adjudicated, or for a .qdpx: all.")
    ] = "machine",
    table: Annotated[str, typer.Option(help="Of a corpus, the table for a .csv or .parquet; else statements.")] = "",
    codebook: CodebookFile = None,
    data: DataFolder = None,
) -> None:
    """Write the codes of one layer for another tool; the ending of the file tells which.

    .xlsx and .csv tables, .dna for Discourse Network Analyzer, .qdpx and .qdc for ATLAS.ti, MAXQDA, NVivo and
    QualCoder, .graphml and .gexf for Gephi, .jsonl events of PLOVER. The codes of people are those in reviews/ beside
    the articles. The folder of a corpus, as demarche annotate left it, is given in place of files.
    """
    from analysis import dna, exchange, outputs

    known, inputs = knowledge.load(data, codebook=codebook), _inputs(files, codebook, data)
    exchange.check(output)
    free(output, inputs)
    home = _corpus(files) if layer == "machine" and output.suffix.lower() in outputs.ENDINGS else None
    if table and home is None and table != "statements":
        raise KnowledgeError(TABLELESS.format(table))
    if home:
        _print(outputs.write(home, output, table, inputs=inputs))
        _say_unread(home)
        return
    first = "machine" if layer == "all" else layer
    decided = _decisions(files)
    if first != "machine":
        _check_coders([first], decided)
    machine = _annotated(files, known)
    if not machine:
        raise typer.Exit(2)
    docs = _layer(files, machine, first, decided, known)
    others = _all_layers(files, machine, decided, known) if layer == "all" else None
    path = exchange.write(
        docs,
        output,
        codebook=known.codebook,
        layer=first,
        coder="" if first == "machine" else first,
        layers=others,
        acts=known.lexicons.acts,
        inputs=inputs,
    )
    _print(path)
    if path.suffix.lower() == ".dna":
        say(f"open it in DNA with the password {dna.PASSWORD!r}.")
    if there := _corpus(files):
        _say_unread(there)
    raise typer.Exit(1 if len(docs) < len(files) else 0)


@app.command()
def corpus(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE…", help="Exports of databases, tables, pages, PDF, ZIP, folders.", readable=False),
    ],
    output: Annotated[Path, typer.Option("-o", "--output", help="The folder to write, or to add to.", readable=False)],
    columns: Annotated[
        str, typer.Option(help="Which columns of a table hold what, as in text=Beitrag,outlet=Blatt.")
    ] = "",
    data: DataFolder = None,
) -> None:
    """Take the articles in many files into one folder; the same command later takes only what is new.

    What is doubtful about a file is told, and stands in import.json; the exit status is then 1.
    """
    from analysis import importing

    told = _columns(columns)
    asked = told or (_ask_columns if sys.stdin.isatty() and sys.stderr.isatty() else None)
    done = importing.corpus(files, output, knowledge.load(data), asked)
    _write("".join(f"{line}\n" for line in importing.lines(done)).encode("utf-8", "replace"))
    raise typer.Exit(2 if not done.total else 1 if done.doubtful else 0)


def _columns(told: str) -> dict[str, str]:
    """From a field to its column, of "text=Beitrag,outlet=Blatt"."""
    from analysis.sheets import FIELDS

    pairs = [pair.partition("=") for pair in told.split(",") if pair.strip()]
    for name, _, column in pairs:
        if name.strip() not in FIELDS or not column.strip():
            raise KnowledgeError(
                f"--columns: {name.strip()!r} is not told; write text=NAME, also for {', '.join(FIELDS[1:])}."
            )
    return {name.strip(): column.strip() for name, _, column in pairs}


def _ask_columns(names: tuple[str, ...]) -> dict[str, str] | None:
    """What somebody at the keyboard says of the columns of a table."""
    say(f"a table has the columns {', '.join(names)}; which holds what? Nothing but Enter: none does.")
    found = {}
    for name in ("text", "title", "outlet", "published"):
        print(f"{name}: ", end="", file=sys.stderr, flush=True)
        answer = sys.stdin.readline().strip()
        if answer in names:
            found[name] = answer
        elif name == "text":
            return None
    return found


@app.command("import")
def import_codes(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .dna, .qdpx, .xlsx or .csv.", readable=False)],
    files: Files,
    coder: Annotated[str, typer.Option(help="Whose decisions they become.")],
    layer: Annotated[str, typer.Option(help="The layer that was exported.")] = "machine",
    codebook: CodebookFile = None,
    data: DataFolder = None,
) -> None:
    """Take back what was changed in a file that `demarche export` wrote, as decisions of a coder in reviews/.

    Of a table the columns speakers, actors, position, lean, target, act and topics are read. An empty position or act
    tells nothing, and a row that was taken out rejects nothing: write reject into its column verdict. The folder of a
    corpus is given in place of files where it was given to export.
    """
    from analysis import decisions, exchange, review

    known = knowledge.load(data, codebook=codebook)
    name = decisions.person(coder)
    decided = _decisions(files)
    if layer != review.MACHINE:
        _check_coders([layer], decided)
    each = _annotated_of(files, known)
    if not each:
        raise typer.Exit(2)
    machine = [doc for _, doc in each]
    docs = _layer(files, machine, layer, decided, known)
    topics = [topic.id for topic in known.codebook.topics]
    layers = _all_layers(files, machine, decided, known) if file.suffix.lower() == ".qdpx" else {}
    changes = exchange.read_back(
        file, docs, name, acts=tuple(known.lexicons.acts), topics=topics, layers=layers | {layer: docs}
    )
    kept = 0
    for folder in dict.fromkeys(path.parent for path, _ in each):
        here = [doc for doc, (path, _) in zip(docs, each, strict=True) if path.parent == folder]
        with decisions.Log(folder, name) as log:
            made = review.taken_over(changes, here, name)
            kept += len(log.add(*review.not_said_yet(made, decisions.kept(folder))))
    told = f"1 change is a decision of {name} now" if kept == 1 else f"{kept} changes are decisions of {name} now"
    nothing = "nothing was changed in it" if len(each) >= len(files) else "nothing was changed in what could be read"
    nothing = f"all that was changed in it was a decision of {name} before" if changes else nothing
    _write(f"{file.name}: {told if kept else nothing}.\n".encode())
    raise typer.Exit(1 if len(each) < len(files) else 0)


@app.command()
def annotate(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="What demarche corpus wrote: a folder with articles.parquet.")
    ],
    processes: Annotated[
        int | None, typer.Option(min=1, help="How many processes read; else one for each processor.")
    ] = None,
    codebook: CodebookFile = None,
    data: DataFolder = None,
) -> None:
    """Read all articles of a folder that were not read yet, and print where the tables lie.

    Stopped by anything, the same call goes on where it was. Articles that cannot be read, as those in another language,
    are named, and stand in the table errors; the exit status is 1 where none could be read, or a process died on one.
    A new version of the program reads anew into a run of its own, and what that changed is told.
    """
    from analysis import results, runs, shards

    known = knowledge.load(data, codebook=codebook)
    try:
        done = runs.annotate(folder, known, processes, bar=None)
        _go_on()
    except SystemExit:
        say("what was read is kept: the same command goes on from there.")
        raise
    named = dict(list(done.failed.items())[:MOST_LINES])
    titles = _titles(folder, named) if named else {}
    for article, why in named.items():
        say(f"{titles.get(article) or article}: {why}")
    if more := len(done.failed) - len(named):
        say(f"{more:,} more articles could not be read: see the table errors.")
    if done.read and len(shards.runs(folder)) > 1:
        for line in _changed(folder, done.run, known):
            say(line)
    say(runs.summary(folder, done))
    _print(done.run.folder)
    there = done.run.articles - len(results.gone(folder, done.run))
    raise typer.Exit(1 if done.died or (there and len(done.failed) >= there) else 0)


def _changed(folder: Path, run: Run, known: Knowledge) -> list[str]:
    """What a run changed, in a few sentences; where another version wrote in another form, that it cannot be told."""
    from pyarrow import ArrowException

    from analysis import changes
    from analysis.shards import RunError

    try:
        return changes.between(folder, new=run, known=known).lines
    except RunError:
        return []
    except ArrowException:
        return ["What changed since the run before cannot be told: another version wrote it in another form."]


@app.command()
def replicate(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="A corpus that was read; with --check what this command wrote.")
    ],
    output: Annotated[Path | None, typer.Option("-o", "--output", help="The folder to write.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Make its figures again, and compare.")] = False,
    quotes: Annotated[bool, typer.Option("--quotes", help="Keep the words of statements.")] = False,
    run: Annotated[str, typer.Option(help="The name of a run; else the newest.")] = "",
    codebook: CodebookFile = None,
    data: DataFolder = None,
) -> None:
    """Write a folder for a journal: the tables without texts, all that made them, and every figure made again.

    --check makes the figures of such a folder again from its tables; so does python replicate.py in it.
    """
    from analysis import replicating

    if check:
        if fault := replicating.first_fault(folder):
            say(fault)
            raise typer.Exit(1)
        _write(f"{folder}: every figure follows from its tables.\n".encode("utf-8", "replace"))
        return
    if output is None:
        raise KnowledgeError("Name the folder to write with -o replication, or give --check.")
    known = knowledge.load(data, codebook=codebook)
    _print(replicating.write(folder, output, known, quotes=quotes, run=run or None, codebook=codebook, data=data))
    _say_unread(folder, run or None)


def _say_unread(folder: Path, run: str | None = None) -> None:
    """Say that articles of a corpus are not read yet, where that is so: what was written has the others alone."""
    from analysis import results

    if told := results.unread(folder, run):
        say(told)


def _titles(folder: Path, ids: Iterable[str]) -> dict[str, str]:
    """What some articles of a folder are called, and by which id they are found, by id."""
    import pyarrow.parquet as pq

    wanted = list(ids)
    stored = pq.read_table(folder / ARTICLES, columns=["id", "title"], filters=[("id", "in", wanted)])
    return {row["id"]: f"“{row['title']}” ({row['id']})" for row in stored.to_pylist() if row["title"]}


def _differences(
    layers: Mapping[str, Sequence[Document]], names: tuple[str, str], units: Mapping[str, Units]
) -> pd.DataFrame:
    """The places where two coders differ in what both coded blind, with their names."""
    from analysis import agreement

    frame = agreement.differences(*(layers[name] for name in names), names=names, units=units)
    frame.insert(0, "coders", " and ".join(names))
    return frame


def _layer(
    files: Sequence[Path], docs: Sequence[Document], name: str, decided: Sequence[Decision], known: Knowledge
) -> tuple[Document, ...]:
    """The articles as a layer has them."""
    from analysis import review

    own = [decision for decision in decided if decision.coder == name]
    return review.layer(docs, name, own, known, _then(files, own))


def _all_layers(
    files: Sequence[Path], docs: Sequence[Document], decided: Sequence[Decision], known: Knowledge
) -> dict[str, tuple[Document, ...]]:
    """The articles as each coder has them, by name."""
    from analysis import decisions

    return {name: _layer(files, docs, name, decided, known) for name in decisions.coders(decided)}


def _decisions(files: Sequence[Path]) -> list[Decision]:
    """What was decided in the folders of some articles."""
    from analysis import decisions

    folders = dict.fromkeys(path if path.is_dir() else path.parent for path in files)
    return [decision for folder in folders for decision in decisions.kept(folder)]


def _then(files: Sequence[Path], decided: Sequence[Decision]) -> Earlier | None:
    """What an article of a corpus was when something was decided in it."""
    from analysis.results import Earlier

    home = _corpus(files)
    return Earlier(home, decided) if home else None


def _check_coders(names: Sequence[str], decided: Sequence[Decision]) -> None:
    """Raise KnowledgeError where somebody decided nothing."""
    there = dict.fromkeys(decision.coder for decision in decided)
    if not names:
        raise KnowledgeError("Nobody has reviewed these articles yet; open notebooks/5-review.ipynb to begin.")
    for name in names:
        if name not in there:
            others = f"there are decisions of {', '.join(there)}" if there else "nobody has reviewed these articles yet"
            raise KnowledgeError(f"{name} decided nothing on these articles; {others}.")


def _uncaught(docs: Sequence[Document], codebook: Codebook) -> list[str]:
    """Lines as "no topic catches 'grain deal' (3 statements): the grain deal was dead", the best phrases first."""
    from analysis.topics import candidates

    return [
        f"no topic catches {found.phrase!r} ({found.count} statements): {' '.join(found.example.split())}"
        for found in candidates(docs, codebook, PHRASES)
    ]


def _format_of(output: Path, told: Format | None) -> Format:
    """The format of a file that is to be written. Raises KnowledgeError where the ending of its name tells another."""
    ending = output.suffix.lower()
    named = next((Format(one) for one, (endings, _) in ENDINGS.items() if ending in endings), None)
    if told and named in (None, told):
        return told
    if named and told:
        raise KnowledgeError(f"{output}: --format {told.value} writes no {ending}; name another file, or leave it out.")
    if ending and not named:
        known = ", ".join(f"{' or '.join(endings)} ({what})" for endings, what in ENDINGS.values())
        raise KnowledgeError(f"{output}: what is written is told by the ending of the name: {known}.")
    return named or Format.json


def _in_format(docs: Sequence[Document], format: Format) -> bytes:
    """What was found in some articles, as a file of that format."""
    from analysis import records, tables

    if format is Format.json:
        return records.json_text(map(records.record, docs)).encode()
    frame = tables.statements(*docs)
    return tables.csv_text(frame).encode() if format is Format.csv else bytes(frame.to_parquet(index=False))


def _annotated(files: Sequence[Path], known: Knowledge) -> list[Document]:
    """The articles that can be read, annotated; of each other one is said why. A progress bar for several.

    Of a corpus those that were read, as its run has them.
    """
    return [doc for _, doc in _annotated_of(files, known)]


def _annotated_of(files: Sequence[Path], known: Knowledge) -> list[tuple[Path, Document]]:
    """The same, each with the file that it was read from."""
    if home := _corpus(files):
        from analysis import results

        return [(home / ARTICLES, doc) for doc in results.documents(home)]
    from tqdm import tqdm

    articles = read_each(files, known)
    if len(files) > 1:
        articles = tqdm(articles, total=len(files), unit="article", file=sys.stderr, disable=None)
    coded = [_coded(file, article, known) for file, article in zip(files, articles, strict=True)]
    _go_on()
    for error in coded:
        if isinstance(error, ArticleError):
            say(str(error))
    return [(file, doc) for file, doc in zip(files, coded, strict=True) if isinstance(doc, Document)]


def _coded(file: Path, article: Document | ArticleError, known: Knowledge) -> Document | ArticleError:
    """The article with its layers; a fault of the program costs one article, not the whole batch."""
    from analysis.annotate import annotate

    _go_on()
    if isinstance(article, ArticleError):
        return article
    try:
        return annotate(article, known)
    except Exception as error:
        return ArticleError(f"{file}: {fault(error)}.")


def _corpus(files: Sequence[Path]) -> Path | None:
    """The folder that was given in place of files, if that is a corpus."""
    one = files[0] if len(files) == 1 else None
    return one if one and (one / ARTICLES).is_file() else None


def _inputs(files: Sequence[Path], codebook: Path | None, data: Path | None) -> list[Path]:
    """All files that a call reads: articles, what lies beside them, the codebook and the lexicons."""
    lexicons = (data or knowledge.data_folder()) / "lexicons"
    beside = (file.with_suffix(".toml") for file in files)
    return [*files, *beside, codebook or knowledge.codebook_file(data), *lexicons.glob("*.tsv")]


def _print(path: Path) -> None:
    """Print a path as the file system has it, also where its name is no UTF-8."""
    _write(os.fsencode(path) + b"\n")


def _go_on() -> None:
    """Stop where a signal came whose exception a library has swallowed."""
    if saving.stopped:
        raise SystemExit(128 + saving.stopped[0])


def _write(data: bytes) -> None:
    _go_on()
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError as error:  # which typer would end on without a word
        raise SavingError("the output cannot be written: who was to read it has gone.") from error


def run() -> int:
    """The exit status of the command that was called; what went wrong is said in one sentence each.

    Raises OSError where the output cannot be written.
    """
    logging.basicConfig(handlers=[logging.NullHandler()])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("always", StrayBytes)
        warnings.filterwarnings("always", category=UserWarning, module="analysis")
        warnings.showwarning = lambda message, *_: say(str(message))
        try:
            status = int(app(standalone_mode=False) or 0)
            sys.stdout.flush()
            return status
        except (ArticleError, KnowledgeError) as error:
            say(str(error))
        except OSError:
            raise
        except Exception as error:
            _go_on()
            _say_fault(error)
    return 2


def _say_fault(error: Exception) -> None:
    """Say what is wrong with the call, by typer's own errors (it names no class for them), or with Demarche."""
    from analysis.shards import RunError

    if isinstance(error, RunError):
        say(str(error))
    elif type(error).__name__ == "NoArgsIsHelpError":
        error.show()  # type: ignore[attr-defined]
    elif hasattr(error, "format_message"):
        command = getattr(getattr(error, "ctx", None), "command_path", "demarche")
        say(f"{error.format_message().strip().rstrip('.')}; see {command} --help.")
    else:
        say(f"{fault(error)}.")
