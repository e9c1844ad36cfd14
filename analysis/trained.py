"""The trained models that come with the program, with their thresholds and how often each rule was right."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product
from pathlib import Path
from string import ascii_lowercase
from typing import Any

from nltk.tag.perceptron import PerceptronTagger
from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

from analysis.attribution import Thresholds
from analysis.encoder import Encoder
from analysis.ranker import Ranker
from analysis.reader import Reader
from analysis.text import WordPieces, pieces_in
from analysis.trees import TreeReader


@dataclass(frozen=True)
class Models:
    """The models of a folder, each loaded when it is first asked for.

    threads: on how many cores they may run; None for up to four of those that this process may use. A copy sent to
    another process loads them there.
    """

    folder: Path
    threads: int | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        """What another process needs to load the same."""
        return load, (self.folder, self.threads)

    @cached_property
    def digest(self) -> str:
        """Of all files of the folder but the notes on them."""
        whole = hashlib.sha256()
        for path in sorted(self.folder.rglob("*")):
            if path.is_file() and path.suffix in {".onnx", ".gz", ".json", ".npz"}:
                whole.update(path.relative_to(self.folder).as_posix().encode())
                whole.update(path.read_bytes())
        return whole.hexdigest()[:16]

    @cached_property
    def pieces(self) -> WordPieces:
        """The word pieces that the encoder was trained on."""
        return pieces_in(self.folder / "encoder")

    @cached_property
    def encoder(self) -> Encoder:
        """The small encoder that finds who said what."""
        return Encoder(self.folder / "encoder", self.threads)

    @cached_property
    def reader(self) -> Reader:
        """The reader of acts, positions, targets and topics."""
        return Reader(self.folder / "reader", self.threads)

    @cached_property
    def trees(self) -> TreeReader:
        """The head above the encoder that gives each token its head and its relation."""
        return TreeReader(self.folder / "trees", self.threads)

    @cached_property
    def links(self) -> Ranker:
        """The ranker of whom a pronoun or a noun means."""
        return Ranker(self.folder / "speakers" / "links.npz")

    @cached_property
    def actors(self) -> Ranker:
        """The ranker of whom somebody speaks for."""
        return Ranker(self.folder / "speakers" / "actors.npz")

    @cached_property
    def issues(self) -> Ranker:
        """The ranker of which targets are one issue."""
        return Ranker(self.folder / "issues.npz")

    @cached_property
    def link_odds(self) -> Mapping[str, tuple[float, float]]:
        """For each rule that leads to a speaker, slope and shift of the odds that its link is right."""
        return {rule: (row["slope"], row["shift"]) for rule, row in self._json("speakers/rules.json").items()}

    @cached_property
    def calibration(self) -> tuple[float, ...]:
        """Weights that turn `attribution.certainty_signs` into the chance that an attribution is right."""
        return tuple(self._json("encoder/calibration.json"))

    @cached_property
    def thresholds(self) -> Thresholds:
        """From which chance on the encoder is believed."""
        return Thresholds(**self._json("encoder/thresholds.json"))

    @cached_property
    def scores(self) -> tuple[dict[str, str], ...]:
        """What the models were measured to reach: step, measure, score, people, set and date of each."""
        return tuple(self._json("scores.json")["scores"])

    @cached_property
    def tagger(self) -> PerceptronTagger:
        """NLTK's perceptron tagger with the weights of `tagger.json.gz`."""
        model = self._zipped("tagger.json.gz")
        found = PerceptronTagger(load=False)
        found.decode_json_params((model["weights"], model["tagdict"], model["classes"]))
        return found

    @cached_property
    def sentence_tokenizer(self) -> PunktSentenceTokenizer:
        """NLTK's Punkt with the tables of `punkt.json.gz`; initials of two and three letters are abbreviations."""
        model = self._zipped("punkt.json.gz")
        found = PunktParameters()
        initials = (letters for n in (2, 3) for letters in product(ascii_lowercase, repeat=n))
        found.abbrev_types = {*model["abbreviations"], *map(".".join, initials)}
        found.collocations = {(first, then) for first, then in model["collocations"]}
        found.sent_starters = set(model["starters"])
        for flags, words in model["orthography"].items():
            found.ortho_context.update(dict.fromkeys(words, int(flags)))
        return PunktSentenceTokenizer(found)

    @cached_property
    def lemmas(self) -> dict[str, dict[str, tuple[int, str]]]:
        """{tag: {ending: (characters to cut, what to add)}} of `lemmas.json.gz`, as `tag.lemma_of` reads it."""
        tables = self._zipped("lemmas.json.gz")
        return {tag: {ending: (cut, add) for ending, (cut, add) in rules.items()} for tag, rules in tables.items()}

    def _json(self, name: str) -> Any:
        return json.loads((self.folder / name).read_text(encoding="utf-8"))

    def _zipped(self, name: str) -> Any:
        with gzip.open(self.folder / name, "rt", encoding="utf-8") as file:
            return json.load(file)


@lru_cache(maxsize=8)
def load(folder: Path, threads: int | None = None) -> Models:
    """The models of a folder; those that were loaded before are not loaded again."""
    return Models(folder, threads)
