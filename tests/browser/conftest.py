"""The system's Chromium, by playwright; where there is none the tests here are skipped and say so.

The explorer is shown by two hosts, the report and a live notebook: `shown` gives it as either shows it.
"""

from __future__ import annotations

import base64
import json
import os
import pickle
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from functools import cache, partial
from pathlib import Path

import nbformat
import pytest

from analysis import knowledge, report
from tests import samples
from tests.browser.corpus_page import bare, corpus_file, corpus_folder, many_folder, shown_corpus  # noqa: F401  # fixtures of the page of a corpus
from tests.browser.showing import BARS, Shown

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
ENGINES = {"report": "chromium", "firefox": "firefox"}
# The Firefox that playwright drives is its own build; where there is one, the report is tested in it, too.
FIREFOX = sorted(Path.home().glob(".cache/ms-playwright/firefox-*/firefox/firefox"))
ROOT = Path(__file__).parents[2]
DESK = {"width": 1280, "height": 900}
HOSTILE = "</script><img src=x onerror=alert(1)><i>"
HAND_MADE = {
    "sample": samples.sample,
    "judged": samples.judged,
    "unsure": samples.unsure,
    "hostile": lambda: samples.hostile(HOSTILE),
    "silent": samples.silent,
}
AS_AT_FIRST = """async (address) => {
  dispatchEvent(new Event("afterprint"));
  for (const open of document.querySelectorAll("details[open]")) open.open = false;
  for (const chosen of ["", address]) {
    location.hash = chosen;
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  document.activeElement.blur();
  scrollTo(0, 0);
}"""
SHOWING = """
import pickle
from pathlib import Path
from analysis import explore
explorer = explore.Explorer(*pickle.loads(Path("wanted").read_bytes()))
explorer
"""


@cache
def documents(name):
    """A document and what it was coded with: one made by hand, or an article that comes with the package."""
    if name in HAND_MADE:
        return HAND_MADE[name](), samples.known()
    return samples.annotated(name), knowledge.load()


@pytest.fixture(scope="session")
def engines():
    """engines(name): Chromium or Firefox, started when it is first asked for."""
    with playwright.sync_playwright() as running:

        @cache
        def of(name):
            if name == "firefox":
                return running.firefox.launch()
            path = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
            if path is None:
                pytest.skip("there is no Chromium to open pages with; install it to run the browser tests")
            return running.chromium.launch(executable_path=path, args=FLAGS)

        yield of  # what was started ends with playwright


@pytest.fixture(scope="session")
def browser(engines):
    return engines("chromium")


def context_in(browser, **options):
    """A context that waits as long as a busy machine needs."""
    context = browser.new_context(**{"viewport": DESK} | options)
    context.set_default_timeout(120_000)
    return context


def watched(context):
    """A page of a context that keeps what it asked for and complained of."""
    page = context.new_page()
    page.asked, page.complaints = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("dialog", lambda dialog: (page.complaints.append(dialog.message), dialog.dismiss()))
    return page


@pytest.fixture
def open_page(browser):
    """open_page(address, **context): a page of its own, with the net cut off."""
    contexts = []

    def opened(address, **options):
        context = context_in(browser, **options)
        contexts.append(context)
        page = watched(context)
        file = address.split("#")[0]
        context.route("**/*", lambda r: r.continue_() if r.request.url.split("#")[0] == file else r.abort())
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def written(tmp_path_factory):
    """written(name): the address of the report on a document."""

    @cache
    def of(name):
        path = tmp_path_factory.mktemp("report") / "x.html"
        return report.write(documents(name)[0], path, documents(name)[1]).as_uri()

    return of


def drawn(page, name):
    """The page, once its chart is drawn."""
    if documents(name)[0].statements:
        page.locator(BARS).first.wait_for(state="attached")
    return page


@pytest.fixture(scope="session")
def report_pages(engines, written):
    """report_pages(name, engine): the report on a document, opened once with the net cut off and kept open."""

    @cache
    def context_of(engine):
        context = context_in(engines(engine))
        if engine == "chromium":  # Firefox asks nobody, and lets nobody read the clipboard
            context.grant_permissions(["clipboard-read", "clipboard-write"])
        context.route("**/*", lambda r: r.continue_() if r.request.url.startswith("file:") else r.abort())
        return context

    @cache
    def of(name, engine):
        page = watched(context_of(engine))
        page.goto(written(name))
        return drawn(page, name)

    return of


@pytest.fixture
def opened(report_pages):
    """opened(name, address="", viewport=…, color_scheme=…): the report on a document, as it was when it opened."""

    def of(name, address="", viewport=DESK, color_scheme="light", engine="chromium"):
        page = report_pages(name, engine)
        page.bring_to_front()
        page.emulate_media(media="screen", color_scheme=color_scheme)
        page.set_viewport_size(viewport)
        page.evaluate(AS_AT_FIRST, address)
        return Shown(page, *documents(name))

    return of


