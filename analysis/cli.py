"""`demarche`: code articles and write reports from the command line.

Bad input is answered with one sentence on standard error and exit status 2; nothing half-written is left.
"""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analysis import knowledge
from analysis.articles import ArticleError, read
from analysis.knowledge import KnowledgeError
from analysis.saving import saved

if TYPE_CHECKING:
    from analysis.model import Document

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
Files = Annotated[list[Path], typer.Argument(metavar="FILE…", help="Articles: .txt, .md or .html.")]
CodebookFile = Annotated[Path | None, typer.Option("--codebook", help="A codebook of your own (.toml).")]


class Format(StrEnum):
    """What `demarche code` writes."""

    json = "json"
    csv = "csv"
    parquet = "parquet"


@app.callback()
def demarche() -> None:
    """Who said what, where do they stand, on which diplomatic topic, and where is that written?"""


@app.command()
def code(
    files: Files,
    format: Annotated[Format, typer.Option(help="What to write.")] = Format.json,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="A file instead of the screen.")] = None,
    codebook: CodebookFile = None,
) -> None:
    """Write what was found: one JSON object for one file, JSON Lines for several, or a table of statements."""
    from analysis import tables

    if format is Format.parquet and output is None:
        raise KnowledgeError("Parquet is no text for the screen; name a file with -o statements.parquet.")
    docs = _annotated(files, codebook)
    if format is Format.json:
        indent = 1 if len(docs) == 1 else None
        lines = (json.dumps(tables.record(d), ensure_ascii=False, allow_nan=False, indent=indent) for d in docs)
        data: bytes = "".join(f"{line}\n" for line in lines).encode()
    elif format is Format.csv:
        data = tables.statements(*docs).to_csv(index=False, lineterminator="\n").encode()
    else:
        data = tables.statements(*docs).to_parquet(index=False)
    if output is None:
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
    else:
        print(saved(output, data))


@app.command()
def report(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An article: .txt, .md or .html.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The HTML file to write.")] = Path("report.html"),
    codebook: CodebookFile = None,
) -> None:
    """Write one HTML file that a colleague can open without Python and without a network."""
    from analysis import report as reports

    book = knowledge.codebook(codebook)
    (doc,) = _annotated([file], codebook)
    print(reports.write(doc, output, codebook=book))


@app.command()
def render(
    notebook: Annotated[Path, typer.Argument(metavar="NOTEBOOK", help="A notebook: .ipynb.")],
    output: Annotated[Path | None, typer.Option("-o", "--output", help="The HTML file; else NOTEBOOK.html.")] = None,
    run: Annotated[bool, typer.Option("--run/--no-run", help="Run it first, or take the outputs as saved.")] = True,
) -> None:
    """Write a notebook as one HTML file, its explorers alive, that needs no Python and no network.

    The notebook runs from top to bottom in memory; its file stays as it is.
    """
    from analysis import rendering

    try:
        print(rendering.write(notebook, output or Path(f"{notebook.stem}.html"), run=run))
    except rendering.NotebookError as error:
        raise typer.Exit(_told(str(error))) from error


@app.command()
def codebook(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="A codebook; else Demarche's own.")] = None,
) -> None:
    """Check a codebook: its form, its examples and counter-examples, words that two topics claim, untried terms."""
    from analysis.topics import faults, untried

    book = knowledge.codebook(file)
    found = faults(book, file.name if file else "diplomacy.toml")
    for sentence in found:
        print(sentence)
    terms = untried(book)
    for topic, words in terms.items():
        print(f"topic {topic!r}: no example has {', '.join(words[:5])}{' …' if len(words) > 5 else ''}")
    print(f"{book.name}: {len(book.topics)} topics, {sum(map(len, terms.values()))} terms without an example, ", end="")
    print(f"{len(found)} faults")
    raise typer.Exit(1 if found else 0)


def _annotated(files: list[Path], codebook: Path | None) -> list[Document]:
    """The articles, annotated; a progress bar on standard error where there are several."""
    from analysis.annotate import annotate

    book = knowledge.codebook(codebook)
    articles = [read(file) for file in files]
    if len(articles) == 1:
        return [annotate(articles[0], codebook=book)]
    from tqdm import tqdm

    return [annotate(a, codebook=book) for a in tqdm(articles, unit="article", file=sys.stderr, disable=None)]


def main() -> None:
    """Run the command line; a mistake in the input ends with one sentence and status 2."""
    try:
        app()
    except (ArticleError, KnowledgeError) as error:
        sys.exit(_told(str(error)))
    except OSError as error:
        name = error.filename or "the output"
        sys.exit(_told(f"{name}: {error.strerror or error}; name another place or mend its rights."))


def _told(sentence: str) -> int:
    """2, after the sentence was written to standard error as one line."""
    print(f"demarche: {' '.join(sentence.split())}", file=sys.stderr)
    return 2
