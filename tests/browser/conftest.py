"""The system's Chromium, by playwright; where there is none the tests here are skipped and say so."""

from __future__ import annotations

import base64
import shutil
from collections import Counter

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="module")
def browser():
    path = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
    if path is None:
        pytest.skip("there is no Chromium to open pages with; install it to run the browser tests")
    with playwright.sync_playwright() as running:
        chromium = running.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser):
    """open_page(address, **context): a page that keeps what it asked for and complained of, with the net cut off."""
    contexts = []

    def opened(address, **options):
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}} | options)
        contexts.append(context)
        page = context.new_page()
        page.asked, page.complaints = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("dialog", lambda dialog: (page.complaints.append(dialog.message), dialog.dismiss()))
        context.route("**/*", lambda route: route.continue_() if route.request.url == address else route.abort())
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def colours_on(browser):
    """colours_on(locator): how many pixels of each colour are really on the screen, by "#rrggbb"."""
    blank = browser.new_page()
    count = """async (png) => {
      const bytes = Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0));
      const image = await createImageBitmap(new Blob([bytes], {type: "image/png"}));
      const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
      canvas.drawImage(image, 0, 0);
      const {data} = canvas.getImageData(0, 0, image.width, image.height);
      const counts = {};
      for (let i = 0; i < data.length; i += 4) {
        const key = (data[i] << 16) | (data[i + 1] << 8) | data[i + 2];
        counts[key] = (counts[key] ?? 0) + 1;
      }
      return counts;
    }"""

    def counted(locator):
        found = blank.evaluate(count, base64.b64encode(locator.screenshot()).decode("ascii"))
        return Counter({f"#{int(key):06X}": number for key, number in found.items()})

    yield counted
    blank.close()
