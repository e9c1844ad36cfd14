"""A document -> one HTML file that needs no network, no server and no Python: the explorer to send on."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from analysis import charts, knowledge, markup, payload, tables
from analysis.knowledge import Codebook
from analysis.model import Document
from analysis.saving import saved

COLUMNS = {"speakers": "Who", "position": "Position", "content": "What is said", "target": "Toward what"}


def html(doc: Document, codebook: Codebook) -> str:
    """The whole page: article, explorer and method note; without JavaScript still the article and a table."""
    view = payload.view(doc, codebook)
    script = _script()
    page = _templates().get_template("report.html.jinja")
    return page.render(
        policy=_policy(script, charts.plotly_source()),
        version=view["method"]["version"],
        title=doc.title or "An article",
        head=markup.head(doc),
        text=markup.article(doc),
        table=markup.table(tables.statements(doc), COLUMNS),
        notes=view["method"]["notes"],
        topics=view["topics"],
        styles=Markup(markup.styles() + (markup.VIEWS / "report.css").read_text(encoding="utf-8")),
        colours=markup.colours(),
        payload=Markup(_inert(payload.as_json(view))),
        script=Markup(script),
        plotly=Markup(base64.b64encode(charts.plotly_gzip()).decode("ascii")),
    )


def write(doc: Document, path: str | Path, codebook: Codebook) -> Path:
    """Write the report to `path` and return it; a report that fails half-way leaves nothing behind."""
    return saved(path, html(doc, codebook).encode("utf-8", errors="replace"))


def place(doc: Document) -> Path:
    """Where the report of a document belongs: `reports/` of the clone, or of the folder one works in."""
    data = knowledge.data_folder()
    home = data.parent if data.parent != knowledge.PACKAGE else Path.cwd()
    name = re.sub(r"[^\w.-]+", "-", doc.id).strip(".-") or "article"
    return home / "reports" / f"{name}.html"


@cache
def _templates() -> Environment:
    return Environment(loader=FileSystemLoader(markup.VIEWS), autoescape=True, undefined=StrictUndefined)


@cache
def _script() -> str:
    """The explorer and its host as one module."""
    host = (markup.VIEWS / "host.js").read_text(encoding="utf-8")
    return markup.module().replace("export default", "const explorer =") + "\n" + host


def _policy(*scripts: str) -> str:
    """A Content-Security-Policy under which only these scripts run and nothing is fetched or sent."""
    hashes = (base64.b64encode(hashlib.sha256(s.encode("utf-8")).digest()).decode("ascii") for s in scripts)
    allowed = " ".join(f"'sha256-{h}'" for h in hashes)
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )


def _inert(json: str) -> str:
    """JSON that cannot end the script element it stands in."""
    return re.sub("[<>&\u2028\u2029]", lambda found: f"\\u{ord(found[0]):04x}", json)
