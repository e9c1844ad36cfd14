"""Two coders side by side, in a notebook: how far they agree, where they differ, and what was accepted in sight.

What is shown follows: `following(coders(known), agreed)` is drawn again when other coders are chosen.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import Any

import ipywidgets
import pandas as pd
from IPython.display import display

from analysis import agreement, articles, decisions, markup, results, review, sampling
from analysis.agreement import Acceptance, Coding, Pair
from analysis.articles import ArticleError
from analysis.choices import WIDE, ReadingBar, asleep, button, offer
from analysis.coded import CodedStatement, coded_statements
from analysis.coefficients import Coefficient
from analysis.decisions import Decision, Unit
from analysis.knowledge import Knowledge
from analysis.markup import Html
from analysis.model import Document
from analysis.results import Earlier
from analysis.review import Sample
from analysis.shards import RunError

MACHINE = "the machine"
STYLE = {"description_width": "8em"}
NOBODY = "Nobody has reviewed an article of the folder yet: begin in 5-review, then come back and read again."
MOST = 100  # differences that are listed at once
NOTHING = {agreement.NONE: "none"}
CROSSED = ("position", "act")  # variables whose confusion table is shown
CARRIED = (agreement.STATEMENT, "content")  # what any answer says, also one that gives no field
MARKS = '"“”‘’'
WORDS = 90  # letters of the words that a difference shows before it is opened
CODING = {"variable": "Of each statement", "n": "Statements", "same": "Same", "kappa": "Kappa", "alpha": "Alpha"}
CODING |= {"commonest": "Given most"}
FINDING = {"what": "Statements found", "figure": "Figure"}
INTERVALS = (
    "In brackets the interval of 95 %: so much the figure moves when whole articles are drawn again by chance "
    "({} draws, seed {})."
)
FEW, TOO_NARROW = 10, "Of fewer than ten articles it is too narrow."


@dataclass(frozen=True)
class Reviews:
    """What was decided on some machine documents, and who are compared: left and right, of whom one may be MACHINE.

    corpus: where they are of one, those in which something was decided.
    """

    docs: tuple[Document, ...]
    decisions: tuple[Decision, ...]
    left: str
    right: str
    known: Knowledge
    corpus: Path | None = None

    @property
    def folder(self) -> Path:
        """Where the articles lie, and what was decided on them."""
        return self.corpus or articles.folder()

    @cached_property
    def then(self) -> Earlier | None:
        """What an article of a corpus was when something was decided in it."""
        return Earlier(self.corpus, self.decisions) if self.corpus else None

    @cached_property
    def on(self) -> Callable[[Document], list[Decision]]:
        """The decisions on a document."""
        return review.by_article(self.decisions)

    def items(self, coders: Sequence[str], sample: Sample) -> pd.DataFrame:
        """What `estimates` reckons with, of all statements of the articles."""
        if self.corpus is None:
            return review.items(self.docs, self.decisions, coders, sample)
        return sampling.items(self.corpus, self.decisions, coders, sample, self.known)

    @cached_property
    def people(self) -> tuple[str, ...]:
        """Those of the two who are no machine."""
        return tuple(name for name in (self.left, self.right) if name != MACHINE)

    def layer(self, name: str) -> tuple[Document, ...]:
        """The documents as one of the two has them: what was coded blind as it was answered then."""
        if name == MACHINE:
            return self.docs
        return tuple(review.as_answered(doc, name, self.on(doc), self.known, self.then) for doc in self.docs)

    @cached_property
    def units(self) -> Mapping[str, Mapping[str, Mapping[str, Unit]]]:
        """By person and article what was decided, by the key of the unit."""
        return {
            name: {doc.id: review.units(doc, self.on(doc), name, self.then).units for doc in self.docs}
            for name in self.people
        }

    @cached_property
    def blind(self) -> Mapping[str, Mapping[tuple[str, str], frozenset[str]]]:
        """By person the statements coded blind, article and key, and the fields that were given."""
        return {name: review.answered(self.docs, self.decisions, name) for name in self.people}

    @cached_property
    def whole(self) -> frozenset[str]:
        """The articles that both went through to their end."""
        through = [set(review.finished(self.docs, self.decisions, name)) for name in self.people]
        return frozenset(set.intersection(*through)) if through else frozenset()


def coders(known: Knowledge, *names: str, corpus: str | Path = "") -> CoderChooser:
    """What two coders are chosen with, shown, and all articles of the folder read at once.

    names: whom it opens with, as in `coders(known, "Ana", "the machine")`; else the two who coded most of the same.
    corpus: a folder that was read by demarche annotate, of which the articles are opened that somebody reviewed.
    """
    choice = CoderChooser(known, *names, corpus=corpus)
    display(choice)  # type: ignore[no-untyped-call]
    choice.read()
    return choice


class CoderChooser(ipywidgets.VBox):  # type: ignore[misc]
    """Two menus of who coded the articles of the folder, the machine among them; who follows gets `reviews`."""

    def __init__(self, known: Knowledge, *names: str, corpus: str | Path = "") -> None:
        self.known, self._wanted, self._corpus = known, names, Path(corpus) if corpus else None
        self.reviews: Reviews | None = None
        self._docs: tuple[Document, ...] = ()
        self._decisions: tuple[Decision, ...] = ()
        self._setting = False
        self._followers: list[Callable[[Reviews], None]] = []
        self.left = ipywidgets.Dropdown(description="Compare", layout=WIDE, style=STYLE)
        self.right = ipywidgets.Dropdown(description="With", layout=WIDE, style=STYLE)
        self.again = button("Read again", self.read)
        self.told, self.bar = ipywidgets.HTML(), ReadingBar()
        super().__init__([self.left, self.right, ipywidgets.HBox([self.again]), self.told, self.bar])
        self.left.observe(self._choose, "value")
        self.right.observe(self._choose, "value")

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        return asleep("compare coders") | dict(super()._repr_mimebundle_(**kwargs))

    def follow(self, draw: Callable[[Reviews], None]) -> None:
        """Call `draw` with the reviews each time that coders are chosen; at once, if some were."""
        self._followers.append(draw)
        if self.reviews:
            draw(self.reviews)

    def read(self, _: Any = None) -> None:
        """Read the articles of the folder and what was decided on them."""
        self._decisions = decisions.kept(self._corpus or articles.folder())
        names = decisions.coders(self._decisions)
        if not names:
            self.told.value = Html("<p>{}</p>").format(NOBODY)
            return
        self.again.disabled = True
        try:
            self._docs, left_out = self._opened()
        except RunError as error:
            self.told.value = Html('<p role="alert">{}</p>').format(error)
            return
        finally:
            self.again.disabled = False
        before = (self.left.value, self.right.value) if self.left.value else self._wanted
        self._setting = True
        there = len(before) == 2 and set(before) <= {*names, MACHINE}
        both = before if there else self._first(names)
        for one, value in zip((self.left, self.right), both, strict=True):
            offer(one, [*names, MACHINE], value)
        self._setting = False
        told = f"{markup.count(len(self._docs), 'article')} and {markup.count(len(self._decisions), 'decision')} read."
        told += f" Left out, since they cannot be read: {', '.join(left_out)}." if left_out else ""
        self.told.value = Html('<p role="status">{}</p>').format(told)
        self._choose()

    def _opened(self) -> tuple[tuple[Document, ...], list[str]]:
        """The articles, of a corpus those in which something was decided, and those that cannot be read."""
        if self._corpus is None:
            return _annotated(self.bar, self.known)
        ids = results.decided(self._corpus, self._decisions)
        return tuple(results.documents(self._corpus, ids)), []

    def _first(self, names: Sequence[str]) -> tuple[str, str]:
        """The two people who coded most of the same statements; one and the machine where no two did."""
        each: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        for decision in self._decisions:
            each[decision.coder].add((decision.article, decision.unit))
        pairs = [pair for pair in combinations(names, 2) if decisions.ADJUDICATED not in pair]
        best = max(pairs, key=lambda pair: len(each[pair[0]] & each[pair[1]]), default=None)
        return best if best and each[best[0]] & each[best[1]] else (names[0], MACHINE)

    def _choose(self, _: Any = None) -> None:
        if self._setting or not self._docs:
            return
        if self.left.value == self.right.value:
            self.told.value = Html('<p role="alert">{}</p>').format("Choose two that are not the same.")
            return
        both = (self.left.value, self.right.value)
        self.reviews = Reviews(self._docs, self._decisions, *both, self.known, self._corpus)
        for draw in self._followers:
            draw(self.reviews)


def _annotated(bar: ReadingBar, known: Knowledge) -> tuple[tuple[Document, ...], list[str]]:
    """All articles of the folder with all that is found in them, and the names of those that cannot be read."""
    found, left_out = [], []
    for name in dict.fromkeys(articles.names()):
        try:
            found.append(articles.named(name))
        except (ArticleError, OSError):
            left_out.append(name)
    return tuple(bar.annotated_each(found, known)), left_out


# ---- agreement


def agreed(reviews: Reviews) -> Html:
    """How far the two agree: what both coded blind, beside it the machine with each, and what both found."""
    pairs = list(_pairs(reviews))
    pair = pairs[0]
    both = "two people, {} that both coded blind" if pair.people else "a person and the machine, {} coded blind"
    told = Html("<p><strong>{}</strong>, {}.</p>").format(
        capital(pair.name), both.format(markup.count(pair.coding[0].n, "statement"))
    )
    narrow = TOO_NARROW if pair.articles < FEW else ""
    hint = Html('<p class="hint">{} {}</p>').format(INTERVALS.format(pair.draws, pair.seed), narrow)
    beside = _beside(pairs) if len(pairs) > 1 else Html("")
    named = labels(reviews.known)
    parts = [told, _coding(pair, named), *(_confusion(pair, name, named) for name in CROSSED), beside]
    return Html("").join([*parts, Html("<h3>Finding</h3>"), _finding(pair), hint])


def _pairs(reviews: Reviews) -> Iterator[Pair]:
    """The two who were chosen; where both are people, then the machine with each."""
    chosen = (reviews.left, reviews.right)
    with_machine = [(MACHINE, name) for name in chosen] if len(reviews.people) > 1 else []
    layers = {name: reviews.layer(name) for name in (*chosen, MACHINE)}
    for left, right in (chosen, *with_machine):
        yield agreement.compared(
            layers[left],
            layers[right],
            names=(left, right),
            machines=(MACHINE,),
            units=reviews.blind,
            whole=reviews.whole,
        )


def _coding(pair: Pair, named: Mapping[str, Mapping[str, str]]) -> Html:
    rows = [
        {"variable": _name(one), "n": one.n, "commonest": _commonest(one, named.get(one.variable, NOTHING))}
        | {"same": figure(one.same), "kappa": figure(one.kappa), "alpha": figure(one.alpha)}
        for one in pair.coding
    ]
    return markup.table(pd.DataFrame(rows), CODING)


def _commonest(one: Coding, named: Mapping[str, str]) -> str:
    """'neutral 61 % and 58 %', topics and acts by their labels."""
    value = one.values[0].value if one.values else ""
    return one.commonest.replace(value, named.get(value, value), 1) if value else one.commonest


def labels(known: Knowledge) -> Mapping[str, Mapping[str, str]]:
    """By variable what its values are called, where that is not what they are written as."""
    topics = {**known.codebook.labels, **NOTHING}
    acts = {id: row["label"] for id, row in known.lexicons.acts.items()} | NOTHING
    return {"topics": topics, "main topic": topics, "act": acts}


def _beside(pairs: Sequence[Pair]) -> Html:
    """Alpha of the people, and of the machine with each of them."""
    columns = {"variable": "Alpha"} | {str(n): capital(pair.name) for n, pair in enumerate(pairs)}
    each = [{one.variable: one for one in pair.coding} for pair in pairs]
    rows = [
        {"variable": _name(one)}
        | {str(n): _of_how_many(some[name]) if name in some else "" for n, some in enumerate(each)}
        for name, one in each[0].items()
    ]
    return Html("<h3>The machine beside them</h3>{}").format(markup.table(pd.DataFrame(rows), columns))


def _of_how_many(one: Coding) -> str:
    """'0.74 (0.61 to 0.85), of 60'."""
    return f"{figure(one.alpha)}, of {one.n}" if one.alpha.value is not None else figure(one.alpha)


def _confusion(pair: Pair, variable: str, named: Mapping[str, Mapping[str, str]]) -> Html:
    """What one gave where the other gave what: opens with a click."""
    coding = next(one for one in pair.coding if one.variable == variable)
    if not coding.n:
        return Html("")
    crossed = coding.confusion()
    shown = named.get(variable, NOTHING)
    rows = [
        {"": shown.get(left, left)} | dict(zip(crossed.columns, row, strict=True))
        for left, row in zip(crossed.index, crossed.itertuples(index=False, name=None), strict=True)
    ]
    heads = {"": f"{pair.left}, in columns {pair.right}"} | {
        right: shown.get(right, right) for right in crossed.columns
    }
    table = markup.table(pd.DataFrame(rows), heads)
    return Html('<details class="crossed"><summary>Who gave which {}</summary>{}</details>').format(variable, table)


def _finding(pair: Pair) -> Html:
    found = pair.finding
    if not found.articles:
        return Html("<p>{}</p>").format(
            "How far they find the same statements cannot be told: no article was gone through to its end by both."
        )
    told = f"{found.exact} with the same words, {found.overlapping} with at least half of them"
    rows = [
        (f"Statements of {pair.left}", str(found.left)),
        (f"Statements of {pair.right}", str(found.right)),
        ("Of these both found", told),
        ("F1, the same words", figure(found.f1_exact)),
        ("F1, half of the words", figure(found.f1_overlap)),
        ("Alpha_U, of characters", figure(found.alpha_u)),
    ]
    told_of = f"In {markup.count(found.articles, 'article')} that both went through to the end:"
    frame = pd.DataFrame(rows, columns=list(FINDING))
    return Html("<p>{}</p>{}").format(told_of, markup.table(frame, FINDING))


def _name(one: Coding) -> str:
    """'Position', 'Is it a statement?'"""
    if one.variable == agreement.STATEMENT:
        return "Is it a statement?"
    return one.variable.capitalize() + {"ordinal": " (ordinal)", "sets": " (sets)"}.get(one.level, "")


def figure(one: Coefficient) -> str:
    """'0.74 (0.61 to 0.85)', or why there is none."""
    if one.value is None:
        return f"none: {one.why}"
    ends = one.why if one.low is None or one.high is None else f"{_number(one.low)} to {_number(one.high)}"
    return f"{_number(one.value)} ({ends})"


def _number(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")


def capital(words: str) -> str:
    """Words with a capital letter first."""
    return words[:1].upper() + words[1:]


def accepted(reviews: Reviews) -> Html:
    """What each of the two did with the machine's answer in sight: no agreement, a rate of acceptance."""
    return Html("").join(_acceptance(name, agreement.acceptance(_verdicts(reviews, name))) for name in reviews.people)


