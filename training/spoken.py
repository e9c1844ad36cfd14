"""The texts that the rankers of speakers learn from, each read once and kept; and whom a set of rankers finds in them.

Needs no torch: the benchmarks score with what `training.speakers` left in .cache/speakers.
"""

from __future__ import annotations

import csv
import hashlib
import json
import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from analysis import knowledge
from analysis.annotate import with_statements, with_words
from analysis.articles import document
from analysis.model import Document, Statement
from analysis.ranker import Floats, Ranker
from analysis.saving import saved
from analysis.spans import Span
from analysis.speakers import Links, find_speakers, read
from analysis.text import index_of
from analysis.trees import token_pieces
from training import gold
from training.scores import overlap

WORK = Path(__file__).parents[1] / ".cache" / "speakers"
READERS = WORK.parent / "reader"  # what `training.reader` leaves
HELD = "held"  # there, the reader that has seen no coded article
FOLDS = 5
RULES = ("name", "state", "title", "role", "clause", "pronoun", "continued", "own words", "nothing")
RAW = dict.fromkeys(RULES, (1.0, 0.0))  # chances as the ranker says them


@dataclass(frozen=True, slots=True)
class Text:
    """A text up to its statements, and the states of its tokens' last pieces (n, 768)."""

    key: str
    doc: Document
    states: NDArray[np.float16]


def fold_of(key: str) -> int:
    """The fifth that a text is in: as the scorer of coded articles has it; GUM's by number; none of GAP is tested."""
    kind, _, name = key.partition(" ")
    if kind == "coded":
        return int(hashlib.sha1(name.encode()).hexdigest(), 16) % FOLDS
    return int(name.split()[-1]) % FOLDS if kind == "gum" else -1


def texts() -> Iterator[tuple[str, str]]:
    """The key and the text of everything that is learned from."""
    for path in sorted((gold.gold_folder() / "coded" / "train").glob("*.json")):
        yield f"coded {path.stem}", coded_text(path.stem)
    for number, found in enumerate(gold.gum_texts()):
        yield f"gum {found.genre} {number}", found.text
    for number, row in enumerate(gap_rows("development")):
        yield f"gap {number}", row["Text"]


def coded_text(name: str) -> str:
    """The text of a coded article."""
    path = gold.gold_folder() / "polnear" / "train" / "text" / f"{name}.txt"
    return path.read_bytes().decode("utf-8")


def gap_rows(part: str) -> list[dict[str, str]]:
    """The snippets of GAP's `development` or `validation`."""
    return list(csv.DictReader(gold.lines("gap", f"gap-{part}.tsv.gz"), delimiter="\t", quoting=csv.QUOTE_NONE))


def all_texts(kind: str = "") -> Iterator[Text]:
    """Everything that is learned from, or one kind of it ("coded"), read once and kept."""
    known = knowledge.load()
    WORK.mkdir(parents=True, exist_ok=True)
    made = f"{_digest(knowledge.MODELS / 'encoder')} {_digest(knowledge.MODELS / 'trees')} {known.lexicons.digest}"
    for key, text in tqdm([one for one in texts() if one[0].startswith(kind)], desc="reading", disable=None):
        name = hashlib.sha1(f"{made} {text}".encode()).hexdigest()[:20]
        path = WORK / f"{name}.pickle"
        if not path.exists():
            saved(path, pickle.dumps(_read(text, known)))
        doc, states = pickle.loads(path.read_bytes())
        yield Text(key, doc, states)


def _digest(folder: Path) -> str:
    return hashlib.sha1(b"".join(p.read_bytes() for p in sorted(folder.iterdir()))).hexdigest()


def _read(text: str, known: knowledge.Knowledge) -> tuple[Document, NDArray[np.float16]]:
    doc = document(text, known)
    index = index_of(doc.text, known.models.pieces, doc.paragraphs)
    kept = np.zeros((sum(map(len, index.pieces)), 768), dtype=np.float16)

    def keep(at: int, states: Floats) -> None:
        kept[at : at + len(states)] = states

    doc = with_statements(with_words(doc, index, known), index, known, [keep])
    pieces = token_pieces(index, [t.span for t in doc.tokens])
    return doc, kept[pieces[:, 1]]


def codes_of(name: str) -> list[dict]:  # type: ignore[type-arg]
    """The codes of an article, but for statements that are none."""
    path = gold.gold_folder() / "coded" / "train" / f"{name}.json"
    return [c for c in json.loads(path.read_text(encoding="utf-8"))["codes"] if not c["A"].get("malformed")]


def matched(doc: Document, codes: Sequence[dict]) -> Iterator[tuple[dict, Statement]]:  # type: ignore[type-arg]
    """Codes and the statements whose content shares most words with theirs, from half of all on."""
    pairs = [
        (overlap(doc.text, [Span(*s) for s in code["content"]], statement.content), n, m)
        for n, code in enumerate(codes)
        for m, statement in enumerate(doc.statements)
    ]
    taken: tuple[set[int], set[int]] = (set(), set())
    for share, n, m in sorted(pairs, key=lambda p: (-p[0], p[1], p[2])):
        if share >= 0.5 and n not in taken[0] and m not in taken[1]:
            taken[0].add(n)
            taken[1].add(m)
            yield codes[n], doc.statements[m]


def links_of(text: Text, folder: Path) -> Links:
    """The links of a folder, over a text that was read."""
    ranker = Ranker(folder / "links.npz")
    sight = ranker.sight(np.arange(len(text.doc.tokens)), len(text.doc.tokens))
    if len(text.states):
        sight.take(0, text.states.astype(np.float32))
    return Links(ranker, sight)


def spoken(text: Text, folder: Path) -> Document:
    """A text with its speakers by the rankers of a folder."""
    known = knowledge.load()
    reader = read(text.doc, known.lexicons, links_of(text, folder))
    parts = find_speakers(reader, RAW, Ranker(folder / "actors.npz"))
    return replace(text.doc, speakers=parts[0], resolutions=parts[1], nested=parts[2])


def fitted(pairs: Sequence[tuple[float, bool]]) -> dict[str, float]:
    """Slope and shift that turn chances into those that came true, by Newton's method; of equal chances the shift."""
    chance, right = np.array(pairs, dtype=np.float64).T
    odds = np.log(chance / (1 - chance))
    given = np.stack([odds, np.ones_like(odds)], 1) if np.ptp(odds) else np.ones((len(odds), 1))
    weights = np.zeros(given.shape[1])
    for _ in range(30):
        said = 1 / (1 + np.exp(-given @ weights))
        slope = given.T @ (right - said) - 1e-3 * weights
        bend = (given * (said * (1 - said))[:, None]).T @ given + 1e-3 * np.eye(len(weights))
        weights += np.linalg.solve(bend, slope)
    slope_, shift = weights if len(weights) == 2 else (0.0, weights[0])
    return {"slope": round(slope_, 3), "shift": round(shift, 3), "share": round(right.mean(), 3), "links": len(right)}
