"""The reference, made of the docstrings: `python -m docs.pages` writes it to site/ and prints its first page."""

from __future__ import annotations

import pkgutil
from pathlib import Path

import pdoc

import analysis

HERE = Path(__file__).parent


def written(folder: Path) -> Path:
    """The first page, after a page for each file of analysis/ was written into the folder."""
    pdoc.render.configure(docformat="markdown", template_directory=HERE / "reference", show_source=False)
    pdoc.pdoc("analysis", "!analysis[.]", *files(), output_directory=folder)  # what __all__ hides is named, too
    return folder / "analysis.html"


def files() -> list[str]:
    """The files of analysis/ as they are imported, but for the one that only runs the command line."""
    return [f"analysis.{m.name}" for m in pkgutil.iter_modules(analysis.__path__) if m.name != "__main__"]


if __name__ == "__main__":
    print(written(HERE.parent / "site"))
