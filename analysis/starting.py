"""What a review begins with: a name, the articles and a sample, which a lead draws and deals out; and what came of it.

The rest follows: `following(start, view)` shows the Reviewer each time that one begins.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import ipywidgets
import pandas as pd
from IPython.display import display

from analysis import articles, decisions, markup, review, sampling
from analysis.articles import ArticleError
from analysis.choices import WIDE, ReadingBar, asleep, button, menu, offer
from analysis.decisions import Unit
from analysis.knowledge import Knowledge
from analysis.model import Document
from analysis.results import Documents
from analysis.review import Placed, Sample
from analysis.reviewing import Reviewer
from analysis.shards import RunError

STYLE = {"description_width": "8em"}
ALL = ""  # of the menu of articles; of the menu of samples: none
NAMELESS = "Give your name first: what you decide is kept under it."
NO_SAMPLE = "None: doubtful ones first, or as they stand"
NONE_YET = "There is no article to review: put one into data/articles, or save one in 1-article."
TAKEN = "There is a sample called “{}” already, which decisions may rest on; take another name."
DEALT = "“{}” was dealt to {}, and not to {}: mend your name, or choose another sample."
UNREADABLE = " Left out, since damaged, and still in the file: {}."
ORDERS = {"as in the folder": (), "by outlet": ("outlet",), "by month": ("month",), "both": ("outlet", "month")}
COUNTS = {"article": "Article", "statements": "Statements", "accepted": "Accepted as it stood", "changed": "Changed"}
COUNTS |= {"rejected": "Rejected", "skipped": "Skipped", "left": "Left", "blind": "Coded blind", "added": "Added"}
COUNTS |= {"sentences": "Sentences read"}
LOST = "Decided on another version of the article, and not found in this one; kept in the log, counted nowhere: {}"


def form(known: Knowledge, corpus: str | Path = "") -> ReviewForm:
    """What a review begins with, shown; corpus: a folder that was read by demarche annotate, else data/articles."""
    start = ReviewForm(known, corpus)
    display(start)  # type: ignore[no-untyped-call]
    return start


def view(reviewer: Reviewer) -> Reviewer:
    """The review itself, for what follows a form."""
    return reviewer


class ReviewForm(ipywidgets.VBox):  # type: ignore[misc]
    """A name, articles and a sample; *Begin* reads the articles, each once, and tells who follows of the Reviewer."""

    def __init__(self, known: Knowledge, corpus: str | Path = "") -> None:
        self.known, self._corpus = known, Path(corpus) if corpus else None
        self.reviewer: Reviewer | None = None
        self._read: dict[str, tuple[Document, Document]] = {}  # by name the article, and what was found in it
        self._followers: list[Callable[[Reviewer], None]] = []
        self.name = ipywidgets.Combobox(
            description="Your name", placeholder="as in Ana", layout=WIDE, style=STYLE, continuous_update=False
        )
        self.articles = ipywidgets.Dropdown(description="Articles", layout=WIDE, style=STYLE)
        self.sample = ipywidgets.Dropdown(description="Sample", layout=WIDE, style=STYLE)
        self.blind = ipywidgets.Checkbox(True, description="Code the sample blind", indent=False, layout=WIDE)
        self.begin = button("Begin", self.start, button_style="primary")
        self.drawing = button("Draw a sample", self._open_form, layout={"width": "auto"})
        self.told, self.bar, self.form = ipywidgets.HTML(), ReadingBar(), SampleForm(self._draw)
        super().__init__()
        self._list()
        self._arrange()

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        return asleep("review") | dict(super()._repr_mimebundle_(**kwargs))

    def follow(self, draw: Callable[[Reviewer], None]) -> None:
        """Call `draw` with the Reviewer each time that one begins; at once, if one has."""
        self._followers.append(draw)
        if self.reviewer:
            draw(self.reviewer)

    def start(self, _: Any = None) -> None:
        """Read the articles and begin; what hinders it is told in a sentence, and what was begun before stays."""
        self.begin.disabled, self.told.value = True, ""
        try:
            if not self.name.value.strip():
                raise ValueError(NAMELESS)
            coder = decisions.person(self.name.value)
            sample = self._sample_for(coder)
            docs = self._docs()
            if not docs:
                raise ArticleError(NONE_YET)
            reviewer = Reviewer(
                docs, self.known, coder=coder, folder=self.folder, sample=sample, blind=self.blind.value
            )
            try:
                reviewer.desk.log.hold()
            except OSError:
                reviewer.close()
                raise
        except (OSError, ValueError, RunError) as error:
            self._tell(error, alert=True)
            return
        finally:
            self.begin.disabled = False
        before, self.reviewer = self.reviewer, reviewer
        if before:
            before.close()
        lines = decisions.unreadable(self.folder, coder)
        left_out = UNREADABLE.format(markup.count(lines, "line")) if lines else ""
        self._tell(f"What {coder} decides is kept in {reviewer.desk.log.file}.{left_out}")
        for draw in self._followers:
            draw(reviewer)

    def _sample_for(self, coder: str) -> Sample | None:
        """The sample that was chosen; ValueError where it was dealt out, and nothing of it to this coder."""
        sample = next((one for one in review.samples(self.folder) if one.name == self.sample.value), None)
        dealt = shares(sample) if sample else {}
        if sample and dealt and coder not in dealt:
            raise ValueError(DEALT.format(sample.name, _and(list(dealt)), coder))
        return sample

    @property
    def folder(self) -> Path:
        """Where the articles lie, and what is decided on them."""
        return self._corpus or articles.folder()

    def _docs(self) -> Sequence[Document] | Documents:
        """The articles that were chosen, with all that is found in them; one that cannot be read is left out."""
        if self._corpus:
            return Documents(self._corpus)
        found: dict[str, Document] = {}
        for name in [self.articles.value] if self.articles.value else dict.fromkeys(articles.names()):
            try:
                found[name] = articles.named(name)
            except (ArticleError, OSError):
                if self.articles.value:
                    raise
        new = [name for name, article in found.items() if self._read.get(name, (None,))[0] != article]
        done = self.bar.annotated_each([found[name] for name in new], self.known) if new else []
        self._read |= {name: (found[name], doc) for name, doc in zip(new, done, strict=True)}
        return [self._read[name][1] for name in found]

    def _draw(self) -> None:
        """Draw a sample of the articles chosen, deal it out, and keep it; what hinders it is told in a sentence."""
        asked = self.form
        asked.draw.disabled, self.told.value = True, ""
        try:
            name = " ".join(asked.name.value.split())
            if any(one.name.casefold() == name.casefold() for one in review.samples(self.folder)):
                raise ValueError(TAKEN.format(name))
            coders = [decisions.person(one) for one in asked.coders.value.split(",") if one.strip()]
            docs, n, by = self._docs(), asked.statements.value, ORDERS[asked.order.value]
            how = {"seed": asked.seed.value, "sentences": asked.sentences.value}
            if isinstance(docs, Documents):
                sample = sampling.draw(docs.folder, n, **how, by=by, name=name, run=docs.run)
            else:
                sample = review.draw(docs, n, **how, by=by, name=name)
            if not sample.items:
                raise ValueError("There is nothing to draw: no statement was found in these articles.")
            if coders:
                sample = review.assign(sample, coders, overlap=asked.overlap.value / 100)
            review.save_sample(self.folder, sample)
        except (OSError, ValueError, RunError) as error:
            self._tell(error, alert=True)
            return
        finally:
            asked.draw.disabled = False
        self._list(sample.name)
        self._arrange()
        drawn = Counter(one.kind for one in sample.items)
        of = {kind: sample.of.get(stratum, 0) for kind, stratum in review.STRATA.items()}
        parts = [f"{drawn['statement']} of {markup.count(of['statement'], 'statement')}"]
        parts += [f"{drawn['sentence']} of {of['sentence']} sentences without one"] if drawn["sentence"] else []
        self._tell(f"Drawn and kept: {_and(parts)}, with the seed {sample.seed}. {_dealt(sample)}")

    def _open_form(self, _: Any) -> None:
        self.form.fill(review.samples(self.folder))
        self._arrange(self.form)

    def _arrange(self, *form: ipywidgets.Widget) -> None:
        self.drawing.disabled = bool(form)
        buttons = ipywidgets.HBox([self.begin, self.drawing])
        self.children = [self.name, self.articles, self.sample, self.blind, buttons, *form, self.told, self.bar]

    def _list(self, chosen: str | None = None) -> None:
        """What can be chosen: the articles, the samples (the latest first), and the names of who coded before."""
        found = review.samples(self.folder)
        wanted = self.articles.value or ALL
        options = [] if self._corpus else menu()
        wanted = wanted if wanted in {name for _, name in options} else ALL
        all_of = f"All of {self._corpus}" if self._corpus else f"All {len(options)} of the folder"
        offer(self.articles, [(all_of, ALL), *options], wanted)
        latest = chosen if chosen is not None else found[0].name if found else ALL
        offer(self.sample, [*((label(one), one.name) for one in found), (NO_SAMPLE, ALL)], latest)
        names = dict.fromkeys(name for one in found for name in shares(one))
        self.name.options = tuple(dict.fromkeys([*decisions.coders(decisions.kept(self.folder)), *names]))

    def _tell(self, words: object, *, alert: bool = False) -> None:
        role = "alert" if alert else "status"
        self.told.value = markup.Html('<p role="{}">{}</p>').format(role, words)


class SampleForm(ipywidgets.VBox):  # type: ignore[misc]
    """How a sample is drawn and to whom it is dealt out."""

    def __init__(self, draw: Callable[[], None]) -> None:
        self.name = ipywidgets.Text(description="Name", layout=WIDE, style=STYLE)
        self.statements = ipywidgets.BoundedIntText(100, min=1, max=100_000, description="Statements", style=STYLE)
        self.sentences = ipywidgets.BoundedIntText(0, min=0, max=100_000, description="And sentences", style=STYLE)
        self.order = ipywidgets.Dropdown(options=list(ORDERS), description="Spread", layout=WIDE, style=STYLE)
        self.seed = ipywidgets.IntText(description="Seed", style=STYLE)
        self.coders = ipywidgets.Text(
            description="Deal out to", placeholder="Ana, Ben; empty: everybody gets all", layout=WIDE, style=STYLE
        )
        self.overlap = ipywidgets.BoundedIntText(20, min=0, max=100, description="To two, in %", style=STYLE)
        self.draw = button("Draw", lambda _: draw())
        fields = (self.name, self.statements, self.sentences, self.order, self.seed, self.coders, self.overlap)
        super().__init__([*fields, self.draw])

    def fill(self, before: Sequence[Sample]) -> None:
        """Propose a name that no sample has, and a seed by chance."""
        taken = {one.name.casefold() for one in before}
        names = (f"sample {n}" for n in count(1))
        self.name.value = next(name for name in names if name not in taken)
        self.seed.value = secrets.randbelow(99_999) + 1


def label(sample: Sample) -> str:
    """A sample as a menu shows it: its name, how much was drawn, and who has a share."""
    drawn = Counter(one.kind for one in sample.items)
    parts = [markup.count(drawn["statement"], "statement")]
    parts += [markup.count(drawn["sentence"], "sentence")] if drawn["sentence"] else []
    return " · ".join([sample.name, ", ".join(parts), *([_and(list(shares(sample)))] if shares(sample) else [])])


def shares(sample: Sample) -> dict[str, int]:
    """To whom a sample was dealt, and how much of it; empty where everybody gets all."""
    return dict(sorted(Counter(coder for one in sample.items for coder in one.coders).items()))


def _dealt(sample: Sample) -> str:
    """'Dealt out: Ana 60 and Ben 60, of which 20 to both.'"""
    parts = [f"{coder} {number}" for coder, number in shares(sample).items()]
    twice = sum(len(one.coders) > 1 for one in sample.items)
    return f"Dealt out: {_and(parts)}; {twice} go to two." if parts else "Everybody who reviews it gets all of it."


def _and(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


# ---- what came of it


class Decided(ipywidgets.HTML):  # type: ignore[misc]
    """What was decided, as a table that follows each decision."""

    def __init__(self, reviewer: Reviewer) -> None:
        super().__init__()
        self.reviewer = reviewer
        self._rows: dict[str, tuple[Placed, dict[str, Any]]] = {}  # by article what was counted, and of what
        self._draw()
        reviewer.on_msg(lambda *_: self._draw())

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        return {"text/html": self.value} | dict(super()._repr_mimebundle_(**kwargs))

    def _draw(self) -> None:
        desk = self.reviewer.desk
        # what is placed is another after each decision
        new = [id for id in desk.begun if self._rows.get(id, (None,))[0] is not desk.placed(id)]
        for doc in desk.docs.each(new) if isinstance(desk.docs, Documents) else [desk.docs[id] for id in new]:
            placed = desk.placed(doc.id)
            self._rows[doc.id] = (placed, counted(doc, placed.units, desk.coded(doc.id)))
        frame = counts([row for _, row in self._rows.values()])
        lost = list(lost_words(self.reviewer))
        hint = markup.Html('<p class="hint">{}</p>').format(LOST.format("; ".join(lost))) if lost else ""
        self.value = markup.framed(markup.Html("{}{}").format(markup.table(frame, COUNTS), hint))


def counts(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """What was decided in each article, a row each, and in all; see COUNTS."""
    numbers = list(COUNTS)[1:]
    total = [{"article": "All"} | {name: sum(row[name] for row in rows) for name in numbers}] if len(rows) > 1 else []
    return pd.DataFrame([*rows, *total], columns=list(COUNTS))


def counted(doc: Document, units: Mapping[str, Unit], coded: Document) -> dict[str, Any]:
    """What a machine document came to: units of a coder, and the document as the coder has it."""
    keys = {statement.key for statement in doc.statements}
    came = Counter(
        "changed" if one.verdict == "accept" and one.was else one.verdict for one in coded.reviews if not one.added
    )
    skipped = sum(unit.verdict == "skip" for key, unit in units.items() if key in keys)
    done = sum(unit.done for key, unit in units.items() if key in keys)
    return {
        "article": doc.title or doc.id,
        "statements": len(keys),
        "accepted": came["accept"],
        "changed": came["changed"],
        "rejected": came["reject"],
        "skipped": skipped,
        "left": len(keys) - done,
        "blind": sum(review.is_answer(unit) for key, unit in units.items() if key in keys),
        "added": sum(unit.added and unit.verdict != "reject" for unit in units.values()),
        "sentences": sum(unit.done for key, unit in units.items() if key.startswith(review.SENTENCE)),
    }


def lost_words(reviewer: Reviewer) -> Iterator[str]:
    """The words of what was decided on another version of an article, and is not found in it."""
    for id in reviewer.desk.begun:
        yield from (f"“{' '.join(unit.first.words.split())}”" for unit in reviewer.desk.placed(id).lost if unit.done)


def coded_by(start: ReviewForm) -> CodedChooser:
    """A menu of the articles as the coder has them, shown."""
    chooser = CodedChooser(start)
    display(chooser)  # type: ignore[no-untyped-call]
    return chooser


class CodedChooser(ipywidgets.VBox):  # type: ignore[misc]
    """A menu of the articles that are reviewed; who follows gets the one chosen, as the coder has it."""

    def __init__(self, start: ReviewForm) -> None:
        self.doc: Document | None = None
        self._reviewer: Reviewer | None = None
        self._setting = False
        self._followers: list[Callable[[Document], None]] = []
        self.menu = ipywidgets.Dropdown(description="Article", layout=WIDE, style=STYLE)
        self.again = button("Show it as it stands now", self._show, layout={"width": "auto"}, disabled=True)
        self.line = ipywidgets.HTML()
        super().__init__([self.menu, ipywidgets.HBox([self.again]), self.line])
        self.menu.observe(self._show, "value")
        start.follow(self._begin)

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        return asleep("see an article as you have it") | dict(super()._repr_mimebundle_(**kwargs))

    def follow(self, draw: Callable[[Document], None]) -> None:
        """Call `draw` with the article each time that it is shown; at once, if one was."""
        self._followers.append(draw)
        if self.doc:
            draw(self.doc)

    def _begin(self, reviewer: Reviewer) -> None:
        """The articles of a review, the one with most decisions first chosen."""
        ids = reviewer.desk.begun
        self._reviewer, self._setting = reviewer, True
        most = max(ids, key=lambda id: len(reviewer.desk.placed(id).units))
        offer(self.menu, [(reviewer.desk.label(id), id) for id in ids], most)
        self._setting = False
        self.again.disabled = False
        self._show()

    def _show(self, _: Any = None) -> None:
        if self._setting or not self._reviewer or self.menu.value is None:
            return
        self.doc = self._reviewer.desk.coded(self.menu.value)
        told = review.reviewed(self.doc) or f"{self._reviewer.coder} has decided nothing in this article yet."
        self.line.value = markup.Html("<p>{}</p>").format(told)
        for draw in self._followers:
            draw(self.doc)
