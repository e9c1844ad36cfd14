"""What an analyst gives in a notebook: an article (chosen, uploaded or pasted) and the terms of topics.

What is shown of an article follows: `following(choice, show)` is drawn again after each reading.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import ipywidgets
from IPython.core.formatters import DisplayFormatter
from IPython.display import display

from analysis import articles, codebooks, knowledge, markup
from analysis.annotate import annotate
from analysis.articles import ArticleError
from analysis.codebooks import Topic
from analysis.coded import CodedStatement, coded_statements
from analysis.knowledge import Knowledge, KnowledgeError
from analysis.model import Document, TopicCode
from analysis.naming import plain_words
from analysis.saving import saved

WIDE = {"width": "min(40em, 100%)"}
NEEDS_A_TERM = "{}: a topic needs at least one term; those from before still count."
LOADING = 1.5  # seconds that models take to load, about
PACE = 1000  # words that are read in a second, about; the bar moves by it
TICK = 0.25  # seconds


def chooser(known: Knowledge, *, last: bool = False) -> ArticleChooser:
    """What an article is chosen with, shown, and its article read at once.

    last: it opens with the article that was read last, not with the first of the menu.
    """
    choice = ArticleChooser(known, last=last)
    display(choice)  # type: ignore[no-untyped-call]
    choice.read()
    return choice


class Followed(Protocol):
    """What others follow: an ArticleChooser, or a form that gives something else than an article."""

    def follow(self, draw: Callable[[Any], None]) -> None:
        """Call `draw` with what is given, each time that it is; at once, if it was."""


def following(choice: Followed, show: Callable[..., Any], *args: Any, **kwargs: Any) -> Following:
    """What `show(doc, …)` makes of the article that was read, drawn again after each reading.

    >>> following(ArticleChooser(knowledge.load()), lambda doc: doc.title).shown is None
    True
    """
    return Following(choice, lambda doc: show(doc, *args, **kwargs))


class Following(ipywidgets.Output):  # type: ignore[misc]
    """What a function makes of the article that was read; `shown` is what it made last, None before that."""

    def __init__(self, choice: Followed, show: Callable[[Any], Any]) -> None:
        super().__init__()
        self.shown: Any = None
        self._show = show
        choice.follow(self.draw)

    def draw(self, doc: Any) -> None:
        """Show what is made of a document in place of what was shown; what cannot be made is told in a sentence."""
        before = self.shown
        try:
            self.shown = self._show(doc)
        except (ArticleError, KnowledgeError, OSError) as error:
            self.shown = markup.Html('<p class="hint" role="alert">{}</p>').format(error)
        data, metadata = DisplayFormatter().format(self.shown)  # type: ignore[no-untyped-call]
        self.outputs = ({"output_type": "display_data", "data": data, "metadata": metadata},)
        _close(before)

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        """The view, and for a page where no kernel runs the HTML of what is in it."""
        shown = self.outputs[0]["data"] if self.outputs else {}
        still = {kind: shown[kind] for kind in ("text/html",) if kind in shown}
        return still | dict(super()._repr_mimebundle_(**kwargs))


def _close(shown: Any) -> None:
    """Let go of a widget that is shown no more, with all that is in it."""
    if isinstance(shown, ipywidgets.Widget):
        for child in getattr(shown, "children", ()):
            _close(child)
        shown.close()


class ReadingBar(ipywidgets.FloatProgress):  # type: ignore[misc]
    """A progress bar that is seen only while an article is read."""

    def __init__(self) -> None:
        super().__init__(description="Reading", layout={"width": "20em", "display": "none"})

    def annotated(self, article: Document, known: Knowledge) -> Document:
        """The article with all that is found in it."""
        return self.annotated_each([article], known)[0]

    def annotated_each(self, some: Sequence[Document], known: Knowledge) -> list[Document]:
        """Articles with all that is found in them, read one after the other; the bar goes over all."""
        lengths = [len(article.text.split()) / PACE for article in some]
        self.value, self.max = 0.0, LOADING + sum(lengths)
        self.layout.display = ""
        found = []
        try:
            for number, article in enumerate(some, 1):
                with self._moving(LOADING + sum(lengths[:number])):
                    found.append(annotate(article, known))
            return found
        finally:
            self.layout.display = "none"

    @contextmanager
    def _moving(self, end: float) -> Iterator[None]:
        """The bar goes on by the clock, and waits shortly before the end of an article where that takes longer."""
        done = threading.Event()

        def move() -> None:
            while not done.wait(TICK):
                self.value = max(self.value, min(self.value + TICK, end - TICK))

        thread = threading.Thread(target=move, daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()
            self.value = max(self.value, end - TICK)


@dataclass(frozen=True, slots=True)
class Given:
    """An article that was given: how, its name if it lies in `data/articles`, else the bytes and suffix of its file."""

    article: Document
    how: str
    name: str | None = None
    data: bytes = b""
    suffix: str = ".txt"


class ArticleChooser(ipywidgets.VBox):  # type: ignore[misc]
    """A menu of the articles in `data/articles`, a field to paste one, a button to upload one, and one to read it.

    The latest choice counts, and can be undone. `article` is what was chosen, `doc` what was read last, with all that
    was found in it; who follows is told of each reading.
    """

    def __init__(self, known: Knowledge, *, last: bool = False) -> None:
        self.known = known
        self.doc: Document | None = None
        self._given: list[Given] = []
        self._followers: list[Callable[[Document], None]] = []
        self._setting = False  # true while the program, not the analyst, changes a field
        style = {"description_width": "5em"}
        self.menu = ipywidgets.Dropdown(options=menu(), value=None, description="Article", layout=WIDE, style=style)
        self.pasted = ipywidgets.Textarea(
            description="Or paste",
            placeholder="The words of an article, its headline first",
            continuous_update=False,
            layout=WIDE,
            style=style,
        )
        self.upload = ipywidgets.FileUpload(accept=",".join(sorted(articles.SUFFIXES)), description="Upload one")
        self.line, self.told = ipywidgets.HTML(), ipywidgets.HTML()
        self.undo = button("×", self._undo, tooltip="Back to the choice before", layout={"width": "2.5em"})
        self.save = button("Save into my articles", self._open_form, layout={"width": "auto"})
        self.reading = button("Read", self.read, button_style="primary")
        self.bar, self.form = ReadingBar(), SavingForm(self._save)
        super().__init__()
        self.menu.observe(self._from_menu, "value")
        self.pasted.observe(self._from_paste, "value")
        self.upload.observe(self._from_upload, "value")
        self._open(last_read() if last else "")

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        return asleep("choose an article") | dict(super()._repr_mimebundle_(**kwargs))

    @property
    def article(self) -> Document | None:
        """The article chosen; None where there is none to choose."""
        return self._given[-1].article if self._given else None

    def follow(self, draw: Callable[[Document], None]) -> None:
        """Call `draw` with the document after each reading; at once, if one was read."""
        self._followers.append(draw)
        if self.doc:
            draw(self.doc)

    def read(self, _: Any = None) -> None:
        """Find all that is found in the article, and tell who follows."""
        if not self._given:
            return
        self.reading.disabled = True
        try:
            self.doc = doc = self.bar.annotated(self._given[-1].article, self.known)
        finally:
            self.reading.disabled = False
        _remember(self._given[-1].name)
        for draw in self._followers:
            draw(doc)

    def _open(self, first: str) -> None:
        """Choose the first article of the menu that can be read, `first` before all others."""
        for name in sorted(articles.names(), key=lambda name: name != first):
            if self._take(lambda name=name: _named(name)):  # type: ignore[misc]
                return
        self._show()

    def _from_menu(self, _: Any) -> None:
        if self.menu.value is not None and not self._setting:
            self._take(lambda: _named(self.menu.value))

    def _from_paste(self, _: Any) -> None:
        words = self.pasted.value
        if words.strip() and not self._setting:
            data = words.encode("utf-8", errors="replace")
            self._take(lambda: Given(articles.pasted(words), "pasted", data=data))

    def _from_upload(self, _: Any) -> None:
        if self.upload.value and not self._setting:
            file = self.upload.value[-1]
            path, data = Path(file["name"]), bytes(file["content"])
            self._take(
                lambda: Given(articles.uploaded(path.name, data), "uploaded", data=data, suffix=path.suffix.lower())
            )

    def _take(self, given: Callable[[], Given]) -> bool:
        """True where the choice can be read; else it is told why not, and the choice before it stays."""
        try:
            self._given.append(given())
        except (ArticleError, OSError) as error:
            self._show(error)
            return False
        self._show()
        return True

    def _undo(self, _: Any) -> None:
        self._given.pop()
        self._show()

    def _show(self, told: object = "") -> None:
        """The line that names the choice, and the fields as they are with it."""
        now = self._given[-1] if self._given else None
        self._setting = True
        self.menu.value = now.name if now else None  # so that the same article can be chosen again
        if not told and (not now or now.how != "pasted"):  # words that cannot be read stay, to be mended
            self.pasted.value = ""
        self._setting = False
        line = markup.Html("Reading: <strong>{}</strong>, {}")
        nothing = "There is no article yet: paste or upload one."
        self.line.value = line.format(now.article.title or now.article.id, now.how) if now else nothing
        self.told.value = markup.Html('<p role="alert">{}</p>').format(told) if told else ""
        self.undo.disabled, self.reading.disabled = len(self._given) < 2, not now
        buttons = [self.upload, self.reading, *([self.save] if now and now.name is None else [])]
        rows = [self.menu, self.pasted, ipywidgets.HBox(buttons), ipywidgets.HBox([self.line, self.undo])]
        self.children = [*rows, self.told, self.bar]

    def _open_form(self, _: Any) -> None:
        """Below the buttons: what is to be told of the article, as it was read from it."""
        self.form.fill(self._given[-1].article)
        self.children = [*self.children[:-2], self.form, *self.children[-2:]]
        self.save.disabled = True

    def _save(self, about: Mapping[str, Any]) -> None:
        """Put the article into the folder; from then on it is chosen there."""
        given = self._given[-1]
        self.save.disabled = False
        try:
            path = articles.added(given.data, given.suffix, **about)
        except OSError as error:
            self._show(f"The article could not be saved: {error}")
            return
        self._setting = True
        self.menu.options = menu()
        self._setting = False
        if self._take(lambda: _named(path.stem)):
            self.told.value = markup.Html("<p>Saved: {}</p>").format(path.name)
            if self.doc and self.doc.text == given.article.text:
                _remember(path.stem)


class SavingForm(ipywidgets.VBox):  # type: ignore[misc]
    """What is told of an article that is saved: title, outlet, date, author and address."""

    def __init__(self, save: Callable[[Mapping[str, Any]], None]) -> None:
        style = {"description_width": "5em"}
        names = {"title": "Title", "outlet": "Outlet", "author": "Author", "url": "Address"}
        self.fields = {
            field: ipywidgets.Text(description=name, layout=WIDE, style=style) for field, name in names.items()
        }
        self.fields["published"] = ipywidgets.DatePicker(description="Date", style=style)
        put = button("Save", lambda _: save({name: field.value for name, field in self.fields.items()}))
        super().__init__([*(self.fields[name] for name in ("title", "outlet", "published", "author", "url")), put])

    def fill(self, article: Document) -> None:
        """Show what the article tells of itself."""
        for name, field in self.fields.items():
            field.value = getattr(article, name)


def asleep(what: str) -> dict[str, str]:
    """What stands in place of a widget where no kernel runs, as HTML."""
    return {"text/html": f"<p>To {what}, take Run › Run All Cells.</p>"}


def button(words: str, click: Callable[[Any], None], **kwargs: Any) -> ipywidgets.Button:
    """A button that does something."""
    made = ipywidgets.Button(description=words, **kwargs)
    made.on_click(click)
    return made


def offer(menu: ipywidgets.Dropdown, options: Sequence[Any], value: Any) -> None:
    """Give a menu its options and choose one: in one message, so that a page never has the one without the other."""
    with menu.hold_sync():
        menu.options = options
        menu.value = value


def menu() -> list[tuple[str, str]]:
    """Title, outlet and date of each article in the folder, and its name; of one that cannot be read its name alone."""
    return [(_label(name), name) for name in articles.names()]


def _label(name: str) -> str:
    try:
        return articles.label(articles.named(name))
    except (ArticleError, OSError):
        return name


def _named(name: str) -> Given:
    return Given(articles.named(name), "from the menu", name)


def last_file() -> Path | None:
    """Where it is noted which article was read last: in the folder of a clone, nowhere else."""
    home = knowledge.data_folder().parent
    return None if home == knowledge.PACKAGE else home / ".jupyterlab" / "last-article"


def last_read() -> str:
    """The name of the article in `data/articles` that was read last; "" where that is not known."""
    file = last_file()
    try:
        return file.read_text(encoding="utf-8").strip() if file else ""
    except (OSError, ValueError):
        return ""


def _remember(name: str | None) -> None:
    """Note the article of the folder that was read; where that cannot be, nothing is lost."""
    file = last_file()
    if name and file:
        with suppress(OSError):
            saved(file, name)


class TermEditor(ipywidgets.VBox):  # type: ignore[misc]
    """The topics of a codebook and their terms, to be changed; below them what that does to an article's statements.

    `known` and `doc` are the knowledge with the codebook as changed, and the article as it is coded with it.
    """

    def __init__(self, doc: Document, known: Knowledge, file: Path | None = None) -> None:
        """Open with the topic that the article has most; file: of the codebook, Demarche's own where it is not told."""
        self.doc = self._first = doc
        self.known, self._saved, self._file = known, known.codebook, file or knowledge.codebook_file()
        self._before: list[tuple[Document, Knowledge]] = []
        found = Counter(code.topic for code in doc.topic_codes)
        self._rank = {topic.id: -found[topic.id] for topic in known.codebook.topics}
        style = {"description_width": "5em"}
        self.topic = ipywidgets.Dropdown(options=self._topics(), description="Topic", layout=WIDE, style=style)
        self.terms = ipywidgets.Textarea(description="Terms", rows=5, continuous_update=False, layout=WIDE, style=style)
        self.save = button("Save to my codebook", self._save, layout={"width": "auto"})
        self.new = button("New topic", self._open_form)
        self.undo = button("Undo", self._undo, disabled=True)
        self.name = ipywidgets.Text(description="Name", layout=WIDE, style=style)
        self.meaning = ipywidgets.Text(description="Meaning", layout=WIDE, style=style)
        self.first_term = ipywidgets.Text(description="First term", layout=WIDE, style=style)
        self.form = ipywidgets.VBox([self.name, self.meaning, self.first_term, button("Add topic", self._add)])
        self.told, self.bar, self.page = ipywidgets.HTML(), ReadingBar(), ipywidgets.HTML()
        super().__init__()
        self._arrange()
        self.topic.observe(self._open, "value")
        self.terms.observe(self._change, "value")
        self._open()

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        return asleep("change the codebook") | dict(super()._repr_mimebundle_(**kwargs))

    def _topics(self) -> list[tuple[str, str]]:
        """Label and id of each topic, those that the article has most first; new ones last."""
        ordered = sorted(self.known.codebook.topics, key=lambda topic: self._rank.get(topic.id, 1))
        return [(topic.label, topic.id) for topic in ordered]

    def _arrange(self, *form: ipywidgets.Widget) -> None:
        buttons = ipywidgets.HBox([self.save, self.new, self.undo])
        self.children = [self.topic, self.terms, buttons, *form, self.told, self.bar, self.page]

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
            self._code(tuple(replace(t, terms=terms) if t is now else t for t in codebook.topics))
        self._show(empty=not terms)

    def _code(self, topics: tuple[Topic, ...]) -> None:
        """Code the article with these topics."""
        self._before.append((self.doc, self.known))
        self.known = replace(self.known, codebook=replace(self.known.codebook, topics=topics))
        self.doc = self.bar.annotated(self._first, self.known)
        self.undo.disabled, self.told.value = False, ""

    def _undo(self, _: Any) -> None:
        """Back to what was before the last change."""
        self.doc, self.known = self._before.pop()
        self.undo.disabled, self.told.value = not self._before, ""
        self._list(self.topic.value)

    def _list(self, wanted: str) -> None:
        """The topics as they are now; the one wanted is open, if there is one of that id."""
        options = self._topics()
        self.topic.options = options
        self.topic.value = wanted if wanted in dict(options).values() else options[0][1]
        self._open()

    def _open_form(self, _: Any) -> None:
        for field in (self.name, self.meaning, self.first_term):
            field.value = ""
        self._arrange(self.form)

    def _add(self, _: Any) -> None:
        """A topic more, with one term."""
        label, term = self.name.value.strip(), self.first_term.value.strip()
        topics = self.known.codebook.topics
        if not label or not term or label.lower() in {topic.label.lower() for topic in topics}:
            self._tell("A new topic needs a name that no other has, and a term.")
            return
        id = "_".join(plain_words(label)) or "topic"
        ids = {topic.id for topic in topics}
        id = next(name for name in (id if n == 1 else f"{id}_{n}" for n in count(1)) if name not in ids)
        self._code((*topics, Topic(id, label, self.meaning.value.strip() or label, (term,))))
        self._arrange()
        self._list(id)

    def _save(self, _: Any) -> None:
        """Write what was changed into the file of the codebook."""
        try:
            file = codebooks.save(self._file, self._saved, self.known.codebook)
        except (KnowledgeError, OSError) as error:
            self._tell(error)
            return
        self._saved = self.known.codebook
        self._tell(f"Saved: {file.name} in {file.parent}. The file as it was before a change ends in .bak.")

    def _tell(self, words: object) -> None:
        self.told.value = markup.Html('<p role="status">{}</p>').format(words)

    def _show(self, *, empty: bool = False) -> None:
        """Below the field: what the change does, or that a topic needs a term."""
        topic = self.known.codebook[self.topic.value]
        before, after = _on_topic(self._first, topic), _on_topic(self.doc, topic)
        changed = [one for one in coded_statements(self.doc) if (one.key in before) != (one.key in after)]
        words = NEEDS_A_TERM.format(topic.label) if empty else _change(topic, len(before), len(after), len(changed))
        cards = [self._card(one, before.get(one.key), after.get(one.key)) for one in changed]
        html = markup.Html('<p class="count">{}</p>{}').format(words, markup.Html("").join(cards))
        self.page.value = markup.framed(html)

    def _card(self, one: CodedStatement, before: TopicCode | None, after: TopicCode | None) -> markup.Html:
        """A statement that has changed, under the words that caused it."""
        words = _shown_by(self.doc, after) if after else _shown_by(self._first, before)
        why = f"{'Now on it' if after else 'No longer on it'}: {words}"
        return markup.Html('<p class="cause">{}</p>{}').format(why, markup.statement(self.doc, one))


def _shown_by(doc: Document, code: TopicCode | None) -> str:
    """The words that show a topic of a statement, as a reader is told: "“radar”, “missile”, by context"."""
    if not code:
        return "by other topics"
    words = dict.fromkeys(f"“{' '.join(doc[e.span].split())}”" for e in code.evidence if e.role != "link")
    notes = ["by context"] * code.inherited + ["by likeness"] * (code.rule == "likeness")
    return ", ".join([*words, *notes])


def _on_topic(doc: Document, topic: Topic) -> dict[str, TopicCode]:
    """The statements on a topic, by their keys."""
    return {code.statement: code for code in doc.topic_codes if code.topic == topic.id}


def _change(topic: Topic, before: int, after: int, changed: int) -> str:
    """'Missile defence: 12 statements before, 10 now. These have changed:'"""
    if not changed:
        return f"{topic.label}: {markup.count(before, 'statement')}."
    return f"{topic.label}: {markup.count(before, 'statement')} before, {after} now. These have changed:"
