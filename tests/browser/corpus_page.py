"""The page of a small invented corpus in Chromium, and the same counts as Python makes them."""

import json
from dataclasses import replace
from functools import cache

import pytest

from analysis import cubes, markup, overview, payload, report, runs
from analysis.imported import REPORT
from tests import corpora, samples

LONG = " ".join(f"Berth {n} of the harbour is kept for ship {n * 3} of the northern line." for n in range(12))
# A page with nothing on it, in which the functions of the corpus page can be called: `view` is the corpus.
BARE = """<!doctype html><meta charset="utf-8"><title>Corpus</title><style>{styles}</style>
<body class="demarche"><script type="module">
{module}
globalThis.payload = {payload};
Object.assign(globalThis, {{ {names}, view: corpusView(globalThis.payload) }});
</script></body>"""


def rows(count=30):
    """Rows of invented articles: outlets, months, actors, people, topics, positions; three are copies of one."""
    found = corpora.articles(count)
    text = f"{LONG}\n\nIlka Torvald said that trade number 12 would find support."
    text += "\n\nOda Brandt said that sanctions would find oppose."
    days = [("The Strait", "2021-02-02"), ("Tellan Courier", "2021-03-02"), ("Tellan Courier", "2021-04-02")]
    for n, (outlet, day) in enumerate(days):
        found.append(corpora.row(f"wire-{n}", f"{text} {n}", outlet=outlet, published=day, title=f"Wire {n}"))
    return found


def made(at, wanted):
    """The folder of a corpus, read."""
    corpora.written(at, wanted)
    runs.annotate(at, corpora.known(), 1, bar=False, annotate=corpora.read)
    return at


HOSTILE = "</script><img src=x onerror=alert(1)><i>"


def as_hostile(doc, known):
    """An article with hostile words wherever it can have words."""
    found = samples.hostile(HOSTILE)
    return replace(found, id=doc.id, outlet=doc.outlet, published=doc.published, made_by=known.made_by)


def hostile(at):
    """The folder of a corpus of which every word is hostile."""
    told = {"outlet": f"The {HOSTILE} Post", "title": HOSTILE, "url": f"javascript:{HOSTILE}"}
    wanted = [corpora.row(f"{HOSTILE}{n}", f"Text {n}", published=f"2021-0{n + 1}-03", **told) for n in range(3)]
    corpora.written(at, wanted)
    one = {"file": HOSTILE, "format": HOSTILE, "announced": None, "found": 3, "doubts": [HOSTILE]}
    (at / REPORT).write_text(json.dumps({"files": [one]}), encoding="utf-8")
    runs.annotate(at, corpora.known(), 1, bar=False, annotate=as_hostile)
    return at


@pytest.fixture(scope="session")
def corpus_folder(tmp_path_factory):
    return made(tmp_path_factory.mktemp("corpus") / "c", rows())


@pytest.fixture(scope="session")
def bare(browser):
    """bare(folder, *names): a page in which these functions of views/ can be called, with `view`, its corpus."""
    pages = []

    @cache
    def of(folder, *names):
        corpus = overview.corpus_of(folder, corpora.known())
        told = payload.as_json(overview.view(corpus) | {"statements": overview.words(corpus)}).replace("<", "\\u003c")
        every = ["corpusView", "counted", "listed", "WHOLE", *names]
        page = browser.new_page()
        page.complaints = []
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.set_content(
            BARE.format(
                styles=markup.corpus_styles(), module=markup.corpus_module(), payload=told, names=", ".join(every)
            )
        )
        page.wait_for_function("globalThis.view")
        pages.append(page)
        return page

    yield of
    for page in pages:
        page.close()


def counted_in(page, by, state=None, without=()):
    """What `counted` tells in a page: {(value of each dimension, …): (statements, articles)}."""
    told = page.evaluate(
        """([by, state, without]) => counted(view, {...WHOLE, ...state}, by, without).map((group) => [
          by.map((name) => view.values[name][group[name]]), group.statements, group.articles])""",
        [list(by), state or {}, list(without)],
    )
    return {tuple(values): (statements, articles) for values, statements, articles in told}


@pytest.fixture(scope="session")
def many_folder(tmp_path_factory):
    """A corpus of more statements than a list shows at once, of more people and outlets than a table does."""
    return made(tmp_path_factory.mktemp("many") / "c", corpora.large(60))


@pytest.fixture(scope="session")
def corpus_file(tmp_path_factory):
    """corpus_file(folder, **options): the address of the file that report.corpus makes of a folder."""

    @cache
    def of(folder, **options):
        return report.corpus(folder, tmp_path_factory.mktemp("file") / "x.html", corpora.known(), **options).as_uri()

    return of


SHOWING = """
from analysis import overviewing
page = overviewing.Overview({!r})
page
"""


@pytest.fixture
def shown_corpus(request, host):
    """shown_corpus(folder): the page of a corpus as it opens, in a file or in a live notebook."""

    def of(folder):
        if host == "notebook":
            lab, context = request.getfixturevalue("lab"), request.getfixturevalue("live_pages")
            page = context.new_page()
            page.complaints = []
            page.on("pageerror", lambda error: page.complaints.append(str(error)))
            page.goto(lab("corpus", SHOWING.format(str(folder))))
            page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
            page.locator(".cm-content").first.click()
            page.keyboard.press("Control+Enter")
        else:
            page = request.getfixturevalue("open_page")(request.getfixturevalue("corpus_file")(folder))
        page.locator(".demarche.corpus .who-speaks").wait_for()
        return page

    return of


COLUMN = {
    "outlets": "outlet",
    "actors": "actor",
    "speakers": "speaker",
    "topics": "topic",
    "issues": "issue",
    "positions": "position",
}


def counted_by_python(cells: cubes.Cells, by, state=None):
    """The same by cubes.Cells.counted."""
    state = state or {}
    where = {column: state[name] for name, column in COLUMN.items() if state.get(name)}
    ends = {name: state.get(name, "") for name in ("first", "last")}
    frame = cells.counted(list(by), where, **ends, once=state.get("once", "cluster"))
    rows = json.loads(frame.to_json(orient="values"))
    return {tuple(row[: len(by)]): (row[-2], row[-1]) for row in rows}
