"""All that the program knows besides the article: lexicons, a codebook, trained models. The only file that knows where
they lie.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from analysis import codebooks, lexicons, trained
from analysis.codebooks import Codebook
from analysis.keys import digest
from analysis.lexicons import KnowledgeError, Lexicons
from analysis.model import MadeBy
from analysis.trained import Models

__all__ = ["Codebook", "Knowledge", "KnowledgeError", "Lexicons", "Models", "data_folder", "load", "version"]

PACKAGE = Path(__file__).parent
MODELS = PACKAGE / "models"


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What a document is annotated with; a value: two of them may be used side by side.

    dataclasses.replace(known, codebook=another) gives one with another codebook. It can be sent to a worker process.
    """

    lexicons: Lexicons
    codebook: Codebook
    models: Models

    @property
    def digest(self) -> str:
        """Sixteen hexadecimal digits that change with any entry of a lexicon or the codebook."""
        return digest(f"{self.lexicons.digest} {self.codebook.digest}")

    @property
    def made_by(self) -> MadeBy:
        """What a document annotated with it says that it was made by."""
        return MadeBy(version(), self.models.digest, self.digest)


def load(
    folder: str | Path | None = None, *, codebook: str | Path | None = None, threads: int | None = None
) -> Knowledge:
    """What lies in a folder such as `data/`: its lexicons, and `codebooks/diplomacy.toml` or the codebook named.

    The files are read as they stand now: what was edited counts at the next call. A file that the folder lacks is
    taken from Demarche's own. threads: on how many cores the models may run. Raises KnowledgeError in one sentence.
    """
    own = data_folder()
    home = Path(folder) if folder else own
    if not home.is_dir():
        raise KnowledgeError(f"{home}: there is no such folder; name one with lexicons/ and codebooks/ in it.")
    named = Path(codebook) if codebook else codebook_file(home)
    return Knowledge(
        lexicons.load(home / "lexicons", own / "lexicons"), codebooks.load(named), trained.load(MODELS, threads)
    )


def codebook_file(folder: Path | None = None) -> Path:
    """The file of the codebook that is used where no other is named: a folder's own, else Demarche's."""
    own = data_folder() / "codebooks" / "diplomacy.toml"
    theirs = folder / "codebooks" / "diplomacy.toml" if folder else own
    return theirs if theirs.is_file() else own


def data_folder() -> Path:
    """The folder of articles, codebooks and lexicons: `data/` of a clone, else the copy in the package."""
    clone = PACKAGE.parent / "data"
    return clone if (clone / "lexicons").is_dir() else PACKAGE / "data"


def version() -> str:
    """The version of Demarche that is installed, empty where none is."""
    try:
        return metadata.version("demarche")
    except metadata.PackageNotFoundError:
        return ""