@pytest.fixture
def linked(report_pages, written):
    """linked(name, address): the report on a document, opened by a link."""
    pages = []

    def of(name, address, engine="chromium"):
        page = watched(report_pages(name, engine).context)
        pages.append(page)
        page.goto(written(name) + address)
        return Shown(drawn(page, name), *documents(name))

    yield of
    for page in pages:
        page.close()


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """lab(name, *cells): the address of a notebook with these cells, in the JupyterLab that `make lab` opens.

    It runs on a copy of what an analyst sees; `lab.address` is where it opens by itself, `lab.folder` its root.
    """
    home = tmp_path_factory.mktemp("lab")
    project = home / "project"
    for name in (".jupyterlab", "data", "notebooks"):
        shutil.copytree(ROOT / name, project / name)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    here = {"ip": "127.0.0.1", "port": port, "open_browser": False, "allow_root": True}
    settings = json.dumps({"ServerApp": here, "IdentityProvider": {"token": ""}})
    (home / "config").mkdir()
    (home / "config" / "jupyter_server_config.json").write_text(settings, encoding="utf-8")
    places = {f"JUPYTER_{name}_DIR": str(home / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    places |= {"JUPYTERLAB_SETTINGS_DIR": str(home / "settings"), "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces")}

    def notebook(name, *cells):
        new = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(cell.strip()) for cell in cells],
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        )
        nbformat.write(new, project / f"{name}.ipynb")
        return f"{notebook.address}/lab/workspaces/{name}/tree/{name}.ipynb"

    notebook.folder, notebook.address = project, f"http://127.0.0.1:{port}"
    command = ["make", f"--directory={project}", f"--makefile={ROOT / 'Makefile'}", "--assume-old=.venv/ready"]
    command += ["lab", f"RUN={sys.executable}"]
    with (home / "log").open("w") as log:
        server = subprocess.Popen(
            command, env=os.environ | places | {"PYTHONPATH": str(ROOT)}, stdout=log, stderr=log, start_new_session=True
        )
        try:
            await_answer(f"{notebook.address}/api", home / "log")
            yield notebook
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(20)


def await_answer(address, log):
    for _ in range(240):
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except OSError:
            time.sleep(0.5)
    pytest.fail(f"JupyterLab did not start: {log.read_text()[-2000:]}")


@pytest.fixture(scope="module", params=["report", "notebook", *(["firefox"] if FIREFOX else [])])
def host(request):
    return request.param


@pytest.fixture(scope="module")
def live_pages(host, browser):
    """A context for notebooks that stay open from test to test."""
    if host != "notebook":
        yield None
        return
    context = context_in(browser, viewport={"width": 1500, "height": 1100})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield context
    context.close()


def run_cell(page):
    """Runs the first cell of a notebook again and waits for its explorer; returns where that is."""
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    page.evaluate("document.querySelectorAll('.demarche').forEach((node) => (node.dataset.old = 'yes'))")
    page.locator(".cm-content").first.click()
    page.keyboard.press("Control+Enter")
    new = page.locator(".demarche.explorer:not([data-old])")
    new.wait_for(state="attached")
    return new


@pytest.fixture(scope="module")
def live(live_pages):
    """live(lab, name): the explorer on a document in a notebook that stays open from test to test."""
    pages = []

    def of(lab, name):
        (lab.folder / "wanted").write_bytes(pickle.dumps(documents(name)))
        if not pages:
            pages.append(live_pages.new_page())
            pages[0].goto(lab("live", SHOWING))
        pages[0].bring_to_front()
        root = run_cell(pages[0])
        if documents(name)[0].statements:
            root.locator(BARS).first.wait_for(state="attached")
        return Shown(pages[0], *documents(name), root=root)

    return of


@pytest.fixture
def shown(request, host, live):
    """shown(name): the explorer on a document, as it was first, in the report or in a live notebook."""
    if host != "notebook":
        return partial(request.getfixturevalue("opened"), engine=ENGINES[host])
    lab = request.getfixturevalue("lab")
    return lambda name: live(lab, name)


@pytest.fixture
def turned(host):
    """turned(shown, name, scheme): the same in light or dark: as the reader's browser, or as JupyterLab is set."""
    themed = []

    def of(shown, name, scheme):
        if host != "notebook":
            return shown(name, color_scheme=scheme)
        page = shown(name)
        if scheme == "dark":
            set_theme(page.page, "Dark")
            themed.append(page.page)
        return page

    yield of
    for page in themed:
        set_theme(page, "Light")


def set_theme(page, name):
    page.get_by_role("menuitem", name="Settings", exact=True).click()
    page.get_by_text("Theme", exact=True).click()
    page.get_by_text(f"JupyterLab {name}", exact=True).click()
    page.locator(f"body[data-jp-theme-light={'false' if name == 'Dark' else 'true'}]").wait_for(state="attached")


@pytest.fixture
def shown_by_link(request, host, live_pages):
    """shown_by_link(name, address): the same, the report or the notebook having been opened by a link."""
    if host != "notebook":
        return partial(request.getfixturevalue("linked"), engine=ENGINES[host])
    lab = request.getfixturevalue("lab")

    def of(name, address):
        (lab.folder / "wanted").write_bytes(pickle.dumps(documents(name)))
        page = live_pages.new_page()
        page.goto(lab("linked", SHOWING) + address)
        return Shown(page, *documents(name), root=run_cell(page))

    return of


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

    def counted(png):
        image = png if isinstance(png, bytes) else png.screenshot()
        found = blank.evaluate(count, base64.b64encode(image).decode("ascii"))
        return Counter({f"#{int(key):06X}": number for key, number in found.items()})

    yield counted
    blank.close()