def _acceptance(name: str, one: Acceptance) -> Html:
    told = f"{one.accepted} of {one.n} accepted as they stood, {figure(one.rate)}; {one.changed} changed, "
    told = f"{told}{one.rejected} rejected." if one.n else "decided nothing with the machine's answer in sight."
    return Html("<p><strong>{}</strong>: {}</p>").format(name, told)


def _verdicts(reviews: Reviews, name: str) -> Iterator[tuple[str, str]]:
    """Article and verdict of each statement that a person decided with the machine's answer in sight, one by one."""
    for doc in reviews.docs:
        units = reviews.units[name][doc.id]
        for one in review.coded(doc, name, reviews.on(doc), reviews.known, reviews.then).reviews:
            unit = units.get(one.statement)
            if unit and unit.done and not one.added and not unit.bulk and not review.is_answer(unit):
                yield doc.id, "change" if one.verdict == "accept" and one.was else one.verdict


# ---- differences


class Differences(ipywidgets.VBox):  # type: ignore[misc]
    """Where the two differ in what both decided: a line for each statement, which opens at its words."""

    def __init__(self, reviews: Reviews) -> None:
        self.reviews = reviews
        self._layers = reviews.layer(reviews.left), reviews.layer(reviews.right)
        self.frame = _decided(reviews, agreement.differences(*self._layers))
        self._coded = [
            {(doc.id, one.key): (doc, one) for doc in layer for one in coded_statements(doc)} for layer in self._layers
        ]
        self._labels = labels(reviews.known)
        found = Counter(self.frame["variable"])
        options = [
            (f"everything ({len(self.frame)})", ""),
            *((f"{name} ({n})", name) for name, n in found.most_common()),
        ]
        self.menu = ipywidgets.Dropdown(options=options, description="Where", layout=WIDE, style=STYLE)
        self.page = ipywidgets.HTML()
        super().__init__([self.menu, self.page])
        self.menu.observe(self._show, "value")
        self._show()

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        return {"text/html": self.page.value} | dict(super()._repr_mimebundle_(**kwargs))

    def _show(self, _: Any = None) -> None:
        frame = self.frame[self.frame["variable"] == self.menu.value] if self.menu.value else self.frame
        groups = list(frame.groupby(["article", "left_key", "right_key"], sort=False))
        shown = [self._opening(keys, rows) for keys, rows in groups[:MOST]]
        more = f"And {len(groups) - MOST} more: choose above where they differ." if len(groups) > MOST else ""
        told = (
            markup.count(len(groups), "statement") + " that both decided, and not alike."
            if groups
            else ("In what both decided they do not differ.")
        )
        html = Html('<p class="count">{}</p>{}<p class="hint">{}</p>').format(told, Html("").join(shown), more)
        self.page.value = markup.framed(html)

    def _opening(self, keys: tuple[str, str, str], rows: pd.DataFrame) -> Html:
        """A line that tells the difference, and opens at the words, as each of the two has them."""
        article, *own = keys
        names = (self.reviews.left, self.reviews.right)
        lines = [
            Html("<strong>{}</strong>: {} ({}) · {} ({})").format(
                capital(row.variable),
                self._value(row.variable, row.left),
                names[0],
                self._value(row.variable, row.right),
                names[1],
            )
            for row in rows.itertuples()
        ]
        words = " ".join(str(rows["words"].iloc[0]).split()).strip(MARKS)
        short = f"{words[:WORDS].rstrip()}…" if len(words) > WORDS else words
        cards = [
            Html('<div><p class="cause">{}</p>{}</div>').format(name, self._card(side, article, key))
            for side, (name, key) in enumerate(zip(names, own, strict=True))
        ]
        summary = "<summary>{}<br><small>“{}”</small></summary>"
        html = f'<details class="difference">{summary}<div class="beside">{{}}</div></details>'
        return Html(html).format(Html("; ").join(lines), short, Html("").join(cards))

    def _card(self, side: int, article: str, key: str) -> Html:
        found: tuple[Document, CodedStatement] | None = self._coded[side].get((article, key))
        return markup.statement(*found) if found else Html('<p class="hint">No statement.</p>')

    def _value(self, variable: str, value: str) -> str:
        """A value as an analyst reads it: topics and acts by their labels, quotation marks around words."""
        if variable in ("content", "target") and value != agreement.NONE:
            words = " ".join(value.split()).strip(MARKS)
            return (f"“{words[:WORDS].rstrip()}…”" if len(words) > WORDS else f"“{words}”") if words else "none"
        each = (self._labels.get(variable, NOTHING).get(one, one) for one in value.split(agreement.SEVERAL))
        return ", ".join(each) or "none"


def _decided(reviews: Reviews, frame: pd.DataFrame) -> pd.DataFrame:
    """The rows about what both decided and gave, unread left out; what one added counts where the other went through
    the article.
    """

    def gave(name: str, article: str, key: str, variable: str) -> bool:
        """Whether a person gave this; who did not code blind took over what was not changed."""
        given = reviews.blind.get(name, {}).get((article, key))
        return given is None or variable in CARRIED or agreement.FIELDS.get(variable, variable) in given

    def counts(row: Any) -> bool:
        if not (row.left and row.right):  # one of them gave nothing there
            return False
        own = ((reviews.left, row.left_key), (reviews.right, row.right_key))
        if not all(gave(name, row.article, key, row.variable) for name, key in own):
            return False
        for name, own, other in (
            (reviews.left, row.left_key, row.right_key),
            (reviews.right, row.right_key, row.left_key),
        ):
            if name == MACHINE:
                continue
            unit = reviews.units[name].get(row.article, {}).get(own or other)
            if not (unit and unit.done and not unit.bulk) and row.article not in reviews.whole:
                return False
        return True

    return frame[[counts(row) for row in frame.itertuples()]] if len(frame) else frame
