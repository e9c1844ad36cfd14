"""What stands out in a corpus: what rose, who changed sides, who disagrees, in sentences that may be quoted.

    for finding in summary.findings(cells, labels): print(summary.text(finding))

A sentence is made of pieces; a piece that opens something has what is to be chosen on the page of the corpus, and tells
what is counted there (`opened`). What is told must hold for more than one article, and by more than chance: HOW says
how. The last sentence tells what is unsettled.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from analysis import days, trends
from analysis.cubes import SAYS, Cells, Numbers
from analysis.findings import BALANCED, LONE, VAGUE

ARTICLES_NEEDED = 2  # on a side that is told
MOSTLY = 0.9  # of the sure statements of somebody on an issue that are on that side
CHANGE_P = 0.01  # p of a change that is told, at most
RISEN = 5  # things that rose or fell, at most; as many changes and disagreements
NAMED = 3  # of those on a side
TAKEN = ("support", "oppose")
WORDS = {"support": "for", "oppose": "against"}
COLUMNS = {"actors": "actor", "speakers": "speaker", "topics": "topic", "issues": "issue", "positions": "position"}
NOTHING = "Nothing in these articles stands out surely enough to be told in a sentence."
HOW = (
    f"Told is what rose or fell by more than chance (of what is told, at most {100 * trends.RATE:.0f} in 100, by "
    f"Benjamini and Hochberg), who changed sides ({trends.IN_SUCCESSION} articles in succession, Fisher's exact test "
    f"at {CHANGE_P}), and who disagrees on an issue: each with at least {ARTICLES_NEEDED} articles, and "
    f"{100 * MOSTLY:.0f} % of the statements on that side, among those that "
    f"are right in speaker, position and target with a chance of {100 * trends.SURE:.0f} %. {SAYS['cluster']}"
)
# After a name where it stands for itself; in "the Velland envoy" it belongs to another noun.
ALONE = re.compile(
    r"(?=[,.;:)’'”]|\s(?:said|says|is|was|has|had|will|would|and|or|to|in|on|of|that|which|could|should|may|must|can|"
    r"did|does|were|are|have|as|at|for|from|by|with|but)\b)"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a finding, and what they open: fields of what is chosen on the page; empty for words alone."""

    text: str
    opens: Mapping[str, Any] = field(default_factory=dict)

    @property
    def told(self) -> dict[str, Any]:
        """As the page has it."""
        return {"text": self.text, "opens": {"once": "cluster", **self.opens} if self.opens else None}


Finding = tuple[Piece, ...]


def findings(
    cells: Cells, labels: Mapping[str, str] | None = None, sentences: Sequence[str] = ()
) -> tuple[Finding, ...]:
    """The sentences: what rose or fell, who changed sides, who disagrees, what is unsettled; none without statements.

    labels: of the topics. sentences: of the articles, which tell whether a name is written with "the".
    """
    if cells.counted()["statements"][0] == 0:
        return ()
    named = _Names(labels or {}, sentences)
    told = [*_rises(cells, named), *_changes(cells, named), *_disagreements(cells, named)]
    every = [*told, _unsettled(cells, found=bool(told))]
    return tuple(tuple(piece for piece in finding if piece.text) for finding in every)


def text(finding: Finding) -> str:
    """A sentence without what it opens."""
    return "".join(piece.text for piece in finding)


def opened(cells: Cells, opens: Mapping[str, Any]) -> Numbers:
    """The numbers of the rows that a piece opens; articles and days take parts of what counts over the whole time.

    A copy counts in neither part where the article that it repeats lies in the other.
    """
    at = cells.passing({COLUMNS[name]: values for name, values in opens.items() if name in COLUMNS})
    days = cells.articles["published"]
    within = days >= opens.get("first", "")
    if last := opens.get("last"):
        within &= (days <= last) & (days != "")
    if "articles" in opens:
        within &= cells.articles["article"].isin(opens["articles"])
    found: Numbers = at[within.to_numpy()[cells.rows["article"].cat.codes.to_numpy()[at]]]
    return found


# ---- what rose or fell


def _rises(cells: Cells, named: _Names) -> Iterator[list[Piece]]:
    """'“Trade” is in 51 % of the statements since July 2021 and in 36 % before: …'"""
    split = trends.middle(cells)
    for by in trends.WHAT:
        found = trends.rises(cells, by, split=split)
        found = found[found["named"].astype(bool)]
        for row in found.head(RISEN).to_dict("records"):
            name = named.of(by, row[by])
            if name:
                yield _risen(row, by, name, split)


