"""Demarche: who said what, where do they stand, on which topic, and where is that written?

The verbs, in the order in which an analyst uses them:

    known = load()                                # lexicons, codebook, models
    doc = annotate(read("article.txt"), known)    # with all that is found in it
    tables.statements(doc)                        # a DataFrame
    Explorer(doc, known)                          # in a notebook: text, filters, charts
    write_report(doc, "report.html", known)       # one file to send on
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis import tables
    from analysis.annotate import annotate
    from analysis.articles import read
    from analysis.explore import Explorer
    from analysis.knowledge import load
    from analysis.report import write as write_report

__all__ = ["Explorer", "annotate", "load", "read", "tables", "write_report"]

PLACES = {
    "Explorer": ("explore", "Explorer"),
    "load": ("knowledge", "load"),
    "read": ("articles", "read"),
    "write_report": ("report", "write"),
}


def __getattr__(name: str) -> Any:
    """A verb, its file loaded when it is first asked for: `demarche --help` needs neither pandas nor a model."""
    if name not in PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    file, verb = PLACES[name]
    return getattr(import_module(f"analysis.{file}"), verb)


class _Package(ModuleType):
    """The package, in which `annotate` is the verb: its file has the same name and would else take its place."""

    @property
    def annotate(self) -> Any:
        return import_module("analysis.annotate").annotate

    @annotate.setter
    def annotate(self, file: ModuleType) -> None:
        """Let the import system note the file elsewhere, in sys.modules, alone."""


if not TYPE_CHECKING:
    sys.modules[__name__].__class__ = _Package
