"""What an analyst gives in a notebook: an article (chosen, uploaded or pasted) and the terms of a topic."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import ipywidgets
from IPython.display import display

from analysis import articles, knowledge, markup
from analysis.annotate import annotate
from analysis.codebooks import Topic
from analysis.coded import CodedStatement, coded_statements
from analysis.knowledge import Knowledge
from analysis.model import Document

WIDE = {"width": "min(40em, 100%)"}
NEEDS_A_TERM = "{}: a topic needs at least one term; those from before still count."
LOADING = 1.5  # seconds that models take to load, about
PACE = 1000  # words that are read in a second, about; the bar moves by it
TICK = 0.25  # seconds


def annotated(article: Document, known: Knowledge | None = None) -> Document:
    """The article with all that is found in it; a progress bar shows meanwhile.

    known: what it is annotated with, Demarche's own where it is not told.
    """
    bar = ReadingBar()
    display(bar)  # type: ignore[no-untyped-call]
    return bar.annotated(article, known or knowledge.load())


class ReadingBar(ipywidgets.FloatProgress):  # type: ignore[misc]
    """A progress bar that is seen only while an article is read."""

    def __init__(self) -> None:
        super().__init__(description="Reading", layout={"width": "20em", "display": "none"})

    def annotated(self, article: Document, known: Knowledge) -> Document:
        """The article with all that is found in it."""
        self.value, self.max = 0.0, LOADING + len(article.text.split()) / PACE
        self.layout.display = ""
        try:
            with self._moving():
                return annotate(article, known)
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

    `known` and `doc` are the knowledge with the codebook as changed, and the article as it is coded with it.
    """

    def __init__(self, doc: Document, known: Knowledge) -> None:
        self.doc = self._first = doc
        self.known = known
        found = Counter(code.topic for code in doc.topic_codes)
        topics = sorted(known.codebook.topics, key=lambda topic: -found[topic.id])
        options = [(topic.label, topic.id) for topic in topics]
        self.topic = ipywidgets.Dropdown(options=options, description="Topic", layout=WIDE)
        self.terms = ipywidgets.Textarea(description="Terms", rows=5, continuous_update=False, layout=WIDE)
        self.bar, self.page = ReadingBar(), ipywidgets.HTML()
        super().__init__([self.topic, self.terms, self.bar, self.page])
        self.topic.observe(self._open, "value")
        self.terms.observe(self._change, "value")
        self._open()

    def _open(self, _: Any = None) -> None:
        """Show the terms of the topic chosen, one on each line; to show them changes nothing."""
        self.terms.value = "\n".join(self.known.codebook[self.topic.value].terms)
        self._show()

    def _change(self, _: Any = None) -> None:
        """Code the article again with the terms as they stand in the field; a topic keeps at least one."""
        terms = tuple(dict.fromkeys(t.strip() for t in self.terms.value.splitlines() if t.strip()))
        codebook = self.known.codebook
        now = codebook[self.topic.value]
        if terms and terms != now.terms:
            topics = tuple(replace(t, terms=terms) if t is now else t for t in codebook.topics)
            self.known = replace(self.known, codebook=replace(codebook, topics=topics))
            self.doc = self.bar.annotated(self._first, self.known)
        self._show(empty=not terms)

    def _show(self, *, empty: bool = False) -> None:
        """Below the field: what the change does, or that a topic needs a term."""
        topic = self.known.codebook[self.topic.value]
        before, after = _on_topic(self._first, topic), _on_topic(self.doc, topic)
        changed = [one for one in coded_statements(self.doc) if one.key in before ^ after]
        words = NEEDS_A_TERM.format(topic.label) if empty else _change(topic, len(before), len(after))
        html = markup.Html('<p class="count">{}</p>{}').format(words, markup.Html("").join(map(self._card, changed)))
        self.page.value = markup.framed(html)

    def _card(self, one: CodedStatement) -> markup.Html:
        return markup.statement(self.doc, one)


def _on_topic(doc: Document, topic: Topic) -> set[str]:
    """The keys of the statements on a topic."""
    return {code.statement for code in doc.topic_codes if code.topic == topic.id}


def _change(topic: Topic, before: int, after: int) -> str:
    """'Missile defence: 12 statements before, 10 now. These have changed:'"""
    if before == after:
        return f"{topic.label}: {markup.count(before, 'statement')}."
    return f"{topic.label}: {markup.count(before, 'statement')} before, {after} now. These have changed:"
