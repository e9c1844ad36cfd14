r"""Two runs over the same articles: what came, went and changed, which figures moved, and which of them is right.

    changed = changes.between(folder, old, new)
    changed.statements                              # a row for each statement that came or went, and for each change
    print("\\n".join(changed.lines))

Statements are the same by their key, else by where they stand. What people decided is the measure of both: of a
statement that was coded blind the fields that were given, of one that was accepted in sight all that was seen, which
leans to the version that was shown. Nothing that was decided is changed or lost in the logs: see `lost`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis import cubes, decisions, recoding, records, results, review
from analysis.coded import coded_statements
from analysis.decisions import ADJUDICATED, Decision, Unit
from analysis.knowledge import Knowledge
from analysis.model import Document
from analysis.results import Earlier
from analysis.review import LEAST_SHARE, SENTENCE, TRUE, Placed
from analysis.shards import Run
from analysis.spans import Span, hull, shared

if TYPE_CHECKING:
    import pandas as pd

FIELDS = ("content", "source", "cue", "speakers", "actors", "position", "lean", "target", "issue", "topics", "act")
STATEMENT = "statement"  # whether it is one at all
WHOLE = "all of it"
LEAST = 10  # statements of an actor on a topic, in both runs, whose shares are compared
SHOWN = 3  # figures in a line
POINT = 0.01  # by which a share moves at least that is told in a line
STATEMENTS = {
    "article": "id of the article",
    "kind": "came, went or changed",
    "key": "key of the statement, in the new run where it has it",
    "field": "what changed",
    "before": "what the old run has; the words of a statement that went",
    "after": "what the new run has; the words of one that came",
}
MOVED = {
    "actor": "the state or organisation spoken for",
    "topic": "id of the topic",
    "position": "the position",
    "before": "its share in the old run, copies counted once",
    "after": "its share in the new run",
    "statements_before": "statements of the actor on the topic in the old run",
    "statements_after": "the same in the new run",
}
CHECKED = {
    "field": f"what was judged; {STATEMENT}: whether it is one; {WHOLE}: that, and all fields that were given",
    "blind": "True for what was coded blind",
    "n": "reviewed statements that tell it",
    "better": "of these, such as the new run has right and the old had wrong",
    "worse": "such as the new run has wrong and the old had right",
    "right": "such as both have right",
    "wrong": "such as both have wrong",
}
CARRIED = {
    "coder": "who decided",
    "units": "statements and sentences on which something was decided",
    "key": "found by their key",
    "words": "found by their words and where they stand",
    "kept": "accepted, and not found by the new version: they stay in what the coder has",
    "agreed": "rejected, and not found by the new version",
    "lost": "not found: see `lost`",
}
LOST = {
    "coder": "who decided",
    "article": "id of the article",
    "title": "its headline, empty where it is no longer there",
    "unit": "key of the statement or sentence",
    "verdict": "what was decided",
    "words": "its words",
    "why": "why it counts no more",
}
GONE, UNFOUND = "the article is no longer in the corpus", "its words are not found in the article"


@dataclass(frozen=True)
class Changes:
    """What changed from one run to another; the tables are told by STATEMENTS, MOVED, CHECKED, CARRIED and LOST.

    before, after: statements in each, of the articles that both have read. articles: how many these are.
    """

    old: Run
    new: Run
    articles: int
    before: int
    after: int
    statements: pd.DataFrame
    moved: pd.DataFrame
    checked: pd.DataFrame
    carried: pd.DataFrame
    lost: pd.DataFrame

    @cached_property
    def counts(self) -> pd.DataFrame:
        """How many statements came and went, and changed in each field: kind, field, statements."""
        found = self.statements.groupby(["kind", "field"], sort=False).size().rename("statements").reset_index()
        return found.sort_values(["kind", "statements"], ascending=[True, False], kind="stable").reset_index(drop=True)

    @property
    def lines(self) -> list[str]:
        """The same in a few sentences."""
        return [self._in_all(), *self._most(), *self._right(), *self._reviews()]

    def _in_all(self) -> str:
        rows = self.statements
        kinds = Counter(rows.drop_duplicates(["article", "key"])["kind"])
        told = (
            f"Since the run of {self.old.begun[:10]} (version {self.old.made_by.version}): {self.before:,} statements"
        )
        told += f" in {self.articles:,} articles before, {self.after:,} now"
        if not kinds:
            return f"{told}; none came, went or changed."
        fields = Counter(rows.loc[rows["kind"] == "changed", "field"]).most_common(SHOWN)
        more = f" ({', '.join(f'{name} {n:,}' for name, n in fields)})" if fields else ""
        return f"{told}; {kinds['came']:,} came, {kinds['went']:,} went, {kinds['changed']:,} changed{more}."

    def _most(self) -> Iterator[str]:
        some = [
            f"{row.actor} on {row.topic}, {row.position}: {100 * row.before:.0f} to {100 * row.after:.0f} %"
            for row in self.moved.head(SHOWN).itertuples()
            if abs(row.after - row.before) >= POINT
        ]
        if some:
            yield f"Moved most: {'; '.join(some)}."

    def _right(self) -> Iterator[str]:
        rows = self.checked[self.checked["field"] == WHOLE]
        for blind, how in ((True, "coded blind"), (False, "reviewed in sight of an answer")):
            for row in rows[rows["blind"] == blind].itertuples():
                yield (
                    f"Of {row.n:,} statements {how}, {row.better:,} that were wrong are right now, and {row.worse:,} "
                    "that were right are wrong."
                )

    def _reviews(self) -> Iterator[str]:
        rows = self.carried
        if not len(rows):
            return
        units, key, words, kept, agreed, lost = (int(rows[name].sum()) for name in list(CARRIED)[1:])
        told = f"Of {units:,} reviewed, {key:,} are found by their key, {words:,} by their words"
        told += f"; {kept:,} accepted ones are kept that are not found any more" if kept else ""
        told += f"; {agreed:,} rejected ones are gone" if agreed else ""
        yield f"{told}; {lost:,} {'is' if lost == 1 else 'are'} lost."


def between(
    folder: str | Path,
    old: str | Run | None = None,
    new: str | Run | None = None,
    *,
    known: Knowledge | None = None,
) -> Changes:
    """What changed from an old run to a new one: the two that were begun last where they are not told.

    known: as for `cubes.cells`, which counts what moved. Raises RunError where there are no two.
    """
    new = results.run_of(folder, new)
    old = results.run_before(folder, new) if old is None else results.run_of(folder, old)
    about = {run.folder: _articles(folder, run) for run in (old, new)}
    shared = [id for id in about[new.folder] if id in about[old.folder]]
    same = {id for id in shared if about[old.folder][id]["digest"] == about[new.folder][id]["digest"]}
    before, after = (sum(about[run.folder][id]["statements"] for id in shared) for run in (old, new))
    alone = len(about[old.folder]) > len(shared), len(about[new.folder]) > len(shared)
    told = _reviewed(folder, old, new, about[new.folder])
    return Changes(
        old,
        new,
        len(shared),
        before,
        after,
        _frame(_statements(folder, old, new, set(shared), same), STATEMENTS),
        _moved(folder, old, new, shared if any(alone) else None, known),
        *told,
    )


def _articles(folder: str | Path, run: Run) -> dict[str, Mapping[str, Any]]:
    rows = results.arrow(folder, "articles", columns=["article", "digest", "title", "published", "statements"], run=run)
    return {row["article"]: row for row in rows.to_pylist()}


def _frame(rows: Iterable[Mapping[str, Any]], columns: Mapping[str, str]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(list(rows), columns=list(columns))


# ---- statements


def _statements(folder: str | Path, old: Run, new: Run, shared: set[str], same: set[str]) -> Iterator[dict[str, Any]]:
    """What came, went and changed, month by month."""
    for month in sorted({*results.months(folder, run=old), *results.months(folder, run=new)}):
        one, other = (_rows(folder, run, month, shared) for run in (old, new))
        keys = one.index.intersection(other.index)
        yield from _different(one.loc[keys], other.loc[keys], [key for _, key in keys])
        went, came = one.drop(keys), other.drop(keys)
        pairs = list(_placed(went, came, same))
        if pairs:
            first, second = ([pair[n] for pair in pairs] for n in (0, 1))
            yield from _different(went.loc[first], came.loc[second], [key for _, key in second])
            went, came = went.drop(first), came.drop(second)
        for (id, key), words in went["content"].items():
            yield {"article": id, "kind": "went", "key": key, "field": "", "before": words, "after": ""}
        for (id, key), words in came["content"].items():
            yield {"article": id, "kind": "came", "key": key, "field": "", "before": "", "after": words}


def _rows(folder: str | Path, run: Run, month: str, shared: set[str]) -> pd.DataFrame:
    columns = ["article", "key", *FIELDS, "start", "end"]
    rows = results.table(folder, "statements", columns=columns, months=[month], run=run)
    rows = rows[rows["article"].isin(shared)].set_index(["article", "key"])
    return rows.fillna(dict.fromkeys(FIELDS, ""))


def _different(one: pd.DataFrame, other: pd.DataFrame, keys: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The fields in which statements differ, row by row of two tables."""
    unlike = one[list(FIELDS)].to_numpy() != other[list(FIELDS)].to_numpy()
    ids = one.index.get_level_values("article")
    for at in unlike.any(axis=1).nonzero()[0].tolist():
        for column in unlike[at].nonzero()[0].tolist():
            name = FIELDS[column]
            told = {"before": one[name].iloc[at], "after": other[name].iloc[at]}
            yield {"article": ids[at], "kind": "changed", "key": keys[at], "field": name} | told


