"""What every page that Demarche writes is made of: its policy, its scripts, and data that can only be read."""

from __future__ import annotations

import base64
import hashlib
import json
import platform
import re
from functools import cache
from importlib import metadata
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from analysis import charts, knowledge, markup

PROGRAMS = ("onnxruntime", "nltk", "pandas", "plotly")


def filled(template: str, script: str, *, own_styles: str = "", **values: Any) -> str:
    """A page of views/ with its script, styles and plotly in it; `values` are escaped where the template puts them."""
    styles = (own_styles or markup.styles()) + (markup.VIEWS / "report.css").read_text(encoding="utf-8")
    return (
        _templates()
        .get_template(template)
        .render(
            policy=policy(script, charts.plotly_source()),
            version=knowledge.version(),
            styles=Markup(styles),
            colours=markup.colours(),
            script=Markup(script),
            plotly=Markup(base64.b64encode(charts.plotly_gzip()).decode("ascii")),
            **values,
        )
    )


@cache
def script(*hosts: str) -> str:
    """The explorer and files of views/ that show it in a page, as one module."""
    return markup.joined([*markup.MODULES, *hosts]).replace("export default", "const explorer =")


@cache
def corpus_script() -> str:
    """The page of a corpus and what shows it in a file, as one module."""
    hosts = markup.joined(["hosted", "corpusHost", "page"])
    return f"{markup.corpus_module().replace('export default', 'const overview =')}\n{hosts}"


def policy(*scripts: str) -> str:
    """A Content-Security-Policy under which only these scripts run and nothing is fetched or sent."""
    hashes = (base64.b64encode(hashlib.sha256(s.encode("utf-8")).digest()).decode("ascii") for s in scripts)
    allowed = " ".join(f"'sha256-{h}'" for h in hashes)
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )


def inert(value: Any) -> Markup:
    """A value as JSON that cannot end the script element it stands in; raises ValueError for NaN, which is no JSON."""
    text = json.dumps(value, allow_nan=False, ensure_ascii=True, separators=(",", ":"))
    return Markup(re.sub("[<>&]", lambda found: f"\\u{ord(found[0]):04x}", text))


def versions() -> list[str]:
    """The programs that a page was made with: "Demarche 0.1.0", "Python 3.13.5" …"""
    programs = [f"{name} {metadata.version(name)}" for name in PROGRAMS]
    return [f"Demarche {knowledge.version()}".strip(), f"Python {platform.python_version()}", *programs]


@cache
def _templates() -> Environment:
    loader = FileSystemLoader(markup.VIEWS)
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
