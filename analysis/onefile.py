"""A corpus -> one HTML file that needs no network, no server and no Python: its page, its statements and its articles.

The counts are always whole. The words of statements come next, and then whole articles, each packed on its own, as far
as the file has room; what is left out is drawn at random, spread over the articles, and the page says how much it is.
"""

from __future__ import annotations

import base64
import gzip
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from analysis import markup, overview, page
from analysis.imported import ARTICLES
from analysis.knowledge import Knowledge
from analysis.overview import Corpus
from analysis.saving import free, saved
from analysis.shards import Run, RunError
from analysis.summary import many

if TYPE_CHECKING:
    import pandas as pd

MEGABYTES = 20
SEED = 1  # of what is drawn where not everything has room
_FIRST_GUESS = 0.95  # of the room that a sample is expected to fill
WITHOUT_TEXTS = "Full texts are left out: the file has the words of statements alone."


class TooLargeError(RunError):
    """A corpus does not fit into a file of the size that was asked for; the message says which size it needs."""


def corpus(
    folder: str | Path,
    path: str | Path,
    known: Knowledge | None = None,
    *,
    texts: bool = True,
    megabytes: float = MEGABYTES,
    coder: str = "",
    run: str | Run | None = None,
    people: pd.DataFrame | None = None,
    issues: pd.DataFrame | None = None,
) -> Path:
    """Write the page of the corpus in a folder to `path` and return it; one that fails leaves nothing behind.

    texts: whether it has full texts, or, as licences may ask for, the words of statements alone. megabytes: how large
    the file may be. coder: whose decisions are laid over what the machine found. Raises TooLargeError, RunError.
    """
    inputs = [Path(folder) / ARTICLES]
    free(path, inputs)  # before minutes of work
    there = overview.corpus_of(folder, known, run=run, coder=coder, texts=texts, people=people, issues=issues)
    text = html(there, megabytes)
    return saved(path, text.encode("utf-8", errors="replace"), inputs=inputs)


def html(there: Corpus, megabytes: float = MEGABYTES) -> str:
    """The whole page, as large as it may be."""
    view = overview.view(there)
    room = int(megabytes * 1_000_000) - len(_filled(there, view, "", []).encode("utf-8", errors="replace"))
    statements, shown = _statements(there, room)
    if shown == 0 < there.statements:
        needed = megabytes - room / 1_000_000
        raise TooLargeError(
            f"{there.folder}: the counts of its {len(there.found.articles):,} articles alone need "
            f"{needed:.1f} MB, and the file may have {megabytes:g}; allow more megabytes, or look at it in a notebook."
        )
    texts = _texts(there, room - len(statements)) if there.texts else []
    drawn = SEED if shown < there.statements or len(texts) < len(there.found.articles) else None
    view["sample"] |= {"shown": shown, "seed": drawn, "articles": len(texts)}
    return _filled(there, view, statements, texts)


def _filled(there: Corpus, view: Mapping[str, Any], statements: str, texts: Sequence[tuple[int, str]]) -> str:
    """The page with what has room in it."""
    counted = there.found.counted
    about = there.found.articles
    outlets = counted(["outlet"]).sort_values("statements", ascending=False).to_dict("records")
    return page.filled(
        "corpus.html.jinja",
        page.corpus_script(),
        own_styles=markup.corpus_styles(),
        title=view["name"],
        about=overview.extent(there),
        summary=_summary(there),
        unread=view["unread"],
        findings=view["findings"],
        how_found=view["method"]["findings"],
        rows=[{**row, "outlet": row["outlet"] or "no outlet named"} for row in outlets],
        once=view["once"]["cluster"],
        notes=view["method"]["notes"],
        imported=_imported(view["import"], view["stored"]),
        counts=_counts(view),
        inside=_inside(view, len(about)),
        sure=view["method"]["sure"],
        reviewed=view["reviewed"] or "Nobody's reviews are laid over what the machine found.",
        made_with=[*page.versions(), f"codebook {view['method']['codebook']}"],
        corpus=_packed(view),
        statements=Markup(statements),
        articles=[(place, Markup(text)) for place, text in texts],
    )


