"""What a coder decided about a statement, kept at once in a log that only grows; the state is its replay.

One line of JSON for each decision in `reviews/CODER.jsonl` of the folder of articles. Nothing is ever rewritten: to
undo is a line more. Lines are told apart by `event`, so that copies of a log, laid together, count once.
"""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any
from unicodedata import category
from urllib.parse import quote

from filelock import FileLock, Timeout

from analysis.keys import digest, slug

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
ADDED = "added-"  # what keys of statements that the machine did not find begin with


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
    version, models, knowledge: what had read the article. guide: digest of the coding guide. seconds: it took.
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
    knowledge: str = ""
    guide: str = ""
    seconds: float | None = None
    event: str = field(default_factory=lambda: secrets.token_hex(16))
    at: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """What a coder has made of a unit: the fields that were given, the last value of each.

    verdict: "" until there is one. added: the machine had not found it. bulk: its verdict came with many others.
    blind: the fields as they were when the machine's answer was shown; None where it never was hidden. shown: it was
    shown by now. first, last: the decisions that count, with how it was drawn, and who decided.
    """

    article: str
    id: str
    unit: str
    fields: Mapping[str, Any]
    verdict: str
    added: bool
    bulk: bool
    blind: Mapping[str, Any] | None
    shown: bool
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
    undone: set[str] = set()
    counting = []
    for decision in reversed(in_order(decisions)):
        if decision.event in undone:
            continue
        if decision.what == "undo":
            undone.add(decision.of)
        else:
            counting.append(decision)
    return tuple(reversed(counting))


