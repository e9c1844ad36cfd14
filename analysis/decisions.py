"""What a coder decided about a statement, kept at once in a log that only grows; the state is its replay.

One line of JSON for each decision in `reviews/CODER.jsonl` of the folder of articles. Nothing is ever rewritten: to
undo is a line more. Lines are told apart by `event`, so that copies of a log, laid together, count once.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from filelock import FileLock, Timeout

# What can be decided of a statement, and how each is written down.
FIELDS: Mapping[str, str] = {
    "verdict": "accept (a statement, coded as it stands), reject (none) or skip (later)",
    "speakers": "list of names",
    "actors": "list of states and organisations, one for each speaker in the same order, empty where there is none",
    "position": "support, oppose, conditional or neutral",
    "lean": "+ or - for conditional, else empty",
    "target": "what the position is toward, in words",
    "target_span": "[start, end] of these words, or null",
    "act": "an act of data/lexicons/acts.tsv",
    "topics": "list of topics of the codebook, the main one first",
    "evidence": "list of [start, end]",
    "source": "list of [start, end]",
    "cue": "list of [start, end]",
    "content": "list of [start, end]",
    "note": "words of the coder",
}
VERDICTS = ("accept", "reject", "skip")
DECIDED = ("accept", "reject")  # what counts as done; what is skipped comes again
SPANS = ("source", "cue", "content", "evidence", "target_span")
ADJUDICATED = "adjudicated"  # the coder whose answers were made of those of others


class DecisionError(OSError):
    """A decision could not be kept; the message is one sentence that says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a file of another tool brings back: fields of a statement that differ from the layer that was written there.

    article: id of the document. unit: key of the statement, "" for a new one. after: the fields that differ, and
    `verdict: "reject"` for a statement that was taken out. start, end: where it stands. coder: who changed it.
    """

    article: str
    unit: str
    after: Mapping[str, Any]
    start: int
    end: int
    coder: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that a coder decided about one unit: a statement, or a sentence that no statement was found in.

    event: tells it from any other. at: when, ISO 8601 in UTC; later ones of a coder have later times.
    article: digest of the text; id: of the document; unit: key of the statement or sentence.
    what: accept, reject, skip, change, add, reveal, undo or take (of a coder's answer, when two are compared).
    before, after: the fields that it changed, see FIELDS; quotes: the words of spans among them.
    words, start, end: the content of the unit and where it stands, so that it is found again in another version.
    blind: the machine's answer was hidden. bulk: one of many accepted by one press, which feeds no number.
    draw: how it came to be asked, {sample, pi, stratum, seed}; None where it was not drawn by design.
    of: of an undo the event undone; of a take the coder whose answer was taken. by: who decided, for ADJUDICATED.
    version, models, guide: of the program, of its models, and the digest of the coding guide. seconds: it took.
    """

    coder: str
    article: str
    id: str
    unit: str
    what: str
    after: Mapping[str, Any] = field(default_factory=dict)
    before: Mapping[str, Any] = field(default_factory=dict)
    quotes: Mapping[str, list[str]] = field(default_factory=dict)
    words: str = ""
    start: int = 0
    end: int = 0
    blind: bool = False
    bulk: bool = False
    draw: Mapping[str, Any] | None = None
    of: str = ""
    by: str = ""
    version: str = ""
    models: str = ""
    guide: str = ""
    seconds: float | None = None
    event: str = field(default_factory=lambda: secrets.token_hex(16))
    at: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """What a coder has made of a unit: the fields that were given, the last value of each.

    verdict: "" until there is one. by: who decided, or whose answer was taken. added: the machine had not found it.
    blind: the fields as they were when the machine's answer was shown; None where it never was hidden. first: the
    decision that came first of those that count, with how it was drawn. bulk: its verdict came with many others.
    """

    article: str
    id: str
    unit: str
    fields: Mapping[str, Any]
    verdict: str
    added: bool
    bulk: bool
    blind: Mapping[str, Any] | None
    first: Decision
    last: Decision

    @property
    def done(self) -> bool:
        """True where it was accepted or rejected."""
        return self.verdict in DECIDED


