"""The reference: a page for each file, made of the docstrings, that needs no network to be read."""

import re
from pathlib import Path

import pytest

from docs import pages

FILES = sorted(p.stem for p in (Path(__file__).parents[1] / "analysis").glob("*.py") if not p.stem.startswith("_"))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return pages.written(tmp_path_factory.mktemp("site")).parent


def test_the_first_page_leads_to_a_page_for_each_file(site):
    first = (site / "analysis.html").read_text(encoding="utf-8")
    for name in FILES:
        assert f'href="analysis/{name}.html"' in first, name
        assert f"analysis.{name}" in (site / "search.js").read_text(encoding="utf-8"), name
    assert sorted(p.stem for p in (site / "analysis").glob("*.html")) == FILES


def test_a_page_tells_what_a_function_gives_back_and_what_it_takes(site):
    page = (site / "analysis" / "spans.html").read_text(encoding="utf-8")
    assert "Half-open ranges" in page and 'id="overlaps"' in page


def test_no_page_loads_anything_from_elsewhere(site):
    loads = (
        r"<(?:script|link|img|iframe|source)\b[^>]*?\b(?:src|href)=[\"']([^\"']*)|@import|url\((?!\s*[\"']?(?:data:|#))"
    )
    for path in site.rglob("*.html"):
        found = [m[1] or m[0] for m in re.finditer(loads, path.read_text(encoding="utf-8"))]
        assert [f for f in found if not f.startswith("data:") and f not in ("search.js", "../search.js")] == [], path
    assert not re.search(
        r"https?://(?!www\.w3\.org)[^\s\"']+\.(?:js|css|png|woff2?)\b", (site / "search.js").read_text()
    )
