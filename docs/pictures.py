"""The README's pictures, taken of what the tool makes. `make pictures`"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from analysis import articles, knowledge, report
from analysis.annotate import annotate

FOLDER = Path(__file__).parent
NAME = "us-offers-russia-assurance-on-missiles"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


def main() -> None:
    """Take docs/report.png: the report on the first article, with one statement chosen."""
    browser_path = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser_path is None:
        raise SystemExit("Pictures are taken with Chromium, and there is none: install it and try again.")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page_file = report.write(annotate(articles.named(NAME)), Path(folder) / "report.html", knowledge.codebook())
        browser = playwright.chromium.launch(executable_path=browser_path, args=QUIET)
        page = browser.new_page(viewport={"width": 1240, "height": 900})
        page.goto(page_file.as_uri())
        page.locator(".js-plotly-plot .bars path").first.wait_for()
        page.locator(".mark").filter(has_text="the best way").first.click()
        page.evaluate("scrollTo(0, 0)")
        page.screenshot(path=FOLDER / "report.png")
        browser.close()


if __name__ == "__main__":
    main()