def _packed(value: Any) -> Markup:
    """A value as JSON, gzipped, in letters that no page takes for anything else."""
    text = json.dumps(value, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
    squeezed = gzip.compress(text.encode("utf-8", errors="replace"), 6, mtime=0)
    return Markup(base64.b64encode(squeezed).decode("ascii"))


def _statements(there: Corpus, room: int) -> tuple[str, int]:
    """The words of statements, packed, and of how many: of all where there is room, else of a part drawn at random."""
    columns = overview.words(there)
    whole = str(_packed(columns))
    if len(whole) <= room:
        return whole, there.statements
    order = _spread(columns["article"])
    number = int(len(order) * _FIRST_GUESS * max(room, 0) / len(whole))
    while number > 0:
        some = sorted(order[:number])
        found = str(_packed({name: [values[n] for n in some] for name, values in columns.items()}))
        if len(found) <= room:
            return found, number
        number = number * 9 // 10
    return "", 0


def _spread(articles: Sequence[int]) -> list[int]:
    """Places in a list of statements, by chance: first one of each article, then a second …"""
    rng = random.Random(SEED)
    chances = [rng.random() for _ in articles]
    met: dict[int, int] = {}
    turn: dict[int, int] = {}
    for n in sorted(range(len(articles)), key=lambda n: chances[n]):
        turn[n] = met[articles[n]] = met.get(articles[n], -1) + 1
    return sorted(turn, key=lambda n: (turn[n], chances[n]))


def _texts(there: Corpus, room: int) -> list[tuple[int, str]]:
    """Whole articles, each packed on its own, by their places: as many as there is room for, drawn at random."""
    ids = list(there.found.articles["article"])
    place = {id: n for n, id in enumerate(ids)}
    order = random.Random(SEED).sample(ids, len(ids))
    found: list[tuple[int, str]] = []
    for some in _chunks(order, 50):
        for id, told in sorted(overview.articles(there, some), key=lambda one: order.index(one[0])):
            text = str(_packed(told))
            room -= len(text) + 60  # of its element
            if room < 0:
                return sorted(found)
            found.append((place[id], text))
    return sorted(found)


def _chunks(things: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (things[n : n + size] for n in range(0, len(things), size))


# ---- in words


def _summary(there: Corpus) -> str:
    """What was found, in a sentence or two."""
    most = [row for row in there.found.counted(["actor"]).to_dict("records") if row["actor"]]
    first = max(most, key=lambda row: row["statements"], default=None)
    who = f" {first['actor']} speaks most: {many(first['statements'], 'statement')}." if first else ""
    return f"{overview.counted_in_words(there)}{who}"


def _imported(files: Sequence[Mapping[str, Any]], stored: int) -> str:
    if not files:
        return "No import report lies in the folder."
    announced = sum(one["announced"] or 0 for one in files)
    doubtful = sum(bool(one["doubts"]) for one in files)
    said = f", {announced:,} announced" if announced else ""
    doubts = f"{many(doubtful, 'file')} with doubts, listed above" if doubtful else "no doubts"
    return f"{many(stored, 'article')} in {many(len(files), 'file')}{said}; {doubts}."


def _counts(view: Mapping[str, Any]) -> str:
    failed = view["failed"]
    could_not = f" {many(failed, 'article')} could not be read." if failed else ""
    return (
        "Statements, each once in a group, however many of its speakers or topics fall into it. "
        f"{view['once']['cluster']} Other ways to count copies can be chosen.{could_not}"
    )


def _inside(view: Mapping[str, Any], articles: int) -> str:
    sample = view["sample"]
    told = [f"All counts, and the words of {sample['shown']:,} of {many(sample['of'], 'statement')}."]
    if view["texts"]:
        told.append(f"The full text of {sample['articles']:,} of {many(articles, 'article')}.")
    else:
        told.append(WITHOUT_TEXTS)
    if sample["seed"] is not None:
        told.append(f"What is here was drawn at random (seed {sample['seed']}), spread over the articles.")
    return " ".join(told)
