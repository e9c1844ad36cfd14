"""The reference, made of the docstrings: `python -m docs.pages` writes it to site/ and prints its first page."""

from __future__ import annotations

import pkgutil
from pathlib import Path

import pdoc

import analysis

HERE = Path(__file__).parent


def files() -> dict[str, pdoc.doc.Module]:
    """The package and its files by the names they are imported by, but for the one that only runs the command line."""
    for verb in analysis.__all__:  # they are loaded when first asked for, and pdoc looks without asking
        vars(analysis)[verb] = getattr(analysis, verb)
    names = [f"analysis.{m.name}" for m in pkgutil.iter_modules(analysis.__path__) if m.name != "__main__"]
    return {name: pdoc.doc.Module.from_name(name) for name in ["analysis", *names]}


def page(name: str, among: dict[str, pdoc.doc.Module]) -> str:
    """The page of a file, as HTML."""
    pdoc.render.configure(docformat="markdown", template_directory=HERE / "reference", show_source=False)
    return pdoc.render.html_module(among[name], among)


def written(folder: Path) -> Path:
    """The first page, after a page for each file and the index for its search were written into the folder."""
    among = files()
    (folder / "analysis").mkdir(parents=True, exist_ok=True)
    for name in among:
        (folder / f"{name.replace('.', '/')}.html").write_text(page(name, among), encoding="utf-8")
    (folder / "search.js").write_text(pdoc.render.search_index(among), encoding="utf-8")
    return folder / "analysis.html"


if __name__ == "__main__":
    print(written(HERE.parent / "site"))