def _placed(went: pd.DataFrame, came: pd.DataFrame, same: set[str]) -> Iterator[tuple[Any, Any]]:
    """Statements of two keys that are one, by most of their letters; in a text that changed by their words."""
    ours, theirs = _by_article(went), _by_article(came)
    for id in ours.keys() & theirs.keys():
        near = [
            (-_shared(one, other), a, b)
            for a, one, words in ours[id]
            for b, other, their_words in theirs[id]
            if (_shared(one, other) >= LEAST_SHARE if id in same else words == their_words)
        ]
        used: set[Any] = set()
        for _, a, b in sorted(near):
            if a not in used and (b, 1) not in used:
                used |= {a, (b, 1)}
                yield a, b


def _by_article(rows: pd.DataFrame) -> dict[str, list[tuple[Any, Span, str]]]:
    """Which statements an article has, each with its place and its words."""
    found: dict[str, list[tuple[Any, Span, str]]] = {}
    columns = (rows[name].tolist() for name in ("start", "end", "content"))
    for at, start, end, words in zip(rows.index, *columns, strict=True):
        found.setdefault(at[0], []).append((at, Span(start, end), words))
    return found


def _shared(one: Span, other: Span) -> float:
    """The share of the letters of the longer of two spans that both have."""
    return shared(one, other) / max(len(one), len(other), 1)