def in_order(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Decisions in the order of time, each once; those whose time is none come first."""
    each: dict[str, Decision] = {}
    for decision in decisions:
        each.setdefault(decision.event, decision)
    return tuple(sorted(each.values(), key=lambda d: (_when(d.at), d.at, d.event)))


LAST_YEAR = 9998  # after which there is no time to come


def _when(at: str) -> dt.datetime:
    """A time as written; the first there is for what is none."""
    first = dt.datetime.min.replace(tzinfo=dt.UTC)
    try:
        time = dt.datetime.fromisoformat(at)
    except ValueError:
        return first
    if not 1 < time.year <= LAST_YEAR:
        return first
    return time.replace(tzinfo=dt.UTC) if time.tzinfo is None else time.astimezone(dt.UTC)


def replayed(decisions: Iterable[Decision]) -> dict[tuple[str, str], Unit]:
    """By article and unit what the decisions of one coder come to."""
    units: dict[tuple[str, str], Unit] = {}
    for decision in in_force(decisions):
        key = (decision.article, decision.unit)
        units[key] = _after(units.get(key), decision)
    return units


def _after(unit: Unit | None, decision: Decision) -> Unit:
    """The unit after one decision more; of an answer that is taken over nothing else that was given counts any more."""
    taken = decision.what == "take"
    given = {**(unit.fields if unit and not taken else {}), **decision.after}
    if decision.what == "add":
        given.setdefault("verdict", "accept")
    shown = decision.what == "reveal" or not decision.blind or bool(unit and unit.shown)
    blind = unit.blind if unit else None
    if not shown:
        blind = {**((not taken and blind) or {}), **decision.after}
    verdict = given.get("verdict")
    return Unit(
        decision.article,
        decision.id,
        decision.unit,
        given,
        verdict if verdict in VERDICTS else "",
        decision.what == "add" or (taken and decision.unit.startswith(ADDED)) or bool(unit and unit.added),
        decision.bulk if "verdict" in decision.after else bool(unit and unit.bulk),
        blind,
        shown,
        unit.first if unit else decision,
        decision,
    )


class Log:
    """The log of one coder, open to be written: one at a time, so that two notebooks do not decide as the same person.

    >>> with Log("no/such/place", "Ana") as log:
    ...     log.decisions
    ()
    """

    def __init__(self, folder: str | Path, coder: str, *, by: str = "") -> None:
        """The log of a coder in a folder of articles, to be read; it is open to this notebook from its first decision.

        by: who decides for ADJUDICATED, in a file of their own. Raises DecisionError where the name is none.
        """
        self.coder = named(coder)
        self.by = person(by) if by else self.coder
        self.folder = Path(folder)
        self.file = reviews_in(folder) / f"{file_name(f'{self.coder} by {self.by}' if by else self.coder)}.jsonl"
        self._lock: FileLock | None = None
        self.decisions: tuple[Decision, ...] = ()
        self._last = ""
        self._read()

    def _read(self) -> None:
        """Take in what lies on the disk."""
        self.decisions = tuple(d for d in kept(self.folder) if d.coder == self.coder)
        self._last = max((d.at for d in self.decisions), key=_when, default="")

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
        if not decisions:
            return ()
        try:
            self._hold()
            timed = tuple(replace(d, coder=self.coder, at=self._now()) for d in decisions)
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

    def hold(self) -> None:
        """Be the one who decides as this coder. Raises DecisionError where another does, or nothing can be kept."""
        try:
            self._hold()
            if self.file.exists() and not os.access(self.file, os.W_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        except OSError as error:
            if isinstance(error, DecisionError):
                raise
            why = error.strerror or str(error)
            raise DecisionError(
                f"Nothing that you decide could be kept: {self.file} cannot be written ({why}); mend its rights, or "
                "put the articles where you may write."
            ) from error

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
                f"{self.by} decides in another notebook already; close its kernel, or take another name."
            ) from error
        self._lock = lock
        self._read()

    def _now(self) -> str:
        """The time, always later than that of the decision before, whatever the clock of the machine does."""
        now = max(dt.datetime.now(dt.UTC), _when(self._last) + dt.timedelta(microseconds=1))
        self._last = _written(now)
        return self._last


def _written(time: dt.datetime) -> str:
    return time.astimezone(dt.UTC).isoformat(timespec="microseconds")


NOT_PEOPLE = frozenset({"machine", "the machine", "all"})
JOINING = "\u200c\u200d"  # between letters of Persian, and in emoji
LONGEST = 60  # letters of a name
RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})
READABLE = 100  # bytes of a name that is its own file's


def named(coder: str) -> str:
    """A coder's name as it is written; raises DecisionError where it is none."""
    name = " ".join(str(coder).split())
    if name.lower() in NOT_PEOPLE:
        raise DecisionError(f"{name} is no coder's name here; take another.")
    unseen = (letter for letter in name if category(letter) in ("Cc", "Cf", "Cs", "Cn") and letter not in JOINING)
    fits = name and len(name) <= LONGEST and not any(unseen)
    if not fits:
        raise DecisionError(f"Whose decisions are these? Give a name of at most {LONGEST} letters, as in coder='Ana'.")
    return name


def person(coder: str) -> str:
    """The name of somebody who decides; raises DecisionError where it is none, or that of what is made of others'."""
    name = named(coder)
    if name.casefold() == ADJUDICATED:
        raise DecisionError(f"{name} is what comes of settling differences, nobody's name; take another.")
    return name


def file_name(coder: str) -> str:
    """What the log of a coder is called on any system: the name, or what can be read of it and a digest.

    >>> file_name("Ana Berg"), file_name("a/b"), file_name("con")
    ('Ana Berg', 'a%2Fb', 'con-1143da2b')
    """
    name = quote(coder, safe=" ")
    if len(name) <= READABLE and name.split(".")[0].strip().lower() not in RESERVED:
        return name
    return f"{slug(coder)[: READABLE // 4]}-{digest(coder, 8)}"


def reviews_in(folder: str | Path) -> Path:
    """Where the decisions on the articles of a folder lie."""
    return Path(folder) / "reviews"


def kept(folder: str | Path) -> tuple[Decision, ...]:
    """All decisions on the articles of a folder, of all coders, each once, in the order of time.

    All files of `reviews/` are read, also copies of a log under another name. A line that is no decision, as one that
    a crash has cut, is left out. Raises DecisionError where a log may not be read.
    """
    found: list[Decision] = []
    for file in sorted(reviews_in(folder).glob("*.jsonl")):
        if not file.is_file():
            continue
        try:
            lines = file.read_bytes().split(b"\n")
        except OSError as error:
            raise DecisionError(f"{file} cannot be read ({error.strerror or error}); mend its rights.") from error
        found += [decision for line in lines if (decision := from_line(line))]
    return in_order(found)


def unreadable(folder: str | Path, coder: str) -> int:
    """How many lines of a coder's log are no decisions, as one that a crash has cut or another program has changed."""
    try:
        lines = (reviews_in(folder) / f"{file_name(coder)}.jsonl").read_bytes().split(b"\n")
    except OSError:
        return 0
    return sum(bool(line.strip()) and from_line(line) is None for line in lines)


def coders(decisions: Iterable[Decision]) -> tuple[str, ...]:
    """Who decided, each once, those with most decisions first."""
    counts: dict[str, int] = {}
    for decision in decisions:
        counts[decision.coder] = counts.get(decision.coder, 0) + 1
    return tuple(sorted(counts, key=lambda name: (-counts[name], name)))


def as_line(decision: Decision) -> str:
    """A decision as one line of JSON."""
    return json.dumps(asdict(decision), ensure_ascii=True, allow_nan=False, separators=(",", ":")) + "\n"


NEEDED = frozenset({"event", "at", "coder", "article", "unit", "what"})
KINDS: Mapping[str, tuple[type, ...]] = {
    **dict.fromkeys(("after", "before", "quotes"), (dict,)),
    **dict.fromkeys(("blind", "bulk"), (bool,)),
    **dict.fromkeys(("start", "end"), (int,)),
    "draw": (dict, type(None)),
    "seconds": (int, float, type(None)),
}  # of the fields that are no words
NAMES = frozenset(f.name for f in fields(Decision))


def from_line(line: bytes | str) -> Decision | None:
    """The decision in a line; None where it is none. What a later version adds is left out."""
    try:
        told = json.loads(line.lstrip(b"\xef\xbb\xbf") if isinstance(line, bytes) else line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict) or not told.keys() >= NEEDED:
        return None
    known = {"id": ""} | {name: value for name, value in told.items() if name in NAMES}
    return Decision(**known) if all(_fits(name, value) for name, value in known.items()) else None


def _fits(name: str, value: Any) -> bool:
    """True where a value is of the kind of its field; quotes lead to lists of words."""
    if type(value) not in KINDS.get(name, (str,)):
        return False
    if name == "quotes":
        return all(isinstance(some, list) and all(isinstance(one, str) for one in some) for some in value.values())
    return True


def _append(file: Path, data: bytes) -> None:
    """Put lines at the end of a file, on the disk when it returns; where that fails the file is as it was."""
    if not file.exists():
        file.touch(exist_ok=True)
        _sync_folder(file.parent)
    with file.open("r+b", buffering=0) as log:
        size = log.seek(0, os.SEEK_END)
        if size:
            log.seek(size - 1)
            if log.read(1) != b"\n":  # a crash has cut the last line: it ends here
                data = b"\n" + data
        try:
            log.seek(size)
            left = memoryview(data)
            while left:
                left = left[log.write(left) :]
            os.fsync(log.fileno())
        except OSError:
            log.truncate(size)
            raise


def _sync_folder(folder: Path) -> None:
    """Have a new file's name on the disk, where the system can tell."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    there = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(there)
    finally:
        os.close(there)
