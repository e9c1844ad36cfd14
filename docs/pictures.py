"""The README's pictures, taken of what the tool makes. `make pictures`"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from analysis import articles, knowledge, report
from analysis.annotate import annotate

FOLDER = Path(__file__).parent
FIRST = "us-offers-russia-assurance-on-missiles"
LONG = "velland-and-tellan-divided-by-a-radar"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


def main() -> None:
    """Take docs/report.png, the report on the first article, and docs/stands.png, two panels of a long one."""
    browser_path = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser_path is None:
        raise SystemExit("Pictures are taken with Chromium, and there is none: install it and try again.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=QUIET)
        page = opened(browser, FIRST, height=1250)
        page.locator(".mark").filter(has_text="the best way").first.click()
        page.evaluate("scrollTo(0, 0)")
        page.screenshot(path=FOLDER / "report.png")
        page = opened(browser, LONG, height=2600)
        top, bottom = (page.locator(f".panels > .{name}").bounding_box() for name in ("strip", "matrix"))
        assert top and bottom, "the panels are not on the page"
        whole = {"x": 0, "y": top["y"] - 12, "width": 1240, "height": bottom["y"] + bottom["height"] - top["y"] + 24}
        page.screenshot(path=FOLDER / "stands.png", clip=whole, full_page=True)
        browser.close()


def opened(browser: Browser, name: str, height: int) -> Page:
    """The report on an article, its charts drawn."""
    known = knowledge.load()
    with tempfile.TemporaryDirectory() as folder:
        file = report.write(annotate(articles.named(name), known), Path(folder) / "report.html", known)
        page = browser.new_page(viewport={"width": 1240, "height": height})
        page.goto(file.as_uri())
        page.locator(".js-plotly-plot .bars path").first.wait_for(state="attached")
    return page


if __name__ == "__main__":
    main()
