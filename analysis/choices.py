"""What an analyst gives in a notebook: an article (chosen, uploaded or pasted) and the terms of a topic."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import ipywidgets
from IPython.display import display

from analysis import articles, knowledge, markup
from analysis.annotate import annotate
from analysis.knowledge import Codebook, Topic
from analysis.model import Document

WIDE = {"width": "min(40em, 100%)"}
# What is read once before the first article, which takes a second or two.
LOADED: tuple[Callable[[], Any], ...] = (
    knowledge.lexicons,
    knowledge.sentence_tokenizer,
    knowledge.tagger,
    knowledge.lemma_table,
    knowledge.encoder,
    knowledge.judge,
)
PACE = 1000  # words that are read in a second, about; the bar moves by it
TICK = 0.25  # seconds


def annotated(article: Document, codebook: Codebook | None = None) -> Document:
    """The article with all that is found in it; a progress bar shows meanwhile."""
    bar = ReadingBar()
    display(bar)  # type: ignore[no-untyped-call]
    return bar.annotated(article, codebook)


class ReadingBar(ipywidgets.FloatProgress):  # type: ignore[misc]
    """A progress bar that is seen only while an article is read."""

    def __init__(self) -> None:
        super().__init__(description="Reading", layout={"width": "20em", "display": "none"})

    def annotated(self, article: Document, codebook: Codebook | None = None) -> Document:
        """The article with all that is found in it."""
        seconds = 1 + len(article.text.split()) / PACE
        self.value, self.max, self.layout.display = 0.0, len(LOADED) + seconds, ""
        try:
            for load in LOADED:
                load()
                self.value += 1
            with self._moving():
                return annotate(article, codebook=codebook)
        finally:
            self.layout.display = "none"

    @contextmanager
    def _moving(self) -> Iterator[None]:
        """The bar goes on by the clock, and waits shortly before its end where that takes longer."""
        done = threading.Event()

        def move() -> None:
            while not done.wait(TICK):
                self.value = min(self.value + TICK, self.max - TICK)

        thread = threading.Thread(target=move, daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()


class ArticleChooser(ipywidgets.VBox):  # type: ignore[misc]
    """A menu of the articles in `data/articles`, a field to paste one, and a button to upload one.

    `article` is what was given: pasted words go before an uploaded file, that before the menu.
    """

    def __init__(self) -> None:
        style = {"description_width": "5em"}
        self.menu = ipywidgets.Dropdown(options=articles.names(), description="Article", layout=WIDE, style=style)
        self.upload = ipywidgets.FileUpload(accept=",".join(sorted(articles.SUFFIXES)), description="Upload one")
        self.pasted = ipywidgets.Textarea(
            description="Or paste", placeholder="The words of an article, its headline first", layout=WIDE, style=style
        )
        super().__init__([self.menu, self.pasted, self.upload])

    @property
    def article(self) -> Document:
        """The article given. Raises ArticleError, in one sentence, where it cannot be read."""
        if self.pasted.value.strip():
            return articles.pasted(self.pasted.value)
        if self.upload.value:
            file = self.upload.value[-1]
            return articles.uploaded(Path(file["name"]).name, bytes(file["content"]))
        return articles.named(self.menu.value)


class TermEditor(ipywidgets.VBox):  # type: ignore[misc]
    """The terms of a topic, to be changed; below them what the change does to the statements of an article.

    `codebook` and `doc` are the codebook as changed, and the article as it is coded by it.
    """

    def __init__(self, doc: Document, codebook: Codebook) -> None:
        self.doc = self._first = doc
        self.codebook = codebook
        found = [c.topic for c in doc.codings]
        ids = sorted((t.id for t in codebook.topics), key=lambda id: -found.count(id))
        options = [(codebook[id].label, id) for id in ids]
        self.topic = ipywidgets.Dropdown(options=options, description="Topic", layout=WIDE)
        self.terms = ipywidgets.Textarea(description="Terms", rows=5, continuous_update=False, layout=WIDE)
        self.bar, self.page = ReadingBar(), ipywidgets.HTML()
        super().__init__([self.topic, self.terms, self.bar, self.page])
        self.topic.observe(self._open, "value")
        self.terms.observe(self._change, "value")
        self._open()

    def _open(self, _: Any = None) -> None:
        self.terms.value = ", ".join(self.codebook[self.topic.value].terms)
        self._tell()

    def _change(self, _: Any = None) -> None:
        """Code the article again with the terms as they stand in the field."""
        terms = tuple(dict.fromkeys(t.strip() for t in self.terms.value.split(",") if t.strip()))
        now = self.codebook[self.topic.value]
        if terms != now.terms:
            topics = (replace(t, terms=terms) if t is now else t for t in self.codebook.topics)
            self.codebook = replace(self.codebook, topics=tuple(topics))
            self.doc = self.bar.annotated(self._first, self.codebook)
        self._tell()

    def _tell(self) -> None:
        topic = self.codebook[self.topic.value]
        before, after = _coded(self._first, topic), _coded(self.doc, topic)
        changed = [s for s in self.doc.statements if s.id in before ^ after]
        html = markup.Html('<p class="count">{}</p>{}').format(
            _change_told(topic, len(before), len(after)), markup.Html("").join(map(self._card, changed))
        )
        self.page.value = markup.framed(html)

    def _card(self, statement: Any) -> markup.Html:
        return markup.statement(self.doc, statement)


def _coded(doc: Document, topic: Topic) -> set[str]:
    return {c.statement.id for c in doc.codings if c.topic == topic.id}


def _change_told(topic: Topic, before: int, after: int) -> str:
    """'Missile defence: 12 statements before, 10 now. These have changed:'"""
    if before == after:
        return f"{topic.label}: {markup.count(before, 'statement')}."
    return f"{topic.label}: {markup.count(before, 'statement')} before, {after} now. These have changed:"