def in_force(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Decisions in the order of time, each once, without those undone and without the undoing.

    >>> one = Decision("Ana", "3dfb", "talks", "krwxtext", "accept", {"verdict": "accept"}, at="1", event="a")
    >>> in_force([one, one]) == (one,), in_force([one, replace(one, what="undo", of="a", at="2", event="b")])
    (True, ())
    """
    each = {(d.at, d.event): d for d in decisions}
    undone: set[str] = set()
    counting = []
    for _, decision in sorted(each.items(), reverse=True):
        if decision.event in undone:
            continue
        if decision.what == "undo":
            undone.add(decision.of)
        else:
            counting.append(decision)
    return tuple(reversed(counting))


def replayed(decisions: Iterable[Decision]) -> dict[tuple[str, str], Unit]:
    """By article and unit what the decisions of one coder come to."""
    units: dict[tuple[str, str], Unit] = {}
    for decision in in_force(decisions):
        key = (decision.article, decision.unit)
        units[key] = _after(units.get(key), decision)
    return units


def _after(unit: Unit | None, decision: Decision) -> Unit:
    """The unit after one decision more."""
    before = unit.fields if unit else {}
    given = {**before, **decision.after}
    if decision.what == "add":
        given.setdefault("verdict", "accept")
    blind = unit.blind if unit else None
    if decision.blind and decision.what != "reveal":
        blind = {**(blind or {}), **decision.after}
    verdict = str(given.get("verdict") or "")
    bulk = decision.bulk if "verdict" in decision.after else bool(unit and unit.bulk)
    added = decision.what == "add" or bool(unit and unit.added)
    first = unit.first if unit else decision
    return Unit(decision.article, decision.id, decision.unit, given, verdict, added, bulk, blind, first, decision)


class Log:
    """The log of one coder, open to be written: one at a time, so that two notebooks do not decide as the same person.

    >>> with Log("no/such/place", "Ana") as log:
    ...     log.decisions
    ()
    """

    def __init__(self, folder: str | Path, coder: str) -> None:
        """Open the log of a coder in a folder of articles. Raises DecisionError where it is open elsewhere."""
        self.coder = named(coder)
        self.file = reviews_in(folder) / f"{quote(self.coder, safe=' ')}.jsonl"
        self._lock: FileLock | None = None
        self._last = ""
        self.decisions: tuple[Decision, ...] = tuple(d for d in kept(folder) if d.coder == self.coder)
        self._last = max((d.at for d in self.decisions), default="")

    def __enter__(self) -> Log:
        """The log itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let others write."""
        self.close()

    def close(self) -> None:
        """Let another notebook of the same coder write."""
        if self._lock:
            self._lock.release()
            self._lock = None

    def add(self, *decisions: Decision) -> tuple[Decision, ...]:
        """The decisions with their time, after they are on the disk, all or none. Raises DecisionError."""
        timed = tuple(replace(d, coder=self.coder, at=self._now()) for d in decisions)
        try:
            self._hold()
            _append(self.file, "".join(as_line(d) for d in timed).encode("utf-8"))
        except OSError as error:
            if isinstance(error, DecisionError):
                raise
            why = error.strerror or str(error)
            raise DecisionError(
                f"This was not kept, and is still on the screen: {self.file} cannot be written ({why}); "
                "make room or mend its rights, then decide again."
            ) from error
        self.decisions += timed
        return timed

    def _hold(self) -> None:
        """Take the lock of this coder, and with it what another notebook may have written before."""
        if self._lock:
            return
        self.file.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.file.with_name(f".{self.file.stem}.lock"))
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            raise DecisionError(
                f"{self.coder} decides in another notebook already; close its kernel, or take another name."
            ) from error
        self._lock = lock

    def _now(self) -> str:
        """The time, always later than that of the decision before, whatever the clock of the machine does."""
        now = _written(dt.datetime.now(dt.UTC))
        if now <= self._last:
            now = _written(dt.datetime.fromisoformat(self._last) + dt.timedelta(microseconds=1))
        self._last = now
        return now


def _written(time: dt.datetime) -> str:
    return time.astimezone(dt.UTC).isoformat(timespec="microseconds")


def named(coder: str) -> str:
    """A coder's name as it is written; raises DecisionError where it is none."""
    name = " ".join(str(coder).split())
    if not name or len(name) > 60 or not name.isprintable():
        raise DecisionError("Whose decisions are these? Give a name of at most 60 letters, as in coder='Ana'.")
    return name


def reviews_in(folder: str | Path) -> Path:
    """Where the decisions on the articles of a folder lie."""
    return Path(folder) / "reviews"


def kept(folder: str | Path) -> tuple[Decision, ...]:
    """All decisions on the articles of a folder, of all coders, each once, in the order of time.

    All files of `reviews/` are read, also copies of a log under another name. A line that is no decision, as one that
    a crash has cut, is left out.
    """
    each: dict[str, Decision] = {}
    for file in sorted(reviews_in(folder).glob("*.jsonl")):
        for line in file.read_bytes().splitlines():
            decision = from_line(line)
            if decision:
                each.setdefault(decision.event, decision)
    return tuple(sorted(each.values(), key=lambda d: (d.at, d.event)))


def coders(decisions: Iterable[Decision]) -> tuple[str, ...]:
    """Who decided, each once, those with most decisions first."""
    counts: dict[str, int] = {}
    for decision in decisions:
        counts[decision.coder] = counts.get(decision.coder, 0) + 1
    return tuple(sorted(counts, key=lambda name: (-counts[name], name)))


def as_line(decision: Decision) -> str:
    """A decision as one line of JSON."""
    return json.dumps(asdict(decision), ensure_ascii=True, allow_nan=False, separators=(",", ":")) + "\n"


NAMES = frozenset(f.name for f in fields(Decision))
NEEDED = frozenset({"event", "at", "coder", "article", "unit", "what"})


def from_line(line: bytes | str) -> Decision | None:
    """The decision in a line; None where it is none. What a later version adds is left out."""
    try:
        told = json.loads(line)
    except ValueError:
        return None
    if not isinstance(told, dict) or not told.keys() >= NEEDED:
        return None
    known = {name: value for name, value in told.items() if name in NAMES}
    known.setdefault("id", "")
    if not isinstance(known.get("after", {}), dict) or not all(isinstance(known[name], str) for name in NEEDED):
        return None
    return Decision(**known)


def _append(file: Path, data: bytes) -> None:
    """Put lines at the end of a file, on the disk when it returns; where that fails the file is as it was."""
    new = not file.exists()
    with file.open("r+b" if not new else "x+b") as log:
        size = log.seek(0, os.SEEK_END)
        if size:
            log.seek(size - 1)
            if log.read(1) != b"\n":  # a crash has cut the last line: it ends here
                data = b"\n" + data
        try:
            log.seek(size)
            log.write(data)
            log.flush()
            os.fsync(log.fileno())
        except OSError:
            log.truncate(size)
            raise
    if new and hasattr(os, "O_DIRECTORY"):
        folder = os.open(file.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
