"""A corpus -> a Word file of two or three pages: what stands out, with quotations; how it was made and how sure it is.

    report.brief("corpus", "brief.docx")

Each quotation says who, where and when, and how sure speaker and position are. Nothing in the file is a link.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis import days, overview, page, summary, trends
from analysis.imported import ARTICLES
from analysis.keeping import SPACE, UNFIT
from analysis.knowledge import Knowledge
from analysis.overview import Corpus
from analysis.palette import stand
from analysis.saving import free, saved
from analysis.shards import Run
from analysis.summary import Finding, Piece, many

if TYPE_CHECKING:
    import pandas as pd

QUOTED = 2  # quotations for each part of a finding
MOST_QUOTED = 4  # for a finding
FILES = 12  # with doubts, of the import report
WIDTHS = (2.1, 1.0, 0.9, 0.6, 1.4)  # of its columns, in inches


def brief(
    folder: str | Path,
    path: str | Path,
    known: Knowledge | None = None,
    *,
    run: str | Run | None = None,
    coder: str = "",
    texts: bool = True,
    people: pd.DataFrame | None = None,
    issues: pd.DataFrame | None = None,
) -> Path:
    """Write the brief of the corpus in a folder to `path` and return it; one that fails leaves nothing behind.

    texts: whether whole sentences are quoted, or the words of statements alone. coder: whose decisions are laid over
    what the machine found. people, issues: as for cubes.cells.
    """
    inputs = [Path(folder) / ARTICLES]
    free(path, inputs)
    there = overview.corpus_of(folder, known, run=run, coder=coder, texts=texts, people=people, issues=issues)
    return saved(path, docx(there), inputs=inputs)


def docx(there: Corpus) -> bytes:
    """The brief of a corpus."""
    from docx import Document as Word

    view = overview.view(there)
    file = Word()
    _head(file, there, view["name"])
    _findings(file, there)
    _sure(file, there, view)
    _imported(file, view)
    _method(file, view)
    file.core_properties.title, file.core_properties.author = f"Brief: {_line(view['name'])}"[:255], "Demarche"
    data = io.BytesIO()
    file.save(data)
    return data.getvalue()


# ---- what stands out


def _head(file: Any, there: Corpus, name: str) -> None:
    (counted,) = there.found.counted().to_dict("records")
    file.add_paragraph(f"Brief: {_line(name)}", style="Title")
    said = many(counted["statements"], "statement")
    file.add_paragraph(f"{overview.extent(there)}; {said}. Copies of an article count once.")
    if there.unread:
        file.add_paragraph().add_run(there.unread).bold = True


def _findings(file: Any, there: Corpus) -> None:
    told = overview.words(there)
    number = {nth: n for n, nth in enumerate(told["nth"])}
    found = overview.findings(there)
    file.add_paragraph("What stands out", style="Heading 1")
    if not found:
        file.add_paragraph("The articles report no statement.")
    for finding in found:
        sentence = file.add_paragraph()
        sentence.add_run(_line(summary.text(finding))).bold = True
        sentence.paragraph_format.keep_with_next = True
        for nth in _quoted(there, finding):
            if nth in number:
                one = {name: column[number[nth]] for name, column in told.items()}
                _quotation(file, there, one)


def _quoted(there: Corpus, finding: Finding) -> list[int]:
    """The numbers of the statements that are quoted below a finding: of each part of it the surest."""
    found: dict[int, None] = {}
    parts = [piece for piece in finding if set(piece.opens) & {"first", "last", "positions"}]
    for piece in parts if len(finding) > 3 else []:
        found |= dict.fromkeys(_surest(there, piece))
    return list(found)[:MOST_QUOTED]


def _surest(there: Corpus, piece: Piece) -> list[int]:
    rows = there.found.rows.iloc[summary.opened(there.found, piece.opens)]
    rows = rows.sort_values(["chance", "nth"], ascending=[False, True])
    return sorted(rows["nth"].drop_duplicates().head(QUOTED).tolist())


def _quotation(file: Any, there: Corpus, one: Mapping[str, Any]) -> None:
    """The sentence, and below it who, position, outlet, day and article, and how sure they are."""
    about = there.found.articles.iloc[one["article"]]
    who = _line(one["who"]) or "No speaker named"
    actors = f" ({_line(one['actors'])})" if one["actors"] and one["actors"] != one["who"] else ""
    side = _line(
        stand(one["position"], one["lean"] or None, one["target"], None if one["coder"] else one["position_confidence"])
    )
    where = ", ".join(filter(None, [_line(about["outlet"]), days.in_words(about["published"])]))
    chances = {"speaker": one["resolution_confidence"], "position": one["position_confidence"]}
    sure = ", ".join(f"{name} {100 * chance:.0f} %" for name, chance in chances.items() if chance is not None)
    decided = f"decided by {_line(one['coder'])}" if one["coder"] else f"sure of: {sure}" if sure else ""
    quotation = file.add_paragraph(_line(one["said"] or one["content"]), style="Quote")
    quotation.paragraph_format.keep_with_next = True
    quotation.paragraph_format.space_after = 0
    below = " · ".join(filter(None, [f"{who}{actors}", side, where, decided]))
    line = file.add_paragraph(below)
    _small(line)


def _small(paragraph: Any) -> None:
    from docx.shared import Pt

    for run in paragraph.runs:
        run.font.size = Pt(9)


# ---- how far to trust it


def _sure(file: Any, there: Corpus, view: Mapping[str, Any]) -> None:
    file.add_paragraph("How sure", style="Heading 1")
    words = [view["method"]["sure"], view["reviewed"] or "Nobody has reviewed these statements."]
    rows = there.found.rows.iloc[there.found.passing()]
    chances = rows[rows["first_side"]].drop_duplicates("nth")["chance"].dropna()
    if len(chances):
        sure = int((chances >= trends.SURE).sum())
        have = "has" if sure == 1 else "have"
        words.append(
            f"Of {many(len(chances), 'statement')} with a position, {sure:,} {have} speaker, position and target right "
            f"with a chance of {100 * trends.SURE:.0f} % or more. Read a sentence in its article before you quote it."
        )
    for one in filter(None, words):
        file.add_paragraph(_line(one))


def _imported(file: Any, view: Mapping[str, Any]) -> None:
    from docx.shared import Inches

    files = view["import"]
    if not files and not view["failed"]:
        return
    file.add_paragraph("What was imported", style="Heading 1")
    doubtful = [one for one in files if one["doubts"] or one["announced"] not in (None, one["found"])]
    words = (
        f"{many(view['stored'], 'article')} from {many(len(files), 'file')}, {len(doubtful):,} with doubts. "
        if files
        else ""
    )
    are = "is" if view["failed"] == 1 else "are"
    failed = f"{view['failed']:,} of the articles could not be read and {are} not counted." if view["failed"] else ""
    file.add_paragraph(f"{words}{failed}".strip())
    if not doubtful:
        return
    table = file.add_table(rows=0, cols=len(WIDTHS), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, WIDTHS, strict=True):  # LibreOffice goes by these, Word by those of cells
        column.width = Inches(width)
    _row(table.add_row(), ["File", "Format", "Announced", "Found", "Doubts"])
    for one in doubtful[:FILES]:
        announced = "not said" if one["announced"] is None else f"{one['announced']:,}"
        doubts = "; ".join(map(str, one["doubts"])) or "fewer or more than announced"
        _row(table.add_row(), [one["file"], one["format"] or "not read", announced, f"{one['found']:,}", doubts])
    if len(doubtful) > FILES:
        file.add_paragraph(f"And {many(len(doubtful) - FILES, 'more file')}; all stand in import.json of the corpus.")


def _row(row: Any, words: Sequence[str]) -> None:
    from docx.shared import Inches

    for cell, one, width in zip(row.cells, words, WIDTHS, strict=True):
        cell.width = Inches(width)
        cell.text = _line(str(one))
        _small(cell.paragraphs[0])


def _method(file: Any, view: Mapping[str, Any]) -> None:
    file.add_paragraph("How this was made", style="Heading 1")
    file.add_paragraph(summary.HOW)
    for note in view["method"]["notes"]:
        paragraph = file.add_paragraph()
        paragraph.add_run(f"{_line(note['title'])}. ").bold = True
        paragraph.add_run(_line(note["text"]))
    for line in _made_with(view):
        _small(file.add_paragraph(line))


def _made_with(view: Mapping[str, Any]) -> Iterator[str]:
    yield _line("; ".join([*page.versions(), f"codebook {view['method']['codebook']}"]))


def _line(words: str) -> str:
    """Words on one line, without what no file can hold."""
    return UNFIT.sub("\ufffd", SPACE.sub(" ", words)).strip(" ")
