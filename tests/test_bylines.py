import tomllib
from pathlib import Path

import pytest

from analysis import articles

GROUPS = tomllib.loads((Path(__file__).parent / "cases" / "authors.toml").read_text(encoding="utf-8"))["group"]
BODY = (
    "The foreign minister of Vellmark said on Tuesday that talks with Ostrany would resume within the week, "
    "and that both sides had agreed on the place."
)


def cases(kind):
    return [[part.strip() for part in case.split("=>")] for group in GROUPS for case in group.get(kind, ())]


@pytest.mark.parametrize(("told", "names"), cases("meta"))
def test_authors_of_pages(tmp_path, told, names):
    fields = told.split("|") if " | " not in told else [told]
    metas = "".join(f'<meta name="author" content="{field.replace("<", "&lt;")}">' for field in fields)
    title = "Vellmark says talks will resume"
    text = "".join(f"<p>{BODY} {n}</p>" for n in range(4))
    path = tmp_path / "a.html"
    path.write_text(
        f"<html><head><title>{title}</title>{metas}</head><body><article><h1>{title}</h1>{text}</article></body></html>",
        encoding="utf-8",
    )
    assert articles.read(path).author == names


@pytest.mark.parametrize(("line", "names"), cases("byline"))
def test_authors_of_plain_texts(line, names):
    doc = articles.document(f"Talks to resume in Vellmark this week\n\n{line}\n\n{BODY}\n")
    assert (doc.author, doc.title) == (names, "Talks to resume in Vellmark this week")
    assert any(line in doc[p] for p in doc.parts if p.kind in ("byline", "furniture"))