# ---- figures


def _moved(
    folder: str | Path, old: Run, new: Run, shared: Sequence[str] | None, known: Knowledge | None
) -> pd.DataFrame:
    """The shares of positions of each actor on each topic that moved, most first."""
    where = None if shared is None else {"article": shared}
    shares = []
    for run in (old, new):
        found = cubes.cells(folder, run=run, known=known).counted(["actor", "topic", "position"], where)
        found = found[(found["actor"] != "") & (found["topic"] != "")]
        of = found.groupby(["actor", "topic"])["statements"].transform("sum")
        shares.append(found.assign(share=found["statements"] / of, of=of).drop(columns=["statements", "articles"]))
    both = shares[0].merge(shares[1], on=["actor", "topic", "position"], how="outer", suffixes=("_before", "_after"))
    for when in ("before", "after"):  # a position that nobody takes in one of the runs has a share of 0 there
        most = both.groupby(["actor", "topic"])[f"of_{when}"].transform("max").fillna(0)
        both[f"statements_{when}"], both[when] = most.astype(int), both[f"share_{when}"].fillna(0.0)
    both = both[both[["statements_before", "statements_after"]].min(axis=1) >= LEAST]
    both = both.assign(by=(both["after"] - both["before"]).abs())
    both = both[both["by"] > 0].sort_values(
        ["by", "statements_after", "actor", "topic"], ascending=[False, False, True, True]
    )
    return both[list(MOVED)].reset_index(drop=True)


