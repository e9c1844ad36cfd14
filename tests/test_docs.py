"""The reference: a page for each file, made of the docstrings, that needs no network to be read."""

import re
from pathlib import Path

import pytest

import analysis
from docs import pages

FILES = sorted(p.stem for p in (Path(__file__).parents[1] / "analysis").glob("*.py") if not p.stem.startswith("_"))
LOADS = r"<(?:script|link|img|iframe|source)\b[^>]*?\b(?:src|href)=[\"']([^\"']*)|@import|url\((?!\s*[\"']?(?:data:|#))"


@pytest.fixture(scope="module")
def among():
    return pages.files()


def loaded(page):
    """What a page loads from elsewhere than itself and its search."""
    found = (m[1] or m[0] for m in re.finditer(LOADS, page))
    return [f for f in found if not f.startswith("data:") and f not in ("search.js", "../search.js")]


def test_the_first_page_leads_to_every_file_and_says_what_it_is_about(among):
    first = pages.page("analysis", among)
    assert re.findall(r'<li><a href="analysis/(\w+)\.html"', first) == FILES
    assert "Half-open ranges of a text and how they relate." in first
    assert [verb for verb in analysis.__all__ if f'id="{verb}"' not in first] == [
        "tables"
    ]  # which has a page of its own
    assert loaded(first) == []


def test_a_page_tells_what_a_function_gives_back_and_what_it_takes(among):
    page = pages.page("analysis.spans", among)
    assert 'id="overlaps"' in page and "True where the two share" in page
    assert loaded(page) == []


@pytest.mark.trial
def test_no_page_loads_anything_from_elsewhere(tmp_path):
    assert pages.written(tmp_path / "site").name == "analysis.html"
    written = {p.stem: p.read_text(encoding="utf-8") for p in tmp_path.rglob("*.html")}
    assert written.keys() == {"analysis", *FILES}
    assert {name: found for name, page in written.items() if (found := loaded(page))} == {}
    search = (tmp_path / "site" / "search.js").read_text(encoding="utf-8")
    assert all(f"analysis.{name}" in search for name in FILES)
    assert not re.search(r"https?://(?!www\.w3\.org)[^\s\"']+\.(?:js|css|png|woff2?)\b", search)
