"""Pairs of targets that people marked as one issue or not, compared as `analysis.issues` does; without torch."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tqdm import tqdm

from analysis import knowledge
from analysis.annotate import whom_or_state
from analysis.issues import aim_of, candidates, rarity, signs
from analysis.ranker import Floats
from analysis.spans import Span
from analysis.speakers import read
from training import gold
from training.rows import rows_of
from training.spoken import all_texts, links_of


@dataclass(frozen=True, slots=True)
class Pair:
    """Two targets of an article: what people marked (same, opposite, apart) and whether they were sure.

    table: what a ranker chooses from; join: whether it should join them, the same where both or none is turned by their
    words, opposite ones where one is.
    """

    article: str
    mark: str
    sure: bool
    table: Floats
    join: bool


def pairs_in(path: Path) -> Iterator[Pair]:
    """The pairs of a table, article by article."""
    known, rows = knowledge.load(), defaultdict(list)
    for row in rows_of(path):
        rows[row["article"]].append(row)
    for text in tqdm(all_texts("coded"), desc="comparing", disable=None):
        article = text.key.partition(" ")[2]
        if article not in rows:
            continue
        coded = (gold.gold_folder() / "coded" / "train" / f"{article}.json").read_text(encoding="utf-8")
        codes = json.loads(coded)["codes"]
        meanings = read(text.doc, known.lexicons, links_of(text, knowledge.MODELS / "speakers"))
        grammar, whom = meanings.cast.grammar, partial(whom_or_state, meanings, known.lexicons)
        rare = rarity(grammar)
        for row in rows[article]:
            numbers = [int(row[k]) for k in ("first", "second")]
            spans = (Span(*codes[n]["A"]["target_span"]) for n in numbers)
            one, other = (aim_of(grammar, span, whom, known.lexicons.turns) for span in spans)
            table = candidates(signs(rare, one, other, abs(numbers[0] - numbers[1])))
            join = row["mark"] == ("opposite" if one.turned != other.turned else "same")
            yield Pair(article, row["mark"], row.get("sure", "yes") == "yes", table, join)


def f1(pairs: Sequence[Pair], joined: Sequence[bool]) -> float:
    """F1 of joining, same and opposite taken together: a pair is right where it is joined the right way round."""
    hits = sum(done and pair.join for done, pair in zip(joined, pairs, strict=True))
    return 2 * hits / max(1, sum(joined) + sum(pair.mark != "apart" for pair in pairs))
