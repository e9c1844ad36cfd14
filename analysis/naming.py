"""What documents are called: an id tells an article apart from all others of a batch."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

WORDS = 5  # of a title that go into an id


def id_of(path: Path, home: Path | None = None) -> str:
    """The id of the article in a file: its folder and its stem.

    The folder `home`, the user's own and the root are not named.

    >>> id_of(Path("/news/march/talks.txt"))
    'march/talks'
    """
    folders = _folders(path)
    return path.stem if path.parent.resolve() in (home, _user()) else _named(folders[-1:], path.stem)


def ids_of(paths: Sequence[Path], home: Path | None = None) -> list[str]:
    """The ids of a batch, each different: more folders, then the suffix, then a number tell files apart.

    >>> ids_of([Path("/a/x/talks.txt"), Path("/b/x/talks.txt"), Path("/c/talks.txt")])
    ['a/x/talks', 'b/x/talks', 'c/talks']
    """
    found = [id_of(path, home) for path in paths]
    alike: defaultdict[str, list[int]] = defaultdict(list)
    for n, id in enumerate(found):
        alike[id].append(n)
    for group in alike.values():
        if len(group) > 1:
            for n, id in zip(group, _told_apart([paths[n] for n in group]), strict=True):
                found[n] = id
    return _numbered(found)


def id_of_text(text: str, title: str) -> str:
    """The id of a text without a file: the words of its title, and a digest of the text.

    >>> id_of_text("Talks go on.", "Talks to Resume")
    'talks-to-resume-832f533f'
    """
    words = plain_words(title)[:WORDS] or ["text"]
    return "-".join([*words, hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]])


def plain_words(title: str) -> list[str]:
    """The words of a title in the letters that every file name may have.

    >>> plain_words("Où: “Talks” to Resume")
    ['ou', 'talks', 'to', 'resume']
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.findall(r"[a-z0-9]+", plain)


def _told_apart(paths: Sequence[Path]) -> list[str]:
    """Ids of files whose short ids are one: the first way of naming that has no two alike, else the last."""
    ids: list[str] = []
    for ids in _ways(paths):
        if len(set(ids)) == len(ids):
            break
    return ids


def _ways(paths: Sequence[Path]) -> Iterator[list[str]]:
    """All ways of naming files, the short before the long; one file under two names is told apart by none."""
    folders = [_folders(path) for path in paths]
    for names in ([path.stem for path in paths], [path.name for path in paths]):
        for depth in range(1, max(1, *map(len, folders)) + 1):
            yield [_named(f[-depth:], name) for f, name in zip(folders, names, strict=True)]


def _numbered(ids: Sequence[str]) -> list[str]:
    """The ids, those that came before with the first number that is free."""
    found: dict[str, None] = {}
    for id in ids:
        names = (id if n == 1 else f"{id}-{n}" for n in count(1))
        found[next(name for name in names if name not in found and (name == id or name not in ids))] = None
    return list(found)


def _folders(path: Path) -> tuple[str, ...]:
    """The names of the folders that a file lies in, from the root on, without the root."""
    return tuple(name for name in path.parent.resolve().parts if name != path.parent.resolve().anchor)


def _named(folders: Sequence[str], name: str) -> str:
    """Joined by strokes; what no reader could see, such as bytes that are no Unicode, becomes U+FFFD."""
    return re.sub("[\x00-\x1f\x7f\ud800-\udfff]", "\ufffd", "/".join([*folders, name]))


def _user() -> Path | None:
    try:
        return Path.home().resolve()
    except (RuntimeError, OSError):
        return None