# ---- what people decided


def _reviewed(
    folder: str | Path, old: Run, new: Run, about: Mapping[str, Mapping[str, Any]]
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Which run has the reviewed statements right; what of the reviews is carried over; and what is lost."""
    each = decisions.kept(folder)
    on, then = review.by_article(each), Earlier(folder, each)
    names = decisions.coders(each)
    order = sorted(names, key=lambda name: name != ADJUDICATED)
    before = {doc.id: doc for doc in _readable(folder, each, old)}
    right: Counter[tuple[str, bool, bool, bool]] = Counter()
    carried: dict[str, Counter[str]] = {name: Counter() for name in names}
    lost: list[dict[str, Any]] = []
    for doc in results.documents(folder, results.decided(folder, each, new), run=new):
        own = on(doc)
        made = {decision.event: decision for decision in own}
        seen: set[str] = set()
        for name in order:
            placed = review.units(doc, own, name, then)
            for unit, how in _carried(doc, placed, made):
                carried[name][how] += 1
                if how == "lost":
                    lost.append(_lost(unit, name, doc.id, doc.title, UNFOUND))
            if (was := before.get(doc.id)) and was.digest == doc.digest:
                right.update(_verdicts(was, doc, review.units(was, own, name, then), placed, then, seen))
    for unit in _of_gone(each, about):
        carried[unit.first.coder]["lost"] += 1
        lost.append(_lost(unit, unit.first.coder, unit.id, "", GONE))
    return _checked(right), _frame(_sums(carried), CARRIED), _frame(lost, LOST)


def _readable(folder: str | Path, each: Sequence[Decision], run: Run) -> Iterator[Document]:
    """The documents that something was decided on; none of a run that another version wrote in another form."""
    try:
        yield from results.documents(folder, results.decided(folder, each, run), run=run)
    except records.RecordError:
        return


def _carried(doc: Document, placed: Placed, made: Mapping[str, Decision]) -> Iterator[tuple[Unit, str]]:
    """The units of a coder in a document, and how each was found; see CARRIED."""
    machine = {statement.key for statement in doc.statements}
    for key, unit in placed.units.items():
        first = made[unit.last.event]
        if unit.added and key not in machine and not first.unit.startswith(decisions.ADDED) and first.what != "add":
            yield unit, "kept"
        else:
            yield unit, "key" if first.unit == key else "words"
    for unit in placed.lost:
        yield unit, "agreed" if unit.verdict == "reject" and unit.article == doc.digest else "lost"


def _of_gone(each: Sequence[Decision], about: Mapping[str, Mapping[str, Any]]) -> Iterator[Unit]:
    """What was decided on articles that a run does not have, coder by coder."""
    digests = {row["digest"] for row in about.values()}
    some = [one for one in each if one.id not in about and one.article not in digests]
    for name in decisions.coders(some):
        yield from decisions.replayed(one for one in some if one.coder == name).values()


def _lost(unit: Unit, coder: str, article: str, title: str, why: str) -> dict[str, Any]:
    told = {"coder": coder, "article": article, "title": title, "unit": unit.unit, "verdict": unit.verdict}
    return told | {"words": " ".join(unit.first.words.split()), "why": why}


def _sums(carried: Mapping[str, Counter[str]]) -> Iterator[dict[str, Any]]:
    for name, count in carried.items():
        yield {"coder": name, "units": count.total()} | {how: count[how] for how in list(CARRIED)[2:]}


def _verdicts(
    was: Document, doc: Document, old: Placed, new: Placed, then: Earlier, seen: set[str]
) -> Iterator[tuple[str, bool, bool, bool]]:
    """For each reviewed statement and field: whether it was coded blind, and whether the old and the new have it right.

    seen: the decisions that were met, by the key in the old; who comes later counts where nobody did before.
    """
    now = {unit.last.event: (key, unit) for key, unit in new.units.items()}
    ours, theirs = _fields(was), _fields(doc)
    for key, unit in chain(old.units.items(), ((unit.unit, unit) for unit in old.lost)):
        if not unit.done or unit.bulk or key.startswith(SENTENCE) or key in seen:
            continue
        seen.add(key)
        here, _ = now.get(unit.last.event, ("", unit))
        one, other = _of_unit(was, ours, key, unit), _of_unit(doc, theirs, here, unit)
        is_one = unit.verdict == "accept"
        told = {STATEMENT: ((one is not None) == is_one, (other is not None) == is_one)}
        if is_one:
            truth = _truth(unit, then)
            told |= {name: (_is(one, name, value), _is(other, name, value)) for name, value in truth.items()}
        told[WHOLE] = (all(a for a, _ in told.values()), all(b for _, b in told.values()))
        yield from ((name, unit.blind is not None, *both) for name, both in told.items())


def _fields(doc: Document) -> dict[str, dict[str, Any]]:
    return {one.key: recoding.fields_of(one) for one in coded_statements(doc)}


def _of_unit(doc: Document, fields: Mapping[str, Mapping[str, Any]], key: str, unit: Unit) -> Mapping[str, Any] | None:
    """What the machine says of a unit; of one that a coder added, what it says of the statement in the same place."""
    if key in fields or not unit.added:
        return fields.get(key)
    spans = recoding.spans_of(unit.fields.get("content"), doc)
    if not spans:
        return None
    near = ((_shared(hull(s.content), hull(spans)), s.key) for s in doc.statements)
    share, best = max(near, default=(0.0, ""))
    return fields[best] if share >= LEAST_SHARE else None


def _truth(unit: Unit, then: Earlier) -> dict[str, Any]:
    """The fields that a person gave, or accepted as they stood."""
    given: dict[str, Any] = dict(unit.blind) if unit.blind is not None else dict(unit.fields)
    if unit.blind is None and not unit.added and (before := then(unit.last)):
        given = _fields(before).get(unit.last.unit, {}) | given
    return {name: given[name] for name in TRUE if name in given}


def _is(fields: Mapping[str, Any] | None, name: str, value: Any) -> bool:
    return fields is not None and _plain(fields[name]) == _plain(value)


def _plain(value: Any) -> Any:
    """A value as it is compared: letter case, blanks and order aside."""
    if isinstance(value, list):
        return {_plain(one) for one in value if one}
    return " ".join(str(value or "").casefold().split())


def _checked(right: Counter[tuple[str, bool, bool, bool]]) -> pd.DataFrame:
    rows = []
    for field, blind in sorted(
        {(field, blind) for field, blind, *_ in right}, key=lambda one: (not one[1], _rank(one[0]))
    ):
        better, worse = right[field, blind, False, True], right[field, blind, True, False]
        both, none = right[field, blind, True, True], right[field, blind, False, False]
        told = {"better": better, "worse": worse, "right": both, "wrong": none}
        rows.append({"field": field, "blind": blind, "n": better + worse + both + none} | told)
    return _frame(rows, CHECKED)


def _rank(field: str) -> int:
    return (WHOLE, STATEMENT, *TRUE).index(field)