def _risen(row: Mapping[str, Any], by: str, name: str, split: str) -> list[Piece]:
    opens = {f"{by}s": [row[by]]}
    month = f"{_date(split):%B %Y}"
    eve = str(_date(split) - dt.timedelta(days=1))
    verb = "rose" if row["difference"] > 0 else "fell"
    of = "statements on " if by == "topic" else "statements with a position on "
    low, high = sorted(abs(100 * row[end]) for end in ("low", "high"))
    sure = f"; {100 * abs(row['difference']):.0f} points, 95 % interval {low:.0f} to {high:.0f}."
    return [
        Piece(f"The share of {of}"),
        Piece(name, opens),
        Piece(f" {verb} from "),
        Piece(f"{_percent(row['share_before'])} before {month} ({row['before']})", {**opens, "last": eve}),
        Piece(" to "),
        Piece(f"{_percent(row['share_after'])} since ({row['after']})", {**opens, "first": split}),
        Piece(sure),
    ]


# ---- who changed sides


def _changes(cells: Cells, named: _Names) -> Iterator[list[Piece]]:
    """'Velland was for “the embargo” until 3 March 2021 (12 statements) and is against it since (7).'"""
    seen: set[tuple[str, str]] = set()
    pairs = cells.counted(["speaker", "actor"]).sort_values("statements")
    actor_of = dict(zip(pairs["speaker"], pairs["actor"], strict=True))
    for who in ("actor", "speaker"):
        found = trends.changes(cells, who, "issue")
        found = found[found["p"] <= CHANGE_P].sort_values(["p", who, "issue"]).drop_duplicates([who, "issue"])
        for row in found.to_dict("records"):
            name, issue = named.of(who, row[who]), named.of("issue", row["issue"])
            told = (row["issue"], row[who] if who == "actor" else actor_of[row[who]])
            if name and issue and told not in seen and len(seen) < RISEN:
                seen.add(
                    told if told[1] else (row["issue"], row[who])
                )  # who speaks for one that is told is not told again
                yield _turned(cells, row, who, name, issue)


def _turned(cells: Cells, row: Mapping[str, Any], who: str, name: str, issue: str) -> list[Piece]:
    day = _date(row["published"])
    opens = {f"{who}s": [row[who]], "issues": [row["issue"]]}
    old = opens | {"positions": [row["from"]], "last": str(day - dt.timedelta(days=1))}
    new = opens | {"positions": [row["to"]], "first": str(day)}
    first = {**new, "last": str(day), "articles": [row["article"]]}
    return [
        Piece(_begun(name), opens),
        Piece(f" was mostly {WORDS[row['from']]} "),
        Piece(issue, {"issues": [row["issue"]]}),
        Piece(" ("),
        Piece(many(_count(cells, old), "statement"), old),
        Piece(") until an article of "),
        Piece(days.in_words(day), first),
        Piece(f", and mostly {WORDS[row['to']]} it since ("),
        Piece(str(_count(cells, new)), new),
        Piece(")."),
    ]


# ---- who disagrees


def _disagreements(cells: Cells, named: _Names) -> Iterator[list[Piece]]:
    """'On “the embargo”, Velland is for it (12 statements in 5 articles), and Tellan against it (7 in 4).'"""
    sided = _sided(cells)
    told = 0
    for issue, some in sorted(sided.items(), key=lambda one: (-_carrying(one[1]), one[0])):
        name = named.of("issue", issue)
        taken = {position: [(who, n) for who, at, n in some if at == position] for position in TAKEN}
        taken = {position: [one for one in who if named.of("actor", one[0])] for position, who in taken.items()}
        if not name or not all(taken.values()) or told == RISEN:
            continue
        told += 1
        pieces = [Piece("On "), Piece(name, {"issues": [issue]}), Piece(", ")]
        for number, position in enumerate(TAKEN):
            pieces += [Piece(", and " if number else "")]
            pieces += _on_side(cells, issue, position, [who for who, _ in taken[position]], named)
        yield [*pieces, Piece(".")]


def _carrying(some: Sequence[tuple[str, str, int]]) -> int:
    """Articles on the side that has fewer."""
    return min(sum(n for _, at, n in some if at == position) for position in TAKEN)


