"""Pairs of targets that people marked as one issue or not, compared as `analysis.issues` does; without torch.

What targets mean is said by the reader that has seen no coded article: it would know the names of those it has seen.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from tqdm import tqdm

from analysis import knowledge
from analysis.annotate import whom_or_state
from analysis.issues import aim_of, candidates, rarity, signs
from analysis.ranker import Floats
from analysis.reader import Asking, Question, Reader
from analysis.spans import Span
from analysis.speakers import read
from analysis.text import index_of
from training import gold
from training.examples import spans
from training.rows import rows_of
from training.spoken import HELD, READERS, all_texts, links_of


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
    known, reader, rows = knowledge.load(), Reader(READERS / HELD), defaultdict(list)
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
        numbers = sorted({int(row[k]) for row in rows[article] for k in ("first", "second")})
        targets = {n: Span(*codes[n]["A"]["target_span"]) for n in numbers}
        aims = {n: aim_of(grammar, span, whom, known.lexicons.turns) for n, span in targets.items()}
        questions = [Question(*(spans(codes[n][k]) for k in ("source", "cue", "content"))) for n in numbers]
        asking = Asking(index_of(text.doc.text, known.models.pieces, text.doc.paragraphs))
        for n, reading in zip(numbers, reader.read(asking, questions), strict=True):
            aims[n] = replace(aims[n], meaning=reading.meaning(targets[n]))
        for row in rows[article]:
            numbers = [int(row[k]) for k in ("first", "second")]
            one, other = (aims[n] for n in numbers)
            table = candidates(signs(rare, one, other, abs(numbers[0] - numbers[1])))
            join = row["mark"] == ("opposite" if one.turned != other.turned else "same")
            yield Pair(article, row["mark"], row.get("sure", "yes") == "yes", table, join)


def f1(pairs: Sequence[Pair], joined: Sequence[bool]) -> float:
    """F1 of joining, same and opposite taken together: a pair is right where it is joined the right way round."""
    hits = sum(done and pair.join for done, pair in zip(joined, pairs, strict=True))
    return 2 * hits / max(1, sum(joined) + sum(pair.mark != "apart" for pair in pairs))
