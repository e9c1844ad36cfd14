"""The methods of a corpus in words, for the appendix of a paper: what was imported, read, reviewed, counted, and how.

Plain sentences and tables in Markdown, and the same as a page. Every number is one of the folder's own tables.
"""

from __future__ import annotations

import html as markup
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis import agreement, copies, decisions, figures, resampling, results, review
from analysis.knowledge import Knowledge
from analysis.networks import Settings
from analysis.shards import Run

if TYPE_CHECKING:
    import pandas as pd

CHANCES = {
    "statements": {
        "confidence": "words and source right",
        "resolution_confidence": "led to the right speakers",
        "position_confidence": "position right",
        "target_confidence": "target right",
        "act_confidence": "act right",
    }
}
SOURCES = """\
- Share of a corpus corrected by a reviewed sample (`analysis/estimates.py` of Demarche): PPI++, Angelopoulos, Duchi and
  Zrnic 2023; with unequal chances the doubly robust estimator of design-based supervised learning, Egami et al. 2023.
- Intervals of figures over time: articles drawn anew, each counted by Poisson's law with mean 1, copies together;
  percentiles, widened by Student's t where there are few articles (`code/analysis/resampling.py`).
- What rises and falls: the difference of two shares, told so that of those told one in twenty is chance, Benjamini and
  Hochberg 1995.
- Agreement: Cohen 1960 (kappa); Krippendorff 2004, Hayes and Krippendorff 2007 (alpha); Krippendorff 1995 (alpha of
  stretches); Passonneau 2006 (MASI, the distance of sets).
- Networks: congruence, conflict and subtract as Discourse Network Analyzer has them (Leifeld); `analysis/networks.py`
  of Demarche lists where its ways differ from those used here.
- Copies: MinHash (Broder 1997), then containment.
"""
STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b}"
    "table{border-collapse:collapse;margin:1rem 0;display:block;overflow-x:auto}"
    "th,td{text-align:left;padding:.2rem .8rem .2rem 0;border-bottom:1px solid #ccc;vertical-align:top}"
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is told of a corpus. tables: those that are given away; imported, decided, versions: as their files.

    unread: a sentence that says how many articles were not read yet, empty where all were.
    """

    folder: Path
    known: Knowledge
    run: Run
    tables: Mapping[str, pd.DataFrame]
    imported: pd.DataFrame
    decided: pd.DataFrame
    versions: Mapping[str, Any]
    quotes: bool
    unread: str = ""


def markdown(facts: Facts) -> str:
    """The appendix as Markdown."""
    parts = [
        ("Methods", _first(facts)),
        ("What was imported", _imported(facts)),
        ("Copies", _copies(facts)),
        ("How it was read", _run(facts)),
        ("What was found, and how sure it is", _found(facts)),
        ("The models and what they score", _scores(facts)),
        ("Review", _review(facts)),
        ("Agreement", _agreement(facts)),
        ("Estimators and their sources", SOURCES.strip()),
        ("Settings of the figures", _settings()),
        ("What was left out", _left_out(facts)),
    ]
    return "\n\n".join(f"{'#' if n == 0 else '##'} {title}\n\n{words}" for n, (title, words) in enumerate(parts)) + "\n"


def html(text: str) -> str:
    """Markdown as a page of its own; markup in it is shown, not obeyed."""
    import mistune

    body = mistune.create_markdown(escape=True, plugins=["table"])(text)
    title = '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Methods</title>\n'
    view = '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    return f"{title}{view}<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n"


def licence(quotes: bool) -> str:
    """A note on who may do what with the folder."""
    kept = (
        "The tables hold the quoted words of statements: whether these may be given away is told by the licences of "
        "the "
        "databases and outlets that they come from. The articles themselves are not here."
        if quotes
        else "The articles are not here, nor more than four words of one in succession, but in titles and names."
    )
    return (
        "# Licences\n\nThe files in `code/` and `replicate.py` belong to Demarche, under the MIT licence. The "
        "codebook and "
        "the coding guide are as their authors left them, with their examples. "
        f"The tables and figures are yours to license; CC BY 4.0 is usual.\n\n{kept}\n"
    )


# ---- parts


def _first(facts: Facts) -> str:
    return (
        f"Made by Demarche {facts.versions['demarche']} from {_many(facts.run.articles, 'article')}. "
        f"`python replicate.py` makes the {len(figures.FIGURES)} figures in `figures/` again from `tables/` and "
        f"holds them against those that lie there, to {figures.EXACT}. `dictionary.csv` says what every column means, "
        "`manifest.json` has the SHA-256 of every file, `versions.json` all versions."
    )


def _imported(facts: Facts) -> str:
    frame, articles = facts.imported, facts.tables["articles"]
    days = articles.loc[articles["published"] != "", "published"]
    words = f"{_many(len(articles), 'article')} of {_many(articles['outlet'].nunique(), 'outlet')} were read"
    words += f", published from {days.min()} to {days.max()}" if len(days) else ""
    words += f"; {_many(len(articles) - len(days), 'article')} without a date are in no figure over time."
    dated = articles.assign(published=articles["published"].where(articles["published"] != ""))
    rows = dated.groupby("outlet").agg(n=("article", "size"), first=("published", "min"), last=("published", "max"))
    listed = [(outlet or "(not told)", n, *_told(first, last)) for outlet, n, first, last in rows.itertuples(name=None)]
    return "\n\n".join(
        [*_files(frame, results.stored(facts.folder)), words, _table(("Outlet", "Articles", "First", "Last"), listed)]
    )


def _files(frame: pd.DataFrame, stored: int) -> list[str]:
    """What is told of the files that articles came from; stored: how many articles those are, each once."""
    if frame.empty:
        return ["Nothing is known of the files that the articles came from."]
    announced = frame["announced"].dropna()
    again = int(frame["found"].sum()) - stored  # what several files hold
    twice = f"; {_many(again, 'article')} found in them {'was' if again == 1 else 'were'} there already"
    words = (
        f"{_many(len(frame), 'file')} gave {_many(stored, 'article')}{twice if again > 0 else ''}. "
        f"{_many(len(announced), 'file')} told how many they hold, {int(announced.sum()):,} together; "
        f"{int(frame.loc[announced.index, 'found'].sum()):,} of these were found. "
        f"About {_many(int((frame['doubts'] != '').sum()), 'file')} something is doubtful: see `import.csv`."
    )
    formats = frame.groupby("format").agg(n=("file", "size"), found=("found", "sum"))
    kinds = [(kind or "not read", n, found) for kind, n, found in formats.itertuples(name=None)]
    return [words, _table(("Format", "Files", "Found"), kinds)]


def _copies(facts: Facts) -> str:
    articles = facts.tables["articles"]
    sizes = articles["cluster"].value_counts()
    return (
        f"Articles are copies where {copies.CONTAINED:.0%} of the shingles ({copies.WORDS} words) of the shorter stand "
        f"in the longer; candidates are found by MinHash with {copies.HASHES} hashes in {copies.BANDS} bands. Copies "
        f"of others: {_many(int((~articles['lead']).sum()), 'article')} in {_many(int((sizes > 1).sum()), 'cluster')}. "
        "All figures count the copies of an article once."
    )


def _run(facts: Facts) -> str:
    made, errors = facts.run.made_by, facts.tables["errors"]
    failed = f"{_many(len(errors), 'article')} could not be read, see `tables/errors.csv`." if len(errors) else ""
    whole = " ".join(filter(None, [facts.unread, failed])) or "All were read."
    book = facts.known.codebook
    return (
        f"The run {facts.run.folder.name} began on {facts.run.begun[:10]}, with Demarche {made.version}, models "
        f"{made.models}, knowledge {made.knowledge} (lexicons and codebook; their files and digests are in "
        f"`lexicons.csv`). "
        f"The codebook is {_plain(book.title)}, of {_many(len(book.topics), 'topic')}. {whole}"
    )


def _found(facts: Facts) -> str:
    counts = [(name, f"{len(frame):,}") for name, frame in facts.tables.items() if name not in ("articles", "errors")]
    frame = facts.tables["statements"]
    sure = [
        (meaning, f"{frame[column].notna().sum():,}", f"{frame[column].mean():.2f}")
        for column, meaning in CHANCES["statements"].items()
        if frame[column].notna().any()
    ]
    words = "Each judgement carries the chance that it is right, as the machine gives it; these are the means."
    return "\n\n".join([_table(("Table", "Rows"), counts), words, _table(("Chance", "Statements", "Mean"), sure)])


def _scores(facts: Facts) -> str:
    if facts.known.models.digest != facts.run.made_by.models:
        return "The articles were read by other models than those of the program now; their scores are not known."
    names = ("step", "measure", "score", "people", "set", "date")
    rows = [[row.get(name, "") for name in names] for row in facts.known.models.scores]
    return (
        "How often the models are right on articles that they had not seen; people: two trained coders.\n\n"
        + _table(("Step", "Measure", "Score", "People", "Measured on", "Date"), rows)
    )


def _review(facts: Facts) -> str:
    kept = decisions.kept(facts.folder)
    if not kept:
        return "Nobody has reviewed these articles: every code is the machine's."
    rows = []
    for coder in decisions.coders(kept):
        own = [one for one in kept if one.coder == coder]
        units = decisions.replayed(own).values()
        done = [unit for unit in units if unit.done]
        blind = sum(unit.blind is not None for unit in done)
        rows.append(
            (coder, len(own), len(done), blind, sum(unit.bulk for unit in done), len({unit.article for unit in done}))
        )
    words = "Every decision is in `decisions.csv`; blind: the machine's answer was hidden until the coder's was given."
    told = [words, _table(("Coder", "Decisions", "Units done", "Blind", "At once with others", "Articles"), rows)]
    drawn = [
        (sample.name, sample.seed, len(sample.items), "; ".join(f"{name}: {of}" for name, of in sample.of.items()))
        for sample in sorted(review.samples(facts.folder), key=lambda one: one.name)
    ]
    if drawn:
        told += ["Samples were drawn with known chances:", _table(("Sample", "Seed", "Units", "Of, by stratum"), drawn)]
    return "\n\n".join(told)


def _agreement(facts: Facts) -> str:
    kept = decisions.kept(facts.folder)
    names = [name for name in decisions.coders(kept) if name != decisions.ADJUDICATED]
    if not names:
        return "Nothing was reviewed."
    docs = list(results.documents(facts.folder, {one.id for one in kept}, run=facts.run))
    layers = {name: [review.as_answered(doc, name, kept, facts.known) for doc in docs] for name in names}
    units = {name: review.answered(docs, kept, name) for name in names}
    whole = set.intersection(*(set(review.finished(docs, kept, name)) for name in names))
    pairs = agreement.pairs({review.MACHINE: docs} | layers, units=units, whole=whole)
    rows = [
        (
            row["coders"],
            row["of"],
            row["figure"],
            _number(row["value"]),
            f"{_number(row['low'])} to {_number(row['high'])}",
            row["n"],
        )
        for row in agreement.frame(pairs).to_dict("records")
        if row["value"] is not None and row["value"] == row["value"]
    ]
    if not rows:
        return "Nobody coded the same statements blind; there is nothing to compare."
    words = "On what both coded blind; intervals by drawing articles anew."
    return f"{words}\n\n" + _table(("Coders", "Of", "Figure", "Value", "95 % interval", "n"), rows)


def _settings() -> str:
    how = [(one.name, "" if one.default is None else one.default) for one in fields(Settings)]
    names = ", ".join(f"`{name}`" for name in figures.FIGURES)
    words = (
        f"Figures: {names}. Intervals of 95 % from {resampling.DRAWS} draws with seed {resampling.SEED}; none below "
        f"{figures.LEAST} statements or {resampling.FEWEST} articles. Networks are made with these settings, under "
        f"the names "
        "of Discourse Network Analyzer, but for mode and aggregation, which each figure names:"
    )
    return f"{words}\n\n" + _table(("Setting", "Value"), how)


def _left_out(facts: Facts) -> str:
    if facts.quotes:
        return "The texts of the articles, and the sentences around statements; the words of the statements are here."
    return (
        "The texts of the articles and the words of statements. Titles, outlets, authors and addresses stand as "
        "they are, "
        "and so do the names of persons, states and organisations. Any other words taken from a text (what a "
        "position is "
        "toward, the name of an issue, a role, somebody unnamed) are cut after the fourth; six digits of a digest "
        "tell them "
        "from others, so that tables can still be joined."
    )


# ---- words


def _table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return "\n".join([*lines, *(f"| {' | '.join(_plain(str(value)) for value in row)} |" for row in rows)])


def _plain(words: str) -> str:
    r"""Words that Markdown takes for nothing else.

    >>> _plain("<b>The *Strait* | Post</b>")
    '&lt;b&gt;The \\*Strait\\* \\| Post&lt;/b&gt;'
    """
    return re.sub(r"([\\`*_{}\[\]|#~])", r"\\\1", markup.escape(" ".join(words.split()), quote=False))


def _many(n: int, noun: str) -> str:
    return f"{n:,} {noun if n == 1 else f'{noun}s'}"


def _told(*values: Any) -> list[str]:
    return ["" if value != value else str(value) for value in values]


def _number(value: Any) -> str:
    return "" if value is None or value != value else f"{value:.3f}"