def _sided(cells: Cells) -> dict[str, list[tuple[str, str, int]]]:
    """{issue: who is on which side, with how many articles}, as far as it is sure, those with most first."""
    rows = trends.one_each(cells, "actor", "issue")
    rows = rows[trends.is_sure(rows) & rows["position"].isin(TAKEN)].astype({"position": str})
    taken = rows.groupby(["issue", "actor", "position"]).agg(n=("nth", "size"), units=("unit", "nunique")).reset_index()
    whole = taken.groupby(["issue", "actor"])["n"].transform("sum")
    told = taken[(taken["n"] >= MOSTLY * whole) & (taken["units"] >= ARTICLES_NEEDED)]
    found: dict[str, list[tuple[str, str, int]]] = {}
    for issue, actor, position, _, articles in told.itertuples(index=False, name=None):
        if actor not in issue:  # against oneself: mostly others' words
            found.setdefault(issue, []).append((actor, position, articles))
    return {issue: sorted(some, key=lambda one: (-one[2], one[0])) for issue, some in found.items()}


def _on_side(cells: Cells, issue: str, position: str, actors: Sequence[str], named: _Names) -> list[Piece]:
    pieces: list[Piece] = []
    some = actors[:NAMED]
    for number, actor in enumerate(some):
        opens = {"actors": [actor], "issues": [issue], "positions": [position]}
        counted = _counted(cells, opens)
        words = f"{named.of('actor', actor)} ({many(counted[0], 'statement')} in {many(counted[1], 'article')})"
        last = number == len(some) - 1 and len(actors) <= NAMED
        pieces += [Piece("" if not number else " and " if last else ", "), Piece(words, opens)]
    if len(actors) > NAMED:
        pieces.append(Piece(f" and {len(actors) - NAMED} more"))
    return [*pieces, Piece(f" {'is' if len(actors) == 1 else 'are'} {WORDS[position]} it")]


# ---- what is unsettled


def _unsettled(cells: Cells, *, found: bool) -> list[Piece]:
    taking = cells.counted([], {"position": list(TAKEN)})["statements"][0]
    at = cells.passing({"position": list(TAKEN)})
    rows = cells.rows.iloc[at]
    sure = rows.loc[trends.is_sure(rows), "nth"].nunique()
    start = "" if found else f"{NOTHING} "
    if not taking:
        return [Piece(f"{start}No statement takes a side.")]
    words = f"{many(taking, 'statement')} {'takes' if taking == 1 else 'take'} a side"
    unsure = taking - sure
    whole = "none of them is" if not unsure else "one of them is" if unsure == 1 else f"{unsure:,} of them are"
    why = f": less sure than {100 * trends.SURE:.0f} % in speaker, position and target together" if unsure else ""
    return [Piece(start), Piece(words, {"positions": list(TAKEN)}), Piece(f"; {whole} unsettled{why}.")]


# ---- words


class _Names:
    """What values are called in a sentence; empty for names that fit none."""

    def __init__(self, labels: Mapping[str, str], sentences: Sequence[str]) -> None:
        self.labels, self.sentences, self.known = labels, sentences, dict[tuple[str, str], str]()

    def of(self, column: str, value: str) -> str:
        """'the Joint Council', '“the embargo”', 'Sanctions and export controls'."""
        if (column, value) not in self.known:
            self.known[column, value] = self._of(column, value)
        return self.known[column, value]

    def _of(self, column: str, value: str) -> str:
        if column == "topic":
            return f"“{self.labels.get(value, value)}”"
        if not BALANCED.fullmatch(value):
            return ""
        if column == "issue":
            return "" if VAGUE.fullmatch(value) or LONE.fullmatch(value) else f"“{value}”"
        led = alone = 0
        for found in re.finditer(rf"(\bthe )?\b{re.escape(value)}\b{ALONE.pattern}", "\n".join(self.sentences), re.I):
            alone += 1
            led += bool(found[1])
        return f"the {value}" if 2 * led > alone else value


def _begun(name: str) -> str:
    return re.sub("^the ", "The ", name)


def _counted(cells: Cells, opens: Mapping[str, Any]) -> tuple[int, int]:
    """Statements and articles that what is opened has."""
    rows = cells.rows.iloc[opened(cells, opens)]
    return int(rows["nth"].nunique()), int(rows["article"].nunique())


def _count(cells: Cells, opens: Mapping[str, Any]) -> int:
    return _counted(cells, opens)[0]


def many(number: int, noun: str) -> str:
    """A number and what it counts.

    >>> many(1, "article"), many(1200, "article")
    ('1 article', '1,200 articles')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _percent(share: float) -> str:
    return f"{100 * share:.{1 if share < 0.1 else 0}f} %"


def _date(day: str) -> dt.date:
    return dt.date.fromisoformat(day)
